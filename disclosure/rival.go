package disclosure

import (
	"cmp"
	"slices"
)

// Audit returns the withheld cells of a release for which no rival table was
// found: those that a reader may be able to compute. It judges releases of any
// origin, a hand-made one too; Protect's own have none. It returns ErrTable
// where the sums do not hold.
func Audit(t Table, release []Released) ([]int, error) {
	if err := t.check(); err != nil {
		return nil, err
	}
	p := newProtection(t, Rule{})
	for i := range p.hidden {
		p.hidden[i] = i < len(release) && release[i].State == Withheld
	}
	return p.unproved(), nil
}

// unproved returns the hidden cells without a rival, in order.
func (p *protection) unproved() []int {
	proved := make([]bool, len(p.Cells))
	var rest []int
	for i, hidden := range p.hidden {
		if !hidden || proved[i] || p.prove(i, proved) {
			continue
		}
		rest = append(rest, i)
	}
	return rest
}

// prove looks for a rival in which cell i is one higher or lower, and marks all
// cells that differ in it.
func (p *protection) prove(i int, proved []bool) bool {
	for _, step := range []int{1, -1} {
		s := &search{protection: p, change: make([]int, len(p.Cells)), excess: make([]int, len(p.Sums)), budget: searchBudget}
		if s.allowed(i, step) && s.apply(i, step) && s.balance() {
			for cell, d := range s.change {
				proved[cell] = proved[cell] || d != 0
			}
			return true
		}
	}
	return false
}

// searchBudget bounds the steps of one search. Where it runs out the cell
// counts as unproved, and more is withheld: an error on the safe side.
const searchBudget = 2_000

// search builds a rival as changes of hidden cells by one. excess is by how much
// each sum's parts exceed its total; a rival has none.
type search struct {
	*protection
	change, excess []int
	budget         int
}

// allowed reports whether the cell may change by step: hidden, unchanged, and
// still above zero after it, as the reader knows it to be.
func (s *search) allowed(cell, step int) bool {
	return s.hidden[cell] && s.change[cell] == 0 && s.Cells[cell].Count+step >= 1
}

// apply changes the cell and reports true, for chaining.
func (s *search) apply(cell, step int) bool {
	s.change[cell] += step
	for _, i := range s.sumsOf[cell] {
		s.excess[i] += step * s.Sums[i].sign(cell)
	}
	return true
}

// sign is 1 for a part and −1 for the total.
func (s Sum) sign(cell int) int {
	if cell == s.Total {
		return -1
	}
	return 1
}

// balance repairs a sum that does not hold by changing one more of its cells,
// and goes on; it takes changes back where they lead nowhere. It takes the sum
// with the fewest ways first, and the way that repairs most.
func (s *search) balance() bool {
	if s.budget--; s.budget < 0 {
		return false
	}
	ways, broken := s.narrowest()
	if !broken {
		return true
	}
	for _, w := range ways {
		s.apply(w.cell, w.step)
		if s.balance() {
			return true
		}
		s.apply(w.cell, -w.step)
	}
	return false
}

// way is a change of a cell that repairs a sum; gain is how many of the cell's
// sums it brings nearer to holding, less those it moves away.
type way struct{ cell, step, gain int }

// narrowest returns the ways to repair the broken sum that has the fewest, best
// first; broken is false where every sum holds.
func (s *search) narrowest() (ways []way, broken bool) {
	for i, e := range s.excess {
		if e == 0 {
			continue
		}
		if own := s.ways(i); !broken || len(own) < len(ways) {
			ways, broken = own, true
		}
		if len(ways) == 0 {
			return nil, true
		}
	}
	slices.SortStableFunc(ways, func(a, b way) int { return cmp.Compare(b.gain, a.gain) })
	return ways, broken
}

func (s *search) ways(i int) []way {
	var ways []way
	for _, cell := range s.Sums[i].members() {
		step := s.Sums[i].sign(cell)
		if s.excess[i] > 0 {
			step = -step
		}
		if s.allowed(cell, step) {
			ways = append(ways, way{cell, step, s.gain(cell, step)})
		}
	}
	return ways
}

func (s *search) gain(cell, step int) int {
	gain := 0
	for _, i := range s.sumsOf[cell] {
		if s.excess[i]*step*s.Sums[i].sign(cell) < 0 {
			gain++
		} else {
			gain--
		}
	}
	return gain
}
