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

// List returns a page of the officers whom the actor may list and the filter
// selects, and how many there are in all. The order is that of sort.
func (s *Store) List(ctx context.Context, actor account.Actor, f Filter, sort Sort, page Page) (rows []Row, total int, err error) {
	defer fault.Wrap(&err, "registry.List")
	page = page.bounded()
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

// Named returns the ids of the officers, serving or not, whom the actor may
// reach by the action and whom a search finds as in a list: by words of the
// name, with or without accents, or by the service number.
func (s *Store) Named(ctx context.Context, actor account.Actor, action account.Action, search string) (ids []int64, err error) {
	defer fault.Wrap(&err, "registry.Named")
	err = s.read(ctx, func(tx *database.Tx) (err error) {
		q := s.question(actor, action, Filter{Text: search, Service: Everybody}, SortName)
		ids, _, err = s.pick(ctx, tx, q, Page{Limit: math.MaxInt32})
		return err
	})
	return ids, err
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

// everybody is the predicate of an actor whose scope is the whole record.
const everybody = "1 = 1"

// pick returns the ids of a page and the total: the sets of everybody who
// fits each part of the question are intersected, counted, and walked in the
// order asked for as far as the page reaches.
func (s *Store) pick(ctx context.Context, tx *database.Tx, q question, page Page) ([]int64, int, error) {
	v := s.view
	if err := v.acquire(ctx, tx); err != nil {
		return nil, 0, err
	}
	defer v.mu.RUnlock()
	selected, err := v.selected(ctx, tx, q)
	if err != nil {
		return nil, 0, err
	}
	order, err := v.ordered(ctx, tx, q.sort)
	if err != nil {
		return nil, 0, err
	}
	total := selected.count()
	ids := make([]int64, 0, max(0, min(page.Limit, total-page.Offset)))
	passed := 0
	for _, slot := range order {
		if len(ids) == cap(ids) {
			break
		}
		if !selected.has(slot) {
			continue
		}
		if passed++; passed > page.Offset {
			ids = append(ids, v.row.id[slot])
		}
	}
	return ids, total, nil
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

// selected returns everybody whom the question selects.
func (v *view) selected(ctx context.Context, tx *database.Tx, q question) (slotSet, error) {
	all := slices.Clone(v.fitting(q))
	if words := searchWords(q.filter.Text); len(words) > 0 {
		all.intersect(v.searched(words))
	}
	conditions := q.filter.conditions(q.book)
	if q.visible.text != everybody {
		conditions = append(conditions, condition{"SELECT o.id FROM officer o WHERE " + q.visible.text, q.visible.args})
	}
	for _, c := range conditions {
		set, err := v.set(ctx, tx, c)
		if err != nil {
			return nil, err
		}
		all.intersect(set)
	}
	return all, nil
}

func (v *view) searched(words []string) slotSet {
	set, _ := remembered(v, "find|"+strings.Join(words, " "), func() (slotSet, error) { return v.find(words), nil })
	return set
}

// set returns the officers whom a condition yields.
func (v *view) set(ctx context.Context, tx *database.Tx, c condition) (slotSet, error) {
	return remembered(v, c.key(), func() (slotSet, error) {
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
		return set, err
	})
}

// fitting returns the officers who pass what stands in their own columns.
func (v *view) fitting(q question) slotSet {
	f := q.filter
	key := fmt.Sprint("own|", f.AsOf, f.Sex, f.Service, "|", f.Band, "|", f.Rank, "|", f.HomeUnitID)
	set, _ := remembered(v, key, func() (slotSet, error) {
		set, fits := newBits(len(v.row.id)), v.fits(q)
		for slot := range int32(len(v.row.id)) {
			if fits(slot) {
				set.add(slot)
			}
		}
		return set, nil
	})
	return set
}

// fits returns the test of fitting.
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

// ordered returns all slots in an order. Stable sorting of the order of names
// lets names decide between equals.
func (v *view) ordered(ctx context.Context, tx *database.Tx, sort Sort) ([]int32, error) {
	if sort == SortName {
		return v.order, nil
	}
	return remembered(v, "order|"+string(sort), func() ([]int32, error) {
		compare, err := v.comparison(ctx, tx, sort)
		if err != nil {
			return nil, err
		}
		order := slices.Clone(v.order)
		slices.SortStableFunc(order, compare)
		return order, nil
	})
}

func (v *view) comparison(ctx context.Context, tx *database.Tx, sort Sort) (func(a, b int32) int, error) {
	c := &v.row
	switch sort {
	case SortRank:
		return func(a, b int32) int { return cmp.Compare(c.rank[b], c.rank[a]) }, nil
	case SortNumber:
		return func(a, b int32) int { return strings.Compare(c.number[a], c.number[b]) }, nil
	case SortAge:
		return func(a, b int32) int { return cmp.Compare(c.birth[a], c.birth[b]) }, nil
	case SortUnit:
		place := map[int32]int{}
		for i, u := range v.units {
			place[int32(u.ID)] = i
		}
		return func(a, b int32) int { return cmp.Compare(place[c.unit[a]], place[c.unit[b]]) }, nil
	case SortExpiry:
		next, err := v.nextExpiries(ctx, tx)
		return func(a, b int32) int { return cmp.Compare(next[a], next[b]) }, err
	}
	return func(a, b int32) int { return 0 }, nil // an unknown order is that of names
}

// nextExpiries returns the first day on which something expires for every
// slot; those for whom nothing does come last.
func (v *view) nextExpiries(ctx context.Context, tx *database.Tx) ([]civil.Date, error) {
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
	return next, err
}
