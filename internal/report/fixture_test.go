package report_test

import (
	"fmt"
	"testing"

	"beret/internal/account"
	"beret/internal/database"
	"beret/internal/database/databasetest"
	"beret/internal/locale"
	"beret/internal/office"
)

// tour is a tour of the small office: who, where, when.
type tour struct {
	officer                             int
	category, mission, site, tier       string
	from, plannedEnd, endedOn, why, rot string
}

// smallOffice is an office of eight officers, two of them women, that every
// figure of a report can be counted on by hand:
// at the end of October 2026 three serve, one of them a woman (officers 1, 3
// and 4); in the month officer 2 went home and officer 4 came; officer 5 goes
// out in December, officer 3 comes home then.
func smallOffice(t testing.TB) demo {
	t.Helper()
	d := demo{DB: databasetest.SQLite(t)}
	err := d.Write(ctx, func(tx *database.Tx) error {
		return office.Edit(ctx, tx, account.System(), office.Office{Country: "VNM", Lang: locale.Vietnamese,
			Ministry: office.Text{"vi": "Bộ Thử nghiệm", "en": "Ministry of Tests"}, Superior: office.Text{"vi": "Bộ Thử nghiệm", "en": "Ministry of Tests"},
			Name: office.Text{"vi": "Văn phòng Thử nghiệm", "en": "Office of Tests"}, Place: office.Text{"vi": "Huế", "en": "Hue"},
			Signer: office.Text{"vi": "Chánh Văn phòng", "en": "Head of Office"}})
	})
	if err != nil {
		t.Fatal(err)
	}
	d.exec(t, "INSERT INTO home_unit (id, code, name, name_key) VALUES (1, 'T1', 'Phòng thử', 'x')")
	for id := 1; id <= 8; id++ {
		woman := 0
		if id <= 2 {
			woman = 1
		}
		d.exec(t, `INSERT INTO officer (id, service_number, full_name, name_key, search_key, woman, birth_date, rank_code, rank_order, home_unit_id)
			VALUES (?, ?, ?, x'00', ?, ?, '1990-01-01', 'CPT', 9, 1)`, id, fmt.Sprintf("T-%d", id), fmt.Sprintf("Người Thử %d", id), fmt.Sprint(id), woman)
	}
	for _, o := range []tour{
		{1, "ipo", "UNMISS", "Juba", "senior", "2026-03-01", "2027-03-01", "", "", "R1"},
		{2, "ipo", "UNMISS", "Juba", "", "2025-10-01", "2026-10-10", "2026-10-10", "end-of-tour", "R0"},
		{3, "ipo", "UNISFA", "Abyei", "", "2025-12-15", "2026-12-15", "", "", ""},
		{4, "ipo", "UNMISS", "Juba", "first-line", "2026-10-12", "2027-10-12", "", "", ""},
		{5, "ipo", "UNISFA", "Abyei", "", "2026-12-10", "2027-12-10", "", "", "R2"},
	} {
		d.exec(t, `INSERT INTO deployment (officer_id, category, mission, site, tier, from_date, planned_end, ended_on, end_reason, rotation)
			VALUES (?, ?, ?, ?, ?, ?, ?, NULLIF(?, ''), ?, ?)`, o.officer, o.category, o.mission, o.site, o.tier, o.from, o.plannedEnd, o.endedOn, o.why, o.rot)
	}
	// Passports: of officer 1 within 30 days, of 3 overdue, of 8 within 90 days.
	d.exec(t, "UPDATE officer SET passport_expires = '2026-11-20' WHERE id = 1")
	d.exec(t, "UPDATE officer SET passport_expires = '2026-10-05' WHERE id = 3")
	d.exec(t, "UPDATE officer SET passport_expires = '2027-01-20' WHERE id = 8")
	return d.ready(t)
}

func (d demo) exec(t testing.TB, statement string, args ...any) {
	t.Helper()
	err := d.Write(ctx, func(tx *database.Tx) error {
		_, err := tx.Exec(ctx, statement, args...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
