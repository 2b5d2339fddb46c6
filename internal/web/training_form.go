package web

import (
	"net/http"
	"slices"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/database"
	"beret/internal/fault"
	"beret/internal/reference"
	"beret/internal/training"
)

// sessionFields ask for what a session is. The last day is asked for as the
// last day on which it takes place.
func (f facts) sessionFields(c training.Session) []Field {
	part := func(name string) Field {
		return Field{Kind: SectionField, Name: name, Label: T("trainingpage.section." + name)}
	}
	kinds := Field{Kind: SelectField, Name: "kind", Label: T("trainingpage.kind"), Hint: T("trainingpage.kind_hint"), Options: []Option{{Text: T("referencepage.choose")}}, Value: string(c.Kind)}
	for _, kind := range training.Kinds() {
		kinds.Options = append(kinds.Options, Option{Value: string(kind), Text: T(kind.Key())})
	}
	code := func(kind training.Kind) Field {
		field := Field{Kind: SelectField, Name: string(kind) + "_code", Label: T("trainingpage.code." + string(kind)), Hint: T("trainingpage.code_hint." + string(kind))}
		if c.Kind == kind {
			field.Value = c.Code
		}
		field.Options = f.options(kind.Codes(), T("referencepage.choose"), field.Value)
		return field
	}
	return []Field{
		part("what"), kinds,
		{Kind: TextField, Name: "title", Label: T("trainingpage.name"), Hint: T("trainingpage.name_hint"), Value: c.Title},
		code(training.Course), code(training.Language),
		{Kind: SelectField, Name: "level", Label: T("trainingpage.level"), Options: f.options(reference.LanguageLevels, T("referencepage.choose"), c.Level), Value: c.Level},
		code(training.Assessment),
		{Kind: CheckField, Name: "armed", Label: T("trainingpage.armed"), Hint: T("trainingpage.armed_hint"), Value: checked(c.Armed)},
		part("when"),
		{Kind: DateField, Name: "from", Label: T("trainingpage.from"), Value: DayValue(c.Span.From)},
		{Kind: DateField, Name: "to", Label: T("trainingpage.last_day"), Value: DayValue(lastDay(c.Span))},
		{Kind: DateField, Name: "deadline", Label: T("trainingpage.deadline"), Hint: T("trainingpage.deadline_hint"), Value: DayValue(c.Deadline)},
		{Kind: TextField, Name: "place", Label: T("trainingpage.place"), Value: c.Place, Width: "medium"},
		{Kind: TextField, Name: "organiser", Label: T("trainingpage.organiser"), Hint: T("trainingpage.organiser_hint"), Value: c.Organiser},
		part("seats"),
		{Kind: NumberField, Name: "seats", Label: T("trainingpage.seats"), Value: countValue(c.Seats), Width: "short"},
		{Kind: NumberField, Name: "women_seats", Label: T("trainingpage.women_seats"), Hint: T("trainingpage.women_seats_hint"), Value: countValue(c.WomenSeats), Width: "short"},
		{Kind: TextField, Name: "cost", Label: T("trainingpage.cost"), Hint: T("trainingpage.cost_hint"), Value: c.Cost},
		{Kind: TextField, Name: "source", Label: T("trainingpage.source"), Hint: T("trainingpage.source_hint"), Value: c.Source},
		{Kind: AreaField, Name: "note", Label: T("deploymentpage.note"), Value: c.Note},
	}
}

func lastDay(span civil.Interval) civil.Date {
	if span.To == 0 {
		return 0
	}
	return span.To.AddDays(-1)
}

// readSession puts the fields of a form into a session.
func (f facts) readSession(form *Form, c *training.Session) {
	c.Kind, c.Title, c.Level = training.Kind(form.Value("kind")), form.Value("title"), form.Value("level")
	c.Code, c.Armed = form.Value(string(c.Kind)+"_code"), form.Value("armed") != ""
	c.Span = civil.Interval{From: form.Day("from"), To: form.Day("to")}
	if c.Span.To != 0 {
		c.Span.To = c.Span.To.AddDays(1)
	}
	c.Deadline, c.Place, c.Organiser = form.Day("deadline"), form.Value("place"), form.Value("organiser")
	c.Seats, c.WomenSeats = form.Int("seats"), form.Int("women_seats")
	c.Cost, c.Source, c.Note = form.Value("cost"), form.Value("source"), form.Value("note")
	if form.Failed() { // say everything that is wrong at once
		form.Refused(fault.Check(training.Check(*c, f.Book)))
	}
}

func (f facts) sessionForm(c training.Session, action, cancel string) *Form {
	return &Form{Action: action, Submit: T("trainingpage.save"), Cancel: &Link{Text: T("web.cancel"), Href: cancel}, Fields: f.sessionFields(c)}
}

func newSessionView(form *Form) *formView {
	v := &formView{Form: form}
	v.Title, v.Lead, v.Crumbs = T("trainingpage.new"), T("trainingpage.new_lead"), trainingCrumbs()
	return v
}

// newSessionPage asks for a session.
func (s *Server) newSessionPage(w http.ResponseWriter, r *http.Request, _ account.Actor) error {
	f, err := s.facts(r.Context())
	if err != nil {
		return err
	}
	return s.render(w, r, "form", newSessionView(f.sessionForm(training.Session{}, "/training/new", "/training")))
}

// newSession enters a session.
func (s *Server) newSession(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	f, err := s.facts(r.Context())
	if err != nil {
		return err
	}
	form := f.sessionForm(training.Session{}, "/training/new", "/training")
	var c training.Session
	refused, err := s.submitRead(r, form, func() { f.readSession(form, &c) }, func(tx *database.Tx) (err error) {
		c, err = training.Create(r.Context(), tx, actor, f.Book, c)
		return err
	})
	if refused {
		return s.refuse(w, r, "form", newSessionView(form))
	}
	if err != nil {
		return err
	}
	s.notify(w, Good, "trainingpage.done.new")
	return redirect(w, r, trainingPath(c.ID))
}

// formView is the page of a form about the session; name is in its texts.
func (c trainingScene) formView(name string, form *Form) *formView {
	v := &formView{Form: form}
	v.Title, v.Lead = T("trainingpage.form."+name), T("trainingpage.form_lead."+name)
	v.Caption, v.Crumbs = c.named(), trainingCrumbs(c.crumb())
	return v
}

// saved answers a form about the session.
func (s *Server) trainingSaved(w http.ResponseWriter, r *http.Request, c trainingScene, name string, form *Form, refused bool, err error) error {
	if refused {
		return s.refuse(w, r, "form", c.formView(name, form))
	}
	if err != nil {
		return err
	}
	s.notify(w, Good, "trainingpage.done."+name)
	return redirect(w, r, c.path())
}

func (c trainingScene) editForm() *Form {
	form := c.sessionForm(c.Session, c.path()+"/edit", c.path())
	form.Fields = append(form.Fields, versionField(c.Session.Version))
	return form
}

// editSessionPage asks what of a session is different.
func (s *Server) editSessionPage(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, err := s.trainingScene(r, actor)
	if err != nil {
		return err
	}
	return s.render(w, r, "form", c.formView("edit", c.editForm()))
}

// editSession replaces a session's own fields.
func (s *Server) editSession(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, err := s.trainingScene(r, actor)
	if err != nil {
		return err
	}
	form, edited := c.editForm(), c.Session
	refused, err := s.submitRead(r, form, func() {
		c.readSession(form, &edited)
		edited.Version = int(form.ID("version"))
	}, func(tx *database.Tx) error { return training.Edit(r.Context(), tx, actor, c.Book, edited) })
	return s.trainingSaved(w, r, c, "edit", form, refused, err)
}

func (c trainingScene) statusForm() *Form {
	field := Field{Kind: RadioField, Name: "status", Label: T("trainingpage.status"), Hint: T("trainingpage.status_hint")}
	for _, status := range training.Statuses() {
		if slices.Contains(training.Moves(c.Session.Status), status) {
			field.Options = append(field.Options, Option{Value: string(status), Text: T(status.Key())})
		}
	}
	return &Form{Action: c.path() + "/status", Submit: T("trainingpage.save"), Cancel: &Link{Text: T("web.cancel"), Href: c.path()}, Fields: []Field{
		versionField(c.Session.Version), field,
		{Kind: AreaField, Name: "reason", Label: T("trainingpage.reason"), Hint: T("trainingpage.status_reason_hint")}}}
}

// sessionStatusPage asks how far a session is.
func (s *Server) sessionStatusPage(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, err := s.trainingScene(r, actor)
	if err != nil {
		return err
	}
	return s.render(w, r, "form", c.formView("status", c.statusForm()))
}

// setSessionStatus moves a session on.
func (s *Server) setSessionStatus(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, err := s.trainingScene(r, actor)
	if err != nil {
		return err
	}
	form := c.statusForm()
	refused, err := s.submit(r, form, func(tx *database.Tx) error {
		return training.SetStatus(r.Context(), tx, actor, c.Session.ID, int(form.ID("version")), training.Status(form.Value("status")), form.Value("reason"))
	})
	return s.trainingSaved(w, r, c, "status", form, refused, err)
}
