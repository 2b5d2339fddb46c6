package slate

import (
	"context"
	"slices"
)

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
	// short asks for the shortfalls only: a solver may leave the third stage out.
	short bool
	// step is how many points of the third stage count as one: the search ends
	// when whole steps are proven. 0 for one.
	step int64
	// open makes everybody with an attribute eligible for the classes marked, at
	// score 0. Nil for none.
	open      []bool
	attribute int
}

// steps returns the whole steps of a score.
func (g goal) steps(score int64) int64 { return floorDiv(score, max(1, g.step)) }

// widened is an instance in which what the goal opens is open.
func (g goal) widened(in *Instance) *Instance {
	if !slices.Contains(g.open, true) {
		return in
	}
	wide := *in
	wide.Eligible = slices.Clip(in.Eligible)
	table := newPointTable(in)
	for o, officer := range in.Officers {
		for k, open := range g.open {
			l := Link{int32(o), int32(k)}
			if open && officer.Is(g.attribute) && !table.eligible(l) {
				wide.Eligible = append(wide.Eligible, Pair{Officer: l.Officer, Class: l.Class})
			}
		}
	}
	return &wide
}

// solver solves an instance for a goal, in three stages like Solve. The scores
// of the instance may be any 32-bit numbers, below zero too; a remedy's costs
// are in them. The upgrades are not looked at.
type solver func(ctx context.Context, in *Instance, g goal) (*Result, error)

// reached reports whether a result is proven to be the best for the goal.
func (g goal) reached(r *Result) bool {
	filled := r.PriorityValue == r.Bound.PriorityValue || g.capped && r.PriorityValue >= g.enough
	return filled && r.Weighted == r.Bound.Weighted && (g.short || g.steps(r.Score) == g.steps(r.Bound.Score))
}
