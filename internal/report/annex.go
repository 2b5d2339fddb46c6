package report

import (
	"cmp"

	"beret/internal/reference"
)

// namesMoving names who begins and ends a tour. Only officers whom the actor
// may see are in the standing's people; of the others there is a dash.
func (c *composer) namesMoving() Section {
	t := Table{Caption: c.caption("report.annex.moving"), Sheet: c.Text("report.sheet.moving"),
		Columns: weigh([]Column{c.col("report.column.date"), c.col("report.column.event"), c.col("report.column.officer"),
			c.col("report.column.rank"), c.col("report.column.number"), c.col("report.column.mission")}, 21.5, 32, 37, 21.5, 28, 22)}
	for _, e := range c.Events {
		p := c.People[e.Tour.Officer]
		t.Rows = append(t.Rows, Row{Cells: []Cell{{c.Date(e.Day), e.Day}, text(c.Text("report.event." + string(e.Kind))),
			text(cmp.Or(p.Name, dash)), text(c.name(reference.Ranks, p.Rank)), text(p.ServiceNumber), text(e.Tour.Mission)}})
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
			text(c.name(reference.Ranks, e.Rank)), text(e.ServiceNumber), c.number(e.DaysLeft)}})
	}
	return Section{Title: c.Text("report.annex.expiring_title"), Tables: []Table{t}}
}
