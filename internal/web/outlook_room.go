package web

import (
	"context"

	"beret/internal/prospect"
)

// outlookTurns is how many questions to the outlook are computed at once: each
// takes every processor.
const outlookTurns = 2

// outlookRoom lets few questions be computed at once, so that a moved lever does
// not hold up everybody else. Who leaves while waiting costs nothing. What
// drives a risk, and a plan, take many times longer and have a turn of their own.
type outlookRoom struct{ answers, risks turns }

func newOutlookRoom() outlookRoom { return outlookRoom{make(turns, outlookTurns), make(turns, 1)} }

// turns are places of which each is taken by one at a time.
type turns chan struct{}

// answer answers a question about the office as base has it.
func (o outlookRoom) answer(ctx context.Context, base *prospect.Base, q prospect.Question) (a *prospect.Answer, err error) {
	err = o.answers.take(ctx, func() (err error) {
		a, err = base.Answer(ctx, q)
		return err
	})
	return a, err
}

// plan searches for a plan in the turn of what takes long.
func (o outlookRoom) plan(ctx context.Context, base *prospect.Base, q prospect.Question, level int) (plan *prospect.Plan, err error) {
	err = o.risks.take(ctx, func() (err error) {
		plan, err = base.Plan(ctx, q, level)
		return err
	})
	return plan, err
}

// take waits for a turn, or until the browser has left.
func (t turns) take(ctx context.Context, do func() error) error {
	select {
	case t <- struct{}{}:
		defer func() { <-t }()
		return do()
	case <-ctx.Done():
		return ctx.Err()
	}
}
