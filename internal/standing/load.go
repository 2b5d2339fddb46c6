package standing

import (
	"context"
	"database/sql"
	"slices"
	"strings"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/database"
	"beret/internal/eligibility"
	"beret/internal/fault"
	"beret/internal/office"
	"beret/internal/reference"
	"beret/internal/registry"
	"beret/participation"
)

// Load returns where the office stands at the end of a day, from one snapshot
// of the record. Names come only to those who may see people; an actor of
// aggregates gets a Release and nothing else. It returns Forbidden to others.
func Load(ctx context.Context, db *database.DB, actor account.Actor, book *reference.Book, asOf civil.Date, o Options) (s Standing, err error) {
	defer fault.Wrap(&err, "standing.Load(%s)", asOf)
	if err := actor.Require(account.ParticipationView); err != nil {
		return s, err
	}
	err = db.Read(ctx, func(tx *database.Tx) error {
		s, err = load(ctx, tx, registry.NewStore(db, book), actor, book, asOf, o)
		return err
	})
	return s, err
}

func load(ctx context.Context, tx *database.Tx, store *registry.Store, actor account.Actor, book *reference.Book, asOf civil.Date, o Options) (s Standing, err error) {
	in, err := read(ctx, tx, book, asOf)
	if err != nil {
		return s, err
	}
	if in.office, _, err = office.Read(ctx, tx); err != nil {
		return s, err
	}
	if actor.Scope(account.ParticipationView) != account.All {
		return released(in, book)
	}
	if in.ready, err = ready(ctx, tx, store, book, in); err != nil {
		return s, err
	}
	if s, err = compute(in, book, o); err != nil {
		return s, err
	}
	s.People, err = people(ctx, tx, actor, s.ids())
	return s, err
}

// fileChunk bounds the ids in one statement.
const fileChunk = 500

// ready judges those with a valid clearance: nobody else can be ready. Only
// their number and ids leave this function, so it reads as the program itself.
func ready(ctx context.Context, tx *database.Tx, store *registry.Store, book *reference.Book, in input) ([]participation.Member, error) {
	toursOf := map[int64][]registry.Deployment{}
	for _, t := range in.tours {
		toursOf[t.Officer] = append(toursOf[t.Officer], registry.Deployment{ID: t.ID, Category: t.Category, Mission: t.Mission,
			Unit: t.Unit, PostTitle: t.Post, Tier: t.Tier, From: t.From, PlannedEnd: t.PlannedEnd, EndedOn: t.EndedOn})
	}
	var list []participation.Member
	plan := eligibility.Everyday(book, in.asOf)
	for chunk := range slices.Chunk(idsOf(in.cleared), fileChunk) {
		files, err := store.Load(ctx, tx, account.System(), chunk)
		if err != nil {
			return nil, err
		}
		for _, f := range files {
			f.Deployments = toursOf[f.ID]
			if candidate := registry.Candidate(plan.Codes(), f); plan.Eligible(&candidate, 0) {
				list = append(list, participation.Member{Person: f.ID, Woman: f.Woman})
			}
		}
	}
	return list, nil
}

func idsOf(members []participation.Member) []int64 {
	ids := make([]int64, len(members))
	for i, m := range members {
		ids[i] = m.Person
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// ids returns everybody behind a figure of the standing.
func (s Standing) ids() []int64 {
	var ids []int64
	figure := func(f participation.Figure) {
		if f.Population != participation.Deployments { // its ids are tours
			ids = append(append(ids, f.Women...), f.Men...)
		}
	}
	for _, f := range slices.Concat([]participation.Figure{s.Overall, s.Plan.Horizon, s.Plan.IfAccepted}, s.Populations, s.Units) {
		figure(f)
	}
	for _, c := range []Change{s.SinceMonth, s.SinceYear, s.Since} {
		for _, m := range slices.Concat(c.Came, c.Left) {
			ids = append(ids, m.Person)
		}
	}
	for _, e := range s.Events {
		ids = append(ids, e.Tour.Officer)
	}
	for _, d := range s.Doubts {
		ids = append(ids, d.Person)
	}
	for _, t := range s.Tours {
		ids = append(ids, t.Officer)
	}
	ids = append(ids, s.Plan.Later...)
	slices.Sort(ids)
	return slices.Compact(ids)
}

func people(ctx context.Context, tx *database.Tx, actor account.Actor, ids []int64) (map[int64]Person, error) {
	found := map[int64]Person{}
	visible, more := actor.OfficerRows(account.PeopleView, "o")
	for chunk := range slices.Chunk(ids, fileChunk) {
		args := make([]any, len(chunk))
		for i, id := range chunk {
			args[i] = id
		}
		err := tx.Each(ctx, func(rows *sql.Rows) error {
			var p Person
			var woman int
			err := rows.Scan(&p.ID, &p.ServiceNumber, &p.Name, &woman, &p.Rank)
			p.Woman = woman == 1
			found[p.ID] = p
			return err
		}, "SELECT o.id, o.service_number, o.full_name, o.woman, o.rank_code FROM officer o WHERE o.id IN (?"+
			strings.Repeat(", ?", len(chunk)-1)+") AND "+visible, append(args, more...)...)
		if err != nil {
			return nil, err
		}
	}
	return found, nil
}
