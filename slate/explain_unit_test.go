package slate

import (
	"context"
	"errors"
	"slices"
	"testing"
)

// TestEverythingAboutAUnit explains a whole unit and holds what can be held at
// that size: all is proven, and the upgrades of a remedy remove the shortfall
// when they are done and the slate is solved anew.
func TestEverythingAboutAUnit(t *testing.T) {
	in := unitOf(1, 2400)
	if err := in.Validate(); err != nil {
		t.Fatal(err)
	}
	d, err := NewDesk(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	e, err := d.Explain(t.Context(), ExplainOptions{Reserves: 3, WhyNot: outsiders(d, 5)})
	if err != nil {
		t.Fatal(err)
	}
	if !e.Proven || len(e.Prices) != len(in.Floors) || len(e.WhyNot) != 5 || len(e.Shortfalls) != 2 {
		t.Fatalf("proven %v, %d prices, %d why not, %d shortfalls", e.Proven, len(e.Prices), len(e.WhyNot), len(e.Shortfalls))
	}
	support := e.Shortfalls[0]
	r, err := Solve(t.Context(), Upgraded(in, support.Remedy.Upgrades))
	if err != nil || !support.Remedy.Removed || r.Shortfall[support.Floor] != 0 || !slices.Equal(r.Shortfall, support.Remedy.After) {
		t.Errorf("%v: after %+v the slate is short of %v", err, support.Remedy, r.Shortfall)
	}
	if pin := e.Shortfalls[1]; len(pin.Blocks) != 1 || pin.Blocks[0].Rule != (Rule{Pinned, 0}) || pin.Remedy.Removed {
		t.Errorf("the pinned commander keeps the floor short, but %+v", pin)
	}
}

// TestAnExplanationThatIsCutSaysSo asks after the time is over.
func TestAnExplanationThatIsCutSaysSo(t *testing.T) {
	in := unitOf(2, 600)
	r, err := Solve(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	d, late := Reopen(in, r), context.Background()
	late, cancel := context.WithCancel(late)
	cancel()
	for f := range in.Floors {
		if p, err := d.Price(late, f); err == nil && p.Proven && !d.unused(f) {
			t.Errorf("the price of floor %d is said to be proven: %+v", f, p)
		}
	}
	for _, l := range outsiders(d, 20) {
		if w, err := d.WhyNot(late, l); err == nil && w.Proven || err != nil && !errors.Is(err, context.Canceled) {
			t.Errorf("%v: %+v, %v", l, w, err)
		}
	}
	if e, err := d.Explain(late, ExplainOptions{}); err == nil && e.Proven {
		t.Error("the explanation is said to be proven")
	}
}

// outsiders are some eligible officers who are not in the slate.
func outsiders(d *Desk, n int) (links []Link) {
	going := classOf(d.in, d.result.Assignment)
	for _, p := range d.in.Eligible {
		if len(links) < n && going[p.Officer] == None {
			links = append(links, Link{p.Officer, p.Class})
		}
	}
	return links
}

// BenchmarkExplainUnit asks everything about a unit of 160 seats and 2,400
// officers, after the slate is solved.
func BenchmarkExplainUnit(b *testing.B) {
	in := unitOf(1, 2400)
	r, err := Solve(b.Context(), in)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := Explain(b.Context(), in, r, ExplainOptions{Reserves: 3}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkSlide moves a floor of a unit and solves again.
func BenchmarkSlide(b *testing.B) {
	in := unitOf(1, 2400)
	d, err := NewDesk(b.Context(), in)
	if err != nil {
		b.Fatal(err)
	}
	for i := 0; b.Loop(); i++ {
		f := in.Floors[3]
		f.Num = int64(25 + i%10)
		if _, err := d.SetFloor(b.Context(), 3, f); err != nil {
			b.Fatal(err)
		}
	}
}
