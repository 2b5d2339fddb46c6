package disclosure

import "testing"

// recoverable is the test's own auditor, which knows nothing of rivals: it goes
// through every table of small numbers that reads like the release and returns
// the withheld cells that are the same in all of them. Free cells are those
// that no sum totals; the others follow from them.
func recoverable(t *testing.T, table Table, release []Released) []int {
	a := &auditor{table: table, release: release, totals: make(map[int]int), values: make([]int, len(table.Cells)),
		seen: make([]map[int]bool, len(table.Cells))}
	for i, s := range table.Sums {
		if _, known := a.totals[s.Total]; !known {
			a.totals[s.Total] = i
		}
	}
	for i := range table.Cells {
		a.seen[i] = map[int]bool{}
		if _, isTotal := a.totals[i]; !isTotal {
			a.free = append(a.free, i)
		}
	}
	a.try(0)
	if a.tables == 0 {
		t.Fatal("the auditor does not even find the true table")
	}
	var found []int
	for i, r := range release {
		if r.State == Withheld && len(a.seen[i]) < 2 {
			found = append(found, i)
		}
	}
	return found
}

type auditor struct {
	table   Table
	release []Released
	totals  map[int]int // cell to the sum that makes it
	free    []int
	values  []int
	seen    []map[int]bool
	tables  int
}

func (a *auditor) try(n int) {
	if n == len(a.free) {
		a.judge()
		return
	}
	cell := a.free[n]
	low, high := a.release[cell].Count, a.release[cell].Count
	if a.release[cell].State == Withheld {
		low, high = 1, a.table.Cells[cell].Count+2
	}
	for v := low; v <= high; v++ {
		a.values[cell] = v
		a.try(n + 1)
	}
}

func (a *auditor) judge() {
	value := func(cell int) int { return a.value(cell) }
	for i, r := range a.release {
		if r.State != Withheld && value(i) != r.Count || r.State == Withheld && value(i) < 1 {
			return
		}
	}
	for _, s := range a.table.Sums {
		sum := 0
		for _, p := range s.Parts {
			sum += value(p)
		}
		if sum != value(s.Total) {
			return
		}
	}
	a.tables++
	for i := range a.release {
		a.seen[i][value(i)] = true
	}
}

func (a *auditor) value(cell int) int {
	sum, isTotal := a.totals[cell]
	if !isTotal {
		return a.values[cell]
	}
	total := 0
	for _, p := range a.table.Sums[sum].Parts {
		total += a.value(p)
	}
	return total
}
