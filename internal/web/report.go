package web

import (
	"net/http"
	"strconv"
	"strings"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/fault"
	"beret/internal/locale"
	"beret/internal/reference"
	"beret/internal/report"
)

// reportView asks for a monthly report and shows what it says. Template
// "report".
type reportView struct {
	page
	Form     *Form
	Formats  []reportFormat
	Subject  string
	In       locale.Lang // the language of the report, which may not be the page's
	Sections []reportSection
}

// reportFormat is a button that makes a file.
type reportFormat struct {
	Text Text
	Href string
}

// reportSection is a section of the report on the page.
type reportSection struct {
	Title      string
	Paragraphs []string
	Items      []string
	Picture    *Picture
	Tables     []reportTable
	Notes      []string
}

// reportTable is a table with the note beneath it.
type reportTable struct {
	Table
	Source string
}

// reportMonths is how many months are offered, the newest first.
const reportMonths = 36

// monthlyReport shows the report of a month in a language, with the same
// figures as the files.
func (s *Server) monthlyReport(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	f, err := s.facts(r.Context())
	if err != nil {
		return err
	}
	v := s.reportPage(r, f.Today)
	if query := r.URL.Query(); len(query) > 0 {
		v.Form.fill(query)
	}
	order, p := s.reportOrder(f.Today, v.Form)
	if err := s.preview(r, actor, f.Book, v, order, p); v.Form.Refused(err) {
		return s.refuse(w, r, "report", v)
	} else if err != nil {
		return err
	}
	return s.render(w, r, "report", v)
}

// makeReport sends the report as a file.
func (s *Server) makeReport(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	f, err := s.facts(r.Context())
	if err != nil {
		return err
	}
	v := s.reportPage(r, f.Today)
	if err := v.Form.Read(r); err != nil {
		return err
	}
	order, p := s.reportOrder(f.Today, v.Form)
	file, err := report.Make(r.Context(), s.db, actor, f.Book, order, p, report.Format(r.PathValue("format")))
	if v.Form.Refused(err) {
		return s.refuse(w, r, "report", v)
	}
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", file.Format.ContentType())
	w.Header().Set("Content-Disposition", `attachment; filename="`+file.Name+`"`)
	w.Header().Set("Cache-Control", "no-store")
	_, err = w.Write(file.Data)
	return err
}

// reportPage is the page with the form as it first asks: for the last month
// that is over, in the reader's language.
func (s *Server) reportPage(r *http.Request, today civil.Date) *reportView {
	last := report.LastMonth(today)
	v := &reportView{Form: &Form{Action: "/reports", Fields: []Field{
		reportMonthField(last), reportLangField(s.langOf(r)),
		{Kind: TextField, Name: "number", Label: T("report.page.number"), Hint: T("report.page.number_hint"), Width: "medium"},
		{Kind: CheckField, Name: "names", Label: T("report.page.names"), Hint: T("report.page.names_hint")},
	}}}
	v.Title, v.Lead = T("report.page.title"), T("report.page.lead")
	for _, format := range report.Formats() {
		v.Formats = append(v.Formats, reportFormat{T("report.page.download", "format", strings.ToUpper(string(format))), "/reports/" + string(format)})
	}
	return v
}

func reportMonthField(last civil.Month) Field {
	field := Field{Kind: SelectField, Name: "month", Label: T("report.page.month"), Value: last.String()}
	for i := range reportMonths {
		m := last.Add(-i)
		field.Options = append(field.Options, Option{Value: m.String(), Text: MonthText(m)})
	}
	return field
}

func reportLangField(lang locale.Lang) Field {
	field := Field{Kind: SelectField, Name: "lang", Label: T("report.page.lang"), Value: string(lang)}
	for _, l := range locale.Languages() {
		field.Options = append(field.Options, Option{Value: string(l), Text: T("report.page.lang." + string(l))})
	}
	return field
}

// reportOrder reads the form. A month that cannot be read is no month, which
// the order refuses; an unknown language is the page's first.
func (s *Server) reportOrder(today civil.Date, form *Form) (report.Order, locale.Printer) {
	month, err := civil.ParseMonth(form.Value("month"))
	if err != nil {
		month = 0
	}
	lang, known := locale.Parse(form.Value("lang"))
	if !known {
		lang = locale.English
	}
	order := report.Order{Month: month, Made: today, Number: form.Value("number"), Names: form.Value("names") != ""}
	return order, s.catalogue.In(lang)
}

// preview fills the page with the report's sections.
func (s *Server) preview(r *http.Request, actor account.Actor, book *reference.Book, v *reportView, order report.Order, p locale.Printer) (err error) {
	defer fault.Wrap(&err, "web: preview of a report")
	monthly, err := report.Load(r.Context(), s.db, actor, book, order)
	if err != nil {
		return err
	}
	made := report.Compose(monthly, p, book)
	v.Title = T("report.page.title_month", "month", order.Month)
	v.Subject, v.In, v.AsOf = made.Subject, made.Lang, made.AsOf
	for _, sections := range [][]report.Section{made.Sections, made.Annex} {
		for _, section := range sections {
			v.Sections = append(v.Sections, previewed(section, "report-picture-"+strconv.Itoa(len(v.Sections))))
		}
	}
	return nil
}

// previewed is a section as the page shows it; id is of its picture.
func previewed(s report.Section, id string) reportSection {
	section := reportSection{Title: s.Title, Paragraphs: s.Paragraphs, Items: s.Items, Notes: s.Notes}
	if s.Picture != nil {
		section.Picture = previewedPicture(*s.Picture, id)
	}
	for _, t := range s.Tables {
		if !t.Apart {
			section.Tables = append(section.Tables, reportTable{previewedTable(t), t.Source})
		}
	}
	return section
}

// The widths of the picture on a page and on a phone, in pixels.
const reportWide, reportPhone = 1100, 326

func previewedPicture(p report.Picture, id string) *Picture {
	wide := p.Draw(reportWide)
	table := Table{Caption: Words(p.Caption)}
	for i, head := range wide.Table.Header {
		table.Columns = append(table.Columns, Column{Label: Words(head), Numeric: wide.Table.Numeric[i]})
	}
	for _, cells := range wide.Table.Rows {
		table.Rows = append(table.Rows, Row{Cells: wordCells(cells)})
	}
	return &Picture{Drawing: wide.SVG(id), Phone: p.Draw(reportPhone).SVG(id + "-phone"), Table: &table,
		Source: Words(p.Caption + ". " + p.Source)}
}

func wordCells(texts []string) []Cell {
	cells := make([]Cell, len(texts))
	for i, text := range texts {
		cells[i] = Cell{Text: Words(text)}
	}
	return cells
}

func previewedTable(t report.Table) Table {
	table := Table{Caption: Words(t.Caption)}
	for _, column := range t.Columns {
		table.Columns = append(table.Columns, Column{Label: Words(column.Head), Numeric: column.Numeric})
	}
	for _, row := range t.Rows {
		texts := make([]string, len(row.Cells))
		for i, cell := range row.Cells {
			texts[i] = cell.Text
		}
		table.Rows = append(table.Rows, Row{Cells: wordCells(texts), Total: row.Strong})
	}
	return table
}
