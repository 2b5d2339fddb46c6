// Package disclosure decides which counts an outsider may see when some are so
// small that they point at persons.
//
// [Shares] is the usual call: women, men and total by group, in a tree of
// groups. [Protect] is the general one: any cells with any sums among them.
// Both withhold
//
//   - every count above zero and below the threshold, women and men alike;
//   - as many other counts as are needed so that the withheld ones within a
//     shown sum are at least two and hold together at least the threshold (the
//     remainder rule);
//   - and more, until for every withheld count there is a rival: another table
//     that would read exactly the same and in which that count differs. The
//     rival is the proof that no subtraction brings the count back.
//
// A reader is taken to know all of this, to see that a withheld count is not
// zero (zeros are shown), and to add and subtract at will. Which of the withheld
// counts are the small ones is not said. A rate is shown only where women, men
// and total are.
//
// What is not promised: the withheld count may still be narrowed to a range;
// and a reader who knows some of the persons already can subtract them. Two
// tables of one population are safe together only when protected together, as
// one [Table] with the sums that tie them; [Separable] guards tables that are
// released at different times.
package disclosure
