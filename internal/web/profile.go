package web

import (
	"net/http"

	"beret/internal/account"
)

// profileView is the page of oneself. Template "profile".
type profileView struct {
	page
	Items      []Item
	Everywhere Action
}

func (s *Server) profile(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	user, err := s.gate.Find(r.Context(), actor, actor.UserID)
	if err != nil {
		return err
	}
	v := &profileView{
		Items: []Item{
			{Label: T("account.field.login"), Value: Cell{Text: Words(user.Login)}},
			{Label: T("account.field.name"), Value: Cell{Text: Words(user.Name)}},
			{Label: T("account.field.role"), Value: Cell{Text: roleText(user.Role)}},
			{Label: T("account.field.password"), Value: Cell{Text: T("account.password_since", "when", Moment(s.local(user.PasswordChangedAt)))},
				Action: &Link{Text: T("web.change"), Href: "/password"}},
		},
		Everywhere: Action{Text: T("web.profile.everywhere"), Href: "/sign-out-everywhere", Post: true, Second: true},
	}
	v.Title = T("web.profile.title")
	return s.render(w, r, "profile", v)
}

// roleText names a role.
func roleText(role account.Role) Text {
	switch role {
	case account.Administrator:
		return T("account.role.administrator")
	case account.Desk:
		return T("account.role.desk")
	case account.Leader:
		return T("account.role.leader")
	case account.UnitCommander:
		return T("account.role.unit")
	case account.Officer:
		return T("account.role.officer")
	case account.Partner:
		return T("account.role.partner")
	}
	return Words(string(role))
}
