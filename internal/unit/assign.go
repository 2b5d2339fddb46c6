package unit

import (
	"context"
	"database/sql"
	"errors"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/audit"
	"beret/internal/database"
	"beret/internal/fault"
	"beret/internal/reference"
)

// Assign puts an officer into a seat for a span of days, open unless it has an
// end. It returns Invalid with the problems of CheckHolding, and NotFound where
// there is no such seat or officer.
func Assign(ctx context.Context, tx *database.Tx, actor account.Actor, book *reference.Book, h Holding) (err error) {
	defer fault.Wrap(&err, "unit.Assign(%d, %d)", h.SeatID, h.OfficerID)
	if err := actor.Require(account.UnitEdit); err != nil {
		return err
	}
	seat, err := findSeat(ctx, tx, h.SeatID)
	if err != nil {
		return err
	}
	person, err := findPerson(ctx, tx, h.OfficerID)
	if err != nil {
		return err
	}
	others, err := holdings(ctx, tx, "seat_id = ? OR officer_id = ?", h.SeatID, h.OfficerID)
	if err != nil {
		return err
	}
	if err := fault.Check(CheckHolding(h, seat, person, others, book)); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, "INSERT INTO seat_holder (seat_id, officer_id, from_date, to_date) VALUES (?, ?, ?, ?)",
		h.SeatID, h.OfficerID, h.Span.From, h.Span.To); err != nil {
		return err
	}
	return audit.Append(ctx, tx, audit.Entry{Actor: actor, Action: "unit.assign", Kind: "unit", Subject: seat.UnitID, After: h})
}

// Release ends the holding of a seat that is open on the day; the day is the
// first on which the officer no longer holds it. It returns NotFound where
// nobody holds the seat the day before.
func Release(ctx context.Context, tx *database.Tx, actor account.Actor, seatID int64, day civil.Date, reason string) (err error) {
	defer fault.Wrap(&err, "unit.Release(%d, %s)", seatID, day)
	if err := actor.Require(account.UnitEdit); err != nil {
		return err
	}
	seat, err := findSeat(ctx, tx, seatID)
	if err != nil {
		return err
	}
	held, err := holdings(ctx, tx, "seat_id = ? AND from_date < ? AND (to_date IS NULL OR to_date > ?)", seatID, day, day)
	if err != nil {
		return err
	}
	if len(held) == 0 {
		return notFound()
	}
	after := held[0]
	after.Span.To = day
	if _, err := tx.Exec(ctx, "UPDATE seat_holder SET to_date = ? WHERE seat_id = ? AND from_date = ?",
		day, seatID, after.Span.From); err != nil {
		return err
	}
	return audit.Append(ctx, tx, audit.Entry{Actor: actor, Action: "unit.release", Kind: "unit", Subject: seat.UnitID,
		Before: held[0], After: after, Reason: reason})
}

// Withdraw takes back a holding that was to begin on a day after today: the
// officer never takes the seat. It returns NotFound where none begins then.
func Withdraw(ctx context.Context, tx *database.Tx, actor account.Actor, seatID int64, from, today civil.Date, reason string) (err error) {
	defer fault.Wrap(&err, "unit.Withdraw(%d, %s)", seatID, from)
	if err := actor.Require(account.UnitEdit); err != nil {
		return err
	}
	seat, err := findSeat(ctx, tx, seatID)
	if err != nil {
		return err
	}
	held, err := holdings(ctx, tx, "seat_id = ? AND from_date = ? AND from_date > ?", seatID, from, today)
	if err != nil {
		return err
	}
	if len(held) == 0 {
		return notFound()
	}
	if _, err := tx.Exec(ctx, "DELETE FROM seat_holder WHERE seat_id = ? AND from_date = ?", seatID, from); err != nil {
		return err
	}
	return audit.Append(ctx, tx, audit.Entry{Actor: actor, Action: "unit.withdraw", Kind: "unit", Subject: seat.UnitID, Before: held[0], Reason: reason})
}

func findSeat(ctx context.Context, tx *database.Tx, id int64) (s Seat, err error) {
	err = tx.QueryRow(ctx, "SELECT "+seatColumns+" FROM seat s WHERE s.id = ?", id).Scan(seatFields(&s)...)
	if errors.Is(err, sql.ErrNoRows) {
		return s, notFound()
	}
	return s, err
}

// findPerson serves the rules of Assign, which only those who edit units reach.
func findPerson(ctx context.Context, tx *database.Tx, id int64) (p Person, err error) {
	var woman int
	err = tx.QueryRow(ctx, "SELECT id, service_number, full_name, woman, rank_code, left_on FROM officer WHERE id = ?", id).
		Scan(&p.ID, &p.ServiceNumber, &p.Name, &woman, &p.Rank, &p.left)
	p.Woman = woman == 1
	if errors.Is(err, sql.ErrNoRows) {
		return p, notFound()
	}
	return p, err
}

func holdings(ctx context.Context, tx *database.Tx, where string, args ...any) (held []Holding, err error) {
	err = tx.Each(ctx, func(rows *sql.Rows) error {
		var h Holding
		err := rows.Scan(&h.SeatID, &h.OfficerID, &h.Span.From, &h.Span.To)
		held = append(held, h)
		return err
	}, "SELECT seat_id, officer_id, from_date, to_date FROM seat_holder WHERE "+where+" ORDER BY from_date", args...)
	return held, err
}
