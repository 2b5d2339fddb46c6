package figure

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"html/template"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// SVG writes the figure as one element for a page. Its id must be unique on
// the page: the accessible name and description hang on it. The markup holds
// class names only; Stylesheet colours it.
func (f *Figure) SVG(id string) template.HTML {
	var b bytes.Buffer
	id = escape(id)
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" class="figure" role="img" id="%s" aria-labelledby="%s-title`, id, id)
	if f.Description != "" {
		fmt.Fprintf(&b, " %s-desc", id)
	}
	fmt.Fprintf(&b, "\" viewBox=\"0 0 %s %s\" width=\"%s\" height=\"%s\">\n",
		number(f.Width), number(f.Height), number(f.Width), number(f.Height))
	fmt.Fprintf(&b, "<title id=\"%s-title\">%s</title>\n", id, escape(f.Title))
	if f.Description != "" {
		fmt.Fprintf(&b, "<desc id=\"%s-desc\">%s</desc>\n", id, escape(f.Description))
	}
	for _, m := range f.marks {
		m.svg(&b)
	}
	b.WriteString("</svg>\n")
	return template.HTML(b.String()) // every string in it went through escape
}

func (m mark) svg(b *bytes.Buffer) {
	if m.title != "" {
		fmt.Fprintf(b, "<g class=\"figure-mark\"><title>%s</title>", escape(m.title))
	}
	for _, s := range m.shapes {
		s.svg(b)
	}
	if m.title != "" {
		b.WriteString("</g>")
	}
	b.WriteString("\n")
}

func (s shape) svg(b *bytes.Buffer) {
	fmt.Fprintf(b, `<%s class="figure-%s" `, elements[s.kind], s.class)
	p := s.points[0]
	switch s.kind {
	case kindRect:
		q := s.points[1]
		fmt.Fprintf(b, `x="%s" y="%s" width="%s" height="%s"/>`, number(p.x), number(p.y), number(q.x-p.x), number(q.y-p.y))
	case kindCircle:
		fmt.Fprintf(b, `cx="%s" cy="%s" r="%s"/>`, number(p.x), number(p.y), number(s.radius))
	case kindText:
		fmt.Fprintf(b, `x="%s" y="%s"`, number(p.x), number(p.y))
		if s.anchor != start {
			fmt.Fprintf(b, ` text-anchor="%s"`, anchors[s.anchor])
		}
		fmt.Fprintf(b, ">%s</text>", escape(s.text))
	default:
		fmt.Fprintf(b, `d="%s"/>`, s.outline())
	}
}

var (
	elements = map[kind]string{kindPath: "path", kindArea: "path", kindRect: "rect", kindCircle: "circle", kindText: "text"}
	anchors  = map[anchor]string{start: "start", middle: "middle", end: "end"}
)

func (s shape) outline() string {
	var b strings.Builder
	for i, p := range s.points {
		command := "L"
		if i == 0 {
			command = "M"
		}
		b.WriteString(command + number(p.x) + " " + number(p.y))
	}
	if s.kind == kindArea {
		b.WriteString("Z")
	}
	return b.String()
}

// number prints a length with at most two decimals.
func number(v float64) string {
	text := strconv.FormatFloat(v, 'f', 2, 64)
	text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
	if text == "-0" {
		return "0"
	}
	return text
}

func escape(s string) string {
	var b bytes.Buffer
	if err := xml.EscapeText(&b, []byte(norm.NFC.String(s))); err != nil {
		return "" // a bytes.Buffer does not fail
	}
	return b.String()
}
