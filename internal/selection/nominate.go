package selection

import (
	"context"

	"beret/internal/database"
	"beret/internal/nomination"
)

// mission is where those on the list are to go, "" for a unit that is bound to
// none yet.
func (sh *Sheet) mission() string {
	switch {
	case sh.Call != nil:
		return sh.Call.Mission
	case sh.Unit != nil:
		return sh.Unit.Mission
	}
	return ""
}

func (sh *Sheet) category() string {
	switch {
	case sh.Call != nil:
		return sh.Call.Category
	case sh.Unit != nil:
		return sh.Unit.Category
	}
	return ""
}

// nominate puts everybody on the list forward who was not put forward by an
// earlier edition, and withdraws those of earlier editions who are no longer on
// it. Nobody is nominated to a unit that is bound to no mission.
func (sh *Sheet) nominate(ctx context.Context, tx *database.Tx, scene Scene) error {
	if sh.mission() == "" {
		return nil
	}
	standing, _, err := nomination.List(ctx, tx, scene.Actor, nomination.Filter{SlateID: sh.ID, Open: true, Limit: mostNominees})
	if err != nil {
		return err
	}
	kept := map[int64]bool{}
	for _, n := range standing {
		if sh.holds(n) {
			kept[n.OfficerID] = true
			continue
		}
		if err := nomination.Decide(ctx, tx, scene.Actor, n.ID, n.Version, nomination.Withdrawn, max(scene.Today, n.NominatedOn), sh.Name); err != nil {
			return err
		}
	}
	for _, line := range sh.Lines {
		if kept[line.OfficerID] {
			continue
		}
		if _, err := nomination.Nominate(ctx, tx, scene.Actor, scene.Book, sh.nominee(line, scene)); err != nil {
			return err
		}
	}
	return nil
}

// mostNominees is more than any list holds.
const mostNominees = 100_000

// holds reports whether the list still has the nominee in the post.
func (sh *Sheet) holds(n nomination.Row) bool {
	for _, line := range sh.Lines {
		if line.OfficerID == n.OfficerID {
			post, _ := sh.PostOf(line.Post)
			return post.CallPost == n.PostID && post.Title == n.PostTitle
		}
	}
	return false
}

func (sh *Sheet) nominee(line Line, scene Scene) nomination.Nomination {
	post, _ := sh.PostOf(line.Post)
	n := nomination.Nomination{OfficerID: line.OfficerID, Category: sh.category(), Mission: sh.mission(), PostTitle: post.Title, Tier: post.Tier,
		NominatedOn: scene.Today, Expected: sh.Expected, SlateID: sh.ID, CallID: sh.CallID, PostID: post.CallPost, Generated: sh.Generated}
	if sh.Call != nil {
		n.NoteVerbale = sh.Call.NoteVerbale
	}
	return n
}
