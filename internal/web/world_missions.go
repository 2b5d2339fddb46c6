package web

import (
	"net/http"

	"beret/internal/account"
	"beret/internal/contribution"
	"beret/internal/reference"
)

// worldMissionsView is where women serve and where none do. Template
// "world_missions".
type worldMissionsView struct {
	worldFrame
	Women, None Table
}

// scopeWorld is the "scope" of the address that asks for all contributors.
const scopeWorld = "world"

// worldMissions shows the missions where women of a type serve and those where
// none do, for a country or for the world.
func (s *Server) worldMissions(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	c, err := s.worldScene(r, actor)
	if err != nil {
		return err
	}
	if c.empty() {
		return s.worldEmpty(w, r, c)
	}
	whole := r.URL.Query().Get("scope") == scopeWorld || c.country == ""
	scope, who := contribution.Of(c.country), Words(c.countryName(c.country))
	if whole {
		scope, who = contribution.World(), T("world.world")
	}
	women, none := contribution.Missions(c.in(c.kind, c.month), c.month, c.kind, scope)
	v := &worldMissionsView{worldFrame: c.frame("/world/missions")}
	v.Title = c.missionsTitle(who, len(women), len(none))
	v.Ask = c.ask("/world/missions", c.scopeField(whole), c.countryField(), c.typeField(), c.monthField(), c.peersField())
	v.Women = c.missionTable(T("world.missions.women"), T("world.missions.no_women"), women, whole)
	v.None = c.missionTable(T("world.missions.none"), T("world.missions.none_empty"), none, whole)
	return s.render(w, r, "world_missions", v)
}

func (c *worldScene) missionsTitle(who Text, women, none int) Text {
	switch {
	case c.month.IsZero():
		return T("world.title.none", "type", c.typeText())
	case women+none == 0:
		return T("world.missions.title_nobody", "type", c.typeText(), "who", who, "month", MonthText(c.month))
	}
	return T("world.missions.title", "type", c.typeText(), "who", who, "women", women, "n", women+none, "month", MonthText(c.month))
}

func (c *worldScene) scopeField(whole bool) Field {
	f := Field{Kind: SelectField, Name: "scope", Label: T("world.field.scope"), Options: []Option{
		{Text: T("world.field.scope_country")}, {Value: scopeWorld, Text: T("world.field.scope_world")},
	}}
	if whole {
		f.Value = scopeWorld
	}
	return f
}

func (c *worldScene) missionTable(caption, empty Text, missions []contribution.MissionShare, whole bool) Table {
	table := Table{Caption: caption, Empty: empty, Columns: []Column{
		{Label: T("world.column.mission")}, {Label: T("world.column.share")},
		{Label: T("world.column.women"), Numeric: true}, {Label: T("world.column.people"), Numeric: true},
	}}
	if whole {
		table.Columns = append(table.Columns, Column{Label: T("world.column.contributors"), Numeric: true})
	}
	for _, m := range missions {
		cells := []Cell{
			{Text: Words(m.Mission), Note: c.missionName(m.Mission)},
			{Share: &Share{Women: m.Share.Women, Total: m.Share.Total}, Note: c.intervalText(m.Share)},
			{Text: Num(m.Share.Women)}, {Text: Num(m.Share.Total)},
		}
		if whole {
			cells = append(cells, Cell{Text: Num(m.Contributors)})
		}
		table.Rows = append(table.Rows, Row{Cells: cells})
	}
	return table
}

// missionName is the mission's full name, nothing where it is not known.
func (c *worldScene) missionName(code string) Text {
	if row, ok := c.book.Find(reference.Missions, code); ok {
		return Words(row.Name(c.printer.Lang))
	}
	return nil
}
