package call

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

// Row is a call in a list, with its counts.
type Row struct {
	Call
	Posts    int // posts in all
	Nominees int // who may be put forward at most
	Reach    Reach
	OnSlate  Count // on its latest slate that is not void
}

// Filter selects calls; zero fields select everything.
type Filter struct {
	Status   Status
	Mission  string
	Category string
	UnitID   int64
	From, To civil.Date // of the deadline, both days with
	Text     string     // words of reference, note verbale, title, mission or note, folded
	Sort     Sort
	Limit    int // 0 means 50
	Offset   int
}

// Sort is the order of a list; a "-" in front turns it round.
type Sort string

// The orders. The archive's own has the open calls first, the next deadline
// before the others, and then the rest, the latest first.
const (
	SortArchive   Sort = ""
	SortDeadline  Sort = "deadline"
	SortReceived  Sort = "received"
	SortReference Sort = "reference"
	SortMission   Sort = "mission"
)

// Sorts lists the orders by a column.
func Sorts() []Sort { return []Sort{SortDeadline, SortReceived, SortReference, SortMission} }

func (s Sort) order() string {
	name, descending := strings.CutPrefix(string(s), "-")
	column := map[Sort]string{SortDeadline: "c.deadline", SortReceived: "c.received_on", SortReference: "c.reference", SortMission: "c.mission"}[Sort(name)]
	switch {
	case column == "":
		return `CASE c.status WHEN 'open' THEN 0 ELSE 1 END, CASE c.status WHEN 'open' THEN c.deadline ELSE '' END, c.deadline DESC, c.id`
	case descending:
		return column + " DESC, c.id"
	}
	return column + ", c.id"
}

func (f Filter) where() (string, []any) {
	conditions, args := []string{"1 = 1"}, []any{}
	add := func(condition string, value any, set bool) {
		if set {
			conditions, args = append(conditions, condition), append(args, value)
		}
	}
	add("c.status = ?", string(f.Status), f.Status != "")
	add("c.mission = ?", f.Mission, f.Mission != "")
	add("c.category = ?", f.Category, f.Category != "")
	add("c.unit_id = ?", f.UnitID, f.UnitID != 0)
	add("c.deadline >= ?", f.From, f.From != 0)
	add("c.deadline <= ?", f.To, f.To != 0)
	for _, word := range strings.Fields(personname.Fold(f.Text)) {
		condition, arg := database.Contains("c.search_key", word)
		add(condition, arg, true)
	}
	return strings.Join(conditions, " AND "), args
}

const counted = `,
	(SELECT COALESCE(sum(p.count), 0) FROM call_post p WHERE p.call_id = c.id),
	(SELECT COALESCE(sum(p.count * p.nominees), 0) FROM call_post p WHERE p.call_id = c.id),
	(SELECT COALESCE(sum(w.woman), 0) FROM slate_line l JOIN officer w ON w.id = l.officer_id WHERE l.slate_id = ` + latestSlate + `),
	(SELECT count(*) FROM slate_line l WHERE l.slate_id = ` + latestSlate + `), ` + reachColumns

const latestSlate = "(SELECT max(s.id) FROM slate s WHERE s.call_id = c.id AND s.status <> 'void')"

const reached = ` FROM call c LEFT JOIN call_told t ON t.call_id = c.id LEFT JOIN officer o ON o.id = t.officer_id WHERE `

// List returns the calls of a filter, one page of them, and how many there are
// in all; nothing for those who may see none.
func List(ctx context.Context, tx *database.Tx, actor account.Actor, f Filter) (rows []Row, total int, err error) {
	defer fault.Wrap(&err, "call.List")
	if !actor.May(account.CallView) {
		return nil, 0, nil
	}
	where, args := f.where()
	if err := tx.QueryRow(ctx, "SELECT count(*) FROM call c WHERE "+where, args...).Scan(&total); err != nil {
		return nil, 0, err
	}
	limit := f.Limit
	if limit == 0 {
		limit = 50
	}
	err = tx.Each(ctx, func(r *sql.Rows) error {
		var row Row
		c, err := scan(r, append([]any{&row.Posts, &row.Nominees, &row.OnSlate.Women, &row.OnSlate.Total}, row.Reach.targets()...)...)
		row.Call = c
		rows = append(rows, row)
		return err
	}, "SELECT "+columns+counted+reached+where+" GROUP BY "+columns+" ORDER BY "+f.Sort.order()+" LIMIT ? OFFSET ?",
		append(args, limit, f.Offset)...)
	return rows, total, err
}

// Counts returns how many calls of a filter there are of each status.
func Counts(ctx context.Context, tx *database.Tx, actor account.Actor, f Filter) (counts map[Status]int, err error) {
	defer fault.Wrap(&err, "call.Counts")
	counts = map[Status]int{}
	if !actor.May(account.CallView) {
		return counts, nil
	}
	f.Status = ""
	where, args := f.where()
	err = tx.Each(ctx, func(r *sql.Rows) error {
		var status Status
		var n int
		err := r.Scan(&status, &n)
		counts[status] = n
		return err
	}, "SELECT c.status, count(*) FROM call c WHERE "+where+" GROUP BY c.status", args...)
	return counts, err
}
