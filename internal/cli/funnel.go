package cli

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"beret/internal/account"
	"beret/internal/call"
	"beret/internal/database"
	"beret/internal/funnel"
	"beret/internal/office"
	"beret/internal/reference"
	"beret/slate"
)

// funnelQuery is what `beret funnel` was asked for.
type funnelQuery struct{ call, by string }

func (p *Program) funnel() *cobra.Command {
	var q funnelQuery
	c := &cobra.Command{
		Use:     "funnel",
		Short:   p.text.Text("cli.funnel"),
		Example: "  beret funnel\n  beret funnel --by test --format json",
		Args:    p.exactly(0),
		RunE: func(c *cobra.Command, _ []string) error {
			return p.with(c.Context(), func(db *database.DB) error { return p.printFunnel(c.Context(), db, q) })
		},
	}
	c.Flags().StringVar(&q.call, "call", "", p.text.Text("cli.flag.call"))
	c.Flags().StringVar(&q.by, "by", "", p.text.Text("cli.flag.by", "names", funnelDimensions()))
	p.formatFlag(c.Flags())
	return c
}

func funnelDimensions() string {
	var names []string
	for _, d := range funnel.Dimensions() {
		names = append(names, string(d))
	}
	return strings.Join(names, ", ")
}

// printFunnel prints the finding and the table of a query.
func (p *Program) printFunnel(ctx context.Context, db *database.DB, q funnelQuery) error {
	by := funnel.Dimension(q.by)
	if q.by != "" && !slices.Contains(funnel.Dimensions(), by) {
		return usageError{fmt.Errorf("%s", p.text.Text("cli.unknown_dimension", "name", q.by, "names", funnelDimensions()))}
	}
	facts, book, err := office.Load(ctx, db)
	if err != nil {
		return err
	}
	f, err := funnelFilter(ctx, db, q)
	if err != nil {
		return err
	}
	data, err := funnel.Load(ctx, db, account.System(), book, f, facts.Today(p.Clock()))
	if err != nil {
		return err
	}
	if p.format == "" || p.format == "table" {
		fmt.Fprintf(p.Stdout, "%s\n\n", funnel.Compute(data.Paths).Finding(p.text))
	}
	if by == funnel.ByTest {
		return p.print(p.testTable(data, book))
	}
	return p.print(p.funnelTable(data, book, by))
}

// funnelFilter finds the call that is asked for.
func funnelFilter(ctx context.Context, db *database.DB, q funnelQuery) (f funnel.Filter, err error) {
	if q.call == "" {
		return f, nil
	}
	err = db.Read(ctx, func(tx *database.Tx) error {
		c, err := call.FindByReference(ctx, tx, account.System(), q.call)
		f.Call = c.ID
		return err
	})
	return f, err
}

// rateColumns are those of women, men and how their rates compare; on heads
// the rates.
func (p *Program) rateColumns(on string, first ...column) []column {
	return append(first, column{"women", p.text.Text("cli.funnel.women"), true}, column{"women_on", on, true},
		column{"men", p.text.Text("cli.funnel.men"), true}, column{"men_on", on, true},
		column{"ratio", p.text.Text("cli.funnel.ratio"), true}, column{"check", p.text.Text("cli.funnel.check"), false})
}

// funnelTable prints the steps of everybody and of each group.
func (p *Program) funnelTable(d funnel.Data, book *reference.Book, by funnel.Dimension) table {
	t := table{columns: p.rateColumns(p.text.Text("cli.funnel.went_on"), column{"group", p.text.Text("cli.funnel.group"), false}, column{"step", p.text.Text("cli.funnel.step"), false})}
	add := func(name, key string, f funnel.Funnel) {
		for _, step := range f {
			t.addRaw(append([]string{name, p.text.Text(step.Stage.Key())}, p.rateCells(step.Women.Reached, step.Men.Reached, step.Rates)...),
				append([]any{key, step.Stage.String()}, rateValues(step.Women.Reached, step.Men.Reached, step.Rates)...)...)
		}
	}
	if by == "" {
		add(p.text.Text("cli.funnel.all"), "", funnel.Compute(d.Paths))
	}
	for _, g := range funnel.Split(d.Paths, by) {
		add(groupName(p, d, book, by, g.Key), g.Key, g.Funnel)
	}
	return t
}

// groupName names a group for people; one without a key is a dash.
func groupName(p *Program, d funnel.Data, book *reference.Book, by funnel.Dimension, key string) string {
	id, _ := strconv.ParseInt(key, 10, 64)
	switch {
	case key == "":
		return "–"
	case by == funnel.ByCall:
		return d.Calls[id].Reference
	case by == funnel.ByUnit:
		return d.Units[id].Name
	}
	return book.Name(reference.LanguageKind, key, p.text.Lang)
}

// rateCells print counts, how many of those who do not wait went on, and the
// check.
func (p *Program) rateCells(women, men int, s slate.Selection) []string {
	check := ""
	if key := funnel.Verdict(s); key != "" {
		check = p.text.Text(string(key))
	}
	if key := funnel.Caution(s); key != "" {
		check += ". " + p.text.Text(string(key))
	}
	share := func(c slate.Chances) string {
		if c.Eligible == 0 {
			return "–"
		}
		return p.text.Share(c.Selected, c.Eligible)
	}
	return []string{p.text.Number(women), share(s.Women), p.text.Number(men), share(s.Men), funnel.Ratio(p.text, s), check}
}

// rateValues are the same for machines: went on of those who do not wait, and
// whether the lower rate is less than four fifths of the higher.
func rateValues(women, men int, s slate.Selection) []any {
	share := func(c slate.Chances) string { return fmt.Sprintf("%d/%d", c.Selected, c.Eligible) }
	ratio := any("")
	if whole := s.Women.Eligible * s.Men.Selected; whole > 0 {
		ratio = float64(s.Women.Selected*s.Men.Eligible) / float64(whole)
	}
	return []any{women, share(s.Women), men, share(s.Men), ratio, s.BelowFourFifths}
}

// testTable prints who took and passed each test of the assessment.
func (p *Program) testTable(d funnel.Data, book *reference.Book) table {
	t := table{columns: p.rateColumns(p.text.Text("nominationpage.passed"), column{"test", p.text.Text("funnel.by.test"), false})}
	for _, r := range funnel.Tests(d.Attempts, d.Tests) {
		women, men := r.Rates.Women.Eligible, r.Rates.Men.Eligible
		t.addRaw(append([]string{book.Name(reference.Tests, r.Test, p.text.Lang)}, p.rateCells(women, men, r.Rates)...),
			append([]any{r.Test}, rateValues(women, men, r.Rates)...)...)
	}
	return t
}
