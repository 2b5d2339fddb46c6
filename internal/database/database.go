// Package database opens the record, migrates its schema and runs
// transactions, on SQLite in one file or on PostgreSQL, from one SQL text.
//
// Statements are written with ? placeholders and portable SQL; instants are
// BIGINT microseconds since 1970 UTC, days are ISO text, truth values are
// INTEGER 0 or 1. What truly differs between the two stands in dialect.go and
// nowhere else.
package database

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"beret/internal/fault"

	_ "github.com/jackc/pgx/v5/stdlib" // driver "pgx"
	_ "modernc.org/sqlite"             // driver "sqlite"
)

// DB is an open record. It is safe for concurrent use.
type DB struct {
	dialect dialect
	path    string // the file, for SQLite
	reader  *sql.DB
	writer  *sql.DB // one connection on SQLite, so that writers queue in the program and not on the file lock
	clock   func() time.Time
}

// Options tune an opened record; the zero value serves.
type Options struct {
	// Clock gives each transaction its one instant; nil is the machine's clock.
	Clock func() time.Time
	// Readers bounds the pool of reading connections; 0 means 8.
	Readers int
	// MustExist refuses a SQLite file that is not there instead of creating it.
	MustExist bool
}

// Open opens the record at a PostgreSQL address (postgres://…) or in a SQLite
// file, which is created with its folder where it does not exist. It does not
// migrate; call Migrate.
func Open(ctx context.Context, address string, options Options) (db *DB, err error) {
	defer fault.Wrap(&err, "database.Open(%q)", redact(address))
	if options.Clock == nil {
		options.Clock = time.Now
	}
	if options.Readers == 0 {
		options.Readers = 8
	}
	db = &DB{clock: options.Clock}
	if isPostgres(address) {
		err = db.openPostgres(address, options)
	} else {
		err = db.openSQLite(address, options)
	}
	if err != nil {
		return nil, err
	}
	if err := db.writer.PingContext(ctx); err != nil {
		db.Close()
		return nil, fault.Because(err, fault.Internal, "database.unreachable", "address", redact(address))
	}
	return db, nil
}

func isPostgres(address string) bool {
	return strings.HasPrefix(address, "postgres://") || strings.HasPrefix(address, "postgresql://")
}

func (db *DB) openPostgres(address string, options Options) error {
	pool, err := sql.Open("pgx", address)
	if err != nil {
		return err
	}
	pool.SetMaxOpenConns(options.Readers)
	pool.SetMaxIdleConns(options.Readers)
	db.dialect, db.reader, db.writer = postgres, pool, pool
	return nil
}

// The pragmas stand in the address, so that every connection of the pool has
// them; one run once on a pool would hold on one connection only. The wait for
// a lock comes first: it also covers the switch to the write-ahead log.
const sqlitePragmas = "_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=foreign_keys(1)" +
	"&_pragma=synchronous(FULL)&_pragma=cache_size(-16384)&_pragma=temp_store(MEMORY)"

func (db *DB) openSQLite(path string, options Options) error {
	if _, err := os.Stat(path); err != nil && options.MustExist {
		return fault.Because(err, fault.NotFound, "database.no_record", "path", path)
	}
	if folder := filepath.Dir(path); folder != "." {
		if err := os.MkdirAll(folder, 0o700); err != nil {
			return err
		}
	}
	writer, err := openKeeping("file:" + path + "?" + sqlitePragmas + "&_txlock=immediate")
	if err != nil {
		return err
	}
	writer.SetMaxOpenConns(1)
	reader, err := openKeeping("file:" + path + "?" + sqlitePragmas + "&_pragma=query_only(1)")
	if err != nil {
		writer.Close()
		return err
	}
	reader.SetMaxOpenConns(options.Readers)
	reader.SetMaxIdleConns(options.Readers)
	db.dialect, db.path, db.reader, db.writer = sqlite, path, reader, writer
	return nil
}

// redact hides the password of an address that goes to the log or the screen.
func redact(address string) string {
	if at := strings.LastIndex(address, "@"); isPostgres(address) && at > 0 {
		return "postgres://…" + address[at:]
	}
	return address
}

// Close closes all connections; the write-ahead log is folded into the file.
func (db *DB) Close() error {
	if db.reader == db.writer {
		return db.writer.Close()
	}
	return errors.Join(db.reader.Close(), db.writer.Close())
}

// Path returns the file of a SQLite record, and "" on PostgreSQL.
func (db *DB) Path() string { return db.path }

// Kind returns "sqlite" or "postgres".
func (db *DB) Kind() string { return string(db.dialect) }

// Now returns the instant of the record's clock.
func (db *DB) Now() time.Time { return db.clock() }

// Read runs f in one read-only snapshot: all its statements see the same state.
func (db *DB) Read(ctx context.Context, f func(tx *Tx) error) error {
	tx, err := db.reader.BeginTx(ctx, &sql.TxOptions{ReadOnly: true, Isolation: db.dialect.snapshot()})
	if err != nil {
		return fmt.Errorf("database: begin read: %w", err)
	}
	defer tx.Rollback()
	return f(&Tx{tx: tx, dialect: db.dialect, now: db.clock()})
}

// Write runs f in one transaction and commits it if f returns nil. All of it
// happens or none. On PostgreSQL writers are serialised by an advisory lock,
// as they are on SQLite by nature: the audit chain is one chain.
func (db *DB) Write(ctx context.Context, f func(tx *Tx) error) error {
	tx, err := db.writer.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("database: begin write: %w", err)
	}
	defer tx.Rollback()
	t := &Tx{tx: tx, dialect: db.dialect, now: db.clock()}
	if err := db.dialect.serialise(ctx, t); err != nil {
		return err
	}
	if err := f(t); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("database: commit: %w", err)
	}
	return nil
}

// Tx is a running transaction with its one instant.
type Tx struct {
	tx      *sql.Tx
	dialect dialect
	now     time.Time
}

// Now returns the transaction's instant.
func (tx *Tx) Now() time.Time { return tx.now }

// Exec runs a statement and returns the number of rows it touched.
func (tx *Tx) Exec(ctx context.Context, query string, args ...any) (int64, error) {
	result, err := tx.tx.ExecContext(ctx, tx.dialect.rewrite(query), args...)
	if err != nil {
		return 0, explain(err, query)
	}
	return result.RowsAffected()
}

// Query runs a statement that returns rows; the caller closes them.
func (tx *Tx) Query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	rows, err := tx.tx.QueryContext(ctx, tx.dialect.rewrite(query), args...)
	if err != nil {
		return nil, explain(err, query)
	}
	return rows, nil
}

// QueryRow runs a statement that returns at most one row.
func (tx *Tx) QueryRow(ctx context.Context, query string, args ...any) *sql.Row {
	return tx.tx.QueryRowContext(ctx, tx.dialect.rewrite(query), args...)
}

// Prepare prepares a statement that will run many times in this transaction.
func (tx *Tx) Prepare(ctx context.Context, query string) (*sql.Stmt, error) {
	stmt, err := tx.tx.PrepareContext(ctx, tx.dialect.rewrite(query))
	if err != nil {
		return nil, explain(err, query)
	}
	return stmt, nil
}

// Each runs a query and calls scan for every row.
func (tx *Tx) Each(ctx context.Context, scan func(rows *sql.Rows) error, query string, args ...any) error {
	rows, err := tx.Query(ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// explain turns a broken constraint into a Conflict and adds the statement to
// anything else, for the log; statements hold no personal data, arguments do.
func explain(err error, query string) error {
	if isConstraint(err) {
		return fault.Because(err, fault.Conflict, "database.constraint")
	}
	return fmt.Errorf("database: %s: %w", firstWords(query), err)
}

func firstWords(query string) string {
	words := strings.Fields(query)
	if len(words) > 8 {
		words = words[:8]
	}
	return strings.Join(words, " ")
}

// Micros returns an instant as the record stores it.
func Micros(t time.Time) int64 { return t.UnixMicro() }

// Instant returns a stored instant in UTC; zero micros is the zero time.
func Instant(micros int64) time.Time {
	if micros == 0 {
		return time.Time{}
	}
	return time.UnixMicro(micros).UTC()
}

// Flag returns a truth value as the record stores it.
func Flag(b bool) int {
	if b {
		return 1
	}
	return 0
}

// NullID stores the id 0 as NULL.
func NullID(id int64) sql.NullInt64 { return sql.NullInt64{Int64: id, Valid: id != 0} }

var likeEscaper = strings.NewReplacer("!", "!!", "%", "!%", "_", "!_")

// Contains returns the condition that a column holds a text somewhere, with its
// argument; nothing in the text is a wildcard.
func Contains(column, text string) (condition string, arg any) {
	return column + " LIKE ? ESCAPE '!'", "%" + likeEscaper.Replace(text) + "%"
}
