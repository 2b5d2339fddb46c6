package outlook

import (
	"fmt"
	"strings"

	"beret/civil"
)

// Problem is something wrong with a model: where, and which rule it breaks.
type Problem struct {
	Part  string // "stage", "move", …
	Place int    // in its slice
	ID    string // or what else names it
	Rule  Rule
}

// Rule names what a model must keep.
type Rule string

// The rules that a model can break.
const (
	RuleHorizon   Rule = "horizon"   // First set, Months from 1 to 1200
	RuleUnique    Rule = "unique"    // ids are set and differ within their slice
	RuleUnknown   Rule = "unknown"   // names a stage, group or parameter that there is
	RuleNumber    Rule = "number"    // counts, months and places are not below zero, a prior's mean and weight are possible
	RuleKind      Rule = "kind"      // branches take proportions, inflows rates
	RuleValidity  Rule = "validity"  // a stage that keeps a validity is entered only from stages with one; a validity has a Lapse or ends the stay
	RuleDue       Rule = "due"       // Due and Then need a Duration
	RulePost      Rule = "post"      // known people are in stages with a group, a recall's To is not of its group
	RuleDirection Rule = "direction" // a move's stages differ, and it does not start in a post
	RuleTarget    Rule = "target"    // 0 ≤ Num ≤ Den
)

// Error is the problems of a model.
type Error struct{ Problems []Problem }

// Error lists the problems for a log; a page words them itself.
func (e *Error) Error() string {
	lines := make([]string, len(e.Problems))
	for i, p := range e.Problems {
		lines[i] = fmt.Sprintf("%s %d (%s): %s", p.Part, p.Place, p.ID, p.Rule)
	}
	return "outlook: " + strings.Join(lines, "; ")
}

// names are the places of a model's ids.
type names struct{ stages, groups, parameters map[string]int }

// check collects the problems of a model.
type check struct {
	model *Model
	names
	problems []Problem
}

// Validate returns what is wrong with the model, nil where nothing is.
func (m *Model) Validate() []Problem {
	c := &check{model: m}
	c.ids()
	c.horizon()
	for i, s := range m.Stages {
		c.stage(i, s)
	}
	c.data()
	c.people()
	for i, v := range m.Moves {
		c.move(i, v)
	}
	c.events()
	return c.problems
}

func (c *check) say(ok bool, part string, place int, id string, rule Rule) {
	if !ok {
		c.problems = append(c.problems, Problem{part, place, id, rule})
	}
}

func (c *check) horizon() {
	c.say(c.model.First > 0 && c.model.Months > 0 && c.model.Months <= 1200, "model", 0, "", RuleHorizon)
}

// ids fills the names and finds doubles.
func (c *check) ids() {
	places := func(part string, n int, id func(int) string) map[string]int {
		known := make(map[string]int, n)
		for i := range n {
			_, double := known[id(i)]
			c.say(id(i) != "" && !double, part, i, id(i), RuleUnique)
			known[id(i)] = i
		}
		return known
	}
	m := c.model
	c.stages = places("stage", len(m.Stages), func(i int) string { return m.Stages[i].ID })
	c.groups = places("group", len(m.Groups), func(i int) string { return m.Groups[i].ID })
	c.parameters = places("parameter", len(m.Parameters), func(i int) string { return m.Parameters[i].ID })
	places("move", len(m.Moves), func(i int) string { return m.Moves[i].ID })
	places("recall", len(m.Recalls), func(i int) string { return m.Recalls[i].ID })
	places("person", len(m.People), func(i int) string { return m.People[i].ID })
}

// known reports whether the id is in the map or empty where it may be.
func known(places map[string]int, id string, optional bool) bool {
	_, ok := places[id]
	return ok || optional && id == ""
}

func (c *check) stage(i int, s Stage) {
	c.say(known(c.groups, s.Group, true) && known(c.stages, s.Then, true) && known(c.stages, s.Lapse, true), "stage", i, s.ID, RuleUnknown)
	c.say(s.Duration >= 0 && s.Duration <= 600 && s.Validity >= 0 && s.Validity <= 600, "stage", i, s.ID, RuleNumber)
	c.say(s.Duration > 0 || len(s.Due) == 0 && s.Then == "", "stage", i, s.ID, RuleDue)
	c.say(!s.Keeps || s.Validity == 0, "stage", i, s.ID, RuleValidity)
	for _, b := range s.exits() {
		p, ok := c.parameters[b.Parameter]
		c.say(ok || b.Parameter == "", "stage", i, s.ID, RuleUnknown)
		c.say(!ok || c.model.Parameters[p].Kind == Proportion, "stage", i, s.ID, RuleKind)
		to, ok := c.stages[b.To]
		c.say(ok || b.To == "", "stage", i, s.ID, RuleUnknown)
		c.say(!ok || !c.model.Stages[to].Keeps || s.dated(), "stage", i, s.ID, RuleValidity)
	}
	for _, b := range append(s.Monthly[:len(s.Monthly):len(s.Monthly)], s.Due...) {
		c.say(b.Parameter != "", "stage", i, s.ID, RuleUnknown)
	}
	lapse, ok := c.stages[s.Lapse]
	c.say(!ok || !c.model.Stages[lapse].Keeps, "stage", i, s.ID, RuleValidity)
}

// dated reports whether the stage's people have a validity.
func (s Stage) dated() bool { return s.Validity > 0 || s.Keeps }

// exits are the stage's ways out except by validity; Then has no parameter.
func (s Stage) exits() []Branch {
	all := append(s.Monthly[:len(s.Monthly):len(s.Monthly)], s.Due...)
	return append(all, Branch{To: s.Then})
}

func (c *check) data() {
	for i, p := range c.model.Parameters {
		ok := p.Certain || p.Prior.Weight > 0 && p.Prior.Mean > 0 && p.Prior.Alike >= 0
		for sex := range p.Counts {
			n := p.Counts[sex]
			ok = ok && n.Events >= 0 && n.Trials >= 0 && p.Value[sex] >= 0
			ok = ok && (p.Kind == Rate || n.Events <= n.Trials && p.Value[sex] <= 1 && (p.Certain || p.Prior.Mean < 1))
		}
		c.say(ok, "parameter", i, p.ID, RuleNumber)
	}
	for i, f := range c.model.Inflows {
		p, ok := c.parameters[f.Parameter]
		c.say(ok && known(c.stages, f.Stage, false), "inflow", i, f.Stage, RuleUnknown)
		c.say(!ok || c.model.Parameters[p].Kind == Rate, "inflow", i, f.Stage, RuleKind)
		s, ok := c.stages[f.Stage]
		c.say(!ok || !c.model.Stages[s].Keeps, "inflow", i, f.Stage, RuleValidity)
	}
	for i, w := range c.model.Watched {
		c.say(known(c.stages, w, false), "watched", i, w, RuleUnknown)
	}
}

func (c *check) people() {
	for i, p := range c.model.People {
		s, ok := c.stages[p.Stage]
		c.say(ok, "person", i, p.ID, RuleUnknown)
		c.say(!ok || c.model.Stages[s].Group != "" && !c.model.Stages[s].dated(), "person", i, p.ID, RulePost)
		c.say(p.Sex == Women || p.Sex == Men, "person", i, p.ID, RuleNumber)
	}
	for i, p := range c.model.Start {
		s, ok := c.stages[p.Stage]
		c.say(ok, "start", i, p.Stage, RuleUnknown)
		c.say(p.Count >= 0 && (p.Sex == Women || p.Sex == Men), "start", i, p.Stage, RuleNumber)
		if ok {
			c.say(!c.model.Stages[s].Keeps || p.Expires > 0, "start", i, p.Stage, RuleValidity)
			c.say(p.Due == 0 || c.model.Stages[s].Duration > 0, "start", i, p.Stage, RuleDue)
		}
	}
}

func (c *check) move(i int, v Move) {
	from, okFrom := c.stages[v.From]
	to, okTo := c.stages[v.To]
	c.say(okFrom && okTo, "move", i, v.ID, RuleUnknown)
	for _, with := range v.With {
		c.say(known(c.stages, with, false), "move", i, v.ID, RuleUnknown)
	}
	c.say(v.Seats >= 0 && v.Women >= 0 && v.Every >= 0 && v.Lasts >= 0 && v.Upto >= 0 && v.PerMille >= 0 && v.PerMille <= 1000 && v.Month > 0, "move", i, v.ID, RuleNumber)
	if okFrom && okTo {
		a, b := c.model.Stages[from], c.model.Stages[to]
		c.say(v.From != v.To && a.Group == "", "move", i, v.ID, RuleDirection)
		c.say((!b.Keeps && v.Lasts == 0) || a.dated(), "move", i, v.ID, RuleValidity)
		c.say(!v.Vacant || b.Group != "", "move", i, v.ID, RulePost)
	}
}

func (c *check) events() {
	for i, r := range c.model.Recalls {
		to, ok := c.stages[r.To]
		c.say(known(c.groups, r.Group, false) && (ok || r.To == ""), "recall", i, r.ID, RuleUnknown)
		c.say(!ok || c.model.Stages[to].Group != r.Group && !c.model.Stages[to].Keeps, "recall", i, r.ID, RulePost)
	}
	for i, s := range c.model.Shifts {
		c.say(known(c.parameters, s.Parameter, false), "shift", i, s.Parameter, RuleUnknown)
	}
	for i, t := range c.model.Targets {
		ok := true
		for _, s := range t.Path {
			ok = ok && s.Den >= 0 && s.Num >= 0 && s.Num <= s.Den && s.Den < 1<<31
		}
		c.say(ok, "target", i, t.Framework, RuleTarget)
	}
}

// falls reports whether the move takes place in a month.
func (v Move) falls(month civil.Month) bool {
	if month < v.Month || v.Until > 0 && month > v.Until {
		return false
	}
	if v.Every == 0 {
		return month == v.Month
	}
	return int(month-v.Month)%v.Every == 0
}
