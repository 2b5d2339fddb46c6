package outlook

import (
	"fmt"
	"math"
	"testing"
)

// The reference values are the first five numbers of SplitMix64 with the seed
// 1234567, as given by Rosetta Code's task "Pseudo-random numbers/Splitmix64".
func TestGeneratorIsSplitMix64(t *testing.T) {
	want := []uint64{6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821}
	for i, w := range want {
		if got := mix(1234567 + uint64(i+1)*golden); got != w {
			t.Errorf("number %d is %d, want %d", i+1, got, w)
		}
	}
}

const draws = 200000

// frequencies counts what a sampler gives at draws positions.
func frequencies(size int, draw func(at uint64) int) []float64 {
	counts := make([]float64, size)
	for i := range draws {
		counts[draw(scenarioStart(42, i))]++
	}
	return counts
}

// logChoose is ln of the binomial coefficient, by the library's own function.
func logChoose(n, k int) float64 {
	a, _ := math.Lgamma(float64(n + 1))
	b, _ := math.Lgamma(float64(k + 1))
	c, _ := math.Lgamma(float64(n - k + 1))
	return a - b - c
}

func TestBinomialAgainstItsProbabilities(t *testing.T) {
	tables := newTables()
	for _, c := range []struct {
		n int
		p float64
	}{{1, 0.3}, {7, 0.5}, {12, 0.02}, {30, 0.9}, {200, 0.04}, {300, 0.999}, {40, 0.5}, {5000, 0.01}, {20000, 0.7}, {100, 0.1}} {
		var v value
		v.set(0, c.p)
		want := make([]float64, c.n+1)
		for k := range want {
			want[k] = math.Exp(logChoose(c.n, k) + float64(k)*math.Log(c.p) + float64(c.n-k)*math.Log1p(-c.p))
		}
		got := frequencies(c.n+1, func(at uint64) int { return tables.binomial(c.n, &v, 0, at) })
		chiSquare(t, fmt.Sprintf("Bin(%d, %g)", c.n, c.p), got, want, draws)
	}
}

func TestHypergeometricAgainstItsProbabilities(t *testing.T) {
	tables := newTables()
	for _, c := range []struct{ good, bad, draws int }{{1, 1, 1}, {5, 20, 6}, {40, 10, 30}, {300, 700, 200}, {3000, 9000, 60}, {2, 500, 100}, {1000, 1000, 1000}, {9000, 300, 40}} {
		want := make([]float64, c.draws+1)
		for k := range want {
			if k <= c.good && c.draws-k <= c.bad {
				want[k] = math.Exp(logChoose(c.good, k) + logChoose(c.bad, c.draws-k) - logChoose(c.good+c.bad, c.draws))
			}
		}
		got := frequencies(c.draws+1, func(at uint64) int { return tables.hypergeometric(c.good, c.bad, c.draws, at) })
		chiSquare(t, fmt.Sprintf("%d of %d and %d", c.draws, c.good, c.bad), got, want, draws)
	}
}

func TestPoissonAgainstItsProbabilities(t *testing.T) {
	tables := newTables()
	for _, mean := range []float64{0.01, 1, 6.5, 9.99, 10, 42.5, 400} {
		want := make([]float64, 1000)
		for k := range want {
			f, _ := math.Lgamma(float64(k + 1))
			want[k] = math.Exp(float64(k)*math.Log(mean) - mean - f)
		}
		got := frequencies(len(want), func(at uint64) int { return tables.poisson(mean, math.Exp(-mean), at) })
		chiSquare(t, fmt.Sprintf("Poisson(%g)", mean), got, want, draws)
	}
}

// Beta(a, b) of whole a and b has the distribution function of a binomial tail.
func TestBetaAgainstItsDistribution(t *testing.T) {
	for _, c := range []struct{ a, b int }{{1, 1}, {2, 5}, {20, 51}, {1, 300}, {800, 3}} {
		const cells = 20
		edge := func(x float64) (sum float64) { // P(Beta ≤ x) = P(Bin(a+b−1, x) ≥ a)
			n := c.a + c.b - 1
			for k := c.a; k <= n; k++ {
				if x > 0 && x < 1 {
					sum += math.Exp(logChoose(n, k) + float64(k)*math.Log(x) + float64(n-k)*math.Log1p(-x))
				}
			}
			return sum
		}
		mean, sd := float64(c.a)/float64(c.a+c.b), 0.0
		sd = math.Sqrt(mean * (1 - mean) / float64(c.a+c.b+1))
		cuts := make([]float64, cells+1)
		for i := range cuts {
			cuts[i] = min(1, max(0, mean+sd*3*(float64(i)/cells*2-1)))
		}
		cuts[0], cuts[cells] = 0, 1
		want := make([]float64, cells)
		last := 0.0
		for i := range want {
			up := 1.0
			if cuts[i+1] < 1 {
				up = edge(cuts[i+1])
			}
			want[i], last = up-last, up
		}
		got := frequencies(cells, func(at uint64) int {
			x := beta(float64(c.a), float64(c.b), at)
			i := 0
			for i < cells-1 && x > cuts[i+1] {
				i++
			}
			return i
		})
		chiSquare(t, fmt.Sprintf("Beta(%d, %d)", c.a, c.b), got, want, draws)
	}
}

// Small shapes, where a gamma is boosted: mean and variance.
func TestBetaOfSmallShapes(t *testing.T) {
	a, b := 0.4, 1.7
	var m moments
	for i := range draws {
		m.add(beta(a, b, scenarioStart(1, i)))
	}
	mean := a / (a + b)
	variance := mean * (1 - mean) / (a + b + 1)
	if math.Abs(m.mean()-mean) > 4*math.Sqrt(variance/draws) || math.Abs(m.variance()/variance-1) > 0.02 {
		t.Errorf("mean %.4f variance %.5f, want %.4f and %.5f", m.mean(), m.variance(), mean, variance)
	}
}

// More people, or a higher probability, never give fewer where draws invert.
func TestSmallDrawsAreMonotone(t *testing.T) {
	tables := newTables()
	for i := range 300 {
		at, last := scenarioStart(8, i), 0
		for n := range 60 {
			var v value
			v.set(0, 0.15)
			x := tables.binomial(n, &v, 0, at)
			if x < last {
				t.Fatalf("%d people give %d, one fewer gave %d", n, x, last)
			}
			last = x
		}
		last = 0
		for p := 0.01; p < 0.99; p += 0.01 {
			var v value
			v.set(0, p)
			x := tables.binomial(15, &v, 0, at)
			if x < last {
				t.Fatalf("p = %.2f gives %d, a lower one %d", p, x, last)
			}
			last = x
		}
	}
}

func TestPowerIsExact(t *testing.T) {
	tables := newTables()
	for y := 0.0; y > -900; y -= 0.37 {
		if got, want := tables.power(y), math.Exp2(y); math.Abs(got/want-1) > 1e-15 {
			t.Fatalf("2^%g: %g, want %g", y, got, want)
		}
	}
}

func TestFactorialsAreExact(t *testing.T) {
	tables := newTables()
	for k := range 2 * tabulated {
		want, _ := math.Lgamma(float64(k + 1))
		if got := tables.lf(k); math.Abs(got-want) > 1e-14*(1+want) {
			t.Fatalf("ln %d! is %v, want %v", k, got, want)
		}
	}
}
