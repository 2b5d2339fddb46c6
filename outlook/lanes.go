package outlook

// Scenarios side by side are drawn in passes without a branch that depends on
// chance: each pass works on a list of the lanes that still need it and writes
// the list for the next one. A wrongly foreseen branch costs more than a draw.

// lanes is how many scenarios a worker simulates side by side: the rules of the
// month are read once for all of them, and their draws overlap in the processor.
const (
	lanes    = 64
	laneMask = lanes - 1
)

// vec is a number for each of the scenarios side by side.
type vec [lanes]int32

// add adds x.
func (v *vec) add(x *vec) {
	for l := range v {
		v[l] += x[l]
	}
}

// sub subtracts x.
func (v *vec) sub(x *vec) {
	for l := range v {
		v[l] -= x[l]
	}
}

// any reports whether a number is not zero.
func (v *vec) any() bool {
	var all int32
	for _, n := range v {
		all |= n
	}
	return all != 0
}

// pending is the list of lanes between two passes.
type pending struct {
	lane    [lanes]uint8
	asked   [lanes]uint8
	people  [lanes]int32
	u       [lanes]float64
	odds    [lanes]float64
	chance  [lanes]float64
	drawn   vec
	picks   [lanes]uint8
	goWomen vec
	goMen   vec
}

// one is 1 for true; it compiles to no branch.
func one(b bool) int {
	if b {
		return 1
	}
	return 0
}

// binomials draws from Bin(n, p) in every lane at a distance from the scenario's
// start and returns the numbers, which hold until the next call.
//
// The first pass keeps the lanes with u ≥ 1 − n·p; in the others nobody is drawn,
// as 1 − n·p ≤ (1−p)ⁿ.
func (w *worker) binomials(n *vec, v *value, at uint64) *vec {
	q := &w.pending
	q.drawn = vec{}
	kept := 0
	for l := range lanes {
		u := unit(w.start[l] + at)
		q.u[kept&laneMask], q.lane[kept&laneMask] = u, uint8(l)
		kept += one(u >= 1-float64(n[l])*v.p[l])
	}
	if kept == 0 {
		return &q.drawn
	}
	if v.flips {
		q.asked = q.lane // later passes write over the list
	}
	w.invert(w.beyondNobody(n, v, at, kept))
	if v.flips {
		w.flip(n, v, kept)
	}
	return &q.drawn
}

// beyondNobody is the second pass: with the exact chance of nobody it keeps the
// lanes where the inversion has to go on. Large means are drawn by rejection.
func (w *worker) beyondNobody(n *vec, v *value, at uint64, kept int) int {
	q, t := &w.pending, w.tables
	for j := range kept {
		l := q.lane[j&laneMask] & laneMask
		q.chance[j&laneMask] = t.power(float64(n[l]) * v.stay[l])
	}
	next := 0
	for j := range kept {
		j := j & laneMask
		l := q.lane[j] & laneMask
		people, u, chance := n[l], q.u[j], q.chance[j]
		if float64(people)*v.small[l] >= inversionMean {
			q.drawn[l] = int32(t.rejectBinomial(int(people), v.small[l], v.logOdds[l], w.start[l]+at))
			continue
		}
		if v.p[l] > 0.5 {
			u = 1 - u
		}
		i := next & laneMask
		q.u[i], q.chance[i], q.odds[i], q.people[i], q.lane[i] = u, chance, v.odds[l], people, l
		next += one(u >= chance) & one(people > 0)
	}
	return next
}

// invert adds up the chances of 1, 2, … in all lanes of the list at once.
func (w *worker) invert(kept int) {
	q := &w.pending
	for x := int32(1); kept > 0; x++ {
		inverse := w.tables.inverse[(x-1)&(tabulatedInverses-1)]
		next := 0
		for j := range kept {
			j := j & laneMask
			l, people := q.lane[j], q.people[j]
			u := q.u[j] - q.chance[j]
			chance := q.chance[j] * (q.odds[j] * float64(people-x+1) * inverse)
			q.drawn[l&laneMask] = x
			i := next & laneMask
			q.u[i], q.chance[i], q.odds[i], q.people[i], q.lane[i] = u, chance, q.odds[j], people, l
			next += one(u >= chance) & one(x < people)
		}
		kept = next
	}
}

// flip turns round what was drawn with 1 − p, in the lanes of the first pass.
func (w *worker) flip(n *vec, v *value, kept int) {
	q := &w.pending
	for _, l := range q.asked[:kept] {
		if l &= laneMask; v.p[l] > 0.5 {
			q.drawn[l] = n[l] - q.drawn[l]
		}
	}
}
