package document

import (
	"bytes"
	"fmt"
	"strconv"

	"codeberg.org/go-pdf/fpdf"
	"github.com/go-fonts/liberation/liberationserifbold"
	"github.com/go-fonts/liberation/liberationserifbolditalic"
	"github.com/go-fonts/liberation/liberationserifitalic"
	"github.com/go-fonts/liberation/liberationserifregular"

	"beret/internal/figure"
)

// PDF writes the document with its fonts embedded.
func (d Document) PDF() ([]byte, error) {
	p := &press{setter: setter{d.newPDF()}, Document: d}
	p.place(p.boxes())
	var b bytes.Buffer
	if err := p.pdf.Output(&b); err != nil {
		return nil, fmt.Errorf("document: %q: %w", d.Title, err)
	}
	return b.Bytes(), nil
}

func (d Document) newPDF() *fpdf.Fpdf {
	pdf := fpdf.NewCustom(&fpdf.InitType{UnitStr: "mm", Size: fpdf.SizeType{Wd: d.Layout.Width, Ht: d.Layout.Height}})
	pdf.SetAutoPageBreak(false, 0)
	pdf.SetMargins(d.Layout.Left, d.Layout.Top, d.Layout.Right)
	pdf.SetCatalogSort(true)
	pdf.SetCreationDate(d.Created)
	pdf.SetModificationDate(d.Created)
	pdf.SetTitle(figure.Printable(d.Title), true)
	pdf.SetAuthor(figure.Printable(d.Author), true)
	pdf.SetSubject(figure.Printable(d.Subject), true)
	pdf.SetLang(d.Language)
	pdf.AddUTF8FontFromBytes(serif, "", liberationserifregular.TTF)
	pdf.AddUTF8FontFromBytes(serif, "B", liberationserifbold.TTF)
	pdf.AddUTF8FontFromBytes(serif, "I", liberationserifitalic.TTF)
	pdf.AddUTF8FontFromBytes(serif, "BI", liberationserifbolditalic.TTF)
	return pdf
}

// press lays a document's blocks out as boxes and places them on pages.
type press struct {
	setter
	Document
	page int
	y    float64
}

// box is a piece of a page that is not split: a line, a table's row.
type box struct {
	gap     float64 // above; dropped at the head of a page
	height  float64
	keep    bool // on the page of the next box
	repeat  *box // drawn above this one at the head of a page
	newPage bool
	draw    func(x, y float64)
}

// tiny forgives rounding where boxes fill a page exactly.
const tiny = 1e-6

func (p *press) place(boxes []box) {
	p.newPage()
	for i, b := range boxes {
		bottom := p.Layout.Height - p.Layout.Bottom
		if b.newPage || !p.atTop() && p.y+kept(boxes[i:], p.Layout.room()) > bottom+tiny {
			p.newPage()
		}
		if p.atTop() {
			if b.repeat != nil {
				b.repeat.draw(p.Layout.Left, p.y)
				p.y += b.repeat.height
			}
		} else {
			p.y += b.gap
		}
		if b.draw != nil {
			b.draw(p.Layout.Left, p.y)
		}
		p.y += b.height
	}
}

// kept is the height of the first box and those it must share a page with.
// Where they are more than a page they cannot be kept together.
func kept(boxes []box, room float64) float64 {
	height := 0.0
	for _, b := range boxes {
		if height > 0 && height+b.gap+b.height > room {
			return boxes[0].gap + boxes[0].height
		}
		height += b.gap + b.height
		if !b.keep {
			break
		}
	}
	return height
}

func (p *press) atTop() bool { return p.y <= p.Layout.Top+tiny }

// newPage starts a page with its mark and, from the second, its number.
func (p *press) newPage() {
	p.pdf.AddPage()
	p.page++
	p.y = p.Layout.Top
	p.pdf.SetTextColor(0, 0, 0)
	if p.Mark != "" {
		f := p.fitting(bold(markSize), p.Mark, p.Layout.content())
		p.pdf.SetTextColor(160, 30, 20)
		p.centred(f, p.Mark, 8)
		p.pdf.SetTextColor(0, 0, 0)
	}
	if p.page == 1 {
		return
	}
	y := 0.66 * p.Layout.Top
	if p.Layout.NumberAtFoot {
		y = p.Layout.Height - 0.5*p.Layout.Bottom
	}
	p.centred(regular(p.Layout.Body), strconv.Itoa(p.page), y)
}

func (p *press) centred(f face, text string, baseline float64) {
	text = figure.Printable(text)
	width := p.measure(f, text)
	p.pdf.Text(p.Layout.Left+(p.Layout.content()-width)/2, baseline, text)
}

// stroke draws a line in ink of a width in mm.
func (p *press) stroke(x1, y1, x2, y2, width float64) {
	p.pdf.SetDrawColor(0, 0, 0)
	p.pdf.SetLineWidth(width)
	p.pdf.SetLineCapStyle("butt")
	p.pdf.SetDashPattern(nil, 0)
	p.pdf.Line(x1, y1, x2, y2)
}

// baseline is where letters stand in a line of a height, from its top.
func baseline(height float64) float64 { return height * 0.76 }

// textBoxes are a paragraph's lines. The first two and the last two stay
// together.
func (p *press) textBoxes(text Text, f face, left, width, indent, gap float64, align Align) []box {
	justify := align == Natural && p.Layout.Justify
	lines := p.lines(text, f, width, indent)
	height := p.Layout.line(f.size)
	boxes := make([]box, len(lines))
	for i, l := range lines {
		shift := 0.0
		if i == 0 {
			boxes[i].gap, shift = gap, indent
		}
		boxes[i].height = height
		boxes[i].keep = len(lines) > 1 && (i == 0 || i == len(lines)-2)
		boxes[i].draw = func(x, y float64) {
			p.setter.draw(l, x+left+shift, y+baseline(height), width-shift, align, justify)
		}
	}
	return boxes
}
