package registry

import (
	"context"
	"database/sql"
	"sync/atomic"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/audit"
	"beret/internal/database"
	"beret/internal/fault"
	"beret/internal/personname"
	"beret/internal/reference"
)

// AuditKind is the kind under which changes of one officer stand in the audit
// log, with the officer's id as subject.
const AuditKind = "officer"

// RosterKind is the kind under which a change of many officers at once must be
// audited, in the transaction that makes it: open lists then read the officers
// anew. The subject is the import's id.
const RosterKind = "roster"

// UnitKind is the kind under which changes of home units are audited.
const UnitKind = "home_unit"

// Store is the record room. It is safe for concurrent use; keep one for the
// life of the program, because its lists work on a view held in memory.
type Store struct {
	db     *database.DB
	book   atomic.Pointer[reference.Book]
	sorter *personname.Sorter
	view   *view
	pool   poolKeeper
}

// NewStore returns the room over a record and the reference data.
func NewStore(db *database.DB, book *reference.Book) *Store {
	s := &Store{db: db, sorter: personname.NewSorter(), view: newView()}
	s.book.Store(book)
	return s
}

// UseBook puts other reference data in place, after the office edited it.
func (s *Store) UseBook(book *reference.Book) { s.book.Store(book) }

// Today returns the day of the record's clock.
func (s *Store) Today() civil.Date { return civil.FromTime(s.db.Now()) }

// Rules returns the rules of today, for a page or an import that wants to say
// what is wrong before anything is written.
func (s *Store) Rules(ctx context.Context) (r Rules, err error) {
	defer fault.Wrap(&err, "registry.Rules")
	err = s.db.Read(ctx, func(tx *database.Tx) error {
		r, err = s.rules(ctx, tx)
		return err
	})
	return r, err
}

func (s *Store) rules(ctx context.Context, tx *database.Tx) (Rules, error) {
	known := map[int64]bool{}
	err := tx.Each(ctx, func(rows *sql.Rows) error {
		var id int64
		err := rows.Scan(&id)
		known[id] = true
		return err
	}, "SELECT id FROM home_unit")
	return Rules{
		Book:      s.book.Load(),
		Today:     civil.FromTime(tx.Now()),
		KnownUnit: func(id int64) bool { return known[id] },
	}, err
}

// Create adds an officer with all parts of the file and returns the id.
// Invalid is returned with the problems where a rule is broken, also where the
// service number is taken.
func (s *Store) Create(ctx context.Context, actor account.Actor, f File) (id int64, err error) {
	defer fault.Wrap(&err, "registry.Create")
	if err := actor.Require(account.OfficerEdit); err != nil {
		return 0, err
	}
	err = s.db.Write(ctx, func(tx *database.Tx) error {
		id, err = s.create(ctx, tx, actor, f)
		return err
	})
	return id, err
}

func (s *Store) create(ctx context.Context, tx *database.Tx, actor account.Actor, f File) (int64, error) {
	f.Officer = Normalize(f.Officer)
	rules, err := s.rules(ctx, tx)
	if err != nil {
		return 0, err
	}
	problems := ValidateFile(f, rules)
	if err := s.numberFree(ctx, tx, f.Officer, &problems); err != nil {
		return 0, err
	}
	if err := fault.Check(problems); err != nil {
		return 0, err
	}
	if f.ID, err = s.insertOfficer(ctx, tx, &f.Officer); err != nil {
		return 0, err
	}
	for _, part := range f.Parts() {
		if _, err := insertPart(ctx, tx, f.ID, part); err != nil {
			return 0, err
		}
	}
	_, after := difference(File{}, f)
	return f.ID, audit.Append(ctx, tx, audit.Entry{Actor: actor, Action: ActionCreate, Kind: AuditKind, Subject: f.ID, After: after})
}

// numberFree adds a problem where the service number is another officer's.
func (s *Store) numberFree(ctx context.Context, tx *database.Tx, o Officer, problems *[]fault.Problem) error {
	var others int
	err := tx.QueryRow(ctx, "SELECT count(*) FROM officer WHERE service_number = ? AND id <> ?", o.ServiceNumber, o.ID).Scan(&others)
	if others > 0 {
		*problems = append(*problems, fault.Problem{Field: "service_number", Key: "registry.problem.number_taken"})
	}
	return err
}

const derivedColumns = "name_key, search_key, rank_order"

// derived returns the columns of derivedColumns.
func (s *Store) derived(o *Officer) []any {
	return []any{s.sorter.Key(o.FullName, o.GivenName), searchKey(*o), s.book.Load().RankOrder(o.Rank)}
}

// searchKey is the folded name, two spaces, and the folded service number. A
// name holds no two spaces, so that the number can be told from it.
func searchKey(o Officer) string {
	return personname.Fold(o.FullName) + "  " + personname.Fold(o.ServiceNumber)
}

const officerColumnCount = 26

func insertOfficerText() string {
	return "INSERT INTO officer (" + officerColumns + ", " + derivedColumns + ") VALUES (" + marks(officerColumnCount+3) + ")"
}

func (s *Store) insertOfficer(ctx context.Context, tx *database.Tx, o *Officer) (id int64, err error) {
	err = tx.QueryRow(ctx, insertOfficerText()+" RETURNING id", append(o.values(), s.derived(o)...)...).Scan(&id)
	return id, err
}

const updateOfficerText = `UPDATE officer SET service_number = ?, full_name = ?, given_name = ?, passport_name = ?, woman = ?, birth_date = ?,
	rank_code = ?, rank_since = ?, home_unit_id = ?, unit_since = ?, position = ?, enlisted_on = ?, left_on = ?, left_reason = ?,
	passport_expires = ?, medical_status = ?, medical_on = ?, medical_expires = ?,
	national_clearance = ?, national_clearance_on = ?, national_clearance_expires = ?, national_clearance_reference = ?,
	note = ?, generated = ?, import_id = ?, import_row = ?,
	name_key = ?, search_key = ?, rank_order = ?, version = version + 1 WHERE id = ? AND version = ?`

// updateOfficer returns Conflict where the version is no longer the record's.
func (s *Store) updateOfficer(ctx context.Context, tx *database.Tx, o *Officer) error {
	args := append(append(o.values(), s.derived(o)...), o.ID, o.Version)
	n, err := tx.Exec(ctx, updateOfficerText, args...)
	if err == nil && n == 0 {
		err = fault.New(fault.Conflict, "fault.conflict")
	}
	return err
}
