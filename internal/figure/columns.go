package figure

import (
	"math"

	"beret/civil"
)

// Columns shows how many women and men there were each month, women below,
// men on top of them.
type Columns struct {
	Head
	Months  []civil.Month            // consecutive
	Axis    func(civil.Month) string // a month on the axis; nil for Printer.Month
	Shares  []Share                  // by month
	Printer Printer
}

// columnsPlot is the columns with their room measured.
type columnsPlot struct {
	Columns
	*Figure
	y                        scale
	left, right, top, bottom float64
	gutterX, step            float64
	ticks                    []float64
}

// Draw draws the columns.
func (c Columns) Draw() *Figure {
	if c.Axis == nil {
		c.Axis = c.Printer.Month
	}
	top := 0
	for _, s := range c.Shares {
		top = max(top, s.Total)
	}
	p := &columnsPlot{Columns: c, Figure: c.figure(), ticks: countTicks(top)}
	p.measure()
	p.drawGrid()
	for i := range c.Months {
		p.drawColumn(i)
	}
	p.drawBlocks(p.labels(p.Width-p.gutterX), p.right, p.gutterX, p.top-8, p.bottom+8)
	p.Table = c.table()
	return p.Figure
}

func (p *columnsPlot) measure() {
	for _, v := range p.ticks {
		p.left = max(p.left, widthOf("tick", p.Printer.Number(int(v)))+9)
	}
	var texts []textLine
	for _, b := range p.labels(math.MaxFloat64) {
		texts = append(texts, b.lines...)
	}
	p.gutterX = p.Width - gutter(0.25*p.Width, texts...)
	p.right = p.gutterX - 14
	p.top = 14
	p.bottom = p.top + max(0.28*p.Width, 150)
	p.step = (p.right - p.left) / float64(max(len(p.Months), 1))
	p.y = scale{0, p.ticks[len(p.ticks)-1], p.bottom, p.top}
	p.Height = p.bottom + 26
}

func (p *columnsPlot) at(i int) float64 { return p.left + (float64(i)+0.5)*p.step }

func (p *columnsPlot) drawGrid() {
	for _, v := range p.ticks {
		c := class("grid")
		if v == 0 {
			c = "axis"
		}
		y := p.y.at(v)
		p.frame(line(c, p.left, y, p.right, y), label("tick", p.left-7, y+4, end, p.Printer.Number(int(v))))
	}
	p.drawMonths(monthTicks(p.Months, p.Axis, p.step), p.at, p.bottom)
}

// drawColumn stands a month's men on its women, a hair apart.
func (p *columnsPlot) drawColumn(i int) {
	share, ok := shareAt(p.Shares, i)
	if !ok {
		return
	}
	women := min(max(share.Women, 0), share.Total)
	width := min(p.step*0.72, 34)
	x, split := p.at(i)-width/2, p.y.at(float64(women))
	top := p.y.at(float64(share.Total))
	month := p.Printer.Month(p.Months[i])
	if women > 0 {
		p.mark(month+": "+p.Printer.Text("figure.n_women", "n", women), rect("women", x, split, width, p.bottom-split))
	}
	if men := share.Total - women; men > 0 {
		gap := min(1, (split-top)/2)
		p.mark(month+": "+p.Printer.Text("figure.n_men", "n", men), rect("men", x, top, width, split-gap-top))
	}
}

// labels names the two parts of the last column that has people.
func (p *columnsPlot) labels(width float64) []block {
	for i := len(p.Months) - 1; i >= 0; i-- {
		share, ok := shareAt(p.Shares, i)
		if !ok {
			continue
		}
		women := min(max(share.Women, 0), share.Total)
		half, rest := p.y.at(float64(women)/2), p.y.at(float64(women)+float64(share.Total-women)/2)
		return []block{
			newBlock(point{p.right, half}, wrapped("women-name", p.Printer.Text("figure.n_women", "n", women), width, 2)...),
			newBlock(point{p.right, rest}, wrapped("men-name", p.Printer.Text("figure.n_men", "n", share.Total-women), width, 2)...),
		}
	}
	return nil
}

func (c Columns) table() Table {
	p := c.Printer
	table := Table{
		Header:  []string{p.Text("figure.month"), p.Text("figure.women"), p.Text("figure.men"), p.Text("figure.total"), p.Text("figure.share")},
		Numeric: []bool{false, true, true, true, true},
	}
	for i, m := range c.Months {
		share, _ := shareAt(c.Shares, i)
		table.Rows = append(table.Rows, []string{p.Month(m), p.Number(share.Women), p.Number(share.Total - share.Women),
			p.Number(share.Total), p.Percent(share.Women, share.Total)})
	}
	return table
}
