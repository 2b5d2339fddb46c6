package database_test

import (
	"context"
	"errors"
	"testing"

	"beret/internal/database"
	"beret/internal/database/databasetest"
	"beret/internal/fault"
)

func TestMigrateTwiceChangesNothing(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		ctx := context.Background()
		if err := db.Migrate(ctx); err != nil {
			t.Fatal(err)
		}
		if pending, err := db.Pending(ctx); err != nil || len(pending) != 0 {
			t.Fatalf("pending %v, %v", pending, err)
		}
	})
}

func TestAFailedWriteLeavesNothing(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		ctx := context.Background()
		stop := errors.New("stop")
		err := db.Write(ctx, func(tx *database.Tx) error {
			if _, err := tx.Exec(ctx, "INSERT INTO setting (name, value) VALUES (?, ?)", "a", "it's ?"); err != nil {
				return err
			}
			return stop
		})
		if !errors.Is(err, stop) {
			t.Fatalf("got %v", err)
		}
		var n int
		if err := db.Read(ctx, func(tx *database.Tx) error {
			return tx.QueryRow(ctx, "SELECT count(*) FROM setting").Scan(&n)
		}); err != nil || n != 0 {
			t.Fatalf("%d rows, %v", n, err)
		}
	})
}

func TestABrokenConstraintIsAConflict(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		ctx := context.Background()
		err := db.Write(ctx, func(tx *database.Tx) error {
			_, err := tx.Exec(ctx, "INSERT INTO seat_holder (seat_id, officer_id, from_date) VALUES (1, 1, '2026-01-01')")
			return err
		})
		if fault.CodeOf(err) != fault.Conflict {
			t.Fatalf("a seat that does not exist was accepted, or with another error: %v", err)
		}
	})
}

func TestTheAuditLogRefusesToBeAltered(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		ctx := context.Background()
		exec := func(statement string) error {
			return db.Write(ctx, func(tx *database.Tx) error {
				_, err := tx.Exec(ctx, statement)
				return err
			})
		}
		if err := exec("INSERT INTO audit_log VALUES (1, 0, 'a', 'desk', 'x', 'officer', 1, '', '', '', '', 'h')"); err != nil {
			t.Fatal(err)
		}
		if exec("UPDATE audit_log SET actor = 'b'") == nil {
			t.Error("a row was altered")
		}
		if exec("DELETE FROM audit_log") == nil {
			t.Error("a row was removed")
		}
	})
}

func TestReadSeesOneStateAndCannotWrite(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		ctx := context.Background()
		err := db.Read(ctx, func(tx *database.Tx) error {
			_, err := tx.Exec(ctx, "INSERT INTO setting (name, value) VALUES ('a', 'b')")
			return err
		})
		if err == nil {
			t.Fatal("a read transaction wrote")
		}
	})
}
