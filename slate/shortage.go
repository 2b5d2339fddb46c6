package slate

import (
	"context"
	"slices"
)

// Shortage says why a floor is short: a minimal set of rules that keeps it so,
// and the cheapest remedy. The floor must be short in the slate.
func (d *Desk) Shortage(ctx context.Context, floor int) (Shortage, error) {
	s := Shortage{Floor: int32(floor), Short: d.result.Shortfall[floor]}
	b := newBlockade(d, floor)
	kept, err := b.minimal(ctx)
	if err != nil {
		return Shortage{}, err
	}
	if s.Blocks, err = b.blocks(ctx, kept); err != nil {
		return Shortage{}, err
	}
	if s.Remedy, err = d.Remedy(ctx, floor); err != nil {
		return Shortage{}, err
	}
	s.Proven = b.proven && s.Remedy.Proven
	return s, nil
}

// blockade answers, for one floor, how short it would be at least if only some
// of the rules held: PriorityValue no lower than now, no kept floor shorter
// than now, kept caps, pairs, pins and bans. The fewer rules, the less short it
// is; with all of them it is as short as in the slate.
type blockade struct {
	desk   *Desk
	floor  int
	inside []bool // the classes of the floor's group
	most   int64  // more than the floor can be short
	proven bool
}

func newBlockade(d *Desk, floor int) *blockade {
	f := d.in.Floors[floor]
	return &blockade{desk: d, floor: floor, inside: f.classes(d.in), most: f.most(d.in) + 1, proven: d.result.Proven}
}

// candidates are all the rules that could keep the floor short, those first
// that a decision can change least: the set that is found leans on them.
func (b *blockade) candidates() (rules []Rule) {
	in := b.desk.in
	for k, inside := range b.inside {
		if inside {
			rules = append(rules, Rule{Qualification, int32(k)})
		}
	}
	rules = append(rules, Rule{Fill, None})
	for h, home := range in.Homes {
		if home.Cap != None {
			rules = append(rules, Rule{HomeCap, int32(h)})
		}
	}
	for _, of := range []struct {
		kind RuleKind
		n    int
	}{{ApartPair, len(in.Apart)}, {OtherFloor, len(in.Floors)}, {Pinned, len(in.Pins)}, {Banned, len(in.Bans)}} {
		for i := range of.n {
			if of.kind != OtherFloor || i != b.floor {
				rules = append(rules, Rule{of.kind, int32(i)})
			}
		}
	}
	return rules
}

// minimal finds a set of rules that keeps the floor as short as it is and none
// of which can be spared. It looks among the fewest that are likely, where they
// suffice, else among more.
func (b *blockade) minimal(ctx context.Context) ([]Rule, error) {
	suspects, err := b.suspects(ctx)
	if err != nil {
		return nil, err
	}
	for _, among := range [][]Rule{b.likely(suspects), suspects} {
		switch short, err := b.least(ctx, among); {
		case err != nil:
			return nil, err
		case short >= b.desk.result.Shortfall[b.floor]:
			return b.explain(ctx, nil, among, true)
		}
	}
	return b.explain(ctx, nil, b.candidates(), true)
}

// likely are the suspects without classes that have eligible people enough, and
// without bans that keep nobody with the attribute out of the group.
func (b *blockade) likely(suspects []Rule) []Rule {
	in := b.desk.in
	eligible := make([]int, len(in.Classes))
	for _, p := range in.Eligible {
		if in.Officers[p.Officer].Is(in.Floors[b.floor].Attribute) {
			eligible[p.Class]++
		}
	}
	return slices.DeleteFunc(slices.Clone(suspects), func(r Rule) bool {
		switch r.Kind {
		case Qualification:
			return eligible[r.Index] >= in.Classes[r.Index].Places()
		case Banned:
			ban := in.Bans[r.Index]
			return !b.inside[ban.Class] || !in.Officers[ban.Officer].Is(in.Floors[b.floor].Attribute)
		}
		return false
	})
}

// suspects are the candidates that the certificate of the floor's least
// shortfall under all rules puts a price on, and those that have no price there.
func (b *blockade) suspects(ctx context.Context) ([]Rule, error) {
	all := b.candidates()
	in, g := b.relaxed(all)
	r, err := b.desk.ask(ctx, in, g)
	if err != nil || r.Certificate == nil {
		return all, err
	}
	priced := map[Rule]bool{}
	for _, node := range r.Certificate.Stages[1].Nodes {
		for _, m := range node.Multipliers {
			switch {
			case m.Row == HomeRow:
				priced[Rule{HomeCap, m.Index}] = true
			case m.Row == ApartRow:
				priced[Rule{ApartPair, m.Index}] = true
			case m.Row == FloorRow:
				priced[Rule{OtherFloor, m.Index}] = true
			}
		}
	}
	return slices.DeleteFunc(all, func(r Rule) bool {
		return (r.Kind == HomeCap || r.Kind == ApartPair || r.Kind == OtherFloor) && !priced[r]
	}), nil
}

// explain returns the least of the candidates, in the order of preference, that
// together with the base keep the floor as short as it is: U. Junker's
// QuickXplain (AAAI 2004), which needs some k·log(n/k) solves for k of n rules.
// grown says that the base was not tried yet.
func (b *blockade) explain(ctx context.Context, base, candidates []Rule, grown bool) ([]Rule, error) {
	if grown {
		switch short, err := b.least(ctx, base); {
		case err != nil:
			return nil, err
		case short >= b.desk.result.Shortfall[b.floor]:
			return nil, nil
		}
	}
	if len(candidates) <= 1 {
		return candidates, nil
	}
	first, second := candidates[:len(candidates)/2], candidates[len(candidates)/2:]
	late, err := b.explain(ctx, slices.Concat(base, first), second, true)
	if err != nil {
		return nil, err
	}
	early, err := b.explain(ctx, slices.Concat(base, late), first, len(late) > 0)
	return slices.Concat(early, late), err
}

// blocks says what each rule of a set is about. Where none is needed, the group
// has too few places or the attribute too few people.
func (b *blockade) blocks(ctx context.Context, kept []Rule) (blocks []Block, err error) {
	short := b.desk.result.Shortfall[b.floor]
	if len(kept) == 0 {
		return []Block{{Rule: b.nothingHelps(), Without: short}}, nil
	}
	all := b.candidates()
	for _, rule := range kept {
		block := Block{Rule: rule}
		if rule.Kind == Qualification {
			block.Eligible = b.eligible(rule.Index)
		}
		others := slices.DeleteFunc(slices.Clone(all), func(r Rule) bool { return r == rule })
		if block.Without, err = b.least(ctx, others); err != nil {
			return nil, err
		}
		blocks = append(blocks, block)
	}
	return blocks, nil
}

// nothingHelps says which of two is fewer: places or people with the attribute.
func (b *blockade) nothingHelps() Rule {
	if b.desk.in.Floors[b.floor].places(b.desk.in) <= b.people() {
		return Rule{Places, int32(b.floor)}
	}
	return Rule{People, int32(b.floor)}
}

// eligible counts who has the floor's attribute and a pair in the class.
func (b *blockade) eligible(class int32) (n int) {
	for _, p := range b.desk.in.Eligible {
		if p.Class == class && b.desk.in.Officers[p.Officer].Is(b.desk.in.Floors[b.floor].Attribute) {
			n++
		}
	}
	return n
}

// least solves with some rules only and returns how short the floor is.
func (b *blockade) least(ctx context.Context, rules []Rule) (int64, error) {
	if short, known := b.leastByCount(rules); known {
		return short, nil
	}
	in, g := b.relaxed(rules)
	r, err := b.desk.ask(ctx, in, g)
	if err != nil {
		return 0, err
	}
	b.proven = b.proven && g.reached(r)
	return r.Shortfall[b.floor], nil
}

// leastByCount finds the least shortfall where nothing but numbers matter: no
// rule at all, or none that keeps a group from staying empty of which a share
// of the filled places is asked.
func (b *blockade) leastByCount(rules []Rule) (short int64, known bool) {
	f := b.desk.in.Floors[b.floor]
	if f.Den > 0 && f.Of == OfFilled {
		return 0, !slices.ContainsFunc(rules, func(r Rule) bool {
			return r.Kind == Fill || r.Kind == Pinned || r.Kind == OtherFloor
		})
	}
	places := f.places(b.desk.in)
	return f.short(min(places, b.people()), places), len(rules) == 0
}

// people counts who has the floor's attribute.
func (b *blockade) people() (n int64) {
	for _, o := range b.desk.in.Officers {
		if o.Is(b.desk.in.Floors[b.floor].Attribute) {
			n++
		}
	}
	return n
}

// relaxed is the instance with the rules only. The floor's weight is 1, that of
// the others outweighs it; those that are not among the rules have all grace.
func (b *blockade) relaxed(rules []Rule) (*Instance, goal) {
	whole, in := b.desk.in, *b.desk.in
	in.Apart, in.Pins, in.Bans = nil, nil, nil
	in.Homes, in.Floors = slices.Clone(whole.Homes), slices.Clone(whole.Floors)
	for h := range in.Homes {
		in.Homes[h].Cap = None
	}
	g := goal{capped: true, short: true, grace: make([]int64, len(in.Floors)),
		open: slices.Clone(b.inside), attribute: in.Floors[b.floor].Attribute}
	for f := range in.Floors {
		in.Floors[f].Weight, g.grace[f] = b.most, in.Floors[f].most(whole)
	}
	in.Floors[b.floor].Weight, g.grace[b.floor] = 1, 0
	for _, rule := range rules {
		switch rule.Kind {
		case Fill:
			g.capped, g.enough = !b.desk.full(), b.desk.result.PriorityValue
		case HomeCap:
			in.Homes[rule.Index].Cap = whole.Homes[rule.Index].Cap
		case ApartPair:
			in.Apart = append(in.Apart, whole.Apart[rule.Index])
		case Pinned:
			in.Pins = append(in.Pins, whole.Pins[rule.Index])
		case Banned:
			in.Bans = append(in.Bans, whole.Bans[rule.Index])
		case OtherFloor:
			g.grace[rule.Index] = b.desk.result.Shortfall[rule.Index]
		case Qualification:
			g.open[rule.Index] = false
		}
	}
	return &in, g
}
