package main

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"strings"
	"time"

	duckdb "github.com/duckdb/duckdb-go/v2"
	_ "modernc.org/sqlite"

	"beret/civil"
	"beret/participation"
)

// peer is a database with the rows loaded and its ways to compute the table.
type peer struct {
	version    string
	contenders []contender
}

// openEnd stands for an open end in the peers' tables, so that they need no OR.
func openEnd() civil.Date { return civil.NewDate(9999, time.December, 31) }

func endOf(to civil.Date) civil.Date {
	if to.IsZero() {
		return openEnd()
	}
	return to
}

// query is one way to compute the table in SQL: columns grp, month (counted
// from the first), women, total. before sets the database up for it.
type query struct {
	name, before, text string
	slow               bool
}

// duckdbQueries are the natural join and the event sums, with the month taken
// by date functions and by arithmetic, and with the aggregate's array
// (perfect hash) as large as the table needs. Whichever is fastest counts.
func duckdbQueries() []query {
	month := func(day string) string {
		return fmt.Sprintf("(year(%[1]s) * 12 + month(%[1]s) - 1 - %[2]d)", day, int(serviceFirst()))
	}
	trunc := func(day string) string {
		return fmt.Sprintf("date_diff('month', DATE '%s', date_trunc('month', %s))", serviceFirst().Start(), day)
	}
	wide := "SET perfect_ht_threshold = 18"
	return []query{
		{name: "DuckDB, month-end join", slow: true, before: "SET perfect_ht_threshold = 12", text: `
SELECT s.grp, m.month, sum(s.woman)::BIGINT AS women, count(*) AS total
FROM months m JOIN service s ON s.from_day <= m.last_day AND s.to_day > m.last_day
GROUP BY s.grp, m.month`},
		{name: "DuckDB, events and running sums", before: "SET perfect_ht_threshold = 12", text: eventsSQL(month, "BIGINT")},
		{name: "DuckDB, events by date_trunc", slow: true, before: "SET perfect_ht_threshold = 12", text: eventsSQL(trunc, "BIGINT")},
		{name: "DuckDB, events, wide perfect hash", before: wide, text: eventsSQL(month, "BIGINT")},
		{name: "DuckDB, events, one number for group and month, wide perfect hash", before: wide, text: packedSQL(month, "BIGINT")},
		{name: "DuckDB, events counted by day first", slow: true, before: "SET perfect_ht_threshold = 12", text: byDaySQL(month)},
	}
}

func sqliteQueries() []query {
	month := func(day string) string { return fmt.Sprintf("(SELECT month FROM calendar WHERE day = %s)", day) }
	return []query{
		{name: "SQLite, month-end join", slow: true, text: `
SELECT s.grp, m.month, sum(s.woman) AS women, count(*) AS total
FROM months m CROSS JOIN service s
WHERE s.from_day <= m.last_day AND s.to_day > m.last_day
GROUP BY m.month, s.grp`},
		{name: "SQLite, events and running sums", slow: true, text: eventsSQL(month, "INTEGER")},
		{name: "SQLite, events, one number for group and month", slow: true, text: packedSQL(month, "INTEGER")},
	}
}

// eventsSQL adds one in the month of each first day, takes it back in the month
// of each end, and sums up over the months: the engine's own way.
func eventsSQL(month func(day string) string, integer string) string {
	side := func(day, sign string) string {
		return fmt.Sprintf(`SELECT grp, %s AS month, %ssum(woman) AS women, %scount(*) AS total FROM service GROUP BY 1, 2`, month(day), sign, sign)
	}
	return fmt.Sprintf(`
WITH events AS (%s UNION ALL %s UNION ALL SELECT g.grp, m.month, 0, 0 FROM groups g CROSS JOIN months m),
net AS (SELECT grp, month, sum(women) AS women, sum(total) AS total FROM events WHERE month < %d GROUP BY grp, month),
running AS (SELECT grp, month, sum(women) OVER w AS women, sum(total) OVER w AS total FROM net
            WINDOW w AS (PARTITION BY grp ORDER BY month ROWS UNBOUNDED PRECEDING))
SELECT grp, month, CAST(women AS %[4]s) AS women, CAST(total AS %[4]s) AS total FROM running WHERE month >= 0`,
		side("from_day", ""), side("to_day", "-"), serviceMonths, integer)
}

// packedSQL is eventsSQL grouping by one integer instead of two columns.
func packedSQL(month func(day string) string, integer string) string {
	side := func(day, sign string) string {
		return fmt.Sprintf(`SELECT %s * %d + grp AS cell, %ssum(woman) AS women, %scount(*) AS total FROM service GROUP BY 1`,
			month(day), serviceGroups, sign, sign)
	}
	return fmt.Sprintf(`
WITH events AS (%s UNION ALL %s UNION ALL SELECT m.month * %[3]d + g.grp, 0, 0 FROM groups g CROSS JOIN months m),
shifted AS (SELECT cell + 1000 * %[3]d AS cell, women, total FROM events),
net AS (SELECT cell %% %[3]d AS grp, CAST((cell - cell %% %[3]d) / %[3]d AS INTEGER) - 1000 AS month, sum(women) AS women, sum(total) AS total
        FROM shifted WHERE cell < (1000 + %[4]d) * %[3]d GROUP BY 1, 2),
running AS (SELECT grp, month, sum(women) OVER w AS women, sum(total) OVER w AS total FROM net
            WINDOW w AS (PARTITION BY grp ORDER BY month ROWS UNBOUNDED PRECEDING))
SELECT grp, month, CAST(women AS %[5]s) AS women, CAST(total AS %[5]s) AS total FROM running WHERE month >= 0`,
		side("from_day", ""), side("to_day", "-"), serviceGroups, serviceMonths, integer)
}

// byDaySQL is eventsSQL taking the month of each distinct day instead of each
// row's.
func byDaySQL(month func(day string) string) string {
	events := eventsSQL(func(day string) string { return day }, "BIGINT")
	events = strings.Replace(events, "SELECT g.grp, m.month, 0, 0", "SELECT g.grp, m.last_day, 0, 0", 1)
	return strings.Replace(events, "FROM events", "FROM (SELECT grp, "+month("month")+" AS month, women, total FROM events)", 1)
}

func duckdbContenders(ctx context.Context, columns participation.Columns) (*peer, error) {
	db, err := sql.Open("duckdb", "")
	if err != nil {
		return nil, err
	}
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	if err := execAll(ctx, conn, "CREATE TABLE service (from_day DATE, to_day DATE, woman UTINYINT, grp USMALLINT)",
		"CREATE TABLE months (month INTEGER, last_day DATE)", "CREATE TABLE groups (grp USMALLINT)"); err != nil {
		return nil, err
	}
	if err := appendServices(conn, columns); err != nil {
		return nil, err
	}
	if err := loadDimensions(ctx, conn, func(d civil.Date) any { return d.Time() }); err != nil {
		return nil, err
	}
	return newPeer(ctx, conn, "DuckDB", "SELECT version()", duckdbQueries())
}

func appendServices(conn *sql.Conn, columns participation.Columns) error {
	return conn.Raw(func(raw any) (err error) {
		appender, err := duckdb.NewAppenderFromConn(raw.(driver.Conn), "", "service")
		if err != nil {
			return err
		}
		for i := range columns.From {
			if err := appender.AppendRow(columns.From[i].Time(), endOf(columns.To[i]).Time(),
				uint8(columns.Code[i]%2), columns.Code[i]/2); err != nil {
				return err
			}
		}
		return appender.Close()
	})
}

// sqliteContenders keeps days as integers, SQLite's most compact form, with a
// calendar table keyed by them.
func sqliteContenders(ctx context.Context, columns participation.Columns) (*peer, error) {
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		return nil, err
	}
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	if err := execAll(ctx, conn, "PRAGMA temp_store = memory", "PRAGMA cache_size = -400000", "PRAGMA threads = 2",
		"CREATE TABLE service (from_day INTEGER NOT NULL, to_day INTEGER NOT NULL, woman INTEGER NOT NULL, grp INTEGER NOT NULL)",
		"CREATE TABLE months (month INTEGER PRIMARY KEY, last_day INTEGER NOT NULL)", "CREATE TABLE groups (grp INTEGER PRIMARY KEY)",
		"CREATE TABLE calendar (day INTEGER PRIMARY KEY, month INTEGER NOT NULL)", "BEGIN"); err != nil {
		return nil, err
	}
	if err := insertServices(ctx, conn, columns); err != nil {
		return nil, err
	}
	if err := loadDimensions(ctx, conn, func(d civil.Date) any { return int(d) }); err != nil {
		return nil, err
	}
	if err := insertCalendar(ctx, conn); err != nil {
		return nil, err
	}
	if err := execAll(ctx, conn, "COMMIT", "ANALYZE"); err != nil {
		return nil, err
	}
	return newPeer(ctx, conn, "SQLite (modernc)", "SELECT sqlite_version()", sqliteQueries())
}

func insertServices(ctx context.Context, conn *sql.Conn, columns participation.Columns) error {
	const batch = 200 // 800 parameters a statement
	values := strings.TrimSuffix(strings.Repeat("(?, ?, ?, ?), ", batch), ", ")
	insert, err := conn.PrepareContext(ctx, "INSERT INTO service VALUES "+values)
	if err != nil {
		return err
	}
	defer insert.Close()
	args := make([]any, 0, 4*batch)
	for i := range columns.From { // serviceRows is a multiple of batch
		args = append(args, int(columns.From[i]), int(endOf(columns.To[i])), int(columns.Code[i]%2), int(columns.Code[i]/2))
		if len(args) == 4*batch {
			if _, err := insert.ExecContext(ctx, args...); err != nil {
				return err
			}
			args = args[:0]
		}
	}
	return nil
}

func insertCalendar(ctx context.Context, conn *sql.Conn) error {
	insert := "INSERT INTO calendar VALUES (?, ?)"
	for day := serviceFirst().Add(-13).Start(); day <= serviceLast().Add(36).End(); day++ {
		if _, err := conn.ExecContext(ctx, insert, int(day), int(day.Month()-serviceFirst())); err != nil {
			return err
		}
	}
	_, err := conn.ExecContext(ctx, insert, int(openEnd()), int(openEnd().Month()-serviceFirst()))
	return err
}

func loadDimensions(ctx context.Context, conn *sql.Conn, day func(civil.Date) any) error {
	for m := range serviceMonths {
		if _, err := conn.ExecContext(ctx, "INSERT INTO months VALUES (?, ?)", m, day(serviceFirst().Add(m).End())); err != nil {
			return err
		}
	}
	for g := range serviceGroups {
		if _, err := conn.ExecContext(ctx, "INSERT INTO groups VALUES (?)", g); err != nil {
			return err
		}
	}
	return nil
}

func execAll(ctx context.Context, conn *sql.Conn, statements ...string) error {
	for _, s := range statements {
		if _, err := conn.ExecContext(ctx, s); err != nil {
			return fmt.Errorf("%s: %w", s, err)
		}
	}
	return nil
}

// newPeer makes each query a contender that leaves its rows in a temporary
// table: fetching them through the driver is not charged to the peer.
func newPeer(ctx context.Context, conn *sql.Conn, name, versionSQL string, queries []query) (*peer, error) {
	p := &peer{}
	if err := conn.QueryRowContext(ctx, versionSQL).Scan(&p.version); err != nil {
		return nil, err
	}
	p.version = name + " " + p.version
	for _, q := range queries {
		p.contenders = append(p.contenders, contender{name: q.name, slow: q.slow,
			compute: func(ctx context.Context) error {
				if q.before != "" {
					if err := execAll(ctx, conn, q.before); err != nil {
						return err
					}
				}
				return execAll(ctx, conn, "DROP TABLE IF EXISTS result", "CREATE TEMP TABLE result AS "+q.text)
			},
			fetch: func(ctx context.Context) (*cells, error) { return fetchCells(ctx, conn) },
		})
	}
	return p, nil
}

func fetchCells(ctx context.Context, conn *sql.Conn) (*cells, error) {
	rows, err := conn.QueryContext(ctx, "SELECT grp, month, women, total FROM result")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var c cells
	for rows.Next() {
		var group, month int
		var share participation.Share
		if err := rows.Scan(&group, &month, &share.Women, &share.Total); err != nil {
			return nil, err
		}
		c[group][month] = share
	}
	return &c, rows.Err()
}
