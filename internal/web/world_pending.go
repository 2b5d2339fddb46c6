package web

import (
	"crypto/rand"
	"sync"
	"time"

	"beret/internal/account"
	"beret/internal/contribution"
	"beret/internal/fault"
)

// Bounds of the files that wait between the dry run and the import.
const (
	pendingLife = 30 * time.Minute
	pendingMost = 8
)

// pendingFile is a file that was read and not yet imported.
type pendingFile struct {
	token string
	user  int64
	file  *contribution.File
	mode  contribution.Mode
	until time.Time
}

// pendingFiles keeps read files in memory: one a user, for half an hour, under
// a token that cannot be guessed and only its user may show. What is lost with
// the program is uploaded again.
type pendingFiles struct {
	mu    sync.Mutex
	files []pendingFile // oldest first
}

// keep holds a file in the place of the user's former one and returns its token.
func (p *pendingFiles) keep(now time.Time, actor account.Actor, file *contribution.File, mode contribution.Mode) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.sweep(func(f pendingFile) bool { return f.user != actor.UserID && now.Before(f.until) })
	if len(p.files) >= pendingMost {
		p.files = p.files[1:]
	}
	token := rand.Text()
	p.files = append(p.files, pendingFile{token, actor.UserID, file, mode, now.Add(pendingLife)})
	return token
}

// find returns the user's file of a token, or NotFound where there is none or
// its time is over.
func (p *pendingFiles) find(now time.Time, actor account.Actor, token string) (pendingFile, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.sweep(func(f pendingFile) bool { return now.Before(f.until) })
	for _, f := range p.files {
		if f.token == token && f.user == actor.UserID {
			return f, nil
		}
	}
	return pendingFile{}, fault.New(fault.NotFound, "world.import.expired")
}

// drop forgets a file.
func (p *pendingFiles) drop(token string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.sweep(func(f pendingFile) bool { return f.token != token })
}

func (p *pendingFiles) sweep(keep func(pendingFile) bool) {
	var kept []pendingFile
	for _, f := range p.files {
		if keep(f) {
			kept = append(kept, f)
		}
	}
	p.files = kept
}
