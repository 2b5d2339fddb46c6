package registry

import (
	"strconv"

	"beret/civil"
)

// Part is a row of an officer's file with a table of its own. A part is
// identified by its key within the file: a language by its code, a certificate
// by its id.
type Part interface {
	// Name is the part's name in problems and in the audit log.
	Name() PartName
	// Key tells the part from others of its name in the same file; "0" is a
	// new one of those that are numbered.
	Key() string
	check(r Rules, o Officer, p *problems)
}

// PartName names a kind of part.
type PartName string

// The kinds of parts.
const (
	LanguagePart     PartName = "language"
	LicencePart      PartName = "licence"
	SpecialismPart   PartName = "specialism"
	CertificatePart  PartName = "certificate"
	AttemptPart      PartName = "attempt"
	ClearancePart    PartName = "clearance"
	AvailabilityPart PartName = "availability"
	PastRankPart     PartName = "past_rank"
	PastPostingPart  PartName = "past_posting"
)

// Language is a language with its level and the day of the test, if tested.
type Language struct {
	Language string     `json:"language"` // code of reference.LanguageKind
	Level    string     `json:"level"`    // code of reference.LanguageLevels
	TestedOn civil.Date `json:"tested_on"`
}

// Licence is a driving licence of one class.
type Licence struct {
	Class   string     `json:"class"`  // as printed: B2, C
	Manual  bool       `json:"manual"` // covers manual gears
	Since   civil.Date `json:"since"`
	Expires civil.Date `json:"expires"` // zero for a licence without limit
}

// Specialism is a field of police work with the years spent in it.
type Specialism struct {
	Specialism string `json:"specialism"` // code of reference.Specialisms
	Years      int    `json:"years"`
}

// Certificate is a course or an examination passed.
type Certificate struct {
	ID      int64      `json:"-"`
	Type    string     `json:"type"` // code of reference.CertificateTypes
	Issuer  string     `json:"issuer"`
	Number  string     `json:"number"`
	Issued  civil.Date `json:"issued"`
	Expires civil.Date `json:"expires"` // zero for one without limit
}

// Attempt is one try at one test of the assessment for mission service.
type Attempt struct {
	ID      int64      `json:"-"`
	Edition string     `json:"edition"` // code of reference.Editions
	Test    string     `json:"test"`    // code of reference.Tests
	TakenOn civil.Date `json:"taken_on"`
	Passed  bool       `json:"passed"`
	Score   *int       `json:"score"` // per cent; nil where none was given
}

// Clearance is what a passed assessment gives: fitness for mission service
// until it expires.
type Clearance struct {
	ID        int64      `json:"-"`
	Edition   string     `json:"edition"`
	ClearedOn civil.Date `json:"cleared_on"`
	Expires   civil.Date `json:"expires"` // zero when put: by the policy ams-clearance-months
}

// Availability is a span in which the officer said to be willing to go, or
// not to be.
type Availability struct {
	ID        int64      `json:"-"`
	Willing   bool       `json:"willing"`
	From      civil.Date `json:"from"`
	To        civil.Date `json:"to"` // zero is open
	ConsentOn civil.Date `json:"consent_on"`
	Note      string     `json:"note"`
}

// Span returns the days of the window.
func (a Availability) Span() civil.Interval { return civil.Interval{From: a.From, To: a.To} }

// PastRank is a rank held before today's.
type PastRank struct {
	Rank string     `json:"rank"`
	From civil.Date `json:"from"`
	To   civil.Date `json:"to"`
}

// PastPosting is a home unit served in before today's.
type PastPosting struct {
	HomeUnitID int64      `json:"home_unit"`
	Position   string     `json:"position"`
	From       civil.Date `json:"from"`
	To         civil.Date `json:"to"`
}

func (Language) Name() PartName     { return LanguagePart }     // Name implements Part.
func (Licence) Name() PartName      { return LicencePart }      // Name implements Part.
func (Specialism) Name() PartName   { return SpecialismPart }   // Name implements Part.
func (Certificate) Name() PartName  { return CertificatePart }  // Name implements Part.
func (Attempt) Name() PartName      { return AttemptPart }      // Name implements Part.
func (Clearance) Name() PartName    { return ClearancePart }    // Name implements Part.
func (Availability) Name() PartName { return AvailabilityPart } // Name implements Part.
func (PastRank) Name() PartName     { return PastRankPart }     // Name implements Part.
func (PastPosting) Name() PartName  { return PastPostingPart }  // Name implements Part.

func (l Language) Key() string     { return l.Language }                  // Key implements Part.
func (l Licence) Key() string      { return l.Class }                     // Key implements Part.
func (s Specialism) Key() string   { return s.Specialism }                // Key implements Part.
func (c Certificate) Key() string  { return strconv.FormatInt(c.ID, 10) } // Key implements Part.
func (a Attempt) Key() string      { return strconv.FormatInt(a.ID, 10) } // Key implements Part.
func (c Clearance) Key() string    { return strconv.FormatInt(c.ID, 10) } // Key implements Part.
func (a Availability) Key() string { return strconv.FormatInt(a.ID, 10) } // Key implements Part.
func (p PastRank) Key() string     { return p.From.String() }             // Key implements Part.
func (p PastPosting) Key() string  { return p.From.String() }             // Key implements Part.

// Parts returns every part of the file.
func (f File) Parts() []Part {
	var parts []Part
	parts = appendParts(parts, f.Languages)
	parts = appendParts(parts, f.Licences)
	parts = appendParts(parts, f.Specialisms)
	parts = appendParts(parts, f.Certificates)
	parts = appendParts(parts, f.Attempts)
	parts = appendParts(parts, f.Clearances)
	parts = appendParts(parts, f.Availability)
	parts = appendParts(parts, f.PastRanks)
	return appendParts(parts, f.PastPostings)
}

func appendParts[P Part](parts []Part, more []P) []Part {
	for _, p := range more {
		parts = append(parts, p)
	}
	return parts
}

// Part returns the part of a name and key, nil where the file has none.
func (f File) Part(name PartName, key string) Part {
	for _, p := range f.Parts() {
		if p.Name() == name && p.Key() == key {
			return p
		}
	}
	return nil
}
