package prospect

import (
	"cmp"
	"slices"
	"strings"

	"beret/civil"
	"beret/internal/locale"
	"beret/internal/reference"
	"beret/outlook"
)

// AssumptionKind says what an assumption is about.
type AssumptionKind string

// The kinds, in the order of the page.
const (
	OfPeople    AssumptionKind = "people"    // who stands where today
	OfParameter AssumptionKind = "parameter" // how often something happens
	OfPace      AssumptionKind = "pace"      // how much is done a month
	OfLength    AssumptionKind = "length"    // how long something takes
	OfRule      AssumptionKind = "rule"      // policies
	OfPosts     AssumptionKind = "posts"
	OfEvent     AssumptionKind = "event" // rotations, closings, assessments
)

// AssumptionKinds lists the kinds in order.
func AssumptionKinds() []AssumptionKind {
	return []AssumptionKind{OfPeople, OfParameter, OfPace, OfLength, OfRule, OfPosts, OfEvent}
}

// Key returns the message key of the kind.
func (k AssumptionKind) Key() string { return "prospect.assumption." + string(k) }

// Assumption is one thing that a forecast rests on.
type Assumption struct {
	Kind     AssumptionKind
	Code     string // of the parameter, stage, policy, group or event
	NameKey  string
	NameArgs []any

	Counts    [2]outlook.Count     // women, men, of the own record; of people Events alone
	Monthly   bool                 // trials are person-months, or months
	Posterior [2]outlook.Posterior // of a parameter
	Low, High [2]float64           // its central 80 %
	Prior     reference.Row        // what was thought before the record was read

	Value  int         // months, posts, seats, people
	Women  int         // of an event: places kept for women
	Unit   string      // key of what the value counts, "" where there is none
	Month  civil.Month // of an event
	Agreed int         // of a length: how many on record it is the middle one of; 0: the policy's

	Source     string // "" where it is the office's own record
	Confidence string
	Supposed   bool // not on record: carried on from what was
}

// Name returns what the assumption is about in a language.
func (a Assumption) Name(p locale.Printer) string { return p.Text(a.NameKey, a.NameArgs...) }

// Says returns what is assumed, with its counts.
func (a Assumption) Says(p locale.Printer) string {
	switch a.Kind {
	case OfPeople:
		return p.Text("prospect.says.people", "women", a.Counts[0].Events, "men", a.Counts[1].Events)
	case OfParameter, OfPace:
		return p.Text("prospect.says.counts", "women", a.SaysCount(p, outlook.Women), "men", a.SaysCount(p, outlook.Men))
	case OfEvent:
		if a.Women > 0 {
			return p.Text("prospect.says.event_women", "month", a.Month, "value", p.Text(a.Unit, "n", a.Value), "women", a.Women)
		}
		if a.Unit == "" {
			return p.Month(a.Month)
		}
		return p.Text("prospect.says.event", "month", a.Month, "value", p.Text(a.Unit, "n", a.Value))
	}
	if a.Unit == "" {
		return p.Number(a.Value)
	}
	return p.Text(a.Unit, "n", a.Value)
}

// SaysCount prints what is on record for a sex: "19 of 69 (27.5 %)", or "12 in 340
// person-months".
func (a Assumption) SaysCount(p locale.Printer, sex outlook.Sex) string {
	c := a.Counts[sex]
	switch {
	case c.Trials == 0:
		return p.Text("prospect.says.none")
	case a.Kind == OfPace || a.Code == enlisting:
		return p.Text("prospect.says.monthly", "events", c.Events, "n", c.Trials)
	case a.Monthly:
		return p.Text("prospect.says.person_months", "events", c.Events, "n", c.Trials)
	}
	return p.Share(c.Events, c.Trials)
}

// SaysPosterior returns what follows for a sex: the mean and the central 80 %.
func (a Assumption) SaysPosterior(p locale.Printer, sex outlook.Sex) string {
	if a.Code == enlisting {
		return p.Text("prospect.says.rate", "mean", p.Decimal(a.Posterior[sex].Mean, 1), "low", p.Decimal(a.Low[sex], 1), "high", p.Decimal(a.High[sex], 1))
	}
	decimals := 0
	if a.Monthly {
		decimals = 2
	}
	percent := func(x float64) string { return p.Decimal(100*x, decimals) }
	return p.Text("prospect.says.posterior", "mean", percent(a.Posterior[sex].Mean), "low", percent(a.Low[sex]), "high", percent(a.High[sex]))
}

// Assumptions returns everything that forecasts rest on, in the order of the
// kinds.
func (b *Base) Assumptions() (list []Assumption) {
	for _, part := range []func() []Assumption{b.ofPeople, b.ofParameters, b.ofPace, b.ofLengths, b.ofRules, b.ofPosts, b.ofEvents} {
		list = append(list, part()...)
	}
	return list
}

// stageName is the key and arguments of the name of a stage, by its kind and
// the category or unit that it is of.
func (b *Base) stageName(kind, about string) (key string, args []any) {
	if row, ok := b.book.Find(reference.Categories, about); ok {
		args = []any{"category", row}
	} else if about != "" {
		args = []any{"unit", about}
	}
	return "prospect.stage." + kind, args
}

func (b *Base) ofPeople() (list []Assumption) {
	add := func(kind, about string, sex outlook.Sex, n int) {
		code := kind + ":" + about
		i := slices.IndexFunc(list, func(a Assumption) bool { return a.Code == code })
		if i < 0 {
			i = len(list)
			list = append(list, Assumption{Kind: OfPeople, Code: code})
			list[i].NameKey, list[i].NameArgs = b.stageName(kind, about)
		}
		list[i].Counts[sex].Events += n
	}
	for _, h := range b.holders {
		add("in-post", h.scope.Category, h.Sex, 1)
	}
	for _, c := range b.start {
		kind, about, _ := strings.Cut(c.Stage, ":")
		switch s, arriving := scopeOf(c.Stage); {
		case arriving:
			add("going", s.Category, c.Sex, c.Count)
		case c.Stage == serving && c.From > 0:
			add("growing", "", c.Sex, c.Count)
		default:
			add(kind, about, c.Sex, c.Count)
		}
	}
	return list
}

func (b *Base) ofParameters() (list []Assumption) {
	for _, p := range b.parameters {
		a := Assumption{Kind: OfParameter, Code: p.ID, NameKey: "prospect.parameter." + p.name, Counts: p.Counts, Prior: p.row,
			Monthly: p.name == attrition || p.name == volunteer || p.name == withdrawal || p.name == early || p.name == enlisting,
			Source:  p.row.Source, Confidence: string(p.row.Confidence), Posterior: p.Posterior()}
		for sex := range a.Low {
			a.Low[sex], a.High[sex] = interval(a.Posterior[sex], p.Kind)
		}
		if row, ok := b.book.Find(reference.Categories, p.category); ok {
			a.NameArgs = []any{"category", row}
		}
		if p.category == "" || b.concerns(p.category) {
			list = append(list, a)
		}
	}
	return list
}

// concerns reports whether anybody is nominated in the category.
func (b *Base) concerns(category string) bool {
	return slices.ContainsFunc(b.naming, func(n nominees) bool { return n.category == category })
}

func (b *Base) ofPace() (list []Assumption) {
	for _, n := range b.naming {
		row, _ := b.book.Find(reference.Categories, n.category)
		a := Assumption{Kind: OfPace, Code: parameterOf(naming, n.category), NameKey: "prospect.parameter." + naming, NameArgs: []any{"category", row},
			Counts: n.counts, Monthly: true, Value: n.waiting, Supposed: n.needed}
		list = append(list, a)
	}
	return list
}

func (b *Base) ofLengths() (list []Assumption) {
	names := make([]string, 0, len(b.lengths))
	for name := range b.lengths {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		l := b.lengths[name]
		kind, category, _ := strings.Cut(name, ":")
		a := Assumption{Kind: OfLength, Code: name, NameKey: "prospect.length." + kind, Value: l.months, Unit: "prospect.count.months", Agreed: l.agreed}
		if row, ok := b.book.Find(reference.Categories, category); ok {
			if !b.concerns(category) {
				continue
			}
			a.NameArgs = []any{"category", row}
		}
		if l.agreed == 0 {
			row, _ := b.book.Policy(l.policy, b.AsOf)
			a.Source, a.Confidence = row.Source, string(row.Confidence)
		}
		list = append(list, a)
	}
	return list
}

func (b *Base) ofRules() (list []Assumption) {
	for _, code := range []string{"minimum-age", "minimum-service", "maximum-age", "ams-clearance-months", "rest-months", "unit-rotation-months",
		"outlook-history-months", "outlook-pace-months"} {
		if row, ok := b.book.Policy(code, b.AsOf); ok {
			list = append(list, Assumption{Kind: OfRule, Code: code, NameKey: "prospect.rule", NameArgs: []any{"rule", row}, Value: row.Int("value"),
				Unit: "prospect.count." + row.Field("unit"), Source: row.Source, Confidence: string(row.Confidence)})
		}
	}
	return list
}

func (b *Base) ofPosts() (list []Assumption) {
	for _, g := range b.groups {
		row, _ := b.book.Find(reference.Categories, g.Category)
		key, args := "prospect.posts", []any{"category", row, "mission", g.Mission}
		if tier, ok := b.book.Find(reference.Tiers, g.Tier); ok {
			key, args = "prospect.posts_tier", append(args, "tier", tier)
		}
		for i, step := range g.Posts {
			if i > 0 && step.Count == g.Posts[i-1].Count {
				continue // a contingent after the other
			}
			list = append(list, Assumption{Kind: OfPosts, Code: g.ID, NameKey: key, NameArgs: args, Value: step.Count, Unit: "prospect.count.posts", Month: step.From,
				Source: g.source, Supposed: g.source == ""})
		}
	}
	return list
}

func (b *Base) ofEvents() (list []Assumption) {
	for _, s := range b.sessions {
		list = append(list, Assumption{Kind: OfEvent, Code: s.id, NameKey: "prospect.event.session", Month: s.month, Value: s.seats, Women: s.women,
			Unit: "prospect.count.seats", Supposed: s.supposed, Agreed: b.pattern.held})
	}
	for _, f := range b.units {
		for _, x := range f.turns {
			list = append(list, Assumption{Kind: OfEvent, Code: turnOf(f.code, x.month), NameKey: "prospect.event.rotation", NameArgs: []any{"unit", f.code, "mission", x.mission},
				Month: x.month, Value: x.contingent, Women: x.women, Unit: "prospect.count.people", Source: x.source, Supposed: x.supposed})
		}
	}
	var missions []string
	for _, g := range b.groups {
		if g.closes > 0 && !slices.Contains(missions, g.Mission) {
			missions = append(missions, g.Mission)
			list = append(list, Assumption{Kind: OfEvent, Code: closing + ":" + g.Mission, NameKey: "prospect.event.closing", NameArgs: []any{"mission", g.closedBy},
				Month: g.closes, Source: g.closedBy.Source, Confidence: string(g.closedBy.Confidence)})
		}
	}
	slices.SortStableFunc(list, func(x, y Assumption) int { return cmp.Compare(x.Month, y.Month) })
	return list
}
