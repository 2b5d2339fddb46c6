package registry_test

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/audit"
	"beret/internal/database"
	"beret/internal/database/databasetest"
	"beret/internal/fault"
	"beret/internal/personname"
	"beret/internal/reference"
	"beret/internal/registry"
)

// person draws an officer whose facts lie close to the borders of the filters.
func (o *office) person(t *rapid.T) registry.File {
	day := func(name string) civil.Date { return asOf.AddDays(rapid.IntRange(-100, 120).Draw(t, name)) }
	maybe := func(name string) bool { return rapid.Bool().Draw(t, name) }
	syllables := []string{"An", "Ánh", "Đức", "Dung", "Hòa", "Hoà", "Lê", "Nguyễn", "Thị", "Vy"}
	f := o.officer(strings.Join(rapid.SliceOfN(rapid.SampledFrom(syllables), 2, 4).Draw(t, "name"), " "))
	f.Woman = maybe("woman")
	f.Rank = rapid.SampledFrom([]string{"SGT", "LT", "CPT", "MAJ", "COL"}).Draw(t, "rank")
	f.BirthDate = date("1980-01-01").AddDays(rapid.IntRange(0, 3).Draw(t, "birth"))
	f.HomeUnitID = rapid.SampledFrom([]int64{o.ministry, o.bureau}).Draw(t, "unit")
	if maybe("passport") {
		f.PassportExpires = day("passport expires")
	}
	if maybe("left") {
		f.LeftOn = day("left on")
	}
	if maybe("language") {
		level := rapid.SampledFrom([]string{"A2", "B2", "C1"}).Draw(t, "level")
		f.Languages = append(f.Languages, registry.Language{Language: rapid.SampledFrom([]string{"en", "fr"}).Draw(t, "spoken"), Level: level})
	}
	if maybe("cleared") {
		f.Clearances = append(f.Clearances, registry.Clearance{Edition: "2019.19", ClearedOn: date("2024-01-01"), Expires: day("clearance")})
	}
	for i := range rapid.IntRange(0, 2).Draw(t, "certificates") {
		c := registry.Certificate{Type: rapid.SampledFrom([]string{"cptm", "first-aid"}).Draw(t, fmt.Sprint("type", i)), Issued: date("2024-01-01")}
		if maybe(fmt.Sprint("certificate expires", i)) {
			c.Expires = day(fmt.Sprint("certificate", i))
		}
		f.Certificates = append(f.Certificates, c)
	}
	for i := range rapid.IntRange(0, 2).Draw(t, "windows") {
		a := registry.Availability{Willing: maybe(fmt.Sprint("willing", i)), From: day(fmt.Sprint("from", i))}
		if maybe(fmt.Sprint("closed", i)) {
			a.To = a.From.AddDays(rapid.IntRange(1, 150).Draw(t, fmt.Sprint("days", i)))
		}
		f.Availability = append(f.Availability, a)
	}
	return f
}

func (o *office) filter(t *rapid.T) registry.Filter {
	f := registry.Filter{AsOf: asOf}
	one := func(name string) bool { return rapid.IntRange(0, 3).Draw(t, name) == 0 }
	if one("text") {
		f.Text = rapid.SampledFrom([]string{"duc", "hoa", "ng", "an le", "X00", "vy zz"}).Draw(t, "words")
	}
	f.Sex = rapid.SampledFrom([]registry.Sex{registry.AnySex, registry.Women, registry.Men}).Draw(t, "sex")
	f.Service = rapid.SampledFrom([]registry.Service{registry.InService, registry.HasLeft, registry.Everybody}).Draw(t, "service")
	if one("band") {
		f.Band = rapid.SampledFrom([]string{"junior", "senior", "general"}).Draw(t, "band is")
	}
	if one("rank") {
		f.Rank = "CPT"
	}
	if one("unit") {
		f.HomeUnitID = rapid.SampledFrom([]int64{o.ministry, o.bureau}).Draw(t, "unit is")
	}
	if one("language") {
		f.Language, f.MinLevel = "en", rapid.SampledFrom([]string{"", "A2", "B2", "C2"}).Draw(t, "level is")
	}
	f.Cleared = one("cleared")
	if one("available") {
		f.Available.From = asOf.AddDays(rapid.IntRange(-10, 30).Draw(t, "window"))
		if rapid.Bool().Draw(t, "window closed") {
			f.Available.To = f.Available.From.AddDays(rapid.IntRange(1, 60).Draw(t, "window days"))
		}
	}
	if one("expiring") {
		f.WithinDays = rapid.IntRange(1, 90).Draw(t, "within")
		f.Expiring = rapid.SampledFrom([][]registry.ExpiryKind{nil, {registry.ExpiryPassport}, {registry.ExpiryCert, registry.ExpiryAssessment}}).Draw(t, "kinds")
	}
	f.Never, f.DeployedNow = one("never"), one("deployed")
	if one("tier") {
		f.Tier = "command"
	}
	return f
}

// selects is the filter read plainly, person by person.
func selects(f registry.Filter, p registry.File, b *reference.Book, bureau int64) bool {
	gone := p.LeftOn != 0 && p.LeftOn <= f.AsOf
	rank, _ := b.Find(reference.Ranks, p.Rank)
	tours, now, tier := 0, false, false
	for _, d := range p.Deployments {
		if !d.Cancelled && d.From <= f.AsOf {
			tours++
			now = now || d.EndedOn == 0 || d.EndedOn > f.AsOf
			tier = tier || d.Tier == f.Tier
		}
	}
	return matchesText(f.Text, p) &&
		(f.Sex == registry.AnySex || p.Woman == (f.Sex == registry.Women)) &&
		(f.Service == registry.Everybody || gone == (f.Service == registry.HasLeft)) &&
		(f.Band == "" || rank.Field("band") == f.Band) && (f.Rank == "" || f.Rank == p.Rank) &&
		(f.HomeUnitID == 0 || f.HomeUnitID != bureau || p.HomeUnitID == bureau) &&
		(f.Language == "" || slices.ContainsFunc(p.Languages, func(l registry.Language) bool {
			return l.Language == f.Language && l.Level >= f.MinLevel // the levels' codes happen to be in order
		})) &&
		(!f.Cleared || slices.ContainsFunc(p.Clearances, func(c registry.Clearance) bool { return c.Expires > f.AsOf })) &&
		(f.Available.From == 0 || available(f.Available, p)) &&
		(f.WithinDays == 0 || earliest(p, f.Expiring) <= f.AsOf.AddDays(f.WithinDays)) &&
		(!f.Never || tours == 0) && (!f.DeployedNow || now) && (f.Tier == "" || tier)
}

func matchesText(text string, p registry.File) bool {
	for _, word := range strings.Fields(personname.Fold(text)) {
		found := strings.ContainsAny(word, "0123456789") && strings.Contains(strings.ToLower(p.ServiceNumber), word)
		for _, part := range append(strings.Fields(personname.Fold(p.FullName)), strings.ToLower(p.ServiceNumber)) {
			found = found || strings.HasPrefix(part, word)
		}
		if !found {
			return false
		}
	}
	return true
}

func available(window civil.Interval, p registry.File) bool {
	yes := false
	for _, a := range p.Availability {
		if !a.Willing && a.Span().Overlaps(window) {
			return false
		}
		covers := a.From <= window.From && (a.To == 0 || window.To != 0 && window.To <= a.To)
		yes = yes || a.Willing && covers
	}
	return yes
}

func earliest(p registry.File, kinds []registry.ExpiryKind) civil.Date {
	const never = civil.Date(1 << 30)
	first := never
	has := func(k registry.ExpiryKind) bool { return len(kinds) == 0 || slices.Contains(kinds, k) }
	if has(registry.ExpiryPassport) && p.PassportExpires != 0 {
		first = p.PassportExpires
	}
	if has(registry.ExpiryAssessment) && len(p.Clearances) > 0 {
		first = min(first, p.Clearances[0].Expires)
	}
	if has(registry.ExpiryCert) {
		last := map[string]civil.Date{}
		for _, c := range p.Certificates {
			until := c.Expires
			if until == 0 {
				until = never
			}
			last[c.Type] = max(last[c.Type], until)
		}
		for _, until := range last {
			first = min(first, until)
		}
	}
	return first
}

func less(sort registry.Sort, b *reference.Book, o *office) func(x, y registry.File) int {
	sorter := personname.NewSorter()
	return func(x, y registry.File) int {
		by := 0
		switch sort {
		case registry.SortRank:
			by = b.RankOrder(y.Rank) - b.RankOrder(x.Rank)
		case registry.SortNumber:
			by = cmp.Compare(x.ServiceNumber, y.ServiceNumber)
		case registry.SortAge:
			by = cmp.Compare(x.BirthDate, y.BirthDate)
		case registry.SortUnit: // the ministry stands above its bureau
			by = cmp.Compare(x.HomeUnitID, y.HomeUnitID)
		case registry.SortExpiry:
			by = cmp.Compare(earliest(x, nil), earliest(y, nil))
		}
		name := slices.Compare(sorter.Key(x.FullName, ""), sorter.Key(y.FullName, ""))
		return cmp.Or(by, name, cmp.Compare(x.ID, y.ID))
	}
}

// deploy gives some of the people tours around the day.
func (o *office) deploy(t *rapid.T, ids []int64) {
	for i, id := range ids {
		if !rapid.Bool().Draw(t, fmt.Sprint("tour", i)) {
			continue
		}
		from := asOf.AddDays(rapid.IntRange(-50, 20).Draw(t, fmt.Sprint("tour from", i)))
		tier := rapid.SampledFrom([]string{"", "command"}).Draw(t, fmt.Sprint("tier", i))
		cancelled := database.Flag(rapid.IntRange(0, 4).Draw(t, fmt.Sprint("cancelled", i)) == 0)
		o.exec("INSERT INTO deployment (officer_id, category, mission, tier, from_date, planned_end, cancelled) VALUES (?, 'ipo', 'UNMISS', ?, ?, ?, ?)",
			id, tier, from, from.AddDays(40), cancelled)
	}
}

func TestAListIsWhatThePlainReadingSelects(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		o := newOffice(t, db)
		b := book(t)
		var ids []int64
		rapid.Check(t, func(rt *rapid.T) {
			if len(ids) < 60 { // the office grows as the check goes on, and each list must take that in
				var fresh []int64
				for range 3 {
					fresh = append(fresh, o.create(o.person(rt)))
				}
				o.deploy(rt, fresh)
				ids = append(ids, fresh...)
			}
			f, sort := o.filter(rt), rapid.SampledFrom(registry.Sorts()).Draw(rt, "sort")
			var want []registry.File
			for _, id := range ids {
				if p := o.find(id); selects(f, p, b, o.bureau) {
					want = append(want, p)
				}
			}
			slices.SortFunc(want, less(sort, b, o))
			page := registry.Page{Limit: rapid.IntRange(1, 40).Draw(rt, "limit"), Offset: rapid.IntRange(0, 10).Draw(rt, "offset")}
			rows, total, err := o.store.List(o.ctx, desk, f, sort, page)
			if err != nil || total != len(want) {
				rt.Fatalf("%d found, want %d: %v", total, len(want), err)
			}
			want = want[min(page.Offset, len(want)):]
			want = want[:min(page.Limit, len(want))]
			if len(rows) != len(want) {
				rt.Fatalf("page of %d, want %d", len(rows), len(want))
			}
			for i := range rows {
				if rows[i].ID != want[i].ID || rows[i].FullName != want[i].FullName {
					rt.Fatalf("line %d is %s %s, want %s %s", i, rows[i].FullName, rows[i].ServiceNumber, want[i].FullName, want[i].ServiceNumber)
				}
				if day := earliest(want[i], nil); day < 1<<30 && rows[i].NextExpiry != day {
					rt.Fatalf("next expiry of %s is %s, want %s", rows[i].FullName, rows[i].NextExpiry, day)
				}
			}
		})
	})
}

func TestARowShowsLanguagesClearanceAndTour(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		o := newOffice(t, db)
		f := o.officer("Lê Thị Lan")
		f.Languages = []registry.Language{{Language: "fr", Level: "B1"}, {Language: "en", Level: "B2"}}
		f.Clearances = []registry.Clearance{{Edition: "2019.19", ClearedOn: date("2025-12-01"), Expires: date("2027-12-01")}}
		id := o.create(f)
		o.exec("INSERT INTO deployment (officer_id, category, mission, from_date, planned_end) VALUES (?, 'ipo', 'UNISFA', '2026-10-31', '2027-10-31')", id)
		rows, _, err := o.store.List(o.ctx, desk, registry.Filter{AsOf: asOf}, registry.SortName, registry.Page{})
		if err != nil || len(rows) != 1 {
			t.Fatal(rows, err)
		}
		r := rows[0]
		got := fmt.Sprint(r.Languages[0].Language, r.Languages[1].Level, r.ClearedUntil, r.Mission, r.Category, r.NextExpiry, r.HomeUnit)
		if want := "enB12027-12-01UNISFAipo2027-12-01Cục Đối ngoại"; strings.ReplaceAll(got, " ", "") != strings.ReplaceAll(want, " ", "") {
			t.Errorf("got %s", got)
		}
	})
}

func TestTheWorkListCountsByBand(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		o := newOffice(t, db)
		for i, days := range []int{-400, 0, 1, 30, 31, 60, 61, 90, 91} {
			f := o.officer(fmt.Sprintf("Lê Thị Lan %d", i))
			f.PassportExpires = asOf.AddDays(days)
			f.Woman = i%2 == 0
			o.create(f)
		}
		gone := o.officer("Lê Văn Nghỉ")
		gone.PassportExpires, gone.LeftOn = asOf, asOf
		o.create(gone)
		renewed := o.officer("Lê Thị Mới")
		renewed.Clearances = []registry.Clearance{
			{Edition: "2019.19", ClearedOn: date("2023-01-01"), Expires: date("2025-01-01")},
			{Edition: "2019.19", ClearedOn: date("2025-01-01"), Expires: asOf.AddDays(45)}}
		renewed.Licences = []registry.Licence{{Class: "B2", Expires: asOf.AddDays(10)}, {Class: "C"}}
		o.create(renewed)
		f := registry.ExpiryFilter{AsOf: asOf}
		counts, err := o.store.ExpiryCounts(o.ctx, desk, f)
		if err != nil {
			t.Fatal(err)
		}
		const want = "overdue map[passport:2]; 30 map[licence:1 passport:2]; 60 map[assessment:1 passport:2]; 90 map[passport:2]; "
		got := ""
		for _, band := range registry.Bands() {
			got += fmt.Sprint(band, " ", counts[band], "; ")
		}
		if got != want {
			t.Errorf("counts %s", got)
		}
		list, total, err := o.store.Expiries(o.ctx, desk, f, registry.Page{Limit: 3})
		if err != nil || total != 10 || len(list) != 3 || list[0].DaysLeft != -400 || list[1].Band != registry.Overdue || list[2].DaysLeft != 1 {
			t.Errorf("%d lines: %+v, %v", total, list, err)
		}
		f.Band, f.Sex = registry.Within60, registry.Women
		if list, total, err = o.store.Expiries(o.ctx, desk, f, registry.Page{}); err != nil || total != 1 || list[0].DaysLeft != 31 {
			t.Errorf("women within 60 days: %+v, %v", list, err)
		}
		if _, total, err := o.store.Expiries(o.ctx, account.Actor{Role: account.Partner}, f, registry.Page{}); total != 0 || err != nil {
			t.Errorf("a partner sees %d lines, %v", total, err)
		}
	})
}

func TestABatchWritesWhatAnIndexKnows(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		o := newOffice(t, db)
		var files []registry.File
		for i := range 250 {
			f := o.officer(fmt.Sprintf("Lê Thị Lan %c%c", 'a'+i/26, 'a'+i%26))
			f.Languages = []registry.Language{{Language: "en", Level: "B2"}}
			f.Certificates = []registry.Certificate{{Type: "cptm"}, {Type: "cptm"}}
			files = append(files, f)
		}
		o.names(desk, registry.Filter{Text: "zz"}, registry.SortName) // load the view of the empty office
		var x *registry.Index
		o.write(func(tx *database.Tx) error {
			b, err := o.store.NewBatch(tx, desk)
			if err != nil {
				return err
			}
			for _, f := range files {
				if err := b.Insert(o.ctx, f); err != nil {
					return err
				}
			}
			return b.Close(o.ctx)
		})
		o.write(func(tx *database.Tx) (err error) { x, err = o.store.LoadIndex(o.ctx, tx, nil); return err })
		if _, total, err := o.store.List(o.ctx, desk, registry.Filter{AsOf: asOf, Text: "lan"}, "", registry.Page{}); total != 250 || err != nil || x.Len() != 250 {
			t.Fatalf("%d listed, %d in the index: %v", total, x.Len(), err)
		}
		for _, f := range files {
			f.Officer = registry.Normalize(f.Officer)
			id, content, ok := x.Find(f.ServiceNumber)
			if !ok || content != x.Digest(f) {
				t.Fatalf("%s: not found or of other content", f.ServiceNumber)
			}
			if suspects := x.Suspects(strings.ToUpper(f.FullName), f.BirthDate); !slices.Contains(suspects, id) {
				t.Fatalf("%s is no suspect of itself", f.FullName)
			}
			f.Languages = nil
			if content == x.Digest(f) {
				t.Fatal("a language less is no change")
			}
		}
		if _, _, ok := x.Find("nobody"); ok || x.Suspects("Ai", asOf) != nil {
			t.Error("found nobody")
		}
	})
}

func TestABatchUpdateKeepsHistoryAndAudits(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		o := newOffice(t, db)
		f := o.officer("Lê Thị Lan")
		f.Languages = []registry.Language{{Language: "en", Level: "B1"}, {Language: "fr", Level: "A2"}}
		id := o.create(f)
		o.write(func(tx *database.Tx) error {
			loaded, err := o.store.Load(o.ctx, tx, desk, []int64{id})
			if err != nil {
				return err
			}
			after := loaded[0]
			after.Rank, after.RankSince = "MAJ", date("2026-01-01")
			after.Languages = []registry.Language{{Language: "en", Level: "B2"}}
			b, err := o.store.NewBatch(tx, desk)
			if err != nil {
				return err
			}
			return b.Update(o.ctx, loaded[0], after)
		})
		got := o.find(id)
		if got.Rank != "MAJ" || len(got.PastRanks) != 1 || got.PastRanks[0].Rank != "CPT" || len(got.Languages) != 1 || got.Languages[0].Level != "B2" {
			t.Errorf("%+v", got)
		}
		o.create(o.officer("An"))
		if _, err := o.store.NewBatch(nil, account.Actor{Role: account.Leader}); fault.CodeOf(err) != fault.Forbidden {
			t.Errorf("a leader imports: %v", err)
		}
	})
}

func (o *office) write(f func(tx *database.Tx) error) {
	o.t.Helper()
	if err := o.db.Write(o.ctx, func(tx *database.Tx) error {
		if err := f(tx); err != nil {
			return err
		}
		return audit.Append(o.ctx, tx, audit.Entry{Actor: desk, Action: "roster.import", Kind: registry.RosterKind, Subject: 1})
	}); err != nil {
		o.t.Fatal(err)
	}
}

func TestAvailableMeansTheWholeWindow(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		o := newOffice(t, db)
		f := o.officer("Lê Thị Lan")
		f.Availability = []registry.Availability{
			{Willing: true, From: date("2027-01-01"), To: date("2028-01-01")},
			{Willing: false, From: date("2028-06-01")},
		}
		o.create(f)
		for _, c := range []struct{ rule, from, to, want string }{
			{"exactly the window", "2027-01-01", "2028-01-01", "Lê Thị Lan"},
			{"a day before it", "2026-12-31", "2028-01-01", ""},
			{"a day after it", "2027-01-01", "2028-01-02", ""},
			{"within it", "2027-03-01", "2027-04-01", "Lê Thị Lan"},
			{"open where the window ends", "2027-03-01", "", ""},
		} {
			window := civil.Interval{From: date(c.from)}
			if c.to != "" {
				window.To = date(c.to)
			}
			if got := o.names(desk, registry.Filter{Available: window}, registry.SortName); got != c.want {
				t.Errorf("%s: %q", c.rule, got)
			}
		}
	})
}
