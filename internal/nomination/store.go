package nomination

import (
	"context"
	"database/sql"
	"errors"
	"strings"

	"beret/internal/account"
	"beret/internal/database"
	"beret/internal/fault"
	"beret/internal/personname"
)

// Row is a nomination with who is nominated.
type Row struct {
	Nomination
	ServiceNumber string
	Name          string
	Woman         bool
	Rank          string
	Call          string // reference of the call, empty without one
}

const columns = `n.id, n.officer_id, n.category, n.mission, n.post_title, n.tier, n.note_verbale, n.nominated_on,
	n.expected_from, n.expected_to, n.status, n.decided_on, n.reason, n.deployment_id, n.call_id, n.post_id, n.slate_id, n.generated, n.version,
	o.service_number, o.full_name, o.woman, o.rank_code, COALESCE(c.reference, '')`

const tables = " FROM nomination n JOIN officer o ON o.id = n.officer_id LEFT JOIN call c ON c.id = n.call_id WHERE "

func scan(rows interface{ Scan(...any) error }) (r Row, err error) {
	var tour, call, post, slate sql.NullInt64
	var generated, woman int
	err = rows.Scan(&r.ID, &r.OfficerID, &r.Category, &r.Mission, &r.PostTitle, &r.Tier, &r.NoteVerbale, &r.NominatedOn,
		&r.Expected.From, &r.Expected.To, &r.Status, &r.DecidedOn, &r.Reason, &tour, &call, &post, &slate, &generated, &r.Version,
		&r.ServiceNumber, &r.Name, &woman, &r.Rank, &r.Call)
	r.DeploymentID, r.Generated, r.Woman = tour.Int64, generated == 1, woman == 1
	r.CallID, r.PostID, r.SlateID = call.Int64, post.Int64, slate.Int64
	return r, err
}

func insert(ctx context.Context, tx *database.Tx, n *Nomination) error {
	return tx.QueryRow(ctx, `INSERT INTO nomination (officer_id, category, mission, post_title, tier, note_verbale, nominated_on,
		expected_from, expected_to, status, call_id, post_id, slate_id, generated) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`,
		n.OfficerID, n.Category, n.Mission, n.PostTitle, n.Tier, n.NoteVerbale, n.NominatedOn,
		n.Expected.From, n.Expected.To, string(n.Status),
		database.NullID(n.CallID), database.NullID(n.PostID), database.NullID(n.SlateID), database.Flag(n.Generated)).Scan(&n.ID)
}

// Find returns one nomination, or NotFound where there is none for this actor.
func Find(ctx context.Context, tx *database.Tx, actor account.Actor, id int64) (Row, error) {
	visible, args := actor.OfficerRows(account.NominationView, "o")
	r, err := scan(tx.QueryRow(ctx, "SELECT "+columns+tables+"n.id = ? AND "+visible, append([]any{id}, args...)...))
	if errors.Is(err, sql.ErrNoRows) {
		return r, fault.New(fault.NotFound, "fault.not_found")
	}
	return r, err
}

// Call is a call that somebody was nominated to.
type Call struct {
	ID                 int64
	Reference, Mission string
	Nominees           int
}

// Calls lists the calls that have nominees, the last deadline first; nothing
// for an actor who may not see everybody's nominations.
func Calls(ctx context.Context, tx *database.Tx, actor account.Actor) (calls []Call, err error) {
	defer fault.Wrap(&err, "nomination.Calls")
	if actor.Scope(account.NominationView) != account.All {
		return nil, nil
	}
	err = tx.Each(ctx, func(rows *sql.Rows) error {
		var c Call
		err := rows.Scan(&c.ID, &c.Reference, &c.Mission, &c.Nominees)
		calls = append(calls, c)
		return err
	}, `SELECT c.id, c.reference, c.mission, count(*) FROM call c JOIN nomination n ON n.call_id = c.id
		GROUP BY c.id, c.reference, c.mission, c.deadline ORDER BY c.deadline DESC, c.id DESC`)
	return calls, err
}

// Filter selects nominations; zero fields select everything.
type Filter struct {
	Status    Status
	Open      bool // pending or selected
	Mission   string
	Category  string
	OfficerID int64
	CallID    int64
	SlateID   int64
	Women     bool   // women only
	Men       bool   // men only
	Text      string // part of a name, folded, or of a service number
	Sort      Sort   // ByNominated where empty
	Ascend    bool
	Limit     int // 0 means 50
	Offset    int
}

// Sort is an order of nominations.
type Sort string

// The orders.
const (
	ByNominated Sort = "nominated"
	ByName      Sort = "name"
	ByRank      Sort = "rank"
	ByMission   Sort = "mission"
	ByExpected  Sort = "expected"
	ByStatus    Sort = "status"
)

// Sorts lists the orders in the order of the columns of a list.
func Sorts() []Sort { return []Sort{ByName, ByRank, ByMission, ByNominated, ByExpected, ByStatus} }

// by returns the ORDER BY terms; the id last, so that pages never overlap.
func (f Filter) by() string {
	direction := " DESC"
	if f.Ascend {
		direction = ""
	}
	terms := map[Sort]string{ByName: "o.name_key", ByRank: "o.rank_order", ByMission: "n.mission", ByExpected: "n.expected_from", ByStatus: "n.status"}
	first, ok := terms[f.Sort]
	if !ok {
		return " ORDER BY n.nominated_on" + direction + ", n.id" + direction
	}
	return " ORDER BY " + first + direction + ", n.nominated_on" + direction + ", n.id" + direction
}

func (f Filter) where() (string, []any) {
	conditions, args := []string{"1 = 1"}, []any{}
	add := func(condition string, value any, set bool) {
		if set {
			conditions, args = append(conditions, condition), append(args, value)
		}
	}
	add("n.status = ?", string(f.Status), f.Status != "")
	add("n.mission = ?", f.Mission, f.Mission != "")
	add("n.category = ?", f.Category, f.Category != "")
	add("n.officer_id = ?", f.OfficerID, f.OfficerID != 0)
	add("n.call_id = ?", f.CallID, f.CallID != 0)
	add("n.slate_id = ?", f.SlateID, f.SlateID != 0)
	if f.Women {
		conditions = append(conditions, "o.woman = 1")
	}
	if f.Men {
		conditions = append(conditions, "o.woman = 0")
	}
	if f.Open {
		conditions = append(conditions, "n.status IN ('pending', 'selected')")
	}
	text := personname.Fold(f.Text)
	condition, arg := database.Contains("o.search_key", text)
	add(condition, arg, text != "")
	return strings.Join(conditions, " AND "), args
}

// List returns the nominations of a filter that the actor may see, one page of
// them, and how many there are in all.
func List(ctx context.Context, tx *database.Tx, actor account.Actor, f Filter) (rows []Row, total int, err error) {
	defer fault.Wrap(&err, "nomination.List")
	where, args := f.where()
	visible, more := actor.OfficerRows(account.NominationView, "o")
	tail, args := tables+where+" AND "+visible, append(args, more...)
	if err := tx.QueryRow(ctx, "SELECT count(*)"+tail, args...).Scan(&total); err != nil {
		return nil, 0, err
	}
	limit := f.Limit
	if limit == 0 {
		limit = 50
	}
	err = tx.Each(ctx, func(r *sql.Rows) error {
		row, err := scan(r)
		rows = append(rows, row)
		return err
	}, "SELECT "+columns+tail+f.by()+" LIMIT ? OFFSET ?", append(args, limit, f.Offset)...)
	return rows, total, err
}
