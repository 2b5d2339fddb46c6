package slate

// The limits of an instance. They keep every sum of the solver and the checker
// far inside 64 bits: no objective of a stage passes 2^50.
const (
	MaxOfficers   = 5_000_000
	MaxPlaces     = 1_000_000 // of all classes together
	MaxScore      = 1_000
	MaxPriority   = 1_000
	MaxNominees   = 100
	MaxWeight     = 1_000
	MaxShare      = 1_000_000 // denominator of a share
	MaxChangeCost = 100_000
	MaxCost       = 1_000_000_000 // of an upgrade
	MaxAttributes = 8
	MaxFloors     = 10_000
	maxList       = 100_000_000
	maxCap        = 1_000_000_000
)
