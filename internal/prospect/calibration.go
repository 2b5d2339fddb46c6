package prospect

import (
	"context"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/database"
	"beret/internal/fault"
	"beret/internal/reference"
	"beret/outlook"
)

// Calibration is how good forecasts would have been that were made at the end
// of each month of the record's past.
type Calibration struct {
	First, Last civil.Month // first months of the forecasts
	Every       int         // months between two
	Forecasts   int
	Scenarios   int
	Scores      []outlook.Score // by view, horizon and measure; those without a case are left out
}

// The calibration's scope: forecasts of half a year, one and two years, made
// from when enough people have been deployed for a share to be one.
const (
	calibrationScenarios = 400
	calibrationTrend     = 12
	leastPast            = 12 // months of the record before the first forecast
	leastPeople          = 5  // in posts
	mostForecasts        = 72 // of a longer past fewer months are taken
)

func calibrationHorizons() []int { return []int{6, 12, 24} }

// Few is the number of cases below which a score says little.
const Few = 12

// Calibrate makes the forecasts of the past and holds them against what came.
// The answer is kept for as long as the record stands still. It returns
// Forbidden to whom the outlook is closed.
func (r *Room) Calibrate(ctx context.Context, actor account.Actor, book *reference.Book, asOf civil.Date) (c *Calibration, err error) {
	defer fault.Wrap(&err, "prospect.Room.Calibrate(%s)", asOf)
	if err := actor.Require(account.OutlookView); err != nil {
		return nil, err
	}
	var read *chronicle
	var acts int64
	err = r.db.Read(ctx, func(tx *database.Tx) error {
		var err error
		if acts, err = actsOf(ctx, tx); err != nil {
			return err
		}
		if c = r.calibrated(acts, moment{book, asOf}); c == nil {
			read, err = readChronicle(ctx, tx, book, asOf)
		}
		return err
	})
	if err != nil || c != nil {
		return c, err
	}
	if c, err = read.calibrate(ctx); err == nil {
		r.keep(acts, moment{book, asOf}, c)
	}
	return c, err
}

// past is the record as a backtest reads it.
type past struct {
	*chronicle
	ctx   context.Context
	first civil.Month                // of the first tour on record
	out   map[string][]outlook.Share // in posts by month from then on, by category; "" is everybody
}

// newPast counts who was in a post at the end of each month.
func newPast(ctx context.Context, c *chronicle) *past {
	p := &past{chronicle: c, ctx: ctx, first: c.day.Month(), out: map[string][]outlook.Share{}}
	for i := range c.tours {
		p.first = min(p.first, c.tours[i].from.Month())
	}
	for _, id := range c.ids {
		p.count(c.people[id])
	}
	return p
}

// count adds a person's months in posts: of tours at one time the last counts.
func (p *past) count(who *person) {
	for month := p.first; month.End() <= p.day; month++ {
		tours := of(p.tours, who.tours)
		for i := len(tours) - 1; i >= 0; i-- {
			if tours[i].runs(month.End()) {
				p.add("", month, who)
				p.add(tours[i].category, month, who)
				break
			}
		}
		if len(tours) == 0 {
			return
		}
	}
}

func (p *past) add(category string, month civil.Month, who *person) {
	if p.out[category] == nil {
		p.out[category] = make([]outlook.Share, int(p.day.Month()-p.first)+1)
	}
	s := &p.out[category][month-p.first]
	s.Total++
	s.Women += int(1 - who.sex())
}

// Model implements outlook.Past.
func (p *past) Model(first civil.Month) (*outlook.Model, error) {
	b := newBase(p.chronicle, first.Start()-1)
	horizons := calibrationHorizons()
	q := Question{Until: first.Add(horizons[len(horizons)-1] - 1), Scenarios: calibrationScenarios, Seed: 1}
	m := b.Model(q)
	m.Targets, m.Scopes, m.Watched = nil, nil, nil
	return m, p.ctx.Err()
}

// Actual implements outlook.Past.
func (p *past) Actual(view outlook.View, month civil.Month) (share outlook.Share, ok bool) {
	if month < p.first || month.End() > p.day || view.Stage != "" {
		return share, false
	}
	if counted := p.out[view.Category]; counted != nil {
		share = counted[month-p.first]
	}
	return share, true
}

// calibrate forecasts from every month of the past since enough people have
// been in posts.
func (c *chronicle) calibrate(ctx context.Context) (*Calibration, error) {
	result, p := &Calibration{Scenarios: calibrationScenarios}, newPast(ctx, c)
	last := c.day.AddDays(1).Month().Add(-calibrationHorizons()[0])
	views, began := p.views()
	if began == 0 || began.Add(leastPast) > last {
		return result, nil
	}
	result.First, result.Last = began.Add(leastPast), last
	months := int(last-result.First) + 1
	result.Every = (months + mostForecasts - 1) / mostForecasts
	result.Forecasts = (months + result.Every - 1) / result.Every
	test := outlook.Backtest{First: result.First, Last: last, Every: result.Every, Horizons: calibrationHorizons(), Views: views, Trend: calibrationTrend,
		Options: outlook.Options{Scenarios: calibrationScenarios, Seed: 1}}
	scores, err := test.Run(p)
	for _, s := range scores {
		if s.Cases > 0 {
			result.Scores = append(result.Scores, s)
		}
	}
	return result, err
}

// views are everybody and each category in which enough people were ever out,
// and the month since when they were.
func (p *past) views() (views []outlook.View, began civil.Month) {
	enough := func(category string) civil.Month {
		for i, share := range p.out[category] {
			if share.Total >= leastPeople {
				return p.first.Add(i)
			}
		}
		return 0
	}
	views = append(views, outlook.View{})
	for _, row := range p.book.On(reference.Categories, p.day) {
		if enough(row.Code) > 0 {
			views = append(views, outlook.View{Scope: outlook.Scope{Category: row.Code}})
		}
	}
	return views, enough("")
}
