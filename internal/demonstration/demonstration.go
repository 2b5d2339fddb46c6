// Package demonstration fills an empty record with an office that is made up
// from a seed: realistic in structure, marked as generated in every row that
// can be, nobody's life. The same seed and day give the same record.
//
// [Build] writes it; [SignIns] says how to enter. The history is drawn so that
// on the day exactly one third of the deployed are women.
package demonstration

import (
	"context"
	"database/sql"
	"encoding/binary"
	"math/rand/v2"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/audit"
	"beret/internal/database"
	"beret/internal/fault"
	"beret/internal/locale"
	"beret/internal/office"
	"beret/internal/reference"
	"beret/internal/registry"
	"beret/internal/standing"
)

// Options say what to build. The zero value is the demonstration as shipped.
type Options struct {
	Seed     uint64
	AsOf     civil.Date // the day the demonstration takes for today; zero is 31 October 2026
	Officers int        // zero is 2,400; fewer than 1,200 are refused
}

func (o Options) filled() Options {
	if o.AsOf == 0 {
		o.AsOf = civil.MustDate("2026-10-31")
	}
	if o.Officers == 0 {
		o.Officers = 2400
	}
	return o
}

// leastOfficers is how many it takes to fill the unit and the rotations.
const leastOfficers = 1200

// Result is what was built.
type Result struct {
	Office   office.Office
	Officers int
	UnitID   int64
	Officer  int64 // whose own file the officer's sign-in shows
}

// Build fills the record. It returns Conflict where anybody is recorded in it
// already, and calls progress, if given, with the steps done and in all.
func Build(ctx context.Context, db *database.DB, o Options, progress func(done, total int)) (r Result, err error) {
	defer fault.Wrap(&err, "demonstration.Build(%d)", o.Seed)
	o = o.filled()
	if o.Officers < leastOfficers {
		return r, fault.New(fault.Invalid, "demonstration.too_few", "n", leastOfficers)
	}
	if progress == nil {
		progress = func(int, int) {}
	}
	err = db.Write(ctx, func(tx *database.Tx) error {
		r, err = build(ctx, tx, db, o, progress)
		return err
	})
	if err != nil {
		return r, err
	}
	if err := slates(ctx, db, o, r.UnitID); err != nil {
		return r, err
	}
	if err := ask(ctx, db, o); err != nil {
		return r, err
	}
	if err := users(ctx, db, o, r); err != nil {
		return r, err
	}
	return r, tasks(ctx, db, o)
}

func build(ctx context.Context, tx *database.Tx, db *database.DB, options Options, progress func(done, total int)) (r Result, err error) {
	actor := account.System()
	var book *reference.Book
	if r.Office, book, err = furnish(ctx, tx, actor, options); err != nil {
		return r, err
	}
	store := registry.NewStore(db, book)
	divisions, err := insertHomeUnits(ctx, tx, store)
	if err != nil {
		return r, err
	}
	g := newGenerator(options, book, progress)
	g.draw(divisions)
	seats := seatsOf(organisation())
	held, tours, proposed := g.fill(seats), g.tours(), g.proposals()
	g.prepare()
	if err := g.record(ctx, tx, store, actor); err != nil {
		return r, err
	}
	if r.UnitID, err = g.form(ctx, tx, actor, seats, held); err != nil {
		return r, err
	}
	if err := g.plan(ctx, tx, actor, r.UnitID); err != nil {
		return r, err
	}
	o := g.outcomes(ctx, tx, actor)
	if err := g.enter(ctx, tx, actor, tours, o); err != nil {
		return r, err
	}
	if err := g.calls(ctx, tx, actor, r.UnitID, proposed); err != nil {
		return r, err
	}
	if err := g.propose(ctx, tx, actor, proposed); err != nil {
		return r, err
	}
	if err := o.others(tours); err != nil {
		return r, err
	}
	if err := o.waiting(); err != nil {
		return r, err
	}
	if err := g.training(ctx, tx, actor); err != nil {
		return r, err
	}
	r.Officers, r.Officer = len(g.files), g.ids[tours[ownFile].officer]
	progress(g.total, g.total)
	return r, freeze(ctx, tx, actor, book, options)
}

// freeze keeps the two months before the day's, as an office does that reports
// each month.
func freeze(ctx context.Context, tx *database.Tx, actor account.Actor, book *reference.Book, o Options) error {
	for _, m := range []civil.Month{o.AsOf.Month() - 2, o.AsOf.Month() - 1} {
		if _, err := standing.Freeze(ctx, tx, actor, book, m, o.AsOf); err != nil {
			return err
		}
	}
	return nil
}

// ownFile is the tour of the officer who may sign in: a woman of the group due
// home next.
const ownFile = 3 + 3 + 3 + 4 + 3 + 4 + 6 + 5

func mustBeEmpty(ctx context.Context, tx *database.Tx) error {
	var rows int
	err := tx.QueryRow(ctx, "SELECT (SELECT count(*) FROM officer) + (SELECT count(*) FROM setting) + (SELECT count(*) FROM account_user)").Scan(&rows)
	if err == nil && rows > 0 {
		return fault.New(fault.Conflict, "demonstration.not_empty")
	}
	return err
}

// furnish names the office in an empty record, enters its own reference rows,
// and returns both as they will be read.
func furnish(ctx context.Context, tx *database.Tx, actor account.Actor, o Options) (named office.Office, book *reference.Book, err error) {
	if err := mustBeEmpty(ctx, tx); err != nil {
		return named, nil, err
	}
	if err := office.Edit(ctx, tx, actor, demoOffice(o)); err != nil {
		return named, nil, err
	}
	for _, row := range askRows(o) {
		if err := office.PutRow(ctx, tx, actor, row); err != nil {
			return named, nil, err
		}
	}
	if named, book, err = office.Read(ctx, tx); err != nil {
		return named, nil, err
	}
	if !missionsExist(book, o.AsOf.AddDays(-1500), o.AsOf.AddDays(800)) {
		return named, nil, fault.New(fault.Conflict, "demonstration.missions")
	}
	return named, book, nil
}

// generator draws everything from one stream of random numbers, in one order.
type generator struct {
	r        *rand.Rand
	asOf     civil.Date
	book     *reference.Book
	officers int
	files    []registry.File
	seated   map[string]bool       // by service number: in a seat of the unit
	back     map[string]civil.Date // home from the last tour or nomination on this day
	named    map[string]bool       // full names of those who go
	ready    map[string]bool       // by service number: made ready for an open call
	ids      map[string]int64      // by service number, once recorded
	progress func(done, total int)
	done     int
	total    int
}

func newGenerator(o Options, book *reference.Book, progress func(done, total int)) *generator {
	return &generator{r: rand.New(rand.NewPCG(o.Seed, 0x6265726574)), asOf: o.AsOf, book: book, officers: o.Officers,
		seated: map[string]bool{}, named: map[string]bool{}, ready: map[string]bool{}, back: map[string]civil.Date{}, progress: progress, total: o.Officers + 160}
}

// chance is true so many times in a hundred.
func (g *generator) chance(percent int) bool { return g.r.IntN(100) < percent }

// between draws a number from low to high, both included.
func (g *generator) between(low, high int) int {
	if high <= low {
		return low
	}
	return low + g.r.IntN(high-low+1)
}

func pick[T any](g *generator, list []T) T { return list[g.r.IntN(len(list))] }

func (g *generator) step(n int) {
	g.done += n
	g.progress(g.done, g.total)
}

// draw makes the officers. About one in eight takes an interest in missions;
// of women somewhat more.
func (g *generator) draw(divisions []int64) {
	for number := 1; number <= g.officers; number++ {
		f := g.officer(number, divisions)
		interest := 11
		if f.Woman {
			interest = 22
		}
		if g.chance(interest) && civil.YearsBetween(f.BirthDate, g.asOf) < 50 && civil.YearsBetween(f.EnlistedOn, g.asOf) >= 5 {
			g.candidate(&f)
		}
		g.files = append(g.files, f)
	}
}

// record writes the officers' files and learns their ids.
func (g *generator) record(ctx context.Context, tx *database.Tx, store *registry.Store, actor account.Actor) error {
	batch, err := store.NewBatch(tx, actor)
	if err != nil {
		return err
	}
	for _, f := range g.files {
		if err := batch.Insert(ctx, f); err != nil {
			return err
		}
		g.step(1)
	}
	if err := batch.Close(ctx); err != nil {
		return err
	}
	g.ids = map[string]int64{}
	if err := tx.Each(ctx, func(rows *sql.Rows) error {
		var number string
		var id int64
		err := rows.Scan(&number, &id)
		g.ids[number] = id
		return err
	}, "SELECT service_number, id FROM officer"); err != nil {
		return err
	}
	return audit.Append(ctx, tx, audit.Entry{Actor: actor, Action: "demonstration.build", Kind: registry.RosterKind,
		After: struct {
			Officers int `json:"officers"`
		}{len(g.files)}})
}

// SignIn is how to enter the demonstration in a role.
type SignIn struct {
	Role     account.Role
	Login    string
	Password string
}

// SignIns returns one sign-in a role. The passwords are no secret: the record
// they open is made up, and is to be served to the own machine only.
func SignIns() []SignIn {
	var list []SignIn
	for _, role := range account.Roles() {
		list = append(list, SignIn{role, string(role), "beret-demo-" + string(role)})
	}
	return list
}

// users adds the sign-ins. Salts come from the seed too, so that the record is
// the same each time.
func users(ctx context.Context, db *database.DB, o Options, r Result) error {
	var seed [32]byte
	binary.LittleEndian.PutUint64(seed[:], o.Seed)
	gate, err := account.NewGate(db, account.DefaultPolicy(), rand.NewChaCha8(seed))
	if err != nil {
		return err
	}
	for _, s := range SignIns() {
		u := account.User{Login: s.Login, Name: userName(s.Role), Role: s.Role, Lang: locale.English}
		if s.Role == account.UnitCommander {
			u.UnitID = r.UnitID
		}
		if s.Role == account.Officer {
			u.OfficerID = r.Officer
		}
		if _, _, err := gate.Create(ctx, account.System(), u, s.Password); err != nil {
			return err
		}
	}
	return nil
}
