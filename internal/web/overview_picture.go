package web

import (
	"html/template"
	"math"
	"slices"

	"beret/civil"
	"beret/internal/figure"
	"beret/internal/reference"
	"beret/internal/standing"
	"beret/participation"
)

// Widths of pictures in CSS pixels: one that has the page to itself, one that
// shares it, one on a phone.
const (
	pageWidth     = 1080
	halfWidth     = 520
	phoneDrawing  = 326
	fewestInTrend = 5 // people in a month, for a group's line to be drawn
)

// drawings draws a figure for wide pages and for phones, and returns its
// numbers.
func drawings(id string, wide float64, draw func(width float64) *figure.Figure) (drawing, phone template.HTML, numbers figure.Table) {
	first := draw(wide)
	return first.SVG(id), draw(phoneDrawing).SVG(id + "-phone"), first.Table
}

func drawnShare(s participation.Share) figure.Share {
	return figure.Share{Women: s.Women, Total: s.Total}
}

// peoplePicture shows everybody deployed one by one, and how many posts women
// would have to take to reach the first target that is not met.
func (c *positionScene) peoplePicture() Picture {
	units := figure.Units{Share: drawnShare(c.Overall.Share), Printer: c.printer}
	units.Title = c.printer.Text("overview.picture.people")
	units.Description = c.Finding(c.printer, c.Book)
	for _, line := range c.Lines(participation.All, "") {
		if a := line.Assessment; a != nil && a.Verdict == participation.Short && units.Needed == 0 {
			units.Needed, units.Target = a.ByReplacement, standing.Rate(c.printer, a.Target.Share)
		}
	}
	p := Picture{Title: T("overview.picture.people_title", "n", c.Overall.Share.Total), Source: c.sourceText(c.Overall)}
	p.Drawing, p.Phone, _ = drawings("overview-people", halfWidth, func(width float64) *figure.Figure {
		units.Width = width
		return units.Draw()
	})
	return p
}

// sourceText names population, day and formula under a picture.
func (c *positionScene) sourceText(f participation.Figure) Text {
	return T("overview.picture.source", "population", populationText(f.Population), "date", f.AsOf, "formula", Words(f.Formula))
}

// overviewTrends draw everybody, and each category that has enough people,
// each beside its own targets only.
func (c *positionScene) overviewTrends() []Picture {
	var pictures []Picture
	for _, line := range c.Trend.Lines {
		if line.Dimension == participation.All || drawable(line) {
			pictures = append(pictures, c.trendPicture([]standing.TrendLine{line}, halfWidth))
		}
	}
	return pictures
}

// drawable reports whether a group is large enough, and was for long enough,
// for a line to tell more than who of a few came and went.
func drawable(line standing.TrendLine) bool {
	months := 0
	for _, s := range line.Shares {
		if s.Total >= fewestInTrend {
			months++
		}
	}
	return 2*months >= len(line.Shares)
}

// trendPicture draws lines of one dimension. Targets are ruled only where one
// group stands alone: beside several they would be taken for each other's.
func (c *positionScene) trendPicture(lines []standing.TrendLine, wide float64) Picture {
	trend := figure.Trend{Months: c.Trend.Months, Printer: c.printer}
	title := T("overview.picture.trend_groups")
	for _, line := range lines {
		name := say(c.printer, c.groupText(line.Dimension, line.Key))
		shares := make([]figure.Share, len(line.Shares))
		for i, s := range line.Shares {
			shares[i] = drawnShare(s)
		}
		trend.Series = append(trend.Series, figure.Series{Name: name, Shares: shares})
	}
	if len(lines) == 1 {
		title = T("overview.picture.trend", "group", Words(trend.Series[0].Name))
		trend.Targets = c.targetLines(lines[0])
	}
	trend.Title = say(c.printer, title)
	trend.Description = say(c.printer, T("overview.picture.trend_text", "title", title,
		"from", c.Trend.Months[0], "to", c.Trend.Months[len(c.Trend.Months)-1]))
	p := Picture{Title: title, Source: T("overview.picture.trend_source", "formula", Words(c.Formula))}
	id := "trend-" + string(lines[0].Dimension) + "-" + lines[0].Key
	var numbers figure.Table
	p.Drawing, p.Phone, numbers = drawings(id, wide, func(width float64) *figure.Figure {
		trend.Width = width
		return trend.Draw()
	})
	slices.Reverse(numbers.Rows) // the last month first, as a reader looks for it
	p.Table = numbersOf(numbers, title, nil)
	return p
}

// targetLines rules what each framework asks of the line's group in each month,
// or next asks for; a line has one name.
func (c *positionScene) targetLines(line standing.TrendLine) []figure.Target {
	category := line.Key
	if line.Dimension == participation.All {
		category = "*"
	} else if line.Dimension != participation.Category {
		return nil
	}
	var lines []figure.Target
	for i, month := range c.Trend.Months {
		for _, t := range c.Book.TargetsOn(month.End()) {
			row, ok := c.frameworkOn(t.Framework, month.End())
			if !ok || t.Category != category || t.Mission != "" || t.Unit != "" {
				continue
			}
			name := row.Short(c.printer.Lang)
			if t.Row.Valid.From > c.AsOf {
				name = c.printer.Text("overview.picture.target_ahead", "name", name, "year", yearText(t.Row.Valid.From))
			}
			at := slices.IndexFunc(lines, func(l figure.Target) bool { return l.Name == name })
			if at < 0 {
				at = len(lines)
				lines = append(lines, figure.Target{Name: name, Percent: noPercents(len(c.Trend.Months))})
			}
			lines[at].Percent[i] = 100 * float64(t.Numerator) / float64(t.Denominator)
		}
	}
	return lines
}

func (c *positionScene) frameworkOn(code string, day civil.Date) (reference.Row, bool) {
	for _, row := range c.Book.On(reference.Frameworks, day) {
		if row.Code == code {
			return row, true
		}
	}
	return reference.Row{}, false
}

// noPercents is a target that applies in no month.
func noPercents(months int) []float64 {
	values := make([]float64, months)
	for i := range values {
		values[i] = math.NaN()
	}
	return values
}
