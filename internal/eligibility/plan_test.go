package eligibility

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"beret/civil"
	"beret/internal/locale"
	"beret/internal/reference"
)

func date(s string) civil.Date { return civil.MustDate(s) }

func today() civil.Date { return date("2026-10-31") }

// aTour is a year that begins some months after today.
func aTour() Tour { return Tour{From: date("2027-03-01"), To: date("2028-03-01")} }

func book(t testing.TB, rows ...reference.Row) *reference.Book {
	t.Helper()
	b, err := reference.Load(rows)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func policy(t testing.TB, code, value string) reference.Row {
	t.Helper()
	row, err := reference.NewRow(reference.Policies, map[string]string{
		"code": code, "value": value, "valid_from": "2020-01-01", "source": "test", "confidence": "office"})
	if err != nil {
		t.Fatal(err)
	}
	return row
}

// fit is an officer whom every rule lets go on aTour.
func fit() Facts {
	return Facts{
		Woman: true, Birth: date("1990-05-01"), Enlisted: date("2012-09-01"), Rank: "CPT", RankSince: date("2026-01-01"),
		Passport: date("2031-01-01"), Medical: MedicalFit, MedicalExpires: date("2029-01-01"),
		National: NationalGiven, NationalExpires: date("2029-01-01"),
		Languages:    []Language{{"en", "B2"}, {"fr", "A2"}},
		Licences:     []Licence{{Manual: true, Since: date("2015-01-01")}},
		Specialisms:  []Specialism{{"sgbv", 6}, {"community", 2}},
		Certificates: []Certificate{{Type: "cptm"}, {Type: "first-aid", Expires: date("2029-01-01")}},
		Clearances:   []civil.Interval{{From: date("2026-06-01"), To: date("2028-06-01")}},
		Firearms:     []Attempt{{On: date("2026-05-20"), Passed: true}},
		Windows:      []Window{{Willing: true, Span: civil.Interval{From: date("2026-01-01")}}},
	}
}

// demanding asks for everything that fit brings.
func demanding() Requirement {
	return Requirement{RankFrom: "LT", RankTo: "MAJ", MinimumAge: 28, MaximumAge: 50, ServiceYears: 8,
		Languages: []Language{{"en", "B2"}, {"fr", "A2"}}, Specialisms: []Specialism{{"investigation", 3}, {"sgbv", 6}},
		Certificates: []string{"cptm", "first-aid"}, Driving: true, Firearms: true, Assessment: true, PassportMonths: 24, RestMonths: 18}
}

func drawFacts(t *rapid.T) Facts {
	day := func(name string, from, to int) civil.Date {
		if rapid.IntRange(0, 7).Draw(t, name+" unknown") == 0 {
			return 0
		}
		return today().AddDays(rapid.IntRange(from, to).Draw(t, name))
	}
	pick := func(name string, list ...string) string { return rapid.SampledFrom(list).Draw(t, name) }
	yes := func(name string) bool { return rapid.Bool().Draw(t, name) }
	count := func(name string) []struct{} { return make([]struct{}, rapid.IntRange(0, 3).Draw(t, name)) }
	f := Facts{Woman: yes("woman"), Birth: today().AddDays(-rapid.IntRange(7000, 23500).Draw(t, "birth")), Enlisted: day("enlisted", -9000, -1000),
		Left: day("left", -300, 1500), Rank: pick("rank", "CPL", "LT", "CPT", "MAJ", "LTC", "COL", "XX"), RankSince: day("rank since", -2500, 0),
		Passport: day("passport", -300, 2500), Medical: Medical(rapid.IntRange(0, 4).Draw(t, "medical")), MedicalExpires: day("medical", -300, 900),
		National: National(rapid.IntRange(0, 3).Draw(t, "national")), NationalExpires: day("national", -300, 900)}
	if yes("stays") {
		f.Left = 0
	}
	for range count("languages") {
		f.Languages = append(f.Languages, Language{pick("language", "en", "fr", "km", "xx"), pick("level", "A2", "B1", "B2", "C1")})
	}
	for range count("licences") {
		since := day("licence", -4000, 0)
		f.Licences = append(f.Licences, Licence{yes("manual"), since, day("licence expires", -300, 1500)})
	}
	for range count("specialisms") {
		f.Specialisms = append(f.Specialisms, Specialism{pick("specialism", "sgbv", "investigation", "community"), rapid.IntRange(0, 12).Draw(t, "years")})
	}
	for range count("certificates") {
		f.Certificates = append(f.Certificates, Certificate{pick("certificate", "cptm", "first-aid", "stm-fpu"), day("certificate expires", -300, 1500)})
	}
	drawSpans(t, &f)
	return f
}

func drawSpans(t *rapid.T, f *Facts) {
	count := func(name string) []struct{} { return make([]struct{}, rapid.IntRange(0, 3).Draw(t, name)) }
	span := func(name string, from, to, length int) civil.Interval {
		s := civil.Interval{From: today().AddDays(rapid.IntRange(from, to).Draw(t, name))}
		s.To = s.From.AddDays(rapid.IntRange(1, length).Draw(t, name+" length"))
		return s
	}
	for range count("clearances") {
		f.Clearances = append(f.Clearances, span("clearance", -900, 0, 900))
	}
	for range count("attempts") {
		f.Firearms = append(f.Firearms, Attempt{today().AddDays(-rapid.IntRange(0, 900).Draw(t, "attempt")), rapid.Bool().Draw(t, "passed")})
	}
	for range count("windows") {
		w := Window{rapid.IntRange(0, 3).Draw(t, "no") > 0, span("window", -500, 700, 900)}
		if rapid.Bool().Draw(t, "open") {
			w.Span.To = 0
		}
		f.Windows = append(f.Windows, w)
	}
	for range count("tours") {
		f.Tours = append(f.Tours, Deployment{rapid.SampledFrom([]string{"UNMISS", "MINUSCA", "XX"}).Draw(t, "mission"),
			span("tour", -1500, 700, 500), rapid.Bool().Draw(t, "ended")})
	}
}

func drawRequirement(t *rapid.T) Requirement {
	yes := func(name string) bool { return rapid.Bool().Draw(t, name) }
	n := func(name string, list ...int) int { return rapid.SampledFrom(list).Draw(t, name) }
	r := Requirement{RankFrom: rapid.SampledFrom([]string{"", "LT", "MAJ"}).Draw(t, "rank from"), RankTo: rapid.SampledFrom([]string{"", "MAJ", "COL"}).Draw(t, "rank to"),
		MinimumAge: n("minimum", 0, 20, 30), MaximumAge: n("maximum", 0, 45, 70), ServiceYears: n("service", 0, 3, 8),
		Driving: yes("driving"), Firearms: yes("firearms"), Assessment: yes("assessment"), PassportMonths: n("passport", 0, 6, 24), RestMonths: n("rest", 0, 6, 24)}
	for _, l := range []Language{{"en", "B1"}, {"fr", "B2"}} {
		if yes("language") {
			r.Languages = append(r.Languages, l)
		}
	}
	if yes("specialism") {
		r.Specialisms = []Specialism{{"sgbv", n("years", 0, 5)}, {"community", 3}}
	}
	for _, code := range []string{"cptm", "first-aid"} {
		if yes("certificate") {
			r.Certificates = append(r.Certificates, code)
		}
	}
	return r
}

// The fast answer is the explained one, for few classes and for more than a
// word's worth of them.
func TestTheFastAnswerIsTheExplainedOne(t *testing.T) {
	b := book(t)
	rapid.Check(t, func(t *rapid.T) {
		list := make([]Requirement, rapid.SampledFrom([]int{1, 2, 60, 70}).Draw(t, "classes"))
		for i := range list {
			list[i] = drawRequirement(t)
			if i > 5 {
				list[i] = list[i%5]
				list[i].ServiceYears = i / 5
			}
		}
		plan := Compile(b, today(), aTour(), rapid.Bool().Draw(t, "armed"), list)
		facts := drawFacts(t)
		if rapid.Bool().Draw(t, "fit") {
			facts = fit()
		}
		c := plan.Codes().Pack(&facts)
		set := plan.Evaluate(&c, nil)
		for class := range list {
			checks := plan.Explain(&c, class)
			if open := len(checks.Blocking()) == 0; set.Has(class) != open || plan.Eligible(&c, class) != open {
				t.Fatalf("class %d: fast %v, explained %v: %v", class, set.Has(class), open, checks.Blocking())
			}
		}
	})
}

func TestOneWhoBringsEverythingIsEligibleForTheMostDemanding(t *testing.T) {
	plan := Compile(book(t), today(), aTour(), true, []Requirement{demanding(), {}})
	facts := fit()
	c := plan.Codes().Pack(&facts)
	for class := range plan.Classes() {
		if list := plan.Explain(&c, class).Blocking(); len(list) > 0 {
			t.Errorf("class %d: %v", class, list)
		}
	}
}

// The promise of Check.Until: the answer turns on that day and not before,
// and where there is no such day it never turns.
func TestUntilIsTheFirstDayOfAnotherAnswer(t *testing.T) {
	b := book(t)
	rapid.Check(t, func(t *rapid.T) {
		plan := Everyday(b, today())
		if rapid.Bool().Draw(t, "a real tour") {
			plan = Compile(b, today(), aTour(), true, []Requirement{drawRequirement(t)})
		}
		facts := drawFacts(t)
		c := plan.Codes().Pack(&facts)
		for _, a := range plan.atoms {
			if !a.canBlock() || a.judge(&c).status == 0 {
				continue
			}
			until, now := a.until(&c, a.judge(&c)), a.judge(&c).status.Blocks()
			last := until
			if until == 0 {
				last = a.from + 2200
			}
			for d := a.from; d < last; d++ {
				if got := a.bind(a.moment.at(d)).judge(&c); got.status.Blocks() != now {
					t.Fatalf("%s: until %s, but %s already on %s", a.rule, until, got.status, d)
				}
			}
			if until != 0 && a.bind(a.moment.at(until)).judge(&c).status.Blocks() == now {
				t.Fatalf("%s: nothing turns on %s", a.rule, until)
			}
		}
	})
}

// Asking a bound question for another first day is the same as compiling for it.
func TestAQuestionOfAnotherDayIsThatOfAnotherPlan(t *testing.T) {
	b := book(t)
	rapid.Check(t, func(t *rapid.T) {
		k := rapid.IntRange(0, 1500).Draw(t, "days")
		list := []Requirement{drawRequirement(t)}
		other := Tour{From: aTour().From.AddDays(k), To: aTour().To.AddDays(k)}
		facts := drawFacts(t)
		plan, later := Compile(b, today(), aTour(), true, list), Compile(b, today(), other, true, list)
		c := plan.Codes().Pack(&facts)
		for i, a := range plan.atoms {
			if x, y := a.bind(a.moment.at(other.From)).judge(&c), later.atoms[i].judge(&c); x != y {
				t.Fatalf("%s: %v and %v", a.rule, x, y)
			}
		}
	})
}

func TestAlikeQuestionsAreAskedOnce(t *testing.T) {
	list := make([]Requirement, 60)
	for i := range list {
		list[i] = demanding()
		list[i].ServiceYears = 6 + i%3
	}
	plan := Compile(book(t), today(), aTour(), false, list)
	if one := len(plan.classes[0]); len(plan.atoms) != one+2 {
		t.Errorf("%d questions of 60 classes, %d of one", len(plan.atoms), one)
	}
}

func TestACandidateIsSmallAndIsJudgedWithoutAllocation(t *testing.T) {
	plan := Compile(book(t), today(), aTour(), true, []Requirement{demanding(), {}})
	facts := fit()
	c, set := plan.Codes().Pack(&facts), plan.NewSet()
	if n := testing.AllocsPerRun(100, func() { set = plan.Evaluate(&c, set) }); n > 0 {
		t.Errorf("%v allocations", n)
	}
	if size := c.Bytes(); size > 250 {
		t.Errorf("%d bytes", size)
	}
}

// Every outcome of every rule has words in every language, with its
// placeholders filled.
func TestEveryCheckCanBeRead(t *testing.T) {
	catalogue, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	b := book(t)
	seen := map[string]bool{}
	rapid.Check(t, func(t *rapid.T) {
		plan := Compile(b, today(), aTour(), true, []Requirement{drawRequirement(t)})
		facts := drawFacts(t)
		c := plan.Codes().Pack(&facts)
		for _, lang := range locale.Languages() {
			p := catalogue.In(lang)
			for _, check := range slices.Concat(plan.Explain(&c, 0), Everyday(b, today()).Explain(&c, 0)) {
				seen[fmt.Sprint(check.Rule, check.Status)] = true
				for _, text := range []string{p.Text(check.Rule.Key()), check.Found.Print(p), check.Needed.Print(p), p.Text(check.Status.Key())} {
					if text == "" || slices.ContainsFunc([]rune(text), func(r rune) bool { return r == '⟦' || r == '{' }) {
						t.Fatalf("%s %s: %q", check.Rule, lang, text)
					}
				}
			}
		}
	})
	if len(seen) < 40 {
		t.Errorf("only %d outcomes were seen: %v", len(seen), seen)
	}
}
