package database

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"regexp"
	"strings"

	"beret/internal/fault"
)

var createTable = regexp.MustCompile(`(?m)^CREATE TABLE (\w+)`)

// Tables returns the record's tables, each after those it refers to.
func Tables() ([]string, error) {
	steps, err := Migrations()
	if err != nil {
		return nil, err
	}
	var tables []string
	for _, step := range steps {
		for _, match := range createTable.FindAllStringSubmatch(step.text, -1) {
			tables = append(tables, match[1])
		}
	}
	return tables, nil
}

// Counts returns the number of rows of every table, by name.
func Counts(ctx context.Context, tx *Tx) (map[string]int64, error) {
	tables, err := Tables()
	if err != nil {
		return nil, err
	}
	counts := map[string]int64{}
	for _, table := range tables {
		var n int64
		if err := tx.QueryRow(ctx, "SELECT count(*) FROM "+table).Scan(&n); err != nil {
			return nil, fmt.Errorf("%s: %w", table, err)
		}
		counts[table] = n
	}
	return counts, nil
}

// Copy copies every row from one record into another, empty and migrated one,
// of either kind, in one snapshot of the source and one transaction of the
// target. It calls progress, which may be nil, with each finished table.
func Copy(ctx context.Context, from, to *DB, progress func(table string, rows int64)) (err error) {
	defer fault.Wrap(&err, "database.Copy")
	tables, err := Tables()
	if err != nil {
		return err
	}
	return from.Read(ctx, func(source *Tx) error {
		return to.Write(ctx, func(target *Tx) error {
			if err := to.dialect.deferForeignKeys(ctx, target); err != nil {
				return err
			}
			for _, table := range tables {
				rows, err := copyTable(ctx, source, target, table)
				if err != nil {
					return fmt.Errorf("%s: %w", table, err)
				}
				if progress != nil {
					progress(table, rows)
				}
			}
			return nil
		})
	})
}

func copyTable(ctx context.Context, source, target *Tx, table string) (copied int64, err error) {
	rows, err := source.Query(ctx, "SELECT * FROM "+table)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return 0, err
	}
	insert, err := target.Prepare(ctx, "INSERT INTO "+table+" ("+strings.Join(columns, ", ")+") VALUES (?"+
		strings.Repeat(", ?", len(columns)-1)+")")
	if err != nil {
		return 0, err
	}
	defer insert.Close()
	values, places := make([]any, len(columns)), make([]any, len(columns))
	for i := range values {
		places[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(places...); err != nil {
			return copied, err
		}
		if _, err := insert.ExecContext(ctx, values...); err != nil {
			return copied, err
		}
		copied++
	}
	if err := rows.Err(); err != nil {
		return copied, err
	}
	return copied, target.dialect.continueIdentity(ctx, target, table, columns)
}

// Save writes a consistent copy of the record, which may be in use, to a new
// SQLite file: one format of backup for both databases, which the program
// itself can open, check and carry over to the other.
func (db *DB) Save(ctx context.Context, path string) (err error) {
	defer fault.Wrap(&err, "database.Save")
	if _, err := os.Stat(path); err == nil {
		return fault.New(fault.Conflict, "database.file_exists", "path", path)
	}
	if db.dialect == postgres {
		return db.saveByCopy(ctx, path)
	}
	plain, err := sql.Open("sqlite", "file:"+db.path+"?_pragma=busy_timeout(10000)")
	if err != nil {
		return err
	}
	defer plain.Close()
	if _, err = plain.ExecContext(ctx, "VACUUM INTO ?", path); err != nil {
		return err
	}
	return os.Chmod(path, 0o600)
}

func (db *DB) saveByCopy(ctx context.Context, path string) error {
	file, err := Open(ctx, path, Options{Clock: db.clock})
	if err != nil {
		return err
	}
	defer file.Close()
	if err := file.Migrate(ctx); err != nil {
		return err
	}
	return Copy(ctx, db, file, nil)
}

// Fault is what an integrity check found wrong.
type Fault struct {
	Table  string
	Detail string
}

// Check lets the database check itself: the pages of the file and every
// foreign key on SQLite; on PostgreSQL that every table can be read in full
// and that no constraint was left unvalidated.
func (db *DB) Check(ctx context.Context) (faults []Fault, err error) {
	defer fault.Wrap(&err, "database.Check")
	err = db.Read(ctx, func(tx *Tx) error {
		faults, err = db.dialect.check(ctx, tx)
		return err
	})
	return faults, err
}
