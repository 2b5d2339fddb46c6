package web

import (
	"cmp"
	"net/url"
	"slices"

	"beret/civil"
	"beret/internal/registry"
	"beret/outlook"
)

// mostWeak is how many months of a target are told beside the weakest: those in
// which its chance falls the most.
const mostWeak = 2

// expiryDays is how far the work-list of what expires looks ahead.
const expiryDays = 90

// leastFall is by how much of a chance a month must fall to be told.
const leastFall = 0.02

// weakMonth is a month that endangers a target.
type weakMonth struct {
	outlook.Chance
	before outlook.Chance // of the month before; Of is 0 for none
}

// weakMonths are the weakest month of a target and those in which its chance
// falls the most, in the order of time; none where it never falls under 95 %.
func weakMonths(t outlook.TargetForecast) []weakMonth {
	worst, ok := weakest(t)
	if !ok || stateOf(worst) == 0 {
		return nil
	}
	var falls []weakMonth
	var found []weakMonth
	for i, ch := range t.Months {
		m := weakMonth{Chance: ch}
		if i > 0 && stateOf(t.Months[i-1]) >= 0 {
			m.before = t.Months[i-1]
		}
		switch {
		case ch.Month == worst.Month:
			found = append(found, m)
		case stateOf(ch) > 0 && m.fall() >= leastFall:
			falls = append(falls, m)
		}
	}
	slices.SortStableFunc(falls, func(a, b weakMonth) int { return cmp.Compare(b.fall(), a.fall()) })
	found = append(found, falls[:min(mostWeak, len(falls))]...)
	slices.SortFunc(found, func(a, b weakMonth) int { return cmp.Compare(a.Month, b.Month) })
	return found
}

// fall is by how much the chance is lower than in the month before.
func (m weakMonth) fall() float64 {
	if m.before.Of == 0 {
		return 0
	}
	was, _ := m.before.Rate()
	is, _ := m.Rate()
	return was - is
}

// dangered is a month with the targets that it endangers.
type dangered struct {
	month   civil.Month
	targets []Text
	place   int // of the first of them
	chance  outlook.Chance
}

// endangered are the weak months of all targets in the order of time.
func (c *outlookScene) endangered() (list []dangered) {
	for place, t := range c.Answer.Forecast.Targets {
		for _, weak := range weakMonths(t) {
			i := slices.IndexFunc(list, func(d dangered) bool { return d.month == weak.Month })
			if i < 0 {
				i = len(list)
				list = append(list, dangered{month: weak.Month, place: place, chance: weak.Chance})
			}
			list[i].targets = append(list[i].targets, c.weakText(t, weak))
		}
	}
	slices.SortFunc(list, func(a, b dangered) int { return cmp.Compare(a.month, b.month) })
	return list
}

// weakText says a target's chance in a weak month, and by how much it falls.
func (c *outlookScene) weakText(t outlook.TargetForecast, weak weakMonth) Text {
	if weak.before.Of == 0 {
		return T("outlookpage.weak_first", "target", c.targetTitle(t.Target), "rate", chanceRate(weak.Chance))
	}
	return T("outlookpage.weak_one", "target", c.targetTitle(t.Target), "rate", chanceRate(weak.Chance), "points", pointsBetween(weak.before, weak.Chance))
}

// weakTable says what happens in the months that endanger a target.
func (c *outlookScene) weakTable() *Table {
	list := c.endangered()
	if len(list) == 0 {
		return nil
	}
	table := &Table{Caption: T("outlookpage.weak"), Cards: true, Columns: []Column{{Label: T("figure.month"), Tight: true}, {Label: T("outlookpage.col.endangered")},
		{Label: T("outlookpage.col.happens")}, {Label: T("outlookpage.do")}}}
	m := c.Base.Model(c.Question)
	for _, d := range list {
		happens, links := c.happens(m, outlook.Scope{Category: c.Question.Category, Mission: c.Question.Mission}, d.month)
		if c.may["GET /outlook/risks"] {
			links = append([]Link{{Text: T("outlookpage.why"), Href: c.risksHref(d.place, d.chance)}}, links...)
		}
		table.Rows = append(table.Rows, Row{Cells: []Cell{{Text: MonthText(d.month)}, {Text: Joined("; ", d.targets...)}, {Text: happens}, {Links: links}}})
	}
	return table
}

// happens says what is known to happen to a scope in a month, with the way to
// the people whom it concerns.
func (c *outlookScene) happens(m *outlook.Model, s outlook.Scope, month civil.Month) (Text, []Link) {
	texts, links := c.recalled(m, s, month)
	if women, all := toursEnding(m, s, month); all > 0 {
		texts = append(texts, T("outlookpage.happens.tours", "n", all, "women", women))
		if c.may["GET /deployments"] {
			links = append(links, Link{Text: T("outlookpage.happens.people"), Href: endingHref(s, month)})
		}
	}
	if n := expiring(m, month); n > 0 {
		texts = append(texts, T("outlookpage.happens.expiring", "n", n))
		if month <= c.Today.AddDays(expiryDays).Month() && c.may["GET /expiring"] {
			links = append(links, Link{Text: T("outlookpage.happens.clearances"), Href: pathWithQuery("/expiring",
				url.Values{"kind": {string(registry.ExpiryAssessment)}, "sex": {string(registry.Women)}})})
		}
	}
	if len(texts) == 0 {
		texts = []Text{T("outlookpage.happens.nothing")}
	}
	return Joined("; ", texts...), links
}

// endingHref leads to the tours of a scope that end in a month.
func endingHref(s outlook.Scope, month civil.Month) string {
	query := url.Values{"state": {string(everyTour)}, "ending": {month.String()}}
	for name, value := range map[string]string{"category": s.Category, "mission": s.Mission} {
		if value != "" {
			query.Set(name, value)
		}
	}
	return pathWithQuery("/deployments", query)
}

// recalled are the rotations and closings of a month.
func (c *outlookScene) recalled(m *outlook.Model, s outlook.Scope, month civil.Month) (texts []Text, links []Link) {
	seen := map[string]bool{}
	for _, r := range m.Recalls {
		i := slices.IndexFunc(m.Groups, func(g outlook.Group) bool { return g.ID == r.Group })
		if r.Month != month || i < 0 || !within(m.Groups[i].Scope, s) {
			continue
		}
		name := c.Base.RiskName(c.printer, outlook.Risk{Cause: outlook.ByRecall, ID: r.ID})
		if !seen[name] {
			seen[name] = true
			texts = append(texts, Words(name))
		}
	}
	if len(texts) > 0 && c.may["GET /units"] {
		links = []Link{{Text: T("web.nav.units"), Href: "/units"}}
	}
	if len(texts) > 0 && c.may["GET /outlook/rotations"] {
		links = append(links, Link{Text: T("outlookpage.happens.calendar"), Href: "/outlook/rotations"})
	}
	return texts, links
}

// within reports whether a scope is counted in another.
func within(inner, outer outlook.Scope) bool {
	return (outer.Category == "" || outer.Category == inner.Category) && (outer.Mission == "" || outer.Mission == inner.Mission) &&
		(outer.Tier == "" || outer.Tier == inner.Tier)
}

// toursEnding counts those in posts of a scope today whose stay ends in a month.
func toursEnding(m *outlook.Model, s outlook.Scope, month civil.Month) (women, all int) {
	scopes := map[string]outlook.Scope{}
	for _, g := range m.Groups {
		scopes[g.ID] = g.Scope
	}
	stages := map[string]string{}
	for _, stage := range m.Stages {
		stages[stage.ID] = stage.Group
	}
	for _, p := range m.People {
		scope, ok := scopes[stages[p.Stage]]
		if p.Due != month || !ok || !within(scope, s) {
			continue
		}
		all++
		if p.Sex == outlook.Women {
			women++
		}
	}
	return women, all
}

// expiring counts the women of today without a post whose clearance ends in a
// month.
func expiring(m *outlook.Model, month civil.Month) (women int) {
	for _, crowd := range m.Start {
		if crowd.Expires == month && crowd.Sex == outlook.Women {
			women += crowd.Count
		}
	}
	return women
}
