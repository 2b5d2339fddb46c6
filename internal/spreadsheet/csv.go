package spreadsheet

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"path"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"
)

// The marks that open Unicode text.
var (
	bomUTF8    = []byte("\xef\xbb\xbf")
	bomUTF16LE = []byte("\xff\xfe")
	bomUTF16BE = []byte("\xfe\xff")
)

// csvBuffer is read at a time, and looked at to recognise the delimiter.
const csvBuffer = 64 << 10

// csvFile is what is known of a CSV file before its rows are read.
type csvFile struct {
	file  origin
	r     io.ReaderAt
	size  int64
	skip  int64 // bytes of the byte order mark
	codec codec
}

// codec is a character encoding.
type codec uint8

const (
	codecUTF8 codec = iota
	codecUTF16LE
	codecUTF16BE
	codec1258
)

// openCSV recognises the encoding, which takes no more than the start of the
// file where that holds anything but ASCII.
func openCSV(file origin, r io.ReaderAt, size int64) (*Book, error) {
	c := csvFile{file: file, r: r, size: size}
	if err := c.recognise(); err != nil {
		return nil, file.because(err, "spreadsheet.damaged", "part", file.name)
	}
	sheet := strings.TrimSuffix(file.name, path.Ext(file.name))
	return &Book{format: CSV, sheets: []Sheet{{Name: sheet}}, file: file, rows: func(int) (source, error) {
		return c.open()
	}}, nil
}

// recognise goes by the byte order mark; without one, text that is not UTF-8
// is taken for Windows-1258, which old Vietnamese programs write. The first
// stretch that is not plain ASCII decides.
func (c *csvFile) recognise() error {
	window := make([]byte, csvBuffer)
	for at := int64(0); at < c.size; {
		n, err := c.r.ReadAt(window[:min(csvBuffer, c.size-at)], at)
		if n == 0 {
			return err
		}
		text := window[:n]
		if at == 0 && c.byMark(text) {
			return nil
		}
		if isASCII(text) {
			at += int64(n)
			continue
		}
		if !utf8.Valid(trimPartial(text, at+int64(n) < c.size)) {
			c.codec = codec1258
		}
		return nil
	}
	return nil
}

func (c *csvFile) byMark(head []byte) bool {
	switch {
	case bytes.HasPrefix(head, bomUTF8):
		c.skip, c.codec = 3, codecUTF8
	case bytes.HasPrefix(head, bomUTF16LE):
		c.skip, c.codec = 2, codecUTF16LE
	case bytes.HasPrefix(head, bomUTF16BE):
		c.skip, c.codec = 2, codecUTF16BE
	}
	return c.skip > 0
}

func isASCII(text []byte) bool {
	for _, c := range text {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// trimPartial takes off the letter that a window's edge may have cut, at its
// end if more follows. (The start is whole: the stretch before was ASCII.)
func trimPartial(text []byte, more bool) []byte {
	for n := len(text) - 1; more && n >= 0 && n >= len(text)-utf8.UTFMax; n-- {
		if utf8.RuneStart(text[n]) {
			if !utf8.FullRune(text[n:]) {
				return text[:n]
			}
			break
		}
	}
	return text
}

// decode returns the file's text as UTF-8. Windows-1258 writes tones as
// combining marks, so that its text has to be composed.
func (c *csvFile) decode(raw io.Reader) io.Reader {
	switch c.codec {
	case codecUTF16LE:
		return transform.NewReader(raw, unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewDecoder())
	case codecUTF16BE:
		return transform.NewReader(raw, unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM).NewDecoder())
	case codec1258:
		return norm.NFC.Reader(transform.NewReader(raw, charmap.Windows1258.NewDecoder()))
	}
	return raw
}

// open starts reading the rows.
func (c *csvFile) open() (*csvRows, error) {
	raw := &counter{r: io.NewSectionReader(c.r, c.skip, c.size-c.skip)}
	g := &guard{r: c.decode(raw), limit: int64(c.file.limits.Row) + csvBuffer}
	g.allow()
	buffered := bufio.NewReaderSize(g, csvBuffer)
	sample, err := buffered.Peek(csvBuffer)
	if err != nil && err != io.EOF {
		return nil, c.file.because(err, "spreadsheet.damaged", "part", c.file.name)
	}
	delimiter, hint := recogniseDelimiter(sample, err == io.EOF)
	buffered.Discard(hint)
	reader := csv.NewReader(buffered)
	reader.Comma = delimiter
	reader.FieldsPerRecord = -1
	reader.ReuseRecord = true
	return &csvRows{csvFile: c, raw: raw, guard: g, reader: reader}, nil
}

// counter counts the bytes read, for the progress.
type counter struct {
	r    io.Reader
	read int64
}

func (c *counter) Read(b []byte) (int, error) {
	n, err := c.r.Read(b)
	c.read += int64(n)
	return n, err
}

// errRowTooLong is a record beyond the limit, such as one open quote makes of
// a whole file.
var errRowTooLong = errors.New("spreadsheet: row too long")

// guard bounds how much encoding/csv may take in for one record, and notices
// NUL bytes on their way.
type guard struct {
	r           io.Reader
	limit, left int64
	nul         bool
}

// allow grants a further record.
func (g *guard) allow() { g.left = g.limit }

func (g *guard) Read(b []byte) (int, error) {
	if g.left <= 0 {
		return 0, errRowTooLong
	}
	n, err := g.r.Read(b[:min(int64(len(b)), g.left)])
	g.left -= int64(n)
	g.nul = g.nul || bytes.IndexByte(b[:n], 0) >= 0
	return n, err
}

// csvRows walks the records of a CSV file.
type csvRows struct {
	*csvFile
	raw    *counter
	guard  *guard
	reader *csv.Reader
	cells  []Cell
	folded int // line ends within the cells of the records read
	last   int // the number of the last row read
}

func (r *csvRows) close() error { return nil }

func (r *csvRows) progress() (done, total int64) { return r.raw.read, r.size - r.skip }

// next returns the next record. Its number is that of the row in which a
// spreadsheet program shows it: empty lines count, line ends within cells do
// not.
func (r *csvRows) next() (Row, error) {
	r.guard.allow()
	record, err := r.reader.Read()
	if err != nil {
		return Row{}, r.blame(err)
	}
	line, _ := r.reader.FieldPos(0)
	row := Row{Number: line - r.folded}
	r.last = row.Number
	r.cells = r.cells[:0]
	for column, field := range record {
		cell, err := r.cell(field, column, row.Number)
		if err != nil {
			return Row{}, err
		}
		r.cells = append(r.cells, cell)
		r.folded += strings.Count(field, "\n")
	}
	row.Cells = r.cells
	return row, nil
}

// cell checks a field and takes the writer's apostrophe off.
func (r *csvRows) cell(field string, column, row int) (Cell, error) {
	limits := r.file.limits
	switch {
	case field == "":
		return Cell{}, nil
	case column >= limits.Columns:
		return Cell{}, r.refuse("spreadsheet.too_many_columns", "cell", Address(column, row), "limit", limits.Columns)
	case len(field) > limits.Cell:
		return Cell{}, r.refuse("spreadsheet.cell_too_long", "place", Address(column, row), "limit", limits.Cell)
	case field[0] == '=':
		return Cell{}, r.refuse("spreadsheet.formula", "cell", Address(column, row))
	case r.guard.nul && strings.IndexByte(field, 0) >= 0:
		return Cell{}, r.refuse("spreadsheet.nul", "place", Address(column, row))
	case !r.isText(field):
		return Cell{}, r.refuse("spreadsheet.encoding", "cell", Address(column, row))
	}
	return Cell{Text: unprotect(field), Kind: Text}, nil
}

// isText reports whether the field was decoded without loss.
func (r *csvRows) isText(field string) bool {
	if r.codec == codecUTF8 {
		return utf8.ValidString(field)
	}
	return !strings.ContainsRune(field, utf8.RuneError)
}

func (r *csvRows) refuse(key string, args ...any) error {
	return r.file.refuse(key, append(args, "sheet", r.file.name)...)
}

// blame turns an error of reading into the user's.
func (r *csvRows) blame(err error) error {
	var wrong *csv.ParseError
	switch {
	case err == io.EOF:
		return err
	case errors.Is(err, errRowTooLong):
		return r.file.because(err, "spreadsheet.row_too_long", "row", strconv.Itoa(r.last+1), "limit", r.file.limits.Row)
	case errors.As(err, &wrong):
		return r.file.because(err, "spreadsheet.quote", "line", strconv.Itoa(wrong.StartLine))
	}
	return r.file.blame(err, r.file.name)
}
