package training

import (
	"context"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/audit"
	"beret/internal/database"
	"beret/internal/fault"
	"beret/internal/reference"
)

// Archive enters a session of the past with its places as they ended, for a
// record in which the files hold already what was gained: nothing is written
// into them. today is the office's day. Seats and days are held to the rules of Check, and no more places
// may be seated than there were seats.
func Archive(ctx context.Context, tx *database.Tx, actor account.Actor, book *reference.Book, s Session, places []Place, today civil.Date) (created Session, err error) {
	defer fault.Wrap(&err, "training.Archive(%s)", s.Title)
	p := &problems{}
	seated := 0
	for _, place := range places {
		if place.Status.Seated() {
			seated++
		}
	}
	p.add(seated > s.Seats, "seats", "training.problem.seats_taken", "n", seated)
	p.add(s.Span.To > today, "to", "training.problem.not_over")
	if err := fault.Check(p.list); err != nil {
		return s, err
	}
	if s, err = Create(ctx, tx, actor, book, s); err != nil {
		return s, err
	}
	for _, place := range places {
		place.SessionID = s.ID
		if err := putPlace(ctx, tx, place); err != nil {
			return s, err
		}
	}
	before := s
	s.Status = Held
	if err := s.write(ctx, tx); err != nil {
		return s, err
	}
	return s, audit.Append(ctx, tx, audit.Entry{Actor: actor, Action: "training.archive", Kind: AuditKind, Subject: s.ID, Before: before, After: struct {
		Session
		Places []Place `json:"places"`
	}{s, places}})
}
