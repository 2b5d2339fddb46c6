package cli

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// column is a column of a printed table: its name for machines, its heading
// for people, and whether its cells are numbers and stand to the right.
type column struct {
	name, heading string
	number        bool
}

// table is what a command prints. Cells are text as people read it; raw holds
// the values for machines where they differ, row by row.
type table struct {
	columns []column
	rows    [][]string
	raw     [][]any
}

func (t *table) add(cells ...string) { t.rows = append(t.rows, cells) }

// addRaw adds a row with its values for machines.
func (t *table) addRaw(cells []string, values ...any) {
	t.rows = append(t.rows, cells)
	t.raw = append(t.raw, values)
}

// print writes the table in the format the user asked for.
func (p *Program) print(t table) error {
	switch p.format {
	case "", "table":
		return t.text(p.Stdout)
	case "csv":
		return t.csv(p.Stdout)
	case "json":
		return t.json(p.Stdout)
	}
	return usageError{fmt.Errorf("%s", p.text.Text("cli.unknown_format", "format", p.format))}
}

func (t *table) text(w io.Writer) error {
	widths := make([]int, len(t.columns))
	for i, c := range t.columns {
		widths[i] = utf8.RuneCountInString(c.heading)
		for _, row := range t.rows {
			widths[i] = max(widths[i], utf8.RuneCountInString(row[i]))
		}
	}
	headings, rules := make([]string, len(t.columns)), make([]string, len(t.columns))
	for i, c := range t.columns {
		headings[i], rules[i] = c.heading, strings.Repeat("─", widths[i])
	}
	for _, row := range append([][]string{headings, rules}, t.rows...) {
		var line strings.Builder
		for i, cell := range row {
			gap := strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell))
			if t.columns[i].number {
				cell = gap + cell
			} else {
				cell += gap
			}
			line.WriteString(cell + "  ")
		}
		if _, err := fmt.Fprintln(w, strings.TrimRight(line.String(), " ")); err != nil {
			return err
		}
	}
	return nil
}

func (t *table) values(row int) []any {
	if t.raw != nil {
		return t.raw[row]
	}
	values := make([]any, len(t.columns))
	for i, cell := range t.rows[row] {
		values[i] = cell
	}
	return values
}

func (t *table) csv(w io.Writer) error {
	out := csv.NewWriter(w)
	names := make([]string, len(t.columns))
	for i, c := range t.columns {
		names[i] = c.name
	}
	out.Write(names)
	for row := range t.rows {
		cells := make([]string, len(t.columns))
		for i, v := range t.values(row) {
			cells[i] = fmt.Sprint(v)
		}
		out.Write(cells)
	}
	out.Flush()
	return out.Error()
}

func (t *table) json(w io.Writer) error {
	objects := make([]map[string]any, len(t.rows))
	for row := range t.rows {
		objects[row] = map[string]any{}
		for i, v := range t.values(row) {
			objects[row][t.columns[i].name] = v
		}
	}
	return writeJSON(w, objects)
}

func writeJSON(w io.Writer, v any) error {
	out := json.NewEncoder(w)
	out.SetIndent("", "  ")
	out.SetEscapeHTML(false)
	return out.Encode(v)
}
