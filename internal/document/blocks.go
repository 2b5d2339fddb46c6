package document

import (
	"strconv"
)

// boxes lays out every block.
func (p *press) boxes() []box {
	var all []box
	for _, b := range p.Blocks {
		if signs(b) {
			// A signature never stands alone on its page. Two boxes, because
			// the last may be the room beneath a table.
			keepAll(all[max(len(all)-2, 0):])
		}
		all = append(all, p.blockBoxes(b)...)
	}
	return all
}

func (p *press) blockBoxes(b Block) []box {
	l, width := p.Layout, p.Layout.content()
	switch b := b.(type) {
	case Paragraph:
		indent := l.Indent
		if b.Flush || b.Align != Natural {
			indent = 0
		}
		return p.textBoxes(b.Text, regular(l.Body), 0, width, indent, l.Gap, b.Align)
	case Heading:
		return p.headingBoxes(b)
	case List:
		return p.listBoxes(b)
	case Note:
		return p.noteBoxes(b.Text)
	case Table:
		return p.tableBoxes(b)
	case Figure:
		return p.figureBoxes(b)
	case PageBreak:
		return []box{{newPage: true}}
	case Title:
		return p.titleBoxes(b)
	case Addressees:
		return p.addresseeBoxes(b)
	case LetterHead:
		return p.letterHeadBoxes(b)
	case DecreeHeader:
		return []box{p.decreeBox(b)}
	case Signature:
		return []box{p.signatureBox(b)}
	case Closing:
		return []box{p.closingBox(b)}
	}
	return nil
}

// keepAll keeps boxes together and with what follows.
func keepAll(boxes []box) []box {
	for i := range boxes {
		boxes[i].keep = true
	}
	return boxes
}

func (p *press) headingBoxes(h Heading) []box {
	f := bold(p.Layout.Body * heading1)
	if h.Level > 1 {
		f.italic = true
	}
	return keepAll(p.textBoxes(Plain(h.Text), f, 0, p.Layout.content(), 0, 2*p.Layout.Gap, Left))
}

// hanging is the room for a list's dash or number.
const hanging = 7.0

func (p *press) listBoxes(list List) []box {
	var all []box
	for i, item := range list.Items {
		sign := "–"
		if list.Numbered {
			sign = strconv.Itoa(i+1) + "."
		}
		left := p.Layout.Indent + hanging
		boxes := p.textBoxes(item, regular(p.Layout.Body), left, p.Layout.content()-left, 0, p.Layout.Gap/2, Natural)
		first, height := boxes[0].draw, boxes[0].height
		boxes[0].draw = func(x, y float64) {
			p.use(regular(p.Layout.Body))
			p.pdf.Text(x+left-hanging, y+baseline(height), sign)
			first(x, y)
		}
		all = append(all, boxes...)
	}
	return all
}

func (p *press) noteBoxes(text Text) []box {
	return p.textBoxes(text, italic(p.Layout.Small), 0, p.Layout.content(), 0, 0.7*p.Layout.Gap, Left)
}

func (p *press) captionBoxes(caption string) []box {
	if caption == "" {
		return nil
	}
	return keepAll(p.textBoxes(Plain(caption), bold(p.Layout.Small), 0, p.Layout.content(), 0, 2*p.Layout.Gap, Left))
}

// pictureWidth fits a picture into the text's width and three fifths of the
// page's height. Small pictures keep the scale of a picture of 600 pixels.
func pictureWidth(l Layout, f Figure) float64 {
	width := l.content()
	if f.Figure.Width < 450 {
		width *= f.Figure.Width / 600
	}
	if limit := 0.6 * l.room(); f.Figure.HeightAt(width) > limit {
		width *= limit / f.Figure.HeightAt(width)
	}
	return width
}

func (p *press) figureBoxes(f Figure) []box {
	width := pictureWidth(p.Layout, f)
	picture := box{gap: p.Layout.Gap, height: f.Figure.HeightAt(width), keep: f.Source != ""}
	picture.draw = func(x, y float64) {
		f.Figure.PDF(p.pdf, x, y, width)
		p.pdf.SetTextColor(0, 0, 0)
	}
	boxes := append(p.captionBoxes(f.Caption), picture)
	if f.Source != "" {
		boxes = append(boxes, p.noteBoxes(Plain(f.Source))...)
	}
	return boxes
}

func (p *press) titleBoxes(t Title) []box {
	f := bold(p.Layout.Body + 0.5)
	boxes := p.textBoxes(Plain(t.Kind), f, 0, p.Layout.content(), 0, 4*p.Layout.Gap, Centre)
	width := p.balanced(Plain(t.Subject), f, p.Layout.content()-24)
	boxes = append(boxes, p.textBoxes(Plain(t.Subject), f, (p.Layout.content()-width)/2, width, 0, 0, Centre)...)
	rule := box{gap: 1, height: 3, draw: func(x, y float64) {
		middle := x + p.Layout.content()/2
		p.stroke(middle-20, y, middle+20, y, 0.25)
	}}
	return keepAll(append(boxes, rule))
}

// balanced is the least width, to two millimetres, in which centred text
// takes no more lines than in the width it has.
func (p *press) balanced(text Text, f face, width float64) float64 {
	lines := len(p.lines(text, f, width, 0))
	for lines > 1 && width > 40 && len(p.lines(text, f, width-2, 0)) == lines {
		width -= 2
	}
	return width
}

func (p *press) addresseeBoxes(a Addressees) []box {
	f := regular(p.Layout.Body)
	if len(a.Names) == 1 {
		return p.textBoxes(Plain(a.Label+" "+a.Names[0]), f, 0, p.Layout.content(), 0, 2*p.Layout.Gap, Centre)
	}
	left := min(0.28*p.Layout.content(), p.Layout.content()-60)
	boxes := keepAll(p.textBoxes(Plain(a.Label), f, left-12, p.Layout.content()-left+12, 0, 2*p.Layout.Gap, Left))
	for _, name := range a.Names {
		boxes = append(boxes, p.textBoxes(Plain("- "+name), f, left, p.Layout.content()-left, 0, 0, Left)...)
	}
	return boxes
}

// letterHeadBoxes are the sender above a rule, reference and date on one
// line, the addressee and the subject.
func (p *press) letterHeadBoxes(h LetterHead) []box {
	l, width := p.Layout, p.Layout.content()
	var all []box
	for i, s := range h.Sender {
		f := regular(l.Small)
		if i == 0 {
			f = bold(l.Body + 3)
		}
		all = append(all, p.textBoxes(Plain(s), f, 0, width, 0, 0, Left)...)
	}
	all = append(all, box{gap: 2, height: 5, draw: func(x, y float64) { p.stroke(x, y, x+width, y, 0.4) }})
	reference := p.textBoxes(Plain(h.Reference), regular(l.Body), 0, width*0.6, 0, 0, Left)
	date := p.textBoxes(Plain(h.Date), regular(l.Body), width*0.6, width*0.4, 0, 0, Right)
	all = append(all, beside(reference, date))
	for i, s := range h.To {
		gap := 0.0
		if i == 0 {
			gap = 3 * l.Gap
		}
		all = append(all, p.textBoxes(Plain(s), regular(l.Body), 0, width*0.7, 0, gap, Left)...)
	}
	if h.Subject != "" {
		all = append(all, p.textBoxes(Plain(h.Subject), bold(l.Body), 0, width, 0, 3*l.Gap, Left)...)
	}
	return all
}

// beside makes one box of two columns of boxes.
func beside(left, right []box) box {
	stack := func(boxes []box) float64 {
		height := 0.0
		for _, b := range boxes {
			height += b.gap + b.height
		}
		return height
	}
	return box{height: max(stack(left), stack(right)), draw: func(x, y float64) {
		for _, column := range [][]box{left, right} {
			at := y
			for _, b := range column {
				b.draw(x, at+b.gap)
				at += b.gap + b.height
			}
		}
	}}
}

// rule is a centred line in a column.
func (p *press) rule(left, width, length float64) box {
	return box{height: 2.2, draw: func(x, y float64) {
		middle := x + left + width/2
		p.stroke(middle-length/2, y+0.9, middle+length/2, y+0.9, 0.25)
	}}
}

// decreeBox sets both columns of the head. The state's name keeps to one
// line: its column is the wider, and its size shrinks if it must.
func (p *press) decreeBox(h DecreeHeader) box {
	l := p.Layout
	leftWidth, rightWidth := decreeColumns(l)
	rightX := l.content() - rightWidth
	size := decreeSize(p.setter, l, h)
	var left, right []box
	if h.Superior != "" {
		left = p.textBoxes(Plain(h.Superior), regular(size), 0, leftWidth, 0, 0, Centre)
	}
	left = append(left, p.textBoxes(Plain(h.Body), bold(size), 0, leftWidth, 0, 0, Centre)...)
	left = append(left, p.rule(0, leftWidth, 0.35*leftWidth))
	left = append(left, p.textBoxes(Plain(h.Number), regular(size+1), 0, leftWidth, 0, 0.6, Centre)...)
	if h.Subject != "" {
		width := p.balanced(Plain(h.Subject), regular(size), leftWidth)
		left = append(left, p.textBoxes(Plain(h.Subject), regular(size), (leftWidth-width)/2, width, 0, aboutGap, Centre)...)
	}
	motto := p.fitting(bold(size+1), h.Motto, rightWidth)
	right = p.textBoxes(Plain(h.Republic), bold(size), rightX, rightWidth, 0, 0, Centre)
	right = append(right, p.textBoxes(Plain(h.Motto), motto, rightX, rightWidth, 0, 0, Centre)...)
	right = append(right, p.rule(rightX, rightWidth, min(p.measure(motto, h.Motto), rightWidth)))
	right = append(right, p.textBoxes(Plain(h.PlaceDate), italic(size+1), rightX, rightWidth, 0, 0.6, Centre)...)
	return beside(left, right)
}

// decreeColumns are the widths of the head's two columns.
func decreeColumns(l Layout) (left, right float64) {
	return 0.39 * l.content(), 0.6 * l.content()
}

// decreeSize is the head's size of type: 12 points, with number, motto and date
// a point larger as the decree has them, or what keeps the state's name on one
// line with a little to spare for a word processor whose font is not quite ours.
func decreeSize(s setter, l Layout, h DecreeHeader) float64 {
	_, right := decreeColumns(l)
	return s.fitting(bold(12), h.Republic, 0.96*right).size
}

func (p *press) signatureBox(s Signature) box {
	l := p.Layout
	leftWidth, rightX := 0.45*l.content(), 0.5*l.content()
	left := p.textBoxes(Plain(s.Label), face{true, true, l.Small + 1}, 0, leftWidth, 0, 0, Left)
	for _, r := range s.Recipients {
		left = append(left, p.textBoxes(Plain(r), regular(l.Small), 0, leftWidth, 0, 0, Left)...)
	}
	var right []box
	for _, t := range s.Title {
		right = append(right, p.textBoxes(Plain(t), bold(l.Body), rightX, 0.5*l.content(), 0, 0, Centre)...)
	}
	right = append(right, box{height: signRoom, draw: func(_, _ float64) {}})
	right = append(right, p.textBoxes(Plain(s.Name), bold(l.Body), rightX, 0.5*l.content(), 0, 0, Centre)...)
	b := beside(left, right)
	b.gap = 3 * l.Gap
	return b
}

func (p *press) closingBox(c Closing) box {
	l := p.Layout
	lines := p.textBoxes(Plain(c.Phrase), regular(l.Body), 0, l.content(), 0, 0, Left)
	lines = append(lines, box{height: signRoom, draw: func(_, _ float64) {}})
	lines = append(lines, p.textBoxes(Plain(c.Name), bold(l.Body), 0, l.content(), 0, 0, Left)...)
	for _, t := range c.Title {
		lines = append(lines, p.textBoxes(Plain(t), regular(l.Body), 0, l.content(), 0, 0, Left)...)
	}
	b := beside(lines, nil)
	b.gap = 3 * l.Gap
	return b
}
