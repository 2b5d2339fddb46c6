package web

import (
	"net/http"

	"beret/internal/account"
	"beret/internal/database"
	"beret/internal/deployment"
	"beret/internal/reference"
	"beret/internal/unit"
)

// recordView is a record: what is known, what was done. Template "record".
type recordView struct {
	page
	Notice *Notice
	Items  []Item
	Tables []Table
	Events []Event
}

// tourScene is a tour with what its pages need beside it.
type tourScene struct {
	facts
	Tour  deployment.Row
	Unit  unit.Unit     // zero for individual officers
	Seats []unit.Filled // of the unit
}

// tourScene finds the tour of the address.
func (s *Server) tourScene(r *http.Request, actor account.Actor) (c tourScene, err error) {
	id, err := idOf(r)
	if err != nil {
		return c, err
	}
	if c.facts, err = s.facts(r.Context()); err != nil {
		return c, err
	}
	err = s.db.Read(r.Context(), func(tx *database.Tx) (err error) {
		if c.Tour, err = deployment.Find(r.Context(), tx, actor, id); err != nil || c.Tour.UnitID == 0 || !actor.May(account.UnitView) {
			return err
		}
		if c.Unit, err = unit.Find(r.Context(), tx, actor, c.Tour.UnitID); err != nil {
			return err
		}
		c.Seats, err = unit.Seats(r.Context(), tx, actor, c.Tour.UnitID, c.Today)
		return err
	})
	return c, err
}

func (c tourScene) state() deployment.State { return c.Tour.StateOn(c.Today) }

// tour shows one tour.
func (s *Server) tour(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, err := s.tourScene(r, actor)
	if err != nil {
		return err
	}
	v := &recordView{Items: c.items()}
	err = s.db.Read(r.Context(), func(tx *database.Tx) (err error) {
		v.Events, err = s.events(r, tx, actor, "deployment", c.Tour.ID)
		return err
	})
	if err != nil {
		return err
	}
	v.Caption, v.Title = Words(c.Tour.ServiceNumber), T("deploymentpage.tour_title", "name", c.Tour.Name, "mission", c.Tour.Mission, "state", T(c.state().Key()))
	v.Crumbs, v.AsOf = tourCrumbs(), c.Today
	if c.state() == deployment.Overdue {
		v.Notice = &Notice{Tone: Warn, Text: T("deploymentpage.overdue_notice", "date", c.Tour.PlannedEnd)}
	}
	if actor.May(account.DeploymentEdit) {
		v.Actions = c.actions()
	}
	return s.render(w, r, "record", v)
}

func tourCrumbs() []Link {
	return []Link{{Text: T("web.nav.deployments"), Href: "/deployments"}}
}

// actions are what can be done with a tour in its state.
func (c tourScene) actions() []Action {
	path := tourPath(c.Tour.ID)
	link := func(name string, second bool) Action {
		return Action{Text: T("deploymentpage.act." + name), Href: path + "/" + name, Second: second}
	}
	correct := link("correct", true)
	switch c.state() {
	case deployment.Planned:
		return []Action{link("start", false), link("extend", true), correct, {Text: T("deploymentpage.act.cancel"), Href: path + "/cancel", Danger: true}}
	case deployment.Current, deployment.Overdue:
		if c.Tour.EndedOn != 0 {
			return []Action{correct}
		}
		return []Action{link("end", false), link("extend", true), correct}
	}
	return []Action{correct}
}

// items are the facts of a tour; those that it lacks are left out.
func (c tourScene) items() []Item {
	d := c.Tour
	items := []Item{
		{Label: T("deploymentpage.officer"), Value: Cell{Text: Words(d.Name), Href: officerPath(d.OfficerID), Note: Joined(" · ", c.name(reference.Ranks, d.Rank), sexText(d.Woman))}},
		{Label: T("deploymentpage.state"), Value: Cell{Tags: []Tag{stateTag(c.state())}}},
		{Label: T("deploymentpage.category"), Value: Cell{Text: c.name(reference.Categories, d.Category)}},
		{Label: T("deploymentpage.mission"), Value: Cell{Text: Words(d.Mission), Note: c.name(reference.Missions, d.Mission)}},
		{Label: T("deploymentpage.site"), Value: Cell{Text: Words(d.Site)}},
		{Label: T("deploymentpage.post"), Value: Cell{Text: Words(d.PostTitle)}},
		{Label: T("deploymentpage.tier"), Value: Cell{Text: c.name(reference.Tiers, d.Tier)}},
		{Label: T("deploymentpage.unit"), Value: c.unitCell()},
		{Label: T("deploymentpage.rotation"), Value: Cell{Text: Words(d.Rotation)}},
	}
	return known(append(items, c.termItems()...))
}

// termItems are the days of a tour.
func (c tourScene) termItems() []Item {
	d := c.Tour
	planned := Cell{Text: Day(d.PlannedEnd), Note: T("deploymentpage.off_duty")}
	if d.ExtendedFrom != 0 {
		planned.Note = T("deploymentpage.extended_from", "date", d.ExtendedFrom)
	}
	return []Item{
		{Label: T("deploymentpage.from"), Value: Cell{Text: Day(d.From)}},
		{Label: T("deploymentpage.planned_end"), Value: planned},
		{Label: T("deploymentpage.ended_on"), Value: Cell{Text: Day(d.EndedOn), Note: reasonText(d.EndReason)}},
		{Label: T("deploymentpage.note"), Value: Cell{Text: Words(d.Note)}},
	}
}

// known are the items that have a value.
func known(items []Item) []Item {
	var kept []Item
	for _, item := range items {
		if !item.Value.Blank() {
			kept = append(kept, item)
		}
	}
	return kept
}

// unitCell names unit and seat of a tour, nothing for individual officers.
func (c tourScene) unitCell() Cell {
	if c.Unit.ID == 0 {
		return Cell{Text: Words(c.Tour.Unit)}
	}
	cell := Cell{Text: Words(c.Unit.Name), Href: formedUnitPath(c.Unit.ID)}
	for _, seat := range c.Seats {
		if seat.ID == c.Tour.SeatID {
			cell.Note = T("unitpage.seat_named", "number", seat.Number, "title", seatTitle(seat.Title))
		}
	}
	return cell
}

// seatNumber is the number of the tour's seat in its unit, empty for none.
func (c tourScene) seatNumber() string {
	for _, seat := range c.Seats {
		if seat.ID == c.Tour.SeatID {
			return idValue(int64(seat.Number))
		}
	}
	return ""
}
