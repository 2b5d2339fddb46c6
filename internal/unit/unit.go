// Package unit keeps formed units: each with its table of organisation of
// numbered seats, who holds and held each seat, and how ready the unit is.
// Readiness by the UN's capability system (PCRS) and the phase of training are
// two facts: the same words are used for both in the press, and they differ.
package unit

import (
	"slices"
	"strings"

	"beret/civil"
	"beret/internal/fault"
	"beret/internal/reference"
)

// Unit is a formed unit.
type Unit struct {
	ID            int64      `json:"-"`
	Code          string     `json:"code"`
	Name          string     `json:"name"`
	Category      string     `json:"category"`
	Mission       string     `json:"mission,omitempty"` // to which it is bound, if any
	PCRSLevel     string     `json:"pcrs_level,omitempty"`
	PCRSSince     civil.Date `json:"pcrs_since,omitzero"`
	TrainingPhase string     `json:"training_phase,omitempty"` // in the office's own words
	EstablishedOn civil.Date `json:"established_on,omitzero"`
	Generated     bool       `json:"generated,omitempty"`
	Version       int        `json:"version"`
}

// Levels lists the readiness levels of the UN's Peacekeeping Capability
// Readiness System in their order; RDL is rapid deployment within 60 days.
// Source: PCRS Guidelines 2019.01, Force Generation Manual 2021.05, chapter 3.
func Levels() []string { return []string{"1", "2", "3", "RDL"} }

// LevelKey returns the message key of what a readiness level means.
func LevelKey(level string) string { return "unit.pcrs." + level }

// Seat is a numbered place in a unit's table of organisation. Title is a key of
// the catalogue, or the office's own words where it is none.
type Seat struct {
	ID         int64  `json:"-"`
	UnitID     int64  `json:"-"`
	Number     int    `json:"number"`
	Element    string `json:"element"`
	Title      string `json:"title"`
	Tier       string `json:"tier,omitempty"`
	RankFrom   string `json:"rank_from,omitempty"` // lowest rank, "" for any
	RankTo     string `json:"rank_to,omitempty"`   // highest rank, "" for any
	Specialism string `json:"specialism,omitempty"`
}

// Element names a part of a unit; its text is ElementKey(code).
type Element string

// The elements of a formed police unit, in the order of its table of
// organisation: command, staff for operations, political and logistic staff,
// and four tactical teams.
const (
	Command    Element = "command"
	Operations Element = "operations"
	Logistics  Element = "political-logistics"
	TacticalA  Element = "tactical-1"
	TacticalB  Element = "tactical-2"
	TacticalC  Element = "tactical-3"
	TacticalD  Element = "tactical-4"
)

// Elements lists the elements in order.
func Elements() []Element {
	return []Element{Command, Operations, Logistics, TacticalA, TacticalB, TacticalC, TacticalD}
}

// ElementKey returns the message key of an element's name.
func ElementKey(code string) string { return "unit.element." + code }

// Check returns the problems of the unit's own fields.
func (u Unit) Check(book *reference.Book) []fault.Problem {
	var problems []fault.Problem
	add := func(field, key string) { problems = append(problems, fault.Problem{Field: field, Key: key}) }
	if strings.TrimSpace(u.Code) == "" {
		add("code", "unit.problem.code")
	}
	if strings.TrimSpace(u.Name) == "" {
		add("name", "unit.problem.name")
	}
	if _, ok := book.Find(reference.Categories, u.Category); !ok {
		add("category", "unit.problem.category")
	}
	if _, ok := book.Find(reference.Missions, u.Mission); !ok && u.Mission != "" {
		add("mission", "unit.problem.mission")
	}
	if u.PCRSLevel != "" && !slices.Contains(Levels(), u.PCRSLevel) {
		add("pcrs_level", "unit.problem.pcrs_level")
	}
	if (u.PCRSLevel == "") != (u.PCRSSince == 0) {
		add("pcrs_since", "unit.problem.pcrs_since")
	}
	return problems
}

// checkSeats returns the problems of a table of organisation, each under the
// field "seat" with the number of the seat.
func checkSeats(seats []Seat, book *reference.Book) []fault.Problem {
	var problems []fault.Problem
	taken := map[int]bool{}
	for _, s := range seats {
		if taken[s.Number] || s.Number <= 0 {
			problems = append(problems, fault.Problem{Field: "seat", Key: "unit.problem.seat_number", Args: []any{"number", s.Number}})
		}
		taken[s.Number] = true
		problems = append(problems, s.check(book)...)
	}
	return problems
}

func (s Seat) check(book *reference.Book) []fault.Problem {
	var problems []fault.Problem
	add := func(key string) {
		problems = append(problems, fault.Problem{Field: "seat", Key: key, Args: []any{"number", s.Number}})
	}
	unknown := func(kind reference.Kind, code string) bool {
		_, ok := book.Find(kind, code)
		return code != "" && !ok
	}
	if s.Element == "" || strings.TrimSpace(s.Title) == "" {
		add("unit.problem.seat_title")
	}
	if unknown(reference.Tiers, s.Tier) || unknown(reference.Specialisms, s.Specialism) {
		add("unit.problem.seat_code")
	}
	if unknown(reference.Ranks, s.RankFrom) || unknown(reference.Ranks, s.RankTo) ||
		s.RankFrom != "" && s.RankTo != "" && book.RankOrder(s.RankFrom) > book.RankOrder(s.RankTo) {
		add("unit.problem.seat_ranks")
	}
	return problems
}

// Takes reports whether a rank lies in the seat's range.
func (s Seat) Takes(rank string, book *reference.Book) bool {
	order := book.RankOrder(rank)
	return (s.RankFrom == "" || order >= book.RankOrder(s.RankFrom)) &&
		(s.RankTo == "" || order <= book.RankOrder(s.RankTo))
}

// Holding is one officer's time in one seat.
type Holding struct {
	SeatID    int64          `json:"seat"`
	OfficerID int64          `json:"officer"`
	Span      civil.Interval `json:"span"`
}

// Person is who holds a seat, as a table of organisation shows it.
type Person struct {
	ID            int64
	ServiceNumber string
	Name          string
	Woman         bool
	Rank          string
	left          civil.Date
}

// CheckHolding returns the problems of putting a person into a seat, beside
// the holdings of that seat and of that person elsewhere: a seat has one holder
// at a time, an officer one seat at a time, and the rank must be in the range.
func CheckHolding(h Holding, seat Seat, person Person, others []Holding, book *reference.Book) []fault.Problem {
	var problems []fault.Problem
	add := func(field, key string, args ...any) {
		problems = append(problems, fault.Problem{Field: field, Key: key, Args: args})
	}
	if h.Span.From == 0 || h.Span.Empty() {
		add("from", "unit.problem.dates")
		return problems
	}
	if person.left != 0 && (h.Span.To == 0 || h.Span.To > person.left) {
		add("officer", "unit.problem.left", "date", person.left)
	}
	if !seat.Takes(person.Rank, book) {
		add("officer", "unit.problem.rank", "number", seat.Number)
	}
	for _, o := range others {
		if !o.Span.Overlaps(h.Span) {
			continue
		}
		switch {
		case o.SeatID == h.SeatID:
			add("from", "unit.problem.seat_taken", "date", o.Span.From)
		case o.OfficerID == h.OfficerID:
			add("officer", "unit.problem.holds_other", "date", o.Span.From)
		}
	}
	return problems
}

// Filled is a seat with its holder on a day, or nobody.
type Filled struct {
	Seat
	Holder *Person
	Since  civil.Date
	Until  civil.Date // the first day on which the holder no longer holds it, 0 while open
}

// Count is the strength of an element: seats, how many of them are filled, and
// by how many women. Shares are of filled seats, never of all.
type Count struct {
	Element string
	Seats   int
	Filled  int
	Women   int
}

// Vacant returns how many seats nobody holds.
func (c Count) Vacant() int { return c.Seats - c.Filled }

// Figures counts the seats by element, in the order of the elements' first
// seats, and in all.
func Figures(seats []Filled) (elements []Count, whole Count) {
	for _, s := range seats {
		i := slices.IndexFunc(elements, func(c Count) bool { return c.Element == s.Element })
		if i < 0 {
			i, elements = len(elements), append(elements, Count{Element: s.Element})
		}
		elements[i].count(s)
		whole.count(s)
	}
	return elements, whole
}

func (c *Count) count(s Filled) {
	c.Seats++
	if s.Holder == nil {
		return
	}
	c.Filled++
	if s.Holder.Woman {
		c.Women++
	}
}
