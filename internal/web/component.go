package web

import (
	"html/template"
	"net/url"
	"strconv"
	"strings"
)

// Tone is the colour of a notice or tag; its words carry the meaning.
type Tone string

// The tones.
const (
	Plain Tone = "quiet" // neither good nor bad
	Good  Tone = "good"
	Warn  Tone = "warn"
	Bad   Tone = "bad"
	Info  Tone = "info"
)

func (t Tone) known() bool {
	return t == Plain || t == Good || t == Warn || t == Bad || t == Info
}

// Link leads somewhere. Current marks the page one is on. Key is the key that
// follows a link in a table's row while the row has the focus, empty for none.
type Link struct {
	Text    Text
	Href    string
	Current bool
	Key     string
}

// Action is a button: a link where Method is empty, otherwise a form of one
// button that posts to Href. Confirm is asked before it, if set.
type Action struct {
	Text    Text
	Href    string
	Post    bool
	Second  bool
	Danger  bool
	Confirm Text
}

// Class returns the button's classes.
func (a Action) Class() string {
	switch {
	case a.Danger:
		return "button danger"
	case a.Second:
		return "button second"
	}
	return "button"
}

// Notice is a message in a coloured inset.
type Notice struct {
	Tone  Tone
	Text  Text
	Links []Link
}

// Tag is a status in a word or two.
type Tag struct {
	Text Text
	Tone Tone
}

// Share is a bar of women among a total; Target in percent is a mark, 0 none.
type Share struct {
	Women, Total int
	Target       float64
}

// Percent returns the bar's length for an SVG attribute.
func (s Share) Percent() string {
	if s.Total <= 0 {
		return "0%"
	}
	return percentAttribute(100 * float64(s.Women) / float64(s.Total))
}

// Mark returns the place of the target for an SVG attribute.
func (s Share) Mark() string { return percentAttribute(s.Target) }

func percentAttribute(p float64) string {
	return strconv.FormatFloat(min(max(p, 0), 100), 'f', 2, 64) + "%"
}

// Tick is a box before what stands in a cell, of a form around the table.
type Tick struct {
	Name, Value string
	Label       Text // read out
	On          bool
}

// Cell is what stands in a table or summary list: a box, a text, a link if Href
// is set, tags, a share with its bar, a small note beneath, and what can be
// done.
type Cell struct {
	Tick  *Tick
	Text  Text
	Href  string
	Note  Text
	Tags  []Tag
	Share *Share
	Links []Link
}

// Blank reports whether there is nothing in the cell; a phone leaves it out.
func (c Cell) Blank() bool {
	return c.Text == nil && c.Note == nil && len(c.Tags) == 0 && c.Share == nil && len(c.Links) == 0
}

// Column heads a table's column. Sort is its name in the address, empty where
// one cannot sort by it.
type Column struct {
	Label   Text
	Sort    string
	Numeric bool
	Tight   bool // kept on one line: dates, numbers of documents
}

// Class returns the class of the column's cells.
func (c Column) Class() string {
	switch {
	case c.Numeric:
		return "number"
	case c.Tight:
		return "tight"
	}
	return ""
}

// Row is a table's row; its first cell names it. ID is where an address with
// a # leads, empty for nowhere.
type Row struct {
	Cells []Cell
	Total bool
	ID    string
}

// Table is a table with a caption. Address is the page's own, from which the
// links that sort are made; Order is the column it is sorted by, with a "-" in
// front when descending. Cards turns the rows into cards on a phone, for
// tables of people and things; tables of figures scroll.
type Table struct {
	Caption Text
	Columns []Column
	Rows    []Row
	Empty   Text // what is said instead of rows
	Address *url.URL
	Order   string
	Cards   bool
}

// AriaSort returns the value of aria-sort for a column, empty for none.
func (t Table) AriaSort(c Column) string {
	switch {
	case c.Sort == "":
		return ""
	case t.Order == c.Sort:
		return "ascending"
	case t.Order == "-"+c.Sort:
		return "descending"
	}
	return ""
}

// SortHref returns the address of the page sorted by a column, the other way
// round where it is sorted by it already, from its first page.
func (t Table) SortHref(c Column) string {
	order := c.Sort
	if t.Order == c.Sort {
		order = "-" + c.Sort
	}
	return withQuery(t.Address, "sort", order, "page", "")
}

// LabelOf returns the label of the i-th column, for the phone's cards.
func (t Table) LabelOf(i int) Text {
	if i < len(t.Columns) {
		return t.Columns[i].Label
	}
	return nil
}

// ClassOf returns the class of the i-th column's cells; an empty cell is
// blank, which a phone leaves out.
func (t Table) ClassOf(i int, c Cell) string {
	switch {
	case c.Blank():
		return "blank"
	case i < len(t.Columns):
		return t.Columns[i].Class()
	}
	return ""
}

// withQuery returns the address with parameters set, or removed where empty.
func withQuery(address *url.URL, pairs ...string) string {
	if address == nil {
		address = &url.URL{}
	}
	query := address.Query()
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] == "" {
			query.Del(pairs[i])
		} else {
			query.Set(pairs[i], pairs[i+1])
		}
	}
	return pathWithQuery(address.Path, query)
}

func pathWithQuery(path string, query url.Values) string {
	if len(query) == 0 {
		return path
	}
	return path + "?" + query.Encode()
}

// Pages leads through a long list: page Page (from 1) of Total rows, Size on
// each.
type Pages struct {
	Address           *url.URL
	Page, Size, Total int
}

// pagesOf reads the page's number from the address.
func pagesOf(address *url.URL, size, total int) Pages {
	number, err := strconv.Atoi(address.Query().Get("page"))
	if err != nil || number < 1 {
		number = 1
	}
	return Pages{Address: address, Page: min(number, 1_000_000), Size: size, Total: total}
}

// Offset is the number of rows before the page.
func (p Pages) Offset() int { return (p.Page - 1) * p.Size }

// Count is the number of pages.
func (p Pages) Count() int { return (p.Total + p.Size - 1) / p.Size }

// From is the number of the page's first row.
func (p Pages) From() int { return min(p.Offset()+1, p.Total) }

// To is the number of the page's last row.
func (p Pages) To() int { return min(p.Offset()+p.Size, p.Total) }

// Href returns the address of a page.
func (p Pages) Href(number int) string {
	return withQuery(p.Address, "page", strconv.Itoa(number))
}

// Previous returns the page before, 0 for none.
func (p Pages) Previous() int { return p.Page - 1 }

// Next returns the page after, 0 for none.
func (p Pages) Next() int {
	if p.Page < p.Count() {
		return p.Page + 1
	}
	return 0
}

// Numbers returns the pages to offer: first, last and the neighbours, with 0
// for a gap.
func (p Pages) Numbers() []int {
	var numbers []int
	for n := 1; n <= p.Count(); n++ {
		switch near := n >= p.Page-1 && n <= p.Page+1; {
		case n == 1, n == p.Count(), near:
			numbers = append(numbers, n)
		case numbers[len(numbers)-1] != 0:
			numbers = append(numbers, 0)
		}
		if n == p.Page+2 && p.Count() > n {
			n = p.Count() - 1
		}
	}
	return numbers
}

// Item is a line of a summary list.
type Item struct {
	Label  Text
	Value  Cell
	Action *Link // "Change", with the label read out after it
}

// Identity is the bar that says whose page one is on.
type Identity struct {
	Name  Text
	Tags  []Tag
	Items []Item
}

// Event is an entry of a timeline, newest first.
type Event struct {
	When, What, Who, Note Text
	Href                  string
}

// Task is a line of a task list, its status derived from the record.
type Task struct {
	Text, Note Text
	Href       string
	Status     Tag
}

// Progress is how far a job is. Address is the page that shows it; while it
// is set the page asks again, and a page sets page.Refresh as well for
// browsers without scripts.
type Progress struct {
	Label, Note Text
	Done, Total int
	Address     string
}

// Stat is one number with its counts: what, how many, and the way to the
// evidence.
type Stat struct {
	Label    Text
	Value    Text
	Unit     Text // small, after the value
	Note     Text
	Tags     []Tag
	Share    *Share
	Evidence *Link
}

// Picture frames a figure with the table of the same numbers. Drawing comes
// from the figure package, whose strings are escaped.
type Picture struct {
	Title   Text
	Drawing template.HTML
	Phone   template.HTML // the same drawn narrow, shown instead on a phone; empty for none
	Table   *Table
	Source  Text
}

// Finding is the sentence that a page is there to say; words between ** are
// printed strong.
type Finding struct{ Text Text }

// span is a run of words in one weight.
type span struct {
	Words  string
	Strong bool
}

// strong splits a text at ** into runs of words.
func strong(text string) []span {
	var spans []span
	for i, words := range strings.Split(text, "**") {
		if words != "" {
			spans = append(spans, span{words, i%2 == 1})
		}
	}
	return spans
}

// Paragraphs splits a text at its empty lines.
func paragraphs(text string) []string { return strings.Split(text, "\n\n") }
