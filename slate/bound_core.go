package slate

import (
	"cmp"
	"slices"
)

// The core is the part of the eligible pairs that the network holds. What is
// outside is proved to be of no use by its reduced value, or taken in.

// seed takes into the core the best pairs of each kind: for most of the places
// that the class has.
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
		take := int32(3*m.places(m.kinds[k].class)/4) + coreExtra
		at := len(counts[k]) - 1
		for ; at > 0 && take > counts[k][at]; at-- {
			take -= counts[k][at]
		}
		bounds[k] = int32(int64(least) + int64(at)*step)
	}
	return bounds
}

// coreExtra is how many pairs of a kind more are taken. The core begins small: a
// step costs what the core's arcs do, and pricing finds the few that lack.
const coreExtra = 2

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
	e.pairs = append(e.pairs, pairArc{arc: arc, officer: o, class: offer.class, value: offer.value, offer: at})
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
	most := make([]int, len(m.kinds))
	for k := range most {
		most[k] = (int(m.places(m.kinds[k].class)) + coreExtra) << (e.widen - 1)
	}
	for k, all := range e.improving(most) {
		for _, c := range best(all, most[k]) {
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

// best returns at most so many candidates, those that gain most; of equals the
// first.
func best(all []candidate, most int) []candidate {
	if len(all) <= most {
		return all
	}
	slices.SortFunc(all, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(b.gain, a.gain), cmp.Compare(a.offer, b.offer))
	})
	return all[:most]
}

// improving returns the candidates of each kind, and of many so many at least
// that are the best.
func (e *engine) improving(most []int) [][]candidate {
	m := e.m
	found, least := make([][]candidate, len(m.kinds)), make([]int64, len(m.kinds))
	prices := e.kindPrices()
	for o := range m.officers {
		price, s := e.officerPrice(int32(o)), m.signatures[o]
		row, start := prices[s], m.start[o]
		for i, offer := range m.offers[start:m.start[o+1]] {
			gain := row[offer.class] - price + e.worth(int32(o), offer.value)
			if gain <= 0 {
				continue
			}
			at, k := start+int32(i), m.kindOf[int(offer.class)<<8|int(s)]
			if gain <= least[k] || e.inCore[at>>6]>>(at&63)&1 == 1 {
				continue
			}
			found[k] = append(found[k], candidate{int32(o), at, gain})
			if len(found[k]) > 2*most[k] {
				found[k] = best(found[k], most[k])
				least[k] = found[k][most[k]-1].gain
			}
		}
	}
	return found
}

// kindPrices returns the prices of the kinds' nodes: of each signature a row by
// class, so that pricing an officer's pairs stays in one.
func (e *engine) kindPrices() (prices [256][]int64) {
	for _, kind := range e.m.kinds {
		if prices[kind.signature] == nil {
			prices[kind.signature] = make([]int64, len(e.m.classes))
		}
		prices[kind.signature][kind.class] = e.net.price[kind.node]
	}
	return prices
}

// officerPrice is the price of an officer's node, or of what it would hang from.
func (e *engine) officerPrice(o int32) int64 {
	switch h := e.m.home[o]; {
	case e.officer[o] != None:
		return e.net.price[e.officer[o]]
	case h >= 0:
		return e.net.price[e.homeNode[h]]
	}
	return 0
}

// compact takes out of the core the pairs that are not used and, by way of the
// officer's home, worse than those used by more than a margin at the present
// prices, and the officers who have none left. The tree stays optimal.
func (e *engine) compact(margin int64) {
	n := e.net
	if e.split {
		return
	}
	goes, stays := make([]bool, len(n.arcs)), make([]bool, len(n.nodes))
	for _, pair := range e.pairs {
		a := &n.arcs[pair.arc]
		far := n.reduced(pair.arc)+max(0, n.reduced(e.officerArc[pair.officer])) > margin
		goes[pair.arc] = far && a.flow == 0 && a.low == 0 && a.state == atLow
		if v := e.officer[pair.officer]; !far || a.flow > 0 || a.low > 0 || a.state == atUp || a.state == inTree && n.nodes[v].pred != pair.arc {
			stays[v] = true
		}
	}
	drop := make([]bool, len(n.nodes))
	for o, v := range e.officer {
		if v == None || stays[v] || n.nodes[v].first >= 0 || n.arcs[e.officerArc[o]].flow > 0 {
			continue
		}
		drop[v] = true
		goes[e.officerArc[o]], goes[n.links[v]], goes[n.nodes[v].pred] = true, true, true
	}
	e.renumber(n.filter(goes, drop))
}

// renumber follows arcs and nodes to their new places.
func (e *engine) renumber(arcs, nodes []int32) {
	stay := e.pairs[:0]
	for _, pair := range e.pairs {
		if arcs[pair.arc] == None {
			e.inCore[pair.offer>>6] &^= 1 << (pair.offer & 63)
			continue
		}
		pair.arc = arcs[pair.arc]
		stay = append(stay, pair)
	}
	e.pairs = stay
	for o, v := range e.officer {
		if v == None {
			continue
		}
		if e.officer[o] = nodes[v]; nodes[v] != None {
			e.officerArc[o] = arcs[e.officerArc[o]]
		}
	}
	last := 0
	for a, to := range arcs[:len(e.natural)] {
		if to != None {
			e.natural[to], e.owner[to] = e.natural[a], e.owner[a]
			last = int(to) + 1
		}
	}
	e.natural, e.owner = e.natural[:last], e.owner[:last]
}
