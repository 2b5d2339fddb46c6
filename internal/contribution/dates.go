package contribution

import (
	"strconv"
	"strings"
	"time"
	"unicode"

	"beret/civil"
	"beret/internal/fault"
)

// DateOrder is the order of day, month and year in a file's dates. Empty lets
// the file's dates decide.
type DateOrder string

// The orders.
const (
	YearMonthDay DateOrder = "ymd" // 2024-05-31
	DayMonthYear DateOrder = "dmy" // 31/05/2024
	MonthDayYear DateOrder = "mdy" // 05-31-24
)

// DateOrders returns the orders that a reader may state.
func DateOrders() []DateOrder { return []DateOrder{YearMonthDay, DayMonthYear, MonthDayYear} }

// dates holds each distinct text of a file's date column once; a file of a
// hundred thousand rows has a few hundred.
type dates struct {
	index map[string]int32
	texts []string
	first []int // line of the first row with this text
	rows  []int // number of rows with this text
}

// add returns the index of a date's text.
func (d *dates) add(text []byte, line int) int32 {
	i, ok := d.index[string(text)]
	if !ok {
		i = int32(len(d.texts))
		d.index[string(text)] = i
		d.texts = append(d.texts, string(text))
		d.first = append(d.first, line)
		d.rows = append(d.rows, 0)
	}
	d.rows[i]++
	return i
}

// resolve returns the day of each text, zero where it is none. One file has
// one order: the one in which most texts are dates and, among equals, most are
// the last of a month, as reporting dates are. It fails where two orders are
// equally good and mean different months.
func (d *dates) resolve(order DateOrder) ([]civil.Date, DateOrder, error) {
	if order != "" {
		days, _ := d.read(order)
		return days, order, nil
	}
	order = YearMonthDay
	days, best := d.read(order)
	var rival []civil.Date
	for _, other := range []DateOrder{DayMonthYear, MonthDayYear} {
		read, score := d.read(other)
		switch {
		case score > best:
			order, days, best, rival = other, read, score, nil
		case score == best && !sameMonths(days, read):
			rival = read
		}
	}
	if rival != nil {
		return nil, "", d.ambiguous(days, rival)
	}
	return days, order, nil
}

func (d *dates) ambiguous(a, b []civil.Date) error {
	for i := range a {
		if a[i] != b[i] {
			return fault.New(fault.Invalid, "contribution.dates_ambiguous", "date", d.texts[i], "row", d.first[i])
		}
	}
	return nil
}

// read reads every text in one order and scores it: a date counts more than
// all the month ends together.
func (d *dates) read(order DateOrder) ([]civil.Date, int) {
	days := make([]civil.Date, len(d.texts))
	valid, ends := 0, 0
	for i, text := range d.texts {
		days[i] = readDate(text, order)
		if days[i] == 0 {
			continue
		}
		valid++
		if days[i] == days[i].Month().End() {
			ends++
		}
	}
	return days, valid*(len(d.texts)+1) + ends
}

func sameMonths(a, b []civil.Date) bool {
	for i := range a {
		if a[i].Month() != b[i].Month() {
			return false
		}
	}
	return true
}

// readDate reads a date in the order, or zero. A year of four digits in front
// and a month in letters are understood in every order.
func readDate(text string, order DateOrder) civil.Date {
	parts := strings.FieldsFunc(withoutTime(text), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
	if len(parts) == 1 && len(parts[0]) == len("20240531") {
		parts = []string{parts[0][:4], parts[0][4:6], parts[0][6:]}
	}
	if len(parts) != 3 {
		return 0
	}
	if letters := monthInLetters(parts); letters >= 0 {
		order = DayMonthYear
		if letters == 0 {
			order = MonthDayYear
		}
	}
	if len(parts[0]) == 4 {
		order = YearMonthDay
	}
	switch order {
	case YearMonthDay:
		return day(parts[0], parts[1], parts[2])
	case DayMonthYear:
		return day(parts[2], parts[1], parts[0])
	}
	return day(parts[2], parts[0], parts[1])
}

// withoutTime cuts off the hours of "2024-05-31T00:00:00Z" and
// "31/05/2024 00:00".
func withoutTime(text string) string {
	colon := strings.IndexByte(text, ':')
	if colon < 0 {
		return text
	}
	if i := strings.LastIndexAny(text[:colon], " T"); i >= 0 {
		return text[:i]
	}
	return text
}

func monthInLetters(parts []string) int {
	for i, part := range parts {
		if part[0] > '9' {
			return i
		}
	}
	return -1
}

// day puts a date together, or zero where there is no such day between 1948,
// when UN peacekeeping began, and 2100. Two digits are a year of 1970 to 2069.
func day(year, month, dayOfMonth string) civil.Date {
	y, m, d := number(year), monthNumber(month), number(dayOfMonth)
	if len(year) == 2 && y >= 0 {
		y += 1900
		if y < 1970 {
			y += 100
		}
	}
	if y < 1948 || y > 2100 || m < 1 || m > 12 || d < 1 || d > 31 {
		return 0
	}
	date := civil.NewDate(y, time.Month(m), d)
	if date.Month() != civil.NewMonth(y, time.Month(m)) {
		return 0
	}
	return date
}

func monthNumber(s string) int {
	if len(s) >= 3 && s[0] > '9' {
		for m := time.January; m <= time.December; m++ {
			if strings.HasPrefix(strings.ToLower(m.String()), strings.ToLower(s)) {
				return int(m)
			}
		}
	}
	return number(s)
}

// number reads up to four digits, or -1.
func number(s string) int {
	n, err := strconv.ParseUint(s, 10, 16)
	if err != nil || len(s) > 4 {
		return -1
	}
	return int(n)
}
