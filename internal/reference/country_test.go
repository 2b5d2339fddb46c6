package reference

import (
	"encoding/csv"
	"io"
	"os"
	"path/filepath"
	"testing"

	"beret/internal/locale"

	"pgregory.net/rapid"
)

func load(t testing.TB) *Countries {
	t.Helper()
	c, err := LoadCountries()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestCountryCarriesItsCodesAndAreas(t *testing.T) {
	c := load(t)
	for _, want := range []Country{
		{"VNM", "VN", 704, 142, 35, false},
		{"RWA", "RW", 646, 2, 14, false},
		{"EGY", "EG", 818, 2, 15, false},
		{"CYP", "CY", 196, 142, 145, false},
		{"USA", "US", 840, 19, 21, false},
		{"JAM", "JM", 388, 19, 29, false},
		{"PLW", "PW", 585, 9, 57, false},
		{"SSD", "SS", 728, 2, 14, false},
		{"MNE", "ME", 499, 150, 39, false},
		{"ATA", "AQ", 10, 0, 0, false},
	} {
		if got, ok := c.CountryByISO3(" " + want.ISO3 + " "); !ok || got != want {
			t.Errorf("%s = %+v, want %+v", want.ISO3, got, want)
		}
		if got, ok := c.CountryByM49(want.M49); !ok || got.ISO3 != want.ISO3 {
			t.Errorf("M49 %d = %+v", want.M49, got)
		}
	}
	if got, _ := c.CountryByISO3("SCG"); !got.Former {
		t.Error("Serbia and Montenegro is a former country")
	}
	if n := len(c.All()); n < 240 || n > 260 {
		t.Errorf("%d countries; ISO 3166 has about 250", n)
	}
}

func TestNameIsFoundAsPublished(t *testing.T) {
	c := load(t)
	for name, iso3 := range map[string]string{
		"Viet Nam": "VNM", "vietnam": "VNM", "VIỆT NAM": "VNM",
		"Côte d’Ivoire": "CIV", "Cote d Ivoire": "CIV", "CÃ´te d'Ivoire": "CIV", "Bờ Biển Ngà": "CIV",
		"Türkiye": "TUR", "Turkey ": "TUR", "Thổ Nhĩ Kỳ": "TUR",
		"Macedonia": "MKD", "The former Yugoslav Republic o": "MKD", "North Macedonia": "MKD",
		"Moldova, Republic of": "MDA", "Moldova": "MDA",
		"Niger": "NER", "Nigeria": "NGA", "Guinea": "GIN", "Guinea-Bissau": "GNB", "Guinea Xích Đạo": "GNQ",
		"Congo": "COG", "DR Congo": "COD", "Congo - Kinshasa": "COD",
		"Dominica": "DMA", "Dominican Republic": "DOM",
		"Serbia and Montenegro": "SCG", "the Gambia": "GMB", "Đức": "DEU",
	} {
		if got, ok := c.CountryByName(name); !ok || got.ISO3 != iso3 {
			t.Errorf("%q = %s, want %s", name, got.ISO3, iso3)
		}
	}
	for _, name := range []string{"", "the", "?", "Atlantis", "Total"} {
		if got, ok := c.CountryByName(name); ok {
			t.Errorf("%q must not be a country, is %s", name, got.ISO3)
		}
	}
}

func TestEachCountryHasANameThatLeadsBackToIt(t *testing.T) {
	c := load(t)
	for _, country := range c.All() {
		for _, lang := range locale.Languages() {
			name := c.Name(country.ISO3, lang)
			if name == country.ISO3 {
				t.Errorf("%s has no name in %s", country.ISO3, lang)
			}
			if got, ok := c.CountryByName(name); !ok || got != country {
				t.Errorf("%s: %q leads to %s", country.ISO3, name, got.ISO3)
			}
		}
		for _, area := range []Area{country.Region, country.SubRegion} {
			if area == 0 {
				continue
			}
			for _, lang := range locale.Languages() {
				if name := c.AreaName(area, lang); name[0] < 'A' {
					t.Errorf("area %d has no name in %s", area, lang)
				}
			}
		}
	}
}

func TestAreaIsReadByItsCode(t *testing.T) {
	if a, ok := ParseArea("035"); !ok || a != 35 {
		t.Errorf("035 = %d, %v", a, ok)
	}
	for _, code := range []string{"", "001", "704", "Asia"} {
		if _, ok := ParseArea(code); ok {
			t.Errorf("%q is no area", code)
		}
	}
	c := load(t)
	if got := c.AreaName(142, locale.Vietnamese); got != "Châu Á" {
		t.Errorf("Asia in Vietnamese: %q", got)
	}
}

func TestPublishedNamesAgreeWithTheirCodes(t *testing.T) {
	f, err := os.Open(filepath.Join("..", "..", "..", "shared", "data", "un-uniformed-personnel-by-gender-2009-2014.csv"))
	if err != nil {
		t.Skip("the published UN figures are not beside the repository: ", err)
	}
	defer f.Close()
	c := load(t)
	rows := csv.NewReader(f)
	for {
		row, err := rows.Read()
		if err == io.EOF {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		if row[0] == "" {
			continue
		}
		byName, ok := c.CountryByName(row[2])
		byCode, known := c.CountryByISO3(row[3])
		if !ok || !known || byName != byCode {
			t.Fatalf("row %s: %q is %s by name and %s by code", row[0], row[2], byName.ISO3, row[3])
		}
	}
}

func TestAnyNameIsFoldedWithoutHarm(t *testing.T) {
	c := load(t)
	all := c.All()
	rapid.Check(t, func(t *rapid.T) {
		c.CountryByName(rapid.String().Draw(t, "noise"))
		country := rapid.SampledFrom(all).Draw(t, "country")
		name := c.Name(country.ISO3, rapid.SampledFrom(locale.Languages()).Draw(t, "lang"))
		got, ok := c.CountryByName("  " + foldName(name) + ". ")
		if !ok || got != country {
			t.Fatalf("%q folded leads to %s, want %s", name, got.ISO3, country.ISO3)
		}
	})
}
