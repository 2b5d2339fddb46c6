package slate

import (
	"cmp"
	"errors"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"
)

// resultOf is the result of a slate, with bounds that are its own values.
func resultOf(in *Instance, chosen []int32, v value) *Result {
	r := &Result{PriorityValue: v.priority, Weighted: v.weighted, Score: v.score, Proven: true,
		Bound: Bound{v.priority, v.weighted, v.score}, Certificate: &Certificate{}}
	for o, class := range chosen {
		if class != None {
			r.Assignment = append(r.Assignment, Link{int32(o), class})
		}
	}
	slices.SortFunc(r.Assignment, func(a, b Link) int {
		return cmp.Compare(in.Officers[a.Officer].ID, in.Officers[b.Officer].ID)
	})
	b := &brute{in: in, chosen: chosen}
	for _, f := range in.Floors {
		r.Shortfall = append(r.Shortfall, b.short(f))
	}
	r.Filled = len(r.Assignment)
	return r
}

// forger makes certificates at random: trees of splits, leaves of multipliers.
type forger struct {
	*rand.Rand
	in *Instance
	r  *Result
}

func (f *forger) count() Count {
	c := Count{Officer: None}
	switch f.IntN(3) {
	case 0: // the filled places of a group
		group := int32(f.IntN(len(f.in.Groups)))
		for k, class := range f.in.Classes {
			if slices.Contains(class.Groups, group) {
				c.Classes = append(c.Classes, int32(k))
			}
		}
		c.Mask = uint8(f.IntN(2)) * uint8(f.IntN(8))
		c.Equal = uint8(f.IntN(8)) & c.Mask
		return c
	case 1:
		c.Officer = int32(f.IntN(len(f.in.Officers)))
	}
	for k := range f.in.Classes {
		if f.IntN(2) == 0 {
			c.Classes = append(c.Classes, int32(k))
		}
	}
	c.Mask = uint8(f.IntN(2)) * uint8(f.IntN(8))
	c.Equal = uint8(f.IntN(8)) & c.Mask
	return c
}

// tree makes up to two splits.
func (f *forger) tree() []Node {
	nodes := []Node{{}}
	for i := 0; i < len(nodes) && len(nodes) < 5; i++ {
		if f.IntN(2) == 0 {
			low := int32(len(nodes))
			nodes[i] = Node{Count: f.count(), Split: int64(f.IntN(4) - 1), Low: low, High: low + 1}
			nodes = append(nodes, Node{}, Node{})
		}
	}
	return nodes
}

// multiplier makes one for a row that may have a place in the leaf.
func (f *forger) multiplier(path []side) Multiplier {
	m := Multiplier{Row: RowKind(f.IntN(8)), Value: f.Int64N(40)}
	if f.IntN(8) == 0 {
		m.Value *= 100
	}
	pick := func(n int) { m.Index = int32(f.IntN(max(n, 1))) }
	switch m.Row {
	case ClassRow:
		pick(len(f.in.Classes))
	case HomeRow:
		pick(len(f.in.Homes))
	case ApartRow:
		pick(len(f.in.Apart))
	case FloorRow:
		pick(len(f.in.Floors))
		if i := int(m.Index); i < len(f.in.Floors) && f.in.Floors[i].Den > 0 && f.in.Floors[i].Of == OfFilled {
			m.Slope = f.Int64N(40) - 20
		}
	case AtMostRow, AboveRow:
		if len(path) > 0 {
			s := path[f.IntN(len(path))]
			m.Index, m.Row = s.node, AtMostRow
			if s.high {
				m.Row = AboveRow
			}
		}
	}
	return m
}

// change alters the multipliers of a leaf at one row.
func (f *forger) change(n *Node, path []side) []Multiplier {
	m := f.multiplier(path)
	changed := slices.Clone(n.Multipliers)
	i := slices.IndexFunc(changed, func(old Multiplier) bool { return old.Row == m.Row && old.Index == m.Index })
	switch {
	case i < 0:
		return append(changed, m)
	case f.IntN(4) == 0:
		return slices.Delete(changed, i, i+1)
	case f.IntN(2) == 0:
		changed[i].Value = max(0, changed[i].Value+f.Int64N(7)-3)
		return changed
	}
	changed[i] = m
	return changed
}

// proves returns what a leaf proves; nil where it is empty or not a proof.
func proves(v *verifier, n *Node, path []side) *big.Int {
	v.proof.Bound = -1 << 62
	if v.stage == 1 {
		v.proof.Bound = 1 << 62
	}
	var e *InstanceError
	if err := v.leaf(n, path); errors.As(err, &e) && e.Problem == ProblemBound {
		return new(big.Int).Div(&v.constant, big.NewInt(n.Unit))
	}
	return nil
}

// objective is what a stage makes large.
func (v value) objective(stage int) int64 { return []int64{v.priority, -v.weighted, v.score}[stage] }

// among reports whether a slate counts in a stage beside the result's values.
func (v value) among(stage int, r *Result) bool {
	return (stage < 1 || v.priority >= r.PriorityValue) && (stage < 2 || v.weighted <= r.Weighted)
}

// inside reports whether a slate is on the sides of a path.
func inside(v *verifier, path []side, chosen []int32) bool {
	for _, s := range path {
		n, count := &v.proof.Nodes[s.node], int64(0)
		for o, class := range chosen {
			if class != None && slices.Contains(n.Count.Classes, class) && v.in.Officers[o].Attributes&n.Count.Mask == n.Count.Equal &&
				(n.Count.Officer == None || n.Count.Officer == int32(o)) {
				count++
			}
		}
		if s.high != (count > n.Split) {
			return false
		}
	}
	return true
}

// forge searches multipliers for a leaf that prove less than the truth, down
// the slope of what they prove; it fails the test where that succeeds.
func (f *forger) forge(t *testing.T, v *verifier, node int32, path []side, truth *big.Int, tries int) {
	n := &v.proof.Nodes[node]
	n.Unit, n.Multipliers = 1+f.Int64N(6), nil
	best := proves(v, n, path)
	for range tries {
		old := n.Multipliers
		n.Multipliers = f.change(n, path)
		proved := proves(v, n, path)
		if proved == nil {
			if truth != nil && v.leaf(n, path) == nil {
				t.Fatalf("stage %d: a leaf with slates is taken for empty: %+v", v.stage, *n)
			}
			n.Multipliers = old
			continue
		}
		if truth != nil && proved.Cmp(truth) < 0 {
			t.Fatalf("stage %d: proved %v where a slate has %v: %+v\npath %v", v.stage, proved, truth, *n, path)
		}
		if best != nil && proved.Cmp(best) > 0 && f.IntN(20) > 0 {
			n.Multipliers = old
			continue
		}
		best = proved
	}
}

// leaves visits the leaves of a tree.
func leaves(nodes []Node, node int32, path []side, visit func(node int32, path []side)) {
	n := nodes[node]
	if n.Low == 0 {
		visit(node, path)
		return
	}
	leaves(nodes, n.Low, append(slices.Clip(path), side{node, false}), visit)
	leaves(nodes, n.High, append(slices.Clip(path), side{node, true}), visit)
}

// forgeAll tries to prove something false about an instance.
func forgeAll(t *testing.T, seed uint64, tries int) {
	in := randomInstance(seed, 6, 3)
	f := &forger{rand.New(rand.NewPCG(seed, 2)), in, nil}
	slates := 0
	everySlate(in, func(v value, chosen []int32) {
		if slates++; f.IntN(slates) == 0 {
			f.r = resultOf(in, chosen, v)
		}
	})
	if err := CheckAssignment(in, f.r); err != nil {
		t.Fatalf("seed %d: %v", seed, err)
	}
	v := newVerifier(in, f.r)
	for v.stage = range 3 {
		v.proof = &Proof{Nodes: f.tree()}
		v.markSingles()
		leaves(v.proof.Nodes, 0, nil, func(node int32, path []side) {
			var truth *big.Int
			everySlate(in, func(w value, chosen []int32) {
				if w.among(v.stage, f.r) && inside(v, path, chosen) && (truth == nil || truth.Cmp(big.NewInt(w.objective(v.stage))) < 0) {
					truth = big.NewInt(w.objective(v.stage))
				}
			})
			f.forge(t, v, node, path, truth, tries)
		})
	}
}

func TestCheckProvesNothingFalse(t *testing.T) {
	for seed := range uint64(300) {
		forgeAll(t, seed, 150)
	}
}

func FuzzCheck(f *testing.F) {
	f.Add(uint64(1))
	f.Fuzz(func(t *testing.T, seed uint64) { forgeAll(t, seed, 1000) })
}
