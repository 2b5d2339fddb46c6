package selection

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/audit"
	"beret/internal/database"
	"beret/internal/fault"
	"beret/internal/unit"
)

// Seating is what a signed list of a unit does to the unit's seats on the day
// of the rotation, seat by seat in the order of their numbers.
type Seating struct {
	Edition int
	Day     civil.Date
	Seats   []SeatChange
}

// SeatChange is a seat with who holds it on the day as the record stands, and
// whom the list puts into it; nil for nobody.
type SeatChange struct {
	Seat  unit.Seat
	Holds *unit.Person
	Since civil.Date
	Takes *Nominee
	From  int // number of the seat of the unit from which the nominee moves, 0 for none
	To    int // number of the seat to which the holder moves, 0 for none
}

// Stays reports whether the seat's holder keeps it.
func (s SeatChange) Stays() bool {
	return s.Holds != nil && s.Takes != nil && s.Holds.ID == s.Takes.OfficerID
}

// Leaves reports whether a holder gives the seat up.
func (s SeatChange) Leaves() bool { return s.Holds != nil && !s.Stays() }

// Comes reports whether somebody comes into the seat.
func (s SeatChange) Comes() bool { return s.Takes != nil && !s.Stays() }

// Turnover counts officers by what a seating does with them.
type Turnover struct{ Come, Leave, Move, Stay int }

// Count says how many come to the unit, leave it, change seats and stay.
func (s Seating) Count() (n Turnover) {
	for _, seat := range s.Seats {
		n.Come += truth(seat.Comes() && seat.From == 0)
		n.Leave += truth(seat.Leaves() && seat.To == 0)
		n.Move += truth(seat.Comes() && seat.From != 0)
		n.Stay += truth(seat.Stays())
	}
	return n
}

// Done reports whether the record already says what the list says.
func (s Seating) Done() bool {
	n := s.Count()
	return n.Come+n.Leave+n.Move == 0
}

// Mark names the seating by everything that it would change, so that what is
// confirmed is what was shown.
func (s Seating) Mark() string {
	sum := sha256.New()
	fmt.Fprintln(sum, s.Edition, s.Day)
	for _, seat := range s.Seats {
		if seat.Leaves() {
			fmt.Fprintln(sum, "out", seat.Seat.ID, seat.Holds.ID)
		}
		if seat.Comes() {
			fmt.Fprintln(sum, "in", seat.Seat.ID, seat.Takes.OfficerID)
		}
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// PlanSeating returns what seating the newest signed edition of a unit's slate
// does. It returns Invalid where the slate is not of a unit or not signed.
func PlanSeating(ctx context.Context, tx *database.Tx, scene Scene, id int64) (plan Seating, err error) {
	defer fault.Wrap(&err, "selection.PlanSeating(%d)", id)
	s, err := Find(ctx, tx, scene.Actor, id)
	if err != nil {
		return plan, err
	}
	switch {
	case s.UnitID == 0:
		return plan, invalid("", "selection.problem.no_unit")
	case !s.Status.Frozen():
		return plan, invalid("", "selection.problem.status."+string(s.Status))
	}
	editions, err := Editions(ctx, tx, scene.Actor, id)
	if err != nil {
		return plan, err
	}
	if len(editions) == 0 || !editions[0].Intact() {
		return plan, invalid("", "selection.problem.altered")
	}
	list, err := editions[0].Read()
	if err != nil {
		return plan, err
	}
	seats, err := unit.Seats(ctx, tx, scene.Actor, s.UnitID, list.Expected.From)
	if err != nil {
		return plan, err
	}
	return list.seating(seats)
}

// seating compares the list with the seats as they stand on the first day.
func (l SignedList) seating(seats []unit.Filled) (Seating, error) {
	plan := Seating{Edition: l.Edition, Day: l.Expected.From}
	taken := map[int]*Nominee{}
	for _, place := range l.Places {
		for i := range place.Nominees {
			taken[place.Nominees[i].Seat] = &place.Nominees[i]
		}
	}
	for _, s := range seats {
		plan.Seats = append(plan.Seats, SeatChange{Seat: s.Seat, Holds: s.Holder, Since: s.Since, Takes: taken[s.Number]})
		delete(taken, s.Number)
	}
	for number, nominee := range taken {
		return plan, invalid("", "selection.problem.no_seat", "name", nominee.Name, "number", number)
	}
	plan.follow()
	return plan, nil
}

// follow notes who moves from one seat of the unit to another.
func (s Seating) follow() {
	at := map[int64]*SeatChange{}
	for i := range s.Seats {
		if s.Seats[i].Leaves() {
			at[s.Seats[i].Holds.ID] = &s.Seats[i]
		}
	}
	for i := range s.Seats {
		if seat := &s.Seats[i]; seat.Comes() && at[seat.Takes.OfficerID] != nil {
			old := at[seat.Takes.OfficerID]
			seat.From, old.To = old.Seat.Number, seat.Seat.Number
		}
	}
}

// TakeSeats writes the newest signed edition of a unit's slate into the unit's
// seats, all of it or nothing: who is not on the list gives the seat up on the
// first day of the tour, who comes takes it on that day, who stays stays. mark
// is Seating.Mark of what was shown; it returns Conflict where something else
// would change by now, and Invalid where somebody cannot take a seat. Where the
// seats are as the list says, nothing is written.
func TakeSeats(ctx context.Context, tx *database.Tx, scene Scene, id int64, edition int, mark string) (plan Seating, err error) {
	defer fault.Wrap(&err, "selection.TakeSeats(%d, %d)", id, edition)
	for _, action := range []account.Action{account.SlateEdit, account.UnitEdit} {
		if err := scene.Actor.Require(action); err != nil {
			return plan, err
		}
	}
	if plan, err = PlanSeating(ctx, tx, scene, id); err != nil {
		return plan, err
	}
	switch {
	case plan.Edition != edition:
		return plan, fault.New(fault.Conflict, "fault.conflict")
	case plan.Done():
		return plan, nil
	case plan.Mark() != mark:
		return plan, fault.New(fault.Conflict, "fault.conflict")
	}
	s, err := Find(ctx, tx, scene.Actor, id)
	if err != nil {
		return plan, err
	}
	if err := plan.write(ctx, tx, scene, s.Name); err != nil {
		return plan, err
	}
	n := plan.Count()
	return plan, audit.Append(ctx, tx, audit.Entry{Actor: scene.Actor, Action: "selection.seat", Kind: "slate", Subject: id, After: struct {
		Edition int        `json:"edition"`
		Day     civil.Date `json:"day"`
		Come    int        `json:"come"`
		Leave   int        `json:"leave"`
		Move    int        `json:"move"`
		Stay    int        `json:"stay"`
	}{plan.Edition, plan.Day, n.Come, n.Leave, n.Move, n.Stay}})
}

// write frees the seats before anybody takes one, since some only move.
func (s Seating) write(ctx context.Context, tx *database.Tx, scene Scene, reason string) error {
	for _, seat := range s.Seats {
		if !seat.Leaves() {
			continue
		}
		err := s.free(ctx, tx, scene, seat, reason)
		if fault.CodeOf(err) == fault.NotFound {
			err = invalid("", "selection.problem.begun", "number", seat.Seat.Number, "name", seat.Holds.Name, "date", s.Day)
		}
		if err != nil {
			return err
		}
	}
	var problems []fault.Problem
	for _, seat := range s.Seats {
		if !seat.Comes() {
			continue
		}
		err := unit.Assign(ctx, tx, scene.Actor, scene.Book, unit.Holding{SeatID: seat.Seat.ID, OfficerID: seat.Takes.OfficerID, Span: civil.Interval{From: s.Day}})
		if found := fault.ProblemsOf(err); len(found) > 0 {
			problems = append(problems, fault.Problem{Key: "selection.problem.seat", Args: []any{"number", seat.Seat.Number, "name", seat.Takes.Name}})
			problems = append(problems, unfielded(found)...)
		} else if err != nil {
			return err
		}
	}
	return fault.Check(problems)
}

// free ends a holding on the day, or takes one back that was only to begin then.
func (s Seating) free(ctx context.Context, tx *database.Tx, scene Scene, seat SeatChange, reason string) error {
	if seat.Since == s.Day {
		return unit.Withdraw(ctx, tx, scene.Actor, seat.Seat.ID, s.Day, scene.Today, reason)
	}
	return unit.Release(ctx, tx, scene.Actor, seat.Seat.ID, s.Day, reason)
}

// unfielded are the problems without their fields, which the page has not.
func unfielded(problems []fault.Problem) []fault.Problem {
	for i := range problems {
		problems[i].Field = ""
	}
	return problems
}
