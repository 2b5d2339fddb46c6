package document

// Layout is the page and its type. Lengths are millimetres, sizes points.
type Layout struct {
	Width, Height            float64
	Top, Bottom, Left, Right float64 // margins
	Body                     float64 // running text
	Small                    float64 // tables, notes, recipients
	Leading                  float64 // line distance over the font's own, 1 for single
	Gap                      float64 // between paragraphs
	Indent                   float64 // of a paragraph's first line
	Justify                  bool
	Grid                     bool // tables with a full grid instead of rules
	NumberAtFoot             bool // the page number, from page 2, below instead of above the text
}

// DecreeLayout is the page of Decree 30/2020/NĐ-CP, appendix I: A4, margins
// of 20 to 25 mm above and below, 30 to 35 left, 15 to 20 right, serif of 13
// to 14 points, the page number centred in the head from page 2.
func DecreeLayout() Layout {
	return Layout{Width: 210, Height: 297, Top: 22, Bottom: 22, Left: 30, Right: 18,
		Body: 13.5, Small: 11, Leading: 1.1, Gap: 2.1, Indent: 10, Justify: true, Grid: true}
}

// LetterLayout is the page of a letter in the United Nations' style: A4, wide
// margins, no indents, the page number at the foot from page 2.
func LetterLayout() Layout {
	return Layout{Width: 210, Height: 297, Top: 25, Bottom: 25, Left: 28, Right: 24,
		Body: 11.5, Small: 9.5, Leading: 1.12, Gap: 2.8, NumberAtFoot: true}
}

// natural is the line distance of Liberation Serif and Times New Roman at
// single spacing, as a multiple of the size.
const natural = 1.15

const (
	pointToMM = 25.4 / 72
	heading1  = 1.0  // a heading's size over the body's
	markSize  = 8.5  // points, of the mark on the page's head
	signRoom  = 24.0 // mm to sign in
	aboutGap  = 2.1  // mm between a letter's number and what it is about: the decree's 6 points
)

// content is the width between the margins.
func (l Layout) content() float64 { return l.Width - l.Left - l.Right }

// room is the height between the margins.
func (l Layout) room() float64 { return l.Height - l.Top - l.Bottom }

// line is the height of a line of a size.
func (l Layout) line(size float64) float64 { return size * pointToMM * natural * l.Leading }
