package outlook

import "beret/civil"

// Sex is the place of a sex in every pair of numbers of this package.
type Sex int

// The sexes, in the order in which pairs are written.
const (
	Women Sex = 0
	Men   Sex = 1
)

// Model is an office, its people and its rules. It is data: nothing about a
// police, a mission or a policy is known to the engine. Stages, groups and
// parameters are named by their id; the empty id is "none" or, as the end of a
// branch, "leaves for good". Slices keep their order: it is the order of work
// within a month and the address of random numbers.
type Model struct {
	First      civil.Month // first month simulated; the record stands at the end of the month before
	Months     int         // how many
	Stages     []Stage
	Groups     []Group
	Parameters []Parameter
	Start      []Crowd  // people of today without a post
	People     []Person // people of today in posts
	Inflows    []Inflow
	Moves      []Move
	Recalls    []Recall
	Shifts     []Shift
	Targets    []Target
	Scopes     []Scope  // what to report besides the targets' scopes
	Watched    []string // stages whose number of people is reported
}

// Stage is a state in which people stay.
type Stage struct {
	ID       string
	Group    string // whose posts its people hold
	Monthly  []Branch
	Duration int // months after which Due and Then apply; 0 for no limit
	Due      []Branch
	Then     string
	Validity int    // months for which a clearance holds that begins on entering; 0 for none
	Keeps    bool   // goes on with the validity that people bring
	Lapse    string // where they go when it ends
}

// Branch is a way out of a stage, with the probability that a person takes it
// who did not take one of the branches before it.
type Branch struct {
	Parameter string
	To        string
}

// Scope is a selection of groups; an empty field takes all.
type Scope struct{ Category, Mission, Tier string }

// contains reports whether the group belongs to the scope.
func (s Scope) contains(g Group) bool {
	return (s.Category == "" || s.Category == g.Category) &&
		(s.Mission == "" || s.Mission == g.Mission) && (s.Tier == "" || s.Tier == g.Tier)
}

// Group is a set of authorised posts.
type Group struct {
	ID string
	Scope
	Posts []Step // authorised posts from a month on; none before the first
}

// Step is a number that holds from a month on.
type Step struct {
	From  civil.Month
	Count int
}

// Crowd is a number of people of one sex who are alike: today in a stage, or
// from a later month on. Due and Expires are the months in which their stay and
// their validity end (they are gone at the end of that month); zero takes the
// stage's own length from now.
type Crowd struct {
	Stage   string
	Sex     Sex
	Count   int
	From    civil.Month // zero: already there
	Due     civil.Month
	Expires civil.Month
}

// Person is somebody in a post today. Due is the month in which the stay in the
// stage ends, zero where none is set: then it lasts until a recall.
type Person struct {
	ID    string
	Sex   Sex
	Stage string // one with a group
	Due   civil.Month
	Final bool   // no Due branch is taken: no extension will be asked for
	Seat  string // the key seat that the person holds
}

// Inflow brings people from outside into a stage, each month a Poisson number
// with the rate parameter's mean.
type Inflow struct {
	Stage     string
	Parameter string
}

// Move takes people from one stage to another at given months: a course's
// intake, an assessment session, a month's nominations, a deployment.
type Move struct {
	ID       string
	From, To string
	Month    civil.Month // the first time
	Every    int         // months until the next; 0 for once
	Until    civil.Month // no later than this month; zero for no end
	Seats    int         // at most so many; not looked at where Open
	Open     bool        // no limit of its own
	Vacant   bool        // at most as many as To's group has free posts
	Women    int         // places kept for women, as far as there are candidates
	PerMille int         // and of every thousand places so many, rounded up
	MenFirst bool        // the other places go to men while there are any (a planned composition)
	Lasts    int         // only to those whose validity holds for so many months after this one
	Upto     int         // only until so many are in To and in the stages With; 0 for no such end
	With     []string    // where Upto cuts the places, a random part of those for women stays
	Changes  []Change    // from later months on
}

// Change adds to the places of a move from a month on; no number falls below
// zero, PerMille not above 1000. Levers make changes.
type Change struct {
	From                   civil.Month
	Seats, Women, PerMille int
}

// Recall sends home all who hold posts of a group.
type Recall struct {
	ID     string
	Group  string
	Month  civil.Month
	To     string
	Closes bool // and the posts are gone
}

// Shift adds to a parameter from a month on, by sex; the sum is kept between 0
// and 1 (a rate: at least 0). Levers make shifts.
type Shift struct {
	Parameter string
	Month     civil.Month
	Add       [2]float64
}

// Target asks for a share of women in a scope, by month.
type Target struct {
	Framework string
	Scope
	Path   []TargetStep
	Source string
}

// TargetStep is the share Num/Den from a month on; a Den of 0 asks for nothing
// from then on.
type TargetStep struct {
	From     civil.Month
	Num, Den int64
}

// at returns the share asked for in a month; ok is false where nothing is.
func (t Target) at(month civil.Month) (step TargetStep, ok bool) {
	for _, s := range t.Path {
		if s.From <= month && (!ok || s.From >= step.From) {
			step, ok = s, true
		}
	}
	return step, step.Den > 0
}

// Share is women among people, as counted.
type Share struct{ Women, Total int }

// meets reports whether Women/Total ≥ Num/Den exactly; nobody meets nothing.
func (s Share) meets(t TargetStep) bool {
	return s.Total > 0 && int64(s.Women)*t.Den >= t.Num*int64(s.Total)
}

// missing returns how many women would have to take the place of men.
func (s Share) missing(t TargetStep) int {
	return max(0, int((t.Num*int64(s.Total)+t.Den-1)/t.Den)-s.Women)
}
