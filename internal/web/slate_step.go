package web

import (
	"net/http"

	"beret/internal/account"
	"beret/internal/database"
	"beret/internal/reference"
	"beret/internal/selection"
)

// stepsView is the national chain and the UN's, apart from each other, with
// the form for the next step. Template "slate_form".
func (c slateScene) stepsView(form *Form) *slateFormView {
	v := c.formView("steps", form, nil)
	for _, chain := range selection.Chains() {
		v.Tables = append(v.Tables, c.chainTable(chain))
	}
	return v
}

// chainTable lists the steps of a chain, done and open.
func (c slateScene) chainTable(chain selection.Chain) Table {
	table := Table{Caption: T(chain.Key()), Empty: T("slatepage.steps.empty"), Cards: true, Columns: []Column{head("slatepage.step"),
		{Label: T("slatepage.done_on"), Tight: true}, head("slatepage.done_by"), head("slatepage.reference")}}
	done := map[string]bool{}
	for _, step := range c.Steps {
		if step.Chain != chain {
			continue
		}
		done[step.Step] = true
		table.Rows = append(table.Rows, Row{Cells: []Cell{{Text: c.name(reference.Approvals, step.Step)}, {Text: Day(step.On)},
			{Text: Words(step.By), Note: Words(step.Note)}, {Text: Words(step.Reference)}}})
	}
	for _, row := range selection.StepsOf(c.Book, chain, c.Today) {
		if !done[row.Code] {
			tag := Tag{T("slatepage.steps.open"), Plain}
			if row.Field("before") == "signature" {
				tag = Tag{T("slatepage.steps.before_signature"), Warn}
			}
			table.Rows = append(table.Rows, Row{Cells: []Cell{{Text: c.name(reference.Approvals, row.Code), Tags: []Tag{confidenceTag(row.Confidence)}}, {Tags: []Tag{tag}}, {}, {}}})
		}
	}
	return table
}

func (c slateScene) stepForm() *Form {
	return &Form{Action: c.path("/steps"), Submit: T("slatepage.form.submit.steps"), Cancel: &Link{Text: T("slatepage.back"), Href: slatePath(c.ID)}, Fields: []Field{
		{Kind: SelectField, Name: "step", Label: T("slatepage.step"), Options: c.stepOptions(selection.National, selection.UN)},
		{Kind: DateField, Name: "done_on", Label: T("slatepage.done_on"), Value: DayValue(c.Today)},
		{Kind: TextField, Name: "done_by", Label: T("slatepage.done_by"), Hint: T("slatepage.done_by_hint")},
		{Kind: TextField, Name: "reference", Label: T("slatepage.reference"), Width: "medium"},
		{Kind: AreaField, Name: "note", Label: T("slatepage.note")}}}
}

// slateSteps shows the steps of agreement.
func (s *Server) slateSteps(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, err := s.slateScene(r, actor)
	if err != nil {
		return err
	}
	var form *Form
	if actor.May(account.SlateEdit) {
		form = c.stepForm()
	}
	return s.render(w, r, "slate_form", c.stepsView(form))
}

// slateAddStep records a step.
func (s *Server) slateAddStep(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, err := s.slateScene(r, actor)
	if err != nil {
		return err
	}
	form := c.stepForm()
	refused, err := s.submit(r, form, func(tx *database.Tx) error {
		return selection.AddStep(r.Context(), tx, actor, c.Book, selection.Step{SlateID: c.ID, Step: form.Value("step"), On: form.Day("done_on"),
			By: form.Value("done_by"), Reference: form.Value("reference"), Note: form.Value("note")})
	})
	if refused {
		return s.refuse(w, r, "slate_form", c.stepsView(form))
	}
	return s.slateDone(w, r, c, "steps", c.path("/steps"), form, nil, false, err)
}

func (c slateScene) certificateForm() *Form {
	return &Form{Action: c.path("/certificate"), Submit: T("slatepage.form.submit.certificate"), Cancel: &Link{Text: T("web.cancel"), Href: slatePath(c.ID)}, Fields: []Field{
		{Kind: TextField, Name: "reference", Label: T("slatepage.reference"), Hint: T("slatepage.certificate.hint"), Width: "medium"},
		{Kind: DateField, Name: "issued_on", Label: T("slatepage.certificate.issued_on"), Value: DayValue(c.Today)}}}
}

// certificateItems say which list the certificate is about.
func (c slateScene) certificateItems() []Item {
	if len(c.Editions) == 0 {
		return nil
	}
	f := c.Editions[0]
	return []Item{{Label: T("slatepage.edition"), Value: Cell{Text: T("slatepage.edition_n", "n", f.Edition), Note: Day(f.SignedOn)}},
		{Label: T("slatepage.hash"), Value: Cell{Text: Words(f.SHA256)}}}
}

// slateCertificatePage asks for the certificate of no adverse record.
func (s *Server) slateCertificatePage(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, err := s.slateScene(r, actor)
	if err != nil {
		return err
	}
	return s.render(w, r, "slate_form", c.formView("certificate", c.certificateForm(), c.certificateItems()))
}

// slateCertificate records the certificate.
func (s *Server) slateCertificate(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, err := s.slateScene(r, actor)
	if err != nil {
		return err
	}
	form := c.certificateForm()
	refused, err := s.submit(r, form, func(tx *database.Tx) error {
		return selection.Issue(r.Context(), tx, actor, c.ID, selection.Certificate{Reference: form.Value("reference"), IssuedOn: form.Day("issued_on")})
	})
	return s.slateDone(w, r, c, "certificate", slatePath(c.ID), form, c.certificateItems(), refused, err)
}

func (c slateScene) voidForm() *Form {
	return &Form{Action: c.path("/certificate/void"), Submit: T("slatepage.form.submit.void"), Danger: true,
		Cancel: &Link{Text: T("web.cancel"), Href: slatePath(c.ID)}, Fields: []Field{reasonField()}}
}

// slateVoidPage asks why the certificate is taken back.
func (s *Server) slateVoidPage(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, err := s.slateScene(r, actor)
	if err != nil {
		return err
	}
	return s.render(w, r, "slate_form", c.formView("void", c.voidForm(), c.certificateItems()))
}

// slateVoid takes the certificate back.
func (s *Server) slateVoid(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, err := s.slateScene(r, actor)
	if err != nil {
		return err
	}
	form := c.voidForm()
	refused, err := s.submit(r, form, func(tx *database.Tx) error {
		return selection.VoidCertificate(r.Context(), tx, actor, c.ID, c.Today, form.Value("reason"))
	})
	return s.slateDone(w, r, c, "void", slatePath(c.ID), form, c.certificateItems(), refused, err)
}
