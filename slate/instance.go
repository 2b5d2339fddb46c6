// Package slate finds the provably best assignment of officers to posts under
// floors on the share of women, and explains it: what each floor costs, why one
// cannot be met and what would remove the shortfall at least cost, why somebody
// is not on the slate, who stands in reserve.
//
// The objective is lexicographic: most posts filled by priority, then least
// weighted shortfall, then highest score. Each stage comes with a bound and a
// certificate that Check verifies by integer arithmetic alone.
package slate

// Instance is a problem: who may go where, with which score, under which rules.
// Officers, homes, classes and groups are named by their place in the slices.
type Instance struct {
	Officers   []Officer
	Homes      []Home
	Classes    []Class
	Groups     []string   // names; classes and floors refer to them
	Attributes []string   // names of the attributes; place i is bit i of Officer.Attributes
	Eligible   []Pair     // at most one for an officer and a class
	Floors     []Floor    // shortfalls are reported in this order
	Apart      [][2]int32 // pairs of officers of whom at most one goes
	Pins       []Link     // must be in the slate
	Bans       []Link     // must not be
	Upgrades   []Upgrade  // what could make somebody eligible; used by remedies only
	Previous   []Link     // an earlier slate
	ChangeCost int64      // points that each link of Previous costs that is not kept
	Seed       uint64     // of the lottery among equals
	Ties       Ties
}

// The attributes that every instance has, at these places of Attributes.
const (
	Woman   = 0
	Veteran = 1
)

// None is the place of nothing: no home unit, no parent, no cap.
const None = -1

// Officer is a candidate.
type Officer struct {
	ID         string
	Attributes uint8 // a bit for each of Instance.Attributes
	Home       int32 // place in Homes, None without
	Seniority  int32 // larger goes first where Ties is Seniority
}

// Is reports whether the officer has the attribute of a place.
func (o Officer) Is(attribute int) bool { return o.Attributes>>attribute&1 == 1 }

// Home is a home unit or a unit above some. Its cap counts the officers of its
// descendants too.
type Home struct {
	ID     string
	Cap    int   // at most so many may go, None for any number
	Parent int32 // place in Homes, None at the top
}

// Class is a kind of post, alike in all that matters here.
type Class struct {
	ID       string
	Count    int     // posts
	Nominees int     // at most so many for each post, 0 and 1 for one
	Priority int     // at least 1; a filled place counts so much
	Groups   []int32 // places in Groups
}

// Places returns how many officers the class takes.
func (c Class) Places() int { return c.Count * max(1, c.Nominees) }

// Rooms returns for each class how many of its places can be filled at all: its
// Places, or the number of its eligible pairs that are not banned where that is
// less.
func (in *Instance) Rooms() []int64 {
	rooms := make([]int64, len(in.Classes))
	for _, pair := range in.Eligible {
		rooms[pair.Class]++
	}
	banned := make(map[Link]bool, len(in.Bans))
	for _, ban := range in.Bans {
		banned[ban] = true
	}
	if len(banned) > 0 {
		for _, pair := range in.Eligible {
			if banned[Link{pair.Officer, pair.Class}] {
				rooms[pair.Class]--
			}
		}
	}
	for c := range rooms {
		rooms[c] = min(rooms[c], int64(in.Classes[c].Places()))
	}
	return rooms
}

// Link is an officer in a class.
type Link struct{ Officer, Class int32 }

// Pair is an eligible officer with the score, 0 to 1000, for a class.
type Pair struct {
	Officer, Class int32
	Score          int32
}

// Base is what a share is of.
type Base uint8

// The bases of a floor.
const (
	OfFilled Base = iota // of the places that the slate fills
	OfPosts              // of all places
)

// Floor asks for officers with an attribute in a group of classes: for Num of
// every Den, or for Count where Den is 0. The shortfall is the smallest whole s
// with Den·(have+s) ≥ Num·base, or have+s ≥ Count.
type Floor struct {
	Group     int32
	Attribute int // place in Attributes
	Num, Den  int64
	Count     int64
	Of        Base
	Weight    int64 // of each person short, at least 1
}

// Upgrade is a training, renewal or waiver that would make an officer eligible
// for a class.
type Upgrade struct {
	Officer, Class int32
	Score          int32
	Cost           int64 // at least 1
	What           string
}

// Ties says how equals are ranked; no rule looks at the sex.
type Ties uint8

// The rules for equals.
const (
	Lottery   Ties = iota // by lot, drawn from the seed and the officer's id
	Seniority             // by seniority, then by lot
)
