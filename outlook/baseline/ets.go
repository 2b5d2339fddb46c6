package baseline

import "math"

// smooth is a smoothing model: level, trend and damping.
type smooth struct{ alpha, beta, phi float64 }

// bestETS chooses among the three models, their parameters on a grid: the level's
// in steps of 0.05, the trend's in tenths of it, three dampings.
func bestETS(x []float64, ahead int) fitted {
	best := fitted{aicc: math.Inf(1)}
	try := func(m smooth, trend float64, parameters int) {
		if f := m.fit(x, ahead, trend, parameters); f.aicc < best.aicc {
			best = f
		}
	}
	slope := (x[min(4, len(x)-1)] - x[0]) / float64(min(4, len(x)-1))
	for a := 1; a <= 20; a++ {
		alpha := float64(a) / 20
		try(smooth{alpha: alpha}, 0, 3) // α, first level, σ²
		for b := 1; b <= 10; b++ {
			beta := alpha * float64(b) / 10
			try(smooth{alpha, beta, 1}, slope, 5)
			for _, phi := range [...]float64{0.8, 0.9, 0.98} {
				try(smooth{alpha, beta, phi}, slope, 6)
			}
		}
	}
	return best
}

// fit runs the model through a series; the forecast's variance is that of its
// class in Hyndman and others, table 6.1.
func (m smooth) fit(x []float64, ahead int, trend float64, parameters int) fitted {
	level, squares := x[0], 0.0
	for _, v := range x[1:] {
		step := m.phi * trend
		e := v - level - step
		squares += e * e
		level, trend = level+step+m.alpha*e, step+m.beta*e
	}
	n := len(x) - 1
	mean, damped, factor, sum := level, 1.0, m.alpha, 1.0
	for j := 1; j <= ahead; j++ {
		damped *= m.phi
		mean += damped * trend
		factor += m.beta * damped
		if j < ahead {
			sum += factor * factor
		}
	}
	sigma := squares / float64(max(1, n-parameters+2))
	return fitted{aicc(squares, n, parameters), mean, sigma * sum}
}
