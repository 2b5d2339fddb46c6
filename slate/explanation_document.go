package slate

// ExplanationDocument is an Explanation as it is written to others: officers,
// homes, classes and groups by their ids, floors and upgrades by their places
// from 0, in the order of the instance.
type ExplanationDocument struct {
	Prices     []PriceDocument    `json:"prices"`
	Shortfalls []ShortageDocument `json:"shortfalls"`
	Together   *RemedyDocument    `json:"together,omitempty"`
	WhyNot     []WhyNotDocument   `json:"why_not,omitempty"`
	Reserves   []BenchDocument    `json:"reserves,omitempty"`
	Rates      RatesDocument      `json:"rates"`
	Proven     bool               `json:"proven"`
}

// ChangeDocument is a Change; links are [officer, class], moves [officer, from, to].
type ChangeDocument struct {
	Filled        int         `json:"filled"`
	PriorityValue int64       `json:"priority_value"`
	Shortfall     []int64     `json:"shortfall"`
	Weighted      int64       `json:"weighted"`
	Score         int64       `json:"score"`
	In            [][2]string `json:"in"`
	Out           [][2]string `json:"out"`
	Moved         [][3]string `json:"moved"`
}

// PriceDocument is a Price.
type PriceDocument struct {
	Floor   int            `json:"floor"`
	Without ChangeDocument `json:"without"`
	Proven  bool           `json:"proven"`
}

// ShortageDocument is a Shortage.
type ShortageDocument struct {
	Floor    int             `json:"floor"`
	Short    int64           `json:"short"`
	Blocking []BlockDocument `json:"blocking"`
	Remedy   *RemedyDocument `json:"remedy"`
	Proven   bool            `json:"proven"`
}

// RuleDocument is a Rule with the ids of what it is about.
type RuleDocument struct {
	Rule     string   `json:"rule"`
	Floor    *int     `json:"floor,omitempty"`
	Home     string   `json:"home,omitempty"`
	Class    string   `json:"class,omitempty"`
	Officers []string `json:"officers,omitempty"`
}

// BlockDocument is a Block.
type BlockDocument struct {
	RuleDocument
	Eligible *int  `json:"eligible,omitempty"` // of qualification
	Without  int64 `json:"without"`
}

// RemedyDocument is a Remedy.
type RemedyDocument struct {
	Upgrades []UpgradeDocument `json:"upgrades"`
	Cost     int64             `json:"cost"`
	Bound    int64             `json:"bound"`
	Before   []int64           `json:"before"`
	After    []int64           `json:"after"`
	Change   ChangeDocument    `json:"change"`
	Removed  bool              `json:"removed"`
	Proven   bool              `json:"proven"`
}

// UpgradeDocument is an Upgrade of a remedy.
type UpgradeDocument struct {
	Place   int    `json:"place"`
	Officer string `json:"officer"`
	Class   string `json:"class"`
	Cost    int64  `json:"cost"`
	What    string `json:"what"`
}

// WhyNotDocument is a WhyNot; Change is left out where there is none.
type WhyNotDocument struct {
	Officer  string            `json:"officer"`
	Class    string            `json:"class"`
	Verdict  string            `json:"verdict"`
	Rules    []RuleDocument    `json:"rules"`
	Upgrades []UpgradeDocument `json:"upgrades"`
	Change   *ChangeDocument   `json:"change,omitempty"`
	Proven   bool              `json:"proven"`
}

// BenchDocument is a Bench.
type BenchDocument struct {
	Class      string              `json:"class"`
	Holders    []string            `json:"holders"`
	Alternates []AlternateDocument `json:"alternates"`
}

// AlternateDocument is an Alternate.
type AlternateDocument struct {
	Officer   string  `json:"officer"`
	Points    int64   `json:"points"`
	Shortfall []int64 `json:"shortfall"`
	Weighted  int64   `json:"weighted"`
}

// RatesDocument is Rates.
type RatesDocument struct {
	Overall SelectionDocument            `json:"overall"`
	Classes map[string]SelectionDocument `json:"classes"`
	Groups  map[string]SelectionDocument `json:"groups"`
}

// SelectionDocument is a Selection; Lower is women, men or neither.
type SelectionDocument struct {
	Women           ChancesDocument `json:"women"`
	Men             ChancesDocument `json:"men"`
	Lower           string          `json:"lower"`
	BelowFourFifths bool            `json:"below_four_fifths"`
	Few             bool            `json:"few"`
	Flips           bool            `json:"flips"`
}

// ChancesDocument is Chances, with the 95 % score interval of the rate.
type ChancesDocument struct {
	Selected int     `json:"selected"`
	Eligible int     `json:"eligible"`
	Low      float64 `json:"low"`
	High     float64 `json:"high"`
}
