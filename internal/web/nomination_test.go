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

// calledHouse is a house with a call that two officers are nominated to.
func calledHouse(t testing.TB) *house {
	t.Helper()
	h := tourHouse(t)
	h.write(t, `INSERT INTO call (id, reference, mission, category, received_on, deadline, expected_from, expected_to, status)
		VALUES (5, 'DPPA/2026/7', 'UNMISS', 'ipo', '2026-09-01', '2026-10-15', '2026-12-01', '2027-12-01', 'sent')`)
	for officer := 1; officer <= 2; officer++ {
		h.write(t, `INSERT INTO nomination (officer_id, category, mission, post_title, nominated_on, expected_from, expected_to, status, call_id)
			VALUES (?, 'ipo', 'UNMISS', 'Adviser', '2026-10-01', '2026-12-01', '2027-12-01', 'pending', 5)`, officer)
	}
	return h
}

func TestStepsOfANominee(t *testing.T) {
	h := calledHouse(t)
	desk := h.as(t, account.Desk)
	desk.see("/nominations/1", "No step is on record", "DPPA/2026/7", "/nominations/1/steps/new")
	desk.see("/nominations/1/steps/new")
	step := func(kind, on, outcome string) []string {
		return []string{"version", "1", "step", kind, "happened_on", on, "outcome", outcome, "step_reason", "not fluent"}
	}
	desk.refused("/nominations/1/steps/new", "Choose a step", step("", "05/10/2026", "passed")...)
	desk.refused("/nominations/1/steps/new", "needs “registered” first", step("cleared", "05/10/2026", "passed")...)
	desk.refused("/nominations/1/steps/new", "before the nomination of 1 October 2026", step("language", "05/09/2026", "passed")...)
	desk.submitted("/nominations/1/steps/new", step("language", "05/10/2026", "failed")...)
	desk.see("/nominations/1", "language test", "failed", "not fluent", "Enter its repetition, or the rejection", "/nominations/1/steps/1")
	desk.refused("/nominations/1/decide", "enter its repetition", "version", "2", "status", "selected", "decided_on", "20/10/2026")

	desk.see("/nominations/1/steps/1", "not fluent", "/nominations/1/steps/1/remove")
	desk.see("/nominations/1/steps/1/remove")
	corrected := append(step("language", "06/10/2026", "passed"), "version", "2")[2:]
	desk.refused("/nominations/1/steps/1", "Say why the step is changed", append(corrected, "why", "")...)
	desk.submitted("/nominations/1/steps/1", append(corrected, "why", "misread")...)
	desk.see("/nominations/1", "6 October 2026", "misread")
	desk.refused("/nominations/1/steps/1/remove", "Say why", "version", "3")
	desk.submitted("/nominations/1/steps/1/remove", "version", "3", "why", "of another person")
	desk.see("/nominations/1", "No step is on record")
	if answer := desk.get("/nominations/2/steps/1"); answer.Status != http.StatusNotFound {
		t.Errorf("the step of another nomination: status %d", answer.Status)
	}
}

func TestResultsOfACall(t *testing.T) {
	h := calledHouse(t)
	desk := h.as(t, account.Desk)
	desk.see("/nominations?call=5", "/calls/5/results", "DPPA/2026/7")
	desk.see("/nominations?call=5&sex=women&sort=-name&status=all", "1 nomination is", "Nguyễn Thị Thử")
	desk.see("/calls/5/results", "Results of 2 nominees to DPPA/2026/7", `name="step-1-registered"`)
	form := []string{"happened_on", "10/10/2026", "version-1", "1", "version-2", "1"}
	desk.refused("/calls/5/results", "Nothing was chosen", form...)
	desk.refused("/calls/5/results", "Say why", append(form, "step-1-registered", "passed", "status-2", "rejected")...)
	desk.refused("/calls/5/results", "needs “registered” first", append(form, "step-1-registered", "passed", "step-2-cleared", "passed")...)
	desk.see("/nominations/1", "No step is on record") // all or none
	desk.submitted("/calls/5/results", append(form, "step-1-registered", "passed", "step-1-language", "passed", "step-1-cleared", "passed", "status-1", "selected",
		"step-2-registered", "passed", "step-2-driving", "failed", "status-2", "rejected", "reason-2", "failed the driving test")...)
	desk.see("/nominations?status=all&call=5", "Results of 2 nominees are entered", "selected", "rejected")
	desk.see("/nominations/2", "failed the driving test", "driving test")
	desk.refused("/calls/5/results", "changed", append(form, "step-1-driving", "passed")...)
	desk.inVietnamese()
	desk.see("/calls/5/results", "Kết quả của 2 người được đề cử theo DPPA/2026/7")
}
