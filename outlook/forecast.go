package outlook

import (
	"cmp"
	"math"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"beret/civil"
)

// Forecast is what the futures have in common, month by month.
type Forecast struct {
	First     civil.Month
	Scenarios int
	Seed      uint64
	Views     []ViewForecast
	Targets   []TargetForecast
}

// ViewForecast is the fan of a view.
type ViewForecast struct {
	View
	Months []Fan
}

// Fan is the spread of a month's position over the scenarios: quantiles at
// [Percents]. The quantile at p is the smallest value that at least p of the
// scenarios do not exceed. Shares stand as counts of a scenario that has them.
type Fan struct {
	Month        civil.Month
	Women, Total [5]int
	Shares       [5]Share
	Mean         [2]float64 // women, all
}

// TargetForecast is the chance to meet a target, month by month.
type TargetForecast struct {
	Target
	View   int // place of the target's scope in Views
	Months []Chance
	Below  [3]civil.Month // first months with a chance below Levels; zero where there is none
	Always int            // scenarios that miss it in no month
}

// Levels are the chances of TargetForecast.Below, in per cent.
func Levels() [3]int { return [3]int{95, 80, 50} }

// Chance is how many scenarios meet a target in a month, Of those in which
// anybody holds a post: nobody neither meets nor misses a target. A month before
// the target's first step, or after one that ends it, asks for nothing: Asked.Den
// is 0.
type Chance struct {
	Month   civil.Month
	Asked   TargetStep
	Met, Of int
	Nobody  int // scenarios without anybody
	// Missing is how many more women, in the place of men, would lift the chance
	// to 95 %.
	Missing int
}

// Rate returns the chance and the standard error that the number of scenarios leaves.
func (c Chance) Rate() (p, err float64) {
	if c.Of == 0 {
		return 0, 0
	}
	p = float64(c.Met) / float64(c.Of)
	return p, math.Sqrt(p * (1 - p) / float64(c.Of))
}

// below reports whether the chance is below a level in per cent.
func (c Chance) below(percent int) bool { return c.Asked.Den > 0 && c.Met*100 < percent*c.Of }

// NewForecast simulates the model and sums up what comes out.
func NewForecast(m *Model, o Options) (*Forecast, error) {
	s, err := Simulate(m, o)
	if err != nil {
		return nil, err
	}
	return m.Forecast(s, o), nil
}

// Forecast sums up a sample of the model that was drawn with the options.
func (m *Model) Forecast(s *Sample, o Options) *Forecast {
	f := &Forecast{First: m.First, Scenarios: s.Scenarios, Seed: o.Seed}
	for _, v := range s.Views {
		f.Views = append(f.Views, ViewForecast{v, make([]Fan, s.Months)})
	}
	for _, t := range m.Targets {
		f.Targets = append(f.Targets, TargetForecast{Target: t, View: slices.Index(s.Views, View{Scope: t.Scope}), Months: make([]Chance, s.Months)})
	}
	s.each(o.Workers, func(c *counter, month int) {
		for v := range f.Views {
			tallies := c.count(s.row(v, month))
			f.Views[v].Months[month] = c.fanOf(tallies, m.First.Add(month))
			for t := range f.Targets {
				if f.Targets[t].View == v {
					f.Targets[t].Months[month] = chanceOf(tallies, m.First.Add(month), m.Targets[t])
				}
			}
		}
	})
	for t := range f.Targets {
		f.Targets[t].sumUp(s)
	}
	return f
}

// each calls f for every month, several at once.
func (s *Sample) each(workers int, f func(c *counter, month int)) {
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	var next atomic.Int64
	var group sync.WaitGroup
	for range min(workers, s.Months) {
		group.Go(func() {
			var c counter
			for month := int(next.Add(1)) - 1; month < s.Months; month = int(next.Add(1)) - 1 {
				f(&c, month)
			}
		})
	}
	group.Wait()
}

// fanOf is the fan of a month.
func (c *counter) fanOf(tallies []tally, month civil.Month) Fan {
	fan := Fan{Month: month, Women: c.fan(tallies, 0), Total: c.fan(tallies, 1), Shares: c.shares(tallies)}
	var women, total, n int
	for _, t := range tallies {
		women, total, n = women+int(t.women)*int(t.scenarios), total+int(t.total)*int(t.scenarios), n+int(t.scenarios)
	}
	fan.Mean = [2]float64{float64(women) / float64(n), float64(total) / float64(n)}
	return fan
}

// chance is the chance of a month, by its place.
func (s *Sample) chance(view, month int, first civil.Month, target Target) Chance {
	var c counter
	return chanceOf(c.count(s.row(view, month)), first.Add(month), target)
}

func chanceOf(tallies []tally, month civil.Month, target Target) Chance {
	c := Chance{Month: month}
	asked, ok := target.at(month)
	var missing []tally // women holds their number
	for _, t := range tallies {
		c.Of += int(t.scenarios)
		switch share := (Share{int(t.women), int(t.total)}); {
		case !ok:
		case share.Total == 0:
			c.Nobody += int(t.scenarios)
		case share.meets(asked):
			c.Met += int(t.scenarios)
		default:
			missing = append(missing, tally{women: int32(share.missing(asked)), scenarios: t.scenarios})
		}
	}
	if ok {
		c.Asked = asked
	}
	c.Of -= c.Nobody
	place := rank(c.Of, 95) - c.Met
	if place < 0 {
		return c
	}
	slices.SortFunc(missing, func(a, b tally) int { return cmp.Compare(a.women, b.women) })
	for _, t := range missing {
		if place -= int(t.scenarios); place < 0 {
			c.Missing = int(t.women)
			break
		}
	}
	return c
}

// sumUp finds the first weak months and the scenarios that hold throughout.
func (t *TargetForecast) sumUp(s *Sample) {
	for i, level := range Levels() {
		for _, c := range t.Months {
			if c.below(level) {
				t.Below[i] = c.Month
				break
			}
		}
	}
	holds := make([]bool, s.Scenarios)
	for i := range holds {
		holds[i] = true
	}
	for month, c := range t.Months {
		if c.Asked.Den == 0 {
			continue
		}
		women, total := s.row(t.View, month)
		for i := range holds {
			holds[i] = holds[i] && (total[i] == 0 || (Share{int(women[i]), int(total[i])}).meets(c.Asked))
		}
	}
	for _, h := range holds {
		if h {
			t.Always++
		}
	}
}
