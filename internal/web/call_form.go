package web

import (
	"net/http"
	"strings"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/call"
	"beret/internal/database"
	"beret/internal/fault"
	"beret/internal/reference"
	"beret/participation"
)

func callCrumbs(rest ...Link) []Link {
	return append([]Link{{Text: T("web.nav.calls"), Href: "/calls"}}, rest...)
}

func section(name string) Field {
	return Field{Kind: SectionField, Name: name, Label: T("callpage.section." + name)}
}

// callFields ask for what a call is. The last day of the tours is asked for as
// a first day off duty, as everywhere.
func (f facts) callFields(c call.Call, units []Option) []Field {
	units = append([]Option{{Text: T("callpage.no_unit")}}, units...)
	return []Field{
		section("un"),
		{Kind: TextField, Name: "reference", Label: T("callpage.reference"), Hint: T("callpage.reference_hint"), Value: c.Reference, Width: "medium"},
		{Kind: TextField, Name: "note_verbale", Label: T("nominationpage.note_verbale"), Value: c.NoteVerbale, Width: "medium"},
		{Kind: TextField, Name: "title", Label: T("callpage.name"), Hint: T("callpage.name_hint"), Value: c.Title},
		section("what"),
		{Kind: SelectField, Name: "mission", Label: T("deploymentpage.mission"), Options: f.options(reference.Missions, T("referencepage.choose"), c.Mission), Value: c.Mission},
		{Kind: SelectField, Name: "category", Label: T("deploymentpage.category"), Hint: T("callpage.category_hint"), Options: f.options(reference.Categories, T("referencepage.choose"), c.Category), Value: c.Category},
		{Kind: CheckField, Name: "armed", Label: T("callpage.armed"), Hint: T("callpage.armed_hint"), Value: checked(c.Armed)},
		{Kind: SelectField, Name: "unit", Label: T("deploymentpage.unit"), Hint: T("callpage.unit_hint"), Options: units, Value: idValue(c.UnitID)},
		{Kind: TextField, Name: "women", Label: T("callpage.women"), Hint: T("callpage.women_hint"), Value: askValue(c.Women), Width: "short"},
		section("when"),
		{Kind: DateField, Name: "received_on", Label: T("callpage.received_on"), Value: DayValue(c.ReceivedOn)},
		{Kind: DateField, Name: "deadline", Label: T("callpage.deadline"), Hint: T("callpage.deadline_hint"), Value: DayValue(c.Deadline)},
		{Kind: DateField, Name: "national_deadline", Label: T("callpage.national_deadline"), Hint: T("callpage.national_deadline_hint"), Value: DayValue(c.NationalDeadline)},
		{Kind: DateField, Name: "expected_from", Label: T("nominationpage.expected_from"), Value: DayValue(c.Expected.From)},
		{Kind: DateField, Name: "expected_to", Label: T("nominationpage.expected_to"), Hint: T("deploymentpage.planned_end_hint"), Value: DayValue(c.Expected.To)},
		section("file"),
		{Kind: TextField, Name: "source", Label: T("callpage.source"), Hint: T("callpage.source_hint"), Value: c.Source},
		{Kind: AreaField, Name: "note", Label: T("deploymentpage.note"), Value: c.Note},
	}
}

// askValue is a share as a form holds it, "25 %" or "1/3".
func askValue(a call.Ask) string {
	switch {
	case a.IsZero():
		return ""
	case a.Den == 100:
		return idValue(int64(a.Num)) + " %"
	}
	return idValue(int64(a.Num)) + "/" + idValue(int64(a.Den))
}

// readAsk reads a share. A number alone is a per cent.
func readAsk(form *Form, name string) call.Ask {
	text := form.Value(name)
	if text == "" {
		return call.Ask{}
	}
	if !strings.ContainsAny(text, "%/") {
		text += "%"
	}
	share, err := participation.ParseRational(strings.ReplaceAll(text, ",", "."))
	if err != nil || !share.Valid() {
		form.problem(fault.Problem{Field: name, Key: "referencepage.problem.share"})
	}
	if n := share.Num * 100 / max(share.Den, 1); share.Den > 0 && n*share.Den == share.Num*100 {
		return call.Ask{Num: int(n), Den: 100}
	}
	return call.Ask{Num: int(share.Num), Den: int(share.Den)}
}

// readCall puts the fields of a form into a call.
func (f facts) readCall(form *Form, c *call.Call) {
	c.Reference, c.NoteVerbale, c.Title = form.Value("reference"), form.Value("note_verbale"), form.Value("title")
	c.Mission, c.Category, c.Armed, c.UnitID = form.Value("mission"), form.Value("category"), form.Value("armed") != "", form.ID("unit")
	c.ReceivedOn, c.Deadline, c.NationalDeadline = form.Day("received_on"), form.Day("deadline"), form.Day("national_deadline")
	c.Expected = civil.Interval{From: form.Day("expected_from"), To: form.Day("expected_to")}
	c.Women, c.Source, c.Note = readAsk(form, "women"), form.Value("source"), form.Value("note")
	if form.Failed() { // say everything that is wrong at once
		form.Refused(fault.Check(call.Check(*c, f.Book)))
	}
}

func (s *Server) callForm(r *http.Request, actor account.Actor, f facts, c call.Call, action string, cancel string) (*Form, error) {
	var units []Option
	err := s.db.Read(r.Context(), func(tx *database.Tx) (err error) {
		units, err = formedUnitOptions(r, tx, actor)
		return err
	})
	return &Form{Action: action, Submit: T("callpage.save"), Cancel: &Link{Text: T("web.cancel"), Href: cancel}, Fields: f.callFields(c, units)}, err
}

func newCallView(form *Form) *formView {
	v := &formView{Form: form}
	v.Title, v.Lead, v.Crumbs = T("callpage.new"), T("callpage.new_lead"), callCrumbs()
	return v
}

// newCallPage asks for a call.
func (s *Server) newCallPage(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	f, err := s.facts(r.Context())
	if err != nil {
		return err
	}
	form, err := s.callForm(r, actor, f, call.Call{ReceivedOn: f.Today}, "/calls/new", "/calls")
	if err != nil {
		return err
	}
	return s.render(w, r, "form", newCallView(form))
}

// newCall enters a call.
func (s *Server) newCall(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	f, err := s.facts(r.Context())
	if err != nil {
		return err
	}
	form, err := s.callForm(r, actor, f, call.Call{}, "/calls/new", "/calls")
	if err != nil {
		return err
	}
	var c call.Call
	refused, err := s.submitRead(r, form, func() { f.readCall(form, &c) }, func(tx *database.Tx) (err error) {
		c, err = call.Create(r.Context(), tx, actor, f.Book, c)
		return err
	})
	if refused {
		return s.refuse(w, r, "form", newCallView(form))
	}
	if err != nil {
		return err
	}
	s.notify(w, Good, "callpage.done.new")
	return redirect(w, r, callPath(c.ID))
}

// submitRead is submit for a form whose values are read first, and may be
// refused then.
func (s *Server) submitRead(r *http.Request, form *Form, read func(), do func(tx *database.Tx) error) (refused bool, err error) {
	if err := form.Read(r); err != nil {
		return false, err
	}
	read()
	if form.Failed() {
		return true, nil
	}
	return s.submit(r, form, do)
}

func (s *Server) editCallForm(r *http.Request, actor account.Actor, c callScene) (*Form, error) {
	form, err := s.callForm(r, actor, c.facts, c.Call, c.path()+"/edit", c.path())
	form.Fields = append(form.Fields, versionField(c.Call.Version))
	return form, err
}

// editCallPage asks what of a call is different.
func (s *Server) editCallPage(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, err := s.callScene(r, actor)
	if err != nil {
		return err
	}
	form, err := s.editCallForm(r, actor, c)
	if err != nil {
		return err
	}
	return s.render(w, r, "form", c.formView("edit", form))
}

// editCall replaces a call's own fields.
func (s *Server) editCall(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, err := s.callScene(r, actor)
	if err != nil {
		return err
	}
	form, err := s.editCallForm(r, actor, c)
	if err != nil {
		return err
	}
	edited := c.Call
	refused, err := s.submitRead(r, form, func() {
		c.readCall(form, &edited)
		edited.Version = int(form.ID("version"))
	}, func(tx *database.Tx) error { return call.Edit(r.Context(), tx, actor, c.Book, edited, "") })
	return s.callSaved(w, r, c, "edit", form, refused, err)
}

// callSaved answers a form about a call.
func (s *Server) callSaved(w http.ResponseWriter, r *http.Request, c callScene, name string, form *Form, refused bool, err error) error {
	if refused {
		return s.refuse(w, r, "form", c.formView(name, form))
	}
	if err != nil {
		return err
	}
	s.notify(w, Good, "callpage.done."+name)
	return redirect(w, r, c.path())
}

// formView is the page of a form about the call.
func (c callScene) formView(name string, form *Form) *formView {
	v := &formView{Form: form}
	v.Title, v.Caption, v.Crumbs = T("callpage.act."+name), c.named(), callCrumbs(c.crumb())
	return v
}

// form is a form about the call: its version, some fields, and the way back.
func (c callScene) form(name string, fields ...Field) *Form {
	return &Form{Action: c.path() + "/" + name, Submit: T("callpage.act." + name), Cancel: &Link{Text: T("callpage.back"), Href: c.path()},
		Fields: append([]Field{versionField(c.Call.Version)}, fields...)}
}

// statusForm asks how far a call is now.
func (c callScene) statusForm() *Form {
	choice := Field{Kind: RadioField, Name: "status", Label: T("callpage.status")}
	for _, status := range call.Statuses() {
		if status == c.Call.Status || status == call.Sent && c.Call.Status != call.Open {
			continue
		}
		choice.Options = append(choice.Options, Option{Value: string(status), Text: T(status.Key()), Hint: T("callpage.status_hint." + string(status))})
	}
	return c.form("status", choice,
		Field{Kind: DateField, Name: "closed_on", Label: T("callpage.closed_on"), Hint: T("callpage.closed_on_hint"), Value: DayValue(c.Today)},
		Field{Kind: AreaField, Name: "reason", Label: T("nominationpage.reason"), Hint: T("callpage.reason_hint")})
}

// callStatusPage asks how far a call is now.
func (s *Server) callStatusPage(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, err := s.callScene(r, actor)
	if err != nil {
		return err
	}
	return s.render(w, r, "form", c.formView("status", c.statusForm()))
}

// setCallStatus moves a call on.
func (s *Server) setCallStatus(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, err := s.callScene(r, actor)
	if err != nil {
		return err
	}
	form := c.statusForm()
	refused, err := s.submit(r, form, func(tx *database.Tx) error {
		return call.SetStatus(r.Context(), tx, actor, c.Call.ID, int(form.ID("version")), call.Status(form.Value("status")),
			form.Day("closed_on"), form.Value("reason"))
	})
	return s.callSaved(w, r, c, "status", form, refused, err)
}
