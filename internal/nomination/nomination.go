// Package nomination keeps who was put forward to which post, and what was
// answered: pending, then selected, rejected or withdrawn; a selected one
// becomes a tour.
package nomination

import (
	"context"
	"database/sql"
	"errors"
	"strings"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/audit"
	"beret/internal/database"
	"beret/internal/deployment"
	"beret/internal/fault"
	"beret/internal/reference"
)

// Nomination is one officer put forward to one post.
type Nomination struct {
	ID           int64          `json:"-"`
	OfficerID    int64          `json:"officer"`
	Category     string         `json:"category"`
	Mission      string         `json:"mission"`
	PostTitle    string         `json:"post_title,omitempty"`
	Tier         string         `json:"tier,omitempty"`
	NoteVerbale  string         `json:"note_verbale,omitempty"` // reference of the UN's request
	NominatedOn  civil.Date     `json:"nominated_on"`
	Expected     civil.Interval `json:"expected"` // of the tour
	Status       Status         `json:"status"`
	DecidedOn    civil.Date     `json:"decided_on,omitzero"`
	Reason       string         `json:"reason,omitempty"` // of a rejection or withdrawal
	DeploymentID int64          `json:"deployment,omitempty"`
	CallID       int64          `json:"call,omitempty"`  // the call that it answers
	PostID       int64          `json:"post,omitempty"`  // the post of that call
	SlateID      int64          `json:"slate,omitempty"` // the slate that was signed
	Generated    bool           `json:"generated,omitempty"`
	Version      int            `json:"version"`
}

// Status is what was answered to a nomination.
type Status string

// The statuses.
const (
	Pending   Status = "pending"
	Selected  Status = "selected"
	Rejected  Status = "rejected"
	Withdrawn Status = "withdrawn"
	Deployed  Status = "deployed" // selected, and the tour is on record
)

// Statuses lists the statuses in the order of a nomination's life.
func Statuses() []Status { return []Status{Pending, Selected, Deployed, Rejected, Withdrawn} }

// Key returns the message key of the status.
func (s Status) Key() string { return "nomination.status." + string(s) }

// Open reports whether the nomination may still send the officer out.
func (s Status) Open() bool { return s == Pending || s == Selected }

// Check returns the rules that a new nomination breaks. leftOn is the officer's
// last day and one more, zero while serving; tours and others are the
// officer's tours and other nominations.
func Check(n Nomination, leftOn civil.Date, tours []deployment.Deployment, others []Nomination, book *reference.Book) []fault.Problem {
	p := &problems{}
	n.checkCodes(book, p)
	if n.NominatedOn == 0 {
		p.add("nominated_on", "nomination.problem.nominated_on")
	}
	if n.Expected.From < n.NominatedOn || n.Expected.To <= n.Expected.From {
		p.add("expected", "nomination.problem.expected")
		return p.list
	}
	if leftOn != 0 && n.Expected.To > leftOn {
		p.add("expected", "nomination.problem.left", "date", leftOn)
	}
	for _, t := range tours {
		if !t.Cancelled && t.Span().Overlaps(n.Expected) {
			p.add("expected", "nomination.problem.deployed", "mission", t.Mission, "date", t.Span().To)
		}
	}
	for _, o := range others {
		if o.ID != n.ID && o.Status.Open() && o.Mission == n.Mission && o.PostTitle == n.PostTitle && o.Expected.Overlaps(n.Expected) {
			p.add("post_title", "nomination.problem.twice", "date", o.NominatedOn)
		}
	}
	return p.list
}

type problems struct{ list []fault.Problem }

func (p *problems) add(field, key string, args ...any) {
	p.list = append(p.list, fault.Problem{Field: field, Key: key, Args: args})
}

func (n Nomination) checkCodes(book *reference.Book, p *problems) {
	if _, ok := book.Find(reference.Categories, n.Category); !ok {
		p.add("category", "nomination.problem.category")
	}
	if _, ok := book.Find(reference.Tiers, n.Tier); !ok && n.Tier != "" {
		p.add("tier", "nomination.problem.tier")
	}
	valid := false
	for _, row := range book.On(reference.Missions, n.Expected.From) {
		valid = valid || row.Code == n.Mission
	}
	if !valid {
		p.add("mission", "nomination.problem.mission")
	}
}

// Nominate puts an officer forward and returns the nomination with its id. It
// returns Invalid with the problems of Check, and NotFound where there is no
// such officer.
func Nominate(ctx context.Context, tx *database.Tx, actor account.Actor, book *reference.Book, n Nomination) (put Nomination, err error) {
	defer fault.Wrap(&err, "nomination.Nominate(%d)", n.OfficerID)
	if err := actor.Require(account.NominationEdit); err != nil {
		return n, err
	}
	n.Status, n.DecidedOn, n.Reason, n.DeploymentID, n.Version = Pending, 0, "", 0, 1
	n.PostTitle, n.NoteVerbale = strings.TrimSpace(n.PostTitle), strings.TrimSpace(n.NoteVerbale)
	if err := check(ctx, tx, actor, book, n); err != nil {
		return n, err
	}
	if err := insert(ctx, tx, &n); err != nil {
		return n, err
	}
	return n, audit.Append(ctx, tx, audit.Entry{Actor: actor, Action: "nomination.nominate", Kind: "nomination", Subject: n.ID, After: n})
}

// check reads what the rules need and applies them.
func check(ctx context.Context, tx *database.Tx, actor account.Actor, book *reference.Book, n Nomination) error {
	var left civil.Date
	err := tx.QueryRow(ctx, "SELECT left_on FROM officer WHERE id = ?", n.OfficerID).Scan(&left)
	if errors.Is(err, sql.ErrNoRows) {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	if err != nil {
		return err
	}
	rows, _, err := deployment.List(ctx, tx, actor, deployment.Filter{OfficerID: n.OfficerID, Limit: 1000})
	if err != nil {
		return err
	}
	tours := make([]deployment.Deployment, len(rows))
	for i, row := range rows {
		tours[i] = row.Deployment
	}
	list, _, err := List(ctx, tx, actor, Filter{OfficerID: n.OfficerID, Limit: 1000})
	if err != nil {
		return err
	}
	others := make([]Nomination, len(list))
	for i, row := range list {
		others[i] = row.Nomination
	}
	return fault.Check(Check(n, left, tours, others, book))
}

// Decide enters the answer: selected, rejected, or withdrawn by the office, the
// last two with a reason. Pending and selected nominations can be decided; a
// selected one may still be withdrawn or rejected. It returns Conflict where
// the version is stale.
func Decide(ctx context.Context, tx *database.Tx, actor account.Actor, id int64, version int, answer Status, on civil.Date, reason string) error {
	steps, err := Steps(ctx, tx, actor, id)
	if err != nil {
		return err
	}
	return change(ctx, tx, actor, id, version, "nomination.decide", reason, func(n *Nomination) []fault.Problem {
		switch {
		case answer != Selected && answer != Rejected && answer != Withdrawn:
			return []fault.Problem{{Field: "status", Key: "nomination.problem.status"}}
		case on < n.NominatedOn:
			return []fault.Problem{{Field: "decided_on", Key: "nomination.problem.decided_on", Args: []any{"date", n.NominatedOn}}}
		}
		n.Status, n.DecidedOn, n.Reason = answer, on, strings.TrimSpace(reason)
		return checkAnswer(answer, on, reason, steps)
	})
}

// Deploy enters the tour of a selected nomination and links the two. Zero
// category, mission, post, tier and days of the tour are those of the
// nomination.
func Deploy(ctx context.Context, tx *database.Tx, actor account.Actor, book *reference.Book, id int64, version int, d deployment.Deployment) (tour deployment.Deployment, err error) {
	n, err := Find(ctx, tx, actor, id)
	if err != nil {
		return d, err
	}
	if n.Status != Selected {
		return d, fault.Check([]fault.Problem{{Field: "status", Key: "nomination.problem.not_selected"}})
	}
	if tour, err = deployment.Plan(ctx, tx, actor, book, n.fill(d)); err != nil {
		return d, err
	}
	return tour, change(ctx, tx, actor, id, version, "nomination.deploy", "", func(n *Nomination) []fault.Problem {
		n.Status, n.DeploymentID = Deployed, tour.ID
		return nil
	})
}

func (n Nomination) fill(d deployment.Deployment) deployment.Deployment {
	d.OfficerID, d.Generated = n.OfficerID, n.Generated
	for _, text := range [][2]*string{{&d.Category, &n.Category}, {&d.Mission, &n.Mission}, {&d.PostTitle, &n.PostTitle}, {&d.Tier, &n.Tier}} {
		if *text[0] == "" {
			*text[0] = *text[1]
		}
	}
	if d.From == 0 {
		d.From = n.Expected.From
	}
	if d.PlannedEnd == 0 {
		d.PlannedEnd = n.Expected.To
	}
	return d
}

func change(ctx context.Context, tx *database.Tx, actor account.Actor, id int64, version int, action, reason string,
	apply func(*Nomination) []fault.Problem) (err error) {
	defer fault.Wrap(&err, "%s(%d)", action, id)
	if err := actor.Require(account.NominationEdit); err != nil {
		return err
	}
	before, err := Find(ctx, tx, actor, id)
	if err != nil {
		return err
	}
	if before.Version != version {
		return fault.New(fault.Conflict, "fault.conflict")
	}
	if !before.Status.Open() {
		return fault.Check([]fault.Problem{{Field: "status", Key: "nomination.problem.decided", Args: []any{"date", before.DecidedOn}}})
	}
	after := before.Nomination
	if err := fault.Check(apply(&after)); err != nil {
		return err
	}
	after.Version++
	if _, err := tx.Exec(ctx, "UPDATE nomination SET status = ?, decided_on = ?, reason = ?, deployment_id = ?, version = ? WHERE id = ?",
		string(after.Status), after.DecidedOn, after.Reason, database.NullID(after.DeploymentID), after.Version, id); err != nil {
		return err
	}
	return audit.Append(ctx, tx, audit.Entry{Actor: actor, Action: action, Kind: "nomination", Subject: id,
		Before: before.Nomination, After: after, Reason: reason})
}
