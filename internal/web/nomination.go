package web

import (
	"net/http"
	"slices"

	"beret/internal/account"
	"beret/internal/database"
	"beret/internal/locale"
	"beret/internal/nomination"
	"beret/internal/reference"
	"beret/internal/registry"
)

const nominationRows = 50

// The tabs of nominations that are no status: what is still open, and all.
const (
	openNominations nomination.Status = "open"
	allNominations  nomination.Status = "all"
)

func nominationPath(id int64) string { return "/nominations/" + idValue(id) }

// nominationTabs are the statuses in the order of the tabs of a list.
func nominationTabs() []nomination.Status {
	return append(append([]nomination.Status{openNominations}, nomination.Statuses()...), allNominations)
}

// nominationTag is a nomination's status with its colour.
func nominationTag(status nomination.Status) Tag {
	tones := map[nomination.Status]Tone{nomination.Pending: Info, nomination.Selected: Good, nomination.Deployed: Good}
	tone, ok := tones[status]
	if !ok {
		tone = Plain
	}
	return Tag{T(status.Key()), tone}
}

// nominationList is a list of nominations that somebody asks for.
type nominationList struct {
	facts
	filters Filters
	filter  nomination.Filter
	tab     nomination.Status
	calls   []nomination.Call
	order   string
}

// nominations lists the nominations of a status, the open ones first.
func (s *Server) nominations(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	l, err := s.nominationList(r, actor)
	if err != nil {
		return err
	}
	pages := pagesOf(r.URL, nominationRows, 0)
	var rows []nomination.Row
	v := &tabsView{}
	err = s.db.Read(r.Context(), func(tx *database.Tx) (err error) {
		f := l.of(l.tab)
		f.Limit, f.Offset = pages.Size, pages.Offset()
		if rows, pages.Total, err = nomination.List(r.Context(), tx, actor, f); err != nil {
			return err
		}
		return l.count(r, tx, actor, v)
	})
	if err != nil {
		return err
	}
	v.listView.Filters, v.Pages, v.AsOf = &l.filters, pages, l.Today
	v.Table = tableOf(Table{Caption: T("nominationpage.caption"), Empty: T("nominationpage.empty"), Address: r.URL, Order: l.order, Cards: true}, l.columns(), rows)
	if actor.May(account.NominationEdit) {
		v.Actions = append(v.Actions, l.editActions()...)
	}
	if actor.May(account.RosterExport) && pages.Total > 0 {
		v.Actions = append(v.Actions, exportLinks(r, "/nominations/export")...)
	}
	return s.render(w, r, "tabs_list", v)
}

// editActions are the ways to enter something: results for the call that is
// asked for, if one is, and a nomination.
func (l nominationList) editActions() []Action {
	nominate := Action{Text: T("nominationpage.nominate"), Href: "/nominations/new"}
	if l.filter.CallID == 0 {
		return []Action{nominate}
	}
	nominate.Second = true
	return []Action{{Text: T("nominationpage.enter_results"), Href: resultsPath(l.filter.CallID)}, nominate}
}

func (s *Server) nominationList(r *http.Request, actor account.Actor) (l nominationList, err error) {
	if l.facts, err = s.facts(r.Context()); err != nil {
		return l, err
	}
	if err := s.db.Read(r.Context(), func(tx *database.Tx) (err error) {
		l.calls, err = nomination.Calls(r.Context(), tx, actor)
		return err
	}); err != nil {
		return l, err
	}
	l.filters = filtersOf(r.URL, l.fields()...)
	l.filters.Above = true
	l.filter = nomination.Filter{Mission: l.filters.Value("mission"), Category: l.filters.Value("category"), CallID: l.filters.id("call"),
		Women: l.filters.Value("sex") == string(registry.Women), Men: l.filters.Value("sex") == string(registry.Men), Text: l.filters.Value("text")}
	l.tab = openNominations
	for _, tab := range nominationTabs() {
		if string(tab) == l.filters.Value("status") {
			l.tab = tab
		}
	}
	l.sort(r)
	return l, nil
}

// fields are the filters of the list; calls only for whom there are any.
func (l nominationList) fields() []Field {
	calls := []Option{{Text: T("officerpage.any")}}
	for _, c := range l.calls {
		calls = append(calls, Option{Value: idValue(c.ID), Text: Words(c.Reference + " · " + c.Mission)})
	}
	fields := []Field{
		{Kind: HiddenField, Name: "status"},
		{Kind: SearchField, Name: "text", Label: T("deploymentpage.search")},
		{Kind: SelectField, Name: "call", Label: T("nominationpage.call"), Options: calls},
		{Kind: SelectField, Name: "mission", Label: T("deploymentpage.mission"), Options: l.everyOption(reference.Missions)},
		{Kind: SelectField, Name: "category", Label: T("deploymentpage.category"), Options: l.everyOption(reference.Categories)},
		{Kind: SelectField, Name: "sex", Label: T("officerpage.sex"), Options: sexOptions()},
	}
	if len(l.calls) == 0 {
		return slices.Delete(fields, 2, 3)
	}
	return fields
}

// sexOptions are the choices of a filter by sex.
func sexOptions() []Option {
	return []Option{{Text: T("officerpage.any")}, {Value: string(registry.Women), Text: T("officerpage.women")},
		{Value: string(registry.Men), Text: T("officerpage.men")}}
}

// sort takes the order from the address; the newest come first otherwise.
func (l *nominationList) sort(r *http.Request) {
	var known []string
	for _, sort := range nomination.Sorts() {
		known = append(known, string(sort))
	}
	order, column, descending := sortOf(r, "-"+string(nomination.ByNominated), known...)
	l.order, l.filter.Sort, l.filter.Ascend = order, nomination.Sort(column), !descending
}

// of returns the filter of a tab.
func (l nominationList) of(tab nomination.Status) nomination.Filter {
	f := l.filter
	switch tab {
	case openNominations:
		f.Open = true
	case allNominations:
	default:
		f.Status = tab
	}
	return f
}

// count fills the tabs with their numbers, and the head with the finding.
func (l nominationList) count(r *http.Request, tx *database.Tx, actor account.Actor, v *tabsView) error {
	for _, tab := range nominationTabs() {
		f := l.of(tab)
		f.Limit = 1
		_, total, err := nomination.List(r.Context(), tx, actor, f)
		if err != nil {
			return err
		}
		v.Tabs = append(v.Tabs, Link{Text: T("nominationpage.tab", "status", T("nominationpage.tab."+string(tab)), "n", total),
			Href: withQuery(r.URL, "status", string(tab), "page", ""), Current: tab == l.tab})
		if tab != l.tab {
			continue
		}
		women, err := l.womenOf(r, tx, actor, f)
		if err != nil {
			return err
		}
		v.Title = T("nominationpage.title."+string(tab), "n", total)
		if total > 0 {
			v.Lead = T("nominationpage.lead_women", "share", ShareText(women, total))
		}
	}
	return nil
}

// womenOf counts the women among the nominations of a filter.
func (l nominationList) womenOf(r *http.Request, tx *database.Tx, actor account.Actor, f nomination.Filter) (women int, err error) {
	if f.Men {
		return 0, nil
	}
	f.Women = true
	_, women, err = nomination.List(r.Context(), tx, actor, f)
	return women, err
}

// columns are those of the list and of its export.
func (l nominationList) columns() []listColumn[nomination.Row] {
	return append(l.nomineeColumns(), l.answerColumns()...)
}

func (l nominationList) nomineeColumns() []listColumn[nomination.Row] {
	type row = nomination.Row
	return []listColumn[row]{
		{Column: Column{Label: T("officerpage.name"), Sort: string(nomination.ByName), Tight: true}, Width: 28,
			Cell: func(n row) Cell {
				return Cell{Text: Words(n.Name), Href: nominationPath(n.ID), Note: Joined(" · ", Words(n.ServiceNumber), sexText(n.Woman))}
			},
			Value: written(func(n row) Text { return Words(n.Name) })},
		{Column: head("registry.field.service_number"), Width: 14, Value: written(func(n row) Text { return Words(n.ServiceNumber) })},
		{Column: head("officerpage.sex"), Value: written(func(n row) Text { return sexText(n.Woman) })},
		{Column: Column{Label: T("registry.field.rank"), Sort: string(nomination.ByRank)}, Width: 18,
			Cell:  func(n row) Cell { return Cell{Text: l.name(reference.Ranks, n.Rank)} },
			Value: written(func(n row) Text { return l.name(reference.Ranks, n.Rank) })},
		{Column: Column{Label: T("deploymentpage.mission"), Sort: string(nomination.ByMission), Tight: true}, Width: 14,
			Cell:  func(n row) Cell { return Cell{Text: Words(n.Mission), Note: Words(n.Call)} },
			Value: written(func(n row) Text { return Words(n.Mission) })},
		{Column: head("deploymentpage.category"), Width: 24,
			Cell: func(n row) Cell {
				return Cell{Text: l.name(reference.Categories, n.Category), Note: Words(n.PostTitle)}
			},
			Value: written(func(n row) Text { return l.name(reference.Categories, n.Category) })},
		{Column: head("deploymentpage.post"), Width: 24, Value: written(func(n row) Text { return Words(n.PostTitle) })},
		{Column: head("deploymentpage.tier"), Width: 18, Value: written(func(n row) Text { return l.name(reference.Tiers, n.Tier) })},
		{Column: head("nominationpage.call"), Width: 18, Value: written(func(n row) Text { return Words(n.Call) })},
		{Column: head("nominationpage.note_verbale"), Width: 18, Value: written(func(n row) Text { return Words(n.NoteVerbale) })},
	}
}

func (l nominationList) answerColumns() []listColumn[nomination.Row] {
	type row = nomination.Row
	return []listColumn[row]{
		{Column: Column{Label: T("nominationpage.nominated_on"), Sort: string(nomination.ByNominated), Tight: true}, Width: 14,
			Cell: func(n row) Cell { return Cell{Text: Day(n.NominatedOn)} }, Value: func(_ locale.Printer, n row) any { return n.NominatedOn }},
		{Column: Column{Label: T("nominationpage.expected_from"), Sort: string(nomination.ByExpected), Tight: true}, Width: 14,
			Cell: func(n row) Cell { return Cell{Text: Day(n.Expected.From)} }, Value: func(_ locale.Printer, n row) any { return n.Expected.From }},
		{Column: head("nominationpage.expected_to"), Width: 14, Value: func(_ locale.Printer, n row) any { return n.Expected.To }},
		{Column: Column{Label: T("nominationpage.status"), Sort: string(nomination.ByStatus)}, Width: 18,
			Cell:  func(n row) Cell { return Cell{Tags: []Tag{nominationTag(n.Status)}, Note: Day(n.DecidedOn)} },
			Value: written(func(n row) Text { return T(n.Status.Key()) })},
		{Column: head("nominationpage.decided_on"), Width: 14, Value: func(_ locale.Printer, n row) any { return n.DecidedOn }},
		{Column: head("nominationpage.reason"), Width: 30, Value: written(func(n row) Text { return Words(n.Reason) })},
	}
}

// exportNominations sends the list as a file.
func (s *Server) exportNominations(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	l, err := s.nominationList(r, actor)
	if err != nil {
		return err
	}
	each := func(do func(nomination.Row) error) error {
		return eachPage(exportRows, func(limit, offset int) (rows []nomination.Row, total int, err error) {
			f := l.of(l.tab)
			f.Limit, f.Offset = limit, offset
			err = s.db.Read(r.Context(), func(tx *database.Tx) (err error) {
				rows, total, err = nomination.List(r.Context(), tx, actor, f)
				return err
			})
			return rows, total, err
		}, do)
	}
	return sendExport(s, w, r, actor, export{"nominations", T("nominationpage.sheet"), l.Today}, l.columns(), each)
}
