package slate

import (
	"context"
	"slices"
)

// warm answers questions about a solved instance from where its solution ended:
// the network with its tree, the multipliers of each stage, the slates that
// were seen. The network has an arc for every pair that a question may open;
// a question closes, opens and prices arcs in a copy.
type warm struct {
	base   *Instance // the desk's
	result *Result
	wide   *Instance // with all that may be opened, without pins and bans
	engine *engine
	pairs  []int32        // of each pair of wide the place in the engine's
	more   map[Link]int32 // places of the pairs of wide that the desk's instance lacks
	starts [4][]int64     // multipliers to start the stages with; at 0 those where only shortfalls are asked for
	ends   [4]*engine     // where questions ended, by manner
	crowds []crowd        // by signature
}

// crowd stands for all officers of a signature, eligible or not: an arc from
// each, and one to each class.
type crowd struct {
	signature uint8
	officers  []int32 // of the model
	from      []int32 // arcs from them
	to        []int32 // arcs to the model's classes
}

// manner says what a question is like; one starts best where another of its
// manner ended.
type manner int

const (
	plain  manner = iota // the scores are the desk's: from the desk's slate
	tight                // only shortfalls are asked for, under the desk's caps
	loose                // without some of them
	costed               // the scores are costs
)

// newWarm prepares for questions about a slate.
func newWarm(in *Instance, r *Result) *warm {
	w := &warm{base: in, result: r, more: map[Link]int32{}}
	w.widen()
	w.engine = newEngine(newModel(w.wide, goal{}))
	w.recall()
	w.engine.stage = 3
	for w.engine.evaluate(w.starts[3]); w.engine.extend(); {
		w.engine.evaluate(w.starts[3])
	}
	w.index()
	w.addCrowds()
	if q, ok := w.vary(in, goal{}); ok {
		q.e.keep(q.e.evaluate(q.multipliers(3)))
		w.adopt(q)
	}
	return w
}

// adopt makes a question's engine the one that later questions start from.
func (w *warm) adopt(q *question) {
	if q.e.unit == w.engine.unit && !q.rescored && len(q.kept) == len(w.engine.m.apart) {
		w.engine = q.e
	}
}

// widen lists all pairs that a question may open: those of the upgrades, all of
// whom a ban names, and for every class and signature at least one, so that the
// network has a node.
func (w *warm) widen() {
	in := *w.base
	in.Pins, in.Bans = nil, nil
	in.Eligible = slices.Clip(in.Eligible)
	has := newPointTable(w.base)
	add := func(l Link, score int32) {
		if _, known := w.more[l]; !known && !has.eligible(l) {
			w.more[l] = int32(len(in.Eligible))
			in.Eligible = append(in.Eligible, Pair{l.Officer, l.Class, score})
		}
	}
	for _, u := range in.Upgrades {
		add(Link{u.Officer, u.Class}, u.Score)
	}
	for _, l := range w.base.Bans {
		for k := range in.Classes {
			add(Link{l.Officer, int32(k)}, 0)
		}
	}
	first, named := map[uint8]int32{}, make([]bool, len(in.Officers))
	for _, p := range in.Eligible {
		named[p.Officer] = true
	}
	for o, officer := range in.Officers {
		if _, seen := first[officer.Attributes]; !seen {
			first[officer.Attributes] = int32(o)
			for k := range in.Classes {
				add(Link{int32(o), int32(k)}, 0)
			}
		}
		if !named[o] && officer.Attributes != 0 && len(in.Classes) > 0 {
			add(Link{int32(o), 0}, 0)
		}
	}
	w.wide = &in
}

// index takes all pairs into the network and finds the place of each.
func (w *warm) index() {
	e := w.engine
	m := e.m
	for o := range m.officers {
		for at := m.start[o]; at < m.start[o+1]; at++ {
			e.addPair(int32(o), at)
		}
	}
	places := make(map[Link]int32, len(e.pairs))
	for i, p := range e.pairs {
		places[Link{m.officers[p.officer], m.classes[p.class]}] = int32(i)
	}
	w.pairs = make([]int32, len(w.wide.Eligible))
	for i, p := range w.wide.Eligible {
		w.pairs[i] = places[Link{p.Officer, p.Class}]
	}
}

// addCrowds adds the crowds' arcs, all closed.
func (w *warm) addCrowds() {
	e := w.engine
	node, place := map[uint8]int32{}, map[uint8]int{}
	for o := range e.m.officers {
		s := e.m.signatures[o]
		if s == 0 {
			continue
		}
		if _, seen := node[s]; !seen {
			node[s], place[s] = e.net.addNode(), len(w.crowds)
			p := crowd{signature: s}
			for c := range e.m.classes {
				k := e.m.kindOf[c<<8|int(s)]
				p.to = append(p.to, e.addNatural(e.net.addArc(node[s], e.m.kinds[k].node, 0, 0), bounds{}))
			}
			w.crowds = append(w.crowds, p)
		}
		p := &w.crowds[place[s]]
		p.officers = append(p.officers, int32(o))
		p.from = append(p.from, e.addNatural(e.net.addArc(e.officer[o], node[s], 0, 0), bounds{}))
	}
}

// recall takes the first multipliers from the certificate of the slate.
func (w *warm) recall() {
	e := w.engine
	for stage := range w.starts {
		w.starts[stage] = e.zero()
	}
	if w.result.Certificate == nil {
		return
	}
	floorAt := inverse(e.m.floors, len(w.base.Floors))
	for stage := 2; stage <= 3; stage++ {
		unit := float64(e.perShort)
		if stage == 3 {
			unit = float64(e.unit)
		}
		for _, n := range w.result.Certificate.Stages[stage-1].Nodes {
			if n.Low == 0 && n.High == 0 && len(n.Multipliers) > 0 {
				w.start(stage, n, unit/float64(n.Unit), floorAt)
				break
			}
		}
	}
	w.starts[0] = w.starts[2]
}

// start reads a stage's multipliers from a leaf.
func (w *warm) start(stage int, leaf Node, scale float64, floorAt []int32) {
	e, v := w.engine, w.starts[stage]
	for _, m := range leaf.Multipliers {
		value := int64(float64(m.Value) * scale)
		switch m.Row {
		case FloorRow:
			f := int(floorAt[m.Index])
			v[f], v[e.slopeAt(f)] = value, int64(float64(m.Slope)*scale)
		case ApartRow:
			if p := slices.Index(e.m.apartAt, m.Index); p >= 0 {
				e.active[p], v[e.apartAt(p)] = true, value
			}
		case PriorityRow:
			v[e.priorityAt()] = value
		case WeightedRow:
			v[e.shortAt()] = value
		}
	}
}

// ask is a solver for the instances that questions make from the desk's.
func (w *warm) ask(ctx context.Context, in *Instance, g goal) (*Result, error) {
	q, ok := w.vary(in, g)
	if !ok {
		return afresh(ctx, in, g)
	}
	return q.solve(ctx)
}
