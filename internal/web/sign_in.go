package web

import (
	"net/http"

	"beret/internal/account"
)

// sessionCookie holds the session's token. It ends with the browser; the
// record ends the session by its own clock.
const sessionCookie = "beret_session"

// signInView is the page of the door. Template "sign_in".
type signInView struct {
	page
	Form *Form
}

func signInForm(to string) *Form {
	return &Form{
		Action: "/sign-in",
		Submit: T("web.sign_in.submit"),
		Fields: []Field{
			{Kind: HiddenField, Name: "to", Value: to},
			{Kind: TextField, Name: "login", Label: T("account.field.login"), Autocomplete: "username"},
			{Kind: PasswordField, Name: "password", Label: T("account.field.password"), Autocomplete: "current-password"},
		},
	}
}

func (s *Server) signInPage(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	if actor.UserID != 0 {
		return redirect(w, r, s.home(actor))
	}
	v := &signInView{Form: signInForm(r.URL.Query().Get("to"))}
	v.Title = T("web.sign_in.title")
	return s.render(w, r, "sign_in", v)
}

// signIn opens a session under a new token, whatever cookie came along, so
// that nobody can plant one beforehand.
func (s *Server) signIn(w http.ResponseWriter, r *http.Request, _ account.Actor) error {
	form := signInForm("")
	if err := form.Read(r); err != nil {
		return err
	}
	token, err := s.gate.SignIn(r.Context(), form.Value("login"), form.Value("password"))
	if form.Refused(err) {
		v := &signInView{Form: form}
		v.Title = T("web.sign_in.title")
		return s.refuse(w, r, "sign_in", v)
	}
	if err != nil {
		return err
	}
	http.SetCookie(w, s.cookie(sessionCookie, token, 0))
	return redirect(w, r, localPath(form.Value("to"), "/"))
}

func (s *Server) signOut(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	if err := s.gate.SignOut(r.Context(), actor, visitOf(r).token); err != nil {
		return err
	}
	return s.leave(w, r)
}

func (s *Server) signOutEverywhere(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	if err := s.gate.SignOutEverywhere(r.Context(), actor); err != nil {
		return err
	}
	return s.leave(w, r)
}

func (s *Server) leave(w http.ResponseWriter, r *http.Request) error {
	http.SetCookie(w, s.cookie(sessionCookie, "", -1))
	w.Header().Set("Clear-Site-Data", `"cache"`)
	s.notify(w, Info, "web.signed_out")
	return redirect(w, r, "/sign-in")
}
