package outlook

import (
	"math"
	"slices"

	"beret/civil"
)

// none is the place of nothing.
const none = -1

// never is a month after every other.
const never = math.MaxInt32

// program is a model with places for names, months from 0, and a place in the
// worker's memory for every number that changes.
type program struct {
	months      int
	ring        int // months of validity that are told apart
	stages      []stageCode
	groups      []groupCode
	branches    int // of all stages; each has its own random numbers
	inflows     []inflowCode
	moves       [][]moveCode   // by month
	recalls     [][]recallCode // by month
	crowds      [][]crowdCode  // by month; 0 is today
	people      []personCode
	knownStages []knownStage
	exits       []exitCode // every way in which one of them can leave
	seats       int
	cells       int // how many numbers of people by stage, sex, due month and end of validity
	arrivals    int
	slots       []slotCode // values of parameters: one per parameter, sex and change over time
	slotsOf     [][]int    // by month, of each parameter and sex (2·parameter + sex)
	posterior   [][2]Posterior
	kinds       []Kind
	tables      *tables
	kept        *kept // nil where nothing is to be remembered
}

type stageCode struct {
	group         int
	slots         int // due months told apart, 1 without a duration
	ring          int // ends of validity told apart, 1 without
	duration      int // 0: no limit
	validity      int // of a clearance that begins on entering
	keeps         bool
	cell, arrival [2]int // where the sex's numbers begin
	monthly, due  []branchCode
	then, lapse   int
}

type branchCode struct{ parameter, to, place int }

type groupCode struct {
	posts  []int // by month
	stages []int
	recall []int // months of its recalls, ascending
}

type inflowCode struct{ stage, parameter int }

type moveCode struct {
	place            int // in the model
	from, to         int
	seats, women     int32
	upto             int32
	vacant           int // group, none without
	perMille, lasts  int
	menFirst, isOpen bool
	with             []int // stages that count for upto
}

type recallCode struct{ group, to int }

type crowdCode struct{ stage, sex, count, due, expires int }

type personCode struct {
	sex, stage, group, due int
	end                    int // the month in which the stay ends, or a recall, or the horizon
	recall                 int // the exit at that month's recall, or none
	known                  int // place of the stage and sex in knownStages
	final                  bool
	seat                   int
}

// knownStage is a stage and sex with known people, and up to which month they are
// all still waited for.
type knownStage struct{ stage, sex, months int }

// exitCode is a way in which known people leave their group.
type exitCode struct{ group, sex, to, phase int }

// The phases of a month in which known people leave.
const (
	atRecall = iota
	whenDue
	monthly
)

// slotCode is where a parameter's value comes from: its draw and what the
// shifts in force add.
type slotCode struct {
	parameter, sex int
	add            float64
}

// compiler builds a program from a valid model.
type compiler struct {
	*Model
	names
	out program
}

// compile checks the model and makes its program. A nil t makes new tables.
func compile(m *Model, t *tables) (*program, error) {
	c := &check{model: m}
	c.problems = m.Validate()
	if len(c.problems) > 0 {
		return nil, &Error{c.problems}
	}
	c.ids()
	if t == nil {
		t = newTables()
	}
	k := &compiler{Model: m, names: c.names, out: program{months: m.Months, tables: t}}
	k.parameters()
	k.rings()
	k.stageCodes()
	k.groupCodes()
	k.moveCodes()
	k.crowdCodes()
	k.personCodes()
	return &k.out, nil
}

// place returns the place of an id, none for the empty one.
func place(places map[string]int, id string) int {
	if i, ok := places[id]; ok && id != "" {
		return i
	}
	return none
}

// index returns a month as a number from the first; never for none.
func (c *compiler) index(m civil.Month) int {
	if m == 0 {
		return never
	}
	return int(m - c.First)
}

func (c *compiler) parameters() {
	for i, p := range c.Parameters {
		c.out.posterior = append(c.out.posterior, p.Posterior())
		c.out.kinds = append(c.out.kinds, p.Kind)
		c.out.slots = append(c.out.slots, slotCode{i, 0, 0}, slotCode{i, 1, 0})
	}
	now := make([]int, 2*len(c.Parameters))
	for i := range now {
		now[i] = i
	}
	shifts := slices.Clone(c.Shifts)
	slices.SortStableFunc(shifts, func(a, b Shift) int { return int(a.Month - b.Month) })
	for t := range c.Months {
		begins := 0
		for begins < len(shifts) && shifts[begins].Month <= c.First.Add(t) {
			begins++
		}
		now, shifts = c.shift(now, shifts[:begins]), shifts[begins:]
		c.out.slotsOf = append(c.out.slotsOf, now)
	}
}

// shift returns the slots in force after some shifts.
func (c *compiler) shift(now []int, shifts []Shift) []int {
	if len(shifts) == 0 {
		return now
	}
	now = slices.Clone(now)
	for _, s := range shifts {
		p := c.names.parameters[s.Parameter]
		for sex := range s.Add {
			add := c.out.slots[now[2*p+sex]].add
			now[2*p+sex] = len(c.out.slots)
			c.out.slots = append(c.out.slots, slotCode{p, sex, add + s.Add[sex]})
		}
	}
	return now
}

// rings finds how many ends of validity must be told apart.
func (c *compiler) rings() {
	c.out.ring = 1
	for _, s := range c.Stages {
		c.out.ring = max(c.out.ring, s.Validity+1) // one to spare: what begins is not what ends
	}
	for _, p := range c.Start {
		if p.Expires > 0 {
			c.out.ring = max(c.out.ring, c.index(p.Expires)+1-max(0, c.from(p)))
		}
	}
}

// from returns the month in which a crowd comes, −1 for one that is there.
func (c *compiler) from(p Crowd) int {
	if p.From == 0 || p.From < c.First {
		return -1
	}
	return c.index(p.From)
}

func (c *compiler) stageCodes() {
	longest := make([]int, len(c.Stages))
	for _, p := range c.Start {
		if p.Due > 0 {
			i := c.stages[p.Stage]
			longest[i] = max(longest[i], c.index(p.Due)+1-max(0, c.from(p)))
		}
	}
	for i, s := range c.Stages {
		code := stageCode{group: place(c.groups, s.Group), slots: 1, ring: 1, duration: s.Duration, validity: s.Validity,
			keeps: s.Keeps, then: place(c.stages, s.Then), lapse: place(c.stages, s.Lapse)}
		if s.Duration > 0 {
			code.slots = max(s.Duration, longest[i])
		}
		if s.dated() {
			code.ring = c.out.ring
		}
		for sex := range 2 {
			code.cell[sex], code.arrival[sex] = c.out.cells, c.out.arrivals
			c.out.cells += code.slots * code.ring
			c.out.arrivals += code.ring
		}
		code.monthly, code.due = c.branchCodes(s.Monthly), c.branchCodes(s.Due)
		c.out.stages = append(c.out.stages, code)
	}
}

func (c *compiler) branchCodes(branches []Branch) []branchCode {
	codes := make([]branchCode, len(branches))
	for i, b := range branches {
		codes[i] = branchCode{c.names.parameters[b.Parameter], place(c.stages, b.To), c.out.branches}
		c.out.branches++
	}
	return codes
}

func (c *compiler) groupCodes() {
	for i, g := range c.Groups {
		code := groupCode{posts: make([]int, c.Months)}
		for t := range code.posts {
			latest := civil.Month(0)
			for _, s := range g.Posts {
				if s.From <= c.First.Add(t) && s.From >= latest {
					code.posts[t], latest = s.Count, s.From
				}
			}
		}
		for s, stage := range c.out.stages {
			if stage.group == i {
				code.stages = append(code.stages, s)
			}
		}
		c.out.groups = append(c.out.groups, code)
	}
	c.out.recalls = make([][]recallCode, c.Months)
	for _, r := range c.Recalls {
		c.recall(r, c.index(r.Month))
	}
	for i := range c.out.groups {
		slices.Sort(c.out.groups[i].recall)
	}
}

func (c *compiler) recall(r Recall, month int) {
	if month < 0 || month >= c.Months {
		return
	}
	g := c.groups[r.Group]
	c.out.recalls[month] = append(c.out.recalls[month], recallCode{g, place(c.stages, r.To)})
	c.out.groups[g].recall = append(c.out.groups[g].recall, month)
	if r.Closes {
		clear(c.out.groups[g].posts[month:])
	}
}

func (c *compiler) moveCodes() {
	c.out.moves = make([][]moveCode, c.Months)
	for i, v := range c.Moves {
		for t := range c.Months {
			if month := c.First.Add(t); v.falls(month) {
				c.out.moves[t] = append(c.out.moves[t], c.moveCode(i, v.changed(month)))
			}
		}
	}
	for _, f := range c.Inflows {
		c.out.inflows = append(c.out.inflows, inflowCode{c.stages[f.Stage], c.names.parameters[f.Parameter]})
	}
}

func (c *compiler) moveCode(place int, v Move) moveCode {
	code := moveCode{place: place, from: c.stages[v.From], to: c.stages[v.To], seats: people(v.Seats), vacant: none,
		women: people(v.Women), perMille: v.PerMille, menFirst: v.MenFirst, isOpen: v.Open, lasts: v.Lasts, upto: people(v.Upto)}
	if v.Upto > 0 {
		code.with = append(code.with, code.to)
		for _, id := range v.With {
			code.with = append(code.with, c.stages[id])
		}
	}
	if v.Vacant {
		code.vacant = c.out.stages[code.to].group
	}
	return code
}

// people is a number of people as lanes hold it: more than there can be is enough.
func people(n int) int32 { return int32(min(n, 1<<30)) }

// changed is the move as it is in a month.
func (v Move) changed(month civil.Month) Move {
	for _, c := range v.Changes {
		if c.From <= month {
			v.Seats, v.Women, v.PerMille = v.Seats+c.Seats, v.Women+c.Women, v.PerMille+c.PerMille
		}
	}
	v.Seats, v.Women, v.PerMille = max(0, v.Seats), max(0, v.Women), min(1000, max(0, v.PerMille))
	return v
}

func (c *compiler) crowdCodes() {
	c.out.crowds = make([][]crowdCode, c.Months+1)
	for _, p := range c.Start {
		from := c.from(p)
		if from >= c.Months || p.Count == 0 {
			continue
		}
		stage := c.out.stages[c.stages[p.Stage]]
		code := crowdCode{stage: c.stages[p.Stage], sex: int(p.Sex), count: p.Count, due: c.index(p.Due), expires: c.index(p.Expires)}
		if p.Due == 0 {
			code.due = from + stage.duration
		}
		if p.Expires == 0 {
			code.expires = from + stage.validity
		}
		// What ought to have ended already ends at the first occasion.
		code.due, code.expires = max(code.due, from+1), max(code.expires, from+1)
		c.out.crowds[from+1] = append(c.out.crowds[from+1], code)
	}
}
