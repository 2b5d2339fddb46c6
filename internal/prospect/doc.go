// Package prospect is where the record meets the outlook: it reads who stands
// where and what happened so far, makes of it a model for package outlook, and
// answers how likely each target is to hold, which levers there are, and what
// the cheapest plan is.
//
// Call [NewRoom] once and [Room.Load] for a [Base]; then [Base.Answer],
// [Base.Risks], [Base.Plan], [Base.Assumptions] and [Room.Calibrate].
//
// # Where everybody stands
//
// Each officer in service is in exactly one place, the first that fits: in a
// post; about to go on a planned tour; nominated or chosen; in a formed unit's
// seat, or signed for one; at rest after a tour; cleared; willing; else in the
// serving pool, at once or from the month in which age and years of service
// suffice. Known people keep their own dates. Who reaches the age limit leaves
// the pool in that month.
//
// # Standing in the past
//
// For the calibration the same is done for the ends of past months, with what
// was known then. Of the past the record does not keep when a tour, a rotation
// or a session was planned, when a row was entered, or which rank somebody held:
// tours that had not begun are left out there (their nominations speak), the
// calendar of units and sessions is not used, posts are those held then, and age
// limits are those of today's rank.
package prospect
