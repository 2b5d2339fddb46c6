package web

import (
	"math"
	"slices"

	"beret/internal/figure"
	"beret/internal/locale"
	"beret/outlook"
)

// fanPicture draws the months that were counted and the fan of those to come.
func (c *worldOutlookScene) fanPicture() Picture {
	past, _ := c.of(c.asked())
	from := max(0, len(past.Total)-pastMonths)
	end := c.months[len(c.months)-1].month
	trend := figure.Trend{Months: consecutive(past.First.Add(from), end), Axis: monthOf, Printer: c.printer}
	line := figure.Series{Name: c.name, Shares: make([]figure.Share, len(trend.Months)), Fan: make([]figure.Fan, len(trend.Months))}
	for i := from; i < len(past.Total); i++ {
		line.Shares[i-from] = figure.Share{Women: past.Women[i], Total: past.Total[i]}
	}
	for i, m := range c.months {
		line.Fan[len(past.Total)-from+i] = fanOf(m.rates)
	}
	trend.Series = []figure.Series{line}
	trend.Targets = c.targetLines(trend.Months)
	trend.Title = c.printer.Text("worldoutlook.fan", "who", c.name, "type", c.printer.Text(c.kind.Key()))
	trend.Description = c.title()(c.printer)
	p := Picture{Title: Words(trend.Title), Source: Joined(" ", T("worldoutlook.sample", "n", worldScenarios, "months", len(past.Total)), c.monthSource())}
	p.Drawing, p.Phone, _ = drawings("world-outlook", pageWidth, func(width float64) *figure.Figure {
		trend.Width = width
		return trend.Draw()
	})
	return p
}

// asked is the country, "" for the world.
func (c *worldOutlookScene) asked() string {
	if c.whole {
		return ""
	}
	return c.country
}

// fanOf is the fan of sorted rates; one that is nought throughout is drawn too.
func fanOf(rates []float64) (f figure.Fan) {
	if len(rates) == 0 {
		return f
	}
	at := func(i int) float64 { return quantile(rates, outlook.Percents()[i]) }
	return figure.Fan{P5: at(0), P25: at(1), P50: at(2), P75: at(3), P95: max(at(4), leastPercent)}
}

// monthTable is the fan's numbers with the counts. The target and scenarios
// without anybody have a column where there are any.
func (c *worldOutlookScene) monthTable() Table {
	columns := []listColumn[worldMonth]{
		{Column: Column{Label: T("figure.month")}, Cell: func(m worldMonth) Cell { return Cell{Text: MonthText(m.month)} }},
		{Column: Column{Label: T("worldoutlook.col.women"), Numeric: true}, Cell: func(m worldMonth) Cell { return Cell{Text: countsText(m.women)} }},
		{Column: Column{Label: T("worldoutlook.col.people"), Numeric: true}, Cell: func(m worldMonth) Cell { return Cell{Text: countsText(m.people)} }},
		{Column: Column{Label: T("worldoutlook.col.share"), Numeric: true}, Cell: func(m worldMonth) Cell { return Cell{Text: rateText(quantile(m.rates, 50))} }},
		{Column: Column{Label: T("worldoutlook.col.band", "percent", 50), Numeric: true}, Cell: func(m worldMonth) Cell { return Cell{Text: spanText(m.rates, 25, 75)} }},
		{Column: Column{Label: T("worldoutlook.col.band", "percent", 90), Numeric: true}, Cell: func(m worldMonth) Cell { return Cell{Text: spanText(m.rates, 5, 95)} }},
	}
	if slices.ContainsFunc(c.months, c.aimed) {
		columns = append(columns, listColumn[worldMonth]{Column: Column{Label: T("worldoutlook.col.target"), Numeric: true}, Cell: c.metCell})
	}
	if slices.ContainsFunc(c.months, func(m worldMonth) bool { return len(m.rates) < len(m.people) }) {
		columns = append(columns, listColumn[worldMonth]{Column: Column{Label: T("worldoutlook.col.nobody"), Numeric: true},
			Cell: func(m worldMonth) Cell { return Cell{Text: Num(len(m.people) - len(m.rates))} }})
	}
	return tableOf(Table{Caption: T("worldoutlook.months"), Empty: T("worldoutlook.too_little", "n", worldFewest), Cards: true}, columns, c.months)
}

// aimed reports whether the UN states a target for the month.
func (c *worldOutlookScene) aimed(m worldMonth) bool {
	_, aimed := c.target(m.month)
	return aimed && len(m.rates) > 0
}

func (c *worldOutlookScene) metCell(m worldMonth) Cell {
	if !c.aimed(m) {
		return Cell{Text: T("worldoutlook.none")}
	}
	return Cell{Text: ShareText(m.met, len(m.rates))}
}

// countsText is a median with the band of 90 %.
func countsText(sorted []int) Text {
	return T("worldoutlook.counts", "n", quantile(sorted, 50), "low", quantile(sorted, 5), "high", quantile(sorted, 95))
}

func spanText(rates []float64, low, high int) Text {
	return T("worldoutlook.span", "low", rateText(quantile(rates, low)), "high", rateText(quantile(rates, high)))
}

// pastTable is how good past forecasts of the type were: of each contributor,
// and of the world.
func (c *worldOutlookScene) pastTable(past *worldPast) *Table {
	table := &Table{Caption: T("worldoutlook.past", "from", MonthText(past.from), "to", MonthText(past.to), "type", c.typeText()), Cards: true, Columns: []Column{
		{Label: T("worldoutlook.col.of")}, {Label: T("worldoutlook.col.cases"), Numeric: true},
		{Label: T("worldoutlook.col.ours"), Numeric: true}, {Label: T("worldoutlook.col.stays"), Numeric: true},
	}}
	for _, band := range outlook.Bands() {
		table.Columns = append(table.Columns, Column{Label: T("worldoutlook.col.within", "percent", band), Numeric: true})
	}
	for _, row := range []struct {
		name  string
		score outlook.SeriesScore
	}{{"worldoutlook.each", past.each}, {"world.world", past.all}} {
		if row.score.Cases == 0 {
			continue
		}
		cells := []Cell{{Text: T(row.name)}, {Text: Num(row.score.Cases)}, {Text: scoreText(row.score.CRPS)}, {Text: scoreText(row.score.Stays)}}
		closed, shared := row.score.Covered()
		for i := range shared {
			cells = append(cells, Cell{Text: rateText(100 * shared[i]), Note: T("worldoutlook.with_ends", "rate", rateText(100*closed[i]))})
		}
		table.Rows = append(table.Rows, Row{Cells: cells})
	}
	return table
}

func scoreText(x float64) Text {
	return func(p locale.Printer) string { return p.Decimal(x, 2) }
}

// sheet is the months as a file has them: those that were counted, then those to
// come with their quantiles.
func (c *worldOutlookScene) sheet() outlookSheet {
	sheet := outlookSheet{title: T("worldoutlook.tab"), heads: []Text{T("worldoutlook.col.of"), T("world.field.type"), T("figure.month"), T("outlookpage.col.kind")}}
	for _, what := range []string{"outlookpage.col.women", "outlookpage.col.total", "outlookpage.col.share"} {
		for _, percent := range outlook.Percents() {
			sheet.heads = append(sheet.heads, T("outlookpage.col.at", "what", T(what), "percent", percent))
		}
	}
	sheet.heads = append(sheet.heads, T("worldoutlook.col.target"), T("worldoutlook.col.of_scenarios"))
	kind := c.printer.Text(c.kind.Key())
	past, _ := c.of(c.asked())
	for i, total := range past.Total {
		row := make([]any, 4+3*5+2)
		row[0], row[1], row[2], row[3] = c.name, kind, past.First.Add(i), say(c.printer, T("outlookpage.counted"))
		row[6], row[11], row[16] = past.Women[i], total, percentOf(past.Women[i], total)
		sheet.rows = append(sheet.rows, row)
	}
	for _, m := range c.months {
		row := []any{c.name, kind, m.month, say(c.printer, T("outlookpage.simulated"))}
		for _, counts := range [][]int{m.women, m.people} {
			for _, percent := range outlook.Percents() {
				row = append(row, quantile(counts, percent))
			}
		}
		for _, percent := range outlook.Percents() {
			row = append(row, math.Round(100*quantile(m.rates, percent))/100)
		}
		var met any
		if c.aimed(m) {
			met = m.met
		}
		sheet.rows = append(sheet.rows, append(row, met, len(m.rates)))
	}
	return sheet
}
