package training

import (
	"context"
	"database/sql"
	"strings"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/database"
	"beret/internal/fault"
	"beret/internal/personname"
)

// Row is a session in a list, with the count of its places.
type Row struct {
	Session
	Tally Tally
}

// Filter selects sessions; zero fields select everything.
type Filter struct {
	Kind     Kind
	Status   Status
	Coming   bool       // not over, neither held nor cancelled
	Awaits   bool       // over by the day Today, without results
	Today    civil.Date // what Coming and Awaits are judged by
	From, To civil.Date // days of the period, both with, that the session touches
	Text     string     // words of title, place, organiser, code or note, folded
	Sort     Sort
	Limit    int // 0 means 50
	Offset   int
}

// Sort is the order of a list; a "-" in front turns it round.
type Sort string

// The orders. The list's own has what is to come first, the next before the
// others, and then what is over, the latest first.
const (
	SortOwn      Sort = ""
	SortFrom     Sort = "from"
	SortTitle    Sort = "title"
	SortKind     Sort = "kind"
	SortDeadline Sort = "deadline"
	SortSeats    Sort = "seats"
)

// Sorts lists the orders by a column.
func Sorts() []Sort { return []Sort{SortFrom, SortTitle, SortKind, SortDeadline, SortSeats} }

func (s Sort) order() string {
	name, descending := strings.CutPrefix(string(s), "-")
	column := map[Sort]string{SortFrom: "s.from_date", SortTitle: "s.title", SortKind: "s.kind", SortSeats: "s.seats",
		SortDeadline: "COALESCE(s.deadline, s.from_date)"}[Sort(name)]
	switch {
	case column == "":
		return `CASE WHEN s.status IN ('held', 'cancelled') THEN 1 ELSE 0 END, CASE WHEN s.status IN ('held', 'cancelled') THEN '' ELSE s.from_date END,
			s.from_date DESC, s.id`
	case descending:
		return column + " DESC, s.id"
	}
	return column + ", s.id"
}

func (f Filter) where() (string, []any) {
	conditions, args := []string{"1 = 1"}, []any{}
	add := func(condition string, set bool, values ...any) {
		if set {
			conditions, args = append(conditions, condition), append(args, values...)
		}
	}
	add("s.kind = ?", f.Kind != "", string(f.Kind))
	add("s.status = ?", f.Status != "", string(f.Status))
	add("s.status NOT IN ('held', 'cancelled') AND s.to_date > ?", f.Coming, f.Today)
	add("s.status NOT IN ('held', 'cancelled') AND s.to_date <= ?", f.Awaits, f.Today)
	add("s.to_date > ?", f.From != 0, f.From)
	add("s.from_date <= ?", f.To != 0, f.To)
	for _, word := range strings.Fields(personname.Fold(f.Text)) {
		condition, arg := database.Contains("s.search_key", word)
		add(condition, true, arg)
	}
	return strings.Join(conditions, " AND "), args
}

const counted = ` FROM training_session s LEFT JOIN training_place p ON p.session_id = s.id LEFT JOIN officer o ON o.id = p.officer_id WHERE `

// List returns the sessions of a filter, one page of them, and how many there
// are in all; nothing for those who may see none.
func List(ctx context.Context, tx *database.Tx, actor account.Actor, f Filter) (rows []Row, total int, err error) {
	defer fault.Wrap(&err, "training.List")
	if !actor.May(account.TrainingView) {
		return nil, 0, nil
	}
	where, args := f.where()
	if err := tx.QueryRow(ctx, "SELECT count(*) FROM training_session s WHERE "+where, args...).Scan(&total); err != nil {
		return nil, 0, err
	}
	limit := f.Limit
	if limit == 0 {
		limit = 50
	}
	err = tx.Each(ctx, func(r *sql.Rows) error {
		var row Row
		s, err := scan(r, row.Tally.targets()...)
		row.Session = s
		rows = append(rows, row)
		return err
	}, "SELECT "+columns+", "+listed+counted+where+" GROUP BY "+columns+" ORDER BY "+f.Sort.order()+" LIMIT ? OFFSET ?", append(args, limit, f.Offset)...)
	return rows, total, err
}

// listed is tallied for a join from the left, where a session may have nobody.
var listed = strings.ReplaceAll(tallied, "p.status NOT IN", "p.officer_id IS NOT NULL AND p.status NOT IN")

// Sum is what the sessions of a filter come to.
type Sum struct {
	Sessions  int
	Seats     int
	Kept      int // of the seats, kept for women
	Seated    Count
	Waiting   Count
	Passed    Count
	Cancelled int // sessions, which the other counts leave out
}

// Total returns what the sessions of a filter come to, those cancelled only
// counted.
func Total(ctx context.Context, tx *database.Tx, actor account.Actor, f Filter) (sum Sum, err error) {
	defer fault.Wrap(&err, "training.Total")
	if !actor.May(account.TrainingView) {
		return sum, nil
	}
	where, args := f.where()
	err = tx.QueryRow(ctx, `SELECT count(*), COALESCE(sum(CASE WHEN s.status <> 'cancelled' THEN s.seats ELSE 0 END), 0),
		COALESCE(sum(CASE WHEN s.status <> 'cancelled' THEN s.women_seats ELSE 0 END), 0),
		COALESCE(sum(CASE WHEN s.status = 'cancelled' THEN 1 ELSE 0 END), 0) FROM training_session s WHERE `+where, args...).
		Scan(&sum.Sessions, &sum.Seats, &sum.Kept, &sum.Cancelled)
	if err != nil {
		return sum, err
	}
	var t Tally
	err = tx.QueryRow(ctx, "SELECT "+listed+counted+"s.status <> 'cancelled' AND "+where, args...).Scan(t.targets()...)
	sum.Seated, sum.Waiting, sum.Passed = t.Seated, t.Waiting, t.Passed
	return sum, err
}
