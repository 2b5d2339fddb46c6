package web

import (
	"net/http"

	"beret/internal/account"
	"beret/internal/database"
	"beret/internal/reference"
	"beret/internal/selection"
)

// slateMove is a form that takes a slate to another status.
type slateMove struct {
	fields func(c slateScene) []Field
	danger bool
	do     func(s *Server, r *http.Request, tx *database.Tx, c slateScene, form *Form) error
}

// slateMoves are the moves by their names.
func slateMoves() map[string]slateMove {
	version := func(form *Form) int { return int(form.ID("version")) }
	reason := func(c slateScene) []Field { return []Field{reasonField()} }
	return map[string]slateMove{
		"check": {fields: checkFields, do: func(s *Server, r *http.Request, tx *database.Tx, c slateScene, form *Form) error {
			_, err := s.slateRoom.Check(r.Context(), tx, c.scene(c.Actor), c.ID, version(form), form.Value("note"))
			return err
		}},
		"approve": {fields: approveFields, do: func(s *Server, r *http.Request, tx *database.Tx, c slateScene, form *Form) error {
			step := selection.Step{Step: form.Value("step"), On: form.Day("done_on"), By: form.Value("done_by"), Reference: form.Value("reference"), Note: form.Value("note")}
			_, err := selection.Approve(r.Context(), tx, c.Actor, c.ID, version(form), step)
			return err
		}},
		"return": {fields: reason, danger: true, do: func(s *Server, r *http.Request, tx *database.Tx, c slateScene, form *Form) error {
			_, err := selection.Return(r.Context(), tx, c.Actor, c.ID, version(form), form.Value("reason"))
			return err
		}},
		"sign": {do: func(s *Server, r *http.Request, tx *database.Tx, c slateScene, form *Form) error {
			_, err := s.slateRoom.Sign(r.Context(), tx, c.scene(c.Actor), c.ID, version(form))
			return err
		}},
		"reopen": {fields: reason, danger: true, do: func(s *Server, r *http.Request, tx *database.Tx, c slateScene, form *Form) error {
			_, err := selection.Reopen(r.Context(), tx, c.Actor, c.ID, version(form), c.Today, form.Value("reason"))
			return err
		}},
		"discard": {fields: reason, danger: true, do: func(s *Server, r *http.Request, tx *database.Tx, c slateScene, form *Form) error {
			_, err := selection.Discard(r.Context(), tx, c.Actor, c.ID, version(form), form.Value("reason"))
			return err
		}},
	}
}

func checkFields(c slateScene) []Field {
	return []Field{{Kind: AreaField, Name: "note", Label: T("slatepage.check.note"), Hint: T("slatepage.check.note_hint")}}
}

// approveFields record the first step of the national chain with the approval.
func approveFields(c slateScene) []Field {
	step := Field{Kind: SelectField, Name: "step", Label: T("slatepage.step"), Hint: T("slatepage.step_hint"), Options: c.stepOptions(selection.National)}
	return []Field{step,
		{Kind: DateField, Name: "done_on", Label: T("slatepage.done_on"), Value: DayValue(c.Today)},
		{Kind: TextField, Name: "done_by", Label: T("slatepage.done_by"), Value: c.Actor.Name},
		{Kind: TextField, Name: "reference", Label: T("slatepage.reference"), Width: "medium"},
		{Kind: AreaField, Name: "note", Label: T("slatepage.note")}}
}

// stepOptions are the steps of chains that are valid today.
func (f facts) stepOptions(chains ...selection.Chain) (options []Option) {
	for _, chain := range chains {
		for _, row := range selection.StepsOf(f.Book, chain, f.Today) {
			text := f.name(reference.Approvals, row.Code)
			if len(chains) > 1 {
				text = Joined(": ", T(chain.Key()), text)
			}
			options = append(options, Option{Value: row.Code, Text: text})
		}
	}
	return options
}

// form describes the move.
func (m slateMove) form(c slateScene, name string) *Form {
	form := &Form{Action: c.path("/" + name), Submit: T("slatepage.form.submit." + name), Danger: m.danger,
		Cancel: &Link{Text: T("web.cancel"), Href: slatePath(c.ID)}, Fields: []Field{versionField(c.Version)}}
	if m.fields != nil {
		form.Fields = append(form.Fields, m.fields(c)...)
	}
	return form
}

// slateMovePage asks for a move.
func (s *Server) slateMovePage(name string) handler {
	return func(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
		c, err := s.slateScene(r, actor)
		if err != nil {
			return err
		}
		v, err := s.moveView(r, c, name, slateMoves()[name].form(c, name))
		if err != nil {
			return err
		}
		return s.render(w, r, "slate_form", v)
	}
}

// slateMoved moves a slate.
func (s *Server) slateMoved(name string) handler {
	return func(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
		c, err := s.slateScene(r, actor)
		if err != nil {
			return err
		}
		move := slateMoves()[name]
		form := move.form(c, name)
		refused, err := s.submit(r, form, func(tx *database.Tx) error { return move.do(s, r, tx, c, form) })
		if refused {
			v, err := s.moveView(r, c, name, form)
			if err != nil {
				return err
			}
			return s.refuse(w, r, "slate_form", v)
		}
		return s.slateDone(w, r, c, name, slatePath(c.ID), form, nil, false, err)
	}
}

// moveView is the page of a move: before approval with the answers, before the
// signature with what is missing.
func (s *Server) moveView(r *http.Request, c slateScene, name string, form *Form) (*slateFormView, error) {
	v := c.formView(name, form, nil)
	switch name {
	case "check", "approve", "sign":
		findings, err := s.findings(r, c)
		if err != nil {
			return nil, err
		}
		v.Tasks = findingTasks(findings)
	}
	if name == "sign" {
		for _, row := range selection.Missing(c.Book, c.Today, c.Steps) {
			v.Notices = append(v.Notices, Notice{Tone: Warn, Text: T("slatepage.sign.missing", "step", row), Links: []Link{{Text: T("slatepage.do.steps"), Href: c.path("/steps")}}})
		}
	}
	if name == "approve" && c.own() {
		v.Notices = append(v.Notices, Notice{Tone: Bad, Text: T("selection.problem.own_slate")})
	}
	if c.CheckNote != "" {
		v.Notices = append(v.Notices, Notice{Tone: Info, Text: T("slatepage.check_note", "by", c.CheckedBy, "note", c.CheckNote)})
	}
	return v, nil
}

// own reports whether the actor had a hand in the list.
func (c slateScene) own() bool { return c.MadeBy(c.Actor.Login) }

func (s *Server) findings(r *http.Request, c slateScene) (findings []selection.Finding, err error) {
	err = s.db.Read(r.Context(), func(tx *database.Tx) (err error) {
		findings, err = s.slateRoom.Review(r.Context(), tx, c.scene(c.Actor), c.Sheet)
		return err
	})
	return findings, err
}

// findingTasks are the answers of the check as a task list.
func findingTasks(findings []selection.Finding) (tasks []Task) {
	for _, f := range findings {
		status := map[selection.Verdict]Tag{selection.Fine: {T("slatepage.answer.fine"), Good}, selection.Doubt: {T("slatepage.answer.doubt"), Warn},
			selection.Stop: {T("slatepage.answer.stop"), Bad}}[f.Verdict]
		tasks = append(tasks, Task{Text: T(f.Key(), f.Args...), Status: status})
	}
	return tasks
}
