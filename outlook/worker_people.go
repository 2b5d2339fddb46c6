package outlook

import (
	"slices"
	"sort"
)

// stay is the chance of a known person to be where today's record has them: the
// product of the chances to take no monthly branch, month by month.
type stay [][lanes]float64

// drawStays sets them for each stage and sex with known people, as far as one of
// them has nothing else ahead.
func (w *worker) drawStays() {
	for i, k := range w.knownStages {
		for t := range w.stays[i] {
			w.slotOf = w.slotsOf[t]
			now := &w.stays[i][t]
			for l := range now {
				now[l] = 1
				if t > 0 {
					now[l] = w.stays[i][t-1][l]
				}
			}
			for _, b := range w.stages[k.stage].monthly {
				for l, p := range &w.value(b.parameter, k.sex).p {
					now[l] *= 1 - p
				}
			}
		}
	}
}

// walker is where a known person is on the way through the group.
type walker struct {
	*personCode
	lane, stage, due int
	at               uint64  // address of the person's random numbers
	u, stayed        float64 // a monthly branch is taken when the chance to have stayed is no more than u
}

// walk draws how a known person's time in the group ends, in every scenario. One
// uniform number, held against the chance to have stayed so far, decides when
// the person takes a monthly branch; most take none before the stay's own end,
// which one comparison tells.
func (w *worker) walk(i int) {
	p := &w.people[i]
	known, at := &w.known[2*p.group+p.sex], address(forPerson, 0, i)
	for l := range known {
		known[l]++
		at := w.start[l] + at
		month := w.walkFrom(&walker{p, l, p.stage, p.due, at, unit(at), 1})
		if p.seat != none {
			w.left[p.seat][l] = int32(month)
		}
	}
}

// walkFrom follows the person from today and returns the month of leaving, the
// horizon where that lies beyond it.
func (w *worker) walkFrom(k *walker) int {
	stays := w.stays[k.known][:k.end]
	if k.end > 0 {
		k.stayed = stays[k.end-1][k.lane]
	}
	if k.u < k.stayed || k.end == 0 {
		if k.recall != none {
			return w.leaveBy(k, k.end, k.recall)
		}
		return w.walkOn(k, k.end)
	}
	t := sort.Search(k.end, func(t int) bool { return k.u >= stays[t][k.lane] })
	if w.takesMonthly(k, t) {
		return t
	}
	return w.walkOn(k, t+1)
}

// walkOn follows the person month by month in the order of the model.
func (w *worker) walkOn(k *walker, from int) int {
	for t := from; t < w.months; t++ {
		if recalls := w.groups[k.group].recall; len(recalls) > 0 && recalls[0] == t {
			return w.exit(k, t, w.recallTo(k.group, t), atRecall)
		}
		w.slotOf = w.slotsOf[t]
		if t == k.due && w.fallsDue(k, t) {
			return t
		}
		for _, b := range w.stages[k.stage].monthly {
			k.stayed *= 1 - w.value(b.parameter, k.sex).p[k.lane]
		}
		if k.u >= k.stayed && w.takesMonthly(k, t) {
			return t
		}
	}
	return w.months
}

// fallsDue lets the stay end and reports whether the person leaves the group.
func (w *worker) fallsDue(k *walker, month int) bool {
	to := w.drawDue(k, k.at+uint64(1+3*month)*golden)
	if to == none || w.stages[to].group != k.group {
		w.exit(k, month, to, whenDue)
		return true
	}
	k.stage, k.due = to, w.dueAfter(to, month)
	return false
}

// takesMonthly lets the person take a monthly branch, likewise.
func (w *worker) takesMonthly(k *walker, month int) bool {
	w.slotOf = w.slotsOf[month]
	to := w.drawMonthly(k, k.at+uint64(2+3*month)*golden)
	if to == none || w.stages[to].group != k.group {
		w.exit(k, month, to, monthly)
		return true
	}
	k.stage, k.due, k.stayed, k.u = to, w.dueAfter(to, month), 1, unit(k.at+uint64(3+3*month)*golden)
	return false
}

func (w *worker) dueAfter(stage, month int) int {
	if w.stages[stage].duration == 0 {
		return never
	}
	return month + w.stages[stage].duration
}

func (w *worker) recallTo(group, month int) int {
	for _, r := range w.recalls[month] {
		if r.group == group {
			return r.to
		}
	}
	return none
}

// drawDue decides where somebody goes whose stay has ended.
func (w *worker) drawDue(k *walker, at uint64) int {
	s := &w.stages[k.stage]
	if k.final {
		return s.then
	}
	u := unit(at)
	for _, b := range s.due {
		chance := w.value(b.parameter, k.sex).p[k.lane]
		if u < chance {
			return b.to
		}
		u = (u - chance) / (1 - chance)
	}
	return s.then
}

// drawMonthly decides which branch is taken by somebody who takes one.
func (w *worker) drawMonthly(k *walker, at uint64) int {
	branches := w.stages[k.stage].monthly
	last := len(branches) - 1
	if last == 0 {
		return branches[0].to
	}
	stay := 1.0
	for _, b := range branches {
		stay *= 1 - w.value(b.parameter, k.sex).p[k.lane]
	}
	u, reach := unit(at)*(1-stay), 1.0
	for _, b := range branches[:last] {
		chance := w.value(b.parameter, k.sex).p[k.lane]
		if u < reach*chance {
			return b.to
		}
		u -= reach * chance
		reach *= 1 - chance
	}
	return branches[last].to
}

// exit notes that the person leaves.
func (w *worker) exit(k *walker, month, to, phase int) int {
	return w.leaveBy(k, month, slices.Index(w.exits, exitCode{k.group, k.sex, to, phase})) // few
}

func (w *worker) leaveBy(k *walker, month, exit int) int {
	at := month*len(w.exits) + exit
	w.leaving[at][k.lane]++
	w.leaves[at] = true
	return month
}
