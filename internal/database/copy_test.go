package database_test

import (
	"context"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"beret/internal/database"
	"beret/internal/database/databasetest"
)

func fill(t *testing.T, db *database.DB) {
	t.Helper()
	ctx := context.Background()
	if err := db.Write(ctx, func(tx *database.Tx) error {
		for _, statement := range []string{
			"INSERT INTO home_unit (id, code, name, name_key) VALUES (9, 'A', 'Cục A', 'cuc a')",
			"INSERT INTO home_unit (id, code, name, name_key, parent_id) VALUES (3, 'B', 'Phòng B', 'phong b', 9)",
			"INSERT INTO officer (service_number, full_name, name_key, search_key, woman, birth_date, rank_code, rank_order, home_unit_id)" +
				" VALUES ('1', 'Đỗ Thị Thử', ?, 'do thi thu', 1, '1990-01-01', 'CPT', 9, 3)",
		} {
			var args []any
			if strings.Contains(statement, "?") {
				args = append(args, []byte{0, 1, 0xff})
			}
			if _, err := tx.Exec(ctx, statement, args...); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}

func counts(t *testing.T, db *database.DB) (n map[string]int64) {
	t.Helper()
	if err := db.Read(context.Background(), func(tx *database.Tx) (err error) {
		n, err = database.Counts(context.Background(), tx)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestASavedCopyHoldsEverythingAndGoesOn(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		ctx := context.Background()
		fill(t, db)
		path := filepath.Join(t.TempDir(), "copy.db")
		if err := db.Save(ctx, path); err != nil {
			t.Fatal(err)
		}
		if err := db.Save(ctx, path); err == nil {
			t.Error("an existing file was overwritten")
		}
		file, err := database.Open(ctx, path, database.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		if !reflect.DeepEqual(counts(t, file), counts(t, db)) {
			t.Errorf("copy %v, original %v", counts(t, file), counts(t, db))
		}
		databasetest.Each(t, func(t *testing.T, target *database.DB) {
			if err := database.Copy(ctx, file, target, nil); err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(counts(t, target), counts(t, db)) {
				t.Error("the restored record differs")
			}
			if faults, err := target.Check(ctx); err != nil || len(faults) != 0 {
				t.Errorf("%v, %v", faults, err)
			}
			if err := target.Write(ctx, func(tx *database.Tx) error {
				_, err := tx.Exec(ctx, "INSERT INTO home_unit (code, name, name_key) VALUES ('C', 'C', 'c')")
				return err
			}); err != nil {
				t.Errorf("the numbering of the restored record does not go on: %v", err)
			}
		})
	})
}
