package contribution

import (
	"slices"
	"strings"

	"beret/civil"
	"beret/internal/reference"
	"beret/participation"
)

// z95 is the normal quantile of the 95 % intervals shown beside small counts.
const z95 = 1.959963984540054

// Scope tells which countries are counted, by ISO 3166 alpha-3.
type Scope func(iso3 string) bool

// World counts every contributor.
func World() Scope { return func(string) bool { return true } }

// Of counts the countries named: one, or chosen peers.
func Of(iso3 ...string) Scope {
	return func(c string) bool { return slices.Contains(iso3, c) }
}

// In counts the countries of a region or sub-region.
func In(countries *reference.Countries, area reference.Area) Scope {
	members := map[string]bool{}
	for _, c := range countries.All() {
		members[c.ISO3] = area != 0 && (c.Region == area || c.SubRegion == area)
	}
	return func(iso3 string) bool { return members[iso3] }
}

// Point is a share at the end of a month.
type Point struct {
	Month        civil.Month         `json:"month"`
	Share        participation.Share `json:"share"`
	Contributors int                 `json:"contributors"` // countries with anybody

	// Low and High bound the rate with 95 % by Wilson's interval. It answers
	// how much of a difference between few people may be chance; the counts
	// themselves are exact.
	Low  float64 `json:"low"`
	High float64 `json:"high"`
}

// Months returns the months for which there are figures of the type, in order.
func Months(figures []Figure, t Type) []civil.Month {
	var months []civil.Month
	for _, f := range figures {
		if f.Type == t {
			months = append(months, f.Month)
		}
	}
	slices.Sort(months)
	return slices.Compact(months)
}

// Shares returns the share of women of the type among the countries of the
// scope, for every month for which anybody in the world has figures of the
// type. A month without people in the scope has an empty share.
func Shares(figures []Figure, t Type, scope Scope) []Point {
	months := Months(figures, t)
	points := make([]Point, len(months))
	contributors := make([]map[string]bool, len(months))
	for i, m := range months {
		points[i].Month = m
		contributors[i] = map[string]bool{}
	}
	for _, f := range figures {
		if f.Type != t || !scope(f.Country) {
			continue
		}
		i, _ := slices.BinarySearch(months, f.Month)
		points[i].Share = points[i].Share.Add(f.share())
		contributors[i][f.Country] = true
	}
	for i := range points {
		points[i].Low, points[i].High = points[i].Share.Wilson(z95)
		points[i].Contributors = len(contributors[i])
	}
	return points
}

func (f Figure) share() participation.Share {
	return participation.Share{Women: f.Women, Total: f.Total()}
}

// MissionShare is the share of women in one mission.
type MissionShare struct {
	Mission      string              `json:"mission"`
	Share        participation.Share `json:"share"`
	Contributors int                 `json:"contributors"`
	Low          float64             `json:"low"` // 95 %, as in Point
	High         float64             `json:"high"`
}

// Missions returns where the scope's people of the type serve in the month:
// the missions with women, highest share first, and those with men alone, the
// largest first.
func Missions(figures []Figure, month civil.Month, t Type, scope Scope) (women, none []MissionShare) {
	for mission, g := range grouped(figures, month, t, scope, func(f Figure) string { return f.Mission }) {
		m := MissionShare{Mission: mission, Share: g.share, Contributors: len(g.countries)}
		m.Low, m.High = m.Share.Wilson(z95)
		if m.Share.Women > 0 {
			women = append(women, m)
		} else {
			none = append(none, m)
		}
	}
	order := func(a, b MissionShare) int {
		if d := b.Share.Cmp(a.Share); d != 0 {
			return d
		}
		if a.Share.Total != b.Share.Total {
			return b.Share.Total - a.Share.Total
		}
		return strings.Compare(a.Mission, b.Mission)
	}
	slices.SortFunc(women, order)
	slices.SortFunc(none, order)
	return women, none
}

type group struct {
	share     participation.Share
	countries map[string]bool
}

// grouped sums the month's figures of a type and scope by a property.
func grouped(figures []Figure, month civil.Month, t Type, scope Scope, by func(Figure) string) map[string]*group {
	groups := map[string]*group{}
	for _, f := range figures {
		if f.Month != month || f.Type != t || !scope(f.Country) {
			continue
		}
		g := groups[by(f)]
		if g == nil {
			g = &group{countries: map[string]bool{}}
			groups[by(f)] = g
		}
		g.share = g.share.Add(f.share())
		g.countries[f.Country] = true
	}
	return groups
}
