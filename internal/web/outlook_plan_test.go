package web

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"beret/internal/account"
	"beret/internal/database"
	"beret/internal/locale"
	"beret/internal/prospect"
	"beret/internal/spreadsheet"
	"beret/internal/task"
	"beret/internal/training"
)

// askedPlan is a question whose plan is found quickly.
const askedPlan = "category=ipo&scenarios=200&level=95"

func (h *house) planOf(t testing.TB) (*prospect.Base, *prospect.Plan) {
	t.Helper()
	base, _ := h.outlookOf(t)
	q := fewFutures(base)
	q.Category = "ipo"
	plan, err := base.Plan(context.Background(), q, 950)
	if err != nil {
		t.Fatal(err)
	}
	if len(plan.Steps) == 0 {
		t.Fatal("the demonstration's plan has no step")
	}
	return base, plan
}

func TestPlanSaysWhatToDoAndWhatItReaches(t *testing.T) {
	h := demoHouse(t)
	_, plan := h.planOf(t)
	desk := h.as(t, account.Desk)
	for _, lang := range []locale.Lang{locale.English, locale.Vietnamese} {
		if lang == locale.Vietnamese {
			desk.inVietnamese()
		}
		p := h.in(lang)
		body := desk.see("/outlook/plan?" + askedPlan)
		checkPage(t, h, "/outlook/plan", body)
		for _, step := range plan.Steps {
			mustShow(t, body, p.Date(step.By), step.Lever.Name(p), step.Lever.Amount(p, step.Units))
		}
		for _, ch := range []string{chanceSaid(p, plan.Found.Before), chanceSaid(p, plan.Found.Worst), chanceSaid(p, plan.Found.Fresh)} {
			mustShow(t, body, ch)
		}
		for _, point := range plan.Found.Frontier {
			mustShow(t, body, chanceSaid(p, point.Worst))
		}
	}
}

// Where nobody is in a post there is nothing to plan for, which is no error.
func TestPlanOfAnEmptyOffice(t *testing.T) {
	h := newHouse(t)
	desk := h.as(t, account.Desk)
	body := desk.see("/outlook/plan")
	checkPage(t, h, "/outlook/plan", body)
	mustShow(t, body, "Nothing is asked")
	if status := desk.get("/outlook/plan/force").Status; status != http.StatusBadRequest {
		t.Errorf("force: status %d", status)
	}
	checkPage(t, h, "/outlook/assumptions", desk.see("/outlook/assumptions"))
}

func TestPlanNamesWhatIsWrong(t *testing.T) {
	h := demoHouse(t)
	desk := h.as(t, account.Desk)
	for _, c := range []struct{ query, words string }{
		{"level=20", "Choose a chance"}, {"level=many", "number"}, {"category=navy", "Choose a category"}, {"until=2020-01", "Choose a last month"},
	} {
		answer := desk.get("/outlook/plan?" + c.query)
		if answer.Status != http.StatusUnprocessableEntity || !strings.Contains(problemsIn(answer.Body), c.words) {
			t.Errorf("%s: status %d, %s", c.query, answer.Status, problemsIn(answer.Body))
		}
		checkPage(t, h, "/outlook/plan?"+c.query, answer.Body)
		for _, path := range []string{"/outlook/plan/export", "/outlook/plan/force"} {
			if status := desk.get(path + "?" + c.query).Status; status != http.StatusBadRequest {
				t.Errorf("%s?%s: status %d", path, c.query, status)
			}
		}
	}
}

// filledIn is what stands in the form on a page, with the ticked boxes.
func filledIn(page string) (pairs []string) {
	_, form, _ := strings.Cut(page, `<form class="form"`)
	form, _, _ = strings.Cut(form, "</form>")
	for _, input := range regexp.MustCompile(`<input[^>]*>`).FindAllString(form, -1) {
		name, value := attribute(input, "name"), attribute(input, "value")
		if !strings.Contains(input, `type="checkbox"`) || strings.Contains(input, " checked") {
			pairs = append(pairs, name, value)
		}
	}
	return pairs
}

func attribute(tag, name string) string {
	found := regexp.MustCompile(` ` + name + `="([^"]*)"`).FindStringSubmatch(tag)
	if found == nil {
		return ""
	}
	return found[1]
}

func (h *house) plannedTasks(t testing.TB) (list []task.Task) {
	t.Helper()
	err := h.DB.Read(context.Background(), func(tx *database.Tx) (err error) {
		list, _, err = task.List(context.Background(), tx, account.System(), task.Filter{Origin: task.Origin{Kind: task.FromPlan}, Limit: 100})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// A plan that is put into force becomes tasks with the plan's days; doing it
// again enters nothing twice, in neither language.
func TestPlanIsPutIntoForceOnce(t *testing.T) {
	h := demoHouse(t)
	_, plan := h.planOf(t)
	before := len(h.plannedTasks(t))
	desk := h.as(t, account.Desk)
	body := desk.see("/outlook/plan/force?" + askedPlan)
	checkPage(t, h, "/outlook/plan/force", body)
	fields := filledIn(body)
	stale := append([]string{}, fields...)
	stale[1] = "0000"
	if answer := desk.post("/outlook/plan/force", stale...); answer.Status != http.StatusUnprocessableEntity || !strings.Contains(answer.Body, "has changed since") {
		t.Errorf("a list that nobody read: status %d", answer.Status)
	}
	answer := desk.post("/outlook/plan/force", fields...)
	if answer.Status != http.StatusSeeOther {
		t.Fatalf("status %d: %s", answer.Status, problemsIn(answer.Body))
	}
	made := desk.see(answer.Header.Get("Location"))
	checkPage(t, h, "/outlook/plan/force?made", made)
	tasks := h.plannedTasks(t)
	if len(tasks) != before+len(plan.Steps) {
		t.Fatalf("%d tasks of %d steps", len(tasks)-before, len(plan.Steps))
	}
	for _, step := range plan.Steps {
		found := false
		for _, task := range tasks {
			found = found || task.Title == step.Text(h.in(locale.English)) && task.Due == step.By
		}
		if !found {
			t.Errorf("no task for %s", step.Text(h.in(locale.English)))
		}
		mustShow(t, made, step.Text(h.in(locale.English)))
	}
	if answer := desk.post("/outlook/plan/force", fields...); answer.Status != http.StatusUnprocessableEntity {
		t.Errorf("sent again: status %d", answer.Status)
	}
	desk.inVietnamese()
	mustShow(t, desk.see("/outlook/plan/force?"+askedPlan), h.in(locale.Vietnamese).Text("outlookplan.all_there"))
	if n := len(h.plannedTasks(t)); n != len(tasks) {
		t.Errorf("%d tasks more", n-len(tasks))
	}
}

func TestLeaderReadsPlansAndForcesNone(t *testing.T) {
	h := demoHouse(t)
	leader := h.as(t, account.Leader)
	if strings.Contains(leader.see("/outlook/plan?"+askedPlan), "/outlook/plan/force") {
		t.Error("a leader is offered to put the plan into force")
	}
	for _, path := range []string{"/outlook/plan/force", "/outlook/posts/new", "/outlook/rotations/new"} {
		if status := leader.post(path, "level", "95").Status; status != http.StatusForbidden {
			t.Errorf("POST %s: status %d", path, status)
		}
	}
	leader.see("/outlook/assumptions")
	leader.see("/outlook/posts")
	leader.see("/outlook/rotations")
}

// Steps about seats become sessions where the rhythm of sessions stays, kept
// places of a session on record, and tasks otherwise.
func TestSeatsOfAPlanBecomeSessions(t *testing.T) {
	h := demoHouse(t)
	base, f := h.outlookOf(t)
	var sessions []prospect.Assumption
	for _, a := range base.Assumptions() {
		if a.Kind == prospect.OfEvent && strings.HasPrefix(a.Code, "session:") {
			sessions = append(sessions, a)
		}
	}
	recorded, next, later := sessions[0], sessions[1], sessions[2]
	if recorded.Supposed || !next.Supposed {
		t.Fatal("the demonstration's sessions are not as this test needs them")
	}
	step := func(code, session string, a prospect.Assumption, seats, women int) prospect.Step {
		for _, l := range base.Levers() {
			if l.Code == code {
				return prospect.Step{Kind: prospect.Seats, Lever: l, Units: 1, By: base.AsOf.AddDays(9), Session: session, Month: a.Month, Seats: seats, Women: women}
			}
		}
		t.Fatalf("no lever %s", code)
		return prospect.Step{}
	}
	at := func(code string, a prospect.Assumption) string { return code + ":" + a.Month.String() }
	actor := account.System()
	c := &planScene{outlookScene: &outlookScene{positionScene: &positionScene{facts: f, printer: h.in(locale.English), actor: actor}, Base: base}, Level: 95}
	_, c.Plan = h.planOf(t)
	plan := *c.Plan
	c.Plan = &plan
	plan.Steps = []prospect.Step{step(at("session-women", recorded), recorded.Code, recorded, 0, 5), step(at("session-women", next), next.Code, next, 0, 10),
		step(at("session-seats", next), next.Code, next, 5, 0), step("session-extra", "session:extra", recorded, 10, 0)}
	c.With = &outlookScene{}
	var items []planItem
	read := func() {
		t.Helper()
		err := h.DB.Read(context.Background(), func(tx *database.Tx) (err error) {
			items, err = h.itemsIn(context.Background(), tx, c)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	read()
	if len(items) != 3 || items[0].kind != asKept || items[0].session.WomenSeats != recorded.Women+5 {
		t.Fatalf("%+v", items)
	}
	if s := items[1].session; items[1].kind != asSession || s.Seats != next.Value+5 || s.WomenSeats != 10 || s.Span.From.Month() != next.Month || len(training.Check(s, f.Book)) > 0 {
		t.Errorf("%+v: %v", s, training.Check(s, f.Book))
	}
	if s := items[2].session; items[2].kind != asSession || s.Seats != 10 || len(training.Check(s, f.Book)) > 0 {
		t.Errorf("%+v", s)
	}
	plan.Steps = []prospect.Step{step(at("session-women", later), later.Code, later, 0, 5)}
	if read(); len(items) != 1 || items[0].kind != asTask {
		t.Errorf("a session of a later year: %+v", items)
	}
	if problems := task.Check(items[0].task); len(problems) > 0 {
		t.Error(problems)
	}
}

func TestPlanAsAFile(t *testing.T) {
	h := demoHouse(t)
	_, plan := h.planOf(t)
	desk := h.as(t, account.Desk)
	answer := desk.get("/outlook/plan/export?" + askedPlan)
	book, err := spreadsheet.Open(bytes.NewReader([]byte(answer.Body)), int64(len(answer.Body)), "plan.xlsx", spreadsheet.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	sheets := map[string][][]string{}
	for i, sheet := range book.Sheets() {
		sheets[sheet.Name] = cellsOf(t, book, i)
	}
	if len(sheets["Plan"]) != len(plan.Steps)+1 || len(sheets["Cost and chance"]) != len(plan.Found.Frontier)+1 || len(sheets["Assumptions"]) < 5 {
		t.Errorf("%d steps, %d points, %d assumptions", len(sheets["Plan"]), len(sheets["Cost and chance"]), len(sheets["Assumptions"]))
	}
	if row := sheets["Plan"][1]; row[1] != plan.Steps[0].Lever.Name(h.in(locale.English)) {
		t.Errorf("%q", row)
	}
}

func TestAssumptionsStandWithTheirCounts(t *testing.T) {
	h := demoHouse(t)
	base, _ := h.outlookOf(t)
	desk := h.as(t, account.Desk)
	for _, lang := range []locale.Lang{locale.English, locale.Vietnamese} {
		if lang == locale.Vietnamese {
			desk.inVietnamese()
		}
		p := h.in(lang)
		body := desk.see("/outlook/assumptions")
		checkPage(t, h, "/outlook/assumptions", body)
		for _, a := range base.Assumptions() {
			mustShow(t, body, a.Name(p))
			if a.Kind == prospect.OfParameter {
				mustShow(t, body, a.SaysCount(p, 0), a.SaysCount(p, 1), a.SaysPosterior(p, 0), a.SaysPosterior(p, 1), a.Prior.Source)
			}
		}
	}
	if answer := desk.get("/outlook/assumptions/export"); answer.Status != http.StatusOK {
		t.Errorf("export: status %d", answer.Status)
	}
}

func TestPostsAreEnteredChangedAndRemoved(t *testing.T) {
	h := newHouse(t)
	desk := h.as(t, account.Desk)
	mustShow(t, desk.see("/outlook/posts"), "Nothing is entered", "Nobody holds a post")
	right := []string{"category", "ipo", "mission", "UNMISS", "tier", "", "from", "03/2027", "posts", "12", "source", "Note verbale 7"}
	for field, wrong := range map[string]string{"category": "navy", "mission": "", "from": "soon", "posts": "many", "source": ""} {
		answer := desk.post("/outlook/posts/new", exchanged(right, field, wrong)...)
		if answer.Status != http.StatusUnprocessableEntity || !strings.Contains(answer.Body, `href="#f-`+field+`"`) {
			t.Errorf("%s: status %d", field, answer.Status)
		}
		checkPage(t, h, "/outlook/posts/new", answer.Body)
	}
	desk.submitted("/outlook/posts/new", right...)
	body := desk.see("/outlook/posts")
	checkPage(t, h, "/outlook/posts", body)
	mustShow(t, body, "1 entry", "UNMISS", "March 2027", "12", "Note verbale 7")
	if answer := desk.post("/outlook/posts/new", right...); answer.Status != http.StatusUnprocessableEntity {
		t.Errorf("the same twice: status %d", answer.Status)
	}
	edit := linkTo(t, body, "/edit")
	mustShow(t, desk.see(edit), "Edit authorised posts")
	desk.submitted(edit, append(exchanged(right, "posts", "15"), "version", "1")...)
	mustShow(t, desk.see("/outlook/posts"), "15")
	if answer := desk.post(edit, append(exchanged(right, "posts", "16"), "version", "1")...); answer.Status != http.StatusUnprocessableEntity {
		t.Errorf("a stale edit: status %d", answer.Status)
	}
	mustShow(t, desk.see("/outlook/assumptions"), "15 posts", "Note verbale 7")
	remove := strings.Replace(edit, "/edit", "/remove", 1)
	checkPage(t, h, remove, desk.see(remove))
	desk.submitted(remove, "version", "2")
	mustShow(t, desk.see("/outlook/posts"), "Nothing is entered")
}

func TestRotationsAreEnteredChangedAndRemoved(t *testing.T) {
	h := newHouse(t)
	desk := h.as(t, account.Desk)
	mustShow(t, desk.see("/outlook/rotations"), "There is no formed unit")
	h.ensureUnit(t)
	mustShow(t, desk.see("/outlook/rotations"), "No rotation is entered", "TEST-1", "no rotation to come")
	mustShow(t, desk.see("/outlook/rotations/new?unit=1"), "Enter a rotation")
	right := []string{"unit", "1", "mission", "UNMISS", "on", "01/07/2027", "contingent", "160", "women", "32", "source", "Plan 3"}
	for field, wrong := range map[string]string{"unit": "9", "mission": "", "on": "soon", "contingent": "0", "women": "161", "source": ""} {
		answer := desk.post("/outlook/rotations/new", exchanged(right, field, wrong)...)
		if answer.Status != http.StatusUnprocessableEntity || !strings.Contains(answer.Body, `href="#f-`+field+`"`) {
			t.Errorf("%s: status %d", field, answer.Status)
		}
		checkPage(t, h, "/outlook/rotations/new", answer.Body)
	}
	desk.submitted("/outlook/rotations/new", right...)
	body := desk.see("/outlook/rotations")
	checkPage(t, h, "/outlook/rotations", body)
	mustShow(t, body, "1 rotation", "32 of 160", "rotates every")
	mustShow(t, desk.see("/outlook/assumptions"), "Rotation of TEST-1 in UNMISS", "Plan 3")
	edit := linkTo(t, body, "/edit")
	desk.submitted(edit, append(exchanged(right, "women", ""), "version", "1")...)
	mustShow(t, desk.see("/outlook/rotations"), "in the proportion")
	desk.submitted(strings.Replace(edit, "/edit", "/remove", 1), "version", "2")
	mustShow(t, desk.see("/outlook/rotations"), "No rotation is entered")
}

// exchanged is a form with another value in one field.
func exchanged(pairs []string, name, value string) []string {
	out := append([]string{}, pairs...)
	for i := 0; i+1 < len(out); i += 2 {
		if out[i] == name {
			out[i+1] = value
		}
	}
	return out
}

func linkTo(t testing.TB, page, end string) string {
	t.Helper()
	found := regexp.MustCompile(`href="([^"]*` + regexp.QuoteMeta(end) + `)"`).FindStringSubmatch(page)
	if found == nil {
		t.Fatalf("no link to %s", end)
	}
	address, _ := url.PathUnescape(found[1])
	return fmt.Sprint(address)
}
