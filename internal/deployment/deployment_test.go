package deployment_test

import (
	"context"
	"fmt"
	"testing"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/audit"
	"beret/internal/database"
	"beret/internal/database/databasetest"
	"beret/internal/deployment"
	"beret/internal/fault"
	"beret/internal/reference"

	"pgregory.net/rapid"
)

var ctx = context.Background()

func day(s string) civil.Date { return civil.MustDate(s) }

func book(t *testing.T) *reference.Book {
	t.Helper()
	b, err := reference.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func tour(officer int64, from, to string) deployment.Deployment {
	return deployment.Deployment{OfficerID: officer, Category: "ipo", Mission: "UNMISS", From: day(from), PlannedEnd: day(to)}
}

func TestRules(t *testing.T) {
	b := book(t)
	person := deployment.Person{ID: 1, Birth: day("1990-01-01"), LeftOn: day("2030-01-01")}
	other := tour(1, "2024-01-01", "2025-01-01")
	other.ID = 9
	cancelled := tour(1, "2026-01-01", "2027-01-01")
	cancelled.ID, cancelled.Cancelled = 8, true
	early := tour(1, "2022-01-01", "2023-01-01")
	early.ID, early.EndedOn, early.EndReason = 7, day("2022-06-01"), deployment.Medical
	others := []deployment.Deployment{other, cancelled, early}
	for _, rule := range []struct {
		name  string
		place deployment.Place
		edit  func(*deployment.Deployment)
		key   string
	}{
		{"a tour beside none is right", deployment.Place{}, nil, ""},
		{"a tour may begin on the day another ends", deployment.Place{}, func(d *deployment.Deployment) { d.From = day("2025-01-01") }, ""},
		{"a tour called off is in nobody's way", deployment.Place{}, func(d *deployment.Deployment) { d.From = day("2026-02-01") }, ""},
		{"an early return frees the days after it", deployment.Place{}, func(d *deployment.Deployment) {
			d.From, d.PlannedEnd = day("2022-06-01"), day("2023-06-01")
		}, ""},
		{"tours of one officer do not overlap", deployment.Place{}, func(d *deployment.Deployment) { d.From = day("2024-12-31") }, "deployment.problem.overlap"},
		{"the category is known", deployment.Place{}, func(d *deployment.Deployment) { d.Category = "army" }, "deployment.problem.category"},
		{"the tier is known", deployment.Place{}, func(d *deployment.Deployment) { d.Tier = "boss" }, "deployment.problem.tier"},
		{"the mission is known", deployment.Place{}, func(d *deployment.Deployment) { d.Mission = "NOWHERE" }, "deployment.problem.mission"},
		{"the mission exists on all days", deployment.Place{}, func(d *deployment.Deployment) { d.Mission = "MINUSMA" }, "deployment.problem.mission_closed"},
		{"a tour has a first day", deployment.Place{}, func(d *deployment.Deployment) { d.From = 0 }, "deployment.problem.from"},
		{"the agreed end follows the first day", deployment.Place{}, func(d *deployment.Deployment) { d.PlannedEnd = d.From }, "deployment.problem.planned_end"},
		{"the end follows the first day", deployment.Place{}, func(d *deployment.Deployment) { d.EndedOn, d.EndReason = d.From, deployment.EndOfTour }, "deployment.problem.ended_on"},
		{"an end has a reason", deployment.Place{}, func(d *deployment.Deployment) { d.EndedOn = day("2028-09-01") }, "deployment.problem.end_reason"},
		{"a reason has an end", deployment.Place{}, func(d *deployment.Deployment) { d.EndReason = deployment.EndOfTour }, "deployment.problem.end_reason"},
		{"a reason is known", deployment.Place{}, func(d *deployment.Deployment) { d.EndedOn, d.EndReason = day("2028-09-01"), "boredom" }, "deployment.problem.end_reason"},
		{"nobody is deployed after leaving", deployment.Place{}, func(d *deployment.Deployment) { d.PlannedEnd = day("2030-01-02") }, "deployment.problem.left"},
		{"a unit is of the tour's category", deployment.Place{Category: "fpu"}, func(d *deployment.Deployment) { d.UnitID = 1 }, "deployment.problem.unit_category"},
		{"a seat is one of the unit's", deployment.Place{Category: "ipo", UnitOfSeat: 2}, func(d *deployment.Deployment) { d.UnitID, d.SeatID = 1, 5 }, "deployment.problem.seat"},
	} {
		d := tour(1, "2028-06-01", "2029-06-01")
		if rule.edit != nil {
			rule.edit(&d)
		}
		key := ""
		if problems := deployment.Check(d, person, rule.place, others, b); len(problems) > 0 {
			key = problems[0].Key
		}
		if key != rule.key {
			t.Errorf("%s: got %q, want %q", rule.name, key, rule.key)
		}
	}
}

// people adds three officers, ids 1 to 3; the second is a man.
func people(t *testing.T, db *database.DB) {
	t.Helper()
	write(t, db, func(tx *database.Tx) error {
		if _, err := tx.Exec(ctx, "INSERT INTO home_unit (id, code, name, name_key) VALUES (1, 'A', 'A', 'a')"); err != nil {
			return err
		}
		for id, name := range map[int]string{1: "tran thi duc", 2: "le van an", 3: "do thi hoa"} {
			if _, err := tx.Exec(ctx, `INSERT INTO officer (id, service_number, full_name, name_key, search_key, woman, birth_date,
				rank_code, rank_order, home_unit_id) VALUES (?, ?, ?, ?, ?, ?, '1990-01-01', 'CPT', ?, 1)`,
				id, fmt.Sprint("N", id), name, []byte{byte(9 - id)}, name+" n"+fmt.Sprint(id), id%2, id); err != nil {
				return err
			}
		}
		return nil
	})
}

func TestTheLifeOfATour(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		people(t, db)
		b, actor := book(t), account.System()
		var d deployment.Deployment
		write(t, db, func(tx *database.Tx) (err error) {
			d, err = deployment.Plan(ctx, tx, actor, b, tour(1, "2026-11-15", "2027-11-15"))
			return err
		})
		state := func(on string, want deployment.State) {
			t.Helper()
			read(t, db, func(tx *database.Tx) error {
				row, err := deployment.Find(ctx, tx, actor, d.ID)
				if got := row.StateOn(day(on)); got != want || err != nil {
					t.Errorf("on %s: %s, want %s (%v)", on, got, want, err)
				}
				return err
			})
		}
		state("2026-10-31", deployment.Planned)
		steps := []func(tx *database.Tx) error{
			func(tx *database.Tx) error { return deployment.Start(ctx, tx, actor, b, d.ID, 1, day("2026-11-20")) },
			func(tx *database.Tx) error {
				return deployment.Extend(ctx, tx, actor, b, d.ID, 2, day("2028-02-15"), "asked by the mission")
			},
			func(tx *database.Tx) error {
				return deployment.End(ctx, tx, actor, b, d.ID, 3, day("2028-01-10"), deployment.Medical, "")
			},
		}
		for _, step := range steps[:2] {
			write(t, db, step)
		}
		state("2026-11-19", deployment.Planned)
		state("2026-11-20", deployment.Current)
		state("2028-03-01", deployment.Overdue)
		if err := db.Write(ctx, steps[1]); fault.CodeOf(err) != fault.Conflict {
			t.Errorf("a stale extension: %v", err)
		}
		write(t, db, steps[2])
		state("2028-01-10", deployment.Ended)
		refuse(t, db, "deployment.problem.over", func(tx *database.Tx) error {
			return deployment.Extend(ctx, tx, actor, b, d.ID, 4, day("2029-01-01"), "")
		})
		refuse(t, db, "deployment.problem.begun", func(tx *database.Tx) error {
			return deployment.Cancel(ctx, tx, actor, b, d.ID, 4, day("2026-12-01"), "x")
		})
		corrected := d
		corrected.Version, corrected.Mission, corrected.OfficerID = 4, "UNISFA", 3
		write(t, db, func(tx *database.Tx) error {
			return deployment.Correct(ctx, tx, actor, b, corrected, "wrong mission entered")
		})
		read(t, db, func(tx *database.Tx) error {
			row, err := deployment.Find(ctx, tx, actor, d.ID)
			if row.Mission != "UNISFA" || row.OfficerID != 1 || row.Version != 5 {
				t.Errorf("corrected: %+v", row)
			}
			_, n, _ := audit.List(ctx, tx, actor, audit.Filter{Kind: "deployment", Subject: d.ID})
			if n != 5 {
				t.Errorf("the audit log holds %d acts", n)
			}
			return err
		})
	})
}

func TestAPlannedTourIsCalledOffWithAReason(t *testing.T) {
	db := databasetest.SQLite(t)
	people(t, db)
	b, actor := book(t), account.System()
	var d deployment.Deployment
	write(t, db, func(tx *database.Tx) (err error) {
		d, err = deployment.Plan(ctx, tx, actor, b, tour(1, "2026-11-15", "2027-11-15"))
		return err
	})
	refuse(t, db, "deployment.problem.reason", func(tx *database.Tx) error {
		return deployment.Cancel(ctx, tx, actor, b, d.ID, 1, day("2026-10-31"), " ")
	})
	write(t, db, func(tx *database.Tx) error {
		return deployment.Cancel(ctx, tx, actor, b, d.ID, 1, day("2026-10-31"), "post withdrawn")
	})
	write(t, db, func(tx *database.Tx) error { // the days are free again
		_, err := deployment.Plan(ctx, tx, actor, b, tour(1, "2026-12-15", "2027-11-15"))
		return err
	})
	refuse(t, db, "deployment.problem.overlap", func(tx *database.Tx) error {
		_, err := deployment.Plan(ctx, tx, actor, b, tour(1, "2027-01-15", "2027-02-15"))
		return err
	})
}

func TestListFiltersSortsAndPages(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		people(t, db)
		b, actor := book(t), account.System()
		write(t, db, func(tx *database.Tx) error {
			ended := tour(1, "2022-01-01", "2023-01-01")
			ended.EndedOn, ended.EndReason, ended.Rotation = day("2023-01-01"), deployment.EndOfTour, "1"
			overdue := tour(2, "2025-01-01", "2026-01-01")
			overdue.Mission, overdue.Rotation = "UNISFA", "2"
			for _, d := range []deployment.Deployment{ended, overdue, tour(3, "2026-03-01", "2027-03-01"), tour(1, "2026-12-01", "2027-12-01")} {
				if _, err := deployment.Plan(ctx, tx, actor, b, d); err != nil {
					return err
				}
			}
			return nil
		})
		today := day("2026-10-31")
		for _, c := range []struct {
			name   string
			filter deployment.Filter
			want   string // officers in order
			total  int
		}{
			{"everything by start", deployment.Filter{}, "[1 2 3 1]", 4},
			{"newest first", deployment.Filter{Descend: true}, "[1 3 2 1]", 4},
			{"a page", deployment.Filter{Limit: 2, Offset: 1}, "[2 3]", 4},
			{"current includes the overdue", deployment.Filter{State: deployment.Current, Day: today}, "[2 3]", 2},
			{"overdue", deployment.Filter{State: deployment.Overdue, Day: today}, "[2]", 1},
			{"planned", deployment.Filter{State: deployment.Planned, Day: today}, "[1]", 1},
			{"ended", deployment.Filter{State: deployment.Ended, Day: today}, "[1]", 1},
			{"mission", deployment.Filter{Mission: "UNISFA"}, "[2]", 1},
			{"category", deployment.Filter{Category: "fpu"}, "[]", 0},
			{"rotation", deployment.Filter{Rotation: "1"}, "[1]", 1},
			{"text without accents", deployment.Filter{Text: "Đức"}, "[1 1]", 2},
			{"a wildcard is a letter", deployment.Filter{Text: "%"}, "[]", 0},
			{"women by name", deployment.Filter{Women: true, Sort: deployment.ByName}, "[3 1 1]", 3},
			{"by rank, highest first", deployment.Filter{Sort: deployment.ByRank, Descend: true, Limit: 2}, "[3 2]", 4},
		} {
			read(t, db, func(tx *database.Tx) error {
				rows, total, err := deployment.List(ctx, tx, actor, c.filter)
				if got := fmt.Sprint(officers(rows)); got != c.want || total != c.total {
					t.Errorf("%s: %s of %d, want %s of %d", c.name, got, total, c.want, c.total)
				}
				return err
			})
		}
		read(t, db, func(tx *database.Tx) error {
			rotations, err := deployment.Rotations(ctx, tx, actor)
			if fmt.Sprint(rotations) != "[2 1]" {
				t.Errorf("rotations %v", rotations)
			}
			for role, want := range map[account.Role]int{account.Leader: 4, account.Officer: 2, account.UnitCommander: 0, account.Partner: 0} {
				_, n, err := deployment.List(ctx, tx, account.Actor{Role: role, OfficerID: 1, UnitID: 1}, deployment.Filter{})
				if n != want || err != nil {
					t.Errorf("%s sees %d tours, %v", role, n, err)
				}
			}
			return err
		})
	})
}

func officers(rows []deployment.Row) []int64 {
	ids := []int64{}
	for _, r := range rows {
		ids = append(ids, r.OfficerID)
	}
	return ids
}

// Every tour has exactly one state on a day, and its list shows it there.
func TestStateAndSpanAgree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		from := civil.Date(rapid.IntRange(700000, 700100).Draw(t, "from"))
		d := deployment.Deployment{From: from, PlannedEnd: from.AddDays(rapid.IntRange(1, 100).Draw(t, "days"))}
		if rapid.Bool().Draw(t, "ended") {
			d.EndedOn = from.AddDays(rapid.IntRange(1, 150).Draw(t, "true days"))
		}
		on := from.AddDays(rapid.IntRange(-50, 200).Draw(t, "on"))
		state := d.StateOn(on)
		if inside := d.Span().Contains(on); inside != (state == deployment.Current) {
			t.Fatalf("%v is %s on %s", d.Span(), state, on)
		}
		if state == deployment.Overdue && d.EndedOn != 0 {
			t.Fatal("overdue with an end")
		}
	})
}

func refuse(t *testing.T, db *database.DB, key string, f func(tx *database.Tx) error) {
	t.Helper()
	problems := fault.ProblemsOf(db.Write(ctx, f))
	if len(problems) != 1 || problems[0].Key != key {
		t.Errorf("want %s, got %v", key, problems)
	}
}

func write(t *testing.T, db *database.DB, f func(tx *database.Tx) error) {
	t.Helper()
	if err := db.Write(ctx, f); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, db *database.DB, f func(tx *database.Tx) error) {
	t.Helper()
	if err := db.Read(ctx, f); err != nil {
		t.Fatal(err)
	}
}
