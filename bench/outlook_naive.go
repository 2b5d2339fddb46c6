package main

import "math/rand/v2"

// naiveOffice simulates the section's model one person at a time: what one
// writes first. Its rules are written out again, apart from the engine's.
type naiveOffice struct {
	random *rand.Rand
	chance [naiveChances][2]float64
	people []naivePerson
	queue  [2][]int // scratch: candidates of a move, by sex
}

type naivePerson struct {
	stage naiveStage
	sex   uint8
	left  int16 // months until the stay or the validity ends
}

type naiveStage uint8

const (
	gone naiveStage = iota
	serving
	willing
	course
	trained
	tested
	ready
	nominated
	selected
	post
	extended
	rest
)

// naiveNames are the stages as outlookCrowds calls them.
func naiveNames() map[string]naiveStage {
	return map[string]naiveStage{"serving": serving, "willing": willing, "trained": trained, "ready": ready, "selected": selected, "post": post, "rest": rest}
}

// naiveStay is how long a stay lasts, 0 without an end.
func naiveStay(s naiveStage) int16 {
	return [...]int16{course: 2, tested: 1, ready: 9, nominated: 3, post: 12, extended: 3, rest: 3}[s]
}

// The transitions in the order of outlookCounts.
const (
	leaveService = iota
	volunteer
	leaveWilling
	changeMind
	passCourse
	leaveTrained
	passAssessment
	leaveReady
	getSelected
	withdraw
	early
	extend
	earlyExtended
	leaveRest
	volunteerAgain
	naiveChances
)

func newNaiveOffice(seed uint64) *naiveOffice {
	o := &naiveOffice{random: rand.New(rand.NewPCG(seed, 0))}
	for i, c := range outlookCounts() {
		o.chance[i] = [2]float64{o.beta(1+c.womenX, 1+c.womenN-c.womenX), o.beta(1+c.menX, 1+c.menN-c.menX)}
	}
	names := naiveNames()
	outlookCrowds(func(stage string, sex, count, due, expires int) {
		for range count {
			// Due in month 0 means one step from now.
			o.people = append(o.people, naivePerson{names[stage], uint8(sex), int16(max(due, expires) + 1)})
		}
	})
	return o
}

// beta draws from Beta(a, b) with whole a and b as one of a+b−1 uniform numbers
// in order, by way of sums of exponentials.
func (o *naiveOffice) beta(a, b int) float64 {
	sum := func(n int) (s float64) {
		for range n {
			s += o.random.ExpFloat64()
		}
		return s
	}
	x := sum(a)
	return x / (x + sum(b))
}

// run returns women and total in posts at the end of each year.
func (o *naiveOffice) run() (women, total []int) {
	for month := range outlookMonths {
		for i := range o.people {
			o.fallDue(&o.people[i])
		}
		for i := range o.people {
			o.monthly(&o.people[i])
		}
		if month%3 == 1 {
			o.move(willing, course, 150, 45)
		}
		if month%3 == 2 {
			o.move(trained, tested, 160, 45)
		}
		o.move(ready, nominated, 40, 10)
		w, n := o.held()
		o.move(selected, post, outlookPosts-n, 0)
		if w, n = o.held(); month%12 == 11 {
			women, total = append(women, w), append(total, n)
		}
	}
	return women, total
}

func (o *naiveOffice) happens(id int, p *naivePerson) bool {
	return o.random.Float64() < o.chance[id][p.sex]
}

func (p *naivePerson) goTo(stage naiveStage) { p.stage, p.left = stage, naiveStay(stage) }

// either goes one way or the other.
func (o *naiveOffice) either(p *naivePerson, id int, yes, no naiveStage) {
	if o.happens(id, p) {
		p.goTo(yes)
		return
	}
	p.goTo(no)
}

func (o *naiveOffice) fallDue(p *naivePerson) {
	if p.left == 0 || p.stage == gone {
		return
	}
	if p.left--; p.left > 0 {
		return
	}
	switch p.stage {
	case course:
		o.either(p, passCourse, trained, willing)
	case tested:
		o.either(p, passAssessment, ready, willing)
	case nominated:
		o.either(p, getSelected, selected, trained)
	case post:
		o.either(p, extend, extended, rest)
	case rest:
		o.either(p, volunteerAgain, willing, serving)
	case ready:
		p.goTo(trained)
	case extended:
		p.goTo(rest)
	}
}

func (o *naiveOffice) monthly(p *naivePerson) {
	switch p.stage {
	case serving:
		if o.happens(leaveService, p) {
			p.goTo(gone)
		} else if o.happens(volunteer, p) {
			p.goTo(willing)
		}
	case willing:
		if o.happens(leaveWilling, p) {
			p.goTo(gone)
		} else if o.happens(changeMind, p) {
			p.goTo(serving)
		}
	case trained:
		o.leave(p, leaveTrained)
	case ready:
		o.leave(p, leaveReady)
	case rest:
		o.leave(p, leaveRest)
	case selected:
		if o.happens(withdraw, p) {
			p.goTo(willing)
		}
	case post:
		if o.happens(early, p) {
			p.goTo(rest)
		}
	case extended:
		if o.happens(earlyExtended, p) {
			p.goTo(rest)
		}
	}
}

func (o *naiveOffice) leave(p *naivePerson, id int) {
	if o.happens(id, p) {
		p.goTo(gone)
	}
}

func (o *naiveOffice) held() (women, total int) {
	for i := range o.people {
		if p := &o.people[i]; p.stage == post || p.stage == extended {
			total++
			women += 1 - int(p.sex)
		}
	}
	return women, total
}

// move takes up to seats people on, some places kept for women, those whose
// validity ends first before others of their sex.
func (o *naiveOffice) move(from, to naiveStage, seats, kept int) {
	for sex := range o.queue {
		o.queue[sex] = o.queue[sex][:0]
	}
	for left := int16(0); left <= naiveStay(from); left++ {
		for i := range o.people {
			if p := &o.people[i]; p.stage == from && p.left == left {
				o.queue[p.sex] = append(o.queue[p.sex], i)
			}
		}
	}
	for ; seats > 0 && len(o.queue[0])+len(o.queue[1]) > 0; seats-- {
		sex := 0
		if len(o.queue[0]) == 0 || kept <= 0 && o.random.IntN(len(o.queue[0])+len(o.queue[1])) >= len(o.queue[0]) {
			sex = 1
		}
		kept--
		o.people[o.queue[sex][0]].goTo(to)
		o.queue[sex] = o.queue[sex][1:]
	}
}
