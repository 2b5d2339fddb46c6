package funnel

import (
	"context"
	"database/sql"
	"slices"

	"beret/internal/account"
	"beret/internal/call"
	"beret/internal/database"
	"beret/internal/eligibility"
	"beret/internal/registry"
)

// fileChunk bounds the files held at once.
const fileChunk = 500

// readEligible asks of everybody interested in a call, by the record as it
// stands, whether they fit at least one of its posts: as of the call's deadline
// where that has passed. Tours that began after it are left out, because the
// call's own would stand in the way of itself.
func (l *loader) readEligible(ctx context.Context, tx *database.Tx) error {
	interested := map[int64][]int64{}
	for key, p := range l.paths {
		if p.OnRecord(Interested) {
			interested[key.call] = append(interested[key.call], key.officer)
		}
	}
	for id, officers := range interested {
		plan, err := l.plan(ctx, tx, id)
		if err != nil {
			return err
		}
		if plan.Classes() == 0 {
			continue
		}
		slices.Sort(officers)
		for chunk := range slices.Chunk(officers, fileChunk) {
			if err := l.judge(ctx, tx, l.found.Calls[id], plan, chunk); err != nil {
				return err
			}
		}
	}
	return nil
}

// plan compiles what the posts of a call ask for.
func (l *loader) plan(ctx context.Context, tx *database.Tx, id int64) (*eligibility.Plan, error) {
	c, err := call.Find(ctx, tx, l.actor, id)
	if err != nil {
		return nil, err
	}
	posts, err := call.Posts(ctx, tx, l.actor, id)
	var asked []eligibility.Requirement
	for _, p := range posts {
		asked = append(asked, p.Requirement)
	}
	return eligibility.Compile(l.book, min(l.today, c.Deadline), c.Expected, c.Armed, asked), err
}

// judge marks those who fit. Only that leaves this function, so it reads as the
// program itself.
func (l *loader) judge(ctx context.Context, tx *database.Tx, c Call, plan *eligibility.Plan, officers []int64) error {
	files, err := l.store.Load(ctx, tx, account.System(), officers)
	if err != nil {
		return err
	}
	tours, err := toursBefore(ctx, tx, c, officers)
	if err != nil {
		return err
	}
	set := plan.NewSet()
	for _, f := range files {
		f.Deployments = tours[f.ID]
		candidate := registry.Candidate(plan.Codes(), f)
		if plan.Evaluate(&candidate, set).Len() > 0 {
			l.paths[pathKey{f.ID, c.ID, 0}].Mark(Eligible)
		}
	}
	return nil
}

// toursBefore returns the tours of officers that began by a call's deadline.
func toursBefore(ctx context.Context, tx *database.Tx, c Call, officers []int64) (map[int64][]registry.Deployment, error) {
	tours, among := map[int64][]registry.Deployment{}, map[int64]bool{}
	for _, id := range officers {
		among[id] = true
	}
	return tours, tx.Each(ctx, func(rows *sql.Rows) error {
		var officer int64
		var d registry.Deployment
		err := rows.Scan(&officer, &d.ID, &d.Mission, &d.From, &d.PlannedEnd, &d.EndedOn)
		if among[officer] {
			tours[officer] = append(tours[officer], d)
		}
		return err
	}, `SELECT officer_id, id, mission, from_date, planned_end, ended_on FROM deployment
		WHERE cancelled = 0 AND from_date <= ? AND officer_id BETWEEN ? AND ? ORDER BY from_date`, c.Deadline, officers[0], officers[len(officers)-1])
}
