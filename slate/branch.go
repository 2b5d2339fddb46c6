package slate

import (
	"context"
	"math"
	"slices"
)

// branch is a node of the search: what its split adds to the node above.
type branch struct {
	above  *branch
	proof  int32 // its place in the proof
	arc    int32 // whose bounds the split narrows, or none
	to     bounds
	floor  int32 // or whose group's range of filled places, or none
	low    int64
	high   int64
	upper  bool // whether it is the High side
	proved bool // no good slate is on the other side of the split
	start  []int64
	bound  int64        // that the node above gives
	rows   []Multiplier // that prove that bound here too
	unit   int64
}

// search is a stage of the solution: it splits slates until the bound of every
// part is met.
type search struct {
	e     *engine
	ctx   context.Context
	open  []*branch
	proof Proof
	late  bool
	dived bool
	bound int64 // the largest bound of the leaves so far, in whole units
}

// level returns a bound in the stage's own whole units, larger is better.
func (e *engine) level(value int64) int64 {
	switch e.stage {
	case 1:
		return min(e.enough(), e.reference+floorDiv(value-e.unit*e.m.lowScore, e.perPriority))
	case 2:
		return min(0, floorDiv(value-e.unit*e.m.lowScore, e.perShort))
	}
	return e.m.goal.steps(floorDiv(value, e.unit))
}

// reached returns the best slate's value in the stage's units.
func (e *engine) reached() int64 {
	switch {
	case e.best == nil:
		return math.MinInt64
	case e.stage == 1:
		return min(e.enough(), e.best.priority)
	case e.best.priority < e.reference:
		return math.MinInt64
	case e.stage == 2:
		return -e.best.weighted
	case e.best.weighted > e.limit:
		return math.MinInt64
	}
	return e.m.goal.steps(e.best.score)
}

// run searches a stage from multipliers and returns those of the root.
func (s *search) run(v []int64) []int64 {
	s.bound = math.MinInt64
	s.proof.Nodes = []Node{{}}
	rows, unit, value := s.e.trivial()
	s.open = []*branch{{arc: None, floor: None, start: v, bound: value, rows: rows, unit: unit}}
	var root []int64
	for len(s.open) > 0 {
		last := len(s.open) - 1
		b := s.open[last]
		s.open = s.open[:last]
		if s.e.level(b.bound) <= s.e.reached() {
			s.leaf(b, b.rows, b.unit, b.bound)
			continue
		}
		if s.late || s.ctx.Err() != nil {
			s.late = true
			s.leaf(b, b.rows, b.unit, b.bound)
			continue
		}
		v := s.node(b)
		if root == nil {
			root = v
		}
	}
	return root
}

// trivial returns rows that prove a bound without any search.
func (e *engine) trivial() ([]Multiplier, int64, int64) {
	best := make([]int64, len(e.m.classes))
	for _, offer := range e.m.offers {
		best[offer.class] = max(best[offer.class], int64(offer.value))
	}
	var rows []Multiplier
	var total int64
	for c, class := range e.m.classes {
		price := best[c]
		if e.stage == 1 {
			price = e.m.priority(int32(c))
		}
		if e.stage == 2 {
			price = 0
		}
		rows = append(rows, Multiplier{Row: ClassRow, Index: class, Value: price})
		total += price * e.m.places(int32(c))
	}
	switch e.stage {
	case 1:
		total = (total - e.reference) * e.perPriority
	case 3:
		total *= e.unit
	}
	return rows, 1, total
}

func (s *search) leaf(b *branch, rows []Multiplier, unit, value int64) {
	if s.e.stage == 2 && value > 0 { // shortfalls are never below nought
		rows, unit, value = nil, 1, 0
	}
	s.proof.Nodes[b.proof].Unit = unit
	s.proof.Nodes[b.proof].Multipliers = rows
	s.bound = max(s.bound, s.e.level(value))
}

// node bounds a part of the slates, and closes or splits it.
func (s *search) node(b *branch) []int64 {
	e := s.e
	e.enter(b)
	done := func() bool { return s.ctx.Err() != nil }
	radius := 8.0
	if e.stage == 3 { // from where the second stage ended
		radius = 5
	}
	if b.above != nil && !b.proved {
		radius = 0.5
	}
	p := e.open(slices.Clone(b.start), radius)
	closed := func() bool { return e.level(p.value) <= e.reached() }
	stop := func() bool { return closed() || done() }
	if b.above == nil && e.own && e.stage > 1 && len(e.pairs) > e.roomy {
		if e.stage == 2 && len(e.pairs) > 10*e.roomy {
			e.compact(60 * e.unit)
		}
		p.compactAt = 64
	}
	if b.above == nil && e.stage > 1 {
		p.pause = 1
	}
	for {
		p.optimise(stop)
		if done() {
			s.late = true
			s.leaf(b, b.rows, b.unit, b.bound)
			return p.v
		}
		if p.paused {
			s.glance(b, p)
			continue
		}
		p.compactAt = 0 // what is taken in from here on has to stay
		if (b.above == nil || p.at.stray > 0 || closed()) && e.grown(p) {
			continue
		}
		if p.at.stray > 0 || closed() || !e.addApart(p) {
			break
		}
		p = e.open(p.v, 1)
	}
	if p.at.stray > 0 || closed() {
		s.leaf(b, e.multipliers(b, p.v), e.proofUnit(), p.value)
		return p.v
	}
	if b.above == nil { // all pairs were priced
		b.rows, b.unit, b.bound = e.multipliers(b, p.v), e.proofUnit(), p.value
	}
	if e.stage > 1 && b.above == nil {
		if left := s.probe(b, p); left != b {
			s.open = append(s.open, left)
			return p.v
		}
	}
	if !s.dived && len(e.pairs) < mostDived {
		s.dived = true
		s.dive(b, p)
		if closed() {
			s.open = append(s.open, b) // to be bounded with the better slate known
			b.start = p.v
			return p.v
		}
	}
	s.split(b, p)
	return p.v
}

// glance looks, once the bound is nearly as low as it can be, for pairs that the
// core lacks and, where shortfalls are to be made least, for a slate that has no
// more of them than the bound: with it the stage is at its end.
func (s *search) glance(b *branch, p *planes) {
	p.paused = false
	if p.at.stray > 0 || s.e.grown(p) || s.e.stage > 2 {
		return
	}
	s.round(p.mean())
	if s.e.reached() < s.e.level(p.value) && len(s.e.pairs) < mostDived {
		s.dive(b, p)
	}
	p.lp.rows, p.priced = 0, 0 // the pool has slates that the master lacks
}

// grown takes pairs into the core until it is enough at the best multipliers,
// and reports whether there were any.
func (e *engine) grown(p *planes) bool {
	if p.priced > 0 && p.priced == e.solves { // nothing has moved since
		return false
	}
	before := len(e.pairs)
	e.widen = 0
	for p.refresh(); e.extend(); {
		p.refresh()
	}
	p.tight = p.tight && len(e.pairs) == before
	p.priced = e.solves
	return len(e.pairs) > before
}

// enter sets the bounds of a node.
func (e *engine) enter(b *branch) {
	e.evaluate(b.start)
	changed := slices.Clone(e.changed)
	for _, arc := range e.changed {
		e.net.bound(arc, e.natural[arc].low, e.natural[arc].up)
	}
	e.changed = e.changed[:0]
	low, high := e.rootRanges()
	clear(e.loose)
	for n := b; n != nil; n = n.above {
		if n.arc != None {
			a := &e.net.arcs[n.arc]
			e.net.bound(n.arc, max(a.low, n.to.low), min(a.up, n.to.up))
			e.changed = append(e.changed, n.arc)
		}
		if n.floor != None {
			for f := range low {
				if e.m.floor(int32(f)).Group == e.m.floor(n.floor).Group {
					low[f], high[f] = max(low[f], n.low), min(high[f], n.high)
					e.loose[f] = e.loose[f] || !n.proved && e.m.floor(int32(f)).shares()
				}
			}
		}
	}
	for f := range low {
		e.setRange(f, low[f], high[f])
	}
	e.net.restore(append(changed, e.changed...))
}

// rootRanges returns how many places of each floor's group can be filled.
func (e *engine) rootRanges() (low, high []int64) {
	m := e.m
	low, high = make([]int64, e.floors()), make([]int64, e.floors())
	for f := range low {
		least := int64(math.MaxInt64)
		for _, c := range m.group[f] {
			high[f] += m.rooms[c]
			least = min(least, m.priority(c))
		}
		if e.stage > 1 && len(m.group[f]) > 0 {
			low[f] = max(0, high[f]-(m.topPriority-e.reference)/least)
		}
	}
	return low, high
}

// fits reports whether a slate of the pool keeps the bounds of the node.
func (e *engine) fits(c *cut) bool {
	for _, arc := range e.changed {
		b := &e.net.arcs[arc]
		if flow := e.flowOf(c, arc); flow < b.low || flow > b.up {
			return false
		}
	}
	return true
}

// flowOf returns the flow of a kind's or officer's arc in a slate.
func (e *engine) flowOf(c *cut, arc int32) int32 {
	at := e.owner[arc]
	if int(at) < len(e.m.kinds) && e.m.kinds[at].arc == arc {
		return c.counts[at]
	}
	if c.goes[at] {
		return 1
	}
	return 0
}

// addApart gives multipliers to pairs apart that the mixture violates.
func (e *engine) addApart(p *planes) bool {
	added := false
	for a := range e.m.apart {
		if e.active[a] {
			continue
		}
		go2 := 0.0
		for c, w := range p.weight {
			go2 += w * float64(c.apart[a])
		}
		if go2 > 1+1e-6 || len(p.weight) == 0 && p.at.apart[a] > 1 {
			e.active[a], added = true, true
		}
	}
	return added
}

// consider takes a slate of the network as the best where it is.
func (e *engine) consider(c *cut) {
	for _, n := range c.apart {
		if n > 1 {
			return
		}
	}
	f := e.judge(c)
	if e.best != nil && !f.better(e.best, e.enough()) {
		return
	}
	f.links = e.links()
	e.best = f
}

// links returns the network's slate.
func (e *engine) links() (links []Link) {
	for i := range e.pairs {
		if pair := &e.pairs[i]; e.net.arcs[pair.arc].flow != 0 {
			links = append(links, Link{pair.officer, pair.class})
		}
	}
	return links
}

// enough is the PriorityValue beyond which more is worth nothing.
func (e *engine) enough() int64 {
	if e.m.goal.capped {
		return e.m.goal.enough
	}
	return math.MaxInt64
}

func (e *engine) judge(c *cut) *incumbent {
	f := &incumbent{priority: c.priority, score: c.score, shortfall: make([]int64, e.floors())}
	for i := range f.shortfall {
		f.shortfall[i] = max(0, e.m.need(int32(i), c.filled[i])-c.have[i])
		f.weighted += f.shortfall[i] * e.m.floor(int32(i)).Weight
	}
	return f
}

func (f *incumbent) better(than *incumbent, enough int64) bool {
	if min(f.priority, enough) != min(than.priority, enough) {
		return f.priority > than.priority
	}
	if f.weighted != than.weighted {
		return f.weighted < than.weighted
	}
	return f.score > than.score
}
