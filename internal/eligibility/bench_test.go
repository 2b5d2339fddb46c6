package eligibility

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"beret/civil"
)

// manyFacts makes files in which each fact holds for so many of a hundred.
func manyFacts(n, holds int) []Facts {
	random := rand.New(rand.NewPCG(1, uint64(holds)))
	yes := func() bool { return random.IntN(100) < holds }
	day := func(from string, span int) civil.Date { return date(from).AddDays(random.IntN(span)) }
	pick := func(list ...string) string { return list[random.IntN(len(list))] }
	list := make([]Facts, n)
	for i := range list {
		f := Facts{Woman: random.IntN(5) == 0, Birth: day("1972-01-01", 9500), Enlisted: day("2000-01-01", 8000),
			Rank: pick("LT", "SLT", "CPT", "MAJ", "LTC"), RankSince: day("2023-06-01", 1000), Passport: day("2029-06-01", 1500)}
		f.Languages = []Language{{"en", pick("B1", "B2", "C1")}}
		f.Specialisms = []Specialism{{pick("sgbv", "community", "investigation", "traffic"), random.IntN(12)}}
		f.Licences = []Licence{{Manual: yes(), Since: day("2010-01-01", 5000)}}
		if yes() {
			f.Medical, f.MedicalExpires = MedicalFit, day("2028-03-01", 500)
		}
		if yes() {
			f.National = NationalGiven
		}
		if yes() {
			f.Windows = []Window{{true, civil.Interval{From: day("2026-01-01", 300)}}}
		}
		if yes() {
			f.Clearances = []civil.Interval{{From: date("2026-01-01"), To: day("2027-06-01", 700)}}
			f.Firearms = []Attempt{{date("2026-01-01"), yes()}}
		}
		if yes() {
			f.Certificates = []Certificate{{Type: "cptm"}, {Type: "first-aid", Expires: day("2027-06-01", 400)}}
		}
		list[i] = f
	}
	return list
}

// manyClasses are posts and seats of several kinds.
func manyClasses(n int) []Requirement {
	fields := []string{"sgbv", "community", "investigation", "traffic"}
	list := make([]Requirement, n)
	for i := range list {
		r := Requirement{RankFrom: []string{"LT", "SLT", "CPT"}[i%3], ServiceYears: 5 + i%4, Assessment: i%5 != 0, Driving: i%2 == 0}
		r.Languages = []Language{{"en", []string{"B1", "B2", "C1"}[i/3%3]}}
		r.Specialisms = []Specialism{{fields[i%4], i % 6}, {fields[(i+1)%4], 3}}
		if i%3 == 0 {
			r.Certificates = []string{"cptm"}
		}
		list[i] = r
	}
	return list
}

// BenchmarkEvaluate holds a candidate against 60 classes.
func BenchmarkEvaluate(b *testing.B) {
	for _, holds := range []int{20, 60, 100} {
		plan := Compile(book(b), today(), aTour(), true, manyClasses(60))
		pool := make([]Candidate, 20000)
		for i, f := range manyFacts(len(pool), holds) {
			pool[i] = plan.Codes().Pack(&f)
		}
		b.Run(fmt.Sprintf("each fact holds for %d of 100", holds), func(b *testing.B) {
			set, found := plan.NewSet(), 0
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				set = plan.Evaluate(&pool[i%len(pool)], set)
				found += set.Len()
			}
			b.ReportMetric(float64(found)/float64(b.N), "eligible/op")
		})
	}
}

// BenchmarkNear finds those who miss little, of files that miss much.
func BenchmarkNear(b *testing.B) {
	plan := Compile(book(b), today(), aTour(), true, manyClasses(60))
	pool := make([]Candidate, 20000)
	for i, f := range manyFacts(len(pool), 60) {
		pool[i] = plan.Codes().Pack(&f)
	}
	set, found := plan.NewSet(), 0
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		set = plan.Near(&pool[i%len(pool)], set)
		found += set.Len()
	}
	b.ReportMetric(float64(found)/float64(b.N), "near/op")
}

func BenchmarkScore(b *testing.B) {
	plan := Compile(book(b), today(), aTour(), true, manyClasses(60))
	facts := fit()
	c := plan.Codes().Pack(&facts)
	for i := 0; b.Loop(); i++ {
		plan.Score(&c, i%60)
	}
}

func BenchmarkExplain(b *testing.B) {
	plan := Compile(book(b), today(), aTour(), true, manyClasses(60))
	facts := fit()
	c := plan.Codes().Pack(&facts)
	for i := 0; b.Loop(); i++ {
		plan.Explain(&c, i%60)
	}
}

func BenchmarkCompile(b *testing.B) {
	data, list := book(b), manyClasses(60)
	for b.Loop() {
		Compile(data, today(), aTour(), true, list)
	}
}
