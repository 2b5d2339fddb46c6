package call

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"beret/internal/account"
	"beret/internal/audit"
	"beret/internal/database"
	"beret/internal/fault"
	"beret/internal/reference"
)

const postColumns = "p.id, p.call_id, p.number, p.title, p.tier, p.element, p.count, p.nominees, p.priority, p.requirement"

func scanPost(row interface{ Scan(...any) error }) (p Post, err error) {
	var requirement string
	if err = row.Scan(&p.ID, &p.CallID, &p.Number, &p.Title, &p.Tier, &p.Element, &p.Count, &p.Nominees, &p.Priority, &requirement); err != nil {
		return p, err
	}
	return p, json.Unmarshal([]byte(requirement), &p.Requirement)
}

// Posts returns the posts of a call in the order of their numbers.
func Posts(ctx context.Context, tx *database.Tx, actor account.Actor, callID int64) (posts []Post, err error) {
	defer fault.Wrap(&err, "call.Posts(%d)", callID)
	if !actor.May(account.CallView) {
		return nil, nil
	}
	err = tx.Each(ctx, func(rows *sql.Rows) error {
		p, err := scanPost(rows)
		posts = append(posts, p)
		return err
	}, "SELECT "+postColumns+" FROM call_post p WHERE p.call_id = ? ORDER BY p.number", callID)
	return posts, err
}

// FindPost returns one post of a call, or NotFound.
func FindPost(ctx context.Context, tx *database.Tx, actor account.Actor, callID, id int64) (Post, error) {
	if !actor.May(account.CallView) {
		return Post{}, notFound()
	}
	p, err := scanPost(tx.QueryRow(ctx, "SELECT "+postColumns+" FROM call_post p WHERE p.id = ? AND p.call_id = ?", id, callID))
	if errors.Is(err, sql.ErrNoRows) {
		return p, notFound()
	}
	return p, err
}

// AddPosts adds posts to a call, all or none: by hand one, from a file many. A
// post without a number gets the next free one, one without a number of
// nominees the usual one of the category, one without a priority 1. Problems
// of several posts are those of the first that has any.
func AddPosts(ctx context.Context, tx *database.Tx, actor account.Actor, book *reference.Book, callID int64, version int, posts []Post) (added []Post, err error) {
	defer fault.Wrap(&err, "call.AddPosts(%d)", callID)
	if added, err = addPosts(ctx, tx, actor, book, callID, version, posts); err != nil {
		return nil, err
	}
	return added, audit.Append(ctx, tx, audit.Entry{Actor: actor, Action: "call.add_posts", Kind: "call", Subject: callID, After: added})
}

// File names the file from which posts come.
type File struct {
	Name   string `json:"file"`
	SHA256 string `json:"sha256"`
}

// ImportPosts is AddPosts from a file, which the audit log names.
func ImportPosts(ctx context.Context, tx *database.Tx, actor account.Actor, book *reference.Book, callID int64, version int, posts []Post, from File) (added []Post, err error) {
	defer fault.Wrap(&err, "call.ImportPosts(%d)", callID)
	if added, err = addPosts(ctx, tx, actor, book, callID, version, posts); err != nil {
		return nil, err
	}
	return added, audit.Append(ctx, tx, audit.Entry{Actor: actor, Action: "call.import_posts", Kind: "call", Subject: callID, After: struct {
		File
		Posts []Post `json:"posts"`
	}{from, added}})
}

func addPosts(ctx context.Context, tx *database.Tx, actor account.Actor, book *reference.Book, callID int64, version int, posts []Post) (added []Post, err error) {
	c, err := claim(ctx, tx, actor, callID, version)
	if err != nil {
		return nil, err
	}
	there, err := Posts(ctx, tx, actor, callID)
	if err != nil {
		return nil, err
	}
	if len(there)+len(posts) > mostRows {
		return nil, fault.Check([]fault.Problem{{Field: "number", Key: "call.problem.too_many_posts", Args: []any{"n", mostRows}}})
	}
	posts, problems := Arrange(c, there, posts, book)
	for i, p := range posts {
		if err := fault.Check(problems[i]); err != nil {
			return nil, err
		}
		p.CallID = callID
		if err := insertPost(ctx, tx, &p); err != nil {
			return nil, err
		}
		added = append(added, p)
	}
	return added, nil
}

// Arrange returns posts as they will stand in a call beside those that are
// there, with what each leaves out filled in, and the rules that each breaks.
func Arrange(c Call, there, posts []Post, book *reference.Book) (arranged []Post, broken [][]fault.Problem) {
	there = slices.Clip(there)
	for _, p := range posts {
		p.settle(c, there, book)
		broken = append(broken, append(CheckPost(p, book), p.clash(there)...))
		there, arranged = append(there, p), append(arranged, p)
	}
	return arranged, broken
}

// settle fills what a post leaves out.
func (p *Post) settle(c Call, there []Post, book *reference.Book) {
	p.Title, p.Element = strings.TrimSpace(p.Title), strings.TrimSpace(p.Element)
	if p.Number == 0 {
		p.Number = nextNumber(there)
	}
	if p.Nominees == 0 {
		p.Nominees = UsualNominees(c.Category, c.ReceivedOn, book)
	}
	if p.Priority == 0 {
		p.Priority = 1
	}
}

func nextNumber(posts []Post) int {
	next := 1
	for _, p := range posts {
		next = max(next, p.Number+1)
	}
	return next
}

// clash returns the problem of a number that another post of the call has.
func (p Post) clash(others []Post) []fault.Problem {
	for _, o := range others {
		if o.Number == p.Number && (o.ID != p.ID || p.ID == 0) {
			return []fault.Problem{{Field: "number", Key: "call.problem.post_number_taken", Args: []any{"n", p.Number}}}
		}
	}
	return nil
}

func (p Post) values() ([]any, error) {
	requirement, err := json.Marshal(p.Requirement)
	return []any{p.Number, p.Title, p.Tier, p.Element, p.Count, p.Nominees, p.Priority, string(requirement)}, err
}

func insertPost(ctx context.Context, tx *database.Tx, p *Post) error {
	values, err := p.values()
	if err != nil {
		return err
	}
	return tx.QueryRow(ctx, `INSERT INTO call_post (number, title, tier, element, count, nominees, priority, requirement, call_id)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`, append(values, p.CallID)...).Scan(&p.ID)
}

// EditPost replaces a post of a call; version is the call's.
func EditPost(ctx context.Context, tx *database.Tx, actor account.Actor, book *reference.Book, version int, p Post) (err error) {
	defer fault.Wrap(&err, "call.EditPost(%d)", p.ID)
	c, err := claim(ctx, tx, actor, p.CallID, version)
	if err != nil {
		return err
	}
	before, err := FindPost(ctx, tx, actor, p.CallID, p.ID)
	if err != nil {
		return err
	}
	others, err := Posts(ctx, tx, actor, p.CallID)
	if err != nil {
		return err
	}
	p.settle(c, others, book)
	if err := fault.Check(append(CheckPost(p, book), p.clash(others)...)); err != nil {
		return err
	}
	values, err := p.values()
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE call_post SET number = ?, title = ?, tier = ?, element = ?, count = ?, nominees = ?, priority = ?,
		requirement = ? WHERE id = ?`, append(values, p.ID)...); err != nil {
		return err
	}
	return audit.Append(ctx, tx, audit.Entry{Actor: actor, Action: "call.edit_post", Kind: "call", Subject: p.CallID, Before: before, After: p})
}

// RemovePost takes a post from a call. A post for which somebody was nominated
// stays: the database refuses it with a Conflict.
func RemovePost(ctx context.Context, tx *database.Tx, actor account.Actor, callID int64, version int, id int64) (err error) {
	defer fault.Wrap(&err, "call.RemovePost(%d)", id)
	if _, err := claim(ctx, tx, actor, callID, version); err != nil {
		return err
	}
	before, err := FindPost(ctx, tx, actor, callID, id)
	if err != nil {
		return err
	}
	var used int
	if err := tx.QueryRow(ctx, "SELECT count(*) FROM nomination WHERE post_id = ?", id).Scan(&used); err != nil {
		return err
	}
	if used > 0 {
		return fault.New(fault.Conflict, "call.problem.post_used", "n", used)
	}
	if _, err := tx.Exec(ctx, "DELETE FROM call_post WHERE id = ?", id); err != nil {
		return err
	}
	return audit.Append(ctx, tx, audit.Entry{Actor: actor, Action: "call.remove_post", Kind: "call", Subject: callID, Before: before})
}
