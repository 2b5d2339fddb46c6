package web

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"
	"testing"

	"beret/internal/account"
)

// packHouse is a house with a slate of a call, as it was signed, of two
// officers; their papers, passport names and the certificate are missing.
func packHouse(t testing.TB) *house {
	t.Helper()
	h := tourHouse(t)
	h.write(t, `INSERT INTO call (id, reference, note_verbale, title, mission, category, received_on, deadline, expected_from, expected_to, status, women_num, women_den)
		VALUES (5, 'DPO/2026/7', 'NV/7', 'Advisers', 'UNMISS', 'ipo', '2026-09-01', '2026-11-15', '2026-12-01', '2027-12-01', 'open', 25, 100)`)
	h.write(t, `INSERT INTO call_post (id, call_id, number, title, count, requirement) VALUES (8, 5, 1, 'Adviser', 2, '{}')`)
	h.write(t, `INSERT INTO call_document (id, call_id, document, scope, required) VALUES (3, 5, 'easp', 'nominee', 1)`)
	h.write(t, `INSERT INTO slate (id, call_id, name, expected_from, expected_to, rules, status, created_on, created_by, prepared_by)
		VALUES (2, 5, 'October list', '2026-12-01', '2027-12-01', '{}', 'signed', '2026-10-01', 'desk', 'desk')`)
	content := `{"format":"beret-slate-1","slate":2,"edition":1,"name":"October list","call":"DPO/2026/7","mission":"UNMISS","category":"ipo",
		"expected":{"from":"2026-12-01","to":"2027-12-01"},"places":[{"post":"8","title":"Adviser","places":2,"nominees":[
		{"officer":1,"service_number":"T-1","name":"Nguyễn Thị Thử","woman":true,"rank":"CPT","score":700},
		{"officer":2,"service_number":"T-2","name":"Trần Văn Mẫu","woman":false,"rank":"CPT","score":600}]}],"rules":{}}`
	h.write(t, `INSERT INTO slate_signed (slate_id, edition, content, sha256, signed_on, signed_by, prepared_by) VALUES (2, 1, ?, ?, '2026-10-20', 'boss', 'desk')`, content, hashOf(content))
	return h
}

func hashOf(content string) string {
	sum := sha256.Sum256([]byte(content))
	return hex.EncodeToString(sum[:])
}

// completePack closes every gap of packHouse.
func (h *house) completePack(t testing.TB) {
	t.Helper()
	h.write(t, `UPDATE officer SET passport_name = 'NGUYEN THI THU' WHERE id = 1`)
	h.write(t, `UPDATE officer SET passport_name = 'TRAN VAN MAU' WHERE id = 2`)
	h.write(t, `INSERT INTO call_paper (call_document_id, officer_id, state, changed_on) VALUES (3, 1, 'accepted', '2026-10-02'), (3, 2, 'accepted', '2026-10-02')`)
	h.write(t, `INSERT INTO slate_certificate (slate_id, sha256, reference, issued_on, issued_by) SELECT 2, sha256, 'CN/9', '2026-10-21', 'desk' FROM slate_signed`)
}

func TestPackFromDraftToSent(t *testing.T) {
	h := packHouse(t)
	desk := h.as(t, account.Desk)
	desk.see("/slates/2/pack", "The pack is a draft: 3 things are missing", "no certificate of no adverse record", "/slates/2/certificate",
		"2 nominees have no passport name", "papers of 2 nominees are incomplete", "/calls/5/papers", "/slates/2/pack/note-verbale.docx", "1 of 2")
	desk.see("/slates/2/send")
	sending := []string{"version", "1", "recipient", "Police Division", "basis", "nomination under the agreement", "content", "note verbale", "sent_on", "21/10/2026"}
	desk.refused("/slates/2/send", "There is no certificate", sending...)

	h.completePack(t)
	desk.see("/slates/2/pack", "The pack is complete: 2 nominees", "CN/9", "edition 1, signed on 20 October 2026", "/slates/2/send")
	desk.refused("/slates/2/send", "Say for which purpose", "version", "1", "recipient", "Police Division", "content", "note verbale", "sent_on", "21/10/2026")
	desk.submitted("/slates/2/send", sending...)
	desk.see("/slates/2/pack", "Sent to Police Division on 21 October 2026", "What was sent about 2 officers is recorded")
	desk.see("/transfers?slate=2&call=&text=thu&from=01/10/2026&to=31/10/2026", "1 record of facts sent abroad", "nomination under the agreement", "/slates/2/pack")
	desk.see("/officers/1", "Sent abroad about this person", "Police Division")
	own := h.as(t, account.Officer)
	if body := own.see("/officers/1", "Sent abroad about this person", "nomination under the agreement"); strings.Contains(body, "/slates/2") {
		t.Error("an officer is led to a slate")
	}
	file := desk.get("/transfers/export?format=csv")
	if file.Status != http.StatusOK || strings.Count(file.Body, "Police Division") != 2 {
		t.Errorf("the export has status %d:\n%s", file.Status, file.Body)
	}
	desk.inVietnamese()
	desk.see("/slates/2/pack", "Bộ hồ sơ đã đầy đủ: 2 ứng viên")
	desk.see("/transfers", "2 ghi nhận")
}

func TestFilesOfThePack(t *testing.T) {
	h := packHouse(t)
	h.completePack(t)
	desk := h.as(t, account.Desk)
	for name, begin := range map[string]string{"note-verbale.pdf": "%PDF", "certificate.docx": "PK", "nominees.xlsx": "PK", "to-trinh.pdf": "%PDF", "cong-van.docx": "PK", "cong-van.pdf": "%PDF"} {
		answer := desk.get("/slates/2/pack/" + name)
		if answer.Status != http.StatusOK || !strings.HasPrefix(answer.Body, begin) || !strings.Contains(answer.Header.Get("Content-Disposition"), name) {
			t.Errorf("%s: status %d, %v", name, answer.Status, answer.Header)
		}
	}
	all := desk.get("/slates/2/pack/all-papers.zip")
	z, err := zip.NewReader(bytes.NewReader([]byte(all.Body)), int64(len(all.Body)))
	if err != nil || len(z.File) != 20 {
		t.Errorf("the archive: %v", err)
	}
	for path, want := range map[string]int{"/slates/2/pack/certificate.xlsx": http.StatusNotFound, "/slates/9/pack/nominees.pdf": http.StatusNotFound} {
		if answer := desk.get(path); answer.Status != want {
			t.Errorf("%s: status %d", path, answer.Status)
		}
	}
	boss := h.as(t, account.Leader)
	if body := boss.see("/slates/2/pack", "The pack is complete"); strings.Contains(body, "note-verbale.pdf\"") {
		t.Error("a leader is offered the papers' files")
	}
	if answer := boss.get("/slates/2/pack/nominees.pdf"); answer.Status != http.StatusForbidden {
		t.Errorf("a leader gets papers: status %d", answer.Status)
	}
}

// A list that is not signed has papers too, marked as drafts.
func TestPackOfADraft(t *testing.T) {
	h := packHouse(t)
	h.write(t, `UPDATE slate SET status = 'draft' WHERE id = 2`)
	h.write(t, `INSERT INTO slate_line (slate_id, post, officer_id, score, proposed) VALUES (2, '8', 1, 700, 1)`)
	desk := h.as(t, account.Desk)
	desk.see("/slates/2/pack", "not signed", "The list is not signed", "1 of 1")
	if answer := desk.get("/slates/2/pack/note-verbale.pdf"); answer.Status != http.StatusOK {
		t.Errorf("status %d", answer.Status)
	}
}

// The demonstration has sent a list, so that a newcomer sees what is kept of it.
func TestDemonstrationHasSentAList(t *testing.T) {
	desk := demoHouse(t).as(t, account.Desk)
	desk.see("/transfers", "4 records", "generated for the demonstration", "/slates/2/pack")
	desk.see("/slates/2/pack", "Sent to Police Division")
}
