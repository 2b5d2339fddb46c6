package web

import (
	"net/http"
	"strings"
	"testing"

	"beret/internal/account"
)

func TestSeatsAreTakenOnce(t *testing.T) {
	h := tourHouse(t)
	desk := h.as(t, account.Desk)
	desk.see("/units", "Test unit 1")
	desk.see("/units/1", "nobody holds a seat", "Commander", "Own title", "/units/1/seats/11/assign")
	desk.see("/units/1/seats/11/assign?officer=1", "Assign an officer to seat 1", `value="T-1"`)
	desk.submitted("/units/1/seats/11/assign", "officer", "T-1", "from", "01/10/2026")
	desk.see("/units/1", "women hold 1 of 1", "Nguyễn Thị Thử", "/units/1/seats/11/release", "Officer assigned")
	desk.refused("/units/1/seats/11/assign", "Somebody holds this seat", "officer", "T-2", "from", "01/10/2026")
	desk.refused("/units/1/seats/12/assign", "holds another seat", "officer", "T-1", "from", "15/10/2026")

	desk.see("/units/1/seats/11/release", "Nguyễn Thị Thử holds the seat since")
	desk.refused("/units/1/seats/11/release", "Nobody holds the seat", "day", "01/09/2026")
	desk.submitted("/units/1/seats/11/release", "day", "31/10/2026", "reason", "rotation")
	desk.submitted("/units/1/seats/11/assign", "officer", "T-2", "from", "31/10/2026")
	desk.see("/units/1", "women hold 0 of 1", "Trần Văn Mẫu")
	if answer := desk.get("/units/1/seats/99/assign"); answer.Status != http.StatusNotFound {
		t.Errorf("a seat of no unit: status %d", answer.Status)
	}
}

func TestUnitIsEdited(t *testing.T) {
	h := tourHouse(t)
	desk := h.as(t, account.Desk)
	desk.see("/units/1/edit", "It is not the phase of training")
	fields := []string{"version", "1", "code", "FPU-9", "name", "Ninth unit", "category", "fpu", "pcrs_level", "3", "training_phase", "4"}
	desk.refused("/units/1/edit", "together with its date", fields...)
	desk.submitted("/units/1/edit", append(fields, "pcrs_since", "01/02/2026")...)
	desk.see("/units/1", "Ninth unit", "Level 3", "since 1 February 2026")
	desk.refused("/units/1/edit", "", append(fields, "pcrs_since", "01/02/2026")...)
	desk.inVietnamese()
	desk.see("/units", "Ninth unit")
	desk.see("/units/1", "Giai đoạn huấn luyện")
}

func TestACommanderSeesTheOwnUnitOnly(t *testing.T) {
	h := tourHouse(t)
	h.write(t, `INSERT INTO formed_unit (id, code, name, category) VALUES (2, 'OTHER', 'Other unit', 'fpu')`)
	commander := h.as(t, account.UnitCommander)
	if body := commander.see("/units", "Test unit 1"); strings.Contains(body, "Other unit") {
		t.Error("a commander sees another unit in the list")
	}
	if body := commander.see("/units/1"); strings.Contains(body, "/assign") || strings.Contains(body, "/edit") {
		t.Error("a commander is offered changes")
	}
	if answer := commander.get("/units/2"); answer.Status != http.StatusNotFound {
		t.Errorf("another unit: status %d", answer.Status)
	}
	if answer := commander.get("/nominations"); answer.Status != http.StatusForbidden {
		t.Errorf("nominations: status %d", answer.Status)
	}
}
