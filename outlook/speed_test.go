package outlook

import "testing"

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
