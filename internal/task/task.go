// Package task keeps what somebody must do by a day, so that a plan becomes
// work: entered by hand, or made from a step of a plan, a call or a session of
// training.
package task

import (
	"slices"
	"strings"

	"beret/civil"
	"beret/internal/fault"
	"beret/internal/personname"
)

// Task is a piece of work with its day. The JSON form goes to the audit log.
type Task struct {
	ID           int64      `json:"-"`
	Title        string     `json:"title"`
	Detail       string     `json:"detail,omitempty"`
	Due          civil.Date `json:"due"`                   // the last day on which it is in time
	UserID       int64      `json:"user,omitempty"`        // the user who is responsible, or 0
	Responsible  string     `json:"responsible,omitempty"` // who is, where it is no user
	Status       Status     `json:"status"`
	ClosedOn     civil.Date `json:"closed_on,omitzero"`
	ClosedBy     string     `json:"closed_by,omitempty"` // login
	Origin       Origin     `json:"origin,omitzero"`
	TargetWomen  int        `json:"target_women,omitempty"` // what is to be reached, 0 for no number
	TargetNumber int        `json:"target_number,omitempty"`
	Generated    bool       `json:"generated,omitempty"`
	Version      int        `json:"version"`

	User string `json:"-"` // name of the user who is responsible, read only
}

// Origin is what a task came from: an id of its kind, and words for it.
type Origin struct {
	Kind OriginKind `json:"kind,omitempty"`
	ID   int64      `json:"id,omitempty"`
	Text string     `json:"text,omitempty"`
}

// IsZero reports whether the task was entered by hand.
func (o Origin) IsZero() bool { return o == Origin{} }

// OriginKind says what sort of thing a task came from.
type OriginKind string

// The kinds of origin. The id of a plan is a saved scenario of the outlook, or
// 0 where none was saved.
const (
	ByHand      OriginKind = ""
	FromPlan    OriginKind = "plan"
	FromCall    OriginKind = "call"
	FromSession OriginKind = "session"
)

// Status is how far a task is.
type Status string

// The statuses.
const (
	Open    Status = "open"
	Done    Status = "done"
	Dropped Status = "dropped" // no longer needed
)

// Statuses lists the statuses.
func Statuses() []Status { return []Status{Open, Done, Dropped} }

// Key returns the message key of the status.
func (s Status) Key() string { return "task.status." + string(s) }

// Overdue reports whether the day has passed and the task is open.
func (t Task) Overdue(today civil.Date) bool { return t.Status == Open && today > t.Due }

// Who returns who is responsible, "" where nobody is named.
func (t Task) Who() string {
	if t.User != "" {
		return t.User
	}
	return t.Responsible
}

// Bounds of what a task may hold; more is a slip of the pen.
const (
	longest     = 300 // characters
	longestNote = 4000
	mostTarget  = 1_000_000
	earliest    = 2000 // years of a due day
	latest      = 2100
)

type problems struct{ list []fault.Problem }

func (p *problems) add(broken bool, field, key string, args ...any) {
	if broken {
		p.list = append(p.list, fault.Problem{Field: field, Key: key, Args: args})
	}
}

// Check returns the rules that a task breaks.
func Check(t Task) []fault.Problem {
	p := &problems{}
	p.add(t.Title == "" || len(t.Title) > longest, "title", "task.problem.title", "n", longest)
	p.add(len(t.Detail) > longestNote, "detail", "task.problem.long", "n", longestNote)
	p.add(len(t.Responsible) > longest, "responsible", "task.problem.long", "n", longest)
	p.add(t.UserID != 0 && t.Responsible != "", "responsible", "task.problem.responsible")
	p.add(t.Due == 0, "due", "task.problem.due")
	p.add(t.Due != 0 && (t.Due.Year() < earliest || t.Due.Year() > latest), "due", "task.problem.due_far")
	p.add(t.TargetWomen < 0 || t.TargetWomen > mostTarget, "target_women", "task.problem.target", "n", mostTarget)
	p.add(t.TargetNumber < 0 || t.TargetNumber > mostTarget, "target_number", "task.problem.target", "n", mostTarget)
	p.add(t.TargetNumber != 0 && t.TargetWomen > t.TargetNumber, "target_women", "task.problem.target_women")
	p.add(!slices.Contains([]OriginKind{ByHand, FromPlan, FromCall, FromSession}, t.Origin.Kind), "origin", "task.problem.origin")
	return p.list
}

func (t *Task) trim() {
	for _, text := range []*string{&t.Title, &t.Detail, &t.Responsible, &t.Origin.Text} {
		*text = strings.TrimSpace(*text)
	}
}

func (t Task) searchKey() string {
	return personname.Fold(strings.Join([]string{t.Title, t.Detail, t.Responsible, t.Origin.Text}, " "))
}
