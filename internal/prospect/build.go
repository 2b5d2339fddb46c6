package prospect

import (
	"math"
	"slices"

	"beret/civil"
	"beret/outlook"
)

// builder turns a base into the model of one question. Categories that are not
// asked about are left out.
type builder struct {
	*Base
	q      Question
	months int
	out    outlook.Model
}

// Model returns the model of a question, with its settings applied.
func (b *Base) Model(q Question) *outlook.Model {
	m := b.plain(q)
	return b.set(m, q)
}

// plain is the model without settings.
func (b *Base) plain(q Question) *outlook.Model {
	k := &builder{Base: b, q: q, months: int(q.Until-b.First) + 1}
	k.out = outlook.Model{First: b.First, Months: k.months}
	k.home()
	k.assessments()
	for _, n := range b.naming {
		if q.asks(n.category) {
			k.individual(n)
		}
	}
	for _, u := range b.units {
		if q.asks(u.category) {
			k.formed(u)
		}
	}
	k.posts()
	k.people()
	k.events()
	k.views()
	return &k.out
}

func (k *builder) stage(s outlook.Stage) { k.out.Stages = append(k.out.Stages, s) }

// use takes a parameter into the model and names it for a branch.
func (k *builder) use(id, to string) outlook.Branch {
	if !slices.ContainsFunc(k.out.Parameters, func(p outlook.Parameter) bool { return p.ID == id }) {
		k.out.Parameters = append(k.out.Parameters, k.parameter(id).Parameter)
	}
	return outlook.Branch{Parameter: id, To: to}
}

// home is where people are who are at home.
func (k *builder) home() {
	leaves := k.use(attrition, "")
	k.stage(outlook.Stage{ID: serving, Monthly: []outlook.Branch{leaves, k.use(volunteer, willing)}})
	k.stage(outlook.Stage{ID: willing, Monthly: []outlook.Branch{leaves, k.use(withdrawal, serving)}})
	k.stage(outlook.Stage{ID: cleared, Keeps: true, Lapse: willing, Monthly: []outlook.Branch{leaves}})
	k.stage(outlook.Stage{ID: rest, Duration: max(1, k.book.Number("rest-months", k.AsOf)), Then: serving})
	k.stage(outlook.Stage{ID: aged})
	k.age()
	if years := k.book.Number("minimum-service", k.AsOf); k.months > 12*years {
		k.use(enlisting, "")
		k.stage(outlook.Stage{ID: recruits, Duration: max(1, 12*years), Then: serving})
		k.out.Inflows = append(k.out.Inflows, outlook.Inflow{Stage: recruits, Parameter: enlisting})
	}
}

// age takes those out of the pool who reach the age limit, month by month.
func (k *builder) age() {
	seats, women := make([]int, k.months), make([]int, k.months)
	for month, both := range k.leaving {
		if i := int(month - k.First); i < k.months {
			seats[i], women[i] = both[0]+both[1], both[outlook.Women]
		}
	}
	k.move(outlook.Move{ID: "age limit", From: serving, To: aged, Month: k.First, Every: 1, MenFirst: true}, seats, women)
}

// move adds a monthly move with places that differ from month to month; one
// without any place is left out.
func (k *builder) move(v outlook.Move, seats, women []int) {
	if slices.Max(seats) == 0 {
		return
	}
	v.Seats, v.Women = seats[0], women[0]
	for i := 1; i < len(seats); i++ {
		if seats[i] != seats[i-1] || women[i] != women[i-1] {
			v.Changes = append(v.Changes, outlook.Change{From: v.Month.Add(i), Seats: seats[i] - seats[i-1], Women: women[i] - women[i-1]})
		}
	}
	k.out.Moves = append(k.out.Moves, v)
}

// assessments are the sessions to come.
func (k *builder) assessments() {
	k.stage(outlook.Stage{ID: sitting, Duration: 1, Due: []outlook.Branch{k.use(passing, cleared)}, Then: willing,
		Validity: max(2, k.book.Number("ams-clearance-months", k.AsOf)), Lapse: willing})
	for _, s := range k.sessions {
		k.out.Moves = append(k.out.Moves, outlook.Move{ID: s.id, From: willing, To: sitting, Month: s.month, Seats: s.seats, Women: s.women})
	}
	if i := slices.IndexFunc(k.levers, func(l Lever) bool { return l.move == extraSession }); i >= 0 {
		k.out.Moves = append(k.out.Moves, outlook.Move{ID: extraSession, From: willing, To: sitting, Month: k.levers[i].month})
	}
}

// individual are the stages and moves of a category of individual posts.
func (k *builder) individual(n nominees) {
	named, chosen := nominatedFor(n.category), selectedFor(n.category)
	wait := k.lengths[parameterOf(decisionLength, n.category)].months
	k.stage(outlook.Stage{ID: named, Keeps: true, Duration: wait, Due: []outlook.Branch{k.use(parameterOf(selection, n.category), chosen)}, Then: cleared, Lapse: willing})
	k.stage(outlook.Stage{ID: chosen, Monthly: []outlook.Branch{k.use(attrition, "")}})
	seats, women := even(n.monthly[0]+n.monthly[1], k.months), even(n.monthly[outlook.Women], k.months)
	for i := range women {
		women[i] = min(women[i], seats[i])
	}
	v := outlook.Move{ID: nominationOf(n.category), From: cleared, To: named, Month: k.First, Every: 1, MenFirst: !n.needed,
		Lasts: wait, Upto: n.waiting, With: []string{chosen}}
	k.move(v, seats, women)
	k.out.Moves = append(k.out.Moves, outlook.Move{ID: moreOf(n.category), From: cleared, To: named, Month: k.First, Every: 3, Lasts: wait})
}

func nominationOf(category string) string { return "nominate:" + category }
func moreOf(category string) string       { return "nominate more:" + category }

// even spreads so many a month over the months in whole numbers.
func even(monthly float64, months int) []int {
	list, before := make([]int, months), 0
	for i := range list {
		now := int(math.Floor(monthly*float64(i+1) + 0.5))
		list[i], before = now-before, now
	}
	return list
}

// posts are the stages of those in post and the ways into them.
func (k *builder) posts() {
	for _, g := range k.groups {
		if !k.q.asks(g.Category) {
			continue
		}
		k.out.Groups = append(k.out.Groups, g.Group)
		monthly, longer := []outlook.Branch{k.use(early, rest)}, longerOf(g.ID)
		if k.turns(g.unit) {
			k.stage(outlook.Stage{ID: postOf(g.ID), Group: g.ID, Monthly: monthly})
			continue
		}
		k.stage(outlook.Stage{ID: postOf(g.ID), Group: g.ID, Monthly: monthly, Duration: k.lengths[parameterOf(tourLength, g.Category)].months,
			Due: []outlook.Branch{k.use(extension, longer)}, Then: rest})
		k.stage(outlook.Stage{ID: longer, Group: g.ID, Monthly: monthly, Duration: k.lengths[longerLength].months, Then: rest})
		from := selectedFor(g.Category)
		if g.unit != "" {
			from = poolOf(g.unit)
		}
		if slices.ContainsFunc(k.out.Stages, func(s outlook.Stage) bool { return s.ID == from }) {
			k.out.Moves = append(k.out.Moves, outlook.Move{ID: "deploy:" + g.ID, From: from, To: postOf(g.ID), Month: k.First, Every: 1, Open: true, Vacant: true})
		}
	}
}

// turns reports whether a unit has a calendar.
func (k *builder) turns(code string) bool {
	return slices.ContainsFunc(k.units, func(f formation) bool { return f.code == code && len(f.turns) > 0 })
}

// formed are a unit's pool and its contingents. Between two turns the pool is
// filled month by month, in the composition of the next.
func (k *builder) formed(f formation) {
	k.stage(outlook.Stage{ID: poolOf(f.code), Monthly: []outlook.Branch{k.use(attrition, "")}})
	pool, before := f.pool, k.First
	tiers, _ := f.tiers()
	for _, x := range f.turns {
		if x.month >= k.First.Add(k.months) {
			break
		}
		k.fill(f, x, pool, before)
		k.out.Moves = append(k.out.Moves, outlook.Move{ID: addOf(f.code, x.month), From: serving, To: poolOf(f.code), Month: max(k.First, x.month-1)})
		parts := f.share(x)
		for _, tier := range tiers {
			part := parts[tier]
			id := unitGroup(outlook.Scope{Category: f.category, Mission: x.mission, Tier: tier}, f.code)
			k.out.Moves = append(k.out.Moves, outlook.Move{ID: goOf(id, x.month), From: poolOf(f.code), To: postOf(id),
				Month: x.month, Seats: part[1], Women: part[0], MenFirst: true})
		}
		k.recallAll(f, x)
		pool, before = [2]int{}, x.month.Add(1)
	}
}

// fill brings the unit's pool up to the next contingent.
func (k *builder) fill(f formation, x turn, pool [2]int, from civil.Month) {
	months := min(int(x.month-from), int(k.First.Add(k.months)-from))
	lack, women := x.contingent-pool[0]-pool[1], max(0, x.women-pool[outlook.Women])
	if months <= 0 || lack <= 0 {
		return
	}
	span := float64(x.month - from)
	seats, kept := even(float64(lack)/span, months), even(float64(min(women, lack))/span, months)
	for i := range kept {
		kept[i] = min(kept[i], seats[i])
	}
	k.move(outlook.Move{ID: joinOf(f.code, x.month), From: serving, To: poolOf(f.code), Month: from, Every: 1, Until: x.month - 1, MenFirst: true}, seats, kept)
}

// extraSession is the assessment that a lever adds.
const extraSession = "session:extra"

func addOf(unit string, month civil.Month) string  { return "add:" + unit + ":" + month.String() }
func goOf(group string, month civil.Month) string  { return "go:" + group + ":" + month.String() }
func joinOf(unit string, month civil.Month) string { return "join:" + unit + ":" + month.String() }
func turnOf(unit string, month civil.Month) string { return "rotation:" + unit + ":" + month.String() }

// recallAll recalls everybody of the unit who is out when the next contingent comes.
func (k *builder) recallAll(f formation, x turn) {
	for _, g := range k.groups {
		if g.unit == f.code {
			k.out.Recalls = append(k.out.Recalls, outlook.Recall{ID: turnOf(f.code, x.month) + ":" + g.ID, Group: g.ID, Month: x.month, To: rest})
		}
	}
}

// people puts everybody who is asked about into the model.
func (k *builder) people() {
	known := map[string]bool{}
	for _, s := range k.out.Stages {
		known[s.ID] = true
	}
	for _, c := range k.start {
		if known[c.Stage] {
			k.out.Start = append(k.out.Start, c)
		}
	}
	for _, h := range k.holders {
		p := h.Person
		p.Stage = postOf(k.groupOf(h))
		if known[p.Stage] {
			k.out.People = append(k.out.People, p)
		}
	}
}

// groupOf is the group whose posts somebody holds.
func (b *Base) groupOf(h holder) string {
	for _, g := range b.groups {
		if g.Scope == h.scope && (g.unit == h.code || h.unit == 0) {
			return g.ID
		}
	}
	return groupID(h.scope)
}

// events are the ends of missions.
func (k *builder) events() {
	for _, g := range k.groups {
		if g.closes > 0 && k.q.asks(g.Category) {
			k.out.Recalls = append(k.out.Recalls, outlook.Recall{ID: "closing:" + g.ID, Group: g.ID, Month: g.closes, To: rest, Closes: true})
		}
	}
}

// views are what the answer reports beside the targets' scopes.
func (k *builder) views() {
	add := func(s outlook.Scope) {
		if !slices.Contains(k.out.Scopes, s) {
			k.out.Scopes = append(k.out.Scopes, s)
		}
	}
	add(outlook.Scope{Category: k.q.Category, Mission: k.q.Mission})
	for _, g := range k.out.Groups {
		add(outlook.Scope{Category: g.Category})
		add(outlook.Scope{Category: k.q.Category, Mission: g.Mission})
		if g.Tier != "" {
			add(outlook.Scope{Category: k.q.Category, Tier: g.Tier})
		}
	}
	for _, t := range k.asked(k.q) {
		k.out.Targets = append(k.out.Targets, t.Target)
	}
	for _, s := range k.out.Stages {
		if s.Group == "" && s.ID != aged && s.ID != recruits && s.ID != sitting {
			k.out.Watched = append(k.out.Watched, s.ID)
		}
	}
}
