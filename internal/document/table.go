package document

import "slices"

const (
	cellSide = 1.6 // mm beside a cell's text
	cellTop  = 0.9 // mm above and below it
)

// tableBoxes are the caption, the head, a box a row, and the source.
func (p *press) tableBoxes(t Table) []box {
	if len(t.Columns) == 0 {
		return p.captionBoxes(t.Caption)
	}
	widths := p.columnWidths(t)
	heads := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		heads[i] = c.Head
	}
	boxes := p.captionBoxes(t.Caption)
	head := p.rowBoxes(t, heads, widths, true)
	head[0].gap = p.Layout.Gap
	boxes = append(boxes, keepAll(head)...)
	var repeat *box
	if len(head) == 1 && head[0].height < 0.4*p.Layout.room() {
		repeat = &head[0]
	}
	for i, row := range t.Rows {
		for _, b := range p.rowBoxes(t, row, widths, slices.Contains(t.Strong, i)) {
			b.repeat, b.keep = repeat, t.keeps(i)
			boxes = append(boxes, b)
		}
	}
	if t.Source == "" {
		return append(boxes, box{gap: p.Layout.Gap})
	}
	boxes[len(boxes)-1].keep = true
	return append(boxes, p.noteBoxes(Plain(t.Source))...)
}

// shortTable is how many rows are not parted by the end of a page.
const shortTable = 10

// keeps reports whether a row stands on the page of the next: all rows of a
// short table, otherwise the first and the last but one, so that no row is
// left alone with the head.
func (t Table) keeps(row int) bool {
	last := len(t.Rows) - 1
	return row < last && (len(t.Rows) <= shortTable || row == 0 || row == last-1)
}

// columnWidths shares the width out by the columns' weights, or by what
// their contents ask: the longest word at least, the whole text at most.
func (p *press) columnWidths(t Table) []float64 {
	weights := tableWeights(p.setter, t, p.Layout)
	total := 0.0
	for _, w := range weights {
		total += w
	}
	widths := make([]float64, len(weights))
	for i, w := range weights {
		widths[i] = w / total * p.Layout.content()
	}
	return widths
}

// tableWeights returns a positive weight a column.
func tableWeights(s setter, t Table, l Layout) []float64 {
	weights := make([]float64, len(t.Columns))
	given := false
	for i, c := range t.Columns {
		weights[i] = max(c.Weight, 0)
		given = given || weights[i] > 0
	}
	for i, c := range t.Columns {
		if given {
			weights[i] = max(weights[i], 0.01)
			continue
		}
		f := bold(l.Small)
		weights[i] = max(s.longestWord(c.Head, f), s.measure(f, c.Head)/2.5)
		for _, row := range t.Rows {
			if i < len(row) {
				weights[i] = max(weights[i], s.longestWord(row[i], f), min(s.measure(f, row[i]), 0.4*l.content()))
			}
		}
		weights[i] = min(weights[i], 0.5*l.content()) + 2*cellSide + 1
	}
	return weights
}

func (s setter) longestWord(text string, f face) float64 {
	longest := 0.0
	for _, w := range s.words(Plain(text), f) {
		longest = max(longest, w.width)
	}
	return longest
}

// rowBoxes is one box, or several where a row alone is taller than a page.
func (p *press) rowBoxes(t Table, row []string, widths []float64, strong bool) []box {
	f := regular(p.Layout.Small)
	f.bold = strong
	cells := make([][]textLine, len(widths))
	tallest := 1
	for i, width := range widths {
		text := ""
		if i < len(row) {
			text = row[i]
		}
		cells[i] = p.lines(Plain(text), f, max(width-2*cellSide, 1), 0)
		tallest = max(tallest, len(cells[i]))
	}
	line := p.Layout.line(f.size)
	most := max(int((0.5*p.Layout.room()-2*cellTop)/line), 1)
	if tallest <= most {
		most = tallest
	}
	var boxes []box
	for from := 0; from < tallest; from += most {
		boxes = append(boxes, p.rowBox(t, cells, widths, from, min(from+most, tallest), line))
	}
	return boxes
}

func (p *press) rowBox(t Table, cells [][]textLine, widths []float64, from, to int, line float64) box {
	height := float64(to-from)*line + 2*cellTop
	return box{height: height, draw: func(x, y float64) {
		left := x
		for i, width := range widths {
			align := Left
			if t.Columns[i].Numeric {
				align = Right
			}
			for j := from; j < min(to, len(cells[i])); j++ {
				p.setter.draw(cells[i][j], left+cellSide, y+cellTop+float64(j-from)*line+baseline(line), width-2*cellSide, align, false)
			}
			left += width
		}
		p.ruleRow(x, y, widths, height)
	}}
}

// ruleRow draws a row's lines: a full grid, or a rule beneath.
func (p *press) ruleRow(x, y float64, widths []float64, height float64) {
	right := x + p.Layout.content()
	p.stroke(x, y+height, right, y+height, 0.18)
	if !p.Layout.Grid {
		return
	}
	p.stroke(x, y, right, y, 0.18)
	p.stroke(x, y, x, y+height, 0.18)
	for _, w := range widths {
		x += w
		p.stroke(x, y, x, y+height, 0.18)
	}
}
