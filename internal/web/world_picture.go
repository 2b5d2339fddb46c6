package web

import (
	"slices"

	"beret/civil"
	"beret/internal/contribution"
	"beret/internal/figure"
	"beret/participation"
)

// numbersOf returns a figure's numbers as a page's table.
func numbersOf(numbers figure.Table, caption, first Text) *Table {
	table := &Table{Caption: caption}
	for i, head := range numbers.Header {
		column := Column{Label: Words(head), Numeric: numbers.Numeric[i]}
		if head == "" {
			column.Label = first
		}
		table.Columns = append(table.Columns, column)
	}
	for _, cells := range numbers.Rows {
		var row Row
		for _, cell := range cells {
			row.Cells = append(row.Cells, Cell{Text: Words(cell)})
		}
		table.Rows = append(table.Rows, row)
	}
	return table
}

// linesOnPhone are the country, the world and the country's part of the world.
const linesOnPhone = 3

// worldLine is one line of the trend.
type worldLine struct {
	name  string
	scope contribution.Scope
	bound bool // with its interval where counts are small
}

// lines are the country, the world, the country's part of the world, and the
// first peers.
func (c *worldScene) lines() []worldLine {
	var lines []worldLine
	if c.country != "" {
		lines = append(lines, worldLine{c.countryName(c.country), contribution.Of(c.country), true})
	}
	lines = append(lines, worldLine{c.printer.Text("world.world"), contribution.World(), false})
	if areas := c.areas(); len(areas) > 0 {
		lines = append(lines, worldLine{c.areaName(areas[0]), contribution.In(c.countries, areas[0]), false})
	}
	for _, peer := range c.peers[:min(len(c.peers), peersDrawn)] {
		lines = append(lines, worldLine{c.countryName(peer), contribution.Of(peer), false})
	}
	return lines
}

func (c *worldScene) trendPicture() Picture {
	months := c.months[c.kind]
	first, last := months[0], months[len(months)-1]
	trend := figure.Trend{Months: consecutive(first, last), Printer: c.printer}
	trend.Title = c.printer.Text("world.trend.title", "type", c.printer.Text(c.kind.Key()), "from", first, "to", last)
	trend.Description = c.worldTitle()(c.printer)
	for _, line := range c.lines() {
		if series, any := c.series(line, trend.Months); any {
			trend.Series = append(trend.Series, series)
		}
	}
	trend.Targets = c.targetLines(trend.Months)
	population := T("world.population_span", "type", c.typeText(), "from", MonthText(first), "to", MonthText(last))
	if slices.ContainsFunc(trend.Series, func(s figure.Series) bool { return s.Bounds != nil }) {
		population = Joined(" ", T("world.interval_band", "name", trend.Series[0].Name), population)
	}
	series := trend.Series
	drawing, phone, numbers := drawings("world-trend", pageWidth, func(width float64) *figure.Figure {
		trend.Width, trend.Series = width, series
		if width == phoneDrawing { // the peers' lines would hide the others
			trend.Series = series[:min(len(series), linesOnPhone)]
		}
		return trend.Draw()
	})
	return Picture{
		Title: Words(trend.Title), Drawing: drawing, Phone: phone, Source: Joined(" ", population, c.files(first, last)),
		Table: numbersOf(numbers, Words(trend.Title), nil),
	}
}

func consecutive(first, last civil.Month) []civil.Month {
	var months []civil.Month
	for m := first; m <= last; m++ {
		months = append(months, m)
	}
	return months
}

// series returns a line by month; any is false where it has nobody at all.
func (c *worldScene) series(line worldLine, months []civil.Month) (series figure.Series, any bool) {
	series = figure.Series{Name: line.name, Shares: make([]figure.Share, len(months))}
	bounds, small := make([]figure.Interval, len(months)), false
	for _, point := range contribution.Shares(c.figures[c.kind], c.kind, line.scope) {
		i := int(point.Month - months[0])
		series.Shares[i] = drawnShare(point.Share)
		bounds[i] = figure.Interval{Low: 100 * point.Low, High: 100 * point.High}
		any = any || point.Share.Total > 0
		small = small || point.Share.Total > 0 && point.Share.Total < c.smallNumber()
	}
	if line.bound && small {
		series.Bounds = bounds
	}
	return series, any
}

// targetLines rules the UN's target for the months in which it is in force or
// next ahead. One framework is one line, whatever its steps.
func (c *worldScene) targetLines(months []civil.Month) []figure.Target {
	var lines []figure.Target
	byName := map[string]int{}
	for i, month := range months {
		target, ok := c.target(month)
		if !ok {
			continue
		}
		name := target.name(c)
		at, known := byName[name]
		if !known {
			at = len(lines)
			byName[name] = at
			lines = append(lines, figure.Target{Name: name, Percent: noPercents(len(months))})
		}
		lines[at].Percent[i] = target.percent()
	}
	return lines
}

// comparisonPicture sets the month's shares side by side, with intervals where
// counts are small.
func (c *worldScene) comparisonPicture() Picture {
	comparison := figure.Comparison{Dots: true, Printer: c.printer}
	comparison.Title = c.printer.Text("world.comparison.title", "type", c.printer.Text(c.kind.Key()), "month", c.month)
	comparison.Description = c.worldTitle()(c.printer)
	if own := c.share(contribution.Of(c.country)); own.Total > 0 {
		comparison.Rows = append(comparison.Rows, c.comparisonRow(c.countryName(c.country), own, false))
	}
	for _, peer := range c.peers {
		if share := c.share(contribution.Of(peer)); share.Total > 0 {
			comparison.Rows = append(comparison.Rows, c.comparisonRow(c.countryName(peer), share, true))
		}
	}
	for _, area := range c.areas() {
		if share := c.share(contribution.In(c.countries, area)); share.Total > 0 {
			comparison.Rows = append(comparison.Rows, c.comparisonRow(c.areaName(area), share, true))
		}
	}
	comparison.Rows = append(comparison.Rows, c.comparisonRow(c.printer.Text("world.world"), c.share(contribution.World()), true))
	source := c.monthSource()
	if slices.ContainsFunc(comparison.Rows, func(r figure.Row) bool { return r.Interval != nil }) {
		source = Joined(" ", T("world.interval"), source)
	}
	drawing, phone, numbers := drawings("world-comparison", pageWidth, func(width float64) *figure.Figure {
		comparison.Width = width
		return comparison.Draw()
	})
	return Picture{
		Title: Words(comparison.Title), Drawing: drawing, Phone: phone, Source: source,
		Table: numbersOf(numbers, Words(comparison.Title), T("world.column.who")),
	}
}

func (c *worldScene) comparisonRow(name string, share participation.Share, other bool) figure.Row {
	row := figure.Row{Name: name, Share: drawnShare(share), Other: other}
	if share.Total < c.smallNumber() {
		low, high := share.Wilson(wilson95)
		row.Interval = &figure.Interval{Low: 100 * low, High: 100 * high}
	}
	if target, ok := c.target(c.month); ok {
		row.Target = &figure.RowTarget{Name: target.name(c), Percent: target.percent()}
	}
	return row
}

// wilson95 is the normal quantile of a 95 % interval.
const wilson95 = 1.959963984540054
