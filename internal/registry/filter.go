package registry

import (
	"fmt"

	"beret/civil"
	"beret/internal/reference"
)

// Filter selects officers; zero fields select everybody in service.
type Filter struct {
	AsOf    civil.Date // the day on which everything below is judged; required
	Text    string     // words of the name or the service number, see searchWords
	Sex     Sex
	Service Service
	Band    string // code of reference.RankBands
	Rank    string // code of reference.Ranks

	HomeUnitID int64 // with all units below it
	SeatUnitID int64 // holds a seat of this formed unit

	Language string // speaks it, at MinLevel or above where that is set
	MinLevel string

	Cleared     bool           // has a valid clearance of the assessment for mission service
	Available   civil.Interval // one willing window covers it and no unwilling one touches it
	WithinDays  int            // something expires in the next n days, or has expired; 0 is off
	Expiring    []ExpiryKind   // only these kinds of WithinDays; none is all
	Never       bool           // was never deployed
	DeployedNow bool
	Tier        string // held a post of this leadership tier, now or before
}

// Sex selects by sex.
type Sex string

// The values of Sex.
const (
	AnySex Sex = ""
	Women  Sex = "women"
	Men    Sex = "men"
)

// Service selects by whether the officer has left on the day.
type Service string

// The values of Service.
const (
	InService Service = ""
	HasLeft   Service = "left"
	Everybody Service = "all"
)

// Sort is the order of a list. All but SortName fall back on the order of names.
type Sort string

// The orders.
const (
	SortName   Sort = ""       // Vietnamese order: given, family, middle name
	SortRank   Sort = "rank"   // highest first
	SortNumber Sort = "number" // service number
	SortUnit   Sort = "unit"   // home units in tree order
	SortAge    Sort = "age"    // oldest first
	SortExpiry Sort = "expiry" // what expires or expired first, first; nothing to expire last
)

// Sorts lists the orders as a page offers them.
func Sorts() []Sort {
	return []Sort{SortName, SortRank, SortNumber, SortUnit, SortAge, SortExpiry}
}

// Page is a slice of a list. Limit 0 means 50, and more than 1,000 is 1,000:
// whoever wants everything uses Each.
type Page struct {
	Limit, Offset int
}

const longestPage = 1000

// bounded returns the page with its limits applied.
func (p Page) bounded() Page {
	if p.Limit <= 0 {
		p.Limit = 50
	}
	return Page{Limit: min(p.Limit, longestPage), Offset: max(0, p.Offset)}
}

// condition is a statement that yields the ids of officers, with its arguments.
type condition struct {
	text string
	args []any
}

// key tells conditions apart; arguments are plain values.
func (c condition) key() string { return fmt.Sprintf("%s|%v", c.text, c.args) }

// conditions are those parts of the filter that the database answers. What
// stands in an officer's own row is answered from memory.
func (f Filter) conditions(book *reference.Book) []condition {
	var list []condition
	add := func(on bool, text string, args ...any) {
		if on {
			list = append(list, condition{text, args})
		}
	}
	add(f.SeatUnitID != 0, `SELECT h.officer_id FROM seat_holder h JOIN seat s ON s.id = h.seat_id
		WHERE s.unit_id = ? AND h.from_date <= ? AND (h.to_date IS NULL OR h.to_date > ?)`, f.SeatUnitID, f.AsOf, f.AsOf)
	if f.Language != "" {
		list = append(list, f.speaks(book))
	}
	add(f.Cleared, "SELECT officer_id FROM assessment_clearance WHERE cleared_on <= ? AND expires > ?", f.AsOf, f.AsOf)
	if f.Available.From != 0 {
		list = append(list, f.available())
	}
	if f.WithinDays > 0 {
		items, args := expiring(f.AsOf.AddDays(f.WithinDays), f.Expiring)
		add(true, "SELECT officer_id FROM ("+items+") item", args...)
	}
	add(f.Never, `SELECT o.id FROM officer o WHERE NOT EXISTS (SELECT 1 FROM deployment d
		WHERE d.officer_id = o.id AND d.cancelled = 0 AND d.from_date <= ?)`, f.AsOf)
	add(f.DeployedNow, "SELECT officer_id FROM deployment WHERE cancelled = 0 AND from_date <= ? AND (ended_on IS NULL OR ended_on > ?)", f.AsOf, f.AsOf)
	add(f.Tier != "", "SELECT officer_id FROM deployment WHERE cancelled = 0 AND tier = ? AND from_date <= ?", f.Tier, f.AsOf)
	return list
}

func (f Filter) speaks(book *reference.Book) condition {
	c := condition{"SELECT officer_id FROM officer_language WHERE language = ?", []any{f.Language}}
	if f.MinLevel == "" {
		return c
	}
	levels := levelsFrom(book, f.MinLevel)
	c.text += " AND level IN (" + marks(len(levels)) + ")"
	for _, level := range levels {
		c.args = append(c.args, level)
	}
	return c
}

// levelsFrom returns a level and those above it; an unknown one is only itself.
func levelsFrom(book *reference.Book, least string) []string {
	levels := []string{least}
	row, ok := book.Find(reference.LanguageLevels, least)
	for _, above := range book.Rows(reference.LanguageLevels) {
		if ok && above.Int("order") > row.Int("order") {
			levels = append(levels, above.Code)
		}
	}
	return levels
}

// available asks for a willing window over the whole of [From, To), and no
// unwilling one that shares a day with it.
func (f Filter) available() condition {
	from, to := f.Available.From, f.Available.To
	if to == 0 {
		return condition{`SELECT a.officer_id FROM availability a WHERE a.willing = 1 AND a.from_date <= ? AND a.to_date IS NULL
			AND NOT EXISTS (SELECT 1 FROM availability n WHERE n.officer_id = a.officer_id AND n.willing = 0
				AND (n.to_date IS NULL OR n.to_date > ?))`, []any{from, from}}
	}
	return condition{`SELECT a.officer_id FROM availability a WHERE a.willing = 1 AND a.from_date <= ?
		AND (a.to_date IS NULL OR a.to_date >= ?)
		AND NOT EXISTS (SELECT 1 FROM availability n WHERE n.officer_id = a.officer_id AND n.willing = 0
			AND n.from_date < ? AND (n.to_date IS NULL OR n.to_date > ?))`, []any{from, to, to, from}}
}
