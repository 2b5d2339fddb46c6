package report

import (
	"cmp"

	"beret/internal/reference"
)

// namesMoving names who begins and ends a tour. Only officers whom the actor
// may see are in the standing's people; of the others there is a dash.
func (c *composer) namesMoving() Section {
	t := Table{Caption: c.caption("report.annex.moving"), Sheet: c.Text("report.sheet.moving"),
		Columns: []Column{c.col("report.column.date"), c.col("report.column.event"), c.col("report.column.officer"), c.col("report.column.rank"), c.col("report.column.number"),
			c.col("report.column.mission"), c.col("report.column.post")}}
	for _, e := range c.Events {
		p := c.People[e.Tour.Officer]
		t.Rows = append(t.Rows, Row{Cells: []Cell{{c.Date(e.Day), e.Day}, text(c.Text("report.event." + string(e.Kind))),
			text(cmp.Or(p.Name, "–")), text(c.name(reference.Ranks, p.Rank)), text(p.ServiceNumber), text(e.Tour.Mission), text(e.Tour.Post)}})
	}
	return Section{Title: c.Text("report.annex.moving_title"), Tables: []Table{t}}
}

// namesExpiring names what expires of those on a mission, about to go, or
// nominated.
func (c *composer) namesExpiring() Section {
	t := Table{Caption: c.caption("report.annex.expiring"), Sheet: c.Text("report.sheet.concerned"),
		Columns: []Column{c.col("report.column.date"), c.col("report.column.kind"), c.col("report.column.officer"), c.col("report.column.rank"), c.col("report.column.number"),
			c.num("report.column.days")}}
	for _, e := range c.Concerned {
		t.Rows = append(t.Rows, Row{Cells: []Cell{{c.Date(e.Date), e.Date}, text(c.Text(e.Kind.Key())), text(e.FullName),
			text(c.name(reference.Ranks, e.Rank)), text(e.ServiceNumber), c.signedDays(e.DaysLeft)}})
	}
	return Section{Title: c.Text("report.annex.expiring_title"), Tables: []Table{t}}
}

// signedDays is the days left, below nought once it has expired.
func (c *composer) signedDays(n int) Cell { return c.number(n) }
