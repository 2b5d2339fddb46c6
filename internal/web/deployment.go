package web

import (
	"net/http"
	"strconv"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/database"
	"beret/internal/deployment"
	"beret/internal/locale"
	"beret/internal/reference"
)

const tourRows = 50

// everyTour is the choice of tours whatever their state.
const everyTour deployment.State = "all"

// tourPath is the page of a tour.
func tourPath(id int64) string { return "/deployments/" + strconv.FormatInt(id, 10) }

// tourStates are the states in the order of the tabs of a list.
func tourStates() []deployment.State {
	return []deployment.State{deployment.Current, deployment.Overdue, deployment.Planned, deployment.Ended, deployment.Cancelled, everyTour}
}

// stateTag is a tour's state with its colour.
func stateTag(state deployment.State) Tag {
	tones := map[deployment.State]Tone{deployment.Current: Good, deployment.Overdue: Bad, deployment.Planned: Info}
	tone, ok := tones[state]
	if !ok {
		tone = Plain
	}
	return Tag{T(state.Key()), tone}
}

// tabsView is a list under tabs, one for each state. Template "tabs_list".
type tabsView struct {
	listView
	Tabs []Link
}

// tourList is a list of tours that somebody asks for.
type tourList struct {
	facts
	filters Filters
	filter  deployment.Filter
	state   deployment.State // of the tab
	order   string
}

// tours lists the tours of a state.
func (s *Server) tours(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	l, err := s.tourList(r, actor)
	if err != nil {
		return err
	}
	pages := pagesOf(r.URL, tourRows, 0)
	var rows []deployment.Row
	v := &tabsView{}
	err = s.db.Read(r.Context(), func(tx *database.Tx) (err error) {
		l.filter.Limit, l.filter.Offset = pages.Size, pages.Offset()
		if rows, pages.Total, err = deployment.List(r.Context(), tx, actor, l.filter); err != nil {
			return err
		}
		return l.count(r, tx, actor, v)
	})
	if err != nil {
		return err
	}
	v.listView.Filters, v.Pages, v.AsOf = &l.filters, pages, l.Today
	v.Table = tableOf(Table{Caption: T("deploymentpage.caption"), Empty: T("deploymentpage.empty"), Address: r.URL, Order: l.order, Cards: true}, l.columns(), rows)
	if actor.May(account.DeploymentEdit) {
		v.Actions = append(v.Actions, Action{Text: T("deploymentpage.plan"), Href: "/deployments/new"})
	}
	if actor.May(account.RosterExport) && pages.Total > 0 {
		v.Actions = append(v.Actions, exportLinks(r, "/deployments/export")...)
	}
	return s.render(w, r, "tabs_list", v)
}

// tourList reads what is asked for from the address: the tours that run today
// unless it says otherwise.
func (s *Server) tourList(r *http.Request, actor account.Actor) (l tourList, err error) {
	if l.facts, err = s.facts(r.Context()); err != nil {
		return l, err
	}
	units, rotations, err := s.tourChoices(r, actor)
	if err != nil {
		return l, err
	}
	l.filters = filtersOf(r.URL,
		Field{Kind: HiddenField, Name: "state"},
		Field{Kind: SearchField, Name: "text", Label: T("deploymentpage.search")},
		Field{Kind: SelectField, Name: "mission", Label: T("deploymentpage.mission"), Options: l.everyOption(reference.Missions)},
		Field{Kind: SelectField, Name: "category", Label: T("deploymentpage.category"), Options: l.everyOption(reference.Categories)},
		Field{Kind: SelectField, Name: "unit", Label: T("deploymentpage.unit"), Options: units},
		Field{Kind: SelectField, Name: "rotation", Label: T("deploymentpage.rotation"), Options: rotations},
		Field{Kind: SelectField, Name: "ending", Label: T("deploymentpage.ending"), Options: l.endingOptions(r.URL.Query().Get("ending"))},
		Field{Kind: CheckField, Name: "women", Label: T("deploymentpage.women_only")})
	l.filters.Above = true
	l.state = tourState(l.filters.Value("state"))
	l.filter = deployment.Filter{Day: l.Today, State: l.state, Mission: l.filters.Value("mission"), Category: l.filters.Value("category"),
		UnitID: l.filters.id("unit"), Rotation: l.filters.Value("rotation"), Women: l.filters.Value("women") != "", Text: l.filters.Value("text")}
	if l.state == everyTour {
		l.filter.State = ""
	}
	if month, err := civil.ParseMonth(l.filters.Value("ending")); err == nil {
		l.filter.Ending = month
	}
	l.sort(r)
	return l, nil
}

// monthsEnding is how many months ahead the list offers for the ends of tours.
const monthsEnding = 24

// endingOptions are the coming months, and the one that an address names.
func (f facts) endingOptions(chosen string) []Option {
	options := []Option{{Text: T("officerpage.any")}}
	known := chosen == ""
	for month := f.Today.Month(); month <= f.Today.Month().Add(monthsEnding); month++ {
		options = append(options, Option{Value: month.String(), Text: MonthText(month)})
		known = known || month.String() == chosen
	}
	if month, err := civil.ParseMonth(chosen); err == nil && !known {
		options = append(options, Option{Value: chosen, Text: MonthText(month)})
	}
	return options
}

func tourState(text string) deployment.State {
	for _, state := range tourStates() {
		if string(state) == text {
			return state
		}
	}
	return deployment.Current
}

// sort takes the order from the address. Tours that run come by their end, the
// next to come home first, those to come by their start, the rest newest first.
func (l *tourList) sort(r *http.Request) {
	fallback := map[deployment.State]string{deployment.Current: string(deployment.ByEnd), deployment.Overdue: string(deployment.ByEnd),
		deployment.Planned: string(deployment.ByStart)}[l.state]
	if fallback == "" {
		fallback = "-" + string(deployment.ByStart)
	}
	var known []string
	for _, sort := range deployment.Sorts() {
		known = append(known, string(sort))
	}
	order, column, descending := sortOf(r, fallback, known...)
	l.order, l.filter.Sort, l.filter.Descend = order, deployment.Sort(column), descending
}

// tourChoices are the formed units and rotations to choose from in a filter.
func (s *Server) tourChoices(r *http.Request, actor account.Actor) (units, rotations []Option, err error) {
	units, rotations = []Option{{Text: T("officerpage.any")}}, []Option{{Text: T("officerpage.any")}}
	err = s.db.Read(r.Context(), func(tx *database.Tx) error {
		more, err := formedUnitOptions(r, tx, actor)
		if err != nil {
			return err
		}
		units = append(units, more...)
		names, err := deployment.Rotations(r.Context(), tx, actor)
		for _, name := range names {
			rotations = append(rotations, Option{Value: name, Text: Words(name)})
		}
		return err
	})
	return units, rotations, err
}

// everyOption are the codes of a kind, those of the past too, after "any".
func (f facts) everyOption(kind reference.Kind) []Option {
	options, seen := []Option{{Text: T("officerpage.any")}}, map[string]bool{}
	for _, row := range f.Book.Rows(kind) {
		if !seen[row.Code] {
			seen[row.Code] = true
			options = append(options, Option{Value: row.Code, Text: f.name(kind, row.Code)})
		}
	}
	return options
}

// count fills the tabs with their numbers, and the finding with its women.
func (l tourList) count(r *http.Request, tx *database.Tx, actor account.Actor, v *tabsView) error {
	for _, state := range tourStates() {
		f := l.filter
		f.State, f.Limit, f.Offset = state, 1, 0
		if state == everyTour {
			f.State = ""
		}
		_, total, err := deployment.List(r.Context(), tx, actor, f)
		if err != nil {
			return err
		}
		v.Tabs = append(v.Tabs, Link{Text: T("deploymentpage.tab", "state", T("deploymentpage.tab."+string(state)), "n", total),
			Href: withQuery(r.URL, "state", string(state), "page", "", "sort", ""), Current: state == l.state})
		if state != l.state {
			continue
		}
		f.Women = true
		_, women, err := deployment.List(r.Context(), tx, actor, f)
		if err != nil {
			return err
		}
		v.Title = T("deploymentpage.title."+string(state), "share", ShareText(women, total))
		if total == 0 {
			v.Title = T("deploymentpage.title_none." + string(state))
		}
	}
	return nil
}

// columns are those of the list and of its export.
func (l tourList) columns() []listColumn[deployment.Row] {
	return append(l.personColumns(), l.termColumns()...)
}

func (l tourList) personColumns() []listColumn[deployment.Row] {
	type row = deployment.Row
	return []listColumn[row]{
		{Column: Column{Label: T("officerpage.name"), Sort: string(deployment.ByName), Tight: true}, Width: 28,
			Cell: func(d row) Cell {
				return Cell{Text: Words(d.Name), Href: tourPath(d.ID), Note: Joined(" · ", Words(d.ServiceNumber), sexText(d.Woman))}
			},
			Value: written(func(d row) Text { return Words(d.Name) })},
		{Column: head("registry.field.service_number"), Width: 14, Value: written(func(d row) Text { return Words(d.ServiceNumber) })},
		{Column: head("officerpage.sex"), Value: written(func(d row) Text { return sexText(d.Woman) })},
		{Column: Column{Label: T("registry.field.rank"), Sort: string(deployment.ByRank)}, Width: 18,
			Cell:  func(d row) Cell { return Cell{Text: l.name(reference.Ranks, d.Rank)} },
			Value: written(func(d row) Text { return l.name(reference.Ranks, d.Rank) })},
		{Column: Column{Label: T("deploymentpage.mission"), Sort: string(deployment.ByMission), Tight: true}, Width: 14,
			Cell:  func(d row) Cell { return Cell{Text: Words(d.Mission), Note: Words(d.Site)} },
			Value: written(func(d row) Text { return Words(d.Mission) })},
		{Column: head("deploymentpage.site"), Width: 18, Value: written(func(d row) Text { return Words(d.Site) })},
		{Column: head("deploymentpage.category"), Width: 24,
			Cell: func(d row) Cell {
				return Cell{Text: l.name(reference.Categories, d.Category), Note: Joined(" · ", Words(d.PostTitle), Words(d.Unit), Words(d.Rotation))}
			},
			Value: written(func(d row) Text { return l.name(reference.Categories, d.Category) })},
	}
}

func (l tourList) termColumns() []listColumn[deployment.Row] {
	type row = deployment.Row
	return []listColumn[row]{
		{Column: head("deploymentpage.post"), Width: 24, Value: written(func(d row) Text { return Words(d.PostTitle) })},
		{Column: head("deploymentpage.tier"), Width: 18, Value: written(func(d row) Text { return l.name(reference.Tiers, d.Tier) })},
		{Column: head("deploymentpage.unit"), Value: written(func(d row) Text { return Words(d.Unit) })},
		{Column: head("deploymentpage.rotation"), Value: written(func(d row) Text { return Words(d.Rotation) })},
		{Column: Column{Label: T("deploymentpage.from"), Sort: string(deployment.ByStart), Tight: true}, Width: 14,
			Cell: func(d row) Cell { return Cell{Text: Day(d.From)} }, Value: func(_ locale.Printer, d row) any { return d.From }},
		{Column: Column{Label: T("deploymentpage.to"), Sort: string(deployment.ByEnd), Tight: true}, Width: 14,
			Cell: func(d row) Cell { return Cell{Text: Day(d.Span().To)} }, Value: func(_ locale.Printer, d row) any { return d.Span().To }},
		{Column: head("deploymentpage.state"), Width: 18,
			Cell:  func(d row) Cell { return Cell{Tags: []Tag{stateTag(d.StateOn(l.Today))}} },
			Value: written(func(d row) Text { return T(d.StateOn(l.Today).Key()) })},
		{Column: head("deploymentpage.reason"), Width: 18, Value: written(func(d row) Text { return reasonText(d.EndReason) })},
	}
}

// reasonText says why a tour ended, nothing while it has not.
func reasonText(reason deployment.Reason) Text {
	if reason == "" {
		return nil
	}
	return T(reason.Key())
}

// exportTours sends the list as a file.
func (s *Server) exportTours(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	l, err := s.tourList(r, actor)
	if err != nil {
		return err
	}
	each := func(do func(deployment.Row) error) error {
		return eachPage(exportRows, func(limit, offset int) (rows []deployment.Row, total int, err error) {
			l.filter.Limit, l.filter.Offset = limit, offset
			err = s.db.Read(r.Context(), func(tx *database.Tx) (err error) {
				rows, total, err = deployment.List(r.Context(), tx, actor, l.filter)
				return err
			})
			return rows, total, err
		}, do)
	}
	return sendExport(s, w, r, actor, export{"deployments", T("deploymentpage.sheet"), l.Today}, l.columns(), each)
}
