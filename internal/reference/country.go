package reference

import (
	"cmp"
	"embed"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"beret/internal/locale"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
	"golang.org/x/text/unicode/norm"
)

//go:embed data/country_alias.csv data/country_name.csv
var countryFiles embed.FS

// Area is a United Nations M49 code of a group of countries: 142 is Asia, 35
// is South-eastern Asia. Zero is no area.
type Area int

// Country is a country or area of ISO 3166-1, or a former one of ISO 3166-3
// that old figures still name.
type Country struct {
	ISO3 string // alpha-3 code, VNM
	ISO2 string // alpha-2 code, VN
	M49  int    // numeric code, 704

	// Region is the continent and SubRegion the part of it by M49; zero where
	// M49 places the country in none (Antarctica, some former countries).
	Region, SubRegion Area

	// Former tells that the code is no longer in ISO 3166-1.
	Former bool
}

// Countries knows every country by its codes and by the names that are found
// in print. It is read once and then only read from, so that it is safe for
// concurrent use.
type Countries struct {
	all     []Country
	byISO3  map[string]int
	byM49   map[int]int
	byName  map[string]int
	names   map[nameKey]string
	printer map[locale.Lang]display.Namer
}

type nameKey struct {
	iso3 string
	lang locale.Lang
}

// LoadCountries builds the list. Codes, areas and most names come from the
// Unicode CLDR as golang.org/x/text carries it; names that it has out of date,
// and names as they are published, come from the two embedded files, each row
// with its source and confidence.
func LoadCountries() (*Countries, error) {
	c := &Countries{
		byISO3:  map[string]int{},
		byM49:   map[int]int{},
		byName:  map[string]int{},
		names:   map[nameKey]string{},
		printer: map[locale.Lang]display.Namer{},
	}
	for _, lang := range locale.Languages() {
		c.printer[lang] = display.Regions(language.Make(string(lang)))
	}
	c.addCodes()
	c.addPrintedNames()
	err := errors.Join(
		eachRow("data/country_name.csv", c.addName),
		eachRow("data/country_alias.csv", func(row []string) error { return c.addAlias(row[0], row[1]) }),
	)
	if err != nil {
		return nil, err
	}
	return c, nil
}

// addCodes tries every two-letter code; x/text has no list of regions.
func (c *Countries) addCodes() {
	for a := 'A'; a <= 'Z'; a++ {
		for b := 'A'; b <= 'Z'; b++ {
			r, err := language.ParseRegion(string([]rune{a, b}))
			if err == nil && isCountry(r) {
				c.all = append(c.all, c.country(r))
			}
		}
	}
	slices.SortFunc(c.all, func(a, b Country) int { return cmp.Compare(a.ISO3, b.ISO3) })
	for i, country := range c.all {
		c.byISO3[country.ISO3] = i
		// Serbia and Montenegro kept Yugoslavia's number; the earlier in the
		// alphabet, which is the later in time, has it.
		if _, taken := c.byM49[country.M49]; !taken {
			c.byM49[country.M49] = i
		}
	}
}

// isCountry leaves out the unions, reserved codes and the old two-letter codes
// that only mean a present country (BU for Myanmar).
func isCountry(r language.Region) bool {
	return r.IsCountry() && !r.IsPrivateUse() && r.ISO3() != "ZZZ" && r.M49() != 0 && r.Canonicalize() == r
}

func (c *Countries) country(r language.Region) Country {
	region, sub := areasOf(r)
	return Country{
		ISO3: r.ISO3(), ISO2: r.String(), M49: r.M49(),
		Region: region, SubRegion: sub,
		Former: c.printer[locale.English].Name(r) == "",
	}
}

// Areas returns the continents, each followed by its parts.
func Areas() []Area {
	var list []Area
	parts := areas()
	for _, continent := range slices.Sorted(maps.Keys(parts)) {
		list = append(append(list, continent), parts[continent]...)
	}
	return list
}

// areas returns the continents of M49 with their parts. The Americas are given
// by their four geographic parts, not by "Latin America".
func areas() map[Area][]Area {
	return map[Area][]Area{
		2:   {11, 14, 15, 17, 18},
		9:   {53, 54, 57, 61},
		19:  {5, 13, 21, 29},
		142: {30, 34, 35, 143, 145},
		150: {39, 151, 154, 155},
	}
}

func areasOf(r language.Region) (region, sub Area) {
	for continent, parts := range areas() {
		for _, part := range parts {
			if part.region().Contains(r) {
				return continent, part
			}
		}
	}
	return 0, 0
}

func (a Area) region() language.Region {
	r, err := language.EncodeM49(int(a))
	if err != nil {
		return language.Region{}
	}
	return r
}

func (c *Countries) addPrintedNames() {
	for i, country := range c.all {
		for _, lang := range locale.Languages() {
			name := c.printer[lang].Name(language.MustParseRegion(country.ISO2))
			if name == "" {
				continue
			}
			c.names[nameKey{country.ISO3, lang}] = name
			c.byName[foldName(name)] = i
		}
	}
}

// addName takes a row of iso3, language, name: what is printed for the country.
func (c *Countries) addName(row []string) error {
	lang, ok := locale.Parse(row[1])
	if !ok {
		return fmt.Errorf("language %q is not known", row[1])
	}
	c.names[nameKey{row[0], lang}] = row[2]
	return c.addAlias(row[2], row[0])
}

func (c *Countries) addAlias(name, iso3 string) error {
	i, ok := c.byISO3[iso3]
	if !ok {
		return fmt.Errorf("%q names no country by code %q", name, iso3)
	}
	folded := foldName(name)
	if j, taken := c.byName[folded]; taken && j != i {
		return fmt.Errorf("%q names both %s and %s", name, c.all[j].ISO3, iso3)
	}
	c.byName[folded] = i
	return nil
}

// eachRow calls add with each row after the header of an embedded file.
func eachRow(name string, add func(row []string) error) error {
	f, err := countryFiles.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	rows := csv.NewReader(f)
	rows.Comment = '#'
	if _, err := rows.Read(); err != nil {
		return fmt.Errorf("reference: %s: %w", name, err)
	}
	for {
		row, err := rows.Read()
		if err == io.EOF {
			return nil
		}
		if err == nil {
			err = addSourced(row, add)
		}
		if err != nil {
			return fmt.Errorf("reference: %s: %w", name, err)
		}
	}
}

// addSourced refuses a row that does not end in its source and confidence.
func addSourced(row []string, add func(row []string) error) error {
	source, confidence := row[len(row)-2], Confidence(row[len(row)-1])
	switch confidence {
	case Stated, Secondary, Inferred, Unverified:
	default:
		return fmt.Errorf("%s: confidence %q", row[0], confidence)
	}
	if source == "" {
		return fmt.Errorf("%s: no source", row[0])
	}
	return add(row)
}

// All returns every country, sorted by alpha-3 code.
func (c *Countries) All() []Country { return slices.Clone(c.all) }

// CountryByISO3 returns the country of an alpha-3 code, in any case and with
// spaces around it, as codes are published.
func (c *Countries) CountryByISO3(code string) (Country, bool) {
	i, ok := c.byISO3[strings.ToUpper(strings.TrimSpace(code))]
	if !ok {
		return Country{}, false
	}
	return c.all[i], true
}

// CountryByM49 returns the country of a numeric code.
func (c *Countries) CountryByM49(code int) (Country, bool) {
	i, ok := c.byM49[code]
	if !ok {
		return Country{}, false
	}
	return c.all[i], true
}

// CountryByName returns the country that is printed by this name in English,
// Vietnamese or a published UN table. Case, accents, punctuation, spaces and a
// leading "the" do not matter; text that was decoded as Latin-1 instead of
// UTF-8 is understood as well.
func (c *Countries) CountryByName(name string) (Country, bool) {
	i, ok := c.byName[foldName(name)]
	if !ok {
		i, ok = c.byName[foldName(undoLatin1(name))]
	}
	if !ok {
		return Country{}, false
	}
	return c.all[i], true
}

// Name prints a country in the language, or its code where it is not known.
func (c *Countries) Name(iso3 string, lang locale.Lang) string {
	if name, ok := c.names[nameKey{iso3, lang}]; ok {
		return name
	}
	return iso3
}

// AreaName prints an area in the language, or its M49 code in three digits.
func (c *Countries) AreaName(a Area, lang locale.Lang) string {
	if printer, ok := c.printer[lang]; ok && a != 0 {
		if name := printer.Name(a.region()); name != "" {
			return name
		}
	}
	return fmt.Sprintf("%03d", int(a))
}

// ParseArea reads an M49 code such as "142" or "035" of a continent or its part.
func ParseArea(code string) (Area, bool) {
	n, err := strconv.Atoi(code)
	if err != nil || !slices.Contains(Areas(), Area(n)) {
		return 0, false
	}
	return Area(n), true
}

// foldName keeps the letters and digits of a name without case and accents, so
// that "Côte d’Ivoire" and "COTE D IVOIRE" are one.
func foldName(name string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(name) {
		switch {
		case r == '&':
			b.WriteString("and")
		case r == 'đ' || r == 'Đ':
			b.WriteByte('d')
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			b.WriteRune(unicode.ToLower(r))
		}
	}
	folded := b.String()
	if len(folded) > len("the") {
		folded = strings.TrimPrefix(folded, "the")
	}
	return folded
}

// undoLatin1 turns "CÃ´te" back into "Côte"; other text is returned as it is.
func undoLatin1(s string) string {
	raw := make([]byte, 0, len(s))
	for _, r := range s {
		if r > 0xff {
			return s
		}
		raw = append(raw, byte(r))
	}
	return strings.ToValidUTF8(string(raw), "")
}
