// Package civil holds calendar dates and months without clock or time zone.
//
// A record of people is kept in days: a tour starts on a day, a certificate
// expires on a day, a share is stated at a month's end. [Date] and [Month] are
// small integers, so that millions of intervals fit in a few megabytes and
// compare with one instruction. The zero value of both means "not known" or,
// as the end of an [Interval], "open".
package civil

import (
	"database/sql/driver"
	"fmt"
	"time"
)

// Date is a day of the proleptic Gregorian calendar, counted from
// 1 January of the year 1 (which is 1). Zero means no date.
type Date int32

// daysToUnix is the Date of 1 January 1970.
const daysToUnix = 719163

// NewDate returns the date of a year, month and day. Values outside their
// usual range are carried over as in time.Date.
func NewDate(year int, month time.Month, day int) Date {
	return FromTime(time.Date(year, month, day, 0, 0, 0, 0, time.UTC))
}

// FromTime returns the day on which t falls in t's own location.
func FromTime(t time.Time) Date {
	year, month, day := t.Date()
	seconds := time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix()
	days := seconds / 86400
	if seconds%86400 < 0 {
		days--
	}
	return Date(days + daysToUnix)
}

// ParseDate reads an ISO 8601 day, 2026-10-31. It accepts nothing else:
// loose human forms are the business of the importer.
func ParseDate(s string) (Date, error) {
	if len(s) != 10 {
		return 0, fmt.Errorf("civil: %q is not a date as 2026-10-31", s)
	}
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return 0, fmt.Errorf("civil: %q is not a date as 2026-10-31", s)
	}
	return FromTime(t), nil
}

// MustDate is ParseDate for constants in tests and generators; it panics.
func MustDate(s string) Date {
	d, err := ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

// IsZero reports whether no date is set.
func (d Date) IsZero() bool { return d == 0 }

// Time returns midnight UTC of the day.
func (d Date) Time() time.Time {
	return time.Unix(int64(d-daysToUnix)*86400, 0).UTC()
}

// YMD returns the year, month and day.
func (d Date) YMD() (int, time.Month, int) { return d.Time().Date() }

// Year returns the year.
func (d Date) Year() int { return d.Time().Year() }

// AddDays returns the date n days later.
func (d Date) AddDays(n int) Date { return d + Date(n) }

// AddMonths returns the same day n months later, or the last day of that
// month where it is shorter: 31 January plus one month is 28 or 29 February.
func (d Date) AddMonths(n int) Date {
	_, _, day := d.YMD()
	month := d.Month().Add(n)
	last := month.End()
	first := month.Start()
	if wanted := first + Date(day-1); wanted <= last {
		return wanted
	}
	return last
}

// AddYears returns the same day n years later (28 February for a leap day).
func (d Date) AddYears(n int) Date { return d.AddMonths(12 * n) }

// Sub returns the number of days from e to d.
func (d Date) Sub(e Date) int { return int(d - e) }

// Month returns the month in which the day falls.
func (d Date) Month() Month {
	if d == 0 {
		return 0
	}
	year, month, _ := d.YMD()
	return NewMonth(year, month)
}

// YearsBetween returns the completed years from birth to on, an age.
func YearsBetween(birth, on Date) int {
	by, bm, bd := birth.YMD()
	y, m, d := on.YMD()
	years := y - by
	if m < bm || m == bm && d < bd {
		years--
	}
	return years
}

// String returns the ISO form, or the empty string for the zero date.
func (d Date) String() string {
	if d == 0 {
		return ""
	}
	return d.Time().Format(time.DateOnly)
}

// MarshalText implements encoding.TextMarshaler with the ISO form.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler; empty text is no date.
func (d *Date) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = 0
		return nil
	}
	parsed, err := ParseDate(string(text))
	if err == nil {
		*d = parsed
	}
	return err
}

// Value stores the date as ISO text, the zero date as NULL.
func (d Date) Value() (driver.Value, error) {
	if d == 0 {
		return nil, nil
	}
	return d.String(), nil
}

// Scan reads ISO text or NULL.
func (d *Date) Scan(value any) error {
	switch v := value.(type) {
	case nil:
		*d = 0
		return nil
	case string:
		return d.UnmarshalText([]byte(v))
	case []byte:
		return d.UnmarshalText(v)
	case time.Time:
		*d = FromTime(v)
		return nil
	}
	return fmt.Errorf("civil: cannot read a date from %T", value)
}

// Interval is a half-open span of days [From, To): From belongs to it, To does
// not. A zero To leaves it open.
type Interval struct {
	From Date `json:"from,omitzero"`
	To   Date `json:"to,omitzero"`
}

// Contains reports whether the day lies in the interval.
func (i Interval) Contains(d Date) bool { return i.From <= d && (i.To == 0 || d < i.To) }

// Overlaps reports whether the two intervals share a day.
func (i Interval) Overlaps(j Interval) bool {
	return (j.To == 0 || i.From < j.To) && (i.To == 0 || j.From < i.To)
}

// Empty reports whether the interval holds no day.
func (i Interval) Empty() bool { return i.To != 0 && i.To <= i.From }
