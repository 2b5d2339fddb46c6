package database

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"embed"
	"encoding/hex"
	"fmt"
	"sort"
	"strconv"
	"strings"

	"beret/internal/fault"
)

//go:embed migration/*.sql
var migrationFiles embed.FS

// Migration is one forward step of the schema.
type Migration struct {
	Number int
	Name   string
	SHA256 string
	text   string
}

// Migrations returns the program's steps in order.
func Migrations() ([]Migration, error) {
	entries, err := migrationFiles.ReadDir("migration")
	if err != nil {
		return nil, err
	}
	var steps []Migration
	for _, entry := range entries {
		data, err := migrationFiles.ReadFile("migration/" + entry.Name())
		if err != nil {
			return nil, err
		}
		digits, _, _ := strings.Cut(entry.Name(), "_")
		number, err := strconv.Atoi(digits)
		if err != nil {
			return nil, fmt.Errorf("database: migration %s has no number", entry.Name())
		}
		sum := sha256.Sum256(data)
		steps = append(steps, Migration{number, entry.Name(), hex.EncodeToString(sum[:]), string(data)})
	}
	sort.Slice(steps, func(i, j int) bool { return steps[i].Number < steps[j].Number })
	return steps, nil
}

const migrationTable = `CREATE TABLE IF NOT EXISTS schema_migration (
	number INTEGER PRIMARY KEY,
	name TEXT NOT NULL,
	sha256 TEXT NOT NULL,
	applied_at BIGINT NOT NULL
)`

// Migrate brings the schema up to date, each step in a transaction of its own.
// A step that was applied with another text, or is not known to this program,
// is refused: the file was written by another version.
func (db *DB) Migrate(ctx context.Context) (err error) {
	defer fault.Wrap(&err, "database.Migrate")
	pending, err := db.Pending(ctx)
	if err != nil {
		return err
	}
	for _, step := range pending {
		if err := db.apply(ctx, step); err != nil {
			return fmt.Errorf("%s: %w", step.Name, err)
		}
	}
	return nil
}

// Pending returns the steps that the record still lacks.
func (db *DB) Pending(ctx context.Context) ([]Migration, error) {
	steps, err := Migrations()
	if err != nil {
		return nil, err
	}
	applied := map[int]string{}
	err = db.Read(ctx, func(tx *Tx) error {
		if begun, err := db.dialect.hasTable(ctx, tx, "schema_migration"); err != nil || !begun {
			return err
		}
		return tx.Each(ctx, func(rows *sql.Rows) error {
			var number int
			var sum string
			err := rows.Scan(&number, &sum)
			applied[number] = sum
			return err
		}, "SELECT number, sha256 FROM schema_migration")
	})
	if err != nil {
		return nil, err
	}
	var pending []Migration
	for _, step := range steps {
		sum, done := applied[step.Number]
		switch {
		case !done:
			pending = append(pending, step)
		case sum != step.SHA256:
			return nil, fault.New(fault.Conflict, "database.foreign_schema", "name", step.Name)
		}
		delete(applied, step.Number)
	}
	for number := range applied {
		return nil, fault.New(fault.Conflict, "database.newer_schema", "number", number)
	}
	return pending, nil
}

func (db *DB) apply(ctx context.Context, step Migration) error {
	return db.Write(ctx, func(tx *Tx) error {
		if _, err := tx.Exec(ctx, db.dialect.define(migrationTable)); err != nil {
			return err
		}
		for _, statement := range statements(step.text) {
			if _, err := tx.tx.ExecContext(ctx, db.dialect.define(statement)); err != nil {
				return fmt.Errorf("%s: %w", firstWords(statement), err)
			}
		}
		_, err := tx.Exec(ctx, "INSERT INTO schema_migration (number, name, sha256, applied_at) VALUES (?, ?, ?, ?)",
			step.Number, step.Name, step.SHA256, Micros(tx.Now()))
		return err
	})
}

// statements splits a migration at semicolons that end a line and drops
// comment lines.
func statements(text string) []string {
	var kept []string
	for _, line := range strings.Split(text, "\n") {
		if !strings.HasPrefix(strings.TrimSpace(line), "--") {
			kept = append(kept, line)
		}
	}
	var list []string
	for _, statement := range strings.Split(strings.Join(kept, "\n")+"\n", ";\n") {
		if statement = strings.TrimSpace(statement); statement != "" {
			list = append(list, statement)
		}
	}
	return list
}
