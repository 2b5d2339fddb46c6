package contribution

import (
	"cmp"
	"embed"
	"fmt"
	"slices"

	"beret/civil"
	"beret/internal/reference"
	"beret/participation"
)

//go:embed data/band.csv data/colour.csv
var ruleFiles embed.FS

// Band is a span of contribution sizes within which countries are compared.
// The bands are ours, as their source says.
type Band struct {
	Code       string               `json:"code"`
	Type       Type                 `json:"type"`
	Order      int                  `json:"order"` // 1 is the largest
	From       int                  `json:"from"`  // people, inclusive
	To         int                  `json:"to"`    // people, inclusive; 0 is without end
	Valid      civil.Interval       `json:"valid"`
	Source     string               `json:"source"`
	Confidence reference.Confidence `json:"confidence"`
}

// Key is the catalogue key of the band's name, with placeholders from and to.
func (b Band) Key() string {
	if b.To == 0 {
		return "contribution.band.open"
	}
	return "contribution.band.closed"
}

// Colour is a country's place in the table of colours; empty is not rated.
type Colour string

// The colours.
const (
	Green   Colour = "green"
	Yellow  Colour = "yellow"
	Red     Colour = "red"
	Unrated Colour = ""
)

// Key is the catalogue key of the colour's name.
func (c Colour) Key() string {
	switch c {
	case Green:
		return "contribution.colour.green"
	case Yellow:
		return "contribution.colour.yellow"
	case Red:
		return "contribution.colour.red"
	}
	return "contribution.colour.unrated"
}

// ColourRule is one condition of the table of colours.
type ColourRule struct {
	Colour     Colour                 `json:"colour"`
	Test       string                 `json:"test"`             // target, minimum or none
	Minimum    participation.Rational `json:"minimum,omitzero"` // least share of women for minimum
	StatedFor  Type                   `json:"stated_for"`       // the type for which the UN states it
	Valid      civil.Interval         `json:"valid"`
	Source     string                 `json:"source"`
	Confidence reference.Confidence   `json:"confidence"`
}

// Ours reports whether the rule is the UN's for another type, which we apply
// to this one: it must be labelled so.
func (r ColourRule) Ours(t Type) bool { return r.StatedFor != t }

// Label is the catalogue key that says whose rule it is for the type.
func (r ColourRule) Label(t Type) string {
	if r.Ours(t) {
		return "contribution.colour.ours"
	}
	return "contribution.colour.un"
}

// Rules are the bands and colours at hand.
type Rules struct {
	Bands   []Band
	Colours []ColourRule
}

// LoadRules reads the embedded rules.
func LoadRules() (*Rules, error) {
	rules := &Rules{}
	err := cmp.Or(
		eachRule("band", func(row reference.Row) error { return rules.addBand(row) }),
		eachRule("colour", func(row reference.Row) error { return rules.addColour(row) }),
	)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(rules.Bands, func(a, b Band) int { return a.Order - b.Order })
	return rules, nil
}

func eachRule(name string, add func(reference.Row) error) error {
	file, err := ruleFiles.Open("data/" + name + ".csv")
	if err != nil {
		return err
	}
	defer file.Close()
	rows, err := reference.Read(reference.Kind("contribution_"+name), file)
	if err != nil {
		return fmt.Errorf("contribution: %s: %w", name, err)
	}
	for _, row := range rows {
		if err := add(row); err != nil {
			return fmt.Errorf("contribution: %s %s: %w", name, row.Code, err)
		}
	}
	return nil
}

func (r *Rules) addBand(row reference.Row) error {
	t, ok := ParseType(row.Field("type"))
	if !ok || row.Int("from") < 1 {
		return fmt.Errorf("type %q from %q", row.Field("type"), row.Field("from"))
	}
	r.Bands = append(r.Bands, Band{
		Code: row.Code, Type: t, Order: row.Int("order"), From: row.Int("from"), To: row.Int("to"),
		Valid: row.Valid, Source: row.Source, Confidence: row.Confidence,
	})
	return nil
}

func (r *Rules) addColour(row reference.Row) error {
	t, ok := ParseType(row.Field("stated_for"))
	rule := ColourRule{
		Colour: Colour(row.Code), Test: row.Field("test"), StatedFor: t,
		Valid: row.Valid, Source: row.Source, Confidence: row.Confidence,
	}
	switch {
	case !ok || !slices.Contains([]Colour{Green, Yellow, Red}, rule.Colour):
		return fmt.Errorf("stated for %q", row.Field("stated_for"))
	case rule.Test == "minimum" && row.Int("denominator") == 0:
		return fmt.Errorf("no minimum share")
	case rule.Test == "minimum":
		rule.Minimum = participation.NewRational(int64(row.Int("numerator")), int64(row.Int("denominator")))
	case rule.Test != "target" && rule.Test != "none":
		return fmt.Errorf("test %q", rule.Test)
	}
	r.Colours = append(r.Colours, rule)
	return nil
}

// Band returns the band of so many people of a type, by the bands in force on
// the day.
func (r *Rules) Band(t Type, people int, on civil.Date) (Band, bool) {
	for _, b := range r.Bands {
		if b.Type == t && b.Valid.Contains(on) && b.From <= people && (b.To == 0 || people <= b.To) {
			return b, true
		}
	}
	return Band{}, false
}

// Colour returns the colour of a share beside a target (zero: none is known)
// with the rule that decided. Without a target, green and yellow cannot be told
// apart and a share with women is not rated; nor is one with fewer women than
// the minimum, which the UN's rule leaves without a colour.
func (r *Rules) Colour(s participation.Share, target participation.Rational, on civil.Date) (Colour, ColourRule) {
	for _, rule := range r.Colours {
		if rule.Valid.Contains(on) && rule.holds(s, target) {
			return rule.Colour, rule
		}
	}
	return Unrated, ColourRule{}
}

func (r ColourRule) holds(s participation.Share, target participation.Rational) bool {
	switch r.Test {
	case "target":
		return target.Den > 0 && s.Meets(target)
	case "minimum":
		return target.Den > 0 && s.Women > 0 && s.Meets(r.Minimum)
	}
	return s.Total > 0 && s.Women == 0
}
