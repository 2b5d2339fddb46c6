package selection

import (
	"bytes"
	"context"
	"maps"
	"slices"
	"strconv"

	"beret/slate"
)

// seating counts people by the posts they could hold: the key has a byte for
// each post, 1 for one they could.
type seating map[string]int

// add counts somebody; who could hold none of the posts does not matter.
func (s seating) add(key []byte) {
	if bytes.IndexByte(key, 1) >= 0 {
		s[string(key)]++
	}
}

// seated is how many places of each post are filled when as many as can be are,
// the more important posts first, and nobody holds two. It reports whether that
// is proved to be the most.
func (s seating) seated(ctx context.Context, posts []Post) (filled []int, proven bool, err error) {
	ctx, stop := context.WithTimeout(ctx, patience)
	defer stop()
	result, err := slate.Solve(ctx, s.instance(posts))
	if err != nil {
		return nil, false, err
	}
	filled = make([]int, len(posts))
	for _, link := range result.Assignment {
		filled[link.Class]++
	}
	return filled, result.Bound.PriorityValue == result.PriorityValue, nil
}

// instance asks for the most places by priority and for nothing else: no floor,
// no cap, no score. Of people who could hold the same posts no more than there
// are places can matter.
func (s seating) instance(posts []Post) *slate.Instance {
	in := &slate.Instance{Attributes: []string{"woman", "veteran"}}
	for i, post := range posts {
		in.Classes = append(in.Classes, slate.Class{ID: strconv.Itoa(i), Count: post.Places(), Nominees: 1, Priority: post.Priority})
	}
	for _, key := range slices.Sorted(maps.Keys(s)) {
		places := 0
		for i, post := range posts {
			places += int(key[i]) * post.Places()
		}
		for range min(s[key], places) {
			officer := int32(len(in.Officers))
			in.Officers = append(in.Officers, slate.Officer{ID: strconv.Itoa(int(officer)), Home: slate.None})
			for i := range posts {
				if key[i] == 1 {
					in.Eligible = append(in.Eligible, slate.Pair{Officer: officer, Class: int32(i)})
				}
			}
		}
	}
	return in
}
