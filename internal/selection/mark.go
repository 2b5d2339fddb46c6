package selection

import (
	"context"
	"database/sql"

	"beret/internal/call"
	"beret/internal/database"
	"beret/internal/nomination"
	"beret/internal/unit"
)

// marks are what a reader of the list must know of officers, by id: that they
// declined, stand on another slate, were put forward elsewhere, or hold a seat
// of a formed unit. Who is abroad or resting is none of this: eligibility says so.
type marks map[int64][]Mark

func (m marks) add(officer int64, mark Mark, key string, args ...any) {
	mark.Key, mark.Args = key, args
	m[officer] = append(m[officer], mark)
}

func readMarks(ctx context.Context, tx *database.Tx, scene Scene, sh *Sheet) (m marks, err error) {
	m = marks{}
	if err := m.declined(ctx, tx, scene, sh); err != nil {
		return nil, err
	}
	if err := m.elsewhere(ctx, tx, sh); err != nil {
		return nil, err
	}
	if err := m.nominated(ctx, tx, scene, sh); err != nil {
		return nil, err
	}
	return m, m.seated(ctx, tx, scene, sh)
}

// declined are those who were told of the call and said no.
func (m marks) declined(ctx context.Context, tx *database.Tx, scene Scene, sh *Sheet) error {
	if sh.CallID == 0 {
		return nil
	}
	told, err := call.ToldSet(ctx, tx, scene.Actor, sh.CallID)
	for officer, t := range told {
		if t.Answer == call.Declined {
			m.add(officer, Mark{Bars: true}, "selection.mark.declined", "date", t.AnsweredOn)
		}
	}
	return err
}

// elsewhere are those on other lists for days that overlap. A signed list puts
// its people forward, so nominated tells of them.
func (m marks) elsewhere(ctx context.Context, tx *database.Tx, sh *Sheet) error {
	return tx.Each(ctx, func(rows *sql.Rows) error {
		var officer int64
		var name string
		err := rows.Scan(&officer, &name)
		m.add(officer, Mark{Elsewhere: true}, "selection.mark.elsewhere", "slate", name)
		return err
	}, `SELECT l.officer_id, s.name FROM slate_line l JOIN slate s ON s.id = l.slate_id
		WHERE s.id <> ? AND s.status IN ('draft', 'checked', 'approved') AND s.expected_from < ? AND s.expected_to > ? ORDER BY s.id`,
		sh.ID, sh.Expected.To, sh.Expected.From)
}

// nominated are those whom another list or nobody's list put forward for days
// that overlap. Who is selected, or waits for an answer of the same mission,
// cannot be put forward again.
func (m marks) nominated(ctx context.Context, tx *database.Tx, scene Scene, sh *Sheet) error {
	open, _, err := nomination.List(ctx, tx, scene.Actor, nomination.Filter{Open: true, Limit: mostNominees})
	for _, n := range open {
		if n.SlateID == sh.ID || !n.Expected.Overlaps(sh.Expected) {
			continue
		}
		if n.Status == nomination.Selected {
			m.add(n.OfficerID, Mark{Bars: true}, "selection.mark.selected", "mission", n.Mission, "date", n.Expected.From)
		} else {
			m.add(n.OfficerID, Mark{Bars: n.Mission == sh.mission(), Elsewhere: true}, "selection.mark.nominated", "mission", n.Mission, "date", n.NominatedOn)
		}
	}
	return err
}

// seated are those who hold a seat of another formed unit. For a unit they are
// no candidates; for a call it is a person's decision to take them away.
func (m marks) seated(ctx context.Context, tx *database.Tx, scene Scene, sh *Sheet) error {
	units, err := unit.List(ctx, tx, scene.Actor)
	if err != nil {
		return err
	}
	for _, u := range units {
		if u.ID == sh.UnitID {
			continue
		}
		seats, err := unit.Seats(ctx, tx, scene.Actor, u.ID, scene.Today)
		if err != nil {
			return err
		}
		for _, s := range seats {
			if s.Holder != nil {
				m.add(s.Holder.ID, Mark{Bars: sh.UnitID != 0}, "selection.mark.seated", "unit", u.Code, "number", s.Number)
			}
		}
	}
	return nil
}
