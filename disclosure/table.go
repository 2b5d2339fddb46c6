package disclosure

import (
	"errors"
	"fmt"
)

// State tells why a count is or is not there.
type State string

// The states. A withheld count is never zero; a count without data is not known
// to the office either.
const (
	Shown    State = "shown"
	Withheld State = "withheld"
	NoData   State = "no-data"
)

// Rule is the office's rule for one audience. Threshold is the smallest count
// above zero that may be shown; below two nothing is withheld.
type Rule struct{ Threshold int }

// small reports whether a count must not be shown for its own sake.
func (r Rule) small(count int) bool { return 0 < count && count < r.Threshold }

// Cell is one count. Without data its Count is zero.
type Cell struct {
	Count  int
	NoData bool
}

// Sum says that the cell Total is the sum of the cells Parts (indexes into the
// table's cells). Cells without data count as zero in it.
type Sum struct {
	Total int
	Parts []int
}

// Table is a set of counts with the sums that a reader knows to hold.
type Table struct {
	Cells []Cell
	Sums  []Sum
}

// Released is a count as an outsider sees it: Count is zero unless Shown.
type Released struct {
	State State `json:"state"`
	Count int   `json:"count"`
}

// Errors of Protect and Shares.
var (
	ErrTable    = errors.New("disclosure: not a table")
	ErrUnproved = errors.New("disclosure: no way was found to withhold enough")
)

// check refuses counts below zero, sums of other cells than there are, and sums
// that do not hold: their parts are no partition, and what a reader could infer
// from them cannot be judged.
func (t Table) check() error {
	for i, c := range t.Cells {
		if c.Count < 0 || c.NoData && c.Count != 0 {
			return fmt.Errorf("%w: cell %d has count %d", ErrTable, i, c.Count)
		}
	}
	for i, s := range t.Sums {
		sum := 0
		for _, p := range append([]int{s.Total}, s.Parts...) {
			if p < 0 || p >= len(t.Cells) {
				return fmt.Errorf("%w: sum %d names cell %d", ErrTable, i, p)
			}
		}
		for _, p := range s.Parts {
			sum += t.Cells[p].Count
		}
		if sum != t.Cells[s.Total].Count {
			return fmt.Errorf("%w: sum %d is %d and its parts hold %d", ErrTable, i, t.Cells[s.Total].Count, sum)
		}
	}
	return nil
}

// Grid returns the table of rows × columns with the total of each row, of each
// column, and of all. Cell (r, c) has the index r·(columns+1)+c; the last of
// each row is the row's total, the last row holds the columns' totals.
// Rows must be of one length.
func Grid(counts [][]int) Table {
	rows, columns := len(counts), 0
	if rows > 0 {
		columns = len(counts[0])
	}
	t := Table{Cells: make([]Cell, (rows+1)*(columns+1))}
	index := func(r, c int) int { return r*(columns+1) + c }
	for r, line := range counts {
		for c, n := range line {
			for _, i := range []int{index(r, c), index(r, columns), index(rows, c), index(rows, columns)} {
				t.Cells[i].Count += n
			}
		}
	}
	for r := range rows + 1 {
		t.Sums = append(t.Sums, Sum{index(r, columns), span(index(r, 0), 1, columns)})
	}
	for c := range columns + 1 {
		t.Sums = append(t.Sums, Sum{index(rows, c), span(index(0, c), columns+1, rows)})
	}
	return t
}

// span returns n indexes from first in steps.
func span(first, step, n int) []int {
	indexes := make([]int, n)
	for i := range indexes {
		indexes[i] = first + i*step
	}
	return indexes
}
