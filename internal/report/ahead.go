package report

import (
	"math"

	"beret/civil"
	"beret/internal/figure"
	"beret/internal/prospect"
	"beret/internal/reference"
	"beret/outlook"
)

// ahead is the outlook: the finding, the fan of the target that is weakest, the
// chances at the ends of quarters, and in short what all that rests on. Every
// month and assumption stands on sheets of its own.
func (c *composer) ahead() Section {
	a := c.Outlook
	s := Section{Title: c.Text("report.ahead"), Paragraphs: []string{a.Finding(c.Printer, c.book)}}
	basis := c.Text("report.ahead.basis", "date", a.AsOf, "n", a.Forecast.Scenarios, "seed", int(a.Forecast.Seed))
	if lead := a.Lead(); lead != nil {
		view := a.Forecast.Targets[lead.Place].View
		name := c.aheadName(lead.Target.Scope)
		s.Picture = &Picture{Caption: c.pictureCaption("report.ahead.fan", "group", name), Source: basis,
			Draw: func(width float64) *figure.Figure { return c.drawAhead(view, name, width) }}
		s.Tables = append(s.Tables, c.chances(), c.grounds())
	} else {
		s.Notes = append(s.Notes, basis)
	}
	s.Tables = append(s.Tables, c.everyMonth(), c.assumed())
	return s
}

// aheadName names the people of a scope.
func (c *composer) aheadName(s outlook.Scope) string {
	name := c.Text("report.all")
	if s.Category != "" {
		name = c.name(reference.Categories, s.Category)
	}
	if s.Mission != "" {
		name = c.Text("prospect.in_mission", "who", name, "mission", s.Mission)
	}
	return name
}

// drawAhead draws the past and the fan of a view.
func (c *composer) drawAhead(view int, name string, width float64) *figure.Figure {
	if width == 0 {
		width = paperWidth
	}
	scope := c.Outlook.Forecast.Views[view].Scope
	trend := c.Outlook.Fan(c.Printer, view, name, c.before(scope))
	trend.Head = figure.Head{Title: c.Text("report.ahead.fan", "group", name), Description: c.Outlook.Finding(c.Printer, c.book), Width: width}
	trend.Axis = axis
	return trend.Draw()
}

// before are the month-ends before the forecast of everybody or a category.
func (c *composer) before(s outlook.Scope) (past []outlook.Share) {
	for _, line := range c.Trend.Lines {
		if line.Key != s.Category || s.Mission != "" {
			continue
		}
		for i, share := range line.Shares {
			if c.Trend.Months[i] < c.Outlook.Forecast.First {
				past = append(past, outlook.Share{Women: share.Women, Total: share.Total})
			}
		}
		return past
	}
	return nil
}

// askedOf are the targets that ask for anything in the months ahead.
func (c *composer) askedOf() (lines []prospect.TargetLine) {
	for _, l := range c.Outlook.Lines {
		if l.Weak.Month > 0 {
			lines = append(lines, l)
		}
	}
	return lines
}

// quarterMonths are those between two quarters' ends.
const quarterMonths = 3

// chances are those of each target at the ends of quarters.
func (c *composer) chances() Table {
	lines := c.askedOf()
	t := Table{Caption: c.caption("report.ahead.chances"), Sheet: c.Text("report.sheet.chances"), Source: c.Text("report.ahead.chances_note"),
		Columns: []Column{c.col("report.column.month")}}
	from, to := lines[0].First, lines[0].Last
	for _, l := range lines {
		from, to = min(from, l.First), max(to, l.Last)
		t.Columns = append(t.Columns, Column{Numeric: true, Head: c.Text("report.ahead.target", "name", l.Target.Name.Short(c.Lang),
			"scope", c.aheadShort(l.Target.Scope), "rate", c.Percent(int(l.Weak.Asked.Num), int(l.Weak.Asked.Den)))})
	}
	for month := from; month <= to; month++ {
		if int(month.Of())%quarterMonths != 0 {
			continue
		}
		row := Row{Cells: []Cell{{c.Printer.Month(month), month.String()}}}
		for _, l := range lines {
			row.Cells = append(row.Cells, c.chance(c.Outlook.Forecast.Targets[l.Place].Months[month-c.Outlook.Forecast.First]))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func (c *composer) aheadShort(s outlook.Scope) string {
	if s.Category == "" {
		return c.aheadName(s)
	}
	row, _ := c.book.Find(reference.Categories, s.Category)
	return row.Short(c.Lang)
}

// chance is a chance in per cent with its error, a dash where nothing is asked
// or nobody is there.
func (c *composer) chance(ch outlook.Chance) Cell {
	if ch.Asked.Den == 0 || ch.Of == 0 {
		return text(dash)
	}
	rate, wrong := ch.Rate()
	percent := math.Round(1000*rate) / 10
	return Cell{c.Text("report.ahead.chance", "rate", c.Decimal(percent, 1), "error", c.Decimal(math.Ceil(1000*wrong)/10, 1)), percent}
}

// grounds is the short form of what is assumed: how often the steps succeeded
// that people take one by one.
func (c *composer) grounds() Table {
	t := Table{Caption: c.caption("report.ahead.grounds"), Sheet: c.Text("report.sheet.grounds"), Source: c.Text("report.ahead.grounds_note"),
		Columns: weigh([]Column{c.col("report.column.item"), c.col("report.column.counts")}, 70, 90)}
	for _, a := range c.Assumed {
		counted := a.Kind == prospect.OfParameter && !a.Monthly && a.Counts[0].Trials+a.Counts[1].Trials > 0
		coming := a.Kind == prospect.OfEvent && !a.Supposed
		if counted || coming {
			t.Rows = append(t.Rows, named(a.Name(c.Printer), text(a.Says(c.Printer))))
		}
	}
	return t
}

// everyMonth is a sheet with the months of each target.
func (c *composer) everyMonth() Table {
	t := Table{Caption: c.Text("report.ahead.months"), Sheet: c.Text("report.sheet.months"), Apart: true,
		Columns: []Column{c.col("report.column.month"), c.col("report.column.scope"), c.col("report.column.framework"), c.num("report.column.target"),
			c.num("report.column.women_low"), c.num("report.column.women"), c.num("report.column.women_high"),
			c.num("report.column.total_low"), c.num("report.column.total"), c.num("report.column.total_high"),
			c.num("report.column.rate_low"), c.num("report.column.rate"), c.num("report.column.rate_high"),
			c.num("report.column.chance"), c.num("report.column.missing")}}
	for _, l := range c.Outlook.Lines {
		target := c.Outlook.Forecast.Targets[l.Place]
		for i, fan := range c.Outlook.Forecast.Views[target.View].Months {
			t.Rows = append(t.Rows, c.monthRow(l, fan, target.Months[i]))
		}
	}
	return t
}

func (c *composer) monthRow(l prospect.TargetLine, fan outlook.Fan, ch outlook.Chance) Row {
	row := Row{Cells: []Cell{{c.Printer.Month(fan.Month), fan.Month.String()}, text(c.aheadName(l.Target.Scope)), text(l.Target.Name.Short(c.Lang)), text(dash)}}
	if ch.Asked.Den > 0 {
		percent := 100 * float64(ch.Asked.Num) / float64(ch.Asked.Den)
		row.Cells[3] = Cell{c.Decimal(percent, 1), percent}
	}
	for _, counts := range [][5]int{fan.Women, fan.Total} {
		row.Cells = append(row.Cells, c.number(counts[0]), c.number(counts[2]), c.number(counts[4]))
	}
	for _, i := range []int{0, 2, 4} {
		row.Cells = append(row.Cells, c.fanRate(fan.Shares[i]))
	}
	return Row{Cells: append(row.Cells, c.chance(ch), c.number(ch.Missing))}
}

func (c *composer) fanRate(s outlook.Share) Cell {
	if s.Total == 0 {
		return text(dash)
	}
	percent := math.Round(1000*float64(s.Women)/float64(s.Total)) / 10
	return Cell{c.Decimal(percent, 1), percent}
}

// assumed is a sheet with everything that the outlook rests on.
func (c *composer) assumed() Table {
	t := Table{Caption: c.Text("report.ahead.assumed"), Sheet: c.Text("report.sheet.assumed"), Apart: true,
		Columns: []Column{c.col("report.column.kind"), c.col("report.column.item"), c.col("report.column.counts"), c.col("report.column.for_women"),
			c.col("report.column.for_men"), c.col("report.column.source"), c.col("report.column.confidence")}}
	for _, a := range c.Assumed {
		row := named(c.Text(a.Kind.Key()), text(a.Name(c.Printer)), text(a.Says(c.Printer)), text(""), text(""), text(a.Source), text(""))
		if a.Kind == prospect.OfParameter {
			row.Cells[3], row.Cells[4] = text(a.SaysPosterior(c.Printer, outlook.Women)), text(a.SaysPosterior(c.Printer, outlook.Men))
		}
		if a.Confidence != "" {
			row.Cells[6] = text(c.Text("report.confidence." + a.Confidence))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// untilMonth leaves out what lies after the question's last month.
func untilMonth(list []prospect.Assumption, until civil.Month) (kept []prospect.Assumption) {
	for _, a := range list {
		if a.Kind != prospect.OfEvent || a.Month <= until {
			kept = append(kept, a)
		}
	}
	return kept
}
