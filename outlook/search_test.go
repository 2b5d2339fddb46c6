package outlook

import "testing"

// short is a model in which women must be trained in time; with levers.
func short() (*Model, []Lever) {
	m := &Model{First: firstMonth, Months: 18,
		Stages: []Stage{
			{ID: "willing", Monthly: []Branch{{"lost", ""}}},
			{ID: "course", Duration: 2, Due: []Branch{{"pass", "ready"}}, Then: "willing"},
			{ID: "ready", Monthly: []Branch{{"lost", ""}}},
			{ID: "post", Group: "g", Duration: 12, Due: []Branch{{"extended", "longer"}}, Then: "rest"},
			{ID: "longer", Group: "g", Duration: 6, Then: "rest"},
			{ID: "rest", Duration: 6, Then: "willing"}},
		Groups: []Group{{ID: "g", Posts: []Step{{firstMonth, 24}}}},
		Parameters: []Parameter{learned("lost", 0.01, Count{2, 200}, Count{4, 500}), learned("pass", 0.6, Count{7, 12}, Count{30, 45}),
			learned("extended", 0.3, Count{2, 8}, Count{8, 25})},
		Start: []Crowd{{Stage: "willing", Sex: Women, Count: 25}, {Stage: "willing", Sex: Men, Count: 60}, {Stage: "ready", Sex: Men, Count: 6}},
		Moves: []Move{
			{ID: "intake", From: "willing", To: "course", Month: firstMonth.Add(1), Every: 3, Seats: 6},
			{ID: "extra", From: "willing", To: "course", Month: firstMonth.Add(3)},
			{ID: "deploy", From: "ready", To: "post", Month: firstMonth, Every: 1, Open: true, Vacant: true}},
		Targets: []Target{{Framework: "f", Path: []TargetStep{{firstMonth, 1, 4}}}}}
	for i := range 24 {
		p := Person{ID: string(rune('a' + i)), Sex: Men, Stage: "post", Due: firstMonth.Add(i / 2)}
		if i%3 == 0 {
			p.Sex = Women
		}
		m.People = append(m.People, p)
	}
	return m, []Lever{
		{ID: "kept places", Cost: 2, Max: 6, Effects: []Effect{{Move: "intake", Women: 1}}},
		{ID: "extra seats", Cost: 3, Max: 8, Effects: []Effect{{Move: "extra", Seats: 1, Women: 1}}},
		{ID: "preference", Cost: 5, Max: 2, Effects: []Effect{{Move: "deploy", Women: 1}}},
	}
}

func TestPlanHoldsOnFreshScenariosAndIsCheapest(t *testing.T) {
	m, levers := short()
	ask := Ask{Level: 800, From: firstMonth.Add(6), To: firstMonth.Add(14), Options: Options{Scenarios: 1500, Seed: 3}, Proof: 500}
	found, err := Search(m, levers, ask)
	if err != nil {
		t.Fatal(err)
	}
	if !found.Reached || found.Before.Met*1000 >= 800*found.Before.Of {
		t.Fatalf("reached: %v, before: %+v", found.Reached, found.Before)
	}
	if found.Fresh.Met*1000 < 800*found.Fresh.Of {
		t.Errorf("on fresh scenarios only %d of %d", found.Fresh.Met, found.Fresh.Of)
	}
	cheapest := bruteForce(t, m, levers, ask)
	if !found.Proven || found.Cost != cheapest {
		t.Errorf("the plan %v costs %d (proven: %v), trying everything finds %d", found.Plan, found.Cost, found.Proven, cheapest)
	}
	for i, p := range found.Frontier[1:] {
		if last := found.Frontier[i]; p.Cost <= last.Cost || p.Worst.Met <= last.Worst.Met {
			t.Errorf("the frontier falls back from %+v to %+v", last, p)
		}
	}
}

func holdsIn(t *testing.T, m *Model, ask Ask, o Options) bool {
	t.Helper()
	s, err := Simulate(m, o)
	if err != nil {
		t.Fatal(err)
	}
	for month := int(ask.From - m.First); month <= int(ask.To-m.First); month++ {
		if s.chance(0, month, m.First, m.Targets[0]).Met*1000 < ask.Level*s.Scenarios {
			return false
		}
	}
	return true
}

// bruteForce is the least cost of all plans that reach the level on the sample
// and on the fresh scenarios.
func bruteForce(t *testing.T, m *Model, levers []Lever, ask Ask) int64 {
	t.Helper()
	best := int64(-1)
	for a := 0; a <= levers[0].Max; a++ {
		for b := 0; b <= levers[1].Max; b++ {
			for c := 0; c <= levers[2].Max; c++ {
				plan := Plan{a, b, c}
				if cost := plan.Cost(levers); best >= 0 && cost >= best {
					continue
				}
				fresh := ask.Options
				fresh.First, fresh.Scenarios = ask.Scenarios, 4*ask.Scenarios
				if holdsIn(t, plan.Apply(m, levers), ask, ask.Options) && holdsIn(t, plan.Apply(m, levers), ask, fresh) {
					best = plan.Cost(levers)
				}
			}
		}
	}
	return best
}

func TestPlanThatCannotReachSaysSo(t *testing.T) {
	m, levers := short()
	found, err := Search(m, levers, Ask{Level: 990, From: firstMonth.Add(1), To: firstMonth.Add(17), Options: Options{Scenarios: 400, Seed: 3}})
	if err != nil {
		t.Fatal(err)
	}
	if found.Reached || found.Proven {
		t.Errorf("an impossible level is reached by %v", found.Plan)
	}
}

func TestLeversThatNameNothingAreRefused(t *testing.T) {
	m, _ := short()
	if _, err := Search(m, []Lever{{ID: "x", Max: 1, Effects: []Effect{{Move: "nowhere", Seats: 1}}}}, Ask{Level: 900, From: firstMonth, To: firstMonth.Add(3), Options: Options{Scenarios: 10}}); err == nil {
		t.Error("accepted")
	}
}

func TestPlanChangesWhatItSays(t *testing.T) {
	m, levers := short()
	levers = append(levers, Lever{ID: "sooner", Cost: 1, Max: 3, Effects: []Effect{{Move: "extra", Earlier: 1}}},
		Lever{ID: "longer", Cost: 1, Max: 3, Effects: []Effect{{Parameter: "extended", Add: [2]float64{0.1, 0}, From: firstMonth.Add(4)}}})
	other := Plan{2, 5, 0, 2, 3}.Apply(m, levers)
	intake, extra := other.Moves[0].changed(firstMonth.Add(4)), other.Moves[1].changed(firstMonth.Add(4))
	if intake.Women != 2 || intake.Seats != 6 || extra.Seats != 5 || extra.Month != firstMonth.Add(1) {
		t.Errorf("intake %+v, extra %+v", intake, extra)
	}
	if len(other.Shifts) != 1 || other.Shifts[0].Month != firstMonth.Add(4) || other.Shifts[0].Add[Women] < 0.299 {
		t.Errorf("shifts %+v", other.Shifts)
	}
	if len(m.Shifts) != 0 || len(m.Moves[0].Changes) != 0 {
		t.Error("the model itself was changed")
	}
}
