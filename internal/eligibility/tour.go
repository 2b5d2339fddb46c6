package eligibility

import "beret/civil"

// willing asks for a span of willingness over the tour; a no outweighs a yes.
func (a *atom) willing(c *Candidate) outcome {
	start := a.from
	var next, refusal civil.Date = never, never
	said := false
	for _, i := range c.of(windowItem) {
		switch within := i.from <= start && start < i.to; {
		case i.n == 0 && within:
			return outcome{status: Missing, fact: factUnwilling}
		case i.n == 0 && i.from > start:
			refusal = min(refusal, i.from)
		case i.n == 1 && within:
			said = true
		case i.n == 1 && i.from > start:
			next = min(next, i.from)
		}
	}
	switch {
	case said:
		return a.willingUntil(min(refusal, reach(c.of(windowItem), start)))
	case next < never:
		return outcome{status: Unknown, fact: factWillingFrom, day: next}
	}
	return outcome{status: Unknown, fact: factNothing}
}

// reach returns the first day that no willing window covers any more, through
// windows that follow one another.
func reach(windows []item, day civil.Date) civil.Date {
	for again := true; again; {
		again = false
		for _, w := range windows {
			if w.n == 1 && w.from <= day && day < w.to {
				day, again = w.to, true
			}
		}
	}
	return day
}

func (a *atom) willingUntil(until civil.Date) outcome {
	if until < a.to {
		return outcome{status: a.collides(), fact: factWillingUntil, day: until}
	}
	return outcome{status: Met, fact: factWilling, day: until}
}

// atHome asks that no tour runs on the first day. One that is planned to begin
// within the tour collides with it; one whose agreed end has passed without a
// true one on record is a slip of the record, not a bar.
func (a *atom) atHome(c *Candidate) outcome {
	o := outcome{status: Met, fact: factHome}
	for _, i := range c.of(tourItem) {
		switch start := a.from; {
		case i.from <= start && start < i.to:
			return outcome{status: Missing, fact: factDeployed, day: i.to, code: i.code}
		case i.from > start && i.from < a.to && (o.fact != factGoes || i.from < o.day):
			o = outcome{status: a.collides(), fact: factGoes, day: i.from, code: i.code}
		case i.to <= start && i.to <= a.day && i.n == 0 && o.fact == factHome:
			o = outcome{status: Expiring, fact: factOverdue, day: i.to, code: i.code}
		}
	}
	return o
}

// lastTour returns the end of the last tour begun by a day, 0 without one.
func lastTour(c *Candidate, day civil.Date) civil.Date {
	var last civil.Date
	for _, i := range c.of(tourItem) {
		if i.from <= day {
			last = max(last, i.to)
		}
	}
	return last
}

// Served reports whether the candidate has been on a tour by a day, or is.
func (c *Candidate) Served(day civil.Date) bool { return lastTour(c, day) != 0 }

func (a *atom) rested(c *Candidate) outcome {
	last := lastTour(c, a.from)
	switch {
	case c.restWaived:
		return outcome{status: Met, fact: factRestWaived}
	case last == 0:
		return outcome{status: Met, fact: factNoTour}
	case last > a.cut:
		return outcome{status: Missing, fact: factTourEnded, day: last}
	}
	return outcome{status: Met, fact: factTourEnded, day: last}
}

// promotion warns of the day on which the rank will have been held for the
// years that the ladder asks for before the next one.
func (a *atom) promotion(c *Candidate) outcome {
	years := a.plan.ladder[c.rank].years
	if years == 0 || c.rankSince == 0 {
		return outcome{}
	}
	on := c.rankSince.AddYears(years)
	if on > a.from && on < a.to {
		return outcome{status: a.collides(), fact: factDue, day: on}
	}
	return outcome{status: Met, fact: factDue, day: on}
}

// ageLimit looks at the legal age limit of the rank, which differs by sex. Who
// serves beyond it does so by an extension, which the record does not hold.
func (a *atom) ageLimit(c *Candidate) outcome {
	limit := a.plan.limit(c)
	if limit == 0 || c.birth == 0 {
		return outcome{}
	}
	on := c.birth.AddYears(limit)
	if on < a.to {
		return outcome{status: a.collides(), fact: factLimit, day: on}
	}
	return outcome{status: Met, fact: factLimit, day: on}
}

func (p *Plan) limit(c *Candidate) int {
	if c.woman {
		return p.ladder[c.rank].woman
	}
	return p.ladder[c.rank].man
}
