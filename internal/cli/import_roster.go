package cli

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"beret/internal/account"
	"beret/internal/database"
	"beret/internal/office"
	"beret/internal/registry"
	"beret/internal/roster"
)

// rosterImport is what `beret import roster` was asked for.
type rosterImport struct {
	sheet, units, rejects string
	options               roster.Options
}

func (p *Program) importRoster() *cobra.Command {
	var ask rosterImport
	c := &cobra.Command{
		Use:     "roster FILE",
		Short:   p.text.Text("cli.import_roster"),
		Example: "  beret import roster officers.xlsx --dry-run --rejects rejected.xlsx",
		Args:    p.exactly(1),
		RunE: func(c *cobra.Command, args []string) error {
			return p.withNew(c.Context(), func(db *database.DB) error {
				return p.runImportRoster(c.Context(), db, args[0], ask)
			})
		},
	}
	flags := c.Flags()
	flags.BoolVar(&ask.options.DryRun, "dry-run", false, p.text.Text("cli.flag.dry_run"))
	flags.StringVar(&ask.sheet, "sheet", "", p.text.Text("cli.flag.sheet"))
	flags.StringVar(&ask.rejects, "rejects", "", p.text.Text("cli.flag.rejects"))
	flags.StringVar(&ask.units, "units", "", p.text.Text("cli.flag.units"))
	flags.BoolVar(&ask.options.CreateUnits, "create-units", false, p.text.Text("cli.flag.create_units"))
	flags.BoolVar(&ask.options.HoldSuspects, "hold-suspects", false, p.text.Text("cli.flag.hold_suspects"))
	p.formatFlag(flags)
	return c
}

// rosters opens the door of the registry for tables.
func (p *Program) rosters(ctx context.Context, db *database.DB) (*roster.Room, error) {
	_, book, err := office.Load(ctx, db)
	if err != nil {
		return nil, err
	}
	return roster.New(db, registry.NewStore(db, book), p.catalogue), nil
}

func (p *Program) runImportRoster(ctx context.Context, db *database.DB, path string, ask rosterImport) (err error) {
	room, err := p.rosters(ctx, db)
	if err != nil {
		return err
	}
	file, err := openRoster(path, ask)
	if err != nil {
		return err
	}
	defer file.Close()
	ask.options.Printer = p.text
	bar := p.progress(p.text.Text("cli.import_reading"))
	ask.options.Progress = func(done, total int64) { bar.at(int(done>>10), int(total>>10)) }
	summary, err := p.bringIn(ctx, room, file, ask)
	bar.end()
	if err != nil {
		return err
	}
	return p.printSummary(summary, ask)
}

func openRoster(path string, ask rosterImport) (*roster.File, error) {
	file, err := roster.Open(path)
	if err != nil {
		return nil, err
	}
	file.Sheet = ask.sheet
	if ask.units != "" {
		if err := file.AddUnits(ask.units); err != nil {
			return nil, errors.Join(err, file.Close())
		}
	}
	return file, nil
}

// bringIn imports with the workbook of rejects beside, which is removed again
// where there is nothing in it.
func (p *Program) bringIn(ctx context.Context, room *roster.Room, file *roster.File, ask rosterImport) (s *roster.Summary, err error) {
	if ask.rejects == "" {
		return room.Import(ctx, account.System(), file, ask.options)
	}
	out, err := os.OpenFile(ask.rejects, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return nil, err
	}
	ask.options.Rejects = out
	s, err = room.Import(ctx, account.System(), file, ask.options)
	err = errors.Join(err, out.Close())
	if err != nil || s.Rejected+s.Suspected == 0 {
		err = errors.Join(err, os.Remove(ask.rejects))
	}
	return s, err
}

// printSummary prints the rejected rows and suspects as a table and the counts
// on standard error.
func (p *Program) printSummary(s *roster.Summary, ask rosterImport) error {
	if err := p.printRows(s); err != nil {
		return err
	}
	key := "cli.import_roster_done"
	if ask.options.DryRun {
		key = "cli.import_roster_preview"
	}
	fmt.Fprintln(p.Stderr, p.text.Text(key, "file", s.File, "sheet", s.Sheet, "rows", s.Rows, "new", s.New, "changed", s.Changed,
		"unchanged", s.Unchanged, "rejected", s.Rejected, "suspected", s.Suspected))
	if s.UnitsAdded > 0 {
		fmt.Fprintln(p.Stderr, p.text.Text("cli.import_units", "n", s.UnitsAdded))
	}
	for _, title := range s.UnknownColumns {
		fmt.Fprintln(p.Stderr, p.text.Text("cli.import_unknown_column", "column", title))
	}
	if s.Rejected == 0 {
		return nil
	}
	if ask.rejects != "" {
		fmt.Fprintln(p.Stderr, p.text.Text("cli.import_rejects_at", "path", ask.rejects))
	} else {
		fmt.Fprintln(p.Stderr, p.text.Text("cli.import_rejects_how"))
	}
	return errRejected
}

// printRows prints the first rejected rows and suspects with their reasons.
func (p *Program) printRows(s *roster.Summary) error {
	t := table{columns: []column{
		{"row", p.text.Text("cli.issue.row"), true},
		{"service_number", p.text.Text("registry.field.service_number"), false},
		{"severity", p.text.Text("cli.issue.severity"), false},
		{"problem", p.text.Text("cli.issue.problem"), false},
	}}
	add := func(row int, service, became, problem string) {
		t.addRaw([]string{p.text.Number(row), service, p.text.Text("cli.row." + became), problem}, row, service, became, problem)
	}
	for _, row := range s.RejectedRows {
		for _, problem := range row.Problems {
			add(row.Number, row.Service, "rejected", roster.ProblemText(p.text, problem))
		}
	}
	for _, suspect := range s.Suspects {
		add(suspect.Number, suspect.Service, "suspect", roster.ProblemText(p.text, suspect.Problem()))
	}
	if len(t.rows) == 0 && p.format == "table" {
		return nil
	}
	return p.print(t)
}
