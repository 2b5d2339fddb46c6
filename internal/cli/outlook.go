package cli

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/database"
	"beret/internal/fault"
	"beret/internal/office"
	"beret/internal/prospect"
	"beret/internal/reference"
)

// outlookQuery is what `beret outlook` was asked for; what is zero is as usual.
type outlookQuery struct {
	category, mission, framework string
	asOf, until                  string
	scenarios                    int
	seed                         uint64
	set                          []string // levers moved, as lever=units
	levers, plan, calibration    bool
	leadership                   bool // the pipeline of the leadership tiers instead
	level                        float64
}

func (p *Program) outlook() *cobra.Command {
	var q outlookQuery
	c := &cobra.Command{
		Use:   "outlook",
		Short: p.text.Text("cli.outlook"),
		Long:  p.text.Text("cli.outlook_long"),
		Example: "  beret outlook --category ipo --until 2030-12\n  beret outlook --target ugps --set nominate-women:ipo=2 --format json\n" +
			"  beret outlook --category ipo --plan --level 0.95\n  beret outlook --levers",
		Args: p.exactly(0),
		RunE: func(c *cobra.Command, _ []string) error {
			return p.with(c.Context(), func(db *database.DB) error { return p.runOutlook(c.Context(), db, q) })
		},
	}
	flags := c.Flags()
	flags.StringVar(&q.category, "category", "", p.text.Text("cli.flag.category"))
	flags.StringVar(&q.mission, "mission", "", p.text.Text("cli.flag.mission"))
	flags.StringVar(&q.framework, "framework", "", p.text.Text("cli.flag.outlook_framework"))
	flags.SetNormalizeFunc(func(_ *pflag.FlagSet, name string) pflag.NormalizedName {
		if name == "target" {
			name = "framework"
		}
		return pflag.NormalizedName(name)
	})
	flags.StringVar(&q.asOf, "as-of", "", p.text.Text("cli.flag.as_of"))
	flags.StringVar(&q.until, "until", "", p.text.Text("cli.flag.until"))
	flags.IntVar(&q.scenarios, "scenarios", 0, p.text.Text("cli.flag.scenarios", "least", prospect.LeastScenarios, "most", prospect.MostScenarios))
	flags.Uint64Var(&q.seed, "seed", 1, p.text.Text("cli.flag.outlook_seed"))
	flags.StringArrayVar(&q.set, "set", nil, p.text.Text("cli.flag.set"))
	flags.BoolVar(&q.levers, "levers", false, p.text.Text("cli.flag.levers"))
	flags.BoolVar(&q.plan, "plan", false, p.text.Text("cli.flag.plan"))
	flags.Float64Var(&q.level, "level", 0.95, p.text.Text("cli.flag.level"))
	flags.BoolVar(&q.calibration, "calibration", false, p.text.Text("cli.flag.calibration"))
	flags.BoolVar(&q.leadership, "leadership", false, p.text.Text("cli.flag.leadership"))
	p.formatFlag(flags)
	c.MarkFlagsMutuallyExclusive("plan", "calibration", "levers", "leadership")
	return c
}

// runOutlook answers a query and prints what was asked for.
func (p *Program) runOutlook(ctx context.Context, db *database.DB, q outlookQuery) error {
	facts, book, err := office.Load(ctx, db)
	if err != nil {
		return err
	}
	asOf := facts.Today(p.Clock())
	if q.asOf != "" {
		if asOf, err = civil.ParseDate(q.asOf); err != nil {
			return usageError{fmt.Errorf("%s", p.text.Text("cli.bad_date", "value", q.asOf))}
		}
	}
	if !slices.Contains([]string{"", "table", "csv", "json"}, p.format) {
		return usageError{fmt.Errorf("%s", p.text.Text("cli.unknown_format", "format", p.format))}
	}
	defer p.ticking("cli.outlook_working")()
	room := prospect.NewRoom(db)
	base, err := room.Load(ctx, account.System(), book, asOf)
	if err != nil {
		return err
	}
	s := outlookScene{Program: p, base: base, book: book}
	question, err := s.question(q)
	if err != nil {
		return err
	}
	switch {
	case q.levers:
		return p.print(s.leverTable())
	case q.plan:
		plan, err := base.Plan(ctx, question, levelOf(q.level))
		if err != nil {
			return s.refused(fault.ProblemsOf(err), err)
		}
		return s.printPlan(plan)
	case q.leadership:
		return s.runLeadership(ctx, db, room)
	case q.calibration:
		c, err := room.Calibrate(ctx, account.System(), book, asOf)
		if err != nil {
			return err
		}
		return s.printCalibration(c)
	}
	if s.answer, err = base.Answer(ctx, question); err != nil {
		return err
	}
	return s.print()
}

// outlookScene is an answer with what it takes to print it.
type outlookScene struct {
	*Program
	base   *prospect.Base
	book   *reference.Book
	answer *prospect.Answer
}

// question turns the query into a question; what cannot be is a usage error that
// names the flag and what may stand there.
func (s outlookScene) question(q outlookQuery) (asked prospect.Question, err error) {
	asked = s.base.Usual()
	asked.Category, asked.Mission, asked.Framework, asked.Seed = q.category, q.mission, q.framework, q.seed
	if q.scenarios != 0 {
		asked.Scenarios = q.scenarios
	}
	if q.until != "" {
		if asked.Until, err = civil.ParseMonth(q.until); err != nil {
			return asked, usageError{fmt.Errorf("%s", s.text.Text("cli.bad_month", "value", q.until))}
		}
	}
	for _, setting := range q.set {
		lever, units, ok := strings.Cut(setting, "=")
		n, err := strconv.Atoi(units)
		if !ok || err != nil {
			return asked, usageError{fmt.Errorf("%s", s.text.Text("cli.bad_setting", "value", setting))}
		}
		asked.Settings = append(asked.Settings, prospect.Setting{Lever: lever, Units: n})
	}
	return asked, s.refused(s.base.Check(asked), nil)
}

// refused says in one error what is wrong with a question, flag by flag, or
// returns the error where nothing is.
func (s outlookScene) refused(problems []fault.Problem, err error) error {
	if len(problems) == 0 {
		return err
	}
	var lines []string
	for _, problem := range problems {
		flag, codes := s.flagOf(problem.Field)
		line := "--" + flag + ": " + s.text.Text(problem.Key, problem.Args...)
		if len(codes) > 0 {
			line += " " + s.text.Text("cli.outlook_codes", "codes", strings.Join(codes, ", "))
		}
		lines = append(lines, line)
	}
	return usageError{fmt.Errorf("%s", strings.Join(lines, "\n"))}
}

// flagOf is the flag that a problem's field came from, and the codes that may
// stand there.
func (s outlookScene) flagOf(field string) (flag string, codes []string) {
	kinds := map[string]reference.Kind{"category": reference.Categories, "mission": reference.Missions, "framework": reference.Frameworks}
	if kind, ok := kinds[field]; ok {
		for _, row := range s.book.On(kind, s.base.AsOf) {
			codes = append(codes, row.Code)
		}
		return field, codes
	}
	lever, isLever := strings.CutPrefix(field, "lever.")
	if !isLever && field != "lever" {
		return field, nil
	}
	if isLever {
		return "set " + lever, nil
	}
	for _, l := range s.base.Levers() {
		codes = append(codes, l.Code)
	}
	return "set", codes
}
