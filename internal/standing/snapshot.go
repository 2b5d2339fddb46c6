package standing

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/audit"
	"beret/internal/database"
	"beret/internal/fault"
	"beret/internal/reference"
	"beret/participation"
)

// Frozen is a month-end position that was stated and cannot be changed.
type Frozen struct {
	Month    civil.Month `json:"month"`
	Formula  string      `json:"formula"`
	SHA256   string      `json:"sha256"`
	At       time.Time   `json:"-"`
	By       string      `json:"-"`
	Snapshot participation.Snapshot
}

// Whole returns the share of everybody in the position.
func (f Frozen) Whole() participation.Share {
	for _, l := range f.Snapshot.Lines {
		if l.Dimension == participation.All {
			return l.Share
		}
	}
	return participation.Share{}
}

// Freeze keeps the position at a month's end for good. today is the office's
// day: the month must be over. It returns Invalid where it is not, and Conflict
// where the month is frozen already.
func Freeze(ctx context.Context, tx *database.Tx, actor account.Actor, book *reference.Book, month civil.Month, today civil.Date) (f Frozen, err error) {
	defer fault.Wrap(&err, "standing.Freeze(%s)", month)
	if err := actor.Require(account.SnapshotFreeze); err != nil {
		return f, err
	}
	if month.End() > today {
		return f, fault.Check([]fault.Problem{{Field: "month", Key: "standing.problem.month_open", Args: []any{"month", month}}})
	}
	services, _, err := services(ctx, tx, book, month.End())
	if err != nil {
		return f, err
	}
	login, _ := actor.AuditName()
	snapshot := participation.Freeze(services, month)
	f = Frozen{Month: month, Formula: snapshot.Formula, SHA256: snapshot.Hash(), At: tx.Now(), By: login, Snapshot: snapshot}
	inserted, err := tx.Exec(ctx, `INSERT INTO snapshot (month, formula_version, content, sha256, frozen_at, frozen_by)
		VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (month) DO NOTHING`,
		month.String(), f.Formula, string(snapshot.Encode()), f.SHA256, database.Micros(f.At), login)
	if err == nil && inserted == 0 {
		err = fault.New(fault.Conflict, "standing.problem.month_frozen", "month", month)
	}
	if err != nil {
		return f, err
	}
	return f, audit.Append(ctx, tx, audit.Entry{Actor: actor, Action: "standing.freeze", Kind: "snapshot", Subject: int64(month),
		After: struct {
			Month  civil.Month `json:"month"`
			SHA256 string      `json:"sha256"`
		}{month, f.SHA256}})
}

// Verdict is what became of a frozen month since.
type Verdict struct {
	Frozen Frozen
	// Key is the message key of what is wrong with the snapshot itself, empty
	// where it stands as frozen and its figures follow from its people.
	Key string
	// Added and Removed are what the record says today beyond the snapshot,
	// and no longer says: corrections entered since.
	Added, Removed []participation.Row
}

// Verify reads a frozen month, recomputes its hash and figures, and compares it
// with the record of today. It returns NotFound where the month is not frozen.
func Verify(ctx context.Context, tx *database.Tx, actor account.Actor, book *reference.Book, month civil.Month) (v Verdict, err error) {
	defer fault.Wrap(&err, "standing.Verify(%s)", month)
	if actor.Scope(account.ParticipationView) != account.All {
		return v, fault.New(fault.Forbidden, "fault.forbidden")
	}
	var content string
	var at int64
	v.Frozen.Month = month
	err = tx.QueryRow(ctx, "SELECT formula_version, content, sha256, frozen_at, frozen_by FROM snapshot WHERE month = ?", month.String()).
		Scan(&v.Frozen.Formula, &content, &v.Frozen.SHA256, &at, &v.Frozen.By)
	if errors.Is(err, sql.ErrNoRows) {
		return v, fault.New(fault.NotFound, "fault.not_found")
	}
	if err != nil {
		return v, err
	}
	v.Frozen.At = database.Instant(at)
	if v.Key = v.examine([]byte(content)); v.Key == "standing.snapshot.altered" {
		return v, nil
	}
	services, _, err := services(ctx, tx, book, month.End())
	v.Added, v.Removed = v.Frozen.Snapshot.Drift(services)
	return v, err
}

// examine decodes the content and returns the key of what is wrong with it.
func (v *Verdict) examine(content []byte) string {
	var err error
	if v.Frozen.Snapshot, err = participation.Decode(content); err != nil || v.Frozen.Snapshot.Hash() != v.Frozen.SHA256 {
		return "standing.snapshot.altered"
	}
	switch err := v.Frozen.Snapshot.Verify(); {
	case errors.Is(err, participation.ErrFormula):
		return "standing.snapshot.other_formula"
	case err != nil:
		return "standing.snapshot.not_reproduced"
	}
	return ""
}

// Months returns the frozen months, the last first.
func Months(ctx context.Context, tx *database.Tx, actor account.Actor) (months []civil.Month, err error) {
	defer fault.Wrap(&err, "standing.Months")
	if actor.Scope(account.ParticipationView) != account.All {
		return nil, fault.New(fault.Forbidden, "fault.forbidden")
	}
	err = tx.Each(ctx, func(rows *sql.Rows) error {
		var text string
		if err := rows.Scan(&text); err != nil {
			return err
		}
		month, err := civil.ParseMonth(text)
		months = append(months, month)
		return err
	}, "SELECT month FROM snapshot ORDER BY month DESC")
	return months, err
}
