package standing_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"beret/civil"
	"beret/disclosure"
	"beret/internal/account"
	"beret/internal/audit"
	"beret/internal/database"
	"beret/internal/database/databasetest"
	"beret/internal/demonstration"
	"beret/internal/deployment"
	"beret/internal/fault"
	"beret/internal/locale"
	"beret/internal/office"
	"beret/internal/reference"
	"beret/internal/standing"
	"beret/participation"
)

var ctx = context.Background()

func demo(t *testing.T, db *database.DB) (office.Office, *reference.Book) {
	t.Helper()
	if _, err := demonstration.Build(ctx, db, demonstration.Options{Officers: 1200}, nil); err != nil {
		t.Fatal(err)
	}
	o, book, err := office.Load(ctx, db)
	if err != nil {
		t.Fatal(err)
	}
	return o, book
}

// One demonstration on each database serves all these tests, in this order: the
// last two change it.
func TestOnTheDemonstration(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		o, book := demo(t, db)
		for _, c := range []struct {
			name string
			test func(*testing.T, *database.DB, office.Office, *reference.Book)
		}{
			{"whoever reads a figure reads its people", peopleBehindFigures},
			{"aggregates are released and nothing else", aggregates},
			{"the room is asked by many at once", askedByMany},
			{"a frozen month is proved", frozenMonth},
			{"the room answers as Load does and sees every change", roomAnswers},
		} {
			t.Run(c.name, func(t *testing.T) { c.test(t, db, o, book) })
		}
	})
}

func peopleBehindFigures(t *testing.T, db *database.DB, o office.Office, book *reference.Book) {
	s, err := standing.Load(ctx, db, account.Actor{Role: account.Leader}, book, o.AsOf, standing.Options{})
	if err != nil {
		t.Fatal(err)
	}
	figures := slices.Concat([]participation.Figure{s.Overall, s.KeyPositions, s.Plan.Horizon, s.Plan.IfAccepted}, s.Tiers, s.Units)
	for _, group := range s.Groups {
		figures = append(figures, group...)
	}
	for _, f := range figures {
		if len(f.Women) != f.Share.Women || len(f.Men) != f.Share.Men() {
			t.Errorf("%s %s: %d women and %d men stand behind %+v", f.Dimension, f.Key, len(f.Women), len(f.Men), f.Share)
		}
		for _, id := range slices.Concat(f.Women, f.Men) {
			if p := s.People[id]; p.Name == "" || p.Woman != slices.Contains(f.Women, id) {
				t.Errorf("%s %s counts %d, who is %+v", f.Dimension, f.Key, id, p)
			}
		}
	}
	for d, group := range s.Groups {
		sum := participation.Share{}
		for _, f := range group {
			sum = sum.Add(f.Share)
		}
		if sum != s.Overall.Share {
			t.Errorf("by %s there are %+v of %+v", d, sum, s.Overall.Share)
		}
	}
	last := len(s.Trend.Months) - 1
	if len(s.Trend.Months) != 36 || s.Trend.Months[last] != o.AsOf.Month() || s.Trend.Lines[0].Shares[last] != s.Overall.Share {
		t.Errorf("the trend ends %s at %+v", s.Trend.Months[last], s.Trend.Lines[0].Shares[last])
	}
	s, err = standing.Load(ctx, db, account.System(), book, o.AsOf-1, standing.Options{Months: 3})
	if err != nil || s.Trend.Months[2] != o.AsOf.Month()-1 {
		t.Errorf("a month that is not over has no end: %v, %v", s.Trend.Months, err)
	}
}

func aggregates(t *testing.T, db *database.DB, _ office.Office, book *reference.Book) {
	catalogue, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, role := range []account.Role{account.Partner, account.UnitCommander, account.Officer} {
		seen := map[civil.Date]standing.Release{}
		for day := civil.MustDate("2025-01-31"); day <= civil.MustDate("2026-10-31"); day = day.AddDays(step(role)) {
			s, err := standing.Load(ctx, db, account.Actor{Role: role, OfficerID: 1, UnitID: 1}, book, day, standing.Options{})
			if err != nil {
				t.Fatal(err)
			}
			if s.Release == nil || s.People != nil || s.Groups != nil || s.Overall.Women != nil || s.Tours != nil || s.Trend.Lines != nil {
				t.Fatalf("%s is given %+v", role, s)
			}
			r := *s.Release
			if before, again := seen[r.AsOf]; again && !slices.Equal(before.Categories, r.Categories) {
				t.Errorf("one position is released in two ways: %+v and %+v", before, r)
			}
			seen[r.AsOf] = r
			small(t, r)
			if text := s.Finding(catalogue.In(locale.English), book); strings.ContainsAny(text, "⟦{") || r.AsOf != 0 && !strings.HasPrefix(text, "End of ") {
				t.Error(text)
			}
		}
		if len(seen) < 2 && role == account.Partner {
			t.Errorf("%s never sees a newer position: %v", role, seen)
		}
	}
	for _, role := range []account.Role{"", "stranger"} {
		_, err := standing.Load(ctx, db, account.Actor{Role: role}, book, civil.MustDate("2026-10-31"), standing.Options{})
		if fault.CodeOf(err) != fault.Forbidden {
			t.Errorf("%q: %v", role, err)
		}
	}
}

// step is how many days apart a role asks: the partner often, to see what the
// differences tell, the others twice.
func step(role account.Role) int {
	if role == account.Partner {
		return 53
	}
	return 400
}

// small looks for counts that point at persons.
func small(t *testing.T, r standing.Release) {
	t.Helper()
	lines := []disclosure.Line{r.Overall}
	for _, c := range r.Categories {
		lines = append(lines, c.Line)
	}
	for _, l := range lines {
		for _, count := range []disclosure.Released{l.Women, l.Men, l.Total} {
			if count.State == disclosure.Shown && count.Count > 0 && count.Count < r.Threshold {
				t.Errorf("%+v shows a count under %d", r, r.Threshold)
			}
		}
	}
}

func frozenMonth(t *testing.T, db *database.DB, o office.Office, book *reference.Book) {
	month := o.AsOf.Month()
	freeze := func(actor account.Actor, m civil.Month) error {
		return db.Write(ctx, func(tx *database.Tx) error {
			_, err := standing.Freeze(ctx, tx, actor, book, m, o.AsOf)
			return err
		})
	}
	for code, err := range map[fault.Code]error{
		fault.Forbidden: freeze(account.Actor{Role: account.Leader}, month),
		fault.Invalid:   freeze(account.System(), month+1),
	} {
		if fault.CodeOf(err) != code {
			t.Errorf("want %s, got %v", code, err)
		}
	}
	if err := freeze(account.System(), month); err != nil {
		t.Fatal(err)
	}
	if err := freeze(account.System(), month); fault.CodeOf(err) != fault.Conflict {
		t.Errorf("frozen twice: %v", err)
	}
	if v := verify(t, db, book, month); v.Key != "" || len(v.Added)+len(v.Removed) != 0 ||
		v.Frozen.Whole() != (participation.Share{Women: 12, Total: 36}) {
		t.Errorf("verdict %+v", v)
	}
	write(t, db, func(tx *database.Tx) error { // a correction shows as drift and leaves the snapshot alone
		rows, _, err := deployment.List(ctx, tx, account.System(), deployment.Filter{State: deployment.Overdue, Day: o.AsOf})
		if err != nil {
			return err
		}
		return deployment.End(ctx, tx, account.System(), book, rows[0].ID, rows[0].Version, rows[0].PlannedEnd, deployment.EndOfTour, "")
	})
	if v := verify(t, db, book, month); v.Key != "" || len(v.Removed) != 1 || len(v.Added) != 0 {
		t.Errorf("after a correction: %+v", v)
	}
	read(t, db, func(tx *database.Tx) error {
		months, err := standing.Months(ctx, tx, account.System())
		if len(months) != 3 || months[0] != month { // the demonstration has two
			t.Errorf("months %v", months)
		}
		if _, acts, _ := audit.List(ctx, tx, account.System(), audit.Filter{Kind: "snapshot"}); acts != 3 {
			t.Errorf("%d acts of freezing", acts)
		}
		_, err2 := standing.Verify(ctx, tx, account.System(), book, month-12)
		if fault.CodeOf(err2) != fault.NotFound {
			t.Errorf("a month not frozen: %v", err2)
		}
		return err
	})
	tamper(t, db)
	if v := verify(t, db, book, month); v.Key != "standing.snapshot.altered" {
		t.Errorf("altered behind the program's back: %+v", v.Key)
	}
}

// tamper changes the snapshot as somebody with the file in hand could.
func tamper(t *testing.T, db *database.DB) {
	t.Helper()
	guard := "DROP TRIGGER snapshot_no_UPDATE"
	if db.Kind() == "postgres" {
		guard = "DROP TRIGGER snapshot_append_only ON snapshot"
	}
	write(t, db, func(tx *database.Tx) error {
		if _, err := tx.Exec(ctx, guard); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, "UPDATE snapshot SET content = replace(content, 'true', 'false')")
		return err
	})
}

func verify(t *testing.T, db *database.DB, book *reference.Book, month civil.Month) (v standing.Verdict) {
	t.Helper()
	read(t, db, func(tx *database.Tx) (err error) {
		v, err = standing.Verify(ctx, tx, account.System(), book, month)
		return err
	})
	return v
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

func TestAnEmptyRecordStandsNowhereAndFallsOverNowhere(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		_, book, err := office.Load(ctx, db)
		if err != nil {
			t.Fatal(err)
		}
		catalogue, err := locale.Load()
		if err != nil {
			t.Fatal(err)
		}
		for _, role := range account.Roles() {
			s, err := standing.Load(ctx, db, account.Actor{Role: role}, book, civil.MustDate("2026-10-31"), standing.Options{})
			if err != nil {
				t.Fatal(err)
			}
			want := "Nobody is deployed."
			if s.Release != nil {
				want = "The numbers are too small to be shown without pointing at persons."
			}
			if got := s.Finding(catalogue.In(locale.English), book); got != want {
				t.Errorf("%s: %s", role, got)
			}
		}
	})
}
