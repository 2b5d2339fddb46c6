package contribution

import (
	"context"
	"database/sql"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/audit"
	"beret/internal/database"
	"beret/internal/fault"
)

// Store keeps published figures and the imports they came with.
type Store struct{ db *database.DB }

// NewStore returns the store of a record.
func NewStore(db *database.DB) *Store { return &Store{db} }

// Preview tells what an import would do. Errors are those of Import.
func (s *Store) Preview(ctx context.Context, actor account.Actor, file *File, mode Mode) (p Plan, err error) {
	defer fault.Wrap(&err, "contribution.Preview(%q)", file.Name)
	if err := actor.Require(account.WorldImport); err != nil {
		return Plan{}, err
	}
	err = s.db.Read(ctx, func(tx *database.Tx) error {
		p, err = planIn(ctx, tx, file, mode)
		return err
	})
	return p, err
}

// Import records a file's figures in one transaction with its audit entry. A
// file that says what is recorded already changes nothing and leaves no import.
// It returns Forbidden where the actor may not import and Invalid where the
// file is an extract but was given as whole months.
func (s *Store) Import(ctx context.Context, actor account.Actor, file *File, mode Mode) (p Plan, err error) {
	defer fault.Wrap(&err, "contribution.Import(%q)", file.Name)
	if err := actor.Require(account.WorldImport); err != nil {
		return Plan{}, err
	}
	err = s.db.Write(ctx, func(tx *database.Tx) error {
		if p, err = planIn(ctx, tx, file, mode); err != nil || p.Empty() {
			return err
		}
		return p.apply(ctx, tx, actor, file)
	})
	if err != nil {
		return Plan{}, err
	}
	return p, nil
}

func planIn(ctx context.Context, tx *database.Tx, file *File, mode Mode) (Plan, error) {
	if len(file.Figures) == 0 {
		return Plan{}, nil
	}
	recorded, err := findFigures(ctx, tx, Filter{From: file.First(), To: file.Last()})
	if err != nil {
		return Plan{}, err
	}
	return plan(file, recorded, mode)
}

func (p *Plan) apply(ctx context.Context, tx *database.Tx, actor account.Actor, file *File) error {
	id, err := createImport(ctx, tx, actor, file)
	if err != nil {
		return err
	}
	p.Import = id
	for _, c := range p.Removed {
		if err := deleteFigure(ctx, tx, c.Before); err != nil {
			return err
		}
	}
	put := slices.Clone(p.added)
	for _, c := range p.Changed {
		put = append(put, c.After)
	}
	for batch := range slices.Chunk(put, figureBatch) {
		if err := putFigures(ctx, tx, id, batch); err != nil {
			return err
		}
	}
	return audit.Append(ctx, tx, audit.Entry{
		Actor: actor, Action: string(account.WorldImport), Kind: "contribution_import", Subject: id, After: p.audited(file),
	})
}

// auditedChanges bounds the changes written out in the audit log; the counts
// are whole.
const auditedChanges = 100

func (p *Plan) audited(file *File) any {
	return struct {
		File      string   `json:"file"`
		SHA256    string   `json:"sha256"`
		Added     int      `json:"added"`
		Unchanged int      `json:"unchanged"`
		Changed   int      `json:"changed"`
		Removed   int      `json:"removed"`
		Changes   []Change `json:"changes"`
	}{
		file.Name, file.SHA256, p.Added, p.Unchanged, len(p.Changed), len(p.Removed),
		append(slices.Clone(p.Changed[:min(len(p.Changed), auditedChanges)]), p.Removed[:min(len(p.Removed), auditedChanges)]...),
	}
}

func createImport(ctx context.Context, tx *database.Tx, actor account.Actor, file *File) (id int64, err error) {
	issues, err := json.Marshal(file.Issues)
	if err != nil {
		return 0, err
	}
	login, _ := actor.AuditName()
	err = tx.QueryRow(ctx, `INSERT INTO contribution_import
		(file_name, sha256, shape, row_count, first_month, last_month, issues, imported_at, imported_by)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`,
		file.Name, file.SHA256, string(file.Shape), file.Rows, file.First().String(), file.Last().String(),
		string(issues), database.Micros(tx.Now()), login).Scan(&id)
	return id, err
}

func deleteFigure(ctx context.Context, tx *database.Tx, f Figure) error {
	_, err := tx.Exec(ctx, `DELETE FROM contribution_figure
		WHERE month = ? AND iso3 = ? AND mission = ? AND personnel_type = ?`,
		f.Month.String(), f.Country, f.Mission, f.Type.Code())
	return err
}

// figureBatch rows of seven values stay under every database's limit.
const figureBatch = 500

func putFigures(ctx context.Context, tx *database.Tx, id int64, figures []Figure) error {
	args := make([]any, 0, 7*len(figures))
	for _, f := range figures {
		args = append(args, f.Month.String(), f.Country, f.Mission, f.Type.Code(), f.Women, f.Men, id)
	}
	_, err := tx.Exec(ctx, `INSERT INTO contribution_figure (month, iso3, mission, personnel_type, women, men, import_id)
		VALUES `+strings.TrimSuffix(strings.Repeat("(?, ?, ?, ?, ?, ?, ?), ", len(figures)), ", ")+`
		ON CONFLICT (month, iso3, mission, personnel_type)
		DO UPDATE SET women = excluded.women, men = excluded.men, import_id = excluded.import_id`, args...)
	return err
}

// Filter selects figures; zero fields select everything.
type Filter struct {
	From, To civil.Month // inclusive
	Country  string      // ISO 3166 alpha-3
	Type     Type
}

// Figures returns the recorded figures of a filter in the order of month,
// country, mission and type. It returns Forbidden where the actor may not see
// the world's figures.
func (s *Store) Figures(ctx context.Context, actor account.Actor, f Filter) (figures []Figure, err error) {
	defer fault.Wrap(&err, "contribution.Figures(%+v)", f)
	if err := actor.Require(account.WorldView); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, func(tx *database.Tx) error {
		figures, err = findFigures(ctx, tx, f)
		return err
	})
	return figures, err
}

func findFigures(ctx context.Context, tx *database.Tx, f Filter) ([]Figure, error) {
	where, args := f.predicate()
	var figures []Figure
	texts := map[string]string{}
	err := tx.Each(ctx, func(rows *sql.Rows) error {
		figure, err := scanFigure(rows, texts)
		figures = append(figures, figure)
		return err
	}, `SELECT month, iso3, mission, personnel_type, women, men FROM contribution_figure WHERE `+where, args...)
	slices.SortFunc(figures, compareFigures)
	return figures, err
}

func (f Filter) predicate() (string, []any) {
	where, args := []string{"1 = 1"}, []any{}
	add := func(set bool, condition string, arg any) {
		if set {
			where = append(where, condition)
			args = append(args, arg)
		}
	}
	add(f.From != 0, "month >= ?", f.From.String())
	add(f.To != 0, "month <= ?", f.To.String())
	add(f.Country != "", "iso3 = ?", f.Country)
	add(f.Type != 0, "personnel_type = ?", f.Type.Code())
	return strings.Join(where, " AND "), args
}

// scanFigure shares equal texts among figures: there are a hundred countries
// in a hundred thousand figures.
func scanFigure(rows *sql.Rows, texts map[string]string) (f Figure, err error) {
	var month, kind string
	if err := rows.Scan(&month, &f.Country, &f.Mission, &kind, &f.Women, &f.Men); err != nil {
		return f, err
	}
	for _, text := range []*string{&f.Country, &f.Mission} {
		if _, ok := texts[*text]; !ok {
			texts[*text] = *text
		}
		*text = texts[*text]
	}
	f.Type, _ = ParseType(kind)
	f.Month, err = civil.ParseMonth(month)
	return f, err
}

// Imported is a file that changed the record.
type Imported struct {
	ID          int64       `json:"id"`
	Name        string      `json:"name"`
	SHA256      string      `json:"sha256"`
	Shape       Shape       `json:"shape"`
	Rows        int         `json:"rows"`
	First, Last civil.Month // of its figures
	Issues      []Issue     `json:"issues"`
	At          time.Time   `json:"at"`
	By          string      `json:"by"` // login
}

// Imports returns the files that changed the record, newest first. It returns
// Forbidden where the actor may not see the world's figures.
func (s *Store) Imports(ctx context.Context, actor account.Actor) (list []Imported, err error) {
	defer fault.Wrap(&err, "contribution.Imports()")
	if err := actor.Require(account.WorldView); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, func(tx *database.Tx) error {
		return tx.Each(ctx, func(rows *sql.Rows) error {
			imported, err := scanImported(rows)
			list = append(list, imported)
			return err
		}, `SELECT id, file_name, sha256, shape, row_count, first_month, last_month, issues, imported_at, imported_by
			FROM contribution_import ORDER BY id DESC`)
	})
	return list, err
}

func scanImported(rows *sql.Rows) (i Imported, err error) {
	var first, last, issues string
	var at int64
	if err := rows.Scan(&i.ID, &i.Name, &i.SHA256, &i.Shape, &i.Rows, &first, &last, &issues, &at, &i.By); err != nil {
		return i, err
	}
	i.At = database.Instant(at)
	if err := i.First.UnmarshalText([]byte(first)); err != nil {
		return i, err
	}
	if err := i.Last.UnmarshalText([]byte(last)); err != nil {
		return i, err
	}
	return i, json.Unmarshal([]byte(issues), &i.Issues)
}
