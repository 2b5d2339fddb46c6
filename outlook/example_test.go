package outlook_test

import (
	"fmt"
	"slices"

	"beret/civil"
	"beret/outlook"
)

// A unit of ten with two women; one of the women and three men go home in
// March, and those who are trained by then take their places.
func ExampleNewForecast() {
	first := civil.MustMonth("2027-01")
	model := &outlook.Model{
		First: first, Months: 6,
		Stages: []outlook.Stage{
			{ID: "course", Duration: 2, Due: []outlook.Branch{{Parameter: "pass", To: "ready"}}},
			{ID: "ready"},
			{ID: "post", Group: "posts", Duration: 12},
		},
		Groups: []outlook.Group{{ID: "posts", Scope: outlook.Scope{Category: "formed", Mission: "M"}, Posts: []outlook.Step{{From: first, Count: 10}}}},
		Parameters: []outlook.Parameter{{ID: "pass", Counts: [2]outlook.Count{{Events: 19, Trials: 69}, {Events: 60, Trials: 100}},
			Prior: outlook.Prior{Mean: 0.5, Weight: 4, Alike: 20, Source: "office's own estimate"}}},
		Start: []outlook.Crowd{{Stage: "course", Sex: outlook.Women, Count: 6}, {Stage: "course", Sex: outlook.Men, Count: 6}},
		Moves: []outlook.Move{{ID: "deploy", From: "ready", To: "post", Month: first, Every: 1, Open: true, Vacant: true, Women: 10}},
		Targets: []outlook.Target{{Framework: "strategy", Scope: outlook.Scope{Category: "formed"},
			Path: []outlook.TargetStep{{From: first, Num: 20, Den: 100}}, Source: "the office"}},
	}
	for i := range 10 {
		person := outlook.Person{ID: fmt.Sprint(i), Sex: outlook.Men, Stage: "post"}
		if i%5 == 0 {
			person.Sex = outlook.Women
		}
		if i < 4 {
			person.Due = first.Add(2)
		}
		model.People = append(model.People, person)
	}
	forecast, err := outlook.NewForecast(model, outlook.Options{Scenarios: 4000, Seed: 1})
	if err != nil {
		fmt.Println(err)
		return
	}
	march := forecast.Targets[0].Months[2]
	chance, _ := march.Rate()
	fmt.Printf("%v: %v women of %v; the target holds with about %.1f\n", march.Month, forecast.Views[0].Months[2].Women, forecast.Views[0].Months[2].Total, chance)
	// Output: 2027-03: [1 2 3 4 5] women of [9 10 10 10 10]; the target holds with about 0.9
}

// A contributor of forty police, beside others of its size of which a few changed.
func ExampleNewSeriesModel() {
	var panel []outlook.Series
	for i := range 12 {
		s := outlook.Series{Kind: "ipo", First: civil.MustMonth("2025-01")}
		for month := range 24 {
			women := 8
			if i%4 == 0 && month >= 12 { // a rotation with three women more
				women = 11
			}
			s.Women, s.Total = append(s.Women, women), append(s.Total, 40)
		}
		panel = append(panel, s)
	}
	model, err := outlook.NewSeriesModel(panel)
	if err != nil {
		fmt.Println(err)
		return
	}
	sample, _ := model.Forecast(panel[1], 12, outlook.Options{Scenarios: 400, Seed: 1})
	rates := outlook.ShareRates(sample)
	slices.Sort(rates)
	fmt.Printf("now 20.0 %%; in a year between %.1f %% and %.1f %% with nine chances in ten\n", rates[20], rates[379])
	// Output: now 20.0 %; in a year between 20.0 % and 27.5 % with nine chances in ten
}
