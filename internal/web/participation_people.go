package web

import (
	"bytes"
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/fault"
	"beret/internal/personname"
	"beret/internal/reference"
	"beret/internal/standing"
	"beret/participation"
)

// peopleView is a figure opened: its formula, its evidence, its people.
// Template "participation_people".
type peopleView struct {
	page
	Formula []Item
	Table   Table
	Pages   Pages
	Note    *Notice
}

// peopleRows is how many people a page shows.
const peopleRows = 100

// participationPeople shows the people behind any figure of these pages.
func (s *Server) participationPeople(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, err := s.position(r, actor, standing.Options{Months: 1})
	if err != nil {
		return err
	}
	figure, assessment, ok := c.asked(r.URL.Query())
	if !ok {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	members := c.members(figure)
	pages := pagesOf(r.URL, peopleRows, len(members))
	order, column, descending := sortOf(r, "sex", "sex", "name", "number", "rank", "from")
	c.sortMembers(members, column, descending)
	v := &peopleView{Formula: c.formula(figure, assessment), Pages: pages,
		Table: c.peopleTable(figure, members[min(pages.Offset(), len(members)):min(pages.Offset()+peopleRows, len(members))], order)}
	v.Title = T("participation.people.title", "group", c.figureText(figure, assessment), "share", ShareText(figure.Share.Women, figure.Share.Total))
	v.Crumbs, v.AsOf = c.crumbs(), c.AsOf
	if small := c.smallText(figure.Share); small != nil {
		v.Note = &Notice{Tone: Info, Text: small}
	}
	return s.render(w, r, "participation_people", v)
}

func (c *positionScene) crumbs() []Link {
	return []Link{{Text: T("web.nav.overview"), Href: c.href("/")}, {Text: T("web.nav.participation"), Href: c.href("/participation")}}
}

// asked finds the figure that the address names: beside a target, of a plan,
// of a group, of another population.
func (c *positionScene) asked(query url.Values) (participation.Figure, *standing.Assessment, bool) {
	if framework := query.Get("framework"); framework != "" {
		for i, a := range c.Assessments {
			scope := participation.Scope{Category: query.Get("category"), Mission: query.Get("mission"), Unit: query.Get("unit")}
			if t := a.Target; t.Framework == framework && t.Scope == scope && t.Valid.From.String() == query.Get("valid-from") {
				return a.Figure, &c.Assessments[i], true
			}
		}
		return participation.Figure{}, nil, false
	}
	key := query.Get("key")
	if key == noKey {
		key = ""
	}
	for _, f := range c.figures(query.Get("of"), participation.Dimension(query.Get("by"))) {
		if f.Key == key {
			return f, nil, true
		}
	}
	return participation.Figure{}, nil, false
}

// The figures that are no population of the engine's: key positions, and what
// is planned.
const (
	ofKeyPositions = "key-positions"
	ofHorizon      = "horizon"
	ofIfAccepted   = "if-accepted"
)

func (c *positionScene) figures(of string, by participation.Dimension) []participation.Figure {
	switch {
	case of == ofKeyPositions:
		return []participation.Figure{c.KeyPositions}
	case of == ofHorizon:
		return []participation.Figure{c.Plan.Horizon}
	case of == ofIfAccepted:
		return []participation.Figure{c.Plan.IfAccepted}
	case of == string(participation.Assigned) && by == participation.Unit:
		return c.Units
	case of == string(participation.DeployedNow) && by == participation.All:
		return []participation.Figure{c.Overall}
	case of == string(participation.DeployedNow):
		return c.Groups[by]
	}
	for _, f := range c.Populations {
		if string(f.Population) == of && f.Population != participation.Serving {
			return []participation.Figure{f}
		}
	}
	return nil
}

// figureText names a figure in a title.
func (c *positionScene) figureText(f participation.Figure, a *standing.Assessment) Text {
	switch {
	case a != nil:
		return c.scopeText(a.Target.Scope)
	case f.Dimension == participation.All && f.Population != participation.DeployedNow:
		return populationText(f.Population)
	}
	switch c.address.Query().Get("of") {
	case ofKeyPositions:
		return T("participation.key_positions")
	case ofHorizon:
		return T("participation.at_horizon", "date", Day(f.AsOf))
	case ofIfAccepted:
		return T("participation.if_accepted", "date", Day(f.AsOf))
	}
	return c.groupText(f.Dimension, f.Key)
}

func populationText(p participation.Population) Text {
	return T("participation.population." + string(p))
}

// populationRule says who is counted in a population.
func populationRule(p participation.Population) Text { return T("participation.rule." + string(p)) }

// formula is the way from the people to the figure, with its evidence.
func (c *positionScene) formula(f participation.Figure, a *standing.Assessment) []Item {
	items := []Item{
		{Label: T("participation.formula.figure"), Value: Cell{Share: pageShare(f.Share, nil), Note: c.smallText(f.Share)}},
		{Label: T("participation.formula.population"), Value: Cell{Text: populationText(f.Population), Note: populationRule(f.Population)}},
		{Label: T("participation.formula.as_of"), Value: Cell{Text: Day(f.AsOf), Note: T("participation.formula.interval")}},
	}
	if a != nil {
		items = append(items, c.targetItems(*a)...)
	}
	return append(items, Item{Label: T("participation.formula.version"), Value: Cell{Text: Words(f.Formula), Note: T("participation.formula.version_note")}})
}

func (c *positionScene) targetItems(a standing.Assessment) []Item {
	return []Item{
		{Label: T("participation.formula.target"), Value: Cell{Text: c.targetText(a), Href: c.sourceHref(a), Note: Words(a.Name.Name(c.printer.Lang))}},
		{Label: T("participation.formula.needed"), Value: Cell{Text: T("participation.formula.minimum", "rate", targetRate(a.Target.Share),
			"total", a.Figure.Share.Total, "minimum", a.Minimum, "women", a.Figure.Share.Women), Tags: []Tag{verdictTag(a.Assessment)}, Note: neededText(a.Assessment)}},
		{Label: T("participation.formula.valid"), Value: Cell{Text: validText(a.Target.Valid)}},
		{Label: T("participation.formula.source"), Value: Cell{Text: Words(a.Target.Source), Tags: []Tag{confidenceTag(reference.Confidence(a.Target.Confidence))}}},
	}
}

// sourceHref leads to the row of reference data that a target comes from.
func (c *positionScene) sourceHref(standing.Assessment) string {
	return c.linkTo("/reference", "/reference?kind="+string(reference.Targets))
}

// validText prints a span of validity; its last day is the one before the end.
func validText(span civil.Interval) Text {
	if span.To == 0 {
		return T("participation.valid_from", "from", span.From)
	}
	return T("participation.valid_span", "from", span.From, "to", span.To-1)
}

// member is a person behind a figure, or a tour where tours are counted.
type member struct {
	person standing.Person
	tour   *standing.Tour // that makes the person count, nil for none
	key    []byte         // of the name in Vietnamese order
}

func (c *positionScene) members(f participation.Figure) []member {
	sorter := personname.NewSorter()
	var list []member
	for _, id := range slices.Concat(f.Women, f.Men) {
		m := member{person: c.People[id]}
		if f.Population == participation.Deployments {
			tour := c.Tours[id]
			m = member{person: c.People[tour.Officer], tour: &tour}
		} else if f.Population == participation.DeployedNow || f.Population == participation.EverDeployed {
			m.tour = c.tourOf(id, f.AsOf)
		}
		m.key = sorter.Key(m.person.Name, "")
		list = append(list, m)
	}
	return list
}

// tourOf returns the last tour of a person that has begun by the day.
func (c *positionScene) tourOf(person int64, day civil.Date) *standing.Tour {
	var last *standing.Tour
	for _, t := range c.Tours {
		if t.Officer == person && t.From <= day && (last == nil || t.From > last.From) {
			last = &t
		}
	}
	return last
}

func (c *positionScene) sortMembers(list []member, column string, descending bool) {
	from := func(m member) civil.Date {
		if m.tour == nil {
			return 0
		}
		return m.tour.From
	}
	slices.SortStableFunc(list, func(a, b member) int {
		order := 0
		switch column {
		case "sex":
			order = cmp.Compare(sexOrder(a), sexOrder(b))
		case "number":
			order = cmp.Compare(a.person.ServiceNumber, b.person.ServiceNumber)
		case "rank":
			order = cmp.Compare(c.Book.RankOrder(b.person.Rank), c.Book.RankOrder(a.person.Rank))
		case "from":
			order = cmp.Compare(from(a), from(b))
		}
		if order == 0 {
			order = bytes.Compare(a.key, b.key)
		}
		if descending {
			return -order
		}
		return order
	})
}

func sexOrder(m member) int {
	if m.person.Woman {
		return 0
	}
	return 1
}

func (c *positionScene) peopleTable(f participation.Figure, list []member, order string) Table {
	table := Table{
		Caption: T("participation.people.caption", "women", f.Share.Women, "men", f.Share.Men()), Address: c.address, Order: order, Cards: true,
		Columns: []Column{
			{Label: T("participation.people.name"), Sort: "name"}, {Label: T("participation.people.sex"), Sort: "sex"},
			{Label: T("participation.people.rank"), Sort: "rank"}, {Label: T("participation.people.place")},
			{Label: T("participation.people.from"), Sort: "from", Tight: true}, {Label: T("participation.people.until"), Tight: true},
		},
	}
	for _, m := range list {
		cells := []Cell{c.personCell(m.person), {Text: sexText(m.person.Woman)}, {Text: c.name(reference.Ranks, m.person.Rank)}, {}, {}, {}}
		if t := m.tour; t != nil {
			cells[3] = Cell{Text: Words(t.Mission), Note: placeNote(*t)}
			cells[4], cells[5] = Cell{Text: Day(t.From)}, Cell{Text: Day(cmp.Or(t.EndedOn, t.PlannedEnd) - 1)}
		}
		table.Rows = append(table.Rows, Row{Cells: cells})
	}
	return table
}

// placeNote is where in a mission a tour is served, and as what.
func placeNote(t standing.Tour) Text {
	if t.Post == "" && t.Site == "" {
		return nil
	}
	return Joined(" · ", Words(t.Post), Words(t.Site))
}

// personCell names a person and leads to the file.
func (c *positionScene) personCell(p standing.Person) Cell {
	return Cell{Text: Words(p.Name), Note: Words(p.ServiceNumber),
		Href: c.linkTo("/officers/{id}", "/officers/"+strconv.FormatInt(p.ID, 10))}
}
