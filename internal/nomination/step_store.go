package nomination

import (
	"context"
	"database/sql"
	"slices"
	"strconv"
	"strings"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/audit"
	"beret/internal/database"
	"beret/internal/fault"
)

// Steps returns the steps of one nomination as they happened; none where the
// actor may not see it.
func Steps(ctx context.Context, tx *database.Tx, actor account.Actor, id int64) ([]Step, error) {
	all, err := stepsWhere(ctx, tx, actor, "n.id = ?", id)
	return all[id], err
}

// StepsOf returns the steps of every nomination of a filter, by nomination.
func StepsOf(ctx context.Context, tx *database.Tx, actor account.Actor, f Filter) (map[int64][]Step, error) {
	where, args := f.where()
	return stepsWhere(ctx, tx, actor, where, args...)
}

func stepsWhere(ctx context.Context, tx *database.Tx, actor account.Actor, where string, args ...any) (all map[int64][]Step, err error) {
	defer fault.Wrap(&err, "nomination.Steps")
	all = map[int64][]Step{}
	visible, more := actor.OfficerRows(account.NominationView, "o")
	err = tx.Each(ctx, func(rows *sql.Rows) error {
		var of int64
		var step Step
		var passed int
		err := rows.Scan(&of, &step.ID, &step.Kind, &passed, &step.On, &step.Reason, &step.Note)
		step.Passed = passed == 1
		all[of] = append(all[of], step)
		return err
	}, "SELECT n.id, s.id, s.step, s.passed, s.happened_on, s.reason, s.note FROM nomination_step s JOIN nomination n ON n.id = s.nomination_id"+
		" JOIN officer o ON o.id = n.officer_id WHERE "+where+" AND "+visible+" ORDER BY n.id, s.happened_on, s.id", append(args, more...)...)
	for id := range all {
		all[id] = inOrder(all[id])
	}
	return all, err
}

// Enter adds a step to a nomination. It returns Invalid with the problems of
// CheckSteps and Conflict where the version is stale. A step that happened
// before an answer may be entered after it.
func Enter(ctx context.Context, tx *database.Tx, actor account.Actor, id int64, version int, step Step, today civil.Date) error {
	return changeSteps(ctx, tx, actor, id, version, today, "", func(steps []Step) ([]Step, Step, error) {
		step.ID = 0
		return append(steps, step), step, nil
	})
}

// Correct puts a step in the place of the one with its id, for a stated reason.
func Correct(ctx context.Context, tx *database.Tx, actor account.Actor, id int64, version int, step Step, today civil.Date, reason string) error {
	return changeReasoned(ctx, tx, actor, id, version, today, step.ID, &step, reason)
}

// Remove takes a step out that was entered by mistake, for a stated reason.
func Remove(ctx context.Context, tx *database.Tx, actor account.Actor, id int64, version int, stepID int64, today civil.Date, reason string) error {
	return changeReasoned(ctx, tx, actor, id, version, today, stepID, nil, reason)
}

func changeReasoned(ctx context.Context, tx *database.Tx, actor account.Actor, id int64, version int, today civil.Date, stepID int64, put *Step, reason string) error {
	if strings.TrimSpace(reason) == "" {
		return fault.Check([]fault.Problem{{Field: "why", Key: "nomination.problem.why"}})
	}
	return changeSteps(ctx, tx, actor, id, version, today, reason, func(steps []Step) ([]Step, Step, error) {
		at := slices.IndexFunc(steps, func(s Step) bool { return s.ID == stepID })
		if at < 0 || stepID == 0 {
			return nil, Step{}, fault.New(fault.NotFound, "fault.not_found")
		}
		if put == nil {
			return slices.Delete(slices.Clone(steps), at, at+1), Step{}, nil
		}
		after := slices.Clone(steps)
		after[at] = *put
		return after, *put, nil
	})
}

// stepChange is what the audit log keeps of a changed step.
type stepChange struct {
	Steps []Step `json:"steps"`
}

// changeSteps replaces the steps of a nomination by those that apply returns
// beside the one that was put there, and raises the nomination's version.
func changeSteps(ctx context.Context, tx *database.Tx, actor account.Actor, id int64, version int, today civil.Date, reason string,
	apply func([]Step) ([]Step, Step, error)) (err error) {
	defer fault.Wrap(&err, "nomination.step(%d)", id)
	if err := actor.Require(account.NominationEdit); err != nil {
		return err
	}
	n, err := Find(ctx, tx, actor, id)
	if err != nil {
		return err
	}
	if n.Version != version {
		return fault.New(fault.Conflict, "fault.conflict")
	}
	before, err := Steps(ctx, tx, actor, id)
	if err != nil {
		return err
	}
	after, put, err := apply(before)
	if err != nil {
		return err
	}
	if err := fault.Check(CheckSteps(n.Nomination, after, today)); err != nil {
		return err
	}
	if err := writeSteps(ctx, tx, id, before, after, put); err != nil {
		return err
	}
	return audit.Append(ctx, tx, audit.Entry{Actor: actor, Action: stepAction(len(after) - len(before)), Kind: "nomination", Subject: id,
		Before: stepChange{before}, After: stepChange{after}, Reason: reason})
}

// stepAction names the act by what it does to the number of steps.
func stepAction(more int) string {
	switch {
	case more > 0:
		return "nomination.step"
	case more < 0:
		return "nomination.step_remove"
	}
	return "nomination.step_correct"
}

// writeSteps writes what differs: a step without an id is new, one that is
// missing afterwards goes, and put has changed.
func writeSteps(ctx context.Context, tx *database.Tx, id int64, before, after []Step, put Step) error {
	for _, step := range before {
		if !slices.ContainsFunc(after, func(s Step) bool { return s.ID == step.ID }) {
			if _, err := tx.Exec(ctx, "DELETE FROM nomination_step WHERE id = ? AND nomination_id = ?", step.ID, id); err != nil {
				return err
			}
		}
	}
	args := []any{string(put.Kind), database.Flag(put.Passed), put.On, strings.TrimSpace(put.Reason), strings.TrimSpace(put.Note)}
	text, with := "UPDATE nomination_step SET step = ?, passed = ?, happened_on = ?, reason = ?, note = ? WHERE id = ?", put.ID
	if put.ID == 0 {
		text, with = "INSERT INTO nomination_step (step, passed, happened_on, reason, note, nomination_id) VALUES (?, ?, ?, ?, ?, ?)", id
	}
	if put.Kind != "" {
		if _, err := tx.Exec(ctx, text, append(args, with)...); err != nil {
			return err
		}
	}
	_, err := tx.Exec(ctx, "UPDATE nomination SET version = version + 1 WHERE id = ?", id)
	return err
}

// Result is what a letter of the UN says of one nominee: steps, or an answer,
// or both. It is entered with those of others at once.
type Result struct {
	NominationID int64
	Version      int
	Steps        []Step
	Answer       Status // empty for none yet
	AnsweredOn   civil.Date
	Reason       string // of a rejection or withdrawal
}

// EnterResults enters the results of many nominees in one transaction: all or
// none. Field names of the problems end with the nomination's id: "step-7",
// "status-7", "reason-7".
func EnterResults(ctx context.Context, tx *database.Tx, actor account.Actor, today civil.Date, results []Result) (err error) {
	defer fault.Wrap(&err, "nomination.EnterResults")
	var problems []fault.Problem
	for _, r := range results {
		err := r.enter(ctx, tx, actor, today)
		broken := fault.ProblemsOf(err)
		if err != nil && len(broken) == 0 {
			return err
		}
		for _, p := range broken {
			problems = append(problems, r.place(p))
		}
	}
	return fault.Check(problems)
}

func (r Result) enter(ctx context.Context, tx *database.Tx, actor account.Actor, today civil.Date) error {
	version := r.Version
	for _, step := range inOrder(r.Steps) {
		if err := Enter(ctx, tx, actor, r.NominationID, version, step, today); err != nil {
			return err
		}
		version++
	}
	if r.Answer == "" {
		return nil
	}
	return Decide(ctx, tx, actor, r.NominationID, version, r.Answer, r.AnsweredOn, r.Reason)
}

// place names the field of a problem as one of the nomination's.
func (r Result) place(p fault.Problem) fault.Problem {
	if p.Field == "happened_on" {
		p.Field = "step"
	}
	if p.Field == "decided_on" {
		p.Field = "status"
	}
	p.Field += "-" + strconv.FormatInt(r.NominationID, 10)
	return p
}
