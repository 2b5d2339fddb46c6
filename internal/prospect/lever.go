package prospect

import (
	"slices"

	"beret/civil"
	"beret/internal/reference"
	"beret/outlook"
)

// Lever is something that the office or chance can decide, in whole units; its
// rest is 0. Decisions cost and enter plans. What-ifs (a mission's closing,
// another pass rate, another length of tour) cost nothing and never do.
type Lever struct {
	Code               string
	NameKey, UnitKey   string // of the lever, and of one unit
	NameArgs           []any
	Min, Max           int
	Decision           bool
	Cost               int64 // of a unit
	CostUnit           string
	Weeks              int // how long before its effect a decision must be made
	Source, Confidence string
	Engine             outlook.Lever // of a decision

	kind  string
	step  int         // what one unit counts
	about string      // category, mission or unit, where it is of one
	month civil.Month // on which it takes effect
	move  string
}

// Levers returns what can be moved in a question: decisions first.
func (b *Base) Levers() []Lever { return b.levers }

// mostSessions is how many of the next assessments have levers of their own.
const mostSessions = 3

// offer makes the levers of the reference data and the what-ifs.
func (b *Base) offer() (list []Lever) {
	for _, row := range b.book.On(reference.Levers, b.AsOf) {
		for _, l := range b.decisions(row) {
			l.Decision, l.Cost, l.CostUnit, l.Weeks = true, int64(row.Int("cost")), row.Field("unit"), row.Int("weeks")
			l.Source, l.Confidence = row.Source, string(row.Confidence)
			l.NameKey, l.UnitKey = "prospect.lever."+row.Code, "prospect.unit."+row.Code
			l.kind, l.step, l.Max = row.Code, row.Int("step"), cmpOr(l.Max, row.Int("max"))
			l.NameArgs = append(l.NameArgs, "n", row.Int("step"))
			l.Engine.ID, l.Engine.Cost, l.Engine.Max = l.Code, l.Cost, l.Max
			list = append(list, l)
		}
	}
	return append(list, b.whatIfs()...)
}

func cmpOr(a, b int) int {
	if a != 0 {
		return a
	}
	return b
}

// lead is the first month on which a decision made today takes effect.
func (b *Base) lead(row reference.Row) civil.Month {
	return b.AsOf.AddDays(7 * row.Int("weeks")).Month().Add(1)
}

// decisions are the levers of a row of reference data: one, or one a session,
// category or unit.
func (b *Base) decisions(row reference.Row) []Lever {
	lead, step := b.lead(row), row.Int("step")
	switch row.Code {
	case "session-seats", "session-women", "session-earlier":
		return b.ofSessions(row.Code, lead, step)
	case "session-extra":
		l := Lever{Code: row.Code, NameArgs: []any{"month", lead}, month: lead, move: extraSession}
		l.Engine.Effects = []outlook.Effect{{Move: extraSession, Seats: step}}
		return []Lever{l}
	case "prepare-women", "extend":
		parameter := map[string]string{"prepare-women": passing, "extend": extension}[row.Code]
		l := Lever{Code: row.Code, month: lead}
		l.Engine.Effects = []outlook.Effect{{Parameter: parameter, From: lead, Add: [2]float64{float64(step) / 100, 0}}}
		return []Lever{l}
	case "nominate-women", "prefer-women":
		return b.ofNominations(row.Code, lead, step)
	case "unit-women":
		return b.ofUnits(lead, step)
	}
	return nil
}

func (b *Base) ofSessions(code string, lead civil.Month, step int) (list []Lever) {
	for _, s := range b.sessions {
		if s.month < lead || len(list) == mostSessions {
			continue
		}
		l := Lever{Code: code + ":" + s.month.String(), NameArgs: []any{"month", s.month}, month: s.month, move: s.id}
		switch code {
		case "session-seats":
			l.Engine.Effects = []outlook.Effect{{Move: s.id, Seats: step}}
		case "session-women":
			l.Engine.Effects = []outlook.Effect{{Move: s.id, Women: step}}
		case "session-earlier":
			l.Engine.Effects = []outlook.Effect{{Move: s.id, Earlier: step}}
			if l.Max = min(6, int(s.month-lead)); l.Max == 0 || len(list) > 0 {
				continue
			}
		}
		list = append(list, l)
	}
	return list
}

func (b *Base) ofNominations(code string, lead civil.Month, step int) (list []Lever) {
	for _, n := range b.naming {
		l := Lever{Code: code + ":" + n.category, month: lead, about: n.category}
		row, _ := b.book.Find(reference.Categories, n.category)
		l.NameArgs = []any{"category", row}
		l.Engine.Effects = []outlook.Effect{{Move: nominationOf(n.category), From: lead, Women: step}}
		if code == "nominate-women" {
			l.Engine.Effects = []outlook.Effect{{Move: moreOf(n.category), From: lead, Seats: step, Women: step}}
		}
		list = append(list, l)
	}
	return list
}

// ofUnits brings a woman into the unit's pool before each contingent, and into
// the contingent in the place of a man.
func (b *Base) ofUnits(lead civil.Month, step int) (list []Lever) {
	for _, f := range b.units {
		l := Lever{Code: "unit-women:" + f.code, NameArgs: []any{"unit", f.code}, about: f.code}
		tiers, _ := f.tiers()
		for _, x := range f.turns {
			if x.month < lead {
				continue
			}
			if l.month == 0 {
				l.month = x.month
			}
			scope := outlook.Scope{Category: f.category, Mission: x.mission, Tier: tiers[len(tiers)-1]}
			l.Engine.Effects = append(l.Engine.Effects, outlook.Effect{Move: addOf(f.code, x.month), Seats: step, Women: step},
				outlook.Effect{Move: goOf(unitGroup(scope, f.code), x.month), Women: step})
		}
		if l.month > 0 {
			list = append(list, l)
		}
	}
	return list
}

// The what-ifs, with the points or months that a unit is.
const (
	passRate      = "pass-rate"
	tourMonths    = "tour-months"
	closing       = "closing"
	noRotation    = "no-rotation"
	passingPoints = 0.02
)

func (b *Base) whatIfs() []Lever {
	whatIf := func(code, about string, least, most int, args ...any) Lever {
		l := Lever{Code: code, NameKey: "prospect.lever." + code, UnitKey: "prospect.unit." + code, NameArgs: args, Min: least, Max: most, kind: code, about: about}
		if about != "" {
			l.Code += ":" + about
		}
		return l
	}
	list := []Lever{whatIf(passRate, "", -10, 10), whatIf(tourMonths, "", -6, 12)}
	var missions []string
	for _, g := range b.groups {
		if row, ok := b.book.Find(reference.Missions, g.Mission); ok && !slices.Contains(missions, g.Mission) {
			missions = append(missions, g.Mission)
			list = append(list, whatIf(closing, g.Mission, 0, MostMonths, "mission", row))
		}
	}
	for _, f := range b.units {
		if len(f.turns) > 0 {
			list = append(list, whatIf(noRotation, f.code, 0, 1, "unit", f.code, "month", f.turns[0].month))
		}
	}
	return list
}

// set applies the settings of a question.
func (b *Base) set(m *outlook.Model, q Question) *outlook.Model {
	var levers []outlook.Lever
	var plan outlook.Plan
	for _, l := range b.levers {
		if units := q.units(l.Code); units != 0 && l.Decision {
			levers, plan = append(levers, l.Engine), append(plan, units)
		}
	}
	out := plan.Apply(m, levers)
	for _, l := range b.levers {
		if units := q.units(l.Code); units != 0 && !l.Decision {
			b.suppose(out, l, units)
		}
	}
	return out
}

// suppose applies a what-if to a model of its own.
func (b *Base) suppose(m *outlook.Model, l Lever, units int) {
	switch l.kind {
	case passRate:
		by := passingPoints * float64(units)
		m.Shifts = append(m.Shifts, outlook.Shift{Parameter: passing, Month: m.First, Add: [2]float64{by, by}})
	case tourMonths:
		m.Stages = slices.Clone(m.Stages)
		for i, s := range m.Stages {
			if s.Group != "" && s.Duration > 0 && len(s.Due) > 0 {
				m.Stages[i].Duration = max(1, s.Duration+units)
			}
		}
	case closing:
		m.Recalls = slices.Clone(m.Recalls)
		for _, g := range m.Groups {
			if g.Mission == l.about {
				m.Recalls = append(m.Recalls, outlook.Recall{ID: "supposed:" + g.ID, Group: g.ID, Month: m.First.Add(units - 1), To: rest, Closes: true})
			}
		}
	case noRotation:
		b.stay(m, l.about)
	}
}

// stay takes a unit's next rotation out; its moves keep their places, and with
// them everybody's random numbers.
func (b *Base) stay(m *outlook.Model, unit string) {
	i := slices.IndexFunc(b.units, func(f formation) bool { return f.code == unit })
	month := b.units[i].turns[0].month
	m.Recalls = slices.DeleteFunc(slices.Clone(m.Recalls), func(r outlook.Recall) bool {
		at := b.groupAt(r.Group)
		return r.Month == month && !r.Closes && at >= 0 && b.groups[at].unit == unit
	})
	m.Moves = slices.Clone(m.Moves)
	for j, v := range m.Moves {
		if v.From == poolOf(unit) && v.Month == month {
			m.Moves[j].Seats, m.Moves[j].Women = 0, 0
		}
	}
}
