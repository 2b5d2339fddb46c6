package funnel

import (
	"cmp"
	"context"
	"database/sql"
	"slices"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/database"
	"beret/internal/fault"
	"beret/internal/nomination"
	"beret/internal/reference"
	"beret/internal/registry"
)

// Filter selects paths; zero fields select all of them.
type Filter struct {
	Call     int64
	Mission  string
	Unit     int64 // home unit, with all units below it
	Language string
	Span     civil.Interval // of the day on which a path began; an end of zero is open
}

// Person is who is on a path.
type Person struct {
	ID            int64
	ServiceNumber string
	Name          string
	Rank          string
	Woman         bool
}

// Call is a call that somebody is on the way to.
type Call struct {
	ID                 int64
	Reference, Mission string
	Deadline           civil.Date
	open               bool
}

// Data is what a funnel is counted from.
type Data struct {
	Paths    []Path
	Attempts []Attempt // at the tests of the assessment, by those whom the filter selects
	People   map[int64]Person
	Calls    map[int64]Call
	Units    map[int64]registry.HomeUnit
	Tests    []string // codes in their order
}

// Load reads the paths of a filter from one snapshot of the record. It returns
// Forbidden to whom calls are closed.
func Load(ctx context.Context, db *database.DB, actor account.Actor, book *reference.Book, f Filter, today civil.Date) (d Data, err error) {
	defer fault.Wrap(&err, "funnel.Load")
	if actor.Scope(account.CallView) != account.All {
		return d, fault.New(fault.Forbidden, "fault.forbidden")
	}
	store := registry.NewStore(db, book)
	units, err := store.HomeUnits(ctx, actor)
	if err != nil {
		return d, err
	}
	l := newLoader(actor, book, f, units)
	l.store, l.today = store, today
	if err := db.Read(ctx, func(tx *database.Tx) error { return l.read(ctx, tx) }); err != nil {
		return d, err
	}
	return l.data(), nil
}

// Calls lists the calls that somebody is on the way to, the last deadline first.
func Calls(ctx context.Context, db *database.DB, actor account.Actor) (calls []Call, err error) {
	defer fault.Wrap(&err, "funnel.Calls")
	if actor.Scope(account.CallView) != account.All {
		return nil, nil
	}
	err = db.Read(ctx, func(tx *database.Tx) error {
		return tx.Each(ctx, func(rows *sql.Rows) error {
			var c Call
			err := rows.Scan(&c.ID, &c.Reference, &c.Mission, &c.Deadline)
			calls = append(calls, c)
			return err
		}, `SELECT id, reference, mission, deadline FROM call WHERE id IN (SELECT call_id FROM call_told UNION SELECT call_id FROM nomination)
			ORDER BY deadline DESC, id DESC`)
	})
	return calls, err
}

// loader collects what the record says of each path.
type loader struct {
	actor     account.Actor
	book      *reference.Book
	store     *registry.Store
	today     civil.Date
	filter    Filter
	found     Data
	paths     map[pathKey]*Path
	languages map[int64][]string
	homes     map[int64]int64 // of officers
	group     map[int64]int64 // of home units: the one that they are counted in; those outside the filter have none
}

// pathKey tells paths apart: nominations without a call each stand alone.
type pathKey struct{ officer, call, nomination int64 }

func newLoader(actor account.Actor, book *reference.Book, f Filter, units []registry.HomeUnit) *loader {
	l := &loader{actor: actor, book: book, filter: f, paths: map[pathKey]*Path{}, languages: map[int64][]string{}, homes: map[int64]int64{}, group: map[int64]int64{}}
	l.found = Data{People: map[int64]Person{}, Calls: map[int64]Call{}, Units: map[int64]registry.HomeUnit{}}
	for _, row := range book.Rows(reference.Tests) {
		if !slices.Contains(l.found.Tests, row.Code) {
			l.found.Tests = append(l.found.Tests, row.Code)
		}
	}
	for _, u := range units { // parents come before their children
		l.found.Units[u.ID] = u
		switch {
		case u.ID == f.Unit, u.ParentID == f.Unit:
			l.group[u.ID] = u.ID
		case l.group[u.ParentID] != 0:
			l.group[u.ID] = l.group[u.ParentID]
		}
	}
	return l
}

func (l *loader) read(ctx context.Context, tx *database.Tx) error {
	for _, read := range []func(context.Context, *database.Tx) error{
		l.readCalls, l.readPeople, l.readLanguages, l.readTold, l.readEligible, l.readNominations, l.readAttempts,
	} {
		if err := read(ctx, tx); err != nil {
			return err
		}
	}
	return nil
}

func (l *loader) readCalls(ctx context.Context, tx *database.Tx) error {
	return tx.Each(ctx, func(rows *sql.Rows) error {
		var c Call
		var status string
		err := rows.Scan(&c.ID, &c.Reference, &c.Mission, &c.Deadline, &status)
		c.open = status == "open"
		l.found.Calls[c.ID] = c
		return err
	}, "SELECT id, reference, mission, deadline, status FROM call")
}

// concerned are the officers on any path or with an attempt.
const concerned = "(SELECT officer_id FROM call_told UNION SELECT officer_id FROM nomination UNION SELECT officer_id FROM assessment_attempt)"

func (l *loader) readPeople(ctx context.Context, tx *database.Tx) error {
	return tx.Each(ctx, func(rows *sql.Rows) error {
		var p Person
		var woman int
		var home int64
		err := rows.Scan(&p.ID, &p.ServiceNumber, &p.Name, &p.Rank, &woman, &home)
		p.Woman = woman == 1
		l.found.People[p.ID], l.homes[p.ID] = p, home
		return err
	}, "SELECT o.id, o.service_number, o.full_name, o.rank_code, o.woman, o.home_unit_id FROM officer o WHERE o.id IN "+concerned)
}

func (l *loader) readLanguages(ctx context.Context, tx *database.Tx) error {
	return tx.Each(ctx, func(rows *sql.Rows) error {
		var officer int64
		var language string
		err := rows.Scan(&officer, &language)
		l.languages[officer] = append(l.languages[officer], language)
		return err
	}, "SELECT officer_id, language FROM officer_language WHERE officer_id IN "+concerned+" ORDER BY officer_id, language")
}

func (l *loader) readTold(ctx context.Context, tx *database.Tx) error {
	where, args := "", []any{}
	if l.filter.Call != 0 {
		where, args = " WHERE call_id = ?", []any{l.filter.Call}
	}
	return tx.Each(ctx, func(rows *sql.Rows) error {
		var call, officer int64
		var on civil.Date
		var answer string
		if err := rows.Scan(&call, &officer, &on, &answer); err != nil {
			return err
		}
		p := l.path(pathKey{officer, call, 0}, on)
		p.Mark(Told)
		p.Open = l.found.Calls[call].open && answer != "declined"
		if answer == "interested" {
			p.Mark(Interested)
		}
		return nil
	}, "SELECT call_id, officer_id, told_on, answer FROM call_told"+where, args...)
}

// path returns the path of a key, which began on the earliest of the days.
func (l *loader) path(key pathKey, on civil.Date) *Path {
	p, known := l.paths[key]
	if !known {
		p = &Path{Officer: key.officer, Woman: l.found.People[key.officer].Woman, Call: key.call, Mission: l.found.Calls[key.call].Mission, Began: on,
			Home: l.group[l.homes[key.officer]], Languages: l.languages[key.officer]}
		l.paths[key] = p
	}
	p.Began = min(p.Began, on)
	return p
}

// nominationPage bounds the nominations read at once.
const nominationPage = 5000

func (l *loader) readNominations(ctx context.Context, tx *database.Tx) error {
	f := nomination.Filter{CallID: l.filter.Call, Ascend: true, Limit: nominationPage}
	steps, err := nomination.StepsOf(ctx, tx, l.actor, f)
	for total := 1; err == nil && f.Offset < total; f.Offset += nominationPage {
		var rows []nomination.Row
		rows, total, err = nomination.List(ctx, tx, l.actor, f)
		for _, n := range rows {
			l.take(n, steps[n.ID])
		}
	}
	return err
}

// take marks a nomination and its steps on the officer's path. Of several to
// one call the path is open while any is.
func (l *loader) take(n nomination.Row, steps []nomination.Step) {
	key := pathKey{n.OfficerID, n.CallID, 0}
	if n.CallID == 0 {
		key.nomination = n.ID
	}
	p := l.path(key, n.NominatedOn)
	p.Mission = n.Mission
	standing := nomination.StandingOf(steps)
	open := n.Status == nomination.Selected || n.Status == nomination.Pending && standing.Stopped() == ""
	p.Open = open || p.Open && p.OnRecord(Nominated)
	p.Nomination = n.ID
	p.Mark(Nominated)
	for kind, stage := range map[nomination.StepKind]Stage{nomination.Registered: Registered, nomination.Interviewed: Interviewed, nomination.Cleared: Cleared} {
		if _, passed := standing.Passed[kind]; passed {
			p.Mark(stage)
		}
	}
	if n.Status == nomination.Selected || n.Status == nomination.Deployed {
		p.Mark(Selected)
	}
	if n.Status == nomination.Deployed {
		p.Mark(Deployed)
	}
	l.takeTests(n, steps)
}

// takeTests keeps the tests among the steps of a nomination beside those of
// the assessments.
func (l *loader) takeTests(n nomination.Row, steps []nomination.Step) {
	for _, step := range steps {
		if slices.Contains(nomination.TestKinds(), step.Kind) && (l.filter.Mission == "" || l.filter.Mission == n.Mission) {
			l.found.Attempts = append(l.found.Attempts, Attempt{n.OfficerID, n.Woman, string(step.Kind), step.Passed, step.On})
		}
	}
}

// readAttempts reads the tests that the office's assessments recorded. They
// belong to no call and no mission.
func (l *loader) readAttempts(ctx context.Context, tx *database.Tx) error {
	if l.filter.Call != 0 || l.filter.Mission != "" {
		return nil
	}
	return tx.Each(ctx, func(rows *sql.Rows) error {
		var a Attempt
		var passed int
		err := rows.Scan(&a.Officer, &a.Test, &passed, &a.On)
		a.Passed, a.Woman = passed == 1, l.found.People[a.Officer].Woman
		l.found.Attempts = append(l.found.Attempts, a)
		return err
	}, "SELECT officer_id, test, passed, taken_on FROM assessment_attempt ORDER BY id")
}

// data is what was found and the filter selects, in the order in which paths
// began.
func (l *loader) data() Data {
	d := l.found
	for _, p := range l.paths {
		if l.selects(p.Officer, p.Began) && (l.filter.Mission == "" || p.Mission == l.filter.Mission) {
			d.Paths = append(d.Paths, *p)
		}
	}
	slices.SortFunc(d.Paths, func(a, b Path) int {
		return cmp.Or(cmp.Compare(a.Began, b.Began), cmp.Compare(a.Call, b.Call), cmp.Compare(a.Officer, b.Officer), cmp.Compare(a.Nomination, b.Nomination))
	})
	d.Attempts = slices.DeleteFunc(d.Attempts, func(a Attempt) bool { return !l.selects(a.Officer, a.On) })
	return d
}

// selects applies the filters that look at the officer and the day.
func (l *loader) selects(officer int64, on civil.Date) bool {
	f := l.filter
	return on >= f.Span.From && (f.Span.To == 0 || on < f.Span.To) &&
		(f.Unit == 0 || l.group[l.homes[officer]] != 0) &&
		(f.Language == "" || slices.Contains(l.languages[officer], f.Language))
}
