package contribution

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"slices"
	"strconv"
	"strings"

	"beret/civil"
	"beret/internal/fault"
	"beret/internal/reference"
)

// File is what a published file says, and what is to be said about it.
type File struct {
	Name      string    `json:"name"`
	SHA256    string    `json:"sha256"`
	Shape     Shape     `json:"shape"`
	Latin1    bool      `json:"latin1"` // some text was not UTF-8 and read as Windows-1252
	DateOrder DateOrder `json:"date_order"`
	Rows      int       `json:"rows"`     // rows below the header that hold anything
	Rejected  int       `json:"rejected"` // rows left out

	// Figures are sorted by month, country, mission and type; they do not
	// depend on the order of the rows.
	Figures []Figure `json:"-"`

	// Issues are what was found, what was left out first; at most 1,000 are
	// told, while Counts goes on.
	Issues []Issue      `json:"issues"`
	Counts map[Kind]int `json:"counts"` // rows by kind of issue
}

// First returns the earliest month of the figures, zero where there are none.
func (f *File) First() civil.Month {
	if len(f.Figures) == 0 {
		return 0
	}
	return f.Figures[0].Month
}

// Last returns the latest month of the figures, zero where there are none.
func (f *File) Last() civil.Month {
	if len(f.Figures) == 0 {
		return 0
	}
	return f.Figures[len(f.Figures)-1].Month
}

// Parse reads a delimited file of either shape. The order of day and month is
// found from all the dates together unless it is given. It returns Invalid
// where the file as a whole cannot be read: unknown columns, no rows, dates
// that can be read in two ways, a line or a file beyond its limit. Single bad
// rows are left out and told.
func Parse(r io.Reader, name string, countries *reference.Countries, order DateOrder) (f *File, err error) {
	defer fault.Wrap(&err, "contribution.Parse(%q)", name)
	sum := sha256.New()
	in, err := newLines(io.TeeReader(r, sum))
	if err != nil {
		return nil, err
	}
	layout, err := findHeader(in)
	if err != nil {
		return nil, err
	}
	p := newParser(name, layout, countries)
	if err := p.rows(in); err != nil {
		return nil, err
	}
	p.file.Latin1 = in.latin1
	if err := p.finish(order); err != nil {
		return nil, err
	}
	p.file.SHA256 = hex.EncodeToString(sum.Sum(nil))
	return p.file, nil
}

// record is a figure before the file's dates are understood; country and
// mission are indices of names, date of the dates' texts.
type record struct {
	cell                   uint64 // see setCells
	date, country, mission int32
	kind                   Type
	women, men             int32
	line                   int32
	id                     int64
}

type parser struct {
	file      *File
	layout    *layout
	issues    issues
	dates     dates
	missions  names
	countries countryFinder
	types     map[string]Type
	records   []record
	line      int
	row       [][]byte
}

func newParser(file string, l *layout, countries *reference.Countries) *parser {
	p := &parser{
		file:     &File{Name: file, Shape: l.shape},
		layout:   l,
		issues:   newIssues(file),
		dates:    dates{index: map[string]int32{}},
		missions: names{index: map[string]int32{}},
		types:    map[string]Type{},
	}
	p.countries = newCountryFinder(countries, l)
	return p
}

// names gives each distinct text a small number.
type names struct {
	index map[string]int32
	texts []string
}

// add returns the number of a text in capitals.
func (n *names) add(text []byte) int32 {
	if i, ok := n.index[string(text)]; ok {
		return i
	}
	capitals := strings.ToUpper(string(text))
	i, ok := n.index[capitals]
	if !ok {
		i = int32(len(n.texts))
		n.texts = append(n.texts, capitals)
		n.index[capitals] = i
	}
	n.index[string(text)] = i
	return i
}

func (p *parser) rows(in *lines) error {
	for {
		row, err := in.next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if blank(row) {
			continue
		}
		p.file.Rows++
		p.line, p.row = in.line, row
		if !p.take() {
			p.file.Rejected++
		}
	}
}

func blank(row [][]byte) bool {
	return !slices.ContainsFunc(row, func(c []byte) bool { return len(c) > 0 })
}

// take reads one row; it reports whether the row was taken.
func (p *parser) take() bool {
	if !p.fits() {
		p.issues.row(RowWidth, p.line, "", "found", len(p.row), "expected", p.layout.width)
		return false
	}
	date := p.cell(p.layout.at[fieldDate])
	if len(date) == 0 || len(date) > 40 {
		p.issues.words(DateUnreadable, p.line, p.layout.name(p.layout.at[fieldDate]), "", "date", excerpt(date))
		return false
	}
	mission := p.cell(p.layout.at[fieldMission])
	if isBlank(mission) || len(mission) > 100 {
		p.issues.words(MissionBlank, p.line, p.layout.name(p.layout.at[fieldMission]), "")
		return false
	}
	country, ok := p.country()
	if !ok {
		return false
	}
	r := record{country: country, mission: p.missions.add(mission), line: int32(p.line)}
	if p.layout.shape == Long {
		return p.long(r, date)
	}
	return p.wide(r, date)
}

// fits reports whether the row has the header's cells; empty ones too many at
// its end do no harm.
func (p *parser) fits() bool {
	for len(p.row) > p.layout.width && len(p.row[len(p.row)-1]) == 0 {
		p.row = p.row[:len(p.row)-1]
	}
	return len(p.row) == p.layout.width
}

func (p *parser) cell(column int) []byte {
	if column < 0 {
		return nil
	}
	return p.row[column]
}

// excerpt is a cell's text for an issue, not longer than a line.
func excerpt(cell []byte) string {
	text := string(cell)
	if runes := []rune(text); len(runes) > 60 {
		return string(runes[:60]) + "…"
	}
	return text
}

func (p *parser) long(r record, date []byte) bool {
	kind := p.typeOf(p.cell(p.layout.at[fieldType]))
	if kind == 0 {
		text := excerpt(p.cell(p.layout.at[fieldType]))
		p.issues.words(TypeUnknown, p.line, p.layout.name(p.layout.at[fieldType]), text, "text", text)
		return false
	}
	women, men, ok := p.count(p.layout.long, true)
	if !ok {
		return false
	}
	r.kind = kind
	r.id, _ = strconv.ParseInt(string(p.cell(p.layout.at[fieldID])), 10, 64)
	r.date = p.dates.add(date, p.line)
	p.keep(r, women, men)
	return true
}

// typeOf is ParseType that works each wording out once; 0 is unknown.
func (p *parser) typeOf(text []byte) Type {
	t, seen := p.types[string(text)]
	if !seen {
		t, _ = ParseType(string(text))
		p.types[string(text)] = t
	}
	return t
}

// wide reads all types of the row before it keeps any: a row is taken whole.
func (p *parser) wide(r record, date []byte) bool {
	var women, men [Troops + 1]int
	var all counts
	for _, t := range p.layout.types {
		var ok bool
		if women[t], men[t], ok = p.count(p.layout.wide[t], false); !ok {
			return false
		}
		all.women += women[t]
		all.men += men[t]
	}
	p.checkWhole(all)
	r.date = p.dates.add(date, p.line)
	for _, t := range p.layout.types {
		r.kind = t
		p.keep(r, women[t], men[t])
	}
	return true
}

// keep adds a record; nobody is no figure.
func (p *parser) keep(r record, women, men int) {
	if women == 0 && men == 0 {
		return
	}
	r.women, r.men = int32(women), int32(men)
	p.records = append(p.records, r)
}

// finish understands the dates, drops duplicates and orders what is left.
func (p *parser) finish(order DateOrder) error {
	if p.file.Rows == 0 {
		return fault.New(fault.Invalid, "contribution.empty")
	}
	days, order, err := p.dates.resolve(order)
	if err != nil {
		return err
	}
	p.file.DateOrder = order
	p.tellDates(days)
	p.file.Figures = p.figures(days)
	p.file.Issues, p.file.Counts = p.issues.sorted(), p.issues.counts
	return nil
}

// tellDates tells the texts that are no date and those that are not a month's
// end, such as 28 February of a leap year: they count for their month.
func (p *parser) tellDates(days []civil.Date) {
	column := p.layout.name(p.layout.at[fieldDate])
	for i, day := range days {
		w := issueWords{column: column, text: p.dates.texts[i]}
		switch {
		case day == 0:
			w.kind = DateUnreadable
			p.file.Rejected += p.dates.rows[i]
			p.issues.add(w, p.dates.first[i], p.dates.rows[i], []any{"date", excerpt([]byte(w.text))})
		case day != day.Month().End():
			w.kind = DateNotMonthEnd
			p.issues.add(w, p.dates.first[i], p.dates.rows[i], []any{"date", excerpt([]byte(w.text)), "month", day.Month()})
		}
	}
}

// figures sorts the records and keeps the first of each cell.
func (p *parser) figures(days []civil.Date) []Figure {
	p.setCells(days)
	p.records = slices.DeleteFunc(p.records, func(r record) bool { return days[r.date] == 0 })
	slices.SortFunc(p.records, compareRecords)
	figures := make([]Figure, 0, len(p.records))
	var kept record
	for i, r := range p.records {
		if i > 0 && r.cell == kept.cell {
			p.duplicate(kept, r)
			continue
		}
		kept = r
		figures = append(figures, Figure{
			Month: days[r.date].Month(), Country: p.countries.isos.texts[r.country], Mission: p.missions.texts[r.mission],
			Type: r.kind, Women: int(r.women), Men: int(r.men),
		})
	}
	return figures
}

// setCells gives each record the number of its cell; the numbers stand in the
// order of month, country, mission and type.
func (p *parser) setCells(days []civil.Date) {
	months := make([]uint64, len(days))
	for i, day := range days {
		months[i] = uint64(day.Month())
	}
	country, mission := ranks(p.countries.isos.texts), ranks(p.missions.texts)
	for i := range p.records {
		r := &p.records[i]
		r.cell = months[r.date]<<44 | country[r.country]<<32 | mission[r.mission]<<4 | uint64(r.kind)
	}
}

// compareRecords orders by cell. Of rows with one cell the first is believed:
// it is the one published last (by its id), then the one with more people; the
// choice must not depend on the rows' order.
func compareRecords(a, b record) int {
	if a.cell != b.cell {
		return cmp.Compare(a.cell, b.cell)
	}
	return cmp.Or(cmp.Compare(b.id, a.id), cmp.Compare(b.women+b.men, a.women+a.men),
		cmp.Compare(b.women, a.women), cmp.Compare(a.line, b.line))
}

// ranks returns the place of each text in alphabetical order.
func ranks(texts []string) []uint64 {
	order := make([]int, len(texts))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return strings.Compare(texts[a], texts[b]) })
	rank := make([]uint64, len(texts))
	for place, i := range order {
		rank[i] = uint64(place)
	}
	return rank
}

func (p *parser) duplicate(kept, dropped record) {
	if kept.women == dropped.women && kept.men == dropped.men {
		p.issues.row(DuplicateSame, int(dropped.line), "", "other", int(kept.line))
		return
	}
	p.issues.row(DuplicateDiffers, int(dropped.line), "", "other", int(kept.line),
		"women", int(dropped.women), "men", int(dropped.men), "kept_women", int(kept.women), "kept_men", int(kept.men))
}
