package outlook

// binomialsWide is worker.binomials for eight lanes at a time; it leaves those
// with a large mean open and returns them, a bit a lane.
//
//go:noescape
func binomialsWide(drawn, n *vec, v *value, start *[lanes]uint64, at uint64, t *tables) (large uint64)

// hyperWide is tables.hyper for a list of n draws, eight at a time; it leaves
// those open that need other methods and returns them, a bit a place.
//
//go:noescape
func hyperWide(x, good, bad, draws *vec, at *[lanes]uint64, n int, t *tables) (open uint64)

// leaveWide is worker.leaveOne for sixteen lanes at a time.
//
//go:noescape
func leaveWide(cells *vec, count, ring int, total, left *vec, start *[lanes]uint64, at uint64, into *vec)

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

// takeVec takes as many as are left to take and there.
//
//go:noescape
func takeVec(taken, cell, left *vec)

// moreVec reports whether a number is greater than zero.
//
//go:noescape
func moreVec(v *vec) bool
