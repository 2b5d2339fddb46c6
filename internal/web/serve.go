package web

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"runtime/debug"
	"strings"
	"time"

	"beret/internal/account"
	"beret/internal/fault"
)

// bodyBytes is the largest form that a page sends; uploads say more.
const bodyBytes = 1 << 20

// visit is one request on its way: kept in the request's context for render.
type visit struct {
	id    string // of the request, in log and error page
	route string
	user  account.User // zero for a stranger
	token string
}

type visitKey struct{}

func visitOf(r *http.Request) *visit {
	if v, ok := r.Context().Value(visitKey{}).(*visit); ok {
		return v
	}
	return &visit{}
}

// serve is the one way to a handler: it finds the actor, asks the table of
// permissions, limits the body, logs, and shows what went wrong.
func (s *Server) serve(route route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		begun := s.clock()
		v := &visit{id: requestID(), route: route.pattern}
		r = r.WithContext(context.WithValue(r.Context(), visitKey{}, v))
		answer := &answer{ResponseWriter: w}
		answer.Header().Set("X-Request-Id", v.id)
		err := s.enter(answer, r, route, v)
		if err != nil {
			s.showError(answer, r, err)
		}
		s.logVisit(r, v, answer.status, s.clock().Sub(begun), err)
	})
}

// enter runs the handler for whom it is open; a panic becomes an error.
func (s *Server) enter(w http.ResponseWriter, r *http.Request, route route, v *visit) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("web: panic: %v\n%s", p, debug.Stack())
		}
	}()
	limit := route.body
	if limit == 0 {
		limit = bodyBytes
	}
	r.Body = http.MaxBytesReader(w, r.Body, limit)
	if err := s.identify(r, v); err != nil {
		return err
	}
	if route.action == public {
		return route.handle(w, r, v.user.Actor())
	}
	if v.user.ID == 0 {
		return s.sendToSignIn(w, r)
	}
	if v.user.MustChangePassword() && route.action != account.SelfManage {
		return redirect(w, r, "/password")
	}
	actor := v.user.Actor()
	if err := actor.Require(route.action); err != nil {
		return err
	}
	return route.handle(w, r, actor)
}

// identify finds who asks by the session's cookie.
func (s *Server) identify(r *http.Request, v *visit) error {
	cookie, err := r.Cookie(sessionCookie)
	if err != nil {
		return nil
	}
	user, err := s.gate.Resume(r.Context(), cookie.Value)
	if fault.CodeOf(err) == fault.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	v.user, v.token = user, cookie.Value
	return nil
}

// sendToSignIn sends a stranger to the door and remembers where to.
func (s *Server) sendToSignIn(w http.ResponseWriter, r *http.Request) error {
	target := "/sign-in"
	if r.Method == http.MethodGet && r.URL.Path != "/" {
		target += "?to=" + url.QueryEscape(r.URL.RequestURI())
	}
	return redirect(w, r, target)
}

// redirect sends the browser on to another page with GET.
func redirect(w http.ResponseWriter, r *http.Request, target string) error {
	http.Redirect(w, r, target, http.StatusSeeOther)
	return nil
}

// localPath returns a path on this server, or fallback for any other address:
// a link to the sign-in page must not lead out of the house.
func localPath(target, fallback string) string {
	u, err := url.Parse(target)
	if err != nil || u.Scheme != "" || u.Host != "" || !strings.HasPrefix(u.Path, "/") ||
		strings.HasPrefix(u.Path, "//") || strings.ContainsAny(target, "\\\r\n") {
		return fallback
	}
	return u.RequestURI()
}

// answer remembers the status for the log.
type answer struct {
	http.ResponseWriter
	status int
}

func (a *answer) WriteHeader(status int) {
	if a.status == 0 {
		a.status = status
	}
	a.ResponseWriter.WriteHeader(status)
}

func (a *answer) Write(data []byte) (int, error) {
	if a.status == 0 {
		a.status = http.StatusOK
	}
	return a.ResponseWriter.Write(data)
}

// Unwrap lets http.ResponseController reach the connection.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }

func requestID() string {
	var drawn [6]byte
	rand.Read(drawn[:]) // never fails, by its documentation
	return hex.EncodeToString(drawn[:])
}

// logVisit writes the one line of a request. It holds no personal data: the
// route's pattern stands for the address, the user's number for the user.
func (s *Server) logVisit(r *http.Request, v *visit, status int, took time.Duration, err error) {
	if status == 0 {
		status = http.StatusOK
	}
	level := slog.LevelInfo
	attributes := []slog.Attr{
		slog.String("request", v.id),
		slog.String("route", v.route),
		slog.Int("status", status),
		slog.Duration("took", took),
		slog.Int64("user", v.user.ID),
	}
	if err != nil {
		attributes = append(attributes, slog.String("code", string(fault.CodeOf(err))))
	}
	if status >= http.StatusInternalServerError && r.Context().Err() == nil { // else the browser left
		level = slog.LevelError
		attributes = append(attributes, slog.Any("error", err))
	}
	s.log.LogAttrs(r.Context(), level, "request", attributes...)
}

// statusOf returns the HTTP status of an error.
func statusOf(err error) int {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return http.StatusRequestEntityTooLarge
	}
	switch fault.CodeOf(err) {
	case fault.Invalid:
		return http.StatusBadRequest
	case fault.NotFound:
		return http.StatusNotFound
	case fault.Forbidden:
		return http.StatusForbidden
	case fault.Conflict:
		return http.StatusConflict
	}
	return http.StatusInternalServerError
}
