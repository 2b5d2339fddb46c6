package eligibility

import (
	"cmp"
	"slices"
	"strings"

	"beret/civil"
	"beret/internal/reference"
)

// fact names what was found.
type fact uint8

// The facts. Those with a day or a code find it in the outcome.
const (
	factNothing fact = iota
	factServing
	factLeft
	factLeaves
	factRank
	factAge
	factService
	factHeld
	factAlways
	factValid
	factExpired
	factLanguages
	factManual
	factAutomatic
	factPassed
	factFailed
	factSpecialisms
	factMedical
	factNational
	factUnwilling
	factWilling
	factWillingFrom
	factWillingUntil
	factHome
	factDeployed
	factGoes
	factOverdue
	factNoTour
	factRestWaived
	factTourEnded
	factDue
	factLimit
	factCount
)

// name is the last part of the fact's message key.
func (f fact) name() string {
	return [factCount]string{"nothing", "in_service", "left", "leaves", "rank", "years", "years", "years", "valid_always", "valid_until",
		"expired", "languages", "manual", "automatic", "passed", "failed", "specialisms", "", "", "unwilling", "willing",
		"willing_from", "willing_until", "at_home", "in_mission", "goes_to", "overdue", "no_tour", "rest_waived", "tour_ended", "rank_due", "limit_on"}[f]
}

// Explain answers every question of a class for a candidate, in the order of
// the rules. What stands in the way is what Evaluate found.
func (p *Plan) Explain(c *Candidate, class int) Checks {
	var list Checks
	for _, i := range p.classes[class] {
		a := p.atoms[i]
		o := a.judge(c)
		if o.status == 0 { // the question does not arise
			continue
		}
		list = append(list, Check{Rule: a.rule, Found: a.found(c, o), Needed: a.needed(), Status: o.status, Until: a.until(c, o)})
	}
	return list
}

// found puts an outcome into words.
func (a *atom) found(c *Candidate, o outcome) Phrase {
	key := "eligibility.fact." + o.fact.name()
	codes := a.plan.codes
	switch o.fact {
	case factAge, factService, factHeld:
		return phrase(key, "n", max(0, civil.YearsBetween(o.day, a.from)))
	case factRank:
		return phrase(key, "rank", codes.name(reference.Ranks, o.code))
	case factMedical:
		return phrase(c.medical.key())
	case factNational:
		return phrase(c.national.key())
	case factLanguages:
		return phrase(key, "languages", a.spoken(c))
	case factSpecialisms:
		return phrase(key, "specialisms", a.experience(c))
	case factDeployed, factGoes, factOverdue:
		return phrase(key, "mission", codes.text(reference.Missions, o.code), "date", o.day)
	}
	if o.day == 0 {
		return phrase(key)
	}
	return phrase(key, "date", o.day)
}

// spoken lists those of the candidate's languages that the question is about.
func (a *atom) spoken(c *Candidate) string {
	var list []string
	wanted := a.plan.lists[a.list]
	for _, i := range c.of(languageItem) {
		if len(wanted) == 0 || contains(wanted, i.code) {
			list = append(list, strings.ToUpper(a.plan.codes.text(reference.LanguageKind, i.code))+" "+
				a.plan.codes.text(reference.LanguageLevels, uint16(i.n)))
		}
	}
	return strings.Join(list, ", ")
}

// experience lists the candidate's specialisms, the longest first.
func (a *atom) experience(c *Candidate) Phrases {
	items := slices.Clone(c.of(specialismItem))
	slices.SortStableFunc(items, func(x, y item) int { return cmp.Compare(y.n, x.n) })
	var list Phrases
	for _, i := range items {
		list = append(list, specialismPhrase(a.plan.codes.name(reference.Specialisms, i.code), int(i.n)))
	}
	return list
}

func specialismPhrase(row reference.Row, years int) Phrase {
	if years == 0 {
		return phrase("eligibility.fact.specialism", "specialism", row)
	}
	return phrase("eligibility.fact.specialism_years", "specialism", row, "n", years)
}

// needed puts what is asked for into words.
func (a *atom) needed() Phrase {
	switch a.rule {
	case Serving:
		return phrase("eligibility.fact.in_service")
	case LowestRank:
		return phrase("eligibility.need.rank_from", "rank", a.plan.rankAt(a.n))
	case HighestRank:
		return phrase("eligibility.need.rank_to", "rank", a.plan.rankAt(a.n))
	case MinimumAge, ServiceYears, LicenceYears:
		return phrase("eligibility.need.years_at_least", "n", a.n)
	case MaximumAge, AdvisedAge:
		return phrase("eligibility.need.years_under", "n", a.n)
	case Assessed:
		return phrase("eligibility.need.clearance")
	case Speaks:
		return a.neededLanguage()
	case ManualGears:
		return phrase("eligibility.fact.manual")
	case FirearmsTest:
		return phrase("eligibility.need.firearms")
	case Specialised:
		return phrase("eligibility.need.specialism", "specialisms", a.plan.specialismNames(a.plan.lists[a.list]))
	case Certified:
		return phrase("eligibility.need.certificate", "certificate", a.plan.codes.name(reference.CertificateTypes, a.code))
	}
	return a.neededState()
}

func (a *atom) neededState() Phrase {
	switch a.rule {
	case PassportValid:
		return phrase("eligibility.need.months_left", "n", a.n)
	case MedicallyFit:
		return phrase("eligibility.need.fit")
	case NationallyCleared:
		return phrase(NationalGiven.key())
	case Willing:
		return phrase("eligibility.fact.willing")
	case AtHome:
		return phrase("eligibility.fact.at_home")
	case Rested:
		return phrase("eligibility.need.months_rest", "n", a.n)
	}
	if a.fixed {
		return phrase("eligibility.need.outside_tour")
	}
	return phrase("eligibility.need.after_tour")
}

func (a *atom) neededLanguage() Phrase {
	level := a.plan.codes.text(reference.LanguageLevels, a.grade)
	var names []string
	for _, w := range a.plan.lists[a.list] {
		names = append(names, strings.ToUpper(a.plan.codes.text(reference.LanguageKind, w.code)))
	}
	switch len(names) {
	case 0:
		return phrase("eligibility.need.level_any", "level", level)
	case 1:
		return phrase("eligibility.need.level", "level", level, "language", names[0])
	}
	return phrase("eligibility.need.level_of", "level", level, "languages", strings.Join(names, ", "))
}

func (p *Plan) specialismNames(list []wanted) Phrases {
	var names Phrases
	for _, w := range list {
		names = append(names, specialismPhrase(p.codes.name(reference.Specialisms, w.code), int(w.years)))
	}
	return names
}

// rankAt returns the rank of a place on the ladder.
func (p *Plan) rankAt(order int) reference.Row {
	for place, s := range p.ladder {
		if s.order == order {
			return p.codes.name(reference.Ranks, uint16(place))
		}
	}
	return reference.Row{}
}

// until returns the day of change of Check.Until: the same question is asked
// again for the days on which something begins or ends.
func (a *atom) until(c *Candidate, o outcome) civil.Date {
	if !a.canBlock() {
		return a.warned(o)
	}
	start := a.from
	byDay := a.rule == Assessed && !a.plan.assessedAtStart // judged on the day, whenever the tour begins
	if byDay {
		start = a.day
	}
	days := a.turns(c)
	slices.Sort(days)
	for _, d := range days {
		if d <= start || d >= never {
			continue
		}
		m := a.moment.at(max(d, a.from))
		if byDay {
			m.day = d
		}
		if a.bind(m).judge(c).status.Blocks() != o.status.Blocks() {
			return d
		}
	}
	return 0
}

// warned returns the day of what a check warns of that never stands in the way.
func (a *atom) warned(o outcome) civil.Date {
	switch {
	case a.rule == AdvisedAge && o.status == Met:
		return o.day.AddYears(a.n)
	case a.rule != AdvisedAge && o.status == Expiring && o.day > a.from:
		return o.day
	}
	return 0
}

// turns returns the days on which the answer may turn: what begins, ends, or
// comes with time, and for a real tour those on which it would begin to end
// after something.
func (a *atom) turns(c *Candidate) []civil.Date {
	var days []civil.Date
	span := func(kind itemKind) {
		for _, i := range c.of(kind) {
			days = append(days, i.from, i.to)
		}
	}
	switch a.rule {
	case Serving:
		days = append(days, c.left)
	case MinimumAge, MaximumAge:
		days = append(days, c.birth.AddYears(a.n))
	case ServiceYears:
		days = append(days, c.enlisted.AddYears(a.n))
	case Assessed:
		span(clearanceItem)
	case LicenceYears, ManualGears:
		span(licenceItem)
		for _, i := range c.of(licenceItem) {
			days = append(days, i.from.AddYears(a.n))
		}
	case Certified:
		span(certificateItem)
	case PassportValid:
		days = append(days, c.passport, firstShort(c.passport, a.n))
	case MedicallyFit:
		days = append(days, c.medicalTo)
	case NationallyCleared:
		days = append(days, c.nationalTo)
	case Willing:
		span(windowItem)
	case AtHome, Rested:
		span(tourItem)
		if a.rule == Rested {
			days = append(days, rests(c, a.n)...)
		}
	case PromotionDue:
		days = append(days, c.rankSince.AddYears(a.plan.ladder[c.rank].years))
	case AgeLimit:
		days = append(days, c.birth.AddYears(a.plan.limit(c)))
	}
	if a.strict {
		for _, d := range days {
			if length := a.to - a.from; d < never {
				days = append(days, d-length+1)
			}
		}
	}
	return days
}

// rests returns the days on which the rest after each tour is over.
func rests(c *Candidate, months int) []civil.Date {
	var days []civil.Date
	for _, i := range c.of(tourItem) {
		if i.to < never {
			days = append(days, i.to.AddMonths(months))
		}
	}
	return days
}
