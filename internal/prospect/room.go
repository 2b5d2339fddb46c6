package prospect

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
)

// Room reads the record once per state of the record and keeps what it made of
// it. It is safe for concurrent use; a server keeps one for its life.
type Room struct {
	db   *database.DB
	mu   sync.Mutex
	acts int64 // the audit log's length of which held tells
	held map[moment]*Base
	good map[moment]*Calibration
}

// moment tells bases apart.
type moment struct {
	book *reference.Book
	asOf civil.Date
}

// mostHeld bounds the bases remembered: a handful of days is what people look
// at between two changes.
const mostHeld = 8

// NewRoom returns the room over a record.
func NewRoom(db *database.DB) *Room {
	return &Room{db: db, held: map[moment]*Base{}, good: map[moment]*Calibration{}}
}

// Load returns the office as the outlook sees it at the end of a day, from one
// snapshot of the record. Of an earlier day it says what the standing of that day
// says: what has happened since does not count, but what was planned counts as
// planned, whenever that was; [Room.Calibrate] hides that too. It returns
// Forbidden to whom the outlook is closed.
//
// Every change of the record is audited in its own transaction, so the length
// of the audit log tells whether what is held still holds.
func (r *Room) Load(ctx context.Context, actor account.Actor, book *reference.Book, asOf civil.Date) (b *Base, err error) {
	defer fault.Wrap(&err, "prospect.Room.Load(%s)", asOf)
	if err := actor.Require(account.OutlookView); err != nil {
		return nil, err
	}
	err = r.db.Read(ctx, func(tx *database.Tx) error {
		acts, err := actsOf(ctx, tx)
		if err != nil {
			return err
		}
		if b = r.recall(acts, moment{book, asOf}); b != nil {
			return nil
		}
		c, err := readChronicle(ctx, tx, book, asOf)
		if err == nil {
			b = newBase(c, asOf)
			r.remember(acts, moment{book, asOf}, b)
		}
		return err
	})
	return b, err
}

// readChronicle reads the record as on a day.
func readChronicle(ctx context.Context, tx *database.Tx, book *reference.Book, day civil.Date) (*chronicle, error) {
	c := &chronicle{book: book, day: day, people: map[int64]*person{}}
	return c, c.read(ctx, tx)
}

// actsOf returns the length of the audit log.
func actsOf(ctx context.Context, tx *database.Tx) (acts int64, err error) {
	err = tx.QueryRow(ctx, "SELECT count FROM audit_head WHERE id = 1").Scan(&acts)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return acts, err
}

func (r *Room) recall(acts int64, m moment) *Base {
	r.mu.Lock()
	defer r.mu.Unlock()
	if acts != r.acts {
		return nil
	}
	return r.held[m]
}

func (r *Room) calibrated(acts int64, m moment) *Calibration {
	r.mu.Lock()
	defer r.mu.Unlock()
	if acts != r.acts {
		return nil
	}
	return r.good[m]
}

func (r *Room) remember(acts int64, m moment, b *Base) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.current(acts) {
		r.held[m] = b
	}
}

func (r *Room) keep(acts int64, m moment, c *Calibration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.current(acts) {
		r.good[m] = c
	}
}

// current reports whether a state of the record is the newest seen, and forgets
// what belongs to an older one, or too much.
func (r *Room) current(acts int64) bool {
	if acts < r.acts {
		return false
	}
	if acts > r.acts || len(r.held)+len(r.good) >= mostHeld {
		r.acts, r.held, r.good = acts, map[moment]*Base{}, map[moment]*Calibration{}
	}
	return true
}
