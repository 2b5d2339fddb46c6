package contribution

import (
	"context"
	"testing"
	"time"

	"beret/internal/account"
	"beret/internal/database"
	"beret/internal/database/databasetest"

	"github.com/google/go-cmp/cmp"
)

func TestPublishedFileGoesIntoTheRecordAndBack(t *testing.T) {
	file := published(t)
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		ctx, store := context.Background(), NewStore(db)
		start := time.Now()
		plan, err := store.Import(ctx, account.System(), file, WholeMonths)
		if err != nil || plan.Added != len(file.Figures) {
			t.Fatalf("%d figures of %d added, %v", plan.Added, len(file.Figures), err)
		}
		t.Logf("%d figures recorded in %v", plan.Added, time.Since(start))
		start = time.Now()
		got, err := store.Figures(ctx, account.System(), Filter{})
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("and read in %v", time.Since(start))
		if diff := cmp.Diff(len(file.Figures), len(got)); diff != "" {
			t.Fatal(diff)
		}
		for i, f := range file.Figures {
			if got[i] != f {
				t.Fatalf("%+v came back as %+v", f, got[i])
			}
		}
		if again, err := store.Import(ctx, account.System(), file, WholeMonths); err != nil || !again.Empty() {
			t.Errorf("the second import: %v, %+v", err, again)
		}
	})
}
