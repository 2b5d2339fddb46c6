package web

import (
	"net/http"

	"beret/internal/account"
	"beret/internal/call"
	"beret/internal/database"
	"beret/internal/reference"
)

// mostDeadlines is how many open calls the overview lists.
const mostDeadlines = 8

// deadlines lists the open calls by their deadline, with how far each is; nil
// for those who may not see calls.
func (s *Server) deadlines(r *http.Request, actor account.Actor) (*Table, error) {
	if !actor.May(account.CallView) {
		return nil, nil
	}
	f, err := s.facts(r.Context())
	if err != nil {
		return nil, err
	}
	var rows []call.Row
	err = s.db.Read(r.Context(), func(tx *database.Tx) (err error) {
		rows, _, err = call.List(r.Context(), tx, actor, call.Filter{Status: call.Open, Sort: call.SortDeadline, Limit: mostDeadlines})
		return err
	})
	table := f.deadlineTable(rows)
	return &table, err
}

func (f facts) deadlineTable(rows []call.Row) Table {
	calendar := call.CalendarOf(f.Book)
	table := Table{Caption: T("callpage.deadlines_caption"), Empty: T("callpage.deadlines_empty"), Cards: true, Columns: []Column{head("callpage.call"),
		head("deploymentpage.mission"), {Label: T("callpage.deadline"), Tight: true}, {Label: T("callpage.posts"), Numeric: true},
		{Label: T("callpage.women_asked"), Numeric: true}, head("callpage.told"), head("callpage.on_slate")}}
	for _, c := range rows {
		table.Rows = append(table.Rows, Row{Cells: []Cell{
			{Text: Words(c.Reference), Href: callPath(c.ID), Note: Words(c.Title)}, {Text: Words(c.Mission), Note: f.short(reference.Categories, c.Category)},
			{Text: Day(c.Deadline), Tags: []Tag{f.countdown(calendar, c.Call)}}, {Text: Num(c.Posts)}, {Text: askText(c.Women)},
			countCell(c.Reach.Told), slateCell(c)}})
	}
	return table
}

// slateCell is the share of women on the slate so far, beside what is asked.
func slateCell(c call.Row) Cell {
	if c.OnSlate.Total == 0 {
		return Cell{Text: T("callpage.no_slate")}
	}
	share := &Share{Women: c.OnSlate.Women, Total: c.OnSlate.Total}
	if !c.Women.IsZero() {
		share.Target = 100 * float64(c.Women.Num) / float64(c.Women.Den)
	}
	return Cell{Share: share}
}
