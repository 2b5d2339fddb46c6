package figure

import "math"

// Units shows a small number of people one by one, up to about two hundred:
// women as filled dots, men as rings. Needed of the rings are ringed in the
// target's colour: the posts that women would have to take to reach it.
type Units struct {
	Head
	Share   Share
	Needed  int
	Target  string // what the needed posts would reach, as a ready name
	Printer Printer
}

// mostUnits is how many people are drawn one by one; more are drawn as one
// dot for every n people, and the figure says so.
const mostUnits = 400

// unitsPlot is the grid in which people stand.
type unitsPlot struct {
	Units
	*Figure
	columns, rows int
	pitch         float64
	each          int     // people a dot
	edge          float64 // the right edge of what was drawn
}

// Draw draws the people in columns, filled from the left. The figure is only
// as wide as they and their words are, within the width it was given.
func (u Units) Draw() *Figure {
	u.Share.Total = max(u.Share.Total, 0)
	u.Share.Women = min(max(u.Share.Women, 0), u.Share.Total)
	u.Needed = min(max(u.Needed, 0), u.Share.Total-u.Share.Women)
	p := &unitsPlot{Units: u, Figure: u.figure(), each: max(1, (u.Share.Total+mostUnits-1)/mostUnits)}
	p.layGrid()
	bottom := p.drawPeople()
	p.Height = p.drawWords(bottom + 8)
	p.Figure.Width = min(p.Figure.Width, max(leastWidth, p.edge))
	p.Table = u.table()
	return p.Figure
}

func (p *unitsPlot) dots() int { return (p.Share.Total + p.each - 1) / p.each }

// layGrid chooses five dots a column for a platoon's size and ten above, as
// people count in tens, or as many as the width asks for.
func (p *unitsPlot) layGrid() {
	p.rows = 5
	if p.dots() > 60 {
		p.rows = 10
	}
	p.pitch = 22
	p.columns = max(1, int(math.Ceil(float64(p.dots())/float64(p.rows))))
	for float64(p.columns)*p.pitch > p.Width-8 && p.pitch > 13 {
		p.pitch--
	}
	if most := int((p.Width - 8) / p.pitch); p.columns > most {
		p.columns = most
		p.rows = (p.dots() + most - 1) / most
	}
	p.edge = 8 + p.pitch*float64(p.columns)
}

func (p *unitsPlot) at(i int) (x, y float64) {
	return 4 + p.pitch*(float64(i/p.rows)+0.5), 4 + p.pitch*(float64(i%p.rows)+0.5)
}

// drawPeople draws the women, then the needed, then the other men.
func (p *unitsPlot) drawPeople() (bottom float64) {
	women := (p.Share.Women + p.each/2) / p.each
	needed := (p.Needed + p.each/2) / p.each
	radius := p.pitch * 0.36
	groups := []struct {
		class class
		title string
		to    int
	}{
		{"women", p.womenText(), women},
		{"needed", p.neededText(), min(women+needed, p.dots())},
		{"men-open", p.menText(), p.dots()},
	}
	i := 0
	for _, g := range groups {
		var shapes []shape
		for ; i < g.to; i++ {
			x, y := p.at(i)
			shapes = append(shapes, circle(g.class, x, y, radius))
		}
		p.mark(g.title, shapes...)
	}
	return 4 + p.pitch*float64(min(p.rows, max(p.dots(), 1)))
}

func (p *unitsPlot) womenText() string {
	return p.Printer.Text("figure.n_women", "n", p.Share.Women)
}

func (p *unitsPlot) menText() string {
	return p.Printer.Text("figure.n_men", "n", p.Share.Total-p.Share.Women)
}

func (p *unitsPlot) neededText() string {
	return p.Printer.Text("figure.n_needed", "n", p.Needed, "name", p.Target)
}

// drawWords names the colours in a row beneath, each with its dot.
func (p *unitsPlot) drawWords(y float64) (bottom float64) {
	words := []struct {
		dot, text class
		s         string
		shown     bool
	}{
		{"women", "women-name", p.womenText(), true},
		{"men-open", "men-name", p.menText(), true},
		{"needed", "target-name", p.neededText(), p.Needed > 0},
		{"", "note", p.Printer.Text("figure.each_dot", "n", p.each), p.each > 1},
	}
	x := 4.0
	for _, w := range words {
		if !w.shown {
			continue
		}
		text := fit(w.text, w.s, p.Width-26)
		width := 18 + widthOf(w.text, text)
		if x > 4 && x+width > p.Width-4 {
			x, y = 4, y+21
		}
		if w.dot != "" {
			p.frame(circle(w.dot, x+6, y+9.5, 5))
		}
		p.frame(label(w.text, x+17, y+14, start, text))
		p.edge = max(p.edge, x+width+4)
		x += width + 18
	}
	return y + 24
}

func (u Units) table() Table {
	p := u.Printer
	return Table{
		Header:  []string{p.Text("figure.women"), p.Text("figure.men"), p.Text("figure.total"), p.Text("figure.share")},
		Rows:    [][]string{{p.Number(u.Share.Women), p.Number(u.Share.Total - u.Share.Women), p.Number(u.Share.Total), p.Percent(u.Share.Women, u.Share.Total)}},
		Numeric: []bool{true, true, true, true},
	}
}
