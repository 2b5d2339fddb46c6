package training_test

import (
	"context"
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/audit"
	"beret/internal/database"
	"beret/internal/database/databasetest"
	"beret/internal/fault"
	"beret/internal/reference"
	"beret/internal/registry"
	"beret/internal/training"
)

var ctx = context.Background()

// noon is the day of the tests.
var noon = day("2026-10-31")

func day(s string) civil.Date { return civil.MustDate(s) }

func book(t testing.TB) *reference.Book {
	t.Helper()
	b, err := reference.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func aCourse() training.Session {
	return training.Session{Kind: training.Course, Code: "first-aid", Title: "Sơ cấp cứu", Place: "Hà Nội", Organiser: "School", Seats: 3, WomenSeats: 1,
		Span: civil.Interval{From: day("2026-09-07"), To: day("2026-09-12")}, Deadline: day("2026-08-01")}
}

func TestRulesOfASession(t *testing.T) {
	b := book(t)
	for _, rule := range []struct {
		name, field string
		edit        func(*training.Session)
	}{
		{"a whole session is right", "", func(*training.Session) {}},
		{"a kind", "kind", func(s *training.Session) { s.Kind = "party" }},
		{"a title", "title", func(s *training.Session) { s.Title = "" }},
		{"a known certificate", "course_code", func(s *training.Session) { s.Code = "magic" }},
		{"a language has a level", "level", func(s *training.Session) { s.Kind, s.Code = training.Language, "fr" }},
		{"an edition", "assessment_code", func(s *training.Session) { s.Kind = training.Assessment }},
		{"a preparation needs no code", "", func(s *training.Session) { s.Kind, s.Code = training.Preparation, "" }},
		{"a first day", "from", func(s *training.Session) { s.Span.From = 0 }},
		{"a last day", "to", func(s *training.Session) { s.Span.To = 0 }},
		{"in order", "to", func(s *training.Session) { s.Span.To = s.Span.From }},
		{"in reach", "to", func(s *training.Session) { s.Span.To = day("2062-01-01") }},
		{"a deadline before it begins", "deadline", func(s *training.Session) { s.Deadline = day("2026-09-08") }},
		{"seats", "seats", func(s *training.Session) { s.Seats, s.WomenSeats = 0, 0 }},
		{"kept seats among them", "women_seats", func(s *training.Session) { s.WomenSeats = 4 }},
	} {
		s, field := aCourse(), ""
		rule.edit(&s)
		if problems := training.Check(s, b); len(problems) > 0 {
			field = problems[0].Field
		}
		if field != rule.field {
			t.Errorf("%s: %q, want %q", rule.name, field, rule.field)
		}
	}
}

func TestASessionFromThePlanToItsResults(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		people(t, db, 6)
		b, actor, store := book(t), account.System(), registry.NewStore(db, book(t))
		s := entered(t, db, aCourse())
		if s.Status != training.Planned || s.Version != 1 {
			t.Errorf("entered as %+v", s)
		}
		enrol := func(version int, e training.Enrolment) error {
			return db.Write(ctx, func(tx *database.Tx) error { _, err := training.Enrol(ctx, tx, actor, s.ID, version, e); return err })
		}
		wants(t, enrol(1, training.Enrolment{On: noon, Status: training.Enrolled}), "training.problem.nobody")
		wants(t, enrol(1, training.Enrolment{On: noon, Officers: []int64{6}, Status: training.Enrolled}), "training.problem.left")
		wants(t, enrol(1, training.Enrolment{On: noon, Officers: []int64{1, 2, 3, 4}, Status: training.Enrolled}), "training.problem.full")
		no(t, enrol(1, training.Enrolment{On: noon, Officers: []int64{1}, Status: training.Waiting}))
		no(t, enrol(2, training.Enrolment{On: noon, Officers: []int64{2, 4}, Status: training.Enrolled}))
		wants(t, enrol(3, training.Enrolment{On: noon, Officers: []int64{5, 2}, Status: training.Enrolled}), "training.problem.clash") // a tour on the days
		if err := enrol(2, training.Enrolment{On: noon, Officers: []int64{3}, Status: training.Enrolled}); fault.CodeOf(err) != fault.Conflict {
			t.Errorf("a stale version: %v", err)
		}
		no(t, db.Write(ctx, func(tx *database.Tx) error {
			return training.Edit(ctx, tx, actor, b, edited(s, 3, func(s *training.Session) { s.Kind, s.Code, s.Seats = training.Course, "first-aid", 4 }))
		}))
		no(t, enrol(4, training.Enrolment{On: noon, Officers: []int64{3, 1}, Status: training.Enrolled}))
		read(t, db, func(tx *database.Tx) error {
			tally, err := training.TallyOf(ctx, tx, actor, s.ID)
			if want := (training.Count{Women: 2, Total: 4}); tally.Seated != want || tally.Waiting.Total != 0 {
				t.Errorf("tally %+v", tally)
			}
			return err
		})
		wants(t, db.Write(ctx, func(tx *database.Tx) error { return training.Withdraw(ctx, tx, actor, s.ID, 5, 4, " ") }), "training.problem.reason")
		no(t, db.Write(ctx, func(tx *database.Tx) error { return training.Withdraw(ctx, tx, actor, s.ID, 5, 4, "ill") }))
		hold := func(version int, o training.Outcome) (gains []registry.Gain, err error) {
			err = db.Write(ctx, func(tx *database.Tx) error {
				gains, err = training.Hold(ctx, tx, actor, store, b, s.ID, version, o)
				return err
			})
			return gains, err
		}
		_, err := hold(6, outcome("2026-09-11", 1, training.Passed, 2, training.Failed))
		wants(t, err, "training.problem.result") // of the third participant
		_, err = hold(6, outcome("2026-09-01", 1, training.Passed, 2, training.Failed, 3, training.Absent))
		wants(t, err, "training.problem.on_between")
		gains, err := hold(6, outcome("2026-09-11", 1, training.Passed, 2, training.Failed, 3, training.Absent))
		no(t, err)
		if len(gains) != 1 || gains[0].OfficerID != 1 {
			t.Fatalf("gains %+v", gains)
		}
		file, err := store.Find(ctx, actor, 1)
		no(t, err)
		if len(file.Certificates) != 1 || file.Certificates[0].Expires != day("2028-09-11") || file.Certificates[0].Issuer != "School" {
			t.Errorf("certificates %+v", file.Certificates)
		}
		if _, err := hold(7, outcome("2026-09-11", 1, training.Passed)); fault.CodeOf(err) != fault.Invalid {
			t.Errorf("held twice: %v", err)
		}
		read(t, db, func(tx *database.Tx) error {
			rows, total, err := training.List(ctx, tx, actor, training.Filter{Status: training.Held, Text: "so CAP"})
			if err != nil || total != 1 || rows[0].Tally.Passed != (training.Count{Women: 1, Total: 1}) {
				t.Errorf("list %+v, %v", rows, err)
			}
			_, acts, err := audit.List(ctx, tx, actor, audit.Filter{Kind: training.AuditKind})
			if acts != 8 {
				t.Errorf("%d acts", acts)
			}
			return err
		})
	})
}

// An assessment writes every test up to the failed one, and a clearance for who
// passed; what is on record already is not written again.
func TestAnAssessmentWritesAttemptsAndClearances(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		people(t, db, 6)
		b, actor, store := book(t), account.System(), registry.NewStore(db, book(t))
		s := aCourse()
		s.Kind, s.Code, s.Armed, s.Status = training.Assessment, "2019.19", true, training.Confirmed
		s = entered(t, db, s)
		file, err := store.Find(ctx, actor, 2)
		no(t, err)
		_, err = store.Put(ctx, actor, registry.Change{OfficerID: 2, Version: file.Version}, registry.Attempt{Edition: "2019.19", Test: "language", TakenOn: day("2026-09-11"), Passed: true})
		no(t, err)
		no(t, db.Write(ctx, func(tx *database.Tx) error {
			_, err := training.Enrol(ctx, tx, actor, s.ID, 1, training.Enrolment{On: noon, Officers: []int64{1, 2}, Status: training.Enrolled})
			return err
		}))
		hold := func(failed string) error {
			return db.Write(ctx, func(tx *database.Tx) error {
				_, err := training.Hold(ctx, tx, actor, store, b, s.ID, 2, training.Outcome{On: day("2026-09-11"), Today: noon, Results: []training.Result{
					{OfficerID: 1, Status: training.Passed}, {OfficerID: 2, Status: training.Failed, FailedTest: failed}}})
				return err
			})
		}
		wants(t, hold("juggling"), "training.problem.failed_test")
		wants(t, hold("language"), "training.problem.other_result") // the file says passed
		if file, _ := store.Find(ctx, actor, 1); len(file.Attempts)+len(file.Clearances) != 0 {
			t.Errorf("half written: %+v", file.Attempts)
		}
		no(t, hold("computer"))
		passed, err := store.Find(ctx, actor, 1)
		no(t, err)
		if len(passed.Attempts) != 5 || len(passed.Clearances) != 1 || passed.Clearances[0].Expires != day("2028-09-11") {
			t.Errorf("passed: %+v, %+v", passed.Attempts, passed.Clearances)
		}
		failed, err := store.Find(ctx, actor, 2)
		no(t, err)
		if len(failed.Attempts) != 3 || failed.Attempts[2].Passed || len(failed.Clearances) != 0 {
			t.Errorf("failed: %+v, %+v", failed.Attempts, failed.Clearances)
		}
	})
}

func TestALanguageIsNeverLowered(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		people(t, db, 6)
		b, actor, store := book(t), account.System(), registry.NewStore(db, book(t))
		s := aCourse()
		s.Kind, s.Code, s.Level = training.Language, "fr", "B2"
		s = entered(t, db, s)
		for officer, level := range map[int64]string{1: "C1", 2: "A2"} {
			_, err := store.Put(ctx, actor, registry.Change{OfficerID: officer, Version: 1}, registry.Language{Language: "fr", Level: level})
			no(t, err)
		}
		no(t, db.Write(ctx, func(tx *database.Tx) error {
			_, err := training.Enrol(ctx, tx, actor, s.ID, 1, training.Enrolment{On: noon, Officers: []int64{1, 2, 3}, Status: training.Enrolled})
			if err == nil {
				_, err = training.Hold(ctx, tx, actor, store, b, s.ID, 2, outcome("2026-09-11", 1, training.Passed, 2, training.Passed, 3, training.Passed))
			}
			return err
		}))
		for officer, level := range map[int64]string{1: "C1", 2: "B2", 3: "B2"} {
			if file, err := store.Find(ctx, actor, officer); err != nil || len(file.Languages) != 1 || file.Languages[0].Level != level {
				t.Errorf("officer %d: %+v", officer, file.Languages)
			}
		}
	})
}

// Whatever is asked for, a session never seats more than its seats, and without
// a reason men never get the seats that are kept for women.
func TestSeatsAreKept(t *testing.T) {
	db := databasetest.SQLite(t)
	people(t, db, 24)
	rapid.Check(t, func(r *rapid.T) {
		actor := account.System()
		plan := aCourse()
		plan.Span = civil.Interval{From: day("2030-01-07"), To: day("2030-01-12")}
		plan.Deadline = 0
		plan.Seats = rapid.IntRange(1, 8).Draw(r, "seats")
		plan.WomenSeats = rapid.IntRange(0, plan.Seats).Draw(r, "kept")
		s := entered(t, db, plan)
		version, excused := 1, 0
		for range rapid.IntRange(1, 8).Draw(r, "acts") {
			e := training.Enrolment{On: noon, Officers: rapid.SliceOfN(rapid.Int64Range(7, 24), 1, 4).Draw(r, "officers"),
				Status: rapid.SampledFrom([]training.PlaceStatus{training.Enrolled, training.Enrolled, training.Waiting}).Draw(r, "status")}
			if rapid.IntRange(0, 4).Draw(r, "excuse") == 0 {
				e.Reason = "because"
			}
			err := db.Write(ctx, func(tx *database.Tx) error {
				if rapid.IntRange(0, 3).Draw(r, "withdraw") == 0 {
					return training.Withdraw(ctx, tx, actor, s.ID, version, e.Officers[0], "away")
				}
				_, err := training.Enrol(ctx, tx, actor, s.ID, version, e)
				return err
			})
			if err == nil {
				version++
				if e.Reason != "" && e.Status == training.Enrolled {
					excused += len(e.Officers)
				}
			} else if fault.CodeOf(err) != fault.Invalid {
				r.Fatal(err)
			}
			read(t, db, func(tx *database.Tx) error {
				tally, err := training.TallyOf(ctx, tx, actor, s.ID)
				if tally.Seated.Total > s.Seats || tally.Seated.Men() > s.Seats-s.WomenSeats+excused || s.Free(tally)+tally.Seated.Total != s.Seats {
					r.Errorf("%d seats, %d kept, %d excused: %+v", s.Seats, s.WomenSeats, excused, tally)
				}
				return err
			})
		}
		no(t, db.Write(ctx, func(tx *database.Tx) error { // so that the next does not clash
			return training.SetStatus(ctx, tx, actor, s.ID, version, training.Cancelled, "test")
		}))
	})
}

// Who lacks the certificate is a candidate, who could go soonest first, women
// before them up to the kept seats; who is not willing only when asked for.
func TestWhoShouldGetTheSeats(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		b, store := book(t), registry.NewStore(db, book(t))
		people(t, db, 4)
		write(t, db, "UPDATE officer SET enlisted_on = '2010-01-01', left_on = NULL, passport_expires = '2035-01-01', medical_status = 'fit', medical_expires = '2030-01-01', national_clearance = 'cleared'")
		write(t, db, "INSERT INTO officer_language (officer_id, language, level) SELECT id, 'en', 'C1' FROM officer")
		write(t, db, "INSERT INTO officer_licence (officer_id, class, manual, since) SELECT id, 'B2', 1, '2012-01-01' FROM officer")
		write(t, db, "INSERT INTO assessment_clearance (officer_id, edition, cleared_on, expires) SELECT id, '2019.19', '2026-01-01', '2028-01-01' FROM officer WHERE id <> 3")
		write(t, db, "INSERT INTO availability (officer_id, willing, from_date) SELECT id, 1, '2026-01-01' FROM officer WHERE id <> 4")
		write(t, db, "INSERT INTO certificate (officer_id, type, issued) VALUES (2, 'cptm', '2025-01-01')")
		pool, err := store.Pool(ctx, account.System(), account.TrainingView)
		no(t, err)
		s := aCourse()
		order := func(choice training.Choice) (text string) {
			list, _ := training.Candidates(pool, b, s, choice)
			for _, c := range list {
				text += fmt.Sprintf("%d:%d ", c.Who.ID, len(c.Missing))
			}
			return text
		}
		for name, c := range map[string]struct {
			choice training.Choice
			want   string
		}{
			"ready right after it comes first": {training.Choice{}, "1:0 2:0 3:1 "},
			"who has a place is left out":      {training.Choice{Except: map[int64]bool{1: true}}, "2:0 3:1 "},
			"women first to the kept seats":    {training.Choice{Except: map[int64]bool{1: true}, Kept: 1}, "3:1 2:0 "},
			"also the unwilling":               {training.Choice{Anybody: true}, "1:0 2:0 3:1 4:1 "},
		} {
			if got := order(c.choice); got != c.want {
				t.Errorf("%s: %s, want %s", name, got, c.want)
			}
		}
		s.Code = "cptm"
		if got := order(training.Choice{}); got != "1:0 3:1 " {
			t.Errorf("who has the certificate: %s", got)
		}
		s.Kind, s.Code = training.Assessment, "2019.19"
		if got := order(training.Choice{}); got != "3:0 " {
			t.Errorf("who is not cleared: %s", got)
		}
	})
}

func TestTrainingIsGuarded(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		people(t, db, 6)
		s := entered(t, db, aCourse())
		leader, commander := account.Actor{Role: account.Leader}, account.Actor{Role: account.UnitCommander}
		for name, err := range map[string]error{
			"create": db.Write(ctx, func(tx *database.Tx) error {
				_, err := training.Create(ctx, tx, leader, book(t), aCourse())
				return err
			}),
			"enrol": db.Write(ctx, func(tx *database.Tx) error {
				_, err := training.Enrol(ctx, tx, leader, s.ID, 1, training.Enrolment{})
				return err
			}),
			"cancel": db.Write(ctx, func(tx *database.Tx) error {
				return training.SetStatus(ctx, tx, leader, s.ID, 1, training.Cancelled, "x")
			}),
		} {
			if fault.CodeOf(err) != fault.Forbidden {
				t.Errorf("a leader may %s: %v", name, err)
			}
		}
		read(t, db, func(tx *database.Tx) error {
			if _, err := training.Find(ctx, tx, leader, s.ID); err != nil {
				t.Error(err)
			}
			if _, err := training.Find(ctx, tx, commander, s.ID); fault.CodeOf(err) != fault.NotFound {
				t.Errorf("a commander finds a session: %v", err)
			}
			rows, total, err := training.List(ctx, tx, commander, training.Filter{})
			if len(rows)+total != 0 {
				t.Error("a commander lists sessions")
			}
			return err
		})
	})
}

func edited(s training.Session, version int, edit func(*training.Session)) training.Session {
	edit(&s)
	s.Version = version
	return s
}

// outcome is a day with officers and their results in turn.
func outcome(on string, pairs ...any) training.Outcome {
	o := training.Outcome{On: day(on), Today: noon}
	for i := 0; i+1 < len(pairs); i += 2 {
		o.Results = append(o.Results, training.Result{OfficerID: int64(pairs[i].(int)), Status: pairs[i+1].(training.PlaceStatus)})
	}
	return o
}

func entered(t testing.TB, db *database.DB, s training.Session) (created training.Session) {
	t.Helper()
	no(t, db.Write(ctx, func(tx *database.Tx) (err error) {
		created, err = training.Create(ctx, tx, account.System(), book(t), s)
		return err
	}))
	return created
}

// people are officers, women those with an odd number; number 5 is on a tour in
// September 2026 and number 6 has left.
func people(t *testing.T, db *database.DB, n int) {
	t.Helper()
	write(t, db, "INSERT INTO home_unit (id, code, name, name_key) VALUES (1, 'A', 'A', 'a')")
	for id := 1; id <= n; id++ {
		write(t, db, `INSERT INTO officer (id, service_number, full_name, name_key, search_key, woman, birth_date, rank_code, rank_order, home_unit_id)
			VALUES (?, ?, ?, ?, ?, ?, '1990-01-01', 'CPT', 9, 1)`, id, fmt.Sprint("N", id), fmt.Sprint("Nguyễn Văn ", id), []byte{byte(id)}, fmt.Sprint("n", id), id%2)
	}
	if n < 6 {
		return
	}
	write(t, db, "UPDATE officer SET left_on = '2026-01-01' WHERE id = 6")
	write(t, db, "INSERT INTO deployment (officer_id, category, mission, from_date, planned_end) VALUES (5, 'ipo', 'MINUSCA', '2026-03-01', '2027-03-01')")
}

func no(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// wants holds an error's one problem against its key.
func wants(t *testing.T, err error, key string) {
	t.Helper()
	if problems := fault.ProblemsOf(err); len(problems) != 1 || problems[0].Key != key {
		t.Errorf("want %s, got %v %v", key, err, problems)
	}
}

func write(t *testing.T, db *database.DB, statement string, args ...any) {
	t.Helper()
	no(t, db.Write(ctx, func(tx *database.Tx) error { _, err := tx.Exec(ctx, statement, args...); return err }))
}

func read(t *testing.T, db *database.DB, f func(tx *database.Tx) error) {
	t.Helper()
	no(t, db.Read(ctx, f))
}
