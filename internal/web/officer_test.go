package web

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"beret/internal/account"
	"beret/internal/locale"
	"beret/internal/registry"
	"beret/internal/web/htmlcheck"
)

// someUnit makes a home unit that a form can name.
func (h *house) someUnit(t testing.TB) string {
	t.Helper()
	id, err := h.registry.PutHomeUnit(t.Context(), account.System(), registry.HomeUnit{Code: "C1", Name: "Cục Đối ngoại"})
	if err != nil {
		t.Fatal(err)
	}
	return idValue(id)
}

// newOfficerPairs is the form of a new officer as a desk officer fills it in.
func newOfficerPairs(unit, number string) []string {
	return []string{"full_name", "Nguyễn Văn Đức", "service_number", number, "woman", "false", "birth_date", "5/6/1988", "enlisted_on", "01/09/2010",
		"rank", "CPT", "rank_since", "01/01/2024", "home_unit", unit, "unit_since", "01/01/2024", "position", "Cán bộ",
		"medical_status", "unknown", "national_clearance", "none"}
}

// with returns pairs with some values put in the place of others.
func with(pairs []string, other ...string) []string {
	pairs = append([]string(nil), pairs...)
	for i := 0; i+1 < len(other); i += 2 {
		found := false
		for j := 0; j+1 < len(pairs); j += 2 {
			if pairs[j] == other[i] {
				pairs[j+1], found = other[i+1], true
			}
		}
		if !found {
			pairs = append(pairs, other[i], other[i+1])
		}
	}
	return pairs
}

// enter creates an officer through the form and returns the page's address.
func (v *visitor) enter(pairs []string) string {
	v.t.Helper()
	answer := v.post("/officers/new", pairs...)
	if answer.Status != http.StatusSeeOther {
		v.t.Fatalf("not created: status %d: %s", answer.Status, wordsOf(answer.Body))
	}
	return answer.Header.Get("Location")
}

// formPairs are the names and values that a form on a page would send, in so
// far as they stand in its inputs and chosen options.
func formPairs(page string) (pairs []string) {
	_, form, _ := strings.Cut(page, `<form class="form"`)
	form, _, _ = strings.Cut(form, "</form>")
	unescape := strings.NewReplacer("&amp;", "&", "&#39;", "'", "&#34;", `"`).Replace
	for _, m := range regexp.MustCompile(`<input [^>]*type="(\w+)"[^>]*name="([^"]*)" value="([^"]*)"([^>]*)`).FindAllStringSubmatch(form, -1) {
		if kind := m[1]; (kind != "radio" && kind != "checkbox") || strings.Contains(m[4], "checked") {
			pairs = append(pairs, m[2], unescape(m[3]))
		}
	}
	for _, m := range regexp.MustCompile(`(?s)<input class="input[^>]* name="([^"]*)" value="([^"]*)"`).FindAllStringSubmatch(form, -1) {
		pairs = with(pairs, m[1], unescape(m[2]))
	}
	for _, m := range regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)"`).FindAllStringSubmatch(form, -1) {
		pairs = with(pairs, m[1], unescape(m[2]))
	}
	for _, m := range regexp.MustCompile(`(?s)<select class="[^"]*" id="[^"]*" name="([^"]*)".*?</select>`).FindAllStringSubmatch(form, -1) {
		if chosen := regexp.MustCompile(`<option value="([^"]*)" selected`).FindStringSubmatch(m[0]); chosen != nil {
			pairs = with(pairs, m[1], chosen[1])
		}
	}
	return pairs
}

// From the first entry to the conflict of two who edit at once.
func TestAnOfficersWayThroughTheOffice(t *testing.T) {
	h := newHouse(t)
	unit := h.someUnit(t)
	v := h.as(t, account.Desk)
	v.page("/officers/new")
	place := v.enter(newOfficerPairs(unit, "A-1"))

	mustShow(t, v.page("/officers?q=duc"), "1 officer matches, 0 of them women", "Nguyễn Văn Đức", "A-1")
	mustShow(t, v.page("/officers?q=nobody"), "No officer matches", "Remove one of them")
	page := v.page(place)
	mustShow(t, page, "may not be nominated today", "AMS clearance", "Missing", "Captain", "Cục Đối ngoại", "Entered")

	stale := formPairs(v.page(place + "/edit"))
	if answer := v.post(place+"/edit", with(stale, "position", "Đội trưởng", "passport_expires", "1.2.2031")...); answer.Status != http.StatusSeeOther {
		t.Fatalf("edit: status %d: %s", answer.Status, wordsOf(answer.Body))
	}
	mustShow(t, v.page(place), "The file is saved.", "Valid until 1 February 2031", "Position: Cán bộ → Đội trưởng", "Passport expires on: 1 February 2031")
	mustShow(t, v.page(place+"/history"), "2 acts on this file", "Cán bộ → Đội trưởng")

	answer := v.post(place+"/edit", with(stale, "position", "Phó phòng")...)
	if answer.Status != http.StatusConflict {
		t.Fatalf("a stale form: status %d", answer.Status)
	}
	checkPage(t, h, "conflict", answer.Body)
	mustShow(t, answer.Body, "Somebody changed this file", "PositionĐội trưởngPhó phòng", "Passport expires on01/02/2031–")
	if again := v.post(place+"/edit", formPairs(answer.Body)...); again.Status != http.StatusSeeOther {
		t.Fatalf("decided after the conflict: status %d: %s", again.Status, wordsOf(again.Body))
	}
	mustShow(t, v.page(place), "Đội trưởng → Phó phòng")
}

func TestTheSamePersonTwiceIsAsked(t *testing.T) {
	h := newHouse(t)
	unit := h.someUnit(t)
	v := h.as(t, account.Desk)
	first := v.enter(newOfficerPairs(unit, "A-1"))
	again := with(newOfficerPairs(unit, "A-2"), "full_name", "nguyen van duc")
	answer := v.post("/officers/new", again...)
	if answer.Status != http.StatusUnprocessableEntity {
		t.Fatalf("status %d", answer.Status)
	}
	checkPage(t, h, "suspect", answer.Body)
	mustShow(t, answer.Body, "1 officer of the same name and birth date", "This is another person")
	if !strings.Contains(answer.Body, `href="`+first+`"`) || !strings.Contains(answer.Body, `href="#f-anyway"`) {
		t.Error("the warning leads neither to the recorded officer nor to the box")
	}
	v.enter(with(again, "anyway", "1"))
}

// What is wrong is said at its field, with everything typed still there.
func TestAWrongOfficerIsRefused(t *testing.T) {
	h := newHouse(t)
	unit := h.someUnit(t)
	v := h.as(t, account.Desk)
	v.enter(newOfficerPairs(unit, "A-1"))
	for _, c := range []struct{ rule, name, value, field, said string }{
		{"a taken number", "service_number", " a-1", "service_number", "Another officer has this service number"},
		{"a day that is none", "birth_date", "30/02/1990", "birth_date", "Enter a date"},
		{"no sex", "woman", "", "woman", "Choose one of the two"},
		{"no name", "full_name", "", "full_name", "Enter a value"},
		{"a unit that is none", "home_unit", "999", "home_unit", "no such home unit"},
	} {
		answer := v.post("/officers/new", with(with(newOfficerPairs(unit, "A-9"), "position", "Trưởng phòng kiểm tra", "birth_date", "01/01/1990"), c.name, c.value)...)
		if answer.Status != http.StatusUnprocessableEntity {
			t.Errorf("%s: status %d", c.rule, answer.Status)
			continue
		}
		checkPage(t, h, c.rule, answer.Body)
		mustShow(t, answer.Body, c.said)
		if !strings.Contains(answer.Body, `href="#f-`+c.field+`"`) || !strings.Contains(answer.Body, `value="Trưởng phòng kiểm tra"`) {
			t.Errorf("%s: the problem has no link, or what was typed is gone", c.rule)
		}
	}
}

func TestRankUnitAndServiceHaveFormsOfTheirOwn(t *testing.T) {
	h := newHouse(t)
	unit := h.someUnit(t)
	other, err := h.registry.PutHomeUnit(t.Context(), account.System(), registry.HomeUnit{Code: "C2", Name: "Cục Cảnh sát giao thông"})
	if err != nil {
		t.Fatal(err)
	}
	v := h.as(t, account.Desk)
	place := v.enter(newOfficerPairs(unit, "A-1"))
	steps := []struct {
		form  string
		pairs []string
		says  string
	}{
		{"promote", []string{"rank", "MAJ", "rank_since", "01/10/2026", "reason", "Decision 7"}, "Rank: Captain → Major"},
		{"transfer", []string{"home_unit", idValue(other), "position", "Đội phó", "unit_since", "02/10/2026"}, "Home unit: Cục Đối ngoại → Cục Cảnh sát giao thông"},
		{"correct", []string{"birth_date", "06/06/1988", "reason", "The identity card says so"}, "Reason: The identity card says so"},
		{"end", []string{"left_on", "15/10/2026", "left_reason", "Nghỉ hưu"}, "left the service on 15 October 2026"},
	}
	for _, step := range steps {
		pairs := formPairs(v.page(place + "/" + step.form))
		if answer := v.post(place+"/"+step.form, with(pairs, step.pairs...)...); answer.Status != http.StatusSeeOther {
			t.Fatalf("%s: status %d: %s", step.form, answer.Status, wordsOf(answer.Body))
		}
		mustShow(t, v.page(place), step.says)
	}
	mustShow(t, v.page(place), "Ranks held before", "Postings held before", "Reason: Decision 7")
	mustShow(t, v.page("/officers?service=left"), "1 officer matches", "left")
	mustShow(t, v.page("/officers"), "No officer is recorded yet")
	answer := v.post(place+"/correct", with(formPairs(v.page(place+"/correct")), "position", "Khác")...)
	if answer.Status != http.StatusUnprocessableEntity || !strings.Contains(answer.Body, `href="#f-reason"`) {
		t.Errorf("corrected without a reason: status %d", answer.Status)
	}
}

// Every part of a file can be added, changed and removed.
func TestEveryPartOfAFile(t *testing.T) {
	h := newHouse(t)
	unit := h.someUnit(t)
	v := h.as(t, account.Desk)
	place := v.enter(newOfficerPairs(unit, "A-1"))
	for _, c := range []struct {
		part          registry.PartName
		pairs, change []string
		says, then    string
	}{
		{registry.LanguagePart, []string{"language", "en", "level", "B2", "tested_on", "01/02/2025"}, []string{"level", "C1"}, "B2", "C1"},
		{registry.LicencePart, []string{"class", "b2", "manual", "1", "since", "01/02/2015"}, []string{"since", "01/02/2016"}, "1 February 2015", "1 February 2016"},
		{registry.SpecialismPart, []string{"specialism", "traffic", "years", "4"}, []string{"years", "5"}, "4", "5"},
		{registry.CertificatePart, []string{"type", "CPTM", "issuer", "DPO", "issued", "01/02/2025"}, []string{"issuer", "UNITAR"}, "DPO", "UNITAR"},
		{registry.AttemptPart, []string{"test", "language", "taken_on", "01/02/2026", "passed", "true", "score", "71", "edition", "2019.19"}, []string{"score", "72"}, "71", "72"},
		{registry.ClearancePart, []string{"cleared_on", "01/02/2026", "edition", "2019.19"}, []string{"expires", "01/02/2029"}, "1 February 2028", "1 February 2029"},
		{registry.AvailabilityPart, []string{"from", "01/02/2026", "willing", "true", "consent_on", "03/01/2026", "note", "đồng ý"}, []string{"note", "bản cam kết"}, "3 January 2026", "bản cam kết"},
		{registry.PastRankPart, []string{"rank", "1LT", "from", "01/02/2020", "to", "01/02/2022"}, []string{"to", "01/03/2022"}, "1 February 2022", "1 March 2022"},
		{registry.PastPostingPart, []string{"home_unit", unit, "position", "Cán bộ trẻ", "from", "01/02/2015", "to", "01/02/2020"}, []string{"position", "Trợ lý"}, "Cán bộ trẻ", "Trợ lý"},
	} {
		form := place + "/" + string(c.part) + "/new"
		pairs := with(formPairs(v.page(form)), c.pairs...)
		for i := 1; i < len(pairs); i += 2 {
			if f, err := h.facts(t.Context()); err == nil && pairs[i-1] != "passed" && pairs[i-1] != "willing" {
				pairs[i] = knownCode(f, pairs[i-1], pairs[i])
			}
		}
		if answer := v.post(form, pairs...); answer.Status != http.StatusSeeOther {
			t.Errorf("%s: status %d: %s", c.part, answer.Status, wordsOf(answer.Body))
			continue
		}
		page := v.page(place)
		mustShow(t, page, c.says)
		edit := regexp.MustCompile(`href="(`+place+`/`+string(c.part)+`/[^"]*)"`).FindAllStringSubmatch(page, -1)
		path := ""
		for _, m := range edit {
			if !strings.HasSuffix(m[1], "/new") {
				path = m[1]
			}
		}
		if answer := v.post(path, with(formPairs(v.page(path)), c.change...)...); answer.Status != http.StatusSeeOther {
			t.Errorf("%s changed: status %d: %s", c.part, answer.Status, wordsOf(answer.Body))
		}
		mustShow(t, v.page(place), c.then)
		if answer := v.post(path+"/remove", formPairs(v.page(path+"/remove"))...); answer.Status != http.StatusSeeOther {
			t.Errorf("%s removed: status %d", c.part, answer.Status)
		}
		if answer := v.get(path); answer.Status != http.StatusNotFound {
			t.Errorf("%s is still there: %d", c.part, answer.Status)
		}
	}
}

// knownCode returns the value, or for a field of codes that the reference data
// names otherwise the first code of its kind.
func knownCode(f facts, field, value string) string {
	for _, name := range []registry.PartName{registry.LanguagePart, registry.SpecialismPart, registry.CertificatePart, registry.AttemptPart, registry.PastRankPart} {
		for _, a := range partFacts(name) {
			if a.name == field && a.kind == codeFact {
				if _, ok := f.Book.Find(a.code, value); !ok {
					return f.Book.Rows(a.code)[0].Code
				}
			}
		}
	}
	return value
}

// Each sees what the role allows, and of what it does not allow not even
// whether it exists.
func TestWhoSeesWhichOfficer(t *testing.T) {
	h := demoHouse(t)
	for _, c := range []struct {
		role     account.Role
		path     string
		status   int
		edit     bool
		historic bool
	}{
		{account.Desk, "/officers/2", http.StatusOK, true, true},
		{account.Leader, "/officers/2", http.StatusOK, false, false},
		{account.Officer, "/officers/1", http.StatusOK, false, true},
		{account.Officer, "/my-file", http.StatusOK, false, true},
		{account.Officer, "/officers/2", http.StatusNotFound, false, false},
		{account.Officer, "/officers/2/history", http.StatusNotFound, false, false},
		{account.Officer, "/officers", http.StatusForbidden, false, false},
		{account.Partner, "/officers", http.StatusForbidden, false, false},
		{account.Partner, "/officers/1", http.StatusForbidden, false, false},
		{account.Leader, "/officers/2/edit", http.StatusForbidden, false, false},
		{account.Leader, "/officers/export", http.StatusForbidden, false, false},
		{account.Desk, "/officers/2/nothing/new", http.StatusNotFound, false, false},
		{account.Desk, "/my-file", http.StatusNotFound, false, false},
	} {
		name := fmt.Sprintf("%s at %s", c.role, c.path)
		answer := h.as(t, c.role).get(c.path)
		if answer.Status != c.status {
			t.Errorf("%s: status %d", name, answer.Status)
			continue
		}
		checkPage(t, h, name, answer.Body)
		if got := strings.Contains(answer.Body, "/edit\""); got != c.edit && c.status == http.StatusOK {
			t.Errorf("%s: editing offered: %t", name, got)
		}
		if got := strings.Contains(answer.Body, "was changed since") || strings.Contains(answer.Body, "/history\""); got != c.historic && c.status == http.StatusOK {
			t.Errorf("%s: history shown: %t", name, got)
		}
	}
	if _, total, err := h.registry.List(t.Context(), account.Actor{UserID: 9, Role: account.UnitCommander, UnitID: 1}, registry.Filter{AsOf: h.registry.Today()}, "", registry.Page{}); err != nil {
		t.Error(err)
	} else {
		page := h.as(t, account.UnitCommander).get("/officers")
		checkPage(t, h, "unit", page.Body)
		if shown := strings.Count(page.Body, `<th scope="row"`); shown != min(total, officerRows) || total > 1000 {
			t.Errorf("a unit's commander sees %d of %d", shown, total)
		}
	}
}

// The file holds what the list shows on all its pages, in its order.
func TestTheExportIsTheList(t *testing.T) {
	h := demoHouse(t)
	v := h.as(t, account.Desk)
	for _, query := range []string{"sex=women&band=senior&sort=-age", "q=duc&sort=rank", "now=1", "cleared=1&language=en&level=B2&sort=-expiry"} {
		var shown []string
		for page := 1; ; page++ {
			body := v.page(fmt.Sprintf("/officers?%s&page=%d", query, page))
			for _, m := range regexp.MustCompile(`data-label="Number"[^>]*><div>([^<]*)`).FindAllStringSubmatch(body, -1) {
				shown = append(shown, m[1])
			}
			if !strings.Contains(body, `rel="next"`) {
				break
			}
		}
		answer := v.get("/officers/export?format=csv&" + query)
		rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix([]byte(answer.Body), []byte("\ufeff")))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		var exported []string
		for _, row := range rows[1:] {
			exported = append(exported, row[1])
		}
		if len(shown) == 0 || strings.Join(shown, " ") != strings.Join(exported, " ") {
			t.Errorf("%s: %d shown, %d in the file", query, len(shown), len(exported))
		}
		if xlsx := v.get("/officers/export?format=xlsx&" + query); !strings.HasPrefix(xlsx.Body, "PK") {
			t.Errorf("%s: no workbook", query)
		}
	}
}

// The title's finding is the registry's count, and one way round is the other
// way's reverse.
func TestTheListSaysHowManyAreWomen(t *testing.T) {
	h := demoHouse(t)
	v := h.as(t, account.Leader)
	f, err := h.facts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		query  string
		filter registry.Filter
	}{
		{"", registry.Filter{}}, {"cleared=1", registry.Filter{Cleared: true}}, {"never=1&language=fr", registry.Filter{Never: true, Language: "fr"}},
		{"days=90&kind=passport", registry.Filter{WithinDays: 90, Expiring: []registry.ExpiryKind{registry.ExpiryPassport}}},
	} {
		c.filter.AsOf = f.Today
		_, total, err := h.registry.List(t.Context(), account.System(), c.filter, "", registry.Page{Limit: 1})
		if err != nil {
			t.Fatal(err)
		}
		c.filter.Sex = registry.Women
		_, women, err := h.registry.List(t.Context(), account.System(), c.filter, "", registry.Page{Limit: 1})
		if err != nil {
			t.Fatal(err)
		}
		p := h.catalogue.In(locale.English)
		mustShow(t, v.page("/officers?"+c.query), p.Number(total)+" officer", fmt.Sprintf("%d of them women (%s)", women, p.Percent(women, total)))
	}
	for _, bad := range []string{"from=31%2F02%2F2026", "days=many", "from=02/02/2027&to=" + url.QueryEscape("01/01/2027")} {
		if page := v.page("/officers?" + bad); !strings.Contains(page, `aria-invalid="true"`) {
			t.Errorf("%s: no problem at the field", bad)
		}
	}
}

// What is missing is named, and the day before which nothing helps.
func TestAnOfficersPageSaysWhatIsMissingByWhen(t *testing.T) {
	h := demoHouse(t)
	f, err := h.facts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	v, p := h.as(t, account.Leader), h.catalogue.In(locale.English)
	rows, _, err := h.registry.List(t.Context(), account.System(), registry.Filter{AsOf: f.Today, Cleared: true}, "", registry.Page{Limit: 25})
	if err != nil {
		t.Fatal(err)
	}
	ready := 0
	for _, row := range rows {
		file, err := h.registry.Find(t.Context(), account.System(), row.ID)
		if err != nil {
			t.Fatal(err)
		}
		page, verdict := v.page(officerPath(row.ID)), registry.Judge(file, f.Book, f.Today)
		if verdict.Ready() {
			ready++
			mustShow(t, page, row.FullName+" may be nominated today")
			continue
		}
		for _, c := range verdict.Blocking() {
			mustShow(t, page, p.Text(c.Rule.Key()), p.Text(c.Found.Key, c.Found.Args...))
			if c.Until != 0 {
				mustShow(t, page, p.Date(c.Until))
			}
		}
	}
	if ready == 0 || ready == len(rows) {
		t.Errorf("%d of %d are ready: the test sees one kind only", ready, len(rows))
	}
}

// In both languages no key shows through and the pages are whole.
func TestOfficerPagesInBothLanguages(t *testing.T) {
	h := demoHouse(t)
	v := h.as(t, account.Desk)
	for _, lang := range locale.Languages() {
		v.post("/preferences", "lang", string(lang), "back", "/")
		for _, path := range []string{"/officers", "/officers/7", "/officers/7/history", "/officers/new", "/officers/7/edit", "/officers/7/correct",
			"/officers/7/promote", "/officers/7/transfer", "/officers/7/end", "/officers/7/language/new", "/officers/7/availability/new"} {
			page := v.page(path)
			if words := wordsOf(page); strings.Contains(words, "officerpage.") || strings.Contains(words, "registry.") {
				t.Errorf("%s in %s shows a key", path, lang)
			}
			if complaints, err := htmlcheck.Run(page, htmlcheck.All()...); err != nil || len(complaints) > 0 {
				t.Errorf("%s in %s: %v %v", path, lang, complaints, err)
			}
		}
	}
}
