// Package document builds paginated documents from a few kinds of block and
// writes each as PDF or as DOCX. The same blocks give the same words, figures
// and tables in both; only the file differs.
//
// Fill a Document with blocks, then call PDF or DOCX. The same document with
// the same creation time gives the same bytes. Every text is a ready string in
// the document's language; the few words that Decree 30/2020/NĐ-CP prescribes
// come from Decree, About, PlaceDate and Recipients.
package document

import (
	"time"

	"beret/internal/figure"
)

// Document is a whole document. It must not be changed while it is written.
type Document struct {
	Layout   Layout
	Language string // BCP 47, such as "vi" or "en"
	Title    string // for the reader's window and the archive
	Author   string
	Subject  string
	Created  time.Time // also the date in the file's properties
	Mark     string    // on the head of every page, such as a secrecy mark; may be empty
	Blocks   []Block
}

// Add appends blocks.
func (d *Document) Add(blocks ...Block) { d.Blocks = append(d.Blocks, blocks...) }

// Block is one of the types of this package that stand in a document.
type Block interface{ block() }

// Text is a paragraph's words in runs of one look each.
type Text []Run

// Run is a stretch of text of one look.
type Run struct {
	Text         string
	Bold, Italic bool
}

// Plain is text without emphasis.
func Plain(s string) Text { return Text{{Text: s}} }

// Bold is a bold run.
func Bold(s string) Run { return Run{Text: s, Bold: true} }

// Italic is an italic run.
func Italic(s string) Run { return Run{Text: s, Italic: true} }

// Regular is a run without emphasis.
func Regular(s string) Run { return Run{Text: s} }

// Align is how lines stand between the margins.
type Align int

// The alignments. Natural is what the layout asks of running text.
const (
	Natural Align = iota
	Left
	Centre
	Right
)

// Paragraph is running text.
type Paragraph struct {
	Text  Text
	Align Align
	Flush bool // without the layout's first-line indent
}

// Heading opens a section; Level is 1 or 2. It stays with what follows it.
type Heading struct {
	Level int
	Text  string
}

// List is a list with dashes, or with numbers.
type List struct {
	Items    []Text
	Numbered bool
}

// Table is a table whose head is repeated on each page. Rows are not split
// across pages unless one alone is taller than a page.
type Table struct {
	Caption string
	Columns []Column
	Rows    [][]string // short rows are filled with empty cells
	Strong  []int      // indices of rows in bold, such as totals
	Source  string     // a note beneath; may be empty
}

// Column is a table's column. Weight is its share of the width; where every
// weight is 0 the columns are as wide as their contents ask.
type Column struct {
	Head    string
	Weight  float64
	Numeric bool // aligned right
}

// TableOf is the table that a figure carries.
func TableOf(caption string, t figure.Table) Table {
	table := Table{Caption: caption, Rows: t.Rows}
	for i, head := range t.Header {
		table.Columns = append(table.Columns, Column{Head: head, Numeric: i < len(t.Numeric) && t.Numeric[i]})
	}
	return table
}

// Figure is a picture with its caption above and a note beneath, as wide as
// the text. A picture drawn 560 pixels wide has letters of about 10 points on
// paper, one of 720 pixels about 8. In DOCX its
// title and description become the alternative text.
type Figure struct {
	Figure  *figure.Figure
	Caption string
	Source  string
}

// Note is small text: a source, a method, a warning.
type Note struct{ Text Text }

// PageBreak starts a new page.
type PageBreak struct{}

// DecreeHeader is the two-column head of an administrative document under
// Decree 30/2020/NĐ-CP, appendix I. Decree fills the prescribed words.
type DecreeHeader struct {
	Superior  string // the superior body, in capitals; may be empty
	Body      string // the issuing body, in capitals
	Number    string // "Số: 12/BC-VP"
	Subject   string // "V/v …" under the number of an official letter, which has no Title; else empty
	Republic  string // the state's name, kept on one line
	Motto     string
	PlaceDate string
}

// LetterHead is the head of a letter in the United Nations' style.
type LetterHead struct {
	Sender    []string // the first line is the body's name
	Reference string
	Date      string
	To        []string
	Subject   string
}

// Title is the kind of document in capitals and what it is about, centred.
type Title struct{ Kind, Subject string }

// Addressees are the bodies a document is addressed to ("Kính gửi:").
type Addressees struct {
	Label string
	Names []string
}

// Signature is the foot under Decree 30/2020/NĐ-CP: who receives the document
// on the left, who signs on the right. It is never split.
type Signature struct {
	Label      string   // "Nơi nhận:"
	Recipients []string // each with its dash: "- Như trên;"
	Title      []string // the signer's authority and title in capitals, by line
	Name       string
}

// Closing ends a letter: a phrase, room to sign, the name and its title.
type Closing struct {
	Phrase string
	Name   string
	Title  []string
}

func (Paragraph) block()    {}
func (Heading) block()      {}
func (List) block()         {}
func (Table) block()        {}
func (Figure) block()       {}
func (Note) block()         {}
func (PageBreak) block()    {}
func (DecreeHeader) block() {}
func (LetterHead) block()   {}
func (Title) block()        {}
func (Addressees) block()   {}
func (Signature) block()    {}
func (Closing) block()      {}
