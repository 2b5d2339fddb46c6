package web

import (
	"beret/internal/locale"
	"beret/internal/prospect"
)

// leverView is a lever as a number and a slider. The slider has no name: it
// moves the number, and only a script shows it.
type leverView struct {
	Field
	Min, Max int
	Note     Text // unit, limits, cost
}

// leverGroup is the levers that somebody decides, or those that nobody does.
type leverGroup struct {
	Title, Text Text
	Levers      []leverView
}

// leverFields are a number for each lever, at rest.
func (c *outlookScene) leverFields() (fields []Field) {
	for _, l := range c.Base.Levers() {
		fields = append(fields, Field{Kind: NumberField, Name: leverPrefix + l.Code, Label: leverText(l), Width: "short"})
	}
	return fields
}

func leverText(l prospect.Lever) Text { return T(l.NameKey, l.NameArgs...) }

// readLevers takes the levers that are moved into the question.
func (c *outlookScene) readLevers() {
	for _, l := range c.Base.Levers() {
		name := leverPrefix + l.Code
		units := c.Form.Int(name)
		if units != 0 {
			c.Question.Settings = append(c.Question.Settings, prospect.Setting{Lever: l.Code, Units: units})
		}
	}
}

// leverGroups are the levers as the page shows them.
func (c *outlookScene) leverGroups() (groups []leverGroup) {
	decisions := leverGroup{Title: T("outlookpage.decisions"), Text: T("outlookpage.decisions_text")}
	chances := leverGroup{Title: T("outlookpage.chances"), Text: T("outlookpage.chances_text")}
	for _, l := range c.Base.Levers() {
		view := leverView{Field: *c.Form.field(leverPrefix + l.Code), Min: l.Min, Max: l.Max, Note: leverNote(l)}
		if view.Value == "" {
			view.Value = "0"
		}
		if l.Decision {
			decisions.Levers = append(decisions.Levers, view)
		} else {
			chances.Levers = append(chances.Levers, view)
		}
	}
	for _, g := range []leverGroup{decisions, chances} {
		if len(g.Levers) > 0 {
			groups = append(groups, g)
		}
	}
	return groups
}

// leverNote says what a unit of a lever is, its limits, and what a unit costs.
func leverNote(l prospect.Lever) Text {
	limits := T("outlookpage.limits", "unit", unitText(l), "min", signed(l.Min), "max", signed(l.Max))
	if !l.Decision {
		return limits
	}
	return Joined(" ", limits, T("outlookpage.cost", "cost", costText(l.Cost, l.CostUnit)))
}

// unitText is what one unit of a lever is.
func unitText(l prospect.Lever) Text { return T(l.UnitKey, l.NameArgs...) }

// costText prints a cost in the office's measure, which has a name of its own
// or the one that the office gave it.
func costText(cost int64, unit string) Text {
	return func(p locale.Printer) string {
		if key := "outlookpage.measure." + unit; p.Has(key) {
			return p.Text(key, "n", int(cost))
		}
		return p.Number(int(cost)) + " " + unit
	}
}

// totalCost prints what the moved levers cost together. Decisions of one office
// share their measure.
func (c *outlookScene) totalCost(q prospect.Question) Text {
	unit := ""
	for _, l := range c.Base.Levers() {
		if l.Decision {
			unit = l.CostUnit
			break
		}
	}
	return costText(c.leverCost(q), unit)
}

// leverCost is what the moved levers cost together.
func (c *outlookScene) leverCost(q prospect.Question) (cost int64) {
	for _, setting := range q.Settings {
		if l, ok := c.lever(setting.Lever); ok && l.Decision {
			cost += l.Cost * int64(setting.Units)
		}
	}
	return cost
}

func (c *outlookScene) lever(code string) (prospect.Lever, bool) {
	for _, l := range c.Base.Levers() {
		if l.Code == code {
			return l, true
		}
	}
	return prospect.Lever{}, false
}

// movedText lists the levers that are moved: "Course in March +6 seats".
func (c *outlookScene) movedText(q prospect.Question) Text {
	var parts []Text
	for _, setting := range q.Settings {
		if l, ok := c.lever(setting.Lever); ok {
			parts = append(parts, T("outlookpage.moved", "lever", leverText(l), "units", signed(setting.Units), "unit", unitText(l)))
		}
	}
	if len(parts) == 0 {
		return T("outlookpage.moved_none")
	}
	return Joined("; ", parts...)
}
