package slate

// Result is a slate with its proof.
type Result struct {
	Assignment    []Link  // in the order of officers' ids, then classes' ids
	Filled        int     // places filled
	PriorityValue int64   // sum of the priorities of filled places
	Shortfall     []int64 // of each floor
	Weighted      int64   // sum of shortfalls by their weights
	Score         int64   // sum of scores less ChangeCost for each link of Previous not kept
	Bound         Bound
	Proven        bool // every bound is equal to its value
	Certificate   *Certificate
}

// Bound is what no slate can better, stage by stage: no slate has a higher
// PriorityValue; none of those that reach it a lower Weighted; none of those
// that reach both a higher Score. Where a time limit ended the search the gap
// between a bound and its value is honest.
type Bound struct {
	PriorityValue int64
	Weighted      int64
	Score         int64
}

// Certificate proves the bounds: one proof for each stage.
//
// The first shows that no slate has a higher PriorityValue than Bound says; the
// second that none whose PriorityValue is at least that of the Result has a
// lower Weighted; the third that none that reaches both values of the Result
// has a higher Score. So the later proofs may use two rows more, PriorityRow and
// WeightedRow, and each works in numbers of its own size.
type Certificate struct {
	Stages [3]Proof
}

// Proof is a tree that splits all slates into leaves, and for each leaf
// multipliers that bound the stage's objective in it. The objective, to be made
// as large as possible, is in the first stage the sum of the priorities of the
// filled places, in the second the weighted shortfall taken negative, in the
// third the score.
//
// The bound of a leaf is Lagrange's, in whole units of 1/Unit, for links o→c
// that are eligible and not banned, and shortfalls s ≥ 0:
//
//	  Σ officers: the largest of 0 and the reduced values of the officer's links
//	            (with a pin: the reduced value of the pinned link, whatever it is)
//	+ Σ rows: multiplier × constant of the row
//	− in the third stage Unit × ChangeCost × links of Previous
//
// A link's reduced value is Unit × what it adds to the objective (the priority
// of its class; nothing; its score, and ChangeCost if it is in Previous) plus,
// for each multiplier m with the constant named:
//
//	ClassRow     −m for links to the class                         + m·Places
//	HomeRow      −m for links of officers of the home or below     + m·Cap
//	ApartRow     −m for links of the two officers                  + m
//	AtMostRow    −m for links that the ancestor's Count counts     + m·Split
//	AboveRow     +m for links that the ancestor's Count counts     − m·(Split+1)
//	PriorityRow  +m·priority (second and third stage only)         − m·Result.PriorityValue
//	WeightedRow  nothing for links (third stage only)              + m·Result.Weighted
//	FloorRow     +m for links in the group with the attribute,
//	             −Slope for all links in the group                 − min over F of (m·need(F) − Slope·F)
//
// All m are at least 0, Slope is any number, and 0 unless the floor is OfFilled.
// need(F) is what the floor asks for with F places of its group filled:
// ⌈Num·F/Den⌉ of filled, ⌈Num·places/Den⌉ of posts, Count (F then is
// immaterial). The minimum is over the whole numbers low..high that F can be in
// the leaf: a range that starts at 0 to Σ Room of the group's classes
// (Instance.Rooms), in the later stages is cut below at Σ Room − ⌊(Σ priority·Room over all
// classes − Result.PriorityValue) / smallest priority in the group⌋, and then by
// every split on the way to the leaf whose Count is that group: the same
// classes, Mask 0, Officer None. An empty range means an empty leaf.
//
// The shortfalls leave the sum when none of them could pay: for each floor the
// sum of m of its FloorRows must be at most its Weight × (Unit in the second
// stage, else 0) + Weight × (m of the WeightedRow). In the first stage a
// FloorRow therefore has no place.
//
// A leaf's bound, divided by Unit and rounded down, limits the objective there,
// as it is a whole number; the largest over the leaves must not exceed Bound
// (in the second stage −Bound). Sums may pass 64 bits; no single multiplier or
// reduced value does.
type Proof struct {
	Bound int64 // of the stage's own quantity, so as in Result.Bound
	Nodes []Node
}

// Node is a node of the tree; the first is the root. A node with children
// splits the slates by a Count: those with at most Split and those with more.
// A leaf carries multipliers in units of 1/Unit; one row may appear once.
type Node struct {
	Count       Count
	Split       int64
	Low, High   int32 // places of the children in Nodes; both 0 in a leaf
	Unit        int64 // at least 1
	Multipliers []Multiplier
}

// Count is a number that is a sum over links: how many officers whose
// attributes, masked, equal a signature stand in the classes; or whether one
// officer stands there.
type Count struct {
	Classes []int32 // sorted
	Mask    uint8   // 0 counts everybody
	Equal   uint8
	Officer int32 // None for all, otherwise only this officer counts
}

// RowKind says which constraint a multiplier belongs to.
type RowKind uint8

// The constraints, as Proof describes them.
const (
	ClassRow    RowKind = iota // Index is a class: at most Places
	HomeRow                    // Index is a home with a Cap: at most Cap
	ApartRow                   // Index in Apart: at most one
	FloorRow                   // Index in Floors: have + shortfall is at least need
	AtMostRow                  // Index is an ancestor node whose Low side the leaf is on
	AboveRow                   // Index is an ancestor node whose High side the leaf is on
	PriorityRow                // Index 0: the PriorityValue is at least the Result's
	WeightedRow                // Index 0: the Weighted is at most the Result's
)

// Multiplier is the price of a constraint in a leaf.
type Multiplier struct {
	Row   RowKind
	Index int32
	Value int64 // in units of 1/Unit
	Slope int64 // of a FloorRow, in units of 1/Unit: the price of a filled place of its group
}
