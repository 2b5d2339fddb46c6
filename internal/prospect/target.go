package prospect

import (
	"cmp"
	"slices"

	"beret/civil"
	"beret/internal/reference"
	"beret/outlook"
)

// Target is what a framework asks of a category (empty: of all together), with
// the reference rows that its path was made of. For months for which no row is
// stated nothing is asked: the path's step has a Den of 0.
type Target struct {
	outlook.Target
	Name reference.Row   // of the framework
	Rows []reference.Row // one a step that asks for something
}

// targetsOf returns what is asked in the months from first to last. A target
// that names a unit speaks of the people in its seats, deployed or not, and is
// left to the standing. A framework speaks from its first day to its last.
func targetsOf(book *reference.Book, first, last civil.Month) (list []Target) {
	for _, asked := range book.AllTargets() {
		if asked.Unit != "" || asked.Row.Valid.To > 0 && asked.Row.Valid.To <= first.Start() {
			continue
		}
		scope := outlook.Scope{Category: asked.Category, Mission: asked.Mission}
		if scope.Category == "*" {
			scope.Category = ""
		}
		if slices.ContainsFunc(list, func(t Target) bool { return t.Framework == asked.Framework && t.Scope == scope }) {
			continue
		}
		if t := pathOf(book, asked, scope, first, last); len(t.Rows) > 0 {
			list = append(list, t)
		}
	}
	slices.SortStableFunc(list, func(a, b Target) int {
		return cmp.Or(cmp.Compare(a.Name.Int("order"), b.Name.Int("order")), cmp.Compare(a.Framework, b.Framework))
	})
	return list
}

func pathOf(book *reference.Book, like reference.Target, scope outlook.Scope, first, last civil.Month) Target {
	t := Target{Target: outlook.Target{Framework: like.Framework, Scope: scope}}
	t.Name, _ = book.Find(reference.Frameworks, like.Framework)
	before := outlook.TargetStep{}
	for month := first; month <= last; month++ {
		step := outlook.TargetStep{}
		row, ok := statedIn(book, like, month.End())
		if ok {
			step.Num, step.Den = int64(row.Numerator), int64(row.Denominator)
		}
		if month > first && step == before {
			continue
		}
		before = step
		step.From = month
		t.Path = append(t.Path, step)
		if ok {
			t.Rows = append(t.Rows, row.Row)
			t.Source = row.Row.Source
		}
	}
	return t
}

// statedIn returns the target that holds on a day.
func statedIn(book *reference.Book, like reference.Target, day civil.Date) (reference.Target, bool) {
	if !slices.ContainsFunc(book.On(reference.Frameworks, day), func(r reference.Row) bool { return r.Code == like.Framework }) {
		return reference.Target{}, false
	}
	for _, t := range book.AllTargets() {
		if t.Row.Code == like.Row.Code && t.Row.Valid.Contains(day) {
			return t, true
		}
	}
	return reference.Target{}, false
}

// Targets returns what the frameworks ask in the months ahead, in the order of
// the frameworks.
func (b *Base) Targets() []Target { return b.targets }

// asked returns the targets that a question is about.
func (b *Base) asked(q Question) (list []Target) {
	for _, t := range b.targets {
		about := t.Category == q.Category || q.Category == ""
		if about && (q.Mission == "" || t.Mission == "" || t.Mission == q.Mission) && (q.Framework == "" || q.Framework == t.Framework) {
			list = append(list, t)
		}
	}
	return list
}
