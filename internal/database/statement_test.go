package database

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"testing"
)

// openPeople opens a file with a table of n numbers.
func openPeople(t testing.TB, n int) *DB {
	t.Helper()
	ctx := context.Background()
	db, err := Open(ctx, filepath.Join(t.TempDir(), "record.db"), Options{Readers: 2})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	err = db.Write(ctx, func(tx *Tx) error {
		if _, err := tx.Exec(ctx, "CREATE TABLE person (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)"); err != nil {
			return err
		}
		for i := range n {
			if _, err := tx.Exec(ctx, "INSERT INTO person (id, name) VALUES (?, ?)", i+1, fmt.Sprint("p", i+1)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return db
}

// keptTexts returns the texts whose statements the writing connection keeps.
func keptTexts(t *testing.T, db *DB) map[string]kept {
	t.Helper()
	conn, err := db.writer.Conn(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	var idle map[string]kept
	if err := conn.Raw(func(c any) error { idle = c.(*keepingConn).idle; return nil }); err != nil {
		t.Fatal(err)
	}
	return idle
}

func TestATextInsideTheLoopOverItsOwnRows(t *testing.T) {
	db := openPeople(t, 4)
	ctx := context.Background()
	const text = "SELECT id FROM person WHERE id > ? ORDER BY id"
	for range 3 {
		err := db.Read(ctx, func(tx *Tx) error {
			var pairs []string
			err := tx.Each(ctx, func(outer *sql.Rows) error {
				var a int
				if err := outer.Scan(&a); err != nil {
					return err
				}
				return tx.Each(ctx, func(inner *sql.Rows) error {
					var b int
					err := inner.Scan(&b)
					pairs = append(pairs, fmt.Sprint(a, b))
					return err
				}, text, a)
			}, text, 1)
			if got := fmt.Sprint(pairs); got != "[2 3 2 4 3 4]" {
				t.Errorf("got %s", got)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestRowsLeftHalfReadDoNotHoldTheirStatement(t *testing.T) {
	db := openPeople(t, 3)
	ctx := context.Background()
	for range 3 {
		err := db.Write(ctx, func(tx *Tx) error {
			var id int // QueryRow reads one of three rows
			if err := tx.QueryRow(ctx, "SELECT id FROM person ORDER BY id").Scan(&id); err != nil || id != 1 {
				return fmt.Errorf("id %d, %w", id, err)
			}
			_, err := tx.Exec(ctx, "DELETE FROM person WHERE id = ?", 99)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestAStatementThatFailedIsNotKept(t *testing.T) {
	db := openPeople(t, 1)
	ctx := context.Background()
	const text = "INSERT INTO person (name) VALUES (?)"
	for _, name := range []string{"p1", "new", "p1", "newer"} {
		err := db.Write(ctx, func(tx *Tx) error {
			_, err := tx.Exec(ctx, text, name)
			return err
		})
		_, held := keptTexts(t, db)[text]
		if failed := err != nil; failed != (name == "p1") || held == failed {
			t.Errorf("%s: error %v, kept %v", name, err, held)
		}
	}
}

func TestAKeptStatementFollowsTheSchema(t *testing.T) {
	db := openPeople(t, 1)
	ctx := context.Background()
	columns := func() (n int) {
		err := db.Read(ctx, func(tx *Tx) error {
			rows, err := tx.Query(ctx, "SELECT * FROM person")
			if err != nil {
				return err
			}
			defer rows.Close()
			rows.Next()
			names, err := rows.Columns()
			n = len(names)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	before := columns()
	err := db.Write(ctx, func(tx *Tx) error {
		_, err := tx.Exec(ctx, "ALTER TABLE person ADD COLUMN rank TEXT")
		return err
	})
	if after := columns(); err != nil || after != before+1 {
		t.Errorf("%d columns, then %d, %v", before, after, err)
	}
}

func TestTheLongestUnusedStatementIsForgotten(t *testing.T) {
	db := openPeople(t, 1)
	ctx := context.Background()
	err := db.Write(ctx, func(tx *Tx) error {
		for i := range mostKept + 20 {
			for _, text := range []string{"SELECT 'often'", fmt.Sprintf("SELECT %d", i)} {
				var value any
				if err := tx.QueryRow(ctx, text).Scan(&value); err != nil {
					return err
				}
			}
		}
		return nil
	})
	idle := keptTexts(t, db)
	_, often := idle["SELECT 'often'"]
	_, first := idle["SELECT 0"]
	if err != nil || len(idle) != mostKept || !often || first {
		t.Errorf("%d kept, often %v, first %v, %v", len(idle), often, first, err)
	}
}

func TestWhatIsKept(t *testing.T) {
	for text, want := range map[string]bool{
		"SELECT 1":                       true,
		"\n\tWITH x AS (SELECT 1) TABLE": true,
		"UPDATE\tperson SET id = 1":      true,
		"PRAGMA integrity_check":         false,
		"CREATE TABLE x (y)":             false,
		"SELECT 1; SELECT 2":             false,
	} {
		if keeps(text) != want {
			t.Errorf("%q: %v", text, !want)
		}
	}
}

func BenchmarkQueryRow(b *testing.B) {
	db := openPeople(b, 100)
	ctx := context.Background()
	for _, c := range []struct{ name, text string }{
		{"kept", "SELECT p.name FROM person p JOIN person q ON q.id = p.id WHERE p.id = ? AND p.name IN (?, ?, ?, ?)"},
		{"compiled", "SELECT p.name FROM person p JOIN person q ON q.id = p.id WHERE p.id = ? AND p.name IN (?, ?, ?, ?);"},
	} {
		b.Run(c.name, func(b *testing.B) {
			err := db.Read(ctx, func(tx *Tx) error {
				for i := 0; b.Loop(); i++ {
					var name string
					if err := tx.QueryRow(ctx, c.text, i%100+1, "p1", "p2", "p3", fmt.Sprint("p", i%100+1)).Scan(&name); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				b.Fatal(err)
			}
		})
	}
}
