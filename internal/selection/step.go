package selection

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
	"beret/internal/reference"
)

// Chain is whose agreement a step belongs to.
type Chain string

// The chains: the national one ends with the signature and the sending, the
// UN's begins there.
const (
	National Chain = "national"
	UN       Chain = "un"
)

// Chains lists the chains in the order of time.
func Chains() []Chain { return []Chain{National, UN} }

// Key returns the message key of the chain's name.
func (c Chain) Key() string { return "selection.chain." + string(c) }

// Step is one agreement on a slate with its day. Step is a code of the
// reference data, of the kind Approvals.
type Step struct {
	ID        int64      `json:"-"`
	SlateID   int64      `json:"-"`
	Chain     Chain      `json:"chain"`
	Step      string     `json:"step"`
	On        civil.Date `json:"on"`
	By        string     `json:"by"` // name and office of who agreed
	Reference string     `json:"reference,omitempty"`
	Note      string     `json:"note,omitempty"`
}

// StepsOf returns the steps that the reference data know for a chain on a day.
func StepsOf(book *reference.Book, chain Chain, day civil.Date) []reference.Row {
	var rows []reference.Row
	for _, row := range book.On(reference.Approvals, day) {
		if row.Field("chain") == string(chain) {
			rows = append(rows, row)
		}
	}
	return rows
}

// Missing returns the national steps that must be on record before the
// signature and are not among those done.
func Missing(book *reference.Book, day civil.Date, done []Step) []reference.Row {
	var missing []reference.Row
	for _, row := range StepsOf(book, National, day) {
		if row.Field("before") == "signature" && !holds(done, row.Code) {
			missing = append(missing, row)
		}
	}
	return missing
}

func holds(done []Step, code string) bool {
	return slices.ContainsFunc(done, func(s Step) bool { return s.Step == code })
}

// Steps returns the steps of a slate in the order of their days.
func Steps(ctx context.Context, tx *database.Tx, actor account.Actor, slateID int64) (steps []Step, err error) {
	defer fault.Wrap(&err, "selection.Steps(%d)", slateID)
	return listOf(ctx, tx, actor, slateID, func(rows *sql.Rows) (Step, error) {
		s := Step{SlateID: slateID}
		err := rows.Scan(&s.ID, &s.Chain, &s.Step, &s.On, &s.By, &s.Reference, &s.Note)
		return s, err
	}, "SELECT id, chain, step, done_on, done_by, reference, note FROM slate_step WHERE slate_id = ? ORDER BY done_on, id")
}

// AddStep records an agreement of either chain.
func AddStep(ctx context.Context, tx *database.Tx, actor account.Actor, book *reference.Book, s Step) (err error) {
	defer fault.Wrap(&err, "selection.AddStep(%d, %s)", s.SlateID, s.Step)
	if err := actor.Require(account.SlateEdit); err != nil {
		return err
	}
	if _, err := Find(ctx, tx, actor, s.SlateID); err != nil {
		return err
	}
	s.By, s.Reference, s.Note = strings.TrimSpace(s.By), strings.TrimSpace(s.Reference), strings.TrimSpace(s.Note)
	if err := fault.Check(s.check(book)); err != nil {
		return err
	}
	if err := insertStep(ctx, tx, s); err != nil {
		return err
	}
	return audit.Append(ctx, tx, audit.Entry{Actor: actor, Action: "selection.step", Kind: "slate", Subject: s.SlateID, After: s})
}

func (s *Step) check(book *reference.Book) []fault.Problem {
	var problems []fault.Problem
	row, ok := book.Find(reference.Approvals, s.Step)
	if s.Chain = Chain(row.Field("chain")); !ok {
		problems = append(problems, fault.Problem{Field: "step", Key: "selection.problem.step"})
	}
	if s.On == 0 {
		problems = append(problems, fault.Problem{Field: "done_on", Key: "selection.problem.done_on"})
	}
	if s.By == "" {
		problems = append(problems, fault.Problem{Field: "done_by", Key: "selection.problem.done_by"})
	}
	return problems
}

func insertStep(ctx context.Context, tx *database.Tx, s Step) error {
	_, err := tx.Exec(ctx, "INSERT INTO slate_step (slate_id, chain, step, done_on, done_by, reference, note) VALUES (?, ?, ?, ?, ?, ?, ?)",
		s.SlateID, string(s.Chain), s.Step, s.On, s.By, s.Reference, s.Note)
	return err
}
