package slate

import (
	"cmp"
	"context"
	"slices"
	"sync"
)

// Desk keeps an instance, its slate and a warm solver between questions, so
// that each is a re-solve from where the last one ended. The instance is the
// desk's own copy as far as the desk changes it. A desk serves one caller at a
// time.
type Desk struct {
	in     *Instance
	result *Result
	ask    solver                          // of questions
	fresh  solver                          // of a changed instance, as Solve does
	again  func(*Instance, *Result) solver // of questions about another slate
	points pointTable
	ranks  []int32 // of the officers among equals
}

// newDesk starts at a slate of an instance that is already solved.
func newDesk(in *Instance, r *Result, ask solver) *Desk {
	own := *in
	again := func(*Instance, *Result) solver { return ask }
	return &Desk{in: &own, result: r, ask: ask, fresh: ask, again: again, points: newPointTable(in), ranks: in.Ranks()}
}

// Instance returns the instance as the desk has it now. It must not be changed.
func (d *Desk) Instance() *Instance { return d.in }

// Result returns the slate.
func (d *Desk) Result() *Result { return d.result }

// SetFloor puts another floor in the place of one and solves again. Only what
// Num, Den, Count and Weight say may differ. Where the context ends the solve
// without any slate, the desk stays as it was.
func (d *Desk) SetFloor(ctx context.Context, floor int, f Floor) (*Result, error) {
	changed := *d.in
	changed.Floors = slices.Clone(d.in.Floors)
	changed.Floors[floor] = f
	r, err := d.fresh(ctx, &changed, goal{})
	if err != nil {
		return nil, err
	}
	*d = Desk{in: &changed, result: r, ask: d.again(&changed, r), fresh: d.fresh, again: d.again, points: d.points, ranks: d.ranks}
	return r, nil
}

// full reports whether every place is filled: then no slate fills more, and
// none has to be kept from it.
func (d *Desk) full() bool {
	all := int64(0)
	for _, c := range d.in.Classes {
		all += int64(c.Places()) * int64(c.Priority)
	}
	return d.result.PriorityValue == all
}

// explain answers everything that the options ask. What solves from the desk's
// slate goes beside what solves from where the last shortage ended: neither sees
// the other, so that the answers are those of one after the other.
func (d *Desk) explain(ctx context.Context, opts ExplainOptions) (*Explanation, error) {
	e := &Explanation{Proven: d.result.Proven, Rates: CompareRates(d.in, d.result)}
	var beside sync.WaitGroup
	var first, second error
	beside.Go(func() { first = d.explainPrices(ctx, e, opts) })
	beside.Go(func() { second = d.explainShortfalls(ctx, e) })
	beside.Wait()
	if err := cmp.Or(first, second); err != nil {
		return nil, err
	}
	for _, p := range e.Prices {
		e.Proven = e.Proven && p.Proven
	}
	for _, s := range e.Shortfalls {
		e.Proven = e.Proven && s.Proven
	}
	for _, w := range e.WhyNot {
		e.Proven = e.Proven && w.Proven
	}
	e.Proven = e.Proven && (e.Together == nil || e.Together.Proven)
	return e, nil
}

// explainPrices answers what starts from the desk's slate.
func (d *Desk) explainPrices(ctx context.Context, e *Explanation, opts ExplainOptions) error {
	e.Reserves = d.Reserves(opts.Reserves)
	for f := range d.in.Floors {
		p, err := d.Price(ctx, f)
		if err != nil {
			return err
		}
		e.Prices = append(e.Prices, p)
	}
	for _, l := range opts.WhyNot {
		w, err := d.WhyNot(ctx, l)
		if err != nil {
			return err
		}
		e.WhyNot = append(e.WhyNot, w)
	}
	return nil
}

// explainShortfalls says why floors are short, and what would help.
func (d *Desk) explainShortfalls(ctx context.Context, e *Explanation) (err error) {
	for f, short := range d.result.Shortfall {
		if short == 0 {
			continue
		}
		s, err := d.Shortage(ctx, f)
		if err != nil {
			return err
		}
		e.Shortfalls = append(e.Shortfalls, s)
	}
	if e.Together = d.together(e.Shortfalls); len(e.Shortfalls) > 0 && e.Together == nil {
		e.Together, err = d.RemedyAll(ctx)
	}
	return err
}

// together finds a remedy of one floor that is one for all, without a solve. No
// set brings the floors below what each can be brought to alone, and none that
// does so for all costs less than the dearest of their remedies: where one
// remedy does the first and costs the second, nothing is better. Nil for none.
func (d *Desk) together(shortfalls []Shortage) *Remedy {
	least, dearest := int64(0), int64(0)
	for _, s := range shortfalls {
		if !s.Remedy.Proven {
			return nil
		}
		least += d.in.Floors[s.Floor].Weight * s.Remedy.After[s.Floor]
		dearest = max(dearest, s.Remedy.Cost)
	}
	for _, s := range shortfalls {
		short := int64(0)
		for _, other := range shortfalls {
			short += d.in.Floors[other.Floor].Weight * s.Remedy.After[other.Floor]
		}
		if short == least && s.Remedy.Cost == dearest {
			all := *s.Remedy
			all.Removed = short == 0
			return &all
		}
	}
	return nil
}

// change compares another slate with the desk's.
func (d *Desk) change(other *Result, points pointTable) Change {
	before, after := count(d.in, d.result.Assignment, d.points.of), count(d.in, other.Assignment, points.of)
	c := Change{Filled: after.filled - before.filled,
		PriorityValue: after.priorityValue - before.priorityValue,
		Weighted:      after.weighted - before.weighted, Score: after.score - before.score}
	for f := range after.shortfall {
		c.Shortfall = append(c.Shortfall, after.shortfall[f]-before.shortfall[f])
	}
	c.people(d.in, d.result.Assignment, other.Assignment)
	return c
}

// people says who comes, who goes and who moves, in the order of Officers.
func (c *Change) people(in *Instance, one, other []Link) {
	was, is := classOf(in, one), classOf(in, other)
	for o := range int32(len(in.Officers)) {
		switch {
		case was[o] == is[o]:
		case was[o] == None:
			c.In = append(c.In, Link{o, is[o]})
		case is[o] == None:
			c.Out = append(c.Out, Link{o, was[o]})
		default:
			c.Moved = append(c.Moved, Move{o, was[o], is[o]})
		}
	}
}

// classOf returns each officer's class in a slate, None without.
func classOf(in *Instance, links []Link) []int32 {
	classes := make([]int32, len(in.Officers))
	for o := range classes {
		classes[o] = None
	}
	for _, l := range links {
		classes[l.Officer] = l.Class
	}
	return classes
}
