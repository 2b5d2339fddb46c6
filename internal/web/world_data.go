package web

import (
	"context"
	"slices"
	"sync"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/contribution"
	"beret/internal/database"
	"beret/internal/reference"
)

// worldRoom is what the pages of the published UN figures rest on.
type worldRoom struct {
	store   *contribution.Store
	basis   func() (worldBasis, error) // read at the first page that needs it
	pending pending[pendingFile]

	mu   sync.Mutex
	book *worldBook
}

// worldBasis is what never changes while the program runs.
type worldBasis struct {
	countries *reference.Countries
	rules     *contribution.Rules
}

func newWorldRoom(db *database.DB) *worldRoom {
	return &worldRoom{store: contribution.NewStore(db), basis: sync.OnceValues(loadWorldBasis)}
}

func loadWorldBasis() (b worldBasis, err error) {
	if b.countries, err = reference.LoadCountries(); err != nil {
		return b, err
	}
	b.rules, err = contribution.LoadRules()
	return b, err
}

// worldBook is every published figure on record, laid out for questions. It is
// only read from once it is made, but for the outlooks that it keeps.
type worldBook struct {
	imports []contribution.Imported // newest first
	figures map[contribution.Type][]contribution.Figure
	months  map[contribution.Type][]civil.Month

	mu       sync.Mutex
	outlooks map[contribution.Type]*worldOutlook
}

func (b *worldBook) empty() bool { return len(b.figures) == 0 }

// newest is the number of the last import; the figures are those of another
// book as long as it stays the same, for nothing else changes them.
func newest(imports []contribution.Imported) int64 {
	if len(imports) == 0 {
		return 0
	}
	return imports[0].ID
}

// read returns the figures, from memory unless something was imported since,
// perhaps by another server on the same record. Errors are those of the store.
func (w *worldRoom) read(ctx context.Context, actor account.Actor) (*worldBook, error) {
	imports, err := w.store.Imports(ctx, actor)
	if err != nil {
		return nil, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.book != nil && newest(w.book.imports) == newest(imports) {
		return w.book, nil
	}
	figures, err := w.store.Figures(ctx, actor, contribution.Filter{})
	if err != nil {
		return nil, err
	}
	w.book = newWorldBook(imports, figures)
	return w.book, nil
}

func newWorldBook(imports []contribution.Imported, figures []contribution.Figure) *worldBook {
	b := &worldBook{
		imports: imports,
		figures: map[contribution.Type][]contribution.Figure{},
		months:  map[contribution.Type][]civil.Month{},

		outlooks: map[contribution.Type]*worldOutlook{},
	}
	for _, f := range figures {
		b.figures[f.Type] = append(b.figures[f.Type], f)
	}
	for t := range b.figures {
		b.months[t] = contribution.Months(b.figures[t], t)
	}
	return b
}

// in returns the figures of a type and month; they are sorted by month.
func (b *worldBook) in(t contribution.Type, month civil.Month) []contribution.Figure {
	figures := b.figures[t]
	at := func(f contribution.Figure, m civil.Month) int { return int(f.Month) - int(m) }
	from, _ := slices.BinarySearchFunc(figures, month, at)
	to, _ := slices.BinarySearchFunc(figures, month+1, at)
	return figures[from:to]
}

// allMonths returns the months for which there are figures of any type.
func (b *worldBook) allMonths() []civil.Month {
	var months []civil.Month
	for _, m := range b.months {
		months = append(months, m...)
	}
	slices.Sort(months)
	return slices.Compact(months)
}

// sources returns the imports that speak of the months, newest first.
func (b *worldBook) sources(from, to civil.Month) []contribution.Imported {
	var found []contribution.Imported
	for _, i := range b.imports {
		if i.First <= to && i.Last >= from {
			found = append(found, i)
		}
	}
	return found
}

// mixesStaff reports whether a type's months are counted in two ways: some
// figures have staff officers as a type of their own, older ones do not.
func (b *worldBook) mixesStaff(t contribution.Type) (mixed, without bool) {
	if t != contribution.ExpertsOnMission && t != contribution.Troops && t != contribution.StaffOfficers {
		return false, false
	}
	staff, others := b.months[contribution.StaffOfficers], b.months[contribution.Troops]
	if t == contribution.ExpertsOnMission {
		others = b.months[contribution.ExpertsOnMission]
	}
	if len(staff) == 0 {
		return false, len(others) > 0
	}
	return len(others) > 0 && others[0] < staff[0], false
}
