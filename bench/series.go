package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"beret/internal/contribution"
	"beret/internal/reference"
	"beret/outlook"
	"beret/outlook/baseline"
)

// seriesFile is the UN's published figures of 2009 to 2014, which lie beside the
// repository and may not be in it.
var seriesFile = filepath.Join("..", "..", "shared", "data", "un-uniformed-personnel-by-gender-2009-2014.csv")

// seriesSpan is a run of months from which to forecast, counted from the first.
type seriesSpan struct {
	name     string
	from, to int
}

// seriesSpans: the constants of the model were chosen on the earlier months.
var seriesSpans = []seriesSpan{{"earlier", 5, 21}, {"later", 22, 39}, {"all", 5, 39}}

// benchSeries forecasts each contributor's and the world's share of women a year
// ahead from every month of the published series that has an outcome.
func benchSeries(context.Context) (string, error) {
	panel, err := publishedPanel()
	if os.IsNotExist(err) {
		return "\n## Published series\n\nSkipped: the UN's published figures are not beside the repository.\n", nil
	}
	if err != nil {
		return "", err
	}
	var b strings.Builder
	b.WriteString("\n## Published series\n\nShare of women twelve months ahead from the UN's published figures of November 2009 to February 2014, " +
		"from every month of which six months at least are known. The constants of the model were chosen on the earlier months. " +
		"CRPS in percentage points, lower is better: ours, \"stays as it is\", ETS and ARIMA by AICc on the share or on its log odds. " +
		"The bands' coverage with their ends, and with ties shared out (Czado, Gneiting, Held 2009), of 50/80/95 %. " +
		"A world's cases overlap by eleven months: some three are independent.\n\n" +
		"| type | scope | months | cases | ours | stays | ETS share | ETS odds | ARIMA share | ARIMA odds | covered 50/80/95 % | shared out |\n" +
		"| --- | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- | --- |\n")
	for _, t := range []contribution.Type{contribution.IndividualPolice, contribution.FormedPoliceUnits} {
		for _, span := range seriesSpans {
			if err := seriesLines(&b, panel, t, span); err != nil {
				return "", err
			}
		}
	}
	err = seriesTime(&b, panel)
	return b.String(), err
}

func publishedPanel() ([]outlook.Series, error) {
	f, err := os.Open(seriesFile)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	countries, err := reference.LoadCountries()
	if err != nil {
		return nil, err
	}
	file, err := contribution.Parse(f, filepath.Base(seriesFile), countries, "")
	if err != nil {
		return nil, err
	}
	return seriesOf(file), nil
}

// seriesOf makes one series a contributor and type.
func seriesOf(file *contribution.File) (panel []outlook.Series) {
	places, months := map[string]int{}, int(file.Last()-file.First())+1
	for _, figure := range file.Figures {
		key := figure.Country + figure.Type.Code()
		at, known := places[key]
		if !known {
			at = len(panel)
			places[key] = at
			panel = append(panel, outlook.Series{Kind: figure.Type.Code(), First: file.First(), Women: make([]int, months), Total: make([]int, months)})
		}
		i := int(figure.Month - file.First())
		panel[at].Women[i] += figure.Women
		panel[at].Total[i] += figure.Total()
	}
	return panel
}

func seriesLines(b *strings.Builder, panel []outlook.Series, t contribution.Type, span seriesSpan) error {
	first := panel[0].First
	each, sum, err := outlook.SeriesBacktest{Panel: panel, Kind: t.Code(), First: first.Add(span.from), Last: first.Add(span.to), Ahead: 12,
		Others: []outlook.SeriesGuess{baseline.ETS(baseline.Share), baseline.ETS(baseline.LogOdds),
			baseline.ARIMA(baseline.Share), baseline.ARIMA(baseline.LogOdds)},
		Options: outlook.Options{Scenarios: 400, Seed: 1}}.Run()
	if err != nil {
		return err
	}
	for i, score := range []outlook.SeriesScore{each, sum} {
		closed, shared := score.Covered()
		fmt.Fprintf(b, "| %s | %s | %s | %d | **%.2f** | %.2f |", t.Code(), []string{"contributors", "world"}[i], span.name, score.Cases, score.CRPS, score.Stays)
		for _, other := range score.Others {
			fmt.Fprintf(b, " %.2f |", other)
		}
		fmt.Fprintf(b, " %.0f / %.0f / %.0f | %.0f / %.0f / %.0f |\n", 100*closed[0], 100*closed[1], 100*closed[2], 100*shared[0], 100*shared[1], 100*shared[2])
	}
	return nil
}

// seriesTime measures all contributors of all types from one month.
func seriesTime(b *strings.Builder, panel []outlook.Series) error {
	start := time.Now()
	m, err := outlook.NewSeriesModel(panel)
	if err != nil {
		return err
	}
	for _, s := range panel {
		if _, err := m.Forecast(s, 12, outlook.Options{Scenarios: 1000, Seed: 1}); err != nil {
			return err
		}
	}
	fmt.Fprintf(b, "\nAll %d series of one month, learned and forecast with 1,000 scenarios each, on one core: %.2f s.\n", len(panel), time.Since(start).Seconds())
	return nil
}
