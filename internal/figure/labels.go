package figure

import (
	"math"
	"sort"
)

// textLine is one line of a label beside the plot.
type textLine struct {
	class class
	text  string
}

// block is a label of several lines that wants its middle at a height.
type block struct {
	wanted float64
	height float64
	lines  []textLine
	anchor point // what the label speaks of; a leader is drawn where it is far
}

const blockGap = 5.0

func newBlock(anchor point, lines ...textLine) block {
	b := block{wanted: anchor.y, anchor: anchor, lines: lines}
	for _, l := range lines {
		b.height += heightOf(l.class)
	}
	return b
}

// heightOfAll is the room that blocks need one under the other.
func heightOfAll(blocks []block) float64 {
	total := 0.0
	for _, b := range blocks {
		total += b.height + blockGap
	}
	return total
}

// cluster is a run of blocks that touch; their common top is where the sum
// of squared distances from the wanted places is least.
type cluster struct {
	first, last int // in the sorted blocks, last exclusive
	height      float64
	offsets     float64 // sum over blocks of wanted top minus offset in the cluster
	top         float64
}

// declutter moves blocks apart, each as little as possible, and keeps them
// between top and bottom, which must leave room for all. It sorts the blocks
// and returns their tops.
func declutter(blocks []block, top, bottom float64) []float64 {
	sort.SliceStable(blocks, func(i, j int) bool { return blocks[i].wanted < blocks[j].wanted })
	var stack []cluster
	for i, b := range blocks {
		c := cluster{i, i + 1, b.height + blockGap, b.wanted - b.height/2, 0}
		c.place(top, bottom)
		for len(stack) > 0 && stack[len(stack)-1].top+stack[len(stack)-1].height > c.top {
			c = stack[len(stack)-1].join(c)
			c.place(top, bottom)
			stack = stack[:len(stack)-1]
		}
		stack = append(stack, c)
	}
	tops := make([]float64, len(blocks))
	for _, c := range stack {
		y := c.top
		for i := c.first; i < c.last; i++ {
			tops[i] = y
			y += blocks[i].height + blockGap
		}
	}
	return tops
}

func (c *cluster) place(top, bottom float64) {
	c.top = c.offsets / float64(c.last-c.first)
	c.top = max(min(c.top, bottom-c.height+blockGap), top)
}

func (c cluster) join(d cluster) cluster {
	n := float64(d.last - d.first)
	return cluster{c.first, d.last, c.height + d.height, c.offsets + d.offsets - n*c.height, 0}
}

// drawBlocks writes the blocks in the gutter that starts at x, with a thin
// leader from each block's subject at edge where it was moved away.
func (f *Figure) drawBlocks(blocks []block, edge, x, top, bottom float64) {
	for i, y := range declutter(blocks, top, bottom) {
		b := blocks[i]
		centre := y + b.height/2
		from := min(b.anchor.x+7, edge)
		if math.Abs(centre-b.anchor.y) > 4 || edge-from > 12 {
			f.frame(path("leader", []point{{from, b.anchor.y}, {edge + (x-edge)*0.45, b.anchor.y}, {x - 3, centre}}))
		}
		for _, l := range b.lines {
			h := heightOf(l.class)
			f.frame(label(l.class, x, y+h*0.78, start, l.text))
			y += h
		}
	}
}

// gutter is the width that labels take, at most limit.
func gutter(limit float64, texts ...textLine) float64 {
	width := 0.0
	for _, t := range texts {
		width = max(width, widthOf(t.class, t.text))
	}
	return min(width+1, limit)
}

// wrapped breaks text into label lines of a class.
func wrapped(c class, text string, width float64, lines int) []textLine {
	var all []textLine
	for _, t := range wrap(c, text, width, lines) {
		all = append(all, textLine{c, t})
	}
	return all
}
