package web

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/database"
	"beret/internal/fault"
	"beret/internal/locale"
	"beret/internal/prospect"
	"beret/internal/reference"
	"beret/internal/task"
	"beret/internal/training"
)

// itemKind is what becomes of a step of a plan.
type itemKind string

const (
	asTask    itemKind = "task"
	asSession itemKind = "session"
	asKept    itemKind = "kept" // more places of a session on record are kept for women
)

// planItem is what a plan puts on record: a task, a session, or kept places of
// a session that is there. exists leads to what is on record already.
type planItem struct {
	key     string
	kind    itemKind
	session training.Session
	task    task.Task
	titles  []string // of the task or session, in every language
	note    Text
	exists  *Link
}

// does says what is put on record.
func (i planItem) does() Text {
	switch i.kind {
	case asSession:
		return T("outlookplan.item.session", "title", i.session.Title, "seats", i.session.Seats, "women", i.session.WomenSeats)
	case asKept:
		return T("outlookplan.item.kept", "title", i.session.Title, "seats", i.session.Seats, "women", i.session.WomenSeats)
	}
	return T("outlookplan.item.task", "title", i.task.Title, "date", i.task.Due)
}

// madeAs names what was made in an address.
func (i planItem) madeAs(id int64) string {
	if i.kind == asTask {
		return "task-" + idValue(id)
	}
	return "session-" + idValue(id)
}

// madeLink leads to what an address names.
func madeLink(ctx context.Context, tx *database.Tx, actor account.Actor, name string) (Link, error) {
	kind, number, _ := strings.Cut(name, "-")
	id, err := strconv.ParseInt(number, 10, 64)
	if err != nil {
		return Link{}, fault.New(fault.NotFound, "fault.not_found")
	}
	if kind == "session" {
		found, err := training.Find(ctx, tx, actor, id)
		return Link{Text: Words(found.Title), Href: trainingPath(id)}, err
	}
	found, err := task.Find(ctx, tx, actor, id)
	return Link{Text: Words(found.Title), Href: taskPath(id)}, err
}

// itemsIn turns the plan into what can be put on record, and finds what is
// there.
func (s *Server) itemsIn(ctx context.Context, tx *database.Tx, c *planScene) (items []planItem, err error) {
	sessions := c.plannedSessions()
	for _, step := range c.Plan.Steps {
		item, taken, err := c.sessionItem(ctx, tx, step, sessions, items)
		if err != nil {
			return nil, err
		}
		if !taken {
			item = c.taskItem(step)
			for _, lang := range locale.Languages() {
				item.titles = append(item.titles, step.Text(s.catalogue.In(lang)))
			}
		}
		if item.key != "" {
			items = append(items, item)
		}
	}
	for i, item := range items {
		for _, lang := range locale.Languages() {
			if item.kind == asSession {
				items[i].titles = append(items[i].titles, s.catalogue.In(lang).Text("outlookplan.session", "month", item.session.Span.From.Month()))
			}
		}
	}
	return items, s.findExisting(ctx, tx, c.actor, items, c.Today)
}

// plannedSessions are the assessments that the outlook expects and the plan may
// put on record: those that follow the ones on record without a gap, since the
// rhythm goes on from the last one entered.
func (c *planScene) plannedSessions() (list []prospect.Assumption) {
	for _, a := range c.Base.Assumptions() {
		if a.Kind != prospect.OfEvent || !strings.HasPrefix(a.Code, "session:") || !a.Supposed {
			continue
		}
		if !slices.ContainsFunc(c.Plan.Steps, func(s prospect.Step) bool { return s.Session == a.Code }) {
			break
		}
		list = append(list, a)
	}
	return list
}

// extraSession is the decision for an assessment beside those expected.
const extraSession = "session-extra"

// sessionItem turns a step about seats into a session. It is not taken where
// somebody else must agree first, or where it is about a year that nobody plans
// yet: those become tasks. An empty item is part of one before it.
func (c *planScene) sessionItem(ctx context.Context, tx *database.Tx, step prospect.Step, planned []prospect.Assumption, before []planItem) (item planItem, taken bool, err error) {
	if step.Kind != prospect.Seats {
		return item, false, nil
	}
	if i := slices.IndexFunc(before, func(i planItem) bool { return i.kind == asSession && i.key == step.Session }); i >= 0 {
		before[i].session.Seats += step.Seats
		before[i].session.WomenSeats += step.Women
		c.dateSession(&before[i].session, before[i].session.Span.From.Month().Add(-step.Earlier), min(step.By, before[i].session.Deadline))
		before[i].note = Joined("; ", before[i].note, stepText(step))
		return item, true, nil
	}
	number, bad := strconv.ParseInt(strings.TrimPrefix(step.Session, "session:"), 10, 64)
	i := slices.IndexFunc(planned, func(a prospect.Assumption) bool { return a.Code == step.Session })
	switch {
	case bad == nil && step.Women > 0 && step.Seats == 0 && step.Earlier == 0:
		return c.keptItem(ctx, tx, number, step)
	case i >= 0:
		return c.newSessionItem(step, planned[i].Value+step.Seats), true, nil
	case step.Lever.Code == extraSession:
		return c.newSessionItem(step, step.Seats), true, nil
	}
	return item, false, nil
}

// keptItem keeps more places of a session on record for women.
func (c *planScene) keptItem(ctx context.Context, tx *database.Tx, id int64, step prospect.Step) (item planItem, taken bool, err error) {
	item = planItem{key: step.Lever.Code, kind: asKept, note: stepText(step)}
	item.session, err = training.Find(ctx, tx, c.actor, id)
	item.session.WomenSeats = min(item.session.Seats, item.session.WomenSeats+step.Women)
	return item, true, err
}

// newSessionItem is an assessment of the plan, by the newest edition of the
// rules, asked for by the step's day.
func (c *planScene) newSessionItem(step prospect.Step, seats int) planItem {
	month := step.Month.Add(-step.Earlier)
	item := planItem{key: step.Session, kind: asSession, note: stepText(step), session: training.Session{Kind: training.Assessment, Seats: seats, WomenSeats: min(seats, step.Women),
		Source: c.source()}}
	for _, row := range c.Book.On(reference.Editions, c.Today) {
		item.session.Code = row.Code
	}
	c.dateSession(&item.session, month, step.By)
	return item
}

// dateSession names a session by its month and proposes the first full working week of a month.
func (c *planScene) dateSession(s *training.Session, month civil.Month, by civil.Date) {
	first := month.Start()
	for first.Time().Weekday() != time.Monday {
		first = first.AddDays(1)
	}
	s.Title = c.printer.Text("outlookplan.session", "month", month)
	s.Span, s.Deadline = civil.Interval{From: first, To: first.AddDays(5)}, min(by, first)
}

// source says in the record which plan something came from.
func (c *planScene) source() string {
	return c.printer.Text("outlookplan.source", "level", say(c.printer, levelText(c.Level)), "date", c.AsOf)
}

func (c *planScene) taskItem(step prospect.Step) planItem {
	f := c.Plan.Found
	t := task.Task{Title: step.Text(c.printer), Due: step.By, Origin: task.Origin{Kind: task.FromPlan, Text: c.source()}, TargetWomen: askedWomen(step),
		Detail: c.printer.Text("outlookplan.detail", "month", step.Month, "cost", say(c.printer, costText(step.Cost, step.Lever.CostUnit)), "finding", say(c.printer, c.planFinding()),
			"before", say(c.printer, chanceText(f.Before)), "after", say(c.printer, chanceText(f.Fresh)))}
	return planItem{key: step.Lever.Code, kind: asTask, task: t, note: T("outlookplan.from_month", "month", step.Month)}
}

// recent is how long a task that was done counts as the plan's own: what it
// brought may not yet show in the record.
const recent = 183 // days

// findExisting finds what of the items is on record: a task of a plan, or an
// assessment in the month, that is called the same in any language.
func (s *Server) findExisting(ctx context.Context, tx *database.Tx, actor account.Actor, items []planItem, today civil.Date) error {
	tasks, _, err := task.List(ctx, tx, actor, task.Filter{Origin: task.Origin{Kind: task.FromPlan}, Limit: 10_000})
	if err != nil {
		return err
	}
	for i := range items {
		item := &items[i]
		switch item.kind {
		case asTask:
			if at := slices.IndexFunc(tasks, func(t task.Task) bool { return item.same(t, today) }); at >= 0 {
				item.exists = &Link{Text: Words(tasks[at].Title), Href: taskPath(tasks[at].ID)}
			}
		case asSession:
			month := item.session.Span.From.Month()
			rows, _, err := training.List(ctx, tx, actor, training.Filter{Kind: training.Assessment, Coming: true, Today: today, From: month.Start(), To: month.End()})
			if err != nil {
				return err
			}
			if at := slices.IndexFunc(rows, func(r training.Row) bool { return slices.Contains(item.titles, r.Title) }); at >= 0 {
				item.exists = &Link{Text: Words(rows[at].Title), Href: trainingPath(rows[at].ID)}
			}
		}
	}
	return nil
}

// same reports whether a task on record is the item's.
func (i planItem) same(t task.Task, today civil.Date) bool {
	alive := t.Status == task.Open || t.Status == task.Done && t.ClosedOn > today.AddDays(-recent)
	return alive && slices.Contains(i.titles, t.Title)
}
