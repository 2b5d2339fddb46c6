package web

import (
	"net/http"
	"strconv"

	"beret/internal/account"
	"beret/internal/database"
	"beret/internal/fault"
	"beret/internal/nomination"
)

func stepPath(nominationID, id int64) string {
	return nominationPath(nominationID) + "/steps/" + idValue(id)
}

// The outcomes of a step in a form.
const passedValue, failedValue = "passed", "failed"

func outcomeOptions() []Option {
	return []Option{{Value: passedValue, Text: T("nominationpage.passed")}, {Value: failedValue, Text: T("nominationpage.failed")}}
}

// stepFields ask for a step.
func stepFields(step nomination.Step) []Field {
	kinds := Field{Kind: SelectField, Name: "step", Label: T("nominationpage.step_kind"), Value: string(step.Kind),
		Options: []Option{{Text: T("referencepage.choose")}}}
	for _, kind := range nomination.StepKinds() {
		kinds.Options = append(kinds.Options, Option{Value: string(kind), Text: T(kind.Key())})
	}
	outcome := Field{Kind: RadioField, Name: "outcome", Label: T("nominationpage.outcome"), Options: outcomeOptions(), Value: passedValue}
	if step.ID != 0 && !step.Passed {
		outcome.Value = failedValue
	}
	return []Field{kinds, {Kind: DateField, Name: "happened_on", Label: T("nominationpage.step_day"), Value: DayValue(step.On)}, outcome,
		{Kind: TextField, Name: "step_reason", Label: T("nominationpage.step_reason"), Hint: T("nominationpage.step_reason_hint"), Value: step.Reason},
		{Kind: AreaField, Name: "note", Label: T("nominationpage.step_note"), Value: step.Note}}
}

// stepOf reads a step from the form that stepFields made.
func stepOf(form *Form) nomination.Step {
	return nomination.Step{Kind: nomination.StepKind(form.Value("step")), Passed: form.Value("outcome") == passedValue, On: form.Day("happened_on"),
		Reason: form.Value("step_reason"), Note: form.Value("note")}
}

func (c nominationScene) newStepForm() *Form {
	form := c.form("step", stepFields(nomination.Step{On: c.Today}))
	form.Action = nominationPath(c.Nomination.ID) + "/steps/new"
	return form
}

// newStepPage asks for a step with the nominee.
func (s *Server) newStepPage(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, err := s.nominationScene(r, actor)
	if err != nil {
		return err
	}
	return s.render(w, r, "form", c.formView("step", c.newStepForm()))
}

// newStep enters a step.
func (s *Server) newStep(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, err := s.nominationScene(r, actor)
	if err != nil {
		return err
	}
	form := c.newStepForm()
	refused, err := s.submit(r, form, func(tx *database.Tx) error {
		return nomination.Enter(r.Context(), tx, actor, c.Nomination.ID, int(form.ID("version")), stepOf(form), c.Today)
	})
	return s.stepSaved(w, r, c, "step", form, refused, err)
}

// stepSaved answers a form about a step: with its problems, or with the
// nomination.
func (s *Server) stepSaved(w http.ResponseWriter, r *http.Request, c nominationScene, name string, form *Form, refused bool, err error) error {
	if refused {
		return s.refuse(w, r, "form", c.formView(name, form))
	}
	if err != nil {
		return err
	}
	s.notify(w, Good, "nominationpage.done."+name)
	return redirect(w, r, nominationPath(c.Nomination.ID))
}

// stepScene is a step that is there already, with its nomination.
func (s *Server) stepScene(r *http.Request, actor account.Actor) (c nominationScene, step nomination.Step, err error) {
	if c, err = s.nominationScene(r, actor); err != nil {
		return c, step, err
	}
	id, err := strconv.ParseInt(r.PathValue("step"), 10, 64)
	for _, known := range c.Steps {
		if err == nil && known.ID == id {
			return c, known, nil
		}
	}
	return c, step, fault.New(fault.NotFound, "fault.not_found")
}

func whyField() Field {
	return Field{Kind: AreaField, Name: "why", Label: T("nominationpage.why"), Hint: T("nominationpage.reason_hint")}
}

func (c nominationScene) stepForm(step nomination.Step) *Form {
	form := c.form("correct_step", append(stepFields(step), whyField()))
	form.Action, form.Submit = stepPath(c.Nomination.ID, step.ID), T("nominationpage.correct_step")
	return form
}

// stepView is the page of the form that corrects a step, with the way to the
// one that removes it.
func (c nominationScene) stepView(step nomination.Step, form *Form) *formView {
	v := c.formView("correct_step", form)
	v.Actions = []Action{{Text: T("nominationpage.remove_step"), Href: stepPath(c.Nomination.ID, step.ID) + "/remove", Danger: true}}
	return v
}

// stepPage shows a step to be corrected.
func (s *Server) stepPage(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, step, err := s.stepScene(r, actor)
	if err != nil {
		return err
	}
	return s.render(w, r, "form", c.stepView(step, c.stepForm(step)))
}

// saveStep corrects a step.
func (s *Server) saveStep(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, step, err := s.stepScene(r, actor)
	if err != nil {
		return err
	}
	form := c.stepForm(step)
	refused, err := s.submit(r, form, func(tx *database.Tx) error {
		put := stepOf(form)
		put.ID = step.ID
		return nomination.Correct(r.Context(), tx, actor, c.Nomination.ID, int(form.ID("version")), put, c.Today, form.Value("why"))
	})
	if refused {
		return s.refuse(w, r, "form", c.stepView(step, form))
	}
	return s.stepSaved(w, r, c, "correct_step", form, false, err)
}

func (c nominationScene) removeForm(step nomination.Step) *Form {
	form := c.form("remove_step", []Field{whyField()})
	form.Action, form.Danger = stepPath(c.Nomination.ID, step.ID)+"/remove", true
	return form
}

// removeStepPage asks why a step is removed.
func (s *Server) removeStepPage(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, step, err := s.stepScene(r, actor)
	if err != nil {
		return err
	}
	return s.render(w, r, "form", c.formView("remove_step", c.removeForm(step)))
}

// removeStep removes a step.
func (s *Server) removeStep(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, step, err := s.stepScene(r, actor)
	if err != nil {
		return err
	}
	form := c.removeForm(step)
	refused, err := s.submit(r, form, func(tx *database.Tx) error {
		return nomination.Remove(r.Context(), tx, actor, c.Nomination.ID, int(form.ID("version")), step.ID, c.Today, form.Value("why"))
	})
	return s.stepSaved(w, r, c, "remove_step", form, refused, err)
}
