package web

import (
	"net/http"
	"strings"
	"testing"

	"beret/internal/account"
	"beret/internal/reference"
)

func TestReferenceListsEveryKind(t *testing.T) {
	h := newHouse(t)
	v := h.as(t, account.Partner)
	f, err := h.facts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range reference.Kinds() {
		page := v.page("/reference?kind=" + string(kind))
		for _, row := range f.Book.Rows(kind) {
			mustShow(t, page, row.Source)
		}
		if strings.Contains(page, "/reference/new") {
			t.Errorf("%s: a partner is offered to add rows", kind)
		}
	}
	mustShow(t, v.page("/reference?kind=target&confidence=secondary"), "Viet Nam News")
	if strings.Contains(v.page("/reference?kind=target&confidence=secondary"), "Between the stated") {
		t.Error("the filter keeps inferred rows")
	}
}

// The office's own target counts at once, is marked as the office's own, and
// can be taken back with a reason.
func TestTheOfficeAddsATargetOfItsOwn(t *testing.T) {
	h := demoHouse(t)
	v := h.as(t, account.Administrator)
	v.page("/reference/new?kind=target")
	form := []string{"kind", "target", "framework", "ministry-aim", "category", "ipo", "mission", "", "share", "2/5",
		"valid_from", "01/01/2026", "valid_to", "", "source", "Decision 12 of the minister", "confidence", "office"}
	if answer := v.post("/reference/new", form...); answer.Status != http.StatusSeeOther {
		t.Fatalf("status %d: %s", answer.Status, wordsOf(answer.Body))
	}
	mustShow(t, v.page("/reference?kind=target&own=1"), "Decision 12 of the minister", "the office’s own", "40 % women")
	mustShow(t, v.page("/participation?framework=ministry-aim"), "40 %", "3 women short")

	withdraw := []string{"kind", "target", "code", "ministry-aim/ipo//", "from", "2026-01-01"}
	v.page("/reference/withdraw?kind=target&code=ministry-aim%2Fipo%2F%2F&from=2026-01-01")
	if answer := v.post("/reference/withdraw", withdraw...); answer.Status != http.StatusUnprocessableEntity {
		t.Errorf("taken back without a reason: status %d", answer.Status)
	}
	if answer := v.post("/reference/withdraw", append(withdraw, "reason", "superseded")...); answer.Status != http.StatusSeeOther {
		t.Errorf("status %d: %s", answer.Status, wordsOf(answer.Body))
	}
	if strings.Contains(v.page("/reference?kind=target"), "Decision 12") {
		t.Error("the row is still there")
	}
}

func TestARuleIsReplaced(t *testing.T) {
	h := newHouse(t)
	v := h.as(t, account.Administrator)
	v.page("/reference/new?kind=policy")
	form := []string{"kind", "policy", "code", "small-number", "value", "50", "valid_from", "2024-01-01", "source", "Office rule 3", "confidence", "office"}
	if answer := v.post("/reference/new", form...); answer.Status != http.StatusSeeOther {
		t.Fatalf("status %d: %s", answer.Status, wordsOf(answer.Body))
	}
	s, _ := h.stand(t)
	if s.SmallNumber != 50 {
		t.Errorf("the rule says %d", s.SmallNumber)
	}
}

// The office sets what a score counts and what a remedy costs.
func TestScoresAndRemediesAreTheOffices(t *testing.T) {
	h := newHouse(t)
	v := h.as(t, account.Administrator)
	mustShow(t, v.page("/reference?kind=score"), "Years of police service", "Up to 100 points, all of them from 20 years on")
	v.page("/reference/new?kind=score")
	common := []string{"valid_from", "01/06/2026", "source", "Office rule 4", "confidence", "office"}
	for _, form := range [][]string{{"kind", "score", "code", "service", "points", "250", "full", "15"}, {"kind", "upgrade", "code", "language", "cost", "45", "weeks", "12"}} {
		if answer := v.post("/reference/new", append(form, common...)...); answer.Status != http.StatusSeeOther {
			t.Fatalf("%v: status %d: %s", form, answer.Status, wordsOf(answer.Body))
		}
	}
	mustShow(t, v.page("/reference?kind=score&own=1"), "Up to 250 points, all of them from 15 years on")
	mustShow(t, v.page("/reference?kind=upgrade&own=1"), "45 days of work, done within 12 weeks")
	wrong := append([]string{"kind", "upgrade", "code", "language", "cost", "-1", "weeks", ""}, common...)
	if answer := v.post("/reference/new", wrong...); answer.Status != http.StatusUnprocessableEntity {
		t.Errorf("a remedy of less than nothing: status %d", answer.Status)
	}
}

// Lunar holidays and days worked in exchange are the office's to enter; they
// count at once.
func TestDaysOffAreEntered(t *testing.T) {
	h := newHouse(t)
	v := h.as(t, account.Administrator)
	mustShow(t, v.page("/reference?kind=holiday"), "every year on 30/04", "Labour Code 2019")
	mustShow(t, v.page("/reference?kind=document"), "Individual police officers; each nominee")
	v.page("/reference/new?kind=holiday")
	path := v.taken(v.post("/calls/new", aCall()...))
	mustShow(t, v.page(path), "10 working days left")
	form := []string{"kind", "holiday", "name", "Days of a notice", "source", "Notice 5", "confidence", "office"}
	v.turned(v.post("/reference/new", append(form, "date", "05/11/2026", "last", "04/11/2026")...), "The last day lies before the first.")
	v.taken(v.post("/reference/new", append(form, "date", "05/11/2026", "last", "06/11/2026")...))
	v.taken(v.post("/reference/new", append(form, "date", "07/11/2026", "working", "1")...))
	mustShow(t, v.page("/reference?kind=holiday&own=1"), "5 November 2026 – 6 November 2026", "worked: 7 November 2026")
	mustShow(t, v.page(path), "9 working days left")
}

// What is wrong is said at its field, and nothing is kept.
func TestAWrongRowIsRefused(t *testing.T) {
	h := newHouse(t)
	v := h.as(t, account.Administrator)
	good := map[string]string{"kind": "target", "framework": "ugps", "category": "ipo", "share": "30 %", "valid_from": "01/01/2030", "valid_to": "31/12/2030",
		"source": "A document", "confidence": "stated"}
	for field, values := range map[string][]string{
		"framework": {"", "nosuch"}, "share": {"", "130 %", "abc", "1/0"}, "valid_from": {"", "31/02/2030", "01/01/2031"}, "source": {""}, "confidence": {"", "certain"},
	} {
		for _, value := range values {
			var pairs []string
			for name, usual := range good {
				if name == field {
					usual = value
				}
				pairs = append(pairs, name, usual)
			}
			answer := v.post("/reference/new", pairs...)
			if answer.Status != http.StatusUnprocessableEntity {
				t.Errorf("%s = %q: status %d", field, value, answer.Status)
				continue
			}
			checkPage(t, h, field+"="+value, answer.Body)
		}
	}
	if strings.Contains(v.page("/reference?kind=target"), "A document") {
		t.Error("a refused row was kept")
	}
	if answer := h.as(t, account.Desk).post("/reference/new", "kind", "target"); answer.Status != http.StatusForbidden {
		t.Errorf("a desk officer adds rows: status %d", answer.Status)
	}
}
