package outlook

import (
	"fmt"
	"math"
	"slices"
)

// trial evaluates plans on one set of scenarios and remembers them.
type trial struct {
	model   *Model
	levers  []Lever
	ask     Ask
	options Options
	level   int // per mille
	tables  *tables
	seen    map[string]tried
}

// tried is what a plan reaches. The lack is 0 where each month has the level;
// otherwise it grows with what is missing: the chances, and a little the number
// of women, which leads the way where no chance is left at all.
type tried struct {
	plan   Plan
	worst  Chance
	months []Chance
	women  []float64 // by month: mean number of women missing, over all scenarios
	lack   float64
}

// try simulates a plan, once, and judges it by the level of now.
func (t *trial) try(plan Plan) tried {
	key := fmt.Sprint(plan)
	got, ok := t.seen[key]
	if !ok {
		got = t.simulate(plan)
		t.seen[key] = got
	}
	got.lack = t.lackOf(got)
	return got
}

func (t *trial) simulate(plan Plan) tried {
	m := plan.Apply(t.model, t.levers)
	p, err := compile(m, t.tables)
	if err != nil { // checked before: levers change numbers only, and keep them possible
		panic(err)
	}
	s := simulate(p, m.viewCodes(m.Views()), t.options)
	got := tried{plan: slices.Clone(plan), worst: Chance{Met: math.MaxInt}}
	for _, target := range m.Targets {
		view := slices.Index(s.Views, View{Scope: target.Scope})
		for month := max(0, int(t.ask.From-m.First)); month < m.Months; month++ {
			c, women := s.asked(view, month, target, m)
			if c.Asked.Den == 0 {
				continue
			}
			got.months, got.women = append(got.months, c), append(got.women, women)
			if c.Met < got.worst.Met {
				got.worst = c
			}
		}
	}
	return got
}

// asked counts who meets the target and how many women are missing on average.
func (s *Sample) asked(view, month int, target Target, m *Model) (c Chance, missing float64) {
	c = Chance{Month: m.First.Add(month), Of: s.Scenarios}
	asked, ok := target.at(c.Month)
	if !ok {
		return c, 0
	}
	c.Asked = asked
	women, total := s.row(view, month)
	sum := 0
	for i := range women {
		share := Share{int(women[i]), int(total[i])}
		if share.meets(asked) {
			c.Met++
		} else {
			sum += max(1, share.missing(asked))
		}
	}
	return c, float64(sum) / float64(s.Scenarios)
}

func (t *trial) lackOf(got tried) (lack float64) {
	for i, c := range got.months {
		if short := t.level*c.Of - 1000*c.Met; short > 0 {
			lack += float64(short)/float64(1000*c.Of) + got.women[i]/4
		}
	}
	return lack
}

// exhausted reports whether every lever is at its end.
func (t *trial) exhausted(plan Plan) bool {
	for i, l := range t.levers {
		if plan[i] < l.Max {
			return false
		}
	}
	return true
}

// climb adds steps until the level is reached or no step helps.
func (t *trial) climb(plan Plan) Plan {
	plan = slices.Clone(plan)
	for now := t.try(plan); now.lack > 0; {
		best, gain := Plan(nil), 0.0
		for i, l := range t.levers {
			for _, step := range steps(l.Max - plan[i]) {
				next := slices.Clone(plan)
				next[i] += step
				got := t.try(next)
				worth := (now.lack - got.lack) / float64(max(1, l.Cost*int64(step)))
				if worth > gain {
					best, gain = next, worth
				}
			}
		}
		if best == nil {
			return plan
		}
		plan = best
		now = t.try(plan)
	}
	return plan
}

// steps are the units by which a lever is tried: one, and a third of what is left.
func steps(left int) []int {
	switch {
	case left <= 0:
		return nil
	case left < 6:
		return []int{1}
	}
	return []int{1, left / 3}
}

// trim takes units away, from the dearest lever first, as far as the level holds.
func (t *trial) trim(plan Plan) Plan {
	if t.try(plan).lack > 0 {
		return plan
	}
	plan = slices.Clone(plan)
	for _, i := range t.dearest() {
		low, high := 0, plan[i] // the level holds with high
		for low < high {
			middle := (low + high) / 2
			next := slices.Clone(plan)
			next[i] = middle
			if t.try(next).lack == 0 {
				high = middle
			} else {
				low = middle + 1
			}
		}
		plan[i] = high
	}
	return plan
}

func (t *trial) dearest() []int {
	order := make([]int, len(t.levers))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return int(min(1, max(-1, t.levers[b].Cost-t.levers[a].Cost)))
	})
	return order
}

// exchange gives up a unit of one lever for as many of another as cost less,
// while the level holds.
func (t *trial) exchange(plan Plan) Plan {
	if t.try(plan).lack > 0 {
		return plan
	}
	for improved := true; improved; {
		improved = false
		for _, i := range t.dearest() {
			if next, ok := t.exchangeOne(plan, i); ok {
				plan, improved = next, true
			}
		}
	}
	return plan
}

func (t *trial) exchangeOne(plan Plan, give int) (Plan, bool) {
	if plan[give] == 0 || t.levers[give].Cost == 0 {
		return plan, false
	}
	for take, l := range t.levers {
		if take == give || l.Max == plan[take] {
			continue
		}
		units := l.Max - plan[take]
		if l.Cost > 0 {
			units = min(units, int((t.levers[give].Cost-1)/l.Cost))
		}
		if units <= 0 {
			continue
		}
		next := slices.Clone(plan)
		next[give]--
		next[take] += units
		if t.try(next).lack == 0 {
			return t.shrink(next, take, plan[take]), true
		}
	}
	return plan, false
}

// shrink lowers a lever, not below least, as far as the level holds.
func (t *trial) shrink(plan Plan, lever, least int) Plan {
	plan = slices.Clone(plan)
	for low := least; low < plan[lever]; {
		next := slices.Clone(plan)
		next[lever] = (low + plan[lever]) / 2
		if t.try(next).lack == 0 {
			plan = next
		} else {
			low = next[lever] + 1
		}
	}
	return plan
}

// best returns the plans tried that no other beats, at most a dozen.
func (t *trial) best() []Point {
	var points []Point
	for _, got := range t.seen {
		points = append(points, Point{got.plan, got.plan.Cost(t.levers), got.worst})
	}
	points = undominated(points)
	for len(points) > 12 {
		thinned := points[:0:0]
		for i, p := range points {
			if i%2 == 0 || i == len(points)-1 {
				thinned = append(thinned, p)
			}
		}
		points = thinned
	}
	return points
}
