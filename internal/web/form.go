package web

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"beret/civil"
	"beret/internal/fault"
	"beret/internal/locale"
)

// Kind is what a field looks like.
type Kind string

// The kinds of fields.
const (
	TextField     Kind = "text"
	SearchField   Kind = "search"
	PasswordField Kind = "password"
	NumberField   Kind = "number"
	DateField     Kind = "date" // typed as dd/mm/yyyy, read tolerantly
	AreaField     Kind = "area"
	SelectField   Kind = "select"
	RadioField    Kind = "radio"
	CheckField    Kind = "check"  // one box; its value is "1"
	ChecksField   Kind = "checks" // several boxes of Options
	FileField     Kind = "file"
	HiddenField   Kind = "hidden"
	SectionField  Kind = "section" // not a field: a heading between fields
)

// Option is a choice of a select, of radios or of checks.
type Option struct {
	Value string
	Text  Text
	Hint  Text
}

// Field is a field of a form or a filter panel.
type Field struct {
	Kind         Kind
	Name         string
	Label, Hint  Text
	Value        string
	Values       []string // of ChecksField
	Options      []Option
	Width        string // "short", "medium" or empty for all of it
	Autocomplete string // what a browser may fill in; empty is off
	Accept       string // kinds of a FileField

	problem problemText
	filter  bool // of a filter panel, which may share a page with a form
}

type problemText func(p locale.Printer) string

func (f Field) problemIn(p locale.Printer) string {
	if f.problem == nil {
		return ""
	}
	return f.problem(p)
}

// ID is the field's id on the page, where the error summary leads to. A colon
// of its name would be escaped in an address.
func (f Field) ID() string {
	name := strings.ReplaceAll(f.Name, ":", "-")
	if f.filter {
		return "q-" + name
	}
	return "f-" + name
}

// Failed reports whether the field has a problem.
func (f Field) Failed() bool { return f.problem != nil }

// DescribedBy lists the ids of hint and problem.
func (f Field) DescribedBy() string {
	var ids []string
	if f.Hint != nil {
		ids = append(ids, f.ID()+"-hint")
	}
	if f.Failed() {
		ids = append(ids, f.ID()+"-error")
	}
	return strings.Join(ids, " ")
}

// Chosen reports whether an option is chosen.
func (f Field) Chosen(o Option) bool {
	if f.Kind != ChecksField {
		return f.Value == o.Value
	}
	for _, v := range f.Values {
		if v == o.Value {
			return true
		}
	}
	return false
}

// InputMode is the keyboard that a phone shows.
func (f Field) InputMode() string {
	if f.Kind == NumberField || f.Kind == DateField {
		return "numeric"
	}
	return ""
}

// Form is a form with its values and problems. The handler describes it once;
// the page for asking and the one for refusing come from the same description.
type Form struct {
	Action  string // where it is posted to
	Fields  []Field
	Submit  Text
	Cancel  *Link
	Danger  bool
	Confirm Text

	general []Text // problems that belong to no field
}

// Read takes the values of the request into the fields. It returns an error
// for a body that is too large or not a form. Files are the caller's to read.
func (f *Form) Read(r *http.Request) error {
	var err error
	if f.HasFile() {
		err = r.ParseMultipartForm(1 << 20)
	} else {
		err = r.ParseForm()
	}
	if err != nil {
		return badForm(err)
	}
	f.fill(r.PostForm)
	return nil
}

func badForm(err error) error {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return err
	}
	return fault.Because(err, fault.Invalid, "web.error.form")
}

func (f *Form) fill(values url.Values) {
	for i := range f.Fields {
		field := &f.Fields[i]
		field.Value = strings.TrimSpace(values.Get(field.Name))
		if field.Kind == PasswordField {
			field.Value = values.Get(field.Name)
		}
		field.Values = values[field.Name]
	}
}

// Value returns the value of a field.
func (f *Form) Value(name string) string {
	if field := f.field(name); field != nil {
		return field.Value
	}
	return ""
}

// ID returns the value of a field as a record's number, 0 for none.
func (f *Form) ID(name string) int64 {
	id, err := strconv.ParseInt(f.Value(name), 10, 64)
	if err != nil {
		return 0
	}
	return id
}

// Day returns the value of a date field, zero where it is empty. What cannot
// be read becomes a problem of the field.
func (f *Form) Day(name string) civil.Date {
	text := f.Value(name)
	if text == "" {
		return 0
	}
	day, ok := parseDay(text)
	if !ok {
		f.problem(fault.Problem{Field: name, Key: "web.problem.date"})
	}
	return day
}

// Int returns the value of a number field, 0 where it is empty. What cannot be
// read becomes a problem of the field.
func (f *Form) Int(name string) int {
	text := f.Value(name)
	if text == "" {
		return 0
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		f.problem(fault.Problem{Field: name, Key: "web.problem.number"})
	}
	return n
}

// Refused takes the problems of an Invalid or Conflict error into the form and
// reports whether it has any; every other error is not the form's business.
func (f *Form) Refused(err error) bool {
	code := fault.CodeOf(err)
	if err == nil || code != fault.Invalid && code != fault.Conflict {
		return f.Failed()
	}
	problems := fault.ProblemsOf(err)
	for _, p := range problems {
		f.problem(p)
	}
	if len(problems) == 0 {
		f.general = append(f.general, func(p locale.Printer) string { return p.Error(err) })
	}
	return true
}

// problem gives a field its problem; the first one stays.
func (f *Form) problem(p fault.Problem) {
	text := T(p.Key, p.Args...)
	field := f.field(p.Field)
	switch {
	case field == nil:
		f.general = append(f.general, text)
	case field.problem == nil:
		field.problem = problemText(text)
	}
}

func (f *Form) field(name string) *Field {
	for i := range f.Fields {
		if f.Fields[i].Name == name && f.Fields[i].Kind != SectionField {
			return &f.Fields[i]
		}
	}
	return nil
}

// Failed reports whether anything in the form is refused.
func (f *Form) Failed() bool {
	for _, field := range f.Fields {
		if field.Failed() {
			return true
		}
	}
	return len(f.general) > 0
}

// General returns the problems that belong to no field.
func (f *Form) General() []Text { return f.general }

// HasFile reports whether the form sends a file.
func (f *Form) HasFile() bool {
	for _, field := range f.Fields {
		if field.Kind == FileField {
			return true
		}
	}
	return false
}

// DayValue prints a date as a date field holds it, dd/mm/yyyy.
func DayValue(d civil.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.Time().Format("02/01/2006")
}

// parseDay reads a date as people type it: day, month and year with /, -, . or
// space between, eight digits in a row, or the ISO form. The year has four
// digits; 30/02 is refused.
func parseDay(text string) (civil.Date, bool) {
	text = strings.TrimSpace(text)
	if d, err := civil.ParseDate(text); err == nil {
		return d, d > 0
	}
	parts := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("/-. ", r) })
	if len(parts) == 1 && len(text) == 8 {
		parts = []string{text[:2], text[2:4], text[4:]}
	}
	if len(parts) != 3 || len(parts[2]) != 4 || len(parts[0]) > 2 || len(parts[1]) > 2 {
		return 0, false
	}
	pad := func(s string) string { return strings.Repeat("0", 2-len(s)) + s }
	d, err := civil.ParseDate(parts[2] + "-" + pad(parts[1]) + "-" + pad(parts[0]))
	return d, err == nil && d > 0
}

// Filters is the panel beside or above a list. Its state is the address's
// query, so that a list can be kept and sent.
type Filters struct {
	Address *url.URL
	Fields  []Field
	Above   bool // in a row above the list instead of a column beside it
}

// filtersOf fills the fields from the address.
func filtersOf(address *url.URL, fields ...Field) Filters {
	form := Form{Fields: fields}
	form.fill(address.Query())
	for i := range form.Fields {
		form.Fields[i].filter = true
	}
	return Filters{Address: address, Fields: form.Fields}
}

// Value returns the value of a filter.
func (f Filters) Value(name string) string {
	for _, field := range f.Fields {
		if field.Name == name {
			return field.Value
		}
	}
	return ""
}

// Sort returns the order in the address, which applying a filter keeps.
func (f Filters) Sort() string { return f.Address.Query().Get("sort") }

// Clear is the address without any filter.
func (f Filters) Clear() string { return f.Address.Path }

// Chosen returns a removable tag for each filter in use.
func (f Filters) Chosen() []Link {
	var links []Link
	for _, field := range f.Fields {
		values := []string{field.Value}
		if field.Kind == ChecksField {
			values = field.Values
		}
		for _, value := range values {
			if value != "" && field.Kind != HiddenField && field.Kind != SectionField {
				links = append(links, Link{Text: field.chosenText(value), Href: f.without(field.Name, value)})
			}
		}
	}
	return links
}

// chosenText says what a filter does: "Rank: Captain".
func (f Field) chosenText(value string) Text {
	if f.Kind == CheckField {
		return f.Label
	}
	words := Words(value)
	for _, o := range f.Options {
		if o.Value == value {
			words = o.Text
		}
	}
	return T("web.filter.chosen", "label", f.Label, "value", words)
}

func (f Filters) without(name, value string) string {
	query := f.Address.Query()
	var kept []string
	for _, v := range query[name] {
		if v != value {
			kept = append(kept, v)
		}
	}
	query[name] = kept
	if len(kept) == 0 {
		query.Del(name)
	}
	query.Del("page")
	return pathWithQuery(f.Address.Path, query)
}
