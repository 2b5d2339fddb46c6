package outlook

import (
	"fmt"
	"math"
	"slices"

	"beret/civil"
)

// trial evaluates plans on one set of scenarios and remembers them.
type trial struct {
	model   *Model
	levers  []Lever
	ask     Ask
	options Options
	level   int // per mille
	tables  *tables
	kept    *kept
	first   *trial // whose scenarios are the first of these; nil for none
	seen    map[string]tried
	failed  map[string]int // plans left before the end, by the level that they cannot reach
}

// tried is what a plan reaches. The lack is 0 where each month has the level;
// otherwise it grows with what is missing: the chances, and a little the number
// of women, which leads the way where no chance is left at all.
type tried struct {
	plan   Plan
	worst  Chance
	months []Chance
	women  []int // by month: women missing, summed over all scenarios
	lack   float64
}

// forget begins anew.
func (t *trial) forget() { t.seen, t.failed = map[string]tried{}, map[string]int{} }

// try simulates a plan, once, and judges it by the level of now.
func (t *trial) try(plan Plan) tried {
	got, _ := t.evaluate(plan, t.options.Scenarios)
	got.lack = t.lackOf(got)
	return got
}

// holds reports whether a plan has the level in each month. One that certainly
// has not is left before the last scenario.
func (t *trial) holds(plan Plan) bool {
	got, whole := t.evaluate(plan, 2*lanes)
	return whole && t.lackOf(got) == 0
}

// evaluate simulates a plan, so many scenarios first and then twice as many each
// time. It goes on to the end unless it begins with fewer than all and the level
// is out of reach.
func (t *trial) evaluate(plan Plan, step int) (got tried, whole bool) {
	key := fmt.Sprint(plan)
	if got, ok := t.seen[key]; ok {
		return got, true
	}
	all := step >= t.options.Scenarios
	if level, ok := t.failed[key]; ok && level <= t.level && !all {
		return got, false
	}
	got = t.begin(key, plan)
	run := t.simulation(plan)
	for done := got.done(); done < t.options.Scenarios; step *= 2 {
		n := min(step, t.options.Scenarios-done)
		run(&got, done, n)
		if done += n; !all && done < t.options.Scenarios && t.outOfReach(got) {
			t.failed[key] = t.level
			return got, false
		}
	}
	got.findWorst()
	t.seen[key] = got
	delete(t.failed, key)
	return got, true
}

// begin takes over what the first scenarios have shown already.
func (t *trial) begin(key string, plan Plan) tried {
	got := tried{plan: slices.Clone(plan)}
	if t.first != nil {
		if before, ok := t.first.seen[key]; ok {
			got.months, got.women = slices.Clone(before.months), slices.Clone(before.women)
		}
	}
	return got
}

// done is how many scenarios have been simulated.
func (got *tried) done() int {
	if len(got.months) == 0 {
		return 0
	}
	return got.months[0].Of
}

// findWorst finds the month with the lowest chance.
func (got *tried) findWorst() {
	got.worst = Chance{Met: math.MaxInt}
	for _, c := range got.months {
		if c.Met < got.worst.Met {
			got.worst = c
		}
	}
}

// outOfReach reports whether the level is missed even if every scenario to come meets.
func (t *trial) outOfReach(got tried) bool {
	return slices.ContainsFunc(got.months, func(c Chance) bool {
		return 1000*(t.options.Scenarios-(c.Of-c.Met)) < t.level*t.options.Scenarios
	})
}

// simulation returns a function that simulates a plan in n scenarios from a place
// on and adds what it finds.
func (t *trial) simulation(plan Plan) func(got *tried, from, n int) {
	m := plan.Apply(t.model, t.levers)
	p, err := compile(m, t.tables)
	if err != nil { // checked before: levers change numbers only, and keep them possible
		panic(err)
	}
	p.kept = t.kept
	views := m.viewCodes(m.Views())
	return func(got *tried, from, n int) {
		o := t.options
		o.First, o.Scenarios = o.First+from, n
		got.add(simulate(p, views, o), m, t.ask.From)
	}
}

// add counts the months of a sample from one on.
func (got *tried) add(s *Sample, m *Model, from civil.Month) {
	place := 0
	for _, target := range m.Targets {
		view := slices.Index(s.Views, View{Scope: target.Scope})
		for month := max(0, int(from-m.First)); month < m.Months; month++ {
			c, women := s.asked(view, month, target, m)
			if c.Asked.Den == 0 {
				continue
			}
			if place == len(got.months) {
				got.months, got.women = append(got.months, Chance{Month: c.Month, Asked: c.Asked}), append(got.women, 0)
			}
			got.months[place].Met += c.Met
			got.months[place].Of += c.Of
			got.women[place] += women
			place++
		}
	}
}

// asked counts who meets the target and how many women are missing.
func (s *Sample) asked(view, month int, target Target, m *Model) (c Chance, missing int) {
	c = Chance{Month: m.First.Add(month), Of: s.Scenarios}
	asked, ok := target.at(c.Month)
	if !ok {
		return c, 0
	}
	c.Asked = asked
	women, total := s.row(view, month)
	for i := range women {
		share := Share{int(women[i]), int(total[i])}
		if share.meets(asked) {
			c.Met++
		} else {
			missing += max(1, share.missing(asked))
		}
	}
	return c, missing
}

func (t *trial) lackOf(got tried) (lack float64) {
	for i, c := range got.months {
		if short := t.level*c.Of - 1000*c.Met; short > 0 {
			lack += float64(short)/float64(1000*c.Of) + float64(got.women[i])/float64(4*c.Of)
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
	for now := t.try(plan); now.lack > 0; now = t.try(plan) {
		next := t.best(plan, t.next(plan))
		if next == nil {
			break
		}
		plan = next
	}
	return plan
}

// next lists the plans that are one step further.
func (t *trial) next(plan Plan) (list []Plan) {
	for i, l := range t.levers {
		for _, step := range steps(l.Max - plan[i]) {
			further := slices.Clone(plan)
			further[i] += step
			list = append(list, further)
		}
	}
	return list
}

// best returns the plan that takes away most of the lack for its cost, nil where
// none takes any away.
func (t *trial) best(plan Plan, further []Plan) (best Plan) {
	worth, most := t.worth(plan), 0.0
	for _, f := range further {
		if w := worth(f); w > most {
			best, most = f, w
		}
	}
	return best
}

// worth returns a function that says how much lack a plan takes away for what it
// costs more than another.
func (t *trial) worth(than Plan) func(Plan) float64 {
	lack, cost := t.try(than).lack, than.Cost(t.levers)
	return func(p Plan) float64 {
		return (lack - t.try(p).lack) / float64(max(1, p.Cost(t.levers)-cost))
	}
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
	if !t.holds(plan) {
		return plan
	}
	plan = slices.Clone(plan)
	for _, i := range t.dearest() {
		low, high := 0, plan[i] // the level holds with high
		for low < high {
			middle := (low + high) / 2
			next := slices.Clone(plan)
			next[i] = middle
			if t.holds(next) {
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
	if !t.holds(plan) {
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
		if t.holds(next) {
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
		if t.holds(next) {
			plan = next
		} else {
			low = next[lever] + 1
		}
	}
	return plan
}

// undominated returns the plans tried that no other beats, at most a dozen.
func (t *trial) undominated() []Point {
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
