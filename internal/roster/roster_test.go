package roster_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/audit"
	"beret/internal/database"
	"beret/internal/database/databasetest"
	"beret/internal/fault"
	"beret/internal/locale"
	"beret/internal/reference"
	"beret/internal/registry"
	"beret/internal/roster"
	"beret/internal/spreadsheet"
)

var desk = account.Actor{UserID: 1, Login: "desk", Role: account.Desk}

// office is a record with two home units and the room of its rosters.
type office struct {
	t         testing.TB
	ctx       context.Context
	db        *database.DB
	registry  *registry.Store
	room      *roster.Room
	catalogue *locale.Catalogue
	bureau    int64
	folder    string
}

func newOffice(t testing.TB, db *database.DB) *office {
	t.Helper()
	o := emptyOffice(t, db)
	ministry := o.unit(registry.HomeUnit{Code: "M", Name: "Bộ Công an"})
	o.bureau = o.unit(registry.HomeUnit{Code: "B1", Name: "Cục Đối ngoại", ParentID: ministry})
	return o
}

func emptyOffice(t testing.TB, db *database.DB) *office {
	t.Helper()
	book, err := reference.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	catalogue, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	store := registry.NewStore(db, book)
	return &office{t: t, ctx: context.Background(), db: db, registry: store, room: roster.New(db, store, catalogue),
		catalogue: catalogue, folder: t.TempDir()}
}

func (o *office) unit(u registry.HomeUnit) int64 {
	o.t.Helper()
	id, err := o.registry.PutHomeUnit(o.ctx, desk, u)
	if err != nil {
		o.t.Fatal(err)
	}
	return id
}

// write puts a file into the test's folder.
func (o *office) write(name string, content []byte) string {
	o.t.Helper()
	path := filepath.Join(o.folder, name)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		o.t.Fatal(err)
	}
	return path
}

func (o *office) bring(path string, options roster.Options) (*roster.Summary, error) {
	o.t.Helper()
	file, err := roster.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return o.room.Import(o.ctx, desk, file, options)
}

// csv brings in a table typed into the test.
func (o *office) csv(table string, options roster.Options) *roster.Summary {
	o.t.Helper()
	s, err := o.bring(o.write("roster.csv", []byte(table)), options)
	if err != nil {
		o.t.Fatal(err)
	}
	return s
}

func (o *office) find(number string) registry.File {
	o.t.Helper()
	f, err := o.registry.FindByNumber(o.ctx, desk, number)
	if err != nil {
		o.t.Fatal(err)
	}
	return f
}

func (o *office) count() int {
	o.t.Helper()
	_, total, err := o.registry.List(o.ctx, desk, registry.Filter{AsOf: o.registry.Today(), Service: registry.Everybody}, registry.SortName, registry.Page{Limit: 1})
	if err != nil {
		o.t.Fatal(err)
	}
	return total
}

func date(s string) civil.Date { return civil.MustDate(s) }

const head = "Số hiệu;Họ và tên;Giới tính;Ngày sinh;Cấp bậc;Đơn vị"

// Each row of the table is a rule of what a cell may say and what becomes of it.
func TestWhatACellMaySay(t *testing.T) {
	o := newOffice(t, databasetest.SQLite(t))
	for n, c := range []struct {
		rule, heading, cell string
		get                 func(f registry.File) any
		want                any // nil for a rejected row
	}{
		{"sex by a Vietnamese word", "Giới tính", "nữ", func(f registry.File) any { return f.Woman }, true},
		{"sex by a letter", "Gender", "M", func(f registry.File) any { return f.Woman }, false},
		{"sex by an English word", "SEX", "female", func(f registry.File) any { return f.Woman }, true},
		{"no third word for sex is guessed", "Sex", "unknown", nil, nil},
		{"sex is not left open", "Sex", "", nil, nil},
		{"a date with the day first", "Ngày sinh", "03/04/1990", func(f registry.File) any { return f.BirthDate }, date("1990-04-03")},
		{"an ISO date", "Date of birth", "1990-04-03", func(f registry.File) any { return f.BirthDate }, date("1990-04-03")},
		{"Excel's serial number", "DOB", "32966", func(f registry.File) any { return f.BirthDate }, date("1990-04-03")},
		{"a month first is refused", "Ngày sinh", "04/13/1990", nil, nil},
		{"a year alone is refused", "Năm sinh", "1990", nil, nil},
		{"a birth in the future is refused", "Birth date", "2030-01-01", nil, nil},
		{"rank by its code", "Rank", "cpt", func(f registry.File) any { return f.Rank }, "CPT"},
		{"rank in Vietnamese", "Cấp bậc", "Thượng tá", func(f registry.File) any { return f.Rank }, "SLC"},
		{"rank without accents", "cap bac ham", "thuong  TA", func(f registry.File) any { return f.Rank }, "SLC"},
		{"rank in English", "Rank", "Lieutenant Colonel", func(f registry.File) any { return f.Rank }, "LTC"},
		{"rank by its shorthand", "Cấp bậc hàm", "4//", func(f registry.File) any { return f.Rank }, "COL"},
		{"one stroke makes another rank", "Cấp bậc hàm", "4/", func(f registry.File) any { return f.Rank }, "CPT"},
		{"a rank nobody knows", "Rank", "Admiral", nil, nil},
		{"unit by its code", "Unit", "b1", func(f registry.File) any { return f.HomeUnitID }, o.bureau},
		{"unit by its name without accents", "Đơn vị công tác", "cuc doi ngoai", func(f registry.File) any { return f.HomeUnitID }, o.bureau},
		{"a unit nobody knows", "Đơn vị", "Cục X", nil, nil},
		{"a name is needed", "Họ tên", "", nil, nil},
		{"decomposed letters are composed", "Họ tên", norm.NFD.String("Nguyễn Thị Thử"), func(f registry.File) any { return f.FullName }, "Nguyễn Thị Thử"},
		{"languages as a list", "Ngoại ngữ", "en | B2 | 2024-05-01; Tiếng Pháp|b1", func(f registry.File) any { return f.Languages },
			[]registry.Language{{Language: "en", Level: "B2", TestedOn: date("2024-05-01")}, {Language: "fr", Level: "B1"}}},
		{"languages as people type them", "Languages", "English B2 (01/05/2024)\nTiếng Pháp: A2", func(f registry.File) any { return f.Languages },
			[]registry.Language{{Language: "en", Level: "B2", TestedOn: date("2024-05-01")}, {Language: "fr", Level: "A2"}}},
		{"a language twice is refused", "Languages", "en|B2; en|C1", nil, nil},
		{"too many entries are refused", "Languages", "en|B2|2024-05-01|x", nil, nil},
		{"licences", "GPLX", "b2 | số sàn | 20/03/2015; C", func(f registry.File) any { return f.Licences },
			[]registry.Licence{{Class: "B2", Manual: true, Since: date("2015-03-20")}, {Class: "C"}}},
		{"a clearance runs as the policy says", "AMS clearance", "2019.19 | 2025-11-21", func(f registry.File) any { return f.Clearances[0].Expires }, date("2027-11-21")},
		{"an attempt without a score", "AMS tests", "2019.19 | language | 2025-11-20 | passed", func(f registry.File) any { return f.Attempts[0].Score }, (*int)(nil)},
		{"a score of a hundred and one is refused", "AMS tests", "2019.19 | language | 2025-11-20 | passed | 101", nil, nil},
		{"a sign of lists within a text", "Certificates", `cptm | A\|B\; C | 1`, func(f registry.File) any { return f.Certificates[0].Issuer }, "A|B; C"},
		{"a name that looks like a formula", "Chức vụ", "'=Trưởng phòng", func(f registry.File) any { return f.Position }, "=Trưởng phòng"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			number := fmt.Sprintf("T-%d", n)
			row := map[string]string{"Số hiệu": number, "Họ và tên": fmt.Sprint("Trần Văn ", n), "Giới tính": "Nam", "Ngày sinh": "01/02/1991", "Cấp bậc": "CPT", "Đơn vị": "B1"}
			same := map[string]string{"Gender": "Giới tính", "SEX": "Giới tính", "Sex": "Giới tính", "Date of birth": "Ngày sinh", "DOB": "Ngày sinh", "Năm sinh": "Ngày sinh",
				"Birth date": "Ngày sinh", "Rank": "Cấp bậc", "cap bac ham": "Cấp bậc", "Cấp bậc hàm": "Cấp bậc", "Unit": "Đơn vị", "Đơn vị công tác": "Đơn vị", "Họ tên": "Họ và tên"}
			delete(row, same[c.heading])
			row[c.heading] = c.cell
			var heads, cells []string
			for heading, cell := range row {
				heads, cells = append(heads, heading), append(cells, `"`+strings.ReplaceAll(cell, `"`, `""`)+`"`)
			}
			s := o.csv(strings.Join(heads, ",")+"\n"+strings.Join(cells, ",")+"\n", roster.Options{})
			if len(s.UnknownColumns) > 0 {
				t.Errorf("unknown columns %v", s.UnknownColumns)
			}
			if c.want == nil {
				if s.Rejected != 1 {
					t.Errorf("%+v, want the row rejected", s)
				}
				return
			}
			if s.New != 1 {
				t.Fatalf("%+v, rejected: %+v", s, s.RejectedRows)
			}
			if diff := cmp.Diff(c.want, c.get(o.find(number))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestColumnsOfTheFile(t *testing.T) {
	o := newOffice(t, databasetest.SQLite(t))
	s := o.csv("DANH SÁCH CÁN BỘ\n\nSTT;Số hiệu;Họ và tên;Giới tính;Ngày sinh (dd/mm/yyyy);Cấp bậc;Đơn vị;Nhóm máu\n1;A-1;Lê Thị Hoa;Nữ;01/02/1991;4/;B1;O\n", roster.Options{})
	if s.New != 1 || !cmp.Equal(s.UnknownColumns, []string{"Nhóm máu"}) {
		t.Errorf("%+v", s)
	}
	_, err := o.bring(o.write("x.csv", []byte("Số hiệu;Họ và tên\n1;2\n")), roster.Options{})
	var missing []string
	for _, p := range fault.ProblemsOf(err) {
		missing = append(missing, p.Field)
	}
	if fault.CodeOf(err) != fault.Invalid || !cmp.Equal(missing, []string{"sex", "birth_date", "rank", "home_unit"}) {
		t.Errorf("%v, missing %v", err, missing)
	}
	file, err := roster.Open(o.write("y.csv", []byte(head+"\n")))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	file.Sheet = "nosuch"
	if _, err := o.room.Import(o.ctx, desk, file, roster.Options{}); fault.CodeOf(err) != fault.Invalid {
		t.Errorf("a sheet that is not there: %v", err)
	}
}

const three = head + ";Chức vụ\n" +
	"A-1;Lê Thị Hoa;Nữ;01/02/1991;4/;B1;Trợ lý\n" +
	"A-2;Trần Văn Bình;Nam;05/06/1985;2//;B1;\n" +
	"A-3;Phạm Thị Cúc;Nữ;09/10/1995;1/;Cục Đối ngoại;\n"

func TestImportTwiceChangesNothing(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		o := newOffice(t, db)
		if s := o.csv(three, roster.Options{DryRun: true}); s.New != 3 || s.Accepted() != 3 || o.count() != 0 {
			t.Fatalf("dry run: %+v, %d recorded", s, o.count())
		}
		first := o.csv(three, roster.Options{})
		if first.New != 3 || first.ImportID == 0 || o.count() != 3 {
			t.Fatalf("%+v, %d recorded", first, o.count())
		}
		trail := o.trail()
		second := o.csv(three, roster.Options{})
		if second.Unchanged != 3 || second.Accepted() != 0 || second.ImportID != 0 {
			t.Errorf("second time: %+v", second)
		}
		if diff := cmp.Diff(trail, o.trail()); diff != "" {
			t.Errorf("the second import left a trace: %s", diff)
		}
	})
}

func (o *office) trail() (rows []audit.Row) {
	o.t.Helper()
	err := o.db.Read(o.ctx, func(tx *database.Tx) (err error) {
		rows, _, err = audit.List(o.ctx, tx, account.System(), audit.Filter{Limit: 1000})
		return err
	})
	if err != nil {
		o.t.Fatal(err)
	}
	return rows
}

func TestAChangeIsCountedAuditedAndKeepsTheRest(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		o := newOffice(t, db)
		o.csv(three, roster.Options{})
		hoa := o.find("A-1")
		if _, err := o.registry.Put(o.ctx, desk, registry.Change{OfficerID: hoa.ID, Version: hoa.Version}, registry.Language{Language: "en", Level: "C1"}); err != nil {
			t.Fatal(err)
		}
		s := o.csv(strings.Replace(three, "Trợ lý", "Trưởng phòng", 1), roster.Options{})
		if s.Changed != 1 || s.Unchanged != 2 || !cmp.Equal(s.Fields, []roster.Count{{Column: "position", N: 1}}) {
			t.Errorf("%+v", s)
		}
		after := o.find("A-1")
		if after.Position != "Trưởng phòng" || len(after.Languages) != 1 || after.ImportID != s.ImportID || after.ImportRow != 2 {
			t.Errorf("%+v", after)
		}
		trail := o.trail()
		var whole map[string]any
		if err := json.Unmarshal([]byte(trail[0].After), &whole); err != nil {
			t.Fatal(err)
		}
		if trail[0].Action != roster.ActionImport || trail[0].Kind != registry.RosterKind || trail[0].Subject != s.ImportID ||
			whole["sha256"] != s.SHA256 || whole["changed"] != 1.0 || whole["rows_sha256"] != s.RowsSHA256 {
			t.Errorf("entry of the whole: %+v", trail[0])
		}
		one := trail[1]
		if one.Action != registry.ActionImport || one.Subject != hoa.ID || !strings.Contains(one.Before, "Trợ lý") || !strings.Contains(one.After, "Trưởng phòng") {
			t.Errorf("entry of the officer: %+v", one)
		}
	})
}

// A promotion that comes by a roster keeps the rank before, and the same
// roster brought in again changes nothing.
func TestAPromotionByRosterKeepsThePast(t *testing.T) {
	o := newOffice(t, databasetest.SQLite(t))
	table := func(rank, since string) string {
		return head + ";Ngày phong\nA-1;Lê Thị Hoa;Nữ;01/02/1991;" + rank + ";B1;" + since + "\n"
	}
	o.csv(table("4/", "01/07/2020"), roster.Options{})
	if s := o.csv(table("1//", "01/07/2024"), roster.Options{}); s.Changed != 1 {
		t.Fatalf("%+v", s)
	}
	want := []registry.PastRank{{Rank: "CPT", From: date("2020-07-01"), To: date("2024-07-01")}}
	if got := o.find("A-1").PastRanks; !cmp.Equal(got, want) {
		t.Errorf("past ranks %v", got)
	}
	if s := o.csv(table("1//", "01/07/2024"), roster.Options{}); s.Unchanged != 1 {
		t.Errorf("again: %+v", s)
	}
	whole := head + ";Ngày phong;Past ranks\nA-1;Lê Thị Hoa;Nữ;01/02/1991;2//;B1;01/07/2025;\n"
	o.csv(whole, roster.Options{})
	if s := o.csv(whole, roster.Options{}); s.Unchanged != 1 || len(o.find("A-1").PastRanks) != 0 {
		t.Errorf("a roster that carries past ranks says all of them: %+v", s)
	}
}

func TestDuplicates(t *testing.T) {
	o := newOffice(t, databasetest.SQLite(t))
	o.csv(three, roster.Options{})
	table := head + "\n" +
		"B-1;LÊ THỊ HOA;Nữ;01/02/1991;4/;B1\n" + // recorded as A-1
		"B-2;Đỗ Văn Em;Nam;01/01/1990;1/;B1\n" +
		"B-3;Do Van Em;Nam;1990-01-01;1/;B1\n" + // as row 3
		"B-2;Ngô Thị Phúc;Nữ;01/01/1992;1/;B1\n" // number of row 3
	s := o.csv(table, roster.Options{DryRun: true})
	if s.New != 3 || s.Rejected != 1 || s.Suspected != 2 {
		t.Errorf("%+v", s)
	}
	if s.Suspects[0].OfficerID != o.find("A-1").ID || s.Suspects[1].Row != 3 {
		t.Errorf("suspects %+v", s.Suspects)
	}
	if p := s.RejectedRows[0]; p.Number != 5 || p.Problems[0].Key != "roster.problem.number_twice" {
		t.Errorf("%+v", p)
	}
	held := o.csv(table, roster.Options{HoldSuspects: true})
	if held.New != 1 || held.Rejected != 3 || held.Suspected != 2 || o.count() != 4 {
		t.Errorf("held: %+v", held)
	}
}

func TestNewUnits(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		o := newOffice(t, db)
		table := head + "\n1;Lê Thị Hoa;Nữ;01/02/1991;4/;Phòng Mới\n2;Trần Văn Bình;Nam;05/06/1985;2//;phong moi\n3;Ai Đó;Nam;no date;2//;Phòng Không\n"
		if s := o.csv(table, roster.Options{}); s.Rejected != 3 {
			t.Errorf("%+v", s)
		}
		s := o.csv(table, roster.Options{CreateUnits: true})
		if s.New != 2 || !cmp.Equal(s.Units, []string{"Phòng Mới"}) || o.find("1").HomeUnitID != o.find("2").HomeUnitID {
			t.Errorf("%+v: a unit that only a rejected row names is not added", s)
		}
	})
}

// Whatever fails in mid-way, nothing is kept.
func TestAllOrNone(t *testing.T) {
	var table strings.Builder
	table.WriteString(head + "\n")
	for i := range 1700 {
		fmt.Fprintf(&table, "N-%d;Người Số %d;Nam;01/02/1991;4/;B1\n", i, i)
	}
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		o := newOffice(t, db)
		before := o.trail()
		ctx, cancel := context.WithCancel(o.ctx)
		calls := 0
		stopped := o.with(ctx)
		_, err := stopped.bring(o.write("a.csv", []byte(table.String())), roster.Options{CreateUnits: true, Progress: func(int64, int64) {
			if calls++; calls == 3 {
				cancel()
			}
		}})
		if !errors.Is(err, context.Canceled) || o.count() != 0 {
			t.Errorf("cancelled: %v, %d recorded", err, o.count())
		}
		_, err = o.bring(o.write("b.csv", append([]byte(table.String()), "N-9999;Lỗi\x00;Nam;01/02/1991;4/;B1\n"...)), roster.Options{})
		if fault.CodeOf(err) != fault.Invalid || o.count() != 0 {
			t.Errorf("a file that breaks off: %v, %d recorded", err, o.count())
		}
		if diff := cmp.Diff(before, o.trail()); diff != "" {
			t.Errorf("a trace in the audit log: %s", diff)
		}
		if s, err := o.bring(o.write("c.csv", []byte(table.String())), roster.Options{}); err != nil || s.New != 1700 || o.count() != 1700 {
			t.Errorf("and then it goes: %+v, %v", s, err)
		}
	})
}

func (o *office) with(ctx context.Context) *office {
	copied := *o
	copied.ctx = ctx
	return &copied
}

func TestWhatWasLookedAtIsWhatIsDone(t *testing.T) {
	o := newOffice(t, databasetest.SQLite(t))
	looked := o.csv(three, roster.Options{DryRun: true})
	o.csv(head+"\nA-2;Trần Văn Bình;Nam;05/06/1985;2//;B1\n", roster.Options{})
	_, err := o.bring(o.write("roster.csv", []byte(three)), roster.Options{Expect: looked})
	if fault.CodeOf(err) != fault.Conflict || o.count() != 1 {
		t.Errorf("%v, %d recorded", err, o.count())
	}
}

// The rejected rows come back as a workbook; corrected in it, they are taken.
func TestRejectsComeBackAndAreTakenAfterCorrection(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		o := newOffice(t, db)
		table := three + "A-4;Võ Thị Dung;Nữ;32966;Đô đốc;B1;'=Vụ trưởng\nA-5;Mai Văn Giang;?;01/01/1990;1/;B9;\n"
		var rejects bytes.Buffer
		s := o.csv(table, roster.Options{Rejects: &rejects, Printer: o.catalogue.In(locale.Vietnamese)})
		if s.New != 3 || s.Rejected != 2 {
			t.Fatalf("%+v", s)
		}
		rows := readSheet(t, rejects.Bytes())
		if got := rows[0]; got[len(got)-1] != "Lý do không nhận" || got[0] != "Số hiệu" {
			t.Errorf("headings %q", got)
		}
		if got := rows[1]; got[3] != "32966" || got[6] != "=Vụ trưởng" || got[7] != "5" || !strings.HasPrefix(got[8], "Cấp bậc: Không hiểu “Đô đốc”") {
			t.Errorf("row %q", got)
		}
		corrected := bytes.Buffer{}
		w := spreadsheet.NewXLSX(&corrected)
		columns := make([]spreadsheet.Column, len(rows[0]))
		for i, title := range rows[0] {
			columns[i].Title = title
		}
		check(t, w.Sheet("x", columns))
		for _, row := range rows[1:] {
			values := make([]any, len(row))
			for i, cell := range row {
				values[i] = strings.NewReplacer("Đô đốc", "Đại tá", "?", "Nam", "B9", "B1").Replace(cell)
			}
			check(t, w.WriteRow(values))
		}
		check(t, w.Close())
		again, err := o.bring(o.write("rejects.xlsx", corrected.Bytes()), roster.Options{})
		if err != nil || again.New != 2 || again.Rejected != 0 || len(again.UnknownColumns) != 0 {
			t.Errorf("%+v, %v", again, err)
		}
		if f := o.find("A-4"); f.Position != "=Vụ trưởng" || f.BirthDate != date("1990-04-03") {
			t.Errorf("%+v", f.Officer)
		}
	})
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func readSheet(t *testing.T, content []byte) [][]string {
	t.Helper()
	book, err := spreadsheet.Open(bytes.NewReader(content), int64(len(content)), "x", spreadsheet.DefaultLimits())
	check(t, err)
	rows, err := book.Rows(0)
	check(t, err)
	defer rows.Close()
	var all [][]string
	for {
		row, err := rows.Next()
		if err != nil {
			return all
		}
		var cells []string
		for _, c := range row.Cells {
			cells = append(cells, c.Text)
		}
		all = append(all, cells)
	}
}

func TestOldVietnameseEncoding(t *testing.T) {
	o := newOffice(t, databasetest.SQLite(t))
	decomposed := strings.NewReplacer("ố", "ô\u0301", "ệ", "ê\u0323", "ọ", "o\u0323", "ấ", "â\u0301", "ậ", "â\u0323", "ớ", "ơ\u0301", "í", "i\u0301",
		"ị", "i\u0323", "ễ", "ê\u0303", "ữ", "ư\u0303", "ử", "ư\u0309").Replace("Số hiệu;Họ và tên;Giới tính;Ngày sinh;Cấp bậc;Đơn vị\n1;Nguyễn Thị Thử;Nữ;01/02/1991;4/;B1\n")
	encoded, err := charmap.Windows1258.NewEncoder().String(decomposed)
	check(t, err)
	s, err := o.bring(o.write("cu.csv", []byte(encoded)), roster.Options{})
	if err != nil || s.New != 1 || o.find("1").FullName != "Nguyễn Thị Thử" {
		t.Errorf("%+v, %v", s, err)
	}
}

func TestWhoMayNot(t *testing.T) {
	o := newOffice(t, databasetest.SQLite(t))
	leader := account.Actor{UserID: 2, Login: "leader", Role: account.Leader}
	file, err := roster.Open(o.write("a.csv", []byte(three)))
	check(t, err)
	defer file.Close()
	if _, err := o.room.Import(o.ctx, leader, file, roster.Options{DryRun: true}); fault.CodeOf(err) != fault.Forbidden {
		t.Errorf("import: %v", err)
	}
	if _, err := o.room.Export(o.ctx, leader, &bytes.Buffer{}, spreadsheet.CSV, o.catalogue.In(locale.English), nil); fault.CodeOf(err) != fault.Forbidden {
		t.Errorf("export: %v", err)
	}
}

func TestTemplateIsARoster(t *testing.T) {
	o := newOffice(t, databasetest.SQLite(t))
	for _, lang := range locale.Languages() {
		for _, format := range []spreadsheet.Format{spreadsheet.XLSX, spreadsheet.CSV} {
			var b bytes.Buffer
			check(t, o.room.Template(o.ctx, &b, format, o.catalogue.In(lang)))
			s, err := o.bring(o.write("template."+string(format), b.Bytes()), roster.Options{})
			if err != nil || s.Rows != 0 || len(s.UnknownColumns)+len(s.AbsentColumns) != 0 {
				t.Errorf("%s %s: %+v, %v", lang, format, s, err)
			}
			if strings.Contains(b.String(), "⟦") {
				t.Errorf("%s %s: a text is missing", lang, format)
			}
		}
	}
}

var sameOfficer = cmp.Options{
	cmpopts.IgnoreFields(registry.Officer{}, "ID", "Version", "HomeUnitID", "ImportID", "ImportRow"),
	cmpopts.IgnoreFields(registry.PastPosting{}, "HomeUnitID"),
	cmpopts.IgnoreFields(registry.Certificate{}, "ID"), cmpopts.IgnoreFields(registry.Attempt{}, "ID"),
	cmpopts.IgnoreFields(registry.Clearance{}, "ID"), cmpopts.IgnoreFields(registry.Availability{}, "ID"),
}
