package slate

import (
	"context"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// slatesOf visits the links of every slate, and holds the tally to the oracle's
// own count of it.
func slatesOf(in *Instance, visit func([]Link)) {
	points := newPointTable(in).of
	everySlate(in, func(v value, chosen []int32) {
		var links []Link
		for o, k := range chosen {
			if k != None {
				links = append(links, Link{int32(o), k})
			}
		}
		if t := count(in, links, points); (value{t.priorityValue, t.weighted, t.score}) != v {
			panic("the tally is wrong")
		}
		visit(links)
	})
}

// permitted reports whether links are among the slates of an instance.
func permitted(in *Instance, links []Link) bool {
	r := &Result{Assignment: slices.Clone(links), Shortfall: make([]int64, len(in.Floors))}
	slices.SortFunc(r.Assignment, func(a, b Link) int { return strings.Compare(in.Officers[a.Officer].ID, in.Officers[b.Officer].ID) })
	t := count(in, links, newPointTable(in).of)
	r.Filled, r.PriorityValue, r.Shortfall, r.Weighted, r.Score = t.filled, t.priorityValue, t.shortfall, t.weighted, t.score
	return CheckAssignment(in, r) == nil
}

// slowly solves for a goal by trying every slate. Of equals it takes the first.
func slowly(_ context.Context, in *Instance, g goal) (*Result, error) {
	in = g.widened(in)
	points, highest := newPointTable(in).of, int64(0)
	slatesOf(in, func(links []Link) { highest = max(highest, count(in, links, points).priorityValue) })
	if g.capped {
		highest = min(highest, g.enough)
	}
	var best *Result
	slatesOf(in, func(links []Link) {
		t := count(in, links, points)
		if t.priorityValue < highest {
			return
		}
		for f, grace := range g.grace {
			t.weighted += in.Floors[f].Weight * (max(0, t.shortfall[f]-grace) - t.shortfall[f])
			t.shortfall[f] = max(0, t.shortfall[f]-grace)
		}
		if best == nil || t.weighted < best.Weighted || t.weighted == best.Weighted && t.score > best.Score {
			best = &Result{Assignment: slices.Clone(links), Filled: t.filled, PriorityValue: t.priorityValue,
				Shortfall: t.shortfall, Weighted: t.weighted, Score: t.score, Proven: true,
				Bound: Bound{t.priorityValue, t.weighted, t.score}}
		}
	})
	return best, nil
}

// deskOf solves a random instance with upgrades by trying everything.
func deskOf(t *testing.T, seed uint64, solve solver) *Desk {
	in := withUpgrades(randomInstance(seed, 6, 3), seed, 6)
	if solve == nil {
		d, err := NewDesk(t.Context(), in)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	r, err := solve(t.Context(), in, goal{})
	if err != nil {
		t.Fatal(err)
	}
	return newDesk(in, r, solve)
}

// withUpgrades adds at most so many upgrades to an instance, and to every second
// one floors for which single upgrades do not do.
func withUpgrades(in *Instance, seed uint64, most int) *Instance {
	random := rand.New(rand.NewPCG(seed, 2))
	points := newPointTable(in)
	for o := range int32(len(in.Officers)) {
		for k := range int32(len(in.Classes)) {
			if !points.eligible(Link{o, k}) && random.IntN(2) == 0 && len(in.Upgrades) < most {
				in.Upgrades = append(in.Upgrades, Upgrade{o, k, int32(random.IntN(30)), 1 + random.Int64N(4), ""})
			}
		}
	}
	if random.IntN(2) == 0 {
		for f := range in.Floors {
			in.Floors[f].Num, in.Floors[f].Weight = in.Floors[f].Den, 1
		}
	}
	return in
}

// anyDesk runs a test on random desks, with the engine and with trying all.
func anyDesk(t *testing.T, test func(t *testing.T, d *Desk)) {
	for name, solve := range map[string]solver{"warm": nil, "engine": afresh, "all slates": slowly} {
		t.Run(name, func(t *testing.T) {
			for seed := range uint64(150) {
				if test(t, deskOf(t, seed, solve)); t.Failed() {
					t.Fatalf("seed %d", seed)
				}
			}
		})
	}
}

// applied is the desk's slate after a change.
func applied(d *Desk, c Change) []Link {
	links := slices.DeleteFunc(slices.Clone(d.result.Assignment), func(l Link) bool {
		return slices.Contains(c.Out, l) || slices.ContainsFunc(c.Moved, func(m Move) bool { return m.Officer == l.Officer && m.From == l.Class })
	})
	links = append(links, c.In...)
	for _, m := range c.Moved {
		links = append(links, Link{m.Officer, m.To})
	}
	return links
}

func TestPriceIsTheDifferenceOfTwoSolves(t *testing.T) {
	anyDesk(t, func(t *testing.T, d *Desk) {
		for f := range d.in.Floors {
			p, err := d.Price(t.Context(), f)
			if err != nil {
				t.Fatal(err)
			}
			without := *d.in
			without.Floors = slices.Concat(d.in.Floors[:f], d.in.Floors[f+1:])
			want, _ := slowly(t.Context(), &without, goal{})
			others := d.result.Weighted - d.in.Floors[f].Weight*d.result.Shortfall[f]
			if p.Change.PriorityValue != 0 || want.PriorityValue != d.result.PriorityValue {
				t.Errorf("floor %d changes what is filled", f)
			}
			if p.Change.Score != want.Score-d.result.Score || p.Change.Weighted != want.Weighted-others || !p.Proven {
				t.Errorf("floor %d: %+v, without it %+v, with it %+v", f, p, want, d.result)
			}
			if got := count(&without, applied(d, p.Change), d.points.of); got.score != want.Score || got.weighted != want.Weighted {
				t.Errorf("floor %d: who comes and goes does not make the other slate", f)
			}
		}
	})
}

func TestWhyNotIsTheDifferenceToThePinnedSlate(t *testing.T) {
	verdicts := map[Verdict]int{}
	anyDesk(t, func(t *testing.T, d *Desk) {
		for o := range int32(len(d.in.Officers)) {
			for k := range int32(len(d.in.Classes)) {
				l := Link{o, k}
				w, err := d.WhyNot(t.Context(), l)
				if err != nil {
					t.Fatal(err)
				}
				verdicts[w.Verdict]++
				checkWhyNot(t, d, l, w)
			}
		}
	})
	for v := Chosen; v <= Possible; v++ {
		if verdicts[v] == 0 {
			t.Errorf("verdict %d was never reached", v)
		}
	}
}

func checkWhyNot(t *testing.T, d *Desk, l Link, w WhyNot) {
	eligible := d.points.eligible(l)
	if eligible == (w.Verdict == Ineligible) {
		t.Errorf("%v: eligible %v, verdict %d", l, eligible, w.Verdict)
	}
	if !eligible {
		return
	}
	pinned := *d.in
	pinned.Pins = append(slices.Clone(d.in.Pins), l)
	pinned.Bans = slices.DeleteFunc(slices.Clone(d.in.Bans), func(b Link) bool { return b == l })
	want, _ := slowly(t.Context(), &pinned, goal{})
	switch {
	case want == nil:
		if w.Verdict != Forbidden || len(w.Rules) == 0 {
			t.Errorf("%v is impossible, but %+v", l, w)
		}
	case w.Verdict != Chosen && w.Verdict != Possible && w.Verdict != Lifted:
		t.Errorf("%v is possible, but %+v", l, w)
	case w.Change.Score != want.Score*b2i(w.Verdict != Chosen)-d.result.Score*b2i(w.Verdict != Chosen):
		t.Errorf("%v: %+v, pinned %+v, now %+v", l, w, want, d.result)
	case w.Verdict != Chosen && (w.Change.Weighted != want.Weighted-d.result.Weighted || w.Change.PriorityValue != want.PriorityValue-d.result.PriorityValue):
		t.Errorf("%v: %+v, pinned %+v, now %+v", l, w, want, d.result)
	}
}

func b2i(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// TestRemedyIsTheCheapestSet tries every set of upgrades.
func TestRemedyIsTheCheapestSet(t *testing.T) {
	found, searched, kept := 0, 0, 0
	anyDesk(t, func(t *testing.T, d *Desk) {
		for f := -1; f < len(d.in.Floors); f++ {
			treated := func(g int) bool { return f < 0 || g == f }
			tr := newTreatment(d, treated)
			if tr.short(d.result.Shortfall) == 0 {
				continue
			}
			m, err := tr.find(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			short, cost := everyUpgrade(t, d, tr)
			if f >= 0 {
				kept += checkPromised(t, d, f, short, cost)
			}
			if got := tr.short(m.After); got != short || m.Cost != cost || m.Bound != cost || m.Removed != (short == 0) || !m.Proven {
				t.Errorf("floor %d: short %d at %d, but %d at %d is possible: %+v", f, got, m.Cost, short, cost, m)
			}
			applied, _ := d.ask(t.Context(), Upgraded(d.in, m.Upgrades), goal{})
			if !slices.Equal(applied.Shortfall, m.After) {
				t.Errorf("floor %d: the slate with the upgrades has %v, not %v", f, applied.Shortfall, m.After)
			}
			if f < 0 {
				checkTogether(t, d, m)
			}
			found += int(min(m.Cost, 1))
			searched += int(min(max(0, tr.tries-1), 1))
		}
	})
	t.Logf("%d remedies, %d of them by search; %d promises are kept", found, searched, kept)
	if found < 50 || kept < 50 {
		t.Errorf("only %d remedies, %d promises", found, kept)
	}
}

// checkPromised holds the remedy that a certificate tells to the cheapest set.
func checkPromised(t *testing.T, d *Desk, f int, short, cost int64) int {
	b := newBlockade(d, f)
	if _, err := b.leanest(t.Context()); err != nil {
		t.Fatal(err)
	}
	tr := newTreatment(d, func(g int) bool { return g == f })
	m, err := b.promised(t.Context(), tr)
	if err != nil {
		t.Fatal(err)
	}
	if m == nil {
		return 0
	}
	if got := tr.short(m.After); got != short || m.Cost != cost || m.Bound != cost || m.Removed != (short == 0) || !m.Proven {
		t.Errorf("floor %d: promised short %d at %d, but %d at %d is possible: %+v", f, got, m.Cost, short, cost, m)
	}
	return 1
}

// checkTogether holds the remedy for all floors, found without a solve, to the
// one that is sought.
func checkTogether(t *testing.T, d *Desk, sought *Remedy) {
	var shortfalls []Shortage
	for f, short := range d.result.Shortfall {
		if short > 0 {
			m, err := d.Remedy(t.Context(), f)
			if err != nil {
				t.Fatal(err)
			}
			shortfalls = append(shortfalls, Shortage{Floor: int32(f), Remedy: m})
		}
	}
	if m := d.together(shortfalls); m != nil && (m.Cost != sought.Cost || m.Removed != sought.Removed) {
		t.Errorf("%+v, not %+v", m, sought)
	}
}

// everyUpgrade is the least treated shortfall and then the least cost over all
// sets of upgrades that leave no floor shorter.
func everyUpgrade(t *testing.T, d *Desk, tr *treatment) (short, cost int64) {
	short = tr.short(d.result.Shortfall)
	for set := range 1 << len(d.in.Upgrades) {
		var upgrades []int32
		spent := int64(0)
		for i, u := range d.in.Upgrades {
			if set>>i&1 == 1 {
				upgrades, spent = append(upgrades, int32(i)), spent+u.Cost
			}
		}
		r, _ := d.ask(t.Context(), Upgraded(d.in, upgrades), goal{})
		if !tr.admissible(r) {
			continue
		}
		if s := tr.short(r.Shortfall); s < short || s == short && spent < cost {
			short, cost = s, spent
		}
	}
	return short, cost
}

// TestBlocksAreAMinimalSet states least by filtering all slates of the officers
// anew, without the instance that the desk builds for it.
func TestBlocksAreAMinimalSet(t *testing.T) {
	kinds := map[RuleKind]int{}
	anyDesk(t, func(t *testing.T, d *Desk) {
		for f, short := range d.result.Shortfall {
			if short == 0 || len(d.in.Officers) > 5 {
				continue
			}
			b := newBlockade(d, f)
			rules, err := b.minimal(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			blocks, err := b.blocks(t.Context(), rules)
			if err != nil {
				t.Fatal(err)
			}
			checkBlocks(t, d, f, rules, blocks)
			for _, block := range blocks {
				kinds[block.Kind]++
			}
		}
	})
	for k := Fill; k <= People; k++ {
		if kinds[k] == 0 {
			t.Errorf("kind %d never blocks", k)
		}
	}
}

func checkBlocks(t *testing.T, d *Desk, f int, rules []Rule, blocks []Block) {
	short, all := d.result.Shortfall[f], newBlockade(d, f).candidates()
	if got := leastOf(d, f, rules); got != short {
		t.Errorf("floor %d is short of %d, but %v keep it at %d", f, short, rules, got)
	}
	for i, rule := range rules {
		others := func(from []Rule) []Rule {
			return slices.DeleteFunc(slices.Clone(from), func(r Rule) bool { return r == rule })
		}
		if leastOf(d, f, others(rules)) >= short {
			t.Errorf("floor %d: %v can be spared among %v", f, rule, rules)
		}
		if want := leastOf(d, f, others(all)); blocks[i].Without != want {
			t.Errorf("floor %d without %v: %d, not %d", f, rule, blocks[i].Without, want)
		}
	}
}

// leastOf is the least shortfall of a floor over all slates that keep the rules.
func leastOf(d *Desk, f int, rules []Rule) int64 {
	is := func(kind RuleKind, i int) bool { return slices.Contains(rules, Rule{kind, int32(i)}) }
	in := *d.in
	in.Homes = slices.Clone(in.Homes)
	for h := range in.Homes {
		if !is(HomeCap, h) {
			in.Homes[h].Cap = None
		}
	}
	in.Apart, in.Pins, in.Bans = only(in.Apart, ApartPair, is), only(in.Pins, Pinned, is), only(in.Bans, Banned, is)
	in.Eligible = slices.Clone(in.Eligible)
	for k, inside := range in.Floors[f].classes(&in) {
		for o := range in.Officers {
			eligible := d.points.eligible(Link{int32(o), int32(k)})
			if inside && !is(Qualification, k) && !eligible && in.Officers[o].Is(in.Floors[f].Attribute) {
				in.Eligible = append(in.Eligible, Pair{Officer: int32(o), Class: int32(k)})
			}
		}
	}
	least := int64(1 << 40)
	slatesOf(&in, func(links []Link) {
		t := count(&in, links, d.points.of)
		if is(Fill, None) && t.priorityValue < d.result.PriorityValue {
			return
		}
		for g, short := range t.shortfall {
			if g != f && is(OtherFloor, g) && short > d.result.Shortfall[g] {
				return
			}
		}
		least = min(least, t.shortfall[f])
	})
	return least
}

func only[T any](all []T, kind RuleKind, is func(RuleKind, int) bool) (kept []T) {
	for i, x := range all {
		if is(kind, i) {
			kept = append(kept, x)
		}
	}
	return kept
}

// TestReservesAreTheBestReplacements puts everybody in each holder's place.
func TestReservesAreTheBestReplacements(t *testing.T) {
	anyDesk(t, func(t *testing.T, d *Desk) {
		seen := 0
		for _, bench := range d.Reserves(100) {
			for _, holder := range bench.Holders {
				seen++
				checkReserve(t, d, bench, holder)
			}
		}
		if seen != len(d.result.Assignment) {
			t.Errorf("%d of %d holders have a bench", seen, len(d.result.Assignment))
		}
	})
}

func checkReserve(t *testing.T, d *Desk, bench Bench, holder int32) {
	in := *d.in
	in.Pins = nil // they do not hold who drops out
	place := slices.Index(d.result.Assignment, Link{holder, bench.Class})
	going, possible := classOf(d.in, d.result.Assignment), 0
	for o := range int32(len(in.Officers)) {
		links := slices.Clone(d.result.Assignment)
		links[place] = Link{o, bench.Class}
		eligible := d.points.eligible(links[place])
		fits := going[o] == None && eligible && permitted(&in, links)
		i := slices.IndexFunc(bench.Alternates, func(a Alternate) bool { return a.Officer == o })
		if fits != (i >= 0) {
			t.Errorf("%d for %d in %d: possible %v, listed at %d", o, holder, bench.Class, fits, i)
		}
		if i < 0 || !fits {
			continue
		}
		possible++
		a, want := bench.Alternates[i], count(&in, links, d.points.of)
		score := d.result.Score - d.points.of(Link{holder, bench.Class}) + a.Points
		if !slices.Equal(a.Shortfall, want.shortfall) || a.Weighted != want.weighted || score != want.score {
			t.Errorf("%d for %d: %+v, not %+v", o, holder, a, want)
		}
		if i > 0 {
			if b := bench.Alternates[i-1]; b.Weighted > a.Weighted || b.Weighted == a.Weighted && b.Points < a.Points {
				t.Errorf("%+v stands before %+v", b, a)
			}
		}
	}
	if possible != len(bench.Alternates) {
		t.Errorf("%d alternates, not %d", len(bench.Alternates), possible)
	}
}
