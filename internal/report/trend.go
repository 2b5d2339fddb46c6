package report

import (
	"fmt"
	"math"

	"beret/civil"
	"beret/internal/figure"
	"beret/internal/reference"
	"beret/internal/standing"
	"beret/participation"
)

// paperWidth is the width in pixels at which a picture's letters come out at
// about ten points on paper.
const paperWidth = 560

// trend is the picture of the shares at each month's end, with its numbers on
// a sheet of their own.
func (c *composer) trend() Section {
	s := Section{Title: c.Text("report.trend")}
	s.Picture = &Picture{Caption: c.pictureCaption("report.trend.caption"), Source: c.Text("report.trend.note", "n", len(c.Trend.Months)),
		Draw: c.drawTrend}
	t := Table{Caption: c.Text("report.trend.caption"), Sheet: c.Text("report.sheet.trend"), Apart: true,
		Columns: []Column{c.col("report.column.month"), c.col("report.column.category"), c.num("report.column.women"), c.num("report.column.total"), c.num("report.column.rate")}}
	for i, month := range c.Trend.Months {
		for _, line := range c.Trend.Lines {
			first := Cell{c.Printer.Month(month), month.String()}
			t.Rows = append(t.Rows, Row{Cells: append([]Cell{first, text(c.lineName(line))}, c.share(line.Shares[i])...)})
		}
	}
	s.Tables = []Table{t}
	s.Paragraphs = []string{c.trendSentence()}
	return s
}

func (c *composer) lineName(l standing.TrendLine) string {
	if l.Key == "" {
		return c.Text("report.all")
	}
	return c.name(reference.Categories, l.Key)
}

// trendSentence says where the share of everybody was lowest and highest.
func (c *composer) trendSentence() string {
	shares := c.Trend.Lines[0].Shares
	low, high := -1, -1
	for i, s := range shares {
		if s.Total == 0 {
			continue
		}
		if low < 0 || s.Cmp(shares[low]) < 0 {
			low = i
		}
		if high < 0 || s.Cmp(shares[high]) >= 0 {
			high = i
		}
	}
	if low < 0 {
		return c.Text("report.trend.nobody", "n", len(shares))
	}
	return c.Text("report.trend.range", "n", len(shares), "low", c.counted(shares[low]), "low_month", c.Trend.Months[low],
		"high", c.counted(shares[high]), "high_month", c.Trend.Months[high])
}

// drawTrend draws everybody and each category that has people in those months
// and a target of its own, with the targets as ruled lines.
func (c *composer) drawTrend(width float64) *figure.Figure {
	if width == 0 {
		width = paperWidth
	}
	t := figure.Trend{Head: figure.Head{Title: c.Text("report.trend.caption"), Description: c.trendSentence(), Width: width},
		Months: c.Trend.Months, Axis: axis, Printer: c.Printer}
	for i, line := range c.Trend.Lines {
		target, aimed := c.target(line.Key)
		if i > 0 && (!aimed || !anybody(line.Shares)) {
			continue
		}
		series := figure.Series{Name: c.shortName(line)}
		for _, s := range line.Shares {
			series.Shares = append(series.Shares, figure.Share{Women: s.Women, Total: s.Total})
		}
		t.Series = append(t.Series, series)
		if aimed {
			t.Targets = append(t.Targets, c.ruled(line, target))
		}
	}
	return t.Draw()
}

// axis labels a month shortly, as both languages read it: 10/2026.
func axis(m civil.Month) string { return fmt.Sprintf("%d/%d", int(m.Of()), m.Year()) }

func anybody(shares []participation.Share) bool {
	for _, s := range shares {
		if s.Total > 0 {
			return true
		}
	}
	return false
}

func (c *composer) shortName(l standing.TrendLine) string {
	if l.Key == "" {
		return c.Text("report.all")
	}
	row, _ := c.book.Find(reference.Categories, l.Key)
	return row.Short(c.Lang)
}

// target is the one that the picture shows for a category, or for everybody:
// the first in force, or else the first ahead.
func (c *composer) target(category string) (standing.Assessment, bool) {
	if category == "" {
		category = "*"
	}
	var found *standing.Assessment
	for i, a := range c.Assessments {
		if a.Target.Category == category && a.Target.Mission == "" && a.Target.Unit == "" && (found == nil || found.Ahead && !a.Ahead) {
			found = &c.Assessments[i]
		}
	}
	if found == nil {
		return standing.Assessment{}, false
	}
	return *found, true
}

// ruled is a target's line: over the months in which it was in force, or over
// all of them for one ahead, whose name says from when.
func (c *composer) ruled(l standing.TrendLine, a standing.Assessment) figure.Target {
	target := figure.Target{Name: c.Text("report.trend.target", "name", a.Name.Short(c.Lang), "scope", c.shortName(l), "when", c.validity(a))}
	for _, m := range c.Trend.Months {
		percent := math.NaN()
		if a.Ahead || a.Target.Valid.Contains(m.End()) {
			percent = 100 * a.Target.Share.Float()
		}
		target.Percent = append(target.Percent, percent)
	}
	return target
}
