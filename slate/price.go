package slate

import (
	"context"
	"slices"
)

// Price solves without a floor and says what differs, exactly. Where the proof
// of the slate does not use the floor, it holds without it too: the floor costs
// nothing.
func (d *Desk) Price(ctx context.Context, floor int) (Price, error) {
	if d.unused(floor) {
		free := Change{Shortfall: make([]int64, len(d.in.Floors))}
		return Price{Floor: int32(floor), Change: free, Proven: true}, nil
	}
	without := goal{grace: make([]int64, len(d.in.Floors))}
	without.grace[floor] = d.in.Floors[floor].most(d.in)
	r, err := d.ask(ctx, d.in, without)
	if err != nil {
		return Price{}, err
	}
	p := Price{Floor: int32(floor), Change: d.change(r, d.points), Proven: d.result.Proven && without.reached(r)}
	p.Change.Weighted -= d.in.Floors[floor].Weight * p.Change.Shortfall[floor]
	return p, nil
}

// unused reports whether a floor is met and the certificate proves the slate
// without a price on it.
func (d *Desk) unused(floor int) bool {
	r := d.result
	if r.Certificate == nil || !r.Proven || r.Shortfall[floor] > 0 {
		return false
	}
	for _, proof := range r.Certificate.Stages {
		for _, n := range proof.Nodes {
			if slices.ContainsFunc(n.Multipliers, func(m Multiplier) bool {
				return m.Row == FloorRow && int(m.Index) == floor && (m.Value != 0 || m.Slope != 0)
			}) {
				return false
			}
		}
	}
	return true
}

// WhyNot says why an officer is not in a class: what forbids it, or what
// choosing them costs and whom it displaces, by solving with them pinned there.
// A ban of the link itself is lifted for that.
func (d *Desk) WhyNot(ctx context.Context, l Link) (WhyNot, error) {
	w := WhyNot{Link: l, Proven: d.result.Proven}
	if slices.Contains(d.result.Assignment, l) {
		return w, nil
	}
	if !d.points.eligible(l) {
		w.Verdict, w.Rules = Ineligible, []Rule{{NotEligible, l.Class}}
		w.Upgrades = upgradesFor(d.in, l)
		return w, nil
	}
	if w.Rules = d.forbids(l); len(w.Rules) > 0 {
		w.Verdict = Forbidden
		return w, nil
	}
	return d.choose(ctx, w)
}

// choose re-solves with the link pinned.
func (d *Desk) choose(ctx context.Context, w WhyNot) (WhyNot, error) {
	pinned := *d.in
	pinned.Pins = append(slices.Clone(d.in.Pins), w.Link)
	w.Verdict, w.Rules = Possible, d.tight(w.Link)
	if i := slices.Index(d.in.Bans, w.Link); i >= 0 {
		w.Verdict, w.Rules = Lifted, append([]Rule{{Banned, int32(i)}}, w.Rules...)
		pinned.Bans = slices.DeleteFunc(slices.Clone(d.in.Bans), func(l Link) bool { return l == w.Link })
	}
	r, err := d.ask(ctx, &pinned, goal{})
	if err != nil {
		return WhyNot{}, err
	}
	w.Change, w.Proven = d.change(r, d.points), w.Proven && goal{}.reached(r)
	return w, nil
}

func upgradesFor(in *Instance, l Link) (places []int32) {
	for i, u := range in.Upgrades {
		if u.Officer == l.Officer && u.Class == l.Class {
			places = append(places, int32(i))
		}
	}
	return places
}

// forbids names the pins that leave no room for a link. As the pins can all be
// kept and everybody else may stay at home, nothing else can forbid it.
func (d *Desk) forbids(l Link) (rules []Rule) {
	inClass := 0
	for i, pin := range d.in.Pins {
		if pin.Officer == l.Officer || d.apart(pin.Officer, l.Officer) {
			rules = append(rules, Rule{Pinned, int32(i)})
		}
		if pin.Class == l.Class {
			inClass++
		}
	}
	if inClass >= d.in.Classes[l.Class].Places() {
		rules = append(rules, Rule{ClassFull, l.Class})
	}
	return append(rules, d.fullHomes(l.Officer, d.in.Pins)...)
}

func (d *Desk) apart(a, b int32) bool {
	return slices.ContainsFunc(d.in.Apart, func(p [2]int32) bool {
		return p == [2]int32{a, b} || p == [2]int32{b, a}
	})
}

// fullHomes names the officer's homes whose caps the others of some links
// already reach.
func (d *Desk) fullHomes(officer int32, links []Link) (rules []Rule) {
	for h := d.in.Officers[officer].Home; h != None; h = d.in.Homes[h].Parent {
		if d.in.Homes[h].Cap == None {
			continue
		}
		n := 0
		for _, l := range links {
			if l.Officer != officer && d.below(d.in.Officers[l.Officer].Home, h) {
				n++
			}
		}
		if n >= d.in.Homes[h].Cap {
			rules = append(rules, Rule{HomeCap, h})
		}
	}
	return rules
}

// below reports whether a home is another or under it.
func (d *Desk) below(home, above int32) bool {
	for ; home != None; home = d.in.Homes[home].Parent {
		if home == above {
			return true
		}
	}
	return false
}

// tight names what stands against a link in the slate as it is.
func (d *Desk) tight(l Link) (rules []Rule) {
	going := classOf(d.in, d.result.Assignment)
	for i, p := range d.in.Apart {
		if p[0] == l.Officer && going[p[1]] != None || p[1] == l.Officer && going[p[0]] != None {
			rules = append(rules, Rule{ApartPair, int32(i)})
		}
	}
	return append(rules, d.fullHomes(l.Officer, d.result.Assignment)...)
}
