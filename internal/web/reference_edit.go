package web

import (
	"net/http"
	"strconv"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/database"
	"beret/internal/fault"
	"beret/internal/locale"
	"beret/internal/office"
	"beret/internal/reference"
	"beret/participation"
)

// rational returns n/d, nought where there is no such fraction.
func rational(n, d int64) participation.Rational {
	if d == 0 {
		return participation.NewRational(0, 1)
	}
	return participation.NewRational(n, d)
}

// everyCategory stands in a target for all categories together.
const everyCategory = "*"

// rowForm asks for a row of the office's own: a target or a rule.
func (f facts) rowForm(kind reference.Kind) *Form {
	form := &Form{Action: "/reference/new", Submit: T("referencepage.submit"), Cancel: &Link{Text: T("web.cancel"), Href: "/reference?kind=" + string(kind)},
		Fields: []Field{{Kind: HiddenField, Name: "kind", Value: string(kind)}}}
	switch kind {
	case reference.Targets:
		form.Fields = append(form.Fields, f.targetFields()...)
	case reference.Holidays:
		form.Fields = append(form.Fields, holidayFields()...)
	default:
		form.Fields = append(form.Fields, f.codeFields(kind)...)
	}
	if kind != reference.Holidays { // which are in force on their own days
		form.Fields = append(form.Fields,
			Field{Kind: DateField, Name: "valid_from", Label: T("referencepage.valid_from"), Hint: T("referencepage.valid_from_hint")},
			Field{Kind: DateField, Name: "valid_to", Label: T("referencepage.valid_to"), Hint: T("referencepage.valid_to_hint")})
	}
	form.Fields = append(form.Fields,
		Field{Kind: TextField, Name: "source", Label: T("referencepage.column.source"), Hint: T("referencepage.source_hint")},
		Field{Kind: RadioField, Name: "confidence", Label: T("referencepage.confidence"), Value: string(reference.OfficeOwn), Options: confidenceOptions(nil)})
	return form
}

// holidayFields ask for days of one year, such as those of the lunar calendar.
func holidayFields() []Field {
	return []Field{
		{Kind: TextField, Name: "name", Label: T("referencepage.holiday_name")},
		{Kind: DateField, Name: "date", Label: T("referencepage.holiday_date")},
		{Kind: DateField, Name: "last", Label: T("referencepage.holiday_last"), Hint: T("referencepage.holiday_last_hint")},
		{Kind: CheckField, Name: "working", Label: T("referencepage.holiday_working"), Hint: T("referencepage.holiday_working_hint")},
	}
}

// readHoliday makes a row of its own of the days.
func readHoliday(form *Form, fields map[string]string) {
	first, last := form.Day("date"), form.Day("last")
	if last != 0 && last < first {
		form.problem(fault.Problem{Field: "last", Key: "referencepage.problem.reversed"})
	}
	fields["code"] = "office-" + first.String()
	fields["name_en"], fields["name_vi"] = form.Value("name"), form.Value("name")
	fields["date"], fields["last"], fields["working"], fields["month_day"] = first.String(), last.String(), "0", ""
	if form.Value("working") != "" {
		fields["working"] = "1"
	}
	fields["valid_from"], fields["valid_to"] = first.String(), max(first, last).AddDays(1).String()
}

func (f facts) targetFields() []Field {
	every := []Option{{Value: everyCategory, Text: everybodyText()}}
	return []Field{
		{Kind: SelectField, Name: "framework", Label: T("referencepage.framework"), Options: f.options(reference.Frameworks, T("referencepage.choose"), "")},
		{Kind: SelectField, Name: "category", Label: T("referencepage.category"), Options: append(every, f.options(reference.Categories, nil, "")...)},
		{Kind: SelectField, Name: "mission", Label: T("referencepage.mission"), Options: f.options(reference.Missions, T("referencepage.any_mission"), "")},
		{Kind: TextField, Name: "share", Label: T("referencepage.share"), Hint: T("referencepage.share_hint"), Width: "short"},
	}
}

// codeFields ask which rule, component or remedy is changed, and for its values.
func (f facts) codeFields(kind reference.Kind) []Field {
	field := Field{Kind: SelectField, Name: "code", Label: T("referencepage.row." + string(kind)), Options: []Option{{Text: T("referencepage.choose")}}}
	seen := map[string]bool{}
	for _, row := range f.Book.Rows(kind) {
		if !seen[row.Code] {
			seen[row.Code] = true
			field.Options = append(field.Options, Option{Value: row.Code, Text: func(p locale.Printer) string {
				return row.Name(p.Lang) + " (" + unitWord(p, row) + ")"
			}})
		}
	}
	fields := []Field{field}
	for _, name := range valueColumns(kind) {
		fields = append(fields, Field{Kind: TextField, Name: name, Label: T("referencepage.value." + name), Width: "short"})
	}
	return fields
}

// valueColumns are the columns of a kind that the office may set.
func valueColumns(kind reference.Kind) []string {
	switch kind {
	case reference.Scores:
		return []string{"points", "full"}
	case reference.Upgrades:
		return []string{"cost", "weeks"}
	}
	return []string{"value"}
}

// editableKind is the kind of row that a form is for: targets unless another
// is asked for that the office may set. Other kinds are shipped.
func editableKind(text string) reference.Kind {
	switch kind := reference.Kind(text); kind {
	case reference.Policies, reference.Scores, reference.Upgrades, reference.Holidays:
		return kind
	}
	return reference.Targets
}

func rowFormView(kind reference.Kind, form *Form) *formView {
	v := &formView{Form: form, Notice: &Notice{Tone: Info, Text: T("referencepage.own_notice")}}
	v.Title = T("referencepage.new." + string(kind))
	v.Crumbs = []Link{{Text: T("referencepage.title"), Href: "/reference?kind=" + string(kind)}}
	return v
}

func (s *Server) newRowPage(w http.ResponseWriter, r *http.Request, _ account.Actor) error {
	f, err := s.facts(r.Context())
	if err != nil {
		return err
	}
	kind := editableKind(r.URL.Query().Get("kind"))
	return s.render(w, r, "form", rowFormView(kind, f.rowForm(kind)))
}

// newRow adds a row of the office's own.
func (s *Server) newRow(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	f, err := s.facts(r.Context())
	if err != nil {
		return err
	}
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	kind := editableKind(r.PostForm.Get("kind"))
	form := f.rowForm(kind)
	if err := form.Read(r); err != nil {
		return err
	}
	row := f.rowOf(kind, form)
	if !form.Failed() {
		err = s.db.Write(r.Context(), func(tx *database.Tx) error { return office.PutRow(r.Context(), tx, actor, row) })
	}
	if form.Refused(err) {
		return s.refuse(w, r, "form", rowFormView(kind, form))
	}
	if err != nil {
		return err
	}
	s.notify(w, Good, "referencepage.saved")
	return redirect(w, r, "/reference?own=1&kind="+string(kind))
}

// rowOf reads the form into a row. What is missing or wrong becomes a problem
// of its field.
func (f facts) rowOf(kind reference.Kind, form *Form) reference.Row {
	fields := map[string]string{"source": form.Value("source"), "confidence": form.Value("confidence"), "valid_from": form.Day("valid_from").String(),
		"valid_to": dayAfter(form.Day("valid_to")).String()}
	for _, name := range []string{"framework", "category", "code", "value", "points", "full", "cost", "weeks", "share", "name", "date", "source", "valid_from", "confidence"} {
		if form.field(name) != nil && form.Value(name) == "" {
			form.problem(fault.Problem{Field: name, Key: "referencepage.problem.required"})
		}
	}
	if form.Day("valid_to") != 0 && form.Day("valid_to") < form.Day("valid_from") {
		form.problem(fault.Problem{Field: "valid_to", Key: "referencepage.problem.reversed"})
	}
	switch kind {
	case reference.Targets:
		f.readTarget(form, fields)
	case reference.Holidays:
		readHoliday(form, fields)
	default:
		f.readValues(kind, form, fields)
	}
	if form.Failed() {
		return reference.Row{}
	}
	row, err := reference.NewRow(kind, fields)
	if err != nil {
		form.problem(fault.Problem{Field: "", Key: "referencepage.problem.row"})
	}
	return row
}

// dayAfter turns a last day into the end of a half-open span.
func dayAfter(d civil.Date) civil.Date {
	if d == 0 {
		return 0
	}
	return d + 1
}

func (f facts) readTarget(form *Form, fields map[string]string) {
	for _, name := range []string{"framework", "category", "mission"} {
		fields[name] = form.Value(name)
	}
	fields["unit"] = ""
	share, err := participation.ParseRational(form.Value("share"))
	if form.Value("share") != "" && (err != nil || !share.Valid()) {
		form.problem(fault.Problem{Field: "share", Key: "referencepage.problem.share"})
	}
	fields["numerator"], fields["denominator"] = strconv.FormatInt(share.Num, 10), strconv.FormatInt(share.Den, 10)
}

// readValues takes name and unit from the shipped row of the code.
func (f facts) readValues(kind reference.Kind, form *Form, fields map[string]string) {
	shipped, ok := f.Book.Find(kind, form.Value("code"))
	if form.Value("code") != "" && !ok {
		form.problem(fault.Problem{Field: "code", Key: "referencepage.problem.unknown"})
	}
	for name, value := range shipped.Fields {
		fields[name] = value
	}
	fields["code"] = form.Value("code")
	for _, name := range valueColumns(kind) {
		fields[name] = form.Value(name)
		if _, err := strconv.Atoi(shipped.Field(name)); err != nil || !ok || form.Value(name) == "" {
			continue // a rule that is no number, such as a language's level
		}
		if n, err := strconv.Atoi(form.Value(name)); err != nil || n < 0 || n > mostValue {
			form.problem(fault.Problem{Field: name, Key: "referencepage.problem.number"})
		}
	}
}

// mostValue is the largest number that a row may hold.
const mostValue = 1_000_000

// withdrawForm asks why a row of the office's own is taken back.
func withdrawForm(row reference.Row) *Form {
	return &Form{Action: "/reference/withdraw", Submit: T("referencepage.withdraw"), Danger: true,
		Cancel: &Link{Text: T("web.cancel"), Href: "/reference?kind=" + string(row.Kind)},
		Fields: []Field{
			{Kind: HiddenField, Name: "kind", Value: string(row.Kind)}, {Kind: HiddenField, Name: "code", Value: row.Code},
			{Kind: HiddenField, Name: "from", Value: row.Valid.From.String()},
			{Kind: TextField, Name: "reason", Label: T("referencepage.reason")},
		}}
}

// ownRow finds the office's own row that an address or a form names.
func (f facts) ownRow(kind, code, from string) (reference.Row, error) {
	for _, row := range f.Book.Rows(reference.Kind(kind)) {
		if row.Office && row.Code == code && row.Valid.From.String() == from {
			return row, nil
		}
	}
	return reference.Row{}, fault.New(fault.NotFound, "fault.not_found")
}

func (f facts) withdrawView(row reference.Row, form *Form) *formView {
	v := &formView{Form: form, Notice: &Notice{Tone: Warn, Text: T("referencepage.withdraw_notice")}}
	v.Title, v.Lead = f.rowText(row), Joined(". ", f.saysText(row), validText(row.Valid), Words(row.Source))
	v.Caption, v.Crumbs = kindText(row.Kind), []Link{{Text: T("referencepage.title"), Href: "/reference?kind=" + string(row.Kind)}}
	return v
}

func (s *Server) withdrawRowPage(w http.ResponseWriter, r *http.Request, _ account.Actor) error {
	f, err := s.facts(r.Context())
	if err != nil {
		return err
	}
	query := r.URL.Query()
	row, err := f.ownRow(query.Get("kind"), query.Get("code"), query.Get("from"))
	if err != nil {
		return err
	}
	return s.render(w, r, "form", f.withdrawView(row, withdrawForm(row)))
}

// withdrawRow takes an own row back, so that the shipped one stands again.
func (s *Server) withdrawRow(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	form := withdrawForm(reference.Row{})
	if err := form.Read(r); err != nil {
		return err
	}
	f, err := s.facts(r.Context())
	if err != nil {
		return err
	}
	row, err := f.ownRow(form.Value("kind"), form.Value("code"), form.Value("from"))
	if err != nil {
		return err
	}
	err = s.db.Write(r.Context(), func(tx *database.Tx) error {
		return office.WithdrawRow(r.Context(), tx, actor, row, form.Value("reason"))
	})
	if form.Refused(err) {
		return s.refuse(w, r, "form", f.withdrawView(row, form))
	}
	if err != nil {
		return err
	}
	s.notify(w, Good, "referencepage.withdrawn")
	return redirect(w, r, "/reference?kind="+string(row.Kind))
}
