package web

import (
	"net/http"
	"strconv"

	"beret/internal/account"
	"beret/internal/database"
	"beret/internal/reference"
	"beret/internal/selection"
	"beret/internal/unit"
)

// maySeat reports whether the actor may write the list into the unit's seats.
func (c slateScene) maySeat() bool {
	return c.Unit != nil && c.Status.Frozen() && c.Actor.May(account.SlateEdit) && c.Actor.May(account.UnitEdit)
}

// seatingNotice says how far a signed list of a unit is seated, nil for another.
func (c slateScene) seatingNotice() *Notice {
	if c.Seating == nil {
		return nil
	}
	n := c.Seating.Count()
	links := []Link{{Text: Words(c.Unit.Name), Href: formedUnitPath(c.UnitID)}}
	if c.Seating.Done() {
		return &Notice{Tone: Good, Text: T("slatepage.seating.done", "n", n.Stay, "date", c.Seating.Day), Links: links}
	}
	if c.maySeat() {
		links = append([]Link{{Text: T("slatepage.do.seat"), Href: c.path("/seat")}}, links...)
	}
	return &Notice{Tone: Warn, Text: T("slatepage.seating.open", "come", n.Come, "leave", n.Leave, "move", n.Move, "stay", n.Stay, "date", c.Seating.Day), Links: links}
}

// missionNotice says that a unit without a mission has nobody nominated.
func (c slateScene) missionNotice() *Notice {
	if c.Unit == nil || c.Status == selection.Void {
		return nil
	}
	links := []Link{{Text: T("slatepage.mission.set"), Href: formedUnitPath(c.UnitID) + "/edit#f-mission"}}
	if !c.Actor.May(account.UnitEdit) {
		links = nil
	}
	if c.Status.Frozen() && c.signedNowhere() {
		return &Notice{Tone: Info, Text: T("slatepage.mission.signed_without"), Links: links}
	}
	if !c.Status.Frozen() && c.Unit.Mission == "" {
		return &Notice{Tone: Info, Text: T("slatepage.mission.none"), Links: links}
	}
	return nil
}

// signedNowhere reports whether the newest edition names no mission.
func (c slateScene) signedNowhere() bool {
	if len(c.Editions) == 0 {
		return false
	}
	list, err := c.Editions[0].Read()
	return err == nil && list.Mission == ""
}

// seatForm confirms the seating that is shown.
func (c slateScene) seatForm() *Form {
	return &Form{Action: c.path("/seat"), Submit: T("slatepage.form.submit.seat"), Cancel: &Link{Text: T("web.cancel"), Href: slatePath(c.ID)}, Fields: []Field{
		{Kind: HiddenField, Name: "edition", Value: strconv.Itoa(c.Seating.Edition)}, {Kind: HiddenField, Name: "mark", Value: c.Seating.Mark()}}}
}

// seatView previews who comes into which seat, whose time in it ends, who stays.
func (c slateScene) seatView(form *Form) *slateFormView {
	n := c.Seating.Count()
	if c.Seating.Done() {
		form = nil
	}
	v := c.formView("seat", form, []Item{
		{Label: T("slatepage.edition"), Value: Cell{Text: T("slatepage.edition_n", "n", c.Seating.Edition)}},
		{Label: T("slatepage.seating.day"), Value: Cell{Text: Day(c.Seating.Day)}},
		{Label: T("slatepage.seating.come"), Value: Cell{Text: Num(n.Come)}}, {Label: T("slatepage.seating.leave"), Value: Cell{Text: Num(n.Leave)}},
		{Label: T("slatepage.seating.move"), Value: Cell{Text: Num(n.Move)}}, {Label: T("slatepage.seating.stay"), Value: Cell{Text: Num(n.Stay)}}})
	if c.Seating.Done() {
		v.Notices = append(v.Notices, *c.seatingNotice())
	}
	if notice := c.missionNotice(); notice != nil {
		v.Notices = append(v.Notices, *notice)
	}
	v.Tables = []Table{c.seatingTable()}
	return v
}

func (c slateScene) seatingTable() Table {
	table := Table{Caption: T("slatepage.seating.caption", "date", c.Seating.Day), Cards: true, Columns: []Column{head("slatepage.post"),
		head("slatepage.seating.before"), head("slatepage.seating.after"), head("slatepage.change")}}
	for _, seat := range c.Seating.Seats {
		row := []Cell{{Text: seatTitle(seat.Seat.Title), Note: Joined(" · ", T("slatepage.seat", "n", seat.Seat.Number), elementText(seat.Seat.Element))}, {}, {}, {}}
		if p := seat.Holds; p != nil {
			row[1] = c.holderCell(p)
		}
		if n := seat.Takes; n != nil {
			row[2] = c.personCell(selection.Candidate{ID: n.OfficerID, Name: n.Name, Rank: n.Rank, Woman: n.Woman, ServiceNumber: n.ServiceNumber})
		}
		row[3].Tags = seatTags(seat)
		table.Rows = append(table.Rows, Row{Cells: row})
	}
	return table
}

func (c slateScene) holderCell(p *unit.Person) Cell {
	return Cell{Text: Words(p.Name), Href: officerPath(p.ID), Note: Joined(" · ", c.name(reference.Ranks, p.Rank), sexText(p.Woman), Words(p.ServiceNumber))}
}

func seatTags(seat selection.SeatChange) (tags []Tag) {
	add := func(is bool, text Text, tone Tone) {
		if is {
			tags = append(tags, Tag{text, tone})
		}
	}
	add(seat.Comes() && seat.From == 0, T("slatepage.comes"), Good)
	add(seat.Comes() && seat.From != 0, T("slatepage.seating.from", "n", seat.From), Info)
	add(seat.Leaves() && seat.To == 0, T("slatepage.goes"), Warn)
	add(seat.Leaves() && seat.To != 0, T("slatepage.seating.to", "n", seat.To), Info)
	add(seat.Stays(), T("slatepage.seating.stays"), Plain)
	add(seat.Holds == nil && seat.Takes == nil, T("slatepage.seating.empty"), Plain)
	return tags
}

// seatingScene opens a slate with what seating it does.
func (s *Server) seatingScene(r *http.Request, actor account.Actor) (c slateScene, err error) {
	if c, err = s.slateScene(r, actor); err != nil || c.Seating != nil {
		return c, err
	}
	err = s.db.Read(r.Context(), func(tx *database.Tx) error {
		_, err := selection.PlanSeating(r.Context(), tx, c.scene(actor), c.ID)
		return err
	})
	return c, err
}

// slateSeatPage previews the seating of a signed list.
func (s *Server) slateSeatPage(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, err := s.seatingScene(r, actor)
	if err != nil {
		return err
	}
	return s.render(w, r, "slate_form", c.seatView(c.seatForm()))
}

// slateSeat writes the signed list into the unit's seats.
func (s *Server) slateSeat(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, err := s.seatingScene(r, actor)
	if err != nil {
		return err
	}
	form := c.seatForm()
	done := "slatepage.seating.already"
	refused, err := s.submit(r, form, func(tx *database.Tx) error {
		plan, err := selection.TakeSeats(r.Context(), tx, c.scene(actor), c.ID, form.Int("edition"), form.Value("mark"))
		if !plan.Done() {
			done = "slatepage.form.done.seat"
		}
		return err
	})
	switch {
	case refused:
		form.Fields = c.seatForm().Fields // what is shown now is what the next confirmation is of
		return s.refuse(w, r, "slate_form", c.seatView(form))
	case err != nil:
		return err
	}
	s.notify(w, Good, done)
	return redirect(w, r, slatePath(c.ID))
}
