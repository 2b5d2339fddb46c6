package slate

import (
	"cmp"
	"context"
	"errors"
	"slices"
)

// Solve finds the best slate of a valid instance and proves it. The deadline of
// the context ends the search; then the slate is the best found, the bounds are
// honest and Proven is false. An error says that no slate keeps the pins, caps
// and pairs apart together.
func Solve(ctx context.Context, in *Instance) (*Result, error) {
	return solveGoal(ctx, in, goal{})
}

// solveGoal is Solve for a goal: a solver for Desk.
func solveGoal(ctx context.Context, in *Instance, g goal) (*Result, error) {
	return newEngine(newModel(in, g)).solve(ctx)
}

// errNone says that no slate exists.
var errNone = errors.New("slate: no slate keeps the pins together with the places, caps and pairs apart")

func (e *engine) solve(ctx context.Context) (*Result, error) {
	e.own = true
	certificate := &Certificate{}
	result := &Result{Certificate: certificate}
	v := e.zero()
	for stage := 1; stage <= 3 && (stage < 3 || !e.m.goal.short); stage++ {
		e.stage = stage
		if stage == 3 {
			e.limit = e.best.weighted
			v[e.shortAt()] = e.perShort
			e.coverShort(v)
		}
		s := &search{e: e, ctx: ctx}
		v = s.run(v)
		if v == nil {
			v = e.zero()
		}
		if e.best == nil && s.late {
			e.rescue()
		}
		if e.best == nil {
			return nil, cmp.Or(ctx.Err(), errNone)
		}
		e.record(result, s)
		if stage == 1 {
			e.reference = min(e.best.priority, e.enough())
			e.capped = e.m.goal.capped && s.bound >= e.enough()
		}
	}
	if ctx.Err() == nil {
		e.drawLots()
	}
	e.fill(result)
	return result, nil
}

// rescue takes the network's slate, without one of each two who are apart, where
// the time ended before any slate was found.
func (e *engine) rescue() {
	c := e.evaluate(e.zero())
	if c.stray > 0 {
		return
	}
	links := e.links()
	goes := make(map[int32]bool, len(links))
	for _, l := range links {
		goes[l.Officer] = true
	}
	for _, pair := range e.m.apart {
		if !goes[pair[0]] || !goes[pair[1]] {
			continue
		}
		out := pair[1]
		if e.m.pinned[out] >= 0 {
			out = pair[0]
		}
		if e.m.pinned[out] >= 0 {
			return
		}
		delete(goes, out)
	}
	e.best = e.judgeLinks(slices.DeleteFunc(links, func(l Link) bool { return !goes[l.Officer] }))
}

// judgeLinks is judge for a slate that is not in the network.
func (e *engine) judgeLinks(links []Link) *incumbent {
	m := e.m
	c := &cut{have: make([]int64, e.floors()), filled: make([]int64, e.floors())}
	for _, l := range links {
		offers := m.of(int(l.Officer))
		at, _ := slices.BinarySearchFunc(offers, l.Class, func(o offer, class int32) int { return cmp.Compare(o.class, class) })
		c.score += int64(offers[at].value)
		c.priority += m.priority(l.Class)
		kind := &m.kinds[m.kindOf[int(l.Class)<<8|int(m.signatures[l.Officer])]]
		for _, f := range kind.have {
			c.have[f]++
		}
		for _, f := range m.fill[l.Class] {
			c.filled[f]++
		}
	}
	f := e.judge(c)
	f.links = links
	return f
}

func (e *engine) record(result *Result, s *search) {
	bound := max(s.bound, e.reached())
	switch e.stage {
	case 1:
		result.Bound.PriorityValue = bound
	case 2:
		bound = -bound
		result.Bound.Weighted = bound
	case 3:
		if step := e.m.goal.step; step > 1 {
			bound = bound*step + step - 1
		}
		bound -= e.m.in.ChangeCost * int64(len(e.m.in.Previous))
		result.Bound.Score = bound
	}
	s.proof.Bound = bound
	result.Certificate.Stages[e.stage-1] = s.proof
}

func (e *engine) fill(result *Result) {
	in, m := e.m.in, e.m
	result.PriorityValue, result.Weighted = e.best.priority, e.best.weighted
	result.Score = e.best.score - in.ChangeCost*int64(len(in.Previous))
	result.Shortfall = make([]int64, len(in.Floors))
	for f, floor := range m.floors {
		result.Shortfall[floor] = e.best.shortfall[f]
	}
	result.Filled = len(e.best.links)
	for _, link := range e.best.links {
		result.Assignment = append(result.Assignment, Link{m.officers[link.Officer], m.classes[link.Class]})
	}
	slices.SortFunc(result.Assignment, func(a, b Link) int {
		return cmp.Or(cmp.Compare(in.Officers[a.Officer].ID, in.Officers[b.Officer].ID),
			cmp.Compare(in.Classes[a.Class].ID, in.Classes[b.Class].ID))
	})
	if e.m.goal.capped {
		result.Bound.PriorityValue = max(e.best.priority, min(result.Bound.PriorityValue, e.enough()))
	}
	result.Proven = result.Bound == Bound{result.PriorityValue, result.Weighted, result.Score}
}
