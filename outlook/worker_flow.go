package outlook

import "unsafe"

// leaveMonthly lets people take the monthly branches of their stage.
func (w *worker) leaveMonthly() {
	w.exitKnown(monthly)
	for s := range w.stages {
		if len(w.stages[s].monthly) == 0 {
			continue
		}
		for sex := range 2 {
			here := w.totals[2*s+sex]
			for i := range w.stages[s].monthly {
				w.branch(s, sex, &w.stages[s].monthly[i], &here)
			}
		}
	}
}

// branch lets some of those here take a branch.
func (w *worker) branch(s, sex int, b *branchCode, here *vec) {
	if !here.any() {
		return
	}
	drawn := w.binomials(here, w.value(b.parameter, sex), address(forMonthly, w.month, 2*b.place+sex))
	if !drawn.any() {
		return
	}
	here.sub(drawn)
	stage := &w.stages[s]
	if stage.slots*stage.ring > 1 {
		w.leaveCohorts(s, sex, b, drawn)
		return
	}
	w.totals[2*s+sex].sub(drawn)
	w.cells[stage.cell[sex]].sub(drawn)
	if in := w.arrivalsOf(b.to, sex, 0); in != nil {
		in.add(drawn)
	}
}

// leaveCohorts sends those drawn, a random sample of the stage's cohorts, on.
func (w *worker) leaveCohorts(s, sex int, b *branchCode, drawn *vec) {
	stage, before, left := &w.stages[s], w.totals[2*s+sex], *drawn
	w.totals[2*s+sex].sub(drawn)
	at := address(forSplit, w.month, 2*b.place+sex)
	var into []vec // by end of validity, where they keep it
	if b.to != none && w.stages[b.to].keeps {
		w.due[2*b.to+sex] = true
		for v := range stage.ring {
			w.coming[w.stages[b.to].arrival[sex]+v] = true
		}
		into = w.in[w.stages[b.to].arrival[sex]:][:stage.ring]
	} else if in := w.arrivals32(b.to, sex); in != nil {
		in.add(drawn)
	}
	cells := w.cells[stage.cell[sex]:][:stage.slots*stage.ring]
	if drawn.more(&w.oneByOne) {
		for l, x := range drawn {
			if x > oneByOne {
				w.splitMany(cells, stage.ring, l, x, before[l], w.start[l]+at, into)
				left[l] = 0
			}
		}
	}
	for ; left.any(); at += golden {
		w.leaveOne(cells, stage.ring, &before, &left, at, into)
	}
}

// oneByOne is how many leavers of several cohorts are drawn one after the other.
const oneByOne = 16

// leaveOne lets one person go in every lane where some are left to leave.
func (w *worker) leaveOne(cells []vec, ring int, total, left *vec, at uint64, into []vec) {
	if w.tables.wide {
		leaveWide(&cells[0], len(cells), ring, total, left, &w.start, at, unsafe.SliceData(into))
		return
	}
	for l, x := range left {
		if x > 0 {
			rank, i := int32(unit(w.start[l]+at)*float64(total[l])), 0
			for ; rank >= cells[i][l]; i++ {
				rank -= cells[i][l]
			}
			cells[i][l]--
			left[l]--
			total[l]--
			if into != nil {
				into[i%ring][l]++
			}
		}
	}
}

// splitMany takes x of the total from the cells: one hypergeometric draw each.
func (w *worker) splitMany(cells []vec, ring, l int, x, total int32, at uint64, into []vec) {
	for i := range cells {
		here := cells[i][l]
		if here == 0 {
			continue
		}
		k := int32(w.tables.hypergeometric(int(here), int(total-here), int(x), at+uint64(i)<<5*golden))
		cells[i][l] -= k
		total, x = total-here, x-k
		if into != nil {
			into[i%ring][l] += k
		}
		if x == 0 {
			return
		}
	}
}

// comeIn lets people in from outside.
func (w *worker) comeIn() {
	w.place(w.crowds[w.month+1])
	for i, f := range w.inflows {
		for sex := range 2 {
			v := w.value(f.parameter, sex)
			in := w.arrivals32(f.stage, sex)
			at := address(forInflow, w.month, 2*i+sex)
			for l := range in {
				in[l] += int32(w.tables.poisson(v.p[l], v.stay[l], w.start[l]+at))
			}
		}
	}
}

// move takes people from a stage into another.
func (w *worker) move(v *moveCode) {
	women, men, q := &w.totals[2*v.from], &w.totals[2*v.from+1], &w.pending
	if v.lasts > 0 {
		women, men = w.lasting(v, 0), w.lasting(v, 1)
	}
	candidates := *women
	candidates.add(men)
	if !candidates.any() {
		return
	}
	w.seatsOf(v, &candidates)
	switch {
	case !moreVec(&q.seats):
		return
	case !candidates.more(&q.seats): // all of them
		q.goWomen, q.goMen = *women, *men
	default:
		w.draw(v, women, men, &candidates)
	}
	w.take(v, 0, &q.goWomen)
	w.take(v, 1, &q.goMen)
}

// draw finds who goes where there may be fewer places than candidates.
func (w *worker) draw(v *moveCode, women, men, candidates *vec) {
	q := &w.pending
	at, list := address(forMove, w.month, v.place), 0
	for l := range lanes {
		x, y, drawn := v.choose(women[l], men[l], max(0, min(q.seats[l], candidates[l])), q.kept[l])
		q.goWomen[l], q.goMen[l] = x, y
		w.list(list, l, women[l]-x, men[l]-y, drawn, at)
		list += one(drawn > 0)
	}
	chosen := w.hypers(list)
	for i, l := range q.whose[:list] {
		q.goWomen[l&laneMask] += chosen[i]
		q.goMen[l&laneMask] += q.draws[i] - chosen[i]
	}
}

// list writes a draw without putting back at a place of the list.
func (w *worker) list(place, l int, good, bad, draws int32, at uint64) {
	q, i := &w.pending, place&laneMask
	q.good[i], q.bad[i], q.draws[i], q.at[i], q.whose[i] = good, bad, draws, w.start[l]+at, uint8(l)
}

// keep finds how many places are kept for women; where Upto cuts the places, a
// random part of theirs stays.
func (w *worker) keep(v *moveCode, seats *vec) {
	q, list := &w.pending, 0
	q.kept.fill(v.women)
	if v.upto == 0 || v.women >= v.seats {
		return
	}
	for l, n := range seats {
		w.list(list, l, v.women, v.seats-v.women, max(0, n), address(forMove, w.month, v.place)+twice)
		list += one(n < v.seats)
	}
	kept := w.hypers(list)
	for i, l := range q.whose[:list] {
		q.kept[l&laneMask] = kept[i]
	}
}

// lasting counts those whose validity holds for long enough.
func (w *worker) lasting(v *moveCode, sex int) *vec {
	from, sum := &w.stages[v.from], &w.pending.lasting[sex]
	*sum = vec{}
	for e := v.lasts; e <= from.ring; e++ {
		for d := range from.slots {
			if at := from.cell[sex] + d*from.ring + (w.month+e)%from.ring; w.live[at] {
				sum.add(&w.cells[at])
			}
		}
	}
	return sum
}

// seatsOf finds how many places the move has, and how many are kept for women.
func (w *worker) seatsOf(v *moveCode, candidates *vec) {
	seats := &w.pending.seats
	seats.fill(v.seats)
	if v.isOpen {
		*seats = *candidates
	}
	if v.upto > 0 {
		var room vec
		room.fill(v.upto)
		for _, s := range v.with {
			room.sub(&w.totals[2*s])
			room.sub(&w.totals[2*s+1])
		}
		seats.limit(&room)
	}
	w.keep(v, seats)
	if v.vacant != none {
		var free vec
		w.free(v.vacant, &free)
		seats.limit(&free)
	}
}

// free finds how many posts of a group nobody holds.
func (w *worker) free(g int, free *vec) {
	group := &w.groups[g]
	free.fill(int32(group.posts[w.month]))
	free.sub(&w.known[2*g])
	free.sub(&w.known[2*g+1])
	for _, s := range group.stages {
		free.sub(&w.totals[2*s])
		free.sub(&w.totals[2*s+1])
	}
}

// choose returns how many women and men take the seats for certain, and how many
// more are drawn from the others.
func (v *moveCode) choose(women, men, seats, kept int32) (goWomen, goMen, drawn int32) {
	if seats >= women+men {
		return women, men, 0
	}
	if v.perMille > 0 {
		kept += int32((int(seats)*v.perMille + 999) / 1000)
	}
	goWomen = min(kept, women, seats)
	rest := seats - goWomen
	switch {
	case v.menFirst:
		goMen = min(men, rest)
		return goWomen + rest - goMen, goMen, 0
	case men == 0:
		return goWomen + rest, 0, 0
	case women == goWomen:
		return goWomen, rest, 0
	}
	return goWomen, 0, rest
}

// take moves people, those whose validity and then whose stay ends first.
func (w *worker) take(v *moveCode, sex int, people *vec) {
	if !people.any() {
		return
	}
	from, to := &w.stages[v.from], &w.stages[v.to]
	w.totals[2*v.from+sex].sub(people)
	w.totals[2*v.to+sex].add(people)
	enter := to.cell[sex] + (w.month+to.duration)%to.slots*to.ring
	if !to.keeps {
		w.bring(enter+w.entry(to), people)
	}
	if from.slots*from.ring == 1 {
		w.cells[from.cell[sex]].sub(people)
		return
	}
	left := *people
	for e := max(1, v.lasts); e <= from.ring; e++ {
		validity := (w.month + e) % from.ring
		for d := 1; d <= from.slots; d++ {
			at := from.cell[sex] + (w.month+d)%from.slots*from.ring + validity
			if !w.live[at] {
				continue
			}
			taken := w.cells[at].take(&left)
			if to.keeps {
				w.bring(enter+validity, &taken)
			}
		}
		if !left.any() {
			return
		}
	}
}

// bring puts people into a cell.
func (w *worker) bring(cell int, people *vec) {
	w.live[cell] = true
	w.cells[cell].add(people)
}
