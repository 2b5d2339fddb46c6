package training

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/audit"
	"beret/internal/database"
	"beret/internal/fault"
	"beret/internal/reference"
	"beret/internal/registry"
)

// Result is how a session ended for one participant.
type Result struct {
	OfficerID  int64       `json:"officer"`
	Status     PlaceStatus `json:"status"` // one of ResultsOf the kind
	FailedTest string      `json:"failed_test,omitempty"`
	Note       string      `json:"note,omitempty"`
}

// Outcome is how a session ended for all who had a seat.
type Outcome struct {
	On      civil.Date // of the results
	Results []Result
	Today   civil.Date `json:"-"` // the office's day, after which nothing can have happened
}

// ResultsOf returns what may come of a place on a session of a kind.
func ResultsOf(kind Kind) []PlaceStatus {
	switch kind {
	case Preparation:
		return []PlaceStatus{Attended, Absent, Withdrawn}
	case Assessment:
		return []PlaceStatus{Passed, Failed, Absent, Withdrawn}
	}
	return []PlaceStatus{Passed, Failed, Attended, Absent, Withdrawn}
}

// TestsOf returns the tests of an assessment in the order in which they are
// taken: whoever fails one takes none of those after it.
func TestsOf(s Session, book *reference.Book) (tests []reference.Row) {
	if s.Kind != Assessment {
		return nil
	}
	for _, row := range book.On(reference.Tests, s.Span.From) {
		if s.Armed || row.Int("armed_only") == 0 {
			tests = append(tests, row)
		}
	}
	return tests
}

// Gains returns what the files of the participants gain by an outcome, without
// what they hold already. It returns Invalid with a problem for each rule that
// the outcome breaks, those of one participant on the field "result-<id>".
func Gains(ctx context.Context, tx *database.Tx, actor account.Actor, store *registry.Store, book *reference.Book, s Session, outcome Outcome) (gains []registry.Gain, err error) {
	defer fault.Wrap(&err, "training.Gains(%d)", s.ID)
	places, err := Places(ctx, tx, actor, s.ID)
	if err != nil {
		return nil, err
	}
	p := &problems{}
	s.checkOutcome(outcome, places, book, p)
	if err := fault.Check(p.list); err != nil {
		return nil, err
	}
	files, err := store.Load(ctx, tx, actor, officersOf(outcome))
	if err != nil {
		return nil, err
	}
	for _, result := range outcome.Results {
		at := slices.IndexFunc(files, func(f registry.File) bool { return f.ID == result.OfficerID })
		if at < 0 {
			continue
		}
		if parts := s.gain(result, outcome.On, files[at], book, p); len(parts) > 0 {
			gains = append(gains, registry.Gain{OfficerID: result.OfficerID, Parts: parts})
		}
	}
	return gains, fault.Check(p.list)
}

func officersOf(outcome Outcome) []int64 {
	officers := make([]int64, len(outcome.Results))
	for i, r := range outcome.Results {
		officers[i] = r.OfficerID
	}
	return officers
}

// field is where a problem with somebody's result is shown.
func field(officer int64) string { return fmt.Sprintf("result-%d", officer) }

// checkOutcome says what is wrong with an outcome as a whole: everybody with a
// seat has one result, on a day from the session's first until today.
func (s Session) checkOutcome(outcome Outcome, places []PlaceRow, book *reference.Book, p *problems) {
	p.add(s.Status.Ended(), "", "training.problem.over")
	p.add(outcome.On == 0, "on", "training.problem.on")
	p.add(outcome.On != 0 && (outcome.On < s.Span.From || outcome.On > outcome.Today), "on", "training.problem.on_between", "from", s.Span.From, "to", max(outcome.Today, s.Span.From))
	results := map[int64]Result{}
	for _, r := range outcome.Results {
		results[r.OfficerID] = r
	}
	seated := 0
	for _, who := range places {
		if who.Status != Enrolled {
			continue
		}
		seated++
		s.checkResult(results[who.OfficerID], who, book, p)
		delete(results, who.OfficerID)
	}
	p.add(seated == 0, "", "training.problem.nobody_seated")
	p.add(len(results) > 0, "", "fault.conflict")
}

func (s Session) checkResult(r Result, who PlaceRow, book *reference.Book, p *problems) {
	if !slices.Contains(ResultsOf(s.Kind), r.Status) {
		p.add(true, field(who.OfficerID), "training.problem.result", "name", who.Name)
		return
	}
	asked := slices.ContainsFunc(TestsOf(s, book), func(row reference.Row) bool { return row.Code == r.FailedTest })
	p.add(s.Kind == Assessment && r.Status == Failed && !asked, field(who.OfficerID), "training.problem.failed_test", "name", who.Name)
}

// gain returns the parts that one participant's file gains.
func (s Session) gain(r Result, on civil.Date, file registry.File, book *reference.Book, p *problems) []registry.Part {
	switch {
	case s.Kind == Assessment && (r.Status == Passed || r.Status == Failed):
		return s.gainAssessment(r, on, file, book, p)
	case s.Kind == Course && r.Status == Passed:
		return s.gainCertificate(on, file, book)
	case s.Kind == Language && r.Status == Passed:
		return s.gainLanguage(on, file, book)
	}
	return nil
}

func (s Session) gainCertificate(on civil.Date, file registry.File, book *reference.Book) []registry.Part {
	if slices.ContainsFunc(file.Certificates, func(c registry.Certificate) bool { return c.Type == s.Code && c.Issued == on }) {
		return nil
	}
	c := registry.Certificate{Type: s.Code, Issuer: s.Organiser, Issued: on}
	if kind, known := book.Find(reference.CertificateTypes, s.Code); known && kind.Int("valid_months") > 0 {
		c.Expires = on.AddMonths(kind.Int("valid_months"))
	}
	return []registry.Part{c}
}

// gainLanguage never lowers a level that is on record.
func (s Session) gainLanguage(on civil.Date, file registry.File, book *reference.Book) []registry.Part {
	order := func(level string) int {
		row, _ := book.Find(reference.LanguageLevels, level)
		return row.Int("order")
	}
	for _, l := range file.Languages {
		if l.Language == s.Code && (order(l.Level) > order(s.Level) || l.Level == s.Level && l.TestedOn >= on) {
			return nil
		}
	}
	return []registry.Part{registry.Language{Language: s.Code, Level: s.Level, TestedOn: on}}
}

// gainAssessment returns an attempt for each test up to the one that was
// failed, and the clearance of who passed all.
func (s Session) gainAssessment(r Result, on civil.Date, file registry.File, book *reference.Book, p *problems) (parts []registry.Part) {
	for _, test := range TestsOf(s, book) {
		attempt := registry.Attempt{Edition: s.Code, Test: test.Code, TakenOn: on, Passed: r.Status == Passed || test.Code != r.FailedTest}
		at := slices.IndexFunc(file.Attempts, func(a registry.Attempt) bool { return a.Test == test.Code && a.TakenOn == on })
		switch {
		case at < 0:
			parts = append(parts, attempt)
		case file.Attempts[at].Passed != attempt.Passed:
			p.add(true, field(r.OfficerID), "training.problem.other_result", "name", file.FullName, "test", test.Code, "date", on)
		}
		if !attempt.Passed {
			return parts
		}
	}
	if !slices.ContainsFunc(file.Clearances, func(c registry.Clearance) bool { return c.ClearedOn == on }) {
		parts = append(parts, registry.Clearance{Edition: s.Code, ClearedOn: on})
	}
	return parts
}

// Hold ends a session with its results: the places get them, and the files of
// the participants what they gained, all in the caller's transaction or nothing
// of it. It returns Invalid with the problems of Gains and of the registry, and
// Conflict where somebody changed the session since the version in hand was read.
func Hold(ctx context.Context, tx *database.Tx, actor account.Actor, store *registry.Store, book *reference.Book, id int64, version int, outcome Outcome) (gains []registry.Gain, err error) {
	defer fault.Wrap(&err, "training.Hold(%d)", id)
	err = change(ctx, tx, actor, id, version, "training.hold", "", func(s *Session) error {
		gains, err = Gains(ctx, tx, actor, store, book, *s, outcome)
		if err != nil {
			return err
		}
		for _, r := range outcome.Results {
			if err := setResult(ctx, tx, s.ID, outcome.On, r); err != nil {
				return err
			}
		}
		s.Status = Held
		return byResult(store.PutAll(ctx, tx, actor, s.Title, gains))
	})
	if err != nil {
		return nil, err
	}
	return gains, audit.Append(ctx, tx, audit.Entry{Actor: actor, Action: "training.results", Kind: AuditKind, Subject: id,
		After: map[string]any{"on": outcome.On, "results": outcome.Results}})
}

func setResult(ctx context.Context, tx *database.Tx, session int64, on civil.Date, r Result) error {
	_, err := tx.Exec(ctx, "UPDATE training_place SET status = ?, failed_test = ?, result_on = ?, note = ? WHERE session_id = ? AND officer_id = ?",
		string(r.Status), r.FailedTest, on, strings.TrimSpace(r.Note), session, r.OfficerID)
	return err
}

// byResult puts the registry's problems on the results that they concern.
func byResult(err error) error {
	list := fault.ProblemsOf(err)
	if len(list) == 0 {
		return err
	}
	for i, problem := range list {
		officer, _, _ := strings.Cut(problem.Field, ".")
		list[i].Field = "result-" + officer
	}
	return fault.Check(list)
}
