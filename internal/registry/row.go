package registry

import (
	"context"
	"database/sql"

	"beret/civil"
	"beret/internal/database"
)

// Row is one line of a list of officers.
type Row struct {
	ID            int64
	ServiceNumber string
	FullName      string
	GivenName     string // override as recorded; Officer.Given derives it
	Woman         bool
	BirthDate     civil.Date
	Rank          string
	HomeUnitID    int64
	HomeUnit      string // name
	Position      string
	LeftOn        civil.Date
	Generated     bool

	Languages    []Language
	ClearedUntil civil.Date // end of the clearance valid on the list's day, zero without
	Mission      string     // where deployed on the day, "" where not
	Category     string     // as what
	NextExpiry   civil.Date // what expires first of all that may, zero where nothing does
}

// listRows reads the rows of the ids, in their order. The actor's predicate
// stands in this statement too: memory decides the order, never the right.
func (s *Store) listRows(ctx context.Context, tx *database.Tx, q question, ids []int64) ([]Row, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	found := make(map[int64]*Row, len(ids))
	err := tx.Each(ctx, func(rows *sql.Rows) error {
		r := &Row{}
		var passport, medical, national civil.Date
		err := rows.Scan(&r.ID, &r.ServiceNumber, &r.FullName, &r.GivenName, (*flag)(&r.Woman), &r.BirthDate, &r.Rank,
			&r.HomeUnitID, &r.HomeUnit, &r.Position, &r.LeftOn, (*flag)(&r.Generated),
			&passport, &medical, &national)
		r.NextExpiry = sooner(passport, sooner(medical, national))
		found[r.ID] = r
		return err
	}, `SELECT o.id, o.service_number, o.full_name, o.given_name, o.woman, o.birth_date, o.rank_code,
			o.home_unit_id, u.name, o.position, o.left_on, o.generated,
			o.passport_expires, o.medical_expires, CASE WHEN o.national_clearance = 'cleared' THEN o.national_clearance_expires END
		FROM officer o JOIN home_unit u ON u.id = o.home_unit_id WHERE o.id IN (`+marks(len(ids))+") AND "+q.visible.text,
		append(anys(ids), q.visible.args...)...)
	if err == nil {
		err = addDetails(ctx, tx, q.filter.AsOf, ids, found)
	}
	rows := make([]Row, 0, len(ids))
	for _, id := range ids {
		if r := found[id]; r != nil {
			rows = append(rows, *r)
		}
	}
	return rows, err
}

// addDetails reads what stands in other tables for a page of rows.
func addDetails(ctx context.Context, tx *database.Tx, asOf civil.Date, ids []int64, found map[int64]*Row) error {
	for _, add := range []func(context.Context, *database.Tx, civil.Date, []int64, map[int64]*Row) error{
		addLanguages, addClearances, addTours, addLasting,
	} {
		if err := add(ctx, tx, asOf, ids, found); err != nil {
			return err
		}
	}
	return nil
}

func addLanguages(ctx context.Context, tx *database.Tx, _ civil.Date, ids []int64, found map[int64]*Row) error {
	return tx.Each(ctx, func(rows *sql.Rows) error {
		var id int64
		var l Language
		err := rows.Scan(&id, &l.Language, &l.Level, &l.TestedOn)
		if r := found[id]; r != nil {
			r.Languages = append(r.Languages, l)
		}
		return err
	}, "SELECT officer_id, language, level, tested_on FROM officer_language WHERE officer_id IN ("+marks(len(ids))+
		") ORDER BY officer_id, language", anys(ids)...)
}

func addClearances(ctx context.Context, tx *database.Tx, asOf civil.Date, ids []int64, found map[int64]*Row) error {
	last := map[int64]civil.Date{}
	err := tx.Each(ctx, func(rows *sql.Rows) error {
		var id int64
		var clearedOn, expires civil.Date
		err := rows.Scan(&id, &clearedOn, &expires)
		last[id] = max(last[id], expires)
		if r := found[id]; r != nil && clearedOn <= asOf && expires > asOf {
			r.ClearedUntil = max(r.ClearedUntil, expires)
		}
		return err
	}, "SELECT officer_id, cleared_on, expires FROM assessment_clearance WHERE officer_id IN ("+marks(len(ids))+")", anys(ids)...)
	for id, expires := range last {
		found[id].sooner(expires)
	}
	return err
}

func addTours(ctx context.Context, tx *database.Tx, asOf civil.Date, ids []int64, found map[int64]*Row) error {
	return tx.Each(ctx, func(rows *sql.Rows) error {
		var id int64
		var mission, category string
		err := rows.Scan(&id, &mission, &category)
		if r := found[id]; r != nil {
			r.Mission, r.Category = mission, category
		}
		return err
	}, "SELECT officer_id, mission, category FROM deployment WHERE officer_id IN ("+marks(len(ids))+
		") AND cancelled = 0 AND from_date <= ? AND (ended_on IS NULL OR ended_on > ?) ORDER BY from_date, id", append(anys(ids), asOf, asOf)...)
}

// addLasting takes licences and certificates into the next expiry.
func addLasting(ctx context.Context, tx *database.Tx, _ civil.Date, ids []int64, found map[int64]*Row) error {
	items, args := expiring(farFuture(), []ExpiryKind{ExpiryLicence, ExpiryCert}, ids...)
	return tx.Each(ctx, func(rows *sql.Rows) error {
		var id int64
		var day civil.Date
		err := rows.Scan(&id, &day)
		found[id].sooner(day)
		return err
	}, "SELECT officer_id, day FROM ("+items+") item", args...)
}

// sooner takes a day into the next expiry of a row, which may be nobody's:
// the statement of the rows decides who is shown.
func (r *Row) sooner(day civil.Date) {
	if r != nil {
		r.NextExpiry = sooner(r.NextExpiry, day)
	}
}

// sooner returns the earlier of two days, of which either may be none.
func sooner(a, b civil.Date) civil.Date {
	if a == 0 || b != 0 && b < a {
		return b
	}
	return a
}
