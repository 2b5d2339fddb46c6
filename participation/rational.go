package participation

import (
	"fmt"
	"math/bits"
	"strconv"
	"strings"
)

// Rational is an exact fraction Num/Den with Den above zero: a target share, or
// a difference of shares. Components stay below 2⁶² in everything this package
// computes from counts and targets below 2³¹.
type Rational struct{ Num, Den int64 }

// NewRational returns num/den in lowest terms with a positive denominator.
// It panics when den is zero.
func NewRational(num, den int64) Rational {
	if den == 0 {
		panic("participation: fraction with denominator zero")
	}
	if den < 0 {
		num, den = -num, -den
	}
	if g := gcd(num, den); g > 1 {
		num, den = num/g, den/g
	}
	return Rational{num, den}
}

func gcd(a, b int64) int64 {
	if a < 0 {
		a = -a
	}
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// ParseRational reads a share as a fraction, a decimal or a per cent:
// "1/3", "0.2", "20%", "33.3 %". Numbers have at most nine digits; the result
// is in lowest terms and may exceed one.
func ParseRational(s string) (Rational, error) {
	text := strings.TrimSpace(s)
	per := int64(1)
	if rest, ok := strings.CutSuffix(text, "%"); ok {
		text, per = strings.TrimSpace(rest), 100
	}
	numText, denText, isFraction := strings.Cut(text, "/")
	num, scale, ok := decimal(numText)
	den, denScale := int64(1), int64(1)
	if isFraction {
		var okDen bool
		den, denScale, okDen = decimal(denText)
		ok = ok && okDen && scale == 1 && denScale == 1 && per == 1
	}
	if !ok || den == 0 {
		return Rational{}, fmt.Errorf("participation: %q is not a share as 1/3, 0.2 or 20%%", s)
	}
	return NewRational(num, den*scale*per), nil
}

// decimal reads digits with an optional point as value/scale.
func decimal(s string) (value, scale int64, ok bool) {
	whole, part, point := strings.Cut(s, ".")
	digits := whole + part
	if whole == "" || point && part == "" || len(digits) > 9 || strings.Trim(digits, "0123456789") != "" {
		return 0, 0, false
	}
	value, err := strconv.ParseInt(digits, 10, 64)
	scale = 1
	for range part {
		scale *= 10
	}
	return value, scale, err == nil
}

// Valid reports whether r can be a target: between nothing and everything.
func (r Rational) Valid() bool { return r.Den > 0 && r.Num >= 0 && r.Num <= r.Den }

// Sign returns −1, 0 or 1.
func (r Rational) Sign() int {
	switch {
	case r.Num < 0:
		return -1
	case r.Num > 0:
		return 1
	}
	return 0
}

// PercentTenths returns r in tenths of a per cent, rounded half away from
// zero: 1/3 is 333, printed 33.3 %. Published official figures carry one
// decimal.
func (r Rational) PercentTenths() int64 {
	magnitude := uint64(r.Num)
	if r.Num < 0 {
		magnitude = uint64(-r.Num)
	}
	hi, lo := bits.Mul64(magnitude, 1000)
	lo, carry := bits.Add64(lo, uint64(r.Den)/2, 0)
	tenths, _ := bits.Div64(hi+carry, lo, uint64(r.Den))
	if r.Num < 0 {
		return -int64(tenths)
	}
	return int64(tenths)
}

// Float returns the nearest floating-point number, for drawing only.
func (r Rational) Float() float64 { return float64(r.Num) / float64(r.Den) }

// String returns the fraction as 1/3, the form ParseRational reads.
func (r Rational) String() string { return fmt.Sprintf("%d/%d", r.Num, r.Den) }

// MarshalText implements encoding.TextMarshaler with the form of String.
func (r Rational) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler with ParseRational.
func (r *Rational) UnmarshalText(text []byte) error {
	parsed, err := ParseRational(string(text))
	if err == nil {
		*r = parsed
	}
	return err
}
