package slate

import (
	"cmp"
	"slices"
)

// Reserves ranks, for each holder of a place, up to so many officers outside
// the slate who could take it while everyone else stays: eligible, not banned,
// apart from nobody who goes, within the caps. A pin does not hold who drops
// out. Holders of a class whose reserve is the same share a Bench.
func (d *Desk) Reserves(most int) (benches []Bench) {
	h := newHall(d)
	for k := range d.in.Classes {
		benches = append(benches, h.benches(int32(k), most)...)
	}
	return benches
}

// ReservesOf is Reserves for one class.
func (d *Desk) ReservesOf(class int32, most int) []Bench {
	return newHall(d).benches(class, most)
}

// hall is what the reserves of all classes have in common.
type hall struct {
	desk    *Desk
	going   []int32 // class of each officer in the slate
	taken   []int   // of each home's cap
	now     tally
	outside [][]understudy // of each class: eligible, not banned and not in the slate
	apart   map[int32][]int32
}

// understudy is an officer with the points for a class.
type understudy struct {
	officer int32
	points  int64
}

func newHall(d *Desk) *hall {
	h := &hall{desk: d, going: classOf(d.in, d.result.Assignment), taken: make([]int, len(d.in.Homes)),
		now: count(d.in, d.result.Assignment, d.points.of), outside: make([][]understudy, len(d.in.Classes)),
		apart: map[int32][]int32{}}
	for _, l := range d.result.Assignment {
		for u := d.in.Officers[l.Officer].Home; u != None; u = d.in.Homes[u].Parent {
			h.taken[u]++
		}
	}
	for _, p := range d.in.Apart {
		h.apart[p[0]], h.apart[p[1]] = append(h.apart[p[0]], p[1]), append(h.apart[p[1]], p[0])
	}
	banned, kept := linkSet(d.in.Bans), linkSet(d.in.Previous)
	for _, e := range d.in.Eligible {
		if l := (Link{e.Officer, e.Class}); h.going[e.Officer] == None && !banned[l] {
			c := understudy{e.Officer, int64(e.Score)}
			if kept[l] {
				c.points += d.in.ChangeCost
			}
			h.outside[e.Class] = append(h.outside[e.Class], c)
		}
	}
	return h
}

func (h *hall) benches(class int32, most int) (benches []Bench) {
	if most <= 0 {
		return nil
	}
	p := newParade(h, class)
	var holders []int32
	for _, l := range h.desk.result.Assignment {
		if l.Class == class {
			holders = append(holders, l.Officer)
		}
	}
	slices.Sort(holders)
	for _, holder := range holders {
		benches = bench(benches, class, holder, p.alternates(holder, most))
	}
	return benches
}

// bench seats a holder on the bench with the same alternates.
func bench(benches []Bench, class, holder int32, alternates []Alternate) []Bench {
	for i := range benches {
		if slices.EqualFunc(benches[i].Alternates, alternates, Alternate.same) {
			benches[i].Holders = append(benches[i].Holders, holder)
			return benches
		}
	}
	return append(benches, Bench{class, []int32{holder}, alternates})
}

func (a Alternate) same(b Alternate) bool {
	return a.Officer == b.Officer && a.Points == b.Points && slices.Equal(a.Shortfall, b.Shortfall)
}

// parade is who could stand in reserve for one class: the understudies, best
// points first, and their places in that order by their attributes.
type parade struct {
	*hall
	inside []int // floors whose group the class is in
	order  []understudy
	ranks  map[uint8][]int
	after  map[uint8][]footing // by the attributes of the holder
}

// footing is what the floors come to if somebody with some attributes takes
// the place.
type footing struct {
	attributes uint8
	shortfall  []int64
	weighted   int64
}

func newParade(h *hall, class int32) *parade {
	p := &parade{hall: h, order: h.outside[class], ranks: map[uint8][]int{}, after: map[uint8][]footing{}}
	in := h.desk.in
	for f, floor := range in.Floors {
		if floor.classes(in)[class] {
			p.inside = append(p.inside, f)
		}
	}
	slices.SortFunc(p.order, func(a, b understudy) int {
		return cmp.Or(cmp.Compare(b.points, a.points), cmp.Compare(h.desk.ranks[a.officer], h.desk.ranks[b.officer]))
	})
	for i, c := range p.order {
		attributes := in.Officers[c.officer].Attributes
		p.ranks[attributes] = append(p.ranks[attributes], i)
	}
	return p
}

// alternates are the first that the rules allow in a holder's place: those whose
// attributes leave the least weighted shortfall, in the order of the parade.
func (p *parade) alternates(holder int32, most int) (allowed []Alternate) {
	outcomes := p.outcomes(p.desk.in.Officers[holder].Attributes)
	for from := 0; from < len(outcomes) && len(allowed) < most; {
		to := from + 1
		for to < len(outcomes) && outcomes[to].weighted == outcomes[from].weighted {
			to++
		}
		allowed = p.merge(allowed, outcomes[from:to], holder, most)
		from = to
	}
	return allowed
}

// merge takes understudies of several attributes together in the parade's order.
func (p *parade) merge(allowed []Alternate, equals []footing, holder int32, most int) []Alternate {
	next := make([]int, len(equals))
	for len(allowed) < most {
		first, at := -1, len(p.order)
		for i, o := range equals {
			if ranks := p.ranks[o.attributes]; next[i] < len(ranks) && ranks[next[i]] < at {
				first, at = i, ranks[next[i]]
			}
		}
		if first < 0 {
			break
		}
		next[first]++
		if c := p.order[at]; p.fits(c.officer, holder) {
			allowed = append(allowed, Alternate{c.officer, c.points, equals[first].shortfall, equals[first].weighted})
		}
	}
	return allowed
}

// outcomes are those of all attributes that understudies have, the least weighted
// shortfall first.
func (p *parade) outcomes(holder uint8) []footing {
	if known, ok := p.after[holder]; ok {
		return known
	}
	all := []footing{}
	for attributes := range p.ranks {
		all = append(all, p.replaced(holder, attributes))
	}
	slices.SortFunc(all, func(a, b footing) int {
		return cmp.Or(cmp.Compare(a.weighted, b.weighted), cmp.Compare(a.attributes, b.attributes))
	})
	p.after[holder] = all
	return all
}

// replaced is what the floors come to when attributes take the place of others.
func (p *parade) replaced(holder, alternate uint8) footing {
	o := footing{alternate, slices.Clone(p.now.shortfall), p.now.weighted}
	for _, f := range p.inside {
		floor := p.desk.in.Floors[f]
		have := p.now.have[f] + int64(alternate>>floor.Attribute&1) - int64(holder>>floor.Attribute&1)
		o.shortfall[f] = floor.short(have, p.now.base[f])
		o.weighted += floor.Weight * (o.shortfall[f] - p.now.shortfall[f])
	}
	return o
}

// fits reports whether apart-pairs and caps allow an officer instead of a holder.
func (p *parade) fits(officer, holder int32) bool {
	in := p.desk.in
	for _, other := range p.apart[officer] {
		if other != holder && p.going[other] != None {
			return false
		}
	}
	for h := in.Officers[officer].Home; h != None; h = in.Homes[h].Parent {
		freed := 0
		if p.desk.below(in.Officers[holder].Home, h) {
			freed = 1
		}
		if in.Homes[h].Cap != None && p.taken[h]-freed >= in.Homes[h].Cap {
			return false
		}
	}
	return true
}
