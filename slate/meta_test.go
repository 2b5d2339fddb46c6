package slate

import (
	"math/rand/v2"
	"slices"
	"testing"
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
