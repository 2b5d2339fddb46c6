package web

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"beret/internal/account"
	"beret/internal/demonstration"
)

// reporting is a house with the demonstration's record.
func reporting(t testing.TB) *house {
	t.Helper()
	h := newHouse(t)
	if _, err := demonstration.Build(context.Background(), h.DB, demonstration.Options{Seed: 1, Officers: 1200}, nil); err != nil {
		t.Fatal(err)
	}
	return h
}

func TestReportPage(t *testing.T) {
	h := reporting(t)
	leader := h.as(t, account.Leader)
	for address, want := range map[string]string{
		"/reports":                       "12 of 36 deployed officers are women",
		"/reports?month=2026-10&lang=vi": "12 trong tổng số 36 cán bộ đang triển khai là nữ",
		"/reports?month=2026-09&lang=en": "30 September 2026",
	} {
		answer := leader.get(address)
		if answer.Status != http.StatusOK || !strings.Contains(answer.Body, want) {
			t.Errorf("%s: status %d, without %q", address, answer.Status, want)
		}
		checkPage(t, h, address, answer.Body)
		if strings.Contains(answer.Body, "DEMO-") {
			t.Errorf("%s names officers unasked", address)
		}
	}
	if answer := leader.get("/reports?month=2026-10&names=1"); !strings.Contains(answer.Body, "DEMO-") {
		t.Error("the annex names nobody")
	}
}

func TestReportIsRefusedWithItsReasons(t *testing.T) {
	h := newHouse(t)
	desk := h.as(t, account.Desk)
	for address, want := range map[string]string{
		"/reports?month=2026-12": "is not over yet",
		"/reports?month=someday": "Enter a month",
	} {
		if answer := desk.get(address); answer.Status != http.StatusUnprocessableEntity || !strings.Contains(answer.Body, want) {
			t.Errorf("%s: status %d, without %q", address, answer.Status, want)
		}
	}
	if answer := desk.post("/reports/pdf", "month", "2026-10", "number", strings.Repeat("9", 40)); answer.Status != http.StatusUnprocessableEntity {
		t.Errorf("a long number: status %d", answer.Status)
	}
}

func TestReportAsFiles(t *testing.T) {
	h := reporting(t)
	leader := h.as(t, account.Leader)
	for format, head := range map[string]string{"pdf": "%PDF-", "docx": "PK", "xlsx": "PK"} {
		answer := leader.post("/reports/"+format, "month", "2026-10", "lang", "vi")
		if answer.Status != http.StatusOK || !strings.HasPrefix(answer.Body, head) {
			t.Errorf("%s: status %d", format, answer.Status)
		}
		if name := answer.Header.Get("Content-Disposition"); name != `attachment; filename="report-2026-10-vi.`+format+`"` {
			t.Error(name)
		}
	}
	for _, role := range []account.Role{account.UnitCommander, account.Officer, account.Partner} {
		if answer := h.as(t, role).post("/reports/pdf", "month", "2026-10"); answer.Status != http.StatusForbidden || strings.HasPrefix(answer.Body, "%PDF") {
			t.Errorf("%s: status %d", role, answer.Status)
		}
	}
}
