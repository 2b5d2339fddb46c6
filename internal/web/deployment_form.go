package web

import (
	"net/http"

	"beret/internal/account"
	"beret/internal/database"
	"beret/internal/deployment"
	"beret/internal/fault"
	"beret/internal/reference"
	"beret/internal/unit"
)

// tourFields ask for what a tour is: where, as what, from when to when.
func (f facts) tourFields(d deployment.Deployment, seat string, units []Option) []Field {
	units = append([]Option{{Text: T("deploymentpage.no_unit")}}, units...)
	return []Field{
		{Kind: SelectField, Name: "category", Label: T("deploymentpage.category"), Options: f.options(reference.Categories, T("referencepage.choose"), d.Category), Value: d.Category},
		{Kind: SelectField, Name: "mission", Label: T("deploymentpage.mission"), Options: f.options(reference.Missions, T("referencepage.choose"), d.Mission), Value: d.Mission},
		{Kind: TextField, Name: "site", Label: T("deploymentpage.site"), Value: d.Site, Width: "medium"},
		{Kind: TextField, Name: "post_title", Label: T("deploymentpage.post"), Value: d.PostTitle},
		{Kind: SelectField, Name: "tier", Label: T("deploymentpage.tier"), Options: f.options(reference.Tiers, T("deploymentpage.no_tier"), d.Tier), Value: d.Tier},
		{Kind: SelectField, Name: "unit", Label: T("deploymentpage.unit"), Options: units, Value: idValue(d.UnitID)},
		{Kind: NumberField, Name: "seat", Label: T("deploymentpage.seat"), Hint: T("deploymentpage.seat_hint"), Value: seat},
		{Kind: TextField, Name: "rotation", Label: T("deploymentpage.rotation"), Value: d.Rotation, Width: "medium"},
		{Kind: DateField, Name: "from", Label: T("deploymentpage.from"), Value: DayValue(d.From)},
		{Kind: DateField, Name: "planned_end", Label: T("deploymentpage.planned_end"), Hint: T("deploymentpage.planned_end_hint"), Value: DayValue(d.PlannedEnd)},
	}
}

func noteField(note string) Field {
	return Field{Kind: AreaField, Name: "note", Label: T("deploymentpage.note"), Value: note}
}

// readTour puts the fields of a form into a tour. A seat is named by its
// number in the unit; one that is not there is refused.
func readTour(r *http.Request, tx *database.Tx, actor account.Actor, f facts, form *Form, d *deployment.Deployment) error {
	d.Category, d.Mission, d.Site, d.PostTitle = form.Value("category"), form.Value("mission"), form.Value("site"), form.Value("post_title")
	d.Tier, d.UnitID, d.Rotation, d.Note = form.Value("tier"), form.ID("unit"), form.Value("rotation"), form.Value("note")
	d.From, d.PlannedEnd, d.SeatID = form.Day("from"), form.Day("planned_end"), 0
	number := form.Int("seat")
	if number == 0 {
		return nil
	}
	seats, err := unit.Seats(r.Context(), tx, actor, d.UnitID, f.Today)
	if err != nil {
		return err
	}
	for _, seat := range seats {
		if seat.Number == number {
			d.SeatID = seat.ID
			return nil
		}
	}
	return fault.Check([]fault.Problem{{Field: "seat", Key: "deployment.problem.seat"}})
}

// newTourForm asks for a tour to be planned.
func (s *Server) newTourForm(r *http.Request, actor account.Actor, f facts) (*Form, error) {
	var units []Option
	err := s.db.Read(r.Context(), func(tx *database.Tx) (err error) {
		units, err = formedUnitOptions(r, tx, actor)
		return err
	})
	form := &Form{Action: "/deployments/new", Submit: T("deploymentpage.plan"), Cancel: &Link{Text: T("web.cancel"), Href: "/deployments"}}
	form.Fields = append([]Field{officerField(s.officerNumber(r, actor))}, f.tourFields(deployment.Deployment{}, "", units)...)
	form.Fields = append(form.Fields, noteField(""))
	return form, err
}

func newTourView(form *Form) *formView {
	v := &formView{Form: form}
	v.Title, v.Crumbs = T("deploymentpage.plan"), tourCrumbs()
	return v
}

// newTourPage asks for a tour.
func (s *Server) newTourPage(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	f, err := s.facts(r.Context())
	if err != nil {
		return err
	}
	form, err := s.newTourForm(r, actor, f)
	if err != nil {
		return err
	}
	return s.render(w, r, "form", newTourView(form))
}

// newTour enters a tour.
func (s *Server) newTour(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	f, err := s.facts(r.Context())
	if err != nil {
		return err
	}
	form, err := s.newTourForm(r, actor, f)
	if err != nil {
		return err
	}
	var planned deployment.Deployment
	refused, err := s.submitFor(r, actor, f, form, func(tx *database.Tx, officer int64) error {
		d := deployment.Deployment{OfficerID: officer}
		if err := readTour(r, tx, actor, f, form, &d); err != nil {
			return err
		}
		planned, err = deployment.Plan(r.Context(), tx, actor, f.Book, d)
		return err
	})
	if refused {
		return s.refuse(w, r, "form", newTourView(form))
	}
	if err != nil {
		return err
	}
	s.notify(w, Good, "deploymentpage.done.plan")
	return redirect(w, r, tourPath(planned.ID))
}

// correctForm asks for what a tour really was, and why it is corrected.
func (s *Server) correctForm(r *http.Request, actor account.Actor, c tourScene) (*Form, error) {
	var units []Option
	err := s.db.Read(r.Context(), func(tx *database.Tx) (err error) {
		units, err = formedUnitOptions(r, tx, actor)
		return err
	})
	d := c.Tour.Deployment
	form := &Form{Action: tourPath(d.ID) + "/correct", Submit: T("deploymentpage.act.correct"), Cancel: &Link{Text: T("web.cancel"), Href: tourPath(d.ID)}}
	form.Fields = append([]Field{versionField(d.Version)}, c.tourFields(d, c.seatNumber(), units)...)
	form.Fields = append(form.Fields,
		Field{Kind: DateField, Name: "ended_on", Label: T("deploymentpage.ended_on"), Hint: T("deploymentpage.ended_on_hint"), Value: DayValue(d.EndedOn)},
		Field{Kind: SelectField, Name: "end_reason", Label: T("deploymentpage.reason"), Options: reasonOptions(T("deploymentpage.not_ended")), Value: string(d.EndReason)},
		noteField(d.Note),
		Field{Kind: AreaField, Name: "reason", Label: T("deploymentpage.why"), Hint: T("deploymentpage.why_hint")})
	return form, err
}

func versionField(version int) Field {
	return Field{Kind: HiddenField, Name: "version", Value: idValue(int64(version))}
}

func reasonOptions(none Text) []Option {
	options := []Option{{Text: none}}
	for _, reason := range deployment.Reasons() {
		options = append(options, Option{Value: string(reason), Text: T(reason.Key())})
	}
	return options
}

// correctTourPage asks for a correction.
func (s *Server) correctTourPage(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, err := s.tourScene(r, actor)
	if err != nil {
		return err
	}
	form, err := s.correctForm(r, actor, c)
	if err != nil {
		return err
	}
	return s.render(w, r, "form", c.formView("correct", form))
}

// correctTour replaces what was entered wrongly.
func (s *Server) correctTour(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, err := s.tourScene(r, actor)
	if err != nil {
		return err
	}
	form, err := s.correctForm(r, actor, c)
	if err != nil {
		return err
	}
	refused, err := s.submit(r, form, func(tx *database.Tx) error {
		d := c.Tour.Deployment
		if err := readTour(r, tx, actor, c.facts, form, &d); err != nil {
			return err
		}
		d.EndedOn, d.EndReason, d.Version = form.Day("ended_on"), deployment.Reason(form.Value("end_reason")), int(form.ID("version"))
		return deployment.Correct(r.Context(), tx, actor, c.Book, d, form.Value("reason"))
	})
	return s.tourSaved(w, r, c, "correct", form, refused, err)
}
