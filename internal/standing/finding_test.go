package standing

import (
	"strings"
	"testing"

	"beret/civil"
	"beret/internal/locale"
	"beret/internal/reference"
	"beret/participation"

	"pgregory.net/rapid"
)

// serve makes people of one category in service from 2020 on.
func serve(category string, women, men int) []participation.Service {
	var list []participation.Service
	for i := range women + men {
		id := int64(category[0])*1000 + int64(i) + 1
		list = append(list, participation.Service{ID: id, Person: id, Woman: i < women, Category: category, Mission: "UNMISS",
			Span: civil.Interval{From: civil.MustDate("2020-01-01")}})
	}
	return list
}

func catalogue(t testing.TB) *locale.Catalogue {
	t.Helper()
	c, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestFinding(t *testing.T) {
	book, err := reference.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	both := func(a, b []participation.Service) []participation.Service { return append(a, b...) }
	for _, c := range []struct {
		name     string
		asOf     string
		services []participation.Service
		want     string
	}{
		{"nobody is deployed", "2026-10-31", nil, "Nobody is deployed."},
		{"one woman", "2026-10-31", serve("professional", 1, 0),
			"The one deployed officer is a woman, just enough for the 20 % minimum the ministry quotes; no individual officer is deployed; no formed unit is deployed."},
		{"one man", "2026-10-31", serve("ipo", 0, 1),
			"The one deployed officer is a man, 1 fewer than the 20 % minimum the ministry quotes; individual officers 0 of 1 (0.0 %), 1 fewer than their 2028 target; no formed unit is deployed."},
		{"men only", "2026-10-31", serve("ipo", 0, 7),
			"None of 7 deployed officers is a woman, 2 fewer than the 20 % minimum the ministry quotes; individual officers 0 of 7 (0.0 %), 3 fewer than their 2028 target; no formed unit is deployed."},
		{"exactly at a minimum is not more than it", "2026-10-31", serve("ipo", 1, 4),
			"1 of 5 deployed officers is a woman (20.0 %), exactly at the 20 % minimum the ministry quotes; individual officers 1 of 5 (20.0 %), 1 fewer than their 2028 target; no formed unit is deployed."},
		{"just enough is not exactly", "2026-10-31", serve("ipo", 10, 23),
			"10 of 33 deployed officers are women (30.3 %), 3 more than the 20 % minimum the ministry quotes; individual officers 10 of 33 (30.3 %), just enough for their 2028 target; no formed unit is deployed."},
		{"a unit and individuals stand apart", "2026-10-31", both(serve("ipo", 3, 7), serve("fpu", 24, 136)),
			"27 of 170 deployed officers are women (15.9 %), 7 fewer than the 20 % minimum the ministry quotes; individual officers 3 of 10 (30.0 %), exactly at their 2028 target; formed units 24 of 160 (15.0 %), 8 fewer than their 2028 target."},
		{"a target of the year itself", "2025-10-31", serve("fpu", 24, 136),
			"24 of 160 deployed officers are women (15.0 %), 8 fewer than the 20 % minimum the ministry quotes; no individual officer is deployed; formed units 24 of 160 (15.0 %), exactly at their 2025 target."},
		{"before anybody quoted a minimum", "2024-10-31", serve("ipo", 1, 1),
			"1 of 2 deployed officers is a woman (50.0 %), no target is stated; individual officers 1 of 2 (50.0 %), just enough for their 2028 target; no formed unit is deployed."},
		{"after every framework", "2031-01-31", serve("ipo", 1, 1),
			"1 of 2 deployed officers is a woman (50.0 %), just enough for the 20 % minimum the ministry quotes."},
	} {
		s, err := compute(input{asOf: civil.MustDate(c.asOf), services: c.services}, book, Options{Months: 2})
		if err != nil {
			t.Fatal(err)
		}
		got := strings.ReplaceAll(s.Finding(catalogue(t).In(locale.English), book), "\u00a0", " ")
		if got != c.want {
			t.Errorf("%s:\ngot  %s\nwant %s", c.name, got, c.want)
		}
		if vietnamese := s.Finding(catalogue(t).In(locale.Vietnamese), book); strings.ContainsAny(vietnamese, "⟦{") {
			t.Errorf("%s: %s", c.name, vietnamese)
		}
	}
}

// However a finding comes out, it has words, ends once, and leaves no
// placeholder open.
func TestEveryFindingHasWords(t *testing.T) {
	book, err := reference.Load([]reference.Row{
		ownRow("category", map[string]string{"code": "own", "order": "9", "name_en": "Dog handlers", "name_vi": "Cảnh khuyển"}),
		ownRow("target", map[string]string{"framework": "ugps", "category": "own", "numerator": "155", "denominator": "1000"}),
	})
	if err != nil {
		t.Fatal(err)
	}
	c := catalogue(t)
	rapid.Check(t, func(rt *rapid.T) {
		var services []participation.Service
		for _, category := range []string{"ipo", "fpu", "professional", "team", "own"} {
			services = append(services, serve(category, rapid.IntRange(0, 4).Draw(rt, "women"), rapid.IntRange(0, 4).Draw(rt, "men"))...)
		}
		for i := range services {
			services[i].ID, services[i].Person = int64(i+1), int64(i+1)
		}
		asOf := civil.MustDate("2019-01-01").AddMonths(rapid.IntRange(12, 140).Draw(rt, "months"))
		s, err := compute(input{asOf: asOf, services: services}, book, Options{Months: 1})
		if err != nil {
			rt.Fatal(err)
		}
		for _, lang := range locale.Languages() {
			text := s.Finding(c.In(lang), book)
			if strings.ContainsAny(text, "⟦{}") || !strings.HasSuffix(text, ".") || strings.Contains(text, "..") {
				rt.Fatal(text)
			}
		}
	})
}

func ownRow(kind reference.Kind, fields map[string]string) reference.Row {
	fields["valid_from"], fields["source"], fields["confidence"] = "2018-01-01", "test", "office"
	for _, column := range []string{"mission", "unit"} {
		if kind == reference.Targets {
			fields[column] = ""
		}
	}
	row, err := reference.NewRow(kind, fields)
	if err != nil {
		panic(err)
	}
	return row
}

// A divided tour is the same days, in order, without a gap, each under the
// band and unit of its first day.
func TestDivide(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		draw := func(name string) []period {
			list := []period{{0, "a"}}
			for from := civil.Date(0); rapid.Bool().Draw(t, name) && len(list) < 5; {
				from += civil.Date(rapid.IntRange(1, 60).Draw(t, name+" days"))
				list = append(list, period{from, rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, name+" code")})
			}
			return list
		}
		c := career{bands: draw("band"), units: draw("unit")}
		s := participation.Service{ID: 5000, Span: civil.Interval{From: civil.Date(rapid.IntRange(1, 80).Draw(t, "from"))},
			CauseStart: "in", CauseEnd: "out"}
		if rapid.Bool().Draw(t, "ended") {
			s.Span.To = s.Span.From + civil.Date(rapid.IntRange(1, 100).Draw(t, "length"))
		}
		parts := divide(s, c)
		if parts[0].Span.From != s.Span.From || parts[len(parts)-1].Span.To != s.Span.To ||
			parts[0].CauseStart != "in" || parts[len(parts)-1].CauseEnd != "out" {
			t.Fatalf("%v is divided into %v", s, parts)
		}
		for i, p := range parts {
			if p.ID != 5000+int64(i) || i > 0 && (parts[i-1].Span.To != p.Span.From || parts[i-1].RankBand == p.RankBand && parts[i-1].HomeUnit == p.HomeUnit) {
				t.Fatalf("%v is divided into %v", s, parts)
			}
			for day := p.Span.From; p.Span.Contains(day) && day < 400; day++ {
				if at(c.bands, day) != p.RankBand || at(c.units, day) != p.HomeUnit {
					t.Fatalf("on %d: %v in %v", day, c, p)
				}
			}
		}
	})
}
