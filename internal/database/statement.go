package database

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"strings"

	moderncsqlite "modernc.org/sqlite"
)

// Reading a statement's text and planning it takes SQLite longer than running
// it where a page asks for few rows. Each connection therefore keeps the
// statements it compiled. The driver runs a compiled statement again but
// compiles anew what comes as text, so this stands between the two. pgx keeps
// statements of its own accord.

// mostKept is how many idle statements a connection keeps; with some 10 kB
// each and nine connections that is at most 10 MB.
const mostKept = 128

// longestKept is the longest text that is kept, in bytes: those of inserts of
// many rows are prepared by whoever runs them.
const longestKept = 8 << 10

// openKeeping opens a pool whose connections keep their statements.
func openKeeping(dsn string) (*sql.DB, error) {
	connector, err := moderncsqlite.NewConnector(dsn)
	if err != nil {
		return nil, err
	}
	return sql.OpenDB(keepingConnector{connector}), nil
}

type keepingConnector struct{ driver.Connector }

func (k keepingConnector) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := k.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	return &keepingConn{sqliteConn: conn.(sqliteConn), idle: map[string]kept{}}, nil
}

// sqliteConn is what database/sql asks of the driver's connection.
type sqliteConn interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.ExecerContext
	driver.QueryerContext
	driver.Pinger
	driver.SessionResetter
	driver.Validator
}

// keepingConn lends a statement to one run at a time: a text that runs inside
// the loop over its own rows is compiled a second time. database/sql uses a
// connection from one goroutine at a time.
type keepingConn struct {
	sqliteConn
	idle  map[string]kept
	clock int // counts lendings
}

type kept struct {
	stmt statement
	used int // clock when it was last given back
}

// statement is what the driver's compiled statements can do.
type statement interface {
	driver.Stmt
	driver.StmtExecContext
	driver.StmtQueryContext
}

// keeps reports whether a text is one statement that reads or changes rows.
func keeps(query string) bool {
	if len(query) > longestKept || strings.Contains(query, ";") {
		return false
	}
	query = strings.TrimLeft(query, " \t\n(")
	for _, word := range []string{"SELECT", "INSERT", "UPDATE", "DELETE", "WITH"} {
		if strings.HasPrefix(query, word) {
			return true
		}
	}
	return false
}

func (c *keepingConn) take(ctx context.Context, query string) (statement, error) {
	if k, ok := c.idle[query]; ok {
		delete(c.idle, query)
		return k.stmt, nil
	}
	stmt, err := c.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	return stmt.(statement), nil
}

// give takes a statement back. One that failed is dropped, as is one of a text
// of which another is idle already.
func (c *keepingConn) give(query string, stmt statement, err error) {
	if _, twice := c.idle[query]; err != nil || twice {
		stmt.Close() // what went wrong has been told by the run
		return
	}
	c.clock++
	c.idle[query] = kept{stmt, c.clock}
	if len(c.idle) > mostKept {
		c.forgetOldest()
	}
}

func (c *keepingConn) forgetOldest() {
	oldest, since := "", c.clock+1
	for query, k := range c.idle {
		if k.used < since {
			oldest, since = query, k.used
		}
	}
	c.idle[oldest].stmt.Close()
	delete(c.idle, oldest)
}

// ExecContext implements driver.ExecerContext.
func (c *keepingConn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	if !keeps(query) {
		return c.sqliteConn.ExecContext(ctx, query, args)
	}
	stmt, err := c.take(ctx, query)
	if err != nil {
		return nil, err
	}
	result, err := stmt.ExecContext(ctx, args)
	c.give(query, stmt, err)
	return result, err
}

// QueryContext implements driver.QueryerContext.
func (c *keepingConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	if !keeps(query) {
		return c.sqliteConn.QueryContext(ctx, query, args)
	}
	stmt, err := c.take(ctx, query)
	if err != nil {
		return nil, err
	}
	rows, err := stmt.QueryContext(ctx, args)
	if err != nil {
		c.give(query, stmt, err)
		return nil, err
	}
	return &lentRows{Rows: rows, conn: c, query: query, stmt: stmt}, nil
}

// Close closes what is kept and the connection.
func (c *keepingConn) Close() error {
	for _, k := range c.idle {
		k.stmt.Close() // the connection's own Close tells of anything left open
	}
	c.idle = map[string]kept{}
	return c.sqliteConn.Close()
}

// lentRows give their statement back when they are closed.
type lentRows struct {
	driver.Rows
	conn  *keepingConn
	query string
	stmt  statement
}

// Close implements driver.Rows.
func (r *lentRows) Close() error {
	if r.stmt == nil {
		return nil
	}
	err := r.Rows.Close()
	r.conn.give(r.query, r.stmt, err)
	r.stmt = nil
	return err
}
