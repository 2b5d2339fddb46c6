package web

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"beret/internal/account"
	"beret/internal/locale"
)

// tourHouse is a house with two officers, a woman and a man, and a unit of two
// seats.
func tourHouse(t testing.TB) *house {
	t.Helper()
	h := newHouse(t)
	h.ensureOfficer(t)
	h.ensureUnit(t)
	h.write(t, `INSERT INTO officer (id, service_number, full_name, name_key, search_key, woman, birth_date, rank_code, rank_order, home_unit_id)
		VALUES (2, 'T-2', 'Trần Văn Mẫu', x'01', 'tran van mau t-2', 0, '1988-01-01', 'CPT', 8, 1)`)
	h.write(t, `UPDATE officer SET rank_code = 'CPT', rank_order = 8 WHERE id = 1`)
	h.write(t, `INSERT INTO seat (id, unit_id, number, element, title_key, tier, rank_from, rank_to, specialism)
		VALUES (11, 1, 1, 'command', 'unit.title.commander', '', 'CPT', 'COL', ''), (12, 1, 2, 'command', 'Own title', '', '', '', '')`)
	return h
}

// see asks for a page, which must be there and pass every check, and holds the
// words.
func (v *visitor) see(path string, words ...string) string {
	v.t.Helper()
	answer := v.get(path)
	if answer.Status != http.StatusOK {
		v.t.Fatalf("%s: status %d", path, answer.Status)
	}
	checkPage(v.t, v.house, path, answer.Body)
	for _, w := range words {
		if !strings.Contains(answer.Body, w) {
			v.t.Errorf("%s does not say %q", path, w)
		}
	}
	return answer.Body
}

// submitted posts a form, which must be taken, and returns where it leads.
func (v *visitor) submitted(path string, pairs ...string) string {
	v.t.Helper()
	answer := v.post(path, pairs...)
	if answer.Status != http.StatusSeeOther {
		v.t.Fatalf("%s: status %d\n%s", path, answer.Status, problemsIn(answer.Body))
	}
	return answer.Header.Get("Location")
}

// refused posts a form, which must be refused with the words.
func (v *visitor) refused(path, words string, pairs ...string) {
	v.t.Helper()
	answer := v.post(path, pairs...)
	if answer.Status != http.StatusUnprocessableEntity || !strings.Contains(answer.Body, words) {
		v.t.Fatalf("%s: status %d, want a refusal with %q\n%s", path, answer.Status, words, problemsIn(answer.Body))
	}
	checkPage(v.t, v.house, path, answer.Body)
}

var problemItem = regexp.MustCompile(`(?s)<div class="summary-error".*?</div>`)

func problemsIn(body string) string { return problemItem.FindString(body) }

// inVietnamese turns the visitor's pages to Vietnamese.
func (v *visitor) inVietnamese() {
	v.t.Helper()
	v.submitted("/preferences", "lang", string(locale.Vietnamese), "back", "/help")
}

func TestTourFromPlanToEnd(t *testing.T) {
	h := tourHouse(t)
	desk := h.as(t, account.Desk)
	desk.see("/deployments", "Nobody is deployed")
	desk.see("/deployments/new?officer=1", `value="T-1"`)
	plan := []string{"category", "ipo", "mission", "UNMISS", "site", "Juba", "post_title", "Patrol officer", "from", "01/11/2026", "planned_end", "01/11/2027"}
	desk.refused("/deployments/new", "Give the officer", append(plan, "officer", "")...)
	desk.refused("/deployments/new", "No officer in service", append(plan, "officer", "Nobody")...)
	desk.refused("/deployments/new", "31/10/2026", "officer", "T-1", "from", "soon")
	path := desk.submitted("/deployments/new", append(plan, "officer", "nguyen thi thu")...)
	desk.see(path, "Nguyễn Thị Thử in UNMISS: planned", "Tour entered", path+"/cancel")
	desk.see("/deployments?state=planned", "Women are 1 of 1", path)
	desk.refused("/deployments/new", "The officer is in UNMISS", append(plan, "officer", "T-1")...)

	desk.see(path + "/start")
	desk.submitted(path+"/start", "version", "1", "from", "2026-10-30")
	desk.see(path, "UNMISS: deployed", "30 October 2026")
	desk.refused(path+"/extend", "ends after 1 November 2027", "version", "2", "planned_end", "01/11/2027")
	desk.submitted(path+"/extend", "version", "2", "planned_end", "01/02/2028", "reason", "asked by the mission")
	desk.see(path, "first agreed until 1 November 2027", "asked by the mission")
	desk.refused(path+"/end", "with its reason", "version", "3", "ended_on", "31/10/2026")
	desk.refused(path+"/end", "", "version", "1", "ended_on", "31/10/2026", "end_reason", "medical")
	desk.submitted(path+"/end", "version", "3", "ended_on", "31/10/2026", "end_reason", "medical")
	desk.see(path, "UNMISS: ended", "medical repatriation")
	desk.see("/deployments?state=ended", "Women served 1 of 1", path)

	desk.see(path + "/correct")
	desk.refused(path+"/correct", "Say why", append(plan, "version", "4", "ended_on", "31/10/2026", "end_reason", "medical", "reason", "")...)
	desk.submitted(path+"/correct", "version", "4", "category", "ipo", "mission", "UNISFA", "from", "30/10/2026", "planned_end", "01/11/2027", "reason", "wrong mission")
	desk.see(path, "UNISFA: deployed")
}

func TestTourCalledOff(t *testing.T) {
	h := tourHouse(t)
	desk := h.as(t, account.Desk)
	path := desk.submitted("/deployments/new", "officer", "T-2", "category", "ipo", "mission", "MINUSCA", "from", "01/12/2026", "planned_end", "01/12/2027")
	desk.see(path + "/cancel")
	desk.refused(path+"/cancel", "Say why", "version", "1")
	desk.submitted(path+"/cancel", "version", "1", "reason", "withdrawn by the mission")
	desk.see("/deployments?state=cancelled", "0 of 1", path)
	desk.see("/deployments?state=all&text=mau&mission=MINUSCA&sort=-name", path)
}

func TestTourInASeat(t *testing.T) {
	h := tourHouse(t)
	desk := h.as(t, account.Desk)
	plan := []string{"officer", "T-2", "category", "fpu", "mission", "UNMISS", "unit", "1", "from", "01/10/2026", "planned_end", "01/10/2027"}
	desk.refused("/deployments/new", "not one of this unit", append(plan, "seat", "77")...)
	path := desk.submitted("/deployments/new", append(plan, "seat", "1")...)
	desk.see(path, "Test unit 1", "seat 1, Commander")
	desk.see("/deployments?unit=1", path)
	file := desk.get("/deployments/export?unit=1&format=csv")
	if file.Status != http.StatusOK || !strings.Contains(file.Body, "Trần Văn Mẫu") {
		t.Errorf("the export has status %d and does not name the officer:\n%s", file.Status, file.Body)
	}
	desk.inVietnamese()
	desk.see("/deployments", "Nữ chiếm 0")
	desk.see(path, "Chỉ huy trưởng")
}

func TestWhoSeesTours(t *testing.T) {
	h := tourHouse(t)
	desk := h.as(t, account.Desk)
	term := []string{"category", "ipo", "mission", "UNMISS", "from", "01/10/2026", "planned_end", "01/10/2027"}
	own := desk.submitted("/deployments/new", append(term, "officer", "T-1")...)
	other := desk.submitted("/deployments/new", append(term, "officer", "T-2")...)
	officer := h.as(t, account.Officer)
	officer.see(own)
	if body := officer.see("/deployments", own); strings.Contains(body, other) || strings.Contains(body, "/deployments/new") {
		t.Error("an officer sees the tour of another, or may plan one")
	}
	if answer := officer.get(other); answer.Status != http.StatusNotFound {
		t.Errorf("the tour of another: status %d", answer.Status)
	}
	leader := h.as(t, account.Leader)
	if body := leader.see(other); strings.Contains(body, other+"/end") || strings.Contains(body, "Tour entered") {
		t.Error("a leader is offered changes, or the audit trail")
	}
}
