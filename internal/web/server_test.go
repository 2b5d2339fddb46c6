package web

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"beret/internal/account"
	"beret/internal/fault"
)

func TestHeaders(t *testing.T) {
	h := newHouse(t)
	answer := h.as(t, account.Leader).get("/profile")
	for name, want := range map[string]string{
		"Content-Security-Policy": "default-src 'none'",
		"X-Content-Type-Options":  "nosniff",
		"Referrer-Policy":         "same-origin",
		"Cache-Control":           "no-store",
	} {
		if got := answer.Header.Get(name); !strings.Contains(got, want) {
			t.Errorf("%s = %q", name, got)
		}
	}
	for _, forbidden := range []string{"unsafe-inline", "unsafe-eval", "*"} {
		if strings.Contains(answer.Header.Get("Content-Security-Policy"), forbidden) {
			t.Errorf("the content policy allows %s", forbidden)
		}
	}
}

func TestAssets(t *testing.T) {
	h := newHouse(t)
	v := h.stranger(t)
	for _, name := range []string{"beret.css", "beret.js", "beret.svg"} {
		answer := v.get(h.assets.of(name))
		if answer.Status != http.StatusOK || !strings.Contains(answer.Header.Get("Cache-Control"), "immutable") {
			t.Errorf("%s: status %d, %q", name, answer.Status, answer.Header.Get("Cache-Control"))
		}
		request, _ := http.NewRequest(http.MethodGet, h.address+h.assets.of(name), nil)
		request.Header.Set("If-None-Match", answer.Header.Get("ETag"))
		if again := v.do(request); again.Status != http.StatusNotModified {
			t.Errorf("%s again: status %d", name, again.Status)
		}
	}
	if !strings.Contains(v.get(h.assets.of("beret.css")).Body, ".figure-women") {
		t.Error("the figures' rules are not in the stylesheet")
	}
	if v.get("/static/beret.css").Status != http.StatusNotFound {
		t.Error("an asset without its hash is served, which a browser would keep too long")
	}
}

func TestTextIsCompressed(t *testing.T) {
	h := newHouse(t)
	request, _ := http.NewRequest(http.MethodGet, h.address+"/sign-in", nil)
	request.Header.Set("Accept-Encoding", "gzip")
	answer := h.stranger(t).do(request)
	if answer.Header.Get("Content-Encoding") != "gzip" {
		t.Fatal("not compressed")
	}
	z, err := gzip.NewReader(strings.NewReader(answer.Body))
	if err != nil {
		t.Fatal(err)
	}
	if page, err := io.ReadAll(z); err != nil || !bytes.Contains(page, []byte("</html>")) {
		t.Errorf("the page is cut: %v", err)
	}
}

// What a handler returns becomes a page that says what the user may know.
func TestErrorPages(t *testing.T) {
	h := newHouse(t)
	v := h.as(t, account.Leader)
	hidden := errors.New("secret of the database")
	failures := map[string]struct {
		err    error
		status int
	}{
		"invalid":   {fault.Check([]fault.Problem{{Field: "name", Key: "account.problem.name"}}), http.StatusBadRequest},
		"not-found": {fault.Because(hidden, fault.NotFound, "fault.not_found"), http.StatusNotFound},
		"forbidden": {fault.New(fault.Forbidden, "fault.forbidden"), http.StatusForbidden},
		"conflict":  {fault.Because(hidden, fault.Conflict, "fault.conflict"), http.StatusConflict},
		"internal":  {hidden, http.StatusInternalServerError},
	}
	for name, f := range failures {
		h.mux.Handle("/test/"+name, h.serve(route{pattern: "/test/" + name, handle: func(http.ResponseWriter, *http.Request, account.Actor) error { return f.err }}))
		answer := v.get("/test/" + name)
		if answer.Status != f.status || strings.Contains(answer.Body, hidden.Error()) {
			t.Errorf("%s: status %d, or the chain shows", name, answer.Status)
		}
		checkPage(t, h, name, answer.Body)
	}
	h.mux.Handle("/test/panic", h.serve(route{pattern: "/test/panic", handle: func(http.ResponseWriter, *http.Request, account.Actor) error { panic("oh") }}))
	if answer := v.get("/test/panic"); answer.Status != http.StatusInternalServerError {
		t.Errorf("panic: status %d", answer.Status)
	}
}

func TestLargeBodiesAreRefused(t *testing.T) {
	h := newHouse(t)
	answer := h.stranger(t).post("/sign-in", "login", strings.Repeat("x", bodyBytes+1))
	if answer.Status != http.StatusRequestEntityTooLarge {
		t.Errorf("status %d", answer.Status)
	}
}

// The log says what happened and nothing about whom.
func TestLogHoldsNoPersonalData(t *testing.T) {
	h := newHouse(t)
	var written bytes.Buffer
	h.log = slog.New(slog.NewJSONHandler(&written, nil))
	h.user(t, account.Desk)
	v := h.stranger(t)
	v.post("/sign-in", "login", "test-desk", "password", "wrong password 1")
	v.post("/sign-in", "login", "test-desk", "password", testPassword)
	v.get("/profile?q=Nguyen")
	v.get("/users/12345")
	for _, hidden := range []string{"test-desk", "Test desk", testPassword, "wrong password", "Nguyen", "12345", "127.0.0.1"} {
		if strings.Contains(written.String(), hidden) {
			t.Errorf("the log holds %q", hidden)
		}
	}
	for _, said := range []string{`"route":"GET /users/{id}"`, `"status":403`, `"user":1`} {
		if !strings.Contains(written.String(), said) {
			t.Errorf("the log lacks %s", said)
		}
	}
}

func TestRunEndsGracefully(t *testing.T) {
	h := newHouse(t)
	ctx, stop := context.WithCancel(t.Context())
	begun := make(chan struct{})
	h.mux.Handle("/test/slow", h.serve(route{pattern: "/test/slow", handle: func(w http.ResponseWriter, r *http.Request, _ account.Actor) error {
		close(begun)
		time.Sleep(50 * time.Millisecond)
		io.WriteString(w, "done")
		return nil
	}}))
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ended, answered := make(chan error, 1), make(chan string, 1)
	go func() { ended <- h.Serve(ctx, listener) }()
	go func() {
		response, err := http.Get("http://" + listener.Addr().String() + "/test/slow")
		if err != nil {
			answered <- err.Error()
			return
		}
		defer response.Body.Close()
		body, _ := io.ReadAll(response.Body)
		answered <- string(body)
	}()
	<-begun
	stop()
	if got := <-answered; got != "done" {
		t.Errorf("the request in progress got %q", got)
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

func TestHealth(t *testing.T) {
	h := newHouse(t)
	if answer := h.stranger(t).get("/healthz"); answer.Status != http.StatusOK || answer.Body != "ok\n" {
		t.Errorf("status %d, %q", answer.Status, answer.Body)
	}
	h.DB.Close()
	if answer := h.stranger(t).get("/healthz"); answer.Status != http.StatusServiceUnavailable {
		t.Errorf("without a record: status %d", answer.Status)
	}
}
