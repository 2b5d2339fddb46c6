package outlook

import "math"

// What the model of [ForecastSum] is made of.
const (
	sumReturn  = 0.5 // weight of a month in the level
	sumKeep    = 0.8 // what a month's error weighs against the next one's
	sumFreedom = 10  // of Student's t
)

// ForecastSum draws the counts at the end of the month so many months after the
// end of a series that sums up many contributors, such as the world's. The sample is
// nil where the series ends without people. It returns an [*Error] where the
// series is not possible.
//
// The model is a local level of the log odds of the share, and one of the
// logarithm of people, each with its own discounted variance: with the level
// ℓ ← ℓ + α·e after each month's error e = x − ℓ,
//
//	x(h) ~ ℓ + S·√(1 + (h−1)α²)·t₁₀,   S² = (v₀ + Σ 0.8ᵏe²) / (1 + Σ 0.8ᵏ)
//
// where k counts the months back, α is ½ for the share and 1 for people, and
// v₀, of the weight of one month, is the variance by chance alone: of so many
// women and men drawn at random. Limits: no trend is continued; a step in how many
// contributors report is taken for a move of the share.
//
// Sources: J. F. Muth, "Optimal properties of exponentially weighted forecasts", J. Am.
// Stat. Assoc. 55 (1960), 299–306; M. West, J. Harrison, "Bayesian Forecasting and
// Dynamic Models", 2nd ed., 1997, section 10.8 (variance discounting, Student's t).
// The constants are round numbers at the flat minimum of the CRPS on origins
// until April 2011 of the published series of 2009 to 2014.
func ForecastSum(sum Series, ahead int, o Options) ([]Share, error) {
	if problems := sum.Validate(); problems != nil {
		return nil, &Error{problems}
	}
	end := len(sum.Total) - 1
	if end < 0 || sum.Total[end] == 0 || ahead < 1 {
		return nil, nil
	}
	odds, people := localLevel{keep: sumReturn}, localLevel{keep: 1}
	for i, n := range sum.Total {
		if n > 0 {
			women, men := float64(sum.Women[i]), float64(n-sum.Women[i])
			odds.see(logOdds(Share{sum.Women[i], n}), 1/(women+0.5)+1/(men+0.5))
			people.see(math.Log(float64(n)), 1/float64(n))
		}
	}
	sample := make([]Share, max(1, o.Scenarios))
	for i := range sample {
		at := scenarioStart(o.Seed, o.First+i)
		p := shareOfOdds(odds.draw(ahead, at))
		n := max(1, int(math.Round(math.Exp(people.draw(ahead, at+far)))))
		sample[i] = Share{int(math.Floor(p*float64(n) + unit(at+2*far&all64))), n}
	}
	return sample, nil
}

// localLevel is simple exponential smoothing with the variance of its errors.
type localLevel struct {
	keep            float64 // α
	level, prior    float64
	squares, weight float64
	seen            bool
}

// see takes in a month's value; prior is the variance that it has by chance alone.
func (l *localLevel) see(x, prior float64) {
	l.prior = prior
	if !l.seen {
		l.level, l.seen = x, true
		return
	}
	e := x - l.level
	l.squares, l.weight = sumKeep*l.squares+e*e, sumKeep*l.weight+1
	l.level += l.keep * e
}

// draw returns a value some months ahead.
func (l *localLevel) draw(ahead int, at uint64) float64 {
	variance := (l.prior + l.squares) / (1 + l.weight) * (1 + float64(ahead-1)*l.keep*l.keep)
	z, at := normal(at)
	return l.level + math.Sqrt(variance/(gamma(sumFreedom/2., at)/(sumFreedom/2.)))*z
}
