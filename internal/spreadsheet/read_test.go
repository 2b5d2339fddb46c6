package spreadsheet

import (
	"bytes"
	"encoding/xml"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/unicode/norm"

	"beret/civil"
)

// texts returns the cells' texts alone.
func texts(rows []Row) [][]string {
	var all [][]string
	for _, row := range rows {
		line := make([]string, len(row.Cells))
		for i, cell := range row.Cells {
			line[i] = cell.Text
		}
		all = append(all, line)
	}
	return all
}

func encoded(t *testing.T, text string, encode func(string) (string, error)) []byte {
	t.Helper()
	out, err := encode(text)
	if err != nil {
		t.Fatal(err)
	}
	return []byte(out)
}

// in1258 writes Vietnamese as Windows-1258 does: letters with circumflex,
// breve and horn whole, tones as marks behind them.
func in1258(t *testing.T, text string) []byte {
	t.Helper()
	var out strings.Builder
	for _, r := range text {
		letter, tone := "", ""
		for _, d := range norm.NFD.String(string(r)) {
			if strings.ContainsRune("\u0300\u0309\u0303\u0301\u0323", d) {
				tone += string(d)
			} else {
				letter += string(d)
			}
		}
		out.WriteString(norm.NFC.String(letter) + tone)
	}
	return encoded(t, out.String(), charmap.Windows1258.NewEncoder().String)
}

func TestCSVDialects(t *testing.T) {
	want := [][]string{{"Họ và tên", "Đơn vị", "Số"}, {"Nguyễn Thị Đức", "Cục 1; \"A\", B", "1,5"}, {"Lê Ơ", "", "2"}}
	comma := "Họ và tên,Đơn vị,Số\r\nNguyễn Thị Đức,\"Cục 1; \"\"A\"\", B\",\"1,5\"\r\nLê Ơ,,2\r\n"
	semicolon := "Họ và tên;Đơn vị;Số\nNguyễn Thị Đức;\"Cục 1; \"\"A\"\", B\";1,5\nLê Ơ;;2"
	tab := "Họ và tên\tĐơn vị\tSố\nNguyễn Thị Đức\t\"Cục 1; \"\"A\"\", B\"\t1,5\nLê Ơ\t\t2\n"
	utf16 := func(e unicode.Endianness) func(string) (string, error) {
		return unicode.UTF16(e, unicode.UseBOM).NewEncoder().String
	}
	for _, c := range []struct {
		rule string
		data []byte
	}{
		{"commas", []byte(comma)},
		{"commas with byte order mark", []byte("\ufeff" + comma)},
		{"semicolons, no last line end", []byte(semicolon)},
		{"tabs", []byte(tab)},
		{"Excel's line that names the delimiter", []byte("sep=;\r\n" + semicolon)},
		{"UTF-16 little end first", encoded(t, tab, utf16(unicode.LittleEndian))},
		{"UTF-16 big end first", encoded(t, tab, utf16(unicode.BigEndian))},
		{"Windows-1258", in1258(t, semicolon)},
		{"Windows-1258 behind 200 KB of plain letters", append([]byte(strings.Repeat(";;\n", 70_000)), in1258(t, semicolon)...)},
		{"decomposed letters stay as they are", []byte(comma)},
	} {
		t.Run(c.rule, func(t *testing.T) {
			if diff := cmp.Diff(want, texts(mustRead(t, c.data, "a.csv"))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestDelimiter(t *testing.T) {
	for _, c := range []struct {
		rule, text string
		want       rune
	}{
		{"one column is commas", "a\nb\n", ','},
		{"decimal commas do not outweigh semicolons", "a;b;c\n1,5;2;3\n1;2,5;3\n", ';'},
		{"a title above the table", "DANH SÁCH, tháng 10\n\na;b;c\n1;2;3\n4;5;6\n", ';'},
		{"delimiters within quotes do not count", "\"a;b;c;d\",x\n\"1;2;3;4\",y\n", ','},
		{"names with commas", "x\ty\nNguyễn, A\t1\n", '\t'},
	} {
		if got, _ := recogniseDelimiter([]byte(c.text), true); got != c.want {
			t.Errorf("%s: %q", c.rule, got)
		}
	}
}

// Rows have the number that a spreadsheet program shows.
func TestCSVRowNumbers(t *testing.T) {
	rows := mustRead(t, []byte("a,b\n\n\"two\nlines\",x\n,,\nlast,y\n"), "a.csv")
	var numbers []int
	for _, row := range rows {
		numbers = append(numbers, row.Number)
	}
	if diff := cmp.Diff([]int{1, 3, 5}, numbers); diff != "" {
		t.Error(diff)
	}
}

func TestSheetCells(t *testing.T) {
	data := honest(`
		<row><c><v>1</v></c><c t="inlineStr"><is><r><t>a </t></r><r><t>b</t></r><rPh><t>no</t></rPh></is></c></row>
		<row r="3" spans="1:4"><c r="B3" t="str"><v>&#x110;ỗ&amp;<![CDATA[<x>&]]></v></c><c r="D3" t="e"><v>#N/A</v></c><c r="E3" s="2"/></row>
		<x:row xmlns:x="y" r="4"><x:c r="A4" t="s"><x:v>1</x:v></x:c><x:c r="B4" t="s"><x:v>0</x:v></x:c></x:row>
		<row r="5"><c s="2"><v>45000.75</v></c><c><v>0.1000000000000000055</v></c><c><v>1.2E3</v></c><c t="d"><v>2026-10-31T00:00:00</v></c></row>
		<row r="6"/><!-- <row> --><row><c t="b"><v>0</v></c><c t="inlineStr"><is><t>_x000D__x005F_x_xD800_</t></is></c></row>`).
		withShared(`<sst uniqueCount="4000000000"><si><t>một</t></si><si><r><t xml:space="preserve">hai </t></r><r><t>ba</t></r></si></sst>`).zip()
	want := []Row{
		{1, []Cell{{Text: "1", Kind: Number}, {Text: "a b", Kind: Text}}},
		{3, []Cell{{}, {Text: "Đỗ&<x>&", Kind: Text}, {}, {Text: "#N/A", Kind: Error}}},
		{4, []Cell{{Text: "hai ba", Kind: Text}, {Text: "một", Kind: Text}}},
		{5, []Cell{{Text: "45000.75", Kind: Date}, {Text: "0.1", Kind: Number}, {Text: "1200", Kind: Number}, {Text: "2026-10-31T00:00:00", Kind: Date}}},
		{7, []Cell{{Text: "FALSE", Kind: Bool}, {Text: "\r_x_xD800_", Kind: Text}}},
	}
	if diff := cmp.Diff(want, mustRead(t, data, "a.xlsx")); diff != "" {
		t.Error(diff)
	}
}

// The short cut for simple cells sees what the long way sees.
func TestShortCutForSimpleCells(t *testing.T) {
	sheet := `<row r="1"><c r="A1" t="inlineStr"><is><t>a&amp;b</t></is></c><c t="inlineStr"><is><t xml:space="preserve"> c&#13;
</t></is></c><c><v>1</v></c><c t="b"><v>1</v></c><c s="2"><v>45000</v></c><c t="str"><v></v></c><c t="str"><v>_x000D_</v></c></row>`
	long := strings.NewReplacer("<v>", "<v ><!-- -->", "<is>", "<is ><?x?>").Replace(strings.Repeat(" ", scanBuffer-200) + sheet)
	for shift := range 400 {
		moved := strings.Repeat(" ", scanBuffer/2-200+shift) + sheet
		if diff := cmp.Diff(mustRead(t, honest(long).zip(), "a"), mustRead(t, honest(moved).zip(), "a")); diff != "" {
			t.Fatal(diff)
		}
	}
}

func TestTwoWalksAtATime(t *testing.T) {
	book, err := openBytes(honest(`<row><c><v>1</v></c></row><row><c><v>2</v></c></row>`).zip(), "a.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	a, _ := book.Rows(0)
	b, _ := book.Rows(0)
	a.Next()
	second, _ := a.Next()
	first, _ := b.Next()
	if second.Cells[0].Text != "2" || first.Cells[0].Text != "1" {
		t.Errorf("walks disturb each other: %v %v", second, first)
	}
	a.Next()
	if done, total := a.Progress(); done != total || total == 0 {
		t.Errorf("progress at the end: %d of %d", done, total)
	}
}

func TestIsDateFormat(t *testing.T) {
	for code, want := range map[string]bool{
		"dd/mm/yyyy": true, "yyyy\\-mm\\-dd": true, `[$-42A]d" tháng "m" năm "yyyy`: true, "m/d/yy h:mm": true, "D.M.YY": true,
		"General": false, "0.00": false, `0" days"`: false, "[Red]0": false, "h:mm:ss": false, "[h]:mm": false, "mm:ss": false, `\d0`: false, `"open`: false, "[open": false, "_d0": false, "#,##0 [$đ-42A]": false,
	} {
		if got := isDateFormat(code); got != want {
			t.Errorf("isDateFormat(%q) = %v", code, got)
		}
	}
}

func TestParseDate(t *testing.T) {
	for _, c := range []struct {
		rule string
		cell Cell
		want string // the date, or the key of the error
	}{
		{"nothing", Cell{}, ""},
		{"white space", Cell{Text: " ", Kind: Text}, ""},
		{"ISO", Cell{Text: "2026-10-31", Kind: Text}, "2026-10-31"},
		{"ISO with time", Cell{Text: "2026-10-31T23:59:59", Kind: Date}, "2026-10-31"},
		{"day first, slashes", Cell{Text: "31/10/2026", Kind: Text}, "2026-10-31"},
		{"day first, dashes", Cell{Text: "1-2-2026", Kind: Text}, "2026-02-01"},
		{"day first, points", Cell{Text: "05.02.2026", Kind: Text}, "2026-02-05"},
		{"with a time of day", Cell{Text: "05/02/2026 00:00:00", Kind: Text}, "2026-02-05"},
		{"year first, slashes", Cell{Text: "2026/2/5", Kind: Text}, "2026-02-05"},
		{"day first although both would do", Cell{Text: "03/04/2026", Kind: Text}, "2026-04-03"},
		{"month first is refused", Cell{Text: "10/31/2026", Kind: Text}, "spreadsheet.date_month_first"},
		{"29 February of a leap year", Cell{Text: "29/02/2024", Kind: Text}, "2024-02-29"},
		{"29 February of another", Cell{Text: "29/02/2025", Kind: Text}, "spreadsheet.date_impossible"},
		{"day 31 of a short month", Cell{Text: "31/04/2026", Kind: Text}, "spreadsheet.date_impossible"},
		{"neither day nor month", Cell{Text: "32/13/2026", Kind: Text}, "spreadsheet.date_impossible"},
		{"year alone", Cell{Text: "1990", Kind: Text}, "spreadsheet.date_year_only"},
		{"year alone as a number", Cell{Text: "1990", Kind: Number}, "spreadsheet.date_year_only"},
		{"short year", Cell{Text: "31/10/26", Kind: Text}, "spreadsheet.date_short_year"},
		{"words", Cell{Text: "không rõ", Kind: Text}, "spreadsheet.date_unknown"},
		{"month and year", Cell{Text: "10/2026", Kind: Text}, "spreadsheet.date_unknown"},
		{"doubled sign", Cell{Text: "1//2/2026", Kind: Text}, "spreadsheet.date_unknown"},
		{"error value", Cell{Text: "#N/A", Kind: Error}, "spreadsheet.date_unknown"},
		{"serial", Cell{Text: "46326", Kind: Date}, "2026-10-31"},
		{"serial with time", Cell{Text: "46326.99", Kind: Date}, "2026-10-31"},
		{"serial without a date's format", Cell{Text: "46326", Kind: Number}, "2026-10-31"},
		{"serial as CSV holds it", Cell{Text: "46326", Kind: Text}, "2026-10-31"},
		{"serial from 1904", Cell{Text: "44864", Kind: Date, From1904: true}, "2026-10-31"},
		{"origin from 1904", Cell{Text: "0", Kind: Date, From1904: true}, "1904-01-01"},
		{"first serial", Cell{Text: "1", Kind: Date}, "1900-01-01"},
		{"before the day that never was", Cell{Text: "59", Kind: Date}, "1900-02-28"},
		{"the day that never was", Cell{Text: "60", Kind: Date}, "spreadsheet.date_impossible"},
		{"after it", Cell{Text: "61", Kind: Date}, "1900-03-01"},
		{"last serial", Cell{Text: "2958465", Kind: Date}, "9999-12-31"},
		{"beyond the calendar", Cell{Text: "2958466", Kind: Date}, "spreadsheet.date_impossible"},
		{"a telephone number", Cell{Text: "0912345678", Kind: Text}, "spreadsheet.date_unknown"},
		{"negative", Cell{Text: "-5", Kind: Date}, "spreadsheet.date_unknown"},
	} {
		got, err := ParseDate(c.cell)
		if strings.HasPrefix(c.want, "spreadsheet.") {
			t.Run(c.rule, func(t *testing.T) { wantKey(t, err, c.want) })
		} else if err != nil || got.String() != c.want {
			t.Errorf("%s: %v, %v", c.rule, got, err)
		}
	}
	for d := civil.MustDate("1900-03-01"); d < civil.MustDate("2100-01-01"); d += 97 {
		serial, ok := toSerial(d)
		if back, ok2 := fromSerial(serial, false); !ok || !ok2 || back != d {
			t.Fatalf("%v is written as %d and read as %v", d, serial, back)
		}
	}
}

func TestAddress(t *testing.T) {
	for want, at := range map[string][2]int{"A1": {0, 1}, "Z9": {25, 9}, "AA10": {26, 10}, "XFD1048576": {16383, 1048576}} {
		if got := Address(at[0], at[1]); got != want {
			t.Errorf("Address(%v) = %s", at, got)
		}
		if column, row, ok := parseReference([]byte(want)); !ok || column != at[0] || row != at[1] {
			t.Errorf("parseReference(%s) = %d, %d", want, column, row)
		}
	}
}

// FuzzOpen feeds any bytes to everything: no panic, only refusals in words.
func FuzzOpen(f *testing.F) {
	f.Add(honest(`<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row>`).zip())
	f.Add([]byte("a;b\n\"1\n2\";'=3\n"))
	f.Add([]byte("\xff\xfea\x00\n\x00"))
	f.Add(compound("Workbook"))
	f.Fuzz(func(t *testing.T, data []byte) {
		err := readWhole(data)
		if err != nil && !strings.Contains(err.Error(), "invalid: spreadsheet.") {
			t.Fatalf("not worded for the user: %v", err)
		}
	})
}

// FuzzCSV checks that what is read can be written and read again unchanged.
func FuzzCSV(f *testing.F) {
	for _, seed := range []string{"a,b\n1,2\n", "sep=;\n'=1;\"x\n\"", "\ufeffa\tb", "Đ\xec\n", "''=\r\n,\n\"\"\n", "\xfe\xff\x00a"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if bytes.HasPrefix(data, []byte("PK")) {
			return
		}
		checkAgain(t, data, writers["a.csv"])
	})
}

// FuzzSheet feeds any XML to the sheet parser, and checks the same.
func FuzzSheet(f *testing.F) {
	for _, seed := range []string{
		`<row r="1"><c r="A1" t="inlineStr"><is><t>a&amp;_x000D_</t></is></c><c><v>1</v></c></row>`,
		`<row><c t="b"><v>1</v></c><c s="2"><v>45000</v></c></row><!-- x --><?pi?>`, `<row><c t="str"><v><![CDATA[x]]></v></c></row>`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, sheet string) { checkAgain(t, honest(sheet).zip(), writers["a.xlsx"]) })
}

// checkAgain reads a file; if it is accepted, its texts written and read again
// must be the same.
func checkAgain(t *testing.T, data []byte, writer func(io.Writer) Writer) {
	book, err := openBytes(data, "a")
	if err != nil {
		return
	}
	rows, err := readAll(book, 0)
	if err != nil {
		return
	}
	var table [][]any
	for _, row := range rows {
		values := make([]any, len(row.Cells))
		for i, cell := range row.Cells {
			values[i] = cell.Text
		}
		table = append(table, values)
	}
	want := texts(rows)
	got := texts(mustRead(t, write(t, writer, nil, append(table, []any{"end"})), "b"))
	if diff := cmp.Diff(append(want, []string{"end"}), got); diff != "" {
		t.Fatal(diff)
	}
}

// FuzzScan compares the scanner with encoding/xml: where both accept a
// document they must see the same elements and the same text.
func FuzzScan(f *testing.F) {
	for _, seed := range []string{"<a><b c='d>'/>x&lt;\r\n</a>", "<a><![CDATA[<&]]>&#65;</a>", "<?xml version='1.0'?><!-- x --><p:a xmlns:p='u'>y</p:a>", "<a>]]&gt;</a>"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, document string) {
		want, err1 := eventsOfXML(document)
		got, err2 := eventsOfScanner(document)
		if err1 == nil && err2 == nil && want != got {
			t.Fatalf("%q: %s, encoding/xml sees %s", document, got, want)
		}
	})
}

func eventsOfXML(document string) (string, error) {
	var b strings.Builder
	d := xml.NewDecoder(strings.NewReader(document))
	for depth := 0; ; {
		token, err := d.RawToken()
		if err == io.EOF {
			return b.String(), nil
		}
		if err != nil {
			return "", err
		}
		switch token := token.(type) {
		case xml.StartElement:
			b.WriteString("<" + token.Name.Local + ">")
			depth++
		case xml.EndElement:
			b.WriteString("</" + token.Name.Local + ">")
			depth--
		case xml.CharData:
			if depth > 0 {
				b.Write(token)
			}
		}
	}
}

func eventsOfScanner(document string) (string, error) {
	var out []byte
	s := newScanner(strings.NewReader(document))
	for {
		kind, err := s.next()
		switch {
		case err != nil:
			return "", err
		case kind == tokenEOF:
			return string(out), nil
		case kind == tokenStart:
			out = append(append(append(out, '<'), s.name...), '>')
		case kind == tokenEnd:
			out = append(append(append(out, "</"...), s.name...), '>')
		case len(s.starts) > 0:
			if out, err = s.appendCurrent(out); err != nil {
				return "", err
			}
		}
	}
}

// A document is the same whatever pieces it comes in and wherever they end.
func TestScannerAcrossBuffers(t *testing.T) {
	for _, size := range []int{scanBuffer/2 - 5, scanBuffer/2 + 3, scanBuffer - 3, scanBuffer + 1, 3 * scanBuffer} {
		for shift := range 12 {
			filler := strings.Repeat("x", size+shift)
			document := "<a><b>" + filler + "&amp;\r\n" + filler + "</b><![CDATA[" + filler + "]]><!--" + filler + "--></a>"
			want, err := eventsOfXML(document)
			if err != nil {
				t.Fatal(err)
			}
			if got, err := eventsOfScanner(document); err != nil || got != want {
				t.Fatalf("size %d, shift %d: %v, %d bytes for %d", size, shift, err, len(got), len(want))
			}
		}
	}
}
