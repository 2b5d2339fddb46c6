package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/call"
	"beret/internal/locale"
	"beret/internal/reference"
)

// reference lists the rows of one kind of reference data, with validity,
// source and how sure each is.
func (s *Server) reference(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	f, err := s.facts(r.Context())
	if err != nil {
		return err
	}
	filters := filtersOf(r.URL, kindField(),
		Field{Kind: SelectField, Name: "confidence", Label: T("referencepage.confidence"), Options: confidenceOptions(T("referencepage.any"))},
		Field{Kind: CheckField, Name: "now", Label: T("referencepage.valid_now")},
		Field{Kind: CheckField, Name: "own", Label: T("referencepage.only_own")})
	kind := askedKind(r.URL)
	filters.Fields[0].Value, filters.Above = string(kind), true
	var rows []reference.Row
	for _, row := range f.Book.Rows(kind) {
		if wantsRow(filters, f, row) {
			rows = append(rows, row)
		}
	}
	filters.Fields[0].Kind = HiddenField // it is always chosen: no tag to take it away
	chosen := filters
	chosen.Fields = slices.Clone(filters.Fields)
	filters.Fields[0].Kind = SelectField
	v := &referenceView{Ask: filters, Chosen: chosen, Table: f.referenceTable(kind, rows, actor)}
	v.Title, v.Lead = T("referencepage.title"), T("referencepage.lead."+string(kind))
	if actor.May(account.ReferenceEdit) {
		v.Actions = []Action{{Text: T("referencepage.add_target"), Href: "/reference/new?kind=" + string(reference.Targets)},
			{Text: T("referencepage.add_policy"), Href: "/reference/new?kind=" + string(reference.Policies), Second: true}}
		if kind == reference.Scores || kind == reference.Upgrades || kind == reference.Holidays {
			v.Actions = []Action{{Text: T("referencepage.new." + string(kind)), Href: "/reference/new?kind=" + string(kind)}}
		}
	}
	return s.render(w, r, "reference", v)
}

// referenceView is the list of one kind. Template "reference".
type referenceView struct {
	page
	Ask, Chosen Filters
	Table       Table
}

func kindField() Field {
	field := Field{Kind: SelectField, Name: "kind", Label: T("referencepage.kind")}
	for _, kind := range reference.Kinds() {
		field.Options = append(field.Options, Option{Value: string(kind), Text: kindText(kind)})
	}
	return field
}

func kindText(kind reference.Kind) Text { return T("referencepage.kind." + string(kind)) }

func askedKind(address *url.URL) reference.Kind {
	kind := reference.Kind(address.Query().Get("kind"))
	if slices.Contains(reference.Kinds(), kind) {
		return kind
	}
	return reference.Targets
}

// confidences are the degrees in the order in which one believes them.
func confidences() []reference.Confidence {
	return []reference.Confidence{reference.Stated, reference.Secondary, reference.Inferred, reference.Unverified, reference.OfficeOwn}
}

func confidenceOptions(empty Text) []Option {
	var options []Option
	if empty != nil {
		options = append(options, Option{Text: empty})
	}
	for _, c := range confidences() {
		options = append(options, Option{Value: string(c), Text: confidenceTag(c).Text, Hint: T("referencepage.confidence_hint." + string(c))})
	}
	return options
}

func wantsRow(filters Filters, f facts, row reference.Row) bool {
	switch {
	case filters.Value("confidence") != "" && filters.Value("confidence") != string(row.Confidence):
		return false
	case filters.Value("now") != "" && !row.Valid.Contains(f.Today):
		return false
	}
	return filters.Value("own") == "" || row.Office
}

func (f facts) referenceTable(kind reference.Kind, rows []reference.Row, actor account.Actor) Table {
	table := Table{Caption: Joined(" ", kindText(kind), T("referencepage.rows", "n", len(rows))), Cards: true, Columns: []Column{
		{Label: T("referencepage.column.row")}, {Label: T("referencepage.column.says")}, {Label: T("referencepage.column.valid")},
		{Label: T("referencepage.column.source")}}}
	withdraws := actor.May(account.ReferenceEdit)
	for _, row := range rows {
		name := Cell{Text: f.rowText(row)}
		if row.Office {
			name.Tags = []Tag{{T("referencepage.own"), Info}}
			if withdraws {
				name.Href = rowPath("/reference/withdraw", row)
			}
		}
		valid := Cell{Text: validText(row.Valid)}
		if !row.Valid.Contains(f.Today) {
			valid.Tags = []Tag{{T("referencepage.not_now"), Plain}}
		}
		table.Rows = append(table.Rows, Row{Cells: []Cell{name, {Text: f.saysText(row)}, valid,
			{Text: Words(row.Source), Tags: []Tag{confidenceTag(row.Confidence)}}}})
	}
	return table
}

// rowPath names a row in an address.
func rowPath(path string, row reference.Row) string {
	query := url.Values{"kind": {string(row.Kind)}, "code": {row.Code}, "from": {row.Valid.From.String()}}
	return pathWithQuery(path, query)
}

// rowText names a row: a target by what it asks, others by their name.
func (f facts) rowText(row reference.Row) Text {
	if row.Kind == reference.Targets {
		return func(p locale.Printer) string {
			parts := []string{f.Book.Name(reference.Frameworks, row.Field("framework"), p.Lang)}
			switch category := row.Field("category"); category {
			case "*":
				parts = append(parts, everybodyText()(p))
			default:
				parts = append(parts, f.Book.Name(reference.Categories, category, p.Lang))
			}
			return strings.Join(append(parts, without(row.Field("mission"), "", "*")...), " · ")
		}
	}
	return func(p locale.Printer) string { return row.Name(p.Lang) }
}

func without(value string, unwanted ...string) []string {
	if slices.Contains(unwanted, value) {
		return nil
	}
	return []string{value}
}

// saysText prints what a row says besides its name.
func (f facts) saysText(row reference.Row) Text {
	switch row.Kind {
	case reference.Targets:
		n, d := int64(row.Int("numerator")), int64(row.Int("denominator"))
		return T("referencepage.says.target", "rate", targetRate(rational(n, d)))
	case reference.Policies:
		return func(p locale.Printer) string {
			return row.Field("value") + " " + unitWord(p, row)
		}
	case reference.Scores:
		return func(p locale.Printer) string {
			return p.Text("referencepage.says.score", "points", row.Int("points"), "full", row.Int("full"), "unit", unitWord(p, row))
		}
	case reference.Holidays:
		return holidayText(row)
	case reference.Documents:
		return f.documentText(row)
	case reference.Upgrades:
		return T("referencepage.says.upgrade", "cost", row.Int("cost"), "weeks", row.Int("weeks"))
	}
	return func(p locale.Printer) string {
		parts := []string{row.Code}
		if detail := row.Field("detail_" + string(p.Lang)); detail != "" {
			parts = append(parts, detail)
		}
		for _, name := range []string{"short", "band", "country", "years_before", "age_limit_man", "age_limit_woman", "valid_months"} {
			if value := row.Field(name); value != "" {
				if name == "band" {
					value = f.Book.Name(reference.RankBands, value, p.Lang)
				}
				parts = append(parts, p.Text("referencepage.field."+name, "value", value))
			}
		}
		return strings.Join(parts, "; ")
	}
}

// holidayText says on which days a holiday falls, or which days are worked.
func holidayText(row reference.Row) Text {
	if day := row.Field("month_day"); day != "" {
		month, day, _ := strings.Cut(day, "-")
		return T("referencepage.says.every_year", "day", day, "month", month)
	}
	var first, last civil.Date
	if first.UnmarshalText([]byte(row.Field("date"))) != nil || last.UnmarshalText([]byte(row.Field("last"))) != nil {
		return nil
	}
	days := Joined(" – ", Day(first), Day(last))
	if row.Int("working") == 1 {
		return T("referencepage.says.worked", "days", days)
	}
	return days
}

// documentText says which categories a document is asked of, and who brings it.
func (f facts) documentText(row reference.Row) Text {
	var names []Text
	for _, code := range strings.Fields(row.Field("categories")) {
		names = append(names, f.name(reference.Categories, code))
	}
	return Joined("; ", append(names, T(call.DocumentOf(row).Scope.Key()))...)
}

// unitWord is the unit of a rule's value.
func unitWord(p locale.Printer, row reference.Row) string {
	return p.Text("referencepage.unit." + strings.ReplaceAll(row.Field("unit"), " ", "-"))
}
