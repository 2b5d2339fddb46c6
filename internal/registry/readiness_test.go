package registry_test

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"beret/civil"
	"beret/internal/eligibility"
	"beret/internal/locale"
	"beret/internal/reference"
	"beret/internal/registry"
)

// ready is an officer whom every rule lets go on asOf, with nothing that ends
// within a usual tour.
func ready() registry.File {
	return registry.File{
		Officer: registry.Officer{
			ServiceNumber: "X1", FullName: "Lê Thị Lan", Woman: true, BirthDate: date("1990-05-01"), Rank: "CPT",
			RankSince: date("2025-01-01"), HomeUnitID: 1, EnlistedOn: date("2012-09-01"), PassportExpires: date("2031-01-01"),
			Medical: registry.MedicalFit, MedicalExpires: date("2028-01-01"),
			NationalClearance: registry.ClearanceGiven, NationalClearanceExpires: date("2028-01-01"),
		},
		Languages:    []registry.Language{{Language: "en", Level: "B2"}},
		Licences:     []registry.Licence{{Class: "B2", Manual: true, Since: date("2015-01-01")}},
		Clearances:   []registry.Clearance{{Edition: "2019.19", ClearedOn: date("2026-06-01"), Expires: date("2028-06-01")}},
		Availability: []registry.Availability{{Willing: true, From: date("2026-01-01")}},
	}
}

func policyRow(t *testing.T, code, value string) reference.Row {
	row, err := reference.NewRow(reference.Policies, map[string]string{
		"code": code, "value": value, "valid_from": "2020-01-01", "source": "test", "confidence": "office"})
	if err != nil {
		t.Fatal(err)
	}
	return row
}

func TestReadinessByRule(t *testing.T) {
	strict := book(t, policyRow(t, "licence-manual", "1"), policyRow(t, "mission-languages", "en fr"))
	if r := registry.Judge(ready(), strict, asOf); !r.Ready() || r.ReadyFrom() != asOf {
		t.Fatalf("the ready officer is not: %+v", r.Blocking())
	}
	tour := func(from, end string) registry.Deployment {
		return registry.Deployment{Mission: "UNMISS", From: date(from), PlannedEnd: date(end)}
	}
	for _, c := range []struct {
		name   string
		alter  func(f *registry.File)
		rule   eligibility.Rule
		status eligibility.Status
		until  string
	}{
		{"the day before the 25th birthday", func(f *registry.File) { f.BirthDate = date("2001-11-01") }, eligibility.MinimumAge, eligibility.Missing, "2026-11-01"},
		{"on the 25th birthday", func(f *registry.File) { f.BirthDate = date("2001-10-31") }, eligibility.MinimumAge, eligibility.Met, ""},
		{"the day before the 62nd birthday", func(f *registry.File) { f.BirthDate, f.Rank = date("1964-11-01"), "COL" }, eligibility.MaximumAge, eligibility.Met, "2026-11-01"},
		{"on the 62nd birthday", func(f *registry.File) { f.BirthDate = date("1964-10-31") }, eligibility.MaximumAge, eligibility.Missing, ""},
		{"on the 55th birthday a warning", func(f *registry.File) { f.BirthDate = date("1971-10-31") }, eligibility.AdvisedAge, eligibility.Expiring, ""},
		{"less than five years of service", func(f *registry.File) { f.EnlistedOn = date("2022-01-01") }, eligibility.ServiceYears, eligibility.Missing, "2027-01-01"},
		{"enlistment not known", func(f *registry.File) { f.EnlistedOn = 0 }, eligibility.ServiceYears, eligibility.Unknown, ""},
		{"left", func(f *registry.File) { f.LeftOn = asOf }, eligibility.Serving, eligibility.Missing, ""},
		{"leaves within a tour", func(f *registry.File) { f.LeftOn = date("2027-03-01") }, eligibility.Serving, eligibility.Expiring, "2027-03-01"},
		{"passport with the margin to the day", func(f *registry.File) { f.PassportExpires = date("2028-04-30") }, eligibility.PassportValid, eligibility.Met, "2026-11-01"},
		{"passport a day short", func(f *registry.File) { f.PassportExpires = date("2028-04-29") }, eligibility.PassportValid, eligibility.Missing, ""},
		{"no passport", func(f *registry.File) { f.PassportExpires = 0 }, eligibility.PassportValid, eligibility.Unknown, ""},
		{"language below the level", func(f *registry.File) { f.Languages[0].Level = "B1" }, eligibility.Speaks, eligibility.Missing, ""},
		{"language above the level", func(f *registry.File) { f.Languages[0].Level = "C2" }, eligibility.Speaks, eligibility.Met, ""},
		{"a language no mission speaks", func(f *registry.File) { f.Languages[0].Language = "km" }, eligibility.Speaks, eligibility.Missing, ""},
		{"licence held for less than a year", func(f *registry.File) { f.Licences[0].Since = date("2026-02-01") }, eligibility.LicenceYears, eligibility.Missing, "2027-02-01"},
		{"licence of unknown age", func(f *registry.File) { f.Licences[0].Since = 0 }, eligibility.LicenceYears, eligibility.Unknown, ""},
		{"licence expired", func(f *registry.File) { f.Licences[0].Expires = asOf }, eligibility.LicenceYears, eligibility.Missing, ""},
		{"licence ends within a tour", func(f *registry.File) { f.Licences[0].Expires = date("2027-01-01") }, eligibility.LicenceYears, eligibility.Expiring, "2027-01-01"},
		{"automatic only", func(f *registry.File) { f.Licences[0].Manual = false }, eligibility.ManualGears, eligibility.Missing, ""},
		{"no assessment", func(f *registry.File) { f.Clearances = nil }, eligibility.Assessed, eligibility.Missing, ""},
		{"clearance expired today", func(f *registry.File) { f.Clearances[0].Expires = asOf }, eligibility.Assessed, eligibility.Missing, ""},
		{"clearance of tomorrow", func(f *registry.File) { f.Clearances[0].ClearedOn = asOf + 1 }, eligibility.Assessed, eligibility.Missing, ""},
		{"clearance ends within a tour", func(f *registry.File) { f.Clearances[0].Expires = asOf + 1 }, eligibility.Assessed, eligibility.Expiring, "2026-11-01"},
		{"examination pending", func(f *registry.File) { f.Medical = registry.MedicalPending }, eligibility.MedicallyFit, eligibility.Unknown, ""},
		{"unfit", func(f *registry.File) { f.Medical = registry.MedicalUnfit }, eligibility.MedicallyFit, eligibility.Missing, ""},
		{"examination expired", func(f *registry.File) { f.MedicalExpires = date("2026-10-01") }, eligibility.MedicallyFit, eligibility.Missing, ""},
		{"national clearance pending", func(f *registry.File) { f.NationalClearance = registry.ClearancePending }, eligibility.NationallyCleared, eligibility.Missing, ""},
		{"nothing said of willingness", func(f *registry.File) { f.Availability = nil }, eligibility.Willing, eligibility.Unknown, ""},
		{"willing later", func(f *registry.File) { f.Availability[0].From = date("2027-01-01") }, eligibility.Willing, eligibility.Unknown, "2027-01-01"},
		{"willing until within a tour", func(f *registry.File) { f.Availability[0].To = date("2027-01-01") }, eligibility.Willing, eligibility.Expiring, "2027-01-01"},
		{"a no outweighs a yes", func(f *registry.File) {
			f.Availability = append(f.Availability, registry.Availability{From: date("2026-10-01")})
		}, eligibility.Willing, eligibility.Missing, ""},
		{"on a tour", func(f *registry.File) { f.Deployments = []registry.Deployment{tour("2026-01-01", "2027-01-01")} }, eligibility.AtHome, eligibility.Missing, "2027-01-01"},
		{"on a tour, rest included", func(f *registry.File) { f.Deployments = []registry.Deployment{tour("2026-01-01", "2027-01-01")} }, eligibility.Rested, eligibility.Missing, "2028-01-01"},
		{"rest not over", func(f *registry.File) { f.Deployments = []registry.Deployment{tour("2025-01-01", "2026-01-01")} }, eligibility.Rested, eligibility.Missing, "2027-01-01"},
		{"rest over", func(f *registry.File) { f.Deployments = []registry.Deployment{tour("2024-01-01", "2025-10-31")} }, eligibility.Rested, eligibility.Met, ""},
		{"a cancelled tour asks for no rest", func(f *registry.File) {
			f.Deployments = []registry.Deployment{tour("2025-01-01", "2026-01-01")}
			f.Deployments[0].Cancelled = true
		}, eligibility.Rested, eligibility.Met, ""},
		{"past the agreed end of a tour that nobody has ended", func(f *registry.File) {
			f.Deployments = []registry.Deployment{tour("2024-01-01", "2025-01-01")}
		}, eligibility.AtHome, eligibility.Expiring, ""},
		{"a tour is planned", func(f *registry.File) { f.Deployments = []registry.Deployment{tour("2027-02-01", "2028-02-01")} }, eligibility.AtHome, eligibility.Expiring, "2027-02-01"},
		{"promotion falls into the tour", func(f *registry.File) { f.RankSince = date("2023-03-01") }, eligibility.PromotionDue, eligibility.Expiring, "2027-03-01"},
		{"a woman captain's limit falls into the tour", func(f *registry.File) { f.BirthDate = date("1972-01-01") }, eligibility.AgeLimit, eligibility.Expiring, "2027-01-01"},
		{"past the limit of the rank, by an extension", func(f *registry.File) { f.BirthDate = date("1971-01-01") }, eligibility.AgeLimit, eligibility.Expiring, ""},
		{"a major's limit is two years later for a man", func(f *registry.File) {
			f.BirthDate, f.Rank, f.Woman = date("1971-01-01"), "MAJ", false
		}, eligibility.AgeLimit, eligibility.Met, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := ready()
			c.alter(&f)
			r := registry.Judge(f, strict, asOf)
			at := slices.IndexFunc(r.Checks, func(x eligibility.Check) bool { return x.Rule == c.rule })
			if at < 0 {
				t.Fatal("the rule was not checked")
			}
			if got := r.Checks[at]; got.Status != c.status || got.Until.String() != c.until {
				t.Errorf("%s until %q, want %s until %q", got.Status, got.Until, c.status, c.until)
			}
			blocks := c.status == eligibility.Missing || c.status == eligibility.Unknown
			if r.Ready() == blocks {
				t.Errorf("ready is %v", r.Ready())
			}
		})
	}
}

func TestRulesHoldOnTheirDayOnly(t *testing.T) {
	r := registry.Judge(ready(), book(t), date("2011-06-01"))
	for _, c := range r.Checks {
		if c.Rule == eligibility.MinimumAge || c.Rule == eligibility.Speaks || c.Rule == eligibility.ManualGears {
			t.Errorf("%s was checked on a day before the policy", c.Rule)
		}
	}
	withdrawn := book(t, policyRow(t, "licence-manual", ""))
	if r := registry.Judge(ready(), withdrawn, asOf); slices.ContainsFunc(r.Checks, func(c eligibility.Check) bool { return c.Rule == eligibility.ManualGears }) {
		t.Error("manual gears were asked for after the office withdrew the rule")
	}
}

// The promise of Until: the day before it the status still stands, on it not.
func TestUntilIsTheDayOfChange(t *testing.T) {
	b := book(t)
	rapid.Check(t, func(t *rapid.T) {
		f := ready()
		day := func(name string) civil.Date { return asOf.AddDays(rapid.IntRange(-900, 900).Draw(t, name)) }
		f.PassportExpires, f.EnlistedOn = day("passport")+600, day("enlisted").AddYears(-5)
		f.Clearances[0].Expires = max(day("cleared"), f.Clearances[0].ClearedOn+1)
		f.Licences[0].Since = day("licence").AddYears(-1)
		f.BirthDate = day("birth").AddYears(-25)
		f.Deployments = []registry.Deployment{{Mission: "UNMISS", From: day("tour") - 400, PlannedEnd: 0}}
		f.Deployments[0].PlannedEnd = f.Deployments[0].From + 300
		for _, c := range registry.Judge(f, b, asOf).Checks {
			if c.Until == 0 || c.Rule == eligibility.PromotionDue || c.Rule == eligibility.AgeLimit {
				continue
			}
			if c.Until <= asOf {
				t.Fatalf("%s changes on %s, which is past", c.Rule, c.Until)
			}
			before, on := status(f, b, c.Rule, c.Until-1), status(f, b, c.Rule, c.Until)
			if before == on {
				t.Fatalf("%s: %s today, %s the day before %s and %s on it", c.Rule, c.Status, before, c.Until, on)
			}
		}
	})
}

func status(f registry.File, b *reference.Book, rule eligibility.Rule, on civil.Date) eligibility.Status {
	for _, c := range registry.Judge(f, b, on).Checks {
		if c.Rule == rule {
			return c.Status
		}
	}
	return 0
}

func TestNextRankByTheLadder(t *testing.T) {
	b := book(t)
	for _, c := range []struct{ rule, rank, since, want string }{
		{"four years as captain before major", "CPT", "2023-02-28", "2027-02-28"},
		{"two years as master sergeant before second lieutenant", "MSG", "2024-02-29", "2026-02-28"},
		{"nothing above general", "GEN", "2020-01-01", ""},
		{"no day of the present rank", "CPT", "", ""},
		{"no years stated", "PV1", "2020-01-01", ""},
		{"unknown rank", "XX", "2020-01-01", ""},
	} {
		o := registry.Officer{Rank: c.rank}
		if c.since != "" {
			o.RankSince = date(c.since)
		}
		on, ok := registry.NextRankOn(o, b)
		if on.String() != c.want || ok != (c.want != "") {
			t.Errorf("%s: %s", c.rule, on)
		}
	}
}

// Every phrase of every outcome has a text in every language, with its
// placeholders filled.
func TestEveryCheckCanBeRead(t *testing.T) {
	catalogue, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	b := book(t)
	for _, lang := range locale.Languages() {
		p := catalogue.In(lang)
		for _, f := range []registry.File{ready(), {Officer: registry.Officer{BirthDate: date("1990-01-01")}}} {
			for _, c := range registry.Judge(f, b, asOf).Checks {
				for _, text := range []string{p.Text(c.Rule.Key()), p.Text(c.Found.Key, c.Found.Args...), p.Text(c.Needed.Key, c.Needed.Args...), p.Text(c.Status.Key())} {
					if slices.ContainsFunc([]rune(text), func(r rune) bool { return r == '⟦' || r == '{' }) {
						t.Errorf("%s: %s", c.Rule, text)
					}
				}
			}
		}
	}
}

func TestValidateByField(t *testing.T) {
	rules := registry.Rules{Book: book(t, policyRow(t, "enlistment-age", "16")), Today: asOf, KnownUnit: func(id int64) bool { return id == 1 }}
	if list := registry.ValidateFile(ready(), rules); list != nil {
		t.Fatalf("the ready officer breaks %v", list)
	}
	for _, c := range []struct {
		rule  string
		alter func(f *registry.File)
		want  string
	}{
		{"a name is required", func(f *registry.File) { f.FullName = "" }, "full_name registry.problem.required"},
		{"names are composed", func(f *registry.File) { f.PassportName = "e\u0301" }, "passport_name registry.problem.not_composed"},
		{"no NUL", func(f *registry.File) { f.Note = "a\x00" }, "note registry.problem.not_text"},
		{"a service number is required", func(f *registry.File) { f.ServiceNumber = "" }, "service_number registry.problem.required"},
		{"a birth date is required", func(f *registry.File) { f.BirthDate = 0 }, "birth_date registry.problem.required"},
		{"nobody is born tomorrow", func(f *registry.File) {
			f.BirthDate, f.EnlistedOn = asOf+1, 0
			f.Languages, f.Licences, f.Clearances = nil, nil, nil
		}, "birth_date registry.problem.in_future"},
		{"nobody is 130 years old", func(f *registry.File) { f.BirthDate = date("1896-01-01") }, "birth_date registry.problem.implausible"},
		{"enlistment from the age of the policy on", func(f *registry.File) { f.EnlistedOn = date("2006-04-30") }, "enlisted_on registry.problem.too_young"},
		{"rank not before enlistment", func(f *registry.File) { f.RankSince = date("2012-08-31") }, "rank_since registry.problem.before_enlistment"},
		{"leaving not before enlistment", func(f *registry.File) { f.LeftOn = date("2012-08-31") }, "left_on registry.problem.before_enlistment"},
		{"a known rank", func(f *registry.File) { f.Rank = "ADM" }, "rank registry.problem.unknown_code"},
		{"a known unit", func(f *registry.File) { f.HomeUnitID = 2 }, "home_unit registry.problem.unknown_unit"},
		{"a known medical state", func(f *registry.File) { f.Medical = "ill" }, "medical_status registry.problem.unknown_code"},
		{"clearance after its own day", func(f *registry.File) { f.Clearances[0].Expires = f.Clearances[0].ClearedOn }, "clearance.0.expires registry.problem.expires_before_issue"},
		{"a known level", func(f *registry.File) { f.Languages[0].Level = "Z" }, "language.en.level registry.problem.unknown_code"},
		{"a licence not held from tomorrow", func(f *registry.File) { f.Licences[0].Since = asOf + 1 }, "licence.B2.since registry.problem.in_future"},
		{"a window ends after it begins", func(f *registry.File) { f.Availability[0].To = f.Availability[0].From }, "availability.0.to registry.problem.ends_before_start"},
		{"a score within a hundred", func(f *registry.File) {
			score := 101
			f.Attempts = []registry.Attempt{{Edition: "2019.19", Test: "driving", TakenOn: asOf, Score: &score}}
		}, "attempt.0.score registry.problem.out_of_range"},
		{"specialism no longer than life", func(f *registry.File) { f.Specialisms = []registry.Specialism{{Specialism: "it", Years: 40}} }, "specialism.it.years registry.problem.out_of_range"},
		{"a past rank ends when the present began", func(f *registry.File) {
			f.PastRanks = []registry.PastRank{{Rank: "SLT", From: date("2022-01-01"), To: date("2025-01-02")}}
		}, "past_rank.2022-01-01.to registry.problem.overlaps_present"},
	} {
		f := ready()
		c.alter(&f)
		list := registry.ValidateFile(f, rules)
		if len(list) != 1 || fmt.Sprint(list[0].Field, " ", list[0].Key) != c.want {
			t.Errorf("%s: %v", c.rule, list)
		}
	}
}
