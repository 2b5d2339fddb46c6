package prospect

import (
	"context"
	"database/sql"
	"errors"
	"strings"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/audit"
	"beret/internal/database"
	"beret/internal/fault"
	"beret/internal/reference"
)

// Rotation is a formed unit's contingent that goes to a mission on a day and
// takes the place of the one before.
type Rotation struct {
	ID         int64      `json:"-"`
	UnitID     int64      `json:"unit_id"`
	Unit       string     `json:"unit"` // code
	Mission    string     `json:"mission"`
	On         civil.Date `json:"on"`
	Contingent int        `json:"contingent"`
	Women      *int       `json:"women,omitempty"` // planned, nil where nothing is
	Source     string     `json:"source"`
	Generated  bool       `json:"generated,omitempty"`
	Version    int        `json:"version"`
}

const rotationRows = `SELECT r.id, r.unit_id, u.code, r.mission, r.rotates_on, r.contingent, r.women, r.source, r.generated, r.version
	FROM unit_rotation r JOIN formed_unit u ON u.id = r.unit_id`

func scanRotation(rows interface{ Scan(...any) error }) (r Rotation, err error) {
	var women sql.NullInt64
	var generated int
	err = rows.Scan(&r.ID, &r.UnitID, &r.Unit, &r.Mission, &r.On, &r.Contingent, &women, &r.Source, &generated, &r.Version)
	if women.Valid {
		n := int(women.Int64)
		r.Women = &n
	}
	r.Generated = generated == 1
	return r, err
}

func (c *chronicle) readRotations(ctx context.Context, tx *database.Tx) (err error) {
	c.rotations, err = rotations(ctx, tx)
	return err
}

func rotations(ctx context.Context, tx *database.Tx) (list []Rotation, err error) {
	err = tx.Each(ctx, func(rows *sql.Rows) error {
		r, err := scanRotation(rows)
		list = append(list, r)
		return err
	}, rotationRows+" ORDER BY r.rotates_on, u.code")
	return list, err
}

// Rotations lists the calendar by day. It returns Forbidden to whom the outlook
// is closed.
func Rotations(ctx context.Context, tx *database.Tx, actor account.Actor) (list []Rotation, err error) {
	defer fault.Wrap(&err, "prospect.Rotations")
	if err := actor.Require(account.OutlookView); err != nil {
		return nil, err
	}
	return rotations(ctx, tx)
}

// FindRotation returns one, or NotFound.
func FindRotation(ctx context.Context, tx *database.Tx, actor account.Actor, id int64) (r Rotation, err error) {
	defer fault.Wrap(&err, "prospect.FindRotation(%d)", id)
	if err := actor.Require(account.OutlookView); err != nil {
		return r, err
	}
	r, err = scanRotation(tx.QueryRow(ctx, rotationRows+" WHERE r.id = ?", id))
	return r, found(err)
}

// Check returns the problems of the rotation's own fields.
func (r Rotation) Check(book *reference.Book) []fault.Problem {
	var problems []fault.Problem
	add := func(bad bool, field, key string) {
		if bad {
			problems = append(problems, fault.Problem{Field: field, Key: key})
		}
	}
	_, mission := book.Find(reference.Missions, r.Mission)
	add(!mission, "mission", "prospect.problem.mission")
	add(r.On == 0, "on", "prospect.problem.day")
	add(r.Contingent < 1 || r.Contingent > 10_000, "contingent", "prospect.problem.contingent")
	add(r.Women != nil && (*r.Women < 0 || *r.Women > r.Contingent), "women", "prospect.problem.women")
	add(strings.TrimSpace(r.Source) == "", "source", "prospect.problem.source")
	return problems
}

// PutRotation enters a rotation of the unit with UnitID, or changes the one with
// the id. It returns Invalid with the problems of Check or where the unit is
// unknown or rotates on that day already, and Conflict where somebody changed it
// since the version in hand was read.
func PutRotation(ctx context.Context, tx *database.Tx, actor account.Actor, book *reference.Book, r Rotation) (put Rotation, err error) {
	defer fault.Wrap(&err, "prospect.PutRotation(%d)", r.ID)
	if err := actor.Require(account.OutlookEdit); err != nil {
		return r, err
	}
	r.Source = strings.TrimSpace(r.Source)
	problems, err := r.unitProblems(ctx, tx)
	if err != nil {
		return r, err
	}
	if err := fault.Check(append(r.Check(book), problems...)); err != nil {
		return r, err
	}
	if r.ID == 0 {
		return insertRotation(ctx, tx, actor, r)
	}
	before, err := FindRotation(ctx, tx, actor, r.ID)
	if err == nil && before.Version != r.Version {
		err = fault.New(fault.Conflict, "fault.conflict")
	}
	if err != nil {
		return r, err
	}
	r.Version++
	if _, err := tx.Exec(ctx, "UPDATE unit_rotation SET unit_id = ?, mission = ?, rotates_on = ?, contingent = ?, women = ?, source = ?, version = ? WHERE id = ?",
		r.UnitID, r.Mission, r.On, r.Contingent, r.planned(), r.Source, r.Version, r.ID); err != nil {
		return r, err
	}
	return r, audit.Append(ctx, tx, audit.Entry{Actor: actor, Action: "prospect.rotation_edit", Kind: AuditKind, Subject: r.ID, Before: before, After: r})
}

// unitProblems reads the unit's code, and whether it rotates on the day already.
func (r *Rotation) unitProblems(ctx context.Context, tx *database.Tx) ([]fault.Problem, error) {
	err := tx.QueryRow(ctx, "SELECT code FROM formed_unit WHERE id = ?", r.UnitID).Scan(&r.Unit)
	if errors.Is(err, sql.ErrNoRows) {
		return []fault.Problem{{Field: "unit", Key: "prospect.problem.unit"}}, nil
	}
	if err != nil {
		return nil, err
	}
	var taken int
	err = tx.QueryRow(ctx, "SELECT count(*) FROM unit_rotation WHERE unit_id = ? AND rotates_on = ? AND id <> ?", r.UnitID, r.On, r.ID).Scan(&taken)
	if taken > 0 {
		return []fault.Problem{{Field: "on", Key: "prospect.problem.day_taken", Args: []any{"unit", r.Unit}}}, err
	}
	return nil, err
}

// planned is how many women are planned, as the record keeps it.
func (r Rotation) planned() sql.NullInt64 {
	if r.Women == nil {
		return sql.NullInt64{}
	}
	return sql.NullInt64{Int64: int64(*r.Women), Valid: true}
}

func insertRotation(ctx context.Context, tx *database.Tx, actor account.Actor, r Rotation) (Rotation, error) {
	r.Version = 1
	if err := tx.QueryRow(ctx, "INSERT INTO unit_rotation (unit_id, mission, rotates_on, contingent, women, source, generated) VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id",
		r.UnitID, r.Mission, r.On, r.Contingent, r.planned(), r.Source, database.Flag(r.Generated)).Scan(&r.ID); err != nil {
		return r, err
	}
	return r, audit.Append(ctx, tx, audit.Entry{Actor: actor, Action: "prospect.rotation_create", Kind: AuditKind, Subject: r.ID, After: r})
}

// RemoveRotation deletes one; the log keeps what it was.
func RemoveRotation(ctx context.Context, tx *database.Tx, actor account.Actor, id int64, version int) (err error) {
	defer fault.Wrap(&err, "prospect.RemoveRotation(%d)", id)
	if err := actor.Require(account.OutlookEdit); err != nil {
		return err
	}
	before, err := FindRotation(ctx, tx, actor, id)
	if err == nil && before.Version != version {
		err = fault.New(fault.Conflict, "fault.conflict")
	}
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, "DELETE FROM unit_rotation WHERE id = ?", id); err != nil {
		return err
	}
	return audit.Append(ctx, tx, audit.Entry{Actor: actor, Action: "prospect.rotation_remove", Kind: AuditKind, Subject: id, Before: before})
}
