package web

import (
	"context"
	"net/http"

	"beret/internal/account"
	"beret/internal/fault"
	"beret/internal/personname"
	"beret/internal/registry"
)

// newOfficerFacts are those that a new officer begins with.
func newOfficerFacts() []fact {
	return factsNamed([]string{"full_name", "given_name", "passport_name", "service_number", "woman", "birth_date", "enlisted_on", "rank", "rank_since",
		"home_unit", "unit_since", "position", "passport_expires", "medical_status", "medical_on", "medical_expires",
		"national_clearance", "national_clearance_on", "national_clearance_expires", "national_clearance_reference", "note"})
}

func newOfficerForm(f fileFacts) *Form {
	blank := registry.Normalize(registry.Officer{})
	fields := officerFields(f, blank, newOfficerFacts())
	for i := range fields {
		if fields[i].Name == "woman" {
			fields[i].Value = "" // to be chosen
		}
	}
	return &Form{Action: "/officers/new", Fields: fields, Submit: T("officerpage.new"), Cancel: &Link{Text: T("web.cancel"), Href: "/officers"}}
}

func newOfficerView(actor account.Actor, form *Form) *formView {
	v := &formView{Form: form}
	v.Title, v.Crumbs = T("officerpage.new"), officerListCrumb(actor)
	return v
}

// newOfficerPage asks for a new officer.
func (s *Server) newOfficerPage(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	f, err := s.fileFacts(r, actor)
	if err != nil {
		return err
	}
	return s.render(w, r, "form", newOfficerView(actor, newOfficerForm(f)))
}

// newOfficer adds an officer, after a warning where somebody of the same name
// and birth date is recorded already.
func (s *Server) newOfficer(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	f, err := s.fileFacts(r, actor)
	if err != nil {
		return err
	}
	form := newOfficerForm(f)
	form.Fields = append(form.Fields, Field{Kind: CheckField, Name: "anyway", Label: T("officerpage.anyway")})
	if err := form.Read(r); err != nil {
		return err
	}
	o, err := replaced(registry.Officer{}, readFacts(form, newOfficerFacts()))
	if err != nil {
		return err
	}
	suspects, err := s.suspects(r.Context(), actor, f, o)
	if err != nil {
		return err
	}
	view := newOfficerView(actor, form)
	if len(suspects) == 0 {
		form.Fields = form.Fields[:len(form.Fields)-1]
	} else {
		view.Notice = suspectsNotice(suspects)
	}
	if len(suspects) > 0 && form.Value("anyway") == "" {
		form.problem(fault.Problem{Field: "anyway", Key: "officerpage.problem.suspect"})
	}
	var id int64
	if !form.Failed() {
		id, err = s.registry.Create(r.Context(), actor, registry.File{Officer: o})
	}
	if form.Refused(err) {
		return s.refuse(w, r, "form", view)
	}
	if err != nil {
		return err
	}
	s.notify(w, Good, "officerpage.created")
	return redirect(w, r, officerPath(id))
}

// suspects are the recorded officers who may be the same person: the same birth
// date and, without accents, the same name.
func (s *Server) suspects(ctx context.Context, actor account.Actor, f fileFacts, o registry.Officer) (suspects []registry.Row, err error) {
	if o.FullName == "" || o.BirthDate == 0 {
		return nil, nil
	}
	rows, _, err := s.registry.List(ctx, actor, registry.Filter{AsOf: f.Today, Text: o.FullName, Service: registry.Everybody}, registry.SortName, registry.Page{Limit: 1000})
	for _, row := range rows {
		if row.BirthDate == o.BirthDate && personname.DuplicateKey(row.FullName) == personname.DuplicateKey(o.FullName) {
			suspects = append(suspects, row)
		}
	}
	return suspects, err
}

func suspectsNotice(rows []registry.Row) *Notice {
	notice := &Notice{Tone: Warn, Text: T("officerpage.suspects", "n", len(rows))}
	for _, row := range rows {
		notice.Links = append(notice.Links, Link{Text: Joined(" · ", Words(row.FullName), Words(row.ServiceNumber)), Href: officerPath(row.ID)})
	}
	return notice
}
