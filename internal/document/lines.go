package document

import (
	"strings"

	"codeberg.org/go-pdf/fpdf"

	"beret/internal/figure"
)

// face is a look of text in points.
type face struct {
	bold, italic bool
	size         float64
}

func (f face) style() string {
	style := ""
	if f.bold {
		style += "B"
	}
	if f.italic {
		style += "I"
	}
	return style
}

// piece is text of one face without a place to break.
type piece struct {
	face  face
	text  string
	width float64
}

// word is what stands between two places to break. Its pieces may differ in
// face: a bold word with a comma that is not.
type word struct {
	pieces []piece
	width  float64
	space  float64 // the width of the space after it
	ends   bool    // a line break follows
}

// textLine is a line of words.
type textLine struct {
	words []word
	width float64 // without the space at its end
	last  bool    // of its paragraph, and so not justified
}

// setter measures and sets type in the serif font of the paper.
type setter struct{ pdf *fpdf.Fpdf }

const serif = "liberationserif"

func (s setter) use(f face) { s.pdf.SetFont(serif, f.style(), f.size) }

func (s setter) measure(f face, text string) float64 {
	s.use(f)
	return s.pdf.GetStringWidth(text)
}

// words cuts text at its spaces.
func (s setter) words(text Text, base face) []word {
	var all []word
	current := word{}
	flush := func(space float64, ends bool) {
		if len(current.pieces) > 0 || ends {
			current.space, current.ends = space, ends
			all = append(all, current)
		}
		current = word{}
	}
	for _, run := range text {
		f := face{base.bold || run.Bold, base.italic || run.Italic, base.size}
		space := s.measure(f, " ")
		for i, paragraph := range strings.Split(strings.ReplaceAll(run.Text, "\r\n", "\n"), "\n") {
			if i > 0 {
				flush(0, true)
			}
			for j, part := range strings.FieldsFunc(paragraph, isBreak) {
				if j > 0 || startsWithBreak(paragraph) {
					flush(space, false)
				}
				current.add(s, f, part)
			}
			if endsWithBreak(paragraph) {
				flush(space, false)
			}
		}
	}
	flush(0, false)
	return all
}

func isBreak(r rune) bool { return r == ' ' || r == '\t' }

func startsWithBreak(s string) bool { return s != "" && isBreak(rune(s[0])) }
func endsWithBreak(s string) bool   { return s != "" && isBreak(rune(s[len(s)-1])) }

func (w *word) add(s setter, f face, text string) {
	text = figure.Printable(text)
	if text == "" {
		return
	}
	p := piece{f, text, s.measure(f, text)}
	w.pieces = append(w.pieces, p)
	w.width += p.width
}

// lines fills lines of a width greedily; the first is shorter by indent.
func (s setter) lines(text Text, base face, width, indent float64) []textLine {
	var all []textLine
	line, room := textLine{}, width-indent
	next := func(last bool) {
		line.last = last
		all = append(all, line)
		line, room = textLine{}, width
	}
	for _, w := range s.split(s.words(text, base), width-indent) {
		before := 0.0
		if n := len(line.words); n > 0 {
			before = line.words[n-1].space
		}
		if len(line.words) > 0 && line.width+before+w.width > room {
			next(false)
			before = 0
		}
		line.words = append(line.words, w)
		line.width += before + w.width
		if w.ends {
			next(true)
		}
	}
	if len(line.words) > 0 || len(all) == 0 {
		next(true)
	}
	return all
}

// split breaks words that are wider than a line between their letters.
func (s setter) split(words []word, width float64) []word {
	var all []word
	for _, w := range words {
		if w.width <= width {
			all = append(all, w)
			continue
		}
		part := word{}
		for _, p := range w.pieces {
			for _, r := range p.text {
				advance := s.measure(p.face, string(r))
				if len(part.pieces) > 0 && part.width+advance > width {
					all = append(all, part)
					part = word{}
				}
				part.letter(p.face, string(r), advance)
			}
		}
		part.space, part.ends = w.space, w.ends
		all = append(all, part)
	}
	return all
}

func (w *word) letter(f face, r string, advance float64) {
	w.width += advance
	if n := len(w.pieces); n > 0 && w.pieces[n-1].face == f {
		w.pieces[n-1].text += r
		w.pieces[n-1].width += advance
		return
	}
	w.pieces = append(w.pieces, piece{f, r, advance})
}

// draw sets a line on its baseline. Extra room of a justified line goes to
// its spaces; each space is also written, so that copied text has it.
func (s setter) draw(l textLine, x, baseline, width float64, align Align, justify bool) {
	extra := 0.0
	switch {
	case align == Centre:
		x += (width - l.width) / 2
	case align == Right:
		x += width - l.width
	case justify && !l.last && len(l.words) > 1:
		extra = max(width-l.width, 0) / float64(len(l.words)-1)
	}
	for i, w := range l.words {
		for j, p := range w.pieces {
			text := p.text
			if j == len(w.pieces)-1 && i < len(l.words)-1 && w.space > 0 {
				text += " "
			}
			s.use(p.face)
			s.pdf.Text(x, baseline, text)
			x += p.width
		}
		x += w.space + extra
	}
}

// Faces in use share one document's fonts.
func regular(size float64) face { return face{size: size} }
func bold(size float64) face    { return face{bold: true, size: size} }
func italic(size float64) face  { return face{italic: true, size: size} }

// fitting shrinks a face by half points, which DOCX counts in, until text stands on one line of a width.
func (s setter) fitting(f face, text string, width float64) face {
	for f.size > 6 && s.measure(f, figure.Printable(text)) > width {
		f.size -= 0.5
	}
	return f
}
