package main

import (
	"fmt"
	"math"
	"math/rand/v2"

	"beret/slate"
)

// slateSize names a size of the comparison.
type slateSize struct{ officers, posts int }

func (s slateSize) String() string { return fmt.Sprintf("%dx%d", s.officers, s.posts) }

// The languages, and the 13 specialisms by place; some have shares of their own
// among women and men below.
const (
	languages   = 4
	specialisms = 13
	gunner      = 0
	heavyDriver = 1
	mechanic    = 2
	medic       = 3
	doctor      = 4
	armourer    = 5
	signaller   = 6
	dogs        = 7
	violence    = 8 // sexual and gender-based violence
)

// shares are how many in a thousand women and men have a specialism.
func shares(specialism int) (women, men int) {
	switch specialism {
	case gunner:
		return 20, 120
	case heavyDriver:
		return 30, 140
	case mechanic:
		return 12, 60
	case medic:
		return 90, 45
	case doctor:
		return 15, 12
	case armourer:
		return 10, 40
	case violence:
		return 120, 30
	}
	return 50, 60
}

// candidate is an officer with what eligibility is read from.
type candidate struct {
	woman, veteran   bool
	rank             int // 1..6
	language         [languages]int
	certified        bool
	medical          bool
	driving, arms    bool
	special          [specialisms]bool
	years            int
	home             int
	mission          int // served there, -1 without
	merit, readiness float64
}

// profile is what a class asks for.
type profile struct {
	name       string
	count      int
	priority   int
	low, high  int // rank
	language   int
	level      int
	driving    bool
	arms       bool
	special    int // -1 for none
	leadership bool
	element    string // of a formed unit: command, tactical, support
	unit       string // formed unit or "" for individual posts
	mission    int
}

// slateMaker makes one instance; every random choice comes from its seed.
type slateMaker struct {
	*rand.Rand
	size     slateSize
	people   []candidate
	profiles []profile
	in       *slate.Instance
	groups   map[string]int32
}

// makeSlate makes the instance of a size and a seed: a pool of officers of
// about 30 % women, formed units of 160 posts and individual posts in missions.
func makeSlate(size slateSize, seed uint64) *slate.Instance {
	m := newSlateMaker(size, seed)
	m.make()
	return m.in
}

func newSlateMaker(size slateSize, seed uint64) *slateMaker {
	return &slateMaker{Rand: rand.New(rand.NewPCG(seed, uint64(size.officers)<<32|uint64(size.posts))), size: size,
		in: &slate.Instance{Attributes: []string{"woman", "veteran"}, Seed: seed}, groups: map[string]int32{}}
}

func (m *slateMaker) make() {
	m.posts()
	m.pool()
	m.classes()
	m.eligible()
	m.couples()
	m.floors()
}

// units returns how many formed units and missions there are for the posts.
func (s slateSize) units() (units, missions int) {
	switch {
	case s.posts <= 60:
		return 0, 2
	case s.posts <= 250:
		return 1, 2
	case s.posts <= 1200:
		return 4, 4
	}
	return 7, 6
}

func (m *slateMaker) posts() {
	units, missions := m.size.units()
	for u := range units {
		m.unit(fmt.Sprintf("fpu%d", u+1), u%missions)
	}
	for left := m.size.posts - 160*units; left > 0; {
		count := 1 + m.IntN(6)
		if m.IntN(100) < 8 {
			count = 9 + m.IntN(6)
		}
		count = min(count, left)
		left -= count
		m.individual(count, m.IntN(missions))
	}
}

// unit adds the 17 classes of a formed police unit, 160 posts.
func (m *slateMaker) unit(name string, mission int) {
	language := m.IntN(languages)
	add := func(what string, count, priority, low, high, level, special int, element string, lead bool) {
		driving := special == heavyDriver || element == "tactical" && lead
		m.profiles = append(m.profiles, profile{name: name + "/" + what, count: count, priority: priority, low: low, high: high, language: language,
			level: level, special: special, element: element, unit: name, mission: mission, leadership: lead, arms: element != "support", driving: driving})
	}
	add("commander", 1, 9, 5, 6, 2, -1, "command", true)
	add("deputy", 1, 8, 4, 6, 2, -1, "command", true)
	add("operations", 3, 7, 3, 5, 2, -1, "command", false)
	add("liaison", 2, 6, 3, 5, 3, -1, "command", false)
	add("platoon-leader", 4, 7, 3, 5, 1, -1, "tactical", true)
	add("section-leader", 12, 5, 2, 4, 1, -1, "tactical", true)
	add("constable", 96, 3, 1, 3, 0, -1, "tactical", false)
	add("heavy-driver", 12, 4, 1, 3, 0, heavyDriver, "support", false)
	add("gunner", 8, 4, 1, 3, 0, gunner, "tactical", false)
	add("medic", 4, 6, 1, 4, 0, medic, "support", false)
	add("doctor", 1, 8, 3, 6, 1, doctor, "support", false)
	add("mechanic", 6, 3, 1, 4, 0, mechanic, "support", false)
	add("armourer", 2, 4, 1, 4, 0, armourer, "support", false)
	add("signaller", 3, 4, 1, 4, 1, signaller, "support", false)
	add("dogs", 2, 3, 1, 4, 0, dogs, "support", false)
	add("quartermaster", 1, 5, 2, 5, 1, -1, "support", false)
	add("cook", 2, 2, 1, 3, 0, -1, "support", false)
}

func (m *slateMaker) individual(count, mission int) {
	p := profile{name: fmt.Sprintf("post%d", len(m.profiles)), count: count, priority: 1 + m.IntN(6), low: 2 + m.IntN(2), language: m.IntN(languages),
		level: 1 + m.IntN(5)/2, special: m.IntN(specialisms+13) - 13, mission: mission, driving: m.IntN(10) < 7, arms: m.IntN(10) < 3}
	p.high, p.special = p.low+2, max(p.special, -1)
	if m.IntN(100) < 22 {
		p.leadership, p.low, p.high, p.priority, p.special = true, 4, 6, 5+m.IntN(5), -1
	}
	m.profiles = append(m.profiles, p)
}

// homes makes home units of about a hundred officers, ten to a region, with
// caps on how many may leave each, and returns the sizes by which to draw.
func (m *slateMaker) homes() (cumulated []float64) {
	units := max(2, m.size.officers/100)
	weights, sum := make([]float64, units), 0.0
	for u := range weights {
		weights[u] = math.Pow(float64(u+1), -0.4)
		sum += weights[u]
	}
	share := float64(m.size.posts) / float64(m.size.officers)
	capOf := func(factor, size float64) int { return max(2, int(factor*share*size)) }
	for r := range (units + 9) / 10 {
		part := 0.0
		for u := 10 * r; u < min(units, 10*r+10); u++ {
			part += weights[u] / sum * float64(m.size.officers)
		}
		m.in.Homes = append(m.in.Homes, slate.Home{ID: fmt.Sprintf("region%d", r+1), Cap: capOf(1.45, part), Parent: slate.None})
	}
	total := 0.0
	for u := range weights {
		m.in.Homes = append(m.in.Homes, slate.Home{ID: fmt.Sprintf("home%d", u+1), Cap: capOf(2.2, weights[u]/sum*float64(m.size.officers)), Parent: int32(u / 10)})
		total += weights[u] / sum
		cumulated = append(cumulated, total)
	}
	return cumulated
}

func (m *slateMaker) pool() {
	cumulated := m.homes()
	regions := len(m.in.Homes) - len(cumulated)
	_, missions := m.size.units()
	m.people = make([]candidate, m.size.officers)
	m.in.Officers = make([]slate.Officer, m.size.officers)
	for i := range m.people {
		c := m.person(missions)
		at := m.Float64()
		low, high := 0, len(cumulated)-1
		for low < high {
			if mid := (low + high) / 2; cumulated[mid] < at {
				low = mid + 1
			} else {
				high = mid
			}
		}
		c.home = regions + low
		m.people[i] = c
		o := slate.Officer{ID: fmt.Sprintf("o%d", i+1), Home: int32(c.home), Seniority: int32(c.years)}
		if c.woman {
			o.Attributes |= 1 << slate.Woman
		}
		if c.veteran {
			o.Attributes |= 1 << slate.Veteran
		}
		m.in.Officers[i] = o
	}
}

func (m *slateMaker) person(missions int) candidate {
	per := func(thousand int) bool { return m.IntN(1000) < thousand }
	c := candidate{mission: -1, merit: m.Float64(), readiness: m.Float64()}
	c.rank = 1
	for c.rank < 6 && per(470) {
		c.rank++
	}
	c.woman = per(340 - 48*(c.rank-1)) // 34 % of the first rank, 10 % of the sixth
	c.years = 2 + 4*(c.rank-1) + m.IntN(6)
	veteran, driving, arms := 120+50*c.rank, 900, 840
	if c.woman {
		veteran, driving, arms = veteran*7/10, 760, 660
	}
	if c.veteran = per(veteran); c.veteran {
		c.mission = m.IntN(missions)
	}
	c.driving, c.arms = per(driving), per(arms)
	c.certified, c.medical = per(820), per(900)
	for l := range c.language {
		for c.language[l] < 3 && per(520-60*l) {
			c.language[l]++
		}
	}
	for s := range c.special {
		women, men := shares(s)
		if c.woman {
			men = women
		}
		c.special[s] = per(men)
	}
	return c
}

// may says whether the candidate fulfils what the class asks for.
func (p *profile) may(c *candidate) bool {
	return c.certified && c.medical && c.rank >= p.low && c.rank <= p.high && c.language[p.language] >= p.level &&
		(!p.driving || c.driving) && (!p.arms || c.arms) && (p.special < 0 || c.special[p.special])
}

// score rates the candidate for the class.
func (m *slateMaker) score(p *profile, c *candidate) int32 {
	noise := 25
	if p.leadership || p.unit == "" {
		noise = 110
	}
	s := 520*c.merit + 120*c.readiness + float64(45*(c.language[p.language]-p.level)+9*c.years+m.IntN(noise+1))
	if c.veteran {
		s += 40
	}
	if c.mission == p.mission {
		s += 40
	}
	return int32(min(1000, max(0, s)))
}

func (m *slateMaker) group(name string) int32 {
	g, known := m.groups[name]
	if !known {
		g = int32(len(m.in.Groups))
		m.groups[name] = g
		m.in.Groups = append(m.in.Groups, name)
	}
	return g
}

func (m *slateMaker) classes() {
	for _, p := range m.profiles {
		c := slate.Class{ID: p.name, Count: p.count, Priority: p.priority}
		mission := fmt.Sprintf("mission%d", p.mission+1)
		names := []string{"all"}
		if p.leadership {
			names = append(names, "leadership", mission+"/leadership")
		}
		if p.unit == "" {
			names = append(names, mission+"/individual")
		} else {
			names = append(names, p.unit, p.unit+"/"+p.element)
		}
		for _, name := range append(names, mission) {
			c.Groups = append(c.Groups, m.group(name))
		}
		m.in.Classes = append(m.in.Classes, c)
	}
}

// eligible leaves out most of those who could be constables and the like: not
// everybody who may go is put forward. Each class takes those who apply for its
// mission, so that an officer has some two dozen classes at most.
func (m *slateMaker) eligible() {
	for i := range m.people {
		c := &m.people[i]
		if m.IntN(1000) < 350 {
			continue // not available
		}
		for k := range m.profiles {
			if p := &m.profiles[k]; p.may(c) {
				m.in.Eligible = append(m.in.Eligible, slate.Pair{Officer: int32(i), Class: int32(k), Score: m.score(p, c)})
			}
		}
	}
}

func (m *slateMaker) couples() {
	for range m.size.officers / 120 {
		a, b := m.IntN(m.size.officers), m.IntN(m.size.officers)
		if a != b {
			m.in.Apart = append(m.in.Apart, [2]int32{int32(a), int32(b)})
		}
	}
}

func (m *slateMaker) floors() {
	add := func(group string, attribute int, percent, weight int64) {
		if g, known := m.groups[group]; known {
			m.in.Floors = append(m.in.Floors, slate.Floor{Group: g, Attribute: attribute, Num: percent, Den: 100, Weight: weight})
		}
	}
	units, missions := m.size.units()
	for u := range units {
		name := fmt.Sprintf("fpu%d", u+1)
		add(name+"/command", slate.Woman, 20, 3)
		add(name+"/tactical", slate.Woman, 24, 2)
		add(name+"/support", slate.Woman, 30, 2)
		add(name, slate.Woman, 25, 4)
		add(name, slate.Veteran, 25, 2)
	}
	for i := range missions {
		name := fmt.Sprintf("mission%d", i+1)
		add(name+"/individual", slate.Woman, 34, 2)
		add(name+"/leadership", slate.Woman, 30, 2)
		add(name, slate.Woman, 29, 4)
		add(name, slate.Veteran, 28, 2)
	}
	add("leadership", slate.Woman, 32, 5)
	add("all", slate.Woman, 30, 9)
}
