package demonstration_test

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"testing"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/audit"
	"beret/internal/database"
	"beret/internal/database/databasetest"
	"beret/internal/demonstration"
	"beret/internal/fault"
	"beret/internal/funnel"
	"beret/internal/locale"
	"beret/internal/office"
	"beret/internal/pack"
	"beret/internal/reference"
	"beret/internal/registry"
	"beret/internal/selection"
	"beret/internal/standing"
	"beret/participation"
)

var ctx = context.Background()

func build(t *testing.T, db *database.DB, o demonstration.Options) demonstration.Result {
	t.Helper()
	last, steps := 0, 0
	r, err := demonstration.Build(ctx, db, o, func(done, total int) {
		if done < last || done > total {
			t.Errorf("progress goes from %d to %d of %d", last, done, total)
		}
		last, steps = done, total
	})
	if err != nil {
		t.Fatal(err)
	}
	if last != steps {
		t.Errorf("progress ends at %d of %d", last, steps)
	}
	return r
}

func position(t *testing.T, db *database.DB) (standing.Standing, *reference.Book) {
	t.Helper()
	o, book, err := office.Load(ctx, db)
	if err != nil {
		t.Fatal(err)
	}
	s, err := standing.Load(ctx, db, account.System(), book, o.AsOf, standing.Options{Months: 48})
	if err != nil {
		t.Fatal(err)
	}
	return s, book
}

func TestTheHeadline(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		r := build(t, db, demonstration.Options{Seed: 1, Officers: 1200})
		s, book := position(t, db)
		catalogue, err := locale.Load()
		if err != nil {
			t.Fatal(err)
		}
		for lang, want := range map[locale.Lang]string{
			locale.English: "12 of 36 deployed officers are women (33.3\u00a0%), 4 more than the 20\u00a0% minimum the ministry quotes; " +
				"individual officers 9 of 30 (30.0\u00a0%), exactly at their 2028 target; no formed unit is deployed.",
			locale.Vietnamese: "12 trong tổng số 36 cán bộ đang triển khai là nữ (33,3\u00a0%), nhiều hơn 4 người so với mức tối thiểu 20\u00a0% mà Bộ nêu; " +
				"sĩ quan cá nhân 9 trong 30 (30,0\u00a0%), đúng bằng chỉ tiêu năm 2028; chưa có đơn vị cảnh sát thành lập nào đang triển khai.",
		} {
			if got := s.Finding(catalogue.In(lang), book); got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
		}
		if !r.Office.Generated || r.Officers != 1200 || r.UnitID == 0 || r.Officer == 0 {
			t.Errorf("result %+v", r)
		}
		everythingIsThere(t, s)
		everyRoleSignsIn(t, db)
	})
}

// everythingIsThere holds the demonstration to what its pages are to show.
func everythingIsThere(t *testing.T, s standing.Standing) {
	t.Helper()
	kinds := map[standing.EventKind]int{}
	for _, e := range s.Events {
		kinds[e.Kind]++
	}
	if kinds[standing.Starts] != 11 || kinds[standing.Ends] != 12 || kinds[standing.Overdue] != 1 {
		t.Errorf("events %v", kinds)
	}
	if n := len(s.Plan.Pending); n != 4 {
		t.Errorf("%d would come by nomination", n)
	}
	if len(s.Plan.Later) != 6 { // two of old, four of the signed slate
		t.Errorf("%v are nominated for later", s.Plan.Later)
	}
	if !slices.ContainsFunc(s.LoneWomen, func(l participation.Lone) bool { return l.Key == "UNISFA/Abyei" }) {
		t.Errorf("no lone woman at Abyei: %v", s.LoneWomen)
	}
	women, men := 0, 0
	for _, tier := range s.Tiers {
		women, men = women+tier.Share.Women, men+tier.Share.Men()
	}
	if women == 0 || men == 0 {
		t.Errorf("leaders: %d women and %d men", women, men)
	}
	if s.SinceMonth.Before != (participation.Share{Women: 11, Total: 34}) || len(s.SinceMonth.Causes) < 3 {
		t.Errorf("since last month: %+v", s.SinceMonth)
	}
	for _, f := range s.Populations {
		if f.Share.Women == 0 || f.Share.Men() == 0 {
			t.Errorf("%s: %+v", f.Population, f.Share)
		}
	}
	if !slices.ContainsFunc(s.Doubts, func(d participation.Doubt) bool { return d.Rule == participation.PlanOverdue }) {
		t.Errorf("doubts %v", s.Doubts)
	}
	asked := false
	for _, a := range s.Assessments {
		asked = asked || a.Target.Population == participation.Assigned && a.Target.Source == "generated for the demonstration"
	}
	if !asked {
		t.Error("the mission's ask for the unit is not assessed")
	}
}

// counted are the tables whose rows make the demonstration. Audit and users
// carry the clock's instant, which the tests hold still.
var counted = []string{"home_unit", "officer", "past_rank", "past_posting", "officer_language", "officer_licence", "officer_specialism",
	"certificate", "assessment_attempt", "assessment_clearance", "availability", "formed_unit", "seat", "seat_holder", "deployment",
	"nomination", "call", "call_post", "call_document", "call_paper", "call_told", "reference_row", "setting", "account_user", "audit_log", "snapshot",
	"authorised_post", "unit_rotation", "outlook_scenario", "slate", "slate_line", "slate_signed", "slate_certificate", "transfer"}

// digest hashes every row of every table.
func digest(t *testing.T, db *database.DB) string {
	t.Helper()
	h := sha256.New()
	err := db.Read(ctx, func(tx *database.Tx) error {
		for _, table := range counted {
			var lines []string
			if err := tx.Each(ctx, func(rows *sql.Rows) error {
				names, err := rows.Columns()
				values := make([]any, len(names))
				for i := range values {
					values[i] = new(sql.NullString)
				}
				if err == nil {
					err = rows.Scan(values...)
				}
				line := table
				for _, v := range values {
					line += "|" + v.(*sql.NullString).String
				}
				lines = append(lines, line)
				return err
			}, "SELECT * FROM "+table); err != nil {
				return err
			}
			slices.Sort(lines)
			fmt.Fprintln(h, strings.Join(lines, "\n"))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return hex.EncodeToString(h.Sum(nil))
}

func TestTheSameSeedGivesTheSameRecord(t *testing.T) {
	var digests []string
	for _, seed := range []uint64{7, 7, 8} {
		db := databasetest.SQLite(t)
		build(t, db, demonstration.Options{Seed: seed, Officers: 1200})
		digests = append(digests, digest(t, db))
	}
	if digests[0] != digests[1] || digests[0] == digests[2] {
		t.Errorf("digests %v", digests)
	}
}

// Whoever is on a signed list may have handed in papers before; and an office of
// an earlier day may lack what a kept question moves.
func TestAnOfficeOfAnySeedAndDayIsBuilt(t *testing.T) {
	for _, o := range []demonstration.Options{{Seed: 1}, {Seed: 3}, {AsOf: civil.MustDate("2025-12-01")}} {
		t.Run(fmt.Sprint(o.Seed, o.AsOf), func(t *testing.T) {
			t.Parallel()
			build(t, databasetest.SQLite(t), o)
		})
	}
}

func TestInvariantsForSeveralSeedsAndDays(t *testing.T) {
	for seed, asOf := range []string{"2026-10-31", "2027-02-28", "2026-06-15"} {
		t.Run(fmt.Sprint(seed, asOf), func(t *testing.T) {
			t.Parallel()
			db := databasetest.SQLite(t)
			build(t, db, demonstration.Options{Seed: uint64(seed)*1013 + 2, AsOf: civil.MustDate(asOf), Officers: 1300})
			s, book := position(t, db)
			if share := s.Overall.Share; 3*share.Women != share.Total || share.Total != 36 {
				t.Errorf("headline %+v", share)
			}
			files(t, db, s, book)
			marked(t, db)
			funnelOfTests(t, db, book)
			sentAbroad(t, db)
		})
	}
}

// files holds every officer's file against the registry's rules on the day.
func files(t *testing.T, db *database.DB, s standing.Standing, book *reference.Book) {
	t.Helper()
	store := registry.NewStore(db, book)
	rules, err := store.Rules(ctx)
	if err != nil {
		t.Fatal(err)
	}
	rules.Today = s.AsOf
	serving := 0
	err = store.Each(ctx, account.System(), account.RosterExport, registry.Filter{AsOf: s.AsOf}, registry.SortName, func(f registry.File) error {
		serving++
		if problems := registry.ValidateFile(f, rules); len(problems) > 0 {
			t.Errorf("%s %s: %v", f.ServiceNumber, f.Rank, problems)
		}
		age := civil.YearsBetween(f.BirthDate, f.EnlistedOn)
		if age < 18 || age > 23 || !strings.HasPrefix(f.ServiceNumber, "DEMO-") || !f.Generated {
			t.Errorf("%s enlisted at %d", f.ServiceNumber, age)
		}
		for i, r := range f.PastRanks {
			if i > 0 && f.PastRanks[i-1].To != r.From || book.RankOrder(r.Rank) >= book.RankOrder(f.Rank) {
				t.Errorf("%s has ranks %v before %s", f.ServiceNumber, f.PastRanks, f.Rank)
			}
		}
		return nil
	})
	if err != nil || serving != 1300 {
		t.Errorf("%d serving, %v", serving, err)
	}
	bands, err := store.ExpiryCounts(ctx, account.System(), registry.ExpiryFilter{AsOf: s.AsOf})
	for _, band := range registry.Bands() {
		if len(bands[band]) < 2 || err != nil {
			t.Errorf("little expires in band %s: %v, %v", band, bands[band], err)
		}
	}
}

// marked finds rows that do not say that they are generated.
func marked(t *testing.T, db *database.DB) {
	t.Helper()
	err := db.Read(ctx, func(tx *database.Tx) error {
		for _, table := range []string{"home_unit", "officer", "formed_unit", "deployment", "nomination", "training_session", "task",
			"authorised_post", "unit_rotation", "outlook_scenario"} {
			var n int
			if err := tx.QueryRow(ctx, "SELECT count(*) FROM "+table+" WHERE generated = 0").Scan(&n); err != nil {
				return err
			}
			if n > 0 {
				t.Errorf("%d rows of %s are not marked", n, table)
			}
		}
		var seats, filled int
		if err := tx.QueryRow(ctx, "SELECT (SELECT count(*) FROM seat), (SELECT count(*) FROM seat_holder WHERE to_date IS NULL)").Scan(&seats, &filled); err != nil {
			return err
		}
		if seats != 160 || filled < 145 || filled > 158 {
			t.Errorf("%d of %d seats are filled", filled, seats)
		}
		verdict, err := audit.Verify(ctx, tx)
		if !verdict.OK() {
			t.Errorf("audit %+v", verdict)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// sentAbroad finds the one list that was sent, everybody on it, and that each
// transfer says that it is made up.
func sentAbroad(t *testing.T, db *database.DB) {
	t.Helper()
	err := db.Read(ctx, func(tx *database.Tx) error {
		rows, total, err := pack.Transfers(ctx, tx, account.System(), pack.TransferFilter{})
		if total == 0 || total != len(rows) {
			t.Errorf("%d transfers, %d read", total, len(rows))
		}
		for _, row := range rows {
			s, err := selection.Find(ctx, tx, account.System(), row.SlateID)
			if err != nil || s.Status != selection.Sent || row.SHA256 == "" {
				t.Errorf("%s was sent with list %d, which is %s: %v", row.ServiceNumber, row.SlateID, s.Status, err)
			}
			if !strings.Contains(row.Recipient, "demonstration") || !strings.Contains(row.Basis, "demonstration") {
				t.Errorf("a transfer does not say that it is made up: %+v", row)
			}
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// funnelOfTests checks that nobody sits a test without having passed those before.
func funnelOfTests(t *testing.T, db *database.DB, book *reference.Book) {
	t.Helper()
	data, err := funnel.Load(ctx, db, account.System(), book, funnel.Filter{}, civil.MustDate("2026-10-31"))
	if err != nil {
		t.Fatal(err)
	}
	steps := funnel.Tests(data.Attempts, data.Tests)
	for i := 1; i < len(steps); i++ {
		now, before := steps[i].Rates, steps[i-1].Rates
		if now.Women.Eligible > before.Women.Selected || now.Men.Eligible > before.Men.Selected {
			t.Errorf("the funnel widens: %+v", steps)
		}
	}
	first, last := steps[0].Rates, steps[len(steps)-1].Rates
	passed, took := last.Women.Selected+last.Men.Selected, first.Women.Eligible+first.Men.Eligible
	if passed*100 < took*15 || passed*100 > took*75 {
		t.Errorf("%d of %d passed all tests", passed, took)
	}
}

// everyRoleSignsIn tries the printed passwords.
func everyRoleSignsIn(t *testing.T, db *database.DB) {
	t.Helper()
	gate, err := account.NewGate(db, account.DefaultPolicy(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range demonstration.SignIns() {
		if _, err := gate.SignIn(ctx, s.Login, s.Password); err != nil {
			t.Errorf("%s: %v", s.Role, err)
		}
	}
}

func TestARecordInUseIsLeftAlone(t *testing.T) {
	db := databasetest.SQLite(t)
	_, err := demonstration.Build(ctx, db, demonstration.Options{Officers: 100}, nil)
	if fault.CodeOf(err) != fault.Invalid {
		t.Errorf("a hundred officers: %v", err)
	}
	if err := db.Write(ctx, func(tx *database.Tx) error {
		return office.Edit(ctx, tx, account.System(), office.Office{Country: "VNM", Lang: "vi",
			Ministry: office.Text{"vi": "Bộ"}, Name: office.Text{"vi": "Văn phòng"}})
	}); err != nil {
		t.Fatal(err)
	}
	before := digest(t, db)
	_, err = demonstration.Build(ctx, db, demonstration.Options{}, nil)
	if fault.CodeOf(err) != fault.Conflict || digest(t, db) != before {
		t.Errorf("built over an office: %v", err)
	}
}
