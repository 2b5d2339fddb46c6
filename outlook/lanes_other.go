//go:build !amd64

package outlook

func wideProcessor() bool { return false }

// binomialsWide is for processors that have it.
func binomialsWide(_, _ *vec, _ *value, _ *[lanes]uint64, _ uint64, _ *tables) uint64 { return 0 }

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
