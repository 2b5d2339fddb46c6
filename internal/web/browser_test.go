package web

import (
	"context"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
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
	started    bool
	mutex      sync.Mutex
	complaints []string
}

// BrowserVariable is set to "required" where a test in a browser must not be
// skipped for want of one.
const BrowserVariable = "BERET_TEST_BROWSER"

// chromium returns the path of a browser, or skips the test where there is
// none and none is required.
func chromium(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if program, err := exec.LookPath(name); err == nil {
			return program
		}
	}
	const missing = "no Chromium on this machine: `make test` installs one for the tests in a browser"
	if os.Getenv(BrowserVariable) == "required" {
		t.Fatal(missing)
	}
	t.Skip(missing)
	return ""
}

// newBrowser starts a browser at the door.
func newBrowser(t *testing.T, h *house, width, height int64) *browser {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(chromium(t)), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.WindowSize(int(width), int(height)), chromedp.UserDataDir(t.TempDir()))
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
	b.run(chromedp.EmulateViewport(width, height))
	return b
}

// signIn enters as the test's user of a role, who must be there, after
// forgetting who was signed in before.
func (b *browser) signIn(role account.Role) {
	b.t.Helper()
	b.run(forgetCookies,
		chromedp.Navigate(b.house.address+"/sign-in"),
		chromedp.SendKeys("#f-login", "test-"+string(role)),
		chromedp.SendKeys("#f-password", testPassword+kb.Enter),
		chromedp.WaitVisible(".who"))
}

var forgetCookies = chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
	_, err := cdp.Call(ctx, target, network.ClearBrowserCookies, cdp.Empty{})
	return err
})

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

// takeComplaints returns what the browser complained of since the last call.
func (b *browser) takeComplaints() []string {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	complaints := b.complaints
	b.complaints = nil
	return complaints
}

// patience is how long an action may take before the test gives up.
const patience = 30 * time.Second

func (b *browser) run(actions ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx := context.Context(b)
	if b.started { // the first action starts the browser, which would end with its deadline
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(b, patience)
		defer cancel()
	}
	b.started = true
	if err := chromedp.Do(ctx, actions...); err != nil {
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
	b.signIn(account.Administrator)
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

	if complaints := b.takeComplaints(); len(complaints) > 0 {
		t.Errorf("the browser complains:\n%s", strings.Join(complaints, "\n"))
	}
}
