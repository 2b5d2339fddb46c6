package outlook

// The generator is SplitMix64, read by address instead of in turn: a scenario is
// a start in the sequence, an address the distance from it.
//
// Source: G. Steele, D. Lea, C. Flood, "Fast splittable pseudorandom number
// generators", OOPSLA 2014; the mixing is Stafford's variant 13.

// Distances in the sequence: between neighbours, and multiples of it.
const (
	golden = 0x9e3779b97f4a7c15
	all64  = 1<<64 - 1
	twice  = golden << 1 & all64
	far    = golden << 15 & all64 // beyond what one sampler may use
)

func mix(z uint64) uint64 {
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// unit returns the uniform number in [0, 1) at a position, in steps of 2⁻⁵³.
func unit(z uint64) float64 { return float64(int64(mix(z)>>11)) * 0x1p-53 }

// scenarioStart returns where a scenario begins in the sequence. Two scenarios
// overlap only where two of the hashed starts lie within 2⁴⁸ steps.
func scenarioStart(seed uint64, scenario int) uint64 {
	return mix(mix(seed+golden) + golden*uint64(scenario+1))
}

// purpose keeps apart the addresses of different kinds of draw.
type purpose uint64

const (
	forParameter purpose = iota
	forPerson
	forMonthly
	forSplit
	forDue
	forInflow
	forMove
)

// address returns the distance of a draw from the scenario's start: month below
// 2¹², place (in the model, with branch and sex) below 2²⁴, draws below 2¹⁶ by
// adding multiples of golden.
func address(what purpose, month, place int) uint64 {
	return (uint64(what)<<52 | uint64(month)<<40 | uint64(place)<<16) * golden
}
