package prospect

import (
	"context"
	"slices"

	"beret/civil"
	"beret/internal/fault"
	"beret/outlook"
)

// Answer is the forecast of a question and what it says of each target.
type Answer struct {
	Question Question
	AsOf     civil.Date
	Now      outlook.Share // who is in a post of the question's scope today
	Forecast *outlook.Forecast
	Lines    []TargetLine // one a target that is asked about, in the frameworks' order
	Remedy   *Remedy      // the cheapest single decision that closes the weak month, nil where none is needed or known

	base *Base
}

// TargetLine is what becomes of one target.
type TargetLine struct {
	Target Target
	Place  int           // in the forecast's targets
	Now    outlook.Share // who is in a post of the target's scope today
	// First and Last are the months for which anything is asked, zero where nothing is.
	First, Last civil.Month
	// Through are the last months up to which the chance is never below the
	// levels of [outlook.Levels]; zero where it is below from the first month on.
	Through [3]civil.Month
	Weak    Weak
}

// Weak is the month with the lowest chance.
type Weak struct {
	outlook.Chance             // Month is zero where nobody is in a post in any month
	Event          Event       // what happens in it
	Women          int         // women who leave by the event
	Unit           string      // whose rotation it is
	Mission        string      // that closes
	Below          civil.Month // first month with a chance below 95 %, zero for none
}

// Event is what happens in a weak month.
type Event string

// The events, the more telling first.
const (
	Closing  Event = "closing"
	Turn     Event = "rotation"
	TourEnds Event = "tours"
	Nothing  Event = "nothing"
)

// Answer simulates the model of a question and says what comes of each target.
// Where no lever is moved it also looks for a remedy, and remembers the answer.
// It returns Invalid with the problems of [Base.Check].
func (b *Base) Answer(ctx context.Context, q Question) (a *Answer, err error) {
	defer fault.Wrap(&err, "prospect.Answer")
	if err := fault.Check(b.Check(q)); err != nil {
		return nil, err
	}
	if len(q.Settings) > 0 {
		return b.answer(ctx, q)
	}
	return b.memory.get(ctx, q, func() (*Answer, error) {
		a, err := b.answer(ctx, q)
		if err != nil {
			return nil, err
		}
		if line := a.Lead(); line != nil {
			a.Remedy = b.remedy(q, *line)
		}
		return a, nil
	})
}

func (b *Base) answer(ctx context.Context, q Question) (a *Answer, err error) {
	m := b.Model(q)
	a = &Answer{Question: q, AsOf: b.AsOf, Now: b.now(outlook.Scope{Category: q.Category, Mission: q.Mission}), base: b}
	if a.Forecast, err = outlook.NewForecast(m, q.options()); err != nil {
		return nil, err
	}
	for i, t := range b.asked(q) {
		a.Lines = append(a.Lines, b.line(a.Forecast, i, t, m))
	}
	return a, ctx.Err()
}

func (q Question) options() outlook.Options {
	return outlook.Options{Scenarios: q.Scenarios, Seed: q.Seed}
}

// covers reports whether posts belong to a scope.
func covers(s, posts outlook.Scope) bool {
	return (s.Category == "" || s.Category == posts.Category) && (s.Mission == "" || s.Mission == posts.Mission) && (s.Tier == "" || s.Tier == posts.Tier)
}

// now counts who is in a post of a scope today.
func (b *Base) now(s outlook.Scope) (share outlook.Share) {
	for _, h := range b.holders {
		if covers(s, h.scope) {
			share.Total++
			share.Women += int(1 - h.Sex)
		}
	}
	return share
}

func (b *Base) line(f *outlook.Forecast, place int, t Target, m *outlook.Model) TargetLine {
	l := TargetLine{Target: t, Place: place, Now: b.now(t.Scope)}
	below := [3]bool{}
	for _, c := range f.Targets[place].Months {
		if c.Asked.Den == 0 {
			continue
		}
		if l.First == 0 {
			l.First = c.Month
		}
		l.Last = c.Month
		if c.Of == 0 {
			continue
		}
		if l.Weak.Month == 0 || c.Met*l.Weak.Of < l.Weak.Met*c.Of {
			l.Weak.Chance = c
		}
		for i, level := range outlook.Levels() {
			if below[i] = below[i] || c.Met*100 < level*c.Of; !below[i] {
				l.Through[i] = c.Month
			}
		}
		if below[0] && l.Weak.Below == 0 {
			l.Weak.Below = c.Month
		}
	}
	if l.Weak.Month > 0 {
		b.explain(&l.Weak, t.Scope, m)
	}
	return l
}

// explain finds what happens in the weak month: a mission's closing, a unit's
// rotation, or tours that end.
func (b *Base) explain(w *Weak, s outlook.Scope, m *outlook.Model) {
	w.Event = Nothing
	for _, h := range b.holders {
		if covers(s, h.scope) && (h.Due == w.Month || h.Due < b.First && w.Month == b.First && h.Due > 0) && h.Sex == outlook.Women {
			w.Event = TourEnds
			w.Women++
		}
	}
	for _, r := range m.Recalls {
		at := b.groupAt(r.Group)
		if r.Month != w.Month || at < 0 || !covers(s, b.groups[at].Scope) {
			continue
		}
		if r.Closes {
			w.Event, w.Mission = Closing, b.groups[at].Mission
			return
		}
		w.Event, w.Unit, w.Women = Turn, b.groups[at].unit, b.returning(b.groups[at].unit, w.Month)
	}
}

// returning is how many women of a unit's contingent come home with a rotation:
// those known to be out, or those planned for the contingent before.
func (b *Base) returning(unit string, month civil.Month) (women int) {
	i := slices.IndexFunc(b.units, func(f formation) bool { return f.code == unit })
	if i < 0 {
		return 0
	}
	for _, x := range b.units[i].turns {
		if x.month >= month {
			break
		}
		women = x.women
	}
	if month == b.units[i].turns[0].month {
		for _, h := range b.holders {
			if h.code == unit && h.Sex == outlook.Women {
				women++
			}
		}
	}
	return women
}
