package cli

import (
	"fmt"
	"math"
	"strings"

	"beret/civil"
	"beret/internal/prospect"
	"beret/outlook"
)

// printPlan prints the cheapest decisions found: what they reach in futures that
// the search has not seen, each with its day, and what other plans would cost.
func (s outlookScene) printPlan(plan *prospect.Plan) error {
	switch s.format {
	case "json":
		return writeJSON(s.Stdout, s.planJSON(plan))
	case "csv":
		return s.stepTable(plan).csv(s.Stdout)
	}
	fmt.Fprintln(s.Stdout, s.planFinding(plan))
	if plan.Late {
		fmt.Fprintln(s.Stdout, s.text.Text("cli.outlook_plan_late", "from", plan.From))
	}
	return s.printTables(s.stepTable(plan), s.frontierTable(plan))
}

// planFinding says what the plan reaches and how sure it is the cheapest.
func (s outlookScene) planFinding(plan *prospect.Plan) string {
	f := plan.Found
	args := []any{"level", perMille(s, plan.Level), "before", s.chance(f.Before), "fresh", s.chance(f.Fresh), "month", f.Fresh.Month, "n", f.Fresh.Of, "cost", s.cost(f.Cost, costUnit(plan))}
	switch {
	case len(plan.Steps) == 0 && f.Reached:
		return s.text.Text("cli.outlook_plan_none", args...)
	case !f.Reached || f.Fresh.Met*1000 < plan.Level*f.Fresh.Of:
		return s.text.Text("cli.outlook_plan_short", args...)
	case f.Proven:
		return s.text.Text("cli.outlook_plan_proven", args...)
	}
	return s.text.Text("cli.outlook_plan_found", args...)
}

// costUnit is what the plan's costs are counted in; empty where levers differ.
func costUnit(plan *prospect.Plan) (unit string) {
	for i, l := range plan.Levers {
		if i > 0 && l.CostUnit != unit {
			return ""
		}
		unit = l.CostUnit
	}
	return unit
}

// cost prints a cost with its unit.
func (s outlookScene) cost(n int64, unit string) string {
	if key := "outlookpage.measure." + unit; s.text.Has(key) {
		return s.text.Text(key, "n", int(n))
	}
	return strings.TrimSpace(s.text.Number(int(n)) + " " + unit)
}

func perMille(s outlookScene, level int) string {
	return s.text.Text("cli.outlook.percent", "rate", s.text.Decimal(float64(level)/10, 1))
}

func (s outlookScene) stepTable(plan *prospect.Plan) *table {
	t := &table{columns: []column{
		{"by", s.text.Text("cli.outlook.by"), false}, {"month", s.text.Text("cli.outlook.acts"), false},
		{"lever", s.text.Text("cli.outlook.lever"), false}, {"units", s.text.Text("cli.outlook.units"), true},
		{"step", s.text.Text("cli.outlook.step"), false}, {"amount", s.text.Text("cli.outlook.amount"), false}, {"cost", s.text.Text("cli.outlook.costs"), true},
	}}
	for _, step := range plan.Steps {
		name, amount := step.Lever.Name(s.text), step.Lever.Amount(s.text, step.Units)
		t.addRaw([]string{step.By.String(), step.Month.String(), step.Lever.Code, s.text.Number(step.Units), name, amount, s.cost(step.Cost, step.Lever.CostUnit)},
			step.By, step.Month, step.Lever.Code, step.Units, name, amount, step.Cost)
	}
	return t
}

// frontierTable prints what each chance costs at the least, as far as was found.
func (s outlookScene) frontierTable(plan *prospect.Plan) *table {
	t := &table{columns: []column{{"cost", s.text.Text("cli.outlook.costs"), true}, {"chance", s.text.Text("cli.outlook.weakest"), true},
		{"month", s.text.Text("cli.outlook.weak"), false}}}
	unit := costUnit(plan)
	for _, point := range plan.Found.Frontier {
		t.add(s.cost(point.Cost, unit), s.chance(point.Worst), point.Worst.Month.String())
	}
	return t
}

// outlookPlan is a plan as JSON.
type outlookPlan struct {
	Finding  string            `json:"finding"`
	AsOf     civil.Date        `json:"as_of"`
	Question prospect.Question `json:"question"`
	Level    float64           `json:"level"`
	From     civil.Month       `json:"from"`
	Late     bool              `json:"late"`
	Reached  bool              `json:"reached"`
	Proven   bool              `json:"proven"`
	Cost     int64             `json:"cost"`
	Before   outlookChance     `json:"before"`
	Fresh    outlookChance     `json:"fresh"`
	Steps    []outlookStep     `json:"steps"`
	Frontier []outlookPoint    `json:"frontier"`
}

type outlookStep struct {
	By    civil.Date        `json:"by"`
	Month civil.Month       `json:"month"`
	Kind  prospect.StepKind `json:"kind"`
	Lever string            `json:"lever"`
	Units int               `json:"units"`
	Text  string            `json:"text"`
	Cost  int64             `json:"cost"`
	Seats int               `json:"seats,omitempty"`
	Women int               `json:"women,omitempty"`
}

type outlookPoint struct {
	Cost  int64          `json:"cost"`
	Worst outlookChance  `json:"worst"`
	Units map[string]int `json:"units"`
}

func (s outlookScene) planJSON(plan *prospect.Plan) outlookPlan {
	f := plan.Found
	out := outlookPlan{Finding: s.planFinding(plan), AsOf: s.base.AsOf, Question: plan.Question, Level: float64(plan.Level) / 1000, From: plan.From, Late: plan.Late,
		Reached: f.Reached, Proven: f.Proven, Cost: f.Cost, Before: chanceJSON(f.Before), Fresh: chanceJSON(f.Fresh), Steps: []outlookStep{}}
	for _, step := range plan.Steps {
		out.Steps = append(out.Steps, outlookStep{step.By, step.Month, step.Kind, step.Lever.Code, step.Units, step.Text(s.text), step.Cost, step.Seats, step.Women})
	}
	for _, point := range f.Frontier {
		units := map[string]int{}
		for i, n := range point.Plan {
			if n > 0 {
				units[plan.Levers[i].Code] = n
			}
		}
		out.Frontier = append(out.Frontier, outlookPoint{point.Cost, chanceJSON(point.Worst), units})
	}
	return out
}

// levelOf turns 0.95 into parts of a thousand.
func levelOf(level float64) int { return int(math.Round(1000 * level)) }

// printCalibration prints how good past forecasts would have been.
func (s outlookScene) printCalibration(c *prospect.Calibration) error {
	if s.format != "csv" && s.format != "json" {
		key := "cli.outlook_calibration"
		if len(c.Scores) == 0 {
			key = "cli.outlook_calibration_none"
		}
		fmt.Fprintln(s.Stdout, s.text.Text(key, "n", c.Forecasts, "first", c.First, "last", c.Last, "scenarios", c.Scenarios))
		if len(c.Scores) == 0 {
			return nil
		}
		fmt.Fprintln(s.Stdout)
	}
	return s.Program.print(s.scoreTable(c))
}

func (s outlookScene) scoreTable(c *prospect.Calibration) table {
	t := table{columns: []column{
		{"category", s.text.Text("cli.standing.group"), false}, {"months_ahead", s.text.Text("cli.outlook.ahead"), true},
		{"measure", s.text.Text("cli.outlook.measure"), false}, {"cases", s.text.Text("cli.outlook.cases"), true}}}
	for _, band := range outlook.Bands() {
		t.columns = append(t.columns, column{fmt.Sprintf("within_%d", band), s.text.Text("cli.outlook.within", "band", band), true})
	}
	t.columns = append(t.columns, column{"crps", s.text.Text("cli.outlook.crps"), true}, column{"crps_stays", s.text.Text("cli.outlook.crps_stays"), true},
		column{"crps_trend", s.text.Text("cli.outlook.crps_trend"), true})
	for _, score := range c.Scores {
		cells := []string{s.groupName(score.View.Scope), s.text.Number(score.Horizon), s.text.Text("cli.outlook.measure." + string(score.Measure)), s.text.Number(score.Cases)}
		values := []any{score.View.Category, score.Horizon, score.Measure, score.Cases}
		for _, within := range score.Within {
			cells, values = append(cells, s.text.Percent(within, score.Cases)), append(values, within)
		}
		for _, crps := range []float64{score.CRPS, score.Stays, score.Trend} {
			cells, values = append(cells, s.text.Decimal(crps, 2)), append(values, rounded(crps))
		}
		t.addRaw(cells, values...)
	}
	return t
}
