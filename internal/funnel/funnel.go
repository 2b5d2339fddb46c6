// Package funnel counts, by sex, how far officers come on the way from being
// told of a call to a tour, and where women and men are lost.
//
// A path is one officer on the way to one call. It is counted from the first
// step on record until the furthest one, so that every step's count is those
// who came over from the step before and those who entered there. Of those at
// a step some went on, some still wait, some were lost; rates are of those who
// do not wait any more.
package funnel

import (
	"beret/civil"
	"beret/slate"
)

// Stage is a step of the funnel.
type Stage uint8

// The stages in their order.
const (
	Told Stage = iota
	Interested
	Eligible
	Nominated
	Registered
	Interviewed
	Cleared
	Selected
	Deployed
	stageCount
)

// Stages lists the stages in their order.
func Stages() []Stage {
	stages := make([]Stage, stageCount)
	for i := range stages {
		stages[i] = Stage(i)
	}
	return stages
}

// String returns the stage's name in addresses, files and message keys.
func (s Stage) String() string {
	return [...]string{"told", "interested", "eligible", "nominated", "registered", "interviewed", "cleared", "selected", "deployed"}[s]
}

// Key returns the message key of the stage.
func (s Stage) Key() string { return "funnel.stage." + s.String() }

// Path is one officer on the way to one call, or by one nomination without a
// call.
type Path struct {
	Officer    int64
	Woman      bool
	Call       int64 // 0 for a nomination without one
	Nomination int64 // the last one, 0 for none
	Mission    string
	Began      civil.Date
	Home       int64
	Languages  []string
	Open       bool // may still go on

	marks uint16 // a bit for each stage on record
}

// Mark notes that a stage is on record.
func (p *Path) Mark(s Stage) { p.marks |= 1 << s }

// OnRecord reports whether a stage is on record itself.
func (p Path) OnRecord(s Stage) bool { return p.marks>>s&1 == 1 }

// Entered returns the first stage on record; it panics where there is none.
func (p Path) Entered() Stage {
	for s := range stageCount {
		if p.OnRecord(s) {
			return s
		}
	}
	panic("funnel: a path without a stage")
}

// Furthest returns the last stage on record; it panics where there is none.
func (p Path) Furthest() Stage {
	for s := stageCount; s > 0; s-- {
		if p.OnRecord(s - 1) {
			return s - 1
		}
	}
	panic("funnel: a path without a stage")
}

// Fate is what became of a path at a stage.
type Fate string

// The fates. Everybody is who reached the stage, whatever came after.
const (
	Everybody Fate = ""
	WentOn    Fate = "went-on"
	Waiting   Fate = "waiting"
	Lost      Fate = "lost"
)

// Fates lists the fates, everybody first.
func Fates() []Fate { return []Fate{Everybody, WentOn, Waiting, Lost} }

// FateAt returns what became of the path at a stage, and false where it was
// never there. Who came to the last stage went on.
func (p Path) FateAt(s Stage) (Fate, bool) {
	furthest := p.Furthest()
	switch {
	case s < p.Entered() || s > furthest:
		return Everybody, false
	case s < furthest || s == Deployed:
		return WentOn, true
	case p.Open:
		return Waiting, true
	}
	return Lost, true
}

// Flow is what became of the people of one sex at a step.
type Flow struct {
	Reached int `json:"reached"`
	Entered int `json:"entered"` // of those, without an earlier step on record
	WentOn  int `json:"went_on"`
	Waiting int `json:"waiting"`
	Lost    int `json:"lost"`
}

func (f *Flow) add(p Path, s Stage) {
	fate, there := p.FateAt(s)
	if !there {
		return
	}
	f.Reached++
	if p.Entered() == s {
		f.Entered++
	}
	switch fate {
	case WentOn:
		f.WentOn++
	case Waiting:
		f.Waiting++
	default:
		f.Lost++
	}
}

// Decided is how many do not wait any more.
func (f Flow) Decided() int { return f.WentOn + f.Lost }

// Step is one stage with the flow of women and men, and how their rates of
// going on compare. The last stage has nothing to compare.
type Step struct {
	Stage      Stage
	Women, Men Flow
	Rates      slate.Selection
}

// Funnel is the steps in their order.
type Funnel []Step

// Compute counts paths.
func Compute(paths []Path) Funnel {
	f := make(Funnel, stageCount)
	for s := range f {
		f[s].Stage = Stage(s)
	}
	for _, p := range paths {
		for s := range f {
			flow := &f[s].Men
			if p.Woman {
				flow = &f[s].Women
			}
			flow.add(p, Stage(s))
		}
	}
	for s := range f[:Deployed] {
		f[s].Rates = slate.Compare(f[s].Women.chances(), f[s].Men.chances())
	}
	return f
}

func (f Flow) chances() slate.Chances {
	return slate.Chances{Selected: f.WentOn, Eligible: f.Decided()}
}

// Paths returns how many women and men there are in all.
func (f Funnel) Paths() (women, men int) {
	for _, step := range f {
		women, men = women+step.Women.Entered, men+step.Men.Entered
	}
	return women, men
}

// Worst returns the step at which women's rate is the least part of men's, and
// false where it is less than men's at none. Of equal ratios the first counts.
func (f Funnel) Worst() (worst Step, found bool) {
	for _, step := range f {
		if step.Rates.Lower == slate.WomenLower && (!found || lessRatio(step.Rates, worst.Rates)) {
			worst, found = step, true
		}
	}
	return worst, found
}

// lessRatio compares women's rate over men's of two steps by
// cross-multiplication.
func lessRatio(a, b slate.Selection) bool {
	over := func(s slate.Selection) (num, den int) {
		return s.Women.Selected * s.Men.Eligible, s.Women.Eligible * s.Men.Selected
	}
	an, ad := over(a)
	bn, bd := over(b)
	return an*bd < bn*ad
}
