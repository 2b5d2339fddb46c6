package slate

import "slices"

// tally is what a set of links is worth, counted from the definitions alone.
type tally struct {
	filled        int
	priorityValue int64
	have, base    []int64 // of each floor
	shortfall     []int64
	weighted      int64
	score         int64
}

// count tallies links whose pairs are all eligible; points answers a link's.
func count(in *Instance, links []Link, points func(Link) int64) tally {
	t := tally{filled: len(links), have: make([]int64, len(in.Floors)), base: make([]int64, len(in.Floors)),
		shortfall: make([]int64, len(in.Floors))}
	for _, l := range links {
		t.priorityValue += int64(in.Classes[l.Class].Priority)
		t.score += points(l)
	}
	t.score -= in.ChangeCost * int64(len(in.Previous))
	for f := range in.Floors {
		t.have[f], t.base[f] = headsOf(in, f, links)
		t.shortfall[f] = in.Floors[f].short(t.have[f], t.base[f])
		t.weighted += in.Floors[f].Weight * t.shortfall[f]
	}
	return t
}

// headsOf counts who has a floor's attribute in its group, and its base.
func headsOf(in *Instance, floor int, links []Link) (have, base int64) {
	f := in.Floors[floor]
	inside := f.classes(in)
	for _, l := range links {
		if !inside[l.Class] {
			continue
		}
		base++
		if in.Officers[l.Officer].Is(f.Attribute) {
			have++
		}
	}
	if f.Of == OfPosts {
		base = f.places(in)
	}
	return have, base
}

// classes marks the classes of the floor's group.
func (f Floor) classes(in *Instance) []bool {
	inside := make([]bool, len(in.Classes))
	for k, c := range in.Classes {
		for _, g := range c.Groups {
			inside[k] = inside[k] || g == f.Group
		}
	}
	return inside
}

// places counts the places of the floor's group.
func (f Floor) places(in *Instance) int64 {
	n := 0
	for k, yes := range f.classes(in) {
		if yes {
			n += in.Classes[k].Places()
		}
	}
	return int64(n)
}

// most is the largest shortfall that the floor can have.
func (f Floor) most(in *Instance) int64 { return max(f.Count, f.places(in)) }

// short is the smallest whole shortfall, as Floor defines it.
func (f Floor) short(have, base int64) int64 {
	need := f.Count
	if f.Den > 0 {
		need = (f.Num*base + f.Den - 1) / f.Den
	}
	return max(0, need-have)
}

// pointTable finds an eligible pair and what it adds to a slate's Score: its own
// score and what is saved where Previous has the link.
type pointTable struct {
	start []int32 // pairs of officer o: start[o] to start[o+1]
	pairs []Pair
	saved map[Link]int64
}

func newPointTable(in *Instance) pointTable {
	t := pointTable{start: make([]int32, len(in.Officers)+1), pairs: make([]Pair, len(in.Eligible)),
		saved: make(map[Link]int64, len(in.Previous))}
	for _, e := range in.Eligible {
		t.start[e.Officer+1]++
	}
	for o := range in.Officers {
		t.start[o+1] += t.start[o]
	}
	next := slices.Clone(t.start)
	for _, e := range in.Eligible {
		t.pairs[next[e.Officer]] = e
		next[e.Officer]++
	}
	for _, l := range in.Previous {
		t.saved[l] = in.ChangeCost
	}
	return t
}

// eligible reports whether a link's pair is there.
func (t pointTable) eligible(l Link) bool {
	_, found := t.find(l)
	return found
}

// of returns a link's points.
func (t pointTable) of(l Link) int64 {
	p, _ := t.find(l)
	return int64(p.Score) + t.saved[l]
}

func (t pointTable) find(l Link) (Pair, bool) {
	for _, p := range t.pairs[t.start[l.Officer]:t.start[l.Officer+1]] {
		if p.Class == l.Class {
			return p, true
		}
	}
	return Pair{}, false
}
