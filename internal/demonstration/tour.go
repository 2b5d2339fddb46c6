package demonstration

import (
	"context"
	"fmt"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/database"
	"beret/internal/deployment"
	"beret/internal/nomination"
	"beret/internal/reference"
	"beret/internal/registry"
)

// group is a rotation of the demonstration: when it left, in days before the
// day, to where, and how many. Tours last a year unless months says otherwise.
// Sizes and sequence follow what is publicly known of working groups since
// October 2022; from the eighth on they are drawn so that on the day one third
// of the deployed are women, and nine of thirty individual officers.
type group struct {
	days       int
	category   string
	mission    string
	women, men int
	months     int
	sites      []string
	leader     bool // a woman leads it
	senior     int  // who of it holds a senior post, women counted first; 0 nobody
}

var groups = []group{
	{1472, "ipo", "UNMISS", 1, 2, 12, []string{"Juba"}, false, 0},
	{1170, "ipo", "UNMISS", 1, 2, 12, []string{"Juba", "Malakal"}, false, 0},
	{990, "ipo", "UNISFA", 1, 2, 12, []string{"Abyei"}, false, 0},
	{865, "ipo", "UNMISS", 1, 3, 12, []string{"Juba", "Bentiu"}, true, 0},
	{720, "ipo", "UNISFA", 1, 2, 12, []string{"Abyei"}, false, 0},
	{555, "ipo", "UNMISS", 1, 3, 12, []string{"Juba"}, false, 0},
	{480, "ipo", "MINUSCA", 3, 3, 12, []string{"Bangui"}, true, 5},   // one woman stays on
	{388, "ipo", "UNISFA", 1, 4, 12, []string{"Abyei"}, false, 0},    // one man home early, one whose end is not entered
	{353, "ipo", "UNMISS", 2, 4, 12, []string{"Juba"}, false, 0},     // due home within 90 days
	{289, "ipo", "UNISFA", 1, 4, 12, []string{"Abyei"}, false, 0},    // due home within 90 days; a woman alone at the site
	{230, "ipo", "UNMISS", 2, 4, 12, []string{"Bentiu"}, true, 2},    //
	{164, "ipo", "MINUSCA", 1, 5, 12, []string{"Bangui"}, true, 3},   // one man home early this month
	{138, "team", "MINUSCA", 2, 3, 12, []string{"Bangui"}, false, 0}, // a specialised team
	{19, "ipo", "MINUSCA", 2, 4, 12, []string{"Bangui"}, true, 0},
	{-11, "ipo", "UNMISS", 2, 4, 12, []string{"Juba"}, false, 4}, // planned
	{-73, "ipo", "UNISFA", 2, 3, 12, []string{"Abyei"}, true, 2}, // planned
}

// The places in groups that something happens to.
const (
	extended   = 6
	unentered  = 7
	sentHome   = 11
	firstAgain = 9 // from this group on, some have served before
)

// headquarters are the seconded professionals, one at a time for two years.
var headquarters = []struct {
	days  int
	woman bool
}{{1466, false}, {628, true}}

var posts = []string{"Community policing adviser", "Investigations adviser", "Operations officer", "Training and mentoring officer",
	"Gender adviser", "Traffic adviser", "Reports and analysis officer", "Patrol team member", "Logistics officer"}

// tour is a deployment to be entered, with what happens to it afterwards.
type tour struct {
	officer string // service number
	plan    deployment.Deployment
	extend  civil.Date
	cancel  bool
	group   int // place of its rotation in groups, from 1; 0 for none
}

// tours draws who goes in each group and makes their files fit for it.
func (g *generator) tours() []tour {
	var list []tour
	for i, group := range groups {
		list = append(list, g.rotation(i, group)...)
	}
	for _, h := range headquarters {
		from := g.asOf.AddDays(-h.days)
		f := g.choose(h.woman, from, from.AddMonths(24), false, 9, 12)
		d := deployment.Deployment{Category: "professional", Mission: "UNHQ", PostTitle: "Police planning officer", Site: "New York",
			From: from, PlannedEnd: from.AddMonths(24), Generated: true}
		list = append(list, tour{officer: f.ServiceNumber, plan: g.endedInTime(d)})
	}
	return append(list, g.calledOff())
}

func (g *generator) rotation(number int, group group) []tour {
	from := g.asOf.AddDays(-group.days)
	var list []tour
	for place := range group.women + group.men {
		woman := place < group.women
		again := number >= firstAgain && place == group.women+group.men-1
		lowest, highest := 8, 11
		leads := place == 0 && group.leader || place == group.women && !group.leader
		senior := place == group.senior-1
		if leads || senior {
			lowest, highest = 10, 12
		}
		f := g.choose(woman, from, from.AddMonths(group.months), again, lowest, highest)
		d := deployment.Deployment{Category: group.category, Mission: group.mission, Rotation: rotationName(number, group),
			PostTitle: pick(g, posts), Site: group.sites[place%len(group.sites)], From: from, PlannedEnd: from.AddMonths(group.months), Generated: true}
		if leads {
			d.PostTitle, d.Tier = "Team leader", "first-line"
		}
		if senior {
			d.PostTitle, d.Tier = "Deputy sector commander", "senior"
		}
		list = append(list, g.fate(number, place, group, tour{officer: f.ServiceNumber, plan: d, group: number + 1}))
	}
	return list
}

func rotationName(number int, group group) string {
	if group.category == "team" {
		return "Đội chuyên biệt 1"
	}
	n := number + 1
	if number > 12 { // the team stands between
		n--
	}
	return fmt.Sprintf("Tổ công tác số %d", n)
}

// fate is what became of a tour: most ended on their day, some did not.
func (g *generator) fate(number, place int, group group, t tour) tour {
	switch {
	case number == extended && place == 0:
		t.extend = t.plan.PlannedEnd.AddMonths(6)
		return t
	case number == unentered && place == group.women:
		return t // past its agreed end, and nobody has said so
	case number == unentered && place == group.women+1:
		t.plan.EndedOn, t.plan.EndReason = t.plan.From.AddDays(150), deployment.EarlyReturn
		return t
	case number == sentHome && place == group.women+group.men-1:
		t.plan.EndedOn, t.plan.EndReason = g.asOf.AddDays(-23), deployment.Medical
		return t
	case number == 1 && place == 2:
		t.plan.EndedOn, t.plan.EndReason = t.plan.From.AddDays(220), deployment.EarlyReturn
		return t
	}
	t.plan = g.endedInTime(t.plan)
	return t
}

// endedInTime enters the end of a tour whose agreed end has come.
func (g *generator) endedInTime(d deployment.Deployment) deployment.Deployment {
	if d.PlannedEnd <= g.asOf {
		d.EndedOn, d.EndReason = d.PlannedEnd, deployment.EndOfTour
	}
	return d
}

// calledOff is a planned tour that was cancelled.
func (g *generator) calledOff() tour {
	from := g.asOf.AddDays(40)
	f := g.choose(false, from, from.AddMonths(12), false, 8, 11)
	return tour{officer: f.ServiceNumber, cancel: true, plan: deployment.Deployment{Category: "ipo", Mission: "UNMISS",
		PostTitle: pick(g, posts), Site: "Juba", From: from, PlannedEnd: from.AddMonths(12), Generated: true}}
}

// choose takes an officer out of the pool for the days and makes the file fit:
// of the sex, of a rank within the range, not too young, nor in a seat, nor
// away. Again takes one who has come home more than a year before.
func (g *generator) choose(woman bool, from, to civil.Date, again bool, lowest, highest int) *registry.File {
	for round := 0; ; round++ {
		for range len(g.files) {
			f := &g.files[g.r.IntN(len(g.files))]
			order := g.book.RankOrder(f.Rank)
			back, been := g.back[f.ServiceNumber]
			switch {
			case f.Woman != woman, g.seated[f.ServiceNumber], order < lowest || order > highest:
			case !been && g.named[f.FullName]: // two of one name abroad would be taken for each other
			case round == 0 && again != been, been && back.AddMonths(13) > from:
			case civil.YearsBetween(f.BirthDate, from) < 27, civil.YearsBetween(f.BirthDate, to) > 50, civil.YearsBetween(f.EnlistedOn, from) < 7:
			default:
				g.back[f.ServiceNumber], g.named[f.FullName] = to, true
				g.fitToGo(f, from)
				return f
			}
		}
		if round > 0 {
			lowest, highest = max(6, lowest-1), min(13, highest+1)
		}
		if round > 20 {
			panic("demonstration: nobody to send: too few officers") // Options.check asks for enough
		}
	}
}

// enter plans the tours in the record, through the room's own rules.
func (g *generator) enter(ctx context.Context, tx *database.Tx, actor account.Actor, tours []tour, o *outcomes) error {
	if err := o.open(tours); err != nil {
		return err
	}
	for _, t := range tours {
		t.plan.OfficerID = g.ids[t.officer]
		d, err := o.send(t)
		if err == nil && t.extend != 0 {
			err = deployment.Extend(ctx, tx, actor, g.book, d.ID, 1, t.extend, "asked for by the mission")
		}
		if err == nil && t.cancel {
			err = deployment.Cancel(ctx, tx, actor, g.book, d.ID, 1, g.asOf, "post withdrawn by the mission")
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// proposals are the nominations of the demonstration: some waiting, some
// answered. Days are before and after the day.
var proposals = []struct {
	woman       bool
	category    string
	mission     string
	post        string
	nominated   int
	expected    int
	months      int
	answer      nomination.Status
	answeredAgo int
}{
	{true, "ipo", "MINUSCA", "Investigations adviser", 40, 80, 12, nomination.Pending, 0},
	{true, "ipo", "MINUSCA", "Gender adviser", 40, 80, 12, nomination.Pending, 0},
	{false, "ipo", "MINUSCA", "Operations officer", 40, 80, 12, nomination.Pending, 0},
	{true, "ipo", "UNMISS", "Training and mentoring officer", 95, 60, 12, nomination.Selected, 12},
	{false, "professional", "UNHQ", "Police planning officer", 60, 105, 24, nomination.Pending, 0},
	{true, "professional", "UNHQ", "Police planning officer", 60, 105, 24, nomination.Pending, 0},
	{false, "ipo", "UNISFA", "Traffic adviser", 300, -200, 12, nomination.Rejected, 220},
	{true, "ipo", "UNISFA", "Community policing adviser", 300, -200, 12, nomination.Rejected, 220},
	{false, "ipo", "UNMISS", "Reports and analysis officer", 210, -100, 12, nomination.Withdrawn, 180},
}

// answerReasons are why nominations of the demonstration failed.
var answerReasons = map[nomination.Status]string{nomination.Rejected: "another candidate fitted the profile better",
	nomination.Withdrawn: "needed by the home unit"}

type proposal struct {
	officer string
	nominee nomination.Nomination
	answer  nomination.Status
	on      civil.Date
}

func (g *generator) proposals() []proposal {
	var list []proposal
	for i, p := range proposals {
		from := g.asOf.AddDays(p.expected)
		f := g.choose(p.woman, max(from, g.asOf), max(from, g.asOf).AddMonths(p.months), false, 8, 12)
		list = append(list, proposal{f.ServiceNumber, nomination.Nomination{Category: p.category, Mission: p.mission, PostTitle: p.post,
			NoteVerbale: fmt.Sprintf("DEMO/NV/%d", 100+i/3), NominatedOn: g.asOf.AddDays(-p.nominated),
			Expected: civil.Interval{From: from, To: from.AddMonths(p.months)}, Generated: true}, p.answer, g.asOf.AddDays(-p.answeredAgo)})
	}
	return list
}

func (g *generator) propose(ctx context.Context, tx *database.Tx, actor account.Actor, list []proposal) error {
	for _, p := range list {
		p.nominee.OfficerID = g.ids[p.officer]
		n, err := nomination.Nominate(ctx, tx, actor, g.book, p.nominee)
		if err == nil && p.answer != nomination.Pending {
			err = nomination.Decide(ctx, tx, actor, n.ID, 1, p.answer, p.on, answerReasons[p.answer])
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// missionsExist reports whether the book's missions are open on the days of
// the demonstration; an office may have closed them in its own rows.
func missionsExist(book *reference.Book, from, to civil.Date) bool {
	for _, code := range []string{"UNMISS", "UNISFA", "MINUSCA", "UNHQ"} {
		row, ok := book.Find(reference.Missions, code)
		if !ok || !row.Valid.Contains(from) || !row.Valid.Contains(to) {
			return false
		}
	}
	return true
}
