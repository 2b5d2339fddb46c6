package task

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

// Filter selects tasks; zero fields select everything.
type Filter struct {
	Status  Status
	Overdue bool       // open, and due before Today
	Today   civil.Date // what Overdue is judged by
	UserID  int64      // for whom this user is responsible
	Origin  Origin     // of this kind, and of this id where it is not 0
	Text    string     // words of title, detail, responsible or origin, folded
	Sort    Sort
	Limit   int // 0 means 50
	Offset  int
}

// Sort is the order of a list; a "-" in front turns it round.
type Sort string

// The orders. The list's own has the open tasks first, what is due first before
// the others, and then the rest, the last closed first.
const (
	SortOwn         Sort = ""
	SortDue         Sort = "due"
	SortTitle       Sort = "title"
	SortResponsible Sort = "responsible"
	SortStatus      Sort = "status"
)

// Sorts lists the orders by a column.
func Sorts() []Sort { return []Sort{SortDue, SortTitle, SortResponsible, SortStatus} }

func (s Sort) order() string {
	name, descending := strings.CutPrefix(string(s), "-")
	column := map[Sort]string{SortDue: "t.due_on", SortTitle: "t.title", SortResponsible: "COALESCE(u.name, t.responsible)", SortStatus: "t.status"}[Sort(name)]
	switch {
	case column == "":
		return `CASE t.status WHEN 'open' THEN 0 ELSE 1 END, CASE t.status WHEN 'open' THEN t.due_on ELSE '' END, t.closed_on DESC, t.id`
	case descending:
		return column + " DESC, t.id"
	}
	return column + ", t.id"
}

func (f Filter) where() (string, []any) {
	conditions, args := []string{"1 = 1"}, []any{}
	add := func(condition string, set bool, value any) {
		if set {
			conditions, args = append(conditions, condition), append(args, value)
		}
	}
	add("t.status = ?", f.Status != "", string(f.Status))
	add("t.status = 'open' AND t.due_on < ?", f.Overdue, f.Today)
	add("t.user_id = ?", f.UserID != 0, f.UserID)
	add("t.origin_kind = ?", f.Origin.Kind != "", string(f.Origin.Kind))
	add("t.origin_id = ?", f.Origin.ID != 0, f.Origin.ID)
	for _, word := range strings.Fields(personname.Fold(f.Text)) {
		condition, arg := database.Contains("t.search_key", word)
		add(condition, true, arg)
	}
	return strings.Join(conditions, " AND "), args
}

// List returns the tasks of a filter, one page of them, and how many there are
// in all; nothing for those who may see none.
func List(ctx context.Context, tx *database.Tx, actor account.Actor, f Filter) (rows []Task, total int, err error) {
	defer fault.Wrap(&err, "task.List")
	if !actor.May(account.TaskView) {
		return nil, 0, nil
	}
	where, args := f.where()
	if err := tx.QueryRow(ctx, "SELECT count(*) FROM task t WHERE "+where, args...).Scan(&total); err != nil {
		return nil, 0, err
	}
	limit := f.Limit
	if limit == 0 {
		limit = 50
	}
	err = tx.Each(ctx, func(r *sql.Rows) error {
		t, err := scan(r)
		rows = append(rows, t)
		return err
	}, "SELECT "+columns+from+where+" ORDER BY "+f.Sort.order()+" LIMIT ? OFFSET ?", append(args, limit, f.Offset)...)
	return rows, total, err
}

// Count is how many tasks of a filter there are.
type Count struct {
	Open    int
	Overdue int // of the open
	Done    int
	Dropped int
}

// Counts returns how many tasks of a filter there are by status; the filter's
// own status and Overdue are left out of it.
func Counts(ctx context.Context, tx *database.Tx, actor account.Actor, f Filter) (c Count, err error) {
	defer fault.Wrap(&err, "task.Counts")
	if !actor.May(account.TaskView) {
		return c, nil
	}
	f.Status, f.Overdue = "", false
	where, args := f.where()
	err = tx.QueryRow(ctx, `SELECT COALESCE(sum(CASE t.status WHEN 'open' THEN 1 ELSE 0 END), 0),
		COALESCE(sum(CASE WHEN t.status = 'open' AND t.due_on < ? THEN 1 ELSE 0 END), 0),
		COALESCE(sum(CASE t.status WHEN 'done' THEN 1 ELSE 0 END), 0), COALESCE(sum(CASE t.status WHEN 'dropped' THEN 1 ELSE 0 END), 0)
		FROM task t WHERE `+where, append([]any{f.Today}, args...)...).Scan(&c.Open, &c.Overdue, &c.Done, &c.Dropped)
	return c, err
}

// User is somebody who can be made responsible for a task.
type User struct {
	ID   int64
	Name string
}

// Users returns the users who may work on tasks, by name.
func Users(ctx context.Context, tx *database.Tx, actor account.Actor) (list []User, err error) {
	defer fault.Wrap(&err, "task.Users")
	if err := actor.Require(account.TaskEdit); err != nil {
		return nil, err
	}
	var roles []any
	for _, role := range account.Roles() {
		if account.ScopeOf(role, account.TaskView) == account.All {
			roles = append(roles, string(role))
		}
	}
	err = tx.Each(ctx, func(r *sql.Rows) error {
		var u User
		err := r.Scan(&u.ID, &u.Name)
		list = append(list, u)
		return err
	}, "SELECT id, name FROM account_user WHERE disabled = 0 AND role IN (?"+more(len(roles)-1)+") ORDER BY name, id", roles...)
	return list, err
}

func more(n int) string {
	text := ""
	for range n {
		text += ", ?"
	}
	return text
}
