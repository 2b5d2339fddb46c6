package outlook_test

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"beret/civil"
	"beret/internal/contribution"
	"beret/internal/reference"
	"beret/outlook"
	"beret/outlook/baseline"

	"pgregory.net/rapid"
)

// publishedPanel reads the UN's published figures, which lie beside the
// repository and may not be in it, as one series a contributor and type.
func publishedPanel(t testing.TB) []outlook.Series {
	t.Helper()
	f, err := os.Open(filepath.Join("..", "..", "shared", "data", "un-uniformed-personnel-by-gender-2009-2014.csv"))
	if err != nil {
		t.Skip("the published UN figures are not beside the repository: ", err)
	}
	defer f.Close()
	countries, err := reference.LoadCountries()
	if err != nil {
		t.Fatal(err)
	}
	file, err := contribution.Parse(f, filepath.Base(f.Name()), countries, "")
	if err != nil {
		t.Fatal(err)
	}
	return panelOf(file)
}

func panelOf(file *contribution.File) []outlook.Series {
	type key struct {
		country string
		kind    contribution.Type
	}
	places, panel := map[key]int{}, []outlook.Series(nil)
	months := int(file.Last()-file.First()) + 1
	for _, figure := range file.Figures {
		k := key{figure.Country, figure.Type}
		at, known := places[k]
		if !known {
			at = len(panel)
			places[k] = at
			panel = append(panel, outlook.Series{Kind: figure.Type.Code(), First: file.First(), Women: make([]int, months), Total: make([]int, months)})
		}
		i := int(figure.Month - file.First())
		panel[at].Women[i] += figure.Women
		panel[at].Total[i] += figure.Total()
	}
	return panel
}

// The aims on the UN's published series: twelve months ahead from every month of
// which at least six are known and the outcome is on record, better than "stays as
// it is", with bands of 80 % that hold between 75 and 85 %.
func TestPublishedSeriesAreForecast(t *testing.T) {
	panel := publishedPanel(t)
	first := panel[0].First
	for _, kind := range []string{"ipo", "fpu"} {
		each, sum, err := outlook.SeriesBacktest{Panel: panel, Kind: kind, First: first.Add(5), Last: first.Add(39), Ahead: 12,
			Options: outlook.Options{Scenarios: 400, Seed: 1}}.Run()
		if err != nil {
			t.Fatal(err)
		}
		for scope, score := range map[string]outlook.SeriesScore{"contributors": each, "world": sum} {
			closed, shared := score.Covered()
			t.Logf("%s %s: %d cases, CRPS %.3f, stays %.3f, bands hold %.3f, shared out %.3f", kind, scope, score.Cases, score.CRPS, score.Stays, closed, shared)
			if score.CRPS >= 0.9*score.Stays {
				t.Errorf("%s %s: CRPS %.3f, stays %.3f", kind, scope, score.CRPS, score.Stays)
			}
			for name, covered := range map[string]float64{"with ends": closed[1], "shared out": shared[1]} {
				if covered < 0.75 || covered > 0.85 {
					t.Errorf("%s %s: the band of 80 %% holds %.3f, %s", kind, scope, covered, name)
				}
			}
		}
	}
}

// On the later half of the months, which had no part in the choice of the
// model's constants, contributors are forecast better than by ETS and ARIMA.
func TestPublishedSeriesBeatTheUsualMethods(t *testing.T) {
	panel := publishedPanel(t)
	first := panel[0].First
	others := []outlook.SeriesGuess{baseline.ETS(baseline.Share), baseline.ETS(baseline.LogOdds), baseline.ARIMA(baseline.Share), baseline.ARIMA(baseline.LogOdds)}
	for kind, months := range map[string][]int{"ipo": {24, 34}, "fpu": {22, 25, 28, 31, 34, 37}} {
		ours := 0.0
		sums := make([]float64, len(others))
		for _, at := range months {
			each, _, err := outlook.SeriesBacktest{Panel: panel, Kind: kind, First: first.Add(at), Last: first.Add(at), Ahead: 12,
				Others: others, Options: outlook.Options{Scenarios: 400, Seed: 1}}.Run()
			if err != nil {
				t.Fatal(err)
			}
			ours += each.CRPS
			for i := range sums {
				sums[i] += each.Others[i]
			}
		}
		if best := slices.Min(sums); ours >= best {
			t.Errorf("%s: CRPS %.3f, the best of the usual methods %.3f", kind, ours, best)
		}
	}
}

// The world's share is forecast better than by ETS and ARIMA over all months.
func TestPublishedWorldBeatsTheUsualMethods(t *testing.T) {
	panel := publishedPanel(t)
	first := panel[0].First
	for _, kind := range []string{"ipo", "fpu"} {
		parts := slices.DeleteFunc(slices.Clone(panel), func(s outlook.Series) bool { return s.Kind != kind })
		world := []outlook.Series{outlook.SumSeries(parts...)}
		_, sum, err := outlook.SeriesBacktest{Panel: world, Kind: kind, First: first.Add(5), Last: first.Add(39), Ahead: 12,
			Others:  []outlook.SeriesGuess{baseline.ETS(baseline.Share), baseline.ETS(baseline.LogOdds), baseline.ARIMA(baseline.Share), baseline.ARIMA(baseline.LogOdds)},
			Options: outlook.Options{Scenarios: 400, Seed: 1}}.Run()
		if err != nil {
			t.Fatal(err)
		}
		if sum.Cases != 35 || sum.CRPS >= slices.Min(sum.Others) {
			t.Errorf("%s: %d cases, CRPS %.3f, the usual methods %.3f", kind, sum.Cases, sum.CRPS, sum.Others)
		}
	}
}

// drawnSeries is a series of any kind of trouble: months without people, steps,
// no women, everybody a woman.
func drawnSeries(t *rapid.T, kinds []string) outlook.Series {
	s := outlook.Series{Kind: rapid.SampledFrom(kinds).Draw(t, "kind"), First: civil.MustMonth("2020-01")}
	for range rapid.IntRange(0, 30).Draw(t, "months") {
		n := rapid.SampledFrom([]int{0, 1, 2, 7, 40, 140, 1500}).Draw(t, "people")
		s.Total = append(s.Total, n)
		s.Women = append(s.Women, rapid.IntRange(0, n).Draw(t, "women"))
	}
	return s
}

func TestSeriesForecastsArePossibleAndReproducible(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var panel []outlook.Series
		for range rapid.IntRange(0, 6).Draw(t, "series") {
			panel = append(panel, drawnSeries(t, []string{"a", "b"}))
		}
		s := drawnSeries(t, []string{"a", "c"})
		ahead := rapid.IntRange(1, 24).Draw(t, "ahead")
		o := outlook.Options{Scenarios: rapid.IntRange(1, 50).Draw(t, "scenarios"), Seed: rapid.Uint64().Draw(t, "seed")}
		m, err := outlook.NewSeriesModel(panel)
		if err != nil {
			t.Fatal(err)
		}
		for name, forecast := range map[string]func(outlook.Series, int, outlook.Options) ([]outlook.Share, error){"one": m.Forecast, "sum": outlook.ForecastSum} {
			sample, err := forecast(s, ahead, o)
			if err != nil {
				t.Fatal(err)
			}
			if sample != nil && len(sample) != o.Scenarios {
				t.Fatalf("%s: %d of %d scenarios", name, len(sample), o.Scenarios)
			}
			for _, x := range sample {
				if x.Women < 0 || x.Women > x.Total {
					t.Fatalf("%s: %+v", name, x)
				}
			}
			again, _ := forecast(s, ahead, o)
			if !slices.Equal(sample, again) {
				t.Fatalf("%s: another sample from the same seed", name)
			}
		}
	})
}

// What cannot be a series is refused with its place.
func TestImpossibleSeriesAreRefused(t *testing.T) {
	good := outlook.Series{First: civil.MustMonth("2020-01"), Women: []int{1}, Total: []int{2}}
	for name, bad := range map[string]outlook.Series{
		"more women than people": {First: good.First, Women: []int{3}, Total: []int{2}},
		"below zero":             {First: good.First, Women: []int{-1}, Total: []int{2}},
		"lengths":                {First: good.First, Women: []int{1, 1}, Total: []int{2}},
		"no month":               {Women: []int{1}, Total: []int{2}},
	} {
		if _, err := outlook.NewSeriesModel([]outlook.Series{good, bad}); err == nil {
			t.Errorf("%s: taken", name)
		}
		if _, err := outlook.ForecastSum(bad, 1, outlook.Options{Scenarios: 1}); err == nil {
			t.Errorf("%s: taken as a sum", name)
		}
	}
}

// The share of a sum does not depend on the unit in which people are counted, as
// far as half persons and whole ones allow.
func TestSumForecastIsFreeOfScale(t *testing.T) {
	s := outlook.Series{First: civil.MustMonth("2020-01")}
	r := rand.New(rand.NewPCG(1, 2))
	women := 8000
	for range 40 {
		women += r.IntN(1001) - 500
		s.Women, s.Total = append(s.Women, women), append(s.Total, 50000+r.IntN(1000))
	}
	twice := outlook.SumSeries(s, s)
	var medians [2][]float64
	for i, series := range []outlook.Series{s, twice} {
		sample, err := outlook.ForecastSum(series, 12, outlook.Options{Scenarios: 2000, Seed: 3})
		if err != nil {
			t.Fatal(err)
		}
		medians[i] = outlook.ShareRates(sample)
		slices.Sort(medians[i])
	}
	for _, at := range []int{200, 1000, 1800} {
		if d := medians[0][at] - medians[1][at]; d > 0.2 || d < -0.2 {
			t.Errorf("quantile %d: %.2f and %.2f", at, medians[0][at], medians[1][at])
		}
	}
}

// A panel whose members never change is forecast to stay exactly as it is.
func TestWhatNeverChangedStays(t *testing.T) {
	var panel []outlook.Series
	for i := range 8 {
		s := outlook.Series{Kind: "a", First: civil.MustMonth("2020-01")}
		for range 30 {
			s.Women, s.Total = append(s.Women, i), append(s.Total, 10+5*i)
		}
		panel = append(panel, s)
	}
	m, err := outlook.NewSeriesModel(panel)
	if err != nil {
		t.Fatal(err)
	}
	for i, s := range panel {
		sample, err := m.Forecast(s, 12, outlook.Options{Scenarios: 50, Seed: 1})
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range sample {
			if want := (outlook.Share{Women: i, Total: 10 + 5*i}); x != want {
				t.Fatalf("%+v becomes %+v", want, x)
			}
		}
	}
}

// All contributors of one month are forecast in well under a second.
func BenchmarkSeriesForecast(b *testing.B) {
	panel := publishedPanel(b)
	for b.Loop() {
		m, err := outlook.NewSeriesModel(panel)
		if err != nil {
			b.Fatal(err)
		}
		for _, s := range panel {
			if _, err := m.Forecast(s, 12, outlook.Options{Scenarios: 1000, Seed: 1}); err != nil {
				b.Fatal(err)
			}
		}
	}
}
