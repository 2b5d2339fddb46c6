package funnel

import (
	"cmp"
	"slices"
	"strconv"

	"beret/civil"
	"beret/slate"
)

// Dimension is by what a funnel is split.
type Dimension string

// The dimensions. A person who speaks two languages is in both.
const (
	ByCall     Dimension = "call"
	ByUnit     Dimension = "unit"
	ByLanguage Dimension = "language"
	ByTest     Dimension = "test" // not stages but the tests of the assessment
)

// Dimensions lists the dimensions.
func Dimensions() []Dimension { return []Dimension{ByCall, ByUnit, ByLanguage, ByTest} }

// Key returns the message key of the dimension.
func (d Dimension) Key() string { return "funnel.by." + string(d) }

// Group is a part of the paths with its funnel. Key is the call's or unit's id
// or the language's code; empty for paths without one.
type Group struct {
	Key    string
	Funnel Funnel
}

// Split returns the funnel of each group of a dimension, the largest first. It
// returns nothing for ByTest.
func Split(paths []Path, d Dimension) []Group {
	parts := map[string][]Path{}
	for _, p := range paths {
		for _, key := range p.keys(d) {
			parts[key] = append(parts[key], p)
		}
	}
	var groups []Group
	for key, part := range parts {
		groups = append(groups, Group{key, Compute(part)})
	}
	slices.SortFunc(groups, func(a, b Group) int {
		return cmp.Or(cmp.Compare(len(parts[b.Key]), len(parts[a.Key])), cmp.Compare(a.Key, b.Key))
	})
	return groups
}

func (p Path) keys(d Dimension) []string {
	id := func(n int64) []string {
		if n == 0 {
			return []string{""}
		}
		return []string{strconv.FormatInt(n, 10)}
	}
	switch d {
	case ByCall:
		return id(p.Call)
	case ByUnit:
		return id(p.Home)
	case ByLanguage:
		if len(p.Languages) == 0 {
			return []string{""}
		}
		return p.Languages
	}
	return nil
}

// Attempt is one try of an officer at a test of the assessment.
type Attempt struct {
	Officer int64
	Woman   bool
	Test    string
	Passed  bool
	On      civil.Date
}

// TestResult is how many women and men took a test and passed it: persons, not
// tries.
type TestResult struct {
	Test  string
	Rates slate.Selection
}

// Tests returns the results of each test in the given order.
func Tests(attempts []Attempt, order []string) []TestResult {
	results := make([]TestResult, len(order))
	for i, test := range order {
		passed, woman := map[int64]bool{}, map[int64]bool{}
		for _, a := range attempts {
			if a.Test == test {
				passed[a.Officer] = passed[a.Officer] || a.Passed
				woman[a.Officer] = a.Woman
			}
		}
		var women, men slate.Chances
		for officer, ok := range passed {
			c := &men
			if woman[officer] {
				c = &women
			}
			c.Eligible++
			if ok {
				c.Selected++
			}
		}
		results[i] = TestResult{test, slate.Compare(women, men)}
	}
	return results
}
