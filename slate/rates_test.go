package slate

import (
	"math"
	"testing"
)

// pool is an instance with one class of a group, so many women and men
// eligible for it, and a slate of the first so many of each.
func pool(women, men, chosenWomen, chosenMen int) (*Instance, *Result) {
	in := &Instance{Groups: []string{"unit"}, Attributes: []string{"woman", "veteran"},
		Classes: []Class{{ID: "c", Count: women + men, Priority: 1, Groups: []int32{0}}}}
	r := &Result{}
	for i := range women + men {
		o, chosen := Officer{Home: None}, i-women < chosenMen
		if i < women {
			o.Attributes, chosen = 1<<Woman, i < chosenWomen
		}
		in.Officers = append(in.Officers, o)
		in.Eligible = append(in.Eligible, Pair{int32(i), 0, 1})
		if chosen {
			r.Assignment = append(r.Assignment, Link{int32(i), 0})
		}
	}
	return in, r
}

func TestFourFifthsIsExactAndCautious(t *testing.T) {
	for _, c := range []struct {
		name                               string
		women, men, chosenWomen, chosenMen int
		lower                              Lower
		below, few, flips                  bool
	}{
		{"exactly four fifths", 100, 100, 40, 50, WomenLower, false, false, false},
		{"just below", 1000, 1000, 399, 500, WomenLower, true, false, true},
		{"far below", 100, 100, 20, 50, WomenLower, true, false, false},
		{"men lower", 100, 100, 50, 20, MenLower, true, false, false},
		{"equal rates", 40, 80, 10, 20, Neither, false, false, false},
		{"no women eligible", 0, 80, 0, 20, Neither, false, true, false},
		{"nobody chosen", 40, 80, 0, 0, Neither, false, false, false},
		{"few, and one person turns it", 5, 40, 1, 12, WomenLower, true, true, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			rates := CompareRates(pool(c.women, c.men, c.chosenWomen, c.chosenMen))
			for _, s := range []Selection{rates.Overall, rates.Classes[0], rates.Groups[0]} {
				if s.Lower != c.lower || s.BelowFourFifths != c.below || s.Few != c.few || s.Flips != c.flips {
					t.Errorf("%+v", s)
				}
			}
		})
	}
}

// TestRatesCountPeopleOnce has an officer eligible for two classes of a group
// and chosen in one of them.
func TestRatesCountPeopleOnce(t *testing.T) {
	in := &Instance{Groups: []string{"unit"}, Officers: []Officer{{Attributes: 1 << Woman}, {}, {}},
		Classes:  []Class{{Count: 1, Priority: 1, Groups: []int32{0}}, {Count: 1, Priority: 1, Groups: []int32{0}}},
		Eligible: []Pair{{0, 0, 5}, {0, 1, 5}, {1, 1, 5}}}
	rates := CompareRates(in, &Result{Assignment: []Link{{0, 1}}})
	got := [][4]int{}
	for _, s := range append([]Selection{rates.Overall}, append(rates.Classes, rates.Groups...)...) {
		got = append(got, [4]int{s.Women.Selected, s.Women.Eligible, s.Men.Selected, s.Men.Eligible})
	}
	want := [][4]int{{1, 1, 0, 1}, {0, 1, 0, 0}, {1, 1, 0, 1}, {1, 1, 0, 1}}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("%d: %v, not %v", i, got[i], want[i])
		}
	}
}

// TestIntervalsAreThePublishedOnes: 81 of 263 gives 0.2553 to 0.3662, from
// R. G. Newcombe, Statistics in Medicine 17 (1998), 857-872, table I.
func TestIntervalsAreThePublishedOnes(t *testing.T) {
	c := chances(81, 263)
	if math.Abs(c.Low-0.2553) > 5e-5 || math.Abs(c.High-0.3662) > 5e-5 {
		t.Errorf("%.4f to %.4f", c.Low, c.High)
	}
}
