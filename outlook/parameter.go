package outlook

import "math"

// Kind tells a probability from a rate.
type Kind uint8

// The kinds of parameter.
const (
	Proportion Kind = iota // events of trials: a Beta posterior
	Rate                   // events a month over Trials months: a Gamma posterior
)

// Parameter is a probability or a rate, by sex, with what is known about it.
type Parameter struct {
	ID      string
	Kind    Kind
	Counts  [2]Count // of the office's own record: women, men
	Prior   Prior
	Certain bool       // Value is taken as it is: a rule, a closed form
	Value   [2]float64 // by sex, where Certain
}

// Count is how often something happened: 19 of 69 passed; 12 left in 3400
// person-months.
type Count struct{ Events, Trials int }

// Prior is what was thought before the record was read.
type Prior struct {
	Mean   float64 // of a proportion 0 < Mean < 1; of a rate, events a month
	Weight float64 // of how many people (months for a rate) it counts, above 0
	// Alike is how alike the sexes are thought to be, as a number of people (κ in
	// the package's documentation). 0 keeps them apart. Not used for rates.
	Alike  float64
	Source string // who says so
}

// Posterior is what is known about a parameter for one sex. Of a proportion it
// is Beta(A, B), of a rate Gamma with shape A and rate B; certain ones have the
// Mean only.
type Posterior struct {
	A, B     float64
	Mean, SD float64
	Count    Count
}

// Posterior returns what is known for each sex.
func (p Parameter) Posterior() [2]Posterior {
	var both [2]Posterior
	for sex := range both {
		switch {
		case p.Certain:
			both[sex] = Posterior{Mean: p.Value[sex]}
		case p.Kind == Rate:
			both[sex] = gammaPosterior(p.Prior, p.Counts[sex])
		default:
			both[sex] = betaPosterior(p.Prior, p.Counts[sex], p.Counts[1-sex])
		}
		both[sex].Count = p.Counts[sex]
	}
	return both
}

// betaPosterior follows the package's formula: the prior is informed by the
// other sex, with a weight that is the harmonic sum of what is known about the
// other sex and how alike the two are.
func betaPosterior(prior Prior, own, other Count) Posterior {
	mean, weight := prior.Mean, prior.Weight
	if prior.Alike > 0 {
		known := prior.Weight + float64(other.Trials)
		mean = (prior.Mean*prior.Weight + float64(other.Events)) / known
		weight = 1 / (1/prior.Alike + 1/known)
	}
	a := mean*weight + float64(own.Events)
	b := (1-mean)*weight + float64(own.Trials-own.Events)
	sum := a + b
	return Posterior{A: a, B: b, Mean: a / sum, SD: math.Sqrt(a * b / (sum * sum * (sum + 1)))}
}

func gammaPosterior(prior Prior, own Count) Posterior {
	a := prior.Mean*prior.Weight + float64(own.Events)
	b := prior.Weight + float64(own.Trials)
	return Posterior{A: a, B: b, Mean: a / b, SD: math.Sqrt(a) / b}
}
