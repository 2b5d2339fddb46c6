package web

import (
	"net/http"
	"strings"
	"testing"

	"beret/internal/account"
)

func aSession(pairs ...string) []string {
	return filled([]string{"kind", "course", "title", "First aid in Hà Nội", "course_code", "first-aid", "from", "07/09/2026", "to", "11/09/2026",
		"deadline", "01/08/2026", "place", "Hà Nội", "organiser", "Police academy", "seats", "2", "women_seats", "1"}, pairs...)
}

// trainees are three officers, the first a woman.
func (h *house) trainees(t *testing.T) {
	h.ensureOfficer(t)
	for id, name := range map[int]string{2: "Lê Văn An", 3: "Phạm Văn Bình"} {
		h.write(t, `INSERT INTO officer (id, service_number, full_name, name_key, search_key, woman, birth_date, rank_code, rank_order, home_unit_id)
			VALUES (?, ?, ?, ?, ?, 0, '1990-01-01', 'CPT', 9, 1)`, id, "T-"+idValue(int64(id)), name, []byte{byte(id)}, strings.ToLower(name))
	}
}

func TestASessionLeadsToCertificates(t *testing.T) {
	h := newHouse(t)
	h.trainees(t)
	desk := h.as(t, account.Desk)
	desk.see("/training", "0 sessions", "No session fits.", "/training/new")
	desk.turned(desk.post("/training/new", aSession("title", "", "course_code", "", "to", "01/09/2026", "women_seats", "5")...),
		"Give the session a name", "Choose the certificate", "must not lie before the first", "a part of the seats")
	path := desk.taken(desk.post("/training/new", aSession()...))
	desk.see(path, "2 seats, nobody has one yet", "First aid", "1 kept for women", "Police academy", "The session ended on 11 September 2026")
	desk.turned(desk.post(path+"/enrol", "version", "1", "officer", "nobody", "status", "enrolled"), "nobody")
	desk.taken(desk.post(path+"/enrol", "version", "1", "officer", "T-2", "status", "enrolled"))
	desk.turned(desk.post(path+"/enrol", "version", "2", "officer", "T-3", "status", "enrolled"), "1 of the 1 seats kept for women would go to men")
	desk.turned(desk.post(path+"/enrol", "version", "1", "officer", "T-1", "status", "enrolled"), "changed")
	desk.taken(desk.post(path+"/enrol", "version", "2", "officer", "T-3", "status", "waiting"))
	desk.taken(desk.post(path+"/enrol", "version", "3", "officer", "T-1", "status", "enrolled"))
	desk.see(path, "2 of 2 seats taken; women have 1 of 2 (50.0", "Waiting list and withdrawn", "Phạm Văn Bình", "waiting")
	desk.turned(desk.post(path+"/places/3/enrol", "version", "4", "status", "enrolled", "reason", "x"), "0 are free")
	desk.turned(desk.post(path+"/places/2/withdraw", "version", "4"), "Give the reason.")
	desk.taken(desk.post(path+"/places/2/withdraw", "version", "4", "reason", "ill"))
	desk.taken(desk.post(path+"/places/3/enrol", "version", "5", "status", "enrolled"))

	desk.see(path+"/hold", "Result of Nguyễn Thị Thử", "See what this would write", "11/09/2026")
	results := []string{"version", "6", "on", "11/09/2026", "result-1", "passed", "result-3", "absent", "note-3", "did not come"}
	desk.turned(desk.post(path+"/hold", "version", "6", "on", "11/09/2026", "result-1", "passed"), "Enter the result of Phạm Văn Bình.")
	look := desk.post(path+"/hold", results...)
	if look.Status != http.StatusOK || !strings.Contains(look.Body, "First aid, issued 11 September 2026, valid until 10 September 2028") || !strings.Contains(look.Body, "Nothing is written yet. 1 of 2 files") {
		t.Fatalf("what would be written: %d\n%s", look.Status, wordsOf(look.Body))
	}
	checkPage(t, h, path+"/hold", look.Body)
	if body := desk.get("/officers/1").Body; strings.Contains(body, "Police academy") {
		t.Error("looking wrote something")
	}
	_, mark, _ := strings.Cut(look.Body, `name="mark" value="`)
	mark, _, _ = strings.Cut(mark, `"`)
	changed := filled(append(results, "mark", mark), "result-1", "failed")
	if again := desk.post(path+"/hold", changed...); again.Status != http.StatusOK || !strings.Contains(again.Body, "Nothing goes into the files.") {
		t.Errorf("results changed after they were looked at: %d", again.Status)
	}
	desk.taken(desk.post(path+"/hold", append(results, "mark", mark)...))
	desk.see(path, "1 of 2 passed, 1 of 1 women", "did not come", "Session held", "Results entered")
	desk.see("/officers/1", "First aid", "Police academy", "Courses and assessments", path)
	desk.see("/training?tab=held", "1 session; women have 1 of 2 (50.0", "1 passed, 1 of them women", "Held (1)")
	desk.turned(desk.post(path+"/hold", append(results, "mark", mark)...), "over")
	if answer := desk.get(path + "/export?format=csv"); !strings.Contains(answer.Body, "T-1") || !strings.Contains(answer.Body, "absent") {
		t.Errorf("export: %s", answer.Body)
	}
	if answer := desk.get("/training/export?format=csv"); !strings.Contains(answer.Body, "First aid in Hà Nội") {
		t.Errorf("export: %s", answer.Body)
	}
	h.user(t, account.Leader)
	leader := h.as(t, account.Leader)
	leader.see(path, "First aid")
	if body := leader.get(path).Body; strings.Contains(body, path+"/edit") || strings.Contains(body, path+"/enrol") {
		t.Error("a leader is offered what only a desk may do")
	}
}

func TestAnAssessmentClears(t *testing.T) {
	h := newHouse(t)
	h.trainees(t)
	desk := h.as(t, account.Desk)
	path := desk.taken(desk.post("/training/new", aSession("kind", "assessment", "title", "AMS", "assessment_code", "2019.19", "armed", "1")...))
	desk.see(path, "Tests: Language, Interview, Computer, Driving, Firearms", "who passes all is cleared")
	desk.taken(desk.post(path+"/candidates", "version", "1", "officer", "1", "officer", "2", "status", "enrolled"))
	results := []string{"version", "2", "on", "10/09/2026", "rest", "passed", "result-2", "failed:computer"}
	look := desk.post(path+"/hold", results...)
	for _, words := range []string{"cleared by the assessment from 10 September 2026", "Computer: failed"} {
		if !strings.Contains(look.Body, words) {
			t.Errorf("what would be written does not say %q\n%s", words, wordsOf(look.Body))
		}
	}
	_, mark, _ := strings.Cut(look.Body, `name="mark" value="`)
	mark, _, _ = strings.Cut(mark, `"`)
	desk.taken(desk.post(path+"/hold", append(results, "mark", mark)...))
	desk.see("/officers/1", "10 September 2028")
	desk.see(path, "1 of 2 passed", "Computer")
}

func TestWhoShouldGetASeat(t *testing.T) {
	h := newHouse(t)
	h.trainees(t)
	desk := h.as(t, account.Desk)
	path := desk.taken(desk.post("/training/new", aSession("from", "07/12/2026", "to", "11/12/2026", "deadline", "")...))
	h.write(t, "UPDATE officer SET enlisted_on = '2010-01-01', passport_expires = '2035-01-01', medical_status = 'fit', medical_expires = '2035-01-01', national_clearance = 'cleared'")
	h.write(t, "INSERT INTO officer_language (officer_id, language, level) SELECT id, 'en', 'C1' FROM officer")
	h.write(t, "INSERT INTO officer_licence (officer_id, class, manual, since) SELECT id, 'B2', 1, '2012-01-01' FROM officer")
	h.write(t, "INSERT INTO availability (officer_id, willing, from_date) SELECT id, 1, '2026-01-01' FROM officer WHERE id <> 3")
	h.write(t, "INSERT INTO audit_log (number, at, actor, role, action, kind, subject, before_state, after_state, reason, previous_hash, hash) SELECT 9000, 0, '', '', '', 'roster', 1, '', '', '', '', ''")
	desk.see(path+"/candidates", "2 officers would gain by a seat, 1 of them women", "The order: as many women", "seat kept for women", "1 more officer would gain", "1 thing to be done first")
	desk.see(path+"/candidates?anybody=1&sex=men", "2 officers would gain", "Phạm Văn Bình")
	if answer := desk.get(path + "/candidates/export?format=csv"); !strings.Contains(answer.Body, "T-2") {
		t.Errorf("export: %s", answer.Body)
	}
	desk.turned(desk.post(path+"/candidates", "version", "1", "status", "enrolled"), "Choose at least one officer")
	desk.taken(desk.post(path+"/candidates", "version", "1", "officer", "1", "status", "enrolled"))
	desk.see(path+"/candidates", "1 officer would gain by a seat")
	desk.taken(desk.post(path+"/enrol", "version", "2", "officer", "T-3", "status", "waiting"))
	desk.see(path, "1 of 2 seats taken", "kept for women", "Free seats: 1. On the waiting list: 1, of them women: 0.")
	desk.taken(desk.post(path+"/status", "version", "3", "status", "requested"))
	desk.turned(desk.post(path+"/status", "version", "4", "status", "cancelled"), "Give the reason.")
	desk.taken(desk.post(path+"/status", "version", "4", "status", "cancelled", "reason", "no team"))
	desk.see(path, "The session was cancelled")
	desk.taken(desk.post(path+"/edit", aSession("version", "5", "from", "07/12/2026", "to", "11/12/2026", "deadline", "", "title", "Later")...))
	desk.turned(desk.post(path+"/edit", aSession("version", "5", "title", "Stale")...), "changed")
}

func TestATaskIsDoneWithOneButton(t *testing.T) {
	h := newHouse(t)
	desk := h.as(t, account.Desk)
	session := desk.taken(desk.post("/training/new", aSession()...))
	desk.see("/tasks", "0 tasks open, 0 overdue", "No task fits.")
	desk.see("/tasks/new?origin=session&id=1", "a training session", "First aid in Hà Nội")
	form := []string{"title", "Ask for the team", "due", "15/10/2026", "responsible", "Desk 2", "target_number", "10", "target_women", "4", "origin", "session", "origin_id", "1"}
	desk.turned(desk.post("/tasks/new", filled(form, "title", "", "due", "never", "target_women", "40")...), "Say what is to be done", "Not more women than people")
	path := desk.taken(desk.post("/tasks/new", form...))
	desk.see(path, "Ask for the team", "overdue", "10 people, 4 of them women", "Desk 2", session)
	desk.see(session, "Ask for the team")
	desk.see("/", "Overdue tasks", "1 task is overdue", "1 training session is over without results")
	desk.see("/tasks?tab=overdue", "Overdue (1)", "Desk 2")
	desk.taken(desk.post(path + "/done?version=1"))
	desk.see(path, "Open again", "test-desk")
	if body := desk.see("/"); strings.Contains(body, "Overdue tasks") {
		t.Error("a done task is overdue")
	}
	if answer := desk.post(path + "/open?version=1"); answer.Status != http.StatusConflict {
		t.Errorf("a stale version: %d", answer.Status)
	}
	desk.taken(desk.post(path + "/open?version=2"))
	desk.turned(desk.post(path+"/edit", filled(form, "version", "1")...), "changed")
	desk.taken(desk.post(path+"/edit", filled(form, "version", "3", "title", "Ask again", "user", "1", "responsible", "")...))
	desk.see("/tasks?mine=1", "Ask again", "Test desk")
	desk.see(path+"/status?to=dropped", "Drop the task")
	desk.taken(desk.post(path+"/status", "version", "4", "to", "dropped", "reason", "not needed"))
	desk.see("/tasks?tab=dropped", "Ask again", "dropped")
	desk.see("/tasks?sort=-due&tab=all", "Ask again")
	if answer := desk.get("/tasks/export?format=csv&tab=all"); !strings.Contains(answer.Body, "Ask again") {
		t.Errorf("export: %s", answer.Body)
	}
}
