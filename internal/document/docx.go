package document

import (
	"archive/zip"
	"bytes"
	"fmt"
	"strconv"
)

// DOCX writes the document for a word processor. Times New Roman, which the
// decree asks for, has the metrics of the PDF's Liberation Serif, so the two
// break alike.
func (d Document) DOCX() ([]byte, error) {
	w := &writer{Document: d, measure: setter{d.newPDF()}}
	for i, b := range d.Blocks {
		w.signed = i+1 < len(d.Blocks) && signs(d.Blocks[i+1])
		if err := w.block(b); err != nil {
			return nil, fmt.Errorf("document: %q: %w", d.Title, err)
		}
	}
	return w.pack()
}

// writer writes the body of the main part and gathers its pictures.
type writer struct {
	Document
	markup
	measure  setter
	pictures [][]byte
	signed   bool // the next block is the signature, which takes the end of this one onto its page
}

// part is a file of the package.
type part struct {
	name string
	data []byte
}

// pack zips the parts in a fixed order under the document's own time.
func (w *writer) pack() ([]byte, error) {
	parts := []part{
		{"[Content_Types].xml", w.contentTypes()},
		{"_rels/.rels", packageRelations()},
		{"docProps/core.xml", w.core()},
		{"docProps/app.xml", app()},
		{"word/document.xml", w.main()},
		{"word/_rels/document.xml.rels", w.relations()},
		{"word/styles.xml", w.styles()},
		{"word/settings.xml", w.settings()},
		{"word/header1.xml", w.margin("w:hdr", true, !w.Layout.NumberAtFoot)},
		{"word/header2.xml", w.margin("w:hdr", true, false)},
		{"word/footer1.xml", w.margin("w:ftr", false, w.Layout.NumberAtFoot)},
		{"word/footer2.xml", w.margin("w:ftr", false, false)},
	}
	for i, picture := range w.pictures {
		parts = append(parts, part{pictureName(i), picture})
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, p := range parts {
		f, err := z.CreateHeader(&zip.FileHeader{Name: p.name, Method: zip.Deflate, Modified: w.Created.UTC()})
		if err != nil {
			return nil, err
		}
		if _, err := f.Write(p.data); err != nil {
			return nil, err
		}
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

func pictureName(i int) string { return "word/media/image" + strconv.Itoa(i+1) + ".png" }

// twips is a length in twentieths of a point.
func twips(mm float64) string { return strconv.Itoa(int(mm/pointToMM*20 + 0.5)) }

// halves is a size in half points.
func halves(points float64) string { return strconv.Itoa(int(points*2 + 0.5)) }

// emu is a length in English metric units.
func emu(mm float64) string { return strconv.Itoa(int(mm*36000 + 0.5)) }

// spacing is a line distance in 240ths of a single line.
func (l Layout) spacing() string { return strconv.Itoa(int(l.Leading*240 + 0.5)) }

// format is a paragraph's form. Its fields are written in the order of the
// schema, which word processors insist on.
type format struct {
	style         string
	keep          bool
	rule          bool // a line beneath
	tab           float64
	before, after float64 // mm
	exact         float64 // line distance in points, 0 for the layout's
	left, right   float64 // mm
	first         float64 // mm, negative for a hanging indent
	align         Align
}

func (w *writer) open(f format) {
	w.start("w:p")
	w.start("w:pPr")
	if f.style != "" {
		w.empty("w:pStyle", "w:val", f.style)
	}
	if f.keep {
		w.empty("w:keepNext")
	}
	if f.rule {
		w.start("w:pBdr")
		w.empty("w:bottom", "w:val", "single", "w:sz", "6", "w:space", "0", "w:color", "000000")
		w.end("w:pBdr")
	}
	if f.tab > 0 {
		w.start("w:tabs")
		w.empty("w:tab", "w:val", "left", "w:pos", twips(f.tab))
		w.end("w:tabs")
	}
	spacing := []string{"w:before", twips(f.before), "w:after", twips(f.after)}
	if f.exact > 0 {
		spacing = append(spacing, "w:line", strconv.Itoa(int(f.exact*20)), "w:lineRule", "exact")
	}
	w.empty("w:spacing", spacing...)
	ind := []string{"w:left", twips(f.left), "w:right", twips(f.right)}
	if f.first < 0 {
		ind = append(ind, "w:hanging", twips(-f.first))
	} else if f.first > 0 {
		ind = append(ind, "w:firstLine", twips(f.first))
	}
	w.empty("w:ind", ind...)
	w.empty("w:jc", "w:val", w.justification(f.align))
	w.end("w:pPr")
}

func (w *writer) justification(a Align) string {
	switch {
	case a == Centre:
		return "center"
	case a == Right:
		return "right"
	case a == Natural && w.Layout.Justify:
		return "both"
	}
	return "left"
}

func (w *writer) paragraph(f format, text Text, base face) {
	w.open(f)
	for _, r := range text {
		w.run(r, base)
	}
	w.end("w:p")
}

// run writes a run; a line break in it stays one.
func (w *writer) run(r Run, base face) {
	w.start("w:r")
	w.start("w:rPr")
	if base.bold || r.Bold {
		w.empty("w:b")
	}
	if base.italic || r.Italic {
		w.empty("w:i")
	}
	if base.size != w.Layout.Body {
		w.empty("w:sz", "w:val", halves(base.size))
		w.empty("w:szCs", "w:val", halves(base.size))
	}
	w.end("w:rPr")
	w.words(r.Text)
	w.end("w:r")
}
