package slate

import (
	"fmt"
	"math/rand/v2"
	"slices"
)

// seat is a class of a formed unit: how many, how important, its element, and
// who is eligible for it among men and women, in percent.
type seat struct {
	id              string
	count, priority int
	element         int32
	men, women      int
}

// Elements of the unit, and the whole of it.
const (
	command int32 = iota
	tactical
	support
	whole
)

func seats() []seat {
	return []seat{
		{"commander", 1, 9, command, 3, 1}, {"deputy", 1, 8, command, 4, 2}, {"operations", 3, 7, command, 8, 4},
		{"liaison", 2, 6, command, 9, 10}, {"platoon-leader", 4, 7, tactical, 10, 4}, {"section-leader", 12, 6, tactical, 16, 9},
		{"constable", 96, 3, tactical, 60, 45}, {"heavy-driver", 12, 4, support, 22, 0}, {"gunner", 8, 4, support, 20, 0},
		{"medic", 4, 6, support, 5, 12}, {"doctor", 1, 8, support, 2, 3}, {"mechanic", 6, 5, support, 10, 1},
		{"armourer", 2, 5, support, 6, 1}, {"signals", 3, 5, support, 9, 7}, {"dogs", 2, 4, support, 4, 1},
		{"cook", 2, 3, support, 8, 10}, {"interpreter", 1, 6, support, 4, 5},
	}
}

// unitOf makes a unit of 160 seats and so many officers in 24 home units of 4
// regions, with floors of which some cannot be met, and courses that would help.
func unitOf(seed uint64, officers int) *Instance {
	random := rand.New(rand.NewPCG(seed, 7))
	in := &Instance{Attributes: []string{"woman", "veteran"}, Groups: []string{"command", "tactical", "support", "unit"}, Seed: seed}
	for r := range 4 {
		in.Homes = append(in.Homes, Home{ID: fmt.Sprintf("region-%d", r), Cap: 44, Parent: None})
	}
	for h := range 24 {
		in.Homes = append(in.Homes, Home{ID: fmt.Sprintf("home-%d", h), Cap: 6 + random.IntN(5), Parent: int32(h % 4)})
	}
	for _, s := range seats() {
		in.Classes = append(in.Classes, Class{ID: s.id, Count: s.count, Priority: s.priority, Groups: []int32{s.element, whole}})
	}
	for o := range officers {
		in.Officers = append(in.Officers, officerOf(random, o))
		in.qualify(random, int32(o))
	}
	in.unitRules(random)
	return in
}

func officerOf(random *rand.Rand, o int) Officer {
	officer := Officer{ID: fmt.Sprintf("o%04d", o), Home: int32(4 + random.IntN(24)), Seniority: int32(random.IntN(30))}
	if random.IntN(100) < 30 {
		officer.Attributes |= 1 << Woman
	}
	if random.IntN(100) < 18 {
		officer.Attributes |= 1 << Veteran
	}
	return officer
}

// qualify draws the classes that an officer is eligible for, and a course where
// a woman narrowly is not.
func (in *Instance) qualify(random *rand.Rand, o int32) {
	merit := random.IntN(500)
	for k, s := range seats() {
		chance := s.men
		if in.Officers[o].Is(Woman) {
			chance = s.women
		}
		score := int32(min(1000, merit+200+random.IntN(300)))
		switch draw := random.IntN(100); {
		case draw < chance:
			in.Eligible = append(in.Eligible, Pair{o, int32(k), score})
		case in.Officers[o].Is(Woman) && s.element == support && draw < chance+2:
			in.Upgrades = append(in.Upgrades, Upgrade{o, int32(k), score, 1 + random.Int64N(9), "course"})
		}
	}
}

func (in *Instance) unitRules(random *rand.Rand) {
	share := func(group int32, attribute int, num, weight int64) {
		in.Floors = append(in.Floors, Floor{Group: group, Attribute: attribute, Num: num, Den: 100, Weight: weight})
	}
	share(command, Woman, 20, 10)
	share(tactical, Woman, 24, 5)
	share(support, Woman, 60, 5)
	share(whole, Woman, 30, 10)
	share(whole, Veteran, 25, 3)
	share(command, Veteran, 100, 3)
	in.Floors = append(in.Floors, Floor{Group: support, Attribute: Veteran, Count: 8, Weight: 2})
	for range 20 {
		a, b := int32(random.IntN(len(in.Officers))), int32(random.IntN(len(in.Officers)))
		if a != b {
			in.Apart = append(in.Apart, [2]int32{a, b})
		}
	}
	commander := slices.IndexFunc(in.Eligible, func(p Pair) bool { return p.Class == 0 && in.Officers[p.Officer].Attributes == 0 })
	in.Pins = []Link{{in.Eligible[commander].Officer, 0}}
	for range 5 {
		p := in.Eligible[random.IntN(len(in.Eligible))]
		in.Bans = append(in.Bans, Link{p.Officer, p.Class})
	}
}
