package web

import (
	"net/http"

	"beret/internal/account"
	"beret/internal/database"
	"beret/internal/deployment"
)

// tourChange is something that happens to a tour: what its form asks for, and
// how it is entered.
type tourChange struct {
	danger bool
	fields func(c tourScene) []Field
	apply  func(r *http.Request, tx *database.Tx, actor account.Actor, c tourScene, form *Form) error
}

// tourChanges are the changes by their names in addresses.
func tourChanges() map[string]tourChange {
	why := func(label Text) Field { return Field{Kind: AreaField, Name: "reason", Label: label} }
	version := func(form *Form) int { return int(form.ID("version")) }
	return map[string]tourChange{
		"start": {
			fields: func(c tourScene) []Field {
				return []Field{{Kind: DateField, Name: "from", Label: T("deploymentpage.true_from"), Value: DayValue(c.Tour.From)}}
			},
			apply: func(r *http.Request, tx *database.Tx, actor account.Actor, c tourScene, form *Form) error {
				return deployment.Start(r.Context(), tx, actor, c.Book, c.Tour.ID, version(form), form.Day("from"))
			}},
		"extend": {
			fields: func(c tourScene) []Field {
				return []Field{{Kind: DateField, Name: "planned_end", Label: T("deploymentpage.new_end"), Hint: T("deploymentpage.new_end_hint", "date", c.Tour.PlannedEnd)}, why(T("deploymentpage.extend_why"))}
			},
			apply: func(r *http.Request, tx *database.Tx, actor account.Actor, c tourScene, form *Form) error {
				return deployment.Extend(r.Context(), tx, actor, c.Book, c.Tour.ID, version(form), form.Day("planned_end"), form.Value("reason"))
			}},
		"end": {
			fields: func(c tourScene) []Field {
				return []Field{
					{Kind: DateField, Name: "ended_on", Label: T("deploymentpage.ended_on"), Hint: T("deploymentpage.ended_on_hint"), Value: DayValue(c.Tour.PlannedEnd)},
					{Kind: SelectField, Name: "end_reason", Label: T("deploymentpage.reason"), Options: reasonOptions(T("referencepage.choose"))},
					why(T("deploymentpage.note"))}
			},
			apply: func(r *http.Request, tx *database.Tx, actor account.Actor, c tourScene, form *Form) error {
				return deployment.End(r.Context(), tx, actor, c.Book, c.Tour.ID, version(form), form.Day("ended_on"), deployment.Reason(form.Value("end_reason")), form.Value("reason"))
			}},
		"cancel": {
			danger: true,
			fields: func(tourScene) []Field { return []Field{why(T("deploymentpage.why"))} },
			apply: func(r *http.Request, tx *database.Tx, actor account.Actor, c tourScene, form *Form) error {
				return deployment.Cancel(r.Context(), tx, actor, c.Book, c.Tour.ID, version(form), c.Today, form.Value("reason"))
			}},
	}
}

func (c tourScene) changeForm(name string, change tourChange) *Form {
	path := tourPath(c.Tour.ID)
	return &Form{Action: path + "/" + name, Submit: T("deploymentpage.act." + name), Danger: change.danger,
		Cancel: &Link{Text: T("deploymentpage.back"), Href: path}, Fields: append([]Field{versionField(c.Tour.Version)}, change.fields(c)...)}
}

func (c tourScene) formView(name string, form *Form) *formView {
	v := &formView{Form: form}
	v.Title, v.Lead = T("deploymentpage.act."+name), T("deploymentpage.lead."+name)
	v.Caption = T("deploymentpage.tour_named", "name", c.Tour.Name, "mission", c.Tour.Mission, "from", c.Tour.From, "to", c.Tour.Span().To)
	v.Crumbs = append(tourCrumbs(), Link{Text: Words(c.Tour.Name), Href: tourPath(c.Tour.ID)})
	return v
}

// tourChangePage asks for a change of a tour.
func (s *Server) tourChangePage(name string) handler {
	change := tourChanges()[name]
	return func(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
		c, err := s.tourScene(r, actor)
		if err != nil {
			return err
		}
		return s.render(w, r, "form", c.formView(name, c.changeForm(name, change)))
	}
}

// saveTourChange enters a change of a tour.
func (s *Server) saveTourChange(name string) handler {
	change := tourChanges()[name]
	return func(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
		c, err := s.tourScene(r, actor)
		if err != nil {
			return err
		}
		form := c.changeForm(name, change)
		refused, err := s.submit(r, form, func(tx *database.Tx) error { return change.apply(r, tx, actor, c, form) })
		return s.tourSaved(w, r, c, name, form, refused, err)
	}
}

// tourSaved answers a form about a tour: with its problems, or with the tour.
func (s *Server) tourSaved(w http.ResponseWriter, r *http.Request, c tourScene, name string, form *Form, refused bool, err error) error {
	if refused {
		return s.refuse(w, r, "form", c.formView(name, form))
	}
	if err != nil {
		return err
	}
	s.notify(w, Good, "deploymentpage.done."+name)
	return redirect(w, r, tourPath(c.Tour.ID))
}
