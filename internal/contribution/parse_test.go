package contribution

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"beret/civil"
	"beret/internal/fault"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"pgregory.net/rapid"
)

const openData = `contribution_id,isocode3,m49_code,contributing_country,mission_acronym,personnel_type,female_personnel,male_personnel,last_reporting_date
1,VNM,704,Viet Nam,UNMISS,Individual Police,3,5,2024-05-31
2,VNM,704,Viet Nam,UNMISS,Staff Officer,1,4,2024-05-31
3,CIV,384,Côte d'Ivoire,MINUSCA,Formed Police Units,30,150,2024-05-31
4,RWA,646,Rwanda,MINUSCA,Troops,100,2000,2024-05-31
5,RWA,646,Rwanda,UNMISS,Experts on Mission,2,9,2024-05-31
`

func openDataFigures() []Figure {
	may := civil.MustMonth("2024-05")
	return []Figure{
		{may, "CIV", "MINUSCA", FormedPoliceUnits, 30, 150},
		{may, "RWA", "MINUSCA", Troops, 100, 2000},
		{may, "RWA", "UNMISS", ExpertsOnMission, 2, 9},
		{may, "VNM", "UNMISS", IndividualPolice, 3, 5},
		{may, "VNM", "UNMISS", StaffOfficers, 1, 4},
	}
}

func parse(t tester, text string) *File {
	t.Helper()
	file, err := Parse(strings.NewReader(text), "sample.csv", countries(t), "")
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func TestEveryVariantOfTheOpenDataSaysTheSame(t *testing.T) {
	replace := func(pairs ...string) string { return strings.NewReplacer(pairs...).Replace(openData) }
	latin1, err := charmap.ISO8859_1.NewEncoder().String(openData)
	if err != nil {
		t.Fatal(err)
	}
	utf16, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(openData)
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"as published":         openData,
		"older headers":        replace("isocode3", "ISOCode3", "m49_code", "M49_Code", "contributing_country", "Contributing_Country", "mission_acronym", "Mission_Acronym", "personnel_type", "Personnel_Type", "female_personnel", "Female_Personnel", "male_personnel", "Male_Personnel", "last_reporting_date", "Last_Reporting_Date"),
		"headers in words":     replace("contributing_country", "Contributing Country", "last_reporting_date", " Last Reporting Date "),
		"byte order mark":      "\ufeff" + openData,
		"Windows line ends":    replace("\n", "\r\n"),
		"no final line end":    strings.TrimSuffix(openData, "\n"),
		"Latin-1":              latin1,
		"UTF-16":               utf16,
		"Latin-1 seen as text": replace("Côte", "CÃ´te"),
		"semicolons":           replace(",", ";"),
		"tabs":                 replace(",", "\t"),
		"everything quoted":    quoteAll(openData),
		"trailing spaces":      replace("VNM", "VNM ", "RWA", " RWA  ", "UNMISS", "UNMISS ", "Individual Police", "Individual Police "),
		"no-break spaces":      replace("VNM", "VNM\u00a0", "UNMISS", "UNMISS\u00a0"),
		"small letters":        replace("VNM", "vnm", "MINUSCA", "Minusca", "Formed Police Units", "formed police unit"),
		"type codes":           replace("Individual Police", "IPO", "Formed Police Units", "FPU"),
		"day first":            replace("2024-05-31", "31/05/2024"),
		"month first":          replace("2024-05-31", "05-31-24"),
		"month first, slashes": replace("2024-05-31", "5/31/2024"),
		"with a time":          replace("2024-05-31", "2024-05-31T00:00:00Z"),
		"month in letters":     replace("2024-05-31", "31-May-24"),
		"written out":          replace("2024-05-31", `"May 31, 2024"`),
		"digits only":          replace("2024-05-31", "20240531"),
		"year first, short":    replace("2024-05-31", "24-05-31"),
		"blank lines":          replace("\n", "\n\n,,,,,,,,\n"),
		"title above":          "Uniformed personnel by gender\n\n" + openData,
		"blank codes":          replace("VNM", "", "RWA", "NA"),
		"blank names":          replace("Viet Nam", "", "Rwanda", ""),
		"numbers only":         replace("VNM", "", "Viet Nam", ""),
		"decimal counts":       replace(",5,", ",5.0,", "2000", `"2,000"`),
		"empty cells at end":   replace("\n", ",,\n"),
		"not month end":        replace("2024-05-31", "2024-05-30"),
	} {
		t.Run(name, func(t *testing.T) {
			file := parse(t, text)
			if diff := cmp.Diff(openDataFigures(), file.Figures); diff != "" {
				t.Errorf("figures differ (-want +got):\n%s\nissues: %+v", diff, file.Issues)
			}
			if file.Shape != Long || file.Rejected != 0 || file.Rows != 5 {
				t.Errorf("%s, %d rows, %d rejected: %+v", file.Shape, file.Rows, file.Rejected, file.Issues)
			}
		})
	}
}

func quoteAll(text string) string {
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	for i, line := range lines {
		lines[i] = `"` + strings.Join(strings.Split(line, ","), `","`) + `"`
	}
	return strings.Join(lines, "\n")
}

func TestWideShapeIsReadWithItsChecks(t *testing.T) {
	header := `"","Date","Contributor","Contributor ISO-3","Mission","Individual Police Male","Individual Police Female","Individual Police Total","Troops Male","Troops Female","Troops Total","Total Male","Total Female","Total Total"` + "\n"
	file := parse(t, header+
		`"1",2013-12-31,"Moldova, Republic of","MDA","UNMISS",1,2,3,0,0,0,1,2,3`+"\n"+
		`"2",2013-12-31,"Albania","ALB","UNMISS",1,,3,,,,1,2,3`+"\n"+
		`"3",2013-12-31,"Ghana","GHA","UNMISS",1,1,3,4,0,4,5,1,7`+"\n")
	december := civil.MustMonth("2013-12")
	want := []Figure{
		{december, "ALB", "UNMISS", IndividualPolice, 2, 1},
		{december, "GHA", "UNMISS", IndividualPolice, 1, 1},
		{december, "GHA", "UNMISS", Troops, 0, 4},
		{december, "MDA", "UNMISS", IndividualPolice, 2, 1},
	}
	if diff := cmp.Diff(want, file.Figures); diff != "" {
		t.Error(diff)
	}
	if file.Counts[BlankDerived] != 1 || file.Counts[SumDiffers] != 2 {
		t.Errorf("issues: %+v", file.Issues)
	}
}

func TestBadRowIsLeftOutAndTold(t *testing.T) {
	for name, c := range map[string]struct {
		row  string
		kind Kind
		col  string
	}{
		"too few cells":           {"1,VNM,704,Viet Nam,UNMISS,Troops,1,2", RowWidth, ""},
		"comma without quotes":    {"1,MDA,498,Moldova, Republic of,UNMISS,Troops,1,2,2024-05-31", RowWidth, ""},
		"quote never closed":      {`1,"MDA,498,Moldova,UNMISS,Troops,1,2,2024-05-31`, RowWidth, ""},
		"blank date":              {"1,VNM,704,Viet Nam,UNMISS,Troops,1,2,", DateUnreadable, "last_reporting_date"},
		"no such day":             {"1,VNM,704,Viet Nam,UNMISS,Troops,1,2,2024-02-30", DateUnreadable, "last_reporting_date"},
		"blank mission":           {"1,VNM,704,Viet Nam, ,Troops,1,2,2024-05-31", MissionBlank, "mission_acronym"},
		"unknown country":         {"1,,,Atlantis,UNMISS,Troops,1,2,2024-05-31", CountryUnknown, "isocode3"},
		"unknown type":            {"1,VNM,704,Viet Nam,UNMISS,Dragoons,1,2,2024-05-31", TypeUnknown, "personnel_type"},
		"negative count":          {"1,VNM,704,Viet Nam,UNMISS,Troops,-1,2,2024-05-31", CountBad, "female_personnel"},
		"half a man":              {"1,VNM,704,Viet Nam,UNMISS,Troops,1,2.5,2024-05-31", CountBad, "male_personnel"},
		"more than any country":   {"1,VNM,704,Viet Nam,UNMISS,Troops,1,99999999,2024-05-31", CountBad, "male_personnel"},
		"neither women nor men":   {"1,VNM,704,Viet Nam,UNMISS,Troops,,,2024-05-31", CountsBlank, "female_personnel"},
		"total line at the end":   {",,,,Total,,103,2168,", DateUnreadable, "last_reporting_date"},
		"number that overflows":   {"1,VNM,704,Viet Nam,UNMISS,Troops,1,99999999999999999999,2024-05-31", CountBad, "male_personnel"},
		"formula instead of data": {"1,VNM,704,Viet Nam,UNMISS,Troops,=1+1,2,2024-05-31", CountBad, "female_personnel"},
	} {
		t.Run(name, func(t *testing.T) {
			file := parse(t, openData+c.row+"\n")
			if diff := cmp.Diff(openDataFigures(), file.Figures); diff != "" {
				t.Error(diff)
			}
			if file.Rejected != 1 || len(file.Issues) != 1 {
				t.Fatalf("%d rejected: %+v", file.Rejected, file.Issues)
			}
			i := file.Issues[0]
			if i.Kind != c.kind || i.Row != 7 || i.Column != c.col || i.File != "sample.csv" || i.Kind.Severity() != Rejected {
				t.Errorf("told as %+v", i)
			}
		})
	}
}

func TestDoubtIsTakenAndTold(t *testing.T) {
	for name, c := range map[string]struct {
		row  string
		kind Kind
		want Figure
	}{
		"blank women are nobody": {"6,GHA,288,Ghana,UNMISS,Troops,,2,2024-05-31", BlankAsZero, Figure{Country: "GHA", Type: Troops, Men: 2}},
		"code over name":         {"6,GHA,288,Togo,UNMISS,Troops,1,2,2024-05-31", CodeDisagrees, Figure{Country: "GHA", Type: Troops, Women: 1, Men: 2}},
		"name over wrong code":   {"6,XYZ,288,Ghana,UNMISS,Troops,1,2,2024-05-31", CodeUnknown, Figure{Country: "GHA", Type: Troops, Women: 1, Men: 2}},
		"code alone":             {"6,GHA,288,Gold Coast,UNMISS,Troops,1,2,2024-05-31", NameUnknown, Figure{Country: "GHA", Type: Troops, Women: 1, Men: 2}},
	} {
		t.Run(name, func(t *testing.T) {
			file := parse(t, openData+c.row+"\n")
			c.want.Month, c.want.Mission = civil.MustMonth("2024-05"), "UNMISS"
			if !slices.Contains(file.Figures, c.want) || file.Counts[c.kind] != 1 || file.Rejected != 0 {
				t.Errorf("figures %+v, issues %+v", file.Figures, file.Issues)
			}
		})
	}
}

func TestDuplicateCountsOnce(t *testing.T) {
	same := parse(t, openData+"1,VNM,704,Viet Nam,UNMISS,Individual Police,3,5,2024-05-31\n")
	if diff := cmp.Diff(openDataFigures(), same.Figures); diff != "" || same.Counts[DuplicateSame] != 1 {
		t.Errorf("%s\n%+v", diff, same.Issues)
	}
	later := parse(t, openData+"9,VNM,704,Viet Nam,UNMISS,Individual Police,2,5,2024-05-31\n")
	if f := later.Figures[3]; f.Women != 2 || later.Counts[DuplicateDiffers] != 1 {
		t.Errorf("the row published last counts: %+v, %+v", f, later.Issues)
	}
}

func TestDateOrderIsTheFilesNotTheRows(t *testing.T) {
	head := "isocode3,mission_acronym,personnel_type,female_personnel,male_personnel,last_reporting_date\n"
	rows := func(dates ...string) string {
		var b strings.Builder
		b.WriteString(head)
		for i, d := range dates {
			fmt.Fprintf(&b, "VNM,M%d,Troops,1,1,%s\n", i, d)
		}
		return b.String()
	}
	months := func(f *File) string {
		var all []string
		for _, figure := range f.Figures {
			all = append(all, figure.Mission+" "+figure.Month.String())
		}
		slices.Sort(all)
		return strings.Join(all, ", ")
	}
	for name, c := range map[string]struct {
		text, want string
		order      DateOrder
	}{
		"one date gives all away":       {rows("01/02/2024", "13/02/2024"), "M0 2024-02, M1 2024-02", DayMonthYear},
		"month ends decide short years": {rows("28-02-29", "31-01-29"), "M0 2029-02, M1 2029-01", DayMonthYear},
		"month first with short years":  {rows("04-30-24", "05-31-24"), "M0 2024-04, M1 2024-05", MonthDayYear},
		"the same either way":           {rows("06/06/2024"), "M0 2024-06", YearMonthDay},
	} {
		t.Run(name, func(t *testing.T) {
			file := parse(t, c.text)
			if got := months(file); got != c.want {
				t.Errorf("%s, want %s", got, c.want)
			}
		})
	}
	for _, text := range []string{rows("05/06/2024"), rows("31/05/2024", "05/31/2024")} {
		_, err := Parse(strings.NewReader(text), "", countries(t), "")
		if fault.CodeOf(err) != fault.Invalid || !strings.Contains(err.Error(), "dates_ambiguous") {
			t.Errorf("what can be read in two ways is refused: %v", err)
		}
	}
	file, err := Parse(strings.NewReader(rows("05/06/2024")), "", countries(t), DayMonthYear)
	if err != nil || months(file) != "M0 2024-06" {
		t.Errorf("the order can be given: %v, %v", file, err)
	}
}

func TestUnreadableFileIsRefused(t *testing.T) {
	for name, c := range map[string]struct{ text, key string }{
		"empty":          {"", "contribution.empty"},
		"header only":    {strings.SplitAfter(openData, "\n")[0], "contribution.empty"},
		"other table":    {"name,age\nAn,3\n", "contribution.columns_missing"},
		"no date column": {strings.ReplaceAll(openData, "last_reporting_date", "when"), "contribution.columns_missing"},
		"binary":         {"PK\x03\x04\x00\x00\x00", "contribution.unreadable"},
		"endless line":   {openData + strings.Repeat("x", maxLine+1), "contribution.line_too_long"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Parse(strings.NewReader(c.text), "", countries(t), "")
			if fault.CodeOf(err) != fault.Invalid || !strings.Contains(err.Error(), c.key) {
				t.Errorf("got %v, want %s", err, c.key)
			}
		})
	}
}

func TestRowsInAnyOrderSayTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lines := strings.SplitAfter(openData, "\n")
		head, rows := lines[0], lines[1:len(lines)-1]
		for i := range rapid.IntRange(0, 30).Draw(t, "rows") {
			rows = append(rows, fmt.Sprintf("%d,%s,,,%s,%s,%d,%d,%s\n", i,
				rapid.SampledFrom([]string{"VNM", "RWA ", "gha"}).Draw(t, "country"),
				rapid.SampledFrom([]string{"UNMISS", "unmiss", "UNISFA"}).Draw(t, "mission"),
				rapid.SampledFrom([]string{"Troops", "Individual Police"}).Draw(t, "type"),
				rapid.IntRange(0, 3).Draw(t, "women"), rapid.IntRange(0, 3).Draw(t, "men"),
				rapid.SampledFrom([]string{"2024-05-31", "2024-06-30"}).Draw(t, "date")))
		}
		one := parse(t, head+strings.Join(rows, ""))
		shuffle := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		shuffle.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
		other := parse(t, head+strings.Join(rows, ""))
		if diff := cmp.Diff(one.Figures, other.Figures); diff != "" {
			t.Fatal(diff)
		}
	})
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(openData))
	f.Add([]byte("\ufeff\"Date\";Contributor;Mission;Troops Male;Troops Female;Troops Total\n2013-12-31;\"Mo\"\"ldova\";UNMISS;1;2;3\n"))
	f.Add([]byte("iso3,mission,type,women,men,date\nVNM,A,fpu,1,,05-31-24\nVNM,A,fpu,,2,31/05/2024\n"))
	f.Add([]byte("\xff\xfei\x00,\x00"))
	f.Add([]byte("iso3,mission,type,women,men,date\nVNM,\xe9,ipo,1,1,Sep 30 2024\n"))
	known := countries(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := Parse(strings.NewReader(string(data)), "fuzz", known, "")
		if err != nil {
			if fault.CodeOf(err) != fault.Invalid {
				t.Fatalf("a file can only be refused as invalid: %v", err)
			}
			return
		}
		if file.Rejected > file.Rows || len(file.Figures) > int(Troops)*file.Rows {
			t.Fatalf("%d rows, %d rejected, %d figures", file.Rows, file.Rejected, len(file.Figures))
		}
		for i, figure := range file.Figures {
			if _, ok := known.CountryByISO3(figure.Country); !ok || figure.Total() == 0 || figure.Women < 0 || figure.Men < 0 || figure.Mission == "" || figure.Month == 0 {
				t.Fatalf("%+v", figure)
			}
			if i > 0 && file.Figures[i-1].cell() == figure.cell() {
				t.Fatalf("%+v stands twice", figure)
			}
		}
	})
}

func FuzzReadDate(f *testing.F) {
	for _, text := range []string{"2024-05-31", "31/05/2024", "05-31-24", "31-May-24", "May 31, 2024", "20240531", "2024-05-31T00:00:00Z", "31 T:"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, order := range DateOrders() {
			day := readDate(text, order)
			if day != 0 && readDate(day.String(), order) != day {
				t.Fatalf("%q is %s and that is not itself", text, day)
			}
		}
	})
}
