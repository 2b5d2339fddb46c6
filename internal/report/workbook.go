package report

import (
	"bytes"
	"unicode/utf8"

	"beret/internal/spreadsheet"
)

// Workbook writes the report's tables, a sheet each, with numbers and dates as
// such, after a sheet that says what they are.
func (r Report) Workbook() ([]byte, error) {
	var file bytes.Buffer
	w := spreadsheet.NewXLSX(&file)
	if err := r.Cover.sheet(w, r.Mark); err != nil {
		return nil, err
	}
	for _, sections := range [][]Section{r.Sections, r.Annex} {
		for _, s := range sections {
			for _, t := range s.Tables {
				if err := t.sheet(w, r.Mark); err != nil {
					return nil, err
				}
			}
		}
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return file.Bytes(), nil
}

// sheet writes the table, and below it the mark of generated data.
func (t Table) sheet(w spreadsheet.Writer, mark string) error {
	if err := w.Sheet(t.Sheet, t.sheetColumns()); err != nil {
		return err
	}
	for _, row := range t.Rows {
		values := make([]any, len(row.Cells))
		for i, cell := range row.Cells {
			values[i] = cell.value()
		}
		if err := w.WriteRow(values); err != nil {
			return err
		}
	}
	if mark == "" {
		return nil
	}
	if err := w.WriteRow(nil); err != nil {
		return err
	}
	return w.WriteRow([]any{mark})
}

// value is what a sheet holds: the number or date, or else the text.
func (c Cell) value() any {
	switch {
	case c.Value != nil:
		return c.Value
	case c.Text == "", c.Text == dash: // in a column of numbers, nothing
		return nil
	}
	return c.Text
}

// The widest and narrowest columns, in digits.
const widest, narrowest = 60, 10

// sheetColumns makes columns as wide as their texts, within bounds.
func (t Table) sheetColumns() []spreadsheet.Column {
	columns := make([]spreadsheet.Column, len(t.Columns))
	for i, column := range t.Columns {
		width := utf8.RuneCountInString(column.Head) + 3 // room for the filter's arrow
		for _, row := range t.Rows {
			width = max(width, utf8.RuneCountInString(row.Cells[i].Text)+2)
		}
		columns[i] = spreadsheet.Column{Title: column.Head, Width: float64(min(max(width, narrowest), widest))}
	}
	return columns
}
