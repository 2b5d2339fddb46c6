package registry_test

import (
	"context"
	"fmt"
	"math/rand"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"beret/internal/database"
	"beret/internal/registry"
)

// BigVariable names the environment variable with the number of officers for
// TestALargeOffice, which measures and reports; without it the test is skipped.
const BigVariable = "BERET_TEST_OFFICERS"

// TestALargeOffice lists, searches and opens people from 50 goroutines.
func TestALargeOffice(t *testing.T) {
	n, _ := strconv.Atoi(os.Getenv(BigVariable))
	if n == 0 {
		t.Skipf("%s is not set", BigVariable)
	}
	path := filepath.Join(t.TempDir(), "big.db")
	ctx := context.Background()
	db, err := database.Open(ctx, path, database.Options{Clock: func() time.Time { return asOf.Time() }})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	o := newOffice(t, db)
	random := rand.New(rand.NewSource(1))
	start := time.Now()
	o.fill(random, n)
	t.Logf("%d officers inserted: %.0f rows/s", n, float64(n)/time.Since(start).Seconds())
	start = time.Now()
	o.write(func(tx *database.Tx) error { _, err := o.store.LoadIndex(ctx, tx, nil); return err })
	t.Logf("index: %s", time.Since(start))
	start = time.Now()
	if err := o.store.Warm(ctx); err != nil {
		t.Fatal(err)
	}
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	t.Logf("view: %s, heap %d MB", time.Since(start), m.HeapAlloc>>20)
	runtime.ReadMemStats(&m)
	held := m.HeapAlloc
	start = time.Now()
	pool := o.pool(desk)
	t.Logf("pool: %s, %d people", time.Since(start), pool.Len())
	runtime.GC()
	runtime.ReadMemStats(&m)
	t.Logf("pool: %d MB more, %d MB from the system in all", (m.HeapAlloc-held)>>20, m.Sys>>20)
	words := []string{"duc", "hoa", "nguyen thi lan", "x001-0", "tran duc", "vy", "le van"}
	list := func(f registry.Filter, s registry.Sort, p registry.Page) {
		f.AsOf = asOf
		if _, _, err := o.store.List(ctx, desk, f, s, p); err != nil {
			t.Error(err)
		}
	}
	o.measure("first page", func(i int) { list(registry.Filter{}, "", registry.Page{}) })
	o.measure("any page by name", func(i int) { list(registry.Filter{}, "", registry.Page{Offset: (i * 7919) % n}) })
	o.measure("search, repeated", func(i int) { list(registry.Filter{Text: words[i%len(words)]}, "", registry.Page{}) })
	o.measure("search, each new", func(i int) {
		list(registry.Filter{Text: fmt.Sprint(words[i%len(words)], " ", i%997)}, "", registry.Page{})
	})
	o.measure("women cleared with English, by rank", func(i int) {
		list(registry.Filter{Sex: registry.Women, Cleared: true, Language: "en", MinLevel: "B2"}, registry.SortRank, registry.Page{Offset: i % 50})
	})
	o.measure("by age, each page", func(i int) { list(registry.Filter{}, registry.SortAge, registry.Page{Offset: 2000 + 50*(i%100)}) })
	o.measure("expiring by date", func(i int) {
		list(registry.Filter{WithinDays: 30 + i%2}, registry.SortExpiry, registry.Page{})
	})
	o.measure("person", func(i int) {
		if _, err := o.store.Find(ctx, desk, int64(1+(i*7919)%n)); err != nil {
			t.Error(err)
		}
	})
	for name, do := range map[string]func(){
		"counts of the work-list": func() { o.store.ExpiryCounts(ctx, desk, registry.ExpiryFilter{AsOf: asOf}) },
		"page of the work-list":   func() { o.store.Expiries(ctx, desk, registry.ExpiryFilter{AsOf: asOf}, registry.Page{}) },
		"list after an edit": func() {
			f := o.find(77)
			f.Position += "x"
			if err := o.store.Update(ctx, desk, registry.Change{OfficerID: 77, Version: f.Version}, f.Officer); err != nil {
				t.Error(err)
			}
			list(registry.Filter{}, "", registry.Page{})
		},
		"pool after an edit": func() { o.pool(desk) },
		"cold filter":        func() { list(registry.Filter{Cleared: true, WithinDays: 91}, "", registry.Page{}) },
	} {
		start := time.Now()
		do()
		t.Logf("%s: %s", name, time.Since(start))
	}
}

func (o *office) measure(name string, do func(i int)) {
	const users = 50
	took := make([][]time.Duration, users)
	do(0)
	start := time.Now()
	var wg sync.WaitGroup
	for u := range users {
		wg.Go(func() {
			for i := u; time.Since(start) < 2*time.Second; i += users {
				from := time.Now()
				do(i)
				took[u] = append(took[u], time.Since(from))
			}
		})
	}
	wg.Wait()
	all := slices.Concat(took...)
	slices.Sort(all)
	o.t.(*testing.T).Logf("%-38s p50 %8s  p99 %8s  %6.0f/s", name, all[len(all)/2].Round(10*time.Microsecond),
		all[len(all)*99/100].Round(10*time.Microsecond), float64(len(all))/time.Since(start).Seconds())
}

func (o *office) fill(random *rand.Rand, n int) {
	pick := func(list ...string) string { return list[random.Intn(len(list))] }
	o.write(func(tx *database.Tx) error {
		b, err := o.store.NewBatch(tx, desk)
		if err != nil {
			return err
		}
		for range n {
			f := o.officer(pick("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ") + " " + pick("Thị", "Văn", "Ngọc", "Minh", "Hữu", "Thanh") + " " +
				pick("Đức", "Hòa", "Hoà", "Lan", "Mai", "Dung", "Vy", "An", "Bình", "Châu", "Giang", "Hải", "Khánh", "Long", "Nam", "Phúc", "Quân", "Sơn", "Tú"))
			f.Woman = random.Intn(5) == 0
			f.Rank = pick("SGT", "LT", "SLT", "CPT", "MAJ", "LTC")
			f.BirthDate = date("1970-01-01").AddDays(random.Intn(11000))
			f.EnlistedOn, f.UnitSince, f.RankSince = 0, 0, 0
			f.PassportExpires = asOf.AddDays(random.Intn(3000) - 300)
			if random.Intn(3) == 0 {
				f.Languages = []registry.Language{{Language: pick("en", "fr"), Level: pick("A2", "B1", "B2", "C1")}}
			}
			if random.Intn(20) == 0 {
				f.Clearances = []registry.Clearance{{Edition: "2019.19", ClearedOn: asOf - 400, Expires: asOf.AddDays(random.Intn(730) - 100)}}
			}
			if err := b.Insert(o.ctx, f); err != nil {
				return err
			}
		}
		return b.Close(o.ctx)
	})
}
