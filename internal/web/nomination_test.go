package web

import (
	"net/http"
	"strings"
	"testing"

	"beret/internal/account"
)

func TestNominationBecomesATour(t *testing.T) {
	h := tourHouse(t)
	desk := h.as(t, account.Desk)
	desk.see("/nominations", "0 nominations wait")
	desk.see("/nominations/new?officer=1", `value="T-1"`)
	form := []string{"officer", "T-1", "category", "ipo", "mission", "UNISFA", "post_title", "Training officer", "note_verbale", "NV-7", "nominated_on", "20/10/2026", "expected", "25/10/2026"}
	desk.refused("/nominations/new", "The expected tour", append(form, "expected_to", "01/10/2026")...)
	path := desk.submitted("/nominations/new", append(form, "expected_to", "25/10/2027")...)
	desk.see(path, "Nguyễn Thị Thử for UNISFA: pending", "NV-7")
	desk.see("/nominations?status=pending", "1 nomination waits for an answer", "women: 1 of 1", path)
	desk.refused("/nominations/new", "already", append(form, "expected_to", "25/10/2027")...)

	desk.see(path + "/decide")
	desk.refused(path+"/decide", "Choose selected", "version", "1", "decided_on", "28/10/2026")
	desk.refused(path+"/deploy", "Only a selected officer", "version", "1")
	desk.submitted(path+"/decide", "version", "1", "status", "selected", "decided_on", "28/10/2026")
	desk.see(path, path+"/deploy")
	desk.see(path+"/deploy", `value="25/10/2026"`, "Training officer")
	tour := desk.submitted(path+"/deploy", "version", "2", "category", "ipo", "mission", "UNISFA", "from", "25/10/2026", "planned_end", "25/10/2027", "rotation", "R9")
	desk.see(tour, "UNISFA: deployed", "R9")
	desk.see("/deployments", "Women are 1 of 1", tour)
	desk.see(path, "UNISFA: deployed", tour)
	desk.refused(path+"/decide", "was decided", "version", "3", "status", "rejected", "decided_on", "29/10/2026")

	file := desk.get("/nominations/export?status=all&format=csv")
	if file.Status != http.StatusOK || !strings.Contains(file.Body, "NV-7") {
		t.Errorf("the export has status %d and lacks the nomination:\n%s", file.Status, file.Body)
	}
	desk.inVietnamese()
	desk.see("/nominations?status=deployed", "1 đề cử đã thành nhiệm kỳ")
}

func TestAnOfficerSeesOwnNominations(t *testing.T) {
	h := tourHouse(t)
	desk := h.as(t, account.Desk)
	form := []string{"category", "ipo", "mission", "UNMISS", "nominated_on", "20/10/2026", "expected", "01/12/2026", "expected_to", "01/12/2027"}
	own := desk.submitted("/nominations/new", append(form, "officer", "T-1")...)
	other := desk.submitted("/nominations/new", append(form, "officer", "Trần Văn Mẫu")...)
	officer := h.as(t, account.Officer)
	officer.see(own)
	if body := officer.see("/nominations", own); strings.Contains(body, other) {
		t.Error("an officer sees the nomination of another")
	}
	if answer := officer.get(other); answer.Status != http.StatusNotFound {
		t.Errorf("the nomination of another: status %d", answer.Status)
	}
}
