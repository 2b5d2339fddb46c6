package web

import (
	"net/http"
	"strconv"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/database"
	"beret/internal/fault"
	"beret/internal/reference"
	"beret/internal/unit"
)

// elements are the seats with their holders, a table for each element.
func (c unitScene) elements(actor account.Actor) []elementView {
	var views []elementView
	for _, count := range c.manned.Elements {
		columns := []Column{{Label: T("unitpage.number"), Tight: true}, head("unitpage.seat_title"), head("unitpage.holder"), {Label: T("unitpage.rank"), Tight: true}, {Label: T("unitpage.held_since"), Tight: true}}
		if actor.May(account.UnitEdit) {
			columns = append(columns, head("unitpage.change"))
		}
		title := T("unitpage.element_title", "element", elementText(count.Element), "filled", count.Filled, "seats", count.Seats)
		view := elementView{title, Table{Caption: T("unitpage.seats_caption", "element", elementText(count.Element)), Columns: columns, Cards: true}}
		for _, seat := range c.Seats {
			if seat.Element == count.Element {
				view.Table.Rows = append(view.Table.Rows, Row{Cells: c.seatCells(actor, seat)})
			}
		}
		views = append(views, view)
	}
	return views
}

// seatCells are a seat's number, title, holder and what can be done with it.
func (c unitScene) seatCells(actor account.Actor, seat unit.Filled) []Cell {
	cells := []Cell{{Text: Num(seat.Number)}, {Text: seatTitle(seat.Title), Note: c.name(reference.Tiers, seat.Tier)}}
	change := Cell{Text: T("unitpage.assign", "number", seat.Number), Href: seatPath(c.ID, seat.ID) + "/assign"}
	if p := seat.Holder; p != nil {
		cells = append(cells, Cell{Text: Words(p.Name), Href: officerPath(p.ID), Note: Joined(" · ", Words(p.ServiceNumber), sexText(p.Woman))},
			Cell{Text: c.name(reference.Ranks, p.Rank)}, Cell{Text: Day(seat.Since), Note: untilText(seat.Until)})
		change = Cell{Text: T("unitpage.release", "number", seat.Number), Href: seatPath(c.ID, seat.ID) + "/release"}
	} else {
		cells = append(cells, Cell{Tags: []Tag{{T("unitpage.vacant"), Warn}}}, Cell{Note: c.rankSpan(seat.Seat)}, Cell{})
	}
	cells[2].Links = c.comingLinks(seat.ID)
	if actor.May(account.UnitEdit) {
		cells = append(cells, change)
	}
	return cells
}

// untilText says when a holder gives the seat up, nothing while that is open.
func untilText(day civil.Date) Text {
	if day == 0 {
		return nil
	}
	return T("unitpage.until_day", "date", day)
}

// comingLinks name who takes the seat later, and from when.
func (c unitScene) comingLinks(seat int64) (links []Link) {
	for _, h := range c.Coming {
		if h.SeatID == seat {
			links = append(links, Link{Text: T("unitpage.coming", "name", h.Person.Name, "date", h.Span.From), Href: officerPath(h.OfficerID)})
		}
	}
	return links
}

// rankSpan names the ranks that a seat takes, nothing for any.
func (c unitScene) rankSpan(seat unit.Seat) Text {
	from, to := c.name(reference.Ranks, seat.RankFrom), c.name(reference.Ranks, seat.RankTo)
	switch {
	case from != nil && to != nil:
		return T("unitpage.ranks_span", "from", from, "to", to)
	case from != nil:
		return T("unitpage.ranks_from", "from", from)
	case to != nil:
		return T("unitpage.ranks_to", "to", to)
	}
	return nil
}

func seatPath(unitID, seatID int64) string {
	return formedUnitPath(unitID) + "/seats/" + idValue(seatID)
}

// seatScene is a seat of a unit with who holds it.
type seatScene struct {
	unitScene
	Seat unit.Filled
}

// seatScene finds the seat of the address.
func (s *Server) seatScene(r *http.Request, actor account.Actor) (c seatScene, err error) {
	if c.unitScene, err = s.unitScene(r, actor); err != nil {
		return c, err
	}
	id, err := strconv.ParseInt(r.PathValue("seat"), 10, 64)
	for _, seat := range c.Seats {
		if err == nil && seat.ID == id {
			c.Seat = seat
		}
	}
	if c.Seat.ID == 0 {
		return c, fault.New(fault.NotFound, "fault.not_found")
	}
	return c, nil
}

func (c seatScene) form(name string, fields ...Field) *Form {
	return &Form{Action: seatPath(c.ID, c.Seat.ID) + "/" + name, Submit: T("unitpage.do." + name), Fields: fields,
		Cancel: &Link{Text: T("unitpage.back"), Href: formedUnitPath(c.ID)}}
}

// formView is the page of a form about the seat, with what it asks for and who
// holds it as its lead.
func (c seatScene) formView(name string, form *Form) *formView {
	v := &formView{Form: form}
	v.Caption = Joined(" · ", Words(c.Code), elementText(c.Seat.Element), seatTitle(c.Seat.Title))
	v.Title = T("unitpage."+name, "number", c.Seat.Number)
	v.Crumbs = []Link{{Text: T("web.nav.units"), Href: "/units"}, {Text: Words(c.Name), Href: formedUnitPath(c.ID)}}
	if span := c.rankSpan(c.Seat.Seat); span != nil && name == "assign" {
		v.Lead = Joined(": ", T("unitpage.ranks"), span)
	}
	if name == "release" && c.Seat.Holder != nil {
		v.Lead = T("unitpage.release_lead", "name", c.Seat.Holder.Name, "date", c.Seat.Since)
	}
	return v
}

func (c seatScene) assignForm(number string) *Form {
	return c.form("assign", officerField(number),
		Field{Kind: DateField, Name: "from", Label: T("unitpage.from"), Value: DayValue(c.Today)},
		Field{Kind: DateField, Name: "until", Label: T("unitpage.until"), Hint: T("unitpage.until_hint")})
}

// assignSeatPage asks who takes a seat.
func (s *Server) assignSeatPage(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, err := s.seatScene(r, actor)
	if err != nil {
		return err
	}
	return s.render(w, r, "form", c.formView("assign", c.assignForm(s.officerNumber(r, actor))))
}

// assignSeat puts an officer into a seat.
func (s *Server) assignSeat(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, err := s.seatScene(r, actor)
	if err != nil {
		return err
	}
	form := c.assignForm("")
	refused, err := s.submitFor(r, actor, c.facts, form, func(tx *database.Tx, officer int64) error {
		return unit.Assign(r.Context(), tx, actor, c.Book, unit.Holding{SeatID: c.Seat.ID, OfficerID: officer,
			Span: civil.Interval{From: form.Day("from"), To: form.Day("until")}})
	})
	return s.seatSaved(w, r, c, "assign", "unitpage.assigned", form, refused, err)
}

func (c seatScene) releaseForm() *Form {
	return c.form("release",
		Field{Kind: DateField, Name: "day", Label: T("unitpage.release_day"), Value: DayValue(c.Today)},
		Field{Kind: AreaField, Name: "reason", Label: T("unitpage.reason")})
}

// releaseSeatPage asks when a seat becomes free.
func (s *Server) releaseSeatPage(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, err := s.seatScene(r, actor)
	if err != nil {
		return err
	}
	return s.render(w, r, "form", c.formView("release", c.releaseForm()))
}

// releaseSeat ends the holding of a seat.
func (s *Server) releaseSeat(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, err := s.seatScene(r, actor)
	if err != nil {
		return err
	}
	form := c.releaseForm()
	refused, err := s.submit(r, form, func(tx *database.Tx) error {
		err := unit.Release(r.Context(), tx, actor, c.Seat.ID, form.Day("day"), form.Value("reason"))
		if fault.CodeOf(err) == fault.NotFound {
			return fault.Check([]fault.Problem{{Field: "day", Key: "unitpage.problem.nobody"}})
		}
		return err
	})
	return s.seatSaved(w, r, c, "release", "unitpage.released", form, refused, err)
}

// seatSaved answers a form about a seat: with its problems, or with the unit.
func (s *Server) seatSaved(w http.ResponseWriter, r *http.Request, c seatScene, name, done string, form *Form, refused bool, err error) error {
	if refused {
		return s.refuse(w, r, "form", c.formView(name, form))
	}
	if err != nil {
		return err
	}
	s.notify(w, Good, done)
	return redirect(w, r, formedUnitPath(c.ID))
}
