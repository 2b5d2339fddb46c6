package selection_test

import (
	"testing"

	"beret/civil"
	"beret/internal/database"
	"beret/internal/database/databasetest"
	"beret/internal/fault"
	"beret/internal/selection"
	"beret/internal/unit"
)

// rotation makes a unit of three seats for captains: the first held by officer
// 1, the second by officer 2, the third empty; and a slate for its rotation
// that bans officer 1 and pins officer 2 to the third seat.
func (h *house) rotation() *selection.Sheet {
	h.t.Helper()
	var sheet *selection.Sheet
	h.write(func(tx *database.Tx) (err error) {
		for _, statement := range []string{
			"INSERT INTO formed_unit (id, code, name, category) VALUES (1, 'U1', 'Unit 1', 'fpu')",
			"INSERT INTO seat (id, unit_id, number, element, title_key, tier, rank_from, rank_to, specialism) VALUES (11, 1, 1, 'command', 'Chief', '', 'CPT', 'COL', 'operations')",
			"INSERT INTO seat (id, unit_id, number, element, title_key, tier, rank_from, rank_to, specialism) VALUES (12, 1, 2, 'tactical-1', 'First', '', '', '', '')",
			"INSERT INTO seat (id, unit_id, number, element, title_key, tier, rank_from, rank_to, specialism) VALUES (13, 1, 3, 'tactical-2', 'Second', '', '', '', '')",
			"INSERT INTO seat_holder (seat_id, officer_id, from_date) VALUES (11, 1, '2026-01-01')",
			"INSERT INTO seat_holder (seat_id, officer_id, from_date) VALUES (12, 2, '2026-01-01')",
		} {
			if _, err := tx.Exec(ctx, statement); err != nil {
				return err
			}
		}
		sheet, err = h.room.Create(ctx, tx, h.scene(desk()), selection.Slate{UnitID: 1, Name: "R1", Expected: civil.Interval{From: day("2027-05-01"), To: day("2028-05-01")}})
		return err
	})
	h.rule(sheet.ID, selection.Ruling{OfficerID: 1, Kind: selection.Ban, Reason: "the tour is over"})
	h.rule(sheet.ID, selection.Ruling{OfficerID: 2, Post: sheet.Posts[2].Key, Kind: selection.Pin, Reason: "knows the work"})
	return h.sheet(sheet.ID)
}

func (h *house) rule(id int64, r selection.Ruling) {
	h.t.Helper()
	h.expect("", func(tx *database.Tx) error {
		s, err := selection.Find(ctx, tx, desk(), id)
		if err == nil {
			_, err = h.room.Rule(ctx, tx, h.scene(desk()), id, s.Version, r)
		}
		return err
	})
}

func (h *house) signed(id int64) {
	h.t.Helper()
	h.expect("", h.check(id, "as it is"))
	h.expect("", h.approve(leader(), id))
	h.expect("", h.sign(id))
}

func (h *house) plan(id int64) (plan selection.Seating) {
	h.t.Helper()
	h.write(func(tx *database.Tx) (err error) {
		plan, err = selection.PlanSeating(ctx, tx, h.scene(desk()), id)
		return err
	})
	return plan
}

func (h *house) seat(id int64, edition int, mark string) func(tx *database.Tx) error {
	return func(tx *database.Tx) error {
		_, err := selection.TakeSeats(ctx, tx, h.scene(desk()), id, edition, mark)
		return err
	}
}

// holders are who holds the seats on a day, 0 for nobody.
func (h *house) holders(on string) (ids [3]int64) {
	h.t.Helper()
	h.write(func(tx *database.Tx) error {
		seats, err := unit.Seats(ctx, tx, desk(), 1, day(on))
		for i, s := range seats {
			if s.Holder != nil {
				ids[i] = s.Holder.ID
			}
		}
		return err
	})
	return ids
}

func TestASignedListIsSeated(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		h := newHouse(t, db)
		sheet := h.rotation()
		id := sheet.ID
		h.expect("selection.problem.status.draft", h.seat(id, 1, ""))
		h.signed(id)
		plan := h.plan(id)
		if n := plan.Count(); n != (selection.Turnover{Come: 2, Leave: 1, Move: 1}) || plan.Seats[2].From != 2 || plan.Seats[1].To != 3 || plan.Done() {
			t.Fatalf("%+v: %+v", n, plan)
		}
		h.expect("conflict", h.seat(id, 2, plan.Mark()))
		h.expect("conflict", h.seat(id, 1, "something else"))
		h.expect("forbidden", func(tx *database.Tx) error {
			_, err := selection.TakeSeats(ctx, tx, h.scene(leader()), id, 1, plan.Mark())
			return err
		})
		last := plan.Seats[1].Takes.OfficerID
		h.write(func(tx *database.Tx) error {
			_, err := tx.Exec(ctx, "UPDATE officer SET left_on = '2027-06-01' WHERE id = ?", last)
			return err
		})
		h.expect("selection.problem.seat", h.seat(id, 1, plan.Mark()))
		if got := h.holders("2027-05-01"); got != [3]int64{1, 2, 0} {
			t.Errorf("all or nothing: %v", got)
		}
		h.write(func(tx *database.Tx) error {
			_, err := tx.Exec(ctx, "UPDATE officer SET left_on = NULL WHERE id = ?", last)
			return err
		})
		h.expect("", h.seat(id, 1, plan.Mark()))
		if got := h.holders("2027-04-30"); got != [3]int64{1, 2, 0} {
			t.Errorf("the day before: %v", got)
		}
		want := [3]int64{plan.Seats[0].Takes.OfficerID, last, 2}
		if got := h.holders("2027-05-01"); got != want {
			t.Errorf("on the day: %v, want %v", got, want)
		}
		h.audited(id, "selection.seat", "")
		h.expect("", h.seat(id, 1, plan.Mark())) // done already
		if again := h.plan(id); !again.Done() {
			t.Errorf("after the seating: %+v", again)
		}
		h.reseated(id, want)
	})
}

// reseated signs a second edition without the one in the first seat, who had
// not taken it yet.
func (h *house) reseated(id int64, before [3]int64) {
	h.t.Helper()
	h.expect("", func(tx *database.Tx) error {
		s, err := selection.Find(ctx, tx, desk(), id)
		if err == nil {
			_, err = selection.Reopen(ctx, tx, desk(), id, s.Version, day("2026-10-31"), "ill")
		}
		return err
	})
	h.rule(id, selection.Ruling{OfficerID: before[0], Kind: selection.Ban, Reason: "ill"})
	h.signed(id)
	plan := h.plan(id)
	h.expect("conflict", h.seat(id, 1, plan.Mark()))
	h.expect("", h.seat(id, 2, plan.Mark()))
	got := h.holders("2027-05-01")
	if !h.plan(id).Done() || got[0] == before[0] || got[0] == 0 || got[2] != 2 {
		h.t.Errorf("second edition: %v after %v", got, before)
	}
}

func TestTheRotationAfterShowsItsGaps(t *testing.T) {
	h := newHouse(t, databasetest.SQLite(t))
	h.write(func(tx *database.Tx) error {
		_, err := tx.Exec(ctx, "UPDATE officer SET passport_expires = '2029-06-01' WHERE id <= 9") // of ten
		if err == nil {
			_, err = tx.Exec(ctx, "UPDATE officer SET medical_expires = '2032-01-01'")
		}
		return err
	})
	sheet := h.rotation()
	if tour := sheet.NextTour(); tour.From != day("2028-05-01") || tour.To != day("2029-05-02") {
		t.Errorf("the tour after: %v", tour)
	}
	rotation, err := sheet.NextRotation(ctx, h.scene(desk()))
	if err != nil {
		t.Fatal(err)
	}
	next := rotation.Posts
	if len(next) != 3 || next[0].Now != 10 || next[0].Then != 1 || next[0].Women != 0 || next[0].Short() != 0 {
		t.Fatalf("the rotation after: %+v", next)
	}
	if next[0].Could != 10 || next[0].CouldWomen != 4 || next[0].Lost() != 0 {
		t.Errorf("with renewals: %+v", next[0])
	}
	if len(next[0].Mends) == 0 || next[0].Mends[0].Officers != 9 || next[0].Mends[0].Women != 4 {
		t.Errorf("what helps most: %+v", next[0].Mends)
	}
	// The one who is eligible could hold any post, and sits in one.
	if !rotation.Proven || rotation.Short() != rotation.Places()-1 || rotation.Lost() != 0 {
		t.Errorf("short %d and lost %d of %d places: %+v", rotation.Short(), rotation.Lost(), rotation.Places(), next)
	}
	for _, post := range next {
		if post.Then != 1 {
			t.Errorf("%s: %d are eligible", post.Post.Title, post.Then)
		}
	}
}

func TestARemedyIsPlannedAndTickedOff(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		h := newHouse(t, db)
		sheet := h.create()
		id, post := sheet.ID, sheet.Posts[0].Key
		list := []selection.Measure{{OfficerID: 1, Post: post, What: "passport", Cost: 2}, {OfficerID: 2, Post: post, What: "medical", Cost: 3}}
		plan := func(version int, due string, list []selection.Measure) func(tx *database.Tx) error {
			return func(tx *database.Tx) error {
				_, err := selection.PlanMeasures(ctx, tx, h.scene(desk()), id, version, list, day(due), "for the floor")
				return err
			}
		}
		h.expect("selection.problem.due", plan(sheet.Version, "2027-02-02", list))
		h.expect("selection.problem.due", plan(sheet.Version, "2026-10-30", list))
		h.expect("conflict", plan(sheet.Version-1, "2027-01-01", list))
		h.expect("", plan(sheet.Version, "2027-01-01", list[:1]))
		h.expect("", plan(sheet.Version, "2027-01-10", list)) // the first is planned already
		measures := h.sheet(id).Measures
		if len(measures) != 2 || measures[0].Due != day("2027-01-01") || measures[0].Cost != 2 || measures[0].PlannedBy != "desk" {
			t.Fatalf("planned: %+v", measures)
		}
		tick := func(was, done civil.Date) func(tx *database.Tx) error {
			return func(tx *database.Tx) error {
				return selection.EditMeasure(ctx, tx, h.scene(desk()), id, measures[0].ID, was, measures[0].Due, done, "")
			}
		}
		h.expect("selection.problem.done_day", tick(0, day("2026-11-01")))
		h.expect("", tick(0, day("2026-10-31")))
		h.expect("conflict", tick(0, day("2026-10-31")))
		h.audited(id, "selection.edit_measure", "")
		if measures = h.sheet(id).Measures; measures[0].Done() || !measures[1].Done() || measures[1].DoneBy != "desk" {
			t.Errorf("ticked off: %+v", measures)
		}
		err := db.Write(ctx, func(tx *database.Tx) error {
			return selection.EditMeasure(ctx, tx, h.scene(leader()), id, measures[0].ID, 0, measures[0].Due, 0, "")
		})
		if fault.CodeOf(err) != fault.Forbidden {
			t.Errorf("a leader changes a measure: %v", err)
		}
	})
}
