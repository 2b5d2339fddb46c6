package web

import (
	"fmt"
	"html"
	"html/template"
	"strconv"
	"strings"

	"beret/internal/locale"
)

// Tables hold most of what a page says, and the template engine takes some ten
// microseconds a value. So the rows of a table and what stands in a cell are
// drawn here, by one hand-written function each, and escaped here: a text by
// text, an address by href.

// draw is HTML in the making, in one language.
type draw struct {
	strings.Builder
	p locale.Printer
}

// tag writes markup of ours.
func (d *draw) tag(markup string) { d.WriteString(markup) }

// text writes words of anybody's, as content or within a quoted attribute.
func (d *draw) text(words string) { d.WriteString(html.EscapeString(words)) }

// href writes an address within a quoted attribute, as the template engine
// does: one that leads to a script leads nowhere instead, and what an address
// may not hold is encoded.
func (d *draw) href(address string) {
	if scheme, _, found := strings.Cut(address, ":"); found && !strings.Contains(scheme, "/") &&
		!strings.EqualFold(scheme, "https") && !strings.EqualFold(scheme, "http") && !strings.EqualFold(scheme, "mailto") {
		address = "#ZgotmplZ"
	}
	for i := range len(address) {
		switch c := address[i]; {
		case 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte("!#$*+,/:;=?@[]-._~", c) >= 0,
			c == '%' && encodedAt(address, i):
			d.WriteByte(c)
		case c == '&':
			d.WriteString("&amp;")
		default:
			fmt.Fprintf(d, "%%%02x", c)
		}
	}
}

// encodedAt reports whether two hexadecimal digits follow.
func encodedAt(address string, i int) bool {
	if i+2 >= len(address) {
		return false
	}
	_, err := strconv.ParseUint(address[i+1:i+3], 16, 8)
	return err == nil
}

// rows draws the rows of a table.
func (d *draw) rows(t Table) {
	var labels []string // of the columns, or of the longest row's cells
	for _, row := range t.Rows {
		for len(labels) < len(row.Cells) {
			labels = append(labels, say(d.p, t.LabelOf(len(labels))))
		}
		d.tag("\n<tr")
		if row.Total {
			d.tag(` class="total"`)
		}
		if row.ID != "" {
			d.tag(` id="`)
			d.text(row.ID)
			d.tag(`" tabindex="-1"`)
		}
		d.tag(">")
		for i, cell := range row.Cells {
			d.place(t, i, cell, labels)
		}
		d.tag("\n</tr>")
	}
}

// place draws a cell in its column; the first names the row.
func (d *draw) place(t Table, i int, cell Cell, labels []string) {
	if i == 0 {
		d.tag(`<th scope="row"`)
	} else {
		d.tag(`<td data-label="`)
		d.text(labels[i])
		d.tag(`"`)
	}
	if class := t.ClassOf(i, cell); class != "" {
		d.tag(` class="`)
		d.text(class)
		d.tag(`"`)
	}
	if i == 0 {
		d.tag(">")
		d.cell(cell)
		d.tag("</th>")
		return
	}
	d.tag("><div>")
	d.cell(cell)
	d.tag("</div></td>")
}

// cell draws what stands in a cell.
func (d *draw) cell(c Cell) {
	if c.Tick != nil {
		d.tick(*c.Tick)
	}
	if c.Href != "" {
		d.tag(`<a href="`)
		d.href(c.Href)
		d.tag(`">`)
	}
	if c.Share != nil {
		d.share(*c.Share)
	}
	d.text(say(d.p, c.Text))
	if c.Href != "" {
		d.tag("</a>")
	}
	for _, tag := range c.Tags {
		d.tag(` <span class="tag `)
		d.text(string(tag.Tone))
		d.tag(`">`)
		d.text(say(d.p, tag.Text))
		d.tag("</span>")
	}
	if c.Note != nil {
		d.tag(` <span class="note">`)
		d.text(say(d.p, c.Note))
		d.tag("</span>")
	}
	if len(c.Links) > 0 {
		d.links(c.Links)
	}
}

// links draws what can be done with a row.
func (d *draw) links(links []Link) {
	d.tag(` <span class="row-links">`)
	for _, link := range links {
		d.tag(`<a href="`)
		d.href(link.Href)
		if link.Key != "" {
			d.tag(`" data-key="`)
			d.text(link.Key)
		}
		d.tag(`">`)
		d.text(say(d.p, link.Text))
		d.tag("</a> ")
	}
	d.tag("</span>")
}

// tick draws a box with its label for those who do not see the row.
func (d *draw) tick(t Tick) {
	d.tag(`<input class="tick" type="checkbox" name="`)
	d.text(t.Name)
	d.tag(`" value="`)
	d.text(t.Value)
	d.tag(`" aria-label="`)
	d.text(say(d.p, t.Label))
	d.tag(`"`)
	if t.On {
		d.tag(" checked")
	}
	d.tag("> ")
}

// share draws the counts and their bar.
func (d *draw) share(s Share) {
	d.tag(`<span class="share"><span>`)
	d.text(d.p.Share(s.Women, s.Total))
	d.tag("</span>")
	d.bar(s)
	d.tag("</span>")
}

// bar draws a share's bar with the mark of the target.
func (d *draw) bar(s Share) {
	d.tag(`<svg class="share-bar" aria-hidden="true" focusable="false"><rect width="` + s.Percent() + `" height="100%"/>`)
	if s.Target != 0 {
		d.tag(`<line x1="` + s.Mark() + `" x2="` + s.Mark() + `" y1="0" y2="100%"/>`)
	}
	d.tag("</svg>")
}

// drawn returns a template's function that draws a value.
func drawn[V any](p locale.Printer, how func(*draw, V)) func(V) template.HTML {
	return func(value V) template.HTML {
		d := draw{p: p}
		how(&d, value)
		return template.HTML(d.String())
	}
}
