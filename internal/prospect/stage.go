package prospect

import "beret/outlook"

// The stages in which officers stand. Those of a category, a unit or a group
// have its code behind a colon.
const (
	serving  = "serving"  // at home, old enough and long enough in service
	willing  = "willing"  // said so, or came to an assessment
	sitting  = "sitting"  // at an assessment
	cleared  = "cleared"  // passed it, and the clearance is valid
	rest     = "rest"     // after a tour
	aged     = "aged"     // past the age limit
	recruits = "recruits" // not yet eligible, of those still to be enlisted
)

func nominatedFor(category string) string { return "nominated:" + category }
func selectedFor(category string) string  { return "selected:" + category }
func poolOf(unit string) string           { return "pool:" + unit }
func postOf(group string) string          { return "post:" + group }
func longerOf(group string) string        { return "longer:" + group }

// groupID is the id of a category's posts in a mission and tier.
func groupID(s outlook.Scope) string { return s.Category + "/" + s.Mission + "/" + s.Tier }
