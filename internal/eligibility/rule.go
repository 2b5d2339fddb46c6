package eligibility

import (
	"strings"

	"beret/civil"
	"beret/internal/locale"
)

// Rule is one question that is asked of a candidate.
type Rule uint8

// The rules, in the order in which they are answered.
const (
	Serving Rule = iota + 1
	LowestRank
	HighestRank
	MinimumAge
	MaximumAge
	AdvisedAge
	ServiceYears
	Assessed
	Speaks
	LicenceYears
	ManualGears
	FirearmsTest
	Specialised
	Certified
	PassportValid
	MedicallyFit
	NationallyCleared
	Willing
	AtHome
	Rested
	PromotionDue
	AgeLimit
	ruleCount
)

// Name returns the rule's name in reference data and messages.
func (r Rule) Name() string {
	names := [ruleCount]string{"", "serving", "lowest_rank", "highest_rank", "minimum_age", "maximum_age", "advised_age", "service",
		"assessment", "language", "licence", "manual", "firearms", "specialism", "certificate", "passport", "medical", "national",
		"willing", "deployed", "rest", "promotion", "age_limit"}
	return names[r]
}

// Key returns the message key of the rule's name.
func (r Rule) Key() string { return "eligibility.rule." + r.Name() }

// String returns the rule's name, for tests and logs.
func (r Rule) String() string { return r.Name() }

// Rules lists every rule in its order.
func Rules() []Rule {
	var list []Rule
	for r := Serving; r < ruleCount; r++ {
		list = append(list, r)
	}
	return list
}

// Status is the outcome of a check.
type Status uint8

// The outcomes. The zero status says that the question does not arise.
const (
	Met      Status = iota + 1
	Expiring        // holds, but ends or collides within the tour: a warning
	Unknown         // the record does not say; stands in the way too
	Missing         // stands in the way
)

// Blocks reports whether the status stands in the way.
func (s Status) Blocks() bool { return s >= Unknown }

// Key returns the message key of the status.
func (s Status) Key() string { return "eligibility.status." + s.String() }

// String returns the status's name.
func (s Status) String() string { return [...]string{"", "met", "expiring", "unknown", "missing"}[s] }

// Phrase is a message key with its arguments, to be printed in any language.
type Phrase struct {
	Key  string
	Args []any
}

// Print returns the phrase in a language; it makes a phrase an argument of
// another.
func (p Phrase) Print(in locale.Printer) string { return in.Text(p.Key, p.Args...) }

// Phrases are printed one after the other.
type Phrases []Phrase

// Print returns the phrases in a language, apart by commas.
func (list Phrases) Print(in locale.Printer) string {
	parts := make([]string, len(list))
	for i, p := range list {
		parts[i] = p.Print(in)
	}
	return strings.Join(parts, ", ")
}

func phrase(key string, args ...any) Phrase { return Phrase{key, args} }

// Check is the answer of one rule for one candidate.
type Check struct {
	Rule   Rule
	Found  Phrase // what the record holds
	Needed Phrase // what the rule asks for
	Status Status
	// Until is the first day, taken as the first day of the tour, from which
	// time alone turns the answer from standing in the way to not doing so or
	// back; zero where it never does. The warnings of an advised age, a
	// promotion and an age limit carry the day of what they warn of.
	Until civil.Date
}

// Blocks reports whether the check stands in the way.
func (c Check) Blocks() bool { return c.Status.Blocks() }

// Checks are the answers of all rules for one candidate.
type Checks []Check

// Blocking returns the checks that stand in the way.
func (list Checks) Blocking() Checks {
	var blocking Checks
	for _, c := range list {
		if c.Blocks() {
			blocking = append(blocking, c)
		}
	}
	return blocking
}

// Warnings returns the checks that hold with a warning.
func (list Checks) Warnings() Checks {
	var warnings Checks
	for _, c := range list {
		if c.Status == Expiring {
			warnings = append(warnings, c)
		}
	}
	return warnings
}

// From returns the first day on which all that is missing will have come of
// itself, the given day where nothing is missing, and zero where somebody must
// act.
func (list Checks) From(day civil.Date) civil.Date {
	for _, c := range list.Blocking() {
		if c.Until == 0 {
			return 0
		}
		day = max(day, c.Until)
	}
	return day
}
