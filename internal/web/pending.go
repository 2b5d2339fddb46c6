package web

import (
	"crypto/rand"
	"sync"
	"time"

	"beret/internal/account"
	"beret/internal/fault"
)

// Bounds of what waits between a dry run and the import.
const (
	pendingLife = 30 * time.Minute
	pendingMost = 8
)

// pending keeps what was read from files and not yet taken in: one a user, in
// memory, for half an hour, under a token that cannot be guessed and only its
// user may show. What is lost with the program is uploaded again.
type pending[V any] struct {
	mu   sync.Mutex
	held []held[V] // oldest first
}

type held[V any] struct {
	token string
	user  int64
	value V
	until time.Time
}

// keep holds a value in the place of the user's former one and returns its
// token.
func (p *pending[V]) keep(now time.Time, actor account.Actor, value V) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.sweep(func(h held[V]) bool { return h.user != actor.UserID && now.Before(h.until) })
	if len(p.held) >= pendingMost {
		p.held = p.held[1:]
	}
	token := rand.Text()
	p.held = append(p.held, held[V]{token, actor.UserID, value, now.Add(pendingLife)})
	return token
}

// find returns the user's value of a token, or NotFound with a key where there
// is none or its time is over.
func (p *pending[V]) find(now time.Time, actor account.Actor, token, gone string) (value V, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.sweep(func(h held[V]) bool { return now.Before(h.until) })
	for _, h := range p.held {
		if h.token == token && h.user == actor.UserID {
			return h.value, nil
		}
	}
	return value, fault.New(fault.NotFound, gone)
}

// drop forgets a value.
func (p *pending[V]) drop(token string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.sweep(func(h held[V]) bool { return h.token != token })
}

func (p *pending[V]) sweep(keep func(held[V]) bool) {
	var kept []held[V]
	for _, h := range p.held {
		if keep(h) {
			kept = append(kept, h)
		}
	}
	p.held = kept
}
