package selection

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"strings"

	"beret/internal/account"
	"beret/internal/database"
	"beret/internal/eligibility"
	"beret/internal/registry"
)

// question is what a pool was asked: the officers in service, and the plan by
// which they were judged.
type question struct {
	people *registry.Pool
	plan   *eligibility.Plan
}

// readPool judges everybody in service for the posts.
func (r *Room) readPool(ctx context.Context, tx *database.Tx, scene Scene, sh *Sheet, posts []Post) (*Pool, error) {
	people, err := r.store.Pool(ctx, scene.Actor, account.SlateView)
	if err != nil {
		return nil, err
	}
	asked := make([]eligibility.Requirement, len(posts))
	for i, post := range posts {
		asked[i] = post.Requirement
	}
	armed := sh.Call != nil && sh.Call.Armed
	pool := &Pool{question: question{people, people.Compile(scene.Today, sh.Expected, armed, asked)}}
	seen, err := readMarks(ctx, tx, scene, sh)
	if err != nil {
		return nil, err
	}
	pool.judge(sh, posts, seen)
	pool.homes()
	return pool, pool.readNames(ctx, tx)
}

// judge finds who is eligible for what, and who could become so.
func (p *Pool) judge(sh *Sheet, posts []Post, seen marks) {
	var open, near eligibility.Set
	cheapest := newCheapest(posts)
	for who := range p.people.All() {
		facts := sh.facts(who)
		open, near = p.plan.Evaluate(facts, open), p.plan.Near(facts, near)
		c := Candidate{ID: who.ID, Woman: who.Woman, Veteran: who.Veteran(sh.Expected.From), HomeUnit: who.HomeUnit, Seniority: int(who.Seniority), Marks: seen[who.ID]}
		place, upgrades := len(p.Candidates), 0
		for i := range posts {
			if open.Has(i) {
				p.Offers = append(p.Offers, Offer{Candidate: place, Post: i, Score: p.plan.Score(facts, i)})
			} else if !near.Has(i) || c.Barred(FlagOthers) {
				continue
			} else if u, ok := p.plan.Upgrade(facts, i, sh.Expected.From); ok {
				cheapest.add(Upgrade{Candidate: place, Post: i, Score: p.plan.Score(facts, i), Cost: int(u.Cost), What: u.What}, c)
				upgrades++
			}
		}
		if open.Len()+upgrades > 0 {
			p.Candidates = append(p.Candidates, c)
		}
	}
	p.Upgrades, p.Possible = cheapest.list(), cheapest.all
	p.drop()
}

// cheapest keeps the cheapest upgrades of each post for each kind of person
// that floors tell apart, so that a remedy is found in good time: the cheapest
// of all may need others only where caps or pairs kept apart rule out these.
type cheapest struct {
	most []int
	all  int // upgrades there were, kept or not
	kept map[[3]int][]Upgrade
}

// LeastOffered is how many upgrades a remedy is looked for among, of each post
// and kind of person, where the post has few places; otherwise it is twice the
// places.
const LeastOffered = 50

func newCheapest(posts []Post) *cheapest {
	c := &cheapest{kept: map[[3]int][]Upgrade{}}
	for _, post := range posts {
		c.most = append(c.most, max(LeastOffered, 2*post.Places()))
	}
	return c
}

func (c *cheapest) add(u Upgrade, who Candidate) {
	c.all++
	key := [3]int{u.Post, truth(who.Woman), truth(who.Veteran)}
	list := append(c.kept[key], u)
	if len(list) > 4*c.most[u.Post] {
		list = byCost(list)[:c.most[u.Post]]
	}
	c.kept[key] = list
}

func truth(b bool) int {
	if b {
		return 1
	}
	return 0
}

// byCost sorts upgrades, the cheapest first, of equally cheap ones the highest
// score.
func byCost(list []Upgrade) []Upgrade {
	slices.SortFunc(list, func(a, b Upgrade) int {
		return cmp.Or(cmp.Compare(a.Cost, b.Cost), cmp.Compare(b.Score, a.Score), cmp.Compare(a.Candidate, b.Candidate))
	})
	return list
}

func (c *cheapest) list() (all []Upgrade) {
	for key, list := range c.kept {
		list = byCost(list)
		all = append(all, list[:min(len(list), c.most[key[0]])]...)
	}
	slices.SortFunc(all, func(a, b Upgrade) int {
		return cmp.Or(cmp.Compare(a.Candidate, b.Candidate), cmp.Compare(a.Post, b.Post))
	})
	return all
}

// drop forgets the candidates to whom neither an offer nor an upgrade is left.
func (p *Pool) drop() {
	at := make([]int, len(p.Candidates))
	for _, o := range p.Offers {
		at[o.Candidate] = 1
	}
	for _, u := range p.Upgrades {
		at[u.Candidate] = 1
	}
	kept := p.Candidates[:0]
	for i, c := range p.Candidates {
		if at[i] == 1 {
			at[i] = len(kept)
			kept = append(kept, c)
		}
	}
	p.Candidates = slices.Clip(kept)
	for i := range p.Offers {
		p.Offers[i].Candidate = at[p.Offers[i].Candidate]
	}
	for i := range p.Upgrades {
		p.Upgrades[i].Candidate = at[p.Upgrades[i].Candidate]
	}
}

// homes counts the officers of each home unit and below.
func (p *Pool) homes() {
	count := map[int64]int{}
	for who := range p.people.All() {
		count[who.HomeUnit]++
	}
	for i := len(p.people.Units) - 1; i >= 0; i-- { // children before their parents
		u := p.people.Units[i]
		if u.ParentID != 0 {
			count[u.ParentID] += count[u.ID]
		}
	}
	for _, u := range p.people.Units {
		p.Homes = append(p.Homes, Home{ID: u.ID, Parent: u.ParentID, Name: u.Name, Officers: count[u.ID]})
	}
}

// nameBatch is how many names one statement asks for.
const nameBatch = 500

// readNames reads what a page calls the candidates.
func (p *Pool) readNames(ctx context.Context, tx *database.Tx) error {
	for from := 0; from < len(p.Candidates); from += nameBatch {
		batch := p.Candidates[from:min(len(p.Candidates), from+nameBatch)]
		ids := make([]any, len(batch))
		for i, c := range batch {
			ids[i] = c.ID
		}
		at := 0
		err := tx.Each(ctx, func(rows *sql.Rows) error {
			var id int64
			var number, name, rank string
			err := rows.Scan(&id, &number, &name, &rank)
			for at < len(batch) && batch[at].ID < id {
				at++
			}
			if at < len(batch) && batch[at].ID == id {
				batch[at].ServiceNumber, batch[at].Name, batch[at].Rank = number, name, rank
			}
			return err
		}, "SELECT id, service_number, full_name, rank_code FROM officer WHERE id IN (?"+strings.Repeat(", ?", len(ids)-1)+") ORDER BY id", ids...)
		if err != nil {
			return err
		}
	}
	return nil
}

// Judgement is what is to say of an officer and a post.
type Judgement struct {
	Person Candidate
	Checks eligibility.Checks // every rule: what was found, what is needed, until when
	Score  []eligibility.Part // of the score, by what it counts
}

// Judge judges an officer for a post. It returns NotFound for who is not in
// service.
func (r *Room) Judge(ctx context.Context, tx *database.Tx, scene Scene, sh *Sheet, officer int64, post string) (j Judgement, err error) {
	if err := scene.Actor.Require(account.SlateView); err != nil {
		return j, err
	}
	who := sh.Pool.people.Find(officer)
	class := sh.postAt(post)
	if who == nil || class < 0 {
		return j, notFound()
	}
	if j.Person = sh.Person(officer); j.Person.ID == 0 {
		one := Pool{Candidates: []Candidate{{ID: officer, Woman: who.Woman, HomeUnit: who.HomeUnit}}}
		if err := one.readNames(ctx, tx); err != nil {
			return j, err
		}
		j.Person = one.Candidates[0]
	}
	seen, err := readMarks(ctx, tx, scene, sh)
	j.Person.Marks = seen[officer]
	facts := sh.facts(who)
	j.Checks, j.Score = sh.Pool.plan.Explain(facts, class), sh.Pool.plan.ScoreParts(facts, class)
	return j, err
}
