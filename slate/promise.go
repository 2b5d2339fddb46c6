package slate

import (
	"context"
	"slices"
)

// promise is what upgrades can do at most for a floor, read from the certificate
// of its least shortfall under all rules. With an upgrade done its officer can
// reach more at the certificate's prices; the proven shortfall falls by no more
// than that.
type promise struct {
	unit  int64   // of a person short
	short int64   // what the certificate proves, in units
	gains []int64 // of each usable upgrade, in units
}

// promise reads the certificate; false where it is not one leaf. The upgrades
// count where places can be filled, so that it may prove less than without them.
func (b *blockade) promise(t *treatment) (p promise, ok bool) {
	if b.leaf == nil || len(t.usable) == 0 {
		return p, false
	}
	in, g := b.relaxed(b.candidates())
	v := newVerifier(in, &Result{PriorityValue: b.desk.result.PriorityValue})
	v.rooms = Upgraded(in, t.usable).Rooms()
	v.stage, v.grace, v.proof = 1, g.grace, &Proof{Nodes: []Node{*b.leaf}}
	if v.leaf(b.leaf, nil) != nil || !v.constant.IsInt64() {
		return p, false
	}
	p.unit, p.short = b.leaf.Unit, -v.constant.Int64()
	for _, i := range t.usable {
		gain := int64(0)
		if u := in.Upgrades[i]; !v.pinned[u.Officer] {
			gain = max(0, v.worth(Link{u.Officer, u.Class})-max(0, v.best[u.Officer]))
		}
		p.gains = append(p.gains, gain)
	}
	return p, true
}

// least is the least shortfall that all upgrades together can promise.
func (p promise) least() int64 {
	left := p.short
	for _, gain := range p.gains {
		left = max(0, left-gain)
	}
	return max(0, ceilDiv(left, p.unit))
}

// mostSpent is up to which cost the cheapest upgrades are sought by their gains.
const mostSpent = 1 << 10

// cheapest returns the places in costs of upgrades whose gains can bring the
// shortfall down to so many, such that no others that can cost less; false for
// none below mostSpent. It fills a knapsack: most[c] is what cost c can gain.
func (p promise) cheapest(costs []int64, short int64) (chosen []int, ok bool) {
	need := p.short - short*p.unit
	most, taken := make([]int64, mostSpent), make([][]bool, len(costs))
	for i, cost := range costs {
		taken[i] = make([]bool, mostSpent)
		for c := int64(mostSpent - 1); c >= cost; c-- {
			if with := min(need, most[c-cost]+p.gains[i]); with > most[c] {
				most[c], taken[i][c] = with, true
			}
		}
	}
	c := int64(slices.Index(most, need))
	if c < 0 {
		return nil, false
	}
	for i := len(costs) - 1; i >= 0; i-- {
		if taken[i][c] {
			chosen, c = append(chosen, i), c-costs[i]
		}
	}
	return chosen, true
}

// promised looks for the remedy of the blockade's floor where the promise is
// kept: the cheapest upgrades that it allows bring what all together promise.
// Nothing cheaper does then. Nil where the solver has to look for it.
func (b *blockade) promised(ctx context.Context, t *treatment) (*Remedy, error) {
	if b.heldByPins(b.candidates()) >= b.desk.result.Shortfall[b.floor] {
		return t.remedy(t.best), nil // whoever is eligible
	}
	p, ok := b.promise(t)
	if !ok {
		return nil, nil
	}
	weight, least := b.desk.in.Floors[b.floor].Weight, p.least()
	if least >= b.desk.result.Shortfall[b.floor] {
		return t.remedy(t.best), nil
	}
	chosen, ok := p.cheapest(t.costs(), least)
	if !ok {
		return nil, nil
	}
	bound := outcome{short: weight * least}
	for _, i := range chosen {
		bound.upgrades = append(bound.upgrades, t.usable[i])
		bound.cost += t.desk.in.Upgrades[t.usable[i]].Cost
	}
	slices.Sort(bound.upgrades)
	if err := t.try(ctx, bound.upgrades); err != nil || t.best.short > bound.short || t.best.cost > bound.cost {
		return nil, err
	}
	return t.remedy(bound), nil
}
