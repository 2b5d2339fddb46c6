package web

import (
	"bytes"
	"encoding/csv"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"beret/internal/account"
	"beret/internal/locale"
	"beret/internal/spreadsheet"
	"beret/internal/standing"
	"beret/participation"
)

// The figures of the page are the engine's, in every division and both
// languages.
func TestParticipationShowsTheFiguresOfTheEngine(t *testing.T) {
	h := demoHouse(t)
	s, f := h.stand(t)
	for _, lang := range locale.Languages() {
		v, p := h.as(t, account.Desk), h.catalogue.In(lang)
		v.post("/preferences", "lang", string(lang), "back", "/")
		for i, by := range dimensions() {
			if lang != locale.English && i > 1 {
				continue // the other divisions differ in their numbers only
			}
			page := v.page("/participation?by=" + string(by))
			mustShow(t, page, s.Finding(p, f.Book))
			for _, line := range s.Lines(by, "") {
				if share := line.Figure.Share; share.Total > 0 {
					mustShow(t, page, p.Share(share.Women, share.Total))
				}
				if a := line.Assessment; a != nil && line.Figure.Dimension != participation.All && a.Verdict == participation.Short {
					mustShow(t, page, p.Number(a.ByReplacement), p.Number(a.ByAddition))
				}
			}
		}
	}
}

func TestParticipationSortsAndKeepsEverybodyLast(t *testing.T) {
	v := demoHouse(t).as(t, account.Leader)
	for _, order := range []string{"women", "-share", "group", "nonsense"} {
		page := v.page("/participation?by=mission&sort=" + order)
		rows := regexp.MustCompile(`(?s)<tr( class="total")?>\s*<th scope="row">(.*?)</th>.*?</tr>`).FindAllStringSubmatch(page, -1)
		if len(rows) < 3 || rows[len(rows)-2][1] == "" && rows[len(rows)-1][1] == "" {
			t.Errorf("sorted by %s: everybody is not last", order)
		}
	}
	first := func(order string) string {
		return regexp.MustCompile(`(?s)<tbody>.*?<td[^>]*class="number"><div><a[^>]*>(\d+)<`).FindStringSubmatch(v.page("/participation?by=mission&sort=" + order))[1]
	}
	least, _ := strconv.Atoi(first("women"))
	most, _ := strconv.Atoi(first("-women"))
	if least >= most {
		t.Errorf("ascending begins with %d, descending with %d", least, most)
	}
}

// One framework by itself: no other is named in the table.
func TestParticipationOfOneFramework(t *testing.T) {
	page := demoHouse(t).as(t, account.Leader).page("/participation?framework=ugps")
	_, table, _ := strings.Cut(page, "<tbody>")
	table, _, _ = strings.Cut(table, "</tbody>")
	if strings.Contains(table, "Ministry") {
		t.Error("the ministry's target stands among the UN's")
	}
	if !strings.Contains(table, "UN strategy") {
		t.Error("the UN's targets are missing")
	}
}

// A file holds what the page shows.
func TestParticipationExports(t *testing.T) {
	h := demoHouse(t)
	s, _ := h.stand(t)
	v := h.as(t, account.Desk)
	answer := v.get("/participation/export?by=mission&format=csv")
	if answer.Status != http.StatusOK {
		t.Fatal(answer.Status)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(answer.Body, "\ufeff"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	last := rows[len(rows)-1]
	if last[1] != strconv.Itoa(s.Overall.Share.Women) || last[2] != strconv.Itoa(s.Overall.Share.Total) {
		t.Errorf("the last line is %v", last)
	}
	answer = v.get("/participation/export?by=category&format=xlsx")
	book, err := spreadsheet.Open(bytes.NewReader([]byte(answer.Body)), int64(len(answer.Body)), "participation.xlsx", spreadsheet.DefaultLimits())
	if err != nil || len(book.Sheets()) != 1 {
		t.Fatal(err)
	}
}

// Days that cannot be are taken for today, in the past the record answers.
func TestParticipationOfAnotherDay(t *testing.T) {
	v := demoHouse(t).as(t, account.Leader)
	mustShow(t, v.page("/participation?as-of=2022-09-30"), "Nobody is deployed.")
	for _, day := range []string{"2031-01-01", "1000-01-01", "31/02/2026", "x"} {
		mustShow(t, v.page("/participation?as-of="+day), "31 October 2026")
	}
}

func TestPeopleBehindFigures(t *testing.T) {
	h := demoHouse(t)
	s, _ := h.stand(t)
	v := h.as(t, account.Leader)
	page := v.page("/participation/people?of=deployed&by=all")
	mustShow(t, page, "12 women and 24 men", participation.FormulaVersion, "31 October 2026")
	for _, id := range slices.Concat(s.Overall.Women, s.Overall.Men) {
		mustShow(t, page, s.People[id].Name)
	}
	for _, a := range s.Assessments {
		c := &positionScene{Standing: s, facts: facts{Today: s.AsOf}}
		page := v.page(c.targetHref(a))
		mustShow(t, page, a.Target.Source, h.catalogue.In(locale.English).Text("referencepage.confidence."+a.Target.Confidence))
		if a.Figure.Share.Total > 0 {
			mustShow(t, page, h.catalogue.In(locale.English).Share(a.Figure.Share.Women, a.Figure.Share.Total))
		}
	}
	for _, path := range []string{"/participation/people", "/participation/people?of=serving&by=all", "/participation/people?of=deployed&by=mission&key=ATLANTIS",
		"/participation/people?framework=nosuch", "/participation/people?of=assigned&by=unit&key=x"} {
		if answer := v.get(path); answer.Status != http.StatusNotFound {
			t.Errorf("%s: status %d", path, answer.Status)
		}
	}
}

// Before + came − left = after, on the page as in the engine.
func TestChangesReconcile(t *testing.T) {
	h := demoHouse(t)
	s, _ := h.stand(t)
	v := h.as(t, account.Leader)
	for _, change := range []standing.Change{s.SinceMonth, s.SinceYear} {
		page := v.page("/participation/changes?from=" + change.From.String() + "&to=" + change.To.String())
		mustShow(t, page, "From "+h.catalogue.In(locale.English).Share(change.Before.Women, change.Before.Total),
			"+"+strconv.Itoa(len(change.Came)), "−"+strconv.Itoa(len(change.Left)))
		for _, m := range slices.Concat(change.Came, change.Left) {
			mustShow(t, page, s.People[m.Person].Name)
		}
		came, left := counted(change.Came), counted(change.Left)
		if change.Before.Add(came).Sub(left) != change.After {
			t.Errorf("since %s: %v + %v − %v is not %v", change.From, change.Before, came, left, change.After)
		}
	}
	for _, query := range []string{"", "?from=31/12/2030&to=1/1/2031", "?from=2026-10-31&to=2026-01-01", "?from=x&to=y"} {
		mustShow(t, v.page("/participation/changes"+query), "Before + came − left = after")
	}
}
