package outlook

import "slices"

// walk draws how a known person's time in the group ends, in every scenario.
func (w *worker) walk(i int) {
	p := &w.people[i]
	known := &w.known[2*p.group+p.sex]
	for l := range lanes {
		known[l]++
		month := w.walkOne(i, p, l)
		if p.seat != none {
			w.left[p.seat][l] = int32(month)
		}
	}
}

// walkOne follows the person month by month in the order of the model and
// returns the month of leaving, the horizon where that lies beyond it. One
// uniform number, held against the chance to have stayed so far, decides when
// the person takes a monthly branch.
func (w *worker) walkOne(i int, p *personCode, l int) int {
	at := w.start[l] + address(forPerson, 0, i)
	recalls := w.groups[p.group].recall
	stage, due, stayed, u, segment := p.stage, p.due, 1.0, unit(at), 0
	for t := range w.months {
		for segment < len(w.segments) && w.segments[segment].month <= t {
			w.slotOf = w.segments[segment].slot
			segment++
		}
		if len(recalls) > 0 && recalls[0] == t {
			return w.exit(p, l, t, w.recallTo(p.group, t), atRecall)
		}
		if t == due {
			to := w.draw(&w.stages[stage], w.stages[stage].due, p, l, at+uint64(1+3*t)*golden)
			if to == none || w.stages[to].group != p.group {
				return w.exit(p, l, t, to, whenDue)
			}
			stage, due = to, w.dueAfter(to, t)
		}
		s := &w.stages[stage]
		for b := range s.monthly {
			stayed *= 1 - w.value(s.monthly[b].parameter, p.sex).p[l]
		}
		if u < stayed {
			continue
		}
		to := w.drawMonthly(s, p, l, at+uint64(2+3*t)*golden)
		if to == none || w.stages[to].group != p.group {
			return w.exit(p, l, t, to, monthly)
		}
		stage, due, stayed, u = to, w.dueAfter(to, t), 1, unit(at+uint64(3+3*t)*golden)
	}
	return w.months
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

// draw decides where somebody goes whose stay has ended.
func (w *worker) draw(s *stageCode, branches []branchCode, p *personCode, l int, at uint64) int {
	if p.final {
		return s.then
	}
	u := unit(at)
	for _, b := range branches {
		chance := w.value(b.parameter, p.sex).p[l]
		if u < chance {
			return b.to
		}
		u = (u - chance) / (1 - chance)
	}
	return s.then
}

// drawMonthly decides which branch is taken by somebody who takes one.
func (w *worker) drawMonthly(s *stageCode, p *personCode, l int, at uint64) int {
	last := len(s.monthly) - 1
	if last == 0 {
		return s.monthly[0].to
	}
	stay := 1.0
	for _, b := range s.monthly {
		stay *= 1 - w.value(b.parameter, p.sex).p[l]
	}
	u, reach := unit(at)*(1-stay), 1.0
	for _, b := range s.monthly[:last] {
		chance := w.value(b.parameter, p.sex).p[l]
		if u < reach*chance {
			return b.to
		}
		u -= reach * chance
		reach *= 1 - chance
	}
	return s.monthly[last].to
}

// exit notes that the person leaves.
func (w *worker) exit(p *personCode, l, month, to, phase int) int {
	at := month*len(w.exits) + slices.Index(w.exits, exitCode{p.group, p.sex, to, phase}) // few
	w.leaving[at][l]++
	w.leaves[at] = true
	return month
}
