package disclosure

import "fmt"

// Group is one line of a table of shares. Parent is the index of the group it
// is part of, which comes before it, or −1; the children of a group must be a
// partition of it. Without data both counts are zero.
type Group struct {
	Parent       int
	Women, Total int
	NoData       bool
}

// Line is a group as an outsider sees it.
type Line struct {
	Women Released `json:"women"`
	Men   Released `json:"men"`
	Total Released `json:"total"`
}

// RateShown reports whether the share of women may be printed: only where it
// tells nothing that the counts beside it do not.
func (l Line) RateShown() bool {
	return l.Women.State == Shown && l.Men.State == Shown && l.Total.State == Shown && l.Total.Count > 0
}

// Shares protects a tree of groups with women, men and total. Groups may have
// any depth. It returns ErrTable where children are no partition of their
// parent (a person counted in two of them).
func Shares(groups []Group, rule Rule) ([]Line, error) {
	table, err := sharesTable(groups)
	if err != nil {
		return nil, err
	}
	released, err := Protect(table, rule)
	if err != nil {
		return nil, err
	}
	lines := make([]Line, len(groups))
	for g := range groups {
		lines[g] = Line{released[3*g], released[3*g+1], released[3*g+2]}
	}
	return lines, nil
}

// sharesTable lays women, men and total of group g at 3g, 3g+1 and 3g+2.
func sharesTable(groups []Group) (Table, error) {
	t := Table{Cells: make([]Cell, 0, 3*len(groups))}
	children := make([][]int, len(groups))
	for i, g := range groups {
		if g.Parent >= i || g.Parent < -1 {
			return Table{}, fmt.Errorf("%w: group %d names %d as its parent", ErrTable, i, g.Parent)
		}
		if g.Parent >= 0 {
			children[g.Parent] = append(children[g.Parent], i)
		}
		t.Cells = append(t.Cells, Cell{g.Women, g.NoData}, Cell{g.Total - g.Women, g.NoData}, Cell{g.Total, g.NoData})
		t.Sums = append(t.Sums, Sum{3*i + 2, []int{3 * i, 3*i + 1}})
	}
	for parent, parts := range children {
		if len(parts) == 0 {
			continue
		}
		for count := range 3 {
			s := Sum{Total: 3*parent + count}
			for _, child := range parts {
				s.Parts = append(s.Parts, 3*child+count)
			}
			t.Sums = append(t.Sums, s)
		}
	}
	return t, nil
}

// Separable reports whether two releases on different sets of people could be
// subtracted from each other to show few: the people in one and not in the
// other are more than none and fewer than the threshold, either way round. Ids
// may come in any order.
func Separable(one, other []int64, rule Rule) bool {
	return rule.small(countOnly(one, other)) || rule.small(countOnly(other, one))
}

// countOnly returns how many distinct ids of a are not in b.
func countOnly(a, b []int64) int {
	inB := make(map[int64]bool, len(b))
	for _, id := range b {
		inB[id] = true
	}
	only := make(map[int64]bool)
	for _, id := range a {
		if !inB[id] {
			only[id] = true
		}
	}
	return len(only)
}
