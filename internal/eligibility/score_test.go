package eligibility

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"beret/civil"
	"beret/internal/locale"
	"beret/internal/reference"
)

// No score depends on the sex, and parts add up to the score.
func TestAScoreIsTheSumOfItsPartsAndBlindToSex(t *testing.T) {
	b := book(t)
	rapid.Check(t, func(t *rapid.T) {
		plan := Compile(b, today(), aTour(), false, []Requirement{drawRequirement(t)})
		facts := drawFacts(t)
		c := plan.Codes().Pack(&facts)
		sum := 0
		for _, p := range plan.ScoreParts(&c, 0) {
			if p.Points < 0 || p.Points > p.Most {
				t.Fatalf("%s: %d of %d", p.Component.Code, p.Points, p.Most)
			}
			sum += p.Points
		}
		if score := plan.Score(&c, 0); score != sum || score > HighestScore {
			t.Fatalf("%d, the parts make %d", score, sum)
		}
		other := facts
		other.Woman = !facts.Woman
		d := plan.Codes().Pack(&other)
		if plan.Score(&c, 0) != plan.Score(&d, 0) {
			t.Fatal("a woman and a man with the same file have different scores")
		}
	})
}

func TestWhatAScoreCounts(t *testing.T) {
	b := book(t)
	plan := Compile(b, today(), aTour(), false, []Requirement{demanding(), {}})
	tour := func(from, to string) Deployment {
		return Deployment{"UNMISS", civil.Interval{From: date(from), To: date(to)}, true}
	}
	for _, c := range []struct {
		name, component string
		alter           func(f *Facts)
		value           int
	}{
		{"papers beyond the tour", "readiness", func(f *Facts) {}, 100},
		{"a clearance that ends half way", "readiness", func(f *Facts) { f.Clearances[0].To = date("2027-08-31") }, 50},
		{"no passport", "readiness", func(f *Facts) { f.Passport = 0 }, 0},
		{"levels to the mark", "language", func(f *Facts) {}, 0},
		{"one above in each language", "language", func(f *Facts) { f.Languages = []Language{{"en", "C1"}, {"fr", "B1"}} }, 2},
		{"a language not asked for", "language", func(f *Facts) { f.Languages = append(f.Languages, Language{"ru", "C2"}) }, 0},
		{"the longest of the fields asked for", "specialism", func(f *Facts) { f.Specialisms = []Specialism{{"sgbv", 6}, {"investigation", 9}, {"k9", 20}} }, 9},
		{"service by the first day", "service", func(f *Facts) { f.Enlisted = date("2012-03-01") }, 15},
		{"a tour of 300 days", "mission", func(f *Facts) { f.Tours = []Deployment{tour("2020-01-01", "2020-10-27")} }, 10},
		{"two tours, one within the other", "mission", func(f *Facts) {
			f.Tours = []Deployment{tour("2020-03-01", "2020-04-01"), tour("2020-01-01", "2020-10-27")}
		}, 10},
		{"two years of rest", "rest", func(f *Facts) { f.Tours = []Deployment{tour("2024-01-01", "2025-03-01")} }, 24},
		{"never on a tour", "rest", func(f *Facts) {}, always},
	} {
		t.Run(c.name, func(t *testing.T) {
			facts := fit()
			c.alter(&facts)
			candidate := plan.Codes().Pack(&facts)
			parts := plan.ScoreParts(&candidate, 0)
			at := slices.IndexFunc(parts, func(p Part) bool { return p.Component.Code == c.component })
			if got := parts[at]; got.Value != c.value {
				t.Errorf("%d, want %d", got.Value, c.value)
			}
		})
	}
	facts := fit()
	c := plan.Codes().Pack(&facts)
	if got := plan.Score(&c, 0); got != 300+0+120+70+0+100 {
		t.Errorf("%d points", got)
	}
}

// The office's own points are scaled to the same highest score.
func TestPointsOfTheOfficeAreScaled(t *testing.T) {
	row, err := reference.NewRow(reference.Scores, map[string]string{"code": "readiness", "points": "9300", "full": "100", "order": "1", "unit": "per cent",
		"name_en": "x", "name_vi": "x", "valid_from": "2026-06-01", "source": "test", "confidence": "office"})
	if err != nil {
		t.Fatal(err)
	}
	plan := Compile(book(t, row), today(), aTour(), false, []Requirement{{}})
	most := 0
	facts := fit()
	c := plan.Codes().Pack(&facts)
	for _, p := range plan.ScoreParts(&c, 0) {
		if p.Component.Code == "readiness" && p.Most != 930 {
			t.Errorf("readiness counts %d", p.Most)
		}
		most += p.Most
	}
	if most != HighestScore {
		t.Errorf("all parts make %d", most)
	}
}

// repair does to a file what an upgrade promises.
func repair(t *rapid.T, plan *Plan, f Facts, u Upgrade) Facts {
	later := civil.Date(date("2040-01-01"))
	r := plan.Requirement(0)
	for _, rule := range u.Rules {
		switch rule {
		case Assessed:
			f.Clearances = append(slices.Clone(f.Clearances), civil.Interval{From: today(), To: later})
		case Speaks:
			f.Languages = append(slices.Clone(f.Languages), r.Languages...)
			if len(r.Languages) == 0 {
				f.Languages = append(f.Languages, Language{"en", "C2"})
			}
		case LicenceYears:
			f.Licences = slices.Clone(f.Licences)
			for i := range f.Licences {
				f.Licences[i].Expires = 0
			}
		case ManualGears:
			f.Licences = append(slices.Clone(f.Licences), Licence{Manual: true, Since: today()})
		case FirearmsTest:
			f.Firearms = append(slices.Clone(f.Firearms), Attempt{today(), true})
		case Certified:
			for _, code := range r.Certificates {
				f.Certificates = append(slices.Clone(f.Certificates), Certificate{Type: code})
			}
		case PassportValid:
			f.Passport = later
		case MedicallyFit:
			f.Medical, f.MedicalExpires = MedicalFit, later
		case NationallyCleared:
			f.National, f.NationalExpires = NationalGiven, later
		case Willing:
			f.Windows = []Window{{Willing: true, Span: civil.Interval{From: today()}}}
		case Rested:
			f.Tours = nil
		default:
			t.Fatalf("nothing mends %s", rule)
		}
	}
	return f
}

// What an upgrade promises makes the candidate eligible, and nobody else gets one.
func TestAnUpgradeMakesEligible(t *testing.T) {
	b := book(t)
	found := 0
	rapid.Check(t, func(t *rapid.T) {
		plan := Compile(b, today(), aTour(), rapid.Bool().Draw(t, "armed"), []Requirement{drawRequirement(t)})
		facts, random := fit(), drawFacts(t)
		for _, spoil := range rapid.SliceOfN(rapid.IntRange(0, 10), 1, 3).Draw(t, "spoilt") {
			spoilers()[spoil](&facts, random)
		}
		c := plan.Codes().Pack(&facts)
		u, ok := plan.Upgrade(&c, 0, aTour().From)
		missing := plan.Explain(&c, 0).Blocking()
		if near := plan.Near(&c, nil).Has(0); ok && !near || near && (len(missing) == 0 || len(missing) > mostMended) {
			t.Fatalf("near is %v, an upgrade was found: %v, for %v", near, ok, missing)
		}
		if !ok {
			return
		}
		found++
		if len(missing) != len(u.Rules) || len(missing) > mostMended || u.Cost < 1 || u.Ready > aTour().From || u.Ready <= today() {
			t.Fatalf("%+v for %v", u, missing)
		}
		better := repair(t, plan, facts, u)
		d := plan.Codes().Pack(&better)
		if !plan.Eligible(&d, 0) {
			t.Fatalf("%+v leaves %v", u, plan.Explain(&d, 0).Blocking())
		}
	})
	if found == 0 {
		t.Error("no upgrade was found")
	}
}

// Near is the same for many classes at once as for each alone.
func TestNearForManyClasses(t *testing.T) {
	b := book(t)
	rapid.Check(t, func(t *rapid.T) {
		list := make([]Requirement, rapid.SampledFrom([]int{3, 70}).Draw(t, "classes"))
		for i := range list {
			list[i] = drawRequirement(t)
			if i > 4 {
				list[i] = list[i%5]
			}
		}
		all := Compile(b, today(), aTour(), true, list)
		facts, random := fit(), drawFacts(t)
		for _, spoil := range rapid.SliceOfN(rapid.IntRange(0, 10), 1, 3).Draw(t, "spoilt") {
			spoilers()[spoil](&facts, random)
		}
		c := all.Codes().Pack(&facts)
		near := all.Near(&c, nil)
		for i, r := range list {
			if alone := Compile(b, today(), aTour(), true, []Requirement{r}).Near(&c, nil).Has(0); near.Has(i) != alone {
				t.Fatalf("class %d: %v, alone %v", i, near.Has(i), alone)
			}
		}
	})
}

// spoilers put one part of a random file in the place of a fit one.
func spoilers() []func(f *Facts, random Facts) {
	return []func(f *Facts, random Facts){
		func(f *Facts, r Facts) { f.Languages = r.Languages },
		func(f *Facts, r Facts) { f.Licences = r.Licences },
		func(f *Facts, r Facts) { f.Certificates = r.Certificates },
		func(f *Facts, r Facts) { f.Clearances = r.Clearances },
		func(f *Facts, r Facts) { f.Firearms = r.Firearms },
		func(f *Facts, r Facts) { f.Windows = r.Windows },
		func(f *Facts, r Facts) { f.Tours = r.Tours },
		func(f *Facts, r Facts) { f.Passport = r.Passport },
		func(f *Facts, r Facts) { f.Medical, f.MedicalExpires = r.Medical, r.MedicalExpires },
		func(f *Facts, r Facts) { f.National, f.NationalExpires = r.National, r.NationalExpires },
		func(f *Facts, r Facts) { f.Rank, f.Enlisted = r.Rank, r.Enlisted },
	}
}

func TestWhatAnUpgradeCosts(t *testing.T) {
	catalogue, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	b := book(t)
	plan := Compile(b, today(), aTour(), true, []Requirement{demanding()})
	for _, c := range []struct {
		name  string
		alter func(f *Facts)
		what  string
		cost  int64
		ready string
	}{
		{"nothing is missing", func(f *Facts) {}, "", 0, ""},
		{"a passport", func(f *Facts) { f.Passport = 0 }, "passport", 2, "2026-11-21"},
		{"two at once", func(f *Facts) { f.Passport, f.National = 0, NationalPending }, "passport+national", 5, "2026-12-12"},
		{"three are too many", func(f *Facts) { f.Passport, f.National, f.Medical = 0, NationalPending, MedicalPending }, "", 0, ""},
		{"an assessment comes after what it tests", func(f *Facts) { f.Clearances, f.Licences[0].Manual = nil, false }, "", 0, ""},
		{"an assessment", func(f *Facts) { f.Clearances = nil }, "assessment", 10, "2027-02-20"},
		{"a level takes too long", func(f *Facts) { f.Languages[0].Level = "B1" }, "", 0, ""},
		{"a refusal is not mended", func(f *Facts) { f.National = NationalRefused }, "", 0, ""},
		{"nor a no", func(f *Facts) { f.Windows[0].Willing = false }, "", 0, ""},
		{"who was not asked can be", func(f *Facts) { f.Windows = nil }, "willing", 1, "2026-11-07"},
		{"a lapsed licence is renewed", func(f *Facts) { f.Licences[0].Expires = date("2026-01-01") }, "licence", 2, "2026-11-14"},
		{"years are not made up", func(f *Facts) { f.Enlisted = date("2023-01-01") }, "", 0, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			facts := fit()
			c.alter(&facts)
			candidate := plan.Codes().Pack(&facts)
			u, ok := plan.Upgrade(&candidate, 0, aTour().From)
			if ok != (c.what != "") || u.What != c.what || u.Cost != c.cost || u.Ready.String() != c.ready {
				t.Errorf("%v: %+v", ok, u)
			}
		})
	}
	later := Compile(b, today(), Tour{From: date("2028-03-01"), To: date("2029-03-01")}, true, []Requirement{demanding()})
	facts := fit()
	facts.Languages, facts.Clearances[0].To = []Language{{"en", "B1"}, {"fr", "A2"}}, date("2029-01-01")
	c := later.Codes().Pack(&facts)
	if u, ok := later.Upgrade(&c, 0, date("2028-01-01")); !ok || u.What != "language" || u.Cost != 60 {
		t.Errorf("one level: %+v", u)
	}
	facts.Languages[0].Level = "A2"
	c = later.Codes().Pack(&facts)
	u, ok := later.Upgrade(&c, 0, date("2028-01-01"))
	if !ok || u.What != "language:2" || u.Cost != 120 || u.Ready != today()+280 {
		t.Errorf("two levels: %+v", u)
	}
	for _, lang := range locale.Languages() {
		text := UpgradePhrases(b, u.What+"+passport").Print(catalogue.In(lang))
		if strings.ContainsAny(text, "⟦{") || !strings.Contains(text, "2") {
			t.Errorf("%s: %q", lang, text)
		}
	}
}

func TestARequirementInPlainWords(t *testing.T) {
	catalogue, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	b := book(t)
	for lang, want := range map[locale.Lang]string{
		locale.English: "Lieutenant to Major, At least 28 years old on the first day, Under 50 years old on the first day, At least 8 years of police service, " +
			"A valid AMS clearance, English at B2 or above, French at A2 or above, Valid driving licence, Firearms test passed, " +
			"Work in any of: Criminal investigation for 3 years, Sexual and gender-based violence for 6 years, " +
			"Core pre-deployment training (CPTM), First aid, Passport valid for 24 months from the first day, 18 months of rest since the last tour",
	} {
		if got := demanding().Describe(b).Print(catalogue.In(lang)); got != want {
			t.Errorf("%s", got)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		r := drawRequirement(t)
		for _, lang := range locale.Languages() {
			if text := r.Describe(b).Print(catalogue.In(lang)); strings.ContainsAny(text, "⟦{") {
				t.Fatalf("%s: %s", lang, text)
			}
		}
		if list := r.Problems(b); list != nil {
			t.Fatalf("%+v: %v", r, list)
		}
	})
}

func TestProblemsOfARequirement(t *testing.T) {
	b := book(t)
	for _, c := range []struct {
		name string
		r    Requirement
		want string
	}{
		{"an unknown rank", Requirement{RankFrom: "XX"}, "rank_from eligibility.problem.unknown_code"},
		{"ranks the wrong way round", Requirement{RankFrom: "MAJ", RankTo: "LT"}, "rank_to eligibility.problem.rank_order"},
		{"a negative age", Requirement{MinimumAge: -1}, "minimum_age eligibility.problem.out_of_range"},
		{"ages the wrong way round", Requirement{MinimumAge: 40, MaximumAge: 40}, "maximum_age eligibility.problem.age_order"},
		{"a language without a level", Requirement{Languages: []Language{{"en", ""}}}, "languages eligibility.problem.level_required"},
		{"a language twice", Requirement{Languages: []Language{{"en", "B1"}, {"en", "B2"}}}, "languages eligibility.problem.twice"},
		{"no language", Requirement{Languages: []Language{{"", "B2"}}}, "languages eligibility.problem.required"},
		{"an unknown specialism", Requirement{Specialisms: []Specialism{{"xx", 1}}}, "specialisms eligibility.problem.unknown_code"},
		{"too many years", Requirement{Specialisms: []Specialism{{"sgbv", 99}}}, "specialisms eligibility.problem.out_of_range"},
		{"an unknown certificate", Requirement{Certificates: []string{"xx"}}, "certificates eligibility.problem.unknown_code"},
		{"a passport for ever", Requirement{PassportMonths: 1000}, "passport_months eligibility.problem.out_of_range"},
	} {
		list := c.r.Problems(b)
		if len(list) != 1 || list[0].Field+" "+list[0].Key != c.want {
			t.Errorf("%s: %v", c.name, list)
		}
	}
}
