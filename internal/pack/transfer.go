package pack

import (
	"context"
	"database/sql"
	"strings"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/audit"
	"beret/internal/database"
	"beret/internal/fault"
	"beret/internal/personname"
	"beret/internal/selection"
)

// Transfer is what was sent abroad about one officer. Transfers are never
// changed: the database refuses it.
type Transfer struct {
	ID        int64
	SlateID   int64
	CallID    int64
	OfficerID int64
	Recipient string
	Basis     string     // the purpose, and the law or agreement that allows it
	Content   string     // which papers
	SHA256    string     // of the signed list
	SentOn    civil.Date // the day on the letter
	SentBy    string     // login of who recorded it
}

// Sending is one act of sending a pack.
type Sending struct {
	Recipient string     `json:"recipient"`
	Basis     string     `json:"basis"`
	Content   string     `json:"content"`
	On        civil.Date `json:"sent_on"`
}

// check returns the rules that a sending breaks.
func (s Sending) check(p Pack, today civil.Date) []fault.Problem {
	var problems []fault.Problem
	add := func(field, key string, args ...any) {
		problems = append(problems, fault.Problem{Field: field, Key: key, Args: args})
	}
	if s.Recipient == "" {
		add("recipient", "pack.problem.recipient")
	}
	if s.Basis == "" {
		add("basis", "pack.problem.basis")
	}
	if s.Content == "" {
		add("content", "pack.problem.content")
	}
	if s.On < p.List.SignedOn || s.On > today {
		add("sent_on", "pack.problem.sent_on", "from", p.List.SignedOn, "to", today)
	}
	for _, m := range p.Missing() {
		add("", m.Gap.Key(), "n", m.N)
	}
	return problems
}

// Record keeps that a pack was sent: a transfer for each nominee; a signed
// slate is sent from then on. It returns Invalid where the sending lacks
// something, or where the pack is no more than a draft, and Conflict where the
// slate has changed since the pack was loaded.
func Record(ctx context.Context, tx *database.Tx, actor account.Actor, p Pack, s Sending, today civil.Date) (err error) {
	defer fault.Wrap(&err, "pack.Record(%d)", p.List.SlateID)
	if err := actor.Require(account.PackMake); err != nil {
		return err
	}
	s.Recipient, s.Basis, s.Content = strings.TrimSpace(s.Recipient), strings.TrimSpace(s.Basis), strings.TrimSpace(s.Content)
	if err := fault.Check(s.check(p, today)); err != nil {
		return err
	}
	if p.List.Status == selection.Signed {
		if _, err := selection.MarkSent(ctx, tx, actor, p.List.SlateID, p.List.Version); err != nil {
			return err
		}
	}
	var callID int64
	if p.Call != nil {
		callID = p.Call.ID
	}
	var officers []int64
	for _, n := range p.Nominees() {
		officers = append(officers, n.OfficerID)
		if _, err := tx.Exec(ctx, `INSERT INTO transfer (slate_id, call_id, officer_id, recipient, basis, content, sha256, sent_on, sent_by)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`, database.NullID(p.List.SlateID), database.NullID(callID), n.OfficerID, s.Recipient, s.Basis, s.Content,
			p.List.SHA256, s.On, actor.Login); err != nil {
			return err
		}
	}
	return audit.Append(ctx, tx, audit.Entry{Actor: actor, Action: "pack.send", Kind: "slate", Subject: p.List.SlateID, After: struct {
		Sending
		SHA256   string  `json:"sha256"`
		Officers []int64 `json:"officers"`
	}{s, p.List.SHA256, officers}})
}

// TransferRow is a transfer with whom it is about.
type TransferRow struct {
	Transfer
	ServiceNumber string
	Name          string
	Woman         bool
	Call          string // reference, empty without one
	Slate         string // name of the list
}

// TransferFilter selects transfers; zero fields select everything.
type TransferFilter struct {
	OfficerID int64
	CallID    int64
	SlateID   int64
	Span      civil.Interval // of the day of sending; an end of zero is open
	Text      string         // part of a name, folded, or of a service number
	Limit     int            // 0 means 50
	Offset    int
}

func (f TransferFilter) where() (string, []any) {
	conditions, args := []string{"1 = 1"}, []any{}
	add := func(condition string, value any, set bool) {
		if set {
			conditions, args = append(conditions, condition), append(args, value)
		}
	}
	add("t.officer_id = ?", f.OfficerID, f.OfficerID != 0)
	add("t.call_id = ?", f.CallID, f.CallID != 0)
	add("t.slate_id = ?", f.SlateID, f.SlateID != 0)
	add("t.sent_on >= ?", f.Span.From, f.Span.From != 0)
	add("t.sent_on < ?", f.Span.To, f.Span.To != 0)
	text := personname.Fold(f.Text)
	condition, arg := database.Contains("o.search_key", text)
	add(condition, arg, text != "")
	return strings.Join(conditions, " AND "), args
}

// Transfers returns what was sent abroad about the officers whose files the
// actor may see, the newest first, one page of it, and how much there is in
// all.
func Transfers(ctx context.Context, tx *database.Tx, actor account.Actor, f TransferFilter) (rows []TransferRow, total int, err error) {
	defer fault.Wrap(&err, "pack.Transfers")
	where, args := f.where()
	visible, more := actor.OfficerRows(account.OfficerView, "o")
	tail, args := ` FROM transfer t JOIN officer o ON o.id = t.officer_id LEFT JOIN call c ON c.id = t.call_id LEFT JOIN slate s ON s.id = t.slate_id
		WHERE `+where+" AND "+visible, append(args, more...)
	if err := tx.QueryRow(ctx, "SELECT count(*)"+tail, args...).Scan(&total); err != nil {
		return nil, 0, err
	}
	limit := f.Limit
	if limit == 0 {
		limit = 50
	}
	err = tx.Each(ctx, func(r *sql.Rows) error {
		row, err := scanTransfer(r)
		rows = append(rows, row)
		return err
	}, `SELECT t.id, t.slate_id, t.call_id, t.officer_id, t.recipient, t.basis, t.content, t.sha256, t.sent_on, t.sent_by,
		o.service_number, o.full_name, o.woman, COALESCE(c.reference, ''), COALESCE(s.name, '')`+tail+" ORDER BY t.sent_on DESC, t.id DESC LIMIT ? OFFSET ?",
		append(args, limit, f.Offset)...)
	return rows, total, err
}

func scanTransfer(r *sql.Rows) (t TransferRow, err error) {
	var slate, call sql.NullInt64
	var woman int
	err = r.Scan(&t.ID, &slate, &call, &t.OfficerID, &t.Recipient, &t.Basis, &t.Content, &t.SHA256, &t.SentOn, &t.SentBy,
		&t.ServiceNumber, &t.Name, &woman, &t.Call, &t.Slate)
	t.SlateID, t.CallID, t.Woman = slate.Int64, call.Int64, woman == 1
	return t, err
}
