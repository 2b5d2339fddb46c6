package slate

import (
	"testing"
)

func TestBruteForceOnAnInstanceDoneByHand(t *testing.T) {
	// Two places: the two best men leave the floor of one woman short.
	in := &Instance{Attributes: []string{"woman", "veteran"}, Groups: []string{"g"},
		Officers: []Officer{{ID: "a", Home: None}, {ID: "b", Home: None}, {ID: "w", Attributes: 1, Home: None}},
		Classes:  []Class{{ID: "x", Count: 2, Priority: 3, Groups: []int32{0}}},
		Eligible: []Pair{{0, 0, 9}, {1, 0, 8}, {2, 0, 1}},
		Floors:   []Floor{{Group: 0, Attribute: Woman, Num: 1, Den: 2, Weight: 5}}}
	if got, want := bruteForce(in), (value{6, 0, 10}); got != want {
		t.Errorf("got %v, want %v", got, want)
	}
}
