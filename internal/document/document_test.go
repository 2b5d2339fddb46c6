package document

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"beret/civil"
	"beret/internal/figure"
	"beret/internal/locale"
)

var (
	update = flag.Bool("update", false, "write the golden files anew")
	show   = flag.String("show", "", "folder to write the example documents to, to look at")
)

var created = time.Date(2026, 11, 5, 8, 0, 0, 0, time.UTC)

const pangram = "aàáảãạăằắẳẵặâầấẩẫậbcdđeèéẻẽẹêềếểễệghiìíỉĩịklmnoòóỏõọôồốổỗộơờớởỡợpqrstuùúủũụưừứửữựvxyỳýỷỹỵ"

func printer(t testing.TB, lang locale.Lang) locale.Printer {
	catalogue, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	return catalogue.In(lang)
}

func trend(p figure.Printer, series, target string) *figure.Figure {
	t := figure.Trend{Head: figure.Head{Title: series, Description: target}, Printer: p,
		Series: []figure.Series{{Name: series}}, Targets: []figure.Target{{Name: target, Percent: []float64{20}}}}
	for i := range 24 {
		t.Months = append(t.Months, civil.MustMonth("2024-11").Add(i))
		t.Series[0].Shares = append(t.Series[0].Shares, figure.Share{Women: 6 + i/4, Total: 30 + i/4})
	}
	return t.Draw()
}

// report is a Vietnamese report with every block of the decree.
func report(t testing.TB) Document {
	vi := printer(t, locale.Vietnamese)
	d := Document{Layout: DecreeLayout(), Language: "vi", Title: "Báo cáo tháng 10/2026", Author: "Văn phòng", Created: created,
		Mark: "DỮ LIỆU TRÌNH DIỄN ĐƯỢC TẠO TỰ ĐỘNG"}
	picture := trend(vi, "Tỷ lệ nữ trong lực lượng đang triển khai", "Mức tối thiểu của Bộ")
	d.Add(
		Decree(vi, "BỘ CÔNG AN", "VĂN PHÒNG THƯỜNG TRỰC VỀ GÌN GIỮ HÒA BÌNH", "12/BC-VPTT", "Hà Nội", civil.MustDate("2026-02-05")),
		Title{"BÁO CÁO", "Kết quả sự tham gia của nữ sĩ quan trong lực lượng gìn giữ hòa bình tháng 10 năm 2026"},
		Addressees{"Kính gửi:", []string{"Lãnh đạo Bộ Công an"}},
		Paragraph{Text: Text{Regular("Tính đến ngày 31/10/2026, "), Bold("12/36"), Regular(" sĩ quan đang triển khai là nữ (33,3 %), cao hơn 4 người so với mức tối thiểu 20 % của Bộ; sĩ quan cá nhân đạt 9/30 (30,0 %), đúng bằng chỉ tiêu năm 2028.")}},
		Heading{1, "1. Kết quả theo từng loại hình"},
		Table{Caption: "Bảng 1. Tỷ lệ nữ theo loại hình và chỉ tiêu", Strong: []int{3},
			Columns: []Column{{Head: "Loại hình"}, {Head: "Nữ", Numeric: true}, {Head: "Tổng số", Numeric: true}, {Head: "Tỷ lệ", Numeric: true}, {Head: "Chỉ tiêu", Numeric: true}},
			Rows: [][]string{{"Sĩ quan cảnh sát cá nhân", "9", "30", "30,0 %", "30 %"}, {"Đơn vị cảnh sát thành lập sẵn", "2", "5", "40,0 %", "20 %"},
				{"Chuyên gia biệt phái", "1", "1", "100,0 %", "38 %"}, {"Tổng cộng", "12", "36", "33,3 %", "20 %"}},
			Source: "Nguồn: sổ đăng ký của Văn phòng, ngày 31/10/2026; chỉ tiêu theo Chiến lược bình đẳng giới của Liên hợp quốc."},
		Heading{2, "Diễn biến hai năm"},
		Figure{picture, "Hình 1. Tỷ lệ nữ theo tháng", "Nguồn: số liệu chốt cuối mỗi tháng."},
		Heading{1, "2. Nguyên nhân và kiến nghị"},
		List{Items: []Text{Plain("Luân chuyển ba sĩ quan về nước trong tháng, trong đó có một nữ sĩ quan chỉ huy phân đội tác chiến."),
			{Bold("Đề nghị "), Regular("các đơn vị giới thiệu thêm nữ ứng viên đủ điều kiện.")}}},
		TableOf("Bảng 2. Số liệu theo tháng", picture.Table),
		Paragraph{Text: Plain(strings.Repeat("Trên đây là báo cáo kết quả tháng 10 năm 2026, kính trình Lãnh đạo Bộ xem xét, cho ý kiến chỉ đạo. ", 4) + "/.")},
		Note{Plain(pangram + strings.ToUpper(pangram))},
		Signature{Recipients(vi), []string{"- Như trên;", "- Các đơn vị liên quan;", "- Lưu: VT, VPTT."}, []string{"KT. CHÁNH VĂN PHÒNG", "PHÓ CHÁNH VĂN PHÒNG"}, "Nguyễn Văn Mẫu"},
	)
	return d
}

// letter is an English letter with its own blocks.
func letter(t testing.TB) Document {
	en := printer(t, locale.English)
	d := Document{Layout: LetterLayout(), Language: "en", Title: "Monthly report", Author: "Standing Office", Created: created, Mark: "GENERATED DEMONSTRATION DATA"}
	d.Add(
		LetterHead{[]string{"Standing Office for Peacekeeping", "Ministry of Public Security of Viet Nam", "44 Yết Kiêu, Hà Nội"}, "Reference: 12/BC-VPTT", "5 November 2026",
			[]string{"The Police Adviser", "Department of Peace Operations", "United Nations, New York"}, "Women’s participation, October 2026"},
		Paragraph{Text: Plain("Dear Sir or Madam,")},
		Paragraph{Text: Text{Regular("On 31 October 2026, "), Bold("12 of 36"), Regular(" deployed officers were women (33.3 %), four more than the 20 % minimum that the ministry quotes. "), Italic("Individual officers"), Regular(" stood at 9 of 30 (30.0 %), exactly at their 2028 target.")}},
		Figure{trend(en, "All deployed", "Ministry’s minimum"), "Figure 1. Women’s share by month", "Source: month-end snapshots."},
		Heading{1, "Next steps"},
		List{Numbered: true, Items: []Text{Plain("Nominate two further officers before 15 December 2026."), Plain("Confirm the rotation of the formed unit.")}},
		Table{Caption: "Table 1. Planned changes", Columns: []Column{{Head: "Month"}, {Head: "Change"}, {Head: "Women", Numeric: true}, {Head: "Total", Numeric: true}},
			Rows: [][]string{{"November 2026", "Rotation in UNMISS", "2", "6"}, {"December 2026", "Arrival in UNISFA", "1", "3"}}},
		Closing{"Yours sincerely,", "Name of the signer", []string{"Deputy Director"}},
	)
	return d
}

// official is an official letter of the decree: what it is about under its
// number, no name of its kind.
func official(t testing.TB) Document {
	vi := printer(t, locale.Vietnamese)
	d := Document{Layout: DecreeLayout(), Language: "vi", Title: "Công văn", Created: created}
	d.Add(
		Decree(vi, "BỘ CÔNG AN", "VĂN PHÒNG THƯỜNG TRỰC VỀ GÌN GIỮ HÒA BÌNH", "15/VPTT-TH", "Hà Nội", civil.MustDate("2026-02-05")).About(vi, "đề nghị phê duyệt cán bộ được đề cử"),
		Addressees{"Kính gửi:", []string{"Cục Tổ chức cán bộ", "Cục Y tế"}},
		Paragraph{Text: Plain("Đề nghị quý cơ quan xem xét, phê duyệt./.")},
		Signature{Recipients(vi), []string{"- Như trên;", "- Lưu: VT."}, []string{"CHÁNH VĂN PHÒNG"}, "Nguyễn Văn Mẫu"},
	)
	return d
}

// A letter says what it is about between its number and the addressees, in
// type a point smaller than the number's.
func TestOfficialLetterSaysWhatItIsAbout(t *testing.T) {
	text := pdfText(t, pdf(t, official(t)), "-layout")
	at := -1
	for _, line := range []string{"Số: 15/VPTT-TH", "V/v đề nghị phê duyệt", "Kính gửi:"} {
		next := strings.Index(text, line)
		if next <= at {
			t.Errorf("%q stands at %d, after %d:\n%s", line, next, at, text)
		}
		at = next
	}
	body := string(unpack(t, docx(t, official(t)))["word/document.xml"])
	number, about := strings.Index(body, "Số: 15"), strings.Index(body, "V/v đề nghị")
	if !strings.Contains(body[:number], `w:sz w:val="26"`) || !strings.Contains(body[number:about], `w:sz w:val="24"`) {
		t.Error("the number is not of 13 points or the line under it not of 12")
	}
}

func documents(t testing.TB) map[string]Document {
	return map[string]Document{"report-vi": report(t), "letter-en": letter(t), "official-vi": official(t)}
}

func pdf(t testing.TB, d Document) []byte {
	data, err := d.PDF()
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func docx(t testing.TB, d Document) []byte {
	data, err := d.DOCX()
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestSameDocumentSameBytes(t *testing.T) {
	for name, d := range documents(t) {
		if !bytes.Equal(pdf(t, d), pdf(t, d)) {
			t.Errorf("%s: PDF differs between two runs", name)
		}
		if !bytes.Equal(docx(t, d), docx(t, d)) {
			t.Errorf("%s: DOCX differs between two runs", name)
		}
		if *show != "" {
			for ext, data := range map[string][]byte{".pdf": pdf(t, d), ".docx": docx(t, d)} {
				if err := os.WriteFile(filepath.Join(*show, name+ext), data, 0o644); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
}

// TestConcurrentWritersAgree shows that documents share no state, not even
// the bytes of the fonts.
func TestConcurrentWritersAgree(t *testing.T) {
	d := report(t)
	wantPDF, wantDOCX := pdf(t, d), docx(t, d)
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			gotPDF, err := d.PDF()
			gotDOCX, err2 := d.DOCX()
			if err != nil || err2 != nil || !bytes.Equal(gotPDF, wantPDF) || !bytes.Equal(gotDOCX, wantDOCX) {
				t.Errorf("differs: %v %v", err, err2)
			}
		})
	}
	group.Wait()
}

// pdfText reads a PDF back through poppler, page by page.
func pdfText(t testing.TB, data []byte, options ...string) string {
	if _, err := exec.LookPath("pdftotext"); err != nil {
		t.Skip("pdftotext is not installed; Debian has it in poppler-utils")
	}
	command := exec.Command("pdftotext", append(options, "-", "-")...)
	command.Stdin = bytes.NewReader(data)
	text, err := command.Output()
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestTextOfPDF(t *testing.T) {
	for name, d := range documents(t) {
		golden(t, name+".txt", pdfText(t, pdf(t, d), "-layout"))
	}
}

func golden(t *testing.T, name, got string) {
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

func TestPrescribedLinesStandWhole(t *testing.T) {
	text := pdfText(t, pdf(t, report(t)), "-layout")
	for _, want := range []string{"CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "Hà Nội, ngày 05 tháng 02 năm 2026", "Số: 12/BC-VPTT"} {
		if !strings.Contains(text, want) {
			t.Errorf("no line with %q", want)
		}
	}
}

func TestEveryVietnameseLetterIsDrawn(t *testing.T) {
	text := strings.Join(strings.Fields(pdfText(t, pdf(t, report(t)), "-raw")), "")
	for _, r := range pangram + strings.ToUpper(pangram) {
		if !strings.ContainsRune(text, r) {
			t.Errorf("%c is not in the PDF", r)
		}
	}
}

func TestDecomposedTextIsComposed(t *testing.T) {
	d := Document{Layout: DecreeLayout(), Created: created, Blocks: []Block{Paragraph{Text: Plain("Đức và Ho\u0300a")}}}
	d.Blocks[0] = Paragraph{Text: Plain("Đu\u031b\u0301c Ho\u0300a")}
	if text := pdfText(t, pdf(t, d)); !strings.Contains(text, "Đứ") || !strings.Contains(text, "Hòa") {
		t.Errorf("got %q", text)
	}
}

func TestPagesAreNumberedFromTheSecond(t *testing.T) {
	pages := strings.Split(strings.TrimSuffix(pdfText(t, pdf(t, report(t)), "-layout"), "\f"), "\f")
	for i, page := range pages {
		numbered := regexp.MustCompile(fmt.Sprintf(`^\D*\n\s+%d\n`, i+1)).MatchString(page)
		if numbered != (i > 0) {
			t.Errorf("page %d: numbered %v", i+1, numbered)
		}
		if !strings.Contains(page, "DỮ LIỆU TRÌNH DIỄN") {
			t.Errorf("page %d has no mark", i+1)
		}
	}
	if len(pages) != 3 {
		t.Errorf("%d pages, want 3", len(pages))
	}
}

func TestTableHeadIsRepeated(t *testing.T) {
	table := Table{Columns: []Column{{Head: "Headword"}, {Head: "Value", Numeric: true}}}
	for i := range 120 {
		table.Rows = append(table.Rows, []string{"row", fmt.Sprint(i)})
	}
	d := Document{Layout: LetterLayout(), Created: created, Blocks: []Block{table}}
	text := pdfText(t, pdf(t, d))
	if heads, pages := strings.Count(text, "Headword"), strings.Count(text, "\f"); heads != pages || pages < 3 {
		t.Errorf("%d heads on %d pages", heads, pages)
	}
}

func TestHeadingKeepsWithNext(t *testing.T) {
	for fill := 25; fill < 33; fill++ { // about a page's end; each run costs a process
		d := Document{Layout: LetterLayout(), Created: created}
		for range fill {
			d.Add(Paragraph{Text: Plain("line")})
		}
		d.Add(Heading{1, "Lonely"}, Paragraph{Text: Plain("follower")})
		for _, page := range strings.Split(pdfText(t, pdf(t, d)), "\f") {
			if strings.Contains(page, "Lonely") != strings.Contains(page, "follower") {
				t.Fatalf("after %d lines the heading stands alone", fill)
			}
		}
	}
}

func TestPlaceDate(t *testing.T) {
	vi, en := printer(t, locale.Vietnamese), printer(t, locale.English)
	for date, want := range map[string]string{"2026-02-05": "Hà Nội, ngày 05 tháng 02 năm 2026", "2026-03-15": "Hà Nội, ngày 15 tháng 3 năm 2026", "2026-12-31": "Hà Nội, ngày 31 tháng 12 năm 2026"} {
		if got := PlaceDate(vi, "Hà Nội", civil.MustDate(date)); got != want {
			t.Errorf("%s: %q", date, got)
		}
	}
	if got := PlaceDate(en, "Ha Noi", civil.MustDate("2026-02-05")); got != "Ha Noi, 5 February 2026" {
		t.Error(got)
	}
}

// unpack returns the parts of a DOCX.
func unpack(t testing.TB, data []byte) map[string][]byte {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	parts := map[string][]byte{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if parts[f.Name], err = io.ReadAll(r); err != nil {
			t.Fatal(err)
		}
	}
	return parts
}

func wellFormed(data []byte) error {
	decoder := xml.NewDecoder(bytes.NewReader(data))
	for {
		if _, err := decoder.Token(); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
	}
}

func TestPartsOfDOCX(t *testing.T) {
	for name, d := range documents(t) {
		parts := unpack(t, docx(t, d))
		for part, data := range parts {
			if strings.HasSuffix(part, ".png") {
				continue
			}
			if err := wellFormed(data); err != nil {
				t.Errorf("%s: %s: %v", name, part, err)
			}
		}
		checkRelations(t, name, parts)
		golden(t, name+".document.xml", strings.ReplaceAll(string(parts["word/document.xml"]), "<w:p>", "\n<w:p>"))
	}
}

// checkRelations finds every part that is referred to, and its content type.
func checkRelations(t *testing.T, name string, parts map[string][]byte) {
	for _, target := range regexp.MustCompile(`Target="([^"]+)"`).FindAllSubmatch(parts["word/_rels/document.xml.rels"], -1) {
		if parts["word/"+string(target[1])] == nil {
			t.Errorf("%s: no part %s", name, target[1])
		}
	}
	for _, id := range regexp.MustCompile(`r:(?:id|embed)="([^"]+)"`).FindAllSubmatch(parts["word/document.xml"], -1) {
		if !bytes.Contains(parts["word/_rels/document.xml.rels"], []byte(`Id="`+string(id[1])+`"`)) {
			t.Errorf("%s: no relation %s", name, id[1])
		}
	}
	for part := range parts {
		if strings.HasSuffix(part, ".xml") && part != "[Content_Types].xml" && !bytes.Contains(parts["[Content_Types].xml"], []byte(`"/`+part+`"`)) {
			t.Errorf("%s: no content type for %s", name, part)
		}
	}
}

func TestDOCXSaysWhatItIs(t *testing.T) {
	parts := unpack(t, docx(t, report(t)))
	for part, want := range map[string]string{
		"word/styles.xml":              `w:lang w:val="vi-VN"`,
		"docProps/core.xml":            "<dc:title>Báo cáo tháng 10/2026</dc:title>",
		"word/header1.xml":             " PAGE ",
		"word/header2.xml":             "DỮ LIỆU TRÌNH DIỄN",
		"word/document.xml":            `descr="Tỷ lệ nữ trong lực lượng đang triển khai. Mức tối thiểu của Bộ"`,
		"word/settings.xml":            "compatibilityMode",
		"word/footer2.xml":             "w:ftr",
		"docProps/app.xml":             "Beret",
		"word/footer1.xml":             "w:ftr",
		"_rels/.rels":                  "word/document.xml",
		"word/_rels/document.xml.rels": "media/image1.png",
	} {
		if !strings.Contains(string(parts[part]), want) {
			t.Errorf("%s has no %s", part, want)
		}
	}
	if n := bytes.Count(parts["word/document.xml"], []byte("<w:tblHeader/>")); n != 2 {
		t.Errorf("%d repeated heads, want 2", n)
	}
}
