package slate

import "slices"

// probe narrows how many places of each group that has a floor of filled places
// can be filled by a slate that is good enough in the earlier stages: with a
// narrow range the floor is nearly a constant, and its bound strong. Each end
// that is cut off is a leaf of the proof. It returns the node that is left.
func (s *search) probe(b *branch, p *planes) *branch {
	e := s.e
	step := e.perShort
	for e.stage == 2 && step < e.perShort*(e.best.weighted+1) {
		step *= 2
	}
	left, seen := b, make(map[int32]bool)
	for f := range e.hulls {
		group := e.m.floor(int32(f)).Group
		if len(e.hulls[f]) == 1 || p.v[f] == 0 || seen[group] || s.ctx.Err() != nil {
			continue
		}
		seen[group] = true
		for _, slope := range [2]int64{-step, step} {
			left = s.cutOff(left, p, f, slope)
		}
	}
	return left
}

// cutOff finds the most, or for a positive slope the fewest, places of a floor's
// group, and splits the rest off.
func (s *search) cutOff(b *branch, p *planes, f int, slope int64) *branch {
	e := s.e
	v := e.zero()
	v[e.slopeAt(f)] = slope
	if e.stage == 3 {
		v[e.shortAt()] = 0
	}
	c := e.evaluate(v)
	e.widen = 0
	for e.extend() {
		c = e.evaluate(v)
	}
	e.keep(c)
	if c.stray > 0 {
		return b
	}
	value := e.unit*c.score + e.perPriority*(c.priority-e.reference) - slope*c.filled[f]
	end := floorDiv(value, max(slope, -slope))
	low := &branch{above: b, arc: None, floor: int32(f), high: end}
	high := &branch{above: b, arc: None, floor: int32(f), low: end + 1, high: maxFilled, upper: true}
	left, closed := low, high
	if slope > 0 {
		low.high, high.low = -end-1, -end
		left, closed = high, low
	}
	if low.high < e.low[f] || high.low > e.high[f] {
		return b
	}
	edge := closed.high
	if closed.upper {
		edge = closed.low
	}
	if value += slope * edge; e.level(value) > e.reached() {
		return b
	}
	left.proved = true
	left.start, left.bound, left.rows, left.unit = slices.Clone(p.v), b.bound, b.rows, b.unit
	s.grow(b, low, high)
	s.leaf(closed, e.multipliers(closed, v), e.proofUnit(), value)
	return left
}

const maxFilled = 1 << 40
