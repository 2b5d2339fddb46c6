package selection

import (
	"context"
	"fmt"
	"testing"

	"pgregory.net/rapid"
)

// best tries every seating of people, by the posts that each could hold.
func best(keys []string, free []int, posts []Post) (value int) {
	if len(keys) == 0 {
		return 0
	}
	value = best(keys[1:], free, posts)
	for i := range posts {
		if keys[0][i] == 1 && free[i] > 0 {
			free[i]--
			value = max(value, posts[i].Priority+best(keys[1:], free, posts))
			free[i]++
		}
	}
	return value
}

// The seats filled are the most by priority that any seating fills, nobody in
// two, and no more of a post than it has.
func TestNobodySitsInTwoSeats(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		posts := make([]Post, rapid.IntRange(1, 4).Draw(t, "posts"))
		free := make([]int, len(posts))
		for i := range posts {
			free[i] = rapid.IntRange(1, 3).Draw(t, "places")
			posts[i] = Post{Key: fmt.Sprint(i), Count: free[i], Nominees: 1, Priority: rapid.IntRange(1, 4).Draw(t, "priority")}
		}
		counts, keys := seating{}, []string{}
		for range rapid.IntRange(0, 7).Draw(t, "people") {
			key := rapid.SliceOfN(rapid.ByteRange(0, 1), len(posts), len(posts)).Draw(t, "could")
			counts.add(key)
			keys = append(keys, string(key))
		}
		filled, proven, err := counts.seated(context.Background(), posts)
		if err != nil || !proven {
			t.Fatalf("proven %v: %v", proven, err)
		}
		value := 0
		for i, n := range filled {
			if n > free[i] {
				t.Errorf("%d sit in %d places", n, free[i])
			}
			value += n * posts[i].Priority
		}
		if want := best(keys, free, posts); value != want {
			t.Errorf("seats worth %d are filled, %d could be", value, want)
		}
	})
}

// Three kinds of seat, one officer who could hold each of them: two stay empty,
// and the most important does not.
func TestOneOfficerIsNotCountedThrice(t *testing.T) {
	posts := []Post{{Key: "a", Count: 1, Priority: 1}, {Key: "b", Count: 1, Priority: 3}, {Key: "c", Count: 1, Priority: 2}}
	counts := seating{}
	counts.add([]byte{1, 1, 1})
	filled, proven, err := counts.seated(context.Background(), posts)
	if err != nil || !proven || fmt.Sprint(filled) != "[0 1 0]" {
		t.Errorf("filled %v, proven %v: %v", filled, proven, err)
	}
}
