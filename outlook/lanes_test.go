package outlook

import (
	"math"
	"math/rand/v2"
	"slices"
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

func TestWideHypergeometricsAreTheScalarOnes(t *testing.T) {
	wide, plain := both(t)
	r := rand.New(rand.NewPCG(3, 4))
	for round := range 6000 {
		n := 1 + r.IntN(lanes)
		most := math.Exp(1 + r.Float64()*8.5)
		q := &wide.pending
		for j := range n {
			q.good[j], q.bad[j] = int32(r.Float64()*most), int32(r.Float64()*most)
			q.draws[j], q.at[j] = r.Int32N(q.good[j]+q.bad[j]+1), r.Uint64()
		}
		plain.pending.moving = q.moving
		a, b := wide.hypers(n), plain.hypers(n)
		for j := range n {
			if a[j] != b[j] {
				t.Fatalf("round %d: of %d and %d, %d drawn: wide %d, alone %d", round, q.good[j], q.bad[j], q.draws[j], a[j], b[j])
			}
		}
	}
}

func TestWideLeaversAreTheScalarOnes(t *testing.T) {
	wide, plain := both(t)
	r := rand.New(rand.NewPCG(5, 6))
	for round := range 500 {
		ring := 1 + r.IntN(4)
		cells, into := make([]vec, ring*(1+r.IntN(9))), make([]vec, ring)
		var total, left vec
		for l := range lanes {
			wide.start[l] = r.Uint64()
			for i := range cells {
				cells[i][l] = r.Int32N(4)
				total[l] += cells[i][l]
			}
			left[l] = r.Int32N(total[l] + 1)
		}
		plain.start = wide.start
		if round%3 == 0 {
			into = nil
		}
		cells2, into2, total2, left2 := slices.Clone(cells), slices.Clone(into), total, left
		for at := uint64(0); left.any(); at++ {
			wide.leaveOne(cells, ring, &total, &left, at, into)
			plain.leaveOne(cells2, ring, &total2, &left2, at, into2)
		}
		if !slices.Equal(cells, cells2) || !slices.Equal(into, into2) || total != total2 || left2.any() {
			t.Fatalf("round %d: they differ", round)
		}
	}
}

func TestTakeIsTheSmaller(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	var cell, left vec
	for l := range lanes {
		cell[l], left[l] = r.Int32N(5), r.Int32N(5)
	}
	was, wanted := cell, left
	taken := cell.take(&left)
	for l := range lanes {
		if x := min(was[l], wanted[l]); taken[l] != x || cell[l] != was[l]-x || left[l] != wanted[l]-x {
			t.Errorf("lane %d: %d of %d, wanted %d", l, taken[l], was[l], wanted[l])
		}
	}
}

// A whole office comes out the same on a processor without the wide samplers.
func TestAnOfficeIsTheSameOnEveryProcessor(t *testing.T) {
	both(t)
	m := office()
	sample := func(wide bool) *Sample {
		p, err := compile(m, nil)
		if err != nil {
			t.Fatal(err)
		}
		p.tables.wide = wide
		return simulate(p, m.viewCodes(m.Views()), Options{Scenarios: 300, Seed: 12})
	}
	wide, plain := sample(true), sample(false)
	if !slices.Equal(wide.women, plain.women) || !slices.Equal(wide.total, plain.total) || !slices.Equal(wide.seats, plain.seats) {
		t.Error("the scenarios differ")
	}
}
