package baseline

import "slices"

// corner is a point of the simplex with its value.
type corner struct {
	at    []float64
	value float64
}

// rounds bounds the search; five parameters settle well before.
const rounds = 160

// minimise searches the least value by the simplex method, from a start with
// steps of 0.1.
//
// Source: J. A. Nelder, R. Mead, "A simplex method for function minimization",
// Computer J. 7 (1965), 308–313.
func minimise(f func([]float64) float64, start []float64) []float64 {
	simplex := []corner{{start, f(start)}}
	for i := range start {
		at := slices.Clone(start)
		at[i] += 0.1
		simplex = append(simplex, corner{at, f(at)})
	}
	n := len(start)
	for range rounds {
		slices.SortFunc(simplex, func(a, b corner) int {
			switch {
			case a.value < b.value:
				return -1
			case a.value > b.value:
				return 1
			}
			return 0
		})
		if n == 0 || simplex[n].value-simplex[0].value < 1e-9*(simplex[0].value+tiny) {
			break
		}
		step(simplex, f)
	}
	return simplex[0].at
}

// step moves the worst corner, or draws all towards the best.
func step(simplex []corner, f func([]float64) float64) {
	n := len(simplex) - 1
	worst := &simplex[n]
	from := func(t float64) corner { // the centre of the others, t times away from the worst
		at := make([]float64, n)
		for i := range at {
			for _, c := range simplex[:n] {
				at[i] += c.at[i] / float64(n)
			}
			at[i] += t * (at[i] - worst.at[i])
		}
		return corner{at, f(at)}
	}
	turned := from(1)
	switch {
	case turned.value < simplex[0].value:
		if far := from(2); far.value < turned.value {
			turned = far
		}
		*worst = turned
	case turned.value < simplex[n-1].value:
		*worst = turned
	default:
		if inside := from(-0.5); inside.value < worst.value {
			*worst = inside
			return
		}
		for i := range simplex[1:] {
			c := &simplex[i+1]
			for j := range c.at {
				c.at[j] = (c.at[j] + simplex[0].at[j]) / 2
			}
			c.value = f(c.at)
		}
	}
}
