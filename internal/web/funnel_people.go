package web

import (
	"net/http"
	"slices"

	"beret/internal/account"
	"beret/internal/fault"
	"beret/internal/funnel"
	"beret/internal/locale"
	"beret/internal/reference"
	"beret/internal/registry"
)

// funnelPerson is somebody behind a number of the funnel.
type funnelPerson struct {
	funnel.Person
	path funnel.Path
	fate funnel.Fate
	test bool // at a test, of which there is no path
}

// funnelPeopleRows is how many people a page shows.
const funnelPeopleRows = 100

// behind returns the people behind the number that the address names: of a
// stage or of a test.
func (c *funnelScene) behind(r *http.Request) (people []funnelPerson, what Text, err error) {
	query := r.URL.Query()
	stage := slices.IndexFunc(funnel.Stages(), func(s funnel.Stage) bool { return s.String() == query.Get("stage") })
	fate := funnel.Fate(query.Get("fate"))
	test := query.Get("test")
	switch {
	case stage >= 0 && slices.Contains(funnel.Fates(), fate):
		people, what = c.atStage(funnel.Stage(stage), fate), T(funnel.Stage(stage).Key())
	case slices.Contains(c.Tests, test):
		people, what = c.atTest(test), c.name(reference.Tests, test)
	default:
		return nil, nil, fault.New(fault.NotFound, "fault.not_found")
	}
	if sex := registry.Sex(query.Get("sex")); sex != registry.AnySex {
		people = slices.DeleteFunc(people, func(p funnelPerson) bool { return p.Woman != (sex == registry.Women) })
	}
	return people, what, nil
}

func (c *funnelScene) atStage(stage funnel.Stage, fate funnel.Fate) (people []funnelPerson) {
	for _, path := range c.Paths {
		if became, there := path.FateAt(stage); there && (fate == funnel.Everybody || fate == became) {
			people = append(people, funnelPerson{c.People[path.Officer], path, became, false})
		}
	}
	return people
}

// atTest lists who took a test, each once.
func (c *funnelScene) atTest(test string) (people []funnelPerson) {
	at := map[int64]int{}
	for _, a := range c.Attempts {
		if a.Test != test {
			continue
		}
		i, known := at[a.Officer]
		if !known {
			i, at[a.Officer] = len(people), len(people)
			people = append(people, funnelPerson{c.People[a.Officer], funnel.Path{Officer: a.Officer, Began: a.On}, funnel.Lost, true})
		}
		people[i].path.Began = max(people[i].path.Began, a.On)
		if a.Passed {
			people[i].fate = funnel.WentOn
		}
	}
	return people
}

// funnelPeople lists the people behind a number of the funnel.
func (s *Server) funnelPeople(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, err := s.funnelScene(r, actor)
	if err != nil {
		return err
	}
	people, what, err := c.behind(r)
	if err != nil {
		return err
	}
	pages := pagesOf(r.URL, funnelPeopleRows, len(people))
	from := min(pages.Offset(), len(people))
	v := &listView{Pages: pages}
	v.Title, v.AsOf = T("funnelpage.people_title", "what", what, "n", len(people)), c.Today
	v.Crumbs = []Link{{Text: T("web.nav.funnel"), Href: c.href("/funnel")}}
	v.Table = tableOf(Table{Caption: T("funnelpage.people"), Empty: T("funnelpage.nobody"), Address: r.URL, Cards: true}, c.peopleColumns(), people[from:min(from+funnelPeopleRows, len(people))])
	if actor.May(account.RosterExport) && len(people) > 0 {
		v.Actions = exportLinks(r, "/funnel/people/export")
	}
	return s.render(w, r, "list", v)
}

func (c *funnelScene) peopleColumns() []listColumn[funnelPerson] {
	type row = funnelPerson
	return []listColumn[row]{
		{Column: Column{Label: T("officerpage.name"), Tight: true}, Width: 28,
			Cell: func(p row) Cell {
				return Cell{Text: Words(p.Name), Href: officerPath(p.ID), Note: Joined(" · ", Words(p.ServiceNumber), sexText(p.Woman))}
			},
			Value: written(func(p row) Text { return Words(p.Name) })},
		{Column: head("registry.field.service_number"), Width: 14, Value: written(func(p row) Text { return Words(p.ServiceNumber) })},
		{Column: head("officerpage.sex"), Value: written(func(p row) Text { return sexText(p.Woman) })},
		{Column: head("registry.field.rank"), Width: 18, Cell: func(p row) Cell { return Cell{Text: c.name(reference.Ranks, p.Rank)} },
			Value: written(func(p row) Text { return c.name(reference.Ranks, p.Rank) })},
		{Column: head("funnel.by.call"), Width: 24, Cell: c.pathCell, Value: written(func(p row) Text { return Words(c.Calls[p.path.Call].Reference) })},
		{Column: Column{Label: T("funnelpage.began"), Tight: true}, Width: 14, Cell: func(p row) Cell { return Cell{Text: Day(p.path.Began)} },
			Value: func(_ locale.Printer, p row) any { return p.path.Began }},
		{Column: head("funnelpage.became"), Width: 20, Cell: func(p row) Cell { return Cell{Tags: []Tag{p.tag()}, Note: p.furthest()} },
			Value: written(func(p row) Text { return Joined(", ", p.tag().Text, p.furthest()) })},
	}
}

// pathCell names the call, or the mission of a nomination without one.
func (c *funnelScene) pathCell(p funnelPerson) Cell {
	cell := Cell{Text: Words(c.Calls[p.path.Call].Reference), Note: Words(p.path.Mission)}
	if p.path.Nomination != 0 {
		cell.Href = nominationPath(p.path.Nomination)
		if cell.Text == nil {
			cell.Text, cell.Note = Words(p.path.Mission), nil
		}
	}
	return cell
}

// tag says what became of the person.
func (p funnelPerson) tag() Tag {
	if p.test {
		return outcomeTag(p.fate == funnel.WentOn)
	}
	tones := map[funnel.Fate]Tone{funnel.WentOn: Good, funnel.Waiting: Info, funnel.Lost: Plain}
	return Tag{T("funnelpage.fate." + string(p.fate)), tones[p.fate]}
}

// furthest names the last stage on record.
func (p funnelPerson) furthest() Text {
	if p.test {
		return nil
	}
	return T("funnelpage.furthest", "stage", T(p.path.Furthest().Key()))
}

// exportFunnelPeople sends the list as a file.
func (s *Server) exportFunnelPeople(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, err := s.funnelScene(r, actor)
	if err != nil {
		return err
	}
	people, _, err := c.behind(r)
	if err != nil {
		return err
	}
	return sendExport(s, w, r, actor, export{"funnel-people", T("funnelpage.people_sheet"), c.Today}, c.peopleColumns(), func(do func(funnelPerson) error) error {
		for _, p := range people {
			if err := do(p); err != nil {
				return err
			}
		}
		return nil
	})
}
