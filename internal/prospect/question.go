package prospect

import (
	"slices"

	"beret/civil"
	"beret/internal/fault"
	"beret/internal/reference"
)

// Question is what a person asks of the outlook: of whom, until when, and
// with which levers moved.
type Question struct {
	Category  string      `json:"category,omitempty"`  // empty takes every category with people or posts
	Mission   string      `json:"mission,omitempty"`   // empty takes all
	Framework string      `json:"framework,omitempty"` // empty takes all that ask something of the category
	Until     civil.Month `json:"until"`               // last month
	Scenarios int         `json:"scenarios"`
	Seed      uint64      `json:"seed"`
	Settings  []Setting   `json:"settings,omitempty"` // levers moved from their rest
}

// Setting moves one lever, by its code, to so many units; its rest is 0.
type Setting struct {
	Lever string `json:"lever"`
	Units int    `json:"units"`
}

// The bounds of a question.
const (
	MostMonths      = 120
	LeastScenarios  = 100
	MostScenarios   = 20_000
	usualScenarios  = 2_000
	usualYearsAhead = 4
)

// Usual returns the question that page and command begin with: everything,
// until the end of the last year for which a target is stated, at least four
// years ahead.
func (b *Base) Usual() Question {
	until := civil.NewMonth(b.First.Year()+usualYearsAhead, 12)
	for _, t := range b.targets {
		for _, step := range t.Path {
			if step.Den > 0 && step.From > until {
				until = civil.NewMonth(step.From.Year(), 12)
			}
		}
	}
	return Question{Until: min(until, b.First.Add(MostMonths-1)), Scenarios: usualScenarios, Seed: 1}
}

// Check returns what is wrong with a question, each under the name of its field.
func (b *Base) Check(q Question) []fault.Problem {
	var problems []fault.Problem
	add := func(bad bool, field, key string, args ...any) {
		if bad {
			problems = append(problems, fault.Problem{Field: field, Key: key, Args: args})
		}
	}
	unknown := func(kind reference.Kind, code string) bool {
		_, ok := b.book.Find(kind, code)
		return code != "" && !ok
	}
	add(unknown(reference.Categories, q.Category), "category", "prospect.problem.category")
	add(unknown(reference.Missions, q.Mission), "mission", "prospect.problem.mission")
	add(unknown(reference.Frameworks, q.Framework), "framework", "prospect.problem.framework")
	last := b.First.Add(MostMonths - 1)
	add(q.Until < b.First || q.Until > last, "until", "prospect.problem.until", "first", b.First, "last", last)
	add(q.Scenarios < LeastScenarios || q.Scenarios > MostScenarios, "scenarios", "prospect.problem.scenarios", "least", LeastScenarios, "most", MostScenarios)
	levers := b.Levers()
	for _, s := range q.Settings {
		i := slices.IndexFunc(levers, func(l Lever) bool { return l.Code == s.Lever })
		if i < 0 {
			add(true, "lever", "prospect.problem.lever", "lever", s.Lever)
			continue
		}
		l := levers[i]
		add(s.Units < l.Min || s.Units > l.Max, "lever."+s.Lever, "prospect.problem.units", "least", l.Min, "most", l.Max)
	}
	return problems
}

// units returns how far a lever is moved.
func (q Question) units(lever string) int {
	for _, s := range q.Settings {
		if s.Lever == lever {
			return s.Units
		}
	}
	return 0
}

// asks reports whether the question is about a category.
func (q Question) asks(category string) bool { return q.Category == "" || q.Category == category }
