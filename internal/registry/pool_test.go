package registry_test

import (
	"fmt"
	"math/rand"
	"reflect"
	"testing"

	"beret/internal/account"
	"beret/internal/audit"
	"beret/internal/database"
	"beret/internal/database/databasetest"
	"beret/internal/eligibility"
	"beret/internal/registry"
)

func (o *office) pool(actor account.Actor) *registry.Pool {
	o.t.Helper()
	pool, err := o.store.Pool(o.ctx, actor, account.OfficerList)
	if err != nil {
		o.t.Fatal(err)
	}
	return pool
}

// same fails where the pool is not what the files of the record say.
func (o *office) same(pool *registry.Pool, ids []int64) {
	o.t.Helper()
	serving := 0
	for _, id := range ids {
		file, who := o.find(id), pool.Find(id)
		if !file.Serving(asOf) {
			if who != nil {
				o.t.Errorf("%d has left and is in the pool", id)
			}
			continue
		}
		serving++
		if who == nil {
			o.t.Fatalf("%d is not in the pool", id)
		}
		if want := registry.Candidate(pool.Codes(), file); !reflect.DeepEqual(want, who.Candidate) {
			o.t.Fatalf("%d: %+v, the file says %+v", id, who.Candidate, want)
		}
		if who.Woman != file.Woman || who.HomeUnit != file.HomeUnitID {
			o.t.Errorf("%d: %+v", id, who)
		}
	}
	if pool.Len() != serving {
		o.t.Errorf("%d people, %d are serving", pool.Len(), serving)
	}
}

func (o *office) tour(officer int64, from, end string) {
	o.t.Helper()
	err := o.db.Write(o.ctx, func(tx *database.Tx) error {
		var id int64
		err := tx.QueryRow(o.ctx, `INSERT INTO deployment (officer_id, category, mission, from_date, planned_end)
			VALUES (?, 'ipo', 'UNMISS', ?, ?) RETURNING id`, officer, from, end).Scan(&id)
		if err != nil {
			return err
		}
		return audit.Append(o.ctx, tx, audit.Entry{Actor: desk, Action: "deployment.plan", Kind: "deployment", Subject: id})
	})
	if err != nil {
		o.t.Fatal(err)
	}
}

// complete is an officer with a row in every table that rules read.
func (o *office) complete(random *rand.Rand) registry.File {
	f := ready()
	f.ServiceNumber, f.HomeUnitID, f.Woman = fmt.Sprintf("Y%05d", random.Intn(100_000)), o.bureau, random.Intn(2) == 0
	f.Attempts = []registry.Attempt{{Edition: "2019.19", Test: "firearms", TakenOn: asOf.AddDays(-random.Intn(500)), Passed: random.Intn(2) == 0},
		{Edition: "2019.19", Test: "language", TakenOn: asOf - 600, Passed: true}}
	f.Specialisms = []registry.Specialism{{Specialism: "sgbv", Years: random.Intn(9)}, {Specialism: "community", Years: 2}}
	f.Certificates = []registry.Certificate{{Type: "cptm", Issued: asOf - 100}, {Type: "first-aid", Issued: asOf - 100, Expires: asOf.AddDays(random.Intn(900))}}
	f.Languages = append(f.Languages, registry.Language{Language: "fr", Level: "A2"})
	return f
}

func TestThePoolIsWhatTheFilesSay(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		o := newOffice(t, db)
		random := rand.New(rand.NewSource(1))
		var ids []int64
		for range 20 {
			ids = append(ids, o.create(o.complete(random)))
		}
		first := o.pool(desk)
		o.same(first, ids)
		before := *first.Find(ids[3])

		o.tour(ids[3], "2024-01-01", "2025-01-01")
		f := o.find(ids[4])
		f.Officer.PassportExpires = date("2040-01-01")
		if err := o.store.Update(o.ctx, desk, registry.Change{OfficerID: f.ID, Version: f.Version}, f.Officer); err != nil {
			t.Fatal(err)
		}
		g := o.find(ids[5])
		g.Officer.LeftOn = asOf
		if err := o.store.Update(o.ctx, desk, registry.Change{OfficerID: g.ID, Version: g.Version}, g.Officer); err != nil {
			t.Fatal(err)
		}
		ids = append(ids, o.create(o.complete(random)))
		o.unit(registry.HomeUnit{Code: "B2", Name: "Cục Cảnh sát", ParentID: o.ministry})

		second := o.pool(desk)
		o.same(second, ids)
		if len(second.Units) != 3 || !second.Find(ids[3]).Veteran(asOf) || second.Find(ids[6]).Veteran(asOf) {
			t.Errorf("%d units; veteran: %v", len(second.Units), second.Find(ids[3]).Veteran(asOf))
		}
		if !reflect.DeepEqual(before, *first.Find(ids[3])) || first.Find(ids[5]) == nil {
			t.Error("the pool that somebody holds has changed")
		}
		if first.Find(-1) != nil || first.Find(1<<40) != nil {
			t.Error("nobody has such an id")
		}
	})
}

// A bulk change, and other reference data, are taken in whole.
func TestThePoolAfterARosterAndOtherReferenceData(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		o := newOffice(t, db)
		random := rand.New(rand.NewSource(2))
		ids := []int64{o.create(o.complete(random))}
		o.pool(desk)
		o.write(func(tx *database.Tx) error {
			b, err := o.store.NewBatch(tx, desk)
			if err != nil {
				return err
			}
			f := o.complete(random)
			if err := b.Insert(o.ctx, f); err != nil {
				return err
			}
			if err := b.Close(o.ctx); err != nil {
				return err
			}
			return audit.Append(o.ctx, tx, audit.Entry{Actor: desk, Action: "test", Kind: registry.RosterKind, Subject: 1})
		})
		pool := o.pool(desk)
		if pool.Len() != 2 {
			t.Fatalf("%d people", pool.Len())
		}
		other := book(t, policyRow(t, "minimum-age", "45"))
		o.store.UseBook(other)
		pool = o.pool(desk)
		o.same(pool, append(ids, ids[0]+1))
		tour := eligibility.Tour{From: asOf, To: asOf.AddMonths(6)}
		plan := pool.Compile(asOf, tour, false, []eligibility.Requirement{{}})
		if who := pool.Find(ids[0]); plan.Eligible(&who.Candidate, 0) {
			t.Error("the pool is judged by the old reference data")
		}
	})
}

func TestThePoolShowsOnlyWhomTheActorMaySee(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		o := newOffice(t, db)
		random := rand.New(rand.NewSource(3))
		for range 3 {
			o.create(o.complete(random))
		}
		own := account.Actor{UserID: 2, Role: account.Officer, OfficerID: 2}
		if _, err := o.store.Pool(o.ctx, own, account.OfficerList); err == nil {
			t.Error("an officer was shown the pool")
		}
		pool, err := o.store.Pool(o.ctx, own, account.OfficerView)
		if err != nil || pool.Len() != 1 || pool.Find(2) == nil || pool.Find(1) != nil {
			t.Errorf("%d people: %v", pool.Len(), err)
		}
	})
}
