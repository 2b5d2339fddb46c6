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
// # What is simulated
//
// Officers come forward and go back on it, sit the assessments that are entered
// (and later ones at the pace of the past), are nominated at the office's pace
// as long as posts need nominees, wait for the answer, are selected or not, fill
// posts that fall free, are extended or come home early, and rest. A formed unit
// is filled between rotations in the composition planned for its next contingent;
// beyond its calendar it rotates on. Posts are the authorised ones, or else those
// held, planned and usually won by today's nominees: without authorised posts an
// office is forecast not to grow. Courses, preparations and languages are not
// modelled, nor are promotions: groups carry the leadership tier, and who is
// ready for one is added by the leadership outlook.
//
// # Standing in the past
//
// For the calibration the same is done for the ends of past months, with what
// was known then. Of the past the record does not keep when a tour, a rotation
// or a session was planned, when a row was entered, or which rank somebody held:
// tours that had not begun are left out there (their nominations speak), the
// calendar of units and sessions is not used, authorised posts count from their
// own month on, and age limits are those of today's rank. Officers who left
// before the record began are not in it: where it holds no leaver at all, it
// says nothing about leaving.
package prospect
