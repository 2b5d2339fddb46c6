package contribution

import (
	"cmp"
	"slices"
	"strings"

	"beret/civil"
	"beret/participation"
)

// Standing is a country's place among contributors of its size in a month.
type Standing struct {
	Country string              `json:"country"` // ISO 3166 alpha-3
	Share   participation.Share `json:"share"`
	Low     float64             `json:"low"` // 95 %, as in Point
	High    float64             `json:"high"`
	Band    Band                `json:"band"`
	Rank    int                 `json:"rank"` // 1 is the highest share; equal shares have equal ranks
	Of      int                 `json:"of"`   // countries in the band
	Colour  Colour              `json:"colour"`
	Rule    ColourRule          `json:"rule,omitzero"` // that decided the colour
}

// Standings returns every contributor of the type in the month, the band of the
// largest first and in it by rank. The target is the one in force for the type
// at the month's end; zero where none is known.
func Standings(figures []Figure, month civil.Month, t Type, rules *Rules, target participation.Rational) []Standing {
	day := month.End()
	var list []Standing
	for country, g := range grouped(figures, month, t, World(), func(f Figure) string { return f.Country }) {
		s := Standing{Country: country, Share: g.share}
		s.Low, s.High = s.Share.Wilson(z95)
		s.Band, _ = rules.Band(t, s.Share.Total, day)
		s.Colour, s.Rule = rules.Colour(s.Share, target, day)
		list = append(list, s)
	}
	slices.SortFunc(list, func(a, b Standing) int {
		return cmp.Or(cmp.Compare(a.Band.Order, b.Band.Order), b.Share.Cmp(a.Share),
			cmp.Compare(b.Share.Total, a.Share.Total), strings.Compare(a.Country, b.Country))
	})
	rank(list)
	return list
}

// rank numbers a list that is sorted by band and share.
func rank(list []Standing) {
	for start := 0; start < len(list); {
		end := start
		for end < len(list) && list[end].Band.Code == list[start].Band.Code {
			list[end].Rank = end - start + 1
			if end > start && list[end].Share.Cmp(list[end-1].Share) == 0 {
				list[end].Rank = list[end-1].Rank
			}
			end++
		}
		for i := start; i < end; i++ {
			list[i].Of = end - start
		}
		start = end
	}
}
