package outlook

import "math"

// analogue is a change with the weight at which it is drawn.
type analogue struct {
	*change
	weight, share float64
}

// draw returns a sample of the counts to which a state may come; nil where the
// panel has no change from such a state.
func (c *changes) draw(s seriesState, o Options) []Share {
	all := c.of[s.standing]
	if len(all) == 0 {
		return nil
	}
	found := alike(all, &s)
	if s.standing != absent {
		tilt(found, s.level)
	}
	sample := make([]Share, max(1, o.Scenarios))
	start := scenarioStart(o.Seed+s.start, o.First)
	fromNear := len(sample) - int(math.Round(seriesAny*float64(len(sample))))
	drawNear(sample[:fromNear], found, &s, start)
	for i := fromNear; i < len(sample); i++ {
		at := start + uint64(i)*4*golden
		sample[i] = all[int(unit(at)*float64(len(all)))].apply(&s, unit(at+golden))
	}
	for i := len(sample) - 1; i > 0; i-- { // in no order
		j := int(unit(start+(uint64(i)*4+2)*golden) * float64(i+1))
		sample[i], sample[j] = sample[j], sample[i]
	}
	return sample
}

// drawNear draws in proportion to the weights, one draw from each of as many
// equal parts of them as the sample is large.
func drawNear(sample []Share, found []analogue, s *seriesState, start uint64) {
	sum := 0.0
	for i := range found {
		sum += found[i].weight
	}
	k, below := 0, found[0].weight
	for i := range sample {
		at := start + uint64(i)*4*golden
		for want := (float64(i) + unit(at)) / float64(len(sample)) * sum; below <= want && k < len(found)-1; below += found[k].weight {
			k++
		}
		sample[i] = found[k].apply(s, unit(at+golden))
	}
}

// alike returns the changes near a state with the kernel's weights, of a kernel
// wide enough that there is the like of seriesAlike of them, as far as there are
// so many at all.
func alike(all []change, s *seriesState) []analogue {
	enough := min(seriesAlike, 0.7*float64(len(all)))
	for narrow := 1.0; ; narrow *= 0.7 {
		found := within(all, s, narrow)
		sum, squares := 0.0, 0.0
		for i := range found {
			sum, squares = sum+found[i].weight, squares+found[i].weight*found[i].weight
		}
		if sum*sum >= enough*squares && len(found) > 0 || narrow < 0.01 {
			return found
		}
	}
}

// kernelEnd is the squared distance at which the kernel is taken to end.
const kernelEnd = 14

// within returns the changes to which the kernel, its squared distances narrowed
// by a factor, gives weight.
func within(all []change, s *seriesState, narrow float64) []analogue {
	var found []analogue
	for i := range all {
		c := &all[i]
		x := (c.size - s.size) / seriesSizeWidth
		square := x * x
		if s.standing == mixed {
			y := (c.odds - s.odds) / seriesOddsWidth
			square += y * y
		}
		if square *= narrow; square > kernelEnd && narrow > 0.02 {
			continue
		}
		weight := math.Exp(-square / 2)
		if c.kind != s.kind {
			weight *= seriesOtherKind
		}
		found = append(found, analogue{c, weight, c.share(s)})
	}
	return found
}

// tilt multiplies the weights of the changes that leave anybody by exp(b·share),
// with the b within the bound that brings the mean share nearest to the level;
// their sum stays.
func tilt(found []analogue, level float64) {
	low, high := -float64(seriesTilt), float64(seriesTilt)
	for range 12 {
		b := (low + high) / 2
		if tiltedMean(found, level, b) < level {
			low = b
		} else {
			high = b
		}
	}
	b, before, after := (low+high)/2, 0.0, 0.0
	for i := range found {
		if f := &found[i]; f.to.Total > 0 {
			before += f.weight
			f.weight *= math.Exp(b * (f.share - level))
			after += f.weight
		}
	}
	for i := range found {
		if f := &found[i]; f.to.Total > 0 {
			f.weight *= before / after
		}
	}
}

func tiltedMean(found []analogue, level, b float64) float64 {
	sum, weights := 0.0, 0.0
	for i := range found {
		if f := &found[i]; f.to.Total > 0 {
			w := f.weight * math.Exp(b*(f.share-level))
			sum, weights = sum+w*f.share, weights+w
		}
	}
	if weights == 0 {
		return level
	}
	return sum / weights
}
