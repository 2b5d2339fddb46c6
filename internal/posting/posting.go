// Package posting reads the posts of a call from a spreadsheet, each row with
// what is wrong with it by column, and writes the template that is filled in.
package posting

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"strings"

	"beret/internal/call"
	"beret/internal/fault"
	"beret/internal/locale"
	"beret/internal/reference"
	"beret/internal/spreadsheet"
)

// FileBytes bounds a file of posts; a call has some hundred rows at most.
const FileBytes = 4 << 20

// mostRows is how many rows of posts a file may hold.
const mostRows = 500

// limits are far above any call of the UN and far below what would hurt.
func limits() spreadsheet.Limits {
	l := spreadsheet.DefaultLimits()
	l.File, l.Unpacked, l.Parts, l.Sheets = FileBytes, 64<<20, 200, 20
	l.Rows, l.Columns, l.Cell, l.Row, l.Shared, l.Texts = 20_000, 100, 4<<10, 64<<10, 8<<20, 100_000
	return l
}

// Reader reads files of posts by the reference data, in any of the catalogue's
// languages.
type Reader struct {
	book      *reference.Book
	catalogue *locale.Catalogue
	words     map[reference.Kind]map[string]string // codes by every spelling
	headings  map[string]string                    // columns by every heading
}

// NewReader returns a reader of the office's reference data.
func NewReader(book *reference.Book, catalogue *locale.Catalogue) *Reader {
	r := &Reader{book: book, catalogue: catalogue, words: map[reference.Kind]map[string]string{}, headings: map[string]string{}}
	for _, kind := range kinds() {
		r.words[kind] = map[string]string{}
		for _, row := range book.Rows(kind) {
			r.teach(kind, row)
		}
	}
	for _, lang := range locale.Languages() {
		p := catalogue.In(lang)
		for _, c := range columns() {
			r.headings[folded(c.name)], r.headings[folded(p.Text(c.title()))] = c.name, c.name
		}
		for _, key := range []string{"posting.yes", "posting.no"} {
			r.flags()[folded(p.Text(key))] = strings.TrimPrefix(key, "posting.")
		}
	}
	return r
}

// flagWords is the kind under which the words for yes and no are kept.
const flagWords reference.Kind = "yes or no"

func (r *Reader) flags() map[string]string {
	if r.words[flagWords] == nil {
		r.words[flagWords] = map[string]string{"yes": "yes", "y": "yes", "x": "yes", "1": "yes", "true": "yes", "no": "no", "n": "no", "0": "no", "false": "no"}
	}
	return r.words[flagWords]
}

func (r *Reader) teach(kind reference.Kind, row reference.Row) {
	spellings := []string{row.Code, row.Field("short")}
	for _, lang := range locale.Languages() {
		spellings = append(spellings, row.Name(lang), row.Short(lang))
	}
	for _, text := range spellings {
		if key := folded(text); key != "" && r.words[kind][key] == "" {
			r.words[kind][key] = row.Code
		}
	}
}

// List is what a file says.
type List struct {
	File, Sheet, SHA256 string
	Rows                []Row
	Unknown             []string // headings that mean nothing here
}

// Row is a row of the file as a post, with what is wrong with it. Fields of
// problems are names of columns.
type Row struct {
	Number   int // in the file
	Post     call.Post
	Problems []fault.Problem
}

// Faulty returns how many rows have problems.
func (l *List) Faulty() (n int) {
	for _, row := range l.Rows {
		if len(row.Problems) > 0 {
			n++
		}
	}
	return n
}

// Posts returns the posts of the rows.
func (l *List) Posts() []call.Post {
	posts := make([]call.Post, len(l.Rows))
	for i, row := range l.Rows {
		posts[i] = row.Post
	}
	return posts
}

// Read reads the posts of a file for a call that has some already. It returns
// Invalid where the file as a whole cannot be read; what is wrong with a row
// stands in the list.
func (r *Reader) Read(file io.ReaderAt, size int64, name string, c call.Call, there []call.Post) (list *List, err error) {
	defer fault.Wrap(&err, "posting.Read")
	book, err := spreadsheet.Open(file, size, name, limits())
	if err != nil {
		return nil, err
	}
	list = &List{File: name, SHA256: sum(file, size)}
	if err := r.readSheets(book, list); err != nil {
		return nil, err
	}
	r.judge(list, c, there)
	return list, nil
}

func sum(file io.ReaderAt, size int64) string {
	hash := sha256.New()
	if _, err := io.Copy(hash, io.NewSectionReader(file, 0, size)); err != nil {
		return ""
	}
	return hex.EncodeToString(hash.Sum(nil))
}

// judge adds what the call's rules say of each post, but nothing about columns
// that could not be read.
func (r *Reader) judge(list *List, c call.Call, there []call.Post) {
	posts, problems := call.Arrange(c, there, list.Posts(), r.book)
	for i := range list.Rows {
		row := &list.Rows[i]
		row.Post = posts[i]
		unread := map[string]bool{}
		for _, p := range row.Problems {
			unread[p.Field] = true
		}
		for _, p := range problems[i] {
			if !unread[p.Field] {
				row.Problems = append(row.Problems, p)
			}
		}
	}
}

// readSheets reads the first sheet whose headings name a post's title.
func (r *Reader) readSheets(book *spreadsheet.Book, list *List) error {
	for i, sheet := range book.Sheets() {
		if sheet.Hidden {
			continue
		}
		found, err := r.readSheet(book, i, list)
		if err != nil {
			return err
		}
		if found {
			list.Sheet = sheet.Name
			if len(list.Rows) == 0 {
				return fault.New(fault.Invalid, "posting.empty", "file", list.File)
			}
			return nil
		}
	}
	return fault.New(fault.Invalid, "posting.no_table", "file", list.File)
}

// headingRows is how far down the headings are looked for.
const headingRows = 20

func (r *Reader) readSheet(book *spreadsheet.Book, sheet int, list *List) (found bool, err error) {
	rows, err := book.Rows(sheet)
	if err != nil {
		return false, err
	}
	defer rows.Close()
	var head []*column
	for seen := 0; ; seen++ {
		row, err := rows.Next()
		if err == io.EOF {
			return head != nil, nil
		}
		if err != nil {
			return false, err
		}
		switch {
		case head == nil && seen > headingRows:
			return false, nil
		case head == nil:
			head, list.Unknown = r.understand(row)
		case !blank(row):
			if len(list.Rows) == mostRows {
				return false, fault.New(fault.Invalid, "posting.too_many", "file", list.File, "n", mostRows)
			}
			list.Rows = append(list.Rows, r.row(head, row))
		}
	}
}

// understand returns the columns of a row of headings, nil where it is none:
// headings name at least the title and one more column.
func (r *Reader) understand(row spreadsheet.Row) (head []*column, unknown []string) {
	named, all, taken := 0, columns(), map[string]bool{}
	for _, cell := range row.Cells {
		var c *column
		name := r.heading(cell.Text)
		for i := range all {
			if all[i].name == name && !taken[name] {
				c = &all[i]
			}
		}
		if head = append(head, c); c != nil {
			named, taken[name] = named+1, true
		} else if text := strings.TrimSpace(cell.Text); text != "" {
			unknown = append(unknown, text)
		}
	}
	if !taken["title"] || named < 2 {
		return nil, nil
	}
	return head, unknown
}

// heading returns the column of a heading, with or without what stands in
// brackets at its end or the star of a required one.
func (r *Reader) heading(text string) string {
	if name := r.headings[folded(text)]; name != "" {
		return name
	}
	before, _, _ := strings.Cut(text, "(")
	return r.headings[folded(before)]
}

func blank(row spreadsheet.Row) bool {
	for _, cell := range row.Cells {
		if strings.TrimSpace(cell.Text) != "" {
			return false
		}
	}
	return true
}

// row reads the cells under their columns.
func (r *Reader) row(head []*column, row spreadsheet.Row) Row {
	p := &parser{Reader: r, post: call.Post{Count: 1}}
	for i, c := range head {
		if c == nil || i >= len(row.Cells) {
			continue
		}
		p.column = c.name
		cell := row.Cells[i]
		if cell.Kind == spreadsheet.Error {
			p.problem("posting.problem.cell", "value", cell.Text)
			continue
		}
		if text := strings.TrimSpace(cell.Text); text != "" {
			c.read(p, text)
		}
	}
	return Row{Number: row.Number, Post: p.post, Problems: p.problems}
}
