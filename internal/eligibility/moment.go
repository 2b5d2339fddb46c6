package eligibility

import "beret/civil"

// moment is when a question is asked: on a day, for a tour.
type moment struct {
	day      civil.Date // the rules of this day hold, and what is known by it
	from, to civil.Date // the tour
	fixed    bool       // the tour is a real one, and not a usual one that might begin on the day
	months   int        // length of a usual tour
}

// at returns the moment with the tour beginning on another day.
func (m moment) at(from civil.Date) moment {
	if m.fixed {
		m.to += from - m.from
	} else {
		m.to = from.AddMonths(m.months)
	}
	m.from = from
	return m
}

// latest returns the last day from which n months later is not after day.
// Months differ in length, so it is looked for around the day n months before.
func latest(day civil.Date, months int) civil.Date {
	start := day.AddMonths(-months).AddDays(4)
	for start.AddMonths(months) > day {
		start--
	}
	return start
}

// firstShort returns the first day from which fewer than n months are left.
func firstShort(until civil.Date, months int) civil.Date { return latest(until, months) + 1 }
