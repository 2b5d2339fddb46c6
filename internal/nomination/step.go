package nomination

import (
	"cmp"
	"slices"
	"strings"

	"beret/civil"
	"beret/internal/fault"
	"beret/internal/locale"
)

// Step is one of the UN's steps with a nominee, and how it ended.
type Step struct {
	ID     int64      `json:"-"`
	Kind   StepKind   `json:"step"`
	Passed bool       `json:"passed"`
	On     civil.Date `json:"happened_on"`
	Reason string     `json:"reason,omitempty"` // why it was not passed
	Note   string     `json:"note,omitempty"`
}

// StepKind names a step.
type StepKind string

// The steps. Between interviewed and cleared stand the tests of the assessment
// for mission service, by their codes in reference.Tests.
const (
	Registered  StepKind = "registered"
	Interviewed StepKind = "interviewed"
	Language    StepKind = "language"
	Interview   StepKind = "interview"
	Computer    StepKind = "computer"
	Driving     StepKind = "driving"
	Firearms    StepKind = "firearms"
	Cleared     StepKind = "cleared"
)

// StepKinds lists the steps in their order.
func StepKinds() []StepKind {
	return append(append([]StepKind{Registered, Interviewed}, TestKinds()...), Cleared)
}

// TestKinds lists the steps that are tests of the assessment, in their order.
func TestKinds() []StepKind { return []StepKind{Language, Interview, Computer, Driving, Firearms} }

// Key returns the message key of the step.
func (k StepKind) Key() string { return "nomination.step." + string(k) }

func (k StepKind) text() locale.Key { return locale.Key(k.Key()) }

// Standing says how far a nominee has come.
type Standing struct {
	Passed map[StepKind]civil.Date
	Failed map[StepKind]civil.Date // by the last attempt
}

// StandingOf returns what the steps amount to; of a step that was repeated the
// last attempt counts.
func StandingOf(steps []Step) Standing {
	s := Standing{map[StepKind]civil.Date{}, map[StepKind]civil.Date{}}
	for _, step := range inOrder(steps) {
		s.take(step)
	}
	return s
}

func (s Standing) take(step Step) {
	if step.Passed {
		delete(s.Failed, step.Kind)
		s.Passed[step.Kind] = step.On
	} else {
		s.Failed[step.Kind] = step.On
	}
}

// Stopped returns the first step that stands failed, empty where none does.
func (s Standing) Stopped() StepKind {
	for _, kind := range StepKinds() {
		if _, failed := s.Failed[kind]; failed {
			return kind
		}
	}
	return ""
}

// inOrder returns the steps as they happened; on one day a failed attempt
// comes before the passed one, and steps come in the order of StepKinds.
func inOrder(steps []Step) []Step {
	place := map[StepKind]int{}
	for i, kind := range StepKinds() {
		place[kind] = i
	}
	sorted := slices.Clone(steps)
	slices.SortStableFunc(sorted, func(a, b Step) int {
		return cmp.Or(cmp.Compare(a.On, b.On), cmp.Compare(place[a.Kind], place[b.Kind]), rank(a.Passed)-rank(b.Passed), cmp.Compare(a.ID, b.ID))
	})
	return sorted
}

func rank(passed bool) int {
	if passed {
		return 1
	}
	return 0
}

// CheckSteps returns the rules that a nominee's steps break, all of them taken
// together, so that what is entered late, corrected or removed is held to the
// same. They are: days from the nomination until today, and none after a
// rejection or withdrawal; an interview and a clearance only of who is
// registered; nothing after a failed step but its repetition; nothing passed
// twice.
func CheckSteps(n Nomination, steps []Step, today civil.Date) []fault.Problem {
	p := &problems{}
	s := StandingOf(nil)
	for _, step := range inOrder(steps) {
		n.checkStep(step, today, p)
		s.check(step, p)
		s.take(step)
	}
	return p.list
}

// checkStep holds one step to the nomination's days.
func (n Nomination) checkStep(step Step, today civil.Date, p *problems) {
	args := []any{"step", step.Kind.text()}
	switch {
	case !slices.Contains(StepKinds(), step.Kind):
		p.add("step", "nomination.problem.step")
	case step.On == 0:
		p.add("happened_on", "nomination.problem.step_day", args...)
	case step.On < n.NominatedOn:
		p.add("happened_on", "nomination.problem.step_early", append(args, "date", n.NominatedOn)...)
	case step.On > today:
		p.add("happened_on", "nomination.problem.step_future", append(args, "date", today)...)
	case n.over() && step.On > n.DecidedOn:
		p.add("happened_on", "nomination.problem.step_late", append(args, "date", n.DecidedOn)...)
	}
}

// over reports whether the nomination ended without a tour.
func (n Nomination) over() bool { return n.Status == Rejected || n.Status == Withdrawn }

// check holds a step to those before it.
func (s Standing) check(step Step, p *problems) {
	args := []any{"step", step.Kind.text()}
	if on, done := s.Passed[step.Kind]; done {
		p.add("step", "nomination.problem.step_twice", append(args, "date", on)...)
		return
	}
	if _, registered := s.Passed[Registered]; !registered && (step.Kind == Interviewed || step.Kind == Cleared) {
		p.add("step", "nomination.problem.step_order", append(args, "before", Registered.text())...)
		return
	}
	for _, kind := range StepKinds() {
		if on, failed := s.Failed[kind]; failed && kind != step.Kind {
			p.add("step", "nomination.problem.step_failed", append(args, "before", kind.text(), "date", on)...)
			return
		}
	}
}

// checkAnswer holds an answer to the steps before it.
func checkAnswer(answer Status, on civil.Date, reason string, steps []Step) []fault.Problem {
	p, s := &problems{}, StandingOf(steps)
	for _, step := range steps {
		if step.On > on {
			p.add("decided_on", "nomination.problem.decided_before_step", "step", step.Kind.text(), "date", step.On)
			break
		}
	}
	switch stopped := s.Stopped(); {
	case answer == Selected && stopped != "":
		p.add("status", "nomination.problem.selected_failed", "step", stopped.text(), "date", s.Failed[stopped])
	case answer != Selected && strings.TrimSpace(reason) == "":
		p.add("reason", "nomination.problem.reason")
	}
	return p.list
}
