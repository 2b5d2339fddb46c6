package outlook

import "slices"

// personCodes resolves the people in posts and every way in which one of them
// can leave the group.
func (c *compiler) personCodes() {
	for _, p := range c.People {
		stage := c.stages[p.Stage]
		code := personCode{sex: int(p.Sex), stage: stage, group: c.out.stages[stage].group,
			due: max(0, c.index(p.Due)), final: p.Final, seat: none}
		if p.Seat != "" {
			code.seat = c.out.seats
			c.out.seats++
		}
		c.ways(code, stage, map[int]bool{})
		code.end, code.recall = min(code.due, c.Months), none
		for t, month := range c.out.recalls {
			for _, r := range month {
				if r.group == code.group {
					exit := c.way(exitCode{code.group, code.sex, r.to, atRecall})
					if t <= code.end && code.recall == none {
						code.end, code.recall = t, exit
					}
				}
			}
		}
		code.known = c.knownStage(stage, code.sex, code.end)
		c.out.people = append(c.out.people, code)
	}
}

// knownStage returns the place of a stage and sex, wanted up to a month.
func (c *compiler) knownStage(stage, sex, months int) int {
	i := slices.IndexFunc(c.out.knownStages, func(k knownStage) bool { return k.stage == stage && k.sex == sex })
	if i < 0 {
		i = len(c.out.knownStages)
		c.out.knownStages = append(c.out.knownStages, knownStage{stage: stage, sex: sex})
	}
	c.out.knownStages[i].months = max(c.out.knownStages[i].months, months)
	return i
}

// way returns the exit's place.
func (c *compiler) way(e exitCode) int {
	i := slices.Index(c.out.exits, e)
	if i < 0 {
		i = len(c.out.exits)
		c.out.exits = append(c.out.exits, e)
	}
	return i
}

// ways finds the ends at which the stages that a person can be in, within the
// group, lead out of it.
func (c *compiler) ways(p personCode, stage int, seen map[int]bool) {
	if seen[stage] {
		return
	}
	seen[stage] = true
	step := func(to, phase int) {
		if to != none && c.out.stages[to].group == p.group {
			c.ways(p, to, seen)
			return
		}
		c.way(exitCode{p.group, p.sex, to, phase})
	}
	s := c.out.stages[stage]
	for _, b := range s.monthly {
		step(b.to, monthly)
	}
	for _, b := range s.due {
		step(b.to, whenDue)
	}
	step(s.then, whenDue)
}
