package participation

import (
	"cmp"
	"math"
	"math/bits"
)

// Share is a number of women among a number of people, both counted within one
// population. Women never exceed Total. A share of nobody (Total zero) has no
// rate: it meets no target and compares below every other.
type Share struct {
	Women int `json:"women"`
	Total int `json:"total"`
}

// Men returns the number of people who are not women.
func (s Share) Men() int { return s.Total - s.Women }

// Add returns the share of two disjoint sets of people together.
func (s Share) Add(o Share) Share { return Share{s.Women + o.Women, s.Total + o.Total} }

// Sub returns the share of what remains when the people of o leave s.
func (s Share) Sub(o Share) Share { return Share{s.Women - o.Women, s.Total - o.Total} }

// Rate returns Women/Total exactly; ok is false where there is nobody.
func (s Share) Rate() (r Rational, ok bool) {
	if s.Total == 0 {
		return Rational{}, false
	}
	return NewRational(int64(s.Women), int64(s.Total)), true
}

// Cmp compares two rates exactly, by cross-multiplication in 128 bits:
// −1 where s is lower than o, 0 where they are equal, 1 where it is higher.
func (s Share) Cmp(o Share) int {
	if s.Total == 0 || o.Total == 0 {
		return cmp.Compare(min(s.Total, 1), min(o.Total, 1))
	}
	return cmpProducts(s.Women, o.Total, o.Women, s.Total)
}

// Meets reports whether Women/Total ≥ t, exactly. Nobody meets no target.
func (s Share) Meets(t Rational) bool {
	return s.Total > 0 && cmpProducts(s.Women, int(t.Den), int(t.Num), s.Total) >= 0
}

// cmpProducts compares a·b with c·d for values not below zero.
func cmpProducts(a, b, c, d int) int {
	leftHigh, leftLow := bits.Mul64(uint64(a), uint64(b))
	rightHigh, rightLow := bits.Mul64(uint64(c), uint64(d))
	return cmp.Or(cmp.Compare(leftHigh, rightHigh), cmp.Compare(leftLow, rightLow))
}

// Minimum returns ⌈t·Total⌉, the fewest women with whom the target is met when
// the number of people stays as it is. t must be Valid.
func (s Share) Minimum(t Rational) int {
	high, low := bits.Mul64(uint64(t.Num), uint64(s.Total))
	quotient, remainder := bits.Div64(high, low, uint64(t.Den))
	if remainder > 0 {
		quotient++
	}
	return int(quotient)
}

// NeededByReplacement returns how many men would have to be replaced by women
// to meet t: ⌈t·Total⌉ − Women, or 0 where the target is met.
func (s Share) NeededByReplacement(t Rational) int { return max(0, s.Minimum(t)-s.Women) }

// NeededByAddition returns the smallest k with (Women+k)/(Total+k) ≥ t: how
// many women would have to come in addition while all others stay. ok is false
// where no number would do (t is one and there are men). Where there is nobody,
// it is one woman for any target above zero.
func (s Share) NeededByAddition(t Rational) (k int, ok bool) {
	switch {
	case s.Meets(t):
		return 0, true
	case s.Total == 0:
		return 1, true // a share needs somebody, even for a target of zero
	case t.Num == t.Den:
		return 0, false
	}
	wantHigh, wantLow := bits.Mul64(uint64(t.Num), uint64(s.Total))
	haveHigh, haveLow := bits.Mul64(uint64(t.Den), uint64(s.Women))
	low, borrow := bits.Sub64(wantLow, haveLow, 0)
	high, _ := bits.Sub64(wantHigh, haveHigh, borrow)
	divisor := uint64(t.Den - t.Num)
	if high >= divisor {
		return math.MaxInt, true // beyond any number of people
	}
	quotient, remainder := bits.Div64(high, low, divisor)
	if remainder > 0 {
		quotient++
	}
	return int(min(quotient, math.MaxInt)), true
}

// Surplus returns how many women more than the minimum serve; it is negative
// by as many as are missing.
func (s Share) Surplus(t Rational) int { return s.Women - s.Minimum(t) }

// Gap returns Women/Total − t exactly, in units of one (multiply by a hundred
// for percentage points); ok is false where there is nobody.
func (s Share) Gap(t Rational) (gap Rational, ok bool) {
	if s.Total == 0 {
		return Rational{}, false
	}
	return NewRational(int64(s.Women)*t.Den-t.Num*int64(s.Total), int64(s.Total)*t.Den), true
}

// OnePerson returns by how much the rate moves when one man is replaced by one
// woman, 1/Total; ok is false where there is nobody.
func (s Share) OnePerson() (step Rational, ok bool) {
	if s.Total == 0 {
		return Rational{}, false
	}
	return Rational{1, int64(s.Total)}, true
}

// Small reports whether so few people are counted that the rate must not be
// shown without saying what one person changes. The threshold (30 by the
// office's custom) is the caller's.
func (s Share) Small(threshold int) bool { return s.Total < threshold }

// Wilson returns the score interval of the rate for the standard normal
// quantile z (1.96 for 95 %), each end between 0 and 1. It is for comparing
// countries with few people, not for the office's own exact count.
// Nobody gives the interval from 0 to 1.
//
// Source: E. B. Wilson, "Probable inference, the law of succession, and
// statistical inference", J. Am. Stat. Assoc. 22 (1927), 209–212.
func (s Share) Wilson(z float64) (low, high float64) {
	if s.Total == 0 {
		return 0, 1
	}
	n, p := float64(s.Total), float64(s.Women)/float64(s.Total)
	scale := 1 + z*z/n
	centre := (p + z*z/(2*n)) / scale
	half := z / scale * math.Sqrt(p*(1-p)/n+z*z/(4*n*n))
	low, high = max(0, centre-half), min(1, centre+half)
	// The closed form is exact at the ends; its rounding is not.
	if s.Women == 0 {
		low = 0
	}
	if s.Women == s.Total {
		high = 1
	}
	return low, high
}
