package eligibility

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"beret/civil"
	"beret/internal/reference"
)

// Upgrade is what would make somebody eligible who is not: trainings, renewals
// or waivers, with what they cost and when they would be done.
type Upgrade struct {
	Rules []Rule     // what is missing
	What  string     // codes of reference.Upgrades, see UpgradePhrases
	Cost  int64      // in the unit of the reference data, days of work
	Ready civil.Date // the first day on which all is done, if it begins on the plan's day
}

// mostMended is how many missing things an upgrade may mend.
const mostMended = 2

// mend is one thing to be done, and how many times: levels of a language.
type mend struct {
	code  string
	times int
}

// Upgrade returns what would make the candidate eligible for a class by a day.
// ok is false for the eligible, for those who miss more than two things, and
// where something missing cannot be mended, or not by then.
func (p *Plan) Upgrade(c *Candidate, class int, by civil.Date) (u Upgrade, ok bool) {
	var mends []mend
	for _, i := range p.classes[class] {
		a := p.atoms[i]
		o := a.judge(c)
		if !o.status.Blocks() {
			continue
		}
		m, can := a.mend(c, o)
		if u.Rules = append(u.Rules, a.rule); !can || len(u.Rules) > mostMended {
			return Upgrade{}, false
		}
		if !slices.Contains(mends, m) || m.code != LicenceYears.Name() {
			mends = append(mends, m)
		}
	}
	if len(mends) == 0 || !p.price(&u, mends) || u.Ready > by {
		return Upgrade{}, false
	}
	return u, true
}

// price adds up what the mends cost and how long they take. All begin on the
// plan's day, but the assessment, which tests what the others teach, comes
// after them.
func (p *Plan) price(u *Upgrade, mends []mend) bool {
	weeks, last := 0, 0
	var codes []string
	for _, m := range mends {
		at := slices.IndexFunc(p.upgrades, func(r reference.Row) bool { return r.Code == m.code })
		if at < 0 {
			return false // the office knows no such way
		}
		row := p.upgrades[at]
		u.Cost += int64(max(1, row.Int("cost")) * m.times)
		if m.code == Assessed.Name() {
			last = row.Int("weeks")
		} else {
			weeks = max(weeks, row.Int("weeks")*m.times)
		}
		codes = append(codes, m.String())
	}
	u.What, u.Ready = strings.Join(codes, "+"), p.moment.day.AddDays(7*(weeks+last))
	return true
}

// mend returns what would mend a missing answer, by the code of the rule.
func (a *atom) mend(c *Candidate, o outcome) (m mend, ok bool) {
	m = mend{a.rule.Name(), 1}
	switch a.rule {
	case Assessed, FirearmsTest, Certified, PassportValid, Rested:
		return m, true
	case Speaks:
		m.times = max(1, a.n-a.level(c))
		return m, a.n > 0
	case ManualGears:
		if lapsed(c, a.from, func(i item) bool { return i.n == 1 }) {
			m.code = LicenceYears.Name()
		}
		return m, true
	case LicenceYears: // one that has run out can be renewed; years cannot be made up
		return m, lapsed(c, a.from, func(i item) bool { return i.from != 0 && i.from <= a.cut })
	case MedicallyFit:
		return m, c.medical <= MedicalPending
	case NationallyCleared:
		return m, c.national != NationalRefused
	case Willing: // who was not asked, or not for so long, can be asked
		return m, o.status == Unknown || o.fact == factWillingUntil
	}
	return m, false
}

// lapsed reports whether one of the licences that have run out by a day fits.
func lapsed(c *Candidate, day civil.Date, fits func(item) bool) bool {
	return slices.ContainsFunc(c.of(licenceItem), func(i item) bool { return i.to <= day && fits(i) })
}

// level returns the place of the highest level that the candidate has in one
// of the languages of the question, 0 without.
func (a *atom) level(c *Candidate) int {
	best := 0
	for _, i := range c.of(languageItem) {
		if wanted := a.plan.lists[a.list]; len(wanted) == 0 || contains(wanted, i.code) {
			best = max(best, a.plan.levels[i.n])
		}
	}
	return best
}

// String returns the code, with the times behind a colon where there are more
// than one.
func (m mend) String() string {
	if m.times == 1 {
		return m.code
	}
	return fmt.Sprintf("%s:%d", m.code, m.times)
}

// Waives reports whether Upgrade.What holds a waiver, which no record can show:
// the office grants it for one tour.
func Waives(what string) bool {
	return slices.Contains(strings.Split(what, "+"), Rested.Name())
}

// Excused returns the candidate with the rest after the last tour waived.
func (c Candidate) Excused() Candidate {
	c.restWaived = true
	return c
}

// UpgradePhrases puts Upgrade.What into words.
func UpgradePhrases(book *reference.Book, what string) Phrases {
	var list Phrases
	for part := range strings.SplitSeq(what, "+") {
		code, count, _ := strings.Cut(part, ":")
		times, err := strconv.Atoi(count)
		if err != nil {
			times = 1
		}
		name := row(book, reference.Upgrades, code)
		if times == 1 {
			list = append(list, phrase("eligibility.upgrade.once", "what", name))
		} else {
			list = append(list, phrase("eligibility.upgrade.times", "what", name, "n", times))
		}
	}
	return list
}
