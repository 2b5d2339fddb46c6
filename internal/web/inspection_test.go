package web

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// The sizes of a desk's screen and of a small phone's, in CSS pixels.
const (
	deskWidth, deskHeight   = 1280, 900
	phoneWidth, phoneHeight = 360, 780
)

// inspection looks at pages in a browser, one after the other.
type inspection struct {
	*browser
	axe      string              // the script, empty where there is none
	failures map[string][]string // of axe: what fails, and where
}

// way is a language and a theme to see pages in, and how many of each route.
type way struct {
	lang, theme string
	most        int
}

// walk shows a page of each route in both ways, and of lists in English a
// second one, which is mostly sorted or filtered.
func (i *inspection) walk(who string, stops []stop) {
	for _, as := range []way{{"en", "light", 2}, {"vi", "dark", 1}} {
		i.prefer(as)
		taken := map[string]int{}
		for _, s := range stops {
			most := as.most
			if strings.Contains(s.pattern, "{") {
				most = 1
			}
			if taken[s.pattern]++; taken[s.pattern] <= most {
				i.look(fmt.Sprintf("%s as %s (%s, %s)", s.address, who, as.lang, as.theme), s, as)
			}
		}
	}
}

// prefer sets language and theme as the buttons of the frame do.
func (i *inspection) prefer(as way) {
	i.t.Helper()
	i.open("/help") // the door, to a stranger
	_, err := chromedp.Run(i, chromedp.Evaluate[int](fmt.Sprintf(
		`fetch("/preferences", {method: "POST", body: new URLSearchParams({lang: %q, theme: %q})}).then((r) => r.status)`, as.lang, as.theme), chromedp.EvalAwaitPromise))
	if err != nil {
		i.t.Fatal(err)
	}
	i.takeComplaints()
}

// look opens a page and complains of it.
func (i *inspection) look(name string, s stop, as way) {
	i.t.Helper()
	ctx, cancel := context.WithTimeout(i, patience)
	defer cancel()
	answer, err := chromedp.Run(ctx, chromedp.NavigateResponse(i.house.address+s.address))
	if err != nil {
		i.t.Fatal(name, err)
	}
	complaints := i.atTheDesk(as)
	if answer == nil || int(answer.Status) != s.status {
		complaints = append(complaints, fmt.Sprintf("another answer than before: %v", answer))
	}
	if as.lang == "en" {
		complaints = append(complaints, i.focusShows()...)
	}
	i.runAxe(name, as)
	i.run(chromedp.EmulateViewport(phoneWidth, phoneHeight))
	complaints = append(complaints, ask[[]string](i.browser, phoneComplaints)...)
	i.run(chromedp.EmulateViewport(deskWidth, deskHeight))
	for _, complaint := range i.takeComplaints() {
		if s.status == http.StatusOK || !strings.Contains(complaint, "Failed to load resource") {
			complaints = append(complaints, complaint)
		}
	}
	for _, complaint := range complaints {
		i.t.Errorf("%s: %s", name, complaint)
	}
}

// atTheDesk checks what a page says of itself.
func (i *inspection) atTheDesk(as way) (complaints []string) {
	type said struct {
		Lang, Theme, Title, Heading string
		Headings, Wide              int
		Missing                     bool
	}
	page := ask[said](i.browser, `(() => {
		const root = document.documentElement, heads = document.querySelectorAll("main h1");
		return {Lang: root.lang, Theme: root.dataset.theme || "", Title: document.title, Heading: heads[0]?.textContent.trim() || "",
			Headings: heads.length, Wide: root.scrollWidth, Missing: root.outerHTML.includes("⟦")};
	})()`)
	if page.Lang != as.lang || page.Theme != as.theme {
		complaints = append(complaints, fmt.Sprintf("in %q, theme %q", page.Lang, page.Theme))
	}
	if page.Headings != 1 || page.Heading == "" || !strings.Contains(page.Title, page.Heading) {
		complaints = append(complaints, fmt.Sprintf("title %q over %d headings, first %q", page.Title, page.Headings, page.Heading))
	}
	if page.Wide > deskWidth {
		complaints = append(complaints, fmt.Sprintf("%d pixels wide at a desk of %d", page.Wide, deskWidth))
	}
	if page.Missing {
		complaints = append(complaints, "a text is missing from the catalogue")
	}
	return complaints
}

// focusShows goes through the first stops of the Tab key: each is in sight and
// marked (WCAG 2.2, 2.4.7 and 2.4.11).
func (i *inspection) focusShows() (complaints []string) {
	for range 4 {
		i.run(chromedp.KeyEvent(kb.Tab))
		complaints = append(complaints, ask[[]string](i.browser, `(() => {
			const e = document.activeElement, style = getComputedStyle(e), box = e.getBoundingClientRect();
			const marked = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
			const seen = box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth;
			return e !== document.body && marked && seen ? [] : ["the focus does not show on " + e.outerHTML.slice(0, 90)];
		})()`)...)
	}
	return complaints
}

// phoneComplaints lists what does not fit a phone: what makes the page wider
// than the screen, and targets smaller than 24 by 24 pixels that are no part
// of a sentence or of a table's text (WCAG 2.2, 2.5.8).
const phoneComplaints = `(() => {
	const width = document.documentElement.scrollWidth, name = (e) => e.outerHTML.replace(/\s+/g, " ").slice(0, 100);
	const scrolls = (e) => e && e !== document.body && (getComputedStyle(e).overflowX !== "visible" || scrolls(e.parentElement));
	const wide = width <= innerWidth ? [] : [width + " pixels wide on a phone, by " +
		[...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > innerWidth && !scrolls(e.parentElement)).slice(-2).map(name).join(" and ")];
	const small = [...document.querySelectorAll("a, button, input:not([type=hidden]), select, textarea, summary")]
		.filter((e) => e.checkVisibility() && !e.matches(".skip") && !e.closest("p, td, th, dd, li.prose, .choice, .tasks, .timeline, .crumbs"))
		.filter((e) => { const box = e.getBoundingClientRect(); return box.width < 24 || box.height < 24 })
		.map((e) => "too small to hit: " + name(e));
	return wide.concat(small.slice(0, 3));
})()`

// AxeVariable is the path of axe-core's script, which script/test fetches.
const AxeVariable = "BERET_TEST_AXE"

func axeScript(t *testing.T) string {
	t.Helper()
	path := os.Getenv(AxeVariable)
	if path == "" {
		return ""
	}
	script, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(script)
}

// axeRules are what axe asks of a page: by day the rules of WCAG 2.2 AA, the
// one of the size of targets included, which axe leaves out unless asked; by
// night those that a change of colours can break.
func axeRules(as way) string {
	if as.theme == "dark" {
		return `runOnly: {type: "rule", values: ["color-contrast", "link-in-text-block"]}`
	}
	return `runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], rules: {"target-size": {enabled: true}}`
}

const axeRun = `axe.run(document, {%s, resultTypes: ["violations"], preload: false}).then((found) =>
	JSON.stringify(found.violations.flatMap((v) => v.nodes.slice(0, 5).map((n) =>
		v.id + ": " + n.target.join(" ") + " " + n.html.slice(0, 120) + " " + (n.any.concat(n.all, n.none)[0]?.message || "")))))`

// runAxe keeps what axe finds in the page.
func (i *inspection) runAxe(name string, as way) {
	i.t.Helper()
	if i.axe == "" {
		return
	}
	ask[chromedp.Void](i.browser, i.axe)
	ctx, cancel := context.WithTimeout(i, patience)
	defer cancel()
	found, err := chromedp.Run(ctx, chromedp.Evaluate[string](fmt.Sprintf(axeRun, axeRules(as)), chromedp.EvalAwaitPromise))
	if err != nil {
		i.t.Fatal(name, err)
	}
	var violations []string
	if err := json.Unmarshal([]byte(found), &violations); err != nil {
		i.t.Fatal(err)
	}
	for _, violation := range violations {
		i.failures[violation] = append(i.failures[violation], name)
	}
}

// accessible reports what axe found, each once with the pages it is on.
func (i *inspection) accessible(t *testing.T) {
	if i.axe == "" {
		t.Skip(AxeVariable + " names no axe-core script: `make test` fetches it where npm is installed")
	}
	for violation, pages := range i.failures {
		slices.Sort(pages)
		t.Errorf("%s\n\ton %d pages: %s", violation, len(pages), strings.Join(pages[:min(3, len(pages))], ", "))
	}
}
