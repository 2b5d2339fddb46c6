package participation

import (
	"cmp"
	"errors"
	"sync"
	"sync/atomic"

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
	blocks [][]line // one block of lines for each stretch of blockMonths
}

// line holds the people of one code at the end of each month of a block. Its
// last used cell is one beyond the months and collects what ends after them.
type line [1 << 8]uint32

// blockMonths is how many months a line has room for. A month within a block is
// one byte, so that no index into a line needs a check.
const blockMonths = len(line{}) - 1

// At returns the share of a group at a month's end, of nobody outside the
// table's months or groups.
func (t *Table) At(group int, month civil.Month) Share {
	i := int(month - t.First)
	if i < 0 || i >= t.Months || group < 0 || group >= t.Groups {
		return Share{}
	}
	lines, i := t.blocks[i/blockMonths], i%blockMonths
	men, women := int(lines[Code(group, false)][i]), int(lines[Code(group, true)][i])
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
// integers commute, so the result is the same for any number of them.
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
	table := &Table{First: first, Months: int(last-first) + 1, Groups: c.Groups}
	for ; first <= last; first += civil.Month(blockMonths) {
		block, err := c.block(newCalendar(first, min(last, first.Add(blockMonths-1))), max(1, workers))
		if err != nil {
			return nil, err
		}
		table.blocks = append(table.blocks, block)
	}
	return table, nil
}

// morsel is how many rows a worker takes at a time, so that one who is held up
// leaves more to the others.
const morsel = 1 << 16

// block counts one stretch of months.
func (c Columns) block(calendar *calendar, workers int) ([]line, error) {
	parts, errs := make([][]line, workers), make([]error, workers)
	var taken atomic.Int64
	var wait sync.WaitGroup
	for w := range parts {
		parts[w] = make([]line, 2*c.Groups)
		wait.Go(func() {
			for errs[w] == nil {
				to := int(taken.Add(morsel))
				if to-morsel >= len(c.From) {
					return
				}
				errs[w] = c.slice(to-morsel, min(to, len(c.From))).scatter(calendar, parts[w])
			}
		})
	}
	wait.Wait()
	for _, part := range parts[1:] {
		add(parts[0], part)
	}
	for i := range parts[0] {
		parts[0][i].accumulate()
	}
	return parts[0], cmp.Or(errs...)
}

func (c Columns) slice(from, to int) Columns {
	return Columns{c.From[from:to], c.To[from:to], c.Code[from:to], c.Groups}
}

// calendar turns days into month indexes by one look-up in a window of 65,536
// days that ends with the day after the last month. Days before the first month
// fall into it, the last day of the window stands for all that come later.
type calendar struct {
	base  uint32 // the window's first day
	month [windowDays]uint8
}

// windowDays is what 16 bits hold, so that no index needs a bounds check.
const windowDays = 1 << 16

// newCalendar covers at most blockMonths.
func newCalendar(first, last civil.Month) *calendar {
	end := last.Add(1).Start()
	c := &calendar{base: uint32(end - (windowDays - 1))}
	for m := first; m <= last; m++ {
		for day, end := m.Start(), m.End(); day <= end; day++ {
			c.month[uint32(day)-c.base] = uint8(m - first)
		}
	}
	c.month[windowDays-1] = uint8(last - first + 1)
	return c
}

// scatter adds each row's two events to the line of its code.
func (c Columns) scatter(cal *calendar, lines []line) error {
	for done := 0; ; done++ {
		done += c.slice(done, len(c.From)).scatterUsual(cal, lines)
		if done == len(c.From) {
			return nil
		}
		if err := c.scatterOne(done, cal, lines); err != nil {
			return err
		}
	}
}

// scatterUsual takes rows up to the first that needs a closer look and returns
// how many it took. This loop is the package's hot spot: it holds no call and
// no branch that an office's data would often take. Days are compared unsigned;
// an end one too low puts the open end last of all.
func (c Columns) scatterUsual(cal *calendar, lines []line) int {
	base := cal.base
	to, code := c.To[:len(c.From)], c.Code[:len(c.From)]
	for i, day := range c.From {
		from, end := uint32(day), uint32(to[i])
		start := from - base
		if start >= windowDays || end-1 < from || int(code[i]) >= len(lines) {
			return i
		}
		// Here an end is after its start, so one below base can only be open.
		end -= base
		end |= uint32((windowDays - 1 - int64(end)) >> 63) // all ones beyond the window
		line := &lines[code[i]]
		line[cal.month[uint16(start)]]++
		line[cal.month[uint16(end)]]--
	}
	return len(c.From)
}

// scatterOne takes a row that is empty, begins outside the window, or has a
// group outside the groups.
func (c Columns) scatterOne(i int, cal *calendar, lines []line) error {
	span := civil.Interval{From: max(c.From[i], civil.Date(cal.base)), To: c.To[i]}
	switch {
	case int(c.Code[i]) >= len(lines):
		return ErrGroup
	case span.Empty() || c.To[i] != 0 && c.To[i] <= c.From[i] || uint32(span.From)-cal.base >= windowDays:
		return nil
	}
	one := Columns{From: []civil.Date{span.From}, To: []civil.Date{span.To}, Code: c.Code[i : i+1]}
	one.scatterUsual(cal, lines)
	return nil
}

func add(sum, part []line) {
	for i := range part {
		for m, v := range part[i] {
			sum[i][m] += v
		}
	}
}

// accumulate turns a line's differences into counts.
func (l *line) accumulate() {
	var running uint32
	for i, d := range l {
		running += d
		l[i] = running
	}
}
