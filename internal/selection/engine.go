package selection

import (
	"context"
	"errors"
	"sync"
	"time"

	"beret/internal/fault"
	"beret/slate"
)

// solve asks the engine for the best list, what each floor costs, who stands in
// reserve and how women and men fare. Why a floor is short takes longer and is
// asked for apart.
func solve(ctx context.Context, p *Problem) (a Answer, err error) {
	defer fault.Wrap(&err, "selection: solve %d officers", len(p.Instance.Officers))
	if err := contradiction(p.Instance.Validate()); err != nil {
		return a, err
	}
	ctx, stop := context.WithTimeout(ctx, patience)
	defer stop()
	desk, err := slate.NewDesk(ctx, p.Instance)
	if err != nil {
		return a, err
	}
	a = Answer{Problem: p, Result: desk.Result(), desk: &sharedDesk{desk: desk, short: map[int]*slate.Shortage{}}}
	a.Reserves, a.Rates = desk.Reserves(reserves), slate.CompareRates(p.Instance, a.Result)
	for floor := range p.Instance.Floors {
		price, err := desk.Price(ctx, floor)
		if err != nil && ctx.Err() == nil {
			return a, err
		}
		if err == nil {
			a.Prices = append(a.Prices, price)
		}
	}
	return a, nil
}

// sharedDesk lets one caller at a time ask the warm engine, and keeps why floors
// are short.
type sharedDesk struct {
	mu    sync.Mutex
	desk  *slate.Desk
	short map[int]*slate.Shortage
}

// Shortage says why a floor is short and what would help at least cost. It is
// nil for a floor that is met, and where the engine does not know within the
// time; what it found once it keeps.
func (a Answer) Shortage(ctx context.Context, floor int, within time.Duration) (*slate.Shortage, error) {
	if floor < 0 || floor >= len(a.Result.Shortfall) || a.Result.Shortfall[floor] == 0 {
		return nil, nil
	}
	a.desk.mu.Lock()
	defer a.desk.mu.Unlock()
	if s := a.desk.short[floor]; s != nil {
		return s, nil
	}
	ctx, stop := context.WithTimeout(ctx, within)
	defer stop()
	s, err := a.desk.desk.Shortage(ctx, floor)
	switch {
	case ctx.Err() != nil:
		return nil, nil
	case err != nil:
		return nil, err
	}
	a.desk.short[floor] = &s
	return &s, nil
}

// WhyNot asks what keeps an officer out of a post or what choosing them would
// cost, and whether the engine knows both.
func (a Answer) WhyNot(ctx context.Context, officer int64, post string) (w slate.WhyNot, ok bool, err error) {
	o, known := a.Officer(officer)
	class, open := a.Class(post)
	if !known || !open {
		return w, false, nil
	}
	a.desk.mu.Lock()
	defer a.desk.mu.Unlock()
	ctx, stop := context.WithTimeout(ctx, patience)
	defer stop()
	w, err = a.desk.desk.WhyNot(ctx, slate.Link{Officer: o, Class: class})
	return w, err == nil, err
}

// contradiction turns what the engine says of an instance that cannot be into a
// problem that the page shows; what people decided can contradict itself.
func contradiction(err error) error {
	var wrong *slate.InstanceError
	if !errors.As(err, &wrong) {
		return err
	}
	key, known := map[slate.Problem]string{
		slate.ProblemPinnedApart:  "selection.problem.pinned_apart",
		slate.ProblemPinnedPlaces: "selection.problem.pinned_places",
		slate.ProblemPinnedCap:    "selection.problem.pinned_cap",
		slate.ProblemPinnedBanned: "selection.problem.pinned_banned",
		slate.ProblemPinnedTwice:  "selection.problem.pinned_twice",
	}[wrong.Problem]
	if !known {
		return err
	}
	return &fault.Error{Code: fault.Invalid, Key: "fault.invalid", Args: []any{"n", 1}, Err: err,
		Problems: []fault.Problem{{Field: "officer", Key: key}}}
}
