package training

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"beret/civil"
	"beret/internal/database"
	"beret/internal/fault"
)

// Clash is what keeps an officer from a session on its days: another session
// with a seat, or a tour.
type Clash struct {
	OfficerID int64
	SessionID int64  // of the other session, 0 for a tour
	What      string // title of the session, or mission of the tour
	Span      civil.Interval
}

// onTheDays selects what other sessions and tours touch the days of a session.
// A tour past its agreed end runs until its end is on record. Its arguments are
// the session's id, its end and first day, and of the tours today, the last of
// days, the end and the first day.
const onTheDays = `SELECT p.officer_id, s.id, s.title, s.from_date, s.to_date FROM training_place p JOIN training_session s ON s.id = p.session_id
	WHERE s.id <> ? AND s.status <> 'cancelled' AND p.status NOT IN ('waiting', 'withdrawn') AND s.from_date < ? AND s.to_date > ?%s
	UNION ALL
	SELECT d.officer_id, 0, d.mission, d.from_date, COALESCE(d.ended_on, d.planned_end) FROM deployment d
	WHERE d.cancelled = 0 AND d.from_date < ? AND COALESCE(d.ended_on, CASE WHEN d.planned_end <= ? THEN '9999-12-31' ELSE d.planned_end END) > ?%s
	ORDER BY 1, 4, 2`

// Clashes returns what keeps some officers from a session on its days, by
// officer; for no officers, what keeps anybody from it. A tour past its agreed
// end on the day today runs until its end is on record.
func Clashes(ctx context.Context, tx *database.Tx, s Session, officers []int64, today civil.Date) (list []Clash, err error) {
	defer fault.Wrap(&err, "training.Clashes(%d)", s.ID)
	var only []any
	for _, id := range officers {
		only = append(only, id)
	}
	sessions, tours := "", ""
	if len(only) > 0 {
		marks := " IN (?" + strings.Repeat(", ?", len(only)-1) + ")"
		sessions, tours = " AND p.officer_id"+marks, " AND d.officer_id"+marks
	}
	args := append([]any{s.ID, s.Span.To, s.Span.From}, only...)
	args = append(append(args, s.Span.To, today, s.Span.From), only...)
	err = tx.Each(ctx, func(rows *sql.Rows) error {
		var c Clash
		err := rows.Scan(&c.OfficerID, &c.SessionID, &c.What, &c.Span.From, &c.Span.To)
		list = append(list, c)
		return err
	}, fmt.Sprintf(onTheDays, sessions, tours), args...)
	return list, err
}

// clashNames names who clashes with what: "Name (MINUSCA); Name (title)".
func clashNames(clashes []Clash, people []PlaceRow) string {
	names := map[int64]string{}
	for _, p := range people {
		names[p.OfficerID] = p.Name
	}
	var list []string
	for _, c := range clashes {
		list = append(list, names[c.OfficerID]+" ("+c.What+")")
	}
	return strings.Join(list, "; ")
}
