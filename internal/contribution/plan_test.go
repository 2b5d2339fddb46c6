package contribution

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestImportLeavesTheMonthAsTheFileHasIt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		recorded, file := drawFigures(t), &File{Shape: Wide, Figures: drawFigures(t)}
		p, err := plan(file, recorded, WholeMonths)
		if err != nil {
			t.Skip("refused as an extract: ", err)
		}
		after := map[cell]Figure{}
		for _, f := range recorded {
			after[f.cell()] = f
		}
		for _, c := range p.Removed {
			delete(after, c.Before.cell())
		}
		for _, c := range p.Changed {
			after[c.After.cell()] = c.After
		}
		for _, f := range p.added {
			after[f.cell()] = f
		}
		for _, f := range file.Figures {
			if after[f.cell()] != f {
				t.Fatalf("%+v became %+v", f, after[f.cell()])
			}
		}
		for _, f := range after {
			if covered := newCoverage(file, WholeMonths).speaksFor(f); covered && !slices.Contains(file.Figures, f) {
				t.Fatalf("%+v is not in the file", f)
			}
		}
		left := slices.SortedFunc(maps.Values(after), compareFigures)
		if again, err := plan(file, left, WholeMonths); err != nil || !again.Empty() {
			t.Fatalf("the second import changes something: %+v, %v", again, err)
		}
	})
}

// asLong writes figures in the shape of the UN's open data.
func asLong(figures []Figure) []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	_ = w.Write([]string{"contribution_id", "isocode3", "mission_acronym", "personnel_type", "female_personnel", "male_personnel", "last_reporting_date"})
	for i, f := range figures {
		_ = w.Write([]string{strconv.Itoa(i + 1), f.Country, f.Mission, f.Type.Code(), strconv.Itoa(f.Women), strconv.Itoa(f.Men), f.Month.End().String()})
	}
	w.Flush()
	return b.Bytes()
}

// asWide writes figures in the shape of the compilation.
func asWide(figures []Figure) []byte {
	rows := map[cell][Troops + 1]Figure{}
	for _, f := range figures {
		key := f.cell()
		key.kind = 0
		row := rows[key]
		row[f.Type] = f
		rows[key] = row
	}
	var b bytes.Buffer
	b.WriteString("Date;Contributor ISO-3;Mission")
	for _, name := range []string{"Individual Police", "Formed Police Units", "Experts on Mission", "Staff Officer", "Troops"} {
		fmt.Fprintf(&b, ";%s Male;%s Female;%s Total", name, name, name)
	}
	for key, row := range rows {
		fmt.Fprintf(&b, "\n%s;%s;%s", key.month.End(), key.country, key.mission)
		for _, kind := range Types() {
			fmt.Fprintf(&b, ";%d;%d;%d", row[kind].Men, row[kind].Women, row[kind].Total())
		}
	}
	return b.Bytes()
}

func TestBothShapesSayTheSame(t *testing.T) {
	known := countries(t)
	rapid.Check(t, func(t *rapid.T) {
		figures := drawFigures(t)
		if len(figures) == 0 {
			t.Skip("nothing to write")
		}
		for shape, text := range map[Shape][]byte{Long: asLong(figures), Wide: asWide(figures)} {
			file, err := Parse(bytes.NewReader(text), "drawn.csv", known, "")
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(figures, file.Figures); diff != "" || file.Shape != shape || len(file.Issues) > 0 {
				t.Fatalf("%s: %s\n%+v", file.Shape, diff, file.Issues)
			}
		}
	})
}

func TestFileBeyondTheLimitIsRefused(t *testing.T) {
	row := []byte("VNM,UNMISS,Troops,1,1,2024-05-31\n")
	text := append([]byte("iso3,mission,type,women,men,date\n"), bytes.Repeat(row, maxRows)...)
	if _, err := Parse(bytes.NewReader(text), "", countries(t), ""); err == nil {
		t.Error("more rows than the UN's whole history were taken")
	}
}

func BenchmarkParseLong(b *testing.B) {
	line := []byte("12345,VNM,704,Viet Nam,UNMISS,Individual Police,3,5,2024-05-31\n")
	text := []byte("contribution_id,isocode3,m49_code,contributing_country,mission_acronym,personnel_type,female_personnel,male_personnel,last_reporting_date\n")
	for i := range 100_000 {
		text = append(text, bytes.Replace(line, []byte("UNMISS"), []byte(fmt.Sprintf("M%05d", i)), 1)...)
	}
	known := countries(b)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if file, err := Parse(bytes.NewReader(text), "", known, ""); err != nil || len(file.Figures) != 100_000 {
			b.Fatal(err)
		}
	}
}
