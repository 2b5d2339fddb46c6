package registry

import (
	"bytes"
	"math/bits"
	"slices"
	"sort"
	"strings"

	"beret/internal/personname"
)

// slotSet is a set of slots, one bit each.
type slotSet []uint64

func newBits(n int) slotSet           { return make(slotSet, (n+63)/64) }
func (b slotSet) add(slot int32)      { b[slot>>6] |= 1 << (slot & 63) }
func (b slotSet) has(slot int32) bool { return b[slot>>6]&(1<<(slot&63)) != 0 }

// intersect keeps those who are in both.
func (b slotSet) intersect(other slotSet) {
	for i := range b {
		b[i] &= other[i]
	}
}

func (b slotSet) count() (n int) {
	for _, word := range b {
		n += bits.OnesCount64(word)
	}
	return n
}

// find returns the slots whose key holds every word. It goes through the long
// text for the longest word and looks at the other words only where that
// stands.
func (v *view) find(words []string) slotSet {
	found := newBits(len(v.row.id))
	var needles [][]byte
	for _, w := range words {
		needles = append(needles, []byte(needle(w)))
	}
	slices.SortStableFunc(needles, func(a, b []byte) int { return len(b) - len(a) })
	v.text.scan(needles[0], func(slot int32, key []byte) {
		for _, other := range needles[1:] {
			if !bytes.Contains(key, other) {
				return
			}
		}
		if _, stale := v.text.changed[slot]; !stale {
			found.add(slot)
		}
	})
	for slot, key := range v.text.changed {
		if matches(key, words) {
			found.add(slot)
		}
	}
	return found
}

// searchWords returns the folded words of a search. Each word must begin a
// word of the name or the service number; a word with a digit in it may stand
// anywhere in either.
func searchWords(text string) []string { return strings.Fields(personname.Fold(text)) }

// needle is what is looked for in a key that begins with a space.
func needle(word string) string {
	if strings.ContainsAny(word, "0123456789") {
		return word
	}
	return " " + word
}

// matches reports whether every word stands in a key.
func matches(key string, words []string) bool {
	for _, word := range words {
		if !strings.Contains(key, needle(word)) {
			return false
		}
	}
	return true
}

// scan calls hit once for every slot of the long text whose key holds the
// wanted bytes.
func (t texts) scan(wanted []byte, hit func(slot int32, key []byte)) {
	slot, at := 0, 0
	for {
		i := bytes.Index(t.all[at:], wanted)
		if i < 0 {
			return
		}
		at += i
		slot += t.slotAt(slot, uint32(at))
		end := len(t.all)
		if slot+1 < len(t.start) {
			end = int(t.start[slot+1])
		}
		hit(int32(slot), t.all[t.start[slot]:end])
		at = end
	}
}

// slotAt returns how many slots after the given one the position lies. Hits
// are near one another or far apart, so steps double until they overshoot.
func (t texts) slotAt(slot int, position uint32) int {
	rest := t.start[slot:]
	step := 1
	for step < len(rest) && rest[step] <= position {
		step *= 2
	}
	low := step / 2
	high := min(step, len(rest))
	return low + sort.Search(high-low, func(i int) bool { return rest[low+i] > position }) - 1
}
