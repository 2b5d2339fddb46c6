package eligibility

import (
	"slices"
	"testing"

	"beret/civil"
	"beret/internal/reference"
)

// boundary is a case at the edge of a rule: facts that differ from fit by one
// thing, and the answer for the demanding requirement on aTour (first day
// 2027-03-01, last day before 2028-03-01), asked on 2026-10-31.
type boundary struct {
	name   string
	alter  func(f *Facts)
	rule   Rule
	status Status
	until  string
}

func boundaries() []boundary {
	span := func(from, to string) civil.Interval {
		s := civil.Interval{From: date(from)}
		if to != "" {
			s.To = date(to)
		}
		return s
	}
	tour := func(from, to string) func(f *Facts) {
		return func(f *Facts) { f.Tours = []Deployment{{"UNMISS", span(from, to), true}} }
	}
	windows := func(list ...Window) func(f *Facts) { return func(f *Facts) { f.Windows = list } }
	return []boundary{
		{"leaves on the first day", func(f *Facts) { f.Left = date("2027-03-01") }, Serving, Missing, ""},
		{"leaves on the last day", func(f *Facts) { f.Left = date("2028-02-29") }, Serving, Missing, ""},
		{"leaves after the tour", func(f *Facts) { f.Left = date("2028-03-01") }, Serving, Met, "2027-03-02"},
		{"a rank too low", func(f *Facts) { f.Rank = "2LT" }, LowestRank, Missing, ""},
		{"the lowest rank", func(f *Facts) { f.Rank = "LT" }, LowestRank, Met, ""},
		{"the highest rank", func(f *Facts) { f.Rank = "MAJ" }, HighestRank, Met, ""},
		{"a rank too high", func(f *Facts) { f.Rank = "LTC" }, HighestRank, Missing, ""},
		{"a rank that nobody knows", func(f *Facts) { f.Rank = "XX" }, LowestRank, Unknown, ""},
		{"28 on the first day", func(f *Facts) { f.Birth, f.Enlisted = date("1999-03-01"), date("2017-09-01") }, MinimumAge, Met, ""},
		{"28 the day after", func(f *Facts) { f.Birth, f.Enlisted = date("1999-03-02"), date("2017-09-01") }, MinimumAge, Missing, "2027-03-02"},
		{"50 the day after the first", func(f *Facts) { f.Birth = date("1977-03-02") }, MaximumAge, Met, "2027-03-02"},
		{"50 on the first day", func(f *Facts) { f.Birth = date("1977-03-01") }, MaximumAge, Missing, ""},
		{"born on a leap day", func(f *Facts) { f.Birth = date("1976-02-29") }, MaximumAge, Missing, ""},
		{"eight years of service on the first day", func(f *Facts) { f.Enlisted = date("2019-03-01") }, ServiceYears, Met, ""},
		{"eight years of service the day after", func(f *Facts) { f.Enlisted = date("2019-03-02") }, ServiceYears, Missing, "2027-03-02"},
		{"enlistment not known", func(f *Facts) { f.Enlisted = 0 }, ServiceYears, Unknown, ""},
		{"cleared beyond the tour", func(f *Facts) {}, Assessed, Met, "2028-06-01"},
		{"clearance ends within the tour", func(f *Facts) { f.Clearances[0].To = date("2027-03-02") }, Assessed, Expiring, "2027-03-02"},
		{"clearance ends on the first day", func(f *Facts) { f.Clearances[0].To = date("2027-03-01") }, Assessed, Missing, ""},
		{"clearance over today", func(f *Facts) { f.Clearances[0].To = today() }, Assessed, Missing, ""},
		{"never cleared", func(f *Facts) { f.Clearances = nil }, Assessed, Missing, ""},
		{"the longest of two clearances", func(f *Facts) { f.Clearances = append(f.Clearances, span("2025-01-01", "2027-01-01")) }, Assessed, Met, "2028-06-01"},
		{"English a level short", func(f *Facts) { f.Languages[0].Level = "B1" }, Speaks, Missing, ""},
		{"no licence", func(f *Facts) { f.Licences = nil }, LicenceYears, Missing, ""},
		{"a licence of a year on the first day", func(f *Facts) { f.Licences[0].Since = date("2026-03-01") }, LicenceYears, Met, ""},
		{"a licence of a year the day after", func(f *Facts) { f.Licences[0].Since = date("2026-03-02") }, LicenceYears, Missing, "2027-03-02"},
		{"a licence that ends within the tour", func(f *Facts) { f.Licences[0].Expires = date("2028-02-29") }, LicenceYears, Expiring, "2028-02-29"},
		{"a licence that ends on the first day", func(f *Facts) { f.Licences[0].Expires = date("2027-03-01") }, LicenceYears, Missing, ""},
		{"the old one ends, the new one is too young", func(f *Facts) {
			f.Licences = []Licence{{true, date("2015-01-01"), date("2027-03-02")}, {true, date("2026-06-01"), 0}}
		}, LicenceYears, Met, "2027-03-02"},
		{"automatic gears only", func(f *Facts) { f.Licences[0].Manual = false }, ManualGears, Missing, ""},
		{"never shot", func(f *Facts) { f.Firearms = nil }, FirearmsTest, Missing, ""},
		{"failed at last", func(f *Facts) { f.Firearms = append(f.Firearms, Attempt{date("2026-06-01"), false}) }, FirearmsTest, Missing, ""},
		{"failed at first", func(f *Facts) { f.Firearms = append(f.Firearms, Attempt{date("2026-05-01"), false}) }, FirearmsTest, Met, ""},
		{"a year short in the field", func(f *Facts) { f.Specialisms[0].Years = 5 }, Specialised, Missing, ""},
		{"the other field asked for", func(f *Facts) { f.Specialisms = []Specialism{{"investigation", 3}} }, Specialised, Met, ""},
		{"no such course", func(f *Facts) { f.Certificates = f.Certificates[1:] }, Certified, Missing, ""},
		{"24 months of passport on the first day", func(f *Facts) { f.Passport = date("2029-03-01") }, PassportValid, Met, "2027-03-02"},
		{"a day short", func(f *Facts) { f.Passport = date("2029-02-28") }, PassportValid, Missing, ""},
		{"no passport", func(f *Facts) { f.Passport = 0 }, PassportValid, Unknown, ""},
		{"examination without an end", func(f *Facts) { f.MedicalExpires = 0 }, MedicallyFit, Met, ""},
		{"examination ends on the first day", func(f *Facts) { f.MedicalExpires = date("2027-03-01") }, MedicallyFit, Missing, ""},
		{"temporarily unfit", func(f *Facts) { f.Medical = MedicalLater }, MedicallyFit, Missing, ""},
		{"examination pending", func(f *Facts) { f.Medical = MedicalPending }, MedicallyFit, Unknown, ""},
		{"national clearance refused", func(f *Facts) { f.National = NationalRefused }, NationallyCleared, Missing, ""},
		{"national clearance ends within the tour", func(f *Facts) { f.NationalExpires = date("2027-09-01") }, NationallyCleared, Expiring, "2027-09-01"},
		{"nothing said", windows(), Willing, Unknown, ""},
		{"willing for the tour to the day", windows(Window{true, span("2027-03-01", "2028-03-01")}), Willing, Met, "2027-03-02"},
		{"willing a day less", windows(Window{true, span("2027-03-01", "2028-02-29")}), Willing, Missing, ""},
		{"willing a day late", windows(Window{true, span("2027-03-02", "")}), Willing, Unknown, "2027-03-02"},
		{"two windows in a row", windows(Window{true, span("2027-09-01", "")}, Window{true, span("2027-01-01", "2027-09-01")}), Willing, Met, ""},
		{"two windows with a day between", windows(Window{true, span("2027-09-02", "")}, Window{true, span("2027-01-01", "2027-09-01")}), Willing, Missing, "2027-09-02"},
		{"a no within the tour", windows(Window{true, span("2026-01-01", "")}, Window{false, span("2027-12-01", "2028-01-01")}), Willing, Missing, "2028-01-01"},
		{"a no after the tour", windows(Window{true, span("2026-01-01", "")}, Window{false, span("2028-03-01", "")}), Willing, Met, "2027-03-02"},
		{"a tour that ends on the first day", tour("2026-03-01", "2027-03-01"), AtHome, Met, ""},
		{"a tour that ends the day after", tour("2026-03-01", "2027-03-02"), AtHome, Missing, "2027-03-02"},
		{"a tour planned on the last day", tour("2028-02-29", "2028-08-01"), AtHome, Missing, "2028-08-01"},
		{"a tour planned for after", tour("2028-03-01", "2028-08-01"), AtHome, Met, "2027-03-02"},
		{"18 months of rest on the first day", tour("2024-09-01", "2025-09-01"), Rested, Met, ""},
		{"a day less of rest", tour("2024-09-01", "2025-09-02"), Rested, Missing, "2027-03-02"},
		{"never on a tour", func(f *Facts) {}, Rested, Met, ""},
		{"promotion on the last day", func(f *Facts) { f.RankSince = date("2024-02-29") }, PromotionDue, Expiring, "2028-02-29"},
		{"promotion after the tour", func(f *Facts) { f.RankSince = date("2024-03-01") }, PromotionDue, Met, ""},
		{"age limit on the last day", func(f *Facts) { f.Birth = date("1973-02-28") }, AgeLimit, Missing, ""},
		{"age limit after the tour", func(f *Facts) { f.Birth = date("1973-03-01") }, AgeLimit, Met, "2027-03-02"},
	}
}

func answer(list Checks, rule Rule) (Check, bool) {
	blocking := slices.IndexFunc(list, func(c Check) bool { return c.Rule == rule && c.Blocks() })
	at := max(blocking, slices.IndexFunc(list, func(c Check) bool { return c.Rule == rule }))
	if blocking >= 0 {
		at = blocking // of several languages or certificates, the one that is missing
	}
	if at < 0 {
		return Check{}, false
	}
	return list[at], true
}

func TestEachRuleAtItsEdges(t *testing.T) {
	plan := Compile(book(t), today(), aTour(), true, []Requirement{demanding()})
	seen := map[Rule]bool{}
	for _, b := range boundaries() {
		t.Run(b.name, func(t *testing.T) {
			facts := fit()
			b.alter(&facts)
			c := plan.Codes().Pack(&facts)
			got, ok := answer(plan.Explain(&c, 0), b.rule)
			if !ok {
				t.Fatal("the rule was not asked")
			}
			if got.Status != b.status || got.Until.String() != b.until {
				t.Errorf("%s until %q, want %s until %q", got.Status, got.Until, b.status, b.until)
			}
		})
		seen[b.rule] = true
	}
	for _, rule := range Rules() {
		if !seen[rule] && rule != AdvisedAge {
			t.Errorf("no edge of %s is tested", rule)
		}
	}
}

// What the office withdraws asks for nothing; what it asks for stands in the way.
func TestPoliciesDecideWhatStandsInTheWay(t *testing.T) {
	for _, c := range []struct {
		name   string
		rows   []reference.Row
		alter  func(f *Facts)
		rule   Rule
		status Status
		until  string
	}{
		{"a clearance of the day suffices", []reference.Row{policy(t, policyAssessed, "0")},
			func(f *Facts) { f.Clearances[0].To = date("2027-02-01") }, Assessed, Expiring, "2027-02-01"},
		{"promotions stand in the way", []reference.Row{policy(t, policyPromotion, "1")},
			func(f *Facts) { f.RankSince = date("2023-04-01") }, PromotionDue, Missing, "2027-04-01"},
		{"age limits only warn", []reference.Row{policy(t, policyAgeLimit, "0")},
			func(f *Facts) { f.Birth = date("1972-06-01") }, AgeLimit, Expiring, "2027-06-01"},
		{"leaving only warns", []reference.Row{policy(t, policyLeaving, "")},
			func(f *Facts) { f.Left = date("2027-06-01") }, Serving, Expiring, "2027-06-01"},
		{"willingness may end within the tour", []reference.Row{policy(t, policyWilling, "0")},
			func(f *Facts) { f.Windows[0].Span.To = date("2027-06-01") }, Willing, Expiring, "2027-06-01"},
		{"gears do not matter", []reference.Row{policy(t, policyManual, "")},
			func(f *Facts) { f.Licences[0].Manual = false }, ManualGears, 0, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			plan := Compile(book(t, c.rows...), today(), aTour(), true, []Requirement{demanding()})
			facts := fit()
			c.alter(&facts)
			candidate := plan.Codes().Pack(&facts)
			got, _ := answer(plan.Explain(&candidate, 0), c.rule)
			if got.Status != c.status || got.Until.String() != c.until {
				t.Errorf("%s until %q, want %s until %q", got.Status, got.Until, c.status, c.until)
			}
		})
	}
}

// A post that names no language asks for one of the mission's where it asks
// for an assessment, and for none where it does not.
func TestTheLanguageOfAPost(t *testing.T) {
	plan := Compile(book(t), today(), aTour(), false, []Requirement{{Assessment: true}, {}, ForSeat("", "", "sgbv"), {Languages: []Language{{"fr", "A1"}}}})
	facts := fit()
	facts.Languages = []Language{{"km", "C2"}, {"fr", "A2"}}
	c := plan.Codes().Pack(&facts)
	for class, want := range []bool{false, true, true, true} {
		if got := plan.Eligible(&c, class); got != want {
			t.Errorf("class %d: %v: %v", class, got, plan.Explain(&c, class).Blocking())
		}
	}
}

func TestAnUnknownCodeIsMetByNobody(t *testing.T) {
	r := Requirement{Certificates: []string{"nosuch"}, Specialisms: []Specialism{{Specialism: "nosuch"}}, Languages: []Language{{"xx", "B1"}}}
	plan := Compile(book(t), today(), aTour(), false, []Requirement{r})
	facts := fit()
	facts.Certificates, facts.Specialisms = []Certificate{{Type: "another"}}, []Specialism{{"another", 30}}
	facts.Languages = []Language{{"yy", "C2"}}
	c := plan.Codes().Pack(&facts)
	if n := len(plan.Explain(&c, 0).Blocking()); n != 3 {
		t.Errorf("%d of 3 stand in the way", n)
	}
}
