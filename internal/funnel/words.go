package funnel

import (
	"beret/internal/locale"
	"beret/slate"
)

// Finding says in a sentence where women fall behind most, or that they do
// not.
func (f Funnel) Finding(p locale.Printer) string {
	women, men := f.Paths()
	if women+men == 0 {
		return p.Text("funnel.finding.nobody")
	}
	if worst, found := f.Worst(); found && worst.Rates.BelowFourFifths {
		return p.Text("funnel.finding.behind", "stage", locale.Key(worst.Stage.Key()), "women", rate(p, worst.Rates.Women), "men", rate(p, worst.Rates.Men))
	}
	last := f[Deployed]
	return p.Text("funnel.finding.even", "women", p.Share(last.Women.Reached, women), "men", p.Share(last.Men.Reached, men))
}

// rate prints counts and then the rate: "3 of 10 (30.0 %)".
func rate(p locale.Printer, c slate.Chances) string { return p.Share(c.Selected, c.Eligible) }

// Ratio prints women's rate as a part of men's, empty where there is none.
func Ratio(p locale.Printer, s slate.Selection) string {
	part, whole := s.Women.Selected*s.Men.Eligible, s.Women.Eligible*s.Men.Selected
	if whole == 0 {
		return ""
	}
	return p.Percent(part, whole)
}

// Interval prints the 95 % interval of a rate in per cent, empty where it is
// of nobody.
func Interval(p locale.Printer, c slate.Chances) string {
	if c.Eligible == 0 {
		return ""
	}
	return p.Text("funnel.interval", "low", p.Decimal(100*c.Low, 0), "high", p.Decimal(100*c.High, 0))
}

// Caution says how far a finding of the four-fifths check may be trusted;
// empty where there is no finding, or nothing to say against it.
func Caution(s slate.Selection) locale.Key {
	switch {
	case !s.BelowFourFifths:
		return ""
	case s.Flips:
		return "funnel.caution.flips"
	case s.Few:
		return "funnel.caution.few"
	}
	return ""
}

// Verdict is the key of the check's finding in a word or two, empty where
// there is nothing to compare.
func Verdict(s slate.Selection) locale.Key {
	switch {
	case s.Women.Eligible == 0 || s.Men.Eligible == 0:
		return ""
	case s.BelowFourFifths && s.Lower == slate.WomenLower:
		return "funnel.verdict.women_below"
	case s.BelowFourFifths:
		return "funnel.verdict.men_below"
	}
	return "funnel.verdict.level"
}
