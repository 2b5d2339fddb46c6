package call

import (
	"context"
	"database/sql"
	"slices"
	"strings"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/audit"
	"beret/internal/database"
	"beret/internal/fault"
	"beret/internal/personname"
)

// Count is so many women among so many people.
type Count struct {
	Women int `json:"women"`
	Total int `json:"total"`
}

// Men returns those who are not women.
func (c Count) Men() int { return c.Total - c.Women }

// Reach is how far a call reached, by sex.
type Reach struct {
	Told       Count `json:"told"`
	Answered   Count `json:"answered"`
	Interested Count `json:"interested"`
	Declined   Count `json:"declined"`
}

// reachColumns count the told of a statement that joins call_told t and
// officer o.
const reachColumns = `COALESCE(sum(o.woman), 0), count(o.id),
	COALESCE(sum(CASE WHEN t.answer <> '' THEN o.woman ELSE 0 END), 0), COALESCE(sum(CASE WHEN t.answer <> '' THEN 1 ELSE 0 END), 0),
	COALESCE(sum(CASE WHEN t.answer = 'interested' THEN o.woman ELSE 0 END), 0), COALESCE(sum(CASE WHEN t.answer = 'interested' THEN 1 ELSE 0 END), 0),
	COALESCE(sum(CASE WHEN t.answer = 'declined' THEN o.woman ELSE 0 END), 0), COALESCE(sum(CASE WHEN t.answer = 'declined' THEN 1 ELSE 0 END), 0)`

func (r *Reach) targets() []any {
	var list []any
	for _, c := range []*Count{&r.Told, &r.Answered, &r.Interested, &r.Declined} {
		list = append(list, &c.Women, &c.Total)
	}
	return list
}

// ReachOf returns how far a call reached.
func ReachOf(ctx context.Context, tx *database.Tx, actor account.Actor, callID int64) (r Reach, err error) {
	defer fault.Wrap(&err, "call.ReachOf(%d)", callID)
	if !actor.May(account.CallView) {
		return r, nil
	}
	err = tx.QueryRow(ctx, "SELECT "+reachColumns+" FROM call_told t JOIN officer o ON o.id = t.officer_id WHERE t.call_id = ?", callID).Scan(r.targets()...)
	return r, err
}

// Telling is an act of telling officers of a call.
type Telling struct {
	Officers []int64
	On       civil.Date
	Channel  string // how: letter, telephone, notice board
	Chosen   string // how they were chosen, in words, for the audit log
}

// Tell records that officers were told of a call, as one act of the audit log.
// Who was told before keeps the first day; it returns how many are new.
func Tell(ctx context.Context, tx *database.Tx, actor account.Actor, callID int64, t Telling) (told int, err error) {
	defer fault.Wrap(&err, "call.Tell(%d)", callID)
	if err := actor.Require(account.CallEdit); err != nil {
		return 0, err
	}
	c, err := Find(ctx, tx, actor, callID)
	if err != nil {
		return 0, err
	}
	t.Channel = strings.TrimSpace(t.Channel)
	if err := fault.Check(checkTelling(c, t)); err != nil {
		return 0, err
	}
	var fresh []int64
	for _, officer := range t.Officers {
		n, err := tx.Exec(ctx, "INSERT INTO call_told (call_id, officer_id, told_on, channel) VALUES (?, ?, ?, ?) ON CONFLICT (call_id, officer_id) DO NOTHING",
			callID, officer, t.On, t.Channel)
		if err != nil {
			return 0, err
		}
		if n > 0 {
			fresh = append(fresh, officer)
		}
	}
	if len(fresh) == 0 {
		return 0, nil
	}
	return len(fresh), audit.Append(ctx, tx, audit.Entry{Actor: actor, Action: "call.tell", Kind: "call", Subject: callID,
		After: map[string]any{"officers": fresh, "on": t.On, "channel": t.Channel, "chosen": t.Chosen}})
}

func checkTelling(c Call, t Telling) []fault.Problem {
	p := &problems{}
	if len(t.Officers) == 0 {
		p.add("officer", "call.problem.nobody")
	}
	if t.On == 0 || t.On < c.ReceivedOn {
		p.add("told_on", "call.problem.told_on", "date", c.ReceivedOn)
	}
	if c.Status != Open {
		p.add("", "call.problem.not_open")
	}
	return p.list
}

// Reply enters what officers answered who were told of a call, as one act of
// the audit log; NoAnswer takes an answer back. It returns Invalid where one
// of them was not told.
func Reply(ctx context.Context, tx *database.Tx, actor account.Actor, callID int64, officers []int64, answer Answer, on civil.Date, reason string) (err error) {
	defer fault.Wrap(&err, "call.Reply(%d)", callID)
	if err := actor.Require(account.CallEdit); err != nil {
		return err
	}
	if _, err := Find(ctx, tx, actor, callID); err != nil {
		return err
	}
	if err := fault.Check(checkReply(officers, answer, on)); err != nil {
		return err
	}
	if answer == NoAnswer {
		on, reason = 0, ""
	}
	reason, last := strings.TrimSpace(reason), on
	if last == 0 {
		last = civil.NewDate(9999, 12, 31) // taking an answer back has no day
	}
	for _, officer := range officers {
		n, err := tx.Exec(ctx, "UPDATE call_told SET answer = ?, answered_on = ?, reason = ? WHERE call_id = ? AND officer_id = ? AND told_on <= ?",
			string(answer), on, reason, callID, officer, last)
		if err != nil {
			return err
		}
		if n == 0 {
			return fault.Check([]fault.Problem{{Field: "officer", Key: "call.problem.not_told"}})
		}
	}
	return audit.Append(ctx, tx, audit.Entry{Actor: actor, Action: "call.reply", Kind: "call", Subject: callID,
		After: map[string]any{"officers": officers, "answer": answer, "on": on, "reason": reason}})
}

func checkReply(officers []int64, answer Answer, on civil.Date) []fault.Problem {
	p := &problems{}
	if len(officers) == 0 {
		p.add("officer", "call.problem.nobody")
	}
	if !slices.Contains([]Answer{NoAnswer, Interested, Declined}, answer) {
		p.add("answer", "call.problem.answer")
	}
	if answer != NoAnswer && on == 0 {
		p.add("answered_on", "call.problem.answered_on")
	}
	return p.list
}

// ToldRow is who was told, with who it is.
type ToldRow struct {
	Told
	ServiceNumber string
	Name          string
	Woman         bool
	Rank          string
	HomeUnit      string
}

// ToldFilter selects the told of a call; zero fields select all.
type ToldFilter struct {
	Answer   Answer
	Silent   bool // those who have not answered
	Answered bool // those who have
	Women    bool
	Men      bool
	Officers []int64 // only these
	Text     string  // part of a name, folded, or of a service number
	Limit    int     // 0 means 50
	Offset   int
}

func (f ToldFilter) where() (string, []any) {
	conditions, args := "", []any{}
	add := func(on bool, condition string, values ...any) {
		if on {
			conditions, args = conditions+" AND "+condition, append(args, values...)
		}
	}
	add(f.Answer != "", "t.answer = ?", string(f.Answer))
	add(f.Silent, "t.answer = ''")
	add(f.Answered, "t.answer <> ''")
	add(f.Women, "o.woman = 1")
	add(f.Men, "o.woman = 0")
	if len(f.Officers) > 0 {
		among := make([]any, len(f.Officers))
		for i, id := range f.Officers {
			among[i] = id
		}
		add(true, "o.id IN (?"+strings.Repeat(", ?", len(among)-1)+")", among...)
	}
	text := personname.Fold(f.Text)
	condition, arg := database.Contains("o.search_key", text)
	add(text != "", condition, arg)
	return conditions, args
}

// ListTold returns who was told of a call, by answer and name, one page of
// them, and how many there are in all.
func ListTold(ctx context.Context, tx *database.Tx, actor account.Actor, callID int64, f ToldFilter) (rows []ToldRow, total int, err error) {
	defer fault.Wrap(&err, "call.ListTold(%d)", callID)
	visible, more := actor.OfficerRows(account.CallView, "o")
	where, args := f.where()
	tail := ` FROM call_told t JOIN officer o ON o.id = t.officer_id JOIN home_unit u ON u.id = o.home_unit_id
		WHERE t.call_id = ?` + where + " AND " + visible
	args = append(append([]any{callID}, args...), more...)
	if err := tx.QueryRow(ctx, "SELECT count(*)"+tail, args...).Scan(&total); err != nil {
		return nil, 0, err
	}
	limit := f.Limit
	if limit == 0 {
		limit = 50
	}
	err = tx.Each(ctx, func(r *sql.Rows) error {
		var t ToldRow
		var woman int
		err := r.Scan(&t.CallID, &t.OfficerID, &t.On, &t.Channel, &t.Answer, &t.AnsweredOn, &t.Reason,
			&t.ServiceNumber, &t.Name, &woman, &t.Rank, &t.HomeUnit)
		t.Woman = woman == 1
		rows = append(rows, t)
		return err
	}, `SELECT t.call_id, t.officer_id, t.told_on, t.channel, t.answer, t.answered_on, t.reason, o.service_number, o.full_name, o.woman,
		o.rank_code, u.name`+tail+` ORDER BY CASE t.answer WHEN 'interested' THEN 0 WHEN '' THEN 1 ELSE 2 END, o.name_key, o.id LIMIT ? OFFSET ?`,
		append(args, limit, f.Offset)...)
	return rows, total, err
}

// ToldSet returns the answer of everybody who was told of a call, by officer.
func ToldSet(ctx context.Context, tx *database.Tx, actor account.Actor, callID int64) (told map[int64]Told, err error) {
	defer fault.Wrap(&err, "call.ToldSet(%d)", callID)
	told = map[int64]Told{}
	if !actor.May(account.CallView) {
		return told, nil
	}
	err = tx.Each(ctx, func(r *sql.Rows) error {
		var t Told
		err := r.Scan(&t.CallID, &t.OfficerID, &t.On, &t.Channel, &t.Answer, &t.AnsweredOn, &t.Reason)
		told[t.OfficerID] = t
		return err
	}, "SELECT call_id, officer_id, told_on, channel, answer, answered_on, reason FROM call_told WHERE call_id = ?", callID)
	return told, err
}
