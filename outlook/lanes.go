package outlook

import "math/bits"

// Scenarios side by side are drawn by the wide samplers of lanes_amd64.s where the
// processor has AVX-512, else in passes without a branch that depends on chance:
// each pass works on a list of the lanes that still need it and writes the list
// for the next one. A wrongly foreseen branch costs more than a draw. Both take
// the same steps with the same roundings; a change to one is a change to both.

// lanes is how many scenarios a worker simulates side by side: the rules of the
// month are read once for all of them, and their draws overlap in the processor.
const (
	lanes    = 64
	laneMask = lanes - 1
)

// vec is a number for each of the scenarios side by side.
type vec [lanes]int32

// add adds x.
func (v *vec) add(x *vec) { addVec(v, x) }

// sub subtracts x.
func (v *vec) sub(x *vec) { subVec(v, x) }

// any reports whether a number is not zero.
func (v *vec) any() bool { return anyVec(v) }

// more reports whether a number is greater than that of than.
func (v *vec) more(than *vec) bool {
	rest := *v
	rest.sub(than)
	return moreVec(&rest)
}

// take moves as many as are left to take, and there, from cell to taken.
func (v *vec) take(left *vec) (taken vec) {
	takeVec(&taken, v, left)
	return taken
}

// fill makes every number x.
func (v *vec) fill(x int32) {
	for l := range v {
		v[l] = x
	}
}

// limit lowers every number to that of most.
func (v *vec) limit(most *vec) {
	for l := range v {
		v[l] = min(v[l], most[l])
	}
}

// pending is the list of lanes between two passes.
type pending struct {
	lane   [lanes]uint8
	asked  [lanes]uint8
	people [lanes]int32
	u      [lanes]float64
	odds   [lanes]float64
	most   [lanes]float64 // odds·(n+1)
	chance [lanes]float64
	drawn  vec
	moving
}

// moving is the list of lanes in which a move has fewer places than candidates.
type moving struct {
	whose            [lanes]uint8
	good, bad, draws vec
	at               [lanes]uint64
	seats, kept      vec // places, and of them for women
	goWomen, goMen   vec
	lasting          [2]vec
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
	if w.tables.wide {
		w.large(n, v, at, binomialsWide(&q.drawn, n, v, &w.start, at, w.tables))
		return &q.drawn
	}
	q.drawn = vec{}
	kept := 0
	for l := range lanes {
		u := unit(w.start[l] + at)
		q.u[kept&laneMask], q.lane[kept&laneMask] = u, uint8(l)
		kept += one(u >= 1-float64(float64(n[l])*v.p[l]))
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

// large draws by rejection in the lanes of the set.
func (w *worker) large(n *vec, v *value, at, set uint64) {
	for ; set != 0; set &= set - 1 {
		l := bits.TrailingZeros64(set)
		w.pending.drawn[l] = int32(w.tables.binomial(int(n[l]), v, l, w.start[l]+at))
	}
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
			q.drawn[l] = int32(t.rejectBinomial(int(people), v.small[l], w.start[l]+at))
			continue
		}
		if v.p[l] > 0.5 {
			u = 1 - u
		}
		i := next & laneMask
		q.u[i], q.chance[i], q.odds[i], q.most[i], q.people[i], q.lane[i] = u, chance, v.odds[l], v.odds[l]*(float64(people)+1), people, l
		next += one(u >= chance)
	}
	return next
}

// together is how many steps the lanes of a list take side by side.
const together = 6

// invert adds up the chances of 1, 2, … in all lanes of the list at once. Each is
// the one before times odds·(n+1)/x − odds, which is odds·(n−x+1)/x.
func (w *worker) invert(kept int) {
	q := &w.pending
	x := int32(1)
	for ; kept > 0 && x <= together; x++ {
		inverse := w.tables.inverse[x-1]
		next := 0
		for j := range kept {
			j := j & laneMask
			l, people, odds, most := q.lane[j], q.people[j], q.odds[j], q.most[j]
			u := q.u[j] - q.chance[j]
			chance := q.chance[j] * (float64(most*inverse) - odds)
			q.drawn[l&laneMask] = min(x, people)
			i := next & laneMask
			q.u[i], q.chance[i], q.odds[i], q.most[i], q.people[i], q.lane[i] = u, chance, odds, most, people, l
			next += one(u >= chance)
		}
		kept = next
	}
	for j := range kept {
		w.invertOne(j&laneMask, x)
	}
}

// invertOne goes on alone from x, where long ways begin.
func (w *worker) invertOne(j int, x int32) {
	q := &w.pending
	u, chance, odds, most := q.u[j], q.chance[j], q.odds[j], q.most[j]
	for ; u >= chance && x <= tabulatedInverses; x++ {
		u -= chance
		chance *= float64(most*w.tables.inverse[x-1]) - odds
	}
	q.drawn[q.lane[j]&laneMask] = min(x-1, q.people[j])
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

// hypers draws n of the list without putting back: how many of good are among
// the draws.
func (w *worker) hypers(n int) *vec {
	q, open := &w.pending, uint64(1<<n-1)
	if n == 0 {
		return &q.drawn
	}
	if w.tables.wide {
		open &= hyperWide(&q.drawn, &q.good, &q.bad, &q.draws, &q.at, n, w.tables)
	}
	for ; open != 0; open &= open - 1 {
		j := bits.TrailingZeros64(open)
		q.drawn[j] = int32(w.tables.hypergeometric(int(q.good[j]), int(q.bad[j]), int(q.draws[j]), q.at[j]))
	}
	return &q.drawn
}
