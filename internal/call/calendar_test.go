package call_test

import (
	"testing"
	"time"

	"beret/civil"
	"beret/internal/call"
	"beret/internal/reference"

	"pgregory.net/rapid"
)

func holiday(t testing.TB, fields map[string]string) reference.Row {
	t.Helper()
	for name, value := range map[string]string{"valid_from": "2021-01-01", "source": "notice", "confidence": "office", "name_en": "x", "name_vi": "x"} {
		if fields[name] == "" {
			fields[name] = value
		}
	}
	row, err := reference.NewRow(reference.Holidays, fields)
	if err != nil {
		t.Fatal(err)
	}
	return row
}

func calendar(t testing.TB, own ...reference.Row) call.Calendar {
	t.Helper()
	book, err := reference.Load(own)
	if err != nil {
		t.Fatal(err)
	}
	return call.CalendarOf(book)
}

func TestWorkingDays(t *testing.T) {
	c := calendar(t,
		holiday(t, map[string]string{"code": "tet-2027", "date": "2027-02-05", "last": "2027-02-06"}), // a Friday and a Saturday
		holiday(t, map[string]string{"code": "exchange-2027", "date": "2027-02-20", "working": "1"}))
	for _, w := range []struct {
		rule, from, to string
		want           int
	}{
		{"today is not among the days left", "2026-11-02", "2026-11-02", 0},
		{"a week has five", "2026-11-01", "2026-11-08", 5},
		{"the deadline itself is left", "2026-11-05", "2026-11-06", 1},
		{"over a weekend", "2026-11-06", "2026-11-09", 1},
		{"a weekend only", "2026-11-06", "2026-11-08", 0},
		{"past deadlines count backwards", "2026-11-09", "2026-11-06", -1},
		{"New Year's Day is free", "2026-12-31", "2027-01-04", 1},
		{"1 May 2027 is a Saturday: Monday makes up for it", "2027-04-29", "2027-05-04", 1},
		{"30 April and 1 May 2023 on Sunday and Monday: Tuesday too", "2023-04-28", "2023-05-03", 1},
		{"an office's own days, one on a Saturday", "2027-02-04", "2027-02-09", 1},
		{"a Saturday worked in exchange", "2027-02-19", "2027-02-21", 1},
		{"before the law nothing is free but the week's end", "2020-12-31", "2021-01-01", 0},
		{"National Day of 2020 stands in no row", "2020-09-01", "2020-09-02", 1},
	} {
		if got := call.WorkingDays(civil.MustDate(w.from), civil.MustDate(w.to), c); got != w.want {
			t.Errorf("%s: %d, want %d", w.rule, got, w.want)
		}
	}
}

func TestWorkingDaysAddUp(t *testing.T) {
	c := calendar(t, holiday(t, map[string]string{"code": "hung-kings-2026", "date": "2026-04-26"}))
	first := civil.MustDate("2025-01-01")
	rapid.Check(t, func(t *rapid.T) {
		day := func(name string) civil.Date { return first.AddDays(rapid.IntRange(0, 900).Draw(t, name)) }
		a, b, d := day("a"), day("b"), day("c")
		if call.WorkingDays(a, b, c)+call.WorkingDays(b, d, c) != call.WorkingDays(a, d, c) {
			t.Fatalf("%s, %s, %s do not add up", a, b, d)
		}
		if n := call.WorkingDays(a, a+1, c); (n == 1) != c.Works(a+1) {
			t.Fatalf("%s: %d", a+1, n)
		}
	})
}

// Without holidays working days are the weekdays from Monday to Friday.
func TestWorkingDaysWithoutHolidaysAreWeekdays(t *testing.T) {
	c := calendar(t)
	rapid.Check(t, func(t *rapid.T) {
		from := civil.MustDate("2010-01-01").AddDays(rapid.IntRange(0, 3000).Draw(t, "from"))
		n, want := rapid.IntRange(0, 300).Draw(t, "n"), 0
		for d := from + 1; d <= from.AddDays(n); d++ {
			if w := d.Time().Weekday(); w != time.Saturday && w != time.Sunday {
				want++
			}
		}
		if got := call.WorkingDays(from, from.AddDays(n), c); got != want {
			t.Fatalf("from %s for %d days: %d, want %d", from, n, got, want)
		}
	})
}
