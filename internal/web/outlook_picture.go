package web

import (
	"slices"
	"strconv"

	"beret/civil"
	"beret/internal/figure"
	"beret/internal/locale"
	"beret/internal/reference"
	"beret/outlook"
	"beret/participation"
)

const (
	outlookWidth = 720  // of a picture beside the levers
	compareWidth = 360  // of one of three side by side
	pastMonths   = 24   // before the fan, at most
	leastPercent = 1e-6 // a share of nought is drawn all the same: only the zero fan is nobody
)

// viewText names whom a view counts.
func (c *outlookScene) viewText(s outlook.Scope) Text {
	whom := c.scopeText(participation.Scope{Category: s.Category, Mission: s.Mission})
	if s.Tier == "" {
		return whom
	}
	return Joined(", ", whom, c.name(reference.Tiers, s.Tier))
}

// targetName names a target by its framework.
func (c *outlookScene) targetName(t outlook.Target) Text {
	return c.short(reference.Frameworks, t.Framework)
}

// targetsOf are the places of the targets that a view is measured against.
func (c *outlookScene) targetsOf(view int) (places []int) {
	for i, t := range c.Answer.Forecast.Targets {
		if t.View == view {
			places = append(places, i)
		}
	}
	return places
}

// past are the shares of the months before the first of the forecast; nothing
// where the record does not count that scope by month.
func (c *outlookScene) past(s outlook.Scope) []participation.Share {
	if s.Mission != "" || s.Tier != "" {
		return nil
	}
	for _, line := range c.Trend.Lines {
		all := line.Dimension == participation.All && s.Category == ""
		if !all && !(line.Dimension == participation.Category && line.Key == s.Category && s.Category != "") {
			continue
		}
		known := min(len(line.Shares), max(0, int(c.Answer.Forecast.First-c.Trend.Months[0])))
		return line.Shares[max(0, known-pastMonths):known]
	}
	return nil
}

// fanPicture draws what may become of a view's share: the past as a line that
// leads into the fan, each target as a ruled line.
func (c *outlookScene) fanPicture(view int) Picture {
	v := c.Answer.Forecast.Views[view]
	name := say(c.printer, c.viewText(v.Scope))
	past := c.past(v.Scope)
	trend := c.Answer.Fan(c.printer, view, name, drawnPast(past))
	trend.Axis = monthOf
	title := T("outlookpage.fan", "group", Words(name))
	trend.Title, trend.Description = say(c.printer, title), c.fanText(name, v)
	p := Picture{Title: title, Source: c.sampleText(), Table: c.fanTable(title, v, past)}
	p.Drawing, p.Phone, _ = drawings("fan-"+strconv.Itoa(view), outlookWidth, func(width float64) *figure.Figure {
		trend.Width = width
		return trend.Draw()
	})
	return p
}

// monthOf names a month on an axis: 1/2027.
func monthOf(m civil.Month) string { return strconv.Itoa(int(m.Of())) + "/" + strconv.Itoa(m.Year()) }

// drawnPast are shares as the outlook counts them.
func drawnPast(past []participation.Share) (list []outlook.Share) {
	for _, s := range past {
		list = append(list, outlook.Share{Women: s.Women, Total: s.Total})
	}
	return list
}

// fanText says a fan's last month in a sentence.
func (c *outlookScene) fanText(name string, v outlook.ViewForecast) string {
	last := v.Months[len(v.Months)-1]
	return c.printer.Text("outlookpage.fan_text", "group", name, "month", last.Month,
		"middle", sharePercent(last.Shares[2])(c.printer), "low", sharePercent(last.Shares[0])(c.printer), "high", sharePercent(last.Shares[4])(c.printer))
}

func sharePercent(s outlook.Share) Text {
	return func(p locale.Printer) string { return p.Percent(s.Women, s.Total) }
}

// fanTable lists the past with its counts, then each month of the fan.
func (c *outlookScene) fanTable(title Text, v outlook.ViewForecast, past []participation.Share) *Table {
	table := &Table{Caption: title, Columns: []Column{{Label: T("figure.month"), Tight: true},
		{Label: T("outlookpage.col.women"), Numeric: true}, {Label: T("outlookpage.col.total"), Numeric: true},
		{Label: T("outlookpage.col.p5"), Numeric: true}, {Label: T("outlookpage.col.p25"), Numeric: true}, {Label: T("outlookpage.col.p50"), Numeric: true},
		{Label: T("outlookpage.col.p75"), Numeric: true}, {Label: T("outlookpage.col.p95"), Numeric: true}}}
	for i, share := range past {
		month := c.Answer.Forecast.First.Add(i - len(past))
		table.Rows = append(table.Rows, Row{Cells: []Cell{{Text: MonthText(month), Note: T("outlookpage.counted")},
			{Text: Num(share.Women)}, {Text: Num(share.Total)}, {}, {}, {Text: ShareText(share.Women, share.Total)}, {}, {}}})
	}
	for _, f := range v.Months {
		cells := []Cell{{Text: MonthText(f.Month)}, {Text: rangeText(f.Women)}, {Text: rangeText(f.Total)}}
		for _, s := range f.Shares {
			cells = append(cells, Cell{Text: ShareText(s.Women, s.Total)})
		}
		table.Rows = append(table.Rows, Row{Cells: cells})
	}
	return table
}

// rangeText prints a number's median with its band of 90 %: "9 (7–12)".
func rangeText(fan [5]int) Text {
	return T("outlookpage.range", "middle", fan[2], "low", fan[0], "high", fan[4])
}

// sampleText says how many futures a figure is made of, and from which seed.
func (c *outlookScene) sampleText() Text { return c.sampleOf("outlookpage.sample") }

func (c *outlookScene) sampleOf(key string) Text {
	f := c.Answer.Forecast
	return T(key, "n", f.Scenarios, "seed", Words(strconv.FormatUint(f.Seed, 10)), "date", c.Answer.AsOf)
}

// The states of a month's chance.
var chanceStates = []struct {
	key     string
	pattern figure.Pattern
	percent int // at least
}{
	{"outlookpage.state.95", figure.Full, 95},
	{"outlookpage.state.80", figure.Striped, 80},
	{"outlookpage.state.50", figure.Open, 50},
	{"outlookpage.state.0", figure.Alert, 0},
}

// stateOf is the place of a chance's state; -1 where nothing is asked or nobody
// is there in any future.
func stateOf(ch outlook.Chance) int {
	if ch.Asked.Den == 0 || ch.Of == 0 {
		return -1
	}
	for i, state := range chanceStates {
		if ch.Met*100 >= state.percent*ch.Of {
			return i
		}
	}
	return len(chanceStates) - 1
}

// toneOf is the colour that goes with a chance's state.
func toneOf(ch outlook.Chance) Tone {
	tones := []Tone{Good, Info, Warn, Bad}
	if i := stateOf(ch); i >= 0 {
		return tones[i]
	}
	return Plain
}

// calendarPicture draws the chance to hold a target, month by month.
func (c *outlookScene) calendarPicture(place int) Picture {
	return c.calendarOf(place, "calendar-"+strconv.Itoa(place), outlookWidth)
}

// calendarOf is calendarPicture under an id and of a width.
func (c *outlookScene) calendarOf(place int, id string, wide float64) Picture {
	t := c.Answer.Forecast.Targets[place]
	title := T("outlookpage.calendar", "target", c.targetName(t.Target), "group", c.viewText(t.Scope))
	months := askedMonths(t)
	calendar := figure.Calendar{First: months[0].Month, Printer: c.printer}
	calendar.Title = say(c.printer, title)
	for _, state := range chanceStates {
		calendar.States = append(calendar.States, figure.State{Name: c.printer.Text(state.key), Pattern: state.pattern})
	}
	for _, ch := range months {
		calendar.Cells = append(calendar.Cells, figure.CalendarCell{State: stateOf(ch), Text: figure.CalendarPercent(c.printer, ch.Met, ch.Of), Note: c.chanceNote(ch)})
	}
	p := Picture{Title: title, Source: Joined(" ", T("outlookpage.calendar_source"), c.nobodyText(t)), Table: c.chanceTable(title, t)}
	p.Drawing, p.Phone, _ = drawings(id, wide, func(width float64) *figure.Figure {
		calendar.Width = width
		return calendar.Draw()
	})
	return p
}

// askedMonths are the months from the first to the last for which anything is
// asked; all where nothing is.
func askedMonths(t outlook.TargetForecast) []outlook.Chance {
	asked := func(ch outlook.Chance) bool { return ch.Asked.Den > 0 }
	first := slices.IndexFunc(t.Months, asked)
	if first < 0 {
		return t.Months
	}
	last := len(t.Months)
	for !asked(t.Months[last-1]) {
		last--
	}
	return t.Months[first:last]
}

// chanceNote says a month's chance with what it is made of, for the pointer and
// for a screen reader.
func (c *outlookScene) chanceNote(ch outlook.Chance) string {
	return say(c.printer, Joined("; ", chanceText(ch), nobodyIn(ch)))
}

// chanceText prints a chance with its error and its counts: "93.0 % ± 0.6
// (1,860 of 2,000)".
func chanceText(ch outlook.Chance) Text {
	switch {
	case ch.Asked.Den == 0:
		return T("outlookpage.not_asked")
	case ch.Of == 0:
		return T("outlookpage.nobody_ever")
	}
	_, wrong := ch.Rate()
	return func(p locale.Printer) string {
		return p.Text("outlookpage.chance", "rate", p.Percent(ch.Met, ch.Of), "error", p.Decimal(100*wrong, 1), "met", ch.Met, "of", ch.Of)
	}
}

// chanceRate prints a chance alone: "93.0 %".
func chanceRate(ch outlook.Chance) Text {
	return func(p locale.Printer) string { return p.Percent(ch.Met, ch.Of) }
}

// pointsBetween prints by how many points a chance rises or falls: "+2.8".
func pointsBetween(before, after outlook.Chance) Text {
	was, _ := before.Rate()
	is, _ := after.Rate()
	return signedShift(is - was)
}

// nobodyIn says in how many futures nobody is there to be counted.
func nobodyIn(ch outlook.Chance) Text {
	if ch.Nobody == 0 {
		return nil
	}
	return T("outlookpage.nobody", "n", ch.Nobody)
}

// nobodyText warns under a picture that some months have futures with nobody.
func (c *outlookScene) nobodyText(t outlook.TargetForecast) Text {
	if !slices.ContainsFunc(t.Months, func(ch outlook.Chance) bool { return ch.Nobody > 0 }) {
		return nil
	}
	return T("outlookpage.nobody_note")
}

// chanceTable lists the months of a target.
func (c *outlookScene) chanceTable(title Text, t outlook.TargetForecast) *Table {
	table := &Table{Caption: title, Columns: []Column{{Label: T("figure.month"), Tight: true}, {Label: T("outlookpage.col.asked"), Numeric: true},
		{Label: T("outlookpage.col.chance"), Numeric: true}, {Label: T("outlookpage.col.state")},
		{Label: T("outlookpage.col.missing"), Numeric: true}, {Label: T("outlookpage.col.nobody"), Numeric: true}}}
	for _, ch := range askedMonths(t) {
		row := []Cell{{Text: MonthText(ch.Month)}, {Text: askedShare(ch.Asked)}, {Text: chanceText(ch)}, {}, {Text: Num(ch.Missing)}, {Text: Num(ch.Nobody)}}
		if i := stateOf(ch); i >= 0 {
			row[3].Tags = []Tag{{T(chanceStates[i].key), toneOf(ch)}}
		}
		table.Rows = append(table.Rows, Row{Cells: row})
	}
	return table
}

// askedShare prints what a target asks for, nothing before its first step.
func askedShare(step outlook.TargetStep) Text {
	if step.Den == 0 {
		return nil
	}
	return func(p locale.Printer) string { return p.Percent(int(step.Num), int(step.Den)) }
}
