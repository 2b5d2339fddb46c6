package slate

import (
	"math"
	"math/big"
	"slices"
)

// mostPrice bounds each part of a reduced value, so that the sum of the few
// parts of a link stays inside 64 bits.
const mostPrice = 1 << 59

// verifier checks proofs against an instance. See Proof for what it computes.
type verifier struct {
	in     *Instance
	r      *Result
	stage  int // from 0
	proof  *Proof
	node   int // being checked
	flags  []byte
	pinned []bool // officers
	sigs   []uint8
	sig    []int32 // of each value of Officer.Attributes its place in sigs
	rooms  []int64 // of each class
	grace  []int64 // as in goal

	price    []int64 // of a link by class and signature
	officer  []int64 // part of a link's price by officer
	home     []int64 // part of it by home, for its officers and those below
	best     []int64 // reduced value by officer
	singles  map[Link]int64
	constant big.Int
}

// What flags say of an eligible pair.
const (
	closed byte = 1 << iota // banned, or another pair of the officer is pinned
	kept                    // in Previous
	single                  // a split of this proof counts its officer alone
)

func newVerifier(in *Instance, r *Result) *verifier {
	v := &verifier{in: in, r: r, flags: make([]byte, len(in.Eligible)), pinned: make([]bool, len(in.Officers)),
		sig: make([]int32, 256), home: make([]int64, len(in.Homes)), officer: make([]int64, len(in.Officers)), best: make([]int64, len(in.Officers))}
	listed := map[Link]byte{}
	for _, l := range in.Bans {
		listed[l] |= closed
	}
	for _, l := range in.Previous {
		listed[l] |= kept
	}
	class := map[int32]int32{}
	for _, l := range in.Pins {
		class[l.Officer], v.pinned[l.Officer] = l.Class, true
	}
	v.rooms = make([]int64, len(in.Classes))
	for i, p := range in.Eligible {
		if len(listed) > 0 {
			v.flags[i] = listed[Link{p.Officer, p.Class}]
		}
		if v.flags[i]&closed == 0 {
			v.rooms[p.Class]++
		}
		if v.pinned[p.Officer] && class[p.Officer] != p.Class {
			v.flags[i] |= closed
		}
	}
	for k, c := range in.Classes {
		v.rooms[k] = min(v.rooms[k], int64(c.Places()))
	}
	v.signatures()
	v.price = make([]int64, len(in.Classes)*len(v.sigs))
	return v
}

// signatures numbers the attributes that occur.
func (v *verifier) signatures() {
	for i := range v.sig {
		v.sig[i] = None
	}
	for _, o := range v.in.Officers {
		if v.sig[o.Attributes] == None {
			v.sig[o.Attributes] = int32(len(v.sigs))
			v.sigs = append(v.sigs, o.Attributes)
		}
	}
}

func (v *verifier) fail(p Problem, args ...any) error {
	return problem(at("certificate.stages", v.stage)+"."+at("nodes", v.node), p, args...)
}

// side is a step on the way to a leaf.
type side struct {
	node int32
	high bool
}

// verify walks the tree: each node is reached once, from an earlier one.
func (v *verifier) verify() error {
	v.markSingles()
	if len(v.proof.Nodes) == 0 {
		return v.fail(ProblemTree)
	}
	reached := make([]bool, len(v.proof.Nodes))
	type step struct {
		node int32
		path []side
	}
	for open := []step{{}}; len(open) > 0; {
		s := open[len(open)-1]
		open = open[:len(open)-1]
		n := &v.proof.Nodes[s.node]
		if v.node = int(s.node); n.Low == 0 && n.High == 0 {
			if err := v.leaf(n, s.path); err != nil {
				return err
			}
			continue
		}
		for k, child := range []int32{n.Low, n.High} {
			if child <= s.node || int(child) >= len(reached) || reached[child] || !v.counts(n.Count) {
				return v.fail(ProblemTree)
			}
			reached[child] = true
			open = append(open, step{child, append(slices.Clip(s.path), side{s.node, k == 1})})
		}
	}
	return nil
}

// counts reports whether a Count is one: of classes that are there, in order.
func (v *verifier) counts(c Count) bool {
	for i, k := range c.Classes {
		if k < 0 || int(k) >= len(v.in.Classes) || i > 0 && k <= c.Classes[i-1] {
			return false
		}
	}
	return c.Officer >= None && int(c.Officer) < len(v.in.Officers)
}

// markSingles marks the pairs of officers whom a split counts alone.
func (v *verifier) markSingles() {
	alone := map[int32]bool{}
	for _, n := range v.proof.Nodes {
		if n.Low != 0 && n.Count.Officer != None {
			alone[n.Count.Officer] = true
		}
	}
	for i, p := range v.in.Eligible {
		if v.flags[i] &^= single; len(alone) > 0 && alone[p.Officer] {
			v.flags[i] |= single
		}
	}
}

// leaf verifies that the objective is within the bound in a leaf.
func (v *verifier) leaf(n *Node, path []side) error {
	if n.Unit < 1 || n.Unit > mostPrice/(MaxScore*MaxPriority) {
		return v.fail(ProblemSize)
	}
	v.begin(n.Unit)
	var weighted int64 // multiplier of the WeightedRow
	paid := make([]int64, len(v.in.Floors))
	seen := map[Multiplier]bool{}
	for _, m := range n.Multipliers {
		row := Multiplier{Row: m.Row, Index: m.Index}
		if m.Value < 0 || m.Value > mostPrice || m.Slope < -mostPrice || m.Slope > mostPrice || seen[row] {
			return v.fail(ProblemRow, "row", int(m.Row), "index", m.Index)
		}
		seen[row] = true
		empty, ok := v.row(m, path)
		if !ok {
			return v.fail(ProblemRow, "row", int(m.Row), "index", m.Index)
		}
		if empty {
			return nil
		}
		switch m.Row {
		case FloorRow:
			paid[m.Index] = m.Value
		case WeightedRow:
			weighted = m.Value
		}
	}
	if !v.paysNoShortfall(n.Unit, weighted, paid) {
		return v.fail(ProblemPaid)
	}
	if !v.collect(n.Unit) {
		return v.fail(ProblemSize)
	}
	return v.compare(n.Unit)
}

// begin clears the prices and sets what each link adds to the objective.
func (v *verifier) begin(unit int64) {
	clear(v.price)
	clear(v.officer)
	clear(v.home)
	v.singles = map[Link]int64{}
	v.constant.SetInt64(0)
	if v.stage == 0 {
		for k, c := range v.in.Classes {
			v.charge(int32(k), 0, 0, unit*int64(c.Priority))
		}
	}
	if v.stage == 2 {
		v.add(-unit, v.in.ChangeCost*int64(len(v.in.Previous)))
	}
}

// charge adds to the price of links to a class whose officers' attributes,
// masked, are equal. It keeps what does not fit at the largest, which collect
// refuses.
func (v *verifier) charge(class int32, mask, equal uint8, by int64) {
	for i, s := range v.sigs {
		if s&mask == equal {
			v.price[int(class)*len(v.sigs)+i] = bounded(v.price[int(class)*len(v.sigs)+i], by)
		}
	}
}

// bounded adds, both within twice mostPrice; beyond that the sum stays there.
func bounded(a, b int64) int64 {
	if a > mostPrice || a < -mostPrice {
		return a
	}
	return a + b
}

// add adds a product to the constant.
func (v *verifier) add(a, b int64) {
	v.constant.Add(&v.constant, new(big.Int).Mul(big.NewInt(a), big.NewInt(b)))
}

// row applies a multiplier. A leaf can be seen to be empty by a floor's range.
func (v *verifier) row(m Multiplier, path []side) (empty, ok bool) {
	in, at := v.in, int(m.Index)
	if at < 0 || m.Slope != 0 && m.Row != FloorRow {
		return false, false
	}
	switch {
	case m.Row == ClassRow && at < len(in.Classes):
		v.charge(m.Index, 0, 0, -m.Value)
		v.add(m.Value, int64(in.Classes[at].Places()))
	case m.Row == HomeRow && at < len(in.Homes) && in.Homes[at].Cap != None:
		v.home[at] = -m.Value
		v.add(m.Value, int64(in.Homes[at].Cap))
	case m.Row == ApartRow && at < len(in.Apart):
		for _, o := range in.Apart[at] {
			v.officer[o] = bounded(v.officer[o], -m.Value)
		}
		v.add(m.Value, 1)
	case m.Row == AtMostRow && slices.Contains(path, side{m.Index, false}):
		v.count(v.proof.Nodes[at].Count, -m.Value)
		v.add(m.Value, v.proof.Nodes[at].Split)
	case m.Row == AboveRow && slices.Contains(path, side{m.Index, true}):
		v.count(v.proof.Nodes[at].Count, m.Value)
		v.add(-m.Value, v.proof.Nodes[at].Split)
		v.add(-m.Value, 1)
	case m.Row == PriorityRow && at == 0 && v.stage > 0:
		for k, c := range in.Classes {
			if m.Value > mostPrice/int64(c.Priority) {
				return false, false
			}
			v.charge(int32(k), 0, 0, m.Value*int64(c.Priority))
		}
		v.add(-m.Value, v.r.PriorityValue)
	case m.Row == WeightedRow && at == 0 && v.stage > 1:
		v.add(m.Value, v.r.Weighted)
	case m.Row == FloorRow && at < len(in.Floors) && v.stage > 0:
		return v.floor(m, path)
	default:
		return false, false
	}
	return false, true
}

// settleHomes charges each officer what the home and those above it cost.
func (v *verifier) settleHomes() {
	total := make([]int64, len(v.in.Homes))
	for h := range v.in.Homes {
		for up := int32(h); up != None; up = v.in.Homes[up].Parent {
			total[h] = bounded(total[h], v.home[up])
		}
	}
	for o, officer := range v.in.Officers {
		if officer.Home != None {
			v.officer[o] = bounded(v.officer[o], total[officer.Home])
		}
	}
}

// count charges what a split counts.
func (v *verifier) count(c Count, by int64) {
	if c.Officer != None {
		if v.in.Officers[c.Officer].Attributes&c.Mask == c.Equal {
			for _, k := range c.Classes {
				l := Link{c.Officer, k}
				v.singles[l] = bounded(v.singles[l], by)
			}
		}
		return
	}
	for _, k := range c.Classes {
		v.charge(k, c.Mask, c.Equal, by)
	}
}

// floor applies the multiplier of a floor, whose need depends on how many
// places of its group are filled.
func (v *verifier) floor(m Multiplier, path []side) (empty, ok bool) {
	f := v.in.Floors[m.Index]
	if m.Slope != 0 && (f.Den == 0 || f.Of != OfFilled) {
		return false, false
	}
	group, places := []int32{}, int64(0)
	for k, c := range v.in.Classes {
		if slices.Contains(c.Groups, f.Group) {
			group = append(group, int32(k))
			places += int64(c.Places())
			v.charge(int32(k), 0, 0, -m.Slope)
			v.charge(int32(k), 1<<f.Attribute, 1<<f.Attribute, m.Value)
		}
	}
	low, high := v.filled(group, path)
	if low > high {
		return true, true
	}
	grace := int64(0)
	if v.grace != nil {
		grace = v.grace[m.Index]
	}
	if most := int64(1 << 61); m.Value > most/max(1, needed(f, high, places)) || max(m.Slope, -m.Slope) > most/max(1, high) {
		return false, false
	}
	least := int64(math.MaxInt64)
	for filled := low; filled <= high; filled++ {
		least = min(least, m.Value*(needed(f, filled, places)-grace)-m.Slope*filled)
	}
	v.add(-1, least)
	return false, true
}

// filled returns how few and how many places of the classes a slate of the leaf
// that is worth as much as the result in the first stage can fill.
func (v *verifier) filled(group []int32, path []side) (low, high int64) {
	slack, priority := -v.r.PriorityValue, int64(MaxPriority)
	for k, c := range v.in.Classes {
		slack += int64(c.Priority) * v.rooms[k]
	}
	for _, k := range group {
		high += v.rooms[k]
		priority = min(priority, int64(v.in.Classes[k].Priority))
	}
	low = max(0, high-slack/priority)
	for _, s := range path {
		n := &v.proof.Nodes[s.node]
		if c := n.Count; c.Mask != 0 || c.Equal != 0 || c.Officer != None || !slices.Equal(c.Classes, group) {
			continue
		}
		if s.high {
			low = max(low, n.Split+1)
		} else {
			high = min(high, n.Split)
		}
	}
	return low, high
}

// paysNoShortfall asks that no shortfall would raise the sum.
func (v *verifier) paysNoShortfall(unit, weighted int64, paid []int64) bool {
	if v.stage == 2 {
		unit = 0
	}
	if weighted > mostPrice/MaxWeight {
		return false
	}
	for f, m := range paid {
		if m > v.in.Floors[f].Weight*(unit+weighted) {
			return false
		}
	}
	return true
}

// collect adds to the constant what the officers can reach.
func (v *verifier) collect(unit int64) bool {
	v.settleHomes()
	for _, table := range [][]int64{v.price, v.officer} {
		if len(table) > 0 && (slices.Max(table) > mostPrice || slices.Min(table) < -mostPrice) {
			return false
		}
	}
	for _, by := range v.singles {
		if by > mostPrice || by < -mostPrice {
			return false
		}
	}
	v.reduce(unit)
	sum := int64(0)
	for o, best := range v.best {
		if v.pinned[o] || best > 0 {
			sum += best
		}
		if sum > 1<<61 || sum < -1<<61 {
			v.add(sum, 1)
			sum = 0
		}
	}
	v.add(sum, 1)
	return true
}

// reduce finds each officer's best reduced value.
func (v *verifier) reduce(unit int64) {
	in, n, score := v.in, len(v.sigs), int64(0)
	for o := range v.best {
		v.best[o] = -1 << 62
	}
	if v.stage == 2 {
		score = unit
	}
	for i, p := range in.Eligible {
		flags := v.flags[i]
		if flags&closed != 0 {
			continue
		}
		reduced := score*int64(p.Score) + v.price[int(p.Class)*n+int(v.sig[in.Officers[p.Officer].Attributes])] + v.officer[p.Officer]
		if flags&kept != 0 {
			reduced += score * in.ChangeCost
		}
		if flags&single != 0 {
			reduced += v.singles[Link{p.Officer, p.Class}]
		}
		v.best[p.Officer] = max(v.best[p.Officer], reduced)
	}
}

// compare asks that the leaf's bound, in whole units, is within the proof's.
func (v *verifier) compare(unit int64) error {
	limit := v.proof.Bound
	if v.stage == 1 {
		limit = -limit
	}
	bound := new(big.Int).Div(&v.constant, big.NewInt(unit)) // Euclid's: rounds down
	if bound.Cmp(big.NewInt(limit)) > 0 {
		return v.fail(ProblemBound, "stated", limit, "found", bound.String())
	}
	return nil
}
