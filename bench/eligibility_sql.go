package main

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"strings"
	"time"

	"github.com/duckdb/duckdb-go/v2"

	"beret/civil"
	"beret/internal/eligibility"
	"beret/internal/reference"
)

// factTable is a table of facts: its columns, and the rows of one officer.
type factTable struct {
	name, columns string
	rows          func(id int64, f *eligibility.Facts, book *reference.Book) [][]driver.Value
}

// noEnd stands in the peers' columns for the end of what has none.
const noEnd = 9_999_999

func dayOr(d civil.Date) int64 {
	if d == 0 {
		return noEnd
	}
	return int64(d)
}

func truth(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

func levelOf(book *reference.Book, code string) int64 {
	row, _ := book.Find(reference.LanguageLevels, code)
	return int64(row.Int("order"))
}

func factTables() []factTable {
	return []factTable{
		{"officer", "id BIGINT PRIMARY KEY, woman BIGINT, birth BIGINT, enlisted BIGINT, rank_order BIGINT, passport BIGINT, fit BIGINT, fit_to BIGINT, cleared BIGINT, cleared_to BIGINT",
			func(id int64, f *eligibility.Facts, book *reference.Book) [][]driver.Value {
				return [][]driver.Value{{id, truth(f.Woman), int64(f.Birth), int64(f.Enlisted), int64(book.RankOrder(f.Rank)), int64(f.Passport),
					truth(f.Medical == eligibility.MedicalFit), dayOr(f.MedicalExpires), truth(f.National == eligibility.NationalGiven), dayOr(f.NationalExpires)}}
			}},
		{"speaks", "officer BIGINT, language TEXT, level BIGINT", func(id int64, f *eligibility.Facts, book *reference.Book) (rows [][]driver.Value) {
			for _, l := range f.Languages {
				rows = append(rows, []driver.Value{id, l.Language, levelOf(book, l.Level)})
			}
			return rows
		}},
		{"licence", "officer BIGINT, manual BIGINT, since BIGINT, expires BIGINT", func(id int64, f *eligibility.Facts, _ *reference.Book) (rows [][]driver.Value) {
			for _, l := range f.Licences {
				rows = append(rows, []driver.Value{id, truth(l.Manual), int64(l.Since), dayOr(l.Expires)})
			}
			return rows
		}},
		{"specialism", "officer BIGINT, field TEXT, years BIGINT", func(id int64, f *eligibility.Facts, _ *reference.Book) (rows [][]driver.Value) {
			for _, s := range f.Specialisms {
				rows = append(rows, []driver.Value{id, s.Specialism, int64(s.Years)})
			}
			return rows
		}},
		{"certificate", "officer BIGINT, type TEXT, expires BIGINT", func(id int64, f *eligibility.Facts, _ *reference.Book) (rows [][]driver.Value) {
			for _, c := range f.Certificates {
				rows = append(rows, []driver.Value{id, c.Type, dayOr(c.Expires)})
			}
			return rows
		}},
		{"clearance", "officer BIGINT, given BIGINT, expires BIGINT", func(id int64, f *eligibility.Facts, _ *reference.Book) (rows [][]driver.Value) {
			for _, s := range f.Clearances {
				rows = append(rows, []driver.Value{id, int64(s.From), dayOr(s.To)})
			}
			return rows
		}},
		{"firearms", "officer BIGINT, taken BIGINT, passed BIGINT", func(id int64, f *eligibility.Facts, _ *reference.Book) (rows [][]driver.Value) {
			for _, a := range f.Firearms {
				rows = append(rows, []driver.Value{id, int64(a.On), truth(a.Passed)})
			}
			return rows
		}},
		{"availability", "officer BIGINT, willing BIGINT, begins BIGINT, ends BIGINT", func(id int64, f *eligibility.Facts, _ *reference.Book) (rows [][]driver.Value) {
			for _, w := range f.Windows {
				rows = append(rows, []driver.Value{id, truth(w.Willing), int64(w.Span.From), dayOr(w.Span.To)})
			}
			return rows
		}},
		{"tour", "officer BIGINT, begins BIGINT, ends BIGINT", func(id int64, f *eligibility.Facts, _ *reference.Book) (rows [][]driver.Value) {
			for _, t := range f.Tours {
				rows = append(rows, []driver.Value{id, int64(t.Span.From), dayOr(t.Span.To)})
			}
			return rows
		}},
	}
}

// eligibilityQuery asks for one post. Days are worked out beforehand, and what
// rules out most people by their own row stands first.
func eligibilityQuery(book *reference.Book, r eligibility.Requirement) string {
	day, tour := benchDay(), eligibilityTour()
	rule := func(code string) int { return book.Number(code, day) }
	born := func(years int) civil.Date { return tour.From.AddYears(-years) } // no leap days among the bounds
	conditions := []string{
		"o.fit = 1", "o.cleared = 1",
		fmt.Sprintf("o.fit_to > %d AND o.cleared_to > %d", tour.From, tour.From),
		fmt.Sprintf("o.rank_order BETWEEN %d AND %d", book.RankOrder(r.RankFrom), book.RankOrder(r.RankTo)),
		fmt.Sprintf("o.birth <= %d AND o.birth > %d", born(rule("minimum-age")), born(rule("maximum-age"))),
		fmt.Sprintf("o.enlisted <= %d", born(max(r.ServiceYears, rule("minimum-service")))),
		fmt.Sprintf("o.passport >= %d", tour.From.AddMonths(rule("passport-margin"))),
		"o.birth > (SELECT l.born FROM age_limit l WHERE l.rank_order = o.rank_order AND l.woman = o.woman)",
		fmt.Sprintf("EXISTS (SELECT 1 FROM clearance c WHERE c.officer = o.id AND c.given <= %d AND c.expires > %d)", day, tour.From),
		fmt.Sprintf("EXISTS (SELECT 1 FROM availability a WHERE a.officer = o.id AND a.willing = 1 AND a.begins <= %d AND a.ends >= %d)", tour.From, tour.To),
		fmt.Sprintf("NOT EXISTS (SELECT 1 FROM availability a WHERE a.officer = o.id AND a.willing = 0 AND a.begins < %d AND a.ends > %d)", tour.To, tour.From),
	}
	return "SELECT count(*), COALESCE(sum(o.id), 0) FROM officer o WHERE " + strings.Join(append(conditions, skillConditions(book, r)...), " AND ")
}

func skillConditions(book *reference.Book, r eligibility.Requirement) (conditions []string) {
	day, tour := benchDay(), eligibilityTour()
	add := func(format string, args ...any) { conditions = append(conditions, fmt.Sprintf(format, args...)) }
	for _, l := range r.Languages {
		add("EXISTS (SELECT 1 FROM speaks s WHERE s.officer = o.id AND s.language = '%s' AND s.level >= %d)", l.Language, levelOf(book, l.Level))
	}
	var fields []string
	for _, s := range r.Specialisms {
		fields = append(fields, fmt.Sprintf("s.field = '%s' AND s.years >= %d", s.Specialism, s.Years))
	}
	add("EXISTS (SELECT 1 FROM specialism s WHERE s.officer = o.id AND (%s))", strings.Join(fields, " OR "))
	if r.Driving {
		add("EXISTS (SELECT 1 FROM licence l WHERE l.officer = o.id AND l.expires > %d AND l.since <= %d)", tour.From, tour.From.AddYears(-book.Number("licence-years", day)))
		add("EXISTS (SELECT 1 FROM licence l WHERE l.officer = o.id AND l.expires > %d AND l.manual = 1)", tour.From)
	}
	if r.Firearms {
		add("(SELECT max(2 * f.taken + f.passed) FROM firearms f WHERE f.officer = o.id AND f.taken <= %d) %% 2 = 1", day)
	}
	for _, code := range r.Certificates {
		add("EXISTS (SELECT 1 FROM certificate c WHERE c.officer = o.id AND c.type = '%s' AND c.expires > %d)", code, tour.From)
	}
	add("NOT EXISTS (SELECT 1 FROM tour t WHERE t.officer = o.id AND (t.begins < %d AND t.ends > %d OR t.begins <= %d AND t.ends > %d))",
		tour.To, tour.From, tour.From, tour.From.AddMonths(-book.Number("rest-months", day)))
	return conditions
}

// sqlPeer answers with one query for each post, as many as patience allows.
type sqlPeer struct {
	name    string
	db      *sql.DB
	conn    *sql.Conn
	queries [eligibilityClasses]string
	got     verdicts
	done    int // posts answered
	took    time.Duration
}

func (p *sqlPeer) close() { p.db.Close() }

func (p *sqlPeer) evaluate(ctx context.Context) error {
	begun := time.Now()
	for i, query := range p.queries {
		if p.took = time.Since(begun); p.took > eligibilityPatience {
			return nil
		}
		if err := p.conn.QueryRowContext(ctx, query).Scan(&p.got[i].count, &p.got[i].sum); err != nil {
			return fmt.Errorf("%s: %w", query, err)
		}
		p.done = i + 1
	}
	p.took = time.Since(begun)
	return nil
}

// text prints the time, and how many posts it was enough for.
func (p *sqlPeer) text() string {
	if p.done < eligibilityClasses {
		return fmt.Sprintf("%s for %d posts", milliseconds(p.took), p.done)
	}
	return milliseconds(p.took)
}

// times prints how many times Beret's time a post took, with Beret answering
// all posts at once.
func (p *sqlPeer) times(own time.Duration) string {
	return fmt.Sprintf("%.0f", float64(p.took)/float64(max(1, p.done))*eligibilityClasses/float64(own))
}

func eligibilityPeer(ctx context.Context, name string, book *reference.Book, facts []eligibility.Facts) (*sqlPeer, error) {
	source := map[string]string{"sqlite": ":memory:", "duckdb": ""}[name]
	db, err := sql.Open(name, source)
	if err != nil {
		return nil, err
	}
	p := &sqlPeer{name: name, db: db}
	if p.conn, err = db.Conn(ctx); err != nil {
		return nil, err
	}
	for i, r := range generatePosts() {
		p.queries[i] = eligibilityQuery(book, r)
	}
	if name == "sqlite" {
		if err := execAll(ctx, p.conn, "PRAGMA cache_size = -400000", "PRAGMA threads = 2"); err != nil {
			return nil, err
		}
	}
	for _, table := range factTables() {
		if err := p.fill(ctx, name, table, book, facts); err != nil {
			return nil, fmt.Errorf("%s: %w", table.name, err)
		}
	}
	return p, p.limits(ctx, book)
}

// limits is the table of the birth dates at which age limits of a rank fall on
// the day after the tour.
func (p *sqlPeer) limits(ctx context.Context, book *reference.Book) error {
	if err := execAll(ctx, p.conn, "CREATE TABLE age_limit (rank_order BIGINT, woman BIGINT, born BIGINT)"); err != nil {
		return err
	}
	for _, rank := range book.Rows(reference.Ranks) {
		for woman, column := range []string{"age_limit_man", "age_limit_woman"} {
			born := civil.Date(0)
			if years := rank.Int(column); years > 0 {
				for born = eligibilityTour().To.AddYears(-years); born.AddYears(years) >= eligibilityTour().To; born-- {
				}
			}
			if err := execAll(ctx, p.conn, fmt.Sprintf("INSERT INTO age_limit VALUES (%d, %d, %d)", rank.Int("order"), woman, born)); err != nil {
				return err
			}
		}
	}
	return nil
}

func (p *sqlPeer) fill(ctx context.Context, name string, table factTable, book *reference.Book, facts []eligibility.Facts) error {
	if err := execAll(ctx, p.conn, "CREATE TABLE "+table.name+" ("+table.columns+")"); err != nil {
		return err
	}
	if name == "duckdb" {
		return p.conn.Raw(func(raw any) error {
			appender, err := duckdb.NewAppenderFromConn(raw.(driver.Conn), "", table.name)
			if err != nil {
				return err
			}
			for i := range facts {
				for _, row := range table.rows(int64(i+1), &facts[i], book) {
					if err := appender.AppendRow(row...); err != nil {
						return err
					}
				}
			}
			return appender.Close()
		})
	}
	return p.insert(ctx, table, book, facts)
}

func (p *sqlPeer) insert(ctx context.Context, table factTable, book *reference.Book, facts []eligibility.Facts) error {
	marks := strings.TrimSuffix(strings.Repeat("?, ", strings.Count(table.columns, ",")+1), ", ")
	if err := execAll(ctx, p.conn, "BEGIN"); err != nil {
		return err
	}
	insert, err := p.conn.PrepareContext(ctx, "INSERT INTO "+table.name+" VALUES ("+marks+")")
	if err != nil {
		return err
	}
	defer insert.Close()
	for i := range facts {
		for _, row := range table.rows(int64(i+1), &facts[i], book) {
			args := make([]any, len(row))
			for k, v := range row {
				args[k] = v
			}
			if _, err := insert.ExecContext(ctx, args...); err != nil {
				return err
			}
		}
	}
	last := []string{"COMMIT"}
	if table.name != "officer" {
		last = append(last, "CREATE INDEX "+table.name+"_officer ON "+table.name+" (officer)")
	}
	return execAll(ctx, p.conn, append(last, "ANALYZE")...)
}
