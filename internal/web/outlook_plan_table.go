package web

import (
	"slices"

	"beret/internal/locale"
	"beret/internal/prospect"
	"beret/internal/reference"
	"beret/outlook"
)

// stepTable lists what the plan asks for, by the day by which it must be done.
func (c *planScene) stepTable() *Table {
	if len(c.Plan.Steps) == 0 {
		return nil
	}
	table := tableOf(Table{Caption: T("outlookplan.steps"), Cards: true}, c.stepColumns(), c.Plan.Steps)
	return &table
}

func (c *planScene) stepColumns() []listColumn[prospect.Step] {
	return []listColumn[prospect.Step]{
		{Column: Column{Label: T("outlookplan.col.by"), Tight: true}, Cell: func(s prospect.Step) Cell {
			cell := Cell{Text: Day(s.By)}
			if s.By <= c.AsOf {
				cell.Tags = []Tag{{T("outlookplan.now"), Warn}}
			}
			return cell
		}},
		{Column: head("outlookplan.col.step"), Cell: func(s prospect.Step) Cell {
			return Cell{Text: leverText(s.Lever), Note: amountText(s)}
		}},
		{Column: Column{Label: T("outlookplan.col.effect"), Tight: true}, Cell: func(s prospect.Step) Cell { return Cell{Text: MonthText(s.Month.Add(-s.Earlier))} }},
		{Column: Column{Label: T("outlookplan.col.women"), Numeric: true}, Cell: func(s prospect.Step) Cell { return Cell{Text: womenText(s)} }},
		{Column: Column{Label: T("outlookplan.col.cost"), Numeric: true}, Cell: func(s prospect.Step) Cell {
			return Cell{Text: costText(s.Cost, s.Lever.CostUnit), Tags: sourceTags(s.Lever)}
		}},
	}
}

// amountText says how much a step does: "10 places kept for women".
func amountText(s prospect.Step) Text {
	return func(p locale.Printer) string { return s.Lever.Amount(p, s.Units) }
}

// stepText says what a step asks for in a line.
func stepText(s prospect.Step) Text {
	return func(p locale.Printer) string { return s.Text(p) }
}

// askedWomen is for how many women, or kept places, a step asks at once; 0 where
// it asks for a rate.
func askedWomen(s prospect.Step) (women int) {
	for _, e := range s.Lever.Engine.Effects {
		women = max(women, s.Units*e.Women)
	}
	return women
}

func womenText(s prospect.Step) Text {
	if n := askedWomen(s); n > 0 {
		return Num(n)
	}
	return nil
}

// sourceTags warn where cost and effect of a decision are nobody's figures but
// a proposal.
func sourceTags(l prospect.Lever) []Tag {
	if l.Confidence != string(reference.Unverified) {
		return nil
	}
	return []Tag{{T("outlookplan.proposal"), Plain}}
}

// frontierTable lists the plans that no other beats in both cost and chance.
func (c *planScene) frontierTable() *Table {
	table := &Table{Caption: T("outlookplan.frontier"), Cards: true, Columns: []Column{{Label: T("outlookplan.col.cost"), Numeric: true},
		{Label: T("outlookplan.col.chance"), Numeric: true}, {Label: T("outlookplan.col.weakest"), Tight: true}, {Label: T("outlookplan.col.what")}}}
	for _, point := range c.Plan.Found.Frontier {
		q := withPlan(c.Plan.Question, c.Plan.Levers, point.Plan)
		what := Cell{Text: c.decisionsText(point.Plan), Links: []Link{{Text: T("outlookplan.look"), Href: c.outlookHref("/outlook", q)}}}
		if slices.Equal(point.Plan, c.Plan.Found.Plan) {
			what.Tags = []Tag{{T("outlookplan.this"), Good}}
		}
		table.Rows = append(table.Rows, Row{Cells: []Cell{{Text: c.totalCost(q)},
			{Text: chanceText(point.Worst), Tags: []Tag{{T(chanceStates[max(0, stateOf(point.Worst))].key), toneOf(point.Worst)}}}, {Text: MonthText(point.Worst.Month)}, what}})
	}
	return table
}

// decisionsText lists the decisions of a plan.
func (c *planScene) decisionsText(plan outlook.Plan) Text {
	var parts []Text
	for i, units := range plan {
		if l := c.Plan.Levers[i]; units != 0 {
			parts = append(parts, stepText(prospect.Step{Lever: l, Units: units}))
		}
	}
	if len(parts) == 0 {
		return T("outlookplan.none")
	}
	return Joined("; ", parts...)
}

// planSheets are the plan as a file: what to do, what it reaches, the frontier,
// the months that stay weak, and what was assumed.
func (c *planScene) planSheets() []outlookSheet {
	return []outlookSheet{c.stepSheet(), c.reachSheet(), c.frontierSheet(), c.With.chanceSheet(), c.assumptionSheet()}
}

func (c *planScene) stepSheet() outlookSheet {
	sheet := outlookSheet{title: T("outlookplan.sheet.steps"), heads: []Text{T("outlookplan.col.by"), T("outlookplan.col.step"), T("outlookplan.col.amount"), T("outlookplan.col.units"),
		T("outlookplan.col.women"), T("outlookplan.col.seats"), T("outlookplan.col.effect"), T("outlookplan.col.cost"), T("outlookplan.col.measure"), T("outlookpage.col.from")}}
	for _, s := range c.Plan.Steps {
		sheet.rows = append(sheet.rows, []any{s.By, s.Lever.Name(c.printer), s.Lever.Amount(c.printer, s.Units), s.Units,
			askedWomen(s), s.Seats, s.Month.Add(-s.Earlier), s.Cost, s.Lever.CostUnit, s.Lever.Source})
	}
	return sheet
}

func (c *planScene) reachSheet() outlookSheet {
	sheet := outlookSheet{title: T("outlookplan.sheet.reach"), heads: []Text{T("outlookpage.col.what"), T("outlookpage.col.value"), T("figure.month"), T("outlookpage.col.met"), T("outlookpage.col.of")}}
	f := c.Plan.Found
	add := func(text Text, value any, rest ...any) {
		sheet.rows = append(sheet.rows, append([]any{say(c.printer, text), value}, rest...))
	}
	add(T("outlookpage.finding"), say(c.printer, c.planFinding()))
	add(T("outlookpage.asked"), say(c.printer, c.questionText()))
	add(T("outlookplan.level"), say(c.printer, levelText(c.Level)))
	add(T("outlookpage.as_of"), c.AsOf)
	for _, reach := range []struct {
		key string
		ch  outlook.Chance
	}{{"before", f.Before}, {"sample", f.Worst}, {"fresh", f.Fresh}} {
		add(T("outlookplan.stat."+reach.key), percentOf(reach.ch.Met, reach.ch.Of), reach.ch.Month, reach.ch.Met, reach.ch.Of)
	}
	add(T("outlookplan.stat.cost"), f.Cost)
	for _, text := range c.guarantee() {
		add(T("outlookplan.guarantee"), say(c.printer, text))
	}
	if c.Base.Generated {
		add(T("outlookpage.data"), say(c.printer, T("outlookpage.generated")))
	}
	return sheet
}

func (c *planScene) frontierSheet() outlookSheet {
	sheet := outlookSheet{title: T("outlookplan.sheet.frontier"), heads: []Text{T("outlookplan.col.cost"), T("outlookpage.col.chance_percent"), T("outlookpage.col.met"), T("outlookpage.col.of"),
		T("outlookplan.col.weakest"), T("outlookplan.col.what")}}
	for _, p := range c.Plan.Found.Frontier {
		sheet.rows = append(sheet.rows, []any{p.Cost, percentOf(p.Worst.Met, p.Worst.Of), p.Worst.Met, p.Worst.Of, p.Worst.Month, say(c.printer, c.decisionsText(p.Plan))})
	}
	return sheet
}
