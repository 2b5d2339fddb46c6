// Package databasetest gives tests an empty, migrated record on each database
// that the program promises to run on.
package databasetest

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"beret/internal/database"
)

// PostgresVariable names the environment variable with the address of a
// PostgreSQL server for tests; `make test` starts one and sets it. Without it
// the PostgreSQL half of a test is skipped with a message.
const PostgresVariable = "BERET_TEST_POSTGRES"

// Noon is the instant of every test transaction unless a test sets its own.
var Noon = time.Date(2026, 10, 31, 5, 0, 0, 0, time.UTC)

// Each runs test on an empty record of each database.
func Each(t *testing.T, test func(t *testing.T, db *database.DB)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, SQLite(t)) })
	t.Run("postgres", func(t *testing.T) { test(t, Postgres(t)) })
}

// SQLite returns an empty record in a file that lives as long as the test.
func SQLite(t testing.TB) *database.DB {
	t.Helper()
	return open(t, filepath.Join(t.TempDir(), "beret.db"))
}

var schemaCount atomic.Int64

// Postgres returns an empty record in a schema of its own, dropped at the end.
func Postgres(t testing.TB) *database.DB {
	t.Helper()
	return open(t, PostgresAddress(t))
}

// PostgresAddress returns the address of an empty schema, not yet migrated,
// that is dropped at the test's end. It skips the test where there is no server.
func PostgresAddress(t testing.TB) string {
	t.Helper()
	server := os.Getenv(PostgresVariable)
	if server == "" {
		t.Skipf("%s is not set: run `make test`, which starts a PostgreSQL server for the tests", PostgresVariable)
	}
	schema := fmt.Sprintf("test_%d_%d", os.Getpid(), schemaCount.Add(1))
	admin := openRaw(t, server)
	execute(t, admin, "CREATE SCHEMA "+schema)
	t.Cleanup(func() {
		execute(t, admin, "DROP SCHEMA "+schema+" CASCADE")
		admin.Close()
	})
	address, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	query := address.Query()
	query.Set("search_path", schema)
	address.RawQuery = query.Encode()
	return address.String()
}

func open(t testing.TB, address string) *database.DB {
	t.Helper()
	db := openRaw(t, address)
	t.Cleanup(func() { db.Close() })
	if err := db.Migrate(context.Background()); err != nil {
		t.Fatal(err)
	}
	return db
}

func openRaw(t testing.TB, address string) *database.DB {
	t.Helper()
	db, err := database.Open(context.Background(), address, database.Options{Clock: func() time.Time { return Noon }})
	if err != nil {
		t.Fatal(err)
	}
	return db
}

func execute(t testing.TB, db *database.DB, statement string) {
	t.Helper()
	if err := db.Write(context.Background(), func(tx *database.Tx) error {
		_, err := tx.Exec(context.Background(), statement)
		return err
	}); err != nil {
		t.Fatal(err)
	}
}
