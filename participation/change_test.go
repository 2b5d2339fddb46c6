package participation

import (
	"fmt"
	"math/big"
	"testing"

	"beret/civil"

	"pgregory.net/rapid"
)

func TestChangesReconcile(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		services := drawServices(t)
		scope := rapid.SampledFrom([]Scope{{}, {Category: "IPO"}, {Mission: "A"}, {Mission: "B", Unit: "U1"}}).Draw(t, "scope")
		from := drawDay(t, "from")
		to := from + civil.Date(rapid.IntRange(0, 500).Draw(t, "days"))
		c := Changes(services, scope, from, to)
		in := Select(services, scope)
		if c.Before != recount(in, All, "", from) || c.After != recount(in, All, "", to) {
			t.Fatalf("before %v, after %v", c.Before, c.After)
		}
		came, left := sum(c.Came), sum(c.Left)
		if c.Before.Add(came).Sub(left) != c.After {
			t.Fatalf("%v + %v − %v ≠ %v", c.Before, came, left, c.After)
		}
		for _, m := range append(c.Came, c.Left...) {
			if m.Service == 0 || m.Cause == "" {
				t.Fatalf("%+v has no stretch or cause", m)
			}
		}
		checkEffects(t, c)
	})
}

func sum(movers []Mover) Share {
	var s Share
	for _, m := range movers {
		s = s.Add(m.share())
	}
	return s
}

// checkEffects holds the parts by cause to the whole difference, in fractions.
func checkEffects(t *rapid.T, c Change) {
	causes, parts := c.Causes(), new(big.Rat)
	if c.Before.Total == 0 || c.After.Total == 0 {
		return
	}
	for _, cause := range causes {
		if !cause.Known {
			t.Fatalf("effect of %q not known", cause.Code)
		}
		parts.Add(parts, big.NewRat(cause.Effect.Num, cause.Effect.Den))
	}
	whole := big.NewRat(int64(c.After.Women), int64(c.After.Total))
	whole.Sub(whole, big.NewRat(int64(c.Before.Women), int64(c.Before.Total)))
	difference, _ := c.Difference()
	if parts.Cmp(whole) != 0 || big.NewRat(difference.Num, difference.Den).Cmp(whole) != 0 {
		t.Fatalf("parts %v, difference %v, whole %v", parts, difference, whole)
	}
}

func TestWhoCameAndLeft(t *testing.T) {
	at := civil.MustDate
	before, from, to := at("2026-01-01"), at("2026-09-30"), at("2026-10-31")
	for _, c := range []struct {
		rule     string
		services []Service
		want     string
	}{
		{"one who stays is nobody's change",
			[]Service{{ID: 1, Person: 1, Span: civil.Interval{From: before}}}, "came [] left []"},
		{"the cause of coming is that of the first stretch, not of a promotion since",
			[]Service{
				{ID: 1, Person: 1, Woman: true, CauseStart: "rotation", Span: civil.Interval{From: at("2026-10-05"), To: at("2026-10-20")}},
				{ID: 2, Person: 1, Woman: true, CauseStart: "promotion", Span: civil.Interval{From: at("2026-10-20")}},
			}, "came [{1 true 1 rotation false}] left []"},
		{"the cause of leaving is that of the last stretch",
			[]Service{
				{ID: 1, Person: 1, CauseEnd: "promotion", Span: civil.Interval{From: before, To: at("2026-10-05")}},
				{ID: 2, Person: 1, CauseEnd: "illness", Span: civil.Interval{From: at("2026-10-05"), To: at("2026-10-20")}},
			}, "came [] left [{1 false 2 illness false}]"},
		{"an earlier tour is not the cause of this one",
			[]Service{
				{ID: 1, Person: 1, CauseStart: "old", Span: civil.Interval{From: at("2020-01-01"), To: at("2021-01-01")}},
				{ID: 2, Person: 1, CauseStart: "new", Span: civil.Interval{From: at("2026-10-01")}},
			}, "came [{1 false 2 new false}] left []"},
		{"one who came and went in between is not there at either date",
			[]Service{{ID: 1, Person: 1, Span: civil.Interval{From: at("2026-10-01"), To: at("2026-10-20")}}}, "came [] left []"},
		{"the last day of the month is a day of service",
			[]Service{{ID: 1, Person: 1, CauseEnd: "end", Span: civil.Interval{From: before, To: at("2026-11-01")}}}, "came [] left []"},
		{"a plan is not a change",
			[]Service{{ID: 1, Person: 1, Status: Planned, Span: civil.Interval{From: at("2026-10-01")}}}, "came [] left []"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			change := Changes(c.services, Scope{}, from, to)
			if got := fmt.Sprintf("came %v left %v", change.Came, change.Left); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestAMoveBetweenCategoriesIsMarked(t *testing.T) {
	at := civil.MustDate
	services := []Service{
		{ID: 1, Person: 1, Category: "FPU", CauseEnd: "move", Span: civil.Interval{From: at("2026-01-01"), To: at("2026-10-10")}},
		{ID: 2, Person: 1, Category: "IPO", CauseStart: "move", Span: civil.Interval{From: at("2026-10-10")}},
	}
	into := Changes(services, Scope{Category: "IPO"}, at("2026-09-30"), at("2026-10-31"))
	out := Changes(services, Scope{Category: "FPU"}, at("2026-09-30"), at("2026-10-31"))
	whole := Changes(services, Scope{}, at("2026-09-30"), at("2026-10-31"))
	if !into.Came[0].Elsewhere || !out.Left[0].Elsewhere || len(whole.Came)+len(whole.Left) != 0 {
		t.Errorf("into %+v, out of %+v, whole %+v", into, out, whole)
	}
	if causes := into.Causes(); len(causes) != 1 || !causes[0].Moved || causes[0].Known {
		t.Errorf("from nobody there is no change of rate: %+v", causes)
	}
}

func TestPlansRules(t *testing.T) {
	at := civil.MustDate
	today, horizon := at("2026-10-31"), at("2027-01-29")
	services := []Service{
		{ID: 1, Person: 1, Woman: true, Span: civil.Interval{From: at("2026-01-01")}, PlannedEnd: at("2026-12-01")},
		{ID: 2, Person: 2, Span: civil.Interval{From: at("2026-01-01")}, PlannedEnd: at("2027-06-01")},
		{ID: 3, Person: 3, Span: civil.Interval{From: at("2026-01-01")}, PlannedEnd: at("2026-10-01")}, // overdue
		{ID: 4, Person: 4, Woman: true, Status: Planned, Span: civil.Interval{From: at("2026-12-01")}},
		{ID: 5, Person: 2, Status: Planned, Span: civil.Interval{From: at("2027-06-01")}},                         // extension
		{ID: 6, Person: 6, Woman: true, Status: Nominated},                                                        // no date yet
		{ID: 7, Person: 7, Woman: true, Status: Nominated, Span: civil.Interval{From: at("2027-03-01")}},          // later
		{ID: 8, Person: 8, Status: Nominated, Span: civil.Interval{From: at("2026-11-01"), To: at("2026-12-01")}}, // over by then
	}
	p := Plans(services, Scope{}, today, horizon)
	got := fmt.Sprint(p.Today.Share, p.Horizon.Share, p.IfAccepted.Share, p.Starting, p.Ending, p.Pending, p.Later)
	if want := "{1 3} {1 2} {2 3} [4] [1 3] [6] [7]"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestPlansReconcile(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		services, today := drawServices(t), drawDay(t, "today")
		p := Plans(services, Scope{}, today, today+90)
		if p.Today.Share.Total+len(p.Starting)-len(p.Ending) != p.Horizon.Share.Total {
			t.Fatalf("today %v, starting %v, ending %v, then %v", p.Today.Share, p.Starting, p.Ending, p.Horizon.Share)
		}
		if p.Horizon.Share.Total+len(p.Pending) != p.IfAccepted.Share.Total {
			t.Fatalf("then %v, pending %v, accepted %v", p.Horizon.Share, p.Pending, p.IfAccepted.Share)
		}
	})
}
