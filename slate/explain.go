package slate

import (
	"context"
	"sync"
)

// NewDesk solves a valid instance for questions to follow. The deadline of the
// context ends the search, as in Solve.
func NewDesk(ctx context.Context, in *Instance) (*Desk, error) {
	r, err := solveGoal(ctx, in, goal{})
	if err != nil {
		return nil, err
	}
	return Reopen(in, r), nil
}

// Reopen returns a desk at a result of Solve for the instance, without solving.
func Reopen(in *Instance, r *Result) *Desk {
	d := newDesk(in, r, afresh)
	d.ask, d.again = warmed(in, r), warmed
	return d
}

// warmed is a solver for questions about a result, which prepares for them when
// the first comes.
func warmed(in *Instance, r *Result) solver {
	prepared := sync.OnceValue(func() *warm { return newWarm(in, r) })
	return func(ctx context.Context, asked *Instance, g goal) (*Result, error) {
		return prepared().ask(ctx, asked, g)
	}
}

// Explain explains a result of Solve for the instance. Where the deadline of
// the context cuts it short, what is not proven says so.
func Explain(ctx context.Context, in *Instance, r *Result, opts ExplainOptions) (*Explanation, error) {
	return Reopen(in, r).explain(ctx, opts)
}

// Explain explains the desk's slate.
func (d *Desk) Explain(ctx context.Context, opts ExplainOptions) (*Explanation, error) {
	return d.explain(ctx, opts)
}

// afresh is the solver that knows nothing of earlier questions.
func afresh(ctx context.Context, in *Instance, g goal) (*Result, error) {
	return solveGoal(ctx, g.widened(in), g)
}
