package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"beret/internal/account"
	"beret/internal/database"
	"beret/internal/fault"
	"beret/internal/roster"
	"beret/internal/spreadsheet"
)

func (p *Program) exports() *cobra.Command {
	c := &cobra.Command{Use: "export", Short: p.text.Text("cli.export")}
	c.AddCommand(p.exportRoster(), p.exportTemplate())
	return c
}

func (p *Program) exportRoster() *cobra.Command {
	return &cobra.Command{
		Use:     "roster FILE",
		Short:   p.text.Text("cli.export_roster"),
		Example: "  beret export roster officers.xlsx\n  beret export roster officers.csv",
		Args:    p.exactly(1),
		RunE: func(c *cobra.Command, args []string) error {
			return p.with(c.Context(), func(db *database.DB) error { return p.runExportRoster(c.Context(), db, args[0]) })
		},
	}
}

// formatOf returns the format that a file's name asks for.
func (p *Program) formatOf(path string) (spreadsheet.Format, error) {
	switch format := spreadsheet.Format(strings.TrimPrefix(strings.ToLower(filepath.Ext(path)), ".")); format {
	case spreadsheet.XLSX, spreadsheet.CSV:
		return format, nil
	}
	return "", usageError{fmt.Errorf("%s", p.text.Text("cli.export_format", "path", path))}
}

func (p *Program) runExportRoster(ctx context.Context, db *database.DB, path string) error {
	format, err := p.formatOf(path)
	if err != nil {
		return err
	}
	room, err := p.rosters(ctx, db)
	if err != nil {
		return err
	}
	bar, n := p.progress(p.text.Text("cli.export_writing")), 0
	err = writeNew(path, func(w io.Writer) (err error) {
		n, err = room.Export(ctx, account.System(), w, format, p.text, bar.at)
		return err
	})
	bar.end()
	if err != nil {
		return err
	}
	fmt.Fprintln(p.Stderr, p.text.Text("cli.export_done", "n", n, "path", path))
	if format == spreadsheet.XLSX {
		return nil
	}
	return p.exportUnits(ctx, room, strings.TrimSuffix(path, filepath.Ext(path))+".units.csv", path)
}

// exportUnits writes the home units beside a CSV roster, which has no second
// sheet for them.
func (p *Program) exportUnits(ctx context.Context, room *roster.Room, path, officers string) error {
	err := writeNew(path, func(w io.Writer) error { return room.ExportUnits(ctx, account.System(), w, p.text) })
	if err == nil {
		fmt.Fprintln(p.Stderr, p.text.Text("cli.export_units", "path", path, "officers", officers))
	}
	return err
}

func (p *Program) exportTemplate() *cobra.Command {
	return &cobra.Command{
		Use:     "template FILE",
		Short:   p.text.Text("cli.export_template"),
		Example: "  beret export template roster.xlsx --lang vi",
		Args:    p.exactly(1),
		RunE: func(c *cobra.Command, args []string) error {
			format, err := p.formatOf(args[0])
			if err != nil {
				return err
			}
			return p.withNew(c.Context(), func(db *database.DB) error {
				room, err := p.rosters(c.Context(), db)
				if err != nil {
					return err
				}
				return writeNew(args[0], func(w io.Writer) error { return room.Template(c.Context(), w, format, p.text) })
			})
		},
	}
}

// writeNew writes a file for the user's eyes only. It overwrites nothing, and
// leaves nothing half written.
func writeNew(path string, write func(io.Writer) error) error {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, os.ErrExist) {
		return fault.Because(err, fault.Conflict, "cli.export_exists", "path", path)
	}
	if err != nil {
		return err
	}
	buffered := bufio.NewWriterSize(file, 1<<20)
	err = write(buffered)
	if err = errors.Join(err, buffered.Flush(), file.Close()); err != nil {
		return errors.Join(err, os.Remove(path))
	}
	return nil
}
