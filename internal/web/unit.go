package web

import (
	"net/http"

	"beret/internal/account"
	"beret/internal/database"
	"beret/internal/figure"
	"beret/internal/locale"
	"beret/internal/reference"
	"beret/internal/standing"
	"beret/internal/unit"
	"beret/participation"
)

// manned is a formed unit with its seats on the office's day.
type manned struct {
	unit.Unit
	Seats    []unit.Filled
	Coming   []unit.Held // who takes a seat later
	Elements []unit.Count
	Whole    unit.Count
}

func mannedUnit(r *http.Request, tx *database.Tx, actor account.Actor, f facts, u unit.Unit) (m manned, err error) {
	m.Unit = u
	if m.Seats, err = unit.Seats(r.Context(), tx, actor, u.ID, f.Today); err != nil {
		return m, err
	}
	m.Elements, m.Whole = unit.Figures(m.Seats)
	m.Coming, err = unit.Coming(r.Context(), tx, actor, u.ID, f.Today)
	return m, err
}

// share is the bar of women among the filled seats, nil where none is filled.
func shareOf(c unit.Count) *Share {
	if c.Filled == 0 {
		return nil
	}
	return &Share{Women: c.Women, Total: c.Filled}
}

// units lists the formed units.
func (s *Server) units(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	f, err := s.facts(r.Context())
	if err != nil {
		return err
	}
	var all []manned
	err = s.db.Read(r.Context(), func(tx *database.Tx) error {
		units, err := unit.List(r.Context(), tx, actor)
		for _, u := range units {
			m, err := mannedUnit(r, tx, actor, f, u)
			if err != nil {
				return err
			}
			all = append(all, m)
		}
		return err
	})
	if err != nil {
		return err
	}
	v := &listView{Table: f.unitTable(all)}
	women, filled := 0, 0
	for _, m := range all {
		women, filled = women+m.Whole.Women, filled+m.Whole.Filled
	}
	v.Title, v.AsOf = T("unitpage.title", "n", len(all), "share", ShareText(women, filled)), f.Today
	if len(all) == 0 {
		v.Title = T("unitpage.none_title")
	}
	if actor.May(account.OfficerList) {
		v.Actions = []Action{{Text: T("unitpage.home.units"), Href: "/home-units", Second: true}}
	}
	return s.render(w, r, "list", v)
}

func (f facts) unitTable(all []manned) Table {
	table := Table{Caption: T("unitpage.caption"), Empty: T("unitpage.empty"), Cards: true, Columns: []Column{head("unitpage.name"), head("unitpage.mission"),
		head("unitpage.pcrs"), head("unitpage.phase"), {Label: T("unitpage.filled"), Numeric: true}, {Label: T("unitpage.vacant"), Numeric: true}, head("unitpage.women")}}
	for _, m := range all {
		table.Rows = append(table.Rows, Row{Cells: []Cell{
			{Text: Words(m.Name), Href: formedUnitPath(m.ID), Note: Words(m.Code)}, missionCell(m.Unit), pcrsCell(m.Unit), {Text: Words(m.TrainingPhase)},
			{Text: Num(m.Whole.Filled)}, {Text: Num(m.Whole.Vacant())}, {Share: shareOf(m.Whole)}}})
	}
	return table
}

func missionCell(u unit.Unit) Cell {
	if u.Mission == "" {
		return Cell{Text: T("unitpage.no_mission")}
	}
	return Cell{Text: Words(u.Mission)}
}

func pcrsCell(u unit.Unit) Cell {
	if u.PCRSLevel == "" {
		return Cell{Text: T("unitpage.pcrs_none")}
	}
	return Cell{Text: T(unit.LevelKey(u.PCRSLevel)), Note: T("unitpage.since", "date", u.PCRSSince)}
}

// unitScene is a formed unit with what its pages need beside it.
type unitScene struct {
	facts
	manned
}

// unitScene finds the unit of the address.
func (s *Server) unitScene(r *http.Request, actor account.Actor) (c unitScene, err error) {
	id, err := idOf(r)
	if err != nil {
		return c, err
	}
	if c.facts, err = s.facts(r.Context()); err != nil {
		return c, err
	}
	err = s.db.Read(r.Context(), func(tx *database.Tx) error {
		u, err := unit.Find(r.Context(), tx, actor, id)
		if err != nil {
			return err
		}
		c.manned, err = mannedUnit(r, tx, actor, c.facts, u)
		return err
	})
	return c, err
}

// unitView is a formed unit: its strength, its targets, its table of
// organisation by element. Template "unit".
type unitView struct {
	page
	Items    []Item
	Picture  *Picture
	Strength Table
	Targets  Table
	Elements []elementView
	Events   []Event
}

type elementView struct {
	Title Text
	Table Table
}

// formedUnit shows one formed unit.
func (s *Server) formedUnit(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, err := s.unitScene(r, actor)
	if err != nil {
		return err
	}
	v := &unitView{Items: c.items(), Strength: c.strength(), Targets: c.targetTable(), Elements: c.elements(actor)}
	err = s.db.Read(r.Context(), func(tx *database.Tx) (err error) {
		v.Events, err = s.events(r, tx, actor, "unit", c.ID)
		return err
	})
	if err != nil {
		return err
	}
	v.Caption, v.Crumbs, v.AsOf = Words(c.Code), []Link{{Text: T("web.nav.units"), Href: "/units"}}, c.Today
	v.Title = T("unitpage.unit_title_none", "name", c.Name)
	if c.Whole.Filled > 0 {
		v.Title = T("unitpage.unit_title", "name", c.Name, "share", ShareText(c.Whole.Women, c.Whole.Filled))
		v.Picture = c.picture(s.catalogue.In(s.langOf(r)))
	}
	if actor.May(account.UnitEdit) {
		v.Actions = []Action{{Text: T("unitpage.edit"), Href: formedUnitPath(c.ID) + "/edit", Second: true}}
	}
	if actor.May(account.SlateEdit) {
		v.Actions = append([]Action{{Text: T("slatepage.plan_rotation"), Href: formedUnitPath(c.ID) + "/slates"}}, v.Actions...)
	}
	if actor.May(account.SlateView) {
		v.Actions = append(v.Actions, Action{Text: T("web.nav.slates"), Href: "/slates?unit=" + idValue(c.ID), Second: true})
	}
	return s.render(w, r, "unit", v)
}

func (c unitScene) items() []Item {
	pcrs := pcrsCell(c.Unit)
	return known([]Item{
		{Label: T("unitpage.category"), Value: Cell{Text: c.name(reference.Categories, c.Category)}},
		{Label: T("unitpage.mission"), Value: missionCell(c.Unit)},
		{Label: T("unitpage.pcrs"), Value: pcrs},
		{Label: T("unitpage.phase"), Value: Cell{Text: Words(c.TrainingPhase), Note: T("unitpage.phase_hint")}},
		{Label: T("unitpage.established"), Value: Cell{Text: Day(c.EstablishedOn)}},
	})
}

// picture draws the holders one by one.
func (c unitScene) picture(p locale.Printer) *Picture {
	units := figure.Units{Share: figure.Share{Women: c.Whole.Women, Total: c.Whole.Filled}, Printer: p}
	units.Title = p.Text("unitpage.picture")
	units.Description = p.Text("unitpage.picture_text", "share", p.Share(c.Whole.Women, c.Whole.Filled), "vacant", c.Whole.Vacant(), "seats", c.Whole.Seats)
	for _, t := range c.targets() {
		if needed := c.share().NeededByReplacement(t.share()); needed > 0 && units.Needed == 0 {
			units.Needed, units.Target = needed, standing.Rate(p, t.share())
		}
	}
	picture := &Picture{Title: T("unitpage.picture"), Source: Joined(" ", Words(units.Description), T("unitpage.source", "date", c.Today))}
	picture.Drawing, picture.Phone, _ = drawings("unit-people", halfWidth, func(width float64) *figure.Figure {
		units.Width = width
		return units.Draw()
	})
	return picture
}

func (c unitScene) share() participation.Share {
	return participation.Share{Women: c.Whole.Women, Total: c.Whole.Filled}
}

// unitTarget is a target that asks its share of the unit.
type unitTarget struct{ reference.Target }

func (t unitTarget) share() participation.Rational {
	return rational(int64(t.Numerator), int64(t.Denominator))
}

// targets are those that name the unit, then those of its category wherever it
// serves or in the unit's own mission.
func (c unitScene) targets() (targets []unitTarget) {
	var wider []unitTarget
	for _, t := range c.Book.TargetsOn(c.Today) {
		switch {
		case t.Unit == c.Code:
			targets = append(targets, unitTarget{t})
		case t.Unit == "" && t.Category == c.Category && (t.Mission == "" || t.Mission == c.Mission):
			wider = append(wider, unitTarget{t})
		}
	}
	return append(targets, wider...)
}

func (c unitScene) targetTable() Table {
	table := Table{Caption: T("unitpage.targets_caption"), Empty: T("unitpage.targets_none"), Cards: true,
		Columns: []Column{head("unitpage.framework"), {Label: T("unitpage.target"), Numeric: true}, head("unitpage.verdict")}}
	for _, t := range c.targets() {
		table.Rows = append(table.Rows, Row{Cells: []Cell{
			{Text: c.name(reference.Frameworks, t.Framework), Note: t.scope()},
			{Text: func(p locale.Printer) string { return standing.Rate(p, t.share()) }, Note: MonthText(t.Row.Valid.From.Month())},
			{Tags: []Tag{c.verdict(t)}}}})
	}
	return table
}

// scope names the mission or unit of a target, nothing for its whole category.
func (t unitTarget) scope() Text { return Joined(" · ", Words(t.Mission), Words(t.Unit)) }

func (c unitScene) verdict(t unitTarget) Tag {
	surplus := c.share().Surplus(t.share())
	switch {
	case c.Whole.Filled == 0:
		return Tag{T("unitpage.nobody"), Plain}
	case !c.share().Meets(t.share()):
		return Tag{T("unitpage.short", "n", c.share().NeededByReplacement(t.share())), Warn}
	case surplus == 0:
		return Tag{T("unitpage.met_exactly"), Good}
	}
	return Tag{T("unitpage.met", "n", surplus), Good}
}

// strength counts seats, holders and women by element and in all.
func (c unitScene) strength() Table {
	numeric := func(key string) Column { return Column{Label: T(key), Numeric: true} }
	table := Table{Caption: T("unitpage.strength_caption"), Columns: []Column{head("unitpage.element"), numeric("unitpage.seats"), numeric("unitpage.filled"), numeric("unitpage.vacant"), head("unitpage.women")}}
	row := func(name Text, n unit.Count, total bool) {
		table.Rows = append(table.Rows, Row{Total: total, Cells: []Cell{{Text: name}, {Text: Num(n.Seats)}, {Text: Num(n.Filled)}, {Text: Num(n.Vacant())}, {Share: shareOf(n)}}})
	}
	for _, n := range c.manned.Elements {
		row(elementText(n.Element), n, false)
	}
	row(T("unitpage.whole"), c.Whole, true)
	return table
}
