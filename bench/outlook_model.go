package main

import (
	"time"

	"beret/civil"
	"beret/outlook"
)

// The model that all contenders of the section "outlook" simulate: 37 states
// (stages told apart by the months left in them), two sexes, ten years.
//
//	serving 1, willing 1, course 2, trained 1, tested 1, ready 9, nominated 3,
//	selected 1, in a post 12, extended 3, at rest 3
const (
	outlookMonths = 120
	outlookPosts  = 180
)

func outlookFirst() civil.Month { return civil.NewMonth(2026, time.November) }

// outlookModel returns the model with 14 transitions by sex, a course and an
// assessment each third month with places kept for women, monthly nominations,
// and free posts filled from those selected.
func outlookModel() *outlook.Model {
	first := outlookFirst()
	m := &outlook.Model{First: first, Months: outlookMonths, Stages: outlookStages(), Parameters: outlookParameters(),
		Groups: []outlook.Group{{ID: "posts", Posts: []outlook.Step{{From: first, Count: outlookPosts}}}},
		Moves: []outlook.Move{
			{ID: "course", From: "willing", To: "course", Month: first.Add(1), Every: 3, Seats: 150, Women: 45},
			{ID: "assessment", From: "trained", To: "tested", Month: first.Add(2), Every: 3, Seats: 160, Women: 45},
			{ID: "nominations", From: "ready", To: "nominated", Month: first, Every: 1, Seats: 40, Women: 10},
			{ID: "deployment", From: "selected", To: "post", Month: first, Every: 1, Open: true, Vacant: true},
		},
		Scopes: []outlook.Scope{{}},
	}
	outlookCrowds(func(stage string, sex, count, due, expires int) {
		c := outlook.Crowd{Stage: stage, Sex: outlook.Sex(sex), Count: count}
		if due >= 0 {
			c.Due = first.Add(due)
		}
		if expires >= 0 {
			c.Expires = first.Add(expires)
		}
		m.Start = append(m.Start, c)
	})
	return m
}

func outlookStages() []outlook.Stage {
	return []outlook.Stage{
		{ID: "serving", Monthly: []outlook.Branch{{Parameter: "leave service", To: ""}, {Parameter: "volunteer", To: "willing"}}},
		{ID: "willing", Monthly: []outlook.Branch{{Parameter: "leave willing", To: ""}, {Parameter: "change mind", To: "serving"}}},
		{ID: "course", Duration: 2, Due: []outlook.Branch{{Parameter: "pass course", To: "trained"}}, Then: "willing"},
		{ID: "trained", Monthly: []outlook.Branch{{Parameter: "leave trained", To: ""}}},
		{ID: "tested", Duration: 1, Due: []outlook.Branch{{Parameter: "pass assessment", To: "ready"}}, Then: "willing"},
		{ID: "ready", Validity: 9, Lapse: "trained", Monthly: []outlook.Branch{{Parameter: "leave ready", To: ""}}},
		{ID: "nominated", Duration: 3, Due: []outlook.Branch{{Parameter: "selected", To: "selected"}}, Then: "trained"},
		{ID: "selected", Monthly: []outlook.Branch{{Parameter: "withdraw", To: "willing"}}},
		{ID: "post", Group: "posts", Duration: 12, Monthly: []outlook.Branch{{Parameter: "early", To: "rest"}},
			Due: []outlook.Branch{{Parameter: "extended", To: "extended"}}, Then: "rest"},
		{ID: "extended", Group: "posts", Duration: 3, Monthly: []outlook.Branch{{Parameter: "early extended", To: "rest"}}, Then: "rest"},
		{ID: "rest", Duration: 3, Monthly: []outlook.Branch{{Parameter: "leave rest", To: ""}},
			Due: []outlook.Branch{{Parameter: "volunteer again", To: "willing"}}, Then: "serving"},
	}
}

// outlookCount is one of the 14 parameters: events of trials for women and men.
type outlookCount struct {
	id             string
	womenX, womenN int
	menX, menN     int
}

func outlookCounts() []outlookCount {
	return []outlookCount{
		{"leave service", 40, 10000, 220, 55000},
		{"volunteer", 110, 10000, 560, 55000},
		{"leave willing", 3, 800, 10, 2500},
		{"change mind", 15, 800, 50, 2500},
		{"pass course", 85, 100, 260, 300},
		{"leave trained", 3, 700, 10, 2000},
		{"pass assessment", 48, 100, 170, 300},
		{"leave ready", 4, 500, 12, 1500},
		{"selected", 60, 110, 200, 350},
		{"withdraw", 4, 120, 11, 400},
		{"early", 6, 1000, 18, 3000},
		{"extended", 24, 80, 80, 260},
		{"early extended", 2, 60, 5, 200},
		{"leave rest", 2, 250, 6, 800},
		{"volunteer again", 30, 80, 100, 260},
	}
}

// The prior of every parameter in the bench: flat, the sexes apart, so that each
// contender draws the same Beta distribution without the engine's help.
func outlookParameters() []outlook.Parameter {
	var parameters []outlook.Parameter
	for _, c := range outlookCounts() {
		parameters = append(parameters, outlook.Parameter{ID: c.id, Prior: outlook.Prior{Mean: 0.5, Weight: 2, Source: "bench"},
			Counts: [2]outlook.Count{{Events: c.womenX, Trials: c.womenN}, {Events: c.menX, Trials: c.menN}}})
	}
	return parameters
}

// outlookCrowds says who is where on the first day: stage, sex, number, months
// until the stay and the validity end (−1 for none).
func outlookCrowds(crowd func(stage string, sex, count, due, expires int)) {
	for sex, n := range [2]struct{ serving, willing, trained, ready, selected, post, rest int }{
		{1200, 60, 50, 2, 3, 5, 3}, {6000, 200, 160, 7, 10, 10, 9},
	} {
		crowd("serving", sex, n.serving, -1, -1)
		crowd("willing", sex, n.willing, -1, -1)
		crowd("trained", sex, n.trained, -1, -1)
		crowd("selected", sex, n.selected, -1, -1)
		for month := range 9 {
			crowd("ready", sex, n.ready, -1, month)
		}
		for month := range 12 {
			crowd("post", sex, n.post, month, -1)
		}
		for month := range 3 {
			crowd("rest", sex, n.rest, month, -1)
		}
	}
}
