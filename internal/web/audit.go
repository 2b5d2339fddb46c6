package web

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/audit"
	"beret/internal/database"
)

const auditRows = 50

// auditLog lists who changed what, newest first.
func (s *Server) auditLog(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	filters := filtersOf(r.URL,
		Field{Kind: TextField, Name: "login", Label: T("web.audit.who")},
		Field{Kind: TextField, Name: "kind", Label: T("web.audit.kind")},
		Field{Kind: NumberField, Name: "subject", Label: T("web.audit.subject"), Width: "all"},
		Field{Kind: TextField, Name: "action", Label: T("web.audit.action")},
		Field{Kind: DateField, Name: "from", Label: T("web.audit.from"), Width: "all"},
		Field{Kind: DateField, Name: "to", Label: T("web.audit.to"), Width: "all"},
	)
	filters.Above = true
	pages := pagesOf(r.URL, auditRows, 0)
	var rows []audit.Row
	err := s.db.Read(r.Context(), func(tx *database.Tx) (err error) {
		rows, pages.Total, err = audit.List(r.Context(), tx, actor, s.auditFilter(filters, pages))
		return err
	})
	if err != nil {
		return err
	}
	v := &listView{Filters: &filters, Pages: pages, Table: s.auditTable(rows)}
	v.Title, v.Lead = T("web.audit.title"), T("web.audit.lead", "n", pages.Total)
	return s.render(w, r, "list", v)
}

// auditFilter reads the filters; a date that cannot be read filters nothing.
func (s *Server) auditFilter(f Filters, p Pages) audit.Filter {
	filter := audit.Filter{
		Login: f.Value("login"), Kind: f.Value("kind"), Action: f.Value("action"), Limit: p.Size, Offset: p.Offset(),
	}
	if subject, err := strconv.ParseInt(f.Value("subject"), 10, 64); err == nil {
		filter.Subject = subject
	}
	if day, ok := parseDay(f.Value("from")); ok {
		filter.From = s.midnight(day)
	}
	if day, ok := parseDay(f.Value("to")); ok {
		filter.To = s.midnight(day.AddDays(1))
	}
	return filter
}

func (s *Server) auditTable(rows []audit.Row) Table {
	table := Table{
		Caption: T("web.audit.caption"),
		Columns: []Column{
			{Label: T("web.audit.number"), Numeric: true}, {Label: T("web.audit.when"), Tight: true}, {Label: T("web.audit.who")},
			{Label: T("web.audit.action")}, {Label: T("web.audit.kind")}, {Label: T("web.audit.change")},
		},
		Cards: true,
	}
	for _, row := range rows {
		table.Rows = append(table.Rows, Row{Cells: []Cell{
			{Text: Num(int(row.Number))}, {Text: Moment(s.local(row.At))},
			{Text: Words(row.Login), Note: roleText(account.Role(row.Role))},
			{Text: Words(row.Action), Note: Words(row.Reason)},
			{Text: Words(row.Kind), Note: subjectText(row.Subject)},
			{Text: changeText(row)},
		}})
	}
	return table
}

// midnight is when a day begins in the office's time zone.
func (s *Server) midnight(d civil.Date) time.Time {
	year, month, day := d.YMD()
	return time.Date(year, month, day, 0, 0, 0, 0, s.clock().Location())
}

// changeText says what became of each field: "role: desk → leader". The names
// and values are the record's own, for who reads the log.
func changeText(row audit.Row) Text {
	before, after := fieldsOf(row.Before), fieldsOf(row.After)
	var changes []string
	for _, name := range fieldNames(before, after) {
		was, is := before[name], after[name]
		switch {
		case was == is:
		case row.Before == "":
			changes = append(changes, name+": "+is)
		default:
			changes = append(changes, name+": "+orDash(was)+" → "+orDash(is))
		}
	}
	return Words(strings.Join(changes, "; "))
}

// fieldsOf reads a kept state; one that is no object of fields is one field.
func fieldsOf(state string) map[string]string {
	fields := map[string]string{}
	if state == "" {
		return fields
	}
	var raw map[string]json.RawMessage
	if err := json.Unmarshal([]byte(state), &raw); err != nil {
		return map[string]string{"": state}
	}
	for name, value := range raw {
		var words string
		if json.Unmarshal(value, &words) != nil {
			words = string(value)
		}
		fields[name] = words
	}
	return fields
}

func fieldNames(states ...map[string]string) []string {
	seen := map[string]bool{}
	for _, state := range states {
		for name := range state {
			seen[name] = true
		}
	}
	return slices.Sorted(maps.Keys(seen))
}

func orDash(s string) string {
	if s == "" {
		return "–"
	}
	return s
}

func subjectText(subject int64) Text {
	if subject == 0 {
		return nil
	}
	return Words(strconv.FormatInt(subject, 10))
}
