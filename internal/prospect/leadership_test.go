package prospect

import (
	"context"
	"strings"
	"testing"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/eligibility"
	"beret/internal/fault"
	"beret/internal/locale"
	"beret/internal/registry"
	"beret/outlook"
)

// leader enters an officer of a rank since a day, who lacks nothing but what the
// test takes away.
func (f *fixture) leader(woman bool, rank, since string) int64 {
	f.t.Helper()
	id := f.officer(woman, "1982-05-05", "2004-03-01", "")
	f.exec(`UPDATE officer SET rank_code = ?, rank_order = ?, rank_since = ?, passport_expires = '2040-01-01', medical_status = 'fit', medical_expires = '2040-01-01',
		national_clearance = 'cleared', national_clearance_expires = '2040-01-01' WHERE id = ?`, rank, f.book.RankOrder(rank), since, id)
	f.exec("INSERT INTO officer_language (officer_id, language, level) VALUES (?, 'en', 'C1')", id)
	f.exec("INSERT INTO availability (officer_id, willing, from_date) VALUES (?, 1, '2020-01-01')", id)
	return id
}

func (f *fixture) course(officer int64, kind string) {
	f.t.Helper()
	f.exec("INSERT INTO certificate (officer_id, type, issued) VALUES (?, ?, '2022-01-01')", officer, kind)
}

func (f *fixture) leadership(actor account.Actor) (*Leadership, error) {
	f.t.Helper()
	ctx := context.Background()
	room := NewRoom(f.db)
	b, err := room.Load(ctx, account.System(), f.book, civil.MustDate(today))
	if err != nil {
		f.t.Fatal(err)
	}
	pool, err := registry.NewStore(f.db, f.book).Pool(ctx, account.System(), account.OutlookView)
	if err != nil {
		f.t.Fatal(err)
	}
	return room.Leadership(ctx, actor, b, pool)
}

// rising is what the pipeline says of somebody for a tier; nil for out of reach.
func (l *Leadership) rising(id int64, tier string) *Rising {
	for i := range l.People {
		if l.People[i].ID == id && l.People[i].Tier == tier {
			return &l.People[i]
		}
	}
	return nil
}

func TestWhoIsInReachOfWhichTier(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		ready := f.leader(true, "SLC", "2025-01-01")
		soon := f.leader(true, "LTC", "2023-06-01") // four years before the next rank
		far := f.leader(false, "CPT", "2026-01-01")
		unwilling := f.leader(false, "SLC", "2025-01-01")
		f.exec("DELETE FROM availability WHERE officer_id = ?", unwilling)
		commands := f.leader(false, "MAJ", "2024-01-01")
		f.course(commands, "fpu-command")
		untrained := f.leader(true, "MAJ", "2024-01-01")
		old := f.leader(true, "SLC", "2020-01-01")
		f.exec("UPDATE officer SET birth_date = '1968-12-01' WHERE id = ?", old)

		if _, err := f.leadership(partner); fault.CodeOf(err) != fault.Forbidden {
			t.Errorf("a partner was shown the pipeline: %v", err)
		}
		l, err := f.leadership(desk)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			id         int64
			tier       string
			reach      Reach
			from       string
			promotions int
			lacks      int
		}{
			{ready, "senior", ReadyNow, today, 0, 0},
			{soon, "senior", InTime, "2027-06-01", 1, 0},
			{unwilling, "senior", ByAct, today, 0, 1},
			{commands, "command", ReadyNow, today, 0, 0},
			{untrained, "command", ByCourse, today, 0, 0},
			{ready, "executive", ByCourse, "2029-01-01", 1, 0},
		} {
			r := l.rising(c.id, c.tier)
			if r == nil {
				t.Errorf("%d is not in reach of %s", c.id, c.tier)
				continue
			}
			if r.Reach != c.reach || r.From.String() != c.from || r.Promotions != c.promotions || len(r.Lacks) != c.lacks {
				t.Errorf("%d for %s: %+v, want %+v", c.id, c.tier, r, c)
			}
		}
		if r := l.rising(unwilling, "senior"); r != nil && r.Lacks[0] != eligibility.Willing {
			t.Errorf("lacks %v", r.Lacks)
		}
		if l.rising(far, "senior") != nil || l.rising(old, "senior") != nil || l.rising(ready, "first-line") != nil {
			t.Error("somebody out of reach is in the pipeline")
		}
		if c := l.Count(Wanted{Tier: "senior", Reach: ReadyNow}); c != (Counts{Women: 1}) {
			t.Errorf("ready today: %+v", c)
		}
		end := civil.MustDate("2027-12-31")
		if c := l.Count(Wanted{Tier: "senior", By: end}); c != (Counts{Women: 2}) {
			t.Errorf("ready by %s: %+v", end, c)
		}
		if list := l.Select(Wanted{Tier: "command", Reach: ByCourse, Sex: registry.Women}); len(list) == 0 || list[0].ID != untrained && list[len(list)-1].ID != untrained {
			t.Errorf("lack only a course: %+v", list)
		}
	})
}

// With nobody who leaves or is promoted by chance the answers are those that one
// can see.
func TestReadyForCallsAndKeySeats(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		f.leader(true, "SLC", "2025-01-01")
		holder := f.leader(false, "SLC", "2025-01-01")
		tour := f.tour(holder, "ipo", "UNMISS", "2026-03-01", "2027-03-01", "", "")
		f.exec("UPDATE deployment SET tier = 'senior', post_title = 'Sector commander' WHERE id = ?", tour)
		l, err := f.leadership(desk)
		if err != nil {
			t.Fatal(err)
		}
		got, err := l.Foresee(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		if len(got.Calls) != 1 || len(got.Seats) != 1 {
			t.Fatalf("%d calls, %d seats", len(got.Calls), len(got.Seats))
		}
		call, seat := got.Calls[0], got.Seats[0]
		if call.Scope.Tier != "senior" || call.Nominees != 2 || call.Posts != 1 || call.Vacant.String() != "2027-03" {
			t.Errorf("expects %+v", call.LeaderCall)
		}
		// She may leave, at some in a thousand a month.
		if call.AsIs.Woman < call.AsIs.Of*9/10 || call.AsIs.WomenSlate != 0 {
			t.Errorf("a woman is ready in %d of %d", call.AsIs.Woman, call.AsIs.Of)
		}
		if seat.Officer != holder || seat.AsIs.Vacant == 0 || seat.AsIs.Woman < seat.AsIs.Vacant*8/10 {
			t.Errorf("succession %+v", seat)
		}
		for _, lang := range []locale.Lang{locale.English, locale.Vietnamese} {
			if text := l.Finding(printer(t, lang), got); !strings.Contains(text, "1") || strings.Contains(text, "leadership.") {
				t.Errorf("%s: %s", lang, text)
			}
		}
		again, err := l.Foresee(context.Background())
		if err != nil || again != got {
			t.Errorf("computed twice: %v", err)
		}
	})
}

func TestPromotionsAreCounted(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		one := f.leader(true, "SLC", "2026-03-01")
		f.exec("INSERT INTO past_rank (officer_id, rank_code, from_date, to_date) VALUES (?, 'LTC', '2022-01-01', '2026-03-01')", one)
		f.leader(false, "LTC", "2021-10-31") // due since 31 October 2025
		l, err := f.leadership(desk)
		if err != nil {
			t.Fatal(err)
		}
		women, men := l.Promoted.Counts[outlook.Women], l.Promoted.Counts[outlook.Men]
		if women.Events != 1 || women.Trials != 3 || men.Events != 0 || men.Trials != 12 {
			t.Errorf("women %+v, men %+v", women, men)
		}
	})
}
