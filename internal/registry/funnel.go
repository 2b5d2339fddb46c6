package registry

import (
	"context"
	"database/sql"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/database"
	"beret/internal/fault"
	"beret/internal/reference"
)

// FunnelStep is one test of the assessment for mission service with who took
// and who passed it: persons with at least one attempt, not attempts.
type FunnelStep struct {
	Test        string // code of reference.Tests
	TookWomen   int
	TookMen     int
	PassedWomen int
	PassedMen   int
}

// Funnel returns the tests in their order with the persons who took and passed
// each from one day until before another, out of those whom the actor may
// list. An open end is today and after.
func (s *Store) Funnel(ctx context.Context, actor account.Actor, span civil.Interval) (steps []FunnelStep, err error) {
	defer fault.Wrap(&err, "registry.Funnel")
	at := map[string]int{}
	for _, test := range s.book.Load().Rows(reference.Tests) {
		if _, seen := at[test.Code]; !seen {
			at[test.Code] = len(steps)
			steps = append(steps, FunnelStep{Test: test.Code})
		}
	}
	to := span.To
	if to == 0 {
		to = farFuture()
	}
	visible, args := actor.OfficerRows(account.OfficerList, "o")
	err = s.db.Read(ctx, func(tx *database.Tx) error {
		return tx.Each(ctx, func(rows *sql.Rows) error {
			var test string
			var woman flag
			var took, passed int
			if err := rows.Scan(&test, &woman, &took, &passed); err != nil {
				return err
			}
			if i, ok := at[test]; ok {
				steps[i].count(bool(woman), took, passed)
			}
			return nil
		}, `SELECT a.test, o.woman, count(DISTINCT a.officer_id), count(DISTINCT CASE WHEN a.passed = 1 THEN a.officer_id END)
			FROM assessment_attempt a JOIN officer o ON o.id = a.officer_id
			WHERE a.taken_on >= COALESCE(?, '') AND a.taken_on < ? AND `+visible+" GROUP BY a.test, o.woman",
			append([]any{span.From, to}, args...)...)
	})
	return steps, err
}

func (f *FunnelStep) count(woman bool, took, passed int) {
	if woman {
		f.TookWomen, f.PassedWomen = took, passed
	} else {
		f.TookMen, f.PassedMen = took, passed
	}
}
