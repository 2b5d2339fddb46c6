package document

import (
	"slices"
	"strconv"
	"strings"
)

func (w *writer) block(b Block) error {
	l := w.Layout
	switch b := b.(type) {
	case Paragraph:
		f := format{keep: w.signed, before: l.Gap, align: b.Align, first: l.Indent}
		if b.Flush || b.Align != Natural {
			f.first = 0
		}
		w.paragraph(f, b.Text, regular(l.Body))
	case Heading:
		w.heading(b)
	case List:
		w.list(b)
	case Note:
		w.note(b.Text)
	case Table:
		w.table(b)
	case Figure:
		return w.figure(b)
	case PageBreak:
		w.pageBreak()
	case Title:
		w.title(b)
	case Addressees:
		w.addressees(b)
	case LetterHead:
		w.letterHead(b)
	case DecreeHeader:
		w.decree(b)
	case Signature:
		w.signature(b)
	case Closing:
		w.closing(b)
	}
	return nil
}

// signs reports whether a block is one that must not stand alone on its page.
func signs(b Block) bool {
	switch b.(type) {
	case Signature, Closing:
		return true
	}
	return false
}

func (w *writer) heading(h Heading) {
	f := bold(w.Layout.Body * heading1)
	level := "1"
	if h.Level > 1 {
		f.italic, level = true, "2"
	}
	w.paragraph(format{style: "Heading" + level, keep: true, before: 2 * w.Layout.Gap, align: Left}, Plain(h.Text), f)
}

func (w *writer) list(list List) {
	left := w.Layout.Indent + hanging
	for i, item := range list.Items {
		sign := "–"
		if list.Numbered {
			sign = strconv.Itoa(i+1) + "."
		}
		w.paragraph(format{before: w.Layout.Gap / 2, left: left, first: -hanging, tab: left},
			append(Plain(sign+"\t"), item...), regular(w.Layout.Body))
	}
}

func (w *writer) note(text Text) {
	w.paragraph(format{style: "Note", before: 0.7 * w.Layout.Gap, align: Left}, text, italic(w.Layout.Small))
}

func (w *writer) caption(caption string) {
	if caption != "" {
		w.paragraph(format{style: "Caption", keep: true, before: 2 * w.Layout.Gap, after: w.Layout.Gap, align: Left}, Plain(caption), bold(w.Layout.Small))
	}
}

func (w *writer) pageBreak() {
	w.open(format{})
	w.start("w:r")
	w.empty("w:br", "w:type", "page")
	w.end("w:r")
	w.end("w:p")
}

func (w *writer) title(t Title) {
	f := bold(w.Layout.Body + 0.5)
	w.paragraph(format{style: "Title", keep: true, before: 4 * w.Layout.Gap, align: Centre}, Plain(t.Kind), f)
	w.paragraph(format{keep: true, left: 12, right: 12, align: Centre}, Plain(t.Subject), f)
	w.rule(w.Layout.content(), 40)
}

// rule is an empty paragraph of a few points with a line beneath, as long as
// asked and centred in a width.
func (w *writer) rule(width, length float64) {
	side := (width - length) / 2
	w.paragraph(format{keep: true, rule: true, exact: 3, left: side, right: side, after: 0.8, align: Centre}, nil, regular(2))
}

func (w *writer) addressees(a Addressees) {
	f := regular(w.Layout.Body)
	if len(a.Names) == 1 {
		w.paragraph(format{before: 2 * w.Layout.Gap, align: Centre}, Plain(a.Label+" "+a.Names[0]), f)
		return
	}
	left := 0.28 * w.Layout.content()
	w.paragraph(format{keep: true, before: 2 * w.Layout.Gap, left: left - 12, align: Left}, Plain(a.Label), f)
	for _, name := range a.Names {
		w.paragraph(format{left: left, align: Left}, Plain("- "+name), f)
	}
}

func (w *writer) letterHead(h LetterHead) {
	l := w.Layout
	for i, s := range h.Sender {
		f := regular(l.Small)
		if i == 0 {
			f = bold(l.Body + 3)
		}
		w.paragraph(format{align: Left}, Plain(s), f)
	}
	w.rule(l.content(), l.content())
	w.columns([]float64{0.6 * l.content(), 0.4 * l.content()},
		func() { w.paragraph(format{before: 2, align: Left}, Plain(h.Reference), regular(l.Body)) },
		func() { w.paragraph(format{before: 2, align: Right}, Plain(h.Date), regular(l.Body)) })
	for i, s := range h.To {
		f := format{align: Left}
		if i == 0 {
			f.before = 3 * l.Gap
		}
		w.paragraph(f, Plain(s), regular(l.Body))
	}
	if h.Subject != "" {
		w.paragraph(format{before: 3 * l.Gap, align: Left}, Plain(h.Subject), bold(l.Body))
	}
}

// columns sets cells beside each other without lines.
func (w *writer) columns(widths []float64, cells ...func()) {
	w.startTable(widths, false, 0)
	w.start("w:tr")
	w.start("w:trPr")
	w.empty("w:cantSplit")
	w.end("w:trPr")
	for i, cell := range cells {
		w.start("w:tc")
		w.start("w:tcPr")
		w.empty("w:tcW", "w:w", twips(widths[i]), "w:type", "dxa")
		w.end("w:tcPr")
		cell()
		w.end("w:tc")
	}
	w.end("w:tr")
	w.end("w:tbl")
}

func (w *writer) startTable(widths []float64, lines bool, side float64) {
	total := 0.0
	for _, width := range widths {
		total += width
	}
	w.start("w:tbl")
	w.start("w:tblPr")
	w.empty("w:tblW", "w:w", twips(total), "w:type", "dxa")
	if lines {
		w.borders()
	}
	w.empty("w:tblLayout", "w:type", "fixed")
	w.start("w:tblCellMar")
	for _, edge := range []string{"w:left", "w:right"} {
		w.empty(edge, "w:w", twips(side), "w:type", "dxa")
	}
	w.end("w:tblCellMar")
	w.end("w:tblPr")
	w.start("w:tblGrid")
	for _, width := range widths {
		w.empty("w:gridCol", "w:w", twips(width))
	}
	w.end("w:tblGrid")
}

func (w *writer) borders() {
	edges := []string{"w:bottom", "w:insideH"}
	if w.Layout.Grid {
		edges = []string{"w:top", "w:left", "w:bottom", "w:right", "w:insideH", "w:insideV"}
	}
	w.start("w:tblBorders")
	for _, edge := range edges {
		w.empty(edge, "w:val", "single", "w:sz", "4", "w:space", "0", "w:color", "000000")
	}
	w.end("w:tblBorders")
}

func (w *writer) table(t Table) {
	w.caption(t.Caption)
	if len(t.Columns) == 0 {
		return
	}
	widths := (&press{setter: w.measure, Document: w.Document}).columnWidths(t)
	w.startTable(widths, true, cellSide)
	heads := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		heads[i] = c.Head
	}
	w.row(t, widths, heads, true, true, false)
	for i, row := range t.Rows {
		w.row(t, widths, row, false, slices.Contains(t.Strong, i), t.keeps(i) || t.Source != "" && i == len(t.Rows)-1)
	}
	w.end("w:tbl")
	if t.Source != "" {
		w.note(Plain(t.Source))
		return
	}
	w.paragraph(format{exact: 4, align: Left}, nil, regular(2)) // two tables in a row would merge
}

func (w *writer) row(t Table, widths []float64, cells []string, head, strong, keep bool) {
	w.start("w:tr")
	w.start("w:trPr")
	w.empty("w:cantSplit")
	if head {
		w.empty("w:tblHeader")
	}
	w.end("w:trPr")
	f := regular(w.Layout.Small)
	f.bold = strong
	for i, width := range widths {
		text := ""
		if i < len(cells) {
			text = cells[i]
		}
		align := Left
		if t.Columns[i].Numeric {
			align = Right
		}
		w.start("w:tc")
		w.start("w:tcPr")
		w.empty("w:tcW", "w:w", twips(width), "w:type", "dxa")
		w.end("w:tcPr")
		w.paragraph(format{keep: keep || head, before: cellTop, after: cellTop, align: align}, Plain(text), f)
		w.end("w:tc")
	}
	w.end("w:tr")
}

// unbroken is text that a word processor keeps on one line.
func unbroken(s string) Text { return Plain(strings.ReplaceAll(s, " ", "\u00a0")) }

func (w *writer) decree(h DecreeHeader) {
	l := w.Layout
	left, right := decreeColumns(l)
	size := decreeSize(w.measure, l, h)
	motto := w.measure.fitting(bold(size+1), h.Motto, right-1)
	gap := l.content() - left - right
	w.columns([]float64{left, gap, right}, func() {
		if h.Superior != "" {
			w.paragraph(format{align: Centre}, Plain(h.Superior), regular(size))
		}
		w.paragraph(format{align: Centre}, Plain(h.Body), bold(size))
		w.rule(left, 0.35*left)
		w.paragraph(format{align: Centre}, Plain(h.Number), regular(size+1))
		if h.Subject != "" {
			w.paragraph(format{before: aboutGap, align: Centre}, Plain(h.Subject), regular(size))
		}
	}, func() {
		w.paragraph(format{}, nil, regular(size))
	}, func() {
		w.paragraph(format{align: Centre}, unbroken(h.Republic), bold(size))
		w.paragraph(format{align: Centre}, unbroken(h.Motto), motto)
		w.rule(right, min(w.measure.measure(motto, h.Motto), right))
		w.paragraph(format{align: Centre}, Plain(h.PlaceDate), italic(size+1))
	})
}

func (w *writer) signature(s Signature) {
	l := w.Layout
	w.paragraph(format{keep: true, before: 2 * l.Gap}, nil, regular(4))
	w.columns([]float64{0.5 * l.content(), 0.5 * l.content()}, func() {
		w.paragraph(format{align: Left}, Plain(s.Label), face{true, true, l.Small + 1})
		for _, r := range s.Recipients {
			w.paragraph(format{align: Left}, Plain(r), regular(l.Small))
		}
	}, func() {
		for _, t := range s.Title {
			w.paragraph(format{align: Centre}, Plain(t), bold(l.Body))
		}
		w.paragraph(format{before: signRoom, align: Centre}, Plain(s.Name), bold(l.Body))
	})
	w.paragraph(format{exact: 2}, nil, regular(1)) // a body must not end in a table
}

func (w *writer) closing(c Closing) {
	f := format{keep: true, before: 3 * w.Layout.Gap, align: Left}
	w.paragraph(f, Plain(c.Phrase), regular(w.Layout.Body))
	f.before, f.keep = signRoom, len(c.Title) > 0
	w.paragraph(f, Plain(c.Name), bold(w.Layout.Body))
	for i, t := range c.Title {
		w.paragraph(format{keep: i < len(c.Title)-1, align: Left}, Plain(t), regular(w.Layout.Body))
	}
}
