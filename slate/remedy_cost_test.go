package slate

import (
	"context"
	"fmt"
	"slices"
	"testing"
)

// A remedy's bound must not take a cost that is too large to be counted for a
// smaller one that is, else the one dear course beats two that cost less.
func TestRemedyCountsTheDearestCosts(t *testing.T) {
	const g = 0
	in := &Instance{
		Officers: []Officer{{ID: "m1", Home: None}, {ID: "w2", Attributes: 1 << Woman, Home: None}, {ID: "m3", Home: None},
			{ID: "w4", Attributes: 1 << Woman, Home: None}},
		Classes: []Class{{ID: "c1", Count: 1, Priority: 1, Groups: []int32{g}}, {ID: "c2", Count: 1, Priority: 5}},
		Groups:  []string{"g"}, Attributes: []string{"woman", "veteran"},
		Eligible: []Pair{{0, 0, 500}, {1, 1, 500}},
		Floors:   []Floor{{Group: g, Attribute: Woman, Count: 1, Weight: 1}},
		Upgrades: []Upgrade{{Officer: 3, Class: 0, Score: 500, Cost: 1_000_000_000},
			{Officer: 1, Class: 0, Score: 500, Cost: 400_000_000}, {Officer: 2, Class: 1, Score: 500, Cost: 400_000_000}},
	}
	ctx := context.Background()
	r, err := Solve(ctx, in)
	if err != nil {
		t.Fatal(err)
	}
	e, err := Explain(ctx, in, r, ExplainOptions{})
	if err != nil {
		t.Fatal(err)
	}
	remedy := e.Shortfalls[0].Remedy
	if !slices.Equal(remedy.Upgrades, []int32{1, 2}) || remedy.Cost != 800_000_000 || !remedy.Proven || !remedy.Removed {
		t.Errorf("remedy %+v", *remedy)
	}
}

// An upgrade for a place that nobody can fill makes the engine fill it, before it
// looks at floors: the proof has to know.
func TestRemedyKnowsWhatUpgradesFill(t *testing.T) {
	in := unitShortOfADoctor()
	ctx := context.Background()
	r, err := Solve(ctx, in)
	if err != nil {
		t.Fatal(err)
	}
	e, err := Explain(ctx, in, r, ExplainOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if len(e.Shortfalls) != 1 {
		t.Fatalf("short: %v", r.Shortfall)
	}
	remedy := e.Shortfalls[0].Remedy
	if !slices.Equal(remedy.Upgrades, []int32{1}) || remedy.Bound != remedy.Cost || !remedy.Proven || !remedy.Removed {
		t.Errorf("remedy %+v", *remedy)
	}
}

// unitShortOfADoctor has nobody for its doctor and a man for its driver, though
// all who go shall be women. A woman as the doctor alone would do, but then the
// man drives as well; only a woman who drives mends it. Many other courses make
// sets in the order of their cost too many to try.
func unitShortOfADoctor() *Instance {
	in := &Instance{
		Officers: []Officer{{ID: "driver", Home: None}, {ID: "doctor", Attributes: 1 << Woman, Home: None}, {ID: "second", Attributes: 1 << Woman, Home: None}},
		Classes:  []Class{{ID: "doctor", Count: 1, Priority: 8, Groups: []int32{0}}, {ID: "driver", Count: 1, Priority: 4, Groups: []int32{0}}},
		Groups:   []string{"unit"}, Attributes: []string{"woman", "veteran"},
		Eligible: []Pair{{0, 1, 700}},
		Floors:   []Floor{{Group: 0, Attribute: Woman, Num: 1, Den: 1, Of: OfFilled, Weight: 2}},
		Upgrades: []Upgrade{{Officer: 1, Class: 0, Score: 500, Cost: 1}, {Officer: 2, Class: 1, Score: 400, Cost: 5}},
	}
	for i := range int32(12) {
		in.Officers = append(in.Officers, Officer{ID: fmt.Sprint("man", i), Home: None})
		in.Upgrades = append(in.Upgrades, Upgrade{Officer: 3 + i, Class: 1, Score: 300, Cost: 1})
	}
	return in
}
