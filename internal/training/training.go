// Package training keeps what an office does so that officers become able to
// go: courses, preparations and assessments for mission service, who has a
// place on each, and what came of it. A session that was held writes what its
// participants gained into their files, by the registry's own rules.
package training

import (
	"beret/civil"
	"beret/internal/locale"
	"beret/internal/reference"
)

// Session is a course, a preparation or an assessment with its seats. The JSON
// form goes to the audit log.
type Session struct {
	ID         int64          `json:"-"`
	Kind       Kind           `json:"kind"`
	Code       string         `json:"code,omitempty"`  // by the kind: certificate type, language, edition, ""
	Level      string         `json:"level,omitempty"` // that a language course reaches
	Armed      bool           `json:"armed,omitempty"` // an assessment with the firearms test
	Title      string         `json:"title"`
	Place      string         `json:"place,omitempty"`
	Organiser  string         `json:"organiser,omitempty"`
	Span       civil.Interval `json:"span"`
	Seats      int            `json:"seats"`
	WomenSeats int            `json:"women_seats,omitempty"` // of the seats, kept for women
	Deadline   civil.Date     `json:"deadline,omitzero"`     // last day to ask for the session or to name participants
	Status     Status         `json:"status"`
	Cost       string         `json:"cost,omitempty"`   // in words
	Source     string         `json:"source,omitempty"` // the plan or scenario that the session came from
	Note       string         `json:"note,omitempty"`
	Generated  bool           `json:"generated,omitempty"`
	Version    int            `json:"version"`
}

// Last returns the last day of the session.
func (s Session) Last() civil.Date { return s.Span.To.AddDays(-1) }

// Awaits reports whether the session is over and nobody has entered results.
func (s Session) Awaits(today civil.Date) bool { return !s.Status.Ended() && today >= s.Span.To }

// Late reports whether the deadline passed while the session was only planned.
func (s Session) Late(today civil.Date) bool {
	return s.Status == Planned && s.Deadline != 0 && today > s.Deadline && !s.Awaits(today)
}

// Kind is what a session is.
type Kind string

// The kinds.
const (
	Course      Kind = "course"      // leads to a certificate
	Language    Kind = "language"    // leads to a level of a language
	Preparation Kind = "preparation" // before an assessment; writes nothing into a file
	Assessment  Kind = "assessment"  // for mission service, by a team of the UN
)

// Kinds lists the kinds in the order in which a form offers them.
func Kinds() []Kind { return []Kind{Course, Language, Preparation, Assessment} }

// Key returns the message key of the kind.
func (k Kind) Key() string { return "training.kind." + string(k) }

// Codes returns the kind of reference data that the code of a session is of,
// "" for a preparation, which has none.
func (k Kind) Codes() reference.Kind {
	switch k {
	case Course:
		return reference.CertificateTypes
	case Language:
		return reference.LanguageKind
	case Assessment:
		return reference.Editions
	}
	return ""
}

// Status is how far a session is.
type Status string

// The statuses.
const (
	Planned   Status = "planned"
	Requested Status = "requested" // asked for, of the UN or of a school
	Confirmed Status = "confirmed"
	Held      Status = "held" // over, with results
	Cancelled Status = "cancelled"
)

// Statuses lists the statuses in the order of a session's life.
func Statuses() []Status { return []Status{Planned, Requested, Confirmed, Held, Cancelled} }

// Key returns the message key of the status.
func (s Status) Key() string { return "training.status." + string(s) }

// Ended reports whether nothing more will happen on the session.
func (s Status) Ended() bool { return s == Held || s == Cancelled }

// Place is one officer's place on a session, or on its waiting list.
type Place struct {
	SessionID  int64       `json:"-"`
	OfficerID  int64       `json:"officer"`
	EnrolledOn civil.Date  `json:"enrolled_on"`
	Status     PlaceStatus `json:"status"`
	FailedTest string      `json:"failed_test,omitempty"` // of an assessment, the test at which it ended
	ResultOn   civil.Date  `json:"result_on,omitzero"`
	Reason     string      `json:"reason,omitempty"` // why a rule was set aside
	Note       string      `json:"note,omitempty"`
}

// PlaceStatus is how far a place is.
type PlaceStatus string

// The statuses of a place. Before a session was held, only the first two and
// Withdrawn occur.
const (
	Enrolled  PlaceStatus = "enrolled"
	Waiting   PlaceStatus = "waiting"
	Attended  PlaceStatus = "attended" // without a result
	Passed    PlaceStatus = "passed"
	Failed    PlaceStatus = "failed"
	Absent    PlaceStatus = "absent"
	Withdrawn PlaceStatus = "withdrawn"
)

// Key returns the message key of the status.
func (s PlaceStatus) Key() string { return "training.place." + string(s) }

// Seated reports whether a place of the status takes a seat.
func (s PlaceStatus) Seated() bool { return s != Waiting && s != Withdrawn && s != "" }

// Count is so many women among so many people.
type Count struct {
	Women int `json:"women"`
	Total int `json:"total"`
}

// Men returns those who are not women.
func (c Count) Men() int { return c.Total - c.Women }

// Tally is how the places of a session stand.
type Tally struct {
	Seated  Count
	Waiting Count
	Passed  Count
}

// Free returns the seats that nobody has.
func (s Session) Free(t Tally) int { return max(0, s.Seats-t.Seated.Total) }

// Kept returns the free seats that are kept for women.
func (s Session) Kept(t Tally) int { return min(s.Free(t), max(0, s.WomenSeats-t.Seated.Women)) }

// Gives says in words what a session is about: the certificate, the language
// with its level, the edition.
func (s Session) Gives(book *reference.Book, lang locale.Lang) string {
	if s.Code == "" {
		return ""
	}
	name := book.Name(s.Kind.Codes(), s.Code, lang)
	if s.Level != "" {
		name += " " + s.Level
	}
	return name
}
