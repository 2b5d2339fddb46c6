package web

import (
	"net/http"

	"beret/internal/account"
	"beret/internal/database"
	"beret/internal/locale"
	"beret/internal/training"
)

const trainingRows = 50

func trainingPath(id int64) string { return "/training/" + idValue(id) }

// trainingList is a list of sessions that somebody asks for.
type trainingList struct {
	facts
	filters Filters
	filter  training.Filter // of all tabs
	tab     string
	order   string
}

// The tabs of the list.
const (
	tabComing    = "coming"
	tabAwaits    = "awaits"
	tabHeld      = "held"
	tabCancelled = "cancelled"
)

func trainingTabs() []string { return []string{"", tabComing, tabAwaits, tabHeld, tabCancelled} }

// of returns the filter of a tab.
func (l trainingList) of(tab string) training.Filter {
	f := l.filter
	f.Coming, f.Awaits = tab == tabComing, tab == tabAwaits
	if tab == tabHeld || tab == tabCancelled {
		f.Status = training.Status(tab)
	}
	return f
}

func (s *Server) trainingList(r *http.Request) (l trainingList, err error) {
	if l.facts, err = s.facts(r.Context()); err != nil {
		return l, err
	}
	kinds := []Option{{Text: T("officerpage.any")}}
	for _, kind := range training.Kinds() {
		kinds = append(kinds, Option{Value: string(kind), Text: T(kind.Key())})
	}
	statuses := []Option{{Text: T("officerpage.any")}}
	for _, status := range training.Statuses() {
		statuses = append(statuses, Option{Value: string(status), Text: T(status.Key())})
	}
	l.filters = filtersOf(r.URL,
		Field{Kind: HiddenField, Name: "tab"},
		Field{Kind: SearchField, Name: "text", Label: T("trainingpage.search")},
		Field{Kind: SelectField, Name: "kind", Label: T("trainingpage.kind"), Options: kinds},
		Field{Kind: SelectField, Name: "status", Label: T("trainingpage.status"), Options: statuses},
		Field{Kind: DateField, Name: "from", Label: T("trainingpage.days_from")},
		Field{Kind: DateField, Name: "to", Label: T("trainingpage.days_to")})
	l.filters.Above = true
	l.filter = training.Filter{Kind: training.Kind(l.filters.Value("kind")), Status: training.Status(l.filters.Value("status")), Today: l.Today,
		Text: l.filters.Value("text"), From: l.filters.day("from"), To: l.filters.day("to")}
	for _, tab := range trainingTabs() {
		if tab == l.filters.Value("tab") {
			l.tab = tab
		}
	}
	var known []string
	for _, sort := range training.Sorts() {
		known = append(known, string(sort))
	}
	l.order, _, _ = sortOf(r, "", known...)
	l.filter.Sort = training.Sort(l.order)
	return l, nil
}

// trainings lists the sessions: what is to come first, the next before others.
func (s *Server) trainings(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	l, err := s.trainingList(r)
	if err != nil {
		return err
	}
	pages := pagesOf(r.URL, trainingRows, 0)
	var rows []training.Row
	v := &tabsView{}
	err = s.db.Read(r.Context(), func(tx *database.Tx) (err error) {
		f := l.of(l.tab)
		f.Limit, f.Offset = pages.Size, pages.Offset()
		if rows, pages.Total, err = training.List(r.Context(), tx, actor, f); err != nil {
			return err
		}
		return l.count(r, tx, actor, v)
	})
	if err != nil {
		return err
	}
	v.listView.Filters, v.Pages, v.AsOf = &l.filters, pages, l.Today
	v.Table = tableOf(Table{Caption: T("trainingpage.caption"), Empty: T("trainingpage.empty"), Address: r.URL, Order: l.order, Cards: true}, l.columns(), rows)
	if actor.May(account.TrainingEdit) {
		v.Actions = append(v.Actions, Action{Text: T("trainingpage.new"), Href: "/training/new"})
	}
	if actor.May(account.RosterExport) && pages.Total > 0 {
		v.Actions = append(v.Actions, exportLinks(r, "/training/export")...)
	}
	return s.render(w, r, "tabs_list", v)
}

// count fills the tabs with their numbers, and the head with the finding: the
// women among the places of what is listed.
func (l trainingList) count(r *http.Request, tx *database.Tx, actor account.Actor, v *tabsView) error {
	for _, tab := range trainingTabs() {
		sum, err := training.Total(r.Context(), tx, actor, l.of(tab))
		if err != nil {
			return err
		}
		name := tab
		if tab == "" {
			name = "all"
		}
		v.Tabs = append(v.Tabs, Link{Text: T("trainingpage.tab", "tab", T("trainingpage.tab."+name), "n", sum.Sessions),
			Href: withQuery(r.URL, "tab", tab, "page", ""), Current: tab == l.tab})
		if tab == l.tab {
			v.Title, v.Lead = listFinding(sum), listLead(sum)
		}
	}
	return nil
}

func listFinding(sum training.Sum) Text {
	if sum.Seated.Total == 0 {
		return T("trainingpage.title", "n", sum.Sessions)
	}
	return T("trainingpage.title_share", "n", sum.Sessions, "share", ShareText(sum.Seated.Women, sum.Seated.Total))
}

func listLead(sum training.Sum) Text {
	if sum.Seats == 0 {
		return T("trainingpage.lead")
	}
	parts := []Text{T("trainingpage.lead_counts", "seats", sum.Seats, "kept", sum.Kept, "taken", sum.Seated.Total)}
	if sum.Waiting.Total > 0 {
		parts = append(parts, T("trainingpage.lead_waiting", "waiting", sum.Waiting.Total, "women", sum.Waiting.Women))
	}
	if sum.Passed.Total > 0 {
		parts = append(parts, T("trainingpage.lead_passed", "passed", sum.Passed.Total, "women", sum.Passed.Women))
	}
	return Joined(" ", parts...)
}

// columns are those of the list and of its export.
func (l trainingList) columns() []listColumn[training.Row] {
	type row = training.Row
	number := func(key string, n func(row) int) listColumn[row] {
		return listColumn[row]{Column: head(key), Value: func(_ locale.Printer, c row) any { return n(c) }}
	}
	day := func(key, sort string, cell func(row) Cell, value func(row) any) listColumn[row] {
		return listColumn[row]{Column: Column{Label: T(key), Sort: sort, Tight: true}, Width: 14, Cell: cell, Value: func(_ locale.Printer, c row) any { return value(c) }}
	}
	return []listColumn[row]{
		{Column: Column{Label: T("trainingpage.session"), Sort: string(training.SortTitle)}, Width: 34,
			Cell: func(c row) Cell {
				return Cell{Text: Words(c.Title), Href: trainingPath(c.ID), Note: Joined(" · ", Words(c.Place), Words(c.Organiser))}
			},
			Value: written(func(c row) Text { return Words(c.Title) })},
		{Column: Column{Label: T("trainingpage.kind"), Sort: string(training.SortKind)}, Width: 24,
			Cell:  func(c row) Cell { return Cell{Text: T(c.Kind.Key()), Note: l.gives(c.Session)} },
			Value: written(func(c row) Text { return T(c.Kind.Key()) })},
		{Column: head("trainingpage.gives"), Width: 30, Value: written(func(c row) Text { return l.gives(c.Session) })},
		{Column: head("trainingpage.place"), Width: 20, Value: written(func(c row) Text { return Words(c.Place) })},
		{Column: head("trainingpage.organiser"), Width: 24, Value: written(func(c row) Text { return Words(c.Organiser) })},
		day("trainingpage.from", string(training.SortFrom), func(c row) Cell { return Cell{Text: Day(c.Span.From), Note: T("trainingpage.until", "date", c.Last())} },
			func(c row) any { return c.Span.From }),
		day("trainingpage.last_day", "", nil, func(c row) any { return c.Last() }),
		day("trainingpage.deadline", string(training.SortDeadline), func(c row) Cell { return Cell{Text: Day(c.Deadline)} }, func(c row) any { return c.Deadline }),
		{Column: Column{Label: T("trainingpage.status"), Tight: true}, Width: 16, Cell: func(c row) Cell { return Cell{Tags: l.sessionTags(c.Session)} },
			Value: written(func(c row) Text { return T(c.Status.Key()) })},
		{Column: Column{Label: T("trainingpage.seats"), Sort: string(training.SortSeats), Numeric: true},
			Cell:  func(c row) Cell { return Cell{Text: Num(c.Seats), Note: keptText(c.WomenSeats)} },
			Value: func(_ locale.Printer, c row) any { return c.Seats }},
		number("trainingpage.women_seats", func(c row) int { return c.WomenSeats }),
		{Column: head("trainingpage.taken"), Cell: func(c row) Cell { return takenCell(c) }},
		number("trainingpage.taken_all", func(c row) int { return c.Tally.Seated.Total }), number("trainingpage.taken_women", func(c row) int { return c.Tally.Seated.Women }),
		number("trainingpage.waiting_all", func(c row) int { return c.Tally.Waiting.Total }), number("trainingpage.waiting_women", func(c row) int { return c.Tally.Waiting.Women }),
		number("trainingpage.passed_all", func(c row) int { return c.Tally.Passed.Total }), number("trainingpage.passed_women", func(c row) int { return c.Tally.Passed.Women }),
	}
}

// gives says what a session is about, nothing for a preparation.
func (f facts) gives(s training.Session) Text {
	if s.Code == "" {
		return nil
	}
	return func(p locale.Printer) string { return s.Gives(f.Book, p.Lang) }
}

func keptText(n int) Text {
	if n == 0 {
		return nil
	}
	return T("trainingpage.kept", "n", n)
}

// takenCell is who has a seat, with those who wait and, once held, who passed.
func takenCell(c training.Row) Cell {
	if c.Tally.Seated.Total == 0 && c.Tally.Waiting.Total == 0 {
		return Cell{Text: T("trainingpage.nobody")}
	}
	cell := Cell{Text: ShareText(c.Tally.Seated.Women, c.Tally.Seated.Total)}
	if c.Tally.Waiting.Total > 0 && !c.Status.Ended() {
		cell.Note = T("trainingpage.waiting_note", "n", c.Tally.Waiting.Total, "women", c.Tally.Waiting.Women)
	}
	if c.Status == training.Held && c.Kind != training.Preparation {
		cell.Note = T("trainingpage.passed_note", "n", c.Tally.Passed.Total, "women", c.Tally.Passed.Women)
	}
	return cell
}

// sessionTags are a session's status and what must be done about it.
func (f facts) sessionTags(s training.Session) []Tag {
	tone := map[training.Status]Tone{training.Held: Good, training.Confirmed: Good, training.Requested: Info, training.Planned: Info}[s.Status]
	if tone == "" {
		tone = Plain
	}
	tags := []Tag{{T(s.Status.Key()), tone}}
	if s.Awaits(f.Today) {
		tags = append(tags, Tag{T("trainingpage.awaits"), Warn})
	}
	if s.Late(f.Today) {
		tags = append(tags, Tag{T("trainingpage.late"), Bad})
	}
	return tags
}

// exportTrainings sends the list as a file.
func (s *Server) exportTrainings(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	l, err := s.trainingList(r)
	if err != nil {
		return err
	}
	each := func(do func(training.Row) error) error {
		return eachPage(exportRows, func(limit, offset int) (rows []training.Row, total int, err error) {
			f := l.of(l.tab)
			f.Limit, f.Offset = limit, offset
			err = s.db.Read(r.Context(), func(tx *database.Tx) (err error) {
				rows, total, err = training.List(r.Context(), tx, actor, f)
				return err
			})
			return rows, total, err
		}, do)
	}
	return sendExport(s, w, r, actor, export{"training", T("trainingpage.sheet"), l.Today}, l.columns(), each)
}
