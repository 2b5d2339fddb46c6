package web

import (
	"net/http"
	"strconv"
	"time"

	"beret/internal/account"
	"beret/internal/locale"
)

// users lists who may sign in.
func (s *Server) users(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	users, err := s.gate.List(r.Context(), actor)
	if err != nil {
		return err
	}
	v := &listView{Table: Table{
		Caption: T("web.users.caption", "n", len(users)),
		Columns: []Column{
			{Label: T("account.field.login")}, {Label: T("account.field.name")}, {Label: T("account.field.role")},
			{Label: T("account.field.status")}, {Label: T("account.field.created"), Tight: true},
		},
		Cards: true,
	}}
	for _, u := range users {
		v.Table.Rows = append(v.Table.Rows, Row{Cells: []Cell{
			{Text: Words(u.Login), Href: userPath(u.ID)}, {Text: Words(u.Name)}, {Text: roleText(u.Role)},
			{Tags: []Tag{s.userStatus(u)}}, {Text: Moment(s.local(u.CreatedAt))},
		}})
	}
	v.Title = T("web.users.title")
	v.Actions = []Action{{Text: T("web.users.new"), Href: "/users/new"}}
	return s.render(w, r, "list", v)
}

func userPath(id int64) string { return "/users/" + strconv.FormatInt(id, 10) }

// local returns an instant in the office's time zone, that of the clock.
func (s *Server) local(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	return t.In(s.clock().Location())
}

func (s *Server) userStatus(u account.User) Tag {
	switch {
	case u.Disabled:
		return Tag{T("account.status.disabled"), Plain}
	case s.clock().Before(u.LockedUntil):
		return Tag{T("account.status.waiting"), Warn}
	case u.MustChangePassword():
		return Tag{T("account.status.one_time"), Info}
	}
	return Tag{T("account.status.active"), Good}
}

func newUserForm() *Form {
	form := &Form{
		Action: "/users/new",
		Submit: T("web.users.create"),
		Cancel: &Link{Text: T("web.cancel"), Href: "/users"},
		Fields: []Field{
			{Kind: TextField, Name: "login", Label: T("account.field.login"), Hint: T("account.hint.login"), Width: "medium"},
			{Kind: TextField, Name: "name", Label: T("account.field.name")},
			{Kind: RadioField, Name: "role", Label: T("account.field.role")},
			{Kind: NumberField, Name: "unit", Label: T("account.field.unit"), Hint: T("account.hint.unit")},
			{Kind: NumberField, Name: "officer", Label: T("account.field.officer"), Hint: T("account.hint.officer")},
			{Kind: RadioField, Name: "lang", Label: T("account.field.lang"), Value: string(locale.Vietnamese)},
		},
	}
	hints := map[account.Role]Text{
		account.Administrator: T("account.role.administrator_hint"), account.Desk: T("account.role.desk_hint"),
		account.Leader: T("account.role.leader_hint"), account.UnitCommander: T("account.role.unit_hint"),
		account.Officer: T("account.role.officer_hint"), account.Partner: T("account.role.partner_hint"),
	}
	for _, role := range account.Roles() {
		form.field("role").Options = append(form.field("role").Options, Option{string(role), roleText(role), hints[role]})
	}
	for _, link := range languageLinks("") {
		form.field("lang").Options = append(form.field("lang").Options, Option{Value: link.Href, Text: link.Text})
	}
	return form
}

func newUserView(form *Form) *formView {
	v := &formView{Form: form}
	v.Title = T("web.users.new")
	v.Crumbs = []Link{{Text: T("web.users.title"), Href: "/users"}}
	return v
}

func (s *Server) newUserPage(w http.ResponseWriter, r *http.Request, _ account.Actor) error {
	return s.render(w, r, "form", newUserView(newUserForm()))
}

func (s *Server) newUser(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	form := newUserForm()
	if err := form.Read(r); err != nil {
		return err
	}
	user := account.User{
		Login: form.Value("login"), Name: form.Value("name"), Role: account.Role(form.Value("role")),
		Lang: locale.Lang(form.Value("lang")),
	}
	switch user.Role { // the link of another role would be an idle right
	case account.UnitCommander:
		user.UnitID = form.ID("unit")
	case account.Officer:
		user.OfficerID = form.ID("officer")
	}
	user, oneTime, err := s.gate.Create(r.Context(), actor, user, "")
	if form.Refused(err) {
		return s.refuse(w, r, "form", newUserView(form))
	}
	if err != nil {
		return err
	}
	return s.showUser(w, r, user, oneTime)
}
