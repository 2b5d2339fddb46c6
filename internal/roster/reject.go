package roster

import (
	"io"
	"strconv"
	"strings"

	"beret/internal/fault"
	"beret/internal/locale"
	"beret/internal/spreadsheet"
)

// rejects writes the rejected rows as they came, with their number and the
// reason behind, so that they can be corrected and brought in again: both
// columns are then left out.
type rejects struct {
	out     io.Writer
	printer locale.Printer
	header  *header
	book    *spreadsheet.XLSXWriter
}

func newRejects(out io.Writer, p locale.Printer, h *header) *rejects {
	return &rejects{out: out, printer: p, header: h}
}

func (r *rejects) begin() error {
	if r.book != nil {
		return nil
	}
	r.book = spreadsheet.NewXLSX(r.out)
	columns := make([]spreadsheet.Column, 0, len(r.header.titles)+2)
	for _, title := range r.header.titles {
		columns = append(columns, spreadsheet.Column{Title: title.Text})
	}
	columns = append(columns, spreadsheet.Column{Title: r.printer.Text("roster.row_column")},
		spreadsheet.Column{Title: r.printer.Text("roster.reason_column"), Width: 80})
	return r.book.Sheet(r.printer.Text("roster.sheet.rejects"), columns)
}

func (r *rejects) add(c *candidate) error {
	if r.out == nil {
		return nil
	}
	if err := r.begin(); err != nil {
		return err
	}
	values := make([]any, len(r.header.titles), len(r.header.titles)+2)
	for i, cell := range c.cells {
		if i < len(values) {
			values[i] = asValue(cell)
		}
	}
	return r.book.WriteRow(append(values, c.number, reasonsText(r.printer, c.problems)))
}

func reasonsText(p locale.Printer, problems []fault.Problem) string {
	texts := make([]string, len(problems))
	for i, problem := range problems {
		texts[i] = ProblemText(p, problem)
	}
	return strings.Join(texts, " ")
}

// asValue returns what a writer makes the same cell of.
func asValue(cell spreadsheet.Cell) any {
	switch cell.Kind {
	case spreadsheet.Date:
		if d, err := spreadsheet.ParseDate(cell); err == nil {
			return d
		}
	case spreadsheet.Number:
		if n, err := strconv.ParseInt(cell.Text, 10, 64); err == nil && strconv.FormatInt(n, 10) == cell.Text {
			return n
		}
	case spreadsheet.Bool:
		return cell.Text == "TRUE"
	}
	return cell.Text
}

// close completes the workbook, with a sheet of the suspects if there are any.
func (r *rejects) close(suspects []Suspect) error {
	if r.out == nil || r.book == nil && len(suspects) == 0 {
		return nil
	}
	if err := r.begin(); err != nil {
		return err
	}
	if len(suspects) > 0 {
		if err := r.suspects(suspects); err != nil {
			return err
		}
	}
	return r.book.Close()
}

func (r *rejects) suspects(list []Suspect) error {
	title := func(key string) spreadsheet.Column { return spreadsheet.Column{Title: r.printer.Text(key)} }
	err := r.book.Sheet(r.printer.Text("roster.sheet.suspects"), []spreadsheet.Column{
		title("roster.row_column"), title("registry.field.service_number"), title("registry.field.full_name"), title("roster.reason_column")})
	for i := range list {
		if err == nil {
			err = r.book.WriteRow([]any{list[i].Number, list[i].Service, list[i].Name, ProblemText(r.printer, list[i].Problem())})
		}
	}
	return err
}
