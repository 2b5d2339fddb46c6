package outlook

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
	picks, n := &w.pending.picks, 0
	for l, x := range drawn {
		picks[n&laneMask] = uint8(l)
		n += one(x > 0)
	}
	for _, l := range picks[:n] {
		w.leave(s, sex, int(l&laneMask), drawn[l&laneMask], b)
	}
}

// leave sends x people of one scenario on.
func (w *worker) leave(s, sex, l int, x int32, b *branchCode) {
	stage := &w.stages[s]
	cells := w.cells[stage.cell[sex]:][:stage.slots*stage.ring]
	total := w.totals[2*s+sex][l]
	w.totals[2*s+sex][l] -= x
	at := w.start[l] + address(forSplit, w.month, 2*b.place+sex)
	if x > 16 {
		w.splitMany(cells, stage.ring, l, x, total, at, sex, b.to)
		return
	}
	for ; x > 0; x-- {
		rank := int32(unit(at) * float64(total))
		i, below := 0, int32(0)
		for c := range cells {
			below += cells[c][l]
			i += one(rank >= below)
		}
		cells[i][l]--
		w.send(b.to, sex, l, 1, i%stage.ring)
		at, total = at+golden, total-1
	}
}

// splitMany takes x of the total from the cells: one hypergeometric draw each.
func (w *worker) splitMany(cells []vec, ring, l int, x, total int32, at uint64, sex, to int) {
	for i := range cells {
		here := cells[i][l]
		if here == 0 {
			continue
		}
		k := int32(w.tables.hypergeometric(int(here), int(total-here), int(x), at+uint64(i)<<5*golden))
		cells[i][l] -= k
		total, x = total-here, x-k
		if k > 0 {
			w.send(to, sex, l, k, i%ring)
		}
		if x == 0 {
			return
		}
	}
}

func (w *worker) send(to, sex, l int, x int32, validity int) {
	if in := w.arrivalsOf(to, sex, validity); in != nil {
		in[l] += x
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
				in[l] += int32(w.tables.poisson(v.p[l], w.start[l]+at))
			}
		}
	}
}

// move takes people from a stage into another.
func (w *worker) move(v *moveCode) {
	women, men := &w.totals[2*v.from], &w.totals[2*v.from+1]
	if v.lasts > 0 {
		women, men = w.lasting(v, 0), w.lasting(v, 1)
	}
	at := address(forMove, w.month, v.place)
	goWomen, goMen := &w.pending.goWomen, &w.pending.goMen
	for l := range lanes {
		goWomen[l], goMen[l] = 0, 0
		candidates := women[l] + men[l]
		if seats := w.seatsOf(v, l, candidates); seats > 0 && candidates > 0 {
			x, y := w.choose(v, int(women[l]), int(men[l]), seats, w.start[l]+at)
			goWomen[l], goMen[l] = int32(x), int32(y)
		}
	}
	w.take(v, 0, goWomen)
	w.take(v, 1, goMen)
}

// lasting counts those whose validity holds for long enough.
func (w *worker) lasting(v *moveCode, sex int) *vec {
	from, sum := &w.stages[v.from], &w.pending.lasting[sex]
	*sum = vec{}
	for e := v.lasts; e <= from.ring; e++ {
		for d := range from.slots {
			sum.add(&w.cells[from.cell[sex]+d*from.ring+(w.month+e)%from.ring])
		}
	}
	return sum
}

// seatsOf returns how many places the move has.
func (w *worker) seatsOf(v *moveCode, l int, candidates int32) int {
	seats := v.seats
	if v.isOpen {
		seats = int(candidates)
	}
	if v.upto > 0 {
		room := int32(v.upto)
		for _, s := range v.with {
			room -= w.totals[2*s][l] + w.totals[2*s+1][l]
		}
		seats = min(seats, int(room))
	}
	if v.vacant == none {
		return seats
	}
	group := &w.groups[v.vacant]
	free := int32(group.posts[w.month]) - w.known[2*v.vacant][l] - w.known[2*v.vacant+1][l]
	for _, s := range group.stages {
		free -= w.totals[2*s][l] + w.totals[2*s+1][l]
	}
	if v.isOpen {
		return int(free)
	}
	return min(seats, int(free))
}

// choose returns how many women and men take the seats.
func (w *worker) choose(v *moveCode, women, men, seats int, at uint64) (goWomen, goMen int) {
	kept := v.women + (seats*v.perMille+999)/1000
	if seats >= women+men {
		return women, men
	}
	if v.upto > 0 && seats < v.seats && v.women < v.seats {
		kept = w.tables.hypergeometric(v.women, v.seats-v.women, seats, at+twice) + (seats*v.perMille+999)/1000
	}
	goWomen = min(kept, women, seats)
	rest := seats - goWomen
	if v.menFirst {
		goMen = min(men, rest)
		return goWomen + rest - goMen, goMen
	}
	more := w.tables.hypergeometric(women-goWomen, men, rest, at)
	return goWomen + more, rest - more
}

// take moves people, those whose validity and then whose stay ends first.
func (w *worker) take(v *moveCode, sex int, people *vec) {
	from, to := &w.stages[v.from], &w.stages[v.to]
	w.totals[2*v.from+sex].sub(people)
	w.totals[2*v.to+sex].add(people)
	enter := w.cells[to.cell[sex]+(w.month+to.duration)%to.slots*to.ring:][:to.ring]
	if !to.keeps {
		enter[w.entry(to)].add(people)
	}
	if from.slots*from.ring == 1 {
		w.cells[from.cell[sex]].sub(people)
		return
	}
	left := *people
	for e := max(1, v.lasts); e <= from.ring; e++ {
		validity := (w.month + e) % from.ring
		for d := 1; d <= from.slots; d++ {
			cell := &w.cells[from.cell[sex]+(w.month+d)%from.slots*from.ring+validity]
			taken := takeFrom(cell, &left)
			if to.keeps {
				enter[validity].add(&taken)
			}
		}
		if !left.any() {
			return
		}
	}
}

// takeFrom takes as many as are left to take and there.
func takeFrom(cell, left *vec) (taken vec) {
	for l := range cell {
		x := min(cell[l], left[l])
		cell[l] -= x
		left[l] -= x
		taken[l] = x
	}
	return taken
}
