package slate

import (
	"math"
	"math/bits"
	"slices"
)

// split divides the slates of a node in two.
func (s *search) split(b *branch, p *planes) {
	low := &branch{above: b, arc: None, floor: None, start: p.v, bound: b.bound, rows: b.rows, unit: b.unit}
	high := &branch{above: b, arc: None, floor: None, start: p.v, bound: b.bound, rows: b.rows, unit: b.unit, upper: true}
	lowFirst, found := s.choose(low, high, p)
	if !found && s.e.dearer(p) {
		b.start = p.v
		s.open = append(s.open, b)
		return
	}
	if !found {
		s.leaf(b, b.rows, b.unit, b.bound)
		return
	}
	s.grow(b, low, high)
	if lowFirst {
		s.open = append(s.open, high, low)
	} else {
		s.open = append(s.open, low, high)
	}
}

// dearer doubles the price of a filled place where slates that fill too few
// still bound the node: shortfalls can then outweigh a place. It is false where
// the numbers have no room left.
func (e *engine) dearer(p *planes) bool {
	price := 2 * p.v[e.priorityAt()]
	if e.stage == 1 || p.at.priority >= e.reference || price > e.dearest() {
		return false
	}
	p.v[e.priorityAt()] = price
	return true
}

// grow adds the two sides of a split to the proof.
func (s *search) grow(b, low, high *branch) {
	nodes := s.proof.Nodes
	low.proof, high.proof = int32(len(nodes)), int32(len(nodes)+1)
	nodes = append(nodes, Node{}, Node{})
	node := &nodes[b.proof]
	node.Low, node.High = low.proof, high.proof
	node.Count, node.Split = s.e.count(low), int64(low.to.up)
	if low.floor != None {
		node.Split = low.high
	}
	s.proof.Nodes = nodes
}

// choose finds what to split: a count that the mixture leaves between two whole
// numbers; else, after a try with the counts fixed, a range of filled places, an
// officer of a violated pair apart, or any count that is still open.
func (s *search) choose(low, high *branch, p *planes) (lowFirst, found bool) {
	e := s.e
	mean := p.mean()
	s.round(mean)
	if f, at := e.bent(p, mean); f >= 0 {
		low.floor, low.low, low.high = int32(f), 0, at
		high.floor, high.low, high.high = int32(f), at+1, maxFilled
		return true, true
	}
	if k, part := e.fractional(mean, p.v); k >= 0 {
		at := int32(math.Floor(mean[k] + 1e-6))
		e.splitArc(low, high, e.m.kinds[k].arc, at)
		return part < 0.5, true
	}
	return s.chooseExact(low, high, mean)
}

// bent returns the floor, and where to split the filled places of its group,
// where what the floor needs is most above the linear form that the bound used;
// or -1.
func (e *engine) bent(p *planes, mean []float64) (floor int, at int64) {
	floor, most := -1, 0.05
	for f := range e.hulls {
		if e.stage == 1 || len(e.hulls[f]) == 1 {
			continue
		}
		filled := 0.0
		for k := range e.m.kinds {
			if slices.Contains(e.m.fill[e.m.kinds[k].class], int32(f)) {
				filled += mean[k]
			}
		}
		down := int64(math.Floor(filled + 1e-6))
		down = min(max(down, e.low[f]), e.high[f]-1)
		part := min(max(filled-float64(down), 0), 1)
		need := (1-part)*float64(e.m.need(int32(f), down)) + part*float64(e.m.need(int32(f), down+1))
		if gain := (need - e.hullAt(f, filled)) * float64(p.v[f]) / float64(e.unit); gain > most {
			floor, at, most = f, down, gain
		}
	}
	return floor, at
}

// hullAt returns the linear form's value.
func (e *engine) hullAt(f int, filled float64) float64 {
	hull := e.hulls[f]
	i := 1
	for i < len(hull)-1 && float64(hull[i].filled) < filled {
		i++
	}
	a, b := hull[i-1], hull[i]
	return float64(a.need) + (filled-float64(a.filled))*float64(b.need-a.need)/float64(b.filled-a.filled)
}

// chooseExact splits where nothing is left between whole numbers. That nothing
// at all is left can only be where numbers do not fit; the node then stays open
// and the result unproven.
func (s *search) chooseExact(low, high *branch, mean []float64) (lowFirst, found bool) {
	e := s.e
	for k := range e.m.kinds {
		a := &e.net.arcs[e.m.kinds[k].arc]
		if most := e.most(k); a.low < min(a.up, most) {
			at := int32(math.Round(mean[k]))
			e.splitArc(low, high, e.m.kinds[k].arc, min(max(at, a.low), min(a.up, most)-1))
			return at < min(a.up, most), true
		}
	}
	for f := range e.hulls {
		if e.stage > 1 && len(e.hulls[f]) > 1 {
			low.floor, low.low, low.high = int32(f), 0, e.low[f]
			high.floor, high.low, high.high = int32(f), e.low[f]+1, maxFilled
			return true, true
		}
	}
	for _, pair := range e.m.apart {
		for _, o := range pair {
			if e.officer[o] == None {
				continue
			}
			if a := &e.net.arcs[e.officerArc[o]]; a.low < a.up {
				e.split = true
				e.splitArc(low, high, e.officerArc[o], 0)
				return false, true
			}
		}
	}
	return false, false
}

// most returns how many of a kind can stand in its class.
func (e *engine) most(k int) int32 { return int32(e.m.places(e.m.kinds[k].class)) }

func (e *engine) splitArc(low, high *branch, arc, at int32) {
	low.arc, low.to = arc, bounds{0, at}
	high.arc, high.to = arc, bounds{at + 1, math.MaxInt32}
}

// mean returns how many of each kind the mixture has.
func (p *planes) mean() []float64 {
	mean := make([]float64, len(p.e.m.kinds))
	if len(p.weight) == 0 {
		for k, n := range p.at.counts {
			mean[k] = float64(n)
		}
		return mean
	}
	for _, c := range p.e.pool {
		w := p.weight[c]
		if w == 0 {
			continue
		}
		for k, n := range c.counts {
			mean[k] += w * float64(n)
		}
	}
	return mean
}

// fractional returns the kind whose count, away from whole numbers, weighs most
// at the prices of its floors, or -1.
func (e *engine) fractional(mean []float64, v []int64) (best int, part float64) {
	best, most := -1, 0.0
	for k, x := range mean {
		f := x + 1e-6 - math.Floor(x+1e-6)
		weight := float64(e.unit)
		for _, floor := range e.m.kinds[k].have {
			weight += float64(v[floor])
		}
		if d := min(f, 1-f); d > 1e-4 && d*weight > most {
			best, most, part = k, d*weight, f
		}
	}
	return best, part
}

// round tries the best slate whose counts are those of the mixture, rounded
// either way.
func (s *search) round(mean []float64) {
	e := s.e
	saved := make([]bounds, len(mean))
	for k, x := range mean {
		a := &e.net.arcs[e.m.kinds[k].arc]
		saved[k] = bounds{a.low, a.up}
		e.net.bound(e.m.kinds[k].arc, max(a.low, int32(math.Floor(x+1e-6))), min(a.up, int32(math.Ceil(x-1e-6))))
	}
	e.net.restore(e.kindArcs)
	e.net.run()
	e.keep(e.read())
	for k := range mean {
		e.net.bound(e.m.kinds[k].arc, saved[k].low, saved[k].up)
	}
	e.net.restore(e.kindArcs)
	e.net.run()
}

// count returns what a split counts.
func (e *engine) count(b *branch) Count {
	m := e.m
	if b.floor != None {
		return Count{Classes: m.publicClasses(m.group[b.floor]), Officer: None}
	}
	for k := range m.kinds {
		if m.kinds[k].arc == b.arc {
			return Count{Classes: m.publicClasses([]int32{m.kinds[k].class}), Mask: m.mask, Equal: m.kinds[k].signature, Officer: None}
		}
	}
	all := make([]int32, len(m.classes))
	for c := range all {
		all[c] = int32(c)
	}
	return Count{Classes: all, Officer: m.officers[slices.Index(e.officerArc, b.arc)]}
}

func (m *model) publicClasses(classes []int32) []int32 {
	public := pick(m.classes, classes)
	slices.Sort(public)
	return public
}

// stageUnit returns what a whole unit of the stage is in multipliers.
func (e *engine) stageUnit() int64 {
	switch e.stage {
	case 1:
		return e.perPriority
	case 2:
		return e.perShort
	}
	return e.unit
}

// proofShift makes the units of a proof small enough for the checker.
func (e *engine) proofShift() int { return max(0, bits.Len64(uint64(e.stageUnit()))-37) }

func (e *engine) proofUnit() int64 { return e.stageUnit() >> e.proofShift() }

// multipliers reads the prices of all rows from the network and a vector.
func (e *engine) multipliers(b *branch, v []int64) []Multiplier {
	m := e.m
	var rows []Multiplier
	shift := e.proofShift()
	add := func(kind RowKind, index int32, value, slope int64) {
		value, slope = value>>shift, slope>>shift
		if value != 0 || slope != 0 {
			rows = append(rows, Multiplier{Row: kind, Index: index, Value: value, Slope: slope})
		}
	}
	for c, class := range m.classes {
		add(ClassRow, class, max(0, -e.net.reduced(e.classArc[c])), 0)
	}
	for h, home := range m.homes {
		add(HomeRow, home, max(0, -e.net.reduced(e.homeArc[h])), 0)
	}
	for p, on := range e.active {
		if on {
			add(ApartRow, m.apartAt[p], v[e.apartAt(p)], 0)
		}
	}
	e.splitRows(b, add)
	if e.stage > 1 {
		for f, floor := range m.floors {
			slope := int64(0)
			if e.ranged(f) {
				slope = v[e.slopeAt(f)]
			}
			add(FloorRow, floor, v[f], slope)
		}
		add(PriorityRow, 0, v[e.priorityAt()], 0)
	}
	if e.stage == 3 {
		e.coverShort(v)
		add(WeightedRow, 0, v[e.shortAt()], 0)
	}
	return rows
}

// splitRows adds the prices of the splits above a node: an arc's price belongs
// to the narrowest.
func (e *engine) splitRows(b *branch, add func(RowKind, int32, int64, int64)) {
	seen := make(map[int32]bool)
	for n := b; n.above != nil; n = n.above {
		if n.arc == None {
			continue
		}
		price, a := e.net.reduced(n.arc), &e.net.arcs[n.arc]
		switch {
		case seen[n.arc]:
		case n.upper && n.to.low == a.low && price > 0:
			add(AboveRow, n.above.proof, price, 0)
			seen[n.arc] = true
		case !n.upper && n.to.up == a.up && price < 0:
			add(AtMostRow, n.above.proof, -price, 0)
			seen[n.arc] = true
		}
	}
}
