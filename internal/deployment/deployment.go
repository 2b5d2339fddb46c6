// Package deployment keeps tours of duty: planned, begun, extended, ended,
// called off. A tour counts by its days; what is planned becomes what is by the
// passing of its first day, and stays so until its true end is entered.
package deployment

import (
	"strings"

	"beret/civil"
	"beret/internal/fault"
	"beret/internal/reference"
)

// Deployment is one officer's tour.
type Deployment struct {
	ID        int64  `json:"-"`
	OfficerID int64  `json:"officer"`
	Category  string `json:"category"`
	Mission   string `json:"mission"`
	UnitID    int64  `json:"unit,omitempty"` // the formed unit, 0 for individual officers
	SeatID    int64  `json:"seat,omitempty"` // the seat in that unit
	Rotation  string `json:"rotation,omitempty"`
	PostTitle string `json:"post_title,omitempty"`
	Tier      string `json:"tier,omitempty"`
	Site      string `json:"site,omitempty"`

	From         civil.Date `json:"from"`
	PlannedEnd   civil.Date `json:"planned_end"` // agreed first day no longer in service
	ExtendedFrom civil.Date `json:"extended_from,omitzero"`
	EndedOn      civil.Date `json:"ended_on,omitzero"` // true first day no longer in service
	EndReason    Reason     `json:"end_reason,omitempty"`
	Cancelled    bool       `json:"cancelled,omitempty"`
	Note         string     `json:"note,omitempty"`
	Generated    bool       `json:"generated,omitempty"`
	Version      int        `json:"version"`
}

// Reason is why a tour ended.
type Reason string

// The reasons.
const (
	EndOfTour     Reason = "end-of-tour"
	EarlyReturn   Reason = "early-return"
	Medical       Reason = "medical"
	Disciplinary  Reason = "disciplinary"
	MissionClosed Reason = "mission-closed"
	Death         Reason = "death"
	Transferred   Reason = "transferred"
)

// Reasons lists the reasons in the order in which a form offers them.
func Reasons() []Reason {
	return []Reason{EndOfTour, EarlyReturn, Medical, Disciplinary, MissionClosed, Transferred, Death}
}

// Key returns the message key of the reason.
func (r Reason) Key() string { return "deployment.reason." + string(r) }

func (r Reason) known() bool {
	for _, k := range Reasons() {
		if k == r {
			return true
		}
	}
	return false
}

// State is where a tour stands on a day.
type State string

// The states.
const (
	Planned   State = "planned"
	Current   State = "current"
	Overdue   State = "overdue" // past its agreed end, and no end is on record
	Ended     State = "ended"
	Cancelled State = "cancelled"
)

// Key returns the message key of the state.
func (s State) Key() string { return "deployment.state." + string(s) }

// StateOn returns where the tour stands on a day. An overdue tour still counts
// as current service: nobody has said that it ended.
func (d Deployment) StateOn(day civil.Date) State {
	switch {
	case d.Cancelled:
		return Cancelled
	case d.From > day:
		return Planned
	case d.EndedOn != 0 && d.EndedOn <= day:
		return Ended
	case d.EndedOn == 0 && d.PlannedEnd <= day:
		return Overdue
	}
	return Current
}

// Span returns the days of the tour: to its true end or, until that is known,
// to the agreed one.
func (d Deployment) Span() civil.Interval {
	if d.EndedOn != 0 {
		return civil.Interval{From: d.From, To: d.EndedOn}
	}
	return civil.Interval{From: d.From, To: d.PlannedEnd}
}

// Person is what the rules need of the officer of a tour.
type Person struct {
	ID     int64
	Birth  civil.Date
	LeftOn civil.Date
}

// Place is what the rules need of the unit and seat of a tour: the category of
// the unit, and the unit to which the seat belongs. Zero where there is none.
type Place struct {
	Category   string
	UnitOfSeat int64
}

// Check returns the rules that a tour breaks beside the officer's other tours.
func Check(d Deployment, person Person, place Place, others []Deployment, book *reference.Book) []fault.Problem {
	p := &problems{}
	d.checkCodes(place, book, p)
	d.checkDates(person, p)
	d.checkMission(book, p)
	for _, o := range others {
		if o.ID != d.ID && !o.Cancelled && !d.Cancelled && d.From != 0 && o.Span().Overlaps(d.Span()) {
			p.add("from", "deployment.problem.overlap", "mission", o.Mission, "from", o.From, "to", o.Span().To)
		}
	}
	return p.list
}

type problems struct{ list []fault.Problem }

func (p *problems) add(field, key string, args ...any) {
	p.list = append(p.list, fault.Problem{Field: field, Key: key, Args: args})
}

func (d Deployment) checkCodes(place Place, book *reference.Book, p *problems) {
	if _, ok := book.Find(reference.Categories, d.Category); !ok {
		p.add("category", "deployment.problem.category")
	}
	if _, ok := book.Find(reference.Tiers, d.Tier); !ok && d.Tier != "" {
		p.add("tier", "deployment.problem.tier")
	}
	switch {
	case d.UnitID != 0 && place.Category != d.Category:
		p.add("unit", "deployment.problem.unit_category")
	case d.SeatID != 0 && place.UnitOfSeat != d.UnitID:
		p.add("seat", "deployment.problem.seat")
	}
	if len(d.Note) > 4000 || len(d.Site)+len(d.PostTitle)+len(d.Rotation) > 600 {
		p.add("note", "deployment.problem.too_long")
	}
}

func (d Deployment) checkDates(person Person, p *problems) {
	switch {
	case d.From == 0 || d.From <= person.Birth:
		p.add("from", "deployment.problem.from")
	case d.PlannedEnd <= d.From:
		p.add("planned_end", "deployment.problem.planned_end")
	case d.EndedOn != 0 && d.EndedOn <= d.From:
		p.add("ended_on", "deployment.problem.ended_on")
	case person.LeftOn != 0 && d.Span().To > person.LeftOn:
		p.add("planned_end", "deployment.problem.left", "date", person.LeftOn)
	}
	if (d.EndedOn == 0) != (d.EndReason == "") || d.EndReason != "" && !d.EndReason.known() {
		p.add("end_reason", "deployment.problem.end_reason")
	}
}

// checkMission holds the tour within the days on which the mission exists.
func (d Deployment) checkMission(book *reference.Book, p *problems) {
	known := false
	for _, row := range book.Rows(reference.Missions) {
		if row.Code != d.Mission {
			continue
		}
		known = true
		if row.Valid.Contains(d.From) && (row.Valid.To == 0 || d.Span().To <= row.Valid.To) {
			return
		}
	}
	if !known {
		p.add("mission", "deployment.problem.mission")
		return
	}
	p.add("mission", "deployment.problem.mission_closed", "mission", d.Mission)
}

// normal trims the texts of a tour.
func (d Deployment) normal() Deployment {
	for _, text := range []*string{&d.Rotation, &d.PostTitle, &d.Site, &d.Note} {
		*text = strings.TrimSpace(*text)
	}
	return d
}
