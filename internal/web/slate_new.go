package web

import (
	"net/http"
	"strconv"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/call"
	"beret/internal/database"
	"beret/internal/selection"
)

// newCallSlate makes a slate for a call, with the engine's first proposal.
func (s *Server) newCallSlate(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	id, err := idOf(r)
	if err != nil {
		return err
	}
	f, err := s.facts(r.Context())
	if err != nil {
		return err
	}
	var sheet *selection.Sheet
	err = s.db.Write(r.Context(), func(tx *database.Tx) error {
		c, err := call.Find(r.Context(), tx, actor, id)
		if err != nil {
			return err
		}
		_, others, err := selection.List(r.Context(), tx, actor, selection.Filter{CallID: id, Limit: 1})
		if err != nil {
			return err
		}
		name := c.Reference
		if others > 0 {
			name += " (" + strconv.Itoa(others+1) + ")"
		}
		sheet, err = s.slateRoom.Create(r.Context(), tx, f.scene(actor), selection.Slate{CallID: id, Name: name})
		return err
	})
	if err != nil {
		return err
	}
	s.notify(w, Good, "slatepage.created")
	return redirect(w, r, slatePath(sheet.ID))
}

// rotationForm asks for the rotation that a slate of a unit is for.
func (c unitScene) rotationForm(tourMonths int) *Form {
	from := c.Today.AddMonths(6)
	path := formedUnitPath(c.ID)
	return &Form{Action: path + "/slates", Submit: T("slatepage.new.submit"), Cancel: &Link{Text: T("web.cancel"), Href: path}, Fields: []Field{
		{Kind: TextField, Name: "name", Label: T("slatepage.name"), Hint: T("slatepage.name_hint")},
		{Kind: TextField, Name: "rotation", Label: T("slatepage.rotation"), Width: "medium"},
		{Kind: DateField, Name: "expected_from", Label: T("slatepage.expected_from"), Value: DayValue(from)},
		{Kind: DateField, Name: "expected_to", Label: T("slatepage.expected_to"), Hint: T("slatepage.expected_to_hint"), Value: DayValue(from.AddMonths(tourMonths))}}}
}

func (c unitScene) rotationView(form *Form) *formView {
	v := &formView{Form: form}
	v.Title, v.Lead, v.Caption = T("slatepage.new.title"), T("slatepage.new.lead", "seats", len(c.Seats)), Words(c.Name)
	v.Crumbs = []Link{{Text: T("web.nav.units"), Href: "/units"}, {Text: Words(c.Name), Href: formedUnitPath(c.ID)}}
	return v
}

// newUnitSlatePage asks for the days of a unit's next rotation.
func (s *Server) newUnitSlatePage(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, err := s.unitScene(r, actor)
	if err != nil {
		return err
	}
	return s.render(w, r, "form", c.rotationView(c.rotationForm(c.Book.Number("tour-months", c.Today))))
}

// newUnitSlate makes a slate for a unit's next rotation.
func (s *Server) newUnitSlate(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, err := s.unitScene(r, actor)
	if err != nil {
		return err
	}
	form := c.rotationForm(0)
	var sheet *selection.Sheet
	refused, err := s.submit(r, form, func(tx *database.Tx) (err error) {
		sheet, err = s.slateRoom.Create(r.Context(), tx, c.scene(actor), selection.Slate{UnitID: c.ID, Name: form.Value("name"), Rotation: form.Value("rotation"),
			Expected: civil.Interval{From: form.Day("expected_from"), To: form.Day("expected_to")}})
		return err
	})
	if refused {
		return s.refuse(w, r, "form", c.rotationView(form))
	}
	if err != nil {
		return err
	}
	s.notify(w, Good, "slatepage.created")
	return redirect(w, r, slatePath(sheet.ID))
}
