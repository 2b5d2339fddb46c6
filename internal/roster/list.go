package roster

import (
	"strconv"
	"strings"

	"beret/civil"
	"beret/internal/personname"
	"beret/internal/reference"
	"beret/internal/registry"
	"beret/internal/spreadsheet"
)

// A list stands in one cell: items separated by ; or a new line, the entries of
// an item by |, in a fixed order, those at the end left out where empty:
//
//	English | B2 | 2024-05-01; French | B1
//
// A backslash before ; | or \ takes the sign as it is, and \n is a new line.
// One function describes a kind of item for reading and for writing, so that
// what is written is what is read.

// item is one item on its way in (parser set) or out (speller set).
type item struct {
	parser  *parser
	speller *speller
	entries []string
	at      int
}

func (i *item) reading() bool { return i.parser != nil }

// next returns the next entry of an item that is read.
func (i *item) next() string {
	if i.at >= len(i.entries) {
		return ""
	}
	i.at++
	return i.entries[i.at-1]
}

func (i *item) put(entry string) { i.entries = append(i.entries, entry) }

func (i *item) text(value *string) {
	if i.reading() {
		*value = personname.Normalize(i.next())
		return
	}
	i.put(*value)
}

func (i *item) day(value *civil.Date) {
	if i.reading() {
		*value = i.parser.day(spreadsheet.Cell{Text: i.next(), Kind: spreadsheet.Text})
		return
	}
	i.put(value.String())
}

func (i *item) code(kind reference.Kind, value *string) {
	if i.reading() {
		*value = i.parser.code(kind, i.next())
		return
	}
	i.put(i.speller.code(kind, *value))
}

// either is one of two words; without a word it is the second.
func (i *item) either(kind reference.Kind, value *bool, first, second string) {
	if i.reading() {
		*value = i.parser.code(kind, i.next()) == first
		return
	}
	i.put(i.speller.either(kind, *value, first, second))
}

func (i *item) number(value *int) {
	if !i.reading() {
		i.put(strconv.Itoa(*value))
		return
	}
	if text := i.next(); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil {
			i.parser.problem("roster.problem.number", "value", text)
		}
		*value = n
	}
}

func (i *item) optional(value **int) {
	switch {
	case i.reading() && i.at < len(i.entries) && i.entries[i.at] != "":
		*value = new(int)
		i.number(*value)
	case i.reading():
		i.next()
	case *value == nil:
		i.put("")
	default:
		i.number(*value)
	}
}

func (i *item) unit(value *int64) {
	if i.reading() {
		*value = i.parser.unit(i.next())
		return
	}
	i.put(i.speller.unit(*value))
}

// language also takes what people type: "English B2", "Tiếng Anh B2 01/05/2024".
func language(i *item, l *registry.Language) {
	if i.reading() && len(i.entries) == 1 {
		i.entries = looseLanguage(i.parser, i.entries[0])
	}
	i.code(reference.LanguageKind, &l.Language)
	i.code(reference.LanguageLevels, &l.Level)
	i.day(&l.TestedOn)
}

func looseLanguage(p *parser, text string) []string {
	words := strings.Fields(strings.NewReplacer("(", " ", ")", " ", ":", " ").Replace(text))
	tested := ""
	if n := len(words); n > 2 {
		if _, err := spreadsheet.ParseDate(spreadsheet.Cell{Text: words[n-1], Kind: spreadsheet.Text}); err == nil {
			words, tested = words[:n-1], words[n-1]
		}
	}
	n := len(words)
	if n < 2 || p.lookups[reference.LanguageLevels].find(words[n-1]) == "" {
		return []string{text}
	}
	return []string{strings.Join(words[:n-1], " "), words[n-1], tested}
}

func licence(i *item, l *registry.Licence) {
	i.text(&l.Class)
	if i.reading() {
		l.Class = registry.NormalizeNumber(l.Class)
	}
	i.either(gears, &l.Manual, manual, automatic)
	i.day(&l.Since)
	i.day(&l.Expires)
}

func specialism(i *item, s *registry.Specialism) {
	i.code(reference.Specialisms, &s.Specialism)
	i.number(&s.Years)
}

func certificate(i *item, c *registry.Certificate) {
	i.code(reference.CertificateTypes, &c.Type)
	i.text(&c.Issuer)
	i.text(&c.Number)
	i.day(&c.Issued)
	i.day(&c.Expires)
}

func attempt(i *item, a *registry.Attempt) {
	i.code(reference.Editions, &a.Edition)
	i.code(reference.Tests, &a.Test)
	i.day(&a.TakenOn)
	i.either(results, &a.Passed, passed, failed)
	i.optional(&a.Score)
}

// clearance without an expiry gets the one that the policy of its day gives.
func clearance(i *item, c *registry.Clearance) {
	i.code(reference.Editions, &c.Edition)
	i.day(&c.ClearedOn)
	i.day(&c.Expires)
	if i.reading() && c.Expires == 0 && c.ClearedOn != 0 {
		if months := i.parser.rules.Book.Number("ams-clearance-months", c.ClearedOn); months > 0 {
			c.Expires = c.ClearedOn.AddMonths(months)
		}
	}
}

func availability(i *item, a *registry.Availability) {
	i.either(flags, &a.Willing, yes, no)
	i.day(&a.From)
	i.day(&a.To)
	i.day(&a.ConsentOn)
	i.text(&a.Note)
}

func pastRank(i *item, r *registry.PastRank) {
	i.code(reference.Ranks, &r.Rank)
	i.day(&r.From)
	i.day(&r.To)
}

func pastPosting(i *item, h *registry.PastPosting) {
	i.unit(&h.HomeUnitID)
	i.text(&h.Position)
	i.day(&h.From)
	i.day(&h.To)
}

// readList reads a cell's items; nil for an empty cell. The record holds one
// part of an identity only, so that a second one is a problem.
func readList[P registry.Part](p *parser, cell string, part func(*item, *P)) []P {
	if cell == "" {
		return nil
	}
	var parts []P
	for _, entries := range splitList(cell) {
		var read P
		i := &item{parser: p, entries: entries}
		part(i, &read)
		if len(i.entries) > i.at {
			p.problem("roster.problem.entries", "value", strings.Join(entries, " | "))
		}
		for _, other := range parts {
			if same := identity(read); same != "" && same == identity(other) {
				p.problem("roster.problem.twice", "value", strings.Join(entries, " | "))
			}
		}
		parts = append(parts, read)
	}
	return parts
}

// identity tells a part from others of its kind in one file; "" where several
// may be alike.
func identity(part registry.Part) string {
	switch p := part.(type) {
	case registry.Attempt:
		return p.Test + p.TakenOn.String()
	case registry.Clearance:
		return p.ClearedOn.String()
	case registry.Certificate, registry.Availability:
		return ""
	}
	return part.Key()
}

// splitList splits a cell into items and those into entries, white space
// around them taken off. Items without any entry are left out.
func splitList(cell string) [][]string {
	var items [][]string
	var entries []string
	var entry strings.Builder
	endEntry := func() {
		entries = append(entries, strings.TrimSpace(entry.String()))
		entry.Reset()
	}
	endItem := func() {
		endEntry()
		if strings.Join(entries, "") != "" {
			items = append(items, entries)
		}
		entries = nil
	}
	escaped := false
	for _, r := range cell {
		switch {
		case escaped && r == 'n':
			entry.WriteByte('\n')
			escaped = false
		case escaped:
			entry.WriteRune(r)
			escaped = false
		case r == '\\':
			escaped = true
		case r == '|':
			endEntry()
		case r == ';' || r == '\n' || r == '\r':
			endItem()
		default:
			entry.WriteRune(r)
		}
	}
	endItem()
	return items
}

var escapes = strings.NewReplacer(`\`, `\\`, `|`, `\|`, `;`, `\;`, "\n", `\n`, "\r", "")

// writeList is the inverse of readList.
func writeList[P registry.Part](w *speller, parts []P, part func(*item, *P)) any {
	if len(parts) == 0 {
		return nil
	}
	var b strings.Builder
	for n := range parts {
		i := &item{speller: w}
		part(i, &parts[n])
		for len(i.entries) > 1 && i.entries[len(i.entries)-1] == "" {
			i.entries = i.entries[:len(i.entries)-1]
		}
		if n > 0 {
			b.WriteString("; ")
		}
		for k, entry := range i.entries {
			if k > 0 {
				b.WriteString(" | ")
			}
			b.WriteString(escapes.Replace(entry))
		}
	}
	return b.String()
}
