package main

import (
	"context"
	"fmt"
	"slices"
	"syscall"
	"time"

	"beret/slate"
)

// unitSize is a formed unit of 160 seats and the pool it is chosen from.
func unitSize() slateSize { return slateSize{2_400, 160} }

// makeUnit is a unit whose floors bind. So many women are asked for in its
// support that there are not enough who may drive, repair and arm, and a hundred
// courses are on offer by which more would: they mend it, or most of it.
func makeUnit(seed uint64) *slate.Instance {
	m := newSlateMaker(unitSize(), seed)
	m.make()
	m.in.Floors[2].Num = 85 // women of the support
	m.in.Floors[3].Num = 35 // women of the whole unit
	eligible := map[slate.Link]bool{}
	for _, p := range m.in.Eligible {
		eligible[slate.Link{Officer: p.Officer, Class: p.Class}] = true
	}
	for len(m.in.Upgrades) < 100 {
		o, k := m.IntN(len(m.people)), m.IntN(len(m.profiles))
		l := slate.Link{Officer: int32(o), Class: int32(k)}
		if m.people[o].woman && m.profiles[k].element == "support" && !eligible[l] {
			eligible[l] = true
			m.in.Upgrades = append(m.in.Upgrades, slate.Upgrade{Officer: l.Officer, Class: l.Class, Score: m.score(&m.profiles[k], &m.people[o]),
				Cost: int64(1 + m.IntN(9)), What: "course"})
		}
	}
	return m.in
}

// unit measures a unit with all its explanations in this process, as a page
// has them made: the slate, prices, blocking sets, remedies, why-not of a
// hundred officers, three reserves a holder, rates.
func (b *slateBench) unit(ctx context.Context) error {
	fmt.Fprintf(&b.text, "### Slate: a unit of 160 seats, 2400 officers, all explanations\n\nAim: under 100 ms. Solve and Explain in one process, median of %d; CPU of all cores, and the clock for the explanations, which use two.\n\n"+
		"| seed | short | upgrades that help | solve | all explanations | by the clock | proved |\n| ---: | ---: | ---: | ---: | ---: | ---: | --- |\n", rounds)
	for seed := range uint64(10) {
		if err := b.unitOf(ctx, seed+1); err != nil {
			return err
		}
	}
	return nil
}

// unitOf measures the unit of a seed.
func (b *slateBench) unitOf(ctx context.Context, seed uint64) error {
	in := makeUnit(seed)
	var solves, explains, clocks []time.Duration
	var r *slate.Result
	var e *slate.Explanation
	for range rounds {
		start := processorTime()
		var err error
		if r, err = slate.Solve(ctx, in); err != nil {
			return err
		}
		solves = append(solves, processorTime()-start)
		start, begun := processorTime(), time.Now()
		if e, err = slate.Explain(ctx, in, r, slate.ExplainOptions{WhyNot: someLinks(in, 100), Reserves: 3}); err != nil {
			return err
		}
		explains, clocks = append(explains, processorTime()-start), append(clocks, time.Since(begun))
	}
	short, helping := int64(0), 0
	for _, persons := range r.Shortfall {
		short += persons
	}
	if e.Together != nil {
		helping = len(e.Together.Upgrades)
	}
	fmt.Fprintf(&b.text, "| %d | %d | %d | %s | %s | %s | %t |\n", seed, short, helping, milliseconds(middle(solves)), milliseconds(middle(explains)),
		milliseconds(middle(clocks)), r.Proven && e.Proven)
	return b.write()
}

// middle is the median of some durations.
func middle(all []time.Duration) time.Duration {
	slices.Sort(all)
	return all[len(all)/2]
}

// someLinks picks officers and classes all over the instance.
func someLinks(in *slate.Instance, n int) (links []slate.Link) {
	for i := range n {
		links = append(links, slate.Link{Officer: int32(i * len(in.Officers) / n), Class: int32(i % len(in.Classes))})
	}
	return links
}

// processorTime is what this process has used so far of all cores.
func processorTime() time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		return 0
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
