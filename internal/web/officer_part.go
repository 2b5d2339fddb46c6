package web

import (
	"context"
	"net/http"
	"strconv"

	"beret/internal/account"
	"beret/internal/fault"
	"beret/internal/registry"
)

// filePart is a part of an officer's file that a form adds, changes or removes.
type filePart struct {
	fileFacts
	file registry.File
	name registry.PartName
	old  registry.Part // nil for a new one
}

// filePart finds the part of the address: a new one of its name, or the one of
// a key.
func (s *Server) filePart(r *http.Request, actor account.Actor) (p filePart, err error) {
	if p.file, p.fileFacts, err = s.officerFile(r, actor); err != nil {
		return p, err
	}
	p.name = registry.PartName(r.PathValue("part"))
	if partFacts(p.name) == nil {
		return p, fault.New(fault.NotFound, "fault.not_found")
	}
	if key := r.PathValue("key"); key != "" {
		if p.old = p.file.Part(p.name, key); p.old == nil {
			return p, fault.New(fault.NotFound, "fault.not_found")
		}
	}
	return p, nil
}

// asked are the facts that the form asks for. What tells a part from others of
// its name is not changed: that would be another part.
func (p filePart) asked() []fact {
	facts := partFacts(p.name)
	if p.old == nil {
		return facts
	}
	var asked []fact
	for _, a := range facts {
		if a.name != keyFact(p.name) {
			asked = append(asked, a)
		}
	}
	return asked
}

// keyFact is the fact by which a part is known in its file, empty for those
// that are numbered.
func keyFact(name registry.PartName) string {
	switch name {
	case registry.LanguagePart:
		return "language"
	case registry.LicencePart:
		return "class"
	case registry.SpecialismPart:
		return "specialism"
	case registry.PastRankPart, registry.PastPostingPart:
		return "from"
	}
	return ""
}

func (p filePart) path() string {
	if p.old == nil {
		return officerPath(p.file.ID) + "/" + string(p.name) + "/new"
	}
	return partPath(p.file.ID, p.old)
}

func (p filePart) form() *Form {
	form := &Form{Action: p.path(), Submit: T("officerpage.save"), Cancel: &Link{Text: T("web.cancel"), Href: officerPath(p.file.ID)}}
	values := recorded(p.old)
	for _, a := range p.asked() {
		field := p.field(p.name, a, values[a.name])
		field.Hint = partHint(p.name, a.name)
		form.Fields = append(form.Fields, field)
	}
	form.Fields = append(form.Fields, Field{Kind: HiddenField, Name: "version", Value: strconv.FormatInt(p.file.Version, 10)})
	return form
}

// partHint says what an empty end of a part means, and that an end is the first
// day after.
func partHint(part registry.PartName, name string) Text {
	switch {
	case part == registry.ClearancePart && name == "expires":
		return T("officerpage.hint.clearance")
	case name == "expires", part == registry.AvailabilityPart && name == "to":
		return T("officerpage.hint.expires")
	}
	return nil
}

func (p filePart) view(actor account.Actor, form *Form) *formView {
	v := &formView{Form: form}
	v.Caption, v.Crumbs = Words(p.file.FullName), officerCrumbs(actor, p.file)
	if p.old == nil {
		v.Title = T("officerpage.add", "part", T(p.name.TextKey()))
		return v
	}
	v.Title = T("officerpage.change_part", "part", T(p.name.TextKey()))
	v.Lead = p.summary(p.name, recorded(p.old))
	v.Actions = []Action{{Text: T("officerpage.remove.title"), Href: p.path() + "/remove", Danger: true}}
	return v
}

// partPage asks for a part of an officer's file.
func (s *Server) partPage(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	p, err := s.filePart(r, actor)
	if err != nil {
		return err
	}
	return s.render(w, r, "form", p.view(actor, p.form()))
}

// savePart adds a part to an officer's file or changes it.
func (s *Server) savePart(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	p, err := s.filePart(r, actor)
	if err != nil {
		return err
	}
	form := p.form()
	if err := form.Read(r); err != nil {
		return err
	}
	err = s.putPart(r.Context(), actor, p, form)
	if outdated(err) {
		return s.showConflict(w, r, p.view(actor, form), p.form())
	}
	if form.Refused(err) {
		return s.refuse(w, r, "form", p.view(actor, form))
	}
	if err != nil {
		return err
	}
	s.notify(w, Good, "officerpage.saved")
	return redirect(w, r, officerPath(p.file.ID))
}

func (s *Server) putPart(ctx context.Context, actor account.Actor, p filePart, form *Form) error {
	part, err := partWith(p.name, p.old, readFacts(form, p.asked()))
	if err != nil {
		return err
	}
	if p.old == nil && keyFact(p.name) != "" && p.file.Part(p.name, part.Key()) != nil {
		form.problem(fault.Problem{Field: keyFact(p.name), Key: "officerpage.problem.already"})
	}
	if form.Failed() {
		return nil
	}
	_, err = s.registry.Put(ctx, actor, registry.Change{OfficerID: p.file.ID, Version: form.ID("version")}, part)
	return err
}

// partWith returns the part, or a new one of the name, with facts in their place.
func partWith(name registry.PartName, old registry.Part, values map[string]any) (registry.Part, error) {
	switch name {
	case registry.LanguagePart:
		return partOf[registry.Language](old, values)
	case registry.LicencePart:
		return partOf[registry.Licence](old, values)
	case registry.SpecialismPart:
		return partOf[registry.Specialism](old, values)
	case registry.CertificatePart:
		return partOf[registry.Certificate](old, values)
	case registry.AttemptPart:
		return partOf[registry.Attempt](old, values)
	case registry.ClearancePart:
		return partOf[registry.Clearance](old, values)
	case registry.AvailabilityPart:
		return partOf[registry.Availability](old, values)
	case registry.PastRankPart:
		return partOf[registry.PastRank](old, values)
	case registry.PastPostingPart:
		return partOf[registry.PastPosting](old, values)
	}
	return nil, fault.New(fault.NotFound, "fault.not_found")
}

func partOf[P registry.Part](old registry.Part, values map[string]any) (registry.Part, error) {
	part, _ := old.(P) // nil is a new one
	return replaced(part, values)
}

// removal is the form that asks whether to remove a part.
func (p filePart) removal() *Form {
	return &Form{Action: p.path() + "/remove", Submit: T("officerpage.remove.title"), Danger: true, Cancel: &Link{Text: T("web.cancel"), Href: p.path()},
		Fields: []Field{
			{Kind: TextField, Name: "reason", Label: T("officerpage.reason"), Hint: T("officerpage.reason_hint")},
			{Kind: HiddenField, Name: "version", Value: strconv.FormatInt(p.file.Version, 10)},
		}}
}

func (p filePart) removalView(actor account.Actor, form *Form) *formView {
	v := p.view(actor, form)
	v.Title, v.Actions = T("officerpage.remove.ask", "part", T(p.name.TextKey())), nil
	return v
}

// removePartPage asks whether to remove a part of an officer's file.
func (s *Server) removePartPage(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	p, err := s.filePart(r, actor)
	if err != nil {
		return err
	}
	return s.render(w, r, "form", p.removalView(actor, p.removal()))
}

// removePart removes a part of an officer's file.
func (s *Server) removePart(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	p, err := s.filePart(r, actor)
	if err != nil {
		return err
	}
	form := p.removal()
	if err := form.Read(r); err != nil {
		return err
	}
	change := registry.Change{OfficerID: p.file.ID, Version: form.ID("version"), Reason: form.Value("reason")}
	err = s.registry.Remove(r.Context(), actor, change, p.name, p.old.Key())
	if outdated(err) {
		return s.showConflict(w, r, p.removalView(actor, form), p.removal())
	}
	if form.Refused(err) {
		return s.refuse(w, r, "form", p.removalView(actor, form))
	}
	if err != nil {
		return err
	}
	s.notify(w, Good, "officerpage.removed")
	return redirect(w, r, officerPath(p.file.ID))
}
