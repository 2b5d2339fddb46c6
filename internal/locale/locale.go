// Package locale turns message keys into text in the user's language and
// prints dates, numbers and shares by that language's rules.
//
// The catalogues are text/<language>/<room>.json, each a flat object of key
// and text. A text has {name} placeholders; a text that depends on a count is
// an object {"one": …, "other": …}, chosen by the argument "n". A key belongs
// to the room it is prefixed with: "registry.title" stands in registry.json.
package locale

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"sort"
	"strconv"
	"strings"

	"beret/civil"
	"beret/internal/fault"
)

//go:embed text/*/*.json
var files embed.FS

// Lang is a language the program speaks, by its BCP 47 tag.
type Lang string

// The languages, complete by test.
const (
	English    Lang = "en"
	Vietnamese Lang = "vi"
)

// Languages lists every language in the order in which a user is offered them.
func Languages() []Lang { return []Lang{English, Vietnamese} }

// Parse returns the language of a tag such as "vi" or "vi-VN".
func Parse(tag string) (Lang, bool) {
	base, _, _ := strings.Cut(strings.ToLower(tag), "-")
	for _, l := range Languages() {
		if string(l) == base {
			return l, true
		}
	}
	return English, false
}

// message is a text, or one text for a count of one and one for all others.
type message struct{ one, other string }

func (m *message) UnmarshalJSON(data []byte) error {
	if len(data) > 0 && data[0] == '"' {
		return json.Unmarshal(data, &m.other)
	}
	var forms struct{ One, Other string }
	if err := json.Unmarshal(data, &forms); err != nil {
		return err
	}
	m.one, m.other = forms.One, forms.Other
	return nil
}

// Catalogue holds the texts of all languages. It is read once and then only
// read from, so that it is safe for concurrent use.
type Catalogue struct {
	texts map[Lang]map[string]message
}

// Load reads the embedded catalogues.
func Load() (*Catalogue, error) {
	c := &Catalogue{texts: map[Lang]map[string]message{}}
	for _, lang := range Languages() {
		c.texts[lang] = map[string]message{}
		names, err := fs.Glob(files, path.Join("text", string(lang), "*.json"))
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			if err := c.read(lang, name); err != nil {
				return nil, fmt.Errorf("locale: %s: %w", name, err)
			}
		}
	}
	return c, nil
}

func (c *Catalogue) read(lang Lang, name string) error {
	data, err := files.ReadFile(name)
	if err != nil {
		return err
	}
	var texts map[string]message
	if err := json.Unmarshal(data, &texts); err != nil {
		return err
	}
	for key, m := range texts {
		if _, taken := c.texts[lang][key]; taken {
			return fmt.Errorf("key %s is given twice", key)
		}
		c.texts[lang][key] = m
	}
	return nil
}

// Keys returns every key of a language, sorted.
func (c *Catalogue) Keys(lang Lang) []string {
	keys := make([]string, 0, len(c.texts[lang]))
	for key := range c.texts[lang] {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	return keys
}

// Has reports whether the key has a text in the language.
func (c *Catalogue) Has(lang Lang, key string) bool {
	_, ok := c.texts[lang][key]
	return ok
}

// In returns a printer for the language.
func (c *Catalogue) In(lang Lang) Printer { return Printer{catalogue: c, Lang: lang} }

// Printer prints in one language.
type Printer struct {
	catalogue *Catalogue
	Lang      Lang
}

// Has reports whether the key has a text in the printer's language.
func (p Printer) Has(key string) bool { return p.catalogue.Has(p.Lang, key) }

// Text returns the text of a key, its placeholders filled from pairs of name
// and value. Integers, dates and months are printed by the language's rules,
// whatever has a name in each language by that, whatever prints itself so.
// A missing key is returned as ⟦key⟧, which a test looks for on every page.
func (p Printer) Text(key string, args ...any) string {
	m, ok := p.catalogue.texts[p.Lang][key]
	if !ok {
		return "⟦" + key + "⟧"
	}
	text := m.other
	if m.one != "" && countOf(args) == 1 {
		text = m.one
	}
	if len(args) == 0 {
		return text
	}
	pairs := make([]string, 0, len(args))
	for i := 0; i+1 < len(args); i += 2 {
		pairs = append(pairs, "{"+fmt.Sprint(args[i])+"}", p.value(args[i+1]))
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

// Error returns what the user may read of an error, and nothing of its chain.
func (p Printer) Error(err error) string {
	var f *fault.Error
	if !errors.As(err, &f) {
		return p.Text("fault.internal")
	}
	return p.Text(f.Key, f.Args...)
}

func countOf(args []any) int {
	for i := 0; i+1 < len(args); i += 2 {
		if args[i] == "n" {
			if n, ok := args[i+1].(int); ok {
				return n
			}
		}
	}
	return -1
}

func (p Printer) value(v any) string {
	switch v := v.(type) {
	case int:
		return p.Number(v)
	case civil.Date:
		return p.Date(v)
	case civil.Month:
		return p.Month(v)
	case Key:
		return p.Text(string(v))
	case interface{ Name(Lang) string }: // a row of reference data
		return v.Name(p.Lang)
	case interface{ Print(Printer) string }: // a phrase within a phrase
		return v.Print(p)
	}
	return fmt.Sprint(v)
}

// Key is an argument that is itself a key: the text of Key("sex.woman") stands
// in the place of its placeholder.
type Key string

// Number prints an integer with the language's thousands separator.
func (p Printer) Number(n int) string {
	separator := ","
	if p.Lang == Vietnamese {
		separator = "."
	}
	digits := strconv.Itoa(n)
	sign := ""
	if digits[0] == '-' {
		sign, digits = "−", digits[1:]
	}
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + separator + digits[i:]
	}
	return sign + digits
}

// Percent prints women of total as a rate with one decimal, "33.3 %"; with
// half a unit rounded up, in integers alone. Without people there is no rate.
func (p Printer) Percent(women, total int) string {
	if total == 0 {
		return "–"
	}
	tenths := (int64(women)*2000 + int64(total)) / (2 * int64(total))
	return fmt.Sprintf("%d%s%d\u00a0%%", tenths/10, p.decimalPoint(), tenths%10)
}

// Share prints the counts first and then the rate: "12 of 36 (33.3 %)".
func (p Printer) Share(women, total int) string {
	return p.Text("share.counts", "women", women, "total", total, "rate", p.Percent(women, total))
}

func (p Printer) decimalPoint() string {
	if p.Lang == Vietnamese {
		return ","
	}
	return "."
}

// Decimal prints a number with a fixed count of decimals.
func (p Printer) Decimal(x float64, decimals int) string {
	text := strconv.FormatFloat(x, 'f', decimals, 64)
	return strings.Replace(text, ".", p.decimalPoint(), 1)
}

// Date prints a day: 5 February 2026, or 05/02/2026 in Vietnamese.
func (p Printer) Date(d civil.Date) string {
	if d.IsZero() {
		return ""
	}
	if p.Lang == Vietnamese {
		return d.Time().Format("02/01/2006")
	}
	return d.Time().Format("2 January 2006")
}

// Month prints a month: October 2026, or tháng 10/2026 in Vietnamese.
func (p Printer) Month(m civil.Month) string {
	if m.IsZero() {
		return ""
	}
	if p.Lang == Vietnamese {
		return fmt.Sprintf("tháng %d/%d", int(m.Of()), m.Year())
	}
	return m.Start().Time().Format("January 2006")
}
