package web

import (
	"net/http"
	"strconv"
	"strings"

	"beret/internal/account"
	"beret/internal/fault"
	"beret/internal/registry"
)

func homeUnitPath(id int64) string { return "/home-units/" + strconv.FormatInt(id, 10) }

// homeUnits shows the tree of home units.
func (s *Server) homeUnits(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	units, err := s.registry.HomeUnits(r.Context(), actor)
	if err != nil {
		return err
	}
	edit := actor.May(account.OfficerEdit)
	v := &listView{Table: Table{Caption: T("unitpage.home.caption"), Empty: T("unitpage.home.empty"), Columns: []Column{head("unitpage.name"), head("unitpage.code"), head("officerpage.officers")}}}
	for _, u := range units {
		name := Cell{Text: Words(strings.Repeat("\u2003", u.Depth) + u.Name)}
		if edit {
			name.Href = homeUnitPath(u.ID)
		}
		v.Table.Rows = append(v.Table.Rows, Row{Cells: []Cell{name, {Text: Words(u.Code)},
			{Text: T("unitpage.home.officers", "name", u.Name), Href: "/officers?unit=" + strconv.FormatInt(u.ID, 10)}}})
	}
	v.Title = T("unitpage.home.title", "n", len(units))
	if edit {
		v.Actions = []Action{{Text: T("unitpage.home.add"), Href: "/home-units/new"}}
	}
	return s.render(w, r, "list", v)
}

func homeUnitForm(units []registry.HomeUnit, u registry.HomeUnit) *Form {
	form := &Form{Action: "/home-units/new", Submit: T("officerpage.save"), Cancel: &Link{Text: T("web.cancel"), Href: "/home-units"}, Fields: []Field{
		{Kind: TextField, Name: "code", Label: T("unitpage.code"), Width: "medium", Value: u.Code},
		{Kind: TextField, Name: "name", Label: T("unitpage.name"), Value: u.Name},
		{Kind: SelectField, Name: "parent", Label: T("unitpage.home.parent"), Value: idValue(u.ParentID), Options: unitOptions(units, T("unitpage.home.top"))},
	}}
	if u.ID != 0 {
		form.Action = homeUnitPath(u.ID)
	}
	return form
}

func homeUnitView(u registry.HomeUnit, form *Form) *formView {
	v := &formView{Form: form}
	v.Title = T("unitpage.home.add")
	v.Crumbs = []Link{{Text: T("unitpage.home.units"), Href: "/home-units"}}
	if u.ID != 0 {
		v.Title, v.Caption = T("unitpage.home.edit"), Words(u.Name)
		v.Actions = []Action{{Text: T("unitpage.home.remove"), Href: homeUnitPath(u.ID) + "/remove", Post: true, Danger: true, Confirm: T("unitpage.home.remove_confirm", "name", u.Name)}}
	}
	return v
}

// homeUnit finds the home unit of the address, a blank one where it names none.
func (s *Server) homeUnit(r *http.Request, actor account.Actor) (units []registry.HomeUnit, u registry.HomeUnit, err error) {
	if units, err = s.registry.HomeUnits(r.Context(), actor); err != nil || r.PathValue("id") == "" {
		return units, u, err
	}
	id, err := idOf(r)
	if err != nil {
		return nil, u, err
	}
	for _, u := range units {
		if u.ID == id {
			return units, u, nil
		}
	}
	return nil, u, fault.New(fault.NotFound, "fault.not_found")
}

// homeUnitPage asks for a home unit.
func (s *Server) homeUnitPage(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	units, u, err := s.homeUnit(r, actor)
	if err != nil {
		return err
	}
	return s.render(w, r, "form", homeUnitView(u, homeUnitForm(units, u)))
}

// saveHomeUnit adds a home unit or changes it.
func (s *Server) saveHomeUnit(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	units, u, err := s.homeUnit(r, actor)
	if err != nil {
		return err
	}
	form := homeUnitForm(units, u)
	if err := form.Read(r); err != nil {
		return err
	}
	changed := u
	changed.Code, changed.Name, changed.ParentID = form.Value("code"), form.Value("name"), form.ID("parent")
	_, err = s.registry.PutHomeUnit(r.Context(), actor, changed)
	if form.Refused(err) {
		return s.refuse(w, r, "form", homeUnitView(u, form))
	}
	if err != nil {
		return err
	}
	s.notify(w, Good, "unitpage.home.saved")
	return redirect(w, r, "/home-units")
}

// removeHomeUnit removes a home unit that is not in use.
func (s *Server) removeHomeUnit(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	units, u, err := s.homeUnit(r, actor)
	if err != nil {
		return err
	}
	err = s.registry.RemoveHomeUnit(r.Context(), actor, u.ID)
	if form := homeUnitForm(units, u); form.Refused(err) {
		return s.refuse(w, r, "form", homeUnitView(u, form))
	}
	if err != nil {
		return err
	}
	s.notify(w, Good, "unitpage.home.removed")
	return redirect(w, r, "/home-units")
}
