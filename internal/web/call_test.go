package web

import (
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"beret/internal/account"
	"beret/internal/personname"
)

// filled is a form that is right, with some values in the place of its own.
func filled(own []string, pairs ...string) []string {
	values := map[string]string{}
	for i := 0; i+1 < len(own); i += 2 {
		values[own[i]] = own[i+1]
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		values[pairs[i]] = pairs[i+1]
	}
	var list []string
	for name, value := range values {
		list = append(list, name, value)
	}
	return list
}

func aCall(pairs ...string) []string {
	return filled([]string{"reference", "DPO/PD/2026/7", "note_verbale", "NV/7", "title", "Advisers", "mission", "MINUSCA", "category", "ipo",
		"armed", "1", "women", "25", "received_on", "01/10/2026", "deadline", "13/11/2026", "expected_from", "01/02/2027", "expected_to", "01/02/2028"}, pairs...)
}

func aPost(pairs ...string) []string {
	return filled([]string{"title", "Patrol officer", "count", "2", "nominees", "1", "priority", "3", "rank_from", "LT", "rank_to", "MAJ",
		"languages", "fr", "level", "B2", "specialisms", "traffic", "years", "3", "driving", "1"}, pairs...)
}

// turned is an answer that refuses a form, with what it says.
func (v *visitor) turned(answer reply, words ...string) {
	v.t.Helper()
	if answer.Status != http.StatusUnprocessableEntity {
		v.t.Fatalf("status %d\n%s", answer.Status, wordsOf(answer.Body))
	}
	text := wordsOf(answer.Body)
	for _, w := range words {
		if !strings.Contains(text, w) {
			v.t.Errorf("the refusal does not say %q\n%s", w, text)
		}
	}
}

// taken is an answer that takes a form; it returns where it leads.
func (v *visitor) taken(answer reply) string {
	v.t.Helper()
	if answer.Status != http.StatusSeeOther {
		v.t.Fatalf("status %d\n%s", answer.Status, wordsOf(answer.Body))
	}
	return answer.Header.Get("Location")
}

func TestACallIsEnteredAndEdited(t *testing.T) {
	h := newHouse(t)
	desk := h.as(t, account.Desk)
	desk.see("/calls", "0 calls are open", "No call fits.", "/calls/new")
	desk.turned(desk.post("/calls/new", aCall("reference", "", "deadline", "30/09/2026", "women", "half")...),
		"Give the UN’s reference", "cannot lie before 1 October 2026", "Enter a share")
	path := desk.taken(desk.post("/calls/new", aCall()...))
	desk.see(path, "0 posts, 25 % women asked for, closes in 10 working days", "MS-2", "Human-rights attestation", "The call has no posts yet")
	desk.turned(desk.post("/calls/new", aCall()...), "There is a call with the reference DPO/PD/2026/7 already.")
	desk.turned(desk.post(path+"/posts/new", aPost("version", "1", "languages_2", "en")...), "Choose a level for each language.")
	desk.taken(desk.post(path+"/posts/new", aPost("version", "1")...))
	desk.see(path, "2 posts, 25 % women asked for", "1. Patrol officer", "Lieutenant to Major · French B2", "for 3 years", "25 %: 1 woman of 2 nominees")
	desk.turned(desk.post(path+"/edit", aCall("version", "1", "title", "Late")...), "changed")
	desk.taken(desk.post(path+"/edit", aCall("version", "2", "title", "Advisers and patrols")...))
	desk.see("/calls?text=advisers", "Advisers and patrols", "10 working days left", path)
	desk.see("/calls?text=nothing", "No call fits.")
	desk.taken(desk.post(path+"/posts/1/edit", aPost("version", "3", "title", "Patrol leader")...))
	desk.see(path, "Patrol leader")
	desk.taken(desk.post(path+"/status", "version", "4", "status", "sent"))
	desk.taken(desk.post(path+"/status", "version", "5", "status", "closed", "closed_on", "31/10/2026"))
	desk.see(path, "closed on 31 October 2026", "Call edited", "Post edited", "closed")
	desk.turned(desk.post(path+"/status", "version", "6", "status", "open"), "Say why the call is open again.")
	desk.see("/calls?status=closed", "DPO/PD/2026/7", "Closed (1)")
	leader := h.as(t, account.Leader)
	leader.see(path, "Patrol leader")
	if body := leader.get(path).Body; strings.Contains(body, path+"/edit") || strings.Contains(body, "/posts/new") {
		t.Error("a leader is offered what only a desk may do")
	}
}

func TestPostsFromAFile(t *testing.T) {
	h := newHouse(t)
	desk := h.as(t, account.Desk)
	path := desk.taken(desk.post("/calls/new", aCall()...))
	template := desk.get(path + "/import/template/vi/posts.csv")
	if !strings.Contains(template.Body, "Vị trí") || template.Status != http.StatusOK {
		t.Fatalf("template: %d %s", template.Status, template.Body)
	}
	if answer := desk.get(path + "/import/template/xx/posts.csv"); answer.Status != http.StatusNotFound {
		t.Errorf("a template of no language: %d", answer.Status)
	}
	desk.turned(desk.upload(path+"/import", "posts.csv", []byte("a;b\n1;2\n")), "posts.csv holds no table of posts")
	desk.turned(desk.upload(path+"/import", "posts.pdf", []byte("%PDF-1.4")), "The file cannot be read.")
	faulty := desk.taken(desk.upload(path+"/import", "vị trí.csv", []byte("Post,Number of posts,Lowest rank,Languages\nAdviser,many,Emperor,French\nClerk,2,Captain,English B1\n")))
	desk.see(faulty, "1 of 2 rows has problems", "Number of posts: “many” is not a whole number.", "Lowest rank: “Emperor” is not known.", "names no level", "right")
	desk.turned(desk.post(faulty), "All rows are added or none.")
	ready := desk.taken(desk.upload(path+"/import", "posts.csv", []byte("Post,Number of posts,Lowest rank,Languages\nAdviser,3,Captain,French B2; English B1\nClerk,2,,\n")))
	desk.see(ready, "2 rows of posts can be added", "Captain or above · French B2 · English B1")
	other := h.as(t, account.Administrator)
	if answer := other.get(ready); answer.Status != http.StatusNotFound {
		t.Errorf("somebody else's file: %d", answer.Status)
	}
	desk.taken(desk.post(ready))
	desk.see(path, "5 posts", "1. Adviser", "2. Clerk", "Posts added from a file")
	if answer := desk.get(ready); answer.Status != http.StatusNotFound {
		t.Errorf("a file taken in is held: %d", answer.Status)
	}
}

func TestAnswersAndPapers(t *testing.T) {
	h := newHouse(t)
	h.ensureOfficer(t)
	desk := h.as(t, account.Desk)
	path := desk.taken(desk.post("/calls/new", aCall()...))
	h.write(t, "INSERT INTO call_told (call_id, officer_id, told_on, channel) VALUES (1, 1, '2026-10-05', 'letter')")
	desk.see(path+"/told", "1 told, 1 of them women; 0 interested", "Nguyễn Thị Thử", "no answer yet", "letter")
	desk.turned(desk.post(path+"/told", "answer", "interested", "answered_on", "06/10/2026"), "Choose at least one officer.")
	desk.turned(desk.post(path+"/told", "officer", "1", "answered_on", "06/10/2026"), "Choose an answer")
	desk.taken(desk.post(path+"/told?answer=silent", "everybody", "1", "answer", "interested", "answered_on", "06/10/2026"))
	desk.see(path+"/told?answer=interested", "1 interested, 1 of them women", "Interested (1)")
	desk.see(path+"/papers", "Files complete: 0 of 1", "EASP", "interested", "missing", "Note verbale with one table")
	desk.turned(desk.post(path+"/papers", "seen", desk.seenPapers(path), "document", "1", "state", "accepted", "officer", "1"), "Say where the accepted paper is")
	for document := range 5 {
		desk.taken(desk.post(path+"/papers", "seen", desk.seenPapers(path), "document", idValue(int64(document+1)), "state", "accepted", "evidence", "register 4", "everybody", "1"))
	}
	desk.see(path+"/papers", "Files complete: 1 of 1")
	desk.taken(desk.post(path+"/papers/1/1", "version", "1", "state", "returned", "note", "unsigned"))
	desk.see(path+"/papers", "Files complete: 0 of 1", "returned")
	desk.turned(desk.post(path+"/papers/1/1", "version", "1", "state", "accepted", "evidence", "x"), "changed")
	desk.taken(desk.post(path+"/papers/7/0", "version", "0", "state", "accepted", "evidence", "NV draft"))
	if answer := desk.get(path + "/papers/7/1"); answer.Status != http.StatusNotFound {
		t.Errorf("a paper of the whole call for one nominee: %d", answer.Status)
	}
	desk.taken(desk.post(path+"/documents/new", "version", "1", "document", "p11", "required", "1", "owner", "Desk 2"))
	desk.see(path, "P-11", "Desk 2")
	desk.turned(desk.post(path+"/documents/1/remove", "version", "2"), "papers of this kind are on record")
	for _, format := range []string{"csv", "xlsx"} {
		for _, list := range []string{path + "/told/export", path + "/papers/export", "/calls/export"} {
			if answer := desk.get(list + "?format=" + format); answer.Status != http.StatusOK || format == "csv" && !strings.Contains(answer.Body, "Advisers") && !strings.Contains(answer.Body, "Nguyễn") {
				t.Errorf("%s: %d", list, answer.Status)
			}
		}
	}
}

// seenPapers is what the completeness sheet says that it shows.
func (v *visitor) seenPapers(call string) string {
	v.t.Helper()
	seen := regexp.MustCompile(`name="seen" value="([^"]*)"`).FindStringSubmatch(v.page(call + "/papers"))
	if seen == nil {
		v.t.Fatalf("the sheet of %s does not say what it shows", call)
	}
	return seen[1]
}

// Two enter papers of several people at once: the second is told whose paper
// is another by now, nothing of theirs is written, and the page they get shows
// what is.
func TestPapersEnteredMeanwhileAreNamed(t *testing.T) {
	h := tourHouse(t)
	desk, other := h.as(t, account.Desk), h.as(t, account.Administrator)
	path := desk.taken(desk.post("/calls/new", aCall()...))
	h.write(t, "INSERT INTO call_told (call_id, officer_id, told_on, answer, answered_on) VALUES (1, 1, '2026-10-05', 'interested', '2026-10-06'), (1, 2, '2026-10-05', 'interested', '2026-10-06')")
	seen := desk.seenPapers(path)
	states := func() string { return desk.get(path + "/papers/export?format=csv").Body }

	other.taken(other.post(path+"/papers", "seen", seen, "document", "1", "state", "returned", "note", "unsigned", "officer", "2"))
	before := states()
	both := []string{"document", "1", "state", "received", "everybody", "1"}
	refusal := desk.post(path+"/papers", append(both, "seen", seen)...)
	desk.turned(refusal, "Trần Văn Mẫu: EASP", "was changed meanwhile and is now returned")
	if strings.Contains(wordsOf(refusal.Body), "Nguyễn Thị Thử: ") || states() != before {
		t.Errorf("a paper that nobody changed is named, or something was written:\n%s", states())
	}
	fresh := regexp.MustCompile(`name="seen" value="([^"]*)"`).FindStringSubmatch(refusal.Body)
	if fresh == nil || fresh[1] == seen {
		t.Fatalf("the refused page shows %v", fresh)
	}
	desk.taken(desk.post(path+"/papers", "seen", seen, "document", "2", "state", "asked", "everybody", "1")) // another paper of the same people
	desk.taken(desk.post(path+"/papers", append(both, "seen", fresh[1])...))
	if n := strings.Count(states(), "received"); n != 2 {
		t.Errorf("%d papers are received:\n%s", n, states())
	}

	// Somebody who came on the list meanwhile was not seen either.
	seen = desk.seenPapers(path)
	h.write(t, `INSERT INTO officer (id, service_number, full_name, name_key, search_key, woman, birth_date, rank_code, rank_order, home_unit_id)
		VALUES (3, 'T-3', 'Lê Văn Đức', x'02', 'le van duc t-3', 0, '1988-01-01', 'CPT', 8, 1)`)
	h.write(t, "INSERT INTO nomination (officer_id, mission, category, nominated_on, expected_from, expected_to, status, call_id) VALUES (3, 'UNMISS', 'ipo', '2026-10-10', '2027-01-01', '2028-01-01', 'pending', 1)")
	desk.turned(desk.post(path+"/papers", append(both, "seen", seen)...), "is now missing")
	desk.turned(desk.post(path+"/papers", both...), "was changed meanwhile") // a form that shows nothing
}

// What a page showed comes back as it went.
func TestSeenPapersComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		seen := seenPapers(rapid.MapOf(rapid.Int64Min(1), rapid.MapOf(rapid.Int64Min(1), rapid.IntRange(1, 99))).Draw(t, "seen"))
		if diff := cmp.Diff(seen, readSeen(seen.String()), cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("(-went +came):\n%s", diff)
		}
	})
	if got := readSeen("x 1:2=3,q=,=: :: 4:"); len(got) != 2 || got[1][2] != 3 {
		t.Errorf("of nonsense comes %v", got)
	}
}

// From a new call to everybody eligible being told, in the demonstration.
func TestEverybodyEligibleIsTold(t *testing.T) {
	h := demoHouse(t)
	desk := h.as(t, account.Desk)
	path := desk.taken(desk.post("/calls/new", aCall("received_on", "20/10/2026", "deadline", "30/11/2026", "armed", "")...))
	desk.taken(desk.post(path+"/posts/new", "version", "1", "title", "Adviser", "count", "2", "nominees", "1", "priority", "1", "rank_from", "LT",
		"languages", "en", "level", "B2", "driving", "1", "assessment", "1"))
	call := desk.see(path, "Eligible for a post", "1. Adviser")
	post := regexp.MustCompile(path + `/posts/\d+`).FindString(call)
	women, men := desk.eligible(post)
	if women == 0 || men == 0 {
		t.Fatalf("%d women and %d men are eligible", women, men)
	}
	desk.see(post+"?sex=women", fmt.Sprintf("Eligible (%d)", women))
	desk.see(post+"?tab=nearly", "People who lack one thing")
	desk.turned(desk.post(post, "told_on", "31/10/2026"), "Choose at least one officer.")
	desk.turned(desk.post(post+"?sex=women", "everybody", "1", "told_on", "01/10/2026"), "not before 20 October 2026")
	desk.taken(desk.post(post+"?sex=women", "everybody", "1", "told_on", "31/10/2026", "channel", "letter"))
	desk.see(path+"/told", fmt.Sprintf("%d told, %d of them women", women, women))
	desk.see(path, fmt.Sprintf("%d of %d (100.0\u00a0%%)", women, women))
	desk.taken(desk.post(path+"/people", "everybody", "1", "told_on", "31/10/2026"))
	desk.see(path+"/told", fmt.Sprintf("%d told, %d of them women", women+men, women))
	for _, format := range []string{"csv", "xlsx"} {
		if answer := desk.get(post + "/export?format=" + format); answer.Status != http.StatusOK {
			t.Errorf("export: %d", answer.Status)
		}
	}
	desk.see("/", "Deadlines", "DEMO/UN/2026/131", "7 working days left")
	desk.inVietnamese()
	desk.see(path, "Đủ điều kiện cho một vị trí", "yêu cầu 25\u00a0% nữ")
	desk.see(post+"?tab=nearly", "Thiếu một điều kiện")
	if body := h.as(t, account.Leader).get(post).Body; strings.Contains(body, "Record who was told") {
		t.Error("a leader is offered to tell people")
	}
}

// Somebody looks for a person among the eligible by part of a name, without
// accents, and the search stays through order, tabs, telling and the file.
func TestEligiblePeopleAreSearchedByName(t *testing.T) {
	desk := demoHouse(t).as(t, account.Desk)
	const people = "/calls/20/people"
	all := desk.see(people+"?told=no", `name="q"`)
	name := html.UnescapeString(regexp.MustCompile(`/officers/\d+">([^<]+)</a>`).FindStringSubmatch(all)[1])
	folded := url.QueryEscape(personname.Fold(name))
	found := html.UnescapeString(desk.see(people+"?told=no&q="+folded, name))
	if n := strings.Count(found, `href="/officers/`); n == 0 || n >= strings.Count(all, `href="/officers/`) {
		t.Errorf("%d officers are found by %q", n, name)
	}
	for _, link := range []string{`/export\?[^"]*q=`, `people\?[^"]*q=[^"]*sort=|people\?[^"]*sort=[^"]*q=`} {
		if !regexp.MustCompile(link).MatchString(found) {
			t.Errorf("no link like %s keeps the search", link)
		}
	}
	listed := func(path string) int { return strings.Count(desk.get(path).Body, "DEMO-") }
	file := people + "/export?format=csv&told=no&q="
	if some, everybody := listed(file+folded), listed(file); some != strings.Count(found, "DEMO-") || some >= everybody {
		t.Errorf("the file holds %d people of %d", some, everybody)
	}
	desk.see(people+"?q=nobody+of+this+name", "Nobody fits")
	const told = "/calls/20/told/export?format=csv"
	before, wanted := listed(told), listed(file+folded)
	desk.taken(desk.post(people+"?told=no&q="+folded, "everybody", "1", "told_on", "31/10/2026"))
	if after := listed(told); after != before+wanted {
		t.Errorf("telling whom the search finds told %d, not %d", after-before, wanted)
	}
}

// eligible reads the counts of a post's page.
func (v *visitor) eligible(post string) (women, men int) {
	v.t.Helper()
	title := regexp.MustCompile(`Eligible: (\d+) wom[ae]n and (\d+) m[ae]n`).FindStringSubmatch(v.see(post))
	if title == nil {
		v.t.Fatalf("%s does not say who is eligible", post)
	}
	women, _ = strconv.Atoi(title[1])
	men, _ = strconv.Atoi(title[2])
	return women, men
}
