package participation

import (
	"errors"
	"math/rand/v2"
	"reflect"
	"testing"

	"beret/civil"

	"pgregory.net/rapid"
)

func TestMonthlyAndAtAgreeWithRecount(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		services := drawServices(t)
		dimension := rapid.SampledFrom(Dimensions()).Draw(t, "dimension")
		series, err := Monthly(services, dimension, testFirst, testLast)
		if err != nil {
			t.Fatal(err)
		}
		for m := testFirst; m <= testLast; m++ {
			for _, key := range series.Keys {
				if got, want := series.At(key, m), recount(services, dimension, key, m.End()); got != want {
					t.Fatalf("%s %q in %s: %v, recounted %v", dimension, key, m, got, want)
				}
			}
			for _, f := range At(services, dimension, m.End()) {
				if got := series.At(f.Key, m); got != f.Share || len(f.Women) != f.Share.Women || len(f.Men) != f.Share.Men() {
					t.Fatalf("%s %q in %s: series %v, at %v with %v and %v", dimension, f.Key, m, got, f.Share, f.Women, f.Men)
				}
			}
		}
	})
}

func TestOrderOfServicesChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		services, seed, day := drawServices(t), rapid.Uint64().Draw(t, "seed"), drawDay(t, "day")
		mixed := shuffled(services, seed)
		a, _ := Monthly(services, Mission, testFirst, testLast)
		b, _ := Monthly(mixed, Mission, testFirst, testLast)
		for name, pair := range map[string][2]any{
			"monthly":  {a, b},
			"at":       {At(services, Tier, day), At(mixed, Tier, day)},
			"tours":    {Tours(services, All, day), Tours(mixed, All, day)},
			"changes":  {Changes(services, Scope{}, day, day+90), Changes(mixed, Scope{}, day, day+90)},
			"plans":    {Plans(services, Scope{}, day, day+90), Plans(mixed, Scope{}, day, day+90)},
			"snapshot": {string(Freeze(services, testFirst).Encode()), string(Freeze(mixed, testFirst).Encode())},
		} {
			if !reflect.DeepEqual(pair[0], pair[1]) {
				t.Fatalf("%s depends on the order: %v, %v", name, pair[0], pair[1])
			}
		}
	})
}

func drawColumns(t *rapid.T) Columns {
	c := Columns{Groups: rapid.IntRange(1, 5).Draw(t, "groups")}
	for range rapid.IntRange(0, 60).Draw(t, "rows") {
		from := testFirst.Start() + civil.Date(rapid.IntRange(-500, 1500).Draw(t, "from"))
		to := from + civil.Date(rapid.IntRange(-5, 800).Draw(t, "days"))
		switch rapid.IntRange(0, 9).Draw(t, "kind") {
		case 0:
			to = 0
		case 1: // centuries before or after
			from = civil.Date(rapid.IntRange(0, 1<<31-1).Draw(t, "any from"))
		case 2:
			to = civil.Date(rapid.IntRange(0, 1<<31-1).Draw(t, "any to"))
		}
		c.Append(civil.Interval{From: from, To: to}, rapid.IntRange(0, c.Groups-1).Draw(t, "group"), rapid.Bool().Draw(t, "woman"))
	}
	return c
}

func (c Columns) recount(group int, day civil.Date) Share {
	var s Share
	for i := range c.From {
		if int(c.Code[i]/2) == group && (civil.Interval{From: c.From[i], To: c.To[i]}).Contains(day) {
			s.Total++
			if c.Code[i]%2 == 1 {
				s.Women++
			}
		}
	}
	return s
}

func TestColumnsAgreeWithRecountForAnyNumberOfWorkers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, workers := drawColumns(t), rapid.IntRange(0, 5).Draw(t, "workers")
		table, err := c.Monthly(testFirst, testLast, workers)
		if err != nil {
			t.Fatal(err)
		}
		for m := testFirst; m <= testLast; m++ {
			var sum Share
			for g := range c.Groups {
				want := c.recount(g, m.End())
				if got := table.At(g, m); got != want {
					t.Fatalf("group %d in %s: %v, recounted %v", g, m, got, want)
				}
				sum = sum.Add(want)
			}
			if table.Sum(m) != sum {
				t.Fatalf("sum in %s: %v, want %v", m, table.Sum(m), sum)
			}
		}
	})
}

func TestColumnsRefuseWhatTheyCannotCount(t *testing.T) {
	good := Columns{From: []civil.Date{1}, To: []civil.Date{0}, Code: []uint16{Code(0, true)}, Groups: 1}
	uneven, outside := good, good
	uneven.Code = nil
	outside.Code = []uint16{Code(1, false)}
	for rule, c := range map[string]struct {
		columns     Columns
		first, last civil.Month
		want        error
	}{
		"columns of one length":         {uneven, testFirst, testLast, ErrColumns},
		"groups below their number":     {outside, testFirst, testLast, ErrGroup},
		"first month before the last":   {good, testLast, testFirst, ErrMonths},
		"at most a century and a half":  {good, testFirst, testFirst + 12*150, ErrMonths},
		"a century and a half is right": {good, testFirst, testFirst + 12*150 - 1, nil},
	} {
		if _, err := c.columns.Monthly(c.first, c.last, 1); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", rule, err, c.want)
		}
	}
}

func TestOutsideTheTableIsNobody(t *testing.T) {
	table, err := Columns{From: []civil.Date{1}, To: []civil.Date{0}, Code: []uint16{Code(0, true)}, Groups: 1}.Monthly(testFirst, testLast, 1)
	if err != nil || table.At(0, testFirst) != (Share{1, 1}) || table.At(0, testLast+1) != (Share{}) ||
		table.At(1, testFirst) != (Share{}) || table.At(0, testFirst-1) != (Share{}) {
		t.Error("only the table's own months and groups hold people")
	}
}

func BenchmarkColumnsMonthly(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	const rows, groups = 1_000_000, 48
	c := Columns{Groups: groups}
	first := civil.MustMonth("2006-01")
	for range rows {
		from := first.Start() + civil.Date(r.IntN(7300))
		c.Append(civil.Interval{From: from, To: from + civil.Date(30+r.IntN(700))}, r.IntN(groups), r.IntN(5) == 0)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.Monthly(first, first+239, 1); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/rows, "ns/interval")
}

func TestManyRowsAreSharedOutAmongWorkers(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	c := Columns{Groups: 3}
	for range 3*morsel + 5 {
		from := testFirst.Start() + civil.Date(random.IntN(900))
		c.Append(civil.Interval{From: from, To: from + civil.Date(random.IntN(300))}, random.IntN(3), random.IntN(4) == 0)
	}
	one, err := c.Monthly(testFirst, testLast, 1)
	if err != nil {
		t.Fatal(err)
	}
	if four, _ := c.Monthly(testFirst, testLast, 4); !reflect.DeepEqual(one, four) {
		t.Error("four workers count otherwise than one")
	}
	for _, m := range []civil.Month{testFirst, testFirst + 11, testLast} {
		if got, want := one.At(1, m), c.recount(1, m.End()); got != want {
			t.Errorf("%s: %v, recounted %v", m, got, want)
		}
	}
}

// A table longer than one block of months has no seam.
func TestTablesOfManyDecadesHaveNoSeam(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, first := drawColumns(t), testFirst.Add(-rapid.IntRange(0, 700).Draw(t, "earlier"))
		table, err := c.Monthly(first, testLast.Add(300), 2)
		if err != nil {
			t.Fatal(err)
		}
		for m := first; m <= testLast.Add(300); m += 7 {
			if got, want := table.At(0, m), c.recount(0, m.End()); got != want {
				t.Fatalf("%s: %v, recounted %v", m, got, want)
			}
		}
	})
}
