package slate

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// solved solves and checks; the test fails on anything but a proved slate.
func solved(t *testing.T, in *Instance) *Result {
	t.Helper()
	r, err := Solve(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	if err := Check(in, r); err != nil || !r.Proven {
		t.Fatal(err, r.Proven)
	}
	return r
}

// shuffled is the same instance with everything in another order.
func shuffled(in *Instance, random *rand.Rand) *Instance {
	out := *in
	officers, classes := random.Perm(len(in.Officers)), random.Perm(len(in.Classes)) // new place of each
	homes := random.Perm(len(in.Homes))
	home := func(h int32) int32 {
		if h == None {
			return None
		}
		return int32(homes[h])
	}
	links := func(links []Link) []Link {
		moved := make([]Link, len(links))
		for i, l := range links {
			moved[i] = Link{int32(officers[l.Officer]), int32(classes[l.Class])}
		}
		random.Shuffle(len(moved), func(i, j int) { moved[i], moved[j] = moved[j], moved[i] })
		return moved
	}
	out.Officers, out.Classes, out.Homes = make([]Officer, len(officers)), make([]Class, len(classes)), make([]Home, len(homes))
	for i, o := range in.Officers {
		o.Home = home(o.Home)
		out.Officers[officers[i]] = o
	}
	for i, c := range in.Classes {
		out.Classes[classes[i]] = c
	}
	for i, h := range in.Homes {
		h.Parent = home(h.Parent)
		out.Homes[homes[i]] = h
	}
	out.Eligible = slices.Clone(in.Eligible)
	for i := range out.Eligible {
		p := &out.Eligible[i]
		p.Officer, p.Class = int32(officers[p.Officer]), int32(classes[p.Class])
	}
	random.Shuffle(len(out.Eligible), func(i, j int) { out.Eligible[i], out.Eligible[j] = out.Eligible[j], out.Eligible[i] })
	out.Apart = slices.Clone(in.Apart)
	for i := range out.Apart {
		a := &out.Apart[i]
		a[0], a[1] = int32(officers[a[1]]), int32(officers[a[0]])
	}
	out.Pins, out.Bans, out.Previous = links(in.Pins), links(in.Bans), links(in.Previous)
	return &out
}

// namedLinks are an assignment's ids.
func namedLinks(in *Instance, r *Result) (links [][2]string) {
	for _, l := range r.Assignment {
		links = append(links, [2]string{in.Officers[l.Officer].ID, in.Classes[l.Class].ID})
	}
	return links
}

func TestTheOrderOfTheInputChangesNothing(t *testing.T) {
	other := 0
	for seed := range uint64(300) {
		in := randomInstance(seed, 14, 5)
		random := rand.New(rand.NewPCG(seed, 3))
		one, moved := solved(t, in), shuffled(in, random)
		two := solved(t, moved)
		if one.PriorityValue != two.PriorityValue || one.Weighted != two.Weighted || one.Score != two.Score {
			t.Errorf("seed %d: %+v and %+v", seed, one, two)
		}
		if diff := cmp.Diff(namedLinks(in, one), namedLinks(moved, two)); diff != "" {
			other++
			if other < 4 {
				t.Logf("seed %d: another slate of the same worth: %s", seed, diff)
			}
		}
	}
	if other > 0 {
		t.Errorf("%d of 300 instances give another slate in another order", other)
	}
}

func TestAnotherOfficerNeverFillsFewerPlaces(t *testing.T) {
	for seed := range uint64(300) {
		in := randomInstance(seed, 14, 5)
		before := solved(t, in)
		random := rand.New(rand.NewPCG(seed, 4))
		more := *in
		more.Officers = append(slices.Clone(in.Officers), Officer{ID: "new", Attributes: uint8(random.IntN(8)), Home: None})
		more.Eligible = append(slices.Clone(in.Eligible), Pair{int32(len(in.Officers)), int32(random.IntN(len(in.Classes))), int32(random.IntN(1001))})
		if after := solved(t, &more); after.PriorityValue < before.PriorityValue {
			t.Errorf("seed %d: %d, then %d", seed, before.PriorityValue, after.PriorityValue)
		}
	}
}

func TestATighterFloorNeverRaisesTheWorth(t *testing.T) {
	for seed := range uint64(300) {
		in := randomInstance(seed, 14, 5)
		if len(in.Floors) == 0 {
			continue
		}
		before := solved(t, in)
		tighter := *in
		tighter.Floors = slices.Clone(in.Floors)
		f := &tighter.Floors[seed%uint64(len(in.Floors))]
		if f.Den == 0 {
			f.Count++
		} else {
			f.Num = min(f.Den, f.Num+1)
		}
		after := solved(t, &tighter)
		worse := value{before.PriorityValue, before.Weighted, before.Score}
		if v := (value{after.PriorityValue, after.Weighted, after.Score}); v.better(worse) {
			t.Errorf("seed %d: %+v, tighter %+v", seed, worse, v)
		}
		if after.PriorityValue != before.PriorityValue {
			t.Errorf("seed %d: the first stage looks at floors", seed)
		}
	}
}

func TestBansCapsAndPairsApartNeverHelp(t *testing.T) {
	for seed := range uint64(300) {
		in := randomInstance(seed, 14, 5)
		before := solved(t, in)
		if len(before.Assignment) < 2 {
			continue
		}
		worth := value{before.PriorityValue, before.Weighted, before.Score}
		banned := *in
		banned.Bans = append(slices.Clone(in.Bans), before.Assignment[0])
		apart := *in
		apart.Apart = append(slices.Clone(in.Apart), [2]int32{before.Assignment[0].Officer, before.Assignment[1].Officer})
		for _, harder := range []*Instance{&banned, &apart} {
			if harder.Validate() != nil {
				continue // a pin is in the way
			}
			r := solved(t, harder)
			if v := (value{r.PriorityValue, r.Weighted, r.Score}); v.better(worth) {
				t.Errorf("seed %d: %+v, harder %+v", seed, worth, v)
			}
		}
	}
}

// Among equals the rule decides: of many alike the first by it are chosen.
func TestAmongEqualsTheRuleDecides(t *testing.T) {
	for seed := range uint64(40) {
		in := &Instance{Attributes: []string{"woman", "veteran"}, Groups: []string{"g"}, Seed: seed, Ties: Ties(seed % 2),
			Classes: []Class{{ID: "x", Count: 3, Priority: 1, Groups: []int32{0}}}}
		for i := range 12 {
			in.Officers = append(in.Officers, Officer{ID: string(rune('a' + i)), Attributes: uint8(i % 2), Home: None, Seniority: int32(i % 5)})
			in.Eligible = append(in.Eligible, Pair{int32(i), 0, 500})
		}
		ranks := in.Ranks()
		for _, l := range solved(t, in).Assignment {
			if ranks[l.Officer] >= 3 {
				t.Errorf("seed %d: the officer of rank %d goes", seed, ranks[l.Officer])
			}
		}
	}
}
