package contribution

import (
	"cmp"
	"slices"
	"strings"

	"beret/civil"
	"beret/internal/fault"
)

// Mode is how much of the record a file speaks for.
type Mode string

// The modes.
const (
	// WholeMonths is the UN's own publication: for each month of the file its
	// figures are all there are, and others of the month are withdrawn.
	WholeMonths Mode = "whole-months"
	// OnlyContributors is an extract: it speaks for the countries in it, month
	// by month, and says nothing of others.
	OnlyContributors Mode = "only-contributors"
)

// Modes returns the modes, the usual one first.
func Modes() []Mode { return []Mode{WholeMonths, OnlyContributors} }

// Change is a figure that differs from the recorded one. Before or After has
// nobody where the figure is new or withdrawn.
type Change struct {
	Before Figure `json:"before"`
	After  Figure `json:"after"`
}

// Plan is what an import does, or did, to the record.
type Plan struct {
	Import    int64    `json:"import"`    // id of the import; 0 where nothing was written
	Added     int      `json:"added"`     // figures of cells that had none
	Unchanged int      `json:"unchanged"` // figures that stand already
	Changed   []Change `json:"changed"`   // other counts than recorded, by cell
	Removed   []Change `json:"removed"`   // recorded and no longer published, by cell

	added []Figure
}

// Empty reports whether the record says already what the file says.
func (p Plan) Empty() bool { return p.Added == 0 && len(p.Changed) == 0 && len(p.Removed) == 0 }

// plan compares a file with the recorded figures of its months. It refuses a
// file as whole months that names fewer than half of a month's contributors on
// record: that is an extract, and would wipe out the others.
func plan(file *File, recorded []Figure, mode Mode) (Plan, error) {
	covered := newCoverage(file, mode)
	if err := covered.check(recorded); err != nil {
		return Plan{}, err
	}
	standing := make(map[cell]Figure, len(recorded))
	for _, f := range recorded {
		standing[f.cell()] = f
	}
	var p Plan
	for _, f := range file.Figures {
		before, known := standing[f.cell()]
		delete(standing, f.cell())
		switch {
		case !known:
			p.added = append(p.added, f)
		case before == f:
			p.Unchanged++
		default:
			p.Changed = append(p.Changed, Change{before, f})
		}
	}
	p.Added = len(p.added)
	for _, f := range standing {
		if covered.speaksFor(f) {
			after := f
			after.Women, after.Men = 0, 0
			p.Removed = append(p.Removed, Change{f, after})
		}
	}
	slices.SortFunc(p.Removed, func(a, b Change) int { return compareFigures(a.Before, b.Before) })
	return p, nil
}

// compareFigures orders by month, country, mission and type.
func compareFigures(a, b Figure) int {
	return cmp.Or(cmp.Compare(a.Month, b.Month), strings.Compare(a.Country, b.Country),
		strings.Compare(a.Mission, b.Mission), cmp.Compare(a.Type, b.Type))
}

// coverage is what a file speaks for.
type coverage struct {
	mode      Mode
	wide      bool // all types, whether anybody is in them or not
	types     map[civil.Month]map[Type]bool
	countries map[civil.Month]map[string]bool
}

func newCoverage(file *File, mode Mode) coverage {
	c := coverage{mode: mode, wide: file.Shape == Wide,
		types: map[civil.Month]map[Type]bool{}, countries: map[civil.Month]map[string]bool{}}
	for _, f := range file.Figures {
		if c.types[f.Month] == nil {
			c.types[f.Month], c.countries[f.Month] = map[Type]bool{}, map[string]bool{}
		}
		c.types[f.Month][f.Type] = true
		c.countries[f.Month][f.Country] = true
	}
	return c
}

// hasType reports whether the file speaks for a type in a month. A long file
// may be of police alone.
func (c coverage) hasType(f Figure) bool {
	return c.types[f.Month][f.Type] || c.wide && c.types[f.Month] != nil
}

func (c coverage) speaksFor(f Figure) bool {
	return c.hasType(f) && (c.mode == WholeMonths || c.countries[f.Month][f.Country])
}

func (c coverage) check(recorded []Figure) error {
	if c.mode != WholeMonths {
		return nil
	}
	known := map[civil.Month]map[string]bool{}
	for _, f := range recorded {
		if !c.hasType(f) {
			continue
		}
		if known[f.Month] == nil {
			known[f.Month] = map[string]bool{}
		}
		known[f.Month][f.Country] = true
	}
	for month, countries := range c.countries {
		if 2*len(countries) < len(known[month]) {
			return fault.New(fault.Invalid, "contribution.partial_month",
				"month", month, "found", len(countries), "recorded", len(known[month]))
		}
	}
	return nil
}
