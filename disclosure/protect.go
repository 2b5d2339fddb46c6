package disclosure

// Protect decides for each cell whether it is shown. The same table always
// gives the same release. It returns ErrTable where the sums do not hold, and
// ErrUnproved rather than a release without proof.
func Protect(t Table, rule Rule) ([]Released, error) {
	if err := t.check(); err != nil {
		return nil, err
	}
	p := newProtection(t, rule)
	for {
		more, needed := p.nextByRemainder()
		if !needed {
			if more, needed = p.nextByRival(); !needed {
				return p.release(), nil
			}
		}
		if more < 0 {
			return nil, ErrUnproved
		}
		p.hidden[more] = true
	}
}

// protection is a table on its way to a release.
type protection struct {
	Table
	rule   Rule
	hidden []bool
	sumsOf [][]int // for each cell the sums it takes part in
}

func newProtection(t Table, rule Rule) *protection {
	p := &protection{Table: t, rule: rule, hidden: make([]bool, len(t.Cells)), sumsOf: make([][]int, len(t.Cells))}
	for i, c := range t.Cells {
		p.hidden[i] = rule.small(c.Count)
	}
	for i, s := range t.Sums {
		for _, cell := range s.members() {
			p.sumsOf[cell] = append(p.sumsOf[cell], i)
		}
	}
	return p
}

// members returns the parts and, last, the total.
func (s Sum) members() []int { return append(append([]int{}, s.Parts...), s.Total) }

// nextByRemainder returns the next cell to hide so that the hidden parts of
// each sum are enough; needed is false where all are.
func (p *protection) nextByRemainder() (cell int, needed bool) {
	for _, s := range p.Sums {
		hidden, people := 0, 0
		for _, part := range s.Parts {
			if p.hidden[part] {
				hidden++
				people += p.Cells[part].Count
			}
		}
		if p.hidden[s.Total] && hidden == 0 && p.Cells[s.Total].Count > 0 {
			return p.smallestShown(s.Parts), true
		}
		if !p.hidden[s.Total] && hidden > 0 && (hidden < 2 || people < p.rule.Threshold) {
			if cell := p.smallestShown(s.Parts); cell >= 0 {
				return cell, true
			}
			return s.Total, true
		}
	}
	return -1, false
}

// smallestShown returns the shown cell with the smallest count above zero, the
// first of equals, or −1.
func (p *protection) smallestShown(cells []int) int {
	smallest := -1
	for _, i := range cells {
		if !p.hidden[i] && p.Cells[i].Count > 0 && (smallest < 0 || p.Cells[i].Count < p.Cells[smallest].Count) {
			smallest = i
		}
	}
	return smallest
}

// nextByRival returns the next cell to hide because a hidden one has no rival;
// needed is false where all have one.
func (p *protection) nextByRival() (cell int, needed bool) {
	for _, i := range p.unproved() {
		for _, s := range p.sumsOf[i] {
			if cell := p.smallestShown(p.Sums[s].members()); cell >= 0 {
				return cell, true
			}
		}
		return p.smallestShown(span(0, 1, len(p.Cells))), true
	}
	return -1, false
}

func (p *protection) release() []Released {
	released := make([]Released, len(p.Cells))
	for i, c := range p.Cells {
		switch {
		case c.NoData:
			released[i].State = NoData
		case p.hidden[i]:
			released[i].State = Withheld
		default:
			released[i] = Released{Shown, c.Count}
		}
	}
	return released
}
