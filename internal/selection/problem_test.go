package selection

import (
	"slices"
	"testing"

	"beret/slate"
)

// small is a call of two kinds of posts with five candidates: 1 and 3 are
// women, 4 is a veteran, 5 is barred.
func small() ([]Post, *Pool) {
	posts := []Post{{Key: "7", Title: "Chief", Tier: "executive", KeyPosition: true, Count: 1, Nominees: 2, Priority: 3},
		{Key: "8", Title: "Adviser", Element: "field", Count: 2, Nominees: 1, Priority: 1}}
	pool := &Pool{Candidates: []Candidate{{ID: 1, Woman: true, HomeUnit: 20}, {ID: 2, HomeUnit: 20}, {ID: 3, Woman: true, HomeUnit: 21},
		{ID: 4, Veteran: true, HomeUnit: 21}, {ID: 5, HomeUnit: 20, Marks: []Mark{{Key: "x", Bars: true}}}},
		Offers: []Offer{{0, 0, 900}, {1, 0, 800}, {1, 1, 700}, {3, 1, 600}, {4, 1, 1000}}, Upgrades: []Upgrade{{2, 1, 500, 3, "passport"}},
		Homes: []Home{{ID: 10, Officers: 40}, {ID: 20, Parent: 10, Officers: 30}, {ID: 21, Parent: 10, Officers: 10}}}
	return posts, pool
}

func TestAnInstanceIsMadeOfPostsPeopleAndDecisions(t *testing.T) {
	posts, pool := small()
	p := Compose(posts, pool, Decisions{Rules: Rules{Floors: []Floor{{Group: "tier:executive", Attribute: Women, Num: 1, Den: 2, Of: OfPosts, Weight: 4}},
		HomeCap: &HomeCap{Num: 1, Den: 10}, Apart: []Apart{{A: 1, B: 4, Reason: "couple"}}, Seed: 5, Ties: Seniority},
		Rulings:   []Ruling{{OfficerID: 2, Post: "8", Kind: Pin}, {OfficerID: 4, Kind: Ban}, {OfficerID: 3, Post: "8", Kind: Pin}},
		Vacancies: []Vacancy{{Post: "7", Places: 1}}}, nil)
	in := p.Instance
	if err := in.Validate(); err != nil {
		t.Fatal(err)
	}
	ids := []string{}
	for _, o := range in.Officers {
		ids = append(ids, o.ID)
	}
	if !slices.Equal(ids, []string{"o1", "o2", "o3", "o4"}) {
		t.Errorf("the barred do not come: %v", ids)
	}
	if in.Classes[0].Count != 1 || in.Classes[1].Count != 2 {
		t.Errorf("two nominees for one post, one place left empty: %+v", in.Classes)
	}
	if !slices.Equal(in.Groups, []string{Whole, CommandGroup, "element:field", "tier:executive"}) {
		t.Errorf("groups %v", in.Groups)
	}
	if in.Homes[0].Cap != 4 || in.Homes[1].Cap != 3 || in.Homes[2].Cap != 1 || in.Homes[1].Parent != 0 {
		t.Errorf("a tenth of each unit, rounded up: %+v", in.Homes)
	}
	if len(in.Pins) != 1 || len(in.Bans) != 2 || len(in.Apart) != 1 || in.Ties != slate.Seniority {
		t.Errorf("pins %v, bans %v, apart %v", in.Pins, in.Bans, in.Apart)
	}
	if len(p.Lapsed) != 1 || p.Lapsed[0].OfficerID != 3 {
		t.Errorf("the pin of who is not eligible lapses: %v", p.Lapsed)
	}
	if score, ok := p.ScoreOf(2, "8"); !ok || score != 700 || p.Eligible(3, "8") {
		t.Errorf("score %d, %t", score, ok)
	}
}

func TestACapOnEachUnitSaysNothingOfTheWhole(t *testing.T) {
	posts, pool := small()
	p := Compose(posts, pool, Decisions{Rules: Rules{HomeCap: &HomeCap{Count: 2}}}, nil)
	if p.Instance.Homes[0].Cap != slate.None || p.Instance.Homes[1].Cap != 2 {
		t.Errorf("%+v", p.Instance.Homes)
	}
}

// A present holder who stays keeps the seat, whatever the others' order.
func TestHoldersKeepTheirSeats(t *testing.T) {
	posts := []Post{{Key: "a", Count: 3, Nominees: 1, Priority: 1, Seats: []Seat{{ID: 31, Number: 1}, {ID: 32, Number: 2, Holder: 2}, {ID: 33, Number: 3, Holder: 9}}}}
	pool := &Pool{Candidates: []Candidate{{ID: 1}, {ID: 2}, {ID: 3}}, Offers: []Offer{{0, 0, 500}, {1, 0, 400}, {2, 0, 300}}}
	p := Compose(posts, pool, Decisions{Rules: Rules{ChangeCost: 50}}, Holders(posts))
	if len(p.Instance.Previous) != 1 || p.Instance.ChangeCost != 50 {
		t.Errorf("close to the holders who are known: %v", p.Instance.Previous)
	}
	var seats []int64
	for _, line := range p.Lines([]slate.Link{{Officer: 0}, {Officer: 1}, {Officer: 2}}) {
		seats = append(seats, line.SeatID)
	}
	if !slices.Equal(seats, []int64{31, 32, 33}) {
		t.Errorf("seats %v", seats)
	}
}

func TestRulingsContradictNoOther(t *testing.T) {
	d := Decisions{}.With(Ruling{OfficerID: 1, Post: "a", Kind: Pin}).With(Ruling{OfficerID: 1, Post: "b", Kind: Ban})
	for _, c := range []struct {
		name string
		add  Ruling
		want int
	}{
		{"another officer", Ruling{OfficerID: 2, Post: "a", Kind: Pin}, 3},
		{"a second pin takes the place of the first", Ruling{OfficerID: 1, Post: "c", Kind: Pin}, 2},
		{"the same post", Ruling{OfficerID: 1, Post: "a", Kind: Ban}, 2},
		{"off the whole slate", Ruling{OfficerID: 1, Kind: Ban}, 1},
	} {
		if got := len(d.With(c.add).Rulings); got != c.want {
			t.Errorf("%s: %d rulings, want %d", c.name, got, c.want)
		}
	}
	whole := Decisions{}.With(Ruling{OfficerID: 1, Kind: Ban}).With(Ruling{OfficerID: 1, Post: "a", Kind: Pin})
	if len(whole.Rulings) != 1 || whole.Rulings[0].Kind != Pin {
		t.Errorf("a pin lifts the ban from the whole slate: %v", whole.Rulings)
	}
	if after, ok := d.Without(1, "b"); !ok || len(after.Rulings) != 1 || len(d.Rulings) != 2 {
		t.Errorf("taken back: %v of %v", after.Rulings, d.Rulings)
	}
	left := d.Leave(Vacancy{Post: "a", Places: 2}).Leave(Vacancy{Post: "a", Places: 1})
	if left.Left("a") != 1 || left.Leave(Vacancy{Post: "a"}).Left("a") != 0 {
		t.Errorf("places left: %v", left.Vacancies)
	}
}

func TestFloorsNeedWholePeople(t *testing.T) {
	for _, c := range []struct {
		floor Floor
		want  int
	}{
		{Floor{Num: 1, Den: 3, Of: OfFilled}, 3},
		{Floor{Num: 25, Den: 100, Of: OfFilled}, 3},
		{Floor{Num: 25, Den: 100, Of: OfPosts}, 4},
		{Floor{Count: 7}, 7},
		{Floor{Num: 0, Den: 100}, 0},
	} {
		if got := c.floor.Needed(9, 13); got != c.want {
			t.Errorf("%+v needs %d of 9 filled and 13 places, want %d", c.floor, got, c.want)
		}
	}
}

func TestRulesAreRefusedWithTheirField(t *testing.T) {
	fine := Floor{Group: Whole, Attribute: Women, Num: 1, Den: 4, Of: OfFilled, Weight: 1}
	bad := func(edit func(*Floor)) Rules {
		f := fine
		edit(&f)
		return Rules{Floors: []Floor{fine, f}}
	}
	for field, rules := range map[string]Rules{
		"":            {Floors: []Floor{fine}, HomeCap: &HomeCap{Count: 3}, Apart: []Apart{{1, 2, "couple"}}},
		"floor1":      bad(func(f *Floor) { f.Num = 5 }),
		"floor1 ":     bad(func(f *Floor) { f.Group = "element:none" }),
		"floor1  ":    bad(func(f *Floor) { f.Weight = 0 }),
		"home_cap":    {HomeCap: &HomeCap{}},
		"apart":       {Apart: []Apart{{1, 1, "same"}}},
		"apart ":      {Apart: []Apart{{1, 2, ""}}},
		"change_cost": {ChangeCost: -1},
	} {
		got := ""
		if problems := rules.Check([]string{Whole}); len(problems) > 0 {
			got = problems[0].Field
		}
		if want := slices.Clone([]byte(field)); got != string(trimmed(want)) {
			t.Errorf("%q: field %q", field, got)
		}
	}
}

func trimmed(b []byte) []byte {
	for len(b) > 0 && b[len(b)-1] == ' ' {
		b = b[:len(b)-1]
	}
	return b
}

// Of many possible upgrades the cheapest stay for each kind of person.
func TestTheCheapestUpgradesStay(t *testing.T) {
	c := newCheapest([]Post{{Count: 1}})
	for i := range 1000 {
		c.add(Upgrade{Candidate: i, Cost: 1000 - i}, Candidate{Woman: i%2 == 0})
	}
	list := c.list()
	if len(list) != 2*LeastOffered || list[0].Candidate != 1000-2*LeastOffered || c.all != 1000 {
		t.Errorf("%d kept, from candidate %d", len(list), list[0].Candidate)
	}
}
