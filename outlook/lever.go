package outlook

import (
	"slices"

	"beret/civil"
)

// Lever is something that the office can decide, in whole units: seats in a
// course, a place kept for women, a session earlier by months, another session,
// nominations, a preference in a call, longer tours.
type Lever struct {
	ID      string
	Cost    int64 // of a unit, in the office's own measure; at least 0
	Max     int   // units, at most
	Effects []Effect
}

// Effect is what one unit does: to a move, to a parameter, or to both.
type Effect struct {
	Move                   string
	From                   civil.Month // for a move or parameter that recurs; zero for always
	Seats, Women, PerMille int
	Earlier                int // months
	Parameter              string
	Add                    [2]float64 // to the parameter, women and men
}

// Plan is the units of each lever.
type Plan []int

// Cost returns what the plan costs.
func (p Plan) Cost(levers []Lever) (cost int64) {
	for i, units := range p {
		cost += int64(units) * levers[i].Cost
	}
	return cost
}

// Apply returns the model with the plan put into force; m stays as it is.
// Effects on moves that the model does not have are left out.
func (p Plan) Apply(m *Model, levers []Lever) *Model {
	other := *m
	other.Moves, other.Shifts = slices.Clone(m.Moves), slices.Clone(m.Shifts)
	for i, units := range p {
		for _, e := range levers[i].Effects {
			if units > 0 {
				e.apply(&other, units)
			}
		}
	}
	return &other
}

func (e Effect) apply(m *Model, units int) {
	if e.Parameter != "" {
		from := max(e.From, m.First)
		m.Shifts = append(m.Shifts, Shift{e.Parameter, from, [2]float64{e.Add[0] * float64(units), e.Add[1] * float64(units)}})
	}
	for i := range m.Moves {
		v := &m.Moves[i]
		if v.ID != e.Move {
			continue
		}
		v.Changes = append(slices.Clone(v.Changes), Change{e.From, e.Seats * units, e.Women * units, e.PerMille * units})
		v.Month = max(v.Month.Add(-e.Earlier*units), m.First)
	}
}
