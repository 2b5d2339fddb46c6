package baseline

import (
	"math"
	"math/rand/v2"
	"testing"

	"beret/civil"
	"beret/outlook"
)

// An autoregression drawn with 0.7 is found again, and its forecast returns to
// the mean with the variance of the closed form σ²(1 − φ²ʰ)/(1 − φ²).
func TestAutoregressionIsFound(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	x := []float64{5}
	for range 4000 {
		x = append(x, 5+0.7*(x[len(x)-1]-5)+r.NormFloat64())
	}
	f := order{1, 0, 0}.fit(x, 12)
	if math.Abs(f.mean-5) > 0.2 || math.Abs(f.variance-(1-math.Pow(0.7, 24))/(1-0.49)) > 0.2 {
		t.Errorf("%+v", f)
	}
}

// A level seen with noise is smoothed: the forecast's variance is that of
// Hyndman's table for the α that made the series.
func TestLevelIsSmoothed(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	level, x := 0.0, []float64(nil)
	for range 4000 {
		e := r.NormFloat64()
		x = append(x, level+e)
		level += 0.3 * e
	}
	f := smooth{alpha: 0.3}.fit(x, 12, 0, 3)
	if math.Abs(f.variance-(1+11*0.09)) > 0.1 || math.Abs(f.mean-level) > 0.5 {
		t.Errorf("%+v, level %.2f", f, level)
	}
}

// Whatever the series, a forecast is a share.
func TestForecastsAreShares(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for range 60 {
		s := outlook.Series{First: civil.MustMonth("2020-01")}
		for range r.IntN(30) {
			n := r.IntN(4) * r.IntN(50)
			s.Total = append(s.Total, n)
			s.Women = append(s.Women, r.IntN(n+1))
		}
		for _, guess := range []outlook.SeriesGuess{ETS(Share), ETS(LogOdds), ARIMA(Share), ARIMA(LogOdds)} {
			for _, v := range guess(s, 12) {
				if !(v >= 0 && v <= 100) {
					t.Fatalf("%v of %+v", v, s)
				}
			}
		}
	}
}
