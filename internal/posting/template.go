package posting

import (
	"io"
	"strings"

	"beret/internal/fault"
	"beret/internal/locale"
	"beret/internal/reference"
	"beret/internal/spreadsheet"
)

// Template writes an empty table of posts to fill in: as a workbook with a
// sheet of what each column holds and one of the words that cells may hold, or
// as CSV with the headings alone.
func (r *Reader) Template(out io.Writer, format spreadsheet.Format, p locale.Printer) (err error) {
	defer fault.Wrap(&err, "posting.Template(%s)", format)
	var w spreadsheet.Writer = spreadsheet.NewCSV(out, true)
	if format == spreadsheet.XLSX {
		w = spreadsheet.NewXLSX(out)
	}
	var heads []spreadsheet.Column
	for _, c := range columns() {
		heads = append(heads, spreadsheet.Column{Title: p.Text(c.title()), Width: c.width})
	}
	if err := w.Sheet(p.Text("posting.sheet"), heads); err != nil {
		return err
	}
	if format == spreadsheet.XLSX {
		if err := writeInstructions(w, p); err != nil {
			return err
		}
		if err := r.writeWords(w, p); err != nil {
			return err
		}
	}
	return w.Close()
}

func writeInstructions(w spreadsheet.Writer, p locale.Printer) error {
	heads := []spreadsheet.Column{{Title: p.Text("posting.instructions.column"), Width: 30}, {Title: p.Text("posting.instructions.holds"), Width: 90}}
	if err := w.Sheet(p.Text("posting.instructions"), heads); err != nil {
		return err
	}
	for _, c := range columns() {
		if err := w.WriteRow([]any{p.Text(c.title()), p.Text("posting.hint." + c.name)}); err != nil {
			return err
		}
	}
	return nil
}

// writeWords lists the words of each column that holds some, one column of
// words beside the other.
func (r *Reader) writeWords(w spreadsheet.Writer, p locale.Printer) error {
	var heads []spreadsheet.Column
	var lists [][]string
	longest := 0
	for _, kind := range kinds() {
		heads = append(heads, spreadsheet.Column{Title: p.Text("posting.words." + strings.ReplaceAll(string(kind), "_", "-")), Width: 34})
		lists = append(lists, words(r.book, kind, p))
		longest = max(longest, len(lists[len(lists)-1]))
	}
	if err := w.Sheet(p.Text("posting.words"), heads); err != nil {
		return err
	}
	for i := range longest {
		values := make([]any, len(lists))
		for j, list := range lists {
			values[j] = ""
			if i < len(list) {
				values[j] = list[i]
			}
		}
		if err := w.WriteRow(values); err != nil {
			return err
		}
	}
	return nil
}

func words(book *reference.Book, kind reference.Kind, p locale.Printer) (list []string) {
	for _, row := range book.Rows(kind) {
		list = append(list, row.Name(p.Lang))
	}
	return list
}
