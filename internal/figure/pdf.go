package figure

import (
	"strings"

	"codeberg.org/go-pdf/fpdf"
	"github.com/go-fonts/liberation/liberationsansbold"
	"github.com/go-fonts/liberation/liberationsansregular"
	"golang.org/x/text/unicode/norm"
)

// Sans is the font family under which PDF registers its font.
const Sans = "liberationsans"

// PDF draws the figure as vectors with its upper left corner at (x, y), scaled
// to width, in the document's own unit, which must be the millimetre. It leaves
// the colours, the font and the line as it needed them: set yours afterwards.
func (f *Figure) PDF(pdf *fpdf.Fpdf, x, y, width float64) {
	pdf.AddUTF8FontFromBytes(Sans, "", liberationsansregular.TTF)
	pdf.AddUTF8FontFromBytes(Sans, "B", liberationsansbold.TTF)
	c := pdfCanvas{pdf, x, y, width / f.Width}
	for _, m := range f.marks {
		for _, s := range m.shapes {
			c.draw(s)
		}
	}
	pdf.SetAlpha(1, "Normal")
	pdf.SetDashPattern(nil, 0)
}

// HeightAt returns the figure's height when drawn at a width.
func (f *Figure) HeightAt(width float64) float64 { return f.Height / f.Width * width }

type pdfCanvas struct {
	*fpdf.Fpdf
	x, y, scale float64
}

func (c pdfCanvas) draw(s shape) {
	st := styleOf(s.class)
	if st.hidden {
		return
	}
	c.SetAlpha(opacity(st), "Normal")
	if s.kind == kindText {
		c.text(s, st)
		return
	}
	mode := ""
	if st.fill != "" && s.kind != kindPath {
		ink := lightInk(st.fill)
		c.SetFillColor(int(ink.r), int(ink.g), int(ink.b))
		mode += "F"
	}
	if st.stroke != "" {
		c.pen(st)
		mode += "D"
	}
	c.outline(s, mode)
}

func (c pdfCanvas) pen(st style) {
	ink := lightInk(st.stroke)
	c.SetDrawColor(int(ink.r), int(ink.g), int(ink.b))
	c.SetLineWidth(st.width * c.scale)
	c.SetLineJoinStyle("round")
	c.SetLineCapStyle("round")
	var dash []float64
	for _, d := range st.dash {
		dash = append(dash, d*c.scale)
	}
	if dash != nil {
		c.SetLineCapStyle("butt")
	}
	c.SetDashPattern(dash, 0)
}

func (c pdfCanvas) at(p point) (x, y float64) { return c.x + p.x*c.scale, c.y + p.y*c.scale }

func (c pdfCanvas) outline(s shape, mode string) {
	x, y := c.at(s.points[0])
	switch s.kind {
	case kindCircle:
		c.Circle(x, y, s.radius*c.scale, mode)
	case kindRect:
		q := s.points[1]
		c.Rect(x, y, (q.x-s.points[0].x)*c.scale, (q.y-s.points[0].y)*c.scale, mode)
	default:
		c.MoveTo(x, y)
		for _, p := range s.points[1:] {
			c.LineTo(c.at(p))
		}
		if s.kind == kindArea {
			c.ClosePath()
		}
		c.DrawPath(mode)
	}
}

func (c pdfCanvas) text(s shape, st style) {
	weight := ""
	if st.bold {
		weight = "B"
	}
	ink := lightInk(st.fill)
	c.SetTextColor(int(ink.r), int(ink.g), int(ink.b))
	c.SetFont(Sans, weight, st.size*c.scale*72/25.4)
	text := Printable(s.text)
	x, y := c.at(s.points[0])
	switch s.anchor {
	case middle:
		x -= c.GetStringWidth(text) / 2
	case end:
		x -= c.GetStringWidth(text)
	}
	c.Text(x, y, text)
}

func opacity(st style) float64 {
	if st.alpha == 0 {
		return 1
	}
	return st.alpha
}

// Printable returns text as the paper fonts can draw it: in composed form,
// without control characters, and with a replacement for what lies beyond the
// plane that the PDF writer knows.
func Printable(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\u00ad' || r == '\u200b' || r == '\ufeff' || r < ' ' || r >= 0x7f && r < 0xa0:
			return -1
		case r > 0xffff:
			return '\ufffd'
		}
		return r
	}, norm.NFC.String(s))
}
