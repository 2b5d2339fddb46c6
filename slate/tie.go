package slate

import "math/bits"

// The rule among equals. Slates may be worth the same in all three stages. The
// search settles how many officers of each signature (the attributes that some
// floor looks at) stand in each class; it looks at people in the order of
// Instance.Ranks and at classes, homes, floors and pairs by their ids and
// contents, so that the order of an instance's lists does not matter. Of all
// slates with these numbers and the highest score, drawLots then takes the one
// where the sum of the ranks of those who go is the smallest: by lot, or by
// seniority. Only two whom Apart keeps asunder, and both of whom that would
// send, stay as the search left them.

// drawLots puts the best slate by the rule among equals in the place of the
// best found.
func (e *engine) drawLots() {
	e.net.run()
	e.net.restore(e.fixCounts())
	e.rankPairs()
	going := make(map[int32]bool, len(e.best.links))
	for _, l := range e.best.links {
		going[l.Officer] = true
	}
	e.net.reprice()
	for e.net.run(); e.net.feasible(); e.net.run() {
		if e.widen = 0; e.extend() {
			e.net.reprice()
			continue
		}
		c := e.read()
		if !e.keepAsunder(c, going) {
			e.takeDrawn(c)
			return
		}
		e.net.settle()
	}
}

// rankPairs makes a point weigh more than all ranks together.
func (e *engine) rankPairs() {
	e.ranked = true
	sum := bits.Len(uint(len(e.m.officers))) + bits.Len(uint(len(e.best.links)))
	e.rankShift = max(0, sum-36)
	e.worthUnit = 1 << (sum - e.rankShift)
	for _, pair := range e.pairs {
		e.net.arcs[pair.arc].cost = -e.worth(pair.officer, pair.value)
	}
	for _, arcs := range [][]int32{e.classArc, e.kindArcs, e.homeArc} {
		for _, arc := range arcs {
			e.net.arcs[arc].cost = 0
		}
	}
	for o, node := range e.officer {
		if node != None {
			e.net.arcs[e.officerArc[o]].cost = 0
		}
	}
}

// worth is what a pair weighs in the network's costs.
func (e *engine) worth(o, value int32) int64 {
	if e.ranked {
		return e.worthUnit*int64(value) - int64(o>>e.rankShift)
	}
	return e.unit * int64(value)
}

// fixCounts holds the numbers of each kind as the best slate has them, and
// returns the arcs whose bounds it touches.
func (e *engine) fixCounts() (changed []int32) {
	changed = append(changed, e.changed...)
	for _, arc := range e.changed {
		e.net.bound(arc, e.natural[arc].low, e.natural[arc].up)
	}
	e.changed = e.changed[:0]
	counts := make([]int32, len(e.m.kinds))
	for _, l := range e.best.links {
		counts[e.m.kindOf[int(l.Class)<<8|int(e.m.signatures[l.Officer])]]++
	}
	for k, n := range counts {
		e.net.bound(e.m.kinds[k].arc, n, n)
	}
	return append(changed, e.kindArcs...)
}

// keepAsunder holds officers as they were whom Apart keeps asunder and who both
// go, and reports whether there were any.
func (e *engine) keepAsunder(c *cut, going map[int32]bool) bool {
	found := false
	for p, n := range c.apart {
		if n < 2 {
			continue
		}
		found = true
		for _, o := range e.m.apart[p] {
			as := int32(0)
			if going[o] {
				as = 1
			}
			e.net.bound(e.officerArc[o], as, as)
		}
	}
	return found
}

// takeDrawn takes the network's slate as the best.
func (e *engine) takeDrawn(c *cut) {
	if f := e.judge(c); !e.best.better(f, e.enough()) {
		f.links = e.links()
		e.best = f
	}
}
