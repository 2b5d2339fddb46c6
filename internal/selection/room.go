package selection

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"beret/internal/call"
	"beret/internal/database"
	"beret/internal/fault"
	"beret/internal/registry"
	"beret/internal/unit"
	"beret/slate"
)

// Room opens slates with the engine's answer, and keeps what it needed for
// that as long as the record stands still: who could go is read once for many
// questions. It is safe for concurrent use; a server keeps one for its life.
type Room struct {
	store *registry.Store
	mu    sync.Mutex
	held  []heldPool   // the last asked for last
	kept  []heldAnswer // likewise
}

// NewRoom returns the room over the officers of a registry.
func NewRoom(store *registry.Store) *Room { return &Room{store: store} }

// heldPool is who could go, as of an act in the audit log that is not the
// slate's own: decisions about a slate do not change who could go.
type heldPool struct {
	key  string
	pool *Pool
}

// heldAnswer is the engine's answer to one pool under some decisions.
type heldAnswer struct {
	pool      *Pool
	decisions string
	answer    Answer
}

// What is kept is bounded: a handful of slates is worked on at a time, each with
// some positions of its sliders.
const (
	mostPools   = 8
	mostAnswers = 32
)

// patience is how long the engine may search for one page. What it has not
// proved by then is shown with its gap.
const patience = 5 * time.Second

// reserves is how many alternates are ranked for each holder.
const reserves = 3

// Sheet opens a slate with the engine's answer to the decisions as they stand.
func (r *Room) Sheet(ctx context.Context, tx *database.Tx, scene Scene, id int64) (sh *Sheet, err error) {
	defer fault.Wrap(&err, "selection.Sheet(%d)", id)
	s, err := Find(ctx, tx, scene.Actor, id)
	if err != nil {
		return nil, err
	}
	sh = &Sheet{Slate: s}
	if sh.Decisions, err = loadDecisions(ctx, tx, s); err != nil {
		return nil, err
	}
	if sh.Lines, err = loadLines(ctx, tx, id); err != nil {
		return nil, err
	}
	if sh.Measures, err = Measures(ctx, tx, scene.Actor, id); err != nil {
		return nil, err
	}
	return sh, r.fill(ctx, tx, scene, sh)
}

// fill reads what the slate is for and who could go, and asks the engine.
func (r *Room) fill(ctx context.Context, tx *database.Tx, scene Scene, sh *Sheet) error {
	sh.excused = sh.waived()
	posts, err := sh.readPosts(ctx, tx, scene)
	if err != nil {
		return err
	}
	pool, err := r.pool(ctx, tx, scene, sh, posts)
	if err != nil {
		return err
	}
	if sh.Answer, err = r.answer(ctx, posts, pool, sh.Decisions); err != nil {
		return err
	}
	sh.sortLines(sh.Lines)
	return sh.readRest(ctx, tx)
}

// readPosts reads the call or the unit, and its posts.
func (sh *Sheet) readPosts(ctx context.Context, tx *database.Tx, scene Scene) ([]Post, error) {
	if sh.CallID != 0 {
		c, err := call.Find(ctx, tx, scene.Actor, sh.CallID)
		if err != nil {
			return nil, err
		}
		sh.Call = &c
		posts, err := call.Posts(ctx, tx, scene.Actor, c.ID)
		return postsOfCall(posts, scene.Book), err
	}
	u, err := unit.Find(ctx, tx, scene.Actor, sh.UnitID)
	if err != nil {
		return nil, err
	}
	sh.Unit = &u
	seats, err := unit.Seats(ctx, tx, scene.Actor, u.ID, scene.Today)
	return postsOfUnit(seats, scene.Book), err
}

// readRest reads those on the list, in a seat, ruled on or to be trained who are
// no candidates.
func (sh *Sheet) readRest(ctx context.Context, tx *database.Tx) error {
	sh.rest = map[int64]Candidate{}
	var missing []any
	need := func(id int64) {
		_, ok := sh.Pool.find(id)
		if _, seen := sh.rest[id]; ok || seen || id == 0 {
			return
		}
		sh.rest[id] = Candidate{}
		missing = append(missing, id)
	}
	for _, line := range append(slices.Clone(sh.Lines), Holders(sh.Posts)...) {
		need(line.OfficerID)
	}
	for _, r := range sh.Rulings {
		need(r.OfficerID)
	}
	for _, m := range sh.Measures {
		need(m.OfficerID)
	}
	if len(missing) == 0 {
		return nil
	}
	return tx.Each(ctx, func(rows *sql.Rows) error {
		var c Candidate
		var woman int
		err := rows.Scan(&c.ID, &c.ServiceNumber, &c.Name, &woman, &c.Rank, &c.HomeUnit)
		c.Woman = woman == 1
		sh.rest[c.ID] = c
		return err
	}, "SELECT id, service_number, full_name, woman, rank_code, home_unit_id FROM officer WHERE id IN (?"+strings.Repeat(", ?", len(missing)-1)+")", missing...)
}

// pool returns who could go, read anew after any act but the slate's own.
func (r *Room) pool(ctx context.Context, tx *database.Tx, scene Scene, sh *Sheet, posts []Post) (*Pool, error) {
	var number int64
	err := tx.QueryRow(ctx, "SELECT number FROM audit_log WHERE NOT (kind = 'slate' AND subject = ?) ORDER BY number DESC LIMIT 1", sh.ID).Scan(&number)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return nil, err
	}
	key := fmt.Sprint(sh.ID, sh.CallID, sh.UnitID, number, scene.Today, sh.Expected, sh.excused)
	r.mu.Lock()
	i := slices.IndexFunc(r.held, func(h heldPool) bool { return h.key == key })
	if i >= 0 {
		held := r.held[i]
		r.held = append(slices.Delete(r.held, i, i+1), held)
		r.mu.Unlock()
		return held.pool, nil
	}
	r.mu.Unlock()
	pool, err := r.readPool(ctx, tx, scene, sh, posts)
	if err != nil {
		return nil, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.held = append(r.held, heldPool{key, pool})
	r.held = r.held[max(0, len(r.held)-mostPools):]
	return pool, nil
}

// answer asks the engine, or finds what it answered before.
func (r *Room) answer(ctx context.Context, posts []Post, pool *Pool, d Decisions) (a Answer, err error) {
	key, err := encode(d)
	if err != nil {
		return a, err
	}
	r.mu.Lock()
	i := slices.IndexFunc(r.kept, func(k heldAnswer) bool { return k.pool == pool && k.decisions == key })
	if i >= 0 {
		held := r.kept[i]
		r.kept = append(slices.Delete(r.kept, i, i+1), held)
		r.mu.Unlock()
		return held.answer, nil
	}
	r.mu.Unlock()
	if a, err = solve(ctx, Compose(posts, pool, d, Holders(posts))); err != nil {
		return a, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.kept = append(r.kept, heldAnswer{pool, key, a})
	r.kept = r.kept[max(0, len(r.kept)-mostAnswers):]
	return a, nil
}

// Holders are those who hold the seats now, as a list.
func Holders(posts []Post) (lines []Line) {
	for _, post := range posts {
		for _, seat := range post.Seats {
			if seat.Holder != 0 {
				lines = append(lines, Line{Post: post.Key, OfficerID: seat.Holder, SeatID: seat.ID})
			}
		}
	}
	return lines
}

// Try returns the sheet as it would be under other rules. Nothing is kept in
// the record.
func (r *Room) Try(ctx context.Context, sh *Sheet, rules Rules) (*Sheet, error) {
	return r.under(ctx, sh, Decisions{Rules: rules, Rulings: sh.Rulings, Vacancies: sh.Vacancies})
}

func (r *Room) under(ctx context.Context, sh *Sheet, d Decisions) (*Sheet, error) {
	if err := fault.Check(d.Rules.Check(GroupsOf(sh.Posts))); err != nil {
		return nil, err
	}
	tried := *sh
	tried.Decisions = d
	var err error
	if tried.Answer, err = r.answer(ctx, sh.Posts, sh.Pool, d); err != nil {
		return nil, err
	}
	tried.Lines = tried.Proposal()
	return &tried, nil
}

// With returns the sheet as it would be if upgrades of the instance came true.
// Nothing is kept.
func (sh *Sheet) With(ctx context.Context, upgrades []int32) (*Sheet, error) {
	p := *sh.Problem
	p.Instance = slate.Upgraded(p.Instance, upgrades)
	p.scores = sync.OnceValue(p.readScores)
	tried := *sh
	var err error
	if tried.Answer, err = solve(ctx, &p); err != nil {
		return nil, err
	}
	tried.Lines = tried.Proposal()
	return &tried, nil
}
