package prospect

import (
	"math"

	"beret/outlook"
)

// interval returns the central 80 % of a posterior: Beta of a proportion, Gamma
// of a rate.
func interval(p outlook.Posterior, kind outlook.Kind) (low, high float64) {
	if p.A == 0 {
		return p.Mean, p.Mean
	}
	below := func(x float64) float64 { return betaBelow(p.A, p.B, x) }
	most := 1.0
	if kind == outlook.Rate {
		below = func(x float64) float64 { return gammaBelow(p.A, p.B*x) }
		most = p.Mean + 40*p.SD
	}
	return bisect(below, 0.1, most), bisect(below, 0.9, most)
}

// bisect finds where an ascending function reaches a value between 0 and most.
func bisect(f func(float64) float64, value, most float64) float64 {
	low, high := 0.0, most
	for range 60 {
		if middle := (low + high) / 2; f(middle) < value {
			low = middle
		} else {
			high = middle
		}
	}
	return (low + high) / 2
}

func logGamma(x float64) float64 {
	y, _ := math.Lgamma(x)
	return y
}

// betaBelow is the probability that Beta(a, b) lies below x, by the continued
// fraction of the incomplete beta function (NIST DLMF 8.17.22), by Lentz's method.
func betaBelow(a, b, x float64) float64 {
	switch {
	case x <= 0:
		return 0
	case x >= 1:
		return 1
	case x > (a+1)/(a+b+2): // converges faster from the other end
		return 1 - betaBelow(b, a, 1-x)
	}
	front := math.Exp(logGamma(a+b)-logGamma(a)-logGamma(b)+a*math.Log(x)+b*math.Log1p(-x)) / a
	c, d := 1.0, 1/nonZero(1-(a+b)*x/(a+1))
	value := d
	for m := 1.0; m < 500; m++ {
		for _, term := range [2]float64{m * (b - m) * x / ((a + 2*m - 1) * (a + 2*m)), -(a + m) * (a + b + m) * x / ((a + 2*m) * (a + 2*m + 1))} {
			d, c = 1/nonZero(1+term*d), nonZero(1+term/c)
			value *= c * d
		}
		if math.Abs(c*d-1) < 1e-13 {
			break
		}
	}
	return front * value
}

func nonZero(x float64) float64 {
	if math.Abs(x) < 1e-300 {
		return 1e-300
	}
	return x
}

// gammaBelow is the probability that Gamma(a, 1) lies below x, by the series of
// the lower incomplete gamma function (NIST DLMF 8.7.1).
func gammaBelow(a, x float64) float64 {
	if x <= 0 {
		return 0
	}
	term := 1 / a
	sum := term
	for n := a + 1; term > sum*1e-15 && n < a+100_000; n++ {
		term *= x / n
		sum += term
	}
	return min(1, sum*math.Exp(a*math.Log(x)-x-logGamma(a)))
}
