package web

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"beret/internal/account"
)

func TestSignInPage(t *testing.T) {
	h := newHouse(t)
	h.user(t, account.Desk)
	for _, test := range []struct {
		rule     string
		form     []string
		status   int
		location string
	}{
		{"the right password leads on", []string{"login", "test-desk", "password", testPassword}, http.StatusSeeOther, "/"},
		{"and to where one wanted to go", []string{"login", "test-desk", "password", testPassword, "to", "/help?x=1"}, http.StatusSeeOther, "/help?x=1"},
		{"but not out of the house", []string{"login", "test-desk", "password", testPassword, "to", "https://example.org/"}, http.StatusSeeOther, "/"},
		{"nor by a trick of slashes", []string{"login", "test-desk", "password", testPassword, "to", "//example.org/"}, http.StatusSeeOther, "/"},
		{"nor by backslashes", []string{"login", "test-desk", "password", testPassword, "to", `/\example.org`}, http.StatusSeeOther, "/"},
		{"a wrong password is refused", []string{"login", "test-desk", "password", "wrong"}, http.StatusUnprocessableEntity, ""},
		{"an unknown login is refused alike", []string{"login", "nobody", "password", testPassword}, http.StatusUnprocessableEntity, ""},
	} {
		t.Run(test.rule, func(t *testing.T) {
			answer := h.stranger(t).post("/sign-in", test.form...)
			if answer.Status != test.status || answer.Header.Get("Location") != test.location {
				t.Errorf("status %d, location %q", answer.Status, answer.Header.Get("Location"))
			}
			if test.status == http.StatusUnprocessableEntity {
				checkPage(t, h, "refusal", answer.Body)
				if strings.Contains(answer.Body, testPassword) {
					t.Error("the password came back in the page")
				}
			}
		})
	}
}

// A token planted before the sign-in must not become the session.
func TestSessionIsNotFixed(t *testing.T) {
	h := newHouse(t)
	h.user(t, account.Desk)
	v := h.stranger(t)
	planted := &http.Cookie{Name: sessionCookie, Value: "planted"}
	home, _ := url.Parse(h.address)
	v.client.Jar.SetCookies(home, []*http.Cookie{planted})
	v.post("/sign-in", "login", "test-desk", "password", testPassword)
	for _, c := range v.client.Jar.Cookies(home) {
		if c.Name == sessionCookie && c.Value == planted.Value {
			t.Error("the planted token lives on")
		}
	}
	if v.get("/help").Status != http.StatusOK {
		t.Error("not signed in")
	}
	attacker := h.stranger(t)
	attacker.client.Jar.SetCookies(home, []*http.Cookie{planted})
	if attacker.get("/help").Status != http.StatusSeeOther {
		t.Error("the planted token opens")
	}
}

func TestSessionCookieIsOutOfReach(t *testing.T) {
	h := newHouse(t)
	h.user(t, account.Desk)
	cookie := h.stranger(t).post("/sign-in", "login", "test-desk", "password", testPassword).Header.Get("Set-Cookie")
	for _, want := range []string{"HttpOnly", "SameSite=Lax", "Path=/"} {
		if !strings.Contains(cookie, want) {
			t.Errorf("%s lacks %s", regexp.MustCompile(`=[^;]*`).ReplaceAllString(cookie, "=…"), want)
		}
	}
}

func TestSignOutEndsTheSession(t *testing.T) {
	h := newHouse(t)
	v := h.as(t, account.Leader)
	v.post("/sign-out")
	answer := v.get("/sign-in")
	if !strings.Contains(answer.Body, "You are signed out") {
		t.Error("no word of it")
	}
	if strings.Contains(v.get("/sign-in").Body, "You are signed out") {
		t.Error("said twice")
	}
	if v.get("/help").Status != http.StatusSeeOther {
		t.Error("still inside")
	}
}

func TestIdleSessionLeadsToTheDoor(t *testing.T) {
	h := newHouse(t)
	v := h.as(t, account.Leader)
	h.Clock.Advance(61 * time.Minute)
	if got := v.get("/help?a=b").Header.Get("Location"); got != "/sign-in?to=%2Fhelp%3Fa%3Db" {
		t.Errorf("location %q", got)
	}
}

func TestOtherSitesChangeNothing(t *testing.T) {
	h := newHouse(t)
	v := h.as(t, account.Administrator)
	for _, test := range []struct {
		rule, header, value string
		status              int
	}{
		{"from another site by fetch metadata", "Sec-Fetch-Site", "cross-site", http.StatusForbidden},
		{"from a sister site by fetch metadata", "Sec-Fetch-Site", "same-site", http.StatusForbidden},
		{"from another origin", "Origin", "https://example.org", http.StatusForbidden},
		{"from an opaque origin", "Origin", "null", http.StatusForbidden},
		{"from ourselves", "Sec-Fetch-Site", "same-origin", http.StatusSeeOther},
	} {
		t.Run(test.rule, func(t *testing.T) {
			request, _ := http.NewRequest(http.MethodPost, h.address+"/preferences", strings.NewReader("lang=vi&back=/help"))
			request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			request.Header.Set(test.header, test.value)
			answer := v.do(request)
			if answer.Status != test.status {
				t.Errorf("status %d", answer.Status)
			}
			if test.status == http.StatusForbidden {
				checkPage(t, h, test.rule, answer.Body)
				if strings.Contains(v.get("/help").Body, `lang="vi" data`) {
					t.Error("the language changed")
				}
			}
		})
	}
}

func TestOneTimePasswordMustBeReplaced(t *testing.T) {
	h := newHouse(t)
	admin := h.as(t, account.Administrator)
	answer := admin.post("/users/new", "login", "lan", "name", "Lan", "role", "leader", "lang", "en")
	oneTime := regexp.MustCompile(`<code class="secret">([^<]+)</code>`).FindStringSubmatch(answer.Body)
	if answer.Status != http.StatusOK || oneTime == nil {
		t.Fatalf("status %d", answer.Status)
	}
	checkPage(t, h, "user made", answer.Body)
	lan := h.stranger(t)
	lan.post("/sign-in", "login", "lan", "password", strings.ReplaceAll(oneTime[1], "&#43;", "+"))
	if got := lan.get("/help").Header.Get("Location"); got != "/password" {
		t.Fatalf("location %q", got)
	}
	if body := lan.get("/password").Body; strings.Contains(body, "main-nav") {
		t.Error("the navigation is offered before the change")
	}
	changed := lan.post("/password", "old", strings.ReplaceAll(oneTime[1], "&#43;", "+"), "new", "a sentence of her own")
	if changed.Status != http.StatusSeeOther || lan.get("/help").Status != http.StatusOK {
		t.Errorf("status %d after the change", changed.Status)
	}
}

func TestUserAdministration(t *testing.T) {
	h := newHouse(t)
	admin, desk := h.as(t, account.Administrator), h.as(t, account.Desk)
	users := admin.get("/users")
	checkPage(t, h, "/users", users.Body)
	path := regexp.MustCompile(`href="(/users/\d+)">test-desk`).FindStringSubmatch(users.Body)[1]
	checkPage(t, h, path, admin.get(path).Body)
	if got := admin.post(path + "/disable").Header.Get("Location"); got != path {
		t.Errorf("location %q", got)
	}
	if desk.get("/help").Status != http.StatusSeeOther {
		t.Error("a disabled user is still inside")
	}
	if body := admin.get(path).Body; !strings.Contains(body, "The user is disabled.") || !strings.Contains(body, path+"/enable") {
		t.Error("the page does not say so")
	}
	admin.post(path + "/enable")
	if body := admin.post(path + "/reset").Body; !strings.Contains(body, "secret") {
		t.Error("no one-time password")
	}
	own := regexp.MustCompile(`href="(/users/\d+)">test-administrator`).FindStringSubmatch(users.Body)[1]
	if admin.post(own+"/disable").Status != http.StatusConflict {
		t.Error("an administrator disabled the own account")
	}
	refused := admin.post("/users/new", "login", "Not A Login", "name", "", "role", "unit", "lang", "en")
	if refused.Status != http.StatusUnprocessableEntity || !strings.Contains(refused.Body, `value="Not A Login"`) {
		t.Errorf("status %d, or the values are lost", refused.Status)
	}
	checkPage(t, h, "refused user", refused.Body)
}

func TestAuditPage(t *testing.T) {
	h := newHouse(t)
	admin := h.as(t, account.Administrator)
	for _, address := range []string{"/audit", "/audit?login=test-administrator&action=session.open&from=31/10/2026&to=31.10.2026", "/audit?page=99&subject=x&from=never"} {
		answer := admin.get(address)
		if answer.Status != http.StatusOK {
			t.Fatalf("%s: status %d", address, answer.Status)
		}
		checkPage(t, h, address, answer.Body)
	}
	if body := admin.get("/audit?login=test-administrator").Body; !strings.Contains(body, "session.open") {
		t.Error("the sign-in is not there")
	}
	if body := admin.get("/audit?from=01/11/2026").Body; strings.Contains(body, "session.open") {
		t.Error("the filter of days lets earlier acts through")
	}
}

func TestPreferences(t *testing.T) {
	h := newHouse(t)
	stranger := h.stranger(t)
	request := httptest.NewRequest(http.MethodGet, "/sign-in", nil)
	request.Header.Set("Accept-Language", "fr, vi-VN;q=0.8, en;q=0.5")
	if h.langOf(request) != "vi" {
		t.Error("the browser's second language is ours and was not taken")
	}
	stranger.post("/preferences", "lang", "vi", "theme", "dark", "back", "/sign-in")
	if body := stranger.get("/sign-in").Body; !strings.Contains(body, `<html lang="vi" data-theme="dark">`) {
		t.Error("language or theme is not kept")
	}
	v := h.as(t, account.Officer)
	v.post("/preferences", "lang", "vi")
	if body := v.get("/help").Body; !strings.Contains(body, `<html lang="vi">`) {
		t.Error("the user's language is not kept")
	}
	for _, path := range []string{"/help", "/profile", "/password"} {
		checkPage(t, h, path+" in Vietnamese", v.get(path).Body)
	}
	if got := v.post("/preferences", "theme", "light", "back", "https://example.org").Header.Get("Location"); got != "/" {
		t.Errorf("sent out of the house: %q", got)
	}
}

func TestManyVisitorsAtOnce(t *testing.T) {
	h := newHouse(t)
	visitors := []*visitor{h.as(t, account.Administrator), h.as(t, account.Leader), h.as(t, account.Partner)}
	var wg sync.WaitGroup
	for i := range 30 {
		wg.Go(func() {
			v := visitors[i%len(visitors)]
			for _, path := range []string{"/help", "/profile", "/password"} {
				answer := v.get(path)
				own := "Test " + []string{"administrator", "leader", "partner"}[i%len(visitors)]
				if answer.Status != http.StatusOK || !strings.Contains(answer.Body, own) {
					t.Errorf("%s: status %d, or somebody else's page", path, answer.Status)
				}
			}
		})
	}
	wg.Wait()
}

func TestAuditPageSaysWhatChanged(t *testing.T) {
	h := newHouse(t)
	admin := h.as(t, account.Administrator)
	admin.post("/preferences", "lang", "vi")
	if body := admin.get("/audit?action=user.set_language").Body; !strings.Contains(body, "lang: en → vi") {
		t.Error("the change is not told")
	}
}
