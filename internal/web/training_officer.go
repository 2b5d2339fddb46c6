package web

import (
	"net/http"

	"beret/internal/account"
	"beret/internal/database"
	"beret/internal/reference"
	"beret/internal/training"
)

// addTraining adds the sessions on which an officer has or had a place to the
// person's page, for those who may see training.
func (s *Server) addTraining(r *http.Request, actor account.Actor, f facts, officer int64, v *officerView) error {
	var sessions []training.Row
	var places []training.Place
	err := s.db.Read(r.Context(), func(tx *database.Tx) (err error) {
		sessions, places, err = training.OfOfficer(r.Context(), tx, actor, officer)
		return err
	})
	if err != nil || len(sessions) == 0 {
		return err
	}
	table := Table{Caption: T("trainingpage.officer_caption"), Cards: true, Columns: []Column{head("trainingpage.session"), head("trainingpage.kind"),
		{Label: T("trainingpage.from"), Tight: true}, {Label: T("trainingpage.place_status"), Tight: true}}}
	for i, row := range sessions {
		result := Cell{Tags: []Tag{placeTag(places[i].Status)}, Note: f.name(reference.Tests, places[i].FailedTest)}
		if row.Status == training.Cancelled {
			result = Cell{Tags: f.sessionTags(row.Session)}
		}
		table.Rows = append(table.Rows, Row{Cells: []Cell{{Text: Words(row.Title), Href: trainingPath(row.ID), Note: f.gives(row.Session)},
			{Text: T(row.Kind.Key())}, {Text: Day(row.Span.From), Note: T("trainingpage.until", "date", row.Last())}, result}})
	}
	v.Sections = append(v.Sections, fileSection{ID: "training", Tab: T("web.nav.training"), Title: T("trainingpage.officer_section"), Tables: []Table{table}})
	return nil
}
