package cli

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"beret/internal/account"
	"beret/internal/contribution"
	"beret/internal/database"
	"beret/internal/fault"
	"beret/internal/reference"
)

// unImport is what `beret import un` was asked for.
type unImport struct {
	order, mode string
	dryRun      bool
}

func (p *Program) importUN() *cobra.Command {
	var ask unImport
	c := &cobra.Command{
		Use:     "un FILE",
		Short:   p.text.Text("cli.import_un"),
		Example: "  beret import un contributions.csv --dry-run",
		Args:    p.exactly(1),
		RunE: func(c *cobra.Command, args []string) error {
			return p.withNew(c.Context(), func(db *database.DB) error {
				return p.runImportUN(c.Context(), db, args[0], ask)
			})
		},
	}
	flags := c.Flags()
	flags.StringVar(&ask.order, "date-order", "", p.text.Text("cli.flag.date_order"))
	flags.StringVar(&ask.mode, "mode", string(contribution.WholeMonths), p.text.Text("cli.flag.mode"))
	flags.BoolVar(&ask.dryRun, "dry-run", false, p.text.Text("cli.flag.dry_run"))
	p.formatFlag(flags)
	return c
}

func (p *Program) runImportUN(ctx context.Context, db *database.DB, path string, ask unImport) error {
	file, err := p.parseUN(path, contribution.DateOrder(ask.order))
	if err != nil {
		return err
	}
	if err := p.printIssues(file); err != nil {
		return err
	}
	store := contribution.NewStore(db)
	act, key := store.Import, "cli.import_un_done"
	if ask.dryRun {
		act, key = store.Preview, "cli.import_un_preview"
	}
	plan, err := act(ctx, account.System(), file, contribution.Mode(ask.mode))
	if err != nil {
		return err
	}
	fmt.Fprintln(p.Stderr, p.text.Text(key, "file", file.Name, "rows", file.Rows, "rejected", file.Rejected,
		"first", file.First(), "last", file.Last(), "added", plan.Added, "changed", len(plan.Changed),
		"removed", len(plan.Removed), "unchanged", plan.Unchanged))
	if file.Rejected > 0 {
		return errRejected
	}
	return nil
}

func (p *Program) parseUN(path string, order contribution.DateOrder) (*contribution.File, error) {
	countries, err := reference.LoadCountries()
	if err != nil {
		return nil, err
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, fault.Because(err, fault.NotFound, "cli.no_file", "path", path)
	}
	defer file.Close()
	return contribution.Parse(file, filepath.Base(path), countries, order)
}

// printIssues prints what the file made doubtful, with what to do about it.
func (p *Program) printIssues(file *contribution.File) error {
	t := table{columns: []column{
		{"row", p.text.Text("cli.issue.row"), true},
		{"column", p.text.Text("cli.issue.column"), false},
		{"severity", p.text.Text("cli.issue.severity"), false},
		{"rows", p.text.Text("cli.issue.rows"), true},
		{"problem", p.text.Text("cli.issue.problem"), false},
		{"remedy", p.text.Text("cli.issue.remedy"), false},
	}}
	for _, i := range file.Issues {
		problem, remedy := p.text.Text(string(i.Kind), i.Args...), p.text.Text(i.Kind.Remedy())
		severity := i.Kind.Severity()
		t.addRaw([]string{p.text.Number(i.Row), i.Column, p.text.Text(severity.Key()), p.text.Number(i.Rows), problem, remedy},
			i.Row, i.Column, severity, i.Rows, problem, remedy)
	}
	if len(t.rows) == 0 && p.format == "table" {
		return nil
	}
	return p.print(t)
}
