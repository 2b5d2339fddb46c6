package prospect

import (
	"context"
	"database/sql"

	"beret/civil"
	"beret/internal/database"
	"beret/internal/reference"
)

// muster counts everybody in the ministry's service by the days that matter;
// women first.
type muster struct {
	joined   map[civil.Date][2]int // zero: since ever
	left     map[civil.Date][2]int
	resigned map[civil.Date][2]int // of those who left, those who had not reached their age limit
	growing  map[growth]int        // not yet eligible at some time looked at
	limits   map[limit]int         // who reaches an age limit within reach
}

// growth is when somebody joined, becomes eligible and left (zero: has not).
type growth struct {
	sex               int
	joined, from, end civil.Month
}

// limit is when somebody reaches the age limit, and when they joined and left.
type limit struct {
	sex                int
	month, joined, end civil.Month
}

// The span around the day within which ages are looked at.
const (
	yearsBack  = 10
	yearsAhead = MostMonths/12 + 1
)

// lawful are the rules by which officers become eligible and reach the limit.
type lawful struct {
	minimumAge, maximumAge, service int
	limits                          map[string][2]int // years by rank
}

func lawsOn(book *reference.Book, day civil.Date) lawful {
	l := lawful{minimumAge: book.Number("minimum-age", day), maximumAge: book.Number("maximum-age", day),
		service: book.Number("minimum-service", day), limits: map[string][2]int{}}
	for _, row := range book.On(reference.Ranks, day) {
		l.limits[row.Code] = [2]int{row.Int("age_limit_woman"), row.Int("age_limit_man")}
	}
	return l
}

// eligible returns the first day on which age and service suffice.
func (l *lawful) eligible(birth, enlisted civil.Date) civil.Date {
	from := birth.AddYears(l.minimumAge)
	if enlisted > 0 {
		from = max(from, enlisted.AddYears(l.service))
	}
	return from
}

// limit returns the first day on which the officer is too old to serve or to go.
func (l *lawful) limit(birth civil.Date, rank string, sex int) civil.Date {
	years := l.maximumAge
	if own := l.limits[rank][sex]; own > 0 && (years == 0 || own < years) {
		years = own
	}
	if years == 0 {
		return 0
	}
	return birth.AddYears(years)
}

// readOfficers passes once over everybody. Nothing of an officer is kept but
// counts, and the facts of those who are already known. The facts come as one
// text: half a million rows of five values take twice as long as of one.
func (c *chronicle) readOfficers(ctx context.Context, tx *database.Tx) error {
	c.muster = muster{map[civil.Date][2]int{}, map[civil.Date][2]int{}, map[civil.Date][2]int{}, map[growth]int{}, map[limit]int{}}
	laws := lawsOn(c.book, c.day)
	return tx.Each(ctx, func(rows *sql.Rows) error {
		var id int64
		var packed sql.RawBytes
		if err := rows.Scan(&id, &packed); err != nil {
			return err
		}
		return c.enlist(id, &laws, packed)
	}, `SELECT id, woman || birth_date || COALESCE(enlisted_on, '----------') || COALESCE(left_on, '----------') || rank_code FROM officer`)
}

// enlist counts an officer by the packed facts: a digit, three days of ten
// letters, the rank.
func (c *chronicle) enlist(id int64, laws *lawful, packed []byte) error {
	sex := int('1' - packed[0])
	var days [3]civil.Date // birth, enlisted, left
	for i := range days {
		text := packed[1+10*i : 11+10*i]
		if text[0] == '-' {
			continue
		}
		if err := days[i].UnmarshalText(text); err != nil {
			return err
		}
	}
	eligible, end := laws.eligible(days[0], days[1]), laws.limit(days[0], string(packed[31:]), sex)
	c.muster.add(sex, days[1], days[2], eligible, end, c.day)
	if p, known := c.people[id]; known {
		p.woman, p.enlisted, p.left, p.eligible, p.limit = sex == 0, days[1], days[2], eligible, end
	}
	return nil
}

func (m *muster) add(sex int, joined, left, eligible, end, day civil.Date) {
	count(m.joined, joined, sex)
	if left > 0 {
		count(m.left, left, sex)
		if end == 0 || left.AddMonths(1) < end {
			count(m.resigned, left, sex)
		}
	}
	if eligible > day.AddYears(-yearsBack) {
		m.growing[growth{sex, monthOf(joined), eligible.Month(), monthOf(left)}]++
	}
	if end > 0 && end <= day.AddYears(yearsAhead) {
		m.limits[limit{sex, end.Month(), monthOf(joined), monthOf(left)}]++
	}
}

func count(days map[civil.Date][2]int, day civil.Date, sex int) {
	both := days[day]
	both[sex]++
	days[day] = both
}

// monthOf is the month of a day, zero for none.
func monthOf(d civil.Date) civil.Month {
	if d == 0 {
		return 0
	}
	return d.Month()
}

// serving counts who is in service at the end of a day.
func (m *muster) serving(day civil.Date) (both [2]int) {
	for sex := range both {
		for d, n := range m.joined {
			if d <= day {
				both[sex] += n[sex]
			}
		}
		for d, n := range m.left {
			if d <= day {
				both[sex] -= n[sex]
			}
		}
	}
	return both
}

// between counts the days' entries after one day and up to another.
func between(days map[civil.Date][2]int, after, until civil.Date) (both [2]int) {
	for d, n := range days {
		if d > after && d <= until {
			both[0], both[1] = both[0]+n[0], both[1]+n[1]
		}
	}
	return both
}

// first returns the earliest day on which anything happened, zero for never.
func first(days map[civil.Date][2]int) (day civil.Date) {
	for d := range days {
		if d > 0 && (day == 0 || d < day) {
			day = d
		}
	}
	return day
}
