package report_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/audit"
	"beret/internal/database"
	"beret/internal/database/databasetest"
	"beret/internal/demonstration"
	"beret/internal/fault"
	"beret/internal/locale"
	"beret/internal/office"
	"beret/internal/reference"
	"beret/internal/report"
	"beret/internal/spreadsheet"
	"beret/internal/standing"
	"beret/participation"
)

var (
	update = flag.Bool("update", false, "write the golden files anew")
	show   = flag.String("show", "", "folder to write the demonstration's reports to, to look at")
)

var ctx = context.Background()

// demo is a record with what it takes to report on it.
type demo struct {
	*database.DB
	book      *reference.Book
	catalogue *locale.Catalogue
}

// ready reads what reports need.
func (d demo) ready(t testing.TB) demo {
	t.Helper()
	var err error
	if _, d.book, err = office.Load(ctx, d.DB); err != nil {
		t.Fatal(err)
	}
	if d.catalogue, err = locale.Load(); err != nil {
		t.Fatal(err)
	}
	return d
}

// newDemo is the demonstration as the program builds it, with fewer officers.
func newDemo(t testing.TB) demo {
	t.Helper()
	d := demo{DB: databasetest.SQLite(t)}
	if _, err := demonstration.Build(ctx, d.DB, demonstration.Options{Seed: 1, Officers: 1200}, nil); err != nil {
		t.Fatal(err)
	}
	return d.ready(t)
}

var october = report.Order{Month: civil.MustMonth("2026-10"), Made: civil.MustDate("2026-11-02")}

func (d demo) load(t testing.TB, o report.Order) report.Monthly {
	t.Helper()
	m, err := report.Load(ctx, d.DB, account.System(), d.book, o)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func (d demo) compose(t testing.TB, o report.Order, lang locale.Lang) report.Report {
	t.Helper()
	return report.Compose(d.load(t, o), d.catalogue.In(lang), d.book)
}

func write(t testing.TB, r report.Report, f report.Format) []byte {
	t.Helper()
	data, err := r.Write(f)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// The text of the small office's report, whose every figure can be counted by
// hand.
func TestTextOfThePaper(t *testing.T) {
	d := smallOffice(t)
	order := october
	order.Names = true
	for _, lang := range locale.Languages() {
		r := d.compose(t, order, lang)
		r.Sections = slices.Delete(r.Sections, 6, 7) // the outlook's figures move with its priors: TestDemonstration holds them
		golden(t, "report-"+string(lang)+".txt", pdfText(t, write(t, r, report.PDF)))
	}
}

// The same figures by hand, so that nobody need trust the golden files.
func TestFiguresOfTheSmallOffice(t *testing.T) {
	m := smallOffice(t).load(t, october)
	for name, share := range map[string][2]participation.Share{
		"deployed":        {m.Overall.Share, {Women: 1, Total: 3}},
		"a month before":  {m.SinceMonth.Before, {Women: 2, Total: 3}},
		"a year before":   {m.SinceYear.Before, {Women: 1, Total: 1}},
		"after the plan":  {m.Plan.Horizon.Share, {Women: 1, Total: 3}},
		"key positions":   {m.KeyPositions.Share, {Women: 1, Total: 1}},
		"month of the 24": {m.Trend.Lines[0].Shares[23], {Women: 1, Total: 3}},
	} {
		if share[0] != share[1] {
			t.Errorf("%s: %v, want %v", name, share[0], share[1])
		}
	}
	if len(m.Concerned) != 2 {
		t.Errorf("%d documents concern those on mission, want the passports of officers 1 and 3", len(m.Concerned))
	}
	if n := m.Expiring["overdue"]["passport"] + m.Expiring["30"]["passport"] + m.Expiring["90"]["passport"]; n != 3 {
		t.Errorf("%d passports", n)
	}
}

// keep writes a file for the eye, where -show names a folder.
func keep(t *testing.T, name string, data []byte) {
	if *show == "" {
		return
	}
	if err := os.WriteFile(filepath.Join(*show, name), data, 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestDemonstration(t *testing.T) {
	d := newDemo(t)
	for _, lang := range locale.Languages() {
		r := d.compose(t, october, lang)
		if r.Mark == "" {
			t.Error("generated data carry no mark")
		}
		files := map[report.Format][]byte{}
		for _, f := range report.Formats() {
			files[f] = write(t, r, f)
			keep(t, "report-"+string(lang)+"."+string(f), files[f])
		}
		for i, page := range strings.Split(strings.TrimSuffix(pdfText(t, files[report.PDF]), "\f"), "\f") {
			if !strings.Contains(page, r.Mark) {
				t.Errorf("page %d in %s has no mark", i+1, lang)
			}
		}
		sameFigures(t, r, files[report.PDF])
		sheets(t, r, files[report.XLSX])
		opens(t, files[report.DOCX])
	}
}

func TestTheSameRecordGivesTheSameBytes(t *testing.T) {
	d := smallOffice(t)
	for _, f := range report.Formats() {
		if !bytes.Equal(write(t, d.compose(t, october, locale.Vietnamese), f), write(t, d.compose(t, october, locale.Vietnamese), f)) {
			t.Errorf("%s differs between two runs", f)
		}
	}
}

// body is a paper's text without spaces, and without what stands on each page,
// so that what goes on over a page is found.
func body(paper, mark string) string {
	strip := func(text string) string { return strings.Join(strings.Fields(text), "") }
	text := ""
	for i, page := range strings.Split(paper, "\f") {
		page = strings.Replace(strip(page), strip(mark), "", 1)
		number := strconv.Itoa(i + 1)
		if rest, ok := strings.CutSuffix(page, number); ok {
			page = rest
		} else {
			page = strings.TrimPrefix(page, number)
		}
		text += page
	}
	return text
}

// sameFigures finds each row of the tables on paper.
func sameFigures(t *testing.T, r report.Report, paper []byte) {
	t.Helper()
	text := body(pdfText(t, paper, "-raw"), r.Mark)
	for _, s := range r.Sections {
		for _, table := range s.Tables {
			for _, row := range table.Rows {
				line := ""
				for _, cell := range row.Cells {
					line += cell.Text
				}
				if whole := strings.Join(strings.Fields(line), ""); !table.Apart && len(table.Columns) < 6 && len(table.Columns) > 3 && !strings.Contains(text, whole) {
					t.Errorf("%s: no row %s on paper", table.Caption, whole)
				}
			}
		}
	}
	for _, s := range r.Sections {
		for _, p := range s.Paragraphs {
			if !strings.Contains(text, strings.Join(strings.Fields(p), "")) {
				t.Errorf("not on paper: %s", p)
			}
		}
	}
}

// sheets reads the workbook again and compares every cell with the report.
func sheets(t *testing.T, r report.Report, data []byte) {
	t.Helper()
	book, err := spreadsheet.Open(bytes.NewReader(data), int64(len(data)), "report.xlsx", spreadsheet.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	tables := []report.Table{r.Cover}
	for _, s := range slices.Concat(r.Sections, r.Annex) {
		tables = append(tables, s.Tables...)
	}
	if n := len(book.Sheets()); n != len(tables) {
		t.Fatalf("%d sheets for %d tables", n, len(tables))
	}
	for i, table := range tables {
		rows, err := book.Rows(i)
		if err != nil {
			t.Fatal(err)
		}
		compareSheet(t, table, rows)
	}
}

func compareSheet(t *testing.T, table report.Table, rows *spreadsheet.Rows) {
	t.Helper()
	defer rows.Close()
	if _, err := rows.Next(); err != nil { // the head
		t.Fatal(err)
	}
	for _, want := range table.Rows {
		row, err := rows.Next()
		if err != nil {
			t.Fatalf("%s: %v", table.Sheet, err)
		}
		for i, cell := range want.Cells {
			var got spreadsheet.Cell
			if i < len(row.Cells) {
				got = row.Cells[i]
			}
			compareCell(t, table.Sheet, cell, got)
		}
	}
	if row, err := rows.Next(); err == nil && len(row.Cells) != 1 || err != nil && !errors.Is(err, io.EOF) {
		t.Errorf("%s: more rows than the mark: %v %v", table.Sheet, row, err)
	}
}

func compareCell(t *testing.T, sheet string, want report.Cell, got spreadsheet.Cell) {
	t.Helper()
	switch v := want.Value.(type) {
	case int:
		if got.Kind != spreadsheet.Number || got.Text != strconv.Itoa(v) {
			t.Errorf("%s: %v, want the number %d", sheet, got, v)
		}
	case float64:
		if x, err := strconv.ParseFloat(got.Text, 64); err != nil || got.Kind != spreadsheet.Number || math.Abs(x-v) > 1e-9 {
			t.Errorf("%s: %v, want the number %v", sheet, got, v)
		}
	case civil.Date:
		if got.Kind != spreadsheet.Date {
			t.Errorf("%s: %v, want the day %s", sheet, got, v)
		}
	case nil:
		if got.Text != strings.TrimPrefix(want.Text, "–") {
			t.Errorf("%s: %q, want %q", sheet, got.Text, want.Text)
		}
	}
}

// opens reads every part of a DOCX as XML.
func opens(t *testing.T, data []byte) {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range z.File {
		if !strings.HasSuffix(f.Name, ".xml") {
			continue
		}
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		decoder := xml.NewDecoder(r)
		for err == nil {
			_, err = decoder.Token()
		}
		if err != io.EOF {
			t.Errorf("%s: %v", f.Name, err)
		}
	}
}

func TestNamesOnlyWhereAskedFor(t *testing.T) {
	d := smallOffice(t)
	for _, names := range []bool{false, true} {
		order := october
		order.Names = names
		text := pdfText(t, write(t, d.compose(t, order, locale.Vietnamese), report.PDF))
		if got := strings.Contains(text, "Người Thử"); got != names {
			t.Errorf("names asked for: %t, on paper: %t", names, got)
		}
	}
}

func TestWhoMayMakeAReport(t *testing.T) {
	d := smallOffice(t)
	for _, role := range account.Roles() {
		actor := account.Actor{UserID: 1, Login: "test", Role: role}
		_, err := report.Make(ctx, d.DB, actor, d.book, october, d.catalogue.In(locale.English), report.XLSX)
		if open := actor.May(account.ReportMake); open != (err == nil) {
			t.Errorf("%s: %v", role, err)
		} else if !open && fault.CodeOf(err) != fault.Forbidden {
			t.Errorf("%s: %v is not Forbidden", role, err)
		}
	}
}

func TestAReportIsLoggedWithoutItsContent(t *testing.T) {
	d := smallOffice(t)
	file, err := report.Make(ctx, d.DB, account.System(), d.book, october, d.catalogue.In(locale.Vietnamese), report.PDF)
	if err != nil || file.Name != "report-2026-10-vi.pdf" || !bytes.HasPrefix(file.Data, []byte("%PDF-")) {
		t.Fatalf("%s %v", file.Name, err)
	}
	err = d.Read(ctx, func(tx *database.Tx) error {
		rows, total, err := audit.List(ctx, tx, account.System(), audit.Filter{Action: "report.make"})
		if total != 1 || rows[0].After != `{"month":"2026-10","lang":"vi","format":"pdf","names":false}` {
			t.Errorf("%d acts, %+v", total, rows)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestOrders(t *testing.T) {
	day := civil.MustDate
	for rule, c := range map[string]struct {
		order report.Order
		field string
	}{
		"a month over by a day":             {report.Order{Month: civil.MustMonth("2026-10"), Made: day("2026-11-01")}, ""},
		"a month on its last day":           {report.Order{Month: civil.MustMonth("2026-10"), Made: day("2026-10-31")}, ""},
		"a month that is not over":          {report.Order{Month: civil.MustMonth("2026-10"), Made: day("2026-10-30")}, "month"},
		"no month":                          {report.Order{Made: day("2026-10-30")}, "month"},
		"a number too long for the decree":  {report.Order{Month: civil.MustMonth("2026-10"), Made: day("2026-11-01"), Number: strings.Repeat("1", 31)}, "number"},
		"a number that would break the row": {report.Order{Month: civil.MustMonth("2026-10"), Made: day("2026-11-01"), Number: "1\n2"}, "number"},
	} {
		problems := c.order.Check()
		if got := len(problems) == 1 && problems[0].Field == c.field; got != (c.field != "") || c.field == "" && len(problems) > 0 {
			t.Errorf("%s: %v", rule, problems)
		}
	}
	if got := report.LastMonth(day("2026-10-30")); got != civil.MustMonth("2026-09") {
		t.Error(got)
	}
	if got := report.LastMonth(day("2026-10-31")); got != civil.MustMonth("2026-10") {
		t.Error(got)
	}
}

func TestAFrozenMonthNamesItsSnapshot(t *testing.T) {
	d := smallOffice(t)
	freeze := func(tx *database.Tx) error {
		_, err := standing.Freeze(ctx, tx, account.System(), d.book, october.Month, october.Made)
		return err
	}
	if err := d.Write(ctx, freeze); err != nil {
		t.Fatal(err)
	}
	hash := d.load(t, october).Frozen.Frozen.SHA256
	said := func() string { return strings.Join(d.compose(t, october, locale.English).Sections[9].Items, "\n") }
	if text := said(); !strings.Contains(text, hash[:16]) || !strings.Contains(text, "agrees") {
		t.Error(text)
	}
	d.exec(t, "UPDATE deployment SET from_date = '2026-11-02' WHERE officer_id = 4")
	if text := said(); !strings.Contains(text, "corrected") {
		t.Error(text)
	}
}

// An office that has entered nothing still gets a report that says so.
func TestEmptyOffice(t *testing.T) {
	d := demo{DB: databasetest.SQLite(t)}.ready(t)
	for _, lang := range locale.Languages() {
		r := d.compose(t, october, lang)
		for _, f := range report.Formats() {
			write(t, r, f)
		}
		text := pdfText(t, write(t, r, report.PDF))
		if strings.Contains(text, "⟦") || strings.Contains(text, "{") || strings.Contains(text, "NaN") {
			t.Error(text)
		}
	}
}

func pdfText(t *testing.T, data []byte, options ...string) string {
	t.Helper()
	if _, err := exec.LookPath("pdftotext"); err != nil {
		t.Skip("pdftotext is not installed; Debian has it in poppler-utils")
	}
	if len(options) == 0 {
		options = []string{"-layout"}
	}
	command := exec.Command("pdftotext", append(options, "-", "-")...)
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
