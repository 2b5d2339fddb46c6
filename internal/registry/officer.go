// Package registry is the record room of officers: who they are, what they
// can do, what of it expires, and whether they may be nominated today.
//
// Three things to call: [Store] finds, lists and changes the record, each
// change audited in its own transaction; [Rules] says what is wrong with an
// officer or a part of the file, for page, import and API alike; [Readiness]
// judges a file on a day. Deployments and nominations are only read here;
// their own rooms write them.
package registry

import (
	"beret/civil"
	"beret/internal/personname"
)

// Officer is one person of the police service with today's rank, post and
// validities. All dates of expiry in this room are half-open: what expires on
// a day is valid until the day before.
type Officer struct {
	ID      int64 `json:"-"`
	Version int64 `json:"-"` // counts changes; a form sends back the one it read

	ServiceNumber string     `json:"service_number"`
	FullName      string     `json:"full_name"`
	GivenName     string     `json:"given_name"`    // only where it is not the last syllable
	PassportName  string     `json:"passport_name"` // as printed in the passport
	Woman         bool       `json:"woman"`
	BirthDate     civil.Date `json:"birth_date"`

	Rank       string     `json:"rank"` // code of reference.Ranks
	RankSince  civil.Date `json:"rank_since"`
	HomeUnitID int64      `json:"home_unit"`
	UnitSince  civil.Date `json:"unit_since"`
	Position   string     `json:"position"`
	EnlistedOn civil.Date `json:"enlisted_on"`
	LeftOn     civil.Date `json:"left_on"` // first day out of service; zero while serving
	LeftReason string     `json:"left_reason"`

	PassportExpires            civil.Date        `json:"passport_expires"`
	Medical                    MedicalStatus     `json:"medical_status"`
	MedicalOn                  civil.Date        `json:"medical_on"`
	MedicalExpires             civil.Date        `json:"medical_expires"`
	NationalClearance          NationalClearance `json:"national_clearance"`
	NationalClearanceOn        civil.Date        `json:"national_clearance_on"`
	NationalClearanceExpires   civil.Date        `json:"national_clearance_expires"`
	NationalClearanceReference string            `json:"national_clearance_reference"`
	Note                       string            `json:"note"`

	Generated bool  `json:"generated"` // of a demonstration, no real person
	ImportID  int64 `json:"-"`         // the roster import that last wrote the row, 0 for none
	ImportRow int   `json:"-"`         // the row of that file, from 1
}

// Given returns the name by which the officer is addressed.
func (o Officer) Given() string { return personname.GivenName(o.FullName, o.GivenName) }

// Age returns the completed years of life on a day.
func (o Officer) Age(on civil.Date) int { return civil.YearsBetween(o.BirthDate, on) }

// Serving reports whether the officer is in service on a day.
func (o Officer) Serving(on civil.Date) bool { return o.LeftOn.IsZero() || on < o.LeftOn }

// MedicalStatus is the outcome of the last medical examination, without its
// findings: those are not kept in the registry.
type MedicalStatus string

// The medical states.
const (
	MedicalUnknown MedicalStatus = "unknown"
	MedicalFit     MedicalStatus = "fit"
	MedicalPending MedicalStatus = "pending"
	MedicalLater   MedicalStatus = "temporarily-unfit"
	MedicalUnfit   MedicalStatus = "unfit"
)

// MedicalStates lists the states in the order in which a form offers them.
func MedicalStates() []MedicalStatus {
	return []MedicalStatus{MedicalUnknown, MedicalFit, MedicalPending, MedicalLater, MedicalUnfit}
}

// Key returns the message key of the state.
func (m MedicalStatus) Key() string {
	switch m {
	case MedicalFit:
		return "registry.medical.fit"
	case MedicalPending:
		return "registry.medical.pending"
	case MedicalLater:
		return "registry.medical.later"
	case MedicalUnfit:
		return "registry.medical.unfit"
	}
	return "registry.medical.unknown"
}

// NationalClearance is the state of the national security clearance.
type NationalClearance string

// The states of national clearance.
const (
	ClearanceNone    NationalClearance = "none"
	ClearancePending NationalClearance = "pending"
	ClearanceGiven   NationalClearance = "cleared"
	ClearanceRefused NationalClearance = "refused"
)

// NationalClearances lists the states in the order in which a form offers them.
func NationalClearances() []NationalClearance {
	return []NationalClearance{ClearanceNone, ClearancePending, ClearanceGiven, ClearanceRefused}
}

// Key returns the message key of the state.
func (c NationalClearance) Key() string {
	switch c {
	case ClearancePending:
		return "registry.clearance.pending"
	case ClearanceGiven:
		return "registry.clearance.given"
	case ClearanceRefused:
		return "registry.clearance.refused"
	}
	return "registry.clearance.none"
}

// File is an officer with everything the record holds on the person.
type File struct {
	Officer
	Languages    []Language     `json:"languages"`
	Licences     []Licence      `json:"licences"`
	Specialisms  []Specialism   `json:"specialisms"`
	Certificates []Certificate  `json:"certificates"`
	Attempts     []Attempt      `json:"attempts"`
	Clearances   []Clearance    `json:"clearances"`
	Availability []Availability `json:"availability"`
	PastRanks    []PastRank     `json:"past_ranks"`
	PastPostings []PastPosting  `json:"past_postings"`

	Deployments []Deployment `json:"-"` // read only, oldest first
	Nominations []Nomination `json:"-"` // read only, oldest first
}

// Deployment is what the person page shows of a tour.
type Deployment struct {
	ID         int64
	Category   string
	Mission    string
	Unit       string // code of the formed unit, "" for individual officers
	PostTitle  string
	Tier       string
	From       civil.Date
	PlannedEnd civil.Date
	EndedOn    civil.Date // zero until known
	EndReason  string
	Cancelled  bool
}

// Span returns the days of the tour: to its true end or, until that is known,
// to the agreed one. A cancelled tour has none.
func (d Deployment) Span() civil.Interval {
	if d.Cancelled {
		return civil.Interval{From: d.From, To: d.From}
	}
	if d.EndedOn != 0 {
		return civil.Interval{From: d.From, To: d.EndedOn}
	}
	return civil.Interval{From: d.From, To: d.PlannedEnd}
}

// Overdue reports whether the agreed end has passed on a day and no true end is
// on record. Such an officer counts as deployed until the end is recorded.
func (d Deployment) Overdue(day civil.Date) bool {
	return !d.Cancelled && d.EndedOn == 0 && d.PlannedEnd <= day
}

// Nomination is what the person page shows of a nomination.
type Nomination struct {
	ID          int64
	Category    string
	Mission     string
	PostTitle   string
	NominatedOn civil.Date
	Expected    civil.Interval
	Status      string
	DecidedOn   civil.Date
}
