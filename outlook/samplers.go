package outlook

import "math"

// inversionMean is the mean below which counts are drawn by inversion, by adding
// up from 0; from there on they are drawn by rejection.
const inversionMean = 64

// tables are numbers that the samplers look up.
type tables struct {
	logFactorial [tabulated]float64
	inverse      [tabulatedInverses]float64 // of k+1
	roots        [256]float64               // 2^(k/256)
	bound, kept  float64                    // inversionMean and tabulated, for the wide samplers
	wide         bool                       // the processor has them
}

// tabulated is the number of logarithms of factorials kept; beyond, Stirling's
// series is exact to the last digits.
const (
	tabulated         = 8192
	tabulatedInverses = 256
)

func newTables() *tables {
	t := &tables{bound: inversionMean, kept: tabulated, wide: wideProcessor()}
	for k := range t.logFactorial {
		if k < tabulated/16 {
			t.logFactorial[k], _ = math.Lgamma(float64(k + 1))
		} else {
			t.logFactorial[k] = stirling(float64(k))
		}
	}
	for k := range t.inverse {
		t.inverse[k] = 1 / float64(k+1)
	}
	for k := range t.roots {
		t.roots[k] = math.Exp2(float64(k) / 256)
	}
	return t
}

// lf returns ln k!.
func (t *tables) lf(k int) float64 {
	if uint(k) < tabulated {
		return t.logFactorial[k]
	}
	return stirling(float64(k))
}

// stirling returns ln x! to the last digits for x of some hundreds and more.
func stirling(x float64) float64 {
	return (x+0.5)*math.Log(x) - x + 0.91893853320467274178 + (1./12-1./(360*x*x))/x
}

// power returns 2^y for −1000 < y ≤ 0, to the last digit or two.
func (t *tables) power(y float64) float64 {
	scaled := y * 256
	k := int64(scaled - 0.5) // the nearest: the conversion cuts towards zero
	z := (scaled - float64(k)) * (math.Ln2 / 256)
	square := z * z
	series := (1 + z) + square*((1./2+z*(1./6))+square*(1./24))
	return t.roots[k&255] * series * math.Float64frombits(uint64(k>>8+1023)<<52)
}

// binomial draws from Bin(n, p) with the lane's p at a position of the sequence.
func (t *tables) binomial(n int, v *value, l int, at uint64) int {
	small, turned := v.small[l], v.p[l] > 0.5
	x := 0
	switch u := unit(at); {
	case float64(n)*small >= inversionMean:
		x = t.rejectBinomial(n, small, at)
	case turned:
		x = t.invertBinomial(n, v.odds[l], v.stay[l], 1-u)
	default:
		x = t.invertBinomial(n, v.odds[l], v.stay[l], u)
	}
	if turned {
		return n - x
	}
	return x
}

// invertBinomial returns the smallest x with F(x) > u, by adding up from 0; odds
// are p/(1−p), stay is log₂(1−p).
func (t *tables) invertBinomial(n int, odds, stay, u float64) int {
	chance := t.power(float64(n) * stay)
	if u < chance {
		return 0
	}
	x, most := 0, odds*(float64(n)+1)
	for u >= chance && x < n && x < tabulatedInverses {
		u -= chance
		chance *= float64(most*t.inverse[x]) - odds
		x++
	}
	return x
}

// rejectBinomial draws from Bin(n, p) for n·p ≥ 10, p ≤ ½ by the algorithm BTRS.
//
// Source: W. Hörmann, "The generation of binomial random variates", J. Stat.
// Comput. Simul. 46 (1993), 101–110.
func (t *tables) rejectBinomial(n int, p float64, at uint64) int {
	count, q := float64(n), 1-p
	spread := math.Sqrt(count * p * q)
	b := 1.15 + 2.53*spread
	a := -0.0873 + 0.0248*b + 0.01*p
	c := count*p + 0.5
	quick := 0.92 - 4.2/b
	for ; ; at += twice {
		u, v := unit(at)-0.5, unit(at+golden)
		us := 0.5 - math.Abs(u)
		k := math.Floor((2*a/us+b)*u + c)
		if us >= 0.07 && v <= quick {
			return int(k)
		}
		if k < 0 || k > count {
			continue
		}
		m := int((count + 1) * p)
		v = math.Log(v * (2.83 + 5.1/b) * spread / (a/(us*us) + b))
		if v <= t.lf(m)+t.lf(n-m)-t.lf(int(k))-t.lf(n-int(k))+(k-float64(m))*math.Log(p/q) {
			return int(k)
		}
	}
}

// hypergeometric draws how many of good are among draws taken from good+bad.
func (t *tables) hypergeometric(good, bad, draws int, at uint64) int {
	return t.hyper(good, bad, draws, unit(at))
}

// hyper does so from a uniform number, adding up from the end that is nearer.
func (t *tables) hyper(good, bad, draws int, u float64) int {
	low, high := max(0, draws-bad), min(good, draws)
	mean := float64(draws) * float64(good) / float64(good+bad)
	turned := float64(high)-mean < mean-float64(low)
	if turned { // the other kind is nearer to its least number
		good, bad, low, high = bad, good, draws-high, draws-low
		mean, u = float64(draws)-mean, 1-u
	}
	x := low
	switch {
	case low >= high:
	case mean-float64(low) < inversionMean:
		x = t.riseHypergeometric(good, bad, draws, low, high, mean, u)
	default:
		x = t.spreadHypergeometric(good, bad, draws, low, high, u)
	}
	if turned {
		return draws - x
	}
	return x
}

// hyperChance returns the probability of exactly x.
func (t *tables) hyperChance(good, bad, draws, x int) float64 {
	exponent := (t.lf(good) - t.lf(x) - t.lf(good-x) + t.lf(bad) - t.lf(draws-x) - t.lf(bad-draws+x) -
		t.lf(good+bad) + t.lf(draws) + t.lf(good+bad-draws)) * math.Log2E
	if exponent < -1000 {
		return 0
	}
	return t.power(min(0, exponent))
}

// leastChance returns the probability of the least possible number, in which
// most factorials cancel.
func (t *tables) leastChance(good, bad, draws int) float64 {
	a, b, c := good, draws, draws-bad
	if bad >= draws {
		a, b, c = bad, good+bad-draws, bad-draws
	}
	return t.power(min(0, float64(t.lf(a)+t.lf(b)-t.lf(c)-t.lf(good+bad))*math.Log2E))
}

// riseHypergeometric inverts by adding up from the least possible number. The
// chance of x+1 is that of x times (good−x)(draws−x) / ((x+1)(bad−draws+x+1)):
// instead of dividing the chance, what is left of u is multiplied, both to a scale.
func (t *tables) riseHypergeometric(good, bad, draws, low, high int, mean, u float64) int {
	chance := t.leastChance(good, bad, draws)
	scale := 1 / ((mean + 1) * (float64(bad-draws) + mean + 1))
	x := low
	for n := 0; u >= chance && n < tabulatedInverses; n++ {
		u = float64((u - chance) * (float64((x+1)*(bad-draws+x+1)) * scale))
		chance *= float64((good-x)*(draws-x)) * scale
		x++
	}
	return min(x, high)
}

// spreadHypergeometric adds up from the most likely number to both sides: the
// same distribution in steps of the order of its deviation.
func (t *tables) spreadHypergeometric(good, bad, draws, low, high int, u float64) int {
	mode := min(high, max(low, int(float64(draws+1)*float64(good+1)/float64(good+bad+2))))
	up, down := mode, mode
	upChance := t.hyperChance(good, bad, draws, mode)
	downChance := upChance
	for u -= upChance; u >= 0 && (up < high || down > low); {
		if up < high {
			upChance *= float64(good-up) * float64(draws-up) / (float64(up+1) * float64(bad-draws+up+1))
			up++
			if u -= upChance; u < 0 {
				return up
			}
		}
		if down > low {
			downChance *= float64(down) * float64(bad-draws+down) / (float64(good-down+1) * float64(draws-down+1))
			down--
			if u -= downChance; u < 0 {
				return down
			}
		}
	}
	return mode
}

// poisson draws from Poisson(mean), nobody being e^−mean: by inversion where the
// mean is small, else by the algorithm PTRS.
//
// Source: W. Hörmann, "The transformed rejection method for generating Poisson
// random variables", Insur. Math. Econ. 12 (1993), 39–45.
func (t *tables) poisson(mean, nobody float64, at uint64) int {
	if mean <= 0 {
		return 0
	}
	if mean < 10 {
		u, chance, x := unit(at), nobody, 0
		for u >= chance && x < tabulatedInverses-1 {
			u -= chance
			chance *= mean * t.inverse[x]
			x++
		}
		return x
	}
	b := 0.931 + 2.53*math.Sqrt(mean)
	a := -0.059 + 0.02483*b
	quick := 0.9277 - 3.6224/(b-2)
	for ; ; at += twice {
		u, v := unit(at)-0.5, unit(at+golden)
		us := 0.5 - math.Abs(u)
		k := math.Floor((2*a/us+b)*u + mean + 0.43)
		if us >= 0.07 && v <= quick {
			return int(k)
		}
		if k < 0 || us < 0.013 && v > us {
			continue
		}
		if math.Log(v)+math.Log(1.1239+1.1328/(b-3.4))-math.Log(a/(us*us)+b) <= k*math.Log(mean)-mean-t.lf(int(k)) {
			return int(k)
		}
	}
}

// normal draws from the standard normal distribution by the polar method and
// returns the position after the numbers that it used.
func normal(at uint64) (x float64, next uint64) {
	for ; ; at += twice {
		u, v := 2*unit(at)-1, 2*unit(at+golden)-1
		if s := u*u + v*v; s < 1 && s > 0 {
			return u * math.Sqrt(-2*math.Log(s)/s), at + twice
		}
	}
}

// gamma draws from the gamma distribution of the shape, with rate 1.
//
// Source: G. Marsaglia, W. W. Tsang, "A simple method for generating gamma
// variables", ACM Trans. Math. Softw. 26 (2000), 363–372.
func gamma(shape float64, at uint64) float64 {
	if shape < 1 { // the boost of a shape below 1
		return gamma(shape+1, at+golden) * math.Pow(1-unit(at), 1/shape)
	}
	d := shape - 1./3
	c := 1 / math.Sqrt(9*d)
	for {
		var x float64
		x, at = normal(at)
		v := 1 + c*x
		u := 1 - unit(at)
		at += golden
		if v = v * v * v; v > 0 && (u < 1-0.0331*x*x*x*x || math.Log(u) < 0.5*x*x+d*(1-v+math.Log(v))) {
			return d * v
		}
	}
}

// beta draws from Beta(a, b).
func beta(a, b float64, at uint64) float64 {
	x, y := gamma(a, at), gamma(b, at+far)
	if x+y == 0 { // both shapes tiny: all the mass is at the ends
		if unit(at+far+golden) < a/(a+b) {
			return 1
		}
		return 0
	}
	return x / (x + y)
}
