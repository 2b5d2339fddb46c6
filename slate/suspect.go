package slate

import (
	"context"
	"slices"
)

// leaning is what the certificate of a floor's least shortfall under some rules
// leans on.
type leaning struct {
	b     *blockade
	leaf  *Node  // the certificate, where it is one leaf
	rules []Rule // in the order of candidates
	short int64  // which it proves
}

// leanest looks for a certificate that leans on few kinds of rules: one that has
// no use for what a planner decides from day to day, where there is such a one.
func (b *blockade) leanest(ctx context.Context) (*leaning, error) {
	rules := b.candidates()
	lean, err := b.lean(ctx, rules)
	if err == nil {
		b.leaf = lean.leaf
	}
	for _, kinds := range [][]RuleKind{{OtherFloor, ApartPair, Pinned, Banned}, {OtherFloor}} {
		is := func(r Rule) bool { return slices.Contains(kinds, r.Kind) && slices.Contains(lean.rules, r) }
		if err != nil || !slices.ContainsFunc(lean.rules, is) {
			break
		}
		var fewer *leaning
		if fewer, err = b.lean(ctx, slices.DeleteFunc(slices.Clone(rules), is)); err == nil && fewer.short >= b.desk.result.Shortfall[b.floor] {
			return fewer, nil
		}
	}
	return lean, err
}

// lean finds, for the least shortfall under some rules, those that the certificate puts a price on, and the pins, bans
// and qualifications that keep out somebody who would be worth more at its prices
// than where they are. They nearly always suffice.
func (b *blockade) lean(ctx context.Context, all []Rule) (*leaning, error) {
	in, g := b.relaxed(all)
	r, err := b.desk.ask(ctx, in, g)
	if err != nil || r.Certificate == nil {
		return &leaning{b: b, rules: all, short: b.desk.result.Shortfall[b.floor]}, err
	}
	leans, nodes := map[Rule]bool{{Fill, None}: true}, r.Certificate.Stages[1].Nodes
	for _, node := range nodes {
		if node.Low == 0 && node.High == 0 {
			b.readLeaf(leans, in, r, node)
		}
	}
	l := &leaning{b: b, short: r.Bound.Weighted, rules: slices.DeleteFunc(slices.Clone(all), func(r Rule) bool { return !leans[r] })}
	if len(nodes) == 1 {
		l.leaf = &nodes[0]
	}
	return l, nil
}

// fewest leaves out the rules that the certificate's own prices can do without,
// the last first. Nil where they do not prove the shortfall under any.
func (l *leaning) fewest() []Rule {
	if l.leaf == nil || !l.proves(l.rules) {
		return nil
	}
	kept := l.rules
	for i := len(kept) - 1; i >= 0; i-- {
		if fewer := slices.Delete(slices.Clone(kept), i, i+1); l.proves(fewer) {
			kept = fewer
		}
	}
	return kept
}

// proves reports whether the leaf proves the floor as short as it is under some
// rules only, without the prices of the others, as Check verifies a proof.
func (l *leaning) proves(rules []Rule) bool {
	if !slices.Contains(rules, Rule{Fill, None}) {
		return false
	}
	b := l.b
	in, g := b.relaxed(rules)
	in.Apart = b.desk.in.Apart // with a price only where it is among the rules
	short := b.desk.result.Shortfall[b.floor]
	v := newVerifier(g.widened(in), &Result{PriorityValue: b.desk.result.PriorityValue})
	v.stage, v.grace, v.proof = 1, g.grace, &Proof{Bound: short, Nodes: []Node{{Unit: l.leaf.Unit}}}
	leaf := &v.proof.Nodes[0]
	for _, m := range l.leaf.Multipliers {
		kind, priced := map[RowKind]RuleKind{HomeRow: HomeCap, ApartRow: ApartPair, FloorRow: OtherFloor}[m.Row]
		if !priced || m.Row == FloorRow && int(m.Index) == b.floor || slices.Contains(rules, Rule{kind, m.Index}) {
			leaf.Multipliers = append(leaf.Multipliers, m)
		}
	}
	return v.leaf(leaf, nil) == nil
}

// pointsPart: less than a person short by this part does not count as a price.
// The solver's prices hold points too, which together weigh less than a person.
const pointsPart = 64

// readLeaf marks the rules that a leaf of the second stage leans on.
func (b *blockade) readLeaf(leans map[Rule]bool, in *Instance, r *Result, leaf Node) {
	v := newVerifier(in, r)
	v.stage, v.proof = 1, &r.Certificate.Stages[1]
	v.begin(leaf.Unit)
	for _, m := range leaf.Multipliers {
		v.row(m, nil)
		switch {
		case m.Value <= leaf.Unit/pointsPart:
		case m.Row == HomeRow:
			leans[Rule{HomeCap, m.Index}] = true
		case m.Row == ApartRow:
			leans[Rule{ApartPair, m.Index}] = true
		case m.Row == FloorRow:
			leans[Rule{OtherFloor, m.Index}] = true
		}
	}
	v.settleHomes()
	v.reduce(leaf.Unit)
	b.readPairs(leans, v, leaf.Unit/pointsPart)
	for i, pin := range in.Pins {
		if b.freely(v, pin.Officer) > v.best[pin.Officer]+leaf.Unit/pointsPart {
			leans[Rule{Pinned, int32(i)}] = true
		}
	}
	for i, ban := range in.Bans {
		if v.worth(ban) > max(0, v.best[ban.Officer])+leaf.Unit/pointsPart {
			leans[Rule{Banned, int32(i)}] = true
		}
	}
}

// readPairs marks the classes of the group that somebody with the attribute
// would be worth more in than where they are.
func (b *blockade) readPairs(leans map[Rule]bool, v *verifier, least int64) {
	attribute := v.in.Floors[b.floor].Attribute
	for o, officer := range v.in.Officers {
		for k, inside := range b.inside {
			l := Link{int32(o), int32(k)}
			if inside && officer.Is(attribute) && !leans[Rule{Qualification, l.Class}] &&
				v.worth(l) > max(0, v.best[o])+least && !b.desk.points.eligible(l) {
				leans[Rule{Qualification, l.Class}] = true
			}
		}
	}
}

// freely is what an officer would be worth at most without a pin.
func (b *blockade) freely(v *verifier, officer int32) (most int64) {
	table := b.desk.points
	for _, p := range table.pairs[table.start[officer]:table.start[officer+1]] {
		most = max(most, v.worth(Link{p.Officer, p.Class}))
	}
	return most
}

// worth is the reduced value of a link in the second stage, but for splits.
func (v *verifier) worth(l Link) int64 {
	return v.price[int(l.Class)*len(v.sigs)+int(v.sig[v.in.Officers[l.Officer].Attributes])] + v.officer[l.Officer]
}

// vacated reports whether the floor can be met by sending fewer: places of its
// group are left empty, where nothing asks that they are filled, by officers
// without its attribute whom no pin holds and no other floor needs.
func (b *blockade) vacated(rules []Rule) bool {
	in, f := b.desk.in, b.desk.in.Floors[b.floor]
	if f.Den == 0 || f.Of != OfFilled || slices.Contains(rules, Rule{Fill, None}) {
		return false
	}
	pinned, left := linkSet(in.Pins), slices.Clone(b.desk.result.Assignment)
	for i := 0; i < len(left); {
		if l := left[i]; !b.inside[l.Class] || pinned[l] || in.Officers[l.Officer].Is(f.Attribute) {
			i++
			continue
		}
		fewer := slices.Delete(slices.Clone(left), i, i+1)
		if !b.noShorter(fewer) {
			i++
			continue
		}
		if left = fewer; f.short(headsOf(in, b.floor, left)) == 0 {
			return true
		}
	}
	return false
}

// noShorter reports whether links leave no other floor shorter than the slate.
func (b *blockade) noShorter(links []Link) bool {
	for g, short := range b.desk.result.Shortfall {
		if g != b.floor && b.desk.in.Floors[g].short(headsOf(b.desk.in, g, links)) > short {
			return false
		}
	}
	return true
}
