package slate

// String returns the name of the kind in documents.
func (k RuleKind) String() string {
	return [...]string{"fill", "home_cap", "apart", "pin", "ban", "other_floor", "qualification",
		"places", "people", "class_full", "not_eligible"}[k]
}

// String returns the name of the verdict in documents.
func (v Verdict) String() string {
	return [...]string{"chosen", "ineligible", "forbidden", "banned", "possible"}[v]
}

// String returns the name in documents.
func (l Lower) String() string { return [...]string{"neither", "women", "men"}[l] }

// Document names what the explanation of the instance's slate is about.
func (e *Explanation) Document(in *Instance) ExplanationDocument {
	n := identifier{in}
	return ExplanationDocument{Prices: each(e.Prices, n.price), Shortfalls: each(e.Shortfalls, n.shortage),
		Together: n.remedy(e.Together), WhyNot: each(e.WhyNot, n.whyNot), Reserves: each(e.Reserves, n.bench),
		Rates: n.rates(e.Rates), Proven: e.Proven}
}

// identifier finds the ids in an instance.
type identifier struct{ in *Instance }

// each converts all elements; of none it makes an empty list, not a null.
func each[A, B any](all []A, convert func(A) B) []B {
	converted := make([]B, len(all))
	for i, a := range all {
		converted[i] = convert(a)
	}
	return converted
}

func (n identifier) officer(o int32) string { return n.in.Officers[o].ID }
func (n identifier) class(k int32) string   { return n.in.Classes[k].ID }
func (n identifier) link(l Link) [2]string  { return [2]string{n.officer(l.Officer), n.class(l.Class)} }
func (n identifier) move(m Move) [3]string {
	return [3]string{n.officer(m.Officer), n.class(m.From), n.class(m.To)}
}
func (n identifier) price(p Price) PriceDocument {
	return PriceDocument{int(p.Floor), n.change(p.Change), p.Proven}
}

func (n identifier) change(c Change) ChangeDocument {
	return ChangeDocument{Filled: c.Filled, PriorityValue: c.PriorityValue, Shortfall: c.Shortfall,
		Weighted: c.Weighted, Score: c.Score,
		In: each(c.In, n.link), Out: each(c.Out, n.link), Moved: each(c.Moved, n.move)}
}

func (n identifier) shortage(s Shortage) ShortageDocument {
	return ShortageDocument{int(s.Floor), s.Short, each(s.Blocks, n.block), n.remedy(s.Remedy), s.Proven}
}

func (n identifier) rule(r Rule) RuleDocument {
	d := RuleDocument{Rule: r.Kind.String()}
	switch r.Kind {
	case HomeCap:
		d.Home = n.in.Homes[r.Index].ID
	case ApartPair:
		pair := n.in.Apart[r.Index]
		d.Officers = []string{n.officer(pair[0]), n.officer(pair[1])}
	case Pinned, Banned:
		links := n.in.Pins
		if r.Kind == Banned {
			links = n.in.Bans
		}
		d.Officers, d.Class = []string{n.officer(links[r.Index].Officer)}, n.class(links[r.Index].Class)
	case OtherFloor, Places, People:
		floor := int(r.Index)
		d.Floor = &floor
	case Qualification, ClassFull, NotEligible:
		d.Class = n.class(r.Index)
	}
	return d
}

func (n identifier) block(b Block) BlockDocument {
	d := BlockDocument{RuleDocument: n.rule(b.Rule), Without: b.Without}
	if b.Kind == Qualification {
		d.Eligible = &b.Eligible
	}
	return d
}

func (n identifier) remedy(m *Remedy) *RemedyDocument {
	if m == nil {
		return nil
	}
	return &RemedyDocument{Upgrades: each(m.Upgrades, n.upgrade), Cost: m.Cost, Bound: m.Bound, Before: m.Before,
		After: m.After, Change: n.change(m.Change), Removed: m.Removed, Proven: m.Proven}
}

func (n identifier) upgrade(i int32) UpgradeDocument {
	u := n.in.Upgrades[i]
	return UpgradeDocument{int(i), n.officer(u.Officer), n.class(u.Class), u.Cost, u.What}
}

func (n identifier) whyNot(w WhyNot) WhyNotDocument {
	d := WhyNotDocument{Officer: n.officer(w.Link.Officer), Class: n.class(w.Link.Class), Verdict: w.Verdict.String(),
		Rules: each(w.Rules, n.rule), Upgrades: each(w.Upgrades, n.upgrade), Proven: w.Proven}
	if w.Verdict == Lifted || w.Verdict == Possible {
		change := n.change(w.Change)
		d.Change = &change
	}
	return d
}

func (n identifier) bench(b Bench) BenchDocument {
	return BenchDocument{n.class(b.Class), each(b.Holders, n.officer), each(b.Alternates, n.alternate)}
}

func (n identifier) alternate(a Alternate) AlternateDocument {
	return AlternateDocument{n.officer(a.Officer), a.Points, a.Shortfall, a.Weighted}
}

func (n identifier) rates(r Rates) RatesDocument {
	d := RatesDocument{Overall: selection(r.Overall), Classes: map[string]SelectionDocument{}, Groups: map[string]SelectionDocument{}}
	for k, s := range r.Classes {
		d.Classes[n.in.Classes[k].ID] = selection(s)
	}
	for g, s := range r.Groups {
		d.Groups[n.in.Groups[g]] = selection(s)
	}
	return d
}

func selection(s Selection) SelectionDocument {
	return SelectionDocument{Women: ChancesDocument(s.Women), Men: ChancesDocument(s.Men), Lower: s.Lower.String(),
		BelowFourFifths: s.BelowFourFifths, Few: s.Few, Flips: s.Flips}
}
