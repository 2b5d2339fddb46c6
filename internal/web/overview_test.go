package web

import (
	"context"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"beret/internal/account"
	"beret/internal/database"
	"beret/internal/demonstration"
	"beret/internal/locale"
	"beret/internal/office"
	"beret/internal/standing"
	"beret/internal/web/htmlcheck"
	"beret/participation"
)

// demoFile is the demonstration, built once for all tests of figures; each
// test gets a copy.
var demoFile = sync.OnceValues(func() ([]byte, error) {
	folder, err := os.MkdirTemp("", "beret-demo-*")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	ctx, path := context.Background(), filepath.Join(folder, "beret.db")
	db, err := database.Open(ctx, path, database.Options{})
	if err != nil {
		return nil, err
	}
	if err := db.Migrate(ctx); err != nil {
		return nil, err
	}
	if _, err := demonstration.Build(ctx, db, demonstration.Options{}, nil); err != nil {
		return nil, err
	}
	if err := db.Close(); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

// demoHouse returns a house on a copy of the demonstration.
func demoHouse(t testing.TB) *house {
	t.Helper()
	data, err := demoFile()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "beret.db")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return newHouseAt(t, path)
}

// stand returns the position that the pages must show.
func (h *house) stand(t testing.TB) (standing.Standing, facts) {
	t.Helper()
	f, err := h.facts(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	s, err := standing.Load(context.Background(), h.DB, account.System(), f.Book, f.Today, standing.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return s, f
}

// wordsOf returns a page's text without its tags.
func wordsOf(page string) string {
	_, main, _ := strings.Cut(page, "<main")
	text := strings.NewReplacer("&amp;", "&", "&#39;", "'", "&#34;", `"`, "&lt;", "<", "&gt;", ">", "&#43;", "+").Replace(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(main, ""))
	return strings.Join(strings.Fields(text), " ")
}

func mustShow(t testing.TB, page string, texts ...string) {
	t.Helper()
	words := wordsOf(page)
	for _, text := range texts {
		if !strings.Contains(words, strings.Join(strings.Fields(text), " ")) {
			t.Errorf("the page does not say %q", text)
		}
	}
}

func (v *visitor) page(path string) string {
	v.t.Helper()
	answer := v.get(path)
	if answer.Status != http.StatusOK {
		v.t.Fatalf("%s: status %d\n%s", path, answer.Status, wordsOf(answer.Body))
	}
	checkPage(v.t, v.house, path, answer.Body)
	return answer.Body
}

func TestOverviewStatesTheFindingOfTheEngine(t *testing.T) {
	h := demoHouse(t)
	s, f := h.stand(t)
	for _, lang := range locale.Languages() {
		v := h.as(t, account.Leader)
		v.post("/preferences", "lang", string(lang), "back", "/")
		page, p := v.page("/"), h.catalogue.In(lang)
		mustShow(t, page, s.Finding(p, f.Book))
		for _, figure := range s.Groups[participation.Category] {
			if figure.Share.Total > 0 {
				mustShow(t, page, p.Text("overview.counts", "women", figure.Share.Women, "total", figure.Share.Total), p.Percent(figure.Share.Women, figure.Share.Total))
			}
		}
		for _, figure := range append(s.Tiers, s.KeyPositions, s.Plan.Horizon, s.Plan.IfAccepted) {
			if figure.Share.Total > 0 {
				mustShow(t, page, p.Number(figure.Share.Women))
			}
		}
		for _, figure := range s.Populations {
			mustShow(t, page, p.Text("participation.population."+string(figure.Population)), p.Share(figure.Share.Women, figure.Share.Total))
		}
	}
}

// The demonstration's headline is its promise: one third exactly.
func TestOverviewOfTheDemonstrationIsOneThird(t *testing.T) {
	h := demoHouse(t)
	s, _ := h.stand(t)
	if 3*s.Overall.Share.Women != s.Overall.Share.Total {
		t.Fatalf("the demonstration has %d of %d", s.Overall.Share.Women, s.Overall.Share.Total)
	}
	mustShow(t, h.as(t, account.Leader).page("/"), "(33.3 %)")
}

// Every number of the first page leads to people or to a formula: each link
// opens, and the page behind it tells the same figure.
func TestEveryFigureOfTheOverviewOpens(t *testing.T) {
	h := demoHouse(t)
	v := h.as(t, account.Leader)
	links, err := htmlcheck.Links(v.page("/"))
	if err != nil {
		t.Fatal(err)
	}
	opened := map[string]bool{}
	for _, link := range links {
		if strings.HasPrefix(link, "/participation") && !opened[link] {
			opened[link] = true
			v.page(link)
		}
	}
	if len(opened) < 12 {
		t.Errorf("only %d figures open", len(opened))
	}
}

// The share after the last planned day is the plan's, which the engine
// computes another way.
func TestSharesAfterEventsEndAtThePlan(t *testing.T) {
	h := demoHouse(t)
	s, f := h.stand(t)
	c := &positionScene{facts: f, Standing: s}
	shares := c.sharesAfter()
	if len(shares) == 0 {
		t.Fatal("the demonstration plans nothing")
	}
	if last := shares[len(shares)-1]; last != s.Plan.Horizon.Share {
		t.Errorf("after the last event %v, planned %v", last, s.Plan.Horizon.Share)
	}
}

func TestAnEmptyOfficeHasAFirstPage(t *testing.T) {
	h := newHouse(t)
	for _, role := range account.Roles() {
		h.as(t, role).page("/")
	}
	mustShow(t, h.as(t, account.Leader).page("/"), "Nobody is deployed.")
}

// Partners, unit commanders and officers see released counts and nothing else:
// no name, no link to people, no picture, and no exact count that is withheld.
func TestOutsidersSeeTheReleaseOnly(t *testing.T) {
	h := demoHouse(t)
	s, f := h.stand(t)
	for _, role := range []account.Role{account.Partner, account.UnitCommander, account.Officer} {
		v := h.as(t, role)
		released, err := standing.Load(context.Background(), h.DB, account.Actor{Role: role}, f.Book, f.Today, standing.Options{})
		if err != nil || released.Release == nil {
			t.Fatal("no release", err)
		}
		for _, path := range []string{"/", "/participation", "/participation?by=mission&as-of=2026-06-30"} {
			page := v.page(path)
			_, main, _ := strings.Cut(page, "<main")
			main, _, _ = strings.Cut(main, "</main>")
			for _, unwanted := range []string{"<svg", "/participation/people", "/officers/", "title>", "data-tip"} {
				if strings.Contains(main, unwanted) {
					t.Errorf("%s %s: the page holds %q", role, path, unwanted)
				}
			}
			for _, person := range s.People {
				if strings.Contains(main, person.Name) || strings.Contains(main, person.ServiceNumber) {
					t.Fatalf("%s %s: names %s", role, path, person.ServiceNumber)
				}
			}
			onlyReleased(t, main, *released.Release)
		}
		for _, path := range []string{"/participation/people?of=deployed&by=all", "/participation/changes", "/participation/export", "/snapshots"} {
			if answer := v.get(path); answer.Status != http.StatusForbidden {
				t.Errorf("%s %s: status %d", role, path, answer.Status)
			}
		}
	}
}

var cellNumber = regexp.MustCompile(`(?s)<td[^>]*><div>\s*(\d[\d,.]*)\s*</div>`)

// onlyReleased holds every number of the page's table to the released ones,
// and none of them below the threshold.
func onlyReleased(t *testing.T, main string, r standing.Release) {
	t.Helper()
	shown := map[string]bool{}
	for _, line := range append(r.Categories, standing.ReleasedCategory{Line: r.Overall}) {
		for _, cell := range []struct {
			state string
			count int
		}{{string(line.Women.State), line.Women.Count}, {string(line.Men.State), line.Men.Count}, {string(line.Total.State), line.Total.Count}} {
			if cell.state == "shown" {
				shown[number(cell.count)] = true
				if cell.count > 0 && cell.count < r.Threshold {
					t.Errorf("the release itself shows %d", cell.count)
				}
			}
		}
	}
	for _, match := range cellNumber.FindAllStringSubmatch(main, -1) {
		if !shown[match[1]] {
			t.Errorf("the page shows the count %s, which is not released", match[1])
		}
	}
}

func number(n int) string {
	catalogue, err := locale.Load()
	if err != nil {
		panic(err)
	}
	return catalogue.In(locale.English).Number(n)
}

// LookVariable names the address at which TestLook serves the demonstration
// for a look with a browser, until the test's deadline. Sign in as
// test-leader or test-administrator with the tests' password.
const LookVariable = "BERET_LOOK"

func TestLook(t *testing.T) {
	address := os.Getenv(LookVariable)
	if address == "" {
		t.Skip("set " + LookVariable + " to an address to look at the pages")
	}
	h := demoHouse(t)
	h.user(t, account.Leader)
	h.user(t, account.Administrator)
	h.user(t, account.Partner)
	if err := h.setUp(); err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Log(h.Serve(t.Context(), listener))
}

// setUp reads the office once, so that a look begins warm.
func (h *house) setUp() error {
	_, _, err := office.Load(context.Background(), h.DB)
	return err
}
