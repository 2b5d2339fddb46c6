package slate

import (
	"context"
	"math"
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
	if s.Remedy, err = b.remedy(ctx); err != nil {
		return Shortage{}, err
	}
	s.Proven = b.proven && s.Remedy.Proven
	return s, nil
}

// remedy is Remedy, without a search where the certificate tells the cheapest.
func (b *blockade) remedy(ctx context.Context) (*Remedy, error) {
	treated := func(f int) bool { return f == b.floor }
	if m, err := b.promised(ctx, newTreatment(b.desk, treated)); m != nil || err != nil {
		return m, err
	}
	return newTreatment(b.desk, treated).find(ctx)
}

// blockade answers, for one floor, how short it would be at least if only some
// of the rules held: PriorityValue no lower than now, no kept floor shorter
// than now, kept caps, pairs, pins and bans. The fewer rules, the less short it
// is; with all of them it is as short as in the slate.
type blockade struct {
	desk    *Desk
	floor   int
	inside  []bool         // the classes of the floor's group
	most    int64          // more than the floor can be short
	without map[Rule]int64 // what lifted found
	leaf    *Node          // the certificate under all rules, where it is one leaf
	proven  bool
}

func newBlockade(d *Desk, floor int) *blockade {
	f := d.in.Floors[floor]
	return &blockade{desk: d, floor: floor, inside: f.classes(d.in), most: f.most(d.in) + 1,
		without: map[Rule]int64{}, proven: d.result.Proven}
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
// of which can be spared. It looks among the suspects, where they suffice, else
// among all.
func (b *blockade) minimal(ctx context.Context) ([]Rule, error) {
	lean, err := b.leanest(ctx)
	if err != nil {
		return nil, err
	}
	suspects := lean.fewest()
	if suspects == nil {
		suspects = lean.rules
		short, err := b.least(ctx, suspects)
		switch {
		case err != nil:
			return nil, err
		case short < b.desk.result.Shortfall[b.floor]:
			return b.explain(ctx, nil, b.candidates(), true)
		}
	}
	if len(suspects) > mostCritical {
		return b.explain(ctx, nil, suspects, true)
	}
	return b.amongFew(ctx, suspects)
}

// mostCritical is how many suspects are lifted one by one, at most.
const mostCritical = 12

// amongFew is minimal among few rules that suffice. A rule without which all
// others do not keep the floor so short is in every such set: those come first,
// and the others are looked at only where they do not suffice. What it finds out
// about them, their Block says as well.
func (b *blockade) amongFew(ctx context.Context, suspects []Rule) ([]Rule, error) {
	var needed, rest []Rule
	for _, rule := range suspects {
		short := b.desk.result.Shortfall[b.floor]
		if rule.Kind != Fill {
			var err error
			if short, err = b.lifted(ctx, rule); err != nil {
				return nil, err
			}
		}
		if short < b.desk.result.Shortfall[b.floor] {
			needed = append(needed, rule)
		} else {
			rest = append(rest, rule)
		}
	}
	more, err := b.explain(ctx, needed, rest, true)
	return slices.DeleteFunc(b.candidates(), func(r Rule) bool {
		return !slices.Contains(needed, r) && !slices.Contains(more, r)
	}), err
}

// lifted is least without one rule, kept for when it is asked again.
func (b *blockade) lifted(ctx context.Context, rule Rule) (int64, error) {
	if short, known := b.without[rule]; known {
		return short, nil
	}
	others := slices.DeleteFunc(b.candidates(), func(r Rule) bool { return r == rule })
	short, err := b.least(ctx, others)
	if err == nil {
		b.without[rule] = short
	}
	return short, err
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
	for _, rule := range kept {
		block := Block{Rule: rule}
		if rule.Kind == Qualification {
			block.Eligible = b.eligible(rule.Index)
		}
		if block.Without, err = b.lifted(ctx, rule); err != nil {
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
	if b.vacated(rules) {
		return 0, nil
	}
	if short := b.desk.result.Shortfall[b.floor]; b.heldByPins(rules) >= short {
		return short, nil // with all rules it is no more
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

// heldByPins is how short the floor is at least because of whom pins among the
// rules send to its group without its attribute.
func (b *blockade) heldByPins(rules []Rule) int64 {
	in, f, without, pinned := b.desk.in, b.desk.in.Floors[b.floor], int64(0), int64(0)
	for _, r := range rules {
		if r.Kind != Pinned || !b.inside[in.Pins[r.Index].Class] {
			continue
		}
		if pinned++; !in.Officers[in.Pins[r.Index].Officer].Is(f.Attribute) {
			without++
		}
	}
	places, least := f.places(in), int64(math.MaxInt64)
	for filled := pinned; filled <= places; filled++ {
		base := filled
		if f.Of == OfPosts {
			base = places
		}
		least = min(least, f.short(filled-without, base))
	}
	return least
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
