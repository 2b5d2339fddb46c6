package web

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"beret/internal/account"
	"beret/internal/database"
	"beret/internal/locale"
	"beret/internal/prospect"
	"beret/internal/spreadsheet"
	"beret/outlook"
)

// outlookOf is the office's outlook as the pages see it.
func (h *house) outlookOf(t testing.TB) (*prospect.Base, facts) {
	t.Helper()
	f, err := h.facts(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	base, err := h.prospect.Load(context.Background(), account.System(), f.Book, f.Today)
	if err != nil {
		t.Fatal(err)
	}
	return base, f
}

func answerOf(t testing.TB, base *prospect.Base, q prospect.Question) *prospect.Answer {
	t.Helper()
	a, err := base.Answer(context.Background(), q)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// fewFutures is the usual question with so few futures that a test is quick.
func fewFutures(base *prospect.Base) prospect.Question {
	q := base.Usual()
	q.Scenarios = 200
	return q
}

func (h *house) in(lang locale.Lang) locale.Printer { return h.catalogue.In(lang) }

// chanceSaid is a chance as the page prints it.
func chanceSaid(p locale.Printer, ch outlook.Chance) string { return chanceText(ch)(p) }

func TestOutlookLeadsWithItsFinding(t *testing.T) {
	h := demoHouse(t)
	base, f := h.outlookOf(t)
	a := answerOf(t, base, fewFutures(base))
	desk := h.as(t, account.Desk)
	for _, lang := range []locale.Lang{locale.English, locale.Vietnamese} {
		if lang == locale.Vietnamese {
			desk.inVietnamese()
		}
		p := h.in(lang)
		body := desk.see("/outlook?scenarios=200")
		title, rest := headline(a.Finding(p, f.Book))
		mustShow(t, body, title, rest)
		for _, target := range a.Forecast.Targets {
			if worst, ok := weakest(target); ok {
				mustShow(t, body, chanceSaid(p, worst), p.Percent(worst.Met, worst.Of))
			}
		}
		if !strings.Contains(body, `id="fan-`) || !strings.Contains(body, `id="calendar-`) {
			t.Error("a picture is missing")
		}
	}
}

// A moved lever changes the finding's figures, and the page sets them beside
// those without it.
func TestLeversChangeTheAnswer(t *testing.T) {
	h := demoHouse(t)
	base, _ := h.outlookOf(t)
	p := h.in(locale.English)
	desk := h.as(t, account.Desk)
	rest := answerOf(t, base, fewFutures(base))
	changed := 0
	for _, l := range base.Levers() {
		q := fewFutures(base)
		q.Settings = []prospect.Setting{{Lever: l.Code, Units: l.Max}}
		moved := answerOf(t, base, q)
		before, _ := weakest(rest.Forecast.Targets[rest.Lead().Place])
		after, ok := weakest(moved.Forecast.Targets[rest.Lead().Place])
		if !ok || before.Met == after.Met {
			continue
		}
		changed++
		if changed > 3 {
			break
		}
		body := desk.see("/outlook?scenarios=200&" + url.QueryEscape(leverPrefix+l.Code) + "=" + fmt.Sprint(l.Max))
		mustShow(t, body, chanceSaid(p, before), chanceSaid(p, after), "Reset all levers", "What the levers change")
	}
	if changed == 0 {
		t.Error("no lever changes anything")
	}
}

func TestOutlookNamesTheFieldThatIsWrong(t *testing.T) {
	h := demoHouse(t)
	base, _ := h.outlookOf(t)
	desk := h.as(t, account.Desk)
	lever := base.Levers()[0]
	name := leverPrefix + lever.Code
	for _, c := range []struct{ query, field, words string }{
		{"until=soon", "until", "Choose a month"},
		{"until=2020-01", "until", "Choose a last month"},
		{"scenarios=3", "scenarios", "Choose from"},
		{"seed=-1", "seed", "whole number"},
		{"category=navy", "category", "Choose a category"},
		{url.QueryEscape(name) + "=many", name, "number"},
		{url.QueryEscape(name) + "=" + fmt.Sprint(lever.Max+1), name, "Choose from"},
	} {
		answer := desk.get("/outlook?" + c.query)
		if answer.Status != http.StatusUnprocessableEntity || !strings.Contains(answer.Body, `href="#f-`+strings.ReplaceAll(c.field, ":", "-")+`"`) || !strings.Contains(problemsIn(answer.Body), c.words) {
			t.Errorf("%s: status %d, %s", c.query, answer.Status, problemsIn(answer.Body))
		}
		checkPage(t, h, "/outlook?"+c.query, answer.Body)
		for _, path := range []string{"/outlook/risks", "/outlook/export", "/outlook/scenarios/new"} {
			if status := desk.get(path + "?" + c.query).Status; status != http.StatusBadRequest {
				t.Errorf("%s?%s: status %d", path, c.query, status)
			}
		}
	}
}

func TestOutlookOfAnEmptyOffice(t *testing.T) {
	h := newHouse(t)
	body := h.as(t, account.Leader).see("/outlook", "Nobody is deployed today")
	if strings.Contains(body, "Save as scenario") {
		t.Error("a leader is offered to save")
	}
	h.as(t, account.Desk).see("/outlook/scenarios", "No scenario is saved yet")
}

func TestRisksNameTheirSources(t *testing.T) {
	h := demoHouse(t)
	base, _ := h.outlookOf(t)
	p, q := h.in(locale.English), fewFutures(base)
	a := answerOf(t, base, q)
	lead := a.Lead()
	report, err := base.Risks(context.Background(), q, lead.Place, lead.Weak.Month)
	if err != nil {
		t.Fatal(err)
	}
	desk := h.as(t, account.Desk)
	path := fmt.Sprintf("/outlook/risks?scenarios=200&target=%d&month=%s", lead.Place, lead.Weak.Month)
	body := desk.see(path)
	mustShow(t, body, base.RiskName(p, report.Risks[0]), chanceSaid(p, report.Chance))
	if !strings.Contains(desk.see("/outlook?scenarios=200"), strings.ReplaceAll(path, "&", "&amp;")) && !strings.Contains(desk.see("/outlook?scenarios=200"), "/outlook/risks?") {
		t.Error("the outlook does not lead to what drives its risk")
	}
	for _, wrong := range []string{"target=99", "target=x"} {
		if status := desk.get("/outlook/risks?" + wrong).Status; status != http.StatusNotFound {
			t.Errorf("%s: status %d", wrong, status)
		}
	}
}

func TestScenarioIsSavedRenamedComparedRemoved(t *testing.T) {
	h := demoHouse(t)
	base, f := h.outlookOf(t)
	lever := base.Levers()[0]
	name := leverPrefix + lever.Code
	desk := h.as(t, account.Desk)
	before, acts := h.count(t, "SELECT count(*) FROM outlook_scenario"), h.count(t, auditedScenarios)
	desk.see("/outlook/scenarios/new?scenarios=200", "No lever is moved")
	desk.submitted("/outlook/scenarios/new", "name", "As it stands", "scenarios", "200")
	desk.refused("/outlook/scenarios/new", "name", "name", " ", "scenarios", "200")
	desk.refused("/outlook/scenarios/new", "name", "name", "As it stands", "scenarios", "200")
	desk.submitted("/outlook/scenarios/new", "name", "More seats than now", "note", "for the spring", "scenarios", "200", name, "2")

	list := desk.see("/outlook/scenarios", fmt.Sprintf("%d saved scenarios", before+2), "As it stands", "More seats than now", "for the spring")
	if !strings.Contains(list, url.QueryEscape(name)+"=2") {
		t.Error("the list does not lead to the question with its lever")
	}
	rest := h.count(t, "SELECT id FROM outlook_scenario WHERE name = 'As it stands'")
	moved := h.count(t, "SELECT id FROM outlook_scenario WHERE name = 'More seats than now'")
	path := scenarioPath(int64(moved))
	body := desk.see(fmt.Sprintf("/outlook/compare?s=%d&s=%d", rest, moved), "As it stands", "More seats than now")
	p := h.in(locale.English)
	q := fewFutures(base)
	for _, settings := range [][]prospect.Setting{nil, {{Lever: lever.Code, Units: 2}}} {
		q.Settings = settings
		a := answerOf(t, base, q)
		worst, _ := weakest(a.Forecast.Targets[a.Lead().Place])
		mustShow(t, body, a.Finding(p, f.Book), chanceSaid(p, worst))
	}
	desk.see("/outlook/compare", "Choose at least two")

	desk.decide(path+"/rename", "name", "Ten more seats", "note", "")
	desk.see("/outlook/scenarios", "Ten more seats")
	desk.refused(path+"/rename", "meanwhile", "version", "1", "name", "Again")
	leader := h.as(t, account.Leader)
	leader.see("/outlook/scenarios", "Ten more seats")
	if leader.post(path+"/remove", "version", "2").Status != http.StatusForbidden {
		t.Error("a leader removes a scenario")
	}
	desk.see(path+"/remove", "Remove a scenario?")
	desk.decide(path + "/remove")
	if n := h.count(t, "SELECT count(*) FROM outlook_scenario"); n != before+1 {
		t.Errorf("%d scenarios are left of %d and two more", n, before)
	}
	if n := h.count(t, auditedScenarios) - acts; n != 4 {
		t.Errorf("%d acts on scenarios are audited", n)
	}
}

const auditedScenarios = "SELECT count(*) FROM audit_log WHERE kind = 'outlook'"

func (h *house) count(t testing.TB, query string) (n int) {
	t.Helper()
	err := h.DB.Read(context.Background(), func(tx *database.Tx) error { return tx.QueryRow(context.Background(), query).Scan(&n) })
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// The files hold what the page says, no more and no less.
func TestOutlookFilesEqualThePage(t *testing.T) {
	h := demoHouse(t)
	base, f := h.outlookOf(t)
	a := answerOf(t, base, fewFutures(base))
	desk := h.as(t, account.Desk)
	answer := desk.get("/outlook/export?scenarios=200&format=xlsx")
	book, err := spreadsheet.Open(bytes.NewReader([]byte(answer.Body)), int64(len(answer.Body)), "outlook.xlsx", spreadsheet.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	sheets := map[string][][]string{}
	for i, sheet := range book.Sheets() {
		sheets[sheet.Name] = cellsOf(t, book, i)
	}
	if finding := sheets["Finding"][1][1]; finding != a.Finding(h.in(locale.English), f.Book) {
		t.Errorf("the file's finding is %q", finding)
	}
	if n := len(sheets["Assumptions"]); n < 5 {
		t.Errorf("%d rows of assumptions", n)
	}
	months := 0
	for _, target := range a.Forecast.Targets {
		months += len(target.Months)
	}
	lines, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(desk.get("/outlook/export?scenarios=200&format=csv").Body, "\ufeff"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(lines) != months+1 || len(sheets["Chances"]) != months+1 {
		t.Errorf("%d lines of CSV and %d rows for %d months", len(lines), len(sheets["Chances"]), months)
	}
	i := 1
	for _, target := range a.Forecast.Targets {
		for _, ch := range target.Months {
			if lines[i][2] != ch.Month.String() || lines[i][4] != fmt.Sprint(ch.Met) || lines[i][5] != fmt.Sprint(ch.Of) {
				t.Fatalf("line %d is %q, want %v", i, lines[i], ch)
			}
			i++
		}
	}
}

// cellsOf reads a sheet's texts.
func cellsOf(t testing.TB, book *spreadsheet.Book, sheet int) (all [][]string) {
	t.Helper()
	rows, err := book.Rows(sheet)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for {
		row, err := rows.Next()
		if err == io.EOF {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		var texts []string
		for _, cell := range row.Cells {
			texts = append(texts, cell.Text)
		}
		all = append(all, texts)
	}
}

func TestOverviewSaysTheOutlookInShort(t *testing.T) {
	h := demoHouse(t)
	base, f := h.outlookOf(t)
	a := answerOf(t, base, base.Usual())
	desk := h.as(t, account.Desk)
	desk.see("/outlook") // the answer is ready by then
	body := desk.see("/", "The whole outlook", `id="overview-outlook"`)
	mustShow(t, body, a.Finding(h.in(locale.English), f.Book))
	if body := h.as(t, account.Partner).see("/"); strings.Contains(body, "/outlook") {
		t.Error("a partner is led to the outlook")
	}
}

// The list of tours can be asked for those that end in a month.
func TestToursThatEndInAMonth(t *testing.T) {
	h := tourHouse(t)
	desk := h.as(t, account.Desk)
	plan := []string{"category", "ipo", "mission", "UNMISS", "from", "01/11/2026"}
	march := desk.submitted("/deployments/new", append(plan, "officer", "T-1", "planned_end", "31/03/2027")...)
	april := desk.submitted("/deployments/new", append(plan, "officer", "T-2", "planned_end", "01/04/2027")...)
	if body := desk.see("/deployments?state=all&ending=2027-03", march); strings.Contains(body, april) {
		t.Error("a tour that ends in April is among those that end in March")
	}
	desk.see("/deployments?state=all&ending=2035-01", "January 2035")
}
