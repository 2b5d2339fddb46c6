package prospect

import (
	"math"

	"beret/civil"
	"beret/internal/figure"
	"beret/internal/locale"
	"beret/outlook"
)

// leastPercent keeps a share that is nought in every future apart from nobody,
// who is not drawn.
const leastPercent = 1e-6

// Fan is the picture of what may become of a view's share, for page and paper:
// the past, by month up to the forecast's first, as a line that leads into the
// fan, and each target of the view as a ruled line. Title, description and width
// are the caller's.
func (a *Answer) Fan(p locale.Printer, view int, name string, past []outlook.Share) figure.Trend {
	ahead := a.Forecast.Views[view].Months
	first := a.Forecast.First.Add(-len(past))
	trend := figure.Trend{Printer: p}
	for i := range len(past) + len(ahead) {
		trend.Months = append(trend.Months, first.Add(i))
	}
	series := figure.Series{Name: name, Shares: make([]figure.Share, len(trend.Months)), Fan: make([]figure.Fan, len(trend.Months))}
	for i, share := range past {
		series.Shares[i] = figure.Share{Women: share.Women, Total: share.Total}
	}
	for i, fan := range ahead {
		series.Fan[len(past)+i] = drawn(fan)
	}
	trend.Series = []figure.Series{series}
	for _, l := range a.Lines {
		if a.Forecast.Targets[l.Place].View == view {
			trend.Targets = append(trend.Targets, l.Target.ruled(p, trend.Months))
		}
	}
	return trend
}

// drawn is a month's quantiles in percent.
func drawn(f outlook.Fan) figure.Fan {
	var percent [5]float64
	for i, s := range f.Shares {
		if s.Total > 0 {
			percent[i] = 100 * float64(s.Women) / float64(s.Total)
		}
	}
	if f.Shares[4].Total > 0 {
		percent[4] = max(percent[4], leastPercent)
	}
	return figure.Fan{P5: percent[0], P25: percent[1], P50: percent[2], P75: percent[3], P95: percent[4]}
}

// ruled is the target over the months of a picture.
func (t Target) ruled(p locale.Printer, months []civil.Month) figure.Target {
	ruled := figure.Target{Name: t.Name.Short(p.Lang)}
	for _, month := range months {
		percent := math.NaN() // where nothing is asked
		for _, step := range t.Path {
			switch {
			case step.From > month:
			case step.Den == 0:
				percent = math.NaN()
			default:
				percent = 100 * float64(step.Num) / float64(step.Den)
			}
		}
		ruled.Percent = append(ruled.Percent, percent)
	}
	return ruled
}
