// Package audit keeps who changed what, in the transaction of the change.
//
// The log is append-only by the database's own refusal, and chained: each
// row's hash covers its content and the hash of the row before it, and the
// head row keeps the count and the last hash. [Verify] recomputes the chain, so
// that an altered, inserted or removed row shows.
package audit

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"beret/internal/database"
	"beret/internal/fault"
)

// Actor is who acts. account.Actor is one; this room must not import that one,
// because changes of accounts are audited too.
type Actor interface {
	// AuditName returns the login and the role under which the act is kept.
	AuditName() (login, role string)
	// MayReadAudit reports whether the actor may read the trail of one
	// subject, or of everything where kind is empty.
	MayReadAudit(kind string, subject int64) bool
}

// Entry is one act. Before and After are marshalled as JSON; nil is nothing,
// as before a creation. They hold what changed, never a password or a token.
type Entry struct {
	Actor   Actor
	Action  string
	Kind    string // "officer", "deployment", "user", …
	Subject int64
	Before  any
	After   any
	Reason  string // why, in the actor's words, where one was asked for
}

// Row is an entry as kept.
type Row struct {
	Number       int64
	At           time.Time
	Login, Role  string
	Action, Kind string
	Subject      int64
	Before       string
	After        string
	Reason       string
	PreviousHash string
	Hash         string
}

// digest is the hash of a row: its fields in order, each with its length in
// front, so that no two rows run together into the same text.
func (r Row) digest() string {
	h := sha256.New()
	for _, field := range []string{
		r.PreviousHash, strconv.FormatInt(r.Number, 10), strconv.FormatInt(database.Micros(r.At), 10),
		r.Login, r.Role, r.Action, r.Kind, strconv.FormatInt(r.Subject, 10), r.Before, r.After, r.Reason,
	} {
		fmt.Fprintf(h, "%d:%s,", len(field), field)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Append adds the entry to the log in the transaction of the change itself.
func Append(ctx context.Context, tx *database.Tx, e Entry) (err error) {
	defer fault.Wrap(&err, "audit.Append(%s, %s %d)", e.Action, e.Kind, e.Subject)
	row := Row{Action: e.Action, Kind: e.Kind, Subject: e.Subject, Reason: e.Reason, At: tx.Now().UTC().Truncate(time.Microsecond)}
	row.Login, row.Role = e.Actor.AuditName()
	if row.Before, err = marshal(e.Before); err != nil {
		return err
	}
	if row.After, err = marshal(e.After); err != nil {
		return err
	}
	if row.Number, row.PreviousHash, err = head(ctx, tx); err != nil {
		return err
	}
	row.Number++
	row.Hash = row.digest()
	return insert(ctx, tx, row)
}

func marshal(v any) (string, error) {
	if v == nil {
		return "", nil
	}
	data, err := json.Marshal(v)
	return string(data), err
}

// head returns the number and hash of the last row, 0 and "" before the first.
func head(ctx context.Context, tx *database.Tx) (count int64, hash string, err error) {
	err = tx.QueryRow(ctx, "SELECT count, hash FROM audit_head WHERE id = 1").Scan(&count, &hash)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, "", nil
	}
	return count, hash, err
}

func insert(ctx context.Context, tx *database.Tx, r Row) error {
	if _, err := tx.Exec(ctx, `INSERT INTO audit_log
		(number, at, actor, role, action, kind, subject, before_state, after_state, reason, previous_hash, hash)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		r.Number, database.Micros(r.At), r.Login, r.Role, r.Action, r.Kind, r.Subject,
		r.Before, r.After, r.Reason, r.PreviousHash, r.Hash); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `INSERT INTO audit_head (id, count, hash) VALUES (1, ?, ?)
		ON CONFLICT (id) DO UPDATE SET count = excluded.count, hash = excluded.hash`, r.Number, r.Hash)
	return err
}

// Filter selects rows; zero fields select everything.
type Filter struct {
	Kind    string
	Subject int64
	Login   string
	Action  string
	From    time.Time // inclusive
	To      time.Time // exclusive
	Limit   int       // 0 means 50
	Offset  int
}

func (f Filter) where() (string, []any) {
	conditions, args := []string{"1 = 1"}, []any{}
	add := func(condition string, arg any) {
		conditions, args = append(conditions, condition), append(args, arg)
	}
	if f.Kind != "" {
		add("kind = ?", f.Kind)
	}
	if f.Subject != 0 {
		add("subject = ?", f.Subject)
	}
	if f.Login != "" {
		add("actor = ?", f.Login)
	}
	if f.Action != "" {
		add("action = ?", f.Action)
	}
	if !f.From.IsZero() {
		add("at >= ?", database.Micros(f.From))
	}
	if !f.To.IsZero() {
		add("at < ?", database.Micros(f.To))
	}
	return strings.Join(conditions, " AND "), args
}

// List returns the rows of a filter, newest first, and how many there are.
// It returns Forbidden where the actor may not read that trail.
func List(ctx context.Context, tx *database.Tx, actor Actor, f Filter) (rows []Row, total int, err error) {
	defer fault.Wrap(&err, "audit.List(%s %d)", f.Kind, f.Subject)
	if !actor.MayReadAudit(f.Kind, f.Subject) {
		return nil, 0, fault.New(fault.Forbidden, "fault.forbidden")
	}
	where, args := f.where()
	if err := tx.QueryRow(ctx, "SELECT count(*) FROM audit_log WHERE "+where, args...).Scan(&total); err != nil {
		return nil, 0, err
	}
	limit := f.Limit
	if limit == 0 {
		limit = 50
	}
	err = each(ctx, tx, func(r Row) error {
		rows = append(rows, r)
		return nil
	}, "WHERE "+where+" ORDER BY number DESC LIMIT ? OFFSET ?", append(args, limit, f.Offset)...)
	return rows, total, err
}

func each(ctx context.Context, tx *database.Tx, f func(Row) error, tail string, args ...any) error {
	return tx.Each(ctx, func(rows *sql.Rows) error {
		var r Row
		var at int64
		if err := rows.Scan(&r.Number, &at, &r.Login, &r.Role, &r.Action, &r.Kind, &r.Subject,
			&r.Before, &r.After, &r.Reason, &r.PreviousHash, &r.Hash); err != nil {
			return err
		}
		r.At = database.Instant(at)
		return f(r)
	}, `SELECT number, at, actor, role, action, kind, subject, before_state, after_state, reason, previous_hash, hash
		FROM audit_log `+tail, args...)
}

// Verdict is the outcome of a check of the whole chain.
type Verdict struct {
	Rows   int64
	Head   string // the last hash; written down elsewhere, it proves the log later
	Broken int64  // number of the first row that does not fit, 0 if all do
	Key    string // message key of what is wrong with it
}

// OK reports whether the chain holds.
func (v Verdict) OK() bool { return v.Key == "" }

var errBroken = errors.New("audit: chain is broken")

// Verify recomputes every hash of the log.
func Verify(ctx context.Context, tx *database.Tx) (v Verdict, err error) {
	defer fault.Wrap(&err, "audit.Verify")
	err = each(ctx, tx, func(r Row) error {
		v.Rows++
		switch {
		case r.Number != v.Rows:
			v.Key = "audit.row_missing"
		case r.PreviousHash != v.Head, r.digest() != r.Hash:
			v.Key = "audit.row_altered"
		}
		if v.Key != "" {
			v.Broken = v.Rows
			return errBroken
		}
		v.Head = r.Hash
		return nil
	}, "ORDER BY number")
	if errors.Is(err, errBroken) {
		return v, nil
	}
	if err != nil {
		return v, err
	}
	count, hash, err := head(ctx, tx)
	if err == nil && (count != v.Rows || hash != v.Head) {
		v.Broken, v.Key = v.Rows+1, "audit.end_missing"
	}
	return v, err
}
