package web

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"beret/internal/account"
	"beret/internal/audit"
	"beret/internal/database"
	"beret/internal/fault"
	"beret/internal/prospect"
	"beret/internal/task"
	"beret/internal/training"
)

const forcePath = planPath + "/force"

// planExport sends the plan as a workbook.
func (s *Server) planExport(w http.ResponseWriter, r *http.Request, actor account.Actor) (err error) {
	defer fault.Wrap(&err, "web.planExport")
	c, err := s.foundPlan(r, actor)
	if err != nil {
		return err
	}
	return s.sendSheets(w, r, actor, c.printer, export{"plan", T("outlookplan.title"), c.AsOf}, formatXLSX, c.planSheets())
}

// foundPlan is planScene where a refused question is an error.
func (s *Server) foundPlan(r *http.Request, actor account.Actor) (*planScene, error) {
	c, err := s.planScene(r, actor)
	if err == nil && c.Plan == nil {
		return nil, fault.New(fault.Invalid, "outlookpage.problem.question")
	}
	return c, err
}

// forceForm asks which of the plan's work is put on record. The digest says
// which list was read, so that nobody agrees to another.
func (c *planScene) forceForm(items []planItem) *Form {
	form := &Form{Action: forcePath, Submit: T("outlookplan.force_submit"), Cancel: &Link{Text: T("web.cancel"), Href: c.planHref(planPath)},
		Fields: []Field{{Kind: HiddenField, Name: "digest", Value: digestOf(items)}, {Kind: HiddenField, Name: "level", Value: fmt.Sprint(c.Level)}}}
	for name, values := range c.questionQuery(c.Plan.Question) {
		form.Fields = append(form.Fields, Field{Kind: HiddenField, Name: name, Value: values[0]})
	}
	choose := Field{Kind: ChecksField, Name: "item", Label: T("outlookplan.items"), Hint: T("outlookplan.items_hint")}
	var days []Field
	for _, item := range items {
		if item.exists != nil {
			continue
		}
		choose.Options = append(choose.Options, Option{Value: item.key, Text: item.does(), Hint: item.note})
		choose.Values = append(choose.Values, item.key)
		if item.kind == asSession {
			days = append(days, item.dayFields()...)
		}
	}
	if len(choose.Options) > 0 {
		form.Fields = append(form.Fields, choose)
	}
	form.Fields = append(form.Fields, days...)
	return form
}

// dayFields ask on which days a session takes place, of which the plan knows
// only the month.
func (i planItem) dayFields() []Field {
	return []Field{{Kind: SectionField, Name: "days-" + i.key, Label: Words(i.session.Title)},
		{Kind: DateField, Name: "from-" + i.key, Label: T("trainingpage.from"), Hint: T("outlookplan.days_hint", "month", i.session.Span.From.Month()), Value: DayValue(i.session.Span.From)},
		{Kind: DateField, Name: "to-" + i.key, Label: T("trainingpage.last_day"), Value: DayValue(i.session.Last())}}
}

func (c *planScene) forceView(items []planItem, form *Form) *formView {
	v := &formView{Form: form}
	v.Title, v.Caption, v.Lead, v.AsOf = T("outlookplan.force_title"), c.questionText(), T("outlookplan.force_lead"), c.AsOf
	v.Crumbs = []Link{{Text: T("web.nav.outlook"), Href: "/outlook"}, {Text: T("outlookpage.tab.plan"), Href: c.planHref(planPath)}}
	var there []Link
	for _, item := range items {
		if item.exists != nil {
			there = append(there, *item.exists)
		}
	}
	switch {
	case len(there) == len(items):
		v.Title, v.Lead = T("outlookplan.all_there"), T("outlookplan.all_there_lead")
		v.Form = nil
		fallthrough
	case len(there) > 0:
		v.Notice = &Notice{Tone: Info, Text: T("outlookplan.there", "n", len(there)), Links: there}
	}
	return v
}

// digestOf tells lists of work apart.
func digestOf(items []planItem) string {
	hash := sha256.New()
	for _, i := range items {
		fmt.Fprintln(hash, i.key, i.kind, i.session.Version, i.session.Seats, i.session.WomenSeats, i.session.Deadline, i.task.Due, i.task.TargetWomen)
	}
	return hex.EncodeToString(hash.Sum(nil)[:8])
}

// forcePage lists what the plan would put on record, and asks.
func (s *Server) forcePage(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	if made := r.URL.Query()["made"]; made != nil {
		return s.madePage(w, r, actor, made)
	}
	c, err := s.foundPlan(r, actor)
	if err != nil {
		return err
	}
	items, err := s.planItems(r, c)
	if err != nil {
		return err
	}
	return s.render(w, r, "outlook_force", c.forceView(items, c.forceForm(items)))
}

func (s *Server) planItems(r *http.Request, c *planScene) (items []planItem, err error) {
	err = s.db.Read(r.Context(), func(tx *database.Tx) (err error) {
		items, err = s.itemsIn(r.Context(), tx, c)
		return err
	})
	return items, err
}

// force puts the chosen work of the plan on record, all of it or nothing.
func (s *Server) force(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	c, err := s.foundPlan(r, actor)
	if err != nil {
		return err
	}
	items, err := s.planItems(r, c)
	if err != nil {
		return err
	}
	form := c.forceForm(items)
	fresh := digestOf(items)
	var made []string
	refused, err := s.submitRead(r, form, func() { c.readForce(form, items, fresh) }, func(tx *database.Tx) (err error) {
		made, err = s.make(r.Context(), tx, c, form, items)
		return err
	})
	if refused {
		form.field("digest").Value = fresh
		return s.refuse(w, r, "outlook_force", c.forceView(items, form))
	}
	if err != nil {
		return err
	}
	s.notify(w, Good, "outlookplan.forced", "n", len(made))
	return redirect(w, r, forcePath+"?made="+strings.Join(made, "&made="))
}

// readForce checks what was chosen, and takes the days of new sessions.
func (c *planScene) readForce(form *Form, items []planItem, fresh string) {
	if form.Value("digest") != fresh {
		form.general = append(form.general, T("outlookplan.problem.changed"))
	}
	chosen := form.field("item")
	if chosen == nil || len(chosen.Values) == 0 {
		form.problem(fault.Problem{Field: "item", Key: "outlookplan.problem.none"})
		return
	}
	for i := range items {
		item := &items[i]
		if item.kind != asSession || item.exists != nil || !slices.Contains(chosen.Values, item.key) {
			continue
		}
		from, last := form.Day("from-"+item.key), form.Day("to-"+item.key)
		item.session.Span.From, item.session.Span.To = from, last
		if last != 0 {
			item.session.Span.To = last.AddDays(1)
		}
		item.session.Deadline = min(item.session.Deadline, from)
		names := map[string]string{"from": "from-" + item.key, "to": "to-" + item.key}
		for _, p := range training.Check(item.session, c.Book) {
			if name, ok := names[p.Field]; ok {
				p.Field = name
			}
			form.problem(p)
		}
	}
}

// make puts the chosen items on record that are not there yet. It looks again
// within the transaction: somebody else may have done the same meanwhile.
func (s *Server) make(ctx context.Context, tx *database.Tx, c *planScene, form *Form, items []planItem) (made []string, err error) {
	if err := s.findExisting(ctx, tx, c.actor, items, c.Today); err != nil {
		return nil, err
	}
	chosen := form.field("item").Values
	for _, item := range items {
		if item.exists != nil || !slices.Contains(chosen, item.key) {
			continue
		}
		var id int64
		switch item.kind {
		case asSession:
			created, err := training.Create(ctx, tx, c.actor, c.Book, item.session)
			if err != nil {
				return nil, err
			}
			id = created.ID
		case asKept:
			if err := training.Edit(ctx, tx, c.actor, c.Book, item.session); err != nil {
				return nil, err
			}
			id = item.session.ID
		default:
			created, err := task.Create(ctx, tx, c.actor, item.task)
			if err != nil {
				return nil, err
			}
			id = created.ID
		}
		made = append(made, item.madeAs(id))
	}
	if len(made) == 0 {
		return nil, fault.New(fault.Conflict, "outlookplan.problem.there")
	}
	return made, audit.Append(ctx, tx, audit.Entry{Actor: c.actor, Action: "prospect.plan_force", Kind: prospect.AuditKind,
		After: map[string]any{"question": c.Plan.Question, "level": c.Level, "made": made}})
}

// madePage leads to what was put on record.
func (s *Server) madePage(w http.ResponseWriter, r *http.Request, actor account.Actor, made []string) error {
	v := &formView{}
	v.Title, v.Lead = T("outlookplan.made_title"), T("outlookplan.made_lead")
	v.Crumbs = []Link{{Text: T("web.nav.outlook"), Href: "/outlook"}, {Text: T("outlookpage.tab.plan"), Href: planPath}}
	notice := &Notice{Tone: Good, Text: T("outlookplan.made")}
	err := s.db.Read(r.Context(), func(tx *database.Tx) error {
		for _, name := range made {
			link, err := madeLink(r.Context(), tx, actor, name)
			if err != nil {
				return err
			}
			notice.Links = append(notice.Links, link)
		}
		return nil
	})
	v.Notice = notice
	if err != nil {
		return err
	}
	return s.render(w, r, "outlook_force", v)
}
