package call

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
	"beret/internal/personname"
	"beret/internal/reference"
)

const columns = `c.id, c.reference, c.note_verbale, c.title, c.mission, c.category, c.armed, c.unit_id, c.received_on,
	c.national_deadline, c.deadline, c.expected_from, c.expected_to, c.women_num, c.women_den, c.status, c.closed_on,
	c.source, c.note, c.generated, c.version`

func targets(c *Call, unit *sql.NullInt64, armed, generated *int) []any {
	return []any{&c.ID, &c.Reference, &c.NoteVerbale, &c.Title, &c.Mission, &c.Category, armed, unit, &c.ReceivedOn,
		&c.NationalDeadline, &c.Deadline, &c.Expected.From, &c.Expected.To, &c.Women.Num, &c.Women.Den, &c.Status, &c.ClosedOn,
		&c.Source, &c.Note, generated, &c.Version}
}

// scan reads a call, and what follows it into more.
func scan(row interface{ Scan(...any) error }, more ...any) (c Call, err error) {
	var unit sql.NullInt64
	var armed, generated int
	err = row.Scan(append(targets(&c, &unit, &armed, &generated), more...)...)
	c.UnitID, c.Armed, c.Generated = unit.Int64, armed == 1, generated == 1
	return c, err
}

// values are those of the columns from reference to note, in their order, and
// the search key.
func (c Call) values() []any {
	return []any{c.Reference, c.NoteVerbale, c.Title, c.Mission, c.Category, database.Flag(c.Armed), database.NullID(c.UnitID), c.ReceivedOn,
		c.NationalDeadline, c.Deadline, c.Expected.From, c.Expected.To, c.Women.Num, c.Women.Den, string(c.Status), c.ClosedOn,
		c.Source, c.Note, c.searchKey()}
}

func (c Call) searchKey() string {
	return personname.Fold(strings.Join([]string{c.Reference, c.NoteVerbale, c.Title, c.Mission, c.Note}, " "))
}

func (c *Call) trim() {
	for _, text := range []*string{&c.Reference, &c.NoteVerbale, &c.Title, &c.Source, &c.Note} {
		*text = strings.TrimSpace(*text)
	}
	if c.Women.Num == 0 {
		c.Women = Ask{}
	}
}

// Create enters a call, open, with the checklist of its category, and returns
// it with its id. It returns Invalid with the problems of Check.
func Create(ctx context.Context, tx *database.Tx, actor account.Actor, book *reference.Book, c Call) (created Call, err error) {
	defer fault.Wrap(&err, "call.Create(%s)", c.Reference)
	if err := actor.Require(account.CallEdit); err != nil {
		return c, err
	}
	c.trim()
	c.Status, c.ClosedOn, c.Version = Open, 0, 1
	if err := fault.Check(Check(c, book)); err != nil {
		return c, err
	}
	if err := insert(ctx, tx, &c); err != nil {
		return c, err
	}
	list := Checklist(c, book)
	for i := range list {
		list[i].CallID = c.ID
		if err := insertDocument(ctx, tx, &list[i]); err != nil {
			return c, err
		}
	}
	return c, audit.Append(ctx, tx, audit.Entry{Actor: actor, Action: "call.create", Kind: "call", Subject: c.ID,
		After: struct {
			Call
			Checklist []Document `json:"checklist"`
		}{c, list}})
}

// taken is the problem of a reference that another call has.
func taken(reference string) error {
	return fault.Check([]fault.Problem{{Field: "reference", Key: "call.problem.reference_taken", Args: []any{"reference", reference}}})
}

func insert(ctx context.Context, tx *database.Tx, c *Call) error {
	err := tx.QueryRow(ctx, `INSERT INTO call (reference, note_verbale, title, mission, category, armed, unit_id, received_on,
		national_deadline, deadline, expected_from, expected_to, women_num, women_den, status, closed_on, source, note, search_key, generated)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (reference) DO NOTHING RETURNING id`,
		append(c.values(), database.Flag(c.Generated))...).Scan(&c.ID)
	if errors.Is(err, sql.ErrNoRows) {
		return taken(c.Reference)
	}
	return err
}

// Edit replaces the call's own fields; its status stays. It returns Conflict
// where somebody changed the call, its posts or its checklist since the
// version in hand was read.
func Edit(ctx context.Context, tx *database.Tx, actor account.Actor, book *reference.Book, c Call, reason string) (err error) {
	defer fault.Wrap(&err, "call.Edit(%d)", c.ID)
	c.trim()
	return change(ctx, tx, actor, c.ID, c.Version, "call.edit", reason, func(now *Call) error {
		c.Status, c.ClosedOn, c.Generated = now.Status, now.ClosedOn, now.Generated
		if err := fault.Check(Check(c, book)); err != nil {
			return err
		}
		var other int
		err := tx.QueryRow(ctx, "SELECT count(*) FROM call WHERE reference = ? AND id <> ?", c.Reference, c.ID).Scan(&other)
		if err == nil && other > 0 {
			err = taken(c.Reference)
		}
		*now = c
		return err
	})
}

// SetStatus moves a call on: sent when the nominations went out, closed when
// the matter is at an end, withdrawn by the UN, or open again where a deadline
// was put off. Whoever opens a call again gives a reason.
func SetStatus(ctx context.Context, tx *database.Tx, actor account.Actor, id int64, version int, status Status, on civil.Date, reason string) (err error) {
	defer fault.Wrap(&err, "call.SetStatus(%d, %s)", id, status)
	return change(ctx, tx, actor, id, version, "call.status."+string(status), reason, func(c *Call) error {
		if err := fault.Check(checkStatus(*c, status, on, reason)); err != nil {
			return err
		}
		c.Status, c.ClosedOn = status, 0
		if status.Ended() {
			c.ClosedOn = on
		}
		return nil
	})
}

func checkStatus(c Call, status Status, on civil.Date, reason string) []fault.Problem {
	p := &problems{}
	known := false
	for _, s := range Statuses() {
		known = known || s == status && s != c.Status
	}
	switch {
	case !known || status == Sent && c.Status != Open:
		p.add("status", "call.problem.status")
	case status == Open && strings.TrimSpace(reason) == "":
		p.add("reason", "call.problem.reopen")
	case status.Ended() && on < c.ReceivedOn:
		p.add("closed_on", "call.problem.closed_on", "date", c.ReceivedOn)
	}
	return p.list
}

// change applies an edit to a call of a version, and audits it.
func change(ctx context.Context, tx *database.Tx, actor account.Actor, id int64, version int, action, reason string, apply func(*Call) error) error {
	before, err := claim(ctx, tx, actor, id, version)
	if err != nil {
		return err
	}
	after := before
	if err := apply(&after); err != nil {
		return err
	}
	after.Version = version + 1
	if _, err := tx.Exec(ctx, `UPDATE call SET reference = ?, note_verbale = ?, title = ?, mission = ?, category = ?, armed = ?, unit_id = ?,
		received_on = ?, national_deadline = ?, deadline = ?, expected_from = ?, expected_to = ?, women_num = ?, women_den = ?, status = ?,
		closed_on = ?, source = ?, note = ?, search_key = ? WHERE id = ?`, append(after.values(), id)...); err != nil {
		return err
	}
	return audit.Append(ctx, tx, audit.Entry{Actor: actor, Action: action, Kind: "call", Subject: id, Before: before, After: after, Reason: reason})
}

// claim finds a call that the actor may edit, and takes the next version of it.
// It returns Conflict where the version in hand is not the call's.
func claim(ctx context.Context, tx *database.Tx, actor account.Actor, id int64, version int) (Call, error) {
	if err := actor.Require(account.CallEdit); err != nil {
		return Call{}, err
	}
	c, err := Find(ctx, tx, actor, id)
	if err != nil {
		return c, err
	}
	changed, err := tx.Exec(ctx, "UPDATE call SET version = version + 1 WHERE id = ? AND version = ?", id, version)
	if err == nil && changed == 0 {
		err = fault.New(fault.Conflict, "fault.conflict")
	}
	return c, err
}

// one reads a single call.
func one(row *sql.Row) (Call, error) {
	c, err := scan(row)
	if errors.Is(err, sql.ErrNoRows) {
		return c, notFound()
	}
	return c, err
}

func notFound() error { return fault.New(fault.NotFound, "fault.not_found") }

// Find returns one call, or NotFound where there is none for this actor.
func Find(ctx context.Context, tx *database.Tx, actor account.Actor, id int64) (Call, error) {
	if !actor.May(account.CallView) {
		return Call{}, notFound()
	}
	return one(tx.QueryRow(ctx, "SELECT "+columns+" FROM call c WHERE c.id = ?", id))
}

// FindByReference is Find by the UN's reference, as it is written.
func FindByReference(ctx context.Context, tx *database.Tx, actor account.Actor, reference string) (Call, error) {
	if !actor.May(account.CallView) {
		return Call{}, notFound()
	}
	return one(tx.QueryRow(ctx, "SELECT "+columns+" FROM call c WHERE c.reference = ?", strings.TrimSpace(reference)))
}
