// Package baseline forecasts the share of women of one series by the methods in
// common use, so that the engine's own forecasts can be held against them in
// tests and benches: exponential smoothing (ETS) and ARIMA, each chosen by AICc,
// with normal bands, on the scale of the share or of its log odds.
//
// The forecasts are made as good as they can be without knowing other series:
// the best model of each class for each series and month, bands from its own
// errors, values that no share can have cut off.
//
// Sources: R. J. Hyndman, A. B. Koehler, J. K. Ord, R. D. Snyder, "Forecasting with
// Exponential Smoothing", 2008, chapters 2, 5, 6 and 7; G. E. P. Box, G. M. Jenkins,
// "Time Series Analysis: Forecasting and Control", chapters 5 and 7 (conditional
// sums of squares); C. M. Hurvich, C.-L. Tsai, "Regression and time series model
// selection in small samples", Biometrika 76 (1989), 297–307.
package baseline

import (
	"math"

	"beret/outlook"
)

// Scale is where a method works.
type Scale uint8

// The scales: the share itself, or the log odds with half a person on each side.
const (
	Share Scale = iota
	LogOdds
)

// least is the number of months from which a model is chosen; below, the series
// stays as it is.
const least = 6

// fitted is a model with its parameters: the forecast's mean and variance.
type fitted struct {
	aicc     float64
	mean     float64
	variance float64
}

// ETS returns exponential smoothing on a scale: the best by AICc of a level, a
// level with a trend and one with a damped trend, additive errors.
func ETS(scale Scale) outlook.SeriesGuess {
	return func(s outlook.Series, ahead int) []float64 { return guess(s, ahead, scale, bestETS) }
}

// ARIMA returns the best ARIMA(p, d, q) by AICc, p and q up to 2, d up to 1,
// fitted by conditional sums of squares.
func ARIMA(scale Scale) outlook.SeriesGuess {
	return func(s outlook.Series, ahead int) []float64 { return guess(s, ahead, scale, bestARIMA) }
}

// guess forecasts from the months since the last one without people.
func guess(s outlook.Series, ahead int, scale Scale, best func([]float64, int) fitted) []float64 {
	end := len(s.Total)
	from := end
	for from > 0 && s.Total[from-1] > 0 {
		from--
	}
	if from == end {
		return []float64{0}
	}
	people := float64(s.Total[end-1])
	var x []float64
	for i := from; i < end; i++ {
		x = append(x, scale.of(float64(s.Women[i]), float64(s.Total[i])))
	}
	now := scale.back(x[len(x)-1], people)
	if len(x) < least {
		return []float64{now}
	}
	f := best(x, ahead)
	sample := make([]float64, 0, len(normals()))
	for _, z := range normals() {
		sample = append(sample, scale.back(f.mean+z*math.Sqrt(f.variance), people))
	}
	return sample
}

func (s Scale) of(women, people float64) float64 {
	if s == LogOdds {
		return math.Log((women + 0.5) / (people - women + 0.5))
	}
	return women / people
}

// back returns the share in per cent, of so many people, as far as there can be one.
func (s Scale) back(x, people float64) float64 {
	if s == LogOdds {
		x = ((people+1)/(1+math.Exp(-x)) - 0.5) / people
	}
	return 100 * min(1, max(0, x))
}

// normals are quantiles of the normal distribution, evenly through it.
func normals() [99]float64 {
	var z [99]float64
	for i := range z {
		z[i] = math.Sqrt2 * math.Erfinv(2*(float64(i)+0.5)/float64(len(z))-1)
	}
	return z
}

// aicc is Akaike's criterion, corrected for few values, of n errors with their
// sum of squares and so many parameters, the variance counted.
func aicc(squares float64, n, parameters int) float64 {
	k, m := float64(parameters), float64(n)
	if m <= k+1 {
		return math.Inf(1)
	}
	return m*math.Log(squares/m+tiny) + 2*k + 2*k*(k+1)/(m-k-1)
}

// tiny keeps the logarithm of a perfect fit finite.
const tiny = 1e-12
