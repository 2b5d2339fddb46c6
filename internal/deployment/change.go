package deployment

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

// Plan enters a tour, ahead of its first day or after it, and returns it with
// its id. It returns Invalid with the problems of Check, and NotFound where
// there is no such officer.
func Plan(ctx context.Context, tx *database.Tx, actor account.Actor, book *reference.Book, d Deployment) (planned Deployment, err error) {
	defer fault.Wrap(&err, "deployment.Plan(%d)", d.OfficerID)
	if err := actor.Require(account.DeploymentEdit); err != nil {
		return d, err
	}
	d, d.ID, d.Version = d.normal(), 0, 1
	if err := check(ctx, tx, book, d); err != nil {
		return d, err
	}
	if err := insert(ctx, tx, &d); err != nil {
		return d, err
	}
	return d, audit.Append(ctx, tx, audit.Entry{Actor: actor, Action: "deployment.plan", Kind: "deployment", Subject: d.ID, After: d})
}

// Start enters the true first day of a tour, where it is not the planned one.
func Start(ctx context.Context, tx *database.Tx, actor account.Actor, book *reference.Book, id int64, version int, on civil.Date) error {
	return change(ctx, tx, actor, book, act{id, version, "deployment.start", ""}, func(d *Deployment) []fault.Problem {
		if d.EndedOn != 0 || d.Cancelled {
			return refused("from", "deployment.problem.over")
		}
		d.From = on
		return nil
	})
}

// Extend moves the agreed end of a tour that has not ended to a later day.
func Extend(ctx context.Context, tx *database.Tx, actor account.Actor, book *reference.Book, id int64, version int, to civil.Date, reason string) error {
	return change(ctx, tx, actor, book, act{id, version, "deployment.extend", reason}, func(d *Deployment) []fault.Problem {
		switch {
		case d.EndedOn != 0 || d.Cancelled:
			return refused("planned_end", "deployment.problem.over")
		case to <= d.PlannedEnd:
			return refused("planned_end", "deployment.problem.not_later", "date", d.PlannedEnd)
		}
		if d.ExtendedFrom == 0 {
			d.ExtendedFrom = d.PlannedEnd
		}
		d.PlannedEnd = to
		return nil
	})
}

// End enters the true end of a tour: on is the first day no longer in service.
func End(ctx context.Context, tx *database.Tx, actor account.Actor, book *reference.Book, id int64, version int, on civil.Date, why Reason, note string) error {
	return change(ctx, tx, actor, book, act{id, version, "deployment.end", note}, func(d *Deployment) []fault.Problem {
		if d.EndedOn != 0 || d.Cancelled {
			return refused("ended_on", "deployment.problem.over")
		}
		d.EndedOn, d.EndReason = on, why
		return nil
	})
}

// Cancel calls a tour off before its first day.
func Cancel(ctx context.Context, tx *database.Tx, actor account.Actor, book *reference.Book, id int64, version int, today civil.Date, reason string) error {
	return change(ctx, tx, actor, book, act{id, version, "deployment.cancel", reason}, func(d *Deployment) []fault.Problem {
		switch {
		case d.StateOn(today) != Planned:
			return refused("reason", "deployment.problem.begun", "date", d.From)
		case strings.TrimSpace(reason) == "":
			return refused("reason", "deployment.problem.reason")
		}
		d.Cancelled = true
		return nil
	})
}

// Correct replaces what was entered wrongly; the reason goes to the audit log.
// Officer and origin stay: a tour of somebody else is another tour.
func Correct(ctx context.Context, tx *database.Tx, actor account.Actor, book *reference.Book, corrected Deployment, reason string) error {
	return change(ctx, tx, actor, book, act{corrected.ID, corrected.Version, "deployment.correct", reason}, func(d *Deployment) []fault.Problem {
		if strings.TrimSpace(reason) == "" {
			return refused("reason", "deployment.problem.reason")
		}
		corrected.OfficerID, corrected.Generated = d.OfficerID, d.Generated
		*d = corrected.normal()
		return nil
	})
}

func refused(field, key string, args ...any) []fault.Problem {
	return []fault.Problem{{Field: field, Key: key, Args: args}}
}

// act is a change of the version of a tour that somebody has in hand.
type act struct {
	id      int64
	version int
	action  string
	reason  string
}

// change applies a change to a tour, checks the outcome by the same rules as a
// new one, writes and audits it. It returns Conflict where the version in hand
// is stale.
func change(ctx context.Context, tx *database.Tx, actor account.Actor, book *reference.Book, a act, apply func(*Deployment) []fault.Problem) (err error) {
	defer fault.Wrap(&err, "%s(%d)", a.action, a.id)
	if err := actor.Require(account.DeploymentEdit); err != nil {
		return err
	}
	before, err := Find(ctx, tx, actor, a.id)
	if err != nil {
		return err
	}
	if before.Version != a.version {
		return fault.New(fault.Conflict, "fault.conflict")
	}
	after := before.Deployment
	if err := fault.Check(apply(&after)); err != nil {
		return err
	}
	if err := check(ctx, tx, book, after); err != nil {
		return err
	}
	after.Version++
	if err := update(ctx, tx, after); err != nil {
		return err
	}
	return audit.Append(ctx, tx, audit.Entry{Actor: actor, Action: a.action, Kind: "deployment", Subject: a.id,
		Before: before.Deployment, After: after, Reason: a.reason})
}

// check reads what the rules need and applies them.
func check(ctx context.Context, tx *database.Tx, book *reference.Book, d Deployment) error {
	person := Person{ID: d.OfficerID}
	err := tx.QueryRow(ctx, "SELECT birth_date, left_on FROM officer WHERE id = ?", d.OfficerID).Scan(&person.Birth, &person.LeftOn)
	if errors.Is(err, sql.ErrNoRows) {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	if err != nil {
		return err
	}
	place, err := placeOf(ctx, tx, d)
	if err != nil {
		return err
	}
	var others []Deployment
	err = tx.Each(ctx, func(rows *sql.Rows) error {
		other, err := scan(rows)
		others = append(others, other)
		return err
	}, "SELECT "+columns+" FROM deployment d WHERE d.officer_id = ? ORDER BY d.from_date", d.OfficerID)
	if err != nil {
		return err
	}
	return fault.Check(Check(d, person, place, others, book))
}

func placeOf(ctx context.Context, tx *database.Tx, d Deployment) (place Place, err error) {
	if d.UnitID != 0 {
		err = tx.QueryRow(ctx, "SELECT category FROM formed_unit WHERE id = ?", d.UnitID).Scan(&place.Category)
	}
	if err == nil && d.SeatID != 0 {
		err = tx.QueryRow(ctx, "SELECT unit_id FROM seat WHERE id = ?", d.SeatID).Scan(&place.UnitOfSeat)
	}
	if errors.Is(err, sql.ErrNoRows) {
		return place, nil // an unknown unit has no category, an unknown seat no unit: the rules refuse both
	}
	return place, err
}
