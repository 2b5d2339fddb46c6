package contribution

import (
	"os"
	"path/filepath"
	"testing"

	"beret/civil"
	"beret/internal/reference"
)

// tester is what testing.TB and rapid.T share.
type tester interface {
	Helper()
	Fatal(args ...any)
}

func countries(t tester) *reference.Countries {
	t.Helper()
	c, err := reference.LoadCountries()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// published parses the compilation of 2009 to 2014, which lies beside the
// repository and may not be in it.
func published(t testing.TB) *File {
	t.Helper()
	f, err := os.Open(publishedPath())
	if err != nil {
		t.Skip("the published UN figures are not beside the repository: ", err)
	}
	defer f.Close()
	file, err := Parse(f, filepath.Base(f.Name()), countries(t), "")
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func publishedPath() string {
	return filepath.Join("..", "..", "..", "shared", "data", "un-uniformed-personnel-by-gender-2009-2014.csv")
}

func TestPublishedFiguresAreReproduced(t *testing.T) {
	file := published(t)
	if file.Shape != Wide || file.Rows != 29115 || file.Rejected != 0 || file.DateOrder != YearMonthDay {
		t.Errorf("read as %s, %d rows, %d rejected, dates %s", file.Shape, file.Rows, file.Rejected, file.DateOrder)
	}
	if first, last := file.First().String(), file.Last().String(); first != "2009-11" || last != "2014-02" {
		t.Errorf("from %s to %s", first, last)
	}
	for _, want := range []struct {
		month                                civil.Month
		ipoWomen, ipoTotal, fpuWomen, fpuAll int
	}{
		{civil.MustMonth("2009-11"), 598, 6964, 276, 5736},
		{civil.MustMonth("2010-07"), 827, 7009, 383, 6639},
		{civil.MustMonth("2011-03"), 1060, 7027, 398, 7676},
		{civil.MustMonth("2011-11"), 954, 6384, 490, 7922},
		{civil.MustMonth("2012-07"), 899, 6245, 375, 7308},
		{civil.MustMonth("2013-03"), 810, 5588, 413, 6963},
		{civil.MustMonth("2013-11"), 790, 5143, 483, 7774},
	} {
		got := map[Type][2]int{}
		for _, f := range file.Figures {
			if f.Month == want.month {
				got[f.Type] = [2]int{got[f.Type][0] + f.Women, got[f.Type][1] + f.Total()}
			}
		}
		if got[IndividualPolice] != [2]int{want.ipoWomen, want.ipoTotal} || got[FormedPoliceUnits] != [2]int{want.fpuWomen, want.fpuAll} {
			t.Errorf("%s: individual police %v, formed police units %v, want %+v", want.month, got[IndividualPolice], got[FormedPoliceUnits], want)
		}
	}
}

func TestPublishedFileHasOneOddDateAndNothingElse(t *testing.T) {
	file := published(t)
	if len(file.Issues) != 1 {
		t.Fatalf("issues: %+v", file.Issues)
	}
	if i := file.Issues[0]; i.Kind != DateNotMonthEnd || i.Args[1] != "2012-02-28" || i.Rows != 535 || i.Column != "Date" {
		t.Errorf("28 February of a leap year is not the month's end: %+v", i)
	}
}

func BenchmarkParsePublished(b *testing.B) {
	info, err := os.Stat(publishedPath())
	if err != nil {
		b.Skip("the published UN figures are not beside the repository: ", err)
	}
	known := countries(b)
	b.SetBytes(info.Size())
	b.ReportAllocs()
	for b.Loop() {
		f, err := os.Open(publishedPath())
		if err != nil {
			b.Fatal(err)
		}
		file, err := Parse(f, "published.csv", known, "")
		f.Close()
		if err != nil || file.Rows != 29115 {
			b.Fatal(err)
		}
	}
}
