package office

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"strings"

	"beret/internal/account"
	"beret/internal/audit"
	"beret/internal/database"
	"beret/internal/fault"
	"beret/internal/reference"
)

// rows returns the office's own rows of reference data.
func rows(ctx context.Context, tx *database.Tx) (own []reference.Row, err error) {
	err = tx.Each(ctx, func(r *sql.Rows) error {
		row, err := scanRow(r)
		own = append(own, row)
		return err
	}, "SELECT kind, content FROM reference_row ORDER BY kind, code, valid_from")
	return own, err
}

func scanRow(r interface{ Scan(...any) error }) (reference.Row, error) {
	var kind, content string
	if err := r.Scan(&kind, &content); err != nil {
		return reference.Row{}, err
	}
	return decodeRow(reference.Kind(kind), content)
}

// The content of a kept row is every column by name, the common ones among
// them, as in the shipped files: what is read back is checked like those.
func encodeRow(row reference.Row) (string, error) {
	columns := map[string]string{"code": row.Code, "valid_from": row.Valid.From.String(), "valid_to": row.Valid.To.String(),
		"source": row.Source, "confidence": string(row.Confidence)}
	for name, value := range row.Fields {
		columns[name] = value
	}
	content, err := json.Marshal(columns)
	return string(content), err
}

func decodeRow(kind reference.Kind, content string) (reference.Row, error) {
	columns := map[string]string{}
	if err := json.Unmarshal([]byte(content), &columns); err != nil {
		return reference.Row{}, err
	}
	return reference.NewRow(kind, columns)
}

// PutRow adds a row to the reference data, or replaces the one of its kind,
// code and first day, shipped or the office's own. It returns Invalid where the
// row lacks a code, a first day, a source, or refers to what does not exist,
// and Forbidden to everybody but the administrator.
func PutRow(ctx context.Context, tx *database.Tx, actor account.Actor, row reference.Row) (err error) {
	defer fault.Wrap(&err, "office.PutRow(%s, %s)", row.Kind, row.Code)
	if err := actor.Require(account.ReferenceEdit); err != nil {
		return err
	}
	content, err := encodeRow(row)
	if err != nil {
		return err
	}
	if row, err = checkRow(ctx, tx, row.Kind, content); err != nil {
		return err
	}
	before, err := ownRow(ctx, tx, row)
	if err != nil {
		return err
	}
	login, _ := actor.AuditName()
	if _, err := tx.Exec(ctx, `INSERT INTO reference_row (kind, code, valid_from, content, source, confidence, entered_at, entered_by)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (kind, code, valid_from) DO UPDATE SET content = excluded.content, source = excluded.source,
			confidence = excluded.confidence, entered_at = excluded.entered_at, entered_by = excluded.entered_by`,
		string(row.Kind), row.Code, row.Valid.From, content, row.Source, string(row.Confidence),
		database.Micros(tx.Now()), login); err != nil {
		return err
	}
	return audit.Append(ctx, tx, audit.Entry{Actor: actor, Action: "office.put_row", Kind: "reference",
		Before: before, After: kept(row.Kind, content)})
}

// checkRow builds the row as it will be read back and tries the whole book
// with it.
func checkRow(ctx context.Context, tx *database.Tx, kind reference.Kind, content string) (reference.Row, error) {
	row, err := decodeRow(kind, content)
	if err != nil || !known(kind) {
		return row, refuse(err, row)
	}
	own, err := rows(ctx, tx)
	if err != nil {
		return row, err
	}
	if _, err := reference.Load(append(own, row)); err != nil {
		return row, refuse(err, row)
	}
	return row, nil
}

func known(kind reference.Kind) bool {
	for _, k := range reference.Kinds() {
		if k == kind {
			return true
		}
	}
	return false
}

func refuse(err error, row reference.Row) error {
	key := "office.problem.reference_row"
	switch {
	case row.Source == "":
		key = "office.problem.reference_source"
	case row.Valid.From.IsZero() || row.Valid.Empty():
		key = "office.problem.reference_validity"
	}
	refused := fault.Because(err, fault.Invalid, key)
	refused.Problems = []fault.Problem{{Field: "row", Key: key}}
	return refused
}

// audited is a row as the audit log keeps it.
type audited struct {
	Kind reference.Kind  `json:"kind"`
	Row  json.RawMessage `json:"row"`
}

func kept(kind reference.Kind, content string) any { return audited{kind, json.RawMessage(content)} }

// ownRow returns the office's row in the place of which the given one comes,
// for the audit log; nil where there is none.
func ownRow(ctx context.Context, tx *database.Tx, row reference.Row) (any, error) {
	var content string
	err := tx.QueryRow(ctx, "SELECT content FROM reference_row WHERE kind = ? AND code = ? AND valid_from = ?",
		string(row.Kind), row.Code, row.Valid.From).Scan(&content)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return kept(row.Kind, content), err
}

// WithdrawRow takes an office's own row back, so that the shipped one, if
// there is one, stands again. It returns NotFound where the office has no such
// row, and Conflict where other rows rest on it.
func WithdrawRow(ctx context.Context, tx *database.Tx, actor account.Actor, row reference.Row, reason string) (err error) {
	defer fault.Wrap(&err, "office.WithdrawRow(%s, %s)", row.Kind, row.Code)
	if err := actor.Require(account.ReferenceEdit); err != nil {
		return err
	}
	if strings.TrimSpace(reason) == "" {
		return fault.Check([]fault.Problem{{Field: "reason", Key: "office.problem.reason"}})
	}
	before, err := ownRow(ctx, tx, row)
	if err != nil {
		return err
	}
	if before == nil {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	if _, err := tx.Exec(ctx, "DELETE FROM reference_row WHERE kind = ? AND code = ? AND valid_from = ?",
		string(row.Kind), row.Code, row.Valid.From); err != nil {
		return err
	}
	own, err := rows(ctx, tx)
	if err != nil {
		return err
	}
	if _, err := reference.Load(own); err != nil {
		return fault.Because(err, fault.Conflict, "office.problem.reference_used")
	}
	return audit.Append(ctx, tx, audit.Entry{Actor: actor, Action: "office.withdraw_row", Kind: "reference", Before: before, Reason: reason})
}
