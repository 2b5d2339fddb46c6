package demonstration

import (
	"context"
	"fmt"

	"beret/internal/account"
	"beret/internal/database"
	"beret/internal/office"
	"beret/internal/prospect"
)

// madeUp is the source of everything that the outlook rests on beside people.
const madeUp = "generated for the demonstration"

// authorised are the posts that the UN has given the office, by tier: as many as
// are held today; from some months after the day on it is more or fewer.
var authorised = []struct {
	category, mission, tier string
	after, posts            int // months after the day's
}{
	{"ipo", "UNMISS", "", 1, 9}, {"ipo", "UNMISS", "first-line", 1, 2}, {"ipo", "UNMISS", "senior", 1, 2}, {"ipo", "UNMISS", "", 21, 7},
	{"ipo", "UNISFA", "", 1, 4}, {"ipo", "UNISFA", "first-line", 1, 1}, {"ipo", "UNISFA", "senior", 1, 1},
	{"ipo", "MINUSCA", "", 1, 8}, {"ipo", "MINUSCA", "first-line", 1, 2}, {"ipo", "MINUSCA", "senior", 1, 1}, {"ipo", "MINUSCA", "", 9, 10},
	{"team", "MINUSCA", "", 1, 4}, {"team", "MINUSCA", "first-line", 1, 1},
	{"professional", "UNHQ", "", 1, 2},
}

// contingents are the rotations of the unit, in months after the day's: the
// first takes its composition from the seats, the second is planned with fewer
// women than the first brings home.
var contingents = []struct{ after, people, women int }{{14, 146, -1}, {26, 160, 34}, {38, 160, 40}}

const unitMission = "UNMISS"

// plan enters the posts authorised and the calendar of the unit.
func (g *generator) plan(ctx context.Context, tx *database.Tx, actor account.Actor, unitID int64) error {
	first := g.asOf.Month()
	for _, a := range authorised {
		post := prospect.Post{Category: a.category, Mission: a.mission, Tier: a.tier, From: first.Add(a.after), Posts: a.posts, Source: madeUp, Generated: true}
		if _, err := prospect.PutPost(ctx, tx, actor, g.book, post); err != nil {
			return err
		}
	}
	for _, c := range contingents {
		r := prospect.Rotation{UnitID: unitID, Mission: unitMission, On: first.Add(c.after).Start(), Contingent: c.people, Source: madeUp, Generated: true}
		if c.women >= 0 {
			r.Women = &c.women
		}
		if _, err := prospect.PutRotation(ctx, tx, actor, g.book, r); err != nil {
			return err
		}
	}
	return nil
}

// ask keeps some questions to the outlook, as a desk does before a meeting.
func ask(ctx context.Context, db *database.DB, o Options) error {
	actor := account.System()
	_, book, err := office.Load(ctx, db)
	if err != nil {
		return err
	}
	base, err := prospect.NewRoom(db).Load(ctx, actor, book, o.AsOf)
	if err != nil {
		return err
	}
	return db.Write(ctx, func(tx *database.Tx) error {
		for _, s := range questions(base) {
			if len(base.Check(s.Question)) > 0 {
				continue // of that day's office: no such mission, nobody nominated
			}
			s.Generated = true
			if _, err := prospect.SaveScenario(ctx, tx, actor, base, s); err != nil {
				return err
			}
		}
		return nil
	})
}

func questions(base *prospect.Base) []prospect.Scenario {
	with := func(settings ...prospect.Setting) prospect.Question {
		q := base.Usual()
		q.Settings = settings
		return q
	}
	closes := int(base.AsOf.Month().Add(20) - base.First)
	return []prospect.Scenario{
		{Name: "More women nominated", Question: with(prospect.Setting{Lever: "nominate-women:ipo", Units: 4}),
			Note: "Four more women a quarter for individual posts, beside the others; " + madeUp + "."},
		{Name: fmt.Sprintf("MINUSCA closes in %d", base.First.Add(closes).Year()), Question: with(prospect.Setting{Lever: "closing:MINUSCA", Units: closes + 1}),
			Note: "What the mission's end would do to the share; " + madeUp + "."},
	}
}
