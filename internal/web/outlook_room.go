package web

import (
	"context"

	"beret/internal/prospect"
)

// outlookTurns is how many questions to the outlook are computed at once: each
// takes every processor.
const outlookTurns = 2

// outlookRoom lets few questions be computed at once, so that a moved lever does
// not hold up everybody else. Who leaves while waiting costs nothing.
type outlookRoom chan struct{}

func newOutlookRoom() outlookRoom { return make(outlookRoom, outlookTurns) }

// answer answers a question about the office as base has it.
func (o outlookRoom) answer(ctx context.Context, base *prospect.Base, q prospect.Question) (a *prospect.Answer, err error) {
	err = o.turn(ctx, func() (err error) {
		a, err = base.Answer(ctx, q)
		return err
	})
	return a, err
}

// turn waits until it may compute, or until the browser has left.
func (o outlookRoom) turn(ctx context.Context, do func() error) error {
	select {
	case o <- struct{}{}:
		defer func() { <-o }()
		return do()
	case <-ctx.Done():
		return ctx.Err()
	}
}
