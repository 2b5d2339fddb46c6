package registry

import (
	"slices"
	"strings"

	"beret/civil"
	"beret/internal/reference"
)

// Rule is one question of readiness; its value is the message key of its name.
type Rule string

// The rules. Each is held against the policy of the reference data that is
// valid on the day; a policy that the office has withdrawn asks for nothing
// and leaves no check.
const (
	RuleServing    Rule = "registry.rule.serving"
	RuleMinimumAge Rule = "registry.rule.minimum_age"
	RuleMaximumAge Rule = "registry.rule.maximum_age"
	RuleAdvisedAge Rule = "registry.rule.advised_age"
	RuleService    Rule = "registry.rule.service"
	RulePassport   Rule = "registry.rule.passport"
	RuleLanguage   Rule = "registry.rule.language"
	RuleLicence    Rule = "registry.rule.licence"
	RuleManual     Rule = "registry.rule.manual"
	RuleAssessment Rule = "registry.rule.assessment"
	RuleMedical    Rule = "registry.rule.medical"
	RuleNational   Rule = "registry.rule.national"
	RuleWilling    Rule = "registry.rule.willing"
	RuleDeployed   Rule = "registry.rule.deployed"
	RuleRest       Rule = "registry.rule.rest"
	RulePromotion  Rule = "registry.rule.promotion"
	RuleAgeLimit   Rule = "registry.rule.age_limit"
)

// The policies that readiness reads, by their codes in reference data. A
// policy of ones and noughts asks for the thing where it is 1.
const (
	policyMinimumAge = "minimum-age"
	policyMaximumAge = "maximum-age"
	policyAdvisedAge = "advised-age"
	policyService    = "minimum-service"
	policyPassport   = "passport-margin"
	policyLanguage   = "language-level"
	policyMission    = "mission-languages" // codes apart by spaces; without it any language serves
	policyLicence    = "licence-years"
	policyManual     = "licence-manual"
	policyRest       = "rest-months"
	policyTour       = "tour-months"
)

// Status is the outcome of a check.
type Status string

// The outcomes.
const (
	Met      Status = "met"
	Missing  Status = "missing"  // stands in the way of a nomination
	Expiring Status = "expiring" // holds today, ends or collides within a usual tour: a warning
	Unknown  Status = "unknown"  // the record does not say; stands in the way too
)

// Key returns the message key of the status.
func (s Status) Key() string {
	switch s {
	case Met:
		return "registry.status.met"
	case Missing:
		return "registry.status.missing"
	case Expiring:
		return "registry.status.expiring"
	}
	return "registry.status.unknown"
}

// Phrase is a message key with its arguments, to be printed in any language.
type Phrase struct {
	Key  string
	Args []any
}

func phrase(key string, args ...any) Phrase { return Phrase{key, args} }

// Check is the outcome of one rule for one person on one day.
type Check struct {
	Rule   Rule
	Found  Phrase // what the record holds
	Needed Phrase // what the rule asks for
	Status Status
	// Until is the first day on which the status is another one by time
	// alone: the end of what holds, or the day by which what is missing comes
	// of itself. Zero where nothing changes, or only by somebody's doing.
	Until civil.Date
}

// Blocks reports whether the check stands in the way of a nomination.
func (c Check) Blocks() bool { return c.Status == Missing || c.Status == Unknown }

// Readiness says whether an officer may be nominated on a day.
type Readiness struct {
	AsOf   civil.Date
	Checks []Check
}

// Ready reports whether nothing stands in the way.
func (r Readiness) Ready() bool { return len(r.Blocking()) == 0 }

// Blocking returns the checks that stand in the way.
func (r Readiness) Blocking() []Check {
	return slices.DeleteFunc(slices.Clone(r.Checks), func(c Check) bool { return !c.Blocks() })
}

// ReadyFrom returns the first day on which all that is missing will have come
// of itself, the day itself for the ready, and zero where somebody must act.
func (r Readiness) ReadyFrom() civil.Date {
	from := r.AsOf
	for _, c := range r.Blocking() {
		if c.Until == 0 {
			return 0
		}
		from = max(from, c.Until)
	}
	return from
}

// Judge holds a file against every rule on a day. It is a pure function of its
// arguments; deployments in the file are part of what it looks at.
func Judge(f File, book *reference.Book, asOf civil.Date) Readiness {
	j := &judge{file: f, book: book, day: asOf}
	j.tourEnd = asOf.AddMonths(j.policy(policyTour))
	j.serving()
	j.ages()
	j.service()
	j.assessment()
	j.language()
	j.licence()
	j.passport()
	j.medical()
	j.national()
	j.willing()
	j.tours()
	j.career()
	return Readiness{AsOf: asOf, Checks: j.checks}
}

type judge struct {
	file    File
	book    *reference.Book
	day     civil.Date
	tourEnd civil.Date // the end of a usual tour that began today
	checks  []Check
}

func (j *judge) policy(code string) int { return j.book.Number(code, j.day) }

func (j *judge) add(c Check) { j.checks = append(j.checks, c) }

// lasting is the check of something valid from a day before until another,
// zero for ever: met, met but ending within a tour, or missing.
func (j *judge) lasting(rule Rule, until civil.Date, needed Phrase) {
	c := Check{Rule: rule, Needed: needed, Status: Met, Until: until, Found: phrase("registry.fact.valid_until", "date", until)}
	switch {
	case until == 0:
		c.Found = phrase("registry.fact.valid_always")
	case until <= j.day:
		c.Status, c.Until, c.Found = Missing, 0, phrase("registry.fact.expired", "date", until)
	case until < j.tourEnd:
		c.Status = Expiring
	}
	j.add(c)
}

// absent is the check of something of which the record holds nothing.
func (j *judge) absent(rule Rule, status Status, needed Phrase) {
	j.add(Check{Rule: rule, Found: phrase("registry.fact.nothing"), Needed: needed, Status: status})
}

// reached is the check of something that comes with a day.
func (j *judge) reached(rule Rule, on civil.Date, found, needed Phrase) {
	c := Check{Rule: rule, Found: found, Needed: needed, Status: Met}
	if j.day < on {
		c.Status, c.Until = Missing, on
	}
	j.add(c)
}

func years(n int) Phrase { return phrase("registry.fact.years", "n", n) }

func yearsAtLeast(n int) Phrase { return phrase("registry.fact.years_at_least", "n", n) }

func yearsUnder(n int) Phrase { return phrase("registry.fact.years_under", "n", n) }

func (j *judge) serving() {
	c := Check{Rule: RuleServing, Status: Met, Until: j.file.LeftOn,
		Found: phrase("registry.fact.in_service"), Needed: phrase("registry.fact.in_service")}
	switch {
	case !j.file.Serving(j.day):
		c.Status, c.Until, c.Found = Missing, 0, phrase("registry.fact.left", "date", j.file.LeftOn)
	case j.file.LeftOn != 0 && j.file.LeftOn < j.tourEnd:
		c.Status, c.Found = Expiring, phrase("registry.fact.leaves", "date", j.file.LeftOn)
	}
	j.add(c)
}

func (j *judge) ages() {
	birth, age := j.file.BirthDate, years(j.file.Age(j.day))
	if n := j.policy(policyMinimumAge); n > 0 {
		j.reached(RuleMinimumAge, birth.AddYears(n), age, yearsAtLeast(n))
	}
	if n := j.policy(policyMaximumAge); n > 0 {
		c := Check{Rule: RuleMaximumAge, Found: age, Needed: yearsUnder(n), Status: Met, Until: birth.AddYears(n)}
		if c.Until <= j.day {
			c.Status, c.Until = Missing, 0
		}
		j.add(c)
	}
	// Strongly advised, not required: beyond it a warning stands.
	if n := j.policy(policyAdvisedAge); n > 0 {
		c := Check{Rule: RuleAdvisedAge, Found: age, Needed: yearsUnder(n), Status: Met, Until: birth.AddYears(n)}
		if c.Until <= j.day {
			c.Status, c.Until = Expiring, 0
		}
		j.add(c)
	}
}

func (j *judge) service() {
	n := j.policy(policyService)
	switch enlisted := j.file.EnlistedOn; {
	case n == 0:
	case enlisted == 0:
		j.absent(RuleService, Unknown, yearsAtLeast(n))
	default:
		j.reached(RuleService, enlisted.AddYears(n), years(max(0, civil.YearsBetween(enlisted, j.day))), yearsAtLeast(n))
	}
}

// assessment looks for the clearance that lasts longest of those given by the day.
func (j *judge) assessment() {
	needed := phrase("registry.fact.valid_clearance")
	var until civil.Date
	for _, c := range j.file.Clearances {
		if c.ClearedOn <= j.day {
			until = max(until, c.Expires)
		}
	}
	if until == 0 {
		j.absent(RuleAssessment, Missing, needed)
		return
	}
	j.lasting(RuleAssessment, until, needed)
}

func (j *judge) language() {
	row, ok := j.book.Policy(policyLanguage, j.day)
	if !ok {
		return
	}
	mission, _ := j.book.Policy(policyMission, j.day)
	wanted := strings.Fields(mission.Field("value"))
	needed := phrase("registry.fact.level_any", "level", row.Field("value"))
	if len(wanted) > 0 {
		needed = phrase("registry.fact.level_of", "level", row.Field("value"), "languages", strings.ToUpper(strings.Join(wanted, ", ")))
	}
	enough := levelsFrom(j.book, row.Field("value"))
	c := Check{Rule: RuleLanguage, Needed: needed, Status: Missing}
	var spoken []string
	for _, l := range j.file.Languages {
		if len(wanted) > 0 && !slices.Contains(wanted, l.Language) {
			continue
		}
		spoken = append(spoken, strings.ToUpper(l.Language)+" "+l.Level)
		if slices.Contains(enough, l.Level) {
			c.Status = Met
		}
	}
	c.Found = phrase("registry.fact.languages", "languages", strings.Join(spoken, ", "))
	if len(spoken) == 0 {
		c.Found = phrase("registry.fact.nothing")
	}
	j.add(c)
}

// licence asks for a valid licence that has been held long enough, and, where
// the office asks for it, for one that covers manual gears.
func (j *judge) licence() {
	n := j.policy(policyLicence)
	if n == 0 {
		return
	}
	valid := slices.DeleteFunc(slices.Clone(j.file.Licences), func(l Licence) bool { return l.Expires != 0 && l.Expires <= j.day })
	j.licenceYears(n, valid)
	if j.policy(policyManual) == 0 {
		return
	}
	c := Check{Rule: RuleManual, Needed: phrase("registry.fact.manual"), Found: phrase("registry.fact.automatic"), Status: Missing}
	if len(valid) == 0 {
		c.Found = phrase("registry.fact.nothing")
	}
	if slices.ContainsFunc(valid, func(l Licence) bool { return l.Manual }) {
		c.Found, c.Status = phrase("registry.fact.manual"), Met
	}
	j.add(c)
}

func (j *judge) licenceYears(n int, valid []Licence) {
	if len(valid) == 0 {
		j.absent(RuleLicence, Missing, yearsAtLeast(n))
		return
	}
	var since, until civil.Date
	open := false
	for _, l := range valid {
		if l.Since != 0 && (since == 0 || l.Since < since) {
			since = l.Since
		}
		until, open = max(until, l.Expires), open || l.Expires == 0
	}
	if since == 0 {
		j.absent(RuleLicence, Unknown, yearsAtLeast(n))
		return
	}
	c := Check{Rule: RuleLicence, Found: years(max(0, civil.YearsBetween(since, j.day))), Needed: yearsAtLeast(n), Status: Met}
	if !open {
		c.Until = until
	}
	switch on := since.AddYears(n); {
	case j.day < on:
		c.Status, c.Until = Missing, on
	case c.Until != 0 && c.Until < j.tourEnd:
		c.Status = Expiring
	}
	j.add(c)
}

// passport asks for a margin of validity left on the day of nomination.
func (j *judge) passport() {
	months := j.policy(policyPassport)
	needed := phrase("registry.fact.months_left", "n", months)
	until := j.file.PassportExpires
	if until == 0 {
		j.absent(RulePassport, Unknown, needed)
		return
	}
	c := Check{Rule: RulePassport, Needed: needed, Status: Met, Found: phrase("registry.fact.valid_until", "date", until),
		Until: lastMargin(until, months)}
	switch {
	case until <= j.day:
		c.Status, c.Until, c.Found = Missing, 0, phrase("registry.fact.expired", "date", until)
	case until < j.day.AddMonths(months):
		c.Status, c.Until = Missing, 0
	}
	j.add(c)
}

// lastMargin returns the first day from which fewer than n months are left.
// Months differ in length, so it is looked for around the day n months before.
func lastMargin(until civil.Date, n int) civil.Date {
	day := until.AddMonths(-n).AddDays(-3)
	for day.AddMonths(n) <= until {
		day++
	}
	return day
}

func (j *judge) medical() {
	needed := phrase("registry.fact.fit")
	switch j.file.Medical {
	case MedicalFit:
		j.lasting(RuleMedical, j.file.MedicalExpires, needed)
	case MedicalUnknown, MedicalPending:
		j.add(Check{Rule: RuleMedical, Found: phrase(j.file.Medical.Key()), Needed: needed, Status: Unknown})
	default:
		j.add(Check{Rule: RuleMedical, Found: phrase(j.file.Medical.Key()), Needed: needed, Status: Missing})
	}
}

func (j *judge) national() {
	needed := phrase("registry.clearance.given")
	if j.file.NationalClearance == ClearanceGiven {
		j.lasting(RuleNational, j.file.NationalClearanceExpires, needed)
		return
	}
	j.add(Check{Rule: RuleNational, Found: phrase(j.file.NationalClearance.Key()), Needed: needed, Status: Missing})
}

// willing asks for what the officer said of the day; a no outweighs a yes.
func (j *judge) willing() {
	needed := phrase("registry.fact.willing")
	c := Check{Rule: RuleWilling, Needed: needed, Found: phrase("registry.fact.nothing"), Status: Unknown}
	for _, a := range j.file.Availability {
		switch {
		case a.Willing && a.From > j.day && c.Status == Unknown && (c.Until == 0 || a.From < c.Until):
			c.Found, c.Until = phrase("registry.fact.willing_from", "date", a.From), a.From
		case !a.Span().Contains(j.day):
		case !a.Willing:
			c.Found, c.Status, c.Until = phrase("registry.fact.unwilling"), Missing, 0
		case c.Status != Missing && (c.Status != Met || a.To == 0 || c.Until != 0 && a.To > c.Until):
			c.Found, c.Status, c.Until = phrase("registry.fact.willing"), Met, a.To
		}
	}
	if c.Status == Met && c.Until != 0 && c.Until < j.tourEnd {
		c.Status, c.Found = Expiring, phrase("registry.fact.willing_until", "date", c.Until)
	}
	j.add(c)
}

// tours asks that no tour runs and that the rest after the last one is over.
func (j *judge) tours() {
	deployed := Check{Rule: RuleDeployed, Found: phrase("registry.fact.at_home"), Needed: phrase("registry.fact.at_home"), Status: Met}
	var last civil.Date
	for _, d := range j.file.Deployments {
		span := d.Span()
		switch {
		case span.Empty():
		case span.Contains(j.day):
			deployed.Found, deployed.Status, deployed.Until = phrase("registry.fact.in_mission", "mission", d.Mission, "date", span.To), Missing, span.To
			last = max(last, span.To)
		case span.To <= j.day:
			last = max(last, span.To)
			if d.Overdue(j.day) && deployed.Status == Met { // agreed to be over: a slip of the record, not a bar
				deployed.Found, deployed.Status = phrase("registry.fact.overdue", "mission", d.Mission, "date", span.To), Expiring
			}
		case deployed.Status != Missing && span.From < j.tourEnd:
			deployed.Found, deployed.Status, deployed.Until = phrase("registry.fact.goes_to", "mission", d.Mission, "date", span.From), Expiring, span.From
		}
	}
	j.add(deployed)
	if n := j.policy(policyRest); n > 0 {
		found := phrase("registry.fact.no_tour")
		if last != 0 {
			found = phrase("registry.fact.tour_ended", "date", last)
		}
		j.reached(RuleRest, restedOn(last, n), found, phrase("registry.fact.months_rest", "n", n))
	}
}

func restedOn(last civil.Date, months int) civil.Date {
	if last == 0 {
		return 0
	}
	return last.AddMonths(months)
}

// career warns of a promotion or an age limit that falls inside a usual tour.
func (j *judge) career() {
	if on, ok := NextRankOn(j.file.Officer, j.book); ok {
		c := Check{Rule: RulePromotion, Found: phrase("registry.fact.rank_due", "date", on), Needed: phrase("registry.fact.after_tour"), Status: Met}
		if on > j.day && on < j.tourEnd {
			c.Status, c.Until = Expiring, on
		}
		j.add(c)
	}
	if on, ok := AgeLimitOn(j.file.Officer, j.book, j.day); ok {
		c := Check{Rule: RuleAgeLimit, Found: phrase("registry.fact.limit_on", "date", on), Needed: phrase("registry.fact.after_tour"), Status: Met}
		switch {
		case on <= j.day: // who serves beyond it does so by an extension, which the record does not hold
			c.Status = Expiring
		case on < j.tourEnd:
			c.Status, c.Until = Expiring, on
		}
		j.add(c)
	}
}
