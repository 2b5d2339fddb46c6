package report

import (
	"strconv"

	"beret/internal/reference"
	"beret/internal/standing"
	"beret/participation"
)

// position is the finding and the same figures a month and a year before.
func (c *composer) position(finding string) Section {
	s := Section{Title: c.Text("report.position"), Paragraphs: []string{finding, c.comparison()}}
	t := Table{Caption: c.caption("report.position.caption"), Sheet: c.Text("report.sheet.position"), Source: c.Text("report.position.note"),
		Columns: []Column{c.col("report.column.date"), c.num("report.column.women"), c.num("report.column.total"), c.num("report.column.rate"), c.num("report.column.points")}}
	now := c.Overall.Share
	for _, change := range []standing.Change{c.SinceYear, c.SinceMonth} {
		difference, known := change.Difference()
		day := Cell{c.Date(change.From), change.From}
		t.Rows = append(t.Rows, Row{Cells: append(append([]Cell{day}, c.share(change.Before)...), c.points(difference, known))})
	}
	today := Cell{c.Date(c.AsOf), c.AsOf}
	t.Rows = append(t.Rows, strong(Row{Cells: append(append([]Cell{today}, c.share(now)...), text(""))}))
	s.Tables = []Table{t}
	return s
}

// comparison says what a month and a year have changed.
func (c *composer) comparison() string {
	month, knownMonth := c.SinceMonth.Difference()
	year, knownYear := c.SinceYear.Difference()
	return c.Text("report.position.compared", "before", c.SinceMonth.From, "month_share", c.counted(c.SinceMonth.Before),
		"month_moved", c.moved(month, knownMonth), "year", c.SinceYear.From, "year_share", c.counted(c.SinceYear.Before),
		"year_moved", c.moved(year, knownYear))
}

// populations are the others that are counted, each by itself.
func (c *composer) populations() Table {
	t := Table{Caption: c.caption("report.populations.caption"), Sheet: c.Text("report.sheet.populations"),
		Columns: []Column{c.col("report.column.population"), c.num("report.column.women"), c.num("report.column.total"), c.num("report.column.rate")},
		Source:  c.Text("report.populations.note")}
	for _, f := range c.Populations {
		t.Rows = append(t.Rows, named(c.Text("report.population."+string(f.Population)), c.share(f.Share)...))
	}
	return t
}

// categories are the shares by category, and beside the targets.
func (c *composer) categories() Section {
	s := Section{Title: c.Text("report.categories"), Paragraphs: []string{c.needed()}}
	t := Table{Caption: c.caption("report.categories.caption", "date", c.AsOf), Sheet: c.Text("report.sheet.categories"),
		Columns: []Column{c.col("report.column.category"), c.num("report.column.women"), c.num("report.column.men"), c.num("report.column.total"), c.num("report.column.rate")}}
	for _, f := range c.Groups[participation.Category] {
		t.Rows = append(t.Rows, c.categoryRow(c.name(reference.Categories, f.Key), f.Share))
	}
	t.Rows = append(t.Rows, strong(c.categoryRow(c.Text("report.all"), c.Overall.Share)))
	s.Tables = []Table{t, c.targets()}
	s.Notes = c.smallNotes()
	return s
}

func (c *composer) categoryRow(name string, s participation.Share) Row {
	return named(name, c.number(s.Women), c.number(s.Men()), c.number(s.Total), c.rate(s))
}

// needed says how many women are still wanting, target by target.
func (c *composer) needed() string {
	missed, text := 0, ""
	for _, a := range c.Assessments {
		if a.Verdict == participation.Short {
			missed++
			text += " " + c.neededFor(a)
		}
	}
	if missed == 0 {
		return c.Text("report.needed.none")
	}
	return c.Text("report.needed", "n", missed) + text
}

func (c *composer) neededFor(a standing.Assessment) string {
	args := []any{"scope", c.scope(a), "target", standing.Rate(c.Printer, a.Target.Share), "name", a.Name.Short(c.Lang),
		"n", a.ByReplacement, "replace", a.ByReplacement, "add", a.ByAddition}
	if !a.Attainable {
		return c.Text("report.needed.replace_only", args...)
	}
	return c.Text("report.needed.one", args...)
}

// targets sets the figures beside every target, each framework by itself.
func (c *composer) targets() Table {
	t := Table{Caption: c.caption("report.targets.caption"), Sheet: c.Text("report.sheet.targets"), Source: c.Text("report.targets.note"),
		Columns: weigh([]Column{c.col("report.column.framework"), c.col("report.column.scope"), c.num("report.column.target"),
			c.num("report.column.women"), c.num("report.column.total"), c.num("report.column.rate"), c.col("report.column.result"),
			c.num("report.column.replace"), c.num("report.column.add")}, 25, 22, 14.5, 16.5, 12.5, 16.5, 23, 16.5, 16)}
	for _, a := range c.Assessments {
		row := named(c.Text("report.targets.name", "name", a.Name.Short(c.Lang), "when", c.validity(a)), text(c.scope(a)), c.percent(a.Target.Share))
		row.Cells = append(append(row.Cells, c.share(a.Figure.Share)...), text(c.result(a)))
		row.Cells = append(row.Cells, c.still(a)...)
		t.Rows = append(t.Rows, row)
	}
	return t
}

// scope names whom a target speaks of.
func (c *composer) scope(a standing.Assessment) string {
	scope := c.Text("report.all")
	if code := a.Target.Category; code != "*" && code != "" {
		row, _ := c.book.Find(reference.Categories, code)
		scope = row.Short(c.Lang)
	}
	if a.Target.Unit != "" {
		return c.Text("report.scope.unit", "unit", a.Target.Unit)
	}
	if a.Target.Mission != "" {
		return scope + ", " + a.Target.Mission
	}
	return scope
}

func (c *composer) validity(a standing.Assessment) string {
	if a.Ahead {
		return c.Text("report.valid.ahead", "year", strconv.Itoa(a.Target.Valid.From.Month().Year()))
	}
	return c.Text("report.valid.now")
}

// result is the verdict with how many women more or fewer than the target asks.
func (c *composer) result(a standing.Assessment) string {
	switch {
	case a.Verdict == participation.Nobody:
		return c.Text("report.result.nobody")
	case a.Verdict == participation.Short:
		return c.Text("report.result.short", "n", -a.Surplus)
	case a.Surplus == 0:
		return c.Text("report.result.just")
	}
	return c.Text("report.result.met", "n", a.Surplus)
}

// still is the women needed, by replacement and by addition.
func (c *composer) still(a standing.Assessment) []Cell {
	switch {
	case a.Verdict == participation.Nobody:
		return []Cell{text(dash), text(dash)}
	case !a.Attainable:
		return []Cell{c.number(a.ByReplacement), text(dash)}
	}
	return []Cell{c.number(a.ByReplacement), c.number(a.ByAddition)}
}

// smallNotes warn of the groups in which one person moves the share too far; of
// one person alone the table says it.
func (c *composer) smallNotes() []string {
	var notes []string
	note := func(name string, s participation.Share) {
		if step, ok := s.OnePerson(); ok && s.Total > 1 && s.Small(c.SmallNumber) {
			notes = append(notes, c.Text("report.small", "name", name, "n", s.Total, "points", c.percent(step).Text))
		}
	}
	note(c.Text("report.all"), c.Overall.Share)
	for _, f := range c.Groups[participation.Category] {
		note(c.name(reference.Categories, f.Key), f.Share)
	}
	return notes
}
