package web

import (
	"net/http"
	"time"

	"beret/internal/account"
	"beret/internal/audit"
	"beret/internal/database"
	"beret/internal/fault"
	"beret/internal/locale"
	"beret/internal/registry"
)

// submit reads a form and does what it asks in one transaction. It reports
// whether the form was refused; what it holds that cannot be read is refused
// before anything is done.
func (s *Server) submit(r *http.Request, form *Form, do func(tx *database.Tx) error) (refused bool, err error) {
	if err := form.Read(r); err != nil {
		return false, err
	}
	form.checkValues()
	if form.Failed() {
		return true, nil
	}
	err = s.db.Write(r.Context(), do)
	if form.Refused(err) {
		return true, nil
	}
	return false, err
}

// checkValues gives dates and numbers that cannot be read their problem.
func (f *Form) checkValues() {
	for _, field := range f.Fields {
		switch field.Kind {
		case DateField:
			f.Day(field.Name)
		case NumberField:
			f.Int(field.Name)
		}
	}
}

// mostMatches is how many officers a refused search names.
const mostMatches = 6

// officerField asks for an officer by service number or name.
func officerField(number string) Field {
	return Field{Kind: TextField, Name: "officer", Label: T("deploymentpage.officer"), Hint: T("deploymentpage.officer_hint"), Value: number}
}

// pickOfficer finds the officer whom a field names by service number or, where
// there is none of that number, by name. A name that several bear is refused
// with their numbers.
func (s *Server) pickOfficer(r *http.Request, actor account.Actor, f facts, text string) (int64, error) {
	refused := func(key string, args ...any) error {
		return fault.Check([]fault.Problem{{Field: "officer", Key: key, Args: args}})
	}
	if text == "" {
		return 0, refused("deploymentpage.problem.officer")
	}
	file, err := s.registry.FindByNumber(r.Context(), actor, text)
	if err == nil || fault.CodeOf(err) != fault.NotFound {
		return file.ID, err
	}
	rows, total, err := s.registry.List(r.Context(), actor, registry.Filter{AsOf: f.Today, Text: text}, registry.SortName, registry.Page{Limit: mostMatches})
	switch {
	case err != nil:
		return 0, err
	case total == 0:
		return 0, refused("deploymentpage.problem.officer_unknown", "text", text)
	case total > 1:
		var names []Text
		for _, row := range rows {
			names = append(names, T("deploymentpage.match", "name", row.FullName, "number", row.ServiceNumber))
		}
		return 0, refused("deploymentpage.problem.officer_several", "n", total, "names", Joined("; ", names...))
	}
	return rows[0].ID, nil
}

// officerNumber is the service number of the officer of an address's query, to
// fill a form with.
func (s *Server) officerNumber(r *http.Request, actor account.Actor) string {
	query := Filters{Fields: []Field{{Name: "officer", Value: r.URL.Query().Get("officer")}}}
	file, err := s.registry.Find(r.Context(), actor, query.id("officer"))
	if err != nil {
		return ""
	}
	return file.ServiceNumber
}

// events are the acts on a record as a timeline, newest first; none for those
// who may not read its trail.
func (s *Server) events(r *http.Request, tx *database.Tx, actor account.Actor, kind string, id int64) ([]Event, error) {
	if !actor.MayReadAudit(kind, id) {
		return nil, nil
	}
	rows, _, err := audit.List(r.Context(), tx, actor, audit.Filter{Kind: kind, Subject: id})
	var events []Event
	for _, row := range rows {
		events = append(events, Event{When: Moment(s.local(row.At).Truncate(time.Minute)), What: actText(row.Action), Who: Words(row.Login), Note: Words(row.Reason)})
	}
	return events, err
}

// actText names an act of the audit log, by its code where it has no words.
func actText(action string) Text {
	return func(p locale.Printer) string {
		if p.Has(action) {
			return p.Text(action)
		}
		return action
	}
}

// submitFor is submit for a form that names an officer.
func (s *Server) submitFor(r *http.Request, actor account.Actor, f facts, form *Form, do func(tx *database.Tx, officer int64) error) (refused bool, err error) {
	if err := form.Read(r); err != nil {
		return false, err
	}
	officer, err := s.pickOfficer(r, actor, f, form.Value("officer"))
	if err != nil && !form.Refused(err) {
		return false, err
	}
	return s.submit(r, form, func(tx *database.Tx) error { return do(tx, officer) })
}
