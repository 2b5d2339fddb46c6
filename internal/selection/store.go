package selection

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"strings"

	"beret/internal/account"
	"beret/internal/database"
	"beret/internal/fault"
)

const columns = `s.id, s.call_id, s.unit_id, s.name, s.rotation, s.expected_from, s.expected_to, s.rules, s.proof, s.status,
	s.created_on, s.created_by, s.prepared_by, s.checked_on, s.checked_by, s.check_note, s.approved_on, s.approved_by, s.generated, s.version`

func scan(rows interface{ Scan(...any) error }) (s Slate, err error) {
	var call, unit sql.NullInt64
	var rules, proof string
	var generated int
	if err := rows.Scan(&s.ID, &call, &unit, &s.Name, &s.Rotation, &s.Expected.From, &s.Expected.To, &rules, &proof, &s.Status,
		&s.CreatedOn, &s.CreatedBy, &s.PreparedBy, &s.CheckedOn, &s.CheckedBy, &s.CheckNote, &s.ApprovedOn, &s.ApprovedBy, &generated, &s.Version); err != nil {
		return s, err
	}
	s.CallID, s.UnitID, s.Generated = call.Int64, unit.Int64, generated == 1
	if proof != "" {
		s.Proof = &Proof{}
		if err := json.Unmarshal([]byte(proof), s.Proof); err != nil {
			return s, err
		}
	}
	s.Rules, err = decodeRules(rules)
	return s, err
}

func encode(v any) (string, error) {
	data, err := json.Marshal(v)
	return string(data), err
}

func insert(ctx context.Context, tx *database.Tx, s *Slate) error {
	rules, err := encode(s.Rules)
	if err != nil {
		return err
	}
	return tx.QueryRow(ctx, `INSERT INTO slate (call_id, unit_id, name, rotation, expected_from, expected_to, rules, status,
		created_on, created_by, prepared_by, generated) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`,
		database.NullID(s.CallID), database.NullID(s.UnitID), s.Name, s.Rotation, s.Expected.From, s.Expected.To, rules, string(s.Status),
		s.CreatedOn, s.CreatedBy, s.PreparedBy, database.Flag(s.Generated)).Scan(&s.ID)
}

// update writes everything of a slate that changes in its life, and counts the
// version up. It returns Conflict where somebody changed the slate meanwhile.
func update(ctx context.Context, tx *database.Tx, s *Slate) error {
	rules, err := encode(s.Rules)
	if err != nil {
		return err
	}
	proof := ""
	if s.Proof != nil {
		if proof, err = encode(s.Proof); err != nil {
			return err
		}
	}
	changed, err := tx.Exec(ctx, `UPDATE slate SET name = ?, rotation = ?, rules = ?, proof = ?, status = ?, prepared_by = ?, checked_on = ?,
		checked_by = ?, check_note = ?, approved_on = ?, approved_by = ?, version = version + 1 WHERE id = ? AND version = ?`,
		s.Name, s.Rotation, rules, proof, string(s.Status), s.PreparedBy, s.CheckedOn, s.CheckedBy, s.CheckNote, s.ApprovedOn, s.ApprovedBy, s.ID, s.Version)
	if err == nil && changed == 0 {
		err = fault.New(fault.Conflict, "fault.conflict")
	}
	s.Version++
	return err
}

// listOf reads what a query finds of a slate, for those who may see slates.
func listOf[T any](ctx context.Context, tx *database.Tx, actor account.Actor, slateID int64, scan func(*sql.Rows) (T, error), query string) (list []T, err error) {
	if err := actor.Require(account.SlateView); err != nil {
		return nil, err
	}
	err = tx.Each(ctx, func(rows *sql.Rows) error {
		one, err := scan(rows)
		list = append(list, one)
		return err
	}, query, slateID)
	return list, err
}

// Find returns one slate, or NotFound where there is none for this actor.
func Find(ctx context.Context, tx *database.Tx, actor account.Actor, id int64) (s Slate, err error) {
	defer fault.Wrap(&err, "selection.Find(%d)", id)
	if err := actor.Require(account.SlateView); err != nil {
		return s, err
	}
	s, err = scan(tx.QueryRow(ctx, "SELECT "+columns+" FROM slate s WHERE s.id = ?", id))
	if errors.Is(err, sql.ErrNoRows) {
		return s, notFound()
	}
	return s, err
}

// Filter selects slates; zero fields select everything.
type Filter struct {
	CallID int64
	UnitID int64
	Status Status
	Limit  int // 0 means 50
	Offset int
}

func (f Filter) where() (string, []any) {
	conditions, args := []string{"1 = 1"}, []any{}
	add := func(condition string, value any, set bool) {
		if set {
			conditions, args = append(conditions, condition), append(args, value)
		}
	}
	add("s.call_id = ?", f.CallID, f.CallID != 0)
	add("s.unit_id = ?", f.UnitID, f.UnitID != 0)
	add("s.status = ?", string(f.Status), f.Status != "")
	return strings.Join(conditions, " AND "), args
}

// List returns the slates of a filter, the newest first, one page of them, and
// how many there are in all.
func List(ctx context.Context, tx *database.Tx, actor account.Actor, f Filter) (list []Slate, total int, err error) {
	defer fault.Wrap(&err, "selection.List")
	if err := actor.Require(account.SlateView); err != nil {
		return nil, 0, err
	}
	where, args := f.where()
	if err := tx.QueryRow(ctx, "SELECT count(*) FROM slate s WHERE "+where, args...).Scan(&total); err != nil {
		return nil, 0, err
	}
	limit := f.Limit
	if limit == 0 {
		limit = 50
	}
	err = tx.Each(ctx, func(rows *sql.Rows) error {
		s, err := scan(rows)
		list = append(list, s)
		return err
	}, "SELECT "+columns+" FROM slate s WHERE "+where+" ORDER BY s.id DESC LIMIT ? OFFSET ?", append(args, limit, f.Offset)...)
	return list, total, err
}

// Lines returns the list of a slate as it stands, for an actor who may view
// slates.
func Lines(ctx context.Context, tx *database.Tx, actor account.Actor, slateID int64) (lines []Line, err error) {
	defer fault.Wrap(&err, "selection.Lines(%d)", slateID)
	if err := actor.Require(account.SlateView); err != nil {
		return nil, err
	}
	return loadLines(ctx, tx, slateID)
}

func loadLines(ctx context.Context, tx *database.Tx, slateID int64) (lines []Line, err error) {
	err = tx.Each(ctx, func(rows *sql.Rows) error {
		var l Line
		var seat sql.NullInt64
		var proposed int
		err := rows.Scan(&l.Post, &l.OfficerID, &seat, &l.Score, &proposed)
		l.SeatID, l.Proposed = seat.Int64, proposed == 1
		lines = append(lines, l)
		return err
	}, "SELECT post, officer_id, seat_id, score, proposed FROM slate_line WHERE slate_id = ? ORDER BY officer_id", slateID)
	return lines, err
}

func replaceLines(ctx context.Context, tx *database.Tx, slateID int64, lines []Line) error {
	if _, err := tx.Exec(ctx, "DELETE FROM slate_line WHERE slate_id = ?", slateID); err != nil {
		return err
	}
	for _, l := range lines {
		if _, err := tx.Exec(ctx, "INSERT INTO slate_line (slate_id, post, officer_id, seat_id, score, proposed) VALUES (?, ?, ?, ?, ?, ?)",
			slateID, l.Post, l.OfficerID, database.NullID(l.SeatID), l.Score, database.Flag(l.Proposed)); err != nil {
			return err
		}
	}
	return nil
}

func loadDecisions(ctx context.Context, tx *database.Tx, s Slate) (d Decisions, err error) {
	d.Rules = s.Rules
	err = tx.Each(ctx, func(rows *sql.Rows) error {
		var r Ruling
		err := rows.Scan(&r.OfficerID, &r.Post, &r.Kind, &r.Reason, &r.By, &r.On)
		d.Rulings = append(d.Rulings, r)
		return err
	}, "SELECT officer_id, post, kind, reason, ruled_by, ruled_on FROM slate_ruling WHERE slate_id = ? ORDER BY officer_id, post", s.ID)
	if err != nil {
		return d, err
	}
	err = tx.Each(ctx, func(rows *sql.Rows) error {
		var v Vacancy
		err := rows.Scan(&v.Post, &v.Places, &v.Reason, &v.By, &v.On)
		d.Vacancies = append(d.Vacancies, v)
		return err
	}, "SELECT post, places, reason, ruled_by, ruled_on FROM slate_vacancy WHERE slate_id = ? ORDER BY post", s.ID)
	return d, err
}

// replaceDecisions writes rulings and vacancies as they are to stand.
func replaceDecisions(ctx context.Context, tx *database.Tx, slateID int64, d Decisions) error {
	for _, table := range []string{"slate_ruling", "slate_vacancy"} {
		if _, err := tx.Exec(ctx, "DELETE FROM "+table+" WHERE slate_id = ?", slateID); err != nil {
			return err
		}
	}
	for _, r := range d.Rulings {
		if _, err := tx.Exec(ctx, "INSERT INTO slate_ruling (slate_id, officer_id, post, kind, reason, ruled_by, ruled_on) VALUES (?, ?, ?, ?, ?, ?, ?)",
			slateID, r.OfficerID, r.Post, string(r.Kind), r.Reason, r.By, r.On); err != nil {
			return err
		}
	}
	for _, v := range d.Vacancies {
		if _, err := tx.Exec(ctx, "INSERT INTO slate_vacancy (slate_id, post, places, reason, ruled_by, ruled_on) VALUES (?, ?, ?, ?, ?, ?)",
			slateID, v.Post, v.Places, v.Reason, v.By, v.On); err != nil {
			return err
		}
	}
	return nil
}
