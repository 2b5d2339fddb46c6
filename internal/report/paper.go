package report

import (
	"strconv"

	"beret/internal/document"
	"beret/internal/locale"
)

// Document is the report on paper: laid out by Decree 30/2020/NĐ-CP in
// Vietnamese, as a letter in the United Nations' style with numbered
// paragraphs in other languages.
func (r Report) Document() document.Document {
	d := document.Document{Layout: document.LetterLayout(), Language: string(r.Lang), Title: r.Subject, Author: r.Head.Author,
		Subject: r.Finding, Created: r.Made.Time(), Mark: r.Mark}
	if r.Lang == locale.Vietnamese {
		d.Layout = document.DecreeLayout()
		r.decree(&d)
	} else {
		r.letter(&d)
	}
	r.annex(&d)
	return d
}

func (r Report) decree(d *document.Document) {
	d.Add(r.Head.Decree, document.Title{Kind: r.Head.Kind, Subject: r.Subject}, r.Head.Addressees)
	last := len(r.Opening) - 1
	for _, line := range r.Opening[:last] {
		d.Add(document.Paragraph{Text: document.Text{document.Italic(line)}})
	}
	d.Add(document.Paragraph{Text: document.Plain(r.Opening[last])})
	for i, s := range r.Sections {
		d.Add(document.Heading{Level: 1, Text: strconv.Itoa(i+1) + ". " + s.Title})
		s.paragraphs(d, plainly)
		s.items(d)
		s.exhibits(d)
	}
	d.Add(document.Paragraph{Text: document.Plain(r.Closing)}, r.Head.Signature)
}

func (r Report) letter(d *document.Document) {
	number := 0
	numbered := func(line string) string {
		number++
		return strconv.Itoa(number) + ".\u2002" + line
	}
	d.Add(r.Head.Letter, document.Paragraph{Text: document.Plain(r.Head.Salutation)})
	d.Add(document.Paragraph{Text: document.Plain(numbered(r.Opening[len(r.Opening)-1]))})
	for _, s := range r.Sections {
		d.Add(document.Heading{Level: 1, Text: s.Title})
		s.paragraphs(d, numbered)
		Section{Paragraphs: s.Items}.paragraphs(d, numbered)
		s.exhibits(d)
	}
	d.Add(document.Paragraph{Text: document.Plain(numbered(r.Closing))}, r.Head.Farewell)
}

func (r Report) annex(d *document.Document) {
	for i, s := range r.Annex {
		if i == 0 {
			d.Add(document.PageBreak{})
		}
		d.Add(document.Heading{Level: 1, Text: s.Title})
		s.paragraphs(d, plainly)
		s.exhibits(d)
	}
}

func plainly(line string) string { return line }

// paragraphs adds the running text; line turns a paragraph into its printed
// form.
func (s Section) paragraphs(d *document.Document, line func(string) string) {
	for _, p := range s.Paragraphs {
		d.Add(document.Paragraph{Text: document.Plain(line(p))})
	}
}

// items adds the list with dashes.
func (s Section) items(d *document.Document) {
	if len(s.Items) == 0 {
		return
	}
	var list document.List
	for _, item := range s.Items {
		list.Items = append(list.Items, document.Plain(item))
	}
	d.Add(list)
}

// exhibits adds the picture, the tables and the notes.
func (s Section) exhibits(d *document.Document) {
	if s.Picture != nil {
		d.Add(document.Figure{Figure: s.Picture.Draw(0), Caption: s.Picture.Caption, Source: s.Picture.Source})
	}
	for _, t := range s.Tables {
		if !t.Apart {
			d.Add(t.block())
		}
	}
	for _, note := range s.Notes {
		d.Add(document.Note{Text: document.Plain(note)})
	}
}

// block is the table on paper.
func (t Table) block() document.Table {
	b := document.Table{Caption: t.Caption, Source: t.Source}
	for _, column := range t.Columns {
		b.Columns = append(b.Columns, document.Column{Head: column.Head, Weight: column.Weight, Numeric: column.Numeric})
	}
	for i, row := range t.Rows {
		cells := make([]string, len(row.Cells))
		for j, cell := range row.Cells {
			cells[j] = cell.Text
		}
		b.Rows = append(b.Rows, cells)
		if row.Strong {
			b.Strong = append(b.Strong, i)
		}
	}
	return b
}
