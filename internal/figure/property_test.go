package figure

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"beret/civil"
	"beret/internal/locale"
)

var anyPercent = rapid.OneOf(rapid.Float64Range(-50, 200), rapid.Just(math.NaN()), rapid.Just(math.Inf(1)))

func anyShares(t *rapid.T, n int) []Share {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Share {
		return Share{rapid.IntRange(-3, 300).Draw(t, "women"), rapid.IntRange(-2, 5000).Draw(t, "total")}
	}), 0, n+2).Draw(t, "shares")
}

func anyName(t *rapid.T) string { return rapid.StringN(0, 80, 200).Draw(t, "name") }

func anySeries(t *rapid.T, n int) Series {
	return Series{Name: anyName(t), Shares: anyShares(t, n),
		Bounds: rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Interval {
			return Interval{anyPercent.Draw(t, "low"), anyPercent.Draw(t, "high")}
		}), 0, n).Draw(t, "bounds"),
		Fan: rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Fan {
			p := func() float64 { return anyPercent.Draw(t, "quantile") }
			return Fan{p(), p(), p(), p(), p()}
		}), 0, n).Draw(t, "fan")}
}

func anyFigure(t *rapid.T, p Printer) *Figure {
	n := rapid.IntRange(0, 300).Draw(t, "months")
	head := Head{Title: anyName(t), Width: rapid.SampledFrom([]float64{0, 240, 360, 720, 1200, -1}).Draw(t, "width")}
	all := months("2009-01", n)
	switch rapid.IntRange(0, 5).Draw(t, "kind") {
	case 0:
		trend := Trend{Head: head, Months: all, Printer: p}
		for range rapid.IntRange(0, 9).Draw(t, "series") {
			trend.Series = append(trend.Series, anySeries(t, min(n, 20)))
		}
		for range rapid.IntRange(0, 4).Draw(t, "targets") {
			trend.Targets = append(trend.Targets, Target{anyName(t), rapid.SliceOfN(anyPercent, 0, 30).Draw(t, "target")})
		}
		for range rapid.IntRange(0, 5).Draw(t, "events") {
			trend.Events = append(trend.Events, Event{civil.MustMonth("2009-01").Add(rapid.IntRange(-5, 400).Draw(t, "at")), anyName(t)})
		}
		return trend.Draw()
	case 1:
		c := Comparison{Head: head, Dots: rapid.Bool().Draw(t, "dots"), Printer: p}
		for _, s := range anyShares(t, 12) {
			c.Rows = append(c.Rows, Row{anyName(t), s, &Interval{anyPercent.Draw(t, "low"), anyPercent.Draw(t, "high")},
				&RowTarget{anyName(t), anyPercent.Draw(t, "target")}, rapid.Bool().Draw(t, "other")})
		}
		return c.Draw()
	case 2:
		return Units{head, Share{rapid.IntRange(-1, 900).Draw(t, "women"), rapid.IntRange(-1, 900).Draw(t, "total")},
			rapid.IntRange(-1, 50).Draw(t, "needed"), anyName(t), p}.Draw()
	case 3:
		s := Stages{Head: head, Printer: p}
		anyCount := func() StageCount {
			return StageCount{rapid.IntRange(-1, 100000).Draw(t, "reached"), rapid.IntRange(-1, 100000).Draw(t, "waiting")}
		}
		for range rapid.IntRange(0, 9).Draw(t, "steps") {
			s.Steps = append(s.Steps, StageStep{anyName(t), anyCount(), anyCount()})
		}
		return s.Draw()
	case 4:
		c := Calendar{Head: head, First: civil.MustMonth("2009-01").Add(rapid.IntRange(-30, 30).Draw(t, "first")), Printer: p,
			States: []State{{anyName(t), Full}, {anyName(t), Alert}}}
		for range min(n, 80) {
			c.Cells = append(c.Cells, CalendarCell{State: rapid.IntRange(-1, 2).Draw(t, "state"), Text: anyName(t), Note: anyName(t)})
		}
		return c.Draw()
	}
	strip := Strip{Head: head, Months: all, Printer: p}
	for i := range rapid.IntRange(0, 5).Draw(t, "states") {
		strip.States = append(strip.States, State{anyName(t), Pattern(i)})
	}
	for range rapid.IntRange(0, 5).Draw(t, "rows") {
		strip.Rows = append(strip.Rows, StripRow{Name: anyName(t), States: rapid.SliceOfN(rapid.IntRange(-2, 6), 0, 40).Draw(t, "cells")})
	}
	return strip.Draw()
}

// box is the room that a shape takes, its line not counted.
func (s shape) box() (x1, y1, x2, y2 float64) {
	p := s.points[0]
	if s.kind == kindText {
		w, h := widthOf(s.class, s.text), styleOf(s.class).size
		x := p.x - []float64{0, w / 2, w}[s.anchor]
		return x, p.y - 0.75*h, x + w, p.y + 0.22*h
	}
	x1, y1, x2, y2 = p.x, p.y, p.x, p.y
	for _, q := range s.points {
		x1, y1, x2, y2 = min(x1, q.x), min(y1, q.y), max(x2, q.x), max(y2, q.y)
	}
	return x1 - s.radius, y1 - s.radius, x2 + s.radius, y2 + s.radius
}

// TestAnyInputStaysOnThePaper draws whatever comes and finds every shape
// inside the view box and no two texts on each other.
func TestAnyInputStaysOnThePaper(t *testing.T) {
	en := printer(t, locale.English)
	rapid.Check(t, func(t *rapid.T) {
		f := anyFigure(t, en)
		if !(f.Width > 0 && f.Height > 0 && f.Height < 1e5) {
			t.Fatalf("size %v × %v", f.Width, f.Height)
		}
		type text struct {
			s              string
			x1, y1, x2, y2 float64
		}
		var texts []text
		for _, m := range f.marks {
			for _, s := range m.shapes {
				x1, y1, x2, y2 := s.box()
				if !(x1 >= -0.6 && y1 >= -0.6 && x2 <= f.Width+0.6 && y2 <= f.Height+0.6) {
					t.Fatalf("%s %q at (%.1f %.1f %.1f %.1f) outside %v × %v", s.class, s.text, x1, y1, x2, y2, f.Width, f.Height)
				}
				if s.kind != kindText || s.text == "" {
					continue
				}
				for _, o := range texts {
					if x1 < o.x2-0.5 && o.x1 < x2-0.5 && y1 < o.y2-0.5 && o.y1 < y2-0.5 {
						t.Fatalf("%q lies on %q", s.text, o.s)
					}
				}
				texts = append(texts, text{s.text, x1, y1, x2, y2})
			}
		}
		parse(t, string(f.SVG("f")))
		for _, row := range f.Table.Rows {
			if len(row) != len(f.Table.Header) || len(row) != len(f.Table.Numeric) {
				t.Fatalf("table row of %d cells under %d heads", len(row), len(f.Table.Header))
			}
		}
	})
}
