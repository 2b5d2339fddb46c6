package outlook

import (
	"math"
	"math/rand/v2"
	"testing"
)

// both returns workers with and without the wide samplers; on a processor
// without them there is nothing to compare.
func both(t *testing.T) (wide, plain *worker) {
	t.Helper()
	wide, plain = &worker{program: &program{tables: newTables()}}, &worker{program: &program{tables: newTables()}}
	if !wide.tables.wide {
		t.Skip("this processor has no AVX-512")
	}
	plain.tables.wide = false
	return wide, plain
}

// A scenario must not depend on the processor: eight lanes at a time give the
// same numbers as one after the other, to the last person.
func TestWideBinomialsAreTheScalarOnes(t *testing.T) {
	wide, plain := both(t)
	r := rand.New(rand.NewPCG(1, 2))
	for round := range 4000 {
		var n vec
		var v value
		most := math.Exp(r.Float64() * 9)
		for l := range lanes {
			p := r.Float64()
			switch r.IntN(4) {
			case 0:
				p = math.Exp(-12 * p)
			case 1:
				p = math.Round(p)
			}
			v.set(l, p)
			n[l] = int32(r.Float64() * most)
			wide.start[l] = r.Uint64()
		}
		plain.start = wide.start
		at := r.Uint64()
		a, b := *wide.binomials(&n, &v, at), *plain.binomials(&n, &v, at)
		for l := range lanes {
			one := int32(plain.tables.binomial(int(n[l]), &v, l, plain.start[l]+at))
			if a[l] != b[l] || a[l] != one {
				t.Fatalf("round %d, Bin(%d, %v): wide %d, in passes %d, alone %d", round, n[l], v.p[l], a[l], b[l], one)
			}
		}
	}
}

func TestVectorsAddAndSubtract(t *testing.T) {
	var a, b vec
	if a.any() {
		t.Error("nobody is somebody")
	}
	for l := range lanes {
		a[l], b[l] = int32(l*l), int32(7*l-3)
	}
	sum, rest := a, a
	sum.add(&b)
	rest.sub(&b)
	for l := range lanes {
		if sum[l] != a[l]+b[l] || rest[l] != a[l]-b[l] {
			t.Errorf("lane %d: %d and %d give %d and %d", l, a[l], b[l], sum[l], rest[l])
		}
		only := vec{}
		only[l] = 1
		if !only.any() {
			t.Errorf("the one in lane %d is not seen", l)
		}
	}
}
