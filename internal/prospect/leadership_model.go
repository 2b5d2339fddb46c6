package prospect

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"

	"beret/civil"
	"beret/internal/database"
	"beret/internal/eligibility"
	"beret/internal/fault"
	"beret/internal/registry"
	"beret/outlook"
)

// LeaderCall is a call for leadership posts that is on record, or expected
// because a tour in such a post ends.
type LeaderCall struct {
	Call      int64  // on record; 0 where it is expected
	Reference string // of the call on record
	Title     string
	Scope     outlook.Scope
	Posts     int
	Nominees  int         // who may be put forward for all its posts
	Month     civil.Month // by which the nominees must be ready
	Vacant    civil.Month // of one that is expected: when the post falls vacant
	Meets     Counts      // of a call on record: who meets what its own posts ask today
}

// KeySeat is a post in a key position that somebody holds.
type KeySeat struct {
	Tour     int64
	Officer  int64
	Name     string
	Woman    bool
	Title    string // as the tour has it
	TitleKey string // of a numbered seat of a unit
	Unit     string // its code
	Scope    outlook.Scope
	Due      civil.Month // as agreed, zero where a rotation ends it
}

// Foreseen is what the scenarios say of the calls and the key seats.
type Foreseen struct {
	Scenarios int
	Calls     []CallOutlook
	Seats     []SeatOutlook
}

// CallOutlook is whether nominees are ready for a call: as the record stands, and
// if all that somebody can mend (courses, papers, assessments, consent) were mended.
type CallOutlook struct {
	LeaderCall
	AsIs, Mended outlook.Readiness
}

// SeatOutlook is when a key seat falls vacant and who is ready to follow then.
type SeatOutlook struct {
	KeySeat
	AsIs, Mended outlook.Succession
}

// readCalls lists the open calls with leadership posts, judged by what the posts
// themselves ask, and the calls to expect.
func (l *Leadership) readCalls(ctx context.Context, tx *database.Tx, pool *registry.Pool) error {
	err := tx.Each(ctx, func(rows *sql.Rows) error {
		c := LeaderCall{}
		var armed, each int
		var asked string
		var deadline civil.Date
		var tour eligibility.Tour
		if err := rows.Scan(&c.Call, &c.Reference, &c.Title, &c.Scope.Category, &c.Scope.Mission, &c.Scope.Tier, &c.Posts, &each, &asked,
			&armed, &deadline, &tour.From, &tour.To); err != nil {
			return err
		}
		var r eligibility.Requirement
		if err := json.Unmarshal([]byte(asked), &r); err != nil {
			return fmt.Errorf("call %s: %w", c.Reference, err)
		}
		if l.Rung(c.Scope.Tier) == nil {
			return nil
		}
		c.Nominees, c.Month = c.Posts*each, deadline.Month()
		c.Meets = meets(pool, l.Base.AsOf, tour, armed == 1, r)
		l.calls = append(l.calls, c)
		return nil
	}, `SELECT c.id, c.reference, p.title, c.category, c.mission, p.tier, p.count, p.nominees, p.requirement, c.armed, c.deadline, c.expected_from, c.expected_to
		FROM call_post p JOIN call c ON c.id = p.call_id WHERE c.status = 'open' AND p.tier <> '' AND c.deadline >= ? ORDER BY c.deadline, c.id, p.number`, l.Base.AsOf)
	l.expect()
	return err
}

// meets counts who meets what a post asks.
func meets(pool *registry.Pool, day civil.Date, tour eligibility.Tour, armed bool, r eligibility.Requirement) (c Counts) {
	plan := pool.Compile(day, tour, armed, []eligibility.Requirement{r})
	for who := range pool.All() {
		if plan.Eligible(&who.Candidate, 0) {
			c.add(who.Woman)
		}
	}
	return c
}

// expect adds the calls for posts whose holders' tours end: so long before as a
// decision takes. A formed unit's seats are filled with its rotation.
func (l *Leadership) expect() {
	b := l.Base
	each := max(1, b.book.Number("nominees-per-post", b.AsOf))
	var list []LeaderCall
	for _, h := range b.holders {
		if h.unit != 0 || h.Due == 0 || h.Due > l.Until || l.Rung(h.scope.Tier) == nil {
			continue
		}
		vacant := max(h.Due, b.First)
		i := slices.IndexFunc(list, func(c LeaderCall) bool { return c.Scope == h.scope && c.Vacant == vacant })
		if i < 0 {
			month := max(b.First, vacant.Add(-b.lengths[parameterOf(decisionLength, h.scope.Category)].months))
			i, list = len(list), append(list, LeaderCall{Scope: h.scope, Month: month, Vacant: vacant})
		}
		list[i].Posts++
		list[i].Nominees += each
	}
	l.calls = append(l.calls, list...)
	slices.SortStableFunc(l.calls, func(a, b LeaderCall) int {
		return cmp.Or(cmp.Compare(a.Month, b.Month), cmp.Compare(l.place(a.Scope.Tier), l.place(b.Scope.Tier)))
	})
}

// readSeats lists who holds a key position.
func (l *Leadership) readSeats(ctx context.Context, tx *database.Tx) error {
	due := map[string]holder{}
	for _, h := range l.Base.holders {
		if g := l.Rung(h.scope.Tier); g != nil && g.Key {
			due[h.ID] = h
		}
	}
	if len(due) == 0 {
		return nil
	}
	err := tx.Each(ctx, func(rows *sql.Rows) error {
		var s KeySeat
		var woman int
		if err := rows.Scan(&s.Tour, &s.Officer, &s.Name, &woman, &s.Title, &s.TitleKey); err != nil {
			return err
		}
		if h, held := due[s.id()]; held {
			s.Woman, s.Scope, s.Unit, s.Due = woman == 1, h.scope, h.code, h.Due
			l.seats = append(l.seats, s)
		}
		return nil
	}, `SELECT d.id, o.id, o.full_name, o.woman, d.post_title, COALESCE(s.title_key, '') FROM deployment d JOIN officer o ON o.id = d.officer_id
		LEFT JOIN seat s ON s.id = d.seat_id WHERE d.tier <> '' AND d.cancelled = 0 AND d.from_date <= ? AND (d.ended_on IS NULL OR d.ended_on > ?) ORDER BY d.id`,
		l.Base.AsOf, l.Base.AsOf)
	slices.SortStableFunc(l.seats, func(a, b KeySeat) int {
		return cmp.Or(cmp.Compare(l.place(a.Scope.Tier), l.place(b.Scope.Tier)), cmp.Compare(a.Due, b.Due))
	})
	return err
}

// id is the seat's in the model.
func (s KeySeat) id() string { return fmt.Sprintf("tour %d", s.Tour) }

func readyFor(tier string) string { return "ready:" + tier }
func dueFor(tier string) string   { return "due:" + tier }

// Foresee simulates who is ready when, and when key seats fall vacant. It is
// computed once.
func (l *Leadership) Foresee(ctx context.Context) (f *Foreseen, err error) {
	defer fault.Wrap(&err, "prospect.Leadership.Foresee")
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.foreseen != nil {
		return l.foreseen, ctx.Err()
	}
	q := l.Base.Usual()
	f = &Foreseen{Scenarios: q.Scenarios, Calls: make([]CallOutlook, len(l.calls)), Seats: make([]SeatOutlook, len(l.seats))}
	for _, mended := range []bool{false, true} {
		if err := l.foresee(f, l.model(q, mended), q, mended); err != nil {
			return nil, err
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
	}
	l.foreseen = f
	return f, nil
}

func (l *Leadership) foresee(f *Foreseen, m *outlook.Model, q Question, mended bool) error {
	calls, seats := make([]outlook.Call, len(l.calls)), make([]outlook.Successors, len(l.seats))
	for i, c := range l.calls {
		calls[i] = outlook.Call{ID: fmt.Sprint(i), Ready: readyFor(c.Scope.Tier), Month: c.Month, Nominees: c.Nominees}
	}
	for i, s := range l.seats {
		seats[i] = outlook.Successors{Seat: s.id(), Ready: readyFor(s.Scope.Tier)}
	}
	ready, err := m.Readiness(calls, q.options())
	if err != nil {
		return err
	}
	follow, err := m.Succession(seats, q.options())
	if err != nil {
		return err
	}
	for i := range ready {
		f.Calls[i].LeaderCall = l.calls[i]
		*pick(mended, &f.Calls[i].AsIs, &f.Calls[i].Mended) = ready[i]
	}
	for i := range follow {
		f.Seats[i].KeySeat = l.seats[i]
		*pick(mended, &f.Seats[i].AsIs, &f.Seats[i].Mended) = follow[i]
	}
	return nil
}

func pick[T any](second bool, a, b *T) *T {
	if second {
		return b
	}
	return a
}

// model is the office's with the tiers' pipelines beside it: who is ready, or
// will be on a known day, and who waits for a promotion. Nobody is taken out of
// them by a call or a tour, so that each call and each seat is asked for itself.
// Where somebody needs two promotions, the second one alone is left to chance.
func (l *Leadership) model(q Question, mended bool) *outlook.Model {
	m := l.Base.Model(q)
	leaves := outlook.Branch{Parameter: attrition}
	m.Parameters = append(m.Parameters, l.Promoted)
	for _, g := range l.Rungs {
		ready, due := readyFor(g.Tier.Code), dueFor(g.Tier.Code)
		m.Stages = append(m.Stages, outlook.Stage{ID: ready, Keeps: true, Lapse: aged, Monthly: []outlook.Branch{leaves}},
			outlook.Stage{ID: due, Keeps: true, Lapse: aged, Monthly: []outlook.Branch{leaves, {Parameter: promotion, To: ready}}})
	}
	m.Start = append(m.Start, l.crowds(mended)...)
	for i := range m.People {
		if slices.ContainsFunc(l.seats, func(s KeySeat) bool { return s.id() == m.People[i].ID }) {
			m.People[i].Seat = m.People[i].ID
		}
	}
	return m
}

// crowds are the people of the pipelines, taken together where they are alike.
func (l *Leadership) crowds(mended bool) (list []outlook.Crowd) {
	counted := map[outlook.Crowd]int{}
	for i := range l.People {
		r := &l.People[i]
		if !r.Ready() && !mended {
			continue
		}
		c := outlook.Crowd{Stage: readyFor(r.Tier), Sex: outlook.Men}
		if r.Woman {
			c.Sex = outlook.Women
		}
		if r.Promotions > 0 {
			c.Stage = dueFor(r.Tier)
		}
		if r.From > l.Base.AsOf {
			c.From = max(r.From.Month(), l.Base.First)
		}
		c.Expires = l.Until.Add(2) // beyond what is looked at
		if r.ends > 0 && r.ends.Month() < c.Expires {
			c.Expires = max(r.ends.Month(), c.From+1, l.Base.First)
		}
		counted[c]++
	}
	for c, n := range counted {
		c.Count = n
		list = append(list, c)
	}
	slices.SortFunc(list, func(a, b outlook.Crowd) int {
		return cmp.Or(cmp.Compare(a.Stage, b.Stage), cmp.Compare(a.Sex, b.Sex), cmp.Compare(a.From, b.From), cmp.Compare(a.Expires, b.Expires))
	})
	return list
}

// Small reports whether so few people are ready for a tier, or will be in time
// alone, that one more or less changes the answer, by the office's own
// convention.
func (l *Leadership) Small(tier string) bool {
	return l.Count(Wanted{Tier: tier, Reach: ReadyNow}).Total()+l.Count(Wanted{Tier: tier, Reach: InTime}).Total() < l.Base.book.Number("small-number", l.Base.AsOf)
}

// Promotion returns what is assumed of promotions, with its counts.
func (l *Leadership) Promotion() Assumption {
	a := Assumption{Kind: OfParameter, Code: promotion, NameKey: "prospect.parameter.promotion", Counts: l.Promoted.Counts, Monthly: true,
		Posterior: l.Promoted.Posterior(), Prior: l.Prior, Source: l.Prior.Source, Confidence: string(l.Prior.Confidence)}
	for sex := range a.Low {
		a.Low[sex], a.High[sex] = interval(a.Posterior[sex], outlook.Proportion)
	}
	return a
}
