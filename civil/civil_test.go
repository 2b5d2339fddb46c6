package civil

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestDateAgreesWithTime(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		day := time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(0, 80000).Draw(t, "days"))
		d := FromTime(day)
		if got := d.String(); got != day.Format(time.DateOnly) {
			t.Fatalf("String = %s, want %s", got, day.Format(time.DateOnly))
		}
		back, err := ParseDate(d.String())
		if err != nil || back != d {
			t.Fatalf("round trip of %s: %v, %v", d, back, err)
		}
		if m := d.Month(); m.Start() > d || m.End() < d || m.Add(1).Start() != m.End()+1 {
			t.Fatalf("%s does not lie in %s", d, m)
		}
	})
}

func TestAddMonthsStaysInMonth(t *testing.T) {
	for _, c := range []struct {
		from string
		n    int
		want string
	}{
		{"2026-01-31", 1, "2026-02-28"},
		{"2024-01-31", 1, "2024-02-29"},
		{"2026-10-31", 24, "2028-10-31"},
		{"2026-03-31", -1, "2026-02-28"},
		{"2024-02-29", 12, "2025-02-28"},
	} {
		if got := MustDate(c.from).AddMonths(c.n).String(); got != c.want {
			t.Errorf("%s + %d months = %s, want %s", c.from, c.n, got, c.want)
		}
	}
}

func TestYearsBetweenCountsBirthdays(t *testing.T) {
	birth := MustDate("1990-06-15")
	if got := YearsBetween(birth, MustDate("2026-06-14")); got != 35 {
		t.Errorf("the day before the birthday: %d", got)
	}
	if got := YearsBetween(birth, MustDate("2026-06-15")); got != 36 {
		t.Errorf("on the birthday: %d", got)
	}
}

func TestIntervalIsHalfOpen(t *testing.T) {
	i := Interval{MustDate("2026-01-01"), MustDate("2026-02-01")}
	if !i.Contains(i.From) || i.Contains(i.To) {
		t.Error("the first day belongs to the interval, the last does not")
	}
	if i.Overlaps(Interval{From: i.To}) {
		t.Error("adjoining intervals must not overlap")
	}
	if !i.Overlaps(Interval{From: i.To - 1}) {
		t.Error("an open interval from its last day overlaps")
	}
}

func TestZeroDateIsNullAndEmpty(t *testing.T) {
	var d Date
	if v, _ := d.Value(); v != nil || d.String() != "" {
		t.Errorf("zero date stored as %v, printed as %q", v, d)
	}
	if err := d.Scan(nil); err != nil || d != 0 {
		t.Error("NULL must read as no date")
	}
	if err := d.Scan("31/10/2026"); err == nil {
		t.Error("only ISO dates are stored")
	}
}
