package web

import (
	"net/http"

	"beret/internal/account"
	"beret/internal/database"
	"beret/internal/locale"
	"beret/internal/unit"
)

// formedUnitOptions are the formed units that the actor may see.
func formedUnitOptions(r *http.Request, tx *database.Tx, actor account.Actor) ([]Option, error) {
	if !actor.May(account.UnitView) {
		return nil, nil
	}
	units, err := unit.List(r.Context(), tx, actor)
	var options []Option
	for _, u := range units {
		options = append(options, Option{Value: idValue(u.ID), Text: Joined(" · ", Words(u.Code), Words(u.Name))})
	}
	return options, err
}

// formedUnitPath is the page of a formed unit.
func formedUnitPath(id int64) string { return "/units/" + idValue(id) }

// seatTitle names a seat: by a text of the catalogue, or in the office's own
// words where there is none.
func seatTitle(title string) Text { return actText(title) }

// elementText names an element of a unit, by its code where the office has one
// of its own.
func elementText(code string) Text {
	return func(p locale.Printer) string {
		if key := unit.ElementKey(code); p.Has(key) {
			return p.Text(key)
		}
		return code
	}
}
