package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"beret/civil"
	"beret/internal/eligibility"
	"beret/internal/reference"
)

// The comparison of eligibility: who of half a million officers may go to
// which of sixty posts, as the slate's first step asks, beside one query for
// each post over the same facts.

const (
	eligibilityVariable = "BERET_BENCH_CANDIDATES" // officers other than half a million
	eligibilityRows     = 500_000
	eligibilityClasses  = 60
	eligibilityPatience = time.Minute // for a peer to answer all posts
)

// population is how complete files are: each fact that may be missing is there
// for so many of a hundred.
type population struct {
	name  string
	holds int
}

func populations() []population {
	return []population{
		{"as in a ministry: each fact is on record for one in five", 20},
		{"as in a pool that is looked after: for three in five", 60},
		{"worst case: for everybody, all questions have to be asked", 100},
	}
}

// verdict is who is eligible for a class: how many, and the sum of their
// numbers, by which contenders are held against each other.
type verdict struct{ count, sum int64 }

type verdicts [eligibilityClasses]verdict

func eligibilityTour() eligibility.Tour {
	return eligibility.Tour{From: civil.MustDate("2027-03-01"), To: civil.MustDate("2028-03-01")}
}

// generateFacts makes files whose facts hold for so many of a hundred.
func generateFacts(n, holds int) []eligibility.Facts {
	random := rand.New(rand.NewPCG(1, uint64(holds)))
	yes := func() bool { return random.IntN(100) < holds }
	base := civil.MustDate("2026-01-01")
	day := func(from, to int) civil.Date { return base.AddDays(from + random.IntN(to-from)) }
	pick := func(list ...string) string { return list[random.IntN(len(list))] }
	span := func(from, to civil.Date) civil.Interval { return civil.Interval{From: from, To: to} }
	list := make([]eligibility.Facts, n)
	for i := range list {
		f := &list[i]
		f.Woman, f.Birth, f.Enlisted = random.IntN(5) == 0, day(-20500, -9000), day(-9500, -1200)
		f.Rank, f.RankSince, f.Passport = pick("SGT", "LT", "SLT", "CPT", "MAJ", "LTC"), day(-900, 0), day(100, 2600)
		f.Languages = []eligibility.Language{{Language: pick("en", "en", "fr"), Level: pick("A2", "B1", "B2", "C1")}}
		f.Specialisms = []eligibility.Specialism{{Specialism: pick("sgbv", "community", "investigation", "traffic"), Years: random.IntN(12)}}
		f.Licences = []eligibility.Licence{{Manual: yes(), Since: day(-5000, 0)}}
		if yes() {
			f.Medical, f.MedicalExpires = eligibility.MedicalFit, day(300, 900)
		}
		if yes() {
			f.National, f.NationalExpires = eligibility.NationalGiven, day(300, 900)
		}
		if yes() {
			f.Windows = []eligibility.Window{{Willing: true, Span: span(day(-300, 300), day(700, 2000))}}
		}
		if yes() {
			f.Clearances = []civil.Interval{span(day(-300, 0), day(350, 900))}
			f.Firearms = []eligibility.Attempt{{On: day(-300, 0), Passed: yes()}}
		}
		if yes() {
			f.Certificates = []eligibility.Certificate{{Type: "cptm"}, {Type: "first-aid", Expires: day(300, 900)}}
		}
		if random.IntN(10) == 0 {
			from := day(-2500, 200)
			f.Tours = []eligibility.Deployment{{Mission: "UNMISS", Span: span(from, from+365), Ended: true}}
		}
	}
	return list
}

// generatePosts makes posts and seats that differ in rank, service, language,
// field, papers and arms.
func generatePosts() []eligibility.Requirement {
	fields := []string{"sgbv", "community", "investigation", "traffic"}
	ranks, levels := []string{"SGT", "LT", "SLT", "CPT"}, []string{"B1", "B2", "C1"}
	list := make([]eligibility.Requirement, eligibilityClasses)
	for i := range list {
		r := &list[i]
		r.RankFrom, r.RankTo, r.ServiceYears = ranks[i%4], "MAJ", 5+i%4
		r.Assessment, r.Driving, r.Firearms = true, i%2 == 0, i%3 == 0
		r.Languages = []eligibility.Language{{Language: []string{"en", "fr"}[i/30], Level: levels[i/3%3]}}
		r.Specialisms = []eligibility.Specialism{{Specialism: fields[i%4], Years: i % 6}, {Specialism: fields[(i+1)%4], Years: 3}}
		if i%5 == 0 {
			r.Certificates = []string{"cptm", "first-aid"}
		}
	}
	return list
}

func benchEligibility(ctx context.Context) (string, error) {
	n, err := numberFrom(eligibilityVariable, eligibilityRows)
	if err != nil {
		return "", err
	}
	book, err := reference.Load(nil)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "## Eligibility: %d officers × %d posts\n\nWho may go to which post, by every rule of the posts and of the policies, for a tour that begins in four months. "+
		"Beret: one core, the %d posts at once. Peers: the rows in memory, indexed, one query for each post that returns how many and the sum of their numbers, both cores. "+
		"All verdicts were equal, post by post. Median of %d rounds for Beret, one run of each peer, ended after %s: the factor is that of the posts answered until then; %s; load before %s.\n\n",
		n, eligibilityClasses, eligibilityClasses, rounds, eligibilityPatience, machine(), loadAverage())
	b.WriteString("| files | eligible pairs | Beret | ns an officer | DuckDB | times | SQLite | times |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n")
	var last ownRun
	for _, p := range populations() {
		if last, err = compareEligibility(ctx, &b, book, p, n); err != nil {
			return "", fmt.Errorf("%s: %w", p.name, err)
		}
	}
	fmt.Fprintf(&b, "\n- %d questions are asked in all for %d posts; %d bytes an officer, %d MB for all; %d allocations in a run.\n",
		last.plan.Questions(), eligibilityClasses, last.bytes/int64(n), last.bytes>>20, last.allocations)
	fmt.Fprintf(&b, "- Scoring one eligible pair takes %d ns, compiling the %d posts %s, explaining one pair with found, needed and day of change %s.\n",
		last.score.Nanoseconds(), eligibilityClasses, milliseconds(last.compile), milliseconds(last.explain))
	return b.String(), nil
}

// ownRun is Beret's side: packed candidates and their plan.
type ownRun struct {
	plan                    *eligibility.Plan
	pool                    []eligibility.Candidate
	got                     verdicts
	bytes                   int64
	allocations             uint64
	score, compile, explain time.Duration
}

func newOwnRun(book *reference.Book, facts []eligibility.Facts) *ownRun {
	o := &ownRun{plan: eligibility.Compile(book, benchDay(), eligibilityTour(), false, generatePosts())}
	o.pool = make([]eligibility.Candidate, len(facts))
	for i := range facts {
		o.pool[i] = o.plan.Codes().Pack(&facts[i])
		o.bytes += int64(o.pool[i].Bytes())
	}
	return o
}

// evaluate answers for everybody and every post.
func (o *ownRun) evaluate() error {
	o.got = verdicts{}
	set := o.plan.NewSet()
	for i := range o.pool {
		if set = o.plan.Evaluate(&o.pool[i], set); set.Len() == 0 {
			continue
		}
		for class := range o.got {
			if set.Has(class) {
				o.got[class].count++
				o.got[class].sum += int64(i + 1)
			}
		}
	}
	return nil
}

// details times what is done with few: scores and explanations.
func (o *ownRun) details(book *reference.Book) (err error) {
	each := func(f func(i int)) (took time.Duration) {
		took, err = repeat(func() error {
			for i := range 1000 {
				f(i)
			}
			return nil
		})
		return took / 1000
	}
	o.score = each(func(i int) { o.plan.Score(&o.pool[i], i%eligibilityClasses) })
	o.explain = each(func(i int) { o.plan.Explain(&o.pool[i], i%eligibilityClasses) })
	o.compile, _ = repeat(func() error {
		eligibility.Compile(book, benchDay(), eligibilityTour(), false, generatePosts())
		return nil
	})
	o.allocations, _, _ = allocations(o.evaluate)
	return err
}

func compareEligibility(ctx context.Context, b *strings.Builder, book *reference.Book, p population, n int) (run ownRun, err error) {
	facts := generateFacts(n, p.holds)
	own := newOwnRun(book, facts)
	if err := own.evaluate(); err != nil {
		return run, err
	}
	duck, err := eligibilityPeer(ctx, "duckdb", book, facts)
	if err != nil {
		return run, err
	}
	defer duck.close()
	lite, err := eligibilityPeer(ctx, "sqlite", book, facts)
	if err != nil {
		return run, err
	}
	defer lite.close()
	for _, peer := range []*sqlPeer{duck, lite} {
		if err := peer.evaluate(ctx); err != nil {
			return run, err
		}
		for i := range peer.done {
			if peer.got[i] != own.got[i] {
				return run, fmt.Errorf("post %d: the verdicts differ: Beret %v, %s %v", i, own.got[i], peer.name, peer.got[i])
			}
		}
	}
	times, err := race([]func() error{own.evaluate})
	if err != nil {
		return run, err
	}
	pairs := int64(0)
	for _, v := range own.got {
		pairs += v.count
	}
	fmt.Fprintf(b, "| %s | %d | %s | %d | %s | %s | %s | %s |\n", p.name, pairs, milliseconds(times[0]), times[0].Nanoseconds()/int64(n),
		duck.text(), duck.times(times[0]), lite.text(), lite.times(times[0]))
	return *own, own.details(book)
}
