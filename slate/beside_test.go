package slate

import (
	"reflect"
	"testing"
)

// TestExplainIsTheSameEachTime explains units again and again: what is asked
// beside each other does not change any answer.
func TestExplainIsTheSameEachTime(t *testing.T) {
	in := unitOf(3, 900)
	r, err := Solve(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	var first *Explanation
	for range 6 {
		e, err := Explain(t.Context(), in, r, ExplainOptions{Reserves: 2, WhyNot: outsiders(Reopen(in, r), 4)})
		if err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = e
		}
		if !reflect.DeepEqual(e, first) {
			t.Fatalf("%+v\nand then\n%+v", first, e)
		}
	}
}
