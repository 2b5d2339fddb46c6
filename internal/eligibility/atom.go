package eligibility

import (
	"beret/civil"
	"beret/internal/reference"
)

// atom is one elementary question: a rule with what it asks for. Questions of
// many requirements are alike and asked once.
type atom struct {
	ask
	moment
	strict bool       // what collides within the tour stands in the way
	cut    civil.Date // the last day from which what is asked for is reached by the first day
	plan   *Plan
}

// ask is what tells atoms of a plan apart.
type ask struct {
	rule  Rule
	n     int    // years, months, level's or rank's place in its order
	code  uint16 // of a language or certificate type
	grade uint16 // the level of a language
	list  int    // place among the plan's lists of languages or specialisms
}

// outcome is the answer of an atom, in numbers: a fact with a day and a code.
type outcome struct {
	status Status
	fact   fact
	day    civil.Date
	code   uint16
}

// bind returns the atom asked for a tour that begins on another day.
func (a *atom) bind(m moment) *atom {
	b := *a
	b.moment = m
	switch a.rule {
	case MinimumAge, MaximumAge, AdvisedAge, ServiceYears, LicenceYears:
		b.cut = latest(m.from, 12*a.n)
	case Rested:
		b.cut = latest(m.from, a.n)
	case PassportValid:
		b.cut = m.from.AddMonths(a.n)
	}
	return &b
}

// judge answers the question for a candidate. It does not allocate.
func (a *atom) judge(c *Candidate) outcome {
	switch a.rule {
	case Serving:
		return a.serving(c)
	case LowestRank, HighestRank:
		return a.rankOf(c)
	case MinimumAge:
		return a.reached(c.birth, factAge)
	case MaximumAge:
		return a.under(c, Missing)
	case AdvisedAge:
		return a.under(c, Expiring)
	case ServiceYears:
		return a.reached(c.enlisted, factService)
	case Assessed:
		return a.assessed(c)
	case Speaks:
		return a.speaks(c)
	case LicenceYears:
		return a.licence(c)
	case ManualGears:
		return a.manual(c)
	case FirearmsTest:
		return a.firearms(c)
	case Specialised:
		return a.specialised(c)
	case Certified:
		return a.certified(c)
	}
	return a.judgeState(c)
}

func (a *atom) judgeState(c *Candidate) outcome {
	switch a.rule {
	case PassportValid:
		return a.passport(c)
	case MedicallyFit:
		return a.medical(c)
	case NationallyCleared:
		return a.national(c)
	case Willing:
		return a.willing(c)
	case AtHome:
		return a.atHome(c)
	case Rested:
		return a.rested(c)
	case PromotionDue:
		return a.promotion(c)
	case AgeLimit:
		return a.ageLimit(c)
	}
	return outcome{}
}

// collides is the status of what holds on the first day and ends or collides
// within the tour.
func (a *atom) collides() Status {
	if a.strict {
		return Missing
	}
	return Expiring
}

// lasting is the outcome of something valid until a day.
func (a *atom) lasting(until civil.Date) outcome {
	switch {
	case until == never:
		return outcome{status: Met, fact: factAlways}
	case until <= a.from:
		return outcome{status: Missing, fact: factExpired, day: until}
	case until < a.to:
		return outcome{status: a.collides(), fact: factValid, day: until}
	}
	return outcome{status: Met, fact: factValid, day: until}
}

// reached is the outcome of what comes with years after a day.
func (a *atom) reached(since civil.Date, f fact) outcome {
	switch {
	case since == 0:
		return outcome{status: Unknown, fact: factNothing}
	case since > a.cut:
		return outcome{status: Missing, fact: f, day: since}
	}
	return outcome{status: Met, fact: f, day: since}
}

// under is the outcome of an age that must not be reached.
func (a *atom) under(c *Candidate, reached Status) outcome {
	switch {
	case c.birth == 0:
		return outcome{status: Unknown, fact: factNothing}
	case c.birth <= a.cut:
		return outcome{status: reached, fact: factAge, day: c.birth}
	}
	return outcome{status: Met, fact: factAge, day: c.birth}
}

func (a *atom) serving(c *Candidate) outcome {
	switch {
	case c.left <= a.from:
		return outcome{status: Missing, fact: factLeft, day: c.left}
	case c.left < a.to:
		return outcome{status: a.collides(), fact: factLeaves, day: c.left}
	}
	return outcome{status: Met, fact: factServing}
}

func (a *atom) rankOf(c *Candidate) outcome {
	order := a.plan.ladder[c.rank].order
	o := outcome{status: Met, fact: factRank, code: c.rank}
	switch {
	case order == 0:
		o = outcome{status: Unknown, fact: factNothing}
	case a.rule == LowestRank && order < a.n, a.rule == HighestRank && order > a.n:
		o.status = Missing
	}
	return o
}

// assessed looks for the clearance that lasts longest of those given by the
// day. It must be valid on the day; and on the first day of the tour where the
// policy says so, otherwise a warning stands.
func (a *atom) assessed(c *Candidate) outcome {
	var until civil.Date
	for _, i := range c.of(clearanceItem) {
		if i.from <= a.day {
			until = max(until, i.to)
		}
	}
	if until == 0 {
		return outcome{status: Missing, fact: factNothing}
	}
	o := a.lasting(until)
	if o.status == Missing && !a.plan.assessedAtStart && until > a.day {
		return outcome{status: Expiring, fact: factValid, day: until}
	}
	return o
}

// speaks asks for one of a list of languages at a level, or for any language
// where the list is empty.
func (a *atom) speaks(c *Candidate) outcome {
	wanted := a.plan.lists[a.list]
	o := outcome{status: Missing, fact: factNothing}
	for _, i := range c.of(languageItem) {
		if len(wanted) > 0 && !contains(wanted, i.code) {
			continue
		}
		o.fact = factLanguages
		if a.n > 0 && a.plan.levels[i.n] >= a.n {
			o.status = Met
		}
	}
	return o
}

func contains(list []wanted, code uint16) bool {
	for _, w := range list {
		if w.code == code && code != 0 {
			return true
		}
	}
	return false
}

// licence asks for a valid licence that has been held long enough.
func (a *atom) licence(c *Candidate) outcome {
	var since, until civil.Date
	for _, i := range c.of(licenceItem) {
		if i.to <= a.from {
			continue
		}
		if i.from != 0 && (since == 0 || i.from < since) {
			since = i.from
		}
		until = max(until, i.to)
	}
	switch {
	case until == 0:
		return outcome{status: Missing, fact: factNothing}
	case since == 0:
		return outcome{status: Unknown, fact: factNothing}
	case since > a.cut:
		return outcome{status: Missing, fact: factHeld, day: since}
	case until < a.to:
		return outcome{status: a.collides(), fact: factHeld, day: since}
	}
	return outcome{status: Met, fact: factHeld, day: since}
}

func (a *atom) manual(c *Candidate) outcome {
	o := outcome{status: Missing, fact: factNothing}
	for _, i := range c.of(licenceItem) {
		switch {
		case i.to <= a.from:
		case i.n == 1:
			return outcome{status: Met, fact: factManual}
		default:
			o.fact = factAutomatic
		}
	}
	return o
}

// firearms looks at the last attempt by the day.
func (a *atom) firearms(c *Candidate) outcome {
	o := outcome{status: Missing, fact: factNothing}
	for _, i := range c.of(firearmsItem) {
		if i.from > a.day || i.from < o.day {
			continue
		}
		o = outcome{status: Missing, fact: factFailed, day: i.from}
		if i.n == 1 {
			o = outcome{status: Met, fact: factPassed, day: i.from}
		}
	}
	return o
}

// specialised asks for any one of a list of specialisms with its years.
func (a *atom) specialised(c *Candidate) outcome {
	o := outcome{status: Missing, fact: factNothing}
	for _, i := range c.of(specialismItem) {
		o.fact = factSpecialisms
		for _, w := range a.plan.lists[a.list] {
			if i.code == w.code && i.code != 0 && i.n >= w.years {
				return outcome{status: Met, fact: factSpecialisms}
			}
		}
	}
	return o
}

// certified looks for the certificate of a type that lasts longest.
func (a *atom) certified(c *Candidate) outcome {
	var until civil.Date
	for _, i := range c.of(certificateItem) {
		if i.code == a.code && a.code != 0 {
			until = max(until, i.to)
		}
	}
	if until == 0 {
		return outcome{status: Missing, fact: factNothing}
	}
	return a.lasting(until)
}

// passport asks for a margin of validity left on the first day.
func (a *atom) passport(c *Candidate) outcome {
	switch until := c.passport; {
	case until == 0:
		return outcome{status: Unknown, fact: factNothing}
	case until <= a.from:
		return outcome{status: Missing, fact: factExpired, day: until}
	case until < a.cut:
		return outcome{status: Missing, fact: factValid, day: until}
	default:
		return outcome{status: Met, fact: factValid, day: until}
	}
}

func (a *atom) medical(c *Candidate) outcome {
	switch c.medical {
	case MedicalFit:
		return a.lasting(c.medicalTo)
	case MedicalUnknown, MedicalPending:
		return outcome{status: Unknown, fact: factMedical}
	}
	return outcome{status: Missing, fact: factMedical}
}

func (a *atom) national(c *Candidate) outcome {
	if c.national == NationalGiven {
		return a.lasting(c.nationalTo)
	}
	return outcome{status: Missing, fact: factNational}
}

// step is what the ladder says of a rank.
type step struct {
	order      int
	years      int // to be held before the next rank, 0 where none are stated
	man, woman int // the age limit, 0 where none is stated
}

// ladderOf reads the ranks as they stand on a day.
func ladderOf(codes *Codes, day civil.Date) []step {
	book := codes.book
	ladder := make([]step, len(codes.code[reference.Ranks]))
	for place, code := range codes.code[reference.Ranks] {
		row, _ := book.Find(reference.Ranks, code)
		for _, valid := range book.On(reference.Ranks, day) {
			if valid.Code == code {
				row = valid
			}
		}
		next, _ := book.NextRank(code)
		ladder[place] = step{book.RankOrder(code), next.Int("years_before"), row.Int("age_limit_man"), row.Int("age_limit_woman")}
	}
	return ladder
}
