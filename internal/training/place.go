package training

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/audit"
	"beret/internal/database"
	"beret/internal/fault"
)

// PlaceRow is a place with who has it.
type PlaceRow struct {
	Place
	ServiceNumber string
	Name          string
	Woman         bool
	Rank          string
	HomeUnit      string
	LeftOn        civil.Date // first day out of service, zero while serving
}

const placeColumns = `p.session_id, p.officer_id, p.enrolled_on, p.status, p.failed_test, p.result_on, p.reason, p.note,
	o.service_number, o.full_name, o.woman, o.rank_code, u.name, o.left_on`

func scanPlace(rows *sql.Rows) (p PlaceRow, err error) {
	var woman int
	err = rows.Scan(&p.SessionID, &p.OfficerID, &p.EnrolledOn, &p.Status, &p.FailedTest, &p.ResultOn, &p.Reason, &p.Note,
		&p.ServiceNumber, &p.Name, &woman, &p.Rank, &p.HomeUnit, &p.LeftOn)
	p.Woman = woman == 1
	return p, err
}

// Places returns everybody on a session and its waiting list: who has a seat by
// name, then who waits by the day, then who withdrew.
func Places(ctx context.Context, tx *database.Tx, actor account.Actor, id int64) (list []PlaceRow, err error) {
	defer fault.Wrap(&err, "training.Places(%d)", id)
	visible, args := actor.OfficerRows(account.TrainingView, "o")
	err = tx.Each(ctx, func(rows *sql.Rows) error {
		p, err := scanPlace(rows)
		list = append(list, p)
		return err
	}, "SELECT "+placeColumns+` FROM training_place p JOIN officer o ON o.id = p.officer_id JOIN home_unit u ON u.id = o.home_unit_id
		WHERE p.session_id = ? AND `+visible+`
		ORDER BY CASE p.status WHEN 'waiting' THEN 1 WHEN 'withdrawn' THEN 2 ELSE 0 END,
			CASE p.status WHEN 'waiting' THEN p.enrolled_on ELSE '' END, o.name_key, o.id`, append([]any{id}, args...)...)
	return list, err
}

// OfOfficer returns the sessions on which an officer has or had a place, the
// latest first, for those who may see training.
func OfOfficer(ctx context.Context, tx *database.Tx, actor account.Actor, officer int64) (list []Row, places []Place, err error) {
	defer fault.Wrap(&err, "training.OfOfficer(%d)", officer)
	visible, args := actor.OfficerRows(account.TrainingView, "o")
	err = tx.Each(ctx, func(rows *sql.Rows) error {
		var p Place
		s, err := scan(rows, &p.OfficerID, &p.EnrolledOn, &p.Status, &p.FailedTest, &p.ResultOn, &p.Note)
		p.SessionID = s.ID
		list, places = append(list, Row{Session: s}), append(places, p)
		return err
	}, "SELECT "+columns+`, p.officer_id, p.enrolled_on, p.status, p.failed_test, p.result_on, p.note
		FROM training_place p JOIN training_session s ON s.id = p.session_id JOIN officer o ON o.id = p.officer_id
		WHERE p.officer_id = ? AND `+visible+" ORDER BY s.from_date DESC, s.id DESC", append([]any{officer}, args...)...)
	return list, places, err
}

// Enrolment gives officers a seat on a session, or puts them on its waiting
// list.
type Enrolment struct {
	Officers []int64
	On       civil.Date  // the office's day
	Status   PlaceStatus // Enrolled or Waiting
	Reason   string      // asked for where a rule is set aside, see Enrol
	Note     string
}

// Enrol gives seats of a session that is not over to officers in service.
//
// It returns Invalid where there are not so many seats. With no reason it
// returns Invalid, with a problem on "reason", where men would take seats that
// are kept for women and where somebody has another session or a tour on its
// days; with a reason these are allowed, and the reason is kept with the place.
// Who has the place already keeps it as it is.
func Enrol(ctx context.Context, tx *database.Tx, actor account.Actor, id int64, version int, e Enrolment) (enrolled int, err error) {
	defer fault.Wrap(&err, "training.Enrol(%d)", id)
	s, err := claim(ctx, tx, actor, id, version)
	if err != nil {
		return 0, err
	}
	e.Reason, e.Note = strings.TrimSpace(e.Reason), strings.TrimSpace(e.Note)
	before, err := Places(ctx, tx, actor, id)
	if err != nil {
		return 0, err
	}
	fresh, err := newcomers(ctx, tx, e, before)
	if err != nil {
		return 0, err
	}
	if err := s.checkEnrolment(ctx, tx, e, before, fresh); err != nil {
		return 0, err
	}
	for _, who := range fresh {
		if err := putPlace(ctx, tx, Place{SessionID: id, OfficerID: who.OfficerID, EnrolledOn: e.On, Status: e.Status, Reason: e.Reason, Note: e.Note}); err != nil {
			return 0, err
		}
	}
	return len(fresh), audit.Append(ctx, tx, audit.Entry{Actor: actor, Action: "training.enrol", Kind: AuditKind, Subject: id, Reason: e.Reason,
		After: map[string]any{"officers": ids(fresh), "status": e.Status, "note": e.Note}})
}

// newcomers returns those of an enrolment who do not have the place already.
func newcomers(ctx context.Context, tx *database.Tx, e Enrolment, before []PlaceRow) (list []PlaceRow, err error) {
	wanted := slices.Clone(e.Officers)
	slices.Sort(wanted)
	for _, id := range slices.Compact(wanted) {
		if slices.ContainsFunc(before, func(p PlaceRow) bool { return p.OfficerID == id && p.Status == e.Status }) {
			continue
		}
		var p PlaceRow
		var woman int
		err := tx.QueryRow(ctx, "SELECT id, full_name, woman, left_on FROM officer WHERE id = ?", id).Scan(&p.OfficerID, &p.Name, &woman, &p.LeftOn)
		if errors.Is(err, sql.ErrNoRows) {
			return nil, fault.Check([]fault.Problem{{Field: "officer", Key: "training.problem.nobody"}})
		}
		if err != nil {
			return nil, err
		}
		p.Woman = woman == 1
		list = append(list, p)
	}
	return list, nil
}

// checkEnrolment holds an enrolment to the rules of the seats.
func (s Session) checkEnrolment(ctx context.Context, tx *database.Tx, e Enrolment, before, fresh []PlaceRow) error {
	p := &problems{}
	p.add(s.Status.Ended(), "", "training.problem.over")
	p.add(len(fresh) == 0, "officer", "training.problem.nobody")
	p.add(e.On == 0, "on", "training.problem.on")
	p.add(e.Status != Enrolled && e.Status != Waiting, "status", "training.problem.place")
	var left []string
	for _, who := range fresh {
		if who.LeftOn != 0 && who.LeftOn <= s.Span.From {
			left = append(left, who.Name)
		}
	}
	p.add(len(left) > 0, "officer", "training.problem.left", "names", strings.Join(left, ", "))
	if e.Status == Enrolled {
		s.checkSeats(e, before, fresh, p)
	}
	if e.Reason == "" && len(fresh) > 0 {
		clashes, err := Clashes(ctx, tx, s, ids(fresh), e.On)
		if err != nil {
			return err
		}
		p.add(len(clashes) > 0, "reason", "training.problem.clash", "clashes", clashNames(clashes, fresh))
	}
	return fault.Check(p.list)
}

// checkSeats says where seats are too few, and where men would take those kept
// for women.
func (s Session) checkSeats(e Enrolment, before, fresh []PlaceRow, p *problems) {
	seated, waiting := Count{}, 0
	for _, who := range before {
		again := slices.ContainsFunc(fresh, func(f PlaceRow) bool { return f.OfficerID == who.OfficerID })
		switch {
		case who.Status.Seated():
			seated.add(who.Woman)
		case who.Status == Waiting && who.Woman && !again:
			waiting++
		}
	}
	free, men := s.Seats-seated.Total, 0
	for _, who := range fresh {
		seated.add(who.Woman)
		if !who.Woman {
			men++
		}
	}
	p.add(seated.Total > s.Seats, "officer", "training.problem.full", "n", max(0, free), "wanted", len(fresh))
	over := min(men, seated.Men()-(s.Seats-s.WomenSeats))
	p.add(e.Reason == "" && over > 0, "reason", "training.problem.kept", "n", over, "kept", s.WomenSeats, "waiting", waiting)
}

func (c *Count) add(woman bool) {
	if c.Total++; woman {
		c.Women++
	}
}

func ids(list []PlaceRow) []int64 {
	officers := make([]int64, len(list))
	for i, p := range list {
		officers[i] = p.OfficerID
	}
	return officers
}

func putPlace(ctx context.Context, tx *database.Tx, p Place) error {
	_, err := tx.Exec(ctx, `INSERT INTO training_place (session_id, officer_id, enrolled_on, status, failed_test, result_on, reason, note)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (session_id, officer_id) DO UPDATE SET enrolled_on = excluded.enrolled_on, status = excluded.status,
		failed_test = excluded.failed_test, result_on = excluded.result_on, reason = excluded.reason, note = excluded.note`,
		p.SessionID, p.OfficerID, p.EnrolledOn, string(p.Status), p.FailedTest, p.ResultOn, p.Reason, p.Note)
	return err
}

// Withdraw takes an officer off a session that is not over, or off its waiting
// list; the place stays on record with the reason.
func Withdraw(ctx context.Context, tx *database.Tx, actor account.Actor, id int64, version int, officer int64, reason string) (err error) {
	defer fault.Wrap(&err, "training.Withdraw(%d, %d)", id, officer)
	s, err := claim(ctx, tx, actor, id, version)
	if err != nil {
		return err
	}
	list, err := Places(ctx, tx, actor, id)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(list, func(p PlaceRow) bool { return p.OfficerID == officer })
	p, reason := &problems{}, strings.TrimSpace(reason)
	p.add(s.Status.Ended(), "", "training.problem.over")
	p.add(at < 0 || list[at].Status == Withdrawn, "", "training.problem.no_place")
	p.add(reason == "", "reason", "training.problem.reason")
	if err := fault.Check(p.list); err != nil {
		return err
	}
	before := list[at].Place
	after := before
	after.Status, after.Reason = Withdrawn, reason
	if err := putPlace(ctx, tx, after); err != nil {
		return err
	}
	return audit.Append(ctx, tx, audit.Entry{Actor: actor, Action: "training.withdraw", Kind: AuditKind, Subject: id, Before: before, After: after, Reason: reason})
}
