package document

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"os/exec"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// anyText draws words of every length, from several scripts and with marks
// that break writers.
var anyText = rapid.Custom(func(t *rapid.T) string {
	words := rapid.SliceOfN(rapid.OneOf(
		rapid.SampledFrom([]string{"nghiêng", "Đặng", "<b>&amp;", "\x00\x1b", "line\nbreak", "tab\there", "👩‍✈️", "日本", "a\u0301", ""}),
		rapid.StringMatching(`[a-zA-ZăâđêôơưĂÂĐÊÔƠƯ]{1,12}`),
		rapid.StringMatching(`[W]{40,120}`)), 0, 60).Draw(t, "words")
	return strings.Join(words, " ")
})

func anyTable(t *rapid.T) Table {
	table := Table{Caption: anyText.Draw(t, "caption"), Source: anyText.Draw(t, "source")}
	for range rapid.IntRange(0, 8).Draw(t, "columns") {
		table.Columns = append(table.Columns, Column{anyText.Draw(t, "head"), rapid.SampledFrom([]float64{0, 0, 1, 5}).Draw(t, "weight"), rapid.Bool().Draw(t, "numeric")})
	}
	for range rapid.IntRange(0, 12).Draw(t, "rows") {
		table.Rows = append(table.Rows, rapid.SliceOfN(anyText, 0, 9).Draw(t, "cells"))
	}
	return table
}

func anyDocument(t *rapid.T) Document {
	d := Document{Layout: rapid.SampledFrom([]Layout{DecreeLayout(), LetterLayout()}).Draw(t, "layout"), Title: anyText.Draw(t, "title"),
		Language: "vi", Created: created, Mark: rapid.SampledFrom([]string{"", "MẬT"}).Draw(t, "mark")}
	for range rapid.IntRange(0, 8).Draw(t, "blocks") {
		text := anyText.Draw(t, "text")
		d.Add(rapid.OneOf(
			rapid.Just[Block](Paragraph{Text: Text{Regular(text), Bold(text)}}),
			rapid.Just[Block](Paragraph{Text: Plain(text), Align: Centre}),
			rapid.Just[Block](Heading{1, text}),
			rapid.Just[Block](List{Items: []Text{Plain(text), Plain(text)}, Numbered: true}),
			rapid.Just[Block](Note{Plain(text)}),
			rapid.Just[Block](Closing{text, "n", nil}),
			rapid.Just[Block](PageBreak{}),
			rapid.Custom(func(t *rapid.T) Block { return anyTable(t) }),
		).Draw(t, "block"))
	}
	return d
}

// placed is a box where it came to stand.
type placed struct {
	page        int
	top, bottom float64
}

// TestAnyContentKeepsToTheMargins lays out whatever comes and finds every box
// inside its page's margins and below the one before it, and every line
// within its width.
func TestAnyContentKeepsToTheMargins(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := anyDocument(t)
		p := &press{setter: setter{d.newPDF()}, Document: d}
		boxes := p.boxes()
		var all []placed
		for i := range boxes {
			if draw := boxes[i].draw; draw != nil {
				height := boxes[i].height
				boxes[i].draw = func(x, y float64) {
					all = append(all, placed{p.page, y, y + height})
					draw(x, y)
				}
			}
		}
		p.place(boxes)
		for i, b := range all {
			if b.top < d.Layout.Top-tiny || b.bottom > d.Layout.Height-d.Layout.Bottom+0.01 {
				t.Fatalf("box at %.1f to %.1f leaves page %d", b.top, b.bottom, b.page)
			}
			if i > 0 && all[i-1].page == b.page && b.top < all[i-1].bottom-tiny {
				t.Fatalf("boxes overlap at %.1f on page %d", b.top, b.page)
			}
		}
		if err := p.pdf.Error(); err != nil {
			t.Fatal(err)
		}
		checkDOCX(t, d, p.setter)
	})
}

func checkDOCX(t *rapid.T, d Document, s setter) {
	w := &writer{Document: d, measure: s}
	for _, b := range d.Blocks {
		if err := w.block(b); err != nil {
			t.Fatal(err)
		}
	}
	if err := wellFormed(w.main()); err != nil {
		t.Fatalf("main part: %v", err)
	}
}

func TestLinesKeepToTheirWidth(t *testing.T) {
	s := setter{Document{Layout: DecreeLayout(), Created: created}.newPDF()}
	rapid.Check(t, func(t *rapid.T) {
		width := rapid.Float64Range(12, 165).Draw(t, "width")
		text := anyText.Draw(t, "text")
		var kept strings.Builder
		for _, l := range s.lines(Text{Regular(text), Bold(text)}, regular(13), width, min(width/4, 10)) {
			if l.width > width+0.01 {
				t.Fatalf("line of %.2f in %.2f", l.width, width)
			}
			for _, w := range l.words {
				for _, p := range w.pieces {
					kept.WriteString(p.text)
				}
			}
		}
		var want strings.Builder
		for _, w := range s.words(Text{Regular(text), Bold(text)}, regular(13)) {
			for _, p := range w.pieces {
				want.WriteString(p.text)
			}
		}
		if kept.String() != want.String() {
			t.Fatalf("letters were lost: %q, want %q", kept.String(), want.String())
		}
	})
}

// textBox is the outline of a word as poppler reports it, in points.
type textBox struct {
	XMin float64 `xml:"xMin,attr"`
	XMax float64 `xml:"xMax,attr"`
	YMin float64 `xml:"yMin,attr"`
	YMax float64 `xml:"yMax,attr"`
	Text string  `xml:",chardata"`
}

// TestWordsOfTheReportKeepToTheMargins reads the finished file with another
// program's eyes.
func TestWordsOfTheReportKeepToTheMargins(t *testing.T) {
	if _, err := exec.LookPath("pdftotext"); err != nil {
		t.Skip("pdftotext is not installed; Debian has it in poppler-utils")
	}
	for name, d := range documents(t) {
		var page struct {
			Words []textBox `xml:"body>doc>page>word"`
		}
		decoder := xml.NewDecoder(strings.NewReader(pdfText(t, pdf(t, d), "-bbox")))
		decoder.Strict = false
		if err := decoder.Decode(&page); err != nil {
			t.Fatal(err)
		}
		if len(page.Words) < 80 {
			t.Fatalf("%s: %d words", name, len(page.Words))
		}
		left, right := (d.Layout.Left-0.5)/pointToMM, (d.Layout.Width-d.Layout.Right+0.8)/pointToMM
		for _, w := range page.Words {
			if w.XMin < left || w.XMax > right || w.YMin < 0 || w.YMax > d.Layout.Height/pointToMM {
				t.Errorf("%s: %s", name, fmt.Sprintf("%q at %.0f to %.0f, margins %.0f to %.0f", w.Text, w.XMin, w.XMax, left, right))
			}
		}
	}
}

func BenchmarkPDF(b *testing.B) {
	d := report(b)
	for b.Loop() {
		if data := pdf(b, d); !bytes.HasPrefix(data, []byte("%PDF")) {
			b.Fatal("no PDF")
		}
	}
}
