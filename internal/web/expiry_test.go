package web

import (
	"net/http"
	"strings"
	"testing"

	"beret/internal/account"
)

func TestWorkListOfWhatExpires(t *testing.T) {
	tourHouse(t).as(t, account.Desk).see("/expiring", "Nothing expires within 90 days")
	h := tourHouse(t)
	desk := h.as(t, account.Desk)
	h.write(t, `UPDATE officer SET passport_expires = '2026-10-01' WHERE id = 1`)
	h.write(t, `UPDATE officer SET passport_expires = '2026-11-20' WHERE id = 2`)
	desk.see("/expiring", "Documents expired: 1; expiring within 30 days: 1", "Passport: 1", "30 days ago", "in 20 days", "T-1", "T-2")
	if body := desk.see("/expiring?band=overdue&kind=passport&sex=women", "T-1"); strings.Contains(body, "T-2") {
		t.Error("the filters let a man's passport through that is still valid")
	}
	file := desk.get("/expiring/export?band=30&format=csv")
	if file.Status != http.StatusOK || strings.Contains(file.Body, "T-1") || !strings.Contains(file.Body, "T-2") {
		t.Errorf("the export has status %d and is not what is shown:\n%s", file.Status, file.Body)
	}
	if answer := h.as(t, account.Leader).get("/expiring/export"); answer.Status != http.StatusForbidden {
		t.Errorf("a leader's export: status %d", answer.Status)
	}
	desk.inVietnamese()
	desk.see("/expiring", "Giấy tờ đã hết hạn: 1", "quá 30 ngày")
}

func TestHomeUnits(t *testing.T) {
	h := tourHouse(t)
	desk := h.as(t, account.Desk)
	desk.see("/home-units", "Test department")
	desk.see("/home-units/new")
	desk.submitted("/home-units/new", "code", "T2", "name", "Second office", "parent", "1")
	desk.see("/home-units", "2 home units", "Second office")
	desk.see("/home-units/2", "Second office")
	desk.submitted("/home-units/2", "code", "T2", "name", "Renamed office", "parent", "1")
	desk.refused("/home-units/1/remove", "")
	desk.submitted("/home-units/2/remove")
	desk.see("/home-units", "1 home unit")
	if body := h.as(t, account.Leader).see("/home-units"); strings.Contains(body, "/home-units/1") {
		t.Error("a leader is offered a form")
	}
}
