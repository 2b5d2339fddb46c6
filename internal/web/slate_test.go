package web

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"beret/internal/account"
	"beret/internal/database"
	"beret/internal/locale"
)

// slateHouse is a house of ten captains who may go, the first four of them
// women, and a desk that has entered a call for two posts with two nominees
// each, a quarter of them women.
func slateHouse(t testing.TB) (h *house, desk *visitor, call string) {
	t.Helper()
	h = newHouse(t)
	h.write(t, "INSERT INTO home_unit (id, code, name, name_key) VALUES (1, 'T1', 'Test department', 'x')")
	for id := 1; id <= 10; id++ {
		woman := 0
		if id <= 4 {
			woman = 1
		}
		h.write(t, `INSERT INTO officer (id, service_number, full_name, name_key, search_key, woman, birth_date, rank_code, rank_order, rank_since,
			home_unit_id, enlisted_on, passport_expires, medical_status, medical_expires, national_clearance)
			VALUES (?, ?, ?, ?, ?, ?, '1990-01-01', 'CPT', 9, '2024-01-01', 1, '2012-01-01', '2031-01-01', 'fit', '2028-01-01', 'cleared')`,
			id, fmt.Sprintf("N-%d", id), fmt.Sprintf("Officer %d", id), []byte{byte(id)}, fmt.Sprintf("officer %d n-%d", id, id), woman)
		h.write(t, "INSERT INTO officer_specialism (officer_id, specialism, years) VALUES (?, 'operations', ?)", id, id)
		h.write(t, "INSERT INTO availability (officer_id, willing, from_date) VALUES (?, 1, '2026-01-01')", id)
	}
	h.write(t, `INSERT INTO call (id, reference, note_verbale, search_key, mission, category, received_on, deadline, expected_from, expected_to, women_num, women_den, status)
		VALUES (1, 'UN/1', 'NV/1', 'un/1', 'UNMISS', 'ipo', '2026-10-01', '2026-12-01', '2027-02-01', '2028-02-01', 1, 4, 'open')`)
	h.write(t, `INSERT INTO call_post (call_id, number, title, count, nominees, requirement)
		VALUES (1, 1, 'Adviser', 2, 2, '{"specialisms":[{"specialism":"operations"}]}')`)
	h.write(t, "INSERT INTO call_document (call_id, document, scope, required) VALUES (1, 'easp', 'nominee', 1)")
	return h, h.as(t, account.Desk), "/calls/1"
}

var versionInForm = regexp.MustCompile(`name="version" value="(\d+)"`)

// decide opens a form and posts it with its version, which must be taken.
func (v *visitor) decide(path string, pairs ...string) string {
	v.t.Helper()
	body := v.see(path)
	version := versionInForm.FindStringSubmatch(body)
	if version == nil {
		v.t.Fatalf("%s asks for no version", path)
	}
	target, query, _ := strings.Cut(path, "?")
	for _, pair := range strings.Split(query, "&") {
		if name, value, ok := strings.Cut(pair, "="); ok {
			pairs = append(pairs, name, value)
		}
	}
	return v.submitted(target, append(pairs, "version", version[1])...)
}

func TestFromACallToASignedList(t *testing.T) {
	h, desk, call := slateHouse(t)
	desk.see(call, call+"/slates")
	path := desk.submitted(call + "/slates")
	desk.see(path, "4 of 4 places filled, 1 of 4 (25.0\u00a0%) women; the call asks for 25.0\u00a0%", "proved best", "It costs", "Officer 7", path+"/pin?officer=9")
	desk.see("/slates?call=1", path)

	desk.see(path + "/pin?officer=3&amp;post=1")
	desk.refused(path+"/pin", "Give the reason", "version", "2", "officer", "3", "post", "1", "reason", " ")
	desk.decide(path+"/pin?officer=3&post=1", "reason", "speaks the local language")
	desk.see(path, "Officer 3", "pinned", "speaks the local language", path+"/undo?officer=3")
	desk.decide(path+"/ban?officer=10&post=1", "reason", "needed at home", "everywhere", "1")
	desk.see(path, "banned", "needed at home")
	desk.decide(path+"/replace?officer=9&post=1", "by", "5", "reason", "to learn")
	desk.see(path, "Officer 5")

	desk.see(path+"/check", "Required papers complete: 0 of 4")
	desk.refused(path+"/check", "Say in the note", "version", "5")
	desk.decide(path+"/check", "note", "papers follow")
	desk.see(path, "checked", "papers follow")
	if answer := desk.get(path + "/approve"); answer.Status != http.StatusForbidden {
		t.Errorf("the desk may open the approval: status %d", answer.Status)
	}
	leader := h.as(t, account.Leader)
	leader.see(path, path+"/approve")
	leader.decide(path+"/approve", "step", "office-head", "done_on", "31/10/2026", "done_by", "Head of the office")
	leader.see(path, "approved", "test-leader")
	desk.decide(path + "/sign")
	signed := desk.see(path, "Edition 1", "unaltered", "none yet", path+"/signed/1")
	if !regexp.MustCompile(`[0-9a-f]{64}`).MatchString(signed) {
		t.Error("the signed list shows no hash")
	}
	desk.see("/nominations?status=pending", "4 nominations wait")
	file := desk.get(path + "/signed/1")
	if file.Status != http.StatusOK || !strings.Contains(file.Body, `"approved_by":"test-leader"`) {
		t.Errorf("the signed edition: status %d\n%s", file.Status, file.Body)
	}

	desk.see(path + "/certificate")
	desk.submitted(path+"/certificate", "reference", "C-1", "issued_on", "31/10/2026")
	desk.see(path, "C-1", "valid")
	desk.refused(path+"/pin", "frozen", "version", "8", "officer", "3", "post", "1", "reason", "late")
	desk.decide(path+"/reopen", "reason", "officer 8 is ill")
	desk.see(path, "The certificate of no adverse record C-1 is void since", "officer 8 is ill", "draft")
	desk.see(path+"/history", "List reopened", "officer 8 is ill", "Approved by a second person")
}

func TestThePreparerCannotApprove(t *testing.T) {
	h, _, call := slateHouse(t)
	chief := h.as(t, account.Administrator)
	path := chief.submitted(call + "/slates")
	chief.decide(path+"/check", "note", "papers follow")
	chief.see(path+"/approve", "Who had a hand in a list cannot approve it")
	answer := chief.post(path+"/approve", "version", "3", "step", "office-head", "done_on", "31/10/2026", "done_by", "me")
	if answer.Status != http.StatusForbidden || !strings.Contains(answer.Body, "A second person must") {
		t.Errorf("status %d", answer.Status)
	}
	leader := h.as(t, account.Leader)
	leader.decide(path+"/return", "reason", "ask officer 4 again")
	leader.see(path, "draft")
}

func TestSlidersTryFloorsWithoutKeepingThem(t *testing.T) {
	_, desk, call := slateHouse(t)
	path := desk.submitted(call + "/slates")
	desk.see(path+"?f0=75", "3 of 4 (75.0\u00a0%) women", "Only tried, nothing is kept", path+"/floors?f0=75")
	desk.see(path, "1 of 4 (25.0\u00a0%) women")
	desk.refused(path+"/floors", "Give the reason", "version", "2", "f0", "75")
	desk.decide(path+"/floors?f0=75", "reason", "the ministry's aim")
	desk.see(path, "3 of 4 (75.0\u00a0%) women; the aim is 75.0\u00a0%")

	rules := []string{"floor0", "75", "weight0", "10", "group", "all", "attribute", "veteran", "amount", "1", "measure", "people", "weight", "3",
		"home_cap", "3", "home_measure", "people", "apart_a", "N-4", "apart_b", "N-3", "apart_reason", "a couple", "seed", "7"}
	desk.refused(path+"/rules", "Give the reason", append(rules, "version", "3")...)
	desk.refused(path+"/rules", "whole number from 1 to 1000", "version", "3", "reason", "x", "floor0", "75", "weight0", "0")
	desk.decide(path+"/rules", append(rules, "reason", "as agreed")...)
	desk.see(path, "3 of 4 places filled", "Veterans of missions, whole list", "1 short")
	desk.see(path+"/rules", "a couple")
}

func TestWhyAndWhyNot(t *testing.T) {
	h, desk, call := slateHouse(t)
	h.write(t, "UPDATE officer SET passport_expires = '2026-12-01' WHERE id = 6")
	path := desk.submitted(call + "/slates")
	desk.see(path+"/why", "Name an officer and a post")
	desk.see(path+"/why?officer=10&post=1", "On the list, in this post")
	desk.see(path+"/why?officer=7&post=1", "Eligible. Choosing this officer", "Who would go")
	desk.see(path+"/why?number=N-6&post=1", "Not eligible for this post", "Passport")
	desk.see(path+"/why?number=nobody&post=1", "No officer in service has the number or name")
}

// A floor that cannot be met shows the cheapest remedy; once what it asks for
// is on record the list meets the floor.
func TestARemedyIsShownTriedAndRecorded(t *testing.T) {
	h, desk, call := slateHouse(t)
	h.write(t, "UPDATE officer SET passport_expires = '2026-12-01' WHERE woman = 1")
	path := desk.submitted(call + "/slates")
	page := desk.see(path, "0 of 4 (0.0\u00a0%) women", "Women, whole list, 25.0\u00a0%: 1 short", "These rules together keep it so", "The cheapest remedy costs 2 days of work", path+"/remedy?floor=0")
	record := regexp.MustCompile(`/officers/(\d+)/edit#f-passport_expires`).FindStringSubmatch(page)
	if record == nil {
		t.Fatal("no link leads to where the passport is recorded")
	}
	desk.see(path+"/remedy?floor=0", "1 of 4 (25.0\u00a0%) women", "comes", "goes")
	desk.refused(path+"/remedy?floor=0", "until the tour begins", "version", "2", "due", "02/02/2027")
	desk.decide(path+"/remedy?floor=0", "due", "01/01/2027", "note", "by the new year")
	measure := regexp.MustCompile(path + `/measures/\d+`).FindString(desk.see(path, "Still to do: 1 of 1", "by the new year", "planned", "format=csv"))
	desk.see(measure, "/officers/"+record[1]+"/edit#f-passport_expires")
	desk.submitted(measure, "was", "", "due", "01/01/2027", "done_on", "31/10/2026", "note", "renewed")
	desk.see(path, "Still to do: 0 of 1", "done on 31 October 2026", "not on record yet")
	if answer := desk.get(path + "/measures?format=csv"); answer.Status != http.StatusOK || !strings.Contains(answer.Body, "renewed") {
		t.Errorf("the export: status %d\n%s", answer.Status, answer.Body)
	}
	h.write(t, "UPDATE officer SET passport_expires = '2032-01-01' WHERE id = "+record[1])
	desk.submitted("/officers/"+record[1]+"/availability/new", "willing", "true", "from", "01/10/2026", "consent_on", "01/10/2026", "version", "1")
	desk.see(path, "The record has changed since this list was proposed")
	desk.submitted(path + "/propose?version=2")
	desk.see(path, "1 of 4 (25.0\u00a0%) women", "proved best", "on record: eligible")
	if answer := desk.get(path + "/remedy?floor=0"); answer.Status != http.StatusNotFound || !strings.Contains(answer.Body, "This floor is met") {
		t.Errorf("a floor that is met: status %d", answer.Status)
	}
}

// Where more could be trained or renewed than a remedy is looked for among, the
// page says so.
func TestARemedySaysAmongHowManyItWasLookedFor(t *testing.T) {
	h, desk, call := slateHouse(t)
	for id := 101; id <= 160; id++ {
		h.write(t, `INSERT INTO officer (id, service_number, full_name, name_key, search_key, woman, birth_date, rank_code, rank_order, rank_since,
			home_unit_id, enlisted_on, passport_expires, medical_status, medical_expires, national_clearance)
			VALUES (?, ?, 'Officer More', ?, 'officer more', 1, '1990-01-01', 'CPT', 9, '2024-01-01', 1, '2012-01-01', '2026-12-01', 'fit', '2028-01-01', 'cleared')`,
			id, fmt.Sprintf("N-%d", id), []byte{byte(id)})
		h.write(t, "INSERT INTO officer_specialism (officer_id, specialism, years) VALUES (?, 'operations', 5)", id)
		h.write(t, "INSERT INTO availability (officer_id, willing, from_date) VALUES (?, 1, '2026-01-01')", id)
	}
	h.write(t, "UPDATE officer SET passport_expires = '2026-12-01' WHERE woman = 1")
	path := desk.submitted(call + "/slates")
	desk.see(path, "1 short", "The cheapest remedy costs 2 days of work", "the cheapest 50 of 64 possible trainings, renewals and waivers")
	desk.inVietnamese()
	desk.see(path, "Chỉ xét 50 việc")
}

func TestWhereTheTimeEndsNothingIsClaimed(t *testing.T) {
	h, desk, call := slateHouse(t)
	h.write(t, "UPDATE officer SET passport_expires = '2026-12-01' WHERE woman = 1")
	path := desk.submitted(call + "/slates")
	for query, want := range map[string]string{"?floor=0": "The time of 20 seconds ended", "?floor=0&wait=long": "Even 3 minutes did not do"} {
		r := httptest.NewRequest(http.MethodGet, path+"/remedy"+query, nil)
		r.SetPathValue("id", "1")
		c, err := h.slateScene(r, account.Actor{Login: "desk", Role: account.Desk})
		if err != nil {
			t.Fatal(err)
		}
		v, err := c.remedyView(r, 0, nil, c.planForm(0)) // the engine did not answer in the time
		if err != nil || v.Notice == nil || v.Form != nil || v.Result != nil {
			t.Fatalf("%+v, %v", v, err)
		}
		text := v.Notice.Text(h.catalogue.In(locale.English))
		if !strings.Contains(text, want) || !strings.Contains(text, "Nothing is known yet") || v.Notice.Links[0].Href != path+"/remedy?floor=0&wait=long" {
			t.Errorf("%s: %s %s", query, text, v.Notice.Links[0].Href)
		}
	}
}

// One officer could sit in either of two seats: that leaves one empty, not none.
func TestOneOfficerFillsOneSeatOfTheRotationAfter(t *testing.T) {
	h, desk, _ := slateHouse(t)
	h.ensureUnit(t)
	h.write(t, `INSERT INTO seat (id, unit_id, number, element, title_key, tier, rank_from, rank_to, specialism)
		VALUES (11, 1, 1, 'command', 'unit.title.commander', 'command', 'CPT', 'COL', ''), (12, 1, 2, 'tactical-1', 'Own title', '', '', '', '')`)
	h.write(t, "UPDATE officer SET medical_expires = '2032-01-01'")
	h.write(t, "UPDATE officer SET passport_expires = '2028-06-01' WHERE id <> 1")
	path := desk.submitted("/units/1/slates", "name", "R1", "expected_from", "01/05/2027", "expected_to", "01/05/2028")
	desk.see(path+"/next", "1 of 2 seats stays empty by today&#39;s record; renewals and training leave 0 empty", "1 empty", "one officer takes one seat")
	desk.inVietnamese()
	desk.see(path+"/next", "để trống 1/2 vị trí", "mỗi người một vị trí")
}

func TestAUnitsSignedListIsSeated(t *testing.T) {
	h, desk, _ := slateHouse(t)
	h.ensureUnit(t)
	h.write(t, `INSERT INTO seat (id, unit_id, number, element, title_key, tier, rank_from, rank_to, specialism)
		VALUES (11, 1, 1, 'command', 'unit.title.commander', 'command', 'CPT', 'COL', 'operations'), (12, 1, 2, 'tactical-1', 'Own title', '', '', '', '')`)
	h.write(t, "INSERT INTO seat_holder (seat_id, officer_id, from_date) VALUES (11, 2, '2026-01-01')")
	h.write(t, "UPDATE officer SET medical_expires = '2032-01-01'")
	h.write(t, "UPDATE officer SET passport_expires = '2026-12-01' WHERE id = 2")
	path := desk.submitted("/units/1/slates", "name", "R1", "expected_from", "01/05/2027", "expected_to", "01/05/2028")
	desk.see(path, "The unit is bound to no mission", "/units/1/edit#f-mission", "Passport: Expired on 1 December 2026", path+"/next")
	if answer := desk.get(path + "/seat"); answer.Status == http.StatusOK || !strings.Contains(answer.Body, "The list is a draft") {
		t.Errorf("a draft is seated: status %d", answer.Status)
	}
	desk.see(path+"/next", "all 2 seats can be filled, each by another officer", "1 May 2028 to 2 May 2029", "of them on this list: 2")
	desk.decide(path+"/check", "note", "as it is")
	leader := h.as(t, account.Leader)
	leader.see("/", "1 list waits for a second person", path+"/approve")
	leader.decide(path+"/approve", "step", "office-head", "done_on", "31/10/2026", "done_by", "Head of the office")
	desk.decide(path + "/sign")
	desk.see(path, "no nominations were entered", "2 come, 1 leave, 0 change seats and 0 stay on 1 May 2027", path+"/seat")
	preview := desk.see(path+"/seat", "Nothing is written yet", "Officer 2", "Own title", "comes", "goes")
	mark := regexp.MustCompile(`name="mark" value="([0-9a-f]{64})"`).FindStringSubmatch(preview)
	if mark == nil {
		t.Fatal("nothing is confirmed")
	}
	desk.refused(path+"/seat", mark[1], "edition", "2", "mark", "stale")
	desk.submitted(path+"/seat", "edition", "1", "mark", mark[1])
	desk.see(path, "from 1 May 2027, 2 officers hold theirs")
	desk.see("/units/1", "until 1 May 2027", "from 1 May 2027: Officer")
	desk.submitted(path+"/seat", "edition", "1", "mark", mark[1])
	desk.see(path+"/seat", "from 1 May 2027, 2 officers hold theirs")
	desk.see(path+"/history", "Signed list written into the unit&#39;s seats")
	desk.inVietnamese()
	desk.see(path+"/seat", "2 cán bộ giữ vị trí")
	desk.see(path+"/next", "lấp đủ cả 2 vị trí")
}

func TestTheOverviewTellsOfDraftsWhoseCallCloses(t *testing.T) {
	h, desk, call := slateHouse(t)
	desk.submitted(call + "/slates")
	h.write(t, "UPDATE call SET deadline = '2026-11-03' WHERE id = 1")
	desk.see("/", "still a draft, and its call UN/1 closes on 3 November 2026")
	h.write(t, "UPDATE call SET deadline = '2026-10-20' WHERE id = 1")
	desk.see("/", "was to be answered by 20 October 2026")
}

func TestAUnitsRotationIsPlanned(t *testing.T) {
	h, desk, _ := slateHouse(t)
	h.ensureUnit(t)
	h.write(t, `INSERT INTO seat (id, unit_id, number, element, title_key, tier, rank_from, rank_to, specialism)
		VALUES (11, 1, 1, 'command', 'unit.title.commander', 'command', 'CPT', 'COL', 'operations'), (12, 1, 2, 'command', 'Own title', '', 'COL', '', '')`)
	h.write(t, "INSERT INTO seat_holder (seat_id, officer_id, from_date) VALUES (11, 2, '2026-01-01')")
	desk.see("/units/1", "/units/1/slates")
	desk.see("/units/1/slates", "for all 2 seats")
	desk.refused("/units/1/slates", "Give the slate a name", "expected_from", "01/05/2027", "expected_to", "01/05/2028")
	desk.refused("/units/1/slates", "after it, the last", "name", "R1", "expected_from", "01/05/2027", "expected_to", "01/05/2026")
	path := desk.submitted("/units/1/slates", "name", "R1", "expected_from", "01/05/2027", "expected_to", "01/05/2028")
	desk.see(path, "1 of 2 places filled", "Gaps of this rotation", "Own title", "Present holders whom the list does not keep", "Officer 2")
	desk.decide(path+"/leave?post=command|Own+title||COL||", "post", "command|Own title||COL||", "places", "1", "reason", "no colonel is free")
	desk.see(path, "1 of 1 places filled", "1 place left empty", "no colonel is free")
	desk.inVietnamese()
	desk.see(path, "Đã có người 1/1 chỗ", "Chỗ thiếu của đợt luân phiên này")
	if answer := desk.get(path + "/export?format=csv"); answer.Status != http.StatusOK || !strings.Contains(answer.Body, "Officer") {
		t.Errorf("the export: status %d\n%s", answer.Status, answer.Body)
	}
	if answer := desk.get(path + "/instance"); answer.Status != http.StatusOK || strings.Contains(answer.Body, "Officer 2") {
		t.Errorf("the instance holds names, or status %d", answer.Status)
	}
}

// furnishSlates takes slates to the states that the demonstration has none of,
// and returns their addresses.
func (h *house) furnishSlates(t *testing.T) []string {
	t.Helper()
	var call string
	err := h.DB.Read(t.Context(), func(tx *database.Tx) error {
		return tx.QueryRow(t.Context(), "SELECT id FROM call WHERE status = 'open' AND unit_id IS NULL ORDER BY deadline LIMIT 1").Scan(&call)
	})
	if err != nil {
		t.Fatal(err)
	}
	desk, leader := h.as(t, account.Desk), h.as(t, account.Leader)
	make := func() string { return desk.submitted("/calls/" + call + "/slates") }
	pinned, checked, approved := make(), make(), make()
	row := regexp.MustCompile(`/slates/\d+/pin\?officer=\d+&amp;post=\d+`).FindString(desk.page(pinned))
	desk.decide(strings.ReplaceAll(row, "&amp;", "&"), "reason", "speaks the local language")
	for _, path := range []string{checked, approved} {
		desk.decide(path+"/check", "note", "papers follow")
	}
	leader.decide(approved+"/approve", "step", "office-head", "done_on", "31/10/2026", "done_by", "Head of the office")
	signed := make()
	desk.decide(signed+"/check", "note", "papers follow")
	leader.decide(signed+"/approve", "step", "office-head", "done_on", "31/10/2026", "done_by", "Head of the office")
	desk.decide(signed + "/sign")
	h.write(t, `INSERT INTO slate_measure (slate_id, officer_id, post, what, cost, due_on, planned_on, planned_by)
		SELECT slate_id, officer_id, post, 'passport', 2, '2026-11-20', '2026-10-31', 'desk' FROM slate_line WHERE slate_id = CAST(? AS INTEGER) ORDER BY officer_id LIMIT 1`,
		strings.TrimPrefix(pinned, "/slates/"))
	unit := desk.submitted("/units/1/slates", "name", "R1", "expected_from", "01/05/2027", "expected_to", "01/05/2028")
	desk.decide(unit+"/check", "note", "as it is")
	leader.decide(unit+"/approve", "step", "office-head", "done_on", "31/10/2026", "done_by", "Head of the office")
	desk.decide(unit + "/sign")
	return []string{unit, unit + "/seat", pinned + "?f0=60", checked, approved, signed, "/slates/2", "/slates/3"} // the last two are the demonstration's
}
