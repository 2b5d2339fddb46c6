package outlook

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

func TestOfficeIsValid(t *testing.T) {
	if problems := office().Validate(); len(problems) > 0 {
		t.Fatal(problems)
	}
}

// moments are a mean and a deviation.
type moments struct{ n, sum, squares float64 }

func (m *moments) add(x float64) { m.n++; m.sum += x; m.squares += x * x }
func (m *moments) mean() float64 { return m.sum / m.n }
func (m *moments) variance() float64 {
	return max(0, m.squares/m.n-m.mean()*m.mean())
}

// The engine and a person-by-person simulation that shares no code with it
// agree in mean, deviation and distribution of women and total.
func TestAgreesWithEverySinglePersonSimulated(t *testing.T) {
	const engineRuns, naiveRuns = 6000, 250
	m := office()
	sample, err := Simulate(m, Options{Scenarios: engineRuns, Seed: 7})
	if err != nil {
		t.Fatal(err)
	}
	var singles []*naive
	for i := range naiveRuns {
		n := newNaive(m, rand.New(rand.NewPCG(11, uint64(i))))
		n.run()
		singles = append(singles, n)
	}
	keys := []string{"group mission", "group unit", "", "group mission", "ready", "rest", "serving"}
	for v, key := range keys {
		if key == "" {
			continue
		}
		for month := 0; month < m.Months; month += 5 {
			compareMoments(t, fmt.Sprintf("%s in month %d", key, month), sample, v, month, singles, key)
		}
	}
}

func compareMoments(t *testing.T, what string, sample *Sample, view, month int, singles []*naive, key string) {
	t.Helper()
	for part, get := range map[string]func(Share) float64{
		"women": func(s Share) float64 { return float64(s.Women) },
		"total": func(s Share) float64 { return float64(s.Total) },
	} {
		var ours, theirs moments
		a, b := make([]float64, 0, sample.Scenarios), make([]float64, 0, len(singles))
		for i := range sample.Scenarios {
			a = append(a, get(sample.Share(view, month, i)))
			ours.add(a[i])
		}
		for _, n := range singles {
			b = append(b, get(n.at(key, month)))
			theirs.add(b[len(b)-1])
		}
		sd := math.Sqrt(ours.variance() * (1/ours.n + 1/theirs.n)) // equal where the engine is right
		if d := math.Abs(ours.mean() - theirs.mean()); d > 4.5*sd+1e-9 {
			t.Errorf("%s, %s: mean %.3f, one by one %.3f, more than 4.5 errors of %.3f apart", what, part, ours.mean(), theirs.mean(), sd)
		}
		// The Kolmogorov–Smirnov distance, at a level of about 10⁻⁵ for each.
		limit := 2.5 * math.Sqrt(1/ours.n+1/theirs.n)
		if d := distance(a, b); d > limit {
			t.Errorf("%s, %s: the distributions are %.3f apart, limit %.3f", what, part, d, limit)
		}
	}
}

// distance is the greatest difference of two empirical distributions of whole numbers.
func distance(a, b []float64) (worst float64) {
	counts := map[float64][2]float64{}
	top := 0.0
	for i, sample := range [][]float64{a, b} {
		for _, x := range sample {
			c := counts[x]
			c[i] += 1 / float64(len(sample))
			counts[x] = c
			top = max(top, x)
		}
	}
	var sum [2]float64
	for x := 0.0; x <= top; x++ {
		sum[0], sum[1] = sum[0]+counts[x][0], sum[1]+counts[x][1]
		worst = max(worst, math.Abs(sum[0]-sum[1]))
	}
	return worst
}

func TestPeopleAreConservedAndNeverNegative(t *testing.T) {
	m := office()
	m.Inflows = nil
	m.Stages = append(m.Stages, Stage{ID: "gone"})
	everybody := len(m.People)
	for i := range m.Stages {
		for b := range m.Stages[i].Monthly {
			if m.Stages[i].Monthly[b].To == "" {
				m.Stages[i].Monthly[b].To = "gone"
			}
		}
	}
	m.Targets, m.Scopes, m.Watched = nil, []Scope{{}}, nil
	for _, s := range m.Stages {
		if s.Group == "" {
			m.Watched = append(m.Watched, s.ID)
		}
	}
	for i := range m.Start {
		m.Start[i].From = 0
		everybody += m.Start[i].Count
	}
	sample, err := Simulate(m, Options{Scenarios: 500, Seed: 3})
	if err != nil {
		t.Fatal(err)
	}
	for month := range m.Months {
		for i := range sample.Scenarios {
			sum := 0
			for v := range sample.Views {
				s := sample.Share(v, month, i)
				if s.Women < 0 || s.Women > s.Total {
					t.Fatalf("view %v, month %d, scenario %d: %+v", sample.Views[v], month, i, s)
				}
				sum += s.Total
			}
			if sum != everybody {
				t.Fatalf("month %d, scenario %d: %d people, there are %d", month, i, sum, everybody)
			}
		}
	}
}

// However many work at it and wherever a run begins, a scenario is the same.
func TestScenariosDoNotDependOnTheCores(t *testing.T) {
	m := office()
	one, _ := Simulate(m, Options{Scenarios: 333, Seed: 9, Workers: 1})
	four, _ := Simulate(m, Options{Scenarios: 333, Seed: 9, Workers: 4})
	later, _ := Simulate(m, Options{Scenarios: 100, Seed: 9, First: 50})
	for v := range one.Views {
		for month := range m.Months {
			for i := range one.Scenarios {
				a, b := one.Share(v, month, i), four.Share(v, month, i)
				if a != b || i >= 50 && i < 150 && a != later.Share(v, month, i-50) {
					t.Fatalf("view %d, month %d, scenario %d: %+v, %+v", v, month, i, a, b)
				}
			}
		}
	}
}

// A chain without limits is a sum of independent persons: its distribution is
// the Poisson-binomial, computed by convolution.
func TestChainWithoutLimitsIsPoissonBinomial(t *testing.T) {
	m := &Model{First: firstMonth, Months: 18,
		Stages: []Stage{
			{ID: "a", Monthly: []Branch{{"p", "b"}, {"q", ""}}},
			{ID: "b", Monthly: []Branch{{"r", "post"}}},
			{ID: "post", Group: "g", Duration: 5, Due: []Branch{{"e", "post2"}}, Then: "a"},
			{ID: "post2", Group: "g", Duration: 4, Monthly: []Branch{{"q", ""}}, Then: ""},
		},
		Groups:     []Group{{ID: "g", Posts: []Step{{firstMonth, 1000}}}},
		Parameters: []Parameter{certain("p", 0.2, 0.1), certain("q", 0.03, 0.02), certain("r", 0.3, 0.5), certain("e", 0.4, 0.25)},
		Start:      []Crowd{{Stage: "a", Sex: Women, Count: 12}, {Stage: "b", Sex: Women, Count: 5}, {Stage: "a", Sex: Men, Count: 40}},
		People:     []Person{{ID: "x", Sex: Women, Stage: "post", Due: firstMonth.Add(2)}, {ID: "y", Sex: Women, Stage: "post2", Due: firstMonth.Add(3)}},
		Scopes:     []Scope{{}},
	}
	const runs = 60000
	sample, err := Simulate(m, Options{Scenarios: runs, Seed: 5})
	if err != nil {
		t.Fatal(err)
	}
	for _, month := range []int{0, 2, 5, 9, 17} {
		want := []float64{1}
		for _, c := range chainStarts(m) {
			p := chainInPost(m, c.stage, c.due, month)
			for range c.count {
				want = convolve(want, p)
			}
		}
		got := make([]float64, len(want))
		for i := range runs {
			got[sample.Share(0, month, i).Women]++
		}
		chiSquare(t, fmt.Sprintf("month %d", month), got, want, runs)
	}
}

type chainStart struct {
	stage      string
	due, count int
}

func chainStarts(m *Model) (starts []chainStart) {
	for _, c := range m.Start {
		if c.Sex == Women {
			starts = append(starts, chainStart{c.Stage, farAway, c.Count})
		}
	}
	for _, p := range m.People {
		starts = append(starts, chainStart{p.Stage, int(p.Due - m.First), 1})
	}
	return starts
}

// chainInPost is the chance of a woman to be in a post at a month's end, by the
// distribution over (stage, due month).
func chainInPost(m *Model, stage string, due, month int) float64 {
	type state struct {
		stage string
		due   int
	}
	n := &naive{m: m}
	value := func(id string) float64 {
		for _, p := range m.Parameters {
			if p.ID == id {
				return p.Value[Women]
			}
		}
		panic(id)
	}
	now := map[state]float64{{stage, due}: 1}
	for t := 0; t <= month; t++ {
		step := func(branches func(Stage, int) ([]Branch, bool), rest func(Stage, state) state) {
			next := map[state]float64{}
			for s, p := range now {
				if s.stage == "" {
					continue
				}
				code := n.stageOf(s.stage)
				list, applies := branches(code, s.due)
				if !applies {
					next[s] += p
					continue
				}
				enter := func(to string, p float64) {
					due := farAway
					if to != "" && n.stageOf(to).Duration > 0 {
						due = t + n.stageOf(to).Duration
					}
					next[state{to, due}] += p
				}
				for _, b := range list {
					enter(b.To, p*value(b.Parameter))
					p *= 1 - value(b.Parameter)
				}
				if r := rest(code, s); r == s {
					next[s] += p
				} else {
					enter(r.stage, p)
				}
			}
			now = next
		}
		step(func(s Stage, due int) ([]Branch, bool) { return s.Due, due == t },
			func(s Stage, _ state) state { return state{s.Then, -1} })
		step(func(s Stage, _ int) ([]Branch, bool) { return s.Monthly, true },
			func(_ Stage, was state) state { return was })
	}
	sum := 0.0
	for s, p := range now {
		if s.stage != "" && n.stageOf(s.stage).Group != "" {
			sum += p
		}
	}
	return sum
}

func convolve(d []float64, p float64) []float64 {
	out := make([]float64, len(d)+1)
	for k, q := range d {
		out[k] += q * (1 - p)
		out[k+1] += q * p
	}
	return out
}

// chiSquare holds counts against probabilities; rare numbers are put together.
// The limit is four and a half deviations of the statistic, about 10⁻⁵.
func chiSquare(t *testing.T, what string, got, want []float64, runs float64) {
	t.Helper()
	statistic, cells := 0.0, -1.0
	var g, w float64
	for k := range want {
		g, w = g+got[k], w+want[k]*runs
		if rest := tail(want[k+1:]) * runs; w < 8 || rest > 0 && rest < 8 && k < len(want)-1 {
			continue
		}
		statistic += (g - w) * (g - w) / w
		cells++
		g, w = 0, 0
	}
	if cells < 1 {
		cells = 1
	}
	if limit := cells + 4.5*math.Sqrt(2*cells) + 10; statistic > limit {
		t.Errorf("%s: χ² %.1f with %.0f degrees of freedom, limit %.1f", what, statistic, cells, limit)
	}
}

func tail(p []float64) (sum float64) {
	for _, x := range p {
		sum += x
	}
	return sum
}

// More places never give fewer women in posts where nothing comes back.
func TestMoreSeatsNeverHurtAChain(t *testing.T) {
	at := func(seats int) *Sample {
		m := &Model{First: firstMonth, Months: 24,
			Stages: []Stage{
				{ID: "willing"}, {ID: "course", Duration: 2, Due: []Branch{{"pass", "ready"}}},
				{ID: "ready", Monthly: []Branch{{"lost", ""}}}, {ID: "post", Group: "g"}},
			Groups:     []Group{{ID: "g", Posts: []Step{{firstMonth, 500}}}},
			Parameters: []Parameter{learned("pass", 0.5, Count{7, 10}, Count{5, 10}), learned("lost", 0.05, Count{1, 50}, Count{1, 50})},
			Start:      []Crowd{{Stage: "willing", Sex: Women, Count: 60}, {Stage: "willing", Sex: Men, Count: 60}},
			Moves: []Move{{ID: "intake", From: "willing", To: "course", Month: firstMonth, Every: 4, Seats: seats, Women: seats},
				{ID: "go", From: "ready", To: "post", Month: firstMonth, Every: 1, Open: true, Vacant: true}},
			Scopes: []Scope{{}}}
		s, err := Simulate(m, Options{Scenarios: 2000, Seed: 1})
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	for seats := 1; seats < 8; seats++ {
		fewer, more := at(seats), at(seats+1)
		for i := range fewer.Scenarios {
			if a, b := fewer.Share(0, 23, i), more.Share(0, 23, i); b.Women < a.Women {
				t.Fatalf("%d seats: %d women, %d seats: %d in scenario %d", seats, a.Women, seats+1, b.Women, i)
			}
		}
	}
}

func TestProblemsAreNamed(t *testing.T) {
	for rule, spoil := range map[Rule]func(*Model){
		RuleHorizon:   func(m *Model) { m.Months = 0 },
		RuleUnique:    func(m *Model) { m.Stages[1].ID = "serving" },
		RuleUnknown:   func(m *Model) { m.Stages[1].Monthly[0].To = "nowhere" },
		RuleNumber:    func(m *Model) { m.Moves[0].Seats = -1 },
		RuleKind:      func(m *Model) { m.Inflows[0].Parameter = "early" },
		RuleValidity:  func(m *Model) { m.Stages[0].Monthly[1].To = "nominated" },
		RuleDue:       func(m *Model) { m.Stages[0].Then = "rest" },
		RulePost:      func(m *Model) { m.People[0].Stage = "willing" },
		RuleDirection: func(m *Model) { m.Moves[0].From = "post" },
		RuleTarget:    func(m *Model) { m.Targets[0].Path[0].Den = -1 },
	} {
		m := office()
		spoil(m)
		found := false
		for _, p := range m.Validate() {
			found = found || p.Rule == rule
		}
		if _, err := Simulate(m, Options{Scenarios: 1}); !found || err == nil {
			t.Errorf("a breach of %q goes unseen: %v", rule, m.Validate())
		}
	}
}
