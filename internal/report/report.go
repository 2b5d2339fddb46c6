// Package report makes the monthly report to the ministry's leadership: one
// value with the position at a month's end, put into words once, and written
// as PDF, DOCX or XLSX or shown as a page, so that all of them print the same
// figures.
//
// [Make] does all of it and logs that a report was made. [Load] reads the
// figures, [Compose] puts them into words, [Report.Document] and
// [Report.Workbook] write them. The same record, month and day of making give
// the same bytes.
package report

import (
	"context"
	"slices"
	"strings"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/audit"
	"beret/internal/database"
	"beret/internal/fault"
	"beret/internal/locale"
	"beret/internal/prospect"
	"beret/internal/reference"
	"beret/internal/registry"
	"beret/internal/standing"
)

// Order says which report is wanted.
type Order struct {
	Month  civil.Month
	Made   civil.Date // the day of making: it heads the document
	Number string     // number and notation as the clerk gave them; empty leaves room for them
	Names  bool       // with an annex that names the officers concerned
}

// LastMonth is the last month whose end a day knows: that of the day itself
// only on its last day.
func LastMonth(day civil.Date) civil.Month {
	if m := day.Month(); m.End() <= day {
		return m
	}
	return day.Month().Add(-1)
}

// numberLimit bounds the number and notation, as Decree 30/2020/NĐ-CP's
// appendix VI does (30 characters).
const numberLimit = 30

// Check returns the problems of the fields month and number.
func (o Order) Check() []fault.Problem {
	var problems []fault.Problem
	switch {
	case o.Month.IsZero():
		problems = append(problems, fault.Problem{Field: "month", Key: "report.problem.month"})
	case o.Month.End() > o.Made:
		problems = append(problems, fault.Problem{Field: "month", Key: "report.problem.month_open", Args: []any{"month", o.Month}})
	}
	if len([]rune(o.Number)) > numberLimit || strings.ContainsAny(o.Number, "\r\n\t") {
		problems = append(problems, fault.Problem{Field: "number", Key: "report.problem.number", Args: []any{"n", numberLimit}})
	}
	return problems
}

// Monthly is what a report states, before any words.
type Monthly struct {
	Order
	standing.Standing

	Expiring map[registry.Band]map[registry.ExpiryKind]int // of everybody in service
	// Concerned is what expires of those who serve on a mission, are about to
	// or are nominated: their figures hang on it.
	Concerned []registry.Expiry
	Frozen    *standing.Verdict // nil where the month is not frozen
	Outlook   *prospect.Answer
	Assumed   []prospect.Assumption // that the outlook rests on, to its last month
}

// trendMonths is how far back the picture goes: two years fit a page's width.
const trendMonths = 24

// Load reads the figures of a report. It returns Forbidden to whom reports are
// closed and Invalid where the order has problems.
func Load(ctx context.Context, db *database.DB, actor account.Actor, book *reference.Book, o Order) (m Monthly, err error) {
	defer fault.Wrap(&err, "report.Load(%s)", o.Month)
	if actor.Scope(account.ReportMake) != account.All {
		return m, fault.New(fault.Forbidden, "fault.forbidden")
	}
	if err := fault.Check(o.Check()); err != nil {
		return m, err
	}
	m.Order = o
	m.Standing, err = standing.Load(ctx, db, actor, book, o.Month.End(), standing.Options{Months: trendMonths})
	if err != nil {
		return m, err
	}
	if err := m.loadExpiries(ctx, db, actor, book); err != nil {
		return m, err
	}
	if err := m.loadOutlook(ctx, db, actor, book); err != nil {
		return m, err
	}
	return m, m.loadFrozen(ctx, db, actor, book)
}

// loadOutlook asks the usual question of the outlook at the month's end.
func (m *Monthly) loadOutlook(ctx context.Context, db *database.DB, actor account.Actor, book *reference.Book) error {
	base, err := prospect.NewRoom(db).Load(ctx, actor, book, m.AsOf)
	if err != nil {
		return err
	}
	usual := base.Usual()
	m.Outlook, err = base.Answer(ctx, usual)
	m.Assumed = untilMonth(base.Assumptions(), usual.Until)
	return err
}

// expiryPage bounds the lines read at once.
const expiryPage = 5000

func (m *Monthly) loadExpiries(ctx context.Context, db *database.DB, actor account.Actor, book *reference.Book) (err error) {
	store, filter := registry.NewStore(db, book), registry.ExpiryFilter{AsOf: m.AsOf}
	if m.Expiring, err = store.ExpiryCounts(ctx, actor, filter); err != nil {
		return err
	}
	concerned := m.concerned()
	for offset, total := 0, 1; offset < total; offset += expiryPage {
		var lines []registry.Expiry
		lines, total, err = store.Expiries(ctx, actor, filter, registry.Page{Offset: offset, Limit: expiryPage})
		if err != nil {
			return err
		}
		for _, l := range lines {
			if concerned[l.OfficerID] {
				m.Concerned = append(m.Concerned, l)
			}
		}
	}
	return nil
}

// concerned are those who serve on a mission, are about to, or are nominated.
func (m *Monthly) concerned() map[int64]bool {
	ids := map[int64]bool{}
	for _, id := range slices.Concat(m.Overall.Women, m.Overall.Men, m.Plan.Starting, m.Plan.Pending, m.Plan.Later) {
		ids[id] = true
	}
	return ids
}

func (m *Monthly) loadFrozen(ctx context.Context, db *database.DB, actor account.Actor, book *reference.Book) error {
	return db.Read(ctx, func(tx *database.Tx) error {
		verdict, err := standing.Verify(ctx, tx, actor, book, m.Month)
		if fault.CodeOf(err) == fault.NotFound {
			return nil
		}
		m.Frozen = &verdict
		return err
	})
}

// Format is a kind of file.
type Format string

// The formats.
const (
	PDF  Format = "pdf"
	DOCX Format = "docx"
	XLSX Format = "xlsx"
)

// Formats lists the formats in the order in which they are offered.
func Formats() []Format { return []Format{PDF, DOCX, XLSX} }

// ContentType is the format's media type.
func (f Format) ContentType() string {
	switch f {
	case PDF:
		return "application/pdf"
	case DOCX:
		return "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	}
	return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
}

// File is a made report.
type File struct {
	Name   string // "report-2026-10-vi.pdf"
	Format Format
	Data   []byte
}

// made is what the audit log keeps of a report: which, never what it says.
type made struct {
	Month  civil.Month `json:"month"`
	Lang   locale.Lang `json:"lang"`
	Format Format      `json:"format"`
	Names  bool        `json:"names"`
}

// Make makes a report in the printer's language and logs that it was made. It
// returns the errors of Load, and Invalid for an unknown format.
func Make(ctx context.Context, db *database.DB, actor account.Actor, book *reference.Book, o Order, p locale.Printer, format Format) (f File, err error) {
	defer fault.Wrap(&err, "report.Make(%s, %s, %s)", o.Month, p.Lang, format)
	if !slices.Contains(Formats(), format) {
		return f, fault.Check([]fault.Problem{{Field: "format", Key: "report.problem.format"}})
	}
	m, err := Load(ctx, db, actor, book, o)
	if err != nil {
		return f, err
	}
	f = File{Name: "report-" + o.Month.String() + "-" + string(p.Lang) + "." + string(format), Format: format}
	if f.Data, err = Compose(m, p, book).Write(format); err != nil {
		return f, err
	}
	return f, db.Write(ctx, func(tx *database.Tx) error {
		return audit.Append(ctx, tx, audit.Entry{Actor: actor, Action: "report.make", Kind: "report", Subject: int64(o.Month),
			After: made{o.Month, p.Lang, format, o.Names}})
	})
}

// Write writes the report in a format.
func (r Report) Write(format Format) ([]byte, error) {
	switch format {
	case PDF:
		return r.Document().PDF()
	case DOCX:
		return r.Document().DOCX()
	}
	return r.Workbook()
}
