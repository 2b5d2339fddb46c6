package outlook

import (
	"slices"

	"beret/civil"
)

// A leadership tier's pipeline is stages like any other: eligible, in the
// command course, on the roster, nominated; its posts are groups with a Tier.
// People who become eligible on a day that is known enter as a Crowd of one with
// a From. What is special is asked here: is somebody ready when a call comes,
// and who could follow when a key seat falls vacant.

// Call is a leadership call that is expected: in a month, open to those in the
// stage Ready, each state putting forward so many Nominees (two by custom).
type Call struct {
	ID       string
	Ready    string // stage
	Month    civil.Month
	Nominees int
}

// Readiness is the chance to answer a call, judged by who is in the stage at
// the end of the month before the call's.
type Readiness struct {
	Call
	Of         int     // scenarios, of which
	Woman      int     // have a woman at least
	Slate      int     // have as many people as there may be nominees, one of them a woman
	WomenSlate int     // have as many women
	Women      [5]int  // fan of the number of women, at Percents
	Total      [5]int  // and of all
	Arrivals   []Crowd // known people who come into the stage before the call
}

// Readiness answers for each call, in order. The stages asked for are simulated
// beside the model's own views.
func (m *Model) Readiness(calls []Call, o Options) ([]Readiness, error) {
	other := *m
	other.Targets, other.Scopes, other.Watched = nil, nil, nil
	for _, c := range calls {
		other.Watched = append(other.Watched, c.Ready)
	}
	s, err := Simulate(&other, o)
	if err != nil {
		return nil, err
	}
	answers := make([]Readiness, len(calls))
	for i, c := range calls {
		answers[i] = m.readiness(c, s)
	}
	return answers, nil
}

func (m *Model) readiness(c Call, s *Sample) Readiness {
	r := Readiness{Call: c, Of: s.Scenarios, Arrivals: m.arrivals(c.Ready, c.Month)}
	women, total := make([]int32, s.Scenarios), make([]int32, s.Scenarios)
	standing := m.standing(c.Ready, s)
	for i := range women {
		now := standing(i, int(c.Month-m.First))
		women[i], total[i] = int32(now.Women), int32(now.Total)
		r.Woman += ones(now.Women > 0)
		r.Slate += ones(now.Women > 0 && now.Total >= c.Nominees)
		r.WomenSlate += ones(now.Women > 0 && now.Women >= c.Nominees)
	}
	var fans counter
	r.Women, r.Total = fans.numbers(women), fans.numbers(total)
	return r
}

func ones(b bool) int {
	if b {
		return 1
	}
	return 0
}

// standing answers who is in a stage at the end of the month before one, in a
// scenario; before the first simulated month it is today's record.
func (m *Model) standing(stage string, s *Sample) func(scenario, month int) Share {
	now, view := m.today(stage), slices.Index(s.Views, View{Stage: stage})
	return func(scenario, month int) Share {
		if month <= 0 {
			return now
		}
		return s.Share(view, min(month, s.Months)-1, scenario)
	}
}

// today counts who is in a stage on the record.
func (m *Model) today(stage string) (now Share) {
	for _, c := range m.Start {
		if c.Stage == stage && c.From < m.First {
			now.Total += c.Count
			if c.Sex == Women {
				now.Women += c.Count
			}
		}
	}
	return now
}

// arrivals lists the known people who come into a stage before a month.
func (m *Model) arrivals(stage string, before civil.Month) []Crowd {
	var known []Crowd
	for _, c := range m.Start {
		if c.Stage == stage && c.From >= m.First && c.From < before {
			known = append(known, c)
		}
	}
	slices.SortStableFunc(known, func(a, b Crowd) int { return int(a.From - b.From) })
	return known
}

// Successors says where those stand who could follow in a key seat.
type Successors struct {
	Seat  string // as in Person.Seat
	Ready string // stage
}

// Succession is what becomes of a key seat: in how many scenarios it falls
// vacant within the horizon, when, and who is ready in the month before it does.
type Succession struct {
	Successors
	Person     string
	Of, Vacant int
	When       [5]civil.Month // quantiles at Percents; zero where it lies beyond the horizon
	Somebody   int            // of those vacant: anybody is ready
	Woman      int            // a woman is
}

// Succession answers for each key seat, in order; a seat that nobody holds today
// has Vacant equal to Of and falls vacant in the first month.
func (m *Model) Succession(seats []Successors, o Options) ([]Succession, error) {
	other := *m
	other.Targets, other.Scopes, other.Watched = nil, nil, nil
	for _, s := range seats {
		other.Watched = append(other.Watched, s.Ready)
	}
	s, err := Simulate(&other, o)
	if err != nil {
		return nil, err
	}
	answers := make([]Succession, len(seats))
	for i, seat := range seats {
		answers[i] = m.succession(seat, s)
	}
	return answers, nil
}

func (m *Model) succession(seat Successors, s *Sample) Succession {
	answer := Succession{Successors: seat, Of: s.Scenarios}
	months := make([]int32, s.Scenarios)
	place := 0
	for _, p := range m.People {
		if p.Seat == seat.Seat && p.Seat != "" {
			answer.Person = p.ID
			copy(months, s.seats[place*s.width:])
		}
		place += ones(p.Seat != "")
	}
	standing := m.standing(seat.Ready, s)
	for i, month := range months {
		if int(month) >= s.Months {
			continue
		}
		ready := standing(i, int(month))
		answer.Vacant++
		answer.Somebody += ones(ready.Total > 0)
		answer.Woman += ones(ready.Women > 0)
	}
	var fans counter
	for i, month := range fans.numbers(months) {
		if month < s.Months {
			answer.When[i] = m.First.Add(month)
		}
	}
	return answer
}
