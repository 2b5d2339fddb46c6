package slate

import (
	"cmp"
	"slices"
)

// Ranks returns for each officer the place among equals: the officer of rank 0
// goes first. By Seniority the larger one goes first; else, and where it is the
// same, the lot decides. Nothing but seniority, id and seed is looked at.
func (in *Instance) Ranks() []int32 {
	order, lots := make([]int32, len(in.Officers)), make([]uint64, len(in.Officers))
	for o := range order {
		order[o], lots[o] = int32(o), draw(in.Seed, in.Officers[o].ID)
	}
	slices.SortFunc(order, func(a, b int32) int {
		one, other := in.Officers[a], in.Officers[b]
		if in.Ties == Seniority && one.Seniority != other.Seniority {
			return cmp.Compare(other.Seniority, one.Seniority)
		}
		return cmp.Or(cmp.Compare(lots[a], lots[b]), cmp.Compare(one.ID, other.ID))
	})
	ranks := make([]int32, len(order))
	for rank, o := range order {
		ranks[o] = int32(rank)
	}
	return ranks
}

// draw draws an officer's number: FNV-1a of the id (G. Fowler, L. Noll and
// K.-P. Vo), mixed with the seed by the finaliser of SplitMix64 (G. Steele, D.
// Lea and C. Flood, OOPSLA 2014). It is the same on every machine.
func draw(seed uint64, id string) uint64 {
	x := uint64(14695981039346656037)
	for i := range len(id) {
		x = (x ^ uint64(id[i])) * 1099511628211
	}
	x += (seed + 1) * 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
