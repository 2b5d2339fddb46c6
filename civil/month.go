package civil

import (
	"fmt"
	"time"
)

// Month is a calendar month, counted as 12 × year + (month − 1).
// Zero means no month.
type Month int32

// NewMonth returns the month of a year.
func NewMonth(year int, month time.Month) Month { return Month(12*year + int(month) - 1) }

// ParseMonth reads an ISO month, 2026-10.
func ParseMonth(s string) (Month, error) {
	t, err := time.Parse("2006-01", s)
	if err != nil || len(s) != 7 {
		return 0, fmt.Errorf("civil: %q is not a month as 2026-10", s)
	}
	return NewMonth(t.Year(), t.Month()), nil
}

// MustMonth is ParseMonth for constants in tests and generators; it panics.
func MustMonth(s string) Month {
	m, err := ParseMonth(s)
	if err != nil {
		panic(err)
	}
	return m
}

// IsZero reports whether no month is set.
func (m Month) IsZero() bool { return m == 0 }

// Year returns the year.
func (m Month) Year() int { return int(m) / 12 }

// Of returns the month of the year.
func (m Month) Of() time.Month { return time.Month(int(m)%12 + 1) }

// Start returns the first day.
func (m Month) Start() Date { return NewDate(m.Year(), m.Of(), 1) }

// End returns the last day, the day at which a month-end position is stated.
func (m Month) End() Date { return m.Add(1).Start() - 1 }

// Add returns the month n months later.
func (m Month) Add(n int) Month { return m + Month(n) }

// String returns the ISO form, or the empty string for no month.
func (m Month) String() string {
	if m == 0 {
		return ""
	}
	return fmt.Sprintf("%04d-%02d", m.Year(), int(m.Of()))
}

// MarshalText implements encoding.TextMarshaler with the ISO form.
func (m Month) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler; empty text is no month.
func (m *Month) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*m = 0
		return nil
	}
	parsed, err := ParseMonth(string(text))
	if err == nil {
		*m = parsed
	}
	return err
}
