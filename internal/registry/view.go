package registry

import (
	"context"
	"database/sql"
	"sync"

	"beret/civil"
	"beret/internal/database"
)

// view is what the lists need of every officer, in memory, in columns: a list
// or a search over half a million people is then one pass over a few megabytes
// instead of a scan of the table with a count beside it. It costs about 100
// bytes an officer.
//
// The audit log is the feed that keeps it true: every change of the record
// stands there in the change's own transaction, whichever room or server made
// it. A list reads the log's head in its own snapshot and takes in what is new
// before it answers; a change of one officer moves one row.
type view struct {
	mu     sync.RWMutex
	loaded bool
	number int64 // the audit row up to which the view is true
	slotOf []int32
	order  []int32 // slots in the order of names
	row    columns
	text   texts
	units  []HomeUnit

	memoMu sync.Mutex
	memo   map[string]*memory // sets and orders by key; emptied by any change
}

// columns hold a value a slot. A slot is an officer's place in memory, given
// in the order of names when the view is loaded and never changed after.
type columns struct {
	id     []int64
	number []string
	woman  []bool
	rank   []int16
	unit   []int32
	birth  []civil.Date
	left   []civil.Date
}

// texts are the search keys of the slots: one long text to search through at
// once, and the keys that changed since it was made.
type texts struct {
	all     []byte
	start   []uint32 // where each slot's key begins; slots from len(start) on are in changed
	changed map[int32]string
}

// Entries of memo are kept up to this many; then all are dropped. A set takes
// an eighth of a byte an officer.
const mostMemo = 256

// Changes of more officers than this are taken in by loading everything anew.
const mostPatched = 500

func newView() *view { return &view{} }

const viewColumns = "id, service_number, woman, rank_order, home_unit_id, birth_date, left_on, search_key"

type viewRow struct {
	id, unit    int64
	number, key string
	woman       flag
	rank        int64
	birth, left civil.Date
}

func scanViewRow(rows *sql.Rows) (r viewRow, err error) {
	err = rows.Scan(&r.id, &r.number, &r.woman, &r.rank, &r.unit, &r.birth, &r.left, &r.key)
	return r, err
}

// refresh makes the view true for the snapshot of tx. It must hold mu.
func (v *view) refresh(ctx context.Context, tx *database.Tx, head int64) error {
	if !v.loaded {
		return v.load(ctx, tx, head)
	}
	changed, everything, err := v.changes(ctx, tx)
	if err != nil {
		return err
	}
	if everything || len(changed) > mostPatched {
		return v.load(ctx, tx, head)
	}
	for _, step := range []func() error{
		func() error { return v.patch(ctx, tx, changed) },
		func() error { v.units, err = loadUnits(ctx, tx); return err },
	} {
		if err := step(); err != nil {
			v.loaded = false
			return err
		}
	}
	v.number = head
	return nil
}

// changes reads the audit log from where the view stands. Changes of accounts
// concern no list; any other makes what was remembered of it stale.
func (v *view) changes(ctx context.Context, tx *database.Tx) (officers []int64, everything bool, err error) {
	seen := map[int64]bool{}
	err = tx.Each(ctx, func(rows *sql.Rows) error {
		var kind string
		var subject int64
		if err := rows.Scan(&kind, &subject); err != nil {
			return err
		}
		if kind != "user" && kind != "session" {
			v.memo = map[string]*memory{}
		}
		if kind == AuditKind && !seen[subject] {
			seen[subject] = true
			officers = append(officers, subject)
		}
		everything = everything || kind == RosterKind
		return nil
	}, "SELECT kind, subject FROM audit_log WHERE number > ? ORDER BY number", v.number)
	return officers, everything, err
}

// load reads every officer in the order of names.
func (v *view) load(ctx context.Context, tx *database.Tx, head int64) (err error) {
	var count, largest int64
	if err := tx.QueryRow(ctx, "SELECT count(*), COALESCE(max(id), 0) FROM officer").Scan(&count, &largest); err != nil {
		return err
	}
	v.loaded, v.memo = false, map[string]*memory{}
	v.row = newColumns(int(count))
	v.text = texts{all: make([]byte, 0, count*32), start: make([]uint32, 0, count), changed: map[int32]string{}}
	v.slotOf = make([]int32, largest+1)
	v.order = make([]int32, 0, count)
	if v.units, err = loadUnits(ctx, tx); err != nil {
		return err
	}
	err = tx.Each(ctx, func(rows *sql.Rows) error {
		r, err := scanViewRow(rows)
		if err != nil {
			return err
		}
		slot := v.add(r)
		v.text.start = append(v.text.start, uint32(len(v.text.all)))
		v.text.all = append(append(append(v.text.all, ' '), r.key...), '\n')
		v.order = append(v.order, slot)
		return nil
	}, "SELECT "+viewColumns+" FROM officer ORDER BY name_key, id")
	if err == nil {
		v.loaded, v.number = true, head
	}
	return err
}

func newColumns(n int) columns {
	return columns{
		id: make([]int64, 0, n), number: make([]string, 0, n), woman: make([]bool, 0, n), rank: make([]int16, 0, n),
		unit: make([]int32, 0, n), birth: make([]civil.Date, 0, n), left: make([]civil.Date, 0, n),
	}
}

// add gives an officer the next slot. slotOf holds slot + 1, so that 0 is none.
func (v *view) add(r viewRow) int32 {
	slot := int32(len(v.row.id))
	c := &v.row
	c.id, c.number, c.woman = append(c.id, r.id), append(c.number, r.number), append(c.woman, bool(r.woman))
	c.rank, c.unit = append(c.rank, int16(r.rank)), append(c.unit, int32(r.unit))
	c.birth, c.left = append(c.birth, r.birth), append(c.left, r.left)
	for int64(len(v.slotOf)) <= r.id {
		v.slotOf = append(v.slotOf, 0)
	}
	v.slotOf[r.id] = slot + 1
	return slot
}

// slot returns the place of an officer, or -1.
func (v *view) slot(id int64) int32 {
	if id < 0 || id >= int64(len(v.slotOf)) {
		return -1
	}
	return v.slotOf[id] - 1
}

// patch takes in the officers that changed: their columns are replaced, and
// each is moved before the one who follows in the database's own order. Going
// through them from the last name to the first, whoever follows is in place.
func (v *view) patch(ctx context.Context, tx *database.Tx, ids []int64) error {
	if len(ids) == 0 {
		return nil
	}
	rows, err := readChanged(ctx, tx, ids)
	if err != nil {
		return err
	}
	moved := map[int32]bool{}
	for _, r := range rows {
		moved[v.replace(r)] = true
	}
	kept := v.order[:0]
	for _, slot := range v.order {
		if !moved[slot] {
			kept = append(kept, slot)
		}
	}
	v.order = kept
	for _, r := range rows {
		if err := v.place(ctx, tx, r.id); err != nil {
			return err
		}
	}
	return nil
}

func readChanged(ctx context.Context, tx *database.Tx, ids []int64) (list []viewRow, err error) {
	err = tx.Each(ctx, func(rows *sql.Rows) error {
		r, err := scanViewRow(rows)
		list = append(list, r)
		return err
	}, "SELECT "+viewColumns+" FROM officer WHERE id IN ("+marks(len(ids))+") ORDER BY name_key DESC, id DESC", anys(ids)...)
	return list, err
}

func anys(ids []int64) []any {
	args := make([]any, len(ids))
	for i, id := range ids {
		args[i] = id
	}
	return args
}

func (v *view) replace(r viewRow) int32 {
	slot := v.slot(r.id)
	if slot < 0 {
		slot = v.add(r)
	}
	c := &v.row
	c.number[slot], c.woman[slot], c.rank[slot] = r.number, bool(r.woman), int16(r.rank)
	c.unit[slot], c.birth[slot], c.left[slot] = int32(r.unit), r.birth, r.left
	v.text.changed[slot] = " " + r.key
	return slot
}

// place inserts an officer before the next one by name.
func (v *view) place(ctx context.Context, tx *database.Tx, id int64) error {
	var next int64
	err := tx.QueryRow(ctx, `SELECT o.id FROM officer o JOIN officer me ON me.id = ?
		WHERE (o.name_key, o.id) > (me.name_key, me.id) ORDER BY o.name_key, o.id LIMIT 1`, id).Scan(&next)
	at := len(v.order)
	switch {
	case err == nil:
		wanted := v.slot(next)
		for i, slot := range v.order {
			if slot == wanted {
				at = i
				break
			}
		}
	case err != sql.ErrNoRows:
		return err
	}
	v.order = append(v.order, 0)
	copy(v.order[at+1:], v.order[at:])
	v.order[at] = v.slot(id)
	return nil
}

// memory is something worked out once, and kept until the record changes.
type memory struct {
	once  sync.Once
	value any
	err   error
}

// remembered returns what make makes, from memory where it was made before.
// Many who ask for the same at once wait for the first. What failed, because
// its asker went away for instance, is not kept. The view must be locked for
// reading.
func remembered[T any](v *view, key string, make func() (T, error)) (T, error) {
	v.memoMu.Lock()
	m := v.memo[key]
	if m == nil {
		if len(v.memo) >= mostMemo {
			v.memo = map[string]*memory{}
		}
		m = &memory{}
		v.memo[key] = m
	}
	v.memoMu.Unlock()
	m.once.Do(func() { m.value, m.err = make() })
	if m.err != nil {
		v.memoMu.Lock()
		if v.memo[key] == m {
			delete(v.memo, key)
		}
		v.memoMu.Unlock()
		return make()
	}
	return m.value.(T), nil
}
