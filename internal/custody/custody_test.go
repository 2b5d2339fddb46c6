package custody_test

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"beret/internal/account"
	"beret/internal/audit"
	"beret/internal/custody"
	"beret/internal/database"
	"beret/internal/database/databasetest"
	"beret/internal/fault"
)

func act(t *testing.T, db *database.DB, n int) {
	t.Helper()
	ctx := context.Background()
	for i := range n {
		if err := db.Write(ctx, func(tx *database.Tx) error {
			if _, err := tx.Exec(ctx, "INSERT INTO home_unit (code, name, name_key) VALUES (?, 'Cục', 'cuc')", strconv.Itoa(i)); err != nil {
				return err
			}
			return audit.Append(ctx, tx, audit.Entry{Actor: account.System(), Action: "x", Kind: "unit", Subject: int64(i + 1)})
		}); err != nil {
			t.Fatal(err)
		}
	}
}

func TestABackupComesBackOnEitherDatabase(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		ctx := context.Background()
		act(t, db, 3)
		path := filepath.Join(t.TempDir(), "backup.db")
		saved, err := custody.Backup(ctx, db, path)
		if err != nil || saved.AuditRows != 3 {
			t.Fatalf("%+v, %v", saved, err)
		}
		target := filepath.Join(t.TempDir(), "beret.db")
		if err := os.WriteFile(target, []byte("in the way"), 0o600); err != nil {
			t.Fatal(err)
		}
		restored, aside, err := custody.Restore(ctx, path, target, databasetest.Noon)
		if err != nil || restored.Rows != saved.Rows || restored.AuditHead != saved.AuditHead {
			t.Fatalf("restored %+v of %+v: %v", restored, saved, err)
		}
		if kept, err := os.ReadFile(aside); err != nil || string(kept) != "in the way" {
			t.Errorf("the file in the way was lost: %q, %v", kept, err)
		}
	})
}

func TestADamagedBackupIsRefused(t *testing.T) {
	db := databasetest.SQLite(t)
	act(t, db, 50)
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "backup.db")
	if _, err := custody.Backup(ctx, db, path); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for rule, damaged := range map[string][]byte{
		"cut short":       whole[:len(whole)/2],
		"not a record":    []byte("hello, this is a letter and no database at all"),
		"bytes scratched": scratch(whole),
	} {
		t.Run(rule, func(t *testing.T) {
			broken := filepath.Join(t.TempDir(), "broken.db")
			if err := os.WriteFile(broken, damaged, 0o600); err != nil {
				t.Fatal(err)
			}
			target := filepath.Join(t.TempDir(), "beret.db")
			if _, _, err := custody.Restore(ctx, broken, target, time.Now()); fault.CodeOf(err) != fault.Invalid {
				t.Errorf("got %v", err)
			}
			if _, err := os.Stat(target); err == nil {
				t.Error("something was restored from it")
			}
		})
	}
}

func scratch(whole []byte) []byte {
	damaged := append([]byte(nil), whole...)
	for i := len(damaged) / 3; i < len(damaged); i += 97 {
		damaged[i] ^= 0x55
	}
	return damaged
}

func TestTheDoctorSeesAClockThatWentBack(t *testing.T) {
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "beret.db")
	db, err := database.Open(ctx, path, database.Options{Clock: func() time.Time { return databasetest.Noon }})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	act(t, db, 1)
	db.Close()
	db, err = database.Open(ctx, path, database.Options{Clock: func() time.Time { return databasetest.Noon.Add(-48 * time.Hour) }})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	findings, err := custody.Examine(ctx, db)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range findings {
		want := custody.Sound
		if f.Key == "custody.clock" {
			want = custody.Warning
		}
		if f.Status != want {
			t.Errorf("%s: %s %s", f.Key, f.Status, f.Detail)
		}
	}
}
