package participation

import (
	"cmp"
	"slices"

	"beret/civil"
)

// Mover is a person who is counted at one of two dates and not at the other.
type Mover struct {
	Person  int64  `json:"person"`
	Woman   bool   `json:"woman"`
	Service int64  `json:"service"` // the stretch that began or ended
	Cause   string `json:"cause"`   // its recorded cause, empty where none is
	// Elsewhere says that the person serves outside the scope at the other
	// date: a move between categories, missions or units, not a new tour.
	Elsewhere bool `json:"elsewhere,omitempty"`
}

// Change explains the difference between two positions:
// Before + Came − Left = After, in women and in total.
type Change struct {
	From    civil.Date `json:"from"`
	To      civil.Date `json:"to"`
	Scope   Scope      `json:"scope"`
	Before  Share      `json:"before"`
	After   Share      `json:"after"`
	Came    []Mover    `json:"came"` // by person
	Left    []Mover    `json:"left"` // by person
	Formula string     `json:"formula"`
}

// Changes compares who serves within the scope on two days, from before to. A
// person who came and went in between is in neither list, nor is one who went
// and came back.
func Changes(services []Service, scope Scope, from, to civil.Date) Change {
	before, after := present(services, scope, from), present(services, scope, to)
	beforeAny, afterAny := present(services, Scope{}, from), present(services, Scope{}, to)
	c := Change{From: from, To: to, Scope: scope, Before: shareOf(before), After: shareOf(after), Formula: FormulaVersion}
	stretches := byPerson(services, scope)
	for person, woman := range after {
		if _, was := before[person]; !was {
			first := firstOfRun(stretches[person], to)
			_, elsewhere := beforeAny[person]
			c.Came = append(c.Came, Mover{person, woman, first.ID, first.CauseStart, elsewhere})
		}
	}
	for person, woman := range before {
		if _, still := after[person]; !still {
			last := lastOfRun(stretches[person], from)
			_, elsewhere := afterAny[person]
			c.Left = append(c.Left, Mover{person, woman, last.ID, last.CauseEnd, elsewhere})
		}
	}
	byID := func(a, b Mover) int { return cmp.Compare(a.Person, b.Person) }
	slices.SortFunc(c.Came, byID)
	slices.SortFunc(c.Left, byID)
	return c
}

// present maps each person in service on the day to whether she is a woman.
func present(services []Service, scope Scope, day civil.Date) map[int64]bool {
	people := make(map[int64]bool)
	for _, s := range services {
		if s.Status == Served && s.Span.Contains(day) && scope.Holds(s) {
			people[s.Person] = people[s.Person] || s.Woman
		}
	}
	return people
}

func shareOf(people map[int64]bool) Share {
	s := Share{Total: len(people)}
	for _, woman := range people {
		if woman {
			s.Women++
		}
	}
	return s
}

// byPerson returns each person's stretches within the scope by first day.
func byPerson(services []Service, scope Scope) map[int64][]Service {
	people := make(map[int64][]Service)
	for _, s := range services {
		if s.Status == Served && !s.Span.Empty() && scope.Holds(s) {
			people[s.Person] = append(people[s.Person], s)
		}
	}
	for _, stretches := range people {
		slices.SortFunc(stretches, func(a, b Service) int {
			return cmp.Or(cmp.Compare(a.Span.From, b.Span.From), cmp.Compare(reach(a.Span), reach(b.Span)), cmp.Compare(a.ID, b.ID))
		})
	}
	return people
}

// firstOfRun returns the stretch that opened the unbroken service around day:
// its cause is why the person came, not why their rank changed since.
func firstOfRun(stretches []Service, day civil.Date) Service {
	var first Service
	var end uint32 // reach of the run so far
	open := false
	for _, s := range stretches {
		if s.Span.From > day {
			break
		}
		if !open || uint32(s.Span.From-1) > end {
			first, end, open = s, reach(s.Span), true
		}
		end = max(end, reach(s.Span))
	}
	return first
}

// lastOfRun returns the stretch that closed the unbroken service around day.
func lastOfRun(stretches []Service, day civil.Date) Service {
	var last Service
	found := false
	for _, s := range stretches {
		follows := found && s.Span.From > day && !last.Span.To.IsZero() && s.Span.From <= last.Span.To
		if (follows || s.Span.Contains(day)) && (!found || reach(s.Span) >= reach(last.Span)) {
			last, found = s, true
		}
	}
	return last
}

// Cause sums the movers of one cause and what they did to the rate.
type Cause struct {
	Code  string `json:"code"`
	Came  Share  `json:"came"`
	Left  Share  `json:"left"`
	Moved bool   `json:"moved,omitempty"` // between places in service, not from or to home
	// Effect is the part of the change of rate due to these people, in units
	// of one; Known is false where nobody served at one of the dates.
	Effect Rational `json:"effect"`
	Known  bool     `json:"known"`
}

// Causes divides the change by cause, in the order of their codes. With rate s
// before and N′ people after, somebody who comes adds (w − s)/N′ and somebody
// who leaves takes the same away, w being 1 for a woman and 0 for a man. These
// parts add up to the change of rate exactly, in any order.
func (c Change) Causes() []Cause {
	type key struct {
		code  string
		moved bool
	}
	sums := make(map[key]*Cause)
	of := func(m Mover) *Cause {
		k := key{m.Cause, m.Elsewhere}
		if sums[k] == nil {
			sums[k] = &Cause{Code: m.Cause, Moved: m.Elsewhere}
		}
		return sums[k]
	}
	for _, m := range c.Came {
		cause := of(m)
		cause.Came = cause.Came.Add(m.share())
	}
	for _, m := range c.Left {
		cause := of(m)
		cause.Left = cause.Left.Add(m.share())
	}
	causes := make([]Cause, 0, len(sums))
	for _, cause := range sums {
		cause.Effect, cause.Known = c.effect(cause.Came.Sub(cause.Left))
		causes = append(causes, *cause)
	}
	slices.SortFunc(causes, func(a, b Cause) int {
		return cmp.Or(cmp.Compare(a.Code, b.Code), compareBool(a.Moved, b.Moved))
	})
	return causes
}

// effect returns (w − s·n)/N′ for a net of w women among n people.
func (c Change) effect(net Share) (Rational, bool) {
	if c.Before.Total == 0 || c.After.Total == 0 {
		return Rational{0, 1}, false
	}
	before := int64(c.Before.Total)
	return NewRational(int64(net.Women)*before-int64(c.Before.Women)*int64(net.Total), before*int64(c.After.Total)), true
}

// Difference returns the change of rate in units of one; ok is false where
// nobody served at one of the dates.
func (c Change) Difference() (r Rational, ok bool) { return c.effect(c.After.Sub(c.Before)) }

func (m Mover) share() Share {
	if m.Woman {
		return Share{1, 1}
	}
	return Share{0, 1}
}
