package outlook

import (
	"cmp"
	"fmt"
	"slices"

	"beret/civil"
)

// Ask is what a plan must reach: each of the targets, in each month from From
// to To, with at least the chance Level (per mille).
type Ask struct {
	Targets  []int // places in the model's targets; none for all
	Level    int   // per mille, 950 for 95 %
	From, To civil.Month
	Options      // scenarios of the search; the check uses Fresh others
	Fresh    int // scenarios of the check; 0 for four times as many
	Proof    int // how many cheaper plans may be tried for a proof; 0 for none
}

// Point is a plan with what it costs and reaches: the lowest chance of the
// asked months, as scenarios met of all; nobody in a post is missed here, so
// that no plan reaches its level by sending nobody.
type Point struct {
	Plan  Plan
	Cost  int64
	Worst Chance
}

// Found is the outcome of a search.
//
// What is guaranteed: Reached says that the plan has the level on the sample of
// the search; Fresh is its chance in scenarios that the search has not seen, so
// the honest figure. Proven says that every cheaper plan was tried and fails, on
// the sample or on the fresh scenarios; without it the plan is what a greedy
// search with trimming and exchange found, and a cheaper one may exist.
type Found struct {
	Point
	Reached  bool
	Fresh    Chance
	Proven   bool
	Before   Chance  // without any plan, on the sample
	Frontier []Point // plans that no other beats in both cost and chance, cheapest first
	Tried    int     // plans simulated
}

// Search looks for the cheapest plan that reaches what is asked.
//
// Method: from nothing, add the step of a lever that reduces the lack of chance
// most for its cost; trim each lever by bisection; exchange units between
// levers while that is cheaper; all on common random numbers, first on a
// quarter of the scenarios, then on all; a plan that must fail whatever the
// scenarios to come show is left at once. Where the sample has the level and
// fresh scenarios stay below it, the search goes on from there with as much more
// asked for, twice at most.
func Search(m *Model, levers []Lever, ask Ask) (*Found, error) {
	s, err := newSearch(m, levers, ask)
	if err != nil {
		return nil, err
	}
	plan := make(Plan, len(levers))
	found := &Found{Before: s.full.try(plan).worst}
	for range 3 {
		plan = s.find(plan)
		found.Fresh = s.fresh(plan)
		lack := ask.Level*found.Fresh.Of - 1000*found.Fresh.Met
		if lack <= 0 || s.full.exhausted(plan) || s.full.try(plan).lack > 0 {
			break
		}
		s.raise(lack/found.Fresh.Of + 2)
	}
	s.raise(ask.Level - s.full.level)
	found.Reached = s.full.try(plan).lack == 0
	if found.Reached && s.holds(found.Fresh) {
		plan, found.Proven = s.prove(plan, ask.Proof)
		if found.Proven {
			found.Fresh = s.fresh(plan)
		}
	}
	found.Point = Point{plan, plan.Cost(levers), s.full.try(plan).worst}
	found.Frontier = s.frontier()
	found.Tried = len(s.quick.seen) + len(s.full.seen) + len(s.full.failed)
	return found, nil
}

type search struct {
	levers      []Lever
	quick, full *trial
	ask         Ask
}

func newSearch(m *Model, levers []Lever, ask Ask) (*search, error) {
	if len(ask.Targets) == 0 {
		for i := range m.Targets {
			ask.Targets = append(ask.Targets, i)
		}
	}
	base := *m
	base.Targets, base.Scopes, base.Watched = nil, nil, nil
	for _, i := range ask.Targets {
		base.Targets = append(base.Targets, m.Targets[i])
	}
	base.Months = min(m.Months, int(ask.To-m.First)+1)
	tables := newTables()
	if _, err := compile(&base, tables); err != nil {
		return nil, err
	}
	for _, l := range levers {
		for _, e := range l.Effects {
			if (&check{model: m}).effect(e) {
				return nil, fmt.Errorf("outlook: lever %q names what the model does not have", l.ID)
			}
		}
	}
	few := ask.Options
	few.Scenarios = min(ask.Scenarios, max(1, (ask.Scenarios/4+lanes-1)/lanes)*lanes)
	s := &search{levers: levers, ask: ask}
	s.quick = &trial{model: &base, levers: levers, ask: ask, options: few, level: ask.Level, tables: tables, kept: &kept{}}
	s.quick.forget()
	full := *s.quick
	full.options, full.first = ask.Options, s.quick
	full.forget()
	s.full = &full
	return s, nil
}

// effect reports whether the effect names something unknown.
func (c *check) effect(e Effect) bool {
	c.ids()
	known := e.Move == "" || slices.ContainsFunc(c.model.Moves, func(v Move) bool { return v.ID == e.Move })
	_, parameter := c.parameters[e.Parameter]
	return !known || e.Parameter != "" && !parameter
}

func (s *search) raise(by int) {
	s.quick.level, s.full.level = s.quick.level+by, s.full.level+by
}

// find goes from a plan to one that reaches the level, or as near as it gets.
func (s *search) find(plan Plan) Plan {
	plan = s.quick.climb(plan)
	plan = s.quick.trim(plan)
	plan = s.quick.exchange(plan)
	plan = s.full.climb(plan)
	return s.full.exchange(s.full.trim(plan))
}

// fresh is the plan's worst chance in scenarios of its own.
func (s *search) fresh(plan Plan) Chance { return s.others().try(plan).worst }

// others judges plans in scenarios that the search has not seen.
func (s *search) others() *trial {
	t := *s.full
	t.first = nil
	t.forget()
	t.options.First = s.ask.First + s.ask.Scenarios
	t.options.Scenarios = cmp.Or(s.ask.Fresh, 4*s.ask.Scenarios)
	return &t
}

// holds reports whether the chance is at least the level asked for.
func (s *search) holds(c Chance) bool { return c.Met*1000 >= s.ask.Level*c.Of }

// prove tries every plan that is cheaper, the cheapest first, if they are not
// more than the budget, and returns the first that reaches the level on the
// sample and on fresh scenarios.
func (s *search) prove(plan Plan, budget int) (Plan, bool) {
	cheaper := s.cheaper(plan.Cost(s.levers), budget)
	if cheaper == nil {
		return plan, false
	}
	slices.SortStableFunc(cheaper, func(a, b Plan) int { return cmp.Compare(a.Cost(s.levers), b.Cost(s.levers)) })
	for _, p := range cheaper {
		if s.full.holds(p) && s.others().holds(p) {
			return p, true
		}
	}
	return plan, true
}

// cheaper lists the plans below a cost, nil where they are more than budget.
func (s *search) cheaper(cost int64, budget int) []Plan {
	plans := []Plan{}
	plan := make(Plan, len(s.levers))
	var fill func(lever int, left int64) bool
	fill = func(lever int, left int64) bool {
		if lever == len(s.levers) {
			plans = append(plans, slices.Clone(plan))
			return len(plans) <= budget
		}
		for units := 0; units <= s.levers[lever].Max && int64(units)*s.levers[lever].Cost < left; units++ {
			plan[lever] = units
			if !fill(lever+1, left-int64(units)*s.levers[lever].Cost) {
				return false
			}
		}
		plan[lever] = 0
		return true
	}
	if budget == 0 || !fill(0, cost) {
		return nil
	}
	return plans
}

// frontier keeps, of the plans tried, those that no other beats, as they stand
// on all scenarios.
func (s *search) frontier() []Point {
	points := s.quick.undominated()
	for i := range points {
		points[i].Worst = s.full.try(points[i].Plan).worst
	}
	return undominated(append(points, s.full.undominated()...))
}

// undominated sorts by cost and keeps those with a higher chance than all cheaper.
func undominated(points []Point) []Point {
	slices.SortStableFunc(points, func(a, b Point) int {
		return cmp.Or(cmp.Compare(a.Cost, b.Cost), cmp.Compare(b.Worst.Met, a.Worst.Met), slices.Compare(a.Plan, b.Plan))
	})
	var kept []Point
	for _, p := range points {
		if len(kept) == 0 || p.Worst.Met > kept[len(kept)-1].Worst.Met {
			kept = append(kept, p)
		}
	}
	return kept
}
