package slate

import (
	"context"
	"slices"
)

// question is one variation of the desk's instance and the engine's copy for it.
type question struct {
	w        *warm
	e        *engine
	in       *Instance
	g        goal
	kept     []int32 // pairs apart that stay, as places in the warm engine's
	from     *engine // where it starts
	same     bool    // who may go where is as in the desk's instance
	shrunk   bool    // slates of the desk's instance may not be allowed
	rescored bool
}

// vary makes an engine for another instance; false where it differs from the
// desk's in more than questions do.
func (w *warm) vary(in *Instance, g goal) (*question, bool) {
	q := &question{w: w, in: in, g: g, same: true}
	if !q.covered() || !q.copyEngine() {
		return nil, false
	}
	q.openPairs()
	q.openCrowds()
	q.openRest()
	q.resize()
	if q.e.unit != q.from.unit || q.rescored || q.w.ends[costed] == q.from {
		q.reprice()
	}
	q.e.net.settle()
	q.remember()
	return q, true
}

// covered reports whether the instance is one that questions make: the same
// people, classes and kinds of floors, the desk's pairs first, then others that
// are known.
func (q *question) covered() bool {
	base, in := q.w.base, q.in
	if len(in.Officers) == 0 || len(in.Officers) != len(base.Officers) || &in.Officers[0] != &base.Officers[0] ||
		len(in.Classes) != len(base.Classes) || len(in.Floors) != len(base.Floors) || len(in.Eligible) < len(base.Eligible) ||
		len(in.Previous) != len(base.Previous) {
		return false
	}
	for f, floor := range in.Floors {
		if b := base.Floors[f]; floor.Group != b.Group || floor.Attribute != b.Attribute || floor.Of != b.Of {
			return false
		}
	}
	for h, home := range in.Homes {
		if home.Cap != None && base.Homes[h].Cap == None {
			return false
		}
	}
	q.rescored = in.ChangeCost != base.ChangeCost
	for i, p := range base.Eligible {
		if in.Eligible[i].Officer != p.Officer || in.Eligible[i].Class != p.Class {
			return false
		}
		q.rescored = q.rescored || in.Eligible[i].Score != p.Score
	}
	for _, p := range in.Eligible[len(base.Eligible):] {
		at, known := q.w.more[Link{p.Officer, p.Class}]
		if !known {
			return false
		}
		q.same, q.rescored = false, q.rescored || q.w.wide.Eligible[at].Score != p.Score
	}
	return true
}

// copyEngine copies what a solve changes, and takes pairs apart away.
func (q *question) copyEngine() bool {
	q.from = q.w.engine
	if end := q.w.ends[q.manner()]; end != nil {
		q.from = end
	}
	e, m, net := *q.w.engine, *q.w.engine.m, *q.from.net
	net.nodes, net.arcs, net.links = slices.Clone(net.nodes), slices.Clone(net.arcs), slices.Clone(net.links)
	net.stack = nil
	e.net, e.m, q.e = &net, &m, &e
	m.in, m.goal = q.in, q.g
	e.natural, e.changed, e.best, e.lastBasis = slices.Clone(q.from.natural), nil, nil, slices.Clone(e.lastBasis)
	e.low, e.high = make([]int64, e.floors()), make([]int64, e.floors())
	e.hulls = make([][]hullPoint, e.floors())
	e.pool = slices.Clone(e.pool)
	return q.keepApart()
}

// keepApart finds the pairs apart that stay; false where there is a new one.
func (q *question) keepApart() bool {
	m := q.e.m
	stays := make(map[[2]int32]bool, len(q.in.Apart))
	for _, p := range q.in.Apart {
		stays[p] = true
	}
	for i, at := range m.apartAt {
		if stays[q.w.base.Apart[at]] {
			q.kept = append(q.kept, int32(i))
		}
	}
	for _, pair := range m.apart {
		for _, o := range pair {
			q.e.net.arcs[q.e.officerArc[o]].cost = 0 // the price of a pair that may go
		}
	}
	q.same = q.same && len(q.in.Apart) == len(q.w.base.Apart)
	m.apart, m.apartAt = pick(m.apart, q.kept), pick(m.apartAt, q.kept)
	q.e.active = pick(q.e.active, q.kept)
	return len(q.in.Apart) <= len(q.w.base.Apart)
}

func (q *question) bound(arc, low, up int32) {
	q.e.natural[arc] = bounds{low, up}
	q.e.net.bound(arc, low, up)
}

// arc returns the arc of one of the instance's pairs.
func (q *question) arc(i int) int32 {
	if n := len(q.w.base.Eligible); i >= n {
		p := q.in.Eligible[i]
		i = int(q.w.more[Link{p.Officer, p.Class}])
	}
	return q.e.pairs[q.w.pairs[i]].arc
}

// openPairs opens the instance's pairs but for bans, and holds the pins.
func (q *question) openPairs() {
	w := q.w
	banned, pinned := linkSet(q.in.Bans), linkSet(q.in.Pins)
	q.same = q.same && len(q.in.Bans) == len(w.base.Bans) && len(q.in.Pins) == len(w.base.Pins)
	for _, l := range q.in.Pins {
		q.shrunk = q.shrunk || !slices.Contains(w.base.Pins, l)
	}
	opened := make([]bool, len(w.pairs))
	for i, p := range q.in.Eligible {
		l, low, up := Link{p.Officer, p.Class}, int32(0), int32(1)
		if len(pinned) > 0 && pinned[l] {
			low = 1
		} else if len(banned) > 0 && banned[l] {
			up = 0
		}
		if i >= len(w.base.Eligible) {
			opened[w.more[l]] = true
		}
		q.bound(q.arc(i), low, up)
	}
	for i := len(w.base.Eligible); i < len(w.pairs); i++ {
		if !opened[i] {
			q.bound(q.e.pairs[w.pairs[i]].arc, 0, 0)
		}
	}
}

// openCrowds opens the crowds of those with the goal's attribute to its classes,
// and closes the others.
func (q *question) openCrowds() {
	wide := slices.Contains(q.g.open, true)
	q.same = q.same && !wide
	for _, c := range q.w.crowds {
		open := wide && c.signature>>q.g.attribute&1 == 1
		for i, arc := range c.from {
			if !open || q.openSingly(q.e.m.officers[c.officers[i]]) {
				q.bound(arc, 0, 0)
			} else {
				q.bound(arc, 0, 1)
			}
		}
		for k, arc := range c.to {
			if class := q.e.m.classes[k]; open && q.g.open[class] {
				q.bound(arc, 0, int32(q.in.Classes[class].Places()))
			} else {
				q.bound(arc, 0, 0)
			}
		}
	}
}

// openSingly opens an officer's pairs in the goal's classes one by one where a
// ban takes one out, and reports whether it does.
func (q *question) openSingly(officer int32) bool {
	if !slices.ContainsFunc(q.in.Bans, func(l Link) bool { return l.Officer == officer && q.g.open[l.Class] }) {
		return false
	}
	for k, open := range q.g.open {
		l := Link{officer, int32(k)}
		if at, more := q.w.more[l]; open && more && !slices.Contains(q.in.Bans, l) {
			q.bound(q.e.pairs[q.w.pairs[at]].arc, 0, 1)
		}
	}
	return true
}

// openRest sets the caps of homes, and takes back what splits have narrowed.
func (q *question) openRest() {
	for h, home := range q.e.m.homes {
		limit := int32(len(q.e.m.officers))
		if c := q.in.Homes[home].Cap; c != None {
			limit = min(limit, int32(c))
		}
		q.same = q.same && q.in.Homes[home].Cap == q.w.base.Homes[home].Cap
		q.bound(q.e.homeArc[h], 0, limit)
	}
	for _, arcs := range [][]int32{q.e.classArc, q.e.kindArcs, q.e.officerArc} {
		for _, arc := range arcs {
			q.bound(arc, 0, q.e.natural[arc].up)
		}
	}
}

// resize finds how large the numbers of the variation can become.
func (q *question) resize() {
	m := q.e.m
	rooms := q.in.Rooms()
	for k, open := range q.g.open {
		if open {
			rooms[k] = int64(q.in.Classes[k].Places())
		}
	}
	m.rooms = pick(rooms, m.classes)
	m.topPriority, m.topScore, m.lowScore = 0, 0, 0
	best, worst := make([]int64, len(rooms)), make([]int64, len(rooms))
	kept := linkSet(q.in.Previous)
	for _, p := range q.in.Eligible {
		v := q.value(p, kept)
		best[p.Class], worst[p.Class] = max(best[p.Class], v), min(worst[p.Class], v)
	}
	for k, room := range rooms {
		m.topPriority += room * int64(q.in.Classes[k].Priority)
		m.topScore += room * best[k]
		m.lowScore += room * worst[k]
	}
	q.e.scale()
	q.e.reference = m.topPriority
}

func (q *question) value(p Pair, kept map[Link]bool) int64 {
	v := int64(p.Score)
	if len(kept) > 0 && kept[Link{p.Officer, p.Class}] {
		v += q.in.ChangeCost
	}
	return v
}

// reprice puts the variation's values on the arcs.
func (q *question) reprice() {
	e, kept := q.e, linkSet(q.in.Previous)
	e.pairs = slices.Clone(e.pairs)
	for i, p := range q.in.Eligible {
		at := i
		if i >= len(q.w.base.Eligible) {
			at = int(q.w.more[Link{p.Officer, p.Class}])
		}
		pair := &e.pairs[q.w.pairs[at]]
		pair.value = int32(q.value(p, kept))
		e.net.arcs[pair.arc].cost = -e.unit * int64(pair.value)
	}
}

// remember takes the slates that were seen and the desk's slate, as far as the
// variation allows them.
func (q *question) remember() {
	e := q.e
	if q.shrunk || q.rescored {
		e.pool, e.lastBasis = nil, nil
	}
	if len(q.kept) != len(q.w.engine.m.apart) {
		e.lastBasis = nil
		for i, c := range e.pool {
			own := *c
			own.apart = pick(c.apart, q.kept)
			e.pool[i] = &own
		}
	}
	if !q.shrunk {
		q.incumbent()
	}
}

// incumbent starts from the desk's slate.
func (q *question) incumbent() {
	m := q.e.m
	values := map[Link]int64{}
	kept := linkSet(q.in.Previous)
	going := classOf(q.in, q.w.result.Assignment)
	for _, p := range q.in.Eligible {
		if going[p.Officer] == p.Class {
			values[Link{p.Officer, p.Class}] = q.value(p, kept)
		}
	}
	t := count(q.in, q.w.result.Assignment, func(l Link) int64 { return values[l] })
	c := &cut{priority: t.priorityValue, score: t.score + q.in.ChangeCost*int64(len(q.in.Previous)),
		have: make([]int64, len(m.floors)), filled: make([]int64, len(m.floors))}
	for f, floor := range m.floors {
		c.have[f] = t.have[floor]
		c.filled[f] = q.filled(int(floor))
	}
	q.e.best = q.e.judge(c)
	officerOf, classOf := inverse(m.officers, len(q.in.Officers)), inverse(m.classes, len(q.in.Classes))
	for _, l := range q.w.result.Assignment {
		q.e.best.links = append(q.e.best.links, Link{officerOf[l.Officer], classOf[l.Class]})
	}
}

// filled returns the places that the desk's slate fills in a floor's group.
func (q *question) filled(floor int) (n int64) {
	f := q.in.Floors[floor]
	f.Of = OfFilled
	inside := f.classes(q.in)
	for _, l := range q.w.result.Assignment {
		if inside[l.Class] {
			n++
		}
	}
	return n
}

// multipliers are those to start a stage with, in the variation's units, within
// what its floors' weights allow, and with its pairs apart.
func (q *question) multipliers(stage int) []int64 {
	e, from := q.e, q.w.engine
	old, v := q.w.starts[stage], e.zero()
	scale := float64(e.unit) / float64(from.unit)
	if stage != 3 {
		scale = float64(e.perShort) / float64(from.perShort)
	}
	for i := range v[:e.priorityAt()] {
		v[i] = int64(float64(old[i]) * scale)
	}
	for i, p := range q.kept {
		v[e.apartAt(i)] = int64(float64(old[from.apartAt(int(p))]) * scale)
	}
	for f := range e.floors() {
		if stage != 3 {
			v[f] = min(v[f], e.perShort*e.m.floor(int32(f)).Weight)
		}
		if q.rescored || e.m.need(int32(f), e.m.posts[f]) <= 0 { // all grace
			v[f], v[e.slopeAt(f)] = 0, 0
		}
	}
	return v
}

// solve runs the stages, without those whose outcome is known.
func (q *question) solve(ctx context.Context) (*Result, error) {
	e := q.e
	certificate := &Certificate{}
	result := &Result{Certificate: certificate}
	e.stage = 1
	switch {
	case q.same && e.best != nil:
		result.Bound.PriorityValue = q.w.result.Bound.PriorityValue
		if known := q.w.result.Certificate; known != nil {
			certificate.Stages[0] = known.Stages[0]
		}
	default:
		if e.best == nil {
			if c := e.evaluate(q.multipliers(3)); c.stray == 0 {
				e.keep(c)
			}
		}
		q.stage(ctx, result, e.zero())
	}
	if e.best == nil {
		return nil, errNone
	}
	e.reference = min(e.best.priority, e.enough())
	e.capped = q.g.capped && result.Bound.PriorityValue >= e.enough()
	e.stage = 2
	from := 2
	if q.g.short {
		from = 0
	}
	q.stage(ctx, result, q.multipliers(from))
	if !q.g.short {
		e.stage, e.limit = 3, e.best.weighted
		v := q.multipliers(3)
		e.coverShort(v)
		q.stage(ctx, result, v)
	}
	e.fill(result)
	q.leave()
	return result, nil
}

// manner tells the question's.
func (q *question) manner() manner {
	switch {
	case q.rescored:
		return costed
	case !q.g.short:
		return plain
	}
	for h, home := range q.in.Homes {
		if home.Cap != q.w.base.Homes[h].Cap {
			return loose
		}
	}
	return tight
}

// leave keeps the engine for the next question of the manner.
func (q *question) leave() {
	switch m := q.manner(); m {
	case loose, costed:
		q.w.ends[m] = q.e
	case tight: // the first is under all rules, and the others are but for one
		if q.w.ends[m] == nil {
			q.w.ends[m] = q.e
		}
	}
}

// stage searches one stage.
func (q *question) stage(ctx context.Context, result *Result, v []int64) {
	s := &search{e: q.e, ctx: ctx}
	s.run(v)
	q.e.record(result, s)
}
