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
type Certificate struct {
	Stages [3]Proof
}

// Proof is a tree that splits all slates into leaves, and for each leaf
// multipliers that bound the stage's objective in it. A stage's objective, to
// be made as large as possible, is
//
//	Priority·Σ priority of filled places − Shortfall·Σ weight·shortfall + Score·score
//
// so that one proof may serve several stages by weights that dominate: Check
// verifies the domination too.
type Proof struct {
	Priority, Shortfall, Score int64 // weights of the objective
	Bound                      int64 // the objective is at most so much
	Nodes                      []Node
}

// Node is a node of the tree; the first is the root. A node with children
// splits the slates by a Count: those with at most Split and those with more.
// A leaf carries multipliers in units of 1/Unit.
type Node struct {
	Count       Count
	Split       int64
	Low, High   int32 // places of the children in Nodes; both 0 in a leaf
	Unit        int64
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

// The constraints. Multipliers of ClassRow, HomeRow, ApartRow, FloorRow and of
// both kinds of split rows are not negative.
const (
	ClassRow  RowKind = iota // Index is a class: at most Places
	HomeRow                  // Index is a home: at most Cap
	ApartRow                 // Index in Apart: at most one
	FloorRow                 // Index in Floors: the linear form of the floor valid in the leaf
	AtMostRow                // Index is an ancestor node whose Low side the leaf is on
	AboveRow                 // Index is an ancestor node whose High side the leaf is on
)

// Multiplier is the price of a constraint in a leaf.
type Multiplier struct {
	Row   RowKind
	Index int32
	Value int64 // in units of 1/Unit
}
