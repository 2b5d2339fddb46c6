package outlook

import (
	"math"
	"testing"
)

// ladder is a leadership pipeline with numbers that can be worked out by hand.
func ladder() *Model {
	return &Model{First: firstMonth, Months: 24,
		Stages: []Stage{
			{ID: "eligible"},
			{ID: "command course", Duration: 1, Due: []Branch{{"pass", "roster"}}, Then: "eligible"},
			{ID: "roster"},
			{ID: "chief", Group: "chiefs", Monthly: []Branch{{"early", ""}}, Duration: 12, Then: ""},
		},
		Groups:     []Group{{ID: "chiefs", Scope: Scope{Tier: "head"}, Posts: []Step{{firstMonth, 1}}}},
		Parameters: []Parameter{certain("pass", 0.5, 0.5), certain("early", 0.1, 0.1)},
		Start: []Crowd{{Stage: "eligible", Sex: Women, Count: 1}, {Stage: "eligible", Sex: Men, Count: 1},
			{Stage: "eligible", Sex: Women, Count: 1, From: firstMonth.Add(6)}, {Stage: "roster", Sex: Men, Count: 1}},
		Moves:  []Move{{ID: "course", From: "eligible", To: "command course", Month: firstMonth.Add(3), Every: 6, Seats: 2, Women: 1}},
		People: []Person{{ID: "p1", Sex: Men, Stage: "chief", Due: firstMonth.Add(9), Seat: "head of component"}},
	}
}

func TestReadinessByHand(t *testing.T) {
	const runs = 40000
	answers, err := ladder().Readiness([]Call{
		{"now", "roster", firstMonth, 2}, {"spring", "roster", firstMonth.Add(5), 2}, {"next year", "roster", firstMonth.Add(12), 2},
		{"the eligible", "eligible", firstMonth.Add(7), 1},
	}, Options{Scenarios: runs, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	if a := answers[0]; a.Woman != 0 || a.Total[2] != 1 {
		t.Errorf("today: %+v", a)
	}
	// Spring: one woman has sat the course, with an even chance; one man is there.
	spread := 4 * math.Sqrt(runs*0.25)
	if a := answers[1]; math.Abs(float64(a.Woman)-runs/2) > spread || a.Slate != a.Woman {
		t.Errorf("spring: %+v", a)
	}
	// Next year: the first woman had two tries where she failed, the second one, if
	// a seat was hers: with two seats in the second course and at most one man beside.
	if a := answers[2]; a.Woman <= answers[1].Woman || a.WomenSlate == 0 || len(a.Arrivals) != 0 {
		t.Errorf("next year: %+v", a)
	}
	if a := answers[3]; len(a.Arrivals) != 1 || a.Arrivals[0].From != firstMonth.Add(6) || a.Woman != runs {
		t.Errorf("the eligible: %+v", a)
	}
}

func TestSuccessionByHand(t *testing.T) {
	const runs = 40000
	answers, err := ladder().Succession([]Successors{{"head of component", "roster"}, {"never held", "roster"}}, Options{Scenarios: runs, Seed: 2})
	if err != nil {
		t.Fatal(err)
	}
	a := answers[0]
	// Due in month 9: vacant in every scenario, by then with 1 − 0.9⁹ before it.
	if a.Person != "p1" || a.Vacant != runs || a.When[4] != firstMonth.Add(9) || a.When[0] != firstMonth {
		t.Errorf("%+v", a)
	}
	if a.Somebody != runs {
		t.Errorf("the man on the roster was overlooked: %d", a.Somebody)
	}
	// A woman is on it from month 4 on with a half: P(leaves in month 5 or later)/2.
	want := math.Pow(0.9, 5) / 2 * runs
	if math.Abs(float64(a.Woman)-want) > 5*math.Sqrt(want) {
		t.Errorf("a woman is ready in %d, want about %.0f", a.Woman, want)
	}
	if b := answers[1]; b.Vacant != runs || b.Woman != 0 || b.When[2] != firstMonth {
		t.Errorf("an empty seat: %+v", b)
	}
}
