package outlook

import (
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"beret/civil"
)

// SeriesBacktest forecasts the share of women from months of a panel's past and
// holds it against what came. Nothing later than a month is known to its forecasts.
type SeriesBacktest struct {
	Panel       []Series
	Kind        string      // the series that are judged; all of the panel teach
	First, Last civil.Month // months from which to forecast, one after the other
	Ahead       int
	// Others are further forecasts of the share in per cent, as samples, to judge
	// on the same cases.
	Others []SeriesGuess
	Options
}

// SeriesGuess is a way to forecast the share of a series some months after its
// end: a sample in per cent. It may be called from several goroutines at once.
type SeriesGuess func(s Series, ahead int) []float64

// SeriesScore is how good forecasts of the share were, in percentage points:
// mean CRPS of the model, of "stays as it is" and of the others, and the bands'
// coverage.
type SeriesScore struct {
	Coverage
	// Shared is the coverage with what lies on a band's end counted in part: of
	// a forecast that gives the value itself a probability, the part of it
	// that belongs to the band. Only so does a right forecast of counts cover what
	// its bands say; Coverage counts more.
	//
	// Source: C. Czado, T. Gneiting, L. Held, "Predictive model assessment for
	// count data", Biometrics 65 (2009), 1254–1261 (the PIT without randomness).
	Shared      [3]float64
	CRPS, Stays float64
	Others      []float64
}

// Run makes every forecast: each judges the
// contributors of the kind together, from every month in which one has people and
// has them again so many months later; sum judges their sum. It returns an [*Error] where a series is not possible.
func (b SeriesBacktest) Run() (each, sum SeriesScore, err error) {
	parts := make([][2]SeriesScore, max(0, int(b.Last-b.First)+1))
	errs := make([]error, len(parts))
	workers := b.Workers
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	var next atomic.Int64
	var group sync.WaitGroup
	for range min(workers, len(parts)) {
		group.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(parts); i = int(next.Add(1)) - 1 {
				errs[i] = b.from(b.First.Add(i), &parts[i][0], &parts[i][1])
			}
		})
	}
	group.Wait()
	for i := range parts {
		if errs[i] != nil {
			return each, sum, errs[i]
		}
		each.add(&parts[i][0])
		sum.add(&parts[i][1])
	}
	each.mean()
	sum.mean()
	return each, sum, nil
}

// from makes the forecasts of a month.
func (b *SeriesBacktest) from(month civil.Month, each, sum *SeriesScore) error {
	known := make([]Series, len(b.Panel))
	for i, s := range b.Panel {
		known[i] = s.Until(month)
	}
	m, err := NewSeriesModel(known)
	if err != nil {
		return err
	}
	var parts []Series
	for i, s := range b.Panel {
		if s.Kind != b.Kind {
			continue
		}
		parts = append(parts, s)
		if err := b.judge(each, s, known[i], month, m.Forecast); err != nil {
			return err
		}
	}
	whole := SumSeries(parts...)
	return b.judge(sum, whole, whole.Until(month), month, ForecastSum)
}

// judge makes one forecast of a series and adds it to the score.
func (b *SeriesBacktest) judge(score *SeriesScore, s, known Series, month civil.Month, forecast func(Series, int, Options) ([]Share, error)) error {
	now, _ := s.At(month)
	then, ok := s.At(month.Add(b.Ahead))
	if !ok || now.Total == 0 || then.Total == 0 {
		return nil
	}
	counts, err := forecast(known, b.Ahead, b.Options)
	values := ShareRates(counts)
	if err != nil || len(values) == 0 {
		return err
	}
	actual, _ := ShareRate.of(then)
	stays, _ := ShareRate.of(now)
	score.CRPS += CRPS(values, actual) // sorts the values
	score.Stays += CRPS([]float64{stays}, actual)
	score.Coverage.Add(values, actual)
	score.share(values, actual)
	score.Others = append(score.Others, make([]float64, len(b.Others)-len(score.Others))...)
	for i, guess := range b.Others {
		score.Others[i] += CRPS(guess(known, b.Ahead), actual)
	}
	return nil
}

// ShareRates returns the shares of a sample in per cent, of those scenarios that
// have people.
func ShareRates(counts []Share) []float64 {
	var values []float64
	for _, s := range counts {
		if x, ok := ShareRate.of(s); ok {
			values = append(values, x)
		}
	}
	return values
}

// share adds the part of each band in which the value lies, by the probability
// below it and up to it.
func (s *SeriesScore) share(sorted []float64, actual float64) {
	n := float64(len(sorted))
	at, _ := slices.BinarySearch(sorted, actual)
	after := at
	for after < len(sorted) && sorted[after] == actual {
		after++
	}
	below, upTo := float64(at)/n, float64(after)/n
	for i, band := range Bands() {
		low, high := (1-float64(band)/100)/2, (1+float64(band)/100)/2
		switch {
		case upTo > below:
			s.Shared[i] += max(0, min(upTo, high)-max(below, low)) / (upTo - below)
		case below > low && below < high:
			s.Shared[i]++
		}
	}
}

func (s *SeriesScore) add(t *SeriesScore) {
	s.Cases += t.Cases
	s.CRPS, s.Stays = s.CRPS+t.CRPS, s.Stays+t.Stays
	for i := range s.Within {
		s.Within[i] += t.Within[i]
		s.Shared[i] += t.Shared[i]
	}
	s.Others = append(s.Others, make([]float64, max(0, len(t.Others)-len(s.Others)))...)
	for i := range t.Others {
		s.Others[i] += t.Others[i]
	}
}

func (s *SeriesScore) mean() {
	n := float64(max(1, s.Cases))
	s.CRPS, s.Stays = s.CRPS/n, s.Stays/n
	for i := range s.Others {
		s.Others[i] /= n
	}
}

// Covered returns the part of the cases within each of the bands, ends included
// and shared out.
func (s *SeriesScore) Covered() (closed, shared [3]float64) {
	for i := range closed {
		closed[i] = float64(s.Within[i]) / float64(max(1, s.Cases))
		shared[i] = s.Shared[i] / float64(max(1, s.Cases))
	}
	return closed, shared
}
