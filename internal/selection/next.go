package selection

import (
	"cmp"
	"slices"

	"beret/civil"
	"beret/internal/eligibility"
)

// NextPost is how a post of a unit stands for the tour after the slate's own.
// Who is eligible for several posts counts for each.
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
	Mends             []Mend
}

// Short is how many fewer are eligible then than the post has places.
func (n NextPost) Short() int { return max(0, n.Places-n.Then) }

// Lost is how many fewer could be eligible then than the post has places.
func (n NextPost) Lost() int { return max(0, n.Places-n.Could) }

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
// tour after the slate's own, by what the record says today.
func (sh *Sheet) NextRotation(scene Scene) []NextPost {
	tour := sh.NextTour()
	asked := make([]eligibility.Requirement, len(sh.Posts))
	list := make([]NextPost, len(sh.Posts))
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
	var now, then, near eligibility.Set
	for who := range people.All() {
		now, then = sh.Pool.plan.Evaluate(sh.facts(who), now), plan.Evaluate(&who.Candidate, then)
		near = plan.Near(&who.Candidate, near)
		for i := range list {
			list[i].Now += truth(now.Has(i))
			switch {
			case then.Has(i):
				list[i].Then++
				list[i].Women += truth(who.Woman)
				list[i].Listed += truth(listed[who.ID])
			case near.Has(i):
				if u, ok := plan.Upgrade(&who.Candidate, i, tour.From); ok {
					mends[i] = counted(mends[i], u.What, who.Woman)
					list[i].Could++
					list[i].CouldWomen += truth(who.Woman)
				}
			}
		}
	}
	for i := range list {
		list[i].Mends = mostHelpful(mends[i])
		list[i].Could, list[i].CouldWomen = list[i].Could+list[i].Then, list[i].CouldWomen+list[i].Women
	}
	return list
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
