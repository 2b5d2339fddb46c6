package web

import (
	"net/http"
	"slices"
	"strconv"

	"beret/internal/account"
	"beret/internal/database"
	"beret/internal/fault"
	"beret/internal/training"
)

// placeField asks what somebody is given.
func placeField(value string) Field {
	return Field{Kind: RadioField, Name: "status", Label: T("trainingpage.give"), Value: value, Options: []Option{
		{Value: string(training.Enrolled), Text: T("trainingpage.give.enrolled")}, {Value: string(training.Waiting), Text: T("trainingpage.give.waiting")}}}
}

// setAsideField asks why a rule is set aside.
func setAsideField() Field {
	return Field{Kind: AreaField, Name: "reason", Label: T("trainingpage.reason"), Hint: T("trainingpage.reason_hint")}
}

// enrolForm asks for one officer, or for what somebody on the list is given.
func (c trainingScene) enrolForm(action string, officer ...Field) *Form {
	return &Form{Action: action, Submit: T("trainingpage.enrol"), Cancel: &Link{Text: T("web.cancel"), Href: c.path()},
		Fields: append(append([]Field{versionField(c.Session.Version)}, officer...), placeField(string(training.Enrolled)), setAsideField(),
			Field{Kind: TextField, Name: "note", Label: T("deploymentpage.note")})}
}

// enrolPage asks for somebody to enrol.
func (s *Server) enrolPage(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, err := s.trainingScene(r, actor)
	if err != nil {
		return err
	}
	return s.render(w, r, "form", c.formView("enrol", c.enrolForm(c.path()+"/enrol", officerField(s.officerNumber(r, actor)))))
}

// enrol gives somebody a seat, or a place on the waiting list.
func (s *Server) enrol(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, err := s.trainingScene(r, actor)
	if err != nil {
		return err
	}
	form := c.enrolForm(c.path()+"/enrol", officerField(""))
	refused, err := s.submitFor(r, actor, c.facts, form, func(tx *database.Tx, officer int64) error {
		_, err := c.give(r, tx, actor, form, []int64{officer})
		return err
	})
	return s.trainingSaved(w, r, c, "enrol", form, refused, err)
}

// give enrols officers as a form says.
func (c trainingScene) give(r *http.Request, tx *database.Tx, actor account.Actor, form *Form, officers []int64) (int, error) {
	return training.Enrol(r.Context(), tx, actor, c.Session.ID, int(form.ID("version")), training.Enrolment{Officers: officers, On: c.Today,
		Status: training.PlaceStatus(form.Value("status")), Reason: form.Value("reason"), Note: form.Value("note")})
}

// placeOf finds the place of the address.
func (c trainingScene) placeOf(r *http.Request) (training.PlaceRow, error) {
	id, err := strconv.ParseInt(r.PathValue("officer"), 10, 64)
	at := slices.IndexFunc(c.Places, func(p training.PlaceRow) bool { return p.OfficerID == id })
	if err != nil || at < 0 {
		return training.PlaceRow{}, fault.New(fault.NotFound, "fault.not_found")
	}
	return c.Places[at], nil
}

// placeScene finds session and place of the address.
func (s *Server) placeScene(r *http.Request, actor account.Actor) (c trainingScene, p training.PlaceRow, err error) {
	if c, err = s.trainingScene(r, actor); err == nil {
		p, err = c.placeOf(r)
	}
	return c, p, err
}

func (c trainingScene) againForm(p training.PlaceRow) *Form {
	return c.enrolForm(c.path() + "/places/" + idValue(p.OfficerID) + "/enrol")
}

func (c trainingScene) placeView(name string, p training.PlaceRow, form *Form) *formView {
	v := c.formView(name, form)
	v.Title = T("trainingpage.form."+name+"_name", "name", p.Name)
	return v
}

// againPage asks what somebody on the list is given.
func (s *Server) againPage(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, p, err := s.placeScene(r, actor)
	if err != nil {
		return err
	}
	return s.render(w, r, "form", c.placeView("enrol", p, c.againForm(p)))
}

// again gives somebody who waited or withdrew a seat.
func (s *Server) again(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, p, err := s.placeScene(r, actor)
	if err != nil {
		return err
	}
	form := c.againForm(p)
	refused, err := s.submit(r, form, func(tx *database.Tx) error {
		_, err := c.give(r, tx, actor, form, []int64{p.OfficerID})
		return err
	})
	if refused {
		return s.refuse(w, r, "form", c.placeView("enrol", p, form))
	}
	return s.trainingSaved(w, r, c, "enrol", form, false, err)
}

func (c trainingScene) withdrawForm(p training.PlaceRow) *Form {
	return &Form{Action: c.path() + "/places/" + idValue(p.OfficerID) + "/withdraw", Submit: T("trainingpage.withdraw"), Cancel: &Link{Text: T("web.cancel"), Href: c.path()},
		Fields: []Field{versionField(c.Session.Version), {Kind: AreaField, Name: "reason", Label: T("trainingpage.reason"), Hint: T("trainingpage.withdraw_hint")}}}
}

// withdrawPage asks why somebody gives the place up.
func (s *Server) withdrawPage(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, p, err := s.placeScene(r, actor)
	if err != nil {
		return err
	}
	return s.render(w, r, "form", c.placeView("withdraw", p, c.withdrawForm(p)))
}

// withdraw takes somebody off a session.
func (s *Server) withdraw(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, p, err := s.placeScene(r, actor)
	if err != nil {
		return err
	}
	form := c.withdrawForm(p)
	refused, err := s.submit(r, form, func(tx *database.Tx) error {
		return training.Withdraw(r.Context(), tx, actor, c.Session.ID, int(form.ID("version")), p.OfficerID, form.Value("reason"))
	})
	if refused {
		return s.refuse(w, r, "form", c.placeView("withdraw", p, form))
	}
	return s.trainingSaved(w, r, c, "withdraw", form, false, err)
}
