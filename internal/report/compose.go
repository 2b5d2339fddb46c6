package report

import (
	"strconv"

	"beret/civil"
	"beret/internal/document"
	"beret/internal/figure"
	"beret/internal/locale"
	"beret/internal/reference"
	"beret/participation"
)

// Report is a report in the words of one language.
type Report struct {
	Lang    locale.Lang
	Month   civil.Month
	AsOf    civil.Date
	Made    civil.Date
	Mark    string // on every page and sheet; empty but for a demonstration
	Subject string
	Finding string
	Head    Head
	Opening []string // what the report rests on, then what it is
	// Sections are the body, Annex the pages behind the signature.
	Sections []Section
	Annex    []Section
	Closing  string
	Cover    Table // the workbook's first sheet
}

// Head is whose report it is, to whom, and who signs.
type Head struct {
	Kind       string                // "BÁO CÁO"
	Decree     document.DecreeHeader // in Vietnamese
	Letter     document.LetterHead   // in other languages
	Author     string
	Addressees document.Addressees
	Salutation string
	Signature  document.Signature
	Farewell   document.Closing
}

// Section is a part of the body.
type Section struct {
	Title      string
	Paragraphs []string
	Items      []string // a list after the paragraphs
	Tables     []Table
	Picture    *Picture
	Notes      []string
}

// Picture is drawn for a width in pixels, 0 for paper.
type Picture struct {
	Caption string
	Source  string
	Draw    func(width float64) *figure.Figure
}

// Table is a table of a section and a sheet of the workbook.
type Table struct {
	Caption string // numbered
	Sheet   string // the sheet's name
	Columns []Column
	Rows    []Row
	Source  string
	Apart   bool // only on its sheet: on paper and page a picture shows it
}

// Column heads a column.
type Column struct {
	Head    string
	Numeric bool
	Weight  float64 // share of the paper's width; 0 in all columns is by content
}

// Row is a row of cells.
type Row struct {
	Cells  []Cell
	Strong bool
}

// Cell is printed as Text; a sheet holds Value where there is one.
type Cell struct {
	Text  string
	Value any
}

// Compose puts a report into the printer's language.
func Compose(m Monthly, p locale.Printer, book *reference.Book) Report {
	c := &composer{Monthly: m, Printer: p, book: book}
	r := Report{Lang: p.Lang, Month: m.Month, AsOf: m.AsOf, Made: m.Made, Finding: m.Finding(p, book)}
	if m.Office.Generated {
		r.Mark = c.Text("report.mark")
	}
	r.Subject = c.Text("report.subject", "month", c.monthOfYear())
	r.Opening = c.opening()
	r.Sections = []Section{c.position(r.Finding), c.categories(), c.trend(), c.leadership(), c.changes(), c.planned(), c.ahead(),
		c.expiry(), c.alerts(), c.method()}
	if m.Names {
		r.Annex = []Section{c.namesMoving(), c.namesExpiring()}
	}
	r.Closing = c.Text("report.closing", "body", c.body(), "month", c.monthOfYear(), "ministry", c.in(c.Office.Ministry))
	r.Head = c.head(r.Subject)
	r.Cover = c.cover(r)
	return r
}

// composer holds what the sections are made of, and counts tables and
// pictures for their captions.
type composer struct {
	Monthly
	locale.Printer
	book             *reference.Book
	tables, pictures int
}

// monthOfYear is the month as a formal title has it: "tháng 10 năm 2026".
func (c *composer) monthOfYear() string {
	name := "report.month_name." + strconv.Itoa(int(c.Monthly.Month.Of()))
	return c.Text("report.month", "name", locale.Key(name), "year", strconv.Itoa(c.Monthly.Month.Year()))
}

// opening is what the report rests on, a line a framework, and the line that
// leads to the body.
func (c *composer) opening() []string {
	var lines []string
	seen := map[string]bool{}
	for _, a := range c.Assessments {
		if !seen[a.Target.Framework] {
			seen[a.Target.Framework] = true
			lines = append(lines, c.Text("report.basis.framework", "name", a.Name.Name(c.Lang)))
		}
	}
	lines = append(lines, c.Text("report.basis.record", "date", c.AsOf))
	return append(lines, c.Text("report.opening", "body", c.body(), "month", c.monthOfYear()))
}

// caption numbers a table.
func (c *composer) caption(key string, args ...any) string {
	c.tables++
	return c.Text("report.table", "n", c.tables, "text", c.Text(key, args...))
}

func (c *composer) pictureCaption(key string, args ...any) string {
	c.pictures++
	return c.Text("report.picture", "n", c.pictures, "text", c.Text(key, args...))
}

// col heads a column of texts, num one of numbers.
func (c *composer) col(key string) Column { return Column{Head: c.Text(key)} }

func (c *composer) num(key string) Column { return Column{Head: c.Text(key), Numeric: true} }

// weigh gives columns their shares of the paper's width.
func weigh(columns []Column, weights ...float64) []Column {
	for i, weight := range weights {
		columns[i].Weight = weight
	}
	return columns
}

// dash stands where there is no figure.
const dash = "–"

func text(s string) Cell { return Cell{Text: s} }

func (c *composer) number(n int) Cell { return Cell{c.Number(n), n} }

// signedNumber prints a difference of counts with its sign.
func (c *composer) signedNumber(n int) Cell { return Cell{plus(n) + c.Number(n), n} }

func plus(n int) string {
	if n > 0 {
		return "+"
	}
	return ""
}

// rate is women of total in per cent with one decimal, under a head that says
// so; a dash for nobody.
func (c *composer) rate(s participation.Share) Cell {
	r, ok := s.Rate()
	if !ok {
		return text(dash)
	}
	return c.percent(r)
}

func (c *composer) percent(r participation.Rational) Cell {
	tenths := float64(r.PercentTenths()) / 10
	return Cell{c.Decimal(tenths, 1), tenths}
}

// points is a difference of rates in percentage points, with its sign.
func (c *composer) points(r participation.Rational, known bool) Cell {
	if !known {
		return text(dash)
	}
	tenths := r.PercentTenths()
	printed := c.Decimal(float64(max(tenths, -tenths))/10, 1)
	switch {
	case tenths < 0:
		printed = "−" + printed
	case tenths > 0:
		printed = "+" + printed
	}
	return Cell{printed, float64(tenths) / 10}
}

// moved says in words how a share has changed: "up 1.0 percentage points".
func (c *composer) moved(r participation.Rational, known bool) string {
	if !known {
		return c.Text("report.moved.unknown")
	}
	tenths := r.PercentTenths()
	points := c.Decimal(float64(max(tenths, -tenths))/10, 1)
	switch {
	case tenths > 0:
		return c.Text("report.moved.up", "points", points)
	case tenths < 0:
		return c.Text("report.moved.down", "points", points)
	}
	return c.Text("report.moved.same")
}

// share is the three cells of a share: women, total, rate.
func (c *composer) share(s participation.Share) []Cell {
	return []Cell{c.number(s.Women), c.number(s.Total), c.rate(s)}
}

// named is a row that begins with a name.
func named(name string, cells ...Cell) Row { return Row{Cells: append([]Cell{text(name)}, cells...)} }

func strong(r Row) Row {
	r.Strong = true
	return r
}

// name is the name of a code, the code itself for one unknown.
func (c *composer) name(kind reference.Kind, code string) string {
	return c.book.Name(kind, code, c.Lang)
}

// counted is "9/30 (30,0 %)" as it runs in a sentence.
func (c *composer) counted(s participation.Share) string { return c.Share(s.Women, s.Total) }
