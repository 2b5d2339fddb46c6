package pack

import (
	"bytes"
	"unicode/utf8"

	"beret/civil"
	"beret/internal/call"
	"beret/internal/document"
	"beret/internal/locale"
	"beret/internal/reference"
	"beret/internal/spreadsheet"
)

// sheet is a table of a paper and of a workbook. Values are strings, integers
// and dates.
type sheet struct {
	title   string
	columns []column
	rows    [][]any
	note    string
}

type column struct {
	head    string
	weight  float64
	numeric bool
}

// tablePaper is a paper that is a table and hardly anything else.
func (c *composer) tablePaper(d *document.Document, paper Paper) {
	s := c.sheet(paper)
	if c.Lang == locale.Vietnamese {
		d.Add(c.decreeHead(blank))
	}
	d.Add(document.Title{Kind: c.Text("pack.kind." + string(paper)), Subject: c.about()}, c.table(s, ""))
	if s.note != "" {
		d.Add(document.Note{Text: document.Plain(s.note)})
	}
}

// about names the call, or the unit, that the list is for.
func (c *composer) about() string {
	if c.Call == nil {
		return c.Text("pack.about_unit", "unit", c.List.Unit)
	}
	return c.Text("pack.about", "reference", c.Call.Reference, "mission", c.List.Mission)
}

func (c *composer) table(s sheet, caption string) document.Table {
	t := document.Table{Caption: caption}
	for _, col := range s.columns {
		t.Columns = append(t.Columns, document.Column{Head: col.head, Weight: col.weight, Numeric: col.numeric})
	}
	for _, row := range s.rows {
		cells := make([]string, len(row))
		for i, v := range row {
			cells[i] = c.cell(v)
		}
		t.Rows = append(t.Rows, cells)
	}
	return t
}

// cell prints a value; a dash for a day that is not known.
func (c *composer) cell(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case int:
		return c.Number(v)
	case civil.Date:
		if v == 0 {
			return dash
		}
		return c.Date(v)
	}
	return ""
}

const dash = "–"

// sheet returns the table of a paper.
func (c *composer) sheet(paper Paper) sheet {
	switch paper {
	case NomineeTable:
		return c.abroad()
	case NomineeList:
		return c.atHome()
	}
	return c.checked()
}

// abroad is the table of nominees as it goes to the United Nations.
func (c *composer) abroad() sheet {
	s := sheet{title: c.Text("pack.paper.nominees"), columns: []column{{c.Text("pack.column.no"), 5, true}, {c.Text("pack.column.post"), 18, false},
		{c.Text("pack.column.passport_name"), 19, false}, {c.Text("pack.column.sex"), 6, false}, {c.Text("pack.column.rank"), 12, false},
		{c.Text("pack.column.birth"), 9, false}, {c.Text("pack.column.service"), 7, true}, {c.Text("pack.column.languages"), 9, false},
		{c.Text("pack.column.cleared"), 9, false}, {c.Text("pack.column.passport"), 9, false}}}
	c.each(func(no int, post Post, n Nominee) {
		s.rows = append(s.rows, []any{no, c.postTitle(post, n), c.passportName(n), c.sex(n), c.book.Name(reference.Ranks, n.Rank, c.Lang), n.Birth,
			civil.YearsBetween(n.Enlisted, c.List.Expected.From), joined(n.Languages), n.Cleared, n.Passport})
	})
	s.note = c.Text("pack.nominees_note", "n", len(s.rows), "women", c.Share(c.Women(), len(s.rows)), "date", c.List.Expected.From)
	return s
}

// each calls do for every nominee with the number in the list.
func (c *composer) each(do func(no int, post Post, n Nominee)) {
	no := 0
	for _, post := range c.List.Posts {
		for _, n := range post.Nominees {
			no++
			do(no, post, n)
		}
	}
}

// postTitle prints a post: with its seat in a formed unit.
func (c *composer) postTitle(post Post, n Nominee) string {
	title := post.Title
	if c.Has(title) {
		title = c.Text(title)
	}
	if n.Seat > 0 {
		return c.Text("pack.seat", "title", title, "number", n.Seat)
	}
	return title
}

// passportName is the name that goes abroad; room for it where it is not known.
func (c *composer) passportName(n Nominee) string {
	if n.PassportName == "" {
		return blank
	}
	return n.PassportName
}

const blank = "……"

func (c *composer) sex(n Nominee) string {
	if n.Woman {
		return c.Text("pack.sex.woman")
	}
	return c.Text("pack.sex.man")
}

func joined(texts []string) string {
	var b bytes.Buffer
	for i, text := range texts {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(text)
	}
	return b.String()
}

// atHome is the list of nominees for the ministry's leadership.
func (c *composer) atHome() sheet {
	s := sheet{title: c.Text("pack.paper.danh-sach-de-cu"), columns: []column{{c.Text("pack.column.no"), 5.5, true}, {c.Text("pack.column.name"), 20, false},
		{c.Text("pack.column.number"), 10, false}, {c.Text("pack.column.sex"), 6, false}, {c.Text("pack.column.birth"), 10, false}, {c.Text("pack.column.rank"), 12, false},
		{c.Text("pack.column.home"), 20, false}, {c.Text("pack.column.post"), 20, false}}}
	c.each(func(no int, post Post, n Nominee) {
		s.rows = append(s.rows, []any{no, n.Name, n.ServiceNumber, c.sex(n), n.Birth, c.book.Name(reference.Ranks, n.Rank, c.Lang), n.HomeUnit, c.postTitle(post, n)})
	})
	s.note = c.Text("pack.list_note", "n", len(s.rows), "women", c.Share(c.Women(), len(s.rows)))
	return s
}

// checked is the sheet of documents by nominees with their state.
func (c *composer) checked() sheet {
	s := sheet{title: c.Text("pack.paper.completeness"), columns: []column{{c.Text("pack.column.no"), 5.5, true}, {c.Text("pack.column.nominee"), 20, false}}}
	documents := c.Brought()
	for _, d := range documents {
		s.columns = append(s.columns, column{c.documentName(d), 70 / float64(len(documents)), false})
	}
	c.each(func(no int, _ Post, n Nominee) {
		name := n.Name
		if c.Lang == locale.English {
			name = c.passportName(n)
		}
		row := []any{no, name}
		for _, d := range documents {
			row = append(row, c.state(d, n.OfficerID))
		}
		s.rows = append(s.rows, row)
	})
	s.note = c.wholeCall()
	return s
}

func (c *composer) documentName(d call.Document) string {
	return c.book.Name(reference.Documents, d.Code, c.Lang)
}

// state prints how far a paper is: its state, and whether it runs out before
// the first day.
func (c *composer) state(d call.Document, officer int64) string {
	paper := c.Papers[PaperOf{d.ID, officer}]
	text := c.Text(paper.State.Key())
	if paper.State == call.Accepted && !paper.Done(c.List.Expected.From) {
		return c.Text("pack.state_expires", "state", text, "date", paper.Expires)
	}
	if !d.Required {
		return c.Text("pack.state_optional", "state", text)
	}
	return text
}

// wholeCall says how far the papers of the call as a whole are.
func (c *composer) wholeCall() string {
	var parts []string
	for _, d := range c.Documents {
		if d.Scope == call.WholeCall {
			state := c.state(d, 0)
			for _, code := range ours {
				if d.Code == code {
					state = c.Text("pack.state_ours")
				}
			}
			parts = append(parts, c.Text("pack.state_of", "document", c.documentName(d), "state", state))
		}
	}
	if len(c.Documents) == 0 {
		return c.Text("pack.no_checklist")
	}
	return joined(parts)
}

// The widest and narrowest columns of a workbook, in digits.
const widest, narrowest = 46, 8

// workbook writes the table of a paper as a workbook of one sheet.
func (c *composer) workbook(paper Paper) ([]byte, error) {
	s := c.sheet(paper)
	var file bytes.Buffer
	w := spreadsheet.NewXLSX(&file)
	columns := make([]spreadsheet.Column, len(s.columns))
	for i, col := range s.columns {
		width := utf8.RuneCountInString(col.head) + 3
		for _, row := range s.rows {
			width = max(width, utf8.RuneCountInString(c.cell(row[i]))+2)
		}
		columns[i] = spreadsheet.Column{Title: col.head, Width: float64(min(max(width, narrowest), widest))}
	}
	if err := w.Sheet(s.title, columns); err != nil {
		return nil, err
	}
	rows := append(s.rows, nil, []any{s.note}, []any{c.imprint().Text[0].Text})
	if mark := c.mark(); mark != "" {
		rows = append(rows, []any{mark})
	}
	for _, row := range rows {
		if err := w.WriteRow(row); err != nil {
			return nil, err
		}
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return file.Bytes(), nil
}
