package figure

import (
	"math"

	"beret/civil"
)

// Strip shows a state a month as a cell, one row a subject. Each state has a
// pattern of its own, so that nothing hangs on colour.
type Strip struct {
	Head
	Months  []civil.Month
	Axis    func(civil.Month) string // a month on the axis; nil for Printer.Month
	Rows    []StripRow
	States  []State // in the order of the key beneath
	Printer Printer
}

// StripRow is a subject with the index of a state by month; an index that is
// no state, such as -1, leaves the month empty.
type StripRow struct {
	Name   string
	States []int
	Notes  []string // by month, appended to the cell's title; may be empty
}

// State is a named state and its pattern.
type State struct {
	Name    string
	Pattern Pattern
}

// Pattern is how a state's cells look.
type Pattern int

// The patterns, from the best state to the worst by usual use.
const (
	Full    Pattern = iota // filled: met
	Striped                // diagonal stripes: nearly
	Open                   // an outline: not met
	Alert                  // filled in the target's colour with a bar across
)

// Draw draws the strip.
func (s Strip) Draw() *Figure {
	if s.Axis == nil {
		s.Axis = s.Printer.Month
	}
	f := s.figure()
	var names []textLine
	for _, r := range s.Rows {
		names = append(names, textLine{"label", r.Name})
	}
	left := gutter(0.3*f.Width, names...) + 16 // a browser's letters may be a hair wider than measured
	step := (f.Width - 4 - left) / float64(max(len(s.Months), 1))
	at := func(i int) float64 { return left + (float64(i)+0.5)*step }
	y := 4.0
	for _, r := range s.Rows {
		y = s.drawRow(f, r, at, step, left, y)
	}
	f.drawMonths(monthTicks(s.Months, s.Axis, step), at, y)
	f.Height = s.drawKey(f, y+30)
	f.Table = s.table()
	return f
}

func (s Strip) drawRow(f *Figure, r StripRow, at func(int) float64, step, left, y float64) (next float64) {
	lines := wrapped("label", r.Name, left-12, 2)
	text := newBlock(point{}, lines...).height
	height := max(text, 22)
	baseline := y + (height-text)/2
	for _, l := range lines {
		f.frame(label(l.class, left-12, baseline+heightOf(l.class)*0.78, end, l.text))
		baseline += heightOf(l.class)
	}
	gap := min(1.5, step*0.1)
	for i := range s.Months {
		state, ok := s.state(r, i)
		if !ok {
			continue
		}
		title := r.Name + ", " + s.Printer.Month(s.Months[i]) + ": " + state.Name
		if i < len(r.Notes) && r.Notes[i] != "" {
			title += ", " + r.Notes[i]
		}
		f.mark(title, cell(state.Pattern, at(i)-step/2+gap, y, step-2*gap, height)...)
	}
	return y + height + 6
}

func (s Strip) state(r StripRow, i int) (State, bool) {
	if i >= len(r.States) || r.States[i] < 0 || r.States[i] >= len(s.States) {
		return State{}, false
	}
	return s.States[r.States[i]], true
}

// cell draws a pattern in a rectangle.
func cell(p Pattern, x, y, w, h float64) []shape {
	switch p {
	case Full:
		return []shape{rect("cell-full", x, y, w, h)}
	case Striped:
		return append([]shape{rect("cell-pale", x, y, w, h)}, stripes(x, y, w, h)...)
	case Alert:
		return []shape{rect("cell-alert", x, y, w, h), line("whisker", x+1, y+h/2, x+w-1, y+h/2)}
	}
	return []shape{rect("cell-edge", x+0.5, y+0.5, max(w-1, 0.1), h-1)}
}

// stripes are diagonals from the lower left to the upper right, cut at the
// rectangle's edges.
func stripes(x, y, w, h float64) []shape {
	const apart = 6.0
	var all []shape
	for c := apart; c < w+h; c += apart {
		x1, x2 := max(c-h, 0), min(c, w)
		if x2-x1 < 1 {
			continue
		}
		all = append(all, line("cell-line", x+x1, y+c-x1, x+x2, y+c-x2))
	}
	return all
}

// drawKey names the patterns in rows beneath.
func (s Strip) drawKey(f *Figure, y float64) (bottom float64) {
	x := 2.0
	for _, state := range s.States {
		text := fit("label", state.Name, f.Width-36)
		width := 28 + widthOf("label", text)
		if x > 2 && x+width > f.Width-2 {
			x, y = 2, y+23
		}
		f.mark(state.Name, cell(state.Pattern, x, y, 20, 14)...)
		f.frame(label("label", x+26, y+12, start, text))
		x += width + 18
	}
	return math.Ceil(y + 22)
}

func (s Strip) table() Table {
	table := Table{Header: []string{s.Printer.Text("figure.month")}, Numeric: make([]bool, len(s.Rows)+1)}
	for _, r := range s.Rows {
		table.Header = append(table.Header, r.Name)
	}
	for i, m := range s.Months {
		row := []string{s.Printer.Month(m)}
		for _, r := range s.Rows {
			name := "–"
			if state, ok := s.state(r, i); ok {
				name = state.Name
			}
			row = append(row, name)
		}
		table.Rows = append(table.Rows, row)
	}
	return table
}
