package web

import (
	"bytes"
	"context"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/contribution"
	"beret/internal/database"
	"beret/internal/locale"
	"beret/internal/office"
	"beret/internal/reference"
)

// smallWorld is an open-data file of two months: a country with few police
// beside a large one, a neighbour without women, and troops.
const smallWorld = `contribution_id,isocode3,m49_code,contributing_country,mission_acronym,personnel_type,female_personnel,male_personnel,last_reporting_date
1,VNM,704,Viet Nam,UNMISS,Individual Police,2,4,2026-08-31
2,BGD,50,Bangladesh,UNMISS,Individual Police,20,60,2026-08-31
3,VNM,704,Viet Nam,UNMISS,Individual Police,3,4,2026-09-30
4,VNM,704,Viet Nam,MINUSCA,Individual Police,0,2,2026-09-30
5,BGD,50,Bangladesh,UNMISS,Individual Police,20,60,2026-09-30
6,IDN,360,Indonesia,MINUSCA,Individual Police,0,5,2026-09-30
7,BGD,50,Bangladesh,UNMISS,Troops,100,900,2026-09-30
`

// published is the path of the compilation of 2009 to 2014, which lies beside
// the repository and may not be in it.
func publishedFigures(t testing.TB) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "..", "shared", "data", "un-uniformed-personnel-by-gender-2009-2014.csv"))
	if err != nil {
		t.Skip("the published UN figures are not beside the repository: ", err)
	}
	return data
}

// officeOf names the office's country.
func (h *house) officeOf(t testing.TB, country string) {
	t.Helper()
	err := h.DB.Write(context.Background(), func(tx *database.Tx) error {
		return office.Edit(context.Background(), tx, account.System(), office.Office{
			Country: country, Ministry: office.Text{"en": "Ministry", "vi": "Bộ"}, Name: office.Text{"en": "Office", "vi": "Văn phòng"},
			Superior: office.Text{}, Place: office.Text{}, Signer: office.Text{}, Lang: locale.English,
		})
	})
	if err != nil {
		t.Fatal(err)
	}
}

// figures imports a file as the command line does.
func (h *house) importFigures(t testing.TB, name string, data []byte) {
	t.Helper()
	countries, err := reference.LoadCountries()
	if err != nil {
		t.Fatal(err)
	}
	file, err := contribution.Parse(bytes.NewReader(data), name, countries, "")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := contribution.NewStore(h.DB).Import(context.Background(), account.System(), file, contribution.WholeMonths); err != nil {
		t.Fatal(err)
	}
}

// upload sends a file with the fields of a form.
func (v *visitor) upload(path, name string, data []byte, pairs ...string) reply {
	v.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for i := 0; i+1 < len(pairs); i += 2 {
		form.WriteField(pairs[i], pairs[i+1])
	}
	if name != "" {
		part, err := form.CreateFormFile("file", name)
		if err != nil {
			v.t.Fatal(err)
		}
		part.Write(data)
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

var headingOne = regexp.MustCompile(`(?s)<h1>(.*?)</h1>`)

func heading(page string) string {
	if found := headingOne.FindStringSubmatch(page); found != nil {
		return found[1]
	}
	return ""
}

// mustShow asks for a page and for what must stand on it.
func (v *visitor) mustShow(path string, parts ...string) string {
	v.t.Helper()
	answer := v.get(path)
	if answer.Status != http.StatusOK {
		v.t.Fatalf("%s: status %d\n%s", path, answer.Status, heading(answer.Body))
	}
	checkPage(v.t, v.house, path, answer.Body)
	body := strings.ReplaceAll(answer.Body, "\u00a0", " ") // counts and rates do not break
	for _, part := range parts {
		if !strings.Contains(body, part) {
			v.t.Errorf("%s lacks %q; its title is %q", path, part, heading(answer.Body))
		}
	}
	return body
}

func TestWorldWithoutFiguresSaysWhatToDo(t *testing.T) {
	h := newHouse(t)
	for _, path := range []string{"/world", "/world/rank", "/world/missions", "/world/reconcile"} {
		h.as(t, account.Desk).mustShow(path, "No published UN figures", "beret import un FILE", `href="/world/import"`)
	}
	body := h.as(t, account.Partner).mustShow("/world", "A desk officer or the administrator")
	if strings.Contains(body, `href="/world/import"`) || strings.Contains(body, `href="/world/reconcile"`) {
		t.Error("a partner is offered what is closed to partners")
	}
}

func TestWorldBesideACountry(t *testing.T) {
	h := newHouse(t)
	h.officeOf(t, "VNM")
	h.importFigures(t, "small.csv", []byte(smallWorld))
	v := h.as(t, account.Leader)
	body := v.mustShow("/world",
		"women are 3 of 9 (33.3 %) from Viet Nam and 23 of 94 (24.5 %) worldwide, September 2026", // counts first, named month
		"One person more or less moves this by 11.1 points",                                       // a small number warns
		"95 % interval", "UN strategy, for 2028: 30 %", // Wilson and the target with its name
		"Southeast Asia", "Indonesia", "small.csv", "SHA-256",
		"number 1 of 2 contributors of its size (1 to 9 people)", "Position as of 30 September 2026")
	if strings.Contains(body, "staff officers") {
		t.Error("police are warned of staff officers")
	}
	v.mustShow("/world?month=2026-08", "2 of 6 (33.3 %) from Viet Nam and 22 of 86 (25.6 %) worldwide, August 2026")
	v.mustShow("/world?month=2026-07", "August 2026")            // nothing that early: the first there is
	v.mustShow("/world?country=JPN", "nobody from Japan")        // a country without anybody
	v.mustShow("/world?type=expert", "no figures are on record") // a type without figures
	v.mustShow("/world?type=troops", "staff officers")           // the caution
	v.mustShow("/world?type=<script>&month=x&country=%00&peers=,", "Individual police")
}

func TestPeersAreKeptInTheAddress(t *testing.T) {
	h := newHouse(t)
	h.officeOf(t, "VNM")
	h.importFigures(t, "small.csv", []byte(smallWorld))
	v := h.as(t, account.Desk)
	v.mustShow("/world", `<a class="tag-off" href="/world?peers=none">`)
	v.mustShow("/world?add=BGD", `href="/world?peers=BGD"`, `href="/world?peers=IDN"`, `name="peers" value="IDN,BGD"`)
	if body := v.mustShow("/world?peers=none"); strings.Contains(body, "tag-off") {
		t.Error("peers appear though all were removed")
	}
}

func TestRankOfContributors(t *testing.T) {
	h := newHouse(t)
	h.officeOf(t, "VNM")
	h.importFigures(t, "small.csv", []byte(smallWorld))
	v := h.as(t, account.Desk)
	v.mustShow("/world/rank", "Viet Nam is number 1 of 2 contributors of 1 to 9 people with 3 of 9 (33.3 %), September 2026",
		"Green: meets or exceeds the target", "Yellow: contributes women, below the target", "Red: no women",
		"Its use for this personnel type is ours", "Chosen country", `aria-sort="ascending"`,
		"30.0 % for 2028")
	body := v.mustShow("/world/rank?sort=-people", `aria-sort="descending"`)
	rows := body[strings.Index(body, "<tbody>"):]
	if strings.Index(rows, "Bangladesh") > strings.Index(rows, "Viet Nam") {
		t.Error("the largest does not come first")
	}
	body = v.mustShow("/world/rank?area=35&band=ipo-1&sort=share")
	if rows := body[strings.Index(body, "<tbody>"):]; strings.Contains(rows, "Bangladesh") {
		t.Error("a country of another region and size is shown")
	}
	v.mustShow("/world/rank?type=troops&band=ipo-1", "Bangladesh", "The UN")
}

func TestMissionsWithAndWithoutWomen(t *testing.T) {
	h := newHouse(t)
	h.officeOf(t, "VNM")
	h.importFigures(t, "small.csv", []byte(smallWorld))
	v := h.as(t, account.Officer)
	v.mustShow("/world/missions", "Viet Nam: women serve in 1 of 2 missions, September 2026", "UN Mission in South Sudan", "3 of 7 (42.9 %)")
	v.mustShow("/world/missions?scope=world", "World: women serve in 1 of 2 missions", "23 of 87 (26.4 %)", "Contributors")
	v.mustShow("/world/missions?country=JPN", "Japan: nobody in any mission")
}

func TestReconciliation(t *testing.T) {
	h := newHouse(t)
	h.officeOf(t, "VNM")
	h.importFigures(t, "small.csv", []byte(smallWorld))
	h.ensureOfficer(t)
	for _, tour := range [][]any{
		{"ipo", "UNMISS", "2026-02-01", nil}, // on the month's last day
		{"professional", "UNHQ", "2026-02-01", nil},
		{"ipo", "MINUSCA", "2025-02-01", "2026-09-30"}, // ended on the last day: no longer counted
	} {
		reason := ""
		if tour[3] != nil {
			reason = "end-of-tour"
		}
		h.write(t, `INSERT INTO deployment (officer_id, category, mission, from_date, planned_end, ended_on, end_reason)
			VALUES (1, ?, ?, ?, '2027-02-01', ?, ?)`, tour[0], tour[1], tour[2], tour[3], reason)
	}
	v := h.as(t, account.Desk)
	people := "/world/reconcile/people?mission=UNMISS&amp;month=2026-09&amp;type=ipo"
	v.mustShow("/world/reconcile", "2 of 2 lines differ from the UN", "1 of 1 (100.0 %)", "3 of 7 (42.9 %)", "−2", "−4",
		"UN&#39;s figure higher", "Only in the UN&#39;s figures", "1 person serves in a category", people)
	v.mustShow(strings.ReplaceAll(people, "&amp;", "&"), "Nguyễn Thị Thử", "1 of 1 (100.0 %) are women by our record")
	sheet := v.get("/world/reconcile/export?month=2026-09&format=csv")
	if sheet.Status != http.StatusOK || !strings.Contains(sheet.Body, "2026-09,UNMISS,Individual police,1,1,3,7,-2,-4") {
		t.Errorf("status %d:\n%s", sheet.Status, sheet.Body)
	}
	if status := h.as(t, account.Partner).get("/world/reconcile").Status; status != http.StatusForbidden {
		t.Errorf("a partner gets status %d", status)
	}
}

func TestImportIsCheckedThenConfirmed(t *testing.T) {
	h := newHouse(t)
	h.officeOf(t, "VNM")
	v := h.as(t, account.Desk)
	odd := smallWorld + "8,VNM,704,Viet Nam,UNISFA,Dragons,1,1,2026-09-30\n"
	answer := v.upload("/world/import", "un.csv", []byte(odd), "mode", "whole-months")
	preview := answer.Header.Get("Location")
	if answer.Status != http.StatusSeeOther || !strings.HasPrefix(preview, "/world/import/") {
		t.Fatalf("status %d to %q: %s", answer.Status, preview, answer.Body)
	}
	v.mustShow(preview, "un.csv would change 7 figures", "1 row cannot be read", "Dragons", "Write one of: Individual Police", "left out")
	v.mustShow("/world", "No published UN figures") // nothing is recorded yet
	if status := h.as(t, account.Administrator).get(preview).Status; status != http.StatusNotFound {
		t.Errorf("somebody else's file is shown with status %d", status)
	}
	done := v.post(preview)
	if done.Status != http.StatusSeeOther || done.Header.Get("Location") != "/world/imports/1" {
		t.Fatalf("status %d to %q", done.Status, done.Header.Get("Location"))
	}
	v.mustShow("/world/imports/1", "Imported: 7 new figures, 0 changed, 0 withdrawn.", "Dragons")
	v.mustShow("/world", "3 of 9 (33.3 %)")
	if status := v.post(preview).Status; status != http.StatusNotFound {
		t.Errorf("the file is imported twice with status %d", status)
	}
	again := v.upload("/world/import", "un.csv", []byte(odd), "mode", "whole-months")
	body := v.mustShow(again.Header.Get("Location"), "un.csv says what is on record already")
	if strings.Contains(body, "Import these figures") {
		t.Error("a file that changes nothing can be imported")
	}
}

func TestImportShowsChangesAndWithdrawals(t *testing.T) {
	h := newHouse(t)
	h.importFigures(t, "small.csv", []byte(smallWorld))
	v := h.as(t, account.Desk)
	revised := strings.Replace(smallWorld, "Individual Police,3,4,2026-09-30", "Individual Police,4,3,2026-09-30", 1)
	revised = strings.Replace(revised, "6,IDN,360,Indonesia,MINUSCA,Individual Police,0,5,2026-09-30\n", "", 1)
	answer := v.upload("/world/import", "revised.csv", []byte(revised), "mode", "whole-months")
	v.mustShow(answer.Header.Get("Location"), "revised.csv would change 2 figures", "3 of 7 (42.9 %)", "4 of 7 (57.1 %)", "no longer published")
	h.Clock.Advance(pendingLife + time.Second)
	v = h.as(t, account.Desk)
	if answer := v.get(answer.Header.Get("Location")); answer.Status != http.StatusNotFound || !strings.Contains(answer.Body, "no longer held") {
		t.Errorf("after half an hour: status %d", answer.Status)
	}
}

func TestImportRefusesUnderTheField(t *testing.T) {
	h := newHouse(t)
	h.importFigures(t, "small.csv", []byte(smallWorld))
	v := h.as(t, account.Desk)
	head := "isocode3,mission_acronym,personnel_type,female_personnel,male_personnel,last_reporting_date\n"
	for rule, c := range map[string]struct {
		name, data, mode, field, text string
	}{
		"no file":               {"", "", "whole-months", "f-file", "Choose a file."},
		"no table":              {"x.csv", "hello", "whole-months", "f-file", "There is a problem"},
		"dates of two meanings": {"x.csv", head + "VNM,UNMISS,Troops,1,1,05/06/2026\n", "whole-months", "f-order", "can be read in two ways"},
		"an extract as a whole": {"x.csv", head + "VNM,UNMISS,Individual Police,1,1,2026-09-30\n", "whole-months", "f-mode", "Import it as an extract"},
	} {
		answer := v.upload("/world/import", c.name, []byte(c.data), "mode", c.mode)
		if answer.Status != http.StatusUnprocessableEntity || !strings.Contains(answer.Body, c.text) ||
			!strings.Contains(answer.Body, `<a href="#`+c.field+`">`) {
			t.Errorf("%s: status %d, %s", rule, answer.Status, heading(answer.Body))
		}
		checkPage(t, h, rule, answer.Body)
	}
}

// The worked figures of the UN's own publication stand on the page.
func TestPublishedFiguresOnThePage(t *testing.T) {
	h := newHouse(t)
	h.officeOf(t, "BGD")
	data := publishedFigures(t)
	desk := h.as(t, account.Desk)
	answer := desk.upload("/world/import", "Gender.Full.csv", data, "mode", "whole-months")
	desk.mustShow(answer.Header.Get("Location"), "Gender.Full.csv would change")
	if done := desk.post(answer.Header.Get("Location")); done.Status != http.StatusSeeOther {
		t.Fatalf("status %d", done.Status)
	}
	v := h.as(t, account.Partner)
	v.mustShow("/world?type=ipo&month=2013-11", "790 of 5,143 (15.4 %) worldwide, November 2013", "Southern Asia", "Pakistan", "Gender.Full.csv")
	v.mustShow("/world?type=fpu&month=2013-11", "483 of 7,774 (6.2 %) worldwide, November 2013")
	v.mustShow("/world?type=ipo&month=2009-11", "598 of 6,964 (8.6 %) worldwide, November 2009")
	v.mustShow("/world?country=VNM", "nobody from Viet Nam")
	v.mustShow("/world?type=troops", "no type of their own for staff officers")
	v.mustShow("/world/rank?month=2013-11&page=2", "No UN target for this type was in force in November 2013", "Not rated",
		"Find Bangladesh in the list")
	v.mustShow("/world/missions?scope=world&month=2013-11")
	again := desk.upload("/world/import", "Gender.Full.csv", data, "mode", "whole-months")
	desk.mustShow(again.Header.Get("Location"), "says what is on record already")
}

// A page of the world answers at once with the whole published history.
func BenchmarkWorldPage(b *testing.B) {
	h := newHouse(b)
	h.officeOf(b, "BGD")
	h.importFigures(b, "Gender.Full.csv", publishedFigures(b))
	for _, path := range []string{"/world", "/world/rank", "/world/missions?scope=world", "/world/reconcile"} {
		v := h.as(b, account.Desk)
		v.get(path)
		b.Run(path, func(b *testing.B) {
			for b.Loop() {
				v.get(path)
			}
		})
	}
}

func TestNearestMonth(t *testing.T) {
	months := []civil.Month{civil.MustMonth("2013-11"), civil.MustMonth("2014-01")}
	for rule, c := range map[string]struct{ asked, want string }{
		"the month asked for":             {"2013-11", "2013-11"},
		"the newest where none is asked":  {"", "2014-01"},
		"the last one before a gap":       {"2013-12", "2013-11"},
		"the first where all come later":  {"2001-01", "2013-11"},
		"the last where all come before":  {"2026-10", "2014-01"},
		"the newest for what is no month": {"Octember", "2014-01"},
	} {
		if got := nearest(months, c.asked); got.String() != c.want {
			t.Errorf("%s: %s", rule, got)
		}
	}
	if !nearest(nil, "2013-11").IsZero() {
		t.Error("a month where there is none")
	}
}

// A file's own name is shown, never followed.
func TestImportNeverFollowsAName(t *testing.T) {
	h := newHouse(t)
	v := h.as(t, account.Desk)
	answer := v.upload("/world/import", `..\..\<b>"x".csv`, []byte(smallWorld), "mode", "whole-months")
	body := v.mustShow(answer.Header.Get("Location"), "would change 7 figures")
	if strings.Contains(body, "<b>") || strings.Contains(heading(body), "..") {
		t.Errorf("the title is %q", heading(body))
	}
}

// A reader of another office, which has not named its country, is told so.
func TestReconciliationNeedsACountry(t *testing.T) {
	h := newHouse(t)
	h.importFigures(t, "small.csv", []byte(smallWorld))
	v := h.as(t, account.Desk)
	v.mustShow("/world/reconcile", "has not said which country")
	v.mustShow("/world", "Individual police: women are 23 of 94", "Choose a country")
	v.mustShow("/world/missions", "World: women serve in 1 of 2 missions")
	v.mustShow("/world/rank", "2 of 3 contributors have women in service")
}
