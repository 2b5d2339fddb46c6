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
	more     []int32 // offers of the pairs that the desk's instance lacks
	from     *engine // where it starts
	same     bool    // who may go where is as in the desk's instance
	shrunk   bool    // slates of the desk's instance may not be allowed
	rescored bool    // pairs have other scores than the desk's
}

// vary makes an engine for another instance; false where it differs from the
// desk's in more than questions do.
func (w *warm) vary(in *Instance, g goal) (*question, bool) {
	q := &question{w: w, in: in, g: g, same: true}
	if !q.covered() || !q.copyEngine() {
		return nil, false
	}
	q.openPairs()
	q.openRest()
	q.resize()
	if q.rescored || q.e.unit != q.from.unit {
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
	return q.coveredMore()
}

// coveredMore finds the pairs that the desk's instance lacks.
func (q *question) coveredMore() bool {
	for _, p := range q.in.Eligible[len(q.w.base.Eligible):] {
		at := q.w.offer(Link{p.Officer, p.Class})
		if at == None {
			return false
		}
		q.more = append(q.more, at)
		q.same, q.rescored = false, q.rescored || q.w.engine.m.offers[at].value != p.Score
	}
	for k, open := range q.g.open {
		if open && !q.w.opens[q.g.attribute][k] {
			return false
		}
		q.same = q.same && !open
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
	net.price = slices.Clone(net.price)
	net.heads, net.nexts, net.stack = slices.Clone(net.heads), slices.Clone(net.nexts), nil
	e.net, e.m, q.e = &net, &m, &e
	m.in, m.goal = q.in, q.g
	e.natural, e.owner = slices.Clone(q.from.natural), slices.Clone(q.from.owner)
	e.officer, e.officerArc = slices.Clone(q.from.officer), slices.Clone(q.from.officerArc)
	e.pairs, e.pool = slices.Clone(q.from.pairs), slices.Clone(e.pool)
	e.changed, e.best, e.lastBasis = nil, nil, slices.Clone(e.lastBasis)
	e.low, e.high = make([]int64, e.floors()), make([]int64, e.floors())
	e.hulls = make([][]hullPoint, e.floors())
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
			if q.e.officer[o] != None {
				q.e.net.arcs[q.e.officerArc[o]].cost = 0 // the price of a pair that may go
			}
		}
	}
	q.same = q.same && len(q.in.Apart) == len(q.w.base.Apart)
	m.apart, m.apartAt = pick(m.apart, q.kept), pick(m.apartAt, q.kept)
	q.e.active = pick(q.e.active, q.kept)
	return len(q.in.Apart) <= len(q.w.base.Apart)
}

// bound sets the bounds of an arc that no split has narrowed yet.
func (q *question) bound(arc, low, up int32) {
	q.e.natural[arc] = bounds{low, up}
	q.e.net.bound(arc, low, up)
}

// openPairs opens the instance's pairs but for bans, and holds the pins. A
// closed pair counts as one of the core, so that it is not taken in.
func (q *question) openPairs() {
	e, w := q.e, q.w
	closed := slices.Clone(w.closed)
	for _, at := range q.more {
		closed[at>>6] &^= 1 << (at & 63)
	}
	if slices.Contains(q.g.open, true) {
		for _, x := range w.extra {
			if q.g.open[x.Class] && q.in.Officers[x.Officer].Is(q.g.attribute) {
				closed[x.offer>>6] &^= 1 << (x.offer & 63)
			}
		}
	}
	for _, l := range q.in.Bans {
		if at := w.offer(l); at != None {
			closed[at>>6] |= 1 << (at & 63)
		}
	}
	e.inCore = slices.Clone(closed)
	for _, p := range e.pairs {
		at := p.offer
		e.inCore[at>>6] |= 1 << (at & 63)
		q.bound(p.arc, 0, 1-int32(closed[at>>6]>>(at&63)&1))
	}
	q.same = q.same && len(q.in.Bans) == len(w.base.Bans) && len(q.in.Pins) == len(w.base.Pins)
	for _, l := range q.in.Pins {
		q.shrunk = q.shrunk || !slices.Contains(w.base.Pins, l)
		q.hold(l)
	}
}

// hold takes a pinned pair into the core and its lower bound up.
func (q *question) hold(l Link) {
	at := q.w.offer(l)
	q.e.addPair(q.w.places[l.Officer], at)
	for _, p := range q.e.pairs {
		if p.officer == q.w.places[l.Officer] && p.class == q.w.class[l.Class] {
			q.bound(p.arc, 1, 1)
		}
	}
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
	for _, arcs := range [][]int32{q.e.classArc, q.e.kindArcs} {
		for _, arc := range arcs {
			q.bound(arc, 0, q.e.natural[arc].up)
		}
	}
	for o, arc := range q.e.officerArc {
		if q.e.officer[o] != None {
			q.bound(arc, 0, 1)
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
	if !q.rescored { // what is open may have the score of an upgrade
		for _, offer := range m.offers {
			k, v := m.classes[offer.class], int64(offer.value)
			best[k], worst[k] = max(best[k], v), min(worst[k], v)
		}
	}
	for k, room := range rooms {
		m.topPriority += room * int64(q.in.Classes[k].Priority)
		m.topScore += room * best[k]
		m.lowScore += room * worst[k]
	}
	q.e.scale()
	q.e.reference = m.topPriority
}

// value is what a pair adds to the score: ChangeCost too where it is kept.
func (q *question) value(p Pair, kept map[Link]bool) int64 {
	v := int64(p.Score)
	if len(kept) > 0 && kept[Link{p.Officer, p.Class}] {
		v += q.in.ChangeCost
	}
	return v
}

// reprice puts the variation's values on offers and arcs.
func (q *question) reprice() {
	e, kept, n := q.e, linkSet(q.in.Previous), len(q.w.base.Eligible)
	if q.rescored {
		e.m.offers = slices.Clone(e.m.offers)
		for i, p := range q.in.Eligible {
			at := int32(None)
			if i >= n {
				at = q.more[i-n]
			} else {
				at = q.w.offer(Link{p.Officer, p.Class})
			}
			e.m.offers[at].value = int32(q.value(p, kept))
		}
	}
	for i := range e.pairs {
		pair := &e.pairs[i]
		pair.value = e.m.offers[pair.offer].value
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
		if e.m.need(int32(f), e.m.posts[f]) <= 0 { // all grace
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
	if e.best == nil && ctx.Err() != nil {
		return nil, ctx.Err()
	} else if e.best == nil {
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
	if q.manner() == plain {
		e.drawLots()
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
