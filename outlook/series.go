package outlook

import (
	"strconv"
	"sync"

	"beret/civil"
)

// Series is how many women were among how many people, month by month, as an
// institution publishes it: a contributor's people of a kind, or the world's.
// A month without people has counts but no share.
type Series struct {
	Kind         string // personnel type; what is alike moves alike
	First        civil.Month
	Women, Total []int // by month, none missing
}

// The rules that a series can break.
const (
	RuleLength Rule = "length" // First set, as many counts of women as of people
	RuleCounts Rule = "counts" // 0 ≤ women ≤ people
)

// Validate returns what is wrong with the series, nil where nothing is. A
// problem's Place is the month's place in the series.
func (s Series) Validate() (problems []Problem) {
	if len(s.Women) != len(s.Total) || s.First == 0 {
		return []Problem{{Part: "series", ID: s.Kind, Rule: RuleLength}}
	}
	for i, n := range s.Total {
		if s.Women[i] < 0 || s.Women[i] > n {
			problems = append(problems, Problem{Part: "series", Place: i, ID: s.Kind, Rule: RuleCounts})
		}
	}
	return problems
}

// Last returns the last month of the series, the month before First where it is empty.
func (s Series) Last() civil.Month { return s.First.Add(len(s.Total) - 1) }

// At returns a month's counts; false for a month that the series does not have.
func (s Series) At(month civil.Month) (Share, bool) {
	i := int(month - s.First)
	if i < 0 || i >= len(s.Total) {
		return Share{}, false
	}
	return Share{s.Women[i], s.Total[i]}, true
}

// Until returns the series as it was known at a month's end.
func (s Series) Until(month civil.Month) Series {
	n := min(max(0, int(month-s.First)+1), len(s.Total))
	s.Women, s.Total = s.Women[:n:n], s.Total[:n:n]
	return s
}

// SumSeries adds up series month by month; the result has the kind of the first and
// spans all of them.
func SumSeries(series ...Series) (sum Series) {
	for i, s := range series {
		if i == 0 {
			sum = Series{Kind: s.Kind, First: s.First}
		}
		sum = sum.plus(s)
	}
	return sum
}

func (s Series) plus(t Series) Series {
	first, last := min(s.First, t.First), max(s.Last(), t.Last())
	sum := Series{Kind: s.Kind, First: first}
	for m := first; m <= last; m = m.Add(1) {
		a, _ := s.At(m)
		b, _ := t.At(m)
		sum.Women = append(sum.Women, a.Women+b.Women)
		sum.Total = append(sum.Total, a.Total+b.Total)
	}
	return sum
}

// SeriesModel forecasts counts of women and people from published series alone,
// where nothing is known of the people behind them. It is only read from once
// it is made and may be shared.
//
// # One contributor
//
// A contributor's numbers stand still for months and then jump when a
// contingent rotates; counts are small, and many have no women at all. No
// smooth law fits this, so that the model draws what may happen from what did
// happen to contributors alike (analogues: a nearest-neighbour bootstrap):
//
//  1. Every change of the panel over the asked number of months is kept: from
//     (w₀, n₀) to (w₁, n₁). Those from no women count apart from those with
//     some, those from nobody apart again.
//  2. A change is alike by the kernel exp(−½((ln n − ln n₀)/0.6)² − ½((logit s −
//     logit s₀)/0.8)²), where s is the share; of another kind it counts a
//     third. Where fewer than the like of 60 changes are near (by Kish's (Σk)²/Σk²)
//     the kernel is widened. One draw in ten takes any change of the class.
//  3. The level to which shares return is μ = 0.6·s + 0.4·(discounted own
//     share, 5 % a month, with 12 person-months of the kind's share). The kernel's
//     weights are tilted by exp(b(s′ − μ)), |b| ≤ 6, to this mean: the nearest
//     distribution to the drawn one, in relative entropy, that has it.
//  4. A drawn change is put on the counts: people times n₁/n₀, log odds plus the
//     change of the log odds; nothing changed stays exactly so. From no women,
//     the share becomes w₁/n₁. Counts are rounded at random to whole people.
//
// Changes of a shorter time stand in where the record is not twice as long as
// what is asked, enlarged by the root of the ratio, as in a random walk.
//
// # A sum of many
//
// The sum over all contributors is smooth, and its spread cannot be learned
// from its parts. See [ForecastSum].
//
// # Limits
//
// No trend is continued, no season and no announced rotation is known; changes
// of different contributors are drawn apart, so that samples of two must not be
// added up (use ForecastSum); a distribution of changes that is new to the panel,
// such as a mission's closing, is not foreseen beyond the one draw in ten.
//
// Sources: E. N. Lorenz, "Atmospheric predictability as revealed by naturally
// occurring analogues", J. Atmos. Sci. 26 (1969), 636–646; U. Lall, A. Sharma, "A
// nearest neighbor bootstrap for resampling hydrologic time series", Water
// Resour. Res. 32 (1996), 679–693; J. C. Robertson, E. W. Tallman, C. H. Whiteman,
// "Forecasting using relative entropy", J. Money Credit Bank. 37 (2005), 383–401.
// The constants were chosen by CRPS on origins until April 2011 of the published
// series of 2009 to 2014 and judged on later ones.
type SeriesModel struct {
	panel   []Series
	months  int              // of the longest series
	rates   map[string]Share // people-months of the last month by kind: the kind's share
	mu      sync.Mutex
	changes map[int]*changes // by months ahead
}

// NewSeriesModel learns from a panel: the series of all contributors, best of
// all kinds, until the month at whose end the forecasts are made. The panel is
// kept and must not be changed. It returns an [*Error] where a series is not possible.
func NewSeriesModel(panel []Series) (*SeriesModel, error) {
	m := &SeriesModel{panel: panel, rates: map[string]Share{}, changes: map[int]*changes{}}
	var problems []Problem
	last := civil.Month(0)
	for _, s := range panel {
		problems = append(problems, s.Validate()...)
		m.months, last = max(m.months, len(s.Total)), max(last, s.Last())
	}
	if problems != nil {
		return nil, &Error{problems}
	}
	for _, s := range panel {
		now, _ := s.At(last)
		sum := m.rates[s.Kind]
		m.rates[s.Kind] = Share{sum.Women + now.Women, sum.Total + now.Total}
	}
	return m, nil
}

// Forecast draws the counts that a contributor may have at the end of the month
// so many months after the end of its series. The series is one of the panel or
// another that ends in the same month. Options.Scenarios is the size of the
// sample, Options.Seed makes it reproducible; a scenario without people has no
// share. The sample is nil where the series never had people or nothing can be
// learned yet. It returns an [*Error] where the series is not possible.
func (m *SeriesModel) Forecast(s Series, ahead int, o Options) ([]Share, error) {
	if problems := s.Validate(); problems != nil {
		return nil, &Error{problems}
	}
	if ahead < 1 {
		return nil, &Error{[]Problem{{Part: "series", ID: strconv.Itoa(ahead), Rule: RuleHorizon}}}
	}
	state, ok := m.state(s)
	if !ok {
		return nil, nil
	}
	return m.over(ahead).draw(state, o), nil
}

// over returns the panel's changes for a number of months ahead, made once.
func (m *SeriesModel) over(ahead int) *changes {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.changes[ahead] == nil {
		m.changes[ahead] = m.learn(ahead)
	}
	return m.changes[ahead]
}
