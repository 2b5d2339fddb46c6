package web

import (
	"cmp"
	"slices"

	"beret/civil"
	"beret/internal/contribution"
	"beret/internal/reference"
	"beret/participation"
)

// worldTarget is the UN's target for a personnel type. The targets of
// ministries and single missions are not set beside the world's figures.
type worldTarget struct {
	reference.Target
	framework reference.Row
	ahead     bool // in force only after the month
}

func (t worldTarget) percent() float64 {
	return 100 * float64(t.Numerator) / float64(t.Denominator)
}

func (t worldTarget) rational() participation.Rational {
	return participation.NewRational(int64(t.Numerator), int64(t.Denominator))
}

// name prints the framework in short, with the year of a target to come.
func (t worldTarget) name(c *worldScene) string {
	short := t.framework.Field("short_" + string(c.printer.Lang))
	name := cmp.Or(short, t.framework.Name(c.printer.Lang))
	if t.ahead {
		return c.printer.Text("world.target_ahead", "name", name, "year", yearText(t.Row.Valid.From))
	}
	return name
}

// yearText is a year without a thousands separator.
func yearText(d civil.Date) string { return d.String()[:4] }

// target returns what the UN's framework asks for the type at a month's end,
// or next asks for. There is none before the framework begins.
func (c *worldScene) target(month civil.Month) (worldTarget, bool) {
	if month.IsZero() {
		return worldTarget{}, false
	}
	day := month.End()
	frameworks := c.book.On(reference.Frameworks, day)
	for _, t := range c.book.TargetsOn(day) {
		i := slices.IndexFunc(frameworks, func(r reference.Row) bool { return r.Code == t.Framework })
		if i >= 0 && frameworks[i].Field("kind") == "un" && t.Mission == "" && t.Unit == "" && c.unType(t.Category) == c.kind {
			return worldTarget{Target: t, framework: frameworks[i], ahead: t.Row.Valid.From > day}, true
		}
	}
	return worldTarget{}, false
}

// unType returns the UN's personnel type of one of the office's categories,
// zero where the UN has none.
func (c *worldScene) unType(category string) contribution.Type {
	row, ok := c.book.Find(reference.Categories, category)
	if !ok {
		return 0
	}
	t, _ := contribution.ParseType(row.Field("un_type"))
	return t
}
