package outlook

import (
	"cmp"
	"errors"
	"math"
	"slices"

	"beret/civil"
)

// Cause is the kind of a source of risk.
type Cause string

// The causes of risk.
const (
	ByParameter  Cause = "parameter"  // something about people that is not known exactly
	ByParameters Cause = "parameters" // all of them together
	ByRecall     Cause = "recall"     // a rotation or a closing
	ByMove       Cause = "move"       // an intake or a session that takes place once
)

// Risk is what one source does to the chance of meeting a target in a month.
//
// Each figure compares the same scenarios (common random numbers): once as the
// model is, once with the source taken away, that is a parameter at its
// posterior mean, a recall that does not happen, a move that does not happen.
// A month with nobody in a post counts as missed here: a closing is a risk.
// Sources overlap: their parts need not add up to one.
type Risk struct {
	Cause Cause
	ID    string
	// Change is the chance without the source less the chance with it; positive:
	// the source endangers the target. Error is its Monte Carlo standard error.
	Change, Error float64
	// Variance is the part of the variance of the share that goes with the source:
	// 1 − variance without it ÷ variance with it.
	Variance float64
	// Higher and Lower are the changes of the chance when the parameter is one
	// standard deviation higher or lower than in each scenario. Parameters only.
	Higher, Lower float64
}

// RiskReport is the decomposition of the risk of a month.
type RiskReport struct {
	Chance Chance
	Risks  []Risk // the greatest change first
	// Luck is the part of the share's variance that remains when every parameter
	// is known: what is left to chance among so few people.
	Luck float64
}

// errNoMonth is a month that is not simulated or for which nothing is asked.
var errNoMonth = errors.New("outlook: nothing is asked for in that month")

// Risks takes the risk of missing a target of the model, by its place, in a
// month apart.
func Risks(m *Model, target int, month civil.Month, o Options) (*RiskReport, error) {
	asked, ok := m.Targets[target].at(month)
	if !ok || month < m.First || month >= m.First.Add(m.Months) {
		return nil, errNoMonth
	}
	r := &riskStudy{month: int(month - m.First), asked: asked, options: o}
	base := *m
	base.Targets, base.Scopes, base.Watched = []Target{m.Targets[target]}, nil, nil
	base.Months = r.month + 1
	if err := r.start(&base); err != nil {
		return nil, err
	}
	report := &RiskReport{Chance: r.sample.chance(0, r.month, m.First, m.Targets[target])}
	r.parameters(&base, report)
	r.events(&base, report)
	slices.SortStableFunc(report.Risks, func(a, b Risk) int {
		return cmp.Compare(b.greatest(), a.greatest())
	})
	return report, nil
}

// greatest is the change by which risks are put in order.
func (r Risk) greatest() float64 {
	return max(math.Abs(r.Change), math.Abs(r.Higher), math.Abs(r.Lower))
}

// riskStudy holds other models against the base in the same scenarios.
type riskStudy struct {
	month    int
	asked    TargetStep
	options  Options
	tables   *tables
	kept     kept
	sample   *Sample
	hits     []bool
	variance float64
}

func (r *riskStudy) start(m *Model) error {
	r.tables = newTables()
	s, err := r.simulate(m)
	if err != nil {
		return err
	}
	r.sample = s
	r.hits, r.variance = r.outcome(s)
	return nil
}

func (r *riskStudy) simulate(m *Model) (*Sample, error) {
	p, err := compile(m, r.tables)
	if err != nil {
		return nil, err
	}
	p.kept = &r.kept
	return simulate(p, m.viewCodes(m.Views()), r.options), nil
}

// outcome returns who meets the target and the variance of the share.
func (r *riskStudy) outcome(s *Sample) (hits []bool, variance float64) {
	women, total := s.row(0, r.month)
	hits = make([]bool, len(women))
	var sum, squares, n float64
	for i := range women {
		share := Share{int(women[i]), int(total[i])}
		hits[i] = share.meets(r.asked)
		if share.Total > 0 {
			x := float64(share.Women) / float64(share.Total)
			sum, squares, n = sum+x, squares+x*x, n+1
		}
	}
	if n == 0 {
		return hits, 0
	}
	return hits, max(0, squares/n-sum/n*sum/n)
}

// against compares a changed model with the base.
func (r *riskStudy) against(m *Model) (change, err, variance float64) {
	s, problem := r.simulate(m)
	if problem != nil { // a change that makes the model impossible says nothing
		return 0, 0, 0
	}
	hits, without := r.outcome(s)
	var sum, squares float64
	for i, hit := range hits {
		if hit != r.hits[i] {
			squares++
			if hit {
				sum++
			} else {
				sum--
			}
		}
	}
	n := float64(len(hits))
	change = sum / n
	if r.variance > 0 {
		variance = 1 - without/r.variance
	}
	return change, math.Sqrt(max(0, squares/n-change*change) / n), variance
}

func (r *riskStudy) parameters(m *Model, report *RiskReport) {
	known := *m
	known.Parameters = slices.Clone(m.Parameters)
	for i, p := range m.Parameters {
		if p.Certain {
			continue
		}
		posterior := p.Posterior()
		fixed := p
		fixed.Certain, fixed.Value = true, [2]float64{posterior[Women].Mean, posterior[Men].Mean}
		one := *m
		one.Parameters = slices.Clone(m.Parameters)
		one.Parameters[i], known.Parameters[i] = fixed, fixed
		risk := Risk{Cause: ByParameter, ID: p.ID}
		risk.Change, risk.Error, risk.Variance = r.against(&one)
		deviations := [2]float64{posterior[Women].SD, posterior[Men].SD}
		risk.Higher, _, _ = r.against(shifted(m, p.ID, deviations, 1))
		risk.Lower, _, _ = r.against(shifted(m, p.ID, deviations, -1))
		report.Risks = append(report.Risks, risk)
	}
	all := Risk{Cause: ByParameters}
	all.Change, all.Error, all.Variance = r.against(&known)
	report.Risks = append(report.Risks, all)
	report.Luck = 1 - all.Variance
}

// shifted is the model with a parameter higher by some deviations.
func shifted(m *Model, id string, deviations [2]float64, times float64) *Model {
	other := *m
	other.Shifts = append(slices.Clone(m.Shifts), Shift{id, m.First, [2]float64{times * deviations[0], times * deviations[1]}})
	return &other
}

func (r *riskStudy) events(m *Model, report *RiskReport) {
	last := m.First.Add(r.month)
	add := func(cause Cause, id string, without *Model) {
		risk := Risk{Cause: cause, ID: id}
		risk.Change, risk.Error, risk.Variance = r.against(without)
		report.Risks = append(report.Risks, risk)
	}
	for i, event := range m.Recalls {
		if event.Month >= m.First && event.Month <= last {
			without := *m
			without.Recalls = slices.Delete(slices.Clone(m.Recalls), i, i+1)
			add(ByRecall, event.ID, &without)
		}
	}
	for i, event := range m.Moves {
		if event.Every == 0 && event.Month >= m.First && event.Month <= last {
			without := *m
			without.Moves = slices.Clone(m.Moves) // it keeps its place, and with it everybody's random numbers
			without.Moves[i].Seats, without.Moves[i].Open = 0, false
			add(ByMove, event.ID, &without)
		}
	}
}
