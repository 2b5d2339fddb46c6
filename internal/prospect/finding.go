package prospect

import (
	"cmp"
	"slices"

	"beret/internal/locale"
	"beret/internal/reference"
	"beret/outlook"
)

// Lead returns the line that a page leads with: the one whose weak month has
// the lowest chance; nil where nothing is asked or nobody is ever in a post.
func (a *Answer) Lead() *TargetLine {
	var lines []*TargetLine
	for i := range a.Lines {
		if a.Lines[i].Weak.Month > 0 {
			lines = append(lines, &a.Lines[i])
		}
	}
	if lines == nil {
		return nil
	}
	return slices.MinFunc(lines, func(x, y *TargetLine) int {
		return cmp.Or(cmp.Compare(x.Weak.Met*y.Weak.Of, y.Weak.Met*x.Weak.Of), cmp.Compare(x.First, y.First))
	})
}

// Finding returns the sentences that page, report and command lead with: how
// long the share holds and with which chance, the weak month and what happens
// in it, and what would close it.
func (a *Answer) Finding(p locale.Printer, book *reference.Book) string {
	line := a.Lead()
	if line == nil {
		return a.withoutTarget(p, book)
	}
	text := a.holds(p, book, line)
	if line.Through[0] < line.Last {
		text += " " + a.weak(p, book, line)
	}
	if w := line.Weak; w.Nobody > 0 {
		text += " " + p.Text("prospect.finding.nobody_in", "month", w.Month, "n", w.Nobody, "all", w.Nobody+w.Of)
	}
	return text
}

// withoutTarget is the finding where no target can be held against anything.
func (a *Answer) withoutTarget(p locale.Printer, book *reference.Book) string {
	who := scopeName(p, book, outlook.Scope{Category: a.Question.Category, Mission: a.Question.Mission})
	months := a.Forecast.Views[a.view()].Months
	last := months[len(months)-1]
	if last.Total[4] == 0 && a.Now.Total == 0 {
		return p.Text("prospect.finding.nobody", "who", who, "until", a.Question.Until)
	}
	return p.Text("prospect.finding.no_target", "who", who, "until", a.Question.Until, "now", p.Share(a.Now.Women, a.Now.Total),
		"low", p.Share(last.Shares[0].Women, last.Shares[0].Total), "high", p.Share(last.Shares[4].Women, last.Shares[4].Total))
}

// view is the place of the question's own scope in the forecast.
func (a *Answer) view() int {
	scope := outlook.View{Scope: outlook.Scope{Category: a.Question.Category, Mission: a.Question.Mission}}
	return max(0, slices.IndexFunc(a.Forecast.Views, func(v outlook.ViewForecast) bool { return v.View == scope }))
}

func (a *Answer) holds(p locale.Printer, book *reference.Book, l *TargetLine) string {
	args := []any{"who", scopeName(p, book, l.Target.Scope), "share", p.Percent(int(l.Weak.Asked.Num), int(l.Weak.Asked.Den)), "framework", l.Target.Name,
		"from", l.First, "until", l.Last, "chance", chance(p, l.Weak.Chance), "month", l.Weak.Month, "now", p.Share(l.Now.Women, l.Now.Total)}
	switch {
	case l.Through[0] == l.Last:
		return p.Text("prospect.finding.holds", args...)
	case l.Through[0] > 0:
		return p.Text("prospect.finding.holds_through", append(args, "through", l.Through[0])...)
	case l.Through[1] > 0:
		return p.Text("prospect.finding.likely_through", append(args, "through", l.Through[1])...)
	case l.Through[2] > 0:
		return p.Text("prospect.finding.open_through", append(args, "through", l.Through[2])...)
	}
	return p.Text("prospect.finding.missed", args...)
}

// weak says which month is the weakest, why, and what closes it.
func (a *Answer) weak(p locale.Printer, book *reference.Book, l *TargetLine) string {
	w := l.Weak
	args := []any{"month", w.Month, "chance", chance(p, w.Chance), "n", w.Women, "unit", w.Unit}
	if row, ok := book.Find(reference.Missions, w.Mission); ok {
		args = append(args, "mission", row)
	}
	text := p.Text("prospect.finding.weak."+string(w.Event), args...)
	switch r := a.Remedy; {
	case r != nil:
		text += " " + p.Text("prospect.finding.remedy", "lever", r.Lever.Name(p), "amount", r.Lever.Amount(p, r.Units), "date", r.By, "chance", chance(p, r.Chance))
	case w.Missing > 0:
		text += " " + p.Text("prospect.finding.missing", "n", w.Missing)
	}
	return text
}

// chance prints a chance with its error and the scenarios it was counted in.
func chance(p locale.Printer, c outlook.Chance) string {
	return ChanceText(p, c.Met, c.Of)
}

// scopeName names those of whom a target speaks.
func scopeName(p locale.Printer, book *reference.Book, s outlook.Scope) string {
	who := p.Text("prospect.everybody")
	if s.Category != "" {
		who = book.Name(reference.Categories, s.Category, p.Lang)
	}
	if s.Mission != "" {
		who = p.Text("prospect.in_mission", "who", who, "mission", s.Mission)
	}
	return who
}
