package pack

import (
	"archive/zip"
	"bytes"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"beret/civil"
	"beret/internal/call"
	"beret/internal/locale"
	"beret/internal/office"
	"beret/internal/reference"
	"beret/internal/report"
	"beret/internal/selection"
	"beret/internal/spreadsheet"
)

var (
	update = flag.Bool("update", false, "write the golden files anew")
	show   = flag.String("show", "", "folder to write the papers to, to look at")
)

func day(text string) civil.Date { return civil.MustDate(text) }

// smallPack is a signed list of three nominees for two posts, with everything
// in order.
func smallPack() Pack {
	nominee := func(id int64, name, passport string, woman bool) Nominee {
		return Nominee{OfficerID: id, ServiceNumber: fmt.Sprintf("T-%d", id), Name: name, PassportName: passport, Woman: woman, Rank: "CPT", HomeUnit: "Phòng thử nghiệm",
			Birth: day("1990-03-04"), Enlisted: day("2012-09-01"), Languages: []string{"EN B2", "FR B1"}, Cleared: day("2028-05-09"), Passport: day("2031-01-20")}
	}
	p := Pack{Made: day("2026-10-31"), Country: map[locale.Lang]string{"en": "Viet Nam", "vi": "Việt Nam"}, Papers: map[PaperOf]call.Paper{},
		Office: office.Office{Country: "VNM", Lang: locale.Vietnamese, Ministry: office.Text{"vi": "Bộ Thử nghiệm", "en": "Ministry of Tests"},
			Superior: office.Text{"vi": "Bộ Thử nghiệm", "en": "Ministry of Tests"}, Name: office.Text{"vi": "Văn phòng Thử nghiệm", "en": "Office of Tests"},
			Place: office.Text{"vi": "Huế", "en": "Hue"}, Signer: office.Text{"vi": "Chánh Văn phòng", "en": "Head of Office"},
			Personnel: office.Text{"vi": "Cục Thử nghiệm cán bộ, Bộ Thử nghiệm"}},
		Call: &call.Call{ID: 5, Reference: "DPO/PD/SRS/2026/031", NoteVerbale: "NV/2026/117", Title: "Individual police officers for UNMISS", Mission: "UNMISS",
			Category: "ipo", ReceivedOn: day("2026-09-01"), Deadline: day("2026-11-20"), Women: call.Ask{Num: 30, Den: 100}},
		Documents: []call.Document{{ID: 1, Code: "easp", Scope: call.EachNominee, Required: true}, {ID: 2, Code: "passport-copy", Scope: call.EachNominee, Required: true},
			{ID: 3, Code: "vaccination", Scope: call.EachNominee}, {ID: 4, Code: "human-rights", Scope: call.WholeCall, Required: true}},
		List: List{SlateID: 3, Version: 1, Status: selection.Signed, Name: "UNMISS, tháng 10", Edition: 2, SHA256: strings.Repeat("9f86d081", 8), SignedOn: day("2026-10-28"), SignedBy: "desk", Mission: "UNMISS", Category: "ipo",
			Expected: civil.Interval{From: day("2027-01-15"), To: day("2028-01-15")}, Certificate: &Certificate{"CN/2026/12", day("2026-10-29")},
			Posts: []Post{{"Training officer", []Nominee{nominee(1, "Nguyễn Thị Thử", "NGUYEN THI THU", true), nominee(2, "Trần Văn Mẫu", "TRAN VAN MAU", false)}},
				{"Gender adviser", []Nominee{nominee(3, "Lê Văn Đức", "LE VAN DUC", false)}}}}}
	for officer := int64(1); officer <= 3; officer++ {
		for document := int64(1); document <= 2; document++ {
			p.Papers[PaperOf{document, officer}] = call.Paper{State: call.Accepted}
		}
	}
	return p
}

func writer(t *testing.T, p Pack) Writer {
	t.Helper()
	catalogue, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	book, err := reference.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	return Writer{p, book, catalogue}
}

// papers are all of them.
func papers() []Paper { return append(Papers(locale.English), Papers(locale.Vietnamese)...) }

// The words of every paper, of a list in order and of a draft.
func TestTextOfThePapers(t *testing.T) {
	draft := smallPack()
	draft.List.Edition, draft.List.SHA256, draft.List.Certificate, draft.Office.Generated = 0, "", nil, true
	draft.List.Posts[0].Nominees[0].PassportName = ""
	draft.Papers[PaperOf{2, 3}] = call.Paper{State: call.Accepted, Expires: day("2026-12-01")}
	delete(draft.Papers, PaperOf{1, 2})
	for prefix, p := range map[string]Pack{"": smallPack(), "draft-": draft} {
		w := writer(t, p)
		for _, paper := range papers() {
			data, err := w.Write(paper, report.PDF)
			if err != nil {
				t.Fatal(err)
			}
			golden(t, prefix+string(paper)+".txt", pdfText(t, data))
		}
	}
}

func TestOnlyWhatThePurposeNeedsGoesAbroad(t *testing.T) {
	w := writer(t, smallPack())
	for _, paper := range Papers(locale.English) {
		data, err := w.Write(paper, report.PDF)
		if err != nil {
			t.Fatal(err)
		}
		text := pdfText(t, data)
		for _, secret := range []string{"T-1", "Nguyễn Thị Thử", "Phòng thử nghiệm"} {
			if strings.Contains(text, secret) {
				t.Errorf("%s says %q", paper, secret)
			}
		}
		if strings.Contains(text, "DRAFT") || !strings.Contains(strings.ReplaceAll(text, "\n", ""), "9f86d081") {
			t.Errorf("%s is a draft or names no list:\n%s", paper, text)
		}
	}
}

func TestWhatIsMissing(t *testing.T) {
	for _, c := range []struct {
		name string
		edit func(*Pack)
		want []Missing
	}{
		{"nothing", func(*Pack) {}, nil},
		{"a signature", func(p *Pack) { p.List.Edition = 0 }, []Missing{{NotSigned, 1}}},
		{"the list that was signed", func(p *Pack) { p.List.Broken = true }, []Missing{{BrokenList, 1}}},
		{"a certificate", func(p *Pack) { p.List.Certificate = nil }, []Missing{{NoCertificate, 1}}},
		{"a certificate that stands", func(p *Pack) { p.List.Certificate, p.Voided = nil, true }, []Missing{{VoidedOne, 1}}},
		{"a passport name", func(p *Pack) { p.List.Posts[1].Nominees[0].PassportName = "" }, []Missing{{NoPassportName, 1}}},
		{"papers of two", func(p *Pack) {
			p.Papers[PaperOf{1, 1}], p.Papers[PaperOf{2, 3}] = call.Paper{State: call.Asked}, call.Paper{}
		}, []Missing{{NoPapers, 2}}},
		{"a paper that lasts", func(p *Pack) { p.Papers[PaperOf{1, 1}] = call.Paper{State: call.Accepted, Expires: day("2027-01-15")} }, []Missing{{NoPapers, 1}}},
		{"nothing of what is waived", func(p *Pack) { p.Papers[PaperOf{1, 1}] = call.Paper{State: call.Waived} }, nil},
		{"a paper of the call", func(p *Pack) {
			p.Documents = append(p.Documents, call.Document{ID: 9, Code: "easp", Scope: call.WholeCall, Required: true})
		}, []Missing{{NoCallPapers, 1}}},
	} {
		p := smallPack()
		c.edit(&p)
		if diff := cmp.Diff(c.want, p.Missing()); diff != "" || p.Final() != (c.want == nil) {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

func TestEveryPaperInEveryFormat(t *testing.T) {
	w := writer(t, smallPack())
	files, err := w.All(locale.English, locale.Vietnamese)
	if err != nil || len(files) != 2*len(papers())+4 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	again, _ := w.All(locale.English, locale.Vietnamese)
	for i, f := range files {
		paper, format, known := Find(f.Name)
		if !known || string(paper)+"."+string(format) != f.Name || !bytes.Equal(f.Data, again[i].Data) {
			t.Errorf("%s is not found by its name, or differs the second time", f.Name)
		}
		if *show != "" {
			if err := os.WriteFile(filepath.Join(*show, f.Name), f.Data, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	archive, err := Zip(files)
	if err != nil {
		t.Fatal(err)
	}
	if z, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive))); err != nil || len(z.File) != len(files) {
		t.Errorf("the archive: %v", err)
	}
	for _, name := range []string{"certificate.xlsx", "nominees.exe", "nobody.pdf", "nominees"} {
		if _, _, known := Find(name); known {
			t.Errorf("%s is found", name)
		}
	}
}

func TestTheWorkbookHoldsTheTable(t *testing.T) {
	data, err := writer(t, smallPack()).Write(NomineeTable, report.XLSX)
	if err != nil {
		t.Fatal(err)
	}
	book, err := spreadsheet.Open(bytes.NewReader(data), int64(len(data)), "nominees.xlsx", spreadsheet.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	rows, err := book.Rows(0)
	if err != nil {
		t.Fatal(err)
	}
	var texts []string
	for {
		row, err := rows.Next()
		if err != nil {
			break
		}
		if len(row.Cells) > 2 {
			texts = append(texts, row.Cells[2].Text)
		}
	}
	if want := []string{"Name as in passport", "NGUYEN THI THU", "TRAN VAN MAU", "LE VAN DUC"}; !slices.Equal(texts, want) {
		t.Errorf("the workbook holds %q, want %q", texts, want)
	}
}

func pdfText(t *testing.T, data []byte) string {
	t.Helper()
	if _, err := exec.LookPath("pdftotext"); err != nil {
		t.Skip("pdftotext is not installed; Debian has it in poppler-utils")
	}
	command := exec.Command("pdftotext", "-layout", "-", "-")
	command.Stdin = bytes.NewReader(data)
	text, err := command.Output()
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func golden(t *testing.T, name, got string) {
	t.Helper()
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
