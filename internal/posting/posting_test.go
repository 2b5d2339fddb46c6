package posting

import (
	"archive/zip"
	"bytes"
	"fmt"
	"strings"
	"testing"

	"beret/civil"
	"beret/internal/call"
	"beret/internal/fault"
	"beret/internal/locale"
	"beret/internal/reference"
	"beret/internal/spreadsheet"
)

func reader(t testing.TB) (*Reader, *locale.Catalogue) {
	t.Helper()
	book, err := reference.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	catalogue, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	return NewReader(book, catalogue), catalogue
}

func ipo() call.Call { return call.Call{Category: "ipo", ReceivedOn: civil.MustDate("2026-10-01")} }

func read(t testing.TB, name string, data []byte) (*List, error) {
	t.Helper()
	r, _ := reader(t)
	return r.Read(bytes.NewReader(data), int64(len(data)), name, ipo(), []call.Post{{ID: 1, Number: 3}})
}

func TestPostsAreReadInBothLanguages(t *testing.T) {
	for lang, text := range map[string]string{
		"en": "No.,Post,Number of posts,Nominees for each,Lowest rank,Highest rank,Age not reached,Languages,Specialisms,Certificates,Driving licence,Passport (months)\n" +
			"7,Adviser,3,2,captain,Senior Lieutenant Colonel,55,English B2; fr B1,Criminal investigation 5; forensics,cptm,yes,18\n",
		"vi": "STT;Vị trí;Số lượng;Ứng viên mỗi vị trí;Cấp bậc thấp nhất;Cấp bậc cao nhất;Tuổi chưa chạm tới;Ngôn ngữ;Chuyên môn;Chứng chỉ;Giấy phép lái xe;Hộ chiếu, số tháng\n" +
			"7;Adviser;3;2;Đại uý;thuong ta;55;\"Tiếng Anh B2; tiếng pháp B1\";\"Điều tra hình sự 5; Kỹ thuật hình sự\";CPTM;có;18\n",
	} {
		list, err := read(t, "posts.csv", []byte(text))
		if err != nil {
			t.Fatalf("%s: %v", lang, err)
		}
		if lang == "en" {
			list.Unknown = nil
		}
		if len(list.Rows) != 1 || len(list.Rows[0].Problems) > 0 {
			t.Fatalf("%s: %+v", lang, list)
		}
		p := list.Rows[0].Post
		got := fmt.Sprint(p.Number, p.Title, p.Count, p.Nominees, p.Priority, p.Requirement)
		if want := "7Adviser3 2 1 {CPT SLC 0 55 0 [{en B2} {fr B1}] [{investigation 5} {forensics 0}] [cptm] true false false 18 0}"; got != want && lang == "vi" {
			t.Errorf("%s: %s", lang, got)
		}
		if p.Requirement.RankTo != "SLC" || len(p.Requirement.Languages) != 2 || p.Requirement.Specialisms[0].Years != 5 || !p.Requirement.Driving {
			t.Errorf("%s: %s", lang, got)
		}
	}
}

func TestWhatIsWrongStandsWithItsRowAndColumn(t *testing.T) {
	list, err := read(t, "posts.csv", []byte("Our posts\n\nPost,Number of posts,No.,Lowest rank,Highest rank,Languages,Priority,Colour\n"+
		"Adviser,0,,Major,Captain,,1,red\n,1,,,,,,\nClerk,1,3,,,English,12,\nDriver,1,8,,,,,\nCook,1,8,,,,,\nGuard,,,,,,,\n"))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"4 count", "4 rank_to", "5 title", "6 languages", "6 number", "6 priority", "8 number"}
	var got []string
	for _, row := range list.Rows {
		seen := map[string]bool{}
		for _, p := range row.Problems {
			seen[p.Field] = true
		}
		for _, c := range columns() {
			if seen[c.name] {
				got = append(got, fmt.Sprint(row.Number, " ", c.name))
			}
		}
	}
	if !same(got, want) {
		t.Errorf("problems %v, want %v", got, want)
	}
	if fmt.Sprint(list.Unknown) != "[Colour]" || list.Faulty() != 4 {
		t.Errorf("unknown %v, %d rows with problems", list.Unknown, list.Faulty())
	}
	if guard := list.Rows[len(list.Rows)-1].Post; guard.Count != 1 || guard.Number != 9 || guard.Nominees != 1 || guard.Priority != 1 {
		t.Errorf("what is left out is filled in: %+v", guard)
	}
}

func same(a, b []string) bool {
	count := map[string]int{}
	for _, x := range a {
		count[x]++
	}
	for _, x := range b {
		count[x]--
	}
	for _, n := range count {
		if n != 0 {
			return false
		}
	}
	return true
}

// What the template names, the reader understands, in every language.
func TestTheTemplateIsRead(t *testing.T) {
	r, catalogue := reader(t)
	for _, lang := range locale.Languages() {
		for _, format := range []spreadsheet.Format{spreadsheet.XLSX, spreadsheet.CSV} {
			var out bytes.Buffer
			if err := r.Template(&out, format, catalogue.In(lang)); err != nil {
				t.Fatal(err)
			}
			_, err := read(t, "posts."+string(format), out.Bytes())
			if key := keyOf(err); key != "posting.empty" {
				t.Errorf("%s in %s: %v", format, lang, err)
			}
		}
	}
}

func keyOf(err error) string {
	if f, ok := err.(*fault.Error); ok {
		return f.Key
	}
	for err != nil {
		if f, ok := err.(*fault.Error); ok {
			return f.Key
		}
		u, ok := err.(interface{ Unwrap() error })
		if !ok {
			break
		}
		err = u.Unwrap()
	}
	return ""
}

// Files of those who mean harm, or who took the wrong one, are refused with a
// reason, and nothing grows.
func TestHostileFilesAreRefused(t *testing.T) {
	var bomb bytes.Buffer
	z := zip.NewWriter(&bomb)
	for _, name := range []string{"[Content_Types].xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml"} {
		w, _ := z.Create(name)
		w.Write(bytes.Repeat([]byte("<row>"), 8<<20/5))
	}
	z.Close()
	head := "Post,Number of posts\n"
	for name, data := range map[string][]byte{
		"bomb.xlsx":     bomb.Bytes(),
		"broken.xlsx":   []byte("PK\x03\x04 this is no workbook"),
		"paper.csv":     []byte("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"),
		"page.csv":      []byte("<!doctype html><html><script>alert(1)</script></html>"),
		"wide.csv":      []byte(head + strings.Repeat("x,", 5000) + "\n"),
		"long.csv":      []byte(head + "Adviser," + strings.Repeat("9", 200_000) + "\n"),
		"many.csv":      []byte(head + strings.Repeat("Adviser,1\n", mostRows+1)),
		"formula.csv":   []byte(head + "=1+1,1\n"),
		"nothing.csv":   nil,
		"headings.csv":  []byte(head),
		"encrypted.xls": append([]byte{0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1}, make([]byte, 600)...),
	} {
		list, err := read(t, name, data)
		if fault.CodeOf(err) != fault.Invalid {
			t.Errorf("%s: %v, %+v", name, err, list)
		}
	}
}

// Whatever a file holds, reading ends with posts and problems or a reason.
func FuzzRead(f *testing.F) {
	f.Add("Post,Number of posts\nAdviser,2\n")
	f.Add("Vị trí;Ngôn ngữ\nCố vấn;Tiếng Anh B2; fr\n")
	f.Add("title\tspecialisms\tcertificates\nx\tforensics 3,, 9\tcptm;;\n")
	f.Add("Post,Number of posts,No.\n\"a\nb\",-1,99999999999999999999\n")
	r, _ := reader(f)
	f.Fuzz(func(t *testing.T, text string) {
		list, err := r.Read(strings.NewReader(text), int64(len(text)), "posts.csv", ipo(), nil)
		if err != nil {
			if fault.CodeOf(err) != fault.Invalid {
				t.Fatal(err)
			}
			return
		}
		for _, row := range list.Rows {
			if len(row.Problems) == 0 && len(call.CheckPost(row.Post, r.book)) > 0 {
				t.Fatalf("row %d passes and breaks the rules: %+v", row.Number, row.Post)
			}
		}
	})
}
