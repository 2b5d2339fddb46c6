package standing

import (
	"strings"

	"beret/internal/locale"
	"beret/internal/reference"
	"beret/participation"
)

// GroupName names a group of a dimension by its code. homeUnits holds the names
// of home units by code; a code without a name stands for itself.
func GroupName(p locale.Printer, book *reference.Book, d participation.Dimension, code string, homeUnits map[string]string) string {
	if d == participation.All {
		return p.Text("standing.group.everybody")
	}
	if code == "" {
		return p.Text("standing.without." + string(d))
	}
	switch d {
	case participation.Category:
		return book.Name(reference.Categories, code, p.Lang)
	case participation.Tier:
		return book.Name(reference.Tiers, code, p.Lang)
	case participation.RankBand:
		return book.Name(reference.RankBands, code, p.Lang)
	case participation.HomeUnit:
		if name, known := homeUnits[code]; known {
			return name
		}
	case participation.Site:
		mission, site, _ := strings.Cut(code, "/")
		return site + " (" + mission + ")"
	}
	return code
}
