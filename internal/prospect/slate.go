package prospect

import (
	"context"
	"database/sql"
	"encoding/json"

	"beret/civil"
	"beret/internal/database"
)

// slate is the people whom a signed list puts into a unit's next contingent.
type slate struct {
	unit     int64
	signed   civil.Date
	expected civil.Date
	officers []int64
}

// readSlates reads the newest signed list of each slate for a unit.
func (c *chronicle) readSlates(ctx context.Context, tx *database.Tx) error {
	return tx.Each(ctx, func(rows *sql.Rows) error {
		var s slate
		var content string
		if err := rows.Scan(&s.unit, &s.signed, &s.expected, &content); err != nil {
			return err
		}
		var list struct {
			Places []struct {
				Nominees []struct {
					Officer int64 `json:"officer"`
				} `json:"nominees"`
			} `json:"places"`
		}
		if err := json.Unmarshal([]byte(content), &list); err != nil {
			return err
		}
		for _, place := range list.Places {
			for _, n := range place.Nominees {
				s.officers = append(s.officers, n.Officer)
				c.someone(n.Officer)
			}
		}
		c.slates = append(c.slates, s)
		return nil
	}, `SELECT s.unit_id, f.signed_on, s.expected_from, f.content FROM slate s JOIN slate_signed f ON f.slate_id = s.id
		WHERE s.unit_id IS NOT NULL AND s.status IN ('signed', 'sent')
			AND f.edition = (SELECT max(edition) FROM slate_signed WHERE slate_id = s.id) ORDER BY s.expected_from, s.id`)
}
