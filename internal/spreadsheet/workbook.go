package spreadsheet

import (
	"errors"
	"io"
	"strconv"
	"strings"
	"sync"
)

// workbook is what an XLSX file's sheets share.
type workbook struct {
	*archive
	main     string // the workbook part
	from1904 bool
	sheets   []Sheet
	targets  []string // the part of each sheet
	isDate   []bool   // by cell style
	texts    string   // the part of the shared strings, or ""

	shared struct {
		once  sync.Once
		table *textTable
		err   error
	}
}

// openXLSX reads everything of a workbook but its cells and their texts.
func openXLSX(file origin, r io.ReaderAt, size int64) (*Book, error) {
	a, err := openArchive(file, r, size)
	if err != nil {
		return nil, err
	}
	w := &workbook{archive: a}
	for _, step := range []func() error{w.findMain, w.refuseActive, w.readMain, w.readLinks} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return &Book{format: XLSX, sheets: w.sheets, file: file, rows: w.rows}, nil
}

// findMain finds the workbook part, and says what the file is if it has none.
func (w *workbook) findMain() error {
	if w.has("content.xml") && w.has("mimetype") {
		return w.file.refuse("spreadsheet.open_document")
	}
	links, err := w.relations("")
	if err != nil {
		return err
	}
	for _, link := range links {
		if link.kind == "officeDocument" {
			w.main = link.target
		}
	}
	switch {
	case strings.HasSuffix(w.main, ".bin"):
		return w.file.refuse("spreadsheet.old_excel")
	case w.main == "" || !w.has(w.main) || w.has("word/document.xml"):
		return w.file.refuse("spreadsheet.not_a_table")
	}
	return nil
}

// refuseActive refuses what fetches or computes: macros, links to other
// workbooks, data connections.
func (w *workbook) refuseActive() error {
	switch {
	case w.has("xl/vbaProject.bin"), w.hasFolder("xl/macrosheets/"):
		return w.file.refuse("spreadsheet.macros")
	case w.hasFolder("xl/externallinks/"), w.has("xl/connections.xml"):
		return w.file.refuse("spreadsheet.external_links")
	}
	return nil
}

// readMain reads the list of sheets and the calendar's first year. The sheets'
// targets are link ids until readLinks resolves them.
func (w *workbook) readMain() error {
	return w.each(w.main, func(s *scanner) error {
		switch string(s.name) {
		case "workbookPr":
			value, err := s.attr("date1904")
			w.from1904 = value == "1" || value == "true"
			return err
		case "sheet":
			return w.addSheet(s)
		}
		return nil
	})
}

func (w *workbook) addSheet(s *scanner) error {
	name, err1 := s.attr("name")
	state, err2 := s.attr("state")
	link, err3 := s.attr("id")
	if len(w.sheets) >= w.file.limits.Sheets {
		return w.file.refuse("spreadsheet.too_many_sheets", "limit", w.file.limits.Sheets)
	}
	w.sheets = append(w.sheets, Sheet{Name: name, Hidden: state != "" && state != "visible"})
	w.targets = append(w.targets, link)
	return errors.Join(err1, err2, err3)
}

// readLinks resolves the sheets' parts, leaving out charts, and reads styles.
func (w *workbook) readLinks() error {
	links, err := w.relations(w.main)
	if err != nil {
		return err
	}
	kept := 0
	for i, sheet := range w.sheets {
		link := links[w.targets[i]]
		if link.kind == "worksheet" {
			w.sheets[kept], w.targets[kept] = sheet, link.target
			kept++
		}
	}
	w.sheets, w.targets = w.sheets[:kept], w.targets[:kept]
	if kept == 0 {
		return w.file.refuse("spreadsheet.empty")
	}
	styles := ""
	for _, link := range links {
		switch link.kind {
		case "styles":
			styles = link.target
		case "sharedStrings":
			w.texts = link.target
		}
	}
	if styles == "" {
		return nil
	}
	return w.readStyles(styles)
}

// maxStyles is Excel's bound on cell styles and number formats.
const maxStyles = 65_490

// readStyles learns which cell styles print a number as a day. Nothing else of
// a style matters here, and no reference between styles is followed; but a
// circle of parent styles hangs other programs and is nobody's mistake.
func (w *workbook) readStyles(name string) error {
	dates := map[string]bool{}
	var parents []int
	list := ""
	err := w.each(name, func(s *scanner) error {
		switch string(s.name) {
		case "cellStyleXfs", "cellXfs", "dxfs", "cellStyles", "numFmts":
			list = string(s.name)
		case "numFmt":
			return w.addNumberFormat(s, dates)
		case "xf":
			return w.addStyle(s, list, dates, &parents)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if isCircular(parents) {
		return w.file.refuse("spreadsheet.cyclic_styles")
	}
	return nil
}

func (w *workbook) addNumberFormat(s *scanner, dates map[string]bool) error {
	id, err1 := s.attr("numFmtId")
	code, err2 := s.attr("formatCode")
	if len(dates) >= maxStyles {
		return errDamaged
	}
	dates[id] = isDateFormat(code)
	return errors.Join(err1, err2)
}

func (w *workbook) addStyle(s *scanner, list string, dates map[string]bool, parents *[]int) error {
	format, err1 := s.attr("numFmtId")
	parent, err2 := s.attr("xfId")
	if len(w.isDate) >= maxStyles || len(*parents) >= maxStyles {
		return errDamaged
	}
	switch list {
	case "cellXfs":
		own, known := dates[format]
		w.isDate = append(w.isDate, own || !known && isBuiltInDate(format))
	case "cellStyleXfs":
		*parents = append(*parents, parentStyle(parent, len(*parents)))
	}
	return errors.Join(err1, err2)
}

// parentStyle returns the number of a style's parent, or -1 for none. Some
// programs give the first style itself as parent, which is harmless.
func parentStyle(parent string, self int) int {
	n, err := strconv.Atoi(parent)
	if err != nil || n == 0 && self == 0 {
		return -1
	}
	return n
}

// isCircular reports whether following parents comes back to a style. Each
// style is walked once.
func isCircular(parents []int) bool {
	walk := make([]int, len(parents)) // the walk that met the style, from 1
	for start := range parents {
		for at := start; at >= 0 && at < len(parents); at = parents[at] {
			if walk[at] == start+1 {
				return true
			}
			if walk[at] != 0 {
				break
			}
			walk[at] = start + 1
		}
	}
	return false
}

// isBuiltInDate reports whether a number format built into Excel prints a day
// (ECMA-376 part 1, 18.8.30; 27 to 58 are those of Asian editions).
func isBuiltInDate(id string) bool {
	n, err := strconv.Atoi(id)
	return err == nil && (14 <= n && n <= 17 || n == 22 || 27 <= n && n <= 31 || n == 36 || 50 <= n && n <= 54 || n == 57 || n == 58)
}

// isDateFormat reports whether a format code has a year or a day in it,
// outside of quoted text, escaped letters and conditions in brackets.
func isDateFormat(code string) bool {
	for i := 0; i < len(code); i++ {
		switch code[i] {
		case '"':
			i += 1 + strings.IndexByte(code[i+1:]+`"`, '"')
		case '[':
			i += strings.IndexByte(code[i:]+"]", ']')
		case '\\', '_', '*':
			i++
		case 'y', 'Y', 'd', 'D':
			return true
		case 'G', 'g': // General, whose letters mean nothing
			if len(code) >= i+7 && strings.EqualFold(code[i:i+7], "General") {
				i += 6
			}
		}
	}
	return false
}

// table reads the shared strings once, whichever sheet asks first.
func (w *workbook) table() (*textTable, error) {
	w.shared.once.Do(func() {
		w.shared.table = &textTable{}
		if w.texts != "" && w.has(w.texts) {
			w.shared.table, w.shared.err = w.readTexts()
		}
	})
	return w.shared.table, w.shared.err
}
