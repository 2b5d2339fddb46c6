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

func notFound() error { return fault.New(fault.NotFound, "fault.not_found") }

// Create adds a unit with its table of organisation and returns it with its
// id. It returns Invalid with problems, and Conflict where the code is taken.
func Create(ctx context.Context, tx *database.Tx, actor account.Actor, book *reference.Book, u Unit, seats []Seat) (created Unit, err error) {
	defer fault.Wrap(&err, "unit.Create(%s)", u.Code)
	if err := actor.Require(account.UnitEdit); err != nil {
		return u, err
	}
	if err := fault.Check(append(u.Check(book), checkSeats(seats, book)...)); err != nil {
		return u, err
	}
	u.Version = 1
	if err := tx.QueryRow(ctx, `INSERT INTO formed_unit
		(code, name, category, mission, pcrs_level, pcrs_since, training_phase, established_on, generated)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (code) DO NOTHING RETURNING id`,
		u.Code, u.Name, u.Category, u.Mission, u.PCRSLevel, u.PCRSSince, u.TrainingPhase, u.EstablishedOn,
		database.Flag(u.Generated)).Scan(&u.ID); errors.Is(err, sql.ErrNoRows) {
		return u, fault.New(fault.Conflict, "unit.problem.code_taken")
	} else if err != nil {
		return u, err
	}
	for _, s := range seats {
		if err := insertSeat(ctx, tx, u.ID, s); err != nil {
			return u, err
		}
	}
	return u, audit.Append(ctx, tx, audit.Entry{Actor: actor, Action: "unit.create", Kind: "unit", Subject: u.ID,
		After: struct {
			Unit
			Seats []Seat `json:"seats"`
		}{u, seats}})
}

func insertSeat(ctx context.Context, tx *database.Tx, unitID int64, s Seat) error {
	_, err := tx.Exec(ctx, `INSERT INTO seat (unit_id, number, element, title_key, tier, rank_from, rank_to, specialism)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?)`, unitID, s.Number, s.Element, s.Title, s.Tier, s.RankFrom, s.RankTo, s.Specialism)
	return err
}

// Edit replaces the unit's own fields. It returns Conflict where somebody
// changed the unit since the version in hand was read.
func Edit(ctx context.Context, tx *database.Tx, actor account.Actor, book *reference.Book, u Unit, reason string) (err error) {
	defer fault.Wrap(&err, "unit.Edit(%d)", u.ID)
	if err := actor.Require(account.UnitEdit); err != nil {
		return err
	}
	if err := fault.Check(u.Check(book)); err != nil {
		return err
	}
	before, err := Find(ctx, tx, actor, u.ID)
	if err != nil {
		return err
	}
	changed, err := tx.Exec(ctx, `UPDATE formed_unit SET code = ?, name = ?, category = ?, mission = ?, pcrs_level = ?,
		pcrs_since = ?, training_phase = ?, established_on = ?, version = version + 1 WHERE id = ? AND version = ?`,
		u.Code, u.Name, u.Category, u.Mission, u.PCRSLevel, u.PCRSSince, u.TrainingPhase, u.EstablishedOn, u.ID, u.Version)
	if err == nil && changed == 0 {
		err = fault.New(fault.Conflict, "fault.conflict")
	}
	if err != nil {
		return err
	}
	u.Version++
	return audit.Append(ctx, tx, audit.Entry{Actor: actor, Action: "unit.edit", Kind: "unit", Subject: u.ID,
		Before: before, After: u, Reason: reason})
}

const columns = `u.id, u.code, u.name, u.category, u.mission, u.pcrs_level, u.pcrs_since, u.training_phase,
	u.established_on, u.generated, u.version`

func scan(rows interface{ Scan(...any) error }) (u Unit, err error) {
	var generated int
	err = rows.Scan(&u.ID, &u.Code, &u.Name, &u.Category, &u.Mission, &u.PCRSLevel, &u.PCRSSince, &u.TrainingPhase,
		&u.EstablishedOn, &generated, &u.Version)
	u.Generated = generated == 1
	return u, err
}

// Find returns one unit, or NotFound where there is none for this actor.
func Find(ctx context.Context, tx *database.Tx, actor account.Actor, id int64) (Unit, error) {
	where, args := actor.UnitRows(account.UnitView, "u")
	u, err := scan(tx.QueryRow(ctx, "SELECT "+columns+" FROM formed_unit u WHERE u.id = ? AND "+where, append([]any{id}, args...)...))
	if errors.Is(err, sql.ErrNoRows) {
		return u, notFound()
	}
	return u, err
}

// List returns the units that the actor may see, by code.
func List(ctx context.Context, tx *database.Tx, actor account.Actor) (units []Unit, err error) {
	defer fault.Wrap(&err, "unit.List")
	where, args := actor.UnitRows(account.UnitView, "u")
	err = tx.Each(ctx, func(rows *sql.Rows) error {
		u, err := scan(rows)
		units = append(units, u)
		return err
	}, "SELECT "+columns+" FROM formed_unit u WHERE "+where+" ORDER BY u.code", args...)
	return units, err
}

const seatColumns = "s.id, s.unit_id, s.number, s.element, s.title_key, s.tier, s.rank_from, s.rank_to, s.specialism"

func seatFields(s *Seat) []any {
	return []any{&s.ID, &s.UnitID, &s.Number, &s.Element, &s.Title, &s.Tier, &s.RankFrom, &s.RankTo, &s.Specialism}
}

// Seats returns a unit's table of organisation in the order of its numbers,
// each seat with its holder on the day.
func Seats(ctx context.Context, tx *database.Tx, actor account.Actor, unitID int64, day civil.Date) (seats []Filled, err error) {
	defer fault.Wrap(&err, "unit.Seats(%d, %s)", unitID, day)
	where, args := actor.UnitRows(account.UnitView, "u")
	err = tx.Each(ctx, func(rows *sql.Rows) error {
		var f Filled
		var p optionalPerson
		err := rows.Scan(append(seatFields(&f.Seat), append(p.fields(), &f.Since, &f.Until)...)...)
		f.Holder = p.person()
		seats = append(seats, f)
		return err
	}, "SELECT "+seatColumns+`, o.id, o.service_number, o.full_name, o.woman, o.rank_code, h.from_date, h.to_date
		FROM seat s JOIN formed_unit u ON u.id = s.unit_id
		LEFT JOIN seat_holder h ON h.seat_id = s.id AND h.from_date <= ? AND (h.to_date IS NULL OR h.to_date > ?)
		LEFT JOIN officer o ON o.id = h.officer_id
		WHERE u.id = ? AND `+where+" ORDER BY s.number", append([]any{day, day, unitID}, args...)...)
	return seats, err
}

type optionalPerson struct {
	id, woman          sql.NullInt64
	number, name, rank sql.NullString
}

func (p *optionalPerson) fields() []any { return []any{&p.id, &p.number, &p.name, &p.woman, &p.rank} }

func (p *optionalPerson) person() *Person {
	if !p.id.Valid {
		return nil
	}
	return &Person{ID: p.id.Int64, ServiceNumber: p.number.String, Name: p.name.String, Woman: p.woman.Int64 == 1, Rank: p.rank.String}
}

// Held is a holding with its person.
type Held struct {
	Holding
	Person Person
}

// History returns who held a seat, the last first.
func History(ctx context.Context, tx *database.Tx, actor account.Actor, seatID int64) (held []Held, err error) {
	defer fault.Wrap(&err, "unit.History(%d)", seatID)
	return heldBy(ctx, tx, actor, "h.seat_id = ?", "h.from_date DESC", seatID)
}

// Coming returns who takes seats of a unit after a day, by seat and day.
func Coming(ctx context.Context, tx *database.Tx, actor account.Actor, unitID int64, day civil.Date) (held []Held, err error) {
	defer fault.Wrap(&err, "unit.Coming(%d, %s)", unitID, day)
	return heldBy(ctx, tx, actor, "s.unit_id = ? AND h.from_date > ?", "s.number, h.from_date", unitID, day)
}

// heldBy returns the holdings of a condition that the actor may see.
func heldBy(ctx context.Context, tx *database.Tx, actor account.Actor, condition, order string, values ...any) (held []Held, err error) {
	where, args := actor.UnitRows(account.UnitView, "u")
	err = tx.Each(ctx, func(rows *sql.Rows) error {
		var h Held
		var woman int
		err := rows.Scan(&h.SeatID, &h.OfficerID, &h.Span.From, &h.Span.To,
			&h.Person.ID, &h.Person.ServiceNumber, &h.Person.Name, &woman, &h.Person.Rank)
		h.Person.Woman = woman == 1
		held = append(held, h)
		return err
	}, `SELECT h.seat_id, h.officer_id, h.from_date, h.to_date, o.id, o.service_number, o.full_name, o.woman, o.rank_code
		FROM seat_holder h JOIN officer o ON o.id = h.officer_id JOIN seat s ON s.id = h.seat_id
		JOIN formed_unit u ON u.id = s.unit_id
		WHERE `+condition+" AND "+where+" ORDER BY "+order, append(values, args...)...)
	return held, err
}
