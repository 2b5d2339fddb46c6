// Package participation answers where an office stands: how many women of how
// many people, at which date, against which target, and who changed it.
//
// Three things to call first:
//
//   - [At] gives the share of each category, mission, unit, leadership tier,
//     home unit or rank band at a date, with the people behind each figure.
//   - [Assess] sets those shares beside the targets in force and says how many
//     women are still needed, by replacement and by addition.
//   - [Changes] explains a difference between two dates by the people who came
//     and went, so that before + came − left = after, exactly.
//
// [Monthly] gives the same counts for each month's end, [Plans] what planned
// ends, starts and pending nominations would do, [Freeze] a position that can
// be proved unaltered later. [Columns] is the form for millions of intervals;
// Monthly rests on it too.
//
// What is promised: counts are integers and comparisons exact (3 of 9 meets one
// third); a person counts once in each figure, however many intervals their
// service is cut into; populations and frameworks are never mixed; the result
// depends on the set of services and not on their order; every figure carries
// the people, the date and the formula's version. Nothing is read from a clock.
//
// A month's position is the one at the end of its last day: a service counts
// in a month when its interval contains that day.
package participation

// FormulaVersion names the rules by which this package counts. It is printed
// with each figure and frozen with each snapshot; it changes when a rule does.
const FormulaVersion = "participation/1"
