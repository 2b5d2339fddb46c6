package prospect

import (
	"context"
	"database/sql"
	"strings"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/audit"
	"beret/internal/database"
	"beret/internal/fault"
	"beret/internal/reference"
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

// Posts lists the authorised posts by category, mission, tier and month. It
// returns Forbidden to whom the outlook is closed.
func Posts(ctx context.Context, tx *database.Tx, actor account.Actor) (list []Post, err error) {
	defer fault.Wrap(&err, "prospect.Posts")
	if err := actor.Require(account.OutlookView); err != nil {
		return nil, err
	}
	return posts(ctx, tx)
}

// FindPost returns one row, or NotFound.
func FindPost(ctx context.Context, tx *database.Tx, actor account.Actor, id int64) (p Post, err error) {
	defer fault.Wrap(&err, "prospect.FindPost(%d)", id)
	if err := actor.Require(account.OutlookView); err != nil {
		return p, err
	}
	p, err = scanPost(tx.QueryRow(ctx, "SELECT "+postColumns+" FROM authorised_post WHERE id = ?", id))
	return p, found(err)
}

// Check returns the problems of the row's own fields.
func (p Post) Check(book *reference.Book) []fault.Problem {
	var problems []fault.Problem
	add := func(bad bool, field, key string) {
		if bad {
			problems = append(problems, fault.Problem{Field: field, Key: key})
		}
	}
	unknown := func(kind reference.Kind, code string) bool {
		_, ok := book.Find(kind, code)
		return !ok
	}
	add(unknown(reference.Categories, p.Category), "category", "prospect.problem.category")
	add(unknown(reference.Missions, p.Mission), "mission", "prospect.problem.mission")
	add(p.Tier != "" && unknown(reference.Tiers, p.Tier), "tier", "prospect.problem.tier")
	add(p.From == 0, "from", "prospect.problem.from")
	add(p.Posts < 0 || p.Posts > 100_000, "posts", "prospect.problem.posts")
	add(strings.TrimSpace(p.Source) == "", "source", "prospect.problem.source")
	return problems
}

// PutPost enters a row, or changes the one with the id. It returns Invalid with
// the problems of Check or where there is another row of the same category,
// mission, tier and month, and Conflict where somebody changed the row since the
// version in hand was read.
func PutPost(ctx context.Context, tx *database.Tx, actor account.Actor, book *reference.Book, p Post) (put Post, err error) {
	defer fault.Wrap(&err, "prospect.PutPost(%d)", p.ID)
	if err := actor.Require(account.OutlookEdit); err != nil {
		return p, err
	}
	p.Source = strings.TrimSpace(p.Source)
	problems := p.Check(book)
	var taken int
	if err := tx.QueryRow(ctx, "SELECT count(*) FROM authorised_post WHERE category = ? AND mission = ? AND tier = ? AND from_month = ? AND id <> ?",
		p.Category, p.Mission, p.Tier, p.From.String(), p.ID).Scan(&taken); err != nil {
		return p, err
	}
	if taken > 0 {
		problems = append(problems, fault.Problem{Field: "from", Key: "prospect.problem.post_taken"})
	}
	if err := fault.Check(problems); err != nil {
		return p, err
	}
	if p.ID == 0 {
		return insertPost(ctx, tx, actor, p)
	}
	before, err := FindPost(ctx, tx, actor, p.ID)
	if err == nil && before.Version != p.Version {
		err = fault.New(fault.Conflict, "fault.conflict")
	}
	if err != nil {
		return p, err
	}
	p.Version++
	if _, err := tx.Exec(ctx, "UPDATE authorised_post SET category = ?, mission = ?, tier = ?, from_month = ?, posts = ?, source = ?, version = ? WHERE id = ?",
		p.Category, p.Mission, p.Tier, p.From.String(), p.Posts, p.Source, p.Version, p.ID); err != nil {
		return p, err
	}
	return p, audit.Append(ctx, tx, audit.Entry{Actor: actor, Action: "prospect.post_edit", Kind: AuditKind, Subject: p.ID, Before: before, After: p})
}

func insertPost(ctx context.Context, tx *database.Tx, actor account.Actor, p Post) (Post, error) {
	p.Version = 1
	if err := tx.QueryRow(ctx, "INSERT INTO authorised_post (category, mission, tier, from_month, posts, source, generated) VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id",
		p.Category, p.Mission, p.Tier, p.From.String(), p.Posts, p.Source, database.Flag(p.Generated)).Scan(&p.ID); err != nil {
		return p, err
	}
	return p, audit.Append(ctx, tx, audit.Entry{Actor: actor, Action: "prospect.post_create", Kind: AuditKind, Subject: p.ID, After: p})
}

// RemovePost deletes a row; the log keeps what it was.
func RemovePost(ctx context.Context, tx *database.Tx, actor account.Actor, id int64, version int) (err error) {
	defer fault.Wrap(&err, "prospect.RemovePost(%d)", id)
	if err := actor.Require(account.OutlookEdit); err != nil {
		return err
	}
	before, err := FindPost(ctx, tx, actor, id)
	if err == nil && before.Version != version {
		err = fault.New(fault.Conflict, "fault.conflict")
	}
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, "DELETE FROM authorised_post WHERE id = ?", id); err != nil {
		return err
	}
	return audit.Append(ctx, tx, audit.Entry{Actor: actor, Action: "prospect.post_remove", Kind: AuditKind, Subject: id, Before: before})
}
