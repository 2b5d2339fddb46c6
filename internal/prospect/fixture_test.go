package prospect

import (
	"context"
	"fmt"
	"testing"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/audit"
	"beret/internal/database"
	"beret/internal/database/databasetest"
	"beret/internal/locale"
	"beret/internal/reference"
	"beret/outlook"
)

// fixture fills a record row by row.
type fixture struct {
	t    testing.TB
	db   *database.DB
	book *reference.Book
	unit int64 // home unit
	n    int
	tx   *database.Tx // of together
}

func newFixture(t testing.TB, db *database.DB) *fixture {
	t.Helper()
	book, err := reference.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	f := &fixture{t: t, db: db, book: book}
	f.unit = f.insert("INSERT INTO home_unit (code, name, name_key) VALUES ('H', 'H', 'h') RETURNING id")
	return f
}

// insert runs a statement that returns an id; each leaves a line in the log, as
// every change of a record does.
func (f *fixture) insert(query string, args ...any) (id int64) {
	f.t.Helper()
	f.write(func(ctx context.Context, tx *database.Tx) error { return tx.QueryRow(ctx, query, args...).Scan(&id) })
	return id
}

func (f *fixture) exec(query string, args ...any) {
	f.t.Helper()
	f.write(func(ctx context.Context, tx *database.Tx) error {
		_, err := tx.Exec(ctx, query, args...)
		return err
	})
}

func (f *fixture) write(act func(ctx context.Context, tx *database.Tx) error) {
	f.t.Helper()
	ctx := context.Background()
	if f.tx != nil {
		if err := act(ctx, f.tx); err != nil {
			f.t.Fatal(err)
		}
		return
	}
	err := f.db.Write(ctx, func(tx *database.Tx) error {
		if err := act(ctx, tx); err != nil {
			return err
		}
		return audit.Append(ctx, tx, audit.Entry{Actor: account.System(), Action: "test", Kind: "test"})
	})
	if err != nil {
		f.t.Fatal(err)
	}
}

// together fills in one transaction.
func (f *fixture) together(fill func()) {
	f.t.Helper()
	f.write(func(_ context.Context, tx *database.Tx) error {
		f.tx = tx
		defer func() { f.tx = nil }()
		fill()
		return nil
	})
}

// someone is a new officer of middle age and service.
func (f *fixture) someone(woman bool) int64 {
	f.t.Helper()
	return f.officer(woman, "1988-05-05", "2010-03-01", "")
}

func (f *fixture) officer(woman bool, birth, enlisted, left string) int64 {
	f.t.Helper()
	f.n++
	var end any
	if left != "" {
		end = left
	}
	return f.insert(`INSERT INTO officer (service_number, full_name, name_key, search_key, woman, birth_date, rank_code, rank_order, home_unit_id, enlisted_on, left_on)
		VALUES (?, ?, ?, ?, ?, ?, 'CPT', 9, ?, ?, ?) RETURNING id`, fmt.Sprintf("%06d", f.n), fmt.Sprintf("Person %d", f.n), []byte{1}, "x", database.Flag(woman), birth, f.unit, enlisted, end)
}

// tour enters a deployment of a year; end and reason may be empty.
func (f *fixture) tour(officer int64, category, mission, from, planned, end, reason string) int64 {
	f.t.Helper()
	var ended any
	if end != "" {
		ended = end
	}
	return f.insert(`INSERT INTO deployment (officer_id, category, mission, from_date, planned_end, ended_on, end_reason)
		VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id`, officer, category, mission, from, planned, ended, reason)
}

func (f *fixture) nominate(officer int64, category, mission, on, expected, status, decided string) {
	f.t.Helper()
	var answer any
	if decided != "" {
		answer = decided
	}
	f.exec(`INSERT INTO nomination (officer_id, category, mission, nominated_on, expected_from, expected_to, status, decided_on)
		VALUES (?, ?, ?, ?, ?, '2040-01-01', ?, ?)`, officer, category, mission, on, expected, status, answer)
}

// assess lets an officer sit an assessment; who passes is cleared for two years.
func (f *fixture) assess(officer int64, on string, passed bool) {
	f.t.Helper()
	f.exec("INSERT INTO assessment_attempt (officer_id, edition, test, taken_on, passed) VALUES (?, '2019.19', 'language', ?, ?)", officer, on, database.Flag(passed))
	if passed {
		day := civil.MustDate(on).AddDays(5)
		f.exec("INSERT INTO assessment_clearance (officer_id, edition, cleared_on, expires) VALUES (?, '2019.19', ?, ?)", officer, day, day.AddMonths(24))
	}
}

func (f *fixture) says(officer int64, willing bool, on, until string) {
	f.t.Helper()
	var end any
	if until != "" {
		end = until
	}
	f.exec("INSERT INTO availability (officer_id, willing, from_date, to_date, consent_on) VALUES (?, ?, ?, ?, ?)", officer, database.Flag(willing), on, end, on)
}

func (f *fixture) formed(code string, seats int) (unit int64, places []int64) {
	f.t.Helper()
	unit = f.insert("INSERT INTO formed_unit (code, name, category) VALUES (?, ?, 'fpu') RETURNING id", code, code)
	for i := range seats {
		places = append(places, f.insert("INSERT INTO seat (unit_id, number, element, title_key) VALUES (?, ?, 'command', 'x') RETURNING id", unit, i+1))
	}
	return unit, places
}

func (f *fixture) seat(place, officer int64, from string) {
	f.t.Helper()
	f.exec("INSERT INTO seat_holder (seat_id, officer_id, from_date) VALUES (?, ?, ?)", place, officer, from)
}

func (f *fixture) load(day string) *Base {
	f.t.Helper()
	b, err := NewRoom(f.db).Load(context.Background(), account.System(), f.book, civil.MustDate(day))
	if err != nil {
		f.t.Fatal(err)
	}
	return b
}

// places sums who stands in which stage, those in a post under "post".
func (b *Base) places() map[string][2]int {
	sums := map[string][2]int{}
	add := func(stage string, sex outlook.Sex, n int) {
		both := sums[stage]
		both[sex] += n
		sums[stage] = both
	}
	for _, c := range b.start {
		add(c.Stage, c.Sex, c.Count)
	}
	for _, h := range b.holders {
		add("post", h.Sex, 1)
	}
	return sums
}

func printer(t testing.TB, lang locale.Lang) locale.Printer {
	t.Helper()
	c, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	return c.In(lang)
}

const today = "2026-10-31"

// each runs a test with a fixture on both databases.
func each(t *testing.T, test func(t *testing.T, f *fixture)) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) { test(t, newFixture(t, db)) })
}
