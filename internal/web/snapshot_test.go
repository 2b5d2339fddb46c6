package web

import (
	"net/http"
	"strings"
	"testing"

	"beret/internal/account"
)

func TestFreezeAndVerify(t *testing.T) {
	h := demoHouse(t)
	desk := h.as(t, account.Desk)
	h.write(t, "UPDATE deployment SET ended_on = planned_end, end_reason = 'end-of-tour' WHERE ended_on IS NULL AND planned_end <= '2026-10-31'")

	// The last month that is over is offered; its figures are shown first.
	page := desk.page("/snapshots")
	if !strings.Contains(page, `value="2026-10"`) {
		t.Fatal("October 2026 is not offered")
	}
	mustShow(t, desk.page("/snapshots/new?month=2026-10"), "Freeze October 2026?")

	// Without the tick nothing happens.
	if answer := desk.post("/snapshots/new", "month", "2026-10"); answer.Status != http.StatusUnprocessableEntity {
		t.Fatalf("status %d", answer.Status)
	}
	if answer := desk.get("/snapshots/2026-10"); answer.Status != http.StatusNotFound {
		t.Fatalf("frozen without a tick: status %d", answer.Status)
	}

	answer := desk.post("/snapshots/new", "month", "2026-10", "checked", "1")
	if answer.Status != http.StatusSeeOther || answer.Header.Get("Location") != "/snapshots/2026-10" {
		t.Fatalf("status %d to %q: %s", answer.Status, answer.Header.Get("Location"), wordsOf(answer.Body))
	}
	mustShow(t, desk.page("/snapshots/2026-10"), "The snapshot stands as frozen, and the record of today reproduces it exactly.", "test-desk", "participation/1")
	mustShow(t, desk.page("/snapshots"), "Reproduced exactly")

	// A month is frozen once.
	if answer := desk.post("/snapshots/new", "month", "2026-10", "checked", "1"); answer.Status != http.StatusUnprocessableEntity {
		t.Errorf("frozen twice: status %d", answer.Status)
	}

	// A correction of the record shows beside the snapshot, with the person.
	h.write(t, "UPDATE deployment SET from_date = '2026-11-05', planned_end = '2027-11-05' WHERE id = (SELECT min(id) FROM deployment WHERE from_date <= '2026-10-01' AND ended_on IS NULL)")
	mustShow(t, desk.page("/snapshots/2026-10"), "frozen, no longer on record")
	mustShow(t, desk.page("/snapshots"), "difference")
}

// What was frozen cannot be altered through the program; who alters the file
// itself is found out.
func TestATamperedSnapshotIsFoundOut(t *testing.T) {
	h := demoHouse(t)
	desk := h.as(t, account.Desk)
	mustShow(t, desk.page("/snapshots/2026-09"), "The snapshot stands as frozen") // the demonstration has frozen it
	h.write(t, "DROP TRIGGER snapshot_no_update")
	h.write(t, "UPDATE snapshot SET content = content || ' ' WHERE month = '2026-09'")
	mustShow(t, desk.page("/snapshots/2026-09"), "The frozen position was altered.")
	mustShow(t, desk.page("/snapshots"), "Altered")
}

func TestWhoMayFreeze(t *testing.T) {
	h := demoHouse(t)
	leader := h.as(t, account.Leader)
	if page := leader.page("/snapshots"); strings.Contains(page, "/snapshots/new") {
		t.Error("a leader is offered to freeze")
	}
	if answer := leader.post("/snapshots/new", "month", "2026-09", "checked", "1"); answer.Status != http.StatusForbidden {
		t.Errorf("a leader freezes: status %d", answer.Status)
	}
	for _, path := range []string{"/snapshots/2026-13", "/snapshots/x", "/snapshots/2019-01"} {
		if answer := leader.get(path); answer.Status != http.StatusNotFound {
			t.Errorf("%s: status %d", path, answer.Status)
		}
	}
}

// A month that is not over is refused, whoever asks.
func TestAnOpenMonthIsNotFrozen(t *testing.T) {
	h := newHouse(t)
	h.Clock.Advance(-10 * 24 * 3600 * 1e9)
	desk := h.as(t, account.Desk)
	answer := desk.post("/snapshots/new", "month", "2026-10", "checked", "1")
	if answer.Status != http.StatusUnprocessableEntity || !strings.Contains(answer.Body, "is not over") {
		t.Errorf("status %d: %s", answer.Status, wordsOf(answer.Body))
	}
}
