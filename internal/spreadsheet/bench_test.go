package spreadsheet

import (
	"bytes"
	"encoding/csv"
	"encoding/xml"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"beret/civil"
)

// person returns 25 cells as a roster has them: names, numbers, dates, codes.
func person(i int) []any {
	birth := civil.MustDate("1970-01-01").AddDays(i % 12000)
	row := []any{
		fmt.Sprintf("SN-%07d", i), "Nguyễn Thị Hương Giang " + string(rune('A'+i%26)), birth, "Nữ", "Thượng úy",
		"Phòng Cảnh sát cơ động, Công an tỉnh " + string(rune('A'+i%60)), i % 40, birth.AddDays(9000), "B2", true,
	}
	for len(row) < 25 {
		switch len(row) % 3 {
		case 0:
			row = append(row, birth.AddDays(len(row)*100))
		case 1:
			row = append(row, "Đạt")
		default:
			row = append(row, i%100+len(row))
		}
	}
	return row
}

// rosterFile writes n people to a temporary file.
func rosterFile(tb testing.TB, name string, n int) *os.File {
	tb.Helper()
	f, err := os.Create(filepath.Join(tb.TempDir(), name))
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { f.Close() })
	w := writers[name](f)
	w.Sheet("Danh sách", make([]Column, 25))
	for i := range n {
		if err := w.WriteRow(person(i)); err != nil {
			tb.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		tb.Fatal(err)
	}
	return f
}

// readFile counts the rows of a file's first sheet.
func readFile(tb testing.TB, f *os.File) int {
	info, _ := f.Stat()
	limits := DefaultLimits()
	limits.Unpacked = 4 << 30 // a million rows of 25 cells, all filled
	book, err := Open(f, info.Size(), f.Name(), limits)
	if err != nil {
		tb.Fatal(err)
	}
	rows, err := book.Rows(0)
	if err != nil {
		tb.Fatal(err)
	}
	n := 0
	for ; ; n++ {
		if _, err := rows.Next(); err == io.EOF {
			return n
		} else if err != nil {
			tb.Fatal(err)
		}
	}
}

const benchRows = 20_000

func benchmarkRead(b *testing.B, name string) {
	f := rosterFile(b, name, benchRows)
	b.ReportAllocs()
	for b.Loop() {
		readFile(b, f)
	}
	b.ReportMetric(float64(benchRows*b.N)/b.Elapsed().Seconds(), "rows/s")
}

func BenchmarkReadCSV(b *testing.B)  { benchmarkRead(b, "a.csv") }
func BenchmarkReadXLSX(b *testing.B) { benchmarkRead(b, "a.xlsx") }

// BenchmarkReadCSVBare is encoding/csv alone, the floor of ReadCSV.
func BenchmarkReadCSVBare(b *testing.B) {
	f := rosterFile(b, "a.csv", benchRows)
	for b.Loop() {
		f.Seek(0, io.SeekStart)
		r := csv.NewReader(f)
		r.ReuseRecord = true
		for {
			if _, err := r.Read(); err == io.EOF {
				break
			}
		}
	}
	b.ReportMetric(float64(benchRows*b.N)/b.Elapsed().Seconds(), "rows/s")
}

// sheetXML returns the unpacked sheet of a roster.
func sheetXML(b *testing.B) []byte {
	f := rosterFile(b, "a.xlsx", benchRows)
	info, _ := f.Stat()
	a, err := openArchive(origin{name: "a", limits: DefaultLimits()}, f, info.Size())
	if err != nil {
		b.Fatal(err)
	}
	p, err := a.open("xl/worksheets/sheet1.xml")
	if err != nil {
		b.Fatal(err)
	}
	data, err := io.ReadAll(p)
	if err != nil {
		b.Fatal(err)
	}
	return data
}

// BenchmarkUnpack is the unpacking alone, BenchmarkScan our scanner on what is
// unpacked, BenchmarkEncodingXML the standard library's tokens on the same.
func BenchmarkUnpack(b *testing.B) {
	f := rosterFile(b, "a.xlsx", benchRows)
	info, _ := f.Stat()
	for b.Loop() {
		a, _ := openArchive(origin{name: "a", limits: DefaultLimits()}, f, info.Size())
		p, _ := a.open("xl/worksheets/sheet1.xml")
		io.Copy(io.Discard, p)
	}
	b.ReportMetric(float64(benchRows*b.N)/b.Elapsed().Seconds(), "rows/s")
}

func BenchmarkScan(b *testing.B) {
	data := sheetXML(b)
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		s := newScanner(bytes.NewReader(data))
		for {
			if kind, err := s.next(); err != nil || kind == tokenEOF {
				break
			}
		}
	}
	b.ReportMetric(float64(benchRows*b.N)/b.Elapsed().Seconds(), "rows/s")
}

func BenchmarkEncodingXML(b *testing.B) {
	data := sheetXML(b)
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		d := xml.NewDecoder(bytes.NewReader(data))
		for {
			if _, err := d.RawToken(); err != nil {
				break
			}
		}
	}
	b.ReportMetric(float64(benchRows*b.N)/b.Elapsed().Seconds(), "rows/s")
}

func BenchmarkExcelize(b *testing.B) {
	f := rosterFile(b, "a.xlsx", benchRows)
	for b.Loop() {
		book, err := excelize.OpenFile(f.Name())
		if err != nil {
			b.Fatal(err)
		}
		rows, err := book.Rows("Danh sách")
		if err != nil {
			b.Fatal(err)
		}
		for rows.Next() {
			if _, err := rows.Columns(excelize.Options{RawCellValue: true}); err != nil {
				b.Fatal(err)
			}
		}
		book.Close()
	}
	b.ReportMetric(float64(benchRows*b.N)/b.Elapsed().Seconds(), "rows/s")
}

func benchmarkWrite(b *testing.B, name string) {
	row := person(1)
	for b.Loop() {
		w := writers[name](io.Discard)
		w.Sheet("Danh sách", make([]Column, 25))
		for range benchRows {
			w.WriteRow(row)
		}
		w.Close()
	}
	b.ReportMetric(float64(benchRows*b.N)/b.Elapsed().Seconds(), "rows/s")
}

func BenchmarkWriteCSV(b *testing.B)  { benchmarkWrite(b, "a.csv") }
func BenchmarkWriteXLSX(b *testing.B) { benchmarkWrite(b, "a.xlsx") }

// TestMemoryOfManyRows holds reader and writer to their word; with the
// variable SPREADSHEET_ROWS set, for so many rows.
func TestMemoryOfManyRows(t *testing.T) {
	n := 20_000
	fmt.Sscan(os.Getenv("SPREADSHEET_ROWS"), &n)
	for name := range writers {
		wrote := watchMemory()
		start := time.Now()
		f := rosterFile(t, name, n)
		t.Logf("%s: wrote %d rows in %v, heap grew by %d KB", name, n, time.Since(start).Round(time.Millisecond), wrote()>>10)
		read := watchMemory()
		start = time.Now()
		rows := readFile(t, f)
		grown := read()
		info, _ := f.Stat()
		t.Logf("%s: read %d rows (%d MB) in %v, heap grew by %d KB", name, rows, info.Size()>>20, time.Since(start).Round(time.Millisecond), grown>>10)
		if grown > 16<<20 {
			t.Errorf("%s: reading holds %d MB", name, grown>>20)
		}
	}
}

// TestMemoryOfSharedTexts fills the table of shared strings to its limit.
func TestMemoryOfSharedTexts(t *testing.T) {
	var table bytes.Buffer
	table.WriteString("<sst>")
	n := DefaultLimits().Shared / 48
	for i := range n {
		fmt.Fprintf(&table, "<si><t>%048d</t></si>", i*7919)
	}
	table.WriteString("</sst>")
	data := honest(`<row><c t="s"><v>` + fmt.Sprint(n-1) + `</v></c></row>`).withShared(table.String()).zip()
	table = bytes.Buffer{}
	read := watchMemory()
	rows := mustRead(t, data, "a.xlsx")
	if grown := read(); grown > 96<<20 {
		t.Errorf("the largest table of texts holds %d MB", grown>>20)
	} else {
		t.Logf("%d texts: heap grew by %d MB", n, grown>>20)
	}
	if want := fmt.Sprintf("%048d", (n-1)*7919); rows[0].Cells[0].Text != want {
		t.Errorf("last text is %s, want %s", rows[0].Cells[0].Text, want)
	}
}
