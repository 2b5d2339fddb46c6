package outlook

import (
	"math"
	"slices"
)

// CRPS returns the continuous ranked probability score of a forecast given as a
// sample, for what then came: the integral of (F(x) − 1{x ≥ actual})². It has
// the unit of the values, 0 is best, and of a single value it is the absolute
// error. The sample is sorted in place.
//
// Source: T. Gneiting, A. E. Raftery, "Strictly proper scoring rules,
// prediction, and estimation", J. Am. Stat. Assoc. 102 (2007), 359–378.
func CRPS(sample []float64, actual float64) float64 {
	slices.Sort(sample)
	n := float64(len(sample))
	sum := 0.0
	for i, x := range sample {
		// E|X−y| − ½E|X−X′| with the order statistics' weights.
		sum += 2 * (x - actual) * (indicator(actual < x) - (float64(i)+0.5)/n)
	}
	return sum / n
}

func indicator(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// Bands are the central bands whose coverage is judged, in per cent.
func Bands() [3]int { return [3]int{50, 80, 95} }

// Coverage is how often what came lay within a central band of the forecast,
// its ends included.
type Coverage struct {
	Cases  int
	Within [3]int // of the bands at Bands
}

// Add judges one forecast; the sample must be sorted.
func (c *Coverage) Add(sorted []float64, actual float64) {
	c.Cases++
	for i, band := range Bands() {
		low, high := band2(sorted, float64(band)/100)
		if low <= actual && actual <= high {
			c.Within[i]++
		}
	}
}

// band2 returns the ends of a central band of a sorted sample.
func band2(sorted []float64, part float64) (low, high float64) {
	n := len(sorted)
	at := func(p float64) float64 { return sorted[min(n-1, max(0, int(math.Ceil(p*float64(n)-1e-9))-1))] }
	return at((1 - part) / 2), at((1 + part) / 2)
}
