package roster_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"beret/civil"
	"beret/internal/database/databasetest"
	"beret/internal/locale"
	"beret/internal/personname"
	"beret/internal/reference"
	"beret/internal/registry"
	"beret/internal/roster"
	"beret/internal/spreadsheet"
)

// A check makes two records; -rapid.checks asks for more than the usual few.
func TestMain(m *testing.M) {
	flag.Set("rapid.checks", "25")
	os.Exit(m.Run())
}

// Whatever the registry accepts goes out to XLSX and CSV in either language and
// comes back the same into an empty record; brought into its own record it
// changes nothing.
func TestExportAndBackLosesNothing(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		from := newOffice(t, databasetest.SQLite(t))
		from.unit(registry.HomeUnit{Code: "E", Name: "Phòng không người; | \\ '=1"})
		from.unit(registry.HomeUnit{Code: "D", Name: "Cục Đối ngoại"}) // a name twice
		units, err := from.registry.HomeUnits(from.ctx, desk)
		if err != nil {
			rt.Fatal(err)
		}
		g := generator{rt, book(rt), units}
		for i := range rapid.IntRange(1, 4).Draw(rt, "officers") {
			if _, err := from.registry.Create(from.ctx, desk, g.file(i)); err != nil {
				rt.Fatal(err)
			}
		}
		lang := rapid.SampledFrom(locale.Languages()).Draw(rt, "language")
		format := rapid.SampledFrom([]spreadsheet.Format{spreadsheet.XLSX, spreadsheet.CSV}).Draw(rt, "format")
		backAndForth(rt, t, from, lang, format)
	})
}

func book(t interface{ Fatal(...any) }) *reference.Book {
	b, err := reference.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func backAndForth(rt *rapid.T, t *testing.T, from *office, lang locale.Lang, format spreadsheet.Format) {
	var officers, units bytes.Buffer
	p := from.catalogue.In(lang)
	n, err := from.room.Export(from.ctx, desk, &officers, format, p, nil)
	if err != nil {
		rt.Fatal(err)
	}
	if err := from.room.ExportUnits(from.ctx, desk, &units, p); err != nil {
		rt.Fatal(err)
	}
	path := from.write("out."+string(format), officers.Bytes())
	again, err := from.bring(path, roster.Options{})
	if err != nil || again.Unchanged != n || again.Rows != n {
		rt.Fatalf("%s %s into its own record: %+v %v\n%s", lang, format, again, err, officers.String())
	}
	to := emptyOffice(t, databasetest.SQLite(t))
	file, err := roster.Open(path)
	if err != nil {
		rt.Fatal(err)
	}
	defer file.Close()
	if format == spreadsheet.CSV {
		if err := file.AddUnits(from.write("units.csv", units.Bytes())); err != nil {
			rt.Fatal(err)
		}
	}
	s, err := to.room.Import(to.ctx, desk, file, roster.Options{})
	if err != nil || s.New != n {
		rt.Fatalf("%s %s into an empty record: %+v %v", lang, format, s, err)
	}
	if diff := cmp.Diff(contents(rt, from), contents(rt, to), sameOfficer); diff != "" {
		rt.Fatalf("%s %s: lost on the way:\n%s", lang, format, diff)
	}
}

// contents is everything in a record, with codes in the place of ids.
func contents(rt *rapid.T, o *office) (all []any) {
	units, err := o.registry.HomeUnits(o.ctx, desk)
	if err != nil {
		rt.Fatal(err)
	}
	code := map[int64]string{}
	for _, u := range units {
		code[u.ID] = u.Code
		all = append(all, [3]string{u.Code, u.Name, code[u.ParentID]})
	}
	err = o.registry.Each(o.ctx, desk, "roster.export", registry.Filter{AsOf: o.registry.Today(), Service: registry.Everybody}, registry.SortName, func(f registry.File) error {
		postings := code[f.HomeUnitID]
		for _, p := range f.PastPostings {
			postings += " " + code[p.HomeUnitID]
		}
		f.Deployments, f.Nominations = nil, nil
		all = append(all, f, postings)
		return nil
	})
	if err != nil {
		rt.Fatal(err)
	}
	return all
}

// generator draws officers that the registry accepts.
type generator struct {
	t     *rapid.T
	book  *reference.Book
	units []registry.HomeUnit
}

var signs = []rune("aĐễứ|;\\'\"=+-@,\t 0/_x000D_\u200b＝<&")

func (g generator) words(label string) string {
	return personname.Normalize(rapid.StringOfN(rapid.OneOf(rapid.SampledFrom(signs), rapid.RuneFrom(signs)), 0, 12, -1).Draw(g.t, label))
}

func (g generator) date(from, to string) civil.Date {
	a, b := date(from), date(to)
	return a.AddDays(rapid.IntRange(0, b.Sub(a)).Draw(g.t, "day"))
}

// maybe is a date or none.
func (g generator) maybe(from, to string) civil.Date {
	if rapid.Bool().Draw(g.t, "none") {
		return 0
	}
	return g.date(from, to)
}

func (g generator) code(kind reference.Kind) string {
	return rapid.SampledFrom(g.book.Rows(kind)).Draw(g.t, string(kind)).Code
}

func (g generator) unit() int64 { return rapid.SampledFrom(g.units).Draw(g.t, "unit").ID }

func (g generator) flag() bool { return rapid.Bool().Draw(g.t, "flag") }

func (g generator) file(i int) registry.File {
	f := registry.File{Officer: registry.Officer{
		ServiceNumber: fmt.Sprintf("-%d %s", i, g.words("number")), FullName: "Nguyễn " + g.words("name"), GivenName: g.words("given"),
		PassportName: g.words("passport"), Woman: g.flag(), BirthDate: g.date("1965-01-01", "1990-01-01"), Rank: g.code(reference.Ranks),
		EnlistedOn: g.maybe("2009-01-01", "2010-01-01"), RankSince: g.maybe("2021-01-01", "2026-01-01"), HomeUnitID: g.unit(),
		UnitSince: g.maybe("2021-01-01", "2026-01-01"), Position: g.words("position"), LeftOn: g.maybe("2026-01-01", "2030-01-01"),
		PassportExpires: g.maybe("2020-01-01", "2035-01-01"), Medical: rapid.SampledFrom(registry.MedicalStates()).Draw(g.t, "medical"),
		MedicalOn: g.maybe("2024-01-01", "2025-01-01"), MedicalExpires: g.maybe("2026-01-01", "2028-01-01"),
		NationalClearance:          rapid.SampledFrom(registry.NationalClearances()).Draw(g.t, "clearance"),
		NationalClearanceReference: g.words("reference"), NationalClearanceOn: g.maybe("2024-01-01", "2025-01-01"),
		Note: g.words("note") + "\r\n" + g.words("line"), Generated: g.flag(),
	}}
	if f.LeftOn != 0 {
		f.LeftReason = g.words("reason")
	}
	g.parts(&f)
	return f
}

func (g generator) parts(f *registry.File) {
	if g.flag() {
		f.Languages = []registry.Language{{Language: "en", Level: g.code(reference.LanguageLevels), TestedOn: g.maybe("2020-01-01", "2026-01-01")}, {Language: "fr", Level: "B1"}}
	}
	if g.flag() {
		f.Licences = []registry.Licence{{Class: registry.NormalizeNumber("B" + short(g.words("class"))), Manual: g.flag(), Since: g.maybe("2015-01-01", "2016-01-01"), Expires: g.maybe("2026-01-01", "2030-01-01")}}
	}
	if g.flag() {
		f.Specialisms = []registry.Specialism{{Specialism: g.code(reference.Specialisms), Years: rapid.IntRange(0, 30).Draw(g.t, "years")}}
	}
	for range rapid.IntRange(0, 2).Draw(g.t, "certificates") {
		f.Certificates = append(f.Certificates, registry.Certificate{Type: g.code(reference.CertificateTypes), Issuer: g.words("issuer"), Number: g.words("no"),
			Issued: g.maybe("2020-01-01", "2021-01-01"), Expires: g.maybe("2026-01-01", "2027-01-01")})
	}
	for i := range rapid.IntRange(0, 2).Draw(g.t, "attempts") {
		a := registry.Attempt{Edition: g.code(reference.Editions), Test: g.code(reference.Tests), TakenOn: date("2025-01-01").AddDays(i), Passed: g.flag()}
		if g.flag() {
			score := rapid.IntRange(0, 100).Draw(g.t, "score")
			a.Score = &score
		}
		f.Attempts = append(f.Attempts, a)
	}
	if g.flag() {
		f.Clearances = []registry.Clearance{{Edition: g.code(reference.Editions), ClearedOn: g.date("2024-01-01", "2025-01-01"), Expires: g.date("2026-01-01", "2027-01-01")}}
	}
	for i := range rapid.IntRange(0, 2).Draw(g.t, "windows") {
		f.Availability = append(f.Availability, registry.Availability{Willing: g.flag(), From: date("2027-01-01").AddMonths(i), To: g.maybe("2028-01-01", "2029-01-01"),
			ConsentOn: g.maybe("2026-01-01", "2026-10-01"), Note: g.words("consent")})
	}
	if g.flag() {
		f.PastRanks = []registry.PastRank{{Rank: g.code(reference.Ranks), From: date("2012-01-01"), To: g.date("2013-01-01", "2014-01-01")}}
		f.PastPostings = []registry.PastPosting{{HomeUnitID: g.unit(), Position: g.words("past"), From: date("2012-01-01"), To: g.date("2013-01-01", "2014-01-01")}}
	}
}

func short(s string) string {
	for utf8.RuneCountInString(s) > 10 {
		_, size := utf8.DecodeLastRuneInString(s)
		s = s[:len(s)-size]
	}
	return s
}
