package web

import (
	"net/http"

	"beret/internal/account"
	"beret/internal/database"
	"beret/internal/locale"
	"beret/internal/task"
)

const taskRows = 50

func taskPath(id int64) string { return "/tasks/" + idValue(id) }

// taskList is a list of tasks that somebody asks for.
type taskList struct {
	facts
	filters Filters
	filter  task.Filter // of all tabs
	tab     string
	order   string
}

// The tabs of the list; the open tasks come first.
const (
	tabOpen    = ""
	tabOverdue = "overdue"
	tabDone    = "done"
	tabDropped = "dropped"
	tabAll     = "all"
)

func taskTabs() []string { return []string{tabOpen, tabOverdue, tabDone, tabDropped, tabAll} }

// of returns the filter of a tab.
func (l taskList) of(tab string) task.Filter {
	f := l.filter
	switch tab {
	case tabOpen:
		f.Status = task.Open
	case tabOverdue:
		f.Overdue = true
	case tabDone, tabDropped:
		f.Status = task.Status(tab)
	}
	return f
}

func (s *Server) taskList(r *http.Request, actor account.Actor) (l taskList, err error) {
	if l.facts, err = s.facts(r.Context()); err != nil {
		return l, err
	}
	origins := []Option{{Text: T("officerpage.any")}}
	for _, kind := range []task.OriginKind{task.FromPlan, task.FromCall, task.FromSession} {
		origins = append(origins, Option{Value: string(kind), Text: T("taskpage.origin." + string(kind))})
	}
	l.filters = filtersOf(r.URL,
		Field{Kind: HiddenField, Name: "tab"},
		Field{Kind: SearchField, Name: "text", Label: T("taskpage.search")},
		Field{Kind: SelectField, Name: "origin", Label: T("taskpage.origin"), Options: origins},
		Field{Kind: CheckField, Name: "mine", Label: T("taskpage.mine")})
	l.filters.Above = true
	l.filter = task.Filter{Today: l.Today, Text: l.filters.Value("text"), Origin: task.Origin{Kind: task.OriginKind(l.filters.Value("origin"))}}
	if l.filters.Value("mine") != "" {
		l.filter.UserID = actor.UserID
	}
	for _, tab := range taskTabs() {
		if tab == l.filters.Value("tab") {
			l.tab = tab
		}
	}
	var known []string
	for _, sort := range task.Sorts() {
		known = append(known, string(sort))
	}
	l.order, _, _ = sortOf(r, "", known...)
	l.filter.Sort = task.Sort(l.order)
	return l, nil
}

// tasks lists the tasks, what is due first before the others.
func (s *Server) tasks(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	l, err := s.taskList(r, actor)
	if err != nil {
		return err
	}
	pages := pagesOf(r.URL, taskRows, 0)
	var rows []task.Task
	var counts task.Count
	err = s.db.Read(r.Context(), func(tx *database.Tx) (err error) {
		f := l.of(l.tab)
		f.Limit, f.Offset = pages.Size, pages.Offset()
		if rows, pages.Total, err = task.List(r.Context(), tx, actor, f); err != nil {
			return err
		}
		counts, err = task.Counts(r.Context(), tx, actor, l.filter)
		return err
	})
	if err != nil {
		return err
	}
	v := &tabsView{}
	v.listView.Filters, v.Pages, v.AsOf = &l.filters, pages, l.Today
	v.Title, v.Lead = T("taskpage.title", "n", counts.Open, "overdue", counts.Overdue), T("taskpage.lead")
	l.tabsOf(r, counts, v)
	columns := l.columns()
	if actor.May(account.TaskEdit) {
		columns = append(columns, listColumn[task.Task]{Column: head("trainingpage.do"), Cell: taskLinks})
		v.Actions = append(v.Actions, Action{Text: T("taskpage.new"), Href: "/tasks/new"})
	}
	v.Table = tableOf(Table{Caption: T("taskpage.caption"), Empty: T("taskpage.empty"), Address: r.URL, Order: l.order, Cards: true}, columns, rows)
	if actor.May(account.RosterExport) && pages.Total > 0 {
		v.Actions = append(v.Actions, exportLinks(r, "/tasks/export")...)
	}
	return s.render(w, r, "tabs_list", v)
}

func (l taskList) tabsOf(r *http.Request, c task.Count, v *tabsView) {
	numbers := map[string]int{tabOpen: c.Open, tabOverdue: c.Overdue, tabDone: c.Done, tabDropped: c.Dropped, tabAll: c.Open + c.Done + c.Dropped}
	for _, tab := range taskTabs() {
		name := tab
		if tab == tabOpen {
			name = "open"
		}
		v.Tabs = append(v.Tabs, Link{Text: T("trainingpage.tab", "tab", T("taskpage.tab."+name), "n", numbers[tab]),
			Href: withQuery(r.URL, "tab", tab, "page", ""), Current: tab == l.tab})
	}
}

// taskLinks is the one action that ticks a task off, or takes that back.
func taskLinks(t task.Task) Cell {
	if t.Status == task.Open {
		return Cell{Links: []Link{{Text: T("taskpage.act.done"), Href: taskPath(t.ID) + "/status?to=done"}}}
	}
	return Cell{Links: []Link{{Text: T("taskpage.act.open"), Href: taskPath(t.ID) + "/status?to=open"}}}
}

// columns are those of the list and of its export.
func (l taskList) columns() []listColumn[task.Task] {
	type row = task.Task
	return []listColumn[row]{
		{Column: Column{Label: T("taskpage.task"), Sort: string(task.SortTitle)}, Width: 44,
			Cell:  func(t row) Cell { return Cell{Text: Words(t.Title), Href: taskPath(t.ID), Note: targetText(t)} },
			Value: written(func(t row) Text { return Words(t.Title) })},
		{Column: Column{Label: T("taskpage.due"), Sort: string(task.SortDue), Tight: true}, Width: 14,
			Cell: func(t row) Cell { return Cell{Text: Day(t.Due), Tags: l.dueTags(t)} }, Value: func(_ locale.Printer, t row) any { return t.Due }},
		{Column: Column{Label: T("taskpage.responsible"), Sort: string(task.SortResponsible)}, Width: 24,
			Cell: func(t row) Cell { return Cell{Text: whoText(t)} }, Value: written(func(t row) Text { return Words(t.Who()) })},
		{Column: head("taskpage.origin"), Width: 30,
			Cell: func(t row) Cell { return originCell(t) }, Value: written(func(t row) Text { return originCell(t).Text })},
		{Column: Column{Label: T("trainingpage.status"), Sort: string(task.SortStatus), Tight: true}, Width: 14,
			Cell:  func(t row) Cell { return Cell{Tags: []Tag{l.taskTag(t)}, Note: closedText(t)} },
			Value: written(func(t row) Text { return T(t.Status.Key()) })},
		{Column: head("taskpage.detail"), Width: 50, Value: written(func(t row) Text { return Words(t.Detail) })},
		{Column: head("taskpage.target_women"), Value: func(_ locale.Printer, t row) any { return t.TargetWomen }},
		{Column: head("taskpage.target_number"), Value: func(_ locale.Printer, t row) any { return t.TargetNumber }},
		{Column: head("taskpage.closed_on"), Width: 14, Value: func(_ locale.Printer, t row) any { return t.ClosedOn }},
	}
}

func whoText(t task.Task) Text {
	if t.Who() == "" {
		return T("taskpage.nobody")
	}
	return Words(t.Who())
}

// targetText says what is to be reached, nothing for a task without a number.
func targetText(t task.Task) Text {
	switch {
	case t.TargetNumber > 0:
		return T("taskpage.target", "n", t.TargetNumber, "women", t.TargetWomen)
	case t.TargetWomen > 0:
		return T("taskpage.target_of_women", "n", t.TargetWomen)
	}
	return nil
}

// originCell leads to what a task came from, as far as it has a page.
func originCell(t task.Task) Cell {
	if t.Origin.IsZero() {
		return Cell{Text: T("taskpage.origin.hand")}
	}
	cell := Cell{Text: T("taskpage.origin." + string(t.Origin.Kind)), Note: Words(t.Origin.Text)}
	switch {
	case t.Origin.ID == 0:
	case t.Origin.Kind == task.FromSession:
		cell.Href = trainingPath(t.Origin.ID)
	case t.Origin.Kind == task.FromCall:
		cell.Href = callPath(t.Origin.ID)
	}
	return cell
}

func closedText(t task.Task) Text {
	if t.ClosedOn == 0 {
		return nil
	}
	return T("taskpage.closed", "date", t.ClosedOn, "login", t.ClosedBy)
}

// taskTag is a task's status, or that its day has passed.
func (f facts) taskTag(t task.Task) Tag {
	if t.Overdue(f.Today) {
		return Tag{T("taskpage.overdue"), Bad}
	}
	tone := map[task.Status]Tone{task.Open: Info, task.Done: Good}[t.Status]
	if tone == "" {
		tone = Plain
	}
	return Tag{T(t.Status.Key()), tone}
}

// soonDays is in how many days a task is marked as due soon.
const soonDays = 14

func (f facts) dueTags(t task.Task) []Tag {
	if left := t.Due.Sub(f.Today); t.Status == task.Open && left >= 0 && left <= soonDays {
		return []Tag{{T("taskpage.days_left", "n", left), Warn}}
	}
	return nil
}

// exportTasks sends the list as a file.
func (s *Server) exportTasks(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	l, err := s.taskList(r, actor)
	if err != nil {
		return err
	}
	each := func(do func(task.Task) error) error {
		return eachPage(exportRows, func(limit, offset int) (rows []task.Task, total int, err error) {
			f := l.of(l.tab)
			f.Limit, f.Offset = limit, offset
			err = s.db.Read(r.Context(), func(tx *database.Tx) (err error) {
				rows, total, err = task.List(r.Context(), tx, actor, f)
				return err
			})
			return rows, total, err
		}, do)
	}
	return sendExport(s, w, r, actor, export{"tasks", T("taskpage.sheet"), l.Today}, l.columns(), each)
}
