package outlook

import "math"

// value is a parameter's value in each of them.
type value struct {
	p     [lanes]float64
	small [lanes]float64 // the smaller of p and 1−p
	odds  [lanes]float64 // small/(1−small)
	stay  [lanes]float64 // log₂(1−small); of a rate the chance of nobody
	flips bool           // p is above ½ in a lane
}

// set makes a lane's value a probability.
func (v *value) set(l int, p float64) {
	small := min(p, 1-p)
	v.p[l], v.small[l], v.odds[l] = p, small, small/(1-small)
	v.stay[l] = math.Log1p(-small) * math.Log2E
	v.flips = v.flips || p > 0.5
}

// setRate makes a lane's value a rate.
func (v *value) setRate(l int, rate float64) {
	v.p[l], v.stay[l] = rate, math.Exp(-rate)
}

// worker simulates lanes scenarios at a time in memory of its own.
type worker struct {
	*program
	seed     uint64
	start    [lanes]uint64 // of each scenario in the sequence
	values   []value       // by slot
	slotOf   []int         // of this month, by 2·parameter + sex
	cells    []vec         // people by stage, sex, due month, end of validity
	live     []bool        // there may be somebody in the cell
	totals   []vec         // people by 2·stage + sex
	in       []vec         // people on their way into a stage, by end of validity
	coming   []bool        // there may be somebody
	due      []bool        // somebody is, by 2·stage + sex
	known    []vec         // known people by 2·group + sex
	leaving  []vec         // known people by month and exit
	leaves   []bool        // somebody does
	left     []vec         // month in which a key seat falls vacant
	stays    []stay        // of known people, by their stage and sex
	month    int
	recorder *recorder
	oneByOne vec // the number, in every lane
	pending  pending
}

func newWorker(p *program, seed uint64, r *recorder) *worker {
	w := &worker{program: p, seed: seed, recorder: r, values: make([]value, len(p.slots)), cells: make([]vec, p.cells), live: make([]bool, p.cells),
		totals: make([]vec, 2*len(p.stages)), in: make([]vec, p.arrivals), coming: make([]bool, p.arrivals), due: make([]bool, 2*len(p.stages)),
		known: make([]vec, 2*len(p.groups)), leaving: make([]vec, p.months*len(p.exits)),
		leaves: make([]bool, p.months*len(p.exits)), left: make([]vec, p.seats)}
	w.oneByOne.fill(oneByOne)
	for _, k := range p.knownStages {
		w.stays = append(w.stays, make(stay, k.months))
	}
	return w
}

// run simulates the scenarios first … first+lanes−1.
func (w *worker) run(first int) {
	w.reset(first)
	for w.month = 0; w.month < w.months; w.month++ {
		w.slotOf = w.slotsOf[w.month]
		w.recall()
		w.fallDue()
		w.settle()
		w.lapse()
		w.settle()
		w.leaveMonthly()
		w.comeIn()
		w.settle()
		for i := range w.moves[w.month] {
			w.move(&w.moves[w.month][i])
		}
		w.recorder.month(w, first)
	}
	w.recorder.seats(w, first)
}

// reset puts today's people in place and draws the parameters.
func (w *worker) reset(first int) {
	for i, live := range w.live {
		if live {
			w.cells[i], w.live[i] = vec{}, false
		}
	}
	clear(w.totals)
	clear(w.known)
	for l := range w.start {
		w.start[l] = scenarioStart(w.seed, first+l)
	}
	w.drawParameters(first)
	w.month = 0
	w.place(w.crowds[0])
	w.drawStays()
	for i := range w.people {
		w.walk(i)
	}
}

// drawParameters draws every parameter and applies the shifts.
func (w *worker) drawParameters(first int) {
	plain := 2 * len(w.posterior)
	before := w.kept.of(first)
	for i, slot := range w.slots[:plain] {
		v := &w.values[i]
		if before != nil && w.kept.same(slot.parameter, slot.sex, w.posterior[slot.parameter][slot.sex]) {
			*v = before[i]
			continue
		}
		w.drawParameter(v, slot)
		w.setAll(v, slot)
	}
	if before == nil {
		w.kept.keep(first, w.posterior, w.values[:plain])
	}
	for i, slot := range w.slots[plain:] {
		v := &w.values[plain+i]
		*v = w.values[2*slot.parameter+slot.sex]
		w.setAll(v, slot)
	}
}

// setAll applies a shift and makes the values ready to draw with.
func (w *worker) setAll(v *value, slot slotCode) {
	v.flips = false
	for l := range v.p {
		if w.kinds[slot.parameter] == Rate {
			v.setRate(l, max(0, v.p[l]+slot.add))
		} else {
			v.set(l, min(1, max(0, v.p[l]+slot.add)))
		}
	}
}

func (w *worker) drawParameter(v *value, slot slotCode) {
	known := w.posterior[slot.parameter][slot.sex]
	at := address(forParameter, 0, 2*slot.parameter+slot.sex)
	for l := range v.p {
		switch {
		case known.A == 0:
			v.p[l] = known.Mean
		case w.kinds[slot.parameter] == Rate:
			v.p[l] = gamma(known.A, w.start[l]+at) / known.B
		default:
			v.p[l] = beta(known.A, known.B, w.start[l]+at)
		}
	}
}

// value returns the parameter's value of this month.
func (w *worker) value(parameter, sex int) *value { return &w.values[w.slotOf[2*parameter+sex]] }

// place puts crowds into their stages at once.
func (w *worker) place(crowds []crowdCode) {
	for _, c := range crowds {
		s := &w.stages[c.stage]
		at := s.cell[c.sex] + c.due%s.slots*s.ring + c.expires%s.ring
		w.live[at] = true
		cell, total := &w.cells[at], &w.totals[2*c.stage+c.sex]
		for l := range cell {
			cell[l] += int32(c.count)
			total[l] += int32(c.count)
		}
	}
}

// recall empties the posts of the groups that are recalled.
func (w *worker) recall() {
	w.exitKnown(atRecall)
	for _, r := range w.recalls[w.month] {
		for _, s := range w.groups[r.group].stages {
			for sex := range 2 {
				w.empty(s, sex, r.to)
			}
		}
	}
}

// empty sends all of a stage on.
func (w *worker) empty(s, sex, to int) {
	stage, total := &w.stages[s], &w.totals[2*s+sex]
	in := w.arrivals32(to, sex)
	if in != nil {
		in.add(total)
	}
	*total = vec{}
	clear(w.cells[stage.cell[sex]:][:stage.slots*stage.ring])
	clear(w.live[stage.cell[sex]:][:stage.slots*stage.ring])
}

// arrivals32 returns where arrivals without a validity of their own are
// gathered until settle, nil where people leave for good.
func (w *worker) arrivals32(to, sex int) *vec {
	if to == none {
		return nil
	}
	return w.arrival(to, sex, w.entry(&w.stages[to]))
}

// arrival returns where those are gathered who bring or begin a validity.
func (w *worker) arrival(to, sex, validity int) *vec {
	at := w.stages[to].arrival[sex] + validity
	w.due[2*to+sex], w.coming[at] = true, true
	return &w.in[at]
}

// entry is the place of a validity that begins this month.
func (w *worker) entry(s *stageCode) int { return (w.month + s.validity) % s.ring }

// exitKnown lets known people go who leave in this phase of the month.
func (w *worker) exitKnown(phase int) {
	for e, exit := range w.exits {
		at := w.month*len(w.exits) + e
		if exit.phase != phase || !w.leaves[at] {
			continue
		}
		in, known, leaving := w.arrivals32(exit.to, exit.sex), &w.known[2*exit.group+exit.sex], &w.leaving[at]
		known.sub(leaving)
		if in != nil {
			in.add(leaving)
		}
		*leaving = vec{}
		w.leaves[at] = false
	}
}

// fallDue lets those go on whose stay has its full length.
func (w *worker) fallDue() {
	w.exitKnown(whenDue)
	for s := range w.stages {
		stage := &w.stages[s]
		if stage.duration == 0 {
			continue
		}
		for sex := range 2 {
			first := stage.cell[sex] + w.month%stage.slots*stage.ring
			for v := range stage.ring {
				w.cellDue(s, sex, v, first+v)
			}
		}
	}
}

// cellDue empties a cell along the due branches.
func (w *worker) cellDue(s, sex, validity, at int) {
	if !w.emptied(at) {
		return
	}
	stage, cell := &w.stages[s], &w.cells[at]
	w.totals[2*s+sex].sub(cell)
	for i := range stage.due {
		b := &stage.due[i]
		at := address(forDue, w.month, 2*b.place+sex) + uint64(validity)<<5*golden
		drawn := w.binomials(cell, w.value(b.parameter, sex), at)
		cell.sub(drawn)
		if in := w.arrivalsOf(b.to, sex, validity); in != nil {
			in.add(drawn)
		}
	}
	if in := w.arrivalsOf(stage.then, sex, validity); in != nil {
		in.add(cell)
	}
	*cell = vec{}
}

// emptied reports whether there is somebody in a cell that is about to be emptied.
func (w *worker) emptied(at int) bool {
	was := w.live[at]
	w.live[at] = false
	return was && w.cells[at].any()
}

// arrivalsOf is arrivals32 for people who may bring a validity.
func (w *worker) arrivalsOf(to, sex, validity int) *vec {
	if to == none || !w.stages[to].keeps {
		return w.arrivals32(to, sex)
	}
	return w.arrival(to, sex, validity)
}

// lapse lets those go whose validity ends.
func (w *worker) lapse() {
	for s := range w.stages {
		stage := &w.stages[s]
		if stage.ring == 1 {
			continue
		}
		for sex := range 2 {
			w.lapseOf(s, sex)
		}
	}
}

func (w *worker) lapseOf(s, sex int) {
	stage := &w.stages[s]
	for d := range stage.slots {
		at := stage.cell[sex] + d*stage.ring + w.month%stage.ring
		if !w.emptied(at) {
			continue
		}
		cell := &w.cells[at]
		w.totals[2*s+sex].sub(cell)
		if in := w.arrivals32(stage.lapse, sex); in != nil {
			in.add(cell)
		}
		*cell = vec{}
	}
}

// settle lets those in who are on their way.
func (w *worker) settle() {
	for i, due := range w.due {
		if !due {
			continue
		}
		w.due[i] = false
		stage, sex := &w.stages[i/2], i%2
		first := stage.cell[sex] + (w.month+stage.duration)%stage.slots*stage.ring
		for v, coming := range w.coming[stage.arrival[sex]:][:stage.ring] {
			if coming {
				w.coming[stage.arrival[sex]+v] = false
				w.let(stage.arrival[sex]+v, first+v, &w.totals[i])
			}
		}
	}
}

func (w *worker) let(from, to int, total *vec) {
	in := &w.in[from]
	if !in.any() {
		return
	}
	w.live[to] = true
	w.cells[to].add(in)
	total.add(in)
	*in = vec{}
}
