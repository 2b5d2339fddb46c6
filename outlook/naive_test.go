package outlook

import (
	"math/rand/v2"
	"slices"
	"sort"
)

// naive simulates a model person by person, straight from the words of the
// package's documentation and with another generator: the oracle for means,
// deviations and quantiles. It shares nothing with the engine but Model.
type naive struct {
	m      *Model
	r      *rand.Rand
	t      int
	value  map[string][2]float64
	people []*being
	posts  map[string]int
	stages map[string]Stage
	counts map[string][]Share // by group or stage, month by month
}

type being struct {
	sex          Sex
	stage        string
	code         Stage // the stage itself
	due, expires int   // months; far away where there is none
	final        bool
	moved        bool // this month, by a monthly branch
}

const farAway = 1 << 30

func newNaive(m *Model, r *rand.Rand) *naive {
	n := &naive{m: m, r: r, value: map[string][2]float64{}, counts: map[string][]Share{}, posts: map[string]int{}}
	for _, p := range m.Parameters {
		n.value[p.ID] = n.drawValue(p)
	}
	for _, p := range m.People {
		b := &being{sex: p.Sex, stage: p.Stage, code: n.stageOf(p.Stage), due: farAway, expires: farAway, final: p.Final}
		if p.Due > 0 {
			b.due = max(0, int(p.Due-m.First))
		}
		n.people = append(n.people, b)
	}
	n.crowds(-1)
	return n
}

func (n *naive) drawValue(p Parameter) (v [2]float64) {
	for sex, q := range p.Posterior() {
		switch {
		case p.Certain:
			v[sex] = p.Value[sex]
		case p.Kind == Rate:
			v[sex] = n.gamma(q.A) / q.B
		default:
			a, b := n.gamma(q.A), n.gamma(q.B)
			v[sex] = a / (a + b)
		}
	}
	return v
}

// gamma draws by Johnk's and the sum of exponentials: slow, and not the
// engine's method.
func (n *naive) gamma(shape float64) (sum float64) {
	for ; shape >= 1; shape-- {
		sum += n.r.ExpFloat64()
	}
	for shape > 0 {
		x, y := pow(n.r.Float64(), 1/shape), pow(n.r.Float64(), 1/(1-shape))
		if x+y <= 1 && x+y > 0 {
			return sum + n.r.ExpFloat64()*x/(x+y)
		}
	}
	return sum
}

func (n *naive) stageOf(id string) Stage {
	if n.stages == nil {
		n.stages = map[string]Stage{}
		for _, s := range n.m.Stages {
			n.stages[s.ID] = s
		}
	}
	return n.stages[id]
}

func (n *naive) crowds(t int) {
	for _, c := range n.m.Start {
		from := -1
		if c.From >= n.m.First && c.From > 0 {
			from = int(c.From - n.m.First)
		}
		if from != t {
			continue
		}
		for range c.Count {
			b := &being{sex: c.Sex, stage: c.Stage}
			n.clocks(b, t)
			if c.Due > 0 {
				b.due = max(t+1, int(c.Due-n.m.First))
			}
			if c.Expires > 0 {
				b.expires = max(t+1, int(c.Expires-n.m.First))
			}
			n.people = append(n.people, b)
		}
	}
}

// clocks starts the stage's clocks for somebody who enters in month t.
func (n *naive) clocks(b *being, t int) {
	b.code = n.stageOf(b.stage)
	s := b.code
	b.due = farAway
	if s.Duration > 0 {
		b.due = t + s.Duration
	}
	if !s.Keeps {
		b.expires = farAway
		if s.Validity > 0 {
			b.expires = t + s.Validity
		}
	}
}

func (n *naive) goTo(b *being, to string) {
	b.stage = to
	if to != "" {
		n.clocks(b, n.t)
	}
}

func (n *naive) chance(parameter string, sex Sex) float64 {
	p := n.value[parameter][sex]
	for _, s := range n.m.Shifts {
		if s.Parameter == parameter && s.Month <= n.m.First.Add(n.t) {
			p += s.Add[sex]
		}
	}
	return min(1, max(0, p))
}

func (n *naive) run() {
	for n.t = 0; n.t < n.m.Months; n.t++ {
		n.setPosts()
		n.recalls()
		n.each(func(b *being, s Stage) {
			if b.due == n.t && !b.moved {
				n.fallDue(b, s)
				b.moved = true
			}
		})
		n.each(func(b *being, s Stage) {
			if b.expires == n.t {
				n.goTo(b, s.Lapse)
			}
		})
		for _, b := range n.people {
			b.moved = false
		}
		n.each(n.monthly)
		n.inflow()
		n.crowds(n.t)
		n.moves()
		n.count()
	}
}

// each calls f for everybody who is in a stage.
func (n *naive) each(f func(*being, Stage)) {
	for _, b := range n.people {
		if b.stage != "" {
			f(b, b.code)
		}
	}
}

func (n *naive) setPosts() {
	for _, g := range n.m.Groups {
		at := -1
		for _, s := range g.Posts {
			if int(s.From) <= int(n.m.First)+n.t && int(s.From) >= at {
				n.posts[g.ID], at = s.Count, int(s.From)
			}
		}
	}
	for _, r := range n.m.Recalls {
		if r.Closes && int(r.Month-n.m.First) <= n.t {
			n.posts[r.Group] = 0
		}
	}
}

func (n *naive) recalls() {
	for _, r := range n.m.Recalls {
		if int(r.Month-n.m.First) == n.t {
			n.each(func(b *being, s Stage) {
				if s.Group == r.Group {
					n.goTo(b, r.To)
					b.moved = true // a stay that begins now does not end now
				}
			})
		}
	}
}

func (n *naive) fallDue(b *being, s Stage) {
	for _, d := range s.Due {
		if !b.final && n.r.Float64() < n.chance(d.Parameter, b.sex) {
			n.goTo(b, d.To)
			return
		}
	}
	n.goTo(b, s.Then)
}

func (n *naive) monthly(b *being, s Stage) {
	for _, d := range s.Monthly {
		if n.r.Float64() < n.chance(d.Parameter, b.sex) {
			n.goTo(b, d.To)
			return
		}
	}
}

func (n *naive) inflow() {
	for _, f := range n.m.Inflows {
		for sex := Women; sex <= Men; sex++ {
			// Exponential waiting times within the month.
			for at := n.r.ExpFloat64(); at < n.value[f.Parameter][sex]; at += n.r.ExpFloat64() {
				b := &being{sex: sex, stage: f.Stage}
				n.clocks(b, n.t)
				n.people = append(n.people, b)
			}
		}
	}
}

func (n *naive) moves() {
	for _, v := range n.m.Moves {
		if !v.falls(n.m.First.Add(n.t)) {
			continue
		}
		candidates := map[Sex][]*being{}
		held, near := 0, 0
		group := n.stageOf(v.To).Group
		n.each(func(b *being, s Stage) {
			if b.stage == v.To || slices.Contains(v.With, b.stage) {
				near++
			}
			if b.stage == v.From && (v.Lasts == 0 || b.expires >= n.t+v.Lasts) {
				candidates[b.sex] = append(candidates[b.sex], b)
			}
			if s.Group == group {
				held++
			}
		})
		if v.Upto > 0 && v.Upto-near < v.Seats {
			v = n.cut(v, max(0, v.Upto-near))
		}
		n.fill(v, candidates, n.posts[group]-held)
	}
}

// cut takes places away at random.
func (n *naive) cut(v Move, seats int) Move {
	for ; v.Seats > seats; v.Seats-- {
		if n.r.IntN(v.Seats) < v.Women {
			v.Women--
		}
	}
	return v
}

func (n *naive) fill(v Move, candidates map[Sex][]*being, free int) {
	for _, c := range candidates {
		sort.SliceStable(c, func(i, j int) bool {
			if c[i].expires != c[j].expires {
				return c[i].expires < c[j].expires
			}
			return c[i].due < c[j].due
		})
	}
	seats := v.Seats
	if v.Open {
		seats = farAway
	}
	if v.Vacant {
		seats = min(seats, free)
	}
	seats = max(0, min(seats, farAway))
	kept := v.Women
	if v.PerMille > 0 {
		kept += (seats*v.PerMille + 999) / 1000
	}
	next := func(sex Sex) {
		n.goTo(candidates[sex][0], v.To)
		candidates[sex] = candidates[sex][1:]
		seats--
	}
	for ; kept > 0 && seats > 0 && len(candidates[Women]) > 0; kept-- {
		next(Women)
	}
	for seats > 0 && len(candidates[Women])+len(candidates[Men]) > 0 {
		women, men := len(candidates[Women]), len(candidates[Men])
		if v.MenFirst && men > 0 || !v.MenFirst && n.r.IntN(women+men) >= women {
			next(Men)
		} else {
			next(Women)
		}
	}
}

func (n *naive) count() {
	now, groupKey := map[string]Share{}, map[string]string{}
	for _, g := range n.m.Groups {
		groupKey[g.ID] = "group " + g.ID
	}
	for _, b := range n.people {
		if b.stage == "" {
			continue
		}
		for _, key := range [2]string{b.stage, groupKey[b.code.Group]} {
			s := now[key]
			s.Total++
			if b.sex == Women {
				s.Women++
			}
			now[key] = s
		}
	}
	for key := range n.counts {
		if _, ok := now[key]; !ok {
			now[key] = Share{}
		}
	}
	for key, s := range now {
		for len(n.counts[key]) < n.t {
			n.counts[key] = append(n.counts[key], Share{})
		}
		n.counts[key] = append(n.counts[key], s)
	}
}

func (n *naive) at(key string, month int) Share {
	if c := n.counts[key]; month < len(c) {
		return c[month]
	}
	return Share{}
}
