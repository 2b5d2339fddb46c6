package spreadsheet

import (
	"fmt"
	"strconv"
	"strings"

	"beret/civil"
	"beret/internal/fault"
)

// Writer writes tables row by row, without keeping them.
type Writer interface {
	// Sheet starts a table with its header row. A CSV file holds one.
	Sheet(name string, columns []Column) error
	// WriteRow writes a row below. A value is nil, string, int, int64,
	// float64, bool, civil.Date, civil.Month (both empty when zero) or a
	// fmt.Stringer; the type decides the cell's kind, never the look of a
	// text: "007" and "=1+1" stay text.
	WriteRow(values []any) error
	// Close completes the file. It does not close what is written to.
	Close() error
}

// Column is the head of a column.
type Column struct {
	Title string
	Width float64 // in digits of the standard font; 0 fits the title
}

// value is a cell to be written.
type value struct {
	kind Kind
	text string
	date civil.Date
}

// valueOf sorts a Go value into a kind of cell.
func valueOf(v any) (value, error) {
	switch v := v.(type) {
	case nil:
		return value{}, nil
	case string:
		return textValue(v), nil
	case int:
		return value{kind: Number, text: strconv.Itoa(v)}, nil
	case int64:
		return value{kind: Number, text: strconv.FormatInt(v, 10)}, nil
	case float64:
		return numberValue(v)
	case bool:
		return value{kind: Bool, text: strings.ToUpper(strconv.FormatBool(v))}, nil
	case civil.Date:
		if v.IsZero() {
			return value{}, nil
		}
		return value{kind: Date, text: v.String(), date: v}, nil
	case fmt.Stringer: // civil.Month among them
		return textValue(v.String()), nil
	}
	return value{}, fmt.Errorf("spreadsheet: cannot write a %T", v)
}

// numberValue writes the shortest decimal; there is no cell for infinity.
func numberValue(v float64) (value, error) {
	text, err := appendNumber(nil, strconv.AppendFloat(nil, v, 'g', -1, 64))
	if err != nil {
		return value{}, fmt.Errorf("spreadsheet: cannot write the number %v", v)
	}
	return value{kind: Number, text: string(text)}, nil
}

// textValue keeps a text but for what no reader would give back: a line end is
// "\n", as spreadsheet programs hold it, bytes that are no text become U+FFFD,
// and NUL drops.
func textValue(text string) value {
	if text == "" {
		return value{}
	}
	text = strings.ToValidUTF8(text, "\ufffd")
	if strings.ContainsAny(text, "\r\x00") {
		text = strings.ReplaceAll(text, "\x00", "")
		for strings.Contains(text, "\r\n") {
			text = strings.ReplaceAll(text, "\r\n", "\n")
		}
	}
	return value{kind: Text, text: text}
}

// tooLong is the error for what no spreadsheet program opens.
func tooLong(key string, limit int, place string) error {
	return fault.New(fault.Invalid, key, "file", "", "sheet", "", "place", place, "limit", limit)
}
