package web

import (
	"regexp"
	"strings"
	"testing"

	"beret/internal/account"
	"beret/internal/locale"
)

// The person's page leads to the posts of open calls, with what is missing for
// each, and each post to every rule and the score.
func TestForWhichOpenPostsAnOfficerMayGo(t *testing.T) {
	h := demoHouse(t)
	desk := h.as(t, account.Desk)
	path := desk.taken(desk.post("/calls/new", aCall("reference", "DPO/PD/2026/99")...))
	desk.taken(desk.post(path+"/posts/new", aPost("version", "1", "title", "Traffic adviser")...))
	desk.taken(desk.post(path+"/posts/new", "version", "2", "title", "Any officer", "count", "1", "nominees", "1", "priority", "1"))
	f, err := h.facts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	desk.see("/officers/7", "/officers/7/posts", "Open posts")
	page := desk.see("/officers/7/posts", "open posts", "Traffic adviser", "Any officer", "DPO/PD/2026/99", "missing")
	if page == "" || f.Today == 0 {
		t.Fatal("nothing was shown")
	}
	link := regexp.MustCompile(`href="(` + path + `/posts/\d+/officers/7)"`).FindStringSubmatch(page)
	if link == nil {
		t.Fatal("no post of the call leads to its rules")
	}
	for _, lang := range locale.Languages() {
		desk.post("/preferences", "lang", string(lang), "back", "/")
		page := desk.page(link[1])
		p := h.catalogue.In(lang)
		mustShow(t, page, p.Text("slatepage.why.checks"), p.Text("eligibility.rule.specialism"), p.Text("candidatepage.sum"))
		if !strings.Contains(page, `href="/officers/7"`) {
			t.Error("no way to the file")
		}
	}
	for _, wrong := range []string{path + "/posts/99/officers/7", strings.TrimSuffix(link[1], "7") + "999999", strings.TrimSuffix(link[1], "7") + "x", "/officers/999999/posts"} {
		if got := desk.get(wrong); got.Status != 404 {
			t.Errorf("%s: %d", wrong, got.Status)
		}
	}
	if got := h.as(t, account.Officer).get("/officers/7/posts"); got.Status != 403 && got.Status != 404 {
		t.Errorf("an officer is shown the posts: %d", got.Status)
	}
}
