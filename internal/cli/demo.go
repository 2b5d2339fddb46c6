package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"beret/civil"
	"beret/internal/database"
	"beret/internal/demonstration"
	"beret/internal/fault"
)

// demo is what `beret demo` was asked for.
type demo struct {
	folder    string
	options   demonstration.Options
	asOf      string
	listen    string
	rebuild   bool
	buildOnly bool
}

func (p *Program) demo() *cobra.Command {
	var d demo
	c := &cobra.Command{
		Use:   "demo",
		Short: p.text.Text("cli.demo"),
		Args:  p.exactly(0),
		RunE:  func(c *cobra.Command, _ []string) error { return p.runDemo(c.Context(), d) },
	}
	flags := c.Flags()
	flags.StringVar(&d.folder, "folder", p.setting("BERET_DEMO_FOLDER", "beret-demo"), p.text.Text("cli.flag.folder"))
	flags.Uint64Var(&d.options.Seed, "seed", 0, p.text.Text("cli.flag.seed"))
	flags.StringVar(&d.asOf, "as-of", "", p.text.Text("cli.flag.demo_as_of"))
	flags.IntVar(&d.options.Officers, "officers", 0, p.text.Text("cli.flag.officers"))
	flags.BoolVar(&d.rebuild, "rebuild", false, p.text.Text("cli.flag.rebuild"))
	flags.BoolVar(&d.buildOnly, "build-only", false, p.text.Text("cli.flag.build_only"))
	flags.StringVar(&d.listen, "listen", p.setting("BERET_LISTEN", defaultListen), p.text.Text("cli.flag.listen"))
	return c
}

func (p *Program) runDemo(ctx context.Context, d demo) error {
	var err error
	if d.asOf != "" {
		if d.options.AsOf, err = civil.ParseDate(d.asOf); err != nil {
			return usageError{fmt.Errorf("%s", p.text.Text("cli.bad_date", "value", d.asOf))}
		}
	}
	p.address = filepath.Join(d.folder, "beret.db")
	if err := p.buildDemo(ctx, d); err != nil {
		return err
	}
	return p.with(ctx, func(db *database.DB) error {
		if d.buildOnly {
			return p.introduceDemo(ctx, db, d, "")
		}
		return p.serveOn(ctx, db, d.listen, false, func(address string) error {
			return p.introduceDemo(ctx, db, d, address)
		})
	})
}

// buildDemo builds the office once. It is built beside its place and moved
// there when it is whole, so that an interrupted build leaves nothing.
func (p *Program) buildDemo(ctx context.Context, d demo) error {
	if _, err := os.Stat(p.address); err == nil && !d.rebuild {
		return nil
	}
	building := p.address + ".building"
	if err := removeRecord(building); err != nil {
		return err
	}
	fmt.Fprintln(p.Stderr, p.text.Text("cli.demo_building", "folder", d.folder))
	bar := p.progress(p.text.Text("cli.demo_bar"))
	defer bar.end()
	db, err := database.Open(ctx, building, database.Options{Clock: p.Clock})
	if err != nil {
		return err
	}
	err = db.Migrate(ctx)
	if err == nil {
		_, err = demonstration.Build(ctx, db, d.options, bar.at)
	}
	if err = errors.Join(err, db.Close()); err != nil {
		return errors.Join(err, removeRecord(building))
	}
	if err := removeRecord(p.address); err != nil {
		return err
	}
	return os.Rename(building, p.address)
}

// removeRecord removes a record's file with its companions, if it is there.
func removeRecord(path string) error {
	for _, companion := range []string{"", "-wal", "-shm"} {
		if err := os.Remove(path + companion); err != nil && !os.IsNotExist(err) {
			return fault.Because(err, fault.Conflict, "cli.demo_in_use", "path", path)
		}
	}
	return nil
}

// introduceDemo prints where the office stands, who may sign in, and where.
func (p *Program) introduceDemo(ctx context.Context, db *database.DB, d demo, address string) error {
	folder, err := filepath.Abs(d.folder)
	if err != nil {
		return err
	}
	if err := p.printStanding(ctx, db, standingQuery{}); err != nil {
		return err
	}
	fmt.Fprintln(p.Stdout)
	t := table{columns: []column{
		{"role", p.text.Text("cli.user.role"), false},
		{"login", p.text.Text("cli.user.login"), false},
		{"password", p.text.Text("cli.demo_password"), false},
	}}
	for _, s := range demonstration.SignIns() {
		t.add(p.text.Text("account.role."+string(s.Role)), s.Login, s.Password)
	}
	if err := p.print(t); err != nil {
		return err
	}
	fmt.Fprintln(p.Stdout)
	fmt.Fprintln(p.Stdout, p.text.Text("cli.demo_folder", "folder", folder))
	if address != "" {
		fmt.Fprintln(p.Stdout, p.text.Text("cli.serve_at", "address", address))
	}
	return nil
}
