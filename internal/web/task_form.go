package web

import (
	"net/http"
	"slices"

	"beret/internal/account"
	"beret/internal/call"
	"beret/internal/database"
	"beret/internal/fault"
	"beret/internal/task"
	"beret/internal/training"
)

func taskCrumbs(rest ...Link) []Link {
	return append([]Link{{Text: T("web.nav.tasks"), Href: "/tasks"}}, rest...)
}

// taskFields ask for what a task is.
func taskFields(t task.Task, users []task.User) []Field {
	options := []Option{{Text: T("taskpage.no_user")}}
	for _, u := range users {
		options = append(options, Option{Value: idValue(u.ID), Text: Words(u.Name)})
	}
	if t.UserID != 0 && !slices.ContainsFunc(users, func(u task.User) bool { return u.ID == t.UserID }) {
		options = append(options, Option{Value: idValue(t.UserID), Text: Words(t.User)})
	}
	return []Field{
		{Kind: HiddenField, Name: "origin", Value: string(t.Origin.Kind)}, {Kind: HiddenField, Name: "origin_id", Value: idValue(t.Origin.ID)},
		{Kind: TextField, Name: "title", Label: T("taskpage.task"), Hint: T("taskpage.title_hint"), Value: t.Title},
		{Kind: AreaField, Name: "detail", Label: T("taskpage.detail"), Value: t.Detail},
		{Kind: DateField, Name: "due", Label: T("taskpage.due"), Hint: T("taskpage.due_hint"), Value: DayValue(t.Due)},
		{Kind: SelectField, Name: "user", Label: T("taskpage.user"), Options: options, Value: idValue(t.UserID)},
		{Kind: TextField, Name: "responsible", Label: T("taskpage.other"), Hint: T("taskpage.other_hint"), Value: t.Responsible, Width: "medium"},
		{Kind: NumberField, Name: "target_number", Label: T("taskpage.target_number"), Hint: T("taskpage.target_hint"), Value: countValue(t.TargetNumber), Width: "short"},
		{Kind: NumberField, Name: "target_women", Label: T("taskpage.target_women"), Value: countValue(t.TargetWomen), Width: "short"},
	}
}

// readTask puts the fields of a form into a task.
func readTask(form *Form, t *task.Task) {
	t.Title, t.Detail, t.Due = form.Value("title"), form.Value("detail"), form.Day("due")
	t.UserID, t.Responsible = form.ID("user"), form.Value("responsible")
	t.TargetNumber, t.TargetWomen = form.Int("target_number"), form.Int("target_women")
	if form.Failed() { // say everything that is wrong at once
		form.Refused(fault.Check(task.Check(*t)))
	}
}

// taskForm asks for a new task, or for what of one is different.
func (s *Server) taskForm(r *http.Request, actor account.Actor, t task.Task) (*Form, error) {
	var users []task.User
	err := s.db.Read(r.Context(), func(tx *database.Tx) (err error) {
		users, err = task.Users(r.Context(), tx, actor)
		return err
	})
	form := &Form{Action: "/tasks/new", Submit: T("taskpage.save"), Cancel: &Link{Text: T("web.cancel"), Href: "/tasks"}, Fields: taskFields(t, users)}
	if t.ID != 0 {
		form.Action, form.Cancel.Href = taskPath(t.ID)+"/edit", taskPath(t.ID)
		form.Fields = append(form.Fields, versionField(t.Version))
	}
	return form, err
}

// originOf finds what a new task comes from: a session or a call that the
// actor may see. Everything else comes from nothing.
func (s *Server) originOf(r *http.Request, actor account.Actor, kind string, id int64) (o task.Origin, err error) {
	err = s.db.Read(r.Context(), func(tx *database.Tx) error {
		switch task.OriginKind(kind) {
		case task.FromSession:
			c, err := training.Find(r.Context(), tx, actor, id)
			o = task.Origin{Kind: task.FromSession, ID: c.ID, Text: c.Title}
			return err
		case task.FromCall:
			c, err := call.Find(r.Context(), tx, actor, id)
			o = task.Origin{Kind: task.FromCall, ID: c.ID, Text: c.Reference}
			return err
		}
		return nil
	})
	return o, err
}

func newTaskView(form *Form, t task.Task) *formView {
	v := &formView{Form: form}
	v.Title, v.Lead, v.Crumbs = T("taskpage.new"), T("taskpage.new_lead"), taskCrumbs()
	if !t.Origin.IsZero() {
		v.Caption = Joined(" · ", originCell(t).Text, Words(t.Origin.Text))
	}
	return v
}

// newTaskPage asks for a task.
func (s *Server) newTaskPage(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	query := filtersOf(r.URL, Field{Kind: HiddenField, Name: "origin"}, Field{Kind: HiddenField, Name: "id"})
	origin, err := s.originOf(r, actor, query.Value("origin"), query.id("id"))
	if err != nil {
		return err
	}
	t := task.Task{Origin: origin}
	form, err := s.taskForm(r, actor, t)
	if err != nil {
		return err
	}
	return s.render(w, r, "form", newTaskView(form, t))
}

// newTask enters a task.
func (s *Server) newTask(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	var t task.Task
	form, err := s.taskForm(r, actor, t)
	if err != nil {
		return err
	}
	if err := form.Read(r); err != nil {
		return err
	}
	if t.Origin, err = s.originOf(r, actor, form.Value("origin"), form.ID("origin_id")); err != nil {
		return err
	}
	refused, err := s.submitRead(r, form, func() { readTask(form, &t) }, func(tx *database.Tx) (err error) {
		t, err = task.Create(r.Context(), tx, actor, t)
		return err
	})
	if refused {
		return s.refuse(w, r, "form", newTaskView(form, t))
	}
	if err != nil {
		return err
	}
	s.notify(w, Good, "taskpage.done.new")
	return redirect(w, r, taskPath(t.ID))
}

// taskOf finds the task of the address.
func (s *Server) taskOf(r *http.Request, actor account.Actor) (t task.Task, f facts, err error) {
	id, err := idOf(r)
	if err != nil {
		return t, f, err
	}
	if f, err = s.facts(r.Context()); err != nil {
		return t, f, err
	}
	err = s.db.Read(r.Context(), func(tx *database.Tx) (err error) {
		t, err = task.Find(r.Context(), tx, actor, id)
		return err
	})
	return t, f, err
}

// task shows one task.
func (s *Server) task(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	t, f, err := s.taskOf(r, actor)
	if err != nil {
		return err
	}
	v := &recordView{Items: known([]Item{
		{Label: T("trainingpage.status"), Value: Cell{Tags: []Tag{f.taskTag(t)}, Note: closedText(t)}},
		{Label: T("taskpage.due"), Value: Cell{Text: Day(t.Due), Tags: f.dueTags(t)}},
		{Label: T("taskpage.responsible"), Value: Cell{Text: whoText(t)}},
		{Label: T("taskpage.detail"), Value: Cell{Text: Words(t.Detail)}},
		{Label: T("taskpage.target_short"), Value: Cell{Text: targetText(t)}},
		{Label: T("taskpage.origin"), Value: originCell(t)},
	})}
	err = s.db.Read(r.Context(), func(tx *database.Tx) (err error) {
		v.Events, err = s.events(r, tx, actor, task.AuditKind, t.ID)
		return err
	})
	if err != nil {
		return err
	}
	v.Title, v.Crumbs, v.AsOf = Words(t.Title), taskCrumbs(), f.Today
	if actor.May(account.TaskEdit) {
		for _, status := range task.Statuses() {
			if status != t.Status && !(t.Status != task.Open && status != task.Open) {
				v.Actions = append(v.Actions, statusAction(t, status))
			}
		}
		v.Actions = append(v.Actions, Action{Text: T("taskpage.act.edit"), Href: taskPath(t.ID) + "/edit", Second: true})
	}
	return s.render(w, r, "record", v)
}

// statusAction ticks a task off, or takes that back, at once; who drops one is
// asked first.
func statusAction(t task.Task, to task.Status) Action {
	action := Action{Text: T("taskpage.act." + string(to)), Href: taskPath(t.ID) + "/status?to=" + string(to), Second: to == task.Dropped}
	if to != task.Dropped {
		action.Post, action.Href = true, taskPath(t.ID)+"/"+string(to)+"?version="+idValue(int64(t.Version))
	}
	return action
}

func editTaskView(t task.Task, name string, form *Form) *formView {
	v := &formView{Form: form}
	v.Title, v.Caption, v.Crumbs = T("taskpage.form."+name), Words(t.Title), taskCrumbs(Link{Text: Words(t.Title), Href: taskPath(t.ID)})
	return v
}

// editTaskPage asks what of a task is different.
func (s *Server) editTaskPage(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	t, _, err := s.taskOf(r, actor)
	if err != nil {
		return err
	}
	form, err := s.taskForm(r, actor, t)
	if err != nil {
		return err
	}
	return s.render(w, r, "form", editTaskView(t, "edit", form))
}

// editTask replaces what a task says.
func (s *Server) editTask(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	t, _, err := s.taskOf(r, actor)
	if err != nil {
		return err
	}
	form, err := s.taskForm(r, actor, t)
	if err != nil {
		return err
	}
	edited := t
	refused, err := s.submitRead(r, form, func() {
		readTask(form, &edited)
		edited.Version = int(form.ID("version"))
	}, func(tx *database.Tx) error { return task.Edit(r.Context(), tx, actor, edited) })
	if refused {
		return s.refuse(w, r, "form", editTaskView(t, "edit", form))
	}
	if err != nil {
		return err
	}
	s.notify(w, Good, "taskpage.done.edit")
	return redirect(w, r, taskPath(t.ID))
}
