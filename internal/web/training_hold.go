package web

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strings"

	"beret/internal/account"
	"beret/internal/database"
	"beret/internal/reference"
	"beret/internal/registry"
	"beret/internal/training"
)

// holdView is the page on which the results of a session are entered, one row
// a participant; what they would write is shown before it is written.
// Template "training_results".
type holdView struct {
	page
	Notices []Notice
	Form    *Form
	Day     *Field
	Rest    *Field // the result of everybody who has none of their own
	Hidden  []*Field
	Rows    []holdRow
	Writes  *Table // nil before it is asked for
}

// holdRow is a participant with the fields for the result.
type holdRow struct {
	Who          Cell
	Result, Note *Field
}

func resultName(officer int64) string { return "result-" + idValue(officer) }
func noteName(officer int64) string   { return "note-" + idValue(officer) }

// seatedPlaces are those of whom a result is asked.
func (c trainingScene) seatedPlaces() []training.PlaceRow {
	return c.placesWhere(func(s training.PlaceStatus) bool { return s == training.Enrolled })
}

// resultOptions are what may come of a place; an assessment is failed at a test.
func (c trainingScene) resultOptions() []Option {
	options := []Option{{Text: T("referencepage.choose")}}
	for _, status := range training.ResultsOf(c.Session.Kind) {
		tests := training.TestsOf(c.Session, c.Book)
		if status != training.Failed || len(tests) == 0 {
			options = append(options, Option{Value: string(status), Text: T(status.Key())})
			continue
		}
		for _, test := range tests {
			options = append(options, Option{Value: string(status) + ":" + test.Code, Text: T("trainingpage.failed_at", "test", c.name(reference.Tests, test.Code))})
		}
	}
	return options
}

func (c trainingScene) holdForm() *Form {
	form := &Form{Action: c.path() + "/hold", Submit: T("trainingpage.look"), Cancel: &Link{Text: T("web.cancel"), Href: c.path()}, Fields: []Field{
		versionField(c.Session.Version), {Kind: HiddenField, Name: "mark"},
		{Kind: DateField, Name: "on", Label: T("trainingpage.result_on"), Hint: T("trainingpage.result_on_hint"), Value: DayValue(min(c.Session.Last(), c.Today))},
		{Kind: SelectField, Name: "rest", Label: T("trainingpage.rest"), Hint: T("trainingpage.rest_hint"), Options: c.resultOptions(), Width: "medium"}}}
	for _, p := range c.seatedPlaces() {
		form.Fields = append(form.Fields,
			Field{Kind: SelectField, Name: resultName(p.OfficerID), Label: T("trainingpage.result_of", "name", p.Name), Options: c.resultOptions()},
			Field{Kind: TextField, Name: noteName(p.OfficerID), Label: T("trainingpage.note_of", "name", p.Name)})
	}
	return form
}

// outcome reads what was entered.
func (c trainingScene) outcome(form *Form) training.Outcome {
	o := training.Outcome{On: form.Day("on"), Today: c.Today}
	for _, p := range c.seatedPlaces() {
		status, test, _ := strings.Cut(cmp.Or(form.Value(resultName(p.OfficerID)), form.Value("rest")), ":")
		o.Results = append(o.Results, training.Result{OfficerID: p.OfficerID, Status: training.PlaceStatus(status), FailedTest: test, Note: form.Value(noteName(p.OfficerID))})
	}
	return o
}

// markOf is what a confirmation is of: results that were changed after they
// were looked at are shown again.
func markOf(o training.Outcome) string {
	text, err := json.Marshal(o)
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

func (c trainingScene) holdView(form *Form) *holdView {
	v := &holdView{Form: form, Day: form.field("on"), Rest: form.field("rest"), Hidden: []*Field{form.field("version"), form.field("mark")}}
	v.Title, v.Lead = T("trainingpage.form.hold"), T("trainingpage.form_lead.hold")
	v.Caption, v.Crumbs = c.named(), trainingCrumbs(c.crumb())
	if c.Session.Status.Ended() || len(c.seatedPlaces()) == 0 {
		v.Notices = []Notice{{Tone: Info, Text: T("trainingpage.hold_nobody"), Links: []Link{{Text: Words(c.Session.Title), Href: c.path()}}}}
	}
	for _, p := range c.seatedPlaces() {
		v.Rows = append(v.Rows, holdRow{Who: Cell{Text: Words(p.Name), Href: officerPath(p.OfficerID),
			Note: Joined(" · ", c.name(reference.Ranks, p.Rank), sexText(p.Woman), Words(p.ServiceNumber))},
			Result: form.field(resultName(p.OfficerID)), Note: form.field(noteName(p.OfficerID))})
	}
	return v
}

// holdPage asks for the results.
func (s *Server) holdPage(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, err := s.trainingScene(r, actor)
	if err != nil {
		return err
	}
	return s.render(w, r, "training_results", c.holdView(c.holdForm()))
}

// hold shows what the results would write, and writes it once that was
// confirmed.
func (s *Server) hold(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, err := s.trainingScene(r, actor)
	if err != nil {
		return err
	}
	form := c.holdForm()
	var gains []registry.Gain
	written := false
	refused, err := s.submit(r, form, func(tx *database.Tx) (err error) {
		outcome := c.outcome(form)
		if form.Value("mark") != markOf(outcome) {
			gains, err = training.Gains(r.Context(), tx, actor, s.registry, c.Book, c.Session, outcome)
			return err
		}
		gains, err = training.Hold(r.Context(), tx, actor, s.registry, c.Book, c.Session.ID, int(form.ID("version")), outcome)
		written = true
		return err
	})
	switch {
	case refused:
		form.field("mark").Value = ""
		return s.refuse(w, r, "training_results", c.holdView(form))
	case err != nil:
		return err
	case written:
		s.notify(w, Good, "trainingpage.done.hold", "n", len(gains))
		return redirect(w, r, c.path())
	}
	form.field("mark").Value, form.Submit = markOf(c.outcome(form)), T("trainingpage.write")
	v := c.holdView(form)
	v.Writes = c.writesTable(gains)
	v.Notices = append(v.Notices, Notice{Tone: Warn, Text: T("trainingpage.look_notice", "n", len(gains), "total", len(v.Rows))})
	return s.render(w, r, "training_results", v)
}

// writesTable lists what each file would gain.
func (c trainingScene) writesTable(gains []registry.Gain) *Table {
	table := Table{Caption: T("trainingpage.writes_caption"), Empty: T("trainingpage.writes_empty"), Cards: true,
		Columns: []Column{head("officerpage.name"), head("trainingpage.writes_what")}}
	names := map[int64]string{}
	for _, p := range c.Places {
		names[p.OfficerID] = p.Name
	}
	for _, gain := range gains {
		var texts []Text
		for _, part := range gain.Parts {
			texts = append(texts, c.gainText(part))
		}
		table.Rows = append(table.Rows, Row{Cells: []Cell{{Text: Words(names[gain.OfficerID])}, {Text: Joined("; ", texts...)}}})
	}
	return &table
}

// gainText says in words what a file gains.
func (c trainingScene) gainText(part registry.Part) Text {
	switch p := part.(type) {
	case registry.Certificate:
		if p.Expires != 0 {
			return T("trainingpage.gain.certificate_until", "type", c.name(reference.CertificateTypes, p.Type), "date", p.Issued, "until", p.Expires.AddDays(-1))
		}
		return T("trainingpage.gain.certificate", "type", c.name(reference.CertificateTypes, p.Type), "date", p.Issued)
	case registry.Language:
		return T("trainingpage.gain.language", "language", c.name(reference.LanguageKind, p.Language), "level", p.Level, "date", p.TestedOn)
	case registry.Attempt:
		if p.Passed {
			return T("trainingpage.gain.passed", "test", c.name(reference.Tests, p.Test))
		}
		return T("trainingpage.gain.failed", "test", c.name(reference.Tests, p.Test))
	case registry.Clearance:
		return T("trainingpage.gain.clearance", "date", p.ClearedOn)
	}
	return T(part.Name().TextKey())
}
