package web

import (
	"net/http"

	"beret/internal/account"
	"beret/internal/database"
	"beret/internal/fault"
	"beret/internal/nomination"
	"beret/internal/reference"
)

func resultsPath(callID int64) string { return "/calls/" + idValue(callID) + "/results" }

// resultsView is the page on which the results of a whole call are entered:
// nominees by steps. Template "results".
type resultsView struct {
	page
	Form  *Form
	Steps []Text
	Rows  []resultRow
}

// resultRow is a nominee of the call; one whose nomination is over has no fields.
type resultRow struct {
	Nominee        Cell
	Status         Tag
	Mark           *Field // where a problem with the nominee's steps is shown
	Cells          []resultCell
	Answer, Reason *Field
	Version        *Field
}

// resultCell is what is known of a step, and the field that asks for more.
type resultCell struct {
	Tag  *Tag
	Note Text
	Ask  *Field
}

// resultScene is a call with its nominees.
type resultScene struct {
	facts
	call     nomination.Call
	nominees []nomination.Row
	steps    map[int64][]nomination.Step
}

// mostNominees bounds what one page of results shows.
const mostNominees = 500

func (s *Server) resultScene(r *http.Request, actor account.Actor) (c resultScene, err error) {
	id, err := idOf(r)
	if err != nil {
		return c, err
	}
	if c.facts, err = s.facts(r.Context()); err != nil {
		return c, err
	}
	return c, s.db.Read(r.Context(), func(tx *database.Tx) error {
		calls, err := nomination.Calls(r.Context(), tx, actor)
		if err != nil {
			return err
		}
		for _, call := range calls {
			if call.ID == id {
				c.call = call
			}
		}
		if c.call.ID == 0 {
			return fault.New(fault.NotFound, "fault.not_found")
		}
		f := nomination.Filter{CallID: id, Sort: nomination.ByName, Ascend: true, Limit: mostNominees}
		if c.nominees, _, err = nomination.List(r.Context(), tx, actor, f); err != nil {
			return err
		}
		c.steps, err = nomination.StepsOf(r.Context(), tx, actor, f)
		return err
	})
}

// Names of the fields of a nominee.
func ofNominee(name string, id int64) string { return name + "-" + idValue(id) }

func stepFieldName(id int64, kind nomination.StepKind) string {
	return ofNominee("step", id) + "-" + string(kind)
}

// form describes every field of the page; the rows are drawn from it.
func (c resultScene) form() *Form {
	form := &Form{Action: resultsPath(c.call.ID), Submit: T("nominationpage.save_results"),
		Cancel: &Link{Text: T("web.cancel"), Href: "/nominations?status=all&call=" + idValue(c.call.ID)},
		Fields: []Field{{Kind: DateField, Name: "happened_on", Label: T("nominationpage.results_day"), Hint: T("nominationpage.results_day_hint"), Value: DayValue(c.Today)}}}
	for _, n := range c.nominees {
		if n.Status.Open() {
			form.Fields = append(form.Fields, c.fieldsOf(n)...)
		}
	}
	return form
}

func (c resultScene) fieldsOf(n nomination.Row) []Field {
	named := func(what Text) Text { return T("nominationpage.of_nominee", "what", what, "name", n.Name) }
	fields := []Field{
		{Kind: HiddenField, Name: ofNominee("version", n.ID), Value: idValue(int64(n.Version))},
		{Kind: HiddenField, Name: ofNominee("step", n.ID)},
		{Kind: SelectField, Name: ofNominee("status", n.ID), Label: named(T("nominationpage.answer")), Options: answerOptions()},
		{Kind: TextField, Name: ofNominee("reason", n.ID), Label: named(T("nominationpage.reason"))}}
	standing := nomination.StandingOf(c.steps[n.ID])
	for _, kind := range nomination.StepKinds() {
		if _, passed := standing.Passed[kind]; !passed {
			fields = append(fields, Field{Kind: SelectField, Name: stepFieldName(n.ID, kind), Label: named(T(kind.Key())),
				Options: append([]Option{{Text: Words("–")}}, outcomeOptions()...)})
		}
	}
	return fields
}

func answerOptions() []Option {
	options := []Option{{Text: Words("–")}}
	for _, status := range []nomination.Status{nomination.Selected, nomination.Rejected, nomination.Withdrawn} {
		options = append(options, Option{Value: string(status), Text: T(status.Key())})
	}
	return options
}

func (c resultScene) view(form *Form) *resultsView {
	v := &resultsView{Form: form}
	v.Title, v.Lead = T("nominationpage.results_title", "call", c.call.Reference, "n", len(c.nominees)), T("nominationpage.results_lead")
	v.Crumbs = nominationCrumbs()
	if len(form.Fields) == 1 {
		v.Lead = T("nominationpage.results_none")
	}
	for _, kind := range nomination.StepKinds() {
		v.Steps = append(v.Steps, T(kind.Key()))
	}
	for _, n := range c.nominees {
		v.Rows = append(v.Rows, c.row(n, form))
	}
	return v
}

func (c resultScene) row(n nomination.Row, form *Form) resultRow {
	row := resultRow{Status: nominationTag(n.Status), Version: form.field(ofNominee("version", n.ID)),
		Nominee: Cell{Text: Words(n.Name), Href: nominationPath(n.ID), Note: Joined(" · ", c.name(reference.Ranks, n.Rank), sexText(n.Woman), Words(n.PostTitle))},
		Mark:    form.field(ofNominee("step", n.ID)), Answer: form.field(ofNominee("status", n.ID)), Reason: form.field(ofNominee("reason", n.ID))}
	standing := nomination.StandingOf(c.steps[n.ID])
	for _, kind := range nomination.StepKinds() {
		cell := resultCell{Ask: form.field(stepFieldName(n.ID, kind))}
		if on, passed := standing.Passed[kind]; passed {
			cell.Tag, cell.Note = tagOf(outcomeTag(true)), Day(on)
		} else if on, failed := standing.Failed[kind]; failed {
			cell.Tag, cell.Note = tagOf(outcomeTag(false)), Day(on)
		}
		row.Cells = append(row.Cells, cell)
	}
	return row
}

func tagOf(t Tag) *Tag { return &t }

// results reads what was entered; nominees of whom nothing was said are left out.
func (c resultScene) results(form *Form) (results []nomination.Result) {
	day := form.Day("happened_on")
	for _, n := range c.nominees {
		r := nomination.Result{NominationID: n.ID, Version: int(form.ID(ofNominee("version", n.ID))), AnsweredOn: day,
			Answer: nomination.Status(form.Value(ofNominee("status", n.ID))), Reason: form.Value(ofNominee("reason", n.ID))}
		for _, kind := range nomination.StepKinds() {
			if outcome := form.Value(stepFieldName(n.ID, kind)); outcome != "" {
				r.Steps = append(r.Steps, nomination.Step{Kind: kind, Passed: outcome == passedValue, On: day})
			}
		}
		if len(r.Steps) > 0 || r.Answer != "" {
			results = append(results, r)
		}
	}
	return results
}

// resultsPage asks for the results of a call's nominees.
func (s *Server) resultsPage(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, err := s.resultScene(r, actor)
	if err != nil {
		return err
	}
	return s.render(w, r, "results", c.view(c.form()))
}

// enterResults enters them, all or none.
func (s *Server) enterResults(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, err := s.resultScene(r, actor)
	if err != nil {
		return err
	}
	form, n := c.form(), 0
	refused, err := s.submit(r, form, func(tx *database.Tx) error {
		results := c.results(form)
		if n = len(results); n == 0 {
			return fault.Check([]fault.Problem{{Field: "happened_on", Key: "nominationpage.problem.no_results"}})
		}
		return nomination.EnterResults(r.Context(), tx, actor, c.Today, results)
	})
	if refused {
		return s.refuse(w, r, "results", c.view(form))
	}
	if err != nil {
		return err
	}
	s.notify(w, Good, "nominationpage.done.results", "n", n)
	return redirect(w, r, "/nominations?status=all&call="+idValue(c.call.ID))
}

// Problems are the fields of the row that are refused, to be named beside it.
func (r resultRow) Problems() (failed []*Field) {
	for _, f := range []*Field{r.Mark, r.Answer, r.Reason} {
		if f != nil && f.Failed() {
			failed = append(failed, f)
		}
	}
	return failed
}
