package spreadsheet

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"beret/internal/fault"
	"beret/internal/locale"
)

func wantKey(t *testing.T, err error, key string) {
	t.Helper()
	var f *fault.Error
	if !errors.As(err, &f) || f.Key != key || f.Code != fault.Invalid {
		t.Errorf("error %v, want %s", err, key)
		return
	}
	catalogue, loadErr := locale.Load()
	if loadErr != nil {
		t.Fatal(loadErr)
	}
	for _, lang := range locale.Languages() {
		if text := catalogue.In(lang).Error(err); strings.ContainsAny(text, "{}⟦") {
			t.Errorf("%s in %s: %s", key, lang, text)
		}
	}
}

// parts are the files of a small honest workbook; tests bend one of them.
type parts map[string]string

func honest(sheetData string) parts {
	p := parts{"xl/worksheets/sheet1.xml": xmlHead + `<worksheet xmlns="` + nsMain + `"><sheetData>` + sheetData + `</sheetData></worksheet>`}
	for _, part := range workbookParts([]string{"S"}) {
		p[part.name] = part.content
	}
	return p
}

func (p parts) with(name, content string) parts {
	p[name] = content
	return p
}

func (p parts) withShared(content string) parts {
	rels := p["xl/_rels/workbook.xml.rels"]
	p["xl/_rels/workbook.xml.rels"] = strings.Replace(rels, "</Relationships>", `<Relationship Id="s" Type="x/sharedStrings" Target="sharedStrings.xml"/></Relationships>`, 1)
	p["xl/sharedStrings.xml"] = content
	return p
}

func (p parts) zip() []byte {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for name, content := range p {
		w, _ := z.Create(name)
		io.WriteString(w, content)
	}
	z.Close()
	return out.Bytes()
}

// twice is a zip that holds a part under two spellings of its name.
func twice() []byte {
	return honest("").with("XL/Worksheets/Sheet1.xml", "<a/>").zip()
}

// noise is text of n bytes that hardly packs.
func noise(n int) string {
	var b strings.Builder
	for sum := sha256.Sum256(nil); b.Len() < n; sum = sha256.Sum256(sum[:]) {
		fmt.Fprintf(&b, "%x", sum)
	}
	return b.String()[:n]
}

// bomb is a zip whose sheet repeats a piece until it unpacks to size bytes,
// made without holding them.
func bomb(head, piece string, size int) []byte {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for name, content := range honest("") {
		if name != "xl/worksheets/sheet1.xml" {
			w, _ := z.Create(name)
			io.WriteString(w, content)
		}
	}
	w, _ := z.Create("xl/worksheets/sheet1.xml")
	io.WriteString(w, head)
	block := strings.Repeat(piece, 1<<16/len(piece)+1)
	for n := 0; n < size; n += len(block) {
		io.WriteString(w, block)
	}
	z.Close()
	return out.Bytes()
}

// declared is a zip whose directory gives a sheet another size than it has.
func declared(size uint64) []byte {
	var out bytes.Buffer
	content := []byte(`<worksheet><sheetData>` + strings.Repeat(`<row><c t="b"><v>1</v></c></row>`, 1000) + `</sheetData></worksheet>`)
	z := zip.NewWriter(&out)
	for name, content := range honest("") {
		if name != "xl/worksheets/sheet1.xml" {
			w, _ := z.Create(name)
			io.WriteString(w, content)
		}
	}
	w, _ := z.CreateRaw(&zip.FileHeader{Name: "xl/worksheets/sheet1.xml", CRC32: crc32.ChecksumIEEE(content), CompressedSize64: uint64(len(content)), UncompressedSize64: size})
	w.Write(content)
	z.Close()
	return out.Bytes()
}

func manyParts(n int) []byte {
	p := honest("")
	for i := range n {
		p[fmt.Sprintf("x%d", i)] = ""
	}
	return p.zip()
}

func compound(name string) []byte {
	data := make([]byte, 1536)
	copy(data, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
	data[30], data[48] = 9, 1
	for i, c := range []byte(name) {
		data[1024+2*i] = c
	}
	return data
}

func TestHostileFilesAreRefused(t *testing.T) {
	const row = `<row r="1"><c r="A1"><v>1</v></c></row>`
	deep := strings.Repeat("<a>", 100000)
	styles := func(list string) string { return `<styleSheet>` + list + `</styleSheet>` }
	for _, c := range []struct {
		rule string
		data []byte
		key  string
	}{
		{"nothing", nil, "spreadsheet.empty"},
		{"white space alone", []byte("\ufeff \r\n"), "spreadsheet.empty"},
		{"old Excel", compound("Workbook"), "spreadsheet.old_excel"},
		{"password", compound("EncryptedPackage"), "spreadsheet.encrypted"},
		{"web page named as Excel", []byte("<html><table><tr><td>1"), "spreadsheet.web_page"},
		{"PDF", []byte("%PDF-1.7 ..."), "spreadsheet.not_a_table"},
		{"OpenDocument", parts{"mimetype": "x", "content.xml": "<a/>"}.zip(), "spreadsheet.open_document"},
		{"a Word document", honest(row).with("word/document.xml", "<a/>").zip(), "spreadsheet.not_a_table"},
		{"any other zip", parts{"a.txt": "a"}.zip(), "spreadsheet.not_a_table"},
		{"macros", honest(row).with("xl/vbaProject.bin", "x").zip(), "spreadsheet.macros"},
		{"links to other workbooks", honest(row).with("xl/externalLinks/externalLink1.xml", "<a/>").zip(), "spreadsheet.external_links"},
		{"data connections", honest(row).with("xl/connections.xml", "<a/>").zip(), "spreadsheet.external_links"},
		{"zip cut off", honest(row).zip()[:700], "spreadsheet.damaged"},
		{"zip with a preface", append([]byte("PK\x03\x04 preface"), honest(row).zip()...), "spreadsheet.damaged"},
		{"part twice", twice(), "spreadsheet.duplicate_part"},
		{"too many parts", manyParts(3000), "spreadsheet.too_many_parts"},
		{"sheet that declares 1 GiB", declared(1 << 30), "spreadsheet.bomb"},
		{"more empty rows than a sheet has", bomb(`<worksheet><sheetData>`, `<row/>`, 60_000_000), "spreadsheet.bad_reference"},
		{"sheet of blanks, 400 times its packed size", bomb(`<worksheet><sheetData>`, ` `, 40_000_000), "spreadsheet.bomb"},
		{"directory that belittles a part", declared(10), "spreadsheet.damaged"},
		{"entities", honest(row).with("xl/workbook.xml", `<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><workbook/>`).zip(), "spreadsheet.doctype"},
		{"undeclared entity", honest(`<row><c t="inlineStr"><is><t>&xxe;</t></is></c></row>`).zip(), "spreadsheet.doctype"},
		{"depth", honest(deep).zip(), "spreadsheet.damaged"},
		{"tag without end", honest(`<row a="` + strings.Repeat("x", 1<<20)).zip(), "spreadsheet.damaged"},
		{"tags that cross", honest(`<row><c></row></c>`).zip(), "spreadsheet.damaged"},
		{"sheet cut off", honest(row).with("xl/worksheets/sheet1.xml", `<worksheet><sheetData>`+row).zip(), "spreadsheet.damaged"},
		{"sheet in UTF-16", honest(row).with("xl/worksheets/sheet1.xml", "\xff\xfe<\x00a\x00").zip(), "spreadsheet.nul"},
		{"NUL in a cell", honest("<row><c t=\"inlineStr\"><is><t>a\x00</t></is></c></row>").zip(), "spreadsheet.nul"},
		{"NUL by reference", honest(`<row><c t="inlineStr"><is><t>&#0;</t></is></c></row>`).zip(), "spreadsheet.nul"},
		{"NUL by escape", honest(`<row><c t="inlineStr"><is><t>_x0000_</t></is></c></row>`).zip(), "spreadsheet.nul"},
		{"bytes that are no text", honest("<row><c t=\"inlineStr\"><is><t>\xff</t></is></c></row>").zip(), "spreadsheet.bad_cell"},
		{"formula", honest(`<row r="3"><c r="B3"><f>1+1</f><v>2</v></c></row>`).zip(), "spreadsheet.formula"},
		{"formula that is shared", honest(`<row><c><f t="shared" si="0"/><v>2</v></c></row>`).zip(), "spreadsheet.formula"},
		{"rows backward", honest(`<row r="2"/><row r="1"/>`).zip(), "spreadsheet.row_order"},
		{"row twice", honest(`<row r="2"/><row r="2"/>`).zip(), "spreadsheet.row_order"},
		{"row zero", honest(`<row r="0"/>`).zip(), "spreadsheet.row_order"},
		{"row out of range", honest(`<row r="1048577"/>`).zip(), "spreadsheet.bad_reference"},
		{"row number that is none", honest(`<row r="1e9"/>`).zip(), "spreadsheet.bad_reference"},
		{"cell of another row", honest(`<row r="2"><c r="A1"><v>1</v></c></row>`).zip(), "spreadsheet.bad_reference"},
		{"cell out of range", honest(`<row r="1"><c r="XFE1"><v>1</v></c></row>`).zip(), "spreadsheet.bad_reference"},
		{"cell twice", honest(`<row r="1"><c r="A1"/><c r="A1"/></row>`).zip(), "spreadsheet.bad_reference"},
		{"cells backward", honest(`<row r="1"><c r="B1"/><c r="A1"/></row>`).zip(), "spreadsheet.bad_reference"},
		{"reference without end", honest(`<row r="1"><c r="` + strings.Repeat("A", 9999) + `1"/></row>`).zip(), "spreadsheet.bad_reference"},
		{"dimension out of range", honest(row).with("xl/worksheets/sheet1.xml", `<worksheet><dimension ref="A1:ZZZZ99999999"/></worksheet>`).zip(), "spreadsheet.bad_reference"},
		{"a column too many", honest(`<row r="1"><c r="XFD1"><v>1</v></c></row>`).zip(), "spreadsheet.too_many_columns"},
		{"number that is none", honest(`<row><c><v>0x10</v></c></row>`).zip(), "spreadsheet.bad_cell"},
		{"infinite number", honest(`<row><c><v>1e999</v></c></row>`).zip(), "spreadsheet.bad_cell"},
		{"shared text that is not there", honest(`<row><c t="s"><v>7</v></c></row>`).zip(), "spreadsheet.bad_cell"},
		{"shared text below the first", honest(`<row><c t="s"><v>-1</v></c></row>`).zip(), "spreadsheet.bad_cell"},
		{"kind that is none", honest(`<row><c t="z"><v>7</v></c></row>`).zip(), "spreadsheet.bad_cell"},
		{"cell without end", honest(`<row><c t="inlineStr"><is><t>` + strings.Repeat("ab", 100_000)).zip(), "spreadsheet.cell_too_long"},
		{"row without end", honest(`<row>` + strings.Repeat(`<c t="inlineStr"><is><t>`+noise(100_000)+`</t></is></c>`, 20) + "</row>").zip(), "spreadsheet.row_too_long"},
		{"shared text without end", honest(row).withShared(`<sst><si><t>` + strings.Repeat("ab", 100_000) + `</t></si></sst>`).zip(), "spreadsheet.cell_too_long"},
		{"styles in a circle", honest(row).with("xl/styles.xml", styles(`<cellStyleXfs><xf/><xf xfId="2"/><xf xfId="1"/></cellStyleXfs>`)).zip(), "spreadsheet.cyclic_styles"},
		{"a style that is its own parent", honest(row).with("xl/styles.xml", styles(`<cellStyleXfs><xf/><xf xfId="1"/></cellStyleXfs>`)).zip(), "spreadsheet.cyclic_styles"},
		{"styles without end", honest(row).with("xl/styles.xml", styles(`<cellXfs>`+strings.Repeat(`<xf a="1"/><xf/>`, 40_000)+`</cellXfs>`)).zip(), "spreadsheet.damaged"},
		{"too many sheets", honest(row).with("xl/workbook.xml", `<workbook><sheets>`+strings.Repeat(`<sheet name="a" r:id="rId1"/>`, 300)+`</sheets></workbook>`).zip(), "spreadsheet.too_many_sheets"},
		{"workbook without sheets", honest(row).with("xl/workbook.xml", `<workbook/>`).zip(), "spreadsheet.empty"},
		{"CSV: formula", []byte("a,b\n1,=HYPERLINK(1)\n"), "spreadsheet.formula"},
		{"CSV: NUL", []byte("a,b\n1,x\x00y\n"), "spreadsheet.nul"},
		{"CSV: quote left open", []byte("a,b\n1,\"x\n2,y\n"), "spreadsheet.quote"},
		{"CSV: quote left open before 20 MB", append([]byte("a,b\n1,\""), bytes.Repeat([]byte("x,y\n"), 5<<20)...), "spreadsheet.row_too_long"},
		{"CSV: quote within a text", []byte("a,b\n1,x\"y\n"), "spreadsheet.quote"},
		{"CSV: one line of 20 MB", bytes.Repeat([]byte("x,"), 10<<20), "spreadsheet.row_too_long"},
		{"CSV: a column too many", []byte(strings.Repeat(",", 300) + "x"), "spreadsheet.too_many_columns"},
		{"CSV: cell too long", []byte("a,b\n1," + strings.Repeat("x", 200_000)), "spreadsheet.cell_too_long"},
		{"CSV: UTF-8 that breaks off later", []byte("Họ,b\n" + strings.Repeat("1,2\n", 50_000) + "\xff,1\n"), "spreadsheet.encoding"},
		{"CSV: letters that Windows-1258 lacks", []byte("a,b\n1,\xd0\x8a\x8e\n"), "spreadsheet.encoding"},
		{"other bytes", bytes.Repeat([]byte{1, 2, 0, 3}, 1000), "spreadsheet.nul"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			wantKey(t, cheaply(t, func() error { return readWhole(c.data) }), c.key)
		})
	}
}

// readWhole opens a file and reads every sheet of it.
func readWhole(data []byte) error {
	book, err := openBytes(data, "roster.xlsx")
	if err != nil {
		return err
	}
	for i := range book.Sheets() {
		rows, err := book.Rows(i)
		if err != nil {
			return err
		}
		for err == nil {
			_, err = rows.Next()
		}
		rows.Close()
		if err != io.EOF {
			return err
		}
	}
	return nil
}

// cheaply runs f and fails if it holds on to much memory or takes long.
func cheaply(t *testing.T, f func() error) error {
	t.Helper()
	peak := watchMemory()
	start := time.Now()
	err := f()
	if took := time.Since(start); took > 10*time.Second {
		t.Errorf("took %v", took)
	}
	if grown := peak(); grown > 64<<20 {
		t.Errorf("memory grew by %d MB", grown>>20)
	}
	return err
}

// watchMemory returns a function that says by how much the live heap has grown
// at the most since, looked at every few milliseconds.
func watchMemory() func() uint64 {
	inUse := func() uint64 {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	runtime.GC()
	before := inUse()
	peak, stop, done := before, make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		for {
			peak = max(peak, inUse())
			select {
			case <-stop:
				return
			case <-time.After(5 * time.Millisecond):
			}
		}
	}()
	return func() uint64 {
		close(stop)
		<-done
		return max(peak, inUse()) - before
	}
}

func TestFileLimit(t *testing.T) {
	limits := DefaultLimits()
	limits.File = 10
	_, err := Open(strings.NewReader("a,b\n1,2\n3,4\n"), 12, "a.csv", limits)
	wantKey(t, err, "spreadsheet.file_too_large")
}

func TestRowLimit(t *testing.T) {
	limits := DefaultLimits()
	limits.Rows = 2
	book, err := Open(strings.NewReader("a,b\n\n1,2\n3,4\n"), 13, "a.csv", limits)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := readAll(book, 0)
	wantKey(t, err, "spreadsheet.too_many_rows")
	if len(rows) != 2 {
		t.Errorf("%d rows before the error", len(rows))
	}
	_, err = book.Rows(1)
	wantKey(t, err, "spreadsheet.no_sheet")
}

func TestTextLimits(t *testing.T) {
	limits := DefaultLimits()
	limits.Texts = 2
	data := honest("").withShared(`<sst><si><t>a</t></si><si><t>b</t></si><si><t>c</t></si></sst>`).zip()
	book, err := Open(bytes.NewReader(data), int64(len(data)), "a.xlsx", limits)
	if err != nil {
		t.Fatal(err)
	}
	_, err = book.Rows(0)
	wantKey(t, err, "spreadsheet.too_many_texts")
}

// closedReader fails as a file does that was closed.
type closedReader struct{}

func (closedReader) ReadAt([]byte, int64) (int, error) { return 0, os.ErrClosed }

func TestUnreadableFile(t *testing.T) {
	_, err := Open(closedReader{}, 100, "a.csv", DefaultLimits())
	wantKey(t, err, "spreadsheet.damaged")
	if !errors.Is(err, os.ErrClosed) {
		t.Error("the log has to know the cause")
	}
}
