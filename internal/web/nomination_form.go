package web

import (
	"net/http"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/database"
	"beret/internal/deployment"
	"beret/internal/nomination"
	"beret/internal/reference"
)

// nominationForm asks for a nomination, by default of today. The field
// "expected" is the first day of the tour that is expected: the rules name
// both its days so.
func (s *Server) nominationForm(r *http.Request, actor account.Actor, f facts) *Form {
	return &Form{Action: "/nominations/new", Submit: T("nominationpage.nominate"), Cancel: &Link{Text: T("web.cancel"), Href: "/nominations"}, Fields: []Field{
		officerField(s.officerNumber(r, actor)),
		{Kind: SelectField, Name: "category", Label: T("deploymentpage.category"), Options: f.options(reference.Categories, T("referencepage.choose"), "")},
		{Kind: SelectField, Name: "mission", Label: T("deploymentpage.mission"), Options: f.options(reference.Missions, T("referencepage.choose"), "")},
		{Kind: TextField, Name: "post_title", Label: T("deploymentpage.post")},
		{Kind: SelectField, Name: "tier", Label: T("deploymentpage.tier"), Options: f.options(reference.Tiers, T("deploymentpage.no_tier"), "")},
		{Kind: TextField, Name: "note_verbale", Label: T("nominationpage.note_verbale"), Hint: T("nominationpage.note_verbale_hint"), Width: "medium"},
		{Kind: DateField, Name: "nominated_on", Label: T("nominationpage.nominated_on"), Value: DayValue(f.Today)},
		{Kind: DateField, Name: "expected", Label: T("nominationpage.expected_from")},
		{Kind: DateField, Name: "expected_to", Label: T("nominationpage.expected_to"), Hint: T("deploymentpage.planned_end_hint")},
	}}
}

func nominationView(form *Form) *formView {
	v := &formView{Form: form}
	v.Title, v.Crumbs = T("nominationpage.nominate"), nominationCrumbs()
	return v
}

// newNominationPage asks for a nomination.
func (s *Server) newNominationPage(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	f, err := s.facts(r.Context())
	if err != nil {
		return err
	}
	return s.render(w, r, "form", nominationView(s.nominationForm(r, actor, f)))
}

// newNomination enters a nomination.
func (s *Server) newNomination(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	f, err := s.facts(r.Context())
	if err != nil {
		return err
	}
	form := s.nominationForm(r, actor, f)
	var put nomination.Nomination
	refused, err := s.submitFor(r, actor, f, form, func(tx *database.Tx, officer int64) (err error) {
		put, err = nomination.Nominate(r.Context(), tx, actor, f.Book, nomination.Nomination{OfficerID: officer,
			Category: form.Value("category"), Mission: form.Value("mission"), PostTitle: form.Value("post_title"), Tier: form.Value("tier"),
			NoteVerbale: form.Value("note_verbale"), NominatedOn: form.Day("nominated_on"),
			Expected: civil.Interval{From: form.Day("expected"), To: form.Day("expected_to")}})
		return err
	})
	if refused {
		return s.refuse(w, r, "form", nominationView(form))
	}
	if err != nil {
		return err
	}
	s.notify(w, Good, "nominationpage.done.nominate")
	return redirect(w, r, nominationPath(put.ID))
}

// formView is the page of a form about the nomination.
func (c nominationScene) formView(name string, form *Form) *formView {
	n, v := c.Nomination, &formView{Form: form}
	v.Title, v.Lead = T("nominationpage."+name), T("nominationpage.lead."+name)
	v.Caption = T("nominationpage.named", "name", n.Name, "mission", n.Mission, "date", n.NominatedOn)
	v.Crumbs = append(nominationCrumbs(), Link{Text: Words(n.Name), Href: nominationPath(n.ID)})
	return v
}

func (c nominationScene) form(name string, fields []Field) *Form {
	path := nominationPath(c.Nomination.ID)
	return &Form{Action: path + "/" + name, Submit: T("nominationpage." + name), Cancel: &Link{Text: T("nominationpage.back"), Href: path},
		Fields: append([]Field{versionField(c.Nomination.Version)}, fields...)}
}

// decideForm asks what was answered.
func (c nominationScene) decideForm() *Form {
	answers := Field{Kind: RadioField, Name: "status", Label: T("nominationpage.answer")}
	for _, status := range []nomination.Status{nomination.Selected, nomination.Rejected, nomination.Withdrawn} {
		answers.Options = append(answers.Options, Option{Value: string(status), Text: T(status.Key())})
	}
	return c.form("decide", []Field{answers,
		{Kind: DateField, Name: "decided_on", Label: T("nominationpage.decided_on"), Hint: T("nominationpage.decided_hint"), Value: DayValue(c.Today)},
		{Kind: AreaField, Name: "reason", Label: T("nominationpage.reason"), Hint: T("nominationpage.reason_hint")}})
}

// decideNominationPage asks for the answer to a nomination.
func (s *Server) decideNominationPage(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, err := s.nominationScene(r, actor)
	if err != nil {
		return err
	}
	return s.render(w, r, "form", c.formView("decide", c.decideForm()))
}

// decideNomination enters the answer.
func (s *Server) decideNomination(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, err := s.nominationScene(r, actor)
	if err != nil {
		return err
	}
	form := c.decideForm()
	refused, err := s.submit(r, form, func(tx *database.Tx) error {
		return nomination.Decide(r.Context(), tx, actor, c.Nomination.ID, int(form.ID("version")), nomination.Status(form.Value("status")),
			form.Day("decided_on"), form.Value("reason"))
	})
	if refused {
		return s.refuse(w, r, "form", c.formView("decide", form))
	}
	if err != nil {
		return err
	}
	s.notify(w, Good, "nominationpage.done.decide")
	return redirect(w, r, nominationPath(c.Nomination.ID))
}

// deployForm asks for the tour of a selected nomination, as it was nominated.
func (s *Server) deployForm(r *http.Request, actor account.Actor, c nominationScene) (*Form, error) {
	var units []Option
	err := s.db.Read(r.Context(), func(tx *database.Tx) (err error) {
		units, err = formedUnitOptions(r, tx, actor)
		return err
	})
	n := c.Nomination
	tour := deployment.Deployment{Category: n.Category, Mission: n.Mission, PostTitle: n.PostTitle, Tier: n.Tier, From: n.Expected.From, PlannedEnd: n.Expected.To}
	return c.form("deploy", append(c.tourFields(tour, "", units), noteField(""))), err
}

// deployNominationPage asks for the tour of a nomination.
func (s *Server) deployNominationPage(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, err := s.nominationScene(r, actor)
	if err != nil {
		return err
	}
	form, err := s.deployForm(r, actor, c)
	if err != nil {
		return err
	}
	return s.render(w, r, "form", c.formView("deploy", form))
}

// deployNomination enters the tour of a nomination.
func (s *Server) deployNomination(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, err := s.nominationScene(r, actor)
	if err != nil {
		return err
	}
	form, err := s.deployForm(r, actor, c)
	if err != nil {
		return err
	}
	var tour deployment.Deployment
	refused, err := s.submit(r, form, func(tx *database.Tx) error {
		if err := readTour(r, tx, actor, c.facts, form, &tour); err != nil {
			return err
		}
		tour, err = nomination.Deploy(r.Context(), tx, actor, c.Book, c.Nomination.ID, int(form.ID("version")), tour)
		return err
	})
	if refused {
		return s.refuse(w, r, "form", c.formView("deploy", form))
	}
	if err != nil {
		return err
	}
	s.notify(w, Good, "nominationpage.done.deploy")
	return redirect(w, r, tourPath(tour.ID))
}
