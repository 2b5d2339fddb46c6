package deployment

import (
	"context"
	"database/sql"
	"errors"
	"strings"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/database"
	"beret/internal/fault"
	"beret/internal/personname"
)

const columns = `d.id, d.officer_id, d.category, d.mission, d.unit_id, d.seat_id, d.rotation, d.post_title, d.tier, d.site,
	d.from_date, d.planned_end, d.extended_from, d.ended_on, d.end_reason, d.cancelled, d.note, d.generated, d.version`

func scan(rows interface{ Scan(...any) error }, more ...any) (d Deployment, err error) {
	var unit, seat sql.NullInt64
	var cancelled, generated int
	err = rows.Scan(append([]any{&d.ID, &d.OfficerID, &d.Category, &d.Mission, &unit, &seat, &d.Rotation, &d.PostTitle, &d.Tier, &d.Site,
		&d.From, &d.PlannedEnd, &d.ExtendedFrom, &d.EndedOn, &d.EndReason, &cancelled, &d.Note, &generated, &d.Version}, more...)...)
	d.UnitID, d.SeatID, d.Cancelled, d.Generated = unit.Int64, seat.Int64, cancelled == 1, generated == 1
	return d, err
}

func (d Deployment) values() []any {
	return []any{d.Category, d.Mission, database.NullID(d.UnitID), database.NullID(d.SeatID), d.Rotation, d.PostTitle, d.Tier, d.Site,
		d.From, d.PlannedEnd, d.ExtendedFrom, d.EndedOn, string(d.EndReason), database.Flag(d.Cancelled), d.Note, d.Version}
}

func insert(ctx context.Context, tx *database.Tx, d *Deployment) error {
	return tx.QueryRow(ctx, `INSERT INTO deployment (category, mission, unit_id, seat_id, rotation, post_title, tier, site,
		from_date, planned_end, extended_from, ended_on, end_reason, cancelled, note, version, officer_id, generated)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`,
		append(d.values(), d.OfficerID, database.Flag(d.Generated))...).Scan(&d.ID)
}

func update(ctx context.Context, tx *database.Tx, d Deployment) error {
	_, err := tx.Exec(ctx, `UPDATE deployment SET category = ?, mission = ?, unit_id = ?, seat_id = ?, rotation = ?, post_title = ?,
		tier = ?, site = ?, from_date = ?, planned_end = ?, extended_from = ?, ended_on = ?, end_reason = ?, cancelled = ?, note = ?,
		version = ? WHERE id = ?`, append(d.values(), d.ID)...)
	return err
}

// Row is a tour with who is on it.
type Row struct {
	Deployment
	ServiceNumber string
	Name          string
	Woman         bool
	Rank          string
	Unit          string // code of the formed unit
}

const rowColumns = columns + ", o.service_number, o.full_name, o.woman, o.rank_code, COALESCE(u.code, '')"

const rowTables = " FROM deployment d JOIN officer o ON o.id = d.officer_id LEFT JOIN formed_unit u ON u.id = d.unit_id WHERE "

func scanRow(rows interface{ Scan(...any) error }) (r Row, err error) {
	var woman int
	r.Deployment, err = scan(rows, &r.ServiceNumber, &r.Name, &woman, &r.Rank, &r.Unit)
	r.Woman = woman == 1
	return r, err
}

// Find returns one tour, or NotFound where there is none for this actor.
func Find(ctx context.Context, tx *database.Tx, actor account.Actor, id int64) (Row, error) {
	visible, args := actor.OfficerRows(account.DeploymentView, "o")
	r, err := scanRow(tx.QueryRow(ctx, "SELECT "+rowColumns+rowTables+"d.id = ? AND "+visible, append([]any{id}, args...)...))
	if errors.Is(err, sql.ErrNoRows) {
		return r, fault.New(fault.NotFound, "fault.not_found")
	}
	return r, err
}

// Filter selects tours; zero fields select everything.
type Filter struct {
	State     State      // on the day Day
	Day       civil.Date // required with State
	Mission   string
	Category  string
	UnitID    int64
	OfficerID int64
	Rotation  string
	Ending    civil.Month // ended in the month or, where that is open, agreed to; zero for any
	Women     bool        // women only
	Text      string      // part of a name, folded, or of a service number
	Sort      Sort        // ByStart where empty
	Descend   bool
	Limit     int // 0 means 50
	Offset    int
}

// Sort is an order of tours.
type Sort string

// The orders.
const (
	ByStart   Sort = "start"
	ByEnd     Sort = "end"
	ByName    Sort = "name"
	ByRank    Sort = "rank"
	ByMission Sort = "mission"
)

// Sorts lists the orders in the order of the columns of a list.
func Sorts() []Sort { return []Sort{ByName, ByRank, ByMission, ByStart, ByEnd} }

// by returns the ORDER BY terms; the id last, so that pages never overlap.
func (f Filter) by() string {
	direction := ""
	if f.Descend {
		direction = " DESC"
	}
	terms := map[Sort]string{ByName: "o.name_key", ByRank: "o.rank_order", ByMission: "d.mission",
		ByEnd: "COALESCE(d.ended_on, d.planned_end)"}
	first, ok := terms[f.Sort]
	if !ok {
		first = "d.from_date"
	}
	return " ORDER BY " + first + direction + ", d.from_date" + direction + ", d.id" + direction
}

func (f Filter) where() (string, []any) {
	conditions, args := []string{"1 = 1"}, []any{}
	add := func(set bool, condition string, values ...any) {
		if set {
			conditions, args = append(conditions, condition), append(args, values...)
		}
	}
	f.state(add)
	add(f.Mission != "", "d.mission = ?", f.Mission)
	add(f.Category != "", "d.category = ?", f.Category)
	add(f.UnitID != 0, "d.unit_id = ?", f.UnitID)
	add(f.OfficerID != 0, "d.officer_id = ?", f.OfficerID)
	add(f.Rotation != "", "d.rotation = ?", f.Rotation)
	if f.Ending != 0 {
		add(true, "COALESCE(d.ended_on, d.planned_end) BETWEEN ? AND ?", f.Ending.Start(), f.Ending.End())
	}
	add(f.Women, "o.woman = 1")
	if text := personname.Fold(f.Text); text != "" {
		condition, arg := database.Contains("o.search_key", text)
		add(true, condition, arg)
	}
	return strings.Join(conditions, " AND "), args
}

// state says in SQL what StateOn says of one tour.
func (f Filter) state(add func(set bool, condition string, values ...any)) {
	const running = "d.cancelled = 0 AND d.from_date <= ? AND (d.ended_on IS NULL OR d.ended_on > ?)"
	add(f.State == Planned, "d.cancelled = 0 AND d.from_date > ?", f.Day)
	add(f.State == Current, running, f.Day, f.Day)
	add(f.State == Overdue, running+" AND d.ended_on IS NULL AND d.planned_end <= ?", f.Day, f.Day, f.Day)
	add(f.State == Ended, "d.cancelled = 0 AND d.from_date <= ? AND d.ended_on IS NOT NULL AND d.ended_on <= ?", f.Day, f.Day)
	add(f.State == Cancelled, "d.cancelled = 1")
}

// List returns the tours of a filter that the actor may see, one page of them,
// and how many there are in all. Current includes the overdue, who serve until
// somebody says otherwise.
func List(ctx context.Context, tx *database.Tx, actor account.Actor, f Filter) (rows []Row, total int, err error) {
	defer fault.Wrap(&err, "deployment.List")
	where, args := f.where()
	visible, more := actor.OfficerRows(account.DeploymentView, "o")
	tail, args := rowTables+where+" AND "+visible, append(args, more...)
	if err := tx.QueryRow(ctx, "SELECT count(*)"+tail, args...).Scan(&total); err != nil {
		return nil, 0, err
	}
	limit := f.Limit
	if limit == 0 {
		limit = 50
	}
	err = tx.Each(ctx, func(r *sql.Rows) error {
		row, err := scanRow(r)
		rows = append(rows, row)
		return err
	}, "SELECT "+rowColumns+tail+f.by()+" LIMIT ? OFFSET ?", append(args, limit, f.Offset)...)
	return rows, total, err
}

// Rotations returns the rotations on record, the newest first, for a filter's
// choice; none to those who may see no tour.
func Rotations(ctx context.Context, tx *database.Tx, actor account.Actor) (rotations []string, err error) {
	defer fault.Wrap(&err, "deployment.Rotations")
	visible, args := actor.OfficerRows(account.DeploymentView, "o")
	err = tx.Each(ctx, func(r *sql.Rows) error {
		var rotation, last string
		err := r.Scan(&rotation, &last)
		rotations = append(rotations, rotation)
		return err
	}, "SELECT d.rotation, max(d.from_date)"+rowTables+"d.rotation <> '' AND "+visible+
		" GROUP BY d.rotation ORDER BY max(d.from_date) DESC, d.rotation", args...)
	return rotations, err
}
