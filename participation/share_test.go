package participation

import (
	"math"
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

func TestShareRules(t *testing.T) {
	third, fifth := Rational{1, 3}, Rational{1, 5}
	for _, c := range []struct {
		rule                     string
		share                    Share
		target                   Rational
		meets                    bool
		replace, addition, above int
	}{
		{"3 of 9 meets one third", Share{3, 9}, third, true, 0, 0, 0},
		{"12 of 36 is 4 more than a fifth asks", Share{12, 36}, fifth, true, 0, 0, 4},
		{"9 of 30 is exactly at 30 %", Share{9, 30}, Rational{3, 10}, true, 0, 0, 0},
		{"2 of 8 lacks one for a third by replacement", Share{2, 8}, third, false, 1, 1, -1},
		{"by addition the total grows too", Share{1, 9}, third, false, 2, 3, -2},
		{"32 of 160 is a fifth", Share{32, 160}, fifth, true, 0, 0, 0},
		{"31 of 160 lacks one, or two who come in addition", Share{31, 160}, fifth, false, 1, 2, -1},
		{"nobody meets no target, one woman would", Share{}, fifth, false, 0, 1, 0},
		{"a target of nothing is met by men", Share{0, 4}, Rational{0, 1}, true, 0, 0, 0},
		{"a big share is not rounded up", Share{333333333, 1000000000}, third, false, 1, 1, -1},
	} {
		t.Run(c.rule, func(t *testing.T) {
			addition, ok := c.share.NeededByAddition(c.target)
			if c.share.Meets(c.target) != c.meets || c.share.NeededByReplacement(c.target) != c.replace ||
				addition != c.addition || !ok || c.share.Surplus(c.target) != c.above {
				t.Errorf("meets %v, replacement %d, addition %d %v, surplus %d", c.share.Meets(c.target),
					c.share.NeededByReplacement(c.target), addition, ok, c.share.Surplus(c.target))
			}
		})
	}
}

func TestOnlyWomenCannotBeReachedByAdditionAmongMen(t *testing.T) {
	if _, ok := (Share{5, 6}).NeededByAddition(Rational{1, 1}); ok {
		t.Error("a man who stays keeps the share below one")
	}
	if k, ok := (Share{5, 5}).NeededByAddition(Rational{1, 1}); k != 0 || !ok {
		t.Error("only women already meet one")
	}
}

func drawShare(t *rapid.T, most int) Share {
	total := rapid.IntRange(0, most).Draw(t, "total")
	return Share{rapid.IntRange(0, total).Draw(t, "women"), total}
}

func drawTarget(t *rapid.T) Rational {
	den := rapid.Int64Range(1, 1<<31-1).Draw(t, "den")
	if rapid.Bool().Draw(t, "small") {
		den = rapid.Int64Range(1, 12).Draw(t, "small den")
	}
	return Rational{rapid.Int64Range(0, den).Draw(t, "num"), den}
}

// The definition, tried number by number.
func TestNeededAgreesWithTrial(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawShare(t, 40)
		target := NewRational(rapid.Int64Range(0, 11).Draw(t, "num"), 12)
		replaced := s
		for replaced.Total > 0 && !replaced.Meets(target) {
			replaced.Women++
		}
		if got := s.NeededByReplacement(target); s.Total > 0 && got != replaced.Women-s.Women {
			t.Fatalf("replacement %d, by trial %d", got, replaced.Women-s.Women)
		}
		k := 0
		for !s.Add(Share{k, k}).Meets(target) {
			k++
		}
		if got, ok := s.NeededByAddition(target); got != k || !ok {
			t.Fatalf("addition %d %v, by trial %d", got, ok, k)
		}
	})
}

func TestArithmeticIsExactNearTheTarget(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, target := drawShare(t, 1<<31-1), drawTarget(t)
		if s.Total == 0 {
			return
		}
		rate, want := big.NewRat(int64(s.Women), int64(s.Total)), big.NewRat(target.Num, target.Den)
		if s.Meets(target) != (rate.Cmp(want) >= 0) {
			t.Fatalf("%v meets %v: %v", s, target, s.Meets(target))
		}
		gap, _ := s.Gap(target)
		if big.NewRat(gap.Num, gap.Den).Cmp(new(big.Rat).Sub(rate, want)) != 0 {
			t.Fatalf("gap %v", gap)
		}
		k, ok := s.NeededByAddition(target)
		if !ok {
			return
		}
		enough := func(k int64) bool {
			left := new(big.Int).Mul(big.NewInt(int64(s.Women)+k), big.NewInt(target.Den))
			right := new(big.Int).Mul(big.NewInt(int64(s.Total)+k), big.NewInt(target.Num))
			return left.Cmp(right) >= 0
		}
		if !enough(int64(k)) || k > 0 && enough(int64(k)-1) {
			t.Fatalf("%v to %v: %d is not the smallest", s, target, k)
		}
	})
}

func TestCmpAgreesWithFractions(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawShare(t, math.MaxInt), drawShare(t, math.MaxInt)
		if a.Total == 0 || b.Total == 0 {
			return
		}
		want := big.NewRat(int64(a.Women), int64(a.Total)).Cmp(big.NewRat(int64(b.Women), int64(b.Total)))
		if a.Cmp(b) != want || b.Cmp(a) != -want {
			t.Fatalf("%v, %v: %d, want %d", a, b, a.Cmp(b), want)
		}
	})
}

func TestNobodyComparesBelowEverybody(t *testing.T) {
	if (Share{}).Cmp(Share{0, 3}) != -1 || (Share{0, 3}).Cmp(Share{}) != 1 || (Share{}).Cmp(Share{}) != 0 {
		t.Error("a share without people has no rate")
	}
}

func TestParseRational(t *testing.T) {
	for text, want := range map[string]Rational{
		"1/3": {1, 3}, "2/6": {1, 3}, "20%": {1, 5}, "33.3 %": {333, 1000}, "0.2": {1, 5}, " 25% ": {1, 4}, "1": {1, 1},
	} {
		if got, err := ParseRational(text); err != nil || got != want {
			t.Errorf("%q: %v, %v; want %v", text, got, err, want)
		}
	}
	for _, text := range []string{"", "%", "1/0", "a", "-1/3", "1/3%", ".5", "5.", "1.5/3", "1/2/3", "9999999999", "1e3", "0,2"} {
		if got, err := ParseRational(text); err == nil {
			t.Errorf("%q read as %v", text, got)
		}
	}
}

func FuzzParseRational(f *testing.F) {
	for _, s := range []string{"1/3", "20%", "33.3 %", "0.000000001", "999999999/1", "1/0", "..", "%%"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		r, err := ParseRational(s)
		if err != nil {
			return
		}
		if r.Den <= 0 || r.Num < 0 || gcd(r.Num, r.Den) != 1 {
			t.Fatalf("%q read as %v", s, r)
		}
		if r.Num < 1e9 && r.Den < 1e9 {
			if again, err := ParseRational(r.String()); err != nil || again != r {
				t.Fatalf("%v printed and read as %v, %v", r, again, err)
			}
		}
	})
}

func TestPercentIsRoundedToOneDecimal(t *testing.T) {
	for _, c := range []struct {
		r    Rational
		want int64
	}{{Rational{1, 3}, 333}, {Rational{2, 3}, 667}, {Rational{-1, 3}, -333}, {Rational{1, 16}, 63}, {Rational{0, 1}, 0}, {Rational{1, 1}, 1000}} {
		if got := c.r.PercentTenths(); got != c.want {
			t.Errorf("%v: %d, want %d", c.r, got, c.want)
		}
	}
}

// Each end π is held to the equation
// that defines it: |p − π| = z·√(π(1−π)/n).
func TestWilsonSolvesItsEquation(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawShare(t, 200)
		if s.Total == 0 {
			return
		}
		low, high := s.Wilson(1.96)
		p, n := float64(s.Women)/float64(s.Total), float64(s.Total)
		for _, end := range []float64{low, high} {
			if d := math.Abs(p-end) - 1.96*math.Sqrt(end*(1-end)/n); math.Abs(d) > 1e-9 && end > 0 && end < 1 {
				t.Fatalf("%v: end %v misses by %v", s, end, d)
			}
		}
		if low > p || high < p {
			t.Fatalf("%v lies outside %v to %v", p, low, high)
		}
	})
}
