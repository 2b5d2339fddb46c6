package selection

import (
	"cmp"
	"fmt"
	"slices"
	"sync"

	"beret/slate"
)

// Candidate is an officer whom the slate may take.
type Candidate struct {
	ID            int64
	ServiceNumber string
	Name          string
	Rank          string
	Woman         bool
	Veteran       bool
	HomeUnit      int64
	Seniority     int // larger has served longer
	Marks         []Mark
}

// Barred reports whether something keeps the officer off the list, under a rule
// for those who stand elsewhere.
func (c Candidate) Barred(others OthersRule) bool {
	return slices.ContainsFunc(c.Marks, func(m Mark) bool { return m.Bars || m.Elsewhere && others == ExcludeOthers })
}

// Mark is something about a candidate that a reader of the list must know: that
// the officer declined, or stands on another slate. One that bars keeps off the
// list; one of somebody who may go elsewhere does where the rules say so.
type Mark struct {
	Key             string
	Args            []any
	Bars, Elsewhere bool
}

// Offer is a candidate who is eligible for a post, both by place, with the
// score from 0 to 1000.
type Offer struct {
	Candidate, Post int
	Score           int
}

// Upgrade is what would make a candidate eligible for a post: all of its steps
// together, at their cost.
type Upgrade struct {
	Candidate, Post int
	Score           int
	Cost            int
	What            string // codes of the steps, for the engine's answer to be found again
}

// Home is a home unit with how many officers serve in it and below it.
type Home struct {
	ID, Parent int64
	Name       string
	Officers   int
}

// Pool is who could go, before any decision.
type Pool struct {
	Candidates []Candidate
	Offers     []Offer
	Upgrades   []Upgrade
	Possible   int // upgrades that there are; Upgrades are the cheapest of them
	Homes      []Home

	question
}

// Decisions are what people decided about a slate.
type Decisions struct {
	Rules     Rules
	Rulings   []Ruling
	Vacancies []Vacancy
}

// Problem is an instance for the engine, with the way back to people and posts.
type Problem struct {
	Instance *slate.Instance
	Posts    []Post
	Pool     *Pool
	Lapsed   []Ruling // pins of officers who are not, or no longer, eligible

	officers  []int32 // place in Pool.Candidates of each officer of the instance
	officerAt map[int64]int32
	classes   []int32 // place in Posts of each class of the instance
	classAt   map[string]int32
	homeAt    map[int64]int32
	scores    func() map[slate.Link]int32 // of the eligible pairs, made when first asked for
}

// Compose makes the engine's instance of posts, people and decisions. previous
// is the earlier list that the rules may ask to keep close to. Officers are
// named o<id>, so that the lottery does not depend on who else is in the pool,
// and so that the instance can leave the house without names.
func Compose(posts []Post, pool *Pool, d Decisions, previous []Line) *Problem {
	p := &Problem{Posts: posts, Pool: pool, Instance: &slate.Instance{Attributes: []string{"woman", "veteran"}, Seed: d.Rules.Seed}}
	if d.Rules.Ties == Seniority {
		p.Instance.Ties = slate.Seniority
	}
	p.addClasses(d.Vacancies)
	p.addHomes(d.Rules.HomeCap)
	p.addOfficers(d)
	p.addFloors(d.Rules.Floors)
	p.addRulings(d)
	p.addPrevious(previous, d.Rules.ChangeCost)
	p.scores = sync.OnceValue(p.readScores)
	return p
}

func (p *Problem) readScores() map[slate.Link]int32 {
	scores := make(map[slate.Link]int32, len(p.Instance.Eligible))
	for _, pair := range p.Instance.Eligible {
		scores[slate.Link{Officer: pair.Officer, Class: pair.Class}] = pair.Score
	}
	return scores
}

func (p *Problem) addClasses(vacancies []Vacancy) {
	p.classAt = map[string]int32{}
	empty := map[string]int{}
	for _, v := range vacancies {
		empty[v.Post] = v.Places
	}
	p.Instance.Groups = GroupsOf(p.Posts)
	for i, post := range p.Posts {
		places := post.Places() - empty[post.Key]
		if places <= 0 {
			continue
		}
		c := slate.Class{ID: post.Key, Count: places, Nominees: 1, Priority: post.Priority}
		for _, g := range post.Groups() {
			c.Groups = append(c.Groups, int32(slices.Index(p.Instance.Groups, g)))
		}
		p.classAt[post.Key] = int32(len(p.classes))
		p.classes = append(p.classes, int32(i))
		p.Instance.Classes = append(p.Instance.Classes, c)
	}
}

// addHomes adds the home units with their caps; without a rule there is none.
func (p *Problem) addHomes(rule *HomeCap) {
	p.homeAt = map[int64]int32{}
	if rule == nil {
		return
	}
	above := map[int64]bool{}
	for i, h := range p.Pool.Homes {
		p.homeAt[h.ID], above[h.Parent] = int32(i), true
	}
	for _, h := range p.Pool.Homes {
		home := slate.Home{ID: fmt.Sprint("u", h.ID), Cap: rule.cap(h.Officers), Parent: slate.None}
		if at, ok := p.homeAt[h.Parent]; ok {
			home.Parent = at
		} else if rule.Den == 0 && above[h.ID] {
			home.Cap = slate.None // a number for each unit says nothing of the ministry's whole
		}
		p.Instance.Homes = append(p.Instance.Homes, home)
	}
}

// addOfficers adds those who are eligible somewhere, or could become so; the
// others are none of the engine's business.
func (p *Problem) addOfficers(d Decisions) {
	wanted := make([]bool, len(p.Pool.Candidates))
	for _, o := range p.Pool.Offers {
		wanted[o.Candidate] = !p.Pool.Candidates[o.Candidate].Barred(d.Rules.Others)
	}
	for _, u := range p.Pool.Upgrades {
		wanted[u.Candidate] = !p.Pool.Candidates[u.Candidate].Barred(d.Rules.Others)
	}
	p.officerAt = map[int64]int32{}
	at := make([]int32, len(wanted))
	for i, c := range p.Pool.Candidates {
		if at[i] = slate.None; wanted[i] {
			at[i] = int32(len(p.officers))
			p.officerAt[c.ID] = at[i]
			p.officers = append(p.officers, int32(i))
			p.Instance.Officers = append(p.Instance.Officers, p.officer(c))
		}
	}
	p.addPairs(at)
	for _, pair := range d.Rules.Apart {
		a, okA := p.officerAt[pair.A]
		b, okB := p.officerAt[pair.B]
		if okA && okB {
			p.Instance.Apart = append(p.Instance.Apart, [2]int32{a, b})
		}
	}
}

func (p *Problem) officer(c Candidate) slate.Officer {
	o := slate.Officer{ID: fmt.Sprint("o", c.ID), Home: slate.None, Seniority: int32(c.Seniority)}
	if home, ok := p.homeAt[c.HomeUnit]; ok {
		o.Home = home
	}
	if c.Woman {
		o.Attributes |= 1 << slate.Woman
	}
	if c.Veteran {
		o.Attributes |= 1 << slate.Veteran
	}
	return o
}

func (p *Problem) addPairs(at []int32) {
	for _, o := range p.Pool.Offers {
		if class, ok := p.classAt[p.Posts[o.Post].Key]; ok && at[o.Candidate] != slate.None {
			p.Instance.Eligible = append(p.Instance.Eligible, slate.Pair{Officer: at[o.Candidate], Class: class, Score: int32(o.Score)})
		}
	}
	for _, u := range p.Pool.Upgrades {
		if class, ok := p.classAt[p.Posts[u.Post].Key]; ok && at[u.Candidate] != slate.None {
			p.Instance.Upgrades = append(p.Instance.Upgrades, slate.Upgrade{Officer: at[u.Candidate], Class: class,
				Score: int32(u.Score), Cost: int64(u.Cost), What: u.What})
		}
	}
}

func (p *Problem) addFloors(floors []Floor) {
	for _, f := range floors {
		p.Instance.Floors = append(p.Instance.Floors, p.floor(f))
	}
}

func (p *Problem) floor(f Floor) slate.Floor {
	base := slate.OfFilled
	if f.Of == OfPosts {
		base = slate.OfPosts
	}
	return slate.Floor{Group: int32(slices.Index(p.Instance.Groups, f.Group)), Attribute: f.Attribute.place(),
		Num: int64(f.Num), Den: int64(f.Den), Count: int64(f.Count), Of: base, Weight: int64(f.Weight)}
}

func (p *Problem) addRulings(d Decisions) {
	eligible := map[slate.Link]bool{}
	for _, pair := range p.Instance.Eligible {
		eligible[slate.Link{Officer: pair.Officer, Class: pair.Class}] = true
	}
	for _, r := range d.Rulings {
		officer, ok := p.officerAt[r.OfficerID]
		class, known := p.classAt[r.Post]
		link := slate.Link{Officer: officer, Class: class}
		switch {
		case r.Kind == Pin && ok && known && eligible[link]:
			p.Instance.Pins = append(p.Instance.Pins, link)
		case r.Kind == Pin:
			p.Lapsed = append(p.Lapsed, r)
		case ok && known:
			p.Instance.Bans = append(p.Instance.Bans, link)
		case ok && r.Post == "":
			p.banEverywhere(officer)
		}
	}
}

func (p *Problem) banEverywhere(officer int32) {
	for class := range p.Instance.Classes {
		p.Instance.Bans = append(p.Instance.Bans, slate.Link{Officer: officer, Class: int32(class)})
	}
}

func (p *Problem) addPrevious(previous []Line, cost int) {
	if cost == 0 {
		return
	}
	p.Instance.ChangeCost = int64(cost)
	for _, line := range previous {
		officer, ok := p.officerAt[line.OfficerID]
		class, known := p.classAt[line.Post]
		if ok && known {
			p.Instance.Previous = append(p.Instance.Previous, slate.Link{Officer: officer, Class: class})
		}
	}
}

// Candidate returns who an officer of the instance is.
func (p *Problem) Candidate(officer int32) Candidate { return p.Pool.Candidates[p.officers[officer]] }

// Post returns which post a class of the instance is.
func (p *Problem) Post(class int32) Post { return p.Posts[p.classes[class]] }

// Officer returns the place of a person in the instance, false where the engine
// does not know the person.
func (p *Problem) Officer(id int64) (int32, bool) {
	at, ok := p.officerAt[id]
	return at, ok
}

// Class returns the place of a post in the instance, false where all its places
// are left empty.
func (p *Problem) Class(post string) (int32, bool) {
	at, ok := p.classAt[post]
	return at, ok
}

// Lines turns an assignment into the list, posts in their order, the highest
// score first. A present holder who stays keeps the seat; the others take the
// free seats in the order of their numbers.
func (p *Problem) Lines(assignment []slate.Link) []Line {
	scores := p.scores()
	pinned := map[slate.Link]bool{}
	for _, pin := range p.Instance.Pins {
		pinned[pin] = true
	}
	var lines []Line
	for _, link := range assignment {
		lines = append(lines, Line{Post: p.Post(link.Class).Key, OfficerID: p.Candidate(link.Officer).ID,
			Score: int(scores[link]), Proposed: !pinned[link]})
	}
	p.sortLines(lines)
	p.seat(lines)
	return lines
}

func (p *Problem) sortLines(lines []Line) {
	slices.SortFunc(lines, func(a, b Line) int {
		return cmp.Or(cmp.Compare(p.postAt(a.Post), p.postAt(b.Post)), cmp.Compare(b.Score, a.Score), cmp.Compare(a.OfficerID, b.OfficerID))
	})
}

func (p *Problem) postAt(key string) int {
	return slices.IndexFunc(p.Posts, func(post Post) bool { return post.Key == key })
}

// seat gives the lines of each post of seats their seats.
func (p *Problem) seat(lines []Line) {
	for _, post := range p.Posts {
		holds := map[int64]int64{}
		for _, s := range post.Seats {
			holds[s.Holder] = s.ID
		}
		taken := map[int64]bool{}
		for i := range lines {
			if seat, ok := holds[lines[i].OfficerID]; ok && lines[i].Post == post.Key {
				lines[i].SeatID, taken[seat] = seat, true
			}
		}
		free := slices.DeleteFunc(slices.Clone(post.Seats), func(s Seat) bool { return taken[s.ID] })
		for i := range lines {
			if lines[i].Post == post.Key && lines[i].SeatID == 0 && len(free) > 0 {
				lines[i].SeatID, free = free[0].ID, free[1:]
			}
		}
	}
}
