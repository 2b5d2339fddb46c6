package spreadsheet

import (
	"io"
	"math"
	"strconv"
	"strings"

	"beret/internal/fault"
)

// sheetRows walks the cells of one sheet of a workbook.
type sheetRows struct {
	book  *workbook
	sheet string
	part  *part
	scan  *scanner
	texts *textTable

	inData bool // within <sheetData>
	number int  // of the row under way or the last
	column int  // of the cell under way or the last, from 0; -1 before the first
	cells  []Cell
	spans  []span // where each cell's own text stands in text
	text   []byte // the row's own texts, one after another
}

// span is a piece of the row's text; empty for shared texts.
type span struct{ start, end int }

// rows starts reading a sheet.
func (w *workbook) rows(sheet int) (source, error) {
	texts, err := w.table()
	if err != nil {
		return nil, err
	}
	p, err := w.open(w.targets[sheet])
	if err != nil {
		return nil, err
	}
	return &sheetRows{book: w, sheet: w.sheets[sheet].Name, part: p, scan: newScanner(p), texts: texts}, nil
}

func (r *sheetRows) close() error { return r.part.body.Close() }

func (r *sheetRows) progress() (done, total int64) { return r.part.read, r.part.size }

// next returns the next row, empty or not. The whole part is read to its end,
// so that its checksum is known to hold before io.EOF is returned.
func (r *sheetRows) next() (Row, error) {
	for {
		kind, err := r.scan.next()
		switch {
		case err != nil:
			return Row{}, r.book.file.blame(err, r.part.name)
		case kind == tokenEOF:
			return Row{}, io.EOF
		case kind == tokenText:
		case string(r.scan.name) == "sheetData":
			r.inData = kind == tokenStart
		case kind == tokenStart && r.inData && string(r.scan.name) == "row":
			row, err := r.row()
			if err != nil {
				return Row{}, r.book.file.blame(err, r.part.name)
			}
			return row, nil
		case kind == tokenStart:
			if err := r.dimension(); err != nil {
				return Row{}, err
			}
		}
	}
}

// dimension checks the range that a sheet says it fills. Nothing is ever
// reserved for it; but a range outside of any sheet is a forgery.
func (r *sheetRows) dimension() error {
	if string(r.scan.name) != "dimension" {
		return nil
	}
	ref, err := r.scan.attr("ref")
	if err != nil || !isRange(ref) {
		return r.refuse("spreadsheet.bad_reference", "reference", shorten(ref))
	}
	return nil
}

// row reads the row whose start tag was just met.
func (r *sheetRows) row() (Row, error) {
	if err := r.startRow(); err != nil {
		return Row{}, err
	}
	for {
		kind, err := r.scan.next()
		if err != nil {
			return Row{}, err
		}
		switch {
		case kind == tokenEOF:
			return Row{}, errDamaged
		case kind == tokenEnd && string(r.scan.name) == "row":
			return r.finishRow(), nil
		case kind == tokenStart && string(r.scan.name) == "c":
			if err := r.cell(); err != nil {
				return Row{}, err
			}
		}
	}
}

func (r *sheetRows) startRow() error {
	number := r.number + 1
	value, err := r.scan.attr("r")
	if err != nil {
		return err
	}
	if value != "" {
		if number, err = strconv.Atoi(value); err != nil || number > maxRow {
			return r.refuse("spreadsheet.bad_reference", "reference", shorten(value))
		}
	}
	if number <= r.number {
		return r.refuse("spreadsheet.row_order", "row", strconv.Itoa(number))
	}
	if number > maxRow {
		return r.refuse("spreadsheet.bad_reference", "reference", strconv.Itoa(number))
	}
	r.number, r.column = number, -1
	r.cells, r.spans, r.text = r.cells[:0], r.spans[:0], r.text[:0]
	return nil
}

// finishRow makes one string of the row's own texts and cuts the cells from it.
func (r *sheetRows) finishRow() Row {
	text := string(r.text)
	for i, s := range r.spans {
		if s.end > s.start {
			r.cells[i].Text = text[s.start:s.end]
		}
	}
	return Row{Number: r.number, Cells: r.cells}
}

// cellTag is what a cell's start tag says.
type cellTag struct {
	kind  byte // of its t: n number, s shared, i inline, f formula's text, b bool, e error, d ISO date
	style int
}

// cell reads the cell whose start tag was just met.
func (r *sheetRows) cell() error {
	tag, err := r.startCell()
	if err != nil {
		return err
	}
	start, inValue, inGuide := len(r.text), false, false
	if r.simpleCell(tag) {
		if err := r.collect(start); err != nil {
			return err
		}
		return r.finishCell(tag, start)
	}
	for {
		kind, err := r.scan.next()
		if err != nil {
			return err
		}
		if kind == tokenText {
			if inValue && !inGuide {
				if err := r.collect(start); err != nil {
					return err
				}
			}
			continue
		}
		switch string(r.scan.name) {
		case "v":
			inValue = kind == tokenStart && tag.kind != 'i'
		case "t":
			inValue = kind == tokenStart && tag.kind == 'i'
		case "rPh":
			inGuide = kind == tokenStart
		case "f":
			return r.refuse("spreadsheet.formula", "cell", r.address())
		case "c":
			if kind == tokenStart {
				return errDamaged
			}
			return r.finishCell(tag, start)
		}
	}
}

// simpleCell takes the whole of a cell that is written as nearly all are.
func (r *sheetRows) simpleCell(tag cellTag) bool {
	if tag.kind != 'i' {
		_, ok := r.scan.simple("<v>", "</v></c>")
		return ok
	}
	_, ok := r.scan.simple(`<is><t>`, `</t></is></c>`)
	if !ok {
		_, ok = r.scan.simple(`<is><t xml:space="preserve">`, `</t></is></c>`)
	}
	return ok
}

// collect appends the current text to the row's.
func (r *sheetRows) collect(start int) (err error) {
	if r.text, err = r.scan.appendCurrent(r.text); err != nil {
		return err
	}
	limits := r.book.file.limits
	if len(r.text)-start > limits.Cell {
		return r.refuse("spreadsheet.cell_too_long", "place", r.address(), "limit", limits.Cell)
	}
	if len(r.text) > limits.Row {
		return r.refuse("spreadsheet.row_too_long", "row", strconv.Itoa(r.number), "limit", limits.Row)
	}
	return nil
}

// startCell reads the attributes of a cell and moves to its column.
func (r *sheetRows) startCell() (cellTag, error) {
	tag := cellTag{kind: 'n'}
	column := r.column + 1
	for rest := r.scan.attrs; ; {
		name, value, after, err := nextAttr(rest)
		if err != nil {
			return tag, err
		}
		if name == nil {
			break
		}
		rest = after
		if len(name) != 1 {
			continue
		}
		switch name[0] {
		case 'r':
			c, row, ok := parseReference(value)
			if !ok || row != r.number {
				return tag, r.refuse("spreadsheet.bad_reference", "reference", shorten(string(value)))
			}
			column = c
		case 's':
			tag.style = smallNumber(value)
		case 't':
			tag.kind = cellKind(string(value))
		}
	}
	if column <= r.column || column >= maxColumn {
		return tag, r.refuse("spreadsheet.bad_reference", "reference", Address(column, r.number))
	}
	r.column = column
	return tag, nil
}

func cellKind(t string) byte {
	switch t {
	case "s", "b", "e", "d", "n":
		return t[0]
	case "inlineStr":
		return 'i'
	case "str":
		return 'f'
	}
	return '?'
}

// finishCell gives the collected text its kind and puts the cell in its place.
func (r *sheetRows) finishCell(tag cellTag, start int) error {
	raw := r.text[start:]
	if len(raw) == 0 {
		return nil
	}
	cell := Cell{Kind: Text}
	var err error
	switch tag.kind {
	case 's':
		r.text = r.text[:start]
		cell.Text, err = r.sharedText(raw)
	case 'i', 'f':
		raw, err = finishText(raw)
		r.text = r.text[:start+len(raw)]
	case 'b':
		cell.Kind, cell.Text = Bool, boolText(raw)
		r.text = r.text[:start]
	case 'e':
		cell.Kind = Error
	case 'd':
		cell.Kind = Date
	case 'n':
		r.text, err = appendNumber(r.text[:start], raw)
		cell.Kind = Number
		if tag.style < len(r.book.isDate) && r.book.isDate[tag.style] {
			cell.Kind = Date
		}
		cell.From1904 = r.book.from1904
	default:
		err = errDamaged
	}
	if err != nil {
		return r.blameCell(err)
	}
	return r.place(cell, span{start, len(r.text)})
}

// blameCell names the cell whose content is at fault.
func (r *sheetRows) blameCell(err error) error {
	if err == errNUL {
		return r.refuse("spreadsheet.nul", "place", r.sheet+"!"+r.address())
	}
	return r.refuse("spreadsheet.bad_cell", "cell", r.address())
}

func (r *sheetRows) sharedText(index []byte) (string, error) {
	i := smallNumber(index)
	if i < 0 || i >= r.texts.len() {
		return "", errDamaged
	}
	return r.texts.text(i), nil
}

func boolText(raw []byte) string {
	if string(raw) == "1" || string(raw) == "true" {
		return "TRUE"
	}
	return "FALSE"
}

// place puts a cell at the current column, with empty cells before it.
func (r *sheetRows) place(cell Cell, at span) error {
	if cell.Text == "" && at.start == at.end {
		return nil
	}
	if limit := r.book.file.limits.Columns; r.column >= limit {
		return r.refuse("spreadsheet.too_many_columns", "cell", r.address(), "limit", limit)
	}
	for len(r.cells) < r.column {
		r.cells = append(r.cells, Cell{})
		r.spans = append(r.spans, span{})
	}
	r.cells = append(r.cells, cell)
	r.spans = append(r.spans, at)
	return nil
}

func (r *sheetRows) address() string { return Address(r.column, r.number) }

func (r *sheetRows) refuse(key string, args ...any) *fault.Error {
	return r.book.file.refuse(key, append(args, "sheet", r.sheet)...)
}

// appendNumber checks a number as XML writes it and appends it in plain
// digits: 17-digit artefacts of binary fractions and exponents are rounded to
// the shortest decimal of the same value.
func appendNumber(dst, raw []byte) ([]byte, error) {
	if isPlainNumber(raw) {
		return append(dst, raw...), nil
	}
	for _, c := range raw {
		if (c < '0' || c > '9') && c != '.' && c != '-' && c != '+' && c != 'e' && c != 'E' {
			return dst, errDamaged
		}
	}
	value, err := strconv.ParseFloat(string(raw), 64)
	if err != nil || math.IsInf(value, 0) {
		return dst, errDamaged
	}
	if math.Abs(value) < 1e21 {
		return strconv.AppendFloat(dst, value, 'f', -1, 64), nil
	}
	return strconv.AppendFloat(dst, value, 'g', -1, 64), nil
}

// isPlainNumber reports whether raw is up to 15 digits with one sign and one
// point between digits at most, which is exact as it stands.
func isPlainNumber(raw []byte) bool {
	if len(raw) > 0 && raw[0] == '-' {
		raw = raw[1:]
	}
	if len(raw) == 0 || len(raw) > 15 || raw[0] == '.' || raw[len(raw)-1] == '.' {
		return false
	}
	points := 0
	for _, c := range raw {
		if c == '.' {
			points++
		} else if c < '0' || c > '9' {
			return false
		}
	}
	return points <= 1
}

// smallNumber reads an index of up to nine digits, or returns -1.
func smallNumber(raw []byte) int {
	if len(raw) == 0 || len(raw) > 9 {
		return -1
	}
	n := 0
	for _, c := range raw {
		if c < '0' || c > '9' {
			return -1
		}
		n = n*10 + int(c-'0')
	}
	return n
}

// parseReference reads a cell's name, "B12" as column 1 and row 12.
func parseReference(ref []byte) (column, row int, ok bool) {
	n := 0
	for n < len(ref) && n < 4 && 'A' <= ref[n] && ref[n] <= 'Z' {
		column = column*26 + int(ref[n]-'A') + 1
		n++
	}
	row = smallNumber(ref[n:])
	return column - 1, row, 1 <= column && column <= maxColumn && 1 <= row && row <= maxRow
}

// isRange reports whether ref is a cell or a range of cells of a sheet.
func isRange(ref string) bool {
	first, last := ref, ref
	for i := range len(ref) {
		if ref[i] == ':' {
			first, last = ref[:i], ref[i+1:]
			break
		}
	}
	_, _, ok1 := parseReference([]byte(first))
	_, _, ok2 := parseReference([]byte(last))
	return ok1 && ok2
}

// shorten keeps a stranger's text short enough for a message.
func shorten(s string) string {
	const most = 40
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "…"
}
