package prospect

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// fill makes a record with one officer in each place.
func fill(f *fixture) {
	f.tour(f.someone(true), "ipo", "UNMISS", "2026-03-01", "2027-03-01", "", "")
	f.tour(f.someone(false), "ipo", "UNMISS", "2026-12-01", "2027-12-01", "", "")
	back := f.someone(true)
	f.tour(back, "ipo", "UNISFA", "2025-05-01", "2026-05-01", "2026-05-01", "end-of-tour")
	f.nominate(f.someone(false), "ipo", "UNMISS", "2026-09-01", "2027-02-01", "pending", "")
	f.nominate(f.someone(true), "ipo", "UNMISS", "2026-06-01", "2027-01-01", "selected", "2026-09-01")
	f.nominate(f.someone(true), "ipo", "UNMISS", "2026-06-01", "2027-01-01", "rejected", "2026-09-01")
	_, seats := f.formed("U", 2)
	f.seat(seats[0], f.someone(false), "2026-01-01")
	f.assess(f.someone(true), "2026-02-01", true)
	f.assess(f.someone(false), "2023-02-01", true) // out of date, and long ago
	f.assess(f.someone(false), "2026-02-01", false)
	f.says(f.someone(true), true, "2026-04-01", "")
	f.says(f.someone(true), true, "2026-04-01", "2026-08-01")
	f.officer(true, "2002-01-01", "2024-06-01", "")            // eligible in June 2029
	f.officer(false, "1980-01-01", "2000-01-01", "2026-07-01") // gone
	f.officer(false, "1971-11-20", "1995-01-01", "")           // at the age limit of a captain in November 2026
}

func TestEverybodyStandsInOnePlace(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		fill(f)
		b := f.load(today)
		want := map[string][2]int{"post": {1, 0}, postOf("ipo/UNMISS/"): {0, 1}, rest: {1, 0}, nominatedFor("ipo"): {0, 1}, selectedFor("ipo"): {1, 0},
			poolOf("U"): {0, 1}, cleared: {1, 0}, willing: {1, 1}, serving: {3, 2}}
		if diff := cmp.Diff(want, b.places()); diff != "" {
			t.Error(diff)
		}
		if problems := b.Model(b.Usual()).Validate(); problems != nil {
			t.Error(problems)
		}
	})
}
