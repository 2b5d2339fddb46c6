package selection

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"beret/internal/call"
	"beret/internal/eligibility"
	"beret/internal/reference"
	"beret/internal/unit"
)

// Post is posts of a call or seats of a unit that are alike in all that matters
// to who may hold them.
type Post struct {
	Key         string
	Title       string // a key of the catalogue, or the office's own words
	Element     string
	Tier        string
	KeyPosition bool // a key position by its tier
	Count       int
	Nominees    int // for each of Count; 1 for seats
	Priority    int
	Requirement eligibility.Requirement
	CallPost    int64  // the call's post, 0 for seats
	Seats       []Seat // in the order of their numbers, nil for a call's post
}

// Seat is a numbered seat with who holds it now, 0 for nobody.
type Seat struct {
	ID     int64
	Number int
	Holder int64
}

// Places returns how many officers the post takes.
func (p Post) Places() int { return p.Count * max(1, p.Nominees) }

// Groups lists the groups that the post belongs to.
func (p Post) Groups() []string {
	groups := []string{Whole}
	if p.KeyPosition {
		groups = append(groups, CommandGroup)
	}
	if p.Element != "" {
		groups = append(groups, elementPrefix+p.Element)
	}
	if p.Tier != "" {
		groups = append(groups, tierPrefix+p.Tier)
	}
	return groups
}

// GroupsOf lists the groups of all posts: the whole first, then command posts,
// then elements and tiers in the order of the posts.
func GroupsOf(posts []Post) []string {
	var groups []string
	for _, p := range posts {
		for _, g := range p.Groups() {
			if !slices.Contains(groups, g) {
				groups = append(groups, g)
			}
		}
	}
	rank := func(g string) int {
		switch {
		case g == Whole:
			return 0
		case g == CommandGroup:
			return 1
		case strings.HasPrefix(g, elementPrefix):
			return 2
		}
		return 3
	}
	slices.SortStableFunc(groups, func(a, b string) int { return cmp.Compare(rank(a), rank(b)) })
	return groups
}

// ElementOf returns the element that a group stands for, "" for none.
func ElementOf(group string) string { return after(group, elementPrefix) }

// TierOf returns the tier that a group stands for, "" for none.
func TierOf(group string) string { return after(group, tierPrefix) }

func after(group, prefix string) string {
	if rest, ok := strings.CutPrefix(group, prefix); ok {
		return rest
	}
	return ""
}

// isKey reports whether a tier is one of key positions.
func isKey(book *reference.Book, tier string) bool {
	row, ok := book.Find(reference.Tiers, tier)
	return ok && row.Int("key_position") == 1
}

// postsOfCall are the posts of a call, each with its id as its key.
func postsOfCall(posts []call.Post, book *reference.Book) []Post {
	list := make([]Post, len(posts))
	for i, p := range posts {
		list[i] = Post{Key: strconv.FormatInt(p.ID, 10), Title: p.Title, Element: p.Element, Tier: p.Tier, KeyPosition: isKey(book, p.Tier),
			Count: p.Count, Nominees: p.Nominees, Priority: p.Priority, Requirement: p.Requirement, CallPost: p.ID}
	}
	return list
}

// The priorities of a unit's seats: key positions are filled first, then those
// of another tier, then the rest.
const (
	keyPriority  = 3
	tierPriority = 2
	seatPriority = 1
)

// postsOfUnit puts alike seats together: same element, title, tier, ranks and
// specialism, in the order of their first numbers.
func postsOfUnit(seats []unit.Filled, book *reference.Book) []Post {
	var posts []Post
	at := map[string]int{}
	for _, s := range seats {
		key := strings.Join([]string{s.Element, s.Title, s.Tier, s.RankFrom, s.RankTo, s.Specialism}, "|")
		i, ok := at[key]
		if !ok {
			i, at[key] = len(posts), len(posts)
			posts = append(posts, postOfSeat(key, s.Seat, book))
		}
		seat := Seat{ID: s.ID, Number: s.Number}
		if s.Holder != nil {
			seat.Holder = s.Holder.ID
		}
		posts[i].Seats = append(posts[i].Seats, seat)
		posts[i].Count++
	}
	return posts
}

func postOfSeat(key string, s unit.Seat, book *reference.Book) Post {
	p := Post{Key: key, Title: s.Title, Element: s.Element, Tier: s.Tier, KeyPosition: isKey(book, s.Tier), Nominees: 1, Priority: seatPriority,
		Requirement: eligibility.ForSeat(s.RankFrom, s.RankTo, s.Specialism)}
	switch {
	case p.KeyPosition:
		p.Priority = keyPriority
	case p.Tier != "":
		p.Priority = tierPriority
	}
	return p
}
