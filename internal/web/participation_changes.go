package web

import (
	"net/http"
	"slices"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/standing"
	"beret/participation"
)

// changesView is a difference between two days. Template
// "participation_changes".
type changesView struct {
	page
	Tabs           []Link
	Ask            Filters
	Presets        []Link
	Reconciliation Table
	Causes, People Table
}

// participationChanges shows who came and who left between two days, so that
// before and after agree to the person.
func (s *Server) participationChanges(w http.ResponseWriter, r *http.Request, actor account.Actor) error {
	ask := filtersOf(r.URL,
		Field{Kind: DateField, Name: "from", Label: T("participation.changes.from")},
		Field{Kind: DateField, Name: "to", Label: T("participation.changes.to")})
	f, err := s.facts(r.Context())
	if err != nil {
		return err
	}
	from, to := f.askedSpan(ask)
	c, err := s.positionOn(r, actor, to, standing.Options{Months: 1, Since: from})
	if err != nil {
		return err
	}
	ask.Above, ask.Fields[0].Value, ask.Fields[1].Value = true, DayValue(from), DayValue(to)
	v := &changesView{Tabs: c.changesTabs(), Ask: ask, Presets: c.presets(from), Reconciliation: c.reconciliation(), Causes: c.causesTable(), People: c.moversTable()}
	v.Title, v.Lead, v.AsOf = c.changeTitle(), c.changeLead(), to
	return s.render(w, r, "participation_changes", v)
}

// askedSpan reads the two days; without them it is the change since the end of
// last month, or since the month's own beginning on its last day.
func (f facts) askedSpan(ask Filters) (from, to civil.Date) {
	if to = ask.day("to"); to == 0 || to > f.Today || to <= oldestDay {
		to = f.Today
	}
	if from = ask.day("from"); from == 0 || from >= to || from < oldestDay {
		from = to.Month().Add(-1).End()
	}
	return from, to
}

func (c *positionScene) changesTabs() []Link {
	tabs := c.dimensionTabs("")
	tabs[len(tabs)-1].Current = true
	return tabs
}

func (c *positionScene) presets(from civil.Date) []Link {
	at := func(since civil.Date, text Text) Link {
		return Link{Text: text, Current: since == from,
			Href: pathWithQuery("/participation/changes", map[string][]string{"from": {since.String()}, "to": {c.AsOf.String()}})}
	}
	month := c.AsOf.Month()
	return []Link{at(month.Add(-1).End(), T("participation.changes.month")), at(month.Add(-12).End(), T("participation.changes.year"))}
}

func (c *positionScene) changeTitle() Text {
	b, a := c.Since.Before, c.Since.After
	return T("participation.changes.title", "before", ShareText(b.Women, b.Total), "after", ShareText(a.Women, a.Total))
}

func (c *positionScene) changeLead() Text {
	span := T("participation.changes.span", "from", c.Since.From, "to", c.Since.To, "came", len(c.Since.Came), "left", len(c.Since.Left))
	if difference, ok := c.Since.Difference(); ok {
		return Joined(" ", span, T("participation.changes.points", "points", signedPoints(difference)))
	}
	return span
}

func counted(movers []participation.Mover) participation.Share {
	var s participation.Share
	for _, m := range movers {
		s.Total++
		if m.Woman {
			s.Women++
		}
	}
	return s
}

// reconciliation shows that before and who came less who left is after.
func (c *positionScene) reconciliation() Table {
	table := Table{Caption: T("participation.changes.reconciliation"), Columns: []Column{{Label: T("participation.changes.what")},
		{Label: T("participation.column.women"), Numeric: true}, {Label: T("participation.column.men"), Numeric: true}, {Label: T("participation.column.total"), Numeric: true}}}
	add := func(label Text, sign string, s participation.Share, total bool) {
		number := func(n int) Cell { return Cell{Text: Joined("", Words(sign), Num(n))} }
		table.Rows = append(table.Rows, Row{Total: total, Cells: []Cell{{Text: label}, number(s.Women), number(s.Men()), number(s.Total)}})
	}
	add(T("participation.changes.before", "date", c.Since.From), "", c.Since.Before, false)
	add(T("participation.changes.came"), "+", counted(c.Since.Came), false)
	add(T("participation.changes.left"), "−", counted(c.Since.Left), false)
	add(T("participation.changes.after", "date", c.Since.To), "", c.Since.After, true)
	return table
}

// causesTable sums the movers by cause, with what each did to the rate.
func (c *positionScene) causesTable() Table {
	table := Table{Caption: T("participation.changes.causes"), Empty: T("participation.changes.nobody"), Cards: true, Columns: []Column{
		{Label: T("participation.changes.cause")}, {Label: T("participation.changes.came"), Numeric: true},
		{Label: T("participation.changes.left"), Numeric: true}, {Label: T("participation.changes.effect"), Numeric: true}}}
	for _, cause := range c.Since.Causes {
		row := []Cell{{Text: T(standing.CauseKey(cause.Code))}, womenOf(cause.Came), womenOf(cause.Left), {Text: Words("–")}}
		if cause.Known {
			row[3] = Cell{Text: signedPoints(cause.Effect)}
		}
		table.Rows = append(table.Rows, Row{Cells: row})
	}
	return table
}

// womenOf prints people and the women among them, nothing for nobody.
func womenOf(s participation.Share) Cell {
	if s.Total == 0 {
		return Cell{Text: Words("–")}
	}
	return Cell{Text: T("participation.changes.women_of", "total", s.Total, "n", s.Women)}
}

// moversTable names everybody who came or left.
func (c *positionScene) moversTable() Table {
	table := Table{Caption: T("participation.changes.people"), Empty: T("participation.changes.nobody"), Cards: true, Columns: []Column{
		{Label: T("participation.people.name")}, {Label: T("participation.people.sex")}, {Label: T("participation.changes.what")},
		{Label: T("participation.changes.cause")}, {Label: T("participation.people.place")}, {Label: T("participation.changes.day"), Tight: true}}}
	came := len(c.Since.Came)
	for i, m := range slices.Concat(c.Since.Came, c.Since.Left) {
		what := Tag{T("participation.changes.joined"), Info}
		if i >= came {
			what = Tag{T("participation.changes.gone"), Plain}
		}
		row := []Cell{c.personCell(c.People[m.Person]), {Text: sexText(m.Woman)}, {Tags: []Tag{what}}, {Text: T(standing.CauseKey(m.Cause))}, {}, {}}
		if t := c.tourOf(m.Person, c.Since.To); t != nil {
			row[4] = Cell{Text: Words(t.Mission), Note: placeNote(*t)}
			row[5] = Cell{Text: Day(t.From)}
			if i >= came {
				row[5] = Cell{Text: Day(t.EndedOn)}
			}
		}
		table.Rows = append(table.Rows, Row{Cells: row})
	}
	return table
}
