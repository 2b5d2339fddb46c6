package figure

import (
	"math"

	"beret/civil"
)

// scale maps values linearly onto pixels.
type scale struct{ from, to, low, high float64 }

func (s scale) at(v float64) float64 {
	if s.to == s.from {
		return (s.low + s.high) / 2
	}
	return s.low + (v-s.from)/(s.to-s.from)*(s.high-s.low)
}

// highest returns the highest of percentages that the plot must reach.
func highest(top float64, percents ...float64) float64 {
	for _, v := range percents {
		top = max(top, clampPercent(v))
	}
	return top
}

// percentTicks returns the ticks of an axis that starts at zero, because a
// share's height is read against zero, and reaches at least to top.
func percentTicks(top float64) []float64 {
	top = min(max(clampPercent(top), 4), 100)
	for _, step := range []float64{1, 2, 5, 10, 20, 25} {
		if n := math.Ceil(top/step - 1e-9); n <= 5 {
			return ticks(step, int(n))
		}
	}
	return ticks(25, 4)
}

func ticks(step float64, n int) []float64 {
	all := make([]float64, n+1)
	for i := range all {
		all[i] = float64(i) * step
	}
	return all
}

// monthTick is one label of a month axis.
type monthTick struct {
	index int
	text  string
}

// monthTicks chooses which months to name so that no two names touch. Steps
// of a whole or a simple part of a year count from January; where even one
// name a year is too many, years are skipped.
func monthTicks(months []civil.Month, name func(civil.Month) string, spacing float64) []monthTick {
	widest := 0.0
	for _, m := range months {
		widest = max(widest, widthOf("tick", name(m)))
	}
	need := widest + 16
	for _, step := range []int{1, 2, 3, 6, 12, 24, 60, 120, 240} {
		if float64(step)*spacing < need {
			continue
		}
		if all := monthsInStep(months, name, step); len(all) > 1 || len(months) == 1 {
			return all
		}
	}
	return endTicks(months, name, float64(len(months)-1)*spacing >= need)
}

func monthsInStep(months []civil.Month, name func(civil.Month) string, step int) []monthTick {
	var all []monthTick
	for i, m := range months {
		if (int(m)%step+step)%step == 0 {
			all = append(all, monthTick{i, name(m)})
		}
	}
	return all
}

// endTicks names the last month, and the first where both fit.
func endTicks(months []civil.Month, name func(civil.Month) string, both bool) []monthTick {
	if len(months) == 0 {
		return nil
	}
	last := len(months) - 1
	all := []monthTick{{last, name(months[last])}}
	if both && last > 0 {
		all = append([]monthTick{{0, name(months[0])}}, all...)
	}
	return all
}

// drawMonths names the months under an axis at y, each name moved inwards
// where it would leave the figure. It returns the names it drew.
func (f *Figure) drawMonths(names []monthTick, at func(int) float64, y float64) []monthTick {
	last := -math.MaxFloat64
	var drawn []monthTick
	for _, t := range names {
		text := fit("tick", t.text, f.Width-4)
		half := widthOf("tick", text) / 2
		x := min(max(at(t.index), 2+half), f.Width-2-half)
		if x-half < last+4 {
			continue
		}
		last = x + half
		f.frame(line("axis", at(t.index), y, at(t.index), y+4), label("tick", x, y+18, middle, text))
		drawn = append(drawn, t)
	}
	return drawn
}
