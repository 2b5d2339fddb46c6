package nomination_test

import (
	"context"
	"fmt"
	"testing"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/audit"
	"beret/internal/database"
	"beret/internal/database/databasetest"
	"beret/internal/deployment"
	"beret/internal/fault"
	"beret/internal/nomination"
	"beret/internal/reference"
)

var ctx = context.Background()

func day(s string) civil.Date { return civil.MustDate(s) }

func book(t *testing.T) *reference.Book {
	t.Helper()
	b, err := reference.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func plain() nomination.Nomination {
	return nomination.Nomination{OfficerID: 1, Category: "ipo", Mission: "UNMISS", NominatedOn: day("2026-10-01"),
		Expected: civil.Interval{From: day("2027-01-15"), To: day("2028-01-15")}}
}

func TestRules(t *testing.T) {
	b := book(t)
	tours := []deployment.Deployment{
		{Mission: "UNISFA", From: day("2026-01-01"), PlannedEnd: day("2027-01-01")},
		{Mission: "UNISFA", From: day("2027-06-01"), PlannedEnd: day("2028-01-01"), Cancelled: true},
	}
	open, answered := plain(), plain()
	open.ID, open.PostTitle, open.Status = 5, "Adviser", nomination.Pending
	answered.ID, answered.Status = 6, nomination.Rejected
	for _, rule := range []struct {
		name string
		edit func(*nomination.Nomination)
		key  string
	}{
		{"a nomination beside an answered one is right", func(*nomination.Nomination) {}, ""},
		{"one post, one nomination at a time", func(n *nomination.Nomination) { n.PostTitle = "Adviser" }, "nomination.problem.twice"},
		{"nobody is nominated into a tour", func(n *nomination.Nomination) { n.Expected.From = day("2026-12-31") }, "nomination.problem.deployed"},
		{"the tour follows the nomination", func(n *nomination.Nomination) { n.Expected.From = day("2026-09-30") }, "nomination.problem.expected"},
		{"the tour has an end", func(n *nomination.Nomination) { n.Expected.To = 0 }, "nomination.problem.expected"},
		{"the tour ends while in service", func(n *nomination.Nomination) { n.Expected.To = day("2030-01-02") }, "nomination.problem.left"},
		{"the category is known", func(n *nomination.Nomination) { n.Category = "" }, "nomination.problem.category"},
		{"the tier is known", func(n *nomination.Nomination) { n.Tier = "boss" }, "nomination.problem.tier"},
		{"the mission is open", func(n *nomination.Nomination) { n.Mission = "MINUSMA" }, "nomination.problem.mission"},
		{"it has a day", func(n *nomination.Nomination) { n.NominatedOn = 0 }, "nomination.problem.nominated_on"},
	} {
		n, key := plain(), ""
		rule.edit(&n)
		if problems := nomination.Check(n, day("2030-01-01"), tours, []nomination.Nomination{open, answered}, b); len(problems) > 0 {
			key = problems[0].Key
		}
		if key != rule.key {
			t.Errorf("%s: got %q, want %q", rule.name, key, rule.key)
		}
	}
}

func TestFromNominationToTour(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		people(t, db)
		b, actor := book(t), account.System()
		var n nomination.Nomination
		write(t, db, func(tx *database.Tx) (err error) {
			n, err = nomination.Nominate(ctx, tx, actor, b, plain())
			return err
		})
		deploy := func(version int) error {
			return db.Write(ctx, func(tx *database.Tx) error {
				_, err := nomination.Deploy(ctx, tx, actor, b, n.ID, version, deployment.Deployment{Site: "Juba"})
				return err
			})
		}
		if problems := fault.ProblemsOf(deploy(1)); len(problems) != 1 || problems[0].Key != "nomination.problem.not_selected" {
			t.Errorf("deployed before an answer: %v", problems)
		}
		decide := func(version int, answer nomination.Status, on string) error {
			return db.Write(ctx, func(tx *database.Tx) error {
				return nomination.Decide(ctx, tx, actor, n.ID, version, answer, day(on), "")
			})
		}
		for key, err := range map[string]error{
			"nomination.problem.status":     decide(1, nomination.Pending, "2026-10-20"),
			"nomination.problem.decided_on": decide(1, nomination.Selected, "2026-09-20"),
		} {
			if problems := fault.ProblemsOf(err); len(problems) != 1 || problems[0].Key != key {
				t.Errorf("want %s, got %v", key, err)
			}
		}
		if err := decide(1, nomination.Selected, "2026-10-20"); err != nil {
			t.Fatal(err)
		}
		if err := decide(1, nomination.Rejected, "2026-10-20"); fault.CodeOf(err) != fault.Conflict {
			t.Errorf("a stale answer: %v", err)
		}
		if err := deploy(2); err != nil {
			t.Fatal(err)
		}
		if err := decide(3, nomination.Rejected, "2026-10-21"); len(fault.ProblemsOf(err)) != 1 {
			t.Errorf("decided after deployment: %v", err)
		}
		read(t, db, func(tx *database.Tx) error {
			row, err := nomination.Find(ctx, tx, actor, n.ID)
			if err != nil {
				return err
			}
			tour, err := deployment.Find(ctx, tx, actor, row.DeploymentID)
			if row.Status != nomination.Deployed || tour.Site != "Juba" || tour.From != n.Expected.From || tour.Mission != "UNMISS" {
				t.Errorf("nomination %+v, tour %+v", row, tour)
			}
			if _, acts, _ := audit.List(ctx, tx, actor, audit.Filter{Kind: "nomination"}); acts != 3 {
				t.Errorf("the audit log holds %d acts", acts)
			}
			return err
		})
	})
}

func TestListIsFilteredAndGuarded(t *testing.T) {
	db := databasetest.SQLite(t)
	people(t, db)
	b, actor := book(t), account.System()
	write(t, db, func(tx *database.Tx) error {
		for officer := int64(1); officer <= 2; officer++ {
			n := plain()
			n.OfficerID, n.NominatedOn = officer, n.NominatedOn.AddDays(int(officer))
			if _, err := nomination.Nominate(ctx, tx, actor, b, n); err != nil {
				return err
			}
		}
		return nomination.Decide(ctx, tx, actor, 1, 1, nomination.Rejected, day("2026-10-20"), "post withdrawn")
	})
	read(t, db, func(tx *database.Tx) error {
		for name, c := range map[string]struct {
			actor  account.Actor
			filter nomination.Filter
			want   string
		}{
			"newest first":      {actor, nomination.Filter{}, "[2 1]"},
			"open":              {actor, nomination.Filter{Open: true}, "[2]"},
			"status":            {actor, nomination.Filter{Status: nomination.Rejected}, "[1]"},
			"text":              {actor, nomination.Filter{Text: "ĐỨC"}, "[1]"},
			"mission":           {actor, nomination.Filter{Mission: "UNISFA"}, "[]"},
			"a page":            {actor, nomination.Filter{Limit: 1, Offset: 1}, "[1]"},
			"the own file only": {account.Actor{Role: account.Officer, OfficerID: 2}, nomination.Filter{}, "[2]"},
			"not for partners":  {account.Actor{Role: account.Partner}, nomination.Filter{}, "[]"},
		} {
			rows, _, err := nomination.List(ctx, tx, c.actor, c.filter)
			ids := []int64{}
			for _, r := range rows {
				ids = append(ids, r.OfficerID)
			}
			if fmt.Sprint(ids) != c.want || err != nil {
				t.Errorf("%s: %v, want %s (%v)", name, ids, c.want, err)
			}
		}
		return nil
	})
	err := db.Write(ctx, func(tx *database.Tx) error {
		_, err := nomination.Nominate(ctx, tx, account.Actor{Role: account.Leader}, b, plain())
		return err
	})
	if fault.CodeOf(err) != fault.Forbidden {
		t.Errorf("a leader nominates: %v", err)
	}
}

func people(t *testing.T, db *database.DB) {
	t.Helper()
	write(t, db, func(tx *database.Tx) error {
		if _, err := tx.Exec(ctx, "INSERT INTO home_unit (id, code, name, name_key) VALUES (1, 'A', 'A', 'a')"); err != nil {
			return err
		}
		for id, name := range map[int]string{1: "tran thi duc", 2: "le van an"} {
			if _, err := tx.Exec(ctx, `INSERT INTO officer (id, service_number, full_name, name_key, search_key, woman, birth_date,
				rank_code, rank_order, home_unit_id) VALUES (?, ?, ?, ?, ?, ?, '1990-01-01', 'CPT', 9, 1)`,
				id, fmt.Sprint("N", id), name, []byte{byte(id)}, name, id%2); err != nil {
				return err
			}
		}
		return nil
	})
}

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
