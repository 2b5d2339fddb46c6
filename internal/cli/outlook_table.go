package cli

import (
	"fmt"
	"math"
	"strconv"

	"beret/civil"
	"beret/internal/prospect"
	"beret/internal/reference"
	"beret/outlook"
)

// print prints the answer in the format that was asked for.
func (s outlookScene) print() error {
	switch s.format {
	case "json":
		return writeJSON(s.Stdout, s.json())
	case "csv":
		t := s.everyMonth()
		return t.csv(s.Stdout)
	}
	fmt.Fprintf(s.Stdout, "%s\n\n", s.answer.Finding(s.text, s.book))
	for _, t := range s.tables() {
		if err := t.text(s.Stdout); err != nil {
			return err
		}
		fmt.Fprintln(s.Stdout)
	}
	f := s.answer.Forecast
	_, err := fmt.Fprintln(s.Stdout, s.text.Text("cli.outlook_basis", "day", s.answer.AsOf, "n", f.Scenarios, "seed", strconv.FormatUint(f.Seed, 10)))
	return err
}

// tables are the targets, the months of the one that leads and, where the
// question is about other people than that, their months, then what is assumed.
func (s outlookScene) tables() (list []*table) {
	lead, own := s.answer.Lead(), s.ownView()
	if len(s.answer.Lines) > 0 {
		list = append(list, s.targetTable())
	}
	if lead != nil {
		target := s.answer.Forecast.Targets[lead.Place]
		list = append(list, s.monthTable(s.answer.Forecast.Views[target.View], target.Months))
	}
	if lead == nil || s.answer.Question.Mission != lead.Target.Mission {
		list = append(list, s.monthTable(own, nil))
	}
	return append(list, s.assumedTable())
}

// targetTable prints what becomes of each target, one a line.
func (s outlookScene) targetTable() *table {
	t := &table{columns: []column{
		{"framework", s.text.Text("cli.standing.framework"), false},
		{"group", s.text.Text("cli.standing.group"), false},
		{"asked", s.text.Text("cli.standing.target"), true},
		{"today", s.text.Text("cli.outlook.today"), true},
		{"through_95", s.text.Text("cli.outlook.through", "level", 95), false},
		{"through_80", s.text.Text("cli.outlook.through", "level", 80), false},
		{"through_50", s.text.Text("cli.outlook.through", "level", 50), false},
		{"weak_month", s.text.Text("cli.outlook.weak"), false},
		{"chance", s.text.Text("cli.outlook.chance"), true},
	}}
	for _, l := range s.answer.Lines {
		through := func(i int) string { return s.through(l, i) }
		t.add(l.Target.Name.Short(s.text.Lang), s.groupName(l.Target.Scope), s.text.Percent(int(l.Weak.Asked.Num), int(l.Weak.Asked.Den)),
			s.text.Share(l.Now.Women, l.Now.Total), through(0), through(1), through(2), monthOr(l.Weak.Month), s.chance(l.Weak.Chance))
	}
	return t
}

// through is the last month in which a level of chance is kept from the first on.
func (s outlookScene) through(l prospect.TargetLine, level int) string {
	if l.Weak.Month.IsZero() {
		return "–"
	}
	return monthOr(l.Through[level])
}

func monthOr(m civil.Month) string {
	if m.IsZero() {
		return "–"
	}
	return m.String()
}

// groupName names whom a scope counts.
func (s outlookScene) groupName(scope outlook.Scope) string {
	name := s.text.Text("prospect.everybody")
	if scope.Category != "" {
		name = s.book.Name(reference.Categories, scope.Category, s.text.Lang)
	}
	if scope.Mission != "" {
		name = s.text.Text("prospect.in_mission", "who", name, "mission", scope.Mission)
	}
	return name
}

// chance prints a chance with the error that the number of scenarios leaves.
func (s outlookScene) chance(c outlook.Chance) string {
	if c.Asked.Den == 0 || c.Of == 0 {
		return "–"
	}
	_, wrong := c.Rate()
	return s.text.Text("cli.outlook.chance_of", "rate", s.text.Percent(c.Met, c.Of), "error", s.text.Decimal(100*wrong, 1))
}

// monthTable prints the months of a view, with the chances of a target where
// there is one.
func (s outlookScene) monthTable(view outlook.ViewForecast, chances []outlook.Chance) *table {
	t := &table{columns: []column{
		{"month", s.text.Text("cli.standing.month"), false},
		{"women", s.text.Text("cli.standing.women"), true},
		{"total", s.text.Text("cli.standing.total"), true},
		{"share", s.groupName(view.Scope), true},
	}}
	if chances != nil {
		t.columns = append(t.columns, column{"asked", s.text.Text("cli.standing.target"), true}, column{"chance", s.text.Text("cli.outlook.chance"), true},
			column{"missing", s.text.Text("cli.outlook.missing"), true})
	}
	for i, fan := range view.Months {
		cells := []string{fan.Month.String(), s.spread(fan.Women), s.spread(fan.Total), s.shareSpread(fan)}
		if chances != nil {
			cells = append(cells, s.asked(chances[i].Asked), s.chance(chances[i]), s.text.Number(chances[i].Missing))
		}
		t.add(cells...)
	}
	return t
}

func (s outlookScene) asked(step outlook.TargetStep) string {
	if step.Den == 0 {
		return "–"
	}
	return s.text.Percent(int(step.Num), int(step.Den))
}

// spread prints a number's median with its band of 90 %: "9 (7–12)".
func (s outlookScene) spread(fan [5]int) string {
	return s.text.Text("cli.outlook.spread", "middle", s.text.Number(fan[2]), "low", s.text.Number(fan[0]), "high", s.text.Number(fan[4]))
}

// shareSpread is the same for shares.
func (s outlookScene) shareSpread(fan outlook.Fan) string {
	rate := func(i int) string { return s.text.Percent(fan.Shares[i].Women, fan.Shares[i].Total) }
	return s.text.Text("cli.outlook.spread", "middle", rate(2), "low", rate(0), "high", rate(4))
}

// ownView is the forecast of everybody the question asks about.
func (s outlookScene) ownView() outlook.ViewForecast {
	scope := outlook.Scope{Category: s.answer.Question.Category, Mission: s.answer.Question.Mission}
	for _, v := range s.answer.Forecast.Views {
		if v.Scope == scope {
			return v
		}
	}
	return s.answer.Forecast.Views[0]
}

// everyMonth is the table for machines: each month of each target, or of the
// question's own people where nothing is asked of them.
func (s outlookScene) everyMonth() table {
	t := table{columns: []column{{name: "month"}, {name: "category"}, {name: "mission"}, {name: "framework"},
		{name: "women_5"}, {name: "women_50"}, {name: "women_95"}, {name: "total_5"}, {name: "total_50"}, {name: "total_95"},
		{name: "share_5"}, {name: "share_50"}, {name: "share_95"},
		{name: "asked"}, {name: "met"}, {name: "of"}, {name: "nobody"}, {name: "chance"}, {name: "error"}, {name: "missing"}}}
	add := func(v outlook.ViewForecast, framework string, chances []outlook.Chance) {
		for i, fan := range v.Months {
			values := []any{fan.Month, v.Category, v.Mission, framework, fan.Women[0], fan.Women[2], fan.Women[4], fan.Total[0], fan.Total[2], fan.Total[4],
				fraction(fan.Shares[0]), fraction(fan.Shares[2]), fraction(fan.Shares[4]), "", "", "", "", "", "", ""}
			if chances != nil && chances[i].Asked.Den > 0 {
				c := chances[i]
				rate, wrong := c.Rate()
				copy(values[13:], []any{askedFraction(c.Asked), c.Met, c.Of, c.Nobody, rounded(rate), rounded(wrong), c.Missing})
			}
			t.addRaw(make([]string, len(values)), values...)
		}
	}
	for _, target := range s.answer.Forecast.Targets {
		add(s.answer.Forecast.Views[target.View], target.Framework, target.Months)
	}
	if len(t.rows) == 0 {
		add(s.ownView(), "", nil)
	}
	return t
}

func fraction(s outlook.Share) string { return fmt.Sprintf("%d/%d", s.Women, s.Total) }

func askedFraction(step outlook.TargetStep) string {
	if step.Den == 0 {
		return ""
	}
	return fmt.Sprintf("%d/%d", step.Num, step.Den)
}

// rounded keeps four digits of a rate, which is more than scenarios can tell.
func rounded(x float64) float64 { return math.Round(1e4*x) / 1e4 }

// leverTable lists what can be set.
func (s outlookScene) leverTable() table {
	t := table{columns: []column{
		{"lever", s.text.Text("cli.outlook.lever"), false}, {"name", s.text.Text("cli.outlook.lever_name"), false}, {"unit", s.text.Text("cli.outlook.unit"), false},
		{"least", s.text.Text("cli.outlook.least"), true}, {"most", s.text.Text("cli.outlook.most"), true},
		{"cost", s.text.Text("cli.outlook.cost"), true}, {"kind", s.text.Text("cli.outlook.kind"), false}}}
	for _, l := range s.base.Levers() {
		kind, cost := "what-if", ""
		if l.Decision {
			kind, cost = "decision", s.cost(l.Cost, l.CostUnit)
		}
		name, unit := s.text.Text(l.NameKey, l.NameArgs...), s.text.Text(l.UnitKey, l.NameArgs...)
		t.addRaw([]string{l.Code, name, unit, s.text.Number(l.Min), s.text.Number(l.Max), cost, s.text.Text("cli.outlook.kind." + kind)},
			l.Code, name, unit, l.Min, l.Max, l.Cost, kind)
	}
	return t
}

// printTables prints the tables that have rows, each after an empty line.
func (s outlookScene) printTables(tables ...*table) error {
	for _, t := range tables {
		if len(t.rows) == 0 {
			continue
		}
		fmt.Fprintln(s.Stdout)
		if err := t.text(s.Stdout); err != nil {
			return err
		}
	}
	return nil
}
