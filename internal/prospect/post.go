package prospect

import (
	"context"
	"database/sql"

	"beret/civil"
	"beret/internal/database"
)

// Post is how many posts are authorised in a category, mission and tier from a
// month on, until the next row of the same three.
type Post struct {
	ID        int64       `json:"-"`
	Category  string      `json:"category"`
	Mission   string      `json:"mission"`
	Tier      string      `json:"tier,omitempty"`
	From      civil.Month `json:"from"`
	Posts     int         `json:"posts"`
	Source    string      `json:"source"`
	Generated bool        `json:"generated,omitempty"`
	Version   int         `json:"version"`
}

const postColumns = "id, category, mission, tier, from_month, posts, source, generated, version"

func scanPost(rows interface{ Scan(...any) error }) (p Post, err error) {
	var from string
	var generated int
	if err = rows.Scan(&p.ID, &p.Category, &p.Mission, &p.Tier, &from, &p.Posts, &p.Source, &generated, &p.Version); err != nil {
		return p, err
	}
	p.Generated = generated == 1
	p.From, err = civil.ParseMonth(from)
	return p, err
}

func (c *chronicle) readPosts(ctx context.Context, tx *database.Tx) (err error) {
	c.posts, err = posts(ctx, tx)
	return err
}

func posts(ctx context.Context, tx *database.Tx) (list []Post, err error) {
	err = tx.Each(ctx, func(rows *sql.Rows) error {
		p, err := scanPost(rows)
		list = append(list, p)
		return err
	}, "SELECT "+postColumns+" FROM authorised_post ORDER BY category, mission, tier, from_month")
	return list, err
}
