package web

import (
	"net/http"

	"beret/internal/account"
	"beret/internal/fault"
	"beret/internal/locale"
)

// errorView is the page of an error. Template "error".
type errorView struct {
	page
	Problems []Text
}

// showError writes the page of an error: its text, the problems, the request's
// number for the administrator, and nothing of the chain.
func (s *Server) showError(w http.ResponseWriter, r *http.Request, err error) {
	status := statusOf(err)
	v := &errorView{}
	v.Title, v.Lead = T(errorTitle(status)), func(p locale.Printer) string { return p.Error(err) }
	if status == http.StatusRequestEntityTooLarge {
		v.Lead = T("web.error.too_large_text")
	}
	for _, p := range fault.ProblemsOf(err) {
		v.Problems = append(v.Problems, T(p.Key, p.Args...))
	}
	if err := s.renderStatus(w, r, status, "error", v); err != nil {
		s.log.Error("error page", "request", visitOf(r).id, "error", err)
		w.WriteHeader(http.StatusInternalServerError)
	}
}

func errorTitle(status int) string {
	switch status {
	case http.StatusBadRequest:
		return "web.error.invalid"
	case http.StatusNotFound:
		return "web.error.not_found"
	case http.StatusForbidden:
		return "web.error.forbidden"
	case http.StatusConflict:
		return "web.error.conflict"
	case http.StatusRequestEntityTooLarge:
		return "web.error.too_large"
	}
	return "web.error.internal"
}

// missing answers every address that is not in the table. The front door leads
// to the first page that is open to the actor.
func (s *Server) missing(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	if r.URL.Path == "/" && r.Method == http.MethodGet {
		return redirect(w, r, s.home(actor))
	}
	return fault.New(fault.NotFound, "fault.not_found")
}

// home is where an actor begins.
func (s *Server) home(actor account.Actor) string {
	if actor.UserID == 0 {
		return "/sign-in"
	}
	for _, link := range s.open(actor, sections(), "") {
		return link.Href
	}
	return "/profile"
}

func refuseForeign(http.ResponseWriter, *http.Request, account.Actor) error { return foreign() }
