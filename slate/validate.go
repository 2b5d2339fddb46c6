package slate

import (
	"fmt"
	"math"
	"slices"
)

// Validate returns an *InstanceError for the first element that is malformed or
// contradicts another: a place outside its list, a number outside its limits,
// something that stands twice, homes in a circle, pins that no slate can keep.
// A pin must be of an eligible pair. Bans of pairs that are not eligible, floors
// that nobody can meet and homes with a cap of zero are no contradictions.
func (in *Instance) Validate() error { return (&validator{in: in}).validate() }

func (v *validator) validate() error {
	for _, check := range []func(){v.sizes, v.officers, v.homes, v.classes, v.floors, v.pairs, v.others, v.pins} {
		if check(); v.err != nil {
			return v.err
		}
	}
	return nil
}

type validator struct {
	in     *Instance
	unique bool            // officers' ids are known to differ
	pinned map[int32]int32 // class of each pinned officer
	err    error
}

// ask keeps the problem of an element unless ok.
func (v *validator) ask(ok bool, list string, place int, field string, p Problem, args ...any) bool {
	if !ok && v.err == nil {
		v.err = problem(reference{list: list, place: place, field: field}.element(), p, args...)
	}
	return ok
}

// span asks that a number is within its limits.
func (v *validator) span(value, least, most int64, list string, place int, field string) bool {
	ok := value >= least && value <= most
	if !ok {
		v.ask(false, list, place, field, ProblemRange, "value", value, "least", least, "most", most)
	}
	return ok
}

// inside asks that a number is a place in a list of n.
func (v *validator) inside(value int32, n int, list string, place int, field string) bool {
	ok := value >= 0 && int(value) < n
	if !ok {
		v.ask(false, list, place, field, ProblemNoPlace, "value", value)
	}
	return ok
}

func (v *validator) sizes() {
	in := v.in
	for _, l := range []struct {
		name    string
		n, most int
	}{{"attributes", len(in.Attributes), MaxAttributes}, {"officers", len(in.Officers), MaxOfficers},
		{"classes", len(in.Classes), MaxPlaces}, {"homes", len(in.Homes), MaxOfficers}, {"floors", len(in.Floors), MaxFloors},
		{"eligible", len(in.Eligible), maxList}} {
		if l.n > l.most && v.err == nil {
			v.err = problem(l.name, ProblemTooMany, "most", l.most)
		}
	}
	if in.ChangeCost < 0 || in.ChangeCost > MaxChangeCost {
		v.err = problem("change_cost", ProblemRange, "value", in.ChangeCost, "least", 0, "most", MaxChangeCost)
	}
	if in.Ties > Seniority {
		v.err = problem("ties", ProblemUnknownValue, "value", fmt.Sprint(in.Ties), "values", "lottery, seniority")
	}
	for i, name := range in.Attributes {
		v.ask(!slices.Contains(in.Attributes[:i], name), "attributes", i, "", ProblemTwice, "name", name)
	}
}

func (v *validator) officers() {
	in := v.in
	if !v.unique {
		v.officersDiffer()
	}
	for i := range in.Officers {
		o := &in.Officers[i]
		if o.Home != None && !v.inside(o.Home, len(in.Homes), "officers", i, "home") {
			return
		}
		v.span(int64(o.Attributes), 0, 1<<max(len(in.Attributes), 2)-1, "officers", i, "attributes")
	}
}

func (v *validator) officersDiffer() {
	ids := make(map[string]struct{}, len(v.in.Officers))
	for i := range v.in.Officers {
		id := v.in.Officers[i].ID
		if ids[id] = struct{}{}; len(ids) <= i {
			v.ask(false, "officers", i, "id", ProblemTwice, "name", id)
			return
		}
	}
}

func (v *validator) homes() {
	in, ids := v.in, map[string]struct{}{}
	for i, h := range in.Homes {
		ids[h.ID] = struct{}{}
		v.ask(len(ids) == i+1, "homes", i, "id", ProblemTwice, "name", h.ID)
		if !v.span(int64(h.Cap), None, math.MaxInt32, "homes", i, "cap") ||
			h.Parent != None && !v.inside(h.Parent, len(in.Homes), "homes", i, "parent") {
			return
		}
	}
	done := make([]int32, len(in.Homes)) // the walk that saw a home, from 1
	for i := range in.Homes {
		for h := int32(i); h != None && (done[h] == 0 || done[h] == int32(i)+1); h = in.Homes[h].Parent {
			if !v.ask(done[h] == 0, "homes", i, "parent", ProblemCircle, "name", in.Homes[i].ID) {
				return
			}
			done[h] = int32(i) + 1
		}
	}
}

func (v *validator) classes() {
	in, ids, places := v.in, map[string]struct{}{}, int64(0)
	for i, c := range in.Classes {
		ids[c.ID] = struct{}{}
		v.ask(len(ids) == i+1, "classes", i, "id", ProblemTwice, "name", c.ID)
		if !v.span(int64(c.Count), 0, MaxPlaces, "classes", i, "count") || !v.span(int64(c.Nominees), 0, MaxNominees, "classes", i, "nominees") {
			return
		}
		v.span(int64(c.Priority), 1, MaxPriority, "classes", i, "priority")
		for j, g := range c.Groups {
			field := at("groups", j)
			v.inside(g, len(in.Groups), "classes", i, field)
			v.ask(!slices.Contains(c.Groups[:j], g), "classes", i, field, ProblemTwice, "name", v.group(g))
		}
		places += int64(c.Places())
		v.ask(places <= MaxPlaces, "classes", i, "count", ProblemTooMany, "most", MaxPlaces)
	}
}

func (v *validator) group(g int32) string {
	if g >= 0 && int(g) < len(v.in.Groups) {
		return v.in.Groups[g]
	}
	return ""
}

func (v *validator) floors() {
	for i, f := range v.in.Floors {
		v.inside(f.Group, len(v.in.Groups), "floors", i, "group")
		v.inside(int32(f.Attribute), len(v.in.Attributes), "floors", i, "attribute")
		v.span(f.Weight, 1, MaxWeight, "floors", i, "weight")
		v.span(f.Den, 0, MaxShare, "floors", i, "share")
		v.span(f.Num, 0, MaxShare, "floors", i, "share")
		v.span(f.Count, 0, MaxPlaces, "floors", i, "count")
		v.ask(f.Den == 0 || f.Num <= f.Den, "floors", i, "share", ProblemShareAbove, "num", f.Num, "den", f.Den)
		v.ask(f.Of <= OfPosts, "floors", i, "of", ProblemUnknownValue, "value", fmt.Sprint(f.Of), "values", "filled, posts")
	}
}

// link asks that an officer and a class are there.
func (v *validator) link(l Link, list string, place int) bool {
	return v.inside(l.Officer, len(v.in.Officers), list, place, "officer") && v.inside(l.Class, len(v.in.Classes), list, place, "class")
}

func (v *validator) name(l Link) string {
	return v.in.Officers[l.Officer].ID + ", " + v.in.Classes[l.Class].ID
}

func (v *validator) pairs() {
	for i, p := range v.in.Eligible {
		if !v.link(Link{p.Officer, p.Class}, "eligible", i) || !v.span(int64(p.Score), 0, MaxScore, "eligible", i, "score") {
			return
		}
	}
	if i := v.in.twice(); i >= 0 {
		p := v.in.Eligible[i]
		v.ask(false, "eligible", i, "", ProblemTwice, "name", v.name(Link{p.Officer, p.Class}))
	}
}

// twice returns the place of an eligible pair that stood before, or None. Where
// each officer's pairs stand together, as they mostly do, one pass is enough.
func (in *Instance) twice() int {
	seen, stamp := make([]bool, len(in.Officers)), make([]int32, len(in.Classes))
	run := int32(0)
	for i, p := range in.Eligible {
		if i == 0 || p.Officer != in.Eligible[i-1].Officer {
			if seen[p.Officer] {
				return in.twiceApart()
			}
			seen[p.Officer] = true
			run++
		}
		if stamp[p.Class] == run {
			return i
		}
		stamp[p.Class] = run
	}
	return None
}

// twiceApart is twice for pairs in any order.
func (in *Instance) twiceApart() int {
	order := make([]int32, len(in.Eligible))
	for i := range order {
		order[i] = int32(i)
	}
	compare := func(a, b int32) int {
		p, q := in.Eligible[a], in.Eligible[b]
		if p.Officer != q.Officer {
			return int(p.Officer - q.Officer)
		}
		return int(p.Class - q.Class)
	}
	slices.SortFunc(order, compare)
	for i := 1; i < len(order); i++ {
		if compare(order[i-1], order[i]) == 0 {
			return int(max(order[i-1], order[i]))
		}
	}
	return None
}

// others checks what refers to officers and classes besides the pairs.
func (v *validator) others() {
	in := v.in
	for i, a := range in.Apart {
		ok := v.inside(a[0], len(in.Officers), "apart", i, "") && v.inside(a[1], len(in.Officers), "apart", i, "")
		if ok && a[0] == a[1] {
			v.ask(false, "apart", i, "", ProblemSelf, "name", in.Officers[a[0]].ID)
		}
	}
	v.once(in.Bans, "bans")
	v.once(in.Previous, "previous")
	open := map[Link]bool{}
	for i, u := range in.Upgrades {
		v.link(Link{u.Officer, u.Class}, "upgrades", i)
		v.span(int64(u.Score), 0, MaxScore, "upgrades", i, "score")
		v.span(u.Cost, 1, MaxCost, "upgrades", i, "cost")
		open[Link{u.Officer, u.Class}] = true
	}
	if v.err == nil && len(open) > 0 {
		v.upgrades(open)
	}
}

// once asks that links are there, each but once.
func (v *validator) once(links []Link, list string) {
	seen := map[Link]bool{}
	for i, l := range links {
		if !v.link(l, list, i) || !v.ask(!seen[l], list, i, "", ProblemTwice, "name", v.name(l)) {
			return
		}
		seen[l] = true
	}
}

// upgrades asks that none of them is of an eligible pair.
func (v *validator) upgrades(open map[Link]bool) {
	for _, p := range v.in.Eligible {
		if open[Link{p.Officer, p.Class}] {
			i := slices.IndexFunc(v.in.Upgrades, func(u Upgrade) bool { return u.Officer == p.Officer && u.Class == p.Class })
			v.ask(false, "upgrades", i, "", ProblemAlready, "officer", v.in.Officers[p.Officer].ID, "class", v.in.Classes[p.Class].ID)
			return
		}
	}
}

// pins asks that some slate can keep all pins at once: every rule but the
// floors, which are never broken but fall short, is held against them.
func (v *validator) pins() {
	in := v.in
	if len(in.Pins) == 0 {
		return
	}
	v.pinned = make(map[int32]int32, len(in.Pins))
	for i, l := range in.Pins {
		if !v.link(l, "pins", i) {
			return
		}
		if other, twice := v.pinned[l.Officer]; twice {
			v.ask(false, "pins", i, "", ProblemPinnedTwice, "officer", in.Officers[l.Officer].ID, "class", in.Classes[l.Class].ID, "other", in.Classes[other].ID)
			return
		}
		v.pinned[l.Officer] = l.Class
	}
	v.pinsEligible()
	v.pinsAgainstBans()
	v.pinsAgainstPlaces()
	v.pinsAgainstCaps()
}

func (v *validator) pinsEligible() {
	in, found := v.in, make(map[int32]bool, len(v.pinned))
	for _, p := range in.Eligible {
		if class, pinned := v.pinned[p.Officer]; pinned && class == p.Class {
			found[p.Officer] = true
		}
	}
	for i, l := range in.Pins {
		v.ask(found[l.Officer], "pins", i, "", ProblemNotEligible, "officer", in.Officers[l.Officer].ID, "class", in.Classes[l.Class].ID)
	}
}

func (v *validator) pinsAgainstBans() {
	in := v.in
	for i, l := range in.Bans {
		class, pinned := v.pinned[l.Officer]
		v.ask(!pinned || class != l.Class, "bans", i, "", ProblemPinnedBanned, "officer", in.Officers[l.Officer].ID, "class", in.Classes[l.Class].ID)
	}
	for i, a := range in.Apart {
		_, first := v.pinned[a[0]]
		_, second := v.pinned[a[1]]
		v.ask(!first || !second, "apart", i, "", ProblemPinnedApart, "officer", in.Officers[a[0]].ID, "other", in.Officers[a[1]].ID)
	}
}

func (v *validator) pinsAgainstPlaces() {
	in, pins := v.in, map[int32]int{}
	for i, l := range in.Pins {
		pins[l.Class]++
		c := in.Classes[l.Class]
		v.ask(pins[l.Class] <= c.Places(), "pins", i, "", ProblemPinnedPlaces, "class", c.ID, "pins", pins[l.Class], "places", c.Places())
	}
}

func (v *validator) pinsAgainstCaps() {
	in, pins := v.in, make([]int, len(v.in.Homes))
	for i, l := range in.Pins {
		for h := in.Officers[l.Officer].Home; h != None; h = in.Homes[h].Parent {
			pins[h]++
			home := in.Homes[h]
			v.ask(home.Cap == None || pins[h] <= home.Cap, "pins", i, "", ProblemPinnedCap, "home", home.ID, "pins", pins[h], "cap", home.Cap)
		}
	}
}
