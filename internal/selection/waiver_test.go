package selection_test

import (
	"testing"

	"beret/internal/audit"
	"beret/internal/database"
	"beret/internal/database/databasetest"
	"beret/internal/selection"
)

// An officer home for half a year misses the rest; the office waives it, with a
// reason, for this slate alone.
func TestAWaiverOfTheRestCountsForItsSlate(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		h := newHouse(t, db)
		h.write(func(tx *database.Tx) error {
			_, err := tx.Exec(ctx, `INSERT INTO deployment (officer_id, category, mission, from_date, planned_end, ended_on, end_reason)
				VALUES (10, 'ipo', 'UNMISS', '2025-08-01', '2026-08-01', '2026-08-01', 'end-of-tour')`)
			if err != nil {
				return err
			}
			return audit.Append(ctx, tx, audit.Entry{Actor: desk(), Action: "deployment.end", Kind: "deployment", Subject: 1})
		})
		sheet, other := h.create(), h.create()
		post := sheet.Posts[0].Key
		if sheet.Eligible(10, post) {
			t.Fatal("eligible without rest")
		}
		h.write(func(tx *database.Tx) error {
			_, err := selection.PlanMeasures(ctx, tx, h.scene(desk()), sheet.ID, sheet.Version,
				[]selection.Measure{{OfficerID: 10, Post: post, What: "rest", Cost: 5}}, day("2026-12-01"), "")
			return err
		})
		measure := h.sheet(sheet.ID).Measures[0]
		done := func(note string) func(tx *database.Tx) error {
			return func(tx *database.Tx) error {
				return selection.EditMeasure(ctx, tx, h.scene(desk()), sheet.ID, measure.ID, 0, measure.Due, day("2026-10-31"), note)
			}
		}
		h.expect("selection.problem.waiver", done(" "))
		h.expect("", done("the head of the office agrees"))
		if !h.sheet(sheet.ID).Eligible(10, post) {
			t.Error("not eligible after the waiver")
		}
		if h.sheet(other.ID).Eligible(10, post) {
			t.Error("the waiver counts for another slate")
		}
	})
}
