package web

import (
	"net/http"

	"beret/internal/account"
)

func (s *Server) passwordForm() *Form {
	return &Form{
		Action: "/password",
		Submit: T("web.password.submit"),
		Fields: []Field{
			{Kind: PasswordField, Name: "old", Label: T("account.field.old_password"), Autocomplete: "current-password", Width: "medium"},
			{Kind: PasswordField, Name: "new", Label: T("account.field.new_password"), Autocomplete: "new-password", Width: "medium",
				Hint: T("account.hint.new_password", "n", s.gate.Policy().PasswordLength)},
		},
	}
}

func (s *Server) passwordView(r *http.Request, form *Form) *formView {
	v := &formView{Form: form}
	v.Title = T("web.password.title")
	if visitOf(r).user.MustChangePassword() {
		v.Notice = &Notice{Tone: Info, Text: T("web.password.one_time")}
	}
	return v
}

func (s *Server) passwordPage(w http.ResponseWriter, r *http.Request, _ account.Actor) error {
	return s.render(w, r, "form", s.passwordView(r, s.passwordForm()))
}

// changePassword ends every session of the user and goes on under a new one.
func (s *Server) changePassword(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	form := s.passwordForm()
	if err := form.Read(r); err != nil {
		return err
	}
	token, err := s.gate.ChangePassword(r.Context(), actor, form.Value("old"), form.Value("new"))
	if form.Refused(err) {
		return s.refuse(w, r, "form", s.passwordView(r, form))
	}
	if err != nil {
		return err
	}
	http.SetCookie(w, s.cookie(sessionCookie, token, 0))
	s.notify(w, Good, "web.password.changed")
	return redirect(w, r, "/profile")
}
