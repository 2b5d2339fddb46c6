package slate

import (
	"context"
	"slices"
)

// warm answers questions about a solved instance from where its solution ended:
// the network with its tree, the multipliers of each stage, the slates that
// were seen. Its model has every pair that a question may open; a question says
// which are closed, and a copy of the network takes in those it has use for.
type warm struct {
	base   *Instance // the desk's
	result *Result
	extra  []extra // pairs that base lacks, by officer
	engine *engine
	closed []uint64   // bits of the model's offers: those of the extras
	starts [4][]int64 // multipliers to start the stages with; at 0 those where only shortfalls are asked for
	ends   [4]*engine // where questions ended, by manner
	places []int32    // officers of the instance in the model, None for none
	class  []int32    // classes of the instance in the model
	opens  [][]bool   // of each attribute, the classes whose pairs are all there
}

// extra is a pair that a question may open, and its place among the offers.
type extra struct {
	Pair
	offer int32
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
	w := &warm{base: in, result: r}
	wide := w.widen()
	w.engine = newEngineWith(newModel(wide, goal{}), w.seed)
	m := w.engine.m
	w.places, w.class = inverse(m.officers, len(in.Officers)), inverse(m.classes, len(in.Classes))
	w.closed = make([]uint64, len(m.offers)/64+1)
	for i := range w.extra {
		x := &w.extra[i]
		x.offer = w.offer(Link{x.Officer, x.Class})
		w.closed[x.offer>>6] |= 1 << (x.offer & 63)
	}
	w.recall()
	if q, ok := w.vary(in, goal{}); ok {
		v := q.multipliers(3)
		for q.e.evaluate(v); q.e.extend(); {
			q.e.evaluate(v)
		}
		q.e.keep(q.e.evaluate(v))
		w.engine = q.e
	}
	return w
}

// offer finds a pair among the model's offers, None where it is not there.
func (w *warm) offer(l Link) int32 {
	o, m := w.places[l.Officer], w.engine.m
	if o == None {
		return None
	}
	for at := m.start[o]; at < m.start[o+1]; at++ {
		if m.offers[at].class == w.class[l.Class] {
			return at
		}
	}
	return None
}

// widen adds the pairs that a question may open, without pins and bans: those of
// the upgrades, and for each floor that is short all that those with its
// attribute lack in its group.
func (w *warm) widen() *Instance {
	in := *w.base
	in.Pins, in.Bans = nil, nil
	in.Eligible = slices.Clip(in.Eligible)
	w.opens = make([][]bool, 8)
	for a := range w.opens {
		w.opens[a] = make([]bool, len(in.Classes))
	}
	for f, floor := range in.Floors {
		if w.result.Shortfall[f] > 0 {
			for k, inside := range floor.classes(&in) {
				w.opens[floor.Attribute][k] = w.opens[floor.Attribute][k] || inside
			}
		}
	}
	upgrades := make([][]Upgrade, len(in.Officers))
	for _, u := range in.Upgrades {
		upgrades[u.Officer] = append(upgrades[u.Officer], u)
	}
	table, known := newPointTable(w.base), make([]int, len(in.Classes)) // the officer who has the class, from 1
	for o, officer := range in.Officers {
		for _, p := range table.pairs[table.start[o]:table.start[o+1]] {
			known[p.Class] = o + 1
		}
		add := func(class, score int32) {
			if known[class] != o+1 {
				known[class] = o + 1
				w.extra = append(w.extra, extra{Pair{int32(o), class, score}, None})
				in.Eligible = append(in.Eligible, Pair{int32(o), class, score})
			}
		}
		for _, u := range upgrades[o] {
			add(u.Class, u.Score)
		}
		for a, classes := range w.opens {
			for k, open := range classes {
				if open && officer.Is(a) {
					add(int32(k), 0)
				}
			}
		}
	}
	return &in
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
