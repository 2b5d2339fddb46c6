package prospect

import "beret/civil"

// Remedy is the cheapest single decision that lifts the weak month's chance to
// the first of [outlook.Levels], tried in the model.
type Remedy struct {
	Lever Lever
	Units int
	By    civil.Date // when it must be decided
}
