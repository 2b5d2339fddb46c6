package prospect

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/database"
	"beret/internal/eligibility"
	"beret/internal/fault"
	"beret/internal/reference"
	"beret/internal/registry"
	"beret/outlook"
)

// Rung is a leadership tier with what it asks of the people put forward for it.
type Rung struct {
	Tier      reference.Row // of reference.Tiers
	Rule      reference.Row // of reference.Leadership
	Key       bool          // a key position
	Courses   []string      // certificate types, any one of which will do
	Needed    bool          // nobody is put forward without one of them
	from, to  int           // order of the lowest and the highest rank
	class     int           // of the plan: without a course; one class for each course follows
	assessing bool
}

// Reach is how far somebody is from being put forward for a tier.
type Reach string

// The degrees. Each person in reach has one for each tier.
const (
	ReadyNow Reach = "now"    // nothing stands in the way
	InTime   Reach = "time"   // time brings what is missing: years of service, a promotion, the end of a tour and of the rest
	ByCourse Reach = "course" // a command course is missing, beside that nothing or time
	ByAct    Reach = "act"    // papers, an assessment or the officer's word are missing
)

// Reaches lists the degrees in order.
func Reaches() []Reach { return []Reach{ReadyNow, InTime, ByCourse, ByAct} }

// Rising is somebody in reach of a tier within the horizon.
type Rising struct {
	ID         int64
	Name       string
	Number     string // service number
	Rank       string
	Woman      bool
	Tier       string
	Reach      Reach
	From       civil.Date         // first day on which rank, years, tours and rests allow it; a promotion counts from the day on which it falls due
	Promotions int                // that must come first
	NoCourse   bool               // holds none of the tier's courses
	Lacks      []eligibility.Rule // what somebody must mend, beside the course

	promoted civil.Date // first day on which the promotions are due
	ends     civil.Date // first day on which it is too late: an age limit, or a clearance that ends
}

// Ready reports whether nothing but time is missing, or was.
func (r Rising) Ready() bool { return r.Reach == ReadyNow || r.Reach == InTime }

// Leadership is the pipeline of every tier at the end of a day. It is only read
// from; what it simulated is kept.
type Leadership struct {
	Base     *Base
	Until    civil.Month // last month looked at
	Rungs    []Rung      // in the order of the tiers
	People   []Rising    // by tier, day and name
	Promoted outlook.Parameter
	Prior    reference.Row // of the promotion

	calls []LeaderCall
	seats []KeySeat

	mu       sync.Mutex
	foreseen *Foreseen
}

// MostPromotions is how many promotions ahead somebody counts as in reach.
const MostPromotions = 2

// Leadership reads who is in reach of which tier until the end of a base's usual
// question. The pool is everybody in service on the base's day, with the codes
// of the base's reference data. It returns Forbidden to whom the outlook is
// closed.
func (r *Room) Leadership(ctx context.Context, actor account.Actor, b *Base, pool *registry.Pool) (l *Leadership, err error) {
	defer fault.Wrap(&err, "prospect.Room.Leadership(%s)", b.AsOf)
	if err := actor.Require(account.OutlookView); err != nil {
		return nil, err
	}
	if l = b.memory.leaders(); l != nil {
		return l, nil
	}
	l = &Leadership{Base: b, Until: b.Usual().Until, Rungs: rungs(b.book, b.AsOf)}
	err = r.db.Read(ctx, func(tx *database.Tx) error {
		if err := l.learn(ctx, tx); err != nil {
			return err
		}
		if err := l.rise(ctx, tx, pool); err != nil {
			return err
		}
		if err := l.readCalls(ctx, tx, pool); err != nil {
			return err
		}
		return l.readSeats(ctx, tx)
	})
	if err == nil {
		b.memory.lead(l)
	}
	return l, err
}

// rungs are the tiers for which the reference data say what they ask.
func rungs(book *reference.Book, day civil.Date) (list []Rung) {
	for _, rule := range book.On(reference.Leadership, day) {
		tier, ok := book.Find(reference.Tiers, rule.Code)
		if !ok {
			continue
		}
		list = append(list, Rung{Tier: tier, Rule: rule, Key: tier.Int("key_position") == 1, Courses: strings.Fields(rule.Field("courses")),
			Needed: rule.Int("course_needed") == 1, from: book.RankOrder(rule.Field("rank_from")), to: book.RankOrder(rule.Field("rank_to")),
			assessing: rule.Int("assessment") == 1})
	}
	slices.SortStableFunc(list, func(a, b Rung) int { return cmp.Compare(a.Tier.Int("order"), b.Tier.Int("order")) })
	return list
}

// Rung returns a tier by its code, nil where the reference data ask nothing for it.
func (l *Leadership) Rung(tier string) *Rung {
	for i := range l.Rungs {
		if l.Rungs[i].Tier.Code == tier {
			return &l.Rungs[i]
		}
	}
	return nil
}

// Counts is a number of people by sex.
type Counts struct{ Women, Men int }

// Of returns the number of one sex.
func (c Counts) Of(woman bool) int {
	if woman {
		return c.Women
	}
	return c.Men
}

// Total returns both together.
func (c Counts) Total() int { return c.Women + c.Men }

func (c *Counts) add(woman bool) {
	if woman {
		c.Women++
	} else {
		c.Men++
	}
}

// Wanted says which people of the pipeline are meant; zero fields take all.
type Wanted struct {
	Tier  string
	Sex   registry.Sex
	Reach Reach
	By    civil.Date // who can be put forward by this day as far as time goes: Ready, and in time
	// NoCourse takes those who hold none of the tier's courses.
	NoCourse bool
}

func (w Wanted) takes(r *Rising) bool {
	switch {
	case w.Tier != "" && w.Tier != r.Tier, w.Reach != "" && w.Reach != r.Reach, w.NoCourse && !r.NoCourse:
		return false
	case w.Sex == registry.Women && !r.Woman, w.Sex == registry.Men && r.Woman:
		return false
	}
	return w.By == 0 || r.Ready() && r.From <= w.By && (r.ends == 0 || r.ends > w.By)
}

// Select lists the people who are meant, in order.
func (l *Leadership) Select(w Wanted) (list []Rising) {
	for i := range l.People {
		if w.takes(&l.People[i]) {
			list = append(list, l.People[i])
		}
	}
	return list
}

// Count counts the people who are meant, by sex.
func (l *Leadership) Count(w Wanted) (c Counts) {
	for i := range l.People {
		if w.takes(&l.People[i]) {
			c.add(l.People[i].Woman)
		}
	}
	return c
}

// Years are the ends of the years from the day's own to the horizon's.
func (l *Leadership) Years() (ends []civil.Date) {
	for year := l.Base.AsOf.Year(); year <= l.Until.Year(); year++ {
		ends = append(ends, civil.NewMonth(year, 12).End())
	}
	return ends
}
