package slate

import (
	"math"
	"slices"
)

// dive looks for a slate as good as the bound: again and again it holds the
// counts that the mixture has nearly whole, and moves the multipliers for what
// is left. It leaves the node as it was.
func (s *search) dive(b *branch, p *planes) {
	e := s.e
	target := e.level(p.value)
	changed := slices.Clone(e.changed)
	before := make([]bounds, len(e.kindArcs))
	for k, arc := range e.kindArcs {
		before[k] = bounds{e.net.arcs[arc].low, e.net.arcs[arc].up}
	}
	e.changed = append(e.changed, e.kindArcs...)
	q := p
	for round := 1; round <= 12 && e.reached() < target && s.ctx.Err() == nil; round++ {
		if e.hold(q.mean(), before, 0.04*float64(round)); q.at.stray > 0 || e.level(q.value) <= e.reached() {
			break
		}
		e.net.settle()
		q = e.open(slices.Clone(q.v), 0.5)
		q.most = 20
		q.optimise(func() bool { return e.level(q.value) <= e.reached() })
	}
	for k, arc := range e.kindArcs {
		e.net.bound(arc, before[k].low, before[k].up)
	}
	e.changed = changed
	e.net.settle()
	p.refresh()
}

// mostDived is the size of the core up to which a dive is quicker than splits.
const mostDived = 20000

// hold narrows the counts around a mixture: those within a distance of a whole
// number, and the nearest of the others, to it; the rest to both sides.
func (e *engine) hold(mean []float64, within []bounds, distance float64) {
	nearest, least := -1, 1.0
	for k, x := range mean {
		low, up := int32(math.Floor(x+1e-6)), int32(math.Ceil(x-1e-6))
		d := math.Abs(x - math.Round(x))
		if d <= distance {
			low, up = int32(math.Round(x)), int32(math.Round(x))
		} else if d < least {
			nearest, least = k, d
		}
		e.net.bound(e.kindArcs[k], max(low, within[k].low), min(up, within[k].up))
	}
	if nearest >= 0 {
		whole := int32(math.Round(mean[nearest]))
		e.net.bound(e.kindArcs[nearest], whole, whole)
	}
}
