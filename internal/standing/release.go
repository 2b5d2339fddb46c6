package standing

import (
	"slices"

	"beret/civil"
	"beret/disclosure"
	"beret/internal/reference"
	"beret/participation"
)

// Release is what an actor of aggregates sees: the deployed in all and by
// category, small counts withheld. It is stated at a month's end, and that
// month is not always the last one: a position that could be subtracted from
// the one released before it, so that few people show, is passed over until
// enough of them have come and gone.
type Release struct {
	AsOf       civil.Date // zero where no position can be released
	Threshold  int
	Overall    disclosure.Line
	Categories []ReleasedCategory
}

// ReleasedCategory is a category's line of a release.
type ReleasedCategory struct {
	Code string
	disclosure.Line
}

// released walks the month ends from the first tour on, so that everybody who
// asks, at whatever day, is shown the same positions and no others.
func released(in input, book *reference.Book) (Standing, error) {
	s := Standing{AsOf: in.asOf, Office: in.office, Formula: participation.FormulaVersion, Release: &Release{}}
	rule := disclosure.Rule{Threshold: book.Number("disclosure-threshold", in.asOf)}
	s.Release.Threshold = rule.Threshold
	first, any := firstMonth(in.services)
	if !any {
		return s, nil
	}
	var last position
	for m := first; m.End() <= in.asOf; m++ {
		next, err := positionAt(in, book, m.End(), rule)
		if err != nil {
			return s, err
		}
		if next.release.AsOf != 0 && next.tellsNothingBeside(last, rule) {
			last = next
		}
	}
	if last.release.AsOf != 0 {
		*s.Release = last.release
	}
	return s, nil
}

func firstMonth(services []participation.Service) (first civil.Month, any bool) {
	for _, s := range services {
		if m := s.Span.From.Month(); s.Status == participation.Served && (!any || m < first) {
			first, any = m, true
		}
	}
	return first, any
}

// position is a release with the figures it was made from: the whole first,
// then the categories.
type position struct {
	release Release
	figures []participation.Figure
	lines   []disclosure.Line
}

// positionAt returns the position on a day, without a day where even the whole
// would be withheld.
func positionAt(in input, book *reference.Book, day civil.Date, rule disclosure.Rule) (position, error) {
	p := position{figures: []participation.Figure{participation.Whole(in.services, day)}}
	byCategory := inOrder(participation.At(in.services, participation.Category, day), book.On(reference.Categories, day),
		nobody(participation.Category, day))
	p.figures = append(p.figures, byCategory...)
	groups := make([]disclosure.Group, len(p.figures))
	parts := participation.Share{}
	for i, f := range p.figures {
		groups[i] = disclosure.Group{Parent: 0, Women: f.Share.Women, Total: f.Share.Total}
		if i > 0 {
			parts = parts.Add(f.Share)
		}
	}
	groups[0].Parent = -1
	if parts != p.figures[0].Share { // somebody serves in two categories: no table can be protected
		groups, p.figures = groups[:1], p.figures[:1]
	}
	var err error
	if p.lines, err = disclosure.Shares(groups, rule); err != nil || !p.lines[0].RateShown() {
		return p, err
	}
	p.release = Release{AsOf: day, Threshold: rule.Threshold, Overall: p.lines[0]}
	for i, line := range p.lines[1:] {
		p.release.Categories = append(p.release.Categories, ReleasedCategory{p.figures[i+1].Key, line})
	}
	return p, nil
}

// tellsNothingBeside reports whether no group shown in both releases can be
// subtracted to show few women or few men.
func (p position) tellsNothingBeside(earlier position, rule disclosure.Rule) bool {
	for i, f := range p.figures {
		j := slices.IndexFunc(earlier.figures, func(e participation.Figure) bool { return e.Dimension == f.Dimension && e.Key == f.Key })
		if j < 0 || !p.lines[i].RateShown() || !earlier.lines[j].RateShown() {
			continue
		}
		before := earlier.figures[j]
		if disclosure.Separable(before.Women, f.Women, rule) || disclosure.Separable(before.Men, f.Men, rule) {
			return false
		}
	}
	return true
}
