package outlook

// binomialsWide is worker.binomials for eight lanes at a time; it leaves those
// with a large mean open and returns them, a bit a lane.
//
//go:noescape
func binomialsWide(drawn, n *vec, v *value, start *[lanes]uint64, at uint64, t *tables) (large uint64)

// wideProcessor reports whether this processor has what the wide samplers need.
func wideProcessor() bool

// addVec adds x to v.
//
//go:noescape
func addVec(v, x *vec)

// subVec subtracts x from v.
//
//go:noescape
func subVec(v, x *vec)

// anyVec reports whether a number is not zero.
//
//go:noescape
func anyVec(v *vec) bool
