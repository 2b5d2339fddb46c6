package spreadsheet

import (
	"bufio"
	"errors"
	"io"
	"strings"
)

// CSVWriter writes one table as CSV (RFC 4180, UTF-8, commas, CRLF). Dates are
// ISO. Cells that a program might take for formulas are protected by an
// apostrophe, which Open takes off again; see protect.go.
type CSVWriter struct {
	w       *bufio.Writer
	started bool
}

// NewCSV returns a writer of CSV. With mark, the file opens with the byte
// order mark by which Excel knows UTF-8 and shows Vietnamese.
func NewCSV(w io.Writer, mark bool) *CSVWriter {
	c := &CSVWriter{w: bufio.NewWriterSize(w, csvBuffer)}
	if mark {
		c.w.Write(bomUTF8) // an error stays in the buffer until Close
	}
	return c
}

// Sheet writes the header row. A CSV file has no second sheet.
func (c *CSVWriter) Sheet(_ string, columns []Column) error {
	if c.started {
		return errors.New("spreadsheet: a CSV file holds one sheet")
	}
	c.started = true
	titles := make([]any, len(columns))
	for i, column := range columns {
		titles[i] = column.Title
	}
	if len(titles) == 0 {
		return nil
	}
	return c.WriteRow(titles)
}

// WriteRow writes a row.
func (c *CSVWriter) WriteRow(values []any) error {
	for i, v := range values {
		cell, err := valueOf(v)
		if err != nil {
			return err
		}
		if i > 0 {
			c.w.WriteByte(',')
		}
		text := cell.text
		if cell.kind == Text {
			text = protect(text)
		}
		c.field(text, len(values) == 1)
	}
	_, err := c.w.WriteString("\r\n")
	return err
}

// field writes a field, quoted where the text needs it in any of the usual
// dialects, so that a guess at the delimiter cannot go wrong; and where it is
// alone and empty, since an empty line is no row.
func (c *CSVWriter) field(text string, alone bool) {
	if !(alone && text == "") && !needsQuotes(text) {
		c.w.WriteString(text)
		return
	}
	c.w.WriteByte('"')
	c.w.WriteString(strings.ReplaceAll(text, `"`, `""`))
	c.w.WriteByte('"')
}

// needsQuotes is wider than RFC 4180 asks: the start of a file must not look
// like another format's either.
func needsQuotes(text string) bool {
	if text == "" {
		return false
	}
	for i := range len(text) {
		switch text[i] {
		case '"', ',', ';', '\t', '|', '\r', '\n':
			return true
		}
	}
	switch text[0] {
	case ' ', '<', '%', '{', 'P', 's', 0xef: // of "PK", "sep=" and the byte order mark
		return true
	}
	return text[len(text)-1] == ' '
}

// Close writes out what is buffered.
func (c *CSVWriter) Close() error { return c.w.Flush() }
