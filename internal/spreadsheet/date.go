package spreadsheet

import (
	"math"
	"strconv"
	"strings"
	"time"

	"beret/civil"
	"beret/internal/fault"
)

// ParseDate reads the day that a cell means. An empty cell is no date, without
// error. It accepts
//
//   - a cell of kind Date, and a number of five digits in any other cell, as
//     Excel's serial number (1 is 1 January 1900, or 0 is 1 January 1904 in
//     workbooks that count so); a time of day is dropped;
//   - 31/10/2026, 31-10-2026, 31.10.2026: the day comes first, as in Vietnam
//     and the United Nations, always. 10/31/2026 is refused and not turned
//     round: a file in month-first order would otherwise be half right;
//   - 2026-10-31, 2026/10/31, also with a time of day behind it, dropped.
//
// A year alone, a year of two digits and a day that the calendar lacks are
// errors (*fault.Error, Invalid) whose texts say what to write instead.
func ParseDate(cell Cell) (civil.Date, error) {
	text := strings.TrimSpace(cell.Text)
	switch {
	case text == "" || cell.Kind == Empty:
		return 0, nil
	case cell.Kind == Bool || cell.Kind == Error:
		return 0, refuseDate("spreadsheet.date_unknown", text)
	}
	if serial, err := strconv.ParseFloat(text, 64); err == nil && isDigits(text) {
		return fromNumber(cell, text, serial)
	}
	return fromText(text)
}

func refuseDate(key, text string) error {
	return fault.New(fault.Invalid, key, "value", shorten(text))
}

// isDigits reports whether text is decimal digits with a point at most.
func isDigits(text string) bool {
	return strings.Trim(text, "0123456789.") == "" && strings.Count(text, ".") <= 1
}

// fromNumber reads a serial number. Where the cell is not marked as a date,
// only numbers of five digits count as such (18 May 1927 to 2173): a number of
// four digits is a year that somebody knew no more of.
func fromNumber(cell Cell, text string, serial float64) (civil.Date, error) {
	day := int(math.Floor(min(serial, 1e7)))
	if cell.Kind != Date && (day < 10_000 || day > 99_999) {
		if len(text) == 4 && 1900 <= day && day <= 2100 {
			return 0, refuseDate("spreadsheet.date_year_only", text)
		}
		return 0, refuseDate("spreadsheet.date_unknown", text)
	}
	date, ok := fromSerial(day, cell.From1904)
	if !ok {
		return 0, refuseDate("spreadsheet.date_impossible", text)
	}
	return date, nil
}

// lastSerial is 31 December 9999, where Excel's calendar ends.
const lastSerial = 2_958_465

// fromSerial counts as Excel does, which has a 29 February 1900 as serial 60
// that never was; days before it are one further from the origin.
func fromSerial(day int, from1904 bool) (civil.Date, bool) {
	switch {
	case day < 0 || day > lastSerial || !from1904 && (day == 0 || day == 60):
		return 0, false
	case from1904:
		return civil.NewDate(1904, time.January, 1).AddDays(day), true
	case day < 60:
		return civil.NewDate(1899, time.December, 31).AddDays(day), true
	}
	return civil.NewDate(1899, time.December, 30).AddDays(day), true
}

// toSerial is the inverse of fromSerial from 1 March 1900 on.
func toSerial(date civil.Date) (int, bool) {
	day := date.Sub(civil.NewDate(1899, time.December, 30))
	return day, 60 < day && day <= lastSerial
}

func fromText(text string) (civil.Date, error) {
	day, _, _ := strings.Cut(text, " ")
	if len(day) > 10 && day[10] == 'T' {
		day = day[:10]
	}
	fields := strings.FieldsFunc(day, func(r rune) bool { return r == '/' || r == '-' || r == '.' })
	if len(fields) != 3 || len(strings.Join(fields, "")) != len(day)-2 {
		return 0, refuseDate("spreadsheet.date_unknown", text)
	}
	if len(fields[0]) == 4 {
		fields[0], fields[2] = fields[2], fields[0]
	}
	if len(fields[2]) == 2 {
		return 0, refuseDate("spreadsheet.date_short_year", text)
	}
	return fromFields(text, fields)
}

// fromFields makes a date of day, month and year, all digits.
func fromFields(text string, fields []string) (civil.Date, error) {
	d, m, y := smallNumber([]byte(fields[0])), smallNumber([]byte(fields[1])), smallNumber([]byte(fields[2]))
	switch {
	case d < 0 || m < 0 || y < 0 || len(fields[0]) > 2 || len(fields[1]) > 2 || len(fields[2]) != 4:
		return 0, refuseDate("spreadsheet.date_unknown", text)
	case m > 12 && d <= 12:
		return 0, refuseDate("spreadsheet.date_month_first", text)
	case y == 0 || m < 1 || m > 12 || d < 1 || d > civil.NewMonth(y, time.Month(m)).End().Time().Day():
		return 0, refuseDate("spreadsheet.date_impossible", text)
	}
	return civil.NewDate(y, time.Month(m), d), nil
}
