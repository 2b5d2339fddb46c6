package slate

import "slices"

// Check verifies a result by integer arithmetic alone and shares no code with
// Solve: that the assignment keeps every rule and is worth what the result
// says, and that the certificate proves every bound. It returns an
// *InstanceError that names what is wrong. The instance must be valid.
//
// It needs 9 bytes for an eligible pair's officer and pair, and passes over the
// pairs once for each leaf of the certificate.
func Check(in *Instance, r *Result) error {
	if err := CheckAssignment(in, r); err != nil {
		return err
	}
	if r.Certificate == nil {
		return problem("certificate", ProblemNoCertificate)
	}
	values := [3]int64{r.PriorityValue, r.Weighted, r.Score}
	bounds := [3]int64{r.Bound.PriorityValue, r.Bound.Weighted, r.Bound.Score}
	if proven := values == bounds; proven != r.Proven {
		return problem("proven", ProblemStated, "stated", r.Proven, "found", proven)
	}
	v := newVerifier(in, r)
	for stage := range r.Certificate.Stages {
		v.stage, v.proof = stage, &r.Certificate.Stages[stage]
		if v.proof.Bound != bounds[stage] {
			return problem(at("bound", stage), ProblemStated, "stated", bounds[stage], "found", v.proof.Bound)
		}
		if err := v.verify(); err != nil {
			return err
		}
	}
	return nil
}

// CheckAssignment verifies the first half: that the assignment keeps every rule
// and that the values are its own. It says nothing about bounds.
func CheckAssignment(in *Instance, r *Result) error {
	c := &assignmentCheck{in: in, class: make([]int32, len(in.Officers)), score: make([]int32, len(r.Assignment))}
	for o := range c.class {
		c.class[o] = None
	}
	for _, step := range []func(r *Result) error{c.links, c.eligible, c.places, c.caps, c.linked, c.values} {
		if err := step(r); err != nil {
			return err
		}
	}
	return nil
}

type assignmentCheck struct {
	in    *Instance
	class []int32 // of each officer
	score []int32 // of each link of the assignment
}

// links asks that each officer goes once, in the order of ids.
func (c *assignmentCheck) links(r *Result) error {
	for i, l := range r.Assignment {
		if l.Officer < 0 || int(l.Officer) >= len(c.in.Officers) || l.Class < 0 || int(l.Class) >= len(c.in.Classes) {
			return problem(at("assignment", i), ProblemNoPlace, "value", l.Officer)
		}
		if i > 0 && c.in.Officers[r.Assignment[i-1].Officer].ID >= c.in.Officers[l.Officer].ID {
			return problem(at("assignment", i), ProblemOrder, "name", c.in.Officers[l.Officer].ID)
		}
		c.class[l.Officer] = l.Class
	}
	return nil
}

// eligible asks that each link is an eligible pair and not banned.
func (c *assignmentCheck) eligible(r *Result) error {
	of := make(map[int32]int, len(r.Assignment))
	for i, l := range r.Assignment {
		of[l.Officer] = i
		c.score[i] = None
	}
	for _, p := range c.in.Eligible {
		if c.class[p.Officer] == p.Class {
			c.score[of[p.Officer]] = p.Score
		}
	}
	for _, ban := range c.in.Bans {
		if c.class[ban.Officer] == ban.Class {
			c.score[of[ban.Officer]] = None
		}
	}
	for i, l := range r.Assignment {
		if c.score[i] == None {
			return problem(at("assignment", i), ProblemNotAllowed, "officer", c.in.Officers[l.Officer].ID, "class", c.in.Classes[l.Class].ID)
		}
	}
	return nil
}

func (c *assignmentCheck) places(r *Result) error {
	taken := make([]int, len(c.in.Classes))
	for i, l := range r.Assignment {
		class := c.in.Classes[l.Class]
		if taken[l.Class]++; taken[l.Class] > class.Places() {
			return problem(at("assignment", i), ProblemOver, "name", class.ID, "most", class.Places())
		}
	}
	return nil
}

func (c *assignmentCheck) caps(r *Result) error {
	gone := make([]int, len(c.in.Homes))
	for i, l := range r.Assignment {
		for h := c.in.Officers[l.Officer].Home; h != None; h = c.in.Homes[h].Parent {
			home := c.in.Homes[h]
			if gone[h]++; home.Cap != None && gone[h] > home.Cap {
				return problem(at("assignment", i), ProblemOver, "name", home.ID, "most", home.Cap)
			}
		}
	}
	return nil
}

// linked asks that pins are kept and no two who are apart both go.
func (c *assignmentCheck) linked(*Result) error {
	for i, pin := range c.in.Pins {
		if c.class[pin.Officer] != pin.Class {
			return problem(at("pins", i), ProblemPinBroken, "officer", c.in.Officers[pin.Officer].ID, "class", c.in.Classes[pin.Class].ID)
		}
	}
	for i, a := range c.in.Apart {
		if c.class[a[0]] != None && c.class[a[1]] != None {
			return problem(at("apart", i), ProblemBothGo, "officer", c.in.Officers[a[0]].ID, "other", c.in.Officers[a[1]].ID)
		}
	}
	return nil
}

// values asks that the result states the assignment's own values.
func (c *assignmentCheck) values(r *Result) error {
	var priority, score, weighted int64
	for i, l := range r.Assignment {
		priority += int64(c.in.Classes[l.Class].Priority)
		score += int64(c.score[i])
	}
	for _, l := range c.in.Previous {
		if c.class[l.Officer] != l.Class {
			score -= c.in.ChangeCost
		}
	}
	if len(r.Shortfall) != len(c.in.Floors) {
		return problem("shortfall", ProblemStated, "stated", len(r.Shortfall), "found", len(c.in.Floors))
	}
	for i, f := range c.in.Floors {
		short := c.short(r, f)
		if short != r.Shortfall[i] {
			return problem(at("shortfall", i), ProblemStated, "stated", r.Shortfall[i], "found", short)
		}
		weighted += short * f.Weight
	}
	for _, s := range []struct {
		name          string
		stated, found int64
	}{{"filled", int64(r.Filled), int64(len(r.Assignment))}, {"priority_value", r.PriorityValue, priority},
		{"weighted", r.Weighted, weighted}, {"score", r.Score, score}} {
		if s.stated != s.found {
			return problem(s.name, ProblemStated, "stated", s.stated, "found", s.found)
		}
	}
	return nil
}

// short is the smallest whole number that the floor lacks.
func (c *assignmentCheck) short(r *Result, f Floor) int64 {
	var have, filled, places int64
	member := make([]bool, len(c.in.Classes))
	for k, class := range c.in.Classes {
		if slices.Contains(class.Groups, f.Group) {
			member[k] = true
			places += int64(class.Places())
		}
	}
	for _, l := range r.Assignment {
		if member[l.Class] {
			filled++
			if c.in.Officers[l.Officer].Is(f.Attribute) {
				have++
			}
		}
	}
	return max(0, needed(f, filled, places)-have)
}

// needed is how many the floor asks for, with so many filled of so many places.
func needed(f Floor, filled, places int64) int64 {
	switch {
	case f.Den == 0:
		return f.Count
	case f.Of == OfPosts:
		filled = places
	}
	return (f.Num*filled + f.Den - 1) / f.Den
}
