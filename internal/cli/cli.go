// Package cli is the program as one meets it in a terminal.
//
// Its manners: results go to standard output as a readable table, or as JSON
// or CSV where asked; progress and errors go to standard error; the exit code
// is 0 when done, 1 when something failed, 2 when the command was wrong, 3
// when the work was done but rows were rejected. Each flag mirrors a BERET_*
// variable. Texts are in the user's language.
package cli

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"beret/internal/account"
	"beret/internal/database"
	"beret/internal/fault"
	"beret/internal/locale"
)

// The exit codes.
const (
	exitDone     = 0
	exitFailed   = 1
	exitUsage    = 2
	exitRejected = 3
)

// Program is one run of the command line, with the world it runs in.
type Program struct {
	Stdin       io.Reader
	Stdout      io.Writer
	Stderr      io.Writer
	Environment func(name string) string
	Clock       func() time.Time // nil is the machine's clock

	catalogue *locale.Catalogue
	text      locale.Printer
	address   string // of the record
	language  string
	format    string
}

// errRejected ends a run that was done but left rows behind.
var errRejected = errors.New("rows were rejected")

// usageError is a command that was not understood.
type usageError struct{ error }

// Run carries out the command and returns the exit code.
func (p *Program) Run(ctx context.Context, args []string) int {
	if p.Clock == nil {
		p.Clock = time.Now
	}
	catalogue, err := locale.Load()
	if err != nil {
		fmt.Fprintln(p.Stderr, err)
		return exitFailed
	}
	p.catalogue = catalogue
	p.text = catalogue.In(p.languageOf(args))
	root := p.root()
	root.SetArgs(args)
	root.SetIn(p.Stdin)
	root.SetOut(p.Stdout)
	root.SetErr(p.Stderr)
	return p.report(root.ExecuteContext(ctx))
}

// languageOf finds the language before the flags are parsed, because their
// descriptions are already in it: the flag, then BERET_LANG, then the
// machine's own.
func (p *Program) languageOf(args []string) locale.Lang {
	tags := []string{p.Environment("BERET_LANG"), p.Environment("LC_ALL"), p.Environment("LANG")}
	for i, arg := range args {
		if value, ok := strings.CutPrefix(arg, "--lang="); ok {
			tags = append([]string{value}, tags...)
		}
		if arg == "--lang" && i+1 < len(args) {
			tags = append([]string{args[i+1]}, tags...)
		}
	}
	for _, tag := range tags {
		tag, _, _ = strings.Cut(tag, "_")
		if lang, ok := locale.Parse(tag); ok {
			return lang
		}
	}
	return locale.English
}

func (p *Program) report(err error) int {
	var usage usageError
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, errRejected):
		return exitRejected
	case errors.As(err, &usage):
		fmt.Fprintln(p.Stderr, p.text.Text("cli.usage_error", "problem", usage.Error()))
		return exitUsage
	case errors.Is(err, context.Canceled):
		fmt.Fprintln(p.Stderr, p.text.Text("cli.interrupted"))
		return exitFailed
	}
	p.printError(err)
	return exitFailed
}

// printError prints what the user may do about an error. The terminal belongs
// to who runs the machine, so that an internal error shows its chain.
func (p *Program) printError(err error) {
	fmt.Fprintln(p.Stderr, p.text.Text("cli.error", "problem", p.text.Error(err)))
	for _, problem := range fault.ProblemsOf(err) {
		fmt.Fprintf(p.Stderr, "  %s: %s\n", problem.Field, p.text.Text(problem.Key, problem.Args...))
	}
	if fault.CodeOf(err) == fault.Internal {
		fmt.Fprintln(p.Stderr, " ", err)
	}
}

func (p *Program) root() *cobra.Command {
	root := &cobra.Command{
		Use:           "beret",
		Short:         p.text.Text("cli.root"),
		Long:          p.text.Text("cli.root_long"),
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	flags := root.PersistentFlags()
	flags.StringVar(&p.address, "database", p.setting("BERET_DATABASE", defaultDatabase()), p.text.Text("cli.flag.database"))
	flags.StringVar(&p.language, "lang", string(p.text.Lang), p.text.Text("cli.flag.lang"))
	root.AddCommand(p.commands()...)
	p.translate(root)
	return root
}

func (p *Program) setting(variable, fallback string) string {
	if value := p.Environment(variable); value != "" {
		return value
	}
	return fallback
}

// defaultDatabase is a file in the user's own folder for program data.
func defaultDatabase() string {
	folder, err := os.UserConfigDir()
	if err != nil {
		folder = "."
	}
	return filepath.Join(folder, "beret", "beret.db")
}

// translate gives cobra's own words the user's language.
func (p *Program) translate(root *cobra.Command) {
	root.SetUsageTemplate(strings.NewReplacer(
		"⟦usage⟧", p.text.Text("cli.help.usage"), "⟦commands⟧", p.text.Text("cli.help.commands"),
		"⟦flags⟧", p.text.Text("cli.help.flags"), "⟦global⟧", p.text.Text("cli.help.global"),
		"⟦more⟧", p.text.Text("cli.help.more"), "⟦command⟧", p.text.Text("cli.help.command"),
		"⟦examples⟧", p.text.Text("cli.help.examples"),
	).Replace(usageTemplate))
	root.CompletionOptions.DisableDefaultCmd = true
	root.SetHelpCommand(&cobra.Command{Hidden: true})
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return p.flagError(err) })
	var visit func(c *cobra.Command)
	visit = func(c *cobra.Command) {
		c.InitDefaultHelpFlag()
		if help := c.Flags().Lookup("help"); help != nil {
			help.Usage = p.text.Text("cli.flag.help")
		}
		if !c.Runnable() {
			c.RunE = func(c *cobra.Command, args []string) error {
				if len(args) > 0 {
					return usageError{fmt.Errorf("%s", p.text.Text("cli.unknown_command", "name", args[0]))}
				}
				return c.Help()
			}
			c.Args = cobra.ArbitraryArgs
		}
		for _, child := range c.Commands() {
			visit(child)
		}
	}
	visit(root)
}

// exactly refuses any other number of arguments.
func (p *Program) exactly(n int) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) == n {
			return nil
		}
		return usageError{fmt.Errorf("%s", p.text.Text("cli.arguments", "use", c.UseLine()))}
	}
}

// flagError says in the user's language what is wrong with an option.
func (p *Program) flagError(err error) error {
	var unknown *pflag.NotExistError
	var bare *pflag.ValueRequiredError
	var unfit *pflag.InvalidValueError
	key, name := "cli.flag_wrong", err.Error()
	switch {
	case errors.As(err, &unknown):
		key, name = "cli.flag_unknown", unknown.GetSpecifiedName()
	case errors.As(err, &bare):
		key, name = "cli.flag_bare", bare.GetSpecifiedName()
	case errors.As(err, &unfit):
		key, name = "cli.flag_unfit", unfit.GetFlag().Name
	}
	return usageError{fmt.Errorf("%s", p.text.Text(key, "name", name))}
}

const usageTemplate = `⟦usage⟧:{{if .Runnable}}
  {{.UseLine}}{{end}}{{if .HasAvailableSubCommands}}
  {{.CommandPath}} [⟦command⟧]{{end}}{{if .HasExample}}

⟦examples⟧:
{{.Example}}{{end}}{{if .HasAvailableSubCommands}}

⟦commands⟧:{{range .Commands}}{{if .IsAvailableCommand}}
  {{rpad .Name .NamePadding }} {{.Short}}{{end}}{{end}}{{end}}{{if .HasAvailableLocalFlags}}

⟦flags⟧:
{{.LocalFlags.FlagUsages | trimTrailingWhitespaces}}{{end}}{{if .HasAvailableInheritedFlags}}

⟦global⟧:
{{.InheritedFlags.FlagUsages | trimTrailingWhitespaces}}{{end}}{{if .HasAvailableSubCommands}}

⟦more⟧{{end}}
`

// with opens the record for the length of f and brings its schema up to date.
func (p *Program) with(ctx context.Context, f func(db *database.DB) error) error {
	return p.withRecord(ctx, database.Options{Clock: p.Clock, MustExist: true}, f)
}

// withNew is with for the commands that may begin a record.
func (p *Program) withNew(ctx context.Context, f func(db *database.DB) error) error {
	return p.withRecord(ctx, database.Options{Clock: p.Clock}, f)
}

func (p *Program) withRecord(ctx context.Context, options database.Options, f func(db *database.DB) error) error {
	db, err := database.Open(ctx, p.address, options)
	if err != nil {
		return err
	}
	if err := db.Migrate(ctx); err != nil {
		return errors.Join(err, db.Close())
	}
	return errors.Join(f(db), db.Close())
}

func (p *Program) gate(db *database.DB) (*account.Gate, error) {
	return account.NewGate(db, account.DefaultPolicy(), rand.Reader)
}

// formatFlag adds --format to a command that prints a table.
func (p *Program) formatFlag(flags *pflag.FlagSet) {
	flags.StringVar(&p.format, "format", "table", p.text.Text("cli.flag.format"))
}
