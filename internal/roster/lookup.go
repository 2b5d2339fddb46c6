package roster

import (
	_ "embed"
	"encoding/csv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"beret/internal/locale"
	"beret/internal/personname"
	"beret/internal/reference"
	"beret/internal/registry"
)

// lookup finds a code by any of its spellings: the code itself, names in every
// language, short forms. A spelling that two codes share finds neither.
type lookup struct {
	exact  map[string]string // lower case, without white space
	folded map[string]string // letters and digits only, without accents
	asked  map[string]string // answers given, by the text as typed
}

func newLookup() *lookup {
	return &lookup{exact: map[string]string{}, folded: map[string]string{}, asked: map[string]string{}}
}

// exactKey keeps punctuation: 4/ is a captain and 4// a colonel.
func exactKey(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFC.String(text))
}

func foldedKey(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, personname.Fold(text))
}

// add teaches a spelling of a code; empty spellings are none.
func (l *lookup) add(code string, spellings ...string) {
	for _, text := range spellings {
		put(l.exact, exactKey(text), code)
		put(l.folded, foldedKey(text), code)
	}
}

func put(m map[string]string, key, code string) {
	if key == "" {
		return
	}
	if old, taken := m[key]; taken && old != code {
		code = "" // ambiguous
	}
	m[key] = code
}

// prefer teaches a spelling that stands whatever else is spelt so.
func (l *lookup) prefer(code, text string) { l.exact[exactKey(text)] = code }

const rememberedAnswers = 20_000

// find returns the code of a text, "" for none.
func (l *lookup) find(text string) string {
	if code, known := l.asked[text]; known {
		return code
	}
	code := l.exact[exactKey(text)]
	if code == "" {
		code = l.folded[foldedKey(text)]
	}
	if len(l.asked) < rememberedAnswers {
		l.asked[text] = code
	}
	return code
}

// Lists of values that no reference table holds.
const (
	sexes    reference.Kind = "sex"
	flags    reference.Kind = "flag"
	results  reference.Kind = "result"
	gears    reference.Kind = "gears"
	medicals reference.Kind = "medical"
	national reference.Kind = "national"
)

// The values of those lists.
const (
	woman, man        = "woman", "man"
	yes, no           = "yes", "no"
	passed, failed    = "passed", "failed"
	manual, automatic = "manual", "automatic"
)

//go:embed data/value.csv
var valueFile string

//go:embed data/heading.csv
var headingFile string

// lookups returns a lookup for each list of codes that a roster's cells name.
func lookups(book *reference.Book, catalogue *locale.Catalogue) map[reference.Kind]*lookup {
	all := map[reference.Kind]*lookup{}
	for _, kind := range []reference.Kind{sexes, flags, results, gears, medicals, national} {
		all[kind] = newLookup()
	}
	for _, row := range embedded(valueFile) {
		all[reference.Kind(row[0])].add(row[1], row[2])
	}
	for _, kind := range []reference.Kind{reference.Ranks, reference.LanguageKind, reference.LanguageLevels,
		reference.Specialisms, reference.CertificateTypes, reference.Tests, reference.Editions} {
		all[kind] = codesOf(book.Rows(kind))
	}
	for _, lang := range locale.Languages() {
		p := catalogue.In(lang)
		for kind, code := range stateCodes() {
			for _, c := range code {
				all[kind].add(c, c, p.Text(valueKey(kind, c)))
			}
		}
	}
	return all
}

func codesOf(rows []reference.Row) *lookup {
	l := newLookup()
	for _, row := range rows {
		for _, lang := range locale.Languages() {
			l.add(row.Code, row.Name(lang), row.Short(lang))
		}
		l.add(row.Code, row.Field("short"))
	}
	for _, row := range rows {
		l.prefer(row.Code, row.Code)
	}
	return l
}

// stateCodes lists the values of the lists that are not reference data.
func stateCodes() map[reference.Kind][]string {
	codes := map[reference.Kind][]string{
		sexes: {woman, man}, flags: {yes, no}, results: {passed, failed}, gears: {manual, automatic},
	}
	for _, state := range registry.MedicalStates() {
		codes[medicals] = append(codes[medicals], string(state))
	}
	for _, state := range registry.NationalClearances() {
		codes[national] = append(codes[national], string(state))
	}
	return codes
}

// valueKey returns the message key of such a value.
func valueKey(kind reference.Kind, code string) string {
	switch kind {
	case medicals:
		return registry.MedicalStatus(code).Key()
	case national:
		return registry.NationalClearance(code).Key()
	}
	return "roster.value." + code
}

// embedded reads one of our own tables, without its first line.
func embedded(file string) [][]string {
	reader := csv.NewReader(strings.NewReader(file))
	reader.Comment = '#'
	rows, err := reader.ReadAll()
	if err != nil {
		panic("roster: " + err.Error()) // the file is part of the program; a test reads it
	}
	return rows[1:]
}
