package selection

import (
	"encoding/json"
	"fmt"
	"slices"

	"beret/internal/fault"
	"beret/slate"
)

// Rules are what is asked of a list beside what each post asks of its holder.
type Rules struct {
	Floors     []Floor    `json:"floors,omitempty"`
	HomeCap    *HomeCap   `json:"home_cap,omitempty"`
	Apart      []Apart    `json:"apart,omitempty"`
	ChangeCost int        `json:"change_cost,omitempty"` // points for each present holder who is not kept
	Seed       uint64     `json:"seed"`                  // of the lottery among equals
	Ties       TiesRule   `json:"ties,omitempty"`
	Others     OthersRule `json:"others,omitempty"`
}

// Attribute is what a floor counts.
type Attribute string

// The attributes.
const (
	Women    Attribute = "woman"
	Veterans Attribute = "veteran" // has been on a tour before
)

// Attributes lists the attributes of floors.
func Attributes() []Attribute { return []Attribute{Women, Veterans} }

// Key returns the message key of the attribute's name.
func (a Attribute) Key() string { return "selection.attribute." + string(a) }

// place is the attribute's place in the engine's instance.
func (a Attribute) place() int {
	if a == Veterans {
		return slate.Veteran
	}
	return slate.Woman
}

// Base is what a share is of.
type Base string

// The bases.
const (
	OfFilled Base = "filled"
	OfPosts  Base = "posts"
)

// The groups that every list has; an element's or tier's is its prefix and code.
const (
	Whole         = "all"
	CommandGroup  = "command"
	elementPrefix = "element:"
	tierPrefix    = "tier:"
)

// Floor asks for officers with an attribute in a group of posts: Num of every
// Den, or Count of them where Den is 0.
type Floor struct {
	Group     string    `json:"group"`
	Attribute Attribute `json:"attribute"`
	Num       int       `json:"num,omitempty"`
	Den       int       `json:"den,omitempty"`
	Count     int       `json:"count,omitempty"`
	Of        Base      `json:"of"`
	Weight    int       `json:"weight"`           // of each person short, against other floors
	Source    string    `json:"source,omitempty"` // where the figure comes from: call, target or policy with its code
}

// Same reports whether two floors ask about the same people in the same way,
// though perhaps for other numbers.
func (f Floor) Same(g Floor) bool {
	return f.Group == g.Group && f.Attribute == g.Attribute && (f.Den == 0) == (g.Den == 0)
}

// Needed returns how many the floor asks for where so many places are filled of
// so many.
func (f Floor) Needed(filled, places int) int {
	switch {
	case f.Den == 0:
		return f.Count
	case f.Of == OfPosts:
		return (f.Num*places + f.Den - 1) / f.Den
	}
	return (f.Num*filled + f.Den - 1) / f.Den
}

// HomeCap is how many may leave one home unit, those of its sub-units counted:
// Count, or Num of every Den of its officers, rounded up.
type HomeCap struct {
	Count int `json:"count,omitempty"`
	Num   int `json:"num,omitempty"`
	Den   int `json:"den,omitempty"`
}

// cap returns the number for a unit of so many officers.
func (c HomeCap) cap(officers int) int {
	if c.Den == 0 {
		return c.Count
	}
	return (c.Num*officers + c.Den - 1) / c.Den
}

// Apart is a pair of officers of whom at most one goes.
type Apart struct {
	A      int64  `json:"a"`
	B      int64  `json:"b"`
	Reason string `json:"reason"`
}

// TiesRule says how equals are ranked; no rule looks at the sex.
type TiesRule string

// The rules for equals.
const (
	Lottery   TiesRule = ""          // drawn from the seed
	Seniority TiesRule = "seniority" // longest service first, then by lot
)

// OthersRule says what becomes of officers who stand on another open slate for
// days that overlap.
type OthersRule string

// The rules for officers on other slates.
const (
	FlagOthers    OthersRule = ""        // they may be proposed, with a mark
	ExcludeOthers OthersRule = "exclude" // they may not
)

// The weights that floors are given at first: a woman short counts for more
// than a veteran short. A person may change them.
const (
	womenWeight   = 10
	veteranWeight = 3
)

// largestWeight keeps the engine's sums far from overflow.
const largestWeight = 1000

func decodeRules(text string) (r Rules, err error) {
	if err := json.Unmarshal([]byte(text), &r); err != nil {
		return r, fmt.Errorf("selection: rules: %w", err)
	}
	return r, nil
}

// Check returns the problems of the rules for posts of these groups. Fields are
// "floor<i>" with the place of the floor, "home_cap", "apart", "change_cost".
func (r Rules) Check(groups []string) []fault.Problem {
	var problems []fault.Problem
	add := func(field, key string, args ...any) {
		problems = append(problems, fault.Problem{Field: field, Key: key, Args: args})
	}
	for i, f := range r.Floors {
		if key := f.problem(groups); key != "" {
			add(fmt.Sprint("floor", i), key)
		}
	}
	if c := r.HomeCap; c != nil && (c.Count < 0 || c.Den < 0 || c.Num < 0 || c.Num > c.Den || c.Count == 0 && c.Num == 0) {
		add("home_cap", "selection.problem.home_cap")
	}
	for _, pair := range r.Apart {
		if pair.A == pair.B || pair.A <= 0 || pair.B <= 0 {
			add("apart", "selection.problem.apart")
		} else if pair.Reason == "" {
			add("apart", "selection.problem.reason")
		}
	}
	if r.ChangeCost < 0 || r.ChangeCost > 1000 {
		add("change_cost", "selection.problem.change_cost")
	}
	return problems
}

// problem returns the message key of what is wrong with a floor, "" if nothing.
func (f Floor) problem(groups []string) string {
	switch {
	case !slices.Contains(groups, f.Group):
		return "selection.problem.group"
	case !slices.Contains(Attributes(), f.Attribute):
		return "selection.problem.attribute"
	case f.Den < 0 || f.Num < 0 || f.Num > f.Den || f.Count < 0:
		return "selection.problem.floor"
	case f.Weight < 1 || f.Weight > largestWeight:
		return "selection.problem.weight"
	}
	return ""
}
