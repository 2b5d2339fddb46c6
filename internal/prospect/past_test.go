package prospect

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"beret/civil"
	"beret/internal/database"
	"beret/internal/database/databasetest"
	"beret/outlook"
)

// chronicleOf reads the record as on a day.
func (f *fixture) chronicle(day string) (c *chronicle) {
	f.t.Helper()
	f.must(func(ctx context.Context, tx *database.Tx) (err error) {
		c, err = readChronicle(ctx, tx, f.book, civil.MustDate(day))
		return err
	})
	return c
}

// seen is what a base says, as far as a forecast reads it.
type seen struct {
	Start      []outlook.Crowd
	People     []outlook.Person
	Parameters map[string][2]outlook.Count
	Posts      map[string][]outlook.Step
	Sessions   []civil.Month
	Pace       map[string][2]float64
	Lengths    map[string]int
	Leaving    map[civil.Month][2]int
}

func (b *Base) seen() seen {
	s := seen{Start: b.start, Parameters: map[string][2]outlook.Count{}, Posts: map[string][]outlook.Step{}, Pace: map[string][2]float64{},
		Lengths: map[string]int{}, Leaving: b.leaving}
	for _, h := range b.holders {
		s.People = append(s.People, h.Person)
	}
	for _, p := range b.parameters {
		s.Parameters[p.ID] = p.Counts
	}
	for _, g := range b.groups {
		s.Posts[g.ID] = g.Posts
	}
	for _, x := range b.sessions {
		s.Sessions = append(s.Sessions, x.month)
	}
	for _, n := range b.naming {
		s.Pace[n.category] = n.monthly
	}
	for name, l := range b.lengths {
		s.Lengths[name] = l.months
	}
	return s
}

// What was entered for later than a day does not show to who stands at its end.
func TestThePastKnowsNothingOfWhatFollowed(t *testing.T) {
	f := newFixture(t, databasetest.SQLite(t))
	fill(f)
	stays, goes, tests, leaves, wants := f.someone(true), f.someone(false), f.someone(true), f.someone(true), f.someone(false)
	longer := f.tour(stays, "ipo", "UNMISS", "2025-01-10", "2026-01-10", "", "")
	early := f.tour(goes, "ipo", "UNMISS", "2025-02-10", "2026-02-10", "", "")
	f.nominate(tests, "ipo", "UNISFA", "2025-05-05", "2025-11-05", "pending", "")
	const day = "2025-06-30"
	before := newBase(f.chronicle(today), civil.MustDate(day)).seen()

	f.exec("UPDATE deployment SET planned_end = '2026-07-10', extended_from = '2026-01-10' WHERE id = ?", longer)
	f.exec("UPDATE deployment SET ended_on = '2025-08-01', end_reason = 'early-return' WHERE id = ?", early)
	f.exec("UPDATE nomination SET status = 'rejected', decided_on = '2025-09-01' WHERE officer_id = ?", tests)
	f.exec("UPDATE officer SET left_on = '2025-12-01' WHERE id = ?", leaves)
	f.assess(tests, "2025-09-15", true)
	f.says(wants, true, "2025-07-01", "")
	f.tour(wants, "team", "MINUSCA", "2025-10-01", "2026-10-01", "", "")
	f.nominate(leaves, "professional", "UNHQ", "2025-07-05", "2025-12-05", "pending", "")
	f.officer(true, "1995-01-01", "2025-07-15", "")
	unit, _ := f.formed("V", 2)
	f.exec("INSERT INTO unit_rotation (unit_id, mission, rotates_on, contingent, source) VALUES (?, 'UNMISS', '2025-12-01', 2, 'x')", unit)
	f.exec("INSERT INTO authorised_post (category, mission, from_month, posts, source) VALUES ('ipo', 'UNMISS', '2026-01', 50, 'x')")
	after := newBase(f.chronicle(today), civil.MustDate(day)).seen()
	if diff := cmp.Diff(before, after); diff != "" {
		t.Error(diff)
	}
}
