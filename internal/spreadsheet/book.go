// Package spreadsheet reads tables that strangers made and writes tables that
// Excel opens: XLSX and CSV, row by row, in bounded memory. It knows nothing
// of what the tables mean.
//
// [Open] looks at a file's content, not at its name, and returns a [Book];
// [Book.Rows] walks one sheet. [NewXLSX] and [NewCSV] write; what they write,
// Open reads back cell by cell.
//
// Whatever is wrong with a file is a *fault.Error that names the file, the
// place in it and the remedy. A file is never trusted: its sizes are measured
// and not believed, formulas are refused (nothing here computes, and a value
// computed elsewhere may be stale), and nothing it refers to is fetched.
//
// XLSX is read by a scanner of our own (scan.go, sheet.go). On a sheet of 25
// filled columns excelize's Rows, even with raw values, is some seven times
// slower and holds the whole archive in memory, and the tokens of encoding/xml
// alone take three times as long as our whole reading, unpacking included; the
// benchmarks run all of them. CSV is read by encoding/csv behind the guards of
// csv.go, which cost about a third on top.
package spreadsheet

import (
	"bytes"
	"errors"
	"io"
	"path"
	"strconv"
	"strings"

	"beret/internal/fault"
)

// Limits bound what a file may cost. A limit of zero forbids; start from
// [DefaultLimits].
type Limits struct {
	File     int64 // bytes of the file as it comes
	Unpacked int64 // bytes of an XLSX file's parts, all together, when unpacked
	Ratio    int64 // times that a part may grow in unpacking, above its first MiB
	Parts    int   // files inside an XLSX file
	Sheets   int   // sheets of a workbook
	Rows     int   // rows of a sheet that hold anything
	Columns  int   // columns that hold anything
	Cell     int   // bytes of one cell's text
	Row      int   // bytes of one row's text
	Texts    int   // different texts in a workbook's table of shared strings
	Shared   int   // bytes of that table, the only part of a file held in memory
}

// DefaultLimits are ample for a ministry's whole roster, a million rows of 25
// columns in CSV and some 800,000 in XLSX, and hold the reader's memory below
// 100 MB whatever it is given.
func DefaultLimits() Limits {
	return Limits{
		File:     256 << 20,
		Unpacked: 1_000_000_000,
		Ratio:    250,
		Parts:    2000,
		Sheets:   256,
		Rows:     maxRow,
		Columns:  256,
		Cell:     4 * maxCellRunes,
		Row:      512 << 10,
		Texts:    3_000_000,
		Shared:   48 << 20,
	}
}

// Excel's own bounds.
const (
	maxRow       = 1_048_576
	maxColumn    = 16_384
	maxCellRunes = 32_767
)

// Format is a kind of file.
type Format string

// The formats read and written.
const (
	XLSX Format = "xlsx"
	CSV  Format = "csv"
)

// Kind says what a cell holds.
type Kind uint8

// The kinds of cell. CSV knows only Empty and Text.
const (
	Empty  Kind = iota
	Text        // the text as typed
	Number      // decimal digits, "1234.5"
	Date        // a day's serial number as Excel counts, or ISO text; see ParseDate
	Bool        // "TRUE" or "FALSE"
	Error       // an error value such as "#N/A"
)

// Cell is one cell: its text in the spelling that the kind fixes.
type Cell struct {
	Text string
	Kind Kind
	// From1904 marks the serial numbers of workbooks that count from 1904.
	From1904 bool
}

// Row is a row of a sheet. Number is the row's number in the spreadsheet
// program, from 1. Cells end with the last that holds something.
type Row struct {
	Number int
	Cells  []Cell
}

// Sheet is a table of a book, as its tab shows it.
type Sheet struct {
	Name   string
	Hidden bool
}

// Book is an opened file.
type Book struct {
	format Format
	sheets []Sheet
	rows   func(sheet int) (source, error)
	file   origin
}

// origin is what every message about the file needs.
type origin struct {
	name   string
	limits Limits
}

// Format returns the format found.
func (b *Book) Format() Format { return b.format }

// Sheets lists the sheets in the order of their tabs. A CSV file has one,
// named as the file.
func (b *Book) Sheets() []Sheet { return b.sheets }

// Rows starts reading the sheet of that index. Each call starts anew; several
// may be under way at a time.
func (b *Book) Rows(sheet int) (*Rows, error) {
	if sheet < 0 || sheet >= len(b.sheets) {
		return nil, b.file.refuse("spreadsheet.no_sheet")
	}
	src, err := b.rows(sheet)
	if err != nil {
		return nil, err
	}
	return &Rows{src: src, file: b.file, sheet: b.sheets[sheet].Name}, nil
}

// source is a sheet of either format. next returns io.EOF after the last row;
// rows without content may be among those it returns.
type source interface {
	next() (Row, error)
	progress() (done, total int64)
	close() error
}

// Rows walks a sheet.
type Rows struct {
	src   source
	file  origin
	sheet string
	count int
	err   error
}

// Next returns the next row that holds something, or io.EOF after the last.
// The cells are valid until the next call; their texts remain. After an error
// every further call returns that error.
func (r *Rows) Next() (Row, error) {
	for r.err == nil {
		row, err := r.src.next()
		if err != nil {
			r.err = err
			break
		}
		for len(row.Cells) > 0 && row.Cells[len(row.Cells)-1].Kind == Empty {
			row.Cells = row.Cells[:len(row.Cells)-1]
		}
		if len(row.Cells) == 0 {
			continue
		}
		if r.count++; r.count > r.file.limits.Rows {
			r.err = r.file.refuse("spreadsheet.too_many_rows", "sheet", r.sheet, "limit", r.file.limits.Rows)
			break
		}
		return row, nil
	}
	return Row{}, r.err
}

// Progress returns how many of the sheet's bytes are read, for a progress bar.
func (r *Rows) Progress() (done, total int64) { return r.src.progress() }

// Close releases what the walk holds.
func (r *Rows) Close() error { return r.src.close() }

// Open recognises the file by its content and prepares to read it. The name is
// used in messages and as a CSV file's sheet name. The reader must stay open
// while the book is used. Errors are *fault.Error of code Invalid.
func Open(r io.ReaderAt, size int64, name string, limits Limits) (*Book, error) {
	file := origin{name: path.Base(strings.ReplaceAll(name, `\`, "/")), limits: limits}
	if size > limits.File {
		return nil, file.refuse("spreadsheet.file_too_large", "limit", limits.File>>20)
	}
	head := make([]byte, min(size, 4096))
	if n, err := r.ReadAt(head, 0); n < len(head) {
		return nil, file.because(err, "spreadsheet.damaged", "part", file.name)
	}
	if len(bytes.TrimSpace(bytes.TrimPrefix(head, bomUTF8))) == 0 && size <= int64(len(head)) {
		return nil, file.refuse("spreadsheet.empty")
	}
	if bytes.HasPrefix(head, []byte("PK\x03\x04")) || bytes.HasPrefix(head, []byte("PK\x05\x06")) {
		return openXLSX(file, r, size)
	}
	if err := refuseOthers(file, head, r, size); err != nil {
		return nil, err
	}
	return openCSV(file, r, size)
}

// refuseOthers recognises the files that people take for tables.
func refuseOthers(file origin, head []byte, r io.ReaderAt, size int64) error {
	lower := bytes.ToLower(bytes.TrimSpace(bytes.TrimPrefix(head, bomUTF8)))
	switch {
	case bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
		if isEncrypted(head, r, size) {
			return file.refuse("spreadsheet.encrypted")
		}
		return file.refuse("spreadsheet.old_excel")
	case isMarkup(lower):
		return file.refuse("spreadsheet.web_page")
	case bytes.HasPrefix(lower, []byte("%pdf-")), bytes.HasPrefix(lower, []byte(`{\rtf`)),
		bytes.HasPrefix(head, []byte("\x89PNG")), bytes.HasPrefix(head, []byte("\xff\xd8\xff")),
		bytes.HasPrefix(head, []byte("\x1f\x8b")), bytes.HasPrefix(head, []byte("Rar!\x1a")), bytes.HasPrefix(head, []byte("7z\xbc\xaf")):
		return file.refuse("spreadsheet.not_a_table")
	}
	return nil
}

// isMarkup recognises the web pages that some systems export as "Excel".
func isMarkup(lower []byte) bool {
	for _, start := range [...]string{"<html", "<!doctype", "<?xml", "<table", "<head", "<meta", "<style", "<!--"} {
		if bytes.HasPrefix(lower, []byte(start)) {
			return true
		}
	}
	return false
}

// isEncrypted tells an encrypted XLSX from an old XLS: both are compound files
// (MS-CFB), the former with a stream named EncryptedPackage in its directory,
// whose first sector the header's bytes 48 to 51 number.
func isEncrypted(head []byte, r io.ReaderAt, size int64) bool {
	if len(head) < 512 {
		return false
	}
	sector := int64(head[48]) | int64(head[49])<<8 | int64(head[50])<<16 | int64(head[51])<<24
	shift := min(head[30], 12)
	at := (sector + 1) << shift
	if at >= size {
		return false
	}
	directory := make([]byte, min(4096, size-at))
	n, _ := r.ReadAt(directory, at)
	return bytes.Contains(directory[:n], []byte("E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00"))
}

// refuse returns the error of a key about the file.
func (o origin) refuse(key string, args ...any) *fault.Error {
	return o.because(nil, key, args...)
}

// because is refuse with a cause for the log.
func (o origin) because(err error, key string, args ...any) *fault.Error {
	return fault.Because(err, fault.Invalid, key, append([]any{"file", o.name}, args...)...)
}

// blame turns what a part's scanner or unpacker found into the user's error.
func (o origin) blame(err error, part string) error {
	var known *fault.Error
	switch {
	case errors.As(err, &known):
		return err
	case errors.Is(err, errBomb):
		return o.because(err, "spreadsheet.bomb", "part", part, "limit", o.limits.Unpacked>>20)
	case errors.Is(err, errDoctype):
		return o.because(err, "spreadsheet.doctype", "part", part)
	case errors.Is(err, errNUL):
		return o.because(err, "spreadsheet.nul", "place", part)
	}
	return o.because(err, "spreadsheet.damaged", "part", part)
}

// Address returns the name of a cell as a spreadsheet shows it: column 0 of
// row 12 is "A12".
func Address(column, row int) string { return string(appendAddress(nil, column, row)) }

func appendAddress(dst []byte, column, row int) []byte {
	var name [16]byte
	at := len(name)
	for n := column + 1; n > 0; n = (n - 1) / 26 {
		at--
		name[at] = byte('A' + (n-1)%26)
	}
	return strconv.AppendInt(append(dst, name[at:]...), int64(row), 10)
}
