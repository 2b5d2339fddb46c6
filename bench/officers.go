package main

import (
	"context"
	"crypto/rand"
	"fmt"
	random "math/rand/v2"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/audit"
	"beret/internal/database"
	"beret/internal/reference"
	"beret/internal/registry"
)

// The record that the benches of the registry and of the start serve: people
// put together of common syllables, one woman in five, with languages,
// licences and clearances in the shares of a ministry.

// benchDay is the day on which the generated people are judged.
func benchDay() civil.Date { return civil.MustDate("2026-10-31") }

const (
	benchUnits    = 300
	benchLogin    = "bench"
	benchPassword = "a-long-bench-password"
)

// buildRecord writes a record of so many officers with one desk officer, and
// returns a session's token.
func buildRecord(ctx context.Context, path string, officers int) (token string, err error) {
	db, err := database.Open(ctx, path, database.Options{})
	if err != nil {
		return "", err
	}
	defer db.Close()
	if err := db.Migrate(ctx); err != nil {
		return "", err
	}
	book, err := reference.Load(nil)
	if err != nil {
		return "", err
	}
	store := registry.NewStore(db, book)
	err = db.Write(ctx, func(tx *database.Tx) error { return fillRecord(ctx, tx, store, officers) })
	if err != nil {
		return "", err
	}
	gate, err := account.NewGate(db, account.DefaultPolicy(), rand.Reader)
	if err != nil {
		return "", err
	}
	desk := account.User{Login: benchLogin, Name: "Bench", Role: account.Desk, Lang: "en"}
	if _, _, err := gate.Create(ctx, account.System(), desk, benchPassword); err != nil {
		return "", err
	}
	return gate.SignIn(ctx, benchLogin, benchPassword)
}

func fillRecord(ctx context.Context, tx *database.Tx, store *registry.Store, officers int) error {
	var units []int64
	for i := range benchUnits {
		id, err := store.InsertHomeUnit(ctx, tx, registry.HomeUnit{Code: fmt.Sprintf("P%03d", i), Name: fmt.Sprintf("Phòng nghiệp vụ %d", i)})
		if err != nil {
			return err
		}
		units = append(units, id)
	}
	batch, err := store.NewBatch(tx, account.System())
	if err != nil {
		return err
	}
	draw := random.New(random.NewPCG(2026, 10))
	for i := range officers {
		if err := batch.Insert(ctx, person(draw, i, units[draw.IntN(len(units))])); err != nil {
			return err
		}
	}
	if err := batch.Close(ctx); err != nil {
		return err
	}
	return audit.Append(ctx, tx, audit.Entry{Actor: account.System(), Action: "roster.import", Kind: registry.RosterKind})
}

func surnames() []string {
	return []string{"Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Huỳnh", "Phan", "Vũ", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Lý"}
}

func givenNames() []string {
	return []string{"An", "Anh", "Bình", "Châu", "Dung", "Đạt", "Đức", "Giang", "Hà", "Hải", "Hạnh", "Hoa", "Hòa", "Hùng", "Hương", "Khánh", "Lan",
		"Linh", "Long", "Mai", "Nam", "Nga", "Phúc", "Quân", "Sơn", "Tâm", "Thảo", "Thủy", "Tiến", "Trang", "Tú", "Việt", "Yến"}
}

// person draws the i-th officer.
func person(draw *random.Rand, i int, unit int64) registry.File {
	pick := func(words ...string) string { return words[draw.IntN(len(words))] }
	day := func(from string, days int) civil.Date { return civil.MustDate(from).AddDays(draw.IntN(days)) }
	woman, middle := draw.IntN(5) == 0, pick("Văn", "Đức", "Minh", "Quốc", "Hữu", "Xuân", "Đình")
	if woman {
		middle = pick("Thị", "Ngọc", "Thu", "Thanh", "Kim", "Hồng")
	}
	f := registry.File{Officer: registry.Officer{
		ServiceNumber: fmt.Sprintf("%03d-%06d", i%997, i), FullName: pick(surnames()...) + " " + middle + " " + pick(givenNames()...), Woman: woman,
		BirthDate: day("1968-01-01", 10_000), Rank: pick("2LT", "LT", "SLT", "CPT", "MAJ", "LTC"), RankSince: day("2018-01-01", 2800),
		HomeUnitID: unit, UnitSince: day("2016-01-01", 3500), Position: pick("Cán bộ", "Trinh sát", "Đội phó", "Đội trưởng", "Phó trưởng phòng"),
		EnlistedOn: day("2014-01-01", 700), PassportExpires: day("2025-01-01", 3000), Medical: registry.MedicalStatus(pick("fit", "pending", "unknown")),
		MedicalOn: day("2025-01-01", 600), MedicalExpires: day("2026-12-01", 300), NationalClearance: "none",
	}}
	if draw.IntN(5) < 3 {
		f.Languages = []registry.Language{{Language: "en", Level: pick("A2", "B1", "B2", "C1"), TestedOn: day("2022-01-01", 1400)}}
	}
	if draw.IntN(5) < 2 {
		f.Licences = []registry.Licence{{Class: pick("B2", "C"), Manual: true, Since: day("2010-01-01", 4000)}}
	}
	if draw.IntN(20) == 0 {
		f.Clearances = []registry.Clearance{{Edition: "2019.19", ClearedOn: benchDay() - 400, Expires: benchDay().AddDays(draw.IntN(730) - 100)}}
	}
	return f
}
