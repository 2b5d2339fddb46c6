package main

import (
	"fmt"
	"strings"
	"time"

	"beret/civil"
	"beret/outlook"
)

// outlookExtra measures what a user waits for, and the samplers.
func outlookExtra() (string, error) {
	var b strings.Builder
	for _, measure := range []func(*strings.Builder) error{forecastTime, searchTime, samplerSpeed} {
		if err := measure(&b); err != nil {
			return "", err
		}
	}
	return b.String(), nil
}

// outlookOffice is an office of the demonstration's size: 2,000 in service, 36
// individual officers and a formed unit of 160 as known people, two targets.
func outlookOffice() *outlook.Model {
	m := outlookModel()
	first := m.First
	m.Groups = []outlook.Group{
		{ID: "posts", Scope: outlook.Scope{Category: "individual", Mission: "A"}, Posts: []outlook.Step{{From: first, Count: 36}}},
		{ID: "unit", Scope: outlook.Scope{Category: "formed", Mission: "B"}, Posts: []outlook.Step{{From: first, Count: 160}}},
	}
	m.Stages = append(m.Stages, outlook.Stage{ID: "unit", Group: "unit", Monthly: []outlook.Branch{{Parameter: "early", To: "rest"}}})
	m.Start = []outlook.Crowd{{Stage: "serving", Sex: outlook.Women, Count: 400}, {Stage: "serving", Sex: outlook.Men, Count: 1600},
		{Stage: "ready", Sex: outlook.Women, Count: 6, Expires: first.Add(4)}, {Stage: "ready", Sex: outlook.Men, Count: 15, Expires: first.Add(7)},
		{Stage: "trained", Sex: outlook.Women, Count: 40}, {Stage: "trained", Sex: outlook.Men, Count: 150}}
	m.Moves = []outlook.Move{
		{ID: "course", From: "willing", To: "course", Month: first.Add(1), Every: 3, Seats: 30, Women: 6},
		{ID: "assessment", From: "trained", To: "tested", Month: first.Add(2), Every: 6, Seats: 40, Women: 8},
		{ID: "nominations", From: "ready", To: "nominated", Month: first, Every: 1, Seats: 6, PerMille: 200},
		{ID: "deployment", From: "selected", To: "post", Month: first, Every: 1, Open: true, Vacant: true},
	}
	for year := range 10 {
		month := first.Add(8 + 12*year)
		m.Recalls = append(m.Recalls, outlook.Recall{ID: fmt.Sprintf("rotation %d", year), Group: "unit", Month: month, To: "rest"})
		m.Moves = append(m.Moves, outlook.Move{ID: fmt.Sprintf("contingent %d", year), From: "willing", To: "unit", Month: month, Seats: 160, Women: 34, MenFirst: true})
	}
	m.Targets = []outlook.Target{outlookTarget("individual", first, 28), outlookTarget("formed", first, 20)}
	m.Scopes = append(m.Scopes, outlook.Scope{Mission: "A"}, outlook.Scope{Mission: "B"})
	outlookPeople(m)
	return m
}

func outlookTarget(category string, first civil.Month, percent int64) outlook.Target {
	return outlook.Target{Framework: "strategy", Scope: outlook.Scope{Category: category}, Path: []outlook.TargetStep{{From: first, Num: percent, Den: 100}}}
}

func outlookPeople(m *outlook.Model) {
	for i := range 196 {
		p := outlook.Person{ID: fmt.Sprint(i), Sex: outlook.Men, Stage: "unit"}
		if i < 36 {
			p.Stage, p.Due = "post", m.First.Add(i%12)
		}
		if i%3 == 0 && i < 36 || i%5 == 0 && i >= 36 {
			p.Sex = outlook.Women
		}
		m.People = append(m.People, p)
	}
}

func forecastTime(b *strings.Builder) error {
	m := outlookOffice()
	var best, busy time.Duration
	for range 5 {
		wall, core, err := clocked(func() error {
			_, err := outlook.NewForecast(m, outlook.Options{Scenarios: 2000, Seed: 1})
			return err
		})
		if err != nil {
			return err
		}
		if best == 0 || wall < best {
			best = wall
		}
		if busy == 0 || core < busy {
			busy = core
		}
	}
	fmt.Fprintf(b, "- An office of the demonstration's size (2,200 people, of whom 196 known in posts; five views, two targets): "+
		"2,000 scenarios of ten years with fans and chances in %s on two cores, %s of processor time.\n", milliseconds(best), milliseconds(busy))
	return nil
}

func searchTime(b *strings.Builder) error {
	m := outlookOffice()
	first := m.First
	levers := []outlook.Lever{
		{ID: "course places", Cost: 2, Max: 12, Effects: []outlook.Effect{{Move: "course", Seats: 1, Women: 1}}},
		{ID: "assessment places", Cost: 3, Max: 12, Effects: []outlook.Effect{{Move: "assessment", Seats: 1, Women: 1}}},
		{ID: "assessment sooner", Cost: 10, Max: 2, Effects: []outlook.Effect{{Move: "assessment", Earlier: 1}}},
		{ID: "women nominated", Cost: 1, Max: 6, Effects: []outlook.Effect{{Move: "nominations", PerMille: 100}}},
		{ID: "women longer", Cost: 8, Max: 4, Effects: []outlook.Effect{{Parameter: "extended", Add: [2]float64{0.1, 0}}}},
	}
	var found *outlook.Found
	ask := outlook.Ask{Targets: []int{0}, Level: 800, From: first.Add(12), To: first.Add(48), Options: outlook.Options{Scenarios: 2000, Seed: 1}}
	took, busy, err := clocked(func() (err error) {
		found, err = outlook.Search(m, levers, ask)
		return err
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(b, "- The cheapest plan for 80 %% in each of three years' months with five levers: %.1f s (%.1f s of processor time), %d plans tried with up to 2,000 scenarios; "+
		"worst month %.0f %% before, %.1f %% on the sample, %.1f %% on 8,000 fresh scenarios, cost %d (reached: %v).\n",
		took.Seconds(), busy.Seconds(), found.Tried, percentOf(found.Before), percentOf(found.Worst), percentOf(found.Fresh), found.Cost, found.Reached)
	return nil
}

func percentOf(c outlook.Chance) float64 {
	p, _ := c.Rate()
	return 100 * p
}

// samplerSpeed times models of one stage, in which every month is two draws, and
// the generator alone.
func samplerSpeed(b *strings.Builder) error {
	limit := generatorSpeed()
	fmt.Fprintf(b, "- The generator alone (SplitMix64 to a float64): %.0f million numbers a second of one core.", limit/1e6)
	for _, c := range []struct {
		name  string
		count int
		p     float64
	}{{"rare (100 people, 0.5 %)", 100, 0.005}, {"small (10, 30 %)", 10, 0.3}, {"middle (200, 2 %)", 200, 0.02}, {"large (6,000, 1 %)", 6000, 0.01}} {
		speed, err := samplesPerSecond(c.count, c.p)
		if err != nil {
			return err
		}
		fmt.Fprintf(b, " Binomials, %s: %.0f million, %.0f %% of that.", c.name, speed/1e6, 100*speed/limit)
	}
	b.WriteString(" Each with the model's bookkeeping around it.\n")
	return nil
}

func samplesPerSecond(count int, p float64) (float64, error) {
	const runs, months = 3200, 120
	m := &outlook.Model{First: outlookFirst(), Months: months,
		Stages:     []outlook.Stage{{ID: "here", Monthly: []outlook.Branch{{Parameter: "p", To: "there"}}}, {ID: "there", Duration: 1, Then: "here"}},
		Parameters: []outlook.Parameter{{ID: "p", Certain: true, Value: [2]float64{p, p}}},
		Start:      []outlook.Crowd{{Stage: "here", Sex: outlook.Women, Count: count}, {Stage: "here", Sex: outlook.Men, Count: count}}}
	best := 0.0
	for range 3 {
		_, core, err := clocked(func() error {
			_, err := outlook.Simulate(m, outlook.Options{Scenarios: runs, Workers: 1})
			return err
		})
		if err != nil {
			return 0, err
		}
		best = max(best, 2*months*runs/core.Seconds())
	}
	return best, nil
}

// generatorSpeed is how many numbers a second SplitMix64 gives, one after the
// other from a counter, as float64.
func generatorSpeed() float64 {
	const numbers = 1 << 25
	best, sum := 0.0, 0.0
	for range 3 {
		_, core, err := clocked(func() error {
			for i := range uint64(numbers) {
				z := i * 0x9e3779b97f4a7c15
				z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
				z = (z ^ z>>27) * 0x94d049bb133111eb
				sum += float64(int64((z^z>>31)>>11)) * 0x1p-53
			}
			return nil
		})
		if err == nil {
			best = max(best, numbers/core.Seconds())
		}
	}
	if sum == 0 { // it is not: the sum keeps the loop
		return 0
	}
	return best
}
