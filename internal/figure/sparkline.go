package figure

import "beret/civil"

// Sparkline is a trend without axes, small enough for a table's cell. Its
// height always spans nought to the highest value or target.
type Sparkline struct {
	Head    // Width 0 for the usual 120
	Months  []civil.Month
	Shares  []Share
	Target  *RowTarget
	Printer Printer
}

const (
	sparkWidth  = 120.0
	sparkHeight = 30.0
)

// Draw draws the sparkline.
func (s Sparkline) Draw() *Figure {
	width := s.Width
	if !(width >= 40 && width <= 4000) {
		width = sparkWidth
	}
	f := &Figure{Title: s.Title, Description: s.Description, Width: width, Height: sparkHeight}
	top := percentTicks(s.highest())
	x := scale{0, float64(len(s.Months) - 1), 6, width - 6}
	y := scale{0, top[len(top)-1], sparkHeight - 5, 5}
	if s.Target != nil {
		at := y.at(clampPercent(s.Target.Percent))
		f.mark(s.Printer.Text("figure.target_at", "name", s.Target.Name, "rate", rate(s.Printer, clampPercent(s.Target.Percent))),
			line("target", 2, at, width-2, at))
	}
	s.drawLine(f, x, y)
	f.Table = Trend{Months: s.Months, Series: []Series{{Name: s.Title, Shares: s.Shares}}, Printer: s.Printer}.table()
	return f
}

func (s Sparkline) highest() float64 {
	top := 0.0
	for _, share := range s.Shares {
		v, _ := share.percent()
		top = max(top, v)
	}
	if s.Target != nil {
		top = highest(top, s.Target.Percent)
	}
	return top
}

func (s Sparkline) drawLine(f *Figure, x, y scale) {
	all := runs(len(s.Months), func(i int) bool { _, ok := shareAt(s.Shares, i); return ok })
	for r, run := range all {
		var points []point
		for _, i := range run {
			v, _ := s.Shares[i].percent()
			points = append(points, point{x.at(float64(i)), y.at(v)})
		}
		if len(points) > 1 {
			f.mark(s.title(run[0])+"; "+s.title(run[len(run)-1]), path("spark", points))
		}
		last := points[len(points)-1]
		if r == len(all)-1 || len(points) == 1 {
			f.mark(s.title(run[len(run)-1]), circle("women", last.x, last.y, 3))
		}
	}
}

func (s Sparkline) title(i int) string {
	return s.Printer.Month(s.Months[i]) + ": " + s.Printer.Share(s.Shares[i].Women, s.Shares[i].Total)
}
