package web

import (
	"net/http"

	"beret/internal/account"
	"beret/internal/database"
	"beret/internal/task"
	"beret/internal/training"
)

// mostOverdue is how many overdue tasks the overview lists.
const mostOverdue = 6

// overdueTasks lists the overdue tasks, the longest overdue first; nil where
// there are none, and for those who may not see tasks.
func (s *Server) overdueTasks(r *http.Request, actor account.Actor) (*Table, error) {
	if !actor.May(account.TaskView) {
		return nil, nil
	}
	f, err := s.facts(r.Context())
	if err != nil {
		return nil, err
	}
	var rows []task.Task
	total := 0
	err = s.db.Read(r.Context(), func(tx *database.Tx) (err error) {
		rows, total, err = task.List(r.Context(), tx, actor, task.Filter{Overdue: true, Today: f.Today, Sort: task.SortDue, Limit: mostOverdue})
		return err
	})
	if err != nil || total == 0 {
		return nil, err
	}
	table := Table{Caption: T("taskpage.overdue_caption", "n", total), Cards: true,
		Columns: []Column{head("taskpage.task"), {Label: T("taskpage.due"), Tight: true}, head("taskpage.responsible"), head("taskpage.origin")}}
	for _, t := range rows {
		table.Rows = append(table.Rows, Row{Cells: []Cell{{Text: Words(t.Title), Href: taskPath(t.ID), Note: targetText(t)},
			{Text: Day(t.Due), Tags: []Tag{f.taskTag(t)}}, {Text: whoText(t)}, originCell(t)}})
	}
	return &table, nil
}

// trainingNotices say which sessions are over without results; nothing for
// those who may not see training.
func (s *Server) trainingNotices(r *http.Request, actor account.Actor) (notices []Notice, err error) {
	f, err := s.facts(r.Context())
	if err != nil {
		return nil, err
	}
	err = s.db.Read(r.Context(), func(tx *database.Tx) error {
		rows, total, err := training.List(r.Context(), tx, actor, training.Filter{Awaits: true, Today: f.Today, Limit: mostSlateNotices})
		if err != nil || total == 0 {
			return err
		}
		notice := Notice{Tone: Warn, Text: T("trainingpage.awaiting", "n", total)}
		for _, row := range rows {
			notice.Links = append(notice.Links, Link{Text: Words(row.Title), Href: trainingPath(row.ID)})
		}
		notices = append(notices, notice)
		return nil
	})
	return notices, err
}
