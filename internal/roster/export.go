package roster

import (
	"context"
	"io"

	"beret/internal/account"
	"beret/internal/audit"
	"beret/internal/database"
	"beret/internal/fault"
	"beret/internal/locale"
	"beret/internal/reference"
	"beret/internal/registry"
	"beret/internal/spreadsheet"
)

// Export writes every officer of the record, those who have left too, as a
// table that Import reads back without loss: a workbook with a second sheet of
// home units, or CSV, beside which ExportUnits writes them. Headings and words
// are in the printer's language. It returns the number of officers and leaves an entry in the audit log;
// progress,
// which may be nil, is called as they are written.
func (r *Room) Export(ctx context.Context, actor account.Actor, out io.Writer, format spreadsheet.Format, p locale.Printer, progress func(done, total int)) (n int, err error) {
	defer fault.Wrap(&err, "roster.Export(%s)", format)
	if err := actor.Require(account.RosterExport); err != nil {
		return 0, err
	}
	speller, err := r.speller(ctx, actor, p)
	if err != nil {
		return 0, err
	}
	w := newWriter(out, format)
	if err := w.Sheet(p.Text("roster.sheet.officers"), titles(p, columns())); err != nil {
		return 0, err
	}
	filter := registry.Filter{AsOf: r.registry.Today(), Service: registry.Everybody}
	_, total, err := r.registry.List(ctx, actor, filter, registry.SortName, registry.Page{Limit: 1})
	if err != nil {
		return 0, err
	}
	all, values := columns(), make([]any, len(columns()))
	err = r.registry.Each(ctx, actor, account.RosterExport, filter, registry.SortName, func(f registry.File) error {
		for i := range all {
			values[i] = all[i].write(speller, &f)
		}
		if n++; progress != nil {
			progress(n, total)
		}
		return w.WriteRow(values)
	})
	if err == nil && format == spreadsheet.XLSX {
		err = writeUnits(w, p, speller.units.list)
	}
	if err != nil {
		return n, err
	}
	if err := w.Close(); err != nil {
		return n, err
	}
	return n, r.noteExport(ctx, actor, format, n)
}

// ActionExport is the action under which an export stands in the audit log:
// everybody's file has left the house.
const ActionExport = "roster.export"

func (r *Room) noteExport(ctx context.Context, actor account.Actor, format spreadsheet.Format, n int) error {
	return r.db.Write(ctx, func(tx *database.Tx) error {
		return audit.Append(ctx, tx, audit.Entry{Actor: actor, Action: ActionExport, Kind: "roster_export",
			After: map[string]any{"format": format, "officers": n}})
	})
}

// ExportUnits writes the home units as CSV, as File.AddUnits takes them.
func (r *Room) ExportUnits(ctx context.Context, actor account.Actor, out io.Writer, p locale.Printer) (err error) {
	defer fault.Wrap(&err, "roster.ExportUnits")
	if err := actor.Require(account.RosterExport); err != nil {
		return err
	}
	list, err := r.registry.HomeUnits(ctx, actor)
	if err != nil {
		return err
	}
	w := newWriter(out, spreadsheet.CSV)
	if err := writeUnits(w, p, list); err != nil {
		return err
	}
	return w.Close()
}

func (r *Room) speller(ctx context.Context, actor account.Actor, p locale.Printer) (*speller, error) {
	rules, err := r.registry.Rules(ctx)
	if err != nil {
		return nil, err
	}
	list, err := r.registry.HomeUnits(ctx, actor)
	if err != nil {
		return nil, err
	}
	return newSpeller(p, rules.Book, lookups(rules.Book, r.catalogue), list), nil
}

// newWriter returns a writer of a format; CSV is marked, so that Excel shows
// Vietnamese letters.
func newWriter(out io.Writer, format spreadsheet.Format) spreadsheet.Writer {
	if format == spreadsheet.XLSX {
		return spreadsheet.NewXLSX(out)
	}
	return spreadsheet.NewCSV(out, true)
}

func titles(p locale.Printer, all []column) []spreadsheet.Column {
	list := make([]spreadsheet.Column, len(all))
	for i, c := range all {
		list[i] = spreadsheet.Column{Title: p.Text(c.title), Width: c.width}
	}
	return list
}

func writeUnits(w spreadsheet.Writer, p locale.Printer, list []registry.HomeUnit) error {
	keys, heads := unitKeys(), make([]spreadsheet.Column, 3)
	for i, width := range []float64{16, 40, 16} {
		heads[i] = spreadsheet.Column{Title: p.Text(keys[i]), Width: width}
	}
	if err := w.Sheet(p.Text(unitsSheet), heads); err != nil {
		return err
	}
	codes := map[int64]string{}
	for _, unit := range list {
		codes[unit.ID] = unit.Code
		if err := w.WriteRow([]any{unit.Code, unit.Name, codes[unit.ParentID]}); err != nil {
			return err
		}
	}
	return nil
}

// Template writes an empty roster to fill in: as a workbook with a sheet of
// instructions, one of the words that cells may hold and an empty one of home
// units, or as a CSV file with the headings alone.
func (r *Room) Template(ctx context.Context, out io.Writer, format spreadsheet.Format, p locale.Printer) (err error) {
	defer fault.Wrap(&err, "roster.Template(%s)", format)
	rules, err := r.registry.Rules(ctx)
	if err != nil {
		return err
	}
	w := newWriter(out, format)
	if err := w.Sheet(p.Text("roster.sheet.officers"), titles(p, columns())); err != nil {
		return err
	}
	if format == spreadsheet.XLSX {
		if err := writeUnits(w, p, nil); err != nil {
			return err
		}
		if err := writeInstructions(w, p); err != nil {
			return err
		}
		if err := writeWords(w, p, rules.Book); err != nil {
			return err
		}
	}
	return w.Close()
}

func writeInstructions(w spreadsheet.Writer, p locale.Printer) error {
	err := w.Sheet(p.Text("roster.sheet.instructions"), []spreadsheet.Column{
		{Title: p.Text("roster.instructions.column"), Width: 32}, {Title: p.Text("roster.instructions.required"), Width: 14},
		{Title: p.Text("roster.instructions.hint"), Width: 110}})
	if err != nil {
		return err
	}
	for _, key := range []string{"roster.instructions.rows", "roster.instructions.empty", "roster.instructions.lists", "roster.instructions.again"} {
		if err := w.WriteRow([]any{nil, nil, p.Text(key)}); err != nil {
			return err
		}
	}
	for _, c := range columns() {
		required := no
		if c.required {
			required = yes
		}
		if err := w.WriteRow([]any{p.Text(c.title), p.Text(valueKey(flags, required)), p.Text(c.hint())}); err != nil {
			return err
		}
	}
	return nil
}

// hint returns the message key of what belongs into the column.
func (c column) hint() string {
	switch {
	case c.day:
		return "roster.hint.day"
	case c.name == "generated" || c.name == "sex" || c.name == "service_number" || c.name == "full_name" || c.name == "given_name" ||
		c.name == "rank" || c.name == "home_unit" || c.list:
		return "roster.hint." + c.name
	case c.kind != "":
		return "roster.hint.word"
	}
	return "roster.hint.text"
}

// writeWords lists what may stand in the columns of words.
func writeWords(w spreadsheet.Writer, p locale.Printer, book *reference.Book) error {
	err := w.Sheet(p.Text("roster.sheet.words"), []spreadsheet.Column{
		{Title: p.Text("roster.instructions.list"), Width: 32}, {Title: p.Text("registry.field.code"), Width: 20}, {Title: p.Text("registry.field.name"), Width: 60}})
	if err != nil {
		return err
	}
	for _, l := range []struct {
		kind  reference.Kind
		title string
	}{{reference.Ranks, "registry.field.rank"}, {reference.LanguageKind, "registry.field.language.language"},
		{reference.LanguageLevels, "registry.field.language.level"}, {reference.Specialisms, "registry.field.specialism.specialism"},
		{reference.CertificateTypes, "registry.field.certificate.type"}, {reference.Editions, "registry.field.attempt.edition"},
		{reference.Tests, "registry.field.attempt.test"}} {
		seen := map[string]bool{}
		for _, row := range book.Rows(l.kind) {
			if seen[row.Code] {
				continue
			}
			seen[row.Code] = true
			if err := w.WriteRow([]any{p.Text(l.title), row.Code, row.Name(p.Lang)}); err != nil {
				return err
			}
		}
	}
	for _, l := range []struct {
		kind  reference.Kind
		title string
	}{{medicals, "registry.field.medical_status"}, {national, "registry.field.national_clearance"}} {
		for _, code := range stateCodes()[l.kind] {
			if err := w.WriteRow([]any{p.Text(l.title), code, p.Text(valueKey(l.kind, code))}); err != nil {
				return err
			}
		}
	}
	return nil
}
