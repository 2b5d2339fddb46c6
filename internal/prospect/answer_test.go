package prospect

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/database/databasetest"
	"beret/internal/fault"
	"beret/internal/locale"
	"beret/outlook"
)

func (f *fixture) answer(b *Base, q Question) *Answer {
	f.t.Helper()
	a, err := b.Answer(context.Background(), q)
	if err != nil {
		f.t.Fatal(err)
	}
	return a
}

// month returns the fan of the question's own scope in a month.
func (a *Answer) month(m string) outlook.Fan {
	return a.Forecast.Views[a.view()].Months[civil.MustMonth(m)-a.Forecast.First]
}

// office is a record with a past: two tours of a year begin each month in eight
// of a year, of four nominees for two posts each; assessments every February.
func (f *fixture) office() {
	f.t.Helper()
	r := rand.New(rand.NewPCG(1, 2))
	now := civil.MustDate(today)
	for year := 2020; year <= 2027; year++ {
		session := civil.NewDate(year-1, 2, 10)
		for i := range 32 {
			from := civil.NewDate(year, 1, 10).AddMonths(i % 8)
			named, decided, chosen := from.AddMonths(-5), from.AddMonths(-2), i < 16
			if session > now {
				continue
			}
			who := f.someone(r.IntN(100) < 33)
			f.assess(who, session.String(), true)
			f.assess(f.someone(r.IntN(100) < 33), session.String(), false)
			switch {
			case named > now:
			case decided > now:
				f.nominate(who, "ipo", "UNMISS", named.String(), from.String(), "pending", "")
			case !chosen:
				f.nominate(who, "ipo", "UNMISS", named.String(), from.String(), "rejected", decided.String())
			default:
				f.nominate(who, "ipo", "UNMISS", named.String(), from.String(), "selected", decided.String())
				end, reason := "", ""
				if from.AddMonths(12) <= now {
					end, reason = from.AddMonths(12).String(), "end-of-tour"
				}
				f.tour(who, "ipo", "UNMISS", from.String(), from.AddMonths(12).String(), end, reason)
			}
		}
	}
	for i := range 60 {
		f.someone(i%3 == 0)
		f.says(f.someone(i%3 == 0), true, "2026-01-15", "")
	}
}

func TestAnAnswerOfAnOfficeWithAPast(t *testing.T) {
	f := newFixture(t, databasetest.SQLite(t))
	f.together(f.office)
	b := f.load(today)
	for id, want := range map[string]outlook.Count{passing: {Events: 160, Trials: 320}, parameterOf(selection, "ipo"): {Events: 80, Trials: 160}, extension: {Events: 0, Trials: 80}} {
		c := b.parameter(id).Counts
		if got := (outlook.Count{Events: c[0].Events + c[1].Events, Trials: c[0].Trials + c[1].Trials}); got != want {
			t.Errorf("%s: %v, want %v", id, got, want)
		}
	}
	q := b.Usual()
	q.Category, q.Scenarios = "ipo", 400
	a := f.answer(b, q)
	if a.Now.Total != 16 {
		t.Errorf("today %v", a.Now)
	}
	line := a.Lead()
	if line == nil || line.First != civil.MustMonth("2028-01") || line.Last != civil.MustMonth("2028-12") {
		t.Fatalf("the strategy asks for 2028 only: %+v", line)
	}
	if asked := a.Forecast.Targets[line.Place].Months[0].Asked; asked.Den != 0 {
		t.Errorf("before that it asks for %v", asked)
	}
	t.Log(a.Finding(printer(t, locale.English), f.book))
	if again := f.answer(b, q); again != a {
		t.Error("an answer without moved levers is remembered")
	}

	better := q
	for _, l := range b.Levers() {
		if l.kind == "prefer-women" && l.about == "ipo" {
			better.Settings = []Setting{{l.Code, l.Max}}
		}
	}
	if moved := f.answer(b, better).Lead(); moved.Weak.Met <= line.Weak.Met {
		t.Errorf("preferring women: from %d to %d of %d", line.Weak.Met, moved.Weak.Met, line.Weak.Of)
	}
	closed := q
	closed.Settings = []Setting{{closing + ":UNMISS", 3}}
	if fan := f.answer(b, closed).month("2027-01"); fan.Total[4] != 0 {
		t.Errorf("a closed mission holds %v", fan.Total)
	}

	risks, err := b.Risks(context.Background(), q, line.Place, line.Weak.Month)
	if err != nil || len(risks.Risks) == 0 {
		t.Fatal(risks, err)
	}
	for _, r := range risks.Risks {
		if name := b.RiskName(printer(t, locale.English), r); name == r.ID {
			t.Errorf("the risk %s has no name", r.ID)
		}
	}
	_, err = b.Risks(context.Background(), q, line.Place, b.First)
	wants(t, err, fault.Invalid, "month")
}

func TestAPlanHoldsInTheModel(t *testing.T) {
	f := newFixture(t, databasetest.SQLite(t))
	f.together(f.office)
	b := f.load(today)
	q := b.Usual()
	q.Category, q.Scenarios, q.Until = "ipo", 1000, civil.MustMonth("2028-12")
	plan, err := b.Plan(context.Background(), q, 800)
	if err != nil {
		t.Fatal(err)
	}
	if !plan.Found.Reached || len(plan.Steps) == 0 {
		t.Fatalf("no plan: %+v", plan.Found)
	}
	q.Seed = 77 // scenarios that the search has not seen
	for i, s := range plan.Steps {
		q.Settings = append(q.Settings, Setting{s.Lever.Code, s.Units})
		if i > 0 && s.By < plan.Steps[i-1].By || s.By < b.AsOf || s.By > s.Month.Start() {
			t.Errorf("step %d is due on %s", i, s.By)
		}
		if text := s.Text(printer(t, locale.Vietnamese)); text == "" || slices.Contains([]byte(text), '{') {
			t.Errorf("step reads %s", text)
		}
	}
	worst := f.answer(b, q).Lead().Weak
	if worst.Met*1000 < 760*worst.Of {
		t.Errorf("with the plan %d of %d in the month %s", worst.Met, worst.Of, worst.Month)
	}
	_, err = b.Plan(context.Background(), q, 1001)
	wants(t, err, fault.Invalid, "level")
	q.Category, q.Settings = "professional", nil
	_, err = b.Plan(context.Background(), q, 900)
	wants(t, err, fault.Invalid, "framework")
}

func TestPastForecastsAreJudged(t *testing.T) {
	f := newFixture(t, databasetest.SQLite(t))
	r := NewRoom(f.db)
	day := civil.MustDate(today)
	if c, err := r.Calibrate(context.Background(), leader, f.book, day); err != nil || c.Forecasts != 0 || c.Scores != nil {
		t.Fatalf("an office without a past: %+v, %v", c, err)
	}
	f.together(f.office)
	_, err := r.Calibrate(context.Background(), partner, f.book, day)
	wants(t, err, fault.Forbidden)
	c, err := r.Calibrate(context.Background(), leader, f.book, day)
	if err != nil {
		t.Fatal(err)
	}
	if again, _ := r.Calibrate(context.Background(), leader, f.book, day); again != c {
		t.Error("a calibration is remembered while the record stands still")
	}
	for _, s := range c.Scores {
		if s.View.Category == "ipo" && s.Measure == outlook.WomenCount && s.Horizon == 6 {
			t.Logf("%d cases, %v within the bands, CRPS %.2f; stays %.2f, trend %.2f", s.Cases, s.Within, s.CRPS, s.Stays, s.Trend)
			if s.Cases < 40 || s.CRPS > s.Stays*1.5 {
				t.Errorf("a steady office: %+v", s)
			}
			return
		}
	}
	t.Errorf("no score of individual officers: %+v", c)
}

func TestAUnitRotates(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		unit, seats := f.formed("U", 8)
		for i, place := range seats {
			f.seat(place, f.someone(i < 3), "2026-01-01")
		}
		for range 30 {
			f.someone(false)
		}
		f.exec("INSERT INTO unit_rotation (unit_id, mission, rotates_on, contingent, source) VALUES (?, 'UNMISS', '2027-04-10', 8, 'plan')", unit)
		b := f.load(today)
		q := b.Usual()
		q.Category, q.Scenarios = "fpu", 200
		a := f.answer(b, q)
		if before := a.month("2027-03"); before.Total[4] != 0 {
			t.Errorf("before the rotation %v are out", before.Total)
		}
		if after := a.month("2027-04"); after.Total[2] < 7 || after.Total[4] > 8 || after.Women[4] > 3 {
			t.Errorf("after it %v, women %v", after.Total, after.Women)
		}
		if year := a.month("2028-04"); year.Total[2] < 7 || year.Total[4] > 8 {
			t.Errorf("after the next, which the calendar does not have, %v", year.Total)
		}
		q.Settings = []Setting{{noRotation + ":U", 1}}
		if without := f.answer(b, q).month("2027-04"); without.Total[4] != 0 {
			t.Errorf("without it %v are out", without.Total)
		}
	})
}

func TestWhoMayAskWhat(t *testing.T) {
	f := newFixture(t, databasetest.SQLite(t))
	_, err := NewRoom(f.db).Load(context.Background(), partner, f.book, civil.MustDate(today))
	wants(t, err, fault.Forbidden)
	b := f.load(today)
	_, err = b.Answer(context.Background(), Question{Category: "no", Mission: "no", Framework: "no", Settings: []Setting{{"no", 1}}})
	wants(t, err, fault.Invalid, "category", "mission", "framework", "until", "scenarios", "lever")
	a := f.answer(b, b.Usual())
	if got := plainSpaces(a.Finding(printer(t, locale.English), f.book)); got != "All deployed: nobody is in a post and nothing is planned until December 2030, so there is no share to hold." {
		t.Errorf("an empty record: %s", got)
	}
	if b.AsOf != civil.MustDate(today) || b.First != civil.MustMonth("2026-11") {
		t.Errorf("stands on %s, begins with %s", b.AsOf, b.First)
	}
}

// The record is read again when it changes, and only then.
func TestTheRoomRemembers(t *testing.T) {
	f := newFixture(t, databasetest.SQLite(t))
	r := NewRoom(f.db)
	load := func() *Base {
		b, err := r.Load(context.Background(), account.System(), f.book, civil.MustDate(today))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	one := load()
	if load() != one {
		t.Error("read twice")
	}
	f.someone(true)
	if two := load(); two == one || two.places()[serving] != [2]int{1, 0} {
		t.Errorf("a change is not seen: %v", two.places())
	}
}

// Reference values: scipy.stats.beta.ppf and gamma.ppf.
func TestIntervals(t *testing.T) {
	for _, c := range []struct {
		a, b      float64
		kind      outlook.Kind
		low, high float64
	}{
		{1, 1, outlook.Proportion, 0.1, 0.9},
		{2, 5, outlook.Proportion, 0.0925953, 0.5103163},
		{1, 2, outlook.Rate, 0.0526803, 1.1512925},
		{5, 1, outlook.Rate, 2.4325910, 7.9935896},
	} {
		p := outlook.Posterior{A: c.a, B: c.b, Mean: c.a / c.b, SD: math.Sqrt(c.a) / c.b}
		if low, high := interval(p, c.kind); math.Abs(low-c.low) > 1e-5 || math.Abs(high-c.high) > 1e-5 {
			t.Errorf("%+v: %f to %f", c, low, high)
		}
	}
}
