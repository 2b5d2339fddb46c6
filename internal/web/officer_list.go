package web

import (
	"net/http"
	"slices"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/locale"
	"beret/internal/reference"
	"beret/internal/registry"
)

const (
	officerRows   = 50
	mostDaysAhead = 3650 // of "expires within so many days"
)

// officerList is a list of officers that somebody asks for: what selects, what
// orders, and the facts that put its codes into words.
type officerList struct {
	facts
	filters    Filters
	filter     registry.Filter
	order      string // as in the address
	sort       registry.Sort
	descending bool
}

// officers lists whom the actor may see.
func (s *Server) officers(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	l, err := s.officerList(r, actor)
	if err != nil {
		return err
	}
	pages := pagesOf(r.URL, officerRows, 0)
	rows, total, err := s.officerRows(r, actor, l, pages.Size, pages.Offset())
	if err != nil {
		return err
	}
	women, err := s.womenAmong(r, actor, l.filter)
	if err != nil {
		return err
	}
	pages.Total = total
	v := &listView{Filters: &l.filters, Pages: pages, Table: tableOf(Table{Caption: T("officerpage.caption"), Empty: l.empty(),
		Address: r.URL, Order: l.order, Cards: true}, l.columns(), rows)}
	v.Title, v.AsOf = l.finding(women, total), l.Today
	v.Actions = officerListActions(r, actor, total)
	return s.render(w, r, "list", v)
}

func officerListActions(r *http.Request, actor account.Actor, total int) []Action {
	var actions []Action
	if actor.May(account.OfficerEdit) {
		actions = append(actions, Action{Text: T("officerpage.new"), Href: "/officers/new"})
	}
	if actor.May(account.RosterExport) && total > 0 {
		actions = append(actions, exportLinks(r, "/officers/export")...)
	}
	return actions
}

// exportOfficers sends the list as a file: all its pages, in its order.
func (s *Server) exportOfficers(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	l, err := s.officerList(r, actor)
	if err != nil {
		return err
	}
	each := func(do func(registry.Row) error) error {
		return eachPage(exportRows, func(limit, offset int) ([]registry.Row, int, error) {
			return s.officerRows(r, actor, l, limit, offset)
		}, do)
	}
	return sendExport(s, w, r, actor, export{"officers", T("officerpage.officers"), l.Today}, l.columns(), each)
}

// officerRows reads a slice of the list. The registry knows each order in one
// direction; the other one is the same list read from its end.
func (s *Server) officerRows(r *http.Request, actor account.Actor, l officerList, limit, offset int) ([]registry.Row, int, error) {
	list := func(page registry.Page) ([]registry.Row, int, error) {
		return s.registry.List(r.Context(), actor, l.filter, l.sort, page)
	}
	if !l.descending {
		return list(registry.Page{Limit: limit, Offset: offset})
	}
	_, total, err := list(registry.Page{Limit: 1})
	if err != nil || offset >= total {
		return nil, total, err
	}
	start := max(0, total-offset-limit)
	rows, total, err := list(registry.Page{Limit: total - offset - start, Offset: start})
	slices.Reverse(rows)
	return rows, total, err
}

// womenAmong counts the women whom a filter selects.
func (s *Server) womenAmong(r *http.Request, actor account.Actor, f registry.Filter) (int, error) {
	if f.Sex == registry.Men {
		return 0, nil
	}
	f.Sex = registry.Women
	_, women, err := s.registry.List(r.Context(), actor, f, registry.SortName, registry.Page{Limit: 1})
	return women, err
}

// finding says how many officers there are and how many of them are women.
func (l officerList) finding(women, total int) Text {
	filtered := len(l.filters.Chosen()) > 0
	switch {
	case total == 0 && filtered:
		return T("officerpage.title_none")
	case total == 0:
		return T("officerpage.title_empty")
	case l.filter.Sex == registry.Women:
		return T("officerpage.title_women", "n", total)
	case l.filter.Sex == registry.Men:
		return T("officerpage.title_men", "n", total)
	case filtered:
		return T("officerpage.title_found", "n", total, "women", women, "percent", percentText(women, total))
	}
	return T("officerpage.title", "n", total, "women", women, "percent", percentText(women, total))
}

func percentText(women, total int) Text {
	return func(p locale.Printer) string { return p.Percent(women, total) }
}

// empty says what to do where nobody is listed.
func (l officerList) empty() Text {
	if len(l.filters.Chosen()) > 0 {
		return T("officerpage.empty_filtered")
	}
	return T("officerpage.empty")
}

// officerList reads filter and order from the address.
func (s *Server) officerList(r *http.Request, actor account.Actor) (l officerList, err error) {
	if l.facts, err = s.facts(r.Context()); err != nil {
		return l, err
	}
	units, err := s.registry.HomeUnits(r.Context(), actor)
	if err != nil {
		return l, err
	}
	l.filters = filtersOf(r.URL, l.fields(units)...)
	l.filter = l.read()
	var column string
	l.order, column, l.descending = sortOf(r, "name", "name", "rank", "number", "unit", "age", "expiry")
	if column != "name" {
		l.sort = registry.Sort(column)
	}
	return l, nil
}

// fields are the filters, the most used first.
func (l officerList) fields(units []registry.HomeUnit) []Field {
	any := T("officerpage.any")
	var kinds []Option
	for _, kind := range registry.ExpiryKinds() {
		kinds = append(kinds, Option{Value: string(kind), Text: T(kind.Key())})
	}
	return []Field{
		{Kind: SearchField, Name: "q", Label: T("officerpage.search"), Hint: T("officerpage.search_hint")},
		{Kind: SelectField, Name: "sex", Label: T("officerpage.sex"), Options: []Option{{Text: any},
			{Value: string(registry.Women), Text: T("officerpage.women")}, {Value: string(registry.Men), Text: T("officerpage.men")}}},
		{Kind: SelectField, Name: "band", Label: T("officerpage.band"), Options: l.options(reference.RankBands, any, "")},
		{Kind: SelectField, Name: "unit", Label: T("registry.field.home_unit"), Hint: T("officerpage.unit_hint"), Options: unitOptions(units, any)},
		{Kind: SelectField, Name: "language", Label: T("registry.field.language.language"), Options: l.options(reference.LanguageKind, any, "")},
		{Kind: SelectField, Name: "level", Label: T("officerpage.level"), Options: l.options(reference.LanguageLevels, any, "")},
		{Kind: CheckField, Name: "cleared", Label: T("officerpage.cleared")},
		{Kind: CheckField, Name: "now", Label: T("officerpage.deployed_now")},
		{Kind: CheckField, Name: "never", Label: T("officerpage.never")},
		{Kind: DateField, Name: "from", Label: T("officerpage.available_from"), Hint: T("officerpage.available_hint"), Width: "all"},
		{Kind: DateField, Name: "to", Label: T("officerpage.available_to"), Width: "all"},
		{Kind: NumberField, Name: "days", Label: T("officerpage.within"), Hint: T("officerpage.within_hint")},
		{Kind: ChecksField, Name: "kind", Label: T("officerpage.kinds"), Options: kinds},
		{Kind: SelectField, Name: "tier", Label: T("officerpage.tier"), Options: l.options(reference.Tiers, any, "")},
		{Kind: SelectField, Name: "service", Label: T("officerpage.service"), Options: []Option{{Text: T("officerpage.in_service")},
			{Value: string(registry.HasLeft), Text: T("officerpage.has_left")}, {Value: string(registry.Everybody), Text: T("officerpage.everybody")}}},
	}
}

func (l officerList) read() registry.Filter {
	f := l.filters
	filter := registry.Filter{
		AsOf: l.Today, Text: f.Value("q"), Sex: registry.Sex(f.Value("sex")), Service: registry.Service(f.Value("service")),
		Band: f.Value("band"), HomeUnitID: f.id("unit"), Language: f.Value("language"), MinLevel: f.Value("level"),
		Cleared: f.Value("cleared") != "", Available: l.available(), WithinDays: f.count("days", mostDaysAhead),
		Never: f.Value("never") != "", DeployedNow: f.Value("now") != "", Tier: f.Value("tier"),
	}
	for _, kind := range registry.ExpiryKinds() {
		if f.holds("kind", string(kind)) {
			filter.Expiring = append(filter.Expiring, kind)
		}
	}
	return filter
}

// available reads the window, whose last day is typed as the last one inside
// it. One end alone stands for that one day.
func (l officerList) available() civil.Interval {
	from, to := l.filters.day("from"), l.filters.day("to")
	if from == 0 {
		from = to
	}
	if to == 0 {
		to = from
	}
	switch {
	case from == 0:
		return civil.Interval{}
	case to < from:
		l.filters.problem("to", "registry.problem.ends_before_start")
		return civil.Interval{}
	}
	return civil.Interval{From: from, To: to.AddDays(1)}
}

// columns are those of the list and of its export.
func (l officerList) columns() []listColumn[registry.Row] {
	type row = registry.Row
	text := func(f func(row) Text) func(row) Cell { return func(o row) Cell { return Cell{Text: f(o)} } }
	name := func(o row) Text { return Words(o.FullName) }
	number := func(o row) Text { return Words(o.ServiceNumber) }
	rank := func(o row) Text { return l.name(reference.Ranks, o.Rank) }
	return []listColumn[row]{
		{Column: Column{Label: T("officerpage.name"), Sort: "name", Tight: true}, Width: 28, Value: written(name), Cell: l.nameCell},
		{Column: Column{Label: T("officerpage.number"), Sort: "number", Tight: true}, Width: 14, Cell: text(number), Value: written(number)},
		{Column: Column{Label: T("officerpage.sex")}, Value: written(func(o row) Text { return sexText(o.Woman) })},
		{Column: Column{Label: T("registry.field.rank"), Sort: "rank"}, Width: 18, Cell: text(rank), Value: written(rank)},
		{Column: Column{Label: T("officerpage.age"), Sort: "age", Numeric: true}, Cell: func(o row) Cell { return Cell{Text: Num(l.age(o))} },
			Value: func(_ locale.Printer, o row) any { return l.age(o) }},
		{Column: Column{Label: T("registry.field.birth_date")}, Width: 14, Value: func(_ locale.Printer, o row) any { return o.BirthDate }},
		{Column: Column{Label: T("registry.field.home_unit"), Sort: "unit"}, Width: 34, Value: written(func(o row) Text { return Words(o.HomeUnit) }),
			Cell: func(o row) Cell { return Cell{Text: Words(o.HomeUnit), Note: Words(o.Position)} }},
		{Column: Column{Label: T("registry.field.position")}, Width: 28, Value: written(func(o row) Text { return Words(o.Position) })},
		{Column: Column{Label: T("officerpage.languages")}, Width: 16, Value: written(func(o row) Text { return languagesText(o.Languages) })},
		{Column: Column{Label: T("officerpage.mission")}, Width: 12, Value: written(func(o row) Text { return Words(o.Mission) })},
		{Column: Column{Label: T("officerpage.cleared_until")}, Width: 14, Value: func(_ locale.Printer, o row) any { return dayOrNothing(o.ClearedUntil) }},
		{Column: Column{Label: T("officerpage.next_expiry"), Sort: "expiry"}, Width: 14, Cell: func(o row) Cell { return l.expiryCell(o) },
			Value: func(_ locale.Printer, o row) any { return dayOrNothing(o.NextExpiry) }},
	}
}

func (l officerList) age(o registry.Row) int { return civil.YearsBetween(o.BirthDate, l.Today) }

func (l officerList) nameCell(o registry.Row) Cell {
	return Cell{Text: Words(o.FullName), Href: officerPath(o.ID), Tags: l.tags(o), Note: Joined(" · ", sexText(o.Woman), languagesText(o.Languages))}
}

// tags say where an officer stands: left, deployed, cleared.
func (l officerList) tags(o registry.Row) []Tag {
	var tags []Tag
	if o.LeftOn != 0 && o.LeftOn <= l.Today {
		tags = append(tags, Tag{T("officerpage.left_tag"), Plain})
	}
	if o.Mission != "" {
		tags = append(tags, Tag{Words(o.Mission), Info})
	}
	if o.ClearedUntil != 0 {
		tags = append(tags, Tag{T("officerpage.cleared_tag"), Good})
	}
	return tags
}

func (l officerList) expiryCell(o registry.Row) Cell {
	cell := Cell{Text: Day(o.NextExpiry)}
	if o.NextExpiry != 0 && o.NextExpiry <= l.Today {
		cell.Tags = []Tag{{T("officerpage.expired_tag"), Bad}}
	}
	return cell
}

// languagesText is "EN B2, FR A1", nothing where none is recorded.
func languagesText(languages []registry.Language) Text {
	var texts []Text
	for _, l := range languages {
		texts = append(texts, languageShort(l))
	}
	if len(texts) == 0 {
		return nil
	}
	return Joined(", ", texts...)
}

// dayOrNothing is a date of a spreadsheet's cell, empty for no date.
func dayOrNothing(d civil.Date) any {
	if d.IsZero() {
		return nil
	}
	return d
}
