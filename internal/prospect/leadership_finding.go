package prospect

import (
	"strconv"
	"strings"

	"beret/internal/locale"
	"beret/outlook"
)

// Lead is the tier that a finding is about: of the key positions the first for
// which a post is held or called for, else the first with anybody in reach.
func (l *Leadership) Lead() *Rung {
	var reached *Rung
	for i := range l.Rungs {
		g := &l.Rungs[i]
		if !g.Key {
			continue
		}
		if l.sought(g.Tier.Code) {
			return g
		}
		if reached == nil && l.Count(Wanted{Tier: g.Tier.Code}).Total() > 0 {
			reached = g
		}
	}
	return reached
}

func (l *Leadership) sought(tier string) bool {
	for _, s := range l.seats {
		if s.Scope.Tier == tier {
			return true
		}
	}
	for _, c := range l.calls {
		if c.Scope.Tier == tier {
			return true
		}
	}
	return false
}

// Finding says who could be put forward for the leading tier today and at the
// end, who lacks only a course, and how likely a woman is ready for the next
// call. It leads page and command.
func (l *Leadership) Finding(p locale.Printer, f *Foreseen) string {
	g := l.Lead()
	if g == nil {
		return p.Text("leadership.nobody_reach", "until", l.Until)
	}
	tier := g.Tier.Name(p.Lang)
	last := l.Years()[len(l.Years())-1]
	parts := []string{p.Text("leadership.finding", "tier", tier, "now", sexes(p, l.Count(Wanted{Tier: g.Tier.Code, Reach: ReadyNow})),
		"later", sexes(p, l.Count(Wanted{Tier: g.Tier.Code, By: last})), "year", strconv.Itoa(last.Year()))}
	for i := range l.Rungs {
		if c := l.Count(Wanted{Tier: l.Rungs[i].Tier.Code, Reach: ByCourse}); l.Rungs[i].Key && c.Women > 0 {
			parts = append(parts, p.Text("leadership.course", "n", c.Women, "tier", l.Rungs[i].Tier.Name(p.Lang)))
		}
	}
	for _, c := range f.Calls {
		if c.Scope.Tier == g.Tier.Code {
			parts = append(parts, p.Text("leadership.next", "month", c.Month, "tier", tier, "chance", ChanceText(p, c.AsIs.Woman, c.AsIs.Of)))
			break
		}
	}
	return strings.Join(parts, " ")
}

// sexes prints "3 women and 5 men".
func sexes(p locale.Printer, c Counts) string {
	return p.Text("leadership.sexes", "women", p.Text("leadership.women", "n", c.Women), "men", p.Text("leadership.men", "n", c.Men))
}

// ChanceText prints a chance with the error that the number of scenarios leaves.
func ChanceText(p locale.Printer, met, of int) string {
	_, wrong := outlook.Chance{Met: met, Of: of}.Rate()
	return p.Text("prospect.chance", "rate", p.Percent(met, of), "error", p.Decimal(100*wrong, 1), "n", of)
}
