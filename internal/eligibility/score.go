package eligibility

import (
	"slices"

	"beret/civil"
	"beret/internal/reference"
)

// The components of a score, by their codes in reference data.
const (
	scoreReadiness  = "readiness"
	scoreLanguage   = "language"
	scoreSpecialism = "specialism"
	scoreService    = "service"
	scoreMission    = "mission"
	scoreRest       = "rest"
)

// HighestScore is the score of who has all there is to have.
const HighestScore = 1000

// Part is what one component adds to a score. No component looks at the sex,
// the name or the birth of a candidate.
type Part struct {
	Component reference.Row // of reference.Scores
	Value     int           // what the candidate brings, in the component's unit
	Full      int           // what brings all its points; more brings no more
	Points    int
	Most      int
}

// Found says what the candidate brings.
func (p Part) Found() Phrase {
	if p.Value >= always {
		return phrase("eligibility.fact.no_tour")
	}
	return phrase("eligibility.score."+p.Component.Code, "n", p.Value)
}

// always is the value of what was never interrupted.
const always = 1 << 20

// weight is a component with its share of HighestScore as the fraction most/sum.
type weight struct {
	row             reference.Row
	most, sum, full int
}

// weights reads the components of a day, scaled so that all together make
// HighestScore.
func weights(book *reference.Book, day civil.Date) []weight {
	var list []weight
	sum := 0
	for _, row := range book.On(reference.Scores, day) {
		if row.Int("points") > 0 && row.Int("full") > 0 {
			list = append(list, weight{row: row, most: HighestScore * row.Int("points"), full: row.Int("full")})
			sum += row.Int("points")
		}
	}
	for i := range list {
		list[i].sum = sum
	}
	return list
}

// points of a value: its part of what is full, in whole points rounded down.
func (w weight) points(value int) int {
	return w.most * min(max(0, value), w.full) / (w.sum * w.full)
}

// Score returns the candidate's score for a class, 0 to HighestScore, by the
// components of the plan's day. It is the sum of the parts of ScoreParts. It
// says nothing about whether the candidate is eligible.
func (p *Plan) Score(c *Candidate, class int) int {
	score := 0
	for _, w := range p.weights {
		score += w.points(p.value(w.row.Code, c, class))
	}
	return score
}

// ScoreParts explains a score by its components, in their order.
func (p *Plan) ScoreParts(c *Candidate, class int) []Part {
	var parts []Part
	for _, w := range p.weights {
		value := p.value(w.row.Code, c, class)
		parts = append(parts, Part{Component: w.row, Value: value, Full: w.full, Points: w.points(value), Most: w.points(w.full)})
	}
	return parts
}

// value is what a candidate brings of a component.
func (p *Plan) value(code string, c *Candidate, class int) int {
	switch from := p.moment.from; code {
	case scoreReadiness:
		return p.covered(c, class)
	case scoreLanguage:
		return p.surplus(c, class)
	case scoreSpecialism:
		return p.fieldYears(c, class)
	case scoreService:
		if c.enlisted != 0 {
			return max(0, civil.YearsBetween(c.enlisted, from))
		}
	case scoreMission:
		return onTour(c, from) / daysOfMonth
	case scoreRest:
		last := lastTour(c, from)
		if last == 0 {
			return always
		}
		return max(0, from.Sub(last)) / daysOfMonth
	}
	return 0
}

// daysOfMonth turns days into months where no calendar is at stake.
const daysOfMonth = 30

// covered returns the per cent of the tour through which every paper that the
// class asks for stays valid.
func (p *Plan) covered(c *Candidate, class int) int {
	until := p.moment.to
	for _, i := range p.classes[class] {
		until = min(until, p.atoms[i].paper(c))
	}
	length := p.moment.to.Sub(p.moment.from)
	if length <= 0 {
		return 0
	}
	return int(int64(100) * int64(max(0, until.Sub(p.moment.from))) / int64(length))
}

// paper returns the first day on which the paper that the question asks for is
// no longer valid, and the end of time for questions that ask for none.
func (a *atom) paper(c *Candidate) civil.Date {
	switch a.rule {
	case PassportValid:
		return c.passport
	case MedicallyFit:
		return given(c.medical == MedicalFit, c.medicalTo)
	case NationallyCleared:
		return given(c.national == NationalGiven, c.nationalTo)
	case Assessed:
		return longest(c.of(clearanceItem))
	case LicenceYears:
		return longest(c.of(licenceItem))
	case Certified:
		var until civil.Date
		for _, i := range c.of(certificateItem) {
			if i.code == a.code {
				until = max(until, i.to)
			}
		}
		return until
	}
	return never
}

func given(is bool, until civil.Date) civil.Date {
	if is {
		return until
	}
	return 0
}

func longest(items []item) civil.Date {
	var until civil.Date
	for _, i := range items {
		until = max(until, i.to)
	}
	return until
}

// surplus returns the levels above those that the class asks for, over all its
// languages.
func (p *Plan) surplus(c *Candidate, class int) int {
	sum := 0
	for _, i := range p.classes[class] {
		if a := p.atoms[i]; a.rule == Speaks {
			sum += max(0, a.level(c)-a.n)
		}
	}
	return sum
}

// fieldYears returns the years in that specialism of those asked for in which
// the candidate has the most.
func (p *Plan) fieldYears(c *Candidate, class int) int {
	most := 0
	for _, i := range p.classes[class] {
		if a := p.atoms[i]; a.rule == Specialised {
			for _, x := range c.of(specialismItem) {
				if contains(p.lists[a.list], x.code) {
					most = max(most, int(x.n))
				}
			}
		}
	}
	return most
}

// onTour returns the days on tours until a day, each day once.
func onTour(c *Candidate, until civil.Date) int {
	tours := c.of(tourItem)
	if len(tours) > 1 {
		tours = slices.Clone(tours)
		slices.SortFunc(tours, func(a, b item) int { return int(a.from) - int(b.from) })
	}
	days, counted := 0, civil.Date(0)
	for _, t := range tours {
		from, to := max(t.from, counted), min(t.to, until)
		days += max(0, to.Sub(from))
		counted = max(counted, to)
	}
	return days
}
