package funnel

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/database"
	"beret/internal/database/databasetest"
	"beret/internal/fault"
	"beret/internal/locale"
	"beret/internal/reference"
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

// smallOffice has two calls. To the first five officers were told: 1 and 2,
// women, and 3 to 5, men. 1 declined; 2 was nominated and failed the driving
// test; 3 was deployed; 4 waits for an interview; 5 gave no answer. Officer 6,
// a woman, was nominated twice without a call.
func smallOffice(t *testing.T, db *database.DB) {
	exec := func(text string, args ...any) {
		t.Helper()
		if err := db.Write(ctx, func(tx *database.Tx) error {
			_, err := tx.Exec(ctx, text, args...)
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	exec("INSERT INTO home_unit (id, code, name, name_key, parent_id) VALUES (1, 'A', 'Province', 'a', NULL), (2, 'B', 'City', 'b', 1), (3, 'C', 'Ward', 'c', 2), (4, 'D', 'School', 'd', NULL)")
	for id := 1; id <= 6; id++ {
		woman, home := 0, 3
		if id <= 2 || id == 6 {
			woman, home = 1, 4
		}
		exec(`INSERT INTO officer (id, service_number, full_name, name_key, search_key, woman, birth_date, rank_code, rank_order, home_unit_id)
			VALUES (?, ?, ?, ?, '', ?, '1990-01-01', 'CPT', 9, ?)`, id, fmt.Sprint("T-", id), "Người Thử", []byte{byte(id)}, woman, home)
	}
	exec("INSERT INTO officer_language (officer_id, language, level) VALUES (2, 'en', 'B2'), (2, 'fr', 'B1'), (3, 'en', 'C1')")
	exec(`INSERT INTO call (id, reference, mission, category, received_on, deadline, expected_from, expected_to, status) VALUES
		(1, 'UN/1', 'UNMISS', 'ipo', '2026-01-01', '2026-02-01', '2026-06-01', '2027-06-01', 'closed'),
		(2, 'UN/2', 'UNISFA', 'ipo', '2026-05-01', '2026-06-01', '2026-12-01', '2027-12-01', 'open')`)
	exec(`INSERT INTO call_told (call_id, officer_id, told_on, answer, answered_on) VALUES (1, 1, '2026-01-05', 'declined', '2026-01-06'),
		(1, 2, '2026-01-05', 'interested', '2026-01-06'), (1, 3, '2026-01-05', 'interested', '2026-01-06'), (1, 4, '2026-01-05', 'interested', '2026-01-06'),
		(1, 5, '2026-01-07', '', NULL), (2, 5, '2026-05-05', '', NULL)`)
	exec(`INSERT INTO nomination (id, officer_id, category, mission, nominated_on, expected_from, expected_to, status, call_id) VALUES
		(1, 2, 'ipo', 'UNMISS', '2026-01-20', '2026-06-01', '2027-06-01', 'pending', 1), (2, 3, 'ipo', 'UNMISS', '2026-01-20', '2026-06-01', '2027-06-01', 'deployed', 1),
		(3, 4, 'ipo', 'UNMISS', '2026-01-20', '2026-06-01', '2027-06-01', 'pending', 1), (4, 6, 'ipo', 'UNISFA', '2026-01-20', '2026-06-01', '2027-06-01', 'rejected', NULL),
		(5, 6, 'ipo', 'UNISFA', '2026-03-20', '2026-06-01', '2027-06-01', 'selected', NULL)`)
	exec(`INSERT INTO nomination_step (nomination_id, step, passed, happened_on) VALUES (1, 'registered', 1, '2026-02-01'), (1, 'driving', 0, '2026-02-02'),
		(3, 'registered', 1, '2026-02-01')`)
	exec(`INSERT INTO assessment_attempt (officer_id, edition, test, taken_on, passed) VALUES (1, '2019.19', 'driving', '2026-01-01', 0),
		(1, '2019.19', 'driving', '2026-02-01', 1), (5, '2019.19', 'driving', '2026-01-01', 0), (5, '2019.19', 'driving', '2026-03-01', 0)`)
}

func load(t *testing.T, db *database.DB, f Filter) Data {
	t.Helper()
	d, err := Load(ctx, db, account.System(), book(t), f, civil.MustDate("2026-10-31"))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestWhatTheRecordSaysOfPaths(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		smallOffice(t, db)
		f := Compute(load(t, db, Filter{Call: 1}).Paths)
		for _, want := range []struct {
			stage      Stage
			women, men Flow
		}{
			{Told, Flow{Reached: 2, Entered: 2, WentOn: 1, Lost: 1}, Flow{Reached: 3, Entered: 3, WentOn: 2, Lost: 1}},
			{Nominated, Flow{Reached: 1, WentOn: 1}, Flow{Reached: 2, WentOn: 2}},
			{Registered, Flow{Reached: 1, Lost: 1}, Flow{Reached: 2, WentOn: 1, Waiting: 1}},
			{Deployed, Flow{}, Flow{Reached: 1, WentOn: 1}},
		} {
			if got := f[want.stage]; got.Women != want.women || got.Men != want.men {
				t.Errorf("%s: women %+v, men %+v; want %+v and %+v", want.stage, got.Women, got.Men, want.women, want.men)
			}
		}
		for name, c := range map[string]struct {
			filter            Filter
			women, men, tests int // paths, and persons at the driving test
		}{
			"everything":      {Filter{}, 4, 4, 3},
			"a mission":       {Filter{Mission: "UNISFA"}, 2, 1, 0},
			"a province":      {Filter{Unit: 1}, 0, 4, 1},
			"a city":          {Filter{Unit: 2}, 0, 4, 1},
			"a language":      {Filter{Language: "fr"}, 1, 0, 1},
			"who began later": {Filter{Span: civil.Interval{From: civil.MustDate("2026-01-06")}}, 2, 2, 3},
			"who began first": {Filter{Span: civil.Interval{To: civil.MustDate("2026-01-06")}}, 2, 2, 2},
		} {
			d := load(t, db, c.filter)
			women, men := Compute(d.Paths).Paths()
			driving := Tests(d.Attempts, []string{"driving"})[0].Rates
			if took := driving.Women.Eligible + driving.Men.Eligible; women != c.women || men != c.men || took != c.tests {
				t.Errorf("%s: %d women, %d men, %d at the test; want %d, %d, %d", name, women, men, took, c.women, c.men, c.tests)
			}
		}
	})
}

func TestGroupsOfTheRecord(t *testing.T) {
	db := databasetest.SQLite(t)
	smallOffice(t, db)
	d := load(t, db, Filter{})
	for dimension, want := range map[Dimension][]string{ByCall: {"1", "", "2"}, ByUnit: {"1", "4"}, ByLanguage: {"", "en", "fr"}, ByTest: nil} {
		var keys []string
		for _, g := range Split(d.Paths, dimension) {
			keys = append(keys, g.Key)
		}
		if !slices.Equal(keys, want) {
			t.Errorf("by %s: %q, want %q", dimension, keys, want)
		}
	}
	catalogue, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	if got := Compute(d.Paths).Finding(catalogue.In(locale.English)); got == "" {
		t.Error("nothing is found")
	}
	if _, err := Load(ctx, db, account.Actor{Role: account.Partner}, book(t), Filter{}, 0); fault.CodeOf(err) != fault.Forbidden {
		t.Errorf("a partner sees the funnel: %v", err)
	}
}
