package reference

import (
	"fmt"
	"strconv"

	"beret/civil"
)

// Target is a share of women that a framework asks for, as the fraction
// Numerator / Denominator, within one category ("*" is all of them together),
// mission and unit ("" is any).
type Target struct {
	Framework              string
	Category               string
	Mission                string
	Unit                   string
	Numerator, Denominator int
	Row                    Row
}

func targetOf(row Row) (Target, error) {
	t := Target{Framework: row.Field("framework"), Category: row.Field("category"),
		Mission: row.Field("mission"), Unit: row.Field("unit"), Row: row}
	var err error
	if t.Numerator, err = strconv.Atoi(row.Field("numerator")); err != nil {
		return t, fmt.Errorf("reference: target %s has no numerator", row.Code)
	}
	if t.Denominator, err = strconv.Atoi(row.Field("denominator")); err != nil {
		return t, fmt.Errorf("reference: target %s has no denominator", row.Code)
	}
	if t.Numerator < 0 || t.Denominator <= 0 || t.Numerator > t.Denominator || t.Category == "" {
		return t, fmt.Errorf("reference: target %s is no share of a category", row.Code)
	}
	return t, nil
}

// AllTargets returns every target, whatever its validity.
func (b *Book) AllTargets() []Target {
	var targets []Target
	for _, row := range b.rows[Targets] {
		if t, err := targetOf(row); err == nil { // Load has refused the others
			targets = append(targets, t)
		}
	}
	return targets
}

// TargetsOn returns the targets to measure by on a day. For each framework,
// category, mission and unit that is the one valid on that day or, where the
// framework states none for it, the next one to come: officers of 2026 are
// measured against the stated end point of 2028, and the row says so.
func (b *Book) TargetsOn(day civil.Date) []Target {
	best := map[string]Target{}
	var codes []string
	for _, t := range b.AllTargets() {
		if t.Row.Valid.To != 0 && t.Row.Valid.To <= day {
			continue
		}
		known, seen := best[t.Row.Code]
		if !seen {
			codes = append(codes, t.Row.Code)
		}
		if !seen || t.Row.Valid.From < known.Row.Valid.From {
			best[t.Row.Code] = t
		}
	}
	targets := make([]Target, 0, len(codes))
	for _, code := range codes {
		targets = append(targets, best[code])
	}
	return targets
}
