package roster

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"io"
	"slices"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/audit"
	"beret/internal/database"
	"beret/internal/fault"
	"beret/internal/locale"
	"beret/internal/registry"
)

// run is one import on its way, dry or not.
type run struct {
	room    *Room
	actor   account.Actor
	file    *File
	options Options
	header  *header
	parser  *parser
	listed  []registry.HomeUnit // of the table of units, parents first

	summary *Summary
	reasons map[string]*Reason
	fields  map[string]int
	digest  hash.Hash
	line    []byte // of the digest, used again
	rejects *rejects

	tx    *database.Tx
	index *registry.Index
	batch *registry.Batch             // nil in a dry run
	named map[int64]registry.HomeUnit // units of negative id that are not added yet
	ids   map[int64]int64             // true ids of units that are
}

// prepare reads everything that does not depend on the rows.
func (r *Room) prepare(ctx context.Context, actor account.Actor, file *File, o Options) (*run, error) {
	if o.Printer == (locale.Printer{}) {
		o.Printer = r.catalogue.In(locale.English)
	}
	h, err := file.findHeader(r.catalogue)
	if err != nil {
		return nil, err
	}
	rules, err := r.registry.Rules(ctx)
	if err != nil {
		return nil, err
	}
	list, err := r.registry.HomeUnits(ctx, actor)
	if err != nil {
		return nil, err
	}
	known := rules.KnownUnit
	rules.KnownUnit = func(id int64) bool { return id < 0 || known(id) }
	p := &parser{lookups: lookups(rules.Book, r.catalogue), units: newUnits(list, o.CreateUnits), rules: rules, days: map[string]civil.Date{}}
	s := &Summary{File: file.Name, SHA256: file.SHA256, Sheet: h.name, UnknownColumns: h.unknown}
	for _, c := range h.absent {
		s.AbsentColumns = append(s.AbsentColumns, c.name)
	}
	x := &run{room: r, actor: actor, file: file, options: o, header: h, parser: p, summary: s,
		reasons: map[string]*Reason{}, fields: map[string]int{}, digest: sha256.New(),
		named: map[int64]registry.HomeUnit{}, ids: map[int64]int64{}}
	x.listed, err = file.readUnits(r.catalogue, p.units)
	x.rejects = newRejects(o.Rejects, o.Printer, h)
	return x, err
}

// execute judges every row and, unless the run is dry, writes the accepted ones.
func (x *run) execute(ctx context.Context, tx *database.Tx) error {
	x.tx = tx
	var err error
	if x.index, err = x.room.registry.LoadIndex(ctx, tx, x.header.project); err != nil {
		return err
	}
	if err := x.addListed(ctx); err != nil {
		return err
	}
	rows, err := x.file.book.Rows(x.header.sheet)
	if err != nil {
		return err
	}
	defer rows.Close()
	if err := x.walk(ctx, newReader(rows, x.header, x.parser, x.index, x.options.HoldSuspects)); err != nil {
		return err
	}
	return x.finish(ctx)
}

// walk takes the chunks as they come. The reader ends with it: the sheet is
// closed after.
func (x *run) walk(ctx context.Context, r *reader) error {
	ctx, stop := context.WithCancel(ctx)
	go r.run(ctx)
	defer func() {
		stop()
		for range r.full {
			continue
		}
	}()
	for c := range r.full {
		if err := x.takeChunk(ctx, c); err != nil {
			return err
		}
		if c.err == io.EOF {
			return nil
		}
		if c.err != nil {
			return c.err
		}
		r.free <- c
	}
	return ctx.Err()
}

func (x *run) takeChunk(ctx context.Context, c *chunk) error {
	for _, unit := range c.units {
		x.named[unit.ID] = unit
	}
	recorded, err := x.recorded(ctx, c)
	if err != nil {
		return err
	}
	for i := range c.rows {
		if err := x.takeRow(ctx, &c.rows[i], recorded); err != nil {
			return err
		}
	}
	if x.options.Progress != nil {
		x.options.Progress(c.done, c.total)
	}
	return nil
}

// recorded loads the officers whom a chunk changes.
func (x *run) recorded(ctx context.Context, c *chunk) (map[int64]registry.File, error) {
	var ids []int64
	for i := range c.rows {
		if c.rows[i].status == changed {
			ids = append(ids, c.rows[i].id)
		}
	}
	files, err := x.room.registry.Load(ctx, x.tx, x.actor, ids)
	byID := make(map[int64]registry.File, len(files))
	for _, f := range files {
		byID[f.ID] = f
	}
	return byID, err
}

func (x *run) takeRow(ctx context.Context, c *candidate, recorded map[int64]registry.File) error {
	x.summary.Rows++
	var before registry.File
	if c.status == changed {
		before = recorded[c.id]
		c.file = merge(before, c.file, x.header)
		judgeChange(c, before, x.parser.rules)
	}
	switch c.status {
	case rejected:
		return x.reject(c)
	case unchanged:
		x.summary.Unchanged++
		return nil
	}
	x.note(c)
	if err := x.addUnits(ctx, &c.file); err != nil {
		return err
	}
	if c.status == changed {
		x.summary.Changed++
		x.countFields(before, c.file)
	} else {
		x.summary.New++
	}
	if x.options.DryRun {
		return nil
	}
	return x.write(ctx, c, before)
}

// write hands an accepted row to the registry.
func (x *run) write(ctx context.Context, c *candidate, before registry.File) error {
	if x.batch == nil {
		if err := x.begin(ctx); err != nil {
			return err
		}
	}
	c.file.ImportID, c.file.ImportRow = x.summary.ImportID, c.number
	if c.status == created {
		return x.batch.Insert(ctx, c.file)
	}
	return x.batch.Update(ctx, before, c.file)
}

// begin enters the import and opens the batch, with the first row that is
// written: a file that changes nothing leaves no trace.
func (x *run) begin(ctx context.Context) (err error) {
	if x.summary.ImportID, err = insertImport(ctx, x.tx, x.actor, x.summary); err != nil {
		return err
	}
	if x.batch, err = x.room.registry.NewBatch(x.tx, x.actor); err != nil {
		return err
	}
	x.batch.OwnRanks, x.batch.OwnPostings = x.header.carries("past_ranks"), x.header.carries("past_postings")
	return nil
}

// note adds an accepted row to the digest and to the suspects.
func (x *run) note(c *candidate) {
	const unit, record = 0x1f, 0x1e // ASCII's separators
	line := x.line[:0]
	for _, cell := range c.cells {
		line = append(append(line, cell.Text...), unit)
	}
	x.line = append(line, record)
	x.digest.Write(x.line)
	if c.suspect != nil {
		x.summary.Suspected++
		if len(x.summary.Suspects) < keptRows {
			x.summary.Suspects = append(x.summary.Suspects, *c.suspect)
		}
	}
}

func (x *run) countFields(before, after registry.File) {
	for _, c := range x.header.columns {
		if c == nil {
			continue
		}
		var was, is registry.File
		c.take(&was, &before)
		c.take(&is, &after)
		if x.index.Digest(was) != x.index.Digest(is) {
			x.fields[c.name]++
		}
	}
}

func (x *run) reject(c *candidate) error {
	x.summary.Rejected++
	if c.suspect != nil {
		x.summary.Suspected++
	}
	if len(x.summary.RejectedRows) < keptRows {
		x.summary.RejectedRows = append(x.summary.RejectedRows,
			RejectedRow{Number: c.number, Service: c.file.ServiceNumber, Name: c.file.FullName, Problems: c.problems})
	}
	counted := map[string]bool{}
	for _, problem := range c.problems {
		key := columnOf(problem.Field) + " " + problem.Key
		reason := x.reasons[key]
		if reason == nil && len(x.reasons) < keptReasons {
			reason = &Reason{Problem: problem, First: c.number}
			x.reasons[key] = reason
		}
		if reason != nil && !counted[key] {
			counted[key] = true
			reason.Rows++
		}
	}
	return x.rejects.add(c)
}

// finish completes summary, rejects, batch and audit.
func (x *run) finish(ctx context.Context) error {
	s := x.summary
	s.RowsSHA256 = hex.EncodeToString(x.digest.Sum(nil))
	for _, reason := range x.reasons {
		s.Reasons = append(s.Reasons, *reason)
	}
	slices.SortFunc(s.Reasons, func(a, b Reason) int {
		return cmp.Or(cmp.Compare(b.Rows, a.Rows), cmp.Compare(a.First, b.First), cmp.Compare(a.Problem.Key, b.Problem.Key))
	})
	for _, c := range x.header.columns {
		if c != nil && x.fields[c.name] > 0 {
			s.Fields = append(s.Fields, Count{c.name, x.fields[c.name]})
		}
	}
	if err := x.rejects.close(s.Suspects); err != nil {
		return err
	}
	if expect := x.options.Expect; expect != nil && !s.sameOutcome(expect) {
		return fault.New(fault.Conflict, "roster.record_changed")
	}
	if x.options.DryRun {
		return nil
	}
	return x.seal(ctx)
}

// seal writes what waits and the audit entry of the whole.
func (x *run) seal(ctx context.Context) error {
	if x.batch != nil {
		if err := x.batch.Close(ctx); err != nil {
			return err
		}
		if err := completeImport(ctx, x.tx, x.summary); err != nil {
			return err
		}
	}
	if x.batch == nil && x.summary.UnitsAdded == 0 {
		return nil
	}
	return audit.Append(ctx, x.tx, audit.Entry{Actor: x.actor, Action: ActionImport, Kind: registry.RosterKind, Subject: x.summary.ImportID, After: x.summary})
}
