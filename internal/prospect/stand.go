package prospect

import (
	"cmp"
	"slices"
	"strconv"

	"beret/civil"
	"beret/outlook"
)

// stance is where everybody stands at the end of a day, by what was known then.
type stance struct {
	*chronicle
	day   civil.Date
	past  bool        // the day is over: what was entered for later must not show
	first civil.Month // the first whole or begun month after the day

	crowds  map[outlook.Crowd]int // by all but the count
	holders []holder
	placed  [2]int      // of those in service, who stands somewhere one by one
	early   map[int]int // of those placed, who was not yet eligible, by sex and month
	late    map[int]int // and who reaches the age limit
	asked   []opening   // posts for which somebody is nominated
}

// opening is a post for which somebody is nominated, from a month on.
type opening struct {
	scope  outlook.Scope
	month  civil.Month
	chosen bool
}

// holder is somebody in a post today.
type holder struct {
	outlook.Person
	scope outlook.Scope
	unit  int64
	code  string // of the unit
}

// stand puts everybody into place. Where several places fit, the first of the
// order holds: in post, about to go, nominated, in a unit's seat, at rest,
// cleared, willing, serving.
func (c *chronicle) stand(day civil.Date) *stance {
	s := &stance{chronicle: c, day: day, past: day < c.day, first: day.AddDays(1).Month(),
		crowds: map[outlook.Crowd]int{}, early: map[int]int{}, late: map[int]int{}}
	slated := s.slated()
	for _, id := range c.ids {
		p := c.people[id]
		if s.inPost(p) || p.serves(day) && (s.goes(p) || s.named(p) || s.seated(p, slated[id]) || s.rests(p) || s.waits(p)) {
			s.note(p)
		}
	}
	s.others()
	return s
}

// put adds somebody to a crowd.
func (s *stance) put(p *person, c outlook.Crowd) bool {
	c.Sex = p.sex()
	s.crowds[c]++
	return true
}

// note counts somebody who has been placed, so that nobody is counted again.
func (s *stance) note(p *person) {
	if !p.serves(s.day) {
		return
	}
	s.placed[p.sex()]++
	if p.eligible.Month() >= s.first {
		s.early[key(p.sex(), p.eligible.Month())]++
	}
	if p.limit > 0 {
		s.late[key(p.sex(), max(s.first, p.limit.Month()))]++
	}
}

func key(sex outlook.Sex, month civil.Month) int { return 2*int(month) + int(sex) }

// inPost finds a tour that runs. Who overstays is in the post until the end is
// on record.
func (s *stance) inPost(p *person) bool {
	tours := of(s.tours, p.tours)
	for i := len(tours) - 1; i >= 0; i-- {
		t := &tours[i]
		if !t.runs(s.day) {
			continue
		}
		end, final := s.agreed(t)
		code := ""
		if u := s.unit(t.unit); u != nil {
			code = u.code
		}
		s.holders = append(s.holders, holder{outlook.Person{ID: "tour " + strconv.FormatInt(t.id, 10), Sex: p.sex(), Due: end.Month(), Final: final},
			outlook.Scope{Category: t.category, Mission: t.mission, Tier: t.tier}, t.unit, code})
		return true
	}
	return false
}

// agreed is the end of a tour as it was agreed on the day, and whether it has
// been put off already.
func (s *stance) agreed(t *tour) (end civil.Date, final bool) {
	switch {
	case t.extended == 0:
		return t.planned, false
	case s.past && s.day < t.extended:
		return t.extended, false
	}
	return t.planned, true
}

// goes finds a tour that is planned. Of the past it is not known when a tour
// was planned, so there none is.
func (s *stance) goes(p *person) bool {
	for i := range of(s.tours, p.tours) {
		t := &s.tours[int(p.tours.from)+i]
		if t.from > s.day && !s.past {
			scope := outlook.Scope{Category: t.category, Mission: t.mission, Tier: t.tier}
			return s.put(p, outlook.Crowd{Stage: postOf(groupID(scope)), From: t.from.Month(), Due: t.planned.Month()})
		}
	}
	return false
}

// Nominations that nobody has decided or followed for so long are dead.
const staleMonths = 24

// named finds the newest nomination that is open, or chosen and not yet gone.
func (s *stance) named(p *person) bool {
	list := of(s.nominations, p.nominations)
	for i := len(list) - 1; i >= 0; i-- {
		n := &list[i]
		if n.nominated > s.day || n.nominated.AddMonths(staleMonths) < s.day || s.followed(p, n) {
			continue
		}
		open := opening{outlook.Scope{Category: n.category, Mission: n.mission, Tier: n.tier}, max(s.first, n.expected.Month()), false}
		switch {
		case n.decided == 0 || n.decided > s.day:
			s.asked = append(s.asked, open)
			due := max(s.first, n.expected.Month())
			return s.put(p, outlook.Crowd{Stage: nominatedFor(n.category), Due: due, Expires: max(s.validity(p), due+1)})
		case n.chosen && (n.gone == 0 || n.gone > s.day):
			open.chosen = true
			s.asked = append(s.asked, open)
			return s.put(p, outlook.Crowd{Stage: selectedFor(n.category), From: later(n.expected.Month(), s.first)})
		}
	}
	return false
}

// followed reports whether the person has been on a tour since the nomination,
// whether or not the record ties the two together.
func (s *stance) followed(p *person, n *nomination) bool {
	return slices.ContainsFunc(of(s.tours, p.tours), func(t tour) bool { return t.from > n.nominated && t.from <= s.day })
}

// later returns the month if it is after the first one, else zero: now.
func later(month, first civil.Month) civil.Month {
	if month <= first {
		return 0
	}
	return month
}

// validity is the month in which the last valid clearance ends, zero for none.
func (s *stance) validity(p *person) (month civil.Month) {
	for _, valid := range of(s.clearances, p.clearances) {
		if valid.Contains(s.day) {
			month = max(month, valid.To.Month())
		}
	}
	return month
}

// slated are the people whom a signed list puts into a unit's next contingent.
func (s *stance) slated() map[int64]int64 {
	units := map[int64]int64{}
	for _, list := range s.slates {
		if list.signed <= s.day && list.expected > s.day {
			for _, id := range list.officers {
				units[id] = list.unit
			}
		}
	}
	return units
}

// seated finds a seat in a formed unit, held or signed for.
func (s *stance) seated(p *person, unit int64) bool {
	for _, h := range of(s.holdings, p.holdings) {
		if unit == 0 && h.from <= s.day && (h.to == 0 || h.to > s.day) {
			unit = h.unit
		}
	}
	if u := s.unit(unit); u != nil {
		return s.put(p, outlook.Crowd{Stage: poolOf(u.code)})
	}
	return false
}

func (c *chronicle) unit(id int64) *unit {
	i := slices.IndexFunc(c.units, func(u unit) bool { return u.id == id })
	if i < 0 {
		return nil
	}
	return &c.units[i]
}

// rests finds a tour after which the rest has not passed. Who holds a clearance
// that outlasts the rest is cleared from then on.
func (s *stance) rests(p *person) bool {
	end := civil.Date(0)
	for _, t := range of(s.tours, p.tours) {
		if t.end > 0 && t.end <= s.day {
			end = max(end, t.end)
		}
	}
	until := end.AddMonths(s.book.Number("rest-months", s.day))
	if end == 0 || until <= s.day {
		return false
	}
	if valid := s.validity(p); valid > until.Month() {
		return s.put(p, outlook.Crowd{Stage: cleared, From: later(until.Month(), s.first), Expires: valid})
	}
	return s.put(p, outlook.Crowd{Stage: rest, Due: until.Month()})
}

// waits finds those who may be nominated or assessed: cleared or willing, of
// the age, and not about to leave for it.
func (s *stance) waits(p *person) bool {
	tour := s.book.Number("tour-months", s.day)
	if p.eligible > s.day || p.limit > 0 && p.limit <= s.day.AddMonths(tour) {
		return false
	}
	if valid := s.validity(p); valid >= s.first {
		return s.put(p, outlook.Crowd{Stage: cleared, Expires: valid})
	}
	from, is := s.willing(p, s.day)
	return is && s.put(p, outlook.Crowd{Stage: willing, From: later(monthOf(from), s.first)})
}

// interestMonths is how long somebody who came to an assessment is taken to be
// willing who has said nothing else.
const interestMonths = 24

// willing reports whether an officer wants to go, by what was said last, or by
// coming to an assessment; from is the first day where it lies ahead.
func (s *stance) willing(p *person, day civil.Date) (from civil.Date, is bool) {
	var said word
	for _, w := range of(s.words, p.words) {
		if w.said <= day && (w.end == 0 || w.end > day) {
			said = w
		}
	}
	if said.said > 0 {
		return said.from, said.willing
	}
	for _, sit := range of(s.sits, p.sits) {
		is = is || sit.on <= day && sit.on.AddMonths(interestMonths) > day
	}
	return 0, is
}

// others puts all in place who stand nowhere one by one: those who serve and
// are eligible, and those who will be.
func (s *stance) others() {
	total := s.muster.serving(s.day)
	var growing [2]int
	for g, n := range s.muster.growing {
		if g.from >= s.first && g.joined < s.first && (g.end == 0 || g.end >= s.first) {
			s.crowds[outlook.Crowd{Stage: serving, Sex: outlook.Sex(g.sex), From: later(g.from, s.first)}] += n
			growing[g.sex] += n
		}
	}
	for k, n := range s.early {
		c := outlook.Crowd{Stage: serving, Sex: outlook.Sex(k % 2), From: later(civil.Month(k/2), s.first)}
		n = min(n, s.crowds[c])
		s.crowds[c] -= n
		growing[k%2] -= n
	}
	for sex := range total {
		s.crowds[outlook.Crowd{Stage: serving, Sex: outlook.Sex(sex)}] += max(0, total[sex]-s.placed[sex]-growing[sex])
	}
}

// leaving counts, by month, those who reach the age limit and stand nowhere one
// by one; who has reached it already counts in the first month.
func (s *stance) leaving() map[civil.Month][2]int {
	months := map[civil.Month][2]int{}
	add := func(sex int, month civil.Month, n int) {
		both := months[month]
		both[sex] = max(0, both[sex]+n)
		months[month] = both
	}
	for l, n := range s.muster.limits {
		if l.joined < s.first && (l.end == 0 || l.end >= s.first) {
			add(l.sex, max(s.first, l.month), n)
		}
	}
	for k, n := range s.late {
		add(k%2, civil.Month(k/2), -n)
	}
	return months
}

// crowd returns the crowds in a fixed order.
func (s *stance) crowd() []outlook.Crowd {
	list := make([]outlook.Crowd, 0, len(s.crowds))
	for c, n := range s.crowds {
		if c.Count = n; n > 0 {
			list = append(list, c)
		}
	}
	slices.SortFunc(list, func(a, b outlook.Crowd) int {
		return cmp.Or(cmp.Compare(a.Stage, b.Stage), cmp.Compare(a.Sex, b.Sex), cmp.Compare(a.From, b.From), cmp.Compare(a.Due, b.Due), cmp.Compare(a.Expires, b.Expires))
	})
	return list
}
