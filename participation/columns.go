package participation

import (
	"errors"
	"sync"

	"beret/civil"
)

// Columns holds millions of service intervals side by side: row i is the
// half-open interval [From[i], To[i]) of somebody in group Group[i]. To zero is
// open; an interval that ends on or before its first day counts nowhere. The
// rows of one person within one group must not overlap, for each row is
// counted. Groups is the number of groups; each Group[i] lies below it.
type Columns struct {
	From, To []civil.Date
	Woman    []bool
	Group    []uint16
	Groups   int
}

// Errors of Columns.Monthly.
var (
	ErrColumns = errors.New("participation: columns differ in length")
	ErrGroup   = errors.New("participation: a row's group lies outside the groups")
	ErrMonths  = errors.New("participation: the months are reversed or span more than 150 years")
)

// Table holds women and total for each group at each month's end.
type Table struct {
	First  civil.Month
	Months int
	Groups int
	// cells holds one row a group, one packed count a month, and one cell over
	// that collects what ends after the last month.
	cells []uint64
}

// At returns the share of a group at a month's end, of nobody outside the
// table's months or groups.
func (t *Table) At(group int, month civil.Month) Share {
	i := int(month - t.First)
	if i < 0 || i >= t.Months || group < 0 || group >= t.Groups {
		return Share{}
	}
	return unpack(t.cells[group*(t.Months+1)+i])
}

// Sum returns the share over all groups at a month's end. It counts a person
// once only where groups do not overlap.
func (t *Table) Sum(month civil.Month) Share {
	var sum Share
	for g := range t.Groups {
		sum = sum.Add(t.At(g, month))
	}
	return sum
}

// A packed count holds the women in the upper and the total in the lower half
// of a word. Differences wrap around, sums of them come out right, so that one
// addition carries both.
const (
	packedPerson = 1
	packedWoman  = 1<<32 | packedPerson
)

func unpack(cell uint64) Share { return Share{Women: int(cell >> 32), Total: int(uint32(cell))} }

// maxDays bounds the days of a table so that a clamped day fits 16 bits.
const maxDays = 1<<16 - 1

// Monthly counts every group at the end of each month from first to last.
//
// One pass adds one to the month of each first day and takes it back in the
// month of each end: a service that begins in a month is there at its end, one
// that ends in a month is not. Prefix sums over months × groups then give the
// table. The pass is divided among workers (at least one); additions of
// integers commute, so the result is the same for any number.
func (c Columns) Monthly(first, last civil.Month, workers int) (*Table, error) {
	if len(c.To) != len(c.From) || len(c.Woman) != len(c.From) || len(c.Group) != len(c.From) {
		return nil, ErrColumns
	}
	if last < first || int(last-first) >= 12*150 {
		return nil, ErrMonths
	}
	calendar := newCalendar(first, last)
	parts := make([][]uint64, max(1, workers))
	inside := make([]bool, len(parts))
	var wait sync.WaitGroup
	for w := range parts {
		from, to := w*len(c.From)/len(parts), (w+1)*len(c.From)/len(parts)
		parts[w] = make([]uint64, c.Groups*calendar.stride)
		wait.Go(func() { inside[w] = c.slice(from, to).scatter(calendar, parts[w]) })
	}
	wait.Wait()
	for w, ok := range inside {
		if !ok {
			return nil, ErrGroup
		}
		if w > 0 {
			add(parts[0], parts[w])
		}
	}
	accumulate(parts[0], calendar.stride)
	return &Table{First: first, Months: calendar.stride - 1, Groups: c.Groups, cells: parts[0]}, nil
}

func (c Columns) slice(from, to int) Columns {
	return Columns{c.From[from:to], c.To[from:to], c.Woman[from:to], c.Group[from:to], c.Groups}
}

// calendar turns days into month indexes by one look-up. Days before the first
// month fall into it, days after the last into the cell beyond.
type calendar struct {
	base   int // the first day
	days   int
	stride int // months and the cell beyond
	// The full 16 bits are there so that no index needs a bounds check; only
	// the entries of real days are touched.
	month [maxDays + 1]uint16
}

func newCalendar(first, last civil.Month) *calendar {
	c := &calendar{base: int(first.Start()), days: int(last.End()-first.Start()) + 1, stride: int(last-first) + 2}
	day := 0
	for m := first; m <= last; m++ {
		for range m.End() - m.Start() + 1 {
			c.month[day] = uint16(m - first)
			day++
		}
	}
	c.month[day] = uint16(c.stride - 1)
	return c
}

// scatter adds each row's two events to deltas, one row of cells a group. It
// reports whether all groups were inside. The loop is the package's hot spot:
// no branch depends on the data but the never-taken one.
func (c Columns) scatter(cal *calendar, deltas []uint64) bool {
	base, days, stride := cal.base, cal.days, uint(cal.stride)
	to, woman, group := c.To[:len(c.From)], c.Woman[:len(c.From)], c.Group[:len(c.From)]
	for i, from := range c.From {
		start := min(max(int(from)-base, 0), days)
		end := int(to[i]) - base
		if to[i] == 0 {
			end = days
		}
		end = min(max(end, start), days)
		packed := uint64(packedPerson)
		if woman[i] {
			packed = packedWoman
		}
		row := uint(group[i]) * stride
		in, out := row+uint(cal.month[uint16(start)]), row+uint(cal.month[uint16(end)])
		if in >= uint(len(deltas)) || out >= uint(len(deltas)) {
			return false
		}
		deltas[in] += packed
		deltas[out] -= packed
	}
	return true
}

func add(sum, part []uint64) {
	for i, v := range part {
		sum[i] += v
	}
}

// accumulate turns the differences of each row into counts.
func accumulate(cells []uint64, stride int) {
	for row := 0; row < len(cells); row += stride {
		var running uint64
		for i, d := range cells[row : row+stride] {
			running += d
			cells[row+i] = running
		}
	}
}
