package roster

import (
	"strconv"

	"beret/internal/locale"
	"beret/internal/reference"
	"beret/internal/registry"
)

func number(n int) string { return strconv.Itoa(n) }

// speller writes codes as the words of a language, where those lead back to
// the code, and otherwise as they are.
type speller struct {
	printer locale.Printer
	book    *reference.Book
	lookups map[reference.Kind]*lookup
	units   *units
	byID    map[int64]string // spelling of home units
	words   map[reference.Kind]map[string]string
}

func newSpeller(p locale.Printer, book *reference.Book, lookups map[reference.Kind]*lookup, homeUnits []registry.HomeUnit) *speller {
	s := &speller{printer: p, book: book, lookups: lookups, units: newUnits(homeUnits, false),
		byID: map[int64]string{}, words: map[reference.Kind]map[string]string{}}
	for _, unit := range homeUnits {
		s.byID[unit.ID] = unit.Code
		if id, _ := s.units.find(unit.Name); id == unit.ID {
			s.byID[unit.ID] = unit.Name
		}
	}
	return s
}

func (s *speller) unit(id int64) string { return s.byID[id] }

func (s *speller) code(kind reference.Kind, code string) string {
	if code == "" {
		return ""
	}
	words := s.words[kind]
	if words == nil {
		words = map[string]string{}
		s.words[kind] = words
	}
	if _, known := words[code]; !known {
		words[code] = s.spell(kind, code)
	}
	return words[code]
}

func (s *speller) spell(kind reference.Kind, code string) string {
	name := ""
	if _, ours := stateCodes()[kind]; ours {
		name = s.printer.Text(valueKey(kind, code))
	} else {
		name = s.book.Name(kind, code, s.printer.Lang)
	}
	if s.lookups[kind].find(name) == code {
		return name
	}
	return code
}

func (s *speller) either(kind reference.Kind, value bool, first, second string) string {
	if value {
		return s.code(kind, first)
	}
	return s.code(kind, second)
}
