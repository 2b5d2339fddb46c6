package web

import (
	"net/http"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/database"
	"beret/internal/locale"
	"beret/internal/nomination"
	"beret/internal/pack"
)

const transferRows = 50

// transferList is a list of what was sent abroad that somebody asks for.
type transferList struct {
	facts
	filters Filters
	filter  pack.TransferFilter
}

func (s *Server) transferList(r *http.Request, actor account.Actor) (l transferList, err error) {
	if l.facts, err = s.facts(r.Context()); err != nil {
		return l, err
	}
	calls := []Option{{Text: T("officerpage.any")}}
	if err := s.db.Read(r.Context(), func(tx *database.Tx) error {
		list, err := nomination.Calls(r.Context(), tx, actor)
		for _, c := range list {
			calls = append(calls, Option{Value: idValue(c.ID), Text: Words(c.Reference + " · " + c.Mission)})
		}
		return err
	}); err != nil {
		return l, err
	}
	l.filters = filtersOf(r.URL,
		Field{Kind: HiddenField, Name: "slate"},
		Field{Kind: SearchField, Name: "text", Label: T("deploymentpage.search")},
		Field{Kind: SelectField, Name: "call", Label: T("nominationpage.call"), Options: calls},
		Field{Kind: DateField, Name: "from", Label: T("transferpage.from")},
		Field{Kind: DateField, Name: "to", Label: T("transferpage.to")})
	l.filters.Above = true
	l.filter = pack.TransferFilter{SlateID: l.filters.id("slate"), CallID: l.filters.id("call"), Text: l.filters.Value("text"), Span: civil.Interval{From: l.filters.day("from")}}
	if to := l.filters.day("to"); to != 0 {
		l.filter.Span.To = to.AddDays(1)
	}
	return l, nil
}

// transfers lists what was sent abroad about whom.
func (s *Server) transfers(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	l, err := s.transferList(r, actor)
	if err != nil {
		return err
	}
	pages := pagesOf(r.URL, transferRows, 0)
	var rows []pack.TransferRow
	err = s.db.Read(r.Context(), func(tx *database.Tx) (err error) {
		f := l.filter
		f.Limit, f.Offset = pages.Size, pages.Offset()
		rows, pages.Total, err = pack.Transfers(r.Context(), tx, actor, f)
		return err
	})
	if err != nil {
		return err
	}
	v := &listView{Filters: &l.filters, Pages: pages}
	v.Title, v.Lead, v.AsOf = T("transferpage.title", "n", pages.Total), T("transferpage.lead"), l.Today
	v.Table = tableOf(Table{Caption: T("transferpage.caption"), Empty: T("transferpage.empty"), Address: r.URL, Cards: true}, transferColumns(), rows)
	if actor.May(account.RosterExport) {
		v.Actions = exportLinks(r, "/transfers/export")
	}
	return s.render(w, r, "list", v)
}

func transferColumns() []listColumn[pack.TransferRow] {
	type row = pack.TransferRow
	return []listColumn[row]{
		{Column: Column{Label: T("officerpage.name"), Tight: true}, Width: 28,
			Cell: func(t row) Cell {
				return Cell{Text: Words(t.Name), Href: officerPath(t.OfficerID), Note: Joined(" · ", Words(t.ServiceNumber), sexText(t.Woman))}
			},
			Value: written(func(t row) Text { return Words(t.Name) })},
		{Column: head("registry.field.service_number"), Width: 14, Value: written(func(t row) Text { return Words(t.ServiceNumber) })},
		{Column: Column{Label: T("packpage.sent_on"), Tight: true}, Width: 14, Cell: func(t row) Cell { return Cell{Text: Day(t.SentOn), Note: Words(t.SentBy)} },
			Value: func(_ locale.Printer, t row) any { return t.SentOn }},
		{Column: head("packpage.recipient"), Width: 30, Cell: func(t row) Cell { return Cell{Text: Words(t.Recipient)} },
			Value: written(func(t row) Text { return Words(t.Recipient) })},
		{Column: head("packpage.content"), Width: 40, Cell: func(t row) Cell { return Cell{Text: Words(t.Content)} },
			Value: written(func(t row) Text { return Words(t.Content) })},
		{Column: head("packpage.basis"), Width: 40, Cell: func(t row) Cell { return Cell{Text: Words(t.Basis)} },
			Value: written(func(t row) Text { return Words(t.Basis) })},
		{Column: head("nominationpage.call"), Width: 20, Cell: func(t row) Cell { return transferCall(t) },
			Value: written(func(t row) Text { return Words(t.Call) })},
		{Column: head("transferpage.hash"), Width: 30, Value: written(func(t row) Text { return Words(t.SHA256) })},
		{Column: head("transferpage.recorded_by"), Width: 16, Value: written(func(t row) Text { return Words(t.SentBy) })},
	}
}

// transferCall leads to the pack that was sent.
func transferCall(t pack.TransferRow) Cell {
	cell := Cell{Text: Words(t.Call)}
	if cell.Text == nil {
		cell.Text = Words(t.Slate)
	}
	if t.SlateID != 0 {
		cell.Href = packPath(t.SlateID)
	}
	return cell
}

// exportTransfers sends the list as a file.
func (s *Server) exportTransfers(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	l, err := s.transferList(r, actor)
	if err != nil {
		return err
	}
	each := func(do func(pack.TransferRow) error) error {
		return eachPage(exportRows, func(limit, offset int) (rows []pack.TransferRow, total int, err error) {
			f := l.filter
			f.Limit, f.Offset = limit, offset
			err = s.db.Read(r.Context(), func(tx *database.Tx) (err error) {
				rows, total, err = pack.Transfers(r.Context(), tx, actor, f)
				return err
			})
			return rows, total, err
		}, do)
	}
	return sendExport(s, w, r, actor, export{"transfers", T("transferpage.sheet"), l.Today}, transferColumns(), each)
}

// mostSentAbroad is how much a person's file shows of what was sent abroad; the
// list has all of it.
const mostSentAbroad = 50

// addSentAbroad adds to a person's file what was sent abroad about the person,
// to whom and on which basis, where anything was.
func (s *Server) addSentAbroad(r *http.Request, actor account.Actor, officer int64, v *officerView) error {
	var rows []pack.TransferRow
	err := s.db.Read(r.Context(), func(tx *database.Tx) (err error) {
		rows, _, err = pack.Transfers(r.Context(), tx, actor, pack.TransferFilter{OfficerID: officer, Limit: mostSentAbroad})
		return err
	})
	if err != nil || len(rows) == 0 {
		return err
	}
	t := Table{Caption: T("transferpage.caption"), Cards: true, Columns: []Column{{Label: T("packpage.sent_on"), Tight: true}, head("packpage.recipient"),
		head("packpage.content"), head("packpage.basis"), head("nominationpage.call")}}
	for _, row := range rows {
		of := transferCall(row)
		if !actor.May(account.SlateView) {
			of.Href = ""
		}
		t.Rows = append(t.Rows, Row{Cells: []Cell{{Text: Day(row.SentOn)}, {Text: Words(row.Recipient)}, {Text: Words(row.Content)}, {Text: Words(row.Basis)}, of}})
	}
	v.Sections = append(v.Sections, fileSection{ID: "abroad", Tab: T("transferpage.tab"), Title: T("transferpage.section"), Tables: []Table{t}})
	return nil
}
