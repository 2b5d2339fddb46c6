package document

import (
	"bytes"
	"encoding/xml"
	"strings"

	"beret/internal/figure"
)

// markup is XML in the making. Its writes go to memory and do not fail.
type markup struct{ bytes.Buffer }

const xmlHead = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"

// start opens an element with pairs of attribute name and value.
func (m *markup) start(name string, attributes ...string) { m.tag(name, attributes, ">") }

// empty writes an element without content.
func (m *markup) empty(name string, attributes ...string) { m.tag(name, attributes, "/>") }

func (m *markup) end(name string) { m.WriteString("</" + name + ">") }

func (m *markup) tag(name string, attributes []string, close string) {
	m.WriteString("<" + name)
	for i := 0; i+1 < len(attributes); i += 2 {
		m.WriteString(" " + attributes[i] + `="` + escape(attributes[i+1]) + `"`)
	}
	m.WriteString(close)
}

// element writes an element that holds text alone.
func (m *markup) element(name, text string, attributes ...string) {
	m.start(name, attributes...)
	m.WriteString(escape(text))
	m.end(name)
}

// words writes a run's text, its line breaks as breaks.
func (m *markup) words(text string) {
	for i, line := range strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n") {
		if i > 0 {
			m.empty("w:br")
		}
		for j, cell := range strings.Split(line, "\t") {
			if j > 0 {
				m.empty("w:tab")
			}
			if cell != "" {
				m.element("w:t", cell, "xml:space", "preserve")
			}
		}
	}
}

func escape(s string) string {
	var b bytes.Buffer
	if err := xml.EscapeText(&b, []byte(figure.Printable(s))); err != nil {
		return "" // a bytes.Buffer does not fail
	}
	return b.String()
}
