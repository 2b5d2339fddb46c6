package report

import (
	"cmp"
	"slices"

	"beret/civil"
	"beret/internal/reference"
	"beret/internal/standing"
	"beret/participation"
)

// leadership is the share by tier and in the key positions.
func (c *composer) leadership() Section {
	s := Section{Title: c.Text("report.leadership"), Paragraphs: []string{c.leadershipSentence()}}
	t := Table{Caption: c.caption("report.leadership.caption", "date", c.AsOf), Sheet: c.Text("report.sheet.leadership"),
		Columns: []Column{c.col("report.column.tier"), c.num("report.column.women"), c.num("report.column.total"), c.num("report.column.rate")}}
	for _, f := range c.Tiers {
		t.Rows = append(t.Rows, named(c.name(reference.Tiers, f.Key), c.share(f.Share)...))
	}
	t.Rows = append(t.Rows, strong(named(c.Text("report.key_positions"), c.share(c.KeyPositions.Share)...)))
	s.Tables = []Table{t}
	return s
}

func (c *composer) leadershipSentence() string {
	if c.KeyPositions.Share.Total == 0 {
		return c.Text("report.leadership.none")
	}
	return c.Text("report.leadership.text", "share", c.counted(c.KeyPositions.Share))
}

// changes reconciles the month: before, what each cause added and took, after.
func (c *composer) changes() Section {
	s := Section{Title: c.Text("report.changes"), Paragraphs: []string{c.reconciliation()}}
	t := Table{Caption: c.caption("report.changes.caption"), Sheet: c.Text("report.sheet.changes"), Source: c.Text("report.changes.note"),
		Columns: []Column{c.col("report.column.item"), c.num("report.column.women"), c.num("report.column.men"), c.num("report.column.total"),
			c.num("report.column.rate"), c.num("report.column.effect")}}
	before, after := c.SinceMonth.Before, c.SinceMonth.After
	t.Rows = append(t.Rows, strong(c.positionRow(c.Text("report.changes.before", "date", c.SinceMonth.From), before, text(""))))
	for _, cause := range c.SinceMonth.Causes {
		t.Rows = append(t.Rows, c.causeRows(cause)...)
	}
	difference, known := c.SinceMonth.Difference()
	t.Rows = append(t.Rows, strong(c.positionRow(c.Text("report.changes.after", "date", c.AsOf), after, c.points(difference, known))))
	s.Tables = []Table{t}
	return s
}

func (c *composer) positionRow(name string, s participation.Share, effect Cell) Row {
	return named(name, c.number(s.Women), c.number(s.Men()), c.number(s.Total), c.rate(s), effect)
}

// causeRows is a row for those who came and one for those who left; the effect
// of the cause stands in the first of them.
func (c *composer) causeRows(cause participation.Cause) []Row {
	var rows []Row
	effect := c.points(cause.Effect, cause.Known)
	row := func(key string, s participation.Share, sign int) {
		if s.Total == 0 {
			return
		}
		name := c.Text(key, "cause", c.Text(standing.CauseKey(cause.Code)))
		rows = append(rows, named(name, c.signedNumber(sign*s.Women), c.signedNumber(sign*s.Men()), c.signedNumber(sign*s.Total),
			text(""), effect))
		effect = text("")
	}
	row("report.changes.came", cause.Came, 1)
	row("report.changes.left", cause.Left, -1)
	return rows
}

// reconciliation is the sum in a sentence: before + came − left = after.
func (c *composer) reconciliation() string {
	var came, left participation.Share
	for _, cause := range c.SinceMonth.Causes {
		came, left = came.Add(cause.Came), left.Add(cause.Left)
	}
	before, after := c.SinceMonth.Before, c.SinceMonth.After
	return c.Text("report.changes.sum", "before", before.Total, "came", came.Total, "left", left.Total, "after", after.Total,
		"women_before", before.Women, "women_came", came.Women, "women_left", left.Women, "women_after", after.Women)
}

// planned is what the record already holds for the next days, and what it does
// to the share.
func (c *composer) planned() Section {
	horizon := c.AsOf.AddDays(standing.HorizonDays)
	s := Section{Title: c.Text("report.planned", "n", standing.HorizonDays), Paragraphs: []string{c.plannedSentence(horizon)}}
	t := Table{Caption: c.caption("report.planned.caption", "from", c.AsOf.AddDays(1), "to", horizon), Sheet: c.Text("report.sheet.planned"),
		Columns: []Column{c.col("report.column.date"), c.col("report.column.event"), c.col("report.column.mission"), c.col("report.column.category"),
			c.num("report.column.women"), c.num("report.column.total")}}
	for _, g := range c.eventGroups() {
		t.Rows = append(t.Rows, Row{Cells: []Cell{{c.Date(g.day), g.day}, text(c.Text("report.event." + string(g.kind))), text(g.mission),
			text(c.categoryShort(g.category)), c.number(g.share.Women), c.number(g.share.Total)}})
	}
	s.Tables = append(s.Tables, t, c.outlook(horizon), c.populations())
	return s
}

func (c *composer) categoryShort(code string) string {
	row, ok := c.book.Find(reference.Categories, code)
	if !ok {
		return code
	}
	return row.Short(c.Lang)
}

func (c *composer) plannedSentence(horizon civil.Date) string {
	text := c.Text("report.planned.text", "date", horizon, "ending", c.Text("report.planned.ending", "n", len(c.Plan.Ending)),
		"starting", c.Text("report.planned.starting", "n", len(c.Plan.Starting)), "share", c.counted(c.Plan.Horizon.Share))
	if n := len(c.Plan.Pending); n > 0 {
		text += " " + c.Text("report.planned.pending", "n", n, "accepted", c.counted(c.Plan.IfAccepted.Share))
	}
	return text
}

// eventGroup is the events of one kind, day, mission and category together: on
// paper nobody is named.
type eventGroup struct {
	day               civil.Date
	kind              standing.EventKind
	mission, category string
	share             participation.Share
}

func (c *composer) eventGroups() []eventGroup {
	var groups []eventGroup
	for _, e := range c.Events {
		g := eventGroup{day: e.Day, kind: e.Kind, mission: e.Tour.Mission, category: e.Tour.Category}
		i := slices.IndexFunc(groups, func(o eventGroup) bool {
			g.share = o.share
			return g == o
		})
		one := participation.Share{Total: 1}
		if c.People[e.Tour.Officer].Woman {
			one.Women = 1
		}
		if i < 0 {
			g.share = one
			groups = append(groups, g)
			continue
		}
		groups[i].share = groups[i].share.Add(one)
	}
	slices.SortStableFunc(groups, func(a, b eventGroup) int { return cmp.Compare(a.day, b.day) })
	return groups
}

// outlook is the share today, after what is planned, and with every nomination
// accepted.
func (c *composer) outlook(horizon civil.Date) Table {
	t := Table{Caption: c.caption("report.outlook.caption"), Sheet: c.Text("report.sheet.outlook"), Source: c.Text("report.outlook.note"),
		Columns: []Column{c.col("report.column.when"), c.num("report.column.women"), c.num("report.column.total"), c.num("report.column.rate")}}
	t.Rows = []Row{
		named(c.Text("report.outlook.today", "date", c.AsOf), c.share(c.Plan.Today.Share)...),
		named(c.Text("report.outlook.planned", "date", horizon), c.share(c.Plan.Horizon.Share)...),
		named(c.Text("report.outlook.accepted", "date", horizon), c.share(c.Plan.IfAccepted.Share)...),
	}
	return t
}
