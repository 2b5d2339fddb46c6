package web

import (
	"context"
	"io"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/audit"
	"beret/internal/database"
	"beret/internal/fault"
	"beret/internal/locale"
	"beret/internal/spreadsheet"
)

// listColumn is a column of a list of rows R: once for the page and once for
// the file, so that an export holds what is shown. Cell is nil for a fact that
// the page shows as a note in another column; Value is nil for what has none
// in a file.
type listColumn[R any] struct {
	Column
	Width float64 // in a spreadsheet, 0 fits the title
	Cell  func(R) Cell
	Value func(locale.Printer, R) any
}

// tableOf lays rows out for a page.
func tableOf[R any](t Table, columns []listColumn[R], rows []R) Table {
	for _, c := range columns {
		if c.Cell != nil {
			t.Columns = append(t.Columns, c.Column)
		}
	}
	for _, row := range rows {
		var cells []Cell
		for _, c := range columns {
			if c.Cell != nil {
				cells = append(cells, c.Cell(row))
			}
		}
		t.Rows = append(t.Rows, Row{Cells: cells})
	}
	return t
}

// written returns a Value that prints a text in the reader's language.
func written[R any](text func(R) Text) func(locale.Printer, R) any {
	return func(p locale.Printer, row R) any { return say(p, text(row)) }
}

// yesNo is a truth as a word.
func yesNo(b bool) Text {
	if b {
		return T("officerpage.yes")
	}
	return T("officerpage.no")
}

// The formats of an export.
const (
	formatXLSX = "xlsx"
	formatCSV  = "csv"
)

// exportLinks are the buttons that give the list at an address as a file.
func exportLinks(r *http.Request, path string) []Action {
	query := r.URL.Query()
	query.Del("page")
	link := func(format string, text Text) Action {
		query.Set("format", format)
		return Action{Text: text, Href: pathWithQuery(path, query), Second: true}
	}
	return []Action{link(formatXLSX, T("officerpage.export_xlsx")), link(formatCSV, T("officerpage.export_csv"))}
}

// export is a list on its way into a file.
type export struct {
	name  string // of the file, and of the audit's act "export.<name>"
	title Text   // of the sheet
	day   civil.Date
}

// sendExport writes the columns and every row that each yields. The file is
// made whole before the first byte is sent, so that a fault half way is an
// error page and not a file that lacks people; who took it is audited.
func sendExport[R any](s *Server, w http.ResponseWriter, r *http.Request, actor account.Actor, e export,
	columns []listColumn[R], each func(do func(R) error) error) (err error) {
	defer fault.Wrap(&err, "web.export(%s)", e.name)
	file, err := os.CreateTemp("", "beret-export-*")
	if err != nil {
		return err
	}
	defer os.Remove(file.Name())
	defer file.Close()
	format := r.URL.Query().Get("format")
	rows, err := writeExport(s.catalogue.In(s.langOf(r)), exportWriter(file, format), e, columns, each)
	if err != nil {
		return err
	}
	if err := s.auditExport(r.Context(), actor, e, r.URL.RawQuery, rows); err != nil {
		return err
	}
	if format != formatCSV {
		format = formatXLSX
	}
	return sendFile(w, r, file, e.name+"-"+e.day.String()+"."+format)
}

func exportWriter(w io.Writer, format string) spreadsheet.Writer {
	if format == formatCSV {
		return spreadsheet.NewCSV(w, true)
	}
	return spreadsheet.NewXLSX(w)
}

func writeExport[R any](p locale.Printer, out spreadsheet.Writer, e export, columns []listColumn[R],
	each func(do func(R) error) error) (rows int, err error) {
	var heads []spreadsheet.Column
	for _, c := range columns {
		if c.Value != nil {
			heads = append(heads, spreadsheet.Column{Title: say(p, c.Label), Width: c.Width})
		}
	}
	if err := out.Sheet(say(p, e.title), heads); err != nil {
		return 0, err
	}
	values := make([]any, 0, len(heads))
	err = each(func(row R) error {
		values = values[:0]
		for _, c := range columns {
			if c.Value != nil {
				values = append(values, c.Value(p, row))
			}
		}
		rows++
		return out.WriteRow(values)
	})
	if err != nil {
		return rows, err
	}
	return rows, out.Close()
}

// auditExport keeps who took how many rows out of the house, and which.
func (s *Server) auditExport(ctx context.Context, actor account.Actor, e export, query string, rows int) error {
	return s.db.Write(ctx, func(tx *database.Tx) error {
		return audit.Append(ctx, tx, audit.Entry{Actor: actor, Action: "export." + e.name, Kind: "export",
			After: map[string]any{"query": query, "rows": rows}})
	})
}

// sortOf reads the order of a list from the address: a column's name, with a
// "-" in front for descending. Other orders are the fallback.
func sortOf(r *http.Request, fallback string, known ...string) (order, column string, descending bool) {
	order = r.URL.Query().Get("sort")
	column, descending = strings.CutPrefix(order, "-")
	for _, k := range known {
		if column == k {
			return order, column, descending
		}
	}
	column, descending = strings.CutPrefix(fallback, "-")
	return fallback, column, descending
}

// day reads a date of the filters. What cannot be read becomes a problem of
// the field, and filters nothing.
func (f Filters) day(name string) civil.Date {
	text := f.Value(name)
	if text == "" {
		return 0
	}
	day, ok := parseDay(text)
	if !ok {
		f.problem(name, "web.problem.date")
	}
	return day
}

// count reads a positive number of the filters, 0 for none.
func (f Filters) count(name string, most int) int {
	text := f.Value(name)
	if text == "" {
		return 0
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > most {
		f.problem(name, "officerpage.problem.count", "most", most)
		return 0
	}
	return n
}

// id reads a record's number of the filters, 0 for none.
func (f Filters) id(name string) int64 {
	id, err := strconv.ParseInt(f.Value(name), 10, 64)
	if err != nil || id < 0 {
		return 0
	}
	return id
}

// holds reports whether one of several boxes is ticked.
func (f Filters) holds(name, value string) bool {
	for _, field := range f.Fields {
		if field.Name == name {
			for _, v := range field.Values {
				if v == value {
					return true
				}
			}
		}
	}
	return false
}

func (f Filters) problem(name, key string, args ...any) {
	for i := range f.Fields {
		if f.Fields[i].Name == name && f.Fields[i].problem == nil {
			f.Fields[i].problem = problemText(T(key, args...))
		}
	}
}

// failed reports whether a field has a problem.
func (f Filters) failed() bool { return slices.ContainsFunc(f.Fields, Field.Failed) }

// eachPage goes through a list from its first row to its last, so many rows at
// a time.
func eachPage[R any](size int, read func(limit, offset int) ([]R, int, error), do func(R) error) error {
	for offset := 0; ; offset += size {
		rows, total, err := read(size, offset)
		if err != nil {
			return err
		}
		for _, row := range rows {
			if err := do(row); err != nil {
				return err
			}
		}
		if offset+size >= total {
			return nil
		}
	}
}
