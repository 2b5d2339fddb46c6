package selection

import (
	"cmp"
	"context"
	"slices"

	"beret/civil"
	"beret/internal/eligibility"
	"beret/internal/fault"
)

// NextPost is how a post of a unit stands for the tour after the slate's own.
// Who is eligible for several posts counts in each; of those seated nobody
// counts twice.
type NextPost struct {
	Post   Post
	Places int
	Now    int // eligible for the slate's own tour
	Then   int // eligible for the tour after it
	Women  int // among Then
	Listed int // among Then: on this slate's list, who would go twice in a row
	// Could counts Then and those whom renewals and training would make eligible,
	// of at most two things each.
	Could, CouldWomen int
	// Seated and CouldSeated are how many places are filled when all posts
	// together are as full as those of Then, or of Could, can make them.
	Seated, CouldSeated int
	Mends               []Mend
}

// Short is how many places stay empty of those whom Then can fill.
func (n NextPost) Short() int { return n.Places - n.Seated }

// Lost is how many places stay empty with every renewal and training.
func (n NextPost) Lost() int { return n.Places - n.CouldSeated }

// Next is how a unit stands for the tour after the slate's own.
type Next struct {
	Posts  []NextPost
	Proven bool // no seating leaves fewer places empty; otherwise one may
}

// Places, Short and Lost are the sums over all posts.
func (n Next) Places() int { return n.sum(func(p NextPost) int { return p.Places }) }
func (n Next) Short() int  { return n.sum(NextPost.Short) }
func (n Next) Lost() int   { return n.sum(NextPost.Lost) }

func (n Next) sum(of func(NextPost) int) (sum int) {
	for _, post := range n.Posts {
		sum += of(post)
	}
	return sum
}

// Mend is something that, done for each of a number of officers, would make
// them eligible. What is codes as in Upgrade.
type Mend struct {
	What     string
	Officers int
	Women    int
}

// mostMends is how many mends are told of a post, the most helpful first.
const mostMends = 3

// NextTour is the tour after the slate's own, as long as it.
func (sh *Sheet) NextTour() civil.Interval {
	return civil.Interval{From: sh.Expected.To, To: sh.Expected.To + (sh.Expected.To - sh.Expected.From)}
}

// NextRotation judges everybody in service for the posts on the days of the
// tour after the slate's own, by what the record says today, and seats them:
// as many places as can be filled, the more important first, with nobody in two.
func (sh *Sheet) NextRotation(ctx context.Context, scene Scene) (next Next, err error) {
	defer fault.Wrap(&err, "selection.NextRotation(%d)", sh.ID)
	list, ready, could := sh.judgeNext(scene)
	seated, proven, err := ready.seated(ctx, sh.Posts)
	if err != nil {
		return next, err
	}
	most, mostProven, err := could.seated(ctx, sh.Posts)
	if err != nil {
		return next, err
	}
	for i := range list {
		list[i].Seated, list[i].CouldSeated = seated[i], most[i]
	}
	return Next{list, proven && mostProven}, nil
}

// judgeNext counts the eligible of each post, and everybody by the posts that
// are open to them, as they are and with renewals and training.
func (sh *Sheet) judgeNext(scene Scene) (list []NextPost, ready, could seating) {
	tour := sh.NextTour()
	asked := make([]eligibility.Requirement, len(sh.Posts))
	list, ready, could = make([]NextPost, len(sh.Posts)), seating{}, seating{}
	for i, post := range sh.Posts {
		asked[i], list[i] = post.Requirement, NextPost{Post: post, Places: post.Places()}
	}
	people := sh.Pool.people
	plan := people.Compile(scene.Today, tour, sh.Call != nil && sh.Call.Armed, asked)
	listed := map[int64]bool{}
	for _, line := range sh.Lines {
		listed[line.OfficerID] = true
	}
	mends := make([]map[string]*Mend, len(list))
	isReady, couldBe := make([]byte, len(list)), make([]byte, len(list))
	var now, then, near eligibility.Set
	for who := range people.All() {
		now, then = sh.Pool.plan.Evaluate(sh.facts(who), now), plan.Evaluate(&who.Candidate, then)
		near = plan.Near(&who.Candidate, near)
		for i := range list {
			list[i].Now += truth(now.Has(i))
			isReady[i], couldBe[i] = 0, 0
			switch {
			case then.Has(i):
				isReady[i], couldBe[i] = 1, 1
				list[i].ready(who.Woman, listed[who.ID])
			case near.Has(i):
				if u, ok := plan.Upgrade(&who.Candidate, i, tour.From); ok {
					couldBe[i] = 1
					mends[i] = counted(mends[i], u.What, who.Woman)
					list[i].could(who.Woman)
				}
			}
		}
		ready.add(isReady)
		could.add(couldBe)
	}
	for i := range list {
		list[i].Mends = mostHelpful(mends[i])
	}
	return list, ready, could
}

// ready counts somebody who will be eligible.
func (n *NextPost) ready(woman, listed bool) {
	n.Then++
	n.Women += truth(woman)
	n.Listed += truth(listed)
	n.could(woman)
}

// could counts somebody who will be eligible or could be.
func (n *NextPost) could(woman bool) {
	n.Could++
	n.CouldWomen += truth(woman)
}

func counted(mends map[string]*Mend, what string, woman bool) map[string]*Mend {
	if mends == nil {
		mends = map[string]*Mend{}
	}
	if mends[what] == nil {
		mends[what] = &Mend{What: what}
	}
	mends[what].Officers++
	mends[what].Women += truth(woman)
	return mends
}

func mostHelpful(mends map[string]*Mend) (list []Mend) {
	for _, m := range mends {
		list = append(list, *m)
	}
	slices.SortFunc(list, func(a, b Mend) int { return cmp.Or(cmp.Compare(b.Officers, a.Officers), cmp.Compare(a.What, b.What)) })
	return list[:min(len(list), mostMends)]
}

// Checks answers every rule for an officer and a post of the slate; nothing for
// who is not in service.
func (sh *Sheet) Checks(officer int64, post string) eligibility.Checks {
	who, class := sh.Pool.people.Find(officer), sh.postAt(post)
	if who == nil || class < 0 {
		return nil
	}
	return sh.Pool.plan.Explain(sh.facts(who), class)
}
