package prospect

import (
	"cmp"
	"math"
	"slices"

	"beret/civil"
	"beret/internal/reference"
	"beret/outlook"
)

// Base is the office as the outlook sees it at the end of a day: everybody in
// place, what is known of the flows, the rules and the calendar. It is never
// changed and safe to share.
type Base struct {
	AsOf      civil.Date
	First     civil.Month // the first month that a forecast speaks of
	Generated bool        // the record is a demonstration

	book       *reference.Book
	start      []outlook.Crowd
	holders    []holder
	leaving    map[civil.Month][2]int
	parameters []parameter
	groups     []group
	units      []formation
	sessions   []session
	pattern    pattern
	naming     []nominees
	lengths    map[string]length
	targets    []Target
	levers     []Lever
	memory     memory // of answers; all else never changes
}

// parameter is something about people with what is known of it. Category is set
// where it is of one category only.
type parameter struct {
	outlook.Parameter
	name, category string
	row            reference.Row // of the prior
}

// group is a set of posts and how they came to be known.
type group struct {
	outlook.Group
	unit     string // whose contingent holds them, empty for individual posts
	held     outlook.Share
	source   string // of authorised posts; empty where those held today count
	closes   civil.Month
	closedBy reference.Row // the mission
}

// nominees is how many are put forward a month in a category.
type nominees struct {
	category string
	monthly  [2]float64
	counts   counts
	needed   bool // not on record: as many as it takes to fill the posts
	waiting  int  // how many may wait for an answer or a post at once: what the posts need
}

// length is a number of months and where it is from: so many agreed ones on
// record, or a policy.
type length struct {
	months, agreed int
	policy         string
}

// pattern is the rhythm of assessments, by those that were held.
type pattern struct{ held, months, seats int }

// newBase stands at the end of a day of the chronicle.
func newBase(c *chronicle, day civil.Date) *Base {
	s := c.stand(day)
	t := s.count()
	b := &Base{AsOf: day, First: s.first, Generated: c.generated, book: c.book, start: s.crowd(), holders: s.holders,
		leaving: s.leaving(), lengths: map[string]length{}}
	b.learn(t)
	b.schedule(t)
	b.formations(t)
	b.post(t)
	b.nominate(t)
	b.targets = targetsOf(b.book, b.First, b.First.Add(MostMonths-1))
	b.levers = b.offer()
	return b
}

// learn gives every parameter its counts and its prior.
func (b *Base) learn(t *tally) {
	add := func(name, category string, kind outlook.Kind) {
		id := name
		if category != "" {
			id = parameterOf(name, category)
		}
		row, ok := b.priorOf(id, name, t.chronicle.day)
		if !ok {
			return
		}
		b.parameters = append(b.parameters, parameter{outlook.Parameter{ID: id, Kind: kind, Counts: *t.of(id), Prior: prior(row)}, name, category, row})
	}
	for _, name := range []string{attrition, volunteer, withdrawal, passing, early, extension} {
		add(name, "", outlook.Proportion)
	}
	add(enlisting, "", outlook.Rate)
	for _, row := range b.book.On(reference.Categories, t.day) {
		add(selection, row.Code, outlook.Proportion)
		name := parameterOf(tourLength, row.Code)
		months, agreed := t.length(name, "tour-months")
		b.lengths[name] = length{months, agreed, "tour-months"}
		name = parameterOf(decisionLength, row.Code)
		policy := "outlook-decision-months"
		if _, own := b.book.Policy(policy+"-"+row.Code, t.day); own {
			policy += "-" + row.Code
		}
		months, agreed = t.length(name, policy)
		b.lengths[name] = length{months, agreed, policy}
	}
	months, agreed := t.length(longerLength, "outlook-extension-months")
	b.lengths[longerLength] = length{months, agreed, "outlook-extension-months"}
}

// priorOf finds the prior of a parameter, or of its name where the category has
// none of its own. What was thought before the record was read is the same for
// every day of it.
func (b *Base) priorOf(id, name string, today civil.Date) (found reference.Row, ok bool) {
	for _, row := range b.book.On(reference.Priors, today) {
		if row.Code == id || row.Code == name && found.Code != id {
			found, ok = row, true
		}
	}
	return found, ok
}

// prior turns a row into what the engine reads.
func prior(row reference.Row) outlook.Prior {
	return outlook.Prior{Mean: float64(row.Int("events")) / float64(max(1, row.Int("trials"))), Weight: float64(row.Int("weight")),
		Alike: float64(row.Int("alike")), Source: row.Source}
}

// schedule lists the assessments to come: those entered, and after the last of
// them more at the pace and of the size of those held so far. Without any on
// record there is none to expect.
func (b *Base) schedule(t *tally) {
	held := t.held()
	if !t.past {
		b.sessions = append(b.sessions, t.chronicle.sessions...)
	}
	if len(held) > 0 {
		b.pattern = rhythm(held, b.book.Number("outlook-session-months", t.day))
		b.expect(held[len(held)-1].month)
	}
}

// rhythm is how far the assessments held so far lay apart, and how many sat.
func rhythm(held []session, usual int) pattern {
	p, seats := pattern{held: len(held), months: max(1, usual)}, 0
	for _, s := range held {
		seats += s.seats
	}
	p.seats = seats / len(held)
	if n := len(held) - 1; n > 0 {
		p.months = max(1, (int(held[n].month-held[0].month)+n/2)/n)
	}
	return p
}

// expect carries the assessments on after the last one.
func (b *Base) expect(last civil.Month) {
	if n := len(b.sessions); n > 0 {
		last = b.sessions[n-1].month
	}
	for month := last.Add(b.pattern.months); month < b.First.Add(MostMonths); month = month.Add(b.pattern.months) {
		if month >= b.First {
			b.sessions = append(b.sessions, session{id: "session:" + month.String(), month: month, seats: b.pattern.seats, supposed: true})
		}
	}
}

// post makes the groups of individual posts: those authorised, else those held
// today or about to be.
func (b *Base) post(t *tally) {
	known := map[outlook.Scope]bool{}
	add := func(s outlook.Scope) {
		if !known[s] && s.Category != "" {
			known[s] = true
			b.groups = append(b.groups, b.group(t, s))
		}
	}
	formed := map[string]bool{}
	for _, u := range b.units {
		formed[u.code] = len(u.turns) > 0
	}
	for _, h := range b.holders {
		if u := t.unit(h.unit); u == nil || !formed[u.code] {
			add(h.scope)
		}
	}
	for _, c := range b.start {
		if s, ok := scopeOf(c.Stage); ok {
			add(s)
		}
	}
	for _, o := range t.asked {
		add(o.scope)
	}
	for _, p := range t.posts {
		add(outlook.Scope{Category: p.Category, Mission: p.Mission, Tier: p.Tier})
	}
	slices.SortFunc(b.groups, func(x, y group) int {
		return cmp.Or(cmp.Compare(b.order(x.Category), b.order(y.Category)), cmp.Compare(x.ID, y.ID))
	})
}

func (b *Base) order(category string) int {
	row, _ := b.book.Find(reference.Categories, category)
	return row.Int("order")
}

func (b *Base) group(t *tally, s outlook.Scope) group {
	g := group{Group: outlook.Group{ID: groupID(s), Scope: s}}
	for _, h := range b.holders {
		if h.scope == s {
			g.held.Total++
			g.held.Women += int(1 - h.Sex)
		}
	}
	for _, p := range t.posts {
		if p.Category == s.Category && p.Mission == s.Mission && p.Tier == s.Tier && (!t.past || p.From <= b.First) {
			g.Posts, g.source = append(g.Posts, outlook.Step{From: p.From, Count: p.Posts}), p.Source
		}
	}
	if !slices.ContainsFunc(g.Posts, func(step outlook.Step) bool { return step.From <= b.First }) {
		g.Posts = append(g.Posts, outlook.Step{From: b.First, Count: b.mostHeld(t, s)})
	}
	for _, u := range t.chronicle.units {
		if g.unit == "" && u.category == s.Category {
			g.unit = u.code // its people hold them until a calendar says more
		}
	}
	b.close(&g)
	return g
}

// mostHeld is how many posts of a scope are held at once, today or soon: by
// those there, by what is planned, and by as many of the nominees as are
// usually selected.
func (b *Base) mostHeld(t *tally, s outlook.Scope) (most int) {
	tour := b.lengths[parameterOf(tourLength, s.Category)].months
	chosen := b.parameter(parameterOf(selection, s.Category)).Posterior()
	for month := b.First.Add(-1); month < b.First.Add(24); month++ {
		n := 0.0
		for _, h := range b.holders {
			if h.scope == s && (month < b.First || h.Due > month) {
				n++
			}
		}
		for _, c := range b.start {
			if c.Stage == postOf(groupID(s)) && c.From <= month && c.Due > month {
				n += float64(c.Count)
			}
		}
		for _, o := range t.asked {
			if o.scope == s && o.month <= month && o.month.Add(tour) > month {
				n += o.weight(chosen)
			}
		}
		most = max(most, int(math.Round(n)))
	}
	return most
}

// weight is how many people a nomination brings into posts, on average.
func (o opening) weight(chosen [2]outlook.Posterior) float64 {
	if o.chosen {
		return 1
	}
	return (chosen[0].Mean + chosen[1].Mean) / 2
}

// close enters the end of the mission where the reference data states one.
func (b *Base) close(g *group) {
	row, ok := b.book.Find(reference.Missions, g.Mission)
	if ok && row.Valid.To > 0 && row.Valid.To.Month() >= b.First {
		g.closes, g.closedBy = row.Valid.To.Month(), row
	}
}

// nominate takes the pace of nominations from the record; a category with posts
// and none on record is given as many as it takes to fill them.
func (b *Base) nominate(t *tally) {
	for _, row := range b.book.On(reference.Categories, t.day) {
		posts := 0
		for _, g := range b.groups {
			if g.Category == row.Code && g.unit == "" {
				posts += most(g.Posts)
			}
		}
		n := nominees{category: row.Code, counts: *t.of(parameterOf(naming, row.Code))}
		if posts > 0 || n.counts[0].Trials > 0 {
			b.naming = append(b.naming, b.pace(n, posts))
		}
	}
}

// most is the highest number of posts.
func most(steps []outlook.Step) (posts int) {
	for _, s := range steps {
		posts = max(posts, s.Count)
	}
	return posts
}

// pace is how many are put forward a month, and how many it takes to fill every
// post that falls free: as long as so many wait, no more are.
func (b *Base) pace(n nominees, posts int) nominees {
	chosen := b.parameter(parameterOf(selection, n.category)).Posterior()
	tour := float64(b.lengths[parameterOf(tourLength, n.category)].months)
	need := float64(posts) / tour / ((chosen[0].Mean + chosen[1].Mean) / 2)
	n.waiting = max(2, int(math.Ceil(need*float64(b.lengths[parameterOf(decisionLength, n.category)].months))))
	for sex, c := range n.counts {
		if c.Trials > 0 {
			n.monthly[sex] = float64(c.Events) / float64(c.Trials)
		}
	}
	if n.monthly[0]+n.monthly[1] == 0 {
		n.needed, n.monthly[outlook.Men] = true, need
	}
	return n
}

// parameter returns a parameter by its id.
func (b *Base) parameter(id string) parameter {
	for _, p := range b.parameters {
		if p.ID == id {
			return p
		}
	}
	return parameter{}
}
