package registry

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"beret/civil"
	"beret/internal/fault"
	"beret/internal/personname"
	"beret/internal/reference"
)

// Rules are what an officer and the parts of a file are held against on a day.
// The same rules serve the page, the roster import and the API.
type Rules struct {
	Book  *reference.Book
	Today civil.Date
	// KnownUnit reports whether there is a home unit of that id.
	KnownUnit func(id int64) bool
}

// PolicyEnlistment is the policy that holds the youngest age at enlistment in
// years; where the office has none, enlistment must only follow birth.
const PolicyEnlistment = "enlistment-age"

// Lengths beyond which a field is refused: a name of more is a pasted page.
const (
	longestText = 200
	longestNote = 4000
	oldestBirth = 120 // years before today
)

// NormalizeNumber returns a service number as it is kept: white space trimmed
// and collapsed, composed, letters in capitals. Its format is the office's.
func NormalizeNumber(number string) string {
	return strings.ToUpper(personname.Normalize(number))
}

// Normalize returns the officer with its texts in the form that is stored.
func Normalize(o Officer) Officer {
	o.ServiceNumber = NormalizeNumber(o.ServiceNumber)
	o.FullName = personname.Normalize(o.FullName)
	o.GivenName = personname.Normalize(o.GivenName)
	o.PassportName = personname.Normalize(o.PassportName)
	o.Position = personname.Normalize(o.Position)
	o.LeftReason = personname.Normalize(o.LeftReason)
	o.NationalClearanceReference = personname.Normalize(o.NationalClearanceReference)
	o.Note = strings.TrimSpace(norm.NFC.String(strings.ReplaceAll(o.Note, "\r\n", "\n"))) // as browsers send lines
	if o.Medical == "" {
		o.Medical = MedicalUnknown
	}
	if o.NationalClearance == "" {
		o.NationalClearance = ClearanceNone
	}
	return o
}

// Validate returns every rule that an officer breaks, by field. It expects
// what Normalize returns. That a service number is nobody else's is checked
// where the record is at hand, by Store and by the import.
func Validate(o Officer, r Rules) []fault.Problem {
	p := &problems{}
	o.checkTexts(p)
	o.checkCodes(r, p)
	o.checkBirth(r, p)
	o.checkService(r, p)
	o.checkValidities(r, p)
	return p.list
}

// ValidatePart returns every rule that a part of an officer's file breaks.
func ValidatePart(part Part, o Officer, r Rules) []fault.Problem {
	p := &problems{}
	part.check(r, o, p)
	return p.list
}

// ValidateFile returns what is wrong with an officer and with each part; the
// fields of a part carry its name and key: "language.en.level".
func ValidateFile(f File, r Rules) []fault.Problem {
	list := Validate(f.Officer, r)
	for _, part := range f.Parts() {
		for _, problem := range ValidatePart(part, f.Officer, r) {
			problem.Field = string(part.Name()) + "." + part.Key() + "." + problem.Field
			list = append(list, problem)
		}
	}
	return list
}

// problems collects broken rules.
type problems struct{ list []fault.Problem }

func (p *problems) add(broken bool, field, key string, args ...any) {
	if broken {
		p.list = append(p.list, fault.Problem{Field: field, Key: key, Args: args})
	}
}

func (p *problems) text(field, value string, longest int) {
	p.add(!norm.NFC.IsNormalString(value), field, "registry.problem.not_composed")
	p.add(strings.ContainsRune(value, 0) || !utf8.ValidString(value), field, "registry.problem.not_text")
	p.add(utf8.RuneCountInString(value) > longest, field, "registry.problem.too_long", "n", longest)
}

func (p *problems) required(field, value string) {
	p.add(value == "", field, "registry.problem.required")
}

func (p *problems) code(r Rules, kind reference.Kind, field, code string) {
	if code == "" {
		p.required(field, code)
		return
	}
	_, known := r.Book.Find(kind, code)
	p.add(!known, field, "registry.problem.unknown_code", "code", code)
}

// past refuses a day after today, and one that no living person's file holds.
func (p *problems) past(r Rules, field string, day civil.Date) {
	p.add(day > r.Today, field, "registry.problem.in_future")
	p.plausible(r, field, day)
}

func (p *problems) plausible(r Rules, field string, day civil.Date) {
	far := day != 0 && (day < r.Today.AddYears(-oldestBirth) || day > r.Today.AddYears(oldestBirth))
	p.add(far, field, "registry.problem.implausible")
}

// after refuses a day that lies before an earlier one; either may be unknown.
func (p *problems) after(field string, day, earlier civil.Date, key string) {
	p.add(day != 0 && earlier != 0 && day < earlier, field, key, "date", earlier)
}

func (o Officer) checkTexts(p *problems) {
	p.required("service_number", o.ServiceNumber)
	p.required("full_name", o.FullName)
	p.text("service_number", o.ServiceNumber, 50)
	p.text("full_name", o.FullName, longestText)
	p.text("given_name", o.GivenName, longestText)
	p.text("passport_name", o.PassportName, longestText)
	p.text("position", o.Position, longestText)
	p.text("left_reason", o.LeftReason, longestText)
	p.text("national_clearance_reference", o.NationalClearanceReference, longestText)
	p.text("note", o.Note, longestNote)
}

func (o Officer) checkCodes(r Rules, p *problems) {
	p.code(r, reference.Ranks, "rank", o.Rank)
	p.add(o.HomeUnitID == 0, "home_unit", "registry.problem.required")
	p.add(o.HomeUnitID != 0 && !r.KnownUnit(o.HomeUnitID), "home_unit", "registry.problem.unknown_unit")
	known := false
	for _, state := range MedicalStates() {
		known = known || o.Medical == state
	}
	p.add(!known, "medical_status", "registry.problem.unknown_code", "code", string(o.Medical))
	known = false
	for _, state := range NationalClearances() {
		known = known || o.NationalClearance == state
	}
	p.add(!known, "national_clearance", "registry.problem.unknown_code", "code", string(o.NationalClearance))
}

func (o Officer) checkBirth(r Rules, p *problems) {
	p.add(o.BirthDate == 0, "birth_date", "registry.problem.required")
	p.past(r, "birth_date", o.BirthDate)
	if o.BirthDate == 0 || o.EnlistedOn == 0 {
		return
	}
	years := r.Book.Number(PolicyEnlistment, o.EnlistedOn)
	p.add(o.EnlistedOn < o.BirthDate.AddYears(years), "enlisted_on", "registry.problem.too_young", "n", years)
}

func (o Officer) checkService(r Rules, p *problems) {
	p.past(r, "enlisted_on", o.EnlistedOn)
	p.past(r, "rank_since", o.RankSince)
	p.past(r, "unit_since", o.UnitSince)
	p.plausible(r, "left_on", o.LeftOn) // a retirement is known in advance
	p.after("rank_since", o.RankSince, o.EnlistedOn, "registry.problem.before_enlistment")
	p.after("unit_since", o.UnitSince, o.EnlistedOn, "registry.problem.before_enlistment")
	p.after("left_on", o.LeftOn, o.EnlistedOn, "registry.problem.before_enlistment")
	p.after("left_on", o.LeftOn, o.BirthDate, "registry.problem.before_birth")
	p.add(o.LeftReason != "" && o.LeftOn == 0, "left_on", "registry.problem.reason_without_date")
}

func (o Officer) checkValidities(r Rules, p *problems) {
	p.plausible(r, "passport_expires", o.PassportExpires)
	p.past(r, "medical_on", o.MedicalOn)
	p.plausible(r, "medical_expires", o.MedicalExpires)
	p.after("medical_expires", o.MedicalExpires, o.MedicalOn, "registry.problem.expires_before_issue")
	p.past(r, "national_clearance_on", o.NationalClearanceOn)
	p.plausible(r, "national_clearance_expires", o.NationalClearanceExpires)
	p.after("national_clearance_expires", o.NationalClearanceExpires, o.NationalClearanceOn, "registry.problem.expires_before_issue")
}

// span refuses an end that is not after the beginning; an open end is fine.
func (p *problems) span(from, to civil.Date, open bool) {
	p.add(from == 0, "from", "registry.problem.required")
	p.add(to == 0 && !open, "to", "registry.problem.required")
	p.add(to != 0 && to <= from, "to", "registry.problem.ends_before_start")
}

func (l Language) check(r Rules, o Officer, p *problems) {
	p.code(r, reference.LanguageKind, "language", l.Language)
	p.code(r, reference.LanguageLevels, "level", l.Level)
	p.past(r, "tested_on", l.TestedOn)
	p.after("tested_on", l.TestedOn, o.BirthDate, "registry.problem.before_birth")
}

func (l Licence) check(r Rules, o Officer, p *problems) {
	p.required("class", l.Class)
	p.text("class", l.Class, 20)
	p.past(r, "since", l.Since)
	p.after("since", l.Since, o.BirthDate, "registry.problem.before_birth")
	p.plausible(r, "expires", l.Expires)
	p.after("expires", l.Expires, l.Since, "registry.problem.expires_before_issue")
}

func (s Specialism) check(r Rules, o Officer, p *problems) {
	p.code(r, reference.Specialisms, "specialism", s.Specialism)
	most := 60 // the schema's bound, where no birth date narrows it
	if o.BirthDate != 0 {
		most = max(0, min(most, o.Age(r.Today)))
	}
	p.add(s.Years < 0 || s.Years > most, "years", "registry.problem.out_of_range", "from", 0, "to", most)
}

func (c Certificate) check(r Rules, o Officer, p *problems) {
	p.code(r, reference.CertificateTypes, "type", c.Type)
	p.text("issuer", c.Issuer, longestText)
	p.text("number", c.Number, longestText)
	p.past(r, "issued", c.Issued)
	p.after("issued", c.Issued, o.BirthDate, "registry.problem.before_birth")
	p.plausible(r, "expires", c.Expires)
	p.after("expires", c.Expires, c.Issued, "registry.problem.expires_before_issue")
}

func (a Attempt) check(r Rules, o Officer, p *problems) {
	p.code(r, reference.Editions, "edition", a.Edition)
	p.code(r, reference.Tests, "test", a.Test)
	p.add(a.TakenOn == 0, "taken_on", "registry.problem.required")
	p.past(r, "taken_on", a.TakenOn)
	p.after("taken_on", a.TakenOn, o.BirthDate, "registry.problem.before_birth")
	p.add(a.Score != nil && (*a.Score < 0 || *a.Score > 100), "score", "registry.problem.out_of_range", "from", 0, "to", 100)
}

func (c Clearance) check(r Rules, o Officer, p *problems) {
	p.code(r, reference.Editions, "edition", c.Edition)
	p.add(c.ClearedOn == 0, "cleared_on", "registry.problem.required")
	p.add(c.Expires == 0, "expires", "registry.problem.required")
	p.past(r, "cleared_on", c.ClearedOn)
	p.after("cleared_on", c.ClearedOn, o.BirthDate, "registry.problem.before_birth")
	p.plausible(r, "expires", c.Expires)
	p.add(c.Expires != 0 && c.Expires <= c.ClearedOn, "expires", "registry.problem.expires_before_issue", "date", c.ClearedOn)
}

func (a Availability) check(r Rules, _ Officer, p *problems) {
	p.span(a.From, a.To, true)
	p.plausible(r, "from", a.From)
	p.plausible(r, "to", a.To)
	p.past(r, "consent_on", a.ConsentOn)
	p.text("note", a.Note, longestNote)
}

func (h PastRank) check(r Rules, o Officer, p *problems) {
	p.code(r, reference.Ranks, "rank", h.Rank)
	p.span(h.From, h.To, false)
	p.past(r, "from", h.From)
	p.add(o.RankSince != 0 && h.To > o.RankSince, "to", "registry.problem.overlaps_present", "date", o.RankSince)
}

func (h PastPosting) check(r Rules, o Officer, p *problems) {
	p.add(!r.KnownUnit(h.HomeUnitID), "home_unit", "registry.problem.unknown_unit")
	p.text("position", h.Position, longestText)
	p.span(h.From, h.To, false)
	p.past(r, "from", h.From)
	p.add(o.UnitSince != 0 && h.To > o.UnitSince, "to", "registry.problem.overlaps_present", "date", o.UnitSince)
}
