package slate

import (
	"cmp"
	"context"
	"math"
	"slices"
)

// Remedy finds the cheapest upgrades for one floor, which must be short.
func (d *Desk) Remedy(ctx context.Context, floor int) (*Remedy, error) {
	return newTreatment(d, func(f int) bool { return f == floor }).find(ctx)
}

// RemedyAll finds the cheapest upgrades for all floors that are short, weighted
// as in the objective.
func (d *Desk) RemedyAll(ctx context.Context) (*Remedy, error) {
	return newTreatment(d, func(int) bool { return true }).find(ctx)
}

// treatment looks for the cheapest set of upgrades after which the solved slate
// is least short of the treated floors while no floor is shorter than now.
//
// What is sought is two-layered: the upgrades are chosen here, the slate by the
// engine's own objective, which does not know what the upgrades are for. So one
// solve finds the cheapest upgrades by which some slate would do; that is a
// bound for both layers. Then the engine solves with those upgrades: where its
// slate does as well, the bound is reached and they are the answer. Only where
// it does not, sets are tried in the order of their cost.
type treatment struct {
	desk    *Desk
	treated []bool
	usable  []int32 // places in Upgrades: not banned, not eligible already
	most    int64   // more than the floors can be short, weighted
	step    int64   // more than the points of a slate can be
	best    outcome
	proven  bool
	tries   int
}

// outcome is what a set of upgrades comes to.
type outcome struct {
	upgrades []int32
	short    int64 // weighted sum of the treated floors
	cost     int64
	result   *Result
	points   pointTable
}

const mostTries = 256 // sets of upgrades, where the first one does not do

func newTreatment(d *Desk, treated func(int) bool) *treatment {
	t := &treatment{desk: d, most: 1, proven: d.result.Proven}
	for f, floor := range d.in.Floors {
		t.treated = append(t.treated, treated(f))
		t.most += floor.Weight * floor.most(d.in)
	}
	seen := map[Link]bool{}
	for _, ban := range d.in.Bans {
		seen[ban] = true
	}
	for _, i := range cheapestFirst(d.in.Upgrades) {
		l := Link{d.in.Upgrades[i].Officer, d.in.Upgrades[i].Class}
		if !d.points.eligible(l) && !seen[l] {
			seen[l] = true // of two that make the same link, the cheaper will do
			t.usable = append(t.usable, i)
		}
	}
	t.step = t.swing()
	t.best = outcome{short: t.short(d.result.Shortfall), result: d.result, points: d.points}
	return t
}

// cheapestFirst orders the places of upgrades by cost, then higher score.
func cheapestFirst(upgrades []Upgrade) []int32 {
	order := make([]int32, len(upgrades))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortStableFunc(order, func(a, b int32) int {
		return cmp.Or(cmp.Compare(upgrades[a].Cost, upgrades[b].Cost), cmp.Compare(upgrades[b].Score, upgrades[a].Score))
	})
	return order
}

// short is the weighted shortfall of the treated floors.
func (t *treatment) short(shortfall []int64) (sum int64) {
	for f, treated := range t.treated {
		if treated {
			sum += t.desk.in.Floors[f].Weight * shortfall[f]
		}
	}
	return sum
}

func (t *treatment) find(ctx context.Context) (*Remedy, error) {
	bound, err := t.bound(ctx)
	if err != nil {
		return nil, err
	}
	if len(bound.upgrades) > 0 {
		if err := t.try(ctx, bound.upgrades); err != nil {
			return nil, err
		}
	}
	if t.best.short > bound.short || t.best.cost > bound.cost {
		if err := t.search(ctx, bound); err != nil {
			return nil, err
		}
	}
	return t.remedy(bound), nil
}

// bound solves for the least shortfall that some slate with upgrades has, and
// for the least cost at which one does.
func (t *treatment) bound(ctx context.Context) (outcome, error) {
	if idle, err := t.idle(ctx); idle || err != nil {
		return t.best, err
	}
	more, err := t.fillsMore(ctx)
	if err != nil {
		return outcome{}, err
	}
	if len(more) > 0 {
		return t.divide(ctx, more)
	}
	o, _, err := t.least(ctx, t.desk.result.PriorityValue, t.usable)
	return o, err
}

// least is bound for slates that fill so much, by some upgrades; false where
// that much cannot be filled.
func (t *treatment) least(ctx context.Context, enough int64, usable []int32) (outcome, bool, error) {
	all := t.usable
	defer func() { t.usable = all }()
	t.usable = usable
	in, g := t.relaxed(enough, false)
	r, err := t.desk.ask(ctx, in, g)
	if err == nil && !t.admissible(r) { // some treated floor pays for another
		in, g = t.relaxed(enough, true)
		r, err = t.desk.ask(ctx, in, g)
	}
	if err != nil {
		return outcome{}, false, err
	}
	t.proven = t.proven && g.reached(r)
	o := outcome{short: t.short(r.Shortfall[:len(t.desk.in.Floors)]), upgrades: t.used(r)}
	for _, i := range o.upgrades {
		o.cost += t.counted(t.desk.in.Upgrades[i].Cost)
	}
	return o, r.Bound.PriorityValue >= enough, nil
}

// divide is bound where upgrades make the engine fill more than now, which it
// puts before floors: a set with such an upgrade fills more, by the least of
// their gains at least; one without is bounded without them. It tries the best
// set of each, and returns the lesser bound.
func (t *treatment) divide(ctx context.Context, more map[int32]int64) (outcome, error) {
	now, gain := t.desk.result.PriorityValue, int64(math.MaxInt64)
	for _, by := range more {
		gain = min(gain, by)
	}
	rest := slices.DeleteFunc(slices.Clone(t.usable), func(i int32) bool { return more[i] > 0 })
	without, _, err := t.least(ctx, now, rest)
	if err != nil {
		return outcome{}, err
	}
	with, possible, err := t.least(ctx, now+gain, t.usable)
	if err != nil {
		return outcome{}, err
	}
	parts := []outcome{without}
	if possible {
		parts = append(parts, with)
	}
	for _, part := range parts {
		if err := t.try(ctx, part.upgrades); err != nil {
			return outcome{}, err
		}
	}
	return slices.MinFunc(parts, func(a, b outcome) int {
		return cmp.Or(cmp.Compare(a.short, b.short), cmp.Compare(a.cost, b.cost))
	}), nil
}

// fillsMore returns how much more the engine fills with an upgrade alone, where
// it does and as far as it asked: for the first of those whose class has an empty
// place.
func (t *treatment) fillsMore(ctx context.Context) (map[int32]int64, error) {
	in := t.desk.in
	empty := make([]int, len(in.Classes))
	for k, c := range in.Classes {
		empty[k] = c.Places()
	}
	for _, l := range t.desk.result.Assignment {
		empty[l.Class]--
	}
	more, asked := make(map[int32]int64), 0
	for _, i := range t.usable {
		if empty[in.Upgrades[i].Class] == 0 || asked == mostAlone {
			continue
		}
		asked++
		r, err := t.desk.ask(ctx, Upgraded(in, []int32{i}), goal{short: true})
		if err != nil {
			return nil, err
		}
		if by := r.PriorityValue - t.desk.result.PriorityValue; by > 0 {
			more[i] = by
		}
	}
	return more, nil
}

const mostAlone = 64 // upgrades asked for by themselves

// idle reports whether upgrades are proven to do nothing for the treated floors,
// from their least shortfall with all upgrades done at no cost.
func (t *treatment) idle(ctx context.Context) (bool, error) {
	if len(t.usable) == 0 {
		return true, nil
	}
	in, g := t.relaxed(t.desk.result.PriorityValue, false)
	free := *in
	free.Eligible, free.ChangeCost = slices.Clip(t.desk.in.Eligible), t.desk.in.ChangeCost
	for _, i := range t.usable {
		u := in.Upgrades[i]
		free.Eligible = append(free.Eligible, Pair{u.Officer, u.Class, u.Score})
	}
	g.short, g.step = true, 0
	r, err := t.desk.ask(ctx, &free, g)
	return err == nil && r.Bound.Weighted >= t.best.short, err
}

// used are the usable upgrades whose links are in a slate, ascending.
func (t *treatment) used(r *Result) (upgrades []int32) {
	class := classOf(t.desk.in, r.Assignment)
	for _, i := range t.usable {
		if u := t.desk.in.Upgrades[i]; class[u.Officer] == u.Class {
			upgrades = append(upgrades, i)
		}
	}
	slices.Sort(upgrades)
	return upgrades
}

// relaxed is one instance for the bound: all upgrades are there, and costs
// weigh more than points, and more places than enough are worth nothing. The treated floors count; the others have grace for what
// they are short of now, at a weight that outweighs the treated ones, and so,
// where twice is set, have the treated ones once more.
func (t *treatment) relaxed(enough int64, twice bool) (*Instance, goal) {
	in, step := t.priced()
	g := goal{capped: !t.desk.full(), enough: enough, step: step}
	in.Floors = slices.Clone(in.Floors)
	g.grace = make([]int64, len(in.Floors))
	for f, floor := range t.desk.in.Floors {
		switch short := t.desk.result.Shortfall[f]; {
		case !t.treated[f]:
			in.Floors[f].Weight, g.grace[f] = t.most, short
		case short == 0:
			in.Floors[f].Weight += t.most
		case twice:
			floor.Weight = t.most
			in.Floors, g.grace = append(in.Floors, floor), append(g.grace, short)
		}
	}
	return in, g
}

// priced is the instance with the upgrades' pairs, at scores so low that a unit
// of cost outweighs all points: a step.
func (t *treatment) priced() (in *Instance, step int64) {
	priced := *t.desk.in
	priced.ChangeCost, step = 0, t.step
	priced.Eligible = slices.Clip(priced.Eligible)
	for _, i := range t.usable {
		u := priced.Upgrades[i]
		score := int64(u.Score) - step*t.counted(u.Cost)
		priced.Eligible = append(priced.Eligible, Pair{u.Officer, u.Class, int32(score)})
	}
	return &priced, step
}

// counted is what a cost counts for the bound: one that does not fit a score
// counts as a smaller one.
func (t *treatment) counted(cost int64) int64 { return min(cost, math.MaxInt32/2/t.step) }

// swing is more than the points of a slate can be.
func (t *treatment) swing() int64 {
	places, best := 0, int64(0)
	for _, c := range t.desk.in.Classes {
		places += c.Places()
	}
	for _, p := range t.desk.in.Eligible {
		best = max(best, int64(p.Score))
	}
	for _, i := range t.usable {
		best = max(best, int64(t.desk.in.Upgrades[i].Score))
	}
	return min(int64(min(places, len(t.desk.in.Officers)))*best+1, math.MaxInt32/4)
}

// try solves with a set of upgrades, by the engine's own objective, and keeps
// the outcome if it is the best yet.
func (t *treatment) try(ctx context.Context, upgrades []int32) error {
	in := Upgraded(t.desk.in, upgrades)
	r, err := t.desk.ask(ctx, in, goal{})
	if err != nil {
		return err
	}
	t.tries++
	t.proven = t.proven && goal{}.reached(r)
	o := outcome{upgrades: upgrades, short: t.short(r.Shortfall), result: r, points: newPointTable(in)}
	for _, i := range upgrades {
		o.cost += t.desk.in.Upgrades[i].Cost
	}
	if t.admissible(r) && cmp.Or(cmp.Compare(o.short, t.best.short), cmp.Compare(o.cost, t.best.cost),
		cmp.Compare(t.best.result.Score, r.Score)) < 0 {
		t.best = o
	}
	return nil
}

// admissible reports whether no floor is shorter than now.
func (t *treatment) admissible(r *Result) bool {
	for f, short := range t.desk.result.Shortfall {
		if r.Shortfall[f] > short {
			return false
		}
	}
	return true
}

// search tries sets in the order of their cost, from the bound's on, until one
// reaches its shortfall; then, where none did, the cheaper ones.
func (t *treatment) search(ctx context.Context, bound outcome) error {
	if err := t.guess(ctx); err != nil {
		return err
	}
	queue := newSubsets(t.costs())
	var cheaper [][]int32
	for set, cost, more := queue.next(); more; set, cost, more = queue.next() {
		upgrades := make([]int32, len(set))
		for i, s := range set {
			upgrades[i] = t.usable[s]
		}
		slices.Sort(upgrades)
		if cost < bound.cost {
			cheaper = append(cheaper, upgrades)
		} else if err := t.try(ctx, upgrades); err != nil {
			return err
		}
		if t.best.short == bound.short && t.best.cost <= cost {
			return nil
		}
		if t.tries+len(cheaper) >= mostTries || ctx.Err() != nil {
			t.proven = false
			return nil
		}
	}
	for _, upgrades := range cheaper {
		if err := t.try(ctx, upgrades); err != nil {
			return err
		}
	}
	return nil
}

// guess looks for a good set to begin with: what the engine uses when it may
// use everything and cost decides between equals, less what can be spared. It
// ends a search early and is what remains of one that is cut.
func (t *treatment) guess(ctx context.Context) error {
	in, step := t.priced()
	r, err := t.desk.ask(ctx, in, goal{step: step})
	if err != nil {
		return err
	}
	kept := t.used(r)
	if err := t.try(ctx, kept); err != nil {
		return err
	}
	for i := len(kept) - 1; i >= 0; i-- {
		fewer := slices.Delete(slices.Clone(kept), i, i+1)
		if err := t.try(ctx, fewer); err != nil {
			return err
		}
		if slices.Equal(t.best.upgrades, fewer) {
			kept = fewer
		}
	}
	return nil
}

func (t *treatment) costs() []int64 {
	costs := make([]int64, len(t.usable))
	for i, u := range t.usable {
		costs[i] = t.desk.in.Upgrades[u].Cost
	}
	return costs
}

func (t *treatment) remedy(bound outcome) *Remedy {
	m := &Remedy{Upgrades: t.best.upgrades, Cost: t.best.cost, Bound: t.best.cost, Proven: t.proven,
		Before: t.desk.result.Shortfall, After: t.best.result.Shortfall, Removed: t.best.short == 0,
		Change: t.desk.change(t.best.result, t.best.points)}
	if !t.proven {
		m.Bound = min(bound.cost, t.best.cost)
	}
	return m
}

// Upgraded returns the instance with some upgrades done: their officers are
// eligible. The places are in Upgrades, of which the others stay; one whose
// link is eligible already is passed over.
func Upgraded(in *Instance, upgrades []int32) *Instance {
	done := *in
	eligible := make(map[Link]bool, len(in.Eligible))
	for _, p := range in.Eligible {
		eligible[Link{p.Officer, p.Class}] = true
	}
	done.Eligible = slices.Clone(in.Eligible)
	for _, i := range upgrades {
		u := in.Upgrades[i]
		if l := (Link{u.Officer, u.Class}); !eligible[l] {
			eligible[l] = true
			done.Eligible = append(done.Eligible, Pair{u.Officer, u.Class, u.Score})
		}
	}
	done.Upgrades = slices.DeleteFunc(slices.Clone(in.Upgrades), func(u Upgrade) bool {
		return eligible[Link{u.Officer, u.Class}]
	})
	return &done
}
