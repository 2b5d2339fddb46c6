package registry_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/audit"
	"beret/internal/database"
	"beret/internal/database/databasetest"
	"beret/internal/fault"
	"beret/internal/reference"
	"beret/internal/registry"
)

var (
	asOf = civil.MustDate("2026-10-31")
	desk = account.Actor{UserID: 1, Login: "desk", Role: account.Desk}
)

func date(s string) civil.Date { return civil.MustDate(s) }

// office is an empty room with two home units, one below the other.
type office struct {
	t        testing.TB
	ctx      context.Context
	db       *database.DB
	store    *registry.Store
	ministry int64
	bureau   int64
	count    int
}

func book(t testing.TB, office ...reference.Row) *reference.Book {
	t.Helper()
	b, err := reference.Load(office)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func newOffice(t testing.TB, db *database.DB) *office {
	t.Helper()
	o := &office{t: t, ctx: context.Background(), db: db, store: registry.NewStore(db, book(t))}
	o.ministry = o.unit(registry.HomeUnit{Code: "M", Name: "Bộ Công an"})
	o.bureau = o.unit(registry.HomeUnit{Code: "B1", Name: "Cục Đối ngoại", ParentID: o.ministry})
	return o
}

func (o *office) unit(u registry.HomeUnit) int64 {
	o.t.Helper()
	id, err := o.store.PutHomeUnit(o.ctx, desk, u)
	if err != nil {
		o.t.Fatal(err)
	}
	return id
}

// officer is a plain one of the given name; alter it as the test needs.
func (o *office) officer(name string) registry.File {
	o.count++
	return registry.File{Officer: registry.Officer{
		ServiceNumber: fmt.Sprintf("X%03d-%03d", o.count%7, o.count), FullName: name, BirthDate: date("1990-05-01"),
		Rank: "CPT", RankSince: date("2023-01-01"), HomeUnitID: o.bureau, UnitSince: date("2020-01-01"), EnlistedOn: date("2012-09-01"),
	}}
}

func (o *office) create(f registry.File) int64 {
	o.t.Helper()
	id, err := o.store.Create(o.ctx, desk, f)
	if err != nil {
		o.t.Fatal(err)
	}
	return id
}

func (o *office) names(actor account.Actor, f registry.Filter, sort registry.Sort) string {
	o.t.Helper()
	f.AsOf = asOf
	rows, total, err := o.store.List(o.ctx, actor, f, sort, registry.Page{})
	if err != nil || total != len(rows) {
		o.t.Fatalf("%d rows of %d: %v", len(rows), total, err)
	}
	var names []string
	for _, r := range rows {
		names = append(names, r.FullName)
	}
	return strings.Join(names, "; ")
}

func (o *office) namesOf(ids []int64) string {
	o.t.Helper()
	var names []string
	for _, id := range ids {
		names = append(names, o.find(id).FullName)
	}
	return strings.Join(names, "; ")
}

func (o *office) find(id int64) registry.File {
	o.t.Helper()
	f, err := o.store.Find(o.ctx, desk, id)
	if err != nil {
		o.t.Fatal(err)
	}
	return f
}

// exec runs statements of rooms that are not under test.
func (o *office) exec(query string, args ...any) {
	o.t.Helper()
	if err := o.db.Write(o.ctx, func(tx *database.Tx) error {
		if _, err := tx.Exec(o.ctx, query, args...); err != nil {
			return err
		}
		return audit.Append(o.ctx, tx, audit.Entry{Actor: desk, Action: "test", Kind: "deployment", Subject: 1})
	}); err != nil {
		o.t.Fatal(err)
	}
}

func (o *office) last() audit.Row {
	o.t.Helper()
	var rows []audit.Row
	err := o.db.Read(o.ctx, func(tx *database.Tx) (err error) {
		rows, _, err = audit.List(o.ctx, tx, account.System(), audit.Filter{Limit: 1})
		return err
	})
	if err != nil {
		o.t.Fatal(err)
	}
	return rows[0]
}

func TestSearchNeedsNoAccents(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		o := newOffice(t, db)
		for _, name := range []string{"Trần Minh Đức", "Lê Thị Hòa", "Lê Thị Hoà", "Nguyễn Ngọc Dung"} {
			o.create(o.officer(name))
		}
		for _, c := range []struct{ rule, text, want string }{
			{"without the bar of đ", "duc", "Trần Minh Đức"},
			{"both places of the tone", "hoa", "Lê Thị Hòa; Lê Thị Hoà"},
			{"with accents all the same", "Hoà", "Lê Thị Hòa; Lê Thị Hoà"},
			{"the beginning of a word", "du", "Nguyễn Ngọc Dung; Trần Minh Đức"},
			{"not the middle of a word", "guyen", ""},
			{"words in any order", "ĐỨC trần", "Trần Minh Đức"},
			{"part of the service number", "001-", "Trần Minh Đức"},
			{"number and name together", "x hoa", "Lê Thị Hòa; Lê Thị Hoà"},
			{"letters that mean something to SQL", "%_'", ""},
			{"nothing but white space", "  ", "Nguyễn Ngọc Dung; Trần Minh Đức; Lê Thị Hòa; Lê Thị Hoà"},
		} {
			if got := o.names(desk, registry.Filter{Text: c.text}, registry.SortName); got != c.want {
				t.Errorf("%s: %q found %q, want %q", c.rule, c.text, got, c.want)
			}
			if ids, err := o.store.Named(o.ctx, desk, account.CallView, c.text); err != nil || o.namesOf(ids) != c.want {
				t.Errorf("%s: %q names %q, want %q: %v", c.rule, c.text, o.namesOf(ids), c.want, err)
			}
		}
	})
}

func TestListsAreInVietnameseOrder(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		o := newOffice(t, db)
		for _, name := range []string{"Lê Văn Đức", "Lê Thị Đào", "Lê Thị Dung", "Vũ Văn An", "Lê Văn Ánh"} {
			o.create(o.officer(name))
		}
		const want = "Vũ Văn An; Lê Văn Ánh; Lê Thị Dung; Lê Thị Đào; Lê Văn Đức"
		if got := o.names(desk, registry.Filter{}, registry.SortName); got != want {
			t.Errorf("got %s", got)
		}
		o.create(o.officer("Lê Văn Bình")) // taken into the view that is loaded by now
		const then = "Vũ Văn An; Lê Văn Ánh; Lê Văn Bình; Lê Thị Dung; Lê Thị Đào; Lê Văn Đức"
		if got := o.names(desk, registry.Filter{}, registry.SortName); got != then {
			t.Errorf("after a new one: %s", got)
		}
	})
}

func TestEachSeesOnlyWhoTheyMay(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		o := newOffice(t, db)
		seated, other := o.create(o.officer("Lê Thị Lan")), o.create(o.officer("Lê Thị Mai"))
		o.exec("INSERT INTO formed_unit (id, code, name, category) VALUES (7, 'FPU-1', 'FPU 1', 'fpu')")
		o.exec("INSERT INTO seat (id, unit_id, number, element, title_key) VALUES (1, 7, 1, 'hq', 'x')")
		o.exec("INSERT INTO seat_holder (seat_id, officer_id, from_date) VALUES (1, ?, '2026-01-01')", seated)
		for _, c := range []struct {
			rule        string
			actor       account.Actor
			list        string
			seat, elses bool
		}{
			{"a desk officer sees all", desk, "Lê Thị Lan; Lê Thị Mai", true, true},
			{"a commander sees the seats of the own unit", account.Actor{Role: account.UnitCommander, UnitID: 7}, "Lê Thị Lan", true, false},
			{"a commander of another unit sees nobody", account.Actor{Role: account.UnitCommander, UnitID: 8}, "", false, false},
			{"an officer sees the own file only", account.Actor{Role: account.Officer, OfficerID: other}, "", false, true},
			{"a partner sees nobody", account.Actor{Role: account.Partner}, "", false, false},
			{"no role sees nobody", account.Actor{}, "", false, false},
		} {
			if got := o.names(c.actor, registry.Filter{}, registry.SortName); got != c.list {
				t.Errorf("%s: list %q", c.rule, got)
			}
			for id, may := range map[int64]bool{seated: c.seat, other: c.elses} {
				_, err := o.store.Find(o.ctx, c.actor, id)
				if may != (err == nil) || !may && fault.CodeOf(err) != fault.NotFound {
					t.Errorf("%s: find %d: %v", c.rule, id, err)
				}
			}
			if _, err := o.store.Create(o.ctx, c.actor, o.officer("A")); c.actor.Role != account.Desk && fault.CodeOf(err) != fault.Forbidden {
				t.Errorf("%s: may create: %v", c.rule, err)
			}
		}
	})
}

func TestEveryChangeIsAuditedWithBeforeAndAfter(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		o := newOffice(t, db)
		f := o.officer("Lê Thị Lan")
		f.Woman = true
		f.Languages = []registry.Language{{Language: "en", Level: "B2"}}
		id := o.create(f)
		if after := o.last().After; !strings.Contains(after, `"full_name":"Lê Thị Lan"`) || !strings.Contains(after, `"language.en"`) {
			t.Fatalf("creation: %s", after)
		}
		version := func() registry.Change {
			return registry.Change{OfficerID: id, Version: o.find(id).Version, Reason: " letter 12 "}
		}
		with := func(alter func(*registry.Officer)) registry.Officer {
			officer := o.find(id).Officer
			alter(&officer)
			return officer
		}
		var certificate int64
		for _, c := range []struct {
			action, before, after string
			do                    func() error
		}{
			{registry.ActionUpdate, ``, `{"position":"Đội trưởng"}`, func() error {
				return o.store.Update(o.ctx, desk, version(), with(func(x *registry.Officer) { x.Position = "Đội trưởng" }))
			}},
			{registry.ActionCorrect, `{"birth_date":"1990-05-01"}`, `{"birth_date":"1991-05-01"}`, func() error {
				return o.store.Correct(o.ctx, desk, version(), with(func(x *registry.Officer) { x.BirthDate = date("1991-05-01") }))
			}},
			{registry.ActionPromote, `{"rank":"CPT","rank_since":"2023-01-01"}`,
				`{"past_rank.2023-01-01":{"rank":"CPT","from":"2023-01-01","to":"2026-10-01"},"rank":"MAJ","rank_since":"2026-10-01"}`,
				func() error { return o.store.Promote(o.ctx, desk, version(), "MAJ", date("2026-10-01")) }},
			{registry.ActionTransfer, `{"home_unit":2,"position":"Đội trưởng","unit_since":"2020-01-01"}`,
				`{"home_unit":1,"past_posting.2020-01-01":{"home_unit":2,"position":"Đội trưởng","from":"2020-01-01","to":"2026-09-01"},"position":"Phó phòng","unit_since":"2026-09-01"}`,
				func() error {
					return o.store.Transfer(o.ctx, desk, version(), o.ministry, "Phó phòng", date("2026-09-01"))
				}},
			{registry.ActionPut, `{"language.en":{"language":"en","level":"B2","tested_on":""}}`,
				`{"language.en":{"language":"en","level":"C1","tested_on":"2026-05-05"}}`, func() error {
					_, err := o.store.Put(o.ctx, desk, version(), registry.Language{Language: "en", Level: "C1", TestedOn: date("2026-05-05")})
					return err
				}},
			{registry.ActionPut, ``, `{"certificate.1":{"type":"cptm","issuer":"CoESPU","number":"7","issued":"2026-01-01","expires":""}}`, func() (err error) {
				certificate, err = o.store.Put(o.ctx, desk, version(), registry.Certificate{Type: "cptm", Issuer: "CoESPU", Number: "7", Issued: date("2026-01-01")})
				return err
			}},
			{registry.ActionPut, ``, `{"clearance.1":{"edition":"2019.19","cleared_on":"2026-03-01","expires":"2028-03-01"}}`, func() error {
				_, err := o.store.Put(o.ctx, desk, version(), registry.Clearance{Edition: "2019.19", ClearedOn: date("2026-03-01")})
				return err
			}},
			{registry.ActionRemove, `{"certificate.1":{"type":"cptm","issuer":"CoESPU","number":"7","issued":"2026-01-01","expires":""}}`, ``, func() error {
				return o.store.Remove(o.ctx, desk, version(), registry.CertificatePart, fmt.Sprint(certificate))
			}},
			{registry.ActionEnd, ``, `{"left_on":"2026-12-01","left_reason":"retired"}`, func() error {
				return o.store.End(o.ctx, desk, version(), date("2026-12-01"), "retired")
			}},
		} {
			was := o.find(id).Version
			if err := c.do(); err != nil {
				t.Fatalf("%s: %v", c.action, err)
			}
			row := o.last()
			got := []string{row.Action, row.Before, row.After, row.Reason, row.Kind, row.Login, fmt.Sprint(row.Subject)}
			if diff := cmp.Diff([]string{c.action, c.before, c.after, "letter 12", "officer", "desk", fmt.Sprint(id)}, got); diff != "" {
				t.Errorf("%s: %s", c.action, diff)
			}
			if now := o.find(id).Version; now != was+1 {
				t.Errorf("%s: version %d after %d", c.action, now, was)
			}
		}
		before := o.last().Number
		if err := o.store.Update(o.ctx, desk, version(), o.find(id).Officer); err != nil || o.last().Number != before {
			t.Errorf("a change that changes nothing leaves no trace: %v", err)
		}
	})
}

func TestWhatARuleForbidsIsRefusedByField(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		o := newOffice(t, db)
		id := o.create(o.officer("Lê Thị Lan"))
		file := o.find(id)
		now := registry.Change{OfficerID: id, Version: file.Version}
		stale := registry.Change{OfficerID: id, Version: file.Version - 1}
		rank := file.Officer
		rank.Rank = "COL"
		other := o.officer("Lê Thị Mai")
		other.ServiceNumber = "  " + strings.ToLower(file.ServiceNumber)
		for _, c := range []struct {
			rule, field, key string
			code             fault.Code
			do               func() error
		}{
			{"a form that is stale", "", "", fault.Conflict, func() error { return o.store.Update(o.ctx, desk, stale, file.Officer) }},
			{"a stale part", "", "", fault.Conflict, func() error {
				_, err := o.store.Put(o.ctx, desk, stale, registry.Language{Language: "en", Level: "B2"})
				return err
			}},
			{"a rank without a promotion", "rank", "registry.problem.use_promotion", fault.Invalid, func() error { return o.store.Update(o.ctx, desk, now, rank) }},
			{"a correction without a reason", "reason", "registry.problem.required", fault.Invalid, func() error { return o.store.Correct(o.ctx, desk, now, rank) }},
			{"a number that is taken, in another spelling", "service_number", "registry.problem.number_taken", fault.Invalid, func() error {
				_, err := o.store.Create(o.ctx, desk, other)
				return err
			}},
			{"a promotion before the present rank", "rank_since", "registry.problem.before_present", fault.Invalid, func() error {
				return o.store.Promote(o.ctx, desk, now, "MAJ", date("2022-01-01"))
			}},
			{"an end before enlistment", "left_on", "registry.problem.before_enlistment", fault.Invalid, func() error {
				return o.store.End(o.ctx, desk, now, date("2000-01-01"), "")
			}},
			{"an unknown language", "language", "registry.problem.unknown_code", fault.Invalid, func() error {
				_, err := o.store.Put(o.ctx, desk, now, registry.Language{Language: "xx", Level: "B2"})
				return err
			}},
			{"another officer's certificate", "", "", fault.NotFound, func() error {
				_, err := o.store.Put(o.ctx, desk, now, registry.Certificate{ID: 99, Type: "cptm"})
				return err
			}},
			{"a part that is not there", "", "", fault.NotFound, func() error {
				return o.store.Remove(o.ctx, desk, now, registry.LanguagePart, "fr")
			}},
			{"a unit below itself", "parent", "registry.problem.parent_below", fault.Invalid, func() error {
				_, err := o.store.PutHomeUnit(o.ctx, desk, registry.HomeUnit{ID: o.ministry, Code: "M", Name: "M", ParentID: o.bureau})
				return err
			}},
			{"a unit in use", "", "", fault.Conflict, func() error { return o.store.RemoveHomeUnit(o.ctx, desk, o.bureau) }},
		} {
			err := c.do()
			if fault.CodeOf(err) != c.code {
				t.Errorf("%s: %v", c.rule, err)
			}
			if list := fault.ProblemsOf(err); c.field != "" && (len(list) == 0 || list[0].Field != c.field || list[0].Key != c.key) {
				t.Errorf("%s: %v", c.rule, list)
			}
		}
		if diff := cmp.Diff(file, o.find(id)); diff != "" {
			t.Errorf("a refused change left a trace: %s", diff)
		}
	})
}
