package call_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/audit"
	"beret/internal/call"
	"beret/internal/database"
	"beret/internal/database/databasetest"
	"beret/internal/eligibility"
	"beret/internal/fault"
	"beret/internal/reference"
)

var ctx = context.Background()

func day(s string) civil.Date { return civil.MustDate(s) }

func book(t testing.TB) *reference.Book {
	t.Helper()
	b, err := reference.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func plain() call.Call {
	return call.Call{Reference: "DPO/PD/2026/101", NoteVerbale: "NV/2026/101", Title: "Cố vấn cảnh sát", Mission: "MINUSCA", Category: "ipo", Armed: true,
		ReceivedOn: day("2026-10-01"), NationalDeadline: day("2026-10-20"), Deadline: day("2026-11-10"),
		Expected: civil.Interval{From: day("2027-02-01"), To: day("2028-02-01")}, Women: call.Ask{Num: 25, Den: 100}}
}

func post() call.Post {
	return call.Post{Title: "Patrol officer", Count: 3, Requirement: eligibility.Requirement{RankFrom: "LT", RankTo: "MAJ",
		Languages: []eligibility.Language{{Language: "fr", Level: "B2"}}, Driving: true}}
}

func TestRulesOfACall(t *testing.T) {
	b := book(t)
	for _, rule := range []struct {
		name, key string
		edit      func(*call.Call)
	}{
		{"a whole call is right", "", func(*call.Call) {}},
		{"it has a reference", "call.problem.reference", func(c *call.Call) { c.Reference = "" }},
		{"a known mission", "call.problem.mission", func(c *call.Call) { c.Mission = "NOWHERE" }},
		{"a category", "call.problem.category", func(c *call.Call) { c.Category = "" }},
		{"a day on which it came", "call.problem.received_on", func(c *call.Call) { c.ReceivedOn = 0 }},
		{"a deadline", "call.problem.deadline", func(c *call.Call) { c.Deadline = 0; c.NationalDeadline = 0 }},
		{"after it came", "call.problem.deadline_before", func(c *call.Call) { c.Deadline, c.NationalDeadline = day("2026-09-30"), 0 }},
		{"in a year near by", "call.problem.deadline_far", func(c *call.Call) { c.Deadline = day("2062-11-10") }},
		{"the own deadline before the UN's", "call.problem.national_deadline", func(c *call.Call) { c.NationalDeadline = day("2026-11-11") }},
		{"tours with a first day", "call.problem.expected_from", func(c *call.Call) { c.Expected.From = 0 }},
		{"and a last", "call.problem.expected_to", func(c *call.Call) { c.Expected.To = c.Expected.From }},
		{"after the call", "call.problem.expected_before", func(c *call.Call) { c.Expected.From = day("2026-09-01") }},
		{"at most all are women", "call.problem.women", func(c *call.Call) { c.Women = call.Ask{Num: 3, Den: 2} }},
	} {
		c, key := plain(), ""
		rule.edit(&c)
		if problems := call.Check(c, b); len(problems) > 0 {
			key = problems[0].Key
		}
		if key != rule.key {
			t.Errorf("%s: %q, want %q", rule.name, key, rule.key)
		}
	}
}

func TestRulesOfAPost(t *testing.T) {
	b := book(t)
	for _, rule := range []struct {
		name, field string
		edit        func(*call.Post)
	}{
		{"a whole post is right", "", func(*call.Post) {}},
		{"a title", "title", func(p *call.Post) { p.Title = "" }},
		{"one at least", "count", func(p *call.Post) { p.Count = 0 }},
		{"a nominee at least", "nominees", func(p *call.Post) { p.Nominees = -1 }},
		{"a priority from 1 to 9", "priority", func(p *call.Post) { p.Priority = 10 }},
		{"a known tier", "tier", func(p *call.Post) { p.Tier = "boss" }},
		{"known ranks", "rank_from", func(p *call.Post) { p.Requirement.RankFrom = "KING" }},
		{"in order", "rank_to", func(p *call.Post) { p.Requirement.RankTo = "PV2" }},
		{"ages in order", "maximum_age", func(p *call.Post) { p.Requirement.MinimumAge, p.Requirement.MaximumAge = 40, 40 }},
		{"years in reach", "service_years", func(p *call.Post) { p.Requirement.ServiceYears = 100 }},
		{"a known language", "languages", func(p *call.Post) { p.Requirement.Languages[0].Language = "xx" }},
		{"a known level", "languages", func(p *call.Post) { p.Requirement.Languages[0].Level = "" }},
		{"each once", "languages", func(p *call.Post) {
			p.Requirement.Languages = append(p.Requirement.Languages, p.Requirement.Languages[0])
		}},
		{"a known specialism", "specialisms", func(p *call.Post) { p.Requirement.Specialisms = []eligibility.Specialism{{Specialism: "magic"}} }},
		{"a known certificate", "certificates", func(p *call.Post) { p.Requirement.Certificates = []string{"magic"} }},
	} {
		p, field := post(), ""
		p.Number, p.Nominees, p.Priority = 1, 1, 1
		rule.edit(&p)
		if problems := call.CheckPost(p, b); len(problems) > 0 {
			field = problems[0].Field
		}
		if field != rule.field {
			t.Errorf("%s: %q, want %q", rule.name, field, rule.field)
		}
	}
}

func TestTheAskForWomen(t *testing.T) {
	quarter := call.Ask{Num: 25, Den: 100}
	for total, want := range map[int]int{0: 0, 1: 1, 3: 1, 4: 1, 5: 2, 8: 2, 36: 9} {
		if got := quarter.Needed(total); got != want || !quarter.Met(want, total) || want > 0 && quarter.Met(want-1, total) {
			t.Errorf("of %d nominees %d women, want %d", total, got, want)
		}
	}
	if (call.Ask{}).Needed(10) != 0 || !(call.Ask{}).Met(0, 10) {
		t.Error("a call that asks for nothing is met")
	}
}

func TestTheChecklistFollowsCategoryAndArms(t *testing.T) {
	b := book(t)
	for _, c := range []struct {
		category      string
		armed         bool
		holds, misses string
	}{
		{"ipo", true, "easp passport-copy medical-ms2 vaccination ams-clearance human-rights no-corruption", "medical-ms3 p11"},
		{"ipo", false, "easp medical-ms3", "medical-ms2"},
		{"professional", false, "p11 employment-academic", "easp"},
	} {
		k := plain()
		k.Category, k.Armed = c.category, c.armed
		codes := " "
		for _, d := range call.Checklist(k, b) {
			codes += d.Code + " "
		}
		for _, code := range strings.Fields(c.holds) {
			if !strings.Contains(codes, " "+code+" ") {
				t.Errorf("%s: %s is missing of%s", c.category, code, codes)
			}
		}
		for _, code := range strings.Fields(c.misses) {
			if strings.Contains(codes, " "+code+" ") {
				t.Errorf("%s: %s does not belong", c.category, code)
			}
		}
	}
}

func TestACallFromItsArrivalToItsEnd(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		people(t, db)
		b, actor := book(t), account.System()
		var c call.Call
		write(t, db, func(tx *database.Tx) (err error) {
			c, err = call.Create(ctx, tx, actor, b, plain())
			return err
		})
		again := tries(db, func(tx *database.Tx) error { _, err := call.Create(ctx, tx, actor, b, plain()); return err })
		wants(t, again, "call.problem.reference_taken")

		write(t, db, func(tx *database.Tx) error {
			second := post()
			second.Title, second.Number = "Team leader", 7
			added, err := call.AddPosts(ctx, tx, actor, b, c.ID, 1, []call.Post{post(), second, post()})
			if err == nil && (len(added) != 3 || added[0].Number != 1 || added[2].Number != 8 || added[0].Nominees != 1) {
				t.Errorf("added %+v", added)
			}
			return err
		})
		stale := tries(db, func(tx *database.Tx) error {
			_, err := call.AddPosts(ctx, tx, actor, b, c.ID, 1, []call.Post{post()})
			return err
		})
		if fault.CodeOf(stale) != fault.Conflict {
			t.Errorf("a stale addition: %v", stale)
		}
		half := tries(db, func(tx *database.Tx) error {
			wrong := post()
			wrong.Number = 7
			_, err := call.AddPosts(ctx, tx, actor, b, c.ID, 2, []call.Post{post(), wrong})
			return err
		})
		wants(t, half, "call.problem.post_number_taken")

		var posts []call.Post
		read(t, db, func(tx *database.Tx) (err error) {
			posts, err = call.Posts(ctx, tx, actor, c.ID)
			return err
		})
		if len(posts) != 3 || posts[0].Requirement.Languages[0].Level != "B2" || !posts[0].Requirement.Driving {
			t.Fatalf("posts %+v", posts)
		}
		posts[0].Count = 5
		write(t, db, func(tx *database.Tx) error { return call.EditPost(ctx, tx, actor, b, 2, posts[0]) })
		write(t, db, func(tx *database.Tx) error { return call.RemovePost(ctx, tx, actor, c.ID, 3, posts[2].ID) })
		read(t, db, func(tx *database.Tx) (err error) {
			posts, err = call.Posts(ctx, tx, actor, c.ID)
			count, most := call.Places(posts)
			if count != 8 || most != 8 {
				t.Errorf("%d posts, %d nominees", count, most)
			}
			return err
		})

		write(t, db, func(tx *database.Tx) error {
			now, err := call.Find(ctx, tx, actor, c.ID)
			now.Title = "Police advisers"
			if err != nil {
				return err
			}
			return call.Edit(ctx, tx, actor, b, now, "")
		})
		move := func(version int, s call.Status, reason string) error {
			return tries(db, func(tx *database.Tx) error {
				return call.SetStatus(ctx, tx, actor, c.ID, version, s, day("2026-11-12"), reason)
			})
		}
		wants(t, move(5, call.Open, ""), "call.problem.status")
		for version, s := range []call.Status{call.Sent, call.Closed} {
			if err := move(5+version, s, ""); err != nil {
				t.Fatal(err)
			}
		}
		wants(t, move(7, call.Open, ""), "call.problem.reopen")
		if err := move(7, call.Open, "the UN put the deadline off"); err != nil {
			t.Fatal(err)
		}
		read(t, db, func(tx *database.Tx) error {
			now, err := call.FindByReference(ctx, tx, actor, "DPO/PD/2026/101")
			if now.Status != call.Open || now.ClosedOn != 0 || now.Version != 8 || now.Title != "Police advisers" || !now.Armed {
				t.Errorf("the call now: %+v", now)
			}
			if _, acts, _ := audit.List(ctx, tx, actor, audit.Filter{Kind: "call", Subject: c.ID}); acts != 8 {
				t.Errorf("the audit log holds %d acts", acts)
			}
			return err
		})
	})
}

func TestThePapersOfACall(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		people(t, db)
		b, actor := book(t), account.System()
		var c call.Call
		var list []call.Document
		write(t, db, func(tx *database.Tx) (err error) {
			if c, err = call.Create(ctx, tx, actor, b, plain()); err != nil {
				return err
			}
			list, err = call.Documents(ctx, tx, actor, b, c.ID)
			return err
		})
		if len(list) != 8 || list[0].Code != "easp" || list[7].Scope != call.WholeCall {
			t.Fatalf("checklist %+v", list)
		}
		put := func(p call.Paper) error {
			return tries(db, func(tx *database.Tx) error {
				_, err := call.PutPaper(ctx, tx, actor, c.ID, p, day("2026-10-05"))
				return err
			})
		}
		easp, table := list[0].ID, list[5].ID
		wants(t, put(call.Paper{DocumentID: easp, State: call.Asked}), "call.problem.paper_scope")
		wants(t, put(call.Paper{DocumentID: table, OfficerID: 1, State: call.Asked}), "call.problem.paper_scope")
		wants(t, put(call.Paper{DocumentID: easp, OfficerID: 1, State: call.Accepted}), "call.problem.evidence")
		wants(t, put(call.Paper{DocumentID: easp, OfficerID: 1, State: call.Waived}), "call.problem.waived")
		wants(t, put(call.Paper{DocumentID: easp, OfficerID: 1, State: "lost"}), "call.problem.state")
		wants(t, put(call.Paper{DocumentID: easp, OfficerID: 1, State: call.Asked, SHA256: "abc"}), "call.problem.sha256")
		for _, p := range []call.Paper{
			{DocumentID: easp, OfficerID: 1, State: call.Received},
			{DocumentID: easp, OfficerID: 1, State: call.Accepted, Evidence: "register 12", Expires: day("2027-06-01"), SHA256: strings.Repeat("AB", 32), Version: 1},
			{DocumentID: table, State: call.Asked},
		} {
			if err := put(p); err != nil {
				t.Fatal(err)
			}
		}
		if err := put(call.Paper{DocumentID: easp, OfficerID: 1, State: call.Returned, Version: 1}); fault.CodeOf(err) != fault.Conflict {
			t.Errorf("a stale paper: %v", err)
		}
		read(t, db, func(tx *database.Tx) error {
			papers, err := call.Papers(ctx, tx, actor, c.ID)
			if len(papers) != 2 || !papers[0].Done(day("2027-05-31")) || papers[0].Done(day("2027-06-01")) || papers[1].OfficerID != 0 {
				t.Errorf("papers %+v", papers)
			}
			return err
		})
		used := tries(db, func(tx *database.Tx) error { return call.RemoveDocument(ctx, tx, actor, c.ID, 1, easp) })
		if fault.CodeOf(used) != fault.Conflict {
			t.Errorf("a line with papers goes: %v", used)
		}
		write(t, db, func(tx *database.Tx) error { return call.RemoveDocument(ctx, tx, actor, c.ID, 1, list[4].ID) })
		write(t, db, func(tx *database.Tx) error {
			_, err := call.PutDocument(ctx, tx, actor, b, 2, call.Document{CallID: c.ID, Code: "p11", Scope: call.EachNominee, Required: true})
			return err
		})
		twice := tries(db, func(tx *database.Tx) error {
			_, err := call.PutDocument(ctx, tx, actor, b, 3, call.Document{CallID: c.ID, Code: "p11", Scope: call.EachNominee})
			return err
		})
		wants(t, twice, "call.problem.document_twice")
	})
}

func TestWhoWasTold(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		people(t, db)
		b, actor := book(t), account.System()
		var c call.Call
		write(t, db, func(tx *database.Tx) (err error) {
			c, err = call.Create(ctx, tx, actor, b, plain())
			return err
		})
		tell := func(on string, officers ...int64) error {
			return tries(db, func(tx *database.Tx) error {
				_, err := call.Tell(ctx, tx, actor, c.ID, call.Telling{Officers: officers, On: day(on), Channel: "letter", Chosen: "all women"})
				return err
			})
		}
		wants(t, tell("2026-10-02"), "call.problem.nobody")
		wants(t, tell("2026-09-02", 1), "call.problem.told_on")
		for _, err := range []error{tell("2026-10-02", 1, 2), tell("2026-10-03", 2, 3), tell("2026-10-04", 3)} {
			if err != nil {
				t.Fatal(err)
			}
		}
		reply := func(a call.Answer, on string, officers ...int64) error {
			return tries(db, func(tx *database.Tx) error { return call.Reply(ctx, tx, actor, c.ID, officers, a, day(on), "") })
		}
		wants(t, reply(call.Interested, "2026-10-05", 4), "call.problem.not_told")
		wants(t, reply(call.Interested, "2026-10-01", 1), "call.problem.not_told")
		if err := reply(call.Interested, "2026-10-05", 1, 2); err != nil {
			t.Fatal(err)
		}
		if err := reply(call.Declined, "2026-10-06", 2); err != nil {
			t.Fatal(err)
		}
		want := call.Reach{Told: call.Count{Women: 2, Total: 3}, Answered: call.Count{Women: 1, Total: 2},
			Interested: call.Count{Women: 1, Total: 1}, Declined: call.Count{Women: 0, Total: 1}}
		read(t, db, func(tx *database.Tx) error {
			if got, err := call.ReachOf(ctx, tx, actor, c.ID); got != want || err != nil {
				t.Errorf("reach %+v, %v", got, err)
			}
			rows, _, err := call.List(ctx, tx, actor, call.Filter{})
			if err != nil || len(rows) != 1 || rows[0].Reach != want {
				t.Errorf("list %+v, %v", rows, err)
			}
			told, total, err := call.ListTold(ctx, tx, actor, c.ID, call.ToldFilter{Women: true})
			if err != nil || total != 2 || told[0].OfficerID != 1 || told[1].On != day("2026-10-03") {
				t.Errorf("told %+v, %v", told, err)
			}
			if _, silent, _ := call.ListTold(ctx, tx, actor, c.ID, call.ToldFilter{Silent: true, Officers: []int64{1, 3}, Text: "ĐỨC"}); silent != 1 {
				t.Errorf("%d have not answered", silent)
			}
			if _, acts, _ := audit.List(ctx, tx, actor, audit.Filter{Kind: "call", Action: "call.tell"}); acts != 2 {
				t.Errorf("%d acts of telling", acts)
			}
			return nil
		})
	})
}

func TestTheArchiveIsSearchedSortedAndGuarded(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		b, actor := book(t), account.System()
		write(t, db, func(tx *database.Tx) error {
			for i, deadline := range []string{"2026-11-10", "2026-11-05", "2025-05-01", "2025-08-01"} {
				c := plain()
				c.Reference, c.Deadline, c.NationalDeadline = fmt.Sprint("R", i+1), day(deadline), 0
				c.ReceivedOn = c.Deadline.AddDays(-30)
				if i == 1 {
					c.Mission, c.Title = "UNMISS", "Điều tra viên"
				}
				c, err := call.Create(ctx, tx, actor, b, c)
				if err == nil && i > 1 {
					err = call.SetStatus(ctx, tx, actor, c.ID, 1, call.Closed, c.Deadline, "")
				}
				if err != nil {
					return err
				}
			}
			return nil
		})
		read(t, db, func(tx *database.Tx) error {
			for name, f := range map[string]struct {
				filter call.Filter
				want   string
			}{
				"open first, the next deadline before": {call.Filter{}, "R2 R1 R4 R3 of 4"},
				"by reference, turned round":           {call.Filter{Sort: "-reference"}, "R4 R3 R2 R1 of 4"},
				"by deadline":                          {call.Filter{Sort: "deadline"}, "R3 R4 R2 R1 of 4"},
				"folded words":                         {call.Filter{Text: "dieu r2"}, "R2 of 1"},
				"a status":                             {call.Filter{Status: call.Closed}, "R4 R3 of 2"},
				"a mission":                            {call.Filter{Mission: "UNMISS"}, "R2 of 1"},
				"deadlines":                            {call.Filter{From: day("2025-08-01"), To: day("2026-11-05")}, "R2 R4 of 2"},
				"a page":                               {call.Filter{Limit: 2, Offset: 2}, "R4 R3 of 4"},
			} {
				rows, total, err := call.List(ctx, tx, actor, f.filter)
				got := ""
				for _, r := range rows {
					got += r.Reference + " "
				}
				if got += fmt.Sprint("of ", total); got != f.want || err != nil {
					t.Errorf("%s: %s, want %s (%v)", name, got, f.want, err)
				}
			}
			if counts, err := call.Counts(ctx, tx, actor, call.Filter{}); counts[call.Open] != 2 || counts[call.Closed] != 2 || err != nil {
				t.Errorf("counts %v, %v", counts, err)
			}
			if rows, total, err := call.List(ctx, tx, account.Actor{Role: account.UnitCommander}, call.Filter{}); len(rows)+total != 0 || err != nil {
				t.Errorf("a unit's commander sees %d calls", total)
			}
			return nil
		})
		leader := account.Actor{Role: account.Leader}
		for name, err := range map[string]error{
			"create": tries(db, func(tx *database.Tx) error { _, err := call.Create(ctx, tx, leader, b, plain()); return err }),
			"post": tries(db, func(tx *database.Tx) error {
				_, err := call.AddPosts(ctx, tx, leader, b, 1, 1, []call.Post{post()})
				return err
			}),
			"tell": tries(db, func(tx *database.Tx) error { _, err := call.Tell(ctx, tx, leader, 1, call.Telling{}); return err }),
			"paper": tries(db, func(tx *database.Tx) error {
				_, err := call.PutPaper(ctx, tx, leader, 1, call.Paper{}, day("2026-10-01"))
				return err
			}),
		} {
			if fault.CodeOf(err) != fault.Forbidden {
				t.Errorf("a leader may %s: %v", name, err)
			}
		}
	})
}

func people(t *testing.T, db *database.DB) {
	t.Helper()
	write(t, db, func(tx *database.Tx) error {
		if _, err := tx.Exec(ctx, "INSERT INTO home_unit (id, code, name, name_key) VALUES (1, 'A', 'A', 'a')"); err != nil {
			return err
		}
		for id, name := range []string{"", "tran thi lan", "le van an", "pham thi duc", "do van em"} {
			if id == 0 {
				continue
			}
			if _, err := tx.Exec(ctx, `INSERT INTO officer (id, service_number, full_name, name_key, search_key, woman, birth_date,
				rank_code, rank_order, home_unit_id) VALUES (?, ?, ?, ?, ?, ?, '1990-01-01', 'CPT', 9, 1)`,
				id, fmt.Sprint("N", id), name, []byte{byte(id)}, name, id%2); err != nil {
				return err
			}
		}
		return nil
	})
}

// wants holds an error's one problem against its key.
func wants(t *testing.T, err error, key string) {
	t.Helper()
	if problems := fault.ProblemsOf(err); len(problems) != 1 || problems[0].Key != key {
		t.Errorf("want %s, got %v", key, err)
	}
}

func tries(db *database.DB, f func(tx *database.Tx) error) error { return db.Write(ctx, f) }

func write(t *testing.T, db *database.DB, f func(tx *database.Tx) error) {
	t.Helper()
	if err := db.Write(ctx, f); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, db *database.DB, f func(tx *database.Tx) error) {
	t.Helper()
	if err := db.Read(ctx, f); err != nil {
		t.Fatal(err)
	}
}
