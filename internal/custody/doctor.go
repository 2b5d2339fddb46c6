package custody

import (
	"context"
	"fmt"
	"time"

	"beret/internal/database"
	"beret/internal/fault"
)

// Status is the outcome of one examination.
type Status string

// The outcomes.
const (
	Sound   Status = "ok"
	Warning Status = "warning" // works, but something is to be done
	Broken  Status = "broken"  // the record contradicts itself
)

// Finding is the outcome of one examination: Key names what was examined, and
// Detail is what was found, a message key where Status is not Sound.
type Finding struct {
	Key    string `json:"check"`
	Status Status `json:"status"`
	Detail string `json:"detail"`
	Args   []any  `json:"args,omitempty"`
}

// Examine runs every check of the doctor: pending migrations, the database's
// own integrity, references, the audit chain, and the clock.
func Examine(ctx context.Context, db *database.DB) (findings []Finding, err error) {
	defer fault.Wrap(&err, "custody.Examine")
	for _, check := range []func(context.Context, *database.DB) (Finding, error){
		examineSchema, examineIntegrity, examineAudit, examineClock,
	} {
		finding, err := check(ctx, db)
		if err != nil {
			return findings, err
		}
		findings = append(findings, finding)
		if finding.Key == "custody.schema" && finding.Status != Sound {
			break // the other checks read tables that may not be there yet
		}
	}
	return findings, nil
}

func examineSchema(ctx context.Context, db *database.DB) (Finding, error) {
	pending, err := db.Pending(ctx)
	f := Finding{Key: "custody.schema", Status: Sound, Detail: "custody.schema_current"}
	if err == nil && len(pending) > 0 {
		f.Status, f.Detail, f.Args = Warning, "custody.schema_pending", []any{"n", len(pending)}
	}
	return f, err
}

func examineIntegrity(ctx context.Context, db *database.DB) (Finding, error) {
	faults, err := db.Check(ctx)
	f := Finding{Key: "custody.integrity", Status: Sound, Detail: "custody.integrity_sound"}
	if len(faults) > 0 {
		f.Status, f.Detail = Broken, "custody.integrity_broken"
		f.Args = []any{"n", len(faults), "first", fmt.Sprintf("%s %s", faults[0].Table, faults[0].Detail)}
	}
	return f, err
}

func examineAudit(ctx context.Context, db *database.DB) (Finding, error) {
	verdict, err := chain(ctx, db)
	f := Finding{Key: "custody.audit", Status: Sound, Detail: "custody.audit_sound",
		Args: []any{"n", int(verdict.Rows), "head", verdict.Head}}
	if !verdict.OK() {
		f.Status, f.Detail, f.Args = Broken, verdict.Key, []any{"number", int(verdict.Broken)}
	}
	return f, err
}

// examineClock compares the machine's clock with the newest act on record: a
// clock that stands before it would date new acts wrongly.
func examineClock(ctx context.Context, db *database.DB) (f Finding, err error) {
	f = Finding{Key: "custody.clock", Status: Sound, Detail: "custody.clock_sound"}
	err = db.Read(ctx, func(tx *database.Tx) error {
		var last int64
		if err := tx.QueryRow(ctx, "SELECT coalesce(max(at), 0) FROM audit_log").Scan(&last); err != nil {
			return err
		}
		f.Args = []any{"now", tx.Now().UTC().Format(time.RFC3339)}
		if behind := database.Instant(last).Sub(tx.Now()); last != 0 && behind > time.Minute {
			f.Status, f.Detail = Warning, "custody.clock_behind"
			f.Args = append(f.Args, "last", database.Instant(last).Format(time.RFC3339))
		}
		return nil
	})
	return f, err
}
