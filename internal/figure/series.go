package figure

import "strconv"

// shareAt returns the share of a month, or false where there is nobody.
func shareAt(shares []Share, i int) (Share, bool) {
	if i < 0 || i >= len(shares) || shares[i].Total <= 0 {
		return Share{}, false
	}
	return shares[i], true
}

// runs cuts the months into stretches in which all have a value.
func runs(n int, has func(int) bool) [][]int {
	var all [][]int
	open := false
	for i := range n {
		if !has(i) {
			open = false
			continue
		}
		if !open {
			all = append(all, nil)
		}
		open = true
		all[len(all)-1] = append(all[len(all)-1], i)
	}
	return all
}

// drawBands draws a series' interval and its fan, both behind the lines.
func (p *trendPlot) drawBands(series int) {
	s := p.Series[series]
	bounded := func(i int) bool {
		_, ok := shareAt(s.Shares, i)
		return ok && i < len(s.Bounds)
	}
	for _, run := range runs(len(p.Months), bounded) {
		p.mark(p.Printer.Text("figure.interval_of", "name", s.Name), p.band(series, run,
			func(i int) (float64, float64) { return s.Bounds[i].Low, s.Bounds[i].High }))
	}
	for _, run := range runs(len(p.Months), s.fanned) {
		p.drawFan(series, run)
	}
}

func (s Series) fanned(i int) bool { return i < len(s.Fan) && s.Fan[i] != Fan{} }

// drawFan opens the fan from the last month that has a share.
func (p *trendPlot) drawFan(series int, run []int) {
	s := p.Series[series]
	of := func(i int) Fan {
		if share, ok := shareAt(s.Shares, i); ok && !s.fanned(i) {
			v, _ := share.percent()
			return Fan{v, v, v, v, v}
		}
		return s.Fan[i]
	}
	if _, ok := shareAt(s.Shares, run[0]-1); ok {
		run = append([]int{run[0] - 1}, run...)
	}
	var medians []point
	for _, i := range run {
		medians = append(medians, point{p.x.at(float64(i)), p.y.at(clampPercent(of(i).P50))})
	}
	p.mark(p.Printer.Text("figure.fan_of", "name", s.Name),
		p.band(series, run, func(i int) (float64, float64) { return of(i).P5, of(i).P95 }),
		p.band(series, run, func(i int) (float64, float64) { return of(i).P25, of(i).P75 }),
		path(seriesClass("median", series), medians))
	for _, i := range run {
		if s.fanned(i) {
			p.drawFanPoint(series, i)
		}
	}
}

// drawFanPoint lets a month of the fan answer the pointer, as high as the fan.
func (p *trendPlot) drawFanPoint(series, i int) {
	f, x := p.Series[series].Fan[i], p.x.at(float64(i))
	reach := max(p.spacing()/2, 1)
	left, right := max(x-reach, p.left), min(x+reach, p.right)
	top, bottom := p.y.at(clampPercent(f.P95))-4, p.y.at(clampPercent(f.P5))+4
	title := p.Printer.Text("figure.fan_point", "name", p.Series[series].Name, "month", p.Printer.Month(p.Months[i]), "text", f.text(p.Printer))
	p.mark(title, rect("hit", left, min(top, bottom), max(right-left, 0), max(bottom-top, 1)))
}

// text says what a month's fan expects.
func (f Fan) text(p Printer) string {
	return p.Text("figure.fan_label", "median", rate(p, round1(f.P50)), "low", rate(p, round1(f.P5)), "high", rate(p, round1(f.P95)))
}

// band is the area between two values over a run of months. A single month
// is widened so that it can be seen.
func (p *trendPlot) band(series int, run []int, of func(int) (low, high float64)) shape {
	points := make([]point, 0, 2*len(run)+2)
	add := func(i int, v, shift float64) {
		points = append(points, point{p.x.at(float64(i)) + shift, p.y.at(clampPercent(v))})
	}
	shift := 0.0
	if len(run) == 1 {
		shift = 3
		_, high := of(run[0])
		add(run[0], high, -shift)
	}
	for _, i := range run {
		_, high := of(i)
		add(i, high, shift)
	}
	for j := len(run) - 1; j >= 0; j-- {
		low, _ := of(run[j])
		add(run[j], low, shift)
	}
	if len(run) == 1 {
		low, _ := of(run[0])
		add(run[0], low, -shift)
	}
	return area(seriesClass("band", series), points)
}

// drawSeries draws the line with its gaps, and a titled point for each month.
func (p *trendPlot) drawSeries(series int) {
	s := p.Series[series]
	at := func(i int) point {
		v, _ := s.Shares[i].percent()
		return point{p.x.at(float64(i)), p.y.at(v)}
	}
	all := runs(len(p.Months), func(i int) bool { _, ok := shareAt(s.Shares, i); return ok })
	for _, run := range all {
		var points []point
		for _, i := range run {
			points = append(points, at(i))
		}
		if len(points) > 1 {
			p.mark(s.Name, path(seriesClass("line", series), points))
		}
	}
	for r, run := range all {
		for j, i := range run {
			last := r == len(all)-1 && j == len(run)-1
			p.drawPoint(series, i, at(i), last || len(run) == 1)
		}
	}
}

// drawPoint gives a month its title. Where months are narrow only the last
// is seen as a point; the others answer the pointer.
func (p *trendPlot) drawPoint(series, i int, at point, seen bool) {
	s := p.Series[series]
	title := p.Printer.Text("figure.point", "name", s.Name, "month", p.Printer.Month(p.Months[i]),
		"share", p.Printer.Share(s.Shares[i].Women, s.Shares[i].Total))
	reach := min(max(p.spacing()/2, 2), 8)
	shapes := []shape{circle("hit", at.x, at.y, reach)}
	switch {
	case seen:
		shapes = append(shapes, circle(seriesClass("point", series), at.x, at.y, 4.5))
	case p.spacing() >= 14:
		shapes = append(shapes, circle(seriesClass("point", series), at.x, at.y, 3))
	}
	p.mark(title, shapes...)
}

// labels are the names beside the plot, broken to the gutter's width.
func (p *trendPlot) labels() []block { return p.labelsWithin(p.Width - p.gutterX) }

func (p *trendPlot) labelsWithin(width float64) []block {
	var blocks []block
	for i, s := range p.Series {
		if b, ok := p.seriesLabel(i, s, width); ok {
			blocks = append(blocks, b)
		}
	}
	for _, t := range p.Targets {
		if v, ok := t.last(len(p.Months)); ok {
			text := p.Printer.Text("figure.target_at", "name", t.Name, "rate", rate(p.Printer, v))
			blocks = append(blocks, newBlock(point{p.right, p.y.at(v)}, wrapped("target-name", text, width, 3)...))
		}
	}
	return blocks
}

// seriesLabel names a series at its last value: its name, its share and the
// counts it is made of, or the median of its last forecast month.
func (p *trendPlot) seriesLabel(i int, s Series, width float64) (block, bool) {
	lines := wrapped(seriesClass("name", i), s.Name, width, 2)
	for m := len(p.Months) - 1; m >= 0; m-- {
		if s.fanned(m) {
			return newBlock(point{p.x.at(float64(m)), p.y.at(clampPercent(s.Fan[m].P50))}, append(lines, wrapped("note", s.Fan[m].text(p.Printer), width, 2)...)...), true
		}
		if share, ok := shareAt(s.Shares, m); ok {
			v, _ := share.percent()
			note := p.Printer.Share(share.Women, share.Total)
			return newBlock(point{p.x.at(float64(m)), p.y.at(v)}, append(lines, wrapped("note", note, width, 2)...)...), true
		}
	}
	return block{}, false
}

func round1(v float64) float64 {
	rounded, err := strconv.ParseFloat(strconv.FormatFloat(clampPercent(v), 'f', 1, 64), 64)
	if err != nil {
		return 0
	}
	return rounded
}

// table lists every month with the counts and share of each series.
func (t Trend) table() Table {
	table := Table{Header: []string{t.Printer.Text("figure.month")}, Numeric: []bool{false}}
	for _, s := range t.Series {
		table.Header = append(table.Header, s.Name)
		table.Numeric = append(table.Numeric, true)
	}
	for _, target := range t.Targets {
		table.Header = append(table.Header, target.Name)
		table.Numeric = append(table.Numeric, true)
	}
	for i, m := range t.Months {
		table.Rows = append(table.Rows, t.row(i, t.Printer.Month(m)))
	}
	return table
}

func (t Trend) row(i int, month string) []string {
	row := []string{month}
	for _, s := range t.Series {
		cell := "–"
		if share, ok := shareAt(s.Shares, i); ok {
			cell = t.Printer.Share(share.Women, share.Total)
		} else if s.fanned(i) {
			cell = s.Fan[i].text(t.Printer)
		}
		row = append(row, cell)
	}
	for _, target := range t.Targets {
		cell := "–"
		if v, ok := target.at(i); ok {
			cell = rate(t.Printer, v)
		}
		row = append(row, cell)
	}
	return row
}
