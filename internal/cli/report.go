package cli

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"beret/civil"
	"beret/internal/account"
	"beret/internal/database"
	"beret/internal/office"
	"beret/internal/report"
)

func (p *Program) reports() *cobra.Command {
	c := &cobra.Command{Use: "report", Short: p.text.Text("cli.report")}
	c.AddCommand(p.reportMonthly())
	return c
}

// monthlyAsk is what `beret report monthly` was asked for.
type monthlyAsk struct {
	month, format, out string
	order              report.Order
}

func (p *Program) reportMonthly() *cobra.Command {
	var ask monthlyAsk
	c := &cobra.Command{
		Use:     "monthly",
		Short:   p.text.Text("cli.report_monthly"),
		Example: "  beret report monthly --month 2026-10 --lang vi --format pdf",
		Args:    p.exactly(0),
		RunE: func(c *cobra.Command, _ []string) error {
			return p.with(c.Context(), func(db *database.DB) error { return p.runReportMonthly(c.Context(), db, ask) })
		},
	}
	flags := c.Flags()
	flags.StringVar(&ask.month, "month", "", p.text.Text("cli.flag.month"))
	flags.StringVar(&ask.format, "format", string(report.PDF), p.text.Text("cli.flag.report_format"))
	flags.StringVar(&ask.out, "out", "", p.text.Text("cli.flag.out"))
	flags.StringVar(&ask.order.Number, "number", "", p.text.Text("cli.flag.number"))
	flags.BoolVar(&ask.order.Names, "names", false, p.text.Text("cli.flag.names"))
	return c
}

// runReportMonthly makes the report and writes it to a new file: one that is
// there may hold what somebody wrote into the last.
func (p *Program) runReportMonthly(ctx context.Context, db *database.DB, ask monthlyAsk) error {
	facts, book, err := office.Load(ctx, db)
	if err != nil {
		return err
	}
	if err := ask.fill(facts.Today(p.Clock())); err != nil {
		return usageError{fmt.Errorf("%s", p.text.Text("cli.bad_month", "value", ask.month))}
	}
	made, err := report.Make(ctx, db, account.System(), book, ask.order, p.text, report.Format(ask.format))
	if err != nil {
		return err
	}
	if ask.out == "-" {
		_, err := p.Stdout.Write(made.Data)
		return err
	}
	if ask.out == "" {
		ask.out = made.Name
	}
	err = writeNew(ask.out, func(w io.Writer) error {
		_, err := w.Write(made.Data)
		return err
	})
	if err != nil {
		return err
	}
	fmt.Fprintln(p.Stdout, p.text.Text("cli.report_done", "month", ask.order.Month, "path", ask.out))
	return nil
}

// fill completes the order: made today, on the last month that is over unless
// another is asked for.
func (a *monthlyAsk) fill(today civil.Date) (err error) {
	a.order.Made, a.order.Month = today, report.LastMonth(today)
	if a.month != "" {
		a.order.Month, err = civil.ParseMonth(a.month)
	}
	return err
}
