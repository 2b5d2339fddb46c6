package outlook

import (
	"math"
	"math/rand/v2"
	"testing"

	"beret/civil"
)

// CRPS against the integral that defines it.
func TestCRPSIsTheIntegral(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 50 {
		sample := make([]float64, 1+r.IntN(30))
		for i := range sample {
			sample[i] = math.Round(r.NormFloat64() * 10)
		}
		actual, integral := math.Round(r.NormFloat64()*10)+0.5, 0.0
		const step = 0.01
		for x := -60.0; x < 60; x += step {
			below := 0.0
			for _, s := range sample {
				below += indicator(s <= x)
			}
			d := below/float64(len(sample)) - indicator(x >= actual)
			integral += d * d * step
		}
		near(t, "CRPS", CRPS(sample, actual), integral, 0.1)
	}
	near(t, "of one value", CRPS([]float64{3}, 7.5), 4.5, 1e-12)
}

func TestCoverageCountsBands(t *testing.T) {
	sorted := make([]float64, 100)
	for i := range sorted {
		sorted[i] = float64(i + 1)
	}
	var c Coverage
	for y := range 100 {
		c.Add(sorted, float64(y+1))
	}
	// From the 25th to the 75th value there are 51, and so on.
	if c.Cases != 100 || c.Within != [3]int{51, 81, 96} {
		t.Errorf("%+v", c)
	}
}

// drawn is a past that was itself drawn from a model: forecasts made with that
// model must cover what their bands promise, and beat the simple guesses.
type drawn struct {
	m *Model
	n *naive
}

func (d *drawn) Actual(_ View, month civil.Month) (Share, bool) {
	at := int(month - d.m.First)
	return d.n.at("group g", max(0, at)), at >= 0 && at < d.m.Months
}

// Model is the truth, begun with the people as they stood.
func (d *drawn) Model(first civil.Month) (*Model, error) {
	m := *d.m
	m.First, m.Months, m.Start = first, 12, nil
	at := int(first-d.m.First) - 1
	for _, stage := range []string{"a", "post"} {
		s := d.n.at(stage, at)
		m.Start = append(m.Start, Crowd{Stage: stage, Sex: Women, Count: s.Women}, Crowd{Stage: stage, Sex: Men, Count: s.Total - s.Women})
	}
	return &m, nil
}

func TestBacktestOfTheTruthIsCalibrated(t *testing.T) {
	truth := &Model{First: firstMonth, Months: 1100,
		Stages:     []Stage{{ID: "a", Monthly: []Branch{{"go", "post"}}}, {ID: "post", Group: "g", Monthly: []Branch{{"home", "a"}}}},
		Groups:     []Group{{ID: "g", Posts: []Step{{firstMonth, 999}}}},
		Parameters: []Parameter{certain("go", 0.1, 0.05), certain("home", 0.1, 0.1)},
		Start:      []Crowd{{Stage: "a", Sex: Women, Count: 60}, {Stage: "a", Sex: Men, Count: 200}}}
	past := &drawn{m: truth, n: newNaive(truth, rand.New(rand.NewPCG(5, 6)))}
	past.n.run()
	scores, err := Backtest{First: firstMonth.Add(40), Last: firstMonth.Add(1080), Every: 7, Horizons: []int{6, 12}, Views: []View{{}}, Trend: 12,
		Options: Options{Scenarios: 320, Seed: 1}}.Run(past)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range scores {
		if s.Cases < 140 {
			t.Fatalf("%s at %d: %d cases", s.Measure, s.Horizon, s.Cases)
		}
		// Whole numbers make bands wider than they say; some cases overlap.
		for i, want := range Bands() {
			got := 100 * float64(s.Within[i]) / float64(s.Cases)
			if math.Abs(got-float64(want)) > 16 {
				t.Errorf("%s at %d: the band of %d %% holds %.0f %%", s.Measure, s.Horizon, want, got)
			}
		}
		if s.CRPS >= s.Stays || s.CRPS >= s.Trend {
			t.Errorf("%s at %d: CRPS %.2f, stays %.2f, trend %.2f", s.Measure, s.Horizon, s.CRPS, s.Stays, s.Trend)
		}
	}
}
