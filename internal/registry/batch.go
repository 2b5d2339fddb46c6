package registry

import (
	"context"
	"database/sql"
	"strings"

	"beret/internal/account"
	"beret/internal/audit"
	"beret/internal/database"
	"beret/internal/fault"
)

// ActionImport is the action under which a roster's change of one officer
// stands in the audit log.
const ActionImport = "officer.import"

// batchRows is how many rows one statement inserts. With 30 columns that is
// 3,000 placeholders, far under the 32,766 of SQLite and the 65,535 of
// PostgreSQL; more rows a statement brought no more speed.
const batchRows = 100

// Batch writes many officers in one transaction with prepared statements of
// many rows each. It checks nothing: its caller has run ValidateFile and looked
// for taken service numbers. Its caller also audits the whole under RosterKind,
// in the same transaction; a million entries of the log would say no more than
// the file's digest does.
type Batch struct {
	// OwnRanks and OwnPostings say that the roster itself carries past ranks and
	// postings: Update then adds none, or the same roster would change the
	// officer again the next time.
	OwnRanks, OwnPostings bool

	store   *Store
	tx      *database.Tx
	actor   account.Actor
	waiting []File
	added   int64                           // officers inserted
	lastID  int64                           // the largest id that is given
	done    func(ctx context.Context) error // ends the bulk
	full    map[string]*sql.Stmt            // by table, statements of batchRows rows
	parts   map[PartName][]any              // arguments of part rows that wait
}

// NewBatch begins a batch in a running transaction.
func (s *Store) NewBatch(tx *database.Tx, actor account.Actor) (*Batch, error) {
	if err := actor.Require(account.RosterImport); err != nil {
		return nil, err
	}
	return &Batch{store: s, tx: tx, actor: actor, full: map[string]*sql.Stmt{}, parts: map[PartName][]any{}}, nil
}

// Insert adds a new officer with all parts. It is written now or with a later
// call; Close writes what is left.
func (b *Batch) Insert(ctx context.Context, f File) error {
	if b.added == 0 {
		if err := b.begin(ctx); err != nil {
			return err
		}
	}
	f.Officer = Normalize(f.Officer)
	b.added++
	b.lastID++
	f.ID = b.lastID
	if b.waiting = append(b.waiting, f); len(b.waiting) < batchRows {
		return nil
	}
	return b.flush(ctx)
}

// begin takes over the numbering of officers, so that the parts know their
// officer before the officer is written.
func (b *Batch) begin(ctx context.Context) (err error) {
	if err := b.tx.QueryRow(ctx, "SELECT COALESCE(max(id), 0) FROM officer").Scan(&b.lastID); err != nil {
		return err
	}
	b.done, err = b.tx.Bulk(ctx)
	return err
}

// Close writes what waits. After an error the transaction must be rolled back.
func (b *Batch) Close(ctx context.Context) (err error) {
	defer fault.Wrap(&err, "registry.Batch.Close")
	defer b.closeStatements()
	if b.added == 0 {
		return nil
	}
	if err := b.flush(ctx); err != nil {
		return err
	}
	for _, name := range partNames() {
		if err := b.flushParts(ctx, name); err != nil {
			return err
		}
	}
	if err := b.done(ctx); err != nil {
		return err
	}
	return b.tx.ContinueIdentity(ctx, "officer")
}

func (b *Batch) closeStatements() {
	for _, stmt := range b.full {
		stmt.Close()
	}
}

// flush writes the waiting officers and lines up their parts.
func (b *Batch) flush(ctx context.Context) error {
	args := make([]any, 0, len(b.waiting)*(officerColumnCount+4))
	for i := range b.waiting {
		o := &b.waiting[i].Officer
		args = append(append(append(args, o.ID), o.values()...), b.store.derived(o)...)
	}
	const into = "INSERT INTO officer (id, " + officerColumns + ", " + derivedColumns + ") VALUES "
	if err := b.insert(ctx, into, officerColumnCount+4, args); err != nil {
		return err
	}
	return b.lineUp(ctx)
}

func (b *Batch) lineUp(ctx context.Context) error {
	for _, f := range b.waiting {
		for _, part := range f.Parts() {
			name := part.Name()
			b.parts[name] = append(append(b.parts[name], f.ID), values(part)...)
			if len(b.parts[name]) < batchRows*(tableOf(name).width()+1) {
				continue
			}
			if err := b.flushParts(ctx, name); err != nil {
				return err
			}
		}
	}
	b.waiting = b.waiting[:0]
	return nil
}

func (b *Batch) flushParts(ctx context.Context, name PartName) error {
	t := tableOf(name)
	args := b.parts[name]
	b.parts[name] = args[:0]
	return b.insert(ctx, "INSERT INTO "+t.name+" (officer_id, "+t.columns+") VALUES ", t.width()+1, args)
}

// insert writes rows of so many columns, with the prepared statement where
// they are as many as it takes.
func (b *Batch) insert(ctx context.Context, into string, width int, args []any) error {
	n := len(args) / width
	if n == 0 {
		return nil
	}
	row := "(" + marks(width) + ")"
	text := func() string { return into + strings.TrimSuffix(strings.Repeat(row+", ", n), ", ") }
	if n != batchRows {
		_, err := b.tx.Exec(ctx, text(), args...)
		return err
	}
	stmt := b.full[into]
	if stmt == nil {
		var err error
		if stmt, err = b.tx.Prepare(ctx, text()); err != nil {
			return err
		}
		b.full[into] = stmt
	}
	_, err := stmt.ExecContext(ctx, args...)
	return err
}

// Update writes what a roster changes of a recorded officer, and audits it.
// A rank or home unit that begins later than the recorded one ends it as
// Promote and Transfer do. before is what Load returned for the id.
func (b *Batch) Update(ctx context.Context, before, after File) (err error) {
	defer fault.Wrap(&err, "registry.Batch.Update(%d)", before.ID)
	after.Officer = Normalize(after.Officer)
	after.ID, after.Version = before.ID, before.Version
	b.withHistory(before, &after)
	was, is := difference(before, after)
	if was == nil && is == nil {
		return nil
	}
	if err := b.store.updateOfficer(ctx, b.tx, &after.Officer); err != nil {
		return err
	}
	if err := b.updateParts(ctx, before, after); err != nil {
		return err
	}
	return audit.Append(ctx, b.tx, audit.Entry{Actor: b.actor, Action: ActionImport, Kind: AuditKind, Subject: before.ID, Before: was, After: is})
}

// withHistory adds the rank and the posting that the later ones end.
func (b *Batch) withHistory(before File, after *File) {
	if !b.OwnRanks && after.Rank != before.Rank && before.RankSince != 0 && after.RankSince > before.RankSince {
		past := PastRank{Rank: before.Rank, From: before.RankSince, To: after.RankSince}
		if after.Part(PastRankPart, past.Key()) == nil {
			after.PastRanks = append(after.PastRanks[:len(after.PastRanks):len(after.PastRanks)], past)
		}
	}
	if !b.OwnPostings && after.HomeUnitID != before.HomeUnitID && before.UnitSince != 0 && after.UnitSince > before.UnitSince {
		past := PastPosting{HomeUnitID: before.HomeUnitID, Position: before.Position, From: before.UnitSince, To: after.UnitSince}
		if after.Part(PastPostingPart, past.Key()) == nil {
			after.PastPostings = append(after.PastPostings[:len(after.PastPostings):len(after.PastPostings)], past)
		}
	}
}

func (b *Batch) updateParts(ctx context.Context, before, after File) error {
	for _, old := range before.Parts() {
		if after.Part(old.Name(), old.Key()) == nil {
			if err := deletePart(ctx, b.tx, before.ID, old); err != nil {
				return err
			}
		}
	}
	for _, part := range after.Parts() {
		var err error
		switch old := before.Part(part.Name(), part.Key()); {
		case old == nil || part.Key() == "0":
			_, err = insertPart(ctx, b.tx, before.ID, part)
		case !samePart(old, part):
			err = updatePart(ctx, b.tx, before.ID, part)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// samePart reports whether two parts of one kind hold the same values.
func samePart(a, b Part) bool {
	x, y := values(a), values(b)
	for i := range x {
		if plain(x[i]) != plain(y[i]) {
			return false
		}
	}
	return true
}

func plain(v any) any {
	if o, ok := v.(optional); ok {
		value, _ := o.Value()
		return value
	}
	return v
}

// Load returns the files of officers by id, without tours and nominations, in
// a running transaction; ids that are not recorded are left out.
func (s *Store) Load(ctx context.Context, tx *database.Tx, actor account.Actor, ids []int64) ([]File, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	text, args := actor.OfficerRows(account.RosterImport, "o")
	among := "IN (" + marks(len(ids)) + ")"
	return loadFiles(ctx, tx, "o.id "+among+" AND "+text, "officer_id "+among, append(anys(ids), args...), anys(ids))
}
