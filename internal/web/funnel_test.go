package web

import (
	"net/http"
	"strings"
	"testing"

	"beret/internal/account"
)

// funnelHouse is a house with a call of which five officers were told: a woman
// declined, a woman failed the driving test, a man was deployed, a man waits,
// a man gave no answer.
func funnelHouse(t testing.TB) *house {
	t.Helper()
	h := tourHouse(t)
	for id, woman := range map[int]int{3: 1, 4: 0, 5: 0} {
		h.write(t, `INSERT INTO officer (id, service_number, full_name, name_key, search_key, woman, birth_date, rank_code, rank_order, home_unit_id)
			VALUES (?, ?, 'Lê Thử', x'05', 'le thu', ?, '1988-01-01', 'CPT', 8, 1)`, id, "T-"+idValue(int64(id)), woman)
	}
	h.write(t, `INSERT INTO officer_language (officer_id, language, level) VALUES (3, 'en', 'B2')`)
	h.write(t, `INSERT INTO call (id, reference, mission, category, received_on, deadline, expected_from, expected_to, status)
		VALUES (5, 'DPPA/2026/7', 'UNMISS', 'ipo', '2026-01-01', '2026-02-01', '2026-06-01', '2027-06-01', 'closed')`)
	h.write(t, `INSERT INTO call_told (call_id, officer_id, told_on, answer, answered_on) VALUES (5, 1, '2026-01-05', 'declined', '2026-01-06'),
		(5, 2, '2026-01-05', 'interested', '2026-01-06'), (5, 3, '2026-01-05', 'interested', '2026-01-06'), (5, 4, '2026-01-05', 'interested', '2026-01-06'), (5, 5, '2026-01-05', '', NULL)`)
	h.write(t, `INSERT INTO nomination (id, officer_id, category, mission, nominated_on, expected_from, expected_to, status, call_id) VALUES
		(1, 3, 'ipo', 'UNMISS', '2026-01-20', '2026-06-01', '2027-06-01', 'pending', 5), (2, 2, 'ipo', 'UNMISS', '2026-01-20', '2026-06-01', '2027-06-01', 'deployed', 5),
		(3, 4, 'ipo', 'UNMISS', '2026-01-20', '2026-06-01', '2027-06-01', 'pending', 5)`)
	h.write(t, `INSERT INTO nomination_step (nomination_id, step, passed, happened_on) VALUES (1, 'registered', 1, '2026-02-01'), (1, 'driving', 0, '2026-02-02'),
		(3, 'registered', 1, '2026-02-01')`)
	return h
}

func TestFunnelBySex(t *testing.T) {
	h := funnelHouse(t)
	desk := h.as(t, account.Desk)
	desk.see("/funnel", "Women fall behind most after “registered”: 0 of 1 (0.0\u00a0%) women went on, 1 of 1", "women below 4/5", "One person would turn",
		"/funnel/people?fate=lost&amp;sex=women&amp;stage=registered", "<svg", "1 waits")
	desk.see("/funnel/people?stage=registered&sex=women&fate=lost", "registered: 1 person", "T-3", "ended here", "/nominations/1")
	desk.see("/funnel/people?stage=told&fate=", "told of the call: 5 people", "came to: deployed")
	desk.see("/funnel?by=test", "Driving", "0 of 1", "/funnel/people?sex=women&amp;test=driving")
	desk.see("/funnel/people?test=driving&sex=women", "T-3", "failed")
	desk.see("/funnel?by=call", "DPPA/2026/7 · UNMISS", "/funnel?call=5")
	desk.see("/funnel?by=unit", "Test department", "/funnel?unit=1")
	desk.see("/funnel?by=language", "English", "No language on record", "counted in both")
	desk.see("/funnel?call=5&mission=UNMISS&unit=1&language=en&from=01/01/2026&to=05/01/2026", "0 of 1")
	desk.see("/funnel?mission=UNISFA", "Nobody was told of a call")
	if answer := desk.get("/funnel/people?stage=sold"); answer.Status != http.StatusNotFound {
		t.Errorf("an unknown stage: status %d", answer.Status)
	}
	file := desk.get("/funnel/export?by=call&format=csv")
	if file.Status != http.StatusOK || !strings.Contains(file.Body, "DPPA/2026/7 · UNMISS,registered,woman,1,0,0,0,1,0,") {
		t.Errorf("the export has status %d:\n%s", file.Status, file.Body)
	}
	people := desk.get("/funnel/people/export?stage=told&sex=women&format=csv")
	if people.Status != http.StatusOK || !strings.Contains(people.Body, "T-3") || strings.Contains(people.Body, "T-2") {
		t.Errorf("the people's export has status %d:\n%s", people.Status, people.Body)
	}
	desk.inVietnamese()
	desk.see("/funnel?by=test", "Nữ giảm nhiều nhất sau bước “đã đăng ký”")
	if answer := h.as(t, account.Partner).get("/funnel"); answer.Status != http.StatusForbidden {
		t.Errorf("a partner sees the funnel: status %d", answer.Status)
	}
}
