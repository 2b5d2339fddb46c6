package task

import (
	"context"
	"database/sql"
	"errors"
	"slices"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/audit"
	"beret/internal/database"
	"beret/internal/fault"
)

// AuditKind is the kind under which tasks are audited.
const AuditKind = "task"

const columns = `t.id, t.title, t.detail, t.due_on, t.user_id, t.responsible, t.status, t.closed_on, t.closed_by, t.origin_kind, t.origin_id,
	t.origin, t.target_women, t.target_number, t.generated, t.version, COALESCE(u.name, '')`

const from = " FROM task t LEFT JOIN account_user u ON u.id = t.user_id WHERE "

func scan(row interface{ Scan(...any) error }) (t Task, err error) {
	var user sql.NullInt64
	var generated int
	err = row.Scan(&t.ID, &t.Title, &t.Detail, &t.Due, &user, &t.Responsible, &t.Status, &t.ClosedOn, &t.ClosedBy, &t.Origin.Kind, &t.Origin.ID,
		&t.Origin.Text, &t.TargetWomen, &t.TargetNumber, &generated, &t.Version, &t.User)
	t.UserID, t.Generated = user.Int64, generated == 1
	return t, err
}

// values are those of the columns from title to target_number, in their order,
// and the search key.
func (t Task) values() []any {
	return []any{t.Title, t.Detail, t.Due, database.NullID(t.UserID), t.Responsible, string(t.Status), t.ClosedOn, t.ClosedBy,
		string(t.Origin.Kind), t.Origin.ID, t.Origin.Text, t.TargetWomen, t.TargetNumber, t.searchKey()}
}

// Create enters an open task and returns it with its id. It returns Invalid
// with the problems of Check, and where there is no such user.
func Create(ctx context.Context, tx *database.Tx, actor account.Actor, t Task) (created Task, err error) {
	defer fault.Wrap(&err, "task.Create(%s)", t.Title)
	if err := actor.Require(account.TaskEdit); err != nil {
		return t, err
	}
	t.trim()
	t.Status, t.ClosedOn, t.ClosedBy, t.Version = Open, 0, "", 1
	if err := check(ctx, tx, &t); err != nil {
		return t, err
	}
	err = tx.QueryRow(ctx, `INSERT INTO task (title, detail, due_on, user_id, responsible, status, closed_on, closed_by, origin_kind, origin_id,
		origin, target_women, target_number, search_key, generated) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`,
		append(t.values(), database.Flag(t.Generated))...).Scan(&t.ID)
	if err != nil {
		return t, err
	}
	return t, audit.Append(ctx, tx, audit.Entry{Actor: actor, Action: "task.create", Kind: AuditKind, Subject: t.ID, After: t})
}

// check holds a task to its rules, and fills in the name of its user.
func check(ctx context.Context, tx *database.Tx, t *Task) error {
	found := Check(*t)
	t.User = ""
	if t.UserID != 0 {
		err := tx.QueryRow(ctx, "SELECT name FROM account_user WHERE id = ?", t.UserID).Scan(&t.User)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		if err != nil {
			found = append(found, fault.Problem{Field: "user", Key: "task.problem.user"})
		}
	}
	return fault.Check(found)
}

// Edit replaces what a task says; its status and origin stay. It returns
// Conflict where somebody changed it since the version in hand was read.
func Edit(ctx context.Context, tx *database.Tx, actor account.Actor, t Task) (err error) {
	defer fault.Wrap(&err, "task.Edit(%d)", t.ID)
	t.trim()
	return change(ctx, tx, actor, t.ID, t.Version, "task.edit", "", func(now *Task) error {
		t.Status, t.ClosedOn, t.ClosedBy, t.Origin, t.Generated = now.Status, now.ClosedOn, now.ClosedBy, now.Origin, now.Generated
		*now = t
		return check(ctx, tx, now)
	})
}

// SetStatus ticks a task off, drops it, or opens it again, which is the undo
// of both. today is the office's day.
func SetStatus(ctx context.Context, tx *database.Tx, actor account.Actor, id int64, version int, status Status, today civil.Date, reason string) (err error) {
	defer fault.Wrap(&err, "task.SetStatus(%d, %s)", id, status)
	return change(ctx, tx, actor, id, version, "task.set."+string(status), reason, func(t *Task) error {
		p := &problems{}
		p.add(!slices.Contains(Statuses(), status) || status == t.Status, "status", "task.problem.status")
		t.Status, t.ClosedOn, t.ClosedBy = status, 0, ""
		if status != Open {
			t.ClosedOn, t.ClosedBy = today, actor.Login
		}
		return fault.Check(p.list)
	})
}

// change applies an edit to a task of a version, and audits it.
func change(ctx context.Context, tx *database.Tx, actor account.Actor, id int64, version int, action, reason string, apply func(*Task) error) error {
	if err := actor.Require(account.TaskEdit); err != nil {
		return err
	}
	before, err := Find(ctx, tx, actor, id)
	if err != nil {
		return err
	}
	if before.Version != version {
		return fault.New(fault.Conflict, "fault.conflict")
	}
	after := before
	if err := apply(&after); err != nil {
		return err
	}
	after.Version = version + 1
	if _, err := tx.Exec(ctx, `UPDATE task SET title = ?, detail = ?, due_on = ?, user_id = ?, responsible = ?, status = ?, closed_on = ?, closed_by = ?,
		origin_kind = ?, origin_id = ?, origin = ?, target_women = ?, target_number = ?, search_key = ?, version = version + 1 WHERE id = ?`,
		append(after.values(), id)...); err != nil {
		return err
	}
	return audit.Append(ctx, tx, audit.Entry{Actor: actor, Action: action, Kind: AuditKind, Subject: id, Before: before, After: after, Reason: reason})
}

// Find returns one task, or NotFound where there is none for this actor.
func Find(ctx context.Context, tx *database.Tx, actor account.Actor, id int64) (t Task, err error) {
	if !actor.May(account.TaskView) {
		return t, fault.New(fault.NotFound, "fault.not_found")
	}
	t, err = scan(tx.QueryRow(ctx, "SELECT "+columns+from+"t.id = ?", id))
	if errors.Is(err, sql.ErrNoRows) {
		err = fault.New(fault.NotFound, "fault.not_found")
	}
	return t, err
}
