package contribution

import (
	"strconv"
	"strings"

	"beret/internal/reference"
)

// countryFinder resolves what a row says of its country. Rows repeat the same
// words ten thousand times, and so each wording is looked up once.
type countryFinder struct {
	known  *reference.Countries
	column string
	coded  bool // the file has a column of codes
	found  map[string]finding
	isos   names
	key    []byte
}

func newCountryFinder(known *reference.Countries, l *layout) countryFinder {
	return countryFinder{
		known: known, column: l.countryColumn(), coded: l.at[fieldISO3] >= 0,
		found: map[string]finding{}, isos: names{index: map[string]int32{}},
	}
}

// finding is the outcome for one wording.
type finding struct {
	country int32 // index of the code, or −1
	kind    Kind  // what to tell about it, or empty
	args    []any
}

// country returns the index of the row's country.
func (p *parser) country() (int32, bool) {
	c := &p.countries
	code, name, m49 := p.cell(p.layout.at[fieldISO3]), p.cell(p.layout.at[fieldName]), p.cell(p.layout.at[fieldM49])
	c.key = append(c.key[:0], code...)
	c.key = append(append(append(append(c.key, 0), name...), 0), m49...)
	f, seen := c.found[string(c.key)]
	if !seen {
		f = c.find(strings.ToUpper(string(code)), string(name), string(m49))
		c.found[string(c.key)] = f
	}
	if f.kind != "" {
		p.issues.words(f.kind, p.line, c.column, string(c.key), f.args...)
	}
	return f.country, f.country >= 0
}

// find believes the code before the name and the name before the number.
func (c *countryFinder) find(code, name, m49 string) finding {
	args := []any{"code", excerpt([]byte(code)), "name", excerpt([]byte(name))}
	if isBlank([]byte(code)) {
		code = ""
	}
	byCode, codeKnown := c.known.CountryByISO3(code)
	byName, nameKnown := c.known.CountryByName(name)
	switch {
	case codeKnown && nameKnown && byCode != byName:
		return c.is(byCode, CodeDisagrees, args)
	case codeKnown && name != "" && !nameKnown:
		return c.is(byCode, NameUnknown, args)
	case codeKnown:
		return c.is(byCode, "", nil)
	case nameKnown && code == "" && c.coded:
		return c.is(byName, CodeBlank, args)
	case nameKnown && code == "":
		return c.is(byName, "", nil)
	case nameKnown:
		return c.is(byName, CodeUnknown, args)
	}
	n, _ := strconv.Atoi(m49)
	byNumber, ok := c.known.CountryByM49(n)
	switch {
	case ok && code == "":
		return c.is(byNumber, CodeBlank, args)
	case ok:
		return c.is(byNumber, CodeUnknown, args)
	}
	return finding{country: -1, kind: CountryUnknown, args: args}
}

func (c *countryFinder) is(country reference.Country, kind Kind, args []any) finding {
	return finding{country: c.isos.add([]byte(country.ISO3)), kind: kind, args: args}
}
