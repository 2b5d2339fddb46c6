package slate

// Explanation is what a slate does not say by itself. Everything in it comes
// from solving again, never from a rule of thumb; where a time limit cut one of
// the solves short, Proven is false there and here.
type Explanation struct {
	Prices     []Price    // of each floor, in the order of Floors
	Shortfalls []Shortage // of each floor that is not met, in the order of Floors
	Together   *Remedy    // one for all shortfalls at once, nil where every floor is met
	WhyNot     []WhyNot   // what ExplainOptions asked, in its order
	Reserves   []Bench    // by class, then by holder
	Rates      Rates
	Proven     bool
}

// ExplainOptions says what Explain explains beyond the floors.
type ExplainOptions struct {
	WhyNot   []Link // officers in classes
	Reserves int    // alternates for each holder, at most
}

// Change is what differs between two slates of one instance: the other less
// the one. Where an officer stands in both, but not in one class, it is a move.
type Change struct {
	Filled        int     // places
	PriorityValue int64   // as in Result
	Shortfall     []int64 // of each floor
	Weighted      int64   // as in Result
	Score         int64   // as in Result
	In            []Link  // in the other only
	Out           []Link  // in the one only
	Moved         []Move
}

// Move is an officer who stands in another class.
type Move struct{ Officer, From, To int32 }

// Price is what a floor costs: how the best slate without it differs from the
// slate. Change.Score is the points that the floor costs where Change leaves
// the other floors as they are; In are those whose places it costs, Out are
// those who stand there because of it. PriorityValue cannot change: the first
// stage does not look at floors.
type Price struct {
	Floor  int32
	Change Change // Weighted is that of the other floors
	Proven bool
}

// Shortage says why a floor is short and what would help.
type Shortage struct {
	Floor  int32
	Short  int64   // persons, as in Result
	Blocks []Block // a minimal set of rules that keeps it so short
	Remedy *Remedy
	Proven bool
}

// RuleKind says which rule keeps a floor short or somebody out.
type RuleKind uint8

// The rules that explanations name. Index of a Rule is the place in the slice
// that the rule is from.
const (
	Fill          RuleKind = iota // places are filled first, by priority; no index
	HomeCap                       // Index in Homes
	ApartPair                     // Index in Apart
	Pinned                        // Index in Pins
	Banned                        // Index in Bans
	OtherFloor                    // Index in Floors: would become shorter
	Qualification                 // Index in Classes: who has the floor's attribute is not eligible
	Places                        // Index is the floor: its group has fewer places than it asks for
	People                        // Index is the floor: fewer officers have the attribute than it asks for
	ClassFull                     // Index in Classes: pins take all its places
	NotEligible                   // Index in Classes: no pair
)

// Rule is one rule of an instance.
type Rule struct {
	Kind  RuleKind
	Index int32 // None for Fill
}

// Block is a rule that keeps a floor short. The blocks of a Shortage alone
// already keep it so short, and none of them can be spared for that. Others may
// keep it short as well: Without says what lifting this one alone brings.
type Block struct {
	Rule
	Eligible int   // of Qualification: officers with the attribute and a pair in the class
	Without  int64 // the least shortfall were this rule lifted and all others kept
}

// Remedy is a cheapest set of upgrades after which the solved slate has the
// least shortfall that any set of upgrades can bring, no other floor shorter
// than now. Of equally
// cheap sets it is any.
type Remedy struct {
	Upgrades []int32 // places in Upgrades, ascending; none where nothing helps
	Cost     int64
	Bound    int64   // no such set costs less
	Before   []int64 // shortfall of each floor now
	After    []int64 // and in the slate solved with the upgrades
	Change   Change  // from the slate to the one solved with the upgrades
	Removed  bool    // the shortfall, or all of them, is gone
	Proven   bool    // nothing cheaper does as much, and nothing does more
}

// WhyNot says what keeps an officer out of a class, or what it would cost to
// choose them.
type WhyNot struct {
	Link     Link
	Verdict  Verdict
	Rules    []Rule  // what forbids it, or what is tight in the slate as it is
	Upgrades []int32 // places in Upgrades that would make them eligible
	Change   Change  // from the slate to the best one with them in the class, where it is possible
	Proven   bool
}

// Verdict is the short answer of a WhyNot.
type Verdict uint8

// The verdicts.
const (
	Chosen     Verdict = iota // they are in the slate, there
	Ineligible                // no pair
	Forbidden                 // pins leave no room: the rules say which
	Lifted                    // banned; Change is what lifting the ban and choosing them does
	Possible                  // Change is what choosing them costs and whom it displaces
)

// Bench is the ranked reserve of a class for each of some holders, who all
// have the same one.
type Bench struct {
	Class      int32
	Holders    []int32 // officers in the order of Officers
	Alternates []Alternate
}

// Alternate is an officer outside the slate who could take a holder's place
// while everyone else stays. The first has the least Weighted, then the most
// Points, then comes first by the instance's rule for equals; that is the order
// of the objective, as the place stays filled.
type Alternate struct {
	Officer   int32
	Points    int64   // what they would add to Score: their score, ChangeCost where Previous has them there
	Shortfall []int64 // of each floor after the replacement
	Weighted  int64   // after it
}

// Rates is how the slate treats the eligible by sex, before anything is signed.
type Rates struct {
	Overall Selection
	Classes []Selection // of each class; chosen for that class among those eligible for it
	Groups  []Selection // of each group; chosen for any of its classes among those eligible for one
}

// Selection compares the rates at which eligible women and men are chosen.
type Selection struct {
	Women, Men Chances
	Lower      Lower
	// BelowFourFifths is true where the lower rate is less than four fifths of the
	// higher: 29 CFR 1607.4(D) takes that as a sign of adverse impact.
	BelowFourFifths bool
	// Few is true where either sex has fewer than thirty eligible: the rates
	// say little then.
	Few bool
	// Flips is true where one person chosen from the lower group instead of
	// one from the higher would turn the finding of BelowFourFifths.
	Flips bool
}

// Lower says whose rate is the lower one.
type Lower uint8

// Whose rate is lower.
const (
	Neither Lower = iota // equal, or somebody has none eligible
	WomenLower
	MenLower
)

// Chances is how many of the eligible are chosen, with the 95 % interval of
// the rate. Nobody eligible has the interval from 0 to 1.
type Chances struct {
	Selected, Eligible int
	Low, High          float64
}
