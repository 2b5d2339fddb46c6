package registry

import (
	"context"
	"database/sql/driver"
	"fmt"
	"strings"

	"beret/internal/database"
)

// table describes how a kind of part is kept, so that one insert, one update,
// one delete and one load serve all nine of them.
type table struct {
	name    string
	key     string // with officer_id it identifies a row
	columns string // all columns but officer_id and id
}

func (t table) numbered() bool { return t.key == "id" }

func tableOf(name PartName) table {
	switch name {
	case LanguagePart:
		return table{"officer_language", "language", "language, level, tested_on"}
	case LicencePart:
		return table{"officer_licence", "class", "class, manual, since, expires"}
	case SpecialismPart:
		return table{"officer_specialism", "specialism", "specialism, years"}
	case CertificatePart:
		return table{"certificate", "id", "type, issuer, number, issued, expires"}
	case AttemptPart:
		return table{"assessment_attempt", "id", "edition, test, taken_on, passed, score"}
	case ClearancePart:
		return table{"assessment_clearance", "id", "edition, cleared_on, expires"}
	case AvailabilityPart:
		return table{"availability", "id", "willing, from_date, to_date, consent_on, note"}
	case PastRankPart:
		return table{"past_rank", "from_date", "rank_code, from_date, to_date"}
	case PastPostingPart:
		return table{"past_posting", "from_date", "home_unit_id, position, from_date, to_date"}
	}
	panic("registry: no table for part " + string(name))
}

// values returns a part's columns in the order of its table.
func values(part Part) []any {
	switch p := part.(type) {
	case Language:
		return []any{p.Language, p.Level, p.TestedOn}
	case Licence:
		return []any{p.Class, database.Flag(p.Manual), p.Since, p.Expires}
	case Specialism:
		return []any{p.Specialism, p.Years}
	case Certificate:
		return []any{p.Type, p.Issuer, p.Number, p.Issued, p.Expires}
	case Attempt:
		return []any{p.Edition, p.Test, p.TakenOn, database.Flag(p.Passed), optional{&p.Score}}
	case Clearance:
		return []any{p.Edition, p.ClearedOn, p.Expires}
	case Availability:
		return []any{database.Flag(p.Willing), p.From, p.To, p.ConsentOn, p.Note}
	case PastRank:
		return []any{p.Rank, p.From, p.To}
	case PastPosting:
		return []any{p.HomeUnitID, p.Position, p.From, p.To}
	}
	panic(fmt.Sprintf("registry: part %T has no table", part))
}

// insertText is the statement that adds a row: officer_id, then columns.
func (t table) insertText() string {
	return "INSERT INTO " + t.name + " (officer_id, " + t.columns + ") VALUES (?, " + marks(t.width()) + ")"
}

func (t table) width() int { return strings.Count(t.columns, ",") + 1 }

// insertPart returns the new row's id, 0 for parts that are not numbered.
func insertPart(ctx context.Context, tx *database.Tx, officer int64, part Part) (id int64, err error) {
	t := tableOf(part.Name())
	args := append([]any{officer}, values(part)...)
	if t.numbered() {
		err = tx.QueryRow(ctx, t.insertText()+" RETURNING id", args...).Scan(&id)
		return id, err
	}
	_, err = tx.Exec(ctx, t.insertText(), args...)
	return 0, err
}

// The officer is always in the condition of a change: an id alone could belong
// to somebody else. The key is compared as text, which every key is or casts to.
func (t table) where() string { return " WHERE officer_id = ? AND CAST(" + t.key + " AS TEXT) = ?" }

func updatePart(ctx context.Context, tx *database.Tx, officer int64, part Part) error {
	t := tableOf(part.Name())
	set := strings.ReplaceAll(t.columns, ",", " = ?,") + " = ?"
	_, err := tx.Exec(ctx, "UPDATE "+t.name+" SET "+set+t.where(), append(values(part), officer, part.Key())...)
	return err
}

func deletePart(ctx context.Context, tx *database.Tx, officer int64, part Part) error {
	t := tableOf(part.Name())
	_, err := tx.Exec(ctx, "DELETE FROM "+t.name+t.where(), officer, part.Key())
	return err
}

func marks(n int) string { return strings.TrimSuffix(strings.Repeat("?, ", n), ", ") }

// flag reads an INTEGER 0 or 1 into a bool.
type flag bool

func (f *flag) Scan(value any) error {
	n, ok := value.(int64)
	if !ok {
		return fmt.Errorf("registry: cannot read a truth value from %T", value)
	}
	*f = n != 0
	return nil
}

// optional reads and writes a nullable integer.
type optional struct{ to **int }

func (o optional) Scan(value any) error {
	*o.to = nil
	if n, ok := value.(int64); ok {
		v := int(n)
		*o.to = &v
	}
	return nil
}

func (o optional) Value() (driver.Value, error) {
	if *o.to == nil {
		return nil, nil
	}
	return int64(**o.to), nil
}
