package participation

import (
	"cmp"
	"slices"

	"beret/civil"
)

// Kind tells a floor from an aspiration.
type Kind string

// The kinds of target.
const (
	Minimum Kind = "minimum" // at least this share is asked for
	Aim     Kind = "aim"     // this share is striven for
)

// Target is a share of women that a framework asks for: the UN's strategy for a
// category and year, a ministry's own, a mission's for one unit. It is
// reference data; this package knows none.
type Target struct {
	Framework string `json:"framework"` // code; targets of two frameworks never mix
	Scope
	Population Population     `json:"population,omitempty"` // whom it speaks of; empty: DeployedNow
	Valid      civil.Interval `json:"valid"`                // days on which it is in force
	Share      Rational       `json:"share"`
	Kind       Kind           `json:"kind"`
	Source     string         `json:"source"`
	Confidence string         `json:"confidence"`
}

// population returns whom the target speaks of.
func (t Target) population() Population { return cmp.Or(t.Population, DeployedNow) }

// Verdict is the outcome of an assessment.
type Verdict string

// The verdicts. Nobody counted is neither met nor missed.
const (
	Met    Verdict = "met"
	Short  Verdict = "short"
	Nobody Verdict = "nobody"
)

// Assessment is a figure beside a target.
type Assessment struct {
	Target  Target  `json:"target"`
	Figure  Figure  `json:"figure"`
	Verdict Verdict `json:"verdict"`
	// Ahead marks a target that comes into force only after the figure's date.
	Ahead bool `json:"ahead,omitempty"`

	Minimum       int  `json:"minimum"`        // women that meet the target with as many people
	Surplus       int  `json:"surplus"`        // women above that minimum, negative below
	ByReplacement int  `json:"by_replacement"` // men to be replaced by women
	ByAddition    int  `json:"by_addition"`    // women to come in addition
	Attainable    bool `json:"attainable"`     // false: no addition would do

	// Gap is the rate less the target in units of one; zero where Nobody.
	Gap Rational `json:"gap"`
}

// Against sets one figure beside one target. Both must speak of the same
// population; the caller has scoped the figure as the target asks.
func Against(figure Figure, target Target) Assessment {
	a := Assessment{Target: target, Figure: figure, Verdict: Short, Ahead: target.Valid.From > figure.AsOf,
		Gap: Rational{0, 1}, Minimum: figure.Share.Minimum(target.Share), Surplus: figure.Share.Surplus(target.Share),
		ByReplacement: figure.Share.NeededByReplacement(target.Share)}
	a.ByAddition, a.Attainable = figure.Share.NeededByAddition(target.Share)
	if gap, ok := figure.Share.Gap(target.Share); ok {
		a.Gap = gap
	}
	switch {
	case figure.Share.Total == 0:
		a.Verdict = Nobody
	case figure.Share.Meets(target.Share):
		a.Verdict = Met
	}
	return a
}

// Assess sets who serves on the day beside every target on deployed people that
// is in force, and beside the next one ahead of each framework and scope (the
// end point of a strategy whose path is not published). They are in the order
// of framework and scope, in force before ahead. Targets on other populations
// are for Against.
func Assess(services []Service, targets []Target, asOf civil.Date) []Assessment {
	var assessments []Assessment
	for _, t := range current(targets, asOf) {
		if t.population() != DeployedNow {
			continue
		}
		assessments = append(assessments, Against(Whole(Select(services, t.Scope), asOf), t))
	}
	return assessments
}

// current returns the targets in force and the first ahead of each series.
func current(targets []Target, asOf civil.Date) []Target {
	sorted := slices.Clone(targets)
	slices.SortStableFunc(sorted, func(a, b Target) int {
		return cmp.Or(compareSeries(a, b), cmp.Compare(a.Valid.From, b.Valid.From))
	})
	var kept []Target
	for i, t := range sorted {
		if t.Valid.Contains(asOf) {
			kept = append(kept, t)
			continue
		}
		followsAhead := i > 0 && compareSeries(sorted[i-1], t) == 0 && sorted[i-1].Valid.From > asOf
		if t.Valid.From > asOf && !followsAhead {
			kept = append(kept, t)
		}
	}
	return kept
}

// compareSeries orders targets by what they are about: those that compare equal
// replace one another in time.
func compareSeries(a, b Target) int {
	return cmp.Or(cmp.Compare(a.Framework, b.Framework), cmp.Compare(a.Category, b.Category),
		cmp.Compare(a.Mission, b.Mission), cmp.Compare(a.Unit, b.Unit),
		cmp.Compare(a.population(), b.population()), cmp.Compare(a.Kind, b.Kind))
}
