package web

import (
	"net/http"

	"beret/internal/account"
	"beret/internal/database"
	"beret/internal/reference"
	"beret/internal/unit"
)

// editForm asks for the unit's own facts. Level and phase stand apart, each
// with what it is: the press calls both a level.
func (c unitScene) editForm() *Form {
	levels := []Option{{Text: T("unitpage.pcrs_none")}}
	for _, level := range unit.Levels() {
		levels = append(levels, Option{Value: level, Text: T(unit.LevelKey(level))})
	}
	path := formedUnitPath(c.ID)
	return &Form{Action: path + "/edit", Submit: T("officerpage.save"), Cancel: &Link{Text: T("web.cancel"), Href: path}, Fields: []Field{
		versionField(c.Version),
		{Kind: TextField, Name: "code", Label: T("unitpage.code"), Value: c.Code, Width: "medium"},
		{Kind: TextField, Name: "name", Label: T("unitpage.name"), Value: c.Name},
		{Kind: SelectField, Name: "category", Label: T("unitpage.category"), Options: c.options(reference.Categories, nil, c.Category), Value: c.Category},
		{Kind: SelectField, Name: "mission", Label: T("unitpage.mission"), Options: c.options(reference.Missions, T("unitpage.no_mission"), c.Mission), Value: c.Mission},
		{Kind: SelectField, Name: "pcrs_level", Label: T("unitpage.pcrs"), Hint: T("unitpage.pcrs_hint"), Options: levels, Value: c.PCRSLevel},
		{Kind: DateField, Name: "pcrs_since", Label: T("unitpage.pcrs_since"), Value: DayValue(c.PCRSSince)},
		{Kind: TextField, Name: "training_phase", Label: T("unitpage.phase"), Hint: T("unitpage.phase_hint"), Value: c.TrainingPhase, Width: "medium"},
		{Kind: DateField, Name: "established_on", Label: T("unitpage.established"), Value: DayValue(c.EstablishedOn)},
		{Kind: AreaField, Name: "reason", Label: T("unitpage.reason")},
	}}
}

func (c unitScene) editView(form *Form) *formView {
	v := &formView{Form: form}
	v.Title, v.Caption = T("unitpage.edit"), Words(c.Name)
	v.Crumbs = []Link{{Text: T("web.nav.units"), Href: "/units"}, {Text: Words(c.Name), Href: formedUnitPath(c.ID)}}
	return v
}

// editUnitPage asks for the unit's own facts.
func (s *Server) editUnitPage(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, err := s.unitScene(r, actor)
	if err != nil {
		return err
	}
	return s.render(w, r, "form", c.editView(c.editForm()))
}

// editUnit changes the unit's own facts.
func (s *Server) editUnit(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, err := s.unitScene(r, actor)
	if err != nil {
		return err
	}
	form := c.editForm()
	refused, err := s.submit(r, form, func(tx *database.Tx) error {
		u := c.Unit
		u.Code, u.Name, u.Category, u.Mission = form.Value("code"), form.Value("name"), form.Value("category"), form.Value("mission")
		u.PCRSLevel, u.PCRSSince, u.TrainingPhase = form.Value("pcrs_level"), form.Day("pcrs_since"), form.Value("training_phase")
		u.EstablishedOn, u.Version = form.Day("established_on"), int(form.ID("version"))
		return unit.Edit(r.Context(), tx, actor, c.Book, u, form.Value("reason"))
	})
	if refused {
		return s.refuse(w, r, "form", c.editView(form))
	}
	if err != nil {
		return err
	}
	s.notify(w, Good, "unitpage.saved")
	return redirect(w, r, formedUnitPath(c.ID))
}
