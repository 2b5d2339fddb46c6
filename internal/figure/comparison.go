package figure

// Comparison shows one share a row against its target: categories of
// personnel, or a country beside its peers.
type Comparison struct {
	Head
	Rows    []Row
	Dots    bool // dots on a line instead of bars: for shares with an interval
	Printer Printer
}

// Row is one share. Interval nil and Target nil are not drawn; Other draws
// the row in the second colour, for peers beside the row that matters.
type Row struct {
	Name     string
	Share    Share
	Interval *Interval
	Target   *RowTarget
	Other    bool
}

// RowTarget is a row's own target in percent.
type RowTarget struct {
	Name    string
	Percent float64
}

// comparisonPlot is a comparison with its columns measured.
type comparisonPlot struct {
	Comparison
	*Figure
	x                 scale
	left, right       float64 // of the plot
	nameW, noteW      float64
	narrow            bool // names and counts stand above their bars
	ticks             []float64
	y                 float64
	barTop, barBottom float64
	spans             [][2]float64 // of the rows' bars, top and bottom
}

const barHeight = 14.0

// Draw draws the comparison.
func (c Comparison) Draw() *Figure {
	p := &comparisonPlot{Comparison: c, Figure: c.figure(), ticks: percentTicks(c.highest())}
	p.measure()
	var drawn []func()
	p.y = 6
	for _, r := range c.Rows {
		drawn = append(drawn, p.layRow(r))
	}
	p.drawAxis()
	for _, draw := range drawn {
		draw()
	}
	p.Table = c.table()
	return p.Figure
}

func (c Comparison) highest() float64 {
	top := 0.0
	for _, r := range c.Rows {
		v, _ := r.Share.percent()
		top = max(top, v)
		if r.Interval != nil {
			top = highest(top, r.Interval.Low, r.Interval.High)
		}
		if r.Target != nil {
			top = highest(top, r.Target.Percent)
		}
	}
	return top
}

func (p *comparisonPlot) measure() {
	p.narrow = p.Width < 520
	p.left, p.right = 8, p.Width-18
	p.nameW, p.noteW = 0.62*p.Width-14, 0.38*p.Width
	if !p.narrow {
		var names, notes []textLine
		for _, r := range p.Rows {
			names = append(names, textLine{p.nameClass(r), r.Name})
			notes = append(notes, textLine{"label", p.note(r)}, textLine{"target-name", p.targetNote(r)})
		}
		p.nameW, p.noteW = gutter(0.3*p.Width, names...), gutter(0.3*p.Width, notes...)
		p.left, p.right = p.nameW+14, p.Width-p.noteW-20
	}
	p.x = scale{0, p.ticks[len(p.ticks)-1], p.left, p.right}
}

func (p *comparisonPlot) nameClass(r Row) class {
	if r.Other {
		return "label"
	}
	return "strong"
}

func (p *comparisonPlot) note(r Row) string { return p.Printer.Share(r.Share.Women, r.Share.Total) }

func (p *comparisonPlot) targetNote(r Row) string {
	if r.Target == nil {
		return ""
	}
	return p.Printer.Text("figure.target_at", "name", r.Target.Name, "rate", rate(p.Printer, clampPercent(r.Target.Percent)))
}

// layRow writes a row's words and returns how to draw its marks, which come
// after the grid that they stand on.
func (p *comparisonPlot) layRow(r Row) func() {
	name := wrapped(p.nameClass(r), r.Name, p.nameW, 3)
	note := append(wrapped("label", p.note(r), p.noteW, 2), wrapped("target-name", p.targetNote(r), p.noteW, 2)...)
	height := max(newBlock(point{}, name...).height, newBlock(point{}, note...).height, barHeight+8)
	top := p.y
	if p.narrow {
		p.lines(name, p.left, top, start)
		p.lines(note, p.Width-2, top, end)
		p.barTop = top + height + 5
		p.y = p.barTop + barHeight + 14
	} else {
		p.lines(name, p.nameW, top+(height-newBlock(point{}, name...).height)/2, end)
		p.lines(note, p.right+20, top+(height-newBlock(point{}, note...).height)/2, start)
		p.barTop = top + (height-barHeight)/2
		p.y = top + height + 12
	}
	p.barBottom = p.barTop + barHeight
	p.spans = append(p.spans, [2]float64{p.barTop - 6, p.barBottom + 6})
	at := p.barTop
	return func() { p.drawRow(r, at) }
}

func (p *comparisonPlot) lines(lines []textLine, x, y float64, a anchor) {
	for _, l := range lines {
		h := heightOf(l.class)
		p.frame(label(l.class, x, y+h*0.78, a, l.text))
		y += h
	}
}

func (p *comparisonPlot) drawAxis() {
	bottom := max(p.barBottom+8, 14)
	for _, v := range p.ticks {
		c := class("grid")
		if v == 0 {
			c = "axis"
		}
		x := p.x.at(v)
		text := rate(p.Printer, v)
		half := widthOf("tick", text) / 2
		for _, s := range p.gridSpans(bottom) {
			p.frame(line(c, x, s[0], x, s[1]))
		}
		p.frame(label("tick", min(max(x, half), p.Width-half), bottom+16, middle, text))
	}
	p.Height = bottom + 24
}

// gridSpans is where the grid runs: through, or past the words between rows.
func (p *comparisonPlot) gridSpans(bottom float64) [][2]float64 {
	if p.narrow {
		return p.spans
	}
	return [][2]float64{{2, bottom}}
}

func (p *comparisonPlot) drawRow(r Row, top float64) {
	value, ok := r.Share.percent()
	if ok {
		p.mark(r.Name+": "+p.note(r), p.shareShapes(r, value, top)...)
	}
	if r.Interval != nil && ok {
		p.mark(p.Printer.Text("figure.interval", "name", r.Name, "low", rate(p.Printer, round1(r.Interval.Low)),
			"high", rate(p.Printer, round1(r.Interval.High))), p.whisker(*r.Interval, top)...)
	}
	if ok && p.Dots {
		p.mark(r.Name+": "+p.note(r), p.dot(r, value, top))
	}
	if r.Target != nil {
		x := p.x.at(clampPercent(r.Target.Percent))
		p.mark(r.Name+": "+p.targetNote(r), line("target-tick", x, top-4, x, top+barHeight+4))
	}
}

// shareShapes is the bar from zero, or the hair that leads the eye to a dot.
func (p *comparisonPlot) shareShapes(r Row, value, top float64) []shape {
	from, to := p.x.at(0), p.x.at(value)
	if p.Dots {
		return []shape{line("grid", from, top+barHeight/2, p.right, top+barHeight/2)}
	}
	c := class("women")
	if r.Other {
		c = "men"
	}
	return []shape{rect(c, from, top, max(to-from, 1), barHeight)}
}

func (p *comparisonPlot) whisker(i Interval, top float64) []shape {
	low, high := p.x.at(clampPercent(i.Low)), p.x.at(clampPercent(i.High))
	y := top + barHeight/2
	return []shape{line("whisker", low, y, high, y), line("whisker", low, y-4, low, y+4), line("whisker", high, y-4, high, y+4)}
}

func (p *comparisonPlot) dot(r Row, value, top float64) shape {
	c := class("dot")
	if r.Other {
		c = "dot-other"
	}
	return circle(c, p.x.at(value), top+barHeight/2, 5.5)
}

func (c Comparison) table() Table {
	p := c.Printer
	table := Table{
		Header:  []string{"", p.Text("figure.women"), p.Text("figure.total"), p.Text("figure.share")},
		Numeric: []bool{false, true, true, true},
	}
	intervals, targets := c.has()
	if intervals {
		table.Header, table.Numeric = append(table.Header, p.Text("figure.interval_head")), append(table.Numeric, true)
	}
	if targets {
		table.Header, table.Numeric = append(table.Header, p.Text("figure.target")), append(table.Numeric, true)
	}
	for _, r := range c.Rows {
		table.Rows = append(table.Rows, c.row(r, intervals, targets))
	}
	return table
}

func (c Comparison) has() (intervals, targets bool) {
	for _, r := range c.Rows {
		intervals = intervals || r.Interval != nil
		targets = targets || r.Target != nil
	}
	return intervals, targets
}

func (c Comparison) row(r Row, intervals, targets bool) []string {
	p := c.Printer
	row := []string{r.Name, p.Number(r.Share.Women), p.Number(r.Share.Total), p.Percent(r.Share.Women, r.Share.Total)}
	if intervals {
		cell := "–"
		if r.Interval != nil {
			cell = p.Text("figure.interval_cell", "low", rate(p, round1(r.Interval.Low)), "high", rate(p, round1(r.Interval.High)))
		}
		row = append(row, cell)
	}
	if targets {
		cell := "–"
		if r.Target != nil {
			cell = p.Text("figure.target_at", "name", r.Target.Name, "rate", rate(p, clampPercent(r.Target.Percent)))
		}
		row = append(row, cell)
	}
	return row
}
