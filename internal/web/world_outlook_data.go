package web

import (
	"context"
	"slices"
	"sync"

	"beret/civil"
	"beret/internal/contribution"
	"beret/outlook"
)

// Bounds of the forecast of published figures.
const (
	worldAhead     = 12 // months
	worldFewest    = 6  // months of figures from which there is a forecast
	worldScenarios = 2000
	worldJudged    = 36  // newest months from which past forecasts are judged
	judgedSample   = 300 // scenarios of each of these
	worldSeed      = 1
)

// worldSeries is what a personnel type's published figures give the forecaster:
// each contributor's counts over the newest months without a gap.
type worldSeries struct {
	countries []string
	series    []outlook.Series // by country
	first     civil.Month
	last      civil.Month
}

// seriesOf lays out a type's figures. A month for which nothing was imported
// ends the past that is used: nobody was counted in it, which is not the same
// as nobody there.
func (b *worldBook) seriesOf(t contribution.Type) worldSeries {
	months := b.months[t]
	if len(months) == 0 {
		return worldSeries{}
	}
	from := len(months) - 1
	for from > 0 && months[from-1] == months[from].Add(-1) {
		from--
	}
	w := worldSeries{first: months[from], last: months[len(months)-1]}
	n, places := len(months)-from, map[string]int{}
	for _, f := range b.figures[t] {
		if f.Month < w.first {
			continue
		}
		at, known := places[f.Country]
		if !known {
			at = len(w.series)
			places[f.Country] = at
			w.countries = append(w.countries, f.Country)
			w.series = append(w.series, outlook.Series{Kind: t.Code(), First: w.first, Women: make([]int, n), Total: make([]int, n)})
		}
		i := int(f.Month - w.first)
		w.series[at].Women[i] += f.Women
		w.series[at].Total[i] += f.Total()
	}
	return w
}

// of returns a contributor's series, the sum of all for "".
func (w worldSeries) of(country string) (outlook.Series, bool) {
	if country == "" {
		return outlook.SumSeries(w.series...), len(w.series) > 0
	}
	i := slices.Index(w.countries, country)
	if i < 0 {
		return outlook.Series{}, false
	}
	return w.series[i], true
}

// worldOutlook is what one type's figures say about the months to come and about
// past forecasts. It is made once for each import.
type worldOutlook struct {
	worldSeries
	panel []outlook.Series // of all types, none beyond the type's last month
	model *outlook.SeriesModel

	mu   sync.Mutex
	past *worldPast
}

// worldPast is how good past forecasts of the type were.
type worldPast struct {
	from, to  civil.Month
	each, all outlook.SeriesScore
}

// outlooks returns a type's, from memory once it was made.
func (b *worldBook) outlook(t contribution.Type) (*worldOutlook, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if found := b.outlooks[t]; found != nil {
		return found, nil
	}
	w := &worldOutlook{worldSeries: b.seriesOf(t)}
	for _, other := range contribution.Types() {
		for _, s := range b.seriesOf(other).series {
			if s.First <= w.last {
				w.panel = append(w.panel, s.Until(w.last))
			}
		}
	}
	var err error
	if w.model, err = outlook.NewSeriesModel(w.panel); err != nil {
		return nil, err
	}
	b.outlooks[t] = w
	return w, nil
}

// judged returns how good past forecasts were, computed by the first who asks;
// nil where no month of the past has both six months before it and a year after.
func (w *worldOutlook) judged() (*worldPast, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	to := w.last.Add(-worldAhead)
	from := max(w.first.Add(worldFewest-1), to.Add(1-worldJudged))
	if w.past != nil || from > to {
		return w.past, nil
	}
	each, all, err := outlook.SeriesBacktest{Panel: w.panel, Kind: w.series[0].Kind, First: from, Last: to, Ahead: worldAhead,
		Options: outlook.Options{Scenarios: judgedSample, Seed: worldSeed}}.Run()
	if err != nil {
		return nil, err
	}
	w.past = &worldPast{from, to, each, all}
	return w.past, nil
}

// forecast draws a sample for each of the months to come; nil where there is
// too little to go by.
func (w *worldOutlook) forecast(ctx context.Context, country string) ([][]outlook.Share, error) {
	series, ok := w.of(country)
	if !ok || len(series.Total) < worldFewest {
		return nil, nil
	}
	var months [][]outlook.Share
	for ahead := 1; ahead <= worldAhead; ahead++ {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		o := outlook.Options{Scenarios: worldScenarios, Seed: worldSeed}
		draw := w.model.Forecast
		if country == "" {
			draw = outlook.ForecastSum
		}
		sample, err := draw(series, ahead, o)
		if err != nil || sample == nil {
			return nil, err
		}
		months = append(months, sample)
	}
	return months, nil
}
