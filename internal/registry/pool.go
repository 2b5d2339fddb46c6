package registry

import (
	"cmp"
	"context"
	"database/sql"
	"iter"
	"slices"
	"sync"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/database"
	"beret/internal/eligibility"
	"beret/internal/fault"
	"beret/internal/reference"
)

// Person is an officer in service as a slate looks at one: what the rules of
// eligibility read, and what the rules of a slate are about.
type Person struct {
	ID        int64
	HomeUnit  int64 // a unit of Pool.Units
	Seniority int32 // larger is more senior: by rank, then by the time in it
	Woman     bool
	Candidate eligibility.Candidate
}

// Veteran reports whether the officer has been on a tour by a day, or is.
func (p *Person) Veteran(day civil.Date) bool { return p.Candidate.Served(day) }

// Pool is everybody in service whom an actor may see, at one moment of the
// record. It is only read from.
type Pool struct {
	Units  []HomeUnit // in the order of the tree
	codes  *eligibility.Codes
	chunks []*poolChunk
	only   map[int64]bool // whom the actor may see, nil for everybody
}

// poolChunk holds the people of a span of ids in the order of ids. It is
// never changed: a change of one of them puts another chunk in its place, so
// that a pool that is in use stays what it was.
type poolChunk struct{ people []Person }

// poolSpan is how many ids a chunk spans.
const poolSpan = 2048

// Codes returns the codes with which the candidates are packed.
func (p *Pool) Codes() *eligibility.Codes { return p.codes }

// Compile turns requirements into a plan that reads the people of the pool, by
// the reference data of the pool; see eligibility.Compile.
func (p *Pool) Compile(day civil.Date, tour eligibility.Tour, armed bool, list []eligibility.Requirement) *eligibility.Plan {
	return eligibility.Compile(p.codes.Book(), day, tour, armed, list)
}

// All yields everybody in the order of ids.
func (p *Pool) All() iter.Seq[*Person] {
	return func(yield func(*Person) bool) {
		for _, chunk := range p.chunks {
			for i := range chunk.people {
				if who := &chunk.people[i]; (p.only == nil || p.only[who.ID]) && !yield(who) {
					return
				}
			}
		}
	}
}

// Find returns somebody, nil who is not in the pool.
func (p *Pool) Find(id int64) *Person {
	if id < 0 || id/poolSpan >= int64(len(p.chunks)) || p.only != nil && !p.only[id] {
		return nil
	}
	people := p.chunks[id/poolSpan].people
	at, found := slices.BinarySearchFunc(people, id, func(x Person, id int64) int { return cmp.Compare(x.ID, id) })
	if !found {
		return nil
	}
	return &people[at]
}

// Len returns the number of people.
func (p *Pool) Len() int {
	n := 0
	for range p.All() {
		n++
	}
	return n
}

// Pool returns everybody in service whom the actor may reach by the action. It
// is held in memory and kept true as the lists are: by the audit log.
func (s *Store) Pool(ctx context.Context, actor account.Actor, action account.Action) (pool *Pool, err error) {
	defer fault.Wrap(&err, "registry.Pool")
	if err := actor.Require(action); err != nil {
		return nil, err
	}
	visible, args := actor.OfficerRows(action, "o")
	err = s.read(ctx, func(tx *database.Tx) error {
		if pool, err = s.pool.at(ctx, tx, s.book.Load()); err != nil || visible == everybody {
			return err
		}
		pool.only = map[int64]bool{}
		return tx.Each(ctx, func(rows *sql.Rows) error {
			var id int64
			err := rows.Scan(&id)
			pool.only[id] = true
			return err
		}, "SELECT o.id FROM officer o WHERE "+visible, args...)
	})
	return pool, err
}

// poolKeeper holds the newest pool of everybody.
type poolKeeper struct {
	mu     sync.Mutex
	loaded bool
	number int64 // the audit row up to which the pool is true
	pool   Pool
}

// at returns the pool as it stands in a snapshot of the record.
func (k *poolKeeper) at(ctx context.Context, tx *database.Tx, book *reference.Book) (*Pool, error) {
	head, err := logHead(ctx, tx)
	if err != nil {
		return nil, err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	switch known := k.loaded && k.pool.codes.Book() == book; {
	case known && k.number > head:
		return nil, errStale
	case !known:
		err = k.load(ctx, tx, book)
	case k.number < head:
		err = k.refresh(ctx, tx)
	}
	if err != nil {
		return nil, err
	}
	k.loaded, k.number = true, head
	pool := k.pool
	return &pool, nil
}

func (k *poolKeeper) load(ctx context.Context, tx *database.Tx, book *reference.Book) error {
	k.loaded = false
	pool := Pool{codes: eligibility.NewCodes(book)}
	var last int64
	if err := tx.QueryRow(ctx, "SELECT COALESCE(max(id), 0) FROM officer").Scan(&last); err != nil {
		return err
	}
	for from := int64(0); from <= last; from += poolSpan {
		people, err := loadPeople(ctx, tx, pool.codes, "%s >= ? AND %s < ?", from, from+poolSpan)
		if err != nil {
			return err
		}
		pool.chunks = append(pool.chunks, &poolChunk{slices.Clip(people)})
	}
	var err error
	if pool.Units, err = loadUnits(ctx, tx); err == nil {
		k.pool = pool
	}
	return err
}

// refresh takes in what changed since the pool was made. The pool that others
// hold keeps its chunks.
func (k *poolKeeper) refresh(ctx context.Context, tx *database.Tx) error {
	ids, everything, err := k.changes(ctx, tx)
	if err != nil {
		return err
	}
	if everything || len(ids) > mostPatched {
		return k.load(ctx, tx, k.pool.codes.Book())
	}
	if k.pool.Units, err = loadUnits(ctx, tx); err != nil || len(ids) == 0 {
		return err
	}
	people, err := loadPeople(ctx, tx, k.pool.codes, "%s IN ("+marks(len(ids))+")", anys(ids)...)
	if err == nil {
		k.pool.chunks = replaced(k.pool.chunks, ids, people)
	}
	return err
}

// changes returns the officers whom the log's new rows concern: by changes of
// their own files and of their tours.
func (k *poolKeeper) changes(ctx context.Context, tx *database.Tx) (ids []int64, everything bool, err error) {
	err = tx.Each(ctx, func(rows *sql.Rows) error {
		var kind string
		var officer int64
		err := rows.Scan(&kind, &officer)
		if kind == RosterKind {
			everything = true
		} else {
			ids = append(ids, officer)
		}
		return err
	}, `SELECT a.kind, COALESCE(d.officer_id, a.subject) FROM audit_log a
		LEFT JOIN deployment d ON a.kind = 'deployment' AND d.id = a.subject
		WHERE a.number > ? AND a.kind IN ('deployment', ?, ?)`, k.number, AuditKind, RosterKind)
	slices.Sort(ids)
	return slices.Compact(ids), everything, err
}

// replaced returns the chunks with the people of some ids as they are now; who
// is not among them has left.
func replaced(chunks []*poolChunk, ids []int64, people []Person) []*poolChunk {
	chunks = slices.Clone(chunks)
	fresh := map[int64]bool{}
	for _, id := range ids {
		at := int(id / poolSpan)
		for at >= len(chunks) {
			chunks = append(chunks, &poolChunk{})
		}
		if !fresh[id/poolSpan] {
			fresh[id/poolSpan] = true
			chunks[at] = &poolChunk{slices.Clone(chunks[at].people)}
		}
		chunks[at].put(id, people)
	}
	return chunks
}

// put replaces, adds or removes one of the chunk's people.
func (c *poolChunk) put(id int64, people []Person) {
	byID := func(x Person, id int64) int { return cmp.Compare(x.ID, id) }
	at, known := slices.BinarySearchFunc(c.people, id, byID)
	now, serving := slices.BinarySearchFunc(people, id, byID)
	switch {
	case known && serving:
		c.people[at] = people[now]
	case known:
		c.people = slices.Delete(c.people, at, at+1)
	case serving:
		c.people = slices.Insert(c.people, at, people[now])
	}
}
