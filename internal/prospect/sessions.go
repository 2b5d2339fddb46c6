package prospect

import (
	"context"
	"database/sql"
	"strconv"

	"beret/civil"
	"beret/internal/database"
)

// readSessions reads the assessments that are planned or agreed.
func (c *chronicle) readSessions(ctx context.Context, tx *database.Tx) error {
	return tx.Each(ctx, func(rows *sql.Rows) error {
		var id int64
		var from civil.Date
		var s session
		err := rows.Scan(&id, &from, &s.seats, &s.women)
		s.id, s.month = "session:"+strconv.FormatInt(id, 10), from.Month()
		c.sessions = append(c.sessions, s)
		return err
	}, `SELECT id, from_date, seats, women_seats FROM training_session
		WHERE kind = 'assessment' AND status IN ('planned', 'requested', 'confirmed') AND from_date > ? ORDER BY from_date, id`, c.day)
}
