package web

import (
	"net/http"
	"slices"

	"beret/internal/account"
	"beret/internal/database"
	"beret/internal/task"
)

// taskStatusForm confirms a task's new status; it can be taken back.
func taskStatusForm(t task.Task, to task.Status) *Form {
	return &Form{Action: taskPath(t.ID) + "/status", Submit: T("taskpage.act." + string(to)), Cancel: &Link{Text: T("web.cancel"), Href: taskPath(t.ID)}, Fields: []Field{
		versionField(t.Version), {Kind: HiddenField, Name: "to", Value: string(to)},
		{Kind: TextField, Name: "reason", Label: T("taskpage.remark"), Hint: T("taskpage.remark_hint")}}}
}

// taskStatusOf is the status that an address or a form asks for.
func taskStatusOf(text string) task.Status {
	if to := task.Status(text); slices.Contains(task.Statuses(), to) {
		return to
	}
	return task.Done
}

// taskStatusPage asks whether a task is done, dropped or open again.
func (s *Server) taskStatusPage(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	t, _, err := s.taskOf(r, actor)
	if err != nil {
		return err
	}
	to := taskStatusOf(r.URL.Query().Get("to"))
	return s.render(w, r, "form", editTaskView(t, string(to), taskStatusForm(t, to)))
}

// setTaskStatus ticks a task off, drops it or opens it again.
func (s *Server) setTaskStatus(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	t, f, err := s.taskOf(r, actor)
	if err != nil {
		return err
	}
	form := taskStatusForm(t, task.Done)
	var to task.Status
	refused, err := s.submit(r, form, func(tx *database.Tx) error {
		to = taskStatusOf(form.Value("to"))
		return task.SetStatus(r.Context(), tx, actor, t.ID, int(form.ID("version")), to, f.Today, form.Value("reason"))
	})
	if refused {
		return s.refuse(w, r, "form", editTaskView(t, string(to), form))
	}
	if err != nil {
		return err
	}
	s.notify(w, Good, "taskpage.done."+string(to))
	return redirect(w, r, taskPath(t.ID))
}

// tickTask ticks a task off, or takes that back, by one button: the version
// that was shown stands in the address.
func (s *Server) tickTask(to task.Status) handler {
	return func(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
		t, f, err := s.taskOf(r, actor)
		if err != nil {
			return err
		}
		query := filtersOf(r.URL, Field{Kind: HiddenField, Name: "version"})
		err = s.db.Write(r.Context(), func(tx *database.Tx) error {
			return task.SetStatus(r.Context(), tx, actor, t.ID, int(query.id("version")), to, f.Today, "")
		})
		if err != nil {
			return err
		}
		s.notify(w, Good, "taskpage.done."+string(to))
		return redirect(w, r, taskPath(t.ID))
	}
}
