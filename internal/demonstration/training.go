package demonstration

import (
	"cmp"
	"context"
	"slices"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/database"
	"beret/internal/registry"
	"beret/internal/task"
	"beret/internal/training"
)

// trainingEntry enters sessions and tasks. It draws no random numbers: who is
// on a session follows from the files.
type trainingEntry struct {
	*generator
	ctx   context.Context
	tx    *database.Tx
	actor account.Actor
	taken map[int64]bool // has a place on a session to come
}

// training enters the sessions of the UN's teams with those who sat them, what
// the office plans, and who has a place on it.
func (g *generator) training(ctx context.Context, tx *database.Tx, actor account.Actor) error {
	e := trainingEntry{g, ctx, tx, actor, map[int64]bool{}}
	for _, days := range sessions {
		if err := e.assessed(g.asOf.AddDays(-days)); err != nil {
			return err
		}
	}
	if err := e.prepared(g.asOf.AddDays(-sessions[len(sessions)-1])); err != nil {
		return err
	}
	for _, p := range plannedSessions {
		if err := e.plan(p); err != nil {
			return err
		}
	}
	return nil
}

// Days of a team's visit: its tests, and the day of the results.
const (
	assessmentDays = 10
	resultsAfter   = 8
)

// assessed enters a team's visit: everybody who sat its tests, as the files say.
func (e trainingEntry) assessed(on civil.Date) error {
	span := civil.Interval{From: on, To: on.AddDays(assessmentDays)}
	var places []training.Place
	for i := range e.files {
		if p, sat := assessmentOf(&e.files[i], span); sat {
			p.OfficerID, p.EnrolledOn, p.ResultOn = e.ids[e.files[i].ServiceNumber], on.AddDays(-30), on.AddDays(resultsAfter)
			places = append(places, p)
		}
	}
	seats := (len(places)/10 + 1) * 10
	_, err := training.Archive(e.ctx, e.tx, e.actor, e.book, training.Session{Kind: training.Assessment, Code: "2019.19", Armed: true,
		Title: "Assessment for mission service", Place: "Hà Nội", Organiser: "UN assessment team (demonstration)", Span: span, Seats: seats, WomenSeats: seats / 5,
		Deadline: on.AddMonths(-3), Generated: true}, places, e.asOf)
	return err
}

// assessmentOf returns how a visit ended for an officer who sat it.
func assessmentOf(f *registry.File, span civil.Interval) (p training.Place, sat bool) {
	p.Status = training.Passed
	for _, a := range f.Attempts {
		if !span.Contains(a.TakenOn) {
			continue
		}
		sat = true
		if p.Status, p.FailedTest = training.Passed, ""; !a.Passed {
			p.Status, p.FailedTest = training.Failed, a.Test
		}
	}
	return p, sat
}

// prepared enters the course before the last visit, for the women who sat it.
func (e trainingEntry) prepared(assessment civil.Date) error {
	var places []training.Place
	on := assessment.AddDays(-24)
	span := civil.Interval{From: assessment, To: assessment.AddDays(assessmentDays)}
	for i := range e.files {
		if _, sat := assessmentOf(&e.files[i], span); sat && e.files[i].Woman {
			places = append(places, training.Place{OfficerID: e.ids[e.files[i].ServiceNumber], EnrolledOn: on.AddDays(-20), Status: training.Attended, ResultOn: on.AddDays(9)})
		}
	}
	if len(places) == 0 {
		return nil
	}
	_, err := training.Archive(e.ctx, e.tx, e.actor, e.book, training.Session{Kind: training.Preparation, Title: "Driving and shooting for women before the assessment",
		Place: "Hà Nội", Organiser: "Peacekeeping office (demonstration)", Span: civil.Interval{From: on, To: on.AddDays(10)}, Seats: len(places), WomenSeats: len(places), Generated: true}, places, e.asOf)
	return err
}

// planned is a session that has no results: days are counted from the day.
type planned struct {
	session             training.Session
	begins, days, asked int
	women, men          int // who get a seat
	waitWomen, waitMen  int
	lacks               func(*registry.File) bool
}

var plannedSessions = []planned{
	{training.Session{Kind: training.Course, Code: "first-aid", Title: "First aid", Place: "Hà Nội", Organiser: "Police hospital (demonstration)", Seats: 16, WomenSeats: 4, Status: training.Confirmed},
		-9, 5, 20, 5, 9, 0, 0, without("first-aid")},
	{training.Session{Kind: training.Course, Code: "cptm", Title: "Core pre-deployment training", Place: "Hà Nội", Organiser: "Peacekeeping office (demonstration)", Seats: 24, WomenSeats: 8, Status: training.Confirmed,
		Cost: "Training budget of the office"}, 23, 12, 10, 5, 13, 0, 0, without("cptm")},
	{training.Session{Kind: training.Language, Code: "fr", Level: "B2", Title: "French to B2", Place: "Hà Nội", Organiser: "Police academy (demonstration)", Seats: 10, WomenSeats: 3, Status: training.Confirmed},
		37, 180, 14, 3, 7, 2, 3, func(f *registry.File) bool { return len(f.Languages) > 0 && len(f.Clearances) > 0 }},
	{training.Session{Kind: training.Assessment, Code: "2019.19", Armed: true, Title: "Assessment for mission service", Place: "Hà Nội", Organiser: "UN assessment team (demonstration)", Seats: 60, WomenSeats: 15,
		Status: training.Requested}, 135, assessmentDays, 91, 9, 17, 0, 0, func(f *registry.File) bool { return len(f.Clearances) == 0 && len(f.Attempts) > 0 }},
	{training.Session{Kind: training.Course, Code: "wcdc", Title: "Women command development course", Organiser: "UN Police (demonstration)", Seats: 4, WomenSeats: 4, Status: training.Planned},
		220, 10, 120, 0, 0, 0, 0, without("wcdc")},
}

func without(certificate string) func(*registry.File) bool {
	return func(f *registry.File) bool {
		return len(f.Availability) > 0 && !slices.ContainsFunc(f.Certificates, func(c registry.Certificate) bool { return c.Type == certificate })
	}
}

// plan enters a session that has no results, with who has a seat or waits.
func (e trainingEntry) plan(p planned) error {
	s := p.session
	s.Span.From = e.asOf.AddDays(p.begins)
	s.Span.To, s.Deadline, s.Generated = s.Span.From.AddDays(p.days), s.Span.From.AddDays(-p.asked), true
	s, err := training.Create(e.ctx, e.tx, e.actor, e.book, s)
	if err != nil {
		return err
	}
	away := map[int64]bool{}
	clashes, err := training.Clashes(e.ctx, e.tx, s, nil, e.asOf)
	if err != nil {
		return err
	}
	for _, c := range clashes {
		away[c.OfficerID] = true
	}
	seated := e.choose(p, s, away, p.women, p.men)
	if err := e.enrol(s, 1, training.Enrolled, seated); err != nil || len(seated) == 0 {
		return err
	}
	return e.enrol(s, 2, training.Waiting, e.choose(p, s, away, p.waitWomen, p.waitMen))
}

// choose returns so many women and men, willing and at home, who lack what the
// session gives and have no other place.
func (e trainingEntry) choose(p planned, s training.Session, away map[int64]bool, women, men int) (officers []int64) {
	for i := range e.files {
		f := &e.files[i]
		left, id := &men, e.ids[f.ServiceNumber]
		if f.Woman {
			left = &women
		}
		willing := slices.ContainsFunc(f.Availability, func(a registry.Availability) bool { return a.Willing && a.Span().Contains(s.Span.From) })
		if *left > 0 && willing && f.LeftOn == 0 && !away[id] && !e.taken[id] && !e.seated[f.ServiceNumber] && p.lacks(f) {
			*left--
			e.taken[id] = true
			officers = append(officers, id)
		}
	}
	return officers
}

func (e trainingEntry) enrol(s training.Session, version int, status training.PlaceStatus, officers []int64) error {
	if len(officers) == 0 {
		return nil
	}
	_, err := training.Enrol(e.ctx, e.tx, e.actor, s.ID, version, training.Enrolment{Officers: officers, On: e.asOf, Status: status})
	return err
}

// work are the tasks of the demonstration, with days from the day.
var work = []struct {
	title, detail, who string
	due                int
	number, women      int
	session            string // title of the session that it comes from
	done               bool
}{
	{"Name candidates for the assessment", "The UN's team takes 60; a quarter of the seats is kept for women.", "", 30, 60, 15, "Assessment for mission service", false},
	{"Enter the results of the first aid course", "", "", -1, 0, 0, "First aid", false},
	{"Visit two provincial departments to find women who are willing", "", "Heads of the departments", 21, 0, 12, "", false},
	{"Ask the budget department for the language course", "", "Budget department", -12, 0, 0, "French to B2", true},
}

// tasks enters the work that comes from sessions and from nothing. What is
// named for nobody else is the desk's.
func tasks(ctx context.Context, db *database.DB, o Options) error {
	actor := signedInAs(account.Desk)
	return db.Write(ctx, func(tx *database.Tx) error {
		users, err := task.Users(ctx, tx, actor)
		if err != nil {
			return err
		}
		desk := users[max(0, slices.IndexFunc(users, func(u task.User) bool { return u.Name == userName(account.Desk) }))]
		sessions, _, err := training.List(ctx, tx, actor, training.Filter{})
		if err != nil {
			return err
		}
		for _, w := range work {
			t := task.Task{Title: w.title, Detail: w.detail, Due: o.AsOf.AddDays(w.due), Responsible: w.who, TargetNumber: w.number, TargetWomen: w.women, Generated: true}
			if w.who == "" {
				t.UserID = desk.ID
			}
			if at := slices.IndexFunc(sessions, func(s training.Row) bool { return s.Title == cmp.Or(w.session, " ") }); at >= 0 {
				t.Origin = task.Origin{Kind: task.FromSession, ID: sessions[at].ID, Text: sessions[at].Title}
			}
			if t, err = task.Create(ctx, tx, actor, t); err == nil && w.done {
				err = task.SetStatus(ctx, tx, actor, t.ID, t.Version, task.Done, o.AsOf, "")
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// userName is the name of the user who signs in in a role.
func userName(role account.Role) string { return string(role) + " (demonstration)" }
