package task_test

import (
	"context"
	"fmt"
	"testing"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/audit"
	"beret/internal/database"
	"beret/internal/database/databasetest"
	"beret/internal/fault"
	"beret/internal/task"
)

var ctx = context.Background()

func day(s string) civil.Date { return civil.MustDate(s) }

func plain() task.Task {
	return task.Task{Title: "Đề nghị đoàn sát hạch", Detail: "by letter", Due: day("2026-11-10"), Responsible: "Desk", TargetNumber: 12, TargetWomen: 5}
}

func TestRulesOfATask(t *testing.T) {
	for _, rule := range []struct {
		name, field string
		edit        func(*task.Task)
	}{
		{"a whole task is right", "", func(*task.Task) {}},
		{"a title", "title", func(t *task.Task) { t.Title = "" }},
		{"a day", "due", func(t *task.Task) { t.Due = 0 }},
		{"in reach", "due", func(t *task.Task) { t.Due = day("2226-01-01") }},
		{"one who is responsible", "responsible", func(t *task.Task) { t.UserID = 1 }},
		{"a target that is one", "target_number", func(t *task.Task) { t.TargetNumber = -1 }},
		{"not more women than people", "target_women", func(t *task.Task) { t.TargetWomen = 13 }},
		{"women alone may be a target", "", func(t *task.Task) { t.TargetNumber = 0 }},
		{"a known origin", "origin", func(t *task.Task) { t.Origin.Kind = "moon" }},
	} {
		x, field := plain(), ""
		rule.edit(&x)
		if problems := task.Check(x); len(problems) > 0 {
			field = problems[0].Field
		}
		if field != rule.field {
			t.Errorf("%s: %q, want %q", rule.name, field, rule.field)
		}
	}
}

func TestATaskIsDoneAndOpenedAgain(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		actor := account.Actor{Role: account.Desk, Login: "desk"}
		var x task.Task
		no(t, db.Write(ctx, func(tx *database.Tx) (err error) {
			x, err = task.Create(ctx, tx, actor, plain())
			return err
		}))
		set := func(version int, s task.Status) error {
			return db.Write(ctx, func(tx *database.Tx) error {
				return task.SetStatus(ctx, tx, actor, x.ID, version, s, day("2026-10-31"), "")
			})
		}
		no(t, set(1, task.Done))
		if fault.CodeOf(set(1, task.Open)) != fault.Conflict || fault.CodeOf(set(2, task.Done)) != fault.Invalid {
			t.Error("a stale version or the same status is taken")
		}
		find := func() (y task.Task) {
			no(t, db.Read(ctx, func(tx *database.Tx) (err error) {
				y, err = task.Find(ctx, tx, actor, x.ID)
				return err
			}))
			return y
		}
		if y := find(); y.Status != task.Done || y.ClosedOn != day("2026-10-31") || y.ClosedBy != "desk" {
			t.Errorf("done: %+v", y)
		}
		no(t, set(2, task.Open))
		if y := find(); y.Status != task.Open || y.ClosedOn != 0 || !y.Overdue(day("2026-11-11")) || y.Overdue(day("2026-11-10")) {
			t.Errorf("open again: %+v", y)
		}
		y := find()
		y.Title, y.UserID, y.Responsible = "Other", 99, ""
		if err := db.Write(ctx, func(tx *database.Tx) error { return task.Edit(ctx, tx, actor, y) }); len(fault.ProblemsOf(err)) != 1 {
			t.Errorf("a user who is not there: %v", err)
		}
		y.UserID = 0
		no(t, db.Write(ctx, func(tx *database.Tx) error { return task.Edit(ctx, tx, actor, y) }))
		no(t, db.Read(ctx, func(tx *database.Tx) error {
			_, acts, err := audit.List(ctx, tx, actor, audit.Filter{Kind: task.AuditKind, Subject: x.ID})
			if acts != 4 {
				t.Errorf("%d acts", acts)
			}
			return err
		}))
	})
}

func TestTasksAreFilteredAndGuarded(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		desk, partner := account.Actor{Role: account.Desk, Login: "desk"}, account.Actor{Role: account.Partner}
		no(t, db.Write(ctx, func(tx *database.Tx) error {
			if _, err := tx.Exec(ctx, `INSERT INTO account_user (id, login, name, role, password_hash, lang, created_at, password_changed_at)
				VALUES (7, 'lan', 'Trần Thị Lan', 'desk', 'x', 'vi', 0, 0)`); err != nil {
				return err
			}
			for i, due := range []string{"2026-11-10", "2026-10-05", "2026-12-01", "2026-10-30"} {
				x := plain()
				x.Title, x.Due = fmt.Sprint("T", i+1), day(due)
				if i == 2 {
					x.UserID, x.Responsible, x.Origin = 7, "", task.Origin{Kind: task.FromCall, ID: 3, Text: "R"}
				}
				x, err := task.Create(ctx, tx, desk, x)
				if err == nil && i == 3 {
					err = task.SetStatus(ctx, tx, desk, x.ID, 1, task.Dropped, day("2026-10-31"), "not needed")
				}
				if err != nil {
					return err
				}
			}
			return nil
		}))
		no(t, db.Read(ctx, func(tx *database.Tx) error {
			for name, f := range map[string]struct {
				filter task.Filter
				want   string
			}{
				"open first, due first": {task.Filter{}, "T2 T1 T3 T4 of 4"},
				"overdue":               {task.Filter{Overdue: true, Today: day("2026-11-11")}, "T2 T1 of 2"},
				"mine":                  {task.Filter{UserID: 7}, "T3 of 1"},
				"of a call":             {task.Filter{Origin: task.Origin{Kind: task.FromCall, ID: 3}}, "T3 of 1"},
				"dropped":               {task.Filter{Status: task.Dropped}, "T4 of 1"},
				"folded words":          {task.Filter{Text: "desk t1"}, "T1 of 1"},
				"by responsible":        {task.Filter{Sort: "-responsible"}, "T3 T1 T2 T4 of 4"},
				"a page":                {task.Filter{Limit: 2, Offset: 2}, "T3 T4 of 4"},
			} {
				rows, total, err := task.List(ctx, tx, desk, f.filter)
				got := ""
				for _, r := range rows {
					got += r.Title + " "
				}
				if got += fmt.Sprint("of ", total); got != f.want || err != nil {
					t.Errorf("%s: %s, want %s (%v)", name, got, f.want, err)
				}
			}
			c, err := task.Counts(ctx, tx, desk, task.Filter{Today: day("2026-11-11")})
			if want := (task.Count{Open: 3, Overdue: 2, Dropped: 1}); c != want || err != nil {
				t.Errorf("counts %+v, %v", c, err)
			}
			if users, err := task.Users(ctx, tx, desk); len(users) != 1 || err != nil {
				t.Errorf("users %+v, %v", users, err)
			}
			if rows, total, err := task.List(ctx, tx, partner, task.Filter{}); len(rows)+total != 0 || err != nil {
				t.Error("a partner sees tasks")
			}
			return nil
		}))
		leader := account.Actor{Role: account.Leader}
		if err := db.Write(ctx, func(tx *database.Tx) error { _, err := task.Create(ctx, tx, leader, plain()); return err }); fault.CodeOf(err) != fault.Forbidden {
			t.Errorf("a leader enters a task: %v", err)
		}
	})
}

func no(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
