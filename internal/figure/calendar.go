package figure

import (
	"slices"
	"strconv"
	"strings"

	"beret/civil"
)

// Calendar shows a state and a short text of each month as a cell, a line a
// year, so that five years stand on a phone as they do on a page. Each state
// has a pattern of its own and the text stands beside it, so that nothing hangs
// on colour.
type Calendar struct {
	Head
	First   civil.Month
	Cells   []CalendarCell // of consecutive months
	States  []State        // in the order of the key beneath
	Printer Printer
}

// CalendarCell is a month: the index of its state, its text of some three
// characters, and what its title says after the month. An index that is no
// state, such as -1, leaves the month empty.
type CalendarCell struct {
	State int
	Text  string
	Note  string
}

const (
	calendarLine  = 46.0 // from one year to the next
	calendarBar   = 16.0 // of the pattern
	widestMonth   = 72.0
	monthsOfYear  = 12
	calendarUnder = 13.0 // from the pattern to the text's baseline
)

// calendarPlot is a calendar with its room measured.
type calendarPlot struct {
	Calendar
	*Figure
	left, step float64
}

// Draw draws the calendar.
func (c Calendar) Draw() *Figure {
	p := &calendarPlot{Calendar: c, Figure: c.figure()}
	p.left = 4 + widthOf("label", "2000") + 10
	p.step = min((p.Width-4-p.left)/monthsOfYear, widestMonth)
	y := p.drawHeads(4)
	for i := 0; i < len(c.Cells); {
		i = p.drawYear(i, y)
		y += calendarLine
	}
	f := p.Figure
	f.Height = Strip{States: c.States}.drawKey(f, y+2)
	f.Table = c.table()
	return f
}

// drawHeads names the months over the columns, by their numbers where their
// names do not fit.
func (p *calendarPlot) drawHeads(y float64) (next float64) {
	names := strings.Fields(p.Printer.Text("figure.months"))
	wide := func(name string) bool { return widthOf("tick", name) > p.step-3 }
	byNumber := len(names) != monthsOfYear || slices.ContainsFunc(names, wide)
	for i := range monthsOfYear {
		name := p.Printer.Number(i + 1)
		if !byNumber {
			name = names[i]
		}
		p.frame(label("tick", p.left+(float64(i)+0.5)*p.step, y+11, middle, name))
	}
	return y + 20
}

// drawYear draws the months of a year from the i-th cell on and returns the
// first of the next year.
func (p *calendarPlot) drawYear(i int, y float64) (next int) {
	month := p.First.Add(i)
	p.frame(label("label", p.left-10, y+calendarBar*0.8, end, strconv.Itoa(month.Year())))
	for column := int(month.Of()) - 1; column < monthsOfYear && i < len(p.Cells); column, i = column+1, i+1 {
		p.drawCell(i, p.left+float64(column)*p.step, y)
	}
	return i
}

func (p *calendarPlot) drawCell(i int, x, y float64) {
	c := p.Cells[i]
	if c.State < 0 || c.State >= len(p.States) {
		return
	}
	const gap = 1.5
	shapes := append(cell(p.States[c.State].Pattern, x+gap, y, p.step-2*gap, calendarBar),
		rect("hit", x+gap, y, p.step-2*gap, calendarBar+calendarUnder+3),
		label("tick", x+p.step/2, y+calendarBar+calendarUnder, middle, fit("tick", c.Text, p.step-2)))
	p.mark(c.title(p.Printer, p.First.Add(i), p.States[c.State]), shapes...)
}

func (c CalendarCell) title(p Printer, month civil.Month, state State) string {
	if c.Note != "" {
		return p.Month(month) + ": " + c.Note
	}
	return p.Month(month) + ": " + c.Text + ", " + state.Name
}

// table lists the months with their texts and states.
func (c Calendar) table() Table {
	table := Table{Header: []string{c.Printer.Text("figure.month"), c.Title, c.Printer.Text("figure.state")}, Numeric: []bool{false, true, false}}
	for i, cell := range c.Cells {
		row := []string{c.Printer.Month(c.First.Add(i)), "–", "–"}
		if cell.State >= 0 && cell.State < len(c.States) {
			row[1], row[2] = cell.Text, c.States[cell.State].Name
		}
		table.Rows = append(table.Rows, row)
	}
	return table
}

// CalendarPercent prints a chance of so many of so many scenarios for a cell:
// "93". It is rounded down, so that 95 is never said of less, but 0 is kept for
// none.
func CalendarPercent(p Printer, met, of int) string {
	if of <= 0 {
		return "–"
	}
	percent := 100 * met / of
	if met > 0 {
		percent = max(percent, 1)
	}
	return p.Number(percent)
}
