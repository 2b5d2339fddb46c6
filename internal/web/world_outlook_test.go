package web

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"beret/civil"
	"beret/internal/account"
)

// yearsOfWorld writes so many months of two contributors until February 2026, of
// which one sends three women more with each rotation.
func yearsOfWorld(last string, months int) string {
	var b strings.Builder
	b.WriteString("isocode3,mission_acronym,personnel_type,female_personnel,male_personnel,last_reporting_date\n")
	for i := range months {
		day := civil.MustMonth(last).Add(i + 1 - months).End()
		fmt.Fprintf(&b, "VNM,UNMISS,Individual Police,%d,8,%s\nBGD,UNMISS,Individual Police,%d,90,%s\n", 2+i/12, day, 10+3*(i/9), day)
	}
	return b.String()
}

func TestOutlookOfTheWorld(t *testing.T) {
	h := newHouse(t)
	h.officeOf(t, "VNM")
	v := h.as(t, account.Partner)
	v.mustShow("/outlook/world", "No published UN figures")
	h.importFigures(t, "years.csv", []byte(yearsOfWorld("2026-02", 40)))
	body := v.mustShow("/outlook/world", "Viet Nam: 5 of 13 (38.5 %) women in February 2026", "in February 2027, eight chances in ten",
		"The months to come", "March 2026", "How good such forecasts were", "Each contributor", "of the futures in which anybody serves",
		`href="/outlook/world/export?format=csv"`, "years.csv")
	if !strings.Contains(body, "<svg") {
		t.Error("no fan is drawn")
	}
	v.mustShow("/outlook/world?scope=world", "World: 27 of 125")
	v.mustShow("/outlook/world?country=JPN", "too little on record", "A forecast needs 6 months")
	v.mustShow("/outlook/world?type=fpu", "no figures are on record")
	v.mustShow("/world", `href="/outlook/world`)
}

func TestOutlookOfTheWorldAsAFile(t *testing.T) {
	h := newHouse(t)
	h.officeOf(t, "VNM")
	h.importFigures(t, "years.csv", []byte(yearsOfWorld("2026-02", 20)))
	v := h.as(t, account.Desk)
	answer := v.get("/outlook/world/export?format=csv&scope=world")
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(answer.Body, "\ufeff"))).ReadAll()
	if err != nil || answer.Status != http.StatusOK || len(rows) != 1+20+12 {
		t.Fatalf("status %d, %d rows, %v", answer.Status, len(rows), err)
	}
	if again := v.get("/outlook/world/export?format=csv&scope=world"); again.Body != answer.Body {
		t.Error("the same question has another answer")
	}
	if status := v.get("/outlook/world/export?country=JPN").Status; status != http.StatusUnprocessableEntity && status != http.StatusBadRequest {
		t.Errorf("an export of nothing has status %d", status)
	}
}

// Too few months in a row give no forecast, and say so; a gap ends the past.
func TestOutlookOfTheWorldNeedsMonthsInARow(t *testing.T) {
	h := newHouse(t)
	h.officeOf(t, "VNM")
	var kept []string
	for line := range strings.SplitSeq(yearsOfWorld("2026-02", 20), "\n") {
		if !strings.Contains(line, "2025-10-31") { // the gap leaves four months
			kept = append(kept, line)
		}
	}
	h.importFigures(t, "gap.csv", []byte(strings.Join(kept, "\n")))
	body := h.as(t, account.Leader).mustShow("/outlook/world", "too little on record for a forecast after February 2026")
	if strings.Contains(body, "How good such forecasts were") {
		t.Error("forecasts of four months are judged")
	}
}

// With the whole published history the page answers while one waits.
func BenchmarkWorldOutlook(b *testing.B) {
	h := newHouse(b)
	h.officeOf(b, "BGD")
	h.importFigures(b, "Gender.Full.csv", publishedFigures(b))
	v := h.as(b, account.Desk)
	start := time.Now()
	v.get("/outlook/world")
	b.Logf("the first page after an import: %v", time.Since(start))
	for b.Loop() {
		v.get("/outlook/world")
	}
}
