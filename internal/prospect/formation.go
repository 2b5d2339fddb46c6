package prospect

import (
	"slices"
	"strings"

	"beret/civil"
	"beret/outlook"
)

// formation is a formed unit with its calendar.
type formation struct {
	code, category string
	seats          map[string]int // by tier
	pool           [2]int         // in its seats at home today, or signed for
	turns          []turn
}

// turn is one rotation: a contingent that goes.
type turn struct {
	month      civil.Month
	mission    string
	contingent int
	women      int
	planned    bool // the composition is planned, and not that of today's seats
	source     string
	supposed   bool // not in the calendar: as often as units rotate
}

// formations takes the calendar of every unit and carries it on to the horizon.
func (b *Base) formations(t *tally) {
	for _, u := range t.chronicle.units {
		f := formation{code: u.code, category: u.category, seats: u.seats}
		for _, c := range b.start {
			if c.Stage == poolOf(u.code) {
				f.pool[c.Sex] += c.Count
			}
		}
		for _, r := range t.rotations {
			if r.UnitID == u.id && r.On > t.day && !t.past {
				f.turns = append(f.turns, f.turn(r))
			}
		}
		if len(f.turns) > 0 {
			f.carryOn(b.book.Number("unit-rotation-months", t.day), b.First.Add(MostMonths))
			b.occupy(t, &f)
		}
		if len(f.turns) > 0 || f.pool != [2]int{} {
			b.units = append(b.units, f)
		}
	}
}

func (f *formation) turn(r Rotation) turn {
	x := turn{month: r.On.Month(), mission: r.Mission, contingent: r.Contingent, source: r.Source}
	if r.Women != nil {
		x.women, x.planned = *r.Women, true
		return x
	}
	if all := f.pool[0] + f.pool[1]; all > 0 {
		x.women = (r.Contingent*f.pool[outlook.Women] + all/2) / all
	}
	return x
}

func (f *formation) carryOn(every int, end civil.Month) {
	if every <= 0 {
		return
	}
	next := f.turns[len(f.turns)-1]
	next.supposed = true
	for next.month = next.month.Add(every); next.month < end; next.month = next.month.Add(every) {
		f.turns = append(f.turns, next)
	}
}

// share divides a contingent and its women among the tiers of the unit's seats.
func (f *formation) share(x turn) map[string][2]int {
	tiers, seats := f.tiers()
	parts := map[string][2]int{}
	people, women := x.contingent, x.women
	for _, tier := range tiers {
		n := divide(people, f.seats[tier], seats)
		w := min(n, divide(women, n, people))
		parts[tier] = [2]int{w, n}
		people, women, seats = people-n, women-w, seats-f.seats[tier]
	}
	return parts
}

// divide returns a part of n in proportion, rounded to the nearest.
func divide(n, part, whole int) int {
	if whole <= 0 {
		return n
	}
	return (n*part + whole/2) / whole
}

func (f *formation) tiers() (tiers []string, seats int) {
	for tier, n := range f.seats {
		tiers = append(tiers, tier)
		seats += n
	}
	if tiers == nil {
		tiers = []string{""}
	}
	slices.Sort(tiers)
	slices.Reverse(tiers) // those without a tier last: they take what is left
	return tiers, seats
}

func unitGroup(s outlook.Scope, unit string) string { return groupID(s) + "#" + unit }

// occupy makes the groups that the unit's contingents hold, and puts those who
// are out with it already into them.
func (b *Base) occupy(t *tally, f *formation) {
	tiers, _ := f.tiers()
	for i, x := range f.turns {
		parts := f.share(x)
		for _, tier := range tiers {
			part := parts[tier]
			s := outlook.Scope{Category: f.category, Mission: x.mission, Tier: tier}
			if at := b.groupAt(unitGroup(s, f.code)); at >= 0 {
				b.groups[at].Posts = append(b.groups[at].Posts, outlook.Step{From: x.month, Count: part[1]})
				continue
			}
			g := group{Group: outlook.Group{ID: unitGroup(s, f.code), Scope: s, Posts: []outlook.Step{{From: x.month, Count: part[1]}}}, unit: f.code, source: f.turns[i].source}
			b.close(&g)
			b.groups = append(b.groups, g)
		}
	}
	for i := range b.holders {
		h := &b.holders[i]
		if u := t.unit(h.unit); u == nil || u.code != f.code {
			continue
		}
		if h.Due >= f.turns[0].month-3 { // they come home with the others
			h.Due = 0
		}
		b.hold(h, f)
	}
}

// hold counts a known person of a contingent.
func (b *Base) hold(h *holder, f *formation) {
	id := unitGroup(h.scope, f.code)
	at := b.groupAt(id)
	if at < 0 {
		g := group{Group: outlook.Group{ID: id, Scope: h.scope}, unit: f.code}
		b.close(&g)
		b.groups = append(b.groups, g)
		at = len(b.groups) - 1
	}
	g := &b.groups[at]
	g.held.Total++
	g.held.Women += int(1 - h.Sex)
	if len(g.Posts) == 0 || g.Posts[0].From > b.First {
		g.Posts = slices.Insert(g.Posts, 0, outlook.Step{From: b.First})
	}
	g.Posts[0].Count = max(g.Posts[0].Count, g.held.Total)
}

func (b *Base) groupAt(id string) int {
	return slices.IndexFunc(b.groups, func(g group) bool { return g.ID == id })
}

// scopeOf returns the scope of a stage of individual posts.
func scopeOf(stage string) (outlook.Scope, bool) {
	id, ok := strings.CutPrefix(stage, "post:")
	parts := strings.Split(id, "/")
	if !ok || len(parts) != 3 || strings.Contains(id, "#") {
		return outlook.Scope{}, false
	}
	return outlook.Scope{Category: parts[0], Mission: parts[1], Tier: parts[2]}, true
}
