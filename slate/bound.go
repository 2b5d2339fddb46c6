package slate

import (
	"math/bits"
	"slices"
)

// engine bounds and searches a model. The floors, and pairs apart once they are
// violated, are priced by multipliers; what is left is a network. A vector of
// multipliers holds, in units of 1/unit: a price of each floor, a slope of each
// floor, the prices of weighted shortfall and of priority, and of pairs apart.
type engine struct {
	m          *model
	net        *network
	homeNode   []int32
	homeArc    []int32
	classNode  []int32
	classArc   []int32
	officer    []int32 // node of each officer, or none while outside the core
	officerArc []int32
	pairs      []pairArc // of the core
	ranked     bool      // pairs weigh by worthUnit and rank, at the end
	worthUnit  int64
	rankShift  int
	widen      int // how often the core was widened in a row
	solves     int // of the network under multipliers
	found      bool
	inCore     []uint64 // bits of the model's offers
	owner      []int32  // of an arc: its kind, or its officer
	natural    []bounds // of arcs, before any split

	unit, perPriority, perShort int64 // a point, a priority, a weighted shortfall

	own       bool // whether the core is the engine's own to make small
	roomy     int  // a core that is larger is made small
	split     bool // whether some split was at an officer
	stage     int
	reference int64   // the PriorityValue that slates must have, from the second stage on; in the first the most
	capped    bool    // more of it is worth nothing
	limit     int64   // the Weighted of the third stage
	low, high []int64 // filled places of each floor's group in this node
	hulls     [][]hullPoint
	loose     []bool // floors whose range was split, and does not follow from the earlier stages
	active    []bool // pairs apart that have a multiplier

	pool      []*cut
	kindArcs  []int32
	changed   []int32 // arcs whose bounds are not natural
	best      *incumbent
	lastBasis []columnKey
}

type bounds struct{ low, up int32 }

type pairArc struct {
	arc, officer int32
	class, value int32
	offer        int32 // its place in the model's
}

// hullPoint is a corner of the least convex function below what a floor needs.
type hullPoint struct{ filled, need int64 }

// cut is a slate seen as a linear function of the multipliers.
type cut struct {
	priority int64
	score    int64
	counts   []int32        // of each kind
	have     []int64        // of each floor
	filled   []int64        // of each floor
	apart    []int8         // officers that go of each pair apart
	goes     map[int32]bool // officers of pairs apart that go
	stray    int64          // flow that could not keep the bounds
	used     int            // when it last carried weight
}

// incumbent is the best slate so far.
type incumbent struct {
	priority, weighted, score int64
	shortfall                 []int64 // in the model's order
	links                     []Link  // officers and classes of the model
}

func (e *engine) floors() int { return len(e.m.floors) }

func (e *engine) slopeAt(f int) int { return e.floors() + f }

func (e *engine) shortAt() int { return 2 * e.floors() }

func (e *engine) priorityAt() int { return 2*e.floors() + 1 }

func (e *engine) apartAt(p int) int { return 2*e.floors() + 2 + p }

// zero returns multipliers of nothing but priority.
func (e *engine) zero() []int64 {
	v := make([]int64, e.apartAt(len(e.m.apart)))
	v[e.priorityAt()] = e.perPriority
	return v
}

func newEngine(m *model) *engine { return newEngineWith(m, (*engine).seed) }

// newEngineWith begins with the pairs that seed takes.
func newEngineWith(m *model, seed func(*engine)) *engine {
	e := &engine{m: m, roomy: 2000}
	e.scale()
	e.reference = m.topPriority
	e.frame()
	seed(e)
	e.net.settle()
	e.active = make([]bool, len(m.apart))
	e.low, e.high = make([]int64, e.floors()), make([]int64, e.floors())
	e.hulls, e.loose = make([][]hullPoint, e.floors()), make([]bool, e.floors())
	return e
}

// frame makes the network without officers.
func (e *engine) frame() {
	m := e.m
	e.net = newNetwork(1, 1<<56)
	e.natural, e.owner, e.changed, e.pairs = nil, nil, nil, nil
	e.classNode, e.classArc, e.kindArcs = nil, nil, nil
	e.addHomes()
	e.addClasses()
	e.officer, e.officerArc = make([]int32, len(m.officers)), make([]int32, len(m.officers))
	for o := range m.officers {
		e.officer[o] = None
	}
	e.inCore = make([]uint64, len(m.offers)/64+1)
}

// scale chooses the units so that a priority outweighs shortfalls and these
// outweigh scores, as far as the numbers have room.
func (e *engine) scale() {
	weights := int64(1)
	for _, f := range e.m.in.Floors {
		weights += f.Weight
	}
	priority := e.topPriority()
	swing := e.m.topScore - e.m.lowScore + 2
	e.unit = 1 << 14
	for e.unit > 1 && float64(e.unit)*float64(swing)*2*float64(weights)*float64(priority) > 1<<53 {
		e.unit /= 2
	}
	e.perShort = e.unit * 2 * power(swing)
	e.perPriority = min(e.perShort*2*power(weights), e.dearest())
}

// dearest is the highest price of a priority that the numbers have room for.
func (e *engine) dearest() int64 { return (1 << 53) / power(e.topPriority()) }

// topPriority is the highest priority of a class, 1 without classes.
func (e *engine) topPriority() int64 {
	var top int64 = 1
	for c := range e.m.classes {
		top = max(top, e.m.priority(int32(c)))
	}
	return top
}

// power returns the least power of two that is not smaller.
func power(x int64) int64 { return 1 << bits.Len64(uint64(x-1)) }

func (e *engine) addNatural(arc int32, b bounds) int32 {
	for int(arc) >= len(e.natural) {
		e.natural = append(e.natural, bounds{})
		e.owner = append(e.owner, None)
	}
	e.natural[arc] = b
	return arc
}

func (e *engine) addHomes() {
	m := e.m
	e.homeNode, e.homeArc = make([]int32, len(m.homes)), make([]int32, len(m.homes))
	for h := range m.homes {
		e.homeNode[h] = e.net.addNode()
	}
	for h, home := range m.homes {
		from := int32(0)
		if m.above[h] >= 0 {
			from = e.homeNode[m.above[h]]
		}
		limit := int32(min(m.in.Homes[home].Cap, len(m.officers)))
		e.homeArc[h] = e.addNatural(e.net.addArc(from, e.homeNode[h], limit, 0), bounds{0, limit})
	}
}

func (e *engine) addClasses() {
	m := e.m
	for c := range m.classes {
		node, places := e.net.addNode(), int32(m.places(int32(c)))
		e.classNode = append(e.classNode, node)
		arc := e.net.addArc(node, 0, places, 0)
		e.net.attach(node, arc)
		e.classArc = append(e.classArc, e.addNatural(arc, bounds{0, places}))
	}
	for k := range m.kinds {
		kind := &m.kinds[k]
		kind.node = e.net.addNode()
		limit := int32(m.places(kind.class)) + 1 // never reached: the class is full before
		kind.arc = e.addNatural(e.net.addArc(kind.node, e.classNode[kind.class], limit, 0), bounds{0, limit})
		e.net.attach(kind.node, kind.arc)
		e.kindArcs, e.owner[kind.arc] = append(e.kindArcs, kind.arc), int32(k)
	}
}

// evaluate solves the network under multipliers and returns the slate.
func (e *engine) evaluate(v []int64) *cut {
	e.solves++
	e.charge(v)
	e.net.reprice()
	e.net.run()
	return e.read()
}

// charge sets the costs that multipliers give.
func (e *engine) charge(v []int64) {
	for k := range e.m.kinds {
		kind := &e.m.kinds[k]
		var cost int64
		for _, f := range kind.have {
			cost -= v[f]
		}
		for _, f := range e.m.fill[kind.class] {
			cost += v[e.slopeAt(int(f))]
		}
		e.net.arcs[kind.arc].cost = cost
	}
	for c, arc := range e.classArc {
		e.net.arcs[arc].cost = -v[e.priorityAt()] * e.m.priority(int32(c))
	}
	for p, pair := range e.m.apart {
		for _, o := range pair {
			if e.active[p] && e.officer[o] != None {
				e.net.arcs[e.officerArc[o]].cost = 0
			}
		}
	}
	for p, pair := range e.m.apart {
		for _, o := range pair {
			if e.active[p] && e.officer[o] != None {
				e.net.arcs[e.officerArc[o]].cost += v[e.apartAt(p)]
			}
		}
	}
}

// read takes the slate from the network's flow.
func (e *engine) read() *cut {
	m := e.m
	c := &cut{counts: make([]int32, len(m.kinds)), have: make([]int64, e.floors()), filled: make([]int64, e.floors())}
	for k := range m.kinds {
		kind := &m.kinds[k]
		flow := e.net.arcs[kind.arc].flow
		if flow == 0 {
			continue
		}
		c.counts[k] = flow
		c.priority += int64(flow) * m.priority(kind.class)
		for _, f := range kind.have {
			c.have[f] += int64(flow)
		}
		for _, f := range m.fill[kind.class] {
			c.filled[f] += int64(flow)
		}
	}
	for i := range e.pairs {
		if pair := &e.pairs[i]; e.net.arcs[pair.arc].flow != 0 {
			c.score += int64(pair.value)
		}
	}
	for _, a := range e.net.links[1:] {
		c.stray += int64(e.net.arcs[a].flow)
	}
	e.readApart(c)
	return c
}

func (e *engine) readApart(c *cut) {
	c.apart = make([]int8, len(e.m.apart))
	c.goes = make(map[int32]bool)
	for p, pair := range e.m.apart {
		for _, o := range pair {
			if e.officer[o] >= 0 && e.net.arcs[e.officerArc[o]].flow > 0 {
				c.apart[p]++
				c.goes[o] = true
			}
		}
	}
}

// setRange gives a floor's group a range of filled places and finds the corners
// of what the floor needs in it.
func (e *engine) setRange(f int, low, high int64) {
	if e.hulls[f] != nil && e.low[f] == low && e.high[f] == high {
		return
	}
	e.low[f], e.high[f] = low, high
	hull := e.hulls[f][:0]
	if !e.m.floor(int32(f)).shares() {
		e.hulls[f] = append(hull, hullPoint{0, e.m.need(int32(f), 0)})
		return
	}
	for filled := low; filled <= high; filled++ {
		p := hullPoint{filled, e.m.need(int32(f), filled)}
		for len(hull) >= 2 && below(hull[len(hull)-2], hull[len(hull)-1], p) {
			hull = hull[:len(hull)-1]
		}
		hull = append(hull, p)
	}
	e.hulls[f] = slices.Clip(hull)
}

// ranged reports whether a floor has a slope: its filled places are not known.
func (e *engine) ranged(f int) bool { return len(e.hulls[f]) > 1 || e.loose[f] }

// below reports whether the middle point is not below the line of the others.
func below(a, b, c hullPoint) bool {
	return (b.need-a.need)*(c.filled-a.filled) >= (c.need-a.need)*(b.filled-a.filled)
}

// lagrangian returns the bound that a slate of the network gives as the best
// under multipliers.
func (e *engine) lagrangian(c *cut, v []int64) int64 {
	value := e.unit*c.score - c.stray*e.net.big + v[e.priorityAt()]*(c.priority-e.reference)
	for f := range e.hulls {
		if e.stage == 1 {
			break
		}
		y, t := v[f], v[e.slopeAt(f)]
		value += y*c.have[f] - t*c.filled[f]
		worst := t*e.hulls[f][0].filled - y*e.hulls[f][0].need
		for _, p := range e.hulls[f][1:] {
			worst = max(worst, t*p.filled-y*p.need)
		}
		value += worst
	}
	for p, on := range e.active {
		if on {
			value += v[e.apartAt(p)] * int64(1-c.apart[p])
		}
	}
	if e.stage == 3 {
		value += v[e.shortAt()] * e.limit
	}
	return value
}
