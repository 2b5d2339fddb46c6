package audit_test

import (
	"context"
	"testing"

	"beret/internal/audit"
	"beret/internal/database"
	"beret/internal/database/databasetest"
	"beret/internal/fault"
)

type clerk struct{ reads bool }

func (clerk) AuditName() (string, string)       { return "desk1", "desk" }
func (c clerk) MayReadAudit(string, int64) bool { return c.reads }
func write(t *testing.T, db *database.DB, n int) {
	t.Helper()
	ctx := context.Background()
	for i := 1; i <= n; i++ {
		if err := db.Write(ctx, func(tx *database.Tx) error {
			return audit.Append(ctx, tx, audit.Entry{Actor: clerk{}, Action: "officer.edit", Kind: "officer",
				Subject: int64(i), Before: map[string]int{"a": i}, After: map[string]int{"a": i + 1}})
		}); err != nil {
			t.Fatal(err)
		}
	}
}

func verify(t *testing.T, db *database.DB) (v audit.Verdict) {
	t.Helper()
	if err := db.Read(context.Background(), func(tx *database.Tx) (err error) {
		v, err = audit.Verify(context.Background(), tx)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return v
}

// tamper changes the log behind the database's back, as somebody with the
// file in hand could: the guards are dropped first.
func tamper(t *testing.T, db *database.DB, statement string) {
	t.Helper()
	ctx := context.Background()
	guards := []string{"DROP TRIGGER audit_log_no_UPDATE", "DROP TRIGGER audit_log_no_DELETE"}
	if db.Kind() == "postgres" {
		guards = []string{"DROP TRIGGER audit_log_append_only ON audit_log"}
	}
	if err := db.Write(ctx, func(tx *database.Tx) error {
		for _, s := range append(guards, statement) {
			if _, err := tx.Exec(ctx, s); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}

func TestAnUntouchedChainHolds(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		if v := verify(t, db); !v.OK() || v.Rows != 0 {
			t.Fatalf("empty log: %+v", v)
		}
		write(t, db, 5)
		if v := verify(t, db); !v.OK() || v.Rows != 5 {
			t.Fatalf("%+v", v)
		}
	})
}

func TestTamperingShows(t *testing.T) {
	for _, c := range []struct {
		rule, statement string
		broken          int64
		key             string
	}{
		{"an altered actor", "UPDATE audit_log SET actor = 'other' WHERE number = 3", 3, "audit.row_altered"},
		{"an altered state", "UPDATE audit_log SET after_state = '{}' WHERE number = 2", 2, "audit.row_altered"},
		{"a removed row", "DELETE FROM audit_log WHERE number = 2", 2, "audit.row_missing"},
		{"a removed end", "DELETE FROM audit_log WHERE number = 5", 5, "audit.end_missing"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			databasetest.Each(t, func(t *testing.T, db *database.DB) {
				write(t, db, 5)
				tamper(t, db, c.statement)
				if v := verify(t, db); v.Broken != c.broken || v.Key != c.key {
					t.Fatalf("got row %d, %q; want row %d, %q", v.Broken, v.Key, c.broken, c.key)
				}
			})
		})
	}
}

func TestATrailIsReadOnlyWithTheRight(t *testing.T) {
	db := databasetest.SQLite(t)
	write(t, db, 3)
	ctx := context.Background()
	err := db.Read(ctx, func(tx *database.Tx) error {
		_, _, err := audit.List(ctx, tx, clerk{reads: false}, audit.Filter{})
		return err
	})
	if fault.CodeOf(err) != fault.Forbidden {
		t.Fatalf("got %v", err)
	}
	err = db.Read(ctx, func(tx *database.Tx) error {
		rows, total, err := audit.List(ctx, tx, clerk{reads: true}, audit.Filter{Kind: "officer", Subject: 2})
		if total != 1 || len(rows) != 1 || rows[0].Before != `{"a":2}` || rows[0].Login != "desk1" {
			t.Errorf("%d of %d: %+v", len(rows), total, rows)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
