package standing

import (
	"cmp"
	"context"
	"database/sql"
	"slices"

	"beret/civil"
	"beret/internal/database"
	"beret/internal/fault"
	"beret/internal/office"
	"beret/internal/reference"
	"beret/participation"
)

// input is what is read from the record for one standing.
type input struct {
	asOf     civil.Date
	office   office.Office
	services []participation.Service
	tours    map[int64]Tour
	units    []formedUnit

	assigned  []participation.Member // by unit
	nominated []participation.Member
	cleared   []participation.Member
	ready     []participation.Member
	serving   participation.Share
}

type formedUnit struct{ code, category, mission string }

func read(ctx context.Context, tx *database.Tx, book *reference.Book, asOf civil.Date) (in input, err error) {
	defer fault.Wrap(&err, "standing: read")
	in.asOf = asOf
	if in.services, in.tours, err = services(ctx, tx, book, asOf); err != nil {
		return in, err
	}
	if in.units, err = formedUnits(ctx, tx); err != nil {
		return in, err
	}
	if in.assigned, err = members(ctx, tx, `SELECT o.id, o.woman, u.code FROM seat_holder h JOIN officer o ON o.id = h.officer_id
		JOIN seat s ON s.id = h.seat_id JOIN formed_unit u ON u.id = s.unit_id
		WHERE h.from_date <= ? AND (h.to_date IS NULL OR h.to_date > ?)`, asOf, asOf); err != nil {
		return in, err
	}
	if in.nominated, err = members(ctx, tx, "SELECT o.id, o.woman, ''"+nominated, asOf, asOf); err != nil {
		return in, err
	}
	if in.cleared, err = members(ctx, tx, `SELECT o.id, o.woman, '' FROM assessment_clearance c JOIN officer o ON o.id = c.officer_id
		WHERE c.cleared_on <= ? AND c.expires > ? AND `+inService, asOf, asOf, asOf, asOf); err != nil {
		return in, err
	}
	in.serving, err = serving(ctx, tx, asOf)
	return in, err
}

// inService is the condition on an officer's row for being in the ministry's
// service on a day.
const inService = "(o.left_on IS NULL OR o.left_on > ?) AND (o.enlisted_on IS NULL OR o.enlisted_on <= ?)"

// nominated selects the nominations that wait for an answer, or for the tour
// that follows a good one, on a day.
const nominated = ` FROM nomination n JOIN officer o ON o.id = n.officer_id WHERE n.nominated_on <= ? AND
	(n.status = 'pending' OR n.status = 'selected' OR n.status <> 'deployed' AND n.decided_on > ?)`

func members(ctx context.Context, tx *database.Tx, query string, args ...any) (list []participation.Member, err error) {
	err = tx.Each(ctx, func(rows *sql.Rows) error {
		var m participation.Member
		var woman int
		err := rows.Scan(&m.Person, &woman, &m.Key)
		m.Woman = woman == 1
		list = append(list, m)
		return err
	}, query, args...)
	return list, err
}

func formedUnits(ctx context.Context, tx *database.Tx) (units []formedUnit, err error) {
	err = tx.Each(ctx, func(rows *sql.Rows) error {
		var u formedUnit
		err := rows.Scan(&u.code, &u.category, &u.mission)
		units = append(units, u)
		return err
	}, "SELECT code, category, mission FROM formed_unit ORDER BY code")
	return units, err
}

// serving counts in the database: the ids of everybody would not be looked at.
func serving(ctx context.Context, tx *database.Tx, asOf civil.Date) (s participation.Share, err error) {
	err = tx.QueryRow(ctx, "SELECT COALESCE(sum(o.woman), 0), count(*) FROM officer o WHERE "+inService, asOf, asOf).Scan(&s.Women, &s.Total)
	return s, err
}

// services reads every tour that was not called off and every open nomination,
// divided where rank band or home unit changed. Tours that begin after the day
// are planned.
func services(ctx context.Context, tx *database.Tx, book *reference.Book, asOf civil.Date) ([]participation.Service, map[int64]Tour, error) {
	careers, err := readCareers(ctx, tx, book)
	if err != nil {
		return nil, nil, err
	}
	var list []participation.Service
	tours := map[int64]Tour{}
	err = tx.Each(ctx, func(rows *sql.Rows) error {
		t, s, err := scanTour(rows, asOf)
		tours[t.ID] = t
		list = append(list, divide(s, careers[s.Person])...)
		return err
	}, `SELECT d.id, d.officer_id, o.woman, d.category, d.mission, COALESCE(u.code, ''), d.rotation, d.post_title, d.tier, d.site,
			d.from_date, d.planned_end, d.ended_on, d.end_reason
		FROM deployment d JOIN officer o ON o.id = d.officer_id LEFT JOIN formed_unit u ON u.id = d.unit_id
		WHERE d.cancelled = 0 ORDER BY d.id`)
	if err != nil {
		return nil, nil, err
	}
	err = tx.Each(ctx, func(rows *sql.Rows) error {
		s, err := scanNomination(rows)
		list = append(list, divide(s, careers[s.Person])...)
		return err
	}, "SELECT n.id, n.officer_id, o.woman, n.category, n.mission, n.tier, n.expected_from, n.expected_to"+nominated, asOf, asOf)
	return list, tours, err
}

func scanTour(rows *sql.Rows, asOf civil.Date) (t Tour, s participation.Service, err error) {
	var woman int
	var reason string
	err = rows.Scan(&t.ID, &t.Officer, &woman, &t.Category, &t.Mission, &t.Unit, &t.Rotation, &t.Post, &t.Tier, &t.Site,
		&t.From, &t.PlannedEnd, &t.EndedOn, &reason)
	s = participation.Service{ID: t.ID * stretches, Deployment: t.ID, Person: t.Officer, Woman: woman == 1,
		Span: civil.Interval{From: t.From, To: t.EndedOn}, Category: t.Category, Mission: t.Mission, Unit: t.Unit, Tier: t.Tier,
		Site: t.Site, CauseStart: CausePosting, CauseEnd: reason, PlannedEnd: t.PlannedEnd}
	if t.Rotation != "" {
		s.CauseStart = CauseRotation
	}
	if t.From > asOf {
		s.Status = participation.Planned
	}
	return t, s, err
}

// The causes of a beginning; the causes of an end are deployment.Reasons.
const (
	CauseRotation = "rotation" // came with a group
	CausePosting  = "posting"  // came alone
)

// CauseKey returns the message key of a cause, of a beginning or of an end.
func CauseKey(code string) string {
	if code == "" {
		code = "unknown"
	}
	return "standing.cause." + code
}

// stretches bounds how often a tour can be divided: the number of a stretch is
// its tour's times this, plus its place. Nominations count below zero.
const stretches = 1000

func scanNomination(rows *sql.Rows) (s participation.Service, err error) {
	var woman int
	err = rows.Scan(&s.ID, &s.Person, &woman, &s.Category, &s.Mission, &s.Tier, &s.Span.From, &s.Span.To)
	s.ID, s.Woman, s.Status, s.CauseStart = -s.ID*stretches, woman == 1, participation.Nominated, CausePosting
	return s, err
}

// career is an officer's rank bands and home units through time, each list by
// first day; the last has no end.
type career struct{ bands, units []period }

type period struct {
	from civil.Date // zero: since ever
	code string
}

// at returns the code on a day: that of the last period begun, or of the first
// where the record begins later.
func at(periods []period, day civil.Date) string {
	code := ""
	for i, p := range periods {
		if i == 0 || p.from <= day {
			code = p.code
		}
	}
	return code
}

// divide cuts a service where rank band or home unit changes within it.
func divide(s participation.Service, c career) []participation.Service {
	cuts := []civil.Date{s.Span.From}
	for _, p := range slices.Concat(c.bands, c.units) {
		if p.from > s.Span.From && s.Span.Contains(p.from) {
			cuts = append(cuts, p.from)
		}
	}
	slices.Sort(cuts)
	var parts []participation.Service
	for _, from := range slices.Compact(cuts) {
		band, unit := at(c.bands, from), at(c.units, from)
		if n := len(parts); n > 0 {
			if last := &parts[n-1]; last.RankBand == band && last.HomeUnit == unit {
				continue
			}
			parts[n-1].Span.To, parts[n-1].CauseEnd = from, CauseCareer
		}
		part := s
		part.Span.From, part.RankBand, part.HomeUnit = from, band, unit
		if len(parts) > 0 {
			part.CauseStart = CauseCareer
		}
		part.ID += int64(len(parts))
		parts = append(parts, part)
	}
	return parts
}

// CauseCareer divides a tour whose officer changed rank band or home unit; it
// is never why somebody came or went.
const CauseCareer = "career"

// readCareers reads the rank bands and home units of everybody who has a tour
// or a nomination. A home unit counts as the unit at the top of its tree.
func readCareers(ctx context.Context, tx *database.Tx, book *reference.Book) (map[int64]career, error) {
	tops, err := topUnits(ctx, tx)
	if err != nil {
		return nil, err
	}
	careers := map[int64]career{}
	for _, query := range careerQueries() {
		if err := tx.Each(ctx, func(rows *sql.Rows) error {
			var id int64
			var from civil.Date
			var rank string
			var unit sql.NullInt64
			err := rows.Scan(&id, &from, &rank, &unit)
			c := careers[id]
			if unit.Valid {
				c.units = append(c.units, period{from, tops[unit.Int64]})
			} else {
				row, _ := book.Find(reference.Ranks, rank)
				c.bands = append(c.bands, period{from, row.Field("band")})
			}
			careers[id] = c
			return err
		}, query); err != nil {
			return nil, err
		}
	}
	for _, c := range careers {
		// Stable: of two periods from one day, or without a day, today's comes last.
		for _, periods := range [][]period{c.bands, c.units} {
			slices.SortStableFunc(periods, func(a, b period) int { return cmp.Compare(a.from, b.from) })
		}
	}
	return careers, nil
}

// careerQueries select officer, first day, and either rank or home unit, what
// is past before what is today's. Today's begins, where the record does not say
// when, at the end of the last one past.
func careerQueries() []string {
	const those = "(SELECT officer_id FROM deployment UNION SELECT officer_id FROM nomination)"
	return []string{
		"SELECT officer_id, from_date, rank_code, NULL FROM past_rank WHERE officer_id IN " + those,
		"SELECT officer_id, from_date, '', home_unit_id FROM past_posting WHERE officer_id IN " + those,
		`SELECT id, COALESCE(rank_since, (SELECT max(p.to_date) FROM past_rank p WHERE p.officer_id = officer.id)), rank_code, NULL
			FROM officer WHERE id IN ` + those,
		`SELECT id, COALESCE(unit_since, (SELECT max(p.to_date) FROM past_posting p WHERE p.officer_id = officer.id)), '', home_unit_id
			FROM officer WHERE id IN ` + those,
	}
}

// topUnits maps each home unit to the code of the one at the top of its tree.
func topUnits(ctx context.Context, tx *database.Tx) (map[int64]string, error) {
	parents, names := map[int64]int64{}, map[int64]string{}
	err := tx.Each(ctx, func(rows *sql.Rows) error {
		var id int64
		var code string
		var parent sql.NullInt64
		err := rows.Scan(&id, &code, &parent)
		names[id] = code
		if parent.Valid {
			parents[id] = parent.Int64
		}
		return err
	}, "SELECT id, code, parent_id FROM home_unit")
	tops := map[int64]string{}
	for id := range names {
		top := id
		for range names { // bounded: a circle in the tree must not hang the program
			parent, below := parents[top]
			if !below {
				break
			}
			top = parent
		}
		tops[id] = names[top]
	}
	return tops, err
}
