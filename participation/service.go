package participation

import (
	"cmp"
	"slices"

	"beret/civil"
)

// Status tells what has happened from what may.
type Status uint8

// The statuses. Only Served counts in a position; the others count in Plans.
const (
	Served    Status = iota // began, or will by a decision that is on record
	Planned                 // decided for a later date, not yet begun
	Nominated               // put forward, no answer yet
)

// Service is an unbroken stretch of one person's service in one place. A change
// of rank, seat or site ends one stretch and begins the next; the stretches of
// one tour share their Deployment. Codes are the record's own; an empty code
// means none (an individual officer has no unit) or not known.
type Service struct {
	ID         int64 // of this stretch in the record
	Deployment int64 // the tour it belongs to; zero: a tour of its own
	Person     int64
	Woman      bool
	Span       civil.Interval // days of service, [From, To); To zero while it lasts

	Category, Mission, Unit, Tier, HomeUnit, RankBand, Site string

	Status               Status
	CauseStart, CauseEnd string     // codes: rotation, extension, repatriation, …
	PlannedEnd           civil.Date // first day no longer in service, if all goes to plan
}

// tour returns what tells deployments apart.
func (s Service) tour() int64 {
	if s.Deployment != 0 {
		return s.Deployment
	}
	return -s.ID
}

// Dimension is a way to divide people into groups.
type Dimension string

// The dimensions. Their groups are the codes found in the services; the empty
// group holds those without one. Sites are told apart by mission: "MISSION/Site".
const (
	All      Dimension = "all"
	Category Dimension = "category"
	Mission  Dimension = "mission"
	Unit     Dimension = "unit"
	Tier     Dimension = "tier"
	HomeUnit Dimension = "home-unit"
	RankBand Dimension = "rank-band"
	Site     Dimension = "site"
)

// Dimensions returns every dimension in the order of reports.
func Dimensions() []Dimension {
	return []Dimension{All, Category, Mission, Unit, Tier, HomeUnit, RankBand, Site}
}

// Key returns the group of a service, empty for All and for unknown dimensions.
func (d Dimension) Key(s Service) string {
	switch d {
	case Category:
		return s.Category
	case Mission:
		return s.Mission
	case Unit:
		return s.Unit
	case Tier:
		return s.Tier
	case HomeUnit:
		return s.HomeUnit
	case RankBand:
		return s.RankBand
	case Site:
		if s.Site == "" {
			return ""
		}
		return s.Mission + "/" + s.Site
	}
	return ""
}

// Scope limits a question to a category, a mission, a unit, or several at once.
// An empty field, or "*", means any.
type Scope struct {
	Category string `json:"category,omitempty"`
	Mission  string `json:"mission,omitempty"`
	Unit     string `json:"unit,omitempty"`
}

// Holds reports whether the service lies in the scope.
func (c Scope) Holds(s Service) bool {
	return agrees(c.Category, s.Category) && agrees(c.Mission, s.Mission) && agrees(c.Unit, s.Unit)
}

func agrees(wanted, got string) bool { return wanted == "" || wanted == "*" || wanted == got }

// Select returns the services in the scope, in their order.
func Select(services []Service, scope Scope) []Service {
	var in []Service
	for _, s := range services {
		if scope.Holds(s) {
			in = append(in, s)
		}
	}
	return in
}

// Doubt is something in the services that makes a count uncertain.
type Doubt struct {
	Rule     DoubtRule
	Person   int64
	Services []int64
}

// DoubtRule names what Doubts looks for.
type DoubtRule string

// The rules of Doubts.
const (
	EmptySpan   DoubtRule = "empty-span"   // the stretch ends on or before its first day and counts nowhere
	NoStart     DoubtRule = "no-start"     // the stretch has no first day: it counts from the beginning of time
	TwoSexes    DoubtRule = "two-sexes"    // one person's stretches disagree; counted as a woman
	TwoPlaces   DoubtRule = "two-places"   // one person serves in two stretches at once; counted once in each group
	PlanOverdue DoubtRule = "plan-overdue" // the planned end has passed and no end is on record
)

// Doubts lists what should be corrected in the record before its figures are
// believed, by person. Overdue plans are judged at asOf.
func Doubts(services []Service, asOf civil.Date) []Doubt {
	byPerson := slices.Clone(services)
	slices.SortFunc(byPerson, func(a, b Service) int {
		return cmp.Or(cmp.Compare(a.Person, b.Person), cmp.Compare(a.Span.From, b.Span.From), cmp.Compare(a.ID, b.ID))
	})
	var doubts []Doubt
	var last Service // the stretch of this person that reaches furthest
	for i, s := range byPerson {
		doubts = append(doubts, ownDoubts(s, asOf)...)
		if s.Status != Served || s.Span.Empty() {
			continue
		}
		if i > 0 && last.Person == s.Person {
			doubts = append(doubts, pairDoubts(last, s)...)
		}
		if last.Person != s.Person || reach(s.Span) > reach(last.Span) {
			last = s
		}
	}
	return doubts
}

func ownDoubts(s Service, asOf civil.Date) []Doubt {
	var doubts []Doubt
	add := func(rule DoubtRule) { doubts = append(doubts, Doubt{rule, s.Person, []int64{s.ID}}) }
	if s.Span.Empty() {
		add(EmptySpan)
	}
	if s.Span.From.IsZero() && s.Status == Served {
		add(NoStart)
	}
	if s.Status == Served && s.Span.To.IsZero() && !s.PlannedEnd.IsZero() && s.PlannedEnd <= asOf {
		add(PlanOverdue)
	}
	return doubts
}

func pairDoubts(a, b Service) []Doubt {
	var doubts []Doubt
	if a.Woman != b.Woman {
		doubts = append(doubts, Doubt{TwoSexes, a.Person, []int64{a.ID, b.ID}})
	}
	if a.Span.Overlaps(b.Span) {
		doubts = append(doubts, Doubt{TwoPlaces, a.Person, []int64{a.ID, b.ID}})
	}
	return doubts
}

// reach returns the end of the interval with an open end last of all.
func reach(span civil.Interval) uint32 { return uint32(span.To - 1) }
