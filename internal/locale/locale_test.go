package locale

import (
	"errors"
	"fmt"
	"testing"

	"beret/civil"
	"beret/internal/fault"

	"pgregory.net/rapid"
)

func printers(t *testing.T) (en, vi Printer) {
	t.Helper()
	c, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	return c.In(English), c.In(Vietnamese)
}

func TestWhatALanguagePrints(t *testing.T) {
	en, vi := printers(t)
	day := civil.MustDate("2026-02-05")
	for _, c := range []struct{ rule, got, want string }{
		{"a rate has one decimal and a point", en.Percent(12, 36), "33.3\u00a0%"},
		{"or a comma in Vietnamese", vi.Percent(12, 36), "33,3\u00a0%"},
		{"half a unit is rounded up", en.Percent(1, 16), "6.3\u00a0%"},
		{"nobody has no rate", en.Percent(0, 0), "–"},
		{"everybody", en.Percent(7, 7), "100.0\u00a0%"},
		{"counts come first", en.Share(12, 36), "12 of 36 (33.3\u00a0%)"},
		{"thousands", en.Number(1234567), "1,234,567"},
		{"thousands in Vietnamese", vi.Number(-1234567), "−1.234.567"},
		{"a day", en.Date(day), "5 February 2026"},
		{"a day in Vietnamese", vi.Date(day), "05/02/2026"},
		{"a month", en.Month(day.Month()), "February 2026"},
		{"a month in Vietnamese", vi.Month(day.Month()), "tháng 2/2026"},
		{"no day", en.Date(0), ""},
		{"one", en.Text("fault.invalid", "n", 1), "There is a problem with one field."},
		{"many", en.Text("fault.invalid", "n", 3), "There are problems with 3 fields."},
		{"a missing key shows", en.Text("fault.nosuch"), "⟦fault.nosuch⟧"},
	} {
		if c.got != c.want {
			t.Errorf("%s: %q, want %q", c.rule, c.got, c.want)
		}
	}
}

func TestPercentIsExact(t *testing.T) {
	en, _ := printers(t)
	rapid.Check(t, func(t *rapid.T) {
		total := rapid.IntRange(1, 1_000_000).Draw(t, "total")
		women := rapid.IntRange(0, total).Draw(t, "women")
		tenths := 0 // the largest number of tenths of a percent not above the rate plus half
		for low, high := 0, 1000; low <= high; {
			middle := (low + high) / 2
			if middle*2*total <= women*2000+total {
				tenths, low = middle, middle+1
			} else {
				high = middle - 1
			}
		}
		if want := fmt.Sprintf("%d.%d\u00a0%%", tenths/10, tenths%10); en.Percent(women, total) != want {
			t.Fatalf("%d of %d: %s, want %s", women, total, en.Percent(women, total), want)
		}
	})
}

func TestTheUserNeverSeesTheChain(t *testing.T) {
	en, _ := printers(t)
	secret := errors.New("password of postgres")
	for _, err := range []error{secret, fmt.Errorf("open: %w", secret), errors.Join(secret, nil)} {
		if got := en.Error(err); got != en.Text("fault.internal") {
			t.Errorf("%v is shown as %q", err, got)
		}
	}
	wrapped := errors.Join(fmt.Errorf("find: %w", fault.Because(secret, fault.NotFound, "fault.not_found")), nil)
	if got := en.Error(wrapped); got != en.Text("fault.not_found") {
		t.Errorf("shown as %q", got)
	}
}

func TestParseTakesTags(t *testing.T) {
	for tag, want := range map[string]bool{"vi": true, "vi-VN": true, "EN-gb": true, "fr": false, "": false} {
		if _, ok := Parse(tag); ok != want {
			t.Errorf("%q: %v", tag, ok)
		}
	}
}
