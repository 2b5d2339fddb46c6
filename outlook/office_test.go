package outlook

import (
	"math"

	"beret/civil"
)

func pow(x, y float64) float64 { return math.Pow(x, y) }

// certain is a parameter without uncertainty.
func certain(id string, women, men float64) Parameter {
	return Parameter{ID: id, Certain: true, Value: [2]float64{women, men}}
}

// learned is a parameter with counts and the prior that tests use.
func learned(id string, mean float64, women, men Count) Parameter {
	return Parameter{ID: id, Prior: Prior{Mean: mean, Weight: 4, Alike: 30, Source: "test"}, Counts: [2]Count{women, men}}
}

var firstMonth = civil.MustMonth("2026-11")

// office is a small office with every kind of rule: two missions and a unit, a
// course, an assessment with a validity, nominations that keep it, extension,
// rotation, a closing, inflow and a shift.
func office() *Model {
	m := &Model{First: firstMonth, Months: 48,
		Stages: []Stage{
			{ID: "serving", Monthly: []Branch{{"attrition", ""}, {"volunteer", "willing"}}},
			{ID: "willing", Monthly: []Branch{{"attrition", ""}, {"withdraw", "serving"}}},
			{ID: "course", Duration: 2, Due: []Branch{{"pass course", "trained"}}, Then: "willing"},
			{ID: "trained", Monthly: []Branch{{"attrition", ""}}},
			{ID: "tested", Duration: 1, Due: []Branch{{"pass test", "ready"}}, Then: "willing"},
			{ID: "ready", Validity: 24, Lapse: "trained", Monthly: []Branch{{"attrition", ""}}},
			{ID: "nominated", Keeps: true, Duration: 3, Due: []Branch{{"selected", "selected"}}, Then: "back", Lapse: "trained"},
			{ID: "back", Keeps: true, Lapse: "trained", Monthly: []Branch{{"attrition", ""}}},
			{ID: "selected", Monthly: []Branch{{"withdraw", "trained"}}},
			{ID: "post", Group: "mission", Duration: 12, Monthly: []Branch{{"early", "rest"}, {"attrition", ""}}, Due: []Branch{{"extended", "longer"}}, Then: "rest"},
			{ID: "longer", Group: "mission", Duration: 6, Monthly: []Branch{{"early", "rest"}}, Then: "rest"},
			{ID: "unit pool", Monthly: []Branch{{"attrition", ""}}},
			{ID: "unit", Group: "unit", Monthly: []Branch{{"early", "rest"}}},
			{ID: "rest", Duration: 6, Then: "serving"},
		},
		Groups: []Group{
			{ID: "mission", Scope: Scope{"individual", "M1", ""}, Posts: []Step{{firstMonth, 30}, {firstMonth.Add(30), 24}}},
			{ID: "unit", Scope: Scope{"formed", "M2", ""}, Posts: []Step{{firstMonth, 40}}},
		},
		Parameters: []Parameter{
			learned("attrition", 0.005, Count{2, 700}, Count{9, 2500}),
			learned("volunteer", 0.02, Count{20, 800}, Count{50, 2500}),
			learned("withdraw", 0.02, Count{3, 90}, Count{5, 210}),
			learned("pass course", 0.8, Count{17, 20}, Count{50, 60}),
			learned("pass test", 0.4, Count{19, 42}, Count{50, 88}),
			learned("selected", 0.4, Count{5, 12}, Count{14, 31}),
			learned("early", 0.005, Count{1, 90}, Count{2, 300}),
			learned("extended", 0.3, Count{3, 8}, Count{6, 30}),
			{ID: "recruits", Kind: Rate, Prior: Prior{Mean: 2, Weight: 6, Source: "test"}, Counts: [2]Count{{10, 12}, {41, 12}}},
		},
		Start: []Crowd{
			{Stage: "serving", Sex: Women, Count: 60}, {Stage: "serving", Sex: Men, Count: 240},
			{Stage: "willing", Sex: Women, Count: 8}, {Stage: "willing", Sex: Men, Count: 30},
			{Stage: "ready", Sex: Women, Count: 3, Expires: firstMonth.Add(5)}, {Stage: "ready", Sex: Men, Count: 9, Expires: firstMonth.Add(14)},
			{Stage: "unit pool", Sex: Women, Count: 12}, {Stage: "unit pool", Sex: Men, Count: 60},
			{Stage: "ready", Sex: Women, Count: 2, From: firstMonth.Add(4)},
		},
		Inflows: []Inflow{{"serving", "recruits"}},
		Moves: []Move{
			{ID: "intake", From: "willing", To: "course", Month: firstMonth.Add(1), Every: 3, Seats: 20, Women: 5},
			{ID: "session", From: "trained", To: "tested", Month: firstMonth.Add(2), Every: 6, Seats: 30, PerMille: 300},
			{ID: "renominate", From: "back", To: "nominated", Month: firstMonth.Add(1), Every: 1, Seats: 3},
			{ID: "nominate", From: "ready", To: "nominated", Month: firstMonth, Every: 1, Seats: 6, Women: 2, MenFirst: true, Lasts: 3, Upto: 14, With: []string{"selected"}},
			{ID: "deploy", From: "selected", To: "post", Month: firstMonth, Every: 1, Open: true, Vacant: true, Women: 1},
			{ID: "rotate", From: "unit pool", To: "unit", Month: firstMonth.Add(8), Every: 12, Seats: 40, Women: 8, MenFirst: true},
			{ID: "refill pool", From: "willing", To: "unit pool", Month: firstMonth, Every: 1, Seats: 4, Women: 1},
		},
		Recalls: []Recall{
			{ID: "rotation 1", Group: "unit", Month: firstMonth.Add(8), To: "rest"},
			{ID: "rotation 2", Group: "unit", Month: firstMonth.Add(20), To: "rest"},
			{ID: "rotation 3", Group: "unit", Month: firstMonth.Add(32), To: "rest"},
			{ID: "closing", Group: "mission", Month: firstMonth.Add(42), To: "rest", Closes: true},
		},
		Shifts: []Shift{{"pass test", firstMonth.Add(12), [2]float64{0.1, 0.05}}},
		Targets: []Target{
			{Framework: "strategy", Scope: Scope{Category: "individual"}, Path: []TargetStep{{firstMonth, 25, 100}, {firstMonth.Add(14), 30, 100}}},
			{Framework: "strategy", Scope: Scope{Category: "formed"}, Path: []TargetStep{{firstMonth, 20, 100}}},
		},
		Scopes:  []Scope{{}, {Mission: "M1"}},
		Watched: []string{"ready", "rest", "serving"},
	}
	for i := range 26 {
		p := Person{ID: "p" + string(rune('a'+i)), Sex: Men, Stage: "post", Due: firstMonth.Add(i % 11)}
		if i%4 == 0 {
			p.Sex, p.Final = Women, i%8 == 0
		}
		if i == 0 {
			p.Seat = "chief"
		}
		m.People = append(m.People, p)
	}
	for i := range 40 {
		p := Person{ID: "u" + string(rune('a'+i)), Sex: Men, Stage: "unit"}
		if i%5 == 0 {
			p.Sex = Women
		}
		m.People = append(m.People, p)
	}
	return m
}
