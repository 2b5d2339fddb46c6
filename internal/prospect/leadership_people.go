package prospect

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"math"
	"slices"
	"strings"

	"beret/civil"
	"beret/internal/database"
	"beret/internal/eligibility"
	"beret/internal/reference"
	"beret/internal/registry"
	"beret/outlook"
)

const promotion = "promotion"

// asks are the requirements of all tiers: of each without a course, then with
// each of its courses.
func (l *Leadership) asks() (list []eligibility.Requirement) {
	for i := range l.Rungs {
		g := &l.Rungs[i]
		g.class = len(list)
		asked := eligibility.Requirement{RankFrom: g.Rule.Field("rank_from"), RankTo: g.Rule.Field("rank_to"),
			ServiceYears: g.Rule.Int("service_years"), Assessment: g.assessing}
		list = append(list, asked)
		for _, course := range g.Courses {
			with := asked
			with.Certificates = []string{course}
			list = append(list, with)
		}
	}
	return list
}

// ladder returns the codes of the ranks from some steps under the lowest tier's.
func (l *Leadership) ladder() (codes []any) {
	lowest, highest := math.MaxInt, 0
	for _, g := range l.Rungs {
		lowest, highest = min(lowest, g.from-MostPromotions), max(highest, g.to)
	}
	for _, row := range l.Base.book.On(reference.Ranks, l.Base.AsOf) {
		if order := row.Int("order"); order >= lowest && order <= highest {
			codes = append(codes, row.Code)
		}
	}
	return codes
}

// rise judges everybody of the ranks in question.
func (l *Leadership) rise(ctx context.Context, tx *database.Tx, pool *registry.Pool) error {
	ranks := l.ladder()
	if len(ranks) == 0 {
		return nil
	}
	day, months := l.Base.AsOf, max(1, l.Base.book.Number("tour-months", l.Base.AsOf))
	plan := pool.Compile(day, eligibility.Tour{From: day, To: day.AddMonths(months)}, false, l.asks())
	err := tx.Each(ctx, func(rows *sql.Rows) error {
		var o registry.Officer
		var woman int
		if err := rows.Scan(&o.ID, &woman, &o.ServiceNumber, &o.FullName, &o.Rank, &o.RankSince, &o.BirthDate); err != nil {
			return err
		}
		o.Woman = woman == 1
		if who := pool.Find(o.ID); who != nil {
			l.judge(o, who, plan, months)
		}
		return nil
	}, fmt.Sprintf(`SELECT id, woman, service_number, full_name, rank_code, rank_since, birth_date FROM officer
		WHERE (left_on IS NULL OR left_on > ?) AND rank_code IN (%s) ORDER BY name_key, id`, strings.TrimSuffix(strings.Repeat("?,", len(ranks)), ",")), append([]any{day}, ranks...)...)
	slices.SortStableFunc(l.People, func(a, b Rising) int {
		return cmp.Or(cmp.Compare(l.place(a.Tier), l.place(b.Tier)), cmp.Compare(a.From, b.From))
	})
	return err
}

func (l *Leadership) place(tier string) int {
	return slices.IndexFunc(l.Rungs, func(g Rung) bool { return g.Tier.Code == tier })
}

// judge holds an officer against every tier.
func (l *Leadership) judge(o registry.Officer, who *registry.Person, plan *eligibility.Plan, tour int) {
	for i := range l.Rungs {
		g := &l.Rungs[i]
		r := Rising{ID: o.ID, Name: o.FullName, Number: o.ServiceNumber, Rank: o.Rank, Woman: o.Woman, Tier: g.Tier.Code, From: l.Base.AsOf}
		if l.promote(&r, g, o, tour) && l.weigh(&r, g, plan.Explain(&who.Candidate, g.class)) {
			r.NoCourse = len(g.Courses) > 0 && !holds(plan, g, &who.Candidate)
			r.Reach = r.reach(g, l.Base.AsOf)
			l.People = append(l.People, r)
		}
	}
}

// holds reports whether one of the tier's courses does not stand in the way.
func holds(plan *eligibility.Plan, g *Rung, c *eligibility.Candidate) bool {
	without := plan.Lacks(c, g.class, math.MaxInt-1)
	for i := range g.Courses {
		if plan.Lacks(c, g.class+1+i, math.MaxInt-1) == without {
			return true
		}
	}
	return false
}

// promote takes the officer up to the tier's lowest rank by the years that the
// ladder asks for; false where it takes too many steps or comes too late. The
// age limit is that of the rank then held.
func (l *Leadership) promote(r *Rising, g *Rung, o registry.Officer, tour int) bool {
	book, day := l.Base.book, l.Base.AsOf
	order := book.RankOrder(o.Rank)
	if order > g.to || order == 0 {
		return false
	}
	for ; order < g.from; order++ {
		due, ok := registry.NextRankOn(o, book)
		next, _ := book.NextRank(o.Rank)
		if !ok || r.Promotions == MostPromotions {
			return false
		}
		r.Promotions++
		r.promoted = max(due, day)
		o.Rank, o.RankSince = next.Code, r.promoted
	}
	r.From = max(r.From, r.promoted)
	r.ends = l.tooOld(o, tour)
	return r.From.Month() <= l.Until && (r.ends == 0 || r.ends > r.From)
}

// tooOld is the first day on which no tour can begin any more for age, zero for
// none.
func (l *Leadership) tooOld(o registry.Officer, tour int) (day civil.Date) {
	book, asOf := l.Base.book, l.Base.AsOf
	if years := book.Number("maximum-age", asOf); years > 0 {
		day = o.BirthDate.AddYears(years)
	}
	if limit, ok := registry.AgeLimitOn(o, book, asOf); ok {
		if book.Number("age-limit-in-tour", asOf) == 1 {
			limit = limit.AddMonths(-tour)
		}
		if day == 0 || limit < day {
			day = limit
		}
	}
	return day
}

// weigh parts what stands in the way into what time mends and what somebody
// must; false where the tier is out of reach for good.
func (l *Leadership) weigh(r *Rising, g *Rung, checks eligibility.Checks) bool {
	for _, c := range checks {
		switch {
		case !c.Blocks():
			if c.Rule == eligibility.Assessed && c.Until > 0 {
				r.ends = sooner(r.ends, c.Until)
			}
		case c.Rule == eligibility.LowestRank && r.Promotions > 0, c.Rule == eligibility.AgeLimit && r.Promotions > 0:
		case c.Rule == eligibility.Serving, c.Rule == eligibility.HighestRank, c.Rule == eligibility.MaximumAge, c.Rule == eligibility.AgeLimit:
			return false
		case c.Until > l.Base.AsOf:
			r.From = max(r.From, c.Until)
		default:
			r.Lacks = append(r.Lacks, c.Rule)
		}
	}
	return r.From.Month() <= l.Until && (r.ends == 0 || r.ends > r.From)
}

func sooner(a, b civil.Date) civil.Date {
	if a == 0 || b < a {
		return b
	}
	return a
}

func (r *Rising) reach(g *Rung, day civil.Date) Reach {
	switch {
	case len(r.Lacks) > 0:
		return ByAct
	case r.NoCourse && g.Needed:
		return ByCourse
	case r.Promotions > 0, r.From > day:
		return InTime
	}
	return ReadyNow
}

// learn counts promotions on record among those who had served the years: the
// months for which they waited, and who was promoted.
func (l *Leadership) learn(ctx context.Context, tx *database.Tx) error {
	row, _ := l.Base.priorOf(promotion, promotion, l.Base.AsOf)
	l.Prior, l.Promoted = row, outlook.Parameter{ID: promotion, Kind: outlook.Proportion, Prior: prior(row)}
	ranks := l.ladder()
	if len(ranks) == 0 {
		return nil
	}
	day := l.Base.AsOf
	after := day.AddMonths(-max(1, l.Base.book.Number("outlook-history-months", day)))
	list := strings.TrimSuffix(strings.Repeat("?,", len(ranks)), ",")
	var days [2]int
	err := tx.Each(ctx, func(rows *sql.Rows) error {
		var o registry.Officer
		var woman int
		var to civil.Date
		if err := rows.Scan(&woman, &o.Rank, &o.RankSince, &to); err != nil {
			return err
		}
		due, ok := registry.NextRankOn(o, l.Base.book)
		end := day + 1
		if to > 0 {
			end = min(end, to)
		}
		if from := max(due, after+1); ok && end >= from {
			days[1-woman] += end.Sub(from)
			if to > 0 && to <= day {
				l.Promoted.Counts[1-woman].Events++
			}
		}
		return nil
	}, fmt.Sprintf(`SELECT o.woman, p.rank_code, p.from_date, p.to_date FROM past_rank p JOIN officer o ON o.id = p.officer_id WHERE p.to_date > ? AND p.rank_code IN (%s)
		UNION ALL SELECT woman, rank_code, rank_since, left_on FROM officer WHERE rank_since IS NOT NULL AND left_on IS NULL AND rank_code IN (%s)`, list, list),
		append(append([]any{after}, ranks...), ranks...)...)
	for sex, n := range days {
		// Who is promoted in the month in which it falls due has waited for one.
		c := &l.Promoted.Counts[sex]
		c.Trials = int(math.Round(float64(n)*12/365.25)) + c.Events
	}
	return err
}
