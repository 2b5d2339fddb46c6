package office_test

import (
	"context"
	"testing"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/audit"
	"beret/internal/database"
	"beret/internal/database/databasetest"
	"beret/internal/fault"
	"beret/internal/locale"
	"beret/internal/office"
	"beret/internal/reference"

	"github.com/google/go-cmp/cmp"
)

var ministry = office.Office{Country: "VNM", Ministry: office.Text{"en": "Ministry", "vi": "Bộ"},
	Name: office.Text{"vi": "Văn phòng"}, Superior: office.Text{}, Place: office.Text{"vi": "Hà Nội"}, Signer: office.Text{}, Personnel: office.Text{"vi": "Cục Tổ chức cán bộ"},
	Lang: locale.Vietnamese, Generated: true, AsOf: civil.MustDate("2026-10-31"), Seed: 7}

func TestWhatIsEditedIsLoaded(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		ctx := context.Background()
		write(t, db, func(tx *database.Tx) error { return office.Edit(ctx, tx, account.System(), ministry) })
		got, book, err := office.Load(ctx, db)
		if err != nil || book == nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(ministry, got); diff != "" {
			t.Error(diff)
		}
		if today := got.Today(databasetest.Noon); today != ministry.AsOf {
			t.Errorf("today is %s", today)
		}
		read(t, db, func(tx *database.Tx) error {
			rows, n, err := audit.List(ctx, tx, account.System(), audit.Filter{Kind: "office"})
			if n != 1 || rows[0].Action != "office.edit" {
				t.Errorf("audit has %v", rows)
			}
			return err
		})
	})
}

func TestOnlyTheAdministratorEdits(t *testing.T) {
	db, ctx := databasetest.SQLite(t), context.Background()
	for _, role := range account.Roles()[1:] {
		err := db.Write(ctx, func(tx *database.Tx) error {
			return office.Edit(ctx, tx, account.Actor{Role: role}, ministry)
		})
		if fault.CodeOf(err) != fault.Forbidden {
			t.Errorf("%s edits the office: %v", role, err)
		}
		err = db.Write(ctx, func(tx *database.Tx) error {
			return office.PutRow(ctx, tx, account.Actor{Role: role}, target("30"))
		})
		if fault.CodeOf(err) != fault.Forbidden {
			t.Errorf("%s edits reference data: %v", role, err)
		}
	}
}

func TestCheck(t *testing.T) {
	for field, broken := range map[string]func(*office.Office){
		"country":  func(o *office.Office) { o.Country = "Viet Nam" },
		"ministry": func(o *office.Office) { o.Ministry = nil },
		"name":     func(o *office.Office) { o.Name = office.Text{} },
		"lang":     func(o *office.Office) { o.Lang = "xx" },
	} {
		o := ministry
		broken(&o)
		if problems := o.Check(); len(problems) != 1 || problems[0].Field != field {
			t.Errorf("%s: %v", field, problems)
		}
	}
}

func target(numerator string) reference.Row {
	return reference.Row{Kind: reference.Targets, Fields: map[string]string{"framework": "ministry-minimum", "category": "*",
		"mission": "", "unit": "", "numerator": numerator, "denominator": "100"},
		Valid:  civil.Interval{From: civil.MustDate("2025-06-12")},
		Source: "the office's own", Confidence: reference.OfficeOwn}
}

func TestARowOfTheOfficeStandsInThePlaceOfTheShipped(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		ctx := context.Background()
		for _, percent := range []string{"25", "30"} {
			write(t, db, func(tx *database.Tx) error { return office.PutRow(ctx, tx, account.System(), target(percent)) })
		}
		if got := minimum(t, db); got.Numerator != 30 || !got.Row.Office {
			t.Errorf("target is %+v", got)
		}
		row := target("30")
		row.Code = minimum(t, db).Row.Code
		write(t, db, func(tx *database.Tx) error {
			return office.WithdrawRow(ctx, tx, account.System(), row, "entered by mistake")
		})
		if got := minimum(t, db); got.Numerator != 20 || got.Row.Office {
			t.Errorf("after withdrawal the target is %+v", got)
		}
		err := db.Write(ctx, func(tx *database.Tx) error { return office.WithdrawRow(ctx, tx, account.System(), row, "again") })
		if fault.CodeOf(err) != fault.NotFound {
			t.Errorf("withdrawn twice: %v", err)
		}
	})
}

func minimum(t *testing.T, db *database.DB) reference.Target {
	t.Helper()
	_, book, err := office.Load(context.Background(), db)
	if err != nil {
		t.Fatal(err)
	}
	for _, target := range book.TargetsOn(civil.MustDate("2026-10-31")) {
		if target.Framework == "ministry-minimum" {
			return target
		}
	}
	t.Fatal("no minimum")
	return reference.Target{}
}

func TestARowThatDoesNotHoldIsRefused(t *testing.T) {
	db, ctx := databasetest.SQLite(t), context.Background()
	for name, broken := range map[string]func(*reference.Row){
		"no source":         func(r *reference.Row) { r.Source = "" },
		"no first day":      func(r *reference.Row) { r.Valid.From = 0 },
		"ends before":       func(r *reference.Row) { r.Valid.To = r.Valid.From },
		"unknown kind":      func(r *reference.Row) { r.Kind = "colour" },
		"unknown framework": func(r *reference.Row) { r.Fields["framework"] = "none" },
		"more than all":     func(r *reference.Row) { r.Fields["numerator"] = "101" },
	} {
		row := target("30")
		broken(&row)
		err := db.Write(ctx, func(tx *database.Tx) error { return office.PutRow(ctx, tx, account.System(), row) })
		if fault.CodeOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func write(t *testing.T, db *database.DB, f func(tx *database.Tx) error) {
	t.Helper()
	if err := db.Write(context.Background(), f); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, db *database.DB, f func(tx *database.Tx) error) {
	t.Helper()
	if err := db.Read(context.Background(), f); err != nil {
		t.Fatal(err)
	}
}
