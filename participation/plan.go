package participation

import (
	"slices"

	"beret/civil"
)

// Plan says what is already decided for a date ahead, and what would follow if
// every pending nomination were accepted. It is arithmetic on the record, not
// a forecast: nobody resigns, no plan slips.
type Plan struct {
	Today   Figure `json:"today"`
	Horizon Figure `json:"horizon"` // after planned ends and starts
	// IfAccepted adds the nominations that would be serving at the horizon,
	// those without a start date among them.
	IfAccepted Figure  `json:"if_accepted"`
	Starting   []int64 `json:"starting"` // people at the horizon who do not serve today
	Ending     []int64 `json:"ending"`   // people who serve today and no more at the horizon
	Pending    []int64 `json:"pending"`  // people whom only a nomination would bring
	Later      []int64 `json:"later"`    // people nominated for a start after the horizon
}

// Plans compares today with the horizon within the scope. A stretch without a
// recorded end is taken to end at its planned one, also when that has passed
// already; a planned stretch begins on its first day.
func Plans(services []Service, scope Scope, today, horizon civil.Date) Plan {
	services = Select(services, scope)
	p := Plan{Today: Whole(services, today),
		Horizon:    atHorizon(services, horizon, Planned),
		IfAccepted: atHorizon(services, horizon, Nominated)}
	now, then, accepted := p.Today.people(), p.Horizon.people(), p.IfAccepted.people()
	p.Starting, p.Ending, p.Pending = without(then, now), without(now, then), without(accepted, then)
	for _, s := range services {
		if s.Status == Nominated && s.Span.From > horizon {
			p.Later = append(p.Later, s.Person)
		}
	}
	slices.Sort(p.Later)
	p.Later = without(slices.Compact(p.Later), accepted)
	return p
}

// atHorizon counts who would serve on the day, statuses up to the given one.
func atHorizon(services []Service, day civil.Date, upTo Status) Figure {
	return figures(DeployedNow, services, All, day, func(s Service) (int64, bool) {
		if s.Span.To.IsZero() {
			s.Span.To = s.PlannedEnd
		}
		return s.Person, s.Status <= upTo && s.Span.Contains(day)
	})[0]
}

// people returns the sorted ids behind the figure.
func (f Figure) people() []int64 {
	people := slices.Concat(f.Women, f.Men)
	slices.Sort(people)
	return people
}

// without returns the sorted ids of a that are not in the sorted b.
func without(a, b []int64) []int64 {
	rest := []int64{}
	for _, id := range a {
		if _, found := slices.BinarySearch(b, id); !found {
			rest = append(rest, id)
		}
	}
	return rest
}
