package spreadsheet

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// textTable holds a workbook's shared strings in blocks, with eight bytes for
// each: a million names take their letters and 8 MB. A text never spans blocks.
type textTable struct {
	blocks []string
	places []place
}

// place is where a text stands: block × textBlock + offset, and its length.
type place struct{ at, length uint32 }

const textBlock = 1 << 20

// len returns the number of texts.
func (t *textTable) len() int { return len(t.places) }

// text returns the text of an index below len.
func (t *textTable) text(i int) string {
	p := t.places[i]
	if p.length == 0 {
		return ""
	}
	start := p.at % textBlock
	return t.blocks[p.at/textBlock][start : start+p.length]
}

// textBuilder fills a textTable.
type textBuilder struct {
	table *textTable
	block strings.Builder
}

func (b *textBuilder) add(text []byte) {
	if b.block.Len()+len(text) > textBlock {
		b.flush()
	}
	if b.block.Cap() == 0 {
		b.block.Grow(textBlock)
	}
	at := len(b.table.blocks)*textBlock + b.block.Len()
	b.table.places = append(b.table.places, place{uint32(at), uint32(len(text))})
	b.block.Write(text)
}

func (b *textBuilder) flush() {
	b.table.blocks = append(b.table.blocks, b.block.String())
	b.block = strings.Builder{}
}

// readTexts reads the part of the shared strings.
func (w *workbook) readTexts() (*textTable, error) {
	p, err := w.open(w.texts)
	if err != nil {
		return nil, err
	}
	defer p.body.Close()
	b := &textBuilder{table: &textTable{}}
	if err := w.scanTexts(newScanner(p), b); err != nil {
		return nil, w.file.blame(err, w.texts)
	}
	b.flush()
	return b.table, nil
}

// scanTexts adds the text of every <si>: that of its <t>, or of the runs of a
// rich text together, without the phonetic guides in <rPh>.
func (w *workbook) scanTexts(s *scanner, b *textBuilder) error {
	var text []byte
	inText, inGuide, bytes := false, false, 0
	for {
		kind, err := s.next()
		if err != nil || kind == tokenEOF {
			return err
		}
		switch {
		case kind == tokenText && inText && !inGuide:
			if text, err = s.appendCurrent(text); err != nil {
				return err
			}
			if len(text) > w.file.limits.Cell {
				return w.file.refuse("spreadsheet.cell_too_long", "place", w.texts, "limit", w.file.limits.Cell)
			}
		case kind == tokenText:
		case string(s.name) == "t":
			inText = kind == tokenStart
		case string(s.name) == "rPh":
			inGuide = kind == tokenStart
		case string(s.name) == "si" && kind == tokenStart:
			text = text[:0]
		case string(s.name) == "si":
			if text, err = finishText(text); err != nil {
				return err
			}
			b.add(text)
			if bytes += len(text); bytes > w.file.limits.Shared || b.table.len() > w.file.limits.Texts {
				return w.file.refuse("spreadsheet.too_many_texts", "limit", w.file.limits.Texts)
			}
		}
	}
}

// finishText checks a cell's text and resolves its escapes (ST_Xstring in
// ECMA-376 part 1, 22.9.2.19): _x000D_ stands for what XML cannot hold.
func finishText(text []byte) ([]byte, error) {
	if !utf8.Valid(text) {
		return nil, errDamaged
	}
	if !bytes.Contains(text, []byte("_x")) {
		return text, nil
	}
	out := text[:0]
	for i := 0; i < len(text); i++ {
		code, ok := escaped(text[i:])
		switch {
		case !ok:
			out = append(out, text[i])
		case code == 0:
			return nil, errNUL
		default:
			out = utf8.AppendRune(out, code)
			i += escapeLength - 1
		}
	}
	return out, nil
}

const escapeLength = len("_x000D_")

// escaped returns the character that an escape at the start of text stands
// for. Halves of surrogate pairs are left as they are written.
func escaped(text []byte) (rune, bool) {
	if len(text) < escapeLength || text[0] != '_' || text[1] != 'x' || text[6] != '_' {
		return 0, false
	}
	var code rune
	for _, c := range text[2:6] {
		d := digitOf(c)
		if d > 15 {
			return 0, false
		}
		code = code*16 + d
	}
	return code, utf8.ValidRune(code)
}
