package web

import (
	"net/http"
	"strings"
	"testing"

	"beret/internal/account"
)

// The walk of every route with every role. Nothing is listed here: the table
// of routes and the table of permissions say what must come.
func TestEveryRouteWithEveryRole(t *testing.T) {
	h := newHouse(t)
	for _, role := range account.Roles() {
		h.user(t, role)
	}
	stranger := h.stranger(t)
	for _, r := range h.routes() {
		method, path := addressOf(r.pattern)
		t.Run(r.pattern+" as stranger", func(t *testing.T) { walkAsStranger(t, stranger, r, method, path) })
	}
	for _, role := range account.Roles() {
		for _, r := range h.routes() {
			method, path := addressOf(r.pattern)
			visitor := h.as(t, role) // anew each time: some routes end the session
			t.Run(r.pattern+" as "+string(role), func(t *testing.T) { walkAs(t, visitor, role, r, method, path) })
		}
	}
}

// addressOf makes an address of a pattern: records that do not exist stand for
// its wildcards, so that whoever gets past the permission finds nothing.
func addressOf(pattern string) (method, path string) {
	method, path, found := strings.Cut(pattern, " ")
	if !found {
		return http.MethodGet, "/no-such-page"
	}
	parts := strings.Split(strings.TrimSuffix(path, "{$}"), "/")
	for i, part := range parts {
		if strings.HasPrefix(part, "{") {
			parts[i] = "987654321"
		}
	}
	return method, strings.Join(parts, "/")
}

func (v *visitor) ask(method, path string) reply {
	if method == http.MethodPost {
		return v.post(path)
	}
	return v.get(path)
}

func walkAsStranger(t *testing.T, v *visitor, r route, method, path string) {
	answer := v.ask(method, path)
	atDoor := answer.Status == http.StatusSeeOther && strings.HasPrefix(answer.Header.Get("Location"), "/sign-in")
	if r.action == public {
		if answer.Status >= http.StatusInternalServerError {
			t.Errorf("status %d", answer.Status)
		}
		return
	}
	if !atDoor {
		t.Errorf("status %d, location %q: a stranger got past the door", answer.Status, answer.Header.Get("Location"))
	}
}

func walkAs(t *testing.T, v *visitor, role account.Role, r route, method, path string) {
	answer := v.ask(method, path)
	if answer.Status >= http.StatusInternalServerError {
		t.Fatalf("status %d", answer.Status)
	}
	if r.action == public {
		return
	}
	if account.ScopeOf(role, r.action) == account.None {
		if answer.Status != http.StatusForbidden {
			t.Errorf("status %d, but %s has no right to %s", answer.Status, role, r.action)
		}
		return
	}
	if answer.Status == http.StatusForbidden {
		t.Errorf("forbidden, but %s has the right to %s", role, r.action)
	}
	if strings.HasPrefix(answer.Header.Get("Location"), "/sign-in") && !strings.Contains(r.pattern, "sign-out") {
		t.Errorf("sent to the door although signed in")
	}
	if method == http.MethodGet && strings.HasPrefix(answer.Header.Get("Content-Type"), "text/html") {
		checkPage(t, v.house, path, answer.Body)
	}
}

// Every action of a route is in the table of permissions, and no two routes
// ask for the same thing.
func TestRoutesAreKnown(t *testing.T) {
	known := map[account.Action]bool{public: true}
	for _, action := range account.Actions() {
		known[action] = true
	}
	for _, r := range (&Server{}).routes() {
		if !known[r.action] {
			t.Errorf("%s asks for the unknown action %q", r.pattern, r.action)
		}
		if strings.HasPrefix(r.pattern, "POST") && r.action == account.HelpView {
			t.Errorf("%s changes something under a right to read", r.pattern)
		}
	}
}

// The navigation offers exactly what a role may open, in both menus.
func TestNavigationFollowsPermissions(t *testing.T) {
	h := newHouse(t)
	for _, role := range account.Roles() {
		body := h.as(t, role).get("/help").Body
		for _, path := range []string{"/users", "/audit"} {
			offered := strings.Contains(body, `href="`+path+`"`)
			if open := role == account.Administrator; offered != open {
				t.Errorf("%s: %s offered = %t", role, path, offered)
			}
		}
	}
}
