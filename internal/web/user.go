package web

import (
	"net/http"
	"strconv"

	"beret/internal/account"
	"beret/internal/fault"
)

// userView is the page of one user. Template "user".
type userView struct {
	page
	OneTime string // shown once, right after it was drawn
	Items   []Item
	Choices []Action
}

// idOf reads the record's number from the address.
func idOf(r *http.Request) (int64, error) {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil || id <= 0 {
		return 0, fault.New(fault.NotFound, "fault.not_found")
	}
	return id, nil
}

func (s *Server) user(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	user, err := s.findUser(r, actor)
	if err != nil {
		return err
	}
	return s.showUser(w, r, user, "")
}

func (s *Server) findUser(r *http.Request, actor account.Actor) (account.User, error) {
	id, err := idOf(r)
	if err != nil {
		return account.User{}, err
	}
	return s.gate.Find(r.Context(), actor, id)
}

func (s *Server) showUser(w http.ResponseWriter, r *http.Request, u account.User, oneTime string) error {
	v := &userView{
		OneTime: oneTime,
		Items: []Item{
			{Label: T("account.field.login"), Value: Cell{Text: Words(u.Login)}},
			{Label: T("account.field.role"), Value: Cell{Text: roleText(u.Role)}},
			{Label: T("account.field.status"), Value: Cell{Tags: []Tag{s.userStatus(u)}}},
			{Label: T("account.field.created"), Value: Cell{Text: Moment(s.local(u.CreatedAt))}},
			{Label: T("account.field.password"), Value: Cell{Text: passwordAge(s, u)}},
		},
		Choices: userChoices(u),
	}
	v.Title = Words(u.Name)
	v.Caption = T("web.users.title")
	v.Crumbs = []Link{{Text: T("web.users.title"), Href: "/users"}}
	return s.render(w, r, "user", v)
}

func passwordAge(s *Server, u account.User) Text {
	if u.MustChangePassword() {
		return T("account.status.one_time")
	}
	return T("account.password_since", "when", Moment(s.local(u.PasswordChangedAt)))
}

func userChoices(u account.User) []Action {
	if u.Disabled {
		return []Action{{Text: T("web.users.enable"), Href: userPath(u.ID) + "/enable", Post: true}}
	}
	return []Action{
		{Text: T("web.users.reset"), Href: userPath(u.ID) + "/reset", Post: true, Second: true, Confirm: T("web.users.reset_confirm")},
		{Text: T("web.users.disable"), Href: userPath(u.ID) + "/disable", Post: true, Danger: true, Confirm: T("web.users.disable_confirm")},
	}
}

func (s *Server) disableUser(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	return s.setDisabled(w, r, actor, true, "web.users.disabled")
}

func (s *Server) enableUser(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	return s.setDisabled(w, r, actor, false, "web.users.enabled")
}

func (s *Server) setDisabled(w http.ResponseWriter, r *http.Request, actor account.Actor, disabled bool, notice string) error {
	id, err := idOf(r)
	if err != nil {
		return err
	}
	if err := s.gate.Disable(r.Context(), actor, id, disabled); err != nil {
		return err
	}
	s.notify(w, Good, notice)
	return redirect(w, r, userPath(id))
}

// resetUser shows the one-time password in the answer itself: it must not wait
// in a cookie or an address.
func (s *Server) resetUser(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	id, err := idOf(r)
	if err != nil {
		return err
	}
	oneTime, err := s.gate.Reset(r.Context(), actor, id)
	if err != nil {
		return err
	}
	user, err := s.gate.Find(r.Context(), actor, id)
	if err != nil {
		return err
	}
	return s.showUser(w, r, user, oneTime)
}
