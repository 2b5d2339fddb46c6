package standing_test

import (
	"sync"
	"testing"

	"beret/internal/account"
	"beret/internal/database"
	"beret/internal/deployment"
	"beret/internal/office"
	"beret/internal/reference"
	"beret/internal/registry"
	"beret/internal/standing"

	"github.com/google/go-cmp/cmp"
)

func roomAnswers(t *testing.T, db *database.DB, o office.Office, book *reference.Book) {
	room := standing.NewRoom(db, registry.NewStore(db, book))
	same := func(role account.Role) {
		t.Helper()
		actor := account.Actor{Role: role}
		want, err := standing.Load(ctx, db, actor, book, o.AsOf, standing.Options{})
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			got, err := room.Load(ctx, actor, book, o.AsOf, standing.Options{})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s: %s", role, diff)
			}
		}
	}
	for _, role := range account.Roles() {
		same(role)
	}
	write(t, db, func(tx *database.Tx) error {
		rows, _, err := deployment.List(ctx, tx, account.System(), deployment.Filter{State: deployment.Current, Day: o.AsOf})
		if err != nil {
			return err
		}
		return deployment.End(ctx, tx, account.System(), book, rows[0].ID, rows[0].Version, o.AsOf, deployment.EndOfTour, "")
	})
	same(account.Partner)
	same(account.Desk)
}

func askedByMany(t *testing.T, db *database.DB, o office.Office, book *reference.Book) {
	room := standing.NewRoom(db, registry.NewStore(db, book))
	var wait sync.WaitGroup
	for i := range 24 {
		wait.Go(func() {
			s, err := room.Load(ctx, account.Actor{Role: account.Roles()[i%6]}, book, o.AsOf.AddDays(-i/6), standing.Options{})
			if err != nil || (s.Release != nil) != (i%6 > 2) {
				t.Errorf("%d: %v", i, err)
			}
		})
	}
	wait.Wait()
}
