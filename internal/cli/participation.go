package cli

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/database"
	"beret/internal/fault"
	"beret/internal/office"
	"beret/internal/reference"
	"beret/internal/registry"
	"beret/internal/standing"
	"beret/participation"
)

// standingQuery is what `beret participation` was asked for; the zero value
// asks for the categories on the office's day, beside every framework.
type standingQuery struct {
	asOf      string
	by        string
	framework string
	people    bool
	months    int // of the month-end series; 0 for the position of one day
}

// mostMonths bounds the series: fifty years, longer than any office has sent
// anybody.
const mostMonths = 600

func (p *Program) participation() *cobra.Command {
	var q standingQuery
	c := &cobra.Command{
		Use:     "participation",
		Short:   p.text.Text("cli.participation"),
		Example: "  beret participation --as-of 2026-10-31 --by mission\n  beret participation --framework ugps --format json",
		Args:    p.exactly(0),
		RunE: func(c *cobra.Command, _ []string) error {
			return p.with(c.Context(), func(db *database.DB) error { return p.printStanding(c.Context(), db, q) })
		},
	}
	flags := c.Flags()
	flags.StringVar(&q.asOf, "as-of", "", p.text.Text("cli.flag.as_of"))
	flags.StringVar(&q.by, "by", string(participation.Category), p.text.Text("cli.flag.by", "names", dimensionNames()))
	flags.StringVar(&q.framework, "framework", "", p.text.Text("cli.flag.framework"))
	flags.BoolVar(&q.people, "people", false, p.text.Text("cli.flag.people"))
	flags.IntVar(&q.months, "months", 0, p.text.Text("cli.flag.months"))
	p.formatFlag(flags)
	return c
}

func dimensionNames() string {
	var names []string
	for _, d := range participation.Dimensions() {
		names = append(names, string(d))
	}
	return strings.Join(names, ", ")
}

// printStanding prints the finding and the table of a query.
func (p *Program) printStanding(ctx context.Context, db *database.DB, q standingQuery) error {
	facts, book, err := office.Load(ctx, db)
	if err != nil {
		return err
	}
	dimension, asOf, err := p.checkQuery(q, facts, book)
	if err != nil {
		return err
	}
	s, err := standing.Load(ctx, db, account.System(), book, asOf, standing.Options{Months: max(q.months, 1), By: dimension})
	if err != nil {
		return err
	}
	units, err := homeUnitNames(ctx, db, book)
	if err != nil {
		return err
	}
	lines := s.Lines(dimension, q.framework)
	switch {
	case q.months > 0:
		return p.print(p.monthsTable(s, book, units))
	case p.format == "json":
		return writeJSON(p.Stdout, p.standingJSON(s, book, units, lines, q.people))
	case q.people:
		return p.print(p.peopleTable(s, book, units, lines))
	}
	if p.format == "" || p.format == "table" {
		fmt.Fprintf(p.Stdout, "%s\n%s\n\n", s.Finding(p.text, book),
			p.text.Text("cli.standing_basis", "day", s.AsOf, "formula", s.Formula))
	}
	if err := p.print(p.standingTable(s, book, units, lines)); err != nil || p.format == "csv" {
		return err
	}
	return p.printSources(lines)
}

// printSources says under the table where each target comes from, and how sure
// that is.
func (p *Program) printSources(lines []standing.Line) error {
	printed := map[string]bool{"": true}
	for _, line := range lines {
		text := ""
		if a := line.Assessment; a != nil {
			text = p.text.Text("cli.standing.source", "name", a.Name.Short(p.text.Lang), "rate", standing.Rate(p.text, a.Target.Share),
				"source", a.Target.Source, "confidence", p.text.Text("referencepage.confidence."+a.Target.Confidence))
		}
		if printed[text] {
			continue
		}
		if len(printed) == 1 {
			fmt.Fprintln(p.Stdout)
		}
		printed[text] = true
		if _, err := fmt.Fprintln(p.Stdout, text); err != nil {
			return err
		}
	}
	return nil
}

// monthsTable prints each group's share at each month's end, everybody first.
func (p *Program) monthsTable(s standing.Standing, book *reference.Book, units map[string]string) table {
	t := table{columns: []column{
		{"month", p.text.Text("cli.standing.month"), false},
		{"group", p.text.Text("cli.standing.group"), false},
		{"women", p.text.Text("cli.standing.women"), true},
		{"total", p.text.Text("cli.standing.total"), true},
		{"rate", p.text.Text("cli.standing.rate"), true},
	}}
	for i, month := range s.Trend.Months {
		for _, line := range s.Trend.Lines {
			share := line.Shares[i]
			rate := p.text.Percent(share.Women, share.Total)
			t.addRaw([]string{month.String(), standing.GroupName(p.text, book, line.Dimension, line.Key, units), p.text.Number(share.Women),
				p.text.Number(share.Total), rate}, month.String(), cmp.Or(line.Key, string(line.Dimension)), share.Women, share.Total, rate)
		}
	}
	return t
}

// homeUnitNames returns the names of home units by code.
func homeUnitNames(ctx context.Context, db *database.DB, book *reference.Book) (map[string]string, error) {
	units, err := registry.NewStore(db, book).HomeUnits(ctx, account.System())
	names := map[string]string{}
	for _, u := range units {
		names[u.Code] = u.Name
	}
	return names, err
}

func (p *Program) checkQuery(q standingQuery, facts office.Office, book *reference.Book) (d participation.Dimension, asOf civil.Date, err error) {
	d = participation.Dimension(q.by)
	if q.by == "" {
		d = participation.Category
	}
	if !slices.Contains(participation.Dimensions(), d) {
		return d, 0, usageError{fmt.Errorf("%s", p.text.Text("cli.unknown_dimension", "name", q.by, "names", dimensionNames()))}
	}
	if _, known := book.Find(reference.Frameworks, q.framework); q.framework != "" && !known {
		return d, 0, fault.New(fault.NotFound, "cli.unknown_framework", "name", q.framework, "names", frameworkCodes(book))
	}
	if q.months < 0 || q.months > mostMonths {
		return d, 0, usageError{fmt.Errorf("%s", p.text.Text("cli.bad_months", "most", mostMonths))}
	}
	if q.asOf == "" {
		return d, facts.Today(p.Clock()), nil
	}
	if asOf, err = civil.ParseDate(q.asOf); err != nil {
		return d, 0, usageError{fmt.Errorf("%s", p.text.Text("cli.bad_date", "value", q.asOf))}
	}
	return d, asOf, nil
}

func frameworkCodes(book *reference.Book) string {
	var codes []string
	for _, row := range book.Rows(reference.Frameworks) {
		codes = append(codes, row.Code)
	}
	return strings.Join(codes, ", ")
}

func (p *Program) standingTable(s standing.Standing, book *reference.Book, units map[string]string, lines []standing.Line) table {
	t := table{columns: []column{
		{"group", p.text.Text("cli.standing.group"), false},
		{"women", p.text.Text("cli.standing.women"), true},
		{"total", p.text.Text("cli.standing.total"), true},
		{"rate", p.text.Text("cli.standing.rate"), true},
		{"target", p.text.Text("cli.standing.target"), true},
		{"framework", p.text.Text("cli.standing.framework"), false},
		{"verdict", p.text.Text("cli.standing.verdict"), false},
		{"by_replacement", p.text.Text("cli.standing.by_replacement"), true},
		{"by_addition", p.text.Text("cli.standing.by_addition"), true},
	}}
	if p.format == "csv" { // a table for people has its sources beneath
		t.columns = append(t.columns, column{name: "valid_from"}, column{name: "source"}, column{name: "confidence"})
	}
	for _, line := range lines {
		share := line.Figure.Share
		name := standing.GroupName(p.text, book, line.Figure.Dimension, line.Figure.Key, units)
		rate := p.text.Percent(share.Women, share.Total)
		cells := []string{name, p.text.Number(share.Women), p.text.Number(share.Total), rate, "", "", "", "", ""}
		values := []any{line.Figure.Key, share.Women, share.Total, rate, "", "", "", "", ""}
		if a := line.Assessment; a != nil {
			copy(cells[4:], p.assessmentCells(*a))
			copy(values[4:], []any{a.Target.Share.String(), a.Target.Framework, a.Verdict, a.ByReplacement, a.ByAddition})
		}
		if p.format == "csv" {
			values = append(values, evidenceOf(line)...)
		}
		t.addRaw(cells, values...)
	}
	return t
}

// evidenceOf returns a target's first day, source and confidence.
func evidenceOf(line standing.Line) []any {
	if line.Assessment == nil {
		return []any{"", "", ""}
	}
	t := line.Assessment.Target
	return []any{t.Valid.From, t.Source, t.Confidence}
}

func (p *Program) assessmentCells(a standing.Assessment) []string {
	verdict := p.text.Text("cli.verdict." + string(a.Verdict))
	if a.Ahead {
		verdict = p.text.Text("cli.verdict_ahead", "verdict", verdict, "year", fmt.Sprint(a.Target.Valid.From.Year()))
	}
	replacement, addition := p.text.Number(a.ByReplacement), p.text.Number(a.ByAddition)
	if a.Verdict == participation.Nobody {
		replacement, addition = "–", "–"
	} else if !a.Attainable {
		addition = "–"
	}
	return []string{standing.Rate(p.text, a.Target.Share), a.Name.Short(p.text.Lang), verdict, replacement, addition}
}

// peopleTable prints who stands behind each group.
func (p *Program) peopleTable(s standing.Standing, book *reference.Book, units map[string]string, lines []standing.Line) table {
	t := table{columns: []column{
		{"group", p.text.Text("cli.standing.group"), false},
		{"service_number", p.text.Text("cli.standing.service_number"), false},
		{"name", p.text.Text("cli.user.name"), false},
		{"sex", p.text.Text("cli.standing.sex"), false},
		{"rank", p.text.Text("cli.standing.rank"), false},
	}}
	printed := map[string]bool{}
	for _, line := range lines {
		if printed[line.Figure.Key] {
			continue // a group comes once for each of its targets
		}
		printed[line.Figure.Key] = true
		for _, id := range slices.Concat(line.Figure.Women, line.Figure.Men) {
			person := s.People[id]
			sex := "man"
			if person.Woman {
				sex = "woman"
			}
			t.addRaw([]string{standing.GroupName(p.text, book, line.Figure.Dimension, line.Figure.Key, units), person.ServiceNumber, person.Name,
				p.text.Text("cli.sex." + sex), book.Name(reference.Ranks, person.Rank, p.text.Lang)},
				line.Figure.Key, person.ServiceNumber, person.Name, sex, person.Rank)
		}
	}
	return t
}

// standingAnswer is the JSON form of a query: each figure with its evidence.
type standingAnswer struct {
	Finding string            `json:"finding"`
	AsOf    civil.Date        `json:"as_of"`
	Formula string            `json:"formula"`
	Lines   []standingLine    `json:"lines"`
	People  []standing.Person `json:"people,omitempty"`
}

type standingLine struct {
	Group      string                    `json:"group"`
	Figure     participation.Figure      `json:"figure"`
	Assessment *participation.Assessment `json:"assessment,omitempty"`
}

func (p *Program) standingJSON(s standing.Standing, book *reference.Book, units map[string]string, lines []standing.Line, people bool) standingAnswer {
	answer := standingAnswer{Finding: s.Finding(p.text, book), AsOf: s.AsOf, Formula: s.Formula}
	seen := map[int64]bool{}
	for _, line := range lines {
		out := standingLine{Group: standing.GroupName(p.text, book, line.Figure.Dimension, line.Figure.Key, units), Figure: line.Figure}
		if line.Assessment != nil {
			out.Assessment = &line.Assessment.Assessment
		}
		answer.Lines = append(answer.Lines, out)
		for _, id := range slices.Concat(line.Figure.Women, line.Figure.Men) {
			if people && !seen[id] {
				seen[id] = true
				answer.People = append(answer.People, s.People[id])
			}
		}
	}
	return answer
}
