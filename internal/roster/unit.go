package roster

import (
	"context"
	"io"

	"beret/internal/fault"
	"beret/internal/locale"
	"beret/internal/personname"
	"beret/internal/registry"
	"beret/internal/spreadsheet"
)

// A table of home units has three columns: code, name, code of the parent. In
// a workbook it is the sheet of that name; beside a CSV roster a second file.

const unitsSheet = "roster.sheet.units"

// unitKeys are the message keys of its headings.
func unitKeys() [3]string {
	return [3]string{registry.FieldKey("code"), registry.FieldKey("name"), registry.FieldKey("parent")}
}

// unitsTable finds the table of units, nil for none.
func (f *File) unitsTable(catalogue *locale.Catalogue) (book *spreadsheet.Book, sheet int) {
	if f.units != nil {
		return f.units, 0
	}
	for i, s := range f.book.Sheets() {
		for _, lang := range locale.Languages() {
			if foldedKey(s.Name) == foldedKey(catalogue.In(lang).Text(unitsSheet)) {
				return f.book, i
			}
		}
	}
	return nil, 0
}

// readUnits takes the units of the table that the record does not know into
// the parser's, and returns them, each after its parent. Units that are
// recorded stay as they are.
func (f *File) readUnits(catalogue *locale.Catalogue, known *units) ([]registry.HomeUnit, error) {
	book, sheet := f.unitsTable(catalogue)
	if book == nil {
		return nil, nil
	}
	waiting, err := unitRows(book, sheet, catalogue)
	if err != nil {
		return nil, err
	}
	for progress := true; progress && len(waiting) > 0; {
		progress = false
		var later []unitRow
		for _, row := range waiting {
			parent, placed := known.byCode[row.parent]
			if row.parent != "" && !placed {
				later = append(later, row)
				continue
			}
			progress = true
			if _, recorded := known.byCode[row.code]; !recorded {
				known.add(registry.HomeUnit{Code: row.code, Name: row.name, ParentID: parent})
			}
		}
		waiting = later
	}
	if len(waiting) > 0 {
		return nil, fault.New(fault.Invalid, "roster.unit_parent", "row", waiting[0].number, "code", waiting[0].code, "parent", waiting[0].parent)
	}
	return known.take(), nil
}

type unitRow struct {
	number             int
	code, name, parent string
}

// mostUnits bounds a table of units; a ministry has some thousands.
const mostUnits = 100_000

func unitRows(book *spreadsheet.Book, sheet int, catalogue *locale.Catalogue) ([]unitRow, error) {
	rows, err := book.Rows(sheet)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []unitRow
	var at [3]int
	for {
		row, err := rows.Next()
		if err == io.EOF {
			return list, nil
		}
		if err != nil {
			return nil, err
		}
		if at == [3]int{} {
			if at, err = unitColumns(row, catalogue); err != nil {
				return nil, err
			}
			continue
		}
		u := unitRow{row.Number, registry.NormalizeNumber(cellAt(row, at[0])), personname.Normalize(cellAt(row, at[1])), registry.NormalizeNumber(cellAt(row, at[2]))}
		if u.code == "" || u.name == "" || len([]rune(u.code)) > longestCode || len([]rune(u.name)) > longestName || len(list) == mostUnits {
			return nil, fault.New(fault.Invalid, "roster.unit_row", "row", row.Number)
		}
		list = append(list, u)
	}
}

// unitColumns returns the places of the three columns, from 1.
func unitColumns(row spreadsheet.Row, catalogue *locale.Catalogue) (at [3]int, err error) {
	for i, cell := range row.Cells {
		for k, key := range unitKeys() {
			for _, lang := range locale.Languages() {
				if foldedKey(cell.Text) == foldedKey(catalogue.In(lang).Text(key)) {
					at[k] = i + 1
				}
			}
		}
	}
	if at[0] == 0 || at[1] == 0 {
		return at, fault.New(fault.Invalid, "roster.unit_columns", "row", row.Number)
	}
	return at, nil
}

func cellAt(row spreadsheet.Row, at int) string {
	if at == 0 || at > len(row.Cells) {
		return ""
	}
	return row.Cells[at-1].Text
}

// addListed adds the units of the table.
func (x *run) addListed(ctx context.Context) error {
	for _, unit := range x.listed {
		x.named[unit.ID] = unit
	}
	for _, unit := range x.listed {
		if _, err := x.unit(ctx, unit.ID); err != nil {
			return err
		}
	}
	return nil
}

// addUnits adds the units that an accepted row is the first to name, and puts
// their ids in place.
func (x *run) addUnits(ctx context.Context, f *registry.File) (err error) {
	if f.HomeUnitID, err = x.unit(ctx, f.HomeUnitID); err != nil {
		return err
	}
	for i := range f.PastPostings {
		if f.PastPostings[i].HomeUnitID, err = x.unit(ctx, f.PastPostings[i].HomeUnitID); err != nil {
			return err
		}
	}
	return nil
}

// unit returns the id of a unit that is in the record, or now is.
func (x *run) unit(ctx context.Context, id int64) (int64, error) {
	if id >= 0 {
		return id, nil
	}
	if added, done := x.ids[id]; done {
		return added, nil
	}
	unit := x.named[id]
	x.summary.UnitsAdded++
	if len(x.summary.Units) < keptUnits {
		x.summary.Units = append(x.summary.Units, unit.Name)
	}
	if x.options.DryRun {
		x.ids[id] = id
		return id, nil
	}
	parent, err := x.unit(ctx, unit.ParentID)
	if err != nil {
		return 0, err
	}
	unit.ParentID = parent
	x.ids[id], err = x.room.registry.InsertHomeUnit(ctx, x.tx, unit)
	return x.ids[id], err
}
