package registry_test

import (
	"math/rand"
	"testing"

	"beret/internal/database"
	"beret/internal/database/databasetest"
)

func TestOfficersAreNumberedOnAfterABatch(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		o := newOffice(t, db)
		first := o.create(o.officer("Trần Thị An"))
		o.write(func(tx *database.Tx) error {
			b, err := o.store.NewBatch(tx, desk)
			if err != nil {
				return err
			}
			for range 3 {
				if err := b.Insert(o.ctx, o.officer("Lê Văn Bình")); err != nil {
					return err
				}
			}
			return b.Close(o.ctx)
		})
		if last := o.create(o.officer("Phạm Minh Châu")); last != first+4 {
			t.Errorf("officer %d follows three after %d", last, first)
		}
	})
}

func TestABatchLeavesTheMemoryAsItWas(t *testing.T) {
	db := databasetest.SQLite(t)
	o := newOffice(t, db)
	cache := func() (size int) {
		o.write(func(tx *database.Tx) error { return tx.QueryRow(o.ctx, "PRAGMA cache_size").Scan(&size) })
		return size
	}
	before := cache()
	o.fill(rand.New(rand.NewSource(1)), 120)
	if after := cache(); after != before {
		t.Errorf("page cache %d, before the batch %d", after, before)
	}
}
