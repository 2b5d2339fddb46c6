package slate

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

// randomInstance makes an instance with up to so many officers and classes and
// a random choice of all kinds of rules; it is valid.
func randomInstance(seed uint64, officers, classes int) *Instance {
	g := &generator{Rand: rand.New(rand.NewPCG(seed, 1)), in: &Instance{Attributes: []string{"woman", "veteran", "french"}, Seed: seed}}
	g.homes()
	for i := range 1 + g.IntN(officers) {
		o := Officer{ID: fmt.Sprintf("o%d", i), Attributes: uint8(g.IntN(8)), Home: None, Seniority: int32(g.IntN(5))}
		if n := len(g.in.Homes); n > 0 && g.IntN(5) > 0 {
			o.Home = int32(g.IntN(n))
		}
		g.in.Officers = append(g.in.Officers, o)
	}
	g.classes(1 + g.IntN(classes))
	g.pairs()
	g.floors()
	g.links()
	return g.in
}

type generator struct {
	*rand.Rand
	in *Instance
}

// chance is true once in n times.
func (g *generator) chance(n int) bool { return g.IntN(n) == 0 }

func (g *generator) homes() {
	if g.chance(4) {
		return
	}
	for i := range 1 + g.IntN(4) {
		h := Home{ID: fmt.Sprintf("h%d", i), Cap: None, Parent: None}
		if g.IntN(3) > 0 {
			h.Cap = g.IntN(4)
		}
		if i > 0 && g.IntN(3) > 0 {
			h.Parent = int32(g.IntN(i))
		}
		g.in.Homes = append(g.in.Homes, h)
	}
}

func (g *generator) classes(n int) {
	g.in.Groups = []string{"a", "b", "c"}
	priorities := 1 + g.IntN(3)
	for i := range n {
		c := Class{ID: fmt.Sprintf("c%d", i), Count: g.IntN(4), Priority: 1 + g.IntN(priorities)}
		if g.chance(6) {
			c.Nominees = 1 + g.IntN(3)
		}
		for group := range g.in.Groups {
			if g.chance(2) {
				c.Groups = append(c.Groups, int32(group))
			}
		}
		g.in.Classes = append(g.in.Classes, c)
	}
}

// pairs makes some classes scarce and scores that are often alike.
func (g *generator) pairs() {
	span := []int{3, 20, 1001}[g.IntN(3)]
	for k := range g.in.Classes {
		density := 1 + g.IntN(4)
		for i := range g.in.Officers {
			if g.IntN(5) < density {
				g.in.Eligible = append(g.in.Eligible, Pair{int32(i), int32(k), int32(g.IntN(span))})
			}
		}
	}
	if g.chance(2) {
		slices.SortFunc(g.in.Eligible, func(a, b Pair) int { return int(a.Officer - b.Officer) })
	}
}

func (g *generator) floors() {
	for range g.IntN(5) {
		f := Floor{Group: int32(g.IntN(3)), Attribute: g.IntN(3), Weight: 1 + int64(g.IntN(4)), Of: Base(g.IntN(2))}
		switch g.IntN(3) {
		case 0:
			f.Count = int64(g.IntN(5))
		default:
			f.Den = []int64{2, 3, 4, 10, 100}[g.IntN(5)]
			f.Num = 1 + g.Int64N(f.Den)
		}
		g.in.Floors = append(g.in.Floors, f)
	}
}

func (g *generator) links() {
	in, n, k := g.in, len(g.in.Officers), len(g.in.Classes)
	for range g.IntN(3) {
		if a, b := int32(g.IntN(n)), int32(g.IntN(n)); a != b {
			in.Apart = append(in.Apart, [2]int32{a, b})
		}
	}
	for range g.IntN(3) {
		g.link(&in.Bans, Link{int32(g.IntN(n)), int32(g.IntN(k))})
	}
	if g.chance(2) && len(in.Eligible) > 0 {
		p := in.Eligible[g.IntN(len(in.Eligible))]
		g.link(&in.Pins, Link{p.Officer, p.Class})
	}
	if g.chance(2) {
		in.ChangeCost = int64(g.IntN(30))
		for range g.IntN(4) {
			g.link(&in.Previous, Link{int32(g.IntN(n)), int32(g.IntN(k))})
		}
	}
	if g.chance(4) {
		in.Ties = Seniority
	}
}

// link appends a link unless the instance is then contradictory.
func (g *generator) link(links *[]Link, l Link) {
	*links = append(*links, l)
	if g.in.Validate() != nil {
		*links = (*links)[:len(*links)-1]
	}
}

// value is the worth of a slate: priority, weighted shortfall, score.
type value struct{ priority, weighted, score int64 }

func (v value) better(w value) bool {
	if v.priority != w.priority {
		return v.priority > w.priority
	}
	if v.weighted != w.weighted {
		return v.weighted < w.weighted
	}
	return v.score > w.score
}

// bruteForce tries every slate and returns the best value.
func bruteForce(in *Instance) value {
	best := value{priority: -1}
	everySlate(in, func(v value, _ []int32) {
		if v.better(best) {
			best = v
		}
	})
	return best
}

// everySlate visits each slate that the rules allow with its value and the
// class of each officer.
func everySlate(in *Instance, visit func(v value, chosen []int32)) {
	b := &brute{in: in, visit: visit, chosen: make([]int32, len(in.Officers)), score: map[Link]int64{}, options: make([][]int32, len(in.Officers))}
	for _, p := range in.Eligible {
		l := Link{p.Officer, p.Class}
		if !slices.Contains(in.Bans, l) {
			b.options[p.Officer] = append(b.options[p.Officer], p.Class)
			b.score[l] = int64(p.Score)
		}
	}
	b.places, b.homes = make([]int, len(in.Classes)), make([]int, len(in.Homes))
	b.try(0)
}

type brute struct {
	in            *Instance
	options       [][]int32
	score         map[Link]int64
	chosen        []int32
	places, homes []int // taken
	visit         func(v value, chosen []int32)
}

func (b *brute) try(officer int) {
	if officer == len(b.in.Officers) {
		if v, ok := b.worth(); ok {
			b.visit(v, b.chosen)
		}
		return
	}
	b.chosen[officer] = None
	b.try(officer + 1)
	for _, class := range b.options[officer] {
		if b.places[class] == b.in.Classes[class].Places() || !b.leave(officer, 1) {
			continue
		}
		b.chosen[officer] = class
		b.places[class]++
		b.try(officer + 1)
		b.places[class]--
		b.leave(officer, -1)
	}
	b.chosen[officer] = None
}

// leave counts an officer out of the home and what is above, if caps allow.
func (b *brute) leave(officer, by int) bool {
	for h := b.in.Officers[officer].Home; h != None; h = b.in.Homes[h].Parent {
		if home := b.in.Homes[h]; by > 0 && home.Cap != None && b.homes[h] >= home.Cap {
			for u := b.in.Officers[officer].Home; u != h; u = b.in.Homes[u].Parent {
				b.homes[u] -= by
			}
			return false
		}
		b.homes[h] += by
	}
	return true
}

// worth is the value of the chosen slate, if the other rules allow it.
func (b *brute) worth() (v value, ok bool) {
	for _, a := range b.in.Apart {
		if b.chosen[a[0]] != None && b.chosen[a[1]] != None {
			return v, false
		}
	}
	for _, p := range b.in.Pins {
		if b.chosen[p.Officer] != p.Class {
			return v, false
		}
	}
	for i, class := range b.chosen {
		if class != None {
			v.priority += int64(b.in.Classes[class].Priority)
			v.score += b.score[Link{int32(i), class}]
		}
	}
	for _, l := range b.in.Previous {
		if b.chosen[l.Officer] != l.Class {
			v.score -= b.in.ChangeCost
		}
	}
	for _, f := range b.in.Floors {
		v.weighted += f.Weight * b.short(f)
	}
	return v, true
}

// short tries shortfalls from nought, as the definition reads.
func (b *brute) short(f Floor) int64 {
	var have, filled, posts int64
	for k, c := range b.in.Classes {
		if slices.Contains(c.Groups, f.Group) {
			posts += int64(c.Places())
			for i, class := range b.chosen {
				if class == int32(k) {
					filled++
					have += int64(b.in.Officers[i].Attributes >> f.Attribute & 1)
				}
			}
		}
	}
	for s := int64(0); ; s++ {
		switch {
		case f.Den == 0 && have+s >= f.Count,
			f.Den > 0 && f.Of == OfFilled && f.Den*(have+s) >= f.Num*filled,
			f.Den > 0 && f.Of == OfPosts && f.Den*(have+s) >= f.Num*posts:
			return s
		}
	}
}

func TestRandomInstancesAreValid(t *testing.T) {
	kinds := map[string]int{}
	for seed := range uint64(2000) {
		in := randomInstance(seed, 8, 4)
		if err := in.Validate(); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		for kind, n := range map[string]int{"pins": len(in.Pins), "bans": len(in.Bans), "apart": len(in.Apart), "floors": len(in.Floors),
			"previous": len(in.Previous), "homes": len(in.Homes), "eligible": len(in.Eligible)} {
			kinds[kind] += min(n, 1)
		}
	}
	for kind, n := range kinds {
		if n < 300 {
			t.Errorf("only %d of 2000 instances have %s", n, kind)
		}
	}
}
