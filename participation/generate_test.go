package participation

import (
	"math/rand/v2"

	"beret/civil"

	"pgregory.net/rapid"
)

var (
	testFirst = civil.MustMonth("2020-01")
	testLast  = civil.MustMonth("2022-06")
)

// drawServices makes stretches of few people in few places, so that overlaps,
// adjoining stretches, gaps, open ends and same-day ends are all common.
func drawServices(t *rapid.T) []Service {
	code := func(name string, codes ...string) string { return rapid.SampledFrom(codes).Draw(t, name) }
	day := rapid.IntRange(-40, int(testLast.End()-testFirst.Start())+40)
	var services []Service
	for i := range rapid.IntRange(0, 25).Draw(t, "stretches") {
		person := int64(rapid.IntRange(1, 10).Draw(t, "person"))
		span := civil.Interval{From: testFirst.Start() + civil.Date(day.Draw(t, "from"))}
		if rapid.IntRange(0, 4).Draw(t, "open") > 0 {
			span.To = span.From + civil.Date(rapid.IntRange(-3, 400).Draw(t, "days"))
		}
		s := Service{ID: int64(i + 1), Deployment: int64(rapid.IntRange(0, 5).Draw(t, "tour")), Person: person, Woman: person%3 == 0, Span: span,
			Category: code("category", "IPO", "FPU"), Mission: code("mission", "A", "B", "C"), Unit: code("unit", "", "U1"),
			Tier: code("tier", "", "T1", "T2"), HomeUnit: code("home", "H1", "H2"), RankBand: code("band", "R1", "R2"),
			Site: code("site", "", "S1", "S2"), Status: Status(rapid.SampledFrom([]int{0, 0, 0, 1, 2}).Draw(t, "status")),
			CauseStart: code("start", "rotation", "new"), CauseEnd: code("end", "rotation", "illness")}
		if rapid.Bool().Draw(t, "plan") {
			s.PlannedEnd = span.From + civil.Date(rapid.IntRange(1, 400).Draw(t, "plan days"))
		}
		services = append(services, s)
	}
	return services
}

func drawDay(t *rapid.T, name string) civil.Date {
	return testFirst.Start() + civil.Date(rapid.IntRange(-30, 950).Draw(t, name))
}

func shuffled(services []Service, seed uint64) []Service {
	r := rand.New(rand.NewPCG(seed, 0))
	mixed := append([]Service(nil), services...)
	r.Shuffle(len(mixed), func(i, j int) { mixed[i], mixed[j] = mixed[j], mixed[i] })
	return mixed
}

// recount is the oracle: look at every person, ask whether any of their
// stretches in the group covers the day.
func recount(services []Service, dimension Dimension, key string, day civil.Date) Share {
	people := map[int64]bool{}
	for _, s := range services {
		if s.Status == Served && dimension.Key(s) == key && s.Span.From <= day && (s.Span.To == 0 || day < s.Span.To) {
			people[s.Person] = s.Woman
		}
	}
	var share Share
	for _, woman := range people {
		share.Total++
		if woman {
			share.Women++
		}
	}
	return share
}
