package cli

import (
	"context"
	"fmt"
	"strconv"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/database"
	"beret/internal/prospect"
	"beret/internal/registry"
)

// runLeadership prints who is in reach of which leadership tier, and whether
// nominees are ready for the calls to come and for the key seats.
func (s outlookScene) runLeadership(ctx context.Context, db *database.DB, room *prospect.Room) error {
	pool, err := registry.NewStore(db, s.book).Pool(ctx, account.System(), account.OutlookView)
	if err != nil {
		return err
	}
	l, err := room.Leadership(ctx, account.System(), s.base, pool)
	if err != nil {
		return err
	}
	f, err := l.Foresee(ctx)
	if err != nil {
		return err
	}
	switch s.format {
	case "csv":
		return s.tierTable(l).csv(s.Stdout)
	case "json":
		return writeJSON(s.Stdout, s.leadershipJSON(l, f))
	}
	fmt.Fprintln(s.Stdout, l.Finding(s.text, f))
	return s.printTables(s.tierTable(l), s.leaderCallTable(f), s.keySeatTable(f))
}

// tierTable counts the people in reach by tier and sex: by what they lack, and
// by the year in which time alone makes them ready.
func (s outlookScene) tierTable(l *prospect.Leadership) *table {
	t := &table{columns: []column{{"tier", s.text.Text("leadership.tier"), false}, {"sex", s.text.Text("officerpage.sex"), false}}}
	for _, reach := range prospect.Reaches() {
		t.columns = append(t.columns, column{string(reach), s.text.Text("leadership.reach." + string(reach)), true})
	}
	for _, end := range l.Years() {
		t.columns = append(t.columns, column{"by_" + strconv.Itoa(end.Year()), strconv.Itoa(end.Year()), true})
	}
	for _, g := range l.Rungs {
		for _, woman := range []bool{true, false} {
			sex, code := s.text.Text("leadership.men_of"), "men"
			if woman {
				sex, code = s.text.Text("leadership.women_of"), "women"
			}
			cells, values := []string{g.Tier.Name(s.text.Lang), sex}, []any{g.Tier.Code, code}
			add := func(w prospect.Wanted) {
				w.Tier = g.Tier.Code
				n := l.Count(w).Of(woman)
				cells, values = append(cells, s.text.Number(n)), append(values, n)
			}
			for _, reach := range prospect.Reaches() {
				add(prospect.Wanted{Reach: reach})
			}
			for _, end := range l.Years() {
				add(prospect.Wanted{By: end})
			}
			t.addRaw(cells, values...)
		}
	}
	return t
}

// leaderCallTable lists the calls to come.
func (s outlookScene) leaderCallTable(f *prospect.Foreseen) *table {
	t := &table{}
	for _, key := range []string{"call", "due", "nominees", "woman_ready", "slate_ready", "mended"} {
		t.columns = append(t.columns, column{key, s.text.Text("leadership." + key), key == "nominees"})
	}
	for _, c := range f.Calls {
		name := c.Reference + " " + c.Title
		if c.Call == 0 {
			name = s.text.Text("leadership.expected", "n", c.Posts, "month", c.Vacant)
		}
		t.add(name+", "+c.Scope.Tier+", "+c.Scope.Mission, s.text.Month(c.Month), s.text.Number(c.Nominees),
			prospect.ChanceText(s.text, c.AsIs.Woman, c.AsIs.Of), prospect.ChanceText(s.text, c.AsIs.Slate, c.AsIs.Of), prospect.ChanceText(s.text, c.Mended.Woman, c.Mended.Of))
	}
	return t
}

// keySeatTable lists the key seats.
func (s outlookScene) keySeatTable(f *prospect.Foreseen) *table {
	t := &table{}
	for _, key := range []string{"seat", "holder", "vacant", "somebody", "woman_follows", "mended"} {
		t.columns = append(t.columns, column{key, s.text.Text("leadership." + key), false})
	}
	chance := func(met, of int) string {
		if of == 0 {
			return s.text.Text("leadership.never")
		}
		return prospect.ChanceText(s.text, met, of)
	}
	for _, seat := range f.Seats {
		title, when := seat.Title, s.text.Text("leadership.vacant_late")
		if seat.TitleKey != "" {
			title = s.text.Text(seat.TitleKey)
		}
		if seat.AsIs.When[2] > 0 {
			when = s.text.Month(seat.AsIs.When[2])
		}
		t.add(title+", "+seat.Scope.Tier+", "+seat.Scope.Mission, seat.Name, when, chance(seat.AsIs.Somebody, seat.AsIs.Vacant), chance(seat.AsIs.Woman, seat.AsIs.Vacant),
			chance(seat.Mended.Woman, seat.Mended.Vacant))
	}
	return t
}

// leadershipAnswer is the JSON form; cli.flag.leadership names it.
type leadershipAnswer struct {
	Finding   string           `json:"finding"`
	AsOf      civil.Date       `json:"as_of"`
	Until     civil.Month      `json:"until"`
	Scenarios int              `json:"scenarios"`
	Tiers     []leadershipTier `json:"tiers"`
	Calls     []leadershipCall `json:"calls"`
	Seats     []leadershipSeat `json:"seats"`
}

type leadershipTier struct {
	Tier       string                              `json:"tier"`
	Says       string                              `json:"says"`
	Source     string                              `json:"source"`
	Confidence string                              `json:"confidence"`
	Reach      map[prospect.Reach]leadershipCounts `json:"reach"`
	By         map[string]leadershipCounts         `json:"by"`
}

type leadershipCounts struct {
	Women int `json:"women"`
	Men   int `json:"men"`
}

// leadershipChance is in how many of so many scenarios a woman, anybody or a
// full list with a woman is ready.
type leadershipChance struct {
	Of       int  `json:"of"`
	Woman    int  `json:"woman"`
	Somebody *int `json:"somebody,omitempty"`
	Slate    *int `json:"slate,omitempty"`
}

type leadershipCall struct {
	Reference string           `json:"reference,omitempty"`
	Tier      string           `json:"tier"`
	Category  string           `json:"category"`
	Mission   string           `json:"mission"`
	Month     civil.Month      `json:"month"`
	Posts     int              `json:"posts"`
	Nominees  int              `json:"nominees"`
	AsIs      leadershipChance `json:"as_is"`
	Mended    leadershipChance `json:"mended"`
}

type leadershipSeat struct {
	Tour    int64            `json:"tour"`
	Officer int64            `json:"officer"`
	Woman   bool             `json:"woman"`
	Tier    string           `json:"tier"`
	Mission string           `json:"mission"`
	Vacant  []string         `json:"vacant"` // months at the quantiles 5, 25, 50, 75, 95 %; empty beyond the horizon
	AsIs    leadershipChance `json:"as_is"`
	Mended  leadershipChance `json:"mended"`
}

func (s outlookScene) leadershipJSON(l *prospect.Leadership, f *prospect.Foreseen) leadershipAnswer {
	out := leadershipAnswer{Finding: l.Finding(s.text, f), AsOf: s.base.AsOf, Until: l.Until, Scenarios: f.Scenarios, Tiers: []leadershipTier{}, Calls: []leadershipCall{}, Seats: []leadershipSeat{}}
	for _, g := range l.Rungs {
		tier := leadershipTier{g.Tier.Code, g.Rule.Field("detail_" + string(s.text.Lang)), g.Rule.Source, string(g.Rule.Confidence), map[prospect.Reach]leadershipCounts{}, map[string]leadershipCounts{}}
		for _, reach := range prospect.Reaches() {
			tier.Reach[reach] = leadershipCounts(l.Count(prospect.Wanted{Tier: g.Tier.Code, Reach: reach}))
		}
		for _, end := range l.Years() {
			tier.By[end.String()] = leadershipCounts(l.Count(prospect.Wanted{Tier: g.Tier.Code, By: end}))
		}
		out.Tiers = append(out.Tiers, tier)
	}
	for _, c := range f.Calls {
		out.Calls = append(out.Calls, leadershipCall{c.Reference, c.Scope.Tier, c.Scope.Category, c.Scope.Mission, c.Month, c.Posts, c.Nominees,
			leadershipChance{Of: c.AsIs.Of, Woman: c.AsIs.Woman, Slate: &c.AsIs.Slate}, leadershipChance{Of: c.Mended.Of, Woman: c.Mended.Woman, Slate: &c.Mended.Slate}})
	}
	for _, seat := range f.Seats {
		row := leadershipSeat{Tour: seat.Tour, Officer: seat.Officer, Woman: seat.Woman, Tier: seat.Scope.Tier, Mission: seat.Scope.Mission, Vacant: []string{},
			AsIs:   leadershipChance{Of: seat.AsIs.Vacant, Woman: seat.AsIs.Woman, Somebody: &seat.AsIs.Somebody},
			Mended: leadershipChance{Of: seat.Mended.Vacant, Woman: seat.Mended.Woman, Somebody: &seat.Mended.Somebody}}
		for _, month := range seat.AsIs.When {
			text := ""
			if month > 0 {
				text = month.String()
			}
			row.Vacant = append(row.Vacant, text)
		}
		out.Seats = append(out.Seats, row)
	}
	return out
}
