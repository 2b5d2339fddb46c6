package slate

import "context"

// goal is what an explanation asks of a solve beyond an instance. The zero goal
// asks for nothing: the solve is that of Solve.
type goal struct {
	// enough is a PriorityValue beyond which more is worth nothing: the later
	// stages ask for the lesser of it and the highest (the PriorityRow's
	// constant), and may fill fewer places than could be filled. Result says
	// what the slate has.
	capped bool
	enough int64
	// grace is so many persons of each floor short that count as none: the
	// floor's need less its grace. Nil for none.
	grace []int64
}

// solver solves an instance for a goal, in three stages like Solve. The scores
// of the instance may be any 32-bit numbers, below zero too; a remedy's costs
// are in them. The upgrades are not looked at.
type solver func(ctx context.Context, in *Instance, g goal) (*Result, error)

// reached reports whether a result is proven to be the best for the goal.
func (g goal) reached(r *Result) bool {
	filled := r.PriorityValue == r.Bound.PriorityValue || g.capped && r.PriorityValue >= g.enough
	return filled && r.Weighted == r.Bound.Weighted && r.Score == r.Bound.Score
}
