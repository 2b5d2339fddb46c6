package web

import (
	"context"
	"net/http"
	"strconv"

	"beret/internal/account"
	"beret/internal/fault"
	"beret/internal/reference"
	"beret/internal/registry"
)

// officerChange is a way to change an officer: which facts its form asks for,
// what it is called, and what it does.
type officerChange struct {
	name  string // in its address
	texts string // what the keys of its texts begin with
	asks  []string
	draft func(f fileFacts, o registry.Officer) registry.Officer // what the form begins with, nil for the recorded facts
	save  func(ctx context.Context, store *registry.Store, actor account.Actor, c registry.Change, o registry.Officer) error
}

func editOfficer() officerChange {
	return officerChange{name: "edit", texts: "officerpage.edit.", asks: []string{"full_name", "given_name", "passport_name", "service_number", "woman", "birth_date", "enlisted_on", "position",
		"passport_expires", "medical_status", "medical_on", "medical_expires", "national_clearance", "national_clearance_on",
		"national_clearance_expires", "national_clearance_reference", "note"},
		save: func(ctx context.Context, store *registry.Store, actor account.Actor, c registry.Change, o registry.Officer) error {
			return store.Update(ctx, actor, c, o)
		}}
}

// correctOfficer asks for every fact, and for a reason.
func correctOfficer() officerChange {
	change := officerChange{name: "correct", texts: "officerpage.correct.", save: func(ctx context.Context, store *registry.Store, actor account.Actor, c registry.Change, o registry.Officer) error {
		return store.Correct(ctx, actor, c, o)
	}}
	for _, a := range officerFacts() {
		if a.name != "generated" {
			change.asks = append(change.asks, a.name)
		}
	}
	return change
}

func promoteOfficer() officerChange {
	return officerChange{name: "promote", texts: "officerpage.promote.", asks: []string{"rank", "rank_since"},
		draft: func(f fileFacts, o registry.Officer) registry.Officer {
			if next, ok := f.Book.NextRank(o.Rank); ok {
				o.Rank = next.Code
			}
			o.RankSince = f.Today
			return o
		},
		save: func(ctx context.Context, store *registry.Store, actor account.Actor, c registry.Change, o registry.Officer) error {
			return store.Promote(ctx, actor, c, o.Rank, o.RankSince)
		}}
}

func transferOfficer() officerChange {
	return officerChange{name: "transfer", texts: "officerpage.transfer.", asks: []string{"home_unit", "position", "unit_since"},
		draft: func(f fileFacts, o registry.Officer) registry.Officer {
			o.UnitSince = f.Today
			return o
		},
		save: func(ctx context.Context, store *registry.Store, actor account.Actor, c registry.Change, o registry.Officer) error {
			return store.Transfer(ctx, actor, c, o.HomeUnitID, o.Position, o.UnitSince)
		}}
}

func endOfficer() officerChange {
	return officerChange{name: "end", texts: "officerpage.end.", asks: []string{"left_on", "left_reason"},
		save: func(ctx context.Context, store *registry.Store, actor account.Actor, c registry.Change, o registry.Officer) error {
			return store.End(ctx, actor, c, o.LeftOn, o.LeftReason)
		}}
}

// facts are those that the form asks for, in the order of the record.
func (c officerChange) facts() []fact { return factsNamed(c.asks) }

func factsNamed(names []string) (facts []fact) {
	for _, a := range officerFacts() {
		for _, name := range names {
			if a.name == name {
				facts = append(facts, a)
			}
		}
	}
	return facts
}

// form describes the change's form with an officer's facts in it.
func (c officerChange) form(f fileFacts, o registry.Officer) *Form {
	form := &Form{Action: officerPath(o.ID) + "/" + c.name, Submit: T(c.texts + "submit"), Danger: c.name == "end",
		Cancel: &Link{Text: T("web.cancel"), Href: officerPath(o.ID)}}
	version := o.Version
	if c.draft != nil {
		o = c.draft(f, o)
	}
	form.Fields = append(officerFields(f, o, c.facts()), Field{Kind: HiddenField, Name: "version", Value: strconv.FormatInt(version, 10)})
	switch c.name {
	case "edit":
	case "correct":
		form.Fields = append([]Field{{Kind: TextField, Name: "reason", Label: T("registry.field.reason"), Hint: T("officerpage.reason_correct")}}, form.Fields...)
	default:
		form.Fields = append(form.Fields, Field{Kind: TextField, Name: "reason", Label: T("officerpage.reason"), Hint: T("officerpage.reason_hint")})
	}
	return form
}

// officerFields are fields for facts of an officer, under headings where there
// are many.
func officerFields(f fileFacts, o registry.Officer, facts []fact) []Field {
	values := recorded(o)
	heads := map[string]string{"full_name": "officerpage.part.identity", "rank": "officerpage.part.service", "position": "officerpage.part.service",
		"passport_expires": "officerpage.section.validity", "note": "registry.field.note"}
	var fields []Field
	seen := map[string]bool{}
	for _, a := range facts {
		if key := heads[a.name]; key != "" && !seen[key] && len(facts) > 4 {
			seen[key] = true
			fields = append(fields, Field{Kind: SectionField, Label: T(key)})
		}
		field := f.field("", a, values[a.name])
		field.Hint = officerHint(a.name)
		fields = append(fields, field)
	}
	return fields
}

func officerHint(name string) Text {
	switch name {
	case "left_on":
		return T("officerpage.hint.left_on")
	case "passport_expires":
		return T("officerpage.hint.passport")
	case "medical_expires", "national_clearance_expires":
		return T("officerpage.hint.expires")
	}
	return nil
}

func (s *Server) changeView(actor account.Actor, file registry.File, f fileFacts, c officerChange, form *Form) *formView {
	v := &formView{Form: form}
	v.Title, v.Caption, v.Crumbs = T(c.texts+"title", "name", file.FullName), Words(file.ServiceNumber), officerCrumbs(actor, file)
	v.Lead = T(c.texts + "lead")
	if on, ok := registry.NextRankOn(file.Officer, f.Book); ok && c.name == "promote" {
		next, _ := f.Book.NextRank(file.Rank)
		v.Lead = T("officerpage.eligible", "rank", f.name(reference.Ranks, next.Code), "date", on)
	}
	return v
}

// page asks for a change.
func (c officerChange) page(s *Server) handler {
	return func(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
		file, f, err := s.officerFile(r, actor)
		if err != nil {
			return err
		}
		return s.render(w, r, "form", s.changeView(actor, file, f, c, c.form(f, file.Officer)))
	}
}

// saved makes the change and returns to the officer.
func (c officerChange) saved(s *Server) handler {
	return func(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
		file, f, err := s.officerFile(r, actor)
		if err != nil {
			return err
		}
		fresh := c.form(f, file.Officer)
		form := c.form(f, file.Officer)
		if err := form.Read(r); err != nil {
			return err
		}
		err = c.apply(r.Context(), s, actor, file, form)
		if outdated(err) {
			return s.showConflict(w, r, s.changeView(actor, file, f, c, form), fresh)
		}
		if form.Refused(err) {
			return s.refuse(w, r, "form", s.changeView(actor, file, f, c, form))
		}
		if err != nil {
			return err
		}
		s.notify(w, Good, c.texts+"done")
		return redirect(w, r, officerPath(file.ID))
	}
}

// apply reads the form and makes the change; problems of reading stay in the form.
func (c officerChange) apply(ctx context.Context, s *Server, actor account.Actor, file registry.File, form *Form) error {
	o, err := replaced(file.Officer, readFacts(form, c.facts()))
	if err != nil || form.Failed() {
		return err
	}
	return c.save(ctx, s.registry, actor, registry.Change{OfficerID: file.ID, Version: form.ID("version"), Reason: form.Value("reason")}, o)
}

// outdated reports whether somebody else changed the record since the form was
// drawn.
func outdated(err error) bool {
	return fault.CodeOf(err) == fault.Conflict && len(fault.ProblemsOf(err)) == 0
}

// conflictView shows what is recorded now beside what was entered, and the
// form again. Template "officer_conflict".
type conflictView struct {
	formView
	Both Table
}

// showConflict answers a form that was drawn before somebody else's change:
// fresh holds what is recorded now. Sending the form again is a decision for
// what stands in it.
func (s *Server) showConflict(w http.ResponseWriter, r *http.Request, asked *formView, fresh *Form) error {
	v := &conflictView{formView: *asked}
	v.Notice = &Notice{Tone: Warn, Text: T("officerpage.conflict.text")}
	v.Title, v.Lead = T("officerpage.conflict.title"), nil
	v.Both = Table{Caption: T("officerpage.conflict.caption"), Empty: T("officerpage.conflict.same"), Cards: true,
		Columns: []Column{head("officerpage.conflict.field"), head("officerpage.conflict.recorded"), head("officerpage.conflict.entered")}}
	for _, field := range fresh.Fields {
		mine := asked.Form.field(field.Name)
		if mine == nil || field.Name == "reason" || field.Value == mine.Value {
			continue
		}
		if field.Name == "version" {
			mine.Value = field.Value
			continue
		}
		v.Both.Rows = append(v.Both.Rows, Row{Cells: []Cell{{Text: field.Label}, {Text: orNothing(field.shown(field.Value))}, {Text: orNothing(mine.shown(mine.Value))}}})
	}
	return s.renderStatus(w, r, http.StatusConflict, "officer_conflict", v)
}

func orNothing(t Text) Text {
	if t == nil {
		return Words("–")
	}
	return t
}
