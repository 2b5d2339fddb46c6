package contribution

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"unicode/utf8"

	"beret/internal/fault"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// Limits of a file, which bound the memory that a hostile one can take. The
// UN's whole history is some 200,000 lines of 150 bytes.
const (
	maxFile = 256 << 20
	maxRows = 2_000_000
	maxLine = 64 << 10
)

// lines reads a delimited file line by line. A line's end always ends the row:
// the figures have no cell of several lines, and so a quote that is never
// closed spoils one row and not the rest of the file.
type lines struct {
	in        *bufio.Reader
	delimiter byte
	line      int // number of the line read last
	read      int // bytes so far
	latin1    bool
	cells     [][]byte
}

func newLines(r io.Reader) (*lines, error) {
	in := bufio.NewReaderSize(r, maxLine)
	head, _ := in.Peek(3)
	switch {
	case bytes.HasPrefix(head, []byte{0xEF, 0xBB, 0xBF}):
		_, _ = in.Discard(3)
	case bytes.HasPrefix(head, []byte{0xFF, 0xFE}), bytes.HasPrefix(head, []byte{0xFE, 0xFF}):
		decoder := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder()
		in = bufio.NewReaderSize(decoder.Reader(in), maxLine)
	}
	head, err := in.Peek(4096)
	if err != nil && err != io.EOF {
		return nil, fault.Because(err, fault.Invalid, "contribution.unreadable")
	}
	return &lines{in: in, delimiter: delimiterOf(head)}, nil
}

// delimiterOf returns the separator that stands most often at the file's head.
func delimiterOf(head []byte) byte {
	best, most := byte(','), 0
	for _, delimiter := range []byte{',', ';', '\t'} {
		if n := bytes.Count(head, []byte{delimiter}); n > most {
			best, most = delimiter, n
		}
	}
	return best
}

// next returns the cells of the next line, trimmed, or io.EOF. They are valid
// until the next call.
func (l *lines) next() ([][]byte, error) {
	line, err := l.in.ReadSlice('\n')
	l.line++
	l.read += len(line)
	switch {
	case err == io.EOF && len(line) == 0:
		return nil, io.EOF
	case errors.Is(err, bufio.ErrBufferFull):
		return nil, fault.New(fault.Invalid, "contribution.line_too_long", "row", l.line)
	case err != nil && err != io.EOF:
		return nil, fault.Because(err, fault.Invalid, "contribution.unreadable")
	case l.read > maxFile || l.line > maxRows:
		return nil, fault.New(fault.Invalid, "contribution.too_large", "megabytes", maxFile>>20, "rows", maxRows)
	case bytes.IndexByte(line, 0) >= 0:
		return nil, fault.New(fault.Invalid, "contribution.unreadable")
	}
	l.cells = split(l.decode(bytes.TrimRight(line, "\r\n")), l.delimiter, l.cells[:0])
	return l.cells, nil
}

// decode returns a line in UTF-8. One that is not is taken as Windows-1252,
// the superset of Latin-1 in which the older files are written.
func (l *lines) decode(line []byte) []byte {
	if utf8.Valid(line) {
		return line
	}
	l.latin1 = true
	text, err := charmap.Windows1252.NewDecoder().Bytes(line)
	if err != nil {
		return bytes.ToValidUTF8(line, nil)
	}
	return text
}

// split cuts a line into cells, in place.
func split(line []byte, delimiter byte, cells [][]byte) [][]byte {
	for {
		var cell []byte
		var end int
		if len(line) > 0 && line[0] == '"' {
			cell, end = quoted(line, delimiter)
		} else {
			if end = bytes.IndexByte(line, delimiter); end < 0 {
				end = len(line)
			}
			cell = line[:end]
		}
		cells = append(cells, bytes.TrimSpace(cell))
		if end == len(line) {
			return cells
		}
		line = line[end+1:]
	}
}

// quoted returns the text of the quoted cell at the line's start and where the
// cell ends. Text is moved over doubled quotes, which it never outruns.
func quoted(line []byte, delimiter byte) (cell []byte, end int) {
	n, open := 0, true
	for i := 1; i < len(line); i++ {
		switch {
		case line[i] == '"' && open && i+1 < len(line) && line[i+1] == '"':
			i++
			line[n] = '"'
			n++
		case line[i] == '"':
			open = !open
		case line[i] == delimiter && !open:
			return line[:n], i
		default:
			line[n] = line[i]
			n++
		}
	}
	return line[:n], len(line)
}
