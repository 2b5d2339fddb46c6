package figure

import (
	"math"

	"beret/civil"
)

// Trend shows shares over months as lines. Each line is named at its end,
// with its last counts; targets are ruled lines with their names.
type Trend struct {
	Head
	Months  []civil.Month            // consecutive
	Axis    func(civil.Month) string // a month on the axis; nil for Printer.Month
	Series  []Series
	Targets []Target
	Events  []Event
	Printer Printer
}

// Series is one line. A month without people is a gap.
type Series struct {
	Name   string
	Shares []Share    // by month
	Bounds []Interval // by month, drawn as a band; empty for none
	Fan    []Fan      // by month, drawn where the months have no share yet; empty for none
}

// Interval is a confidence interval in percent, such as Wilson's.
type Interval struct{ Low, High float64 }

// Fan is the distribution of a future share in percent, by its quantiles.
// The zero Fan is not drawn.
type Fan struct{ P5, P25, P50, P75, P95 float64 }

// Target is a ruled line in percent: one value for all months, or one by
// month with NaN where the target does not apply.
type Target struct {
	Name    string
	Percent []float64
}

// Event is a mark in time with its name.
type Event struct {
	Month civil.Month
	Name  string
}

func (t Target) at(i int) (float64, bool) {
	switch {
	case len(t.Percent) == 1:
		i = 0
	case i >= len(t.Percent):
		return 0, false
	}
	return clampPercent(t.Percent[i]), !math.IsNaN(t.Percent[i])
}

// last returns the target's last value and the month it belongs to.
func (t Target) last(months int) (value float64, ok bool) {
	for i := months - 1; i >= 0; i-- {
		if v, ok := t.at(i); ok {
			return v, true
		}
	}
	return 0, false
}

// trendPlot is a trend with its room measured.
type trendPlot struct {
	Trend
	*Figure
	x, y                     scale
	left, right, top, bottom float64
	gutterX                  float64
	ticks                    []float64
}

// Draw draws the trend. Months without a series are an empty plot.
func (t Trend) Draw() *Figure {
	if t.Axis == nil {
		t.Axis = t.Printer.Month
	}
	p := &trendPlot{Trend: t, Figure: t.figure(), ticks: percentTicks(t.highest())}
	p.measure()
	rows := p.placeEvents()
	p.drawGrid()
	p.drawEvents(rows)
	for i := range t.Series {
		p.drawBands(i)
	}
	p.drawTargets()
	for i := range t.Series {
		p.drawSeries(i)
	}
	p.drawBlocks(p.labels(), p.right, p.gutterX, p.top-8, p.bottom+8)
	p.Table = t.table()
	return p.Figure
}

// highest is the highest value in percent that the plot must show.
func (t Trend) highest() float64 {
	top := 0.0
	for _, s := range t.Series {
		for _, share := range s.Shares {
			v, _ := share.percent()
			top = max(top, v)
		}
		for _, b := range s.Bounds {
			top = highest(top, b.Low, b.High)
		}
		for _, f := range s.Fan {
			top = highest(top, f.P5, f.P25, f.P50, f.P75, f.P95)
		}
	}
	for _, target := range t.Targets {
		for i := range target.Percent {
			top = highest(top, target.Percent[i])
		}
	}
	return top
}

// measure gives the labels their gutter, and the plot the rest.
func (p *trendPlot) measure() {
	for _, v := range p.ticks {
		p.left = max(p.left, widthOf("tick", rate(p.Printer, v))+9)
	}
	var texts []textLine
	for _, b := range p.labelsWithin(math.MaxFloat64) {
		texts = append(texts, b.lines...)
	}
	width := gutter(0.3*p.Width, texts...)
	p.gutterX = p.Width - width
	p.right = p.gutterX - 14
	p.x = scale{0, float64(len(p.Months) - 1), p.left + 5, p.right - 5}
	p.top = 14
	p.bottom = p.top + max(0.36*p.Width, 180)
	p.y = scale{0, p.ticks[len(p.ticks)-1], p.bottom, p.top}
}

// placeEvents gives each event's name the lowest free row above the plot,
// moves the plot down to make room, and grows it where the labels need more.
func (p *trendPlot) placeEvents() []int {
	rows, ends := make([]int, len(p.Events)), []float64{}
	for i, e := range p.Events {
		from, to := p.eventSpan(e)
		row := 0
		for row < len(ends) && from < ends[row]+10 {
			row++
		}
		if row == len(ends) {
			ends = append(ends, 0)
		}
		ends[row], rows[i] = to, row
	}
	height := max(p.bottom-p.top, heightOfAll(p.labels())-16)
	p.top += 17 * float64(len(ends))
	p.bottom = p.top + height
	p.y.low, p.y.high = p.bottom, p.top
	p.Height = p.bottom + 26
	if len(p.Series) == 1 {
		p.Height += 17
	}
	return rows
}

func (p *trendPlot) eventSpan(e Event) (from, to float64) {
	half := widthOf("event-name", p.eventName(e)) / 2
	centre := min(max(p.eventX(e), p.left+half), p.right-half)
	return centre - half, centre + half
}

func (p *trendPlot) eventName(e Event) string {
	return fit("event-name", e.Name, 0.6*(p.right-p.left))
}

func (p *trendPlot) eventX(e Event) float64 {
	if len(p.Months) == 0 {
		return p.left
	}
	return min(max(p.x.at(float64(e.Month-p.Months[0])), p.left), p.right)
}

func (p *trendPlot) drawGrid() {
	for _, v := range p.ticks {
		c := class("grid")
		if v == 0 {
			c = "axis"
		}
		y := p.y.at(v)
		p.frame(line(c, p.left, y, p.right, y), label("tick", p.left-7, y+4, end, rate(p.Printer, v)))
	}
	at := func(i int) float64 { return p.x.at(float64(i)) }
	names := p.drawMonths(monthTicks(p.Months, p.Axis, p.spacing()), at, p.bottom)
	if len(p.Series) == 1 {
		p.drawCounts(names)
	}
}

// drawCounts writes women/total under each named month of a single series:
// on paper there is no pointer to ask.
func (p *trendPlot) drawCounts(names []monthTick) {
	what := fit("note", p.Printer.Text("figure.women_of_total"), p.Width-p.gutterX)
	p.frame(label("note", p.gutterX, p.bottom+34, start, what))
	last := -math.MaxFloat64
	for _, n := range names {
		share, ok := shareAt(p.Series[0].Shares, n.index)
		if !ok {
			continue
		}
		text := p.Printer.Number(share.Women) + "/" + p.Printer.Number(share.Total)
		half := widthOf("note", text) / 2
		x := max(p.x.at(float64(n.index)), half+2)
		if x+half > p.gutterX-6 || x-half < last+6 {
			continue
		}
		last = x + half
		p.frame(label("note", x, p.bottom+34, middle, text))
	}
}

func (p *trendPlot) spacing() float64 {
	return (p.x.high - p.x.low) / float64(max(len(p.Months)-1, 1))
}

// drawEvents draws every event's line before any name: a name covers the
// lines of those above it.
func (p *trendPlot) drawEvents(rows []int) {
	title := func(e Event) string { return e.Name + ", " + p.Printer.Month(e.Month) }
	for i, e := range p.Events {
		p.mark(title(e), line("event", p.eventX(e), p.top-6-17*float64(rows[i]), p.eventX(e), p.bottom))
	}
	for i, e := range p.Events {
		from, to := p.eventSpan(e)
		y := p.top - 10 - 17*float64(rows[i])
		p.mark(title(e), rect("back", from-3, y-11, to-from+6, 15), label("event-name", (from+to)/2, y, middle, p.eventName(e)))
	}
}

// drawTargets rules each target as a stair: it holds for whole months.
func (p *trendPlot) drawTargets() {
	half := p.spacing() / 2
	for _, t := range p.Targets {
		var runs [][]point
		open := false
		for i := range p.Months {
			v, ok := t.at(i)
			if !ok {
				open = false
				continue
			}
			if !open {
				runs = append(runs, nil)
			}
			open = true
			x, y := p.x.at(float64(i)), p.y.at(v)
			from, to := max(x-half, p.left), min(x+half, p.right)
			if len(p.Months) == 1 {
				from, to = p.left, p.right
			}
			runs[len(runs)-1] = append(runs[len(runs)-1], point{from, y}, point{to, y})
		}
		p.drawTarget(t, runs)
	}
}

func (p *trendPlot) drawTarget(t Target, runs [][]point) {
	v, ok := t.last(len(p.Months))
	if !ok {
		return
	}
	var shapes []shape
	for _, run := range runs {
		shapes = append(shapes, path("target", corners(run)))
	}
	p.mark(p.Printer.Text("figure.target_at", "name", t.Name, "rate", rate(p.Printer, v)), shapes...)
}

// corners drops the points of a stair that lie on its straight runs.
func corners(run []point) []point {
	kept := run[:1:1]
	for i := 1; i < len(run)-1; i++ {
		if run[i].y != run[i-1].y || run[i].y != run[i+1].y {
			kept = append(kept, run[i])
		}
	}
	return append(kept, run[len(run)-1])
}
