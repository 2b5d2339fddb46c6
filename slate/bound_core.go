package slate

import (
	"cmp"
	"slices"
)

// The core is the part of the eligible pairs that the network holds. What is
// outside is proved to be of no use by its reduced value, or taken in.

// seed takes into the core the best pairs of each kind: some more than the class
// has places.
func (e *engine) seed() {
	m := e.m
	least := e.thresholds()
	for o := range m.officers {
		s := int(m.signatures[o])
		for i, offer := range m.of(o) {
			if offer.value >= least[m.kindOf[int(offer.class)<<8|s]] || m.pinned[o] >= 0 {
				e.addPair(int32(o), m.start[o]+int32(i))
			}
		}
	}
}

// thresholds returns the least value of each kind's pairs that are taken,
// counted in steps of the values' range.
func (e *engine) thresholds() []int32 {
	m := e.m
	least, most := int32(0), int32(0)
	for _, offer := range m.offers {
		least, most = min(least, offer.value), max(most, offer.value)
	}
	step := (int64(most)-int64(least))>>9 + 1
	counts := make([][512]int32, len(m.kinds))
	e.eachKind(func(k, value int32) { counts[k][(int64(value)-int64(least))/step]++ })
	bounds := make([]int32, len(m.kinds))
	for k := range counts {
		take := coreFactor*int32(m.places(m.kinds[k].class)) + coreExtra
		at := len(counts[k]) - 1
		for ; at > 0 && take > counts[k][at]; at-- {
			take -= counts[k][at]
		}
		bounds[k] = int32(int64(least) + int64(at)*step)
	}
	return bounds
}

const (
	coreFactor = 2
	coreExtra  = 4
)

func (e *engine) eachKind(visit func(k, value int32)) {
	m := e.m
	for o := range m.officers {
		s := int(m.signatures[o])
		for _, offer := range m.of(o) {
			visit(m.kindOf[int(offer.class)<<8|s], offer.value)
		}
	}
}

// addPair takes an offer, by its place, into the core.
func (e *engine) addPair(o, at int32) {
	m, offer := e.m, e.m.offers[at]
	if e.inCore[at>>6]>>(at&63)&1 == 1 {
		return
	}
	e.inCore[at>>6] |= 1 << (at & 63)
	if e.officer[o] == None {
		e.addOfficer(o)
	}
	low := int32(0)
	if m.pinned[o] >= 0 {
		low = 1
	}
	k := m.kindOf[int(offer.class)<<8|int(m.signatures[o])]
	arc := e.net.addArc(e.officer[o], m.kinds[k].node, 1, -e.worth(o, offer.value))
	e.addNatural(arc, bounds{low, 1})
	e.net.bound(arc, low, 1)
	e.pairs = append(e.pairs, pairArc{arc: arc, officer: o, class: offer.class, value: offer.value})
}

func (e *engine) addOfficer(o int32) {
	e.officer[o] = e.net.addNode()
	from := int32(0)
	if h := e.m.home[o]; h >= 0 {
		from = e.homeNode[h]
	}
	e.officerArc[o] = e.addNatural(e.net.addArc(from, e.officer[o], 1, 0), bounds{0, 1})
	e.owner[e.officerArc[o]] = o
	e.net.attach(e.officer[o], e.officerArc[o])
}

// extend takes in the pairs that could improve on the core at the present
// prices, of each kind the best, and reports whether there were any.
func (e *engine) extend() bool {
	m := e.m
	if len(e.pairs) == len(m.offers) {
		return false
	}
	e.widen = min(e.widen+1, 20)
	for k, all := range e.improving() {
		most := (int(m.places(m.kinds[k].class)) + coreExtra) << (e.widen - 1)
		if len(all) > most {
			slices.SortFunc(all, func(a, b candidate) int {
				return cmp.Or(cmp.Compare(b.gain, a.gain), cmp.Compare(a.offer, b.offer))
			})
			all = all[:most]
		}
		for _, c := range all {
			e.addPair(c.officer, c.offer)
		}
		e.found = e.found || len(all) > 0
	}
	found := e.found
	e.found = false
	return found
}

// candidate is a pair outside the core that gains at the present prices.
type candidate struct {
	officer, offer int32
	gain           int64
}

// improving returns the candidates of each kind.
func (e *engine) improving() [][]candidate {
	m := e.m
	found := make([][]candidate, len(m.kinds))
	prices := make([]int64, len(m.classes)<<8)
	for at, k := range m.kindOf {
		if k >= 0 {
			prices[at] = e.net.nodes[m.kinds[k].node].price
		}
	}
	for o := range m.officers {
		price, s := e.officerPrice(int32(o)), int(m.signatures[o])
		start := m.start[o]
		for i, offer := range m.offers[start:m.start[o+1]] {
			at := start + int32(i)
			gain := prices[int(offer.class)<<8|s] - price + e.worth(int32(o), offer.value)
			if gain > 0 && e.inCore[at>>6]>>(at&63)&1 == 0 {
				k := m.kindOf[int(offer.class)<<8|s]
				found[k] = append(found[k], candidate{int32(o), at, gain})
			}
		}
	}
	return found
}

// officerPrice is the price of an officer's node, or of what it would hang from.
func (e *engine) officerPrice(o int32) int64 {
	switch h := e.m.home[o]; {
	case e.officer[o] != None:
		return e.net.nodes[e.officer[o]].price
	case h >= 0:
		return e.net.nodes[e.homeNode[h]].price
	}
	return 0
}

// compact makes the core anew of the pairs that are used or, at the present
// prices, not worse than that by more than a margin.
func (e *engine) compact(margin int64) {
	var stay []pairArc
	for _, pair := range e.pairs {
		if a := &e.net.arcs[pair.arc]; a.flow > 0 || a.low > 0 || e.net.reduced(pair.arc) <= margin {
			stay = append(stay, pair)
		}
	}
	e.frame()
	for _, pair := range stay {
		offers := e.m.of(int(pair.officer))
		at, _ := slices.BinarySearchFunc(offers, pair.class, func(o offer, class int32) int { return cmp.Compare(o.class, class) })
		e.addPair(pair.officer, e.m.start[pair.officer]+int32(at))
	}
	e.net.settle()
}

// mostUncompacted is the size from which on it is worth to make the core small.
const mostUncompacted = 4000
