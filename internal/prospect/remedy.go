package prospect

import (
	"cmp"
	"slices"

	"beret/civil"
	"beret/outlook"
)

// Remedy is the cheapest single decision that lifts each month of a target that
// it can still reach to the first of [outlook.Levels]: found on some scenarios,
// and checked on others.
type Remedy struct {
	Lever  Lever
	Units  int
	By     civil.Date     // when it must be decided
	Chance outlook.Chance // of the weakest month with it, on fresh scenarios
}

// The scenarios of a remedy: it is looked for while a page waits.
const (
	remedyScenarios = 200
	remedyFresh     = 2000
)

// trial holds decisions against one target.
type trial struct {
	model *outlook.Model
	line  TargetLine
	seed  uint64
}

// remedy tries each decision alone, the cheapest first, the number of its units
// by bisection.
func (b *Base) remedy(q Question, l TargetLine) (best *Remedy) {
	if l.Weak.Month == 0 || l.Weak.Below == 0 {
		return nil
	}
	m := *b.Model(q)
	m.Targets, m.Scopes, m.Watched = []outlook.Target{m.Targets[l.Place]}, nil, nil
	m.Months = int(l.Last-m.First) + 1
	t := &trial{&m, l, q.Seed}
	levers := b.usable(&m)
	slices.SortStableFunc(levers, func(x, y Lever) int { return cmp.Compare(x.Cost, y.Cost) })
	for _, lever := range levers {
		most := lever.Max
		if best != nil {
			most = min(most, int((best.Lever.Cost*int64(best.Units)-1)/max(1, lever.Cost)))
		}
		if units := t.least(lever, most); units > 0 {
			if c := t.worst(lever, units, remedyFresh); c.Met*100 >= outlook.Levels()[0]*c.Of {
				best = &Remedy{lever, units, b.steps([]Lever{lever}, outlook.Plan{units})[0].By, c}
			}
		}
	}
	return best
}

// least is the fewest units of a lever that reach the level, with a little to
// spare for fresh scenarios; 0 where none do.
func (t *trial) least(l Lever, most int) int {
	reached := func(units int) bool {
		c := t.worst(l, units, remedyScenarios)
		return c.Of > 0 && c.Met*100 >= (outlook.Levels()[0]+1)*c.Of
	}
	if most < 1 || l.month > t.line.Weak.Below || !reached(most) {
		return 0
	}
	low, high := 1, most
	for low < high {
		if middle := (low + high) / 2; reached(middle) {
			high = middle
		} else {
			low = middle + 1
		}
	}
	return high
}

// worst is the chance of the weakest month with so many units of a lever. Fresh
// scenarios are others than those of the search.
func (t *trial) worst(l Lever, units, scenarios int) (worst outlook.Chance) {
	m := outlook.Plan{units}.Apply(t.model, []outlook.Lever{l.Engine})
	o := outlook.Options{Scenarios: scenarios, Seed: t.seed}
	if scenarios == remedyFresh {
		o.First = remedyScenarios
	}
	f, err := outlook.NewForecast(m, o)
	if err != nil { // checked before: levers change numbers only
		return outlook.Chance{}
	}
	for _, c := range f.Targets[0].Months {
		if c.Asked.Den > 0 && c.Of > 0 && (worst.Of == 0 || c.Met*worst.Of < worst.Met*c.Of) {
			worst = c
		}
	}
	return worst
}
