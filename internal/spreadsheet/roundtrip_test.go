package spreadsheet

import (
	"bytes"
	"errors"
	"io"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"beret/civil"
)

// openBytes opens a file held in memory.
func openBytes(data []byte, name string) (*Book, error) {
	return Open(bytes.NewReader(data), int64(len(data)), name, DefaultLimits())
}

// readAll returns the rows of a sheet, cells copied.
func readAll(book *Book, sheet int) ([]Row, error) {
	rows, err := book.Rows(sheet)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []Row
	for {
		row, err := rows.Next()
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		if err != nil {
			return all, err
		}
		all = append(all, Row{row.Number, append([]Cell(nil), row.Cells...)})
	}
}

func mustRead(t interface{ Fatalf(string, ...any) }, data []byte, name string) []Row {
	book, err := openBytes(data, name)
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	rows, err := readAll(book, 0)
	if err != nil {
		t.Fatalf("read: %v", err)
	}
	return rows
}

// write writes a table of one sheet.
func write(t interface{ Fatalf(string, ...any) }, make func(io.Writer) Writer, columns []Column, table [][]any) []byte {
	var out bytes.Buffer
	w := make(&out)
	err := w.Sheet("Danh sách", columns)
	for _, row := range table {
		err = errors.Join(err, w.WriteRow(row))
	}
	if err = errors.Join(err, w.Close()); err != nil {
		t.Fatalf("write: %v", err)
	}
	return out.Bytes()
}

var writers = map[string]func(io.Writer) Writer{
	"a.xlsx":   func(w io.Writer) Writer { return NewXLSX(w) },
	"mark.csv": func(w io.Writer) Writer { return NewCSV(w, true) },
	"a.csv":    func(w io.Writer) Writer { return NewCSV(w, false) },
}

// wanted is what reading must give for a table written under the columns.
func wanted(format Format, columns []Column, table [][]any) []Row {
	var want []Row
	all := table
	if len(columns) > 0 {
		header := make([]any, len(columns))
		for i, c := range columns {
			header[i] = c.Title
		}
		all = append([][]any{header}, table...)
	}
	for i, values := range all {
		row := Row{Number: i + 1}
		for column, v := range values {
			if cell := wantedCell(format, v); cell.Kind != Empty {
				row.Cells = append(append(row.Cells, make([]Cell, column-len(row.Cells))...), cell)
			}
		}
		if len(row.Cells) > 0 {
			want = append(want, row)
		}
	}
	return want
}

func wantedCell(format Format, v any) Cell {
	cell := Cell{Kind: Text}
	switch v := v.(type) {
	case string:
		cell.Text = textValue(v).text
	case int:
		cell = Cell{Kind: Number, Text: strconv.Itoa(v)}
	case bool:
		cell = Cell{Kind: Bool, Text: strings.ToUpper(strconv.FormatBool(v))}
	case civil.Date:
		serial, _ := toSerial(v)
		cell = Cell{Kind: Date, Text: strconv.Itoa(serial)}
		if format == CSV {
			cell.Text = v.String()
		}
	}
	if cell.Text == "" {
		return Cell{}
	}
	if format == CSV {
		cell.Kind = Text
	}
	return cell
}

// cellTexts draws texts as officers and their enemies type them.
func cellTexts() *rapid.Generator[string] {
	return rapid.OneOf(
		rapid.SampledFrom([]string{
			"", "Nguyễn Thị Đức", "Hoà\u0300", "a,b;c\td", `"`, `""`, "a\nb", "a\r\nb", "\r", "\r\r\n", "a\rb", "=1+1", "'=1+1", "''+84", "'", "'x",
			"@x", "\tx", "-5", "＝1", "'＠", " x ", "_x0041_", "_x005F_", "_x000D_", "<html>", "%PDF-", "PK\x03\x04", "sep=;", "\ufeffx", "&amp;", "]]>", "\x01\x1f",
			"\xff", "\ufffe\uffff", "😀", "a\x00b", "007", "1E5", "TRUE", "#N/A"}),
		rapid.String(),
		rapid.StringOfN(rapid.RuneFrom([]rune("'=+-@\t\r\n,;\"_x0D a")), 0, 9, -1),
	)
}

func TestWhatIsWrittenIsRead(t *testing.T) {
	anyCell := rapid.OneOf(
		rapid.Map(cellTexts(), func(s string) any { return s }),
		rapid.Map(rapid.Int(), func(n int) any { return n % 1e15 }),
		rapid.Map(rapid.Bool(), func(b bool) any { return b }),
		rapid.Map(rapid.IntRange(0, 90000), func(n int) any { return civil.MustDate("1900-03-01").AddDays(n) }),
		rapid.Just[any](nil),
	)
	for name, writer := range writers {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				titles := rapid.SliceOfN(cellTexts(), 0, 4).Draw(t, "titles")
				columns := make([]Column, len(titles))
				for i, title := range titles {
					columns[i].Title = title
				}
				table := rapid.SliceOfN(rapid.SliceOfN(anyCell, 1, 5), 1, 6).Draw(t, "table")
				table = append(table, []any{"end"})
				data := write(t, writer, columns, table)
				book, err := openBytes(data, name)
				if err != nil {
					t.Fatalf("open: %v", err)
				}
				got, err := readAll(book, 0)
				if err != nil {
					t.Fatalf("read: %v", err)
				}
				if diff := cmp.Diff(wanted(book.Format(), columns, table), got); diff != "" {
					t.Fatalf("%s\n%q", diff, data)
				}
			})
		})
	}
}

func TestProtectionIsReversible(t *testing.T) {
	for _, c := range []struct{ text, written string }{
		{"=1+1", "'=1+1"}, {"+84 90", "'+84 90"}, {"-", "'-"}, {"@a", "'@a"}, {"\tx", "'\tx"}, {"\rx", "'\rx"},
		{"'=1", "''=1"}, {"'a", "'a"}, {"'", "'"}, {"a=1", "a=1"}, {"＝1", "'＝1"}, {"''", "''"},
	} {
		if got := protect(c.text); got != c.written {
			t.Errorf("protect(%q) = %q, want %q", c.text, got, c.written)
		}
		if got := unprotect(c.written); got != c.text {
			t.Errorf("unprotect(%q) = %q, want %q", c.written, got, c.text)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		text := "x" + cellTexts().Draw(t, "text")
		for _, s := range []string{text, text[1:]} {
			if s != "" && (unprotect(protect(s)) != s || isActive(protect(s))) {
				t.Fatalf("%q is written as %q", s, protect(s))
			}
		}
	})
}

// An independent program reads what we write, and we read what it writes.
func TestExcelizeReadsOurs(t *testing.T) {
	columns := []Column{{Title: "Họ và tên", Width: 30}, {Title: "Ngày sinh"}, {Title: "Số"}, {Title: "Đã duyệt"}}
	data := write(t, writers["a.xlsx"], columns, [][]any{
		{"Nguyễn & <Đức>", civil.MustDate("1990-02-28"), 12, true},
		{"=1+1", nil, 0.5, false},
		{"dòng\n\"hai\" _x0041_", civil.MustDate("1850-01-01")},
	})
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	got, err := f.GetRows("Danh sách")
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{
		{"Họ và tên", "Ngày sinh", "Số", "Đã duyệt"},
		{"Nguyễn & <Đức>", "28/02/1990", "12", "TRUE"},
		{"=1+1", "", "0.5", "FALSE"},
		{"dòng\n\"hai\" _x0041_", "1850-01-01"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if formula, _ := f.GetCellFormula("Danh sách", "A3"); formula != "" {
		t.Errorf("A3 became the formula %s", formula)
	}
	if panes, _ := f.GetPanes("Danh sách"); !panes.Freeze || panes.YSplit != 1 {
		t.Errorf("the header row is not frozen: %+v", panes)
	}
}

func TestWeReadExcelize(t *testing.T) {
	f := excelize.NewFile()
	date, _ := f.NewStyle(&excelize.Style{NumFmt: 14})
	f.SetSheetRow("Sheet1", "A1", &[]any{"Họ tên", "Ngày", "Tuổi", "Có"})
	f.SetSheetRow("Sheet1", "A3", &[]any{"Trần Đức", 32933, 36.25, true})
	f.SetCellStyle("Sheet1", "B3", "B3", date)
	f.SetCellRichText("Sheet1", "A4", []excelize.RichTextRun{{Text: "Lê "}, {Text: "Văn A", Font: &excelize.Font{Bold: true}}})
	f.SetCellHyperLink("Sheet1", "A4", "mailto:a@example.org", "External")
	f.NewSheet("Ẩn")
	f.SetSheetVisible("Ẩn", false)
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		t.Fatal(err)
	}
	book, err := openBytes(out.Bytes(), "x.csv")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]Sheet{{Name: "Sheet1"}, {Name: "Ẩn", Hidden: true}}, book.Sheets()); diff != "" {
		t.Error(diff)
	}
	got, err := readAll(book, 0)
	if err != nil {
		t.Fatal(err)
	}
	want := []Row{
		{1, []Cell{{Text: "Họ tên", Kind: Text}, {Text: "Ngày", Kind: Text}, {Text: "Tuổi", Kind: Text}, {Text: "Có", Kind: Text}}},
		{3, []Cell{{Text: "Trần Đức", Kind: Text}, {Text: "32933", Kind: Date}, {Text: "36.25", Kind: Number}, {Text: "TRUE", Kind: Bool}}},
		{4, []Cell{{Text: "Lê Văn A", Kind: Text}}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestWriterSheets(t *testing.T) {
	var out bytes.Buffer
	w := NewXLSX(&out)
	for _, name := range []string{"Tháng 10/2026", "tháng 10 2026", "'", strings.Repeat("đ", 40)} {
		if err := w.Sheet(name, []Column{{Title: name}}); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	book, err := openBytes(out.Bytes(), "x.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	want := []Sheet{{Name: "Tháng 10 2026"}, {Name: "tháng 10 2026 2"}, {Name: "Sheet"}, {Name: strings.Repeat("đ", 31)}}
	if diff := cmp.Diff(want, book.Sheets()); diff != "" {
		t.Error(diff)
	}
}

func TestWriterRefuses(t *testing.T) {
	w := NewXLSX(io.Discard)
	if err := w.Close(); err == nil {
		t.Error("a workbook without sheets opens nowhere")
	}
	if err := w.WriteRow([]any{1}); err == nil {
		t.Error("a row before the first sheet")
	}
	w.Sheet("a", nil)
	wantKey(t, w.WriteRow([]any{strings.Repeat("đ", 32768)}), "spreadsheet.write_cell_too_long")
	wantKey(t, w.WriteRow(append(make([]any, 16384), 1)), "spreadsheet.write_too_many_columns")
	w.rows = maxRow
	wantKey(t, w.WriteRow([]any{1}), "spreadsheet.write_too_many_rows")
	if err := w.WriteRow([]any{struct{}{}}); err == nil {
		t.Error("a struct is no cell")
	}
}
