package call

import (
	"slices"
	"strconv"

	"beret/civil"
	"beret/internal/reference"
)

// Calendar knows on which days the office works, from the reference data: the
// days of rest in the week, holidays of every year (month and day) or of one
// day, days worked in exchange for another, and whether a holiday on a day of
// rest is made up for. Lunar holidays are days that the office enters.
type Calendar struct {
	book   *reference.Book
	yearly map[string][]civil.Interval // by month and day, when the row is valid
	once   map[civil.Date]bool         // a day of its own: true where it is worked
}

// CalendarOf returns the calendar of the reference data.
func CalendarOf(book *reference.Book) Calendar {
	c := Calendar{book: book, yearly: map[string][]civil.Interval{}, once: map[civil.Date]bool{}}
	for _, row := range book.Rows(reference.Holidays) {
		if monthDay := row.Field("month_day"); monthDay != "" {
			c.yearly[monthDay] = append(c.yearly[monthDay], row.Valid)
		}
		for _, day := range span(row) {
			c.once[day] = row.Int("working") == 1
		}
	}
	return c
}

// longestHoliday is more days than any holiday has.
const longestHoliday = 31

// span returns the days of a row that is about days of one year: from its date
// to its last day, or the date alone.
func span(row reference.Row) (days []civil.Date) {
	first, err := civil.ParseDate(row.Field("date"))
	if err != nil {
		return nil
	}
	last, err := civil.ParseDate(row.Field("last"))
	if err != nil {
		last = first
	}
	for day := first; day <= min(last, first+longestHoliday); day++ {
		days = append(days, day)
	}
	return days
}

// Works reports whether the office works on a day.
func (c Calendar) Works(day civil.Date) bool { return c.count(day, day) == 1 }

// WorkingDays returns how many days the office works after one day until and
// with another; negative where the other lies before. From today until a
// deadline these are the days that are left, today not among them.
func WorkingDays(from, to civil.Date, calendar Calendar) int {
	if to < from {
		return -calendar.count(to+1, from)
	}
	return calendar.count(from+1, to)
}

// longestDebt is more days than ever pass until a holiday is made up for.
const longestDebt = 30

// count returns the days worked from the first to the last. A holiday on a day
// of rest is owed, and the next day that is neither pays for it: the walk
// begins so long before the first day that all debts of then are paid.
func (c Calendar) count(first, last civil.Date) (worked int) {
	owed := 0
	for day := first.AddDays(-longestDebt); day <= last; day++ {
		holiday, exchanged := c.named(day)
		works := exchanged || !holiday && !c.rests(day)
		switch {
		case holiday && c.rests(day) && c.book.Number("holiday-substitute", day) != 0:
			owed++
		case works && !exchanged && owed > 0:
			owed, works = owed-1, false
		}
		if works && day >= first {
			worked++
		}
	}
	return worked
}

// named reports what the rows of holidays say of a day. A row of that one day
// goes before one of every year.
func (c Calendar) named(day civil.Date) (holiday, exchanged bool) {
	if worked, ok := c.once[day]; ok {
		return !worked, worked
	}
	for _, valid := range c.yearly[day.String()[5:]] {
		if valid.Contains(day) {
			return true, false
		}
	}
	return false, false
}

// rests reports whether a day is one of the week's days of rest. Day 1 of the
// calendar is a Monday, and so is day 1 of the policy's week.
func (c Calendar) rests(day civil.Date) bool {
	policy, _ := c.book.Policy("weekly-rest", day)
	return slices.Contains(fields(policy.Field("value")), strconv.Itoa((int(day)-1)%7+1))
}
