package outlook

import (
	"math"
	"slices"

	"beret/civil"
)

// Past is an office's record as a backtest reads it. Nothing that was entered
// for later than a month may show in that month's model.
type Past interface {
	// Model returns the model as it could have been made at the end of the month
	// before first; its horizon covers the backtest's.
	Model(first civil.Month) (*Model, error)
	// Actual returns what was counted at a month's end; false where it is not known.
	Actual(view View, month civil.Month) (Share, bool)
}

// Backtest says what to forecast from where.
type Backtest struct {
	First, Last civil.Month // first months of the models, one after the other
	Every       int         // months between two; 0 for each
	Horizons    []int       // months ahead: 6, 12, 24; 1 is the model's first month
	Views       []View
	Trend       int // months of the past that the trend looks at; at least 3
	Options
}

// Measure is what a backtest judges.
type Measure string

// The measures: numbers of people, and the share in percentage points.
const (
	WomenCount Measure = "women"
	TotalCount Measure = "total"
	ShareRate  Measure = "share"
)

// Score is how good the forecasts were, by view, horizon and measure. CRPS are
// means over the cases: of the model, of "stays as it is" and of the linear
// trend, the latter two with the spread of their own past errors where there
// are enough, else as single values.
type Score struct {
	View    View
	Horizon int
	Measure Measure
	Coverage
	CRPS, Stays, Trend float64
}

// Run makes every forecast and holds it against what came.
func (b Backtest) Run(past Past) ([]Score, error) {
	scores := b.scores()
	for first := b.First; first <= b.Last; first = first.Add(max(1, b.Every)) {
		m, err := past.Model(first)
		if err != nil {
			return nil, err
		}
		p, err := compile(m, nil)
		if err != nil {
			return nil, err
		}
		sample := simulate(p, m.viewCodes(b.Views), b.Options)
		for i := range scores {
			b.judge(&scores[i], past, first, sample)
		}
	}
	for i := range scores {
		scores[i].mean()
	}
	return scores, nil
}

func (b Backtest) scores() (scores []Score) {
	for _, v := range b.Views {
		for _, h := range b.Horizons {
			for _, measure := range []Measure{WomenCount, TotalCount, ShareRate} {
				scores = append(scores, Score{View: v, Horizon: h, Measure: measure})
			}
		}
	}
	return scores
}

func (s *Score) mean() {
	if n := float64(s.Cases); n > 0 {
		s.CRPS, s.Stays, s.Trend = s.CRPS/n, s.Stays/n, s.Trend/n
	}
}

// of returns the measure of a share, false for the rate of nobody.
func (m Measure) of(s Share) (float64, bool) {
	switch m {
	case WomenCount:
		return float64(s.Women), true
	case TotalCount:
		return float64(s.Total), true
	}
	return 100 * float64(s.Women) / float64(max(1, s.Total)), s.Total > 0
}

func (b Backtest) judge(score *Score, past Past, first civil.Month, sample *Sample) {
	month := first.Add(score.Horizon - 1)
	share, ok := past.Actual(score.View, month)
	actual, counted := score.Measure.of(share)
	view := slices.Index(sample.Views, score.View)
	if !ok || !counted || score.Horizon > sample.Months {
		return
	}
	var values []float64
	women, total := sample.row(view, score.Horizon-1)
	for i := range women {
		if x, ok := score.Measure.of(Share{int(women[i]), int(total[i])}); ok {
			values = append(values, x)
		}
	}
	series := b.series(past, score, first)
	if len(values) == 0 || len(series) == 0 {
		return
	}
	score.CRPS += CRPS(values, actual) // sorts the values
	score.Coverage.Add(values, actual)
	score.Stays += CRPS(spread(series, score.Horizon, stays), actual)
	score.Trend += CRPS(spread(series, score.Horizon, b.trend), actual)
}

// series is what was known of the measure before the first month, oldest first,
// without gaps up to the latest.
func (b Backtest) series(past Past, score *Score, first civil.Month) (series []float64) {
	for month := first.Add(-1); month > 0; month = month.Add(-1) {
		share, ok := past.Actual(score.View, month)
		x, counted := score.Measure.of(share)
		if !ok || !counted {
			break
		}
		series = append(series, x)
	}
	slices.Reverse(series)
	return series
}

// guess forecasts the value some months after the end of a series.
type guess func(series []float64, ahead int) float64

func stays(series []float64, _ int) float64 { return series[len(series)-1] }

// trend continues the straight line of least squares through the last months.
func (b Backtest) trend(series []float64, ahead int) float64 {
	last := series[max(0, len(series)-max(3, b.Trend)):]
	n := float64(len(last))
	if n < 3 {
		return stays(series, ahead)
	}
	var sx, sy, sxx, sxy float64
	for i, y := range last {
		x := float64(i)
		sx, sy, sxx, sxy = sx+x, sy+y, sxx+x*x, sxy+x*y
	}
	slope := (n*sxy - sx*sy) / (n*sxx - sx*sx)
	return sy/n + slope*(n-1+float64(ahead)-sx/n)
}

// enoughErrors is the number of past errors from which a guess has a spread.
const enoughErrors = 8

// spread is the guess with the errors that it would have made in the past.
func spread(series []float64, ahead int, g guess) []float64 {
	now := g(series, ahead)
	var values []float64
	for end := 3; end+ahead <= len(series); end++ {
		values = append(values, now+series[end+ahead-1]-g(series[:end], ahead))
	}
	if len(values) < enoughErrors || math.IsNaN(now) {
		return []float64{now}
	}
	return values
}
