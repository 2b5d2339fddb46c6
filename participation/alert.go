package participation

import (
	"slices"

	"beret/civil"
)

// Lone is a place where exactly one woman serves.
type Lone struct {
	Dimension Dimension `json:"dimension"`
	Key       string    `json:"key"`
	Person    int64     `json:"person"`
	Men       int       `json:"men"` // the colleagues on record there
}

// LoneWomen returns the groups of the dimension (sites, missions, units) where
// exactly one woman serves on the day, by key. Stretches without a place on
// record are left out: of them nothing is known. Only people in the services
// given are seen; other countries' officers are not.
func LoneWomen(services []Service, dimension Dimension, asOf civil.Date) []Lone {
	var alone []Lone
	for _, f := range At(services, dimension, asOf) {
		if f.Share.Women == 1 && (f.Key != "" || dimension == All) {
			alone = append(alone, Lone{dimension, f.Key, f.Women[0], f.Share.Men()})
		}
	}
	return alone
}

// Leadership returns the share by leadership tier on the day, in the order of
// the tiers' codes, and the share of the key positions: the people in any of
// the tiers named.
func Leadership(services []Service, keyTiers []string, asOf civil.Date) (tiers []Figure, keyPositions Figure) {
	inKey := make([]Service, 0, len(services))
	for _, s := range services {
		if slices.Contains(keyTiers, s.Tier) {
			inKey = append(inKey, s)
		}
	}
	return At(services, Tier, asOf), Whole(inKey, asOf)
}
