package participation

import (
	"cmp"
	"errors"
	"sync"

	"beret/civil"
)

// Columns holds millions of service intervals side by side: row i is the
// half-open interval [From[i], To[i]) of somebody whose group and sex Code[i]
// tells. To zero is open; an interval that ends on or before its first day
// counts nowhere. The rows of one person within one group must not overlap, for
// each row is counted. Groups is the number of groups, at most 32,768.
type Columns struct {
	From, To []civil.Date
	Code     []uint16
	Groups   int
}

// Code returns the code of a woman or man in a group: twice the group, and one
// more for a woman.
func Code(group int, woman bool) uint16 {
	if woman {
		return uint16(2*group + 1)
	}
	return uint16(2 * group)
}

// Append adds a row to the columns.
func (c *Columns) Append(span civil.Interval, group int, woman bool) {
	c.From, c.To, c.Code = append(c.From, span.From), append(c.To, span.To), append(c.Code, Code(group, woman))
}

// Errors of Columns.Monthly.
var (
	ErrColumns = errors.New("participation: columns differ in length")
	ErrGroup   = errors.New("participation: a row's group lies outside the groups")
	ErrMonths  = errors.New("participation: the months are reversed, before the year 200 or over more than 150 years")
)

// Table holds women and total for each group at each month's end.
type Table struct {
	First  civil.Month
	Months int
	Groups int
	// cells holds for each group a row of men and a row of women, each with one
	// cell a month and one over that collects what ends after the last month.
	cells []uint32
}

// At returns the share of a group at a month's end, of nobody outside the
// table's months or groups.
func (t *Table) At(group int, month civil.Month) Share {
	i, stride := int(month-t.First), t.Months+1
	if i < 0 || i >= t.Months || group < 0 || group >= t.Groups {
		return Share{}
	}
	men, women := int(t.cells[2*group*stride+i]), int(t.cells[(2*group+1)*stride+i])
	return Share{Women: women, Total: women + men}
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

// maxGroups is how many groups a code tells apart, with the sexes.
const maxGroups = 1 << 15

// Monthly counts every group at the end of each month from first to last.
//
// One pass adds one to the month of each first day and takes it back in the
// month of each end: a service that begins in a month is there at its end, one
// that ends in a month is not. Prefix sums over months × groups then give the
// table. The pass is divided among workers (at least one); additions of
// integers commute, so the result is the same for any number.
func (c Columns) Monthly(first, last civil.Month, workers int) (*Table, error) {
	if len(c.To) != len(c.From) || len(c.Code) != len(c.From) {
		return nil, ErrColumns
	}
	if c.Groups < 0 || c.Groups > maxGroups {
		return nil, ErrGroup
	}
	if last < first || int(last-first) >= 12*150 || first.Year() < 200 {
		return nil, ErrMonths
	}
	calendar := newCalendar(first, last)
	parts, errs := make([][]uint32, max(1, workers)), make([]error, max(1, workers))
	var wait sync.WaitGroup
	for w := range parts {
		from, to := w*len(c.From)/len(parts), (w+1)*len(c.From)/len(parts)
		parts[w] = make([]uint32, 2*c.Groups*calendar.stride)
		wait.Go(func() { errs[w] = c.slice(from, to).scatter(calendar, parts[w]) })
	}
	wait.Wait()
	for w, part := range parts[1:] {
		add(parts[0], part)
		errs[0] = cmp.Or(errs[0], errs[w+1])
	}
	accumulate(parts[0], calendar.stride)
	return &Table{First: first, Months: calendar.stride - 1, Groups: c.Groups, cells: parts[0]}, errs[0]
}

func (c Columns) slice(from, to int) Columns {
	return Columns{c.From[from:to], c.To[from:to], c.Code[from:to], c.Groups}
}

// calendar turns days into month indexes by one look-up in a window of 65,536
// days that ends with the day after the last month. Days before the first month
// fall into it, the last day of the window stands for all that come later.
type calendar struct {
	base   uint32 // the window's first day
	stride int    // months and the cell beyond
	month  [windowDays]uint16
}

// windowDays is what 16 bits hold, so that no index needs a bounds check.
const windowDays = 1 << 16

func newCalendar(first, last civil.Month) *calendar {
	end := last.Add(1).Start()
	c := &calendar{base: uint32(end - (windowDays - 1)), stride: int(last-first) + 2}
	for m := first; m <= last; m++ {
		for day, end := m.Start(), m.End(); day <= end; day++ {
			c.month[uint32(day)-c.base] = uint16(m - first)
		}
	}
	c.month[windowDays-1] = uint16(c.stride - 1)
	return c
}

// scatter adds each row's two events to deltas, one row of cells a code.
func (c Columns) scatter(cal *calendar, deltas []uint32) error {
	for done := 0; ; done++ {
		done += c.slice(done, len(c.From)).scatterUsual(cal, deltas)
		if done == len(c.From) {
			return nil
		}
		if err := c.scatterOne(done, cal, deltas); err != nil {
			return err
		}
	}
}

// scatterUsual takes rows up to the first that needs a closer look and returns
// how many it took. This loop is the package's hot spot: it holds no call and
// no branch that an office's data would take. Days are compared unsigned, ends
// one too low, which puts an open end last of all.
func (c Columns) scatterUsual(cal *calendar, deltas []uint32) int {
	base, stride := cal.base, uint(cal.stride)
	to, code := c.To[:len(c.From)], c.Code[:len(c.From)]
	for i, day := range c.From {
		from, until := uint32(day), uint32(to[i])-1
		start, end := from-base, int64(until)-int64(base-1)
		if start >= windowDays || until < from {
			return i
		}
		end |= (windowDays - 1 - end) >> 63 // all ones beyond the window
		row := uint(code[i]) * stride
		in, out := row+uint(cal.month[uint16(start)]), row+uint(cal.month[uint16(end)])
		if in >= uint(len(deltas)) || out >= uint(len(deltas)) {
			return i
		}
		deltas[in]++
		deltas[out]--
	}
	return len(c.From)
}

// scatterOne takes a row that is empty, begins outside the window, or has a
// group outside the groups.
func (c Columns) scatterOne(i int, cal *calendar, deltas []uint32) error {
	span := civil.Interval{From: max(c.From[i], civil.Date(cal.base)), To: c.To[i]}
	switch {
	case int(c.Code[i]) >= 2*c.Groups:
		return ErrGroup
	case span.Empty() || c.To[i] != 0 && c.To[i] <= c.From[i] || uint32(span.From)-cal.base >= windowDays:
		return nil
	}
	one := Columns{From: []civil.Date{span.From}, To: []civil.Date{span.To}, Code: c.Code[i : i+1]}
	one.scatterUsual(cal, deltas)
	return nil
}

func add(sum, part []uint32) {
	for i, v := range part {
		sum[i] += v
	}
}

// accumulate turns the differences of each row into counts.
func accumulate(cells []uint32, stride int) {
	for row := 0; row < len(cells); row += stride {
		var running uint32
		for i, d := range cells[row : row+stride] {
			running += d
			cells[row+i] = running
		}
	}
}
