package participation

import (
	"fmt"
	"testing"

	"beret/civil"
)

// office returns people in service from 2025 on: women first, then men.
func office(category string, women, men, firstPerson int) []Service {
	var services []Service
	for i := range women + men {
		id := int64(firstPerson + i)
		services = append(services, Service{ID: id, Person: id, Woman: i < women, Category: category,
			Span: civil.Interval{From: civil.MustDate("2025-01-01")}})
	}
	return services
}

func year(y int) civil.Interval {
	return civil.Interval{From: civil.NewDate(y, 1, 1), To: civil.NewDate(y+1, 1, 1)}
}

func TestAssessRules(t *testing.T) {
	services := append(office("IPO", 9, 21, 1), office("SPP", 3, 3, 100)...)
	target := func(framework, category string, valid civil.Interval, num, den int64) Target {
		return Target{Framework: framework, Scope: Scope{Category: category}, Valid: valid, Share: NewRational(num, den), Kind: Minimum}
	}
	always := civil.Interval{From: civil.MustDate("2018-01-01")}
	for _, c := range []struct {
		rule    string
		targets []Target
		want    string
	}{
		{"a ministry's own minimum counts everybody", []Target{target("ministry", "", always, 1, 5)}, "ministry  met 12/36 +4; "},
		{"a star means any category", []Target{target("ministry", "*", always, 1, 5)}, "ministry * met 12/36 +4; "},
		{"a category's target sees that category only", []Target{target("un", "IPO", year(2026), 3, 10)}, "un IPO met 9/30 +0; "},
		{"nobody deployed is neither met nor missed", []Target{target("un", "FPU", year(2026), 1, 5)}, "un FPU nobody 0/0 +0; "},
		{"a target that has expired is silent", []Target{target("un", "IPO", year(2025), 3, 10)}, ""},
		{"of those ahead only the next is shown", []Target{target("un", "IPO", year(2030), 1, 2), target("un", "IPO", year(2028), 3, 10)},
			"un IPO met 9/30 +0 ahead; "},
		{"in force comes before ahead", []Target{target("un", "IPO", year(2028), 1, 3), target("un", "IPO", year(2026), 1, 5)},
			"un IPO met 9/30 +3; un IPO short 9/30 -1 ahead; "},
		{"frameworks stand side by side", []Target{target("un", "IPO", year(2026), 1, 3), target("ministry", "IPO", always, 1, 4)},
			"ministry IPO met 9/30 +1; un IPO short 9/30 -1; "},
		{"targets on others than the deployed are not for these people",
			[]Target{{Framework: "call", Population: NominatedFor, Valid: always, Share: Rational{1, 2}}}, ""},
	} {
		t.Run(c.rule, func(t *testing.T) {
			got := ""
			for _, a := range Assess(services, c.targets, civil.MustDate("2026-10-31")) {
				got += fmt.Sprintf("%s %s %s %d/%d %+d", a.Target.Framework, a.Target.Category, a.Verdict,
					a.Figure.Share.Women, a.Figure.Share.Total, a.Surplus)
				if a.Ahead {
					got += " ahead"
				}
				got += "; "
			}
			if got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestAssessmentCarriesItsEvidence(t *testing.T) {
	target := Target{Framework: "un", Share: Rational{1, 2}, Source: "the strategy", Confidence: "stated", Valid: year(2026)}
	a := Assess(office("IPO", 1, 2, 7), []Target{target}, civil.MustDate("2026-05-01"))[0]
	if a.Target.Source != "the strategy" || a.Figure.Formula != FormulaVersion || fmt.Sprint(a.Figure.Women, a.Figure.Men) != "[7] [8 9]" {
		t.Errorf("evidence missing: %+v", a)
	}
	if a.ByReplacement != 1 || a.ByAddition != 1 || a.Gap != (Rational{-1, 6}) || a.Minimum != 2 {
		t.Errorf("figures: %+v", a)
	}
}

func TestPopulationsAreCountedApart(t *testing.T) {
	span := func(from, to string) civil.Interval {
		i := civil.Interval{From: civil.MustDate(from)}
		if to != "" {
			i.To = civil.MustDate(to)
		}
		return i
	}
	services := []Service{
		{ID: 1, Deployment: 1, Person: 1, Woman: true, Span: span("2020-01-01", "2020-07-01"), RankBand: "junior"},
		{ID: 2, Deployment: 1, Person: 1, Woman: true, Span: span("2020-07-01", "2021-01-01"), RankBand: "senior"},
		{ID: 3, Deployment: 2, Person: 1, Woman: true, Span: span("2023-01-01", "")},
		{ID: 4, Deployment: 3, Person: 2, Span: span("2022-01-01", "2023-01-01")},
		{ID: 5, Deployment: 4, Person: 3, Span: span("2024-01-01", ""), Status: Planned},
	}
	day := civil.MustDate("2023-06-30")
	for population, c := range map[Population]struct {
		figure Figure
		want   Share
	}{
		DeployedNow:  {Whole(services, day), Share{1, 1}},
		EverDeployed: {Ever(services, All, day)[0], Share{1, 2}},
		Deployments:  {Tours(services, All, day)[0], Share{2, 3}},
		Ready:        {Count(Ready, All, day, []Member{{1, true, ""}, {9, false, ""}, {1, true, ""}})[0], Share{1, 2}},
	} {
		if c.figure.Share != c.want || c.figure.Population != population || c.figure.AsOf != day {
			t.Errorf("%s: %+v, want %v", population, c.figure, c.want)
		}
	}
}

func TestLoneWomen(t *testing.T) {
	services := office("IPO", 1, 2, 1)
	services = append(services, office("IPO", 2, 0, 10)...)
	for i := range services {
		services[i].Mission, services[i].Site = "A", "Camp"
		if services[i].Person >= 10 {
			services[i].Mission = "B"
		}
	}
	services[4].Site = ""
	day := civil.MustDate("2026-01-01")
	if got := fmt.Sprint(LoneWomen(services, Mission, day)); got != "[{mission A 1 2}]" {
		t.Errorf("missions: %s", got)
	}
	if got := fmt.Sprint(LoneWomen(services, Site, day)); got != "[{site A/Camp 1 2} {site B/Camp 10 0}]" {
		t.Errorf("a site is its mission's own, and an unknown site is no site: %s", got)
	}
}

func TestLeadershipCountsKeyPositionsOnce(t *testing.T) {
	services := office("FPU", 1, 2, 1)
	services[0].Tier, services[1].Tier, services[2].Tier = "command", "supervisor", "member"
	services = append(services, services[0])
	services[3].ID, services[3].Tier = 9, "supervisor" // holds both posts
	tiers, key := Leadership(services, []string{"command", "supervisor"}, civil.MustDate("2026-01-01"))
	if len(tiers) != 3 || tiers[2].Share != (Share{1, 2}) || key.Share != (Share{1, 2}) {
		t.Errorf("tiers %+v, key %+v", tiers, key)
	}
}

func TestDoubtsRules(t *testing.T) {
	at := civil.MustDate
	first := Service{ID: 1, Person: 1, Woman: true, Span: civil.Interval{From: at("2025-01-01"), To: at("2026-01-01")}}
	second := func(change func(*Service)) Service {
		s := Service{ID: 2, Person: 1, Woman: true, Span: civil.Interval{From: at("2026-01-01")}}
		change(&s)
		return s
	}
	for _, c := range []struct {
		want   DoubtRule
		change func(*Service)
	}{
		{"", func(s *Service) {}},
		{EmptySpan, func(s *Service) { s.Span.To = s.Span.From }},
		{NoStart, func(s *Service) { s.Span.From = 0; s.Person = 2 }},
		{TwoSexes, func(s *Service) { s.Woman = false }},
		{TwoPlaces, func(s *Service) { s.Span.From = at("2025-12-31") }},
		{PlanOverdue, func(s *Service) { s.PlannedEnd = at("2026-06-01") }},
	} {
		doubts := Doubts([]Service{second(c.change), first}, at("2026-06-01"))
		if c.want == "" && len(doubts) != 0 || c.want != "" && (len(doubts) != 1 || doubts[0].Rule != c.want) {
			t.Errorf("%q: got %+v", c.want, doubts)
		}
	}
}
