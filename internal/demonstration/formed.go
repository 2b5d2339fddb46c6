package demonstration

import (
	"context"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/database"
	"beret/internal/registry"
	"beret/internal/unit"
)

// unitCode is the demonstration's formed police unit.
const unitCode = "VNFPU-1"

// places are seats of one kind, numbered one after another.
type places struct {
	element    unit.Element
	title      string
	n          int
	tier       string
	from, to   string
	specialism string
}

// organisation is a table of organisation of 160: command, operations, political
// affairs and logistics, four tactical teams of 28.
func organisation() []places {
	list := []places{
		{unit.Command, "unit.title.commander", 1, "command", "LTC", "COL", ""},
		{unit.Command, "unit.title.deputy-commander", 3, "command", "MAJ", "SLC", ""},
		{unit.Command, "unit.title.adjutant", 1, "", "LT", "MAJ", "administration"},
		{unit.Operations, "unit.title.operations-chief", 1, "command", "CPT", "LTC", "operations"},
		{unit.Operations, "unit.title.operations-officer", 4, "", "LT", "MAJ", "operations"},
		{unit.Operations, "unit.title.duty-officer", 3, "", "LT", "CPT", ""},
		{unit.Operations, "unit.title.information-officer", 2, "", "LT", "CPT", "it"},
		{unit.Operations, "unit.title.liaison-officer", 1, "", "SLT", "MAJ", ""},
		{unit.Operations, "unit.title.interpreter", 1, "", "2LT", "CPT", ""},
		{unit.Operations, "unit.title.gender-officer", 1, "", "LT", "MAJ", "sgbv"},
		{unit.Operations, "unit.title.signals-officer", 1, "", "2LT", "CPT", "signals"},
		{unit.Logistics, "unit.title.logistics-chief", 1, "command", "CPT", "LTC", "logistics"},
		{unit.Logistics, "unit.title.political-officer", 2, "", "LT", "MAJ", "administration"},
		{unit.Logistics, "unit.title.personnel-officer", 2, "", "LT", "CPT", "administration"},
		{unit.Logistics, "unit.title.finance-officer", 2, "", "LT", "CPT", "administration"},
		{unit.Logistics, "unit.title.supply-officer", 3, "", "SGT", "CPT", "logistics"},
		{unit.Logistics, "unit.title.doctor", 2, "", "LT", "MAJ", "medical"},
		{unit.Logistics, "unit.title.nurse", 4, "", "SGT", "CPT", "medical"},
		{unit.Logistics, "unit.title.mechanic", 4, "", "SGT", "SLT", "mechanics"},
		{unit.Logistics, "unit.title.driver", 3, "", "CPL", "SLT", ""},
		{unit.Logistics, "unit.title.cook", 3, "", "CPL", "SLT", ""},
		{unit.Logistics, "unit.title.armourer", 1, "", "SGT", "CPT", "mechanics"},
		{unit.Logistics, "unit.title.engineer", 2, "", "SGT", "CPT", "mechanics"},
	}
	for _, team := range []unit.Element{unit.TacticalA, unit.TacticalB, unit.TacticalC, unit.TacticalD} {
		list = append(list,
			places{team, "unit.title.team-leader", 1, "first-line", "SLT", "MAJ", "public-order"},
			places{team, "unit.title.deputy-team-leader", 1, "first-line", "LT", "CPT", "public-order"},
			places{team, "unit.title.section-leader", 3, "first-line", "2LT", "CPT", "public-order"},
			places{team, "unit.title.police-officer", 18, "", "CPL", "SLT", "public-order"},
			places{team, "unit.title.marksman", 2, "", "SGT", "SLT", "public-order"},
			places{team, "unit.title.team-medic", 1, "", "SGT", "SLT", "medical"},
			places{team, "unit.title.team-driver", 2, "", "CPL", "SLT", ""})
	}
	return list
}

func seatsOf(list []places) []unit.Seat {
	var seats []unit.Seat
	for _, p := range list {
		for range p.n {
			seats = append(seats, unit.Seat{Number: len(seats) + 1, Element: string(p.element), Title: p.title, Tier: p.tier,
				RankFrom: p.from, RankTo: p.to, Specialism: p.specialism})
		}
	}
	return seats
}

// holding is who sits where; former is who sat there before.
type holding struct {
	seat            int // place in the list of seats
	officer, former string
	since           civil.Date
}

// vacantEvery leaves every so manieth seat empty; womanEvery asks for a woman
// in every so manieth, near the share that missions ask of a unit.
const vacantEvery, womanEvery = 16, 4

// fill draws the holders of the seats and gives them a unit's courses.
func (g *generator) fill(seats []unit.Seat) []holding {
	var list []holding
	established := g.asOf.AddDays(-1024)
	for i, seat := range seats {
		if i%vacantEvery == vacantEvery-3 {
			continue
		}
		// The commander and every fourth seat; a unit is led and not only served by women.
		f := g.seat(seat, i%womanEvery == 0)
		h := holding{seat: i, officer: f.ServiceNumber, since: established.AddDays(g.between(0, 40))}
		if i%20 == 7 {
			h.former, h.since = g.seat(seat, false).ServiceNumber, g.asOf.AddDays(-g.between(60, 400))
		}
		list = append(list, h)
	}
	return list
}

// seat takes an officer of the seat's ranks who is nowhere else.
func (g *generator) seat(seat unit.Seat, woman bool) *registry.File {
	for tries := 0; ; tries++ {
		f := &g.files[g.r.IntN(len(g.files))]
		free := !g.seated[f.ServiceNumber] && (f.Woman == woman || tries > 20*len(g.files))
		if free && seat.Takes(f.Rank, g.book) && civil.YearsBetween(f.BirthDate, g.asOf) <= 45 && f.EnlistedOn < g.asOf.AddDays(-1100) {
			g.seated[f.ServiceNumber] = true
			g.unitCourses(f, seat)
			return f
		}
	}
}

func (g *generator) unitCourses(f *registry.File, seat unit.Seat) {
	g.papers(f)
	g.wish(f)
	f.Availability[0].Willing = true
	g.standBy(f, seat)
	g.course(f, "stm-fpu", 60, 700, 0)
	if seat.Tier == "command" {
		g.course(f, "fpu-command", 60, 700, 0)
		g.speaks(f, "en", pick(g, []string{"B2", "C1"}))
	}
}

// unreadyEvery leaves every so manieth holder's papers as they were drawn.
const unreadyEvery = 7

// standBy keeps those in the unit's seats ready for its next rotation, and gives
// them the field of work of their seat.
func (g *generator) standBy(f *registry.File, seat unit.Seat) {
	n := len(g.seated)
	if n%unreadyEvery == 0 {
		return
	}
	f.PassportExpires = g.asOf.AddMonths(30 + n%24)
	f.Medical, f.MedicalOn = registry.MedicalFit, g.asOf.AddDays(-5-n%60)
	f.MedicalExpires = f.MedicalOn.AddMonths(12)
	f.NationalClearance, f.NationalClearanceOn = registry.ClearanceGiven, g.asOf.AddDays(-60-n)
	f.NationalClearanceExpires = f.NationalClearanceOn.AddMonths(36)
	f.Availability[0].To = 0
	if seat.Specialism != "" {
		f.Specialisms = []registry.Specialism{{Specialism: seat.Specialism, Years: min(2+n%9, civil.YearsBetween(f.EnlistedOn, g.asOf))}}
	}
}

// form enters the unit, its seats and their holders, and returns its id.
func (g *generator) form(ctx context.Context, tx *database.Tx, actor account.Actor, seats []unit.Seat, held []holding) (int64, error) {
	u, err := unit.Create(ctx, tx, actor, g.book, unit.Unit{Code: unitCode, Name: "Đơn vị Cảnh sát gìn giữ hòa bình số 1 (minh họa)",
		Category: "fpu", PCRSLevel: "3", PCRSSince: g.asOf.AddDays(-268), TrainingPhase: "4", EstablishedOn: g.asOf.AddDays(-1024),
		Generated: true}, seats)
	if err != nil {
		return 0, err
	}
	numbered, err := unit.Seats(ctx, tx, actor, u.ID, g.asOf)
	if err != nil {
		return 0, err
	}
	for _, h := range held {
		id := numbered[h.seat].ID
		if h.former != "" {
			before := unit.Holding{SeatID: id, OfficerID: g.ids[h.former], Span: civil.Interval{From: u.EstablishedOn}}
			if err := unit.Assign(ctx, tx, actor, g.book, before); err != nil {
				return 0, err
			}
			if err := unit.Release(ctx, tx, actor, id, h.since, "returned to the home unit"); err != nil {
				return 0, err
			}
		}
		now := unit.Holding{SeatID: id, OfficerID: g.ids[h.officer], Span: civil.Interval{From: h.since}}
		if err := unit.Assign(ctx, tx, actor, g.book, now); err != nil {
			return 0, err
		}
		g.step(1)
	}
	return u.ID, nil
}
