package slate

import (
	"cmp"
	"slices"
)

// offer is an eligible pair of an officer.
type offer struct {
	class int32
	value int32 // score, and ChangeCost for a link of Previous
}

// kind is a class with a signature: what the holders of its places have of the
// attributes that floors look at.
type kind struct {
	class, node, arc int32
	signature        uint8
	have             []int32 // floors that count the kind
}

// model is an instance in the order of ties, with ineligible officers, bans and
// what no rule looks at left out. All that follows works on it, so that the
// order of the instance cannot matter.
type model struct {
	in                              *Instance
	goal                            goal
	officers                        []int32 // places in Instance.Officers, in the order of ties
	classes                         []int32 // places in Instance.Classes, by id
	floors                          []int32 // places in Instance.Floors, by content
	homes                           []int32 // places in Instance.Homes of those with a cap, by id
	start                           []int32 // offers of officer o: start[o] to start[o+1]
	offers                          []offer
	signatures                      []uint8 // attributes of each officer that floors look at
	pinned                          []int32 // class of each officer, or none
	home                            []int32 // nearest home with a cap, as place in homes, or none
	above                           []int32 // the same of each home
	apart                           [][2]int32
	apartAt                         []int32 // place in Instance.Apart
	mask                            uint8   // attributes that floors look at
	kinds                           []kind
	kindOf                          []int32   // class·256+signature to kind
	fill                            [][]int32 // floors of each class
	rooms                           []int64
	posts                           []int64   // of each floor's group
	group                           [][]int32 // classes of each floor
	topPriority, topScore, lowScore int64     // what a slate has at most and at least
}

// newModel sorts an instance into a model.
func newModel(in *Instance, g goal) *model {
	m := &model{in: in, goal: g}
	m.order()
	officerOf := inverse(m.officers, len(in.Officers))
	classOf := inverse(m.classes, len(in.Classes))
	m.readPairs(officerOf, classOf)
	m.readHomes()
	m.readFloors(classOf)
	m.readApart(officerOf)
	m.readKinds()
	m.ranges()
	return m
}

// inverse returns the place of each value, or none.
func inverse(places []int32, size int) []int32 {
	at := make([]int32, size)
	for i := range at {
		at[i] = None
	}
	for i, p := range places {
		at[p] = int32(i)
	}
	return at
}

func (m *model) order() {
	in := m.in
	eligible := make([]bool, len(in.Officers))
	for _, pair := range in.Eligible {
		eligible[pair.Officer] = true
	}
	m.officers = in.inOrder(eligible)
	m.classes = sorted(len(in.Classes), func(a, b int32) int { return cmp.Compare(in.Classes[a].ID, in.Classes[b].ID) })
	m.floors = sorted(len(in.Floors), func(a, b int32) int { return compareFloors(in, in.Floors[a], in.Floors[b]) })
	for _, h := range sorted(len(in.Homes), func(a, b int32) int { return cmp.Compare(in.Homes[a].ID, in.Homes[b].ID) }) {
		if in.Homes[h].Cap != None {
			m.homes = append(m.homes, h)
		}
	}
}

// inOrder returns the marked officers in the order of Ranks.
func (in *Instance) inOrder(marked []bool) []int32 {
	type entry struct {
		lot       uint64
		seniority int32
		officer   int32
	}
	var entries []entry
	for o, is := range marked {
		if is {
			e := entry{lot: draw(in.Seed, in.Officers[o].ID), officer: int32(o)}
			if in.Ties == Seniority {
				e.seniority = in.Officers[o].Seniority
			}
			entries = append(entries, e)
		}
	}
	slices.SortFunc(entries, func(a, b entry) int {
		if a.seniority == b.seniority && a.lot != b.lot {
			if a.lot < b.lot {
				return -1
			}
			return 1
		}
		return cmp.Or(cmp.Compare(b.seniority, a.seniority), cmp.Compare(in.Officers[a.officer].ID, in.Officers[b.officer].ID))
	})
	order := make([]int32, len(entries))
	for i, e := range entries {
		order[i] = e.officer
	}
	return order
}

func sorted(n int, compare func(a, b int32) int) []int32 {
	places := make([]int32, n)
	for i := range places {
		places[i] = int32(i)
	}
	slices.SortStableFunc(places, compare)
	return places
}

func compareFloors(in *Instance, a, b Floor) int {
	return cmp.Or(cmp.Compare(in.Groups[a.Group], in.Groups[b.Group]), cmp.Compare(a.Attribute, b.Attribute),
		cmp.Compare(a.Of, b.Of), cmp.Compare(a.Num, b.Num), cmp.Compare(a.Den, b.Den),
		cmp.Compare(a.Count, b.Count), cmp.Compare(a.Weight, b.Weight))
}

// readPairs groups the pairs by officer, without bans and without the other
// pairs of the pinned.
func (m *model) readPairs(officerOf, classOf []int32) {
	in := m.in
	m.pinned = make([]int32, len(m.officers))
	for i := range m.pinned {
		m.pinned[i] = None
	}
	for _, pin := range in.Pins {
		if o := officerOf[pin.Officer]; o >= 0 {
			m.pinned[o] = classOf[pin.Class]
		}
	}
	banned, kept := linkSet(in.Bans), linkSet(in.Previous)
	m.start = make([]int32, len(m.officers)+1)
	free := len(in.Pins) == 0 && len(in.Bans) == 0
	out := func(pair Pair) bool {
		if free {
			return false
		}
		p := m.pinned[officerOf[pair.Officer]]
		return p >= 0 && p != classOf[pair.Class] || len(banned) > 0 && banned[Link{pair.Officer, pair.Class}]
	}
	for _, pair := range in.Eligible {
		if !out(pair) {
			m.start[officerOf[pair.Officer]+1]++
		}
	}
	for o := range m.officers {
		m.start[o+1] += m.start[o]
	}
	m.offers = make([]offer, m.start[len(m.officers)])
	at := slices.Clone(m.start)
	for _, pair := range in.Eligible {
		if out(pair) {
			continue
		}
		o := officerOf[pair.Officer]
		value := pair.Score
		if len(kept) > 0 && kept[Link{pair.Officer, pair.Class}] {
			value += int32(in.ChangeCost)
		}
		m.offers[at[o]] = offer{classOf[pair.Class], value}
		at[o]++
	}
	for o := range m.officers {
		sortOffers(m.of(o))
	}
}

// sortOffers sorts an officer's offers by class: where they are few, as most
// officers', by inserting.
func sortOffers(offers []offer) {
	if len(offers) > 64 {
		slices.SortFunc(offers, func(a, b offer) int { return cmp.Compare(a.class, b.class) })
		return
	}
	for i := 1; i < len(offers); i++ {
		o, at := offers[i], i
		for ; at > 0 && offers[at-1].class > o.class; at-- {
			offers[at] = offers[at-1]
		}
		offers[at] = o
	}
}

func (m *model) of(officer int) []offer { return m.offers[m.start[officer]:m.start[officer+1]] }

func linkSet(links []Link) map[Link]bool {
	set := make(map[Link]bool, len(links))
	for _, link := range links {
		set[link] = true
	}
	return set
}

func (m *model) readHomes() {
	at := inverse(m.homes, len(m.in.Homes))
	capped := func(h int32) int32 {
		for h != None && at[h] < 0 {
			h = m.in.Homes[h].Parent
		}
		if h == None {
			return None
		}
		return at[h]
	}
	m.home = make([]int32, len(m.officers))
	for i, o := range m.officers {
		m.home[i] = capped(m.in.Officers[o].Home)
	}
	m.above = make([]int32, len(m.homes))
	for i, h := range m.homes {
		m.above[i] = capped(m.in.Homes[h].Parent)
	}
}

func (m *model) readFloors(classOf []int32) {
	m.fill = make([][]int32, len(m.classes))
	m.posts, m.group = make([]int64, len(m.floors)), make([][]int32, len(m.floors))
	for c, class := range m.classes {
		for f, floor := range m.floors {
			if slices.Contains(m.in.Classes[class].Groups, m.in.Floors[floor].Group) {
				m.fill[c] = append(m.fill[c], int32(f))
				m.group[f] = append(m.group[f], int32(c))
				m.posts[f] += m.places(int32(c))
			}
		}
	}
	for _, floor := range m.in.Floors {
		m.mask |= 1 << floor.Attribute
	}
}

func (m *model) readApart(officerOf []int32) {
	for i, pair := range m.in.Apart {
		a, b := officerOf[pair[0]], officerOf[pair[1]]
		if a >= 0 && b >= 0 {
			m.apart = append(m.apart, [2]int32{min(a, b), max(a, b)})
			m.apartAt = append(m.apartAt, int32(i))
		}
	}
	order := sorted(len(m.apart), func(a, b int32) int { return slices.Compare(m.apart[a][:], m.apart[b][:]) })
	m.apart, m.apartAt = pick(m.apart, order), pick(m.apartAt, order)
}

func pick[T any](values []T, order []int32) []T {
	picked := make([]T, len(order))
	for i, p := range order {
		picked[i] = values[p]
	}
	return picked
}

func (m *model) readKinds() {
	m.kindOf = make([]int32, len(m.classes)*256)
	m.signatures = make([]uint8, len(m.officers))
	for i, o := range m.officers {
		m.signatures[i] = m.in.Officers[o].Attributes & m.mask
	}
	for o := range m.officers {
		s := int(m.signatures[o])
		for _, offer := range m.of(o) {
			m.kindOf[int(offer.class)<<8|s] = 1
		}
	}
	for at, seen := range m.kindOf {
		m.kindOf[at] = None
		if seen == 0 {
			continue
		}
		k := kind{class: int32(at >> 8), signature: uint8(at)}
		for _, f := range m.fill[k.class] {
			if k.signature>>m.floor(f).Attribute&1 == 1 {
				k.have = append(k.have, f)
			}
		}
		m.kindOf[at] = int32(len(m.kinds))
		m.kinds = append(m.kinds, k)
	}
}

func (m *model) floor(f int32) *Floor { return &m.in.Floors[m.floors[f]] }

// shares reports whether a floor is on a share of the filled places.
func (f *Floor) shares() bool { return f.Of == OfFilled && f.Den > 0 }

func (m *model) places(class int32) int64 { return int64(m.in.Classes[m.classes[class]].Places()) }

func (m *model) priority(class int32) int64 { return int64(m.in.Classes[m.classes[class]].Priority) }

// ranges finds how large the numbers can become.
func (m *model) ranges() {
	rooms := m.in.Rooms()
	m.rooms = pick(rooms, m.classes)
	best, worst := make([]int64, len(m.classes)), make([]int64, len(m.classes))
	for _, offer := range m.offers {
		best[offer.class] = max(best[offer.class], int64(offer.value))
		worst[offer.class] = min(worst[offer.class], int64(offer.value))
	}
	for c := range m.classes {
		m.topPriority += m.rooms[c] * m.priority(int32(c))
		m.topScore += m.rooms[c] * best[c]
		m.lowScore += m.rooms[c] * worst[c]
	}
}

// need returns what a floor asks for with so many places of its group filled.
func (m *model) need(f int32, filled int64) int64 {
	if m.goal.grace != nil {
		return m.whole(f, filled) - m.goal.grace[m.floors[f]]
	}
	return m.whole(f, filled)
}

// whole is the need without grace.
func (m *model) whole(f int32, filled int64) int64 {
	floor := m.floor(f)
	switch {
	case floor.Den == 0:
		return floor.Count
	case floor.Of == OfPosts:
		return ceilDiv(floor.Num*m.posts[f], floor.Den)
	}
	return ceilDiv(floor.Num*filled, floor.Den)
}

func ceilDiv(a, b int64) int64 { return -floorDiv(-a, b) }

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b != 0 && (a < 0) != (b < 0) {
		q--
	}
	return q
}
