// Package roster carries the registry's officers in and out of spreadsheets.
//
// Three things to call on a [Room]: Import reads a table of officers, one row
// a person, and brings all accepted rows into the record in one transaction or
// none (or only says what would happen); Export writes the whole registry so
// that Import reads back the same; Template writes an empty table with its
// instructions. The columns stand in column.go, what they are called elsewhere
// in data/heading.csv.
//
// A roster of a million rows passes through in chunks: one goroutine parses
// and judges rows, the caller's writes them. What is held for the whole file
// is a hash of each service number and person.
package roster

import (
	"context"
	"io"

	"beret/internal/account"
	"beret/internal/database"
	"beret/internal/fault"
	"beret/internal/locale"
	"beret/internal/registry"
)

// Room is the door of the registry for tables. It is safe for concurrent use.
type Room struct {
	db        *database.DB
	registry  *registry.Store
	catalogue *locale.Catalogue
}

// New returns the room over a record and its registry.
func New(db *database.DB, store *registry.Store, catalogue *locale.Catalogue) *Room {
	return &Room{db: db, registry: store, catalogue: catalogue}
}

// ActionImport is the action under which a whole import stands in the audit
// log, with kind registry.RosterKind.
const ActionImport = "roster.import"

// Options say how a roster is brought in; the zero value takes all it can.
type Options struct {
	DryRun bool // say what would happen and change nothing
	// CreateUnits adds home units that the record does not know; without it
	// their rows are rejected.
	CreateUnits bool
	// HoldSuspects rejects rows that look like somebody recorded under another
	// service number; without it they are brought in and listed.
	HoldSuspects bool
	// Rejects receives the rejected rows as a workbook with a reason column,
	// in the language of Printer. Nil writes none; nothing is written either
	// when no row was rejected and nobody is suspected.
	Rejects io.Writer
	Printer locale.Printer
	// Progress is called now and then with the bytes of the sheet read so far.
	Progress func(done, total int64)
	// Expect is what a dry run found. Import returns Conflict and changes
	// nothing where the record has changed so that it would now do another thing.
	Expect *Summary
}

// Summary is what an import did, or would do.
type Summary struct {
	File   string `json:"file"`
	SHA256 string `json:"sha256"`
	Sheet  string `json:"sheet"`

	Rows      int `json:"rows"`
	New       int `json:"new"`
	Changed   int `json:"changed"`
	Unchanged int `json:"unchanged"`
	Rejected  int `json:"rejected"`
	Suspected int `json:"suspected"`

	UnitsAdded     int      `json:"units_added,omitempty"`
	Units          []string `json:"units,omitempty"`           // names of the first of them
	UnknownColumns []string `json:"unknown_columns,omitempty"` // headings that mean nothing to us
	AbsentColumns  []string `json:"-"`                         // names of columns the file lacks; what they say stays as recorded

	Fields  []Count  `json:"fields,omitempty"` // of changed officers: how many change in which column
	Reasons []Reason `json:"-"`                // of rejected rows, the most frequent first

	RejectedRows []RejectedRow `json:"-"` // the first of them
	Suspects     []Suspect     `json:"-"` // the first of them

	// RowsSHA256 is the digest of the accepted rows, cell by cell.
	RowsSHA256 string `json:"rows_sha256"`
	ImportID   int64  `json:"-"` // 0 where nothing was written
}

// Accepted returns the number of rows that change the record.
func (s *Summary) Accepted() int { return s.New + s.Changed }

// sameOutcome reports whether two runs over one file do the same.
func (s *Summary) sameOutcome(other *Summary) bool {
	return s.SHA256 == other.SHA256 && s.New == other.New && s.Changed == other.Changed && s.Unchanged == other.Unchanged &&
		s.Rejected == other.Rejected && s.RowsSHA256 == other.RowsSHA256
}

// Count is how many officers change in a column.
type Count struct {
	Column string `json:"column"`
	N      int    `json:"n"`
}

// Reason is why rows were rejected: the first such problem, and how many.
type Reason struct {
	Problem fault.Problem
	Rows    int
	First   int // number of the first row
}

// RejectedRow is a row that was not brought in.
type RejectedRow struct {
	Number   int // of the row in its sheet
	Service  string
	Name     string
	Problems []fault.Problem
}

// Suspect is a row whose person seems to be known under another service
// number: in the record, or in another row of the file.
type Suspect struct {
	Number    int
	Service   string
	Name      string
	OfficerID int64 // the recorded one, 0 where it is another row
	Row       int   // the other row, 0 where it is recorded
}

// How much of a file's trouble is kept to show; all of it is counted, and all
// rejected rows are in the workbook of rejects.
const (
	keptRows    = 100
	keptReasons = 200
	keptUnits   = 500
)

// ColumnKey returns the message key of a column's heading, for the names that
// stand in a Summary and in problems.
func ColumnKey(name string) string {
	if c := columnByName(columns(), name); c != nil {
		return c.title
	}
	return registry.FieldKey(name)
}

// ProblemText returns a problem with the heading of its column in front.
func ProblemText(p locale.Printer, problem fault.Problem) string {
	return p.Text("roster.reason", "column", p.Text(ColumnKey(columnOf(problem.Field))), "problem", p.Text(problem.Key, problem.Args...))
}

// Import reads the file and brings its accepted rows into the record in one
// transaction, with an audit entry of the whole and one of each changed
// officer. A file whose rows all stand in the record already changes nothing.
// It returns Invalid where the file cannot be read or lacks a required column
// (nothing is changed then), and Conflict as Options.Expect says.
func (r *Room) Import(ctx context.Context, actor account.Actor, file *File, o Options) (s *Summary, err error) {
	defer fault.Wrap(&err, "roster.Import")
	if err := actor.Require(account.RosterImport); err != nil {
		return nil, err
	}
	run, err := r.prepare(ctx, actor, file, o)
	if err != nil {
		return nil, err
	}
	transact := r.db.Write
	if o.DryRun {
		transact = r.db.Read
	}
	err = transact(ctx, func(tx *database.Tx) error { return run.execute(ctx, tx) })
	if ctx.Err() != nil {
		return nil, ctx.Err() // and not what the database says of it
	}
	if err != nil {
		return nil, err
	}
	return run.summary, nil
}
