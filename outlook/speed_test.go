package outlook

import (
	"fmt"
	"testing"
)

func BenchmarkUnit(b *testing.B) {
	sum := 0.0
	for i := range b.N {
		sum += unit(uint64(i) * golden)
	}
	_ = sum
}

func benchBinomial(b *testing.B, n int, p float64) {
	t := newTables()
	var v value
	v.set(0, p)
	sum := 0
	b.ResetTimer()
	for i := range b.N {
		sum += t.binomial(n, &v, 0, uint64(i)<<8*golden)
	}
}

func BenchmarkBinomialRare(b *testing.B)   { benchBinomial(b, 100, 0.005) }
func BenchmarkBinomialSmall(b *testing.B)  { benchBinomial(b, 10, 0.3) }
func BenchmarkBinomialMiddle(b *testing.B) { benchBinomial(b, 40, 0.2) }
func BenchmarkBinomialLarge(b *testing.B)  { benchBinomial(b, 6000, 0.01) }
func BenchmarkHypergeometric(b *testing.B) {
	t := newTables()
	sum := 0
	b.ResetTimer()
	for i := range b.N {
		sum += t.hypergeometric(40, 100, 20, uint64(i)<<8*golden)
	}
}

func benchLanes(b *testing.B, wide bool, n int32, p float64) {
	w := &worker{program: &program{tables: newTables()}}
	w.tables.wide = w.tables.wide && wide
	v, count, sum := &value{}, &vec{}, 0
	for l := range lanes {
		w.start[l], count[l] = scenarioStart(1, l), n
		v.set(l, p)
	}
	b.ResetTimer()
	for i := range b.N {
		sum += int(w.binomials(count, v, uint64(i)<<8*golden)[0])
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/lanes, "ns/draw")
}

func BenchmarkLanes(b *testing.B) {
	for _, wide := range []bool{true, false} {
		for _, c := range []struct {
			n int32
			p float64
		}{{100, 0.0005}, {100, 0.005}, {10, 0.3}, {200, 0.02}, {30, 0.3}, {30, .5}, {30, 0.8}, {100, 0.3}, {5000, 0.006}, {5000, 0.01}, {5000, 0.015}, {5000, 0.03}} {
			b.Run(fmt.Sprint(wide, c), func(b *testing.B) { benchLanes(b, wide, c.n, c.p) })
		}
	}
}

func BenchmarkTables(b *testing.B) {
	for b.Loop() {
		newTables()
	}
}
