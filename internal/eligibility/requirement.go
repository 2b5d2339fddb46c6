// Package eligibility holds one officer's facts against what a post asks for.
// The same rules serve the page of a person, the slate and the funnel: each
// answers with its name, what was found, what is needed and the day on which
// the answer changes.
package eligibility

import "beret/civil"

// Requirement is what a post or seat asks of its holder, beside what the
// policies of the reference data ask of everybody. Zero asks for nothing more.
// It is stored as JSON with the post.
type Requirement struct {
	RankFrom       string       `json:"rank_from,omitempty"`       // lowest rank
	RankTo         string       `json:"rank_to,omitempty"`         // highest rank
	MinimumAge     int          `json:"minimum_age,omitempty"`     // years on the first day of the tour
	MaximumAge     int          `json:"maximum_age,omitempty"`     // age that must not be reached on the first day
	ServiceYears   int          `json:"service_years,omitempty"`   // at least
	Languages      []Language   `json:"languages,omitempty"`       // every one of them
	Specialisms    []Specialism `json:"specialisms,omitempty"`     // any one of them
	Certificates   []string     `json:"certificates,omitempty"`    // every one of them, valid on the first day
	Driving        bool         `json:"driving,omitempty"`         // a valid licence, as the policies ask
	Firearms       bool         `json:"firearms,omitempty"`        // the firearms test passed
	Assessment     bool         `json:"assessment,omitempty"`      // cleared by an assessment for mission service
	PassportMonths int          `json:"passport_months,omitempty"` // valid for so long from the first day; 0 as the policy says
	RestMonths     int          `json:"rest_months,omitempty"`     // since the last tour; 0 as the policy says
}

// Language is a language with the level asked for.
type Language struct {
	Language string `json:"language"`
	Level    string `json:"level"`
}

// Specialism is a field of work with the years asked for.
type Specialism struct {
	Specialism string `json:"specialism"`
	Years      int    `json:"years,omitempty"`
}

// Tour is when a holder is expected: from the first day until the day after
// the last.
type Tour = civil.Interval
