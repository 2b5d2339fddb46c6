package selection

import (
	"slices"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/call"
	"beret/internal/reference"
	"beret/internal/unit"
	"beret/slate"
)

// Scene is who asks, by which reference data, on which day.
type Scene struct {
	Actor account.Actor
	Book  *reference.Book
	Today civil.Date
}

// Sheet is a slate with everything that its page shows: the list as it stands,
// the decisions, who could go, and the engine's answer.
type Sheet struct {
	Slate
	Call *call.Call // nil where the slate is for a unit
	Unit *unit.Unit // nil where it is for a call
	Decisions
	Lines    []Line    // in the order of Posts
	Measures []Measure // planned, the open ones first
	Answer

	rest    map[int64]Candidate // of the list, who are not in the pool any more
	excused []int64             // whose rest is waived, in order
}

// Answer is the engine's: the list that is best under the decisions, with its
// proof and what explains it. The officers and classes in what the engine says
// are places in Problem.Instance.
type Answer struct {
	*Problem
	Result   *slate.Result
	Prices   []slate.Price // of floors; one is missing where the time ended first
	Reserves []slate.Bench
	Rates    slate.Rates

	desk *sharedDesk
}

// LinesOf returns the lines of a post.
func (sh *Sheet) LinesOf(post string) []Line {
	return slices.DeleteFunc(slices.Clone(sh.Lines), func(l Line) bool { return l.Post != post })
}

// PostOf returns the post of a key, and whether there is one.
func (p *Problem) PostOf(key string) (Post, bool) {
	if i := p.postAt(key); i >= 0 {
		return p.Posts[i], true
	}
	return Post{}, false
}

// Person returns who an officer of the list or of the pool is.
func (sh *Sheet) Person(id int64) Candidate {
	if c, ok := sh.Pool.find(id); ok {
		return c
	}
	return sh.rest[id]
}

func (p *Pool) find(id int64) (Candidate, bool) {
	i, ok := slices.BinarySearchFunc(p.Candidates, id, func(c Candidate, id int64) int { return int(c.ID - id) })
	if !ok {
		return Candidate{}, false
	}
	return p.Candidates[i], true
}

// Proposal returns the list that the engine proposes now. It differs from Lines
// where the record has changed since they were proposed.
func (sh *Sheet) Proposal() []Line { return sh.Problem.Lines(sh.Result.Assignment) }

// Stale reports whether the engine would propose another list now.
func (sh *Sheet) Stale() bool {
	in, out := difference(sh.Lines, sh.Proposal())
	return len(in)+len(out) > 0
}

// difference returns who stands where in the second list only, and in the first
// only.
func difference(was, is []Line) (in, out []Line) {
	missing := func(from, among []Line) (list []Line) {
		for _, l := range from {
			if !slices.ContainsFunc(among, func(o Line) bool { return o.OfficerID == l.OfficerID && o.Post == l.Post }) {
				list = append(list, l)
			}
		}
		return list
	}
	return missing(is, was), missing(was, is)
}

// Count is women among people.
type Count struct{ Women, Total int }

// Women counts the women among those on the list in a group.
func (sh *Sheet) Women(group string) Count {
	var n Count
	for _, line := range sh.Lines {
		if post, ok := sh.PostOf(line.Post); ok && slices.Contains(post.Groups(), group) {
			n.Total++
			if sh.Person(line.OfficerID).Woman {
				n.Women++
			}
		}
	}
	return n
}

// Places counts the places of a group, those left empty by decision not among
// them.
func (sh *Sheet) Places(group string) int {
	n := 0
	for _, post := range sh.Posts {
		if slices.Contains(post.Groups(), group) {
			n += max(0, post.Places()-sh.Left(post.Key))
		}
	}
	return n
}

// proof is what the answer proves, as it is kept with the list.
func (sh *Sheet) proof() *Proof {
	r := sh.Result
	p := &Proof{Places: sh.Places(Whole), Filled: r.Filled, PriorityValue: r.PriorityValue, PriorityBound: r.Bound.PriorityValue,
		Weighted: r.Weighted, WeightedBound: r.Bound.Weighted, Score: r.Score, ScoreBound: r.Bound.Score,
		Shortfall: slices.Clone(r.Shortfall), Proven: r.Proven}
	p.Women = sh.Women(Whole).Women
	return p
}
