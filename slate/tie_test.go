package slate

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
)

// shuffled returns the instance with all lists in another order, and the new
// places of officers and classes.
func shuffled(in *Instance, r *rand.Rand) *Instance {
	out := *in
	officers, o := shuffle(r, in.Officers)
	classes, c := shuffle(r, in.Classes)
	homes, h := shuffle(r, in.Homes)
	groups, g := shuffle(r, in.Groups)
	at := func(places []int32, p int32) int32 {
		if p == None {
			return None
		}
		return places[p]
	}
	for i := range officers {
		officers[i].Home = at(h, officers[i].Home)
	}
	for i := range homes {
		homes[i].Parent = at(h, homes[i].Parent)
	}
	for i := range classes {
		classes[i].Groups = slices.Clone(classes[i].Groups)
		for k, group := range classes[i].Groups {
			classes[i].Groups[k] = g[group]
		}
	}
	out.Officers, out.Classes, out.Homes, out.Groups = officers, classes, homes, groups
	out.Eligible, _ = shuffle(r, in.Eligible)
	for i, p := range out.Eligible {
		out.Eligible[i].Officer, out.Eligible[i].Class = o[p.Officer], c[p.Class]
	}
	out.Floors, _ = shuffle(r, in.Floors)
	for i := range out.Floors {
		out.Floors[i].Group = g[out.Floors[i].Group]
	}
	for _, links := range []*[]Link{&out.Pins, &out.Bans, &out.Previous} {
		*links, _ = shuffle(r, *links)
		for i, l := range *links {
			(*links)[i] = Link{o[l.Officer], c[l.Class]}
		}
	}
	out.Apart, _ = shuffle(r, in.Apart)
	for i, p := range out.Apart {
		out.Apart[i] = [2]int32{o[p[1]], o[p[0]]}
	}
	return &out
}

// shuffle returns the values in another order and the new place of each.
func shuffle[T any](r *rand.Rand, values []T) ([]T, []int32) {
	out, places := make([]T, len(values)), make([]int32, len(values))
	for from, to := range r.Perm(len(values)) {
		out[to], places[from] = values[from], int32(to)
	}
	return out, places
}

// named returns an assignment by ids.
func named(in *Instance, links []Link) (names [][2]string) {
	for _, l := range links {
		names = append(names, [2]string{in.Officers[l.Officer].ID, in.Classes[l.Class].ID})
	}
	return names
}

func TestTheOrderOfAnInstanceDoesNotMatter(t *testing.T) {
	for seed := range uint64(400) {
		in, r := randomInstance(seed, 12, 4), rand.New(rand.NewPCG(seed, 3))
		in.Ties = Ties(seed % 2)
		one, err := Solve(t.Context(), in)
		if err != nil {
			continue
		}
		twin := shuffled(in, r)
		other, err := Solve(t.Context(), twin)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		if a, b := named(in, one.Assignment), named(twin, other.Assignment); !reflect.DeepEqual(a, b) {
			t.Fatalf("seed %d: %v and %v", seed, a, b)
		}
	}
}

// Of equals those with the least sum of ranks go, whatever their sex; no slate
// with the same numbers in each class does better.
func TestEqualsGoByRank(t *testing.T) {
	for seed := range uint64(400) {
		in := randomInstance(seed, 8, 3)
		in.Apart, in.Ties = nil, Ties(seed%2)
		for i := range in.Eligible {
			in.Eligible[i].Score /= 400
		}
		r, err := Solve(t.Context(), in)
		if err != nil {
			continue
		}
		best := value{r.PriorityValue, r.Weighted, r.Score}
		ranks, least := in.Ranks(), rankSum(in, r.Assignment)
		counts := countsOf(in, r.Assignment)
		everySlate(in, func(v value, chosen []int32) {
			var links []Link
			for o, c := range chosen {
				if c != None {
					links = append(links, Link{int32(o), c})
				}
			}
			if v == best && reflect.DeepEqual(countsOf(in, links), counts) && rankSum(in, links) < least {
				t.Errorf("seed %d: %v before %v by %v", seed, r.Assignment, links, ranks)
			}
		})
	}
}

// rankSum sums the ranks of those who go, among those who are eligible at all.
func rankSum(in *Instance, links []Link) (sum int) {
	eligible := map[int32]bool{}
	for _, p := range in.Eligible {
		eligible[p.Officer] = true
	}
	ranks := in.Ranks()
	for _, l := range links {
		for o := range eligible {
			if ranks[o] < ranks[l.Officer] {
				sum++
			}
		}
	}
	return sum
}

// countsOf counts officers by class and by the attributes that floors look at.
func countsOf(in *Instance, links []Link) map[[2]int]int {
	mask := uint8(0)
	for _, f := range in.Floors {
		mask |= 1 << f.Attribute
	}
	counts := map[[2]int]int{}
	for _, l := range links {
		counts[[2]int{int(l.Class), int(in.Officers[l.Officer].Attributes & mask)}]++
	}
	return counts
}
