package standing

import (
	"slices"
	"strings"

	"beret/disclosure"
	"beret/internal/locale"
	"beret/internal/reference"
	"beret/participation"
)

// Finding states the position in one sentence: how many of how many, beside
// the target for everybody that stands first, then each category that has a
// target of its own, beside that target. Frameworks keep their names and are
// never mixed.
func (s Standing) Finding(p locale.Printer, book *reference.Book) string {
	if s.Release != nil {
		return s.Release.finding(p)
	}
	clauses := []string{s.overallClause(p)}
	if s.Overall.Share.Total > 0 {
		for _, f := range s.Groups[participation.Category] {
			if a, ok := s.main(f.Key); ok {
				clauses = append(clauses, categoryClause(p, book, f, a))
			}
		}
	}
	return sentence(clauses)
}

func sentence(clauses []string) string { return strings.Join(clauses, "; ") + "." }

// main returns the assessment to state of a category, or of everybody ("*"): of
// the targets for it wherever one serves, the first in force in the order of
// frameworks, or else the first ahead.
func (s Standing) main(category string) (best Assessment, found bool) {
	for _, a := range s.Assessments {
		t := a.Target
		if t.Category != category || t.Mission != "" || t.Unit != "" {
			continue
		}
		if !found || best.Ahead && !a.Ahead {
			best, found = a, true
		}
	}
	return best, found
}

func (s Standing) overallClause(p locale.Printer) string {
	clause := countClause(p, s.Overall.Share)
	if s.Overall.Share.Total == 0 {
		return clause
	}
	a, ok := s.main("*")
	if !ok {
		return clause + ", " + p.Text("standing.finding.no_target")
	}
	return clause + ", " + beside(p, a.Assessment, wholeTarget(p, a))
}

func countClause(p locale.Printer, share participation.Share) string {
	switch {
	case share.Total == 0:
		return p.Text("standing.finding.nobody")
	case share.Total == 1 && share.Women == 1:
		return p.Text("standing.finding.only_woman")
	case share.Total == 1:
		return p.Text("standing.finding.only_man")
	case share.Women == 0:
		return p.Text("standing.finding.none", "total", share.Total)
	}
	return p.Text("standing.finding.overall", "n", share.Women, "total", share.Total, "rate", p.Percent(share.Women, share.Total))
}

// beside says how far a figure is from a target: counted in women, and exactly
// at it only where the fractions are equal.
func beside(p locale.Printer, a participation.Assessment, target string) string {
	switch {
	case a.Surplus > 0:
		return p.Text("standing.finding.more", "n", a.Surplus, "target", target)
	case a.Surplus < 0:
		return p.Text("standing.finding.fewer", "n", -a.Surplus, "target", target)
	case a.Gap.Sign() == 0:
		return p.Text("standing.finding.exactly", "target", target)
	}
	return p.Text("standing.finding.enough", "target", target)
}

// wholeTarget names a target for everybody.
func wholeTarget(p locale.Printer, a Assessment) string {
	args := []any{"rate", Rate(p, a.Target.Share), "name", a.Name.Name(p.Lang), "year", year(a)}
	switch {
	case a.Target.Framework == "ministry-minimum": // the one target that the ministry speaks of in a phrase of its own
		return p.Text("standing.target.ministry_minimum", args...)
	case a.Ahead:
		return p.Text("standing.target.ahead", args...)
	}
	return p.Text("standing.target.whole", args...)
}

// year is the year a target speaks of, as text: a year has no thousands.
func year(a Assessment) string {
	y := a.Figure.AsOf
	if a.Ahead {
		y = a.Target.Valid.From
	}
	return y.String()[:4]
}

func categoryClause(p locale.Printer, book *reference.Book, f participation.Figure, a Assessment) string {
	name, none := categoryKeys(f.Key)
	if f.Share.Total == 0 {
		return p.Text(none, "name", book.Name(reference.Categories, f.Key, p.Lang))
	}
	target := p.Text("standing.target.own", "year", year(a))
	return p.Text("standing.finding.category", "name", p.Text(name, "name", book.Name(reference.Categories, f.Key, p.Lang)),
		"women", f.Share.Women, "total", f.Share.Total, "rate", p.Percent(f.Share.Women, f.Share.Total)) +
		", " + beside(p, a.Assessment, target)
}

// categoryKeys returns the keys of a category's name within a sentence, and of
// the clause that nobody of it is deployed. Categories of the office's own
// stand under their names.
func categoryKeys(code string) (name, none string) {
	known := []string{"ipo", "fpu", "professional", "team"}
	if !slices.Contains(known, code) {
		return "standing.category.other", "standing.none.other"
	}
	return "standing.category." + code, "standing.none." + code
}

// Rate prints a target's share: whole per cents bare, others with a decimal.
func Rate(p locale.Printer, r participation.Rational) string {
	tenths := r.PercentTenths()
	if tenths%10 == 0 {
		return p.Number(int(tenths/10)) + "\u00a0%"
	}
	return p.Decimal(float64(tenths)/10, 1) + "\u00a0%"
}

// finding states a release: the whole, and each category whose counts are all
// shown, without targets, for how far a share is from one may tell a count.
func (r Release) finding(p locale.Printer) string {
	if r.AsOf == 0 {
		return sentence([]string{p.Text("standing.finding.withheld")})
	}
	clauses := []string{countClause(p, shown(r.Overall))}
	for _, c := range r.Categories {
		if c.RateShown() {
			name, _ := categoryKeys(c.Code)
			share := shown(c.Line)
			clauses = append(clauses, p.Text("standing.finding.category", "name", p.Text(name, "name", c.Code),
				"women", share.Women, "total", share.Total, "rate", p.Percent(share.Women, share.Total)))
		}
	}
	return p.Text("standing.finding.released", "month", r.AsOf.Month(), "finding", sentence(clauses))
}

func shown(l disclosure.Line) participation.Share {
	return participation.Share{Women: l.Women.Count, Total: l.Total.Count}
}
