package demonstration

import (
	"context"
	"fmt"
	"slices"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/call"
	"beret/internal/database"
	"beret/internal/eligibility"
	"beret/internal/registry"
	"beret/internal/unit"
)

// archived are the calls of the last two years, the oldest first. Days are
// before the day; a tour begins so many days after it.
var archived = []struct {
	title, mission, category string
	posts                    []string
	received, deadline       int
	expected, months         int
	women                    int // per cent
	status                   call.Status
	told                     int
}{
	{"Individual police officers", "UNMISS", "ipo", []string{"Patrol team member", "Community policing adviser"}, 690, 650, -520, 12, 20, call.Closed, 24},
	{"Formed police unit, first inquiry", "MINUSCA", "fpu", []string{"Formed police unit"}, 520, 460, -300, 12, 0, call.Withdrawn, 0},
	{"Advisers for Abyei", "UNISFA", "ipo", []string{"Traffic adviser", "Community policing adviser"}, 320, 290, -200, 12, 25, call.Closed, 20},
	{"Reporting officers", "UNMISS", "ipo", []string{"Reports and analysis officer"}, 228, 200, -100, 12, 25, call.Closed, 14},
	{"Trainers", "UNMISS", "ipo", []string{"Training and mentoring officer"}, 120, 85, 60, 12, 30, call.Closed, 22},
	{"Planning posts at headquarters", "UNHQ", "professional", []string{"Police planning officer"}, 85, 45, 105, 24, 30, call.Sent, 12},
	{"Advisers for Bangui", "MINUSCA", "ipo", []string{"Investigations adviser", "Gender adviser", "Operations officer"}, 65, 30, 80, 12, 30, call.Sent, 30},
}

// The open calls: how many days until the deadline.
const (
	advisersLeft = 10
	plannersLeft = 34
	rotationLeft = 55
)

// advisersStart is in how many days the tours of the call that closes next
// begin.
const advisersStart = 95

// calls enters the calls of the demonstration: those of the past, to which the
// nominations are linked, and the open ones with who was told.
func (g *generator) calls(ctx context.Context, tx *database.Tx, actor account.Actor, unitID int64, list []proposal) error {
	e := callEntry{g, ctx, tx, actor}
	for i := range archived {
		if err := e.past(i, list); err != nil {
			return err
		}
	}
	for _, open := range []func() error{e.advisers, e.planners, func() error { return e.rotation(unitID) }} {
		if err := open(); err != nil {
			return err
		}
	}
	return nil
}

// prepared are the officers whom the office has made ready for the open calls:
// how many women and men, of which ranks.
var prepared = []struct {
	women, men      int
	lowest, highest string
}{
	{3, 5, "MAJ", "SLC"},
	{12, 19, "LT", "MAJ"},
	{6, 14, "SGT", "SLT"},
}

// prepare makes files fit for the open calls. It takes people at home, so that
// nothing of the position changes, and those first who were cleared before.
func (g *generator) prepare() {
	from := g.asOf.AddDays(advisersStart)
	for _, p := range prepared {
		lowest, highest := g.book.RankOrder(p.lowest), g.book.RankOrder(p.highest)
		women, men := p.women, p.men
		order := g.r.Perm(len(g.files))
		slices.SortStableFunc(order, func(a, b int) int { return len(g.files[b].Clearances) - len(g.files[a].Clearances) })
		for _, i := range order {
			f := &g.files[i]
			left, rank := &men, g.book.RankOrder(f.Rank)
			if f.Woman {
				left = &women
			}
			if *left == 0 || g.ready[f.ServiceNumber] || !g.atHome(f) || rank < lowest || rank > highest ||
				civil.YearsBetween(f.BirthDate, from) < 27 || civil.YearsBetween(f.BirthDate, from) > 44 || civil.YearsBetween(f.EnlistedOn, from) < 7 {
				continue
			}
			*left--
			g.ready[f.ServiceNumber] = true
			g.makeReady(f, from)
		}
	}
}

// makeReady renews everything; some know French, and some the fields of work
// that the calls ask for.
func (g *generator) makeReady(f *registry.File, from civil.Date) {
	g.fitToGo(f, from)
	f.Availability = []registry.Availability{{Willing: true, From: g.asOf.AddDays(-60), ConsentOn: g.asOf.AddDays(-60)}}
	years := civil.YearsBetween(f.EnlistedOn, g.asOf)
	if g.chance(60) {
		f.Specialisms = []registry.Specialism{{Specialism: pick(g, []string{"investigation", "organised-crime", "sgbv", "community"}), Years: g.between(2, years)}}
	}
	switch n := len(g.ready); {
	case n%12 == 0 && !f.Woman:
		g.speaks(f, "fr", "B1")
	case n%12 == 0:
		g.speaks(f, "fr", "A2")
	}
}

// callEntry enters calls by the rules of their room.
type callEntry struct {
	*generator
	ctx   context.Context
	tx    *database.Tx
	actor account.Actor
}

// create enters a call with its posts.
func (e callEntry) create(number int, c call.Call, posts []call.Post) (call.Call, []call.Post, error) {
	c.Reference, c.NoteVerbale = fmt.Sprintf("DEMO/UN/%d/%03d", c.ReceivedOn.Year(), number), fmt.Sprintf("DEMO/NV/%d", number)
	c.Source, c.Generated = "generated for the demonstration", true
	c, err := call.Create(e.ctx, e.tx, e.actor, e.book, c)
	if err != nil {
		return c, nil, err
	}
	posts, err = call.AddPosts(e.ctx, e.tx, e.actor, e.book, c.ID, c.Version, posts)
	c.Version++
	return c, posts, err
}

// past enters an archived call, tells those who were nominated and some
// others, links the nominations, and ends the call.
func (e callEntry) past(i int, list []proposal) error {
	a := archived[i]
	received, from := e.asOf.AddDays(-a.received), e.asOf.AddDays(a.expected)
	var posts []call.Post
	for _, title := range a.posts {
		posts = append(posts, call.Post{Title: title, Count: 1, Nominees: 2, Requirement: asked(a.category)})
	}
	c, posts, err := e.create(80+i*3, call.Call{Title: a.title, Mission: a.mission, Category: a.category, ReceivedOn: received,
		Deadline: e.asOf.AddDays(-a.deadline), Expected: civil.Interval{From: from, To: from.AddMonths(a.months)}, Women: call.Ask{Num: a.women, Den: 100}}, posts)
	if err != nil {
		return err
	}
	nominees := link(c, posts, list)
	if err := e.tellPast(c, nominees, a.told); err != nil {
		return err
	}
	status, on := a.status, c.Deadline.AddDays(-2)
	if status.Ended() {
		on = c.Deadline.AddDays(75)
	}
	return call.SetStatus(e.ctx, e.tx, e.actor, c.ID, c.Version, status, min(on, e.asOf), "")
}

// asked is what posts of a category usually ask for.
func asked(category string) eligibility.Requirement {
	switch category {
	case "ipo":
		return eligibility.Requirement{RankFrom: "SLT", RankTo: "LTC", Languages: []eligibility.Language{{Language: "en", Level: "B2"}}, Driving: true, Assessment: true}
	case "professional":
		return eligibility.Requirement{RankFrom: "CPT", RankTo: "COL", ServiceYears: 8, Languages: []eligibility.Language{{Language: "en", Level: "B2"}}}
	}
	return eligibility.Requirement{}
}

// link gives the nominations to posts of a call their call and post, and
// returns who they are.
func link(c call.Call, posts []call.Post, list []proposal) (officers []string) {
	for i := range list {
		n := &list[i].nominee
		for _, p := range posts {
			if n.CallID == 0 && n.Mission == c.Mission && n.PostTitle == p.Title && n.NominatedOn >= c.ReceivedOn && n.NominatedOn <= c.Deadline {
				n.CallID, n.PostID, n.NoteVerbale = c.ID, p.ID, c.NoteVerbale
				officers = append(officers, list[i].officer)
			}
		}
	}
	return officers
}

// tellPast records that the nominees and some others were told of a past call,
// and what they answered.
func (e callEntry) tellPast(c call.Call, nominees []string, others int) error {
	yes, all := e.idsOf(nominees), e.idsOf(nominees)
	var no []int64
	for _, f := range e.some(others, func(f *registry.File) bool { return f.EnlistedOn < c.ReceivedOn.AddYears(-5) }) {
		id := e.ids[f.ServiceNumber]
		switch all = append(all, id); {
		case e.chance(45):
			yes = append(yes, id)
		case e.chance(50):
			no = append(no, id)
		}
	}
	if len(all) == 0 {
		return nil
	}
	return e.tell(c, all, yes, no, c.ReceivedOn.AddDays(4))
}

func (g *generator) idsOf(numbers []string) (ids []int64) {
	for _, n := range numbers {
		ids = append(ids, g.ids[n])
	}
	return ids
}

// tell records who was told on a day and who answered some days later.
func (e callEntry) tell(c call.Call, all, yes, no []int64, on civil.Date) error {
	_, err := call.Tell(e.ctx, e.tx, e.actor, c.ID, call.Telling{Officers: all, On: on, Channel: "official letter", Chosen: "demonstration"})
	if err == nil && len(yes) > 0 {
		err = call.Reply(e.ctx, e.tx, e.actor, c.ID, yes, call.Interested, on.AddDays(3), "")
	}
	if err == nil && len(no) > 0 {
		err = call.Reply(e.ctx, e.tx, e.actor, c.ID, no, call.Declined, on.AddDays(3), "family reasons")
	}
	return err
}

// some draws officers who take an interest in missions and are at home, each
// once.
func (g *generator) some(n int, fits func(*registry.File) bool) (list []*registry.File) {
	for _, i := range g.r.Perm(len(g.files)) {
		f := &g.files[i]
		if len(list) == n {
			break
		}
		if g.atHome(f) && len(f.Availability) > 0 && fits(f) {
			list = append(list, f)
		}
	}
	return list
}

// atHome reports whether somebody is in no seat and has neither tour nor
// nomination.
func (g *generator) atHome(f *registry.File) bool {
	_, been := g.back[f.ServiceNumber]
	return !been && !g.seated[f.ServiceNumber]
}

// advisers is the call that closes next: five kinds of posts for individual
// officers, one of them in French.
func (e callEntry) advisers() error {
	ipo := func(from, to, language, level string, specialisms ...eligibility.Specialism) eligibility.Requirement {
		return eligibility.Requirement{RankFrom: from, RankTo: to, Languages: []eligibility.Language{{Language: language, Level: level}},
			Specialisms: specialisms, Driving: true, Assessment: true}
	}
	years := func(code string, n int) eligibility.Specialism {
		return eligibility.Specialism{Specialism: code, Years: n}
	}
	from := e.asOf.AddDays(advisersStart)
	c, posts, err := e.create(131, call.Call{Title: "Individual police officers", Mission: "MINUSCA", Category: "ipo",
		ReceivedOn: e.asOf.AddDays(-24), NationalDeadline: e.asOf.AddDays(advisersLeft - 5), Deadline: e.asOf.AddDays(advisersLeft),
		Expected: civil.Interval{From: from, To: from.AddMonths(12)}, Women: call.Ask{Num: 25, Den: 100}}, []call.Post{
		{Title: "Team site leader", Tier: "first-line", Count: 1, Priority: 5, Requirement: ipo("MAJ", "SLC", "en", "B2")},
		{Title: "Investigations adviser", Count: 2, Priority: 4, Requirement: ipo("LT", "LTC", "en", "B2", years("investigation", 3), years("organised-crime", 3))},
		{Title: "Gender adviser", Count: 1, Priority: 4, Requirement: ipo("LT", "LTC", "en", "B2", years("sgbv", 2), years("community", 2))},
		{Title: "Community policing adviser", Count: 1, Priority: 3, Requirement: ipo("LT", "LTC", "fr", "B1")},
		{Title: "Patrol team member", Count: 4, Priority: 2, Requirement: ipo("LT", "MAJ", "en", "B2")}})
	if err != nil {
		return err
	}
	return e.reach(c, posts, 80, 95)
}

// planners is the call for seconded professionals: two posts, two nominees for
// each.
func (e callEntry) planners() error {
	from := e.asOf.AddDays(290)
	c, posts, err := e.create(134, call.Call{Title: "Planning and policy posts", Mission: "UNHQ", Category: "professional",
		ReceivedOn: e.asOf.AddDays(-9), Deadline: e.asOf.AddDays(plannersLeft), Expected: civil.Interval{From: from, To: from.AddMonths(24)},
		Women: call.Ask{Num: 30, Den: 100}}, []call.Post{
		{Title: "Police planning officer", Count: 1, Priority: 2, Requirement: asked("professional")},
		{Title: "Police policy officer", Count: 1, Priority: 1, Requirement: asked("professional")}})
	if err != nil {
		return err
	}
	return e.reach(c, posts, 40, 55)
}

// rotation is the call for the formed unit's next people, by element.
func (e callEntry) rotation(unitID int64) error {
	from := e.asOf.AddDays(170)
	unitPost := func(title string, element unit.Element, count, priority int, r eligibility.Requirement) call.Post {
		return call.Post{Title: title, Element: string(element), Count: count, Priority: priority, Requirement: r}
	}
	english := []eligibility.Language{{Language: "en", Level: "B2"}}
	_, _, err := e.create(137, call.Call{Title: "Rotation of the formed police unit", Mission: "MINUSCA", Category: "fpu", Armed: true, UnitID: unitID,
		ReceivedOn: e.asOf.AddDays(-15), Deadline: e.asOf.AddDays(rotationLeft), Expected: civil.Interval{From: from, To: from.AddMonths(12)},
		Women: call.Ask{Num: 20, Den: 100}}, []call.Post{
		unitPost("Operations officer", unit.Operations, 2, 5, eligibility.Requirement{RankFrom: "LT", RankTo: "LTC", Languages: english}),
		unitPost("Logistics officer", unit.Logistics, 2, 4, eligibility.Requirement{RankFrom: "2LT", RankTo: "MAJ", Specialisms: []eligibility.Specialism{{Specialism: "logistics", Years: 2}}}),
		unitPost("Section leader", unit.TacticalA, 4, 3, eligibility.Requirement{RankFrom: "2LT", RankTo: "CPT", Specialisms: []eligibility.Specialism{{Specialism: "public-order", Years: 2}}}),
		unitPost("Police officer", unit.TacticalA, 24, 2, eligibility.Requirement{RankFrom: "SGT", RankTo: "SLT"})})
	return err
}

// reach tells so many in a hundred of the eligible women and men of an open
// call, enters what they answered, and the papers that came in so far.
func (e callEntry) reach(c call.Call, posts []call.Post, women, men int) error {
	var requirements []eligibility.Requirement
	for _, p := range posts {
		requirements = append(requirements, p.Requirement)
	}
	plan := eligibility.Compile(e.book, e.asOf, c.Expected, c.Armed, requirements)
	var all, yes, no []int64
	for i := range e.files {
		f := &e.files[i]
		candidate := registry.Candidate(plan.Codes(), *f)
		share := men
		if f.Woman {
			share = women
		}
		if !e.atHome(f) || plan.Evaluate(&candidate, nil).Len() == 0 || !e.chance(share) {
			continue
		}
		id := e.ids[f.ServiceNumber]
		switch all = append(all, id); {
		case e.chance(50):
			yes = append(yes, id)
		case e.chance(40):
			no = append(no, id)
		}
	}
	if len(all) == 0 {
		return nil
	}
	if err := e.tell(c, all, yes, no, c.ReceivedOn.AddDays(3)); err != nil {
		return err
	}
	return e.handIn(c, yes)
}

// handIn enters what the first of the interested have handed in.
func (e callEntry) handIn(c call.Call, officers []int64) error {
	documents, err := call.Documents(e.ctx, e.tx, e.actor, e.book, c.ID)
	if err != nil {
		return err
	}
	states := []call.State{call.Accepted, call.Accepted, call.Received, call.Asked, call.Returned, call.Missing}
	for i, officer := range officers[:min(len(officers), 8)] {
		for j, d := range documents {
			state := states[min(e.between(0, i+j/2), len(states)-1)]
			if d.Scope != call.EachNominee || state == call.Missing {
				continue
			}
			p := call.Paper{DocumentID: d.ID, OfficerID: officer, State: state}
			if state == call.Accepted {
				p.Evidence = fmt.Sprintf("DEMO register, sheet %d", 10*i+j+1)
			}
			if _, err := call.PutPaper(e.ctx, e.tx, e.actor, c.ID, p, e.asOf.AddDays(-e.between(1, 8))); err != nil {
				return err
			}
		}
	}
	return nil
}
