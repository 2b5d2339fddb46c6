package standing

import (
	"context"
	"database/sql"
	"errors"
	"sync"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/database"
	"beret/internal/fault"
	"beret/internal/reference"
	"beret/internal/registry"
)

// Room answers as [Load] does and remembers its last answers for as long as the
// record stands still. It is safe for concurrent use; a server keeps one for
// its life. Answers are shared: they are only read from.
type Room struct {
	db    *database.DB
	store *registry.Store
	mu    sync.Mutex
	acts  int64 // the audit log's length of which held tells
	held  map[question]Standing
}

// question tells answers apart. What the actor may see is part of it, who the
// actor is is not.
type question struct {
	book    *reference.Book
	asOf    civil.Date
	options Options
	figures account.Scope
	people  account.Scope
}

// mostHeld bounds the answers remembered: a handful of days is what people
// look at between two changes.
const mostHeld = 16

// NewRoom returns the room over a record.
func NewRoom(db *database.DB, store *registry.Store) *Room {
	return &Room{db: db, store: store, held: map[question]Standing{}}
}

// Load is [Load], remembered. Every change of the record that moves a figure is
// audited in its own transaction, so the length of the audit log, read in the
// same snapshot, tells whether an answer still holds.
func (r *Room) Load(ctx context.Context, actor account.Actor, book *reference.Book, asOf civil.Date, o Options) (s Standing, err error) {
	defer fault.Wrap(&err, "standing.Room.Load(%s)", asOf)
	if err := actor.Require(account.ParticipationView); err != nil {
		return s, err
	}
	q := question{book, asOf, o, actor.Scope(account.ParticipationView), actor.Scope(account.PeopleView)}
	err = r.db.Read(ctx, func(tx *database.Tx) error {
		acts, err := actsOf(ctx, tx)
		if err != nil {
			return err
		}
		held := false
		if s, held = r.recall(acts, q); held {
			return nil
		}
		if s, err = load(ctx, tx, r.store, actor, book, asOf, o); err == nil {
			r.remember(acts, q, s)
		}
		return err
	})
	return s, err
}

// actsOf returns the length of the audit log.
func actsOf(ctx context.Context, tx *database.Tx) (acts int64, err error) {
	err = tx.QueryRow(ctx, "SELECT count FROM audit_head WHERE id = 1").Scan(&acts)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return acts, err
}

func (r *Room) recall(acts int64, q question) (Standing, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if acts != r.acts {
		return Standing{}, false
	}
	s, held := r.held[q]
	return s, held
}

// remember keeps an answer, unless a later state has been seen meanwhile.
func (r *Room) remember(acts int64, q question, s Standing) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if acts < r.acts {
		return
	}
	if acts > r.acts || len(r.held) >= mostHeld {
		r.acts, r.held = acts, map[question]Standing{}
	}
	r.held[q] = s
}
