package web

import (
	"net/http"
	"strconv"

	"beret/internal/account"
	"beret/internal/call"
	"beret/internal/database"
	"beret/internal/fault"
	"beret/internal/reference"
)

// paperScene is one paper with its document and person.
type paperScene struct {
	callScene
	Document call.Document
	Paper    call.Paper
	Person   call.Candidate // zero for the call as a whole
}

// paperScene finds the paper of the address; one of which nothing is on record
// is there for everybody who has to do with the call.
func (s *Server) paperScene(r *http.Request, actor account.Actor) (c paperScene, err error) {
	if c.callScene, err = s.callScene(r, actor); err != nil {
		return c, err
	}
	document, err := c.documentOf(r)
	if err != nil {
		return c, err
	}
	c.Document = document
	officer, err := strconv.ParseInt(r.PathValue("officer"), 10, 64)
	if err != nil || (officer == 0) != (document.Scope == call.WholeCall) {
		return c, fault.New(fault.NotFound, "fault.not_found")
	}
	err = s.db.Read(r.Context(), func(tx *database.Tx) error {
		book, err := c.papers(r, tx, actor)
		if err != nil {
			return err
		}
		c.Paper = book.paper(document.ID, officer)
		c.Person, err = book.person(officer)
		return err
	})
	return c, err
}

// person returns somebody who has to do with the call.
func (b paperBook) person(officer int64) (call.Candidate, error) {
	for _, p := range b.people {
		if p.OfficerID == officer {
			return p, nil
		}
	}
	if officer == 0 {
		return call.Candidate{}, nil
	}
	return call.Candidate{}, fault.New(fault.NotFound, "fault.not_found")
}

// documentOf finds the document of the address.
func (c callScene) documentOf(r *http.Request) (call.Document, error) {
	id, err := strconv.ParseInt(r.PathValue("document"), 10, 64)
	for _, d := range c.Documents {
		if err == nil && d.ID == id {
			return d, nil
		}
	}
	return call.Document{}, fault.New(fault.NotFound, "fault.not_found")
}

func (c paperScene) form() *Form {
	p := c.Paper
	owner := p.Owner
	if p.Version == 0 {
		owner = c.Document.Owner
	}
	state := stateField(p.State)
	return &Form{Action: c.paperPath(c.Document.ID, p.OfficerID), Submit: T("callpage.save"), Cancel: &Link{Text: T("web.cancel"), Href: c.path() + "/papers"},
		Fields: []Field{{Kind: HiddenField, Name: "version", Value: strconv.Itoa(p.Version)}, state,
			{Kind: TextField, Name: "owner", Label: T("callpage.owner"), Hint: T("callpage.owner_hint"), Value: owner, Width: "medium"},
			{Kind: DateField, Name: "expires", Label: T("callpage.expires"), Hint: T("callpage.expires_hint"), Value: DayValue(p.Expires)},
			{Kind: TextField, Name: "evidence", Label: T("callpage.evidence"), Hint: T("callpage.evidence_hint"), Value: p.Evidence},
			{Kind: TextField, Name: "sha256", Label: T("callpage.sha256"), Hint: T("callpage.sha256_hint"), Value: p.SHA256},
			{Kind: AreaField, Name: "note", Label: T("deploymentpage.note"), Value: p.Note}}}
}

func (c paperScene) view(form *Form) *formView {
	v := &formView{Form: form}
	v.Title, v.Caption = c.documentName(c.Document), c.named()
	v.Lead = T("callpage.whole_call")
	if c.Person.OfficerID != 0 {
		v.Lead = Joined(" · ", Words(c.Person.Name), Words(c.Person.ServiceNumber))
	}
	v.Crumbs = callCrumbs(c.crumb(), Link{Text: T("callpage.papers_page"), Href: c.path() + "/papers"})
	return v
}

// paperPage asks how far a paper is.
func (s *Server) paperPage(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, err := s.paperScene(r, actor)
	if err != nil {
		return err
	}
	return s.render(w, r, "form", c.view(c.form()))
}

// savePaper enters how far a paper is.
func (s *Server) savePaper(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, err := s.paperScene(r, actor)
	if err != nil {
		return err
	}
	form := c.form()
	refused, err := s.submit(r, form, func(tx *database.Tx) error {
		_, err := call.PutPaper(r.Context(), tx, actor, c.Call.ID, call.Paper{DocumentID: c.Document.ID, OfficerID: c.Person.OfficerID,
			State: call.State(form.Value("state")), Owner: form.Value("owner"), Expires: form.Day("expires"), Evidence: form.Value("evidence"),
			SHA256: form.Value("sha256"), Note: form.Value("note"), Version: int(form.ID("version"))}, c.Today)
		return err
	})
	if refused {
		return s.refuse(w, r, "form", c.view(form))
	}
	if err != nil {
		return err
	}
	s.notify(w, Good, "callpage.done.paper")
	return redirect(w, r, c.path()+"/papers")
}

// documentForm asks for a line of the checklist; the one without an id is new.
func (c callScene) documentForm(d call.Document) *Form {
	form := &Form{Action: c.documentPath(d.ID), Submit: T("callpage.save"), Cancel: &Link{Text: T("callpage.back"), Href: c.path() + "#papers"},
		Fields: []Field{versionField(c.Call.Version)}}
	if d.ID == 0 {
		form.Action = c.path() + "/documents/new"
		form.Fields = append(form.Fields,
			Field{Kind: SelectField, Name: "document", Label: T("callpage.document"), Hint: T("callpage.document_hint"), Options: c.options(reference.Documents, T("referencepage.choose"), "")})
	}
	form.Fields = append(form.Fields,
		Field{Kind: CheckField, Name: "required", Label: T("callpage.required"), Hint: T("callpage.required_hint"), Value: checked(d.Required)},
		Field{Kind: TextField, Name: "owner", Label: T("callpage.owner"), Hint: T("callpage.owner_hint"), Value: d.Owner, Width: "medium"},
		Field{Kind: DateField, Name: "due", Label: T("callpage.due"), Value: DayValue(d.Due)})
	return form
}

func (c callScene) documentView(d call.Document, form *Form) *formView {
	v := c.formView("document", form)
	if d.ID != 0 {
		v.Title = c.documentName(d)
		v.Actions = []Action{{Text: T("callpage.act.remove_document"), Href: c.documentPath(d.ID) + "/remove", Danger: true}}
	}
	return v
}

// newDocumentPage asks for one more document.
func (s *Server) newDocumentPage(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, err := s.callScene(r, actor)
	if err != nil {
		return err
	}
	return s.render(w, r, "form", c.documentView(call.Document{}, c.documentForm(call.Document{Required: true})))
}

// documentPage asks what of a line of the checklist is different.
func (s *Server) documentPage(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, d, err := s.documentScene(r, actor)
	if err != nil {
		return err
	}
	return s.render(w, r, "form", c.documentView(d, c.documentForm(d)))
}

func (s *Server) documentScene(r *http.Request, actor account.Actor) (c callScene, d call.Document, err error) {
	if c, err = s.callScene(r, actor); err != nil {
		return c, d, err
	}
	d, err = c.documentOf(r)
	return c, d, err
}

// newDocument adds a document to the checklist.
func (s *Server) newDocument(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, err := s.callScene(r, actor)
	if err != nil {
		return err
	}
	return s.putDocument(w, r, actor, c, call.Document{})
}

// saveDocument replaces a line of the checklist.
func (s *Server) saveDocument(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, d, err := s.documentScene(r, actor)
	if err != nil {
		return err
	}
	return s.putDocument(w, r, actor, c, d)
}

func (s *Server) putDocument(w http.ResponseWriter, r *http.Request, actor account.Actor, c callScene, d call.Document) error {
	form := c.documentForm(d)
	refused, err := s.submit(r, form, func(tx *database.Tx) error {
		put := d
		if d.ID == 0 {
			row, _ := c.Book.Find(reference.Documents, form.Value("document"))
			put = call.DocumentOf(row)
			put.CallID = c.Call.ID
		}
		put.Required, put.Owner, put.Due = form.Value("required") != "", form.Value("owner"), form.Day("due")
		_, err := call.PutDocument(r.Context(), tx, actor, c.Book, int(form.ID("version")), put)
		return err
	})
	if refused {
		return s.refuse(w, r, "form", c.documentView(d, form))
	}
	return s.callSaved(w, r, c, "document", form, false, err)
}

func (c callScene) removeDocumentForm(d call.Document) *Form {
	return &Form{Action: c.documentPath(d.ID) + "/remove", Submit: T("callpage.act.remove_document"), Danger: true, Cancel: &Link{Text: T("callpage.back"), Href: c.path()},
		Fields: []Field{versionField(c.Call.Version)}}
}

// removeDocumentPage asks whether a line of the checklist goes.
func (s *Server) removeDocumentPage(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, d, err := s.documentScene(r, actor)
	if err != nil {
		return err
	}
	v := c.formView("remove_document", c.removeDocumentForm(d))
	v.Lead = c.documentName(d)
	return s.render(w, r, "form", v)
}

// removeDocument takes a line from the checklist.
func (s *Server) removeDocument(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, d, err := s.documentScene(r, actor)
	if err != nil {
		return err
	}
	form := c.removeDocumentForm(d)
	refused, err := s.submit(r, form, func(tx *database.Tx) error {
		return call.RemoveDocument(r.Context(), tx, actor, c.Call.ID, int(form.ID("version")), d.ID)
	})
	return s.callSaved(w, r, c, "remove_document", form, refused, err)
}
