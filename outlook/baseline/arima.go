package baseline

import "math"

// order is the shape of an ARIMA model; it has a mean where it is not differenced.
type order struct{ p, d, q int }

// conditioned is the number of first values that are given to all models alike,
// so that their likelihoods are of the same months.
const conditioned = 3

func bestARIMA(x []float64, ahead int) fitted {
	best := fitted{aicc: math.Inf(1), mean: x[len(x)-1]}
	for p := range 3 {
		for q := range 3 {
			for d := range 2 {
				if f := (order{p, d, q}).fit(x, ahead); f.aicc < best.aicc {
					best = f
				}
			}
		}
	}
	return best
}

func (o order) parameters() int { return o.p + o.q + 1 - o.d }

// fit finds the parameters of least conditional sum of squares.
func (o order) fit(x []float64, ahead int) fitted {
	start := make([]float64, o.parameters())
	if o.d == 0 {
		for _, v := range x {
			start[o.p+o.q] += v / float64(len(x))
		}
	}
	if o.p > 0 {
		start[0] = 0.6 * float64(1-o.d)
	}
	squares := func(w []float64) float64 {
		_, s := o.errors(x, w)
		return s
	}
	w := minimise(squares, start)
	errors, sum := o.errors(x, w)
	n := len(x) - conditioned
	f := fitted{aicc: aicc(sum, n, o.parameters()+1)}
	f.mean, f.variance = o.ahead(x, errors, w, ahead)
	f.variance *= sum / float64(max(1, n-o.parameters()))
	return f
}

// value is the series as the model sees it, less its mean.
func (o order) value(x, w []float64, i int) float64 {
	if o.d == 1 {
		return x[i] - x[i-1]
	}
	return x[i] - w[o.p+o.q]
}

// errors returns the one-step errors with those before the third month nought,
// and their sum of squares, +∞ where the model is not stationary and invertible.
func (o order) errors(x, w []float64) ([]float64, float64) {
	if !stable(w[:o.p]) || !stable(negated(w[o.p:o.p+o.q])) {
		return nil, math.Inf(1)
	}
	errors, sum := make([]float64, len(x)), 0.0
	for i := conditioned; i < len(x); i++ {
		e := o.value(x, w, i)
		for j := range o.p {
			e -= w[j] * o.value(x, w, i-1-j)
		}
		for j := range o.q {
			e -= w[o.p+j] * errors[i-1-j]
		}
		errors[i] = e
		sum += e * e
	}
	return errors, sum
}

// stable reports whether 1 − a₁z − a₂z² has its roots outside the unit circle.
func stable(a []float64) bool {
	switch len(a) {
	case 0:
		return true
	case 1:
		return math.Abs(a[0]) < 0.99
	}
	return math.Abs(a[1]) < 0.99 && a[0]+a[1] < 0.99 && a[1]-a[0] < 0.99
}

func negated(a []float64) []float64 {
	b := make([]float64, len(a))
	for i := range a {
		b[i] = -a[i]
	}
	return b
}

// ahead returns the forecast's mean, and its variance in units of the error's.
func (o order) ahead(x, errors, w []float64, months int) (mean, variance float64) {
	var past []float64
	for i := max(o.d, len(x)-2); i < len(x); i++ {
		past = append(past, o.value(x, w, i))
	}
	known := append([]float64{}, errors[len(errors)-2:]...)
	psi := make([]float64, months) // of the differences, summed where d is 1
	level, total := x[len(x)-1], 0.0
	for h := range months {
		v := 0.0
		for j := range min(o.p, len(past)) {
			v += w[j] * past[len(past)-1-j]
		}
		for j := range o.q {
			v += w[o.p+j] * known[len(known)-1-j]
		}
		past, known = append(past, v), append(known, 0)
		level += v
		psi[h] = o.psi(psi, w, h)
		if total += psi[h]; o.d == 1 {
			variance += total * total
		} else {
			variance += psi[h] * psi[h]
		}
	}
	if o.d == 1 {
		return level, variance
	}
	return past[len(past)-1] + w[o.p+o.q], variance
}

// psi is the weight of an error so many months later.
func (o order) psi(psi, w []float64, h int) float64 {
	if h == 0 {
		return 1
	}
	v := 0.0
	if h <= o.q {
		v = w[o.p+h-1]
	}
	for j := 0; j < o.p && h-1-j >= 0; j++ {
		v += w[j] * psi[h-1-j]
	}
	return v
}
