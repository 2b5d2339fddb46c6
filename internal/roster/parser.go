package roster

import (
	"errors"

	"beret/civil"
	"beret/internal/fault"
	"beret/internal/personname"
	"beret/internal/reference"
	"beret/internal/registry"
	"beret/internal/spreadsheet"
)

// parser turns the cells of a row into an officer's file and notes what it
// could not read, by column.
type parser struct {
	lookups  map[reference.Kind]*lookup
	units    *units
	rules    registry.Rules
	column   *column               // the one being read
	days     map[string]civil.Date // dates read before, by their text: a roster's days are few
	problems []fault.Problem
}

func (p *parser) problem(key string, args ...any) {
	p.problems = append(p.problems, fault.Problem{Field: p.column.name, Key: key, Args: args})
}

// day reads a date; see spreadsheet.ParseDate for what it takes.
func (p *parser) day(cell spreadsheet.Cell) civil.Date {
	if cell.Kind == spreadsheet.Empty || cell.Text == "" {
		return 0
	}
	if cell.Kind == spreadsheet.Text {
		if d, known := p.days[cell.Text]; known {
			return d
		}
	}
	d, err := spreadsheet.ParseDate(cell)
	var reason *fault.Error
	if errors.As(err, &reason) {
		p.problem(reason.Key, reason.Args...)
	} else if cell.Kind == spreadsheet.Text && len(p.days) < rememberedAnswers {
		p.days[cell.Text] = d
	}
	return d
}

// code finds the code that a text means, "" for no text.
func (p *parser) code(kind reference.Kind, text string) string {
	if text == "" {
		return ""
	}
	code := p.lookups[kind].find(text)
	if code == "" {
		p.problem("roster.problem.value", "value", text)
	}
	return code
}

func (p *parser) unit(text string) int64 {
	if text == "" {
		return 0
	}
	id, key := p.units.find(text)
	if key != "" {
		p.problem(key, "value", text)
	}
	return id
}

// row reads the cells under their columns; the file holds only what the
// columns say. What is wrong stands in p.problems until the next row.
func (p *parser) row(h *header, cells []spreadsheet.Cell) registry.File {
	p.problems = nil
	var f registry.File
	for i, c := range h.columns {
		if c == nil {
			continue
		}
		var cell spreadsheet.Cell
		if i < len(cells) {
			cell = cells[i]
		}
		p.column = c
		if cell.Kind == spreadsheet.Error {
			p.problem("roster.problem.cell_error", "value", cell.Text)
			continue
		}
		c.read(p, &f, cell)
	}
	f.Officer = registry.Normalize(f.Officer)
	return f
}

// validate adds what the registry's rules say of the file, but nothing about
// columns that could not be read: their fields are empty for that reason only.
func (p *parser) validate(f registry.File) {
	unread := len(p.problems)
	for _, problem := range registry.ValidateFile(f, p.rules) {
		known := false
		for _, before := range p.problems[:unread] {
			known = known || before.Field == columnOf(problem.Field)
		}
		if !known {
			p.problems = append(p.problems, problem)
		}
	}
}

// units are the home units by any spelling of code and name. Units that are
// yet to be added have negative ids.
type units struct {
	list   []registry.HomeUnit
	lookup *lookup
	byCode map[string]int64
	create bool
	fresh  []registry.HomeUnit // added since the last take
	added  int
}

func newUnits(list []registry.HomeUnit, create bool) *units {
	u := &units{list: list, lookup: newLookup(), byCode: map[string]int64{}, create: create}
	for _, unit := range list {
		u.learn(unit)
	}
	return u
}

func (u *units) learn(unit registry.HomeUnit) {
	u.lookup.add(unit.Code, unit.Name)
	u.lookup.folded[foldedKey(unit.Code)] = unit.Code
	u.lookup.prefer(unit.Code, unit.Code)
	u.byCode[unit.Code] = unit.ID
	clear(u.lookup.asked)
}

// find returns the unit of a text, or the key of the problem. Where units may
// be added, one that nobody knows is.
func (u *units) find(text string) (id int64, problem string) {
	if code := u.lookup.find(text); code != "" {
		return u.byCode[code], ""
	}
	_, shared := u.lookup.exact[exactKey(text)]
	_, alike := u.lookup.folded[foldedKey(text)]
	switch name := personname.Normalize(text); {
	case shared || alike && !u.create:
		return 0, "roster.problem.unit_ambiguous"
	case !u.create:
		return 0, "roster.problem.unit"
	case len([]rune(name)) > longestName || name == "":
		return 0, "roster.problem.unit_name"
	default:
		return u.add(registry.HomeUnit{Code: u.freeCode(name), Name: name}), ""
	}
}

// add takes a new unit in and returns its negative id.
func (u *units) add(unit registry.HomeUnit) int64 {
	u.added++
	unit.ID = -int64(u.added)
	u.fresh = append(u.fresh, unit)
	u.learn(unit)
	return unit.ID
}

const (
	longestCode = 50
	longestName = 200
)

// freeCode makes a code of a unit's name that no other unit has.
func (u *units) freeCode(name string) string {
	letters := []rune(registry.NormalizeNumber(name))
	code := string(letters[:min(len(letters), longestCode)])
	for n := 2; ; n++ {
		if _, taken := u.byCode[code]; !taken {
			return code
		}
		suffix := []rune("-" + number(n))
		code = string(letters[:min(len(letters), longestCode-len(suffix))]) + string(suffix)
	}
}

// take returns the units added since the last call.
func (u *units) take() []registry.HomeUnit {
	fresh := u.fresh
	u.fresh = nil
	return fresh
}
