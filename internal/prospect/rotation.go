package prospect

import (
	"context"
	"database/sql"
	"encoding/json"

	"beret/civil"
	"beret/internal/database"
)

// Rotation is a formed unit's contingent that goes to a mission on a day and
// takes the place of the one before.
type Rotation struct {
	ID         int64      `json:"-"`
	UnitID     int64      `json:"unit_id"`
	Unit       string     `json:"unit"` // code
	Mission    string     `json:"mission"`
	On         civil.Date `json:"on"`
	Contingent int        `json:"contingent"`
	Women      *int       `json:"women,omitempty"` // planned, nil where nothing is
	Source     string     `json:"source"`
	Generated  bool       `json:"generated,omitempty"`
	Version    int        `json:"version"`
}

const rotationRows = `SELECT r.id, r.unit_id, u.code, r.mission, r.rotates_on, r.contingent, r.women, r.source, r.generated, r.version
	FROM unit_rotation r JOIN formed_unit u ON u.id = r.unit_id`

func scanRotation(rows interface{ Scan(...any) error }) (r Rotation, err error) {
	var women sql.NullInt64
	var generated int
	err = rows.Scan(&r.ID, &r.UnitID, &r.Unit, &r.Mission, &r.On, &r.Contingent, &women, &r.Source, &generated, &r.Version)
	if women.Valid {
		n := int(women.Int64)
		r.Women = &n
	}
	r.Generated = generated == 1
	return r, err
}

func (c *chronicle) readRotations(ctx context.Context, tx *database.Tx) (err error) {
	c.rotations, err = rotations(ctx, tx)
	return err
}

func rotations(ctx context.Context, tx *database.Tx) (list []Rotation, err error) {
	err = tx.Each(ctx, func(rows *sql.Rows) error {
		r, err := scanRotation(rows)
		list = append(list, r)
		return err
	}, rotationRows+" ORDER BY r.rotates_on, u.code")
	return list, err
}

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
