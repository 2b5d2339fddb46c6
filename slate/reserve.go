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
	for k := range d.in.Classes {
		benches = append(benches, d.ReservesOf(int32(k), most)...)
	}
	return benches
}

// ReservesOf is Reserves for one class.
func (d *Desk) ReservesOf(class int32, most int) (benches []Bench) {
	if most <= 0 {
		return nil
	}
	p := newParade(d, class)
	for _, l := range d.result.Assignment {
		if l.Class == class {
			p.holders = append(p.holders, l.Officer)
		}
	}
	slices.Sort(p.holders)
	for _, holder := range p.holders {
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

// parade is who could stand in reserve for one class, in the best order for
// each set of attributes that a holder may have.
type parade struct {
	desk    *Desk
	class   int32
	holders []int32
	going   []int32 // class of each officer in the slate
	taken   []int   // of each home's cap
	now     tally
	inside  []int   // floors whose group the class is in
	outside []int32 // eligible and not in the slate, best points first
	ordered map[uint8][]Alternate
}

func newParade(d *Desk, class int32) *parade {
	p := &parade{desk: d, class: class, going: classOf(d.in, d.result.Assignment), taken: make([]int, len(d.in.Homes)),
		now: count(d.in, d.result.Assignment, d.points), ordered: map[uint8][]Alternate{}}
	for _, l := range d.result.Assignment {
		for h := d.in.Officers[l.Officer].Home; h != None; h = d.in.Homes[h].Parent {
			p.taken[h]++
		}
	}
	for f, floor := range d.in.Floors {
		if floor.classes(d.in)[class] {
			p.inside = append(p.inside, f)
		}
	}
	for _, e := range d.in.Eligible {
		if e.Class == class && p.going[e.Officer] == None && !slices.Contains(d.in.Bans, Link{e.Officer, class}) {
			p.outside = append(p.outside, e.Officer)
		}
	}
	slices.SortFunc(p.outside, func(a, b int32) int {
		return cmp.Or(cmp.Compare(d.points[Link{b, class}], d.points[Link{a, class}]), cmp.Compare(d.ranks[a], d.ranks[b]))
	})
	return p
}

// alternates are the first that the rules allow in a holder's place.
func (p *parade) alternates(holder int32, most int) (allowed []Alternate) {
	attributes := p.desk.in.Officers[holder].Attributes
	ordered, known := p.ordered[attributes]
	if !known {
		ordered = p.order(attributes)
		p.ordered[attributes] = ordered
	}
	for _, a := range ordered {
		if len(allowed) == most {
			break
		}
		if p.fits(a.Officer, holder) {
			allowed = append(allowed, a)
		}
	}
	return allowed
}

// order ranks all who are outside for a holder with some attributes.
func (p *parade) order(holder uint8) []Alternate {
	after := map[uint8]Alternate{} // by the attributes of the alternate
	ordered := make([]Alternate, len(p.outside))
	for i, o := range p.outside {
		attributes := p.desk.in.Officers[o].Attributes
		a, known := after[attributes]
		if !known {
			a = p.replaced(holder, attributes)
			after[attributes] = a
		}
		a.Officer, a.Points = o, p.desk.points[Link{o, p.class}]
		ordered[i] = a
	}
	slices.SortStableFunc(ordered, func(a, b Alternate) int { return cmp.Compare(a.Weighted, b.Weighted) })
	return ordered
}

// replaced is what the floors come to when attributes take the place of others.
func (p *parade) replaced(holder, alternate uint8) Alternate {
	a := Alternate{Shortfall: slices.Clone(p.now.shortfall), Weighted: p.now.weighted}
	for _, f := range p.inside {
		floor := p.desk.in.Floors[f]
		have := p.now.have[f] + int64(alternate>>floor.Attribute&1) - int64(holder>>floor.Attribute&1)
		a.Shortfall[f] = floor.short(have, p.now.base[f])
		a.Weighted += floor.Weight * (a.Shortfall[f] - p.now.shortfall[f])
	}
	return a
}

// fits reports whether apart-pairs and caps allow an officer instead of a holder.
func (p *parade) fits(officer, holder int32) bool {
	in := p.desk.in
	for _, pair := range in.Apart {
		for side, o := range pair {
			if other := pair[1-side]; o == officer && other != holder && p.going[other] != None {
				return false
			}
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
