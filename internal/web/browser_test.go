package web

import (
	"context"
	"fmt"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"beret/internal/account"
)

// browser is a real browser with an empty profile, signed in, that collects
// what it complains about.
type browser struct {
	context.Context
	t          *testing.T
	house      *house
	mutex      sync.Mutex
	complaints []string
}

// newBrowser starts Chromium, or skips the test where there is none.
func newBrowser(t *testing.T, h *house, width, height int) *browser {
	t.Helper()
	program, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("chromium is not installed: `make test` installs it for the tests in a browser")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(program), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.WindowSize(width, height), chromedp.UserDataDir(t.TempDir()))
	for _, flag := range []string{"disable-background-networking", "disable-component-update", "disable-sync", "no-first-run"} {
		options = append(options, chromedp.Flag(flag, true))
	}
	ctx, cancel := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	b := &browser{Context: ctx, t: t, house: h}
	if err := chromedp.Listen(ctx, b.listen); err != nil {
		t.Fatal(err)
	}
	b.run(chromedp.EmulateViewport(int64(width), int64(height)),
		chromedp.Navigate(h.address+"/sign-in"),
		chromedp.SendKeys("#f-login", "test-administrator"),
		chromedp.SendKeys("#f-password", testPassword+kb.Enter),
		chromedp.WaitVisible(".who"))
	return b
}

// listen keeps errors of scripts and refusals of the content policy.
func (b *browser) listen(event any) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	switch e := event.(type) {
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError {
			b.complaints = append(b.complaints, e.Entry.Text)
		}
	case *runtime.EventExceptionThrown:
		b.complaints = append(b.complaints, e.ExceptionDetails.Text)
	}
}

func (b *browser) run(actions ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	if err := chromedp.Do(b, actions...); err != nil {
		b.t.Fatal(err)
	}
}

func (b *browser) open(path string) {
	b.t.Helper()
	b.run(chromedp.Navigate(b.house.address+path), chromedp.WaitReady("main"))
}

// ask evaluates an expression in the page.
func ask[T any](b *browser, expression string) T {
	b.t.Helper()
	result, err := chromedp.Run(b, chromedp.Evaluate[T](expression))
	if err != nil {
		b.t.Fatal(err)
	}
	return result
}

// until waits for an expression to become true.
func (b *browser) until(rule, expression string) {
	b.t.Helper()
	for range 60 {
		if ask[bool](b, expression) {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	b.t.Errorf("%s: %s", rule, expression)
}

func TestScriptsHelp(t *testing.T) {
	h := newHouse(t)
	addGallery(t, h)
	h.user(t, account.Administrator)
	b := newBrowser(t, h, 1280, 900)
	b.open("/gallery")

	ask[chromedp.Void](b, `document.querySelector(".figure-mark").dispatchEvent(new PointerEvent("pointerover", {bubbles: true}))`)
	b.until("a mark of a figure tells its numbers at once", `(document.querySelector(".tip")?.textContent || "").includes("minimum")`)

	b.run(chromedp.SendKeys("#q-q", "duc"))
	b.until("a filter applies while one types", `document.querySelector(".chosen")?.textContent.includes("duc") === true`)
	b.until("and the address follows", `location.search.includes("q=duc")`)
	b.until("and the field keeps the focus", `document.activeElement.id === "q-q"`)

	ask[chromedp.Void](b, `document.querySelector("tbody th a").focus()`)
	b.run(chromedp.KeyEvent(kb.ArrowDown))
	b.until("the arrow goes to the next row", `document.activeElement === document.querySelectorAll("tbody th a")[1]`)

	b.run(chromedp.Click(".who > summary"), chromedp.WaitVisible(".who-menu"), chromedp.KeyEvent(kb.Escape))
	b.until("Escape closes the menu", `!document.querySelector(".who").open`)

	b.mutex.Lock()
	defer b.mutex.Unlock()
	if len(b.complaints) > 0 {
		t.Errorf("the browser complains:\n%s", strings.Join(b.complaints, "\n"))
	}
}

// smallTargets lists what is smaller than 24 by 24 pixels and not part of a
// sentence or table's text (WCAG 2.2, 2.5.8).
const smallTargets = `[...document.querySelectorAll("a, button, input:not([type=hidden]), select, textarea, summary")]
	.filter((e) => e.checkVisibility() && !e.closest("p, td, th, dd, li.prose, .choice, .tasks, .timeline, .crumbs, .skip") && !e.classList.contains("skip"))
	.filter((e) => { const b = e.getBoundingClientRect(); return b.width < 24 || b.height < 24 })
	.map((e) => e.outerHTML.slice(0, 90) + " " + e.getBoundingClientRect().height)`

func TestPhone(t *testing.T) {
	h := newHouse(t)
	addGallery(t, h)
	h.user(t, account.Administrator)
	b := newBrowser(t, h, 360, 780)
	for _, lang := range []string{"en", "vi"} {
		h.write(t, "UPDATE account_user SET lang = ?", lang)
		for _, path := range []string{"/gallery?rank=captain&women=1", "/help", "/users", "/users/new", "/audit", "/profile", "/password", "/no-such-page"} {
			b.open(path)
			name := fmt.Sprintf("%s in %s", path, lang)
			if width := ask[int](b, "document.documentElement.scrollWidth"); width > 360 {
				t.Errorf("%s is %d pixels wide on a phone of 360", name, width)
			}
			for _, small := range ask[[]string](b, smallTargets) {
				t.Errorf("%s: too small to hit: %s", name, small)
			}
		}
	}
}
