package roster

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"beret/internal/fault"
	"beret/internal/locale"
	"beret/internal/registry"
	"beret/internal/spreadsheet"
)

// File is an opened roster.
type File struct {
	Name   string
	SHA256 string
	// Sheet is the name or number (from 1) of the sheet to read; empty for the
	// first that looks like a roster.
	Sheet string

	book  *spreadsheet.Book
	units *spreadsheet.Book // a table of home units beside a CSV roster, nil for none
	close []io.Closer
}

// Open opens a roster. Close it after use.
func Open(path string) (*File, error) { return OpenAs(path, filepath.Base(path)) }

// OpenAs is Open for an upload, which has another name than the file it is
// kept in.
func OpenAs(path, name string) (*File, error) {
	book, file, err := openBook(path, name)
	if err != nil {
		return nil, err
	}
	f := &File{Name: name, book: book, close: []io.Closer{file}}
	sum := sha256.New()
	if _, err := io.Copy(sum, file); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	f.SHA256 = hex.EncodeToString(sum.Sum(nil))
	return f, nil
}

func openBook(path, name string) (*spreadsheet.Book, *os.File, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, nil, fault.Because(err, fault.NotFound, "roster.no_file", "path", path)
	}
	info, err := file.Stat()
	if err != nil {
		return nil, nil, errors.Join(err, file.Close())
	}
	book, err := spreadsheet.Open(file, info.Size(), name, spreadsheet.DefaultLimits())
	if err != nil {
		return nil, nil, errors.Join(err, file.Close())
	}
	return book, file, nil
}

// AddUnits opens a table of home units (code, name, code of the parent) whose
// units are added before the officers. A workbook carries it as a sheet.
func (f *File) AddUnits(path string) error {
	book, file, err := openBook(path, filepath.Base(path))
	if err != nil {
		return err
	}
	f.units = book
	f.close = append(f.close, file)
	return nil
}

// Close closes what Open and AddUnits opened.
func (f *File) Close() error {
	var all error
	for _, c := range f.close {
		all = errors.Join(all, c.Close())
	}
	return all
}

// header is the row of headings, understood.
type header struct {
	sheet   int
	name    string // of the sheet
	row     int
	titles  []spreadsheet.Cell
	columns []*column // by position; nil for one that is not read
	unknown []string
	absent  []column
}

// headerRows is how far down the headings are looked for: rosters begin with
// the name of the office and of the list.
const headerRows = 30

// findHeader returns the headings of the sheet that was asked for, or of the
// first that has all required columns.
func (f *File) findHeader(catalogue *locale.Catalogue) (*header, error) {
	names := headings(catalogue)
	var nearest *header
	for i, sheet := range f.book.Sheets() {
		if f.Sheet == "" && sheet.Hidden || f.Sheet != "" && !isSheet(f.Sheet, sheet.Name, i) {
			continue
		}
		h, err := f.headerOf(i, names)
		if err != nil {
			return nil, err
		}
		if len(h.missing()) == 0 {
			return h, nil
		}
		if nearest == nil || len(h.missing()) < len(nearest.missing()) {
			nearest = h
		}
	}
	if nearest == nil {
		return nil, fault.New(fault.Invalid, "roster.no_sheet", "sheet", f.Sheet, "file", f.Name)
	}
	return nil, nearest.incomplete(f.Name)
}

func isSheet(asked, name string, i int) bool {
	return strings.EqualFold(asked, name) || asked == strconv.Itoa(i+1)
}

// headerOf reads the first rows of a sheet and understands the one that names
// the most columns.
func (f *File) headerOf(sheet int, names map[string]string) (*header, error) {
	best := &header{sheet: sheet, name: f.book.Sheets()[sheet].Name, absent: columns()}
	rows, err := f.book.Rows(sheet)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for range headerRows {
		row, err := rows.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, err
		}
		if h := understand(row, names); len(h.absent) < len(best.absent) {
			h.sheet, h.name = best.sheet, best.name
			best = h
		}
	}
	return best, nil
}

const ignored = "-" // the column of headings that are left out on purpose

func understand(row spreadsheet.Row, names map[string]string) *header {
	h := &header{row: row.Number, columns: make([]*column, len(row.Cells))}
	all, taken := columns(), map[string]bool{}
	for i, cell := range row.Cells {
		h.titles = append(h.titles, cell)
		if strings.TrimSpace(cell.Text) == "" {
			continue
		}
		name := nameOf(cell.Text, names)
		switch {
		case name == ignored:
		case name == "" || taken[name]:
			h.unknown = append(h.unknown, strings.TrimSpace(cell.Text))
		default:
			taken[name] = true
			h.columns[i] = columnByName(all, name)
		}
	}
	for _, c := range all {
		if !taken[c.name] {
			h.absent = append(h.absent, c)
		}
	}
	return h
}

// nameOf returns the column of a heading, with or without what stands in
// brackets at its end.
func nameOf(heading string, names map[string]string) string {
	if name := names[foldedKey(heading)]; name != "" {
		return name
	}
	before, _, found := strings.Cut(heading, "(")
	if !found {
		return ""
	}
	return names[foldedKey(before)]
}

// headings returns the columns by every heading that means them.
func headings(catalogue *locale.Catalogue) map[string]string {
	names := map[string]string{}
	for _, row := range embedded(headingFile) {
		names[foldedKey(row[1])] = row[0]
	}
	for _, lang := range locale.Languages() {
		p := catalogue.In(lang)
		for _, key := range []string{"roster.reason_column", "roster.row_column"} {
			names[foldedKey(p.Text(key))] = ignored
		}
	}
	for _, lang := range locale.Languages() {
		for _, c := range columns() {
			names[foldedKey(catalogue.In(lang).Text(c.title))] = c.name
			names[foldedKey(c.name)] = c.name
		}
	}
	return names
}

// missing returns the required columns that the headings lack.
func (h *header) missing() []column {
	var list []column
	for _, c := range h.absent {
		if c.required {
			list = append(list, c)
		}
	}
	return list
}

// incomplete is the error of a table that lacks required columns.
func (h *header) incomplete(file string) error {
	err := fault.New(fault.Invalid, "roster.incomplete", "file", file, "sheet", h.name, "n", len(h.missing()))
	for _, c := range h.missing() {
		err.Problems = append(err.Problems, fault.Problem{Field: c.name, Key: "roster.problem.column", Args: []any{"column", locale.Key(c.title)}})
	}
	return err
}

// project reduces a file to what the present columns say.
func (h *header) project(f registry.File) registry.File {
	var reduced registry.File
	for _, c := range h.columns {
		if c != nil {
			c.take(&reduced, &f)
		}
	}
	reduced.Officer = registry.Normalize(reduced.Officer)
	return reduced
}

// carries reports whether a column is among those read.
func (h *header) carries(name string) bool {
	for _, c := range h.columns {
		if c != nil && c.name == name {
			return true
		}
	}
	return false
}
