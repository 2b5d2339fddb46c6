package outlook

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestQuantilesAgainstSorting(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 200).Draw(t, "n")
		top := rapid.SampledFrom([]int32{1, 5, 60, 5000, 65535, 1 << 22}).Draw(t, "top")
		women, total := make([]int32, n), make([]int32, n)
		for i := range women {
			total[i] = rapid.Int32Range(0, top).Draw(t, "total")
			women[i] = rapid.Int32Range(0, total[i]).Draw(t, "women")
		}
		var c counter
		numbers, shares := c.numbers(total), c.shares(c.count(women, total))
		sorted := slices.Sorted(slices.Values(total))
		all := make([]Share, n)
		for i := range all {
			all[i] = Share{int(women[i]), int(total[i])}
		}
		slices.SortFunc(all, compareShares)
		for i, percent := range Percents() {
			at := max(0, (n*percent+99)/100-1)
			if numbers[i] != int(sorted[at]) {
				t.Errorf("%d %% of %v is %d, want %d", percent, total, numbers[i], sorted[at])
			}
			if compareShares(shares[i], all[at]) != 0 {
				t.Errorf("%d %%: the share %v, want %v", percent, shares[i], all[at])
			}
		}
	})
}

func compareShares(a, b Share) int {
	if a.Total == 0 || b.Total == 0 {
		return min(1, a.Total) - min(1, b.Total)
	}
	return a.Women*b.Total - b.Women*a.Total
}

func TestChancesAreCountsOfScenarios(t *testing.T) {
	m := office()
	o := Options{Scenarios: 700, Seed: 4}
	s, err := Simulate(m, o)
	if err != nil {
		t.Fatal(err)
	}
	f := m.Forecast(s, o)
	for k, target := range f.Targets {
		always := 0
		for i := range s.Scenarios {
			holds := true
			for month := range m.Months {
				share := s.Share(target.View, month, i)
				need := 20
				if k == 0 {
					need = 25
					if month >= 14 {
						need = 30
					}
				}
				holds = holds && share.Women*100 >= need*share.Total
			}
			always += ones(holds)
		}
		if target.Always != always {
			t.Errorf("target %d: %d scenarios always hold, want %d", k, target.Always, always)
		}
		checkBelow(t, target)
	}
}

func checkBelow(t *testing.T, target TargetForecast) {
	t.Helper()
	for i, level := range Levels() {
		for _, c := range target.Months {
			if c.Met*100 >= level*c.Of {
				continue
			}
			if target.Below[i] != c.Month {
				t.Errorf("below %d %% first in %v, want %v", level, target.Below[i], c.Month)
			}
			break
		}
	}
}

// With so many women more in the place of men 95 % of the scenarios meet the
// target, and with one fewer they do not.
func TestMissingWomenCloseTheGap(t *testing.T) {
	m := office()
	o := Options{Scenarios: 501, Seed: 2}
	s, _ := Simulate(m, o)
	for month, c := range m.Forecast(s, o).Targets[0].Months {
		count := func(more int) (met int) {
			for i := range s.Scenarios {
				share := s.Share(0, month, i)
				share.Women = min(share.Total, share.Women+more)
				met += ones(share.meets(c.Asked))
			}
			return met
		}
		if nobody := count(1000); nobody*100 < 95*c.Of {
			continue // too often nobody is there at all
		}
		if count(c.Missing)*100 < 95*c.Of || c.Missing > 0 && count(c.Missing-1)*100 >= 95*c.Of {
			t.Errorf("month %d: %d women are said to be missing; with them %d, with one fewer %d of %d", month, c.Missing, count(c.Missing), count(c.Missing-1), c.Of)
		}
	}
}

func TestTargetPathByMonth(t *testing.T) {
	path := Target{Path: []TargetStep{{firstMonth.Add(5), 1, 5}, {firstMonth, 3, 20}}}
	if _, ok := path.at(firstMonth - 1); ok {
		t.Error("asked for before it begins")
	}
	for add, num := range map[int]int64{0: 3, 4: 3, 5: 1, 50: 1} { // open-ended
		if step, ok := path.at(firstMonth.Add(add)); !ok || step.Num != num {
			t.Errorf("month %d: %v", add, step)
		}
	}
	path.Path = append(path.Path, TargetStep{From: firstMonth.Add(20)})
	if _, ok := path.at(firstMonth.Add(20)); ok {
		t.Error("asked for after its end")
	}
	if (Share{}).meets(TargetStep{0, 0, 1}) || !(Share{3, 9}).meets(TargetStep{0, 1, 3}) {
		t.Error("nobody meets nothing, 3 of 9 is a third")
	}
}

// The risk of a month: what is certain has no part, a closing that empties the
// posts is the whole risk, and with every parameter certain all is luck.
func TestRisksOfAClosing(t *testing.T) {
	m := office()
	report, err := Risks(m, 0, firstMonth.Add(45), Options{Scenarios: 160, Seed: 6})
	if err != nil {
		t.Fatal(err)
	}
	if report.Chance.Met != 0 || report.Chance.Of != 0 || report.Chance.Nobody != 160 {
		t.Errorf("after the closing: %+v", report.Chance)
	}
	top := report.Risks[0]
	if top.Cause != ByRecall || top.ID != "closing" || top.Change <= 0 {
		t.Errorf("the greatest risk is %+v, not the closing", top)
	}
	for i := range m.Parameters {
		known := m.Parameters[i].Posterior()
		m.Parameters[i].Certain, m.Parameters[i].Value = true, [2]float64{known[0].Mean, known[1].Mean}
	}
	report, err = Risks(m, 0, firstMonth.Add(20), Options{Scenarios: 160, Seed: 6})
	if err != nil || report.Luck != 1 {
		t.Errorf("without doubt about parameters luck is %.3f (%v), not all", report.Luck, err)
	}
	if _, err := Risks(m, 0, firstMonth.Add(100), Options{Scenarios: 10}); err == nil {
		t.Error("a month beyond the horizon is answered")
	}
}

// Two parameters, one known well and one hardly: the doubt lies with the latter.
func TestRisksFindTheUncertainParameter(t *testing.T) {
	m := &Model{First: firstMonth, Months: 6,
		Stages: []Stage{{ID: "a", Monthly: []Branch{{"sure", "post"}, {"doubtful", "post"}}}, {ID: "post", Group: "g"}},
		Groups: []Group{{ID: "g", Posts: []Step{{firstMonth, 99}}}},
		Parameters: []Parameter{
			{ID: "sure", Prior: Prior{Mean: 0.1, Weight: 10000, Source: "test"}},
			{ID: "doubtful", Prior: Prior{Mean: 0.1, Weight: 10, Source: "test"}}},
		Start:   []Crowd{{Stage: "a", Sex: Women, Count: 100}, {Stage: "post", Sex: Men, Count: 140}},
		Targets: []Target{{Framework: "f", Path: []TargetStep{{firstMonth, 1, 3}}}}}
	report, err := Risks(m, 0, firstMonth.Add(5), Options{Scenarios: 4000, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	by := map[string]Risk{}
	for _, r := range report.Risks {
		by[r.ID] = r
	}
	if s, d := by["sure"], by["doubtful"]; d.Variance < 0.5 || s.Variance > 0.1 || d.Higher <= 0 || d.Lower >= 0 {
		t.Errorf("sure %+v, doubtful %+v", s, d)
	}
	if report.Luck < 0 || report.Luck > 0.5 {
		t.Errorf("luck %.2f", report.Luck)
	}
}

func TestForecastIsTheSameOnAnyNumberOfCores(t *testing.T) {
	m := office()
	one, _ := NewForecast(m, Options{Scenarios: 200, Seed: 1, Workers: 1})
	three, _ := NewForecast(m, Options{Scenarios: 200, Seed: 1, Workers: 3})
	for v := range one.Views {
		if !slices.Equal(one.Views[v].Months, three.Views[v].Months) {
			t.Errorf("view %d differs", v)
		}
	}
}
