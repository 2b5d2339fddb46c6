package outlook

import (
	"math"
	"testing"
)

func near(t *testing.T, what string, got, want, within float64) {
	t.Helper()
	if math.Abs(got-want) > within {
		t.Errorf("%s: %.6f, want %.6f", what, got, want)
	}
}

func TestPosteriorOfCounts(t *testing.T) {
	// The sexes apart: prior and counts add up.
	p := Parameter{Prior: Prior{Mean: 0.5, Weight: 2}, Counts: [2]Count{{19, 69}, {0, 0}}}
	both := p.Posterior()
	near(t, "women's mean", both[Women].Mean, 20./71, 1e-12)
	near(t, "men's mean", both[Men].Mean, 0.5, 1e-12)
	near(t, "women's deviation", both[Women].SD, math.Sqrt(20./71*51./71/72), 1e-12)
}

// Without counts of its own a sex takes the mean of the other with the prior,
// and never more certainty than the likeness allows.
func TestTinyCountsLeanOnTheOtherSex(t *testing.T) {
	p := Parameter{Prior: Prior{Mean: 0.5, Weight: 4, Alike: 20}, Counts: [2]Count{{0, 0}, {600, 1000}}}
	women := p.Posterior()[Women]
	near(t, "mean", women.Mean, 602./1004, 1e-12)
	if weight := women.A + women.B; weight > 20 || weight < 19 {
		t.Errorf("a thousand men count as %.1f women, the likeness says at most 20", weight)
	}
	p.Counts[Women] = Count{10, 1000}
	if mean := p.Posterior()[Women].Mean; mean > 0.03 {
		t.Errorf("a thousand women of their own are not believed: %.3f", mean)
	}
	// Perfectly alike: as if all were one sex.
	p = Parameter{Prior: Prior{Mean: 0.3, Weight: 4, Alike: 1e12}, Counts: [2]Count{{3, 10}, {5, 30}}}
	near(t, "pooled", p.Posterior()[Women].Mean, (1.2+8)/44, 1e-9)
}

func TestRatePosterior(t *testing.T) {
	p := Parameter{Kind: Rate, Prior: Prior{Mean: 2, Weight: 6}, Counts: [2]Count{{10, 12}, {41, 12}}}
	women := p.Posterior()[Women]
	near(t, "mean", women.Mean, 22./18, 1e-12)
	near(t, "deviation", women.SD, math.Sqrt(22)/18, 1e-12)
}
