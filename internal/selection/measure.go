package selection

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/audit"
	"beret/internal/database"
	"beret/internal/eligibility"
	"beret/internal/fault"
	"beret/internal/registry"
)

// Measure is a planned training, renewal or waiver: what would make an officer
// eligible for a post of a slate.
type Measure struct {
	ID        int64      `json:"-"`
	SlateID   int64      `json:"-"`
	OfficerID int64      `json:"officer"`
	Post      string     `json:"post"`
	What      string     `json:"what"` // codes of the steps, as in Upgrade
	Cost      int        `json:"cost"` // days of work
	Due       civil.Date `json:"due"`
	DoneOn    civil.Date `json:"done_on,omitzero"`
	DoneBy    string     `json:"done_by,omitempty"`
	Note      string     `json:"note,omitempty"`
	PlannedOn civil.Date `json:"planned_on"`
	PlannedBy string     `json:"planned_by"`
}

// Done reports whether the measure was carried out.
func (m Measure) Done() bool { return m.DoneOn != 0 }

// waived returns the officers for whom a waiver was granted, in the order of
// their numbers.
func (sh *Sheet) waived() (officers []int64) {
	for _, m := range sh.Measures {
		if m.Done() && eligibility.Waives(m.What) {
			officers = append(officers, m.OfficerID)
		}
	}
	slices.Sort(officers)
	return officers
}

// facts returns what a person is judged by: the record, and the waivers of the
// slate.
func (sh *Sheet) facts(who *registry.Person) *eligibility.Candidate {
	if _, waived := slices.BinarySearch(sh.excused, who.ID); !waived {
		return &who.Candidate
	}
	excused := who.Candidate.Excused()
	return &excused
}

const measureColumns = "id, slate_id, officer_id, post, what, cost, due_on, done_on, done_by, note, planned_on, planned_by"

func scanMeasure(rows interface{ Scan(...any) error }) (m Measure, err error) {
	err = rows.Scan(&m.ID, &m.SlateID, &m.OfficerID, &m.Post, &m.What, &m.Cost, &m.Due, &m.DoneOn, &m.DoneBy, &m.Note, &m.PlannedOn, &m.PlannedBy)
	return m, err
}

// Measures returns the planned measures of a slate, the open ones first, by the
// day on which they are due.
func Measures(ctx context.Context, tx *database.Tx, actor account.Actor, slateID int64) (list []Measure, err error) {
	defer fault.Wrap(&err, "selection.Measures(%d)", slateID)
	return listOf(ctx, tx, actor, slateID, func(rows *sql.Rows) (Measure, error) { return scanMeasure(rows) },
		"SELECT "+measureColumns+" FROM slate_measure WHERE slate_id = ? ORDER BY CASE WHEN done_on IS NULL THEN 0 ELSE 1 END, due_on, id")
}

// Remedy returns upgrades of the instance as measures, without their day.
func (sh *Sheet) Remedy(upgrades []int32) (list []Measure) {
	for _, i := range upgrades {
		u := sh.Instance.Upgrades[i]
		list = append(list, Measure{SlateID: sh.ID, OfficerID: sh.Candidate(u.Officer).ID, Post: sh.Post(u.Class).Key, What: u.What, Cost: int(u.Cost)})
	}
	return list
}

// PlanMeasures notes measures of a draft as planned, due on a day before the
// tour. Those that are planned already stay as they are; it returns how many
// were added.
func PlanMeasures(ctx context.Context, tx *database.Tx, scene Scene, id int64, version int, list []Measure, due civil.Date, note string) (added int, err error) {
	defer fault.Wrap(&err, "selection.PlanMeasures(%d)", id)
	s, err := editable(ctx, tx, scene, id)
	switch {
	case err != nil:
		return 0, err
	case s.Version != version:
		return 0, fault.New(fault.Conflict, "fault.conflict")
	case due < scene.Today || due > s.Expected.From:
		return 0, invalid("due", "selection.problem.due", "date", s.Expected.From)
	}
	for _, m := range list {
		m.SlateID, m.Due, m.Note, m.PlannedOn, m.PlannedBy = id, due, strings.TrimSpace(note), scene.Today, scene.Actor.Login
		fresh, err := planMeasure(ctx, tx, scene.Actor, m)
		if err != nil {
			return 0, err
		}
		added += truth(fresh)
	}
	return added, nil
}

// editable returns a draft that the actor may change.
func editable(ctx context.Context, tx *database.Tx, scene Scene, id int64) (s Slate, err error) {
	if err := scene.Actor.Require(account.SlateEdit); err != nil {
		return s, err
	}
	s, err = Find(ctx, tx, scene.Actor, id)
	if err == nil && s.Status != Draft {
		err = invalid("status", "selection.problem.status."+string(s.Status))
	}
	return s, err
}

// planMeasure adds a measure with its audit entry, and reports whether it is new.
func planMeasure(ctx context.Context, tx *database.Tx, actor account.Actor, m Measure) (fresh bool, err error) {
	err = tx.QueryRow(ctx, `INSERT INTO slate_measure (slate_id, officer_id, post, what, cost, due_on, note, planned_on, planned_by)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (slate_id, officer_id, post, what) DO NOTHING RETURNING id`,
		m.SlateID, m.OfficerID, m.Post, m.What, m.Cost, m.Due, m.Note, m.PlannedOn, m.PlannedBy).Scan(&m.ID)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return true, audit.Append(ctx, tx, audit.Entry{Actor: actor, Action: "selection.measure", Kind: "slate", Subject: m.SlateID, After: m, Reason: m.Note})
}

// EditMeasure records that a measure was carried out on a day, or with no day
// that it was not, and when it is due. The fact itself is entered in the
// officer's record. was is what was shown of DoneOn; it returns Conflict where
// somebody else has ticked the measure meanwhile.
func EditMeasure(ctx context.Context, tx *database.Tx, scene Scene, slateID, id int64, was civil.Date, due, done civil.Date, note string) (err error) {
	defer fault.Wrap(&err, "selection.EditMeasure(%d, %d)", slateID, id)
	s, err := editable(ctx, tx, scene, slateID)
	if err != nil {
		return err
	}
	all, err := Measures(ctx, tx, scene.Actor, slateID)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(all, func(m Measure) bool { return m.ID == id })
	switch {
	case i < 0:
		return notFound()
	case all[i].DoneOn != was:
		return fault.New(fault.Conflict, "fault.conflict")
	case done != 0 && (done > scene.Today || done < all[i].PlannedOn):
		return invalid("done_on", "selection.problem.done_day", "from", all[i].PlannedOn, "to", scene.Today)
	case due == 0 || due > s.Expected.From:
		return invalid("due", "selection.problem.due", "date", s.Expected.From)
	case done != 0 && eligibility.Waives(all[i].What) && strings.TrimSpace(note) == "":
		return invalid("note", "selection.problem.waiver")
	}
	after := all[i]
	after.Due, after.DoneOn, after.Note, after.DoneBy = due, done, strings.TrimSpace(note), ""
	if done != 0 {
		after.DoneBy = scene.Actor.Login
	}
	if _, err := tx.Exec(ctx, "UPDATE slate_measure SET due_on = ?, done_on = ?, done_by = ?, note = ? WHERE id = ?",
		after.Due, after.DoneOn, after.DoneBy, after.Note, id); err != nil {
		return err
	}
	return audit.Append(ctx, tx, audit.Entry{Actor: scene.Actor, Action: "selection.edit_measure", Kind: "slate", Subject: slateID, Before: all[i], After: after, Reason: after.Note})
}
