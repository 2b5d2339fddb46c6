package prospect

import (
	"cmp"
	"context"
	"database/sql"
	"slices"

	"beret/civil"
	"beret/internal/database"
	"beret/internal/reference"
	"beret/outlook"
)

// chronicle is what the record says about the flow of people, with the days on
// which things happened: enough to stand at the end of any day of the past.
// Only officers of whom anything was ever entered that concerns missions stand
// in it one by one; everybody else is counted.
type chronicle struct {
	book *reference.Book
	day  civil.Date // on which it is read

	ids    []int64 // of people, ascending
	people map[int64]*person
	muster muster

	tours       []tour
	nominations []nomination
	sits        []sit
	clearances  []civil.Interval
	words       []word
	holdings    []holding

	units     []unit
	slates    []slate
	rotations []Rotation
	posts     []Post
	sessions  []session
	generated bool
}

// person is an officer of whom there is more to tell than that they serve. The
// spans say where in the chronicle's lists.
type person struct {
	woman                           bool
	enlisted, left, eligible, limit civil.Date

	tours, nominations, sits, clearances, words, holdings span
}

func (p *person) sex() outlook.Sex {
	if p.woman {
		return outlook.Women
	}
	return outlook.Men
}

// serves reports whether the person is in the ministry's service on a day.
func (p *person) serves(day civil.Date) bool {
	return (p.enlisted == 0 || p.enlisted <= day) && (p.left == 0 || p.left > day)
}

// span is the places of one officer's rows in a list.
type span struct{ from, to int32 }

type tour struct {
	id, unit                                            int64
	category, mission, tier, reason                     string
	from, planned, extended /* first agreed end */, end civil.Date
}

// runs reports whether the tour runs at the end of a day.
func (t *tour) runs(day civil.Date) bool { return t.from <= day && (t.end == 0 || t.end > day) }

type nomination struct {
	category, mission, tier      string
	nominated, expected, decided civil.Date
	chosen                       bool       // selected, whatever followed
	gone                         civil.Date // first day of the tour that followed
}

// sit is one assessment of one officer: all tests of a session together, and
// the clearance that it led to, if any.
type sit struct{ on, cleared civil.Date }

// word is what an officer said about going.
type word struct {
	willing         bool
	said, from, end civil.Date
}

type holding struct {
	unit     int64
	tier     string
	from, to civil.Date
}

type unit struct {
	id                        int64
	code, category, mission   string
	seats                     map[string]int // by tier
	established, firstHolding civil.Date
}

// readers are the parts of the record in the order in which they are read:
// officers last, when it is known who stands one by one.
func (c *chronicle) read(ctx context.Context, tx *database.Tx) error {
	for _, read := range []func(context.Context, *database.Tx) error{
		c.readTours, c.readNominations, c.readClearances, c.readSits, c.readWords, c.readUnits, c.readHoldings,
		c.readPosts, c.readRotations, c.readSlates, c.readSessions, c.readOfficers,
	} {
		if err := read(ctx, tx); err != nil {
			return err
		}
	}
	for id := range c.people {
		c.ids = append(c.ids, id)
	}
	slices.Sort(c.ids)
	return nil
}

// someone returns the person of an id, a new one where need be.
func (c *chronicle) someone(id int64) *person {
	p, ok := c.people[id]
	if !ok {
		p = &person{}
		c.people[id] = p
	}
	return p
}

// extend adds the row at place n of a list, read in the order of officers.
func (s *span) extend(n int) {
	if s.to == 0 {
		s.from = int32(n)
	}
	s.to = int32(n) + 1
}

func of[T any](list []T, s span) []T { return list[s.from:s.to] }

func (c *chronicle) readTours(ctx context.Context, tx *database.Tx) error {
	return tx.Each(ctx, func(rows *sql.Rows) error {
		var t tour
		var officer int64
		var generated int
		err := rows.Scan(&officer, &t.id, &t.unit, &t.category, &t.mission, &t.tier, &t.from, &t.planned, &t.extended, &t.end, &t.reason, &generated)
		c.generated = c.generated || generated == 1
		c.someone(officer).tours.extend(len(c.tours))
		c.tours = append(c.tours, t)
		return err
	}, `SELECT officer_id, id, COALESCE(unit_id, 0), category, mission, tier, from_date, planned_end, extended_from, ended_on, end_reason, generated
		FROM deployment WHERE cancelled = 0 ORDER BY officer_id, from_date`)
}

func (c *chronicle) readNominations(ctx context.Context, tx *database.Tx) error {
	return tx.Each(ctx, func(rows *sql.Rows) error {
		var n nomination
		var officer int64
		var status string
		err := rows.Scan(&officer, &n.category, &n.mission, &n.tier, &n.nominated, &n.expected, &status, &n.decided, &n.gone)
		n.chosen = status == "selected" || status == "deployed"
		if n.chosen && n.decided == 0 {
			n.decided = cmp.Or(n.gone, n.expected)
		}
		c.someone(officer).nominations.extend(len(c.nominations))
		c.nominations = append(c.nominations, n)
		return err
	}, `SELECT n.officer_id, n.category, n.mission, n.tier, n.nominated_on, n.expected_from, n.status, n.decided_on, d.from_date
		FROM nomination n LEFT JOIN deployment d ON d.id = n.deployment_id ORDER BY n.officer_id, n.nominated_on, n.id`)
}

func (c *chronicle) readClearances(ctx context.Context, tx *database.Tx) error {
	return tx.Each(ctx, func(rows *sql.Rows) error {
		var officer int64
		var valid civil.Interval
		err := rows.Scan(&officer, &valid.From, &valid.To)
		c.someone(officer).clearances.extend(len(c.clearances))
		c.clearances = append(c.clearances, valid)
		return err
	}, "SELECT officer_id, cleared_on, expires FROM assessment_clearance ORDER BY officer_id, cleared_on")
}

// The tests of one session follow one another within a month; the clearance
// comes within two.
const (
	sessionDays   = 30
	clearanceDays = 60
)

func (c *chronicle) readSits(ctx context.Context, tx *database.Tx) error {
	return tx.Each(ctx, func(rows *sql.Rows) error {
		var officer int64
		var on civil.Date
		if err := rows.Scan(&officer, &on); err != nil {
			return err
		}
		p := c.someone(officer)
		if known := of(c.sits, p.sits); len(known) > 0 && on.Sub(known[len(known)-1].on) <= sessionDays {
			return nil
		}
		s := sit{on: on}
		for _, valid := range of(c.clearances, p.clearances) {
			if s.cleared == 0 && valid.From >= on && valid.From.Sub(on) <= clearanceDays {
				s.cleared = valid.From
			}
		}
		p.sits.extend(len(c.sits))
		c.sits = append(c.sits, s)
		return nil
	}, "SELECT officer_id, taken_on FROM assessment_attempt ORDER BY officer_id, taken_on")
}

func (c *chronicle) readWords(ctx context.Context, tx *database.Tx) error {
	return tx.Each(ctx, func(rows *sql.Rows) error {
		var officer int64
		var w word
		var willing int
		err := rows.Scan(&officer, &willing, &w.from, &w.end, &w.said)
		w.willing, w.said = willing == 1, cmp.Or(w.said, w.from)
		c.someone(officer).words.extend(len(c.words))
		c.words = append(c.words, w)
		return err
	}, "SELECT officer_id, willing, from_date, to_date, consent_on FROM availability ORDER BY officer_id, COALESCE(consent_on, from_date), id")
}

func (c *chronicle) readUnits(ctx context.Context, tx *database.Tx) error {
	places := map[int64]int{}
	if err := tx.Each(ctx, func(rows *sql.Rows) error {
		u := unit{seats: map[string]int{}}
		err := rows.Scan(&u.id, &u.code, &u.category, &u.mission, &u.established)
		places[u.id] = len(c.units)
		c.units = append(c.units, u)
		return err
	}, "SELECT id, code, category, mission, established_on FROM formed_unit ORDER BY code"); err != nil {
		return err
	}
	return tx.Each(ctx, func(rows *sql.Rows) error {
		var id int64
		var tier string
		var seats int
		err := rows.Scan(&id, &tier, &seats)
		c.units[places[id]].seats[tier] = seats
		return err
	}, "SELECT unit_id, tier, count(*) FROM seat GROUP BY unit_id, tier")
}

func (c *chronicle) readHoldings(ctx context.Context, tx *database.Tx) error {
	return tx.Each(ctx, func(rows *sql.Rows) error {
		var officer int64
		var h holding
		err := rows.Scan(&officer, &h.unit, &h.tier, &h.from, &h.to)
		c.someone(officer).holdings.extend(len(c.holdings))
		c.holdings = append(c.holdings, h)
		return err
	}, "SELECT h.officer_id, s.unit_id, s.tier, h.from_date, h.to_date FROM seat_holder h JOIN seat s ON s.id = h.seat_id ORDER BY h.officer_id, h.from_date")
}
