package web

import (
	"bytes"
	"context"
	"mime/multipart"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"beret/internal/account"
	"beret/internal/database"
)

// uploadRoster sends a roster and choices as a browser does, and returns the reply.
func (v *visitor) uploadRoster(path, name, content string, choices ...string) reply {
	v.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	if name != "" {
		part, err := form.CreateFormFile("file", name)
		if err != nil {
			v.t.Fatal(err)
		}
		part.Write([]byte(content))
	}
	for _, choice := range choices {
		form.WriteField(choice, "1")
	}
	form.Close()
	request, err := http.NewRequest(http.MethodPost, v.house.address+path, &body)
	if err != nil {
		v.t.Fatal(err)
	}
	request.Header.Set("Content-Type", form.FormDataContentType())
	request.Header.Set("Sec-Fetch-Site", "same-origin")
	return v.do(request)
}

// settle asks for a job's page until it is no longer under way.
func (v *visitor) settle(path string) reply {
	v.t.Helper()
	for range 500 {
		answer := v.get(path)
		if !strings.Contains(answer.Body, "data-poll") {
			return answer
		}
		checkPage(v.t, v.house, path, answer.Body)
		time.Sleep(10 * time.Millisecond)
	}
	v.t.Fatal("the job does not end")
	return reply{}
}

func (h *house) officers(t *testing.T) (n int) {
	t.Helper()
	err := h.DB.Read(context.Background(), func(tx *database.Tx) error {
		return tx.QueryRow(context.Background(), "SELECT count(*) FROM officer").Scan(&n)
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

const pageRoster = "Số hiệu;Họ và tên;Giới tính;Ngày sinh;Cấp bậc;Đơn vị;Nhóm máu\n" +
	"X-1;Nguyễn Thị Mẫu;Nữ;01/02/1991;4/;Cục Đối ngoại;O\n" +
	"X-2;Trần Văn Mẫu;Nam;1985-06-05;Trung tá;Cục Đối ngoại;A\n" +
	"X-3;Phạm Văn Thí;Nam;03/04/1990;Đô đốc;Cục Đối ngoại;<script>\n"

func TestRosterFromUploadToDone(t *testing.T) {
	h := newHouse(t)
	v := h.as(t, account.Desk)
	ask := v.get("/roster/import")
	checkPage(t, h, "/roster/import", ask.Body)

	answer := v.uploadRoster("/roster/import", "danh sách.csv", pageRoster)
	place := answer.Header.Get("Location")
	if answer.Status != http.StatusSeeOther || !strings.HasPrefix(place, "/roster/import/") {
		t.Fatalf("status %d, location %q", answer.Status, place)
	}
	look := v.settle(place)
	checkPage(t, h, place, look.Body)
	for _, said := range []string{"This file would change nothing", "Rejected rows, 3 of 3", "is not a home unit of the record", "Nhóm máu"} {
		if !strings.Contains(look.Body, said) {
			t.Errorf("the dry run does not say %q", said)
		}
	}

	if again := v.post(place+"/look", "create_units", "1"); again.Status != http.StatusSeeOther {
		t.Fatalf("again: status %d\n%s", again.Status, again.Body)
	}
	look = v.settle(place)
	checkPage(t, h, place, look.Body)
	for _, said := range []string{"2 officers would be new or changed", "One home unit is new: Cục Đối ngoại", "Rank: “Đô đốc” is not known", "Bring in 2 officers"} {
		if !strings.Contains(look.Body, said) {
			t.Errorf("the second dry run does not say %q", said)
		}
	}
	if h.officers(t) != 0 {
		t.Error("a dry run wrote something")
	}
	rejects := v.get(place + "/rejects")
	if !strings.HasPrefix(rejects.Body, "PK") || !strings.Contains(rejects.Header.Get("Content-Disposition"), "rejects.xlsx") {
		t.Errorf("rejects: %v", rejects.Header)
	}

	v.post(place + "/take")
	done := v.settle(place)
	checkPage(t, h, place, done.Body)
	if !strings.Contains(done.Body, "2 officers were brought in") || h.officers(t) != 2 {
		t.Errorf("%d officers\n%s", h.officers(t), done.Body)
	}
	v.post(place + "/take") // a second click does nothing
	if v.settle(place); h.officers(t) != 2 {
		t.Error("brought in twice")
	}

	export := v.get("/roster/export/officers.csv")
	if !strings.Contains(export.Body, "X-1,Nguyễn Thị Mẫu,Woman,1991-02-01,Captain,") {
		t.Errorf("export: %s", export.Body)
	}
	if page := v.get("/roster/export"); page.Status != http.StatusOK {
		t.Errorf("export page: %d", page.Status)
	} else {
		checkPage(t, h, "/roster/export", page.Body)
	}
	for _, link := range templateLinks() {
		if answer := v.get(link.Href); answer.Status != http.StatusOK || len(answer.Body) < 100 {
			t.Errorf("%s: status %d", link.Href, answer.Status)
		}
	}
}

func TestRosterUploadsAreTheUploadersOwn(t *testing.T) {
	h := newHouse(t)
	v, other := h.as(t, account.Desk), h.as(t, account.Administrator)
	place := v.uploadRoster("/roster/import", "a.csv", pageRoster, "create_units").Header.Get("Location")
	v.settle(place)
	for _, path := range []string{place, place + "/rejects"} {
		if answer := other.get(path); answer.Status != http.StatusNotFound {
			t.Errorf("%s: another user gets status %d", path, answer.Status)
		}
	}
	if answer := other.post(place + "/take"); answer.Status != http.StatusNotFound || h.officers(t) != 0 {
		t.Errorf("another user takes it in: %d", answer.Status)
	}
	job, err := h.rosters.find(account.Actor{UserID: 1}, strings.TrimPrefix(place, "/roster/import/"))
	if err != nil {
		t.Fatal(err)
	}
	folder, err := os.Stat(job.folder)
	if err != nil || folder.Mode().Perm() != 0o700 {
		t.Errorf("the folder is %v, %v", folder, err)
	}
	if file, err := os.Stat(job.path(rosterFile)); err != nil || file.Mode().Perm() != 0o600 {
		t.Errorf("the file is %v, %v", file, err)
	}
	v.post(place + "/discard")
	if _, err := os.Stat(job.folder); !os.IsNotExist(err) {
		t.Error("the upload stays after it was discarded")
	}
	if answer := v.get(place); answer.Status != http.StatusNotFound {
		t.Errorf("discarded, but status %d", answer.Status)
	}
}

func TestRosterThatIsRefused(t *testing.T) {
	h := newHouse(t)
	v := h.as(t, account.Desk)
	for _, c := range []struct{ rule, name, content, said string }{
		{"a table without the columns", "a.csv", "Name,Remarks\nA,B\n", "The column “Date of birth” is missing"},
		{"something else by the name of a workbook", "a.xlsx", "PK\x03\x04 no archive", "Nothing was changed."},
		{"an empty file", "a.csv", "", "Nothing was changed."},
	} {
		answer := v.uploadRoster("/roster/import", c.name, c.content)
		page := v.settle(answer.Header.Get("Location"))
		checkPage(t, h, c.rule, page.Body)
		if !strings.Contains(page.Body, c.said) {
			t.Errorf("%s: not said: %q\n%s", c.rule, c.said, page.Body)
		}
	}
	if answer := v.uploadRoster("/roster/import", "", ""); answer.Status != http.StatusUnprocessableEntity || !strings.Contains(answer.Body, "Choose a file.") {
		t.Errorf("no file: status %d", answer.Status)
	}
	for range rosterJobs {
		v.uploadRoster("/roster/import", "a.csv", pageRoster)
	}
	if answer := v.uploadRoster("/roster/import", "a.csv", pageRoster); answer.Status != http.StatusUnprocessableEntity {
		t.Errorf("too many: status %d", answer.Status)
	}
	h.rosters.close()
}

// RosterVariable names the address at which TestRosterForTheEye serves a house
// with waiting rosters for a look with a browser, until the test's deadline.
const RosterVariable = "BERET_ROSTER_PAGES"

func TestRosterForTheEye(t *testing.T) {
	address := os.Getenv(RosterVariable)
	if address == "" {
		t.Skip(RosterVariable + " is not set")
	}
	h := newHouse(t)
	v := h.as(t, account.Desk)
	place := v.uploadRoster("/roster/import", "danh sách.csv", pageRoster, "create_units").Header.Get("Location")
	v.settle(place)
	done := v.uploadRoster("/roster/import", "quý 3.csv", strings.ReplaceAll(pageRoster, "X-", "Y-"), "create_units").Header.Get("Location")
	v.settle(done)
	v.post(done + "/take")
	v.settle(done)
	bad := v.uploadRoster("/roster/import", "thư.csv", "Name,Remarks\nA,B\n").Header.Get("Location")
	v.settle(bad)
	if err := os.WriteFile(address, []byte(h.address+"\n"+testPassword+"\n"+place+"\n"+done+"\n"+bad+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	time.Sleep(4 * time.Minute)
}
