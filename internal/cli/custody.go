package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"beret/internal/custody"
	"beret/internal/database"
)

func (p *Program) backup() *cobra.Command {
	return &cobra.Command{
		Use:   "backup FILE",
		Short: p.text.Text("cli.backup"),
		Args:  p.exactly(1),
		RunE: func(c *cobra.Command, args []string) error {
			return p.with(c.Context(), func(db *database.DB) error {
				saved, err := custody.Backup(c.Context(), db, args[0])
				if err == nil {
					p.printCopy("cli.backup_done", saved)
				}
				return err
			})
		},
	}
}

func (p *Program) printCopy(key string, c custody.Copy) {
	fmt.Fprintln(p.Stdout, p.text.Text(key, "path", c.Path, "rows", int(c.Rows), "acts", int(c.AuditRows), "head", c.AuditHead))
}

func (p *Program) restore() *cobra.Command {
	return &cobra.Command{
		Use:   "restore FILE",
		Short: p.text.Text("cli.restore"),
		Args:  p.exactly(1),
		RunE: func(c *cobra.Command, args []string) error {
			restored, aside, err := custody.Restore(c.Context(), args[0], p.address, p.Clock())
			if aside != "" {
				fmt.Fprintln(p.Stderr, p.text.Text("cli.restore_aside", "path", aside))
			}
			if err == nil {
				p.printCopy("cli.restore_done", restored)
			}
			return err
		},
	}
}

var errUnsound = errors.New("the record is not sound")

func (p *Program) doctor() *cobra.Command {
	c := &cobra.Command{
		Use:   "doctor",
		Short: p.text.Text("cli.doctor"),
		Args:  p.exactly(0),
		RunE:  func(c *cobra.Command, _ []string) error { return p.examine(c.Context()) },
	}
	p.formatFlag(c.Flags())
	return c
}

// examine opens the record as it is: the doctor looks, it does not migrate.
func (p *Program) examine(ctx context.Context) error {
	db, err := database.Open(ctx, p.address, database.Options{Clock: p.Clock, MustExist: true})
	if err != nil {
		return err
	}
	defer db.Close()
	findings, err := custody.Examine(ctx, db)
	if err != nil {
		return err
	}
	t := table{columns: []column{
		{"check", p.text.Text("cli.doctor.check"), false},
		{"status", p.text.Text("cli.doctor.status"), false},
		{"detail", p.text.Text("cli.doctor.detail"), false},
	}}
	broken := false
	for _, f := range findings {
		broken = broken || f.Status == custody.Broken
		t.add(p.text.Text(f.Key), p.text.Text("cli.status."+string(f.Status)), p.text.Text(f.Detail, f.Args...))
	}
	if err := p.print(t); err != nil || !broken {
		return err
	}
	return errUnsound
}
