package contribution

import (
	"cmp"
	"slices"
	"strings"

	"beret/civil"
	"beret/participation"
)

// Status is how the office's figure stands to the UN's.
type Status string

// The statuses.
const (
	Equal        Status = "equal"
	OfficeHigher Status = "office-higher" // more people by the office's record
	UNHigher     Status = "un-higher"     // more people by the UN's
	SexDiffers   Status = "sex-differs"   // as many people, but not as many women
	OnlyOffice   Status = "only-office"
	OnlyUN       Status = "only-un"
)

// Key is the catalogue key of the status.
func (s Status) Key() string {
	switch s {
	case Equal:
		return "contribution.status.equal"
	case OfficeHigher:
		return "contribution.status.office_higher"
	case UNHigher:
		return "contribution.status.un_higher"
	case SexDiffers:
		return "contribution.status.sex_differs"
	case OnlyOffice:
		return "contribution.status.only_office"
	}
	return "contribution.status.only_un"
}

// Line is one mission and type, by the office and by the UN.
type Line struct {
	Mission string              `json:"mission"`
	Type    Type                `json:"type"`
	Office  participation.Share `json:"office"`
	UN      participation.Share `json:"un"`
	Women   int                 `json:"women"` // office less UN
	Men     int                 `json:"men"`   // office less UN
	Status  Status              `json:"status"`
}

// Reconcile lays the office's own month-end figures beside the UN's for one
// country, line by line, in the order of mission and type. Only the types named
// are compared: those of which the office keeps a record.
func Reconcile(month civil.Month, country string, office, un []Figure, types ...Type) []Line {
	lines := map[cell]*Line{}
	add := func(figures []Figure, side func(*Line) *participation.Share) {
		for _, f := range figures {
			if f.Month != month || f.Country != country || f.Total() == 0 || !slices.Contains(types, f.Type) {
				continue
			}
			line := lines[f.cell()]
			if line == nil {
				line = &Line{Mission: f.Mission, Type: f.Type}
				lines[f.cell()] = line
			}
			share := side(line)
			*share = share.Add(f.share())
		}
	}
	add(office, func(l *Line) *participation.Share { return &l.Office })
	add(un, func(l *Line) *participation.Share { return &l.UN })
	list := make([]Line, 0, len(lines))
	for _, line := range lines {
		line.compare()
		list = append(list, *line)
	}
	slices.SortFunc(list, func(a, b Line) int {
		return cmp.Or(strings.Compare(a.Mission, b.Mission), cmp.Compare(a.Type, b.Type))
	})
	return list
}

func (l *Line) compare() {
	l.Women = l.Office.Women - l.UN.Women
	l.Men = l.Office.Men() - l.UN.Men()
	switch {
	case l.UN.Total == 0:
		l.Status = OnlyOffice
	case l.Office.Total == 0:
		l.Status = OnlyUN
	case l.Office == l.UN:
		l.Status = Equal
	case l.Office.Total > l.UN.Total:
		l.Status = OfficeHigher
	case l.Office.Total < l.UN.Total:
		l.Status = UNHigher
	default:
		l.Status = SexDiffers
	}
}
