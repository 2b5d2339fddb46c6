package participation

import (
	"cmp"
	"slices"

	"beret/civil"
)

// Population names who is counted. Shares of different populations are never
// added or compared.
type Population string

// The populations. The first three follow from services; a share of any of the
// others is counted by Count from the people its room supplies.
const (
	DeployedNow  Population = "deployed"      // people in service on the day
	EverDeployed Population = "ever-deployed" // people with any service up to the day
	Deployments  Population = "deployments"   // tours begun up to the day; one person may have several
	Assigned     Population = "assigned"      // people in the seats of a unit
	NominatedFor Population = "nominated"     // people put forward to a call
	Cleared      Population = "cleared"       // people with a valid AMS clearance
	Ready        Population = "ready"         // people who could be nominated today
	Serving      Population = "serving"       // everyone in the ministry's roster
)

// Figure is a share with its evidence: who is behind it, when, and by which
// formula. Women and Men are sorted ids: of people, or of tours where the
// population is Deployments.
type Figure struct {
	Population Population `json:"population"`
	Dimension  Dimension  `json:"dimension"`
	Key        string     `json:"key"` // the group within the dimension
	AsOf       civil.Date `json:"as_of"`
	Share      Share      `json:"share"`
	Women      []int64    `json:"women"`
	Men        []int64    `json:"men"`
	Formula    string     `json:"formula"`
}

// Member is one person of a population supplied from elsewhere. Key is the
// group to count the person in, empty where there is one group only.
type Member struct {
	Person int64
	Woman  bool
	Key    string
}

// Count returns the figures of any set of people, by key. A person named twice
// under one key counts once.
func Count(population Population, dimension Dimension, asOf civil.Date, members []Member) []Figure {
	sorted := slices.Clone(members)
	// Women first, so that a doubtful sex is counted alike in every order.
	slices.SortFunc(sorted, func(a, b Member) int {
		return cmp.Or(cmp.Compare(a.Key, b.Key), cmp.Compare(a.Person, b.Person), compareBool(b.Woman, a.Woman))
	})
	sorted = slices.CompactFunc(sorted, func(a, b Member) bool { return a.Key == b.Key && a.Person == b.Person })
	var figures []Figure
	for _, m := range sorted {
		if n := len(figures); n == 0 || figures[n-1].Key != m.Key {
			figures = append(figures, emptyFigure(population, dimension, m.Key, asOf))
		}
		figures[len(figures)-1].count(m)
	}
	return figures
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

func emptyFigure(population Population, dimension Dimension, key string, asOf civil.Date) Figure {
	return Figure{Population: population, Dimension: dimension, Key: key, AsOf: asOf,
		Women: []int64{}, Men: []int64{}, Formula: FormulaVersion}
}

func (f *Figure) count(m Member) {
	f.Share.Total++
	if m.Woman {
		f.Share.Women++
		f.Women = append(f.Women, m.Person)
		return
	}
	f.Men = append(f.Men, m.Person)
}

// At returns who serves on the day, by the groups of the dimension in the order
// of their keys. A person with stretches in two groups counts in both, and once
// in All. With no service there is no figure, except the empty one of All.
func At(services []Service, dimension Dimension, asOf civil.Date) []Figure {
	return figures(DeployedNow, services, dimension, asOf, func(s Service) (int64, bool) {
		return s.Person, s.Status == Served && s.Span.Contains(asOf)
	})
}

// Ever returns the people with any service that began on or before the day.
func Ever(services []Service, dimension Dimension, asOf civil.Date) []Figure {
	return figures(EverDeployed, services, dimension, asOf, func(s Service) (int64, bool) {
		return s.Person, begun(s, asOf)
	})
}

// Tours returns the deployments begun on or before the day; the ids in the
// figures are those of tours, the sign turned where a stretch is its own tour.
func Tours(services []Service, dimension Dimension, asOf civil.Date) []Figure {
	return figures(Deployments, services, dimension, asOf, func(s Service) (int64, bool) {
		return s.tour(), begun(s, asOf)
	})
}

func begun(s Service, asOf civil.Date) bool {
	return s.Status == Served && s.Span.From <= asOf && !s.Span.Empty()
}

func figures(population Population, services []Service, dimension Dimension, asOf civil.Date,
	counted func(Service) (id int64, in bool)) []Figure {
	var members []Member
	for _, s := range services {
		if id, in := counted(s); in {
			members = append(members, Member{Person: id, Woman: s.Woman, Key: dimension.Key(s)})
		}
	}
	if len(members) == 0 && dimension == All {
		return []Figure{emptyFigure(population, dimension, "", asOf)}
	}
	return Count(population, dimension, asOf, members)
}

// Whole returns the one figure of everyone in service on the day.
func Whole(services []Service, asOf civil.Date) Figure { return At(services, All, asOf)[0] }
