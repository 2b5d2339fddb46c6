package slate

import (
	"encoding/json"
	"testing"
)

// TestDocumentNamesWhatItIsAbout explains an instance done by hand: two places,
// a floor of one woman who lacks the course, a man kept apart, a cap.
func TestDocumentNamesWhatItIsAbout(t *testing.T) {
	in := &Instance{Attributes: []string{"woman", "veteran"}, Groups: []string{"team"},
		Officers: []Officer{{ID: "an", Home: 0}, {ID: "ba", Home: None}, {ID: "cam", Attributes: 1, Home: 0}},
		Homes:    []Home{{ID: "hue", Cap: 1, Parent: None}},
		Classes:  []Class{{ID: "driver", Count: 2, Priority: 3, Groups: []int32{0}}},
		Eligible: []Pair{{0, 0, 9}, {1, 0, 8}},
		Floors:   []Floor{{Group: 0, Attribute: Woman, Num: 1, Den: 2, Weight: 5}},
		Upgrades: []Upgrade{{2, 0, 4, 7, "driving course"}}}
	r, _ := slowly(t.Context(), in, goal{})
	e, err := newDesk(in, r, slowly).explain(t.Context(), ExplainOptions{WhyNot: []Link{{2, 0}, {1, 0}}, Reserves: 2})
	if err != nil {
		t.Fatal(err)
	}
	got, err := json.Marshal(e.Document(in))
	if err != nil {
		t.Fatal(err)
	}
	change := `"filled":0,"priority_value":0,"shortfall":[-1],"weighted":-5,"score":-5,"in":[["cam","driver"]],"out":[["an","driver"]],"moved":[]`
	remedy := `{"upgrades":[{"place":0,"officer":"cam","class":"driver","cost":7,"what":"driving course"}],"cost":7,"bound":7,"before":[1],"after":[0],"change":{` + change + `},"removed":true,"proven":true}`
	want := `{"prices":[{"floor":0,"without":{"filled":0,"priority_value":0,"shortfall":[0],"weighted":0,"score":0,"in":[],"out":[],"moved":[]},"proven":true}],` +
		`"shortfalls":[{"floor":0,"short":1,"blocking":[{"rule":"qualification","class":"driver","eligible":0,"without":0},{"rule":"fill","without":0}],"remedy":` + remedy + `,"proven":true}],` +
		`"together":` + remedy + `,` +
		`"why_not":[{"officer":"cam","class":"driver","verdict":"ineligible","rules":[{"rule":"not_eligible","class":"driver"}],` +
		`"upgrades":[{"place":0,"officer":"cam","class":"driver","cost":7,"what":"driving course"}],"proven":true},` +
		`{"officer":"ba","class":"driver","verdict":"chosen","rules":[],"upgrades":[],"proven":true}],` +
		`"reserves":[{"class":"driver","holders":["an","ba"],"alternates":[]}],` +
		`"rates":{"overall":{"women":{"selected":0,"eligible":0,"low":0,"high":1},"men":{"selected":2,"eligible":2,"low":0.34238,"high":1},"lower":"neither","below_four_fifths":false,"few":true,"flips":false}`
	if s := string(got); len(s) < len(want)-300 || shortFloats(s)[:len(want)] != want {
		t.Errorf("\n%s\nnot\n%s", shortFloats(s), want)
	}
}

// shortFloats cuts the one interval in the test's document to five places.
func shortFloats(s string) string {
	var out []byte
	digits := -1
	for i := range len(s) {
		switch {
		case s[i] == '.':
			digits = 0
		case s[i] < '0' || s[i] > '9':
			digits = -1
		case digits >= 0:
			digits++
		}
		if digits <= 5 {
			out = append(out, s[i])
		}
	}
	return string(out)
}

func TestSetFloorSolvesAgain(t *testing.T) {
	anyDesk(t, func(t *testing.T, d *Desk) {
		for f := range d.in.Floors {
			before, old := d.Instance(), d.in.Floors[f]
			floor := old
			floor.Num, floor.Den, floor.Count = 0, 0, 1
			r, err := d.SetFloor(t.Context(), f, floor)
			if err != nil {
				t.Fatal(err)
			}
			if before.Floors[f] != old || d.Instance().Floors[f] != floor || d.Result() != r {
				t.Error("the floor is not set, or set in the caller's instance")
			}
			if r.Certificate != nil {
				if err := Check(d.Instance(), r); err != nil {
					t.Error(err)
				}
			}
			if want := bruteForce(d.Instance()); (value{r.PriorityValue, r.Weighted, r.Score}) != want {
				t.Errorf("%v, not %v", r, want)
			}
		}
	})
}
