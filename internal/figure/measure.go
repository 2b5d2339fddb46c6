package figure

import (
	"strings"
	"sync"

	"github.com/go-fonts/liberation/liberationsansbold"
	"github.com/go-fonts/liberation/liberationsansregular"
	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// faces are the two fonts that measure and draw every figure. Parsed once and
// never written, they are as good as a constant. Arial has the same metrics,
// so a page without Liberation keeps its layout.
var faces = sync.OnceValue(func() [2]*sfnt.Font {
	return [2]*sfnt.Font{mustParse(liberationsansregular.TTF), mustParse(liberationsansbold.TTF)}
})

// mustParse parses a font that is embedded in the program: it cannot fail in
// one run and succeed in another.
func mustParse(ttf []byte) *sfnt.Font {
	f, err := sfnt.Parse(ttf)
	if err != nil {
		panic("figure: embedded font: " + err.Error())
	}
	return f
}

func (s style) face() *sfnt.Font {
	if s.bold {
		return faces()[1]
	}
	return faces()[0]
}

// widthOf measures text of a class in CSS pixels.
func widthOf(c class, text string) float64 {
	s := styleOf(c)
	face := s.face()
	var buffer sfnt.Buffer
	width := fixed.Int26_6(0)
	// Measured at 64 times the size, so that the 26.6 grid costs no accuracy.
	ppem := fixed.Int26_6(s.size * 64 * 64)
	for _, r := range text {
		glyph, err := face.GlyphIndex(&buffer, r)
		if err != nil {
			continue
		}
		advance, err := face.GlyphAdvance(&buffer, glyph, ppem, font.HintingNone)
		if err == nil {
			width += advance
		}
	}
	return float64(width) / (64 * 64)
}

// heightOf is the distance between two lines of a class.
func heightOf(c class) float64 { return styleOf(c).size * 1.25 }

// fit shortens text with an ellipsis until it is no wider than width.
func fit(c class, text string, width float64) string {
	if widthOf(c, text) <= width {
		return text
	}
	runes := []rune(text)
	low, high := 0, len(runes)
	for low < high {
		mid := (low + high + 1) / 2
		if widthOf(c, string(runes[:mid])+"…") <= width {
			low = mid
		} else {
			high = mid - 1
		}
	}
	if low == 0 {
		return ""
	}
	return strings.TrimRight(string(runes[:low]), " \u00a0,") + "…"
}

// wrap breaks text into at most lines lines, none wider than width; what is
// left over ends in an ellipsis.
func wrap(c class, text string, width float64, lines int) []string {
	var wrapped []string
	current := ""
	words := strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == '\n' || r == '\t' })
	for i, word := range words {
		joined := strings.TrimPrefix(current+" "+word, " ")
		if current == "" || widthOf(c, joined) <= width {
			current = joined
			continue
		}
		if len(wrapped) == lines-1 {
			return append(wrapped, fit(c, strings.Join(append([]string{current}, words[i:]...), " "), width))
		}
		wrapped = append(wrapped, fit(c, current, width))
		current = word
	}
	if current == "" {
		return wrapped
	}
	return append(wrapped, fit(c, current, width))
}
