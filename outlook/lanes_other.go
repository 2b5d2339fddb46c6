//go:build !amd64

package outlook

func wideProcessor() bool { return false }

// The wide samplers are for processors that have them.

func binomialsWide(_, _ *vec, _ *value, _ *[lanes]uint64, _ uint64, _ *tables) uint64 { return 0 }

func hyperWide(_, _, _, _ *vec, _ *[lanes]uint64, _ int, _ *tables) uint64 { return 0 }

func leaveWide(_ *vec, _, _ int, _, _ *vec, _ *[lanes]uint64, _ uint64, _ *vec) {}

func addVec(v, x *vec) {
	for l := range v {
		v[l] += x[l]
	}
}

func subVec(v, x *vec) {
	for l := range v {
		v[l] -= x[l]
	}
}

func anyVec(v *vec) bool {
	var all int32
	for _, n := range v {
		all |= n
	}
	return all != 0
}

func takeVec(taken, cell, left *vec) {
	for l := range cell {
		x := min(cell[l], left[l])
		cell[l] -= x
		left[l] -= x
		taken[l] = x
	}
}

func moreVec(v *vec) bool {
	for _, n := range v {
		if n > 0 {
			return true
		}
	}
	return false
}
