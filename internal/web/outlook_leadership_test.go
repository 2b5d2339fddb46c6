package web

import (
	"bytes"
	"context"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"beret/internal/account"
	"beret/internal/locale"
	"beret/internal/prospect"
	"beret/internal/spreadsheet"
)

// leadershipOf is the pipeline as the page sees it.
func (h *house) leadershipOf(t testing.TB) *prospect.Leadership {
	t.Helper()
	base, _ := h.outlookOf(t)
	ctx := context.Background()
	pool, err := h.registry.Pool(ctx, account.System(), account.OutlookView)
	if err != nil {
		t.Fatal(err)
	}
	l, err := h.prospect.Leadership(ctx, account.System(), base, pool)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestLeadershipLeadsWithItsFinding(t *testing.T) {
	h := demoHouse(t)
	l := h.leadershipOf(t)
	f, err := l.Foresee(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	desk := h.as(t, account.Desk)
	for _, lang := range []locale.Lang{locale.English, locale.Vietnamese} {
		if lang == locale.Vietnamese {
			desk.inVietnamese()
		}
		p := h.in(lang)
		title, rest := headline(l.Finding(p, f))
		body := desk.see("/outlook/leadership", title, rest)
		checkPage(t, h, "/outlook/leadership", body)
		for _, call := range f.Calls {
			mustShow(t, body, prospect.ChanceText(p, call.AsIs.Woman, call.AsIs.Of), p.Month(call.Month))
		}
		for _, seat := range f.Seats {
			mustShow(t, body, seat.Name)
		}
		mustShow(t, body, p.Text("referencepage.confidence.unverified"))
	}
}

// Each number leads to as many people, and the list says what they lack.
func TestTheWayDownToThePeople(t *testing.T) {
	h := demoHouse(t)
	l := h.leadershipOf(t)
	desk := h.as(t, account.Desk)
	p := h.in(locale.English)
	for _, g := range l.Rungs {
		for _, reach := range prospect.Reaches() {
			w := prospect.Wanted{Tier: g.Tier.Code, Reach: reach}
			n := l.Count(w).Women
			if n == 0 || n > 40 {
				continue
			}
			body := desk.see("/outlook/leadership/people?tier="+g.Tier.Code+"&sex=women&reach="+string(reach), p.Text("leadership.people_title", "tier", g.Tier.Name(locale.English), "n", n))
			for _, r := range l.Select(w) {
				if r.Woman {
					mustShow(t, body, r.Name, p.Date(r.From))
					if !strings.Contains(body, `href="`+officerPath(r.ID)+`"`) {
						t.Errorf("no way to %s", r.Name)
					}
				}
			}
		}
	}
	for _, wrong := range []string{"tier=nosuch", "", "tier=senior&reach=luck", "tier=senior&by=soon"} {
		if status := desk.get("/outlook/leadership/people?" + wrong).Status; status != http.StatusNotFound {
			t.Errorf("%q: status %d", wrong, status)
		}
	}
}

func TestLeadershipAsAFile(t *testing.T) {
	h := demoHouse(t)
	desk := h.as(t, account.Desk)
	for _, path := range []string{"/outlook/leadership/export?format=xlsx", "/outlook/leadership/people/export?tier=senior&format=xlsx"} {
		answer := desk.get(path)
		book, err := spreadsheet.Open(bytes.NewReader([]byte(answer.Body)), int64(len(answer.Body)), "leadership.xlsx", spreadsheet.DefaultLimits())
		if answer.Status != http.StatusOK || err != nil {
			t.Fatalf("%s: status %d, %v", path, answer.Status, err)
		}
		if len(book.Sheets()) == 0 {
			t.Errorf("%s: no sheet", path)
		}
	}
	if answer := desk.get("/outlook/leadership/export?format=csv"); !strings.Contains(answer.Body, "A woman is ready") {
		t.Errorf("status %d: %.200s", answer.Status, answer.Body)
	}
}

func TestLeadershipOfAnEmptyOffice(t *testing.T) {
	h := newHouse(t)
	body := h.as(t, account.Desk).see("/outlook/leadership", "within reach of a key position until", "No call for a leadership post is open")
	checkPage(t, h, "/outlook/leadership", body)
	body = h.as(t, account.Desk).see("/outlook/calibration", "The record is too short")
	checkPage(t, h, "/outlook/calibration", body)
}

// The page waits for the past forecasts, shows that they are being made, and
// then in words how good they were.
func TestPastForecastsAreShownWithTheirCases(t *testing.T) {
	h := demoHouse(t)
	_, f := h.outlookOf(t)
	desk := h.as(t, account.Desk)
	good, err := h.prospect.Calibrate(context.Background(), account.System(), f.Book, f.Today)
	if err != nil || len(good.Scores) == 0 {
		t.Fatalf("%d scores, %v", len(good.Scores), err)
	}
	lead := leadScore(good.Scores)
	var body string
	for range 60 {
		if body = desk.see("/outlook/calibration"); !strings.Contains(body, "data-poll") {
			break
		}
		mustShow(t, body, "Past forecasts are being made")
		time.Sleep(time.Second)
	}
	checkPage(t, h, "/outlook/calibration", body)
	p := h.in(locale.English)
	mustShow(t, body, "Share of women: of "+strconv.Itoa(lead.Cases)+" forecasts 12 months ahead, "+strconv.Itoa(lead.Within[1])+" lay within the 80", p.Share(lead.Within[1], lead.Cases))
	for _, s := range good.Scores {
		mustShow(t, body, p.Share(s.Within[0], s.Cases), p.Decimal(s.CRPS, 2), p.Decimal(s.Stays, 2))
	}
	if answer := desk.get("/outlook/calibration/export?format=csv"); answer.Status != http.StatusOK || !strings.Contains(answer.Body, "Within 80") {
		t.Errorf("status %d: %.200s", answer.Status, answer.Body)
	}
}
