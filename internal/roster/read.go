package roster

import (
	"context"
	"hash/maphash"
	"io"

	"beret/internal/fault"
	"beret/internal/personname"
	"beret/internal/registry"
	"beret/internal/spreadsheet"
)

// status is what becomes of a row.
type status uint8

const (
	rejected status = iota
	created
	changed
	unchanged
)

// candidate is a row of the roster on its way into the record.
type candidate struct {
	number   int
	cells    []spreadsheet.Cell
	file     registry.File
	id       int64 // of the recorded officer, 0 for a new one
	status   status
	problems []fault.Problem
	suspect  *Suspect
}

// chunk is a run of candidates with the units that they are the first to name.
type chunk struct {
	rows        []candidate
	units       []registry.HomeUnit
	done, total int64
	err         error // why reading ended; io.EOF at the end of the sheet
}

const (
	chunkRows = 500
	chunks    = 3 // one is read, one waits, one is written
)

// reader reads and judges rows in a goroutine of its own.
type reader struct {
	rows   *spreadsheet.Rows
	header *header
	parser *parser
	index  *registry.Index
	hold   bool // reject suspects

	seed    maphash.Seed
	numbers map[uint64]uint32 // rows of new officers by the hash of their service number
	known   []uint32          // rows of recorded officers by id, as far as ids are dense
	persons map[uint64]uint32 // and of name and birth date

	free, full chan *chunk
}

func newReader(rows *spreadsheet.Rows, h *header, p *parser, index *registry.Index, hold bool) *reader {
	r := &reader{rows: rows, header: h, parser: p, index: index, hold: hold,
		seed: maphash.MakeSeed(), numbers: map[uint64]uint32{}, known: make([]uint32, 2*index.Len()+1), persons: map[uint64]uint32{},
		free: make(chan *chunk, chunks), full: make(chan *chunk, chunks)}
	for range chunks {
		r.free <- &chunk{rows: make([]candidate, 0, chunkRows)}
	}
	return r
}

// run sends chunks until the sheet or the context ends; the last one carries
// the error that ended it.
func (r *reader) run(ctx context.Context) {
	defer close(r.full)
	for {
		var c *chunk
		select {
		case c = <-r.free:
		case <-ctx.Done():
			return
		}
		r.fill(c)
		select {
		case r.full <- c:
		case <-ctx.Done():
			return
		}
		if c.err != nil {
			return
		}
	}
}

// fill reads rows into a chunk that is used again and again.
func (r *reader) fill(c *chunk) {
	c.rows, c.err = c.rows[:0], nil
	for len(c.rows) < chunkRows && c.err == nil {
		var row spreadsheet.Row
		if row, c.err = r.rows.Next(); c.err != nil || row.Number <= r.header.row {
			continue
		}
		c.rows = c.rows[:len(c.rows)+1]
		r.judge(&c.rows[len(c.rows)-1], row)
	}
	c.units = r.parser.units.take()
	c.done, c.total = r.rows.Progress()
	if c.err == io.EOF {
		c.done = c.total
	}
}

// judge turns a row into a candidate. Only what changes a recorded officer
// remains to be validated, when the recorded file is at hand.
func (r *reader) judge(c *candidate, row spreadsheet.Row) {
	*c = candidate{number: row.Number, cells: append(c.cells[:0], row.Cells...), file: r.parser.row(r.header, row.Cells)}
	var recorded registry.Digest
	var known bool
	c.id, recorded, known = r.index.Find(c.file.ServiceNumber)
	r.checkNumber(c)
	c.status = changed
	switch {
	case known && len(r.parser.problems) == 0 && recorded == r.index.Digest(c.file):
		c.status = unchanged
	case !known:
		c.status = created
		r.parser.validate(c.file)
	}
	r.suspect(c)
	c.problems = r.parser.problems
	if len(c.problems) > 0 {
		c.status = rejected
	}
}

// checkNumber refuses a second row of one service number.
func (r *reader) checkNumber(c *candidate) {
	if c.file.ServiceNumber == "" {
		return // required, as the rules say
	}
	if first := r.firstRow(c); first != 0 {
		r.parser.problems = append(r.parser.problems,
			fault.Problem{Field: "service_number", Key: "roster.problem.number_twice", Args: []any{"row", int(first)}})
	}
}

// firstRow returns the earlier row of the service number, or 0 and remembers
// this one. A list by id costs a fraction of the table of hashes.
func (r *reader) firstRow(c *candidate) uint32 {
	if 0 < c.id && c.id < int64(len(r.known)) {
		if r.known[c.id] == 0 {
			r.known[c.id] = uint32(c.number)
			return 0
		}
		return r.known[c.id]
	}
	key := maphash.String(r.seed, c.file.ServiceNumber)
	first, taken := r.numbers[key]
	if !taken {
		r.numbers[key] = uint32(c.number)
	}
	return first
}

// suspect looks for the person under another service number.
func (r *reader) suspect(c *candidate) {
	if c.file.FullName == "" || c.file.BirthDate == 0 {
		return
	}
	key := maphash.String(r.seed, personname.DuplicateKey(c.file.FullName)+c.file.BirthDate.String())
	first, inFile := r.persons[key]
	if !inFile {
		r.persons[key] = uint32(c.number)
	}
	if c.status == unchanged || len(r.parser.problems) > 0 {
		return
	}
	s := Suspect{Number: c.number, Service: c.file.ServiceNumber, Name: c.file.FullName}
	for _, id := range r.index.Suspects(c.file.FullName, c.file.BirthDate) {
		if id != c.id {
			s.OfficerID = id
		}
	}
	if inFile && s.OfficerID == 0 {
		s.Row = int(first)
	}
	if s.OfficerID == 0 && s.Row == 0 {
		return
	}
	c.suspect = &s
	if r.hold {
		r.parser.problems = append(r.parser.problems, s.Problem())
	}
}

// Problem says why a suspect is held back, or listed.
func (s Suspect) Problem() fault.Problem {
	if s.Row != 0 {
		return fault.Problem{Field: "full_name", Key: "roster.problem.suspect_row", Args: []any{"row", s.Row}}
	}
	return fault.Problem{Field: "full_name", Key: "roster.problem.suspect_recorded"}
}
