package web

import (
	"net/http"
	"slices"

	"beret/internal/account"
	"beret/internal/call"
	"beret/internal/database"
	"beret/internal/locale"
	"beret/internal/reference"
	"beret/internal/registry"
	"beret/internal/training"
)

// seatCandidate is somebody to whom a seat would bring something.
type seatCandidate struct {
	training.Candidate
	person call.Person
	rank   int // place in the order
}

// seatList is the list of who should get the seats of a session.
type seatList struct {
	trainingScene
	filters Filters
	list    []seatCandidate
	far     training.Far
}

func (s *Server) seatList(r *http.Request, actor account.Actor) (l seatList, err error) {
	if l.trainingScene, err = s.trainingScene(r, actor); err != nil {
		return l, err
	}
	pool, err := s.registry.Pool(r.Context(), actor, account.TrainingView)
	if err != nil {
		return l, err
	}
	l.filters = filtersOf(r.URL,
		Field{Kind: SelectField, Name: "sex", Label: T("officerpage.sex"), Options: sexOptions()},
		Field{Kind: SelectField, Name: "unit", Label: T("registry.field.home_unit"), Options: unitOptions(pool.Units, T("officerpage.any"))},
		Field{Kind: CheckField, Name: "anybody", Label: T("trainingpage.anybody")})
	l.filters.Above = true
	choice, err := l.choice(s, r)
	if err != nil {
		return l, err
	}
	found, far := training.Candidates(pool, l.Book, l.Session, choice)
	l.far = far
	within := map[int64]bool{}
	for _, id := range registry.Descendants(pool.Units, l.filters.id("unit")) {
		within[id] = true
	}
	for i, c := range found {
		sex := l.filters.Value("sex")
		if (sex == "" || (sex == string(registry.Women)) == c.Who.Woman) && (l.filters.id("unit") == 0 || within[c.Who.HomeUnit]) {
			l.list = append(l.list, seatCandidate{Candidate: c, rank: i + 1})
		}
	}
	return l, nil
}

// choice leaves out who has a place and who is away on the days.
func (l seatList) choice(s *Server, r *http.Request) (choice training.Choice, err error) {
	choice = training.Choice{Except: map[int64]bool{}, Anybody: l.filters.Value("anybody") != "", Kept: l.Session.Kept(l.Tally)}
	for _, p := range l.Places {
		if p.Status != training.Withdrawn {
			choice.Except[p.OfficerID] = true
		}
	}
	err = s.db.Read(r.Context(), func(tx *database.Tx) error {
		clashes, err := training.Clashes(r.Context(), tx, l.Session, nil, l.Today)
		for _, c := range clashes {
			choice.Except[c.OfficerID] = true
		}
		return err
	})
	return choice, err
}

// fill gives the candidates of a page their names.
func (l seatList) fill(r *http.Request, tx *database.Tx, actor account.Actor, list []seatCandidate) error {
	ids := make([]int64, len(list))
	for i, c := range list {
		ids[i] = c.Who.ID
	}
	people, err := call.People(r.Context(), tx, actor, ids)
	for i := range list {
		list[i].person = people[list[i].Who.ID]
	}
	return err
}

func (l seatList) path() string { return l.trainingScene.path() + "/candidates" }

func (l seatList) form(r *http.Request) *Form {
	return &Form{Action: withQuery(r.URL, "page", ""), Submit: T("trainingpage.enrol"), Fields: []Field{versionField(l.Session.Version),
		placeField(string(training.Enrolled)), setAsideField()}}
}

func (s *Server) seatView(r *http.Request, actor account.Actor, l seatList, form *Form) (*tickView, error) {
	pages := pagesOf(r.URL, candidateRows, len(l.list))
	from := min(pages.Offset(), len(l.list))
	page := l.list[from:min(from+pages.Size, len(l.list))]
	err := s.db.Read(r.Context(), func(tx *database.Tx) error { return l.fill(r, tx, actor, page) })
	v := &tickView{Heading: T("trainingpage.give_heading"), Items: l.seatItems(), Notices: l.notices()}
	v.listView.Filters, v.Pages, v.AsOf = &l.filters, pages, l.Today
	women := 0
	for _, c := range l.list {
		if c.Who.Woman {
			women++
		}
	}
	v.Title, v.Caption, v.Crumbs = T("trainingpage.candidates_title", "n", len(l.list), "women", women), l.named(), trainingCrumbs(l.crumb())
	v.Lead = T("trainingpage.candidates_rule")
	if actor.May(account.RosterExport) && len(l.list) > 0 {
		v.Actions = exportLinks(r, l.path()+"/export")
	}
	columns := l.columns()
	if actor.May(account.TrainingEdit) && !l.Session.Status.Ended() && len(l.list) > 0 {
		v.Form = form
		marked, name := ticked(r), columns[0].Cell
		columns[0].Cell = func(c seatCandidate) Cell {
			cell := name(c)
			cell.Tick = tickOf(c.Who.ID, c.person.Name, marked)
			return cell
		}
	}
	v.Table = tableOf(Table{Caption: T("trainingpage.candidates_caption"), Empty: T("trainingpage.candidates_empty"), Cards: true}, columns, page)
	return v, err
}

// seatItems say which session it is and what is free.
func (l seatList) seatItems() []Item {
	return known([]Item{
		{Label: T("trainingpage.gives"), Value: Cell{Text: l.gives(l.Session)}},
		{Label: T("trainingpage.days"), Value: Cell{Text: T("trainingpage.span", "from", l.Session.Span.From, "to", l.Session.Last())}},
		{Label: T("trainingpage.free"), Value: Cell{Text: T("trainingpage.free_of", "free", l.Session.Free(l.Tally), "n", l.Session.Seats), Note: keptText(l.Session.Kept(l.Tally))}},
	})
}

// notices say who is not on the list, and that the record alone orders it.
func (l seatList) notices() (list []Notice) {
	if n := l.far.Unwilling; n.Total > 0 {
		list = append(list, Notice{Tone: Info, Text: T("trainingpage.unwilling", "n", n.Total, "women", n.Women),
			Links: []Link{{Text: T("trainingpage.show_anybody"), Href: l.path() + "?anybody=1"}}})
	}
	if n := l.far.Lacking; n.Total > 0 {
		list = append(list, Notice{Tone: Info, Text: T("trainingpage.far", "n", n.Total, "women", n.Women, "most", training.MostMissing)})
	}
	return list
}

// columns are those of the list and of its export.
func (l seatList) columns() []listColumn[seatCandidate] {
	type row = seatCandidate
	return []listColumn[row]{
		{Column: head("officerpage.name"), Width: 28,
			Cell: func(c row) Cell {
				cell := Cell{Text: Words(c.person.Name), Href: officerPath(c.Who.ID), Note: Joined(" · ", Words(c.person.ServiceNumber), sexText(c.Who.Woman))}
				if c.First {
					cell.Tags = []Tag{{T("trainingpage.first"), Info}}
				}
				return cell
			},
			Value: written(func(c row) Text { return Words(c.person.Name) })},
		{Column: Column{Label: T("trainingpage.rank"), Numeric: true}, Cell: func(c row) Cell { return Cell{Text: Num(c.rank)} },
			Value: func(_ locale.Printer, c row) any { return c.rank }},
		{Column: head("registry.field.service_number"), Width: 14, Value: written(func(c row) Text { return Words(c.person.ServiceNumber) })},
		{Column: head("officerpage.sex"), Value: written(func(c row) Text { return sexText(c.Who.Woman) })},
		{Column: head("registry.field.rank"), Width: 18,
			Cell: func(c row) Cell {
				return Cell{Text: l.name(reference.Ranks, c.person.Rank), Note: Words(c.person.HomeUnit)}
			},
			Value: written(func(c row) Text { return l.name(reference.Ranks, c.person.Rank) })},
		{Column: head("registry.field.home_unit"), Width: 30, Value: written(func(c row) Text { return Words(c.person.HomeUnit) })},
		{Column: head("trainingpage.ready"), Width: 18, Cell: l.readyCell, Value: written(l.readyText)},
		{Column: head("trainingpage.missing"), Width: 50, Cell: func(c row) Cell { return Cell{Text: l.missingText(c)} }, Value: written(l.missingText)},
	}
}

// readyText says from when somebody could begin a tour after the session.
func (l seatList) readyText(c seatCandidate) Text {
	switch c.Ready {
	case 0:
		return T("trainingpage.ready.act", "n", len(c.Missing))
	case l.Session.Span.To:
		return T("trainingpage.ready.once")
	}
	return T("trainingpage.ready.from", "date", c.Ready)
}

func (l seatList) readyCell(c seatCandidate) Cell {
	tone := Good
	if c.Ready == 0 {
		tone = Warn
	}
	return Cell{Tags: []Tag{{l.readyText(c), tone}}}
}

func (l seatList) missingText(c seatCandidate) Text {
	if text := checksText(c.Missing); text != nil {
		return text
	}
	return T("trainingpage.nothing_missing")
}

// seatCandidates lists who should get the seats of a session.
func (s *Server) seatCandidates(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	l, err := s.seatList(r, actor)
	if err != nil {
		return err
	}
	v, err := s.seatView(r, actor, l, l.form(r))
	if err != nil {
		return err
	}
	return s.render(w, r, "ticked", v)
}

// seatTicked gives the ticked a seat, or a place on the waiting list.
func (s *Server) seatTicked(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	l, err := s.seatList(r, actor)
	if err != nil {
		return err
	}
	form, n := l.form(r), 0
	refused, err := s.submit(r, form, func(tx *database.Tx) (err error) {
		n, err = l.give(r, tx, actor, form, ticked(r))
		return err
	})
	if refused {
		v, err := s.seatView(r, actor, l, form)
		if err != nil {
			return err
		}
		return s.refuse(w, r, "ticked", v)
	}
	if err != nil {
		return err
	}
	s.notify(w, Good, "trainingpage.done.seats", "n", n)
	return redirect(w, r, l.trainingScene.path())
}

// exportCandidates sends the list as a file.
func (s *Server) exportCandidates(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	l, err := s.seatList(r, actor)
	if err != nil {
		return err
	}
	each := func(do func(seatCandidate) error) error {
		for chunk := range slices.Chunk(l.list, exportRows) {
			if err := s.db.Read(r.Context(), func(tx *database.Tx) error { return l.fill(r, tx, actor, chunk) }); err != nil {
				return err
			}
			for _, c := range chunk {
				if err := do(c); err != nil {
					return err
				}
			}
		}
		return nil
	}
	return sendExport(s, w, r, actor, export{"candidates", T("trainingpage.candidates_sheet"), l.Today}, l.columns(), each)
}
