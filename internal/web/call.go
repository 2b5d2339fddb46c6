package web

import (
	"net/http"

	"beret/internal/account"
	"beret/internal/call"
	"beret/internal/database"
	"beret/internal/locale"
	"beret/internal/reference"
)

const callRows = 50

func callPath(id int64) string { return "/calls/" + idValue(id) }

// callList is a list of calls that somebody asks for.
type callList struct {
	facts
	calendar call.Calendar
	filters  Filters
	filter   call.Filter
	order    string
}

// calls is the archive: the open calls first, the next deadline before others.
func (s *Server) calls(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	l, err := s.callList(r)
	if err != nil {
		return err
	}
	pages := pagesOf(r.URL, callRows, 0)
	var rows []call.Row
	v := &tabsView{}
	err = s.db.Read(r.Context(), func(tx *database.Tx) (err error) {
		f := l.filter
		f.Limit, f.Offset = pages.Size, pages.Offset()
		if rows, pages.Total, err = call.List(r.Context(), tx, actor, f); err != nil {
			return err
		}
		return l.count(r, tx, actor, v)
	})
	if err != nil {
		return err
	}
	v.listView.Filters, v.Pages, v.AsOf = &l.filters, pages, l.Today
	v.Table = tableOf(Table{Caption: T("callpage.caption"), Empty: T("callpage.empty"), Address: r.URL, Order: l.order, Cards: true}, l.columns(), rows)
	if actor.May(account.CallEdit) {
		v.Actions = append(v.Actions, Action{Text: T("callpage.new"), Href: "/calls/new"})
	}
	if actor.May(account.RosterExport) && pages.Total > 0 {
		v.Actions = append(v.Actions, exportLinks(r, "/calls/export")...)
	}
	return s.render(w, r, "tabs_list", v)
}

func (s *Server) callList(r *http.Request) (l callList, err error) {
	if l.facts, err = s.facts(r.Context()); err != nil {
		return l, err
	}
	l.calendar = call.CalendarOf(l.Book)
	l.filters = filtersOf(r.URL,
		Field{Kind: HiddenField, Name: "status"},
		Field{Kind: SearchField, Name: "text", Label: T("callpage.search")},
		Field{Kind: SelectField, Name: "mission", Label: T("deploymentpage.mission"), Options: l.everyOption(reference.Missions)},
		Field{Kind: SelectField, Name: "category", Label: T("deploymentpage.category"), Options: l.everyOption(reference.Categories)},
		Field{Kind: DateField, Name: "from", Label: T("callpage.deadline_from")},
		Field{Kind: DateField, Name: "to", Label: T("callpage.deadline_to")})
	l.filters.Above = true
	l.filter = call.Filter{Mission: l.filters.Value("mission"), Category: l.filters.Value("category"), Text: l.filters.Value("text"),
		From: l.filters.day("from"), To: l.filters.day("to")}
	for _, status := range call.Statuses() {
		if string(status) == l.filters.Value("status") {
			l.filter.Status = status
		}
	}
	var known []string
	for _, sort := range call.Sorts() {
		known = append(known, string(sort))
	}
	l.order, _, _ = sortOf(r, "", known...)
	l.filter.Sort = call.Sort(l.order)
	return l, nil
}

// count fills the tabs with their numbers, and the head with the finding.
func (l callList) count(r *http.Request, tx *database.Tx, actor account.Actor, v *tabsView) error {
	counts, err := call.Counts(r.Context(), tx, actor, l.filter)
	if err != nil {
		return err
	}
	all := 0
	for _, n := range counts {
		all += n
	}
	tab := func(status call.Status, name string, n int) {
		v.Tabs = append(v.Tabs, Link{Text: T("callpage.tab", "status", T("callpage.tab."+name), "n", n),
			Href: withQuery(r.URL, "status", string(status), "page", ""), Current: status == l.filter.Status})
	}
	tab("", "all", all)
	for _, status := range call.Statuses() {
		tab(status, string(status), counts[status])
	}
	v.Title = T("callpage.title", "n", counts[call.Open], "all", all)
	next, _, err := call.List(r.Context(), tx, actor, call.Filter{Status: call.Open, From: l.Today, Sort: call.SortDeadline, Limit: 1})
	if err != nil || len(next) == 0 {
		return err
	}
	v.Lead = T("callpage.next_deadline", "reference", next[0].Reference, "date", next[0].Deadline,
		"n", call.WorkingDays(l.Today, next[0].Deadline, l.calendar))
	return nil
}

// columns are those of the list and of its export.
func (l callList) columns() []listColumn[call.Row] {
	return append(l.askColumns(), l.reachColumns()...)
}

func (l callList) askColumns() []listColumn[call.Row] {
	type row = call.Row
	return []listColumn[row]{
		{Column: Column{Label: T("callpage.reference"), Sort: string(call.SortReference)}, Width: 22,
			Cell:  func(c row) Cell { return Cell{Text: Words(c.Reference), Href: callPath(c.ID), Note: Words(c.Title)} },
			Value: written(func(c row) Text { return Words(c.Reference) })},
		{Column: head("callpage.name"), Width: 30, Value: written(func(c row) Text { return Words(c.Title) })},
		{Column: head("nominationpage.note_verbale"), Width: 20, Value: written(func(c row) Text { return Words(c.NoteVerbale) })},
		{Column: Column{Label: T("deploymentpage.mission"), Sort: string(call.SortMission)}, Width: 14,
			Cell: func(c row) Cell {
				return Cell{Text: Words(c.Mission), Note: l.short(reference.Categories, c.Category)}
			},
			Value: written(func(c row) Text { return Words(c.Mission) })},
		{Column: head("deploymentpage.category"), Width: 24, Value: written(func(c row) Text { return l.name(reference.Categories, c.Category) })},
		{Column: Column{Label: T("callpage.received_on"), Sort: string(call.SortReceived), Tight: true}, Width: 14,
			Cell: func(c row) Cell { return Cell{Text: Day(c.ReceivedOn)} }, Value: func(_ locale.Printer, c row) any { return c.ReceivedOn }},
		{Column: Column{Label: T("callpage.deadline"), Sort: string(call.SortDeadline), Tight: true}, Width: 14,
			Cell:  func(c row) Cell { return Cell{Text: Day(c.Deadline), Tags: []Tag{l.countdown(l.calendar, c.Call)}} },
			Value: func(_ locale.Printer, c row) any { return c.Deadline }},
		{Column: head("callpage.status"), Width: 18, Value: written(func(c row) Text { return T(c.Status.Key()) })},
	}
}

func (l callList) reachColumns() []listColumn[call.Row] {
	type row = call.Row
	number := func(key string, n func(row) int) listColumn[row] {
		return listColumn[row]{Column: head(key), Value: func(_ locale.Printer, c row) any { return n(c) }}
	}
	return []listColumn[row]{
		{Column: Column{Label: T("callpage.posts"), Numeric: true},
			Cell: func(c row) Cell { return Cell{Text: Num(c.Posts)} }, Value: func(_ locale.Printer, c row) any { return c.Posts }},
		{Column: Column{Label: T("callpage.women_asked"), Numeric: true},
			Cell:  func(c row) Cell { return Cell{Text: askText(c.Women)} },
			Value: written(func(c row) Text { return askText(c.Women) })},
		{Column: head("callpage.told"), Cell: func(c row) Cell { return countCell(c.Reach.Told) }},
		{Column: head("callpage.interested"), Cell: func(c row) Cell { return countCell(c.Reach.Interested) }},
		number("callpage.told_women", func(c row) int { return c.Reach.Told.Women }), number("callpage.told_all", func(c row) int { return c.Reach.Told.Total }),
		number("callpage.interested_women", func(c row) int { return c.Reach.Interested.Women }), number("callpage.interested_all", func(c row) int { return c.Reach.Interested.Total }),
	}
}

// countCell is so many women among so many, nothing where there is nobody.
func countCell(c call.Count) Cell {
	if c.Total == 0 {
		return Cell{Text: T("callpage.nobody")}
	}
	return Cell{Text: ShareText(c.Women, c.Total)}
}

// askText prints the share of women that a call asks for.
func askText(a call.Ask) Text {
	if a.IsZero() {
		return T("callpage.no_share")
	}
	return targetRate(rational(int64(a.Num), int64(a.Den)))
}

// The last working days before a deadline, in which a countdown warns.
const (
	fewDays  = 10
	lastDays = 3
)

// countdown is a call's status or, while it is open, how many working days are
// left.
func (f facts) countdown(calendar call.Calendar, c call.Call) Tag {
	if c.Status != call.Open {
		tone := map[call.Status]Tone{call.Sent: Good}[c.Status]
		if tone == "" {
			tone = Plain
		}
		return Tag{T(c.Status.Key()), tone}
	}
	left := call.WorkingDays(f.Today, c.Deadline, calendar)
	switch {
	case c.Overdue(f.Today):
		return Tag{T("callpage.overdue"), Bad}
	case c.Deadline == f.Today:
		return Tag{T("callpage.closes_today"), Bad}
	case left <= lastDays:
		return Tag{T("callpage.days_left", "n", left), Bad}
	case left <= fewDays:
		return Tag{T("callpage.days_left", "n", left), Warn}
	}
	return Tag{T("callpage.days_left", "n", left), Info}
}

// exportCalls sends the list as a file.
func (s *Server) exportCalls(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	l, err := s.callList(r)
	if err != nil {
		return err
	}
	each := func(do func(call.Row) error) error {
		return eachPage(exportRows, func(limit, offset int) (rows []call.Row, total int, err error) {
			f := l.filter
			f.Limit, f.Offset = limit, offset
			err = s.db.Read(r.Context(), func(tx *database.Tx) (err error) {
				rows, total, err = call.List(r.Context(), tx, actor, f)
				return err
			})
			return rows, total, err
		}, do)
	}
	return sendExport(s, w, r, actor, export{"calls", T("callpage.sheet"), l.Today}, l.columns(), each)
}
