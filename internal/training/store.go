package training

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"

	"beret/internal/account"
	"beret/internal/audit"
	"beret/internal/database"
	"beret/internal/fault"
	"beret/internal/personname"
	"beret/internal/reference"
)

// AuditKind is the kind under which sessions and their places are audited, with
// the session's id as subject.
const AuditKind = "training"

const columns = `s.id, s.kind, s.code, s.level, s.armed, s.title, s.place, s.organiser, s.from_date, s.to_date, s.seats, s.women_seats,
	s.deadline, s.status, s.cost, s.source, s.note, s.generated, s.version`

// scan reads a session, and what follows it into more.
func scan(row interface{ Scan(...any) error }, more ...any) (s Session, err error) {
	var armed, generated int
	err = row.Scan(append([]any{&s.ID, &s.Kind, &s.Code, &s.Level, &armed, &s.Title, &s.Place, &s.Organiser, &s.Span.From, &s.Span.To,
		&s.Seats, &s.WomenSeats, &s.Deadline, &s.Status, &s.Cost, &s.Source, &s.Note, &generated, &s.Version}, more...)...)
	s.Armed, s.Generated = armed == 1, generated == 1
	return s, err
}

// values are those of the columns from kind to note, in their order, and the
// search key.
func (s Session) values() []any {
	return []any{string(s.Kind), s.Code, s.Level, database.Flag(s.Armed), s.Title, s.Place, s.Organiser, s.Span.From, s.Span.To,
		s.Seats, s.WomenSeats, s.Deadline, string(s.Status), s.Cost, s.Source, s.Note, s.searchKey()}
}

func (s Session) searchKey() string {
	return personname.Fold(strings.Join([]string{s.Title, s.Place, s.Organiser, s.Code, s.Level, s.Source, s.Note}, " "))
}

// tidy trims the texts and drops what the kind does not have.
func (s *Session) tidy() {
	for _, text := range []*string{&s.Title, &s.Place, &s.Organiser, &s.Cost, &s.Source, &s.Note} {
		*text = strings.TrimSpace(*text)
	}
	if s.Kind.Codes() == "" {
		s.Code = ""
	}
	if s.Kind != Language {
		s.Level = ""
	}
	s.Armed = s.Armed && s.Kind == Assessment
}

// Create enters a session and returns it with its id. It is planned unless its
// status says that it is already requested or confirmed. It returns Invalid
// with the problems of Check.
func Create(ctx context.Context, tx *database.Tx, actor account.Actor, book *reference.Book, s Session) (created Session, err error) {
	defer fault.Wrap(&err, "training.Create(%s)", s.Title)
	if err := actor.Require(account.TrainingEdit); err != nil {
		return s, err
	}
	s.tidy()
	s.Version = 1
	if !slices.Contains([]Status{Requested, Confirmed}, s.Status) {
		s.Status = Planned
	}
	if err := fault.Check(Check(s, book)); err != nil {
		return s, err
	}
	err = tx.QueryRow(ctx, `INSERT INTO training_session (kind, code, level, armed, title, place, organiser, from_date, to_date, seats,
		women_seats, deadline, status, cost, source, note, search_key, generated)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`, append(s.values(), database.Flag(s.Generated))...).Scan(&s.ID)
	if err != nil {
		return s, err
	}
	return s, audit.Append(ctx, tx, audit.Entry{Actor: actor, Action: "training.create", Kind: AuditKind, Subject: s.ID, After: s})
}

// Edit replaces the session's own fields; its status and places stay. A session
// that was held keeps what it was about, its days and its seats: what its
// participants gained was written by them. It returns Conflict where somebody
// changed the session or its places since the version in hand was read.
func Edit(ctx context.Context, tx *database.Tx, actor account.Actor, book *reference.Book, s Session) (err error) {
	defer fault.Wrap(&err, "training.Edit(%d)", s.ID)
	s.tidy()
	return change(ctx, tx, actor, s.ID, s.Version, "training.edit", "", func(now *Session) error {
		s.Status, s.Generated = now.Status, now.Generated
		if now.Status == Held {
			s.Kind, s.Code, s.Level, s.Armed, s.Span, s.Seats, s.WomenSeats = now.Kind, now.Code, now.Level, now.Armed, now.Span, now.Seats, now.WomenSeats
		}
		tally, err := TallyOf(ctx, tx, actor, s.ID)
		if err != nil {
			return err
		}
		found := Check(s, book)
		if s.Seats < tally.Seated.Total {
			found = append(found, fault.Problem{Field: "seats", Key: "training.problem.seats_taken", Args: []any{"n", tally.Seated.Total}})
		}
		*now = s
		return fault.Check(found)
	})
}

// moves says which statuses may follow one by SetStatus; Held is reached by
// Hold alone.
var moves = map[Status][]Status{
	Planned:   {Requested, Confirmed, Cancelled},
	Requested: {Planned, Confirmed, Cancelled},
	Confirmed: {Planned, Requested, Cancelled},
	Cancelled: {Planned},
}

// Moves returns the statuses that may follow one by SetStatus.
func Moves(s Status) []Status { return moves[s] }

// SetStatus moves a session on. Whoever cancels one, or takes a cancelled one
// up again, gives a reason.
func SetStatus(ctx context.Context, tx *database.Tx, actor account.Actor, id int64, version int, status Status, reason string) (err error) {
	defer fault.Wrap(&err, "training.SetStatus(%d, %s)", id, status)
	reason = strings.TrimSpace(reason)
	return change(ctx, tx, actor, id, version, "training.status."+string(status), reason, func(s *Session) error {
		p := &problems{}
		p.add(!slices.Contains(moves[s.Status], status), "status", "training.problem.status")
		p.add(reason == "" && (status == Cancelled || s.Status == Cancelled), "reason", "training.problem.reason")
		s.Status = status
		return fault.Check(p.list)
	})
}

// change applies an edit to a session of a version, and audits it.
func change(ctx context.Context, tx *database.Tx, actor account.Actor, id int64, version int, action, reason string, apply func(*Session) error) error {
	before, err := claim(ctx, tx, actor, id, version)
	if err != nil {
		return err
	}
	after := before
	if err := apply(&after); err != nil {
		return err
	}
	after.Version = version + 1
	if err := after.write(ctx, tx); err != nil {
		return err
	}
	return audit.Append(ctx, tx, audit.Entry{Actor: actor, Action: action, Kind: AuditKind, Subject: id, Before: before, After: after, Reason: reason})
}

func (s Session) write(ctx context.Context, tx *database.Tx) error {
	_, err := tx.Exec(ctx, `UPDATE training_session SET kind = ?, code = ?, level = ?, armed = ?, title = ?, place = ?, organiser = ?,
		from_date = ?, to_date = ?, seats = ?, women_seats = ?, deadline = ?, status = ?, cost = ?, source = ?, note = ?, search_key = ?
		WHERE id = ?`, append(s.values(), s.ID)...)
	return err
}

// claim finds a session that the actor may edit, and takes the next version of
// it. It returns Conflict where the version in hand is not the session's.
func claim(ctx context.Context, tx *database.Tx, actor account.Actor, id int64, version int) (Session, error) {
	if err := actor.Require(account.TrainingEdit); err != nil {
		return Session{}, err
	}
	s, err := Find(ctx, tx, actor, id)
	if err != nil {
		return s, err
	}
	changed, err := tx.Exec(ctx, "UPDATE training_session SET version = version + 1 WHERE id = ? AND version = ?", id, version)
	if err == nil && changed == 0 {
		err = fault.New(fault.Conflict, "fault.conflict")
	}
	return s, err
}

// Find returns one session, or NotFound where there is none for this actor.
func Find(ctx context.Context, tx *database.Tx, actor account.Actor, id int64) (s Session, err error) {
	if !actor.May(account.TrainingView) {
		return s, fault.New(fault.NotFound, "fault.not_found")
	}
	s, err = scan(tx.QueryRow(ctx, "SELECT "+columns+" FROM training_session s WHERE s.id = ?", id))
	if errors.Is(err, sql.ErrNoRows) {
		err = fault.New(fault.NotFound, "fault.not_found")
	}
	return s, err
}

// TallyOf counts the places of a session.
func TallyOf(ctx context.Context, tx *database.Tx, actor account.Actor, id int64) (t Tally, err error) {
	defer fault.Wrap(&err, "training.TallyOf(%d)", id)
	if !actor.May(account.TrainingView) {
		return t, nil
	}
	err = tx.QueryRow(ctx, "SELECT "+tallied+" FROM training_place p JOIN officer o ON o.id = p.officer_id WHERE p.session_id = ?", id).Scan(t.targets()...)
	return t, err
}

// tallied counts the places of a statement that joins training_place p and
// officer o.
const tallied = `COALESCE(sum(CASE WHEN p.status NOT IN ('waiting', 'withdrawn') THEN o.woman ELSE 0 END), 0),
	COALESCE(sum(CASE WHEN p.status NOT IN ('waiting', 'withdrawn') THEN 1 ELSE 0 END), 0),
	COALESCE(sum(CASE WHEN p.status = 'waiting' THEN o.woman ELSE 0 END), 0), COALESCE(sum(CASE WHEN p.status = 'waiting' THEN 1 ELSE 0 END), 0),
	COALESCE(sum(CASE WHEN p.status = 'passed' THEN o.woman ELSE 0 END), 0), COALESCE(sum(CASE WHEN p.status = 'passed' THEN 1 ELSE 0 END), 0)`

func (t *Tally) targets() []any {
	return []any{&t.Seated.Women, &t.Seated.Total, &t.Waiting.Women, &t.Waiting.Total, &t.Passed.Women, &t.Passed.Total}
}
