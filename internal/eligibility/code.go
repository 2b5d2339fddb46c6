package eligibility

import (
	"beret/internal/reference"
)

// Codes numbers the codes of reference data, so that a candidate is a few
// small numbers. Two of them made from books with the same codes are alike;
// 0 is a code that the book does not hold.
type Codes struct {
	book  *reference.Book
	place map[reference.Kind]map[string]uint16
	code  map[reference.Kind][]string
}

// NewCodes numbers the codes of a book.
func NewCodes(book *reference.Book) *Codes {
	c := &Codes{book: book, place: map[reference.Kind]map[string]uint16{}, code: map[reference.Kind][]string{}}
	for _, kind := range []reference.Kind{reference.Ranks, reference.LanguageKind, reference.LanguageLevels,
		reference.Specialisms, reference.CertificateTypes, reference.Missions} {
		places, list := map[string]uint16{}, []string{""}
		for _, row := range book.Rows(kind) {
			if _, known := places[row.Code]; !known {
				places[row.Code] = uint16(len(list))
				list = append(list, row.Code)
			}
		}
		c.place[kind], c.code[kind] = places, list
	}
	return c
}

// Book returns the reference data whose codes these are.
func (c *Codes) Book() *reference.Book { return c.book }

func (c *Codes) of(kind reference.Kind, code string) uint16 { return c.place[kind][code] }

// name returns the row of a numbered code, whose name is printed in the
// reader's language.
func (c *Codes) name(kind reference.Kind, place uint16) reference.Row {
	row, _ := c.book.Find(kind, c.code[kind][place])
	return row
}

func (c *Codes) text(kind reference.Kind, place uint16) string { return c.code[kind][place] }
