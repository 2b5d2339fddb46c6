package slate

import (
	"cmp"
	"hash/fnv"
	"slices"
)

// inOrder returns the marked officers, those first who go first among equals.
func inOrder(in *Instance, marked []bool) []int32 {
	type entry struct {
		seniority int32
		lot       uint64
		at        int32
	}
	entries := make([]entry, 0, len(marked))
	for o, is := range marked {
		if !is {
			continue
		}
		e := entry{lot: lot(in.Seed, in.Officers[o].ID), at: int32(o)}
		if in.Ties == Seniority {
			e.seniority = in.Officers[o].Seniority
		}
		entries = append(entries, e)
	}
	slices.SortFunc(entries, func(a, b entry) int {
		return cmp.Or(-cmp.Compare(a.seniority, b.seniority), cmp.Compare(a.lot, b.lot),
			cmp.Compare(in.Officers[a.at].ID, in.Officers[b.at].ID))
	})
	order := make([]int32, len(entries))
	for i, e := range entries {
		order[i] = e.at
	}
	return order
}

// lot draws an officer's lot: the smallest goes first.
func lot(seed uint64, id string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(id))
	x := h.Sum64() + (seed+1)*0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
