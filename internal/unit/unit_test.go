package unit_test

import (
	"context"
	"testing"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/audit"
	"beret/internal/database"
	"beret/internal/database/databasetest"
	"beret/internal/fault"
	"beret/internal/reference"
	"beret/internal/unit"
)

var ctx = context.Background()

func book(t *testing.T) *reference.Book {
	t.Helper()
	b, err := reference.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func day(s string) civil.Date { return civil.MustDate(s) }

func write(t *testing.T, db *database.DB, f func(tx *database.Tx) error) {
	t.Helper()
	if err := db.Write(ctx, f); err != nil {
		t.Fatal(err)
	}
}

// people adds five officers, ids 1 to 5, the odd ones women; the fifth leaves.
func people(t *testing.T, db *database.DB) {
	t.Helper()
	write(t, db, func(tx *database.Tx) error {
		if _, err := tx.Exec(ctx, "INSERT INTO home_unit (id, code, name, name_key) VALUES (1, 'A', 'A', 'a')"); err != nil {
			return err
		}
		for id := 1; id <= 5; id++ {
			var left civil.Date
			if id == 5 {
				left = day("2026-06-01")
			}
			if _, err := tx.Exec(ctx, `INSERT INTO officer (id, service_number, full_name, name_key, search_key, woman, birth_date,
				rank_code, rank_order, home_unit_id, left_on) VALUES (?, ?, 'X', ?, 'x', ?, '1990-01-01', 'CPT', 9, 1, ?)`,
				id, string(rune('0'+id)), []byte{byte(id)}, id%2, left); err != nil {
				return err
			}
		}
		return nil
	})
}

func small() (unit.Unit, []unit.Seat) {
	return unit.Unit{Code: "U1", Name: "Unit 1", Category: "fpu", PCRSLevel: "3", PCRSSince: day("2026-02-05")},
		[]unit.Seat{
			{Number: 1, Element: "command", Title: "unit.title.commander", Tier: "command", RankFrom: "LT", RankTo: "COL"},
			{Number: 2, Element: "command", Title: "unit.title.deputy-commander", RankFrom: "MAJ"},
			{Number: 3, Element: "tactical-1", Title: "unit.title.police-officer"},
		}
}

func create(t *testing.T, db *database.DB) (u unit.Unit, seats []unit.Filled) {
	t.Helper()
	people(t, db)
	write(t, db, func(tx *database.Tx) (err error) {
		plain, places := small()
		if u, err = unit.Create(ctx, tx, account.System(), book(t), plain, places); err != nil {
			return err
		}
		seats, err = unit.Seats(ctx, tx, account.System(), u.ID, day("2026-01-01"))
		return err
	})
	return u, seats
}

func TestSeatsAndTheirHolders(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		u, seats := create(t, db)
		assign := func(seat int, officer int64, from, to string) error {
			h := unit.Holding{SeatID: seats[seat].ID, OfficerID: officer, Span: civil.Interval{From: day(from)}}
			if to != "" {
				h.Span.To = day(to)
			}
			return db.Write(ctx, func(tx *database.Tx) error { return unit.Assign(ctx, tx, account.System(), book(t), h) })
		}
		for _, rule := range []struct {
			name     string
			seat     int
			officer  int64
			from, to string
			key      string
		}{
			{"an officer takes a free seat", 0, 1, "2026-01-01", "", ""},
			{"a seat has one holder at a time", 0, 2, "2026-03-01", "", "unit.problem.seat_taken"},
			{"an officer holds one seat at a time", 2, 1, "2026-03-01", "", "unit.problem.holds_other"},
			{"a seat may be held before its next holder", 0, 3, "2025-01-01", "2026-01-01", ""},
			{"the rank must be in the range", 1, 2, "2026-01-01", "", "unit.problem.rank"},
			{"nobody holds a seat after leaving", 2, 5, "2026-01-01", "", "unit.problem.left"},
			{"a holding ends after it begins", 2, 2, "2026-01-01", "2026-01-01", "unit.problem.dates"},
			{"another officer takes another seat", 2, 2, "2026-01-01", "", ""},
		} {
			err := assign(rule.seat, rule.officer, rule.from, rule.to)
			if key := firstKey(err); key != rule.key {
				t.Errorf("%s: got %q (%v)", rule.name, key, err)
			}
		}
		checkStrength(t, db, u)
		write(t, db, func(tx *database.Tx) error {
			return unit.Release(ctx, tx, account.System(), seats[0].ID, day("2026-09-01"), "transferred")
		})
		read(t, db, func(tx *database.Tx) error {
			held, err := unit.History(ctx, tx, account.System(), seats[0].ID)
			if len(held) != 2 || held[0].OfficerID != 1 || held[0].Span.To != day("2026-09-01") || held[1].OfficerID != 3 {
				t.Errorf("history %+v", held)
			}
			if rows, n, _ := audit.List(ctx, tx, account.System(), audit.Filter{Kind: "unit"}); n != 5 || rows[0].Action != "unit.release" {
				t.Errorf("audit has %d rows, the last %+v", n, rows[0])
			}
			return err
		})
	})
}

func checkStrength(t *testing.T, db *database.DB, u unit.Unit) {
	t.Helper()
	read(t, db, func(tx *database.Tx) error {
		filled, err := unit.Seats(ctx, tx, account.System(), u.ID, day("2026-06-01"))
		elements, whole := unit.Figures(filled)
		if whole != (unit.Count{Seats: 3, Filled: 2, Women: 1}) || whole.Vacant() != 1 {
			t.Errorf("strength %+v", whole)
		}
		if len(elements) != 2 || elements[0] != (unit.Count{Element: "command", Seats: 2, Filled: 1, Women: 1}) {
			t.Errorf("elements %+v", elements)
		}
		return err
	})
}

func TestAUnitIsSeenByItsCommanderAndNoOther(t *testing.T) {
	db := databasetest.SQLite(t)
	u, seats := create(t, db)
	for _, c := range []struct {
		actor account.Actor
		sees  int
	}{
		{account.Actor{Role: account.Leader}, 3},
		{account.Actor{Role: account.UnitCommander, UnitID: u.ID}, 3},
		{account.Actor{Role: account.UnitCommander, UnitID: u.ID + 1}, 0},
		{account.Actor{Role: account.Officer, OfficerID: 1}, 0},
		{account.Actor{Role: account.Partner}, 0},
	} {
		read(t, db, func(tx *database.Tx) error {
			units, err := unit.List(ctx, tx, c.actor)
			if (len(units) == 1) != (c.sees > 0) || err != nil {
				t.Errorf("%+v lists %v, %v", c.actor, units, err)
			}
			filled, err := unit.Seats(ctx, tx, c.actor, u.ID, day("2026-01-01"))
			if len(filled) != c.sees {
				t.Errorf("%+v sees %d seats", c.actor, len(filled))
			}
			return err
		})
		if c.actor.Role != account.Desk {
			err := db.Write(ctx, func(tx *database.Tx) error {
				return unit.Release(ctx, tx, c.actor, seats[0].ID, day("2026-09-01"), "")
			})
			if fault.CodeOf(err) != fault.Forbidden {
				t.Errorf("%+v releases: %v", c.actor, err)
			}
		}
	}
}

func TestEditKnowsWhenItsVersionIsStale(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		u, _ := create(t, db)
		u.TrainingPhase = "phase 4"
		edit := func() error {
			return db.Write(ctx, func(tx *database.Tx) error { return unit.Edit(ctx, tx, account.System(), book(t), u, "") })
		}
		if err := edit(); err != nil {
			t.Fatal(err)
		}
		if err := edit(); fault.CodeOf(err) != fault.Conflict {
			t.Errorf("stale edit: %v", err)
		}
		plain, places := small()
		err := db.Write(ctx, func(tx *database.Tx) error {
			_, err := unit.Create(ctx, tx, account.System(), book(t), plain, places)
			return err
		})
		if fault.CodeOf(err) != fault.Conflict {
			t.Errorf("second unit of one code: %v", err)
		}
	})
}

func TestATableOfOrganisationThatDoesNotHoldIsRefused(t *testing.T) {
	db := databasetest.SQLite(t)
	for key, broken := range map[string]func(*unit.Unit, []unit.Seat){
		"unit.problem.code":        func(u *unit.Unit, _ []unit.Seat) { u.Code = " " },
		"unit.problem.name":        func(u *unit.Unit, _ []unit.Seat) { u.Name = "" },
		"unit.problem.category":    func(u *unit.Unit, _ []unit.Seat) { u.Category = "army" },
		"unit.problem.mission":     func(u *unit.Unit, _ []unit.Seat) { u.Mission = "NOWHERE" },
		"unit.problem.pcrs_level":  func(u *unit.Unit, _ []unit.Seat) { u.PCRSLevel = "4" },
		"unit.problem.pcrs_since":  func(u *unit.Unit, _ []unit.Seat) { u.PCRSSince = 0 },
		"unit.problem.seat_number": func(_ *unit.Unit, s []unit.Seat) { s[1].Number = 1 },
		"unit.problem.seat_title":  func(_ *unit.Unit, s []unit.Seat) { s[1].Title = "" },
		"unit.problem.seat_code":   func(_ *unit.Unit, s []unit.Seat) { s[1].Tier = "none" },
		"unit.problem.seat_ranks":  func(_ *unit.Unit, s []unit.Seat) { s[0].RankTo = "SGT" },
	} {
		u, seats := small()
		broken(&u, seats)
		err := db.Write(ctx, func(tx *database.Tx) error {
			_, err := unit.Create(ctx, tx, account.System(), book(t), u, seats)
			return err
		})
		if firstKey(err) != key {
			t.Errorf("%s: got %v", key, err)
		}
	}
}

func firstKey(err error) string {
	if problems := fault.ProblemsOf(err); len(problems) > 0 {
		return problems[0].Key
	}
	if err != nil {
		return err.Error()
	}
	return ""
}

func read(t *testing.T, db *database.DB, f func(tx *database.Tx) error) {
	t.Helper()
	if err := db.Read(ctx, f); err != nil {
		t.Fatal(err)
	}
}
