package web

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"beret/internal/account"
	"beret/internal/web/htmlcheck"
)

// TestEveryPageInABrowser walks what the links of the house lead to, in the
// roles whose pages differ: English by day and Vietnamese by night, each at a
// desk and on a phone.
func TestEveryPageInABrowser(t *testing.T) {
	h := demoHouse(t)
	addGallery(t, h)
	b := newBrowser(t, h, deskWidth, deskHeight)
	i := &inspection{browser: b, axe: axeScript(t), failures: map[string][]string{}}
	i.walk("stranger", []stop{{address: "/sign-in", status: http.StatusOK, page: true}})
	reached, more := map[string]bool{}, append(h.furnish(t), "/gallery?rank=captain&women=1", "/no-such-page")
	for _, role := range []account.Role{account.Administrator, account.UnitCommander, account.Officer, account.Partner} {
		stops := h.crawl(t, role, more)
		for _, s := range stops {
			reached[s.pattern] = true
		}
		b.signIn(role)
		i.walk(string(role), h.toShow(role, stops))
		more = nil // the administrator's alone
	}
	h.allReached(t, reached)
	t.Run("WCAG 2.2 AA by axe-core", i.accessible)
}

// furnish adds to the demonstration what only use brings: published figures,
// a change of a file, a roster and figures under way. It returns addresses
// that only forms lead to.
func (h *house) furnish(t *testing.T) (addresses []string) {
	h.importFigures(t, "years.csv", []byte(yearsOfWorld("2026-07", 40)))
	h.importFigures(t, "small.csv", []byte(smallWorld))
	v := h.as(t, account.Administrator)
	send := func(answer reply) string {
		if answer.Status != http.StatusSeeOther {
			t.Fatalf("furnishing: status %d\n%s", answer.Status, wordsOf(answer.Body))
		}
		return answer.Header.Get("Location")
	}
	changed := send(v.post("/officers/1/transfer", "version", "1", "home_unit", "1", "position", "Desk", "unit_since", "2026-10-01"))
	looking := send(v.uploadRoster("/roster/import", "danh sách.csv", pageRoster, "create_units"))
	v.settle(looking)
	posts := send(v.upload("/calls/8/import", "posts.csv", []byte("Post,Number of posts\nClerk,2\nDriver,many\n")))
	figures := send(v.upload("/world/import", "small.csv", []byte(smallWorld+"8,FRA,250,France,UNMISS,Individual Police,1,4,2026-09-30\n")))
	for _, name := range []string{"As it is", "As it may be"} {
		send(v.post("/outlook/scenarios/new", "name", name))
	}
	v.settle("/outlook/calibration")
	return append(h.furnishSlates(t), "/outlook/compare?s=1&s=2", "/training/9", changed, posts, "/calls", "/calls/8", "/calls/8/papers", "/calls/8/told?answer=interested", "/snapshots/new?month=2026-10", looking, figures, "/deployments?state=planned", "/deployments?state=current", "/nominations?status=selected")
}

// stop is an address that a crawl came to, and how it answers.
type stop struct {
	address, pattern string
	status           int
	page             bool // rather than a file
}

// looked is how many addresses of each route a crawl asks for.
const looked = 6

// crawl asks for some pages, the first page, and what their links lead to,
// breadth first, as a role.
func (h *house) crawl(t *testing.T, role account.Role, more []string) (stops []stop) {
	v, asked, known := h.as(t, role), map[string]int{}, map[string]bool{}
	for queue := append(more, "/"); len(queue) > 0; queue = queue[1:] {
		address, _, _ := strings.Cut(queue[0], "#")
		pattern := h.patternOf(address)
		if address == "" || known[address] || asked[pattern] == looked {
			continue
		}
		known[address] = true
		asked[pattern]++
		s, links := v.stopAt(address)
		stops, queue = append(stops, s), append(queue, h.various(links)...)
	}
	return stops
}

// various keeps two links to each route, so that one long list does not take
// the place of others.
func (h *house) various(links []string) (kept []string) {
	seen := map[string]int{}
	for _, link := range links {
		if pattern := h.patternOf(link); seen[pattern] < 2 {
			seen[pattern]++
			kept = append(kept, link)
		}
	}
	return kept
}

// stopAt asks for an address and returns where its links lead.
func (v *visitor) stopAt(address string) (stop, []string) {
	v.t.Helper()
	answer := v.get(address)
	s := stop{address, v.house.patternOf(address), answer.Status, strings.HasPrefix(answer.Header.Get("Content-Type"), "text/html")}
	if s.status >= http.StatusBadRequest && address != "/no-such-page" {
		v.t.Errorf("%s: a link leads to status %d", address, s.status)
	}
	if to := answer.Header.Get("Location"); to != "" {
		return s, []string{to}
	}
	if !s.page {
		return s, nil
	}
	checkPage(v.t, v.house, address, answer.Body)
	links, err := htmlcheck.Links(answer.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	return s, links
}

func (h *house) patternOf(address string) string {
	if !strings.HasPrefix(address, "/") {
		return ""
	}
	_, pattern := h.mux.Handler(httptest.NewRequest(http.MethodGet, address, nil))
	return pattern
}

// toShow drops files, and pages of which others than the administrator see no
// less than the administrator.
func (h *house) toShow(role account.Role, stops []stop) []stop {
	return slices.DeleteFunc(stops, func(s stop) bool {
		action := h.actions[s.pattern]
		return !s.page || role != account.Administrator && account.ScopeOf(role, action) == account.ScopeOf(account.Administrator, action)
	})
}

// allReached asks that some link leads to every page of the table.
func (h *house) allReached(t *testing.T, reached map[string]bool) {
	t.Helper()
	for _, r := range h.routes() {
		if strings.HasPrefix(r.pattern, "GET ") && r.action != public && !reached[r.pattern] {
			t.Errorf("no link leads to %s", r.pattern)
		}
	}
}
