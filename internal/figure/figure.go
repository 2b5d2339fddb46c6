// Package figure draws the office's pictures once, for page and paper.
//
// Describe a picture with one of the kinds (Trend, Comparison, Units, Stages,
// Strip, Calendar), call its Draw to get a Figure, and hand that to SVG for a page, to PDF for a printed page or to PNG for a word processor. A Figure is
// a list of shapes with class names; only the last step knows colours and
// fonts, so the three agree on every coordinate. Each Figure also carries a
// Table with the same numbers, to be printed beneath it.
//
// A canvas of our own instead of gonum's plot: each mark needs a title for the
// pointer, colours must follow the page's theme under a strict content
// security policy (class names, no styles in the markup), and labels stand
// beside their lines instead of in a legend. None of that is in a vg canvas,
// and what is left of it is lines, areas, circles and text.
package figure

import (
	"math"

	"beret/civil"
)

// Figure is a drawn picture. Its unit is the CSS pixel; paper scales it.
type Figure struct {
	Title         string // what the picture shows: the accessible name
	Description   string // the finding in a sentence, for who cannot see it
	Width, Height float64
	Table         Table // the same numbers

	marks []mark
}

// Table holds a figure's numbers as they are printed beneath it.
type Table struct {
	Header  []string
	Rows    [][]string
	Numeric []bool // by column: aligned right
}

// Share counts women among a total of people. It is drawn only with both.
type Share struct{ Women, Total int }

// percent returns the share in percent, or false where there is nobody.
func (s Share) percent() (float64, bool) {
	if s.Total <= 0 {
		return 0, false
	}
	return clampPercent(100 * float64(s.Women) / float64(s.Total)), true
}

// Printer prints numbers, months and the figures' own few words in the
// reader's language. locale.Printer is one.
type Printer interface {
	Text(key string, args ...any) string
	Number(n int) string
	Decimal(x float64, decimals int) string
	Percent(women, total int) string
	Share(women, total int) string
	Month(m civil.Month) string
}

// Head names a figure. Width is in CSS pixels, 0 for the usual 720; draw a
// second figure of 360 for a phone.
type Head struct {
	Title       string
	Description string
	Width       float64
}

const (
	usualWidth = 720.0
	leastWidth = 240.0
)

func (h Head) figure() *Figure {
	width := h.Width
	if width == 0 {
		width = usualWidth
	}
	if !(width >= leastWidth) || width > 4000 {
		width = leastWidth
	}
	return &Figure{Title: h.Title, Description: h.Description, Width: width}
}

// mark is a group of shapes that mean one thing; its title says which. The
// frame of a figure (axes, grid, labels) is a mark without a title.
type mark struct {
	title  string
	shapes []shape
}

type kind int

const (
	kindPath   kind = iota // an open line through the points
	kindArea               // a closed area
	kindRect               // a rectangle between two corners
	kindCircle             // a circle about the first point
	kindText               // text whose baseline starts, centres or ends at the first point
)

type anchor int

const (
	start anchor = iota
	middle
	end
)

type point struct{ x, y float64 }

type shape struct {
	kind   kind
	class  class
	points []point
	radius float64
	text   string
	anchor anchor
}

// frame adds shapes that carry no number of their own.
func (f *Figure) frame(shapes ...shape) { f.mark("", shapes...) }

// mark adds shapes under a title.
func (f *Figure) mark(title string, shapes ...shape) {
	if len(shapes) > 0 {
		f.marks = append(f.marks, mark{title, shapes})
	}
}

func line(c class, x1, y1, x2, y2 float64) shape {
	return shape{kind: kindPath, class: c, points: []point{{x1, y1}, {x2, y2}}}
}

func path(c class, points []point) shape { return shape{kind: kindPath, class: c, points: points} }
func area(c class, points []point) shape { return shape{kind: kindArea, class: c, points: points} }

func rect(c class, x, y, width, height float64) shape {
	return shape{kind: kindRect, class: c, points: []point{{x, y}, {x + width, y + height}}}
}

func circle(c class, x, y, radius float64) shape {
	return shape{kind: kindCircle, class: c, points: []point{{x, y}}, radius: radius}
}

func label(c class, x, y float64, a anchor, s string) shape {
	return shape{kind: kindText, class: c, points: []point{{x, y}}, text: s, anchor: a}
}

// clampPercent keeps a value on the paper whatever it was computed from.
func clampPercent(p float64) float64 {
	if math.IsNaN(p) {
		return 0
	}
	return min(max(p, 0), 100)
}

// rate prints a percentage for an axis or a target: "20 %", "12.5 %".
func rate(p Printer, percent float64) string {
	decimals := 0
	if math.Abs(percent-math.Round(percent)) > 0.005 {
		decimals = 1
	}
	return p.Decimal(percent, decimals) + "\u00a0%"
}
