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

// branch lets some of those here take a branch. Nobody does where u < 1 − n·p,
// as 1 − n·p ≤ (1−p)ⁿ, which most often saves the rest.
func (w *worker) branch(s, sex int, b *branchCode, here *vec) {
	v := w.value(b.parameter, sex)
	at := address(forMonthly, w.month, 2*b.place+sex)
	for l, n := range here {
		if n == 0 {
			continue
		}
		from := w.start[l] + at
		if unit(from) < 1-float64(n)*v.p[l] {
			continue
		}
		if x := int32(w.tables.binomial(int(n), v, l, from)); x > 0 {
			here[l] -= x
			w.leave(s, sex, l, x, b)
		}
	}
}

// leave sends x people of a stage, a random sample of its cohorts, on.
func (w *worker) leave(s, sex, l int, x int32, b *branchCode) {
	stage := &w.stages[s]
	cells := w.cells[stage.cell[sex]:][:stage.slots*stage.ring]
	total := w.totals[2*s+sex][l]
	w.totals[2*s+sex][l] -= x
	if len(cells) == 1 {
		cells[0][l] -= x
		w.send(b.to, sex, l, x, 0)
		return
	}
	at := w.start[l] + address(forSplit, w.month, 2*b.place+sex)
	if x > 16 {
		w.splitMany(cells, stage.ring, l, x, total, at, sex, b.to)
		return
	}
	for ; x > 0; x-- {
		rank := int32(unit(at) * float64(total))
		i := 0
		for ; rank >= cells[i][l]; i++ {
			rank -= cells[i][l]
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
	at := address(forMove, w.month, v.place)
	for l := range lanes {
		candidates := women[l] + men[l]
		if candidates == 0 {
			continue
		}
		seats := w.seatsOf(v, l, candidates)
		if seats <= 0 {
			continue
		}
		goWomen, goMen := w.choose(v, int(women[l]), int(men[l]), seats, w.start[l]+at)
		w.take(v, 0, l, int32(goWomen))
		w.take(v, 1, l, int32(goMen))
	}
}

// seatsOf returns how many places the move has.
func (w *worker) seatsOf(v *moveCode, l int, candidates int32) int {
	seats := v.seats
	if v.isOpen {
		seats = int(candidates)
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
	goWomen = min(kept, women, seats)
	rest := seats - goWomen
	if v.menFirst {
		goMen = min(men, rest)
		return goWomen + rest - goMen, goMen
	}
	more := w.tables.hypergeometric(women-goWomen, men, rest, at)
	return goWomen + more, rest - more
}

// take moves k people, those whose validity and then whose stay ends first.
func (w *worker) take(v *moveCode, sex, l int, k int32) {
	if k == 0 {
		return
	}
	from := &w.stages[v.from]
	w.totals[2*v.from+sex][l] -= k
	if from.slots*from.ring == 1 {
		w.cells[from.cell[sex]][l] -= k
		w.arrive(v.to, sex, l, k, 0)
		return
	}
	for e := 1; e <= from.ring && k > 0; e++ {
		validity := (w.month + e) % from.ring
		for d := 1; d <= from.slots && k > 0; d++ {
			cell := &w.cells[from.cell[sex]+(w.month+d)%from.slots*from.ring+validity]
			if x := min(cell[l], k); x > 0 {
				cell[l] -= x
				k -= x
				w.arrive(v.to, sex, l, x, validity)
			}
		}
	}
}

// arrive lets people into a stage at once.
func (w *worker) arrive(to, sex, l int, x int32, validity int) {
	stage := &w.stages[to]
	if !stage.keeps {
		validity = w.entry(stage)
	}
	w.cells[stage.cell[sex]+(w.month+stage.duration)%stage.slots*stage.ring+validity][l] += x
	w.totals[2*to+sex][l] += x
}
