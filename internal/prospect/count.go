package prospect

import (
	"math"
	"slices"

	"beret/civil"
	"beret/outlook"
)

// counts is how often something happened, women first.
type counts [2]outlook.Count

func (c *counts) add(sex outlook.Sex, happened bool) {
	c[sex].Trials++
	if happened {
		c[sex].Events++
	}
}

// tally is what the record says of the past, within the window that counts.
type tally struct {
	*stance
	after   civil.Date // what happened after this day and up to the stance's counts
	recent  civil.Date // the same of the pace of nominations
	days    map[string]*[2]int
	counted map[string]*counts
	months  map[string][]int // lengths of what was agreed, in months
}

// The parameters; those of a category have its code behind a colon.
const (
	attrition  = "attrition"
	volunteer  = "volunteer"
	withdrawal = "withdrawal"
	passing    = "ams-pass"
	selection  = "selection"
	early      = "early-return"
	extension  = "extension"
	enlisting  = "recruits"
	naming     = "nominations"
)

// The lengths that are taken from what was agreed before.
const (
	tourLength     = "tour"
	longerLength   = "longer"
	decisionLength = "decision"
)

func parameterOf(name, category string) string { return name + ":" + category }

// count passes over everybody's past once.
func (s *stance) count() *tally {
	t := &tally{stance: s, days: map[string]*[2]int{}, counted: map[string]*counts{}, months: map[string][]int{}}
	t.after = s.day.AddMonths(-max(1, s.book.Number("outlook-history-months", s.day)))
	t.recent = s.day.AddMonths(-max(1, s.book.Number("outlook-pace-months", s.day)))
	for _, id := range s.ids {
		p := s.people[id]
		t.tours(p)
		t.nominations(p)
		t.assessments(p)
		t.words(p)
	}
	t.service()
	return t
}

// of returns the counts of a parameter.
func (t *tally) of(name string) *counts {
	c, ok := t.counted[name]
	if !ok {
		c = &counts{}
		t.counted[name] = c
	}
	return c
}

// spend adds the days of a span that lie within the window.
func (t *tally) spend(name string, sex outlook.Sex, from, to civil.Date) {
	from, to = max(from, t.after+1), min(to, t.day+1)
	if to <= from {
		return
	}
	d, ok := t.days[name]
	if !ok {
		d = &[2]int{}
		t.days[name] = d
	}
	d[sex] += to.Sub(from)
}

// within reports whether a day counts.
func (t *tally) within(day civil.Date) bool { return day > t.after && day <= t.day }

// exposures turns days into the person-months in which something could happen.
func (t *tally) exposures(name string) {
	c := t.of(name)
	for sex := range c {
		if d := t.days[name]; d != nil {
			c[sex].Trials = int(math.Round(float64(d[sex]) * 12 / 365.25))
		}
		c[sex].Trials = max(c[sex].Trials, c[sex].Events)
	}
}

// ended are the ways in which a tour ends before its time.
func earlyEnd(reason string) bool {
	return reason == "early-return" || reason == "medical" || reason == "disciplinary" || reason == "death"
}

func (t *tally) tours(p *person) {
	for _, x := range of(t.chronicle.tours, p.tours) {
		if x.from > t.day {
			continue
		}
		end := t.day + 1
		if x.end > 0 && x.end <= t.day {
			end = x.end
		}
		t.spend(early, p.sex(), x.from, end)
		if end == x.end && t.within(end) && earlyEnd(x.reason) {
			t.of(early)[p.sex()].Events++
		}
		agreed := x.planned
		if x.extended > 0 {
			agreed = x.extended
		}
		if t.within(agreed) && end >= agreed {
			t.of(extension).add(p.sex(), x.extended > 0)
			if x.extended > 0 {
				t.months[longerLength] = append(t.months[longerLength], monthsBetween(agreed, x.planned))
			}
		}
		length := parameterOf(tourLength, x.category)
		t.months[length] = append(t.months[length], monthsBetween(x.from, agreed))
	}
}

func monthsBetween(from, to civil.Date) int {
	return max(1, int(math.Round(float64(to.Sub(from))*12/365.25)))
}

func (t *tally) nominations(p *person) {
	for _, n := range of(t.chronicle.nominations, p.nominations) {
		if n.nominated > t.day {
			continue
		}
		if n.nominated > t.recent {
			t.of(parameterOf(naming, n.category))[p.sex()].Events++
			wait := parameterOf(decisionLength, n.category)
			t.months[wait] = append(t.months[wait], monthsBetween(n.nominated, n.expected))
		}
		if n.decided > 0 && t.within(n.decided) {
			t.of(parameterOf(selection, n.category)).add(p.sex(), n.chosen)
		}
	}
}

// assessments counts who sat and who passed, once it is known.
func (t *tally) assessments(p *person) {
	for _, s := range of(t.sits, p.sits) {
		passed := s.cleared > 0 && s.cleared <= t.day
		if t.within(s.on) && (passed || s.on.AddDays(clearanceDays) <= t.day) {
			t.of(passing).add(p.sex(), passed)
		}
	}
}

// words counts who came forward and who went back on it.
func (t *tally) words(p *person) {
	forward := func(day civil.Date) {
		if _, was := t.willing(p, day-1); !was && t.within(day) && day <= t.day {
			t.of(volunteer)[p.sex()].Events++
		}
	}
	for _, w := range of(t.chronicle.words, p.words) {
		if !w.willing || w.said > t.day {
			continue
		}
		forward(w.said)
		end := t.day + 1
		if w.end > 0 && w.end <= t.day {
			end = w.end
		}
		t.spend(withdrawal, p.sex(), w.from, end)
		if _, is := t.willing(p, end); end == w.end && t.within(end) && !is {
			t.of(withdrawal)[p.sex()].Events++
		}
	}
	for _, s := range of(t.sits, p.sits) {
		forward(s.on)
	}
}

// service counts what happens to everybody: leaving, coming forward, joining.
// Where the record holds no leaver it was made of those who stayed, and says
// nothing about leaving.
func (t *tally) service() {
	if since := first(t.muster.left); since > 0 && since <= t.day {
		t.served(attrition, max(t.after, since-1))
		for sex, n := range between(t.muster.resigned, max(t.after, since-1), t.day) {
			t.of(attrition)[sex].Events = n
		}
	}
	if since := t.forward(); since > 0 {
		t.served(volunteer, max(t.after, since-1))
	}
	t.exposures(attrition)
	t.exposures(volunteer)
	t.exposures(withdrawal)
	t.exposures(early)
	months := monthsBetween(t.after, t.day)
	for sex, n := range between(t.muster.joined, t.after, t.day) {
		t.of(enlisting)[sex] = outlook.Count{Events: n, Trials: months}
	}
	t.named()
}

// forward is the day on which the record of those who come forward begins.
func (t *tally) forward() (day civil.Date) {
	for _, w := range t.chronicle.words {
		if w.willing && w.said <= t.day && (day == 0 || w.said < day) {
			day = w.said
		}
	}
	for _, s := range t.sits {
		if s.on <= t.day && (day == 0 || s.on < day) {
			day = s.on
		}
	}
	return day
}

// served adds the days that everybody served since a day, as if numbers had
// changed evenly.
func (t *tally) served(name string, since civil.Date) {
	from, to := t.muster.serving(since), t.muster.serving(t.day)
	d := &[2]int{}
	for sex := range d {
		d[sex] = (from[sex] + to[sex]) * t.day.Sub(since) / 2
	}
	t.days[name] = d
}

// named gives the nominations the months in which they were made.
func (t *tally) named() {
	since := map[string]civil.Date{}
	for _, n := range t.chronicle.nominations {
		if n.nominated > t.recent && n.nominated <= t.day && (since[n.category] == 0 || n.nominated < since[n.category]) {
			since[n.category] = n.nominated
		}
	}
	for category, day := range since {
		c := t.of(parameterOf(naming, category))
		for sex := range c {
			c[sex].Trials = int(t.day.Month()-day.Month()) + 1
		}
	}
}

// length is the usual one of those agreed, or the policy's where there is none.
func (t *tally) length(name, policy string) (months int, agreed int) {
	list := slices.Clone(t.months[name])
	if len(list) == 0 {
		return max(1, t.book.Number(policy, t.day)), 0
	}
	slices.Sort(list)
	return list[len(list)/2], len(list)
}

// session is an assessment that took place or will.
type session struct {
	id       string
	month    civil.Month
	seats    int
	women    int // places kept for women
	supposed bool
}

// held lists the months of the assessments of the past with how many sat; what
// runs over a month's end is one.
func (t *tally) held() (list []session) {
	months := map[civil.Month]int{}
	for _, s := range t.sits {
		if s.on <= t.day {
			months[s.on.Month()]++
		}
	}
	order := make([]civil.Month, 0, len(months))
	for m := range months {
		order = append(order, m)
	}
	slices.Sort(order)
	for _, m := range order {
		if n := len(list); n > 0 && list[n-1].month == m-1 {
			list[n-1].seats += months[m]
			continue
		}
		list = append(list, session{month: m, seats: months[m]})
	}
	return list
}
