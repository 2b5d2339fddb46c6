package prospect

import (
	"slices"
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"beret/civil"
	"beret/internal/reference"
	"beret/outlook"
	"beret/participation"
)

// world draws a chronicle: some officers with histories, some without.
func world(t *rapid.T, book *reference.Book) *chronicle {
	day := civil.MustDate(today)
	c := &chronicle{book: book, day: day, people: map[int64]*person{},
		muster: muster{map[civil.Date][2]int{}, map[civil.Date][2]int{}, map[civil.Date][2]int{}, map[growth]int{}, map[limit]int{}},
		units:  []unit{{id: 1, code: "U", category: "fpu", seats: map[string]int{"": 3}}}}
	laws := lawsOn(book, day)
	date := func(name string, low, high int) civil.Date {
		return day.AddDays(rapid.IntRange(low, high).Draw(t, name))
	}
	for i := range rapid.IntRange(0, 30).Draw(t, "officers") {
		sex := rapid.IntRange(0, 1).Draw(t, "sex")
		birth, joined := date("birth", -60*365, -20*365), date("joined", -12000, 100)
		left := civil.Date(0)
		if rapid.IntRange(0, 4).Draw(t, "leaves") == 0 {
			left = max(joined, date("left", -900, 300))
		}
		eligible, end := laws.eligible(birth, joined), laws.limit(birth, "CPT", sex)
		c.muster.add(sex, joined, left, eligible, end, day)
		if rapid.Bool().Draw(t, "known") {
			id := int64(i + 1)
			c.ids = append(c.ids, id)
			c.people[id] = &person{woman: sex == 0, enlisted: joined, left: left, eligible: eligible, limit: end}
			c.history(t, c.people[id], date)
		}
	}
	return c
}

// history draws what is on record of somebody.
func (c *chronicle) history(t *rapid.T, p *person, date func(string, int, int) civil.Date) {
	from := date("from", -1500, -1100)
	for range rapid.IntRange(0, 3).Draw(t, "tours") {
		x := tour{id: int64(len(c.tours) + 1), category: "ipo", mission: "UNMISS", from: from, planned: from.AddDays(365)}
		if rapid.Bool().Draw(t, "ended") && x.from < c.day {
			x.end, x.reason = min(c.day, x.from.AddDays(rapid.IntRange(1, 380).Draw(t, "days"))), "end-of-tour"
		}
		p.tours.extend(len(c.tours))
		c.tours = append(c.tours, x)
		if from = x.end.AddDays(rapid.IntRange(0, 500).Draw(t, "apart")); x.end == 0 {
			break
		}
	}
	if rapid.Bool().Draw(t, "nominated") {
		n := nomination{category: "ipo", mission: "UNISFA", nominated: date("nominated", -900, 0)}
		n.expected = n.nominated.AddDays(180)
		if rapid.Bool().Draw(t, "decided") {
			n.decided, n.chosen = n.nominated.AddDays(100), rapid.Bool().Draw(t, "chosen")
		}
		p.nominations.extend(len(c.nominations))
		c.nominations = append(c.nominations, n)
	}
	if rapid.Bool().Draw(t, "seated") {
		p.holdings.extend(len(c.holdings))
		c.holdings = append(c.holdings, holding{unit: 1, from: date("seat", -900, 100)})
	}
	if rapid.Bool().Draw(t, "sat") {
		s := sit{on: date("sat on", -1500, -61)}
		if rapid.Bool().Draw(t, "passed") {
			s.cleared = s.on.AddDays(8)
			p.clearances.extend(len(c.clearances))
			c.clearances = append(c.clearances, civil.Interval{From: s.cleared, To: s.cleared.AddMonths(24)})
		}
		p.sits.extend(len(c.sits))
		c.sits = append(c.sits, s)
	}
	if rapid.Bool().Draw(t, "said") {
		w := word{willing: rapid.Bool().Draw(t, "willing"), said: date("said on", -900, 0)}
		w.from = w.said.AddDays(rapid.IntRange(0, 400).Draw(t, "begins"))
		p.words.extend(len(c.words))
		c.words = append(c.words, w)
	}
}

// Every officer in service stands in exactly one place, and those in posts are
// the ones that participation counts; on the day and in the past.
func TestNobodyIsLostOrCountedTwice(t *testing.T) {
	book, err := reference.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		c := world(t, book)
		day := c.day
		if back := rapid.IntRange(0, 40).Draw(t, "months back"); back > 0 {
			day = day.Month().Add(-back).End()
		}
		b := newBase(c, day)
		var got [2]int
		for _, crowd := range b.start {
			got[crowd.Sex] += crowd.Count
		}
		var in outlook.Share
		for _, h := range b.holders {
			in.Total++
			in.Women += int(1 - h.Sex)
			id, _ := strconv.Atoi(h.ID[len("tour "):])
			if p := c.whose(id); p.serves(day) {
				got[h.Sex]++
			}
		}
		if want := c.muster.serving(day); got != want {
			t.Fatalf("%v stand somewhere, %v serve: %v", got, want, b.start)
		}
		if want := participation.Whole(c.services(), day).Share; in.Women != want.Women || in.Total != want.Total {
			t.Fatalf("%v in posts, participation counts %v", in, want)
		}
		if problems := b.Model(b.Usual()).Validate(); problems != nil {
			t.Fatal(problems)
		}
	})
}

// whose returns the person of a tour.
func (c *chronicle) whose(tour int) *person {
	for _, p := range c.people {
		if int(p.tours.from) < tour && tour <= int(p.tours.to) {
			return p
		}
	}
	return nil
}

// services are the tours as participation reads them.
func (c *chronicle) services() (list []participation.Service) {
	for _, id := range slices.Sorted(slices.Values(c.ids)) {
		for _, x := range of(c.tours, c.people[id].tours) {
			list = append(list, participation.Service{ID: x.id, Deployment: x.id, Person: id, Woman: c.people[id].woman,
				Span: civil.Interval{From: x.from, To: x.end}, Category: x.category, Mission: x.mission})
		}
	}
	return list
}
