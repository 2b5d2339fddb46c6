package slate

import (
	"context"
	"testing"
	"time"
)

// TestWarmAgreesWithAfresh asks everything about instances too large for trying
// all, and solves each question from the beginning as well.
func TestWarmAgreesWithAfresh(t *testing.T) {
	for seed := range uint64(60) {
		in := withUpgrades(randomInstance(seed, 40, 6), seed, 30)
		ctx, stop := context.WithTimeout(t.Context(), 20*time.Second)
		r, err := Solve(ctx, in)
		if err != nil {
			t.Fatal(seed, err)
		}
		d, w := newDesk(in, r, afresh), newWarm(in, r)
		d.ask = func(ctx context.Context, in *Instance, g goal) (*Result, error) {
			one, err := w.ask(ctx, in, g)
			other, errOther := afresh(ctx, in, g)
			switch {
			case err != nil || errOther != nil:
				t.Errorf("seed %d: %v, %v", seed, err, errOther)
			case !g.reached(one) || !g.reached(other):
				t.Logf("seed %d: not proven", seed)
			case one.Weighted != other.Weighted, !g.capped && one.PriorityValue != other.PriorityValue,
				!g.short && g.steps(one.Score) != g.steps(other.Score):
				t.Errorf("seed %d, goal %+v: %+v, afresh %+v", seed, g, one, other)
			}
			return one, err
		}
		if _, err := d.Explain(ctx, ExplainOptions{Reserves: 2, WhyNot: outsiders(d, 5)}); err != nil {
			t.Fatal(seed, err)
		}
		stop()
	}
}
