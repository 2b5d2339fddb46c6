package slate

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"
)

// solveAndCheck solves, and holds the values against all slates and the proof
// against the checker.
func solveAndCheck(in *Instance) error {
	r, err := Solve(context.Background(), in)
	best := bruteForce(in)
	if best.priority < 0 {
		if !errors.Is(err, errNone) {
			return fmt.Errorf("got %v, %v, want no slate", r, err)
		}
		return nil
	}
	if err != nil {
		return err
	}
	if got := (value{r.PriorityValue, r.Weighted, r.Score}); got != best {
		return fmt.Errorf("got %v, want %v", got, best)
	}
	if !r.Proven {
		return fmt.Errorf("not proven: %v, bound %v", best, r.Bound)
	}
	return Check(in, r)
}

func TestSolveAgreesWithEverySlate(t *testing.T) {
	for seed := range uint64(3000) {
		if err := solveAndCheck(randomInstance(seed, 7, 4)); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
	}
}

// TestSmallCores makes every core small as often as it can be.
func TestSmallCores(t *testing.T) {
	for seed := range uint64(600) {
		in := randomInstance(seed, 20, 6)
		want, err := Solve(t.Context(), in)
		e := newEngine(newModel(in, goal{}))
		e.roomy = 0
		got, small := e.solve(t.Context())
		if (err == nil) != (small == nil) {
			t.Fatalf("seed %d: got %v, want %v", seed, small, err)
		}
		if err != nil {
			continue
		}
		if got.PriorityValue != want.PriorityValue || got.Weighted != want.Weighted || got.Score != want.Score || got.Bound != want.Bound {
			t.Fatalf("seed %d: got %v, want %v", seed, got, want)
		}
		if err := Check(in, got); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
	}
}

func TestSolveForAGoalAgreesWithEverySlate(t *testing.T) {
	for seed := range uint64(1500) {
		in, random := randomInstance(seed, 6, 3), rand.New(rand.NewPCG(seed, 7))
		g := goal{capped: random.IntN(2) == 0, enough: int64(random.IntN(8))}
		if random.IntN(2) == 0 {
			for range in.Floors {
				g.grace = append(g.grace, int64(random.IntN(3)))
			}
		}
		if random.IntN(2) == 0 {
			for i := range in.Eligible {
				in.Eligible[i].Score -= int32(random.IntN(40))
			}
		}
		want, _ := slowly(t.Context(), in, g)
		got, err := solveGoal(t.Context(), in, g)
		if want == nil {
			if !errors.Is(err, errNone) {
				t.Fatalf("seed %d: got %v, want no slate", seed, err)
			}
			continue
		}
		if err != nil || !got.Proven || got.Weighted != want.Weighted || got.Score != want.Score {
			t.Fatalf("seed %d: got %+v, %v, want %+v", seed, got, err, want)
		}
	}
}

// Where the time ends the bounds stay honest, and the checker proves them.
func TestAnEndedSearchIsHonest(t *testing.T) {
	for seed := range uint64(600) {
		in := randomInstance(seed, 9, 4)
		ctx := &countdown{Context: t.Context(), left: int(seed % 12)}
		r, err := Solve(ctx, in)
		best := bruteForce(in)
		if err != nil {
			if best.priority >= 0 && !errors.Is(err, context.DeadlineExceeded) {
				t.Fatalf("seed %d: %v, though there is a slate", seed, err)
			}
			continue
		}
		if err := Check(in, r); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		if r.Proven && (value{r.PriorityValue, r.Weighted, r.Score}) != best {
			t.Fatalf("seed %d: proven %+v, but the best is %v", seed, r, best)
		}
	}
}

// countdown is a context that ends after it was asked some times.
type countdown struct {
	context.Context
	left int
}

func (c *countdown) Err() error {
	if c.left--; c.left < 0 {
		return context.DeadlineExceeded
	}
	return nil
}

// Middle instances are beyond trying every slate; the proof says enough. The
// seeds that come first once broke the search.
func TestSolveProvesMiddleInstances(t *testing.T) {
	type size struct {
		seed              uint64
		officers, classes int
	}
	list := []size{{6285, 40, 8}, {6538, 40, 8}, {9473, 40, 8}, {153, 300, 30}}
	for seed := range uint64(100) {
		list = append(list, size{seed, 40, 8})
	}
	for _, s := range list {
		seed, in := s.seed, randomInstance(s.seed, s.officers, s.classes)
		r, err := Solve(t.Context(), in)
		if errors.Is(err, errNone) {
			continue
		}
		if err != nil || !r.Proven {
			t.Fatalf("seed %d: %v, proven %t", seed, err, err == nil && r.Proven)
		}
		if err := Check(in, r); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
	}
}
