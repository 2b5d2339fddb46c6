package registry

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/database"
	"beret/internal/fault"
	"beret/internal/reference"
)

// Row is one line of a list of officers.
type Row struct {
	ID            int64
	ServiceNumber string
	FullName      string
	GivenName     string // override as recorded; Officer.Given derives it
	Woman         bool
	BirthDate     civil.Date
	Rank          string
	HomeUnitID    int64
	HomeUnit      string // name
	Position      string
	LeftOn        civil.Date
	Generated     bool

	Languages    []Language
	ClearedUntil civil.Date // end of the clearance valid on the list's day, zero without
	Mission      string     // where deployed on the day, "" where not
	Category     string     // as what
	NextExpiry   civil.Date // what expires first of all that may, zero where nothing does
}

// List returns a page of the officers whom the actor may list and the filter
// selects, and how many there are in all. The order is that of sort.
func (s *Store) List(ctx context.Context, actor account.Actor, f Filter, sort Sort, page Page) (rows []Row, total int, err error) {
	defer fault.Wrap(&err, "registry.List")
	if page.Limit <= 0 {
		page.Limit = 50
	}
	page.Offset = max(0, page.Offset)
	err = s.read(ctx, func(tx *database.Tx) error {
		q := s.question(actor, account.OfficerList, f, sort)
		ids, n, err := s.pick(ctx, tx, q, page)
		if err != nil {
			return err
		}
		total = n
		rows, err = s.listRows(ctx, tx, q, ids)
		return err
	})
	return rows, total, err
}

// Each calls do with the whole file of every officer whom the actor may reach
// by the action and the filter selects, in the order of sort: an export of
// exactly what a list shows. Files are read some hundreds at a time.
func (s *Store) Each(ctx context.Context, actor account.Actor, action account.Action, f Filter, sort Sort, do func(File) error) (err error) {
	defer fault.Wrap(&err, "registry.Each")
	return s.read(ctx, func(tx *database.Tx) error {
		q := s.question(actor, action, f, sort)
		ids, _, err := s.pick(ctx, tx, q, Page{Limit: math.MaxInt32})
		if err != nil {
			return err
		}
		for chunk := range slices.Chunk(ids, 500) {
			if err := eachOf(ctx, tx, q, chunk, do); err != nil {
				return err
			}
		}
		return nil
	})
}

func eachOf(ctx context.Context, tx *database.Tx, q question, ids []int64, do func(File) error) error {
	among := "IN (" + marks(len(ids)) + ")"
	files, err := loadFiles(ctx, tx, "o.id "+among+" AND "+q.visible.text, "officer_id "+among,
		append(anys(ids), q.visible.args...), anys(ids))
	if err != nil {
		return err
	}
	at := map[int64]int{}
	for i := range files {
		at[files[i].ID] = i
	}
	for _, id := range ids {
		i, ok := at[id]
		if !ok {
			continue
		}
		if err := do(files[i]); err != nil {
			return err
		}
	}
	return nil
}

// errStale says that the view already knows more than the snapshot shows.
var errStale = errors.New("registry: snapshot is older than the view")

// read runs f in a snapshot. Another request may have read a newer one
// meanwhile, then f is run again on a new snapshot.
func (s *Store) read(ctx context.Context, f func(tx *database.Tx) error) error {
	for {
		if err := s.db.Read(ctx, f); !errors.Is(err, errStale) {
			return err
		}
	}
}

// question is a list that somebody asks for.
type question struct {
	filter  Filter
	sort    Sort
	visible condition // what the actor may see, on alias o
	book    *reference.Book
}

func (s *Store) question(actor account.Actor, action account.Action, f Filter, sort Sort) question {
	text, args := actor.OfficerRows(action, "o")
	return question{filter: f, sort: sort, visible: condition{text, args}, book: s.book.Load()}
}

func (q question) key() string { return fmt.Sprintf("%+v|%s|%s", q.filter, q.sort, q.visible.key()) }

// everybody is the predicate of an actor whose scope is the whole record.
const everybody = "1 = 1"

// answer is the beginning of a result, kept for those who ask the same again.
type answer struct {
	total int
	ids   []int64
}

const mostKept = 1000

// pick returns the ids of a page and the total.
func (s *Store) pick(ctx context.Context, tx *database.Tx, q question, page Page) ([]int64, int, error) {
	v := s.view
	if err := v.acquire(ctx, tx); err != nil {
		return nil, 0, err
	}
	defer v.mu.RUnlock()
	need := page.Offset + min(page.Limit, math.MaxInt32-page.Offset)
	if a, ok := v.recall(q.key()).(answer); ok && (need <= len(a.ids) || len(a.ids) == a.total) {
		return window(a.ids, page), a.total, nil
	}
	slots, err := v.slots(ctx, tx, q)
	if err != nil {
		return nil, 0, err
	}
	total := len(slots)
	if slots, err = v.sorted(ctx, tx, q, slots, max(need, mostKept)); err != nil {
		return nil, 0, err
	}
	ids := make([]int64, min(len(slots), max(need, mostKept)))
	for i := range ids {
		ids[i] = v.row.id[slots[i]]
	}
	v.remember(q.key(), answer{total, slices.Clone(ids[:min(len(ids), mostKept)])})
	return window(ids, page), total, nil
}

func window(ids []int64, page Page) []int64 {
	from := min(page.Offset, len(ids))
	return ids[from:min(len(ids), from+min(page.Limit, len(ids)))]
}

// acquire makes the view true for the snapshot and leaves it locked for
// reading.
func (v *view) acquire(ctx context.Context, tx *database.Tx) error {
	head, err := logHead(ctx, tx)
	if err != nil {
		return err
	}
	v.mu.RLock()
	for !v.loaded || v.number != head {
		newer := v.loaded && v.number > head
		v.mu.RUnlock()
		if newer {
			return errStale
		}
		if err := v.advance(ctx, tx, head); err != nil {
			return err
		}
		v.mu.RLock()
	}
	return nil
}

func (v *view) advance(ctx context.Context, tx *database.Tx, head int64) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.loaded && v.number >= head {
		return nil
	}
	return v.refresh(ctx, tx, head)
}

func logHead(ctx context.Context, tx *database.Tx) (head int64, err error) {
	err = tx.QueryRow(ctx, "SELECT COALESCE(max(number), 0) FROM audit_log").Scan(&head)
	return head, err
}

// Warm loads the view, so that the first list of a large office need not wait.
func (s *Store) Warm(ctx context.Context) error {
	return s.read(ctx, func(tx *database.Tx) error {
		err := s.view.acquire(ctx, tx)
		if err == nil {
			s.view.mu.RUnlock()
		}
		return err
	})
}

// slots returns the places of everybody the question selects, by name.
func (v *view) slots(ctx context.Context, tx *database.Tx, q question) ([]int32, error) {
	sets, err := v.sets(ctx, tx, q)
	if err != nil {
		return nil, err
	}
	fits := v.fits(q)
	list := make([]int32, 0, 1024)
next:
	for _, slot := range v.order {
		if !fits(slot) {
			continue
		}
		for _, set := range sets {
			if !set.has(slot) {
				continue next
			}
		}
		list = append(list, slot)
	}
	return list, nil
}

// sets returns what the database answers of the question, and the search.
func (v *view) sets(ctx context.Context, tx *database.Tx, q question) ([]bits, error) {
	conditions := q.filter.conditions(q.book)
	if q.visible.text != everybody {
		conditions = append(conditions, condition{"SELECT o.id FROM officer o WHERE " + q.visible.text, q.visible.args})
	}
	var sets []bits
	if words := searchWords(q.filter.Text); len(words) > 0 {
		sets = append(sets, v.searched(words))
	}
	for _, c := range conditions {
		set, err := v.set(ctx, tx, c)
		if err != nil {
			return nil, err
		}
		sets = append(sets, set)
	}
	return sets, nil
}

func (v *view) searched(words []string) bits {
	key := "find|" + strings.Join(words, " ")
	if set, ok := v.recall(key).(bits); ok {
		return set
	}
	set := v.find(words)
	v.remember(key, set)
	return set
}

// set returns the officers whom a condition yields.
func (v *view) set(ctx context.Context, tx *database.Tx, c condition) (bits, error) {
	if set, ok := v.recall(c.key()).(bits); ok {
		return set, nil
	}
	set := newBits(len(v.row.id))
	err := tx.Each(ctx, func(rows *sql.Rows) error {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return err
		}
		if slot := v.slot(id); slot >= 0 {
			set.add(slot)
		}
		return nil
	}, c.text, c.args...)
	if err == nil {
		v.remember(c.key(), set)
	}
	return set, err
}

// fits returns the test for what stands in the officer's own columns.
func (v *view) fits(q question) func(slot int32) bool {
	f, c := q.filter, &v.row
	ranks := ranksOf(q.book, f)
	units := map[int32]bool{}
	if f.HomeUnitID != 0 {
		for _, id := range Descendants(v.units, f.HomeUnitID) {
			units[int32(id)] = true
		}
	}
	return func(slot int32) bool {
		left := c.left[slot] != 0 && c.left[slot] <= f.AsOf
		return !(f.Service == InService && left || f.Service == HasLeft && !left ||
			f.Sex == Women && !c.woman[slot] || f.Sex == Men && c.woman[slot] ||
			ranks != nil && !ranks[c.rank[slot]] ||
			f.HomeUnitID != 0 && !units[c.unit[slot]])
	}
}

// ranksOf returns the places on the ladder that the filter selects, nil for all.
func ranksOf(book *reference.Book, f Filter) map[int16]bool {
	if f.Rank == "" && f.Band == "" {
		return nil
	}
	places := map[int16]bool{}
	for _, rank := range book.Rows(reference.Ranks) {
		if (f.Rank == "" || rank.Code == f.Rank) && (f.Band == "" || rank.Field("band") == f.Band) {
			places[int16(rank.Int("order"))] = true
		}
	}
	return places
}

// sorted brings the first k slots into the question's order; slots come in the
// order of names, which decides between equals.
func (v *view) sorted(ctx context.Context, tx *database.Tx, q question, slots []int32, k int) ([]int32, error) {
	c := &v.row
	switch q.sort {
	case SortRank:
		return first(slots, k, func(a, b int32) int { return cmp.Compare(c.rank[b], c.rank[a]) }), nil
	case SortNumber:
		return first(slots, k, func(a, b int32) int { return strings.Compare(c.number[a], c.number[b]) }), nil
	case SortAge:
		return first(slots, k, func(a, b int32) int { return cmp.Compare(c.birth[a], c.birth[b]) }), nil
	case SortUnit:
		place := map[int32]int{}
		for i, u := range v.units {
			place[int32(u.ID)] = i
		}
		return first(slots, k, func(a, b int32) int { return cmp.Compare(place[c.unit[a]], place[c.unit[b]]) }), nil
	case SortExpiry:
		next, err := v.nextExpiries(ctx, tx)
		if err != nil {
			return nil, err
		}
		return first(slots, k, func(a, b int32) int { return cmp.Compare(next[a], next[b]) }), nil
	}
	return slots, nil
}

// first returns the first k of a stable sort without sorting all: it keeps
// twice as many candidates, and drops whoever comes after the k-th so far.
func first(slots []int32, k int, compare func(a, b int32) int) []int32 {
	if k >= len(slots)/4 {
		slices.SortStableFunc(slots, compare)
		return slots
	}
	best := make([]int32, 0, 2*k)
	full := false
	for _, slot := range slots {
		if full && compare(slot, best[k-1]) >= 0 {
			continue
		}
		if best = append(best, slot); len(best) == 2*k {
			slices.SortStableFunc(best, compare)
			best, full = best[:k], true
		}
	}
	slices.SortStableFunc(best, compare)
	return best[:min(k, len(best))]
}

// nextExpiries returns the first day on which something expires for every
// slot; those for whom nothing does come last.
func (v *view) nextExpiries(ctx context.Context, tx *database.Tx) ([]civil.Date, error) {
	const key = "next expiry"
	if next, ok := v.recall(key).([]civil.Date); ok {
		return next, nil
	}
	next := make([]civil.Date, len(v.row.id))
	for i := range next {
		next[i] = math.MaxInt32
	}
	items, args := expiring(farFuture(), nil)
	err := tx.Each(ctx, func(rows *sql.Rows) error {
		var id int64
		var day civil.Date
		err := rows.Scan(&id, &day)
		if slot := v.slot(id); slot >= 0 && day < next[slot] {
			next[slot] = day
		}
		return err
	}, "SELECT officer_id, day FROM ("+items+") item", args...)
	if err == nil {
		v.remember(key, next)
	}
	return next, err
}

func (v *view) recall(key string) any {
	v.memoMu.Lock()
	defer v.memoMu.Unlock()
	return v.memo[key]
}

func (v *view) remember(key string, value any) {
	v.memoMu.Lock()
	defer v.memoMu.Unlock()
	if len(v.memo) >= mostMemo {
		v.memo = map[string]any{}
	}
	v.memo[key] = value
}

// listRows reads the rows of the ids, in their order. The actor's predicate
// stands in this statement too: memory decides the order, never the right.
func (s *Store) listRows(ctx context.Context, tx *database.Tx, q question, ids []int64) ([]Row, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	among := "IN (" + marks(len(ids)) + ")"
	found := make(map[int64]*Row, len(ids))
	err := tx.Each(ctx, func(rows *sql.Rows) error {
		r := &Row{}
		err := rows.Scan(&r.ID, &r.ServiceNumber, &r.FullName, &r.GivenName, (*flag)(&r.Woman), &r.BirthDate, &r.Rank,
			&r.HomeUnitID, &r.HomeUnit, &r.Position, &r.LeftOn, (*flag)(&r.Generated))
		found[r.ID] = r
		return err
	}, `SELECT o.id, o.service_number, o.full_name, o.given_name, o.woman, o.birth_date, o.rank_code,
			o.home_unit_id, u.name, o.position, o.left_on, o.generated
		FROM officer o JOIN home_unit u ON u.id = o.home_unit_id WHERE o.id `+among+" AND "+q.visible.text,
		append(anys(ids), q.visible.args...)...)
	if err == nil {
		err = addDetails(ctx, tx, q.filter.AsOf, ids, found)
	}
	rows := make([]Row, 0, len(ids))
	for _, id := range ids {
		if r := found[id]; r != nil {
			rows = append(rows, *r)
		}
	}
	return rows, err
}

// addDetails reads what stands in other tables for a page of rows.
func addDetails(ctx context.Context, tx *database.Tx, asOf civil.Date, ids []int64, found map[int64]*Row) error {
	among := "IN (" + marks(len(ids)) + ")"
	row := func(id int64) *Row {
		if r := found[id]; r != nil {
			return r
		}
		return &Row{}
	}
	var id int64
	err := tx.Each(ctx, func(rows *sql.Rows) error {
		var l Language
		err := rows.Scan(&id, &l.Language, &l.Level, &l.TestedOn)
		row(id).Languages = append(row(id).Languages, l)
		return err
	}, "SELECT officer_id, language, level, tested_on FROM officer_language WHERE officer_id "+among+" ORDER BY officer_id, language", anys(ids)...)
	if err != nil {
		return err
	}
	err = tx.Each(ctx, func(rows *sql.Rows) error {
		var until civil.Date
		err := rows.Scan(&id, &until)
		row(id).ClearedUntil = until
		return err
	}, "SELECT officer_id, max(expires) FROM assessment_clearance WHERE officer_id "+among+
		" AND cleared_on <= ? AND expires > ? GROUP BY officer_id", append(anys(ids), asOf, asOf)...)
	if err != nil {
		return err
	}
	err = tx.Each(ctx, func(rows *sql.Rows) error {
		var mission, category string
		err := rows.Scan(&id, &mission, &category)
		row(id).Mission, row(id).Category = mission, category
		return err
	}, "SELECT officer_id, mission, category FROM deployment WHERE officer_id "+among+
		" AND cancelled = 0 AND from_date <= ? AND COALESCE(ended_on, planned_end) > ? ORDER BY from_date", append(anys(ids), asOf, asOf)...)
	if err != nil {
		return err
	}
	items, args := expiring(farFuture(), nil, ids...)
	return tx.Each(ctx, func(rows *sql.Rows) error {
		var day civil.Date
		err := rows.Scan(&id, &day)
		row(id).NextExpiry = day
		return err
	}, "SELECT officer_id, min(day) FROM ("+items+") item GROUP BY officer_id", args...)
}
