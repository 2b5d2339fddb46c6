package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"beret/internal/account"
	"beret/internal/database"
	"beret/internal/fault"
	"beret/internal/prospect"
	"beret/internal/reference"
	"beret/internal/unit"
)

const rotationsPath = "/outlook/rotations"

// rotationCalendar lists the rotations of formed units, and the units that have
// none to come.
func (s *Server) rotationCalendar(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, err := s.outlookBase(r, actor)
	if err != nil {
		return err
	}
	var list []prospect.Rotation
	var units []unit.Unit
	err = s.db.Read(r.Context(), func(tx *database.Tx) (err error) {
		if list, err = prospect.Rotations(r.Context(), tx, actor); err == nil {
			units, err = unit.List(r.Context(), tx, actor)
		}
		return err
	})
	if err != nil {
		return err
	}
	v := &entriesView{Tabs: c.outlookTabs(rotationsPath), Tables: []Table{c.rotationTable(r.URL, list), c.supposedTable(list, units)}}
	v.Title, v.Lead, v.Crumbs, v.AsOf = T("outlookplan.rotations_count", "n", len(list)), T("outlookplan.rotations_lead"), assumptionCrumbs(), c.AsOf
	switch {
	case len(units) == 0:
		v.Notices = []Notice{{Tone: Info, Text: T("outlookplan.no_units"), Links: []Link{{Text: T("web.nav.units"), Href: "/units"}}}}
	case actor.May(account.OutlookEdit):
		v.Actions = []Action{{Text: T("outlookplan.rotation.do.new"), Href: rotationsPath + "/new"}}
	}
	return s.render(w, r, "outlook_entries", v)
}

func (c *outlookScene) rotationTable(address *url.URL, list []prospect.Rotation) Table {
	return tableOf(Table{Caption: T("outlookplan.rotations"), Empty: T("outlookplan.rotations_empty"), Address: address, Cards: true}, []listColumn[prospect.Rotation]{
		{Column: Column{Label: T("outlookplan.col.day"), Tight: true}, Cell: func(x prospect.Rotation) Cell {
			cell := Cell{Text: Day(x.On)}
			if x.On <= c.AsOf {
				cell.Tags = []Tag{{T("outlookplan.over"), Plain}}
			}
			return cell
		}},
		{Column: Column{Label: T("outlookplan.col.unit"), Tight: true}, Cell: func(x prospect.Rotation) Cell { return Cell{Text: Words(x.Unit), Href: formedUnitPath(x.UnitID)} }},
		{Column: head("outlookplan.col.mission"), Cell: func(x prospect.Rotation) Cell { return Cell{Text: Words(x.Mission)} }},
		{Column: Column{Label: T("outlookplan.col.contingent"), Numeric: true}, Cell: func(x prospect.Rotation) Cell { return Cell{Text: Num(x.Contingent)} }},
		{Column: head("outlookplan.col.planned_women"), Cell: func(x prospect.Rotation) Cell {
			if x.Women == nil {
				return Cell{Text: T("outlookplan.as_seated")}
			}
			return Cell{Share: &Share{Women: *x.Women, Total: x.Contingent}}
		}},
		{Column: head("outlookpage.col.from"), Cell: func(x prospect.Rotation) Cell { return Cell{Text: Words(x.Source)} }},
		{Column: head("outlookpage.do"), Cell: func(x prospect.Rotation) Cell { return Cell{Links: c.entryLinks(rotationsPath, x.ID)} }},
	}, list)
}

// supposedTable says what the outlook assumes of each unit beyond the calendar.
func (c *outlookScene) supposedTable(list []prospect.Rotation, units []unit.Unit) Table {
	every := c.Book.Number("unit-rotation-months", c.Today)
	return tableOf(Table{Caption: T("outlookplan.beyond"), Empty: T("outlookplan.no_units"), Cards: true}, []listColumn[unit.Unit]{
		{Column: head("outlookplan.col.unit"), Cell: func(u unit.Unit) Cell {
			return Cell{Text: Words(u.Code), Note: Words(u.Name), Href: formedUnitPath(u.ID)}
		}},
		{Column: head("outlookplan.col.assumed"), Cell: func(u unit.Unit) Cell {
			if slices.ContainsFunc(list, func(x prospect.Rotation) bool { return x.UnitID == u.ID && x.On > c.AsOf }) {
				return Cell{Text: T("outlookplan.carried_on", "n", every)}
			}
			return Cell{Text: T("outlookplan.no_calendar")}
		}},
		{Column: head("outlookpage.do"), Cell: func(u unit.Unit) Cell {
			if !c.actor.May(account.OutlookEdit) {
				return Cell{}
			}
			return Cell{Links: []Link{{Text: T("outlookplan.enter"), Href: rotationsPath + "/new?unit=" + idValue(u.ID)}}}
		}},
	}, units)
}

// foundRotation is a rotation with what its forms need; a new one has no id.
type foundRotation struct {
	facts
	prospect.Rotation
	units []Option
}

func (s *Server) foundRotation(r *http.Request, actor account.Actor) (f foundRotation, err error) {
	if f.facts, err = s.facts(r.Context()); err != nil {
		return f, err
	}
	var id int64
	if r.PathValue("id") != "" {
		if id, err = idOf(r); err != nil {
			return f, err
		}
	}
	err = s.db.Read(r.Context(), func(tx *database.Tx) (err error) {
		if f.units, err = formedUnitOptions(r, tx, actor); err == nil && id != 0 {
			f.Rotation, err = prospect.FindRotation(r.Context(), tx, actor, id)
		}
		return err
	})
	if id == 0 {
		f.UnitID = filtersOf(r.URL, Field{Kind: HiddenField, Name: "unit"}).id("unit")
	}
	return f, err
}

func (f foundRotation) form(do string) *Form {
	action := rotationsPath + "/" + do
	if f.ID != 0 {
		action = rotationsPath + "/" + idValue(f.ID) + "/" + do
	}
	if do == "remove" {
		return removeForm(action, rotationsPath, f.Version)
	}
	form := &Form{Action: action, Submit: T("outlookplan.save"), Cancel: &Link{Text: T("web.cancel"), Href: rotationsPath}, Fields: []Field{
		{Kind: SelectField, Name: "unit", Label: T("outlookplan.col.unit"), Options: append([]Option{{Text: T("referencepage.choose")}}, f.units...), Value: idValue(f.UnitID)},
		{Kind: SelectField, Name: "mission", Label: T("outlookplan.col.mission"), Options: f.options(reference.Missions, T("referencepage.choose"), f.Mission), Value: f.Mission},
		{Kind: DateField, Name: "on", Label: T("outlookplan.col.day"), Hint: T("outlookplan.day_hint"), Value: DayValue(f.On)},
		{Kind: NumberField, Name: "contingent", Label: T("outlookplan.col.contingent"), Hint: T("outlookplan.contingent_hint"), Value: countValue(f.Contingent), Width: "short"},
		{Kind: NumberField, Name: "women", Label: T("outlookplan.col.planned_women"), Hint: T("outlookplan.women_hint"), Width: "short"},
		{Kind: TextField, Name: "source", Label: T("outlookpage.col.from"), Hint: T("outlookplan.source_hint"), Value: f.Source},
	}}
	if f.Women != nil {
		form.field("women").Value = strconv.Itoa(*f.Women)
	}
	if f.ID != 0 {
		form.Fields = append(form.Fields, versionField(f.Version))
	}
	return form
}

// read takes the fields into a rotation; what cannot be read becomes a field's
// problem, and then everything else that is wrong is said at once.
func (f foundRotation) read(form *Form, x *prospect.Rotation) {
	x.UnitID, x.Mission, x.Source, x.Women = form.ID("unit"), form.Value("mission"), form.Value("source"), nil
	x.On, x.Contingent, x.Version = form.Day("on"), form.Int("contingent"), int(form.ID("version"))
	if form.Value("women") != "" {
		women := form.Int("women")
		x.Women = &women
	}
	if form.Failed() {
		form.Refused(fault.Check(x.Check(f.Book)))
	}
}

func (f foundRotation) view(do string, form *Form) *formView {
	v := &formView{Form: form}
	v.Title, v.Lead, v.AsOf = T("outlookplan.rotation.do."+do), T("outlookplan.rotation.lead."+do), f.Today
	v.Crumbs = assumptionCrumbs(Link{Text: T("outlookplan.rotations"), Href: rotationsPath})
	if f.ID != 0 {
		v.Caption = Joined(" · ", Words(f.Unit), Words(f.Mission), Day(f.On))
	}
	return v
}

// rotationAsk returns the page that asks about a rotation.
func (s *Server) rotationAsk(do string) handler {
	return func(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
		f, err := s.foundRotation(r, actor)
		if err != nil {
			return err
		}
		return s.render(w, r, "form", f.view(do, f.form(do)))
	}
}

// rotationDone returns what enters, changes or removes it.
func (s *Server) rotationDone(do string) handler {
	return func(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
		f, err := s.foundRotation(r, actor)
		if err != nil {
			return err
		}
		form, put := f.form(do), f.Rotation
		refused, err := s.submitRead(r, form, func() {
			if do != "remove" {
				f.read(form, &put)
			}
		}, func(tx *database.Tx) error {
			if do == "remove" {
				return prospect.RemoveRotation(r.Context(), tx, actor, f.ID, int(form.ID("version")))
			}
			_, err := prospect.PutRotation(r.Context(), tx, actor, f.Book, put)
			return err
		})
		if refused {
			return s.refuse(w, r, "form", f.view(do, form))
		}
		if err != nil {
			return err
		}
		s.notify(w, Good, "outlookplan.rotation.done."+do)
		return redirect(w, r, rotationsPath)
	}
}
