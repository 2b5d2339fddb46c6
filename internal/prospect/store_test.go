package prospect

import (
	"context"
	"testing"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/audit"
	"beret/internal/database"
	"beret/internal/fault"
)

var (
	desk    = account.Actor{Login: "desk", Role: account.Desk}
	leader  = account.Actor{Login: "leader", Role: account.Leader}
	partner = account.Actor{Login: "partner", Role: account.Partner}
)

// try runs an act in a transaction of its own and returns its error.
func (f *fixture) try(act func(ctx context.Context, tx *database.Tx) error) error {
	ctx := context.Background()
	return f.db.Write(ctx, func(tx *database.Tx) error { return act(ctx, tx) })
}

func (f *fixture) must(act func(ctx context.Context, tx *database.Tx) error) {
	f.t.Helper()
	if err := f.try(act); err != nil {
		f.t.Fatal(err)
	}
}

func wants(t *testing.T, err error, code fault.Code, fields ...string) {
	t.Helper()
	if err == nil || fault.CodeOf(err) != code {
		t.Fatalf("got %v, want %s", err, code)
	}
	for i, p := range fault.ProblemsOf(err) {
		if i >= len(fields) || p.Field != fields[i] {
			t.Errorf("problems %v, want of %v", fault.ProblemsOf(err), fields)
			return
		}
	}
}

func (f *fixture) lastAct() (action, before string) {
	f.t.Helper()
	f.must(func(ctx context.Context, tx *database.Tx) error {
		return tx.QueryRow(ctx, "SELECT action, before_state FROM audit_log ORDER BY number DESC LIMIT 1").Scan(&action, &before)
	})
	return action, before
}

func TestScenariosAreKept(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		fill(f)
		b := f.load(today)
		q := b.Usual()
		q.Category, q.Settings = "ipo", []Setting{{passRate, 2}}
		var kept Scenario
		save := func(actor account.Actor, s Scenario) error {
			return f.try(func(ctx context.Context, tx *database.Tx) (err error) {
				kept, err = SaveScenario(ctx, tx, actor, b, s)
				return err
			})
		}
		wants(t, save(leader, Scenario{Name: "Better", Question: q}), fault.Forbidden)
		wrong := q
		wrong.Settings = []Setting{{passRate, 99}}
		wants(t, save(desk, Scenario{Question: wrong}), fault.Invalid, "name", "lever."+passRate)
		if err := save(desk, Scenario{Name: " Better ", Question: q, Note: "pass"}); err != nil {
			t.Fatal(err)
		}
		wants(t, save(desk, Scenario{Name: "Better", Question: q}), fault.Invalid, "name")
		f.must(func(ctx context.Context, tx *database.Tx) error {
			list, err := Scenarios(ctx, tx, leader)
			if err != nil || len(list) != 1 || list[0].Name != "Better" || list[0].Question.units(passRate) != 2 || list[0].SavedBy != "desk" {
				t.Errorf("kept %+v, %v", list, err)
			}
			kept = list[0]
			_, err = Scenarios(ctx, tx, partner)
			wants(t, err, fault.Forbidden)
			return nil
		})
		rename := func(version int, name string) error {
			return f.try(func(ctx context.Context, tx *database.Tx) error {
				return RenameScenario(ctx, tx, desk, kept.ID, version, name, "")
			})
		}
		if err := rename(1, "Best"); err != nil {
			t.Fatal(err)
		}
		if action, before := f.lastAct(); action != "prospect.scenario_rename" || before == "" {
			t.Errorf("audited %s %s", action, before)
		}
		wants(t, rename(1, "Worst"), fault.Conflict)
		wants(t, rename(2, ""), fault.Invalid, "name")
		remove := func(actor account.Actor) error {
			return f.try(func(ctx context.Context, tx *database.Tx) error { return RemoveScenario(ctx, tx, actor, kept.ID, 2) })
		}
		wants(t, remove(leader), fault.Forbidden)
		if err := remove(desk); err != nil {
			t.Fatal(err)
		}
		wants(t, remove(desk), fault.NotFound)
		verifyLog(t, f)
	})
}

func verifyLog(t *testing.T, f *fixture) {
	t.Helper()
	f.must(func(ctx context.Context, tx *database.Tx) error {
		verdict, err := audit.Verify(ctx, tx)
		if err != nil || !verdict.OK() {
			t.Errorf("the log: %+v, %v", verdict, err)
		}
		return nil
	})
}

func TestPostsAreAuthorised(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		put := func(actor account.Actor, p Post) (Post, error) {
			err := f.try(func(ctx context.Context, tx *database.Tx) (err error) {
				p, err = PutPost(ctx, tx, actor, f.book, p)
				return err
			})
			return p, err
		}
		right := Post{Category: "ipo", Mission: "UNMISS", From: civil.MustMonth("2027-01"), Posts: 12, Source: "note verbale 7"}
		_, err := put(leader, right)
		wants(t, err, fault.Forbidden)
		_, err = put(desk, Post{Category: "no", Mission: "no", Tier: "no", Posts: -1})
		wants(t, err, fault.Invalid, "category", "mission", "tier", "from", "posts", "source")
		p, err := put(desk, right)
		if err != nil {
			t.Fatal(err)
		}
		_, err = put(desk, right)
		wants(t, err, fault.Invalid, "from")
		p.Posts = 15
		changed, err := put(desk, p)
		if err != nil || changed.Version != 2 {
			t.Fatal(changed, err)
		}
		_, err = put(desk, p)
		wants(t, err, fault.Conflict)
		b := f.load(today)
		at := b.groupAt("ipo/UNMISS/")
		if at < 0 || len(b.groups[at].Posts) != 2 || b.groups[at].Posts[0].Count != 15 || b.groups[at].source != "note verbale 7" {
			t.Errorf("groups %+v", b.groups)
		}
		f.must(func(ctx context.Context, tx *database.Tx) error { return RemovePost(ctx, tx, desk, p.ID, 2) })
		f.must(func(ctx context.Context, tx *database.Tx) error {
			if list, err := Posts(ctx, tx, leader); err != nil || len(list) != 0 {
				t.Error(list, err)
			}
			return nil
		})
	})
}

func TestRotationsAreKept(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		unit, _ := f.formed("U", 3)
		put := func(actor account.Actor, r Rotation) (Rotation, error) {
			err := f.try(func(ctx context.Context, tx *database.Tx) (err error) {
				r, err = PutRotation(ctx, tx, actor, f.book, r)
				return err
			})
			return r, err
		}
		women := 1
		right := Rotation{UnitID: unit, Mission: "UNMISS", On: civil.MustDate("2027-04-10"), Contingent: 3, Women: &women, Source: "plan"}
		_, err := put(leader, right)
		wants(t, err, fault.Forbidden)
		many := 9
		_, err = put(desk, Rotation{UnitID: 99, Mission: "no", Women: &many})
		wants(t, err, fault.Invalid, "mission", "on", "contingent", "women", "source", "unit")
		r, err := put(desk, right)
		if err != nil || r.Unit != "U" {
			t.Fatal(r, err)
		}
		_, err = put(desk, right)
		wants(t, err, fault.Invalid, "on")
		r.Women = nil
		if r, err = put(desk, r); err != nil || r.Version != 2 {
			t.Fatal(r, err)
		}
		wants(t, f.try(func(ctx context.Context, tx *database.Tx) error { return RemoveRotation(ctx, tx, desk, r.ID, 1) }), fault.Conflict)
		f.must(func(ctx context.Context, tx *database.Tx) error {
			list, err := Rotations(ctx, tx, leader)
			if err != nil || len(list) != 1 || list[0].Women != nil || list[0].On != right.On {
				t.Error(list, err)
			}
			return RemoveRotation(ctx, tx, desk, r.ID, 2)
		})
	})
}
