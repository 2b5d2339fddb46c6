package registry

import (
	"beret/civil"
	"beret/internal/reference"
)

// NextRankOn returns the first day on which the officer has held the rank for
// the years that the ladder asks for before the next one. ok is false where
// there is no next rank, the ladder states no years, or the day of the present
// rank is not known. It is a day of eligibility: promotion is a decision.
func NextRankOn(o Officer, book *reference.Book) (on civil.Date, ok bool) {
	next, found := book.NextRank(o.Rank)
	if !found || next.Int("years_before") == 0 || o.RankSince == 0 {
		return 0, false
	}
	return o.RankSince.AddYears(next.Int("years_before")), true
}

// AgeLimitOn returns the birthday on which the officer reaches the age limit
// of the present rank and the officer's sex, by the ladder as it stands on a
// day. ok is false where the ladder states no limit.
func AgeLimitOn(o Officer, book *reference.Book, day civil.Date) (on civil.Date, ok bool) {
	column := "age_limit_man"
	if o.Woman {
		column = "age_limit_woman"
	}
	rank, _ := book.Find(reference.Ranks, o.Rank)
	for _, row := range book.On(reference.Ranks, day) {
		if row.Code == o.Rank {
			rank = row
		}
	}
	limit := rank.Int(column)
	if limit == 0 || o.BirthDate == 0 {
		return 0, false
	}
	return o.BirthDate.AddYears(limit), true
}
