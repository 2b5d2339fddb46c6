package prospect

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"beret/internal/account"
	"beret/internal/audit"
	"beret/internal/database"
	"beret/internal/fault"
)

// AuditKind is the kind under which scenarios, posts and rotations are audited.
const AuditKind = "outlook"

// Scenario is a question that was kept under a name.
type Scenario struct {
	ID        int64     `json:"-"`
	Name      string    `json:"name"`
	Question  Question  `json:"question"`
	Note      string    `json:"note,omitempty"`
	SavedAt   time.Time `json:"-"`
	SavedBy   string    `json:"-"` // login
	Generated bool      `json:"generated,omitempty"`
	Version   int       `json:"version"`
}

const scenarioColumns = "id, name, question, note, saved_at, saved_by, generated, version"

func scanScenario(rows interface{ Scan(...any) error }) (s Scenario, err error) {
	var question string
	var saved int64
	var generated int
	if err = rows.Scan(&s.ID, &s.Name, &question, &s.Note, &saved, &s.SavedBy, &generated, &s.Version); err != nil {
		return s, err
	}
	s.SavedAt, s.Generated = database.Instant(saved), generated == 1
	return s, json.Unmarshal([]byte(question), &s.Question)
}

// Scenarios lists those kept, by name. It returns Forbidden to whom the outlook
// is closed.
func Scenarios(ctx context.Context, tx *database.Tx, actor account.Actor) (list []Scenario, err error) {
	defer fault.Wrap(&err, "prospect.Scenarios")
	if err := actor.Require(account.OutlookView); err != nil {
		return nil, err
	}
	err = tx.Each(ctx, func(rows *sql.Rows) error {
		s, err := scanScenario(rows)
		list = append(list, s)
		return err
	}, "SELECT "+scenarioColumns+" FROM outlook_scenario ORDER BY name, id")
	return list, err
}

// FindScenario returns one, or NotFound.
func FindScenario(ctx context.Context, tx *database.Tx, actor account.Actor, id int64) (s Scenario, err error) {
	defer fault.Wrap(&err, "prospect.FindScenario(%d)", id)
	if err := actor.Require(account.OutlookView); err != nil {
		return s, err
	}
	s, err = scanScenario(tx.QueryRow(ctx, "SELECT "+scenarioColumns+" FROM outlook_scenario WHERE id = ?", id))
	return s, found(err)
}

// found turns the absence of a row into NotFound.
func found(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	return err
}

// SaveScenario keeps a question under a name and returns it with its id. The
// question is checked against the office as it stands by [Base.Check]. It
// returns Invalid where the name is missing or taken.
func SaveScenario(ctx context.Context, tx *database.Tx, actor account.Actor, b *Base, s Scenario) (saved Scenario, err error) {
	defer fault.Wrap(&err, "prospect.SaveScenario(%s)", s.Name)
	if err := actor.Require(account.OutlookEdit); err != nil {
		return s, err
	}
	s.Name, s.Note, s.Version = strings.TrimSpace(s.Name), strings.TrimSpace(s.Note), 1
	s.SavedAt, s.SavedBy = tx.Now(), actor.Login
	problems, err := nameProblems(ctx, tx, s)
	if err != nil {
		return s, err
	}
	if err := fault.Check(append(problems, b.Check(s.Question)...)); err != nil {
		return s, err
	}
	question, err := json.Marshal(s.Question)
	if err != nil {
		return s, err
	}
	if err := tx.QueryRow(ctx, "INSERT INTO outlook_scenario (name, question, note, saved_at, saved_by, generated) VALUES (?, ?, ?, ?, ?, ?) RETURNING id",
		s.Name, string(question), s.Note, database.Micros(s.SavedAt), s.SavedBy, database.Flag(s.Generated)).Scan(&s.ID); err != nil {
		return s, err
	}
	return s, audit.Append(ctx, tx, audit.Entry{Actor: actor, Action: "prospect.scenario_save", Kind: AuditKind, Subject: s.ID, After: s})
}

// nameProblems are those of a scenario's name.
func nameProblems(ctx context.Context, tx *database.Tx, s Scenario) ([]fault.Problem, error) {
	if s.Name == "" {
		return []fault.Problem{{Field: "name", Key: "prospect.problem.name"}}, nil
	}
	var taken int
	err := tx.QueryRow(ctx, "SELECT count(*) FROM outlook_scenario WHERE name = ? AND id <> ?", s.Name, s.ID).Scan(&taken)
	if taken > 0 {
		return []fault.Problem{{Field: "name", Key: "prospect.problem.name_taken", Args: []any{"name", s.Name}}}, err
	}
	return nil, err
}

// RenameScenario changes the name and the note. It returns Conflict where
// somebody changed the scenario since the version in hand was read.
func RenameScenario(ctx context.Context, tx *database.Tx, actor account.Actor, id int64, version int, name, note string) (err error) {
	defer fault.Wrap(&err, "prospect.RenameScenario(%d)", id)
	before, err := editable(ctx, tx, actor, id, version)
	if err != nil {
		return err
	}
	after := before
	after.Name, after.Note, after.Version = strings.TrimSpace(name), strings.TrimSpace(note), version+1
	problems, err := nameProblems(ctx, tx, after)
	if err != nil {
		return err
	}
	if err := fault.Check(problems); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, "UPDATE outlook_scenario SET name = ?, note = ?, version = ? WHERE id = ?", after.Name, after.Note, after.Version, id); err != nil {
		return err
	}
	return audit.Append(ctx, tx, audit.Entry{Actor: actor, Action: "prospect.scenario_rename", Kind: AuditKind, Subject: id, Before: before, After: after})
}

// editable returns the scenario as it stands, for a change of the version in hand.
func editable(ctx context.Context, tx *database.Tx, actor account.Actor, id int64, version int) (Scenario, error) {
	if err := actor.Require(account.OutlookEdit); err != nil {
		return Scenario{}, err
	}
	s, err := FindScenario(ctx, tx, actor, id)
	if err == nil && s.Version != version {
		err = fault.New(fault.Conflict, "fault.conflict")
	}
	return s, err
}

// RemoveScenario deletes one; the log keeps what it was.
func RemoveScenario(ctx context.Context, tx *database.Tx, actor account.Actor, id int64, version int) (err error) {
	defer fault.Wrap(&err, "prospect.RemoveScenario(%d)", id)
	before, err := editable(ctx, tx, actor, id, version)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, "DELETE FROM outlook_scenario WHERE id = ?", id); err != nil {
		return err
	}
	return audit.Append(ctx, tx, audit.Entry{Actor: actor, Action: "prospect.scenario_remove", Kind: AuditKind, Subject: id, Before: before})
}
