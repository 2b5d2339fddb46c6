package participation_test

import (
	"fmt"

	"beret/civil"
	"beret/participation"
)

// deployed returns women and men of one category in service since a date.
func deployed(category string, women, men, first int, since string) []participation.Service {
	var services []participation.Service
	for i := range women + men {
		id := int64(first + i)
		services = append(services, participation.Service{ID: id, Person: id, Woman: i < women, Category: category,
			Span: civil.Interval{From: civil.MustDate(since)}, CauseStart: "rotation"})
	}
	return services
}

// Where an office stands: 9 of 30 individual officers and 3 of 6 in
// professional posts, against the ministry's minimum for all and the UN's end
// point for individual officers.
func ExampleAssess() {
	services := append(deployed("IPO", 9, 21, 1, "2026-01-10"), deployed("SPP", 3, 3, 31, "2026-02-10")...)
	targets := []participation.Target{
		{Framework: "ministry", Share: participation.Rational{Num: 1, Den: 5}, Kind: participation.Minimum},
		{Framework: "strategy", Scope: participation.Scope{Category: "IPO"}, Share: participation.Rational{Num: 3, Den: 10},
			Valid: civil.Interval{From: civil.MustDate("2028-01-01")}, Kind: participation.Aim},
	}
	for _, a := range participation.Assess(services, targets, civil.MustDate("2026-10-31")) {
		rate, _ := a.Figure.Share.Rate()
		fmt.Printf("%s: %d of %d (%.1f %%), %s, %+d\n", a.Target.Framework, a.Figure.Share.Women, a.Figure.Share.Total,
			float64(rate.PercentTenths())/10, a.Verdict, a.Surplus)
	}
	// Output:
	// ministry: 12 of 36 (33.3 %), met, +4
	// strategy: 9 of 30 (30.0 %), met, +0
}

func ExampleChanges() {
	services := append(deployed("IPO", 2, 7, 1, "2026-01-10"), deployed("IPO", 2, 0, 20, "2026-10-05")...)
	services[8].Span.To, services[8].CauseEnd = civil.MustDate("2026-10-07"), "illness"
	change := participation.Changes(services, participation.Scope{}, civil.MustDate("2026-09-30"), civil.MustDate("2026-10-31"))
	fmt.Println(change.Before, "to", change.After)
	for _, c := range change.Causes() {
		fmt.Println(c.Code, "came", c.Came, "left", c.Left, "effect", c.Effect)
	}
	// Output:
	// {2 9} to {4 10}
	// illness came {0 0} left {0 1} effect 1/45
	// rotation came {2 2} left {0 0} effect 7/45
}

func ExampleMonthly() {
	services := append(deployed("IPO", 1, 2, 1, "2026-08-31"), deployed("FPU", 4, 16, 10, "2026-10-01")...)
	series, _ := participation.Monthly(services, participation.Category, civil.MustMonth("2026-08"), civil.MustMonth("2026-10"))
	for _, key := range series.Keys {
		fmt.Println(key, series.Line(key))
	}
	// Output:
	// FPU [{0 0} {0 0} {4 20}]
	// IPO [{1 3} {1 3} {1 3}]
}

func ExampleShare_NeededByAddition() {
	now, third := participation.Share{Women: 2, Total: 12}, participation.Rational{Num: 1, Den: 3}
	more, _ := now.NeededByAddition(third)
	fmt.Println("replace", now.NeededByReplacement(third), "or add", more)
	// Output: replace 2 or add 3
}

func ExampleColumns_Monthly() {
	columns := participation.Columns{Groups: 1}
	columns.Append(civil.Interval{From: civil.MustDate("2026-01-15"), To: civil.MustDate("2026-02-28")}, 0, true)
	columns.Append(civil.Interval{From: civil.MustDate("2026-02-01")}, 0, false)
	table, _ := columns.Monthly(civil.MustMonth("2026-01"), civil.MustMonth("2026-03"), 1)
	for m := table.First; m < table.First.Add(table.Months); m++ {
		fmt.Println(m, table.At(0, m))
	}
	// Output:
	// 2026-01 {1 1}
	// 2026-02 {0 1}
	// 2026-03 {0 1}
}
